"""Continuous piecewise linear functions of one variable, exactly.

==============  ==========================================================================
``function``    :class:`PiecewiseLinearFunction1D`: break points, slopes, values
``arithmetic``  sums, linear combinations, compositions, maxima, inverses
``measures``    integrals, distances, extrema, variation, pieces on an interval
``levels``      zeros and level sets, sign changes
``shape``       convexity, differences of convex functions, maxima of lines
``symbolic``    expressions of sympy
==============  ==========================================================================

A function of a million pieces is ordinary input: break points and slopes are whole columns.
"""

from tropnet.univariate.arithmetic import (
    absolute_value,
    add,
    compose,
    inverse,
    linear_combination,
    maximum,
    minimum,
    positive_part,
    scale,
)
from tropnet.univariate.function import PiecewiseLinearFunction1D
from tropnet.univariate.levels import LevelSet, level_set, n_level_crossings, n_sign_changes, zeros
from tropnet.univariate.measures import (
    extrema,
    integral,
    l1_distance,
    l2_distance_squared,
    lipschitz_constant,
    n_pieces_on,
    sup_distance,
    total_variation,
)
from tropnet.univariate.shape import (
    difference_of_convex,
    is_concave,
    is_convex,
    maximum_of_lines,
    n_affine_functions,
)
from tropnet.univariate.symbolic import to_sympy

__all__ = [
    "LevelSet",
    "PiecewiseLinearFunction1D",
    "absolute_value",
    "add",
    "compose",
    "difference_of_convex",
    "extrema",
    "integral",
    "inverse",
    "is_concave",
    "is_convex",
    "l1_distance",
    "l2_distance_squared",
    "level_set",
    "linear_combination",
    "lipschitz_constant",
    "maximum",
    "maximum_of_lines",
    "minimum",
    "n_affine_functions",
    "n_level_crossings",
    "n_pieces_on",
    "n_sign_changes",
    "positive_part",
    "scale",
    "sup_distance",
    "to_sympy",
    "total_variation",
    "zeros",
]
