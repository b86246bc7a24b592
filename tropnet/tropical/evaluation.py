"""The values of maxima and minima of affine functions at rational points."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.tropical.convention import Convention, sign_of

__all__ = ["attaining", "evaluated", "points_in"]

_VALUES_AT_ONCE = 1 << 20
"""Entries of the largest matrix of values that is formed."""


def evaluated(
    exponents: RationalArray, coefficients: RationalArray, convention: Convention, x: RationalArrayLike
) -> Any:
    """The value at one point, a Fraction, or the values at several, a RationalArray of shape (k,).

    Examples
    --------
    >>> evaluated(RationalArray([[1], [-1]]), RationalArray([0, 0]), "max", [[-2], [3]])
    RationalArray([2, 3])
    """
    points = points_in(x, exponents.shape[1])
    if not len(exponents):
        if points.ndim == 1:
            return -math.inf * sign_of(convention)
        raise InputError("the tropical zero is infinite everywhere; ask for one point at a time")
    if points.ndim == 1:
        return _best(exponents @ points + coefficients, convention, axis=0)
    step = max(1, _VALUES_AT_ONCE // len(exponents))
    blocks = [points[k : k + step] for k in range(0, len(points), step)]
    parts = [_best(block @ exponents.T + coefficients, convention, axis=1) for block in blocks]
    return concatenate(parts) if parts else RationalArray.zeros(0)


def attaining(
    exponents: RationalArray, coefficients: RationalArray, convention: Convention, x: RationalArrayLike
) -> npt.NDArray[np.intp]:
    """The monomials that attain the value at one point, ascending.

    Examples
    --------
    >>> attaining(RationalArray([[1], [-1]]), RationalArray([0, 0]), "max", [0])
    array([0, 1])
    """
    point = points_in(x, exponents.shape[1])
    if point.ndim != 1:
        raise ShapeError(f"the monomials at one point are asked for, but x has shape {point.shape}")
    if not len(exponents):
        return np.empty(0, np.intp)
    values = exponents @ point + coefficients
    return np.flatnonzero((values - _best(values, convention, axis=0)).sign() == 0)


def _best(values: RationalArray, convention: Convention, axis: int) -> Any:
    return values.max(axis=axis) if convention == "max" else values.min(axis=axis)


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
    points = rational_array(x)
    if n == 1 and points.ndim == 0:
        points = points.reshape(1)
    if points.ndim not in {1, 2} or points.shape[-1] != n:
        raise ShapeError(
            f"points have {n} coordinates here; give shape ({n},) or (k, {n}), not {points.shape}"
        )
    return points
