r"""The tent map and its iterates.

The tent map, :math:`T(x) = 2 [x]_+ - 4 [x - 1/2]_+ + 2 [x - 1]_+`, climbs from 0 to 1 and falls back to 0 on [0, 1],
and is 0 elsewhere.  Its k-fold composition :math:`T^k` has :math:`2^k` pieces on [0, 1], of slopes :math:`\pm 2^k`,
and takes k hidden layers of three neurons; Telgarsky's theorem is that networks with few layers need exponentially
many neurons to come near it. With two neurons in each layer, :math:`2 [x]_+ - 4 [x - 1/2]_+` does not return to 0 on
the right: that is :class:`~tropnet.theory.families.sawtooth.SawtoothComposition` with widths 2, which agrees with it
on [0, 1].

**Counts on the line.**  Left of 0 no neuron is active; right of 1 those of the first layer are, and no others.  In
between, the threshold 1/2 of each layer cuts every piece of the layers before.  So there are :math:`2^k + 2` cells.
Neighbours have different slopes, and only the two outer pieces have equal functions: all six counts are :math:`2^k +
2`, but

* ``affine`` is :math:`2^k + 1`, and
* ``activation`` is larger by the points of (0, 1] where :math:`T^{k-1}` is 0, for k >= 2.  There all layers behind
the first
  zero are inactive, as nowhere around; a zero of :math:`T^s` inside (0, 1) ends two pieces, and has the pattern of
  one of them up to layer s, and at 1 the third neuron of the first layer is at its threshold.  They are
  :math:`2^{k-2}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np

from tropnet.networks.network import Network
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.family import ExpectedCount, Family
from tropnet.theory.literature import TELGARSKY_2016, Citation
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["TentComposition"]


@dataclass(frozen=True)
class TentComposition(Family):
    """The k-fold composition of the tent map with itself, by k hidden layers of three neurons.

    Parameters
    ----------
    k : int
        At least 1.

    Raises
    ------
    InputError
        If k < 1.

    Source
    ------
    M. Telgarsky, Benefits of depth in neural networks, 2016, Section 2.

    Examples
    --------
    >>> print(TentComposition(3).verify())
    TentComposition(k=3):
      activation on all of space: 2^k + 2 + 2^(k-2) = 12 = 12 counted
      proper_activation on all of space: 2^k + 2 = 10 = 10 counted
      convex on all of space: 2^k + 2 = 10 = (10, 10) counted
      open_connected on all of space: 2^k + 2 = 10 = 10 counted
      closed_connected on all of space: 2^k + 2 = 10 = 10 counted
      affine on all of space: 2^k + 1 = 9 = 9 counted
      proper_activation on [0, 1]: 2^k = 8 = 8 counted
      convex on [0, 1]: 2^k = 8 = (8, 8) counted
      open_connected on [0, 1]: 2^k = 8 = 8 counted
      closed_connected on [0, 1]: 2^k = 8 = 8 counted
      affine on [0, 1]: 2^k = 8 = 8 counted
    """

    k: int

    citation: ClassVar[Citation] = TELGARSKY_2016.at("Section 2")

    def __post_init__(self) -> None:
        object.__setattr__(self, "k", integer_at_least(1, self.k, "the number of compositions"))

    @classmethod
    def sample(cls, rng: np.random.Generator | int | None = None, largest: int = 6) -> TentComposition:
        """A composition of at most so many tents.

        >>> TentComposition.sample(0, 1)
        TentComposition(k=1)
        """
        return cls(int(np.random.default_rng(rng).integers(1, largest + 1)))

    def network(self) -> Network:
        """The network of widths (3, ..., 3).

        >>> TentComposition(2).network()(["3/8"])
        RationalArray([1/2])
        """
        tent, bias = [2, -4, 2], [0, Fraction(-1, 2), -1]
        return Network.from_arrays([[[1]] * 3, *[[tent] * 3] * (self.k - 1), [tent]], [*[bias] * self.k, [0]])

    def function(self) -> PiecewiseLinearFunction1D:
        """The function, with break points at the multiples of 2^-k.

        >>> TentComposition(1).function()
        PiecewiseLinearFunction1D(breakpoints=[0, 1/2, 1], slopes=[0, 2, -2, 0])
        """
        n = 2**self.k
        return PiecewiseLinearFunction1D(
            [Fraction(i, n) for i in range(n + 1)], [0, *(n * (-1) ** i for i in range(n)), 0]
        )

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts on the line, and all but ``activation`` on [0, 1]."""
        n, extra = 2**self.k, 2 ** (self.k - 2) if self.k > 1 else 0
        equal = ("proper_activation", "convex", "open_connected", "closed_connected")
        line = {
            "activation": (n + 2 + extra, "2^k + 2 + 2^(k-2)" if extra else "2^k + 2"),
            **dict.fromkeys(equal, (n + 2, "2^k + 2")),
            "affine": (n + 1, "2^k + 1"),
        }
        found = [ExpectedCount(notion, *value, self.citation) for notion, value in line.items()]
        interval = box([0], [1])
        found += [
            ExpectedCount(notion, n, "2^k", self.citation, interval, "[0, 1]")
            for notion in (*equal, "affine")
        ]
        return tuple(found)
