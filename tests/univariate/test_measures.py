"""Integrals by Simpson's rule, which is exact on pieces, and extrema over all break points."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from oracles.univariate import functions, value

from tropnet.errors import InputError, UnboundedError
from tropnet.univariate import (
    PiecewiseLinearFunction1D,
    extrema,
    integral,
    is_convex,
    l1_distance,
    l2_distance_squared,
    lipschitz_constant,
    maximum,
    minimum,
    n_pieces_on,
    sup_distance,
    total_variation,
)

LOW, HIGH = Fraction(-7, 3), Fraction(5, 2)


def simpson(h, cuts):
    """The integral of a function that is quadratic between the cuts."""
    return sum((b - a) / 6 * (h(a) + 4 * h((a + b) / 2) + h(b)) for a, b in pairwise(cuts))


def cuts_of(*fs):
    return sorted({LOW, HIGH, *(b for f in fs for b in f.breakpoints if LOW < b < HIGH)})


@settings(max_examples=30)
@given(functions(), functions())
def test_integrals_and_distances(f, g):
    h = f - g
    cuts = cuts_of(f, g)
    assert integral(f, LOW, HIGH) == simpson(lambda x: value(f, x), cuts)
    assert l2_distance_squared(f, g, LOW, HIGH) == simpson(lambda x: (value(f, x) - value(g, x)) ** 2, cuts)
    crossings = [
        a + (b - a) * value(h, a) / (value(h, a) - value(h, b))
        for a, b in pairwise(cuts)
        if value(h, a) * value(h, b) < 0
    ]
    assert l1_distance(f, g, LOW, HIGH) == simpson(
        lambda x: abs(value(f, x) - value(g, x)), sorted({*cuts, *crossings})
    )


@settings(max_examples=30)
@given(functions(), functions())
def test_extrema_and_variation(f, g):
    heights = [value(f, x) for x in cuts_of(f)]
    assert extrema(f, LOW, HIGH) == (min(heights), max(heights))
    assert total_variation(f, LOW, HIGH) == sum(abs(b - a) for a, b in pairwise(heights))
    assert sup_distance(f, g, LOW, HIGH) == max(abs(value(f, x) - value(g, x)) for x in cuts_of(f, g))
    assert n_pieces_on(f, LOW, HIGH) == len(cuts_of(f)) - 1
    assert lipschitz_constant(f) == max(abs(s) for s in f.slopes)


@settings(max_examples=30)
@given(functions())
def test_convex_functions_are_below_their_chords(f):
    cuts = cuts_of(f)
    below = all(2 * value(f, (a + b) / 2) <= value(f, a) + value(f, b) for a in cuts for b in cuts)
    ends = [LOW - 9, *cuts, HIGH + 9]
    everywhere = below and all(
        2 * value(f, (a + b) / 2) <= value(f, a) + value(f, b) for a in ends for b in ends
    )
    assert is_convex(f) == everywhere


def test_half_lines():
    hat = PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 0])
    assert extrema(hat) == extrema(hat, low=-1) == extrema(hat, high=5) == (0, 1)
    assert extrema(hat, high=-5) == extrema(hat, low=9) == (0, 0)
    assert extrema(hat, high="1/2") == (0, Fraction(1, 2))
    ramp = PiecewiseLinearFunction1D([0], [0, 1])
    assert extrema(ramp, high=3) == (0, 3)
    with pytest.raises(UnboundedError, match="slope 1 towards infinity"):
        extrema(ramp)
    assert sup_distance(ramp, ramp + 1) == 1


@settings(max_examples=30)
@given(functions())
def test_infinite_ends_are_far_away(f):
    # what is zero outside of [-2, 2], where all break points are
    hat = PiecewiseLinearFunction1D([-2, 0, 2], [0, 1, -1, 0], 2)
    bounded = minimum(maximum(f, -hat), hat)
    zero = PiecewiseLinearFunction1D([], [0])
    assert integral(bounded) == integral(bounded, low=-9) == integral(bounded, -9, 9)
    assert (
        l1_distance(bounded, zero) == l1_distance(bounded, zero, high=9) == l1_distance(bounded, zero, -9, 9)
    )
    assert l2_distance_squared(bounded, zero) == l2_distance_squared(bounded, zero, -9, 9)
    assert total_variation(bounded + 1) == total_variation(bounded, -9, 9)
    assert n_pieces_on(f) == f.n_pieces == n_pieces_on(f, -9) == n_pieces_on(f, high=9)


def test_infinite_values_are_refused():
    one = PiecewiseLinearFunction1D([], [0], 1)
    with pytest.raises(UnboundedError, match="value 1 towards infinity"):
        integral(one, low=0)
    with pytest.raises(UnboundedError, match="slope 1 towards infinity"):
        l1_distance(PiecewiseLinearFunction1D([], [1]), one)
    with pytest.raises(UnboundedError, match="slope 2 towards infinity"):
        total_variation(PiecewiseLinearFunction1D([0], [0, 2]))
    assert integral(PiecewiseLinearFunction1D([0], [-1, 0]), low=-1) == Fraction(1, 2)


def test_empty_intervals_are_refused():
    f = PiecewiseLinearFunction1D([], [1])
    with pytest.raises(InputError, match="low <= high"):
        integral(f, 1, 0)
    with pytest.raises(InputError, match="no interior"):
        n_pieces_on(f, 1, 1)
    assert integral(f, 1, 1) == 0
