"""Pictures of two inputs by what they contain."""

from fractions import Fraction
from itertools import pairwise
from math import sqrt

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
from tropnet.plot.look.axes import window_shown
from tropnet.plot.networks.boundary import plot_decision_boundary
from tropnet.plot.networks.plane import NOTIONS, cell_colours, plot_regions
from tropnet.plot.networks.report import save_figure
from tropnet.polyhedra.polyhedron import Polyhedron

WINE = read(models.path("wine"))
WINDOW = Polyhedron.parse("[0,6]x[0,5]")
SQUARE = Polyhedron.parse("[-1,1]^2")
DIAMOND = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
# Stargalla, Hertrich and Reichman (2025).  For x <= 0 it is max(-y, 0), and for x > 0 it is -min(x, y): so it is
# affine on {x < 0 < y}, on {0 < x < y}, and -y on the rest.
SIX = Network.from_arrays([[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]])
CONSTANT = Network.from_arrays([[[0, 0]], [[1]]], [[1], [3]])
EQUAL_OUTPUTS = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1], [1, 1]]])


def axes() -> pyplot.Axes:
    return Figure().add_subplot()


def area(corners) -> float:
    """The signed area inside a closed polygon."""
    x, y = np.asarray(corners).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def segments(paths) -> np.ndarray:
    return np.concatenate([path.vertices.reshape(-1, 2, 2) for path in paths.get_paths()])


def total_length(paths) -> float:
    found = segments(paths)
    return float(np.linalg.norm(found[:, 1] - found[:, 0], axis=1).sum())


def generic_lines(seed: int, m: int) -> Network:
    """One hidden layer whose neurons vanish on m lines in general position, which meet in a small disc.

    Tangents to a parabola: the lines y = 2 t x - t^2 of different t meet pairwise, in different points.
    """
    rng = np.random.default_rng(seed)
    t = rng.choice(np.arange(-8, 9), m, replace=False)
    rows = np.stack([-2 * t, np.ones_like(t)], axis=1)
    return Network.from_arrays([rows, [[1] * m]], [t**2, [0]])


# -- cells -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seed", "m"), [(0, 1), (1, 2), (2, 5), (3, 9)])
def test_generic_lines_have_as_many_cells_and_walls_as_zaslavsky_says(seed: int, m: int) -> None:
    window = Polyhedron.parse("[-20,20]x[-100,500]")
    polygons, walls = plot_regions(generic_lines(seed, m), ax=axes(), window=window).collections
    assert len(polygons.get_paths()) == 1 + m + m * (m - 1) // 2
    assert len(segments(walls)) == m**2
    assert sum(abs(area(path.vertices[:-1])) for path in polygons.get_paths()) == pytest.approx(40 * 600)


def test_polygons_and_walls_have_their_exact_corners() -> None:
    corner = Network.from_arrays([[[2, 0], [0, 4]], [[1, 1]]], [[-1, -1], [0]])
    polygons, walls = plot_regions(corner, ax=axes(), window=SQUARE).collections
    found = {frozenset(map(tuple, path.vertices.tolist())) for path in polygons.get_paths()}
    assert found == {
        frozenset({(x, y), (0.5, y), (x, 0.25), (0.5, 0.25)}) for x in (-1.0, 1.0) for y in (-1.0, 1.0)
    }
    assert {frozenset(map(tuple, wall)) for wall in segments(walls).tolist()} == {
        frozenset({(0.5, 0.25), end}) for end in ((0.5, -1), (0.5, 1), (-1, 0.25), (1, 0.25))
    }


def test_there_is_a_polygon_for_every_cell_in_the_window() -> None:
    ax = plot_regions(linear_regions(WINE), ax=axes(), window=WINDOW)
    polygons, walls = ax.collections
    inside = linear_regions(WINE, WINDOW)
    assert len(polygons.get_paths()) == len(inside)
    assert sum(len(path) for path in walls.get_paths()) == 2 * len(inside.adjacency)
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 6), (0, 5))
    assert window_shown(ax) == WINDOW


def test_a_domain_that_is_no_box_is_drawn_as_it_is() -> None:
    triangle = Polyhedron.parse("x1 >= 0; x2 >= 0; x1 + x2 <= 1")
    ax = plot_regions(linear_regions(SIX, triangle), ax=axes())
    assert sum(abs(area(path.vertices[:-1])) for path in ax.collections[0].get_paths()) == pytest.approx(0.5)
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 1), (0, 1))


