r"""Sums, compositions, maxima and inverses of continuous piecewise linear functions of one variable.

**Composition.**  :math:`f \circ g` is affine between the break points of g and the points that g maps to break points
of f.  On a piece of g the values run monotonically from one end to the other, through consecutive pieces of f:
upwards where the slope of g is positive, downwards where it is negative, and nowhere where g is constant.  So the
pieces of the composition are pairs of pieces of g and of f whose order is known beforehand; the places of the values
of g among the break points of f say which they are.

**Maxima** are compositions: :math:`\max(f, g) = g + [f - g]_+`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError
from tropnet.exact.columns import ordered
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = [
    "absolute_value",
    "add",
    "compose",
    "inverse",
    "linear_combination",
    "maximum",
    "minimum",
    "positive_part",
    "scale",
]

Numbers = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

_RELU = PiecewiseLinearFunction1D([0], [0, 1])
_ABSOLUTE = PiecewiseLinearFunction1D([0], [-1, 1])


def add(f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The sum f + g.

    >>> add(_RELU, _RELU) == scale(_RELU, 2)
    True
    """
    (f_breaks, f_slopes), (g_breaks, g_slopes) = f.columns, g.columns
    places, in_f, in_g = merged(f_breaks, g_breaks)
    slopes = f_slopes[np.cumsum(np.insert(in_f, 0, False))] + g_slopes[np.cumsum(np.insert(in_g, 0, False))]
    return PiecewiseLinearFunction1D(places, slopes, f.value_at_zero + g.value_at_zero)


def scale(f: PiecewiseLinearFunction1D, factor: RationalLike) -> PiecewiseLinearFunction1D:
    """The function x -> factor f(x).

    >>> scale(_RELU, -2)
    PiecewiseLinearFunction1D(breakpoints=[0], slopes=[0, -2])
    """
    number, (breaks, slopes) = as_fraction(factor, "(factor)"), f.columns
    return PiecewiseLinearFunction1D(breaks, slopes * number, f.value_at_zero * number)


def linear_combination(
    functions: Sequence[PiecewiseLinearFunction1D], coefficients: Iterable[RationalLike]
) -> PiecewiseLinearFunction1D:
    """The sum of functions, each times its coefficient, at the costs of sorting all break points.

    Raises
    ------
    InputError
        If there are not as many coefficients as functions.

    Examples
    --------
    >>> linear_combination([_RELU, _ABSOLUTE, _RELU + 1], [2, -1, "1/2"])
    PiecewiseLinearFunction1D(breakpoints=[0], slopes=[1, 3/2], value_at_zero=1/2)
    """
    factors = [as_fraction(factor, "(coefficient)") for factor in coefficients]
    if len(factors) != len(functions):
        raise InputError(
            f"{len(functions)} functions and {len(factors)} coefficients; give one coefficient per function"
        )
    terms = [(factor, f, *f.columns) for factor, f in zip(factors, functions, strict=True) if factor]
    places, number = ordered(concatenated(breaks for *_, breaks, _ in terms))
    jumps = concatenated((slopes[1:] - slopes[:-1]) * factor for factor, *_, slopes in terms)
    ends = np.cumsum(np.bincount(number, minlength=len(places)))
    rises = jumps[np.argsort(number, kind="stable")].running_sums()[np.insert(ends, 0, 0)]
    far_left = sum((factor * slopes[0] for factor, *_, slopes in terms), Fraction(0))
    at_zero = sum((factor * f.value_at_zero for factor, f, *_ in terms), Fraction(0))
    return PiecewiseLinearFunction1D(places, rises + far_left, at_zero)


def compose(f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The composition x -> f(g(x)).

    The costs are proportional to the numbers of pieces of f, of g and of the result, but for searching the values
    of g among the break points of f.

    Examples
    --------
    >>> tent = PiecewiseLinearFunction1D([0, "1/2", 1], [0, 2, -2, 0])
    >>> compose(tent, tent)
    PiecewiseLinearFunction1D(breakpoints=[0, 1/4, 1/2, 3/4, 1], slopes=[0, 4, -4, 4, -4, 0])
    """
    (levels, outer), (breaks, inner) = f.columns, g.columns
    of_g, of_f = _pairs_of_pieces(f, g)
    slopes = outer[of_f] * inner[of_g]
    bends = np.flatnonzero(~slopes[1:].is_equal(slopes[:-1]))
    before, behind = of_g[bends], of_g[bends + 1]
    crossing = before == behind
    # Between two pieces of g the composition bends at a break point of g, and inside one at a preimage.
    piece, level = before[crossing], np.minimum(of_f[bends], of_f[bends + 1])[crossing]
    crossed = (levels[level] - g.lifts[piece]) / inner[piece]
    places = assembled([crossed, breaks[before[~crossing]]], np.where(crossing, 0, 1))
    steep = concatenated([slopes[:1], slopes[bends + 1]])
    return PiecewiseLinearFunction1D(places, steep, f(g.value_at_zero))


def _pairs_of_pieces(f: PiecewiseLinearFunction1D, g: PiecewiseLinearFunction1D) -> tuple[Numbers, Numbers]:
    """The pieces of f(g(x)), from left to right: the numbers of the piece of g and of the piece of f."""
    levels, slopes = f.columns[0], g.columns[1]
    direction = slopes.sign().astype(np.intp)
    less, at_most = levels.searchsorted(g.values), levels.searchsorted(g.values, right=True)
    # Just above a value lies the piece of f whose number is that of the break points up to it, just below it the one
    # whose number is that of the smaller break points; a rising piece of g starts at the bottom or above a value.
    lowest, highest = np.array([0]), np.array([len(levels)])
    from_below, from_above = np.append(lowest, at_most), np.append(highest, less)
    to_above, to_below = np.append(less, highest), np.append(at_most, lowest)
    first = np.where(direction > 0, from_below, from_above)
    last = np.select([direction > 0, direction < 0], [to_above, to_below], first)
    lengths = np.asarray(abs(last - first) + 1, np.intp)
    of_g = np.repeat(np.arange(len(slopes)), lengths)
    steps = np.arange(len(of_g)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return of_g, first[of_g] + direction[of_g] * steps


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


# -- columns of places -----------------------------------------------------------------------------


def merged(a: FractionArray, b: FractionArray) -> tuple[FractionArray, Mask, Mask]:
    """The different entries of two increasing columns, increasing; which are in the first, which in the second.

    >>> merged(FractionArray.of([0, 1]), FractionArray.of(["1/2", 1]))
    (FractionArray([0, 1/2, 1]), array([ True, False,  True]), array([False,  True,  True]))
    """
    places = a.searchsorted(b)
    known = places < a.searchsorted(b, right=True)
    added = places[~known]
    in_a = np.insert(np.ones(len(a), np.bool_), added, False)
    in_b = ~in_a
    in_b[np.flatnonzero(in_a)[places[known]]] = True
    return assembled([a, b[~known]], np.where(in_a, 0, 1)), in_a, in_b


def assembled(columns: Sequence[FractionArray], numbers: Numbers) -> FractionArray:
    """The column whose entries come, in their order, from the columns with the given numbers.

    >>> assembled([FractionArray.of([1, 2]), FractionArray.of(["1/2"])], np.array([0, 1, 0]))
    FractionArray([1, 1/2, 2])
    """
    return concatenated(columns)[np.argsort(np.argsort(numbers, kind="stable"))]


def _reciprocal(column: FractionArray) -> FractionArray:
    return FractionArray.quotients(column.denominators, column.numerators)
