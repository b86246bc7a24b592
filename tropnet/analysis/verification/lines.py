r"""Lines above and below a piecewise linear function on an interval.

A function f of one variable lies on the interval I below the line :math:`\lambda z + \kappa` if and only if
:math:`\kappa \ge \sup_I (f(z) - \lambda z)`.  That difference is piecewise linear, so the supremum is the largest
of its values at the ends of I and at the break points in it; on an unbounded interval it must not grow along the
outer piece, or there is no such line.  Hence *any* slope gives the best line of this slope, and a proof only has to
say slopes: a bad one makes a weak line, but never a false one.

The convex hull of the graph over I is cut out by finitely many lines.  For a ReLU over [l, h] with l < 0 < h these
are the slopes 0 and 1 below and the slope h / (h - l) above.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tropnet.networks.activations import PiecewiseLinearFunction1D

__all__ = ["UNKNOWN", "Interval", "Line", "best_line", "hull_lines", "inner_breakpoints", "line"]

SLOPE_BITS = 16
"""Slopes of chords are multiples of 2^-SLOPE_BITS: with denominators of their own, numbers would grow quickly."""


class Interval(NamedTuple):
    """All numbers from ``low`` to ``high``; an end that is None is infinite."""

    low: Fraction | None
    high: Fraction | None

    @property
    def is_empty(self) -> bool:
        """Whether the ends are in the wrong order."""
        return self.low is not None and self.high is not None and self.low > self.high

    def contains(self, z: Fraction) -> bool:
        """Whether a number lies in the interval."""
        return (self.low is None or self.low <= z) and (self.high is None or z <= self.high)


UNKNOWN = Interval(None, None)


class Line(NamedTuple):
    """The line slope z + height."""

    slope: Fraction
    height: Fraction

    def __call__(self, z: Fraction) -> Fraction:
        return self.slope * z + self.height


def inner_breakpoints(f: PiecewiseLinearFunction1D, interval: Interval) -> list[Fraction]:
    """The break points in the interior of an interval."""
    low, high = interval
    return [b for b in f.breakpoints if (low is None or low < b) and (high is None or b < high)]


def line(f: PiecewiseLinearFunction1D, interval: Interval, slope: Fraction, side: int) -> Line | None:
    """The lowest line of a slope above f (side 1), or the highest one below it (side -1); None if there is none.

    Examples
    --------
    >>> from tropnet.networks import relu
    >>> line(relu(), Interval(Fraction(-1), Fraction(3)), Fraction(3, 4), 1)
    Line(slope=Fraction(3, 4), height=Fraction(3, 4))
    >>> line(relu(), Interval(Fraction(-1), None), Fraction(3, 4), 1) is None
    True
    """
    low, high = interval
    if low is None and side * (f.slopes[0] - slope) < 0:
        return None
    if high is None and side * (f.slopes[-1] - slope) > 0:
        return None
    heights = [f(z) - slope * z for z in _corners(f, interval)]
    return Line(slope, max(heights) if side > 0 else min(heights))


@lru_cache(maxsize=1 << 14)
def best_line(f: PiecewiseLinearFunction1D, interval: Interval, side: int) -> Line | None:
    """The line, of those with the slope of a piece or of the chord, with the least area between it and f.

    On a bounded interval the area is decided by the value in the middle.  Where f is affine the line is f.

    Examples
    --------
    >>> from tropnet.networks import relu
    >>> best_line(relu(), Interval(Fraction(-1), Fraction(3)), -1)
    Line(slope=Fraction(1, 1), height=Fraction(0, 1))
    >>> best_line(relu(), Interval(None, Fraction(3)), 1)
    Line(slope=Fraction(0, 1), height=Fraction(3, 1))
    """
    corners = _corners(f, interval)
    middle = (corners[0] + corners[-1]) / 2
    slopes = {*_slopes(f, interval), *_chords(f, [corners[0], corners[-1]])}
    lines = [found for slope in sorted(slopes) if (found := line(f, interval, slope, side)) is not None]
    return min(lines, key=lambda found: side * found(middle), default=None)


@lru_cache(maxsize=1 << 14)
def hull_lines(f: PiecewiseLinearFunction1D, interval: Interval, side: int) -> tuple[Line, ...]:
    """Lines that cut out the convex hull of the graph over an interval, those above or those below.

    Up to the rounding of the slopes of chords.

    Examples
    --------
    >>> from tropnet.networks import hard_tanh
    >>> [found.slope for found in hull_lines(hard_tanh(), Interval(Fraction(-3), Fraction(1)), 1)]
    [Fraction(1, 2)]
    >>> [found.slope for found in hull_lines(hard_tanh(), Interval(Fraction(-3), Fraction(1)), -1)]
    [Fraction(0, 1), Fraction(1, 1)]
    """
    corners = _corners(f, interval)
    chain: list[Fraction] = []
    for z in corners:
        while len(chain) > 1 and _bends(f, chain[-2], chain[-1], z) * side >= 0:
            chain.pop()
        chain.append(z)
    slopes = set(_chords(f, chain))
    if len(corners) == 1:
        slopes.add(f.slopes[f.piece_at(corners[0])])
    slopes |= {f.slopes[0]} if interval.low is None else set()
    slopes |= {f.slopes[-1]} if interval.high is None else set()
    return tuple(found for slope in sorted(slopes) if (found := line(f, interval, slope, side)) is not None)


def _corners(f: PiecewiseLinearFunction1D, interval: Interval) -> list[Fraction]:
    """The finite ends and the break points between, in order; at least one point."""
    low, high = interval
    found = ([] if low is None else [low]) + inner_breakpoints(f, interval)
    if high is not None and high != low:
        found.append(high)
    return found or [Fraction(0)]


def _slopes(f: PiecewiseLinearFunction1D, interval: Interval) -> tuple[Fraction, ...]:
    """The slopes of the pieces that an interval meets in more than an end."""
    low, high = interval
    first = 0 if low is None else sum(b <= low for b in f.breakpoints)
    last = len(f.breakpoints) if high is None else sum(b < high for b in f.breakpoints)
    return f.slopes[first : max(first, last) + 1]


def _chords(f: PiecewiseLinearFunction1D, points: list[Fraction]) -> Iterable[Fraction]:
    """The slopes between consecutive points, rounded unless f has them."""
    for left, right in pairwise(points):
        if left == right:
            continue
        slope = (f(right) - f(left)) / (right - left)
        yield slope if slope in f.slopes else Fraction(round(slope * 2**SLOPE_BITS), 2**SLOPE_BITS)


def _bends(f: PiecewiseLinearFunction1D, a: Fraction, b: Fraction, c: Fraction) -> int:
    """The sign of the bend of the path over three points: 1 where it turns up."""
    turn = (f(c) - f(b)) * (b - a) - (f(b) - f(a)) * (c - b)
    return (turn > 0) - (turn < 0)
