"""Reading ONNX: a graph of operators as an exact network.

The weights are the 16-, 32- or 64-bit floats in the file, and the network is the exact real function of
these numbers: not the floating-point values that a runtime computes, which depend on the order of
summation, but the function that they approximate.  Arithmetic on constants is exact too.  Batch
normalisation is the one exception, and its provenance says so: the square root in its scale is rounded to
the nearest float64.

**The batch axis.**  The graph is read for a batch of one point.  The first axis of the input is its batch
axis if its size is symbolic, or 1 and not the only axis; then it is no part of the network's ``input_shape``.

**Safety.**  The file is parsed as data; nothing in it is executed, no graph of control flow is followed, and
no claimed size is believed (:mod:`tropnet.networks.io.guards`).
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from os import PathLike
from pathlib import Path
from typing import Any, final

from tropnet.errors import FormatError, InputError, UnsupportedLayerError
from tropnet.networks.io.graph import Constant, GraphBuilder, Operand, Value
from tropnet.networks.io.guards import LARGEST_FILE, AnyPath, meant, read_bytes, require
from tropnet.networks.io.onnx_operators import DROPPABLE, OPERATORS, Call
from tropnet.networks.io.onnx_tensors import Attributes, tensor
from tropnet.networks.layers import Shape
from tropnet.networks.network import Network

__all__ = ["from_onnx", "read_onnx"]

OLDEST_OPSET = 7


def read_onnx(
    path: AnyPath,
    input_shape: Sequence[int] | None = None,
    output: str | None = None,
    drop_last: bool = False,
    max_bytes: int = LARGEST_FILE,
) -> Network:
    """The network of an ONNX file; see :func:`from_onnx`."""
    return from_onnx(path, input_shape, output, drop_last, max_bytes)


def from_onnx(
    model: Any,
    input_shape: Sequence[int] | None = None,
    output: str | None = None,
    drop_last: bool = False,
    max_bytes: int = LARGEST_FILE,
) -> Network:
    """The exact real function of an ONNX model, as a network.

    Parameters
    ----------
    model : path, bytes, or onnx.ModelProto
        Weights in external files are read if a path is given, from the folder of the model only.
    input_shape : sequence of int, optional
        The shape of one point, without the batch axis; needed where the file leaves sizes open.
    output : str, optional
        The name of the array that is the network's output; needed if the model has several outputs.
    drop_last : bool
        Whether a last Softmax, LogSoftmax, Sigmoid or ArgMax is left out, so that the outputs are its
        arguments.  The provenance notes it.
    max_bytes : int
        The largest size of the file.

    Raises
    ------
    MissingDependencyError
        If onnx is not installed.
    InputError
        If the file cannot be read, or the model is none of the above.
    FormatError
        If the model is malformed, truncated or hostile, has several inputs, or leaves sizes open.
    UnsupportedLayerError
        If an operator is not piecewise linear or not known; the message names node and operator.

    Examples
    --------
    >>> import onnx.parser
    >>> model = onnx.parser.parse_model('''
    ...     <ir_version: 8, opset_import: ["" : 17]>
    ...     agraph (double[N, 2] x) => (double[N, 1] y)
    ...     <double[1, 2] W = {1, -1}>
    ...     { z = Gemm<transB = 1>(x, W)
    ...       y = Abs(z) }''')
    >>> net = from_onnx(model)
    >>> net([3, "7/2"])
    RationalArray([1/2])
    """
    onnx = require("onnx", "onnx", "reading ONNX models")
    folder, source = None, "the ONNX model"
    if isinstance(model, str | PathLike):
        folder, source = Path(model).parent, str(model)
        model = read_bytes(model, max_bytes)
    if isinstance(model, bytes | bytearray | memoryview):
        decode_error = require("google.protobuf.message", "onnx", "reading ONNX models").DecodeError
        content = bytes(model)
        try:
            model = onnx.ModelProto.FromString(content)
        except decode_error as error:
            raise FormatError(f"{source} is no ONNX model, or truncated: {error}") from error
    if not isinstance(model, onnx.ModelProto):
        raise InputError(f"{type(model).__name__} is no ONNX model; give a path, bytes or an onnx.ModelProto")
    with meant(source):
        reader = Reader(model, source, folder, input_shape, drop_last)
        return reader.network(output)


@final
class Reader:
    """One pass over the nodes of an ONNX graph."""

    def __init__(
        self, model: Any, source: str, folder: Path | None, input_shape: Sequence[int] | None, drop_last: bool
    ) -> None:
        self.model_graph, self.source, self.folder, self.drop_last = model.graph, source, folder, drop_last
        self.opset = self._opset(model)
        self.known: dict[str, Operand] = self._initializers()
        name, shape = self._input(input_shape)
        self.graph = GraphBuilder(shape)
        self.known[name] = self.graph.input
        self.producer = f"{model.producer_name} {model.producer_version}".strip()[:100]

    def _opset(self, model: Any) -> int:
        versions = [entry.version for entry in model.opset_import if entry.domain in {"", "ai.onnx"}]
        if not versions or not model.graph.node:
            raise FormatError(
                f"{self.source} has no graph of ONNX operators; is it an ONNX model, and whole?"
            )
        if not OLDEST_OPSET <= versions[0] < 1000:
            raise FormatError(
                f"{self.source} uses version {versions[0]} of ONNX's operators, but {OLDEST_OPSET} is the "
                "oldest that is read; convert it with onnx.version_converter"
            )
        return int(versions[0])

    def _initializers(self) -> dict[str, Operand]:
        if self.model_graph.sparse_initializer:
            raise UnsupportedLayerError(
                f"{self.source} has sparse tensors, which are not read; make them dense"
            )
        return {proto.name: tensor(proto, self.folder) for proto in self.model_graph.initializer}

    def _input(self, input_shape: Sequence[int] | None) -> tuple[str, Shape]:
        """The name of the only input and its shape for a batch of one point."""
        inputs = [entry for entry in self.model_graph.input if entry.name not in self.known]
        if len(inputs) != 1:
            names = [entry.name for entry in inputs]
            raise FormatError(f"{self.source} has the inputs {names}; a network has exactly one")
        (entry,) = inputs
        stated = entry.type.tensor_type
        sizes = [d.dim_value or None for d in stated.shape.dim] if stated.HasField("shape") else None
        has_batch = sizes is None or (sizes[:1] in ([None], [1]) and sizes != [1])
        open_sizes = sizes[1:] if sizes and has_batch else sizes
        shape = self._point(entry.name, open_sizes, input_shape)
        return entry.name, (1, *shape) if has_batch else shape

    def _point(self, name: str, sizes: list[int | None] | None, given: Sequence[int] | None) -> Shape:
        """The shape of one point: the sizes in the file, which the caller completes where they are open."""
        if given is None:
            known = tuple(n for n in sizes or () if n is not None)
            if sizes is None or len(known) < len(sizes):
                raise FormatError(
                    f"{self.source} leaves sizes of its input {name!r} open; give input_shape, the shape of "
                    "one point without the batch axis"
                )
            return known
        shape = tuple(index(n) for n in given)
        if sizes is not None and (
            len(shape) != len(sizes) or any(m not in {None, n} for n, m in zip(shape, sizes, strict=True))
        ):
            raise FormatError(f"input_shape {shape} does not fit the sizes {sizes} of the input {name!r}")
        return shape

    def network(self, output: str | None) -> Network:
        """The network of the output of this name."""
        target = self._output_name(output)
        needed = self._needed(target)
        for i, node in enumerate(self.model_graph.node):
            if needed[i]:
                self._apply(node, f"node {node.name or i!r} ({node.op_type})")
        if target not in self.known:
            raise FormatError(f"{self.source}: no node gives the output {target!r}")
        result = self.known[target]
        if isinstance(result, Constant):
            result = self.graph.value(result)
        made_by = f", made by {self.producer}" if self.producer else ""
        return self.graph.network(result, [f"read from {self.source}{made_by}"])

    def _output_name(self, output: str | None) -> str:
        names = [entry.name for entry in self.model_graph.output]
        if output is not None:
            return output
        if len(names) != 1:
            raise FormatError(f"{self.source} has the outputs {names}; choose one with output=")
        return str(names[0])

    def _needed(self, target: str) -> list[bool]:
        """For each node, whether the target depends on it."""
        wanted = {target}
        needed = []
        for node in reversed(self.model_graph.node):
            is_needed = not wanted.isdisjoint(node.output)
            needed.append(is_needed)
            if is_needed:
                wanted.update(name for name in node.input if name)
        return needed[::-1]

    def _apply(self, node: Any, where: str) -> None:
        full = f"{self.source}: {where}"
        inputs = [self._operand(name, full) for name in node.input]
        operator = OPERATORS.get(node.op_type) if node.domain in {"", "ai.onnx"} else None
        self.graph.name = node.name
        if node.op_type in DROPPABLE and any(isinstance(x, Value) for x in inputs):
            results: Sequence[Operand] = [self._dropped(node, inputs, full)]
        elif operator is None:
            domain = f" of the domain {node.domain!r}" if node.domain not in {"", "ai.onnx"} else ""
            raise UnsupportedLayerError(
                f"{full} is not supported: the operator {node.op_type}{domain} is not piecewise linear, or "
                f"not known; supported are {', '.join(sorted(OPERATORS))}"
            )
        else:
            for x in inputs:
                if isinstance(x, Value) and x.dropped and node.op_type != "Identity":
                    raise UnsupportedLayerError(
                        f"{full} uses the result of {x.dropped}, which cannot be dropped"
                    )
            with meant(full):
                call = Call(
                    self.graph, inputs, Attributes(node, self.folder), self.opset, full, len(node.output)
                )
                made = operator(call)
                results = [made] if isinstance(made, Value | Constant) else made
        for name, result in zip(node.output, results, strict=False):
            if name in self.known:
                raise FormatError(f"{full} gives {name!r}, which exists already")
            if name:
                self.known[name] = result

    def _operand(self, name: str, full: str) -> Operand | None:
        if not name:
            return None
        if name not in self.known:
            raise FormatError(
                f"{full} uses {name!r}, which is neither an input, nor stored, nor a supported output of an "
                "earlier node; nodes must be sorted, without cycles"
            )
        return self.known[name]

    def _dropped(self, node: Any, inputs: Sequence[Operand | None], full: str) -> Value:
        x = inputs[0]
        if not self.drop_last or not isinstance(x, Value):
            raise UnsupportedLayerError(
                f"{full} is not piecewise linear; if it is the last operator, drop_last=True reads the "
                "network up to its argument"
            )
        what = f"node {node.name!r} ({node.op_type})" if node.name else node.op_type
        return Value(x.node, x.shape, f"{x.dropped} and {what}" if x.dropped else what)
