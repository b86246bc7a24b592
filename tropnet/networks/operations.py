"""New networks from old: compose, add, stack, restrict, select, pad, drop, stop at a hidden layer.

Every operation gives a network that equals the stated function at every point; none of them changes or
merges neurons of its arguments.  Composition, for instance, keeps the affine maps on both sides as two
nodes; :func:`~tropnet.networks.stages.stages` multiplies them where that is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array, stack
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.activations import relu
from tropnet.networks.affine import Add, Concat, Dense, Flatten, MulConstant, Reshape, Select
from tropnet.networks.gates import Activation
from tropnet.networks.layers import Layer
from tropnet.networks.network import INPUT, Network, Node

__all__ = [
    "add",
    "compose",
    "drop_last",
    "hidden_layer",
    "pad_depth",
    "restrict",
    "restrict_to_line",
    "restrict_to_plane",
    "scale",
    "select_outputs",
    "stack_outputs",
    "subtract",
]


def compose(outer: Network, inner: Network) -> Network:
    """The network x -> outer(inner(x)), also written ``outer @ inner``.

    Raises
    ------
    ShapeError
        If the output shape of the inner network is not the input shape of the outer one.

    Examples
    --------
    >>> double, step = Network.from_arrays([[[2]]]), Network.from_arrays([[[1]]], [[1]])
    >>> (step @ double)([5]), (double @ step)([5])
    (RationalArray([11]), RationalArray([12]))
    """
    if inner.output_shape != outer.input_shape:
        raise ShapeError(
            f"compose: the inner network gives outputs of shape {inner.output_shape}, but the outer one "
            f"takes inputs of shape {outer.input_shape}; put a network with a Reshape between them"
        )
    nodes = [*inner.nodes, *moved(outer, len(inner.nodes), source=len(inner.nodes) - 1)]
    return Network(nodes, inner.input_shape, joint_provenance(inner, outer))


def moved(net: Network, by: int, source: int = INPUT) -> list[Node]:
    """The nodes of a network, to be put behind ``by`` other nodes and fed by the node ``source``."""
    return [
        Node(node.layer, tuple(source if j == INPUT else j + by for j in node.inputs), node.name)
        for node in net.nodes
    ]


def joint_provenance(*nets: Network) -> tuple[str, ...]:
    """The sentences of all networks, each once."""
    return tuple(dict.fromkeys(sentence for net in nets for sentence in net.provenance))


def then(net: Network, *layers: Layer) -> Network:
    """The network with more layers behind its output."""
    n = len(net.nodes)
    added = [Node(layer, (n + i - 1,)) for i, layer in enumerate(layers)]
    return Network([*net.nodes, *added], net.input_shape, net.provenance)


def joined_outputs(what: str, nets: Sequence[Network], layer: Layer) -> Network:
    """The networks side by side on one input, and a layer that takes all of their outputs."""
    nodes: list[Node] = []
    outputs = []
    for net in nets:
        if net.input_shape != nets[0].input_shape:
            raise ShapeError(
                f"{what}: the networks take inputs of shapes {nets[0].input_shape} and {net.input_shape}; "
                "they must take the same input"
            )
        nodes += moved(net, len(nodes))
        outputs.append(len(nodes) - 1)
    nodes.append(Node(layer, tuple(outputs)))
    return Network(nodes, nets[0].input_shape, joint_provenance(*nets))


def add(left: Network, right: Network) -> Network:
    """The network x -> left(x) + right(x), also written ``left + right``.

    Raises
    ------
    ShapeError
        If the input shapes or the output shapes differ.

    Examples
    --------
    >>> positive, negative = Network.from_arrays([[[1]], [[1]]]), Network.from_arrays([[[-1]], [[1]]])
    >>> (positive + negative)([-3])
    RationalArray([3])
    """
    if left.output_shape != right.output_shape:
        raise ShapeError(
            f"add: the networks give outputs of shapes {left.output_shape} and {right.output_shape}; "
            "they must have the same shape"
        )
    return joined_outputs("add", [left, right], Add())


def scale(net: Network, factor: RationalLike) -> Network:
    """The network x -> factor * net(x), also written ``factor * net``.

    Examples
    --------
    >>> ("1/2" * Network.from_arrays([[[1]]]))([3])
    RationalArray([3/2])
    """
    return then(net, MulConstant(as_fraction(factor, "as a factor of a network")))


def subtract(left: Network, right: Network) -> Network:
    """The network x -> left(x) - right(x), also written ``left - right``.

    Raises
    ------
    ShapeError
        If the input shapes or the output shapes differ.

    Examples
    --------
    >>> positive, negative = Network.from_arrays([[[1]], [[1]]]), Network.from_arrays([[[-1]], [[1]]])
    >>> (positive - negative)([-3])
    RationalArray([-3])
    """
    if left.output_shape != right.output_shape:
        raise ShapeError(
            f"subtract: the networks give outputs of shapes {left.output_shape} and {right.output_shape}; "
            "they must have the same shape"
        )
    return joined_outputs("subtract", [left, scale(right, -1)], Add())


def stack_outputs(*nets: Network) -> Network:
    """The network whose output is the outputs of several networks on one input, flattened, in order.

    Raises
    ------
    InputError
        If there is no network.
    ShapeError
        If the input shapes differ.

    Examples
    --------
    >>> stack_outputs(Network.from_arrays([[[1]]]), Network.from_arrays([[[2], [3]]]))([10])
    RationalArray([10, 20, 30])
    """
    if not nets:
        raise InputError("stack_outputs: no network is given; give at least one")
    flat = [net if len(net.output_shape) == 1 else then(net, Flatten()) for net in nets]
    return joined_outputs("stack_outputs", flat, Concat())


def restrict(net: Network, base: Any, directions: Any) -> Network:
    r"""The network on an affine subspace: t -> net(base + t_1 d_1 + ... + t_k d_k).

    Parameters
    ----------
    base : array-like (\*input_shape)
    directions : array-like (k, \*input_shape)
        They may be linearly dependent.

    Returns
    -------
    Network with input shape (k,)

    Raises
    ------
    ShapeError
        If the base or a direction has another shape than the network's input.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 1], [1, -1]], [[1, 1]]])
    >>> restrict(net, base=[0, 0], directions=[[1, 1]])(["1/2"])
    RationalArray([1])
    """
    origin, spanning = rational_array(base), rational_array(directions)
    if origin.shape != net.input_shape:
        raise ShapeError(
            f"restrict: the base point has shape {origin.shape}, but the network takes {net.input_shape}"
        )
    if spanning.shape[1:] != net.input_shape or spanning.shape[0] < 1:
        raise ShapeError(
            f"restrict: the directions have shape {spanning.shape}; give at least one, as an array of shape "
            f"{('k', *net.input_shape)}"
        )
    matrix = spanning.reshape((spanning.shape[0], net.input_dim)).T
    layers: list[Layer] = [Dense(matrix, origin.ravel())]
    if len(net.input_shape) != 1:
        layers.append(Reshape(net.input_shape))
    return compose(net, Network.sequential(layers, spanning.shape[0]))


def restrict_to_line(net: Network, p: Any, q: Any) -> Network:
    """The network on the line through two points: t -> net(p + t (q - p)), so that 0 is p and 1 is q.

    Raises
    ------
    InputError
        If the points are equal.
    ShapeError
        If a point has another shape than the network's input.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    >>> restrict_to_line(net, [0, -1], [1, 1])([["1/2"], [1]])
    RationalArray([[1/2], [2]])
    """
    start, end = points_of("restrict_to_line", net, [p, q])
    if start == end:
        raise InputError("restrict_to_line: the two points are equal; give two different points")
    return restrict(net, start, (end - start)[None])


def restrict_to_plane(net: Network, p: Any, q: Any, r: Any) -> Network:
    """The network on the plane through three points: (s, t) -> net(p + s (q - p) + t (r - p)).

    Raises
    ------
    InputError
        If the points lie on a line.
    ShapeError
        If a point has another shape than the network's input.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 2, 3]]])
    >>> restrict_to_plane(net, [0, 0, 0], [1, 0, 0], [0, 0, 1])([5, 7])
    RationalArray([26])
    """
    from tropnet.exact.matrix import rank

    corner, second, third = points_of("restrict_to_plane", net, [p, q, r])
    directions = stack([second - corner, third - corner])
    if rank(directions.reshape((2, net.input_dim))) < 2:
        raise InputError("restrict_to_plane: the three points lie on a line; give three points that do not")
    return restrict(net, corner, directions)


def points_of(what: str, net: Network, points: Sequence[Any]) -> list[RationalArray]:
    """The points as exact arrays of the network's input shape."""
    exact = [rational_array(point) for point in points]
    for i, point in enumerate(exact):
        if point.shape != net.input_shape:
            raise ShapeError(
                f"{what}: point {i} has shape {point.shape}, but the network takes {net.input_shape}"
            )
    return exact


