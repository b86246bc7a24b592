"""From what a user writes to the integer rows of a polyhedron, and to words about them."""

from __future__ import annotations

from operator import index

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.polyhedra.integer_rows import IntegerRows, primitive

__all__ = [
    "Rows",
    "constraint_rows",
    "generator_rows",
    "integer_at_least",
    "point_of",
    "rows_in_words",
    "vectors_of",
]

Rows = tuple[IntegerRows, IntegerRows]
"""Inequalities and equations, or generators and lines, as in :mod:`tropnet.polyhedra.conversion`."""


def integer_at_least(least: int, value: int, what: str) -> int:
    """The value, which is an integer that is not smaller than ``least``; the message calls it by the words ``what``.

    Raises
    ------
    InputError
        If it is not.

    Examples
    --------
    >>> integer_at_least(1, 2.5, "n")
    Traceback (most recent call last):
    tropnet.errors.InputError: n is 2.5; it must be an integer >= 1
    """
    try:
        number = index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise InputError(f"{what} is {value!r}; it must be an integer >= {least}")
    return number


def constraint_rows(
    A: RationalArrayLike, b: RationalArrayLike, equations: tuple[RationalArrayLike, RationalArrayLike] | None
) -> Rows:
    """The primitive integer rows (a, b) and (c, d) of the system A x <= b, C x = d.

    Raises
    ------
    ShapeError
        If the sizes do not fit together.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> [rows.tolist() for rows in constraint_rows([["1/2", 1]], [3], ([[0, 4]], [2]))]
    [[[1, 2, 6]], [[0, 2, 1]]]
    """
    inequalities = _augmented(A, b, "A", "b")
    n = inequalities.shape[1] - 1
    extra = np.zeros((0, n + 1), np.int64) if equations is None else _augmented(*equations, "C", "d")
    if extra.shape[1] != n + 1:
        raise ShapeError(f"the inequalities have {n} unknowns, but the equations have {extra.shape[1] - 1}")
    return inequalities, extra


def generator_rows(vertices: RationalArrayLike, rays: RationalArrayLike, lines: RationalArrayLike) -> Rows:
    """The primitive integer rows (x, t) of points and rays, and (x, 0) of lines.

    Raises
    ------
    ShapeError
        If the sizes do not fit together, or the dimension cannot be known.
    InputError
        If there are rays or lines but no point to which they could be added.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> [rows.tolist() for rows in generator_rows([["1/2", 1]], [[2, 0]], ())]
    [[[1, 2, 2], [1, 0, 0]], []]
    """
    points = rational_array(vertices)
    if points.ndim != 2:
        raise ShapeError(
            f"vertices of shape {points.shape} do not tell the dimension; give shape (k, n), "
            "such as [[0, 0], [1, 0]], or (0, n) for the empty set"
        )
    n = points.shape[1]
    directions = [_directions(rays, n, "rays"), _directions(lines, n, "lines")]
    if len(points) == 0 and any(len(rows) for rows in directions):
        raise InputError(
            "rays and lines without a vertex generate the empty set; give the apex as a vertex, "
            f"for example vertices=[{[0] * n}]"
        )
    ones = np.full((len(points), 1), points.denominator, dtype=object)
    generators = primitive(np.concatenate([points.numerators, ones], axis=1))
    return np.concatenate([generators, directions[0]]), directions[1]


def point_of(x: RationalArrayLike, n: int, what: str) -> RationalArray:
    """The point, or vector, x of R^n.

    Raises
    ------
    ShapeError
        If x has another shape; the message calls it by the words ``what``.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> point_of(["1/2", 3], 2, "the point")
    RationalArray([1/2, 3])
    """
    point = rational_array(x)
    if point.shape != (n,):
        raise ShapeError(f"{what} has shape {point.shape}, but the space is R^{n}; give {n} numbers")
    return point


def vectors_of(x: RationalArrayLike, n: int, what: str) -> RationalArray:
    """The vector x of R^n, shape (n,), or several, shape (k, n).

    Raises
    ------
    ShapeError
        If x has another shape; the message calls it by the words ``what``.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> vectors_of([["1/2", 3]], 2, "directions")
    RationalArray([[1/2, 3]])
    """
    vectors = rational_array(x)
    if vectors.ndim not in {1, 2} or vectors.shape[-1] != n:
        raise ShapeError(
            f"{what} have shape {vectors.shape}, but the space is R^{n}; give ({n},) or (k, {n})"
        )
    return vectors


def rows_in_words(constraints: Rows | None, generators: Rows | None, is_irredundant: bool) -> str:
    """How many rows of which kind there are.

    Examples
    --------
    >>> none = np.zeros((0, 2), int)
    >>> rows_in_words((np.array([[1, 2], [1, 3]]), none), None, False)
    '2 inequalities'
    """
    parts: list[tuple[int, str, str]] = []
    if constraints is not None:
        inequalities, equations = constraints
        parts.append((len(inequalities), "inequality", "inequalities"))
        parts.append((len(equations), "equation", "equations"))
    if generators is not None:
        rows, lines = generators
        n_points = int((rows[:, -1] > 0).sum())
        points = ("vertex", "vertices") if is_irredundant else ("point", "points")
        parts.append((n_points, *points))
        parts.append((len(rows) - n_points, "ray", "rays"))
        parts.append((len(lines), "line", "lines"))
    *first, last = [f"{k} {one if k == 1 else many}" for k, one, many in parts if k] or [f"no {parts[0][1]}"]
    return f"{', '.join(first)} and {last}" if first else last


def _augmented(A: RationalArrayLike, b: RationalArrayLike, matrix: str, side: str) -> IntegerRows:
    """The primitive integer rows (a, b)."""
    left, right = rational_array(A), rational_array(b)
    if left.ndim != 2:
        raise ShapeError(
            f"{matrix} has shape {left.shape}, but a matrix of shape (m, n) is needed, such as [[1, 2]]; "
            "all of R^n is whole_space(n)"
        )
    if right.shape != (len(left),):
        raise ShapeError(
            f"{side} has shape {right.shape}, but {matrix} has {len(left)} rows; give one number for each row"
        )
    return primitive(concatenate([left, right.reshape(-1, 1)], axis=1).numerators)


def _directions(data: RationalArrayLike, n: int, what: str) -> IntegerRows:
    """The nonzero rows (x, 0)."""
    array = rational_array(data)
    if array.shape == (0,):
        array = array.reshape(0, n)
    if array.ndim != 2 or array.shape[1] != n:
        raise ShapeError(
            f"{what} have shape {array.shape}, but the vertices lie in R^{n}; give shape (k, {n})"
        )
    rows = primitive(array.numerators)
    rows = rows[(rows != 0).any(axis=1)]
    return np.concatenate([rows, np.zeros((len(rows), 1), np.int64)], axis=1)
