"""All faces, against closed formulas and against brute force over sets of facets."""

import pickle
import sys
from itertools import combinations, product
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from polyhedra.samples import ALL, by_generators, polyhedra

from tropnet.errors import InputError, MissingDependencyError, UnboundedError
from tropnet.polyhedra import conversion
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex
from tropnet.polyhedra.face_lattice import FaceLattice, face_of_generators, facets, restricted_to_face
from tropnet.polyhedra.normal_fan import normal_fan
from tropnet.polyhedra.polar import polar
from tropnet.polyhedra.polyhedron import Polyhedron


def permutahedron(n):
    """By Rado's inequalities: any k coordinates sum to at least 1 + ... + k."""
    sets = [chosen for k in range(1, n) for chosen in combinations(range(n), k)]
    A = np.array([[-int(i in chosen) for i in range(n)] for chosen in sets]).reshape(-1, n)
    b = [-len(chosen) * (len(chosen) + 1) // 2 for chosen in sets]
    return Polyhedron.from_inequalities(A, b, equations=([[1] * n], [n * (n + 1) // 2]))


def surjections(n, k):
    return sum((-1) ** i * comb(k, i) * (k - i) ** n for i in range(k + 1))


def cyclic_polytope(n_points, dim):
    return Polyhedron.from_generators([[t**k for k in range(1, dim + 1)] for t in range(n_points)])


def generators_of(face, n_vertices):
    return frozenset(face.vertices) | {n_vertices + ray for ray in face.rays}


def faces_by_brute_force(polyhedron):
    """The intersections of all sets of facets, as sets of generators, that have a vertex; and the empty face."""
    tight, n = polyhedron.incidence, len(polyhedron.vertices)
    found = {frozenset()}
    for chosen in product([False, True], repeat=len(tight)):
        members = frozenset(np.flatnonzero(tight[list(chosen)].all(axis=0)).tolist())
        if any(i < n for i in members):
            found.add(members)
    return found


# Closed formulas ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", range(7))
def test_simplices_cubes_and_cross_polytopes(n):
    assert simplex(n).face_lattice.f_vector == tuple(comb(n + 1, k + 1) for k in range(n))
    cubes = tuple(comb(n, k) * 2 ** (n - k) for k in range(n))
    # The face lattice does not know the shortcut for boxes.
    assert cube(n).face_lattice.f_vector == cube(n).f_vector == cubes
    assert cross_polytope(n).face_lattice.f_vector == cubes[::-1]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_faces_of_the_permutahedron_are_ordered_set_partitions(n):
    """Ziegler, Lectures on polytopes, Example 0.10: k blocks for a face of dimension n - k."""
    polytope = permutahedron(n)
    assert polytope.f_vector == tuple(surjections(n, n - dim) for dim in range(n - 1))
    if n == 6:
        assert polytope.f_vector == (720, 1800, 1560, 540, 62)


@pytest.mark.parametrize(("n_points", "dim"), [(7, 2), (8, 3), (8, 4), (9, 5), (9, 6)])
def test_cyclic_polytopes_have_the_largest_h_vector(n_points, dim):
    """McMullen 1970: h_i = C(n - d - 1 + i, i) up to the middle (Ziegler, Theorem 8.23)."""
    lattice = cyclic_polytope(n_points, dim).face_lattice
    half = tuple(comb(n_points - dim - 1 + min(i, dim - i), min(i, dim - i)) for i in range(dim + 1))
    assert lattice.h_vector == half
    h = lattice.h_vector
    f = [sum(h[i] * comb(dim - i, k - i) for i in range(k + 1)) for k in range(1, dim + 1)]
    assert lattice.f_vector == tuple(f)


def test_h_vectors_of_simple_polytopes_are_those_of_their_polars():
    """Eulerian numbers for the permutahedron (Stanley 1980), binomials for the cube."""
    assert permutahedron(4).face_lattice.h_vector == (1, 11, 11, 1)
    assert permutahedron(5).face_lattice.h_vector == (1, 26, 66, 26, 1)
    for n in range(6):
        assert cube(n).face_lattice.h_vector == tuple(comb(n, k) for k in range(n + 1))
        assert simplex(n).face_lattice.h_vector == (1,) * (n + 1)
    assert sum(permutahedron(5).face_lattice.h_vector) == factorial(5)


def test_where_there_is_no_h_vector():
    pyramid = ALL["pyramid"]()
    for polytope in (pyramid * Polyhedron.parse("[0,1]"), ALL["empty"]()):
        with pytest.raises(InputError, match="neither simplicial nor simple"):
            _ = polytope.face_lattice.h_vector
    with pytest.raises(UnboundedError, match="only polytopes"):
        _ = Polyhedron.parse("[0,inf]^2").face_lattice.h_vector


# Every kind ---------------------------------------------------------------------------------------------


def check_against_brute_force(polyhedron):
    lattice, n = polyhedron.face_lattice, len(polyhedron.vertices)
    faces = list(lattice)
    sets = [generators_of(face, n) for face in faces]
    expected = faces_by_brute_force(polyhedron)
    if polyhedron.is_empty:
        expected = {frozenset()}
    assert set(sets) == expected
    assert len(lattice) == len(faces) == len(expected)
    assert [face.dim for face in faces] == sorted(face.dim for face in faces)
    covers = {
        (i, j)
        for i, j in product(range(len(sets)), repeat=2)
        if sets[i] < sets[j] and not any(sets[i] < other < sets[j] for other in sets)
    }
    if not polyhedron.is_empty and not sets[0]:  # the empty face lies below all others
        minimal = [j for j in range(1, len(sets)) if not any(other < sets[j] for other in sets[1:])]
        covers = {(i, j) for i, j in covers if i} | {(0, j) for j in minimal}
    assert {tuple(pair) for pair in lattice.covers.tolist()} == covers
    return faces


def check_faces(polyhedron):
    lattice = polyhedron.face_lattice
    A, b = polyhedron.inequalities[:, :-1], polyhedron.inequalities[:, -1]
    for face in lattice:
        if face.dim < 0:
            continue
        part = lattice.polyhedron_of(face)
        rows = list(face.facets)
        assert part == polyhedron & Polyhedron.from_inequalities(
            np.zeros((0, polyhedron.ambient_dim)), [], equations=(A[rows], b[rows])
        )
        assert part.dim == face.dim
        assert part.vertices == polyhedron.vertices[list(face.vertices)]
        on_face = np.zeros(polyhedron.incidence.shape[1], bool)
        on_face[list(generators_of(face, len(polyhedron.vertices)))] = True
        assert face_of_generators(polyhedron, on_face) == face


@pytest.mark.parametrize("name", ALL)
def test_faces_of_samples(name):
    polyhedron = ALL[name]()
    check_against_brute_force(polyhedron)
    check_faces(polyhedron)


@given(polyhedra())
@settings(max_examples=20, deadline=None)
def test_faces_of_random_polyhedra(polyhedron):
    check_against_brute_force(polyhedron)
    check_faces(polyhedron)


@given(polyhedra())
@settings(max_examples=20, deadline=None)
def test_euler_relation(polyhedron):
    """1 for polytopes, 0 for unbounded polyhedra without lines (Ziegler, Corollary 8.17 and the product rule)."""
    if polyhedron.is_empty:
        return
    n_lines = len(polyhedron.lineality_space)
    total = sum((-1) ** face.dim for face in polyhedron.face_lattice if face.dim >= 0)
    has_rays = len(polyhedron.rays) > 0
    assert total == (0 if has_rays else (-1) ** n_lines)


def test_polar_polytopes_have_opposite_lattices():
    """One of the two is walked from above, the other from below."""
    rng = np.random.default_rng(5)
    for _ in range(6):
        points = rng.integers(-9, 10, (9, 3))
        polytope = by_generators(3, [*points, *np.eye(3, dtype=int) * 10, [-10, -10, -10]])
        dual = polar(polytope)
        assert dual.face_lattice.f_vector == polytope.face_lattice.f_vector[::-1]
        assert len(dual.face_lattice.covers) == len(polytope.face_lattice.covers)
        assert len(dual.inequalities) != len(dual.vertices)


def test_faces_are_read_off_and_not_converted(monkeypatch):
    polytope = permutahedron(4)
    lattice = polytope.face_lattice
    squares = [face for face in lattice.faces(2) if len(face.vertices) == 4]

    def fail(*_args, **_options):
        raise AssertionError("a description was converted")

    monkeypatch.setattr(conversion, "dual_cone", fail)
    monkeypatch.setattr(conversion, "_dual_pair", fail, raising=False)
    assert len(squares) == 6
    for face in squares:
        square = lattice.polyhedron_of(face)
        assert (square.dim, len(square.inequalities), len(square.vertices)) == (2, 4, 4)
        assert square.f_vector == (4, 4)
    assert [facet.f_vector for facet in polytope.facets].count((6, 6)) == 8
    assert all(side.dim == 1 for facet in polytope.facets for side in facet.facets)


def test_facets_of_large_polyhedra_are_given_by_inequalities():
    side = facets(cube(60))[-1]
    assert side == cube(60) & Polyhedron.parse("x1 = 1", ambient_dim=60)
    assert "generators" not in vars(side.description)


def test_restricted_to_the_whole_and_to_a_vertex():
    square = Polyhedron.parse("[0,1]^2")
    assert restricted_to_face(square, np.ones(4, bool)) == square
    assert restricted_to_face(square, np.array([False, False, True, False])) == by_generators(2, [[1, 0]])


# The value ----------------------------------------------------------------------------------------------


def test_lattices_are_equal_when_the_polyhedra_are():
    assert cube(2).face_lattice == FaceLattice(by_generators(2, [[1, 1], [1, -1], [-1, 1], [-1, -1]]))
    assert len({cube(2).face_lattice, cube(2).face_lattice, cube(3).face_lattice}) == 2


def test_pickles_carry_no_caches():
    for value in (cube(2).face_lattice, normal_fan(cube(2))):
        assert len(value.polyhedron.face_lattice) == 10
        again = pickle.loads(pickle.dumps(value))
        assert set(vars(again)) == {"polyhedron"}
        assert again == value
        assert "\n" not in repr(value)


def test_faces_are_sorted_by_their_generators():
    for name in ("pyramid", "unbounded", "octahedron"):
        polyhedron = ALL[name]()
        for dim in range(polyhedron.dim + 1):
            level = polyhedron.face_lattice.faces(dim)
            sets = [sorted(generators_of(face, len(polyhedron.vertices))) for face in level]
            assert sets == sorted(sets)


def test_the_hasse_diagram_as_a_graph():
    import networkx

    lattice = ALL["pyramid"]().face_lattice
    diagram = lattice.to_networkx()
    assert networkx.is_directed_acyclic_graph(diagram)
    assert networkx.transitive_reduction(diagram).number_of_edges() == diagram.number_of_edges()
    assert [diagram.nodes[i]["face"] for i in range(len(lattice))] == list(lattice)
    assert networkx.dag_longest_path_length(diagram) == 4


def test_without_networkx(monkeypatch):
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(MissingDependencyError, match=r"tropnet\[graph\]"):
        cube(1).face_lattice.to_networkx()


@pytest.mark.parametrize(
    "polyhedron", [simplex(2), simplex(0), Polyhedron.parse("x1 + x2 <= 1"), polar(cube(3))]
)
def test_the_empty_face_is_the_empty_set(polyhedron):
    lattice = polyhedron.face_lattice
    (face,) = lattice.faces(-1)
    n = polyhedron.ambient_dim
    empty = Polyhedron.from_inequalities([[0] * n], [-1])
    part = lattice.polyhedron_of(face)
    assert part == empty
    assert hash(part) == hash(empty)
    assert empty.face_lattice.polyhedron_of(empty.face_lattice.faces(-1)[0]) == empty
