"""Integer matrices whose rows matter only up to a positive factor.

A half-space, a ray and a vertex in homogeneous coordinates are rows of integers, and a positive multiple
of the row is the same object; the *primitive* row, with coprime entries, represents it.  Polyhedral
algorithms combine such rows over and over, and nearly always with small numbers, so every operation here
runs in int64 when a bound proves that nothing can overflow and in Python integers when it does not.  The
result is exact in both cases; only its dtype tells which way it was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.exact.matrix import row_space

__all__ = [
    "IntegerRows",
    "cleared",
    "combine",
    "eliminate",
    "fitting",
    "magnitude",
    "primitive",
    "product",
    "sorted_unique",
    "spanning_rows",
]

IntegerRows = npt.NDArray[Any]
"""A two-dimensional array of exact integers: int64, or object holding Python ints."""

_LIMIT = 2**62


def magnitude(rows: IntegerRows) -> int:
    """The largest absolute value of an entry, as a Python int (0 for an empty array).

    >>> magnitude(np.array([[3, -7]]))
    7
    """
    return max(int(rows.max()), -int(rows.min())) if rows.size else 0


def fitting(bound: int, *arrays: IntegerRows) -> list[IntegerRows]:
    """The arrays as int64 when ``bound``, which dominates every intermediate value, allows it, else as Python ints.

    >>> small, large = np.array([3]), np.array([2**70], dtype=object)
    >>> [array.dtype.name for array in fitting(3 + 2**70, small, large)], fitting(3, small)[0].dtype.name
    (['object', 'object'], 'int64')
    """
    dtype: type = np.int64 if bound < _LIMIT else object
    return [array.astype(dtype, copy=False) for array in arrays]


def product(left: IntegerRows, right: IntegerRows) -> IntegerRows:
    """The matrix product, exactly.

    Every partial sum is at most (inner size) * max|left| * max|right|, which decides the dtype.

    >>> product(np.array([[2**40, 1]]), np.array([[2**40], [1]]))[0, 0] == 2**80 + 1
    True
    """
    bound = (left.shape[-1] + 1) * (magnitude(left) + 1) * (magnitude(right) + 1)
    left, right = fitting(bound, left, right)
    return np.asarray(left @ right)


def combine(alpha: IntegerRows, rows: IntegerRows, beta: IntegerRows, others: IntegerRows) -> IntegerRows:
    """The primitive rows on the rays of ``alpha_i rows_i - beta_i others_i``, shapes broadcast.

    >>> combine(np.array([2]), np.array([[1, 1]]), np.array([1]), np.array([[0, 4]])).tolist()
    [[1, -1]]
    """
    bound = (magnitude(alpha) + 1) * (magnitude(rows) + 1) + (magnitude(beta) + 1) * (magnitude(others) + 1)
    alpha, rows, beta, others = fitting(bound, alpha, rows, beta, others)
    return primitive(alpha[:, None] * rows - beta[:, None] * others)


def primitive(rows: IntegerRows) -> IntegerRows:
    """Each row divided by the greatest common divisor of its entries; zero rows stay zero.

    >>> primitive(np.array([[4, -6], [0, 0]])).tolist(), primitive(np.array([[-5]])).tolist()
    ([[2, -3], [0, 0]], [[-1]])
    """
    if rows.size == 0:
        return rows
    divisors = np.abs(np.gcd.reduce(rows, axis=1))  # the reduction of a single entry keeps its sign
    rows = rows // np.where(divisors == 0, 1, divisors)[:, None]
    return fitting(magnitude(rows), rows)[0]


def cleared(rows: Sequence[Sequence[Fraction]], n_columns: int) -> IntegerRows:
    """The primitive integer rows on the rays of the given rational rows.

    >>> cleared([[Fraction(1, 2), Fraction(1, 3)]], 2).tolist()
    [[3, 2]]
    """
    whole = []
    for row in rows:
        denominator = lcm(*(entry.denominator for entry in row))
        whole.append([entry.numerator * (denominator // entry.denominator) for entry in row])
    return primitive(np.array(whole, dtype=object).reshape(len(whole), n_columns))


def spanning_rows(rows: IntegerRows) -> IntegerRows:
    """The canonical basis of the row space: reduced echelon form with primitive rows and positive pivots.

    >>> spanning_rows(np.array([[0, 2, 2], [0, 1, 3], [0, 3, 5]])).tolist()
    [[0, 1, 0], [0, 0, 1]]
    """
    if len(rows) == 0:
        return rows
    return primitive(row_space(rows).numerators)


def eliminate(rows: IntegerRows, basis: IntegerRows) -> IntegerRows:
    """The primitive rows congruent to ``rows`` modulo the span of ``basis``, with zeros at its pivots.

    ``basis`` is in the form of :func:`spanning_rows`.  Two rows that span the same ray modulo the basis
    become equal, so this is the normal form of a facet modulo the equations, and of a ray modulo the
    lineality space.

    >>> eliminate(np.array([[1, 1, 0]]), np.array([[2, 0, 1]])).tolist()
    [[0, 2, -1]]
    """
    for line in basis:
        pivot = int(np.flatnonzero(line)[0])
        multiples = np.repeat(line[pivot : pivot + 1], len(rows))
        rows = combine(multiples, rows, rows[:, pivot], line[None, :])
    return primitive(rows)


def sorted_unique(rows: IntegerRows) -> IntegerRows:
    """The distinct rows in lexicographic order.

    >>> sorted_unique(np.array([[1, 0], [0, 5], [1, 0]])).tolist()
    [[0, 5], [1, 0]]
    """
    if rows.shape[1] == 0 or len(rows) == 0:
        return rows[:1]
    if rows.dtype != object:
        return np.unique(rows, axis=0)
    return np.array(sorted(set(map(tuple, rows.tolist()))), dtype=object).reshape(-1, rows.shape[1])
