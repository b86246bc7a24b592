r"""Boxes: products of intervals, some of whose ends may be infinite.

A box in R^n has up to 2n facets and up to 2^n vertices.  The questions asked of it most have closed
formulas in its bounds, and a polyhedron given by inequalities in one coordinate each *is* a box; so nothing
is ever enumerated for them, and the cube of dimension 784 is as good a domain as the square.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

import numpy as np

from tropnet.polyhedra.integer_rows import IntegerRows, primitive, sorted_unique

__all__ = [
    "Bounds",
    "box_bounds",
    "box_dim",
    "box_f_vector",
    "box_facets",
    "box_middle",
    "box_selection",
    "box_sum",
    "box_volume",
]

Bounds = tuple[tuple[Fraction | None, Fraction | None], ...]
"""The lower and the upper end of each side; None where the side is unbounded."""


def box_bounds(inequalities: IntegerRows, equations: IntegerRows) -> Bounds | None:
    """The bounds of the box that the rows describe, when each row involves one coordinate.

    Parameters
    ----------
    inequalities, equations : integer arrays, shapes (m, n + 1) and (e, n + 1)
        Rows (a, b) with a.x <= b and (c, d) with c.x = d.

    Examples
    --------
    >>> box_bounds(np.array([[2, 0, 1], [1, 0, 3], [0, -1, 5]]), np.zeros((0, 3), int))
    ((None, Fraction(1, 2)), (Fraction(-5, 1), None))
    >>> box_bounds(np.zeros((0, 2), int), np.array([[2, 3]]))
    ((Fraction(3, 2), Fraction(3, 2)),)
    >>> box_bounds(np.array([[1, 1, 3]]), np.zeros((0, 3), int)) is None
    True
    """
    rows = np.concatenate([inequalities, equations, -equations])
    says_something = rows[:, :-1].astype(np.bool_).any(axis=1) | (rows[:, -1] < 0)
    rows = rows[says_something]
    involved = rows[:, :-1] != 0
    if not (involved.sum(axis=1) == 1).all():
        return None
    lows: list[Fraction | None] = [None] * involved.shape[1]
    highs: list[Fraction | None] = [None] * involved.shape[1]
    for k, i in np.argwhere(involved):
        end, low, high = Fraction(int(rows[k, -1]), int(rows[k, i])), lows[i], highs[i]
        if rows[k, i] > 0:
            highs[i] = end if high is None else min(end, high)
        else:
            lows[i] = end if low is None else max(end, low)
    return tuple(zip(lows, highs, strict=True))


def box_dim(bounds: Bounds) -> int:
    """The dimension of the box; -1 when it is empty.

    Examples
    --------
    >>> box_dim(((None, Fraction(1)), (Fraction(2), Fraction(2)))), box_dim(((Fraction(1), Fraction(0)),))
    (1, -1)
    """
    lengths = [high - low for low, high in bounds if low is not None and high is not None]
    if any(length < 0 for length in lengths):
        return -1
    return len(bounds) - lengths.count(Fraction(0))


def box_facets(bounds: Bounds) -> tuple[IntegerRows, IntegerRows]:
    """The canonical inequalities (a, b) and equations (c, d) of the box.

    Examples
    --------
    >>> inequalities, equations = box_facets(((None, Fraction(1, 2)), (Fraction(3), Fraction(3))))
    >>> inequalities.tolist(), equations.tolist()
    ([[2, 0, 1]], [[0, 1, 3]])
    """
    n = len(bounds)
    inequalities: list[IntegerRows] = []
    equations: list[IntegerRows] = []
    for i, (low, high) in enumerate(bounds):
        if low is not None and high is not None and low > high:  # the canonical form of the empty set
            return np.array([[0] * n + [-1]]), np.zeros((0, n + 1), np.int64)
        if low is not None and low == high:
            equations.append(_row(n, i, low))
            continue
        if low is not None:
            inequalities.append(-_row(n, i, low))
        if high is not None:
            inequalities.append(_row(n, i, high))
    return sorted_unique(_stacked(inequalities, n)), _stacked(equations, n)


def _row(n: int, i: int, end: Fraction) -> IntegerRows:
    """The primitive row (a, b) that says x_i <= end, or x_i = end."""
    row = np.zeros(n + 1, dtype=object)
    row[i], row[-1] = end.denominator, end.numerator
    return row


def _stacked(rows: list[IntegerRows], n: int) -> IntegerRows:
    return primitive(np.array(rows, dtype=object).reshape(-1, n + 1))


def box_middle(bounds: Bounds) -> list[Fraction]:
    """The mean of the vertices plus the sum of the rays: the centre of a bounded box.

    Examples
    --------
    >>> box_middle(((Fraction(0), Fraction(1)), (Fraction(2), None), (None, None)))
    [Fraction(1, 2), Fraction(3, 1), Fraction(0, 1)]
    """
    return [_middle(low, high) for low, high in bounds]


def _middle(low: Fraction | None, high: Fraction | None) -> Fraction:
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return low + 1
    return high - 1 if high is not None else Fraction(0)


def box_volume(bounds: Bounds) -> Fraction:
    """The product of the lengths of the sides of a bounded box.

    Examples
    --------
    >>> box_volume(((Fraction(0), Fraction(1, 2)), (Fraction(2), Fraction(5))))
    Fraction(3, 2)
    """
    lengths = (high - low for low, high in bounds if low is not None and high is not None)
    return prod(lengths, start=Fraction(1))


def box_f_vector(bounds: Bounds) -> tuple[int, ...]:
    """The numbers of faces of dimension 0, 1, ..., dim - 1 of a non-empty box.

    The faces of a product are the products of faces, so the generating polynomial, with the face itself as the
    leading term, is the product of those of the sides: 2 + t for a segment, 1 + t for a half-line, t for a
    line and 1 for a point.

    Examples
    --------
    >>> box_f_vector(((Fraction(0), Fraction(1)),) * 3)
    (8, 12, 6)
    """
    counts = [1]
    for low, high in bounds:
        if low is not None and low == high:
            continue
        n_ends = (low is not None) + (high is not None)
        counts = [n_ends * k + below for k, below in zip([*counts, 0], [0, *counts], strict=True)]
    return tuple(counts[:-1])


def box_sum(left: Bounds, right: Bounds) -> Bounds:
    """The Minkowski sum of two non-empty boxes in the same space.

    Examples
    --------
    >>> box_sum(((Fraction(0), Fraction(1)),), ((Fraction(-2), None),))
    ((Fraction(-2, 1), None),)
    """
    return tuple(
        (_end_sum(low, lower), _end_sum(high, higher))
        for (low, high), (lower, higher) in zip(left, right, strict=True)
    )


def _end_sum(end: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if end is None or other is None else end + other


def box_selection(bounds: Bounds, axes: Sequence[int]) -> Bounds:
    """The projection of a non-empty box to some coordinates.

    Examples
    --------
    >>> box_selection(((Fraction(0), None), (None, Fraction(3))), [1])
    ((None, Fraction(3, 1)),)
    """
    return tuple(bounds[axis] for axis in axes)
