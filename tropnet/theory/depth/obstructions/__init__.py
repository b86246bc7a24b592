"""Lower bounds on depth and on the length of maxima, each with what it assumes.

==========================================  ==========================================================================
:func:`depth_obstruction`,                  a face of a lattice polytope whose volume excludes k hidden layers, for
:func:`hidden_layers_lower_bound`           weights whose denominators a prime does not divide
:func:`maximum_hidden_layers_lower_bound`,  the same for the maximum of n numbers, and which primes must divide the
:func:`primes_of_denominators`,             denominators of those who need fewer layers
:func:`common_denominator`
:func:`small_maxima_obstruction`,           a point that excludes sums of maxima of n affine functions
:func:`iterated_jump`
:func:`pointed_walls`,                      the walls of a convex function by hyperplanes
:func:`walls_by_hyperplane`
:class:`BraidFunction`                      functions that bend where two coordinates are equal, and their order
:func:`braid_order_bound`,                  what networks of such functions reach
:func:`braid_hidden_layers_lower_bound`
:func:`maximum_of_seven`,                   the maximum of seven numbers by such layers of ranks 3 and 2
:func:`maximum_of_seven_network`
:mod:`.statements`                          the theorems, checked on data
:data:`REFUTED_CONJECTURES`                 what was believed and is false
==========================================  ==========================================================================

>>> from tropnet.polyhedra.bodies import simplex
>>> print(depth_obstruction(simplex(4), 2))
a face of dimension 4 has the normalized volume 1, which 2 does not divide
  if the weights have a common denominator that 2 does not divide
  then at least 3 hidden layers compute the support function
"""

from tropnet.theory.depth.obstructions.braid import (
    BraidFunction,
    braid_hidden_layers_lower_bound,
    braid_order_bound,
)
from tropnet.theory.depth.obstructions.conjectures import (
    REFUTED_CONJECTURES,
    LogarithmicMaximum,
    Refutation,
    RefutedConjecture,
    SimplexSummand,
    StrictHierarchy,
)
from tropnet.theory.depth.obstructions.denominators import (
    common_denominator,
    maximum_hidden_layers_lower_bound,
    primes_of_denominators,
)
from tropnet.theory.depth.obstructions.iterated_jumps import (
    JumpObstruction,
    NoJumpObstruction,
    iterated_jump,
    small_maxima_obstruction,
)
from tropnet.theory.depth.obstructions.maximum_of_seven import maximum_of_seven, maximum_of_seven_network
from tropnet.theory.depth.obstructions.normalized_volumes import (
    NoVolumeObstruction,
    VolumeObstruction,
    depth_obstruction,
    hidden_layers_lower_bound,
)
from tropnet.theory.depth.obstructions.pointed_walls import (
    HyperplaneWalls,
    pointed_walls,
    walls_by_hyperplane,
)
from tropnet.theory.depth.obstructions.statements import (
    DenominatorsOfWeights,
    IntegerWeights,
    OrderOfMaximum,
    PointedWalls,
    TwoConformingLayers,
    VolumesModuloPrime,
)

__all__ = [
    "REFUTED_CONJECTURES",
    "BraidFunction",
    "DenominatorsOfWeights",
    "HyperplaneWalls",
    "IntegerWeights",
    "JumpObstruction",
    "LogarithmicMaximum",
    "NoJumpObstruction",
    "NoVolumeObstruction",
    "OrderOfMaximum",
    "PointedWalls",
    "Refutation",
    "RefutedConjecture",
    "SimplexSummand",
    "StrictHierarchy",
    "TwoConformingLayers",
    "VolumeObstruction",
    "VolumesModuloPrime",
    "braid_hidden_layers_lower_bound",
    "braid_order_bound",
    "common_denominator",
    "depth_obstruction",
    "hidden_layers_lower_bound",
    "iterated_jump",
    "maximum_hidden_layers_lower_bound",
    "maximum_of_seven",
    "maximum_of_seven_network",
    "pointed_walls",
    "primes_of_denominators",
    "small_maxima_obstruction",
    "walls_by_hyperplane",
]
