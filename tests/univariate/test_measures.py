"""Integrals by Simpson's rule, which is exact on pieces, and extrema over all break points."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
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
    n_pieces_on,
    n_sign_changes,
    sup_distance,
    total_variation,
)

LOW, HIGH = Fraction(-7, 3), Fraction(5, 2)


def simpson(h, cuts):
    """The integral of a function that is quadratic between the cuts."""
    return sum((b - a) / 6 * (h(a) + 4 * h((a + b) / 2) + h(b)) for a, b in pairwise(cuts))


def cuts_of(*fs):
    return sorted({LOW, HIGH, *(b for f in fs for b in f.breakpoints if LOW < b < HIGH)})


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


@given(functions(), functions())
def test_extrema_and_variation(f, g):
    heights = [value(f, x) for x in cuts_of(f)]
    assert extrema(f, LOW, HIGH) == (min(heights), max(heights))
    assert total_variation(f, LOW, HIGH) == sum(abs(b - a) for a, b in pairwise(heights))
    assert sup_distance(f, g, LOW, HIGH) == max(abs(value(f, x) - value(g, x)) for x in cuts_of(f, g))
    signs = [h > 0 for h in heights if h]
    assert n_sign_changes(f, LOW, HIGH) == sum(a != b for a, b in pairwise(signs))
    assert n_pieces_on(f, LOW, HIGH) == len(cuts_of(f)) - 1
    assert lipschitz_constant(f) == max(abs(s) for s in f.slopes)


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


def test_empty_intervals_are_refused():
    f = PiecewiseLinearFunction1D([], [1])
    with pytest.raises(InputError, match="low <= high"):
        integral(f, 1, 0)
    with pytest.raises(InputError, match="no interior"):
        n_pieces_on(f, 1, 1)
    assert integral(f, 1, 1) == 0
