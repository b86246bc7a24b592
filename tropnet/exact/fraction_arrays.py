"""Columns of rational numbers, each over its own denominator.

A :class:`~tropnet.exact.arrays.RationalArray` has one denominator for all entries.  That is what matrices of weights
want, but the break points of a function have unrelated denominators, and the common one of a million of them would be
a million times as long.  A :class:`FractionArray` keeps a numerator and a denominator for each entry, in lowest
terms; its operations are operations of whole arrays of Python integers.

**Order.**  Rounding to the nearest float is monotone: of two numbers with different floats, the one with the greater
float is greater.  So floats find places in an increasing column, and only equal floats are compared as fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import accumulate
from math import inf
from typing import Any, overload

import flint
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
            value if type(value) is Fraction or type(value) is int else as_fraction(value, f"as {what} {i}")
            for i, value in enumerate(values)
        ]
        return cls(
            _integers([value.numerator for value in fractions]),
            _integers([value.denominator for value in fractions]),
        )

    @classmethod
    def quotients(cls, numerators: npt.NDArray[Any], denominators: npt.NDArray[Any]) -> FractionArray:
        """The quotients of two columns of integers, none of the denominators zero.

        The integers are Python's, or machine words of absolute value less than 2^63.

        Examples
        --------
        >>> FractionArray.quotients(np.array([2, 3], dtype=object), np.array([-4, 1], dtype=object))
        FractionArray([-1/2, 3])
        """
        common = np.gcd(numerators, denominators)
        is_negative = denominators < 0
        if is_negative.any():
            common = common * np.where(is_negative, -1, 1).astype(common.dtype)
        return cls((numerators // common).astype(object), (denominators // common).astype(object))

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
        terms = self._flint()
        while len(terms) > 1:
            half = len(terms) // 2
            terms = [*(a + b for a, b in zip(terms[:half], terms[half:], strict=False)), *terms[2 * half :]]
        return Fraction(int(terms[0].p), int(terms[0].q)) if terms else Fraction(0)

    def running_sums(self) -> FractionArray:
        """The sums of the first k entries, for k from 0 to the length.

        >>> FractionArray.of(["1/2", "1/3", "1/6"]).running_sums()
        FractionArray([0, 1/2, 5/6, 1])
        """
        sums = list(accumulate(self._flint(), initial=flint.fmpq(0)))
        return FractionArray(_integers([int(s.p) for s in sums]), _integers([int(s.q) for s in sums]))

    def _flint(self) -> list[flint.fmpq]:
        return list(map(flint.fmpq, self.numerators.tolist(), self.denominators.tolist()))

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

    def max(self) -> Fraction:
        """The greatest entry of a column that has one.

        >>> FractionArray.of(["1/2", "2/3", "1/6"]).max()
        Fraction(2, 3)
        """
        column = self
        while len(column) > 1:
            half = (len(column) + 1) // 2
            first, second = column[:half], column[len(column) - half :]
            column = second._where(first.is_less(second), first)
        return column[0]

    def min(self) -> Fraction:
        """The least entry of a column that has one.

        >>> FractionArray.of(["1/2", "2/3", "1/6"]).min()
        Fraction(1, 6)
        """
        return -(-self).max()

    def _where(self, condition: npt.NDArray[np.bool_], other: FractionArray) -> FractionArray:
        """The entries of this column where a condition holds, and of another one elsewhere."""
        return FractionArray(
            np.where(condition, self.numerators, other.numerators),
            np.where(condition, self.denominators, other.denominators),
        )

    @overload
    def searchsorted(self, values: Fraction, *, right: bool = False) -> int: ...
    @overload
    def searchsorted(self, values: FractionArray, *, right: bool = False) -> npt.NDArray[np.intp]: ...

    def searchsorted(
        self, values: Fraction | FractionArray, *, right: bool = False
    ) -> int | npt.NDArray[np.intp]:
        """The number of entries of an increasing column that are less than a value, or at most it.

        Of a column of values, the numbers for each of them.

        >>> column = FractionArray.of([0, "1/2", 1])
        >>> column.searchsorted(Fraction(1, 2)), column.searchsorted(Fraction(1, 2), right=True)
        (1, 2)
        >>> column.searchsorted(FractionArray.of([1, -1, "2/3"]))
        array([2, 0, 2])
        """
        if isinstance(values, FractionArray):
            return self._places(values, right)
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            entry = self[middle]
            is_before = entry <= values if right else entry < values
            low, high = (middle + 1, high) if is_before else (low, middle)
        return low

    def _places(self, values: FractionArray, right: bool) -> npt.NDArray[np.intp]:
        """Floats leave the entries from ``low`` to ``high`` in doubt; bisection compares these exactly."""
        entries, sought = self.floats(), values.floats()
        low, high = np.searchsorted(entries, sought), np.searchsorted(entries, sought, side="right")
        open_ = np.flatnonzero(low < high)
        while len(open_):
            middle = (low[open_] + high[open_]) // 2
            entry, value = self[middle], values[open_]
            is_before = ~value.is_less(entry) if right else entry.is_less(value)
            low[open_[is_before]] = middle[is_before] + 1
            high[open_[~is_before]] = middle[~is_before]
            open_ = open_[low[open_] < high[open_]]
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
        """The entries, each rounded correctly to the nearest float64; infinite if it is too large.

        >>> FractionArray.of(["1/2", "-3/4", 10**400]).floats()
        array([ 0.5 , -0.75,   inf])
        """
        pairs = zip(self.numerators.tolist(), self.denominators.tolist(), strict=True)
        try:
            return np.array([p / q for p, q in pairs], np.float64)
        except OverflowError:
            return np.array([_rounded(value) for value in self], np.float64)

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


def _rounded(value: Fraction) -> float:
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return inf if value > 0 else -inf


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
