"""Linear algebra over the rational numbers and over the integers.

Over the rationals everything here is read off one canonical object, the *reduced row echelon form*: the
unique basis of the row space in which each row has a leading 1 and every other row a 0 there.  Its length
is the rank; a system of equations is solvable exactly if the right-hand side has no leading 1 in the form
of the augmented matrix; and each column without a leading 1 is a free unknown, hence one vector of the
nullspace.  So solutions and bases do not depend on an order of elimination: equal row spaces give equal
answers.

Over the integers only unimodular matrices (determinant 1 or -1) are invertible.  Row operations with them
lead to the *Hermite normal form*, the canonical basis of the lattice that the rows span; row and column
operations together to the *Smith normal form*, the canonical form of the quotient by that lattice.

A rational matrix is an integer matrix over one denominator, which changes neither row space nor
nullspace.  FLINT eliminates the integer matrix without fractions (measured faster than its modular
solvers up to n = 60 for entries of 53 bits).

Every function takes whatever :func:`~tropnet.exact.arrays.rational_array` takes.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import flint
import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InconsistentError, ShapeError, SingularMatrixError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.integers import Integers, from_flint, to_flint, zeros

__all__ = [
    "determinant",
    "hermite_decomposition",
    "hermite_normal_form",
    "inverse",
    "nullspace",
    "primitive",
    "rank",
    "row_space",
    "smith_decomposition",
    "smith_normal_form",
    "solve",
]


def rank(matrix: RationalArrayLike) -> int:
    """The dimension of the space that the rows span.

    Raises
    ------
    ShapeError
        If the argument is no matrix.

    Examples
    --------
    >>> rank([[1, 2], ["1/2", 1]])
    1
    """
    return int(to_flint(_matrix(matrix).numerators).rank())


def determinant(matrix: RationalArrayLike) -> Fraction:
    """The determinant of a square matrix.

    Raises
    ------
    ShapeError
        If the argument is no square matrix.

    Examples
    --------
    >>> determinant([["1/2", 1], [3, 4]])
    Fraction(-1, 1)
    """
    array = _square(matrix)
    return Fraction(int(to_flint(array.numerators).det()), array.denominator ** len(array))


def row_space(matrix: RationalArrayLike) -> RationalArray:
    """The canonical basis of the row space: the reduced row echelon form without its zero rows.

    Returns
    -------
    RationalArray, shape (rank, n)
        Each row starts with a 1 below and above which there are zeros.  Two matrices have the same row
        space if and only if these bases are equal.

    Raises
    ------
    ShapeError
        If the argument is no matrix.

    Examples
    --------
    >>> row_space([[2, 4, 6], [1, 2, 4], [3, 6, 10]])
    RationalArray([[1, 2, 0], [0, 0, 1]])
    """
    rows, _, denominator = _echelon_form(_matrix(matrix).numerators)
    return RationalArray.from_integers(rows, denominator)


def nullspace(matrix: RationalArrayLike) -> RationalArray:
    """A basis of the vectors x with ``matrix @ x = 0``: primitive integer rows, one per free unknown.

    The row of a free unknown is 0 at the other free unknowns and positive at its own, so equal
    nullspaces have equal bases.

    Returns
    -------
    RationalArray, shape (n - rank, n)

    Raises
    ------
    ShapeError
        If the argument is no matrix.

    Examples
    --------
    >>> nullspace([[1, 2, "1/2"]])
    RationalArray([[-2, 1, 0], [-1, 0, 2]])
    """
    array = _matrix(matrix)
    rows, pivots, denominator = _echelon_form(array.numerators)
    is_free = np.ones(array.shape[1], np.bool_)
    is_free[pivots] = False
    free = np.flatnonzero(is_free)
    basis = zeros((len(free), array.shape[1]))
    basis[:, pivots] = -rows[:, free].T
    basis[np.arange(len(free)), free] = denominator
    return primitive(basis)


def solve(matrix: RationalArrayLike, right: RationalArrayLike) -> RationalArray:
    """The unique x with ``matrix @ x = right``.

    Parameters
    ----------
    matrix : array-like, shape (m, n)
        Need not be square.
    right : array-like, shape (m,) or (m, k)
        One right-hand side, or one in each column.

    Returns
    -------
    RationalArray, shape (n,) or (n, k)

    Raises
    ------
    InconsistentError
        If there is no solution.
    SingularMatrixError
        If there are several.
    ShapeError
        If the sizes do not fit.

    Examples
    --------
    >>> solve([[1, 2], [3, 4], [4, 6]], [1, 2, 3])
    RationalArray([0, 1/2])
    >>> solve([[1, 2], [2, 4]], [1, 3])
    Traceback (most recent call last):
    tropnet.errors.InconsistentError: the equations contradict each other: no x has matrix @ x = right
    """
    array, target = _matrix(matrix), rational_array(right)
    if target.ndim not in {1, 2} or len(target) != len(array):
        raise ShapeError(f"the right-hand side has shape {target.shape}, the matrix {array.shape}")
    n = array.shape[1]
    columns = target.numerators.reshape(len(target), math.prod(target.shape[1:]))
    rows, pivots, denominator = _echelon_form(np.hstack([array.numerators, columns]))
    if (pivots >= n).any():
        raise InconsistentError("the equations contradict each other: no x has matrix @ x = right")
    if len(pivots) < n:
        raise SingularMatrixError(
            f"the matrix of shape {array.shape} has rank {len(pivots)}: solutions exist but are not unique; "
            "add their differences from nullspace(matrix) to any one of them"
        )
    numerators = rows[:, n:].reshape((n, *target.shape[1:])) * array.denominator
    return RationalArray.from_integers(numerators, denominator * target.denominator)


def inverse(matrix: RationalArrayLike) -> RationalArray:
    """The inverse of a square matrix.

    Raises
    ------
    SingularMatrixError
        If the determinant is 0.
    ShapeError
        If the argument is no square matrix.

    Examples
    --------
    >>> inverse([[1, 2], [3, 4]])
    RationalArray([[-2, 1], [3/2, -1/2]])
    """
    array = _square(matrix)
    try:
        return solve(array, RationalArray.eye(len(array)))
    except InconsistentError as error:
        raise SingularMatrixError(
            f"the {len(array)}x{len(array)} matrix has rank {rank(array)} and no inverse"
        ) from error


def primitive(rows: RationalArrayLike) -> RationalArray:
    """The coprime integers in the same direction as each row.

    A row is multiplied by the positive number that makes its entries integers without a common factor;
    a row of zeros stays.  This is the canonical representative of a ray.

    Parameters
    ----------
    rows : array-like, shape (..., n)
        One vector, or one in each row.

    Returns
    -------
    RationalArray, shape (..., n)

    Raises
    ------
    ShapeError
        If the argument is a single number.

    Examples
    --------
    >>> primitive([["1/2", "-3/4"], [6, 4], [0, 0]])
    RationalArray([[2, -3], [3, 2], [0, 0]])
    """
    array = rational_array(rows)
    if array.ndim == 0:
        raise ShapeError(f"{array} is a single number; a direction needs a row of numbers")
    factors = np.gcd.reduce(array.numerators, axis=-1, keepdims=True, initial=0)
    return RationalArray.from_integers(array.numerators // np.where(factors == 0, 1, factors))


def hermite_normal_form(matrix: RationalArrayLike) -> RationalArray:
    """The canonical basis of the lattice that the integer rows span, followed by rows of zeros.

    The form is an echelon form; its leading entries are positive, and the entries above a leading entry
    h lie in 0, ..., h - 1.

    Returns
    -------
    RationalArray, shape (m, n)

    Raises
    ------
    InputError
        If an entry is no integer.
    ShapeError
        If the argument is no matrix.

    Examples
    --------
    >>> hermite_normal_form([[2, 3], [4, 4], [6, 7]])
    RationalArray([[2, 1], [0, 2], [0, 0]])
    """
    return _integral(to_flint(_matrix(matrix).integers()).hnf())


def hermite_decomposition(matrix: RationalArrayLike) -> tuple[RationalArray, RationalArray]:
    """The Hermite normal form H of an integer matrix A and a unimodular U with U A = H.

    Returns
    -------
    H : RationalArray, shape (m, n)
    U : RationalArray, shape (m, m)

    Raises
    ------
    InputError
        If an entry is no integer.
    ShapeError
        If the argument is no matrix.

    Examples
    --------
    >>> h, u = hermite_decomposition([[2, 3], [4, 4]])
    >>> h, u @ [[2, 3], [4, 4]] == h, abs(determinant(u))
    (RationalArray([[2, 1], [0, 2]]), True, Fraction(1, 1))
    """
    form, transform = to_flint(_matrix(matrix).integers()).hnf(True)
    return _integral(form), _integral(transform)


def smith_normal_form(matrix: RationalArrayLike) -> RationalArray:
    """The diagonal matrix of invariant factors of an integer matrix.

    They are non-negative and each divides the next.  The product of the first k is the greatest common
    divisor of the k x k minors, and the integer points modulo the lattice of the rows are the sum of the
    cyclic groups of these orders (0 meaning the integers).

    Returns
    -------
    RationalArray, shape (m, n)

    Raises
    ------
    InputError
        If an entry is no integer.
    ShapeError
        If the argument is no matrix.

    Examples
    --------
    >>> smith_normal_form([[2, 4, 4], [-6, 6, 12], [10, 4, 16]])
    RationalArray([[2, 0, 0], [0, 2, 0], [0, 0, 156]])
    """
    return _integral(to_flint(_matrix(matrix).integers()).snf())


def smith_decomposition(matrix: RationalArrayLike) -> tuple[RationalArray, RationalArray, RationalArray]:
    """The Smith normal form S of an integer matrix A and unimodular U, V with U A V = S.

    Hermite normal forms of the rows and of the columns alternate until the matrix is diagonal: each round
    replaces the leading entry by a divisor of it, until it divides its row and its column, so this ends.
    A diagonal entry that does not divide the next is mixed with it by adding the two columns, which
    lowers the first to a divisor again.

    Returns
    -------
    S : RationalArray, shape (m, n)
    U : RationalArray, shape (m, m)
    V : RationalArray, shape (n, n)

    Raises
    ------
    InputError
        If an entry is no integer.
    ShapeError
        If the argument is no matrix.

    Examples
    --------
    >>> a = RationalArray([[2, 0], [0, 3]])
    >>> s, u, v = smith_decomposition(a)
    >>> s, u @ a @ v == s
    (RationalArray([[1, 0], [0, 6]]), True)
    """
    current = to_flint(_matrix(matrix).integers())
    form = current.snf()
    left, right = _identity(current.nrows()), _identity(current.ncols())
    while current != form:
        current, step = current.hnf(True)
        left = step * left
        flipped, step = current.transpose().hnf(True)
        current, right = flipped.transpose(), right * step.transpose()
        mixing = _mixing_columns(from_flint(current))
        current, right = current * mixing, right * mixing
    return _integral(form), _integral(left), _integral(right)


def _mixing_columns(matrix: Integers) -> flint.fmpz_mat:
    """Return the operation that adds to a column the next, where a diagonal entry fails to divide it."""
    operation = np.eye(matrix.shape[1], dtype=int).astype(object)
    diagonal = matrix.diagonal().tolist()
    if np.count_nonzero(matrix) == np.count_nonzero(diagonal):
        for i, (entry, following) in enumerate(pairwise(diagonal)):
            if entry != 0 and following % entry != 0:
                operation[i + 1, i] = 1
                break
    return to_flint(operation)


def _echelon_form(matrix: Integers) -> tuple[Integers, NDArray[np.intp], int]:
    """Return the non-zero rows over a positive denominator, the leading columns, the denominator."""
    form, denominator, n_rows = to_flint(matrix).rref()
    rows = from_flint(form)[:n_rows]
    leading = (rows != 0).argmax(axis=1) if n_rows else np.zeros(0, dtype=np.intp)
    return (-rows, leading, -int(denominator)) if denominator < 0 else (rows, leading, int(denominator))


def _matrix(matrix: RationalArrayLike) -> RationalArray:
    array = rational_array(matrix)
    if array.ndim != 2:
        raise ShapeError(f"an array of shape {array.shape} is no matrix; a matrix has two axes")
    return array


def _square(matrix: RationalArrayLike) -> RationalArray:
    array = _matrix(matrix)
    if array.shape[0] != array.shape[1]:
        raise ShapeError(f"a matrix of shape {array.shape} is not square")
    return array


def _identity(n: int) -> flint.fmpz_mat:
    return to_flint(RationalArray.eye(n).numerators)


def _integral(matrix: flint.fmpz_mat) -> RationalArray:
    return RationalArray.from_integers(from_flint(matrix))