def test_functions_of_fewer_variables_are_drawn_too() -> None:
    ridge = Network.from_arrays([[[1, -1]], [[1]]])
    dead = Network.from_arrays([[[0, 0], [0, 0]], [[1, 1]]], [[-1, -1], [0]])
    counts = [
        [
            len(drawn.get_paths()[0].vertices)
            for drawn in plot_regions(net, ax=axes(), window=SQUARE).collections
        ]
        for net in (ridge, CONSTANT, dead)
    ]
    assert counts == [[4, 2], [5, 0], [5, 0]]


# -- colours ---------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("colour", ["gradient", "pattern"])
def test_every_polygon_has_the_colour_of_its_cell(colour: str) -> None:
    regions = linear_regions(SIX, SQUARE)
    ax = plot_regions(regions, ax=axes(), colour=colour)
    polygons, expected = ax.collections[0], cell_colours(regions, colour)
    for path, shown in zip(polygons.get_paths(), polygons.get_facecolor(), strict=True):
        middle = [Fraction(x) for x in path.vertices[:-1].mean(axis=0).tolist()]
        assert shown[:3].tolist() == expected[regions.at(middle).index].tolist()


def test_colours_can_be_given() -> None:
    regions = linear_regions(SIX, SQUARE)
    colours = np.random.default_rng(0).uniform(size=(5, 3))
    assert (
        plot_regions(regions, ax=axes(), colour=colours).collections[0].get_facecolor()[:, :3] == colours
    ).all()
    with pytest.raises(ShapeError, match="5 cells"):
        plot_regions(regions, ax=axes(), colour=colours[:4])


# -- values ----------------------------------------------------------------------------------------


def band_areas(bands) -> list[float]:
    """The areas of the bands of a contour picture: holes run the other way round than what they are cut out of."""
    return [sum(area(part[:-1]) for part in path.to_polygons()) for path in bands.get_paths()]


def random_network(seed: int) -> Network:
    """Two hidden layers of floats; the function is 0 on large parts, and positive and negative elsewhere."""
    rng = np.random.default_rng(seed)
    weights = [rng.standard_normal((6, 2)), rng.standard_normal((4, 6)), [[1.5, -0.75, 1, -1.25]]]
    return Network.from_arrays(weights, [rng.standard_normal(6), rng.standard_normal(4) - 1, [0]])


@pytest.mark.parametrize("seed", range(4))
def test_bands_have_the_areas_of_the_cells_between_their_levels(seed: int) -> None:
    net = random_network(seed)
    window = Polyhedron.parse("[-3,3]^2")
    bands = plot_regions(net, ax=axes(), window=window, colour="value").collections[0]
    levels = [Fraction(level).limit_denominator(10**6) for level in bands.levels.tolist()]
    assert 0 in levels
    expected = np.zeros(len(levels) - 1)
    for cell in linear_regions(net, window):
        (a, b, c) = cell.affine_map.fractions()[0].tolist()
        if a == b == 0:  # a level belongs to the band above it
            expected[next(k for k, level in enumerate(levels) if level > c) - 1] += float(cell.volume)
            continue
        for k, (low, high) in enumerate(pairwise(levels)):
            between = Polyhedron.from_inequalities([[a, b], [-a, -b]], [high - c, c - low])
            part = cell.polyhedron & between
            if part.is_full_dimensional:
                expected[k] += float(part.volume)
    assert band_areas(bands) == pytest.approx(expected, abs=1e-6)
    assert sum(expected) == pytest.approx(36)


@pytest.mark.parametrize("seed", range(3))
def test_sides_of_bands_lie_on_levels_or_are_sides_of_cells(seed: int) -> None:
    net = random_network(seed)
    window = Polyhedron.parse("[-3,3]^2")
    bands = plot_regions(net, ax=axes(), window=window, colour="value").collections[0]
    corners = np.concatenate([cell.vertices.floats() for cell in linear_regions(net, window)])
    slack = 1e-8 * float(np.ptp(bands.levels))
    for path, low, high in zip(bands.get_paths(), bands.levels, bands.levels[1:], strict=False):
        vertices = np.concatenate([np.empty((0, 2)), *path.to_polygons()])
        values = net(vertices).floats()[:, 0]
        assert ((low - slack <= values) & (values <= high + slack)).all()
        on_level = np.minimum(np.abs(values - low), np.abs(values - high)) <= slack
        nearest = np.abs(vertices[:, None] - corners).max(axis=2).min(axis=1, initial=np.inf)
        assert (on_level | (nearest < 1e-9)).all()


