"""Networks written as ONNX models: read back, and evaluated by onnx's own reference evaluator."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx.numpy_helper
import onnx.parser
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from networks.strategies import networks, points
from onnx.reference import ReferenceEvaluator

from tropnet.errors import InputError, UnsupportedLayerError
from tropnet.networks import (
    Activation,
    Add,
    AddConstant,
    AveragePool,
    Concat,
    Conv,
    Dense,
    Flatten,
    Maximum,
    Maxout,
    MaxPool,
    Minimum,
    MulConstant,
    Network,
    Node,
    PiecewiseLinearFunction1D,
    Reshape,
    Select,
    Slice,
    Transpose,
    absolute,
    clip,
    hard_sigmoid,
    identity,
    leaky_relu,
    prelu,
    relu,
)
from tropnet.networks.io import from_onnx, read, to_onnx, write

DOUBLE = onnx.TensorProto.DOUBLE
RNG = np.random.default_rng(3)
A = RNG.normal(size=(4, 3))


def network(*layers: Any, shape: Any = (4,)) -> Network:
    return Network.sequential(layers, shape)


WRITTEN: dict[str, Network] = {
    "dense": Network.from_arrays([A, A.T], [A[:, 0], None]),
    "dense on rows": network(Dense(A, A[:, 0]), Activation(relu()), shape=(2, 3)),
    "conv": network(
        Conv(RNG.normal(size=(2, 1, 2)), [1, 0], stride=2, padding=[(1, 0)], groups=2), shape=(2, 5)
    ),
    "pools": network(
        MaxPool([2, 2], padding=[(0, 1), (1, 0)]),
        AveragePool([2, 1], count_padding=True),
        Flatten(),
        shape=(2, 5, 4),
    ),
    "average without padding": network(AveragePool([3], padding=1, count_padding=False), shape=(1, 7)),
    "rearrangements": network(
        Reshape((2, 6)),
        Transpose([1, 0]),
        Slice([(1, 6, 2), (1, 2, 1)]),
        Select([2, 0, 0]),
        Flatten(),
        shape=12,
    ),
    "constants": network(AddConstant(A[0]), MulConstant(A[1]), shape=3),
    "scalar constants": network(AddConstant(0.5), MulConstant(-2), shape=(2, 3)),
    "activations": network(
        Activation(absolute()),
        Activation(leaky_relu(0.25)),
        Activation(leaky_relu(0.1)),
        Activation(clip(-1, 3)),
        Activation(clip(low=-2)),
        Activation(clip(high=2)),
        Activation(hard_sigmoid("1/4", "3/8")),
        prelu([1.5, 0.1, -2, 0]),
    ),
    "residual": Network(
        [
            Node(Dense(A.T[:, :3]), (-1,), "in"),
            Node(Activation(relu()), (0,)),
            Node(Add(), (-1, 1)),
            Node(Add(), (2, 0, 1)),
        ],
        3,
    ),
    "branches": Network(
        [
            Node(Activation(absolute()), (-1,)),
            Node(Maximum(), (-1, 0)),
            Node(Minimum(), (0, 1, -1)),
            Node(Concat(0), (1, 2)),
        ],
        (2, 3),
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_written_models_read_back_equal_and_mean_the_same(name: str, tmp_path: Path) -> None:
    net = WRITTEN[name]
    write(net, tmp_path / "net.onnx")
    model = onnx.load(tmp_path / "net.onnx")
    onnx.checker.check_model(model, full_check=True)
    assert read(tmp_path / "net.onnx") == net
    reference = ReferenceEvaluator(model)
    is_double = model.graph.input[0].type.tensor_type.elem_type == DOUBLE
    points = RNG.integers(-8, 9, size=(3, *net.input_shape)) / 4
    (values,) = reference.run(None, {"input": points.astype(np.float64 if is_double else np.float32)})
    np.testing.assert_allclose(net(points).floats(), values, rtol=1e-5, atol=1e-5)


@given(networks(), st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_any_network_that_can_be_written_keeps_its_meaning(net: Network, data: st.DataObject) -> None:
    try:
        model = to_onnx(net)
    except (InputError, UnsupportedLayerError):
        reject()
    onnx.checker.check_model(model, full_check=True)
    x = data.draw(points(net))
    values = net(x)
    assert from_onnx(model.SerializeToString())(x) == values
    short = model.graph.input[0].type.tensor_type.elem_type != DOUBLE
    given = {"input": x.floats().astype(np.float32 if short else np.float64)}
    try:
        (floats,) = ReferenceEvaluator(model).run(None, given)
    except IndexError:
        # The evaluator forgets the padding of some pools of stride 1 when it sizes its own output.
        reject()
    np.testing.assert_allclose(values.floats(), floats, rtol=1e-4, atol=1e-4)


def test_constants_that_widen_are_written_with_the_same_meaning() -> None:
    net = network(AddConstant(A), MulConstant([2, 3, 4]), shape=(3,))
    back = from_onnx(to_onnx(net))
    assert back([1, 2, 3]) == net([1, 2, 3])


def test_other_layers_are_written_with_the_same_meaning() -> None:
    net = network(
        Maxout(2),
        Activation(PiecewiseLinearFunction1D([], [2], 3)),
        Activation(identity()),
        Select([-1, 0]),
        shape=(4, 3),
    )
    back = from_onnx(to_onnx(net))
    points = RNG.integers(-5, 6, size=(20, 4, 3))
    assert back(points) == net(points)


def test_short_floats_where_they_suffice() -> None:
    short, long = Network.from_arrays([[[0.5]]]), Network.from_arrays([[[0.1]]])
    kinds = [to_onnx(net).graph.initializer[0].data_type for net in (short, long)]
    assert kinds == [onnx.TensorProto.FLOAT, DOUBLE]


def test_what_onnx_has_no_operator_for() -> None:
    saw = PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 0])
    with pytest.raises(UnsupportedLayerError, match=r"node 0 \(Activation\).*write \.json"):
        to_onnx(network(Activation(saw)))
