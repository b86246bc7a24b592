"""Arithmetic of functions, point by point."""

import pytest
from hypothesis import given, settings
from oracles.univariate import functions, grid, numbers, value

from tropnet.errors import InputError
from tropnet.univariate import (
    PiecewiseLinearFunction1D,
    inverse,
    linear_combination,
    maximum,
    minimum,
    positive_part,
)


def places(*fs):
    return grid(*(b for f in fs for b in f.breakpoints))


@settings(max_examples=30)
@given(functions(), functions())
def test_sums_differences_and_multiples(f, g):
    for x in places(f, g):
        assert value(f + g, x) == value(f, x) + value(g, x)
        assert value(f - g, x) == value(f, x) - value(g, x)
        assert value(3 * f - 2, x) == 3 * value(f, x) - 2
        assert value(1 - f, x) == 1 - value(f, x)
    assert (f - f) == PiecewiseLinearFunction1D([], [0])
    assert f + g == g + f


@settings(max_examples=30)
@given(functions(), functions())
def test_compositions(f, g):
    h = f @ g
    for x in places(f, g, h):
        assert value(h, x) == value(f, value(g, x))


def test_steep_outer_pieces_are_composed():
    steep = PiecewiseLinearFunction1D([0], [1000, -1200])
    assert abs(steep + 1) == PiecewiseLinearFunction1D(
        ["-1/1000", 0, "1/1200"], [-1000, 1000, -1200, 1200], 1
    )


@settings(max_examples=30)
@given(functions(3), functions(3), functions(3))
def test_composition_is_associative(f, g, h):
    assert (f @ g) @ h == f @ (g @ h)


@settings(max_examples=30)
@given(functions(), functions())
def test_maxima_and_minima(f, g):
    upper, lower = maximum(f, g), minimum(f, g)
    for x in places(f, g, upper, lower):
        assert value(upper, x) == max(value(f, x), value(g, x))
        assert value(lower, x) == min(value(f, x), value(g, x))
    assert upper + lower == f + g


@settings(max_examples=30)
@given(functions())
def test_positive_part_and_absolute_value(f):
    assert positive_part(f) - positive_part(-f) == f
    assert positive_part(f) + positive_part(-f) == abs(f)


@settings(max_examples=30)
@given(functions())
def test_inverses(f):
    line = PiecewiseLinearFunction1D([], [1])
    steep = f + 4 * line  # slopes are at least -2
    for monotone in steep, -steep:
        assert inverse(monotone) @ monotone == line
        assert monotone @ inverse(monotone) == line


@settings(max_examples=30)
@given(functions(3), functions(3), functions(3), numbers)
def test_linear_combinations(f, g, h, c):
    together = linear_combination([f, g, h], [c, -1, 0])
    for x in places(f, g):
        assert value(together, x) == c * value(f, x) - value(g, x)
    assert linear_combination([], []) == PiecewiseLinearFunction1D([], [0])
    with pytest.raises(InputError, match="2 functions and 1 coefficients"):
        linear_combination([f, g], [1])


def test_only_monotone_functions_have_an_inverse():
    for slopes in ([-1, 1], [0, 1]):
        with pytest.raises(InputError, match="not strictly monotone"):
            inverse(PiecewiseLinearFunction1D([0], slopes))
