r"""Upper bounds of a network by lines in place of its functions, put in from the last level to the first.

Let every input and every argument of a function lie in a known interval.  An affine form in the outputs of a level,
:math:`F = \sum_k c_k v_k + d`, is bounded above by a form in the arguments: :math:`v_k = f_k(z_k)` lies below a
line where :math:`c_k > 0`, and above one where :math:`c_k < 0` (:mod:`tropnet.analysis.verification.lines`).
Nonnegative multiples of :math:`z_k - \ell_k` and :math:`h_k - z_k`, the *pulls*, may be added.  The arguments are
affine forms in the outputs of the level before, and so on down to the inputs; the largest value of an affine form
on a box is a sum.

With suitable slopes and pulls this attains the optimum of the linear program in which every function is replaced by
the convex hull of its graph: they are its dual variables (Salman, Yang, Zhang, Hsieh and Zhang, A convex relaxation
barrier to tight robustness verification, NeurIPS 2019; Wang, Zhang, Xu, Lin, Jana, Hsieh and Kolter, Beta-CROWN,
NeurIPS 2021).  Where every function is affine on its interval nothing is lost but what pulls give back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tropnet.analysis.verification.lines import Interval, Line, best_line, line
from tropnet.analysis.verification.unary import UnaryNetwork
from tropnet.exact.arrays import RationalArray, concatenate

__all__ = ["Combination", "Intervals", "Place", "Substitution"]

Bools = NDArray[np.bool_]

Place = tuple[int, int]
"""A level, 0 for the inputs, and a number in it: an input, or the argument of a function."""

Intervals = tuple[tuple[Interval, ...], ...]
"""The interval of every place: those of the inputs, and of the arguments of every level."""


@dataclass(frozen=True)
class Combination:
    r"""A choice of multipliers and slopes, which gives an upper bound for a linear form.

    Attributes
    ----------
    weights : dict of int to Fraction
        Positive multiples of the slacks b - a.x - c.y of rows of the case, to be added.
    slopes : dict of Place to Fraction
        The slopes of lines, where they are not the usual ones.
    pulls : dict of Place to (Fraction, Fraction)
        Nonnegative multiples of z - low and of high - z, to be added.
    """

    weights: Mapping[int, Fraction] = field(default_factory=dict)
    slopes: Mapping[Place, Fraction] = field(default_factory=dict)
    pulls: Mapping[Place, tuple[Fraction, Fraction]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(tuple(frozenset(part.items()) for part in (self.weights, self.slopes, self.pulls)))


@dataclass(frozen=True)
class _Lines:
    """Lines above and below all functions of a level, as columns."""

    slopes: tuple[RationalArray, RationalArray]
    heights: tuple[RationalArray, RationalArray]
    exists: tuple[Bools, Bools]


class Substitution:
    """Upper bounds where every place has an interval.

    Parameters
    ----------
    network : UnaryNetwork
    intervals : Intervals
        At least those of the levels that are to be substituted; none of them empty.
    combination : Combination
        Its weights have no meaning here.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.stages import stages
    >>> from tropnet.analysis.verification.unary import unary
    >>> net = unary(stages(Network.from_arrays([[[1], [-1]], [[1, 1]]])))
    >>> both = Interval(Fraction(-2), Fraction(2))
    >>> bounds = Substitution(net, ((both,), (both, both)))
    >>> bounds.above(RationalArray([[1, 1, 0]]), 1)
    (RationalArray([[0, 2]]), array([ True]))
    >>> bounds.ceilings(RationalArray([[1, 1]]))
    [Fraction(3, 1)]
    """

    def __init__(
        self, network: UnaryNetwork, intervals: Intervals, combination: Combination | None = None
    ) -> None:
        self.network, self.intervals = network, intervals
        self.combination = combination or Combination()
        self._lines: dict[int, _Lines] = {}

    def above(self, forms: RationalArray, level: int) -> tuple[RationalArray, Bools]:
        """Forms in the inputs, (k, n + 1), that bound forms (k, m + 1) in the outputs of a level, 0 for the inputs.

        Returns
        -------
        RationalArray, shape (k, n + 1)
        (k,) bool array
            Where there is such a form.
        """
        exists = np.ones(len(forms), dtype=np.bool_)
        for number in range(level, 0, -1):
            forms, exists = self._through(forms, exists, number)
        return self._pulled(forms, 0), exists

    def ceilings(self, forms: RationalArray) -> list[Fraction | None]:
        """The largest values of forms (k, n + 1) on the box of the inputs; None where there is none."""
        return [_ceiling(row, self.intervals[0]) for row in forms.fractions()]

    def ceiling(self, form: RationalArray, inputs: RationalArray) -> Fraction | None:
        """An upper bound of a form in the outputs of the last level plus one in the inputs, (n + 1,)."""
        rows, exists = self.above(form[None], len(self.network.levels))
        return self.ceilings(rows + inputs)[0] if exists[0] else None

    def coefficients(self, form: RationalArray) -> list[RationalArray]:
        """With what coefficients the functions of each level enter, if a form in the outputs is substituted."""
        found, forms, exists = [], form[None], np.ones(1, dtype=np.bool_)
        for number in range(len(self.network.levels), 0, -1):
            found.append(forms[0, :-1])
            forms, exists = self._through(forms, exists, number)
        return found[::-1]

    def _through(self, forms: RationalArray, exists: Bools, number: int) -> tuple[RationalArray, Bools]:
        """From forms in the outputs of a level to forms in those of the level before."""
        level, lines = self.network.levels[number - 1], self._lines_of(number)
        ups, downs = forms[:, :-1].maximum(0), forms[:, :-1].minimum(0)
        missing = [
            ((part.sign() != 0) & ~known).any(axis=1)
            for part, known in zip((ups, downs), lines.exists, strict=True)
        ]
        coefficients = ups * lines.slopes[0] + downs * lines.slopes[1]
        constants = forms[:, -1] + ups @ lines.heights[0] + downs @ lines.heights[1]
        behind = self._pulled(concatenate([coefficients, constants[:, None]], axis=1), number)
        linear, constants = behind[:, :-1], behind[:, -1]
        constants = constants + linear @ level.bias
        return concatenate([linear @ level.weight, constants[:, None]], axis=1), exists & ~(
            missing[0] | missing[1]
        )

    def _pulled(self, forms: RationalArray, number: int) -> RationalArray:
        """Forms in the inputs, or the arguments of a level, with its pulls added."""
        pulls = {i: pull for (level, i), pull in self.combination.pulls.items() if level == number}
        if not pulls:
            return forms
        row = [Fraction(0)] * forms.shape[1]
        for i, (from_low, from_high) in pulls.items():
            low, high = self.intervals[number][i]
            assert low is not None or not from_low
            assert high is not None or not from_high
            row[i] += from_low - from_high
            row[-1] += from_high * (high or 0) - from_low * (low or 0)
        return forms + RationalArray(row)

    def _lines_of(self, number: int) -> _Lines:
        if number not in self._lines:
            self._lines[number] = _columns([self._chosen(number, side) for side in (1, -1)])
        return self._lines[number]

    def _chosen(self, number: int, side: int) -> list[Line | None]:
        """The lines of a level above (1) or below (-1)."""
        found = []
        functions = self.network.levels[number - 1].functions
        for i, (f, interval) in enumerate(zip(functions, self.intervals[number], strict=True)):
            slope = self.combination.slopes.get((number, i))
            found.append(best_line(f, interval, side) if slope is None else line(f, interval, slope, side))
        return found


def _columns(chosen: list[list[Line | None]]) -> _Lines:
    slopes, heights, exists = [], [], []
    for lines in chosen:
        slopes.append(RationalArray([0 if found is None else found.slope for found in lines]))
        heights.append(RationalArray([0 if found is None else found.height for found in lines]))
        exists.append(np.array([found is not None for found in lines], dtype=np.bool_))
    return _Lines((slopes[0], slopes[1]), (heights[0], heights[1]), (exists[0], exists[1]))


def _ceiling(row: NDArray[np.object_], box: tuple[Interval, ...]) -> Fraction | None:
    total = Fraction(row[-1])
    for coefficient, (low, high) in zip(row[:-1], box, strict=True):
        end = high if coefficient > 0 else low
        if coefficient and end is None:
            return None
        if coefficient:
            assert end is not None
            total += coefficient * end
    return total
