"""Hasse diagrams by their nodes, lines, and names."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from tropnet import Polyhedron, Zonotope, box, cross_polytope, cube, permutahedron, simplex
from tropnet.errors import InputError
from tropnet.plot.polytopes.face_lattice import plot_face_lattice


def drawn(polytope, **size):
    ax = plot_face_lattice(polytope, ax=Figure(**size).add_subplot())
    lines, nodes = ax.collections
    return ax, lines.get_segments(), np.asarray(nodes.get_offsets())


@pytest.mark.parametrize("polytope", [cube(3), simplex(2), box([0], [1]), Polyhedron.parse("[0,inf]x[0,3]")])
def test_hasse_diagrams(polytope):
    ax, lines, nodes = drawn(polytope)
    lattice = polytope.face_lattice
    assert len(lines) == len(lattice.covers)
    assert len(nodes) == len(ax.texts) == len(lattice)
    assert sorted(set(nodes[:, 1].tolist())) == list(range(-1, polytope.dim + 1))


@pytest.mark.parametrize(
    "polytope", [cube(3), cross_polytope(3), simplex(4), Polyhedron.parse("[0,inf]x[0,3]")]
)
def test_lines_join_faces_of_neighbouring_dimensions_that_contain_each_other(polytope):
    ax, lines, _ = drawn(polytope, figsize=(12, 9))
    name_at = {tuple(text.xy): text.get_text() for text in ax.texts}
    for line in lines:
        low, high = sorted(map(tuple, line.tolist()), key=lambda end: end[1])
        assert high[1] - low[1] == 1
        assert name_at[low] == "∅" or set(name_at[low]) <= set(name_at[high])


def test_the_cube_has_few_crossings():
    """No more than with the faces in the lexicographic order of their vertices."""

    def crossings(segments):
        ends = np.array([segment[np.argsort(segment[:, 1])] for segment in map(np.asarray, segments)])
        total = 0
        for level in np.unique(ends[:, 0, 1]):
            (low, high) = ends[ends[:, 0, 1] == level][:, :, 0].T
            total += int(((low[:, None] < low) & (high[:, None] > high)).sum())
        return total

    lattice = cube(3).face_lattice
    dims = np.array([face.dim for face in lattice])
    places = np.column_stack([np.arange(len(dims)), dims])
    _, lines, _ = drawn(cube(3))
    assert crossings(lines) <= crossings(places[lattice.covers])


def test_names_stay_away_where_there_is_no_room():
    ax, _, nodes = drawn(permutahedron(4).polyhedron)
    assert len(nodes) == 76
    assert {text.get_text() for text in ax.texts} <= {
        "∅",
        *map(str, range(24)),
        " ".join(map(str, range(24))),
    }
    assert not any(" " in text.get_text() and text.xy[1] < 3 for text in ax.texts)


def test_the_empty_polyhedron():
    _, lines, nodes = drawn(Polyhedron.from_inequalities([[0, 0]], [-1]))
    assert (len(lines), len(nodes)) == (0, 1)


def test_a_zonotope_is_drawn_as_the_polytope_that_it_is() -> None:
    ax = plot_face_lattice(Zonotope([[1, 0], [0, 1]]), ax=Figure().add_subplot())
    assert len(ax.collections[0].get_segments()) == 16  # as of the square
    with pytest.raises(InputError, match="is no Polyhedron"):
        plot_face_lattice("square", ax=Figure().add_subplot())
