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

**Small networks.**  A network with k' hidden layers and s neurons has at most :math:`(2s/k')^{k'}` pieces.  If
:math:`s \le k' w^{k/k'} (1 - 4\delta)^{1/k'} / 2^{1 + 1/k'}`, these are :math:`p \le q (1 - 4\delta)/2` for
:math:`q = w^k`, and the bound is at least :math:`1/4 - (2p - 1)/(4q) > \delta`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from tropnet.analysis.univariate_form import univariate_functions
from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.families.sawtooth import SawtoothComposition
from tropnet.theory.gaps.theorems import why_not_bounded
from tropnet.theory.literature import ARORA_2018, Citation
from tropnet.theory.statement import Theorem, Verdict
from tropnet.univariate import PiecewiseLinearFunction1D, l1_distance

__all__ = ["L1Gap", "hinge_distance", "l1_lower_bound"]


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


@dataclass(frozen=True, repr=False)
class L1Gap(Theorem):
    """A small network with few layers is far from a sawtooth composition in the mean.

    Parameters
    ----------
    w, k : int
        Width, at least 2, and number of hidden layers of the deep network; its w^k pieces on [0, 1] have equal
        lengths.
    delta : RationalLike
        Positive.  For 1/4 and more no network is small enough, and the theorem says nothing.

    Raises
    ------
    InputError
        If a parameter is out of range.

    Examples
    --------
    >>> gap = L1Gap(2, 5, "1/8")
    >>> gap.largest_size(1), gap.largest_size(2)
    (4, 2)
    >>> shallow = Network.from_arrays([[[1], [1]], [[1, -1]]], [[0, "-1/2"], [0]])
    >>> print(gap.check(shallow))
    L1 gap: holds (the distance on [0, 1] is 199/682, more than 1/8)
    """

    w: int
    k: int
    delta: Fraction

    name: ClassVar[str] = "L1 gap"
    citation: ClassVar[Citation] = ARORA_2018.at("Theorem 3.5")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "the network has one input and one output, and at most k hidden layers of neurons with two pieces",
        "with k' hidden layers its size is at most k' w^(k/k') (1 - 4 delta)^(1/k') / 2^(1 + 1/k')",
    )
    conclusion: ClassVar[str] = (
        "its L1 distance on [0, 1] to the composition of k sawtooth functions of w equal pieces is more than delta"
    )
    correction: ClassVar[str] = (
        "the proof takes points of a simplex of dimension w^k - 1 and layers of w + 1 neurons; it is w - 1, and w"
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "w", integer_at_least(2, self.w, "w"))
        object.__setattr__(self, "k", integer_at_least(1, self.k, "k"))
        object.__setattr__(self, "delta", as_fraction(self.delta, "(delta)"))
        if self.delta <= 0:
            raise InputError(f"delta is {self.delta}; it must be positive")

    def is_small(self, size: int, hidden_layers: int) -> bool:
        """Whether a network of this size is one that the theorem speaks of: an inequality of integers.

        >>> L1Gap(2, 5, "1/8").is_small(4, 1), L1Gap(2, 5, "1/8").is_small(5, 1)
        (True, False)
        """
        k = integer_at_least(1, hidden_layers, "the number of hidden layers")
        small: bool = 2 ** (k + 1) * size**k <= k**k * self.w**self.k * (1 - 4 * self.delta)
        return small

    def largest_size(self, hidden_layers: int) -> int:
        """The largest size with so many hidden layers that the theorem speaks of; 0 if it speaks of none."""
        low, high = 0, self.w**self.k * hidden_layers
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.is_small(middle, hidden_layers) else (low, middle - 1)
        return low

    def function(self) -> PiecewiseLinearFunction1D:
        """The function with w^k equal teeth.

        >>> L1Gap(2, 2, "1/8").function().breakpoints[1]
        Fraction(1, 4)
        """
        return SawtoothComposition.uniform(self.w, self.k).function()

    def check(self, net: Network) -> Verdict:
        """Compute the distance exactly.

        Parameters
        ----------
        net : Network
        """
        failing = why_not_bounded(net)
        if failing or net.output_dim != 1:
            return self.not_applicable(failing or f"the network has {net.output_dim} outputs")
        layers = net.hidden_layers
        if layers > self.k:
            return self.not_applicable(f"the network has {layers} hidden layers, more than k = {self.k}")
        if layers and not self.is_small(net.size, layers):
            return self.not_applicable(
                f"the network has {net.size} neurons; with {layers} hidden layers the theorem speaks of at most "
                f"{self.largest_size(layers)}"
            )
        if not layers and self.delta >= Fraction(1, 4):
            return self.not_applicable(f"delta is {self.delta}, and the theorem speaks of delta < 1/4")
        distance = l1_distance(self.function(), univariate_functions(net)[0], 0, 1)
        found = f"the distance on [0, 1] is {distance}"
        if distance > self.delta:
            return self.holds(f"{found}, more than {self.delta}", distance)
        return self.refuted(f"{found}, at most {self.delta}", distance)


def _without_largest(values: list[Fraction], n: int) -> Fraction:
    return sum(sorted(values, reverse=True)[n:], Fraction(0))
