r"""A second reading of a proof: every claim, split and refutation of a tree, in rational arithmetic alone.

The checker shares with the search what a network is as levels of functions of one variable, and which slopes are the
usual ones.  Everything that makes a proof true is here once more, one form after the other: that

* the intervals with which a proof begins are those of rows :math:`x_i \le b` of the case;
* a line of a slope lies above, or below, a function on an interval: the difference is compared at the ends and at the
  break points, and at the outer pieces where the interval is infinite;
* multipliers are not negative, and none stands at an infinite end;
* a claim is at least the bound that its combination gives;
* a refutation is negative; zero is enough if a strict row has a positive weight.

A proof that the checker refuses may still be of a true statement; one that it accepts is of a true statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tropnet.analysis.verification.lines import UNKNOWN, Interval, best_line
from tropnet.analysis.verification.proof import Claim, Proof, Refutation, Split
from tropnet.analysis.verification.property import Case
from tropnet.analysis.verification.substitution import Combination, Place
from tropnet.analysis.verification.unary import UnaryNetwork
from tropnet.exact.arrays import RationalArray
from tropnet.networks.activations import PiecewiseLinearFunction1D

__all__ = ["Checker"]

_Known = dict[Place, Interval]


class Checker:
    """The reader of proofs about one network.

    Parameters
    ----------
    network : UnaryNetwork

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.stages import stages
    >>> from tropnet.analysis.verification.unary import unary
    >>> checker = Checker(unary(stages(Network.from_arrays([[[2]]]))))
    >>> case = Case(RationalArray([[1, 0, 1], [0, -1, -3]]), (False, False))     # x <= 1 and y >= 3
    >>> proof = Refutation((), Combination(weights={1: Fraction(1)}))
    >>> checker.accepts(proof, case)
    True
    >>> checker.accepts(Refutation((), Combination(weights={0: Fraction(1)})), case)
    False
    """

    def __init__(self, network: UnaryNetwork) -> None:
        self.network = network
        sizes = (network.input_dim, *(len(level.functions) for level in network.levels))
        self._places = {(k, i) for k, size in enumerate(sizes) for i in range(size)}
        self._usual: dict[tuple[Place, int], tuple[Interval, Fraction, Fraction | None]] = {}
        self._beginnings: dict[
            tuple[tuple[Claim, ...], frozenset[tuple[Place, Interval]]], _Known | None
        ] = {}

    def accepts(self, proof: Proof, case: Case) -> bool:
        """Whether a tree proves that a case has no counterexample."""
        known = {(0, i): UNKNOWN for i in range(self.network.input_dim)}
        for row in case.rows.fractions():
            support = [i for i, entry in enumerate(row[:-1]) if entry]
            if len(support) == 1 and support[0] < self.network.input_dim:
                [i] = support
                side = 1 if row[i] > 0 else -1
                known[0, i] = _shortened(known[0, i], side, Fraction(row[-1]) / row[i])
        pending: list[tuple[Proof, _Known]] = [(proof, known)]
        while pending:
            node, before = pending.pop()
            now = (
                self._beginning(node.claims, before, case)
                if node is proof
                else self._after_claims(node.claims, before, case)
            )
            if now is None:
                return False
            if isinstance(node, Split):
                if node.place not in self._places:
                    return False
                interval = now.get(node.place, UNKNOWN)
                pending += [
                    (node.below, {**now, node.place: _shortened(interval, 1, node.at)}),
                    (node.above, {**now, node.place: _shortened(interval, -1, node.at)}),
                ]
            elif not self._is_refuted(node, now, case):
                return False
        return True

    def _beginning(self, claims: tuple[Claim, ...], known: _Known, case: Case) -> _Known | None:
        """The same for the first node; cases with the same box of inputs often begin with the same claims."""
        if any(claim.weights for claim in claims):
            return self._after_claims(claims, known, case)
        key = claims, frozenset(known.items())
        if key not in self._beginnings:
            self._beginnings[key] = self._after_claims(claims, known, case)
        return self._beginnings[key]

    def _after_claims(self, claims: tuple[Claim, ...], known: _Known, case: Case) -> _Known | None:
        """The intervals behind some claims; None if one of them does not follow."""
        known = dict(known)
        for claim in claims:
            if claim.place not in self._places or abs(claim.side) != 1:
                return None
            bound = self._largest(claim, known, case)
            if bound is None or bound > claim.side * claim.end:
                return None
            known[claim.place] = _shortened(known.get(claim.place, UNKNOWN), claim.side, claim.end)
            if known[claim.place].is_empty:
                break
        return known

    def _largest(self, claim: Claim, known: _Known, case: Case) -> Fraction | None:
        """A bound for the side of a place that a claim is about."""
        number, i = claim.place
        if number:
            level = self.network.levels[number - 1]
            form, constant = level.weight[i] * claim.side, Fraction(level.bias[i]) * claim.side
            return None if claim.weights else self._bound(form, constant, number - 1, Combination(), known)
        n = self.network.input_dim
        slacks = _slacks(case, claim.weights)
        if slacks is None or slacks[n:-1].sign().any():
            return None
        inputs = slacks[:n] + RationalArray([claim.side * (j == i) for j in range(n)])
        return self._bound(inputs, Fraction(slacks[-1]), 0, Combination(), known)

    def _is_refuted(self, node: Refutation, known: _Known, case: Case) -> bool:
        if any(interval.is_empty for interval in known.values()):
            return True
        if node.combination is None:
            return False
        slacks = _slacks(case, node.combination.weights)
        if slacks is None:
            return False
        n, last = self.network.input_dim, len(self.network.levels)
        outputs = slacks[n:-1]
        form = outputs @ self.network.weight
        constant = Fraction(outputs @ self.network.bias + slacks[-1])
        bound = self._bound(form, constant, last, node.combination, known, slacks[:n])
        is_strict = any(case.strict[r] for r in node.combination.weights)
        return bound is not None and (bound < 0 or (bound == 0 and is_strict))

    def _usual_line(self, place: Place, interval: Interval, side: int) -> tuple[Fraction, Fraction | None]:
        """The usual slope at a place, and the height that it needs on the interval; kept for the next claim."""
        known = self._usual.get((place, side))
        if known is None or known[0] is not interval:
            f = self.network.levels[place[0] - 1].functions[place[1]]
            usual = best_line(f, interval, side)
            slope = usual.slope if usual else Fraction(0)
            known = interval, slope, _height(f, interval, slope, side)
            self._usual[place, side] = known
        return known[1:]

    def _bound(
        self,
        form: RationalArray,
        constant: Fraction,
        number: int,
        combination: Combination,
        known: _Known,
        inputs: RationalArray | None = None,
    ) -> Fraction | None:
        """A bound for a form in the outputs of a level, plus one in the inputs; None if there is none."""
        height: Fraction | None
        for k in range(number, 0, -1):
            level, entries = self.network.levels[k - 1], []
            for i, (f, c) in enumerate(zip(level.functions, form.fractions().tolist(), strict=True)):
                interval = known.get((k, i), UNKNOWN)
                slope, height = Fraction(0), None
                if c:
                    side = 1 if c > 0 else -1
                    chosen = combination.slopes.get((k, i))
                    slope, height = (
                        self._usual_line((k, i), interval, side)
                        if chosen is None
                        else (chosen, _height(f, interval, chosen, side))
                    )
                    if height is None:
                        return None
                pulled = _pull(combination.pulls.get((k, i)), interval)
                if pulled is None:
                    return None
                entries.append(c * slope + pulled[0])
                constant += c * (height or 0) + pulled[1]
            arguments = RationalArray(entries)
            constant += arguments @ level.bias
            form = arguments @ level.weight
        total = form if inputs is None else form + inputs
        for i, c in enumerate(total.fractions().tolist()):
            end = known[0, i].high if c > 0 else known[0, i].low
            if c and end is None:
                return None
            constant += c * end if c else 0
        return Fraction(constant)


def _shortened(interval: Interval, side: int, end: Fraction) -> Interval:
    """The part of an interval up to a number (side 1), or from it on (-1)."""
    low, high = interval
    if side > 0:
        return Interval(low, end if high is None else min(high, end))
    return Interval(end if low is None else max(low, end), high)


def _slacks(case: Case, weights: Mapping[int, Fraction]) -> RationalArray | None:
    """The sum of positive multiples of slacks b - a.x - c.y, as a row; None if a weight is not positive."""
    if any(r not in range(len(case.rows)) or weight <= 0 for r, weight in weights.items()):
        return None
    total = RationalArray.zeros(case.rows.shape[1])
    for r, weight in weights.items():
        total = total + case.rows[r] * weight
    signs = RationalArray([-1] * (len(total) - 1) + [1])
    return total * signs


def _height(f: PiecewiseLinearFunction1D, interval: Interval, slope: Fraction, side: int) -> Fraction | None:
    """The height at which a line of a slope lies above f on an interval (side 1), or below it (-1)."""
    low, high = interval
    grows_left = low is None and side * (slope - f.slopes[0]) > 0
    grows_right = high is None and side * (f.slopes[-1] - slope) > 0
    if grows_left or grows_right:
        return None
    points = [z for z in (low, *f.breakpoints, high) if z is not None and interval.contains(z)] or [
        Fraction(0)
    ]
    return side * max(side * (f(z) - slope * z) for z in points)


def _pull(pull: tuple[Fraction, Fraction] | None, interval: Interval) -> tuple[Fraction, Fraction] | None:
    """What pulls add to the coefficient of an argument and to the constant; None if they are not allowed."""
    if pull is None:
        return Fraction(0), Fraction(0)
    from_low, from_high = pull
    if min(pull) < 0 or (from_low and interval.low is None) or (from_high and interval.high is None):
        return None
    return from_low - from_high, from_high * (interval.high or 0) - from_low * (interval.low or 0)
