"""Paths in the parameter space, and the places on them where counts change.

A path is a family of networks whose weights are rational functions of one symbol t, over an interval.
:func:`combinatorial_events` finds all t at which a count of linear regions changes, exactly.

At a rational sample the complex is sliced with polynomials in t as coordinates, and the signs of finitely many
polynomials are used, for the complex and for the counts (:mod:`tropnet.theory.parametric.counting`).  Up to the next
root of one of them on either side nothing changes.  What is left of the interval is treated in the same way; as the
polynomials in question are finitely many, this comes to an end.  Every root that was met is then looked at on its
own: by rational arithmetic if it is rational, and else with signs of polynomials at an algebraic number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from tropnet.errors import InputError
from tropnet.exact.algebraic import Real, RealAlgebraic, between, real_roots
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.network import Network
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.parametric.complex import ParametricComplex
from tropnet.theory.parametric.counting import COUNTED, Counts, counts_of
from tropnet.theory.parametric.network import ParametricNetwork
from tropnet.theory.parametric.polynomials import Parameters, Place

__all__ = ["Event", "ParameterPath", "combinatorial_events"]


@dataclass(frozen=True)
class ParameterPath:
    """Networks whose weights are rational functions of one symbol, over an interval.

    Parameters
    ----------
    network : ParametricNetwork, or SmoothFamily
        With one symbol; of a member its network is kept.
    low, high : RationalLike, default 0 and 1
        The interval; low < high.

    Raises
    ------
    InputError
        If there is not one symbol, or the interval has no interior.

    Examples
    --------
    >>> import sympy
    >>> t = sympy.Symbol("t")
    >>> path = ParameterPath(ParametricNetwork([([[1], [1]], [0, -t]), ([[1, 1]], [0])]), -1, 1)
    >>> path.network_at("1/2")([2])
    RationalArray([7/2])
    >>> [event.value for event in combinatorial_events(path)]
    [Fraction(0, 1)]
    """

    network: ParametricNetwork
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if not isinstance(self.network, ParametricNetwork):
            object.__setattr__(self, "network", self.network.parametric_network())
        if len(self.network.symbols) != 1:
            raise InputError(
                f"a path has one parameter, but the network has the symbols {list(self.network.symbols)}; give values "
                "to the others with .subs({...})"
            )
        object.__setattr__(self, "low", as_fraction(self.low, "(low)"))
        object.__setattr__(self, "high", as_fraction(self.high, "(high)"))
        if self.low >= self.high:
            raise InputError(f"the interval [{self.low}, {self.high}] has no interior; give low < high")

    @classmethod
    def between(cls, start: Any, end: Any) -> ParameterPath:
        """The straight path from one member of a smooth family to another, t from 0 to 1.

        Parameters
        ----------
        start, end : SmoothFamily
            Of one family and shape, with numbers as parameters.

        Raises
        ------
        InputError
            If the members differ in more than their parameters, or are equal.

        Examples
        --------
        >>> from tropnet.theory.families import Sawtooth
        >>> path = ParameterPath.between(Sawtooth(["1/4"]), Sawtooth(["3/4"]))
        >>> path.network_at("1/2")(["1/2"])
        RationalArray([1])
        """
        from sympy import Symbol

        if type(start) is not type(end):
            raise InputError(f"{start!r} and {end!r} belong to different families; a path stays in one")
        t = Symbol("t")
        blended = {f.name: _blend(getattr(start, f.name), getattr(end, f.name), t) for f in fields(start)}
        return cls(type(start)(**blended).parametric_network())

    @property
    def symbol(self) -> Any:
        """The symbol t."""
        return self.network.symbols[0]

    def network_at(self, t: RationalLike) -> Network:
        """The network at a rational parameter.

        Raises
        ------
        InputError
            If it lies outside of the interval.
        """
        value = as_fraction(t, "(t)")
        if not self.low <= value <= self.high:
            raise InputError(f"the path runs from {self.low} to {self.high}, but t is {value}")
        from sympy import Rational

        return self.network.subs({self.symbol: Rational(value.numerator, value.denominator)}).network()


def _blend(start: Any, end: Any, t: Any) -> Any:
    """(1 - t) start + t end for numbers, entry by entry for sequences."""
    if isinstance(start, tuple) and isinstance(end, tuple) and len(start) == len(end):
        return tuple(_blend(a, b, t) for a, b in zip(start, end, strict=True))
    if start == end:
        return start
    if isinstance(start, Fraction) and isinstance(end, Fraction):
        from sympy import Rational

        a, b = (Rational(x.numerator, x.denominator) for x in (start, end))
        return a + (b - a) * t
    raise InputError(f"the members differ in {start!r} and {end!r}, which are no parameters of one shape")


@dataclass(frozen=True)
class Event:
    """A parameter at which counts change.

    Attributes
    ----------
    value : Fraction or RealAlgebraic
    before, at, after : Counts
        On the open interval before it, at the value, and on the open interval after it.  Nothing lies beyond the ends
        of the path: there ``before``, or ``after``, is ``at``.
    """

    value: Real
    before: Counts
    at: Counts
    after: Counts

    @property
    def changed(self) -> tuple[str, ...]:
        """The counts that are not the same before, at, and after."""
        return tuple(
            notion
            for notion in COUNTED
            if len({getattr(counts, notion) for counts in (self.before, self.at, self.after)}) > 1
        )

    def __str__(self) -> str:
        changes = (
            f"{notion} {getattr(self.before, notion)}, {getattr(self.at, notion)}, {getattr(self.after, notion)}"
            for notion in self.changed
        )
        return f"t = {self.value}: {'; '.join(changes) or 'no count changes'}"


def combinatorial_events(
    path: ParameterPath,
    within: Polyhedron | None = None,
    *,
    notions: Iterable[str] = COUNTED,
    all_candidates: bool = False,
) -> tuple[Event, ...]:
    """All parameters on a path at which a count of linear regions changes, ascending, the ends among them.

    On what is left of the path, a union of intervals, every count is constant on every interval.  The cost is that of
    one slicing with polynomials, some tens of milliseconds for a hundred cells, for every interval and every candidate.

    Parameters
    ----------
    path : ParameterPath
    within : Polyhedron, optional
        The domain of the inputs.
    notions : iterable of str, or one str
        The counts that are watched, of :data:`tropnet.theory.parametric.counting.COUNTED`.
    all_candidates : bool, default False
        Whether parameters are given too at which a sign that the complex depends on vanishes but no count changes.

    Returns
    -------
    tuple of Event

    Raises
    ------
    InputError
        If there is no such count, or a weight has a pole on the path.

    Examples
    --------
    Three lines that meet in a point at t = 1/2, and a network whose break points meet at an irrational t:

    >>> import sympy
    >>> t = sympy.Symbol("t")
    >>> lines = ParametricNetwork([([[1, 0], [0, 1], [1, 1]], [0, 0, t - sympy.Rational(1, 2)]), ([[1, 1, 1]], [0])])
    >>> for event in combinatorial_events(ParameterPath(lines), notions=["proper_activation", "affine"]):
    ...     print(event.value, event.before.affine, event.at.affine, event.after.affine)
    1/2 7 6 7
    >>> square = ParametricNetwork([([[1], [1]], [-2, -(t**2)]), ([[1, 1]], [0])])
    >>> [event.value for event in combinatorial_events(ParameterPath(square, 1, 2))]
    [RealAlgebraic(x^2 - 2 = 0, about 1.414214)]
    """
    watched = (notions,) if isinstance(notions, str) else tuple(notions)
    for notion in watched:
        if notion not in COUNTED:
            raise InputError(f"there is no count {notion!r} here; give some of {', '.join(COUNTED)}")
    parameters = Parameters(path.network.symbols)
    pieces: list[tuple[Real, Real, Counts]] = []
    gaps: list[tuple[Real, Real]] = [(path.low, path.high)]
    while gaps:
        low, high = gaps.pop()
        begin, end, counts = _constant_around(path, parameters, within, low, high)
        pieces.append((begin, end, counts))
        gaps += [gap for gap in ((low, begin), (end, high)) if gap[0] < gap[1]]
    pieces.sort(key=lambda piece: piece[0])
    events = []
    for i, value in enumerate([path.low, *(end for _, end, _ in pieces)]):
        place = Place(parameters, value if isinstance(value, RealAlgebraic) else {path.symbol: value})
        at = counts_of(ParametricComplex(path.network, place, within))
        event = Event(
            value,
            pieces[i - 1][2] if i > 0 else at,
            at,
            pieces[i][2] if i < len(pieces) else at,
        )
        is_candidate = 0 < i < len(pieces) or place.is_special
        if (all_candidates and is_candidate) or set(event.changed) & set(watched):
            events.append(event)
    return tuple(events)


def _constant_around(
    path: ParameterPath, parameters: Parameters, within: Polyhedron | None, low: Real, high: Real
) -> tuple[Real, Real, Counts]:
    """An open interval inside a gap on which all counts are constant, and the counts."""
    left: Real = low
    while True:
        sample = _unlikely_root(left, high)
        place = Place(parameters, {path.symbol: sample})
        counts = counts_of(ParametricComplex(path.network, place, within))
        if not place.is_special:
            break
        left = sample
    begin, end = low, high
    for polynomial in place.asked:
        for root in real_roots(parameters.coefficients(polynomial), path.low, path.high):
            if root < sample:
                begin = max(begin, root)
            else:
                end = min(end, root)
    return begin, end, counts


def _unlikely_root(low: Real, high: Real) -> Fraction:
    """A rational number strictly between two others that is not the simplest one.

    Networks with small numbers degenerate at small fractions: of the simplest samples two in three were in vain.
    """
    middle = between(low, high)
    left, right = between(low, middle), between(middle, high)
    width = right - left
    return between(left + width * Fraction(41, 100), left + width * Fraction(42, 100))
