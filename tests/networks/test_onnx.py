"""ONNX models against onnx's own reference evaluator, at the same points."""

import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx.helper as oh
import onnx.numpy_helper
import onnx.parser
import pytest
from onnx.reference import ReferenceEvaluator

from tropnet.errors import FormatError, InputError, TropnetError, UnsupportedLayerError
from tropnet.exact.arrays import rational_array
from tropnet.networks import (
    Activation,
    AddConstant,
    AveragePool,
    Conv,
    Dense,
    Flatten,
    MaxPool,
    Network,
    Select,
    Slice,
    Transpose,
    leaky_relu,
    relu,
)
from tropnet.networks.io import from_onnx, read, to_onnx

DOUBLE = onnx.TensorProto.DOUBLE
NAMED = dict[str, np.ndarray[Any, Any]]


def make_model(
    nodes: Sequence[Any],
    input_shape: Sequence[int | str],
    constants: NAMED | None = None,
    opset: int = 20,
    output: str = "y",
) -> Any:
    tensors = [onnx.numpy_helper.from_array(np.asarray(a), name) for name, a in (constants or {}).items()]
    graph = oh.make_graph(
        list(nodes),
        "test",
        [oh.make_tensor_value_info("x", DOUBLE, list(input_shape))],
        [oh.make_tensor_value_info(output, DOUBLE, None)],
        tensors,
    )
    return oh.make_model(graph, opset_imports=[oh.make_opsetid("", opset)], ir_version=9)


def assert_agrees(model: Any, net: Network, seed: int = 0, has_batch: bool = True) -> None:
    """Exact values, rounded to floats, agree with the reference evaluation up to its rounding errors."""
    reference = ReferenceEvaluator(model)
    rng = np.random.default_rng(seed)
    for scale in (1.0, 4.0):
        x = rng.normal(size=net.input_shape) * scale
        expected = np.asarray(reference.run(None, {"x": x[None] if has_batch else x})[0])
        exact = net(x).floats()
        assert exact.size == expected.size
        np.testing.assert_allclose(exact.ravel(), expected.ravel(), rtol=1e-9, atol=1e-9)


RNG = np.random.default_rng(3)
A = RNG.normal(size=(4, 3))
POINT = (1, 2, 6)
IMAGE = (1, 2, 5, 6)

