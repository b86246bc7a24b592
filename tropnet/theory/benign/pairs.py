r"""Networks of linear size for disjointness and for the inner product modulo two, and how steep they are.

With :math:`s = \sum_i [x_i + y_i - 1]_+`, which counts the pairs (1, 1) at the corners of the cube,

====================  ====================================================================  =============  ===========
function              formula                                                               hidden widths  size
====================  ====================================================================  =============  ===========
disjointness          :math:`[1 - s]_+`                                                     (d, 1)         d + 1
inner product         :math:`[s]_+ + 2 \sum_{m = 1}^{d - 1} (-1)^m [s - m]_+`               (d, d)         2d
inner product, deep   :math:`\phi^L(2^{-L} s)`, :math:`\phi(t) = [2t]_+ - [4t - 2]_+`       (d, 2, ..., 2)  d + 2L
====================  ====================================================================  =============  ===========

where :math:`L = \lceil \log_2 d \rceil`.

*Proof.*  The second is the zigzag with the slopes 1, -1, 1, ... on [0, 1], [1, 2], ..., hence s modulo two at
integers from 0 to d.  The L-fold tent is the same zigzag compressed to [0, 1], and :math:`s \le d \le 2^L`.  (The
tent map and its powers are :class:`tropnet.theory.families.TentComposition`, with two neurons on [0, 1] instead of
three on the line.)

**Theorem.**  On :math:`[0, 1]^{2d}` the Lipschitz constants of all three are: 1 for the norm l1 on inputs,
:math:`\sqrt{2d}` for l2, and 2d for linf.

*Proof.*  Where all is differentiable let S be the set of pairs with :math:`x_i + y_i > 1`.  The gradient of s is the
indicator of the coordinates of these pairs.  The outer function of s has slopes in {0, 1, -1}, as :math:`0 \le s \le
d`.  So a gradient is 0 or plus or minus the indicator of 2 |S| coordinates, and its largest entry, its Euclidean length
and the sum of its absolute values are at most 1, :math:`\sqrt{2d}` and 2d.  These are attained near points with all
:math:`x_i + y_i - 1` positive and less than 1/d: S consists of all pairs, and the outer slope is -1 or 1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from tropnet.analysis.equivalence import is_equivalent
from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.networks.stages import checked_network
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.benign.report import benign_report
from tropnet.theory.literature import VARDI_2021, Citation
from tropnet.theory.statement import Theorem, Verdict

__all__ = [
    "LipschitzOfPairs",
    "disjointness_network",
    "inner_product_network",
    "squared_lipschitz_constant_of_pairs",
]


def disjointness_network(d: int) -> Network:
    """The network that tells whether no pair of d pairs of bits is (1, 1).

    Parameters
    ----------
    d : int
        The number of pairs, at least 1.  The inputs are x_1, ..., x_d, y_1, ..., y_d.

    Returns
    -------
    Network
        Of d + 1 neurons; its weights are 0, 1 and -1.

    Raises
    ------
    InputError
        If d < 1.

    Source
    ------
    G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions with
    neural networks, 2021, Theorem 16.

    Examples
    --------
    >>> net = disjointness_network(3)
    >>> net.widths, net([[1, 0, 0, 0, 1, 1], [1, 0, 1, 0, 1, 1]])
    ((3, 1), RationalArray([[1], [0]]))
    """
    pairs, bias = _common(d)
    return Network.from_arrays([pairs, [[-1] * d], [[1]]], [bias, [1], [0]])


def inner_product_network(d: int, deep: bool = False) -> Network:
    """The network that computes the inner product of two vectors of d bits, modulo two.

    Parameters
    ----------
    d : int
        The number of pairs, at least 1.  The inputs are x_1, ..., x_d, y_1, ..., y_d.
    deep : bool
        Whether to fold by tents: d + 2 ceil(log2 d) neurons instead of 2d.  On the cube both are the same function.

    Returns
    -------
    Network

    Raises
    ------
    InputError
        If d < 1.

    Source
    ------
    G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions with
    neural networks, 2021, Theorem 16.

    Examples
    --------
    >>> net, folded = inner_product_network(5), inner_product_network(5, deep=True)
    >>> net.widths, folded.widths
    ((5, 5), (5, 2, 2, 2))
    >>> x = [1, 1, 1, 0, 0, 1, 1, 1, 1, 0]
    >>> net(x), folded(x)
    (RationalArray([1]), RationalArray([1]))
    """
    pairs, bias = _common(d)
    if not deep:
        slopes = [1, *(2 * (-1) ** m for m in range(1, d))]
        return Network.from_arrays([pairs, [[1] * d] * d, [slopes]], [bias, list(range(0, -d, -1)), [0]])
    folds = (d - 1).bit_length()
    if not folds:
        return Network.from_arrays([pairs, [[1]]], [bias, [0]])
    scale = Fraction(1, 2**folds)
    first = [[2 * scale] * d, [4 * scale] * d]
    return Network.from_arrays(
        [pairs, first, *[[[2, -2], [4, -4]]] * (folds - 1), [[1, -1]]], [bias, *[[0, -2]] * folds, [0]]
    )


def squared_lipschitz_constant_of_pairs(d: int, norm: str = "l2") -> int:
    """The square of the Lipschitz constant of the three networks on the cube, for a norm on inputs.

    Parameters
    ----------
    d : int
        The number of pairs, at least 1.
    norm : {"l1", "l2", "linf"}

    Raises
    ------
    InputError
        If d < 1, or there is no such norm.

    Examples
    --------
    >>> [squared_lipschitz_constant_of_pairs(3, norm) for norm in ("l1", "l2", "linf")]
    [1, 6, 36]
    """
    n = 2 * integer_at_least(1, d, "the number of pairs")
    squares = {"l1": 1, "l2": n, "linf": n * n}
    if norm not in squares:
        raise InputError(f"there is no norm {norm!r} here; give 'l1', 'l2' or 'linf'")
    return squares[norm]


class LipschitzOfPairs(Theorem):
    """The networks for disjointness and inner product have the Lipschitz constant sqrt(2d) on the cube.

    Examples
    --------
    >>> print(LipschitzOfPairs().check(disjointness_network(2)))
    steepness on pairs: holds (squares of the constants for l1, l2, linf: 1, 4, 16)
    """

    name: ClassVar[str] = "steepness on pairs"
    citation: ClassVar[Citation] = VARDI_2021.at("Theorem 19")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "on [0, 1]^2d the network is the one for disjointness or inner product",
    )
    conclusion: ClassVar[str] = "its Lipschitz constants there are 1 (l1), sqrt(2d) (l2) and 2d (linf)"
    correction: ClassVar[str] = "printed is a polynomial bound; these are the exact values"

    def check(self, net: Network) -> Verdict:
        """Compare the functions on the cube, and enumerate all gradients.

        Parameters
        ----------
        net : Network
            With 2d inputs and one output.
        """
        if len(checked_network(net).input_shape) != 1 or net.input_dim % 2 or net.output_dim != 1:
            return self.not_applicable(f"the network maps {net.input_shape} to {net.output_shape}")
        d = net.input_dim // 2
        cube = box([0] * net.input_dim, [1] * net.input_dim)
        known = disjointness_network(d), inner_product_network(d)
        if not any(is_equivalent(net, other, within=cube) for other in known):
            return self.not_applicable("the network computes another function on the cube")
        report = benign_report(net)
        found = [report.lipschitz_l1**2, report.lipschitz_l2_squared, report.lipschitz_linf**2]
        wanted = [Fraction(squared_lipschitz_constant_of_pairs(d, norm)) for norm in ("l1", "l2", "linf")]
        words = f"squares of the constants for l1, l2, linf: {', '.join(map(str, found))}"
        return self.holds(words) if found == wanted else self.refuted(words, net)


def _common(d: int) -> tuple[npt.NDArray[np.int64], list[int]]:
    """The neurons x_i + y_i - 1: weights of shape (d, 2d) and biases."""
    unit = np.eye(integer_at_least(1, d, "the number of pairs"), dtype=np.int64)
    return np.hstack([unit, unit]), [-1] * d
