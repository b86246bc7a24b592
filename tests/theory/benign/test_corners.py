"""The benign extension of a Boolean function, against its definition as a sum over corners."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import PiecewiseLinear, is_equivalent
from tropnet.analysis.piecewise.function import maximum
from tropnet.errors import ShapeError, UnsupportedLayerError
from tropnet.networks import Network, pad_depth
from tropnet.theory.benign import (
    benign_function,
    benign_report,
    boolean_cube,
    corner_boxes,
    disjointness_network,
    inner_product,
    inner_product_network,
    perspective,
    rounded_network,
)

QUARTER = Fraction(1, 4)
units = st.fractions(0, 1, max_denominator=40)


def by_definition(table, x):
    """The sum over corners of g(z) [1 - 4 dist(x, A_z)]_+."""
    total = Fraction(0)
    for z, bit in zip(product((0, 1), repeat=len(x)), table, strict=True):
        distance = max(max(abs(a - b) - QUARTER, 0) for a, b in zip(x, z, strict=True))
        total += bit * max(1 - 4 * distance, 0)
    return total


@settings(max_examples=30)
@given(st.integers(1, 3), st.data())
def test_values_by_the_definition(d, data):
    table = data.draw(st.lists(st.integers(0, 1), min_size=2**d, max_size=2**d))
    x = data.draw(st.lists(units, min_size=d, max_size=d))
    assert benign_function(table, d)(x) == by_definition(table, x)


@pytest.mark.parametrize(
    "table", [[0, 1], [0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 1, 0], [0, 1, 1, 0, 1, 0, 0, 1]]
)
def test_the_same_function_as_a_maximum_over_corners(table):
    d = len(table).bit_length() - 1
    x = PiecewiseLinear.coordinates(d)
    whole = PiecewiseLinear.affine([0] * d)
    for z, bit in zip(boolean_cube(d).tolist(), table, strict=True):
        distance = maximum(0, *(abs(a - b) - QUARTER for a, b in zip(x, z, strict=True)))
        whole = maximum(whole, bit - 4 * distance)
    f = benign_function(table, d)
    assert f == whole.restricted(f.domain)


@pytest.mark.parametrize(
    "table", [[0, 1], [1, 1], [0, 0], [0, 1, 1, 0], [1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 1]]
)
def test_the_lipschitz_constant_is_four_in_all_norms(table):
    report = benign_report(benign_function(table, len(table).bit_length() - 1).network)
    constant = 4 * any(table)
    assert (report.lipschitz_l1, report.lipschitz_l2_squared, report.lipschitz_linf) == (
        constant,
        constant**2,
        constant,
    )
    assert (report.minimum, report.maximum) == (0, int(any(table)))


def test_a_network_gives_the_same_function_as_its_truth_table():
    net = inner_product_network(1, deep=True)
    assert benign_function(net, 2) == benign_function(inner_product, 2)
    deep = inner_product_network(2, deep=True)
    f, g = benign_function(deep, 4), benign_function(inner_product, 4)
    assert f == g
    assert f.network.size < g.network.size


@pytest.mark.parametrize(
    "net", [inner_product_network(1), disjointness_network(1), inner_product_network(2, deep=True)]
)
def test_the_rounded_network_equals_it_on_every_box_and_not_between(net):
    d = net.input_dim
    f, rounded = benign_function(net, d).network, rounded_network(net)
    assert rounded.size == net.size + 2 * d
    for box in corner_boxes(d):
        assert is_equivalent(f, rounded, within=box)
    assert not is_equivalent(f, rounded, within=benign_function(net, d).domain)


def test_the_boxes_have_measure_two_to_the_minus_d():
    for d in (1, 2, 3):
        assert sum(box.volume for box in corner_boxes(d)) == Fraction(1, 2**d)


@settings(max_examples=25)
@given(st.lists(st.fractions(-4, 4), min_size=2, max_size=2), st.fractions("1/9", 9))
def test_perspective_is_homogeneous(z, c):
    net = Network.from_arrays(
        [[[1, 2], [-1, 3]], [[1, -2], [2, 1], [0, 1]], [[1, 1, -3]]], [[1, -1], [0, 2, -2], [5]]
    )
    scaled = [c * a for a in z]
    assert perspective(net)([*scaled, c]).item() == c * net(z).item()
    assert perspective(net).widths == (3, 4)


def test_an_affine_network_has_a_linear_perspective():
    assert perspective(Network.from_arrays([[[2, 3]]], [[7]]))([1, 1, 10]).tolist() == [75]


def test_what_is_refused():
    with pytest.raises(UnsupportedLayerError, match="only ReLU gates"):
        perspective(inner_product_network(1) + pad_depth(inner_product_network(1), 3))
    with pytest.raises(ShapeError, match="a function of 2 bits has 4 numbers"):
        benign_function([0, 1], 2)
