r"""Numbers, affine forms, matrices, sets and cases in LaTeX.

Only what MathJax and KaTeX both know is used.  A number with many digits makes a formula unreadable, and none is
rounded: whoever writes a formula asks :func:`is_short` of its numbers first, and leaves it out where they are long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from tropnet.exact.display.abbreviation import abbreviated
from tropnet.exact.integers import Integers
from tropnet.exact.numbers import Rational

__all__ = [
    "affine_form",
    "array_formula",
    "cases",
    "column_vector",
    "coordinate_names",
    "displayed",
    "fraction",
    "is_short",
    "matrix",
    "relation",
    "set_of_solutions",
    "signed_sum",
]

LONGEST_NUMBER = 64
"""Numerators and denominators with more bits are not written."""

WIDEST_MATRIX = 72
"""The digits that may stand side by side in a matrix."""

MOST_ROWS = 10
"""Rows and columns of a matrix beyond these are abbreviated."""


def displayed(formula: str) -> str:
    r"""The formula as a notebook wants it, with fractions of full size.

    Examples
    --------
    >>> print(displayed("x"))
    $\displaystyle x$
    """
    return rf"$\displaystyle {formula}$"


# -- numbers ------------------------------------------------------------------------------------------


def is_short(values: Iterable[Rational]) -> bool:
    """Whether all numbers are short enough to be read.

    Examples
    --------
    >>> is_short([1, Fraction(-2, 3)]), is_short([Fraction(1, 3**100)])
    (True, False)
    """
    return all(
        max(value.numerator.bit_length(), value.denominator.bit_length()) <= LONGEST_NUMBER
        for value in values
    )


def fraction(value: Rational) -> str:
    r"""The number as an integer or a fraction.

    Examples
    --------
    >>> print(fraction(Fraction(-3, 4)), fraction(7))
    -\frac{3}{4} 7
    """
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


# -- affine forms -------------------------------------------------------------------------------------


def coordinate_names(n: int) -> list[str]:
    """The coordinates of R^n: x, or x with indices from 1.

    Examples
    --------
    >>> coordinate_names(1), coordinate_names(2)
    (['x'], ['x_{1}', 'x_{2}'])
    """
    return ["x"] if n == 1 else [f"x_{{{i}}}" for i in range(1, n + 1)]


def affine_form(coefficients: Sequence[Rational], constant: Rational, names: Sequence[str]) -> str:
    r"""The affine function with these coefficients; what is 0 is left out, and so is the factor 1.

    Examples
    --------
    >>> print(affine_form([2, 0, Fraction(-1, 2)], 1, ["x", "y", "z"]))
    2 x - \frac{1}{2} z + 1
    >>> affine_form([0], 0, ["x"]), affine_form([-1], 0, ["x"])
    ('0', '-x')
    """
    terms = [
        (value, f"{fraction(abs(Fraction(value)))} {name}" if abs(value) != 1 else name)
        for value, name in zip(coefficients, names, strict=True)
        if value
    ]
    return signed_sum(terms, (constant, fraction(abs(Fraction(constant)))))


def signed_sum(terms: Sequence[tuple[Rational, str]], constant: tuple[Rational, str]) -> str:
    """Absolute values with the signs of their numbers between them; the constant where it is not 0, or alone.

    Examples
    --------
    >>> signed_sum([(-2, "2*x"), (1, "y")], (-3, "3"))
    '-2*x + y - 3'
    """
    if constant[0] or not terms:
        terms = [*terms, constant]
    first, *rest = terms
    pieces = [f"-{first[1]}" if first[0] < 0 else first[1]]
    pieces += [f"- {body}" if value < 0 else f"+ {body}" for value, body in rest]
    return " ".join(pieces)


def relation(row: Sequence[Rational], names: Sequence[str], *, is_equation: bool = False) -> str:
    r"""The row (a, b) as a.x <= b or a.x = b, turned round where the first coefficient is negative.

    An ampersand stands before the relation, where those of a system are aligned.

    Examples
    --------
    >>> print(relation([-1, 2, 0], ["x", "y"]))
    x - 2 y &\ge 0
    >>> print(relation([2, 2, 3], ["x", "y"], is_equation=True))
    2 x + 2 y &= 3
    """
    *coefficients, bound = row
    leading = next((value for value in coefficients if value), 1)
    sign = -1 if leading < 0 else 1
    symbol = "=" if is_equation else (r"\le", r"\ge")[leading < 0]
    left = affine_form([sign * value for value in coefficients], 0, names)
    return f"{left} &{symbol} {fraction(sign * bound)}"


# -- several things -----------------------------------------------------------------------------------


def set_of_solutions(n: int, relations: Sequence[str]) -> str:
    r"""The set of the points of R^n that satisfy a system.

    Examples
    --------
    >>> print(set_of_solutions(1, [r"x &\ge 0"]))
    \left\{ x \in \mathbb{R}^{1} \;\middle|\; \begin{aligned} x &\ge 0 \end{aligned} \right\}
    >>> print(set_of_solutions(3, []))
    \mathbb{R}^{3}
    """
    space = rf"\mathbb{{R}}^{{{n}}}"
    if not relations:
        return space
    system = r" \\ ".join(relations)
    return rf"\left\{{ x \in {space} \;\middle|\; \begin{{aligned}} {system} \end{{aligned}} \right\}}"


def cases(branches: Iterable[tuple[str, str]]) -> str:
    r"""A function by cases: pairs of a value and the condition under which it is taken.

    Examples
    --------
    >>> print(cases([("0", r"x \le 0"), ("x", r"0 \le x")]))
    \begin{cases} 0 & x \le 0 \\ x & 0 \le x \end{cases}
    """
    return rf"\begin{{cases}} {_rows(branches)} \end{{cases}}"


def matrix(rows: Iterable[Iterable[str]]) -> str:
    r"""The matrix of entries that are written already.

    Examples
    --------
    >>> print(matrix([["1", "0"], ["0", "1"]]))
    \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}
    """
    return rf"\begin{{bmatrix}} {_rows(rows)} \end{{bmatrix}}"


def column_vector(values: Iterable[Rational]) -> str:
    r"""The numbers below each other.

    Examples
    --------
    >>> print(column_vector([1, Fraction(1, 2)]))
    \begin{bmatrix} 1 \\ \frac{1}{2} \end{bmatrix}
    """
    return matrix([fraction(value)] for value in values)


def _rows(rows: Iterable[Iterable[str]]) -> str:
    return r" \\ ".join(" & ".join(row) for row in rows)


# -- arrays -------------------------------------------------------------------------------------------


def array_formula(numerators: Integers, denominator: int) -> str | None:
    r"""An array of numbers as a number, a row or a matrix; None where that cannot be read.

    Rows and columns in the middle are replaced by dots if there are many, and then the shape is an index.

    Parameters
    ----------
    numerators : array of Python ints
        With at most two axes.
    denominator : int

    Examples
    --------
    >>> import numpy as np
    >>> print(array_formula(np.array([[1, 2], [3, 4]], dtype=object), 4))
    \begin{bmatrix} \frac{1}{4} & \frac{1}{2} \\ \frac{3}{4} & 1 \end{bmatrix}
    >>> print(array_formula(np.arange(100, dtype=object), 1))
    \begin{bmatrix} 0 & 1 & 2 & 3 & 4 & 5 & 6 & 7 & 8 & \cdots & 99 \end{bmatrix}_{100}
    """
    if numerators.ndim > 2 or not numerators.size:
        return None
    if numerators.ndim == 0:
        value = Fraction(numerators.item(), denominator)
        return fraction(value) if is_short([value]) else None
    table = numerators.reshape(-1, numerators.shape[-1])
    for n_columns in range(MOST_ROWS, 1, -2):
        formula = _table(table, denominator, n_columns)
        if formula is not None:
            is_whole = table.shape[0] <= MOST_ROWS and table.shape[1] <= n_columns
            shape = r" \times ".join(map(str, numerators.shape))
            return formula if is_whole else f"{formula}_{{{shape}}}"
    return None


def _table(table: Any, denominator: int, n_columns: int) -> str | None:
    """The table with not more columns than these, if they are narrow enough."""
    dots = -1
    rows = abbreviated(range(table.shape[0]), MOST_ROWS, dots)
    columns = abbreviated(range(table.shape[1]), n_columns, dots)
    numbers = {
        (i, j): Fraction(table[i, j], denominator) for i, j in product(rows, columns) if dots not in {i, j}
    }
    if not is_short(numbers.values()):
        return None
    width = sum(max(_width(numbers[i, j]) for i in rows if i != dots) for j in columns if j != dots)
    if width > WIDEST_MATRIX:
        return None
    return matrix(_entries(numbers, row, columns) for row in rows)


def _entries(numbers: dict[tuple[int, int], Fraction], row: int, columns: Sequence[int]) -> Iterator[str]:
    for column in columns:
        if (row, column) in numbers:
            yield fraction(numbers[row, column])
        elif row >= 0:
            yield r"\cdots"
        else:
            yield r"\vdots" if column >= 0 else r"\ddots"


def _width(value: Fraction) -> int:
    return max(len(str(value.numerator)), len(str(value.denominator)))
