r"""Counting the independent sets of a transversal matroid whose rows come in copies.

Given are finite sets :math:`S_1,\dots,S_P` of columns, and d copies of each.  A choice of copies is *independent* if
its members can be matched to different columns, each to one of its own set.  By Hall's theorem a choice of t_p copies
of every S_p is independent if and only if

.. math:: \sum_{p\in J} t_p \le \Big|\bigcup_{p\in J} S_p\Big| \quad\text{for all } J\subseteq\{1,\dots,P\},

so that there are :math:`\sum_t \prod_p \binom{d}{t_p}` independent choices, the sum over these t.  They are the rows
of a matrix with prescribed support that can be linearly independent (Edmonds 1967): a square matrix with generic
entries in its support is invertible if and only if the support contains a matching.

Three algorithms, all exact:

*Everything.*  If all copies can be matched together, all 2^(P d) choices are independent.  It suffices that sharing
every column evenly between its sets gives d to each; in small cases a maximum flow decides.

*Intervals.*  If the columns can be numbered so that every set is an interval, and the intervals can be sorted so that
neither of their ends decreases, matching each copy to the first free column of its interval is optimal: whatever it
skips lies before all later intervals.  So all that matters of the past is the first free column.

*Frontier.*  In general the sets are taken one by one.  All that matters of the past is the family of those sets B of
columns, of the ones that later sets contain too, that can be left free.  Columns in exactly the same sets are alike;
only their number counts, so that B is a vector b of counts, and the family an array of truth values.  Matching one more
copy to a column of kind c makes it {b : b + e_c in the family}.  States with the same family are added.  The cost is
exponential in the number of columns at the frontier alone, not in the number of sets.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from math import comb, prod
from operator import index

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, UndecidedError
from tropnet.theory.bounds.flows import maximum_flow

__all__ = ["n_independent_choices"]

Family = npt.NDArray[np.bool_]

LARGEST_FLOW = 2000
"""The most edges of a network of which the maximum flow is sought, about a second."""

LARGEST_FRONTIER = 2**24
"""The most truth values of all families at one place, a few seconds; above, the frontier is given up."""


def n_independent_choices(sets: Iterable[Collection[int]], copies: int) -> int:
    r"""The number of independent choices among copies of sets; see the module docstring.

    Polynomial if the sets are intervals that both of their ends sort in the same way, or if all choices are
    independent; else exponential in the number of columns that the sets before and behind a place have in common.

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
    in_order = sorted(supports, key=lambda support: (min(support), max(support)))
    intervals = _as_intervals(in_order)
    if intervals:
        return _of_intervals(intervals, copies)
    if _all_match(in_order, copies):
        return 1 << copies * len(in_order)
    return _of_frontier(in_order, copies)


def _as_intervals(supports: Sequence[frozenset[int]]) -> list[tuple[int, int]]:
    """The sets as intervals whose ends do not decrease, in new numbers of the columns; empty if they are not such."""
    kinds = sorted(_kinds_of_columns(supports), key=lambda kind: (kind.first, kind.last))
    ends = list(accumulate((kind.size for kind in kinds), initial=0))
    own: list[list[int]] = [[] for _ in supports]
    for i, kind in enumerate(kinds):
        for p in kind.sets:
            own[p].append(i)
    intervals = [(ends[numbers[0]], ends[numbers[-1] + 1]) for numbers in own]
    contiguous = all(len(numbers) == numbers[-1] + 1 - numbers[0] for numbers in own)
    monotone = all(a <= c and b <= d for (a, b), (c, d) in pairwise(intervals))
    return intervals if contiguous and monotone else []


def _all_match(supports: Sequence[frozenset[int]], copies: int) -> bool:
    """Whether all copies of all sets are known to match together."""
    kinds = _kinds_of_columns(supports)
    if copies * len(supports) > sum(kind.size for kind in kinds):
        return False
    # If every set gets enough when columns are shared evenly, Hall's conditions hold.
    shares = [Fraction(0)] * len(supports)
    for kind in kinds:
        for p in kind.sets:
            shares[p] += Fraction(kind.size, len(kind.sets))
    if min(shares) >= copies:
        return True
    capacities = {(p, len(supports) + i): kind.size for i, kind in enumerate(kinds) for p in kind.sets}
    if len(capacities) > LARGEST_FLOW:
        return False
    capacities |= {(-1, p): copies for p in range(len(supports))}
    capacities |= {(len(supports) + i, -2): kind.size for i, kind in enumerate(kinds)}
    return maximum_flow(capacities, -1, -2) == copies * len(supports)


