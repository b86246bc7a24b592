"""Lattice points of zonotopes against counting one by one, Stanley's theorem and reciprocity."""

from fractions import Fraction
from itertools import combinations, product
from math import gcd

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from polyhedra.zonotopes.strategies import hull_of_sums, lattice_points

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.polyhedra.zonotopes.lattice_sums import lattice_volumes
from tropnet.polyhedra.zonotopes.minors import colexicographic, minors_of_subsets, wedge
from tropnet.polyhedra.zonotopes.permutahedra import permutahedron
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

MODEST = settings(max_examples=30, deadline=None)


@st.composite
def integer_edges(draw, max_dim=3, max_edges=4):
    n = draw(st.integers(1, max_dim))
    edges = draw(st.lists(st.lists(st.integers(-2, 2), min_size=n, max_size=n), max_size=max_edges))
    return np.array(edges, int).reshape(-1, n)


@MODEST
@given(integer_edges(), st.sampled_from([1, 2, 3]), st.data())
def test_lattice_points_one_by_one(edges, denominator, data):
    n = edges.shape[1]
    corner = data.draw(st.lists(st.integers(0, denominator - 1), min_size=n, max_size=n))
    zonotope = Zonotope.from_edges(edges, rational_array(corner) / denominator)
    expected = lattice_points(hull_of_sums(zonotope))
    assert (zonotope.n_lattice_points, zonotope.n_interior_lattice_points) == expected


@MODEST
@given(integer_edges(max_dim=2), st.integers(1, 3))
def test_the_ehrhart_polynomial_counts_multiples(edges, t):
    zonotope = Zonotope.from_edges(edges)
    polynomial = zonotope.ehrhart_polynomial
    points, inner = lattice_points(hull_of_sums(zonotope * t))
    assert sum(c * t**k for k, c in enumerate(polynomial)) == points == (zonotope * t).n_lattice_points
    # Ehrhart-Macdonald reciprocity
    assert (-1) ** zonotope.dim * sum(c * (-t) ** k for k, c in enumerate(polynomial)) == inner
    assert len(polynomial) == zonotope.dim + 1
    assert polynomial[0] == 1


@MODEST
@given(integer_edges(max_edges=5))
def test_stanleys_theorem(edges):
    """The coefficient of t^k is the sum over independent k-sets of the gcd of their maximal minors."""
    zonotope = Zonotope.from_edges(edges)
    expected = [0] * (edges.shape[1] + 1)
    for k in range(edges.shape[1] + 1):
        for rows in combinations(zonotope.edges.tolist(), k):
            columns = combinations(range(edges.shape[1]), k)
            minors = [
                sympy.Matrix(k, k, [row[c] for row in rows for c in chosen]).det() for chosen in columns
            ]
            expected[k] += gcd(*map(int, minors))
    assert list(zonotope.ehrhart_polynomial) == expected[: zonotope.dim + 1]
    assert not any(expected[zonotope.dim + 1 :])
    assert expected[-1] == zonotope.volume


def test_pinned_values():
    """(edges, lattice points, interior ones), recounted by hand in the plane."""
    cases = [
        ([(1, 0), (0, 1), (1, 1)], 7, 1),
        ([(1, 0), (0, 1), (1, 1), (1, -1)], 12, 4),
        ([(2, 0), (0, 3), (1, 1)], 18, 6),
        ([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)], 15, 1),
        ([v for v in product((0, 1), repeat=3) if any(v)], 59, 15),
    ]
    for edges, points, inner in cases:
        zonotope = Zonotope.from_edges(edges)
        assert (zonotope.n_lattice_points, zonotope.n_interior_lattice_points) == (points, inner)
        assert lattice_points(zonotope.polyhedron) == (points, inner)


def test_the_lattice_of_a_lower_dimensional_zonotope_is_that_of_its_span():
    assert Zonotope.from_edges([[2, 4, 6]]).ehrhart_polynomial == (1, 2)
    assert Zonotope.from_edges([[1, 1, 0], [1, -1, 0]], corner=[5, 5, 5]).ehrhart_polynomial == (1, 2, 2)
    assert Zonotope(RationalArray.zeros((0, 2))).ehrhart_polynomial == (1,)
    assert Zonotope(RationalArray.zeros((0, 0))).n_lattice_points == 1
    assert Zonotope(RationalArray.zeros((0, 2)), ["1/2", 0]).n_lattice_points == 0


