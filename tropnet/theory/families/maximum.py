r"""The maximum of n numbers by a balanced tree of ReLU gadgets.

In each round neighbours are compared, and a number that is left over is passed on; after :math:`\lceil \log_2 n
\rceil` rounds one is left.  Two gadgets compute the maximum of two numbers:

* three neurons, :math:`\max(u, v) = [u - v]_+ + [v]_+ - [-v]_+`;
* four neurons, :math:`\max(u, v) = \tfrac12 ([u + v]_+ - [-u - v]_+ + [u - v]_+ + [v - u]_+)`.

Two neurons pass a number on, :math:`v = [v]_+ - [-v]_+`.  As n - 1 maxima are taken, the size is 3(n - 1) or 4(n -
1), and two more for every number that is passed on; the printed size :math:`4(2n - 1)` is a bound only.

**Counts.**  The function has n affine pieces, convex cones, by every notion that depends on the function alone.

The patterns are counted from the leaves to the root.  There are no biases, so the points with a given pattern of a
subtree form a convex cone, and so do the values of the subtree on it: all that matters of them is which of the signs
-, 0, + they have.  The two arguments of a gadget, u and v, depend on different inputs; so where their signs are those
of sets S and T, (u, v) is any point of the plane with signs in :math:`S \times T`.  The pattern of the gadget and the
sign of its value are constant on the faces of the arrangement u = 0, v = 0, u = v, u = -v, and each face contains one
of the points :math:`\{-2, \dots, 2\}^2`.  So these points tell which patterns the gadget has, and which signs its value
has on each of them.  All points give ``activation``, those off the four lines ``proper_activation``.  For three
numbers and gadgets of three neurons this is 25 and 13.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, ClassVar, Literal, TypeAlias, TypeVar

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

Patterns: TypeAlias = Counter[frozenset[int]]
"""The numbers of patterns of a subtree, by the signs of its values on them."""

Subtree = TypeVar("Subtree")


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
        pair, single = len(GADGETS[self.gadget]), len(PASS_ON)
        return self._at_root(0, lambda u, v: u + v + pair, lambda u: u + single)

    def _at_root(
        self,
        leaf: Subtree,
        compared: Callable[[Subtree, Subtree], Subtree],
        passed_on: Callable[[Subtree], Subtree],
    ) -> Subtree:
        """What the root has, if every leaf has the same, and this is how the others have it from their children."""
        nodes = [leaf] * self.n
        while len(nodes) > 1:
            left_over = nodes[len(nodes) // 2 * 2 :]
            pairs = zip(nodes[::2], nodes[1::2], strict=False)
            nodes = [*(compared(u, v) for u, v in pairs), *map(passed_on, left_over)]
        return nodes[0]

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
        """All six counts: the patterns of the tree, and n for the four notions that depend on the function alone.

        Examples
        --------
        >>> [MaximumTree(n).expected[1].value for n in (2, 3, 4, 8)]
        [4, 13, 33, 1948]
        """
        patterns = {
            "activation": self._n_patterns(proper=False),
            "proper_activation": self._n_patterns(proper=True),
        }
        return (
            *(
                ExpectedCount(notion, value, "from the leaves", self.citation)
                for notion, value in patterns.items()
            ),
            *(ExpectedCount(notion, self.n, "n", self.citation) for notion in NOTIONS[2:]),
        )

    def _n_patterns(self, *, proper: bool) -> int:
        """The number of patterns; if ``proper``, of those that occur on open sets."""
        plane = [(u, v) for u, v in product(range(-2, 3), repeat=2) if not proper or u * v * (u * u - v * v)]
        diagonal = [(u, u) for u in (-1, 0, 1) if not proper or u]
        leaf: Patterns = Counter({frozenset((-1, 0, 1)): 1})
        gadget = GADGETS[self.gadget]
        root = self._at_root(
            leaf, lambda u, v: _patterns(gadget, u, v, plane), lambda u: _patterns(PASS_ON, u, leaf, diagonal)
        )
        return root.total()


def _patterns(gadget: Any, left: Patterns, right: Patterns, points: Iterable[tuple[int, int]]) -> Patterns:
    """The patterns of two subtrees and a gadget that joins them; the points represent the faces of the plane."""
    found: Patterns = Counter()
    for (signs, times), (others, other_times) in product(left.items(), right.items()):
        values = defaultdict(set)
        for u, v in points:
            if _sign(u) in signs and _sign(v) in others:
                inner = [a * u + b * v for (a, b), _ in gadget]
                value = sum(factor * max(x, 0) for x, (_, factor) in zip(inner, gadget, strict=True))
                values[tuple(x > 0 for x in inner)].add(_sign(value))
        for reached in values.values():
            found[frozenset(reached)] += times * other_times
    return found


def _sign(x: int | Fraction) -> int:
    return (x > 0) - (x < 0)