def _components(supports: Sequence[frozenset[int]]) -> list[list[frozenset[int]]]:
    """The nonempty sets, in groups that have no column in common."""
    # The set that every set was joined to; the roots are joined to themselves.
    joined = list(range(len(supports)))

    def root(p: int) -> int:
        while joined[p] != p:
            joined[p] = p = joined[joined[p]]
        return p

    first_with: dict[int, int] = {}
    for p, support in enumerate(supports):
        for column in support:
            joined[root(p)] = root(first_with.setdefault(column, p))
    groups: dict[int, list[frozenset[int]]] = defaultdict(list)
    for p, support in enumerate(supports):
        if support:
            groups[root(p)].append(support)
    return list(groups.values())


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
    kinds = _kinds_of_columns(supports)
    at_frontier: list[_Kind] = []
    # Numbers of ways by families.  Without any columns, the family has the one vector of length 0.
    states = _States({_packed(np.ones((), dtype=bool)): 1}, ())
    for p in range(len(supports)):
        passed = tuple(slice(None) if kind.last >= p else 0 for kind in at_frontier)
        # Columns of no other set are used first, and need not be remembered.
        private = sum(kind.size for kind in kinds if kind.first == kind.last == p)
        new = [kind for kind in kinds if kind.first == p < kind.last]
        at_frontier = [kind for kind in at_frontier if kind.last >= p] + new
        shape = tuple(kind.size + 1 for kind in at_frontier)
        _check_size(shape, len(states.ways))
        own = [axis for axis, kind in enumerate(at_frontier) if p in kind.sets]
        after: dict[bytes, int] = defaultdict(int)
        for family, ways in states.items():
            kept = family[passed]
            wider = kept.reshape(kept.shape + (1,) * len(new))
            for t, left in enumerate(_uses(np.broadcast_to(wider, shape), own, private, copies)):
                after[_packed(left)] += ways * comb(copies, t)
        states = _States(after, shape)
    return sum(ways for _, ways in states.items())


@dataclass(frozen=True)
class _Kind:
    """Columns that are in the same sets."""

    sets: frozenset[int]
    size: int

    @cached_property
    def first(self) -> int:
        return min(self.sets)

    @cached_property
    def last(self) -> int:
        return max(self.sets)


@dataclass(frozen=True)
class _States:
    """Families of one shape, with the number of ways to come to each."""

    ways: dict[bytes, int]
    shape: tuple[int, ...]

    def items(self) -> Iterator[tuple[Family, int]]:
        for packed, ways in self.ways.items():
            bits = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), count=prod(self.shape))
            yield bits.astype(bool).reshape(self.shape), ways


def _packed(family: Family) -> bytes:
    return np.packbits(family).tobytes()


def _kinds_of_columns(supports: Sequence[frozenset[int]]) -> list[_Kind]:
    members: dict[int, list[int]] = defaultdict(list)
    for p, support in enumerate(supports):
        for column in support:
            members[column].append(p)
    return [_Kind(sets, size) for sets, size in Counter(map(frozenset, members.values())).items()]


def _uses(family: Family, own: Sequence[int], private: int, copies: int) -> Iterator[Family]:
    """The families after matching 0, 1, 2, ... copies, as long as that is possible."""
    for t in range(copies + 1):
        if t > private:
            family = _with_one_more(family, own)
        if not family.any():
            return
        yield family


def _with_one_more(family: Family, own: Sequence[int]) -> Family:
    """The family after matching one more copy to a column of these kinds."""
    left = np.zeros_like(family)
    for axis in own:
        before, after = [slice(None)] * family.ndim, [slice(None)] * family.ndim
        before[axis], after[axis] = slice(None, -1), slice(1, None)
        left[tuple(before)] |= family[tuple(after)]
    return left


def _check_size(shape: tuple[int, ...], n_families: int) -> None:
    if prod(shape) * n_families > LARGEST_FRONTIER:
        raise UndecidedError(
            f"there are {n_families} ways in which the sets up to some place can use the columns that later sets "
            f"contain too, with {prod(shape)} truth values each; this count stops at {LARGEST_FRONTIER} of them.  A "
            "dense layer of as many neurons on as many inputs gives a larger bound at once"
        )
