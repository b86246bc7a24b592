"""Plain dense ReLU networks: what the formats of weight matrices can hold."""

from __future__ import annotations

from collections.abc import Sequence

from tropnet.errors import InputError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.activations import relu
from tropnet.networks.affine import Dense
from tropnet.networks.gates import Activation
from tropnet.networks.network import Network

__all__ = ["dense_relu_layers", "require_floats"]


def dense_relu_layers(net: Network, format_name: str) -> list[tuple[RationalArray, RationalArray]]:
    """The weights and biases of a network of the form ``Network.from_arrays(weights, biases)``.

    Raises
    ------
    UnsupportedLayerError
        If a node is not what stands there in such a network.

    Examples
    --------
    >>> dense_relu_layers(Network.from_arrays([[[2]], [[3]]], [[1], None]), "npz")
    [(RationalArray([[2]]), RationalArray([1])), (RationalArray([[3]]), RationalArray([0]))]
    """
    found: list[tuple[RationalArray, RationalArray]] = []
    bend = Activation(relu())
    for i, node in enumerate(net.nodes):
        fits = isinstance(node.layer, Dense) if i % 2 == 0 else node.layer == bend
        is_last_bend = i % 2 == 1 and i == len(net.nodes) - 1
        if not fits or is_last_bend or node.inputs != (i - 1,) or len(net.input_shape) != 1:
            raise UnsupportedLayerError(
                f"{net.describe(i)} cannot be written as {format_name}, which holds Dense layers with ReLU "
                "between them and nothing else, on an input with one axis; write .json or .onnx"
            )
        if isinstance(node.layer, Dense):
            found.append((node.layer.weight, node.layer.bias))
    return found


def require_floats(arrays: Sequence[RationalArray], names: Sequence[str], format_name: str) -> None:
    """Raise an InputError if an entry is no float64, so that writing it would round it."""
    for array, name in zip(arrays, names, strict=True):
        if not array.are_floats:
            first = next(x for x in array.ravel() if not RationalArray([x]).are_floats)
            raise InputError(
                f"{name} has the entry {_short(str(first))}, which is no float64, so that {format_name} "
                "cannot hold it without rounding; write .json, which holds every rational"
            )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
