"""One step of the search: a branch is refuted, gives a counterexample, or is split."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tropnet.analysis.verification.lines import UNKNOWN, Interval, inner_breakpoints
from tropnet.analysis.verification.proof import Claim
from tropnet.analysis.verification.property import Case, Property
from tropnet.analysis.verification.relaxation import Candidate, Walls, open_places, solve
from tropnet.analysis.verification.substitution import Combination, Intervals, Place, Substitution
from tropnet.analysis.verification.unary import UnaryNetwork, unary
from tropnet.exact.arrays import RationalArray, concatenate, stack
from tropnet.exact.programs import Optimal, maximize
from tropnet.networks.activations import PiecewiseLinearFunction1D
from tropnet.networks.network import Network
from tropnet.networks.stages import stages

__all__ = ["Branch", "Closed", "Divided", "Found", "Outcome", "Problem"]

ROUNDING_BITS = 16
"""Ends of intervals are rounded outwards, to multiples of about 2^-ROUNDING_BITS of the length."""

MULTIPLIER_BITS = 20
SLOPE_BITS = 16
"""Multipliers, relative to the largest, and slopes are tried in short numbers first."""

MATERIAL = Fraction(1, 32)
"""An interval that becomes shorter by less than this part is not worth a claim."""

ASCENT_STEPS = 8

MOST_OPEN = 20
"""With more functions that bend, the box of few inputs is halved: see tests/benchmarks/test_verification.py."""

FEW_INPUTS = 8
MOST_HALVINGS = 60
"""Halving alone would not end; after so many on a path functions are split."""


@dataclass(frozen=True)
class Branch:
    """A case, and intervals to which splits have confined its places.

    Attributes
    ----------
    path : tuple of int
        The number of the case, and for each split 0 for the part that is searched first, else 1.
    intervals : Intervals
        All levels, or for the whole case none.
    walls : Walls
        The ends that splits have made.
    split_level : int
        The level of the last split; intervals behind it may be shortened.
    n_halvings : int
        The number of splits of inputs.
    """

    path: tuple[int, ...]
    intervals: Intervals = ()
    walls: Walls = frozenset()
    split_level: int = 0
    n_halvings: int = 0

    @property
    def rank(self) -> tuple[bool, tuple[int, ...]]:
        """The order of the search: first the cases as wholes, then depth first."""
        return len(self.path) > 1, self.path


class Closed(NamedTuple):
    """The branch has no counterexample."""

    claims: tuple[Claim, ...]
    combination: Combination | None


class Found(NamedTuple):
    """A counterexample."""

    point: RationalArray


class Divided(NamedTuple):
    """The branch was split; ``first_is_below`` says which half is searched first."""

    claims: tuple[Claim, ...]
    place: Place
    at: Fraction
    first_is_below: bool
    children: tuple[Branch, Branch]


Outcome = Closed | Found | Divided


@dataclass(frozen=True)
class Problem:
    """A network and a property, ready to be searched.

    Examples
    --------
    >>> from tropnet.polyhedra.polyhedron import Polyhedron
    >>> net = Network.from_arrays([[[1], [-1]], [[1, 1]]])
    >>> P = Property.unsafe(Polyhedron.parse("[-2,2]"), Polyhedron.parse("[3,inf]"))
    >>> Problem(net, P).step(Branch((0,))).combination.weights
    {2: Fraction(1, 1)}
    """

    net: Network
    question: Property
    _roots: dict[tuple[Interval, ...], tuple[Intervals, tuple[Claim, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __reduce__(self) -> tuple[type[Problem], tuple[Network, Property]]:
        return Problem, (self.net, self.question)

    @cached_property
    def network(self) -> UnaryNetwork:
        """The network as levels of functions of one variable."""
        return unary(stages(self.net))

    def value(self, point: RationalArray) -> RationalArray:
        """The flat output at a flat point, by evaluation of the network itself."""
        return self.net(point.reshape(self.net.input_shape)).ravel()

    def step(self, branch: Branch) -> Outcome:
        """Refute a branch, find a counterexample, or split it."""
        return _Step(self, self.question.cases[branch.path[0]], branch).outcome()


@dataclass
class _Step:
    problem: Problem
    case: Case
    branch: Branch
    claims: list[Claim] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.network = self.problem.network
        self.intervals = list(self.branch.intervals)

    def outcome(self) -> Outcome:
        if not self.intervals:
            self._begin()
        else:
            self._tighten(self.branch.split_level + 1)
        if any(interval.is_empty for level in self.intervals for interval in level):
            return Closed(tuple(self.claims), None)
        simple = self._by_one_row()
        if simple is not None:
            return Closed(tuple(self.claims), simple)
        n_open = len(open_places(self.network, tuple(self.intervals)))
        if n_open > MOST_OPEN and self._can_halve():
            return self._halved()
        return self._by_program()

    # -- intervals -----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """The intervals of the whole case."""
        self.intervals = [self._inputs()]
        if any(interval.is_empty for interval in self.intervals[0]):
            return
        roots, key = self.problem._roots, self.intervals[0]
        if key not in roots:
            self.intervals += [(UNKNOWN,) * len(level.functions) for level in self.network.levels]
            known, self.claims = self.claims, []
            self._tighten(1)
            roots[key] = tuple(self.intervals), tuple(self.claims)
            self.claims = known
        self.intervals = list(roots[key][0])
        self.claims += roots[key][1]

    def _inputs(self) -> tuple[Interval, ...]:
        """The intervals of the inputs: from rows of one variable, and by linear programs where there are none."""
        n = self.network.input_dim
        found = [UNKNOWN] * n
        is_input = ~(self.case.rows[:, n:-1].sign() != 0).any(axis=1)
        rows = self.case.rows[np.flatnonzero(is_input)]
        for row in rows.fractions():
            support = [i for i in range(n) if row[i]]
            if len(support) == 1:
                [i] = support
                found[i] = _meet(found[i], Fraction(row[-1]) / row[i], 1 if row[i] > 0 else -1)
        numbers = np.flatnonzero(is_input).tolist()
        for i in range(n):
            for side in (1, -1):
                if found[i][side > 0] is not None:
                    continue
                objective = RationalArray([side * (j == i) for j in range(n)])
                best = maximize(objective, rows[:, :n], rows[:, -1])
                if isinstance(best, Optimal):
                    end = side * best.value
                    weights = {numbers[j]: Fraction(best.dual[j]) for j in np.flatnonzero(best.dual.sign())}
                    self.claims.append(Claim((0, i), side, end, weights))
                    found[i] = _meet(found[i], end, side)
        return tuple(found)

    def _tighten(self, first: int) -> None:
        """Shorten the intervals of the levels from ``first`` on, with a claim for each."""
        for number in range(first, len(self.network.levels) + 1):
            level = self.network.levels[number - 1]
            forms = concatenate([level.weight, level.bias[:, None]], axis=1)
            lines = Substitution(self.network, tuple(self.intervals))
            known = list(self.intervals[number])
            ends = {side: _ceilings(lines, forms * side, number - 1) for side in (1, -1)}
            for i, f in enumerate(level.functions):
                top, bottom = ends[1][i], ends[-1][i]
                proved = _rounded_out(Interval(None if bottom is None else -bottom, top), f)
                for side in (1, -1):
                    end = proved[side > 0]
                    if end is not None and _is_material(f, known[i], end, side):
                        self.claims.append(Claim((number, i), side, end))
                        known[i] = _meet(known[i], end, side)
            self.intervals[number] = tuple(known)
            if any(interval.is_empty for interval in known):
                return

    # -- refutations ---------------------------------------------------------------------------------------

    def _by_one_row(self) -> Combination | None:
        """A row of the case on outputs whose slack is negative everywhere."""
        n = self.network.input_dim
        about_outputs = np.flatnonzero((self.case.rows[:, n:-1].sign() != 0).any(axis=1)).tolist()
        if not about_outputs:
            return None
        forms = [self._forms(Combination({r: Fraction(1)})) for r in about_outputs]
        lines = Substitution(self.network, tuple(self.intervals))
        rows, exists = lines.above(stack([outputs for outputs, _ in forms]), len(self.network.levels))
        bounds = lines.ceilings(rows + stack([inputs for _, inputs in forms]))
        for r, bound, is_known in zip(about_outputs, bounds, exists.tolist(), strict=True):
            if is_known and bound is not None and (bound < 0 or (bound == 0 and self.case.strict[r])):
                return Combination({r: Fraction(1)})
        return None

    def _refutes(self, combination: Combination) -> bool:
        lines = Substitution(self.network, tuple(self.intervals), combination)
        bound = lines.ceiling(*self._forms(combination))
        is_strict = any(self.case.strict[r] for r in combination.weights)
        return bound is not None and (bound < 0 or (bound == 0 and is_strict))

    def _forms(self, combination: Combination) -> tuple[RationalArray, RationalArray]:
        """The combination of slacks: a form in the outputs of the last level, and one in the inputs."""
        n = self.network.input_dim
        slacks = RationalArray.zeros(self.case.rows.shape[1])
        for r, weight in combination.weights.items():
            slacks = slacks - self.case.rows[r] * weight
        outputs = slacks[n:-1]
        constant = outputs @ self.network.bias - slacks[-1]
        form = concatenate([outputs @ self.network.weight, [constant]])
        return form, concatenate([slacks[:n], [0]])

    def _by_program(self) -> Outcome:
        found = solve(self.network, self.case, tuple(self.intervals), self.branch.walls)
        if isinstance(found, Candidate):
            return self._tried(found)
        for combination in (_rounded(found.combination), found.combination):
            if self._refutes(combination):
                return Closed(tuple(self.claims), combination)
        raise AssertionError("a combination proves what the multipliers of its program prove")

    # -- points and splits ---------------------------------------------------------------------------------

    def _tried(self, candidate: Candidate) -> Outcome:
        """The solution of the program as a counterexample, or a split that excludes it."""
        for point in (self._near(candidate.point), candidate.point):
            if self._is_counterexample(point):
                return Found(point)
        if len(self.branch.path) == 1 and self._is_bounded():
            for point in self._ascent(candidate):
                if self._is_counterexample(point):
                    return Found(point)
        assert any(candidate.gaps.values())
        lines = Substitution(self.network, tuple(self.intervals), candidate.combination)
        coefficients = lines.coefficients(self._forms(candidate.combination)[0])
        sizes = {(k, i): abs(Fraction(coefficients[k - 1][i])) for k, i in candidate.gaps}
        place = max(
            candidate.gaps, key=lambda p: (candidate.gaps[p] * sizes[p], candidate.gaps[p], (-p[0], -p[1]))
        )
        argument = candidate.arguments[place]
        breaks = inner_breakpoints(self._function(place), self._interval(place))
        at = min(breaks, key=lambda b: (abs(b - argument), b))
        there = self.network.arguments(candidate.point)[place[0]][place[1]]
        return self._divided(place, at, first_is_below=bool(there <= at))

    def _is_counterexample(self, point: RationalArray) -> bool:
        return self.case.holds_at(point, self.problem.value(point))

    def _is_bounded(self) -> bool:
        return all(low is not None and high is not None for low, high in self.intervals[0])

    def _ascent(self, candidate: Candidate) -> Iterator[RationalArray]:
        """Points of the box along the gradients of the slacks, as the candidate weighs them, in shorter steps."""
        form, inputs = self._forms(candidate.combination)
        point = self._near(candidate.point)
        for power in range(ASCENT_STEPS):
            there = tuple(
                tuple(Interval(z, z) for z in values.fractions().tolist())
                for values in self.network.arguments(point)
            )
            rows, _ = Substitution(self.network, there).above(form[None], len(self.network.levels))
            point = point + (self._corner(rows[0] + inputs) - point) / 2**power
            yield point

    def _corner(self, form: RationalArray) -> RationalArray:
        """Where a form in the inputs is largest on a bounded box."""
        signs = form.sign().tolist()
        return RationalArray(
            [
                high if sign > 0 else low
                for sign, (low, high) in zip(signs[:-1], self.intervals[0], strict=True)
            ]
        )

    def _near(self, point: RationalArray) -> RationalArray:
        """The point in floats, moved into the box."""
        floats = RationalArray(point.floats().tolist()).fractions().tolist()
        box = self.intervals[0]
        moved = [
            max(value, low) if low is not None else value for value, (low, _) in zip(floats, box, strict=True)
        ]
        return RationalArray(
            [
                min(value, high) if high is not None else value
                for value, (_, high) in zip(moved, box, strict=True)
            ]
        )

    def _function(self, place: Place) -> PiecewiseLinearFunction1D:
        return self.network.levels[place[0] - 1].functions[place[1]]

    def _interval(self, place: Place) -> Interval:
        return self.intervals[place[0]][place[1]]

    def _can_halve(self) -> bool:
        box = self.intervals[0]
        return (
            self._is_bounded()
            and len(box) <= FEW_INPUTS
            and self.branch.n_halvings < MOST_HALVINGS
            and any(low != high for low, high in box)
        )

    def _halved(self) -> Outcome:
        """Split the input that moves the combination of all rows most; try the best corner before."""
        everything = Combination({r: Fraction(1) for r in range(len(self.case.rows))})
        lines = Substitution(self.network, tuple(self.intervals))
        form, inputs = self._forms(everything)
        rows, _ = lines.above(form[None], len(self.network.levels))
        slopes = (rows[0] + inputs)[:-1].fractions().tolist()
        box = self.intervals[0]
        corner = self._corner(rows[0] + inputs)
        opposite = self._corner(-rows[0] - inputs)
        for point in (corner, (corner + opposite) / 2):
            if self._is_counterexample(point):
                return Found(point)
        lengths = [high - low for low, high in box]  # type: ignore[operator]
        moves = [abs(slope) * length for slope, length in zip(slopes, lengths, strict=True)]
        i = max(range(len(box)), key=lambda j: (moves[j], lengths[j], -j))
        low, high = box[i]
        return self._divided((0, i), (low + high) / 2, first_is_below=slopes[i] <= 0)  # type: ignore[operator]

    def _divided(self, place: Place, at: Fraction, first_is_below: bool) -> Divided:
        sides = (1, -1) if first_is_below else (-1, 1)
        children = tuple(self._child(number, place, at, side) for number, side in enumerate(sides))
        return Divided(tuple(self.claims), place, at, first_is_below, (children[0], children[1]))

    def _child(self, number: int, place: Place, at: Fraction, side: int) -> Branch:
        """The part with the place up to a number (side 1), or from it on (-1)."""
        level, i = place
        own = list(self.intervals[level])
        own[i] = _meet(own[i], at, side)
        intervals = (*self.intervals[:level], tuple(own), *self.intervals[level + 1 :])
        return replace(
            self.branch,
            path=(*self.branch.path, number),
            intervals=intervals,
            walls=self.branch.walls | ({(place, side)} if level else set()),
            split_level=level,
            n_halvings=self.branch.n_halvings + (not level),
        )


def _ceilings(lines: Substitution, forms: RationalArray, number: int) -> list[Fraction | None]:
    """Bounds of forms in the outputs of a level; None where there is none."""
    rows, exists = lines.above(forms, number)
    return [
        found if known else None for found, known in zip(lines.ceilings(rows), exists.tolist(), strict=True)
    ]


def _meet(interval: Interval, end: Fraction, side: int) -> Interval:
    """The part of an interval up to a number (side 1), or from it on (-1)."""
    low, high = interval
    if side > 0:
        return Interval(low, end if high is None else min(high, end))
    return Interval(end if low is None else max(low, end), high)


def _is_material(f: PiecewiseLinearFunction1D, interval: Interval, end: Fraction, side: int) -> bool:
    """Whether a new end makes an interval much shorter, or frees it of a break point."""
    old = interval[side > 0]
    if old is None:
        return True
    if side * (old - end) <= 0:
        return False
    shorter = _meet(interval, end, side)
    if shorter.is_empty or len(inner_breakpoints(f, shorter)) < len(inner_breakpoints(f, interval)):
        return True
    low, high = interval
    return low is None or high is None or abs(old - end) >= MATERIAL * (high - low)


def _rounded_out(interval: Interval, f: PiecewiseLinearFunction1D) -> Interval:
    """A little more than an interval, with short numbers; no break point becomes an inner one."""
    low, high = interval
    if low is None and high is None:
        return interval
    length = high - low if low is not None and high is not None else abs(high or low or Fraction(0))
    if length <= 0:
        return interval
    step = _power(length, ROUNDING_BITS)
    down = None if low is None else math.floor(low / step) * step
    up = None if high is None else math.ceil(high / step) * step
    for b in f.breakpoints:
        if low is not None and down is not None and down < b <= low:
            down = b
        if high is not None and up is not None and high <= b < up:
            up = b
    return Interval(down, up)


def _rounded(combination: Combination) -> Combination:
    """The combination with short numbers; it may prove less."""
    sizes = [*combination.weights.values(), *(value for pull in combination.pulls.values() for value in pull)]
    largest = max(sizes, default=Fraction(0))
    if not largest:
        return combination
    step = _power(largest, MULTIPLIER_BITS)

    def near(value: Fraction, grid: Fraction) -> Fraction:
        return round(value / grid) * grid

    weights = {r: near(weight, step) for r, weight in combination.weights.items()}
    return Combination(
        {r: weight for r, weight in weights.items() if weight},
        {place: near(slope, Fraction(1, 1 << SLOPE_BITS)) for place, slope in combination.slopes.items()},
        {
            place: (near(low, step), near(high, step))
            for place, (low, high) in combination.pulls.items()
            if near(low, step) or near(high, step)
        },
    )


def _power(size: Fraction, bits: int) -> Fraction:
    """A power of two that is about a positive number over 2^bits."""
    return Fraction(2) ** (size.numerator.bit_length() - size.denominator.bit_length() - bits)
