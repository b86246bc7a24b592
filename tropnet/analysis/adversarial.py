r"""Adversarial points of a classifier, and trees that keep them at a distance.

An :class:`AdversarialProblem` fixes a classifier, a point x of a class c, and a norm.  The *lead* of a competitor j
is :math:`f_j - f_c`; a point is adversarial if it is nonnegative there for a competitor.

A tree splits the space into sets with given phases (:mod:`tropnet.analysis.relaxations`).  Each leaf keeps
multipliers of the rows of its polyhedron, which put the polyhedron into a half-space; the distance of x from that
half-space is evaluated anew whenever it is asked for.  An adversarial point with the phases of the leaf is in the
polyhedron, or beyond the horizon for which the polyhedron was made.  So the *bound* of a leaf, the lesser of the two
distances, holds for all its adversarial points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from tropnet.analysis.boundary import scores
from tropnet.analysis.domains import domain_forms
from tropnet.analysis.local import flat_point
from tropnet.analysis.relaxations import Neighbourhood, Phases, Relaxation
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate
from tropnet.exact.nearest import Measure, Norm, checked_norm, measure, separation
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.hinges import HingeNetwork, hinges
from tropnet.networks.network import Network
from tropnet.networks.stages import stages
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["AdversarialProblem", "Leaf", "Split", "Tree", "as_rows"]


@dataclass(frozen=True)
class Leaf:
    """Multipliers, by row, of the polyhedron that a horizon gives."""

    horizon: Fraction | None
    dual: tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True)
class Split:
    """The two phases of a sheet."""

    sheet: int
    below: Tree
    above: Tree


Tree: TypeAlias = Leaf | Split


@dataclass(frozen=True, eq=False)
class AdversarialProblem:
    """A classifier, a point and a norm, and what an adversarial point is."""

    net: Network
    x: RationalArray
    norm: Norm
    threshold: Fraction | None
    within: Polyhedron | None
    label: int
    competitors: tuple[int, ...]

    @classmethod
    def read(
        cls,
        net: Network,
        x: RationalArrayLike,
        norm: Norm,
        target: int | None,
        threshold: RationalLike | None,
        within: Polyhedron | None,
    ) -> AdversarialProblem:
        checked_norm(norm)
        compared = scores(net, threshold=threshold)
        level = None if threshold is None else as_fraction(threshold, "threshold")
        point = flat_point(net, x)
        values = compared(point.reshape(net.input_shape)).tolist()
        label = (
            int(values[0] > 0) if len(values) == 1 else max(range(len(values)), key=lambda j: (values[j], -j))
        )
        others = tuple(j for j in range(max(len(values), 2)) if j != label)
        if target is not None:
            if target == label:
                raise InputError(f"target={target} is the class of x itself; give another class, or none")
            if target not in others:
                raise InputError(f"target={target!r} is no class; give one of {', '.join(map(str, others))}")
            others = (int(target),)
        problem = cls(net, point, norm, level, within, label, others)
        if (problem.domain[:, :-1] @ point + problem.domain[:, -1] < 0).any():
            raise InputError(f"x does not lie in the domain {within!r}; give a point of it")
        return problem

    def __reduce__(self) -> tuple[Any, ...]:
        return AdversarialProblem, tuple(getattr(self, name) for name in self.__dataclass_fields__)

    @cached_property
    def scores(self) -> Network:
        """The numbers that are compared."""
        return scores(self.net, threshold=self.threshold)

    @cached_property
    def hinged(self) -> HingeNetwork:
        """The same as rounds of hinges."""
        return hinges(stages(self.scores))

    @cached_property
    def domain(self) -> RationalArray:
        """Forms that are nonnegative on the domain."""
        return RationalArray.from_integers(domain_forms(self.net.input_dim, self.within))

    def lead(self, competitor: int) -> RationalArray:
        """The lead of a competitor over the class of x, as coefficients of the scores."""
        found = [0] * self.hinged.output.shape[0]
        if len(found) == 1:
            found[0] = 1 if competitor else -1
        else:
            found[competitor], found[self.label] = 1, -1
        return RationalArray(found)

    def lead_at(self, point: RationalArray, competitor: int) -> Fraction:
        """The lead at a point, by evaluation of the network."""
        values = self.scores(point.reshape(self.net.input_shape))
        return Fraction(self.lead(competitor) @ values)

    def distance(self, point: RationalArray) -> Fraction:
        """How far a point is from x, for l2 the square."""
        return measure(point - self.x, self.norm)

    def contains(self, point: RationalArray) -> bool:
        """Whether a point lies in the domain."""
        return bool((self.domain[:, :-1] @ point + self.domain[:, -1] >= 0).all())

    @cached_property
    def _box(self) -> tuple[RationalArray, RationalArray, Any, Any]:
        """The bounds on single coordinates among the rows of the domain."""
        n = self.net.input_dim
        ends = {1: [Fraction(0)] * n, -1: [Fraction(0)] * n}
        known = {1: np.zeros(n, dtype=np.bool_), -1: np.zeros(n, dtype=np.bool_)}
        for *normal, level in self.domain.numerators.tolist():
            support = [i for i, a in enumerate(normal) if a]
            if len(support) == 1:
                [i] = support
                side = 1 if normal[i] > 0 else -1
                ends[side][i], known[side][i] = Fraction(-level, normal[i]), True
        return RationalArray(ends[1]), RationalArray(ends[-1]), known[1], known[-1]

    def relaxation(self, phases: Phases, horizon: Fraction | None) -> Relaxation:
        """Bounds that hold up to the horizon where the sheets have these phases."""
        if horizon not in self._starts:
            self._starts[horizon] = Relaxation(
                self.hinged, {}, Neighbourhood(self.x, self.norm, horizon, *self._box)
            )
        start = self._starts[horizon]
        return Relaxation(self.hinged, phases, start.neighbourhood, start)

    @cached_property
    def _starts(self) -> dict[Fraction | None, Relaxation]:
        """For each horizon that occurred the relaxation without phases."""
        return {}

    def polyhedron(self, relaxation: Relaxation, competitor: int) -> tuple[RationalArray, RationalArray]:
        """Rows and bounds, A y <= b, of a polyhedron around the adversarial points of a node."""
        lead, is_bounded = relaxation.above((self.lead(competitor) @ self.hinged.output)[None])
        return as_rows(concatenate([lead[is_bounded], relaxation.conditions(), self.domain]))

    def is_beyond(self, tree: Tree, competitor: int, distance: Measure) -> bool:
        """Whether a tree proves that no adversarial point of a competitor is nearer than this."""
        return all(self._bound(leaf, phases, competitor) >= distance for leaf, phases in _leaves(tree, {}))

    def _bound(self, leaf: Leaf, phases: Phases, competitor: int) -> Measure:
        rows, bounds = self.polyhedron(self.relaxation(phases, leaf.horizon), competitor)
        which = [j for j, _ in leaf.dual]
        weights = RationalArray([weight for _, weight in leaf.dual])
        if (weights < 0).any():
            return Fraction(0)
        far = separation(self.x, weights @ rows[which], weights @ bounds[which], self.norm)
        return far if leaf.horizon is None else min(far, leaf.horizon)


def as_rows(forms: RationalArray) -> tuple[RationalArray, RationalArray]:
    """Forms (a | b) with a y + b >= 0 as rows and bounds, A y <= b."""
    return -forms[:, :-1], forms[:, -1]


def _leaves(tree: Tree, phases: dict[int, int]) -> Iterator[tuple[Leaf, dict[int, int]]]:
    if isinstance(tree, Leaf):
        yield tree, phases
    else:
        yield from _leaves(tree.below, {**phases, tree.sheet: -1})
        yield from _leaves(tree.above, {**phases, tree.sheet: 1})
