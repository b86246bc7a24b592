"""Ehrhart series: reciprocity, counts of dilates, closed formulas, pinned polynomials."""

import pickle
from fractions import Fraction
from itertools import chain, combinations, permutations
from math import comb, gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import smith_normal_form
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.measures.ehrhart import (
    EhrhartSeries,
    ehrhart_polynomial,
    ehrhart_series,
    h_star_vector,
)
from tropnet.polyhedra.measures.lattice_points import n_interior_lattice_points, n_lattice_points
from tropnet.polyhedra.measures.moments import normalized_volume
from tropnet.polyhedra.polyhedron import Polyhedron


def dilate(polytope, k):
    return Polyhedron.from_generators(polytope.vertices * k)


def eulerian(n, k):
    """The number of permutations of n letters with k descents."""
    return sum((-1) ** i * comb(n + 1, i) * (k + 1 - i) ** n for i in range(k + 1))


@st.composite
def polytopes(draw, denominators=(1,)):
    n, denominator = draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from(denominators))
    row = st.lists(st.integers(-3, 3), min_size=n, max_size=n)
    corners = draw(st.lists(row, min_size=1, max_size=6))
    return Polyhedron.from_generators(RationalArray.from_integers(corners, denominator))


@given(polytopes(denominators=(1, 1, 2, 3)))
@settings(max_examples=60, deadline=None)
def test_the_series_counts_the_points_of_all_dilates(polytope):
    """Also at negative numbers, by the reciprocity of Ehrhart and Macdonald."""
    series = ehrhart_series(polytope)
    assert series.count(0) == 1
    for k in range(1, 5):
        assert series.count(k) == n_lattice_points(dilate(polytope, k))
        assert series.count(-k) == (-1) ** polytope.dim * n_interior_lattice_points(dilate(polytope, k))


@given(polytopes())
@settings(max_examples=40, deadline=None)
def test_what_the_coefficients_are(polytope):
    d, h = polytope.dim, h_star_vector(polytope)
    assert len(h) == d + 1
    assert min(h) >= 0
    assert sum(h) == normalized_volume(polytope)
    if d > 0:
        assert h[1] == n_lattice_points(polytope) - d - 1
        assert h[d] == n_interior_lattice_points(polytope)


@given(polytopes(denominators=(1, 2)))
@settings(max_examples=40, deadline=None)
def test_constituents_are_the_polynomials_of_the_counts(polytope):
    series = ehrhart_series(polytope)
    for k in range(3 * series.period):
        coefficients = series.constituents[k % series.period]
        assert sum(c * k**i for i, c in enumerate(coefficients)) == series.count(k)


@given(st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=2), min_size=3, max_size=8))
@settings(max_examples=40, deadline=None)
def test_polygons(corners):
    """Pick: 1 + (B/2) k + area k^2."""
    polygon = Polyhedron.from_generators(corners)
    if polygon.dim == 2:
        ends = [polygon.vertices[row] for row in polygon.incidence]
        boundary = sum(gcd(*(end - start).tolist()) for start, end in ends)
        assert ehrhart_polynomial(polygon) == (1, Fraction(boundary, 2), polygon.volume)


@pytest.mark.parametrize("seed", range(4))
def test_zonotopes(seed):
    """Stanley, A zonotope associated with graphical degree sequences, 1991: the coefficient of k^i is the sum, over the
    linearly independent sets of i generators, of the greatest common divisor of the maximal minors."""
    generators = np.random.default_rng(seed).integers(-2, 3, size=(4, 3))
    subsets = list(chain.from_iterable(combinations(range(4), i) for i in range(5)))
    zonotope = Polyhedron.from_generators([generators[list(subset)].sum(axis=0) for subset in subsets])
    expected = [0] * (zonotope.dim + 1)
    for subset in subsets:
        factors = smith_normal_form(generators[list(subset)]).numerators.diagonal().tolist()
        if len(factors) == len(subset) and all(factors):
            expected[len(subset)] += int(np.prod(factors, initial=1))
    assert ehrhart_polynomial(zonotope) == tuple(expected)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_cubes_simplices_cross_polytopes(n):
    corners = Polyhedron.from_generators(cube(n, "1/2", center=["1/2"] * n).vertices)
    assert h_star_vector(corners) == (*(eulerian(n, k) for k in range(n)), 0)
    assert h_star_vector(simplex(n)) == (1, *[0] * n)
    assert h_star_vector(cross_polytope(n)) == tuple(comb(n, k) for k in range(n + 1))


