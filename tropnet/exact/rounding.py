r"""Rounding rational numbers: to the nearest multiple of a power of two, and to the nearest float of a format.

A float format with p bits of precision and the least exponent e has the numbers :math:`m\, 2^k` with
:math:`|m| \le 2^p` and :math:`k \ge e`, up to a largest one.  Around x, where :math:`2^i \le |x| < 2^{i+1}`, these are
the multiples of the power of two :math:`2^{\max(i + 1 - p,\, e)}`.  So both kinds of rounding are one: to the nearest
multiple, and of two nearest ones to the one that is an even multiple (IEEE 754: round to nearest, ties to even).
It is done in integers and happens once; going through float64 to float32 would round twice.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.integers import Integers

__all__ = ["FloatFormat", "nearest_floats", "nearest_multiples"]


class FloatFormat(NamedTuple):
    """A binary floating point format.

    Attributes
    ----------
    name : str
    precision : int
        The bits of the largest integers below which all are floats.
    least_exponent : int
        The smallest positive float is two to this power.
    largest : int
        The largest float.

    Examples
    --------
    >>> FloatFormat.of("float16")
    FloatFormat(name='float16', precision=11, least_exponent=-24, largest=65504)
    """

    name: str
    precision: int
    least_exponent: int
    largest: int

    @classmethod
    def of(cls, dtype: npt.DTypeLike) -> FloatFormat:
        """The format of a type of numpy's: float16, float32 or float64.

        Raises
        ------
        InputError
            If it is another one.
        """
        try:
            name = np.dtype(dtype).name if dtype is not None else "None"
        except TypeError:
            name = repr(dtype)
        if name not in {"float16", "float32", "float64"}:
            raise InputError(f"{name} is no float format here; give float16, float32 or float64")
        info = np.finfo(name)
        return cls(name, int(info.nmant) + 1, int(info.minexp) - int(info.nmant), int(info.max))

    def exponent(self, numerator: int, denominator: int) -> int:
        """The floats around a positive or negative fraction are the multiples of two to this power.

        >>> FloatFormat.of("float32").exponent(1, 3)
        -25
        """
        size = abs(numerator)
        i = size.bit_length() - denominator.bit_length()
        # Now 2^(i - 1) < size / denominator < 2^(i + 1).
        if size << max(-i, 0) < denominator << max(i, 0):
            i -= 1
        return max(i + 1 - self.precision, self.least_exponent)


def nearest_multiples(data: RationalArrayLike, bits: int) -> RationalArray:
    """The nearest multiples of 2^-bits, ties to even multiples.

    Parameters
    ----------
    data : array-like of rationals
    bits : int
        The binary digits after the point; negative for multiples of 2, 4, 8, ...

    Examples
    --------
    >>> nearest_multiples(["1/3", "-1/8", "3/8"], bits=2)
    RationalArray([1/4, 0, 1/2])
    >>> nearest_multiples([5, 6, 7], bits=-2)
    RationalArray([4, 8, 8])
    """
    array = rational_array(data)
    exponents = np.full(array.shape, -bits, dtype=object)
    return _nearest_multiples(array, exponents)


def nearest_floats(data: RationalArrayLike, dtype: npt.DTypeLike) -> RationalArray:
    """The nearest numbers of a float format, ties to even.

    Parameters
    ----------
    data : array-like of rationals
    dtype : float16, float32 or float64

    Raises
    ------
    InputError
        If the type is no such format, or a number lies beyond its range: it would round to infinity.

    Examples
    --------
    >>> nearest_floats(["1/3", 2**24 + 1], "float32")
    RationalArray([11184811/33554432, 16777216])
    """
    array, form = rational_array(data), FloatFormat.of(dtype)
    exponents = np.frompyfunc(form.exponent, 2, 1)(array.numerators, array.denominator)
    rounded = _nearest_multiples(array, np.asarray(exponents, dtype=object))
    is_beyond = abs(rounded) > form.largest
    if is_beyond.any():
        index = tuple(int(i) for i in np.argwhere(is_beyond)[0])
        raise InputError(
            f"the entry at index {index} lies beyond the range of {form.name}, whose largest number is "
            f"{float(form.largest):.6g}; rescale the array, or take a format with more bits"
        )
    return rounded


def _nearest_multiples(array: RationalArray, exponents: Integers) -> RationalArray:
    """For each entry the nearest multiple of two to its own power."""
    multiples = np.frompyfunc(_nearest_multiple, 3, 1)(array.numerators, array.denominator, exponents)
    least = min([0, *exponents.ravel().tolist()])
    numerators: Any = np.asarray(multiples, dtype=object) << (exponents - least)
    return RationalArray.from_integers(numerators, 1 << -least)


def _nearest_multiple(numerator: int, denominator: int, exponent: int) -> int:
    """The integer nearest to the fraction over two to the power, of two the even one."""
    divisor = denominator << max(exponent, 0)
    quotient, rest = divmod(numerator << max(-exponent, 0), divisor)
    return quotient + (2 * rest > divisor or (2 * rest == divisor and quotient & 1))
