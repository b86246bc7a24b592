r"""Any network as alternating affine maps and gates: the form that is sliced.

A :class:`StagedNetwork` is a sequence

.. math:: v_0 = x,\qquad v_{s+1} = G_s(W_s v_s + b_s),\qquad y = W v_S + b,

where :math:`G_s` applies gates to consecutive entries.  Everything is flattened, row-major.  Convolutions,
branches and reshapes have disappeared: consecutive affine layers are composed, exactly.

**How a graph becomes a sequence.**  The neurons of stage s are those of hidden layer s
(:attr:`Network.levels <tropnet.networks.network.Network.levels>`).  At any time every node that has been
computed and is still needed is known as affine forms in the current vector :math:`v_s`.  An affine layer maps
affine forms to affine forms: its linear part acts on the constant and on each coefficient as on a batch of
points.  So nothing is multiplied out that the layer itself would not multiply.

**What is passed through.**  A node that is needed after the next stage is carried by identity gates: either
its own entries, or the entries of :math:`v_s` that they are made of, whichever is smaller for all such nodes
together.

**What is kept.**  Every gate with a break point, dead ones and duplicates too: a neuron is an entry of the
activation pattern, whatever it computes.  A gate without a break point is no neuron; its slope and its
intercept move into the weights before it, and it becomes a pass-through.  A minimum is :math:`-\max(-z)`; the
signs move into the weights on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError, ShapeError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.numbers import Rational
from tropnet.networks.activations import Gate, PiecewiseLinearFunction1D, identity, relu
from tropnet.networks.layers import AffineLayer, GateLayer, Shape, apply_gates, by_gate
from tropnet.networks.network import INPUT, Network

__all__ = ["Neuron", "Stage", "StagedNetwork", "checked_network", "stages"]


class Neuron(NamedTuple):
    """Where a neuron of a staged network comes from.

    Attributes
    ----------
    hidden_layer : int
        Counted from 0.
    unit : int
        Its number in the hidden layer, counted from 0.
    node : int
        The number of the node of the network.
    entry : int
        Its place in the node's output, flattened row-major.
    name : str
        The name of the node, or "".

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> stages(Network.from_arrays([[[1], [2]], [[1, 1]]])).neurons[1]
    Neuron(hidden_layer=0, unit=1, node=1, entry=1, name='')
    """

    hidden_layer: int
    unit: int
    node: int
    entry: int
    name: str


@final
@dataclass(frozen=True)
class Stage:
    """An affine map and the gates that take its entries in order.

    Attributes
    ----------
    weight : RationalArray (p, m)
    bias : RationalArray (p,)
    gates : tuple of Gate
        Of total arity p, with one output each; the identity is a pass-through.
    neurons : tuple of Neuron
        One for each gate that is not the identity, in order.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> stage = stages(Network.from_arrays([[[1], [-2]], [[1, 1]]], [[0, 3], None])).stages[0]
    >>> x = rational_array([[5]])
    >>> stage.preactivations(x), stage.evaluate(x), stage.pieces(x)
    (RationalArray([[5, -7]]), RationalArray([[5, 0]]), array([[1, 0]]))
    """

    weight: RationalArray
    bias: RationalArray
    gates: tuple[Gate, ...]
    neurons: tuple[Neuron, ...]

    @property
    def width(self) -> int:
        """The number of neurons: gates that are not the identity."""
        return len(self.neurons)

    def preactivations(self, points: RationalArray) -> RationalArray:
        """The arguments of the gates at a batch of vectors: (k, m) to (k, p)."""
        values: RationalArray = points @ self.weight.T + self.bias
        return values

    def evaluate(self, points: RationalArray) -> RationalArray:
        """The outputs of the gates at a batch of vectors: (k, m) to (k, number of gates)."""
        values: RationalArray = apply_gates(self.gates, self.preactivations(points))
        return values

    def pieces(self, points: RationalArray) -> NDArray[np.int64]:
        """For each vector and each neuron the number of the linear piece: (k, m) to (k, width)."""
        all_pieces = by_gate(self.gates, self.preactivations(points), lambda gate, z: gate.pieces_at(z))
        chosen: NDArray[np.int64] = all_pieces[:, [not gate.is_identity for gate in self.gates]]
        return chosen


@final
@dataclass(frozen=True, repr=False)
class StagedNetwork:
    """A piecewise linear map as a sequence of stages and a final affine map.

    Attributes
    ----------
    stages : tuple of Stage
    weight : RationalArray (output_dim, number of gates of the last stage)
    bias : RationalArray (output_dim,)

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> staged = stages(Network.from_arrays([[[1], [-2]], [[1, 1]]]))
    >>> staged, staged.weight, staged.widths
    (<StagedNetwork 1 -> [2] -> 1>, RationalArray([[1, 1]]), (2,))
    """

    stages: tuple[Stage, ...]
    weight: RationalArray
    bias: RationalArray

    @property
    def input_dim(self) -> int:
        """The number of input coordinates."""
        first = self.stages[0].weight if self.stages else self.weight
        return first.shape[1]

    @property
    def output_dim(self) -> int:
        """The number of output coordinates."""
        return self.weight.shape[0]

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of neurons of each stage."""
        return tuple(stage.width for stage in self.stages)

    @property
    def neurons(self) -> tuple[Neuron, ...]:
        """All neurons, stage by stage: the order of activation patterns."""
        return tuple(neuron for stage in self.stages for neuron in stage.neurons)

    def evaluate(self, x: Any) -> RationalArray:
        """The exact value at one flat point (input_dim,), or at each of a batch (k, input_dim).

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> stages(Network.from_arrays([[[1], [-1]], [[1, 1]]])).evaluate([[-3], ["1/2"]])
        RationalArray([[3], [1/2]])
        """
        points, is_single = self._batch(x)
        for stage in self.stages:
            points = stage.evaluate(points)
        values: RationalArray = points @ self.weight.T + self.bias
        return values[0] if is_single else values

    def pattern(self, x: Any) -> NDArray[np.int64]:
        """The number of the linear piece of every neuron at one flat point, or at each of a batch.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> stages(Network.from_arrays([[[1], [-1]], [[1, 1]]])).pattern([[-3], [0], ["1/2"]])
        array([[0, 1],
               [0, 0],
               [1, 0]])
        """
        points, is_single = self._batch(x)
        patterns = [np.zeros((points.shape[0], 0), dtype=np.int64)]
        for stage in self.stages:
            patterns.append(stage.pieces(points))
            points = stage.evaluate(points)
        every: NDArray[np.int64] = np.concatenate(patterns, axis=1)
        return every[0] if is_single else every

    def relu_arrays(self) -> tuple[tuple[RationalArray, ...], tuple[RationalArray, ...]]:
        """The weights and biases of a network whose gates are all ReLU: what plain dense formats store.

        Returns
        -------
        weights : tuple of RationalArray, the first S of the stages and the last of the output
        biases : tuple of RationalArray

        Raises
        ------
        UnsupportedLayerError
            If a gate is no ReLU, or a value passes by a stage; the message names it.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1], [-1]], [[1, 1]]], [[0, 2], [3]])
        >>> weights, biases = stages(net).relu_arrays()
        >>> Network.from_arrays(weights, biases) == net
        True
        """
        only = relu()
        for s, stage in enumerate(self.stages):
            for i, gate in enumerate(stage.gates):
                if gate != only:
                    what = "a value that passes by the hidden layer" if gate.is_identity else repr(gate)
                    raise UnsupportedLayerError(
                        f"gate {i} of hidden layer {s} is {what}; "
                        "a plain dense ReLU network has only ReLU gates"
                    )
        return (
            (*(stage.weight for stage in self.stages), self.weight),
            (*(stage.bias for stage in self.stages), self.bias),
        )

    def _batch(self, x: Any) -> tuple[RationalArray, bool]:
        points = rational_array(x)
        if points.ndim not in {1, 2} or points.shape[-1] != self.input_dim:
            raise ShapeError(
                f"the staged network takes flat points of shape ({self.input_dim},) or batches of them, "
                f"but the array has shape {points.shape}; flatten it row-major"
            )
        return (points[None], True) if points.ndim == 1 else (points, False)

    def __repr__(self) -> str:
        return f"<StagedNetwork {self.input_dim} -> {list(self.widths)} -> {self.output_dim}>"


