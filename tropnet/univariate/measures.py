r"""Integrals, distances and extrema of continuous piecewise linear functions of one variable: all rational.

Cut an interval at the break points.  On a part of length d between the values u and v,

.. math:: \int f = d\, \frac{u + v}{2}, \qquad \int f^2 = d\, \frac{u^2 + uv + v^2}{3}, \qquad
          \int |f| = d\, \frac{|u| + |v|}{2} \text{ or } d\, \frac{u^2 + v^2}{2(|u| + |v|)} ,

the last if f changes its sign there.

An end of an interval that is not given is infinite.  Then the value exists only if the function is, towards infinity,
zero (integrals) or constant (extrema, variation), and everything happens between the outermost break points.
"""

from __future__ import annotations

from fractions import Fraction

from tropnet.errors import InputError, UnboundedError
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = [
    "extrema",
    "graph_on",
    "integral",
    "l1_distance",
    "l2_distance_squared",
    "lipschitz_constant",
    "n_pieces_on",
    "sup_distance",
    "total_variation",
]


def graph_on(
    f: PiecewiseLinearFunction1D, low: RationalLike | None = None, high: RationalLike | None = None
) -> tuple[FractionArray, FractionArray]:
    """The ends of an interval with the break points between them, and the values there.

    An infinite end is replaced by the outermost break point, or by the other end if that lies further out.

    Raises
    ------
    InputError
        If low > high.

    Examples
    --------
    >>> graph_on(PiecewiseLinearFunction1D([0, 5], [0, 1, 2]), -1, 2)
    (FractionArray([-1, 0, 2]), FractionArray([0, 0, 2]))
    >>> graph_on(PiecewiseLinearFunction1D([0, 5], [0, 1, 2]), 2)
    (FractionArray([2, 5]), FractionArray([2, 5]))
    """
    breaks, _ = f.columns
    first, last = (Fraction(0), Fraction(0)) if f.is_affine else (breaks[0], breaks[-1])
    begin = None if low is None else as_fraction(low, "(low)")
    end = None if high is None else as_fraction(high, "(high)")
    if begin is None:
        begin = first if end is None else min(first, end)
    if end is None:
        end = max(last, begin)
    if begin > end:
        raise InputError(f"the interval [{begin}, {end}] is empty; give low <= high")
    inner = slice(breaks.searchsorted(begin, right=True), breaks.searchsorted(end))
    places = concatenated([FractionArray.of([begin]), breaks[inner], FractionArray.of([end])])
    return places, concatenated([FractionArray.of([f(begin)]), f.values[inner], FractionArray.of([f(end)])])


def integral(
    f: PiecewiseLinearFunction1D, low: RationalLike | None = None, high: RationalLike | None = None
) -> Fraction:
    """The integral of f over an interval, over a half-line, or over the line.

    Raises
    ------
    UnboundedError
        If there is none: an end is infinite, and f is not zero from some point on.
    InputError
        If low > high.

    Examples
    --------
    >>> integral(PiecewiseLinearFunction1D([0], [0, 1]), -1, 2)
    Fraction(2, 1)
    >>> integral(PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 0]))
    Fraction(1, 1)
    """
    _refuse_infinite_area(f, low, high)
    places, values = graph_on(f, low, high)
    return ((places[1:] - places[:-1]) * (values[1:] + values[:-1])).sum() / 2


def l1_distance(
    f: PiecewiseLinearFunction1D,
    g: PiecewiseLinearFunction1D,
    low: RationalLike | None = None,
    high: RationalLike | None = None,
) -> Fraction:
    """The integral of abs(f - g) over an interval, over a half-line, or over the line.

    Raises
    ------
    UnboundedError
        If it is infinite.
    InputError
        If low > high.

    Examples
    --------
    >>> tent = PiecewiseLinearFunction1D(["1/2"], [2, -2])
    >>> l1_distance(tent, PiecewiseLinearFunction1D([], [0], "1/2"), 0, 1)
    Fraction(1, 4)
    """
    difference = f - g
    _refuse_infinite_area(difference, low, high)
    places, values = graph_on(difference, low, high)
    u, v, lengths = values[:-1], values[1:], places[1:] - places[:-1]
    sizes = abs(u) + abs(v)
    crosses = u.sign() * v.sign() < 0
    straight = (lengths * sizes)[~crosses].sum()
    u, v, lengths, sizes = u[crosses], v[crosses], lengths[crosses], sizes[crosses]
    return (straight + (lengths * (u * u + v * v) / sizes).sum()) / 2


