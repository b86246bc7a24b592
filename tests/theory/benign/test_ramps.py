"""Rounding and sharpening, against the definition of a ramp."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError
from tropnet.networks import Network
from tropnet.theory.benign import (
    boolean_cube,
    inner_product,
    inner_product_network,
    ramp_network,
    rounding_network,
    sharpened,
    truth_table,
)

rationals = st.fractions(-3, 3, max_denominator=24)


@settings(max_examples=25)
@given(rationals, rationals, st.lists(rationals, min_size=1, max_size=3))
def test_a_ramp_is_a_clipped_affine_function(a, b, x):
    if a >= b:
        with pytest.raises(InputError, match="does not rise"):
            ramp_network(a, b)
        return
    net = ramp_network(a, b, len(x))
    assert net(x).tolist() == [min(max((t - a) / (b - a), 0), 1) for t in x]
    assert net.widths == (2 * len(x),)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 1), st.fractions(0, "1/4")), min_size=1, max_size=4))
def test_rounding_is_exact_near_corners(near):
    x = [offset if bit == 0 else 1 - offset for bit, offset in near]
    assert rounding_network(len(x))(x).tolist() == [bit for bit, _ in near]


@settings(max_examples=25)
@given(st.fractions("-1/3", "1/3"), st.sampled_from([1, 2, 3]))
def test_what_is_within_a_third_becomes_exact(error, d):
    net = inner_product_network(d) + Network.from_arrays([[[0] * 2 * d]], [[error]])
    exact = sharpened(net)
    assert exact(boolean_cube(2 * d)).ravel().tolist() == truth_table(inner_product, 2 * d).tolist()
    assert exact.size == net.size + 2


def test_beyond_a_third_sharpening_is_not_exact():
    rough = Network.from_arrays([[[0]]], [[Fraction(1, 3) + Fraction(1, 100)]])
    assert sharpened(rough)([0]).item() == Fraction(3, 100)
