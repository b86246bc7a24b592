"""Polars: named pairs, the definition point by point, and the laws of duality."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polyhedra.samples import ALL, by_generators, fractions, polyhedra

from tropnet.errors import UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.bodies import cross_polytope, cube, whole_space
from tropnet.polyhedra.polar import polar
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import convex_hull
from tropnet.polyhedra.support import support_function


def test_named_pairs():
    for n in range(5):
        assert polar(cube(n)) == cross_polytope(n)
        assert polar(cross_polytope(n)) == cube(n)
    assert polar(whole_space(3)) == by_generators(3, [[0, 0, 0]])
    assert polar(by_generators(3, [[0, 0, 0]])) == whole_space(3)
    assert polar(ALL["empty"]()) == whole_space(2)
    assert polar(Polyhedron.parse("x1 + 2 x2 = 0")) == by_generators(2, [[0, 0]], lines=[[1, 2]])
    flat = Polyhedron.parse("-1 <= x1 <= 1; x2 = 0", ambient_dim=3)
    assert polar(flat) == Polyhedron.parse("[-1,1]xRx[0,0]")
    assert polar(Polyhedron.parse("[0,inf]^2")) == Polyhedron.parse("[-inf,0]^2")


@given(polyhedra(), st.data())
@settings(max_examples=30, deadline=None)
def test_the_definition(polyhedron, data):
    n = polyhedron.ambient_dim
    y = RationalArray(data.draw(st.lists(fractions, min_size=n, max_size=n)))
    try:
        below = polyhedron.is_empty or support_function(polyhedron, y) <= 1
    except UnboundedError:
        below = False
    assert (y in polar(polyhedron)) == below


@given(polyhedra((2,)), polyhedra((2,)))
@settings(max_examples=20, deadline=None)
def test_duality(left, right):
    origin = by_generators(2, [[0, 0]])
    assert polar(polar(left)) == convex_hull(left, origin)
    assert polar(convex_hull(left, right)) == polar(left) & polar(right)
    if left <= right:
        assert polar(right) <= polar(left)
    assert polar(2 * left) == polar(left) * "1/2"


@pytest.mark.parametrize("seed", range(3))
def test_both_ways_agree(seed):
    """From the inequalities, and from the generators of the same polytope around the origin."""
    rng = np.random.default_rng(seed)
    polytope = Polyhedron.from_inequalities(
        np.concatenate([rng.integers(-5, 6, (8, 3)), np.eye(3), -np.eye(3)]), rng.integers(1, 9, 14)
    )
    again = Polyhedron.from_generators(polytope.vertices)
    assert polar(polytope) == polar(again)
    assert polar(polytope).f_vector == polytope.f_vector[::-1]
