"""Normalized volumes and second moments: closed formulas, invariance, additivity, pinned values."""

from fractions import Fraction
from itertools import combinations, permutations
from math import comb, factorial, gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import determinant, rank
from tropnet.polyhedra.bodies import box, simplex, whole_space
from tropnet.polyhedra.measures.moments import moment_matrix, normalized_volume
from tropnet.polyhedra.polyhedron import Polyhedron

points = st.lists(st.lists(st.integers(-4, 4), min_size=3, max_size=3), min_size=1, max_size=8)


def eulerian(n, k):
    """The number of permutations of n letters with k descents."""
    return sum((-1) ** i * comb(n + 1, i) * (k + 1 - i) ** n for i in range(k + 1))


def birkhoff(n):
    return Polyhedron.from_generators([np.eye(n, dtype=int)[list(p)].ravel() for p in permutations(range(n))])


@pytest.mark.parametrize(("n", "volume"), [(2, 1), (3, 3), (4, 352)])
def test_birkhoff_polytopes(n, volume):
    """Of dimension (n-1)^2 in R^(n^2); Chan and Robbins, On the volume of the polytope of doubly stochastic
    matrices, 1999."""
    assert normalized_volume(birkhoff(n)) == volume


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_permutahedra_count_trees(n):
    """Stanley 1980: the relative volume is n^(n-2)."""
    permutahedron = Polyhedron.from_generators(list(permutations(range(1, n + 1))))
    assert normalized_volume(permutahedron) == factorial(n - 1) * n ** (n - 2)


@pytest.mark.parametrize(("n", "k"), [(n, k) for n in (2, 3, 4, 5) for k in range(1, n)])
def test_hypersimplices_are_eulerian(n, k):
    """Laplace; Stanley, Eulerian partitions of a unit hypercube, 1977."""
    corners = [[int(i in chosen) for i in range(n)] for chosen in combinations(range(n), k)]
    assert normalized_volume(Polyhedron.from_generators(corners)) == eulerian(n - 1, k - 1)


@given(st.lists(st.integers(-12, 12), min_size=3, max_size=3))
@settings(max_examples=40, deadline=None)
def test_segments_have_their_lattice_length(end):
    segment = Polyhedron.from_generators([[1, 2, 3], [1 + end[0], 2 + end[1], 3 + end[2]]])
    assert normalized_volume(segment) == (gcd(*end) if any(end) else 1)


@given(points, st.lists(st.integers(-3, 3), min_size=6, max_size=6))
@settings(max_examples=40, deadline=None)
def test_the_graph_of_an_integer_map_keeps_normalized_volume(corners, entries):
    """x -> (x, Ax) is a bijection of the lattices of the affine hulls."""
    polytope = Polyhedron.from_generators(corners)
    graph = RationalArray(entries).reshape(2, 3) @ polytope.vertices.T
    lifted = Polyhedron.from_generators(np.hstack([polytope.vertices.numerators, graph.numerators.T]))
    assert normalized_volume(lifted) == normalized_volume(polytope)


def test_normalized_volume_of_rational_and_degenerate_sets():
    assert normalized_volume(Polyhedron.from_generators([[0, "1/2"], ["1/3", "1/2"]])) == Fraction(1, 3)
    assert normalized_volume(Polyhedron.from_generators([["1/2", "1/2"]])) == 1
    assert normalized_volume(Polyhedron.from_generators(np.zeros((0, 2), int))) == 0
    assert normalized_volume(whole_space(0)) == 1
    assert normalized_volume(Polyhedron.parse("[0,1/2]^3")) == Fraction(6, 8)
    with pytest.raises(UnboundedError):
        normalized_volume(Polyhedron.parse("x1 >= 0; x2 = 0"))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_moments_of_the_simplex(n):
    """Dirichlet: the integral of x^a over the standard simplex is prod a_i! / (n + sum a_i)!."""
    expected = [
        [Fraction(1 + (i == j < n), factorial(n + (i < n) + (j < n))) for j in range(n + 1)]
        for i in range(n + 1)
    ]
    assert moment_matrix(simplex(n)).tolist() == expected


def test_moments_of_a_box():
    """Products of one-dimensional integrals."""
    ends = [(-1, 2), (Fraction(1, 2), 3), (0, Fraction(5, 7))]
    powers = [
        [Fraction(high) ** (k + 1) / (k + 1) - Fraction(low) ** (k + 1) / (k + 1) for k in range(3)]
        for low, high in ends
    ]
    matrix = moment_matrix(box(*zip(*ends, strict=True)))
    for i in range(4):
        for j in range(4):
            degrees = [(i == axis) + (j == axis) for axis in range(3)]
            assert matrix[i, j] == powers[0][degrees[0]] * powers[1][degrees[1]] * powers[2][degrees[2]]


@given(points, st.lists(st.integers(-2, 2), min_size=12, max_size=12))
@settings(max_examples=30, deadline=None)
def test_moments_under_an_affine_map(corners, entries):
    """With y = (x, 1) and y' = T y, the integral of y' y'^T is |det| T M T^T."""
    linear, shift = RationalArray(entries[:9]).reshape(3, 3), RationalArray(entries[9:])
    polytope = Polyhedron.from_generators(corners)
    image = Polyhedron.from_generators(polytope.vertices @ linear.T + shift)
    T = np.vstack([np.hstack([linear.numerators, shift.numerators[:, None]]), [[0, 0, 0, 1]]])
    scale = abs(determinant(linear)) if rank(linear) == 3 else 0
    assert moment_matrix(image) == scale * (T @ moment_matrix(polytope) @ T.T)


@given(points, st.lists(st.integers(-2, 2), min_size=3, max_size=3), st.integers(-3, 3))
@settings(max_examples=30, deadline=None)
def test_moments_are_additive(corners, normal, offset):
    if not any(normal):
        normal = [0, 0, 1]
    polytope = Polyhedron.from_generators(corners)
    below = polytope & Polyhedron.from_inequalities([normal], [offset])
    above = polytope & Polyhedron.from_inequalities([[-a for a in normal]], [-offset])
    assert moment_matrix(below) + moment_matrix(above) == moment_matrix(polytope)


def test_moments_of_degenerate_sets():
    assert moment_matrix(Polyhedron.from_generators([[0, 0], [1, 1]])) == RationalArray.zeros((3, 3))
    assert moment_matrix(Polyhedron.parse("x1 >= 0; x2 = 0")) == RationalArray.zeros((3, 3))
    assert moment_matrix(whole_space(0)) == RationalArray([[1]])
    with pytest.raises(UnboundedError):
        moment_matrix(whole_space(1))
