"""What the constructors of tropical values accept, and the canonical order of monomials."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping
from typing import Any

import flint

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.numbers import Rational, RationalLike

__all__ = [
    "arrays_of_terms",
    "as_row",
    "best_of_each",
    "checked_count",
    "is_number",
    "plain",
    "sums_of_pairs",
]


def best_of_each(exponents: RationalArray, coefficients: RationalArray, sign: int) -> list[int]:
    """The monomials to keep, in lexicographic order of their exponents: of equal exponents the best.

    Parameters
    ----------
    exponents : RationalArray, shape (r, n)
    coefficients : RationalArray, shape (r,)
    sign : int
        1 where the largest coefficient is the best, -1 where the smallest is.

    Examples
    --------
    >>> best_of_each(RationalArray([[1], [0], [1]]), RationalArray([3, 0, 5]), 1)
    [1, 2]
    """
    powers = [tuple(row) for row in exponents.numerators.tolist()]
    heights = (coefficients.numerators * sign).tolist()
    order = sorted(range(len(powers)), key=lambda k: (powers[k], heights[k]))
    last = len(order) - 1
    return [k for place, k in enumerate(order) if place == last or powers[order[place + 1]] != powers[k]]


def arrays_of_terms(
    terms: Mapping[Any, RationalLike] | Iterable[tuple[Any, RationalLike]], n_variables: int | None
) -> tuple[RationalArray, RationalArray]:
    """Exponents, shape (r, n), and coefficients, shape (r,), of pairs (exponent, coefficient).

    Raises
    ------
    ShapeError
        If exponents differ in length, or there is neither a term nor a number of variables.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> arrays_of_terms({(2, 0): 1, (0, "1/2"): 0}, None)
    (RationalArray([[2, 0], [0, 1/2]]), RationalArray([1, 0]))
    """
    pairs = list(terms.items() if isinstance(terms, Mapping) else terms)
    if not pairs and n_variables is None:
        raise ShapeError("without terms the number of variables is unknown; give n_variables")
    powers = [as_row(exponent) for exponent, _ in pairs]
    n = len(powers[0]) if n_variables is None else checked_count(n_variables)
    for (exponent, _), power in zip(pairs, powers, strict=True):
        if len(power) != n:
            raise ShapeError(f"the exponent {exponent!r} has {len(power)} entries; needed are {n}")
    # Rows without entries have no shape of their own.
    exponents = rational_array(powers).reshape(len(pairs), n) if n else RationalArray.zeros((len(pairs), 0))
    return exponents, rational_array([coefficient for _, coefficient in pairs])


def sums_of_pairs(left: RationalArray, right: RationalArray) -> RationalArray:
    """The sums of one of r rows and one of s rows, shape (r s, ...), the left row varying slowest.

    Examples
    --------
    >>> sums_of_pairs(RationalArray([0, 10]), RationalArray([1, 2, 3]))
    RationalArray([1, 2, 3, 11, 12, 13])
    """
    r, s, *rest = len(left), len(right), *left.shape[1:]
    return (left.reshape(r, 1, *rest) + right.reshape(1, s, *rest)).reshape(r * s, *rest)


def as_row(exponent: Any) -> list[Any]:
    """An exponent as a list of entries; one number is the exponent of one variable."""
    if isinstance(exponent, str) or not isinstance(exponent, Iterable):
        return [exponent]
    return list(exponent)


def plain(value: Rational) -> Rational:
    """The number as an ``int`` where it is one, which is shorter to read."""
    return value.numerator if value.denominator == 1 else value


def checked_count(n_variables: int) -> int:
    """A number of variables."""
    if n_variables < 0:
        raise InputError(f"the number of variables is {n_variables}; it must not be negative")
    return n_variables


def is_number(value: object) -> bool:
    """Whether a value is meant as one number, in Python, numpy, sympy, gmpy2 or python-flint.

    >>> import flint, sympy
    >>> is_number(0.5), is_number(sympy.Rational(1, 2)), is_number(flint.fmpq(1, 2)), is_number([1])
    (True, True, True, False)
    """
    if isinstance(value, float | str | numbers.Rational | flint.fmpq | flint.fmpz):
        return True
    return hasattr(value, "as_integer_ratio")
