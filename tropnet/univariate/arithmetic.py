r"""Sums, compositions, maxima and inverses of continuous piecewise linear functions of one variable.

**Composition.**  :math:`f \circ g` is affine between the break points of g and the points that g maps to break points
of f. On a piece of g with slope :math:`s \ne 0` from the point b, where g has the value v, the only point with value
y is :math:`b + (y - v)/s`, if it lies on the piece.  So all preimages of one y are found on all pieces at once.

**Maxima** are compositions: :math:`\max(f, g) = g + [f - g]_+`.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tropnet.errors import InputError
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["absolute_value", "add", "compose", "inverse", "maximum", "minimum", "positive_part", "scale"]

_RELU = PiecewiseLinearFunction1D([0], [0, 1])
_ABSOLUTE = PiecewiseLinearFunction1D([0], [-1, 1])


def add(f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The sum f + g.

    >>> add(_RELU, _RELU) == scale(_RELU, 2)
    True
    """
    (f_breaks, f_slopes), (g_breaks, g_slopes) = f.columns, g.columns
    places = union(f_breaks, g_breaks)
    slopes = f_slopes[numbers_of_pieces(f_breaks, places)] + g_slopes[numbers_of_pieces(g_breaks, places)]
    return PiecewiseLinearFunction1D(places, slopes, f.value_at_zero + g.value_at_zero)


def scale(f: PiecewiseLinearFunction1D, factor: RationalLike) -> PiecewiseLinearFunction1D:
    """The function x -> factor f(x).

    >>> scale(_RELU, -2)
    PiecewiseLinearFunction1D(breakpoints=[0], slopes=[0, -2])
    """
    number, (breaks, slopes) = as_fraction(factor, "(factor)"), f.columns
    return PiecewiseLinearFunction1D(breaks, slopes * number, f.value_at_zero * number)


