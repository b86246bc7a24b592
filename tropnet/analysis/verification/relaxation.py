r"""The linear program of a branch: functions replaced by the convex hulls of their graphs.

The variables are the inputs, the values of those functions that are not affine on their intervals, and a
level t.  Everything else is an affine form in them.  The rows say that the values lie in the convex hulls, that
arguments lie where splits have put them, and that the inequalities of the case hold with a slack of at least t: the
strict ones, or if there are none, those on the outputs.  The largest t is a number or the rows have no solution:

* if there is no solution, or the largest t is negative (zero, if it stands in strict rows), the branch has no
  counterexample, and the multipliers of the rows say why;
* else there is a point, the inputs of which may be a counterexample.

**From multipliers to a combination.**  For one function let the lines above it have multipliers :math:`u_i`, those
below :math:`w_j`.  Let :math:`c = \sum u_i - \sum w_j`, which is the coefficient of its value in the rest of the
combination, by duality.  As much of the one kind as of the other cancels: the mean line above minus the mean line
below is an affine function of the argument that is nonnegative on the interval [l, h], so at least its slope times
:math:`z - l`, or, if it falls, times :math:`h - z` with the opposite sign.  These are pulls.  What remains is one
line with the mean slope. So the combination proves at least what the multipliers prove
(:mod:`tropnet.analysis.verification.substitution`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from tropnet.analysis.verification.lines import Line, best_line, hull_lines, inner_breakpoints
from tropnet.analysis.verification.property import Case
from tropnet.analysis.verification.substitution import Combination, Intervals, Place
from tropnet.analysis.verification.unary import UnaryNetwork
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.programs import Infeasible, Unbounded, maximize

__all__ = ["Candidate", "Refuted", "Walls", "open_places", "solve"]

Walls = frozenset[tuple[Place, int]]
"""Which ends of intervals a program may use: places, with 1 for the upper end and -1 for the lower one."""


class Refuted(NamedTuple):
    """That the program has no counterexample, and the combination that shows it."""

    combination: Combination


class Candidate(NamedTuple):
    """A solution of the program.

    Attributes
    ----------
    point : RationalArray, shape (n,)
        The inputs.
    gaps : dict of Place to Fraction
        How far the values of the functions are from the functions of their arguments.
    arguments : dict of Place to Fraction
        These arguments.
    combination : Combination
        The multipliers that show that t cannot be larger.
    """

    point: RationalArray
    gaps: Mapping[Place, Fraction]
    arguments: Mapping[Place, Fraction]
    combination: Combination


class _Row(NamedTuple):
    """A form in the program's variables that is nonnegative, and what it says: a kind, and of what."""

    form: RationalArray
    kind: str
    key: tuple[int, ...]
    line: Line | None = None


def open_places(network: UnaryNetwork, intervals: Intervals) -> list[Place]:
    """The places of functions that are not affine on their intervals.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.stages import stages
    >>> from tropnet.analysis.verification.lines import Interval
    >>> from tropnet.analysis.verification.unary import unary
    >>> net = unary(stages(Network.from_arrays([[[1], [-1]], [[1, 1]]])))
    >>> both, positive = Interval(Fraction(-2), Fraction(2)), Interval(Fraction(0), Fraction(2))
    >>> open_places(net, ((both,), (both, positive)))
    [(1, 0)]
    """
    return [
        (number, i)
        for number, level in enumerate(network.levels, start=1)
        for i, (f, interval) in enumerate(zip(level.functions, intervals[number], strict=True))
        if inner_breakpoints(f, interval)
    ]


