r"""Branch and bound over the cones of the neurons, best first.

A node is relaxed (:mod:`tropnet.theory.training.relaxation`), in floats.  If its value seems to be at least the loss of
the best network so far, it is solved exactly, and if the bound is, the node is a *leaf*: no network of it is better.
Otherwise it is split in two at the neuron and the point with the largest gap.  A node without a gap is attained by a
network, which makes it a leaf; and there is no gap once the signs of all neurons at all points are known, so that the
search ends.  Always the nodes with the smallest values are split next.

*Networks* come from the relaxed neurons: their signs at the points define cells, one for each neuron, on which the
problem is convex; its optimum is a network.

When the search is stopped, the relaxations of the open nodes are solved exactly too.  The smallest bound of a leaf or
of an open node is a lower bound on the optimum, and their multipliers prove it.

A few nodes are split at once, always the same number.  So the answer does not depend on the executor.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from typing import Any, NamedTuple, TypeAlias

from tropnet.analysis.enumeration import Limit
from tropnet.errors import InputError, MissingDependencyError
from tropnet.exact.arrays import RationalArray
from tropnet.theory.training.relaxation import (
    Node,
    Problem,
    Proof,
    Relaxation,
    first_nodes,
    halves,
    prove,
    relax,
    split,
)

__all__ = ["Attained", "Leaf", "Search", "Split", "Tree"]

Support: TypeAlias = tuple[tuple[int, int], ...]
Mapped: TypeAlias = Callable[..., Iterable[Any]]
"""The function ``map``, or that of an executor."""

AT_ONCE = 4
DOUBT = 1e-7  # relative; floats that differ by less than this are not trusted to differ


class Split(NamedTuple):
    """A node of the tree that is split: the neuron and the point whose sign is given next."""

    neuron: int
    point: int


class Leaf(NamedTuple):
    """A node of the tree that is not split, with the multipliers that bound its loss."""

    multipliers: RationalArray


Tree = tuple[Split | Leaf, ...]
"""The nodes below one of the first nodes, each before its children."""


@dataclass
class _Record:
    """A node that has been relaxed, and what became of it."""

    node: Node
    relaxation: Relaxation
    proof: Proof | None = None
    children: tuple[int, ...] = ()


class Attained(NamedTuple):
    """Neurons that attain a loss: their cells, and what they combine."""

    node: Node
    proof: Proof


class Search:
    """A search that can be stopped and run on.

    Parameters
    ----------
    problem : Problem
    upper : Fraction, optional
        The loss of a network from elsewhere: only better ones are looked for.

    Attributes
    ----------
    problem : Problem
    best : Attained or None
        The best network so far.
    upper : Fraction or None
        Its loss, or that of the network from elsewhere.
    n_problems : int
        The number of convex programs that have been solved, in floats or exactly.
    """

    def __init__(self, problem: Problem, upper: Fraction | None = None) -> None:
        self.problem, self.upper = problem, upper
        self.best: Attained | None = None
        self.n_problems = 0
        self._records: list[_Record] = []
        self._open: list[tuple[float, int]] = []
        self._tried: set[Node] = set()
        self._roots: tuple[int, ...] = ()

    def run(self, executor: Executor | None, progress: bool, limit: Limit | None) -> None:
        """Go on to the end, or to the limit; and prove what is claimed then."""
        if limit is not None and not isinstance(limit, Limit):
            raise InputError(
                f"limit={limit!r} does not say of what; give Limit(cells=...), seconds or memory"
            )
        started, mapped = time.monotonic(), map if executor is None else executor.map
        with closing(_bar(progress)) as bar:
            if not self._roots:
                self._roots = self._relax([(node, ()) for node in first_nodes(self.problem.width)], mapped)
            while self._open and not (
                limit and self.upper is not None and limit.reached(self.n_problems, started)
            ):
                self._step(mapped)
                bar.update(self.n_problems - bar.n)
            self._prove_the_rest(mapped)

    def try_cells(self, nodes: Iterable[Node], executor: Executor | None) -> None:
        """Look for networks whose neurons have parameters in given cells."""
        self._attain(nodes, map if executor is None else executor.map)

    def _step(self, mapped: Mapped) -> None:
        """Split the nodes with the smallest values, or prove that they are leaves; and look for networks near them."""
        numbers = [heapq.heappop(self._open)[1] for _ in range(min(AT_ONCE, len(self._open)))]
        chosen = [self._records[number] for number in numbers]
        self._attain([record.relaxation.cells for record in chosen], mapped)
        self._prove([record for record in chosen if self._may_be_leaf(record)], mapped)
        chosen = [record for record in chosen if not self._is_leaf(record)]
        wanted = [list(self._children(record)) for record in chosen]
        new = iter(self._relax([child for children in wanted for child in children], mapped))
        for record, children in zip(chosen, wanted, strict=True):
            record.children = tuple(next(new) for _ in children)

    @property
    def _float_upper(self) -> float:
        """The loss of the best network, in the units of relaxations."""
        assert self.upper is not None
        return float(self.upper / self.problem.program.unit_loss)

    def _may_be_leaf(self, record: _Record) -> bool:
        """Whether floats leave it possible that no network of the node is better than the best one."""
        if self.upper == 0:
            return False
        return record.relaxation.branch is None or record.relaxation.value >= self._float_upper * (1 - DOUBT)

    def _is_leaf(self, record: _Record) -> bool:
        """Whether it is proved that no network of the node is better than the best one."""
        return self.upper == 0 or (record.proof is not None and record.proof.bound >= (self.upper or 0))

    def _branch(self, record: _Record) -> tuple[int, int]:
        """Neuron and point at which a node that is no leaf is split."""
        place = record.relaxation.branch if record.proof is None else record.proof.branch
        assert place is not None
        return place

    def _children(self, record: _Record) -> Iterator[tuple[Node, Support]]:
        """The two halves of a node, with the support that is expected; one, if the neurons of the other do nothing."""
        neuron, point = self._branch(record)
        first, second = split(record.node, neuron, point)
        yield first, record.relaxation.support
        if not self.problem.is_silent(halves(record.node[neuron], point)[1]):
            yield second, record.relaxation.support

    def _relax(self, wanted: Sequence[tuple[Node, Support]], mapped: Mapped) -> tuple[int, ...]:
        """Relax nodes, keep them, and tell their numbers."""
        first = len(self._records)
        nodes, starts = [node for node, _ in wanted], [start for _, start in wanted]
        for node, relaxation in zip(nodes, mapped(relax, repeat(self.problem), nodes, starts), strict=False):
            heapq.heappush(self._open, (relaxation.value, len(self._records)))
            self._records.append(_Record(node, relaxation))
        self.n_problems += len(nodes)
        return tuple(range(first, len(self._records)))

    def _prove(self, records: Sequence[_Record], mapped: Mapped) -> None:
        """Solve the relaxations of nodes exactly; where there is no gap, a network attains the bound."""
        nodes, starts = [record.node for record in records], [record.relaxation.support for record in records]
        for record, proof in zip(records, mapped(prove, repeat(self.problem), nodes, starts), strict=False):
            record.proof = proof
            if proof.branch is None:
                self._keep(record.node, proof)
        self.n_problems += len(records)

    def _attain(self, nodes: Iterable[Node], mapped: Mapped) -> None:
        """Solve nodes in which all signs are known, and keep the best network."""
        fresh = [node for node in dict.fromkeys(nodes) if node not in self._tried]
        self._tried.update(fresh)
        self.n_problems += len(fresh)
        for node, proof in zip(fresh, mapped(prove, repeat(self.problem), fresh), strict=False):
            self._keep(node, proof)

    def _keep(self, node: Node, proof: Proof) -> None:
        if self.upper is None or proof.bound < self.upper:
            self.upper, self.best = proof.bound, Attained(node, proof)

    # -- what is proved --------------------------------------------------------------------------------

    def _prove_the_rest(self, mapped: Mapped) -> None:
        """Prove bounds for the nodes that are still open, unless the smallest bound is about 0."""
        rest = [self._records[number] for _, number in self._open]
        if rest and min(record.relaxation.value for record in rest) > DOUBT * self._float_upper:
            self._prove([record for record in rest if record.proof is None], mapped)

    def trees(self) -> tuple[Tree, ...]:
        """The tree below each of the first nodes."""
        return tuple(tuple(self._preorder(root)) for root in self._roots)

    def _preorder(self, root: int) -> Iterator[Split | Leaf]:
        stack = [root]
        while stack:
            record = self._records[stack.pop()]
            if record.children:
                yield Split(*self._branch(record))
                stack.extend(reversed(record.children))
            elif record.proof is None:
                yield Leaf(RationalArray.zeros(len(self.problem.data.y)))
            else:
                yield Leaf(record.proof.multipliers)

    @property
    def lower(self) -> Fraction:
        """The smallest bound of a leaf: no network has a smaller loss."""
        leaves = [record for record in self._records if not record.children]
        return min(Fraction(0) if record.proof is None else record.proof.bound for record in leaves)


class _NoBar:
    """The progress bar that nobody asked for."""

    n = 0

    def update(self, steps: int) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Have nothing to close."""


def _bar(wanted: bool) -> Any:
    """A progress bar of convex programs."""
    if not wanted:
        return _NoBar()
    try:
        from tqdm import tqdm
    except ImportError as error:
        raise MissingDependencyError("progress=True needs tqdm: pip install 'tropnet[progress]'") from error
    return tqdm(unit=" programs")
