"""What each ONNX operator means, in terms of :class:`~tropnet.networks.io.graph.GraphBuilder`.

An operator whose arguments are all constants gives a constant, computed exactly: exporters write the shape
arithmetic of a reshape, or the transposition of a weight, as nodes of the graph.  The older signatures of an
operator, with attributes where newer versions have inputs, are read as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, TypeAlias, final

import numpy as np

from tropnet.errors import FormatError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks.activations import absolute, clip, hard_sigmoid, leaky_relu, relu
from tropnet.networks.io import arithmetic
from tropnet.networks.io.graph import (
    Constant,
    GraphBuilder,
    Operand,
    Value,
    axis_of,
    broadcast_shapes,
    refuse_large,
)
from tropnet.networks.io.onnx_tensors import FLOATS, Attributes, integers_of
from tropnet.networks.layers import Shape

__all__ = ["DROPPABLE", "OPERATORS", "Call"]

#: operators that may be left out at the end, on request
DROPPABLE = frozenset({"Softmax", "LogSoftmax", "Sigmoid", "ArgMax"})


@final
@dataclass(frozen=True)
class Call:
    """One node of an ONNX graph: an operator applied to operands."""

    graph: GraphBuilder
    inputs: Sequence[Operand | None]
    attributes: Attributes
    opset: int
    where: str
    n_outputs: int

    def has(self, i: int) -> bool:
        """Whether the input of this number is given."""
        return i < len(self.inputs) and self.inputs[i] is not None

    def operand(self, i: int) -> Operand:
        """An input."""
        x = self.inputs[i] if i < len(self.inputs) else None
        if x is None:
            raise FormatError(f"input {i} is missing")
        return x

    def operands(self) -> list[Operand]:
        """All inputs."""
        return [self.operand(i) for i in range(len(self.inputs))]

    def constant(self, i: int, what: str) -> Constant:
        """An input that must not depend on the network's input."""
        x = self.operand(i)
        if not isinstance(x, Constant):
            raise UnsupportedLayerError(
                f"{self.where}: {what} depends on the input of the network, so that the operator is not "
                "piecewise linear; it must be a constant"
            )
        return x

    def optional(self, i: int, what: str) -> Constant | None:
        """A constant input, or None if it is left out."""
        return self.constant(i, what) if self.has(i) else None

    def integers(self, i: int, name: str) -> list[int] | None:
        """Integers that are an input in newer versions and an attribute in older ones."""
        given = self.optional(i, name)
        return self.attributes.integers(name) if given is None else integers_of(given, name)

    def axis(self, default: int) -> int:
        """The attribute ``axis``, counted from the front."""
        return axis_of(self.attributes.integer("axis", default), len(self.operand(0).shape))


Operator: TypeAlias = Callable[[Call], Operand | Sequence[Operand]]


# -- products -----------------------------------------------------------------------------------------


def gemm(call: Call) -> Operand:
    """Alpha A B + beta C with a constant B and C."""
    a, weight = call.operand(0), call.constant(1, "the matrix B").array
    if len(a.shape) != 2 or weight.ndim != 2:
        raise FormatError(f"Gemm takes matrices, but the shapes are {a.shape} and {weight.shape}")
    if call.attributes.integer("transA"):
        a = call.graph.transpose(a, (1, 0))
    if not call.attributes.integer("transB"):
        weight = weight.T
    weight = weight * call.attributes.rational("alpha", 1.0)
    c = call.optional(2, "the matrix C")
    if c is None:
        return call.graph.dense(a, weight)
    bias = c.array * call.attributes.rational("beta", 1.0)
    n_out = weight.shape[0]
    if bias.size == prod(bias.shape[-1:]) and bias.size in {1, n_out}:
        return call.graph.dense(a, weight, RationalArray.zeros((n_out,)) + bias.ravel())
    return call.graph.add([call.graph.dense(a, weight), Constant(bias)])


def matmul(call: Call) -> Operand:
    """The matrix product, one factor constant."""
    return arithmetic.matrix_product(call.graph, call.operand(0), call.operand(1))


