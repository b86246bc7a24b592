"""The sawtooth family: published counts, composition point by point, round trips, and the engine on every notion."""

from fractions import Fraction
from math import prod

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import linear_regions
from tropnet.errors import InputError
from tropnet.networks import PiecewiseLinearFunction1D
from tropnet.theory.families import Sawtooth, SawtoothComposition, decode

SHAPES = [
    (2,),
    (5,),
    (2, 2),
    (3, 3),
    (4, 4),
    (2, 3),
    (3, 2),
    (5, 2, 3),
    (2, 2, 2),
    (3, 3, 3),
    (3, 4, 5),
    (4, 3, 2),
]


def sawtooth_value(row, M, x):
    """h_a(x) from the definition by its values at the points."""
    if x <= 0:
        return Fraction(0)
    places = [Fraction(0), *row, M]
    values = [M * (i % 2) for i in range(len(row) + 1)]
    values.append(M - values[-1])
    i = min(sum(p < x for p in places), len(row) + 1) - 1
    left, right = places[i], places[i + 1]
    return values[i] + (values[i + 1] - values[i]) * (x - left) / (right - left)


@pytest.mark.parametrize("M", [1, Fraction(3, 2)])
@pytest.mark.parametrize("widths", SHAPES)
def test_all_counts_agree_with_the_engine(widths, M):
    for seed in range(2):
        member = SawtoothComposition.sample(seed, widths, M)
        assert member.verify().holds, str(member.verify())


@pytest.mark.parametrize(("w", "k"), [(2, 1), (2, 3), (3, 2), (4, 2), (5, 2), (2, 4)])
def test_equal_spacing_counts_agree_with_the_engine(w, k):
    assert SawtoothComposition.uniform(w, k, "3/2").verify().holds


@pytest.mark.parametrize(
    ("w", "k", "inside", "line"),
    # w^k on [0, M]; on the line one more for the left half-line, and another one if the function is cut off behind M
    [(2, 1, 2, 3), (2, 2, 4, 6), (3, 1, 3, 4), (3, 2, 9, 10), (4, 2, 16, 18)],
)
def test_open_pieces_by_hand(w, k, inside, line):
    member = SawtoothComposition.sample(7, (w,) * k)
    counts = {(e.notion, e.where): e.value for e in member.expected}
    assert counts["open_connected", "[0, M]"] == inside
    assert counts["open_connected", "all of space"] == line
    assert linear_regions(member.network()).counts.open_connected == line


def test_the_example_with_six_pieces_and_five_affine_functions():
    counts = linear_regions(SawtoothComposition.uniform(2, 2).network()).counts
    assert (counts.open_connected, counts.affine) == (6, 5)


@given(
    st.lists(st.integers(2, 4), min_size=1, max_size=3),
    st.integers(0, 99),
    st.fractions(-1, 3, max_denominator=50),
)
def test_network_and_function_compose_the_definition(widths, seed, x):
    member = SawtoothComposition.sample(seed, widths, "3/2")
    value = x
    for row in member.a:
        value = sawtooth_value(row, member.M, value)
    assert member.function()(x) == value
    assert member.network()([x])[0] == value


@settings(max_examples=40)
@given(st.lists(st.integers(2, 6), min_size=1, max_size=4), st.integers(0, 9999), st.fractions("1/9", 9))
def test_the_family_is_one_to_one(widths, seed, M):
    member = SawtoothComposition.sample(seed, widths, M)
    assert decode(member.function(), widths) == member


def test_the_widths_are_not_determined():
    # (3, 2) and (6): six equal teeth each, and both go on downwards behind 1; (2, 3) is cut off there
    first, second = SawtoothComposition([["1/3", "2/3"], ["1/2"]]), SawtoothComposition.uniform(6, 1)
    assert first.function() == second.function()
    assert SawtoothComposition([["1/2"], ["1/3", "2/3"]]).function() != first.function()


def test_functions_outside_of_the_family_are_refused():
    f = SawtoothComposition.uniform(2, 2).function()
    with pytest.raises(InputError, match="9 or 10 break points, but the function has 5"):
        decode(f, (3, 3))
    moved = PiecewiseLinearFunction1D([b + 1 for b in f.breakpoints], f.slopes)
    with pytest.raises(InputError):
        decode(moved, (2, 2))
    uneven = PiecewiseLinearFunction1D(["0", "1/4", "1/2", "5/8"], [0, 4, -4, 4, -2])
    with pytest.raises(InputError, match="no composition"):
        decode(uneven, (2, 2))
    with pytest.raises(InputError, match="a width is 1"):
        decode(f, (1, 4))


@given(
    st.lists(st.integers(2, 4), min_size=1, max_size=2),
    st.integers(0, 99),
    st.fractions(-1, 2, max_denominator=20),
)
@settings(max_examples=20)
def test_the_symbolic_function_is_that_of_the_numbers(widths, seed, x):
    numbers = SawtoothComposition.sample(seed, widths, "3/2")
    names = [[sympy.Symbol(f"a{j}_{i}") for i in range(len(row))] for j, row in enumerate(numbers.a)]
    height = sympy.Symbol("M")
    symbolic = SawtoothComposition(names, height)
    values = {height: sympy.Rational(3, 2)}
    for row, name in zip(numbers.a, names, strict=True):
        values |= {n: sympy.Rational(v.numerator, v.denominator) for n, v in zip(name, row, strict=True)}
    assert symbolic.subs(values) == numbers
    point = sympy.Rational(x.numerator, x.denominator)
    assert symbolic.piecewise(sympy.Symbol("x")).subs(values).subs("x", point) == sympy.Rational(
        *numbers.function()(x).as_integer_ratio()
    )
    assert all(bool(condition.subs(values)) for condition in symbolic.domain_conditions)
    assert len(symbolic.domain_conditions) == sum(widths)
    with pytest.raises(InputError, match="symbols"):
        symbolic.network()


def test_bad_parameters():
    with pytest.raises(InputError, match="no functions"):
        SawtoothComposition([])
    with pytest.raises(InputError, match="function 2 has no inner point"):
        SawtoothComposition([["1/2"], []])
    with pytest.raises(InputError, match="2/3 is followed by 1/3"):
        SawtoothComposition([["2/3", "1/3"]])
    with pytest.raises(InputError, match="increase from 0 to M = 1/4"):
        Sawtooth(["1/2"], "1/4")
    with pytest.raises(InputError, match="larger denominator"):
        Sawtooth.sample(0, 9, denominator=5)


def test_sawtooth_is_a_composition_of_one():
    single = Sawtooth.sample(3, 4, 2)
    assert single.composition.a == (single.a,)
    assert single.function() == single.composition.function()
    assert single.verify().holds
    assert prod(single.composition.widths) == 4
