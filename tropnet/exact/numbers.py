"""What counts as a rational number, and the one door through which it enters.

Every finite float is a rational number: ``0.1`` *is* 3602879701896397 / 2**55, and that is the number
that a network with this weight multiplies by.  So floats are read as the dyadic rationals that they
are, and never as the decimal fraction that they are printed as; whoever means one tenth writes
``"0.1"`` or ``"1/10"``.  NaN, the infinities and complex numbers are no rational numbers, and neither
are ``True`` and ``False``: a Boolean among the weights is more likely a mask that lost its way than a
number.
"""

from __future__ import annotations

import operator
import reprlib
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, SupportsIndex, TypeAlias

from tropnet.errors import NotRationalError

__all__ = ["Rational", "RationalLike", "as_fraction"]


class SupportsIntegerRatio(Protocol):
    """A number that can say which fraction of two integers it is."""

    def as_integer_ratio(self) -> tuple[int, int]:
        """Return numerator and denominator."""
        ...


Rational: TypeAlias = int | Fraction
"""What tropnet gives back: exact Python numbers."""

RationalLike: TypeAlias = int | float | str | Fraction | Decimal | SupportsIndex | SupportsIntegerRatio
"""What tropnet accepts as one number; :func:`as_fraction` is the complete list."""

# Fraction("1e999999999") would fill the memory with one number, which a hostile file could contain.
LARGEST_DECIMAL_EXPONENT = 10_000


def as_fraction(value: RationalLike | Any, where: str = "") -> Fraction:
    """The rational number that ``value`` is, exactly.

    Accepted are ``int``, ``Fraction``, finite floats (as dyadic rationals), ``Decimal``, strings such as
    ``"3/7"``, ``"0.25"`` and ``"1e-3"``, scalars and 0-dimensional arrays of numpy and torch, sympy's
    rationals, gmpy2's and python-flint's integers and rationals.

    Parameters
    ----------
    value : RationalLike
        The number.
    where : str
        Its position in words, for the error message: ``"at index (0, 3)"``.

    Returns
    -------
    Fraction

    Raises
    ------
    NotRationalError
        For NaN, infinities, complex numbers, Booleans, strings that are no rational number, and
        everything else.

    Examples
    --------
    >>> as_fraction("3/7"), as_fraction(0.75), as_fraction("1e-3")
    (Fraction(3, 7), Fraction(3, 4), Fraction(1, 1000))
    >>> as_fraction(0.1) == Fraction(1, 10)
    False
    >>> as_fraction(float("nan"), "at index (0, 3)")
    Traceback (most recent call last):
    tropnet.errors.NotRationalError: nan at index (0, 3) is no finite rational number; \
give an int, a Fraction, a finite float or a string such as '3/7'
    """
    try:
        return _fraction(value)
    except (TypeError, ValueError, ArithmeticError) as reason:
        position = f" {where}" if where else ""
        raise NotRationalError(
            f"{reprlib.repr(value)}{position} is no finite rational number; "
            "give an int, a Fraction, a finite float or a string such as '3/7'"
        ) from reason


def _fraction(value: Any) -> Fraction:
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):  # scalars of numpy and torch
        value = value.item()
    if isinstance(value, bool):
        raise TypeError("a Boolean is no number here")
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, str | Decimal):
        return _parse(str(value))
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        return Fraction(int(value.numerator), int(value.denominator))
    if hasattr(value, "as_integer_ratio"):
        numerator, denominator = value.as_integer_ratio()
        return Fraction(int(numerator), int(denominator))
    return Fraction(operator.index(value))


def _parse(text: str) -> Fraction:
    _, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > LARGEST_DECIMAL_EXPONENT:
        raise ValueError(f"the exponent exceeds {LARGEST_DECIMAL_EXPONENT}")
    return Fraction(text)
