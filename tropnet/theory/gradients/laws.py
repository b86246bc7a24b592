r"""How the gradients at two inputs are correlated in random networks: the laws of Balduzzi et al., as exact numbers.

**The model.**  Let J(x) be the derivative of a random network of L layers by a backpropagated signal.  Weights are
independent, with mean zero and variance 2 / (number of inputs), "He".  The model says of the neurons:

* at each input a neuron is active with probability 1/2;
* at two given inputs it is active at both with probability 1/4, independently over layers and of all weights.

**Derivation.**  Let the vectors :math:`\delta` and :math:`\delta'` be the derivatives of the l-th layer of n entries
at the two inputs, :math:`v_l = n E[\delta_i^2]` and :math:`c_l = n E[\delta_i \delta'_i]`.  A layer :math:`W D`, D the
mask of active neurons, gives the entries :math:`\sum_j W_{ij} D_j \delta_j`.  Products of different weights have mean
zero, so

.. math:: v_{l+1} = 2 \cdot \tfrac12 \cdot v_l = v_l, \qquad c_{l+1} = 2 \cdot \tfrac14 \cdot c_l = \tfrac12 c_l .

Any block that adds branches with independent weights adds their second moments.  So each law is a pair of factors per
layer, for the variance and for the covariance:

===========================  =====================================  =====================================
block                        factor of the variance                 factor of the covariance
===========================  =====================================  =====================================
W relu(x)                    1                                      1/2
x + b W relu(x)              1 + b^2                                1 + b^2 / 2
the same, batch normalised   1 + b^2 / (1 + b^2 (l - 1))            1 + b^2 / (2 (1 + b^2 (l - 1)))
g_1 x + g_2 W relu(x)        g_1^2 + g_2^2                          g_1^2 + g_2^2 / 2
mirrored ("looks linear")    1                                      1
===========================  =====================================  =====================================

In block l of a batch normalised network the branch sees its input divided by the standard deviation, and
:math:`1 + b^2 (l - 1)` is the variance there: each branch has added b^2.  So the variance of the gradient is
:math:`\prod_l \frac{1 + b^2 l}{1 + b^2 (l - 1)} = 1 + b^2 L`.

**Corrected.**  The co-activation 1/4 is an assumption on the *pair* of inputs, and holds in layer 1 if they are
orthogonal.  In a plain network with weights of He the angle between the two shrinks from layer to layer, so that they
share more and more neurons, and the correlation does not fall like :math:`2^{-L}`: see
:mod:`tropnet.theory.gradients.infinite_width` for what it is.  The law needs something that keeps the co-activation at
1/4, such as batch normalisation.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import ClassVar

from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.literature import BALDUZZI_2017, Citation

__all__ = [
    "BatchNormalisedLaw",
    "FeedForwardLaw",
    "GradientLaw",
    "HighwayLaw",
    "LooksLinearLaw",
    "ResidualLaw",
    "brownian_autocovariance",
    "brownian_covariance",
    "white_noise_autocovariance",
]


class GradientLaw(ABC):
    """Second moments of the gradients at two inputs, layer by layer.

    Attributes
    ----------
    name : str
    formula : str
        Of the correlation at L layers.
    citation : Citation

    Examples
    --------
    >>> isinstance(ResidualLaw(), GradientLaw), ResidualLaw().variance(0)
    (True, Fraction(1, 1))
    """

    name: ClassVar[str]
    formula: ClassVar[str]
    citation: ClassVar[Citation]

    @abstractmethod
    def factors(self, layer: int) -> tuple[Fraction, Fraction]:
        """What a layer, counted from 1, multiplies the variance and the covariance by."""

    def variance(self, layers: int) -> Fraction:
        """The variance behind so many layers.

        >>> ResidualLaw().variance(3)
        Fraction(8, 1)
        """
        return self._product(layers, 0)

    def covariance(self, layers: int) -> Fraction:
        """The covariance at two inputs behind so many layers.

        >>> ResidualLaw().covariance(3)
        Fraction(27, 8)
        """
        return self._product(layers, 1)

    def correlation(self, layers: int) -> Fraction:
        """The covariance over the variance.

        >>> FeedForwardLaw().correlation(10), ResidualLaw().correlation(2)
        (Fraction(1, 1024), Fraction(9, 16))
        """
        return self.covariance(layers) / self.variance(layers)

    def _product(self, layers: int, which: int) -> Fraction:
        count = integer_at_least(0, layers, "the number of layers")
        return prod((self.factors(layer)[which] for layer in range(1, count + 1)), start=Fraction(1))

    def __str__(self) -> str:
        return f"{self.name}: correlation {self.formula} ({self.citation.short})"


@dataclass(frozen=True)
class FeedForwardLaw(GradientLaw):
    """A plain network, if two inputs share a quarter of the neurons in every layer: correlation 1/2^L.

    Parameters
    ----------
    coactive : RationalLike, default 1/4
        The share of neurons that are active at both inputs, at most 1/2; the factor of the covariance is twice that.

    Examples
    --------
    >>> law = FeedForwardLaw()
    >>> law.variance(10), law.covariance(10)
    (Fraction(1, 1), Fraction(1, 1024))
    >>> FeedForwardLaw(coactive="1/2").correlation(10)
    Fraction(1, 1)
    """

    coactive: Fraction = Fraction(1, 4)

    name: ClassVar[str] = "feed-forward"
    formula: ClassVar[str] = "1/2^L"
    citation: ClassVar[Citation] = BALDUZZI_2017.at("Section 3")

    def __post_init__(self) -> None:
        share = as_fraction(self.coactive, "(coactive)")
        if not 0 <= share <= Fraction(1, 2):
            raise InputError(f"the share of coactive neurons is {share}; it must be from 0 to 1/2")
        object.__setattr__(self, "coactive", share)

    def factors(self, layer: int) -> tuple[Fraction, Fraction]:
        """1 and twice the share of coactive neurons."""
        return Fraction(1), 2 * self.coactive


@dataclass(frozen=True)
class ResidualLaw(GradientLaw):
    """A residual network with blocks x + beta W relu(x): for beta = 1 the correlation is (3/4)^L.

    Parameters
    ----------
    beta : RationalLike, default 1

    Examples
    --------
    >>> law = ResidualLaw()
    >>> law.variance(4), law.covariance(4), law.correlation(4)
    (Fraction(16, 1), Fraction(81, 16), Fraction(81, 256))
    """

    beta: Fraction = Fraction(1)

    name: ClassVar[str] = "residual"
    formula: ClassVar[str] = "((1 + beta^2/2) / (1 + beta^2))^L, (3/4)^L for beta = 1"
    citation: ClassVar[Citation] = BALDUZZI_2017.at("Section 3")

    def __post_init__(self) -> None:
        object.__setattr__(self, "beta", as_fraction(self.beta, "(beta)"))

    def factors(self, layer: int) -> tuple[Fraction, Fraction]:
        """The skip connection, and the branch."""
        return 1 + self.beta**2, 1 + self.beta**2 / 2


@dataclass(frozen=True)
class BatchNormalisedLaw(GradientLaw):
    r"""A residual network with batch normalised branches: the correlation falls like :math:`1 / (\beta \sqrt L)`.

    The variance is :math:`1 + \beta^2 L` and the covariance a product that grows like :math:`\sqrt L`: with
    :math:`a = 1 / \beta^2` it is

    .. math:: \prod_{l=1}^{L} \frac{l - \frac12 + a}{l - 1 + a}
              = \frac{\Gamma(L + \tfrac12 + a)\, \Gamma(a)}{\Gamma(L + a)\, \Gamma(\tfrac12 + a)}
              \sim \frac{\Gamma(a)}{\Gamma(\tfrac12 + a)} \sqrt L ,

    for :math:`\beta = 1` it is :math:`(2 L + 1) \binom{2 L}{L} / 4^L \sim \frac{2}{\sqrt\pi} \sqrt L`.

    Parameters
    ----------
    beta : RationalLike, default 1
        The scale of the branches; not zero.

    Examples
    --------
    >>> law = BatchNormalisedLaw()
    >>> law.variance(2), law.covariance(1), law.covariance(2)
    (Fraction(3, 1), Fraction(3, 2), Fraction(15, 8))
    """

    beta: Fraction = Fraction(1)

    name: ClassVar[str] = "batch-normalised residual"
    formula: ClassVar[str] = "prod (1 + beta^2/(2 V_(l-1))) / V_L with V_l = 1 + beta^2 l, ~ 1/(beta sqrt L)"
    citation: ClassVar[Citation] = BALDUZZI_2017.at("Section 3")

    def __post_init__(self) -> None:
        scale = as_fraction(self.beta, "(beta)")
        if not scale:
            raise InputError("beta is 0, and the branches do nothing; give another number")
        object.__setattr__(self, "beta", scale)

    def factors(self, layer: int) -> tuple[Fraction, Fraction]:
        """The skip connection, and the branch divided by the variance of its input."""
        branch = self.beta**2 / (1 + self.beta**2 * (layer - 1))
        return 1 + branch, 1 + branch / 2


@dataclass(frozen=True)
class HighwayLaw(GradientLaw):
    r"""Blocks :math:`\gamma_1 x + \gamma_2 W \mathrm{relu}(x)` with two constant gates.

    Parameters
    ----------
    squared_carry, squared_transform : RationalLike
        :math:`\gamma_1^2` and :math:`\gamma_2^2`: the gates themselves are square roots in the cases of interest.

    Examples
    --------
    With the squares 1 - 1/L and 1/L the variance stays 1 and the correlation :math:`(1 - \frac{1}{2 L})^L` tends to
    :math:`e^{-1/2} = 0.6065\dots`:

    >>> law = HighwayLaw.balanced(100)
    >>> law.variance(100), round(float(law.correlation(100)), 4)
    (Fraction(1, 1), 0.6058)
    """

    squared_carry: Fraction
    squared_transform: Fraction

    name: ClassVar[str] = "highway"
    formula: ClassVar[str] = "((g1^2 + g2^2/2) / (g1^2 + g2^2))^L"
    citation: ClassVar[Citation] = BALDUZZI_2017.at("Section 3")

    def __post_init__(self) -> None:
        for name in ("squared_carry", "squared_transform"):
            object.__setattr__(self, name, as_fraction(getattr(self, name), f"({name})"))
        if (
            min(self.squared_carry, self.squared_transform) < 0
            or not self.squared_carry + self.squared_transform
        ):
            raise InputError(
                f"squares of gates cannot be {self.squared_carry} and {self.squared_transform}; give two numbers "
                "that are not negative, and not both zero"
            )

    @classmethod
    def balanced(cls, layers: int) -> HighwayLaw:
        """The gates with squares 1 - 1/L and 1/L, which suit a network of L layers.

        >>> HighwayLaw.balanced(4).correlation(4)
        Fraction(2401, 4096)
        """
        share = Fraction(1, integer_at_least(1, layers, "the number of layers"))
        return cls(1 - share, share)

    def factors(self, layer: int) -> tuple[Fraction, Fraction]:
        """The carry gate, and the transform gate."""
        return (
            self.squared_carry + self.squared_transform,
            self.squared_carry + self.squared_transform / 2,
        )


@dataclass(frozen=True)
class LooksLinearLaw(GradientLaw):
    """A network with mirrored weights: it is linear, so that its gradient is one vector everywhere.

    Examples
    --------
    >>> LooksLinearLaw().correlation(50)
    Fraction(1, 1)
    """

    name: ClassVar[str] = "looks-linear"
    formula: ClassVar[str] = "1"
    citation: ClassVar[Citation] = BALDUZZI_2017.at("Section 4")

    def factors(self, layer: int) -> tuple[Fraction, Fraction]:
        """1 and 1."""
        return Fraction(1), Fraction(1)


# -- what gradients are compared with --------------------------------------------------------------------


def white_noise_autocovariance(lag: RationalLike, variance: RationalLike = 1) -> Fraction:
    """The autocovariance of white noise: its variance at the lag 0, and 0 at all others.

    >>> white_noise_autocovariance(0), white_noise_autocovariance("1/100")
    (Fraction(1, 1), Fraction(0, 1))
    """
    return as_fraction(variance, "variance") if not as_fraction(lag, "lag") else Fraction(0)


def brownian_covariance(s: RationalLike, t: RationalLike) -> Fraction:
    """The covariance min(s, t) of Brownian motion that starts at time 0.

    Raises
    ------
    InputError
        If a time is negative.

    Examples
    --------
    >>> brownian_covariance("1/2", 3)
    Fraction(1, 2)
    """
    first = min(as_fraction(s, "s"), as_fraction(t, "t"))
    if first < 0:
        raise InputError(f"the time {first} is negative; Brownian motion starts at 0")
    return first


def brownian_autocovariance(
    lag: RationalLike, length: RationalLike = 1, *, centred: bool = False
) -> Fraction:
    r"""The expected autocovariance at a lag of Brownian motion on the interval from 0 to T.

    It is the mean of the covariances of all pairs of times :math:`s, s + \tau` in the interval,

    .. math:: \frac{1}{T - \tau} \int_0^{T - \tau} s\, ds = \frac{T - \tau}{2}, \qquad\text{centred:}\quad
              \frac{T}{6} - \frac{2 \tau}{3} + \frac{\tau^2}{3 T} .

    Centred paths are :math:`B_s - \bar B` with the mean of the path, and
    :math:`\mathrm{Cov}(B_s, \bar B) = s - s^2 / (2 T)`, :math:`\mathrm{Var}(\bar B) = T / 3`.

    Parameters
    ----------
    lag : RationalLike
        At least 0 and less than the length.
    length : RationalLike
    centred : bool

    Raises
    ------
    InputError
        If the lag is out of range.

    Examples
    --------
    >>> brownian_autocovariance("1/2"), brownian_autocovariance(0, centred=True)
    (Fraction(1, 4), Fraction(1, 6))
    """
    tau, T = as_fraction(lag, "lag"), as_fraction(length, "length")
    if not 0 <= tau < T:
        raise InputError(f"the lag {tau} must be at least 0 and less than the length {T}")
    return T / 6 - 2 * tau / 3 + tau**2 / (3 * T) if centred else (T - tau) / 2