def checked_network(value: object) -> Network:
    """The value, which is a network.

    Raises
    ------
    InputError
        If it is not; the message says where networks come from.

    Examples
    --------
    >>> checked_network(None)
    Traceback (most recent call last):
    tropnet.errors.InputError: NoneType is no Network; give one, from tropnet.read(path), tropnet.from_torch, \
tropnet.from_sklearn, or tropnet.Network.from_arrays
    """
    if isinstance(value, Network):
        return value
    kind = f"{type(value).__name__} is no Network"
    if isinstance(getattr(value, "network", None), Network):
        raise InputError(f"{kind}; give its .network")
    raise InputError(
        f"{kind}; give one, from tropnet.read(path), tropnet.from_torch, tropnet.from_sklearn, or "
        "tropnet.Network.from_arrays"
    )


def stages(net: Network) -> StagedNetwork:
    """The network as alternating affine maps and gates, with the same value at every point.

    Raises
    ------
    InputError
        If the argument is no network.

    Examples
    --------
    >>> from tropnet.networks import Activation, Add, Dense, Network, Node, absolute
    >>> net = Network([Node(Dense([[1, 1]]), (-1,)), Node(Activation(absolute()), (0,), "bend"),
    ...                Node(Add(), (0, 1))], input_shape=2)
    >>> staged = stages(net)
    >>> staged
    <StagedNetwork 2 -> [1] -> 1>
    >>> staged.stages[0].weight           # the neuron x + y, and x + y once more to pass it through
    RationalArray([[1, 1], [1, 1]])
    >>> staged.neurons
    (Neuron(hidden_layer=0, unit=0, node=1, entry=0, name='bend'),)
    """
    known = {INPUT: Forms.of_variables(checked_network(net).input_shape)}
    made: list[Stage] = []
    for level in range(net.hidden_layers + 1):
        for i, node in enumerate(net.nodes):
            if net.levels[i] == level and not net.is_gated[i]:
                known[i] = applied(node.layer, [known[j] for j in node.inputs])
        if level < net.hidden_layers:
            stage, known = next_stage(net, level, known)
            made.append(stage)
    output = known[len(net.nodes) - 1].flat()
    return StagedNetwork(tuple(made), output.weight.T, output.constant)


