"""Tilings and Minkowski sums by their tiles and by the lengths of coloured edges."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from tropnet import Polyhedron, Zonotope, cross_polytope, cube
from tropnet.errors import InputError, ShapeError
from tropnet.plot.look.colours import PALETTE
from tropnet.plot.polytopes.polytope import corners
from tropnet.plot.polytopes.sums import plot_minkowski_sum, plot_tiling

OCTAGON = Zonotope([[3, 0], [2, 2], [0, 3], [-2, 2]])
TRIANGLE = Polyhedron.from_generators([[0, 0], [3, 0], [1, 2]])
RECTANGLE = Polyhedron.parse("[0,2]x[0,1]")
SLANTED = Polyhedron.from_generators([[0, 0], [1, 2]])
POINT = Polyhedron.from_generators([[1, 1]])


def area(polygon):
    x, y = np.asarray(polygon).T
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def perimeter(polygon):
    """Of a segment, there and back."""
    around = corners(polygon)
    return float(np.linalg.norm(around - np.roll(around, 1, axis=0), axis=1).sum())


def lengths_by_colour(ax):
    from matplotlib.colors import to_hex

    edges = ax.collections[-1]
    found = dict.fromkeys(PALETTE, 0.0)
    for segment, colour in zip(edges.get_segments(), edges.get_colors(), strict=True):
        found[to_hex(colour).upper()] += float(np.linalg.norm(segment[1] - segment[0]))
    return found


def test_tiles_fill_the_zonotope():
    paths = plot_tiling(OCTAGON, ax=Figure().add_subplot()).collections[0].get_paths()
    assert len(paths) == 6
    assert sum(area(path.vertices[:-1]) for path in paths) == float(OCTAGON.volume)


def test_colours_of_tiles_depend_on_directions_alone():
    short, long = (
        plot_tiling(Zonotope(generators), ax=Figure().add_subplot()).collections[0].get_facecolor()
        for generators in ([[1, 0], [0, 1], [1, 1]], [[5, 0], [0, 2], [-3, -3]])
    )
    assert len(np.unique(short, axis=0)) == 3
    assert sorted(short.round(9).tolist()) == sorted(long.round(9).tolist())


@pytest.mark.parametrize(
    "summands",
    [
        (TRIANGLE, RECTANGLE),
        (RECTANGLE, TRIANGLE, SLANTED),
        (SLANTED, Polyhedron.from_generators([[0, 0], [2, 1]])),
        (SLANTED, POINT, TRIANGLE, RECTANGLE, cross_polytope(2)),
    ],
)
def test_edges_of_a_sum_have_the_colours_of_their_summands(summands):
    """The perimeter is additive, and each summand has its own part of it."""
    row = plot_minkowski_sum(*summands, figure=Figure()).axes
    assert len(row) == len(summands) + 1
    found = lengths_by_colour(row[-1])
    for colour, summand in zip(PALETTE, summands, strict=False):
        assert found[colour] == pytest.approx(perimeter(summand) if summand.dim else 0)
    signs = [text.get_text() for ax in row for text in ax.texts]
    assert signs == ["+"] * (len(summands) - 1) + ["="]


def test_sums_of_parallel_segments_and_of_points():
    (*_, total) = plot_minkowski_sum(SLANTED, POINT, 2 * SLANTED, figure=Figure()).axes
    found = lengths_by_colour(total)
    assert [found[c] for c in PALETTE[:3]] == pytest.approx([5**0.5, 0, 2 * 5**0.5])
    (*_, total) = plot_minkowski_sum(POINT, POINT, figure=Figure()).axes
    assert total.collections[0].get_offsets().tolist() == [[2, 2]]


def test_one_scale_for_all():
    row = plot_minkowski_sum(TRIANGLE, SLANTED, POINT, figure=Figure(figsize=(8, 3))).axes
    row[0].figure.draw_without_rendering()
    scales = [ax.bbox.width / np.ptp(ax.get_xlim()) for ax in row]
    np.testing.assert_allclose(scales, scales[0], rtol=0.02)


def test_bad_sums_and_tilings():
    with pytest.raises(ShapeError, match=r"R\^3"):
        plot_tiling(Zonotope([[1, 0, 0]]))
    with pytest.raises(InputError, match="nothing to tile"):
        plot_tiling(Zonotope([[1, 0]]))
    with pytest.raises(InputError, match="at least two"):
        plot_minkowski_sum(cube(2))
    with pytest.raises(ShapeError, match=r"R\^3"):
        plot_minkowski_sum(cube(2), cube(3))
    with pytest.raises(InputError, match="unbounded"):
        plot_minkowski_sum(cube(2), Polyhedron.parse("[0,inf]^2"))
    with pytest.raises(InputError, match="no points"):
        plot_minkowski_sum(cube(2), Polyhedron.from_inequalities([[0, 0]], [-1]))
