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

A :class:`NetworkBound` is of one network instead of all networks of an architecture: it may look at weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.theory.bounds.architecture import Architecture
from tropnet.theory.literature import Citation

__all__ = ["NOTIONS", "Bound", "NetworkBound", "Side"]

Side = Literal["upper", "lower", "expected"]
Subject = TypeVar("Subject", Architecture, Network)

NOTIONS = ("activation", "proper_activation", "convex", "open_connected", "closed_connected", "affine")
"""The six counts, the largest first."""


@dataclass(frozen=True)
class _BoundOn(Generic[Subject]):
    """What bounds on networks and on architectures have in common."""

    name: str
    side: Side
    notions: tuple[str, ...]
    formula: str
    citation: Citation
    hypotheses: str
    failing: Callable[[Subject], str]
    formula_value: Callable[[Subject], int | Fraction]
    narrowed: Callable[[Subject], tuple[str, ...]] | None = None

    def value(self, subject: Subject) -> int | Fraction:
        """The number that it gives.

        Raises
        ------
        InputError
            If a hypothesis fails; the message says which.
        """
        reason = self.failing(subject)
        if reason:
            raise InputError(f"the bound of {self.name} does not apply to {subject!r}: {reason}")
        return self.formula_value(subject)

    def notions_on(self, subject: Subject) -> tuple[str, ...]:
        """The counts that it bounds here: ``notions``, or some of them."""
        return self.notions if self.narrowed is None else self.narrowed(subject)

    def __str__(self) -> str:
        return f"{self.name}: {self.formula} ({self.citation.short})"


@dataclass(frozen=True)
class Bound(_BoundOn[Architecture]):
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
    narrowed : callable or None
        Architecture -> the counts that are bounded, if for some architectures there are fewer.

    Examples
    --------
    >>> from tropnet.theory.bounds.relu import SERRA
    >>> print(SERRA.hypotheses, SERRA.value(Architecture.of("2,4,4,1")))
    every unit is a ReLU; no value passes by a layer 121
    >>> SERRA.value(Architecture.of("2,4~2,1"))
    Traceback (most recent call last):
    tropnet.errors.InputError: the bound of Serra et al. does not apply to <Architecture 2,4~2,1>: not every unit is a
    ReLU, with two linear pieces of which one is constant
    """


@dataclass(frozen=True)
class NetworkBound(_BoundOn[Network]):
    """A bound on counts of linear regions of one network; attributes as of :class:`Bound`."""
