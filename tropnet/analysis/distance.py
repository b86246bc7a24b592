r"""Integrals of piecewise linear functions, and the distance of two of them, exactly.

The difference f - g is a piecewise linear function of its own: it is affine on each cell of a polyhedral complex, and
everything follows from its values at the vertices of the cells.

* **L-infinity.**  An affine function on a polyhedron without lines has a largest value exactly if it does not rise
  along any ray, and then at a vertex.  So :math:`\sup |f - g|` is finite exactly if f - g is constant along all rays
  and lines of the cells, and is the largest :math:`|f - g|` at a vertex.  This needs no bounded domain.
* **Integrals.**  Cut the cells of a bounded domain into simplices (:mod:`tropnet.polyhedra.volume`).  On a simplex S in
  :math:`\mathbb{R}^n` an affine function with the values :math:`v_0, \dots, v_n` at the vertices has

  .. math::  \int_S f = \frac{|S|}{n+1} \sum_i v_i, \qquad
             \int_S f^2 = \frac{|S|}{(n+1)(n+2)} \Bigl( \bigl(\sum_i v_i\bigr)^2 + \sum_i v_i^2 \Bigr).

  *Proof.*  The barycentric coordinates have the mean 1 / (n + 1) by symmetry, and :math:`\lambda_i \lambda_j` has the
  mean :math:`(1 + [i = j]) / ((n+1)(n+2))`, an integral of Dirichlet's; multiply out :math:`f = \sum v_i \lambda_i`.
* **L1** is the integral of abs(f - g), which is a network: on its cells f - g does not change its sign.
* **L2.**  The integral of :math:`(f - g)^2` is rational, its root in general not; so it is the *square* that is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from fractions import Fraction
from math import factorial
from typing import Any, Literal, NamedTuple, overload

import numpy as np

from tropnet.analysis.enumeration import Limit
from tropnet.analysis.functions import regions_of
from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.analysis.simplices import Row, cell_generators, cell_simplices, vertex_values
from tropnet.errors import InputError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Network
from tropnet.polyhedra.description import points_of_rows
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.volume import simplex_volumes, sum_in_pairs
from tropnet.tropical.canonical import is_number

__all__ = ["LargestDifference", "SquaredDistance", "TotalDifference", "distance", "integral"]

POINTS_AT_ONCE = 100
"""The coordinates of so many points are brought over one denominator, which is long for many."""


class LargestDifference(NamedTuple):
    """The L-infinity distance.

    Attributes
    ----------
    value : Fraction
        The largest absolute value of f - g.
    point : RationalArray, shape (n,)
        Where it is attained: of all vertices at which it is, the first by coordinates.
    """

    value: Fraction
    point: RationalArray


class TotalDifference(NamedTuple):
    """The L1 distance.

    Attributes
    ----------
    value : Fraction
        The integral of the absolute value of f - g.
    """

    value: Fraction


class SquaredDistance(NamedTuple):
    """The square of the L2 distance.

    Attributes
    ----------
    squared : Fraction
        The integral of the square of f - g.
    """

    squared: Fraction


@overload
def distance(
    f: Any,
    g: Any,
    norm: Literal["linf"] = "linf",
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> LargestDifference: ...


@overload
def distance(
    f: Any,
    g: Any,
    norm: Literal["l1"],
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> TotalDifference: ...


@overload
def distance(
    f: Any,
    g: Any,
    norm: Literal["l2"],
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> SquaredDistance: ...


def distance(
    f: Any,
    g: Any,
    norm: str = "linf",
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> LargestDifference | TotalDifference | SquaredDistance:
    """The exact distance of two piecewise linear functions on a polyhedron.

    Parameters
    ----------
    f, g : PiecewiseLinear, Network, TropicalPolynomial, TropicalRational or PiecewiseLinearFunction1D
        Functions from R^n to R; one of them may be a number.
    norm : {"linf", "l1", "l2"}
    within : Polyhedron, optional
        Where they are compared: on the intersection with the domains of f and g.  For ``"l1"`` and ``"l2"`` this is
        bounded; for ``"linf"`` it may be all of space.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Returns
    -------
    LargestDifference, TotalDifference or SquaredDistance
        With ``.value`` and ``.point`` for ``"linf"``, ``.value`` for ``"l1"``, and ``.squared``, the square of the
        distance, for ``"l2"``.

    Raises
    ------
    UnboundedError
        If the difference is unbounded, with a ray along which it is; if an integral is over an unbounded set.
    EmptyDomainError
        If the domains have no common interior point.
    ShapeError
        If the numbers of variables differ, or there are several outputs.
    InputError
        If f or g is no piecewise linear function, or there is no such norm.
    LimitReachedError
        If the limit is reached; :func:`tropnet.resume` makes the linear regions of f - g, or of abs(f - g) for
        ``"l1"``, of its ``partial``.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import maximum
    >>> from tropnet.polyhedra.bodies import box
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> distance(maximum(x, y), x, within=box([0, 0], [1, 2]))
    LargestDifference(value=Fraction(2, 1), point=RationalArray([0, 2]))
    >>> distance(abs(x), maximum(x - 1, -x - 1)).value
    Fraction(1, 1)

    The norm of a function is its distance to 0:

    >>> square = box([0, 0], [1, 1])
    >>> distance(x - y, 0, "l1", square), distance(x, y, "l2", square)
    (TotalDifference(value=Fraction(1, 3)), SquaredDistance(squared=Fraction(1, 6)))
    """
    if norm not in {"linf", "l1", "l2"}:
        raise InputError(f"there is no norm {norm!r} here; give 'linf', 'l1' or 'l2'")
    if is_number(f):
        f, g = g, f
    difference = piecewise_linear(f) - (g if is_number(g) else piecewise_linear(g))
    if within is not None:
        difference = difference.restricted(within)
    run: dict[str, Any] = {"executor": executor, "progress": progress, "limit": limit}
    if norm == "linf":
        return _largest(difference, run)
    if norm == "l1":
        return TotalDifference(integral(abs(difference), **run))
    return SquaredDistance(_integrated(difference, _mean_square, run))


def integral(
    f: Any,
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> Fraction:
    """The integral of a piecewise linear function over a bounded polyhedron.

    Parameters
    ----------
    f : PiecewiseLinear, Network, TropicalPolynomial, TropicalRational or PiecewiseLinearFunction1D
    within : Polyhedron, optional
        Bounded after intersection with the domain of f; that domain unless given.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Raises
    ------
    UnboundedError
        If the set is unbounded.
    EmptyDomainError, ShapeError, InputError
        As for :func:`distance`.
    LimitReachedError
        If the limit is reached; :func:`tropnet.region_statistics` gives the mean over what :func:`tropnet.resume`
        makes of its ``partial``.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import box
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> integral(abs(x - y), box([0, 0], [1, 1]))
    Fraction(1, 3)
    """
    function = piecewise_linear(f)
    run: dict[str, Any] = {"executor": executor, "progress": progress, "limit": limit}
    return _integrated(function if within is None else function.restricted(within), _mean, run)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _mean_square(values: Sequence[Fraction]) -> Fraction:
    """The mean of the square of an affine function on a simplex."""
    n = len(values)
    return (sum(values, Fraction(0)) ** 2 + sum(v * v for v in values)) / (n * (n + 1))


def _integrated(
    f: PiecewiseLinear, mean: Callable[[Sequence[Fraction]], Fraction], run: dict[str, Any]
) -> Fraction:
    """The sum of means over the simplices of all cells, each times the volume."""
    if f.domain is None or not f.domain.is_bounded:
        where = f"R^{f.n_variables}" if f.domain is None else repr(f.domain)
        raise UnboundedError(
            f"{where} is unbounded, and an integral needs a bounded domain; give a bounded `within`"
        )
    assembly = regions_of(f, **run)._assembly
    found = cell_simplices(assembly)
    values = vertex_values(assembly, found)[:, 0].tolist()
    volumes = simplex_volumes(np.array(found.vertices, dtype=object), found.corners)
    simplices = found.corners.tolist()
    terms = [volume * mean([values[v] for v in s]) for volume, s in zip(volumes, simplices, strict=True)]
    return sum_in_pairs(terms) / factorial(f.n_variables)


def _largest(f: PiecewiseLinear, run: dict[str, Any]) -> LargestDifference:
    """The largest absolute value."""
    assembly = regions_of(f, **run)._assembly
    lines = [tuple(line) for line in assembly.start.lineality_space.numerators.tolist()]
    vertices: set[Row] = set()
    steps: set[tuple[Row, Row]] = set()
    for rows in cell_generators(assembly):
        points = [row for row in rows if row[-1]]
        vertices.update(points)
        steps.update((points[0], ray) for ray in [*(row[:-1] for row in rows if not row[-1]), *lines])
    value = dict(zip(vertices, _values(f.network, list(vertices)), strict=True))
    ways = sorted(steps)
    for (start, ray), reached in zip(ways, _values(f.network, [_beyond(*way) for way in ways]), strict=True):
        if reached != value[start]:
            raise UnboundedError(
                f"the difference is unbounded: from the point {_point(start).to_text()} on it changes by "
                f"{reached - value[start]} with every step {list(ray)}; give a bounded polyhedron `within`"
            )
    most = max(map(abs, value.values()))
    attaining = [_point(row) for row in vertices if abs(value[row]) == most]
    return LargestDifference(most, min(attaining, key=lambda point: point.fractions().tolist()))


def _beyond(row: Row, ray: Row) -> Row:
    """The point x / t + ray."""
    *x, t = row
    return (*(a + t * r for a, r in zip(x, ray, strict=True)), t)


def _point(row: Row) -> RationalArray:
    """The point x / t."""
    return RationalArray.from_integers(row[:-1], row[-1])


def _values(net: Network, rows: Sequence[Row]) -> list[Fraction]:
    """The values at points x / t; those with one denominator together."""
    order = sorted(range(len(rows)), key=lambda i: rows[i][-1])
    found = [Fraction(0)] * len(rows)
    for first in range(0, len(rows), POINTS_AT_ONCE):
        batch = order[first : first + POINTS_AT_ONCE]
        points = points_of_rows(np.array([rows[i] for i in batch], dtype=object))
        for i, value in zip(batch, net(points).fractions().ravel().tolist(), strict=True):
            found[i] = value
    return found
