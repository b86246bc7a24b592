"""Nearest points of polyhedra: against all sets of tight rows, vertices of epigraphs, and closed formulas."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact import nearest as module
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.matrix import nullspace, solve
from tropnet.exact.nearest import Nearest, measure, nearest, separation
from tropnet.exact.programs import Infeasible
from tropnet.polyhedra.polyhedron import Polyhedron

NORMS = ("l1", "l2", "linf")


def projections(x, A, b):
    """The projections of x to all intersections of tight rows that are independent."""
    for size in range(len(x) + 1):
        for which in combinations(range(len(b)), size):
            own, levels = A[list(which)], b[list(which)]
            gram = own @ own.T
            if not size or not len(nullspace(gram)):
                yield x - (solve(gram, own @ x - levels) @ own if size else 0 * x)


def least_square(x, A, b):
    """The squared distance of a polyhedron: its nearest point is the projection to the rows that are tight there."""
    points = [y for y in projections(x, A, b) if (A @ y <= b).all()]
    return min((measure(y - x, "l2") for y in points), default=None)


def lowest_vertex(x, A, b, norm):
    """The least r of a vertex of the polyhedron of all (y, r) with A y <= b and r at least the distance of y."""
    n = len(x)
    corners = list(product((1, -1), repeat=n))
    facets = corners if norm == "l1" else [*np.eye(n, dtype=int).tolist(), *(-np.eye(n, dtype=int)).tolist()]
    normals = RationalArray(facets).reshape(-1, n)
    columns = [RationalArray.zeros((len(b), 1)), -RationalArray.zeros((len(normals), 1)) - 1]
    rows = concatenate([concatenate([A, columns[0]], 1), concatenate([normals, columns[1]], 1)])
    vertices = Polyhedron.from_inequalities(rows, concatenate([b, normals @ x])).vertices
    return min((vertex[-1] for vertex in vertices), default=None)


@st.composite
def questions(draw):
    """Small integers, among which rows repeat, are parallel, opposite or zero."""
    n, m = draw(st.integers(1, 3)), draw(st.integers(0, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    x = RationalArray.from_integers(rng.integers(-4, 5, n), 2)
    return x, RationalArray(rng.integers(-2, 3, (m, n))).reshape(m, n), RationalArray(rng.integers(-3, 3, m))


@settings(max_examples=120, deadline=None)
@given(questions(), st.sampled_from(NORMS), st.booleans())
def test_against_brute_force(question, norm, has_proposal):
    x, A, b = question
    with pytest.MonkeyPatch.context() as patch:
        if not has_proposal:
            patch.setattr(module, "_proposed", lambda *_: [])
        found = nearest(x, A, b, norm)
    expected = least_square(x, A, b) if norm == "l2" else lowest_vertex(x, A, b, norm)
    if isinstance(found, Infeasible):
        assert expected is None
        assert found.check(0 * x, A, b)
    else:
        assert found.distance == expected
        assert found.check(x, A, b, norm)


@pytest.mark.parametrize("seed", range(4))
def test_box(seed):
    rng = np.random.default_rng(seed)
    n = 20
    x, low = rng.standard_normal(n) * 3, rng.standard_normal(n)
    rows, bounds = np.vstack([np.eye(n), -np.eye(n)]), np.concatenate([low + 1, -low])
    step = rational_array(low).maximum(rational_array(x).minimum(rational_array(low + 1))) - rational_array(x)
    for norm in NORMS:
        assert nearest(x, rows, bounds, norm).distance == measure(step, norm)
    assert nearest(x, rows, bounds, "l2").point == rational_array(x) + step


@pytest.mark.parametrize(
    ("norm", "distance"), [("l1", Fraction(17, 4)), ("l2", Fraction(289, 25)), ("linf", Fraction(17, 7))]
)
def test_half_space(norm, distance):
    # a = (3, -4), a x - b = 17, over the dual norms 4, 5 and 7
    assert nearest([3, -2], [[3, -4]], [0], norm).distance == distance
    assert separation(rational_array([3, -2]), rational_array([3, -4]), Fraction(0), norm) == distance


@pytest.mark.parametrize("norm", NORMS)
def test_numbers_beyond_floats(norm):
    huge = 10**400
    found = nearest([0, 0], [[-1, 0], [0, -huge]], [-huge, -1], norm)
    assert found.point[0] == huge
    assert found.check([0, 0], [[-1, 0], [0, -huge]], [-huge, -1], norm)


@pytest.mark.parametrize("norm", NORMS)
def test_no_rows_and_no_coordinates(norm):
    empty = RationalArray.zeros((0, 2))
    assert nearest([1, 2], empty, [], norm).point == rational_array([1, 2])
    assert nearest([], RationalArray.zeros((1, 0)), [0], norm).distance == 0
    assert isinstance(nearest([], RationalArray.zeros((1, 0)), [-1], norm), Infeasible)


def test_check_refuses_false_proofs():
    A, b = rational_array([[-1, -1], [0, -1]]), rational_array([-4, -1])
    found = nearest([0, 0], A, b)
    for point, dual, distance in (
        ([4, 0], found.dual, 16),
        (found.point, [0, 1], 8),
        (found.point, [-2, 0], 8),
        (found.point, found.dual, 7),
    ):
        false = Nearest(Fraction(distance), rational_array(point), rational_array(dual))
        assert not false.check([0, 0], A, b)


def test_refuses():
    with pytest.raises(InputError, match="no norm 'l3'"):
        nearest([0], [[1]], [1], "l3")
    with pytest.raises(ShapeError, match="needed are"):
        nearest([0, 0], [[1]], [1])
    with pytest.raises(NotRationalError):
        nearest([float("nan")], [[1]], [1])
