"""Inclusion: a partial order, and witnesses that another path verifies."""

import pytest
from hypothesis import given, settings
from polyhedra.samples import ALL, polyhedra

from tropnet.errors import InputError, ShapeError
from tropnet.polyhedra.bodies import cross_polytope, cube, whole_space
from tropnet.polyhedra.inclusion import is_subset, point_outside
from tropnet.polyhedra.polyhedron import Polyhedron


@given(polyhedra((2,)), polyhedra((2,)))
@settings(max_examples=40, deadline=None)
def test_inclusion_is_absorption_by_intersection(left, right):
    common = left & right
    assert (left <= right) == (common == left)
    assert common <= left
    assert common <= right
    assert (left < right) == (left <= right and left != right)
    assert (left >= right) == (right <= left)
    assert (left <= right <= left) == (left == right)
    if not left <= right:
        witness = point_outside(left, right)
        assert witness in left
        assert witness not in right


def test_named_inclusions():
    assert cross_polytope(3) < cube(3)
    assert cube(3, "1/3") < cross_polytope(3)
    assert not cube(3, "1/2") <= cross_polytope(3)
    assert point_outside(cube(3, "1/2"), cross_polytope(3)) in cube(3, "1/2")
    assert ALL["empty"]() <= ALL["empty without generators"]()
    assert cube(2) <= whole_space(2)
    assert whole_space(0) <= whole_space(0)
    assert cube(100) < cube(100, 2)


def test_one_bit_decides():
    tight = Polyhedron.from_inequalities([[1], [-1]], [1, 0])
    over = Polyhedron.from_generators([[0], [1 + 2.0**-52]])
    assert tight <= over
    assert not over <= tight
    assert point_outside(over, tight).tolist() == [1 + 2.0**-52]


def test_witnesses_far_out_on_rays_and_lines():
    half = Polyhedron.parse("x1 + x2 <= 1000000")
    assert point_outside(Polyhedron.parse("[0,1]x[0,inf]"), half) not in half
    assert point_outside(Polyhedron.parse("x1 = x2"), half) in Polyhedron.parse("x1 = x2")
    below = point_outside(Polyhedron.parse("x1 = x2"), Polyhedron.parse("x1 + x2 >= -1000000"))
    assert below[0] + below[1] < -1000000


def test_errors():
    with pytest.raises(InputError, match="no point outside"):
        point_outside(cross_polytope(2), cube(2))
    with pytest.raises(ShapeError, match="cannot be compared"):
        is_subset(cube(2), cube(3))
