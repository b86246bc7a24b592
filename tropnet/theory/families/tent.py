r"""The tent map and its iterates.

The tent map climbs from 0 to 1 and falls back to 0 on [0, 1], and is 0 elsewhere.  Its k-fold composition :math:`T^k`
has :math:`2^k` pieces on [0, 1], of slopes :math:`\pm 2^k`; Telgarsky's theorem is that networks with few layers need
exponentially many neurons to come near it.  Two networks compute it on the whole line:

* :math:`T(x) = 2 [x]_+ - 4 [x - 1/2]_+ + 2 [x - 1]_+`, k hidden layers of three neurons;
* *rectified*, :math:`T(x) = [\, 2 [x]_+ - 4 [x - 1/2]_+ ]_+`, which is Telgarsky's: 2k hidden layers of two neurons
  and one neuron in turn.

Two neurons in each of k layers, :math:`2 [x]_+ - 4 [x - 1/2]_+`, do not return to 0 on the right.  They compute
:math:`T^k` on [0, 1] only, and are the member of another family:
:meth:`SawtoothComposition.uniform(2, k) <tropnet.theory.families.sawtooth.SawtoothComposition.uniform>`.

**Counts on the line.**  Left of 0 no neuron is active.  On [0, 1] the threshold 1/2 of each tent cuts every piece of
the tents before, and other thresholds are met at ends of pieces only.  Right of 1 the first tent is 0, and behind it
no neuron is active.  So there are :math:`2^k + 2` cells.  Neighbours have different slopes, and only the two outer
pieces have equal functions: all counts are :math:`2^k + 2`, but ``affine`` is :math:`2^k + 1`, and ``activation`` is
larger by the patterns that only single points have.  Such a point x is a zero of some tent, of which s is the first,
so that x is in the middle of two pieces of :math:`T^{s-1}`, with the value 1 there, or x = 1 with s = 1.  The neurons
of the tents before the s-th have the pattern of one of these two pieces, as at x only the threshold 1/2 of the tent
before is met, where a neuron is inactive; so the patterns of different points differ.

* With three neurons, those of the s-th tent have the pattern of the pieces around, since the third one is inactive at
  its threshold; but if s < k all neurons behind are inactive at x, and at no other point near x.  So every zero of
  :math:`T^{k-1}` in (0, 1] counts if k > 1, which are :math:`2^{k-2}`, and :math:`\lfloor 2^{k-2} \rfloor` for all k.
* Rectified, the single neuron of the s-th tent is inactive at x already.  At 1 that is the pattern right of 1.  So
  the zeros of :math:`T^k` in (0, 1) count, which are :math:`2^{k-1} - 1`.

On the open interval (0, 1) all counts are :math:`2^k`; ``activation`` is larger by the points in (0, 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np

from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.networks.network import Network
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.family import ExpectedCount, Family
from tropnet.theory.literature import TELGARSKY_2015, Citation
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["TentComposition"]


@dataclass(frozen=True)
class TentComposition(Family):
    """The k-fold composition of the tent map with itself.

    Parameters
    ----------
    k : int
        At least 1.
    rectified : bool, default False
        Which network: k hidden layers of three neurons, or 2k hidden layers of two neurons and one neuron in turn.

    Raises
    ------
    InputError
        If k < 1.

    Source
    ------
    M. Telgarsky, Representation benefits of deep feedforward networks, 2015: the mirror map.

    Examples
    --------
    >>> print(TentComposition(3).verify())
    TentComposition(k=3, rectified=False):
      activation on all of space: 2^k + 2 + floor(2^(k-2)) = 12 = 12 counted
      proper_activation on all of space: 2^k + 2 = 10 = 10 counted
      convex on all of space: 2^k + 2 = 10 = (10, 10) counted
      open_connected on all of space: 2^k + 2 = 10 = 10 counted
      closed_connected on all of space: 2^k + 2 = 10 = 10 counted
      affine on all of space: 2^k + 1 = 9 = 9 counted
      activation on (0, 1): 2^k + floor((2^(k-1) - 1)/2) = 9 = 9 counted
      proper_activation on (0, 1): 2^k = 8 = 8 counted
      convex on (0, 1): 2^k = 8 = (8, 8) counted
      open_connected on (0, 1): 2^k = 8 = 8 counted
      closed_connected on (0, 1): 2^k = 8 = 8 counted
      affine on (0, 1): 2^k = 8 = 8 counted
    >>> TentComposition(3, rectified=True).network().widths
    (2, 1, 2, 1, 2, 1)
    """

    k: int
    rectified: bool = False

    citation: ClassVar[Citation] = TELGARSKY_2015.at("the mirror map")

    def __post_init__(self) -> None:
        object.__setattr__(self, "k", integer_at_least(1, self.k, "the number of compositions"))

    @classmethod
    def sample(
        cls, rng: np.random.Generator | int | None = None, largest: int = 6, *, rectified: bool = False
    ) -> TentComposition:
        """A composition of at most so many tents.

        >>> TentComposition.sample(0, 1)
        TentComposition(k=1, rectified=False)
        """
        return cls(int(np.random.default_rng(rng).integers(1, largest + 1)), rectified)

    def network(self) -> Network:
        """The network, of widths (3, ..., 3) or (2, 1, ..., 2, 1).

        >>> TentComposition(2).network()(["3/8"])
        RationalArray([1/2])
        """
        half = Fraction(1, 2)
        if self.rectified:
            weights, biases = [[[1]] * 2, [[2, -4]]] * self.k, [[0, -half], [0]] * self.k
            return Network.from_arrays([*weights, [[1]]], [*biases, [0]])
        tent, bias = [2, -4, 2], [0, -half, -1]
        return Network.from_arrays([[[1]] * 3, *[[tent] * 3] * (self.k - 1), [tent]], [*[bias] * self.k, [0]])

    def function(self) -> PiecewiseLinearFunction1D:
        """The function, with break points at the multiples of 2^-k.

        >>> TentComposition(1).function()
        PiecewiseLinearFunction1D(breakpoints=[0, 1/2, 1], slopes=[0, 2, -2, 0])
        """
        n, flat = 2**self.k, FractionArray.of([0])
        steep = FractionArray.of([n, -n])[np.arange(n) % 2]
        ends = FractionArray.of(range(n + 1)) * Fraction(1, n)
        return PiecewiseLinearFunction1D(ends, concatenated([flat, steep, flat]))

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts, on the line and on (0, 1)."""
        n = 2**self.k
        if self.rectified:
            on_line = (n + 2 + n // 2 - 1, "2^k + 2 + 2^(k-1) - 1")
            inside = (n + n // 2 - 1, "2^k + 2^(k-1) - 1")
        else:
            on_line = (n + 2 + n // 4, "2^k + 2 + floor(2^(k-2))")
            inside = (n + (n // 2 - 1) // 2, "2^k + floor((2^(k-1) - 1)/2)")
        equal = ("proper_activation", "convex", "open_connected", "closed_connected")
        line = {
            "activation": on_line,
            **dict.fromkeys(equal, (n + 2, "2^k + 2")),
            "affine": (n + 1, "2^k + 1"),
        }
        interval = {"activation": inside, **dict.fromkeys((*equal, "affine"), (n, "2^k"))}
        unit = box([0], [1])
        return (
            *(ExpectedCount(notion, *value, self.citation) for notion, value in line.items()),
            *(
                ExpectedCount(notion, *value, self.citation, unit, "(0, 1)")
                for notion, value in interval.items()
            ),
        )
