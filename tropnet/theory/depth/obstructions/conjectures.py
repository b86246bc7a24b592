r"""Conjectures on depth that are false, each with its refutation, which is verified when it is asked for.

Let ReLU(k) be the set of the functions on R^n that ReLU networks with k hidden layers compute.  Hertrich, Basu, Di
Summa and Skutella (2021) conjectured that :math:`\lceil \log_2 (n + 1) \rceil` hidden layers are needed in general, in
three forms that are equivalent to each other.  All of them are refuted by the maximum of five numbers with two hidden
layers (Bakaev, Brunck, Hertrich, Stade and Yehudayoff, 2025).

What is true is more modest: lower bounds for integer weights and for fractions, in
:mod:`tropnet.theory.depth.obstructions.statements`.

>>> for conjecture in REFUTED_CONJECTURES:
...     print(conjecture.refutation())
strict hierarchy: refuted (2 hidden layers compute max(x1, x2, x3, x4, x5), of which all functions of 4 variables are
sums)
logarithmic depth of the maximum: refuted (2 hidden layers of widths 21 and 11 compute max(x1, x2, x3, x4, 0))
simplex as a summand: refuted (the sum of the simplex and a polytope of level 2 is a polytope of level 2)
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from tropnet.analysis.equivalence import is_equivalent
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.networks.network import Network
from tropnet.polyhedra.sums import minkowski_sum
from tropnet.theory.depth.max_networks import max_of_five_network
from tropnet.theory.depth.newton.named import simplex_of_five, standard_simplex
from tropnet.theory.literature import BAKAEV_2025, HERTRICH_2021, Citation
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = [
    "REFUTED_CONJECTURES",
    "LogarithmicMaximum",
    "Refutation",
    "RefutedConjecture",
    "SimplexSummand",
    "StrictHierarchy",
]


@dataclass(frozen=True, repr=False)
class Refutation:
    """What a conjecture excludes, and whether it was verified exactly.

    Attributes
    ----------
    conjecture : RefutedConjecture
    holds : bool
        Whether the witness is what the reason says.
    reason : str
    witness : object
        A Network or a VirtualConstruction.
    """

    conjecture: RefutedConjecture
    holds: bool
    reason: str
    witness: Any

    def __str__(self) -> str:
        return f"{self.conjecture.name}: {'refuted' if self.holds else 'NOT refuted'} ({self.reason})"

    def __repr__(self) -> str:
        return f"<Refutation of {self.conjecture.name}: {'verified' if self.holds else 'fails'}>"


class RefutedConjecture(ABC):
    """A statement in the literature that is false.

    Attributes
    ----------
    name : str
    citation : Citation
    claim : str
    refuted_by : Citation
    """

    name: ClassVar[str]
    citation: ClassVar[Citation]
    claim: ClassVar[str]
    refuted_by: ClassVar[Citation] = BAKAEV_2025.at("equation (2)")

    @abstractmethod
    def refutation(self) -> Refutation:
        """The refutation, with all its computations carried out."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: refuted conjecture, {self.citation.short}>"

    def __str__(self) -> str:
        return f"{self.name} ({self.citation.short})\n  false: {self.claim}\n  refuted by {self.refuted_by.short}"


class StrictHierarchy(RefutedConjecture):
    """The conjecture that every hidden layer up to the logarithm adds functions.

    *Refutation.*  For n = 4 the claim is that ReLU(2) is not ReLU(3), which is the set of all continuous piecewise
    linear functions.  Each of these is a linear combination of maxima of five affine functions (Wang and Sun, 2005; see
    :func:`~tropnet.theory.representation.small_maxima`), and each such maximum has two hidden layers.

    Examples
    --------
    >>> StrictHierarchy().refutation()
    <Refutation of strict hierarchy: verified>
    """

    name = "strict hierarchy"
    citation = HERTRICH_2021.at("Conjecture 1.4")
    claim = "for every n, ReLU(0), ReLU(1), ..., ReLU(ceil(log2(n + 1))) are different sets"

    def refutation(self) -> Refutation:
        """That a network with two hidden layers computes the maximum of five, proved on its cells."""
        net = max_of_five_network()
        maximum = sum(TropicalPolynomial.variables(5), start=TropicalPolynomial.zero(5))
        reason = f"{net.hidden_layers} hidden layers compute {maximum}, of which all functions of 4 variables are sums"
        return Refutation(self, net.hidden_layers == 2 and is_equivalent(net, maximum), reason, net)


class LogarithmicMaximum(RefutedConjecture):
    """The conjecture that the maximum of 0 and 2^k variables is not in ReLU(k); it fails for k = 2.

    Examples
    --------
    >>> LogarithmicMaximum().refutation().witness([-1, "1/3", -2, 0])
    RationalArray([1/3])
    """

    name = "logarithmic depth of the maximum"
    citation = HERTRICH_2021.at("Conjecture 1.5")
    claim = "for n = 2^k, k hidden layers do not compute max(0, x1, ..., xn)"

    def refutation(self) -> Refutation:
        """That a network with two hidden layers computes the maximum of 0 and four variables."""
        fifth_is_zero = Network.from_arrays(
            [concatenate([RationalArray.eye(4), RationalArray.zeros((1, 4))])]
        )
        net = max_of_five_network() @ fifth_is_zero
        maximum = sum(TropicalPolynomial.variables(4), start=TropicalPolynomial.constant(0, 4))
        widths = " and ".join(map(str, net.widths))
        reason = f"{net.hidden_layers} hidden layers of widths {widths} compute {maximum}"
        return Refutation(self, net.hidden_layers == 2 and is_equivalent(net, maximum), reason, net)


class SimplexSummand(RefutedConjecture):
    """The conjecture that the simplex is no difference of two polytopes of level k; it fails for k = 2.

    Level 0 are the points, and level k + 1 the sums of hulls of two polytopes of level k
    (:class:`~tropnet.theory.depth.newton.Construction`).  The simplex is taken with the vertices e_1, ..., e_5 in R^5,
    which the projection along e_5 takes to 0, e_1, ..., e_4.

    Examples
    --------
    >>> SimplexSummand().refutation().holds
    True
    """

    name = "simplex as a summand"
    citation = HERTRICH_2021.at("Conjecture 5.3")
    claim = "for n = 2^k there are no polytopes P and Q of level k such that the n-simplex plus Q is P"

    def refutation(self) -> Refutation:
        """Two polytopes of level 2, with the sum computed as a polytope."""
        five = simplex_of_five()
        P, Q = five.positive.polytope, five.negative.polytope
        is_sum = minkowski_sum(standard_simplex(5).polytope, Q) == P
        reason = (
            f"the sum of the simplex and a polytope of level {five.negative.level} is a polytope of level "
            f"{five.positive.level}"
        )
        return Refutation(self, is_sum and five.level == 2, reason, five)


REFUTED_CONJECTURES: tuple[RefutedConjecture, ...] = (
    StrictHierarchy(),
    LogarithmicMaximum(),
    SimplexSummand(),
)
"""The conjectures of this module."""
