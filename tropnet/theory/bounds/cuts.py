r"""How many dimensions of the input arrive at a place in a network.

Let every unit before some place have a fixed linear piece.  Then each node is an affine function of its inputs, and
each place an affine function of any set of nodes that all paths from the input meet, a *cut*.  So on the region where
these pieces are taken, what arrives is an affine image of R^d, with d the least number of entries of a cut.  The input
is a cut itself; in a chain every layer is one, which gives :math:`\min(n_0, \dots, n_{l-1})`; and in a residual
network, where values pass by layers, only true bottlenecks are.

Least cuts are maximum flows (Menger; Ford and Fulkerson 1956), with the entries of a node as its capacity.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from math import prod

from tropnet.networks.network import INPUT, Network
from tropnet.theory.bounds.flows import maximum_flow

__all__ = ["input_ranks", "least_cut", "level_inputs"]


def input_ranks(net: Network) -> tuple[int, ...]:
    """For each hidden layer, the least number of entries of nodes that cut it off from the input.

    Where the units before have fixed pieces, the arguments of the layer are affine in the input with at most this rank.

    Parameters
    ----------
    net : Network

    Returns
    -------
    tuple of int

    Examples
    --------
    In a chain the narrowest layer counts, but not if the input is passed on beside it:

    >>> from tropnet.networks import Activation, Concat, Dense, Network, Node, relu
    >>> input_ranks(Network.from_arrays([[[1, 1]], [[1]] * 3, [[1] * 3]]))
    (1, 1)
    >>> nodes = [Node(Dense([[1, 1]]), (-1,)), Node(Activation(relu()), (0,)), Node(Concat(), (-1, 1)),
    ...          Node(Dense([[1, 2, 3], [4, 5, 6]]), (2,)), Node(Activation(relu()), (3,))]
    >>> input_ranks(Network(nodes, 2))
    (1, 2)
    """
    return tuple(least_cut(net, level_inputs(net, level)) for level in range(1, net.hidden_layers + 1))


def level_inputs(net: Network, level: int) -> frozenset[int]:
    """The nodes, or the input -1, that the units of a hidden layer have their arguments from.

    >>> from tropnet.networks import Network
    >>> level_inputs(Network.from_arrays([[[1]], [[1]], [[1]]]), 2)
    frozenset({2})
    """
    units = (i for i in range(len(net.nodes)) if net.is_gated[i] and net.levels[i] == level)
    return frozenset(j for i in units for j in net.nodes[i].inputs)


def least_cut(net: Network, targets: Iterable[int], capacities: Mapping[int, int] | None = None) -> int:
    """The least number of entries of nodes that all paths from the input to some nodes meet, these nodes included.

    Parameters
    ----------
    net : Network
    targets : iterable of int
        Numbers of nodes; -1 is the input.
    capacities : mapping of int to int, optional
        Numbers that count for some nodes in place of their entries.

    Returns
    -------
    int

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 1]] * 3, [[1, 1, 1]]])
    >>> least_cut(net, [1]), least_cut(net, [1], {1: 0}), least_cut(net, [])
    (2, 0, 0)
    """
    own = (
        {INPUT: net.input_dim}
        | {i: prod(shape) for i, shape in enumerate(net.shapes)}
        | dict(capacities or {})
    )
    ends = frozenset(targets)
    waiting, needed = list(ends), set(ends)
    # A node is an edge between its two sides.
    edges: dict[tuple[Hashable, Hashable], int] = {}
    unlimited = net.input_dim + 1
    while waiting:
        i = waiting.pop()
        edges[(i, "in"), (i, "out")] = own[i]
        for j in net.nodes[i].inputs if i != INPUT else ():
            edges[(j, "out"), (i, "in")] = unlimited
            if j not in needed:
                needed.add(j)
                waiting.append(j)
    edges |= {((i, "out"), "target"): unlimited for i in ends}
    return maximum_flow(edges, (INPUT, "in"), "target")
