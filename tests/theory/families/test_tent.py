"""Iterates of the tent map against the engine and values computed elsewhere."""

from fractions import Fraction

import pytest

from tropnet import linear_regions
from tropnet.errors import InputError
from tropnet.theory.families import TentComposition


@pytest.mark.parametrize("k", range(1, 7))
def test_all_counts_agree_with_the_engine(k):
    assert TentComposition(k).verify().holds


def test_activation_regions_of_the_iterates():
    # 4, 7, 12, 22, 42: counted by testing all patterns with exact linear programs
    found = [linear_regions(TentComposition(k).network()).counts.activation for k in range(1, 6)]
    assert found == [4, 7, 12, 22, 42]


@pytest.mark.parametrize("k", [1, 2, 5])
def test_function_and_network_iterate_the_tent(k):
    net, f = TentComposition(k).network(), TentComposition(k).function()
    for i in range(-7, 60):
        x = value = Fraction(i, 53)
        for _ in range(k):
            value = max(0, min(2 * value, 2 - 2 * value))
        assert net([x])[0] == f(x) == value


def test_no_composition_of_no_tents():
    with pytest.raises(InputError, match="number of compositions is 0"):
        TentComposition(0)