def test_a_constant_has_one_band_and_so_has_every_height() -> None:
    for height in (0, 3, "-1/7", 10**12):
        net = Network.from_arrays([[[0, 0]]], [[height]])
        ax = plot_regions(net, ax=axes(), window=SQUARE, colour="value")
        assert sorted(band_areas(ax.collections[0]))[-1] == pytest.approx(4)


def test_small_changes_on_a_large_height_have_bands_of_their_own() -> None:
    net = Network.from_arrays([[[1, 0]]], [[10**6]])
    bands = plot_regions(net, ax=axes(), window=SQUARE, colour="value").collections[0]
    assert sum(a > 0.1 for a in band_areas(bands)) >= 5
    assert sum(band_areas(bands)) == pytest.approx(4)


def test_the_output_that_is_drawn() -> None:
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 0], [0, 10]]])
    figures = [plot_regions(net, ax=axes(), window=SQUARE, colour="value", output=k).figure for k in (0, 1)]
    ends = [figure.axes[0].collections[0].levels[-1] for figure in figures]
    assert 1 < ends[0] < 1.2
    assert 10 < ends[1] < 12
    assert [figure.axes[1].get_ylabel() for figure in figures] == ["$f_{0}$", "$f_{1}$"]
    equal = plot_regions(EQUAL_OUTPUTS, ax=axes(), window=SQUARE, colour="value", output=1)
    assert sum(band_areas(equal.collections[0])) == pytest.approx(4)
    for output in (2, -1):
        with pytest.raises(InputError, match="give 0 to 1"):
            plot_regions(net, ax=axes(), window=SQUARE, colour="value", output=output)


# -- notions ---------------------------------------------------------------------------------------

# The lengths of the borders of SIX between different regions on [-1,1]^2, walls of neurons that f feels first.
FELT = 2 + sqrt(2)
BORDERS = {
    "activation": FELT + 2,
    "proper_activation": FELT + 2,
    "convex": FELT + 1,  # what is left of {f = -y} is no convex set, but two of them
    "open_connected": FELT,
    "closed_connected": FELT,
    "affine": FELT,
}


@pytest.mark.parametrize("notion", NOTIONS)
def test_outlines_lie_between_different_regions_only(notion: str) -> None:
    outlines = plot_regions(SIX, ax=axes(), window=SQUARE, notion=notion).collections[2]
    assert total_length(outlines) == pytest.approx(BORDERS[notion])


@pytest.mark.parametrize(
    ("notion", "n_marks", "n_numbers"),
    [("proper_activation", 5, 5), ("open_connected", 4, 4), ("closed_connected", 4, 4), ("affine", 4, 3)],
)
def test_pieces_of_one_region_have_one_number(notion: str, n_marks: int, n_numbers: int) -> None:
    # The tent over x, and a neuron that is not felt.
    tent = Network.from_arrays(
        [[[1, 0], [1, 0], [1, 0], [1, 0]], [[1, -2, 1, 0]]], [[0, -1, -2, "-5/2"], [0]]
    )
    ax = plot_regions(tent, ax=axes(), window=Polyhedron.parse("[-1,4]x[-2,2]"), notion=notion, numbers=True)
    numbers = [text.get_text() for text in ax.texts]
    assert (len(numbers), len(set(numbers))) == (n_marks, n_numbers)
    by_place = {
        text.get_position()[0] < 0: text.get_text() for text in ax.texts if not 0 < text.get_position()[0] < 2
    }
    assert (by_place[True] == by_place[False]) == (notion == "affine")


def test_regions_may_hang_together_outside_the_window() -> None:
    # Outside the diamond |x| + |y| < 1 the function is 0.
    net = Network.from_arrays([DIAMOND.nodes[0].layer.weight, [[-1] * 4], [[1]]], [[0] * 4, [1], [0]])
    strip = Polyhedron.parse("[-2,2]x[-1/4,1/4]")
    names = []
    for drawn in (linear_regions(net), net):
        texts = plot_regions(drawn, ax=axes(), window=strip, notion="open_connected", numbers=True).texts
        left, right = ({t.get_text() for t in texts if s * t.get_position()[0] > 1} for s in (-1, 1))
        assert len(left) == len(right) == 1
        names.append(left == right)
    assert names == [True, False]


