r"""Subset sums of vectors: whether some of given rational vectors have a given sum, or one in a given cone.

The problem is NP-complete already for numbers (:mod:`tropnet.theory.gaps.subset_sums`).  Several dimensions help: the
numbers :math:`s_j \in \{0, 1\}` that say which vectors are chosen solve linear equations.

* *Elimination.*  The reduced echelon form of the equations has the same solutions.  It may show that there are none;
  each of its rows is a subset sum of numbers, and may be excluded by range or divisors; and where its rows fall into
  groups without common unknowns, each group is a problem of its own.
* *Few free unknowns.*  In a group of r rows and c unknowns the c - r free ones tell the others.  Try them all.
* *Meeting in the middle.*  A subset is one of the first half of the unknowns and one of the second.  Sums of vectors
  are compared by a fixed linear form modulo a prime, which is additive; where that agrees, exactly.
* *Tables* for numbers, that is for a group of one row.

For **a cone**, given by equations and inequalities, unknowns are decided one after the other.  A branch is given up
where an equation or inequality cannot be met any more, whatever the rest is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Literal

import numpy as np
import numpy.typing as npt

from tropnet.errors import UndecidedError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.integers import Integers
from tropnet.exact.matrix import primitive, row_space
from tropnet.theory.gaps.subset_sums import is_excluded, subset_with_sum

__all__ = ["subset_with_sum_in_cone", "subset_with_vector_sum"]

# As many free unknowns are tried in all combinations in a tenth of a second.
MOST_FREE_UNKNOWNS = 12
# Halves of 20 vectors have a million sums each, found in a third of a second.
MOST_VECTORS = 40
PRIME = 2**61 - 1
# Branches of the search in a cone; 10 microseconds each.
MOST_BRANCHES = 2**17

SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


def subset_with_vector_sum(vectors: RationalArray, total: RationalArray) -> tuple[int, ...] | None:
    """The numbers of some vectors with a given sum, or None if there are none; zero vectors are not chosen.

    Parameters
    ----------
    vectors : RationalArray, shape (m, n)
    total : RationalArray, shape (n,)

    Raises
    ------
    UndecidedError
        If there are too many vectors in too few dimensions for the searches.

    Examples
    --------
    >>> subset_with_vector_sum(RationalArray([[1, 0], [1, 1], [0, 2], [3, 1]]), RationalArray([4, 3]))
    (0, 2, 3)
    >>> subset_with_vector_sum(RationalArray([[1, 0], [1, 1]]), RationalArray([0, 1])) is None
    True
    """
    m = len(vectors)
    system = primitive(row_space(concatenate([vectors.T, total.reshape(-1, 1)], axis=1))).numerators
    if any(is_excluded(list(map(Fraction, row[:m])), Fraction(row[m])) for row in system.tolist()):
        return None
    chosen: list[int] = []
    for rows, unknowns in _groups(system[:, :m]):
        found = _solution(system[np.ix_(rows, unknowns)], system[rows, m])
        if found is None:
            return None
        chosen += [unknowns[i] for i in found]
    return tuple(sorted(chosen))


def subset_with_sum_in_cone(
    vectors: RationalArray, start: RationalArray, equations: RationalArray, inequalities: RationalArray
) -> tuple[int, ...] | None:
    """The numbers of some vectors that, added to a start, give a point of the cone {E x = 0, G x >= 0}; or None.

    Parameters
    ----------
    vectors : RationalArray, shape (m, n)
    start : RationalArray, shape (n,)
    equations, inequalities : RationalArray, shapes (p, n) and (q, n)

    Raises
    ------
    UndecidedError
        If the search has too many branches.

    Examples
    --------
    >>> none, quadrant = RationalArray.zeros((0, 2)), RationalArray.eye(2)
    >>> subset_with_sum_in_cone(RationalArray([[2, -3], [-1, 4]]), RationalArray([-1, 0]), none, quadrant)
    (0, 1)
    """
    n_equations = len(equations)
    forms = concatenate([equations, inequalities])
    values = (concatenate([start[None], vectors]) @ forms.T).numerators
    at_start, steps = values[0], values[1:]
    moving = [j for j in range(len(steps)) if steps[j].any()]
    least, most = (_sums_of_rest(part(steps[moving], 0)) for part in (np.minimum, np.maximum))
    budget = MOST_BRANCHES
    stack: list[tuple[Integers, tuple[int, ...], int]] = [(at_start, (), 0)]
    while stack:
        reached, chosen, depth = stack.pop()
        budget -= 1
        if not budget:
            raise UndecidedError(
                f"whether some of {len(steps)} vectors have a sum in a cone is not decided in {MOST_BRANCHES} branches"
            )
        if (reached + most[depth] < 0).any() or (
            reached[:n_equations] + least[depth][:n_equations] > 0
        ).any():
            continue
        if depth == len(moving):
            return chosen
        j = moving[depth]
        branches = [(reached, chosen, depth + 1), (reached + steps[j], (*chosen, j), depth + 1)]
        # The branch that is better for the inequalities first: it lies on top of the stack.
        stack += branches if steps[j][n_equations:].sum() > 0 else branches[::-1]
    return None


def _sums_of_rest(steps: Integers) -> Integers:
    """For each depth the sum of the steps from there on, shape (m + 1, k)."""
    sums = np.full((len(steps) + 1, steps.shape[1]), 0, dtype=object)
    sums[:-1] = np.cumsum(steps[::-1], axis=0)[::-1]
    return sums


def _groups(system: Integers) -> Iterator[tuple[list[int], list[int]]]:
    """The rows and columns of the blocks into which a matrix without zero rows falls."""
    is_entry = system != 0
    rest = set(range(len(system)))
    while rest:
        rows, new = set(), {min(rest)}
        while new:
            rows |= new
            columns = is_entry[sorted(rows)].any(axis=0)
            new = {row for row in rest - rows if (is_entry[row] & columns).any()}
        rest -= rows
        yield sorted(rows), np.flatnonzero(columns).tolist()


def _solution(system: Integers, goal: Integers) -> Sequence[int] | None:
    """The columns with a sum, for a matrix in reduced echelon form up to multiples of the rows; or None."""
    r, c = system.shape
    if c - r <= MOST_FREE_UNKNOWNS:
        return _over_free_unknowns(system, goal)
    if c <= MOST_VECTORS:
        return _meeting_in_the_middle(system, goal)
    if r == 1:
        return subset_with_sum(list(map(Fraction, system[0].tolist())), Fraction(goal[0]))
    raise UndecidedError(
        f"whether some of {c} vectors of dimension {r} have a given sum is not decided for more than {MOST_VECTORS} "
        f"of them, unless they are at most {MOST_FREE_UNKNOWNS} more than the dimension"
    )


def _over_free_unknowns(system: Integers, goal: Integers) -> Sequence[int] | None:
    pivots = [int(np.flatnonzero(row)[0]) for row in system]
    free = [j for j in range(system.shape[1]) if j not in pivots]
    leading = system[range(len(system)), pivots]
    for choice in product((0, 1), repeat=len(free)):
        taken = [j for j, is_taken in zip(free, choice, strict=True) if is_taken]
        rest = goal - system[:, taken].sum(axis=1)
        if ((rest == 0) | (rest == leading)).all():
            return [*taken, *(p for p, value in zip(pivots, rest.tolist(), strict=True) if value)]
    return None


def _meeting_in_the_middle(system: Integers, goal: Integers) -> Sequence[int] | None:
    r, c = system.shape
    form = np.random.default_rng(0).integers(1, PRIME, r).astype(object)
    half = c // 2
    values = ((form @ system) % PRIME).astype(np.int64)
    first, second = _sums(values[:half]), _sums(values[half:])
    wanted = (int(form @ goal) % PRIME - first) % PRIME
    # Sorted, because a search for values in order is several times faster.
    order, by_value = np.argsort(second), np.argsort(wanted)
    low, high = (np.searchsorted(second[order], wanted[by_value], side) for side in SIDES)
    for place in np.flatnonzero(low < high).tolist():
        for other in order[low[place] : high[place]].tolist():
            mask = int(by_value[place]) | other << half
            chosen = [j for j in range(c) if mask >> j & 1]
            if (system[:, chosen].sum(axis=1) == goal).all():
                return chosen
    return None


def _sums(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """All subset sums modulo the prime; subset number k has the values at the bits of k."""
    sums = np.zeros(1, np.int64)
    for value in values:
        sums = np.concatenate([sums, (sums + value) % PRIME])
    return sums
