"""Gate layers against their definitions."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import (
    Activation,
    MaxGate,
    Maximum,
    Maxout,
    MaxPool,
    Minimum,
    absolute,
    clip,
    hard_tanh,
    identity,
    prelu,
    relu,
)

RNG = np.random.default_rng(3)


def batch(*shape):
    return RationalArray.from_integers(RNG.integers(-20, 20, size=shape), 4)


def test_one_function_per_channel_or_per_entry():
    x = batch(2, 2, 3)
    by_channel = Activation([absolute(), hard_tanh()]).evaluate(x)
    six = [absolute(), relu(), hard_tanh(), clip(1, 2), identity(), clip(high=0)]
    by_entry = Activation(six).evaluate(x)
    for k, c, i in product(range(2), range(2), range(3)):
        assert by_channel[k, c, i] == [absolute(), hard_tanh()][c](x[k, c, i])
        assert by_entry[k, c, i] == six[3 * c + i](x[k, c, i])


def test_equal_functions_are_one():
    assert Activation([relu(), relu()]) == Activation(relu())
    assert prelu(["1/2"] * 3) == prelu("1/2")


def test_prelu_has_its_slope_in_each_channel():
    x = batch(3, 2, 4)
    values = prelu(["1/3", -2]).evaluate(x)
    slopes = np.array([1, -6], dtype=object)[None, :, None]
    expected = np.where(x.numerators > 0, x.fractions(), x.fractions() * slopes / 3)
    np.testing.assert_array_equal(values.fractions(), expected)


def test_maxout_takes_consecutive_channels():
    x = batch(2, 6, 3)
    expected = x.fractions().reshape(2, 2, 3, 3).max(axis=2)
    np.testing.assert_array_equal(Maxout(3).evaluate(x).fractions(), expected)


def test_maximum_and_minimum_of_three_inputs():
    x, y, z = batch(2, 3, 2), batch(2, 2), batch(2, 3, 1)
    others = (x.fractions(), y.fractions()[:, None], z.fractions())
    np.testing.assert_array_equal(
        Maximum().evaluate(x, y, z).fractions(), np.maximum.reduce(np.broadcast_arrays(*others))
    )
    np.testing.assert_array_equal(
        Minimum().evaluate(x, y, z).fractions(), np.minimum.reduce(np.broadcast_arrays(*others))
    )


def test_a_maximum_of_one_is_no_neuron():
    for layer, shapes in (
        (Maximum(), [(3,)]),
        (Minimum(), [(3,)]),
        (Maxout(1), [(3,)]),
        (MaxPool([1]), [(2, 3)]),
    ):
        assert layer.is_affine_on(*shapes)
        x = batch(2, *shapes[0])
        assert layer.evaluate(x) == x


def test_border_windows_of_max_pooling_are_smaller():
    gates = MaxPool([2, 2], padding=1).gates((1, 2, 2))
    assert gates == (identity(),) * 4
    assert MaxPool([3], padding=1, stride=1).gates((2, 3)) == (MaxGate(2), MaxGate(3), MaxGate(2)) * 2


@settings(max_examples=60)
@given(st.data())
def test_max_pooling_is_its_definition(data):
    """Brute force over all windows; padded entries are minus infinity."""
    numbers = st.integers(1, 3)
    kernel, stride = data.draw(st.tuples(numbers, numbers)), data.draw(st.tuples(numbers, numbers))
    dilation = data.draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    pads = st.tuples(st.integers(0, 1), st.integers(0, 1))
    padding = data.draw(st.tuples(pads, pads))
    shape = data.draw(st.tuples(st.integers(1, 2), st.integers(2, 5), st.integers(2, 5)))
    x = np.random.default_rng(data.draw(st.integers(0, 99))).integers(-9, 9, size=(1, *shape))
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), *padding), constant_values=-np.inf)
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    starts = [range(0, padded.shape[2 + a] - reach[a] + 1, stride[a]) for a in range(2)]
    layer = MaxPool(kernel, stride=stride, padding=padding, dilation=dilation)
    expected = [
        [
            [
                padded[0, c, i : i + reach[0] : dilation[0], j : j + reach[1] : dilation[1]].max()
                for j in starts[1]
            ]
            for i in starts[0]
        ]
        for c in range(shape[0])
    ]
    if not np.size(expected) or np.isinf(expected).any():
        with pytest.raises(ShapeError):
            layer.output_shape(shape)
        return
    assert layer.output_shape(shape) == np.shape(expected)
    np.testing.assert_array_equal(layer.evaluate(rational_array(x))[0].integers(), np.array(expected))


def test_ceil_mode_keeps_the_last_window_that_begins_inside():
    x = rational_array([[[1, 2, 3, 4, 5]]])
    assert MaxPool([2]).evaluate(x).tolist() == [[[2, 4]]]
    assert MaxPool([2], ceil_mode=True).evaluate(x).tolist() == [[[2, 4, 5]]]
    assert MaxPool([3], stride=4, padding=1, ceil_mode=True).evaluate(x).tolist() == [[[2, 5]]]