def select_outputs(net: Network, indices: int | Iterable[int]) -> Network:
    """The network with the given entries of its flattened output, in the given order.

    Raises
    ------
    ShapeError
        If an index is out of range, or there is none.

    Examples
    --------
    >>> select_outputs(Network.from_arrays([[[1], [2], [3]]]), [2, 0])([10])
    RationalArray([30, 10])
    """
    chosen = Select([indices] if isinstance(indices, int) else indices)
    return then(net, *([] if len(net.output_shape) == 1 else [Flatten()]), chosen)


def pad_depth(net: Network, hidden_layers: int) -> Network:
    """The same function with more hidden layers, each of which passes the output through.

    One more hidden layer has two ReLU neurons per output: y = max(y, 0) - max(-y, 0).

    Raises
    ------
    InputError
        If the network has more hidden layers already.

    Examples
    --------
    >>> net = pad_depth(Network.from_arrays([[[3]]]), hidden_layers=2)
    >>> net.widths, net([-5])
    ((2, 2), RationalArray([-15]))
    """
    missing = hidden_layers - net.hidden_layers
    if missing < 0:
        raise InputError(
            f"pad_depth: the network has {net.hidden_layers} hidden layers, which cannot be reduced to "
            f"{hidden_layers}; ask for at least {net.hidden_layers}"
        )
    if missing == 0:
        return net
    n = prod(net.output_shape)
    both = concatenate([RationalArray.eye(n), -RationalArray.eye(n)])
    passing = [Dense(both), Activation(relu()), Dense(both.T)] * missing
    shaped = [Flatten(), *passing, Reshape(net.output_shape)] if len(net.output_shape) != 1 else passing
    return then(net, *shaped)