def test_a_half_integral_center_gives_a_quasi_polynomial():
    """The square [-1/2, 1/2]^2: its multiples have 1, 9, 9, 25, 25 points for t = 1, ..., 5."""
    square = Zonotope([["1/2", 0], [0, "1/2"]])
    assert [(square * t).n_lattice_points for t in range(1, 6)] == [1, 9, 9, 25, 25]
    assert [(square * t).n_interior_lattice_points for t in range(1, 6)] == [1, 1, 9, 9, 25]
    segment = Zonotope.from_edges([[1, 1]], corner=["1/2", 0])
    assert [(segment * t).n_lattice_points for t in range(1, 5)] == [0, 3, 0, 5]


def test_the_centered_permutahedron_is_half_integral_for_even_n():
    """Its vertices are the permutations of (1, ..., n) minus (n + 1) / 2."""
    for n, integral in ((2, False), (3, True), (4, False)):
        zonotope = permutahedron(n).translated([Fraction(-n - 1, 2)] * n)
        assert zonotope.is_lattice_polytope == integral


def test_integers_beyond_machine_words():
    big = 2**70
    assert Zonotope.from_edges([[big, 0], [0, 1], [big, 1]]).ehrhart_polynomial == (1, big + 2, 3 * big)


@pytest.mark.parametrize("bits", range(12, 66))
def test_a_dilation_by_any_number_multiplies_the_coefficients(bits):
    """L(k Z, t) = L(Z, k t), with sums of minors on both sides of the range of machine words.

    The coefficients of a graphical zonotope count forests (Stanley 1991); of K_5 these are 291 (OEIS A001858).
    """
    edges = np.array([[(k == i) - (k == j) for k in range(5)] for i in range(5) for j in range(i)], object)
    k, forests = 2**bits + 1, (1, 10, 45, 110, 125)
    expected = tuple(c * k**i for i, c in enumerate(forests))
    assert Zonotope.from_edges(k * edges).ehrhart_polynomial == expected


@pytest.mark.parametrize("bits", [29, 30, 31, 32, 61, 62, 63])
def test_many_equal_minors_at_the_limit_of_machine_words(bits):
    """Nine edges and one across them: the rectangle [0, 9k] x [0, k] has (9kt + 1)(kt + 1) points."""
    k = 2**bits
    edges = np.array([[k, 0]] * 9 + [[0, k]], object)
    assert lattice_volumes(edges, RationalArray([0, 0])) == (1, 10 * k, 9 * k * k)


def test_errors_say_how_to_mend_them():
    with pytest.raises(InputError, match="multiply it by 2"):
        _ = Zonotope.from_edges([[1, 0]], ["1/2", 0]).ehrhart_polynomial
    with pytest.raises(InputError, match="multiply it by 3"):
        _ = Zonotope.from_edges([["1/3", 0]]).n_lattice_points
    halved = Zonotope.from_edges([["1/2", "3/2"], [1, 0]], ["1/3", 0])
    with pytest.raises(InputError, match="multiply it by 6"):
        _ = halved.ehrhart_polynomial
    assert (halved * 6).is_lattice_polytope


# -- minors ----------------------------------------------------------------------------------------------


@MODEST
@given(integer_edges(max_dim=4, max_edges=5), st.integers(0, 4), st.sampled_from([1, 2**40]))
def test_minors_are_determinants(edges, k, factor):
    m, n = edges.shape
    k = min(k, n)
    vectors = edges.astype(object) * factor
    blocks = list(minors_of_subsets(vectors, k))
    found = [row for block in blocks for row in block.tolist()]
    expected = [
        [
            int(sympy.Matrix(k, k, [vectors[i][c] for i in rows for c in columns]).det())
            for columns in colexicographic(n, k)
        ]
        for rows in colexicographic(m, k)
    ]
    assert found == expected


def test_the_wedge_product_is_alternating():
    rng = np.random.default_rng(2)
    u, v = rng.integers(-5, 6, (2, 4))
    assert not wedge(u[None, :], u, 1).any()
    assert np.array_equal(wedge(u[None, :], v, 1), -wedge(v[None, :], u, 1))
    assert not wedge(wedge(u[None, :], v, 1), 2 * u - v, 2).any()
