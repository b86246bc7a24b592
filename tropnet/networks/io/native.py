"""tropnet's own files: JSON that holds any rational network, without rounding.

A file is an object with the keys ``format`` ("tropnet network"), ``schema`` (1), ``input_shape``, ``nodes``
and ``provenance``.  A node names its layer, the numbers of the nodes that it takes (-1 is the input of the
network), its name if it has one, and the fields of the layer.  A rational is a string, "3" or "-1/2", in
lowest terms; with more than 4000 digits it is written in hexadecimal, "0x1f/0x20".  An array is nested
lists of rationals.  JSON numbers are used for sizes only: a JSON reader would turn 0.1 into something else.

The text is canonical: a network has one text.  Names and provenance are part of it but not of ``==``, so
equal networks give equal files if these are equal too, or left out (``notes=False``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from typing import Any, final

from tropnet.errors import FormatError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.activations import PiecewiseLinearFunction1D
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
from tropnet.networks.convolution import AveragePool, Conv
from tropnet.networks.gates import Activation, Maximum, Maxout, MaxPool, Minimum
from tropnet.networks.io.graph import refuse_large
from tropnet.networks.io.guards import (
    LARGEST_FILE,
    AnyPath,
    guarded_output_shape,
    meant,
    read_bytes,
    write_bytes,
)
from tropnet.networks.io.json_text import (
    Record,
    is_integer,
    parsed,
    rational_from_json,
    rational_to_json,
    shown,
)
from tropnet.networks.layers import Layer, Shape
from tropnet.networks.network import INPUT, Network, Node

__all__ = ["from_json", "read_json", "to_json", "write_json"]

FORMAT = "tropnet network"
SCHEMA = 1

# -- what each layer stores ---------------------------------------------------------------------------


@final
@dataclass(frozen=True)
class Form:
    """How one type of layer is written and read."""

    type: type[Layer]
    write: Callable[[Any], dict[str, Any]]
    read: Callable[[Record], Layer]


def _fields(*names: str) -> Callable[[Layer], dict[str, Any]]:
    return lambda layer: {name.rpartition(".")[2]: attrgetter(name)(layer) for name in names}


FORMS: Mapping[str, Form] = {
    form.type.__name__: form
    for form in (
        Form(Dense, _fields("weight", "bias"), lambda r: Dense(r.array("weight"), r.array("bias"))),
        Form(Reshape, _fields("shape"), lambda r: Reshape(r.integers("shape"))),
        Form(Transpose, _fields("axes"), lambda r: Transpose(r.integers("axes"))),
        Form(Slice, _fields("slices"), lambda r: Slice(_slices(r))),
        Form(Select, _fields("indices", "axis"), lambda r: Select(r.integers("indices"), r.integer("axis"))),
        Form(Concat, _fields("axis"), lambda r: Concat(r.integer("axis"))),
        Form(Add, _fields(), lambda r: Add()),
        Form(AddConstant, _fields("value"), lambda r: AddConstant(r.array("value"))),
        Form(MulConstant, _fields("value"), lambda r: MulConstant(r.array("value"))),
        Form(
            Conv,
            _fields("weight", "bias", "stride", "padding", "dilation", "groups"),
            lambda r: Conv(
                r.array("weight"),
                r.array("bias"),
                stride=r.integers("stride"),
                padding=r.pairs("padding"),
                dilation=r.integers("dilation"),
                groups=r.integer("groups"),
            ),
        ),
        Form(
            AveragePool,
            _fields(
                "windows.kernel", "windows.stride", "windows.padding", "windows.ceil_mode", "count_padding"
            ),
            lambda r: AveragePool(
                r.integers("kernel"),
                stride=r.integers("stride"),
                padding=r.pairs("padding"),
                ceil_mode=r.boolean("ceil_mode"),
                count_padding=r.boolean("count_padding"),
            ),
        ),
        Form(
            MaxPool,
            _fields(
                "windows.kernel",
                "windows.stride",
                "windows.padding",
                "windows.dilation",
                "windows.ceil_mode",
            ),
            lambda r: MaxPool(
                r.integers("kernel"),
                stride=r.integers("stride"),
                padding=r.pairs("padding"),
                dilation=r.integers("dilation"),
                ceil_mode=r.boolean("ceil_mode"),
            ),
        ),
        Form(Activation, _fields("functions"), lambda r: Activation(_functions(r))),
        Form(Maxout, _fields("rank"), lambda r: Maxout(r.integer("rank"))),
        Form(Maximum, _fields(), lambda r: Maximum()),
        Form(Minimum, _fields(), lambda r: Minimum()),
    )
}


def _slices(record: Record) -> list[tuple[int | None, ...]]:
    parts = record.list("slices")
    for part in parts:
        if not isinstance(part, list) or not all(n is None or is_integer(n) for n in part):
            record.wrong("slices", "a list of [start, stop, step], each an integer or null")
    return [tuple(part) for part in parts]


def _functions(record: Record) -> list[PiecewiseLinearFunction1D]:
    made: list[PiecewiseLinearFunction1D] = []
    for i, content in enumerate(record.list("functions")):
        own = Record(content, f"{record.where}: function {i}")
        numbers = {
            key: [rational_from_json(x, f"{own.where}: {key}") for x in own.list(key)]
            for key in ("breakpoints", "slopes")
        }
        made.append(PiecewiseLinearFunction1D(**numbers, value_at_zero=own.rational("value_at_zero")))
        own.finish()
    return made


# -- writing ------------------------------------------------------------------------------------------


def to_json(net: Network, notes: bool = True) -> str:
    """The canonical text of a network.

    Parameters
    ----------
    net : Network
        What is written.
    notes : bool
        Whether the names of the nodes and the provenance are written; neither is part of ``==``.

    Raises
    ------
    UnsupportedLayerError
        If a layer is of a type that is not tropnet's own.

    Examples
    --------
    >>> print(to_json(Network.from_arrays([[["1/2", -1]]], [[3]])), end="")
    {"format": "tropnet network",
     "schema": 1,
     "input_shape": [2],
     "nodes": [
      {"layer": "Dense", "inputs": [-1],
       "weight": [
        ["1/2", "-1"]],
       "bias": ["3"]}],
     "provenance": []}
    """
    nodes = ",\n".join(f"  {_node_text(net, i, notes)}" for i in range(len(net.nodes)))
    sentences = list(net.provenance) if notes else []
    return (
        f'{{"format": "{FORMAT}",\n "schema": {SCHEMA},\n "input_shape": {_text(net.input_shape)},\n'
        f' "nodes": [\n{nodes}],\n "provenance": {_text(sentences)}}}\n'
    )


def _node_text(net: Network, i: int, notes: bool) -> str:
    node = net.nodes[i]
    form = FORMS.get(type(node.layer).__name__)
    if form is None or form.type is not type(node.layer):
        raise UnsupportedLayerError(
            f"{net.describe(i)} cannot be written as JSON; the layers that can are {', '.join(FORMS)}"
        )
    name = f'"name": {_text(node.name)}, ' if notes and node.name else ""
    head = f'{{{name}"layer": "{form.type.__name__}", "inputs": {_text(node.inputs)}'
    fields = (f',\n   "{key}": {_text(value, 4)}' for key, value in form.write(node.layer).items())
    return head + "".join(fields) + "}"


def _text(value: Any, indent: int = 0) -> str:
    """JSON with one line per row: a list that holds lists starts a new line for each."""
    if isinstance(value, RationalArray):
        return _text(value.fractions().tolist(), indent)
    if isinstance(value, Fraction):
        return f'"{rational_to_json(value)}"'
    if isinstance(value, PiecewiseLinearFunction1D):
        keys = ("breakpoints", "slopes", "value_at_zero")
        return "{" + ", ".join(f'"{key}": {_text(getattr(value, key))}' for key in keys) + "}"
    if not isinstance(value, list | tuple):
        return json.dumps(value)
    if not any(isinstance(x, list | tuple | PiecewiseLinearFunction1D) for x in value):
        return "[" + ", ".join(map(_text, value)) + "]"
    start = "\n" + " " * indent
    return "[" + ",".join(start + _text(x, indent + 1) for x in value) + "]"


def write_json(net: Network, path: AnyPath, notes: bool = True) -> None:
    """Write a network as tropnet's JSON; see :func:`to_json`.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    write_bytes(path, to_json(net, notes).encode())


