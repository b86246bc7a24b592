r"""Boxes: products of intervals, some of whose ends may be infinite.

A box in R^n has up to 2n facets and up to 2^n vertices.  The questions asked of it most have closed
formulas in its bounds, and a polyhedron given by inequalities in one coordinate each *is* a box; so nothing
is ever enumerated for them, and the cube of dimension 784 is as good a domain as the square.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np

from tropnet.polyhedra.integer_rows import IntegerRows, primitive, sorted_unique

__all__ = ["Bounds", "box_bounds", "box_facets", "box_middle", "box_volume"]

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
