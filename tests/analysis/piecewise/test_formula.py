"""Formulas: their meaning by evaluation of every operation, sizes, and every refusal with its place."""

from fractions import Fraction

import pytest
from analysis.piecewise.functions import of_dimensions, points, text, trees, value
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.piecewise.formula import parse
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum
from tropnet.errors import FormatError, InputError

x, y = PiecewiseLinear.coordinates(2)
(t,) = PiecewiseLinear.coordinates(1)


@given(of_dimensions(lambda n: st.tuples(trees(n, 8), st.lists(points(n), min_size=3, max_size=3))))
@settings(max_examples=60, deadline=None)
def test_a_formula_has_the_values_of_its_operations(drawn):
    tree, places = drawn
    f = parse(text(tree), len(places[0]))
    assert [f(place) for place in places] == [value(tree, place) for place in places]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("max(min(x, 2y), 0) - |x - 1|/2", maximum(minimum(x, 2 * y), 0) - abs(x - 1) / 2),
        ("|x| + |y|", abs(x) + abs(y)),
        ("2|x - y| - 3 abs(y)", 2 * abs(x - y) - 3 * abs(y)),
        ("||x| - |y||", abs(abs(x) - abs(y))),
        ("|2*|x| - |y - 1||", abs(2 * abs(x) - abs(y - 1))),
        ("2|(3 - 1)*|y||/4", abs(y)),
        ("|max(x, |y|) - 2|", abs(maximum(x, abs(y)) - 2)),
        ("[x - y]_+ + 2[y]_+/3", maximum(x - y, 0) + maximum(y, 0) * "2/3"),
        ("relu(relu(x) - relu(y))", maximum(maximum(x, 0) - maximum(y, 0), 0)),
        ("−x · 2 + y×3", 3 * y - 2 * x),
        ("max(1, 2) y - min(3, 4/2, 5) x", 2 * y - 2 * x),
        ("|-3| y + [-1]_+ + [2]_+", 3 * y + 2),
        ("max(x) - min(y)", x - y),
        ("max(x, x, y, 0)", maximum(x, y, 0)),
        ("x1 + x_2", x + y),
    ],
)
def test_meanings(formula, expected):
    assert parse(formula, 2) == expected


def test_variables():
    assert parse("3", 1) == 0 * t + 3
    assert parse("x", 4).n_variables == 4
    assert parse("w").n_variables == 4
    assert parse("x_7 - x7").n_variables == 7
    assert parse("speed - 2|time|", variables=["time", "speed"]) == y - 2 * abs(x)
    with pytest.raises(InputError, match="has 2 variables, but n_variables=1"):
        parse("x + y", 1)
    with pytest.raises(InputError, match="no variable occurs in 'max"):
        parse("max(1, 2)")
    with pytest.raises(InputError, match="given twice"):
        parse("a", variables=["a", "a"])


@pytest.mark.parametrize(
    ("formula", "position", "reason"),
    [
        ("x * y", 3, "product of two functions is not piecewise linear; one factor must be a number"),
        ("|x| y", 5, "product of two functions"),
        ("|x||y|", 4, "product of two functions"),
        ("1/x", 2, "divide by a number that is not 0"),
        ("x/(1 - 1)", 2, "divide by a number that is not 0"),
        ("sqrt(2) x", 1, "'sqrt' is no variable"),
        ("x + pi", 5, "'pi' is no variable"),
        ("x + y1", 5, "'y1' is no variable"),
        ("x + x1", 5, "'x1' cannot stand beside 'x'"),
        ("x^2", 2, r"'\^' is not part of the notation"),
        ("x ⊕ y", 3, "'⊕' is not part of the notation"),
        ("max(x, )", 8, r"expected a number, a variable, max\(...\) or min\(...\), found '\)'"),
        ("x + max()", 5, r"max\(\) of nothing is infinite"),
        ("|x + 1", 7, r"expected '\|', found the end"),
        ("[x + 1]", 7, "']' is not part of the notation"),
        ("[x + 1", 7, r"expected '\]_\+', found the end"),
        ("|(x|", 5, "expected a number"),
        ("abs x", 5, r"expected '\(' after abs"),
        ("max(x, y", 9, r"expected ',' or '\)', found the end"),
        ("x y)", 3, "product of two functions"),
        ("x) + y", 2, "expected an operator or the end"),
        ("", 1, "expected a number"),
        ("(" * 61 + "x" + ")" * 61, 61, "nested more than 60 deep"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(formula, position, reason):
    with pytest.raises(FormatError, match=f"position {position}: .*{reason}"):
        parse(formula, 2)


def test_a_formula_is_not_expanded():
    """A sum of 60 maxima would have 2^60 monomials; its network has one neuron for each of them."""
    f = parse(" + ".join(f"max({k} x, y - {k})" for k in range(60)))
    assert f.network.size == 60
    at = [Fraction(1, 3), 7]
    assert f(at) == sum(max(k * at[0], at[1] - k) for k in range(60))


def test_nested_absolute_values_share_their_arguments():
    """|| |x| - 1| - 2| ...: each operation once, although |f| = max(f, -f) names f twice."""
    formula = "x"
    for k in range(30):
        formula = f"abs({formula} - {2**k})"
    assert parse(formula).network.size == 30
