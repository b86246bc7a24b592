"""An exact network: a directed acyclic graph of layers.

A :class:`Network` is a tuple of nodes.  Each node applies a layer to the outputs of earlier nodes, or to the
input of the network, which has the number -1; the last node is the output.  This holds plain sequences,
residual blocks, and everything between.

Counting follows one convention.  A *hidden layer* is a set of neurons that can be computed together: the
neurons of a node belong to hidden layer l if the longest path from the input to the node passes l
layers of gates before it, counted from 0.  ``depth`` is the number of hidden layers plus one, the *width* of
a hidden layer is its number of neurons, ``size`` their sum.  A gate without a break point (the identity,
say) is no neuron.  The output map is affine unless the last node has gates, which then form a hidden layer
too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from operator import index
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.numbers import RationalLike
from tropnet.networks.activations import Gate, relu
from tropnet.networks.affine import Dense
from tropnet.networks.gates import Activation
from tropnet.networks.layers import Array, FloatArray, GateLayer, Layer, Shape

__all__ = ["INPUT", "Network", "Node"]

#: the number of the network's input among the inputs of a node
INPUT = -1


@final
@dataclass(frozen=True)
class Node:
    """A layer and the numbers of the nodes that it is applied to.

    Parameters
    ----------
    layer : Layer
    inputs : tuple of int
        Numbers of earlier nodes; -1 is the input of the network.
    name : str
        For messages and reports; not part of ``==``.

    Examples
    --------
    >>> from tropnet.networks import Add
    >>> Node(Add(), (-1, 0), "skip") == Node(Add(), (-1, 0))
    True
    """

    layer: Layer
    inputs: tuple[int, ...]
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.layer, Layer):
            raise InputError(
                f"{self.layer!r} is no layer; give one such as Dense(weight) or Activation(relu())"
            )
        object.__setattr__(self, "inputs", tuple(index(i) for i in self.inputs))


def described(nodes: Sequence[Node], i: int) -> str:
    """Number, name and layer of a node."""
    name = f" {nodes[i].name!r}" if nodes[i].name else ""
    return f"node {i}{name} ({type(nodes[i].layer).__name__})"


def check_order(nodes: Sequence[Node], i: int) -> None:
    """Raise an InputError if a node uses anything but earlier nodes and the input."""
    for j in nodes[i].inputs:
        if not INPUT <= j < i:
            raise InputError(
                f"{described(nodes, i)} uses node {j}, which is not before it; sort the nodes so that inputs "
                "come first (-1 is the network's input)"
            )


@final
@dataclass(frozen=True, init=False, repr=False)
class Network:
    """A piecewise linear map, exactly, as a directed acyclic graph of layers.

    Parameters
    ----------
    nodes : iterable of Node
        In an order in which every node comes after its inputs; the last is the output.
    input_shape : int or iterable of int
        The shape of one input; ``n`` stands for ``(n,)``.
    provenance : iterable of str
        Sentences on where the network comes from, and what was rounded on the way; not part of ``==``.

    Attributes
    ----------
    shapes : tuple of tuple of int
        The shape of the output of every node.

    Raises
    ------
    ShapeError
        If a layer does not fit its inputs; the message names the node.
    InputError
        If there is no node, a node uses a later one, or a node feeds nothing.

    Examples
    --------
    >>> from tropnet.networks import Activation, Add, Dense, absolute
    >>> net = Network([Node(Dense([[1, 1], [0, 2]]), (-1,)), Node(Activation(absolute()), (0,)),
    ...                Node(Add(), (-1, 1))], input_shape=2)
    >>> net(["1/2", -3])
    RationalArray([3, 3])
    >>> net
    <Network (2,) -> (2,), 3 nodes>
    """

    nodes: tuple[Node, ...]
    input_shape: Shape
    provenance: tuple[str, ...] = field(compare=False)

    def __init__(
        self, nodes: Iterable[Node], input_shape: int | Iterable[int], provenance: Iterable[str] = ()
    ) -> None:
        shape = (input_shape,) if isinstance(input_shape, int) else input_shape
        object.__setattr__(self, "nodes", tuple(nodes))
        object.__setattr__(self, "input_shape", tuple(index(n) for n in shape))
        object.__setattr__(self, "provenance", tuple(provenance))
        self._check_graph()
        object.__setattr__(self, "shapes", self._shapes())

    #: the shape of the output of every node
    shapes: tuple[Shape, ...] = field(init=False, compare=False)

    # -- making networks ------------------------------------------------------------------------------

    @classmethod
    def from_arrays(cls, weights: Sequence[Any], biases: Sequence[Any] | None = None) -> Network:
        """The dense ReLU network with these weights and biases, and an affine output.

        Parameters
        ----------
        weights : sequence of array-like (out, in)
        biases : sequence of array-like (out,) or None, optional
            Zero if left out.

        Raises
        ------
        ShapeError
            If the numbers of weights and biases differ, or a matrix does not fit the one before.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 1], [1, -1]], [["1/2", "1/2"]]], [[0, 0], [1]])
        >>> net([3, 5])
        RationalArray([5])
        >>> net.widths, net.n_parameters
        ((2,), 7)
        """
        offsets = [None] * len(weights) if biases is None else list(biases)
        if not len(weights):
            raise ShapeError("from_arrays: there are no weights; give at least the matrix of the output map")
        if len(offsets) != len(weights):
            raise ShapeError(
                f"from_arrays: {len(weights)} weights but {len(offsets)} biases are given; give one bias per "
                "weight (None for zero), or no biases at all"
            )
        dense: list[Dense] = []
        for i, (weight, bias) in enumerate(zip(weights, offsets, strict=True)):
            try:
                dense.append(Dense(weight, bias))
            except InputError as error:
                raise type(error)(f"from_arrays: weight or bias {i}: {error}") from error
        layers = [layer for d in dense for layer in (d, Activation(relu()))]
        return cls.sequential(layers[:-1], dense[0].weight.shape[1])

    @classmethod
    def sequential(
        cls, layers: Iterable[Layer], input_shape: int | Iterable[int], provenance: Iterable[str] = ()
    ) -> Network:
        """The layers one after the other.

        Examples
        --------
        >>> from tropnet.networks import Flatten, MaxPool
        >>> Network.sequential([MaxPool([2, 2]), Flatten()], (3, 4, 4)).output_shape
        (12,)
        """
        nodes = [Node(layer, (i - 1,)) for i, layer in enumerate(layers)]
        return cls(nodes, input_shape, provenance)

    @classmethod
    def from_graph(
        cls,
        nodes: Sequence[Node],
        input_shape: int | Iterable[int],
        output: int = -1,
        provenance: Iterable[str] = (),
    ) -> Network:
        """The part of a graph that the output node depends on, as a network.

        Parameters
        ----------
        nodes : sequence of Node
            In an order in which every node comes after its inputs.
        output : int
            The number of the output node; the last one unless told otherwise.

        Raises
        ------
        InputError
            If there is no such node, or a node that is needed uses a later one.

        Examples
        --------
        >>> from tropnet.networks import AddConstant
        >>> nodes = [Node(AddConstant(1), (-1,)), Node(AddConstant(2), (-1,)), Node(AddConstant(3), (0,))]
        >>> Network.from_graph(nodes, 1).nodes == (nodes[0], Node(AddConstant(3), (0,)))
        True
        """
        if not nodes:
            return cls((), input_shape)
        if not -len(nodes) <= output < len(nodes):
            raise InputError(f"there is no node {output} to be the output; the nodes are 0..{len(nodes) - 1}")
        needed = {output % len(nodes)}
        for i in range(max(needed), -1, -1):
            if i in needed:
                check_order(nodes, i)
                needed.update(j for j in nodes[i].inputs if j != INPUT)
        number = {INPUT: INPUT} | {old: new for new, old in enumerate(sorted(needed))}
        kept = (nodes[i] for i in sorted(needed))
        moved = [Node(node.layer, tuple(number[j] for j in node.inputs), node.name) for node in kept]
        return cls(moved, input_shape, provenance)

    # -- checks ---------------------------------------------------------------------------------------

    def describe(self, i: int) -> str:
        """Number, name and layer of a node, as messages call it.

        >>> Network.from_arrays([[[1]], [[1]]]).describe(1)
        'node 1 (Activation)'
        """
        return described(self.nodes, i)

    def _check_graph(self) -> None:
        if not self.nodes:
            raise InputError(
                "a network needs at least one node; the identity is "
                "Network.sequential([Reshape(shape)], shape)"
            )
        if any(n < 1 for n in self.input_shape):
            raise ShapeError(
                f"the input shape {self.input_shape} must have positive sizes; leave out the batch axis"
            )
        used = {j for node in self.nodes for j in node.inputs}
        for i in range(len(self.nodes)):
            check_order(self.nodes, i)
            if i not in used and i != len(self.nodes) - 1:
                raise InputError(
                    f"{self.describe(i)} feeds nothing and is not the output, which is the last node; "
                    "remove it, or build the network with Network.from_graph, which does"
                )

    def _shapes(self) -> tuple[Shape, ...]:
        shapes: list[Shape] = []
        for i, node in enumerate(self.nodes):
            own = [self.input_shape if j == INPUT else shapes[j] for j in node.inputs]
            try:
                shapes.append(node.layer.output_shape(*own))
            except ShapeError as error:
                raise ShapeError(f"{self.describe(i)}: {error}") from error
        return tuple(shapes)

    # -- values ---------------------------------------------------------------------------------------

    def __call__(self, x: Any) -> RationalArray:
        r"""The exact value at one point, or at each point of a batch.

        Parameters
        ----------
        x : array-like of rationals (\*input_shape) or (k, \*input_shape)

        Returns
        -------
        RationalArray (\*output_shape) or (k, \*output_shape)

        Raises
        ------
        ShapeError
            If x has another shape.
        NotRationalError
            If an entry is no finite rational number.

        Examples
        --------
        >>> net = Network.from_arrays([[[1], [-1]], [[1, 1]]])
        >>> net([[-3], ["1/3"]])
        RationalArray([[3], [1/3]])
        """
        points = rational_array(x)
        is_single = self._is_single(points.shape)
        values: RationalArray = self._run(points[None] if is_single else points, exact=True)
        return values[0] if is_single else values

    def floats(self, x: Any) -> FloatArray:
        r"""The values in floating point, with the rounding errors of that.

        Parameters
        ----------
        x : array-like of floats (\*input_shape) or (k, \*input_shape)

        Examples
        --------
        >>> Network.from_arrays([[[1], [-1]], [[1, 1]]]).floats([[-3.0], [0.5]])
        array([[3. ],
               [0.5]])
        """
        points = np.asarray(x, dtype=np.float64)
        is_single = self._is_single(points.shape)
        values: FloatArray = self._run(points[None] if is_single else points, exact=False)
        return values[0] if is_single else values

    def pattern(self, x: Any) -> NDArray[np.int64]:
        r"""The number of the linear piece of every neuron at one point, or at each point of a batch.

        For a ReLU that is 1 where its argument is positive, and 0 elsewhere: on its wall too, where the point lies
        in several cells of :func:`tropnet.linear_regions`.  Neurons come hidden layer by hidden layer, in the order of
        :attr:`tropnet.Cell.pattern`.

        Parameters
        ----------
        x : array-like of rationals (\*input_shape) or (k, \*input_shape)

        Returns
        -------
        int array (size,) or (k, size)

        Raises
        ------
        ShapeError
            If x has another shape.
        NotRationalError
            If an entry is no finite rational number.

        Examples
        --------
        >>> Network.from_arrays([[[1], [-1]], [[1, 1]]]).pattern([[-3], [0], ["1/2"]])
        array([[0, 1],
               [0, 0],
               [1, 0]])
        """
        points = rational_array(x)
        is_single = self._is_single(points.shape)
        batch = points[None] if is_single else points
        by_level = [[np.zeros((len(batch), 0), np.int64)] for _ in range(self.hidden_layers + 1)]
        for i, inputs, _ in self._steps(batch, exact=True):
            layer = self.nodes[i].layer
            if isinstance(layer, GateLayer) and self.is_gated[i]:
                by_level[self.levels[i]].append(layer.pieces(*inputs))
        pieces: NDArray[np.int64] = np.concatenate([part for parts in by_level for part in parts], axis=1)
        return pieces[0] if is_single else pieces

    def _is_single(self, shape: Shape) -> bool:
        if shape != self.input_shape and shape[1:] != self.input_shape:
            raise ShapeError(
                f"the network takes points of shape {self.input_shape}, or batches of shape "
                f"{('k', *self.input_shape)}, but the array has shape {shape}; reshape it"
            )
        return len(shape) == len(self.input_shape)

    def _run(self, points: Array, exact: bool) -> Array:
        [(_, _, output)] = deque(self._steps(points, exact), maxlen=1)
        return output

    def _steps(self, points: Array, exact: bool) -> Iterator[tuple[int, list[Array], Array]]:
        """Every node with its inputs and its output on a batch."""
        last_use = {j: i for i, node in enumerate(self.nodes) for j in node.inputs}
        values: dict[int, Any] = {INPUT: points}
        for i, node in enumerate(self.nodes):
            own = [values[j] for j in node.inputs]
            values[i] = node.layer.evaluate(*own) if exact else node.layer.evaluate_floats(*own)
            yield i, own, values[i]
            for j in set(node.inputs):
                if last_use[j] == i:
                    del values[j]

    # -- numbers that describe it ---------------------------------------------------------------------

    @property
    def output_shape(self) -> Shape:
        """The shape of one output."""
        return self.shapes[-1]

    @property
    def input_dim(self) -> int:
        """The number of input coordinates."""
        return prod(self.input_shape)

    @property
    def output_dim(self) -> int:
        """The number of output coordinates."""
        return prod(self.output_shape)

    def input_shapes(self, i: int) -> tuple[Shape, ...]:
        """The shapes of the inputs of a node.

        >>> Network.from_arrays([[[1], [2]], [[1, 1]]]).input_shapes(1)
        ((2,),)
        """
        return tuple(self.input_shape if j == INPUT else self.shapes[j] for j in self.nodes[i].inputs)

    def gates(self, i: int) -> tuple[Gate, ...]:
        """The gates of a node, those without a break point too; none if it is affine.

        >>> Network.from_arrays([[[1], [2]], [[1, 1]]]).gates(1)[0]
        PiecewiseLinearFunction1D(breakpoints=[0], slopes=[0, 1])
        """
        layer = self.nodes[i].layer
        return layer.gates(*self.input_shapes(i)) if isinstance(layer, GateLayer) else ()

    @cached_property
    def is_gated(self) -> tuple[bool, ...]:
        """For each node, whether it holds a neuron: a gate that bends.

        >>> Network.from_arrays([[[1]], [[1]]]).is_gated
        (False, True, False)
        """
        return tuple(
            isinstance(node.layer, GateLayer) and not node.layer.is_affine_on(*self.input_shapes(i))
            for i, node in enumerate(self.nodes)
        )

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """For each node, the largest number of gated nodes on a path from the input, itself included.

        >>> Network.from_arrays([[[1]], [[1]], [[1]]]).levels
        (0, 1, 1, 2, 2)
        """
        levels: list[int] = []
        for i, node in enumerate(self.nodes):
            before = max((levels[j] for j in node.inputs if j != INPUT), default=0)
            levels.append(before + self.is_gated[i])
        return tuple(levels)

    @property
    def hidden_layers(self) -> int:
        """The number of hidden layers: the largest number of gated nodes on a path to the output.

        >>> Network.from_arrays([[[1]], [[1]]]).hidden_layers
        1
        """
        return self.levels[-1]

    @property
    def depth(self) -> int:
        """The number of hidden layers plus one.

        >>> Network.from_arrays([[[1]], [[1]]]).depth
        2
        """
        return self.hidden_layers + 1

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """The number of neurons of each hidden layer.

        >>> Network.from_arrays([[[1], [2], [3]], [[1, 1, 1]]]).widths
        (3,)
        """
        widths = [0] * self.hidden_layers
        for i, level in enumerate(self.levels):
            if self.is_gated[i]:
                widths[level - 1] += sum(not gate.is_affine for gate in self.gates(i))
        return tuple(widths)

    @property
    def size(self) -> int:
        """The number of neurons: the sum of the widths.

        >>> Network.from_arrays([[[1], [2], [3]], [[1, 1, 1]]]).size
        3
        """
        return sum(self.widths)

    @property
    def n_parameters(self) -> int:
        """The number of weights, biases and constants that the layers store; a zero bias counts nothing.

        >>> Network.from_arrays([[[1], [2]], [[1, 1]]], [[0, 1], None]).n_parameters
        6
        """
        return sum(node.layer.n_parameters for node in self.nodes)

    # -- arithmetic -----------------------------------------------------------------------------------

    def __matmul__(self, inner: Network) -> Network:
        """Return the composition x -> self(inner(x))."""
        from tropnet.networks.operations import compose

        return compose(self, inner) if isinstance(inner, Network) else NotImplemented

    def __add__(self, other: Network) -> Network:
        """Return the sum of two networks on the same input."""
        from tropnet.networks.operations import add

        return add(self, other) if isinstance(other, Network) else NotImplemented

    def __sub__(self, other: Network) -> Network:
        """Return the difference of two networks on the same input."""
        from tropnet.networks.operations import subtract

        return subtract(self, other) if isinstance(other, Network) else NotImplemented

    def __mul__(self, factor: RationalLike) -> Network:
        """Return the network times a number."""
        from tropnet.networks.operations import scale

        return NotImplemented if isinstance(factor, Network) else scale(self, factor)

    __rmul__ = __mul__

    def __neg__(self) -> Network:
        """Return the negated network."""
        return self * -1

    # -- value semantics ------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"<Network {self.input_shape} -> {self.output_shape}, {len(self.nodes)} nodes>"

    def _repr_html_(self) -> str:
        from tropnet.networks.summary import network_html

        return network_html(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Network, (self.nodes, self.input_shape, self.provenance))
