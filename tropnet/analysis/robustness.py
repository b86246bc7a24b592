r"""How far an input can be moved before the predicted class changes: the exact robustness radius.

Let c be the class of x: the first output that attains the maximum.  A point y is *adversarial* if another class j (or
the one that is asked for) has :math:`f_j(y) \ge f_c(y)`; a tie counts, so that the adversarial points form a closed
set.  The *robustness radius* is their least distance from x.  It is attained; nearer to x the class is c, without a
tie. With one output the classes are 1, above the threshold, and 0, and adversarial points are those of the other
class and those at the threshold.

**The search** is branch and bound over phases of hinges.  A node is a competitor j and a partial assignment of phases
(:mod:`tropnet.analysis.relaxations`); the polyhedron around it contains every adversarial point of j that has these
phases and is no farther than the *horizon*, the distance of the nearest adversarial point that was known.  So

.. math::  \min(\text{horizon}, \text{distance of x from the polyhedron})

is a lower bound for those points.  If the nearest point of the polyhedron is adversarial itself, the node is solved.
Otherwise some hinge was estimated, and its two phases are the children; where no hinge is estimated the polyhedron
consists of adversarial points.  So the tree is finite.  The node of least bound comes first, and the search ends when
that is at least the distance of the nearest known point.  Phases are closed sets that cover the space, flat or not:
nothing here asks for general position, and it does not matter whether walls pass through x.

Going from cell to neighbouring cell in the order of distance (Jordan, Lewis and Dimakis, Provable certificates for
adversarial examples: fitting a ball in the union of polytopes, NeurIPS 2019) visits every cell that meets the ball; a
node here stands for all cells with its phases, of which there are too many with 64 inputs.

**The proof** is the tree.  Every leaf keeps multipliers of the rows of its polyhedron, which put all its points into
a half-space that is far enough from x (:mod:`tropnet.exact.nearest`); ``check`` evaluates them anew.  Floats choose,
as to which hinge comes next and which rows are tight, and prove nothing.
"""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from tropnet.analysis.adversarial import AdversarialProblem, Leaf, Split, Tree, as_rows
from tropnet.analysis.enumeration import Limit, ProgressBar, Resumable, check_limit
from tropnet.analysis.local import regions_around
from tropnet.errors import InputError, LimitReachedError, UndecidedError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate
from tropnet.exact.nearest import Measure, Norm, nearest
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.exact.programs import Infeasible, Optimal, maximize
from tropnet.networks.network import Network
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["ConstantClass", "RobustnessRadius", "UnfinishedRadius", "robustness_radius"]

# Better adversarial points are looked for in the first nodes and in some of those that follow: without, an image of a
# handwritten digit took up to twice as many nodes.  No answer depends on these numbers.
EAGER, SELDOM = 100, 10
# So many nodes are split at once, whoever does it.
BATCH = 4
NEWTON_STEPS = 10
OVERSHOOTS = (Fraction(9, 8), Fraction(3, 2), Fraction(2), Fraction(4))


