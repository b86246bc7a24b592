"""Functions of one variable and their break points."""

from fractions import Fraction
from itertools import pairwise

import pytest
from analysis.piecewise.functions import function, trees, value
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.errors import InputError, ShapeError
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.univariate import PiecewiseLinearFunction1D

numbers = st.fractions(-3, 3, max_denominator=4)


@given(st.lists(numbers, max_size=4, unique=True).map(sorted), st.data())
@settings(max_examples=40, deadline=None)
def test_break_points_slopes_and_value_are_what_was_given(breakpoints, data):
    slopes = data.draw(st.lists(numbers, min_size=len(breakpoints) + 1, max_size=len(breakpoints) + 1))
    lift = data.draw(numbers)
    f = PiecewiseLinear.from_breakpoints(breakpoints, slopes, lift)
    assert f([0]) == lift
    ends = [
        min(breakpoints, default=Fraction(0)) - 1,
        *breakpoints,
        max(breakpoints, default=Fraction(0)) + 1,
    ]
    for (left, right), slope in zip(pairwise(ends), slopes, strict=True):
        assert f([right]) - f([left]) == slope * (right - left)
    assert f.univariate() == PiecewiseLinearFunction1D(breakpoints, slopes, lift)


@given(trees(1, 5))
@settings(max_examples=40, deadline=None)
def test_a_function_is_that_of_its_break_points(tree):
    f = function(tree)
    line = f.univariate()
    assert PiecewiseLinear(line) == f
    # It is affine between break points that are next to each other, and bends at each of them.
    ends = [-50, *line.breakpoints, 50]
    for left, right in pairwise(ends):
        assert 2 * value(tree, [(left + right) / Fraction(2)]) == value(tree, [left]) + value(tree, [right])
    assert all(a != b for a, b in pairwise(line.slopes))


@pytest.mark.parametrize(
    ("domain", "breakpoints", "slopes"),
    [
        ("[0,3]", [1, 2], [-1, 1, -1]),
        ("[1,2]", [], [1]),
        ("[1,5/2]", [2], [1, -1]),
        ("[2,inf]", [4], [-1, 1]),
        ("[1/2,1]", [], [-1]),
    ],
)
def test_only_break_points_inside_the_domain_are_kept(domain, breakpoints, slopes):
    """The zigzag with slopes -1, 1, -1, 1 and break points 1, 2, 4."""
    zigzag = PiecewiseLinear.from_breakpoints([1, 2, 4], [-1, 1, -1, 1])
    interval = Polyhedron.parse(domain)
    line = zigzag.restricted(interval).univariate()
    assert (list(line.breakpoints), list(line.slopes)) == (breakpoints, slopes)
    assert PiecewiseLinear(line, interval) == zigzag.restricted(interval)


def test_a_domain_without_a_lower_end():
    below = Polyhedron.from_inequalities([[1]], [2])
    line = PiecewiseLinear.from_breakpoints([1, 2, 4], [-1, 1, -1, 1]).restricted(below).univariate()
    assert (line.breakpoints, line.slopes) == ((1,), (-1, 1))


def test_refusals():
    with pytest.raises(ShapeError, match="has 2 inputs"):
        PiecewiseLinear.parse("x + y").univariate()
    with pytest.raises(InputError, match="break points must increase"):
        PiecewiseLinear.from_breakpoints([1, 1], [0, 1, 2])
    with pytest.raises(InputError, match="give one slope per piece"):
        PiecewiseLinear.from_breakpoints([1], [0])


def test_a_box_of_one_dimension_is_an_interval():
    f = PiecewiseLinear.parse("|x|").restricted(box([-1], [2]))
    assert f.univariate() == PiecewiseLinearFunction1D([0], [-1, 1])
