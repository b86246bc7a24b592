r"""Subset sums: whether some of given rational numbers have a given sum.

The problem is NP-complete.  Four ways to decide it, each of which is right where it decides:

* *Range.*  No sum is greater than that of the positive values, or less than that of the negative ones.
* *Divisors.*  If all values are multiples of d, so is every sum.
* *Meeting in the middle.*  A subset is one of the first half of the values and one of the second; the sums of both
  halves are :math:`2^{n/2}` numbers each.
* *Tables.*  Take the values as integers.  Instead of negative values choose those that are left out: then all are
  positive, and the sum t that is sought is not negative.  Bit s of a number says whether s is the sum of a subset of
  the first i values; the next number is this one or itself shifted by the next value, and only the bits up to t matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from tropnet.errors import UndecidedError

__all__ = ["is_no_subset_sum", "subset_with_sum"]

# Halves of 20 values have a million sums each, found in a second.
MOST_VALUES = 40
# A table of this many bits takes 128 MB.
LARGEST_TABLE = 2**30
# A subset costs 200 ns in the search that checks.
MOST_VALUES_CHECKED = 24


def subset_with_sum(values: Sequence[Fraction], total: Fraction) -> tuple[int, ...] | None:
    """The numbers of some values with a given sum, or None if there are none.

    Raises
    ------
    UndecidedError
        If there are too many values, too large, for both searches.

    Examples
    --------
    >>> subset_with_sum([Fraction(2), Fraction(-3), Fraction(5)], Fraction(-1)), subset_with_sum([], Fraction(1))
    ((0, 1), None)
    """
    if total == 0:
        return ()
    if is_excluded(values, total):
        return None
    integers, goal = _as_integers(values, total)
    if len(integers) <= MOST_VALUES:
        return _meeting_in_the_middle(integers, goal)
    if len(integers) * _shifted_goal(integers, goal) <= LARGEST_TABLE:
        return _from_tables(integers, goal)
    raise UndecidedError(_too_many(len(integers), MOST_VALUES))


def is_excluded(values: Sequence[Fraction], total: Fraction) -> bool:
    """Whether range or divisors exclude that a subset has the sum.

    >>> is_excluded([Fraction(2), Fraction(4)], Fraction(7)), is_excluded([Fraction(2), Fraction(4)], Fraction(3))
    (True, True)
    >>> is_excluded([Fraction(2), Fraction(5)], Fraction(4))
    False
    """
    integers, goal = _as_integers(values, total)
    least, most = sum(v for v in integers if v < 0), sum(v for v in integers if v > 0)
    divisor = gcd(*integers)
    return not least <= goal <= most or (goal % divisor != 0 if divisor else goal != 0)


def is_no_subset_sum(values: Sequence[Fraction], total: Fraction) -> bool:
    """Whether no subset has a sum, by other searches than those of :func:`subset_with_sum`.

    Few values are tried in all combinations, one sum after the other in the order of a Gray code; of many, the sums
    are marked in an array, value after value.

    Raises
    ------
    UndecidedError
        If there are too many values, too large, for both.

    Examples
    --------
    >>> is_no_subset_sum([Fraction(2), Fraction(5)], Fraction(4)), is_no_subset_sum([Fraction(2)], Fraction(2))
    (True, False)
    """
    if is_excluded(values, total):
        return True
    integers, goal = _as_integers(values, total)
    if len(integers) <= MOST_VALUES_CHECKED:
        return not _in_gray_order(integers, goal)
    least = sum(v for v in integers if v < 0)
    width = sum(map(abs, integers)) + 1
    if len(integers) * width > LARGEST_TABLE:
        raise UndecidedError(_too_many(len(integers), MOST_VALUES_CHECKED))
    is_sum = np.zeros(width, np.bool_)
    is_sum[-least] = True
    for v in integers:
        moved = np.roll(is_sum, v)  # no sum leaves the range, so nothing comes in again at the other end
        is_sum |= moved
    return not is_sum[goal - least]


def _as_integers(values: Sequence[Fraction], total: Fraction) -> tuple[list[int], int]:
    common = lcm(total.denominator, *(value.denominator for value in values))
    return [int(value * common) for value in values], int(total * common)


def _meeting_in_the_middle(integers: list[int], goal: int) -> tuple[int, ...] | None:
    half = len(integers) // 2
    first, second = _sums(integers[:half]), _sums(integers[half:])
    for partial, chosen in first.items():
        if goal - partial in second:
            mask = chosen | second[goal - partial] << half
            return tuple(i for i in range(len(integers)) if mask >> i & 1)
    return None


def _sums(values: list[int]) -> dict[int, int]:
    """All subset sums, each with a subset as a bit mask."""
    sums = {0: 0}
    for i, value in enumerate(values):
        sums = {total + value: mask | 1 << i for total, mask in sums.items()} | sums
    return sums


def _shifted_goal(integers: list[int], goal: int) -> int:
    """The sum that is sought when negative values are left out instead of chosen."""
    return goal - sum(v for v in integers if v < 0)


def _from_tables(integers: list[int], goal: int) -> tuple[int, ...] | None:
    rest = _shifted_goal(integers, goal)
    wanted = (1 << rest + 1) - 1
    tables = [1]
    for v in map(abs, integers):
        tables.append((tables[-1] | tables[-1] << v) & wanted if v <= rest else tables[-1])
    if not tables[-1] >> rest & 1:
        return None
    chosen = []
    for i in range(len(integers) - 1, -1, -1):
        is_taken = not tables[i] >> rest & 1
        rest -= abs(integers[i]) * is_taken
        if is_taken == (integers[i] > 0):
            chosen.append(i)
    return tuple(reversed(chosen))


def _in_gray_order(integers: list[int], goal: int) -> bool:
    """Whether a subset has the sum; each subset differs from the one before by one value."""
    total, chosen = 0, 0
    for step in range(1, 2 ** len(integers)):
        if total == goal:
            return True
        i = (step & -step).bit_length() - 1
        chosen ^= 1 << i
        total += integers[i] if chosen >> i & 1 else -integers[i]
    return total == goal


def _too_many(n: int, most: int) -> str:
    return (
        f"whether a subset of {n} jumps of the slope has a given sum is not decided for more than {most} values unless "
        "they are multiples, with small factors, of one number; two_sided_network(f) has at most one neuron too many"
    )
