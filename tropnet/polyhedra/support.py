r"""Linear functions on a polyhedron: support function, certified maxima, inscribed balls.

The support function of P is :math:`h(c) = \max \{c x : x \in P\}`.  It determines P, it is linear on the cones of
the normal fan, and the support function of a Minkowski sum is the sum of theirs (Schneider, Convex bodies,
2014, Section 1.7).  It is infinite in the directions c with c r > 0 for a ray r.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np

from tropnet.errors import EmptyDomainError, InputError, UnboundedError
from tropnet.exact import programs
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.polyhedra.boxes import Bounds
from tropnet.polyhedra.description import points_of_rows
from tropnet.polyhedra.integer_rows import IntegerRows
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import point_of, vectors_of

__all__ = ["Farthest", "InscribedBall", "farthest", "inscribed_ball", "maximize", "support_function"]


class Farthest(NamedTuple):
    """How far a polyhedron reaches in a direction c.

    Attributes
    ----------
    point : RationalArray, shape (n,)
        A point where c x is greatest, when ``ray`` is None; otherwise any point of the polyhedron.
    ray : RationalArray, shape (n,), or None
        A direction r in which the polyhedron goes on for ever, with c r > 0.
    """

    point: RationalArray
    ray: RationalArray | None


class InscribedBall(NamedTuple):
    """A greatest ball in a polyhedron.

    Attributes
    ----------
    center : RationalArray, shape (n,)
    radius : Fraction

    Examples
    --------
    >>> inscribed_ball(Polyhedron.parse("[0,1]x[0,3]")).radius
    Fraction(1, 2)
    """

    center: RationalArray
    radius: Fraction


def support_function(polyhedron: Polyhedron, directions: RationalArrayLike) -> Fraction | RationalArray:
    """The greatest value of c x on the polyhedron, for one direction c or for many.

    Parameters
    ----------
    polyhedron : Polyhedron
    directions : array-like of rationals, shape (n,) or (k, n)

    Returns
    -------
    Fraction, or RationalArray of shape (k,)

    Raises
    ------
    EmptyDomainError
        If the polyhedron is empty.
    UnboundedError
        If a direction has no greatest value; the message names a ray.
    ShapeError
        If the directions are no vectors of R^n.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> triangle = Polyhedron.from_generators([[0, 0], [2, 0], [0, 1]])
    >>> support_function(triangle, [1, 1])
    Fraction(2, 1)
    >>> support_function(triangle, [[1, 3], [-1, -1], ["1/2", 0]])
    RationalArray([3, 0, 1])
    """
    checked_polyhedron(polyhedron)
    array = vectors_of(directions, polyhedron.ambient_dim, "directions")
    many = array.reshape(-1, polyhedron.ambient_dim) if array.ndim == 2 else array.reshape(1, -1)
    values = rational_array(_greatest(polyhedron, many))
    return values.reshape(len(many)) if array.ndim == 2 else values.item()


def farthest(polyhedron: Polyhedron, direction: RationalArrayLike) -> Farthest:
    """A point where c x is greatest on the polyhedron, or a ray along which it grows for ever.

    Raises
    ------
    EmptyDomainError
        If the polyhedron is empty.
    ShapeError
        If c is no vector of R^n.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> farthest(Polyhedron.parse("[0,1]x[0,inf]"), [1, -1])
    Farthest(point=RationalArray([1, 0]), ray=None)
    >>> farthest(Polyhedron.parse("[0,1]x[0,inf]"), [1, 1]).ray
    RationalArray([0, 1])
    """
    checked_polyhedron(polyhedron)
    c = point_of(direction, polyhedron.ambient_dim, "the direction")
    _refuse_empty(polyhedron)
    if polyhedron.description.lists_vertices:
        return _farthest_generator(*_points_and_directions(polyhedron), c)
    if polyhedron.description.bounds is not None:
        return _farthest_corner(polyhedron.description.bounds, c)
    answer = maximize(polyhedron, c)
    if isinstance(answer, programs.Optimal):
        return Farthest(answer.point, None)
    assert isinstance(answer, programs.Unbounded)
    return Farthest(answer.point, answer.ray)


def maximize(polyhedron: Polyhedron, direction: RationalArrayLike) -> programs.ProgramResult:
    """The maximum of c x over the polyhedron, with a proof that ``check`` verifies.

    Returns
    -------
    Optimal, Unbounded or Infeasible
        Of :mod:`tropnet.exact.programs`; the multipliers belong to the rows of ``polyhedron.system``.

    Raises
    ------
    ShapeError
        If c is no vector of R^n.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> triangle = Polyhedron.parse("x1 >= 0; x2 >= 0; x1 + 2 x2 <= 3")
    >>> best = maximize(triangle, [1, 1])
    >>> best.value, best.point, best.dual
    (Fraction(3, 1), RationalArray([3, 0]), RationalArray([0, 1, 1]))
    >>> best.check([1, 1], *triangle.system)
    True
    """
    checked_polyhedron(polyhedron)
    c = point_of(direction, polyhedron.ambient_dim, "the direction")
    return programs.maximize(c, *polyhedron.system)


def inscribed_ball(polyhedron: Polyhedron, norm: Literal["linf", "l1"] = "linf") -> InscribedBall:
    r"""A greatest ball of the l-infinity or the l1 norm in the polyhedron.

    The ball with centre x and radius r lies in :math:`a y \le b` exactly when :math:`a x + r \|a\|_* \le b`,
    with the dual norm.  The dual of l-infinity is l1 and conversely, so the norms are rational, and centre and
    radius solve a linear program.  (The Euclidean Chebyshev centre is irrational in general.)  The radius is
    unique, the centre need not be.  It is 0 when the polyhedron is not full-dimensional.

    Parameters
    ----------
    polyhedron : Polyhedron
    norm : {"linf", "l1"}
        The ball is a cube or a cross-polytope.

    Raises
    ------
    EmptyDomainError
        If the polyhedron is empty.
    UnboundedError
        If it contains balls of every radius.
    InputError
        If the norm is neither.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import simplex
    >>> inscribed_ball(simplex(2), "linf")
    InscribedBall(center=RationalArray([1/4, 1/4]), radius=Fraction(1, 4))
    >>> inscribed_ball(simplex(2), "l1").radius
    Fraction(1, 3)
    """
    checked_polyhedron(polyhedron)
    if norm not in {"linf", "l1"}:
        raise InputError(f"norm={norm!r}; choose 'linf' or 'l1', whose balls are polytopes")
    A, b, (C, d) = polyhedron.system
    rows, levels = concatenate([A, C, -C]), concatenate([b, d, -d])
    sizes = abs(rows)
    dual_norms = sizes.sum(axis=1) if norm == "linf" else _largest_entries(sizes)
    n, m = polyhedron.ambient_dim, len(levels)
    program = concatenate([concatenate([rows, dual_norms.reshape(m, 1)], axis=1), [[0] * n + [-1]]])
    answer = programs.maximize([0] * n + [1], program, concatenate([levels, [0]]))
    if isinstance(answer, programs.Infeasible):
        raise EmptyDomainError("the empty polyhedron contains no ball")
    if isinstance(answer, programs.Unbounded):
        raise UnboundedError(f"{polyhedron!r} contains balls of every radius; intersect it with a box first")
    return InscribedBall(answer.point[:n], answer.value)


def _greatest(polyhedron: Polyhedron, directions: RationalArray) -> list[Fraction]:
    if not polyhedron.description.lists_vertices:
        return [_value(farthest(polyhedron, c), c) for c in directions]
    _refuse_empty(polyhedron)
    points, rays = _points_and_directions(polyhedron)
    for c in directions[((directions @ rays.T).sign() > 0).any(axis=1)]:
        _value(_farthest_generator(points, rays, c), c)
    return list((directions @ points.T).max(axis=1)) if len(directions) else []


def _value(reach: Farthest, c: RationalArray) -> Fraction:
    if reach.ray is not None:
        raise UnboundedError(
            f"the direction {c!r} has no greatest value: it grows for ever along the ray {reach.ray!r}"
        )
    value: Fraction = c @ reach.point
    return value


def _points_and_directions(polyhedron: Polyhedron) -> tuple[RationalArray, RationalArray]:
    """The points, and the rays together with both directions of each line."""
    rows, lines = polyhedron.description.some_generators
    directions: IntegerRows = np.concatenate([rows[rows[:, -1] == 0], lines, -lines])[:, :-1]
    return points_of_rows(rows), RationalArray.from_integers(directions)


def _farthest_generator(points: RationalArray, rays: RationalArray, c: RationalArray) -> Farthest:
    rising = np.flatnonzero((rays @ c).sign() > 0)
    if len(rising):
        return Farthest(points[0], rays[rising[0]])
    values = points @ c
    return Farthest(points[int(np.argmax(values.numerators))], None)


def _farthest_corner(bounds: Bounds, c: RationalArray) -> Farthest:
    """The same for a box: each coordinate goes to its own end."""
    point, ray = [], [0] * len(bounds)
    for i, ((low, high), slope) in enumerate(zip(bounds, c, strict=True)):
        end = high if slope > 0 else low
        if slope and end is None:
            ray[i] = 1 if slope > 0 else -1
        other = low if high is None else high
        point.append(end if end is not None else other if other is not None else Fraction(0))
    return Farthest(rational_array(point), rational_array(ray) if any(ray) else None)


def _largest_entries(sizes: RationalArray) -> RationalArray:
    """The greatest entry of each row, 0 where there are no columns."""
    padded = concatenate([sizes, RationalArray.zeros((len(sizes), 1))], axis=1)
    largest: RationalArray = padded.max(axis=1)
    return largest


def _refuse_empty(polyhedron: Polyhedron) -> None:
    if polyhedron.is_empty:
        raise EmptyDomainError("a linear function has no greatest value on the empty polyhedron")
