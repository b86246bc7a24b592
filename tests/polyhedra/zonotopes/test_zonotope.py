"""Zonotopes against convex hulls of all sums, closed formulas, and values from the literature."""

import pickle
from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polyhedra.zonotopes.strategies import all_sums, hull_of_sums, zonotopes

from tropnet.errors import NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.matrix import determinant
from tropnet.polyhedra.bodies import cube
from tropnet.polyhedra.face_lattice import FaceLattice
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

MODEST = settings(max_examples=30, deadline=None)

DEGENERATE = {
    "the point of R^0": Zonotope(RationalArray.zeros((0, 0))),
    "R^0 with generators": Zonotope(RationalArray.zeros((2, 0))),
    "a point": Zonotope(RationalArray.zeros((0, 2)), ["1/3", 5]),
    "a point from zero generators": Zonotope([[0, 0], [0, 0]]),
    "a segment": Zonotope([[3]], [-2]),
    "a segment in space": Zonotope([[1, 2, 3]], [1, 1, "1/2"]),
    "parallel generators": Zonotope([[1, 2], [-2, -4], [0, 0], ["1/2", 1]]),
    "a hexagon in space": Zonotope([[1, 0, 1], [0, 1, 1], [1, 1, 2]], [0, 0, 1]),
    "a prism over a hexagon": Zonotope([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]]),
    "coplanar and concurrent": Zonotope([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, -1, 0], [0, 1, 1], [1, 0, 1]]),
    "numbers beyond 64 bits": Zonotope([[2**70, 1], [3, 2**80 + 1], [2**70, 2**70]], [2**90, Fraction(1, 3)]),
    "dyadic numbers": Zonotope([[0.1, 0.2], [0.3, 1e-30], [1e20, 7.5]], [0.7, 0.1]),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_vertices_and_facets_are_those_of_the_hull_of_all_sums(name):
    zonotope = DEGENERATE[name]
    hull = hull_of_sums(zonotope)
    assert zonotope.vertices == hull.vertices
    assert zonotope.polyhedron.inequalities == hull.inequalities
    assert zonotope.polyhedron.equations == hull.equations
    assert zonotope.polyhedron.vertices == hull.vertices
    assert zonotope.dim == hull.dim
    assert zonotope.n_vertices == len(hull.vertices)
    assert zonotope.volume == hull.volume


@MODEST
@given(zonotopes())
def test_random_zonotopes_are_the_hulls_of_all_sums(zonotope):
    hull = hull_of_sums(zonotope)
    assert zonotope.vertices == hull.vertices
    assert zonotope.polyhedron == hull
    assert zonotope.polyhedron.inequalities == hull.inequalities
    assert zonotope.polyhedron.vertices == hull.vertices
    assert zonotope.n_vertices == len(hull.vertices)
    assert zonotope.volume == hull.volume


@MODEST
@given(zonotopes())
def test_vertices_are_signed_sums(zonotope):
    signs = zonotope.vertex_signs
    assert zonotope.vertices == zonotope.center + rational_array(signs) @ zonotope.generators
    assert (signs != 0).all()


@MODEST
@given(zonotopes())
def test_f_vectors_are_those_of_the_face_lattice(zonotope):
    lattice = FaceLattice(hull_of_sums(zonotope))
    assert zonotope.f_vector == lattice.f_vector
    d = zonotope.dim
    assert sum((-1) ** k * count for k, count in enumerate(zonotope.f_vector)) == 1 - (-1) ** d


@MODEST
@given(zonotopes(max_generators=4))
def test_faces_are_faces(zonotope):
    """The vertices on a face are those where some support function is attained, and faces differ."""
    vertices = {tuple(x) for x in zonotope.vertices.tolist()}
    for k in range(zonotope.dim + 1):
        faces = zonotope.faces(k)
        assert len(set(faces)) == len(faces) == (*zonotope.f_vector, 1)[k]
        for face, covector in zip(faces, zonotope.face_covectors(k), strict=True):
            assert face.dim == k
            assert {tuple(x) for x in face.vertices.tolist()} <= vertices
            assert face.n_generators == (covector == 0).sum()
    assert zonotope.faces(zonotope.dim + 1) == zonotope.faces(-1) == ()


@MODEST
@given(zonotopes(), st.lists(st.integers(-3, 3), min_size=3, max_size=3))
def test_the_face_in_a_direction_has_the_vertices_of_largest_value(zonotope, numbers):
    direction = numbers[: zonotope.ambient_dim]
    values = zonotope.vertices @ rational_array(direction)
    assert zonotope.support_function(direction) == values.max()
    largest = zonotope.vertices[(values - values.max()).sign() == 0]
    assert zonotope.face(direction).vertices == largest


