"""Films by what their frames show."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
import sympy
from matplotlib.figure import Figure
from PIL import Image

from tropnet import box, linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.plot.theory.film import contact_sheet, film, plot_at, save_film
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.families import SawtoothComposition, ZonotopeComposition
from tropnet.theory.parametric import ParameterPath, ParametricNetwork

t = sympy.Symbol("t")
TEETH = ParameterPath.between(
    SawtoothComposition([["1/4"], ["1/2"]]), SawtoothComposition([["3/4"], ["1/2"]])
)
CONES = ParameterPath.between(
    ZonotopeComposition([[1, 0], [0, 1], [1, 3]], [["1/2"]]),
    ZonotopeComposition([[1, 0], [0, 1], [1, -1]], [["1/2"]]),
)


BENT = ParameterPath(
    ParametricNetwork([([[1]] * 4, [0, -1, -2 - t, t - 3]), ([[1, -3, 2 + t, t]], [0])]), -1, 2
)


def test_a_graph_has_one_line_for_each_piece_and_a_dot_for_each_break_point():
    ax = plot_at(TEETH, Fraction(1, 2), ax=Figure().add_subplot(), window=box([-1], [2]))
    *pieces, dots = ax.lines
    assert len(pieces) == 6
    assert dots.get_xydata().tolist() == [[0, 0], [0.25, 1], [0.5, 0], [0.75, 1], [1, 0]]
    ends = [line.get_xydata().tolist() for line in pieces]
    assert all(left[-1] == right[0] for left, right in itertools.pairwise(ends))
    colours = [line.get_color() for line in pieces]
    assert len(set(colours)) == 5  # the function is 0 at both ends
    assert colours[0] == colours[-1]


def test_a_domain_cuts_the_graph():
    ax = plot_at(TEETH, Fraction(1, 2), ax=Figure().add_subplot(), within=box(["1/8"], ["1/2"]))
    *pieces, dots = ax.lines
    assert [line.get_xdata().tolist() for line in pieces] == [[0.125, 0.25], [0.25, 0.5]]
    assert dots.get_xydata().tolist() == [[0.25, 1]]
    assert ax.get_title() == "t = 1/2: 2 affine functions"
    assert ax.get_xlim() == (0.125, 0.5)


def test_a_piece_keeps_its_colour():
    # the pieces of slopes 0 and 1 on the left do not depend on t, the last is the sum of all four neurons
    figure = contact_sheet(BENT, frames=7, figure=Figure())
    for choose in (0, 1, -2):
        colours = {ax.lines[choose].get_color() for ax in figure.axes}
        assert len(colours) == 1, choose


def test_gradients_have_the_same_colour_in_all_frames():
    # the cells of max(x, 0) + max(y, t) do not change their gradients
    corner = ParametricNetwork([([[1, 0], [0, 1]], [0, -t]), ([[1, 1]], [0])])
    figure = contact_sheet(ParameterPath(corner), frames=3, window=box([-1, -1], [2, 2]), figure=Figure())
    found = [sorted(ax.collections[0].get_facecolor().tolist()) for ax in figure.axes]
    assert found[0] == found[1] == found[2]
    assert len(np.unique(found[0], axis=0)) == 4


def test_cells_of_the_plane():
    ax = plot_at(CONES, Fraction(3, 4), ax=Figure().add_subplot(), window=box([-1, -1], [1, 1]))
    assert ax.get_title() == "t = 3/4: 8 affine functions"
    assert len(ax.collections[0].get_paths()) == 8


def test_a_film_marks_the_events(tmp_path):
    figure = Figure()
    moving = film(CONES, frames=3, window=box([-1, -1], [1, 1]), figure=figure)
    moving.save(tmp_path / "cones.gif", writer="pillow")
    _, bar = figure.axes
    assert bar.lines[-1].get_xdata().tolist() == [0.75]
    assert bar.lines[1].get_xdata().tolist() == [0, 1]  # the last frame: all of the path


def test_frames_are_moved_to_events():
    # generators become parallel at 3/4, between the frames 2/3 and 1
    figure = contact_sheet(CONES, frames=4, figure=Figure())
    titles = [ax.get_title() for ax in figure.axes]
    assert [title.split(":")[0] for title in titles] == ["t = 0", "t = 1/3", "t = 3/4", "t = 1"]
    assert titles[2].endswith(" 8 affine functions")


def test_the_counts_stand_below():
    figure = Figure()
    film(CONES, frames=2, figure=figure).to_jshtml()
    counts = linear_regions(CONES.network_at(1)).counts
    assert figure.axes[1].get_title() == (
        f"activation {counts.activation} · proper activation 12\n"
        "open connected 12 · closed connected 12 · affine 12"
    )
    assert [text.get_text() for text in figure.axes[1].texts] == ["0", "1", "3/4"]


def test_a_file_has_all_frames(tmp_path):
    save_film(TEETH, tmp_path / "teeth.gif", frames=3)
    for name in ("one", "two"):
        save_film(TEETH, tmp_path / f"{name}.html", frames=3)
    pages = [(tmp_path / f"{name}.html").read_text() for name in ("one", "two")]
    assert pages[0].count("iVBORw0KGgo") == 3
    assert "http" not in pages[0].lower()
    assert pages[0].replace("one", "two") == pages[1].replace("one", "two")
    with Image.open(tmp_path / "teeth.gif") as picture:
        assert picture.n_frames == 3


def test_frames_of_one_path_share_their_axes():
    figure = contact_sheet(TEETH, frames=4, figure=Figure())
    assert len(figure.axes) == 4
    assert len({ax.get_xlim() for ax in figure.axes}) == len({ax.get_ylim() for ax in figure.axes}) == 1


def test_bad_films(tmp_path):
    with pytest.raises(InputError, match=r"end in \.gif or \.html"):
        save_film(TEETH, tmp_path / "teeth.mp4")
    with pytest.raises(InputError, match="does not exist"):
        save_film(TEETH, tmp_path / "nowhere" / "teeth.gif")
    with pytest.raises(InputError, match="number of frames is 1"):
        contact_sheet(TEETH, frames=1)
    space = ParametricNetwork([([[1, t, 0]], [0]), ([[1]], [0])])
    with pytest.raises(ShapeError, match=r"R\^3 to R\^1"):
        contact_sheet(ParameterPath(space))
    with pytest.raises(InputError, match="not a bounded set"):
        film(TEETH, frames=2, window=Polyhedron.parse("x1 >= 0"), figure=Figure())
