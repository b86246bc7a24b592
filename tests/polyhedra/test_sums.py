"""Minkowski sums, hulls of unions and products: support functions, volumes, face numbers."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from polyhedra.samples import ALL, by_generators, polyhedra

from tropnet.errors import InputError, ShapeError
from tropnet.exact.matrix import determinant
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import convex_hull, minkowski_sum, product
from tropnet.polyhedra.support import support_function


def both_bounded(left, right):
    return left & cube(left.ambient_dim, 5), right & cube(left.ambient_dim, 5)


@given(polyhedra((2,)), polyhedra((2,)))
@settings(max_examples=20, deadline=None)
def test_support_functions_add_up_and_hulls_take_the_maximum(left, right):
    left, right = both_bounded(left, right)
    if left.is_empty or right.is_empty:
        assert (left + right).is_empty
        assert convex_hull(left, right) == (right if left.is_empty else left)
        return
    directions = [[1, 0], [-1, 0], [0, 1], [0, -1], [2, 3], [-5, 1], [1, -1], ["-1/2", -7]]
    first, second = (support_function(one, directions) for one in (left, right))
    assert support_function(left + right, directions) == first + second
    assert support_function(convex_hull(left, right), directions) == first.maximum(second)


@given(polyhedra((1, 2)), polyhedra((1, 2)))
@settings(max_examples=20, deadline=None)
def test_products(left, right):
    both = left * right
    assert both.is_empty == (left.is_empty or right.is_empty)
    if both.is_empty:
        return
    assert both.dim == left.dim + right.dim
    assert both.is_bounded == (left.is_bounded and right.is_bounded)
    assert len(both.vertices) == len(left.vertices) * len(right.vertices)
    assert len(both.rays) == len(left.rays) + len(right.rays)
    faces = np.convolve([*left.f_vector, 1], [*right.f_vector, 1])
    assert both.f_vector == tuple(faces[:-1].tolist())
    if both.is_bounded:
        assert both.volume == left.volume * right.volume


def test_volume_of_a_zonotope():
    """The sum of the |det| of the n-subsets of generators (Shephard 1974; McMullen)."""
    rng = np.random.default_rng(2)
    vectors = rng.integers(-4, 5, (5, 3))
    segments = [by_generators(3, [[0, 0, 0], vector]) for vector in vectors]
    zonotope = minkowski_sum(*segments)
    assert zonotope.volume == sum(
        abs(determinant(vectors[list(chosen)])) for chosen in combinations(range(5), 3)
    )
    assert -zonotope + vectors.sum(axis=0) == zonotope


@given(polyhedra(), polyhedra((1,)))
@settings(max_examples=20, deadline=None)
def test_neutral_elements_and_order(polyhedron, interval):
    n = polyhedron.ambient_dim
    origin = by_generators(n, [[0] * n])
    assert polyhedron + origin == polyhedron
    assert polyhedron * whole_space(0) == polyhedron == whole_space(0) * polyhedron
    assert convex_hull(polyhedron) == minkowski_sum(polyhedron) == product(polyhedron) == polyhedron
    assert (polyhedron + whole_space(n)).is_empty == polyhedron.is_empty
    assert polyhedron + polyhedron == 2 * polyhedron
    assert product(polyhedron, interval, interval) == (polyhedron * interval) * interval


def test_named_sums_and_hulls():
    assert simplex(2) + -simplex(2) == Polyhedron.parse(
        "x1 <= 1; x1 >= -1; x2 <= 1; x2 >= -1; x1 + x2 <= 1; x1 + x2 >= -1"
    )
    assert (cube(3) + cross_polytope(3)).f_vector == (24, 48, 26)
    arms = [by_generators(4, [s * row for s in (1, -1)]) for row in np.eye(4, dtype=int)]
    assert convex_hull(*arms) == cross_polytope(4)
    assert product(*[Polyhedron.parse("[0,1]")] * 4) == Polyhedron.parse("[0,1]^4")


def test_the_hull_of_unbounded_sets_is_closed():
    """The hull of a point and a line is not closed: it misses the line through the point."""
    strip = convex_hull(by_generators(2, [[0, 3]]), Polyhedron.parse("x2 = 0"))
    assert strip == Polyhedron.parse("x2 >= 0; x2 <= 3")
    assert [1, 3] in strip


def test_boxes_are_added_side_by_side():
    total = cube(40) + cube(40, 2, [1] * 40)
    assert total == cube(40, 3, [1] * 40)
    assert total.description.bounds is not None
    assert (Polyhedron.parse("[0,inf]xR") + Polyhedron.parse("[1,2]x[3,4]")) == Polyhedron.parse("[1,inf]xR")


def test_sums_of_polytopes_have_both_descriptions():
    total = simplex(3) + cube(3)
    assert total.description.is_irredundant
    assert total.inequalities == Polyhedron.from_generators(total.vertices).inequalities


def test_errors():
    for function in (minkowski_sum, convex_hull, product):
        with pytest.raises(InputError, match="at least one"):
            function()
    for function in (minkowski_sum, convex_hull):
        with pytest.raises(ShapeError, match=r"R\^2 and R\^3"):
            function(ALL["triangle"](), ALL["pyramid"]())
    with pytest.raises(TypeError):
        assert cube(2) <= 3
    with pytest.raises(TypeError):
        assert cube(2) < [0, 0]
