r"""Integer solutions of linear equations, and reduced bases.

The Hermite normal form of the transpose of a matrix C with n columns is :math:`U C^T = H` with U unimodular.
The rows of H after the first r = rank C are zero, so for :math:`x = U^T y` the equations :math:`C x = d` read
:math:`H^T y = d`: they fix :math:`y_1, \dots, y_r`, and leave the other entries of y free.  Since x is integral
exactly when y is, there is an integer solution exactly when the fixed entries are integers, and the last n - r
rows of U are a basis of the integer vectors x with :math:`C x = 0` (Cohen, A course in computational algebraic
number theory, 1993, Section 2.4.3; Schrijver, Theory of linear and integer programming, 1986, Section 4.1).

A lattice has many bases.  The reduction of Lenstra, Lenstra and Lovasz (1982) finds one of short vectors, the
shortest of which come first.
"""

from __future__ import annotations

from tropnet.errors import InconsistentError, ShapeError, SingularMatrixError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.integers import from_flint, to_flint
from tropnet.exact.matrix import hermite_decomposition, hermite_normal_form, rank, solve

__all__ = ["integer_kernel", "integer_solutions", "reduced_basis"]


def integer_kernel(matrix: RationalArrayLike) -> RationalArray:
    """A basis of the lattice of the integer vectors x with ``matrix @ x = 0``.

    Parameters
    ----------
    matrix : array-like of integers, shape (m, n)

    Returns
    -------
    RationalArray, shape (n - rank, n)

    Raises
    ------
    InputError
        If an entry is no integer.
    ShapeError
        If the argument is no matrix.

    Examples
    --------
    The rows of the nullspace (-3, 2, 0) and (-1, 0, 2) of (2, 3, 1) span a smaller lattice:

    >>> integer_kernel([[2, 3, 1]])
    RationalArray([[1, 0, -2], [0, 1, -3]])
    """
    columns = rational_array(matrix).T
    _, transform = hermite_decomposition(columns)
    return hermite_normal_form(transform[rank(columns) :])


def integer_solutions(
    matrix: RationalArrayLike, right: RationalArrayLike
) -> tuple[RationalArray, RationalArray]:
    """The integer vectors x with ``matrix @ x = right``: one of them, and a basis of the differences.

    Parameters
    ----------
    matrix : array-like of integers, shape (m, n)
    right : array-like of rationals, shape (m,)

    Returns
    -------
    solution : RationalArray, shape (n,)
    basis : RationalArray, shape (n - rank, n)
        The basis of :func:`integer_kernel`.

    Raises
    ------
    InconsistentError
        If no integer vector solves the equations.
    InputError
        If an entry of the matrix is no integer.
    ShapeError
        If the sizes do not fit.

    Examples
    --------
    >>> solution, basis = integer_solutions([[6, 10, 15]], [1])
    >>> [6, 10, 15] @ solution, basis.shape
    (Fraction(1, 1), (2, 3))
    >>> integer_solutions([[2, 4]], [1])
    Traceback (most recent call last):
    tropnet.errors.InconsistentError: no integer vector solves the equations
    """
    columns = rational_array(matrix).T
    form, transform = hermite_decomposition(columns)
    r = rank(columns)
    fixed = solve(form[:r].T, right)
    if fixed.ndim != 1:
        raise ShapeError(f"the right-hand side has shape {fixed.shape}; give one number for each equation")
    if fixed.denominator != 1:
        raise InconsistentError("no integer vector solves the equations")
    return fixed @ transform[:r], hermite_normal_form(transform[r:])


def reduced_basis(rows: RationalArrayLike) -> tuple[RationalArray, RationalArray]:
    """A basis B of short vectors of the lattice of independent integer rows A, and a unimodular T with T A = B.

    Parameters
    ----------
    rows : array-like of integers, shape (m, n)
        Linearly independent.

    Returns
    -------
    B : RationalArray, shape (m, n)
    T : RationalArray, shape (m, m)

    Raises
    ------
    SingularMatrixError
        If the rows are linearly dependent.
    InputError
        If an entry is no integer.
    ShapeError
        If the argument is no matrix.

    Source
    ------
    A. K. Lenstra, H. W. Lenstra and L. Lovasz, Factoring polynomials with rational coefficients, Mathematische
    Annalen 261 (1982), 515-534.

    Examples
    --------
    >>> basis, transform = reduced_basis([[1, 0, 100], [0, 1, 99]])
    >>> abs(basis[0]), basis == transform @ [[1, 0, 100], [0, 1, 99]]
    (RationalArray([1, 1, 1]), True)
    """
    matrix = rational_array(rows)
    if rank(matrix) < len(matrix):
        raise SingularMatrixError(
            f"the {len(matrix)} rows span a space of dimension {rank(matrix)}; a basis needs independent rows, "
            "such as the non-zero rows of hermite_normal_form(rows)"
        )
    basis, transform = to_flint(matrix.integers()).lll(True)
    return RationalArray.from_integers(from_flint(basis)), RationalArray.from_integers(from_flint(transform))
