"""Disjointness and inner product of pairs: all corners, all gradients, and the widths of Theorem 16."""

from __future__ import annotations

from itertools import combinations
from math import ceil, log2

import numpy as np
import pytest

from tropnet import box, is_equivalent, linear_regions
from tropnet.errors import InputError
from tropnet.networks import Network
from tropnet.theory.benign import (
    LipschitzOfPairs,
    boolean_cube,
    disjointness_network,
    inner_product_network,
    squared_lipschitz_constant_of_pairs,
)


def unit_cube(n):
    return box([0] * n, [1] * n)


@pytest.mark.parametrize("d", range(1, 9))
def test_the_networks_are_right_at_every_corner(d):
    corners = boolean_cube(2 * d)
    common = (corners[:, :d] & corners[:, d:]).sum(axis=1)
    assert disjointness_network(d)(corners).ravel().tolist() == (common == 0).astype(int).tolist()
    for deep in (False, True):
        assert inner_product_network(d, deep)(corners).ravel().tolist() == (common % 2).tolist()


@pytest.mark.parametrize("d", [1, 2, 3, 4, 5, 8, 9, 16, 33])
def test_sizes_are_d_plus_1_and_2d_and_d_plus_twice_the_logarithm(d):
    # Vardi, Reichman, Pitassi and Shamir 2021, Theorem 16
    folds = ceil(log2(d))
    assert disjointness_network(d).widths == (d, 1)
    assert inner_product_network(d).widths == (d, d)
    assert inner_product_network(d, deep=True).widths == (d, *[2] * folds)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_deep_network_is_the_same_function_on_the_cube_and_not_beyond(d):
    wide, deep = inner_product_network(d), inner_product_network(d, deep=True)
    assert is_equivalent(wide, deep, within=unit_cube(2 * d))
    # From d = 3 on there are slopes to come after the last one of the zigzag.
    assert is_equivalent(wide, deep) == (d <= 2)


def gradients(net):
    return {tuple(cell.gradient.ravel().tolist()) for cell in linear_regions(net, unit_cube(net.input_dim))}


def indicators(d, least):
    """The indicators of at least so many pairs."""
    for k in range(least, d + 1):
        for chosen in combinations(range(d), k):
            one = [int(i in chosen) for i in range(d)]
            yield tuple(one * 2)


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_the_gradients_are_signed_indicators_of_sets_of_pairs(d):
    # The slope of the zigzag is 1 next to 0, so every set of pairs occurs with 1; and -1 after one full pair.
    rising = set(indicators(d, 0))
    falling = {tuple(-a for a in g) for g in indicators(d, 2)}
    assert gradients(inner_product_network(d)) == rising | falling
    assert gradients(disjointness_network(d)) == {tuple(-a for a in g) for g in indicators(d, 0)}


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_lipschitz_constants_by_enumeration_and_by_formula(d):
    for net in (disjointness_network(d), inner_product_network(d), inner_product_network(d, deep=True)):
        found = np.array(sorted(gradients(net)))
        assert np.abs(found).max() ** 2 == squared_lipschitz_constant_of_pairs(d, "l1") == 1
        assert (found**2).sum(axis=1).max() == squared_lipschitz_constant_of_pairs(d) == 2 * d
        assert np.abs(found).sum(axis=1).max() ** 2 == squared_lipschitz_constant_of_pairs(d, "linf")
        if d < 4:
            assert LipschitzOfPairs().check(net).outcome == "holds"


def test_other_functions_are_not_what_the_theorem_is_about():
    theorem = LipschitzOfPairs()
    assert theorem.check(Network.from_arrays([[[1, 1]]])).outcome == "not applicable"
    assert theorem.check(Network.from_arrays([[[1, 1, 1]]])).outcome == "not applicable"


def test_no_pairs_and_other_norms_are_refused():
    for make in (disjointness_network, inner_product_network, squared_lipschitz_constant_of_pairs):
        with pytest.raises(InputError, match="the number of pairs is 0"):
            make(0)
    with pytest.raises(InputError, match="no norm 'l3'"):
        squared_lipschitz_constant_of_pairs(2, "l3")
