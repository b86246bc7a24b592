r"""Counting the independent sets of a transversal matroid whose rows come in copies.

Given are finite sets :math:`S_1,\dots,S_P` of columns, and d copies of each.  A choice of copies is *independent* if
its members can be matched to different columns, each to one of its own set.  By Hall's theorem a choice of t_p copies
of every S_p is independent if and only if

.. math:: \sum_{p\in J} t_p \le \Big|\bigcup_{p\in J} S_p\Big| \quad\text{for all } J\subseteq\{1,\dots,P\},

so that there are :math:`\sum_t \prod_p \binom{d}{t_p}` independent choices, the sum over these t.  They are the rows
of a matrix with prescribed support that can be linearly independent (Edmonds 1967): a square matrix with generic
entries in its support is invertible if and only if the support contains a matching.

Two algorithms, exact both:

*Intervals.*  If the columns can be numbered so that every set is an interval, and the intervals can be sorted so that
neither of their ends decreases, matching each copy to the first free column of its interval is optimal: whatever it
skips lies before all later intervals.  So all that matters of the past is the first free column.

*Frontier.*  In general the sets are taken one by one.  All that matters of the past is the family of those sets B of
columns, of the ones that later sets contain too, that can be left free.  Columns in exactly the same sets are alike;
only their number counts, so that B is a vector of counts.  The family is held as one Python integer, with bit
:math:`\sum_c b_c r_c` for the vector b, in mixed radix.  Matching one more copy to a column alike c takes {b : b + e_c in
the family}: a mask and a shift.  States with the same family are added.  The cost is exponential in the number of
columns at the frontier alone, not in the number of sets.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from math import comb, prod
from operator import index

from tropnet.errors import InputError, UndecidedError

__all__ = ["n_independent_choices"]

LARGEST_FAMILY = 2**22
"""The most bits of one family; above, the frontier is given up."""


def n_independent_choices(sets: Iterable[Collection[int]], copies: int) -> int:
    r"""The number of independent choices among copies of sets; see the module docstring.

    Polynomial if the sets are intervals of the integers, sorted by both of their ends; else exponential in the number
    of columns that the sets before and behind a place have in common.

    Parameters
    ----------
    sets : iterable of collections of int
        Sets of columns.
    copies : int
        The number d of copies of each.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If the number of copies is negative.
    UndecidedError
        If the frontier is too wide.

    Examples
    --------
    Two copies of {0, 1} and of {1, 2} are four rows in three columns; all sets but the one of four are independent:

    >>> n_independent_choices([{0, 1}, {1, 2}], 2)
    15
    """
    if index(copies) < 0:
        raise InputError(f"{copies} copies of a set cannot be; give 0 or more")
    supports = [frozenset(map(index, s)) for s in sets]
    return prod(_of_component(part, copies) for part in _components(supports))


def _of_component(supports: Sequence[frozenset[int]], copies: int) -> int:
    intervals = sorted((min(s), max(s) + 1) for s in supports)
    are_intervals = all(len(s) == max(s) + 1 - min(s) for s in supports)
    if are_intervals and all(a[1] <= b[1] for a, b in pairwise(intervals)):
        return _of_intervals(intervals, copies)
    return _of_frontier(supports, copies)


def _components(supports: Sequence[frozenset[int]]) -> list[list[frozenset[int]]]:
    """The nonempty sets, in groups that have no column in common, each in its first order."""
    groups: list[tuple[set[int], list[int]]] = []
    for number, support in enumerate(supports):
        if support:
            meeting = [group for group in groups if not group[0].isdisjoint(support)]
            groups = [group for group in groups if group[0].isdisjoint(support)]
            columns = set(support).union(*(group[0] for group in meeting))
            groups.append((columns, sorted([number, *(i for group in meeting for i in group[1])])))
    return [[supports[i] for i in numbers] for _, numbers in groups]


def _of_intervals(intervals: Sequence[tuple[int, int]], copies: int) -> int:
    ways = {intervals[0][0]: 1}
    for low, high in intervals:
        after: dict[int, int] = defaultdict(int)
        for free, number in ways.items():
            start = max(free, low)
            for t in range(min(copies, high - start) + 1):
                after[start + t] += number * comb(copies, t)
        ways = after
    return sum(ways.values())


def _of_frontier(supports: Sequence[frozenset[int]], copies: int) -> int:
    kinds = _alike_columns(supports)
    last = {members: max(members) for members in kinds}
    first = {members: min(members) for members in kinds}
    frontier: dict[frozenset[int], _Digit] = {}
    # Families by their number of ways.  Without any columns, the one vector is the empty one.
    ways: dict[int, int] = {1: 1}
    for p in range(len(supports)):
        kept = {members: digit for members, digit in frontier.items() if last[members] >= p}
        new = [members for members in kinds if first[members] == p]
        places = _digits([(members, kinds[members]) for members in (*kept, *new)])
        ways = _collected((_moved(family, kept, places, new), number) for family, number in ways.items())
        own = [places[members] for members in places if p in members]
        after: dict[int, int] = defaultdict(int)
        for family, number in ways.items():
            t, left = 0, family
            while left and t <= copies:
                after[left] += number * comb(copies, t)
                t, left = t + 1, _with_one_more(left, own)
        ways, frontier = after, places
    return sum(ways.values())
