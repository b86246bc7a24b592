"""Minkowski sums against the hull of all pairwise sums, support functions and closed formulas."""

import sys
from functools import reduce
from itertools import combinations, permutations, product
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, ShapeError, UndecidedError
from tropnet.polyhedra.conversion import from_generators, opposite
from tropnet.polyhedra.hulls import minkowski
from tropnet.polyhedra.hulls.minkowski import minkowski_description


def at_one(points):
    points = np.array(points, object)
    return np.concatenate([points, np.ones((len(points), 1), object)], axis=1)


def pairwise_sums(left, right):
    """The homogeneous rows of all sums of a point of each."""
    x, s = left[:, None, :-1], left[:, None, -1:]
    y, t = right[None, :, :-1], right[None, :, -1:]
    n = left.shape[1] - 1
    return np.concatenate([x * t + y * s, s * t], axis=2).reshape(-1, n + 1)


def brute_force(*summands):
    rows = reduce(pairwise_sums, [rows.astype(object) for rows in summands])
    return from_generators(rows, np.zeros((0, rows.shape[1]), int), engine="own")


def assert_sum(*summands):
    both = minkowski_description(*summands)
    assert all(map(np.array_equal, both, brute_force(*summands)))
    return both


@st.composite
def summands(draw):
    dim = draw(st.integers(0, 4))
    number = draw(st.integers(1, 3))
    entries = draw(st.sampled_from([st.integers(0, 1), st.integers(-5, 5), st.integers(-(2**70), 2**70)]))
    row = st.tuples(st.lists(entries, min_size=dim, max_size=dim), st.integers(1, 3))
    each = st.lists(row, min_size=1, max_size=4)
    return [np.array([[*x, t] for x, t in draw(each)], object) for _ in range(number)]


@given(summands())
@settings(max_examples=100, deadline=None)
def test_sums_are_the_hulls_of_all_sums(bodies):
    assert_sum(*bodies)


@pytest.mark.parametrize(("dim", "number"), [(2, 40), (3, 9), (4, 7), (5, 6)])
def test_random_polytopes(dim, number):
    rng = np.random.default_rng(dim)
    left, right = (at_one(rng.integers(-20, 21, (number, dim))) for _ in range(2))
    assert_sum(left, right)


def test_denominators_without_common_factors():
    """The least common denominator has hundreds of digits, those of the vertices at most twice ten."""
    rng = np.random.default_rng(7)
    rows = rng.integers(-(10**10), 10**10, (2, 9, 4)).astype(object)
    rows[:, :, -1] = abs(rows[:, :, -1]) + 1
    both = assert_sum(*rows)
    assert max(both.generators[:, -1]) <= (10**10 + 1) ** 2


def test_summands_of_lower_dimension():
    """A square and a segment that make a prism, two crossing segments, a point, and a plane polygon in R^4."""
    square = at_one([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]])
    up, across = at_one([[0, 0, 0], [0, 0, 1]]), at_one([[0, 0, 0], [1, 2, 0]])
    point = np.array([[3, 1, 2, 5]])
    for bodies in ([square, up], [up, across], [square, point], [point, point], [square, up, across, point]):
        assert_sum(*bodies)
    assert len(assert_sum(square, up).generators) == 8
    rng = np.random.default_rng(1)
    frame = rng.integers(-2, 3, (2, 4))
    assert_sum(at_one(rng.integers(-9, 9, (6, 2)) @ frame), at_one(rng.integers(-9, 9, (5, 2)) @ frame))


@pytest.mark.parametrize("n", [3, 4, 5])
def test_permutahedra_are_sums_of_segments(n):
    """The sum of the segments [e_i, e_j] is the hull of the permutations of 0, ..., n - 1 (Ziegler, Example 7.15)."""
    unit = np.eye(n, dtype=int)
    segments = [at_one(unit[[i, j]]) for i, j in combinations(range(n), 2)]
    both = minkowski_description(*segments)
    assert both.generators[:, :-1].tolist() == [list(p) for p in permutations(range(n))]
    assert len(both.inequalities) == 2**n - 2
    assert len(both.generators) == factorial(n)


@pytest.mark.parametrize(("m", "n"), [(5, 3), (9, 3), (7, 4)])
def test_zonotopes_of_generic_segments(m, n):
    """2 sum_(i < n) C(m - 1, i) vertices (Buck, Partition of space, 1943); facets are 2 C(m, n - 1) parallelotopes."""
    rng = np.random.default_rng(m)
    segments = [at_one([[0] * n, line]) for line in rng.integers(-1000, 1000, (m, n)).tolist()]
    both = minkowski_description(*segments)
    assert len(both.generators) == 2 * sum(comb(m - 1, i) for i in range(n))
    assert len(both.inequalities) == 2 * comb(m, n - 1)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_differences_of_simplices(n):
    """The roots e_i - e_j are the n (n + 1) vertices of a simplex minus itself, which has 2^(n + 1) - 2 facets."""
    simplex = at_one(np.concatenate([np.zeros((1, n), int), np.eye(n, dtype=int)]))
    both = assert_sum(simplex, simplex * np.append(np.full(n, -1), 1))
    assert len(both.generators) == n * (n + 1)
    assert len(both.inequalities) == 2 ** (n + 1) - 2


