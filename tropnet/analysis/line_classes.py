r"""The predicted classes along a line: where they change, and which come one after the other.

On a line the scores of a classifier are piecewise linear functions :math:`f_1, \dots, f_k` of one variable
(:func:`tropnet.along`), and so is :math:`m = \max(f_1, \dots, f_k)`.  Class i is predicted where :math:`f_i = m` and no
earlier one is, for ties go to the first.  The set :math:`\{f_i - m = 0\}` consists of intervals and isolated points.
Only the intervals count: a class that is predicted at a single point has no part of the line, as a class that
is predicted on a wall alone has no part in :func:`tropnet.decision_boundary`.

One output f with the threshold c is the case :math:`f_1 = 0`, :math:`f_2 = f - c`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import numpy as np

from tropnet.analysis.boundary import scores
from tropnet.analysis.univariate_form import along
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArrayLike
from tropnet.exact.fraction_arrays import FractionArray
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.network import Network
from tropnet.univariate.arithmetic import maximum
from tropnet.univariate.function import PiecewiseLinearFunction1D
from tropnet.univariate.levels import zeros

__all__ = ["LineClasses", "classes_along"]


@dataclass(frozen=True)
class LineClasses:
    """The predicted classes along a line, or a part of it; made by :func:`classes_along`.

    Attributes
    ----------
    points : FractionArray
        Where the class changes, increasing: values of t.
    classes : tuple of int
        The classes before, between and after the points; neighbours differ.
    low, high : Fraction or None
        The ends of the part of the line; None where it is infinite.

    Examples
    --------
    >>> changes = LineClasses(FractionArray.of([0, "1/2"]), (1, 0, 1), None, Fraction(3))
    >>> changes.intervals
    ((None, Fraction(0, 1), 1), (Fraction(0, 1), Fraction(1, 2), 0), (Fraction(1, 2), Fraction(3, 1), 1))
    """

    points: FractionArray
    classes: tuple[int, ...]
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def intervals(self) -> tuple[tuple[Fraction | None, Fraction | None, int], ...]:
        """The intervals in order, each as its ends and the class inside; None for an infinite end."""
        starts = (self.low, *self.points)
        ends = (*self.points, self.high)
        return tuple(zip(starts, ends, self.classes, strict=True))


def classes_along(
    net: Network,
    p: RationalArrayLike,
    q: RationalArrayLike,
    *,
    low: RationalLike | None = None,
    high: RationalLike | None = None,
    threshold: RationalLike | None = None,
    classes: tuple[int, int] | None = None,
) -> LineClasses:
    """The classes that a network predicts at p + t (q - p), in the order of t.

    Parameters
    ----------
    net : Network
        With one output, compared with the threshold, or with several, of which the largest wins.
    p, q : array-like of rationals
        Two different inputs: the places of t = 0 and t = 1.
    low, high : RationalLike, optional
        The ends of the part of the line, as values of t; an end that is not given is infinite.
    threshold : RationalLike, optional
        For one output; 0 unless told otherwise.
    classes : pair of int, optional
        Compare these two outputs only; they are the classes 0 and 1 of the result.

    Returns
    -------
    LineClasses

    Raises
    ------
    ShapeError
        If a point does not have the input shape.
    InputError
        If the points are equal, low >= high, or threshold and classes do not fit the network.
    NotRationalError
        If a number is not rational.

    Examples
    --------
    Across a diamond:

    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> changes = classes_along(norm, [-2, 0], [1, 0], threshold=1)
    >>> changes.points, changes.classes
    (FractionArray([1/3, 1]), (1, 0, 1))
    >>> classes_along(norm, [-2, 0], [1, 0], threshold=1, low=0, high=1).intervals
    ((Fraction(0, 1), Fraction(1, 3), 1), (Fraction(1, 3), Fraction(1, 1), 0))
    """
    begin = None if low is None else as_fraction(low, "(low)")
    end = None if high is None else as_fraction(high, "(high)")
    if begin is not None and end is not None and begin >= end:
        raise InputError(f"the interval from {begin} to {end} has no interior; give low < high")
    functions = along(scores(net, threshold=threshold, classes=classes), p, q)
    if len(functions) == 1:
        functions = (PiecewiseLinearFunction1D([], [0]), *functions)
    points, labels = _first_largest(functions)
    first = 0 if begin is None else points.searchsorted(begin, right=True)
    last = len(points) if end is None else points.searchsorted(end)
    return LineClasses(points[first:last], tuple(labels[first : last + 1]), begin, end)


def _first_largest(functions: Sequence[PiecewiseLinearFunction1D]) -> tuple[FractionArray, list[int]]:
    """Where the number of the first largest function changes, and these numbers from left to right."""
    largest = reduce(maximum, functions)
    attained = [zeros(f - largest).intervals for f in functions]
    ends = sorted({end for intervals in attained for pair in intervals for end in pair if end is not None})
    number = {end: i for i, end in enumerate(ends)}
    labels = np.empty(len(ends) + 1, np.intp)
    # The first of several has the last word.
    for label in reversed(range(len(functions))):
        for left, right in attained[label]:
            start = 0 if left is None else number[left] + 1
            stop = len(labels) if right is None else number[right] + 1
            labels[start:stop] = label
    changes = np.flatnonzero(np.diff(labels))
    return FractionArray.of([ends[i] for i in changes]), labels[[0, *(changes + 1)]].tolist()
