"""Counting functions, by brute force for two bits."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import distance
from tropnet.errors import InputError
from tropnet.theory.benign import CountingBound, benign_function, corner_boxes, functions_left_over

TABLES = list(product((0, 1), repeat=4))


@settings(max_examples=40)
@given(st.integers(0, 3), st.integers(0, 4), st.data())
def test_no_choice_of_centers_covers_more(bits, radius, data):
    centers = data.draw(st.lists(st.sampled_from(TABLES), min_size=2**bits, max_size=2**bits))
    left = sum(
        all(sum(a != b for a, b in zip(table, center, strict=True)) > radius for center in centers)
        for table in TABLES
    )
    # 64 e 2^2 = radius
    assert left >= functions_left_over(2, bits, Fraction(radius, 256))


def test_distinct_centers_are_counted_exactly():
    assert [functions_left_over(2, b) for b in range(6)] == [15, 14, 12, 8, 0, 0]


def test_the_mean_square_difference_is_a_sixteenth_of_the_share_of_corners():
    f, g = [0, 1, 1, 0], [0, 1, 0, 1]
    left, right = (benign_function(table, 2) / 4 for table in (f, g))
    total = sum(distance(left, right, "l2", box).squared for box in corner_boxes(2))
    assert total / Fraction(1, 4) == Fraction(1, 16) * Fraction(2, 4)


def test_outcomes():
    assert CountingBound().check(5, 31).outcome == "holds"
    assert CountingBound().check(5, 32).outcome == "not applicable"
    assert CountingBound().check(5, 0, 1).outcome == "not applicable"


def test_what_is_refused():
    with pytest.raises(InputError, match="too many to be counted"):
        functions_left_over(13, 0)
    with pytest.raises(InputError, match="negative"):
        functions_left_over(3, 0, -1)
