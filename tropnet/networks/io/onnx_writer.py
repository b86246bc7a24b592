"""Writing ONNX: an exact network as a graph of operators.

The weights are stored as 32-bit floats if all of them are 32-bit floats, else as 64-bit floats if they are
such; a number that is neither, such as 1/3, is an error: nothing is rounded.  The batch axis has the
symbolic size N.  Reading the file gives the same function back, and the same layers wherever ONNX has one
operator for a layer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, final

import numpy as np

from tropnet.errors import UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks.activations import PiecewiseLinearFunction1D, absolute, relu
from tropnet.networks.affine import (
    Add,
    AddConstant,
    Concat,
    Dense,
    MulConstant,
    Reshape,
    Select,
    Slice,
    Transpose,
)
from tropnet.networks.convolution import AveragePool, Conv, Windows
from tropnet.networks.gates import Activation, Maximum, Maxout, MaxPool, Minimum
from tropnet.networks.io.dense import require_floats
from tropnet.networks.io.guards import AnyPath, require, write_bytes
from tropnet.networks.layers import Layer, Shape
from tropnet.networks.network import INPUT, Network

__all__ = ["to_onnx", "write_onnx"]

OPSET = 20
IR_VERSION = 9
INPUT_NAME, OUTPUT_NAME = "input", "output"


def write_onnx(net: Network, path: AnyPath) -> None:
    """Write a network as an ONNX file; see :func:`to_onnx`."""
    write_bytes(path, to_onnx(net).SerializeToString(deterministic=True))


def to_onnx(net: Network) -> Any:
    """The ONNX model of a network.

    Returns
    -------
    onnx.ModelProto
        Input ``input`` and output ``output``, with a batch axis of symbolic size N in front.  The provenance
        of the network is its ``doc_string``.

    Raises
    ------
    MissingDependencyError
        If onnx is not installed.
    InputError
        If a weight is no 64-bit float.
    UnsupportedLayerError
        If ONNX has no operator for a layer.

    Examples
    --------
    >>> model = to_onnx(Network.from_arrays([[[1], [-1]], [[1, 1]]]))
    >>> [node.op_type for node in model.graph.node]
    ['Gemm', 'Relu', 'Gemm']
    """
    onnx = require("onnx", "onnx", "writing ONNX files")
    return Writer(net, onnx).model()


@final
class Writer:
    """The graph of one network."""

    def __init__(self, net: Network, onnx: Any) -> None:
        self.net, self.onnx = net, onnx
        self.nodes: list[Any] = []
        self.weights: list[tuple[str, RationalArray]] = []
        self.sizes: list[tuple[str, list[int]]] = []
        self.prefix = ""

    def model(self) -> Any:
        """The whole model."""
        helper = self.onnx.helper
        for i, node in enumerate(self.net.nodes):
            self.prefix = f"node{i}"
            n_before = len(self.nodes)
            LAYERS.get(type(node.layer), unsupported)(self, i, [self.source(j) for j in node.inputs])
            if len(self.nodes) == n_before:
                self.emit("Identity", [self.source(node.inputs[0])])
            self.nodes[-1].output[0] = self.source(i)
            self.nodes[-1].name = node.name or f"{self.prefix}_{self.nodes[-1].op_type}"
        element_type = self._element_type()
        graph = helper.make_graph(
            self.nodes,
            "tropnet",
            [helper.make_tensor_value_info(INPUT_NAME, element_type, ["N", *self.net.input_shape])],
            [helper.make_tensor_value_info(OUTPUT_NAME, element_type, ["N", *self.net.output_shape])],
            self._tensors(element_type),
        )
        return helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="tropnet",
            doc_string="\n".join(self.net.provenance),
        )

    def _element_type(self) -> int:
        arrays = [array for _, array in self.weights]
        require_floats(arrays, [name for name, _ in self.weights], "ONNX")
        is_short = all(is_float32(array) for array in arrays)
        return int(self.onnx.TensorProto.FLOAT if is_short else self.onnx.TensorProto.DOUBLE)

    def _tensors(self, element_type: int) -> list[Any]:
        dtype = np.float32 if element_type == self.onnx.TensorProto.FLOAT else np.float64
        from_array = self.onnx.numpy_helper.from_array
        return [from_array(array.floats().astype(dtype), name) for name, array in self.weights] + [
            from_array(np.array(sizes, dtype=np.int64), name) for name, sizes in self.sizes
        ]

    def source(self, i: int) -> str:
        """The name of the output of a node."""
        if i == INPUT:
            return INPUT_NAME
        return OUTPUT_NAME if i == len(self.net.nodes) - 1 else f"value{i}"

    def shape(self, i: int, which: int = 0) -> Shape:
        """The shape of an input of a node, without the batch axis."""
        return self.net.input_shapes(i)[which]

    def emit(self, operator: str, inputs: Sequence[str], **attributes: Any) -> str:
        """One more ONNX node; the name of its output."""
        name = f"{self.prefix}_{len(self.nodes)}"
        self.nodes.append(
            self.onnx.helper.make_node(operator, inputs, [name], f"{name}_{operator}", **attributes)
        )
        return name

    def weight(self, what: str, array: RationalArray) -> str:
        """One more tensor of floats; its name."""
        name = f"{self.prefix}_{what}"
        self.weights.append((name, array))
        return name

    def integers(self, what: str, numbers: Sequence[int]) -> str:
        """One more tensor of integers; its name."""
        name = f"{self.prefix}_{len(self.nodes)}_{what}"
        self.sizes.append((name, list(numbers)))
        return name

    def reshaped(self, x: str, shape: Shape) -> str:
        """The array in another shape, behind the batch axis."""
        return self.emit("Reshape", [x, self.integers("shape", [-1, *shape])])

    def aligned(self, x: str, shape: Shape, n_axes: int) -> str:
        """The array with axes of size 1 in front, so that arrays broadcast behind the batch axis."""
        return x if len(shape) == n_axes else self.reshaped(x, (1,) * (n_axes - len(shape)) + shape)

    def refuse(self, i: int, reason: str) -> None:
        """Raise the error that a layer has no counterpart."""
        raise UnsupportedLayerError(
            f"{self.net.describe(i)} cannot be written as ONNX: {reason}; write .json"
        )


def unsupported(writer: Writer, i: int, inputs: list[str]) -> None:
    """Raise the error for a layer of unknown type."""
    writer.refuse(i, f"the layers that can are {', '.join(layer.__name__ for layer in LAYERS)}")


def is_float32(array: RationalArray) -> bool:
    """Whether every entry is a 32-bit float.

    >>> is_float32(rational_array([0.5, 1])), is_float32(rational_array(["1e300"]))
    (True, False)
    """
    with np.errstate(over="ignore"):
        short = array.floats().astype(np.float32)
    return bool(np.isfinite(short).all()) and rational_array(short) == array


# -- affine layers ------------------------------------------------------------------------------------


def dense(writer: Writer, i: int, inputs: list[str]) -> None:
    layer = writer.net.nodes[i].layer
    assert isinstance(layer, Dense)
    has_bias = bool(layer.bias.sign().any())
    if len(writer.shape(i)) == 1:
        arrays = [writer.weight("weight", layer.weight)] + [writer.weight("bias", layer.bias)] * has_bias
        writer.emit("Gemm", [*inputs, *arrays], transB=1)
        return
    product = writer.emit("MatMul", [*inputs, writer.weight("weight", layer.weight.T)])
    if has_bias:
        writer.emit("Add", [product, writer.weight("bias", layer.bias)])


def conv(writer: Writer, i: int, inputs: list[str]) -> None:
    layer = writer.net.nodes[i].layer
    assert isinstance(layer, Conv)
    arrays = [writer.weight("weight", layer.weight)]
    if layer.bias.sign().any():
        arrays.append(writer.weight("bias", layer.bias))
    writer.emit("Conv", [*inputs, *arrays], group=layer.groups, **windows_of(layer.windows))


def windows_of(windows: Windows) -> dict[str, Any]:
    """The attributes of a sliding window."""
    ends = [[pair[side] for pair in windows.padding] for side in (0, 1)]
    return {
        "kernel_shape": windows.kernel,
        "strides": windows.stride,
        "pads": ends[0] + ends[1],
        "dilations": windows.dilation,
    }


def ceil_mode(writer: Writer, i: int, windows: Windows) -> int:
    """Whether to round the number of windows up.

    Tools differ on a last window that begins in the padding behind: here, as in PyTorch, there is none.  Where the
    two roundings agree nothing needs to be said, and where only some axes need the larger number nothing can be.
    """
    spatial = writer.net.input_shapes(i)[0][-len(windows.kernel) :]
    wanted = windows.output_shape("pool", spatial)
    down, up = [], []
    for n, k, d, s, (before, after) in zip(
        spatial, windows.kernel, windows.dilation, windows.stride, windows.padding, strict=True
    ):
        room = n + before + after - d * (k - 1) - 1
        down.append(room // s + 1)
        up.append(-(-room // s) + 1)
    if list(wanted) not in (down, up):
        raise UnsupportedLayerError(
            f"{writer.net.describe(i)}: ONNX rounds the number of windows up along all axes or none, but of the "
            f"axes of sizes {spatial} only some have one window more; write .json, or pad the input explicitly"
        )
    return int(list(wanted) != down)


def average_pool(writer: Writer, i: int, inputs: list[str]) -> None:
    layer = writer.net.nodes[i].layer
    assert isinstance(layer, AveragePool)
    writer.emit(
        "AveragePool",
        inputs,
        count_include_pad=int(layer.count_padding),
        ceil_mode=ceil_mode(writer, i, layer.windows),
        **windows_of(layer.windows),
    )


def reshape(writer: Writer, i: int, inputs: list[str]) -> None:
    shape = writer.net.shapes[i]
    if len(shape) == 1:
        writer.emit("Flatten", inputs, axis=1)
    else:
        writer.reshaped(inputs[0], shape)


def transpose(writer: Writer, i: int, inputs: list[str]) -> None:
    layer = writer.net.nodes[i].layer
    assert isinstance(layer, Transpose)
    writer.emit("Transpose", inputs, perm=[0, *(a + 1 for a in layer.axes)])


def slice_(writer: Writer, i: int, inputs: list[str]) -> None:
    layer, shape = writer.net.nodes[i].layer, writer.shape(i)
    assert isinstance(layer, Slice)
    ranges = [range(*slice(*s).indices(n)) for s, n in zip(layer.slices, shape, strict=False)]
    starts = [r.start for r in ranges]
    stops = [r.stop if r.stop >= 0 else -(2**31) for r in ranges]
    axes, steps = list(range(1, len(ranges) + 1)), [r.step for r in ranges]
    named = zip(("starts", "ends", "axes", "steps"), (starts, stops, axes, steps), strict=True)
    writer.emit("Slice", [*inputs, *(writer.integers(name, numbers) for name, numbers in named)])


def select(writer: Writer, i: int, inputs: list[str]) -> None:
    layer = writer.net.nodes[i].layer
    assert isinstance(layer, Select)
    axis = layer.axis % len(writer.shape(i)) + 1
    writer.emit("Gather", [*inputs, writer.integers("indices", layer.indices)], axis=axis)


def concat(writer: Writer, i: int, inputs: list[str]) -> None:
    layer = writer.net.nodes[i].layer
    assert isinstance(layer, Concat)
    writer.emit("Concat", inputs, axis=layer.axis % len(writer.shape(i)) + 1)


def many(operator: str) -> Callable[[Writer, int, list[str]], None]:
    """A layer that takes several arrays of one shape, up to axes of size 1."""

    def write(writer: Writer, i: int, inputs: list[str]) -> None:
        shapes = writer.net.input_shapes(i)
        n_axes = max(map(len, shapes))
        operands = [writer.aligned(x, shape, n_axes) for x, shape in zip(inputs, shapes, strict=True)]
        writer.emit("Sum" if operator == "Add" and len(operands) != 2 else operator, operands)

    return write


def with_constant(operator: str) -> Callable[[Writer, int, list[str]], None]:
    """A sum or product with a constant."""

    def write(writer: Writer, i: int, inputs: list[str]) -> None:
        layer, shape = writer.net.nodes[i].layer, writer.shape(i)
        assert isinstance(layer, AddConstant | MulConstant)
        x = writer.aligned(inputs[0], shape, max(len(shape), layer.value.ndim))
        writer.emit(operator, [x, writer.weight("value", layer.value)])

    return write


# -- gates --------------------------------------------------------------------------------------------


def max_pool(writer: Writer, i: int, inputs: list[str]) -> None:
    layer = writer.net.nodes[i].layer
    assert isinstance(layer, MaxPool)
    writer.emit("MaxPool", inputs, ceil_mode=ceil_mode(writer, i, layer.windows), **windows_of(layer.windows))


def maxout(writer: Writer, i: int, inputs: list[str]) -> None:
    layer, (n, *rest) = writer.net.nodes[i].layer, writer.shape(i)
    assert isinstance(layer, Maxout)
    groups = writer.reshaped(inputs[0], (n // layer.rank, layer.rank, *rest))
    writer.emit("ReduceMax", [groups, writer.integers("axes", [2])], keepdims=0)


def activation(writer: Writer, i: int, inputs: list[str]) -> None:
    layer = writer.net.nodes[i].layer
    assert isinstance(layer, Activation)
    functions = layer.functions
    (first, *others), (x,) = functions, inputs
    if all(is_leaky(f) for f in functions) and (others or first != relu()):
        leaky_relu(writer, i, x, functions)
    elif others:
        writer.refuse(i, "its entries have different functions that are not all leaky ReLUs")
    elif first == relu():
        writer.emit("Relu", [x])
    elif first == absolute():
        writer.emit("Abs", [x])
    elif first.is_affine:
        scaled = writer.emit("Mul", [x, writer.weight("slope", rational_array(first.slopes[0]))])
        writer.emit("Add", [scaled, writer.weight("value", rational_array(first.value_at_zero))])
    elif is_clip(first):
        bounds = [first(b) if slope == 0 else None for b, slope in _ends(first)]
        names = ["" if b is None else writer.weight(what, rational_array(b))
                 for b, what in zip(bounds, ("min", "max"), strict=True)]  # fmt: skip
        writer.emit("Clip", [x, *names] if names[1] else [x, names[0]])
    elif is_hard_sigmoid(first):
        slope, offset = first.slopes[1], first.intercepts[1]
        writer.emit("HardSigmoid", [x], alpha=float(slope), beta=float(offset))
    else:
        writer.refuse(i, f"there is no operator for {first!r} with these numbers")


def _ends(f: PiecewiseLinearFunction1D) -> list[tuple[Fraction, Fraction]]:
    return [(f.breakpoints[0], f.slopes[0]), (f.breakpoints[-1], f.slopes[-1])]


def is_leaky(f: PiecewiseLinearFunction1D) -> bool:
    """Whether the function is x for positive x and a multiple of x for negative x."""
    return f.value_at_zero == 0 and f.slopes[-1] == 1 and f.breakpoints == (Fraction(0),)


def is_clip(f: PiecewiseLinearFunction1D) -> bool:
    """Whether the function is x between two bounds, or above or below one, and constant elsewhere.

    >>> from tropnet.networks import clip
    >>> is_clip(clip(low=3)), is_clip(clip(0, 6)), is_clip(absolute())
    (True, True, False)
    """
    fits = list(f.slopes) in ([0, 1], [1, 0], [0, 1, 0])
    return fits and all(f(b) == b for b in f.breakpoints)


def is_hard_sigmoid(f: PiecewiseLinearFunction1D) -> bool:
    """Whether the function rises from 0 to 1 with 32-bit floats as slope and intercept."""
    fits = len(f.slopes) == 3 and f.slopes[0] == f.slopes[2] == 0 and [f(b) for b in f.breakpoints] == [0, 1]
    return fits and is_float32(rational_array([f.slopes[1], f.intercepts[1]]))


def leaky_relu(writer: Writer, i: int, x: str, functions: Sequence[PiecewiseLinearFunction1D]) -> None:
    """LeakyRelu where the slope is a 32-bit float, which ONNX's attributes are; else PRelu."""
    slopes = rational_array([f.slopes[0] for f in functions])
    shape = writer.shape(i)
    if slopes.size == 1 and is_float32(slopes):
        writer.emit("LeakyRelu", [x], alpha=float(slopes[0]))
        return
    if slopes.size == 1:
        shaped = slopes.reshape((1,) * len(shape))
    elif slopes.size == prod(shape):
        shaped = slopes.reshape(shape)
    else:
        shaped = slopes.reshape((slopes.size, *(1,) * (len(shape) - 1)))
    writer.emit("PRelu", [x, writer.weight("slope", shaped)])


LAYERS: Mapping[type[Layer], Callable[[Writer, int, list[str]], None]] = {
    Dense: dense,
    Conv: conv,
    AveragePool: average_pool,
    Reshape: reshape,
    Transpose: transpose,
    Slice: slice_,
    Select: select,
    Concat: concat,
    Add: many("Add"),
    AddConstant: with_constant("Add"),
    MulConstant: with_constant("Mul"),
    Activation: activation,
    Maxout: maxout,
    Maximum: many("Max"),
    Minimum: many("Min"),
    MaxPool: max_pool,
}
