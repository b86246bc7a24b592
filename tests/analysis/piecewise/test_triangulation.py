"""Interpolation of values at the vertices of triangulations, against barycentric coordinates."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.spatial import Delaunay

from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.piecewise.triangulation import from_triangulation
from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import solve
from tropnet.polyhedra.bodies import box

SQUARE = [[0, 0], [2, 0], [0, 2], [2, 2]]


def interpolated(points, simplices, values, x):
    """The value at a point by the barycentric coordinates in a simplex that contains it."""
    for simplex in simplices:
        corners = RationalArray([[*map(int, points[i]), 1] for i in simplex])
        weights = solve(corners.T, RationalArray([*x, 1]))
        if (weights >= 0).all():
            return weights @ RationalArray([int(values[i]) for i in simplex])
    raise AssertionError("the point is in no simplex")


@pytest.mark.parametrize(("n", "count"), [(1, 9), (2, 25), (3, 9)])
def test_delaunay_triangulations(n, count):
    rng = np.random.default_rng(n)
    # The corners of a box, so that no flat simplices occur at the border.
    corners = np.array(np.meshgrid(*[[0, 60]] * n)).reshape(n, -1).T
    points = np.unique(np.concatenate([corners, rng.integers(1, 60, (count, n))]), axis=0)
    simplices = (
        np.stack([np.arange(len(points) - 1), np.arange(1, len(points))], axis=1)
        if n == 1
        else Delaunay(points).simplices
    )
    values = rng.integers(-9, 10, len(points))
    f = from_triangulation(points, simplices, values)
    assert f.domain == box([0] * n, [60] * n)
    assert f(points).tolist() == values.tolist()
    for numerators in rng.integers(0, 60 * 7 + 1, (20, n)).tolist():
        x = [Fraction(entry, 7) for entry in numerators]
        assert f(x) == interpolated(points, simplices, values, x)


def test_irregular_triangulation():
    """Two nested triangles with twisted quadrangles between them (the "mother of all examples" of De Loera, Rambau
    and Santos, Triangulations, 2010, Section 1.1): no convex function has these cells, but there are interpolants."""
    points = [[4, 0], [0, 4], [0, 0], [2, 1], [1, 2], [1, 1]]
    simplices = [[3, 4, 5], [0, 1, 3], [1, 3, 4], [1, 2, 4], [2, 4, 5], [2, 0, 5], [0, 5, 3]]
    values = [0, 0, 0, 1, -1, 2]
    f = from_triangulation(points, simplices, values)
    assert f(points).tolist() == values
    for numerators in ([5, 5], [1, 6], [4, 4], [3, 2], [9, 3]):
        x = [Fraction(entry, 3) for entry in numerators]
        assert f(x) == interpolated(points, simplices, values, x)


def test_hanging_vertex():
    """The middle of the diagonal is a vertex on one side only."""
    points = [*SQUARE, [1, 1]]
    simplices = [[0, 1, 3], [0, 2, 4], [2, 3, 4]]
    f = from_triangulation(points, simplices, [0, 0, 0, 2, 1])
    assert f == PiecewiseLinear.from_triangulation(SQUARE, [[0, 1, 3], [0, 2, 3]], [0, 0, 0, 2])
    with pytest.raises(InputError, match=r"simplex 0 and simplex . have the values 1 and 5 at .*\[1, 1\]"):
        from_triangulation(points, simplices, [0, 0, 0, 2, 5])


def test_repeated_points_are_welcome_with_equal_values():
    points, simplices = [[0], [1], [1], [2]], [[0, 1], [2, 3]]
    assert from_triangulation(points, simplices, [0, 1, 1, 0])([1]) == 1
    with pytest.raises(InputError, match=r"the values 1 and 2 at the common point \[1\]"):
        from_triangulation(points, simplices, [0, 1, 2, 0])


def test_coordinates_with_denominators():
    f = from_triangulation([["0"], ["1/3"], ["1/2"]], [[0, 1], [2, 1]], ["1/7", "2/7", 0])
    assert f(["1/6"]) == Fraction(3, 14)
    assert f(["5/12"]) == Fraction(1, 7)


@pytest.mark.parametrize(
    ("points", "simplices", "values", "error", "words"),
    [
        ([[0, 0], [1, 1], [2, 2]], [[0, 1, 2]], [0, 0, 0], InputError, "simplex 0 is degenerate"),
        (SQUARE, [[0, 1, 3], [1, 0, 2]], [0] * 4, InputError, "simplex 0 and simplex 1 overlap"),
        (SQUARE, [[0, 1, 2]], [0] * 4, InputError, "point 3 is a vertex of no simplex"),
        (SQUARE, [[0, 1, 4]], [0] * 4, InputError, "no point 4"),
        (SQUARE, [[0, 1, -1]], [0] * 4, InputError, "no point -1"),
        (SQUARE, [[0, 1, 2.0]], [0] * 4, InputError, "float64"),
        (SQUARE, [[0, 1]], [0] * 4, ShapeError, "give .m, 3."),
        (SQUARE, [], [0] * 4, ShapeError, "give .m, 3."),
        (SQUARE, [[0, 1, 2], [1, 2, 3]], [0] * 3, ShapeError, "values of shape"),
        (SQUARE, [[0, 1, 2], [1, 2, 3]], [0, 1, float("inf"), 3], NotRationalError, "index"),
        ([*SQUARE, [3, 9]], [[0, 1, 2], [1, 2, 3], [1, 3, 4]], [0] * 5, InputError, "do not cover"),
    ],
)
def test_refusals(points, simplices, values, error, words):
    with pytest.raises(error, match=words):
        from_triangulation(points, simplices, values)


def test_domain_cuts_the_simplices():
    points, simplices = [*SQUARE, [9, 0]], [[0, 1, 2], [1, 2, 3], [1, 3, 4]]
    f = from_triangulation(points, simplices, [0, 2, 0, 2, 9], domain=box([0, 0], [2, 2]))
    assert f == PiecewiseLinear.coordinates(2)[0].restricted(box([0, 0], [2, 2]))
