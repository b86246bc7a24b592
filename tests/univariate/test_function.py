"""Functions against sums of hinges."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from oracles.univariate import functions, grid, numbers, value

from tropnet.errors import InputError
from tropnet.exact.arrays import rational_array
from tropnet.univariate import PiecewiseLinearFunction1D


@settings(max_examples=30)
@given(functions(), numbers)
def test_values_are_sums_of_hinges(f, x):
    assert f(x) == value(f, x)
    points = [x, 1, *f.breakpoints]
    assert list(f(rational_array(points))) == [value(f, p) for p in points]
    assert f.pieces_at(rational_array(points)).tolist() == [sum(b < p for b in f.breakpoints) for p in points]
    assert f.floats(np.array([float(x)]))[0] == pytest.approx(float(value(f, x)))
    assert [value(f, b) for b in f.breakpoints] == list(f.values)


@settings(max_examples=30)
@given(functions())
def test_intercepts_continue_the_pieces(f):
    for x in grid(*f.breakpoints):
        piece = f.piece_at(x)
        assert f.slopes[piece] * x + f.intercepts[piece] == f(x)


@settings(max_examples=30)
@given(functions())
def test_values_survive_pickling_and_are_hashable(f):
    again = pickle.loads(pickle.dumps(f))
    assert again == f
    assert hash(again) == hash(f)
    assert repr(again) == repr(f)


@settings(max_examples=30)
@given(functions())
def test_break_points_bend(f):
    assert all(left != right for left, right in zip(f.slopes, f.slopes[1:], strict=False))
    doubled = PiecewiseLinearFunction1D([*f.breakpoints, 9], [*f.slopes, f.slopes[-1]], f.value_at_zero)
    assert doubled == f


def test_many_pieces_have_a_short_repr():
    f = PiecewiseLinearFunction1D(range(100), [(-1) ** i for i in range(101)])
    assert repr(f) == "<PiecewiseLinearFunction1D of 101 pieces>"


def test_functions_cannot_be_changed():
    f = PiecewiseLinearFunction1D([0], [0, 1])
    with pytest.raises(AttributeError, match="read-only"):
        f.value_at_zero = 1
    with pytest.raises(ValueError, match="read-only"):
        f.columns[0].numerators[0] = 1


def test_bad_input():
    with pytest.raises(InputError, match="2 is followed by 1"):
        PiecewiseLinearFunction1D([2, 1], [0, 1, 2])
    with pytest.raises(InputError, match="2 pieces"):
        PiecewiseLinearFunction1D([2], [0])
