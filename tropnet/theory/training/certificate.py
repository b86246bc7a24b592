r"""The proof that no network has a smaller loss, and a checker that finds the generators by a way of its own.

A certificate is a tree.  Its root has one child for each number of neurons with a positive output weight.  A node is
split by the sign of one neuron at one point; :func:`~tropnet.theory.training.relaxation.split` says why the two halves
cover it.  A leaf has multipliers v, one for every label.  The checker verifies that

* the tree is complete: every node is split or a leaf;
* at every leaf, :math:`s_i \, v \cdot h \le 0` for all neurons i and all generators h in the cone of neuron i, and
  :math:`\sum v_j = 0` if there is an output bias: then :math:`v \cdot p \le 0` for all predictions p of the node;
* the dual bound of v (:mod:`tropnet.theory.training.losses`) is at least the lower bound that is claimed.

With the search it shares the definitions of the tree and of the dual bound, and nothing else: it finds the generators
anew.  A ray of the arrangement is orthogonal to rank - 1 independent vectors z, so the checker goes through all sets of
so many vectors; and it finds the cells by adding one vector after the other, asking by linear programs on which sides
of it a cell has points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.integers import Integers, integer_product, zeros
from tropnet.exact.interiors import feasible_cells
from tropnet.exact.matrix import nullspace, primitive
from tropnet.exact.signs import LinearForms
from tropnet.theory.training.data import TrainingData
from tropnet.theory.training.generators import NeuronKind
from tropnet.theory.training.losses import LossName, dual_bound
from tropnet.theory.training.relaxation import Node, SignedCone, first_nodes, halves, split
from tropnet.theory.training.search import Leaf, Tree

__all__ = ["OptimalityCertificate"]


@dataclass(frozen=True, repr=False)
class OptimalityCertificate:
    """A tree of cases with multipliers at its leaves, which prove a lower bound on the loss.

    Attributes
    ----------
    data : TrainingData
        The labels that are used; other labels can only add to the loss.
    width : int
    loss : {"l2", "l1", "linf", "hinge"}
    output_bias : bool
    kind : {"hinge", "threshold"}
    lower_bound : Fraction
    trees : tuple of tuple of (Split or Leaf)
        For each number 0, ..., width of neurons with a positive output weight the nodes, each before its children.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from tropnet.theory.training import train_exactly
    >>> proof = train_exactly([0, 1, 2, 3], [0, 1, 0, 1], 1).certificate
    >>> proof, proof.check(), replace(proof, lower_bound=Fraction(7, 10)).check()
    (<OptimalityCertificate of loss >= 2/3: 2 trees with 2 leaves>, True, False)
    """

    data: TrainingData
    width: int
    loss: LossName
    output_bias: bool
    kind: NeuronKind
    lower_bound: Fraction
    trees: tuple[Tree, ...]

    @property
    def n_leaves(self) -> int:
        """The number of leaves of all trees."""
        return sum(isinstance(entry, Leaf) for tree in self.trees for entry in tree)

    def is_about(self, data: TrainingData) -> bool:
        """Whether the labels that are used are among these, with the same weights."""
        return not _labels(self.data) - _labels(data)

    def check(self) -> bool:
        """Whether the trees prove the bound."""
        if len(self.trees) != self.width + 1:
            return False
        return all(map(self._is_proved, first_nodes(self.width), self.trees))

    def __repr__(self) -> str:
        trees = f"{len(self.trees)} trees with {self.n_leaves} leaves"
        return f"<OptimalityCertificate of loss >= {self.lower_bound}: {trees}>"

    # -- trees -----------------------------------------------------------------------------------------

    def _is_proved(self, root: Node, tree: Tree) -> bool:
        """Whether a tree has a proof at every leaf, and neither lacks nodes nor has too many."""
        open_nodes, leaves = [root], []
        for entry in tree:
            if not open_nodes:
                return False
            node = open_nodes.pop()
            if isinstance(entry, Leaf):
                leaves.append((node, entry.multipliers))
            elif not (0 <= entry.neuron < self.width and 0 <= entry.point < len(self.data.points)):
                return False
            else:
                open_nodes.extend(reversed(list(self._halves(node, *entry))))
        return not open_nodes and self._are_bounded(leaves)

    def _halves(self, node: Node, neuron: int, point: int) -> Iterator[Node]:
        first, second = split(node, neuron, point)
        yield first
        if self._generators.members(halves(node[neuron], point)[1]).any():
            yield second

    def _are_bounded(self, leaves: list[tuple[Node, RationalArray]]) -> bool:
        """Whether the multipliers of all leaves prove the bound."""
        m = len(self.data.y)
        if any(v.shape != (m,) for _, v in leaves):
            return False
        bounds = [dual_bound(self.loss, v, self.data) for _, v in leaves]
        if any(bound is None or bound < self.lower_bound for bound in bounds):
            return False
        return all(self._is_polar(node, v) for node, v in leaves)

    def _is_polar(self, node: Node, v: RationalArray) -> bool:
        """Whether v . p <= 0 for all predictions p of the networks of a node."""
        if self.output_bias and v.sum() != 0:
            return False
        by_point = zeros(len(self.data.points))
        np.add.at(by_point, self.data.place, primitive(v).numerators)
        signs = self._generators.forms.homogeneous_signs(by_point[None])[:, 0]
        return all((signs[self._generators.members(cone)] * cone.sign <= 0).all() for cone in set(node))

    @cached_property
    def _generators(self) -> _Generators:
        forms = self.data.forms
        if self.kind == "hinge":
            values = integer_product(_rays(forms), forms.T)
            return _Generators(np.sign(values).astype(np.int8), LinearForms(np.maximum(values, 0)))
        signs = _cells(forms)
        return _Generators(signs, LinearForms(np.maximum(signs, 0)))


@dataclass(frozen=True)
class _Generators:
    """What generates the cones of activations: signs at the points, and activations as linear forms."""

    signs: npt.NDArray[np.int8]
    forms: LinearForms

    def members(self, cone: SignedCone) -> npt.NDArray[np.bool_]:
        """Which generators lie in a cone and are somewhere active."""
        is_member = np.asarray((self.signs > 0).any(axis=1))
        for j in range(self.signs.shape[1]):
            if cone.positive >> j & 1:
                is_member &= self.signs[:, j] >= 0
            if cone.negative >> j & 1:
                is_member &= self.signs[:, j] <= 0
        return is_member


def _labels(data: TrainingData) -> Counter[tuple[Any, ...]]:
    """Points with labels and weights, and how often each occurs."""
    columns = concatenate([data.X, data.y.reshape(-1, 1), data.weights.reshape(-1, 1)], axis=1)
    return Counter(map(tuple, columns.tolist()))


def _rays(forms: Integers) -> Integers:
    """The rays of the central arrangement of spanning forms, from all sets of rank - 1 of them."""
    rank = forms.shape[1]
    rays: set[tuple[int, ...]] = set()
    for chosen in combinations(range(len(forms)), rank - 1):
        lines = nullspace(forms[list(chosen)].reshape(rank - 1, rank)).numerators
        if len(lines) == 1:
            rays.add(tuple(lines[0].tolist()))
            rays.add(tuple((-lines[0]).tolist()))
    return np.array(sorted(rays), dtype=object).reshape(len(rays), rank)


def _cells(forms: Integers) -> npt.NDArray[np.int8]:
    """The sign vectors of the cells of the central arrangement, one form after the other."""
    signs = np.zeros((1, len(forms)), np.int8)
    affine = np.hstack([forms, zeros((len(forms), 1))])
    for j in range(len(forms)):
        signs = np.repeat(signs, 2, axis=0)
        signs[0::2, j], signs[1::2, j] = -1, 1
        signs = signs[feasible_cells(affine[: j + 1], signs[:, : j + 1]).feasible]
    return signs
