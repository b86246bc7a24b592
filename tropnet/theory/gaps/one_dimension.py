r"""Theorem 2.2: every piecewise linear function R -> R by one hidden layer, with as few neurons as there can be.

Let f have p >= 2 pieces, with slopes :math:`m_0, \dots, m_{p-1}`, break points :math:`x_1 < \dots < x_{p-1}`, and
jumps :math:`J_i = m_i - m_{i-1} \ne 0` of the slope.

**At least p - 1.**  A sum of neurons :math:`c\,[ax + b]_+` and an affine output bends only where a neuron switches,
and a neuron switches at one point at most.

**Exactly p - 1 or p.**  Let one neuron stand at each break point, looking right for i in R and left for i in L: they
give :math:`\sum_{i \in R} J_i [x - x_i]_+ + \sum_{i \in L} J_i [x_i - x]_+`, which has the right jumps, whatever the
sides.  It equals f up to a constant if the slopes far on the left agree, that is,

.. math:: m_0 = - \sum_{i \in L} J_i .

So **p - 1 neurons suffice exactly if some subset of the jumps has the sum** :math:`-m_0`: the empty one if
:math:`m_0 = 0`, all of them if :math:`m_{p-1} = 0`, or another one.  Otherwise p are needed, and p suffice: with the
two neurons :math:`-m_0 [x_1 - x]_+` and :math:`m_1 [x - x_1]_+` at the first break point, the slope on the left is
right.

**Corrected.**  The theorem says that p neurons suffice and p - 1 are needed, and its corollary gives p - 1 where an
outer slope is zero.  There are other cases: the slopes 1, 3, 0, 5 have the jumps 2, -3, 5, no outer slope is
0, and no subset has the sum -1 but {2, -3}.  The proof uses an output bias, which the definition of a network
excludes; without one, :math:`|x| + 1` takes three neurons.  The system for the :math:`b_i` in the appendix has
:math:`a_{j-1} - a_j` for :math:`a_i - a_j`.  For p = 1 one has to distinguish: a constant takes no neuron, and
another affine function two if the output has to come out of a hidden layer, or none if affine networks without a
hidden layer are allowed.

Whether a subset of given rationals has a given sum is NP-complete, and both answers are certified.  A subset proves
that p - 1 neurons suffice.  That there is none follows at once where :math:`-m_0` is greater than the sum of the
positive jumps or less than that of the negative ones, or where the jumps are multiples of a number of which
:math:`m_0` is none.  Otherwise the subsets are searched (:mod:`tropnet.theory.gaps.subset_sums`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.univariate_form import univariate_functions
from tropnet.networks.activations import relu
from tropnet.networks.network import Network
from tropnet.networks.stages import stages
from tropnet.theory.gaps.subset_sums import is_no_subset_sum, subset_with_sum
from tropnet.theory.literature import ARORA_2018, Citation
from tropnet.theory.statement import Theorem, Verdict
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = [
    "OneDimensionalRepresentation",
    "SmallestSize",
    "minimal_network",
    "smallest_size",
    "two_sided_network",
]


@dataclass(frozen=True)
class SmallestSize:
    """The least number of neurons of a network with one hidden layer for a function, and why there are no fewer.

    Attributes
    ----------
    function : PiecewiseLinearFunction1D
    size : int
    looking_left : tuple of int or None
        The break points, from 0, at which a neuron looks left, if one neuron for each suffices; None if not.

    Examples
    --------
    >>> smallest_size(PiecewiseLinearFunction1D([0, 1], [-1, 2, 1]))
    SmallestSize(function=PiecewiseLinearFunction1D(breakpoints=[0, 1], slopes=[-1, 2, 1]), size=3, looking_left=None)
    """

    function: PiecewiseLinearFunction1D
    size: int
    looking_left: tuple[int, ...] | None

    def check(self) -> bool:
        """Whether the certificate holds, by its two lemmas alone.

        A set of break points certifies its size by one sum.  The absence of one is proved again by another algorithm
        than the one that found it: :func:`~tropnet.theory.gaps.subset_sums.is_no_subset_sum`.

        Raises
        ------
        UndecidedError
            If the absence of a subset takes too long to prove.

        Examples
        --------
        >>> smallest_size(PiecewiseLinearFunction1D([0, 1], [-1, 2, 1])).check()
        True
        """
        f = self.function
        bends, jumps = f.n_pieces - 1, _jumps(f)
        if f.is_affine:
            return self.size == (2 if f.slopes[0] else 0)
        if self.looking_left is not None:
            chosen = set(self.looking_left)
            if len(chosen) < len(self.looking_left) or not chosen <= set(range(bends)):
                return False
            return self.size == bends and sum(jumps[i] for i in chosen) == -f.slopes[0]
        return self.size == bends + 1 and is_no_subset_sum(jumps, -f.slopes[0])


def smallest_size(f: PiecewiseLinearFunction1D) -> SmallestSize:
    """The least number of neurons of a one-hidden-layer network with an affine output for a function, certified.

    Parameters
    ----------
    f : PiecewiseLinearFunction1D

    Returns
    -------
    SmallestSize

    Raises
    ------
    UndecidedError
        If the problem of subset sums that the question contains is too large.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Theorem 2.2 and Corollary A.1, sharpened.

    Examples
    --------
    No outer slope is zero, and still three neurons suffice for four pieces:

    >>> smallest_size(PiecewiseLinearFunction1D([0, 1, 2], [1, 3, 0, 5])).looking_left
    (0, 1)
    """
    bends, jumps = f.n_pieces - 1, _jumps(f)
    if f.is_affine:
        return SmallestSize(f, 2 if f.slopes[0] else 0, None)
    if f.slopes[-1] == 0:
        return SmallestSize(f, bends, tuple(range(bends)))
    left = subset_with_sum(jumps, -f.slopes[0])
    return SmallestSize(f, bends + (left is None), left)


def minimal_network(f: PiecewiseLinearFunction1D) -> Network:
    """The function as a network with one hidden layer and as few neurons as one hidden layer can have.

    Parameters
    ----------
    f : PiecewiseLinearFunction1D

    Returns
    -------
    Network
        With p - 1 or p neurons for p >= 2 pieces, and an output bias.

    Raises
    ------
    UndecidedError
        As for :func:`smallest_size`.

    Examples
    --------
    >>> tent = PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 0])
    >>> net = minimal_network(tent)
    >>> net.widths, net([["1/2"], [3]])
    ((3,), RationalArray([[1/2], [0]]))
    """
    certificate = smallest_size(f)
    if f.is_affine or certificate.looking_left is None:
        return two_sided_network(f)
    left = set(certificate.looking_left)
    signs = [-1 if i in left else 1 for i in range(f.n_pieces - 1)]
    return _one_hidden_layer(f, list(zip(f.breakpoints, signs, _jumps(f), strict=True)))


def two_sided_network(f: PiecewiseLinearFunction1D) -> Network:
    """The network in the proof of Theorem 2.2: p neurons, or p - 1 where an outer slope is zero.

    Parameters
    ----------
    f : PiecewiseLinearFunction1D

    Returns
    -------
    Network
        With two neurons at the first break point, looking left and right; with one hidden layer of one neuron each
        side of 0 for an affine function that is not constant, and without a neuron that bends for a constant.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Appendix A.

    Examples
    --------
    >>> two_sided_network(PiecewiseLinearFunction1D([0, 1], [1, 2, 3])).widths
    (3,)
    """
    if f.is_affine:
        neurons = [(Fraction(0), 1, f.slopes[0]), (Fraction(0), -1, -f.slopes[0])] if f.slopes[0] else []
        return _one_hidden_layer(f, neurons)
    breaks, slopes, jumps = f.breakpoints, f.slopes, _jumps(f)
    if slopes[-1] == 0:
        return _one_hidden_layer(f, [(x, -1, jump) for x, jump in zip(breaks, jumps, strict=True)])
    first = [(breaks[0], -1, -slopes[0])] if slopes[0] else []
    own = [(breaks[0], 1, slopes[1])] if slopes[1] else []
    rest = [(x, 1, jump) for x, jump in zip(breaks[1:], jumps[1:], strict=True)]
    return _one_hidden_layer(f, [*first, *own, *rest])


def _one_hidden_layer(f: PiecewiseLinearFunction1D, neurons: list[tuple[Fraction, int, Fraction]]) -> Network:
    """The network of neurons factor [side (x - place)]_+, with the output bias that gives f its value."""
    if not neurons:
        return Network.from_arrays([[[0]]], [[f.value_at_zero]])
    at_zero = sum((factor * max(-side * place, Fraction(0)) for place, side, factor in neurons), Fraction(0))
    return Network.from_arrays(
        [[[side] for _, side, _ in neurons], [[factor for *_, factor in neurons]]],
        [[-side * place for place, side, _ in neurons], [f.value_at_zero - at_zero]],
    )


def _jumps(f: PiecewiseLinearFunction1D) -> list[Fraction]:
    return [right - left for left, right in pairwise(f.slopes)]


class OneDimensionalRepresentation(Theorem):
    """A network with one input and one hidden layer has at least p - 1 neurons for p pieces, or p by a certificate.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [1], [-1]], [[1, 1, 2]]], [[0, -1, 0], [0]])
    >>> print(OneDimensionalRepresentation().check(net))
    one hidden layer: holds (the function has 3 pieces and takes 3 neurons; the network has 3)
    """

    name: ClassVar[str] = "one hidden layer"
    citation: ClassVar[Citation] = ARORA_2018.at("Theorem 2.2")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "the network has one input, one output, and one hidden layer of ReLU neurons that nothing goes past",
    )
    conclusion: ClassVar[str] = (
        "it has at least p - 1 neurons for p pieces, and at least p if no subset of the jumps has the sum -m_0"
    )
    correction: ClassVar[str] = (
        "printed is p - 1 for the lower and p for the upper bound, and p - 1 if an outer slope is zero; that is "
        "sufficient but not necessary"
    )

    def check(self, net: Network | PiecewiseLinearFunction1D) -> Verdict:
        """Compare a network with the smallest one; of a function, build the smallest and compare the functions.

        Parameters
        ----------
        net : Network or PiecewiseLinearFunction1D
        """
        if isinstance(net, PiecewiseLinearFunction1D):
            return self.check(minimal_network(net))
        if (net.input_dim, net.output_dim, net.hidden_layers) != (1, 1, 1):
            return self.not_applicable(
                f"the network has {net.input_dim} inputs, {net.output_dim} outputs and {net.hidden_layers} hidden "
                "layers"
            )
        gates = [gate for stage in stages(net).stages for gate in stage.gates]
        other = next((gate for gate in gates if gate != relu()), None)
        if other is not None:
            return self.not_applicable(f"not all goes through a ReLU neuron of the hidden layer: {other!r}")
        (f,) = univariate_functions(net)
        certificate = smallest_size(f)
        found = f"the function has {f.n_pieces} pieces and takes {certificate.size} neurons; the network has {net.size}"
        if net.size < certificate.size or not is_equivalent(minimal_network(f), net):
            return self.refuted(found, certificate)
        return self.holds(found, certificate)
