"""Recognition: zonotopes come back from their polytopes, others are refuted by a 2-face."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polyhedra.zonotopes.strategies import hull_of_sums, zonotopes

from tropnet.errors import EmptyDomainError, InputError, UnboundedError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.permutahedra import permutahedron
from tropnet.polyhedra.zonotopes.recognition import as_zonotope, asymmetric_two_faces, is_zonotope
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

MODEST = settings(max_examples=30, deadline=None)


@MODEST
@given(zonotopes())
def test_zonotopes_come_back_from_their_hulls(zonotope):
    hull = hull_of_sums(zonotope)
    assert is_zonotope(hull)
    assert as_zonotope(hull) == zonotope
    assert asymmetric_two_faces(hull) == ()


def is_centrally_symmetric(points):
    middle = points.sum(axis=0) / len(points)
    return sorted(points.tolist()) == sorted((2 * middle - points).tolist())


points = st.integers(2, 3).flatmap(
    lambda n: st.lists(st.lists(st.integers(-1, 2), min_size=n, max_size=n), min_size=1, max_size=7)
)


@MODEST
@given(points)
def test_a_polytope_is_a_zonotope_exactly_if_all_2_faces_are_symmetric(rows):
    polytope = Polyhedron.from_generators(rows)
    witnesses = asymmetric_two_faces(polytope)
    assert is_zonotope(polytope) == (not witnesses)
    for face in witnesses:
        assert face.dim == 2
        assert not is_centrally_symmetric(face.vertices)
        assert {tuple(x) for x in face.vertices.tolist()} <= {tuple(x) for x in polytope.vertices.tolist()}


@MODEST
@given(points)
def test_in_the_plane_zonotopes_are_the_symmetric_polygons(rows):
    flat = Polyhedron.from_generators([row[:2] for row in rows])
    assert is_zonotope(flat) == is_centrally_symmetric(flat.vertices)
    twice = Polyhedron.from_generators(concatenate([flat.vertices, -flat.vertices]))
    assert is_zonotope(twice)


@pytest.mark.parametrize(
    ("polytope", "n_witnesses"),
    [
        (simplex(2), 1),
        (simplex(3), 4),
        (simplex(4), 10),
        (cross_polytope(3), 8),
        (cross_polytope(4), 32),
        (Polyhedron.from_generators(list(permutations((0, 0, 1, 1)))), 8),
    ],
    ids=["triangle", "tetrahedron", "4-simplex", "octahedron", "16-cell", "hypersimplex"],
)
def test_polytopes_with_triangles(polytope, n_witnesses):
    """All 2-faces of these are triangles: C(n+1, 3) of a simplex, 8 C(n, 3) of a cross-polytope."""
    assert len(asymmetric_two_faces(polytope)) == n_witnesses
    with pytest.raises(InputError, match="not centrally symmetric"):
        as_zonotope(polytope)


def test_a_symmetric_polytope_with_edges_of_two_lengths_is_refuted():
    """The cuboctahedron: symmetric, 24 edges in 6 directions of one length, but 8 triangles."""
    rows = sorted({y for s in (1, -1) for t in (1, -1) for y in permutations((s, t, 0))})
    polytope = Polyhedron.from_generators(rows)
    assert len(rows) == 12
    assert not is_zonotope(polytope)
    assert len(asymmetric_two_faces(polytope)) == 8
    frustum = Polyhedron.from_generators(
        [[1, 1, 0], [1, -1, 0], [-1, 1, 0], [-1, -1, 0], [2, 2, 1], [-2, 2, 1], [2, -2, 1], [-2, -2, 1]]
    )
    assert len(asymmetric_two_faces(frustum)) == 4


def test_points_and_segments_are_zonotopes():
    assert as_zonotope(Polyhedron.from_generators([[1, "1/2"]])) == Zonotope(
        RationalArray.zeros((0, 2)), [1, "1/2"]
    )
    assert as_zonotope(Polyhedron.from_generators([[0, 0, 0], [2, 4, 6]])) == Zonotope([[1, 2, 3]], [1, 2, 3])
    assert as_zonotope(whole_space(0)) == Zonotope(RationalArray.zeros((0, 0)))
    assert as_zonotope(Polyhedron.parse("[0,3]")) == Zonotope([["3/2"]], ["3/2"])


def test_the_permutahedron_is_found_from_the_permutations():
    hull = Polyhedron.from_generators(list(permutations(range(1, 5))))
    assert as_zonotope(hull) == permutahedron(4)
    assert as_zonotope(cube(3, 2, [1, 0, 0])) == Zonotope(RationalArray.eye(3) * 2, [1, 0, 0])


def test_a_vertex_cut_off_is_noticed():
    vertices = Zonotope([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]).vertices
    assert not is_zonotope(Polyhedron.from_generators(vertices[1:]))
    moved = rational_array([["1/10", 0, 0]] + [[0, 0, 0]] * (len(vertices) - 1))
    assert not is_zonotope(Polyhedron.from_generators(vertices + moved))


def test_what_is_no_polytope_is_refused():
    with pytest.raises(UnboundedError):
        is_zonotope(whole_space(2))
    with pytest.raises(EmptyDomainError):
        as_zonotope(Polyhedron.parse("x1 <= 0; x1 >= 1"))
