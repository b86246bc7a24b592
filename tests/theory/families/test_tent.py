"""Iterates of the tent map against the engine, regions from their definitions, and values computed elsewhere."""

from fractions import Fraction

import pytest
from oracles import brute_force

from tropnet import linear_regions
from tropnet.errors import InputError
from tropnet.theory.families import SawtoothComposition, TentComposition

both_networks = pytest.mark.parametrize("rectified", [False, True])


@both_networks
@pytest.mark.parametrize("k", range(1, 8))
def test_all_counts_agree_with_the_engine(k, rectified):
    member = TentComposition(k, rectified)
    assert len(member.expected) == 12
    assert member.verify().holds, str(member.verify())


def layers(k, rectified):
    half = Fraction(1, 2)
    if rectified:
        return [*[[[1], [1]], [[2, -4]]] * k, [[1]]], [*[[0, -half], [0]] * k, [0]]
    return [[[1]] * 3, *[[[2, -4, 2]] * 3] * (k - 1), [[2, -4, 2]]], [*[[0, -half, -1]] * k, [0]]


@both_networks
@pytest.mark.parametrize("k", [1, 2, 3])
def test_all_counts_agree_with_regions_from_their_definitions(k, rectified):
    expected = {(e.notion, e.where): e.value for e in TentComposition(k, rectified).expected}
    for where, domain in (("all of space", None), ("(0, 1)", brute_force.box(1, 0, 1))):
        counted = brute_force.counts(*layers(k, rectified), domain)._asdict()
        del counted["closed_touching"]
        assert counted == {notion: expected[notion, where] for notion in counted}


def test_activation_regions_of_the_iterates():
    # 4, 7, 12, 22, 42: counted by testing all patterns with exact linear programs
    found = [linear_regions(TentComposition(k).network()).counts.activation for k in range(1, 6)]
    assert found == [4, 7, 12, 22, 42]


@both_networks
@pytest.mark.parametrize("k", [1, 2, 5])
def test_function_and_network_iterate_the_tent(k, rectified):
    member = TentComposition(k, rectified)
    net, f = member.network(), member.function()
    for i in range(-7, 60):
        x = value = Fraction(i, 53)
        for _ in range(k):
            value = max(0, min(2 * value, 2 - 2 * value))
        assert net([x])[0] == f(x) == value


@pytest.mark.parametrize("k", [2, 3])
def test_two_neurons_in_each_layer_agree_on_the_interval_and_are_cut_off_by_depth(k):
    # For k >= 2 the second layer cuts off what the first does right of 1, so the functions agree on the whole line.
    assert SawtoothComposition.uniform(2, k).function() == TentComposition(k).function()
    assert SawtoothComposition.uniform(2, 1).function()(2) == -2


def test_no_composition_of_no_tents():
    with pytest.raises(InputError, match="number of compositions is 0"):
        TentComposition(0)
