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
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import attrgetter
from typing import Any, NoReturn, final

import numpy as np

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
    refuse_large_numbers,
    write_bytes,
)
from tropnet.networks.layers import Layer, Shape
from tropnet.networks.network import INPUT, Network, Node

__all__ = ["from_json", "read_json", "to_json", "write_json"]

FORMAT = "tropnet network"
SCHEMA = 1

# Python refuses to print integers of more than 4300 digits in decimal, which takes quadratic time.
LONGEST_DECIMAL = 4000

RATIONAL = re.compile(r"-?(?:0|[1-9][0-9]*|0x[0-9a-f]+)(?:/(?:[1-9][0-9]*|0x[0-9a-f]+))?")


# -- what each layer stores ---------------------------------------------------------------------------


@final
@dataclass(frozen=True)
class Form:
    """How one type of layer is written and read."""

    type: type[Layer]
    write: Callable[[Any], dict[str, Any]]
    read: Callable[[Record], Layer]


@final
class Record:
    """A JSON object whose entries are asked for one by one, each with the type that it must have."""

    def __init__(self, content: Any, where: str) -> None:
        if not isinstance(content, dict):
            raise FormatError(f"{where}: {_shown(content)} is no JSON object")
        self.content, self.where, self.asked = content, where, set[str]()

    def entry(self, key: str) -> Any:
        """Whatever stands under the key."""
        self.asked.add(key)
        if key not in self.content:
            raise FormatError(f"{self.where}: the key {key!r} is missing")
        return self.content[key]

    def wrong(self, key: str, expected: str) -> NoReturn:
        """Raise the error that an entry is not of the type that it must have."""
        raise FormatError(f"{self.where}: {key} is {_shown(self.content[key])}, but must be {expected}")

    def integer(self, key: str) -> int:
        """An integer."""
        value = self.entry(key)
        return int(value) if _is_integer(value) else self.wrong(key, "an integer")

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of integers."""
        value = self.entry(key)
        if not isinstance(value, list) or not all(map(_is_integer, value)):
            self.wrong(key, "a list of integers")
        return tuple(value)

    def pairs(self, key: str) -> list[tuple[int, ...]]:
        """A list of lists of integers."""
        value = self.entry(key)
        if not isinstance(value, list) or not all(
            isinstance(pair, list) and all(map(_is_integer, pair)) for pair in value
        ):
            self.wrong(key, "a list of lists of integers")
        return [tuple(pair) for pair in value]

    def boolean(self, key: str) -> bool:
        """True or false."""
        value = self.entry(key)
        return value if isinstance(value, bool) else self.wrong(key, "true or false")

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        if default is not None and key not in self.content:
            return default
        value = self.entry(key)
        return value if isinstance(value, str) else self.wrong(key, "a string")

    def list(self, key: str) -> list[Any]:
        """A list."""
        value = self.entry(key)
        return value if isinstance(value, list) else self.wrong(key, "a list")

    def rational(self, key: str) -> Fraction:
        """A rational number."""
        return _rational(self.entry(key), f"{self.where}: {key}")

    def array(self, key: str) -> RationalArray:
        """An array of rational numbers."""
        return _array(self.entry(key), f"{self.where}: {key}")

    def finish(self) -> None:
        """Raise a FormatError if there is an entry that nothing asked for."""
        for key in self.content:
            if key not in self.asked:
                raise FormatError(f"{self.where}: the key {_shown(key)} is unknown")


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
        if not isinstance(part, list) or not all(n is None or _is_integer(n) for n in part):
            record.wrong("slices", "a list of [start, stop, step], each an integer or null")
    return [tuple(part) for part in parts]


def _functions(record: Record) -> list[PiecewiseLinearFunction1D]:
    made: list[PiecewiseLinearFunction1D] = []
    for i, content in enumerate(record.list("functions")):
        own = Record(content, f"{record.where}: function {i}")
        numbers = {
            key: [_rational(x, f"{own.where}: {key}") for x in own.list(key)]
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
        return f'"{_rational_text(value)}"'
    if isinstance(value, PiecewiseLinearFunction1D):
        keys = ("breakpoints", "slopes", "value_at_zero")
        return "{" + ", ".join(f'"{key}": {_text(getattr(value, key))}' for key in keys) + "}"
    if not isinstance(value, list | tuple):
        return json.dumps(value)
    if not any(isinstance(x, list | tuple | PiecewiseLinearFunction1D) for x in value):
        return "[" + ", ".join(map(_text, value)) + "]"
    start = "\n" + " " * indent
    return "[" + ",".join(start + _text(x, indent + 1) for x in value) + "]"


def _rational_text(value: Fraction) -> str:
    parts = [value.numerator] if value.denominator == 1 else [value.numerator, value.denominator]
    is_short = all(n.bit_length() < 3.3 * LONGEST_DECIMAL for n in parts)
    return "/".join(str(n) if is_short else hex(n) for n in parts)


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
        content = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
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
            f"{record.where}: the layer {_shown(layer_name)} is unknown; the layers are {', '.join(FORMS)}"
        )
    name, inputs = record.text("name", ""), record.integers("inputs")
    with meant(f"{record.where} ({layer_name})"):
        layer = form.read(record)
    record.finish()
    return Node(layer, inputs, name)


def _array(content: Any, where: str) -> RationalArray:
    """Nested lists of strings as an array, refused before it is too large for the memory."""
    shape: list[int] = []
    entries: list[Any] = [content]
    while entries and all(isinstance(entry, list) for entry in entries):
        sizes = {len(entry) for entry in entries}
        if len(sizes) != 1:
            raise FormatError(f"{where}: the lists are ragged, with lengths {sorted(sizes)[:5]}")
        shape.append(sizes.pop())
        if len(shape) > 32:
            raise FormatError(f"{where}: the lists are nested more than 32 deep")
        entries = [x for entry in entries for x in entry]
    if not entries:
        raise FormatError(f"{where}: the array is empty")
    fractions = [_rational(entry, where) for entry in entries]
    denominator = _common_denominator(fractions, where)
    n_bits = max(x.numerator.bit_length() - x.denominator.bit_length() + 1 for x in fractions)
    refuse_large_numbers(len(fractions), max(n_bits, 1) + denominator.bit_length(), where)
    numerators = np.empty(len(fractions), dtype=object)
    numerators[:] = [x.numerator * (denominator // x.denominator) for x in fractions]
    return RationalArray.from_integers(numerators.reshape(tuple(shape)), denominator)


def _common_denominator(fractions: Iterable[Fraction], where: str) -> int:
    entries = list(fractions)
    common = 1
    for d in {x.denominator for x in entries}:
        common = lcm(common, d)
        refuse_large_numbers(len(entries), common.bit_length(), where)
    return common


def _rational(entry: Any, where: str) -> Fraction:
    if not isinstance(entry, str) or not RATIONAL.fullmatch(entry):
        raise FormatError(f'{where}: {_shown(entry)} is no rational; write it as a string such as "-3/7"')
    numerator, _, denominator = entry.partition("/")
    value = Fraction(_integer(numerator), _integer(denominator or "1"))
    return value


def _integer(digits: str) -> int:
    return int(digits, 16) if "x" in digits else int(digits)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62


def _shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, list | dict) else f"a JSON {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."


def _no_constant(name: str) -> NoReturn:
    raise FormatError(f"{name} is no rational number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise FormatError(f"the key {_shown(twice)} stands twice in one JSON object")
    return content
