"""Arrangements by their regions, colours, marks and names, against Zaslavsky's numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from tropnet import HyperplaneArrangement, Polyhedron, box, cube
from tropnet.errors import InputError, ShapeError
from tropnet.plot.polytopes.arrangement import plot_arrangement
from tropnet.plot.polytopes.arrangement_cells import COLOURS, arrangement_window, meeting_points
from tropnet.polyhedra.arrangements import (
    boolean_arrangement,
    braid_arrangement,
    generic_arrangement,
    reflection_arrangement,
)

# The three directions of the braid arrangement of type A2, at 0 and 1: the Shi arrangement.
SHI = HyperplaneArrangement([[1, 0], [1, 0], [0, 1], [0, 1], [1, 1], [1, 1]], [0, 1, 0, 1, 0, 1])
EMPTY = HyperplaneArrangement(np.zeros((0, 2), int))
# All points where lines of small integers meet lie in here, so do parts of all regions.
WIDE = cube(2, 100)


def plane():
    return Figure().add_subplot()


def colours_of(ax):
    return ax.collections[0].get_facecolor()[:, :3]


def n_of_colours(ax, kind):
    return sum((colours_of(ax)[:, None] == COLOURS[kind][None]).all(axis=2).any(axis=1))


lines = st.lists(
    st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-3, 3)).filter(lambda line: any(line[:2])),
    min_size=1,
    max_size=6,
)


@given(lines)
@settings(max_examples=25, deadline=None)
def test_colours_count_what_zaslavsky_counts(rows):
    arrangement = HyperplaneArrangement([row[:2] for row in rows], [row[2] for row in rows])
    ax = plot_arrangement(arrangement, ax=plane(), window=WIDE)
    assert len(colours_of(ax)) == arrangement.n_regions
    assert n_of_colours(ax, 1) == arrangement.n_bounded_regions
    assert n_of_colours(ax, 0) == arrangement.n_regions - arrangement.n_bounded_regions


@pytest.mark.parametrize("arrangement", [SHI, generic_arrangement(7, 2)])
def test_neighbours_have_different_colours(arrangement):
    """Where a long side belongs to two polygons, the lightness of one is the first of its pair."""
    ax = plot_arrangement(arrangement, ax=plane(), window=WIDE)
    is_light = [(colour == COLOURS[:, 0]).all(axis=1).any() for colour in colours_of(ax)]
    sides = {}
    for path, light in zip(ax.collections[0].get_paths(), is_light, strict=True):
        around = path.vertices[:-1]
        for a, b in zip(around.tolist(), np.roll(around, -1, axis=0).tolist(), strict=True):
            sides.setdefault(frozenset([tuple(a), tuple(b)]), []).append(light)
    shared = [found for found in sides.values() if len(found) == 2]
    assert len(shared) == arrangement.f_vector[1]
    assert all(a != b for a, b in shared)


def test_points_on_more_than_two_lines_are_marked():
    """The Shi arrangement of type A2 has 16 regions, 4 of them bounded, and three points on three lines."""
    ax = plot_arrangement(SHI, ax=plane(), names=[])
    assert [text.get_text() for text in ax.texts] == ["3", "3", "3"]
    assert {text.get_position() for text in ax.texts} == {(0, 0), (0, 1), (1, 0)}
    assert (SHI.n_regions, SHI.n_bounded_regions) == (16, 4)
    far = plot_arrangement(SHI, ax=plane(), names=[], window=box([2, 2], [3, 3]))
    assert not far.texts


def test_points_are_exact_ratios_rounded_once():
    big = 10**20
    points, numbers = meeting_points(HyperplaneArrangement([[big, 1], [big, -1]], [big, big]))
    assert (points.tolist(), numbers.tolist()) == ([[1, 0]], [2])


def test_names_stand_outside_the_frame_apart_from_each_other():
    arrangement = generic_arrangement(9, 2)
    names = [f"line {i}" for i in range(9)]
    figure = Figure(figsize=(6, 6), layout="constrained")
    ax = plot_arrangement(arrangement, ax=figure.add_subplot(), names=names)
    figure.draw_without_rendering()
    shown = {text.get_text(): text for text in ax.texts}
    assert set(names) == set(shown)
    normals, offsets = arrangement.normals.floats(), arrangement.offsets.floats()
    frame = ax.get_window_extent()
    for i, name in enumerate(names):
        assert normals[i] @ shown[name].xy == pytest.approx(offsets[i])  # the end of its own line
        assert not frame.contains(*shown[name].get_window_extent().get_points().mean(axis=0))


def test_lines_outside_the_window_have_no_name():
    pair = HyperplaneArrangement([[1, 0], [1, 0]], [0, 50])
    ax = plot_arrangement(pair, ax=plane(), window=cube(2), names=["near", "far"])
    assert [text.get_text() for text in ax.texts] == ["near"]
    assert len(ax.collections[1].get_segments()) == 1


def test_many_lines_are_not_named_unless_asked():
    many = generic_arrangement(30, 2)
    assert not plot_arrangement(many, ax=plane()).texts


def test_no_lines():
    ax = plot_arrangement(EMPTY, ax=plane())
    assert (len(colours_of(ax)), len(ax.collections[1].get_segments())) == (1, 0)
    assert EMPTY.n_bounded_regions == n_of_colours(ax, 1) == 1


def test_windows_hold_the_points():
    window = arrangement_window(SHI)
    assert all(point in window for point in ([0, 0], [1, 0], [0, 1], [1, -1], [-1, 1]))
    parallel = arrangement_window(HyperplaneArrangement([[1, 1], [1, 1]], [0, 6]))
    assert [3, 3] in parallel


# -- on the sphere ---------------------------------------------------------------------------------


def front_regions(arrangement):
    """The regions that meet an open half-space in general position: those in front, and half of those that it cuts."""
    n_cut = 2 * len(arrangement)  # m lines through the origin of a plane in general position
    return (arrangement.n_regions + n_cut) // 2


@pytest.mark.parametrize(
    "arrangement", [boolean_arrangement(3), braid_arrangement(4), reflection_arrangement("B", 3)]
)
def test_regions_on_the_sphere(arrangement):
    ax = plot_arrangement(arrangement, ax=plane(), names=[])
    polygons = [path.vertices for path in ax.collections[0].get_paths()]
    assert len(polygons) == front_regions(arrangement)
    x, y = zip(*(polygon.T for polygon in polygons), strict=True)
    areas = [abs(a[:-1] @ b[1:] - a[1:] @ b[:-1]) / 2 for a, b in zip(x, y, strict=True)]
    assert sum(areas) == pytest.approx(np.pi, rel=2e-3)
    assert len(ax.collections[1].get_segments()) == len(arrangement)


def test_numbers_on_the_sphere():
    """The mirrors of the cube: nine; four meet in 3 axes, three in 4, and two in 6."""
    ax = plot_arrangement(reflection_arrangement("B", 3), ax=plane(), names=[])
    assert sorted(text.get_text() for text in ax.texts) == ["3"] * 4 + ["4"] * 3


def test_names_on_the_sphere():
    ax = plot_arrangement(boolean_arrangement(3), ax=plane(), names=["x", "y", "z"])
    assert sorted(text.get_text() for text in ax.texts) == ["x", "y", "z"]
    np.testing.assert_allclose([np.linalg.norm(text.xy) for text in ax.texts], 1)


def test_arrangements_of_lower_rank_on_the_sphere():
    pencil = HyperplaneArrangement([[1, 0, 0], [0, 1, 0], [1, 1, 0]])
    ax = plot_arrangement(pencil, ax=plane())
    assert len(ax.collections[0].get_paths()) == 6
    nothing = plot_arrangement(HyperplaneArrangement(np.zeros((0, 3), int)), ax=plane())
    assert len(nothing.collections[0].get_paths()) == 1


def test_a_plane_at_the_horizon():
    """Seen from the pole, the equator is the outline, and there are two half-discs for the other plane."""
    ax = plot_arrangement(HyperplaneArrangement([[0, 0, 1], [1, 0, 0]]), ax=plane(), view=(90, 0), names=[])
    assert len(ax.collections[0].get_paths()) == 2


def test_bad_arrangements():
    with pytest.raises(ShapeError, match="neither"):
        plot_arrangement(generic_arrangement(5, 3), ax=plane())
    with pytest.raises(ShapeError, match="neither"):
        plot_arrangement(boolean_arrangement(4), ax=plane())
    with pytest.raises(ShapeError, match="neither"):
        plot_arrangement(HyperplaneArrangement([[1]]), ax=plane())
    with pytest.raises(ShapeError, match="2 names do not fit 3"):
        plot_arrangement(generic_arrangement(3, 2), ax=plane(), names=["a", "b"])
    with pytest.raises(InputError, match="sphere"):
        plot_arrangement(boolean_arrangement(3), ax=plane(), window=cube(3))
    with pytest.raises(InputError, match="bounded"):
        plot_arrangement(SHI, ax=plane(), window=Polyhedron.parse("[0,inf]^2"))
