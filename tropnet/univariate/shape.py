r"""Convexity, and differences of convex functions of one variable.

A function is convex where its slopes increase.  Every function is a difference of two convex ones,
:math:`f = g - h`: let h have the break points at which the slope of f falls, and its slope rise there as much as
that of f falls.  In this pair no break point is common, and the break points of every other pair contain these.

A convex function is the maximum of the affine functions on its pieces; so f is a tropical rational function of one
variable, and g and h are the tropical polynomials above and below the line.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["difference_of_convex", "is_concave", "is_convex", "maximum_of_lines", "n_affine_functions"]


def is_convex(f: PiecewiseLinearFunction1D) -> bool:
    """Whether the slopes increase.

    >>> is_convex(PiecewiseLinearFunction1D([0], [-3, 2])), is_convex(PiecewiseLinearFunction1D([0], [2, 1]))
    (True, False)
    """
    slopes = f.columns[1]
    return bool(np.all(slopes[:-1].is_less(slopes[1:])))


def is_concave(f: PiecewiseLinearFunction1D) -> bool:
    """Whether the slopes decrease.

    >>> is_concave(PiecewiseLinearFunction1D([0], [-3, 2])), is_concave(PiecewiseLinearFunction1D([], [2]))
    (False, True)
    """
    return is_convex(-f)


def n_affine_functions(f: PiecewiseLinearFunction1D) -> int:
    """The number of different affine functions on the pieces; pieces apart from each other may share one.

    >>> n_affine_functions(PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 0]))
    3
    """
    columns = f.columns[1], f.lifts
    parts = [part.tolist() for column in columns for part in (column.numerators, column.denominators)]
    return len(set(zip(*parts, strict=True)))


def difference_of_convex(
    f: PiecewiseLinearFunction1D,
) -> tuple[PiecewiseLinearFunction1D, PiecewiseLinearFunction1D]:
    """Convex functions g and h with f = g - h and no common break point; h is zero left of its break points.

    Parameters
    ----------
    f : PiecewiseLinearFunction1D

    Returns
    -------
    g, h : PiecewiseLinearFunction1D

    Examples
    --------
    >>> tent = PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 0])
    >>> g, h = difference_of_convex(tent)
    >>> g
    PiecewiseLinearFunction1D(breakpoints=[0, 2], slopes=[0, 1, 2])
    >>> h
    PiecewiseLinearFunction1D(breakpoints=[1], slopes=[0, 2])
    """
    breaks, slopes = f.columns
    falls = slopes[:-1] - slopes[1:]
    is_fall = falls.sign() > 0
    if not is_fall.any():
        return f, PiecewiseLinearFunction1D([], [0])
    places = breaks[is_fall]
    h = PiecewiseLinearFunction1D.from_value_at(places, falls[is_fall].running_sums(), places[0], 0)
    return f + h, h


def maximum_of_lines(
    slopes: Iterable[RationalLike], intercepts: Iterable[RationalLike]
) -> PiecewiseLinearFunction1D:
    """The convex function max(s_i x + c_i).

    Parameters
    ----------
    slopes, intercepts : iterables of RationalLike
        Equally many, at least one; in any order, and perhaps superfluous.

    Raises
    ------
    InputError
        If there is no line, or the numbers of slopes and intercepts differ.

    Examples
    --------
    >>> maximum_of_lines([1, -1, 0], [0, 0, -1])
    PiecewiseLinearFunction1D(breakpoints=[0], slopes=[-1, 1])
    """
    s, c = [as_fraction(x, "(slope)") for x in slopes], [as_fraction(x, "(intercept)") for x in intercepts]
    if len(s) != len(c) or not s:
        raise InputError(
            f"{len(s)} slopes and {len(c)} intercepts make no lines; give one of both for each line"
        )
    highest: list[tuple[Fraction, Fraction]] = []
    meeting: list[Fraction] = []
    for slope, lift in sorted(zip(s, c, strict=True)):
        while highest and (
            highest[-1][0] == slope or (meeting and _meeting(highest[-1], (slope, lift)) <= meeting[-1])
        ):
            highest.pop()
            if meeting:
                meeting.pop()
        if highest:
            meeting.append(_meeting(highest[-1], (slope, lift)))
        highest.append((slope, lift))
    first_slope, first_lift = highest[0]
    point = meeting[0] if meeting else Fraction(0)
    return PiecewiseLinearFunction1D.from_value_at(
        meeting, [slope for slope, _ in highest], point, first_slope * point + first_lift
    )


def _meeting(left: tuple[Fraction, Fraction], right: tuple[Fraction, Fraction]) -> Fraction:
    """Where a line meets a steeper one."""
    return (left[1] - right[1]) / (right[0] - left[0])
