"""A network at a glance: its layers one by one, and the table of them that notebooks show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from tropnet.exact.display.abbreviation import abbreviated
from tropnet.exact.display.html import table
from tropnet.networks.layers import GateLayer

if TYPE_CHECKING:
    from tropnet.networks.network import Network

__all__ = ["LayerRow", "is_sequence", "layer_rows", "network_html", "shape_text"]

MOST_LAYERS = 40
MOST_GATES = 20_000
"""The neurons are not counted where there are more gates."""


@dataclass(frozen=True)
class LayerRow:
    """One node of a network.

    Attributes
    ----------
    layer : str
        The name of its class.
    name : str
        That of the node, or "".
    inputs : tuple of int
        The nodes that feed it; -1 is the input of the network.
    output_shape : tuple of int
    n_parameters : int
    """

    layer: str
    name: str
    inputs: tuple[int, ...]
    output_shape: tuple[int, ...]
    n_parameters: int

    @property
    def sources(self) -> str:
        """The nodes that feed it, in words.

        >>> LayerRow("Add", "", (-1, 0), (2,), 0).sources
        'input, 0'
        """
        return ", ".join("input" if j < 0 else str(j) for j in self.inputs)

    @property
    def shape(self) -> str:
        """The output shape, in words."""
        return shape_text(self.output_shape)

    def as_dict(self) -> dict[str, Any]:
        """The row, of types that JSON knows."""
        return {
            "layer": self.layer,
            "name": self.name,
            "inputs": list(self.inputs),
            "output_shape": list(self.output_shape),
            "parameters": self.n_parameters,
        }


def shape_text(shape: Sequence[int]) -> str:
    """A shape in words.

    >>> shape_text((3, 32, 32)), shape_text(())
    ('3 x 32 x 32', '1 (a number)')
    """
    return " x ".join(map(str, shape)) or "1 (a number)"


def layer_rows(net: Network) -> list[LayerRow]:
    """The nodes of a network.

    Examples
    --------
    >>> from tropnet import Network
    >>> [(row.layer, row.shape) for row in layer_rows(Network.from_arrays([[[1, 2], [3, 4]], [[1, 1]]]))]
    [('Dense', '2'), ('Activation', '2'), ('Dense', '1')]
    """
    return [
        LayerRow(type(node.layer).__name__, node.name, node.inputs, shape, node.layer.n_parameters)
        for node, shape in zip(net.nodes, net.shapes, strict=True)
    ]


def is_sequence(rows: Sequence[LayerRow]) -> bool:
    """Whether each node is fed by the one before it.

    >>> is_sequence([LayerRow("Dense", "", (-1,), (2,), 4), LayerRow("Add", "", (-1, 0), (2,), 0)])
    False
    """
    return all(row.inputs == (i - 1,) for i, row in enumerate(rows))


def network_html(net: Network) -> str:
    """The table of the layers of a network, with its provenance.

    Examples
    --------
    >>> from tropnet import Network
    >>> "24 parameters" in network_html(Network.from_arrays([[[1, 2]] * 8, [[1] * 8]]))
    True
    """
    rows = layer_rows(net)
    is_plain, are_counted = is_sequence(rows), _are_counted(net)
    head = ["", "layer", "of", "output", "neurons", "parameters"]
    lines = [_line(net, i, row, are_counted) for i, row in enumerate(rows)]
    lines = abbreviated(lines, MOST_LAYERS, ["⋮"] * len(head))
    shown = [k for k, name in enumerate(head) if not (is_plain and name == "of")]
    return table(
        [[line[k] for k in shown] for line in lines],
        head=[head[k] for k in shown],
        caption=_caption(net, are_counted),
        align="".join("rlllrr"[k] for k in shown),
        notes=net.provenance,
    )


def _line(net: Network, i: int, row: LayerRow, are_counted: bool) -> list[str]:
    name = f"{row.layer} {row.name!r}" if row.name else row.layer
    neurons = _n_neurons(net, i) if are_counted else 0
    return [str(i), name, row.sources, row.shape, str(neurons or ""), str(row.n_parameters or "")]


def _caption(net: Network, are_counted: bool) -> str:
    parts = [f"{shape_text(net.input_shape)} → {shape_text(net.output_shape)}"]
    if are_counted:
        parts += [_counted(net.hidden_layers, "hidden layer"), _counted(net.size, "neuron")]
    parts.append(_counted(net.n_parameters, "parameter"))
    return f"Network {', '.join(parts)}"


def _counted(n: int, thing: str) -> str:
    return f"{n} {thing}{'s' * (n != 1)}"


def _are_counted(net: Network) -> bool:
    """Whether the gates are few enough to be looked at, for the neurons and the hidden layers."""
    nodes = zip(net.nodes, net.shapes, strict=True)
    return sum(prod(shape) for node, shape in nodes if isinstance(node.layer, GateLayer)) <= MOST_GATES


def _n_neurons(net: Network, i: int) -> int:
    return sum(not gate.is_affine for gate in net.gates(i)) if net.is_gated[i] else 0