def birkhoff(n):
    return Polyhedron.from_generators([np.eye(n, dtype=int)[list(p)].ravel() for p in permutations(range(n))])


@pytest.mark.parametrize(
    ("polytope", "h_star"),
    [
        # Beck and Pixton, The Ehrhart polynomial of the Birkhoff polytope, 2003.
        (birkhoff(3), (1, 1, 1)),
        (birkhoff(4), (1, 14, 87, 148, 87, 14, 1)),
        # Katzman, The Hilbert series of algebras of the Veronese type, 2005: the hypersimplex (2, 4), an octahedron.
        (
            Polyhedron.from_generators([[int(i in c) for i in range(4)] for c in combinations(range(4), 2)]),
            (1, 2, 1),
        ),
        # Reeve 1957: (1, 0, r - 1, 0).
        (Polyhedron.from_generators([[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 20]]), (1, 0, 19)),
    ],
)
def test_pinned_vectors(polytope, h_star):
    found = h_star_vector(polytope)
    assert found == h_star + (0,) * (polytope.dim + 1 - len(h_star))


@pytest.mark.parametrize(
    ("n", "forests"), [(2, (1, 1)), (3, (1, 3, 3)), (4, (1, 6, 15, 16)), (5, (1, 10, 45, 110, 125))]
)
def test_permutahedra_count_forests_by_edges(n, forests):
    """Stanley 1980; the forests on n labelled nodes with i edges (OEIS A138464)."""
    assert ehrhart_polynomial(Polyhedron.from_generators(list(permutations(range(n))))) == forests


def test_large_dilates_cost_no_more_than_the_polytope():
    """(k + 1)^3 at k = 2 * 10^9, through the vertices' differences modulo 2 * 10^9."""
    side = 2 * 10**9
    body = Polyhedron.from_generators(cube(3, side // 2, center=[5, 6, 7]).vertices)
    assert ehrhart_polynomial(body) == (1, 3 * side, 3 * side**2, side**3)
    assert ehrhart_series(body).count(3) == (3 * side + 1) ** 3


def test_a_rational_triangle_can_have_a_polynomial():
    """McAllister and Woods, The minimum period of the Ehrhart quasi-polynomial of a rational polytope, 2005:
    the triangle (0, 0), (1, (p - 1)/p), (p, 0), for every p."""
    for p in (2, 3, 5):
        triangle = Polyhedron.from_generators([[0, 0], [1, Fraction(p - 1, p)], [p, 0]])
        series = ehrhart_series(triangle)
        assert series.period == p
        assert set(series.constituents) == {(1, Fraction(p + 1, 2), Fraction(p - 1, 2))}


def test_hulls_without_integer_points():
    """The segment x1 = 1/2, 0 <= x2 <= 1: only its even dilates meet the lattice."""
    series = ehrhart_series(Polyhedron.from_generators([["1/2", 0], ["1/2", 1]]))
    assert [series.count(k) for k in range(6)] == [1, 0, 3, 0, 5, 0]
    assert series.constituents == ((1, 1), (0, 0))
    assert ehrhart_series(Polyhedron.from_generators([["1/2", "1/3"]])).h_star == (1, 0, 0, 0, 0, 0)


def test_degenerate_sets():
    assert ehrhart_series(whole_space(0)) == EhrhartSeries((1,), 1, 0)
    assert ehrhart_polynomial(Polyhedron.from_generators([[4, 5]])) == (1,)
    empty = Polyhedron.from_generators(np.zeros((0, 2), int))
    assert ehrhart_polynomial(empty) == ()
    assert [ehrhart_series(empty).count(k) for k in (1, 2, 3)] == [0, 0, 0]


def test_a_series_is_a_value():
    series = ehrhart_series(cube(2))
    assert series == EhrhartSeries((1, 6, 1), 1, 2)
    assert pickle.loads(pickle.dumps(series)) == series
    assert hash(series) == hash(EhrhartSeries((1, 6, 1), 1, 2))


def test_what_has_no_ehrhart_polynomial_is_refused():
    with pytest.raises(InputError, match="constituents"):
        ehrhart_polynomial(cube(2, "1/2"))
    for function in (ehrhart_series, ehrhart_polynomial, h_star_vector):
        with pytest.raises(UnboundedError):
            function(Polyhedron.parse("x1 >= 0"))
    with pytest.raises(InputError, match="denominator"):
        ehrhart_series(cube(1, Fraction(1, 2**40)))
