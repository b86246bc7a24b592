"""Proofs that a case has no counterexample, as values: claims about intervals, splits, refutations.

A proof is a tree.  What is known at a node is an interval for every place (an input, or the argument of a function;
see :mod:`tropnet.analysis.verification.unary`).  A node first states *claims*, each of which shortens an interval
and follows from what is known by a combination.  Then it is one of two things:

* a :class:`Split` of one interval at a number; each half has a proof of its own;
* a :class:`Refutation`: a combination of slacks of the case, which are nonnegative at a counterexample, the sum of
  which is negative by the intervals; or nothing, where a claim has left an empty interval.

Intervals are closed and the halves of a split share the number, so every point lies in one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from tropnet.analysis.verification.substitution import Combination, Place

__all__ = ["Claim", "Proof", "Refutation", "Split", "n_nodes"]


@dataclass(frozen=True)
class Claim:
    """That a place does not exceed a number, or does not fall below it.

    Attributes
    ----------
    place : (int, int)
    side : {1, -1}
        1 for an upper end, -1 for a lower one.
    end : Fraction
    weights : dict of int to Fraction
        Positive multiples of slacks of rows of the case that are added; seldom any.
    """

    place: Place
    side: int
    end: Fraction
    weights: Mapping[int, Fraction] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.place, self.side, self.end, frozenset(self.weights.items())))


@dataclass(frozen=True)
class Refutation:
    """Claims, and a combination that is negative; None if a claim leaves an empty interval."""

    claims: tuple[Claim, ...]
    combination: Combination | None


@dataclass(frozen=True)
class Split:
    """Claims, and proofs for the two halves of the interval of a place."""

    claims: tuple[Claim, ...]
    place: Place
    at: Fraction
    below: Proof
    above: Proof


Proof: TypeAlias = Refutation | Split


def n_nodes(proof: Proof) -> int:
    """The number of nodes of a proof.

    Examples
    --------
    >>> closed = Refutation((), None)
    >>> n_nodes(Split((), (0, 0), Fraction(1), closed, closed))
    3
    """
    total, pending = 0, [proof]
    while pending:
        node = pending.pop()
        total += 1
        if isinstance(node, Split):
            pending += [node.below, node.above]
    return total
