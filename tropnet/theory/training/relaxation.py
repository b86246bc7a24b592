r"""Relaxations: the best loss when every neuron may do what the convex hull of its cone of parameters allows.

A *node* of the search gives every neuron a sign s, which is that of its output weight, and a cone C of parameters,
which is given by signs at some points.  The output weight itself is absorbed: a positive factor of a neuron moves into
its parameters.  So the predictions of the node are the :math:`c + \sum_i s_i h(\theta_i)`, where
:math:`\theta_i \in C_i`.  Replace every :math:`h(C_i)` by its convex hull, the cone of the generators in :math:`C_i`
(:mod:`tropnet.theory.training.generators`): that is a convex program, and its value bounds the loss of the node from
below.  Its multipliers v are the proof: :math:`s_i \, v \cdot h \le 0` for all generators h in :math:`C_i`.

**Where to branch.**  The relaxed neuron i, a combination of generators, gives the point j what is positive in it plus
what is negative, each with its part: the activations do not cancel.  If for all i and j only one of the two is there,
the relaxed neurons are neurons, and the node is solved.  Otherwise the signs at a point j where the *gap*, the smaller
of the two, is largest are given for neuron i next.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.theory.training.columns import Columns, ConvexProgram, Floats, unit_rows
from tropnet.theory.training.data import TrainingData
from tropnet.theory.training.dual_programs import DualPrograms
from tropnet.theory.training.generators import Generators, NeuronKind, hinge_generators, threshold_generators
from tropnet.theory.training.least_squares import LeastSquares
from tropnet.theory.training.losses import LossName, dual_bound

__all__ = [
    "Node",
    "Problem",
    "Proof",
    "Relaxation",
    "SignedCone",
    "cell",
    "first_nodes",
    "halves",
    "prove",
    "relax",
    "split",
]


@dataclass(frozen=True, order=True)
class SignedCone:
    """The sign of an output weight, and the points at which the pre-activation has a known sign.

    Attributes
    ----------
    sign : int
        1 or -1.
    positive, negative : int
        Sets of points as bits: where the pre-activation is at least 0, and at most 0.
    """

    sign: int
    positive: int = 0
    negative: int = 0


Node: TypeAlias = tuple[SignedCone, ...]
"""One cone for every neuron, sorted: neurons are exchangeable."""


@dataclass(frozen=True)
class Problem:
    """What is to be minimised: data, loss, and the kind of network.

    Attributes
    ----------
    data : TrainingData
    width : int
    loss : {"l2", "l1", "linf", "hinge"}
    output_bias : bool
    kind : {"hinge", "threshold"}
    """

    data: TrainingData
    width: int
    loss: LossName
    output_bias: bool
    kind: NeuronKind = "hinge"

    @cached_property
    def generators(self) -> Generators:
        """The generators of the neurons."""
        return (hinge_generators if self.kind == "hinge" else threshold_generators)(self.data.forms)

    @cached_property
    def program(self) -> ConvexProgram:
        """The convex programs over the generators."""
        activations = self.generators.activations[:, self.data.place]
        units = np.maximum(self.unit_values, 0)[:, self.data.place]
        if self.loss == "l2":
            return LeastSquares(self.data, activations, units, self.output_bias)
        return DualPrograms(self.loss, self.data, activations, units, self.output_bias)

    @cached_property
    def unit_values(self) -> Floats:
        """The values of the generators at the points, divided by their largest activations if there are any."""
        heights = self.generators.values.max(axis=1).astype(object)
        return unit_rows(self.generators.values, np.where(heights > 0, heights, 1))

    @cached_property
    def signs(self) -> npt.NDArray[np.int8]:
        """The signs of the generators at the points."""
        return self.generators.signs

    @cached_property
    def is_active(self) -> npt.NDArray[np.bool_]:
        """Which generators have an activation that is not 0."""
        return np.asarray((self.signs > 0).any(axis=1))

    def members(self, positive: int, negative: int) -> npt.NDArray[np.intp]:
        """The active generators in a cone."""
        found = self._members.get((positive, negative))
        if found is None:
            is_member = self.is_active.copy()
            is_member &= (self.signs[:, _places(positive)] >= 0).all(axis=1)
            is_member &= (self.signs[:, _places(negative)] <= 0).all(axis=1)
            found = self._members[positive, negative] = np.flatnonzero(is_member)
        return found

    def is_silent(self, cone: SignedCone) -> bool:
        """Whether the neurons of a cone have the activation 0 at all points."""
        return not len(self.members(cone.positive, cone.negative))

    @cached_property
    def _members(self) -> dict[tuple[int, int], npt.NDArray[np.intp]]:
        return {}

    def __reduce__(self) -> tuple[type[Problem], tuple[object, ...]]:
        """Pickle what was given; what was derived is found again."""
        return Problem, (self.data, self.width, self.loss, self.output_bias, self.kind)


def _places(bits: int) -> list[int]:
    """The elements of a set of bits."""
    return [j for j in range(bits.bit_length()) if bits >> j & 1]


def first_nodes(width: int) -> list[Node]:
    """The nodes in which nothing is known but the signs of the output weights: all of them together cover all networks.

    Examples
    --------
    >>> [[cone.sign for cone in node] for node in first_nodes(2)]
    [[-1, -1], [-1, 1], [1, 1]]
    """
    return [
        (SignedCone(-1),) * (width - positive) + (SignedCone(1),) * positive for positive in range(width + 1)
    ]


def halves(cone: SignedCone, point: int) -> tuple[SignedCone, SignedCone]:
    """The parts of a cone where the pre-activation at a point is at least 0, and at most 0."""
    bit = 1 << point
    return (
        SignedCone(cone.sign, cone.positive | bit, cone.negative),
        SignedCone(cone.sign, cone.positive, cone.negative | bit),
    )


def split(node: Node, neuron: int, point: int) -> tuple[Node, Node]:
    """Two nodes that cover a node: signs at a point for one of its neurons.

    Let there be k neurons with the same signed cone.  Either one of them, and by symmetry any one, has a pre-activation
    that is at least 0 at the point, or all k have one that is at most 0.  If such neurons are nowhere active, the
    second node may be left out: they can as well have the parameters 0, which lie in every cone.

    Examples
    --------
    >>> first, second = split(first_nodes(2)[0], 0, 3)
    >>> [(cone.positive, cone.negative) for cone in first], [(cone.positive, cone.negative) for cone in second]
    ([(0, 0), (8, 0)], [(0, 8), (0, 8)])
    """
    cone = node[neuron]
    plus, minus = halves(cone, point)
    others = node[:neuron] + node[neuron + 1 :]
    below = (minus if other == cone else other for other in node)
    return tuple(sorted((*others, plus))), tuple(sorted(below))


class Relaxation(NamedTuple):
    """What floats say about the relaxation of a node.

    Attributes
    ----------
    value : float
        About its value, in units of ``problem.program.unit_loss``.
    support : tuple of (generator, sign)
        What its optimum combines.
    branch : (int, int) or None
        Neuron and point where the gap is largest; None if there is no gap.
    cells : Node
        Cells of the relaxed neurons.
    """

    value: float
    support: tuple[tuple[int, int], ...]
    branch: tuple[int, int] | None
    cells: Node


@dataclass(frozen=True)
class Proof:
    """The relaxation of a node, solved exactly.

    Attributes
    ----------
    bound : Fraction
        Its value.
    multipliers : RationalArray, shape (m,)
        What proves it.
    branch : (int, int) or None
        Neuron and point where the gap is largest; None if there is no gap, so that the node is solved.
    neurons : tuple of (tuple of int, tuple of int)
        For every neuron its generators and their coefficients, over the denominator.
    denominator : int
    offset : Fraction
    """

    bound: Fraction
    multipliers: RationalArray
    branch: tuple[int, int] | None
    neurons: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    denominator: int
    offset: Fraction


@lru_cache(maxsize=4)
def _prepared(problem: Problem) -> Problem:
    """The problem, the same object for equal ones: its generators are found once in every process."""
    return problem


def relax(problem: Problem, node: Node, start: tuple[tuple[int, int], ...] = ()) -> Relaxation:
    """The relaxation of a node in floats.

    Parameters
    ----------
    problem : Problem
    node : Node
    start : tuple of (generator, sign)
        What its optimum is expected to combine.
    """
    problem = _prepared(problem)
    columns = _columns(problem, node)
    value, support, coefficients = problem.program.estimate(columns, columns.places(start))
    branch, largest, signs = None, 0.0, []
    for i in range(len(node)):
        mine = [k for k, place in enumerate(support) if columns.neuron[place] == i]
        numbers = columns.generator[[support[k] for k in mine]]
        gaps = _gaps(problem.unit_values[numbers], coefficients[mine])
        j = int(np.argmax(gaps))
        if gaps[j] > largest:
            branch, largest = (i, j), float(gaps[j])
        signs.append(problem.generators.pattern(problem.unit_values[numbers], coefficients[mine]))
    pairs = zip(columns.generator[support].tolist(), columns.sign[support].tolist(), strict=True)
    cells = tuple(sorted(cell(cone.sign, row) for cone, row in zip(node, signs, strict=True)))
    return Relaxation(value, tuple(pairs), branch, cells)


def prove(problem: Problem, node: Node, start: tuple[tuple[int, int], ...] = ()) -> Proof:
    """The relaxation of a node, solved exactly.

    Parameters
    ----------
    problem : Problem
    node : Node
    start : tuple of (generator, sign)
        What its optimum is expected to combine.
    """
    problem = _prepared(problem)
    columns = _columns(problem, node)
    optimum = problem.program.solve(columns, columns.places(start))
    bound = dual_bound(problem.loss, optimum.multipliers, problem.data)
    assert bound is not None
    parts: list[tuple[list[int], list[int]]] = [([], []) for _ in node]
    for place, coefficient in zip(optimum.support, optimum.coefficients.tolist(), strict=True):
        numbers, coefficients = parts[int(columns.neuron[place])]
        numbers.append(int(columns.generator[place]))
        coefficients.append(coefficient)
    branch, largest = None, 0
    for i, (numbers, coefficients) in enumerate(parts):
        values = problem.generators.values[numbers].astype(object)
        gaps = _gaps(values, np.array(coefficients, dtype=object))
        j = int(np.argmax(gaps))
        if gaps[j] > largest:
            branch, largest = (i, j), gaps[j]
    neurons = tuple((tuple(numbers), tuple(coefficients)) for numbers, coefficients in parts)
    return Proof(bound, optimum.multipliers, branch, neurons, optimum.denominator, optimum.offset)


def _columns(problem: Problem, node: Node) -> Columns:
    """The generators in the cones of a node."""
    members = [problem.members(cone.positive, cone.negative) for cone in node]
    counts = list(map(len, members))
    signs = np.array([cone.sign for cone in node], np.int8)
    return Columns(np.repeat(np.arange(len(node)), counts), np.concatenate(members), np.repeat(signs, counts))


def _gaps(values: npt.NDArray[Any], coefficients: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """For every point the smaller one of what is positive and what is negative in a combination of rows."""
    return np.asarray(np.minimum(coefficients @ np.maximum(values, 0), coefficients @ np.maximum(-values, 0)))


def cell(sign: int, signs: npt.NDArray[np.int8]) -> SignedCone:
    """The cone of all given signs, 1 and -1.

    Examples
    --------
    >>> cell(1, np.array([1, -1, 1], np.int8))
    SignedCone(sign=1, positive=5, negative=2)
    """
    bits = [sum(1 << j for j in np.flatnonzero(signs == side).tolist()) for side in (1, -1)]
    return SignedCone(sign, *bits)
