"""Polytopes by the polygons, edges and nodes that are drawn."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from tropnet import Polyhedron, Zonotope, box, cube, permutahedron, simplex
from tropnet.errors import InputError, ShapeError
from tropnet.plot.colours import PALETTE
from tropnet.plot.polytopes import corners, plot_face_lattice, plot_minkowski_sum, plot_polytope, plot_tiling

OCTAGON = Zonotope([[3, 0], [2, 2], [0, 3], [-2, 2]])


def area(polygon):
    x, y = np.asarray(polygon).T
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def test_corners_go_around():
    around = corners(OCTAGON.polyhedron)
    assert len(around) == 8
    assert area(around) == float(OCTAGON.volume)
    steps = {tuple(np.sign(b - a)) for a, b in pairwise(around)}
    assert len(steps) > 3


@pytest.mark.parametrize(
    "polytope", [cube(3), simplex(3), Zonotope([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])]
)
def test_facets_in_space(polytope):
    ax = plot_polytope(polytope, ax=Figure().add_subplot(projection="3d"))
    assert len(ax.collections[0].get_facecolor()) == polytope.f_vector[2]


def test_opposite_facets_have_one_colour():
    ax = plot_polytope(cube(3), ax=Figure().add_subplot(projection="3d"))
    assert len({tuple(c) for c in ax.collections[0].get_facecolor().round(6).tolist()}) == 3


def test_flat_polytopes_in_space():
    square = Polyhedron.from_generators([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]])
    assert len(plot_polytope(square, ax=Figure().add_subplot(projection="3d")).collections) == 1
    segment = Polyhedron.from_generators([[0, 0, 0], [1, 1, 1]])
    assert len(plot_polytope(segment, ax=Figure().add_subplot(projection="3d")).collections) == 1


def test_polygons_and_their_windows():
    ax = plot_polytope(OCTAGON, ax=Figure().add_subplot())
    assert len(ax.patches[0].get_xy()) == 9
    quadrant = Polyhedron.parse("[0,inf]^2")
    ax = plot_polytope(quadrant, ax=Figure().add_subplot(), window=box([-1, -1], [2, 3]))
    assert sorted(map(tuple, ax.patches[0].get_xy()[:-1].tolist())) == [(0, 0), (0, 3), (2, 0), (2, 3)]


def test_tiles_fill_the_zonotope():
    paths = plot_tiling(OCTAGON, ax=Figure().add_subplot()).collections[0].get_paths()
    assert len(paths) == 6
    assert sum(area(path.vertices[:-1]) for path in paths) == float(OCTAGON.volume)


def test_edges_of_a_sum_have_the_colours_of_their_summands():
    triangle, rectangle = (
        Polyhedron.from_generators([[0, 0], [3, 0], [1, 2]]),
        Polyhedron.parse("[0,2]x[0,1]"),
    )
    total = plot_minkowski_sum(triangle, rectangle, figure=Figure()).axes[-1]
    lengths = dict.fromkeys(PALETTE[:2], 0.0)
    for line in total.lines:
        lengths[line.get_color()] += float(np.linalg.norm(np.diff(line.get_xydata(), axis=0)))
    sides = np.linalg.norm(np.diff(corners(triangle)[[0, 1, 2, 0]], axis=0), axis=1).sum()
    assert np.isclose(lengths[PALETTE[0]], sides)  # a picture: floats
    assert np.isclose(lengths[PALETTE[1]], 6)
    assert to_rgba(PALETTE[0]) != to_rgba(PALETTE[1])


@pytest.mark.parametrize("polytope", [cube(3), simplex(2), box([0], [1])])
def test_hasse_diagrams(polytope):
    ax = plot_face_lattice(polytope, ax=Figure().add_subplot())
    lattice = polytope.face_lattice
    assert len(ax.collections[0].get_segments()) == len(lattice.covers)
    assert len(ax.collections[1].get_offsets()) == len(ax.texts) == len(lattice)
    heights = {round(float(y), 6) for _, y in ax.collections[1].get_offsets()}
    assert len(heights) == polytope.dim + 2


def test_bad_polytopes():
    with pytest.raises(ShapeError, match=r"R\^4"):
        plot_polytope(permutahedron(4))
    with pytest.raises(InputError, match="unbounded"):
        plot_polytope(Polyhedron.parse("[0,inf]^3"))
    with pytest.raises(InputError, match="no vertices"):
        plot_polytope(Polyhedron.from_inequalities([[0, 0]], [-1]))
    with pytest.raises(ShapeError, match=r"R\^3"):
        plot_tiling(Zonotope([[1, 0, 0]]))
    with pytest.raises(InputError, match="nothing to tile"):
        plot_tiling(Zonotope([[1, 0]]))
    with pytest.raises(InputError, match="at least two"):
        plot_minkowski_sum(cube(2))
    with pytest.raises(ShapeError, match=r"R\^3"):
        plot_minkowski_sum(cube(2), cube(3))
