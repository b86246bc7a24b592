"""Binary digits by networks, against integer arithmetic."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import is_equivalent
from tropnet.errors import InputError
from tropnet.theory.benign import bit_network, bit_network_size


def digits_of(x, c):
    """The first c binary digits of a number in [0, 1), the most significant first."""
    return [int(bit) for bit in format(floor(x * 2**c), f"0{c}b")]


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("c", range(1, 7))
def test_every_point_of_the_grid_is_read_exactly(c, deep):
    net = bit_network(c, "1/3", deep=deep)
    points = [[Fraction(k, 2**c)] for k in range(2**c)]
    assert net(points).tolist() == [digits_of(x, c) for (x,) in points]


@settings(max_examples=25)
@given(st.integers(1, 5), st.fractions("1/50", 1), st.fractions(0, 1), st.data(), st.booleans())
def test_outside_of_the_gaps_digits_are_exact(c, margin, share, data, deep):
    k = data.draw(st.integers(0, 2**c - 1))
    x = (k + share * (1 - margin)) / 2**c
    assert bit_network(c, margin, deep=deep)([x]).tolist() == digits_of(Fraction(k, 2**c), c)


@settings(max_examples=25)
@given(st.integers(1, 4), st.fractions("1/50", 1), st.fractions(-2, 3))
def test_outside_of_the_unit_interval_digits_are_0_and_inside_a_gap_between_0_and_1(c, margin, x):
    for deep in (False, True):
        values = bit_network(c, margin, deep=deep)([x]).tolist()
        assert all(0 <= value <= 1 for value in values)
        assert 0 <= x <= 1 or not any(values)


@pytest.mark.parametrize("margin", ["1/7", "1/2", 1])
@pytest.mark.parametrize("c", [1, 2, 3, 4])
def test_the_wide_and_the_deep_network_are_the_same_function(c, margin):
    assert is_equivalent(bit_network(c, margin), bit_network(c, margin, deep=True))


def test_sizes():
    for c in range(1, 6):
        wide, deep = bit_network(c, "1/2", n=2), bit_network(c, "1/2", deep=True, n=2)
        # Lemma 21 has 2 (2^c + 1) neurons for each number: one ramp more.
        assert wide.widths == (2 * 2 ** (c + 1),)
        assert wide.size < 2 * 2 * (2**c + 1)
        assert (wide.size, deep.size) == (bit_network_size(c, n=2), bit_network_size(c, deep=True, n=2))
        assert deep.hidden_layers == c + 1
        # j tents and a ramp for digit j, and one neuron for each layer that it waits
        assert deep.size == 2 * sum(2 * j + 2 + c - j for j in range(1, c + 1))


def test_several_numbers_side_by_side():
    assert bit_network(2, "1/4", n=3)(["1/4", "3/4", "1/2"]).tolist() == [0, 1, 1, 1, 1, 0]


def test_what_is_refused():
    with pytest.raises(InputError, match="margin 2 is not in"):
        bit_network(2, 2)
    with pytest.raises(InputError, match="the number of digits is 0"):
        bit_network(0, 1)
    with pytest.raises(InputError, match="give deep=True"):
        bit_network(13, 1)
