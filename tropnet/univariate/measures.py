r"""Integrals, distances and extrema of continuous piecewise linear functions of one variable: all rational.

Cut an interval at the break points.  On a part of length d between the values u and v,

.. math:: \int f = d\, \frac{u + v}{2}, \qquad \int f^2 = d\, \frac{u^2 + uv + v^2}{3}, \qquad
          \int |f| = d\, \frac{|u| + |v|}{2} \text{ or } d\, \frac{u^2 + v^2}{2(|u| + |v|)} ,

the last if f changes its sign there.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tropnet.errors import InputError, UnboundedError
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = [
    "extrema",
    "graph_on",
    "integral",
    "is_convex",
    "l1_distance",
    "l2_distance_squared",
    "lipschitz_constant",
    "n_pieces_on",
    "n_sign_changes",
    "sup_distance",
    "total_variation",
]


def graph_on(
    f: PiecewiseLinearFunction1D, low: RationalLike, high: RationalLike
) -> tuple[FractionArray, FractionArray]:
    """The ends of an interval with the break points between them, and the values there.

    Raises
    ------
    InputError
        If low > high.

    Examples
    --------
    >>> graph_on(PiecewiseLinearFunction1D([0, 5], [0, 1, 2]), -1, 2)
    (FractionArray([-1, 0, 2]), FractionArray([0, 0, 2]))
    """
    begin, end = as_fraction(low, "(low)"), as_fraction(high, "(high)")
    if begin > end:
        raise InputError(f"the interval [{begin}, {end}] is empty; give low <= high")
    breaks, _ = f.columns
    inner = slice(breaks.searchsorted(begin, right=True), breaks.searchsorted(end))
    places = concatenated([FractionArray.of([begin]), breaks[inner], FractionArray.of([end])])
    return places, concatenated([FractionArray.of([f(begin)]), f.values[inner], FractionArray.of([f(end)])])


def integral(f: PiecewiseLinearFunction1D, low: RationalLike, high: RationalLike) -> Fraction:
    """The integral of f over an interval.

    >>> integral(PiecewiseLinearFunction1D([0], [0, 1]), -1, 2)
    Fraction(2, 1)
    """
    places, values = graph_on(f, low, high)
    return ((places[1:] - places[:-1]) * (values[1:] + values[:-1])).sum() / 2


def l1_distance(
    f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D, low: RationalLike, high: RationalLike
) -> Fraction:
    """The integral of abs(f - g) over an interval.

    >>> tent = PiecewiseLinearFunction1D(["1/2"], [2, -2])
    >>> l1_distance(tent, PiecewiseLinearFunction1D([], [0], "1/2"), 0, 1)
    Fraction(1, 4)
    """
    places, values = graph_on(f - g, low, high)
    u, v, lengths = values[:-1], values[1:], places[1:] - places[:-1]
    sizes = abs(u) + abs(v)
    crosses = u.sign() * v.sign() < 0
    straight = (lengths * sizes)[~crosses].sum()
    u, v, lengths, sizes = u[crosses], v[crosses], lengths[crosses], sizes[crosses]
    return (straight + (lengths * (u * u + v * v) / sizes).sum()) / 2


def l2_distance_squared(
    f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D, low: RationalLike, high: RationalLike
) -> Fraction:
    """The integral of (f - g)^2 over an interval: the square of the L2 distance, which is rational itself.

    >>> l2_distance_squared(PiecewiseLinearFunction1D([], [1]), PiecewiseLinearFunction1D([], [0]), 0, 1)
    Fraction(1, 3)
    """
    places, values = graph_on(f - g, low, high)
    u, v = values[:-1], values[1:]
    return ((places[1:] - places[:-1]) * (u * u + u * v + v * v)).sum() / 3


def extrema(
    f: PiecewiseLinearFunction1D, low: RationalLike | None = None, high: RationalLike | None = None
) -> tuple[Fraction, Fraction]:
    """The least and the greatest value on an interval, on a half-line, or on the line.

    Raises
    ------
    UnboundedError
        If the function has no least or no greatest value there.
    InputError
        If low > high.

    Examples
    --------
    >>> extrema(PiecewiseLinearFunction1D([0, 1], [0, 1, 0]))
    (Fraction(0, 1), Fraction(1, 1))
    >>> extrema(PiecewiseLinearFunction1D([], [2]), 0, 3)
    (Fraction(0, 1), Fraction(6, 1))
    """
    breaks, slopes = f.columns
    for end, slope in (low, slopes[0]), (high, slopes[-1]):
        if end is None and slope:
            raise UnboundedError(
                f"{f!r} has the slope {slope} towards infinity, and no bounds; give an interval with low and high"
            )
    first, last = (breaks[0], breaks[-1]) if len(breaks) else (Fraction(0), Fraction(0))
    given = [as_fraction(x) for x in (low, high) if x is not None]
    begin = given[0] if low is not None else min([first, *given])
    end = given[-1] if high is not None else max([last, *given])
    _, values = graph_on(f, begin, end)
    return min(values), max(values)


def sup_distance(
    f: PiecewiseLinearFunction1D,
    g: PiecewiseLinearFunction1D,
    low: RationalLike | None = None,
    high: RationalLike | None = None,
) -> Fraction:
    """The greatest value of abs(f - g) on an interval, on a half-line, or on the line.

    Raises
    ------
    UnboundedError
        If there is none.

    Examples
    --------
    >>> sup_distance(PiecewiseLinearFunction1D([0], [0, 1]), PiecewiseLinearFunction1D([], [1]), -2, 5)
    Fraction(2, 1)
    """
    least, greatest = extrema(f - g, low, high)
    return max(-least, greatest)


def total_variation(f: PiecewiseLinearFunction1D, low: RationalLike, high: RationalLike) -> Fraction:
    """The total variation over an interval: the integral of the absolute slope.

    >>> total_variation(PiecewiseLinearFunction1D(["1/2"], [2, -2]), 0, 1)
    Fraction(2, 1)
    """
    _, values = graph_on(f, low, high)
    return abs(values[1:] - values[:-1]).sum()


def n_sign_changes(f: PiecewiseLinearFunction1D, low: RationalLike, high: RationalLike) -> int:
    """How often the sign changes on an interval from positive to negative or back; zeros between do not count.

    >>> n_sign_changes(PiecewiseLinearFunction1D([1, 2], [1, 0, 1], -1), 0, 3)
    1
    """
    _, values = graph_on(f, low, high)
    signs = values.sign()
    signs = signs[signs != 0]
    return int((signs[1:] != signs[:-1]).sum())


def n_pieces_on(f: PiecewiseLinearFunction1D, low: RationalLike, high: RationalLike) -> int:
    """The number of pieces that meet the interior of an interval.

    Raises
    ------
    InputError
        If the interval has no interior.

    Examples
    --------
    >>> n_pieces_on(PiecewiseLinearFunction1D([0, 1, 2], [0, 1, 2, 3]), 0, 2)
    2
    """
    places, _ = graph_on(f, low, high)
    if places[0] == places[-1]:
        raise InputError(f"the interval [{places[0]}, {places[-1]}] has no interior; give low < high")
    return len(places) - 1


def lipschitz_constant(f: PiecewiseLinearFunction1D) -> Fraction:
    """The least Lipschitz constant: the largest absolute slope.

    >>> lipschitz_constant(PiecewiseLinearFunction1D([0], [-3, 2]))
    Fraction(3, 1)
    """
    return max(abs(f.columns[1]))


def is_convex(f: PiecewiseLinearFunction1D) -> bool:
    """Whether the slopes increase.

    >>> is_convex(PiecewiseLinearFunction1D([0], [-3, 2])), is_convex(PiecewiseLinearFunction1D([0], [2, 1]))
    (True, False)
    """
    slopes = f.columns[1]
    return bool(np.all(slopes[:-1].is_less(slopes[1:])))