@final
@dataclass(frozen=True)
class Forms:
    r"""An array of affine forms in m variables.

    Attributes
    ----------
    weight : RationalArray (m, \*shape)
        The coefficients, one array for each variable.
    constant : RationalArray (\*shape)
    """

    weight: RationalArray
    constant: RationalArray

    @classmethod
    def of_variables(cls, shape: Shape) -> Forms:
        """The variables themselves, in an array of this shape."""
        m = prod(shape)
        return cls(RationalArray.eye(m).reshape((m, *shape)), RationalArray.zeros(shape))

    @property
    def shape(self) -> Shape:
        """The shape of the array of forms."""
        return self.constant.shape

    def flat(self) -> Forms:
        """The same forms along one axis."""
        return Forms(self.weight.reshape((self.weight.shape[0], prod(self.shape))), self.constant.ravel())

    def reshaped(self, shape: Shape) -> Forms:
        """The same forms in another shape."""
        return Forms(self.weight.reshape((self.weight.shape[0], *shape)), self.constant.reshape(shape))


def applied(layer: Any, inputs: Sequence[Forms]) -> Forms:
    """The affine forms that a layer without neurons makes of affine forms."""
    if isinstance(layer, GateLayer):
        shapes = [forms.shape for forms in inputs]
        arguments = gate_arguments(layer, inputs)
        straight, _ = straightened(layer.gates(*shapes), arguments)
        signed = Forms(straight.weight * layer.sign, straight.constant * layer.sign)
        return signed.reshaped(layer.output_shape(*shapes))
    assert isinstance(layer, AffineLayer)
    weight: RationalArray = layer.linear(*(forms.weight for forms in inputs))
    constant: RationalArray = layer.linear(*(forms.constant[None] for forms in inputs))[0]
    offset = layer.constant(*(forms.shape for forms in inputs))
    return Forms(weight, constant if offset is None else constant + offset)


def gate_arguments(layer: GateLayer, inputs: Sequence[Forms]) -> Forms:
    """The arguments of a layer's gates as affine forms."""
    return Forms(
        layer.arguments(*(forms.weight for forms in inputs)),
        layer.arguments(*(forms.constant[None] for forms in inputs))[0],
    )


def straightened(gates: Sequence[Gate], arguments: Forms) -> tuple[Forms, tuple[Gate, ...]]:
    """Gates without break point become the identity; their slope and intercept move into the arguments."""
    if not any(gate.is_affine and not gate.is_identity for gate in gates):
        return arguments, tuple(gates)
    slopes: list[Rational] = []
    intercepts: list[Rational] = []
    kept: list[Gate] = []
    passing = identity()
    for gate in gates:
        if isinstance(gate, PiecewiseLinearFunction1D) and gate.is_affine:
            slopes.append(gate.slopes[0])
            intercepts.append(gate.value_at_zero)
            kept.append(passing)
        else:
            slopes += [1] * gate.arity
            intercepts += [0] * gate.arity
            kept.append(gate)
    factor = rational_array(slopes)
    return Forms(arguments.weight * factor, arguments.constant * factor + rational_array(intercepts)), tuple(
        kept
    )


