"""Newton polytopes against set operations, and lifted polytopes against their duals."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from tropical.polynomials import honeycomb, polynomials

from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import convex_hull, minkowski_sum
from tropnet.tropical.newton import dome, lifted_polytope, newton_polytope, upper_facets
from tropnet.tropical.polynomial import TropicalPolynomial


@given(polynomials(n=2, convention="max"), polynomials(n=2, convention="max"))
@settings(max_examples=15, deadline=None)
def test_products_add_and_sums_join_newton_polytopes(p, q):
    assert newton_polytope(p * q) == minkowski_sum(newton_polytope(p), newton_polytope(q))
    assert newton_polytope(p + q) == convex_hull(newton_polytope(p), newton_polytope(q))


@given(polynomials())
@settings(max_examples=30, deadline=None)
def test_the_dome_and_the_lifted_polytope_are_dual(p):
    """The dome is converted from inequalities, the lifted polytope from points."""
    assert len(dome(p).inequalities) == p.n_regions
    assert dome(p).vertices == upper_facets(p)
    essential = [[*a, c] for a, c in p.essential.terms.items()]
    assert lifted_polytope(p).vertices == RationalArray(essential)


@given(polynomials())
@settings(max_examples=20, deadline=None)
def test_upper_facets_carry_the_values_of_the_function(p):
    for *x, value in upper_facets(p).tolist():
        assert p(RationalArray(x) if x else RationalArray.zeros(0)) == value


@given(polynomials())
@settings(max_examples=15, deadline=None)
def test_inessential_monomials_do_not_matter(p):
    assert newton_polytope(p) == newton_polytope(p.essential)
    assert lifted_polytope(p) == lifted_polytope(p.essential)


@given(polynomials(convention="min"))
@settings(max_examples=15, deadline=None)
def test_min_plus_is_the_mirror_of_max_plus(p):
    """min(a.x + c) = -max(-a.x - c): all is reflected in the origin of R^(n + 1)."""
    mirrored = lifted_polytope(-p)
    assert lifted_polytope(p).vertices.tolist() == sorted((-mirrored.vertices).tolist())
    assert newton_polytope(p).vertices.tolist() == sorted((-newton_polytope(-p).vertices).tolist())
    assert [row[-1] for row in upper_facets(p).tolist()] == [-row[-1] for row in upper_facets(-p).tolist()]


def test_the_bounded_hull_has_the_lower_facets_too():
    p = honeycomb(2, 2)
    hull = lifted_polytope(p, bounded=True)
    points = [[*a, c] for a, c in p.terms.items()]
    assert hull == Polyhedron.from_generators(points)
    assert hull.is_bounded
    assert not lifted_polytope(p).is_bounded


def test_the_numerator_of_one_hidden_layer_has_a_zonotope_as_newton_polytope():
    """A sum of maxima max(w.x + b, 0) has the sum of the segments [0, w]; Zhang, Naitzat and Lim 2018, Section 6."""
    weights = [[1, 2], [3, -1], [0, 1], [-2, 5]]
    p = TropicalPolynomial.constant(0, 2)
    for k, w in enumerate(weights):
        p = p * TropicalPolynomial([w, [0, 0]], [k, 0])
    subsets = [
        [sum(w[i] for w in chosen) for i in range(2)]
        for size in range(5)
        for chosen in combinations(weights, size)
    ]
    assert newton_polytope(p) == Polyhedron.from_generators(subsets)
    # Four directions, no two parallel: 2 * 4 vertices, and |det| summed over pairs is the area.
    assert len(newton_polytope(p).vertices) == 8
    assert newton_polytope(p).volume == sum(
        abs(a[0] * b[1] - a[1] * b[0]) for a, b in combinations(weights, 2)
    )


@pytest.mark.parametrize("n", [0, 1, 3])
def test_the_tropical_zero_and_constants(n):
    zero, one = TropicalPolynomial.zero(n), TropicalPolynomial.constant("7/2", n)
    assert newton_polytope(zero).is_empty
    assert lifted_polytope(zero).is_empty
    assert upper_facets(zero).shape == (0, n + 1)
    assert dome(zero).dim == n + 1
    assert newton_polytope(one).vertices == RationalArray.zeros((1, n))
    assert upper_facets(one).tolist() == [[*[0] * n, RationalArray(["7/2"])[0]]]


@given(
    polynomials(n=2, max_monomials=4, convention="max"), polynomials(n=2, max_monomials=4, convention="max")
)
@settings(max_examples=15, deadline=None)
def test_the_cells_of_a_quotient_are_the_upper_vertices_of_the_sum(p, q):
    """Lifted polytopes add; the cells of the common refinement of p and q are the vertices of the sum."""
    total = minkowski_sum(lifted_polytope(p), lifted_polytope(q))
    assert total == lifted_polytope(p * q)
    assert len(total.vertices) == (p * q).n_regions
