r"""Mirrored networks are linear: the theorem behind the "looks linear" initialisation, checked on networks.

With :math:`z = [z]_+ - [-z]_+`, a pair of mirrored neurons and opposite weights behind them pass their argument on:
:math:`(W, -W)\,([z]_+, [-z]_+) = W z`.  A hidden layer :math:`\begin{pmatrix} W & -W \\ -W & W \end{pmatrix}` makes
such pairs of such pairs.  So the network is linear from the inputs to the outputs, and its gradient is one vector: it
cannot shatter, whatever the depth, before training starts.
"""

from __future__ import annotations

from functools import reduce
from typing import ClassVar

from tropnet.analysis.equivalence import counterexample, is_equivalent
from tropnet.errors import UnsupportedLayerError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.network import Network
from tropnet.networks.stages import stages
from tropnet.theory.literature import BALDUZZI_2017, Citation
from tropnet.theory.statement import Theorem, Verdict

__all__ = ["LooksLinearIsLinear"]


class LooksLinearIsLinear(Theorem):
    """A ReLU network with mirrored weights computes the product of its matrices.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 2], [-1, -2]], [[3, -3], [-3, 3]], [[5, -5]]])
    >>> print(LooksLinearIsLinear().check(net))
    looks linear: holds (everywhere the network is the linear map [[15, 30]])
    >>> print(LooksLinearIsLinear().check(Network.from_arrays([[[1], [-1]], [[1, 1]]])))
    looks linear: not applicable (the output weights are not of the form (W, -W))
    """

    name: ClassVar[str] = "looks linear"
    citation: ClassVar[Citation] = BALDUZZI_2017.at("Section 4")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "the network is a chain of dense layers with ReLU between them, without biases",
        "the first weights are (W; -W), hidden ones ((W, -W); (-W, W)), those of the output (W, -W)",
    )
    conclusion: ClassVar[str] = "it computes the product of the matrices W, and has one gradient everywhere"

    def check(self, net: Network) -> Verdict:
        """Look at the weights, and prove by enumerating cells that the network is the product of the matrices.

        Parameters
        ----------
        net : Network
        """
        try:
            weights, biases = stages(net).relu_arrays()
        except UnsupportedLayerError as error:
            return self.not_applicable(str(error))
        if any(bias.sign().any() for bias in biases):
            return self.not_applicable("there are biases")
        matrices = []
        for number, weight in enumerate(weights):
            is_first, is_last = number == 0, number == len(weights) - 1
            part = _mirrored_part(weight, down=not is_last, across=not is_first)
            if part is None:
                form = "(W; -W)" if is_first else "(W, -W)" if is_last else "((W, -W); (-W, W))"
                name = "output" if is_last else f"layer {number}"
                return self.not_applicable(f"the {name} weights are not of the form {form}")
            matrices.append(part)
        product: RationalArray = reduce(lambda so_far, matrix: matrix @ so_far, matrices)
        linear = Network.from_arrays([product])
        if not is_equivalent(net, linear):
            point = counterexample(net, linear)
            return self.refuted(f"at the point {point!r} the values differ", point)
        shown = product.tolist() if product.size <= 12 else f"of shape {product.shape}"
        return self.holds(f"everywhere the network is the linear map {shown}", product)


def _mirrored_part(weight: RationalArray, *, down: bool, across: bool) -> RationalArray | None:
    """The matrix W of which the weights are made by mirroring, or None if they are not."""
    if down:
        half, odd = divmod(len(weight), 2)
        if odd or weight[:half] != -weight[half:]:
            return None
        weight = weight[:half]
    if across:
        half, odd = divmod(weight.shape[1], 2)
        if odd or weight[:, :half] != -weight[:, half:]:
            return None
        weight = weight[:, :half]
    return weight
