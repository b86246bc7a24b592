"""Differences of convex functions: the same function, few pieces, the least jumps, and where no pair exists."""

from fractions import Fraction
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.piecewise.convex_difference import Wall, convex_pair, difference_of_convex
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum
from tropnet.errors import InconsistentError, InputError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.matrix import nullspace, solve
from tropnet.exact.programs import Optimal, maximize
from tropnet.networks import Network
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron

METHODS = ("complex", "hinges", "network")


def random_network(seed, widths):
    rng = np.random.default_rng(seed)
    weights = [rng.integers(-2, 3, size=(k, n)) for n, k in pairwise(widths)]
    return Network.from_arrays(weights, [rng.integers(-2, 3, size=k) for k in widths[1:]])


def interpolation(points, simplices, values):
    """Maps and walls of the function with these values at the vertices of a triangulation."""
    rows = [[*point, 1] for point in points]
    maps = [solve([rows[i] for i in s], [values[i] for i in s]).tolist() for s in simplices]
    sides = {}
    for k, simplex in enumerate(simplices):
        for facet in combinations(sorted(simplex), len(simplex) - 1):
            sides.setdefault(facet, []).append(k)
    walls = []
    for facet, cells in sides.items():
        if len(cells) == 2:
            form = nullspace([rows[i] for i in facet]).numerators[0]
            form = form * (1 if next(entry for entry in form if entry) > 0 else -1)
            apex = next(i for i in simplices[cells[0]] if i not in facet)
            walls.append(Wall(tuple(form), *(cells if form @ rows[apex] < 0 else cells[::-1])))
    return rational_array(maps), walls


def triangulated_grid(k):
    """The points of a k x k grid, and its squares, each cut along one of its diagonals in turn."""
    points = list(product(range(k + 1), repeat=2))
    at = {point: i for i, point in enumerate(points)}
    triangles = []
    for i, j in product(range(k), repeat=2):
        square = [at[i, j], at[i + 1, j], at[i + 1, j + 1], at[i, j + 1]]
        turned = square if (i + j) % 2 else square[1:] + square[:1]
        triangles += [turned[:3], [turned[2], turned[3], turned[0]]]
    return points, triangles


def sum_of_jumps(maps, walls):
    total = 0
    for form, negative, positive in walls:
        difference = maps[positive] - maps[negative]
        k = next(k for k, entry in enumerate(form) if entry)
        total += difference[k] / form[k] * max(map(abs, form[:-1]))
    return total


# -- the same function -----------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(1, 3, 1), (1, 2, 2, 1), (2, 3, 1), (2, 2, 2, 1), (3, 3, 1)]))
def test_all_methods_give_the_function_as_a_difference_of_maxima(seed, widths):
    net = random_network(seed, widths)
    points = RationalArray.from_integers(
        np.random.default_rng(seed).integers(-30, 31, size=(20, widths[0])), 7
    )
    for method in METHODS:
        pair = difference_of_convex(net, method=method)
        assert pair.positive.convention == pair.negative.convention == "max"
        assert pair.positive(points) - pair.negative(points) == net(points).reshape(20)
        assert is_equivalent(net, pair.quotient)
        assert pair.verify()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_a_function_on_a_domain_is_extended(seed):
    net = random_network(seed, (2, 3, 2, 1))
    triangle = Polyhedron.from_generators([[0, 0], [3, 1], [1, "5/2"]])
    f = PiecewiseLinear(net, triangle)
    for method in METHODS:
        pair = difference_of_convex(f, method=method)
        assert pair.verify()
        assert PiecewiseLinear(pair.quotient).restricted(triangle) == f
    inside = difference_of_convex(f)
    for p in (inside.positive, inside.negative):
        # A monomial is the only largest one somewhere in the triangle.
        assert len(PiecewiseLinear(p, triangle).pieces) == p.n_monomials


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_the_pair_on_the_cells_is_reduced_and_has_no_more_pieces_than_there_are_cells(seed):
    f = PiecewiseLinear(random_network(seed, (2, 3, 2, 1)))
    pair = difference_of_convex(f)
    assert max(pair.n_pieces) <= len(f.regions)
    assert pair.is_reduced


def test_verification_refuses_another_function():
    x, y = PiecewiseLinear.coordinates(2)
    pair = difference_of_convex(abs(x) - abs(y))
    other = type(pair)(pair.function, pair.positive, pair.negative * 1)
    assert not other.verify()
    assert pair != other
    assert pair == difference_of_convex(abs(x) - abs(y))


# -- closed formulas -------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.integers(-9, 9), st.integers(-4, 4), max_size=6), st.integers(-3, 3))
def test_one_variable_has_the_positive_jumps_above_and_the_negative_ones_below(jumps, slope):
    (x,) = PiecewiseLinear.coordinates(1)
    f = slope * x + 1
    for place, jump in jumps.items():
        f = f + jump * maximum(x - place, 0)
    for method in ("complex", "hinges"):
        pair = difference_of_convex(f, method=method)
        for p, sign in ((pair.positive, 1), (pair.negative, -1)):
            slopes = [row[0] for row in p.exponents.tolist()]
            breaks = sorted(place for place, jump in jumps.items() if sign * jump > 0)
            assert [b - a for a, b in pairwise(slopes)] == [abs(jumps[place]) for place in breaks]
            heights = p.coefficients.tolist()
            assert [
                Fraction(heights[i] - heights[i + 1], slopes[i + 1] - slopes[i]) for i in range(len(breaks))
            ] == breaks