# -- reading ------------------------------------------------------------------------------------------


def from_json(text: str | bytes, source: str = "the text") -> Network:
    """The network that a JSON text of tropnet holds.

    Parameters
    ----------
    text : str or bytes
        Bytes are UTF-8.
    source : str
        What error messages call the text.

    Raises
    ------
    FormatError
        If the text is no JSON, or not that of a network; the message names the node and the key.
    UnsupportedLayerError
        If a layer is unknown.

    Examples
    --------
    >>> net = Network.from_arrays([[["1/3"]], [[2]]])
    >>> from_json(to_json(net)) == net
    True
    >>> from_json("{")
    Traceback (most recent call last):
    tropnet.errors.FormatError: the text is malformed: Expecting property name enclosed in double quotes: \
line 1 column 2 (char 1)
    """
    with meant(source):
        content = parsed(text)
        return _network(Record(content, source))


def read_json(path: AnyPath, max_bytes: int = LARGEST_FILE) -> Network:
    """The network in a file of tropnet's JSON; see :func:`from_json`.

    Raises
    ------
    InputError
        If the file cannot be read.
    FormatError, UnsupportedLayerError
        As :func:`from_json`; and if the file has more than max_bytes bytes.
    """
    return from_json(read_bytes(path, max_bytes), str(path))


def _network(record: Record) -> Network:
    if record.content.get("format") != FORMAT:
        raise FormatError(
            f'{record.where}: this JSON has no "format": "{FORMAT}"; write networks with tropnet.write'
        )
    record.entry("format")
    schema = record.integer("schema")
    if schema != SCHEMA:
        raise FormatError(
            f"{record.where}: schema {schema} is not known, only {SCHEMA}; the file may come from a newer "
            "tropnet"
        )
    input_shape = record.integers("input_shape")
    refuse_large(input_shape)
    nodes: list[Node] = []
    shapes: list[Shape] = []
    for i, content in enumerate(record.list("nodes")):
        node = _node(Record(content, f"{record.where}: node {i}"))
        if not all(INPUT <= j < i for j in node.inputs):
            raise FormatError(f"{record.where}: node {i} takes {node.inputs}, which are not all before it")
        own = [input_shape if j == INPUT else shapes[j] for j in node.inputs]
        with meant(f"{record.where}: node {i}"):
            shapes.append(guarded_output_shape(node.layer, *own))
        nodes.append(node)
    provenance = record.list("provenance")
    if not all(isinstance(sentence, str) for sentence in provenance):
        record.wrong("provenance", "a list of strings")
    record.finish()
    return Network(nodes, input_shape, provenance)


def _node(record: Record) -> Node:
    layer_name = record.text("layer")
    form = FORMS.get(layer_name)
    if form is None:
        raise UnsupportedLayerError(
            f"{record.where}: the layer {shown(layer_name)} is unknown; the layers are {', '.join(FORMS)}"
        )
    name, inputs = record.text("name", ""), record.integers("inputs")
    with meant(f"{record.where} ({layer_name})"):
        layer = form.read(record)
    record.finish()
    return Node(layer, inputs, name)
