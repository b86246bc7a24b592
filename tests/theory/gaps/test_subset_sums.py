"""Subset sums against all subsets, and the searches against each other."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import UndecidedError
from tropnet.theory.gaps import subset_sums
from tropnet.theory.gaps.subset_sums import is_excluded, is_no_subset_sum, subset_with_sum

numbers = st.fractions(-4, 4, max_denominator=3)


def exists(values, total):
    subsets = (chosen for k in range(len(values) + 1) for chosen in combinations(values, k))
    return any(sum(chosen) == total for chosen in subsets)


@settings(max_examples=50)
@given(st.lists(numbers, max_size=7), numbers)
def test_every_way_agrees_with_all_subsets(values, total):
    expected = exists(values, total)
    assert not (expected and is_excluded(values, total))
    with pytest.MonkeyPatch.context() as patch:
        for most in 40, -1:  # in the second turn by tables
            patch.setattr(subset_sums, "MOST_VALUES", most)
            patch.setattr(subset_sums, "MOST_VALUES_CHECKED", most)
            assert is_no_subset_sum(values, total) == (not expected)
            found = subset_with_sum(values, total)
            assert (found is not None) == expected
            if expected:
                assert len(set(found)) == len(found)
                assert sum(values[i] for i in found) == total


def test_what_takes_too_long_is_said():
    values = [Fraction(3**i) for i in range(41)]
    for search in subset_with_sum, is_no_subset_sum:
        with pytest.raises(UndecidedError, match="41 jumps"):
            search(values, Fraction(2 * 3**39))
    # small sums are found, and quickly
    assert subset_with_sum(values, Fraction(2)) is None
    assert subset_with_sum([Fraction(2**i) for i in range(41)], Fraction(1025)) == (0, 10)
