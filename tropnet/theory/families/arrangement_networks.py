r"""Hyperplane arrangements with famous numbers of regions, as networks with one hidden layer.

The network of an arrangement :math:`\{x : a_i \cdot x = b_i\}` is :math:`f(x) = \sum_i [a_i \cdot x - b_i]_+`, with
each hyperplane once, and :math:`a_i` oriented such that its first nonzero entry is positive.

All six counts are the number r of regions of the arrangement.  f is convex, and bends in every hyperplane, so distinct
regions have distinct gradients: no notion that depends on the function merges any; and the regions are the cells.  A
point on some of the hyperplanes has the pattern of a region beside it: with :math:`u = (1, \varepsilon,
\varepsilon^2, \dots)` every :math:`a_i \cdot u` is positive, so at x - u, for small u, the neurons that were at their
thresholds are inactive, and the others as at x.  So ``activation`` is r as well.

The number r is given by the closed formula of the family where there is one, by the published table for resonance and
threshold arrangements, and else by the characteristic polynomial (Zaslavsky's theorem), which restriction computes
without any region.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb, factorial
from typing import ClassVar

import numpy as np

from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.polyhedra.arrangements import named
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.bounds.bound import NOTIONS
from tropnet.theory.bounds.general_position import most_regions_of_hyperplanes
from tropnet.theory.family import ExpectedCount, Family
from tropnet.theory.literature import ZASLAVSKY_1975, Citation

__all__ = ["ArrangementNetwork", "n_acyclic_orientations"]

#: regions of the resonance arrangement for n = 1, ..., 8: OEIS A034997
RESONANCE = (2, 6, 32, 370, 11292, 1066044, 347326352, 419172756930)

#: regions of the threshold arrangement, threshold functions of n = 0, ..., 8 variables: OEIS A000609
THRESHOLD = (2, 4, 14, 104, 1882, 94572, 15028134, 8378070864, 17561539552946)


@dataclass(frozen=True)
class ArrangementNetwork(Family):
    r"""The network :math:`\sum_i [a_i \cdot x - b_i]_+` over the hyperplanes of an arrangement.

    Parameters
    ----------
    arrangement : HyperplaneArrangement
        With at least one hyperplane, in R^n with n >= 1.
    name : str
    n_regions : int
        The number of regions by theory.
    formula : str

    Raises
    ------
    InputError
        If there is no hyperplane.

    Examples
    --------
    >>> shi = ArrangementNetwork.shi(3)
    >>> shi, shi.network().widths
    (ArrangementNetwork(shi_3: 6 hyperplanes in R^3), (6,))
    >>> print(shi.verify())
    ArrangementNetwork(shi_3: 6 hyperplanes in R^3):
      activation on all of space: (kn + 1)^(n-1) = 16 = 16 counted
      proper_activation on all of space: (kn + 1)^(n-1) = 16 = 16 counted
      convex on all of space: (kn + 1)^(n-1) = 16 = (16, 16) counted
      open_connected on all of space: (kn + 1)^(n-1) = 16 = 16 counted
      closed_connected on all of space: (kn + 1)^(n-1) = 16 = 16 counted
      affine on all of space: (kn + 1)^(n-1) = 16 = 16 counted
    """

    arrangement: HyperplaneArrangement
    name: str
    n_regions: int
    formula: str

    citation: ClassVar[Citation] = ZASLAVSKY_1975.at("Theorem A")

    def __post_init__(self) -> None:
        if not len(self.arrangement):
            raise InputError("the arrangement is empty; a network needs at least one hyperplane")

    @classmethod
    def of(cls, arrangement: HyperplaneArrangement, name: str = "arrangement") -> ArrangementNetwork:
        """Any arrangement; the number of regions is that of its characteristic polynomial.

        >>> ArrangementNetwork.of(HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 0])).n_regions
        6
        """
        return cls(arrangement, name, arrangement.n_regions, "(-1)^n chi(-1)")

    # Named families -------------------------------------------------------------------------------------

    @classmethod
    def boolean(cls, n: int) -> ArrangementNetwork:
        """The coordinate hyperplanes: 2^n orthants.

        >>> ArrangementNetwork.boolean(3).n_regions
        8
        """
        return cls(named.boolean_arrangement(n), f"boolean_{n}", 2**n, "2^n")

    @classmethod
    def braid(cls, n: int) -> ArrangementNetwork:
        """The hyperplanes x_i = x_j: one region for every order of the coordinates.

        >>> ArrangementNetwork.braid(4).n_regions
        24
        """
        return cls(named.braid_arrangement(n), f"braid_{n}", factorial(n), "n!")

    @classmethod
    def shi(cls, n: int, k: int = 1) -> ArrangementNetwork:
        """The hyperplanes x_i - x_j = -k + 1, ..., k for i < j (Shi 1986; the extended ones Stanley 1996).

        >>> ArrangementNetwork.shi(4).n_regions, ArrangementNetwork.shi(3, 2).n_regions
        (125, 49)
        """
        return cls(named.shi_arrangement(n, k), f"shi_{n}", (k * n + 1) ** (n - 1), "(kn + 1)^(n-1)")

    @classmethod
    def catalan(cls, n: int, k: int = 1) -> ArrangementNetwork:
        """The hyperplanes x_i - x_j = -k, ..., k for i < j (Stanley 1996).

        >>> ArrangementNetwork.catalan(3).n_regions, ArrangementNetwork.catalan(3, 2).n_regions
        (30, 72)
        """
        arrangement = named.catalan_arrangement(n, k)
        regions = factorial((k + 1) * n) // factorial(k * n + 1)
        return cls(arrangement, f"catalan_{n}", regions, "((k+1)n)! / (kn+1)!")

    @classmethod
    def linial(cls, n: int) -> ArrangementNetwork:
        """The hyperplanes x_i - x_j = 1 for i < j (Postnikov and Stanley 2000).

        >>> ArrangementNetwork.linial(4).n_regions
        36
        """
        n = integer_at_least(2, n, "n")
        regions = sum(comb(n, k) * (k + 1) ** (n - 1) for k in range(n + 1)) // 2**n
        return cls(named.linial_arrangement(n), f"linial_{n}", regions, "sum C(n,k) (k+1)^(n-1) / 2^n")

    @classmethod
    def semiorder(cls, n: int) -> ArrangementNetwork:
        """The hyperplanes x_i - x_j = 1 for i != j (Chandon, Lemaire and Pouget 1978).

        >>> [ArrangementNetwork.semiorder(n).n_regions for n in (2, 3, 4)]
        [3, 19, 183]
        """
        n = integer_at_least(2, n, "n")
        terms = ((-1) ** (n - k) * _stirling(n, k) * factorial(k) * _catalan(k) for k in range(1, n + 1))
        return cls(
            named.semiorder_arrangement(n), f"semiorder_{n}", sum(terms), "sum (-1)^(n-k) S(n,k) k! Cat_k"
        )

    @classmethod
    def graphic(cls, n: int, edges: Iterable[Sequence[int]]) -> ArrangementNetwork:
        """The hyperplanes x_i = x_j for the edges of a graph: one region for every acyclic orientation (Greene 1977).

        >>> ArrangementNetwork.graphic(4, [(0, 1), (1, 2), (2, 3), (3, 0)]).n_regions
        14
        """
        pairs = [tuple(edge) for edge in edges]
        arrangement = named.graphic_arrangement(n, pairs)
        return cls(arrangement, f"graphic_{n}", n_acyclic_orientations(n, pairs), "acyclic orientations")

    @classmethod
    def cycle(cls, n: int) -> ArrangementNetwork:
        """The graphic arrangement of the cycle on n nodes: all orientations are acyclic but two.

        >>> [ArrangementNetwork.cycle(n).n_regions for n in (3, 4, 5)]
        [6, 14, 30]
        """
        nodes = range(integer_at_least(3, n, "the number of nodes"))
        arrangement = named.graphic_arrangement(n, [(i, (i + 1) % n) for i in nodes])
        return cls(arrangement, f"cycle_{n}", 2**n - 2, "2^n - 2")

    @classmethod
    def complete_bipartite(cls, a: int, b: int) -> ArrangementNetwork:
        """The hyperplanes x_i = y_j for a coordinates x and b coordinates y.

        The acyclic orientations of the complete bipartite graph are counted by poly-Bernoulli numbers (Cameron, Glass
        and Schumacher 2014).

        >>> [ArrangementNetwork.complete_bipartite(*size).n_regions for size in ((2, 2), (2, 3), (3, 3))]
        [14, 46, 230]
        """
        left = range(integer_at_least(1, a, "the size of the first part"))
        right = range(a, a + integer_at_least(1, b, "the size of the second part"))
        arrangement = named.graphic_arrangement(a + b, [(i, j) for i in left for j in right])
        regions = sum(
            factorial(j) ** 2 * _stirling(a + 1, j + 1) * _stirling(b + 1, j + 1)
            for j in range(min(a, b) + 1)
        )
        return cls(arrangement, f"K_{a},{b}", regions, "sum j!^2 S(a+1,j+1) S(b+1,j+1)")

    @classmethod
    def reflection(cls, family: str, n: int) -> ArrangementNetwork:
        """The mirrors of a finite reflection group: one region for every element.

        >>> [ArrangementNetwork.reflection(*name).n_regions for name in (("A", 3), ("B", 3), ("D", 4), ("F", 4))]
        [24, 48, 192, 1152]
        """
        arrangement = named.reflection_arrangement(family, n)
        order = {
            "A": factorial(n + 1),
            "B": 2**n * factorial(n),
            "D": 2 ** (n - 1) * factorial(n),
            "E": 51840,
            "F": 1152,
        }[family]
        return cls(arrangement, f"{family}_{n}", order, "order of the group")

    @classmethod
    def resonance(cls, n: int) -> ArrangementNetwork:
        """All hyperplanes whose normals have entries 0 and 1; the numbers of regions are published up to n = 8.

        >>> ArrangementNetwork.resonance(4).n_regions
        370
        """
        return cls._tabulated(
            named.resonance_arrangement(n), f"resonance_{n}", RESONANCE, n - 1, "OEIS A034997"
        )

    @classmethod
    def threshold(cls, n: int) -> ArrangementNetwork:
        """All hyperplanes with normals (1, v) for v in {0, 1}^n; one region for every threshold function, up to n = 8.

        >>> ArrangementNetwork.threshold(3).n_regions
        104
        """
        return cls._tabulated(named.threshold_arrangement(n), f"threshold_{n}", THRESHOLD, n, "OEIS A000609")

    @classmethod
    def generic(cls, m: int, n: int) -> ArrangementNetwork:
        """Hyperplanes in general position, m of them in R^n.

        >>> ArrangementNetwork.generic(5, 3).n_regions
        26
        """
        arrangement = named.generic_arrangement(m, n)
        return cls(arrangement, f"generic_{m},{n}", most_regions_of_hyperplanes(m, n), "sum_{j<=n} C(m,j)")

    @classmethod
    def _tabulated(
        cls, arrangement: HyperplaneArrangement, name: str, table: tuple[int, ...], row: int, source: str
    ) -> ArrangementNetwork:
        if row < len(table):
            return cls(arrangement, name, table[row], source)
        return cls.of(arrangement, name)

    @classmethod
    def sample(
        cls, rng: np.random.Generator | int | None = None, m: int = 5, n: int = 2, largest: int = 2
    ) -> ArrangementNetwork:
        """At most m hyperplanes with small random integers, in any position; equal ones count once.

        >>> ArrangementNetwork.sample(0, 4, 3)
        ArrangementNetwork(random: 4 hyperplanes in R^3)
        """
        generator = np.random.default_rng(rng)
        size = integer_at_least(1, m, "the number of hyperplanes"), integer_at_least(1, n, "the dimension")
        normals = generator.integers(-largest, largest + 1, size=size)
        normals[~normals.any(axis=1), 0] = 1
        offsets = generator.integers(-largest, largest + 1, size=size[0])
        return cls.of(HyperplaneArrangement(normals.tolist(), offsets.tolist()), "random")

    # The network ----------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        m, n = len(self.arrangement), self.arrangement.ambient_dim
        return f"ArrangementNetwork({self.name}: {m} hyperplane{'s' * (m != 1)} in R^{n})"

    def network(self) -> Network:
        """The sum of the neurons; the normals of an arrangement have a positive first entry.

        >>> ArrangementNetwork.braid(2).network()([5, 3])
        RationalArray([2])
        """
        normals, offsets = self.arrangement.normals, self.arrangement.offsets
        return Network.from_arrays([normals, [[1] * len(normals)]], [-offsets, [0]])

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts on R^n: the number of regions of the arrangement."""
        return tuple(ExpectedCount(notion, self.n_regions, self.formula, self.citation) for notion in NOTIONS)


