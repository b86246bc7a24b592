"""Pictures of one input by what they contain."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot
from matplotlib.figure import Figure

from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.plot.networks.line import plot_function, plot_gradient
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.univariate.function import PiecewiseLinearFunction1D

# Breaks at 0, 1/2 and 2; the neuron with its break at 3 has no weight.
BUMP = Network.from_arrays([[[1], [1], [1], [1]], [[2, -3, 1, 0]]], [[0, "-1/2", -2, -3], [1]])
TENT = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], ["-1/4"]])


def axes() -> pyplot.Axes:
    return Figure().add_subplot()


def steps(ax: pyplot.Axes) -> tuple[list[float], list[float]]:
    """The ends and the heights of the first step function."""
    found = ax.patches[0].get_data()
    return found.edges.tolist(), found.values.tolist()


# -- the graph -------------------------------------------------------------------------------------


def test_dots_are_the_break_points() -> None:
    ax = plot_function(linear_regions(BUMP), ax=axes())
    _, dots = ax.lines
    assert dots.get_xydata().tolist() == [[0, 1], [0.5, 2], [2, 0.5]]


@pytest.mark.parametrize("drawn", [BUMP, linear_regions(BUMP)])
def test_the_line_is_the_function(drawn) -> None:
    window = Polyhedron.parse("[-1,4]")
    line = plot_function(drawn, ax=axes(), window=window).lines[0].get_xydata()
    assert line[[0, -1], 0].tolist() == [-1, 4]
    assert BUMP(line[:, :1]).floats()[:, 0].tolist() == line[:, 1].tolist()


def test_a_function_is_drawn_within_its_domain_and_shown_in_its_window() -> None:
    ax = plot_function(linear_regions(BUMP, Polyhedron.parse("[1/4,1]")), ax=axes())
    assert ax.lines[0].get_xydata().tolist() == [[0.25, 1.5], [0.5, 2], [1, 1.5]]
    assert ax.get_xlim() == (0.25, 1)
    half = linear_regions(BUMP, Polyhedron.parse("[1/4,inf]"))
    ax = plot_function(half, ax=axes(), window=Polyhedron.parse("[0,1]"))
    assert ax.lines[0].get_xdata().tolist() == [0.25, 0.5, 1]
    assert ax.get_xlim() == (0, 1)


def test_break_points_at_the_ends_of_a_window_are_no_dots() -> None:
    ax = plot_function(BUMP, ax=axes(), window=Polyhedron.parse("[0,2]"))
    assert ax.lines[1].get_xdata().tolist() == [0.5]


def test_every_output_has_a_line_and_a_name() -> None:
    net = Network.from_arrays([[[1], [-1]], [[1, 0], [0, 1], [1, 1]]])
    ax = plot_function(linear_regions(net), ax=axes())
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["output 0", "output 1", "output 2"]
    assert [dots.get_xydata().tolist() for dots in ax.lines[1::2]] == [[[0, 0]]] * 3
    assert len({line.get_color() for line in ax.lines[::2]}) == 3


def test_lines_differ_by_colour_or_dash_however_many_there_are() -> None:
    net = Network.from_arrays([[[k] for k in range(20)]])
    lines = plot_function(net, ax=axes()).lines
    assert len({(line.get_color(), line.get_linestyle()) for line in lines}) == len(lines) == 20


@pytest.mark.parametrize(
    "drawn",
    [
        Network.from_arrays([[[2]]], [[3]]),
        Network.from_arrays([[[0]], [[1]]], [[-1], [3]]),  # a dead layer
        PiecewiseLinearFunction1D([], [0], 3),
    ],
)
def test_what_does_not_bend_is_one_segment_without_dots(drawn) -> None:
    [line] = plot_function(drawn, ax=axes()).lines
    assert line.get_xdata().tolist() == [-1, 1]
    slope = plot_gradient(drawn, ax=axes())
    difference = float(np.diff(line.get_ydata())[0])
    assert steps(slope) == ([-1, 1], [difference / 2])


def test_the_boundary_is_drawn_where_the_sign_changes() -> None:
    ax = plot_function(linear_regions(TENT), ax=axes(), boundary=decision_boundary(TENT))
    assert sorted(line.get_xdata()[0] for line in ax.lines[2:]) == [0.25, 1.75]


def test_no_boundary_in_sight_is_no_line() -> None:
    ax = plot_function(TENT, ax=axes(), window=Polyhedron.parse("[5,6]"), boundary=decision_boundary(TENT))
    assert len(ax.lines) == 1


def test_many_break_points_are_no_dots() -> None:
    places = np.arange(200)
    net = Network.from_arrays([[[1]] * 200, [[(-1) ** k for k in range(200)]]], [-places, [0]])
    ax = plot_function(linear_regions(net), ax=axes(), window=Polyhedron.parse("[-1,200]"))
    assert len(ax.lines) == 1
    assert len(ax.lines[0].get_xdata()) == 202


# -- the gradient ----------------------------------------------------------------------------------


def test_steps_are_the_slopes() -> None:
    assert steps(plot_gradient(BUMP, ax=axes(), window=Polyhedron.parse("[-1,3]"))) == (
        [-1, 0, 0.5, 2, 3],
        [0, 2, -1, 0],
    )
    inner = plot_gradient(linear_regions(BUMP, Polyhedron.parse("[0,1]")), ax=axes())
    assert steps(inner) == ([0, 0.5, 1], [2, -1])


breaks = st.lists(st.fractions(-4, 4, max_denominator=6), min_size=1, max_size=6, unique=True).map(sorted)


@settings(max_examples=30)
@given(breaks, st.data())
def test_steps_are_difference_quotients_of_the_graph(places, data) -> None:
    # Neighbouring slopes differ, so that every place is a break point.
    jumps = data.draw(st.lists(st.sampled_from([-2, -1, 1, 3]), min_size=len(places), max_size=len(places)))
    slopes = np.cumsum([data.draw(st.integers(-2, 2)), *jumps]).tolist()
    f = PiecewiseLinearFunction1D(places, slopes)
    window = Polyhedron.parse("[-3,2]")
    x, y = plot_function(f, ax=axes(), window=window).lines[0].get_xydata().T
    ends, heights = steps(plot_gradient(f, ax=axes(), window=window))
    assert ends == x.tolist()
    assert heights == pytest.approx(np.diff(y) / np.diff(x))


def test_a_piece_narrower_than_floats_has_a_slope_of_its_own() -> None:
    f = PiecewiseLinearFunction1D([1, 1 + Fraction(1, 10**20)], [0, 7, 3])
    assert steps(plot_gradient(f, ax=axes(), window=Polyhedron.parse("[0,2]"))) == ([0, 1, 1, 2], [0, 7, 3])


def test_every_output_has_its_steps() -> None:
    net = Network.from_arrays([[[1], [-1]], [[1, 0], [0, 1]]])
    ax = plot_gradient(net, ax=axes(), window=Polyhedron.parse("[-1,1]"))
    assert [patch.get_data().values.tolist() for patch in ax.patches] == [[0, 1], [-1, 0]]
    assert ax.patches[0].get_edgecolor() != ax.patches[1].get_edgecolor()


# -- what cannot be drawn --------------------------------------------------------------------------


@pytest.mark.parametrize("plot", [plot_function, plot_gradient])
def test_what_cannot_be_drawn(plot) -> None:
    before = pyplot.get_fignums()
    with pytest.raises(ShapeError, match="1 input"):
        plot(linear_regions(Network.from_arrays([[[1, 1]], [[1]]])))
    with pytest.raises(ShapeError, match="dimension 2"):
        plot(TENT, window=Polyhedron.parse("[0,1]^2"))
    with pytest.raises(InputError, match="not a bounded set"):
        plot(TENT, window=Polyhedron.parse("[0,inf]"))
    with pytest.raises(InputError, match="shows nothing"):
        plot(TENT, window=Polyhedron.parse("[1,1]"))
    for window in ("[2,3]", "[1,3]"):
        with pytest.raises(InputError, match="shows nothing of the domain"):
            plot(linear_regions(TENT, Polyhedron.parse("[0,1]")), window=Polyhedron.parse(window))
    assert pyplot.get_fignums() == before


def test_a_polynomial_is_drawn_over_its_monomials() -> None:
    # 2x meets x + 1 in 1, and that meets 0 in -1
    p = TropicalPolynomial.parse("max(2x, x + 1, 0)")
    ax = plot_function(p, ax=Figure().add_subplot(), window=box([-3], [3]))
    curve, dots, *monomials = ax.lines
    assert curve.get_xydata().tolist() == [[-3, 0], [-1, 0], [1, 2], [3, 6]]
    assert dots.get_xydata().tolist() == [[-1, 0], [1, 2]]
    assert sorted(line.get_ydata().tolist() for line in monomials) == [[-6, 6], [-2, 4], [0, 0]]
    low, high = ax.get_ylim()
    assert -1 < low < 0
    assert 6 < high < 7


def test_a_rational_function_is_the_difference_of_its_parts() -> None:
    f = TropicalRational.parse("max(x, 0) - max(x - 1, 0)")
    curve, _ = plot_function(f, ax=Figure().add_subplot(), window=box([-1], [2])).lines
    assert curve.get_xydata().tolist() == [[-1, 0], [0, 0], [1, 1], [2, 1]]
