r"""Polyhedra around the sets on which some neurons have given phases, and affine bounds on networks there.

A network is taken as rounds of hinges :math:`u^+ = \max(u, 0)` (:mod:`tropnet.networks.hinges`).  A *phase* of a
sheet is :math:`u \ge 0` (then :math:`u^+ = u`) or :math:`u \le 0` (then :math:`u^+ = 0`); both are closed.  A partial
assignment of phases and a neighbourhood N of a point describe the set S of the points of N at which every assigned
sheet has its phase.  Every point of N has some phases, so the sets of the two extensions by one sheet cover S.

**Affine bounds.**  An affine form in the variables of a round is bounded above on S by an affine form in those
before: of every hinge with coefficient c one needs

* an assigned one: nothing, it is u or 0 on S;
* one with :math:`\ell \le u \le h` on S: likewise if :math:`\ell \ge 0` or :math:`h \le 0`;
* else, if c > 0, a line above: :math:`u^+ \le \lambda u + \kappa` for any :math:`\lambda \in [0, 1]` and
  :math:`\kappa \ge \max(-\lambda \ell, h - \lambda h)`, since a convex function minus a line is largest at an end;
* if c < 0, a line below: :math:`u^+ \ge \alpha u` for any :math:`\alpha \in [0, 1]`.

Round by round this arrives at an affine form in the inputs (Singh, Gehr, Püschel and Vechev, POPL 2019; Zhang, Weng,
Chen, Hsieh and Daniel, NeurIPS 2018), the largest value of which on N is at most a sum.  So the bounds :math:`\ell,
h` of the first round give those of the second, and so on.  The chord has :math:`\lambda = h / (h - \ell)`; it and
:math:`\kappa` are rounded, upwards where it matters, lest the numbers grow from round to round.

**Polyhedra.**  If :math:`u \ge 0` on S and :math:`u \le a y + b` there, then S lies in :math:`\{a y + b \ge 0\}`; in
the same way for :math:`-u`, and for a form that is required to be nonnegative.  Where all sheets are assigned or have
one sign, nothing is estimated, and the polyhedron cut out of N is S itself.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.nearest import Norm
from tropnet.networks.hinges import HingeNetwork

__all__ = ["Neighbourhood", "Phases", "Relaxation"]

Bools = NDArray[np.bool_]

Phases = Mapping[int, int]
"""For some sheets, by number, 1 where u >= 0 is assumed and -1 where u <= 0 is."""

SLOPE_BITS = 16
"""The slopes of lines above are multiples of 2^-SLOPE_BITS; finer ones were no better and made longer numbers."""


@dataclass(frozen=True)
class Neighbourhood:
    """A ball around a point, cut with a box: where bounds are to hold.

    Attributes
    ----------
    centre : RationalArray, shape (n,)
    norm : {"l1", "l2", "linf"}
    horizon : Fraction or None
        The radius, for l2 its square; None for all of space.
    lower, upper : RationalArray, shape (n,)
        The box; meaningless where ``has_lower``, ``has_upper`` are False.
    has_lower, has_upper : (n,) bool arrays

    Examples
    --------
    >>> everywhere = np.zeros(2, bool)
    >>> origin = RationalArray.zeros(2)
    >>> disc = Neighbourhood(origin, "l2", Fraction(4), origin, origin, everywhere, everywhere)
    >>> disc.ceilings(RationalArray([[3, 4, 1]]))
    (RationalArray([11]), array([ True]))
    """

    centre: RationalArray
    norm: Norm
    horizon: Fraction | None
    lower: RationalArray
    upper: RationalArray
    has_lower: Bools
    has_upper: Bools

    @cached_property
    def radius(self) -> Fraction:
        """The radius, for l2 a little more than that."""
        assert self.horizon is not None
        return _root_above(self.horizon) if self.norm == "l2" else self.horizon

    @cached_property
    def _box(self) -> tuple[RationalArray, RationalArray, Bools, Bools]:
        """The smallest known box around the neighbourhood."""
        if self.horizon is None:
            return self.lower, self.upper, self.has_lower, self.has_upper
        low, high = self.centre - self.radius, self.centre + self.radius
        every = np.ones(len(low), dtype=np.bool_)
        return (
            _where(self.has_lower, self.lower.maximum(low), low),
            _where(self.has_upper, self.upper.minimum(high), high),
            every,
            every,
        )

    def ceilings(self, forms: RationalArray) -> tuple[RationalArray, Bools]:
        """Numbers that affine forms (k, n + 1) do not exceed here, and where there are such numbers."""
        normals, levels = forms[:, :-1], forms[:, -1]
        lower, upper, has_lower, has_upper = self._box
        signs = normals.sign()
        is_finite = ~(((signs > 0) & ~has_upper) | ((signs < 0) & ~has_lower)).any(axis=1)
        found = levels + normals.maximum(0) @ upper + normals.minimum(0) @ lower
        if self.horizon is not None and self.norm != "linf":
            found = found.minimum(levels + normals @ self.centre + self._dual_sizes(normals) * self.radius)
        return found, is_finite

    def _dual_sizes(self, normals: RationalArray) -> RationalArray:
        """The dual norms of rows, for l2 a little more than that."""
        sizes = abs(normals)
        if self.norm == "l1":
            largest = sizes.numerators.max(axis=1, initial=0)
            return RationalArray.from_integers(largest, sizes.denominator)
        squares = (sizes.numerators**2).sum(axis=1)
        roots = [_integer_root_above(square << 2 * SLOPE_BITS) for square in squares.tolist()]
        return RationalArray.from_integers(roots, sizes.denominator << SLOPE_BITS)


class _Bounds(NamedTuple):
    """Affine bounds of the sheets of a round and of their negatives, and numbers between which they lie."""

    above: RationalArray
    below: RationalArray
    is_bounded: Bools
    is_bounded_below: Bools
    low: RationalArray
    high: RationalArray
    has_low: Bools
    has_high: Bools


class _Lines(NamedTuple):
    """Lines above and below the hinges of a round, all (n_sheets,)."""

    slopes: RationalArray
    heights: RationalArray
    slopes_below: RationalArray
    has_above: Bools
    is_estimated: Bools


class Relaxation:
    """Affine bounds on a network where some sheets have given phases.

    Parameters
    ----------
    network : HingeNetwork
    phases : mapping of int to int
        For some sheets 1 (u >= 0) or -1 (u <= 0).
    neighbourhood : Neighbourhood
    start : Relaxation, optional
        One without phases, for the same network and neighbourhood, the work of which is made use of.

    Examples
    --------
    The absolute value lies below 2 on [-2, 2], and is y where that is nonnegative:

    >>> from tropnet.networks import Network
    >>> from tropnet.networks.stages import stages
    >>> from tropnet.networks.hinges import hinges
    >>> network = hinges(stages(Network.from_arrays([[[1], [-1]], [[1, 1]]])))
    >>> zero, no = RationalArray.zeros(1), np.zeros(1, bool)
    >>> interval = Neighbourhood(zero, "linf", Fraction(2), zero, zero, no, no)
    >>> Relaxation(network, {}, interval).above(network.output)[0]
    RationalArray([[0, 2]])
    >>> Relaxation(network, {0: 1}, interval).above(network.output)[0]
    RationalArray([[1, 0]])
    """

    def __init__(
        self,
        network: HingeNetwork,
        phases: Phases,
        neighbourhood: Neighbourhood,
        start: Relaxation | None = None,
    ) -> None:
        self.network, self.phases, self.neighbourhood = network, phases, neighbourhood
        self._bounds: list[_Bounds] = []
        self._lines: list[_Lines] = []
        # Phases change the bounds of later rounds alone.
        n_shared = (
            0 if start is None else bisect_right(network.first_sheet, min(phases, default=network.n_sheets))
        )
        for number in range(len(network.rounds)):
            shared = start._bounds[number] if start is not None and number < n_shared else None
            self._bounds.append(shared or self._bounds_of(number))
            self._lines.append(self._lines_of(number))

    def above(self, forms: RationalArray, number: int | None = None) -> tuple[RationalArray, Bools]:
        """Affine forms in the inputs, (k, n + 1), that bound forms in the variables of a round from above.

        Parameters
        ----------
        forms : RationalArray, shape (k, m + 1)
        number : int, optional
            The round; by default the outputs' place, behind the last.

        Returns
        -------
        RationalArray, shape (k, n + 1)
        (k,) bool array
            Where there is a bound; elsewhere the row is meaningless.
        """
        is_bounded = np.ones(len(forms), dtype=np.bool_)
        for s in reversed(range(len(self.network.rounds) if number is None else number)):
            behind, lines, n_sheets = self.network.rounds[s], self._lines[s], self.network.rounds[s].n_sheets
            rows = RationalArray.from_integers(behind.forms)
            ups, downs = forms[:, :n_sheets].maximum(0), forms[:, :n_sheets].minimum(0)
            is_bounded &= ~((ups.sign() > 0) & ~lines.has_above).any(axis=1)
            coefficients = ups * lines.slopes + downs * lines.slopes_below
            constants = forms[:, -1] + ups @ lines.heights
            forms = coefficients @ rows[:n_sheets] + forms[:, n_sheets:-1] @ rows[list(behind.passed)]
            forms = concatenate([forms[:, :-1], (forms[:, -1] + constants)[:, None]], axis=1)
        return forms, is_bounded

    def conditions(self) -> RationalArray:
        """Affine forms in the inputs that are nonnegative where the sheets have their phases, (k, n + 1)."""
        known = [RationalArray.zeros((0, self.network.input_dim + 1))]
        for first, bounds, r in zip(
            self.network.first_sheet, self._bounds, self.network.rounds, strict=False
        ):
            phases = self._phases(first, r.n_sheets)
            known.append(bounds.above[(phases > 0) & bounds.is_bounded])
            known.append(bounds.below[(phases < 0) & bounds.is_bounded_below])
        return concatenate(known)

    def most_estimated(self, form: RationalArray, point: RationalArray) -> int | None:
        r"""The sheet of no assigned phase that adds most to the difference of a form of the outputs and its bound.

        At a point, the bound minus the form is the sum, over all hinges, of the coefficient times line minus hinge.
        Where no hinge adds anything, the first one that is estimated is given; None where nothing is estimated.
        """
        rounds, open_sheets = self.network.rounds, self._open_sheets
        if not open_sheets:
            return None
        values = self._values(point)
        gaps: dict[int, Fraction] = {}
        forms = form[None]
        for s in reversed(range(len(rounds))):
            lines, n_sheets, first = self._lines[s], rounds[s].n_sheets, self.network.first_sheet[s]
            ups, downs = forms[0, :n_sheets].maximum(0), forms[0, :n_sheets].minimum(0)
            hinges = values[s].maximum(0)
            excess = ups * (lines.slopes * values[s] + lines.heights - hinges)
            excess = excess + downs * (lines.slopes_below * values[s] - hinges)
            gaps |= {first + k: excess[k] for k in range(n_sheets)}
            rows = RationalArray.from_integers(rounds[s].forms)
            coefficients = (ups * lines.slopes + downs * lines.slopes_below)[None]
            forms = coefficients @ rows[:n_sheets] + forms[:, n_sheets:-1] @ rows[list(rounds[s].passed)]
        best = max(open_sheets, key=lambda sheet: (gaps[sheet], -sheet))
        return best if gaps[best] > 0 else open_sheets[0]

    @cached_property
    def _open_sheets(self) -> list[int]:
        """The sheets, by number, whose hinges are estimated."""
        return [
            first + k
            for first, lines in zip(self.network.first_sheet, self._lines, strict=False)
            for k in np.flatnonzero(lines.is_estimated).tolist()
        ]

    def _values(self, point: RationalArray) -> list[RationalArray]:
        """The arguments of the hinges of each round at a point."""
        found, variables = [], concatenate([point, [1]])
        for r in self.network.rounds:
            values = RationalArray.from_integers(r.forms) @ variables
            found.append(values[: r.n_sheets])
            variables = concatenate([found[-1].maximum(0), values[list(r.passed)], [1]])
        return found

    def _bounds_of(self, number: int) -> _Bounds:
        """The bounds of a round, the lines of the rounds before being known."""
        r = self.network.rounds[number]
        own = RationalArray.from_integers(r.forms[: r.n_sheets])
        (above, is_bounded), (below, is_bounded_below) = self.above(own, number), self.above(-own, number)
        (high, has_high), (low, has_low) = (self.neighbourhood.ceilings(forms) for forms in (above, below))
        return _Bounds(
            above,
            below,
            is_bounded,
            is_bounded_below,
            -low,
            high,
            has_low & is_bounded_below,
            has_high & is_bounded,
        )

    def _lines_of(self, number: int) -> _Lines:
        """The lines of a round, its bounds being known."""
        bounds = self._bounds[number]
        phases = self._phases(self.network.first_sheet[number], len(bounds.low))
        return _lines(bounds.low, bounds.high, bounds.has_low, bounds.has_high, phases)

    def _phases(self, first: int, n_sheets: int) -> NDArray[np.int8]:
        """The phases of a round, 0 where there is none."""
        return np.array([self.phases.get(first + k, 0) for k in range(n_sheets)], dtype=np.int8)


def _lines(
    low: RationalArray, high: RationalArray, has_low: Bools, has_high: Bools, phases: NDArray[np.int8]
) -> _Lines:
    """The lines of hinges with low <= u <= high, where there are such numbers."""
    is_active = (phases > 0) | ((phases == 0) & has_low & (low.sign() >= 0))
    is_idle = ~is_active & ((phases < 0) | (has_high & (high.sign() <= 0)))
    is_open = ~(is_active | is_idle)
    with np.errstate(all="ignore"):
        tops, bottoms = np.where(has_high, high.floats(), np.inf), np.where(has_low, low.floats(), -np.inf)
        chords = np.where(np.isinf(tops), 1.0, np.where(np.isinf(bottoms), 0.0, tops / (tops - bottoms)))
    steps = 1 << SLOPE_BITS
    chords = np.where(is_active, 1.0, np.where(is_open, np.nan_to_num(chords).clip(0.0, 1.0), 0.0))
    slopes = RationalArray.from_integers([int(c) for c in np.rint(chords * steps)], steps)
    # max(-slope * low, (1 - slope) * high), of which the second vanishes for slope 1 and the first for slope 0
    first = _where(is_open & (slopes.sign() > 0), -low * slopes, RationalArray.zeros(low.shape))
    second = _where(is_open & (slopes < 1), high * (1 - slopes), RationalArray.zeros(low.shape))
    has_above = ~is_open | ((has_low | (slopes.sign() == 0)) & (has_high | ~(slopes < 1)))
    below = is_active | (is_open & (tops > -bottoms))
    return _Lines(
        slopes, _rounded_up(first.maximum(second)), RationalArray(below.astype(int)), has_above, is_open
    )


def _where(condition: Bools, first: RationalArray, second: RationalArray) -> RationalArray:
    mask = RationalArray(condition.astype(int))
    chosen: RationalArray = first * mask + second * (1 - mask)
    return chosen


def _rounded_up(heights: RationalArray) -> RationalArray:
    """Nonnegative numbers that are a little larger, and multiples of a power of two."""
    least = min((n for n in heights.numerators.tolist() if n > 0), default=0)
    if not least:
        return heights
    bits = max(0, SLOPE_BITS + heights.denominator.bit_length() - least.bit_length())
    return RationalArray.from_integers(-((-heights.numerators << bits) // heights.denominator), 1 << bits)


def _root_above(square: Fraction) -> Fraction:
    """A number a little above the root, exact for squares of rational numbers of that size."""
    bits = max(0, 32 + square.denominator.bit_length() - square.numerator.bit_length())
    scaled = -(-(square.numerator << 2 * bits) // square.denominator)
    return Fraction(_integer_root_above(scaled), 1 << bits)


def _integer_root_above(square: int) -> int:
    root = math.isqrt(square)
    return root + (root * root < square)
