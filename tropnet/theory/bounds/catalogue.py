"""The list of all bounds: those on architectures by their side, and those on single networks."""

from __future__ import annotations

from tropnet.theory.bounds.bound import Bound, NetworkBound
from tropnet.theory.bounds.convolutional import XIONG, XIONG_LOWER
from tropnet.theory.bounds.expected import NORMAL_BREAKPOINTS
from tropnet.theory.bounds.maxout import (
    MINKOWSKI_SUMS,
    MONTUFAR_REN_ZHANG,
    MONTUFAR_REN_ZHANG_LOWER,
    SERRA_MAXOUT,
)
from tropnet.theory.bounds.relu import UPPER_BOUNDS
from tropnet.theory.bounds.relu_lower import LOWER_BOUNDS
from tropnet.theory.bounds.residual import ACTIVE_UNITS
from tropnet.theory.bounds.zaslavsky import FIRST_LAYER, RANKS_OF_WEIGHTS

__all__ = ["EXPECTED", "LOWER", "OF_NETWORKS", "UPPER"]

UPPER: tuple[Bound, ...] = (*UPPER_BOUNDS, MONTUFAR_REN_ZHANG, SERRA_MAXOUT, MINKOWSKI_SUMS, XIONG)
"""No network of an architecture has more regions."""

LOWER: tuple[Bound, ...] = (*LOWER_BOUNDS, MONTUFAR_REN_ZHANG_LOWER, XIONG_LOWER)
"""Some network of an architecture has at least as many regions."""

EXPECTED: tuple[Bound, ...] = (NORMAL_BREAKPOINTS,)
"""Means over random networks of an architecture."""

OF_NETWORKS: tuple[NetworkBound, ...] = (FIRST_LAYER, RANKS_OF_WEIGHTS, ACTIVE_UNITS)
"""Bounds that look at the weights."""
