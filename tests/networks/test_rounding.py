"""Networks with rounded weights, and layers with other arrays."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks.strategies import networks

from tropnet import counterexample, is_equivalent, linear_regions, models, read
from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.rounding import nearest_multiples
from tropnet.networks import (
    Activation,
    AddConstant,
    AveragePool,
    Conv,
    Dense,
    Flatten,
    MaxPool,
    MulConstant,
    Network,
    leaky_relu,
    rounded,
)


def of_every_kind():
    """A network with all the layers that hold numbers, none of them a multiple of 1/8."""
    weight = RationalArray.from_integers(np.arange(1, 19).reshape(2, 1, 3, 3), 7)
    return Network.sequential(
        [
            AddConstant("1/3"),
            Conv(weight, ["1/5", "1/9"], stride=1, padding=1, groups=1),
            Activation(leaky_relu("1/10")),
            MaxPool([2, 2]),
            AveragePool([2, 2]),
            MulConstant([[["1/6"]], [["5/3"]]]),
            Flatten(),
            Dense([["1/3", "2/3"]], ["1/7"]),
        ],
        (1, 4, 4),
        ["by hand"],
    )


def arrays_of(net):
    return [array for node in net.nodes for array in node.layer.parameters.values()]


def test_all_numbers_of_all_layers_are_rounded():
    net = of_every_kind()
    coarse = rounded(net, bits=3)
    assert len(arrays_of(net)) == 6
    for before, behind in zip(arrays_of(net), arrays_of(coarse), strict=True):
        assert behind.denominator in {1, 2, 4, 8}
        assert abs(before - behind).max() <= Fraction(1, 16)
    # The weights 7/7 and 14/7 of the convolution are whole.
    n = net.n_parameters
    assert n == 26
    assert coarse.provenance == (
        "by hand",
        "24 of 26 weights, biases and constants rounded to the nearest multiple of 2^-3",
    )
    kept = [type(node.layer) for node in net.nodes]
    assert [type(node.layer) for node in coarse.nodes] == kept
    assert coarse.nodes[2] == net.nodes[2]
    assert (coarse.nodes[1].layer.padding, coarse.shapes) == (net.nodes[1].layer.padding, net.shapes)


@given(networks(), st.integers(0, 3))
def test_rounding_is_a_projection(net, bits):
    coarse = rounded(net, bits=bits)
    assert rounded(coarse, bits=bits) == coarse
    assert rounded(coarse, bits=bits + 2) == coarse
    assert [node.name for node in coarse.nodes] == [node.name for node in net.nodes]
    assert arrays_of(coarse) == [nearest_multiples(array, bits) for array in arrays_of(net)]


def test_floats_are_already_rounded():
    net = Network.from_arrays([np.float32([[0.1, 0.2]]), np.float32([[0.3]])])
    for dtype in (np.float32, "float64"):
        assert rounded(net, dtype=dtype) == net
        assert rounded(net, dtype=dtype).provenance[0].startswith("0 of 3 weights")
    assert rounded(net, dtype="float16") == Network.from_arrays(
        [np.float16([[0.1, 0.2]]), np.float16([[0.3]])]
    )


def test_twins_become_one_neuron():
    # 0.1 + 0.2 and 0.3 are neighbours as float64 and the same as float32.
    twins = Network.from_arrays([[[0.1 + 0.2], [0.3]], [[1, -1]]], [[-1, -1], [0]])
    single = rounded(twins, dtype="float32")
    assert (len(linear_regions(twins)), len(linear_regions(single))) == (3, 2)
    assert is_equivalent(single, Network.from_arrays([[[0]]]))
    assert counterexample(twins, single) is not None


def test_a_trained_network_in_float16():
    net = read(models.path("iris"))
    expected = [array.floats().astype(np.float16) for array in arrays_of(net)]
    assert arrays_of(rounded(net, dtype="float16")) == [RationalArray(array) for array in expected]


def test_what_is_refused():
    net = Network.from_arrays([[[1]], [[2**200]]])
    for wrong in ({}, {"bits": 3, "dtype": "float32"}):
        with pytest.raises(InputError, match="give one of them"):
            rounded(net, **wrong)
    with pytest.raises(
        InputError, match=r"node 2 \(Dense\): weight: the entry at index \(0, 0\) lies beyond"
    ):
        rounded(net, dtype="float32")
    with pytest.raises(InputError, match="int32 is no float format"):
        rounded(net, dtype="int32")


# -- layers with other arrays ---------------------------------------------------------------------------


@given(networks())
def test_the_arrays_are_what_is_counted(net):
    for node in net.nodes:
        layer, arrays = node.layer, node.layer.parameters
        assert (
            sum(array.size for name, array in arrays.items() if name != "bias" or array.any())
            == layer.n_parameters
        )
        assert layer.with_parameters(**arrays) == layer
        doubled = layer.with_parameters(**{name: array * 2 for name, array in arrays.items()})
        assert doubled.parameters == {name: array * 2 for name, array in arrays.items()}
        # the old one is as it was
        assert layer.parameters == arrays


def test_arrays_that_do_not_fit_are_refused():
    layer = Dense([[1, 2]], [3])
    with pytest.raises(InputError, match="no array 'weights'; it has weight, bias"):
        layer.with_parameters(weights=[[1, 2]])
    with pytest.raises(InputError, match="none at all"):
        MaxPool([2]).with_parameters(weight=[1])
    with pytest.raises(ShapeError, match=r"the bias has shape \(1,\)"):
        layer.with_parameters(bias=[1, 2])
    with pytest.raises(NotRationalError):
        layer.with_parameters(bias=[float("inf")])
