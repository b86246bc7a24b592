"""The polyhedra with names: the whole space, boxes, balls of the l1 and the l-infinity norm, the simplex."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import inf

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.polyhedra.boxes import box_facets
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least

__all__ = ["box", "cross_polytope", "cube", "simplex", "whole_space"]


def whole_space(n: int) -> Polyhedron:
    """The space R^n.

    Raises
    ------
    InputError
        If n is negative or no integer.

    Examples
    --------
    >>> whole_space(2).lineality_space
    RationalArray([[1, 0], [0, 1]])
    """
    return box([None] * _dimension(n), [None] * n)


def box(lower: Sequence[RationalLike | None], upper: Sequence[RationalLike | None]) -> Polyhedron:
    """The product of the intervals from ``lower[i]`` to ``upper[i]``.

    Parameters
    ----------
    lower, upper : sequences of n rationals
        None, or the float infinity of the proper sign, is a side without bound.

    Raises
    ------
    ShapeError
        If the lengths differ.
    InputError
        If a lower end exceeds its upper end.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> box([0, None], [1, "1/2"]).inequalities
    RationalArray([[-1, 0, 0], [0, 2, 1], [1, 0, 1]])
    """
    if len(lower) != len(upper):
        raise ShapeError(f"{len(lower)} lower and {len(upper)} upper ends; a box needs as many of each")
    bounds = tuple(
        (_finite(low, -inf, f"at lower[{i}]"), _finite(high, inf, f"at upper[{i}]"))
        for i, (low, high) in enumerate(zip(lower, upper, strict=True))
    )
    for i, (low, high) in enumerate(bounds):
        if low is not None and high is not None and low > high:
            raise InputError(f"lower[{i}] = {low} exceeds upper[{i}] = {high}; exchange them")
    return Polyhedron(len(bounds), _constraints=box_facets(bounds))


def cube(n: int, radius: RationalLike = 1, center: RationalArrayLike | None = None) -> Polyhedron:
    """The ball of the l-infinity norm, ``{x : |x_i - center_i| <= radius}``.

    Parameters
    ----------
    n : int
    radius : rational, default 1
        Not negative.
    center : array-like of rationals, shape (n,), optional
        The origin when omitted.

    Raises
    ------
    InputError
        If n or the radius is negative, or n is no integer.
    ShapeError
        If the centre is no point of R^n.
    NotRationalError
        If the radius or an entry of the centre is no rational number.

    Examples
    --------
    >>> cube(3, "1/2").volume
    Fraction(1, 1)
    """
    middle, size = _center(n, center), _radius(radius)
    return box((middle - size).tolist(), (middle + size).tolist())


def cross_polytope(n: int, radius: RationalLike = 1, center: RationalArrayLike | None = None) -> Polyhedron:
    """The ball of the l1 norm, ``{x : sum |x_i - center_i| <= radius}``.

    It has 2n vertices and 2^n facets.

    Parameters
    ----------
    n : int
    radius : rational, default 1
        Not negative.
    center : array-like of rationals, shape (n,), optional
        The origin when omitted.

    Raises
    ------
    InputError
        If n or the radius is negative, or n is no integer.
    ShapeError
        If the centre is no point of R^n.
    NotRationalError
        If the radius or an entry of the centre is no rational number.

    Examples
    --------
    >>> cross_polytope(3).volume
    Fraction(4, 3)
    """
    middle, arms = _center(n, center), RationalArray.eye(n) * _radius(radius)
    return Polyhedron.from_generators(concatenate([middle.reshape(1, n), middle + arms, middle - arms]))


def simplex(n: int) -> Polyhedron:
    """The standard full-dimensional simplex: the convex hull of 0 and the unit vectors of R^n.

    Raises
    ------
    InputError
        If n is negative or no integer.

    Examples
    --------
    >>> simplex(4).volume
    Fraction(1, 24)
    """
    facets, equations = box_facets(((Fraction(0), None),) * _dimension(n))
    roof = np.ones((1, n + 1), np.int64)
    corners = np.concatenate([np.eye(n, dtype=np.int64), np.zeros((1, n), np.int64)])
    corners = np.concatenate([corners, np.ones((n + 1, 1), np.int64)], axis=1)
    if n == 0:  # there the roof 0 <= 1 is no facet
        return whole_space(0)
    return Polyhedron.from_double_description(np.concatenate([facets, roof]), equations, corners, equations)


def _center(n: int, center: RationalArrayLike | None) -> RationalArray:
    middle = RationalArray.zeros(_dimension(n)) if center is None else rational_array(center)
    if middle.shape != (n,):
        raise ShapeError(f"the centre has shape {middle.shape}, but the space is R^{n}; give {n} numbers")
    return middle


def _radius(radius: RationalLike) -> Fraction:
    size = as_fraction(radius, "as the radius")
    if size < 0:
        raise InputError(f"the radius is {size}; a ball needs a radius >= 0")
    return size


def _dimension(n: int) -> int:
    return integer_at_least(0, n, "the dimension")


def _finite(end: RationalLike | None, infinity: float, where: str) -> Fraction | None:
    """The end of an interval, None when it is infinite on its own side."""
    return None if end is None or end == infinity else as_fraction(end, where)
