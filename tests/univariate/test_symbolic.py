"""Expressions of sympy have the same values and the same integrals."""

import sympy
from hypothesis import given, settings
from oracles.univariate import functions, grid, value

from tropnet.univariate import PiecewiseLinearFunction1D, integral, to_sympy


def rational(number):
    return sympy.Rational(number.numerator, number.denominator)


@settings(max_examples=15)
@given(functions(3))
def test_values(f):
    x = sympy.Symbol("x", real=True)
    expression = to_sympy(f, x)
    for place in grid(*f.breakpoints):
        assert expression.subs(x, rational(place)) == rational(value(f, place))


def test_integrals():
    f = PiecewiseLinearFunction1D(["-1/2", 2], [1, -3, "2/7"], 5)
    x = sympy.Symbol("x", real=True)
    assert sympy.integrate(to_sympy(f, x), (x, -1, 3)) == rational(integral(f, -1, 3))
