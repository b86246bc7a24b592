r"""One lemma by one linear program: an identity that bounds the functional under conditions on signs.

Let the signs of g be known at all sets of odd size, and O be those where g is not negative (where g is 0 by two
conditions, it may be left out).  Then

.. math::  \varphi([g]_+) = \sum_{S \in O} g(S) - \sum_{T \text{ even}} [g(T)]_+

is concave in g, and its maximum over the cone of the conditions is that of the linear program

.. math::  \sum_{S \in O} g(S) - \sum_{T \text{ even}} y_T, \qquad y_T \ge 0, \; y_T \ge g(T),

which is 0 or infinite.  If it is 0, the multipliers of the optimum are the proof: those of :math:`y_T \ge g(T)` are
numbers :math:`0 \le \theta_T \le 1`, those of the conditions :math:`\mu_S, \nu_S \ge 0`, with

.. math::  \sum_{S \in O} g(S) - \sum_T \theta_T \, g(T) = - \sum_S \mu_S \, g(S) + \sum_S \nu_S \, g(S)

for all g in the space, and the right side is not positive.  If it is infinite, a ray of the program is a function g
with :math:`\varphi([g]_+) > 0` that meets the conditions.

**Few conditions** make a lemma that is used often.  The signs at the odd sets alone are tried first.  Otherwise the
conditions without which there still is an identity are left out one by one.

The programs are solved exactly (:func:`tropnet.exact.programs.maximize`); no float decides anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import NamedTuple

from tropnet.exact.programs import Optimal, Unbounded, maximize
from tropnet.theory.depth.conforming.fan import ConformingSpace, Signs, Subset, members

__all__ = ["Examined", "Identity", "Multipliers", "examine"]

Multipliers = tuple[tuple[Subset, int], ...]


@dataclass(frozen=True)
class Identity:
    """The multipliers of an identity, all of them over one denominator; those that are 0 are left out.

    Attributes
    ----------
    denominator : int
        Positive.
    theta : tuple of (subset, int)
        From 0 to the denominator, at sets of even size.
    mu, nu : tuple of (subset, int)
        Not negative, at sets where the function is not negative, and not positive.
    """

    denominator: int
    theta: Multipliers
    mu: Multipliers
    nu: Multipliers


class Examined(NamedTuple):
    """What linear programs say on the functional under conditions.

    Attributes
    ----------
    signs : Signs
        Those of the conditions that the identity needs, or all.
    identity : Identity or None
    values : dict or None
        If there is no identity: a function that meets the conditions, and whose functional is positive.
    n_programs : int
        The number of linear programs that were solved.
    """

    signs: Signs
    identity: Identity | None
    values: dict[Subset, int] | None
    n_programs: int


def examine(space: ConformingSpace, signs: Signs) -> Examined:
    """An identity for some of the conditions, or a function that meets them and has a positive functional.

    Examples
    --------
    For three numbers and linear functions with g(1), g(12), g(13) not negative, and g(2), g(3), g(23) not positive:

    >>> space = ConformingSpace(3, 1)
    >>> found = examine(space, Signs(0b0101010, 0b1010100))
    >>> found.identity
    Identity(denominator=1, theta=((3, 1), (5, 1)), mu=(), nu=())

    It is g(1) - g(12) - g(13) = 0, as the values of a linear function at 1, 2 and 3 add up to 0.  Only the conditions
    at 1, 2 and 3 are needed.
    """
    program = _Program(space)
    kept = Signs(signs.nonnegative & space.odd, signs.nonpositive & space.odd)
    found = program.solve(kept)
    if not isinstance(found, Identity):
        kept, found = signs, program.solve(signs)
    if not isinstance(found, Identity):
        return Examined(signs, None, found, program.n_solved)
    for condition in kept.single_conditions():
        fewer = kept.without(condition)
        if space.odd & ~fewer.decided == 0:
            other = program.solve(fewer)
            if isinstance(other, Identity):
                kept, found = fewer, other
    return Examined(kept, found, None, program.n_solved)


class _Program:
    """The linear programs for one space, in the coefficients of the function and the y_T."""

    def __init__(self, space: ConformingSpace) -> None:
        self.space, self.n_solved = space, 0

    def solve(self, signs: Signs) -> Identity | dict[Subset, int]:
        """An identity, or a function with a positive functional."""
        space, even = self.space, self.space.even
        forms, nothing = space.forms, (0,) * len(even)
        first, second = members(signs.nonnegative), members(signs.nonpositive)
        one = [tuple(-int(S == T) for S in even) for T in even]
        rows = [
            *((*(-entry for entry in forms[S]), *nothing) for S in first),
            *((*forms[S], *nothing) for S in second),
            *((*forms[T], *y) for T, y in zip(even, one, strict=True)),
            *((*(0,) * space.dim, *y) for y in one),
        ]
        counted = members(space.odd & signs.nonnegative & ~signs.nonpositive)
        objective = [*(sum(forms[S][j] for S in counted) for j in range(space.dim)), *(-1 for _ in even)]
        self.n_solved += 1
        found = maximize(objective, rows, [0] * len(rows))
        if isinstance(found, Unbounded):
            return space.values([int(a) for a in found.ray.tolist()[: space.dim]])
        # The origin is feasible.
        assert isinstance(found, Optimal)
        dual = found.dual.tolist()
        denominator = lcm(*(entry.denominator for entry in dual))
        whole = [int(entry * denominator) for entry in dual]
        mu = _nonzero(first, whole)
        nu = _nonzero(second, whole[len(first) :])
        theta = _nonzero(even, whole[len(first) + len(second) :])
        return Identity(denominator, theta, mu, nu)


def _nonzero(sets: Sequence[Subset], multipliers: Sequence[int]) -> Multipliers:
    """The first multipliers with their sets, without those that are 0."""
    return tuple((S, value) for S, value in zip(sets, multipliers, strict=False) if value)