def l2_distance_squared(
    f: PiecewiseLinearFunction1D,
    g: PiecewiseLinearFunction1D,
    low: RationalLike | None = None,
    high: RationalLike | None = None,
) -> Fraction:
    """The integral of (f - g)^2, over an interval or more: the square of the L2 distance, which is rational itself.

    Raises
    ------
    UnboundedError
        If it is infinite.
    InputError
        If low > high.

    Examples
    --------
    >>> l2_distance_squared(PiecewiseLinearFunction1D([], [1]), PiecewiseLinearFunction1D([], [0]), 0, 1)
    Fraction(1, 3)
    """
    difference = f - g
    _refuse_infinite_area(difference, low, high)
    places, values = graph_on(difference, low, high)
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
    _refuse_infinite_rise(f, low, high)
    _, values = graph_on(f, low, high)
    return values.min(), values.max()


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


def total_variation(
    f: PiecewiseLinearFunction1D, low: RationalLike | None = None, high: RationalLike | None = None
) -> Fraction:
    """The total variation over an interval, a half-line, or the line: the integral of the absolute slope.

    Raises
    ------
    UnboundedError
        If it is infinite.
    InputError
        If low > high.

    Examples
    --------
    >>> total_variation(PiecewiseLinearFunction1D(["1/2"], [2, -2]), 0, 1)
    Fraction(2, 1)
    """
    _refuse_infinite_rise(f, low, high)
    _, values = graph_on(f, low, high)
    return abs(values[1:] - values[:-1]).sum()


def n_pieces_on(
    f: PiecewiseLinearFunction1D, low: RationalLike | None = None, high: RationalLike | None = None
) -> int:
    """The number of pieces that meet the interior of an interval, of a half-line, or of the line.

    Raises
    ------
    InputError
        If the interval has no interior.

    Examples
    --------
    >>> f = PiecewiseLinearFunction1D([0, 1, 2], [0, 1, 2, 3])
    >>> n_pieces_on(f, 0, 2), n_pieces_on(f, low=0), n_pieces_on(f)
    (2, 3, 4)
    """
    breaks, _ = f.columns
    begin = None if low is None else as_fraction(low, "(low)")
    end = None if high is None else as_fraction(high, "(high)")
    if begin is not None and end is not None and begin >= end:
        raise InputError(f"the interval [{begin}, {end}] has no interior; give low < high")
    first = 0 if begin is None else breaks.searchsorted(begin, right=True)
    last = len(breaks) if end is None else breaks.searchsorted(end)
    return last - first + 1


def lipschitz_constant(f: PiecewiseLinearFunction1D) -> Fraction:
    """The least Lipschitz constant: the largest absolute slope.

    >>> lipschitz_constant(PiecewiseLinearFunction1D([0], [-3, 2]))
    Fraction(3, 1)
    """
    return abs(f.columns[1]).max()


def _refuse_infinite_rise(
    f: PiecewiseLinearFunction1D, low: RationalLike | None, high: RationalLike | None
) -> None:
    """Raise if the values on an infinite interval have no bounds."""
    slopes = f.columns[1]
    for end, slope in (low, slopes[0]), (high, slopes[-1]):
        if end is None and slope:
            raise UnboundedError(
                f"{f!r} has the slope {slope} towards infinity, and no bounds; give an interval with low and high"
            )


def _refuse_infinite_area(
    f: PiecewiseLinearFunction1D, low: RationalLike | None, high: RationalLike | None
) -> None:
    """Raise if the area under the graph over an infinite interval is not finite."""
    if low is None or high is None:
        _refuse_infinite_rise(f, low, high)
        for end, height in (low, f.lifts[0]), (high, f.lifts[-1]):
            if end is None and height:
                raise UnboundedError(
                    f"{f!r} has the value {height} towards infinity, and an infinite area; give an interval with "
                    "low and high"
                )