def test_convex_and_concave_functions_need_no_second_one():
    x, y, z = PiecewiseLinear.coordinates(3)
    for method in ("complex", "hinges"):
        assert difference_of_convex(maximum(x, y, z, 0), method=method).n_pieces == (4, 1)
    assert difference_of_convex(minimum(x, y, z, 0)).n_pieces == (1, 4)
    assert difference_of_convex(2 * x - y).n_pieces == (1, 1)


def test_a_sum_of_functions_of_one_variable_is_decomposed_in_each():
    # Opposite walls of the quadrants have equal jumps, so the least ones are those of the concave part.
    x, y = PiecewiseLinear.coordinates(2)
    pair = difference_of_convex(3 * abs(x) - 2 * abs(y) + maximum(y - 1, 0))
    assert PiecewiseLinear(pair.negative) == 2 * abs(y) + 2 * y
    assert pair.n_pieces == (4, 2)


def test_hinges_use_the_hyperplanes_with_negative_jumps_alone():
    # The median of x, y, 0 has negative jumps on a part of each of three lines, which cut the plane into six.
    x, y = PiecewiseLinear.coordinates(2)
    median = maximum(minimum(x, y), minimum(x, 0), minimum(y, 0))
    assert difference_of_convex(median, method="hinges").n_pieces[1] == 6


# -- the linear program ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_the_sum_of_the_jumps_is_that_of_a_program_over_heights(seed):
    points, triangles = triangulated_grid(4)
    values = np.random.default_rng(seed).integers(-3, 4, len(points)).tolist()
    maps, walls = interpolation(points, triangles, values)
    g, h = convex_pair(maps, walls)
    middles = [sum(map(RationalArray, (points[i] for i in s)), RationalArray([0, 0])) / 3 for s in triangles]
    assert [g(x) - h(x) for x in middles] == [
        row[:-1] @ x + row[-1] for row, x in zip(maps, middles, strict=True)
    ]
    # The jump of a function at a wall is linear in its values at the vertices.
    rows, bounds = [], []
    units = [interpolation(points, triangles, row)[0] for row in np.eye(len(points), dtype=int).tolist()]
    for wall in walls:
        rows.append([-sum_of_jumps(unit, [wall]) for unit in units])
        bounds.append(min(0, sum_of_jumps(maps, [wall])))
    best = maximize(sum(map(RationalArray, rows), RationalArray.zeros(len(points))), rows, bounds)
    assert isinstance(best, Optimal)
    found = rational_array([h(point) for point in rational_array(points)])
    assert sum_of_jumps(interpolation(points, triangles, found.tolist())[0], walls) == -best.value


A, B, C, a, b, c = range(6)
PINWHEEL = [[0, 0], [12, 0], [0, 12], [3, 3], [6, 3], [3, 6]]
TRIANGLES = [[a, b, c], [A, B, b], [A, b, a], [B, C, c], [B, c, b], [C, A, a], [C, a, c]]
"""A triangle in a triangle with parallel sides a quarter as long, and one diagonal of each trapezoid between them:
the smallest triangulation that is not regular (J. De Loera, J. Rambau and F. Santos, Triangulations, 2010)."""


def test_a_subdivision_that_is_not_regular_admits_no_pair():
    # The diagonals A b, B c, C a are bends of a convex h: h(A) + 4 h(b) <= h(B) + 4 h(a), and so on around.  The sum of
    # the three is an equality, so no convex function bends there, while this one bends downwards at A b.
    values = [0, 0, 0, 0, 1, 0]
    maps, walls = interpolation(PINWHEEL, TRIANGLES, values)
    with pytest.raises(InconsistentError, match="no function"):
        convex_pair(maps, walls)
    cells = [Polyhedron.from_generators([PINWHEEL[i] for i in triangle]) for triangle in TRIANGLES]
    g, h = convex_pair(maps, walls, cells)
    for cell, row in zip(cells, maps, strict=True):
        assert is_equivalent(g / h, PiecewiseLinear.affine(row[:-1], row[-1]), within=cell)


def test_a_function_with_such_cells_is_decomposed_on_those_of_its_network():
    values = [0, 1, 3, -7, 11, 2]
    maps, walls = interpolation(PINWHEEL, TRIANGLES, values)
    cells = [Polyhedron.from_generators([PINWHEEL[i] for i in triangle]) for triangle in TRIANGLES]
    whole = Polyhedron.from_generators([PINWHEEL[i] for i in (A, B, C)])
    with pytest.raises(InconsistentError):
        convex_pair(maps, walls)
    g, h = convex_pair(maps, walls, cells)
    f = PiecewiseLinear(g / h, whole)
    assert len(f.cells) == 7
    pair = difference_of_convex(f)
    assert pair.verify()
    assert pair.is_reduced


def test_what_is_no_continuous_function_on_a_subdivision_is_refused():
    wall = Wall((1, 0), 0, 1)
    with pytest.raises(InputError, match="do not agree on the hyperplane"):
        convex_pair(RationalArray([[0, 0], [1, 1]]), [wall])
    with pytest.raises(InputError, match="no walls lead from cell 0 to cell 2"):
        convex_pair(RationalArray([[0, 0], [1, 0], [2, 0]]), [wall])
    with pytest.raises(InputError, match="'regular' is unknown"):
        difference_of_convex(Network.from_arrays([[[1]]]), method="regular")


def test_one_cell_is_affine():
    g, h = convex_pair(RationalArray([[1, "1/2", 3]]), [])
    assert str(g / h) == "max(x1 + 1/2*x2 + 3) - max(0)"


def test_a_strip_has_the_pieces_that_lie_in_it():
    x, _ = PiecewiseLinear.coordinates(2)
    f = (abs(x) - abs(x - 5)).restricted(box([-1, 0], [1, 3]))
    assert difference_of_convex(f).n_pieces == (2, 1)
