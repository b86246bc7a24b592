r"""The architecture of a network, read from its graph.

**Levels.**  The neurons of hidden layer l are the gates that bend, of the nodes of level l
(:attr:`tropnet.Network.levels`).  Values pass by a layer if a node uses one of a lower level than its own (than the one
before its own, if it bends), or if a node that bends lets some entries through unbent.

**Input ranks.**  They are least cuts between the input and the layers (:mod:`tropnet.theory.bounds.cuts`).

**Dense.**  Any affine map can stand before a layer if a path of :class:`~tropnet.networks.Dense` layers, none narrower
than both of its ends, leads there from the layer before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tropnet.networks.activations import Gate, MaxGate
from tropnet.networks.affine import AddConstant, Dense, Reshape
from tropnet.networks.convolution import Conv
from tropnet.networks.gates import Activation, Maxout
from tropnet.networks.layers import AffineLayer
from tropnet.networks.network import INPUT, Network
from tropnet.theory.bounds.architecture import Architecture, Convolution, HiddenLayer, Unit
from tropnet.theory.bounds.cuts import input_ranks

__all__ = ["architecture_of_network"]


def architecture_of_network(net: Network) -> Architecture:
    """The architecture of a network; see the module docstring.

    Parameters
    ----------
    net : Network

    Returns
    -------
    Architecture

    Examples
    --------
    >>> from tropnet.networks import Activation, Add, Node, relu
    >>> residual = Network([Node(Dense([[1, 1], [1, 0], [0, 1]]), (-1,)), Node(Activation(relu()), (0,)),
    ...                     Node(Dense([[1, 0, 0], [0, 1, 0]]), (1,)), Node(Add(), (-1, 2))], 2)
    >>> architecture_of_network(residual)
    <Architecture 2,3,2, not dense, skips, no biases>
    >>> architecture_of_network(Network.sequential([Conv([[[1, -1]]], bias=[1]), Activation(relu())], (1, 4)))
    <Architecture 4,3,3, not dense>
    """
    has_skips = any(_passes_by(net, i) for i in range(len(net.nodes)))
    layers = _hidden_layers(net, has_skips)
    levels = range(1, net.hidden_layers + 1)
    is_dense = (
        not has_skips and not net.is_gated[-1] and all(_is_free(net, _last_bend(net, k)) for k in levels)
    )
    return Architecture(
        net.input_dim,
        layers,
        net.output_dim,
        is_dense=is_dense and _is_free(net, len(net.nodes) - 1),
        has_skips=has_skips,
        has_biases=any(_has_constant(net, i) for i in range(len(net.nodes))),
    )


def _hidden_layers(net: Network, has_skips: bool) -> tuple[HiddenLayer, ...]:
    ranks = input_ranks(net)
    made = []
    for level in range(1, net.hidden_layers + 1):
        nodes = [i for i in range(len(net.nodes)) if net.is_gated[i] and net.levels[i] == level]
        units = tuple(_units(net, nodes))
        conv = _convolution(net, nodes[0]) if len(nodes) == 1 and not has_skips else None
        made.append(HiddenLayer(units, ranks[level - 1], conv))
    return tuple(made)


def _units(net: Network, nodes: list[int]) -> Iterator[Unit]:
    # By identity: layers repeat one gate for all entries.
    known: dict[int, Unit | None] = {}
    for i in nodes:
        gates = net.gates(i)
        for gate in gates:
            if id(gate) not in known:
                known[id(gate)] = None if gate.is_affine else Unit.of(gate)
        yield from (unit for gate in gates if (unit := known[id(gate)]) is not None)


def _passes_by(net: Network, i: int) -> bool:
    """Whether a node uses values that have passed by a hidden layer, or lets some pass."""
    before = net.levels[i] - net.is_gated[i]
    if any((net.levels[j] if j != INPUT else 0) < before for j in net.nodes[i].inputs):
        return True
    return net.is_gated[i] and any(gate.is_affine for gate in set(net.gates(i)))


# -- the maps between the layers ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Path:
    """The affine nodes between a node and the layer before it, the last of them first."""

    nodes: tuple[int, ...]
    is_straight: bool


def _path(net: Network, i: int) -> _Path:
    """The affine nodes that lead to the arguments of a node that bends, or to and with one that does not."""
    found: list[int] = []
    at = net.nodes[i].inputs if net.is_gated[i] else (i,)
    while len(at) == 1 and at[0] != INPUT and not net.is_gated[at[0]]:
        found.append(at[0])
        at = net.nodes[at[0]].inputs
    return _Path(tuple(found), len(at) == 1)


def _last_bend(net: Network, level: int) -> int:
    """The last node that bends in a hidden layer."""
    return max(i for i in range(len(net.nodes)) if net.is_gated[i] and net.levels[i] == level)


def _is_free(net: Network, i: int) -> bool:
    """Whether the map between the layer before and a node may be any affine map."""
    if net.is_gated[i]:
        alone = sum(net.is_gated[j] and net.levels[j] == net.levels[i] for j in range(len(net.nodes))) == 1
        if not alone or not isinstance(net.nodes[i].layer, Activation | Maxout):
            return False
    path = _path(net, i)
    layers = [net.nodes[j].layer for j in path.nodes]
    if not path.is_straight or not all(isinstance(a, Dense | Reshape | AddConstant) for a in layers):
        return False
    dense = [j for j in reversed(path.nodes) if isinstance(net.nodes[j].layer, Dense)]
    if not dense or any(len(net.shapes[j]) != 1 or len(net.input_shapes(j)[0]) != 1 for j in dense):
        return False
    sizes = [net.input_shapes(dense[0])[0][0], *(net.shapes[j][0] for j in dense)]
    return min(sizes) == min(sizes[0], sizes[-1])


def _convolution(net: Network, i: int) -> Convolution | None:
    """The convolution before the only node that bends in a layer; None if the map before it is another one."""
    path = _path(net, i)
    parts = [j for j in path.nodes if not isinstance(net.nodes[j].layer, Reshape | AddConstant)]
    if not path.is_straight or len(parts) != 1 or not isinstance(net.nodes[i].layer, Activation):
        return None
    layer = net.nodes[parts[0]].layer
    if not isinstance(layer, Conv) or layer.groups != 1:
        return None
    return Convolution(
        layer.weight.shape[0],
        net.input_shapes(parts[0])[0],
        layer.windows.kernel,
        stride=layer.windows.stride,
        padding=layer.windows.padding,
        dilation=layer.windows.dilation,
    )


# -- constants -----------------------------------------------------------------------------------------


def _has_constant(net: Network, i: int) -> bool:
    """Whether a node is not positively homogeneous."""
    layer = net.nodes[i].layer
    if isinstance(layer, AffineLayer):
        constant = layer.constant(*net.input_shapes(i))
        return constant is not None and bool(np.any(constant.sign()))
    return any(not _is_homogeneous(gate) for gate in set(net.gates(i)))


def _is_homogeneous(gate: Gate) -> bool:
    return isinstance(gate, MaxGate) or (gate.value_at_zero == 0 and set(gate.breakpoints) <= {0})
