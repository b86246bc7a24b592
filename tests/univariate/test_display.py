"""Functions of one variable in notebooks: cases read back, graphs measured."""

import re
from fractions import Fraction

import sympy
from exact.display.drawings import exact_points, is_near, read_drawing
from exact.display.formulas import entries, value
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.exact.numbers import as_fraction
from tropnet.networks import relu
from tropnet.univariate import PiecewiseLinearFunction1D

numbers = st.fractions(-9, 9, max_denominator=6)
x = sympy.Symbol("x")


def cases(formula):
    """Pairs of an affine function and the interval on which it is taken."""
    for line, condition in entries(formula, "cases"):
        ends = re.fullmatch(r"(?:(\S+) \\le )?x(?: \\le (\S+))?", condition).groups()
        low, high = (
            sign * sympy.oo if end is None else value(end) for sign, end in zip((-1, 1), ends, strict=True)
        )
        yield value(line), low, high


@given(st.lists(numbers, min_size=1, max_size=5, unique=True).map(sorted), st.data())
@settings(max_examples=40)
def test_the_cases_are_the_function(breakpoints, data):
    slopes = data.draw(st.lists(numbers, min_size=len(breakpoints) + 1, max_size=len(breakpoints) + 1))
    f = PiecewiseLinearFunction1D(breakpoints, slopes, data.draw(numbers))
    if f.is_affine:
        assert r"\begin" not in f._repr_latex_()
        return
    found = list(cases(f._repr_latex_()))
    assert len(found) == f.n_pieces
    point = data.draw(numbers)
    taken = [sympy.sympify(line).subs(x, point) for line, low, high in found if low <= point <= high]
    assert taken
    assert all(end == f(point) for end in map(as_fraction, taken))
    assert f._repr_svg_() is None


def test_affine_functions():
    assert (
        PiecewiseLinearFunction1D([], ["1/2"], -1)._repr_latex_()
        == r"$\displaystyle f(x) = \frac{1}{2} x - 1$"
    )
    assert relu()._repr_latex_().count(r"\\") == 1


def test_many_pieces_are_a_graph_through_the_break_points():
    zigzag = PiecewiseLinearFunction1D(range(9), [0, 1, -1, 1, -1, 1, -1, 1, -1, 0])
    assert zigzag._repr_latex_() is None
    found = read_drawing(zigzag._repr_svg_())
    bends = [(Fraction(k), Fraction(k % 2)) for k in range(9)]
    assert exact_points(found.titles) == bends
    (graph,) = found.lines
    assert is_near(graph, [(-2, 0), *bends, (10, 0)], 12)


def test_long_numbers_are_drawn():
    f = PiecewiseLinearFunction1D([Fraction(1, 3**60)], [0, 1])
    assert f._repr_latex_() is None
    assert len(read_drawing(f._repr_svg_()).lines[0]) == 3


def test_of_very_many_pieces_nothing_is_computed():
    f = PiecewiseLinearFunction1D(range(10**4), [k % 2 for k in range(10**4 + 1)])
    assert f._repr_latex_() is None
    assert f._repr_svg_() is None
    assert "lifts" not in vars(f)
