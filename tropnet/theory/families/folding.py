r"""Folded paper: the networks of Montúfar et al. and of Pascanu et al.

A *fold* maps [0, 1] onto itself in p monotone pieces of equal length: with
:math:`\varphi(x) = [px]_+ - [2px - 2]_+ + [2px - 4]_+ - \dots` of p neurons, :math:`\varphi` climbs from 0 to 1 on
[0, 1/p], falls on [1/p, 2/p], and so on.  L layers of folds in each of n coordinates map :math:`\prod_l p_l^n` boxes
onto the cube, each affinely, so whatever the last hidden layer draws in the cube appears in every box, mirrored from
one to the next.

**Counts in the cube.**  With a :class:`~tropnet.theory.families.general_position.LastLayer` of m > n neurons, every
count but ``activation`` is, for folds in all coordinates,

.. math:: \prod_l p_l^n \cdot \sum_{j \le n} \binom{m}{j} .

*Cells.*  Inside the cube the folds switch at the walls of the boxes only.  *Nothing merges.*  On the region s of the
last layer in the box B the gradient has the coordinates :math:`D_{B,k} \lambda K^k \sigma_{s,k}`, where
:math:`\sigma_{s,k}` is the sum of :math:`\pm C^i i^k` over the active neurons, of which there is at least one; as
:math:`C \ge 4`, it has the sign of its last term, so it is not zero, and differs for different s.  Let two pieces
have the same affine function.  The numbers :math:`|\sigma_{s,k}|` have ratios between 1/2 and 2 for the same last
active neuron, else beyond :math:`C/2`; the slopes :math:`|D|` differ by a factor :math:`2^e` with :math:`|e| \le`
``steps`` < :math:`\log_2 (C/2)`.  So the last active neuron is the same, then e = 0, then s is the same, and D too.
The constants differ by :math:`\sum_k K^k \lambda \sigma_{s,k} \delta_k`, where each :math:`\delta_k` is 0 or has
:math:`1 \le |\delta_k| \le` ``steepness``; K is so large that the last term with :math:`\delta_k \ne 0` outweighs the
others.  So all :math:`\delta_k` are 0, and the box is the same.  So ``affine``, and all counts between it and the
number of cells, agree with that.

**Patterns.**  ``activation`` counts some more from the second fold on.  In the open interval (0, 1) the fold before the
last has the value 0 at :math:`e = \lfloor (p_1 \cdots p_{L-1} - 1)/2 \rfloor` points.  There the whole last fold is
inactive, as nowhere beside; and no two of these points have the same pattern, which tells the piece of the folds
before.  Let coordinate k have :math:`P_k` pieces and :math:`e_k` such points.  Where the coordinates in a set S are at
such points, the last layer sees the face :math:`x_S = 0` of the cube, whose regions it counts too
(:meth:`~tropnet.theory.families.general_position.LastLayer.n_regions_of_face`).  Summed over the sets with the largest
element s, the additional patterns are

.. math:: \sum_{s<n} \sum_{j < n - s} \binom{m}{j} \; \prod_{k<s} (P_k + e_k) \; e_s \prod_{k>s} P_k .

There are no others: the hyperplanes of the last layer are in general position to the facets of the cube, so beside a
point where some neurons are at their thresholds there is a cell where just these are inactive.

**On the line,** for n = 1, the half-line x < 0, where all is inactive, is one more piece.  Beyond x = 1 the last piece
goes on, unless some fold before the last has an even number of pieces: then the next one is inactive, and there is
another piece, with the same constant as the first.

**Pascanu et al.** fold in one direction only; here that is the first coordinate, and the others are passed on by one
neuron each, :math:`[x_k]_+ = x_k` in the cube, which is a fold in one piece.

The bounds of these papers for widths :math:`n_l` are these counts with :math:`p_l = \lfloor n_l / n \rfloor`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, ClassVar, Self

import numpy as np

from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.bounds.bound import NOTIONS
from tropnet.theory.families.general_position import LastLayer
from tropnet.theory.family import ExpectedCount, Family
from tropnet.theory.literature import MONTUFAR_2014, PASCANU_2013, Citation
from tropnet.theory.parameters import entries

__all__ = ["MontufarFolding", "PascanuFolding"]


@dataclass(frozen=True)
class Block:
    """A function of one coordinate as neurons: sum of factor [slope x + bias]_+, and a constant.

    Attributes
    ----------
    slopes, biases, factors : tuple of Fraction
    constant : Fraction
    """

    slopes: tuple[Fraction, ...]
    biases: tuple[Fraction, ...]
    factors: tuple[Fraction, ...]
    constant: Fraction = Fraction(0)


def fold(p: int) -> Block:
    """The fold of [0, 1] in p pieces, by p neurons.

    >>> fold(2)
    Block(slopes=(Fraction(2, 1), Fraction(4, 1)), biases=(Fraction(0, 1), Fraction(-2, 1)), \
factors=(Fraction(1, 1), Fraction(-1, 1)), constant=Fraction(0, 1))
    """
    slopes = (Fraction(p), *[Fraction(2 * p)] * (p - 1))
    biases = tuple(Fraction(-2 * i) for i in range(p))
    return Block(slopes, biases, tuple(Fraction((-1) ** i) for i in range(p)))


def layered(blocks: Sequence[Sequence[Block]], last: LastLayer) -> Network:
    """The network of layers with one block for each coordinate, and a last hidden layer.

    Parameters
    ----------
    blocks : sequence of sequences of Block, shape (L, n)
    last : LastLayer
    """
    n = last.n
    weights: list[list[list[Any]]] = []
    biases: list[list[Any]] = []
    readout: list[list[Any]] = [[Fraction(int(j == k)) for j in range(n)] for k in range(n)]
    constants: list[Any] = [Fraction(0)] * n
    for layer in blocks:
        rows, offsets = [], []
        for k, block in enumerate(layer):
            for slope, bias in zip(block.slopes, block.biases, strict=True):
                rows.append([slope * x for x in readout[k]])
                offsets.append(slope * constants[k] + bias)
        weights.append(rows)
        biases.append(offsets)
        sizes = [len(block.factors) for block in layer]
        readout = [
            [Fraction(0)] * sum(sizes[:k]) + list(block.factors) + [Fraction(0)] * sum(sizes[k + 1 :])
            for k, block in enumerate(layer)
        ]
        constants = [block.constant for block in layer]
    matrix, lifts = last.arrays()
    weights.append(
        [
            [sum(a * readout[k][j] for k, a in enumerate(row)) for j in range(len(readout[0]))]
            for row in matrix
        ]
    )
    biases.append(
        [
            lift + sum(a * constants[k] for k, a in enumerate(row))
            for row, lift in zip(matrix, lifts, strict=True)
        ]
    )
    return Network.from_arrays([*weights, [last.output]], [*biases, [0]])


@dataclass(frozen=True)
class Folding(Family):
    """Layers of folds in n coordinates, and a last layer of m neurons; a base of the two families of folds."""

    n: int
    pieces: Sequence[int]
    m: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "n", integer_at_least(1, self.n, "the number of inputs"))
        given = entries(self.pieces, "the numbers of pieces")
        pieces = tuple(integer_at_least(1, p, "a number of pieces") for p in given)
        object.__setattr__(self, "pieces", pieces)
        object.__setattr__(self, "m", integer_at_least(1, self.m, "the number of neurons of the last layer"))
        if not pieces:
            raise InputError("there is no layer of folds; give the number of pieces of at least one")
        if self.m <= self.n:
            raise InputError(
                f"a last layer of {self.m} neurons in {self.n} dimensions has a region where all are inactive, and its "
                f"mirror images merge; give m > n = {self.n}"
            )

    @classmethod
    def sample(
        cls,
        rng: np.random.Generator | int | None = None,
        n: int = 2,
        layers: int = 1,
        most_pieces: int = 3,
        most_neurons: int | None = None,
    ) -> Self:
        """Random numbers of pieces and of neurons of the last layer.

        >>> MontufarFolding.sample(0, 1, 2, 2).n
        1
        """
        generator = np.random.default_rng(rng)
        pieces = tuple(generator.integers(1, most_pieces + 1, size=layers).tolist())
        return cls(n, pieces, int(generator.integers(n + 1, (most_neurons or n + 2) + 1)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(n={self.n}, pieces={self.pieces}, m={self.m})"

    @property
    def cube(self) -> Polyhedron:
        """The cube [0, 1]^n."""
        return box([0] * self.n, [1] * self.n)

    @property
    def last_layer(self) -> LastLayer:
        """The last hidden layer; folds have slopes of one size."""
        return LastLayer(self.n, self.m, 0, prod(self.pieces))

    @property
    @abstractmethod
    def pieces_of_coordinates(self) -> tuple[tuple[int, ...], ...]:
        """For each coordinate the numbers of pieces that the layers fold it in."""

    @property
    def n_boxes(self) -> int:
        """The number of boxes that the folds map onto the cube."""
        return prod(map(prod, self.pieces_of_coordinates))

    @property
    def n_crease_patterns(self) -> int:
        """The number of patterns that occur in the cube but not in its cells.

        >>> MontufarFolding(2, (2,), 3).n_crease_patterns, MontufarFolding(2, (3, 2), 3).n_crease_patterns
        (0, 31)
        """
        sizes = [prod(pieces) for pieces in self.pieces_of_coordinates]
        zeros = [(prod(pieces[:-1]) - 1) // 2 for pieces in self.pieces_of_coordinates]
        return sum(
            self.last_layer.n_regions_of_face(s)
            * prod(size + zero for size, zero in zip(sizes[:s], zeros[:s], strict=True))
            * zeros[s]
            * prod(sizes[s + 1 :])
            for s in range(self.n)
        )

    def network(self) -> Network:
        """The network.

        >>> MontufarFolding(2, (2,), 3).network().widths
        (4, 3)
        """
        layers = zip(*self.pieces_of_coordinates, strict=True)
        return layered([[fold(p) for p in layer] for layer in layers], self.last_layer)

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All counts in the cube; for n = 1 those on the line too.

        >>> [(e.notion, e.where, e.value) for e in MontufarFolding(1, (2, 2), 2).expected if e.notion == "affine"]
        [('affine', '[0, 1]^n', 12), ('affine', 'all of space', 13)]
        """
        cells, creases = self.n_boxes * self.last_layer.n_regions, self.n_crease_patterns
        formula = "boxes * sum_{j<=n} C(m,j)"
        values = dict.fromkeys(NOTIONS, (cells, formula))
        values["activation"] = (cells + creases, f"{formula} + creases" if creases else formula)
        cube = self.cube
        inside = [
            ExpectedCount(notion, value, text, self.citation, cube, "[0, 1]^n")
            for notion, (value, text) in values.items()
        ]
        return (*inside, *(self._expected_on_the_line(values) if self.n == 1 else ()))

    def _expected_on_the_line(self, inside: dict[str, tuple[int, str]]) -> list[ExpectedCount]:
        """The constant pieces are two if a fold before the last is even, with the same affine function."""
        n_constant = 2 if any(p % 2 == 0 for p in self.pieces[:-1]) else 1
        outside = dict.fromkeys(NOTIONS, n_constant) | {"affine": 1}
        return [
            ExpectedCount(notion, value + outside[notion], f"{formula} + {outside[notion]}", self.citation)
            for notion, (value, formula) in inside.items()
        ]


