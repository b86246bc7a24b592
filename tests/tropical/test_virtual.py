"""Virtual polytopes: the group of differences, summands, and support functions."""

import pickle

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials, unit_heights

from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.polyhedra.bodies import cube, simplex
from tropnet.polyhedra.normal_fan import normal_fan
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import minkowski_sum
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.virtual import VirtualPolytope


def polytopes(n, max_points=4):
    entry = st.sampled_from([-2, -1, 0, 1, 2, "1/2"])
    return st.lists(st.lists(entry, min_size=n, max_size=n), min_size=1, max_size=max_points).map(
        Polyhedron.from_generators
    )


def virtual(n):
    return st.builds(VirtualPolytope, polytopes(n), polytopes(n))


directions = st.lists(st.integers(-5, 5), min_size=2, max_size=2).map(RationalArray)


@given(virtual(2), virtual(2), virtual(2))
@settings(max_examples=10, deadline=None)
def test_virtual_polytopes_form_a_commutative_group(a, b, c):
    zero = a - a
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + zero == a
    assert a - b == -(b - a)
    assert zero == VirtualPolytope(b.positive, b.positive)
    assert hash(zero) == hash(VirtualPolytope(b.positive, b.positive))


@given(virtual(2), virtual(2), st.booleans())
@settings(max_examples=30, deadline=None)
def test_equality_is_that_of_support_functions(a, b, is_near):
    """These are linear on the cones of a common fan, so that its rays and lines decide."""
    if is_near:
        b = VirtualPolytope(minkowski_sum(a.positive, b.positive), minkowski_sum(a.negative, b.negative))
    fan = normal_fan(minkowski_sum(a.positive, a.negative, b.positive, b.negative))
    rows = concatenate([fan.rays, fan.lineality_space, -fan.lineality_space])
    agree = all(a.support_function(x) == b.support_function(x) for x in rows)
    assert (a == b) == agree
    assert (a != b) == (not agree)


def test_what_is_not_equal():
    square, triangle = cube(2), simplex(2)
    assert VirtualPolytope(square, triangle) != VirtualPolytope(triangle, square)
    assert VirtualPolytope(square, triangle) != VirtualPolytope(cube(3), simplex(3))
    assert VirtualPolytope(square, triangle) != square


@given(virtual(2), virtual(2), directions, st.fractions(-3, 3, max_denominator=3))
@settings(max_examples=20, deadline=None)
def test_support_functions_are_additive(a, b, x, k):
    assert (a + b).support_function(x) == a.support_function(x) + b.support_function(x)
    assert a.dilated(k).support_function(x) == k * a.support_function(x)
    assert (-a).support_function(x) == -a.support_function(x)
    value = (a.positive.vertices @ x).max() - (a.negative.vertices @ x).max()
    assert a.support_function(x) == value


@given(polytopes(2), polytopes(2), polytopes(2))
@settings(max_examples=15, deadline=None)
def test_equality_ignores_common_summands(p, q, r):
    same = VirtualPolytope(minkowski_sum(p, r), minkowski_sum(q, r))
    assert same == VirtualPolytope(p, q)
    assert hash(same) == hash(VirtualPolytope(p, q))
    assert same.gradients == VirtualPolytope(p, q).gradients


@given(st.integers(1, 3).flatmap(lambda n: st.tuples(polytopes(n, 3), polytopes(n, 3))))
@settings(max_examples=15, deadline=None)
def test_a_summand_is_recovered(pair):
    summand, rest = pair
    difference = VirtualPolytope(minkowski_sum(summand, rest), summand)
    assert difference.is_polytope
    assert difference.polytope == rest
    assert difference.dim == rest.dim
    # The negative of a polytope is a polytope only when it is a point.
    assert (-difference).is_polytope == (rest.dim == 0)
    assert (-difference).dim == rest.dim


@given(virtual(2))
@settings(max_examples=20, deadline=None)
def test_being_a_polytope_is_convexity_of_the_support_function(a):
    """Convex: its sum with h_Q has the same hull; else two directions with a midpoint that is too high exist."""
    if a.is_polytope:
        assert minkowski_sum(a.negative, a.polytope) == a.positive
    else:
        grid = [RationalArray([i, j]) for i in range(-6, 7) for j in range(-6, 7)]
        values = [a.support_function(x) for x in grid]
        gradients = (a.gradients @ RationalArray([x.tolist() for x in grid]).T).max(axis=0)
        assert any(value < most for value, most in zip(values, gradients, strict=True))


@given(virtual(2))
@settings(max_examples=15, deadline=None)
def test_rational_functions_and_back(a):
    assert VirtualPolytope.from_rational(a.to_rational()) == a


@given(polynomials(n=2, convention="max"), virtual(2), directions)
@settings(max_examples=15, deadline=None)
def test_homogeneous_quotients_of_inhomogeneous_polynomials(p, a, x):
    f = a.to_rational()
    disguised = TropicalRational(f.numerator * p, f.denominator * p)
    assert VirtualPolytope.from_rational(disguised) == a
    least = TropicalRational(-disguised.denominator, -disguised.numerator)
    assert least.convention == "min"
    assert VirtualPolytope.from_rational(least) == a
    assert least(x) == a.support_function(x)


@given(polynomials(n=1, convention="max"))
@settings(max_examples=15, deadline=None)
def test_only_homogeneous_functions_have_a_virtual_polytope(p):
    f = p / 0
    is_homogeneous = p.dilated(2).is_equivalent(p.compose([[2]]))
    assume(not is_homogeneous)
    with pytest.raises(InputError, match="not positively homogeneous"):
        VirtualPolytope.from_rational(f)


def test_the_median_of_three_is_no_polytope():
    """The second largest of x, y, 0 is (sum of the two largest) - (the largest): a triangle less a triangle."""
    two = Polyhedron.from_generators([[1, 1], [1, 0], [0, 1]])
    one = simplex(2)
    median = VirtualPolytope(two, one)
    assert median.support_function([[5, 3], [-2, 7], [-1, -4]]) == RationalArray([3, 0, -1])
    assert median.gradients == one.vertices
    assert not median.is_polytope
    assert median.dim == 2


def test_a_weak_summand_needs_a_dilation():
    """Twice the simplex less a simplex is a simplex; a simplex less twice itself is none."""
    triangle = simplex(3)
    assert VirtualPolytope(2 * triangle, triangle).polytope == triangle
    assert not VirtualPolytope(triangle, 2 * triangle).is_polytope
    assert not VirtualPolytope(cube(3), triangle).is_polytope


def test_no_coordinates():
    point = Polyhedron.from_generators(RationalArray.zeros((1, 0)))
    nothing = VirtualPolytope(point, point)
    assert (nothing.dim, nothing.is_polytope, nothing == -nothing) == (0, True, True)


def test_pickles_and_bad_input():
    a = VirtualPolytope(simplex(2), cube(2))
    assert pickle.loads(pickle.dumps(a)) == a
    with pytest.raises(ShapeError, match="R"):
        VirtualPolytope(simplex(2), cube(3))
    with pytest.raises(EmptyDomainError, match="empty"):
        VirtualPolytope(simplex(2), Polyhedron.from_generators(RationalArray.zeros((0, 2))))
    with pytest.raises(UnboundedError, match="unbounded"):
        VirtualPolytope(simplex(2), Polyhedron.parse("[0,inf]^2"))
    with pytest.raises(InputError, match="no Minkowski summand"):
        _ = a.polytope
    with pytest.raises(InputError, match="tropical zero"):
        VirtualPolytope.from_rational(TropicalRational(TropicalPolynomial.zero(1), unit_heights([[0]])))
