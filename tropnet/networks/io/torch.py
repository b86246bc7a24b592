"""Modules of PyTorch as exact networks.

An ``nn.Sequential`` of known layers is read directly.  Every other module is traced by ``torch.export``,
which runs its ``forward`` on a batch of one point and records the operators of PyTorch that it calls;
branches on the values of the input cannot be traced, and are an error.  Modules are read in evaluation
mode: dropout does nothing, and batch normalisation uses its running statistics.  Nothing is downloaded, and
no file is read.

The weights are the 16-, 32- or 64-bit floats of the module; the network is their exact real
function.  Python numbers in the module, such as the slope 0.01 of LeakyReLU, are 64-bit
floats.  Hardsigmoid is exactly min(max(x/6 + 1/2, 0), 1).
"""

from __future__ import annotations

import copy
import operator
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from tropnet.errors import InputError, TropnetError, UnsupportedLayerError
from tropnet.exact.arrays import rational_array
from tropnet.networks.io.graph import Constant, GraphBuilder, Operand, Value
from tropnet.networks.io.guards import meant, require
from tropnet.networks.io.torch_operators import DROPPABLE, MODULES, OPERATORS, Call
from tropnet.networks.layers import Shape
from tropnet.networks.network import Network

__all__ = ["from_torch"]


def from_torch(module: Any, input_shape: Sequence[int] | None = None, drop_last: bool = False) -> Network:
    """The exact real function of a module in evaluation mode, as a network.

    Parameters
    ----------
    module : torch.nn.Module
        It is not changed.
    input_shape : sequence of int, optional
        The shape of one point, without the batch axis.  It may be left out if the module is a Linear layer,
        or an ``nn.Sequential`` that begins with one.
    drop_last : bool
        Whether a last softmax, log-softmax, sigmoid or argmax is left out, so that the outputs are its
        arguments.  The provenance notes it.

    Raises
    ------
    MissingDependencyError
        If PyTorch is not installed.
    InputError
        If this is no module, its input shape is not known, or a weight is infinite or no number.
    UnsupportedLayerError
        If a layer is not piecewise linear or not known, or the module cannot be traced.

    Examples
    --------
    >>> import torch
    >>> layer = torch.nn.Linear(2, 1, bias=False)
    >>> layer.weight.data = torch.tensor([[1.0, -1.0]])
    >>> net = from_torch(torch.nn.Sequential(layer, torch.nn.ReLU()))
    >>> net([3, "5/2"])
    RationalArray([1/2])
    """
    torch = require("torch", "torch", "reading modules of PyTorch")
    if not isinstance(module, torch.nn.Module):
        raise InputError(
            f"{type(module).__name__} is no torch.nn.Module; for a checkpoint, build the module, load the "
            "state into it, and give the module"
        )
    layers = list(_sequence(module, torch))
    is_known = all(_is_direct(layer, torch) for _, layer in layers)
    shape = _input_shape(input_shape, layers, torch)
    graph = GraphBuilder((1, *shape))
    output = (
        _direct(graph, layers, drop_last) if is_known else _exported(graph, module, shape, drop_last, torch)
    )
    how = "directly" if is_known else "through torch.export"
    mode = ", in evaluation mode" if module.training else ""
    return graph.network(output, [f"read from the PyTorch module {type(module).__name__} {how}{mode}"])


