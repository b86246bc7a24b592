"""Step functions against sums over all pairs of steps, written down with Python's fractions."""

import pickle
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.fraction_arrays import FractionArray
from tropnet.theory.gradients import StepFunction

fractions = st.fractions(min_value=-4, max_value=4, max_denominator=6)


@st.composite
def step_functions(draw: st.DrawFn, dim: int = 2, start: int = 0, end: int = 3) -> StepFunction:
    between = st.fractions(min_value=start, max_value=end, max_denominator=8)
    places = sorted({Fraction(start), Fraction(end), *draw(st.lists(between, max_size=5))})
    rows = [[draw(fractions) for _ in range(dim)] for _ in places[1:]]
    return StepFunction(places, rows)


def steps(g: StepFunction) -> list[tuple[Fraction, Fraction, list[Fraction]]]:
    values = [[Fraction(x) for x in row] for row in g.values.tolist()]
    return [(a, b, row) for (a, b), row in zip(pairwise(g.breakpoints), values, strict=True)]


def dot(x: list[Fraction], y: list[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))


def product_integral(g: StepFunction, h: StepFunction, lag: Fraction = Fraction(0)) -> Fraction:
    """The integral of g(s) h(s + lag): every pair of steps counts with the length of its overlap."""
    return sum(
        (
            dot(x, y) * max(min(b, d - lag) - max(a, c - lag), Fraction(0))
            for a, b, x in steps(g)
            for c, d, y in steps(h)
        ),
        Fraction(0),
    )


lags = st.fractions(min_value=0, max_value=Fraction(29, 10), max_denominator=40)


@settings(max_examples=20)
@given(step_functions(), lags)
def test_autocovariance_is_the_sum_over_pairs_of_steps(g: StepFunction, lag: Fraction) -> None:
    assert g.autocovariance(lag) == product_integral(g, g, lag) / (3 - lag)


@settings(max_examples=20)
@given(step_functions(), lags)
def test_centred_autocovariance_by_expanding_the_product(g: StepFunction, lag: Fraction) -> None:
    mean = [Fraction(x) for x in g.mean.tolist()]
    whole = StepFunction([0, 3], [mean])
    expanded = (
        product_integral(g, g, lag)
        - product_integral(g, whole, lag)
        - product_integral(whole, g, lag)
        + product_integral(whole, whole, lag)
    )
    assert g.autocovariance(lag, centred=True) == expanded / (3 - lag)


@settings(max_examples=20)
@given(step_functions(), lags, st.booleans())
def test_all_kinks_and_single_lags_agree(g: StepFunction, lag: Fraction, centred: bool) -> None:
    products = g.lag_products(centred=centred)
    assert products(lag) == products(-lag) == (3 - lag) * g.autocovariance(lag, centred=centred)
    assert products(3 + lag) == 0
    differences = {b - a for a in g.breakpoints for b in g.breakpoints}
    assert differences.issuperset(products.breakpoints)


def test_kinks_where_floats_cannot_tell_lags_apart() -> None:
    tiny = Fraction(1, 10**30)
    g = StepFunction([0, Fraction(1, 3), Fraction(2, 3) + tiny, 1], [1, -2, 5])
    products = g.lag_products()
    positive = [b for b in products.breakpoints if b > 0]
    third = Fraction(1, 3)
    assert positive == [third - tiny, third, third + tiny, 2 * third, 2 * third + tiny, 1]
    for lag in (third - tiny / 2, third + tiny / 2, Fraction(1, 2)):
        assert products(lag) == product_integral(g, g, lag)


@settings(max_examples=20)
@given(step_functions())
def test_the_slope_at_lag_zero_is_half_the_squared_variation(g: StepFunction) -> None:
    products = g.lag_products()
    inner = sum((dot(d, d) for d in map(_row, g.jumps.tolist())), Fraction(0))
    ends = [_row(g.values[k].tolist()) for k in (0, -1)]
    near = min([b for b in products.breakpoints if b > 0], default=Fraction(1))
    assert g.squared_variation == inner
    assert (products(near) - products(0)) / near == -(inner + sum(dot(e, e) for e in ends)) / 2


def _row(values: list[Fraction]) -> list[Fraction]:
    return [Fraction(value) for value in values]


