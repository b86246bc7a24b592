r"""Pieces, size and depth of networks with one input: the theorems, each with its check.

All statements are about a network f: R -> R^m whose gates are maxima of affine functions or piecewise linear functions
of one variable, in any graph.  Its *pieces* are the maximal open intervals on which it is affine
(``open_connected`` in :class:`tropnet.RegionCounts`).

The product bound needs no general position and no chain of layers.  Let the inputs of the gates of hidden layer l be
jointly affine on each of P intervals.  On one of them a piecewise linear function with r pieces of an affine function
bends at most r - 1 times, and so does the maximum of r affine functions, which is convex.  So the outputs of the
layer, and with them everything that is affine in them and in what came before, are affine on each of at most
:math:`P \cdot (1 + \sum (r_i - 1))` intervals.  For ReLU this is :math:`P \cdot (w_l + 1)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import ClassVar

from tropnet.analysis.equivalence import counterexample, is_equivalent
from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError
from tropnet.networks.activations import Gate
from tropnet.networks.network import Network
from tropnet.theory.families.zonotope import ZonotopeComposition
from tropnet.theory.gaps.sizes import size_lower_bound
from tropnet.theory.literature import ARORA_2018, Citation
from tropnet.theory.statement import Theorem, Verdict

__all__ = ["DepthSeparation", "PieceProduct", "SizeOfPieces", "ZonotopeDepthSeparation", "piece_capacity"]


def piece_capacity(net: Network) -> int:
    r"""The product of :math:`1 + \sum (r_i - 1)` over the hidden layers, with r_i the pieces of the gates.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> piece_capacity(Network.from_arrays([[[1], [2]], [[1, 1], [1, -1]], [[1, 1]]]))
    9
    """
    bends = [0] * net.hidden_layers
    for level, gate in levelled_gates(net):
        bends[level - 1] += gate.n_pieces - 1
    return prod(1 + bend for bend in bends)


class PieceProduct(Theorem):
    """A network with one input has at most as many pieces as the product of its layers allows.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[2, -4, 2]]], [[0, "-1/2", -1], [0]])
    >>> print(PieceProduct().check(tent @ tent))
    product of layers: holds (6 pieces, and the product is 16)
    """

    name = "product of layers"
    citation = ARORA_2018.at("Lemma D.5")
    hypotheses = ("the network has one input",)
    conclusion = (
        "it has at most (w_1 + 1) ... (w_k + 1) pieces, where w_i is the number of neurons of layer i"
    )
    correction = (
        "printed is 2^(k-1) (w_1 + 1) w_2 ... w_k, which is never smaller; a gate with r pieces counts r - 1"
    )

    def check(self, net: Network) -> Verdict:
        """Count the pieces exactly and compare.

        Parameters
        ----------
        net : Network
        """
        if net.input_dim != 1:
            return self.not_applicable(f"the network has {net.input_dim} inputs")
        pieces, capacity = n_pieces(net), piece_capacity(net)
        found = f"{pieces} pieces, and the product is {capacity}"
        return self.holds(found) if pieces <= capacity else self.refuted(found, net)


class SizeOfPieces(Theorem):
    """A network with one input and p pieces has a size that its number of hidden layers and p bound from below.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[2, -4, 2]]], [[0, "-1/2", -1], [0]])
    >>> print(SizeOfPieces().check(tent @ tent))
    size of pieces: holds (6 pieces with at most 2 hidden layers take at least 3 neurons, and there are 6)
    """

    name = "size of pieces"
    citation = ARORA_2018.at("Lemma D.6")
    hypotheses = ("the network has one input", "every neuron has two linear pieces")
    conclusion = "its size is at least min{w_1 + ... + w_k : (w_1 + 1) ... (w_k + 1) >= p}"
    correction = "printed is the weaker bound k p^(1/k) / 2 - 1"

    def check(self, net: Network) -> Verdict:
        """Count pieces and neurons exactly and compare.

        Parameters
        ----------
        net : Network
        """
        failing = why_not_bounded(net)
        if failing:
            return self.not_applicable(failing)
        return compared(self, net, n_pieces(net))


@dataclass(frozen=True, repr=False)
class DepthSeparation(Theorem):
    """Whoever computes the function of a network with one input in few hidden layers needs many neurons.

    Parameters
    ----------
    deep : Network
        With one input.

    Examples
    --------
    The tent map twice, by 2 + 2 neurons, and in one hidden layer:

    >>> from tropnet.networks import Network
    >>> deep = Network.from_arrays([[[1], [1]], [[2, -4], [2, -4]], [[2, -4]]], [[0, "-1/2"], [0, "-1/2"], [0]])
    >>> shallow = Network.from_arrays([[[1]] * 5, [[4, -8, 8, -8, 4]]], [[0, "-1/4", "-1/2", "-3/4", -1], [0]])
    >>> print(DepthSeparation(deep).check(shallow))
    depth separation: holds (6 pieces with at most 1 hidden layer take at least 5 neurons, and there are 5)
    >>> DepthSeparation(deep).least_size(1), deep.size
    (5, 4)
    """

    deep: Network

    name: ClassVar[str] = "depth separation"
    citation: ClassVar[Citation] = ARORA_2018.at("Theorem 3.1")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "the network computes the given function R -> R^m, which has p pieces",
        "every neuron has two linear pieces",
    )
    conclusion: ClassVar[str] = (
        "with k' hidden layers its size is at least min{sum w_i : prod (w_i + 1) >= p}"
    )
    correction: ClassVar[str] = (
        "printed is k' w^(k/k') / 2 - 1 for the w^k pieces of a composition of sawtooth functions on [0, M]; this "
        "bound is sharper, and counts the pieces on the line, which are more"
    )

    def __post_init__(self) -> None:
        if not isinstance(self.deep, Network):
            raise InputError(f"{self.deep!r} is no network; give one, as from member.network()")
        if self.deep.input_dim != 1:
            raise InputError(
                f"the network has {self.deep.input_dim} inputs; pieces bound sizes for one input: restrict it to a line"
            )

    @cached_property
    def pieces(self) -> int:
        """The number of pieces of the function."""
        return n_pieces(self.deep)

    def least_size(self, hidden_layers: int) -> int:
        """The lower bound on the size of networks with at most so many hidden layers."""
        return size_lower_bound(self.pieces, hidden_layers)

    def check(self, net: Network) -> Verdict:
        """Prove that the functions are equal, or refute it, and compare the sizes.

        Parameters
        ----------
        net : Network
        """
        failing = why_not_bounded(net)
        if failing:
            return self.not_applicable(failing)
        if net.output_dim != self.deep.output_dim:
            return self.not_applicable(
                f"the network has {net.output_dim} outputs, not {self.deep.output_dim}"
            )
        if not is_equivalent(self.deep, net):
            return self.not_applicable(another_function(self.deep, net))
        return compared(self, net, self.pieces)


@dataclass(frozen=True, repr=False)
class ZonotopeDepthSeparation(Theorem):
    r"""Whoever computes a member of the zonotope family in few hidden layers needs many neurons.

    On a line through 0 on which no :math:`\langle r, b^i \rangle` is identically 0 the member is :math:`t \mapsto H(c
    |t|)`, with P + t pieces on either side (:mod:`tropnet.theory.families.zonotope`); and a network restricted to a
    line has no more layers and neurons than before.

    Parameters
    ----------
    member : ZonotopeComposition

    Examples
    --------
    >>> from tropnet.theory.families import ZonotopeComposition
    >>> member = ZonotopeComposition([[1, 0], [0, 1]], [["1/2"], ["1/2"], ["1/2"]])
    >>> theorem = ZonotopeDepthSeparation(member)
    >>> theorem.pieces, theorem.least_size(2), member.network().size
    (18, 7, 10)
    >>> print(theorem.check(member.network()))
    depth separation of zonotopes: holds (18 pieces with at most 4 hidden layers take at least 5 neurons, and there
    are 10)
    """

    member: ZonotopeComposition

    name: ClassVar[str] = "depth separation of zonotopes"
    citation: ClassVar[Citation] = ARORA_2018.at("Theorem 3.9")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "the network computes the given member of the family, with P pieces of the sawtooth part on an interval",
        "every neuron has two linear pieces",
    )
    conclusion: ClassVar[str] = (
        "with k' hidden layers its size is at least min{sum w_i : prod (w_i + 1) >= 2 (P + t)}"
    )
    correction: ClassVar[str] = (
        "printed is a larger bound that grows with m and n, without a proof; this one is proved by a line through 0"
    )

    @property
    def pieces(self) -> int:
        """The number of pieces on a line through 0 in general position."""
        sawtooth = self.member.sawtooth
        return 2 * (sawtooth.n_monotone_pieces + sawtooth.is_cut_off)

    def least_size(self, hidden_layers: int) -> int:
        """The lower bound on the size of networks with at most so many hidden layers."""
        return size_lower_bound(self.pieces, hidden_layers)

    def check(self, net: Network) -> Verdict:
        """Prove that the functions are equal, or refute it, and compare the sizes.

        Parameters
        ----------
        net : Network
        """
        own = self.member.network()
        if (net.input_shape, net.output_dim) != (own.input_shape, 1):
            return self.not_applicable(f"the network maps {net.input_shape} to {net.output_shape}")
        failing = why_wide_gates(net)
        if failing:
            return self.not_applicable(failing)
        if not is_equivalent(own, net):
            return self.not_applicable(another_function(own, net))
        return compared(self, net, self.pieces)


def compared(theorem: Theorem, net: Network, pieces: int) -> Verdict:
    """The verdict on the size of a network that has so many pieces."""
    layers = net.hidden_layers
    least = size_lower_bound(pieces, layers) if layers else 0
    found = (
        f"{pieces} pieces with at most {layers} hidden layer{'s' * (layers != 1)} take at least {least} neurons, "
        f"and there are {net.size}"
    )
    return theorem.holds(found) if least <= net.size else theorem.refuted(found, net)


def another_function(wanted: Network, net: Network) -> str:
    """Where a network differs from the function that it should compute."""
    point = ", ".join(map(str, counterexample(wanted, net).tolist()))
    return f"the network computes another function: at ({point}) it has another value"


def n_pieces(net: Network) -> int:
    """The number of maximal open intervals on which a network with one input is affine."""
    return linear_regions(net).counts.open_connected


def why_not_bounded(net: Network) -> str:
    """Why the bound on sizes does not apply to a network; empty if it does."""
    if net.input_dim != 1:
        return f"the network has {net.input_dim} inputs"
    return why_wide_gates(net)


def why_wide_gates(net: Network) -> str:
    """Whether a neuron has more than two linear pieces, in words; empty if none has."""
    pieces = max((gate.n_pieces for _, gate in levelled_gates(net)), default=0)
    return f"a neuron has {pieces} linear pieces" if pieces > 2 else ""


def levelled_gates(net: Network) -> Iterator[tuple[int, Gate]]:
    """Every gate with the number of its hidden layer, counted from 1."""
    for i, level in enumerate(net.levels):
        if net.is_gated[i]:
            yield from ((level, gate) for gate in net.gates(i))
