"""Expressions of sympy: values against its own substitution; cases that are, and are not, a continuous function."""

from fractions import Fraction
from itertools import product

import pytest
import sympy
from analysis.piecewise.functions import function, of_dimensions, trees
from hypothesis import given, settings
from sympy import Abs, And, Eq, Heaviside, Max, Min, Ne, Not, Or, Piecewise, Rational, sign, sqrt

from tropnet.analysis.piecewise.formula import parse
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.piecewise.symbolic import from_sympy
from tropnet.errors import InputError, NotRationalError

x, y, z = sympy.symbols("x y z")
GRID = list(product([-3, Fraction(-3, 2), -1, 0, Fraction(1, 2), 1, 2, 4], repeat=2))


def value(expression, point):
    found = expression.subs(dict(zip((x, y), map(sympy.sympify, point), strict=True)))
    assert found.is_Rational
    return Fraction(int(found.p), int(found.q))


@pytest.mark.parametrize(
    "expression",
    [
        2 * Max(x, Min(y, 0) + 1) - Abs(x - y) / 3,
        Abs(Abs(Abs(x) - 1) - Abs(y)),
        Rational(1, 3) * (Max(x, y) + Min(x, 2 * y, 3)) + Rational(3, 8) * x,
        x - y,
        Piecewise((x, x > y), (y, True)),
        Piecewise((-x, x < -1), (1, x <= 0), (1 - x, True)) + y,
        # Regions that are no convex sets, and conditions that are used twice.
        Piecewise((0, And(x < 0, y < 0)), (Max(x, y), True)),
        Piecewise((Max(x, y), Or(x >= 0, y >= 0)), (0, True)),
        Piecewise((Max(x, y), Not(And(x < 0, y < 0))), (0, True)),
        Piecewise((Min(x, y), x + y < 1), (Min(x, y) + Max(0, x + y - 1), True)),
        # Cases within cases, and beneath other operations.
        Abs(Piecewise((x, x > 0), (Piecewise((0, x > -1), (x + 1, True)), True)) - 1),
        Max(Piecewise((2 * x, x > 0), (x, True)), y),
        # Later cases that never hold; conditions that hold on a line, or off it, only.
        Piecewise((x, x > 0), (0, x <= 0), (7, True)),
        Piecewise((y, Eq(x, 0)), (x + y, True)),
        Piecewise((x + y, Ne(x, y)), (2 * x, True)),
        Piecewise((Abs(y), Eq(x, 0)), (Max(x, 0) + Max(y, -y), True)),
        Piecewise((1, And(Eq(x, 0), Eq(y, 0))), (1 - Abs(x) - Abs(y), True)),
        # Conditions between rational multiples, which are the same hyperplane.
        Piecewise((x - y, 2 * x > 2 * y), (0, x < y), (0, True)),
    ],
)
def test_values_are_those_of_sympy(expression):
    f = from_sympy(expression, [x, y])
    assert [f(point) for point in GRID] == [value(expression, point) for point in GRID]


def test_variables_are_sorted_by_name_or_given():
    assert from_sympy(Max(y, 2 * x)) == parse("max(y, 2x)")
    assert from_sympy(Max(y, 2 * x), [y, x]) == parse("max(x, 2y)")
    assert from_sympy(Max(y, 2 * x), ["y", "z", "x"]) == parse("max(x1, 2 x3)")
    assert from_sympy(sympy.Integer(3), [x, y]) == parse("3", 2)
    with pytest.raises(InputError, match="no symbol occurs in 3"):
        from_sympy(3)
    with pytest.raises(InputError, match="x is not among the variables"):
        from_sympy(Max(x, y), [y])


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        # The jump is at x = 0, for all y or for y > 1 only.
        (
            Piecewise((1, x > 0), (0, True)) + y,
            r"the case 0 and the case 1 have the values 0 and 1 at the common",
        ),
        (Piecewise((y, x > 0), (Max(y, 1), True)), r"values .* at the common point \[0, "),
        # No value at a point, or on a line.
        (
            Piecewise((x, x > 0), (-x, x < 0)) + y,
            r"no case of .* holds at the point \[0, .*add \(..., True\)",
        ),
        (
            Piecewise((Max(x, y), Or(x > 0, y > 0)), (0, And(x <= 0, y <= 0, Or(x < 0, y < 0)))),
            r"holds at the point \[0, 0\]",
        ),
        (Piecewise((x, x > 0)) + y, r"no case of .* holds at the point"),
        # Another value at a point, or on a line.
        (
            Piecewise((1, Eq(x, 0)), (x, True)) + y,
            r"the case 1 has the value 1 at the point \[0, .*limit is 0",
        ),
        (
            Piecewise((y, Eq(x, 0)), (Abs(x), True)),
            r"the case y has the value (\S+) at the point \[0, \1\], .* is 0",
        ),
        (
            Piecewise((5, And(Eq(x, 0), Eq(y, 0))), (x, True)),
            r"the case 5 has the value 5 at the point \[0, 0\]",
        ),
        (Piecewise((x, Ne(x, y)), (x + 1, True)), r"the case x \+ 1 has the value"),
        (
            Piecewise((Max(y, 0), Eq(x, 0)), (x, True)),
            r"the case Max\(0, y\) has the value (\S+) at the point \[0, \1\]",
        ),
        (Piecewise((x, Abs(x) < y), (y, True)), "is not linear; split it into linear inequalities"),
        (Piecewise((x, x * y < 1), (y, True)), "is not piecewise linear"),
        (Piecewise((x, sympy.Symbol("b", bool=True)), (y, True)), "not made of linear inequalities"),
        (Heaviside(x) + y, r"Heaviside\(x\) is not continuous"),
        (x * 2 + sign(y), r"sign\(y\) is not continuous"),
        (Max(x, y) ** 2, "is not piecewise linear"),
        (x * Abs(y), "is not piecewise linear"),
        (sympy.exp(x) + y, "is not piecewise linear"),
    ],
)
def test_what_is_no_continuous_piecewise_linear_function_is_refused(expression, message):
    with pytest.raises(InputError, match=message):
        from_sympy(expression, [x, y])


@pytest.mark.parametrize(
    "expression", [sqrt(2) * x, Max(x, sympy.pi), x + sympy.oo, Piecewise((x, x < sqrt(2)), (y, True))]
)
def test_irrational_and_infinite_numbers_are_refused(expression):
    with pytest.raises(NotRationalError):
        from_sympy(expression, [x, y])


def test_cases_in_three_variables():
    largest = Piecewise((x, And(x >= y, x >= z)), (y, y >= z), (z, True))
    assert from_sympy(largest) == parse("max(x, y, z)")


@given(of_dimensions(lambda n: trees(n, 3), most=2))
@settings(max_examples=20, deadline=None)
def test_functions_survive_the_way_to_sympy_and_back(tree):
    f = function(tree)
    names = ["x"] if f.n_variables == 1 else ["x1", "x2"]
    assert PiecewiseLinear.from_sympy(f.to_sympy(), names) == f


def test_written_expressions():
    assert parse("max(0, min(x, 1))").to_sympy() == Max(0, Min(1, x))
    assert parse("max(x, y) + 1").to_sympy([x, y]) == Max(x + 1, y + 1)
    assert parse("x - y").to_sympy(["y", "x"]) == y - x


def test_floats_are_the_dyadic_numbers_that_they_are():
    assert from_sympy(0.1 * x + sympy.Float(0.375))([1]) == Fraction(0.1) + Fraction(3, 8)
