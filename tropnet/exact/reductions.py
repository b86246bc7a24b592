"""Reductions of rational arrays: sums, extrema and their places, along an axis or of everything.

The entries of a :class:`~tropnet.exact.arrays.RationalArray` are integers over one positive denominator.  So order and
zeros are those of the integers, and every reduction is one of them.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tropnet.exact.integers import Integers, shaped

__all__ = ["Reductions"]


class Reductions:
    """What arrays of integers over one positive denominator know of whole axes."""

    __slots__ = ()

    numerators: Integers

    @abstractmethod
    def _over_denominator(self, numerators: Any) -> Any:
        """The array, or the single Fraction, with other numerators over the same denominator."""

    def sum(self, axis: int | None = None) -> Any:
        """The sum along an axis, or of everything; a single number is a ``Fraction``.

        Examples
        --------
        >>> from tropnet import RationalArray
        >>> a = RationalArray([[1, "1/2"], [0, -3]])
        >>> a.sum(), a.sum(axis=0)
        (Fraction(-3, 2), RationalArray([1, -5/2]))
        """
        return self._over_denominator(shaped(lambda: self.numerators.sum(axis=axis)))

    def max(self, axis: int | None = None) -> Any:
        """The largest entry along an axis, or of everything; a single number is a ``Fraction``.

        Raises
        ------
        ShapeError
            If there is no entry, or no such axis; so for :meth:`min`, :meth:`argmax` and :meth:`argmin`.

        Examples
        --------
        >>> from tropnet import RationalArray
        >>> RationalArray([[1, "1/2"], [0, -3]]).max(axis=1)
        RationalArray([1, 0])
        """
        return self._over_denominator(shaped(lambda: self.numerators.max(axis=axis)))

    def min(self, axis: int | None = None) -> Any:
        """The smallest entry along an axis, or of everything; a single number is a ``Fraction``.

        Examples
        --------
        >>> from tropnet import RationalArray
        >>> RationalArray([[1, "1/2"], [0, -3]]).min()
        Fraction(-3, 1)
        """
        return self._over_denominator(shaped(lambda: self.numerators.min(axis=axis)))

    def argmax(self, axis: int | None = None) -> Any:
        """The index of the first largest entry along an axis; without one, in the row-major order of all entries.

        Returns
        -------
        int array; a single index is an int

        Examples
        --------
        >>> from tropnet import RationalArray
        >>> a = RationalArray([[1, "3/2"], [0, 0]])
        >>> a.argmax(), a.argmax(axis=1)
        (1, array([1, 0]))
        """
        return _plain(shaped(lambda: self.numerators.argmax(axis=axis)))

    def argmin(self, axis: int | None = None) -> Any:
        """The index of the first smallest entry along an axis; without one, in the row-major order of all entries.

        Returns
        -------
        int array; a single index is an int

        Examples
        --------
        >>> from tropnet import RationalArray
        >>> RationalArray([[1, "3/2"], [0, 0]]).argmin()
        2
        """
        return _plain(shaped(lambda: self.numerators.argmin(axis=axis)))

    def any(self, axis: int | None = None) -> Any:
        """Whether an entry is not zero, along an axis or of all.

        Examples
        --------
        >>> from tropnet import RationalArray
        >>> a = RationalArray([[1, "3/2"], [0, 0]])
        >>> a.any(), a.any(axis=1)
        (True, array([ True, False]))
        """
        return _plain(shaped(lambda: self._is_nonzero.any(axis=axis)))

    def all(self, axis: int | None = None) -> Any:
        """Whether no entry is zero, along an axis or of all.

        Examples
        --------
        >>> from tropnet import RationalArray
        >>> RationalArray([[1, "3/2"], [0, 0]]).all()
        False
        """
        return _plain(shaped(lambda: self._is_nonzero.all(axis=axis)))

    @property
    def _is_nonzero(self) -> NDArray[np.bool_]:
        # a comparison of 0-dimensional object arrays is a bool of Python's
        return np.asarray(self.numerators != 0)


def _plain(value: Any) -> Any:
    """An array, or a scalar of numpy's as the number of Python's that it is."""
    return value if value.ndim else value.item()
