"""Affine layers against numpy on fractions, and the rounding of batch normalisation."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import (
    Add,
    AddConstant,
    Concat,
    Dense,
    Flatten,
    MulConstant,
    Reshape,
    Select,
    Slice,
    Transpose,
    fold_batch_norm,
)
from tropnet.networks.affine import nearest_square_root

RNG = np.random.default_rng(7)


def batch(*shape):
    return RationalArray.from_integers(RNG.integers(-20, 20, size=(3, *shape)), 6)


# Each layer and the same in numpy's words, on arrays of fractions with the batch axis in front.
NUMPY = [
    (Flatten(), [(2, 3, 2)], lambda x: x.reshape(3, -1)),
    (Reshape((3, 4)), [(2, 3, 2)], lambda x: x.reshape(3, 3, 4)),
    (Transpose((2, 0, 1)), [(2, 3, 4)], lambda x: np.moveaxis(x, 3, 1)),
    (Slice([slice(1, None), slice(None, None, -2)]), [(3, 4)], lambda x: x[:, 1:, ::-2]),
    (Slice([slice(-2, None)]), [(3, 4)], lambda x: x[:, -2:]),
    (Select([2, 0, -1], axis=-1), [(3, 4)], lambda x: np.take(x, [2, 0, -1], axis=2)),
    (Concat(axis=-1), [(2, 3), (2, 1)], lambda x, y: np.concatenate([x, y], axis=2)),
    (Add(), [(2, 3), (2, 3)], lambda x, y: x + y),
    (Add(), [(2, 3), (3,)], lambda x, y: x + y[:, None, :]),
    (AddConstant([1, 2, 3]), [(2, 3)], lambda x: x + np.array([1, 2, 3])),
    (MulConstant([[1], [2]]), [(3,)], lambda x: x[:, None, :] * np.array([[1], [2]])),
    (MulConstant(-3), [(2, 3)], lambda x: x * -3),
]


@pytest.mark.parametrize(("layer", "shapes", "formula"), NUMPY, ids=lambda v: type(v).__name__)
def test_rearrangements_sums_and_constants(layer, shapes, formula):
    inputs = [batch(*shape) for shape in shapes]
    expected = formula(*(x.fractions() for x in inputs))
    np.testing.assert_array_equal(layer.evaluate(*inputs).fractions(), expected)


def test_dense_is_a_sum_of_products():
    weight, bias, x = batch(4)[:2], rational_array(["1/3", -2]), batch(5, 4)
    values = Dense(weight, bias).evaluate(x)
    for i in range(3):
        for j in range(5):
            for o in range(2):
                assert values[i, j, o] == sum(weight[o, c] * x[i, j, c] for c in range(4)) + bias[o]


def test_a_zero_bias_is_no_parameter():
    assert Dense([[1, 2]]) == Dense([[1, 2]], [0])
    assert Dense([[1, 2]], [0]).n_parameters == 2
    assert Dense([[1, 2]], ["1/9"]).n_parameters == 3


@given(st.floats(min_value=0, allow_nan=False, allow_infinity=False))
def test_square_root_agrees_with_the_hardware(x):
    """IEEE 754 requires that the square root of a float is correctly rounded."""
    assert nearest_square_root(Fraction(x)) == Fraction(math.sqrt(x))


@given(st.fractions(0).filter(bool), st.integers(-600, 600))
def test_square_root_is_nearest(q, shift):
    """The root lies between the midpoints to the neighbouring floats, compared by exact squares."""
    square = q * Fraction(4) ** shift
    root = nearest_square_root(square)
    x = float(root)
    assert Fraction(x) == root
    below = (root + Fraction(math.nextafter(x, -math.inf))) / 2
    above = (root + Fraction(math.nextafter(x, math.inf))) / 2
    assert max(below, 0) ** 2 <= square <= above**2


def test_square_root_of_a_tie_rounds_to_even():
    for odd in (2**53 + 1, 2**53 + 3):
        assert nearest_square_root(Fraction(odd * odd)) == int(float(odd))


def test_square_root_in_the_subnormal_range():
    tiny = Fraction(1, 2**1074)
    assert nearest_square_root(tiny**2) == tiny
    assert nearest_square_root((tiny * Fraction(3, 2)) ** 2) == 2 * tiny  # a tie, to even
    assert nearest_square_root((tiny * Fraction(10, 4)) ** 2) == 2 * tiny
    assert nearest_square_root((tiny / 4) ** 2) == 0


def test_square_root_beyond_all_floats():
    with pytest.raises(InputError, match="larger than every float64"):
        nearest_square_root(Fraction(4) ** 1024)


@given(
    st.lists(st.tuples(*[st.floats(-4, 4, width=32)] * 3, st.floats(0, 8, width=32)), min_size=1, max_size=5)
)
def test_batch_norm_is_within_one_rounding(channels):
    gamma, beta, mean, variance = (list(column) for column in zip(*channels, strict=True))
    scale, shift, _ = fold_batch_norm(gamma, beta, mean, variance, 1e-5)
    for g, b, m, v, s, c in zip(gamma, beta, mean, variance, scale, shift, strict=True):
        true_square = Fraction(g) ** 2 / (Fraction(v) + Fraction(1e-5))
        low, high = abs(s) * (1 - Fraction(1, 2**52)), abs(s) * (1 + Fraction(1, 2**52))
        slack = Fraction(1, 2**1074)
        assert max(low - slack, 0) ** 2 <= true_square <= (high + slack) ** 2
        assert (s > 0) == (g > 0) or s == 0
        assert c == Fraction(b) - Fraction(m) * s


def test_batch_norm_notes_what_was_rounded():
    scale, _, note = fold_batch_norm([3, -3, 1], [0, 0, 0], [0, 0, 0], [9, "9/4", 3], 0)
    assert scale.tolist()[:2] == [1, -2]
    assert "1 of 3 scales" in note


def test_batch_norm_refuses():
    with pytest.raises(InputError, match="channel 1 is -1"):
        fold_batch_norm([1, 1], [0, 0], [0, 0], [1, -2], 1)
    with pytest.raises(ShapeError, match="one shape"):
        fold_batch_norm([1, 1], [0, 0], [0, 0], [1], 1)