def compose(f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The composition x -> f(g(x)).

    The costs are the number of break points of f times the number of pieces of g.

    Examples
    --------
    >>> tent = PiecewiseLinearFunction1D([0, "1/2", 1], [0, 2, -2, 0])
    >>> compose(tent, tent)
    PiecewiseLinearFunction1D(breakpoints=[0, 1/4, 1/2, 3/4, 1], slopes=[0, 4, -4, 4, -4, 0])
    """
    levels, (breaks, _) = f.columns[0], g.columns
    found = [preimages(g, level) for level in levels]
    places = union(breaks, *(points for points in found if len(points)))
    if not len(places):
        return PiecewiseLinearFunction1D([], [_slope_far_out(f, g, -1)], f(g.value_at_zero))
    heights = values_at(f, values_at_places(g, places))
    inner = (heights[1:] - heights[:-1]) / (places[1:] - places[:-1])
    left, right = (FractionArray.of([_slope_far_out(f, g, side)]) for side in (-1, 1))
    return PiecewiseLinearFunction1D(places, concatenated([left, inner, right]), f(g.value_at_zero))


def positive_part(f: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The function max(f, 0).

    >>> positive_part(PiecewiseLinearFunction1D([], [1], -2))
    PiecewiseLinearFunction1D(breakpoints=[2], slopes=[0, 1])
    """
    return compose(_RELU, f)


def absolute_value(f: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The function abs(f).

    >>> absolute_value(PiecewiseLinearFunction1D([], [1], -2))
    PiecewiseLinearFunction1D(breakpoints=[2], slopes=[-1, 1], value_at_zero=2)
    """
    return compose(_ABSOLUTE, f)


def maximum(f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The function max(f, g).

    >>> line = PiecewiseLinearFunction1D([], [1])
    >>> maximum(line, -line) == absolute_value(line)
    True
    """
    return add(g, positive_part(add(f, scale(g, -1))))


def minimum(f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The function min(f, g).

    >>> line = PiecewiseLinearFunction1D([], [1])
    >>> minimum(line, PiecewiseLinearFunction1D([], [0], 1))
    PiecewiseLinearFunction1D(breakpoints=[1], slopes=[1, 0])
    """
    return add(g, scale(positive_part(add(g, scale(f, -1))), -1))


def inverse(f: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The inverse of a function that is strictly monotone.

    Raises
    ------
    InputError
        If it is not: a slope is zero, or two have different signs.

    Examples
    --------
    >>> inverse(PiecewiseLinearFunction1D([0], [1, 2]))
    PiecewiseLinearFunction1D(breakpoints=[0], slopes=[1, 1/2])
    """
    breaks, slopes = f.columns
    signs = set(slopes.sign().tolist())
    if len(signs) > 1 or 0 in signs:
        raise InputError(f"{f!r} is not strictly monotone, and has no inverse; restrict it to a piece first")
    if f.is_affine:
        return PiecewiseLinearFunction1D([], [1 / slopes[0]], -f.value_at_zero / slopes[0])
    turned = slice(None, None, 1 if 1 in signs else -1)
    places, steep = f.values[turned], _reciprocal(slopes)[turned]
    return PiecewiseLinearFunction1D.from_value_at(places, steep, f.values[0], breaks[0])


# -- places and values -----------------------------------------------------------------------------


def union(*columns: FractionArray) -> FractionArray:
    """The different entries of increasing columns, increasing.

    >>> union(FractionArray.of([0, 1]), FractionArray.of(["1/2", 1]))
    FractionArray([0, 1/2, 1])
    """
    filled = [column for column in columns if len(column)]
    if len(filled) < 2:
        return filled[0] if filled else FractionArray.of([])
    ascending = sorted(value for column in filled for value in column)
    together = FractionArray.of(ascending)
    is_new = np.concatenate([[True], ~together[1:].is_equal(together[:-1])])
    return together[is_new]


def numbers_of_pieces(
    breaks: FractionArray, places: FractionArray
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """For each interval between some places, which contain the break points, the number of the piece that it lies on.

    >>> numbers_of_pieces(FractionArray.of([1]), FractionArray.of([0, 1, 2]))
    array([0, 0, 1, 1])
    """
    numbers = np.zeros(len(places) + 1, np.intp)
    if len(breaks) == len(places):
        numbers[1:] = 1
    else:
        known = set(breaks)
        numbers[1:] = [place in known for place in places]
    return np.cumsum(numbers)


def preimages(g: PiecewiseLinearFunction1D, level: Fraction) -> FractionArray:
    """The points with a value at which g is not constant and that are no break points, increasing.

    >>> preimages(PiecewiseLinearFunction1D([0], [-1, 1]), Fraction(2))
    FractionArray([-2, 2])
    """
    breaks, slopes = g.columns
    if g.is_affine:
        steep = slopes[0]
        return FractionArray.of([(level - g.value_at_zero) / steep] if steep else [])
    values = g.values
    above, direction = (values - level).sign(), slopes.sign()
    inner = np.flatnonzero(above[:-1] * above[1:] < 0)
    points = [breaks[inner] + (level - values[inner]) / slopes[inner + 1]]
    if above[0] * direction[0] > 0:
        points.insert(0, breaks[:1] + (level - values[:1]) / slopes[:1])
    if above[-1] * direction[-1] < 0:
        points.append(breaks[-1:] + (level - values[-1:]) / slopes[-1:])
    return concatenated(points)


def values_at(f: PiecewiseLinearFunction1D, x: FractionArray) -> FractionArray:
    """The values of a function with few break points at many points, which may be in any order.

    >>> values_at(PiecewiseLinearFunction1D([0], [0, 1]), FractionArray.of([2, -1, "1/2"]))
    FractionArray([2, 0, 1/2])
    """
    breaks, slopes = f.columns
    piece = np.zeros(len(x), np.intp)
    for b in breaks:
        piece += ~x.is_less(b)
    intercepts = FractionArray.of(f.intercepts)
    return x * slopes[piece] + intercepts[piece]


def values_at_places(g: PiecewiseLinearFunction1D, places: FractionArray) -> FractionArray:
    """The values of a function at increasing places that contain all its break points.

    >>> values_at_places(PiecewiseLinearFunction1D([0], [0, 1]), FractionArray.of([-1, 0, 3]))
    FractionArray([0, 0, 3])
    """
    breaks, slopes = g.columns
    if g.is_affine:
        return places * slopes[0] + g.value_at_zero
    piece = numbers_of_pieces(breaks, places)[1:]
    anchor = np.maximum(piece - 1, 0)
    return g.values[anchor] + (places - breaks[anchor]) * slopes[piece]


def _slope_far_out(f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D, side: int) -> Fraction:
    """The slope of the composition near minus infinity (side -1) or plus infinity (side 1)."""
    inner = g.columns[1][-1 if side > 0 else 0]
    outer = f.columns[1][-1 if inner * side > 0 else 0]
    return inner * outer


def _reciprocal(column: FractionArray) -> FractionArray:
    return FractionArray.quotients(column.denominators, column.numerators)
