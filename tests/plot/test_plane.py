"""Pictures of two inputs by what they contain."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from tropnet import models
from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.networks.io import read
from tropnet.plot.axes import window_shown
from tropnet.plot.boundary import plot_decision_boundary
from tropnet.plot.plane import cell_colours, plot_regions
from tropnet.plot.report import save_figure
from tropnet.polyhedra.polyhedron import Polyhedron

WINE = read(models.path("wine"))
WINDOW = Polyhedron.parse("[0,6]x[0,5]")
DIAMOND = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])


def axes() -> pyplot.Axes:
    return Figure().add_subplot()


def test_there_is_a_polygon_for_every_cell_in_the_window() -> None:
    ax = plot_regions(linear_regions(WINE), ax=axes(), window=WINDOW)
    polygons, walls = ax.collections
    inside = linear_regions(WINE, WINDOW)
    assert len(polygons.get_paths()) == len(inside)
    assert sum(len(path) for path in walls.get_paths()) == 2 * len(inside.adjacency)
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 6), (0, 5))
    assert window_shown(ax) == WINDOW


def test_colours_are_equal_where_gradients_are() -> None:
    # |x| + |y| has four gradients; so has its sum with the neuron x - 5, switched off by its weight 0.
    net = Network.from_arrays(
        [[[1, 0], [-1, 0], [0, 1], [0, -1], [1, 0]], [[1, 1, 1, 1, 0]]], [[0, 0, 0, 0, -5], [0]]
    )
    regions = linear_regions(net)
    colours = cell_colours(regions, "gradient")
    gradients = regions.labels("affine")
    assert len(regions) == 6
    assert len(np.unique(colours, axis=0)) == 4
    assert ((colours[:, None] == colours).all(axis=2) == (gradients[:, None] == gradients)).all()
    assert len(np.unique(cell_colours(regions, "pattern"), axis=0)) == 6


def test_the_boundary_is_where_two_logits_are_largest() -> None:
    ax = plot_decision_boundary(decision_boundary(WINE), ax=axes(), window=WINDOW)
    segments = np.array(ax.collections[0].get_segments())
    assert len(segments) > 50
    logits = np.sort(WINE.floats(segments.mean(axis=1)), axis=1)
    assert logits[:, -1] == pytest.approx(logits[:, -2], abs=1e-6)


def test_marks_stand_in_their_class_and_inside_the_picture() -> None:
    ax = plot_decision_boundary(decision_boundary(WINE), ax=axes(), window=WINDOW)
    assert {text.get_text() for text in ax.texts} == {"0", "1", "2"}
    for text in ax.texts:
        x, y = text.get_position()
        assert WINE.floats([x, y]).argmax() == int(text.get_text())
        assert 0 < x < 6
        assert 0 < y < 5


def test_names_replace_numbers() -> None:
    boundary = decision_boundary(DIAMOND, threshold=1)
    names = plot_decision_boundary(boundary, ax=axes(), names=["in", "out"]).texts
    assert {text.get_text() for text in names} == {"in", "out"}
    assert not plot_decision_boundary(boundary, ax=axes(), names=[]).texts


def test_no_boundary_in_sight_is_no_mark() -> None:
    window = Polyhedron.parse("[2,3]^2")
    ax = plot_decision_boundary(decision_boundary(DIAMOND, threshold=1), ax=axes(), window=window)
    assert len(ax.collections[0].get_segments()) == 0
    assert not ax.texts


def test_the_boundary_takes_the_window_of_the_picture_below() -> None:
    ax = plot_regions(linear_regions(DIAMOND), ax=axes(), window=Polyhedron.parse("[0,2]^2"))
    plot_decision_boundary(decision_boundary(DIAMOND, threshold=1), ax=ax)
    assert np.array(ax.collections[-1].get_segments()).tolist() in ([[[0, 1], [1, 0]]], [[[1, 0], [0, 1]]])
    assert ax.get_xlim() == (0, 2)


def test_functions_of_fewer_variables_are_drawn_too() -> None:
    ridge, constant = Network.from_arrays([[[1, -1]], [[1]]]), Network.from_arrays([[[0, 0]]], [[3]])
    window = Polyhedron.parse("[-1,1]^2")
    counts = [
        len(plot_regions(linear_regions(net), ax=axes(), window=window).collections[0].get_paths())
        for net in (ridge, constant)
    ]
    assert counts == [2, 1]


def test_nothing_is_registered_or_set() -> None:
    before, settings = pyplot.get_fignums(), dict(mpl.rcParams)
    plot_regions(linear_regions(DIAMOND), ax=axes())
    assert pyplot.get_fignums() == before
    assert dict(mpl.rcParams) == settings


def test_without_axes_there_is_a_new_figure() -> None:
    ax = plot_regions(linear_regions(DIAMOND))
    assert ax.figure.number in pyplot.get_fignums()
    pyplot.close(ax.figure)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_object_gives_the_same_file(tmp_path, suffix: str) -> None:
    for name in ("one", "two"):
        ax = plot_regions(linear_regions(DIAMOND), ax=axes())
        plot_decision_boundary(decision_boundary(DIAMOND, threshold=1), ax=ax)
        save_figure(ax.figure, tmp_path / (name + suffix))
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(ShapeError, match="2 inputs"):
        plot_regions(linear_regions(Network.from_arrays([[[1]], [[1]]])), ax=axes())
    with pytest.raises(InputError, match="'gradient', 'pattern'"):
        plot_regions(linear_regions(DIAMOND), ax=axes(), colour="rainbow")
