"""tropnet's JSON: every network survives, equal networks have equal texts, hostile texts are refused."""

import json
import time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from networks.strategies import networks

from tropnet.errors import FormatError, TropnetError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import (
    Activation,
    AddConstant,
    AveragePool,
    Conv,
    Dense,
    MaxPool,
    MulConstant,
    Network,
    Node,
    PiecewiseLinearFunction1D,
    Slice,
)
from tropnet.networks.affine import AffineLayer
from tropnet.networks.io.native import FORMS, from_json, to_json
from tropnet.networks.layers import GateLayer, Layer

SAW = PiecewiseLinearFunction1D(["-1/2", 2], [0, 3, -1], "1/9")
SMALL = Network([Node(Dense([["1/3", -2]], [1]), (-1,), "first")], 2, ["made by hand"])


@given(networks())
@settings(max_examples=75, deadline=None)
def test_every_network_survives(net: Network) -> None:
    text = to_json(net)
    back = from_json(text)
    assert back == net
    assert [node.name for node in back.nodes] == [node.name for node in net.nodes]
    assert to_json(back) == text
    assert json.loads(text)["schema"] == 1


def test_every_layer_of_the_library_has_a_form() -> None:
    concrete = {
        layer
        for kind in (AffineLayer, GateLayer)
        for layer in kind.__subclasses__()
        if layer.__module__.startswith("tropnet.")
    }
    assert {form.type for form in FORMS.values()} == concrete


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        ([AddConstant("1/3"), MulConstant([[1], ["-2/7"]])], (2, 3)),
        ([Conv([[[1, 2]]], stride=2, padding=[(1, 0)], dilation=3)], (1, 9)),
        ([AveragePool([2, 1], padding=[(1, 0), 0], ceil_mode=True, count_padding=False)], (1, 5, 3)),
        ([MaxPool([3], dilation=2, padding=1, ceil_mode=True)], (2, 8)),
        ([Slice([slice(None, None, -1), slice(0, -1)])], (2, 3)),
        ([Activation([SAW, PiecewiseLinearFunction1D([], [0], 5)])], (2,)),
        ([Dense([[Fraction(7**6000, 11**6000), -(13**5000)]])], (2,)),
    ],
)  # fmt: skip
def test_every_option_survives(layers: list[Layer], shape: Any) -> None:
    net = Network.sequential(layers, shape)
    assert from_json(to_json(net)) == net


def test_equal_networks_have_equal_texts() -> None:
    one = Network.from_arrays([[[0.5, 2.0]], [[1]]], [[0], None])
    other = Network.from_arrays([[["1/2", 2]], [["7/7"]]])
    assert one == other
    assert to_json(one) == to_json(other)
    renamed = Network([Node(SMALL.nodes[0].layer, (-1,), "other")], 2, ["from elsewhere"])
    assert to_json(SMALL, notes=False) == to_json(renamed, notes=False)
    assert to_json(SMALL) != to_json(renamed)


def test_names_and_provenance_survive() -> None:
    back = from_json(to_json(SMALL))
    assert (back.nodes[0].name, back.provenance) == ("first", ("made by hand",))


def changed(**entries: Any) -> str:
    return json.dumps(json.loads(to_json(SMALL)) | entries)


