r"""The maximum of n numbers by a balanced tree of ReLU gadgets.

In each round neighbours are compared, and a number that is left over is passed on; after :math:`\lceil \log_2 n
\rceil` rounds one is left.  Two gadgets compute the maximum of two numbers:

* three neurons, :math:`\max(u, v) = [u - v]_+ + [v]_+ - [-v]_+`;
* four neurons, :math:`\max(u, v) = \tfrac12 ([u + v]_+ - [-u - v]_+ + [u - v]_+ + [v - u]_+)`.

Two neurons pass a number on, :math:`v = [v]_+ - [-v]_+`.  As n - 1 maxima are taken, the size is 3(n - 1) or 4(n -
1), and two more for every number that is passed on; the printed size :math:`4(2n - 1)` is a bound only.

The function has n affine pieces, convex cones, by every notion that depends on the function alone.  The number of
activation patterns depends on the gadget; no formula is known to us, and it is not given.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Literal

import numpy as np

from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.bounds.bound import NOTIONS
from tropnet.theory.family import ExpectedCount, Family
from tropnet.theory.literature import ARORA_2018, Citation

__all__ = ["MaximumTree"]

#: for each gadget: coefficients of u and v in every neuron, and the output weight
GADGETS = {
    "three": (((1, -1), 1), ((0, 1), 1), ((0, -1), -1)),
    "four": (
        ((1, 1), Fraction(1, 2)),
        ((-1, -1), Fraction(-1, 2)),
        ((1, -1), Fraction(1, 2)),
        ((-1, 1), Fraction(1, 2)),
    ),
}
PASS_ON = (((1, 0), 1), ((-1, 0), -1))


@dataclass(frozen=True)
class MaximumTree(Family):
    r"""The maximum of n numbers by :math:`\lceil \log_2 n \rceil` hidden layers.

    Parameters
    ----------
    n : int
        At least 2.
    gadget : {"three", "four"}
        The number of neurons that compare two numbers.

    Raises
    ------
    InputError
        If n < 2, or there is no such gadget.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Lemma D.3 (four neurons); C. Hertrich, A. Basu, M. Di Summa and M. Skutella, 2021, Figure 1 (three).

    Examples
    --------
    >>> tree = MaximumTree(5)
    >>> tree.network().widths, tree.network()([3, 1, 4, 1, 5])
    ((8, 5, 3), RationalArray([5]))
    >>> tree.verify().holds
    True
    """

    n: int
    gadget: Literal["three", "four"] = "three"

    citation: ClassVar[Citation] = ARORA_2018.at("Lemma D.3")

    def __post_init__(self) -> None:
        object.__setattr__(self, "n", integer_at_least(2, self.n, "the number of numbers"))
        if self.gadget not in GADGETS:
            raise InputError(f"there is no gadget {self.gadget!r}; give 'three' or 'four'")

    @classmethod
    def sample(cls, rng: np.random.Generator | int | None = None, largest: int = 5) -> MaximumTree:
        """The tree for 2 to ``largest`` numbers.

        >>> MaximumTree.sample(0, 2)
        MaximumTree(n=2, gadget='three')
        """
        return cls(int(np.random.default_rng(rng).integers(2, largest + 1)))

    @property
    def hidden_layers(self) -> int:
        """The number of rounds.

        >>> [MaximumTree(n).hidden_layers for n in (2, 3, 4, 5, 8, 9)]
        [1, 2, 2, 3, 3, 4]
        """
        return (self.n - 1).bit_length()

    @property
    def size(self) -> int:
        """The number of neurons.

        >>> MaximumTree(5).size, MaximumTree(4, "four").size
        (16, 12)
        """
        per_pair, count, total = len(GADGETS[self.gadget]), self.n, 0
        while count > 1:
            total += count // 2 * per_pair + count % 2 * len(PASS_ON)
            count = -(-count // 2)
        return total

    def network(self) -> Network:
        """The network, without biases."""
        readout: list[list[Any]] = [[int(i == j) for j in range(self.n)] for i in range(self.n)]
        weights: list[list[list[Any]]] = []
        while len(readout) > 1:
            rows: list[list[Any]] = []
            groups: list[list[Any]] = []
            for i in range(0, len(readout), 2):
                pair = readout[i], readout[i + 1] if i + 1 < len(readout) else readout[i]
                neurons = GADGETS[self.gadget] if i + 1 < len(readout) else PASS_ON
                rows += [[a * u + b * v for u, v in zip(*pair, strict=True)] for (a, b), _ in neurons]
                groups.append([factor for _, factor in neurons])
            weights.append(rows)
            starts = np.cumsum([0, *map(len, groups)]).tolist()
            readout = [
                [0] * start + group + [0] * (len(rows) - start - len(group))
                for start, group in zip(starts, groups, strict=False)
            ]
        return Network.from_arrays([*weights, readout])

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """The four counts that depend on the function: n."""
        return tuple(ExpectedCount(notion, self.n, "n", self.citation) for notion in NOTIONS[2:])
