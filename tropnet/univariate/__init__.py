"""Continuous piecewise linear functions of one variable, exactly.

==============  ==========================================================================
``function``    :class:`PiecewiseLinearFunction1D`: break points, slopes, values
``arithmetic``  sums, compositions, maxima, inverses
``measures``    integrals, distances, extrema, variation
==============  ==========================================================================

A function of a million pieces is ordinary input: break points and slopes are whole columns.
"""

from tropnet.univariate.arithmetic import (
    absolute_value,
    add,
    compose,
    inverse,
    maximum,
    minimum,
    positive_part,
    scale,
)
from tropnet.univariate.function import PiecewiseLinearFunction1D
from tropnet.univariate.measures import (
    extrema,
    integral,
    is_convex,
    l1_distance,
    l2_distance_squared,
    lipschitz_constant,
    n_pieces_on,
    n_sign_changes,
    sup_distance,
    total_variation,
)

__all__ = [
    "PiecewiseLinearFunction1D",
    "absolute_value",
    "add",
    "compose",
    "extrema",
    "integral",
    "inverse",
    "is_convex",
    "l1_distance",
    "l2_distance_squared",
    "lipschitz_constant",
    "maximum",
    "minimum",
    "n_pieces_on",
    "n_sign_changes",
    "positive_part",
    "scale",
    "sup_distance",
    "total_variation",
]
