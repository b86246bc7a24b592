"""Theorems on what few hidden layers, or small maxima, cannot compute, each with its check on concrete data.

==============================  ===========================================================================
:class:`IntegerWeights`         Haase, Hertrich and Loho, 2023, Theorem 3: the maximum with integer weights
:class:`DenominatorsOfWeights`  Averkov, Hojny and Merkert, 2025, Theorem 2: the maximum with fractions
:class:`VolumesModuloPrime`     both, Theorems 16 and 14: the faces of polytopes that are built in k levels
:class:`PointedWalls`           Hertrich, Basu, Di Summa and Skutella, 2021, Proposition 3.2: small maxima
:class:`OrderOfMaximum`         Grillo, Hertrich and Loho, 2025, Proposition 4.7: braid-conforming layers
:class:`TwoConformingLayers`    the same, Theorem 5.2
==============================  ===========================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tropnet.analysis.equivalence import is_equivalent
from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.theory.depth.max_identity import MaxIdentity
from tropnet.theory.depth.newton.construction import Construction
from tropnet.theory.depth.obstructions.braid import BraidFunction
from tropnet.theory.depth.obstructions.denominators import (
    common_denominator,
    maximum_hidden_layers_lower_bound,
    primes_of_denominators,
)
from tropnet.theory.depth.obstructions.iterated_jumps import small_maxima_obstruction
from tropnet.theory.depth.obstructions.normalized_volumes import VolumeObstruction, depth_obstruction
from tropnet.theory.depth.obstructions.pointed_walls import pointed_walls
from tropnet.theory.depth.obstructions.primes import checked_prime
from tropnet.theory.literature import AVERKOV_2025, GRILLO_2025, HAASE_2023, HERTRICH_2021, Citation
from tropnet.theory.statement import Theorem, Verdict
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = [
    "DenominatorsOfWeights",
    "IntegerWeights",
    "OrderOfMaximum",
    "PointedWalls",
    "TwoConformingLayers",
    "VolumesModuloPrime",
]


class IntegerWeights(Theorem):
    """With integer weights the maximum of n numbers takes a logarithmic number of hidden layers.

    Examples
    --------
    >>> from tropnet.theory.depth import max_network, max_of_five_network
    >>> print(IntegerWeights().check(max_network(5)))
    integer weights: holds (the maximum of 5 numbers takes at least 3 hidden layers, and there are 3)
    >>> print(IntegerWeights().check(max_of_five_network()))
    integer weights: not applicable (the common denominator of the weights is 2)
    """

    name = "integer weights"
    citation = HAASE_2023.at("Theorem 3")
    hypotheses = (
        "the network computes the maximum of its n inputs, by ReLU or maxima of two",
        "all weights are integers",
    )
    conclusion = "it has at least ceil(log2 n) hidden layers"

    def check(self, net: Network) -> Verdict:
        """Prove that it computes the maximum, and compare its number of hidden layers with the bound.

        Parameters
        ----------
        net : Network
        """
        failing = _why_no_maximum(net)
        if failing:
            return self.not_applicable(failing)
        denominator = common_denominator(net)
        if denominator != 1:
            return self.not_applicable(f"the common denominator of the weights is {denominator}")
        least = maximum_hidden_layers_lower_bound(net.input_dim)
        found = (
            f"the maximum of {net.input_dim} numbers takes at least {least} hidden layers, "
            f"and there are {net.hidden_layers}"
        )
        return self.holds(found) if net.hidden_layers >= least else self.refuted(found, net)


class DenominatorsOfWeights(Theorem):
    """Whoever computes a maximum in few hidden layers has weights with small primes in their denominators.

    Examples
    --------
    >>> print(DenominatorsOfWeights().check(MaxIdentity.shipped(7)))
    denominators of weights: holds (2 must divide the common denominator, which is 5040)
    """

    name = "denominators of weights"
    citation = AVERKOV_2025.at("Theorem 2")
    hypotheses = (
        "a network or an identity with k hidden layers gives the maximum of n numbers, by ReLU or maxima of two",
    )
    conclusion = "every prime p with p^k <= n - 1 divides the common denominator of its weights"
    correction = (
        "printed is the converse direction: if p does not divide N, weights z / N^t take at least ceil(log_p n) "
        "hidden layers"
    )

    def check(self, f: Network | MaxIdentity) -> Verdict:
        """Prove that it gives the maximum, and divide its denominator.

        Parameters
        ----------
        f : Network or MaxIdentity
        """
        failing = _why_no_maximum(f)
        if failing:
            return self.not_applicable(failing)
        n, layers = (f.n, 2) if isinstance(f, MaxIdentity) else (f.input_dim, f.hidden_layers)
        primes = primes_of_denominators(n, layers) if layers else ()
        denominator = common_denominator(f)
        if not primes:
            return self.holds(f"{layers} hidden layers are enough for any denominator, here {denominator}")
        found = f"{_listed(primes)} must divide the common denominator, which is {denominator}"
        return self.holds(found) if all(denominator % p == 0 for p in primes) else self.refuted(found, f)


@dataclass(frozen=True, repr=False)
class VolumesModuloPrime(Theorem):
    """A polytope built from lattice points in k levels of hulls and sums has large faces of volumes divisible by p.

    Parameters
    ----------
    prime : int

    Examples
    --------
    >>> from tropnet.theory.depth.newton import point
    >>> o, x, y, z = (point(p) for p in ([0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]))
    >>> print(VolumesModuloPrime(2).check(((o | x) + (o | y)) | z))
    volumes modulo a prime: holds (2 divides the volumes of all faces of dimension 4)
    >>> print(VolumesModuloPrime(2).check((o | x) + (o | y) + (o | x + 2 * z)))
    volumes modulo a prime: holds (2 divides the volumes of all faces of dimension 2)
    """

    prime: int = 2

    name: ClassVar[str] = "volumes modulo a prime"
    citation: ClassVar[Citation] = AVERKOV_2025.at("Theorem 14")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "all points of the construction are integral, and all factors are integers",
    )
    conclusion: ClassVar[str] = (
        "p divides the normalized volumes of all faces of dimension p^k, k the level of the construction"
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "prime", checked_prime(self.prime))

    def check(self, construction: Construction) -> Verdict:
        """Compute the volumes of all these faces.

        Parameters
        ----------
        construction : Construction
        """
        if not _is_integral(construction):
            return self.not_applicable("a point or a factor is no integer")
        level = construction.level
        found = depth_obstruction(construction.polytope, level, self.prime)
        if isinstance(found, VolumeObstruction):
            return self.refuted(f"a face of dimension {found.face.dim} has the volume {found.volume}", found)
        return self.holds(f"{self.prime} divides the volumes of all faces of dimension {self.prime**level}")


class PointedWalls(Theorem):
    """A convex function that has walls without a line in a hyperplane is no combination of small maxima.

    Examples
    --------
    >>> print(PointedWalls().check(TropicalPolynomial.parse("max(0, x1, max(x2, x3) + max(0, x4))")))
    pointed walls: holds (a hyperplane carries 1 wall whose hull contains no line, and an iterated jump is not 0)
    >>> print(PointedWalls().check(TropicalPolynomial.parse("max(x1, 0) + max(x2, 0)")))
    pointed walls: not applicable (in each hyperplane the hull of the walls contains a line)
    """

    name = "pointed walls"
    citation = HERTRICH_2021.at("Proposition 3.2")
    hypotheses = ("in some hyperplane the union of the walls of f is not empty and contains no line",)
    conclusion = "f is no linear combination of maxima of n affine functions"
    correction = "the hypothesis is tested on the closed convex hull of the walls, which is a little stronger"

    def check(self, f: TropicalPolynomial) -> Verdict:
        """Look for such a hyperplane, and for a point at which the gradient has an iterated jump.

        Parameters
        ----------
        f : TropicalPolynomial
        """
        hyperplanes = pointed_walls(f)
        if not hyperplanes:
            return self.not_applicable("in each hyperplane the hull of the walls contains a line")
        group, n_walls = hyperplanes[0], len(hyperplanes[0].walls)
        carried = f"a hyperplane carries {n_walls} wall{'s' * (n_walls > 1)} whose hull contains no line"
        obstruction = small_maxima_obstruction(f)
        if obstruction.found:
            return self.holds(f"{carried}, and an iterated jump is not 0", obstruction)
        return self.refuted(f"{carried}, but all iterated jumps are 0", group)


class OrderOfMaximum(Theorem):
    """A maximum of two braid functions that is a braid function has at most about the square of their order.

    Examples
    --------
    >>> f, g = (BraidFunction.from_maxima(4, {M: 1}) for M in ((1, 2), (3, 4)))
    >>> print(OrderOfMaximum().check(f, g))
    order of a maximum: holds (the order is 4, and at most 2^2 + 2 = 6)
    """

    name = "order of a maximum"
    citation = GRILLO_2025.at("Proposition 4.7")
    hypotheses = (
        "f, g and max(f, g) are linear on the cones of the braid fan",
        "f and g have order at most k",
    )
    conclusion = "max(f, g) has order at most k^2 + k"

    def check(self, f: BraidFunction, g: BraidFunction) -> Verdict:
        """Decide whether the maximum is linear on all cones, and compare its order.

        Parameters
        ----------
        f, g : BraidFunction
        """
        try:
            order = f.maximum(g).order
        except InputError as error:
            return self.not_applicable(str(error))
        k = max(f.order, g.order, 1)
        found = f"the order is {order}, and at most {k}^2 + {k} = {k * k + k}"
        return self.holds(found) if order <= k * k + k else self.refuted(found, (f, g))


class TwoConformingLayers(Theorem):
    """Two braid-conforming hidden layers reach the functions of order at most 4, and no others.

    Examples
    --------
    >>> f, g = (BraidFunction.from_maxima(4, {M: 1}) for M in ((1, 2), (3, 4)))
    >>> print(TwoConformingLayers().check(f, g))
    two conforming layers: holds (the order is 4)
    """

    name = "two conforming layers"
    citation = GRILLO_2025.at("Theorem 5.2")
    hypotheses = (
        "f and g are linear on the cones of the braid fan, of order at most 2: one hidden layer",
        "max(f, g) is linear on these cones",
    )
    conclusion = "max(f, g) has order at most 4"

    def check(self, f: BraidFunction, g: BraidFunction) -> Verdict:
        """Decide whether the hypotheses are met, and find the order of the maximum.

        Parameters
        ----------
        f, g : BraidFunction
        """
        k = max(f.order, g.order)
        if k > 2:
            return self.not_applicable(f"a function has order {k}")
        try:
            order = f.maximum(g).order
        except InputError as error:
            return self.not_applicable(str(error))
        found = f"the order is {order}"
        return self.holds(found) if order <= 4 else self.refuted(found, (f, g))


def _why_no_maximum(f: Any) -> str:
    """Why a network or an identity does not give the maximum by gates with two pieces; empty if it does."""
    if isinstance(f, MaxIdentity):
        return "" if f.verify().holds else "the identity does not hold"
    try:
        common_denominator(f)
    except InputError as error:
        return str(error)
    if (f.output_dim, len(f.input_shape)) != (1, 1):
        return f"the network maps {f.input_shape} to {f.output_shape}"
    maximum = sum(TropicalPolynomial.variables(f.input_dim), start=TropicalPolynomial.zero(f.input_dim))
    return "" if is_equivalent(f, maximum) else "the network computes another function than the maximum"


def _is_integral(construction: Construction) -> bool:
    return construction.point.denominator == 1 and all(
        factor.denominator == 1 and _is_integral(join.left) and _is_integral(join.right)
        for join, factor in construction.terms
    )


def _listed(primes: tuple[int, ...]) -> str:
    return " and ".join(map(str, primes))
