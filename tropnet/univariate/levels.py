r"""Where a continuous piecewise linear function of one variable takes a value, and how often it changes its sign.

The set :math:`\{x : f(x) = y\}` has finitely many components.  An interval is a piece with slope 0, or what is left
of it: neighbours have other slopes.  Every other component is a point, and lies on a piece with slope
:math:`s \ne 0` and intercept c: it is :math:`(y - c)/s`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from tropnet.exact.fraction_arrays import FractionArray
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.univariate.function import PiecewiseLinearFunction1D
from tropnet.univariate.measures import graph_on

__all__ = ["LevelSet", "level_set", "n_level_crossings", "n_sign_changes", "zeros"]


@dataclass(frozen=True)
class LevelSet:
    """The points at which a function has a given value.

    Attributes
    ----------
    points : FractionArray
        The isolated ones, increasing.
    intervals : tuple of pairs
        The ends of the closed intervals among them, increasing; None for an infinite end.

    Examples
    --------
    >>> level_set(PiecewiseLinearFunction1D([0, 1], [-1, 0, 1]), 0)
    LevelSet(points=FractionArray([]), intervals=((Fraction(0, 1), Fraction(1, 1)),))
    """

    points: FractionArray
    intervals: tuple[tuple[Fraction | None, Fraction | None], ...]

    @property
    def n_components(self) -> int:
        """The number of connected components.

        >>> zeros(PiecewiseLinearFunction1D([0], [-1, 1], -2)).n_components
        2
        """
        return len(self.points) + len(self.intervals)

    @property
    def is_empty(self) -> bool:
        """Whether the value is not taken.

        >>> zeros(PiecewiseLinearFunction1D([0], [-1, 1], 2)).is_empty
        True
        """
        return not self.n_components


def level_set(f: PiecewiseLinearFunction1D, level: RationalLike) -> LevelSet:
    """The set of the points x with f(x) = level.

    Parameters
    ----------
    f : PiecewiseLinearFunction1D
    level : RationalLike

    Returns
    -------
    LevelSet

    Examples
    --------
    >>> tent = PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 0])
    >>> level_set(tent, "1/3").points, level_set(tent, 1).points
    (FractionArray([1/3, 5/3]), FractionArray([1]))
    >>> level_set(tent, 0).intervals
    ((None, Fraction(0, 1)), (Fraction(2, 1), None))
    """
    breaks, slopes = f.columns
    height = f.lifts - as_fraction(level, "(level)")
    is_flat = slopes.sign() == 0
    is_whole = is_flat & (height.sign() == 0)
    left, right = _signs_at_ends(f, as_fraction(level))
    # A point belongs to the piece on its left, if it is an end of two, and to no piece at all beside an interval.
    ends_there = np.append((right[:-1] == 0) & ~is_whole[1:], False)
    has_point = ~is_flat & ((left * right < 0) | ends_there)
    points = -height[has_point] / slopes[has_point]
    intervals = tuple(
        (breaks[i - 1] if i > 0 else None, breaks[i] if i < len(breaks) else None)
        for i in np.flatnonzero(is_whole).tolist()
    )
    return LevelSet(points, intervals)


def zeros(f: PiecewiseLinearFunction1D) -> LevelSet:
    """The set of the zeros of f.

    >>> zeros(PiecewiseLinearFunction1D([0], [-1, 1], -2)).points
    FractionArray([-2, 2])
    """
    return level_set(f, 0)


def n_sign_changes(
    f: PiecewiseLinearFunction1D, low: RationalLike | None = None, high: RationalLike | None = None
) -> int:
    """How often the sign changes from positive to negative or back; zeros between do not count.

    On an interval, on a half-line, or on the line: an end that is not given is infinite.

    Raises
    ------
    InputError
        If low > high.

    Examples
    --------
    >>> f = PiecewiseLinearFunction1D([1, 2], [1, 0, 1], -1)
    >>> n_sign_changes(f, 0, 3), n_sign_changes(f), n_sign_changes(f, high=0)
    (1, 1, 0)
    """
    return n_level_crossings(f, 0, low, high)


def n_level_crossings(
    f: PiecewiseLinearFunction1D,
    level: RationalLike,
    low: RationalLike | None = None,
    high: RationalLike | None = None,
) -> int:
    """How often f crosses a level: the sign changes of f - level.

    Raises
    ------
    InputError
        If low > high.

    Examples
    --------
    >>> tent = PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 0])
    >>> n_level_crossings(tent, "1/2"), n_level_crossings(tent, 1), n_level_crossings(tent, "1/2", high=1)
    (2, 0, 1)
    """
    height = as_fraction(level, "(level)")
    left, right = _signs_at_ends(f, height)
    signs = (graph_on(f, low, high)[1] - height).sign()
    signs = np.concatenate([left[:1] if low is None else [], signs, right[-1:] if high is None else []])
    signs = signs[signs != 0]
    return int((signs[1:] != signs[:-1]).sum())


def _signs_at_ends(
    f: PiecewiseLinearFunction1D, level: Fraction
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """The signs of f - level at the left and at the right end of each piece, ends at infinity included."""
    at_breaks = (f.values - level).sign()
    steep, height = f.columns[1].sign(), (f.lifts - level).sign()
    far_left = -steep[:1] if steep[0] else height[:1]
    far_right = steep[-1:] if steep[-1] else height[-1:]
    return np.concatenate([far_left, at_breaks]), np.concatenate([at_breaks, far_right])
