r"""Upper and lower bounds on the size of networks for disjointness and inner product, each with its check.

The printed lower bounds are asymptotic: *size at least of the order of d*, or of :math:`d / \log d`.  Here they are the
explicit inequalities of :mod:`tropnet.theory.benign.communication`, which one can check on one network; they hold for
every depth, every weight and with connections that skip layers.

================================  =================  ==================================================================
:class:`LinearSizeNetworks`       Theorem 16         both functions by O(d) neurons
:class:`CornerExtension`          Proposition 17     a benign function that these networks equal on boxes at the corners
:class:`SizeByCommunication`      Theorem 14         size at least CC_R - 1
:class:`InnerProductSize`         Corollary 15, 19   within 1/2 of the inner product: size at least d/2 - 1
:class:`SizeByCorrelation`        Theorem 11         size at least of the order of log(1 / correlation) / log d
:class:`InnerProductMeanSquare`   Theorem 13         near in the mean over the corners: of the order of d / log d
:class:`InnerProductOnBoxes`      Corollary 18       near in the mean over the boxes at the corners: the same
================================  =================  ==================================================================

Together: 2d neurons compute the inner product, :math:`d + 2 \lceil \log_2 d \rceil` do as well, and every network
that is nowhere further than 1/3 from it has at least :math:`\lceil d/2 \rceil - 1`, for a function with the Lipschitz
constant :math:`\sqrt{2d}` on the cube (:class:`~tropnet.theory.benign.LipschitzOfPairs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

from tropnet.analysis.distance import distance
from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.networks.network import Network
from tropnet.networks.stages import checked_network
from tropnet.theory.benign.boolean import Bits, boolean_cube, disjointness, inner_product, truth_table
from tropnet.theory.benign.communication import (
    bit_matrix,
    inner_product_rounds,
    n_comparisons,
    rounds_by_correlation,
    rounds_by_rectangles,
    squared_norm_bound,
)
from tropnet.theory.benign.corners import benign_function, corner_boxes, rounded_network
from tropnet.theory.benign.pairs import disjointness_network, inner_product_network
from tropnet.theory.benign.report import benign_report
from tropnet.theory.literature import VARDI_2021, Citation
from tropnet.theory.statement import Theorem, Verdict

__all__ = [
    "CornerExtension",
    "InnerProductMeanSquare",
    "InnerProductOnBoxes",
    "InnerProductSize",
    "LinearSizeNetworks",
    "SizeByCommunication",
    "SizeByCorrelation",
]


class LinearSizeNetworks(Theorem):
    """Disjointness and inner product of d pairs are computed by a number of neurons that is linear in d.

    Examples
    --------
    >>> print(LinearSizeNetworks().check(5))
    linear size: holds (right at 1024 corners; sizes: disjointness 6, inner product 10, deep 11)
    """

    name: ClassVar[str] = "linear size"
    citation: ClassVar[Citation] = VARDI_2021.at("Theorem 16")
    hypotheses: ClassVar[tuple[str, ...]] = ("d is at least 1",)
    conclusion: ClassVar[str] = (
        "d + 1 neurons compute disjointness; 2d, and d + 2 ceil(log2 d), compute the inner product"
    )

    def check(self, d: int) -> Verdict:
        """Compare the networks with the definitions at all corners.

        Parameters
        ----------
        d : int
            At most 11.
        """
        nets = disjointness_network(d), inner_product_network(d), inner_product_network(d, deep=True)
        sizes, folds = tuple(net.size for net in nets), (d - 1).bit_length()
        for net, g in zip(nets, (disjointness, inner_product, inner_product), strict=True):
            wrong = (net(boolean_cube(2 * d)).ravel() - truth_table(g, 2 * d)).sign() != 0
            if wrong.any():
                return self.refuted(
                    f"another value at the corner {boolean_cube(2 * d)[wrong][0].tolist()}", net
                )
        found = f"right at {4**d} corners; sizes: disjointness {sizes[0]}, inner product {sizes[1]}, deep {sizes[2]}"
        return self.holds(found) if sizes == (d + 1, 2 * d, d + 2 * folds) else self.refuted(found, sizes)


class CornerExtension(Theorem):
    """A network behind rounding equals a 4-Lipschitz function on the boxes at the corners of the cube.

    Examples
    --------
    >>> print(CornerExtension().check(inner_product_network(1)))
    extension from corners: holds (equal on 4 boxes; values from 0 to 1; Lipschitz constant 4; size 2 + 4)
    """

    name: ClassVar[str] = "extension from corners"
    citation: ClassVar[Citation] = VARDI_2021.at("Proposition 17")
    hypotheses: ClassVar[tuple[str, ...]] = ("the values of the network at the corners of the cube are bits",)
    conclusion: ClassVar[str] = (
        "with 2d more neurons it equals, almost everywhere for mu, a function from the cube to [0, 1] that is "
        "4-Lipschitz for l1, l2 and linf"
    )
    correction: ClassVar[str] = (
        "the distance from the boxes is taken in linf, where the function is piecewise linear"
    )

    def check(self, net: Network) -> Verdict:
        """Compare the two on each box, and enumerate the gradients of the function.

        Parameters
        ----------
        net : Network
            With input shape (d,), ReLU neurons, and one output.
        """
        if len(checked_network(net).input_shape) != 1 or net.output_dim != 1:
            return self.not_applicable(f"the network maps {net.input_shape} to {net.output_shape}")
        d = net.input_dim
        values = net(boolean_cube(d)).ravel().fractions()
        if not ((values == 0) | (values == 1)).all():
            return self.not_applicable("a value at a corner is no bit")
        f, rounded = benign_function(net, d), rounded_network(net)
        boxes = corner_boxes(d)
        for part in boxes:
            if not is_equivalent(f.network, rounded, within=part):
                return self.refuted(f"the two differ on {part!r}", part)
        report = benign_report(f.network)
        found = (
            f"equal on {len(boxes)} boxes; values from {report.minimum} to {report.maximum}; Lipschitz constant "
            f"{report.lipschitz_linf}; size {net.size} + {rounded.size - net.size}"
        )
        is_as_stated = report.maps_into_unit_interval and report.lipschitz_linf <= 4
        return self.holds(found) if is_as_stated else self.refuted(found, report)


@dataclass(frozen=True, repr=False)
class SizeByCommunication(Theorem):
    """Networks within 1/2 of a Boolean function have at least as many neurons as it takes rounds, less one.

    Parameters
    ----------
    table : array-like of bits, shape (2^a, 2^b)
        The values g(x, y) for a bits x, at most four, and b bits y.

    Raises
    ------
    InputError, ShapeError
        If an entry is no bit, or it is no matrix of at most 20 rows.

    Examples
    --------
    >>> theorem = SizeByCommunication(truth_table(inner_product, 6).reshape(8, 8))
    >>> print(theorem.check(inner_product_network(3)))
    size by communication: holds (at least 2 rounds, so at least 1 comparison, and there are 6)
    """

    table: Any

    name: ClassVar[str] = "size by communication"
    citation: ClassVar[Citation] = VARDI_2021.at("Theorem 14")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "at all Boolean inputs the network is less than 1/2 away from g",
    )
    conclusion: ClassVar[str] = "its size is at least CC_R(g) - 1; a neuron with r linear pieces counts r - 1"
    correction: ClassVar[str] = (
        "printed is an asymptotic bound if CC_R(g) is of the order of d; here CC_R is bounded by constant rectangles"
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", tuple(map(tuple, bit_matrix(self.table).tolist())))
        _ = self.rounds

    @cached_property
    def rounds(self) -> int:
        """The lower bound on the rounds of real communication."""
        return rounds_by_rectangles(self.table)

    def check(self, net: Network) -> Verdict:
        """Compare the values at all Boolean inputs, and count.

        Parameters
        ----------
        net : Network
            Its inputs are x and then y.
        """
        bits = [bit for row in self.table for bit in row]
        failing = _why_far(net, bits)
        return self.not_applicable(failing) if failing else _counted(self, net, self.rounds)


class InnerProductSize(Theorem):
    """Every network within 1/2 of the inner product of d bits has at least d/2 - 1 neurons.

    Examples
    --------
    >>> print(InnerProductSize().check(inner_product_network(6)))
    size for inner product: holds (at least 3 rounds, so at least 2 comparisons, and there are 12)
    >>> print(InnerProductSize().check(disjointness_network(2)))
    size for inner product: not applicable (at (0, 0, 0, 0) the value is 1, not less than 1/2 away from 0)
    """

    name: ClassVar[str] = "size for inner product"
    citation: ClassVar[Citation] = VARDI_2021.at("Corollary 15 and Theorem 19")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "at all Boolean inputs the network is less than 1/2 away from the inner product of d bits modulo two",
    )
    conclusion: ClassVar[str] = (
        "its size is at least ceil(d / 2) - 1; a neuron with r linear pieces counts r - 1"
    )
    correction: ClassVar[str] = (
        "printed is an asymptotic bound; the constant here comes from constant rectangles"
    )

    def check(self, net: Network) -> Verdict:
        """Compare the values at all Boolean inputs, and count.

        Parameters
        ----------
        net : Network
            With inputs x_1, ..., x_d, y_1, ..., y_d, at most 22, and one output.
        """
        failing = _why_no_pairs(net) or _why_far(net, truth_table(inner_product, net.input_dim))
        return (
            self.not_applicable(failing)
            if failing
            else _counted(self, net, inner_product_rounds(net.input_dim // 2))
        )


@dataclass(frozen=True, repr=False)
class SizeByCorrelation(Theorem):
    """Networks near a Boolean function, in the mean, are large if its matrix of signs has a small norm.

    Parameters
    ----------
    table : array-like of bits, shape (2^a, 2^b)
        The values g(x, y) for a bits x and b bits y.

    Raises
    ------
    InputError, ShapeError
        If an entry is no bit, or it is no matrix.

    Examples
    --------
    >>> theorem = SizeByCorrelation(truth_table(inner_product, 6).reshape(8, 8))
    >>> print(theorem.check(inner_product_network(3)))
    size by correlation: holds (mean square 0, so at least 1 round, so at least 0 comparisons, and there are 6)
    """

    table: Any

    name: ClassVar[str] = "size by correlation"
    citation: ClassVar[Citation] = VARDI_2021.at("Theorem 11")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "the mean square distance e of the network from g at the Boolean inputs is less than 1/8",
    )
    conclusion: ClassVar[str] = (
        "its size is at least k - 1, k the least number with (2L)^k |H| >= (1 - 8e) sqrt(M N), H the M x N matrix of "
        "signs and L = ceil(log2(M + N))"
    )
    correction: ClassVar[str] = (
        "printed is of the order of d / log d if g takes d bits of randomized communication; the norm, which bounds "
        "that from below, gives explicit numbers"
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", tuple(map(tuple, bit_matrix(self.table).tolist())))

    def check(self, net: Network) -> Verdict:
        """Compute the mean square distance, and count.

        Parameters
        ----------
        net : Network
            Its inputs are x and then y.
        """
        bits = [bit for row in self.table for bit in row]
        failing = _why_not_bits(net, len(bits))
        if failing:
            return self.not_applicable(failing)
        shape = len(self.table), len(self.table[0])
        return _correlated(self, net, _mean_square(net, bits), squared_norm_bound(self.table), *shape)


class InnerProductMeanSquare(Theorem):
    """Networks near the inner product of d bits, in the mean over the corners, have of the order of d / log d neurons.

    Examples
    --------
    >>> print(InnerProductMeanSquare().check(inner_product_network(5)))
    inner product in the mean: holds (mean square 0, so at least 1 round, so at least 0 comparisons, and there are 10)
    """

    name: ClassVar[str] = "inner product in the mean"
    citation: ClassVar[Citation] = VARDI_2021.at("Theorem 13")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "the mean square distance e from the inner product of d bits at the Boolean inputs is less than 1/8",
    )
    conclusion: ClassVar[str] = (
        "its size is at least k - 1, k the least number with (2d + 2)^(2k) >= (1 - 8e)^2 2^d"
    )
    correction: ClassVar[str] = "printed for the distance 1/20, e = 1/400, and without a constant"

    def check(self, net: Network) -> Verdict:
        """Compute the mean square distance at all Boolean inputs, and count.

        Parameters
        ----------
        net : Network
            With inputs x_1, ..., x_d, y_1, ..., y_d, at most 22, and one output.
        """
        failing = _why_no_pairs(net)
        if failing:
            return self.not_applicable(failing)
        return self._counted(net, _mean_square(net, truth_table(inner_product, net.input_dim)))

    def _counted(self, net: Network, mean_square: Fraction) -> Verdict:
        n = 2 ** (net.input_dim // 2)
        return _correlated(self, net, mean_square, n, n, n)


class InnerProductOnBoxes(InnerProductMeanSquare):
    r"""Networks near the extended inner product, in the mean over the boxes at the corners, are as large.

    The reason: for a fixed o in [0, 1/4]^2d the points :math:`z + (1 - 2z) o` of the boxes, one for each corner z,
    depend on z by an affine map, so :math:`z \mapsto N(z + (1 - 2z) o)` is a network of the same size; and for some o
    it is at least as near to the inner product as N is in the mean.

    Examples
    --------
    >>> print(InnerProductOnBoxes().check(rounded_network(inner_product_network(1))))
    inner product on boxes: holds (mean square 0, so at least 1 round, so at least 0 comparisons, and there are 6)
    """

    name: ClassVar[str] = "inner product on boxes"
    citation: ClassVar[Citation] = VARDI_2021.at("Corollary 18")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "the mean square distance e from the extended inner product, over the boxes at the corners, is less than 1/8",
    )

    def check(self, net: Network) -> Verdict:
        """Integrate the square over all boxes, and count.

        Parameters
        ----------
        net : Network
            With inputs x_1, ..., x_d, y_1, ..., y_d and one output; there are 4^d boxes.
        """
        failing = _why_no_pairs(net)
        if failing:
            return self.not_applicable(failing)
        n = net.input_dim
        total = Fraction(0)
        for part, bit in zip(corner_boxes(n), truth_table(inner_product, n).tolist(), strict=True):
            total += distance(net, PiecewiseLinear.affine([0] * n, bit), "l2", part).squared
        return self._counted(net, total * 2**n)


def _why_not_bits(net: Network, n_values: int) -> str:
    """Why a network is no function of the bits that n values depend on; empty if it is."""
    if len(checked_network(net).input_shape) != 1 or net.output_dim != 1 or 2**net.input_dim != n_values:
        return f"the network maps {net.input_shape} to {net.output_shape}"
    return ""


def _why_no_pairs(net: Network) -> str:
    """Why a network is no function of pairs; empty if it is."""
    if len(checked_network(net).input_shape) != 1 or net.output_dim != 1 or net.input_dim % 2:
        return f"the network maps {net.input_shape} to {net.output_shape}"
    return ""


def _why_far(net: Network, bits: Bits | list[int]) -> str:
    """Where a network is 1/2 or more away from a truth table; empty if nowhere."""
    failing = _why_not_bits(net, len(bits))
    if failing:
        return failing
    corners = boolean_cube(net.input_dim)
    values = net(corners).ravel()
    for k, is_far in enumerate(abs(values - bits) >= Fraction(1, 2)):
        if is_far:
            where = ", ".join(map(str, corners[k].tolist()))
            return f"at ({where}) the value is {values[k]}, not less than 1/2 away from {bits[k]}"
    return ""


def _mean_square(net: Network, bits: Bits | list[int]) -> Fraction:
    """The mean square distance from a truth table at the corners."""
    difference = net(boolean_cube(net.input_dim)).ravel() - bits
    squared: Fraction = difference @ difference
    return squared / len(bits)


def _counted(theorem: Theorem, net: Network, rounds: int, because: str = "") -> Verdict:
    """The verdict on a network that so many rounds of communication are needed for."""
    least, comparisons = max(rounds - 1, 0), n_comparisons(net)
    found = (
        f"{because}at least {rounds} round{'s' * (rounds != 1)}, so at least {least} "
        f"comparison{'s' * (least != 1)}, and there are {comparisons}"
    )
    return theorem.holds(found) if comparisons >= least else theorem.refuted(found, net)


def _correlated(
    theorem: Theorem, net: Network, mean_square: Fraction, squared_norm: int, rows: int, columns: int
) -> Verdict:
    """The verdict on a network with a mean square distance; it errs for at most four times that share."""
    if 8 * mean_square >= 1:
        return theorem.not_applicable(f"the mean square distance is {mean_square}, not less than 1/8")
    rounds = rounds_by_correlation(squared_norm, rows, columns, 4 * mean_square)
    return _counted(theorem, net, rounds, f"mean square {mean_square}, so ")