def _sequence(module: Any, torch: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The layers of nested Sequentials, with their names."""
    if type(module) is not torch.nn.Sequential or _has_hooks(module):
        yield name, module
        return
    for key, child in module.named_children():
        yield from _sequence(child, torch, f"{name}.{key}" if name else key)


def _is_direct(layer: Any, torch: Any) -> bool:
    """Whether the layer is one of PyTorch's own known layers, and not a subclass or hooked."""
    return layer.__class__.__name__ in MODULES and type(layer) is getattr(
        torch.nn, layer.__class__.__name__, None
    ) and not _has_hooks(layer)  # fmt: skip


def _has_hooks(module: Any) -> bool:
    return bool(module._forward_hooks or module._forward_pre_hooks)


def _input_shape(given: Sequence[int] | None, layers: list[tuple[str, Any]], torch: Any) -> Shape:
    if given is not None:
        shape = tuple(operator.index(n) for n in ([given] if isinstance(given, int) else given))
        if any(n < 1 for n in shape):
            raise InputError(f"input_shape {shape} must have positive sizes; leave out the batch axis")
        return shape
    if layers and isinstance(layers[0][1], torch.nn.Linear):
        return (int(layers[0][1].in_features),)
    raise InputError(
        "the shape of the input cannot be read off this module; give input_shape, without the batch axis"
    )


def _direct(graph: GraphBuilder, layers: list[tuple[str, Any]], drop_last: bool) -> Value:
    x: Operand = graph.input
    for i, (name, layer) in enumerate(layers):
        kind = type(layer).__name__
        where = f"layer {name!r} ({kind})" if name else kind
        graph.name = name
        if kind in DROPPABLE:
            x = _dropped(x, where, drop_last, is_last=i == len(layers) - 1)
            continue
        with meant(where, InputError):
            x = MODULES[kind](Call(graph, where, {"self": x}, layer))
    return graph.value(x) if isinstance(x, Constant) else x


def _dropped(x: Operand, where: str, drop_last: bool, is_last: bool = True) -> Value:
    if not drop_last or not is_last or not isinstance(x, Value):
        raise UnsupportedLayerError(
            f"{where} is not piecewise linear; if it is the last one, drop_last=True reads the network up to "
            "its argument"
        )
    return Value(x.node, x.shape, f"{x.dropped} and {where}" if x.dropped else where)


def _exported(graph: GraphBuilder, module: Any, shape: Shape, drop_last: bool, torch: Any) -> Value:
    program = _trace(module, shape, torch)
    signature = program.graph_signature
    stored = {**program.state_dict, **program.constants}
    tensors = {
        **signature.inputs_to_parameters,
        **signature.inputs_to_buffers,
        **signature.inputs_to_lifted_tensor_constants,
    }
    known: dict[Any, Any] = {}
    for node in program.graph.nodes:
        if node.op == "placeholder":
            is_input = node.name not in tensors
            known[node] = (
                graph.input if is_input else _constant(stored[tensors[node.name]], tensors[node.name])
            )
        elif node.op == "call_function":
            known[node] = _call(graph, node, known, drop_last)
        elif node.op == "output":
            return _output(graph, node.args[0], known)
    raise UnsupportedLayerError("the traced module has no output")


def _trace(module: Any, shape: Shape, torch: Any) -> Any:
    """The operators that the module calls, without any that change an array in place."""
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            copied = copy.deepcopy(module).cpu().eval()
            first = next((p for p in copied.parameters() if p.is_floating_point()), None)
            example = torch.zeros((1, *shape), dtype=torch.float64 if first is None else first.dtype)
            return torch.export.export(copied, (example,)).run_decompositions({})
    # forward() is the user's program, and may raise anything
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise UnsupportedLayerError(
            f"torch.export cannot trace {type(module).__name__} on a batch of one point of shape {shape}: "
            f"{reason[:300]}; write it without branches on the values of its input, or check input_shape"
        ) from error


def _constant(tensor: Any, name: str) -> Constant:
    try:
        return Constant(rational_array(tensor), not tensor.is_floating_point())
    except TropnetError as error:
        raise InputError(f"{name}: {error}") from error


def _call(graph: GraphBuilder, node: Any, known: dict[Any, Any], drop_last: bool) -> Any:
    """What one operator gives: an operand, or a tuple of operands."""
    if node.target is operator.getitem:
        return known[node.args[0]][node.args[1]]
    schema = getattr(node.target, "_schema", None)
    name = schema.name.removeprefix("aten::") if schema is not None else str(node.target)
    where = f"node {node.name!r} ({node.target})"
    graph.name = node.name
    given = _arguments(node, known)
    if name in DROPPABLE and isinstance(given.get("self"), Value):
        return _dropped(given["self"], where, drop_last)
    if name not in OPERATORS:
        raise UnsupportedLayerError(
            f"{where} is not supported: the operator {name} is not piecewise linear, or not known; supported "
            f"are {', '.join(sorted(OPERATORS))}"
        )
    for x in given.values():
        if isinstance(x, Value) and x.dropped:
            raise UnsupportedLayerError(f"{where} uses the result of {x.dropped}, which cannot be dropped")
    with meant(where, InputError):
        return OPERATORS[name](Call(graph, where, given))


def _arguments(node: Any, known: dict[Any, Any]) -> dict[str, Any]:
    """The arguments of an operator by name, defaults included, with operands in place of nodes."""
    declared = node.target._schema.arguments if hasattr(node.target, "_schema") else ()
    given = {a.name: a.default_value for a in declared if a.has_default_value()}
    given |= {a.name: _looked_up(value, known) for a, value in zip(declared, node.args, strict=False)}
    return given | {key: _looked_up(value, known) for key, value in node.kwargs.items()}


def _looked_up(argument: Any, known: dict[Any, Any]) -> Any:
    if isinstance(argument, list | tuple):
        return [_looked_up(x, known) for x in argument]
    return known[argument] if type(argument).__name__ == "Node" else argument


def _output(graph: GraphBuilder, outputs: Any, known: dict[Any, Any]) -> Value:
    if not isinstance(outputs, list | tuple) or len(outputs) != 1 or outputs[0] is None:
        raise UnsupportedLayerError(
            f"the module gives {len(outputs) if isinstance(outputs, list | tuple) else 0} arrays; a network "
            "gives exactly one"
        )
    result = known[outputs[0]]
    return graph.value(result) if isinstance(result, Constant) else result