def next_stage(net: Network, level: int, known: dict[int, Forms]) -> tuple[Stage, dict[int, Forms]]:
    """The stage of one hidden layer, and the nodes known behind it as forms in its outputs."""
    gated = [i for i in range(len(net.nodes)) if net.is_gated[i] and net.levels[i] == level + 1]
    parts: list[Forms] = []
    gates: list[Gate] = []
    neurons: list[Neuron] = []
    spans: dict[int, int] = {}
    for i in gated:
        layer, inputs = net.nodes[i].layer, [known[j] for j in net.nodes[i].inputs]
        assert isinstance(layer, GateLayer)
        arguments = gate_arguments(layer, inputs)
        straight, own = straightened(layer.gates(*net.input_shapes(i)), arguments)
        neurons += neurons_of(net, i, own, first_unit=len(neurons))
        spans[i] = len(gates)
        parts.append(straight)
        gates += own
    carried, behind = carry(known, needed_later(net, level, known), n_before=len(gates))
    parts.append(carried)
    gates += [identity()] * carried.constant.size
    weight = concatenate([part.weight for part in parts], 1).T
    stage = Stage(weight, concatenate([part.constant for part in parts]), tuple(gates), tuple(neurons))
    return stage, behind | {i: outputs_of(net, i, spans[i], len(gates)) for i in gated}


def neurons_of(net: Network, i: int, gates: Sequence[Gate], first_unit: int) -> Iterator[Neuron]:
    """The neurons among the gates of a node."""
    bending = [entry for entry, gate in enumerate(gates) if not gate.is_identity]
    for unit, entry in enumerate(bending, first_unit):
        yield Neuron(net.levels[i] - 1, unit, i, entry, net.nodes[i].name)


def outputs_of(net: Network, i: int, first: int, n_gates: int) -> Forms:
    """The output of a gated node, whose gates stand one after the other, as forms in all gates."""
    layer = net.nodes[i].layer
    assert isinstance(layer, GateLayer)
    shape = net.shapes[i]
    above = RationalArray.zeros((first, prod(shape)))
    below = RationalArray.zeros((n_gates - first - prod(shape), prod(shape)))
    weight = concatenate([above, RationalArray.eye(prod(shape)) * layer.sign, below])
    return Forms(weight, RationalArray.zeros((prod(shape),))).reshaped(shape)


def needed_later(net: Network, level: int, known: dict[int, Forms]) -> list[int]:
    """The known nodes that are used by something which the next stage does not compute."""
    needed: set[int] = set()
    for i, node in enumerate(net.nodes):
        in_next_stage = net.is_gated[i] and net.levels[i] == level + 1
        if i not in known and not in_next_stage and net.levels[i] > level:
            needed.update(j for j in node.inputs if j in known)
    return sorted(needed)


def carry(known: dict[int, Forms], needed: Sequence[int], n_before: int) -> tuple[Forms, dict[int, Forms]]:
    """Two ways to pass nodes through a stage, the smaller taken: distinct entries, or what they are made of.

    Only linear parts are carried, constants are remembered: so entries that differ by a constant are one.

    Returns
    -------
    carried : Forms, of shape (c,)
        What the identity gates behind the other ``n_before`` gates take.
    behind : dict
        The nodes as forms in the outputs of all n_before + c gates.
    """
    m = next(iter(known.values())).weight.shape[0]
    if not needed:
        return Forms(RationalArray.zeros((m, 0)), RationalArray.zeros((0,))), {}
    entries = concatenate([known[i].flat().weight for i in needed], 1)
    used = np.flatnonzero(entries.sign().any(axis=1))
    distinct, place = distinct_columns(entries)
    if len(used) <= len(distinct):
        carried, expressed = RationalArray.eye(m)[:, used], entries[used]
    else:
        carried, expressed = entries[:, distinct], RationalArray.from_integers(place)
    weight = concatenate([RationalArray.zeros((n_before, entries.shape[1])), expressed])
    ends = np.cumsum([known[i].constant.size for i in needed]).tolist()
    behind = {
        i: Forms(weight[:, start:end], known[i].constant.ravel()).reshaped(known[i].shape)
        for i, start, end in zip(needed, [0, *ends], ends, strict=False)
    }
    return Forms(carried, RationalArray.zeros((carried.shape[1],))), behind


def distinct_columns(matrix: RationalArray) -> tuple[list[int], NDArray[np.int64]]:
    """The first of each class of equal nonzero columns, and the 0-1 matrix (classes, columns) of membership.

    >>> distinct_columns(rational_array([[1, 0, 2, 1]]))
    ([0, 2], array([[1, 0, 0, 1],
           [0, 0, 1, 0]]))
    """
    classes: dict[tuple[int, ...], list[int]] = {}
    for j, column in enumerate(map(tuple, matrix.numerators.T.tolist())):
        if any(column):
            classes.setdefault(column, []).append(j)
    place = np.zeros((len(classes), matrix.shape[1]), dtype=np.int64)
    for row, members in enumerate(classes.values()):
        place[row, members] = 1
    return [members[0] for members in classes.values()], place
