"""The order of columns against Python's own sorting."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tropnet.exact.columns import ordered
from tropnet.exact.fraction_arrays import FractionArray

TINY = Fraction(1, 10**40)
# Numbers that floats cannot tell apart, equal ones, and numbers beyond the range of floats.
CLOSE = st.builds(lambda p, k: Fraction(p, 3) + k * TINY, st.integers(-3, 3), st.integers(-2, 2))
HUGE = st.builds(lambda p, k: Fraction(p * 10**400 + k, 7), st.integers(-2, 2), st.integers(-1, 1))
numbers = st.one_of(st.fractions(max_denominator=50), CLOSE, HUGE)


@given(st.lists(numbers, max_size=25))
def test_the_distinct_entries_ascend_and_labels_find_them(values: list[Fraction]) -> None:
    distinct, labels = ordered(FractionArray.of(values))
    assert list(distinct) == sorted(set(values))
    assert [distinct[label] for label in labels] == values


def test_words_and_large_integers_give_one_order() -> None:
    rng = np.random.default_rng(0)
    values = [Fraction(int(p), 12) for p in rng.integers(-30, 30, size=200)]
    small = ordered(FractionArray.of(values))
    shifted = ordered(FractionArray.of([value + TINY for value in values]))
    assert list(small[0]) == sorted(set(values))
    assert (small[1] == shifted[1]).all()
