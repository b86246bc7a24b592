"""Linear functions on polyhedra: closed formulas, and each way to answer against the others."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polyhedra.samples import ALL, fractions, polyhedra

from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.programs import Optimal, Unbounded
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.support import farthest, inscribed_ball, maximize, support_function


def test_support_functions_of_balls_are_dual_norms():
    c = RationalArray([3, "-1/2", 0, -2])
    assert support_function(cube(4), c) == Fraction(11, 2)
    assert support_function(cross_polytope(4), c) == 3
    assert support_function(simplex(4), c) == 3
    assert support_function(simplex(4), -abs(c)) == 0
    assert support_function(cube(200, 2), [1] * 200) == 400


@given(polyhedra(), st.data())
@settings(max_examples=30, deadline=None)
def test_every_way_gives_the_same(polyhedron, data):
    """By generators, by a linear program, and by the proof that the program carries."""
    n = polyhedron.ambient_dim
    c = RationalArray(data.draw(st.lists(fractions, min_size=n, max_size=n)))
    if polyhedron.is_empty:
        with pytest.raises(EmptyDomainError):
            farthest(polyhedron, c)
        return
    answer, reach = maximize(polyhedron, c), farthest(polyhedron, c)
    assert answer.check(c, *polyhedron.system)
    assert reach.point in polyhedron
    if isinstance(answer, Optimal):
        assert reach.ray is None
        assert c @ reach.point == answer.value == support_function(polyhedron, c)
    else:
        assert isinstance(answer, Unbounded)
        assert c @ reach.ray > 0
        assert reach.ray in polyhedron.recession_cone
        with pytest.raises(UnboundedError):
            support_function(polyhedron, c)


ends = st.one_of(st.none(), fractions)


@given(st.lists(st.tuples(ends, ends, fractions), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_corners_of_boxes(sides):
    low, high, c = zip(
        *((b, a, s) if a is not None and b is not None and a > b else (a, b, s) for a, b, s in sides),
        strict=True,
    )
    short = box(low, high)
    general = Polyhedron.from_generators(short.vertices, short.rays, short.lineality_space)
    reach, other = farthest(box(low, high), c), farthest(general, c)
    assert (reach.ray is None) == (other.ray is None)
    assert reach.point in general
    if reach.ray is None:
        assert RationalArray(c) @ reach.point == RationalArray(c) @ other.point
    else:
        assert reach.ray in general.recession_cone
        assert RationalArray(c) @ reach.ray > 0


def test_a_program_answers_where_vertices_are_too_many():
    """The cube of R^24 and the orthant, each with a row that is no side of a box."""
    n = 24
    rows, sides = np.eye(n, dtype=int), np.ones(n, int)
    c = np.random.default_rng(1).integers(-9, 10, n)
    body = Polyhedron.from_inequalities([*rows, *-rows, sides], [1] * (2 * n) + [n])
    assert not body.description.lists_vertices
    assert body.description.bounds is None
    reach = farthest(body, c)
    assert reach.ray is None
    assert reach.point in body
    assert c @ reach.point == support_function(body, c) == abs(c).sum()
    orthant = Polyhedron.from_inequalities([*-rows, *(-rows - np.roll(rows, 1, axis=1))], [0] * (2 * n))
    assert not orthant.description.lists_vertices
    reach = farthest(orthant, rows[3] - rows[7])
    assert reach.ray in orthant.recession_cone
    assert (rows[3] - rows[7]) @ reach.ray > 0
    assert support_function(orthant, -sides) == 0


def test_many_directions_at_once():
    directions = np.random.default_rng(0).integers(-9, 10, (20, 3))
    for name in ("octahedron", "triangle in space"):
        values = support_function(ALL[name](), directions)
        assert values.tolist() == [support_function(ALL[name](), c) for c in directions]
    assert support_function(cube(3), np.zeros((0, 3))).shape == (0,)
    with pytest.raises(UnboundedError, match=r"RationalArray\(\[0, 1\]\)"):
        support_function(Polyhedron.parse("[0,1]x[0,inf]"), [[1, 0], [0, 1]])


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_balls_in_known_bodies(n):
    assert inscribed_ball(simplex(n), "linf").radius == Fraction(1, 2 * n)
    assert inscribed_ball(simplex(n), "l1").radius == Fraction(1, n + 1)
    assert inscribed_ball(cross_polytope(n), "linf") == (RationalArray.zeros(n), Fraction(1, n))
    assert inscribed_ball(cube(n, "3/7"), "l1") == (RationalArray.zeros(n), Fraction(3, 7))


@given(polyhedra((1, 2)), st.sampled_from(["linf", "l1"]))
@settings(max_examples=20, deadline=None)
def test_balls_lie_inside_and_none_is_larger(polyhedron, norm):
    body = cube if norm == "linf" else cross_polytope
    if polyhedron.is_empty:
        with pytest.raises(EmptyDomainError):
            inscribed_ball(polyhedron, norm)
        return
    try:
        center, radius = inscribed_ball(polyhedron, norm)
    except UnboundedError:
        # Then the recession cone has an interior direction, and a ball far out in it.
        assert polyhedron.recession_cone.is_full_dimensional
        return
    n = polyhedron.ambient_dim
    assert body(n, radius, center) <= polyhedron
    assert (radius > 0) == polyhedron.is_full_dimensional
    # The centres of balls of a radius are an intersection of translates; for a larger radius it is empty.
    larger = body(n, radius + Fraction(1, 1000)).vertices
    room = polyhedron
    for corner in larger:
        room = room & (polyhedron + -corner)
    assert room.is_empty


def test_errors():
    with pytest.raises(InputError, match="'l2'"):
        inscribed_ball(cube(2), "l2")
    with pytest.raises(UnboundedError, match="every radius"):
        inscribed_ball(whole_space(2))
    with pytest.raises(EmptyDomainError):
        inscribed_ball(ALL["empty"]())
    with pytest.raises(ShapeError, match=r"give \(2,\) or \(k, 2\)"):
        support_function(cube(2), [1, 2, 3])
    with pytest.raises(ShapeError, match="direction has shape"):
        maximize(cube(2), [[1, 2]])
    with pytest.raises(EmptyDomainError):
        support_function(ALL["empty"](), [1, 1])
