r"""Whether a property of a network holds: branch and bound, with a certificate or a counterexample.

**The search.**  A branch is a case of the property and intervals for the inputs and for the arguments of the
network's functions, at first those that the case gives.  In one step

1. the intervals are shortened, level by level, by the usual lines
   (:mod:`tropnet.analysis.verification.substitution`);
2. if the slack of some inequality of the case is negative by these lines alone, the branch is refuted;
3. else the linear program of the branch is solved, exactly (:mod:`tropnet.analysis.verification.relaxation`).
   Either its multipliers refute the branch, or its solution is tried as a counterexample, by evaluation of the
   network;
4. else the interval of one function is split at a break point, namely of the one whose value in the solution is
   farthest from the function, weighted with its influence.  With few inputs and very many functions that bend,
   the box of the inputs is halved in place of steps 3 and 4, for a while.

**Why it ends, and is right.**  Every split at a break point leaves a function with fewer pieces in both halves, and
boxes are halved finitely often on a path.  Where no function bends, the program is the set of counterexamples of
the branch itself; its solution is one of them.  Nothing depends on general position: intervals are closed, their
halves overlap in a point, and a function with a break point at the end of its interval is affine there.

**Order.**  First all cases are looked at as wholes, then they are searched depth first.  Of several counterexamples
the one that comes first in this order is the answer, whoever searches.

Source
------
R. Bunel, I. Turkaslan, P. Torr, P. Kohli and M. P. Kumar, A unified view of piecewise linear neural network
verification, NeurIPS 2018; G. Katz, C. Barrett, D. Dill, K. Julian and M. Kochenderfer, Reluplex, CAV 2017.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from tropnet.analysis.enumeration import Limit, ProgressBar, Resumable, check_limit
from tropnet.analysis.verification.branch import Branch, Closed, Found, Outcome, Problem
from tropnet.analysis.verification.checker import Checker
from tropnet.analysis.verification.proof import Proof, Refutation, Split, n_nodes
from tropnet.analysis.verification.property import Property
from tropnet.analysis.verification.unary import unary
from tropnet.errors import InputError, LimitReachedError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.network import Network
from tropnet.networks.stages import stages

__all__ = ["UnfinishedVerification", "Verified", "Violated", "verify"]

AT_ONCE = 8
"""The number of branches that one task of an executor looks at."""


@dataclass(frozen=True, repr=False)
class Verified:
    """The proof that a network has a property.

    Attributes
    ----------
    network : Network
    question : Property
    proofs : tuple of Proof
        For every case, why it has no counterexample.

    Examples
    --------
    >>> from tropnet.polyhedra.polyhedron import Polyhedron
    >>> found = verify(Network.from_arrays([[[1], [-1]], [[1, 1]]]),
    ...                Property.safe(Polyhedron.parse("[-2,1]"), Polyhedron.parse("[0,2]")))
    >>> found, found.holds, found.check()
    (<Verified: <Property of R^1 -> R^1, 2 cases>, by 6 nodes>, True, True)
    """

    network: Network
    question: Property
    proofs: tuple[Proof, ...]

    @property
    def holds(self) -> Literal[True]:
        """That the property holds."""
        return True

    @cached_property
    def n_nodes(self) -> int:
        """The number of nodes of all proofs."""
        return sum(map(n_nodes, self.proofs))

    def check(self) -> bool:
        """Whether the proofs are right, read once more in rational arithmetic alone, by code of its own."""
        self.question.fits(self.network)
        checker = Checker(unary(stages(self.network)))
        return len(self.proofs) == len(self.question.cases) and all(
            checker.accepts(proof, case) for proof, case in zip(self.proofs, self.question.cases, strict=True)
        )

    def __repr__(self) -> str:
        nodes = "1 node" if self.n_nodes == 1 else f"{self.n_nodes} nodes"
        return f"<Verified: {self.question!r}, by {nodes}>"


@dataclass(frozen=True)
class Violated:
    """A counterexample to a property.

    Attributes
    ----------
    network : Network
    question : Property
    point : RationalArray, shape (n,)
        The input, flat.
    value : RationalArray, shape (m,)
        The output there, flat.

    Examples
    --------
    >>> from tropnet.polyhedra.polyhedron import Polyhedron
    >>> found = verify(Network.from_arrays([[[1], [-1]], [[1, 1]]]),
    ...                Property.unsafe(Polyhedron.parse("[-2,1]"), Polyhedron.parse("[2,inf]")))
    >>> found, found.holds, found.check()
    (Violated(point=RationalArray([-2]), value=RationalArray([2])), False, True)
    """

    network: Network = field(repr=False)
    question: Property = field(repr=False)
    point: RationalArray
    value: RationalArray

    @property
    def holds(self) -> Literal[False]:
        """That the property does not hold."""
        return False

    def check(self) -> bool:
        """Whether the network has this value, and the pair satisfies all inequalities of a case."""
        value = self.network(self.point.reshape(self.network.input_shape)).ravel()
        return bool(value == self.value) and self.question.is_violated_at(self.point, self.value)


def verify(
    net: Network,
    question: Property,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> Verified | Violated:
    """The proof that a network has a property, or a counterexample.

    Parameters
    ----------
    net : Network
        With any piecewise linear functions, and maxima.
    question : Property
        Its sets of inputs may be unbounded, and of any dimension.
    executor : concurrent.futures.Executor, optional
        Branches are then handed to it.
    progress : bool
        Show the number of nodes.
    limit : Limit, optional
        Where to stop; ``cells`` limits the number of nodes.

    Returns
    -------
    Verified or Violated
        The same whether there is an executor or not.

    Raises
    ------
    ShapeError
        If the property is about other numbers of inputs and outputs.
    InputError
        If an argument is of another kind.
    LimitReachedError
        If the limit is reached: nothing is decided.  :func:`tropnet.resume` goes on from its ``partial``.

    Notes
    -----
    All numbers are rational, so the cost of a node is that of a linear program in exact arithmetic: on the 48
    neurons and 64 inputs of ``tropnet.models.path("digits")`` about a quarter of a second.  The number of nodes may
    grow exponentially with the number of neurons that bend on the set of inputs.

    Examples
    --------
    >>> from tropnet.polyhedra.polyhedron import Polyhedron
    >>> net = Network.from_arrays([[[1, 1], [1, -1]], [[1, -1]]])
    >>> square = Polyhedron.parse("[0,1]^2")
    >>> verify(net, Property.safe(square, Polyhedron.parse("[0,2]"))).holds
    True
    >>> verify(net, Property.safe(square, Polyhedron.parse("[0,1]")))
    Violated(point=RationalArray([1, 1]), value=RationalArray([2]))
    """
    if not isinstance(net, Network) or not isinstance(question, Property):
        raise InputError(
            f"verify takes a Network and a Property, but got {type(net).__name__} and {type(question).__name__}"
        )
    question.fits(net)
    branches = [Branch((number,)) for number in range(len(question.cases))]
    return UnfinishedVerification(Problem(net, question), branches).resumed(
        executor=executor, progress=progress, limit=limit
    )


@dataclass(eq=False, repr=False)
class UnfinishedVerification(Resumable):
    """A search that was stopped: what is proved so far, and what is left to do; see :func:`tropnet.resume`."""

    _problem: Problem
    _open: list[Branch]
    _closed: dict[tuple[int, ...], Outcome] = field(default_factory=dict)
    _best: tuple[tuple[bool, tuple[int, ...]], RationalArray] | None = None

    @property
    def n_nodes(self) -> int:
        """The number of branches that were looked at."""
        return len(self._closed)

    def __repr__(self) -> str:
        return f"<UnfinishedVerification: {self.n_nodes} nodes, {len(self._open)} to go>"

    def resumed(
        self, *, executor: Executor | None = None, progress: bool = False, limit: Limit | None = None
    ) -> Verified | Violated:
        """The answer, after searching on.

        Raises
        ------
        LimitReachedError
            If the limit is reached once more.  ``Limit.cells`` counts from the first start, ``Limit.seconds`` anew.
        """
        check_limit(limit)
        started = time.monotonic()
        steps = self._serial() if executor is None else self._parallel(executor)
        with ProgressBar(progress, " nodes") as bar:
            for _ in steps:
                bar.update(self.n_nodes)
                reason = limit.reached(self.n_nodes, started) if limit is not None and self._open else None
                if reason:
                    steps.close()
                if reason and self._open:
                    raise LimitReachedError(
                        f"stopped at {reason} (nodes): nothing is decided, {len(self._open)} branches are left; "
                        "raise the limit, or go on from the error's `partial`",
                        partial=self,
                    )
        return self._answer()

    def _answer(self) -> Verified | Violated:
        problem = self._problem
        if self._best is not None:
            point = self._best[1]
            return Violated(problem.net, problem.question, point, problem.value(point))
        proofs = tuple(_proof(self._closed, (number,)) for number in range(len(problem.question.cases)))
        return Verified(problem.net, problem.question, proofs)

    # -- running -------------------------------------------------------------------------------------------

    def _next(self) -> Branch:
        """The open branch that comes first."""
        place = min(range(len(self._open)), key=lambda i: self._open[i].rank)
        return self._open.pop(place)

    def _absorb(self, branch: Branch, outcome: Outcome) -> None:
        self._closed[branch.path] = outcome
        if isinstance(outcome, Found):
            if self._best is None or branch.rank < self._best[0]:
                self._best = branch.rank, outcome.point
        elif not isinstance(outcome, Closed):
            self._open += outcome.children
        if self._best is not None:
            best = self._best[0]
            self._open = [left for left in self._open if left.rank < best]

    def _serial(self) -> Generator[None, None, None]:
        while self._open:
            branch = self._next()
            self._absorb(branch, self._problem.step(branch))
            yield

    def _parallel(self, executor: Executor) -> Generator[None, None, None]:
        running: dict[Future[Any], Branch] = {}
        at_once = 2 * (getattr(executor, "_max_workers", None) or 4)
        try:
            while self._open or running:
                while self._open and len(running) < at_once:
                    branch = self._next()
                    running[executor.submit(_explored, self._problem, branch)] = branch
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    del running[future]
                    for branch, outcome in future.result():
                        self._settle(branch, outcome)
                yield
        finally:
            for future, branch in running.items():
                if future.cancel():
                    self._open.append(branch)
                else:
                    for explored, outcome in future.result():
                        self._settle(explored, outcome)

    def _settle(self, branch: Branch, outcome: Outcome) -> None:
        """Absorb one of several outcomes of a task, in which a branch may be a child of the one before."""
        self._open = [left for left in self._open if left.path != branch.path]
        self._absorb(branch, outcome)


def _explored(problem: Problem, branch: Branch) -> list[tuple[Branch, Outcome]]:
    """Some steps from a branch on, depth first."""
    found: list[tuple[Branch, Outcome]] = []
    pending = [branch]
    while pending and len(found) < AT_ONCE:
        current = pending.pop()
        outcome = problem.step(current)
        found.append((current, outcome))
        if isinstance(outcome, Found):
            break
        if not isinstance(outcome, Closed):
            pending += reversed(outcome.children)
    return found


def _proof(outcomes: dict[tuple[int, ...], Outcome], path: tuple[int, ...]) -> Proof:
    """The tree of the branches below a path."""
    outcome = outcomes[path]
    if isinstance(outcome, Closed):
        return Refutation(outcome.claims, outcome.combination)
    assert not isinstance(outcome, Found)
    halves = [_proof(outcomes, (*path, number)) for number in (0, 1)]
    below, above = halves if outcome.first_is_below else reversed(halves)
    return Split(outcome.claims, outcome.place, outcome.at, below, above)
