"""Roots, factors, zeros and poles in one variable, against slopes measured on the function itself."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials

from tropnet.errors import InputError, ShapeError
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.univariate import (
    factorization,
    minimal_pair,
    piecewise_linear_function,
    polynomial_from_roots,
    roots,
    slopes_at_infinity,
    zeros_and_poles,
)
from tropnet.tropical.writing.notation import read_polynomial

line = polynomials(n=1, max_monomials=6)
pairs = st.sampled_from(["max", "min"]).flatmap(
    lambda convention: st.tuples(*[polynomials(n=1, max_monomials=4, convention=convention)] * 3)
)
numbers = st.fractions(-3, 3, max_denominator=4)
multiplicities = st.fractions(Fraction(1, 3), 3, max_denominator=3)


def slope(f, x, step):
    return (f([x + step]) - f([x])) / step


TINY = Fraction(1, 10**6)
FAR = Fraction(10**6)


@given(line)
@settings(max_examples=80, deadline=None)
def test_multiplicities_are_the_jumps_of_the_slope(p):
    sign = 1 if p.convention == "max" else -1
    found = roots(p)
    assert list(found) == sorted(found)
    for root, multiplicity in found.items():
        assert multiplicity == sign * (slope(p, root, TINY) - slope(p, root, -TINY)) > 0
    left, right = slopes_at_infinity(p)
    assert (left, right) == (slope(p, -FAR, -1), slope(p, FAR, 1))
    assert right - left == sign * sum(found.values())


@given(line)
@settings(max_examples=80, deadline=None)
def test_the_fundamental_theorem(p):
    factors = factorization(p)
    for x in (-FAR, Fraction(-3, 2), Fraction(0), Fraction(1, 7), FAR):
        extremum = max if p.convention == "max" else min
        value = factors.coefficient + factors.exponent * x
        value += sum(multiplicity * extremum(x, root) for root, multiplicity in factors.factors)
        assert p([x]) == value
    assert factors.polynomial() == p.essential
    assert read_polynomial(str(factors), ["x"], p.convention).is_equivalent(p)


@given(
    st.dictionaries(numbers, multiplicities, max_size=5), numbers, numbers, st.sampled_from(["max", "min"])
)
@settings(max_examples=80, deadline=None)
def test_polynomials_have_the_roots_that_were_asked_for(wanted, coefficient, exponent, convention):
    p = polynomial_from_roots(wanted, coefficient, exponent, convention)
    assert roots(p) == wanted
    assert (
        p.n_monomials
        == len(wanted) + 1
        == TropicalPolynomial(p.exponents, p.coefficients, convention).n_regions
    )
    assert (p.exponents[0, 0], p.coefficients[-1]) == (exponent, coefficient)


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_roots_of_products_are_unions_of_roots(triple):
    p, q, _ = triple
    union = {}
    for found in (roots(p), roots(q)):
        for root, multiplicity in found.items():
            union[root] = union.get(root, 0) + multiplicity
    assert roots(p * q) == union


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_the_minimal_pair_does_not_depend_on_the_representation(triple):
    p, q, r = triple
    f = p / q
    shortest = minimal_pair(f)
    assert minimal_pair((p * r) / (q * r)) == shortest
    assert shortest.is_equivalent(f)
    assert not roots(shortest.numerator).keys() & roots(shortest.denominator).keys()
    assert f.simplify() == shortest == shortest.simplify()
    assert shortest.denominator.coefficients[-1] == 0
    assert min(shortest.numerator.exponents[0, 0], shortest.denominator.exponents[0, 0]) == 0
    orders = zeros_and_poles(f)
    sign = 1 if f.convention == "max" else -1
    for x in {*orders, *roots(p), *roots(q)}:
        assert orders.get(x, 0) == sign * (slope(f, Fraction(x), TINY) - slope(f, Fraction(x), -TINY))
    assert slopes_at_infinity(f) == (slope(f, -FAR, -1), slope(f, FAR, 1))


def test_values():
    assert roots(read_polynomial("max(2x, x + 1, 0)")) == {-1: 1, 1: 1}
    # (x + 1)^2 of ordinary algebra: one root of multiplicity two, also with the middle monomial tying or missing.
    assert roots(read_polynomial("max(2x, x, 0)")) == roots(read_polynomial("max(2x, 0)")) == {0: 2}
    assert str(factorization(read_polynomial("max(2x, x, 0)"))) == "(x ⊕ 0)^2"
    assert str(factorization(read_polynomial("max(x/2, -1)"))) == "(x ⊕ -2)^(1/2)"
    assert str(factorization(read_polynomial("max(5)", ["x"]))) == "5"
    assert str(factorization(read_polynomial("-x"))) == "x^(-1)"
    tent = TropicalRational.parse("max(x, 0) - 2 max(x, 1) + max(x, 2)")
    assert zeros_and_poles(tent) == {0: 1, 1: -2, 2: 1}
    assert slopes_at_infinity(tent) == (0, 0)


def test_what_is_refused():
    with pytest.raises(ShapeError, match="2 variables"):
        roots(read_polynomial("max(x, y)"))
    with pytest.raises(InputError, match="infinite everywhere"):
        factorization(TropicalPolynomial.zero(1))
    with pytest.raises(InputError, match="must be positive"):
        polynomial_from_roots({1: 0})
    with pytest.raises(InputError, match="unknown"):
        polynomial_from_roots({1: 1}, convention="plus")


@given(line, line)
@settings(max_examples=60, deadline=None)
def test_as_a_function_it_has_the_same_values_and_bends_at_the_roots(p, other):
    f = piecewise_linear_function(p)
    assert f.breakpoints == tuple(roots(p))
    assert (f.slopes[0], f.slopes[-1]) == slopes_at_infinity(p)
    quotient = p / other if p.convention == other.convention else p / p
    g = piecewise_linear_function(quotient)
    for x in (-FAR, Fraction(-3, 2), Fraction(0), Fraction(1, 7), FAR):
        assert f(x) == p([x])
        assert g(x) == quotient([x])


def test_functions_of_two_variables_are_no_functions_of_one():
    with pytest.raises(ShapeError, match="2 variables"):
        piecewise_linear_function(TropicalPolynomial.parse("max(x, y)"))
