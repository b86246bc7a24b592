"""Symbols in place of numbers: networks that depend smoothly on parameters.

===============  ======================================================================================
``network``      :class:`ParametricNetwork`: weights that are rational functions; as expressions of sympy
``polynomials``  polynomials in the parameters, and their signs at a place
``complex``      :class:`ParametricComplex`: slicing with polynomials as coordinates, over an ordered field
``counting``     the counts of linear regions, and what they depend on
``conditions``   :func:`combinatorial_conditions`: where the combinatorial type stays the same
``piecewise``    :func:`piecewise_near`: one input, piece by piece, with break points in the parameters
``path``         :func:`combinatorial_events`: the parameters on a path at which counts change
===============  ======================================================================================

The networks are meant to be small: some hundred cells.
"""

from tropnet.exact.algebraic import RealAlgebraic, real_roots
from tropnet.theory.parametric.complex import ParametricComplex
from tropnet.theory.parametric.conditions import combinatorial_conditions
from tropnet.theory.parametric.counting import Counts
from tropnet.theory.parametric.network import ParametricLayer, ParametricNetwork
from tropnet.theory.parametric.path import Event, ParameterPath, combinatorial_events
from tropnet.theory.parametric.piecewise import piecewise_near

__all__ = [
    "Counts",
    "Event",
    "ParameterPath",
    "ParametricComplex",
    "ParametricLayer",
    "ParametricNetwork",
    "RealAlgebraic",
    "combinatorial_conditions",
    "combinatorial_events",
    "piecewise_near",
    "real_roots",
]
