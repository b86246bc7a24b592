"""The six notions side by side: titles are proven counts, panels show their regions."""

from math import sqrt

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.plot.networks.plane import NOTIONS
from tropnet.plot.networks.six_counts import plot_six_counts
from tropnet.polyhedra.polyhedron import Polyhedron

# Stargalla, Hertrich and Reichman (2025), with 7, 5, 3, 3, 3 regions; the plane without {x < 0 < y} and {0 < x < y}
# is no convex set but two, so that 4 is the least number of convex pieces.
SIX = Network.from_arrays([[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]])
SQUARE = Polyhedron.parse("[-1,1]^2")


def titles(figure: Figure) -> list[str]:
    return [ax.get_title() for ax in figure.axes]


def test_titles_are_the_counts() -> None:
    names = [notion.replace("_", " ") for notion in NOTIONS]
    figure = plot_six_counts(SIX, figure=Figure(), window=SQUARE)
    assert titles(figure) == [f"{name}: {n}" for name, n in zip(names, (7, 5, 4, 3, 3, 3), strict=True)]
    assert [ax.get_xlabel() for ax in figure.axes] == [""] * 6
    assert [bool(ax.get_ylabel()) for ax in figure.axes] == [True, False, False] * 2


def test_titles_count_in_the_whole_domain_and_not_in_the_window() -> None:
    corner = Polyhedron.parse("[1,2]x[-2,-1]")  # one cell
    assert titles(plot_six_counts(SIX, figure=Figure(), window=corner)) == titles(
        plot_six_counts(linear_regions(SIX), figure=Figure(), window=SQUARE)
    )
    within = plot_six_counts(linear_regions(SIX, corner), figure=Figure())
    assert [title.split(": ")[1] for title in titles(within)] == ["1"] * 6


def test_panels_outline_and_number_their_regions() -> None:
    figure = plot_six_counts(SIX, figure=Figure(), window=SQUARE)
    lengths = []
    for ax in figure.axes:
        found = np.concatenate([path.vertices.reshape(-1, 2, 2) for path in ax.collections[2].get_paths()])
        lengths.append(np.linalg.norm(found[:, 1] - found[:, 0], axis=1).sum())
        assert ax.get_xlim() == (-1, 1)
    assert lengths == pytest.approx([4 + sqrt(2)] * 2 + [3 + sqrt(2)] + [2 + sqrt(2)] * 3)
    assert [len(ax.texts) for ax in figure.axes] == [5, 5, 4, 3, 3, 3]
    plain = plot_six_counts(SIX, figure=Figure(), window=SQUARE, numbers=False)
    assert [len(ax.texts) for ax in plain.axes] == [0] * 6


def test_marks_of_the_first_panel_are_as_many_as_its_regions() -> None:
    # Both halves of the x-axis are activation regions without area; the origin belongs to the left one.
    ax = plot_six_counts(SIX, figure=Figure(), window=SQUARE).axes[0]
    polygons, _, _, creases, corners = ax.collections
    n_creases = sum(len(path) for path in creases.get_paths()) // 2
    assert (len(polygons.get_paths()), n_creases, len(corners.get_offsets())) == (5, 2, 0)


def test_values_share_one_bar() -> None:
    figure = plot_six_counts(SIX, figure=Figure(layout="constrained"), window=SQUARE, colour="value")
    assert len(figure.axes) == 7
    assert figure.axes[6].get_ylabel() == "$f$"
    assert len({tuple(ax.collections[0].levels) for ax in figure.axes[:6]}) == 1
    figure.draw_without_rendering()
    boxes = [ax.get_position() for ax in figure.axes]
    assert all(box.x1 < boxes[6].x0 for box in boxes[:6])


@pytest.mark.parametrize(
    "net",
    [
        Network.from_arrays([[[1, 2]]]),
        Network.from_arrays([[[0, 0]], [[1]]], [[-1], [2]]),
        Network.from_arrays([[[0, 0]], [[1], [1]]], [[1], [2, 2]]),
    ],
)
def test_one_cell_is_one_region_by_every_notion(net: Network) -> None:
    figure = plot_six_counts(net, figure=Figure())
    assert [title.split(": ")[1] for title in titles(figure)] == ["1"] * 6
    assert [[text.get_text() for text in ax.texts] for ax in figure.axes] == [["1"]] * 6


def test_bounds_that_differ_are_both_written(monkeypatch: pytest.MonkeyPatch) -> None:
    regions = linear_regions(SIX, SQUARE)
    monkeypatch.setattr(type(regions), "_convex_bounds", (3, 5))
    assert titles(plot_six_counts(regions, figure=Figure()))[2] == "convex: 3 to 4"


def test_what_cannot_be_drawn() -> None:
    before = pyplot.get_fignums()
    with pytest.raises(ShapeError, match="2 inputs"):
        plot_six_counts(Network.from_arrays([[[1]], [[1]]]))
    with pytest.raises(InputError, match="unknown"):
        plot_six_counts(SIX, figure=Figure(), colour="hue")
    assert pyplot.get_fignums() == before
