"""Rows of rational numbers as other programs write them, and polyhedra in their homogeneous coordinates.

polymake, OSCAR, cdd and lrs put the homogenising coordinate first: the row (1, x) is the point x, (0, r) the ray r,
and (b, a) the inequality b + a.x >= 0.  Rationals are "3/7", or "3//7" where Julia wrote them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from tropnet.errors import FormatError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks.io.json_text import shown
from tropnet.polyhedra.notation import LARGEST_DIMENSION
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = [
    "Row",
    "constraints_of",
    "from_constraints",
    "from_points",
    "is_given_by_points",
    "number",
    "points_of",
    "row_text",
    "table",
]

Row = list[Fraction]

_DIGITS = 100_000
"""Longer numbers are refused: converting them takes quadratic time."""

_RATIONAL = re.compile(r"([+-]?\d+)(?://?(\d+))?|[+-]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d{1,4})?")


def number(entry: Any, where: str) -> Fraction:
    """The rational number that an entry stands for: a string, an integer, or a float as the dyadic that it is.

    Raises
    ------
    FormatError
        If it stands for none.

    Examples
    --------
    >>> number("-3/7", "here"), number("1//2", "here"), number(4, "here"), number("0.25", "here")
    (Fraction(-3, 7), Fraction(1, 2), Fraction(4, 1), Fraction(1, 4))
    """
    if isinstance(entry, int) and not isinstance(entry, bool):
        return Fraction(entry)
    if isinstance(entry, float) and math.isfinite(entry):
        return Fraction(entry)
    if not isinstance(entry, str) or len(entry) > _DIGITS:
        raise FormatError(f"{where}: {shown(entry)} is no rational number")
    found = _RATIONAL.fullmatch(entry.strip())
    if found is None:
        raise FormatError(f"{where}: {shown(entry)} is no rational number")
    numerator, denominator = found.groups()
    if numerator is None:
        return Fraction(entry.strip())
    if denominator is not None and not denominator.strip("0"):
        raise FormatError(f"{where}: {shown(entry)} has the denominator 0")
    return Fraction(_whole(numerator), _whole(denominator or "1"))


def _whole(digits: str) -> int:
    """An integer with any number of digits; Python itself refuses more than 4300."""
    if len(digits) <= 4000:
        return int(digits)
    sign, digits = (-1, digits[1:]) if digits[0] == "-" else (1, digits.lstrip("+"))
    middle = len(digits) // 2
    high, low = _whole(digits[:middle]), _whole(digits[middle:])
    value: int = sign * (high * 10 ** (len(digits) - middle) + low)
    return value


def table(content: Any, n_columns: int | None, where: str) -> list[Row]:
    """The rows of a matrix in JSON, dense or sparse.

    A last entry ``{"cols": n}`` tells the number of columns; a sparse row is ``{"index": number}``.

    Parameters
    ----------
    content : list
    n_columns : int or None
        What the number of columns must be, where that is known.
    where : str
        For error messages.

    Raises
    ------
    FormatError
        If it is no such matrix.

    Examples
    --------
    >>> table([{"0": "1", "2": "1/2"}, {"cols": 3}], None, "FACETS")
    [[Fraction(1, 1), Fraction(0, 1), Fraction(1, 2)]]
    """
    if not isinstance(content, list):
        raise FormatError(f"{where}: {shown(content)} is no list of rows")
    rows = list(content)
    if rows and isinstance(rows[-1], Mapping) and set(rows[-1]) == {"cols"}:
        n_columns = _size(rows.pop()["cols"], where)
    read = [_row(row, n_columns, f"{where}, row {i}") for i, row in enumerate(rows)]
    widths = {len(row) for row in read}
    if len(widths) > 1 or (n_columns is not None and widths - {n_columns}):
        needed = "the same" if n_columns is None else str(n_columns)
        raise FormatError(f"{where}: the rows have {sorted(widths)} entries, but {needed} is needed")
    return read


def _row(row: Any, n_columns: int | None, where: str) -> Row:
    if isinstance(row, list):
        return [number(entry, where) for entry in row]
    if not isinstance(row, Mapping):
        raise FormatError(f"{where}: {shown(row)} is no row of numbers")
    entries = dict(row)
    width = _size(entries.pop("_dim"), where) if "_dim" in entries else n_columns
    if width is None:
        raise FormatError(f"{where}: a sparse row does not tell its length, and nothing else does")
    dense = [Fraction(0)] * width
    for key, entry in entries.items():
        if not (
            isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 9 and int(key) < width
        ):
            raise FormatError(f"{where}: {shown(key)} is no index of a row of length {width}")
        dense[int(key)] = number(entry, where)
    return dense


def _size(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_DIMENSION:
        raise FormatError(f"{where}: {shown(value)} is no number of columns up to {LARGEST_DIMENSION}")
    return value


def from_points(points: Sequence[Row], lines: Sequence[Row], n_columns: int, where: str) -> Polyhedron:
    """The polyhedron with rows (t, x), t > 0 for a point and t = 0 for a ray, and lines (0, x).

    Raises
    ------
    FormatError
        If a row has t < 0, or a line t != 0, or there are rays and no point.

    Examples
    --------
    >>> one, zero = Fraction(1), Fraction(0)
    >>> from_points([[one, zero, zero], [zero, one, one]], [], 3, "here")
    <Polyhedron in R^2 given by 1 point and 1 ray>
    """
    if any(row[0] < 0 for row in points) or any(row[0] for row in lines):
        raise FormatError(f"{where}: a point has a negative first coordinate, or a line one that is not 0")
    vertices = [[x / t for x in row] for t, *row in points if t > 0]
    rays = [row for t, *row in points if t == 0 and any(row)]
    directions = [row[1:] for row in lines if any(row)]
    if not vertices and (rays or directions):
        raise FormatError(f"{where}: rays without a point generate nothing; add the apex as a point")
    n = n_columns - 1
    return Polyhedron.from_generators(_matrix(vertices, n), _matrix(rays, n), _matrix(directions, n))


def from_constraints(inequalities: Sequence[Row], equations: Sequence[Row], n_columns: int) -> Polyhedron:
    """The polyhedron with rows (b, a) that mean b + a.x >= 0, and b + a.x = 0.

    Examples
    --------
    >>> from_constraints([[Fraction(1), Fraction(-2)]], [], 2).inequalities
    RationalArray([[2, 1]])
    """
    n = n_columns - 1
    return Polyhedron.from_inequalities(
        -_matrix([row[1:] for row in inequalities], n),
        [row[0] for row in inequalities],
        (-_matrix([row[1:] for row in equations], n), [row[0] for row in equations]),
    )


def _matrix(rows: Sequence[Row], n: int) -> RationalArray:
    return rational_array(rows).reshape(len(rows), n) if rows and n else RationalArray.zeros((len(rows), n))


def points_of(P: Polyhedron) -> tuple[list[Row], list[Row]]:
    """The vertices and rays (t, x), and the lines (0, x).

    Examples
    --------
    >>> points_of(Polyhedron.parse("[0,inf]"))
    ([[Fraction(1, 1), Fraction(0, 1)], [Fraction(0, 1), Fraction(1, 1)]], [])
    """
    one, zero = [Fraction(1)], [Fraction(0)]
    vertices = [one + row for row in _entries(P.vertices)]
    rays = [zero + row for row in _entries(P.rays)]
    return vertices + rays, [zero + row for row in _entries(P.lineality_space)]


def constraints_of(P: Polyhedron) -> tuple[list[Row], list[Row]]:
    """The inequalities (b, a), b + a.x >= 0, and the equations (b, a), b + a.x = 0.

    Examples
    --------
    >>> constraints_of(Polyhedron.parse("x1 <= 3"))
    ([[Fraction(3, 1), Fraction(-1, 1)]], [])
    """
    rows = (
        [[row[-1], *(-x for x in row[:-1])] for row in _entries(a)] for a in (P.inequalities, P.equations)
    )
    inequalities, equations = rows
    return inequalities, equations


def is_given_by_points(P: Polyhedron) -> bool:
    """Whether a file should list points: the inequalities are not known without work.

    Examples
    --------
    >>> is_given_by_points(Polyhedron.from_generators([[0], [1]])), is_given_by_points(Polyhedron.parse("[0,1]"))
    (True, False)
    """
    return P.description.given_constraints is None


def _entries(array: RationalArray) -> list[Row]:
    return [list(row) for row in array.fractions().tolist()]


def row_text(row: Row) -> list[str]:
    """The entries as strings, "1/2".

    Examples
    --------
    >>> row_text([Fraction(1, 2), Fraction(3)])
    ['1/2', '3']
    """
    return [str(x) for x in row]