def conv(call: Call) -> Operand:
    """A convolution with a constant kernel."""
    weight = call.constant(1, "the kernel").array
    bias = call.optional(2, "the bias")
    windows = _windows(call, weight.shape[2:])
    groups = call.attributes.integer("group", 1)
    return call.graph.conv(
        call.operand(0), weight, None if bias is None else bias.array, groups=groups, **windows
    )


def _windows(call: Call, kernel: Shape) -> dict[str, Any]:
    """Stride, padding and dilation of a sliding window."""
    n = len(kernel)
    stride = call.attributes.integers("strides") or [1] * n
    dilation = call.attributes.integers("dilations") or [1] * n
    given = call.attributes.integers("kernel_shape")
    if given is not None and tuple(given) != tuple(kernel):
        raise FormatError(f"kernel_shape is {given}, but the kernel has the shape {kernel}")
    auto = call.attributes.text("auto_pad", "NOTSET")
    if auto in {"NOTSET", "VALID"}:
        ends = (call.attributes.integers("pads") if auto == "NOTSET" else None) or [0] * (2 * n)
        if len(ends) != 2 * n:
            raise FormatError(f"pads must have {2 * n} entries, but are {ends}")
        padding = [(ends[i], ends[n + i]) for i in range(n)]
    elif auto in {"SAME_UPPER", "SAME_LOWER"}:
        sizes = call.operand(0).shape[2:]
        padding = [
            _same(size, k, s, d, auto == "SAME_UPPER")
            for size, k, s, d in zip(sizes, kernel, stride, dilation, strict=True)
        ]
    else:
        raise FormatError(f"auto_pad is {auto!r}")
    return {"stride": stride, "padding": padding, "dilation": dilation}


