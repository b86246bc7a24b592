r"""The integer points of a polytope.

They are found coordinate by coordinate.  Let :math:`P_k` be the projection of P to the first k coordinates.
The integer points of :math:`P_k` lie over integer points y of :math:`P_{k-1}`, and those over y are the integers
of an interval, whose ends are read off the inequalities of :math:`P_k`.  No branch is entered in vain as far as
the reals can tell: the interval over y is never empty, though it may contain no integer.

Coordinates are chosen first.  The integer points of the affine hull of P are :math:`o + z B`, with z integral,
or there are none (:mod:`tropnet.exact.lattices`); so P becomes a full-dimensional polytope of points z.  Of the
bases B of the lattice, one is taken for which P is round: the coordinate functions, each a vector of
its values on the vertices relative to one of them, generate a lattice of rank dim P, and a reduced basis of that
are coordinate functions that vary little on P.  So a long thin polytope has few points in all its projections,
whichever way it is turned.

The relative interior is the same with strict inequalities: the interior of :math:`P_k` is the projection of the
interior (Rockafellar, Convex analysis, 1970, Theorem 6.6), and :math:`a \cdot x < b` means
:math:`a \cdot x \le b - 1` where a, b and x are integral.

The ends of the intervals are found in machine words where they fit.  Where the facets have long coefficients, as
those of the hull of points with float coordinates have, floats with a bound on their error find them, and Python
integers those that the bound leaves open.

The cost is the number of integer points of all :math:`P_k` times the number of facets of :math:`P_k`, a few
nanoseconds for each pair, plus a convex hull in each dimension below that of P.  Counting saves the last list:
only the points of the projections are visited.  Boxes answer from their bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.errors import InconsistentError, InputError, UnboundedError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.integers import as_int64
from tropnet.exact.lattices import integer_solutions, reduced_basis
from tropnet.exact.matrix import inverse, solve
from tropnet.polyhedra.boxes import box_bounds
from tropnet.polyhedra.conversion import from_generators, opposite
from tropnet.polyhedra.integer_rows import IntegerRows, magnitude, primitive, product
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = [
    "interior_lattice_points",
    "is_lattice_polytope",
    "lattice_points",
    "n_interior_lattice_points",
    "n_lattice_points",
]

Floats = npt.NDArray[np.float64]

_ORIGIN = np.zeros((1, 0), np.int64)  # the only point of R^0
_PAIRS_AT_ONCE = 2**21  # of a point and a facet
_MOST_ENTRIES = 2**28  # coordinates of points listed together, 2 GiB


def lattice_points(polytope: Polyhedron) -> RationalArray:
    """The integer points of a polytope, in lexicographic order.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded; of any dimension, with rational vertices.

    Returns
    -------
    RationalArray, shape (number of points, n)
        About a second for 10^6 points in dimension at most 4.

    Raises
    ------
    UnboundedError
        If the polyhedron is not bounded.
    InputError
        If the points of P, or of a projection, have more than 2^28 coordinates together.

    Examples
    --------
    >>> lattice_points(Polyhedron.parse("x1 >= 0; x2 >= 0; 2 x1 + 3 x2 <= 5"))
    RationalArray([[0, 0], [0, 1], [1, 0], [1, 1], [2, 0]])
    >>> lattice_points(Polyhedron.parse("2 x1 + 4 x2 = 1; x1 >= 0; x2 >= 0")).shape
    (0, 2)
    """
    return _points(polytope, strict=False)


def interior_lattice_points(polytope: Polyhedron) -> RationalArray:
    """The integer points of the relative interior of a polytope, in lexicographic order.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded.  The relative interior of a single point is that point.

    Returns
    -------
    RationalArray, shape (number of points, n)

    Raises
    ------
    UnboundedError
        If the polyhedron is not bounded.
    InputError
        If the points of P, or of a projection, have more than 2^28 coordinates together.

    Examples
    --------
    >>> interior_lattice_points(Polyhedron.from_generators([[0, 0], [3, 3]]))
    RationalArray([[1, 1], [2, 2]])
    """
    return _points(polytope, strict=True)


def n_lattice_points(polytope: Polyhedron) -> int:
    """The number of integer points of a polytope.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded.

    Raises
    ------
    UnboundedError
        If the polyhedron is not bounded.
    InputError
        If the points of a projection have more than 2^28 coordinates together.

    Examples
    --------
    >>> n_lattice_points(Polyhedron.parse("x1 >= 0; x2 >= 0; x3 >= 0; x1 + x2 + x3 <= 100"))
    176851
    >>> n_lattice_points(Polyhedron.parse("[-1,1]^100")) == 3**100
    True
    """
    return _count(polytope, strict=False)


def n_interior_lattice_points(polytope: Polyhedron) -> int:
    """The number of integer points of the relative interior of a polytope.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded.

    Raises
    ------
    UnboundedError
        If the polyhedron is not bounded.
    InputError
        If the points of a projection have more than 2^28 coordinates together.

    Examples
    --------
    >>> n_interior_lattice_points(Polyhedron.parse("[0,3]^2"))
    4
    """
    return _count(polytope, strict=True)


def is_lattice_polytope(polytope: Polyhedron) -> bool:
    """Whether the polyhedron is bounded and all its vertices are integer points; the empty set qualifies.

    Examples
    --------
    >>> is_lattice_polytope(Polyhedron.parse("[0,1]^2")), is_lattice_polytope(Polyhedron.parse("[0,1/2]^2"))
    (True, False)
    """
    checked_polyhedron(polytope)
    return polytope.is_bounded and polytope.vertices.denominator == 1


def _points(polytope: Polyhedron, *, strict: bool) -> RationalArray:
    checked_polyhedron(polytope)
    if polytope.is_empty:
        return RationalArray.zeros((0, polytope.ambient_dim))
    sides = _sides(polytope, strict=strict)
    if sides is not None:
        return RationalArray.from_integers(_grid(sides))
    chart = _chart(polytope)
    if chart is None:
        return RationalArray.zeros((0, polytope.ambient_dim))
    points = _ORIGIN
    for constraints in _projections(chart):
        points = _extended(points, *_fibers(points, constraints, strict=strict))
    return RationalArray.from_integers(_lexicographic(product(_homogeneous(points), chart.frame)))


def _count(polytope: Polyhedron, *, strict: bool) -> int:
    checked_polyhedron(polytope)
    if polytope.is_empty:
        return 0
    sides = _sides(polytope, strict=strict)
    if sides is not None:
        return prod(length for _, length in sides)
    chart = _chart(polytope)
    if chart is None:
        return 0
    points, projections = _ORIGIN, list(_projections(chart))
    for constraints in projections[:-1]:
        points = _extended(points, *_fibers(points, constraints, strict=strict))
    _, lengths = _fibers(points, projections[-1], strict=strict)
    return sum(lengths.tolist())


# Boxes ----------------------------------------------------------------------------------------------------


def _sides(polytope: Polyhedron, *, strict: bool) -> list[tuple[int, int]] | None:
    """The least integer and the number of integers of every side of a box; None for what is no box."""
    if not polytope.is_bounded:
        raise UnboundedError(f"{polytope!r} is unbounded; intersect it with a box to list its integer points")
    bounds = polytope.description.bounds
    if bounds is None:  # what was given shows no box, but the facets may; those of a single point do
        bounds = box_bounds(*polytope.description.constraints)
    return None if bounds is None else [_side(low, high, strict=strict) for low, high in bounds]


def _side(low: Fraction | None, high: Fraction | None, *, strict: bool) -> tuple[int, int]:
    assert low is not None
    assert high is not None
    least, greatest = (floor(low) + 1, ceil(high) - 1) if strict and low < high else (ceil(low), floor(high))
    return least, max(greatest - least + 1, 0)


def _grid(sides: list[tuple[int, int]]) -> IntegerRows:
    """All points of a product of intervals of integers, each given by its least member and its length."""
    total = prod(length for _, length in sides)
    _refuse_too_many(total, len(sides))
    points = _ORIGIN if total else np.zeros((0, 0), np.int64)
    for side in sides:
        points = _extended(points, *(np.full(len(points), end, dtype=object) for end in side))
    return points


# Coordinates ----------------------------------------------------------------------------------------------


class _Chart(NamedTuple):
    """A full-dimensional polytope of points z that stand for (z, 1) @ frame."""

    frame: IntegerRows
    vertices: IntegerRows
    inequalities: IntegerRows


def _chart(polytope: Polyhedron) -> _Chart | None:
    """Coordinates of the integer points of the affine hull in which a polytope is round; None without points."""
    equations, inequalities = polytope.equations, polytope.inequalities
    try:
        origin, basis = integer_solutions(equations[:, :-1], equations[:, -1])
    except InconsistentError:
        return None
    vertices = solve(basis.T, (polytope.vertices - origin).T).T
    _, transform = reduced_basis((vertices - vertices[0]).T.numerators)
    vertices, basis = vertices @ transform.T, inverse(transform).T @ basis
    # The first vertex moves near the origin, so that small polytopes far away have small coordinates.
    shift = RationalArray(vertices[0].numerators // vertices.denominator)
    vertices, origin = vertices - shift, origin + shift @ basis
    normals, sides = inequalities[:, :-1], inequalities[:, -1]
    heights = np.full((len(vertices), 1), vertices.denominator, dtype=object)
    return _Chart(
        concatenate([basis, origin.reshape(1, -1)]).integers(),
        primitive(np.concatenate([vertices.numerators, heights], axis=1)),
        primitive(
            concatenate([normals @ basis.T, (sides - normals @ origin).reshape(-1, 1)], axis=1).integers()
        ),
    )


def _projections(chart: _Chart) -> Iterator[IntegerRows]:
    """The facets (a, b) of the projections to the first k coordinates, k = 1, ..., dim."""
    for k in range(1, chart.vertices.shape[1] - 1):
        shadow = chart.vertices[:, [*range(k), -1]]
        yield from_generators(primitive(shadow), np.zeros((0, k + 1), np.int64)).inequalities
    yield chart.inequalities


# Fibers ---------------------------------------------------------------------------------------------------


def _fibers(
    points: IntegerRows, constraints: IntegerRows, *, strict: bool
) -> tuple[IntegerRows, IntegerRows]:
    """The least integer and the number of integers of the interval over each integer point y.

    Rows (a, c, b) of the constraints mean a.y + c z <= b, or < where ``strict``.  Those with c = 0 hold for
    the points y of the projection.
    """
    rows, last = np.delete(constraints, -2, axis=1), constraints[:, -2]
    rows = opposite(rows)
    rows[:, -1] -= int(strict)
    step = max(_PAIRS_AT_ONCE // len(rows), 1)
    ends = []
    for start in range(0, max(len(points), 1), step):
        block = _homogeneous(points[start : start + step])
        above, below = (_least(block, rows[side], abs(last[side])) for side in (last > 0, last < 0))
        ends.append((-below, above + below + 1))
    lows, lengths = (np.concatenate(parts) for parts in zip(*ends, strict=True))
    return lows, np.maximum(lengths, 0)


def _least(points: IntegerRows, rows: IntegerRows, divisors: IntegerRows) -> IntegerRows:
    """The least of the numbers floor(row.point / divisor), for each point."""
    if rows.dtype != object or magnitude(points) > 2**53:
        return _exact_least(points, rows, divisors)
    try:
        lower, upper = _enclosures(points.astype(np.float64), (rows / divisors[:, None]).astype(np.float64))
    except OverflowError:  # a quotient beyond the range of floats
        return _exact_least(points, rows, divisors)
    is_open = (lower != upper) | (abs(lower) >= 2.0**62)
    least = np.where(is_open, 0, lower).astype(np.int64)
    if not is_open.any():
        return least
    exact = _exact_least(points[is_open], rows, divisors)
    words = as_int64(exact)
    if words is None:
        least = least.astype(object)
    least[is_open] = exact if words is None else words
    return least


def _exact_least(points: IntegerRows, rows: IntegerRows, divisors: IntegerRows) -> IntegerRows:
    return np.asarray((product(points, rows.T) // divisors).min(axis=1))


def _enclosures(points: Floats, quotients: Floats) -> tuple[Floats, Floats]:
    """The floors of a lower and of an upper bound of the least product of a point with the rows of quotients.

    Let u = 2^-52, which allows for any rounding mode.  The quotients are rounded (relative error u), multiplied by
    integers up to 2^53 and added in any order (k products and k - 1 sums, Higham, Accuracy and stability of
    numerical algorithms, 2nd edition, Section 3.1), so the error of a product is at most (k + 2) u T up to terms of
    the order of u^2, where T is the sum of the absolute values; the computed T has the relative error k u, and the
    addition of the bound is one more operation.  So (k + 8) u T suffices, with 2^-900 for what is subnormal.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # infinities and nan are no equal bounds below 2^62
        values, sizes = points @ quotients.T, abs(points) @ abs(quotients).T
        errors = (points.shape[1] + 8) * 2.0**-52 * sizes + 2.0**-900
        return np.floor((values - errors).min(axis=1)), np.floor((values + errors).min(axis=1))


def _extended(points: IntegerRows, lows: IntegerRows, lengths: IntegerRows) -> IntegerRows:
    """The points (y, z) with z among the ``lengths`` integers from ``lows`` upwards, for each point y."""
    total = sum(lengths.tolist())
    _refuse_too_many(total, points.shape[1] + 1)
    counts = lengths.astype(np.int64)
    steps = np.arange(total) - np.repeat(counts.cumsum() - counts, counts)
    last = np.repeat(lows, counts) + steps
    return np.concatenate([np.repeat(points, counts, axis=0), last[:, None]], axis=1)


def _refuse_too_many(n_points: int, n: int) -> None:
    if n_points * n > _MOST_ENTRIES:
        raise InputError(
            f"{n_points} integer points in R^{n} are too many to list; counting lists only those of the projection "
            "to one coordinate less, and ehrhart_polynomial none"
        )


def _homogeneous(points: IntegerRows) -> IntegerRows:
    return np.concatenate([points, np.ones((len(points), 1), np.int64)], axis=1)


def _lexicographic(points: IntegerRows) -> IntegerRows:
    if points.dtype == object:
        return points[sorted(range(len(points)), key=points.tolist().__getitem__)]
    return points[np.lexsort(points.T[::-1])]
