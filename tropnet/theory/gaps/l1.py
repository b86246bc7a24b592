r"""How far in the mean a function with few pieces must be from one with many.

**Hinges.**  Let :math:`h(x) = J [x]_+` on [-a, b].  Its L1 distance to the affine functions is

.. math:: |J| \cdot \bigl( \tfrac12 b^2 - [q_3]_+^2 + [q_1]_+^2 \bigr), \qquad
          q_1 = \tfrac{b - 3a}{4}, \quad q_3 = \tfrac{3b - a}{4} .

Proof.  Let s be +1, -1, +1 on the first quarter of [-a, b], the middle half and the last quarter.  Every affine
function is orthogonal to s, so the distance is at least :math:`|\int h s|`, the number above.  The affine function
that agrees with h at :math:`q_1` and :math:`q_3`, the ends of the middle half, attains it: h is convex or concave, so
its difference to h has the signs of s, up to zeros.  For a tent of height H on a base of length L this is HL / 4.

**Functions with many pieces.**  Cut an interval at every second break point of a function f.  On each part with an
inner break point f is a hinge up to an affine function.  A function g with p pieces is affine on all but p - 1 of the
parts, so

.. math:: \int |f - g| \;\ge\; \text{the sum of the distances of the hinges, without the } p - 1 \text{ largest}.

For the sawtooth function with q equal pieces between 0 and 1 on [0, 1] these are floor(q/2) tents of distance 1/(2q).
This is what the proof of Theorem 3.5 of Arora, Basu, Mianjy and Mukherjee (2018) comes down to; it holds for every
member of the family with its own parameters, and in fact for every f.
"""

from __future__ import annotations

from fractions import Fraction

from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.polyhedra.reading import integer_at_least
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["hinge_distance", "l1_lower_bound"]


def hinge_distance(left: RationalLike, right: RationalLike, jump: RationalLike = 1) -> Fraction:
    """The L1 distance of x -> jump max(x, 0) on [-left, right] to the affine functions.

    Parameters
    ----------
    left, right : RationalLike
        Not negative.
    jump : RationalLike

    Raises
    ------
    InputError
        If a length is negative.

    Examples
    --------
    The tent of height 1 on [0, 2] has the slopes 1 and -1:

    >>> hinge_distance(1, 1, -2)
    Fraction(1, 2)
    """
    a, b = as_fraction(left), as_fraction(right)
    if a < 0 or b < 0:
        raise InputError(f"the lengths are {a} and {b}; they cannot be negative")
    first, third = max((b - 3 * a) / 4, Fraction(0)), max((3 * b - a) / 4, Fraction(0))
    return abs(as_fraction(jump)) * (b * b / 2 - third * third + first * first)


def l1_lower_bound(
    f: PiecewiseLinearFunction1D, pieces: int, low: RationalLike = 0, high: RationalLike = 1
) -> Fraction:
    """A lower bound on the integral of abs(f - g) for all piecewise affine g with so many pieces.

    The functions g need not be continuous.  The bound is that of the module's docstring, for the better of the two
    ways to cut at every second break point.

    Parameters
    ----------
    f : PiecewiseLinearFunction1D
    pieces : int
        At least 1: the number of pieces of g on the interval.
    low, high : RationalLike
        The interval; low < high.

    Raises
    ------
    InputError
        If the interval has no interior, or there is no piece.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, proof of Theorem 3.5, for every piecewise linear function.

    Examples
    --------
    Two tents of height 1, for which one half is the best constant:

    >>> tents = PiecewiseLinearFunction1D(["1/4", "1/2", "3/4"], [4, -4, 4, -4])
    >>> l1_lower_bound(tents, 1), l1_lower_bound(tents, 2), l1_lower_bound(tents, 3)
    (Fraction(1, 4), Fraction(1, 8), Fraction(0, 1))
    """
    begin, end = as_fraction(low), as_fraction(high)
    if begin >= end:
        raise InputError(f"the interval [{begin}, {end}] has no interior; give low < high")
    spoiled = integer_at_least(1, pieces, "the number of pieces") - 1
    inner = [i for i, x in enumerate(f.breakpoints) if begin < x < end]
    places = [begin, *(f.breakpoints[i] for i in inner), end]
    distances = [
        hinge_distance(places[j] - places[j - 1], places[j + 1] - places[j], f.slopes[i + 1] - f.slopes[i])
        for j, i in enumerate(inner, start=1)
    ]
    return max(_without_largest(distances[parity::2], spoiled) for parity in (0, 1))


def _without_largest(values: list[Fraction], n: int) -> Fraction:
    return sum(sorted(values, reverse=True)[n:], Fraction(0))
