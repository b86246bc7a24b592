"""Families of networks: build a member, vary it, count its pieces, and check the count against the theorem.

=============================  =========================================================================
:class:`Sawtooth`,             the hard functions of one variable of Arora et al., and their compositions;
:class:`SawtoothComposition`,  :func:`decode` finds the parameters from the function
:func:`decode`
:class:`ZonotopeComposition`,  sawtooth compositions of a sum of absolute values, with n inputs;
                               :func:`decode_zonotope_composition` finds generators and parameters
:class:`TentComposition`       the iterates of the tent map (Telgarsky)
=============================  =========================================================================

Every family is a :class:`~tropnet.theory.family.Family`: ``network()``, ``expected``, ``verify()``, ``sample(rng)``.
The members of a :class:`SmoothFamily` depend smoothly on parameters, which may be symbols of sympy.
"""

from tropnet.theory.families.sawtooth import Sawtooth, SawtoothComposition, decode
from tropnet.theory.families.smooth import SmoothFamily
from tropnet.theory.families.tent import TentComposition
from tropnet.theory.families.zonotope import (
    ZonotopeComposition,
    decode_zonotope_composition,
    largest_number_of_vertices,
)

__all__ = [
    "Sawtooth",
    "SawtoothComposition",
    "SmoothFamily",
    "TentComposition",
    "ZonotopeComposition",
    "decode",
    "decode_zonotope_composition",
    "largest_number_of_vertices",
]
