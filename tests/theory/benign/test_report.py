"""Range and steepness on the cube, against distances, samples and closed formulas."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import PiecewiseLinear, box, distance
from tropnet.errors import ShapeError
from tropnet.networks import Network
from tropnet.theory.benign import benign_report, inner_product_network
from tropnet.theory.families import TentComposition

small = st.fractions(-2, 2, max_denominator=3)


@st.composite
def networks(draw):
    """Two inputs, three neurons, one output."""
    rows = draw(st.lists(st.lists(small, min_size=3, max_size=3), min_size=4, max_size=4))
    *hidden, output = rows
    return Network.from_arrays(
        [[row[:2] for row in hidden], [output]], [[row[2] for row in hidden], [draw(small)]]
    )


@settings(max_examples=12, deadline=None)
@given(networks())
def test_extreme_values_by_distances_from_constants(net):
    report = benign_report(net)
    assert report.check()
    square = box([0, 0], [1, 1])
    low, high = report.minimum, report.maximum
    # |f - low| is f - low on the square if low is the least value, and then its largest value is high - low.
    for end in (low, high):
        assert distance(net, PiecewiseLinear.affine([0, 0], end), within=square).value == high - low
    assert report.maps_into_unit_interval == (low >= 0 and high <= 1)


@settings(max_examples=12, deadline=None)
@given(networks(), st.lists(st.fractions(0, 1, max_denominator=9), min_size=4, max_size=4))
def test_no_two_points_are_steeper_than_the_constants(net, ends):
    report = benign_report(net)
    x, y = ends[:2], ends[2:]
    difference = abs(net(x).item() - net(y).item())
    steps = [abs(a - b) for a, b in zip(x, y, strict=True)]
    assert difference <= report.lipschitz_l1 * sum(steps)
    assert difference <= report.lipschitz_linf * max(steps)
    assert difference**2 <= report.lipschitz_l2_squared * sum(step**2 for step in steps)


def test_an_affine_function():
    report = benign_report(Network.from_arrays([[[3, -4, "1/2"]]], [[1]]))
    assert (report.minimum, report.maximum, report.n_cells) == (-3, Fraction(9, 2), 1)
    assert (report.lipschitz_l1, report.lipschitz_l2_squared, report.lipschitz_linf) == (
        4,
        Fraction(101, 4),
        Fraction(15, 2),
    )
    assert report.weight_bits == 3
    assert not report.maps_into_unit_interval


def test_powers_of_the_tent_map():
    # Telgarsky 2015: 2^k pieces of slopes 2^k and -2^k between 0 and 1
    report = benign_report(TentComposition(4).network())
    assert (report.minimum, report.maximum, report.lipschitz_linf, report.n_cells) == (0, 1, 16, 16)


def test_what_one_network_cannot_tell_is_said():
    report = benign_report(inner_product_network(1))
    assert len(report.undecided) == 2
    assert str(report).count("not decided here") == 2


def test_several_outputs_are_refused():
    with pytest.raises(ShapeError, match="no function from"):
        benign_report(Network.from_arrays([[[1], [1]]]))
