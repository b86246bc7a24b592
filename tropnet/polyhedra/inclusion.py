r"""Whether one polyhedron contains another, with a witness when it does not.

:math:`P \subseteq Q` holds exactly when every inequality of Q holds on P: when it holds at the vertices of P and
does not grow along its rays and lines.  If it fails, P has a point outside Q: a point where the inequality is
farthest from true, or a point far enough along a ray.
"""

from __future__ import annotations

from math import floor

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.description import points_of_rows, slack
from tropnet.polyhedra.integer_rows import IntegerRows
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.support import farthest

__all__ = ["is_subset", "point_outside"]


def is_subset(inner: Polyhedron, outer: Polyhedron) -> bool:
    """Whether every point of ``inner`` lies in ``outer``; also written ``inner <= outer``.

    Raises
    ------
    ShapeError
        If the polyhedra lie in different spaces.

    Examples
    --------
    >>> is_subset(Polyhedron.parse("[0,1]^2"), Polyhedron.parse("x1 + x2 <= 2"))
    True
    """
    return _violation(inner, outer) is None


def point_outside(inner: Polyhedron, outer: Polyhedron) -> RationalArray:
    """A point of ``inner`` that is not in ``outer``: the proof that ``inner <= outer`` is wrong.

    Raises
    ------
    InputError
        If there is none, because ``inner`` is a subset of ``outer``.
    ShapeError
        If the polyhedra lie in different spaces.

    Examples
    --------
    >>> point_outside(Polyhedron.parse("[0,1]x[0,inf]"), Polyhedron.parse("x1 + x2 <= 7"))
    RationalArray([1, 7])
    """
    found = _violation(inner, outer)
    if found is None:
        raise InputError(f"{inner!r} is a subset of {outer!r}; it has no point outside")
    return found


def _violation(inner: Polyhedron, outer: Polyhedron) -> RationalArray | None:
    """A point of ``inner`` outside ``outer``; None when there is none."""
    checked_polyhedron(inner), checked_polyhedron(outer)
    if inner.ambient_dim != outer.ambient_dim:
        raise ShapeError(
            f"a polyhedron in R^{inner.ambient_dim} and one in R^{outer.ambient_dim} cannot be compared; "
            "the spaces must be the same"
        )
    if inner.is_empty:
        return None
    if outer.description.has_many_facets and inner.description.lists_vertices:
        return _generator_outside(inner, outer)
    inequalities, equations = outer.description.some_constraints
    rows = np.concatenate([inequalities, equations, -equations])
    for row in rows[_may_fail(inner, rows)]:
        point = _far_point(inner, row)
        level = RationalArray.from_integers(row[:-1]) @ point
        if level > int(row[-1]):
            return point
    return None


def _generator_outside(inner: Polyhedron, outer: Polyhedron) -> RationalArray | None:
    """The same from the generators of both: a vertex outside, or a point far out on a ray that leaves."""
    rows, lines = inner.description.some_generators
    rows = np.concatenate([rows[rows[:, -1] > 0], rows[rows[:, -1] == 0], lines, -lines])
    missing = rows[~outer.description.contains(rows)]
    if not len(missing):
        return None
    first = missing[:1]
    point: RationalArray = points_of_rows(first if first[0, -1] > 0 else rows)[0]
    ray = RationalArray.from_integers(first[0, :-1])
    while point in outer:
        point, ray = point + ray, ray * 2
    return point


def _may_fail(inner: Polyhedron, rows: IntegerRows) -> npt.NDArray[np.bool_]:
    """Which rows fail at a generator; all of them where the generators are not known."""
    if not inner.description.lists_vertices:
        return np.ones(len(rows), np.bool_)
    generators, lines = inner.description.some_generators
    at_lines = slack(rows, lines.T) != 0
    return np.asarray((slack(rows, generators.T) < 0).any(axis=1) | at_lines.any(axis=1))


def _far_point(polyhedron: Polyhedron, row: IntegerRows) -> RationalArray:
    """A point where a x is greatest, or where it exceeds b if it has no greatest value."""
    form = RationalArray.from_integers(row[:-1])
    point, ray = farthest(polyhedron, form)
    if ray is None:
        return point
    steps = floor((int(row[-1]) - form @ point) / (form @ ray)) + 1
    far: RationalArray = point + ray * max(steps, 0)
    return far