def n_acyclic_orientations(n: int, edges: Iterable[Sequence[int]]) -> int:
    """The number of acyclic orientations of a graph on the nodes 0, ..., n - 1.

    By its sources, which are an independent set: with inclusion and exclusion over the nonempty independent sets I,
    a(S) = sum (-1)^(|I| + 1) a(S - I).  This takes 3^n steps.

    Source
    ------
    R. P. Stanley, Acyclic orientations of graphs, Discrete Mathematics 5, 1973.

    Examples
    --------
    >>> n_acyclic_orientations(3, [(0, 1), (1, 2), (0, 2)])
    6
    """
    neighbours = [0] * n
    for i, j in edges:
        neighbours[i] |= 1 << j
        neighbours[j] |= 1 << i
    is_independent = [True] * 2**n
    for chosen in range(1, 2**n):
        top = chosen.bit_length() - 1
        rest = chosen ^ 1 << top
        is_independent[chosen] = is_independent[rest] and not neighbours[top] & rest
    count = [1] * 2**n
    for nodes in range(1, 2**n):
        total, sources = 0, nodes
        while sources:
            if is_independent[sources]:
                total += -count[nodes ^ sources] * (-1) ** sources.bit_count()
            sources = sources - 1 & nodes
        count[nodes] = total
    return count[-1]


def _stirling(n: int, k: int) -> int:
    """The number of partitions of n things into k classes."""
    surjections: int = sum((-1) ** i * comb(k, i) * (k - i) ** n for i in range(k + 1))
    return surjections // factorial(k)


def _catalan(k: int) -> int:
    return comb(2 * k, k) // (k + 1)
