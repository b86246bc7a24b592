"""Functions in notebooks: formulas where they are short, and never an enumeration."""

import pytest

from tropnet.analysis.piecewise import function as function_module
from tropnet.analysis.piecewise.display import most_pieces
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.networks import Network
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.univariate import PiecewiseLinearFunction1D


def test_a_short_function_of_one_variable_is_written_out():
    f = PiecewiseLinear.parse("|x| - |x - 1|")
    assert str(f) == "max(-1, min(1, 2*x - 1))"
    assert f._repr_latex_() == (
        r"$\displaystyle f(x) = \begin{cases} -1 & x \le 0 \\ 2 x - 1 & 0 \le x \le 1 \\ 1 & 1 \le x \end{cases}$"
    )
    assert f._repr_html_() is None


def test_others_are_shown_by_a_table_of_what_is_known():
    f = PiecewiseLinear.parse("max(x, y) - |x|")
    assert f._repr_latex_() is None
    assert str(f) == repr(f) == "<PiecewiseLinear from R^2>"
    before = f._repr_html_()
    assert "R^2" in before
    assert "pieces" not in before
    assert len(f.pieces) == 4
    after = f._repr_html_()
    assert ">pieces<" in after
    assert ">4<" in after
    assert ">cells<" not in after
    assert f'<td style="text-align:left;padding:2px 8px">{len(f.cells)}</td>' in f._repr_html_()


def test_a_domain_is_shown():
    f = PiecewiseLinear.parse("|x|").restricted(Polyhedron.parse("[0,1]"))
    assert f._repr_latex_() is None
    assert "Polyhedron in R^1" in f._repr_html_()


def test_displays_enumerate_nothing(monkeypatch):
    """A function of 2^100 pieces on the line, and one of six variables with 60 neurons."""

    def refuse(*_, **__):
        raise AssertionError("a display must not enumerate")

    monkeypatch.setattr(function_module, "linear_regions", refuse)
    tent = PiecewiseLinear.parse("x")
    for _ in range(100):
        tent = abs(2 * tent - 1)
    hard = PiecewiseLinear.parse(" + ".join(f"|{k} x1 + x{k % 5 + 2} - {k}|" for k in range(1, 61)))
    for f in (tent, hard):
        assert str(f) == repr(f)
        assert f._repr_latex_() is None
        assert "Network" in f._repr_html_()


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_bound_is_attained_by_the_sawtooth(depth):
    """Composed tents cut every piece once in each layer; 2^k pieces are the most that k layers of width 1 have."""
    f = PiecewiseLinear.parse("x", 1)
    for _ in range(depth):
        f = abs(2 * f - 1)
    assert most_pieces(f.network) == 2**depth
    assert f.univariate().n_pieces == 2**depth


def test_the_bound_counts_the_bends_of_every_gate():
    gate = PiecewiseLinear(PiecewiseLinearFunction1D([0, 1, 2], [0, 1, 2, 3]))
    assert most_pieces(gate.network) == 4
    assert most_pieces(PiecewiseLinear.parse("max(x, 2x, 3x, 1)").network) == 4
    assert most_pieces(Network.from_arrays([[[1], [1], [1]], [[1, -2, 1], [0, 1, 1]], [[1, 1]]])) == 4 * 3