def test_the_regions_of_single_and_equal_cells() -> None:
    for net, n_regions in ((CONSTANT, 1), (EQUAL_OUTPUTS, 4)):
        for notion in NOTIONS:
            ax = plot_regions(net, ax=axes(), window=SQUARE, notion=notion, numbers=True)
            assert [text.get_text() for text in ax.texts] == [str(k + 1) for k in range(n_regions)]
            assert total_length(ax.collections[2]) == (0 if n_regions == 1 else 4)


def test_creases_are_marked_for_the_notion_that_counts_them() -> None:
    absolute = Network.from_arrays([[[1, 0], [-1, 0]], [[1, 1]]])
    for notion in NOTIONS:
        ax = plot_regions(absolute, ax=axes(), window=SQUARE, notion=notion)
        assert len(ax.collections) == (5 if notion == "activation" else 3)
    creases, corners = plot_regions(absolute, ax=axes(), window=SQUARE, notion="activation").collections[3:]
    assert segments(creases).tolist() == [[[0, -1], [0, 1]]]
    assert len(corners.get_offsets()) == 0


def test_numbers_stand_inside_their_regions_with_room() -> None:
    triangle = Polyhedron.parse("x1 >= -1; x2 >= -1; x1 + x2 <= 1")
    regions = linear_regions(SIX, triangle)
    ax = plot_regions(regions, ax=axes(), notion="proper_activation", numbers=True)
    assert sorted(text.get_text() for text in ax.texts) == list("12345")
    for text in ax.texts:
        place = [Fraction(x) for x in text.get_position()]
        cell = regions.at(place)
        assert cell.index == int(text.get_text()) - 1
        rows = cell.polyhedron.inequalities.floats()
        room = (rows[:, 2] - rows[:, :2] @ text.get_position()) / np.linalg.norm(rows[:, :2], axis=1)
        assert room.min() > 0.035 * 3  # the sides of the picture are 3 long


def test_narrow_regions_have_no_numbers() -> None:
    stripes = Network.from_arrays([[[1, 0]] * 3, [[1, 1, 1]]], [[0, "-1/50", "-1/2"], [0]])
    ax = plot_regions(stripes, ax=axes(), window=SQUARE, notion="proper_activation", numbers=True)
    assert sorted(text.get_position()[0] for text in ax.texts) == pytest.approx([-0.5, 0.26, 0.75])


# -- pictures --------------------------------------------------------------------------------------


def test_nothing_is_registered_or_set() -> None:
    before, settings = pyplot.get_fignums(), dict(mpl.rcParams)
    for options in ({}, {"colour": "value"}, {"notion": "activation", "numbers": True}):
        plot_regions(linear_regions(DIAMOND), ax=axes(), **options)
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
    before = pyplot.get_fignums()
    with pytest.raises(ShapeError, match="2 inputs"):
        plot_regions(linear_regions(Network.from_arrays([[[1]], [[1]]])))
    with pytest.raises(InputError, match="'gradient', 'pattern'"):
        plot_regions(linear_regions(DIAMOND), colour="rainbow")
    with pytest.raises(InputError, match="'gradient', 'pattern'"):
        cell_colours(linear_regions(DIAMOND), "value")
    with pytest.raises(InputError, match="proper_activation"):
        plot_regions(DIAMOND, notion="cells")
    for window in ("[0,inf]^2", "x1 >= 1; x1 <= 0; x2 >= 0; x2 <= 1"):
        with pytest.raises(InputError, match="not a bounded set"):
            plot_regions(DIAMOND, window=Polyhedron.parse(window))
    with pytest.raises(InputError, match="shows nothing"):
        plot_regions(DIAMOND, window=Polyhedron.parse("[1,1]x[0,1]"))
    with pytest.raises(InputError, match="shows nothing of the domain"):
        plot_regions(linear_regions(DIAMOND, SQUARE), window=Polyhedron.parse("[2,3]^2"), notion="convex")
    with pytest.raises(ShapeError, match="dimension 1"):
        plot_regions(DIAMOND, window=Polyhedron.parse("[0,1]"))
    assert pyplot.get_fignums() == before
