"""Columns of fractions against lists of fractions."""

import pickle
from bisect import bisect_left, bisect_right
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropnet.errors import NotRationalError
from tropnet.exact.fraction_arrays import FractionArray, concatenated

small = st.fractions(-3, 3, max_denominator=4)
# Neighbours that no float tells apart, and numbers beyond all floats.
close = st.builds(lambda n, k: 1 + Fraction(k, 10**n), st.integers(18, 20), st.integers(-3, 3))
numbers = st.one_of(
    small, close, st.sampled_from([Fraction(10) ** 400, -(Fraction(10) ** 400), Fraction(1, 10**400)])
)
columns = st.lists(numbers, max_size=8)


@given(st.lists(st.tuples(numbers, numbers), max_size=6), numbers)
def test_arithmetic(pairs, c):
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    a, b = FractionArray.of(left), FractionArray.of(right)
    assert list(a + b) == [x + y for x, y in pairs]
    assert list(a - b) == [x - y for x, y in pairs]
    assert list(a * b) == [x * y for x, y in pairs]
    assert list(c - a) == [c - x for x in left]
    assert list(abs(-a)) == [abs(x) for x in left]
    if all(right):
        assert list(a / b) == [x / y for x, y in pairs]
    assert a.is_less(b).tolist() == [x < y for x, y in pairs]
    assert a.is_equal(b).tolist() == [x == y for x, y in pairs]
    assert a.sign().tolist() == [(x > 0) - (x < 0) for x in left]


@given(columns)
def test_sums_and_extrema(values):
    column = FractionArray.of(values)
    assert column.sum() == sum(values)
    assert list(column.running_sums()) == list(accumulate(values, initial=Fraction(0)))
    if values:
        assert (column.min(), column.max()) == (min(values), max(values))


@given(columns, columns)
def test_places(values, sought):
    values.sort()
    column = FractionArray.of(values)
    for right, bisect in (False, bisect_left), (True, bisect_right):
        expected = [bisect(values, x) for x in sought]
        assert column.searchsorted(FractionArray.of(sought), right=right).tolist() == expected
        assert [column.searchsorted(x, right=right) for x in sought] == expected


@given(columns)
def test_values(values):
    column = FractionArray.of(values)
    assert column.fractions() == tuple(values)
    again = pickle.loads(pickle.dumps(column))
    assert again == column
    assert hash(again) == hash(column)
    assert concatenated([column, column[:2]]).fractions() == (*values, *values[:2])


def test_machine_words_are_read_as_integers():
    column = FractionArray.quotients(np.array([6, -4]), np.array([-4, -6]))
    assert column.fractions() == (Fraction(-3, 2), Fraction(2, 3))
    assert (column * 10**30)[0] == -Fraction(3 * 10**30, 2)


def test_what_is_no_number_is_named():
    with pytest.raises(NotRationalError, match="slope 1"):
        FractionArray.of([1, float("inf")], "slope")
    with pytest.raises(NotRationalError, match="entry 0"):
        FractionArray.of([True])
    with pytest.raises(AttributeError, match="read-only"):
        FractionArray.of([1]).numerators = None
