r"""Hyperplane arrangements modulo a prime of good reduction.

What an arrangement of hyperplanes a.x = b counts (regions, faces, flats) depends on its *intersection
poset* alone: which sets of hyperplanes meet, and in which dimension.  An integer arrangement reduced modulo a
prime p has *good reduction* when its intersection poset stays the same (Athanasiadis 1996; Stanley, *An
Introduction to Hyperplane Arrangements*, section 5.1).

**Lemma.** Let F be integer linear forms of rank r in r unknowns.  If p exceeds the absolute value of every
r x r minor of F, a subset of F is linearly dependent over Q exactly when it is dependent modulo p.

*Proof.*  A relation over Q can be taken with coprime integers, and is a relation modulo p.  A subset
independent over Q extends to a basis taken from F; its determinant is not zero and smaller than p, so p does
not divide it, and the basis, with the subset, stays independent.

Applied to the forms a.x - b t and t, the lemma says that any prime above the Hadamard bound (the product of
the r largest Euclidean norms) is good.  So counting is exact in a finite field: no fractions, no common
divisors to remove and, above all, no growth of coefficients under restriction.  Small integers, as in the
arrangements with names, lead to primes of a few bits, and a whole row of residues is packed into one machine
word.  Residues are int64 for p < 2^50 and Python integers beyond.

Rows modulo p are hyperplanes (a, c) of F_p^d, the points with a.x + c = 0: d coefficients and a constant,
*normalised* when the first nonzero coefficient is 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, reduce
from itertools import count
from math import isqrt, prod
from typing import Any

import flint
import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError
from tropnet.exact.matrix import rank, row_space
from tropnet.polyhedra.integer_rows import IntegerRows

__all__ = [
    "LARGEST_WORD_PRIME",
    "Labels",
    "essential_rows",
    "good_prime",
    "joint_labels",
    "normalised",
    "residues",
    "restricted",
    "row_labels",
    "times",
]

Labels = tuple[npt.NDArray[np.int64], int]
"""Numbers in 0, ..., bound - 1 that are equal exactly where the labelled things are, and their bound."""

_WORD = 2**62
LARGEST_WORD_PRIME = 2**50 - 27
"""The largest prime for which residues are int64."""
_LARGEST_FACTOR = 2**31
_LARGEST_TABLE = 2**16
_MERSENNE = (
    61,
    89,
    107,
    127,
    521,
    607,
    1279,
    2203,
    3217,
    4253,
    9689,
    19937,
    44497,
    86243,
    216091,
    756839,
    1257787,
)
"""Exponents e for which 2^e - 1 is prime (OEIS A000043, a selection)."""


def essential_rows(hyperplanes: IntegerRows) -> IntegerRows:
    """The essential arrangement in Q^r, where r is the rank, with the same intersection poset.

    The normals are written in the echelon basis of their span: their entries at its pivots.  Hyperplanes
    with a common point are moved to have it in the origin.

    Parameters
    ----------
    hyperplanes : integer array, shape (m, n + 1)
        Rows (a, b), the hyperplanes a.x = b; no normal a is zero.

    Returns
    -------
    integer array, shape (m, r + 1)
        Rows (a, c), the hyperplanes a.x + c = 0 of Q^r, in the given order.

    Examples
    --------
    >>> essential_rows(np.array([[1, -1, 0], [1, -1, 1]]))
    array([[ 1,  0],
           [ 1, -1]])
    """
    pivots = [next(j for j, x in enumerate(row) if x) for row in row_space(hyperplanes[:, :-1]).tolist()]
    is_central = rank(hyperplanes) == len(pivots)
    constants = np.zeros((len(hyperplanes), 1), np.int64) if is_central else -hyperplanes[:, -1:]
    return np.concatenate([hyperplanes[:, pivots], constants], axis=1)


def good_prime(rows: IntegerRows) -> int:
    """A prime above the Hadamard bound: no nonzero maximal minor of the cone is zero modulo it.

    The forms of the cone are the rows and the last coordinate.  When all constants are zero, that is the
    only form with a last coordinate, and a minor is one of the other columns.

    It is the smallest such prime below 2^50, or else a Mersenne prime, which needs no proof.

    Parameters
    ----------
    rows : integer array, shape (m, d + 1)
        Hyperplanes (a, c).

    Raises
    ------
    InputError
        If minors may have more than a million bits.

    Examples
    --------
    >>> good_prime(np.array([[3, 4, 0], [1, 0, 0], [0, 1, 0]]))
    7
    """
    order = rows.shape[1] if rows[:, -1].any() else rows.shape[1] - 1
    squares = sorted((sum(int(x) ** 2 for x in row) for row in rows.tolist()), reverse=True)
    bound = isqrt(prod(squares[:order]))
    if bound < LARGEST_WORD_PRIME:
        return next(p for p in count(bound + 1) if flint.fmpz(p).is_prime())
    for exponent in _MERSENNE:
        if bound < (1 << exponent) - 1:
            return (1 << exponent) - 1
    raise InputError(
        f"minors may have {bound.bit_length()} bits, and no prime with more than {exponent} is known here; "
        "round the coefficients"
    )


def residues(rows: IntegerRows, p: int) -> IntegerRows:
    """The rows modulo p, in machine words when products of residues fit them.

    Examples
    --------
    >>> residues(np.array([[-1, 8]]), 7)
    array([[6, 1]])
    """
    if p > LARGEST_WORD_PRIME:
        return np.asarray(rows.astype(object) % p)
    return np.asarray(rows % p).astype(np.int64)


def normalised(rows: IntegerRows, p: int) -> tuple[IntegerRows, npt.NDArray[np.bool_]]:
    """The rows divided by their first nonzero coefficient, and which rows have one.

    The others are constants: everywhere zero (the whole space) or nowhere (the hyperplane at infinity).  They stay.

    Parameters
    ----------
    rows : array of residues, shape (k, d + 1)

    Returns
    -------
    rows : array of residues, shape (k, d + 1)
    is_hyperplane : boolean array, shape (k,)

    Examples
    --------
    >>> rows, is_hyperplane = normalised(np.array([[0, 2, 1], [0, 0, 3]]), 7)
    >>> rows.tolist(), is_hyperplane.tolist()
    ([[0, 1, 4], [0, 0, 3]], [True, False])
    """
    if rows.shape[1] == 1:
        return rows, np.zeros(len(rows), bool)
    nonzero = rows[:, :-1] != 0
    leading = rows[np.arange(len(rows)), nonzero.argmax(axis=1)]
    is_hyperplane = leading != 0
    leading[~is_hyperplane] = 1
    return times(rows, _inverses(leading, p)[:, None], p), is_hyperplane


def restricted(rows: IntegerRows, mirrors: IntegerRows, p: int) -> IntegerRows:
    """Each row restricted to the hyperplane beside it, in the coordinates without the leading one.

    The result is not normalised.  Restricted to the same flat along different ways, a row is the same up to a
    factor: the coordinates left out are the pivots of the echelon form of all forms that vanish on the flat.

    Parameters
    ----------
    rows, mirrors : arrays of residues, shape (k, d + 1)
        The mirrors are normalised hyperplanes.

    Returns
    -------
    array of residues, shape (k, d)

    Examples
    --------
    >>> restricted(np.array([[2, 3, 1]]), np.array([[1, 0, 4]]), 7)
    array([[3, 0]])
    """
    pivots = (mirrors[:, :-1] != 0).argmax(axis=1)
    multiples = rows[np.arange(len(rows)), pivots]
    columns = np.arange(rows.shape[1] - 1)[None, :]
    columns = columns + (columns >= pivots[:, None])
    kept, mirror = (np.take_along_axis(array, columns, axis=1) for array in (rows, mirrors))
    return np.asarray((kept - times(multiples[:, None], mirror, p)) % p)


def times(left: IntegerRows, right: IntegerRows, p: int) -> IntegerRows:
    """The products modulo p, shapes broadcast.

    For p < 2^50 the quotient of a product by p is smaller than 2^50, and in floats, with two roundings of any
    mode, wrong by less than 1.  So its whole part is wrong by at most 1, and the remainder, between -p and
    2p, is right modulo 2^64 although the products overflow.

    Examples
    --------
    >>> times(np.array([2**49]), np.array([[2], [4]]), 2**50 - 27).tolist()
    [[27], [54]]
    """
    if p < _LARGEST_FACTOR or left.dtype == object:
        return np.asarray(left * right % p)
    quotients = np.floor(left.astype(np.float64) * right / p).astype(np.int64)
    remainders = left * right - quotients * p
    remainders += p * (remainders < 0)
    remainders -= p * (remainders >= p)
    return np.asarray(remainders)


def row_labels(rows: IntegerRows, p: int) -> Labels:
    """A label for each row of residues, equal exactly for equal rows.

    Examples
    --------
    >>> row_labels(np.array([[1, 2], [0, 3], [1, 2]]), 7)
    (array([9, 3, 9]), 49)
    """
    if not rows.shape[1]:
        return np.zeros(len(rows), np.int64), 1
    if rows.dtype == object:
        return joint_labels([_compressed(column) for column in rows.T])
    return joint_labels([(column, p) for column in rows.T])


def joint_labels(parts: Sequence[Labels]) -> Labels:
    """Labels of the tuples of labels, smaller labels first where the leading parts are smaller.

    Examples
    --------
    >>> joint_labels([(np.array([0, 1, 1]), 2), (np.array([2, 0, 2]), 3)])
    (array([2, 3, 5]), 6)
    """
    return reduce(_paired, parts)


def _paired(left: Labels, right: Labels) -> Labels:
    if left[1] * right[1] >= _WORD:
        left, right = _compressed(left[0]), _compressed(right[0])
    return left[0] * right[1] + right[0], left[1] * right[1]


def _compressed(values: npt.NDArray[Any]) -> Labels:
    distinct, labels = np.unique(values, return_inverse=True)
    return labels.astype(np.int64), len(distinct)


def _inverses(values: IntegerRows, p: int) -> IntegerRows:
    if values.dtype == object:
        return np.array([pow(value, -1, p) for value in values.tolist()], dtype=object)
    return _inverse_table(p)[values] if p <= _LARGEST_TABLE else _power(values, p - 2, p)


@lru_cache(maxsize=16)
def _inverse_table(p: int) -> npt.NDArray[np.int64]:
    return _power(np.arange(p), p - 2, p)


def _power(values: npt.NDArray[np.int64], exponent: int, p: int) -> npt.NDArray[np.int64]:
    """Powers modulo p; those with exponent p - 2 are the inverses, by Fermat."""
    result = np.ones_like(values)
    while exponent:
        if exponent & 1:
            result = times(result, values, p)
        values, exponent = times(values, values, p), exponent >> 1
    return result