@MODEST
@given(zonotopes(), st.lists(st.integers(-12, 12), min_size=3, max_size=3))
def test_membership(zonotope, numbers):
    x = rational_array(numbers[: zonotope.ambient_dim]) / 2
    assert (x in zonotope) == (x in hull_of_sums(zonotope))
    assert zonotope.center in zonotope
    assert all(vertex in zonotope for vertex in zonotope.vertices)


def test_the_parma_polyhedra_library_agrees():
    ppl = pytest.importorskip("ppl", reason="pplpy has wheels for Linux only")
    rng = np.random.default_rng(3)
    for _ in range(20):
        n, m = rng.integers(2, 5), rng.integers(1, 7)
        zonotope = Zonotope(rng.integers(-3, 4, (m, n)))
        system = ppl.Generator_System()
        for x in all_sums(zonotope.generators, zonotope.center).tolist():
            system.insert(
                ppl.point(sum((c * ppl.Variable(i) for i, c in enumerate(x)), ppl.Linear_Expression(0)))
            )
        polytope = ppl.C_Polyhedron(system)
        corners = [
            [int(Fraction(int(c), int(g.divisor()))) for c in g.coefficients()]
            + [0] * (n - g.space_dimension())
            for g in polytope.minimized_generators()
        ]
        assert zonotope.vertices.tolist() == sorted(corners)
        facets = [c for c in polytope.minimized_constraints() if c.is_inequality()]
        assert len(zonotope.polyhedron.inequalities) == len(facets)


# -- closed formulas -------------------------------------------------------------------------------------


def moment_curve(m, n):
    return Zonotope([[t**k for k in range(n)] for t in range(1, m + 1)])


@pytest.mark.parametrize(("m", "n"), [(1, 1), (5, 2), (4, 3), (7, 3), (6, 4), (3, 5), (7, 5)])
def test_generic_generators(m, n):
    """f_k = 2 C(m, k) sum C(m-1-k, j), j < n - k: any minor of a Vandermonde matrix is nonzero."""
    zonotope = moment_curve(m, n)
    d = min(m, n)
    faces = [2 * comb(m, k) * sum(comb(m - 1 - k, j) for j in range(d - k)) for k in range(d)]
    assert zonotope.is_generic
    assert zonotope.f_vector == tuple(faces)
    assert zonotope.n_vertices == faces[0] == 2 * sum(comb(m - 1, i) for i in range(d))


@MODEST
@given(zonotopes(max_generators=6))
def test_generic_means_that_no_more_vertices_are_possible(zonotope):
    m, n = zonotope.n_generators, zonotope.ambient_dim
    most = 2 * sum(comb(m - 1, i) for i in range(n)) if m else 1
    assert zonotope.is_generic == (zonotope.n_vertices == most)


@MODEST
@given(zonotopes(max_generators=6))
def test_volume_is_the_sum_of_determinants(zonotope):
    n = zonotope.ambient_dim
    sets = combinations(range(zonotope.n_generators), n)
    total = sum(abs(determinant(zonotope.generators[list(chosen)])) for chosen in sets)
    assert zonotope.volume == 2**n * total


def test_volume_beyond_machine_words():
    big = 2**40 + 1
    assert Zonotope.from_edges([[big, 0], [0, big], [1, 1]]).volume == big**2 + 2 * big


def test_cubes():
    for n in range(5):
        zonotope = Zonotope(RationalArray.eye(n))
        assert zonotope.polyhedron == cube(n)
        assert zonotope.f_vector == tuple(comb(n, k) * 2 ** (n - k) for k in range(n))
        assert zonotope.volume == 2**n
    assert Zonotope(RationalArray.eye(14)).n_vertices == 2**14


def test_pinned_values():
    """Volumes and vertices of small zonotopes, by hand: the hexagon has three unit parallelograms, and so on."""
    cases = [
        ([(1, 0), (0, 1), (1, 1)], 6, 3),
        ([(1, 0), (0, 1), (1, 1), (1, -1)], 8, 7),
        ([(2, 0), (0, 3), (1, 1)], 6, 11),
        ([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)], 14, 4),
        ([v for v in product((0, 1), repeat=3) if any(v)], 32, 30),
    ]
    for edges, n_vertices, volume in cases:
        zonotope = Zonotope.from_edges(edges)
        assert (zonotope.n_vertices, zonotope.volume) == (n_vertices, volume)


# -- equality and operations -----------------------------------------------------------------------------