@settings(max_examples=20)
@given(step_functions(), step_functions())
def test_covariance(g: StepFunction, h: StepFunction) -> None:
    means = [[Fraction(x) for x in f.mean.tolist()] for f in (g, h)]
    assert g.covariance(h) == h.covariance(g) == product_integral(g, h) / 3 - dot(*means)
    assert g.variance == g.covariance(g) == g.centred.squared_l2_norm / 3


@settings(max_examples=20)
@given(step_functions(), step_functions(start=1, end=5))
def test_inner_products_live_on_the_common_interval(g: StepFunction, h: StepFunction) -> None:
    assert g.inner_product(h) == product_integral(g, h)


@settings(max_examples=20)
@given(step_functions())
def test_norms_and_variations(g: StepFunction) -> None:
    rows = [row for _, _, row in steps(g)]
    assert g.l1_norm == sum((b - a) * sum(map(abs, row)) for a, b, row in steps(g))
    assert g.squared_l2_norm == sum((b - a) * dot(row, row) for a, b, row in steps(g))
    assert g.integral.tolist() == [sum((b - a) * row[j] for a, b, row in steps(g)) for j in range(2)]
    assert g.total_variation == sum(abs(y - x) for p, q in pairwise(rows) for x, y in zip(p, q, strict=True))
    assert g.n_values == len(set(map(tuple, rows)))


@settings(max_examples=20)
@given(step_functions(), fractions, st.integers(1, 4))
def test_moving_the_interval_scales_integrals(g: StepFunction, start: Fraction, length: int) -> None:
    moved = g.over(start, start + length)
    assert moved.integral == g.integral * Fraction(length, 3)
    assert moved.total_variation == g.total_variation
    assert moved.over(0, 3) == g


def test_equal_neighbours_are_one_step() -> None:
    g = StepFunction([0, 1, 2, 3], [5, 5, 1])
    assert g == StepFunction([0, 2, 3], [[5], [1]])
    assert hash(g) == hash(StepFunction([0, 2, 3], [5, 1]))
    assert pickle.loads(pickle.dumps(g)) == g
    assert g.n_steps == 2


def test_values_and_signs() -> None:
    g = StepFunction([0, 1, 2, 3, 4], [[1, 0], [0, -1], [-1, 0], [0, -2]])
    assert g.sign_changes == (1, 0)
    assert [g(s).tolist() for s in (0, 1, "7/2", 4)] == [[1, 0], [0, -1], [0, -2], [0, -2]]
    assert g.component(-1) == StepFunction([0, 1, 2, 3, 4], [0, -1, 0, -2])


def test_the_autocorrelation_at_zero_is_one() -> None:
    g = StepFunction([0, 1, 4], [7, 3])
    assert g.autocorrelation(0) == g.autocorrelation(0, centred=False) == 1
    assert StepFunction([0, 4], [3]).autocorrelation(2, centred=False) == 1


def test_what_is_refused() -> None:
    g = StepFunction([0, 1, 4], [7, 3])
    with pytest.raises(InputError, match="bound no interval"):
        StepFunction([0], [])
    with pytest.raises(InputError, match="1 is followed by 1"):
        StepFunction([0, 1, 1], [2, 3])
    with pytest.raises(ShapeError, match="bound 2 steps"):
        StepFunction([0, 1, 2], [2])
    with pytest.raises(NotRationalError):
        StepFunction([0, float("nan")], [2])
    with pytest.raises(InputError, match="less than the length 4"):
        g.autocovariance(4)
    with pytest.raises(InputError, match="at least 0"):
        g.autocovariance(-1)
    with pytest.raises(InputError, match="constant"):
        StepFunction([0, 1], [3]).autocorrelation(0)
    with pytest.raises(InputError, match="zero"):
        StepFunction([0, 1], [0]).autocorrelation(0, centred=False)
    with pytest.raises(InputError, match=r"\.over"):
        g.covariance(StepFunction([0, 1], [3]))
    with pytest.raises(ShapeError, match="1 and with 2"):
        g.inner_product(StepFunction([0, 1], [[1, 2]]))
    with pytest.raises(InputError, match="outside"):
        g(5)
    with pytest.raises(InputError, match="no coordinate 1"):
        g.component(1)
    with pytest.raises(InputError, match="no positive length"):
        g.over(1, 1)
    with pytest.raises(AttributeError):
        g.values = None  # type: ignore[assignment]


def test_columns_are_kept_as_they_are() -> None:
    places = FractionArray.of([0, "1/3", 2])
    assert StepFunction(places, [1, 2]).breakpoints == places
