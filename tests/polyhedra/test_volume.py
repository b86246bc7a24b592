"""Exact volumes and centroids: closed formulas, a second algorithm, and additivity."""

from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb, factorial, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import determinant, solve
from tropnet.polyhedra.bit_sets import bit_sets
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.volume import (
    facets_of_facet,
    members,
    polytope_centroid,
    pulling_triangulation,
)


def eulerian(n, k):
    """The number of permutations of n letters with k descents."""
    return sum((-1) ** i * comb(n + 1, i) * (k + 1 - i) ** n for i in range(k + 1))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_cubes_cross_polytopes_simplices(n):
    hull_of_cube = Polyhedron.from_generators(list(product([0, Fraction(1, 2)], repeat=n)))
    assert hull_of_cube.volume == Fraction(1, 2**n)
    assert cross_polytope(n).volume == Fraction(2**n, factorial(n))
    assert simplex(n).volume == Fraction(1, factorial(n))


@pytest.mark.parametrize(("n", "k"), [(n, k) for n in (2, 3, 4, 5, 6) for k in range(1, n + 1)])
def test_slices_of_the_cube_are_eulerian(n, k):
    """Laplace: the part of [0,1]^n with k - 1 <= sum x <= k has volume A(n, k - 1) / n!."""
    A = np.vstack([np.eye(n, dtype=int), -np.eye(n, dtype=int), np.ones((1, n), int), -np.ones((1, n), int)])
    b = [1] * n + [0] * n + [k, 1 - k]
    assert Polyhedron.from_inequalities(A, b).volume == Fraction(eulerian(n, k - 1), factorial(n))


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_permutahedron_counts_trees(n):
    """Projected along one coordinate its volume is the number n^(n-2) of labelled trees (Stanley 1980)."""
    points = [order[:-1] for order in permutations(range(n))]
    assert Polyhedron.from_generators(points).volume == n ** (n - 2)


@pytest.mark.parametrize(("n", "volume"), [(2, Fraction(1, 1)), (3, Fraction(3, 24))])
def test_birkhoff_polytope(n, volume):
    """The lattice volumes are 1 and 3 (Chan and Robbins 1999); projected to the upper left block."""
    matrices = [np.eye(n, dtype=int)[list(order)][:-1, :-1].ravel() for order in permutations(range(n))]
    assert Polyhedron.from_generators(np.array(matrices)).volume == volume


@pytest.mark.parametrize("dim", [2, 3, 4])
def test_zonotopes_are_sums_of_determinants(dim):
    """McMullen and Shephard: the volume is the sum of |det| over all bases among the generators."""
    generators = np.random.default_rng(dim).integers(-3, 4, size=(dim + 3, dim))
    sums = [np.array(choice) @ generators for choice in product([0, 1], repeat=dim + 3)]
    bases = combinations(range(dim + 3), dim)
    expected = sum(abs(determinant(generators[list(basis)])) for basis in bases)
    assert Polyhedron.from_generators(np.array(sums)).volume == expected


def lawrence(polytope):
    """The volume of a simple polytope by Lawrence's formula (1991): a sum over vertices, no triangulation."""
    n = polytope.ambient_dim
    A, b = polytope.inequalities[:, :-1], polytope.inequalities[:, -1]
    direction = RationalArray([3**i + 7 * i for i in range(1, n + 1)])
    total = Fraction(0)
    for vertex in polytope.vertices:
        tight = (A @ vertex - b).sign() == 0
        assert tight.sum() == n
        weights = solve(A[tight].T, direction)
        total += (direction @ vertex) ** n / (abs(determinant(A[tight])) * prod(weights.tolist()))
    return total / factorial(n)


@pytest.mark.parametrize(("n", "m"), [(2, 7), (3, 8), (4, 9), (5, 8), (6, 8)])
def test_lawrence_agrees_on_random_simple_polytopes(n, m):
    rng = np.random.default_rng(n)
    rows = np.vstack([rng.integers(-50, 51, size=(m, n)), np.eye(n, dtype=int), -np.eye(n, dtype=int)])
    polytope = Polyhedron.from_inequalities(
        rows, [97] * m + [2 + i for i in range(n)] + [3 + i for i in range(n)]
    )
    assert polytope.volume == lawrence(polytope)


points = st.lists(st.lists(st.integers(-4, 4), min_size=3, max_size=3), min_size=4, max_size=9)