def _same(size: int, kernel: int, stride: int, dilation: int, is_upper: bool) -> tuple[int, int]:
    """The padding with which the output has ceil(size / stride) entries; the odd one at the end if upper."""
    total = max(0, (-(-size // stride) - 1) * stride + dilation * (kernel - 1) + 1 - size)
    small, large = total // 2, total - total // 2
    return (small, large) if is_upper else (large, small)


def _pool(call: Call) -> tuple[Shape, dict[str, Any]]:
    kernel = tuple(call.attributes.integers("kernel_shape") or ())
    windows = _windows(call, kernel)
    return kernel, {**windows, "ceil_mode": call.attributes.integer("ceil_mode") == 1}


def average_pool(call: Call) -> Operand:
    """The mean over windows."""
    kernel, windows = _pool(call)
    if any(d != 1 for d in windows.pop("dilation")):
        raise UnsupportedLayerError(f"{call.where}: an average pool with dilations is not supported")
    counts = call.attributes.integer("count_include_pad") == 1
    if all(pair == (0, 0) for pair in windows["padding"]):
        counts = True  # the same function; one form for both, so that equal networks compare equal
    return call.graph.average_pool(call.operand(0), kernel, count_padding=counts, **windows)


def max_pool(call: Call) -> Operand:
    """The maximum over windows."""
    kernel, windows = _pool(call)
    return call.graph.max_pool(call.operand(0), kernel, **windows)


def global_pool(call: Call, kind: str) -> Operand:
    """Mean or maximum over all spatial axes."""
    x = call.operand(0)
    axes = range(2, len(x.shape))
    if kind == "mean":
        return call.graph.mean(x, axes, keepdims=True)
    return call.graph.max_pool(x, x.shape[2:])


def batch_norm(call: Call) -> Operand:
    """Batch normalisation at inference."""
    if call.attributes.integer("training_mode"):
        raise UnsupportedLayerError(f"{call.where} is in training mode; export the model for inference")
    names = ("the scale", "the bias", "the mean", "the variance")
    parameters = [call.constant(i, name).array for i, name in enumerate(names, 1)]
    epsilon = call.attributes.rational("epsilon", 1e-5)
    return call.graph.batch_norm(call.operand(0), parameters, epsilon, call.where)


# -- arithmetic ---------------------------------------------------------------------------------------


def add(call: Call) -> Operand:
    """The sum of any number of arrays."""
    return arithmetic.total(call.graph, call.operands())


def cast(call: Call) -> Operand:
    """Another element type, where that changes no number."""
    x, target = call.operand(0), call.attributes.integer("to")
    if target in FLOATS:
        if isinstance(x, Value):
            return x
        rounded = {1: np.float32, 10: np.float16}.get(target, np.float64)
        with np.errstate(over="ignore"):
            floats = x.array.floats().astype(rounded)
        if np.isfinite(floats).all() and rational_array(floats) == x.array:
            return Constant(x.array)
    elif isinstance(x, Constant) and x.array.denominator == 1:
        return Constant(x.array, True)
    raise UnsupportedLayerError(f"{call.where}: a conversion that rounds is not supported")


# -- gates --------------------------------------------------------------------------------------------


def clip_between(call: Call) -> Operand:
    """min(max(x, low), high) with constant bounds."""
    x = call.graph.value(call.operand(0))
    low, high = (_bound(call, i, name) for i, name in ((1, "min"), (2, "max")))
    return call.graph.activation(x, [clip(low, high)])


def _bound(call: Call, i: int, name: str) -> Fraction | None:
    if name in call.attributes:
        bound: Fraction | None = call.attributes.rational(name)
    else:
        given = call.optional(i, f"the bound {name}")
        bound = None if given is None else given.array.item()
    # 3.4028235e38 in magnitude is the default of old versions, and stands for no bound
    return None if bound is not None and abs(bound) >= Fraction(float(np.finfo(np.float32).max)) else bound


def parametric_relu(call: Call) -> Operand:
    """The array x where it is positive, and slope * x elsewhere."""
    slopes = call.constant(1, "the slope").array
    return call.graph.entrywise(call.graph.value(call.operand(0)), slopes, leaky_relu)


# -- rearrangements -----------------------------------------------------------------------------------


def reshape(call: Call) -> Operand:
    """The same entries in another shape; 0 keeps the size of an axis."""
    x = call.operand(0)
    sizes = call.integers(1, "shape")
    if sizes is None or any(n == 0 and i >= len(x.shape) for i, n in enumerate(sizes)):
        raise FormatError(f"the shape {sizes} does not fit an input of shape {x.shape}")
    if not call.attributes.integer("allowzero"):
        sizes = [x.shape[i] if n == 0 else n for i, n in enumerate(sizes)]
    return call.graph.reshape(x, tuple(sizes))


def flatten(call: Call) -> Operand:
    """A matrix: the axes before ``axis``, and those from it on."""
    x = call.operand(0)
    axis = call.attributes.integer("axis", 1)
    axis = axis if axis == len(x.shape) else axis_of(axis, len(x.shape))
    return call.graph.reshape(x, (prod(x.shape[:axis]), prod(x.shape[axis:])))


def squeeze(call: Call) -> Operand:
    """Without some axes of size 1."""
    x = call.operand(0)
    axes = call.integers(1, "axes")
    own = (
        [i for i, n in enumerate(x.shape) if n == 1]
        if axes is None
        else [axis_of(a, len(x.shape)) for a in axes]
    )
    return call.graph.reshape(x, tuple(n for i, n in enumerate(x.shape) if i not in own))


def unsqueeze(call: Call) -> Operand:
    """With more axes of size 1."""
    x, axes = call.operand(0), call.integers(1, "axes")
    if axes is None or len(axes) > 32:
        raise FormatError(f"the axes are {axes}")
    n_axes = len(x.shape) + len(axes)
    new = {axis_of(a, n_axes) for a in axes}
    if len(new) < len(axes):
        raise FormatError(f"the axes {axes} are not different")
    sizes = iter(x.shape)
    return call.graph.reshape(x, tuple(1 if i in new else next(sizes) for i in range(n_axes)))


def transpose(call: Call) -> Operand:
    """The axes in another order; reversed if none is given."""
    x = call.operand(0)
    order = call.attributes.integers("perm")
    return call.graph.transpose(x, list(range(len(x.shape)))[::-1] if order is None else order)


def slice_(call: Call) -> Operand:
    """The entries from start to end in steps, per axis."""
    x = call.operand(0)
    starts, ends = call.integers(1, "starts"), call.integers(2, "ends")
    if starts is None or ends is None:
        raise FormatError("starts or ends are missing")
    axes = call.integers(3, "axes") or list(range(len(starts)))
    steps = call.integers(4, "steps") or [1] * len(starts)
    ranges = {}
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        own = axis_of(axis, len(x.shape))
        if step == 0 or own in ranges:
            raise FormatError(f"the steps are {steps} and the axes {axes}")
        ranges[own] = _clamped(start, end, step, x.shape[own])
    return call.graph.slice(x, ranges)


def _clamped(start: int, end: int, step: int, n: int) -> range:
    """ONNX's range: an end below -n means "before the first entry" when going backwards."""
    start = start + n if start < 0 else start
    end = end + n if end < 0 else end
    if step > 0:
        return range(min(max(start, 0), n), min(max(end, 0), n), step)
    return range(min(max(start, 0), n - 1), min(max(end, -1), n - 1), step)


def gather(call: Call) -> Operand:
    """The entries with constant indices along an axis."""
    x, indices = call.operand(0), call.constant(1, "the index")
    axis = call.axis(0)
    chosen = call.graph.select(x, integers_of(indices, "indices"), axis)
    return call.graph.reshape(chosen, (*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :]))


def split(call: Call) -> Sequence[Operand]:
    """Consecutive parts along an axis."""
    x, axis = call.operand(0), call.axis(0)
    sizes = call.integers(1, "split")
    if sizes is None:
        n_parts = call.attributes.integer("num_outputs", call.n_outputs)
        if not 1 <= n_parts <= x.shape[axis]:
            raise FormatError(f"an axis of size {x.shape[axis]} is split in {n_parts} parts")
        size = -(-x.shape[axis] // n_parts)
        sizes = [size] * (n_parts - 1) + [x.shape[axis] - size * (n_parts - 1)]
    ends = np.cumsum(sizes, dtype=object).tolist()
    if min(sizes) < 1 or ends[-1] != x.shape[axis]:
        raise FormatError(f"an axis of size {x.shape[axis]} is split in parts {sizes[:20]}")
    return [
        call.graph.slice(x, {axis: range(end - size, end)}) for size, end in zip(sizes, ends, strict=True)
    ]


def concat(call: Call) -> Operand:
    """Arrays one after the other."""
    return arithmetic.joined(call.graph, call.operands(), call.axis(0))


def pad(call: Call) -> Operand:
    """More entries at the ends of the axes."""
    x, ends = call.operand(0), call.integers(1, "pads")
    mode = call.attributes.text("mode", "constant")
    if ends is None or mode not in {"constant", "edge", "reflect", "wrap"}:
        raise FormatError(f"the pads are {ends} and the mode is {mode!r}")
    given = call.optional(2, "the padding value")
    fill = call.attributes.rational("value") if given is None else given.array.item()
    named = call.optional(3, "the axes")
    axes = list(range(len(x.shape))) if named is None else integers_of(named, "axes")
    if len(ends) != 2 * len(axes):
        raise FormatError(f"pads must have {2 * len(axes)} entries, but are {ends[:20]}")
    pairs = [(0, 0)] * len(x.shape)
    for i, axis in enumerate(axes):
        pairs[axis_of(axis, len(x.shape))] = (ends[i], ends[len(axes) + i])
    return call.graph.pad(x, pairs, mode, fill)


def expand(call: Call) -> Operand:
    """The array repeated to a larger shape."""
    x = call.operand(0)
    sizes = tuple(integers_of(call.constant(1, "the shape"), "the shape"))
    return arithmetic.broadcast_to(call.graph, x, broadcast_shapes(x.shape, sizes))


def reduce_(call: Call, kind: str) -> Operand:
    """Mean, sum, maximum or minimum along axes."""
    x, axes = call.operand(0), call.integers(1, "axes")
    keepdims = call.attributes.integer("keepdims", 1) == 1
    if not axes and call.attributes.integer("noop_with_empty_axes"):
        return x
    return getattr(call.graph, kind)(x, axes or (), keepdims)  # type: ignore[no-any-return]  # one of four methods


def shape_of(call: Call) -> Operand:
    """The sizes, for a batch of one point."""
    sizes = call.operand(0).shape
    start, end = call.attributes.integer("start"), call.attributes.integer("end", len(sizes))
    return Constant(rational_array(list(sizes[start:end])), True)


def constant(call: Call) -> Operand:
    """A number or array in the attributes."""
    a = call.attributes
    for name, read in (("value_float", a.rational), ("value_int", a.integer)):
        if name in a:
            return Constant(rational_array(read(name)), name == "value_int")
    integers, floats, tensor = a.integers("value_ints"), a.rationals("value_floats"), a.tensor("value")
    if integers is not None:
        return Constant(rational_array(integers), True)
    if floats is not None:
        return Constant(floats)
    if tensor is None:
        raise UnsupportedLayerError(f"{call.where}: only constants that are numbers or arrays are supported")
    return tensor


def constant_of_shape(call: Call) -> Operand:
    """An array of equal entries."""
    shape = tuple(integers_of(call.constant(0, "the shape"), "the shape"))
    refuse_large(shape, may_be_empty=True)
    value = call.attributes.tensor("value")
    zeros = RationalArray.zeros(shape)
    return Constant(zeros) if value is None else Constant(zeros + value.array.item(), value.is_integer)


def identity(call: Call) -> Operand:
    """The same array."""
    return call.operand(0)


def dropout(call: Call) -> Operand:
    """Nothing, at inference."""
    training = call.optional(2, "the training mode")
    if training is not None and training.array.sign().any():
        raise UnsupportedLayerError(f"{call.where} is in training mode; export the model for inference")
    return call.operand(0)


OPERATORS: Mapping[str, Operator] = {
    "Abs": lambda call: call.graph.activation(call.operand(0), [absolute()]),
    "Add": add,
    "AveragePool": average_pool,
    "BatchNormalization": batch_norm,
    "Cast": cast,
    "Clip": clip_between,
    "Concat": concat,
    "Constant": constant,
    "ConstantOfShape": constant_of_shape,
    "Conv": conv,
    "Div": lambda call: arithmetic.quotient(call.graph, call.operand(0), call.operand(1)),
    "Dropout": dropout,
    "Expand": expand,
    "Flatten": flatten,
    "Gather": gather,
    "Gemm": gemm,
    "GlobalAveragePool": lambda call: global_pool(call, "mean"),
    "GlobalMaxPool": lambda call: global_pool(call, "max"),
    "HardSigmoid": lambda call: call.graph.activation(
        call.operand(0),
        [hard_sigmoid(call.attributes.rational("alpha", 0.2), call.attributes.rational("beta", 0.5))],
    ),
    "Identity": identity,
    "LeakyRelu": lambda call: call.graph.activation(
        call.operand(0), [leaky_relu(call.attributes.rational("alpha", 0.01))]
    ),
    "MatMul": matmul,
    "Max": lambda call: call.graph.maximum(call.operands()),
    "MaxPool": max_pool,
    "Mean": lambda call: arithmetic.mean_of(call.graph, call.operands()),
    "Min": lambda call: call.graph.minimum(call.operands()),
    "Mod": lambda call: arithmetic.remainder(call.operand(0), call.operand(1)),
    "Mul": lambda call: arithmetic.product(call.graph, call.operand(0), call.operand(1)),
    "Neg": lambda call: call.graph.negative(call.operand(0)),
    "PRelu": parametric_relu,
    "Pad": pad,
    "ReduceMax": lambda call: reduce_(call, "max"),
    "ReduceMean": lambda call: reduce_(call, "mean"),
    "ReduceMin": lambda call: reduce_(call, "min"),
    "ReduceSum": lambda call: reduce_(call, "sum"),
    "Relu": lambda call: call.graph.activation(call.operand(0), [relu()]),
    "Reshape": reshape,
    "Shape": shape_of,
    "Slice": slice_,
    "Split": split,
    "Squeeze": squeeze,
    "Sub": lambda call: arithmetic.difference(call.graph, call.operand(0), call.operand(1)),
    "Sum": add,
    "Transpose": transpose,
    "Unsqueeze": unsqueeze,
}
