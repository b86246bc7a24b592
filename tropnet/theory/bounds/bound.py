r"""What a bound on the number of linear regions is.

A :class:`Bound` has a formula, a citation, hypotheses that are checked, and says which of the six counts it bounds
(:class:`tropnet.RegionCounts`).  The number that it gives is of one of three kinds:

``upper``
    No network of the architecture has more, whatever its weights.
``lower``
    Some network of the architecture has at least as many; a given one may have less.
``expected``
    The mean over random networks of the architecture, or a bound on it.

Since affine <= closed_connected <= open_connected <= convex <= proper_activation <= activation, an upper bound for one
count bounds the smaller ones too, and a lower bound the larger ones; ``notions`` lists all for which the bound holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tropnet.theory.bounds.architecture import Architecture
from tropnet.theory.literature import Citation

__all__ = ["NOTIONS", "Bound", "Side"]

Side = Literal["upper", "lower", "expected"]

NOTIONS = ("activation", "proper_activation", "convex", "open_connected", "closed_connected", "affine")
"""The six counts, the largest first."""


@dataclass(frozen=True)
class Bound:
    """A bound on counts of linear regions for all networks of an architecture.

    Attributes
    ----------
    name : str
        Short, as in a table: ``"Serra et al."``.
    side : {"upper", "lower", "expected"}
    notions : tuple of str
        The counts that it bounds, of :data:`NOTIONS`.
    formula : str
    citation : Citation
    hypotheses : str
        In words.
    failing : callable
        Architecture -> the hypothesis that fails and why, in words; "" if all are met.
    formula_value : callable
        Architecture -> int or Fraction, for architectures that meet the hypotheses.
    """

    name: str
    side: Side
    notions: tuple[str, ...]
    formula: str
    citation: Citation
    hypotheses: str
    failing: Callable[[Architecture], str]
    formula_value: Callable[[Architecture], int | Fraction]
