"""Arrays of Python integers: the kernels below rational arrays and matrices.

numpy's object arrays compute with Python integers of any size at 50 to 100 ns an operation.  Where the
magnitudes provably fit, the same answer comes from machine words at a hundredth of that; where matrices
are large, from FLINT.  All three give the same integers, so the choice is one of speed alone.  FLINT's
own objects stay inside this package: they cannot be pickled, and compare unequal to ``Fraction``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

import flint
import numpy as np
from numpy.typing import NDArray

from tropnet.errors import ShapeError

__all__ = [
    "Integers",
    "as_int64",
    "correctly_rounded",
    "from_flint",
    "integer_product",
    "largest",
    "lowest_terms",
    "row",
    "shaped",
    "to_flint",
    "zeros",
]

Integers: TypeAlias = NDArray[np.object_]
"""A numpy array of Python integers."""

# A product of (m, n) by (n, k) matrices in Python integers costs about 80 ns * mnk; through FLINT the
# arithmetic is nearly free, but converting costs about 500 ns * (mn + nk + mk).
CONVERSION_COST = 7


def row(items: Sequence[Any]) -> Integers:
    """The items as a one-dimensional object array, whatever they are.

    Examples
    --------
    >>> row([1, 2**70]).shape
    (2,)
    """
    entries = np.empty(len(items), dtype=object)
    entries[:] = items
    return entries


def zeros(shape: int | tuple[int, ...]) -> Integers:
    """The array of zeros (Python's, not numpy's) of this shape.

    Examples
    --------
    >>> zeros(2).tolist()
    [0, 0]
    """
    return np.full(shape, 0, dtype=object)


def shaped(operation: Callable[[], Any]) -> Any:
    """The result of an operation of numpy's, whose complaints about shapes and axes become a ShapeError.

    Examples
    --------
    >>> shaped(lambda: zeros(6).reshape(4, 2))
    Traceback (most recent call last):
    tropnet.errors.ShapeError: cannot reshape array of size 6 into shape (4,2)
    """
    try:
        return operation()
    except ValueError as error:
        raise ShapeError(str(error)) from error


def as_int64(integers: Integers) -> NDArray[np.int64] | None:
    """The same integers in machine words, or None where one of them does not fit.

    Examples
    --------
    >>> as_int64(row([3, -4]))
    array([ 3, -4])
    >>> as_int64(row([3, 2**64])) is None
    True
    """
    try:
        return integers.astype(np.int64)
    except OverflowError:
        return None


def largest(words: NDArray[np.int64]) -> int:
    """The largest absolute value, 0 for an empty array; a Python integer, so that it cannot overflow.

    Examples
    --------
    >>> largest(np.array([3, -(2**63)])) == 2**63
    True
    """
    return max(int(words.max(initial=0)), -int(words.min(initial=0)))


def to_flint(matrix: Integers) -> flint.fmpz_mat:
    """The matrix as FLINT's ``fmpz_mat``.

    Examples
    --------
    >>> to_flint(zeros((1, 2))) == flint.fmpz_mat([[0, 0]])
    True
    """
    n_rows, n_columns = matrix.shape
    return flint.fmpz_mat(n_rows, n_columns, matrix.ravel().tolist())


def from_flint(matrix: flint.fmpz_mat) -> Integers:
    """The matrix of Python integers that a ``fmpz_mat`` is.

    Examples
    --------
    >>> from_flint(flint.fmpz_mat([[1, 2]])).tolist()
    [[1, 2]]
    """
    return row(list(map(int, matrix.entries()))).reshape(matrix.nrows(), matrix.ncols())


def integer_product(left: Integers, right: Integers) -> Integers:
    """The product of two integer matrices, exactly.

    Let M bound the sums of absolute values of the products.  If M <= 2^53, every partial sum in float64
    is an integer that float64 represents, whatever the order of summation; if M < 2^63, the same holds
    for int64.

    Examples
    --------
    >>> a = np.array([[1, 2], [3, 2**70]], dtype=object)
    >>> integer_product(a, a).tolist() == [[7, 2 + 2**71], [3 + 3 * 2**70, 6 + 2**140]]
    True
    """
    left_words, right_words = as_int64(left), as_int64(right)
    if left_words is not None and right_words is not None:
        bound = largest(left_words) * largest(right_words) * left.shape[1]
        if bound <= 2**53:
            product = left_words.astype(np.float64) @ right_words.astype(np.float64)
            return product.astype(np.int64).astype(object)
        if bound < 2**63:
            return (left_words @ right_words).astype(object)
    (m, n), k = left.shape, right.shape[1]
    if m * n * k <= CONVERSION_COST * (m * n + n * k + m * k):
        return cast("Integers", left @ right)
    return from_flint(to_flint(left) * to_flint(right))


def lowest_terms(numerators: Integers, denominator: int) -> tuple[Integers, int]:
    """The same fractions without a factor that divides the denominator and all numerators.

    Examples
    --------
    >>> numerators, denominator = lowest_terms(row([2, 0, 6]), 4)
    >>> numerators.tolist(), denominator
    ([1, 0, 3], 2)
    """
    factor = math.gcd(denominator, *numerators.ravel().tolist()) if denominator != 1 else 1
    if factor == 1:
        return numerators, denominator
    return np.asarray(numerators // factor, dtype=object), denominator // factor


def correctly_rounded(numerators: Integers, denominator: int) -> NDArray[np.float64]:
    """The float64 nearest to each fraction (ties to even); infinite beyond the range of float64.

    Examples
    --------
    >>> correctly_rounded(row([1, -(3**2000)]), 3)
    array([0.33333333,       -inf])
    """
    words = as_int64(numerators)
    if words is not None and largest(words) <= 2**53:
        if denominator <= 2**53:
            # Both are floats, and the division of floats is correctly rounded.
            return np.asarray(words / float(denominator))
        exponent = denominator.bit_length() - 1
        if denominator == 1 << exponent and exponent <= 1074:
            # Multiples of 2^-1074 with at most 53 bits are floats: nothing is rounded.
            return np.asarray(np.ldexp(words.astype(np.float64), -exponent))
    try:  # Python divides integers with correct rounding, subnormal results included.
        return np.asarray(numerators / denominator, dtype=np.float64)
    except OverflowError:
        return np.asarray(np.frompyfunc(_nearest_float, 2, 1)(numerators, denominator), dtype=np.float64)


def _nearest_float(numerator: int, denominator: int) -> float:
    try:
        return numerator / denominator
    except OverflowError:
        return math.inf if numerator > 0 else -math.inf
