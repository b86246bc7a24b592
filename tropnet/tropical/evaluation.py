"""The values of maxima and minima of affine functions: exactly at rational points, and in floats for pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.tropical.convention import Convention, sign_of

__all__ = ["PolynomialValues", "points_in"]

Array = Any  # a RationalArray or an array of floats

_VALUES_AT_ONCE = 1 << 20
"""Entries of the largest matrix of values that is formed."""


class PolynomialValues:
    """A tropical polynomial as a function."""

    exponents: RationalArray
    coefficients: RationalArray
    convention: Convention

    def __call__(self, x: RationalArrayLike) -> Any:
        """The value at a point, or the values at many.

        Parameters
        ----------
        x : array-like of rationals, shape (n,) or (k, n)

        Returns
        -------
        Fraction, or RationalArray of shape (k,)
            The tropical zero has the value ``-math.inf`` (``math.inf`` for min-plus) at a point.

        Raises
        ------
        ShapeError
            If the points have the wrong number of coordinates.
        InputError
            If the tropical zero is evaluated at many points: its values are no rational numbers.

        Examples
        --------
        >>> from tropnet import TropicalPolynomial
        >>> p = TropicalPolynomial.parse("max(x + y, 2x - 1, 0)")
        >>> p(["1/2", 3]), p([[0, 0], [4, 1]])
        (Fraction(7, 2), RationalArray([0, 7]))
        """
        points = points_in(x, self.exponents.shape[1])
        if not len(self.exponents):
            if points.ndim == 1:
                return self._value_of_zero
            raise InputError("the tropical zero is infinite everywhere; ask for one point at a time")
        if points.ndim == 1:
            return self._best(self.exponents @ points + self.coefficients)
        blocks = self._blocks(points, self.exponents, self.coefficients)
        return concatenate([RationalArray.zeros(0), *blocks])

    def floats(self, x: npt.ArrayLike) -> Any:
        """The values in floating point, with the rounding errors of that: for pictures.

        Parameters
        ----------
        x : array-like of floats, shape (n,) or (k, n)

        Returns
        -------
        float, or float array of shape (k,)
            The tropical zero has the value minus infinity (plus infinity for min-plus).

        Raises
        ------
        ShapeError
            If the points have the wrong number of coordinates.

        Examples
        --------
        >>> from tropnet import TropicalPolynomial
        >>> p = TropicalPolynomial.parse("max(x + y, 2x - 1, 0)")
        >>> p.floats([0.5, 3.0]), p.floats([[0.0, 0.0], [4.0, 0.5]])
        (3.5, array([0., 7.]))
        """
        points = _of_dimension(np.asarray(x, np.float64), self.exponents.shape[1])
        if not len(self.exponents):
            return self._value_of_zero if points.ndim == 1 else np.full(len(points), self._value_of_zero)
        exponents, coefficients = self.exponents.floats(), self.coefficients.floats()
        if points.ndim == 1:
            return float(self._best(exponents @ points + coefficients))
        return np.concatenate([np.zeros(0), *self._blocks(points, exponents, coefficients)])

    def attained(self, x: RationalArrayLike) -> npt.NDArray[np.intp]:
        """The monomials that attain the value at a point, ascending.

        Parameters
        ----------
        x : array-like of rationals, shape (n,)

        Raises
        ------
        ShapeError
            If x is not one point with n coordinates.

        Examples
        --------
        >>> from tropnet import TropicalPolynomial
        >>> TropicalPolynomial.parse("max(x, y, 0)").attained([2, 2])
        array([1, 2])
        """
        point = points_in(x, self.exponents.shape[1])
        if point.ndim != 1:
            raise ShapeError(f"the monomials at one point are asked for, but x has shape {point.shape}")
        if not len(self.exponents):
            return np.empty(0, np.intp)
        values = self.exponents @ point + self.coefficients
        return np.flatnonzero((values - self._best(values)).sign() == 0)

    @property
    def _value_of_zero(self) -> float:
        return -math.inf * sign_of(self.convention)

    def _best(self, values: Array) -> Any:
        return values.max(axis=-1) if self.convention == "max" else values.min(axis=-1)

    def _blocks(self, points: Array, exponents: Array, coefficients: Array) -> Iterator[Array]:
        """The values at many points, so many at once as fit the memory, in the arithmetic of the arrays."""
        step = max(1, _VALUES_AT_ONCE // len(exponents))
        for k in range(0, len(points), step):
            yield self._best(points[k : k + step] @ exponents.T + coefficients)


def points_in(x: RationalArrayLike, n: int) -> RationalArray:
    """One point of R^n, shape (n,), or several, shape (k, n); in R^1 one number is a point.

    Raises
    ------
    ShapeError
        If the number of coordinates is not n.

    Examples
    --------
    >>> points_in("1/2", 1)
    RationalArray([1/2])
    """
    points: RationalArray = _of_dimension(rational_array(x), n)
    return points


def _of_dimension(points: Array, n: int) -> Array:
    if n == 1 and points.ndim == 0:
        points = points.reshape(1)
    if points.ndim not in {1, 2} or points.shape[-1] != n:
        raise ShapeError(
            f"points have {n} coordinates here; give shape ({n},) or (k, {n}), not {points.shape}"
        )
    return points