@given(points, st.lists(st.integers(-2, 2), min_size=3, max_size=3), st.integers(-3, 3))
@settings(max_examples=60, deadline=None)
def test_volume_is_additive(corners, normal, offset):
    polytope = Polyhedron.from_generators(corners)
    if not any(normal):
        normal = [1, 0, 0]
    below = Polyhedron.from_inequalities([normal], [offset])
    above = Polyhedron.from_inequalities([[-a for a in normal]], [-offset])
    assert (polytope & below).volume + (polytope & above).volume == polytope.volume


@given(points, st.lists(st.integers(-3, 3), min_size=9, max_size=9))
@settings(max_examples=40, deadline=None)
def test_a_linear_map_scales_volume_by_its_determinant(corners, entries):
    matrix = np.array(entries).reshape(3, 3)
    image = Polyhedron.from_generators(np.array(corners) @ matrix.T)
    assert image.volume == abs(determinant(matrix)) * Polyhedron.from_generators(corners).volume


def test_numbers_beyond_64_bits():
    side = 10**30 + 7
    corners = [[0, 0, 0], [side, 0, 0], [0, side, 0], [0, 0, Fraction(1, side)]]
    assert Polyhedron.from_generators(corners).volume == Fraction(side, 6)


def test_the_triangulation_of_the_cube():
    """Pulling cuts the 3-cube into six tetrahedra; every two meet in a common face of both."""
    body = cube(3)
    simplices = pulling_triangulation(body.incidence, 3)
    assert simplices.shape == (6, 4)
    for first, second in combinations(simplices.tolist(), 2):
        common = sorted(set(first) & set(second))
        left, right = (Polyhedron.from_generators(body.vertices[s]) for s in (first, second))
        assert left & right == Polyhedron.from_generators(body.vertices[common])


def test_facets_of_facets_are_found_by_intersection():
    """The facets of the permutahedron of order 4 are 8 hexagons and 6 squares."""
    polytope = Polyhedron.from_generators([order[:-1] for order in permutations(range(4))])
    facets = bit_sets(polytope.incidence)
    sizes = sorted((facet.bit_count(), len(facets_of_facet(facet, facets))) for facet in facets)
    assert sizes == [(4, 4)] * 6 + [(6, 6)] * 8
    assert [list(members(facet)) for facet in facets] == [
        np.flatnonzero(row).tolist() for row in polytope.incidence
    ]


def centroid(polytope):
    return polytope_centroid(polytope.description.generators[0], polytope.incidence)


@given(points, st.lists(st.integers(-2, 2), min_size=3, max_size=3), st.integers(-3, 3))
@settings(max_examples=60, deadline=None)
def test_centroids_of_parts_balance(corners, normal, offset):
    """vol(P) c(P) is additive: the first moment."""
    polytope = Polyhedron.from_generators(corners)
    if not polytope.is_full_dimensional or not any(normal):
        return
    below = polytope & Polyhedron.from_inequalities([normal], [offset])
    above = polytope & Polyhedron.from_inequalities([[-a for a in normal]], [-offset])
    parts = [part for part in (below, above) if part.is_full_dimensional]
    assert sum(part.volume * centroid(part) for part in parts) == polytope.volume * centroid(polytope)


@given(points, st.lists(st.integers(-3, 3), min_size=12, max_size=12))
@settings(max_examples=40, deadline=None)
def test_an_injective_affine_map_keeps_the_centroid(corners, entries):
    """Into R^4, where the image is lower-dimensional."""
    matrix = RationalArray(entries).reshape(4, 3)
    polytope = Polyhedron.from_generators(corners)
    image = Polyhedron.from_generators(polytope.vertices @ matrix.T + [1, 2, 3, 4])
    if image.dim == 3:
        assert centroid(image) == matrix @ centroid(polytope) + [1, 2, 3, 4]


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_centroid_of_a_pyramid(n):
    """It divides the segment from the centroid of the base to the apex in the ratio 1 : n."""
    base = np.random.default_rng(n).integers(-9, 10, size=(n + 3, n - 1)).astype(object)
    flat = Polyhedron.from_generators(np.hstack([base, np.zeros((n + 3, 1), int)]))
    apex = RationalArray([*range(n - 1), Fraction(7, 3)])
    pyramid = Polyhedron.from_generators([*flat.vertices.tolist(), apex.tolist()])
    assert flat.dim == n - 1
    assert centroid(pyramid) == (n * centroid(flat) + apex) / (n + 1)


def test_centroid_of_points_and_segments():
    assert centroid(Polyhedron.from_generators([["1/3", 2]])) == RationalArray(["1/3", 2])
    assert centroid(Polyhedron.from_generators([[0, 0, 0], ["1/2", 1, 3]])) == RationalArray(
        ["1/4", "1/2", "3/2"]
    )
    assert centroid(Polyhedron.from_generators(np.zeros((1, 0), int))).shape == (0,)
