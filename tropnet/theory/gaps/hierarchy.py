r"""Corollaries 3.3 and 3.4: polynomially many neurons against exponentially many, a few layers apart.

Take width w = k and :math:`K = k^{1+\varepsilon}` hidden layers in the family of Theorem 3.1.  Its members,
compositions of sawtooth functions, have :math:`k^K` pieces on an interval and :math:`k K = k^{2+\varepsilon}`
neurons, and a network that computes one of them with at most k hidden layers has at least

.. math:: \min\{\textstyle\sum w_i : \prod_{i=1}^{k} (w_i + 1) \ge k^K\} \;\ge\; \tfrac12\, k \cdot k^{K/k} - 1
          \;=\; \tfrac12\, k \cdot k^{k^\varepsilon} - 1

neurons.  A member is given by M > 0 and K points of an open simplex of dimension k - 1: by K(k - 1) + 1 real numbers.
The printed corollaries take points of simplices of dimension :math:`k^{2+\varepsilon} - 1` and :math:`k^3 - 1`, which
do not parameterize this family.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

import flint

from tropnet.errors import InputError
from tropnet.exact.numbers import as_fraction
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.families.sawtooth import SawtoothComposition
from tropnet.theory.gaps.sizes import Kind, size_lower_bound
from tropnet.theory.gaps.theorems import DepthSeparation
from tropnet.theory.literature import ARORA_2018, Citation
from tropnet.theory.statement import Theorem, Verdict

__all__ = ["DepthHierarchy", "cubic_hierarchy"]


@dataclass(frozen=True, repr=False)
class DepthHierarchy(Theorem):
    r"""Corollary 3.3: k^(1 + epsilon) hidden layers of polynomial size against k hidden layers.

    Parameters
    ----------
    k : int
        At least 2: the width of the deep networks, and the number of hidden layers of the shallow ones.
    epsilon : RationalLike
        Positive, with k^(1 + epsilon) an integer.

    Raises
    ------
    InputError
        If k < 2, epsilon is not positive, or k^(1 + epsilon) is no integer.

    Examples
    --------
    >>> gap = DepthHierarchy(3, 1)
    >>> gap.deep_hidden_layers, gap.deep_size, gap.pieces, gap.shallow_size("printed"), gap.shallow_size()
    (9, 27, 19683, 40, 78)
    >>> DepthHierarchy(4, "1/2").deep_hidden_layers
    8
    """

    k: int
    epsilon: Fraction

    name: ClassVar[str] = "hierarchy of depths"
    citation: ClassVar[Citation] = ARORA_2018.at("Corollary 3.3")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "the network computes a composition of k^(1 + epsilon) sawtooth functions of k pieces",
        "it has at most k hidden layers, and every neuron has two linear pieces",
    )
    conclusion: ClassVar[str] = (
        "its size is at least k k^(k^epsilon) / 2 - 1, while k^(1 + epsilon) hidden layers take k^(2 + epsilon) neurons"
    )
    correction: ClassVar[str] = (
        "the functions have k^(1 + epsilon) (k - 1) + 1 parameters; printed is a simplex of larger dimension"
    )

    def __post_init__(self) -> None:
        epsilon = as_fraction(self.epsilon)
        object.__setattr__(self, "k", integer_at_least(2, self.k, "k"))
        object.__setattr__(self, "epsilon", epsilon)
        if epsilon <= 0:
            raise InputError(f"epsilon is {epsilon}; it must be positive")
        if self.deep_hidden_layers**epsilon.denominator != self._power:
            raise InputError(
                f"k^(1 + epsilon) = {self.k}^({1 + epsilon}) is no integer, but it is a number of layers; "
                "give an integer epsilon, or a k that is a power"
            )

    @property
    def _power(self) -> int:
        """The number of deep hidden layers to the power of the denominator of epsilon."""
        return int(self.k ** (self.epsilon.numerator + self.epsilon.denominator))

    @cached_property
    def deep_hidden_layers(self) -> int:
        """K = k^(1 + epsilon)."""
        return int(flint.fmpz(self._power).root(self.epsilon.denominator))

    @property
    def deep_size(self) -> int:
        """The number of neurons of the deep networks, k^(2 + epsilon)."""
        return self.k * self.deep_hidden_layers

    @property
    def n_parameters(self) -> int:
        """The dimension of the smoothly parameterized family.

        >>> DepthHierarchy(2, 1).n_parameters
        5
        """
        return self.deep_hidden_layers * (self.k - 1) + 1

    @property
    def pieces(self) -> int:
        """The number of pieces of every member on the interval [0, M]."""
        return int(self.k**self.deep_hidden_layers)

    def shallow_size(self, kind: Kind = "exact") -> int:
        """The least size that is left to networks with at most k hidden layers; see :func:`size_lower_bound`.

        >>> [DepthHierarchy(k, 1).shallow_size("printed") for k in (2, 3, 4)]
        [3, 40, 511]
        """
        return size_lower_bound(self.pieces, self.k, kind)

    def member(self) -> SawtoothComposition:
        """The member of the family with equally spaced parameters and M = 1.

        >>> DepthHierarchy(2, 1).member().network().widths
        (2, 2, 2, 2)
        """
        return SawtoothComposition.uniform(self.k, self.deep_hidden_layers)

    def check(self, net: Network) -> Verdict:
        """Whether a network computes :meth:`member` with at most k hidden layers, and how large it is.

        Parameters
        ----------
        net : Network

        Examples
        --------
        >>> gap = DepthHierarchy(2, 1)
        >>> print(gap.check(gap.member().network()))
        hierarchy of depths: not applicable (the network has 4 hidden layers, more than k = 2)
        """
        if net.hidden_layers > self.k:
            return self.not_applicable(
                f"the network has {net.hidden_layers} hidden layers, more than k = {self.k}"
            )
        verdict = DepthSeparation(self.member().network()).check(net)
        return Verdict(self, verdict.outcome, verdict.reason, verdict.witness)


def cubic_hierarchy(k: int) -> DepthHierarchy:
    """Corollary 3.4: k^2 hidden layers with k^3 neurons against k hidden layers with k^(k + 1) / 2 - 1 neurons.

    Raises
    ------
    InputError
        If k < 2.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Corollary 3.4.

    Examples
    --------
    >>> gap = cubic_hierarchy(4)
    >>> gap.deep_size, gap.shallow_size("printed")
    (64, 511)
    """
    return DepthHierarchy(k, Fraction(1))
