r"""Convex polygons: hulls of points in the plane and Minkowski sums, exactly.

**Hull.**  Andrew's monotone chain (1979) sorts the points lexicographically and walks along them from left
to right and back.  Of three consecutive points of a chain the middle one is dropped unless the chain turns
to the left there; what remains are the vertices in counter-clockwise order.  Before the walk, points that
lie strictly inside the polygon of a few extreme ones are dropped (Akl and Toussaint, 1978): they are
vertices of nothing.

**Sum.**  A face of :math:`P + Q` in a direction is the sum of the faces of P and Q in that direction.  So the
edges of :math:`P + Q` are the edges of P and of Q, two of one direction put together, and in
counter-clockwise order their directions turn once around: the edges are merged by their slopes, in time
linear in their number (de Berg, Cheong, van Kreveld, Overmars, Computational geometry, 3rd edition, 2008,
Theorem 13.11).  A segment is a polygon of two opposite edges and a point one without edges, so degenerate
polygons need no care.

Hulls take homogeneous rows (x, y, t) of integers; three of them turn left where their determinant is positive.
For sums, points are brought to a common denominator first (:func:`common_height`).  The slopes of the merged edges
are ordered by floats; the order is accepted when exact cross products say that it is right, and found with these
alone otherwise.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key
from math import lcm

import numpy as np
import numpy.typing as npt

from tropnet.polyhedra.hulls.boundary_cycles import cofactors
from tropnet.polyhedra.integer_rows import IntegerRows, magnitude, product

__all__ = ["common_height", "convex_polygon", "cross", "polygon_sum"]

_FEW = 256
"""Up to here the walk along all points is faster than dropping interior points first."""

_DIRECTIONS = 16
"""Directions, and as many opposite ones, in which the extreme points for dropping others are taken."""


def common_height(rows: IntegerRows, heights: IntegerRows) -> tuple[IntegerRows, int]:
    """The rows times the positive factors that make their heights equal, and that height.

    Parameters
    ----------
    rows : integer array, shape (k, n)
    heights : positive integer array, shape (k,)

    Examples
    --------
    The points 1/2 and 2/3 over the denominator 6:

    >>> common_height(np.array([[1], [2]]), np.array([2, 3]))
    (array([[3],
           [4]]), 6)
    """
    heights = heights.astype(object)
    height = lcm(*heights.tolist())
    factors = (height // heights)[:, None]
    dtype: type = np.int64 if (magnitude(rows) + 1) * magnitude(factors) < 2**62 else object
    return rows.astype(dtype, copy=False) * factors.astype(dtype), height


def cross(left: IntegerRows, right: IntegerRows) -> IntegerRows:
    """The determinants of the pairs of vectors: positive where the right one is to the left of the left one.

    Examples
    --------
    >>> cross(np.array([[1, 0], [2, 1]]), np.array([[0, 1], [4, 2]]))
    array([1, 0])
    """
    dtype: type = np.int64 if 2 * (magnitude(left) + 1) * (magnitude(right) + 1) < 2**62 else object
    left, right = left.astype(dtype, copy=False), right.astype(dtype, copy=False)
    return np.asarray(left[:, 0] * right[:, 1] - left[:, 1] * right[:, 0])


def convex_polygon(rows: IntegerRows) -> npt.NDArray[np.intp]:
    """The vertices of the convex hull, as indices of rows, counter-clockwise from the smallest.

    Parameters
    ----------
    rows : integer array, shape (k, 3), k > 0
        The points x / t as rows (x, t), t > 0.  Points that are repeated, collinear or inside are welcome.

    Returns
    -------
    integer array
        The first is the lexicographically smallest point.  One index for a point, two for a segment.

    Source
    ------
    A. M. Andrew, Another efficient algorithm for convex hulls in two dimensions, 1979.

    Examples
    --------
    >>> rows = np.array([[1, 1, 1], [1, 1, 2], [2, 2, 1], [0, 2, 1], [2, 0, 1], [1, 0, 1], [0, 0, 3]])
    >>> convex_polygon(rows).tolist()
    [6, 4, 2, 3]
    """
    kept = np.arange(len(rows))
    if len(rows) > _FEW:
        extreme = rows[_extreme(rows)]
        kept = np.flatnonzero(~_strictly_inside(rows, extreme[convex_polygon(extreme)]))
    triples = rows[kept].tolist()
    if (rows[:, 2] == rows[0, 2]).all():
        indices = {(x, y): i for i, (x, y, _) in enumerate(triples)}
    else:
        indices = {(Fraction(x, t), Fraction(y, t)): i for i, (x, y, t) in enumerate(triples)}
    corners = [indices[point] for point in sorted(indices)]
    if len(corners) > 2:
        corners = _chain(triples, corners)[:-1] + _chain(triples, corners[::-1])[:-1]
    return kept[corners]


def polygon_sum(left: IntegerRows, right: IntegerRows) -> IntegerRows:
    """The vertices of the sum of the convex hulls of two sets of points, counter-clockwise from the smallest.

    Parameters
    ----------
    left, right : integer arrays, shapes (k, 2) and (l, 2), k, l > 0

    Returns
    -------
    integer array, shape (v, 2)

    Examples
    --------
    A square and a diagonal make a hexagon:

    >>> polygon_sum(np.array([[0, 0], [1, 0], [0, 1], [1, 1]]), np.array([[0, 0], [2, 2]])).tolist()
    [[0, 0], [1, 0], [3, 2], [3, 3], [2, 3], [0, 1]]
    """
    # Coordinates and edges of the sum are at most twice as large as the sum of both magnitudes.
    dtype: type = np.int64 if 2 * (magnitude(left) + magnitude(right)) < 2**62 else object
    polygons: list[IntegerRows] = [
        side[convex_polygon(_at_one(side))].astype(dtype) for side in (left, right)
    ]
    start = polygons[0][:1] + polygons[1][:1]
    edges = np.concatenate([np.roll(polygon, -1, axis=0) - polygon for polygon in polygons])
    edges = edges[edges.astype(np.bool_).any(axis=1)]
    if len(edges) == 0:
        return np.asarray(start)
    edges = edges[_counterclockwise(edges)]
    turns = (cross(edges[:-1], edges[1:]) != 0) | np.diff(_goes_back(edges))
    edges = np.add.reduceat(edges, np.flatnonzero(np.append(True, turns)), axis=0)
    return np.concatenate([start, start + np.cumsum(edges[:-1], axis=0)])


def _at_one(points: IntegerRows) -> IntegerRows:
    return np.concatenate([points, np.ones((len(points), 1), np.int64)], axis=1)


def _extreme(rows: IntegerRows) -> npt.NDArray[np.intp]:
    """Points that are extreme, as far as floats can tell, in a few directions."""
    angles = np.pi * np.arange(_DIRECTIONS) / _DIRECTIONS
    try:
        points = (rows[:, :2] / rows[:, 2:]).astype(np.float64)
    except OverflowError:  # integers beyond the range of floats
        return np.arange(1)
    heights = points @ np.stack([np.cos(angles), np.sin(angles)])
    return np.unique(np.concatenate([heights.argmin(axis=0), heights.argmax(axis=0)]))


def _strictly_inside(rows: IntegerRows, polygon: IntegerRows) -> npt.NDArray[np.bool_]:
    """Which points lie to the left of all edges of a polygon; none if it is a point or a segment."""
    edges = cofactors(np.stack([polygon, np.roll(polygon, -1, axis=0)], axis=1))
    return np.asarray((product(rows, edges.T) > 0).all(axis=1), np.bool_)


def _chain(triples: list[list[int]], order: list[int]) -> list[int]:
    """The points, in lexicographic order or its reverse, at which the lower or the upper chain turns left.

    Three points (x, y, t) turn left where their determinant is positive.
    """
    chain: list[int] = []
    for i in order:
        x, y, t = triples[i]
        while len(chain) > 1:
            (x0, y0, t0), (x1, y1, t1) = triples[chain[-2]], triples[chain[-1]]
            if x * (y0 * t1 - t0 * y1) + y * (t0 * x1 - x0 * t1) + t * (x0 * y1 - y0 * x1) > 0:
                break
            chain.pop()
        chain.append(i)
    return chain


def _goes_back(edges: IntegerRows) -> npt.NDArray[np.bool_]:
    """Which edges are lexicographically negative: counter-clockwise from the smallest vertex, they come last."""
    return np.asarray((edges[:, 0] < 0) | ((edges[:, 0] == 0) & (edges[:, 1] < 0)), np.bool_)


def _counterclockwise(edges: IntegerRows) -> npt.NDArray[np.intp]:
    """The order of the edges by direction, from just above straight down once around."""
    back = _goes_back(edges)
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            slopes = edges[:, 1].astype(np.float64) / np.hypot(*edges.T.astype(np.float64))
        order = np.lexsort((np.where(back, -slopes, slopes), back))
        right_turns = cross(edges[order][:-1], edges[order][1:]) < 0
        if not (right_turns & (back[order][:-1] == back[order][1:])).any():
            return order
    except OverflowError:  # integers beyond the range of floats
        pass
    entries, behind = edges.tolist(), back.tolist()

    def compare(i: int, j: int) -> int:
        if behind[i] != behind[j]:
            return int(behind[i]) - int(behind[j])
        return int(entries[i][1] * entries[j][0] - entries[i][0] * entries[j][1])

    return np.array(sorted(range(len(edges)), key=cmp_to_key(compare)), np.intp)
