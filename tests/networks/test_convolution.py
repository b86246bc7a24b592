"""Convolutions and average pooling against their definitions, written as loops."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import AveragePool, Conv
from tropnet.networks.convolution import Windows


def n_positions(n, kernel, stride, pad, dilation, *, ceil_mode):
    """Count windows one after the other, by the rule for when the next one exists."""
    before, after = pad
    reach = dilation * (kernel - 1) + 1
    total, start = n + before + after, 0
    count = 0
    while True:
        if start + reach > total and not (
            ceil_mode and start - stride + reach < total and start < n + before
        ):
            return count
        count, start = count + 1, start + stride


@st.composite
def windows(draw, n_axes, largest_padding=2):
    def each(strategy):
        return tuple(draw(strategy) for _ in range(n_axes))

    small = st.integers(1, 3)
    pads = st.integers(0, largest_padding)
    return Windows(
        each(small), each(small), each(st.tuples(pads, pads)), each(st.integers(1, 2)), draw(st.booleans())
    )


def placed(w, spatial):
    """For each output position the list of (window entry, input position), of the whole padded grid."""
    counts = [
        n_positions(n, *numbers, ceil_mode=w.ceil_mode)
        for n, *numbers in zip(spatial, w.kernel, w.stride, w.padding, w.dilation, strict=True)
    ]
    for p in product(*map(range, counts)):
        entries = []
        for q in product(*map(range, w.kernel)):
            at = tuple(
                i * s + j * d - pad[0]
                for i, j, s, d, pad in zip(p, q, w.stride, w.dilation, w.padding, strict=True)
            )
            if all(a < n + pad[1] for a, n, pad in zip(at, spatial, w.padding, strict=True)):
                entries.append((q, at))
        yield p, entries


def is_inside(at, spatial):
    return all(0 <= a < n for a, n in zip(at, spatial, strict=True))


@st.composite
def convolutions(draw):
    n_axes = draw(st.integers(1, 2))
    w = draw(windows(n_axes))
    groups, n_in, n_out = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    spatial = tuple(draw(st.integers(2, 5)) for _ in range(n_axes))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    weight = RationalArray.from_integers(rng.integers(-9, 9, size=(groups * n_out, n_in, *w.kernel)), 4)
    bias = RationalArray.from_integers(rng.integers(-9, 9, size=groups * n_out), 3)
    x = RationalArray.from_integers(rng.integers(-9, 9, size=(1, groups * n_in, *spatial)), 2)
    layer = Conv(weight, bias, stride=w.stride, padding=w.padding, dilation=w.dilation, groups=groups)
    return layer, x


@settings(max_examples=60)
@given(convolutions())
def test_convolution_is_its_definition(case):
    layer, x = case
    w, spatial, groups = layer.windows, x.shape[2:], layer.groups
    places = list(placed(w, spatial))
    if not places:
        with pytest.raises(ShapeError, match="does not fit"):
            layer.evaluate(x)
        return
    values = layer.evaluate(x)
    n_out, n_in = layer.weight.shape[0] // groups, layer.weight.shape[1]
    assert values.size == len(places) * layer.weight.shape[0]
    for o in range(layer.weight.shape[0]):
        for p, entries in places:
            total = layer.bias[o]
            for c in range(n_in):
                for q, at in entries:
                    if is_inside(at, spatial):
                        total += layer.weight[(o, c, *q)] * x[(0, o // n_out * n_in + c, *at)]
            assert values[(0, o, *p)] == total


@settings(max_examples=60)
@given(st.integers(1, 2).flatmap(windows), st.booleans(), st.data())
def test_average_pooling_is_its_definition(w, count_padding, data):
    w = Windows(w.kernel, w.stride, w.padding, (1,) * len(w.kernel), w.ceil_mode)
    spatial = tuple(data.draw(st.integers(2, 5)) for _ in w.kernel)
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    x = RationalArray.from_integers(rng.integers(-9, 9, size=(1, 2, *spatial)), 5)
    layer = AveragePool(
        w.kernel, stride=w.stride, padding=w.padding, ceil_mode=w.ceil_mode, count_padding=count_padding
    )
    places = list(placed(w, spatial))
    counted = [[at for _, at in entries if count_padding or is_inside(at, spatial)] for _, entries in places]
    if not places or not all(counted):
        with pytest.raises(ShapeError):
            layer.evaluate(x)
        return
    values = layer.evaluate(x)
    assert values.size == 2 * len(places)
    for c in range(2):
        for (p, _), own in zip(places, counted, strict=True):
            total = sum((x[(0, c, *at)] for at in own if is_inside(at, spatial)), Fraction(0))
            assert values[(0, c, *p)] == total / len(own)


def test_a_dilated_strided_kernel_by_hand():
    x = RationalArray.from_integers(np.arange(10)[None, None])
    layer = Conv([[[1, 10]]], dilation=3, stride=4)
    assert layer.evaluate(x).tolist() == [[[0 + 30, 4 + 70]]]


def test_batch_and_channels_are_not_mixed():
    """A 1 x 1 convolution is the same matrix at every position."""
    weight = np.array([[1, 2], [3, -4], [0, 5]])
    x = np.arange(2 * 2 * 2 * 3).reshape(2, 2, 2, 3)
    values = Conv(weight[:, :, None, None]).evaluate(RationalArray.from_integers(x))
    np.testing.assert_array_equal(values.integers(), np.einsum("oc,kchw->kohw", weight, x))
