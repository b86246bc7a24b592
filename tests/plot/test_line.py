"""Pictures of one input by what they contain."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.regions import linear_regions
from tropnet.errors import ShapeError
from tropnet.networks import Network
from tropnet.plot.line import plot_function
from tropnet.polyhedra.polyhedron import Polyhedron

# Breaks at 0, 1/2 and 2; the neuron with its break at 3 has no weight.
BUMP = Network.from_arrays([[[1], [1], [1], [1]], [[2, -3, 1, 0]]], [[0, "-1/2", -2, -3], [1]])


def test_dots_are_the_break_points() -> None:
    ax = plot_function(linear_regions(BUMP), ax=Figure().add_subplot())
    _, dots = ax.lines
    assert dots.get_xydata().tolist() == [[0, 1], [0.5, 2], [2, 0.5]]


def test_the_line_is_the_function() -> None:
    window = Polyhedron.parse("[-1,4]")
    line = plot_function(linear_regions(BUMP), ax=Figure().add_subplot(), window=window).lines[0].get_xydata()
    assert line[[0, -1], 0].tolist() == [-1, 4]
    assert BUMP(line[:, :1]).floats()[:, 0].tolist() == line[:, 1].tolist()


def test_every_output_has_a_line_and_a_name() -> None:
    net = Network.from_arrays([[[1], [-1]], [[1, 0], [0, 1], [1, 1]]])
    ax = plot_function(linear_regions(net), ax=Figure().add_subplot())
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["output 0", "output 1", "output 2"]
    assert [dots.get_xydata().tolist() for dots in ax.lines[1::2]] == [[[0, 0]]] * 3


def test_the_boundary_is_drawn_where_the_sign_changes() -> None:
    tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], ["-1/4"]])
    ax = plot_function(linear_regions(tent), ax=Figure().add_subplot(), boundary=decision_boundary(tent))
    assert sorted(line.get_xdata()[0] for line in ax.lines[2:]) == [0.25, 1.75]


def test_many_break_points_are_no_dots() -> None:
    places = np.arange(200)
    net = Network.from_arrays([[[1]] * 200, [[(-1) ** k for k in range(200)]]], [-places, [0]])
    ax = plot_function(linear_regions(net), ax=Figure().add_subplot(), window=Polyhedron.parse("[-1,200]"))
    assert len(ax.lines) == 1
    assert len(ax.lines[0].get_xdata()) == 202


def test_two_inputs_are_no_line() -> None:
    with pytest.raises(ShapeError, match="1 input"):
        plot_function(linear_regions(Network.from_arrays([[[1, 1]], [[1]]])))
