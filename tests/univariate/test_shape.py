"""Differences of convex functions, and maxima of lines, point by point."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.univariate import functions, grid, numbers, value

from tropnet.errors import InputError
from tropnet.univariate import (
    PiecewiseLinearFunction1D,
    difference_of_convex,
    is_concave,
    is_convex,
    maximum_of_lines,
    n_affine_functions,
)


@settings(max_examples=30)
@given(functions())
def test_differences_of_convex_functions(f):
    g, h = difference_of_convex(f)
    assert is_convex(g)
    assert is_convex(h)
    assert g - h == f
    assert sorted((*g.breakpoints, *h.breakpoints)) == list(f.breakpoints)
    for part in g, h:
        assert maximum_of_lines(part.slopes, part.intercepts) == part


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from([-2, -1, 0, 1, 3]), numbers), min_size=1, max_size=8))
def test_maxima_of_lines(lines):
    f = maximum_of_lines(*zip(*lines, strict=True))
    assert is_convex(f)
    for x in grid(*f.breakpoints):
        assert value(f, x) == max(s * x + c for s, c in lines)


@settings(max_examples=30)
@given(functions())
def test_concave_functions_are_above_their_chords(f):
    ends = [x for b in f.breakpoints for x in (b - 1, b, b + 1)]
    above = all(2 * value(f, (a + b) / 2) >= value(f, a) + value(f, b) for a in ends for b in ends)
    assert is_concave(f) == above


@settings(max_examples=30)
@given(functions())
def test_different_affine_functions(f):
    lines = {
        (s, value(f, x) - s * x)
        for s, x in zip(f.slopes, (*f.breakpoints, None), strict=True)
        if x is not None
    }
    last = f.breakpoints[-1] if f.breakpoints else 0
    lines.add((f.slopes[-1], value(f, last) - f.slopes[-1] * last))
    assert n_affine_functions(f) == len(lines)


def test_lines_need_slopes_and_intercepts():
    with pytest.raises(InputError, match="0 slopes"):
        maximum_of_lines([], [])
    with pytest.raises(InputError, match="2 slopes and 1 intercepts"):
        maximum_of_lines([1, 2], [3])
    assert maximum_of_lines([2], [3]) == PiecewiseLinearFunction1D([], [2], 3)