def solve(network: UnaryNetwork, case: Case, intervals: Intervals, walls: Walls) -> Refuted | Candidate:
    """What the program of a branch says.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.stages import stages
    >>> from tropnet.analysis.verification.lines import Interval
    >>> from tropnet.analysis.verification.unary import unary
    >>> net = unary(stages(Network.from_arrays([[[1], [-1]], [[1, 1]]])))
    >>> both = Interval(Fraction(-2), Fraction(2))
    >>> at_least = lambda level: Case(RationalArray([[0, -1, -level]]), (False,))
    >>> solve(net, at_least(3), ((both,), (both, both)), frozenset()).combination.weights
    {0: Fraction(1, 1)}
    >>> solve(net, at_least(2), ((both,), (both, both)), frozenset()).gaps[1, 0] >= 0
    True
    """
    return _Program(network, case, intervals, walls).solved()


@dataclass
class _Program:
    network: UnaryNetwork
    case: Case
    intervals: Intervals
    walls: Walls

    def __post_init__(self) -> None:
        self.open = open_places(self.network, self.intervals)
        self.n = self.network.input_dim
        self.width = self.n + len(self.open) + 1
        self.forms = self._arguments()

    def _unit(self, column: int) -> RationalArray:
        return RationalArray([int(i == column) for i in range(self.width)])

    def _arguments(self) -> dict[int, RationalArray]:
        """The forms of the inputs (0), of the arguments of every level, and of the outputs (-1)."""
        column = {place: self.n + k for k, place in enumerate(self.open)}
        eye = RationalArray.eye(self.width)
        found = {0: eye[: self.n]}
        values = found[0]
        for number, level in enumerate(self.network.levels, start=1):
            found[number] = _affine(level.weight, level.bias, values)
            slopes, heights, columns = [], [], []
            for i, (f, interval) in enumerate(zip(level.functions, self.intervals[number], strict=True)):
                kept = None if (number, i) in column else best_line(f, interval, 1)
                slopes.append(0 if kept is None else kept.slope)
                heights.append(0 if kept is None else kept.height)
                columns.append(column.get((number, i), -1))
            values = found[number] * RationalArray(slopes).reshape(-1, 1)
            values = values + RationalArray(heights).reshape(-1, 1) * eye[-1]
            chosen = np.zeros(values.shape, dtype=int)
            opened = np.array(columns, dtype=int)
            chosen[np.flatnonzero(opened >= 0), opened[opened >= 0]] = 1
            values = values + RationalArray(chosen)
        found[-1] = _affine(self.network.weight, self.network.bias, values)
        return found

    # -- rows --------------------------------------------------------------------------------------------

    def _rows(self) -> Iterable[_Row]:
        yield from self._case_rows()
        yield from self._ends()
        for k, place in enumerate(self.open):
            number, i = place
            f = self.network.levels[number - 1].functions[i]
            argument, value = self.forms[number][i], self._unit(self.n + k)
            for side in (1, -1):
                for found in hull_lines(f, self.intervals[number][i], side):
                    above = argument * found.slope + self._unit(self.width - 1) * found.height
                    yield _Row((above - value) * side, "line", (number, i, side), found)

    def _case_rows(self) -> Iterable[_Row]:
        n = self.n
        inputs, outputs = self.case.rows[:, :n], self.case.rows[:, n:-1]
        sums = inputs @ self.forms[0] + outputs @ self.forms[-1]
        signs = self.case.rows[:, :-1].sign() != 0
        # A row on one input is an end of its interval.
        is_end = (signs.sum(axis=1) == 1) & signs[:, :n].any(axis=1) & ~self.case.is_strict
        for r in np.flatnonzero(~is_end).tolist():
            yield _Row(self._unit(self.width - 1) * self.case.rows[r, -1] - sums[r], "case", (r,))

    def _ends(self) -> Iterable[_Row]:
        """The ends of the intervals of inputs, and where there are walls."""
        sides = {((0, i), side) for i in range(self.n) for side in (1, -1)} | self.walls
        for (number, i), side in sorted(sides):
            end = self.intervals[number][i][side > 0]
            if end is not None:
                form = self.forms[number][i] - self._unit(self.width - 1) * end
                yield _Row(form * -side, "end", (number, i, side))

    @property
    def _lifted(self) -> list[bool]:
        """The rows of the case that have to hold with the slack t."""
        if any(self.case.strict):
            return list(self.case.strict)
        about_outputs: list[bool] = (self.case.rows[:, self.n : -1].sign() != 0).any(axis=1).tolist()
        return about_outputs

    # -- answers -----------------------------------------------------------------------------------------

    def solved(self) -> Refuted | Candidate:
        rows, lifted = list(self._rows()), self._lifted
        forms = concatenate([row.form[None] for row in rows] + [RationalArray.zeros((1, self.width))])
        levels = [int(row.kind == "case" and lifted[row.key[0]]) for row in rows] + [1]
        # t <= 1 is the last row
        heights = forms[:, -1] + RationalArray([0] * len(rows) + [1])
        A = concatenate([-forms[:, :-1], RationalArray(levels).reshape(-1, 1)], axis=1)
        objective = self._unit(self.width - 1)
        found = maximize(objective, A, heights)
        assert not isinstance(found, Unbounded)
        if isinstance(found, Infeasible):
            return Refuted(self._combination(rows, found.farkas))
        combination = self._combination(rows, found.dual)
        if found.value < 0 or (found.value == 0 and any(self.case.strict)):
            return Refuted(combination)
        solution = concatenate([found.point[:-1], [1]])
        arguments = {(k, i): self.forms[k][i] @ solution for k, i in self.open}
        gaps = {
            place: abs(
                found.point[self.n + k]
                - self.network.levels[place[0] - 1].functions[place[1]](arguments[place])
            )
            for k, place in enumerate(self.open)
        }
        return Candidate(found.point[: self.n], gaps, arguments, combination)

    def _combination(self, rows: list[_Row], dual: RationalArray) -> Combination:
        weights: dict[int, Fraction] = {}
        pulls: dict[Place, list[Fraction]] = {}
        lines: dict[Place, dict[int, list[tuple[Fraction, Fraction]]]] = {}
        for j in np.flatnonzero(dual.sign()[: len(rows)]).tolist():
            row, multiplier = rows[j], Fraction(dual[j])
            if row.kind == "case":
                weights[row.key[0]] = multiplier
            elif row.kind == "end":
                number, i, side = row.key
                if number:
                    pulls.setdefault((number, i), [Fraction(0), Fraction(0)])[side > 0] += multiplier
            else:
                number, i, side = row.key
                assert row.line is not None
                both = lines.setdefault((number, i), {1: [], -1: []})
                both[side].append((multiplier, row.line.slope))
        slopes: dict[Place, Fraction] = {}
        for place, both in lines.items():
            slope, pull = _one_line(both[1], both[-1])
            if slope is not None:
                slopes[place] = slope
            if any(pull):
                known = pulls.setdefault(place, [Fraction(0), Fraction(0)])
                known[0] += pull[0]
                known[1] += pull[1]
        return Combination(weights, slopes, {place: (low, high) for place, (low, high) in pulls.items()})


def _affine(weight: RationalArray, bias: RationalArray, values: RationalArray) -> RationalArray:
    """The forms weight @ values + bias."""
    products = weight @ values
    constants = products[:, -1] + bias
    return concatenate([products[:, :-1], constants[:, None]], axis=1)


def _one_line(
    above: list[tuple[Fraction, Fraction]], below: list[tuple[Fraction, Fraction]]
) -> tuple[Fraction | None, tuple[Fraction, Fraction]]:
    """The slope of the line that remains of multiples of lines above and below, and the pulls of what cancels."""
    totals = [sum((m for m, _ in lines), Fraction(0)) for lines in (above, below)]
    means = [
        sum((m * slope for m, slope in lines), Fraction(0)) / total if total else Fraction(0)
        for lines, total in zip((above, below), totals, strict=True)
    ]
    rise = min(totals) * (means[0] - means[1])
    slope = None if totals[0] == totals[1] else means[0] if totals[0] > totals[1] else means[1]
    return slope, (max(rise, Fraction(0)), max(-rise, Fraction(0)))
