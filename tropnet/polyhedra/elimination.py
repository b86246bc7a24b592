"""Determinants and solutions of many small integer systems at once.

Fraction-free elimination (Bareiss 1968) replaces the entries below a pivot by 2 x 2 minors divided by the
previous pivot.  The division is exact, and every entry that occurs is a minor of the given matrix; so Hadamard's
inequality bounds it: a minor of order k of a matrix with entries up to m is at most m^k k^(k/2).  The bound decides
between int64 and Python integers, and all matrices go through the steps together.
"""

from __future__ import annotations

from math import isqrt

import numpy as np

from tropnet.polyhedra.integer_rows import IntegerRows, magnitude

__all__ = ["cramer", "determinants"]


def determinants(matrices: IntegerRows) -> IntegerRows:
    """The determinants of integer matrices.

    Parameters
    ----------
    matrices : integer array, shape (k, n, n), n >= 1

    Returns
    -------
    integer array, shape (k,)

    Source
    ------
    E. H. Bareiss, Sylvester's identity and multistep integer-preserving Gaussian elimination, Mathematics of
    Computation 22 (1968), 565-578.

    Examples
    --------
    >>> determinants(np.array([[[1, 2], [3, 4]], [[0, 1], [2, 5]], [[0, 1], [0, 5]]])).tolist()
    [-2, -2, 0]
    """
    n = matrices.shape[-1]
    rows, signs, previous = _prepared(matrices, n - 1)
    for k in range(n - 1):
        pivot = _exchanged(rows, signs, k)
        below, right = rows[:, k + 1 :, k : k + 1], rows[:, k : k + 1, k + 1 :]
        rows[:, k + 1 :, k + 1 :] = (pivot * rows[:, k + 1 :, k + 1 :] - below * right) // previous
        # A zero pivot means that the whole column is zero: then all later entries are zero, and stay so.
        previous = np.where(pivot == 0, 1, pivot)
    return np.asarray(signs * rows[:, -1, -1])


def cramer(matrices: IntegerRows, right: IntegerRows) -> tuple[IntegerRows, IntegerRows]:
    """The determinants d of invertible integer matrices A, and the integer matrices X with A X = d B.

    Parameters
    ----------
    matrices : integer array, shape (k, n, n), n >= 1
        Each of them invertible.
    right : integer array, shape (n, m) or (k, n, m)

    Returns
    -------
    d : integer array, shape (k,)
    X : integer array, shape (k, n, m)
        By Cramer's rule its entries are determinants.

    Source
    ------
    E. H. Bareiss, Sylvester's identity and multistep integer-preserving Gaussian elimination, Mathematics of
    Computation 22 (1968), 565-578.

    Examples
    --------
    >>> d, x = cramer(np.array([[[1, 2], [3, 4]]]), np.array([[5], [6]]))
    >>> d.tolist(), x.tolist()
    ([-2], [[[8], [-9]]])
    """
    n = matrices.shape[-1]
    right = np.broadcast_to(right, (len(matrices), *right.shape[-2:]))
    rows, signs, previous = _prepared(np.concatenate([matrices, right], axis=2), n)
    for k in range(n):
        pivot = _exchanged(rows, signs, k)
        others = np.delete(np.arange(n), k)
        rows[:, others] = (
            pivot * rows[:, others] - rows[:, others, k : k + 1] * rows[:, k : k + 1]
        ) // previous
        previous = pivot
    return np.asarray(signs * previous[:, 0, 0]), np.asarray(signs[:, None, None] * rows[:, :, n:])


def _prepared(matrices: IntegerRows, order: int) -> tuple[IntegerRows, IntegerRows, IntegerRows]:
    """A copy in which products of two minors up to this order are exact, and the signs and pivots before it."""
    largest = magnitude(matrices) + 1
    minor = max(largest, largest**order * (isqrt(order**order) + 1))
    rows = matrices.astype(np.int64 if 2 * minor**2 < 2**63 else object)
    return rows, np.ones(len(rows), rows.dtype), np.ones((len(rows), 1, 1), rows.dtype)


def _exchanged(rows: IntegerRows, signs: IntegerRows, k: int) -> IntegerRows:
    """The pivots of column k, after rows without one were exchanged for rows below."""
    every, chosen = np.arange(len(rows)), k + (rows[:, k:, k] != 0).argmax(axis=1)
    rows[every, k], rows[every, chosen] = rows[every, chosen], rows[every, k]
    signs[chosen != k] *= -1
    return rows[:, k : k + 1, k : k + 1].copy()
