r"""Formulas: read back by a reader of \frac, matrices and affine forms that shares no code with the writer."""

import re
from fractions import Fraction

import numpy as np
import pytest
import sympy
from exact.display.formulas import entries, value
from hypothesis import given
from hypothesis import strategies as st

from tropnet import RationalArray
from tropnet.exact.display.latex import affine_form, fraction, is_short, relation

numbers = st.fractions(min_value=-50, max_value=50, max_denominator=30)


@given(numbers)
def test_numbers(number):
    assert value(fraction(number)) == number


@given(st.lists(numbers, min_size=1, max_size=4), numbers)
def test_affine_forms(coefficients, constant):
    names = [f"x_{{{i}}}" for i in range(1, len(coefficients) + 1)]
    symbols = sympy.symbols(f"x1:{len(names) + 1}")
    exact = sum(
        (sympy.Rational(c) * s for c, s in zip(coefficients, symbols, strict=True)), sympy.Rational(constant)
    )
    assert sympy.expand(value(affine_form(coefficients, constant, names)) - exact) == 0


@given(
    st.lists(st.integers(-5, 5), min_size=3, max_size=3), st.lists(st.integers(-3, 3), min_size=2, max_size=2)
)
def test_inequalities_hold_at_the_same_points(row, point):
    left, sign, right = re.fullmatch(r"(.*) &(\\le|\\ge) (.*)", relation(row, ["x_{1}", "x_{2}"])).groups()
    at = dict(zip(sympy.symbols("x1:3"), point, strict=True))
    side = sympy.sympify(value(left)).subs(at) - value(right)
    holds = side <= 0 if sign == r"\le" else side >= 0
    assert holds == (row[0] * point[0] + row[1] * point[1] <= row[2])
    assert not left.startswith("-")


@given(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=4))
def test_matrices(rows):
    shown = entries(RationalArray(rows)._repr_latex_())
    assert [[value(entry) for entry in row] for row in shown] == rows


def test_vectors_and_single_numbers():
    assert entries(RationalArray([1, "1/2"])._repr_latex_()) == [["1", r"\frac{1}{2}"]]
    assert value(RationalArray("-3/4")._repr_latex_().strip("$").removeprefix(r"\displaystyle ")) == Fraction(
        -3, 4
    )


def test_the_middle_of_a_large_matrix_is_left_out():
    formula = RationalArray(np.arange(300 * 400).reshape(300, 400))._repr_latex_()
    shown = entries(formula)
    assert len(shown) == 11
    assert all(len(row) == 11 for row in shown)
    kept = [*range(9), 399]
    assert [entry for entry in shown[0] if entry != r"\cdots"] == [str(j) for j in kept]
    assert [entry for entry in shown[-1] if entry != r"\cdots"] == [str(299 * 400 + j) for j in kept]
    assert set(shown[-2]) == {r"\vdots", r"\ddots"}
    assert formula.endswith(r"_{300 \times 400}$")


def test_columns_with_long_numbers_are_fewer():
    long = Fraction(10**12 + 1, 10**12)
    (row,) = entries(RationalArray([long] * 9)._repr_latex_())
    assert row.count(r"\cdots") == 1
    assert {value(entry) for entry in row if entry != r"\cdots"} == {long}
    assert 2 < len(row) < 9


@pytest.mark.parametrize(
    "array",
    [
        RationalArray.zeros((0, 3)),
        RationalArray.zeros((2, 2, 2)),
        RationalArray(Fraction(1, 3**50)),
        RationalArray([[10**5000]]),  # more digits than Python writes without being told to
        RationalArray([Fraction(k, 10**60) for k in range(1, 50)]),
    ],
)
def test_arrays_that_cannot_be_read_have_no_formula(array):
    assert array._repr_latex_() is None


def test_short_numbers_have_64_bits():
    assert is_short([2**64 - 1, Fraction(1, 2**64 - 1)])
    assert not is_short([2**64])
    assert not is_short([0, Fraction(1, 2**64)])