#: name: nodes, input shape, constants
CASES: dict[str, tuple[list[Any], tuple[int, ...], NAMED]] = {
    "gemm": (
        [oh.make_node("Gemm", ["x", "B", "c"], ["y"], alpha=0.5, beta=2.0)],
        (1, 4),
        {"B": A, "c": A[0]},
    ),
    "gemm transposed, scalar bias": (
        [oh.make_node("Gemm", ["x", "B", "c"], ["y"], transB=1)],
        (1, 3),
        {"B": A, "c": np.array([2.0])},
    ),
    "gemm with transA": ([oh.make_node("Gemm", ["x", "B"], ["y"], transA=1)], (4, 2), {"B": A}),
    "matmul": ([oh.make_node("MatMul", ["x", "B"], ["y"])], (1, 2, 4), {"B": A}),
    "matmul with a vector": ([oh.make_node("MatMul", ["x", "B"], ["y"])], (1, 2, 4), {"B": A[:, 0]}),
    "matmul from the left": ([oh.make_node("MatMul", ["B", "x"], ["y"])], (1, 3, 2), {"B": A}),
    "vector from the left": ([oh.make_node("MatMul", ["B", "x"], ["y"])], (1, 3, 2), {"B": A[0]}),
    "matmul, one matrix in a stack": ([oh.make_node("MatMul", ["x", "B"], ["y"])], (1, 4), {"B": A[None]}),
    "add": ([oh.make_node("Add", ["x", "c"], ["y"])], (1, 2, 3), {"c": A[:2, :1]}),
    "add, broadcasting the input": ([oh.make_node("Add", ["x", "c"], ["y"])], (1, 3), {"c": A}),
    "sub": ([oh.make_node("Sub", ["x", "c"], ["y"])], (1, 4, 3), {"c": A}),
    "sub from": ([oh.make_node("Sub", ["c", "x"], ["y"])], (1, 4, 3), {"c": A}),
    "mul": ([oh.make_node("Mul", ["c", "x"], ["y"])], (1, 4, 3), {"c": A}),
    "div": ([oh.make_node("Div", ["x", "c"], ["y"])], (1, 4, 3), {"c": A}),
    "neg": ([oh.make_node("Neg", ["x"], ["y"])], (1, 3), {}),
    "sum of three": (
        [oh.make_node("Abs", ["x"], ["a"]), oh.make_node("Sum", ["x", "a", "c"], ["y"])],
        (1, 3),
        {"c": A[0]},
    ),
    "mean of two": ([oh.make_node("Abs", ["x"], ["a"]), oh.make_node("Mean", ["x", "a"], ["y"])], (1, 3), {}),
    "conv 1-d": (
        [oh.make_node("Conv", ["x", "w", "b"], ["y"], strides=[2], pads=[1, 2], dilations=[2])],
        (1, 3, 9),
        {"w": RNG.normal(size=(2, 3, 3)), "b": A[0, :2]},
    ),
    "conv 2-d in groups": (
        [oh.make_node("Conv", ["x", "w"], ["y"], group=2, pads=[1, 0, 0, 1])],
        IMAGE,
        {"w": RNG.normal(size=(4, 1, 2, 3))},
    ),
    "conv same upper": (
        [oh.make_node("Conv", ["x", "w"], ["y"], auto_pad="SAME_UPPER", strides=[2, 2])],
        IMAGE,
        {"w": RNG.normal(size=(1, 2, 3, 2))},
    ),
    "conv same lower": (
        [oh.make_node("Conv", ["x", "w"], ["y"], auto_pad="SAME_LOWER")],
        IMAGE,
        {"w": RNG.normal(size=(1, 2, 2, 2))},
    ),
    "average pool": (
        [oh.make_node("AveragePool", ["x"], ["y"], kernel_shape=[2, 3], pads=[1, 1, 0, 0], strides=[1, 2])],
        IMAGE,
        {},
    ),
    "average pool counting padding": (
        [oh.make_node("AveragePool", ["x"], ["y"], kernel_shape=[2], pads=[1, 1], count_include_pad=1)],
        POINT,
        {},
    ),
    "global average pool": ([oh.make_node("GlobalAveragePool", ["x"], ["y"])], IMAGE, {}),
    "global max pool": ([oh.make_node("GlobalMaxPool", ["x"], ["y"])], IMAGE, {}),
    "max pool": (
        [oh.make_node("MaxPool", ["x"], ["y"], kernel_shape=[2, 2], pads=[0, 1, 1, 0], strides=[2, 2])],
        IMAGE,
        {},
    ),
    "max pool, rounded up": (
        [oh.make_node("MaxPool", ["x"], ["y"], kernel_shape=[2], strides=[2], dilations=[2], ceil_mode=1)],
        (1, 1, 7),
        {},
    ),
    "relu": ([oh.make_node("Relu", ["x"], ["y"])], (1, 5), {}),
    "leaky relu": ([oh.make_node("LeakyRelu", ["x"], ["y"], alpha=0.25)], (1, 5), {}),
    "leaky relu by default": ([oh.make_node("LeakyRelu", ["x"], ["y"])], (1, 5), {}),
    "prelu per channel": (
        [oh.make_node("PRelu", ["x", "s"], ["y"])],
        IMAGE,
        {"s": A[:2, 0].reshape(2, 1, 1)},
    ),
    "prelu per column": ([oh.make_node("PRelu", ["x", "s"], ["y"])], IMAGE, {"s": RNG.normal(size=(6,))}),
    "abs": ([oh.make_node("Abs", ["x"], ["y"])], (1, 5), {}),
    "clip": (
        [oh.make_node("Clip", ["x", "lo", "hi"], ["y"])],
        (1, 5),
        {"lo": -np.array(0.5), "hi": np.array(1.0)},
    ),
    "clip from above": ([oh.make_node("Clip", ["x", "", "hi"], ["y"])], (1, 5), {"hi": np.array(1.0)}),
    "hard sigmoid": ([oh.make_node("HardSigmoid", ["x"], ["y"], alpha=0.25, beta=0.375)], (1, 5), {}),
    "max of three": (
        [oh.make_node("Neg", ["x"], ["n"]), oh.make_node("Max", ["x", "n", "c"], ["y"])],
        (1, 3),
        {"c": A[0]},
    ),
    "min with a number": ([oh.make_node("Min", ["x", "c"], ["y"])], (1, 3), {"c": np.array(0.25)}),
    "min of two shapes": (
        [oh.make_node("Slice", ["x", "s", "e", "a"], ["n"]), oh.make_node("Min", ["x", "n"], ["y"])],
        (1, 4, 3),
        {"s": np.array([1]), "e": np.array([2]), "a": np.array([1])},
    ),
    "flatten": ([oh.make_node("Flatten", ["x"], ["y"])], IMAGE, {}),
    "reshape": ([oh.make_node("Reshape", ["x", "s"], ["y"])], IMAGE, {"s": np.array([0, -1, 3])}),
    "transpose": ([oh.make_node("Transpose", ["x"], ["y"], perm=[0, 2, 3, 1])], IMAGE, {}),
    "transpose of all axes": ([oh.make_node("Transpose", ["x"], ["y"])], IMAGE, {}),
    "squeeze and unsqueeze": (
        [oh.make_node("Unsqueeze", ["x", "a"], ["u"]), oh.make_node("Squeeze", ["u", "b"], ["y"])],
        (1, 1, 4),
        {"a": np.array([1, -1]), "b": np.array([-1])},
    ),
    "slice": (
        [oh.make_node("Slice", ["x", "s", "e", "a", "t"], ["y"])],
        IMAGE,
        {"s": np.array([-2, 1]), "e": np.array([99, 6]), "a": np.array([2, 3]), "t": np.array([1, 2])},
    ),
    "slice backwards": (
        [oh.make_node("Slice", ["x", "s", "e", "a", "t"], ["y"])],
        POINT,
        {"s": np.array([-1]), "e": np.array([-(2**31)]), "a": np.array([2]), "t": np.array([-2])},
    ),
    "gather": (
        [oh.make_node("Gather", ["x", "i"], ["y"], axis=2)],
        POINT,
        {"i": np.array([[3, -1], [0, 3]])},
    ),
    "gather one": ([oh.make_node("Gather", ["x", "i"], ["y"], axis=-1)], POINT, {"i": np.array(2)}),
    "concat with a constant": (
        [oh.make_node("Neg", ["x"], ["n"]), oh.make_node("Concat", ["x", "c", "n"], ["y"], axis=1)],
        (1, 4, 3),
        {"c": A[None]},
    ),
    "split": (
        [
            oh.make_node("Split", ["x", "s"], ["a", "b"], axis=2),
            oh.make_node("Concat", ["b", "a"], ["y"], axis=2),
        ],
        POINT,
        {"s": np.array([4, 2])},
    ),
    "pad": (
        [oh.make_node("Pad", ["x", "p", "v"], ["y"])],
        IMAGE,
        {"p": np.array([0, 0, 1, 0, 0, 0, 2, 1]), "v": np.array(0.5)},
    ),
    "pad by reflection": (
        [oh.make_node("Pad", ["x", "p"], ["y"], mode="reflect")],
        POINT,
        {"p": np.array([0, 0, 2, 0, 0, 3])},
    ),
    "batch normalisation": (
        [oh.make_node("BatchNormalization", ["x", "g", "b", "m", "v"], ["y"])],
        IMAGE,
        {"g": A[0, :2], "b": A[1, :2], "m": A[2, :2], "v": abs(A[3, :2])},
    ),
    "dropout and identity": (
        [oh.make_node("Dropout", ["x"], ["d"]), oh.make_node("Identity", ["d"], ["y"])],
        (1, 3),
        {},
    ),
    "reduce mean, all spatial": (
        [oh.make_node("ReduceMean", ["x", "a"], ["y"])],
        IMAGE,
        {"a": np.array([2, 3])},
    ),
    "reduce mean": ([oh.make_node("ReduceMean", ["x", "a"], ["y"], keepdims=0)], IMAGE, {"a": np.array([1])}),
    "reduce sum": ([oh.make_node("ReduceSum", ["x", "a"], ["y"])], IMAGE, {"a": np.array([1, 3])}),
    "reduce max": ([oh.make_node("ReduceMax", ["x", "a"], ["y"])], IMAGE, {"a": np.array([2])}),
    "reduce min": ([oh.make_node("ReduceMin", ["x", "a"], ["y"])], IMAGE, {"a": np.array([1, 2])}),
    "arithmetic of sizes": (
        [
            oh.make_node("Shape", ["x"], ["s"]),
            oh.make_node("Mod", ["s", "five"], ["r"]),
            oh.make_node("Div", ["s", "r"], ["q"]),
            oh.make_node("Mul", ["q", "r"], ["t"]),
            oh.make_node("Reshape", ["x", "t"], ["y"]),
        ],
        (1, 2, 6),
        {"five": np.array([5, 5, 7])},
    ),
    "expand": ([oh.make_node("Expand", ["x", "s"], ["y"])], (1, 1, 3), {"s": np.array([1, 4, 1])}),
    "the flattening that exporters write": (
        [
            oh.make_node("Shape", ["x"], ["s"]),
            oh.make_node("Gather", ["s", "zero"], ["n"], axis=0),
            oh.make_node("Unsqueeze", ["n", "first"], ["u"]),
            oh.make_node("Concat", ["u", "rest"], ["t"], axis=0),
            oh.make_node("Reshape", ["x", "t"], ["y"]),
        ],
        IMAGE,
        {"zero": np.array(0), "first": np.array([0]), "rest": np.array([-1])},
    ),
    "a weight that is computed": (
        [
            oh.make_node("Transpose", ["B"], ["Bt"]),
            oh.make_node("Mul", ["Bt", "two"], ["W"]),
            oh.make_node("MatMul", ["x", "W"], ["p"]),
            oh.make_node("Constant", [], ["c"], value_floats=[0.5, 1.0, 2.0, 4.0]),
            oh.make_node("Cast", ["c"], ["d"], to=DOUBLE),
            oh.make_node("Add", ["p", "d"], ["y"]),
        ],
        (1, 3),
        {"B": A, "two": np.array(2.0)},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_operators_agree_with_the_reference_evaluator(name: str) -> None:
    nodes, shape, constants = CASES[name]
    model = make_model(nodes, shape, constants)
    assert_agrees(model, from_onnx(model), has_batch=shape[0] == 1)


def test_older_signatures_have_attributes_where_newer_have_inputs() -> None:
    nodes = [
        oh.make_node("Pad", ["x"], ["p"], pads=[0, 0, 1, 0, 0, 2], value=0.25),
        oh.make_node("Clip", ["p"], ["c"], min=-1.0, max=0.5),
        oh.make_node("Slice", ["c"], ["s"], starts=[1], ends=[7], axes=[2]),
        oh.make_node("Unsqueeze", ["s"], ["u"], axes=[1]),
        oh.make_node("Squeeze", ["u"], ["q"], axes=[1]),
        oh.make_node("Split", ["q"], ["a", "b"], axis=1, split=[1, 1]),
        oh.make_node("ReduceMean", ["b"], ["m"], axes=[2]),
        oh.make_node("Add", ["a", "m"], ["y"]),
    ]
    model = make_model(nodes, POINT, opset=9)
    assert_agrees(model, from_onnx(model))


def test_a_product_and_the_constant_behind_it_are_one_dense_layer() -> None:
    nodes = [oh.make_node("MatMul", ["x", "B"], ["p"]), oh.make_node("Add", ["c", "p"], ["y"])]
    net = from_onnx(make_model(nodes, ("N", 4), {"B": A, "c": A[0]}))
    assert net == Network.from_arrays([A.T], [A[0]])


class TestInputs:
    NODE = oh.make_node("Relu", ["x"], ["y"])

    @pytest.mark.parametrize(
        ("sizes", "shape"),
        [
            (("N", 3), (3,)),
            ((1, 3), (3,)),
            ((1, 1, 1, 5), (1, 1, 5)),
            ((5,), (5,)),
            ((1,), (1,)),
            ((2, 3), (2, 3)),
        ],
    )
    def test_the_batch_axis(self, sizes: tuple[Any, ...], shape: tuple[int, ...]) -> None:
        assert from_onnx(make_model([self.NODE], sizes)).input_shape == shape

    def test_open_sizes_are_asked_for(self) -> None:
        model = make_model([self.NODE], ("N", "d"))
        with pytest.raises(FormatError, match="give input_shape"):
            from_onnx(model)
        assert from_onnx(model, input_shape=[7]).input_shape == (7,)

    def test_a_shape_that_contradicts_the_file(self) -> None:
        with pytest.raises(FormatError, match="does not fit"):
            from_onnx(make_model([self.NODE], ("N", 3)), input_shape=[4])

    def test_several_outputs(self) -> None:
        model = make_model([self.NODE, oh.make_node("Abs", ["y"], ["z"])], (1, 3))
        model.graph.output.append(oh.make_tensor_value_info("z", DOUBLE, None))
        with pytest.raises(FormatError, match=r"\['y', 'z'\].*output="):
            from_onnx(model)
        assert from_onnx(model, output="y") == Network.sequential([Activation(relu())], 3)

    def test_something_else(self) -> None:
        with pytest.raises(InputError, match="dict is no ONNX model"):
            from_onnx({})


class TestLastOperator:
    @pytest.mark.parametrize("operator", ["Softmax", "Sigmoid", "LogSoftmax", "ArgMax"])
    def test_dropped_only_when_asked(self, operator: str) -> None:
        nodes = [oh.make_node("Gemm", ["x", "B"], ["z"]), oh.make_node(operator, ["z"], ["y"], name="last")]
        model = make_model(nodes, ("N", 4), {"B": A})
        with pytest.raises(UnsupportedLayerError, match=rf"node 'last' \({operator}\).*drop_last=True"):
            from_onnx(model)
        net = from_onnx(model, drop_last=True)
        assert net == Network.from_arrays([A.T])
        assert net.provenance[-1] == f"node 'last' ({operator}) was dropped: the outputs are its arguments"

    def test_never_in_the_middle(self) -> None:
        nodes = [oh.make_node("Softmax", ["x"], ["z"]), oh.make_node("Relu", ["z"], ["y"])]
        with pytest.raises(UnsupportedLayerError, match="cannot be dropped"):
            from_onnx(make_model(nodes, (1, 4)), drop_last=True)


class TestUnsupported:
    @pytest.mark.parametrize("operator", ["Tanh", "Sin", "Gelu", "Loop", "Floor"])
    def test_names_node_operator_and_what_is_supported(self, operator: str) -> None:
        with pytest.raises(UnsupportedLayerError, match=rf"node 'n7' \({operator}\).*supported are Abs, Add"):
            from_onnx(make_model([oh.make_node(operator, ["x"], ["y"], name="n7")], (1, 4)))

    def test_products_of_computed_arrays(self) -> None:
        for operator in ("Mul", "MatMul"):
            with pytest.raises(
                UnsupportedLayerError, match=rf"node 'n3' \({operator}\).*two computed arrays"
            ):
                from_onnx(make_model([oh.make_node(operator, ["x", "x"], ["y"], name="n3")], (2, 2)))

    def test_other_domains(self) -> None:
        with pytest.raises(UnsupportedLayerError, match=r"domain 'com\.example'"):
            from_onnx(make_model([oh.make_node("Relu", ["x"], ["y"], domain="com.example")], (1, 4)))

    def test_training_mode(self) -> None:
        node = oh.make_node("Dropout", ["x", "", "t"], ["y"])
        with pytest.raises(UnsupportedLayerError, match="training"):
            from_onnx(make_model([node], (1, 4), {"t": np.array(True)}))


class TestHostileFiles:
    def test_not_a_model(self) -> None:
        for content in (b"", b"hello", b"\x00" * 100, b"\xff" * 100):
            with pytest.raises(FormatError):
                from_onnx(content)

    def test_a_cycle(self) -> None:
        nodes = [oh.make_node("Add", ["x", "y"], ["z"]), oh.make_node("Relu", ["z"], ["y"])]
        with pytest.raises(FormatError, match="without cycles"):
            from_onnx(make_model(nodes, (1, 3)))

    @pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
    def test_weights_that_are_no_numbers(self, bad: float) -> None:
        weight = A.copy()
        weight[1, 2] = bad
        with pytest.raises(FormatError, match=r"\(1, 2\)"):
            from_onnx(make_model([oh.make_node("Gemm", ["x", "B"], ["y"])], (1, 4), {"B": weight}))

    def test_a_tensor_that_claims_more_than_it_holds(self) -> None:
        model = make_model([oh.make_node("Gemm", ["x", "B"], ["y"])], (1, 4), {"B": A})
        model.graph.initializer[0].dims[:] = [2**40, 2**20]
        with pytest.raises(FormatError, match=r"claims the shape \(1099511627776, 1048576\)"):
            from_onnx(model)

    @pytest.mark.parametrize(
        ("nodes", "constants"),
        [
            ([oh.make_node("ConstantOfShape", ["s"], ["c"]), oh.make_node("Add", ["x", "c"], ["y"])],
             {"s": np.array([2**30, 2**30])}),
            ([oh.make_node("Expand", ["x", "s"], ["y"])], {"s": np.array([2**31, 1, 6])}),
            ([oh.make_node("Pad", ["x", "p"], ["y"])], {"p": np.array([0, 0, 0, 0, 0, 2**40])}),
            ([oh.make_node("MaxPool", ["x"], ["y"], kernel_shape=[2**40], pads=[2**40, 2**40])], {}),
            ([oh.make_node("AveragePool", ["x"], ["y"], kernel_shape=[2], pads=[2**60, 2**60])], {}),
            ([oh.make_node("Unsqueeze", ["x", "a"], ["y"])], {"a": np.arange(3, 100000)}),
            ([oh.make_node("Mul", ["c" if i == 0 else f"c{i}"] * 2, [f"c{i + 1}"]) for i in range(60)]
             + [oh.make_node("Add", ["x", "c60"], ["y"])], {"c": np.array(3.0)}),
        ],
    )  # fmt: skip
    def test_huge_sizes_are_refused_at_once(self, nodes: list[Any], constants: NAMED) -> None:
        start = time.perf_counter()
        with pytest.raises(FormatError):
            from_onnx(make_model(nodes, POINT, constants))
        assert time.perf_counter() - start < 5

    def test_a_huge_input(self) -> None:
        with pytest.raises(FormatError, match="exceeds"):
            from_onnx(make_model([oh.make_node("Relu", ["x"], ["y"])], (2**20, 2**20)))

    def test_damaged_models_give_an_error_of_tropnet_or_a_network(self) -> None:
        layers = [
            Conv(RNG.integers(-4, 5, (2, 1, 2, 2)), [1, 2], padding=1),
            MaxPool([2, 2]),
            AddConstant([[[1]], [[2]]]),
            Activation(leaky_relu("1/4")),
            Slice([slice(None), slice(0, 1)]),
            Transpose([1, 0, 2]),
            AveragePool([2, 1]),
            Flatten(),
            Select([1, 0]),
            Dense([[1, 2]]),
        ]
        good = to_onnx(Network.sequential(layers, (1, 4, 3))).SerializeToString()
        n_errors = n_networks = 0
        for i in range(600):
            damaged = bytearray(good)
            for _ in range(1 + i % 3):
                damaged[RNG.integers(len(damaged))] = RNG.integers(256)
            try:
                n_networks += isinstance(from_onnx(bytes(damaged)), Network)
            except TropnetError:
                n_errors += 1
        assert min(n_errors, n_networks) > 50


class TestExternalData:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        (tmp_path / "model").mkdir()
        model = make_model([oh.make_node("Gemm", ["x", "B"], ["y"])], ("N", 4), {"B": A})
        path = tmp_path / "model" / "net.onnx"
        onnx.save_model(model, path, save_as_external_data=True, location="weights.bin", size_threshold=0)
        return path

    @staticmethod
    def rewrite(path: Path, **entries: str) -> None:
        model = onnx.load_model(path, load_external_data=False)
        kept = {e.key: e.value for e in model.graph.initializer[0].external_data} | entries
        del model.graph.initializer[0].external_data[:]
        for key, value in kept.items():
            model.graph.initializer[0].external_data.add(key=key, value=value)
        path.write_bytes(model.SerializeToString())

    def test_beside_the_model(self, path: Path) -> None:
        assert read(path) == Network.from_arrays([A.T])

    def test_not_from_bytes(self, path: Path) -> None:
        with pytest.raises(FormatError, match="not read from a file"):
            from_onnx(path.read_bytes())

    def test_not_outside_the_folder(self, path: Path) -> None:
        secret = path.parent.parent / "secret.bin"
        secret.write_bytes((path.parent / "weights.bin").read_bytes())
        (path.parent / "link.bin").symlink_to(secret)
        for location in ("../secret.bin", str(secret), "link.bin", "", "absent.bin", "."):
            self.rewrite(path, location=location)
            with pytest.raises(FormatError, match="no file in the folder of the model"):
                read(path)

    @pytest.mark.parametrize(
        "entries",
        [{"length": "8"}, {"offset": "-8"}, {"offset": "10"}, {"length": str(2**60)}, {"offset": "x"}],
    )
    def test_not_beyond_the_data(self, path: Path, entries: dict[str, str]) -> None:
        self.rewrite(path, **entries)
        with pytest.raises(FormatError):
            read(path)


ELEMENT_TYPES = [np.float16, np.float32, np.float64]


@pytest.mark.parametrize("dtype", ELEMENT_TYPES)
@pytest.mark.parametrize("is_raw", [True, False])
def test_element_types_are_read_exactly(dtype: type[np.floating[Any]], is_raw: bool) -> None:
    weight = A.astype(dtype)
    model = make_model([oh.make_node("Gemm", ["x", "B"], ["y"])], ("N", 4), {"B": weight})
    if not is_raw:
        kind = oh.np_dtype_to_tensor_dtype(np.dtype(dtype))
        tensor = oh.make_tensor("B", kind, weight.shape, weight.ravel().tolist())
        model.graph.initializer[0].CopyFrom(tensor)
    assert from_onnx(model) == Network.from_arrays([weight.T])


def test_bfloat16() -> None:
    tensor = oh.make_tensor("B", onnx.TensorProto.BFLOAT16, (1, 2), [1.5, -3.0])
    model = make_model([oh.make_node("Gemm", ["x", "B"], ["y"], transB=1)], ("N", 2))
    model.graph.initializer.append(tensor)
    assert from_onnx(model) == Network.from_arrays([[["3/2", -3]]])


def test_negative_padding_cuts_entries_off() -> None:
    node = oh.make_node("Pad", ["x", "p"], ["y"])
    net = from_onnx(make_model([node], (1, 5), {"p": np.array([0, 2, 0, -1])}))
    assert net([1, 2, 3, 4, 5]) == rational_array([0, 0, 1, 2, 3, 4])


def test_provenance_of_batch_normalisation() -> None:
    nodes, shape, constants = CASES["batch normalisation"]
    net = from_onnx(make_model(nodes, shape, constants))
    assert "scales gamma/sqrt(variance" in net.provenance[-1]
    exact = rational_array(constants["g"])[0] / (
        rational_array(constants["v"])[0] + Fraction(float(np.float32(1e-5)))
    )
    scale = net.nodes[0].layer.value[0, 0, 0]  # type: ignore[attr-defined]
    square = exact * rational_array(constants["g"])[0]
    assert abs(scale**2 / square - 1) < Fraction(1, 2**51)
