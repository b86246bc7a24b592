"""Stable intersections against Bernstein's theorem and against exact perturbations."""

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import honeycomb, polynomials, unit_heights

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.bodies import simplex
from tropnet.polyhedra.measures.mixed_volume import mixed_area, mixed_volume
from tropnet.tropical.hypersurface import TropicalHypersurface
from tropnet.tropical.intersection import stable_intersection
from tropnet.tropical.newton import newton_polytope
from tropnet.tropical.polynomial import TropicalPolynomial

EPSILON = Fraction(1, 10**9)

pairs = st.sampled_from(["max", "min"]).flatmap(
    lambda convention: st.tuples(*[polynomials(n=2, max_monomials=6, convention=convention)] * 2)
)


def shifted(p, v):
    """The polynomial p(x - v), whose hypersurface is translated by v."""
    return p.compose(RationalArray.eye(p.n_variables), -RationalArray(v))


def crossings(p, q):
    """Where two curves in general position cross: pairs of edges, with the determinant of weighted directions."""
    first, second = TropicalHypersurface(p).facets, TropicalHypersurface(q).facets
    for one, other in product(first, second):
        meet = one.polyhedron & other.polyhedron
        if not meet.is_empty:
            assert meet.dim == 0
            (u,), (v,) = one.span, other.span
            yield meet.vertices[0], abs(u[0] * v[1] - u[1] * v[0]) * one.weight * other.weight


@given(pairs)
@settings(max_examples=12, deadline=None)
def test_multiplicities_add_up_to_the_mixed_area(pair):
    meet = stable_intersection(*pair)
    assert meet.degree == mixed_area(*map(newton_polytope, pair))
    assert all(multiplicity > 0 for multiplicity in meet.multiplicities)
    assert all(x in TropicalHypersurface(p) for x in meet.points for p in pair)


@given(pairs)
@settings(max_examples=12, deadline=None)
def test_it_is_the_limit_of_a_perturbation(pair):
    """Far fewer than 10^4 lines and numbers below 10^3 are in play: points move by less than 10^-3, or merge."""
    p, q = pair
    meet = stable_intersection(p, q)
    near = {x: Fraction(0) for x in meet.points}
    for x, multiplicity in crossings(p, shifted(q, [EPSILON, EPSILON * Fraction(317, 1009)])):
        (limit,) = [y for y in near if abs(x - y).max() < Fraction(1, 1000)]
        near[limit] += multiplicity
    assert [near[x] for x in meet.points] == list(meet.multiplicities)


@pytest.mark.parametrize(("d", "e"), [(1, 1), (1, 4), (2, 3), (4, 4)])
def test_bezout(d, e):
    curve, other = honeycomb(2, d), shifted(honeycomb(2, e), ["1/3", "2/7"])
    assert stable_intersection(curve, other).degree == d * e


@pytest.mark.parametrize(("a", "b", "c", "d"), [(1, 1, 1, 1), (2, 3, 5, 1), (0, 4, 3, 2)])
def test_boxes(a, b, c, d):
    """Two curves with Newton polygons [0, a] x [0, b] and [0, c] x [0, d] meet in ad + bc points."""
    p = TropicalPolynomial(
        [[i, j] for i in range(a + 1) for j in range(b + 1)],
        [-(i * i) - 2 * j * j for i in range(a + 1) for j in range(b + 1)],
    )
    q = TropicalPolynomial(
        [[i, j] for i in range(c + 1) for j in range(d + 1)],
        [-3 * i * i - i * j - j * j for i in range(c + 1) for j in range(d + 1)],
    )
    assert stable_intersection(p, q).degree == a * d + b * c


@pytest.mark.parametrize("d", [1, 2, 3])
def test_a_smooth_curve_meets_itself_in_its_vertices(d):
    curve = honeycomb(2, d)
    meet = stable_intersection(curve, curve)
    assert sorted(meet.points.tolist()) == sorted(TropicalHypersurface(curve).vertices.tolist())
    assert meet.multiplicities == (1,) * d**2


def test_curves_that_share_a_ray():
    """The lines with vertices 0 and (-3, 0) share the ray from 0 to the left; stably they meet once."""
    line = unit_heights([[0, 0], [1, 0], [0, 1]])
    meet = stable_intersection(line, shifted(line, [-3, 0]))
    # At (-3, 0) a vertex lies on the ray; through 0 only one of the lines passes.
    assert (meet.points, meet.multiplicities) == (RationalArray([[-3, 0]]), (1,))


def test_parallel_lines_never_meet():
    p, q = unit_heights([[0, 0], [1, 2]]), TropicalPolynomial([[0, 0], [2, 4]], [0, 6])
    meet = stable_intersection(p, q)
    assert (len(meet), meet.degree, meet.points.shape) == (0, 0, (0, 2))


def test_rational_exponents_have_rational_multiplicities():
    p = unit_heights([[0, 0], ["1/2", 0]])
    q = unit_heights([[0, 0], [0, "1/3"]])
    assert stable_intersection(p, q).multiplicities == (Fraction(1, 6),)


def test_one_variable_gives_the_roots():
    """max(2x, x + 1, 0): the slopes jump by one at -1 and at 1."""
    meet = stable_intersection(TropicalPolynomial([[2], [1], [0], [7]], [0, 1, 0, -100]))
    assert meet.points == RationalArray([[-1], [1], [20]])
    assert meet.multiplicities == (1, 1, 5)


@pytest.mark.parametrize("degrees", [(1, 1, 1), (1, 2, 2), (2, 2, 2)])
def test_surfaces_of_space(degrees):
    surfaces = [
        shifted(honeycomb(3, d), [Fraction(k, 7), Fraction(k * k, 5), Fraction(-k, 3)])
        for k, d in enumerate(degrees)
    ]
    assert stable_intersection(*surfaces).degree == prod(degrees)
    polytopes = [newton_polytope(p) for p in surfaces]
    assert mixed_volume(*polytopes) == prod(degrees)
    assert polytopes[0] == degrees[0] * simplex(3)


def test_bad_input_is_named():
    line = honeycomb(2, 1)
    with pytest.raises(ShapeError, match="1 polynomials in 2 variables"):
        stable_intersection(line)
    with pytest.raises(InputError, match="tropical zero"):
        stable_intersection(line, TropicalPolynomial.zero(2))
