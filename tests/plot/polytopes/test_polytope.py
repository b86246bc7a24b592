"""Polytopes by the polygons, edges, arrows and names that are drawn."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Polygon

from tropnet import Polyhedron, Zonotope, box, cube, permutahedron, simplex, whole_space
from tropnet.errors import InputError, ShapeError
from tropnet.plot.polytopes.polytope import colours_of_directions, corners, places_of, plot_polytope

OCTAGON = Zonotope([[3, 0], [2, 2], [0, 3], [-2, 2]])


def space():
    return Figure().add_subplot(projection="3d")


def plane():
    return Figure().add_subplot()


def area(polygon):
    x, y = np.asarray(polygon).T
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def inside(ax):
    return [patch.get_xy()[:-1] for patch in ax.patches if isinstance(patch, Polygon)]


def arrows(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def segments(ax):
    return [sorted(map(tuple, s.tolist())) for s in ax.collections[0].get_segments()]


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
    ax = plot_polytope(polytope, ax=space())
    assert len(ax.collections[0].get_facecolor()) == polytope.f_vector[2]
    assert len(ax.collections[1].get_segments()) == polytope.f_vector[1]


def test_the_permutahedron_has_regular_hexagons_and_squares():
    """Of the truncated octahedron, with the angles as they are; seven pairs of parallel facets."""
    places = places_of(permutahedron(4).polyhedron, 3)
    polygons = [corners(facet) for facet in permutahedron(4).polyhedron.facets]
    assert sorted(map(len, polygons)) == [4] * 6 + [6] * 8
    np.testing.assert_allclose(np.linalg.norm(places - places.mean(axis=0), axis=1), np.sqrt(5))
    ax = plot_polytope(permutahedron(4), ax=space())
    assert sorted(len(path.vertices) - 1 for path in ax.collections[0].get_paths()) == [4] * 6 + [6] * 8
    assert len(np.unique(colours_of_directions(permutahedron(4).polyhedron).round(12), axis=0)) == 7


def test_parallel_facets_have_one_colour():
    """Also where the rows of parallel facets differ by more than the sign."""
    slab = Polyhedron.parse(
        "3 x1 + 3 x2 + 3 x3 <= 7; x1 + x2 + x3 >= -5; x1 >= 0; x1 <= 2; x2 >= 0; x2 <= 2; x3 <= 9"
    )
    normals = slab.inequalities.floats()[:, :-1]
    normals /= np.linalg.norm(normals, axis=1)[:, None]
    colours = colours_of_directions(slab)
    for i in range(len(normals)):
        for j in range(i):
            are_parallel = np.isclose(abs(normals[i] @ normals[j]), 1)
            assert (colours[i] == colours[j]).all() == are_parallel


def test_one_colour_for_all():
    ax = plot_polytope(cube(3), ax=space(), colour="#336699")
    front = ax.collections[0].get_facecolor()[3:, :3]
    np.testing.assert_allclose(front, [np.array([0x33, 0x66, 0x99]) / 255] * 3)


def test_flat_polytopes_in_space_and_in_their_plane():
    square = Polyhedron.from_generators([[0, 0, 1], [3, 4, 1], [0, 0, 6], [3, 4, 6]])
    ax = plot_polytope(square, ax=space())
    assert [len(path.vertices) - 1 for path in ax.collections[0].get_paths()] == [4]
    (drawn,) = inside(plot_polytope(square, ax=plane()))
    assert np.allclose(np.linalg.norm(drawn - np.roll(drawn, 1, axis=0), axis=1), 5)
    assert area(drawn) == pytest.approx(25)
    hexagon = inside(plot_polytope(permutahedron(3), ax=plane()))[0]
    np.testing.assert_allclose(np.linalg.norm(hexagon - np.roll(hexagon, 1, axis=0), axis=1), np.sqrt(2))


def test_small_spaces():
    assert segments(plot_polytope(Polyhedron.parse("[-1,2]"), ax=plane())) == [[(-1, 0), (2, 0)]]
    point = plot_polytope(Polyhedron.from_generators([[3, 4, 5, 6]]), ax=plane())
    assert point.collections[0].get_offsets().tolist() == [[0, 0]]
    assert plot_polytope(whole_space(0), ax=plane()).collections[0].get_offsets().tolist() == [[0, 0]]


def test_cut_sides_have_no_line():
    quadrant = Polyhedron.parse("[0,inf]^2")
    ax = plot_polytope(quadrant, ax=plane(), window=box([-1, -1], [2, 3]))
    assert sorted(map(tuple, inside(ax)[0].tolist())) == [(0, 0), (0, 3), (2, 0), (2, 3)]
    assert not ax.patches[0].get_linewidth() or ax.patches[0].get_edgecolor()[3] == 0
    assert sorted(segments(ax)) == [[(0, 0), (0, 3)], [(0, 0), (2, 0)]]
    assert len(arrows(ax)) == 2
    assert ax.collections[1].get_offsets().tolist() == [[0, 0]]


def test_bounded_sets_have_no_arrows():
    ax = plot_polytope(cube(2, 2), ax=plane(), window=cube(2, "3/2", center=[1, 0]))
    assert sorted(segments(ax)) == [[(2, -1.5), (2, 1.5)]]
    assert not arrows(ax)


@pytest.mark.parametrize(
    ("text", "n_lines", "n_arrows"),
    [
        ("x1 + x2 <= 1", 1, 2),
        ("x1 - x2 = 0", 1, 2),
        ("[0,inf]x[0,0]", 1, 1),
        ("[0,1]x[-inf,inf]", 2, 4),
        ("R^2", 0, 0),
    ],
)
def test_rays_and_lines_go_on(text, n_lines, n_arrows):
    ax = plot_polytope(Polyhedron.parse(text), ax=plane())
    lines = [c for c in ax.collections if hasattr(c, "get_segments")]
    assert sum(len(c.get_segments()) for c in lines) == n_lines
    assert len(arrows(ax)) == n_arrows


def test_open_bodies_in_space():
    octant = Polyhedron.parse("[0,inf]^3")
    for window in (None, cube(3)):
        facets, edges = plot_polytope(octant, ax=space(), window=window).collections
        assert (len(facets.get_paths()), len(edges.get_segments())) == (3, 3)
    half = plot_polytope(Polyhedron.parse("x3 <= 0"), ax=space(), window=cube(3))
    assert [len(c.get_paths()) for c in half.collections] == [1, 0]


def test_names():
    triangle = Polyhedron.from_generators([[0, 0], ["1/2", 0], [0, -1]])
    texts = [text.get_text() for text in plot_polytope(triangle, ax=plane(), names=True).texts]
    assert texts == ["(0, −1)", "(0, 0)", "(1/2, 0)"]
    ax = plot_polytope(triangle, ax=plane(), names=["a", "", "c"], window=box([0, -2], [2, 2]))
    assert [(text.get_text(), text.xy) for text in ax.texts] == [("a", (0, -1)), ("c", (0.5, 0))]
    cut = plot_polytope(triangle, ax=plane(), names=["a", "b", "c"], window=box([-1, "-1/2"], [2, 2]))
    assert [text.get_text() for text in cut.texts] == ["b", "c"]
    many = Zonotope([[k, 1] for k in range(17)])
    assert not plot_polytope(many, ax=plane(), names=True).texts
    with pytest.raises(ShapeError, match="2 names do not fit 3 vertices"):
        plot_polytope(triangle, ax=plane(), names=["a", "b"])


def test_a_second_polygon_joins_the_first():
    ax = plane()
    plot_polytope(permutahedron(3), ax=ax)
    plot_polytope(Polyhedron.from_generators([[9, 0, 0], [0, 9, 0], [0, 0, 9]]), ax=ax)
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    for polygon in inside(ax):
        assert (polygon > [left, bottom]).all()
        assert (polygon < [right, top]).all()


def test_bad_polytopes():
    with pytest.raises(ShapeError, match="dimension 4"):
        plot_polytope(permutahedron(5))
    with pytest.raises(ShapeError, match="projection='3d'"):
        plot_polytope(cube(3), ax=plane())
    with pytest.raises(InputError, match="no points"):
        plot_polytope(Polyhedron.from_inequalities([[0, 0]], [-1]))
    with pytest.raises(InputError, match="shows nothing"):
        plot_polytope(cube(2), ax=plane(), window=box([5, 5], [6, 6]))
    with pytest.raises(InputError, match="unbounded"):
        plot_polytope(Polyhedron.parse("[0,inf]^2"), ax=plane(), window=Polyhedron.parse("[0,inf]^2"))
