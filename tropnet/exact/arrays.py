"""Arrays of rational numbers: integers over one common denominator.

A :class:`RationalArray` is an n-dimensional array of Python integers, the numerators, over one positive
integer, the denominator.  The weights of a trained network are dyadic, so a common denominator is a
power of two and costs a few bits per entry; in return every operation is an operation of integers, and
integers are what fast exact code wants: sums and products stay inside numpy, matrix products go through
float64 or int64 where the magnitudes provably fit and through FLINT otherwise, and ``Fraction`` appears
only where a user looks.

The form is canonical: no factor divides the denominator and all numerators.  So two arrays are equal
exactly if shape, numerators and denominator are, and ``==`` says whether the *whole* values are equal.
Arrays are immutable, hashable and can be pickled.

Nothing is rounded on the way in (a float is the dyadic rational that it is) and only
:meth:`RationalArray.floats` rounds on the way out, each entry correctly to the nearest float64.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError, ShapeError
from tropnet.exact.display.latex import array_formula, displayed
from tropnet.exact.integers import Integers, correctly_rounded, integer_product, lowest_terms, shaped, zeros
from tropnet.exact.numbers import Rational, RationalLike, as_fraction
from tropnet.exact.reading import over_common_denominator, read
from tropnet.exact.reductions import Reductions

__all__ = ["RationalArray", "RationalArrayLike", "concatenate", "rational_array", "stack"]

RationalArrayLike: TypeAlias = "RationalArray | RationalLike | Sequence[Any] | NDArray[Any]"
"""What :func:`rational_array` accepts (torch tensors and sympy matrices too, which are untyped here)."""

LARGEST_SHOWN, LONGEST_SHOWN = 32, 88  # entries and characters up to which repr shows everything


class RationalArray(Reductions):
    """An immutable n-dimensional array of rational numbers.

    Make one with :func:`rational_array`; the class called on array-like data does the same.  A single
    entry, as from ``a[0, 1]`` or ``a.sum()``, is a ``Fraction``.  ``==`` compares whole values; ``<``,
    ``<=``, ``>`` and ``>=`` compare entry by entry, and so does ``(a - b).sign() == 0``.

    Attributes
    ----------
    numerators : ndarray of Python ints, read-only
    denominator : int
        Positive; coprime to the numerators taken together.

    Examples
    --------
    >>> a = RationalArray([[1, "1/2"], [0, -3]])
    >>> a @ a
    RationalArray([[1, -1], [0, 9]])
    >>> a[0, 1], a.denominator
    (Fraction(1, 2), 2)
    >>> a == RationalArray([[1.0, 0.5], [0, -3]])
    True
    """

    __slots__ = ("denominator", "numerators")

    # numpy's arrays and scalars leave arithmetic with a RationalArray to the methods below.
    __array_ufunc__ = None

    numerators: Integers
    denominator: int

    def __init__(self, data: RationalArrayLike) -> None:
        _assign(self, *read(data))

    # -- construction ---------------------------------------------------------------------------------

    @classmethod
    def from_integers(cls, numerators: Any, denominator: int = 1) -> RationalArray:
        """The array ``numerators / denominator``, brought to lowest terms.

        Parameters
        ----------
        numerators : array-like
            Integers.
        denominator : int
            Not zero; the sign moves into the numerators.

        Raises
        ------
        InputError
            If an entry is no integer or the denominator is zero.

        Examples
        --------
        >>> RationalArray.from_integers([[2, 4], [6, 0]], 4)
        RationalArray([[1/2, 1], [3/2, 0]])
        """
        denominator = operator.index(denominator)
        if denominator == 0:
            raise InputError("the denominator is 0; give a non-zero integer")
        integers = rational_array(numerators).integers()
        return _reduced(integers if denominator > 0 else _object(-integers), abs(denominator))

    @classmethod
    def zeros(cls, shape: int | tuple[int, ...]) -> RationalArray:
        """The array of zeros of this shape.

        Examples
        --------
        >>> RationalArray.zeros((1, 3))
        RationalArray([[0, 0, 0]])
        """
        return _canonical(zeros(shape), 1)

    @classmethod
    def eye(cls, n: int) -> RationalArray:
        """The identity matrix of size n.

        Examples
        --------
        >>> RationalArray.eye(2)
        RationalArray([[1, 0], [0, 1]])
        """
        numerators = zeros((n, n))
        np.fill_diagonal(numerators, 1)
        return _canonical(numerators, 1)

    # -- shape ----------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of entries along each axis."""
        return self.numerators.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.numerators.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.numerators.size

    @property
    def T(self) -> RationalArray:
        """The array with its axes in reverse order."""
        return _canonical(self.numerators.T, self.denominator)

    def transpose(self, *axes: int) -> RationalArray:
        """The array with its axes permuted: axis i of the result is axis ``axes[i]``.

        Examples
        --------
        >>> RationalArray.zeros((2, 3, 4)).transpose(1, 2, 0).shape
        (3, 4, 2)
        """
        return _canonical(shaped(lambda: self.numerators.transpose(*axes)), self.denominator)

    def reshape(self, *shape: Any) -> RationalArray:
        """The entries in the same (row-major) order in another shape; one length may be -1.

        Examples
        --------
        >>> RationalArray([1, 2, 3, 4]).reshape(2, -1)
        RationalArray([[1, 2], [3, 4]])
        """
        return _canonical(shaped(lambda: self.numerators.reshape(*shape)), self.denominator)

    def ravel(self) -> RationalArray:
        """All entries along one axis, in row-major order.

        Examples
        --------
        >>> RationalArray([[1, 2], [3, 4]]).ravel()
        RationalArray([1, 2, 3, 4])
        """
        return _canonical(self.numerators.ravel(), self.denominator)

    def __len__(self) -> int:
        return len(self.numerators)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key: Any) -> Any:
        """Return the part that numpy's indexing selects; a single entry is a ``Fraction``."""
        return _entry_or_array(self.numerators[key], self.denominator)

    def item(self) -> Fraction:
        """The only entry of an array of size 1.

        Examples
        --------
        >>> RationalArray([["1/3"]]).item()
        Fraction(1, 3)
        """
        if self.size != 1:
            raise ShapeError(f"an array of shape {self.shape} has {self.size} entries; item() needs one")
        return Fraction(self.numerators.item(), self.denominator)

    # -- arithmetic -----------------------------------------------------------------------------------

    def __add__(self, other: Any) -> RationalArray:
        return self._termwise(np.add, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> RationalArray:
        return self._termwise(np.subtract, other)

    def __rsub__(self, other: Any) -> RationalArray:
        return rational_array(other) - self

    def __mul__(self, other: Any) -> RationalArray:
        other = rational_array(other)
        numerators = _broadcast(np.multiply, self.numerators, other.numerators)
        return _reduced(numerators, self.denominator * other.denominator)

    __rmul__ = __mul__

    def __truediv__(self, scalar: RationalLike) -> RationalArray:
        divisor = as_fraction(scalar, "as a divisor")
        if divisor == 0:
            raise ZeroDivisionError("a RationalArray was divided by 0")
        return self * (1 / divisor)

    def __neg__(self) -> RationalArray:
        return _canonical(_object(-self.numerators), self.denominator)

    def __abs__(self) -> RationalArray:
        return _canonical(_object(abs(self.numerators)), self.denominator)

    def __matmul__(self, other: RationalArrayLike) -> Any:
        return _product(self, rational_array(other))

    def __rmatmul__(self, other: RationalArrayLike) -> Any:
        return _product(rational_array(other), self)

    def maximum(self, other: RationalArrayLike) -> RationalArray:
        """The larger of two entries, at each place.

        Examples
        --------
        >>> RationalArray(["-1/2", 3]).maximum(0)
        RationalArray([0, 3])
        """
        return self._termwise(np.maximum, other)

    def minimum(self, other: RationalArrayLike) -> RationalArray:
        """The smaller of two entries, at each place.

        Examples
        --------
        >>> RationalArray(["-1/2", 3]).minimum(0)
        RationalArray([-1/2, 0])
        """
        return self._termwise(np.minimum, other)

    def _over_denominator(self, numerators: Any) -> Any:
        return _entry_or_array(numerators, self.denominator)

    def _termwise(self, operation: np.ufunc, other: Any) -> RationalArray:
        [left, right], denominator = self._beside(other)
        return _reduced(_broadcast(operation, left, right), denominator)

    def _beside(self, other: Any) -> tuple[list[Integers], int]:
        return over_common_denominator([read(self), read(other)])

    # -- order ----------------------------------------------------------------------------------------

    def sign(self) -> NDArray[np.int8]:
        """-1, 0 or 1 for each entry.

        Examples
        --------
        >>> RationalArray([[1, 0], ["-1/2", 3]]).sign().tolist()
        [[1, 0], [-1, 1]]
        """
        return np.asarray(np.sign(self.numerators), dtype=np.int8)

    def __lt__(self, other: RationalArrayLike) -> NDArray[np.bool_]:
        return self._compare(np.less, other)

    def __le__(self, other: RationalArrayLike) -> NDArray[np.bool_]:
        return self._compare(np.less_equal, other)

    def __gt__(self, other: RationalArrayLike) -> NDArray[np.bool_]:
        return self._compare(np.greater, other)

    def __ge__(self, other: RationalArrayLike) -> NDArray[np.bool_]:
        return self._compare(np.greater_equal, other)

    def _compare(self, comparison: np.ufunc, other: RationalArrayLike) -> NDArray[np.bool_]:
        [left, right], _ = self._beside(other)
        return np.asarray(_broadcast(comparison, left, right), dtype=np.bool_)

    def __eq__(self, other: object) -> bool:
        """Return whether shape and all entries are equal."""
        if not isinstance(other, RationalArray):
            return NotImplemented
        return self.denominator == other.denominator and np.array_equal(self.numerators, other.numerators)

    def __hash__(self) -> int:
        return hash((self.shape, self.denominator, *self.numerators.ravel().tolist()))

    # -- other forms ----------------------------------------------------------------------------------

    def fractions(self) -> Integers:
        """The entries as an object array of ``Fraction``.

        Examples
        --------
        >>> RationalArray([0.5, 2]).fractions()
        array([Fraction(1, 2), Fraction(2, 1)], dtype=object)
        """
        return self._mapped(lambda n: Fraction(n, self.denominator))

    def tolist(self) -> Any:
        """The entries in nested lists, whole numbers as ``int`` and the others as ``Fraction``.

        Examples
        --------
        >>> RationalArray([[0.5, 2]]).tolist()
        [[Fraction(1, 2), 2]]
        """
        if self.denominator == 1:
            return self.numerators.tolist()
        return self._mapped(lambda n: _int_or_fraction(Fraction(n, self.denominator))).tolist()

    def integers(self) -> Integers:
        """The entries as an object array of ``int``.

        Raises
        ------
        InputError
            If an entry is no integer.

        Examples
        --------
        >>> RationalArray([[4, 2]]).integers()
        array([[4, 2]], dtype=object)
        """
        if self.denominator != 1:
            index = tuple(int(i) for i in np.argwhere(self.numerators % self.denominator != 0)[0])
            raise InputError(f"the entry at index {index} of {self} is no integer; multiply by .denominator")
        return self.numerators

    def floats(self) -> NDArray[np.float64]:
        """The entries as float64, each correctly rounded; beyond the range of float64 they are infinite.

        Examples
        --------
        >>> RationalArray(["1/3", 2**2000]).floats()
        array([0.33333333,        inf])
        """
        return correctly_rounded(self.numerators, self.denominator)

    @property
    def are_floats(self) -> bool:
        """Whether every entry is exactly a float64.

        Examples
        --------
        >>> RationalArray([0.1, 7]).are_floats, RationalArray(["1/10"]).are_floats
        (True, False)
        """
        if not self._is_dyadic:
            return False
        floats = self.floats()
        return bool(np.isfinite(floats).all()) and rational_array(floats) == self

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the array of fractions: numpy never gets rounded numbers without being asked."""
        if dtype is not None and np.dtype(dtype) != np.dtype(object):
            raise InputError(f"turning a RationalArray into {np.dtype(dtype)} would round it; use floats()")
        return self.fractions()

    @property
    def _is_dyadic(self) -> bool:
        return self.denominator & (self.denominator - 1) == 0

    def _mapped(self, function: Callable[[int], Any]) -> NDArray[Any]:
        return _object(np.frompyfunc(function, 1, 1)(self.numerators))

    # -- immutable values -----------------------------------------------------------------------------

    def __repr__(self) -> str:
        if self.size <= LARGEST_SHOWN:
            entries = self.numerators.ravel().tolist()
            if max(map(abs, entries), default=0) < 2**64 and self.denominator < 2**64:
                text = f"RationalArray({_nested(self.tolist())})"
                if len(text) <= LONGEST_SHOWN:
                    return text
        return f"<RationalArray {'x'.join(map(str, self.shape)) or 'scalar'}>"

    def to_text(self) -> str:
        """The entries in nested brackets, as they are written by hand; for messages.

        Examples
        --------
        >>> RationalArray([[0, "1/2"]]).to_text()
        '[[0, 1/2]]'
        """
        return _nested(self.tolist())

    def _repr_latex_(self) -> str | None:
        formula = array_formula(self.numerators, self.denominator)
        return None if formula is None else displayed(formula)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"cannot set {name}: a RationalArray is immutable; make a new one")

    def __reduce__(self) -> tuple[Any, ...]:
        return (_reduced, (self.numerators, self.denominator))


def rational_array(data: RationalArrayLike | Any) -> RationalArray:
    """The array of rational numbers that ``data`` is, exactly.

    Parameters
    ----------
    data : array-like
        A number (see :func:`~tropnet.exact.numbers.as_fraction`), nested lists of numbers and arrays, a
        numpy array of floats, integers or objects, a torch tensor, a sympy or flint matrix, a
        RationalArray.  Arrays of floats and integers are read in bulk, 10^6 entries in well under a
        second.

    Returns
    -------
    RationalArray

    Raises
    ------
    NotRationalError
        If an entry is no finite rational number; the message names the index of the first.
    ShapeError
        If nested lists are ragged.

    Examples
    --------
    >>> rational_array([[1, "1/2"], [0.25, -3]])
    RationalArray([[1, 1/2], [1/4, -3]])
    >>> rational_array([[1, 2], [3]])
    Traceback (most recent call last):
    tropnet.errors.ShapeError: ragged data: item 1 has shape (1,) where item 0 has shape (2,)
    """
    return data if isinstance(data, RationalArray) else RationalArray(data)


def concatenate(arrays: Sequence[RationalArrayLike], axis: int = 0) -> RationalArray:
    """The arrays joined along an axis that they have.

    Raises
    ------
    ShapeError
        If there are no arrays or their other axes differ.

    Examples
    --------
    >>> concatenate([[[1, 2]], [["1/2", 4]]])
    RationalArray([[1, 2], [1/2, 4]])
    """
    numerators, denominator = over_common_denominator([read(a) for a in arrays])
    return _reduced(shaped(lambda: np.concatenate(numerators, axis=axis)), denominator)


def stack(arrays: Sequence[RationalArrayLike], axis: int = 0) -> RationalArray:
    """The arrays, all of one shape, joined along a new axis.

    Raises
    ------
    ShapeError
        If there are no arrays or their shapes differ.

    Examples
    --------
    >>> stack([[1, 2], ["1/2", 4]], axis=1)
    RationalArray([[1, 1/2], [2, 4]])
    """
    numerators, denominator = over_common_denominator([read(a) for a in arrays])
    return _reduced(shaped(lambda: np.stack(numerators, axis=axis)), denominator)


# -- canonical form -----------------------------------------------------------------------------------


def _canonical(numerators: NDArray[Any], denominator: int) -> RationalArray:
    """Return the array of parts that are in lowest terms already."""
    array = object.__new__(RationalArray)
    _assign(array, _object(numerators), denominator)
    return array


def _assign(array: RationalArray, numerators: Integers, denominator: int) -> None:
    view = numerators.view()
    view.flags.writeable = False
    object.__setattr__(array, "numerators", view)
    object.__setattr__(array, "denominator", denominator)


def _reduced(numerators: NDArray[Any], denominator: int) -> RationalArray:
    return _canonical(*lowest_terms(_object(numerators), denominator))


def _entry_or_array(numerators: Any, denominator: int) -> Any:
    if isinstance(numerators, np.ndarray):
        return _reduced(numerators, denominator)
    return Fraction(numerators, denominator)


def _object(integers: Any) -> Integers:
    # numpy's object arithmetic turns 0-dimensional results into bare Python integers
    return np.asarray(integers, dtype=object)


def _int_or_fraction(value: Fraction) -> Rational:
    return value.numerator if value.denominator == 1 else value


def _nested(entries: Any) -> str:
    return f"[{', '.join(map(_nested, entries))}]" if isinstance(entries, list) else str(entries)


def _broadcast(operation: np.ufunc, left: Integers, right: Integers) -> NDArray[Any]:
    try:
        return cast("NDArray[Any]", operation(left, right))
    except ValueError as error:
        raise ShapeError(f"shapes {left.shape} and {right.shape} do not fit together") from error


# -- matrix products ----------------------------------------------------------------------------------


def _product(left: RationalArray, right: RationalArray) -> Any:
    if left.ndim == 0 or right.ndim not in {1, 2} or left.shape[-1] != right.shape[0]:
        raise ShapeError(f"shapes {left.shape} and {right.shape} have no matrix product")
    # -1 would be ambiguous where an axis has length 0
    rows = left.numerators.reshape(math.prod(left.shape[:-1]), left.shape[-1])
    columns = right.numerators.reshape(right.shape[0], math.prod(right.shape[1:]))
    product = integer_product(rows, columns).reshape(left.shape[:-1] + right.shape[1:])
    return _entry_or_array(product if product.ndim else product.item(), left.denominator * right.denominator)
