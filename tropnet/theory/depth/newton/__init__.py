"""Newton polytopes and depth: points, sums, joins, and the networks that they are.

=========================================  ========================================================================
:class:`Construction`, :func:`point`,      polytopes made by sums, dilations and joins; the level is the number of
:class:`Join`, :func:`join`                hidden layers that compute the support function
:class:`VirtualConstruction`               differences of two: all positively homogeneous piecewise linear functions
:func:`newton_pair`                        from a network to the pair of constructions
:func:`homogenize`,                        networks without biases; whether dropping them changes the function
:func:`is_positively_homogeneous`,
:func:`without_biases`
:func:`simplex_of_four`,                   simplices by two levels, with the parts that they are cut into
:func:`rhombic_pyramids`,
:func:`simplex_of_five`,
:func:`corner_cones`,
:func:`standard_simplex`
:func:`conforms_to_braid`                  constructions that are compared by their values at 0-1 vectors
=========================================  ========================================================================

>>> five = simplex_of_five()
>>> five.level, five.network().widths, five.is_equivalent(standard_simplex(5))
(2, (21, 11), True)
"""

from tropnet.theory.depth.newton.braid import conforms_to_braid
from tropnet.theory.depth.newton.construction import Construction, Join, point
from tropnet.theory.depth.newton.homogeneous import (
    homogenize,
    is_positively_homogeneous,
    newton_pair,
    without_biases,
)
from tropnet.theory.depth.newton.named import (
    corner_cones,
    rhombic_pyramids,
    simplex_of_five,
    simplex_of_four,
    standard_simplex,
)
from tropnet.theory.depth.newton.virtual import VirtualConstruction, join

__all__ = [
    "Construction",
    "Join",
    "VirtualConstruction",
    "conforms_to_braid",
    "corner_cones",
    "homogenize",
    "is_positively_homogeneous",
    "join",
    "newton_pair",
    "point",
    "rhombic_pyramids",
    "simplex_of_five",
    "simplex_of_four",
    "standard_simplex",
    "without_biases",
]