def node(**entries: Any) -> str:
    own = json.loads(to_json(SMALL))["nodes"][0] | entries
    return changed(nodes=[own])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "malformed"),
        ("[]", "no JSON object"),
        ("{}", 'no "format"'),
        (changed(format="another"), 'no "format"'),
        (changed(schema=2), "schema 2 is not known.*newer"),
        (changed(schema=True), "schema is True"),
        (changed(more=1), "'more' is unknown"),
        (changed(input_shape=[2.0]), "list of integers"),
        (changed(input_shape=[3]), "node 0.*takes 2 numbers"),
        (changed(input_shape=[-2]), "positive"),
        (changed(nodes=[]), "at least one node"),
        (changed(nodes=[1]), "node 0: 1 is no JSON object"),
        (changed(provenance=[1]), "list of strings"),
        (node(inputs=[0]), r"node 0 takes \(0,\)"),
        (node(inputs=[-2]), r"node 0 takes \(-2,\)"),
        (node(inputs=[]), "takes one input"),
        (node(extra=1), "'extra' is unknown"),
        (node(weight=[[1, 2]]), 'node 0.*weight: 1 is no rational; write it as a string such as "-3/7"'),
        (node(weight=[["1", "2"], ["3"]]), "ragged"),
        (node(weight=[[]]), "empty"),
        (node(weight=["1", ["2"]]), "no rational"),
        (node(weight=[["1/0", "2"]]), "1/0"),
        (node(weight=[["1e99", "2"]]), "no rational"),
        (node(weight=[["0.5", "2"]]), "no rational"),
        (node(weight=[["nan", "2"]]), "no rational"),
        (node(weight=[[None, "2"]]), "no rational"),
        (node(weight=[["9" * 5000, "2"]]), "4300"),
        (node(bias=["1", "2"]), "bias must have shape"),
        (to_json(SMALL).replace('"-2"', "NaN"), "NaN is no rational"),
        (to_json(SMALL).replace('"bias"', '"weight"'), "'weight' stands twice"),
        ("[" * 100_000 + "]" * 100_000, "recursion|nested"),
        (node(weight=json.loads("[" * 60 + '"1"' + "]" * 60)), "nested more than 32 deep"),
    ],
)
def test_malformed_texts(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        from_json(text)


def test_unknown_layers() -> None:
    with pytest.raises(
        UnsupportedLayerError, match=r"node 0: the layer 'Tanh' is unknown; the layers are Dense"
    ):
        from_json(node(layer="Tanh"))

    class Own(AffineLayer):
        def output_shape(self, *input_shapes: tuple[int, ...]) -> tuple[int, ...]:
            return input_shapes[0]

        def linear(self, *inputs: Any) -> Any:
            return inputs[0]

    with pytest.raises(UnsupportedLayerError, match=r"node 0 \(Own\) cannot be written"):
        to_json(Network.sequential([Own()], 1))


def text_of(layer: dict[str, Any], input_shape: list[int]) -> str:
    return changed(nodes=[{"inputs": [-1]} | layer], input_shape=input_shape)


POOL = {"kernel": [2], "stride": [1], "padding": [[0, 0]], "ceil_mode": False}
MEAN = POOL | {"count_padding": True}
PRIMES = [n for n in range(2, 60_000) if all(n % p for p in range(2, int(n**0.5) + 1))]


@pytest.mark.parametrize(
    "text",
    [
        text_of({"layer": "MaxPool", "dilation": [1]} | POOL | {"padding": [[2**40, 2**40]]}, [1, 3]),
        text_of({"layer": "AveragePool"} | MEAN | {"kernel": [2**40], "padding": [[2**41, 0]]}, [1, 3]),
        text_of({"layer": "AveragePool"} | MEAN | {"kernel": []}, [1]),
        text_of({"layer": "AddConstant", "value": [[["1"]] * 100] * 100}, [10**5]),
        text_of({"layer": "AddConstant", "value": [f"1/{p}" for p in PRIMES] * 40}, [40 * len(PRIMES)]),
    ],
    ids=["padding", "kernel", "no axes", "broadcasting", "denominators"],
)  # fmt: skip
def test_hostile_sizes_are_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(FormatError):
        from_json(text)
    assert time.perf_counter() - start < 10


def test_a_large_array_is_one_line_per_row() -> None:
    net = Network.from_arrays([RationalArray.zeros((50, 20))])
    assert len(to_json(net).splitlines()) == 50 + 8


@given(networks(max_nodes=4))
@settings(max_examples=20, deadline=None)
def test_damaged_texts_give_an_error_of_tropnet_or_a_network(net: Network) -> None:
    text = to_json(net)
    n_networks = n_errors = 0
    for i in range(0, len(text), max(1, len(text) // 20)):
        for damaged in (
            text[:i],
            text[:i] + "1" + text[i:],
            text[:i] + text[i + 1 :],
            text[:i] + "]" + text[i + 1 :],
        ):
            try:
                n_networks += isinstance(from_json(damaged), Network)
            except TropnetError:
                n_errors += 1
    assert n_errors > n_networks