@dataclass(frozen=True, repr=False)
class MontufarFolding(Folding):
    r"""Folds in every coordinate: widths n p_1, ..., n p_L, m.

    Parameters
    ----------
    n : int
        The number of inputs.
    pieces : sequence of int
        The number of pieces that each layer folds [0, 1] in.
    m : int
        More than n: the number of neurons of the last hidden layer.

    Raises
    ------
    InputError
        If a number is too small.

    Source
    ------
    G. Montúfar, R. Pascanu, K. Cho and Y. Bengio, On the number of linear regions of deep neural networks, 2014,
    Theorem 4, with a last layer that makes the count the same by every notion that depends on the function.

    Examples
    --------
    >>> paper = MontufarFolding(2, (2, 2), 3)
    >>> paper.network().widths, paper.n_boxes, paper.verify().holds
    ((4, 4, 3), 16, True)
    """

    citation: ClassVar[Citation] = MONTUFAR_2014.at("Theorem 4")

    @property
    def pieces_of_coordinates(self) -> tuple[tuple[int, ...], ...]:
        """The same folds in every coordinate."""
        return (tuple(self.pieces),) * self.n


@dataclass(frozen=True, repr=False)
class PascanuFolding(Folding):
    r"""Folds in the first coordinate: widths p_1 + n - 1, ..., p_L + n - 1, m.

    Parameters
    ----------
    n, pieces, m
        As for :class:`MontufarFolding`.

    Source
    ------
    R. Pascanu, G. Montúfar and Y. Bengio, On the number of response regions of deep feed forward networks with
    piece-wise linear activations, 2014: as many regions as there, with fewer neurons.

    Examples
    --------
    >>> paper = PascanuFolding(2, (3,), 4)
    >>> paper.network().widths, paper.n_boxes, paper.verify().holds
    ((4, 4), 3, True)
    """

    citation: ClassVar[Citation] = PASCANU_2013.at("the lower bound")

    @property
    def pieces_of_coordinates(self) -> tuple[tuple[int, ...], ...]:
        """Folds of the first coordinate; the others are folded in one piece."""
        return (tuple(self.pieces), *[(1,) * len(self.pieces)] * (self.n - 1))
