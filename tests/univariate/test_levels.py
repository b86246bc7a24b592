"""Level sets against the pieces, one after the other."""

from itertools import groupby

import pytest
from hypothesis import given, settings
from oracles.univariate import functions, grid, numbers, value

from tropnet.errors import InputError
from tropnet.univariate import PiecewiseLinearFunction1D, level_set, n_level_crossings, n_sign_changes, zeros


def contains(found, x):
    return x in list(found.points) or any(
        (low is None or low <= x) and (high is None or x <= high) for low, high in found.intervals
    )


@settings(max_examples=30)
@given(functions(), numbers)
def test_level_sets(f, level):
    found = level_set(f, level)
    ends = [end for ends in found.intervals for end in ends if end is not None]
    for x in grid(*f.breakpoints, *found.points, *ends):
        assert contains(found, x) == (value(f, x) == level)
    # no component touches another
    points = list(found.points)
    assert points == sorted(set(points))
    assert len({*points, *ends}) == len(points) + len(ends)
    assert all(low is None or high is None or low < high for low, high in found.intervals)
    assert found.is_empty == (found.n_components == 0)
    assert zeros(f - level) == found


@settings(max_examples=30)
@given(functions(), numbers, numbers, numbers)
def test_crossings(f, level, a, b):
    low, high = min(a, b), max(a, b)
    special = sorted(grid(*f.breakpoints, low, high, *level_set(f, level).points))
    for begin, end in (None, None), (low, None), (None, high), (low, high):
        inside = [x for x in special if (begin is None or begin <= x) and (end is None or x <= end)]
        signs = [value(f, x) > level for x in inside if value(f, x) != level]
        assert n_level_crossings(f, level, begin, end) == len(list(groupby(signs))) - bool(signs)


def test_touching_zero_changes_no_sign():
    assert n_sign_changes(PiecewiseLinearFunction1D([0], [-1, 1])) == 0
    assert zeros(PiecewiseLinearFunction1D([0], [-1, 1])).n_components == 1
    whole = zeros(PiecewiseLinearFunction1D([], [0]))
    assert (whole.intervals, len(whole.points)) == (((None, None),), 0)
    with pytest.raises(InputError, match="low <= high"):
        n_sign_changes(PiecewiseLinearFunction1D([], [1]), 1, 0)