def test_vertices_of_generic_sums_in_space():
    """Facets of generic sums are those of both and parallelograms of edges (Fukuda and Weibel, 2007).

    With 3-valent vertices everywhere, f_0 = 2 f_2 - 4 - (triangles as against quadrangles) by Euler's formula:
    3 t + 4 q = 2 f_1 and f_0 - f_1 + t + q = 2.
    """
    rng = np.random.default_rng(2)
    points = rng.standard_normal((2, 60, 3))
    left, right = (
        at_one(np.rint(10**6 * p / np.linalg.norm(p, axis=1)[:, None]).astype(int)) for p in points
    )
    both = minkowski_description(left, right)
    tight = opposite(both.inequalities).astype(object) @ both.generators.T.astype(object) == 0
    sizes = tight.sum(axis=1)
    triangles, quadrangles = (sizes == 3).sum(), (sizes == 4).sum()
    assert triangles == 2 * (2 * 60 - 4)
    assert triangles + quadrangles == len(sizes)
    assert 2 * len(both.generators) == 4 + triangles + 2 * quadrangles


def test_support_functions_add_up():
    rng = np.random.default_rng(3)
    bodies = [at_one(rng.integers(-(10**9), 10**9, (50, 3))) for _ in range(3)]
    vertices = minkowski_description(*bodies).generators
    assert (vertices[:, -1] == 1).all()
    for direction in rng.integers(-100, 101, (200, 3)).astype(object):
        assert (vertices[:, :-1].astype(object) @ direction).max() == sum(
            (rows[:, :-1] @ direction).max() for rows in bodies
        )


@pytest.mark.parametrize("scale", [1, 10**30, 10**400], ids=["1", "10^30", "10^400"])
def test_scaling_commutes_with_sums(scale):
    rng = np.random.default_rng(4)
    left, right = (at_one(rng.integers(-9, 10, (12, 3))) for _ in range(2))
    factor = np.array([scale] * 3 + [1], object)
    expected = minkowski_description(left, right).generators.astype(object) * factor
    assert minkowski_description(left * factor, right * factor).generators.tolist() == expected.tolist()


def test_summands_that_floats_cannot_tell_apart():
    """Edges whose directions differ by 2^-60 leave slivers that only integers see."""
    left = at_one([[0, 0, 0], [2**60, 0, 0], [0, 2**60, 0], [0, 0, 2**60]])
    right = at_one([[0, 0, 0], [2**60, 1, 0], [1, 2**60, 1], [0, 0, 2**60 - 1]])
    both = assert_sum(left, right)
    assert len(both.inequalities) > 4


@pytest.mark.parametrize("first", [[[0, 0]], [[0, 1], [3, 2]]])
def test_any_start_leads_to_the_sum(first, monkeypatch):
    """The rounds in integers are enough by themselves."""
    rng = np.random.default_rng(5)
    left, right = (at_one(rng.integers(-9, 10, (7, 3))) for _ in range(2))
    expected = brute_force(left, right)
    monkeypatch.setattr(minkowski, "_first_choices", lambda _: np.array(first))
    assert all(map(np.array_equal, minkowski_description(left, right), expected))


def test_wrong_floats_do_no_harm(monkeypatch):
    """A Qhull whose normals are nonsense, one that gives up, and none."""
    rng = np.random.default_rng(6)
    left, right = (at_one(rng.integers(-9, 10, (7, 3))) for _ in range(2))
    expected = brute_force(left, right)

    class Nonsense:
        equations = np.ones((3, 4))

    def give_up(_points):
        raise UndecidedError("no proposal")

    for quickhull in (lambda _: Nonsense, give_up):
        monkeypatch.setattr(minkowski, "quickhull", quickhull)
        assert all(map(np.array_equal, minkowski_description(left, right), expected))
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "scipy.spatial", None)
    assert all(map(np.array_equal, minkowski_description(left, right), expected))


def test_one_summand_loses_its_redundant_points():
    rows = at_one([[0, 0, 0], [2, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 2], [0, 1, 1]])
    assert minkowski_description(rows).generators.tolist() == [
        [0, 0, 0, 1],
        [0, 0, 2, 1],
        [0, 2, 0, 1],
        [2, 0, 0, 1],
    ]


def test_the_empty_set_absorbs():
    square = at_one(list(product([0, 1], repeat=2)))
    both = minkowski_description(square, np.zeros((0, 3), int))
    assert both.inequalities.tolist() == [[0, 0, -1]]
    assert both.generators.shape == (0, 3)


def test_space_of_dimension_zero():
    assert minkowski_description(np.array([[2]]), np.array([[1], [3]])).generators.tolist() == [[1]]


def test_what_cannot_be_added():
    square = at_one(list(product([0, 1], repeat=2)))
    with pytest.raises(InputError, match="nothing to add"):
        minkowski_description()
    with pytest.raises(InputError, match="t <= 0"):
        minkowski_description(square, np.array([[1, 0, 0]]))
    with pytest.raises(ShapeError, match="one length"):
        minkowski_description(square, np.array([[1, 0, 0, 1]]))
