"""Parts in a window: which faces are faces of the polyhedron, by hand and by its face lattice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import Polyhedron, cross_polytope, cube, whole_space
from tropnet.errors import InputError, ShapeError
from tropnet.plot.polytopes.parts import part_in_window


def counts(part):
    return len(part.vertices), len(part.edges), len(part.polygons), len(part.rays)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[0,inf]^3", (1, 3, 3, 3)),
        ("x3 <= 0", (0, 0, 1, 0)),
        ("[0,1]x[-inf,inf]^2", (0, 0, 2, 0)),
        ("[0,1]^2x[-inf,inf]", (0, 4, 4, 8)),
        ("[0,inf]^2x[-inf,inf]", (0, 1, 2, 2)),
        ("[0,0]^2x[-inf,inf]", (0, 1, 0, 2)),
        ("[0,0]^2x[0,inf]", (1, 1, 0, 1)),
        ("[0,0]x[-inf,inf]^2", (0, 0, 1, 0)),
        ("[-9,1]^3", (1, 3, 3, 0)),
        ("[0,1]^3", (8, 12, 6, 0)),
        ("[2,9]x[0,1]^2", (4, 4, 1, 0)),
        ("[2,9]^2x[0,1]", (2, 1, 0, 0)),
        ("[2,9]^3", (1, 0, 0, 0)),
    ],
)
def test_what_is_proper_in_a_window(text, expected):
    assert counts(part_in_window(Polyhedron.parse(text, ambient_dim=3), cube(3, 2))) == expected


def test_space_has_no_proper_faces():
    for n in range(1, 4):
        part = part_in_window(whole_space(n), cube(n))
        assert counts(part) == (0, n == 1, n == 2, 2 * (n == 1))


def test_a_flat_window_cuts_a_body_of_higher_dimension():
    window = Polyhedron.parse("[-5,5]x[-5,5]x[-5,5]x[0,0]")
    assert counts(part_in_window(cube(4), window)) == (8, 12, 6, 0)
    assert counts(part_in_window(cross_polytope(4), window)) == (6, 12, 8, 0)


polyhedra = st.tuples(
    st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=5),
    st.lists(st.lists(st.integers(-1, 1), min_size=3, max_size=3).filter(any), max_size=2),
)


@given(polyhedra)
@settings(max_examples=30, deadline=None)
def test_proper_faces_lie_in_faces_of_their_dimension(generators):
    polyhedron = Polyhedron.from_generators(*generators)
    part = part_in_window(polyhedron, cube(3, 3))
    if part.dim < polyhedron.dim:
        return
    points, lattice = part.polytope.vertices, polyhedron.face_lattice
    for dim, found in ((0, part.vertices[:, None]), (1, part.edges), (2, [sorted(p) for p in part.polygons])):
        faces = [lattice.polyhedron_of(face) for face in lattice.faces(dim)]
        every = part.polytope.face_lattice.faces(dim)
        expected = [
            face.vertices
            for face in every
            if any(all(points[i] in whole for i in face.vertices) for whole in faces)
        ]
        assert sorted(tuple(face) for face in found) == sorted(expected)


@given(polyhedra)
@settings(max_examples=30, deadline=None)
def test_without_a_window_every_face_is_proper(generators):
    polytope = Polyhedron.from_generators(generators[0])
    part = part_in_window(polytope)
    numbers = (*polytope.f_vector, 1, 0, 0, 0)[:3]
    assert counts(part) == (*numbers, 0)


def test_polygons_go_around():
    part = part_in_window(cube(3))
    edges = {frozenset(edge) for edge in part.edges.tolist()}
    for polygon in part.polygons:
        sides = {frozenset(side) for side in zip(polygon, (*polygon[1:], polygon[0]), strict=True)}
        assert sides <= edges
        assert len(sides) == 4


def test_nothing_to_draw():
    with pytest.raises(InputError, match="no points"):
        part_in_window(Polyhedron.from_inequalities([[0, 0]], [-1]))
    with pytest.raises(InputError, match="shows nothing"):
        part_in_window(cube(2), Polyhedron.parse("[5,6]^2"))
    with pytest.raises(InputError, match="unbounded"):
        part_in_window(Polyhedron.parse("[0,inf]"))
    with pytest.raises(ShapeError, match="dimension 4"):
        part_in_window(cube(4))
