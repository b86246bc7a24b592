"""Piecewise linear functions of one variable: closed formulas, canonical form, two ways to evaluate."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.networks import (
    MaxGate,
    PiecewiseLinearFunction1D,
    absolute,
    clip,
    hard_sigmoid,
    hard_tanh,
    identity,
    leaky_relu,
    relu,
    relu6,
)

rationals = st.fractions(-5, 5, max_denominator=6)


@st.composite
def functions(draw):
    breaks = sorted(draw(st.sets(rationals, max_size=4)))
    slopes = draw(st.lists(rationals, min_size=len(breaks) + 1, max_size=len(breaks) + 1))
    return PiecewiseLinearFunction1D(breaks, slopes, draw(rationals))


CLOSED_FORMULAS = [
    (identity(), lambda x: x),
    (relu(), lambda x: max(x, Fraction(0))),
    (leaky_relu(), lambda x: x if x > 0 else x / 100),
    (leaky_relu("3/2"), lambda x: x if x > 0 else x * Fraction(3, 2)),
    (absolute(), abs),
    (hard_tanh(), lambda x: max(min(x, Fraction(1)), Fraction(-1))),
    (hard_tanh(-2, "1/2"), lambda x: max(min(x, Fraction(1, 2)), Fraction(-2))),
    (relu6(), lambda x: max(min(x, Fraction(6)), Fraction(0))),
    (clip(low=-3), lambda x: max(x, Fraction(-3))),
    (clip(high="2/3"), lambda x: min(x, Fraction(2, 3))),
    (clip(1, 1), lambda x: Fraction(1)),
    (clip(), lambda x: x),
    (hard_sigmoid(), lambda x: max(min(x / 6 + Fraction(1, 2), Fraction(1)), Fraction(0))),
    (hard_sigmoid("1/5", "2/5"), lambda x: max(min(x / 5 + Fraction(2, 5), Fraction(1)), Fraction(0))),
    (hard_sigmoid(0, 7), lambda x: Fraction(1)),
]


@pytest.mark.parametrize(("function", "formula"), CLOSED_FORMULAS)
@given(x=st.fractions(-10, 10, max_denominator=12))
def test_presets_are_their_closed_formulas(function, formula, x):
    assert function(x) == formula(x)


@given(functions(), st.lists(rationals, min_size=1, max_size=6))
def test_hinges_agree_with_pieces(f, points):
    assert f(rational_array(points)).tolist() == [f(x) for x in points]


@given(functions(), st.lists(st.integers(-64, 64).map(lambda n: n / 8), min_size=1, max_size=6))
def test_floats_are_the_rounded_values_up_to_two_roundings(f, points):
    values = f.floats(np.array(points))
    for x, value in zip(points, values, strict=True):
        assert abs(Fraction(value) - f(Fraction(x))) <= Fraction(1, 2**44)


@given(functions(), rationals, rationals)
def test_slopes_and_continuity(f, x, y):
    """Between two points the difference quotient lies between the slopes of the pieces passed."""
    low, high = min(x, y), max(x, y)
    passed = f.slopes[f.piece_at(low) : f.piece_at(high) + 1]
    assert min(passed) * (high - low) <= f(high) - f(low) <= max(passed) * (high - low)


@given(functions(), rationals)
def test_equal_as_functions_means_equal(f, extra):
    """A break point that is none changes nothing, and another value at one point changes everything."""
    breaks = sorted({*f.breakpoints, extra})
    refined = PiecewiseLinearFunction1D(
        breaks, [f.slopes[f.piece_at(b)] for b in breaks] + [f.slopes[-1]], f(0)
    )
    assert refined == f
    assert hash(refined) == hash(f)
    assert PiecewiseLinearFunction1D(f.breakpoints, f.slopes, f(0) + 1) != f


@given(functions(), rationals)
def test_from_value_at_any_point(f, point):
    assert PiecewiseLinearFunction1D.from_value_at(f.breakpoints, f.slopes, point, f(point)) == f


@given(functions())
def test_through_its_own_break_points(f):
    points = [(b, f(b)) for b in f.breakpoints] or [(Fraction(0), f(0))]
    assert PiecewiseLinearFunction1D.through(points, f.slopes[0], f.slopes[-1]) == f


@given(functions(), st.lists(rationals, min_size=1, max_size=6))
def test_pieces_at(f, points):
    assert f.pieces_at(rational_array(points)).tolist() == [f.piece_at(x) for x in points]
    for x in points:
        piece = f.piece_at(x)
        assert f(x) == f.slopes[piece] * x + f.intercepts[piece]
        assert piece == 0 or f.breakpoints[piece - 1] < x


@given(functions())
def test_pickle(f):
    assert pickle.loads(pickle.dumps(f)) == f


@given(st.integers(2, 4), st.data())
def test_maximum_gate(arity, data):
    rows = data.draw(st.lists(st.lists(rationals, min_size=arity, max_size=arity), min_size=1, max_size=4))
    gate, z = MaxGate(arity), rational_array(rows)
    assert gate(z).fractions().tolist() == [max(row) for row in rows]
    assert gate.pieces_at(z).tolist() == [row.index(max(row)) for row in rows]
    assert gate.floats(z.floats()).tolist() == [float(max(row)) for row in rows]


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: PiecewiseLinearFunction1D([1, 0], [0, 1, 2]), InputError, "1 is followed by 0"),
        (lambda: PiecewiseLinearFunction1D([0, 0], [0, 1, 2]), InputError, "0 is followed by 0"),
        (lambda: PiecewiseLinearFunction1D([0], [0]), InputError, "one slope per piece"),
        (lambda: PiecewiseLinearFunction1D([0], [0, float("nan")]), NotRationalError, "slope 1"),
        (lambda: PiecewiseLinearFunction1D.through([]), InputError, "at least one point"),
        (lambda: PiecewiseLinearFunction1D.through([(1, 0), (1, 1)]), InputError, "increasing x"),
        (lambda: clip(2, 1), InputError, "swap"),
        (lambda: hard_sigmoid(-1), InputError, "not negative"),
        (lambda: MaxGate(1), InputError, "identity"),
        (lambda: MaxGate(2)(rational_array([1, 2, 3])), ShapeError, "shape \\(3,\\)"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()