def hidden_layer(net: Network, number: int) -> Network:
    """The network that computes the outputs of the neurons of one hidden layer.

    Parameters
    ----------
    net : Network
    number : int
        Of the hidden layer, counted from 0.

    Returns
    -------
    Network
        With one output for every neuron, in the order of activation patterns.

    Raises
    ------
    InputError
        If there is no such hidden layer.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [2]], [[1, -1]], [[5]]], [[0, 1], [0], [7]])
    >>> hidden_layer(net, 0)([3]), hidden_layer(net, 1)([-1])
    (RationalArray([3, 7]), RationalArray([0]))
    """
    check_hidden_layer(net, number)
    parts = []
    for i, level in enumerate(net.levels):
        if net.is_gated[i] and level == number + 1:
            bends = [k for k, gate in enumerate(net.gates(i)) if not gate.is_affine]
            up_to_node = Network.from_graph(net.nodes, net.input_shape, i, net.provenance)
            parts.append(select_outputs(then(up_to_node, Flatten()), bends))
    return parts[0] if len(parts) == 1 else stack_outputs(*parts)


def check_hidden_layer(net: Network, number: int) -> None:
    """Raise an InputError if there is no such hidden layer."""
    if not 0 <= number < net.hidden_layers:
        raise InputError(
            f"hidden layer {number} does not exist; give 0 to {net.hidden_layers - 1}"
            if net.hidden_layers
            else "the network has no hidden layer: it is affine"
        )


def drop_last(net: Network) -> Network:
    """The network without its last activation.

    Raises
    ------
    InputError
        If the last node is no activation, or the only node.

    Examples
    --------
    >>> clipped = Network.sequential([Dense([[2]]), Activation(relu())], 1)
    >>> drop_last(clipped)([-1])
    RationalArray([-2])
    """
    last = net.nodes[-1]
    if not isinstance(last.layer, Activation) or last.inputs[0] == INPUT:
        raise InputError(
            f"drop_last: {net.describe(len(net.nodes) - 1)} is no Activation behind another node; "
            "only that can be dropped, and here the output is something else already"
        )
    return Network.from_graph(net.nodes, net.input_shape, last.inputs[0], net.provenance)
