"""Polygons against definitions: a vertex is no combination of others; a sum is the hull of all sums."""

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.polyhedra.hulls.planar import common_height, convex_polygon, cross, polygon_sum

small = st.integers(-4, 4)
huge = st.integers(-(2**80), 2**80)


def at_one(points):
    points = np.array(points, object).reshape(-1, 2)
    return np.concatenate([points, np.ones((len(points), 1), object)], axis=1)


def is_vertex(point, points):
    """Whether no segment and no triangle of other points contains the point."""
    others = sorted(set(points) - {point})

    def turn(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    def between(a, b):
        inner = (a[0] - point[0]) * (b[0] - point[0]) + (a[1] - point[1]) * (b[1] - point[1])
        return turn(a, b, point) == 0 and inner < 0

    def inside(a, b, c):
        turns = turn(a, b, point), turn(b, c, point), turn(c, a, point)
        return min(turns) > 0 or max(turns) < 0

    return not (
        any(between(a, b) for a, b in combinations(others, 2))
        or any(inside(*abc) for abc in combinations(others, 3))
    )


@given(st.lists(st.tuples(small, small), min_size=1, max_size=9))
@settings(max_examples=150, deadline=None)
def test_vertices_are_the_points_that_are_no_combinations(points):
    found = [points[i] for i in convex_polygon(at_one(points))]
    assert sorted(found) == sorted(p for p in set(points) if is_vertex(p, points))
    assert found[0] == min(points)


@given(st.lists(st.tuples(small, small, st.integers(1, 3)), min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_homogeneous_rows_are_the_points_that_they_stand_for(rows):
    points = [(Fraction(x, t), Fraction(y, t)) for x, y, t in rows]
    whole = [(int(12 * x), int(12 * y)) for x, y in points]
    by_rows = [points[i] for i in convex_polygon(np.array(rows))]
    assert by_rows == [points[i] for i in convex_polygon(at_one(whole))]


@pytest.mark.parametrize("scale", [1, 10**9, 10**60, 10**400], ids=["1", "10^9", "10^60", "10^400"])
def test_many_points_turn_left_all_the_way_around(scale):
    rng = np.random.default_rng(1)
    points = rng.integers(-1000, 1001, (3000, 2)).astype(object) * scale
    polygon = points[convex_polygon(at_one(points))]
    edges = np.roll(polygon, -1, axis=0) - polygon
    assert (cross(edges, np.roll(edges, -1, axis=0)) > 0).all()
    for edge, corner in zip(edges, polygon, strict=True):
        assert (cross(np.tile(edge, (len(points), 1)), points - corner) >= 0).all()


@pytest.mark.parametrize("step", [(1, 0), (0, -1), (3, -7)])
def test_many_collinear_points(step):
    """Enough for the search for interior points, which then has no interior to look for."""
    multiples = np.random.default_rng(2).permutation(500)[:, None]
    points = multiples * np.array(step)
    assert sorted(multiples[convex_polygon(at_one(points)), 0].tolist()) == [0, 499]


def test_one_point_many_times():
    assert len(convex_polygon(at_one([[2, 3]] * 400))) == 1


def test_circle_of_lattice_points():
    """x^2 + y^2 = 65^2 has r_2(65^2) = 4 * 3 * 3 integer points, as 65 = 5 * 13; gaps are below 2 acos(60 / 65)."""
    inner = [(x, y) for x in range(-60, 61) for y in range(-60, 61) if x * x + y * y <= 60**2]
    circle = [(x, y) for x in range(-65, 66) for y in range(-65, 66) if x * x + y * y == 65**2]
    points = inner + circle
    assert len(circle) == 36
    assert sorted(points[i] for i in convex_polygon(at_one(points))) == sorted(circle)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_the_sum_is_the_hull_of_all_sums(data):
    entries = data.draw(st.sampled_from([small, huge]))
    sides = st.lists(st.tuples(entries, entries), min_size=1, max_size=7)
    left, right = (np.array(data.draw(sides), object) for _ in range(2))
    sums = (left[:, None] + right[None]).reshape(-1, 2)
    expected = sums[convex_polygon(at_one(sums))]
    assert polygon_sum(left, right).tolist() == expected.tolist()


def test_edges_of_nearly_equal_slopes():
    """The slopes differ by less than floats can tell, so the order has to come from cross products."""
    left = np.array([[0, 0], [2**60, 2**60 + 1], [2**60, -(2**60)]], object)
    right = np.array([[0, 0], [2**60 + 1, 2**60 + 2], [0, 2**61]], object)
    sums = (left[:, None] + right[None]).reshape(-1, 2)
    assert polygon_sum(left, right).tolist() == sums[convex_polygon(at_one(sums))].tolist()


def test_regular_polygons_share_their_parallel_edges():
    """A polygon with e edges plus a multiple of itself has e edges; plus its negative at most 2 e."""
    rng = np.random.default_rng(3)
    points = rng.integers(-(10**6), 10**6, (400, 2))
    polygon = points[convex_polygon(at_one(points))]
    assert len(polygon_sum(polygon, 3 * polygon)) == len(polygon)
    assert np.array_equal(polygon_sum(polygon, 3 * polygon), 4 * polygon)
    assert len(polygon_sum(polygon, -polygon)) == 2 * len(polygon)


def test_common_height():
    points, height = common_height(np.array([[1, 2], [3, 4]]), np.array([4, 6]))
    assert height == 12
    assert points.tolist() == [[3, 6], [6, 8]]
    points, height = common_height(np.array([[1], [1]]), np.array([3**40, 2**63], object))
    assert points.tolist() == [[2**63], [3**40]]
    assert height == 6**40 * 2**23


def test_lexicographic_start_and_order():
    """By hand: a square and a square turned by 45 degrees make an octagon."""
    square = np.array([[0, 0], [2, 0], [2, 2], [0, 2]])
    diamond = np.array([[1, 0], [2, 1], [1, 2], [0, 1]])
    octagon = [[0, 1], [1, 0], [3, 0], [4, 1], [4, 3], [3, 4], [1, 4], [0, 3]]
    assert polygon_sum(square, diamond).tolist() == octagon
    assert all(a != b for a, b in pairwise(octagon))
