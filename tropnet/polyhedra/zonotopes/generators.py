r"""Generators of zonotopes: their canonical form, and sums of them with signs.

The vertices of a zonotope with m generators are sums of all generators with signs, m terms for each of the vertices.
The signs are a matrix of small numbers; the generators, brought to a common denominator, may be integers of hundreds
of bits.  So the integers are cut into *limbs*: :math:`|g| = \sum_i 2^{b i} g_i` with :math:`0 \le g_i < 2^b`.  If
:math:`m 2^b \le 2^{53}`, a matrix product of signs and limbs is exact in float64, and what is left to do in large
integers is one shifted sum for each coordinate of a vertex.
"""

from __future__ import annotations

from collections import Counter
from math import gcd

import numpy as np
import numpy.typing as npt

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.integers import as_int64
from tropnet.polyhedra.integer_rows import IntegerRows, magnitude, primitive

__all__ = ["in_words", "merged", "rows_with_bounds", "signed_sums", "sorted_points", "vector_rows"]

Signs = npt.NDArray[np.int8]


def merged(vectors: RationalArray) -> RationalArray:
    """The sums of parallel vectors, each with its first nonzero entry positive, sorted by their directions.

    Zero vectors are dropped.

    Examples
    --------
    >>> merged(RationalArray([[0, -1], [2, 4], [0, 0], [1, 2]]))
    RationalArray([[0, 1], [3, 6]])
    """
    lengths: Counter[tuple[int, ...]] = Counter()
    for row in vectors.numerators.tolist():
        length = gcd(*row)
        if length:
            sign = 1 if next(entry for entry in row if entry) > 0 else -1
            lengths[tuple(sign * entry // length for entry in row)] += length
    rows = [[length * entry for entry in direction] for direction, length in sorted(lengths.items())]
    numerators = np.array(rows, dtype=object).reshape(len(rows), vectors.shape[1])
    return RationalArray.from_integers(numerators, vectors.denominator)


def in_words(integers: IntegerRows) -> IntegerRows:
    """The same integers, int64 where they fit.

    Examples
    --------
    >>> in_words(np.array([1, 2], dtype=object)).dtype
    dtype('int64')
    """
    words = as_int64(integers)
    return integers if words is None else words


def signed_sums(signs: Signs, rows: IntegerRows) -> IntegerRows:
    """The product of a matrix of signs and one of integers of any size.

    Parameters
    ----------
    signs : int8 array, shape (k, m)
    rows : object array of integers, shape (m, n)

    Returns
    -------
    object array of integers, shape (k, n)

    Examples
    --------
    >>> signed_sums(np.array([[1, -1]], np.int8), np.array([[2**70], [1]], dtype=object)) == 2**70 - 1
    array([[ True]])
    """
    bits = 53 - len(rows).bit_length()
    matrix, sides = signs.astype(np.float64), np.sign(rows)
    absolute: IntegerRows = abs(rows)
    total = np.zeros((len(signs), rows.shape[1]), dtype=object)
    for shift in range(0, magnitude(rows).bit_length(), bits):
        limbs = (absolute >> shift & (1 << bits) - 1) * sides
        total += (matrix @ limbs.astype(np.float64)).astype(np.int64).astype(object) << shift
    return total


def sorted_points(
    signs: Signs, generators: RationalArray, center: RationalArray
) -> tuple[RationalArray, Signs]:
    """The points center + signs @ generators in lexicographic order, and the signs in this order.

    Parameters
    ----------
    signs : int8 array, shape (k, m)
    generators : RationalArray, shape (m, n)
    center : RationalArray, shape (n,)

    Examples
    --------
    >>> sorted_points(np.array([[1], [-1]], np.int8), RationalArray([[1]]), RationalArray(["1/2"]))
    (RationalArray([[-1/2], [3/2]]), array([[-1],
           [ 1]], dtype=int8))
    """
    summands = concatenate([generators, center.reshape(1, len(center))])
    points = signed_sums(np.pad(signs, ((0, 0), (0, 1)), constant_values=1), summands.numerators)
    rows = points.tolist()
    order = sorted(range(len(rows)), key=rows.__getitem__)
    return RationalArray.from_integers(points[order], summands.denominator), signs[order]


def vector_rows(data: RationalArrayLike, what: str) -> RationalArray:
    """The data as a matrix, one vector in each row.

    Raises
    ------
    ShapeError
        If they are no matrix.

    Examples
    --------
    >>> vector_rows([[1, "1/2"]], "generators").shape
    (1, 2)
    """
    vectors = rational_array(data)
    if vectors.ndim != 2:
        raise ShapeError(
            f"{what} have shape {vectors.shape}; give one in each row, shape (m, n), or (0, n) for a point of R^n"
        )
    return vectors


def rows_with_bounds(rows: RationalArray, bounds: RationalArray) -> IntegerRows:
    """The primitive integer rows (a, b) from integer rows a and rational bounds b.

    Examples
    --------
    >>> rows_with_bounds(RationalArray([[2, 4]]), RationalArray(["1/3"])).tolist()
    [[6, 12, 1]]
    """
    scaled = rows.integers() * bounds.denominator
    return primitive(np.hstack([scaled, bounds.numerators[:, None]]))