@MODEST
@given(zonotopes(), st.data())
def test_signs_order_and_splitting_of_generators_do_not_matter(zonotope, data):
    halves = [row for row in (zonotope.generators / 2).tolist() for _ in range(2)]
    order = data.draw(st.permutations(range(len(halves))))
    turned = [[data.draw(st.sampled_from([1, -1]))] * zonotope.ambient_dim for _ in halves]
    rows = [[sign * x for sign, x in zip(turned[i], halves[i], strict=True)] for i in order]
    again = Zonotope(rows or RationalArray.zeros((0, zonotope.ambient_dim)), zonotope.center)
    assert again == zonotope
    assert hash(again) == hash(zonotope)
    assert again.generators == zonotope.generators


@MODEST
@given(zonotopes(max_dim=2), zonotopes(max_dim=2))
def test_values_are_equal_exactly_if_sets_are(left, right):
    if left.ambient_dim == right.ambient_dim:
        assert (left == right) == (hull_of_sums(left) == hull_of_sums(right))


@MODEST
@given(zonotopes(max_dim=2, max_generators=3), zonotopes(max_dim=2, max_generators=3))
def test_minkowski_sums_add_support_functions_and_vertices(left, right):
    if left.ambient_dim != right.ambient_dim:
        with pytest.raises(ShapeError, match="spaces must be the same"):
            left + right
        return
    total = left + right
    directions = list(product((-2, -1, 0, 1, 3), repeat=left.ambient_dim))
    expected = left.support_function(directions) + right.support_function(directions)
    assert total.support_function(directions) == expected
    sums = [
        [a + b for a, b in zip(x, y, strict=True)]
        for x in left.vertices.tolist()
        for y in right.vertices.tolist()
    ]
    assert {tuple(x) for x in total.vertices.tolist()} <= {tuple(x) for x in sums}


@MODEST
@given(zonotopes(), st.lists(st.integers(-2, 2), min_size=6, max_size=6))
def test_linear_images(zonotope, numbers):
    n = zonotope.ambient_dim
    matrix = rational_array(numbers[: 2 * n]).reshape(2, n)
    image = zonotope.linear_image(matrix)
    r = rational_array([3, -2])
    assert image.support_function(r) == zonotope.support_function(r @ matrix)
    if n == 2:
        assert image.volume == abs(determinant(matrix)) * zonotope.volume


@MODEST
@given(zonotopes(), st.fractions(-3, 3, max_denominator=5))
def test_multiples_translates_and_reflections(zonotope, factor):
    n = zonotope.ambient_dim
    r = rational_array([2, -3, 5][:n])
    assert (factor * zonotope).vertices.tolist() == (
        sorted((zonotope.vertices * factor).tolist()) if factor else [[0] * n]
    )
    assert (zonotope * factor).volume == abs(factor) ** n * zonotope.volume
    assert zonotope.translated(r).support_function(r) == zonotope.support_function(r) + r @ r
    assert (-zonotope).support_function(r) == zonotope.support_function(-r)
    assert -zonotope == zonotope.translated(-2 * zonotope.center)


def test_segments_and_edges():
    segments = [([0, 0], [2, 1]), ([1, "1/2"], [1, 3]), ([4, 4], [4, 4])]
    zonotope = Zonotope.from_segments(segments)
    assert zonotope == Zonotope.from_edges([[2, 1], [0, "5/2"]], corner=[5, "9/2"])
    assert zonotope.vertices == RationalArray([[5, "9/2"], [5, 7], [7, "11/2"], [7, 8]])
    assert sorted(zonotope.edges.tolist()) == [[0, Fraction(5, 2)], [2, 1]]


def test_a_zonotope_survives_pickling_without_its_caches():
    zonotope = Zonotope([[1, 2], [3, "1/2"]], [1, 0])
    fresh = pickle.dumps(zonotope)
    assert zonotope.n_vertices == 4
    assert len(pickle.dumps(zonotope)) == len(fresh)
    assert pickle.loads(fresh) == zonotope


def test_errors_say_what_is_wrong():
    with pytest.raises(ShapeError, match="one in each row"):
        Zonotope([1, 2])
    with pytest.raises(ShapeError, match="center has shape"):
        Zonotope([[1, 2]], [1])
    with pytest.raises(ShapeError, match="corner has shape"):
        Zonotope.from_edges([[1, 2]], [1])
    with pytest.raises(ShapeError, match="pairs of ends"):
        Zonotope.from_segments([[1, 2]])
    with pytest.raises(NotRationalError):
        Zonotope([[float("nan")]])
    square = Zonotope([[1, 0], [0, 1]])
    with pytest.raises(ShapeError, match="the space is"):
        square.support_function([1, 2, 3])
    with pytest.raises(ShapeError, match="the space is"):
        square.contains([[1, 2]])
    with pytest.raises(ShapeError, match="give shape"):
        square.linear_image([[1]])
