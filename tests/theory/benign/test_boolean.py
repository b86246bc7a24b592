"""Corners of the cube and truth tables."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.theory.benign import boolean_cube, disjointness, inner_product, truth_table


@pytest.mark.parametrize("n", range(5))
def test_corners_in_the_order_of_itertools(n):
    assert [tuple(corner) for corner in boolean_cube(n).tolist()] == list(product((0, 1), repeat=n))


@pytest.mark.parametrize("d", [1, 2, 3])
def test_disjointness_and_inner_product_of_sets(d):
    for bits in product((0, 1), repeat=2 * d):
        x = {i for i in range(d) if bits[i]}
        y = {i for i in range(d) if bits[d + i]}
        assert disjointness(bits) == x.isdisjoint(y)
        assert inner_product(bits) == len(x & y) % 2


def test_tables_of_a_network_a_function_and_a_list_agree():
    both = Network.from_arrays([[[1, 1]], [[1]]], [[-1], [0]])
    tables = [truth_table(g, 2).tolist() for g in (both, min, [0, 0, 0, 1], np.array([0, 0, 0, 1]))]
    assert tables == [[0, 0, 0, 1]] * 4
    assert truth_table(lambda bits: sum(bits) > 1, 2).tolist() == [0, 0, 0, 1]
    assert truth_table(lambda _: True, 0).tolist() == [1]


def test_what_is_no_boolean_function_is_refused():
    with pytest.raises(InputError, match=r"the value at \[0, 1\] is 2"):
        truth_table([0, 2, 0, 0], 2)
    with pytest.raises(ShapeError, match="a function of 3 bits has 8 numbers"):
        truth_table([0, 1], 3)
    with pytest.raises(ShapeError, match="no function of 3 bits"):
        truth_table(Network.from_arrays([[[1, 1]]]), 3)
    with pytest.raises(InputError, match="no Boolean function"):
        truth_table("0110", 2)
    for g in (inner_product, disjointness):
        with pytest.raises(ShapeError, match="3 bits are no pairs"):
            g([0, 1, 1])
    with pytest.raises(InputError, match="too many to list"):
        boolean_cube(40)
