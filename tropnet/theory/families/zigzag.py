r"""The zigzag of Serra, Tjandraatmadja and Ramalingam, which attains their upper bound.

A fold of p neurons has p monotone pieces on the line that cover [0, 1].  A *zigzag* of :math:`p \ge 3` neurons has p
+ 1: the slopes are :math:`s_0 = 2c`, :math:`s_i = (-1)^i c` for i = 1, ..., p, with :math:`c = p + 1/2`; it starts
with the value 0 at 0, turns at the values 1 and 0, and ends at 1.  The neurons stand at the turning points :math:`t_1
< \dots < t_p` and look right, but the third one looks left: it alone is active far out on the left, and :math:`-(s_3
- s_2) = 2c` is the slope there.  Two neurons cannot do that, as three slopes of which the middle one is the sum of
the others do not alternate.

**Counts on R^n.**  L layers of zigzags in each of n coordinates cut space in :math:`(p+1)^{nL}` boxes, with the outer
ones unbounded, and map each onto a box that contains the unit cube, affinely.  All regions of a
:class:`~tropnet.theory.families.general_position.LastLayer` meet the cube.  So the cells are

.. math:: (p + 1)^{nL} \sum_{j \le n} \binom{m}{j} ,

for different numbers of pieces the product of all :math:`(p_l + 1)^n`.  For m > n nothing merges, by the argument of
:mod:`tropnet.theory.families.folding`: a slope is doubled at most once in a layer, and two boxes with equal slopes
are at least the width of one apart.  And ``activation`` is the same too: where a zigzag turns, the next layer is at
the value 0 or 1, which is no threshold of it. So **all six counts are equal**; for n = 1 they attain the upper bound
:math:`\prod_l (n_l + 1)`.  For m <= n the last layer is idle in a region, whose images in adjacent boxes merge; then
only ``activation`` and ``proper_activation`` are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import prod
from typing import ClassVar

import numpy as np

from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.bounds.bound import NOTIONS
from tropnet.theory.families.folding import Block, layered
from tropnet.theory.families.general_position import LastLayer
from tropnet.theory.family import ExpectedCount, Family
from tropnet.theory.literature import SERRA_2018, Citation
from tropnet.theory.parameters import entries

__all__ = ["SerraZigzag"]


def zigzag(p: int) -> Block:
    """The zigzag with p + 1 monotone pieces, by p >= 3 neurons.

    >>> zigzag(3).factors, zigzag(3).constant
    ((Fraction(-21, 2), Fraction(7, 1), Fraction(-7, 1)), Fraction(5, 1))
    """
    c = Fraction(2 * p + 1, 2)
    slopes = [2 * c, *((-1) ** i * c for i in range(1, p + 1))]
    turns = list(accumulate(1 / abs(s) for s in slopes[:-1]))
    jumps = tuple(right - left for left, right in pairwise(slopes))
    sides = [-1 if i == 2 else 1 for i in range(p)]
    biases = tuple(-side * t for side, t in zip(sides, turns, strict=True))
    return Block(tuple(map(Fraction, sides)), biases, jumps, -jumps[2] * turns[2])


@dataclass(frozen=True)
class SerraZigzag(Family):
    r"""Zigzags in every coordinate, and a last layer: widths n p_1, ..., n p_L, m.

    Parameters
    ----------
    n : int
        The number of inputs.
    neurons : sequence of int
        At least 3 each: the numbers p_l of neurons of a zigzag.
    m : int
        The number of neurons of the last hidden layer.

    Raises
    ------
    InputError
        If a number is too small.

    Source
    ------
    T. Serra, C. Tjandraatmadja and S. Ramalingam, Bounding and counting linear regions of deep neural networks, 2018,
    Theorem 9, with a last layer for which all six counts agree.

    Examples
    --------
    >>> z = SerraZigzag(1, (3, 3), 3)
    >>> print(z.verify())
    SerraZigzag(n=1, neurons=(3, 3), m=3):
      activation on all of space: prod (p+1)^n * sum_{j<=n} C(m,j) = 64 = 64 counted
      proper_activation on all of space: prod (p+1)^n * sum_{j<=n} C(m,j) = 64 = 64 counted
      convex on all of space: prod (p+1)^n * sum_{j<=n} C(m,j) = 64 = (64, 64) counted
      open_connected on all of space: prod (p+1)^n * sum_{j<=n} C(m,j) = 64 = 64 counted
      closed_connected on all of space: prod (p+1)^n * sum_{j<=n} C(m,j) = 64 = 64 counted
      affine on all of space: prod (p+1)^n * sum_{j<=n} C(m,j) = 64 = 64 counted
    """

    n: int
    neurons: Sequence[int]
    m: int

    citation: ClassVar[Citation] = SERRA_2018.at("Theorem 9")

    def __post_init__(self) -> None:
        object.__setattr__(self, "n", integer_at_least(1, self.n, "the number of inputs"))
        given = entries(self.neurons, "the numbers of neurons")
        neurons = tuple(integer_at_least(3, p, "the number of neurons of a zigzag") for p in given)
        object.__setattr__(self, "neurons", neurons)
        object.__setattr__(self, "m", integer_at_least(1, self.m, "the number of neurons of the last layer"))
        if not neurons:
            raise InputError("there is no layer of zigzags; give the number of neurons of at least one")

    @classmethod
    def sample(
        cls,
        rng: np.random.Generator | int | None = None,
        n: int = 1,
        layers: int = 1,
        most_neurons: int = 5,
    ) -> SerraZigzag:
        """Random numbers of neurons.

        >>> SerraZigzag.sample(0, 2).n
        2
        """
        generator = np.random.default_rng(rng)
        neurons = tuple(generator.integers(3, most_neurons + 1, size=layers).tolist())
        return cls(n, neurons, int(generator.integers(n + 1, n + 4)))

    @property
    def last_layer(self) -> LastLayer:
        """The last hidden layer."""
        return LastLayer(self.n, self.m, len(self.neurons), prod(2 * p + 1 for p in self.neurons))

    def network(self) -> Network:
        """The network.

        >>> SerraZigzag(2, (3,), 4).network().widths
        (6, 4)
        """
        return layered([[zigzag(p)] * self.n for p in self.neurons], self.last_layer)

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts on R^n; the two of patterns only if m <= n."""
        value = prod(p + 1 for p in self.neurons) ** self.n * self.last_layer.n_regions
        notions = NOTIONS[:2] if self.last_layer.has_idle_region else NOTIONS
        formula = "prod (p+1)^n * sum_{j<=n} C(m,j)"
        return tuple(ExpectedCount(notion, value, formula, self.citation) for notion in notions)