def robustness_radius(
    net: Network,
    x: RationalArrayLike,
    norm: Norm = "l2",
    *,
    target: int | None = None,
    threshold: RationalLike | None = None,
    within: Polyhedron | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> RobustnessRadius | ConstantClass:
    """The exact distance of an input from the nearest one of another class, or the proof that there is none.

    Parameters
    ----------
    net : Network
        With one output, compared with the threshold, or with several, of which the largest wins.
    x : array-like of rationals
        Of the shape of the network's input, or flat.
    norm : {"l2", "l1", "linf"}
        How distances are measured; for l2 the *square* of the radius is rational.
    target : int, optional
        Count points of this class only; of every other class by default.
    threshold : RationalLike, optional
        For one output; 0 unless told otherwise.
    within : Polyhedron, optional
        A full-dimensional set of inputs that are allowed, for example a box.
    executor : concurrent.futures.Executor, optional
        Bounds several nodes at once; the answer does not depend on it.
    progress : bool
        Show the number of nodes.
    limit : Limit, optional
        Where to stop; ``cells`` limits the number of nodes.

    Returns
    -------
    RobustnessRadius or ConstantClass

    Raises
    ------
    LimitReachedError
        If the limit is reached.  ``partial`` is an :class:`UnfinishedRadius`, with proved bounds on the radius.
    InputError
        If x is not in the domain, the norm is not known, the target is no class or that of x, or there is a
        threshold and more than one output.
    ShapeError
        If x or the domain lies in another space.
    NotRationalError
        If an entry of x is no finite rational number.
    EmptyDomainError
        If the domain has no interior point.

    Notes
    -----
    The first twenty images of handwritten digits and the shipped network ``digits``, with 64 inputs and 48 neurons,
    need 89 to 2915 nodes for l2, and one of them 7675, at 10 ms each; for linf sixteen of them need 79 to 953, at
    35 ms each.  In general the number may be exponential in the number of neurons that change within the radius.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> found = robustness_radius(net, ["1/4", "1/8"], "linf", threshold=1)
    >>> found.radius, found.point, found.check()
    (Fraction(5, 16), RationalArray([9/16, 7/16]), True)
    >>> robustness_radius(net, [0, 0], threshold=1).squared
    Fraction(1, 2)
    >>> robustness_radius(net, [0, 0], threshold=-1)
    <ConstantClass 1 on R^2, proved by 7 nodes>
    """
    problem = AdversarialProblem.read(net, x, norm, target, threshold, within)
    return UnfinishedRadius(problem).resumed(executor=executor, progress=progress, limit=limit)


# -- the search -------------------------------------------------------------------------------------


@dataclass
class _Node:
    """A competitor and some phases; what is known of their adversarial points."""

    competitor: int
    phases: dict[int, int]
    bound: Measure
    leaf: Leaf
    sheet: int | None = None
    children: tuple[_Node, _Node] | None = None

    def tree(self) -> Tree:
        if self.children is None:
            return self.leaf
        assert self.sheet is not None
        return Split(self.sheet, *(child.tree() for child in self.children))


@dataclass(frozen=True)
class _Adversary:
    """An adversarial point."""

    distance: Fraction
    point: RationalArray
    competitor: int


@dataclass(eq=False, repr=False)
class UnfinishedRadius(Resumable):
    """A search for the robustness radius that was stopped: what is proved so far, and what is left to do.

    Where the norm is l2, bounds are those of the square of the radius.
    """

    _problem: AdversarialProblem
    n_nodes: int = 0
    _nearest: _Adversary | None = None
    _roots: list[_Node] = field(default_factory=list)
    _open: list[tuple[Measure, int, int, _Node]] = field(default_factory=list)
    _n_added: int = 0

    @property
    def lower(self) -> Measure:
        """No adversarial point is nearer than this."""
        if len(self._roots) < len(self._problem.competitors):
            return Fraction(0)
        return min(self.upper, self._open[0][0] if self._open else math.inf)

    @property
    def upper(self) -> Measure:
        """There is an adversarial point at this distance; infinite if none is known."""
        return self._nearest.distance if self._nearest is not None else math.inf

    @property
    def point(self) -> RationalArray | None:
        """The nearest adversarial point that is known."""
        return self._nearest.point if self._nearest is not None else None

    def __repr__(self) -> str:
        return f"<UnfinishedRadius: {self.n_nodes} nodes, {len(self._open)} to go>"

    def resumed(
        self, *, executor: Executor | None = None, progress: bool = False, limit: Limit | None = None
    ) -> RobustnessRadius | ConstantClass:
        """The radius, after searching on.

        Raises
        ------
        LimitReachedError
            If the limit is reached once more.  ``Limit.cells`` counts from the first start, ``Limit.seconds`` anew.
        """
        check_limit(limit)
        started = time.monotonic()
        with ProgressBar(progress, " nodes") as bar:
            for _ in self._steps(executor):
                bar.update(self.n_nodes)
                reason = limit.reached(self.n_nodes, started) if limit is not None else None
                if reason and not self._is_finished:
                    what = "the square of the radius" if self._problem.norm == "l2" else "the radius"
                    raise LimitReachedError(
                        f"stopped at {reason.replace('cells', 'nodes')}: {what} lies between {float(self.lower):g} and "
                        f"{float(self.upper):g}; raise the limit, or go on with `tropnet.resume(error.partial)`",
                        partial=self,
                    )
        trees = tuple(root.tree() for root in self._roots)
        if self._nearest is None:
            return ConstantClass(self._problem, self.n_nodes, trees)
        return RobustnessRadius(self._problem, self.n_nodes, trees, self._nearest)

    @property
    def _is_finished(self) -> bool:
        is_begun = len(self._roots) == len(self._problem.competitors)
        return is_begun and not (self._open and self._open[0][0] < self.upper)

    def _steps(self, executor: Executor | None) -> Iterator[None]:
        """Search, with a pause after every batch of expansions."""
        problem = self._problem
        if not self.n_nodes:
            for competitor in problem.competitors:
                self._accept(_descended(problem, competitor, problem.x, self.upper))
        for competitor in problem.competitors[len(self._roots) :]:
            self._roots.extend(self._visited([(competitor, {})], executor))
            self._add(self._roots[-1])
            yield
        while not self._is_finished:
            batch = [entry[-1] for entry in heapq.nsmallest(BATCH, self._open) if entry[0] < self.upper]
            tasks = []
            for node in batch:
                assert node.sheet is not None
                tasks += [(node.competitor, {**node.phases, node.sheet: side}) for side in (-1, 1)]
            visited = self._visited(tasks, executor)
            # Only now, so that an interrupted search can go on.
            for _ in batch:
                heapq.heappop(self._open)
            for node, first, second in zip(batch, visited[::2], visited[1::2], strict=True):
                node.children = first, second
                self._add(first)
                self._add(second)
            yield

    def _visited(self, tasks: list[tuple[int, dict[int, int]]], executor: Executor | None) -> list[_Node]:
        """New nodes, all of them bounded with what is known before; so it does not matter who does it."""
        numbers = range(self.n_nodes + 1, self.n_nodes + 1 + len(tasks))
        arguments = [
            (self._problem, competitor, phases, self.upper, number <= EAGER or number % SELDOM == 0)
            for number, (competitor, phases) in zip(numbers, tasks, strict=True)
        ]
        visit = map if executor is None else executor.map
        found = list(visit(_visit, *zip(*arguments, strict=True)))
        self.n_nodes += len(tasks)
        for _, adversary in found:
            self._accept(adversary)
        return [node for node, _ in found]

    def _accept(self, adversary: _Adversary | None) -> None:
        if adversary is not None and adversary.distance < self.upper:
            self._nearest = adversary

    def _add(self, node: _Node) -> None:
        """Put a node on the heap unless it is solved."""
        if node.sheet is not None:
            self._n_added += 1
            heapq.heappush(self._open, (node.bound, -len(node.phases), self._n_added, node))


def _visit(
    problem: AdversarialProblem, competitor: int, phases: dict[int, int], upper: Measure, descends: bool
) -> tuple[_Node, _Adversary | None]:
    """Bound a node, which is solved unless it has a sheet to split; and a nearer adversarial point, if one shows."""
    horizon = upper if isinstance(upper, Fraction) else None
    relaxation = problem.relaxation(phases, horizon)
    rows, bounds = problem.polyhedron(relaxation, competitor)
    found = nearest(problem.x, rows, bounds, problem.norm)
    if isinstance(found, Infeasible):
        return _Node(competitor, phases, math.inf, Leaf(horizon, _sparse(found.farkas))), None
    node = _Node(competitor, phases, found.distance, Leaf(horizon, _sparse(found.dual)))
    if found.distance >= upper:
        return node, None
    if problem.lead_at(found.point, competitor) >= 0:
        return node, _Adversary(found.distance, found.point, competitor)
    node.sheet = relaxation.most_estimated(problem.lead(competitor) @ problem.hinged.output, found.point)
    assert node.sheet is not None
    return node, _descended(problem, competitor, found.point, upper) if descends else None


# -- first points ------------------------------------------------------------------------------------


def _descended(
    problem: AdversarialProblem, competitor: int, start: RationalArray, upper: Measure
) -> _Adversary | None:
    """An adversarial point nearer than a distance, by Newton's method, which is not sure to find any."""
    point = _newton(problem, competitor, start, upper)
    if point is None or problem.distance(point) >= upper:
        return None
    return _Adversary(problem.distance(point), point, competitor)


def _newton(
    problem: AdversarialProblem, competitor: int, point: RationalArray, upper: Measure
) -> RationalArray | None:
    """Solve for the linear piece at one point after the other, until the solution is adversarial."""
    seen = set()
    for _ in range(NEWTON_STEPS):
        signs = problem.hinged.signs_at(point)
        lead = (problem.lead(competitor) @ problem.hinged.affine_map(signs))[None]
        found = nearest(problem.x, *as_rows(concatenate([lead, problem.domain])), problem.norm)
        if isinstance(found, Infeasible) or found.distance >= upper:
            return None
        point = found.point
        if problem.lead_at(point, competitor) >= 0:
            return point
        if signs.tobytes() in seen:
            break
        seen.add(signs.tobytes())
    return _beyond(problem, competitor, point)


def _beyond(problem: AdversarialProblem, competitor: int, point: RationalArray) -> RationalArray | None:
    """The nearest adversarial point of the cell of one that lies farther in this direction."""
    for factor in OVERSHOOTS:
        farther = problem.x + (point - problem.x) * factor
        if not problem.contains(farther):
            return None
        if problem.lead_at(farther, competitor) >= 0:
            signs = problem.hinged.signs_at(farther)
            phases = {k: 1 if sign > 0 else -1 for k, sign in enumerate(signs.tolist())}
            relaxation = problem.relaxation(phases, None)
            found = nearest(problem.x, *problem.polyhedron(relaxation, competitor), problem.norm)
            assert not isinstance(found, Infeasible)
            return found.point
    return None


def _sparse(dual: RationalArray) -> tuple[tuple[int, Fraction], ...]:
    return tuple((j, dual[j]) for j in np.flatnonzero(dual.sign()).tolist())


# -- the answers -----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class _Proof:
    """A tree for every competitor, whose leaves keep its adversarial points at a distance."""

    _problem: AdversarialProblem
    n_nodes: int
    _trees: tuple[Tree, ...]

    @property
    def label(self) -> int:
        """The class of x."""
        return self._problem.label

    def _bounds_hold(self, distance: Measure) -> bool:
        """Whether all leaves are at least as far away as this."""
        return all(
            self._problem.is_beyond(tree, competitor, distance)
            for competitor, tree in zip(self._problem.competitors, self._trees, strict=True)
        )


class ConstantClass(_Proof):
    """No point of the domain is adversarial: wherever one goes, the class of x wins, without a tie.

    Attributes
    ----------
    label : int
        The class of x.
    n_nodes : int
        The nodes of the search that proved it.

    Examples
    --------
    >>> found = robustness_radius(Network.from_arrays([[[1], [-1]], [[1, 1]]], [None, [1]]), [3])
    >>> found, found.check()
    (<ConstantClass 1 on R^1, proved by 3 nodes>, True)
    """

    def check(self) -> bool:
        """Whether the tree proves that there is no adversarial point, verified in rational arithmetic alone."""
        return self._bounds_hold(math.inf)

    def __repr__(self) -> str:
        problem = self._problem
        where = f"R^{problem.net.input_dim}" if problem.within is None else repr(problem.within)
        nodes = "1 node" if self.n_nodes == 1 else f"{self.n_nodes} nodes"
        return f"<ConstantClass {self.label} on {where}, proved by {nodes}>"


@dataclass(frozen=True, eq=False, repr=False)
class RobustnessRadius(_Proof):
    """The distance of an input from the nearest adversarial point, with the point and a proof.

    Attributes
    ----------
    label : int
        The class of x.
    n_nodes : int
        The nodes of the search.

    Examples
    --------
    >>> found = robustness_radius(Network.from_arrays([[[1, 0], [0, 1]]]), [5, 2])
    >>> found
    <RobustnessRadius of class 0 against class 1: l2, about 2.12132>
    >>> found.squared, found.point, found.other, found.check()
    (Fraction(9, 2), RationalArray([7/2, 7/2]), 1, True)
    """

    _adversary: _Adversary

    @property
    def norm(self) -> Norm:
        """How distances are measured."""
        return self._problem.norm

    @property
    def x(self) -> RationalArray:
        """The input, flat."""
        return self._problem.x

    @property
    def point(self) -> RationalArray:
        """A nearest adversarial point, flat; at a positive distance the two classes tie there."""
        return self._adversary.point

    @property
    def other(self) -> int:
        """The class that is at least as good as that of x at the point."""
        return self._adversary.competitor

    @cached_property
    def squared(self) -> Fraction:
        """The square of the radius."""
        return self._adversary.distance if self.norm == "l2" else self._adversary.distance**2

    @cached_property
    def radius(self) -> Fraction:
        """The radius.

        Raises
        ------
        InputError
            If the norm is l2 and the radius is irrational; ask for its square, or for a float.
        """
        if self.norm != "l2":
            return self._adversary.distance
        roots = [math.isqrt(self.squared.numerator), math.isqrt(self.squared.denominator)]
        if roots[0] ** 2 != self.squared.numerator or roots[1] ** 2 != self.squared.denominator:
            raise InputError(
                f"the radius is the root of {self.squared}, which is irrational; ask for .squared, or float(...)"
            )
        return Fraction(*roots)

    def __float__(self) -> float:
        return math.sqrt(self.squared)

    def point_beyond(self, epsilon: RationalLike) -> RationalArray:
        """A point at which another class is strictly better, at most epsilon from the nearest adversarial point.

        So its distance from x is at most the radius plus epsilon.  It is sought in all regions around that point,
        by one linear program each.

        Parameters
        ----------
        epsilon : RationalLike
            Positive.

        Raises
        ------
        InputError
            If epsilon is not positive.
        NotRationalError
            If epsilon is no finite rational number.
        UndecidedError
            If the classes only touch there, so that the competitor is nowhere better so close to it.

        Examples
        --------
        >>> found = robustness_radius(Network.from_arrays([[[1, 0], [0, 1]]]), [5, 2], "linf")
        >>> found.point, found.point_beyond("1/4")
        (RationalArray([7/2, 7/2]), RationalArray([13/4, 15/4]))
        """
        problem, reach = self._problem, as_fraction(epsilon, "epsilon")
        if reach <= 0:
            raise InputError(f"epsilon={epsilon!r} is not positive; give how much farther the point may be")
        n = problem.net.input_dim
        # A cube of this half-width lies in the ball of each norm.
        reach /= 1 if self.norm == "linf" else n
        sides = concatenate([RationalArray.eye(n), -RationalArray.eye(n)])
        for region in regions_around(problem.scores, self.point, problem.within):
            lead = problem.lead(self.other) @ region.affine_map
            own = region.inequalities
            best = maximize(
                lead[:-1],
                concatenate([own[:, :-1], sides]),
                concatenate([own[:, -1], sides @ self.point + reach]),
            )
            assert isinstance(best, Optimal)
            if best.value + lead[-1] > 0:
                return best.point
        raise UndecidedError(
            f"within {epsilon} of the point {self.point!r} class {self.other} is nowhere better than class "
            f"{self.label}: they only touch there"
        )

    def check(self) -> bool:
        """Whether the point is adversarial and the tree proves that none is nearer, verified in rationals alone."""
        problem, found = self._problem, self._adversary
        return (
            all(problem.lead_at(problem.x, j) <= 0 for j in problem.competitors)
            and problem.contains(found.point)
            and problem.distance(found.point) == found.distance
            and found.competitor in problem.competitors
            and problem.lead_at(found.point, found.competitor) >= 0
            and self._bounds_hold(found.distance)
        )

    def __repr__(self) -> str:
        classes = f"of class {self.label} against class {self.other}"
        return f"<RobustnessRadius {classes}: {self.norm}, about {float(self):g}>"
