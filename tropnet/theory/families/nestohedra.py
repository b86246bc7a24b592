r"""Graph associahedra as one layer of maxout units.

For a connected graph G on the nodes 0, ..., n - 1 the network

.. math:: f(x) = \sum_I \max_{i \in I} x_i ,

over all connected sets I of at least two nodes, is the support function of a Minkowski sum of simplices: the graph
associahedron of G, up to the lengths of its edges (Postnikov 2009, Section 7).  Its vertices correspond to the
maximal *nested sets*: choose a node of G as root, and go on in each component of what is left.  So there are

.. math:: N(G) = \sum_v \prod_{\text{components } C \text{ of } G - v} N(C)

of them: Catalan numbers for paths, central binomial coefficients for cycles, factorials for complete graphs.

All six counts are N(G).  f is convex and the units bend in the walls of the normal fan, so its cones are the regions
and the cells; and on a tie a maxout unit takes the first argument, as it does at x + (n, n - 1, ..., 1) epsilon,
where there are no ties.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from operator import index
from typing import ClassVar

import numpy as np

from tropnet.errors import InputError
from tropnet.networks.affine import Concat, Dense
from tropnet.networks.gates import Maxout
from tropnet.networks.network import INPUT, Network, Node
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.bounds.bound import NOTIONS
from tropnet.theory.family import ExpectedCount, Family
from tropnet.theory.literature import POSTNIKOV_2009, Citation

__all__ = ["GraphAssociahedron"]


@dataclass(frozen=True)
class GraphAssociahedron(Family):
    """The sum of the maxima over all connected sets of nodes of a graph.

    Parameters
    ----------
    n : int
        The number of nodes, at least 2.
    edges : iterable of pairs of int
        Of different nodes 0, ..., n - 1; they connect the graph.

    Raises
    ------
    InputError
        If an edge does not join two nodes, or the graph is not connected.

    Source
    ------
    A. Postnikov, Permutohedra, associahedra, and beyond, 2009, Section 7.

    Examples
    --------
    >>> [GraphAssociahedron.path(n).expected[0].value for n in (2, 3, 4, 5)]
    [2, 5, 14, 42]
    >>> GraphAssociahedron.star(4).verify().holds
    True
    """

    n: int
    edges: Iterable[Sequence[int]]

    citation: ClassVar[Citation] = POSTNIKOV_2009.at("Section 7")

    def __post_init__(self) -> None:
        n = integer_at_least(2, self.n, "the number of nodes")
        pairs = [tuple(map(index, edge)) for edge in self.edges]
        for edge in pairs:
            if len(edge) != 2 or edge[0] == edge[1] or not all(end in range(n) for end in edge):
                raise InputError(f"the edge {edge} does not join two different nodes of 0, ..., {n - 1}")
        edges = tuple(sorted({(min(edge), max(edge)) for edge in pairs}))
        object.__setattr__(self, "n", n)
        object.__setattr__(self, "edges", edges)
        if len(self.components((1 << n) - 1)) > 1:
            raise InputError(
                f"the graph with the edges {list(edges)} is not connected; take its components one by one"
            )

    @classmethod
    def path(cls, n: int) -> GraphAssociahedron:
        """The path: the associahedron, with Catalan numbers of vertices."""
        return cls(n, [(i, i + 1) for i in range(n - 1)])

    @classmethod
    def cycle(cls, n: int) -> GraphAssociahedron:
        """The cycle: the cyclohedron, with C(2n - 2, n - 1) vertices.

        >>> GraphAssociahedron.cycle(4).n_maximal_nested_sets
        20
        """
        return cls(n, [(i, (i + 1) % n) for i in range(n)])

    @classmethod
    def star(cls, n: int) -> GraphAssociahedron:
        """The star with n - 1 leaves: the stellohedron.

        >>> [GraphAssociahedron.star(n).n_maximal_nested_sets for n in (3, 4, 5)]
        [5, 16, 65]
        """
        return cls(n, [(0, i) for i in range(1, n)])

    @classmethod
    def complete(cls, n: int) -> GraphAssociahedron:
        """The complete graph: the permutahedron, with n! vertices.

        >>> GraphAssociahedron.complete(4).n_maximal_nested_sets
        24
        """
        return cls(n, [(i, j) for j in range(n) for i in range(j)])

    @classmethod
    def sample(cls, rng: np.random.Generator | int | None = None, n: int = 4) -> GraphAssociahedron:
        """A random tree with some more edges.

        >>> GraphAssociahedron.sample(0, 4).n
        4
        """
        generator = np.random.default_rng(rng)
        tree = [
            (int(generator.integers(i)), i) for i in range(1, integer_at_least(2, n, "the number of nodes"))
        ]
        more = [(i, j) for j in range(n) for i in range(j) if generator.random() < 0.3]
        return cls(n, [*tree, *more])

    def __repr__(self) -> str:
        return f"GraphAssociahedron({self.n} nodes, {len(tuple(self.edges))} edges)"

    # Sets of nodes are bit masks ------------------------------------------------------------------------

    def components(self, nodes: int) -> tuple[int, ...]:
        """The connected components of a set of nodes, as bit masks.

        >>> GraphAssociahedron.path(4).components(0b1101)
        (1, 12)
        """
        found = []
        while nodes:
            grown, component = nodes & -nodes, 0
            while grown != component:
                component = grown
                for i, j in self.edges:
                    if (component >> i | component >> j) & 1:
                        grown |= (1 << i | 1 << j) & nodes
            found.append(component)
            nodes &= ~component
        return tuple(found)

    @property
    def tubes(self) -> tuple[tuple[int, ...], ...]:
        """The connected sets of at least two nodes, the smaller ones first.

        >>> GraphAssociahedron.path(3).tubes
        ((0, 1), (1, 2), (0, 1, 2))
        """
        masks = [s for s in range(1, 1 << self.n) if s.bit_count() > 1 and len(self.components(s)) == 1]
        sets = (tuple(i for i in range(self.n) if mask >> i & 1) for mask in masks)
        return tuple(sorted(sets, key=lambda tube: (len(tube), tube)))

    @property
    def n_maximal_nested_sets(self) -> int:
        """The number N(G), by removing roots."""

        @cache
        def count(nodes: int) -> int:
            roots = (1 << i for i in range(self.n) if nodes >> i & 1)
            return sum(prod(count(part) for part in self.components(nodes & ~root)) for root in roots)

        return count((1 << self.n) - 1)

    def network(self) -> Network:
        """One hidden layer of a maxout unit for every tube, and their sum.

        >>> GraphAssociahedron.path(3).network()([5, 1, 2])
        RationalArray([12])
        """
        by_size: dict[int, list[tuple[int, ...]]] = {}
        for tube in self.tubes:
            by_size.setdefault(len(tube), []).append(tube)
        nodes: list[Node] = []
        for size, tubes in by_size.items():
            gather = [[int(i == j) for j in range(self.n)] for tube in tubes for i in tube]
            nodes.append(Node(Dense(gather), (INPUT,)))
            nodes.append(Node(Maxout(size), (len(nodes) - 1,)))
        units = tuple(range(1, len(nodes), 2))
        if len(units) > 1:
            nodes.append(Node(Concat(), units))
        nodes.append(Node(Dense([[1] * len(self.tubes)]), (len(nodes) - 1,)))
        return Network(nodes, self.n)

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts on R^n."""
        value = self.n_maximal_nested_sets
        return tuple(ExpectedCount(notion, value, "maximal nested sets", self.citation) for notion in NOTIONS)
