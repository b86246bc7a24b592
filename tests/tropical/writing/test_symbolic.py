"""Expressions of sympy: round trips, and values against sympy's own substitution."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from tropical.polynomials import polynomials

from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.writing.symbolic import polynomial_from_sympy, rational_from_sympy, symbols_of, to_sympy

x, y, a = sympy.symbols("x y a")


@given(polynomials(max_monomials=5))
@settings(max_examples=40, deadline=None)
def test_polynomials_survive_the_round_trip(p):
    """With all monomials, also those that sympy would drop because it can compare them, such as x beside x + 1."""
    symbols = sympy.symbols(f"x1:{p.n_variables + 1}")
    again = polynomial_from_sympy(to_sympy(p, symbols), symbols, p.convention)
    assert again == p


def test_sympy_does_not_compare_all_pairs_of_monomials():
    """Evaluated, these 2000 forms would take it an hour."""
    p = TropicalPolynomial([[k, k * k] for k in range(2000)], list(range(2000)))
    assert len(to_sympy(p, [x, y]).args) == 2000


@pytest.mark.parametrize(
    "expression",
    [
        sympy.Max(x, 0) - sympy.Max(y, 1),
        2 * sympy.Min(x, y, 3) - x / 3 + 1,
        sympy.Abs(x - 2 * y) - sympy.Abs(sympy.Max(x, 1) - y),
        sympy.Max(x - sympy.Max(y, x / 2), -2 * sympy.Min(x, y)),
        -(sympy.Max(x, y) + 1) * sympy.Rational(2, 3),
        x - y,
        sympy.Integer(7) / 2 + 0 * x,
        sympy.Float(0.375) * x + y,
    ],
)
@pytest.mark.parametrize("convention", ["max", "min"])
def test_values_are_those_of_sympy(expression, convention):
    f = rational_from_sympy(expression, [x, y], convention)
    written = f.to_sympy([x, y])
    for point in ((0, 0), (Fraction(-5, 2), 3), (4, Fraction(1, 3)), (-1, -7)):
        values = dict(zip((x, y), map(sympy.sympify, point), strict=True))
        expected = sympy.nsimplify(expression.subs(values))
        assert f(point) == Fraction(int(expected.p), int(expected.q))
        assert sympy.sympify(written).subs(values) == expected


def test_variables_are_sorted_by_name_with_numbers_in_order():
    expression = sympy.Max(*sympy.symbols("x10 x2 x1 b a"))
    assert [str(s) for s in symbols_of(expression)] == ["a", "b", "x1", "x2", "x10"]
    assert polynomial_from_sympy(sympy.Max(2 * y, a)).terms == {(1, 0): 0, (0, 2): 0}
    assert polynomial_from_sympy(sympy.Max(2 * y, a), ["y", "a"]).terms == {(2, 0): 0, (0, 1): 0}
    assert polynomial_from_sympy(sympy.Max(x, 0), x).n_variables == 1


def test_the_convention_is_read_from_the_expression():
    assert TropicalPolynomial.from_sympy(sympy.Min(x, 1)).convention == "min"
    assert TropicalPolynomial.from_sympy(x + 1).convention == "max"
    assert polynomial_from_sympy(x + 1, convention="min").convention == "min"
    assert TropicalRational.from_sympy(sympy.Min(x, 1), convention="min").denominator.n_monomials == 1
    assert TropicalPolynomial.from_sympy(sympy.Max(x, 1) - sympy.Min(x, 0))([-3]) == 4


@pytest.mark.parametrize(
    ("expression", "variables", "error", "words"),
    [
        (x**2, None, InputError, r"x\*\*2 is not piecewise linear"),
        (sympy.Max(x, y) * x, None, InputError, "is not piecewise linear"),
        (sympy.sin(x), None, InputError, r"sin\(x\) is not piecewise linear"),
        (sympy.Max(x, 0) - sympy.Max(y, 0), None, InputError, "no max-plus polynomial"),
        (x + y, [x], InputError, "symbol y is not among"),
        (x, [x, x], InputError, "given twice"),
        (sympy.sqrt(2) * x, None, NotRationalError, "sqrt"),
        (x + sympy.pi, None, NotRationalError, "pi"),
    ],
)
def test_what_is_refused(expression, variables, error, words):
    with pytest.raises(error, match=words):
        polynomial_from_sympy(expression, variables)


def test_zeros_and_wrong_numbers_of_symbols():
    assert to_sympy(TropicalPolynomial.zero(1)) == -sympy.oo
    assert to_sympy(TropicalPolynomial.zero(1, "min")) == sympy.oo
    with pytest.raises(ShapeError, match="1 symbols for 2 variables"):
        to_sympy(TropicalPolynomial.zero(2), [x])


@pytest.mark.parametrize("convention", ["max", "min"])
def test_the_tropical_zero_survives_the_round_trip(convention):
    zero, names = TropicalPolynomial.zero(2, convention), ["x1", "x2"]
    assert polynomial_from_sympy(to_sympy(zero), names, convention) == zero
    quotient = zero / sum(TropicalPolynomial.variables(2, convention), zero)
    assert rational_from_sympy(to_sympy(quotient), names, convention) == quotient
    other = sympy.oo if convention == "max" else -sympy.oo
    with pytest.raises(NotRationalError, match="oo"):
        polynomial_from_sympy(other, names, convention)


def test_a_name_stands_for_a_symbol_with_assumptions():
    real, other = sympy.Symbol("s", real=True), sympy.Symbol("t")
    p = polynomial_from_sympy(sympy.Max(2 * real, other), ["t", "s"])
    assert p.terms == {(0, 2): 0, (1, 0): 0}
