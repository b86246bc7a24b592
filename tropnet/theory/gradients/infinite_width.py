r"""The correlation of gradients in plain networks of infinite width, as certified enclosures.

Let the weights be Gaussian with variance 2 / (number of inputs), without biases, and let all widths tend to infinity.
The pre-activations at two inputs are then jointly Gaussian, and with :math:`\theta_l` the angle between the two in
layer l, a neuron of that layer is active at both with probability :math:`(\pi - \theta_l) / (2 \pi)`.  The angle obeys

.. math:: \cos \theta_{l+1} = \frac{\sin \theta_l + (\pi - \theta_l) \cos \theta_l}{\pi}

(the arc-cosine kernel of degree one, Cho and Saul), starting with the angle :math:`\theta_0` of the inputs.  So a layer
multiplies the covariance of gradients by twice the probability of co-activation, and

.. math:: \mathrm{corr}_L = \prod_{l=0}^{L-1} \frac{\pi - \theta_l}{\pi} .

For orthogonal inputs this is 1/2 at L = 1, but 0.3015 at L = 2, 0.1045 at L = 5 and 0.0336 at L = 10, where
:math:`2^{-L}` is 0.00098.  For small angles :math:`\theta_{l+1} = \theta_l - \theta_l^2 / (3 \pi) + \dots`, so that
:math:`\theta_l \sim 3 \pi / l`, and the correlation falls like :math:`L^{-3}` only: a power, not an exponential.

**Enclosures.**  These numbers are not rational.  They are computed in ball arithmetic (Arb), with as many digits as the
wanted width of the enclosure takes; what is returned are two fractions between which the number lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from tropnet.errors import InputError
from tropnet.exact.numbers import as_fraction
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.literature import BALDUZZI_2017, Citation

__all__ = ["InfiniteWidthLaw"]


@dataclass(frozen=True)
class InfiniteWidthLaw:
    """Gradients of a plain network without biases, of infinite width, at two inputs.

    Parameters
    ----------
    cosine : RationalLike, default 0
        Of the angle between the two inputs; 0 for orthogonal ones.

    Raises
    ------
    InputError
        If it is no cosine.

    Examples
    --------
    >>> low, high = InfiniteWidthLaw().correlation(10)
    >>> high - low < Fraction(1, 10**20), round(float(low), 8)
    (True, 0.03365215)
    >>> InfiniteWidthLaw(cosine=1).correlation(10)
    (Fraction(1, 1), Fraction(1, 1))
    """

    cosine: Fraction = Fraction(0)

    name: ClassVar[str] = "feed-forward, infinite width"
    formula: ClassVar[str] = "prod (pi - theta_l)/pi"
    citation: ClassVar[Citation] = BALDUZZI_2017.at("Section 3")
    correction: ClassVar[str] = (
        "printed is 1/2^L, which takes co-activation 1/4 in every layer; without batch normalisation the angle "
        "between two inputs shrinks, and the correlation falls like L^-3"
    )

    def __post_init__(self) -> None:
        value = as_fraction(self.cosine, "(cosine)")
        if abs(value) > 1:
            raise InputError(
                f"the cosine {value} is not between -1 and 1; give the inner product of unit vectors"
            )
        object.__setattr__(self, "cosine", value)

    def correlation(self, layers: int, digits: int = 20) -> tuple[Fraction, Fraction]:
        """Two fractions, not further apart than 10^-digits, between which the correlation lies.

        Parameters
        ----------
        layers : int
        digits : int

        Raises
        ------
        InputError
            If a number is no integer or negative.

        Examples
        --------
        >>> [round(float(InfiniteWidthLaw().correlation(L)[0]), 8) for L in (0, 1, 2, 5)]
        [1.0, 0.5, 0.30155762, 0.10455884]
        """
        count = integer_at_least(0, layers, "the number of layers")
        if self.cosine == 1:
            return Fraction(1), Fraction(1)
        width = Fraction(1, 10 ** integer_at_least(0, digits, "the number of digits"))
        precision = 64 + 4 * digits + 2 * self.cosine.denominator.bit_length()
        while True:
            low, high = self._enclosure(count, precision)
            if high - low <= width:
                return low, high
            precision *= 2

    def _enclosure(self, layers: int, precision: int) -> tuple[Fraction, Fraction]:
        """The ends of the ball that ball arithmetic gives with so many bits."""
        from flint import arb, ctx

        before, ctx.prec = ctx.prec, precision
        try:
            product = arb(1)
            cosine = arb(self.cosine.numerator) / self.cosine.denominator
            for _ in range(layers):
                product *= 1 - cosine.acos() / arb.pi()
                # The recursion has the derivative 1 - angle/pi in the cosine, so that no error grows: the value at
                # the middle of the ball, with the radius of the ball added, holds all values on it.
                middle, radius = cosine.mid(), cosine.rad()
                angle = middle.acos()
                cosine = middle * (1 - angle / arb.pi()) + angle.sin() / arb.pi() + arb(0, radius)
            return _fraction(product.lower()), _fraction(product.upper())
        finally:
            ctx.prec = before

    def expression(self, layers: int) -> Any:
        """The correlation as an expression of sympy.

        Examples
        --------
        >>> InfiniteWidthLaw().expression(2)
        -acos(1/pi)/(2*pi) + 1/2
        """
        import sympy

        product, cosine = sympy.Integer(1), sympy.Rational(self.cosine.numerator, self.cosine.denominator)
        for _ in range(integer_at_least(0, layers, "the number of layers")):
            active = 1 - sympy.acos(cosine) / sympy.pi
            product *= active
            cosine = cosine * active + sympy.sqrt(1 - cosine**2) / sympy.pi
        return sympy.expand(product)

    def __str__(self) -> str:
        return f"{self.name}: correlation {self.formula} ({self.citation.short}, corrected)"


def _fraction(number: Any) -> Fraction:
    """The dyadic number that an exact ball is."""
    mantissa, exponent = (int(part) for part in number.man_exp())
    return mantissa * Fraction(2) ** exponent
