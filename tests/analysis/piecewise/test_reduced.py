"""Reduced pairs: nothing convex is left to be split off, and what was added comes off again."""

from math import gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.piecewise.convex_difference import difference_of_convex
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
from tropnet.analysis.piecewise.reduced import is_reduced_pair, reduced_pair, reduced_virtual_polytope
from tropnet.errors import InputError, ShapeError
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import minkowski_sum
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.virtual import VirtualPolytope

TRIANGLE = Polyhedron.from_generators([[0, 0], [1, 0], [0, 1]])
OPPOSITE = Polyhedron.from_generators([[0, 0], [-1, 0], [0, -1]])


def from_jumps(jumps):
    """The convex function of one variable with these jumps."""
    zero = TropicalPolynomial.constant(0, 1)
    (x,) = TropicalPolynomial.variables(1)
    for place, jump in jumps.items():
        zero = zero * (x * -place + 0).dilated(jump)
    return zero.essential


def is_translate(polytope, other):
    shift = polytope.vertices[0] - other.vertices[0]
    return polytope.vertices == other.vertices + shift


def polygon(seed, size):
    points = np.random.default_rng(seed).integers(-size, size + 1, size=(5, 2))
    return Polyhedron.from_generators(points.tolist())


def outer_normals(polygon):
    """The primitive outer normals of the edges of a polygon, both ones for a segment, none for a point."""
    vertices = [tuple(map(int, v)) for v in polygon.vertices.tolist()]
    normals = set()
    for p in vertices:
        for q in vertices:
            n = (q[1] - p[1], p[0] - q[0])
            if p != q and all(n[0] * (r[0] - p[0]) + n[1] * (r[1] - p[1]) <= 0 for r in vertices):
                normals.add((n[0] // gcd(*n), n[1] // gcd(*n)))
    return normals


def have_common_summand(P, Q):
    """Whether the common normals of two polygons are those of some polygon, in part: not all in an open half-plane.

    By Minkowski's theorem lengths belong to a polygon with these normals exactly if the normals, so weighted, add up
    to zero; small multiples of any such lengths fit into both.
    """
    common = list(outer_normals(P) & outer_normals(Q))
    # An open half-plane with all vectors can be turned until one of them lies on its border, or nearly so.
    for u in common:
        for side in (1, -1):
            turned = (-side * u[1], side * u[0])
            if all((turned[0] * v[0] + turned[1] * v[1], u[0] * v[0] + u[1] * v[1]) > (0, 0) for v in common):
                return False
    return bool(common)


@settings(max_examples=30, deadline=None)
@given(
    *[
        st.dictionaries(st.integers(-5, 5), st.fractions(1, 4, max_denominator=3), max_size=5)
        for _ in range(2)
    ]
)
def test_in_one_variable_the_smaller_jump_comes_off(first, second):
    g, h = reduced_pair(from_jumps(first), from_jumps(second))
    left = {k: jump - second.get(k, 0) for k, jump in first.items() if jump > second.get(k, 0)}
    right = {k: jump - first.get(k, 0) for k, jump in second.items() if jump > first.get(k, 0)}
    for p, jumps in ((g, left), (h, right)):
        expected = PiecewiseLinear(from_jumps(jumps))
        assert (PiecewiseLinear(p) - expected).is_affine
        assert p.n_monomials == len(jumps) + 1
    assert (g / h).is_equivalent(from_jumps(first) / from_jumps(second))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_polygons_are_reduced_until_their_normals_allow_no_common_summand(seed, size):
    P, Q = polygon(seed, size), polygon(seed + 1, size)
    virtual = VirtualPolytope(P, Q)
    reduced = reduced_virtual_polytope(virtual)
    assert reduced == virtual
    assert not have_common_summand(reduced.positive, reduced.negative)
    support = virtual.to_rational()
    assert is_reduced_pair(support.numerator, support.denominator) != have_common_summand(P, Q)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_a_common_summand_of_polygons_without_a_common_normal_comes_off(seed):
    R = polygon(seed, 4)
    reduced = reduced_virtual_polytope(
        VirtualPolytope(minkowski_sum(TRIANGLE, R), minkowski_sum(OPPOSITE, R))
    )
    assert is_translate(reduced.positive, TRIANGLE)
    assert is_translate(reduced.negative, OPPOSITE)


def test_a_common_summand_of_polytopes_without_parallel_edges_comes_off_in_space():
    P = Polyhedron.from_generators([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    Q = Polyhedron.from_generators([[0, 0, 0], [1, 2, 4], [3, 1, 1]])
    R = Polyhedron.from_generators([[0, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1], [2, 2, 3]])
    reduced = reduced_virtual_polytope(VirtualPolytope(minkowski_sum(P, R), minkowski_sum(Q, R)))
    assert is_translate(reduced.positive, P)
    assert is_translate(reduced.negative, Q)


def test_degenerate_polytopes():
    point = Polyhedron.from_generators([[2, 1]])
    segment = Polyhedron.from_generators([[0, 0], [2, 2]])
    square = box([0, 0], [1, 1])
    for polytope in (point, segment, square):
        nothing = reduced_virtual_polytope(VirtualPolytope(polytope, polytope))
        assert (len(nothing.positive.vertices), len(nothing.negative.vertices)) == (1, 1)
    half = reduced_virtual_polytope(VirtualPolytope(segment, box([0, 0], [1, 1])))
    assert (len(half.positive.vertices), len(half.negative.vertices)) == (2, 4)
    origin = Polyhedron.from_generators(np.zeros((1, 0), int))
    assert reduced_virtual_polytope(VirtualPolytope(origin, origin)).ambient_dim == 0


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_what_was_added_to_a_difference_comes_off(seed):
    rng = np.random.default_rng(seed)
    p, q, r = (TropicalPolynomial(rng.integers(-2, 3, (4, 2)), rng.integers(-3, 4, 4)) for _ in range(3))
    g, h = reduced_pair(p * r, q * r)
    assert (g / h).is_equivalent(p / q)
    assert is_reduced_pair(g, h)
    assert reduced_pair(g, h) == (g, h)
    if r.essential.n_monomials > 1:
        assert not is_reduced_pair(p * r, q * r)


def test_on_a_domain_only_what_bends_inside_counts():
    (x,) = TropicalPolynomial.variables(1)
    common = x * -5 + 0
    g, h = common * (x + 0), common
    assert not is_reduced_pair(g, h)
    near = box([-1], [1])
    assert is_reduced_pair(g, h, near)
    assert [p.n_monomials for p in reduced_pair(g, h, near)] == [2, 1]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_a_domain_that_meets_all_walls_changes_nothing(seed, is_sum):
    rng = np.random.default_rng(seed)
    p, q, r = (TropicalPolynomial(rng.integers(-2, 3, (3, 2)), rng.integers(-3, 4, 3)) for _ in range(3))
    g, h = (p * r, q * r) if is_sum else (p, q)
    wide = box([-1000, -1000], [1000, 1000])
    assert is_reduced_pair(g, h) == is_reduced_pair(g, h, wide)
    inside = reduced_pair(g, h, wide)
    assert is_reduced_pair(*inside)
    assert (inside[0] / inside[1]).is_equivalent(g / h)


def test_the_tropical_form_of_a_network_is_reduced():
    x, y = PiecewiseLinear.coordinates(2)
    f = maximum(abs(x), y) - maximum(abs(x), 0)
    pair = difference_of_convex(f, method="network")
    assert not pair.is_reduced
    reduced = pair.reduced()
    assert reduced.verify()
    assert reduced.is_reduced
    assert reduced.function is pair.function
    assert sum(reduced.n_pieces) < sum(pair.n_pieces)


def test_what_is_no_pair_of_maxima_is_refused():
    x, y = TropicalPolynomial.variables(2)
    with pytest.raises(InputError, match="min-plus"):
        reduced_pair(-x, y)
    with pytest.raises(InputError, match="no monomials"):
        is_reduced_pair(TropicalPolynomial.zero(2), x)
    with pytest.raises(ShapeError, match="different numbers of variables"):
        reduced_pair(x, TropicalPolynomial.variables(1)[0])
