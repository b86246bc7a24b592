r"""The tropical form of a network by algebra: the layerwise recursion, pruned after every step.

Each variable v of the hinge form of a network (:mod:`tropnet.networks.hinges`) is kept as a pair of tropical
polynomials F and G with v = F - G.  A form :math:`u = \sum_j w_j v_j + b` is the pair

.. math::  H_u = b \odot \bigodot_{w_j > 0} F_j^{\odot w_j} \odot \bigodot_{w_j < 0} G_j^{\odot |w_j|}, \qquad
           G_u = \bigodot_{w_j > 0} G_j^{\odot w_j} \odot \bigodot_{w_j < 0} F_j^{\odot |w_j|},

and a hinge :math:`\max(u, 0)` is :math:`(H_u \oplus G_u, G_u)`: Proposition 5.1 of Zhang, Naitzat and Lim, Tropical
geometry of deep neural networks, 2018.  Products multiply numbers of monomials, so that only the essential ones are
kept after each.  This is the definition put to work; :mod:`tropnet.analysis.tropical_form` reaches the same pair
without products.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tropnet.networks.hinges import HingeNetwork, Round
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["recursion"]


def recursion(network: HingeNetwork) -> list[TropicalRational]:
    """The outputs of a network as quotients of polynomials with essential monomials only.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.hinges import hinges
    >>> from tropnet.networks.stages import stages
    >>> [f] = recursion(hinges(stages(Network.from_arrays([[[1], [1]], [[2, -3]]], [[0, -1], [5]]))))
    >>> print(f.numerator, "-", f.denominator)
    max(2*x + 5, 5) - max(3*x - 3, 0)
    """
    one = TropicalPolynomial.constant(0, network.input_dim)
    variables = [TropicalRational(x, one) for x in TropicalPolynomial.variables(network.input_dim)]
    for r in network.rounds:
        variables = _behind(r, variables, one)
    return [_form(row, variables, one) for row in network.output.tolist()]


def _behind(
    r: Round, variables: Sequence[TropicalRational], one: TropicalPolynomial
) -> list[TropicalRational]:
    """The variables behind a round."""
    forms = [_form(row, variables, one) for row in r.forms.tolist()]
    hinges = [
        TropicalRational((u.numerator + u.denominator).essential, u.denominator) for u in forms[: r.n_sheets]
    ]
    return hinges + [forms[i] for i in r.passed]


def _form(
    row: Sequence[Any], variables: Sequence[TropicalRational], one: TropicalPolynomial
) -> TropicalRational:
    """A linear form in the variables and t."""
    numerator, denominator = one * row[-1], one
    for weight, v in zip(row, variables, strict=False):
        if weight:
            up, down = (v.numerator, v.denominator) if weight > 0 else (v.denominator, v.numerator)
            numerator = (numerator * up.dilated(abs(weight))).essential
            denominator = (denominator * down.dilated(abs(weight))).essential
    return TropicalRational(numerator, denominator)
