"""Columns of rational numbers, each over its own denominator.

A :class:`~tropnet.exact.arrays.RationalArray` has one denominator for all entries.  That is what matrices of weights
want, but the break points of a function have unrelated denominators, and the common one of a million of them would be
a million times as long.  A :class:`FractionArray` keeps a numerator and a denominator for each entry, in lowest
terms; its operations are operations of whole arrays of Python integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.exact.integers import Integers
from tropnet.exact.numbers import as_fraction

__all__ = ["FractionArray", "concatenated"]


class FractionArray:
    """An immutable column of rational numbers in lowest terms, each over its own denominator.

    Make one with :meth:`of`, or of arrays of integers with :meth:`quotients`.

    Attributes
    ----------
    numerators, denominators : object arrays of integers, shape (k,), read-only
        The denominators are positive.

    Examples
    --------
    >>> a = FractionArray.of(["1/2", 3, "-2/3"])
    >>> a * 2 + a[0]
    FractionArray([3/2, 13/2, -5/6])
    >>> a[1:], a[2], len(a)
    (FractionArray([3, -2/3]), Fraction(-2, 3), 3)
    """

    __slots__ = ("denominators", "numerators")

    __array_ufunc__ = None

    numerators: Integers
    denominators: Integers

    def __init__(self, numerators: Integers, denominators: Integers) -> None:
        """Of numerators and denominators that are in lowest terms already."""
        for array in numerators, denominators:
            array.flags.writeable = False
        object.__setattr__(self, "numerators", numerators)
        object.__setattr__(self, "denominators", denominators)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a FractionArray cannot be changed; {name} is read-only")

    @classmethod
    def of(cls, values: FractionArray | RationalArray | Iterable[Any], what: str = "entry") -> FractionArray:
        """The column of some numbers; a number that is not rational is called by ``what`` and its place.

        Raises
        ------
        NotRationalError
            If a number is no finite rational number.

        Examples
        --------
        >>> FractionArray.of(RationalArray(["1/2", "2/2"]))
        FractionArray([1/2, 1])
        """
        if isinstance(values, FractionArray):
            return values
        if isinstance(values, RationalArray):
            numerators = values.ravel().numerators
            return cls.quotients(numerators, _filled(len(numerators), values.denominator))
        fractions = [
            value if type(value) is Fraction else as_fraction(value, f"{what} {i}")
            for i, value in enumerate(values)
        ]
        return cls(
            _integers([value.numerator for value in fractions]),
            _integers([value.denominator for value in fractions]),
        )

    @classmethod
    def quotients(cls, numerators: Integers, denominators: Integers) -> FractionArray:
        """The quotients of two columns of integers; no denominator is zero.

        Examples
        --------
        >>> FractionArray.quotients(np.array([2, 3], dtype=object), np.array([-4, 1], dtype=object))
        FractionArray([-1/2, 3])
        """
        common = np.gcd(numerators, denominators) * np.where(denominators < 0, -1, 1).astype(object)
        return cls(numerators // common, denominators // common)

    # -- arithmetic --------------------------------------------------------------------------------------

    def __add__(self, other: Any) -> FractionArray:
        p, q = _parts(other)
        return self.quotients(self.numerators * q + p * self.denominators, self.denominators * q)

    __radd__ = __add__

    def __neg__(self) -> FractionArray:
        return FractionArray(-self.numerators, self.denominators.copy())

    def __sub__(self, other: Any) -> FractionArray:
        p, q = _parts(other)
        return self.quotients(self.numerators * q - p * self.denominators, self.denominators * q)

    def __rsub__(self, other: Any) -> FractionArray:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> FractionArray:
        p, q = _parts(other)
        return self.quotients(self.numerators * p, self.denominators * q)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> FractionArray:
        """Entry by entry; no entry of the divisor is zero."""
        p, q = _parts(other)
        return self.quotients(self.numerators * q, self.denominators * p)

    def __abs__(self) -> FractionArray:
        return FractionArray(abs(self.numerators), self.denominators.copy())

    def sum(self) -> Fraction:
        """The sum of all entries, by halves, so that no partial sum has more digits than it must.

        >>> FractionArray.of(["1/2", "1/3", "1/6"]).sum()
        Fraction(1, 1)
        """
        column = self
        while len(column) > 1:
            half = len(column) // 2
            column = concatenated([column[:half] + column[half : 2 * half], column[2 * half :]])
        return column[0] if len(column) else Fraction(0)

    # -- comparison --------------------------------------------------------------------------------------

    def sign(self) -> npt.NDArray[np.int8]:
        """The sign of every entry.

        >>> FractionArray.of(["-1/2", 0, 3]).sign()
        array([-1,  0,  1], dtype=int8)
        """
        return ((self.numerators > 0).astype(np.int8) - (self.numerators < 0)).astype(np.int8)

    def is_equal(self, other: Any) -> npt.NDArray[np.bool_]:
        """Entry by entry, whether they are equal.

        >>> FractionArray.of([1, 2]).is_equal(2)
        array([False,  True])
        """
        p, q = _parts(other)
        equal: npt.NDArray[np.bool_] = ((self.numerators == p) & (self.denominators == q)).astype(bool)
        return equal

    def is_less(self, other: Any) -> npt.NDArray[np.bool_]:
        """Entry by entry, whether they are less.

        >>> FractionArray.of([1, 2]).is_less(FractionArray.of(["3/2", "3/2"]))
        array([ True, False])
        """
        p, q = _parts(other)
        less: npt.NDArray[np.bool_] = (self.numerators * q < p * self.denominators).astype(bool)
        return less

    def searchsorted(self, value: Fraction, *, right: bool = False) -> int:
        """The number of entries of an increasing column that are less than a value, or at most it.

        >>> column = FractionArray.of([0, "1/2", 1])
        >>> column.searchsorted(Fraction(1, 2)), column.searchsorted(Fraction(1, 2), right=True)
        (1, 2)
        """
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            entry = self[middle]
            low, high = (middle + 1, high) if entry < value or (right and entry == value) else (low, middle)
        return low

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FractionArray):
            return NotImplemented
        return np.array_equal(self.numerators, other.numerators) and np.array_equal(
            self.denominators, other.denominators
        )

    def __hash__(self) -> int:
        return hash((tuple(self.numerators.tolist()), tuple(self.denominators.tolist())))

    # -- entries -----------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.numerators)

    @overload
    def __getitem__(self, index: int | np.integer[Any]) -> Fraction: ...
    @overload
    def __getitem__(self, index: slice | npt.NDArray[Any] | list[int]) -> FractionArray: ...

    def __getitem__(self, index: Any) -> Fraction | FractionArray:
        numerator, denominator = self.numerators[index], self.denominators[index]
        if isinstance(numerator, np.ndarray):
            return FractionArray(numerator.copy(), denominator.copy())
        return Fraction(int(numerator), int(denominator))

    def __iter__(self) -> Iterator[Fraction]:
        return map(Fraction, self.numerators.tolist(), self.denominators.tolist())

    def fractions(self) -> tuple[Fraction, ...]:
        """All entries.

        >>> FractionArray.of([1, "1/2"]).fractions()
        (Fraction(1, 1), Fraction(1, 2))
        """
        return tuple(self)

    def floats(self) -> npt.NDArray[np.float64]:
        """The entries, each rounded correctly to the nearest float64.

        >>> FractionArray.of(["1/2", "-3/4"]).floats()
        array([ 0.5 , -0.75])
        """
        return np.array(
            [p / q for p, q in zip(self.numerators.tolist(), self.denominators.tolist(), strict=True)],
            np.float64,
        )

    def __repr__(self) -> str:
        shown = ", ".join(map(str, self[:8]))
        return f"FractionArray([{shown}{', ...' * (len(self) > 8)}])"

    def __reduce__(self) -> tuple[Any, ...]:
        return FractionArray, (self.numerators, self.denominators)


def concatenated(columns: Iterable[FractionArray]) -> FractionArray:
    """The columns one after the other.

    >>> concatenated([FractionArray.of([1]), FractionArray.of(["1/2"])])
    FractionArray([1, 1/2])
    """
    parts = list(columns)
    return FractionArray(
        np.concatenate([_filled(0, 1), *(part.numerators for part in parts)]),
        np.concatenate([_filled(0, 1), *(part.denominators for part in parts)]),
    )


def _parts(other: Any) -> tuple[Any, Any]:
    """Numerators and denominators of a column, or of one number."""
    if isinstance(other, FractionArray):
        return other.numerators, other.denominators
    number = as_fraction(other)
    return number.numerator, number.denominator


def _integers(values: list[int]) -> Integers:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _filled(length: int, value: int) -> Integers:
    column = np.empty(length, dtype=object)
    column[:] = value
    return column
