"""A network under construction, in the terms that ONNX and PyTorch share.

Frameworks compute with arrays that have a batch axis, and move it about like any other.  A *value* here has
the shape that the framework gives it, for a batch of one point; the node that computes it stores the same
entries, in the same row-major order, in the shape without the leading axis of size 1.  So a reshape, a
flatten, a squeeze costs nothing: it changes the shape of the value alone, and a
:class:`~tropnet.networks.affine.Reshape` appears only where a later layer needs the entries in another shape
than they are stored in.

Every reader speaks through the methods of :class:`GraphBuilder`, so that one network read by two routes is
made of the same layers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import Any, final

import numpy as np

from tropnet.errors import FormatError, ShapeError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.numbers import RationalLike
from tropnet.networks.activations import PiecewiseLinearFunction1D, clip
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
    fold_batch_norm,
)
from tropnet.networks.convolution import AveragePool, Conv
from tropnet.networks.gates import Activation, Maximum, Maxout, MaxPool, Minimum
from tropnet.networks.io.guards import LARGEST_ARRAY, guarded_output_shape
from tropnet.networks.layers import Layer, Shape
from tropnet.networks.network import INPUT, Network, Node

__all__ = ["Constant", "GraphBuilder", "Operand", "Value", "point_shape"]


def point_shape(shape: Shape) -> Shape:
    """The shape without a leading batch axis of size 1.

    >>> point_shape((1, 3, 8)), point_shape((1,)), point_shape((2, 3))
    ((3, 8), (1,), (2, 3))
    """
    return shape[1:] if len(shape) > 1 and shape[0] == 1 else shape


@final
@dataclass(frozen=True)
class Value:
    """An array that the network computes.

    Attributes
    ----------
    node : int
        The node that computes its entries; -1 is the input of the network.
    shape : tuple of int
        The framework's shape, for a batch of one point.
    dropped : str
        The operator between the node and this value that was left out on request, or "".
    """

    node: int
    shape: Shape
    dropped: str = ""


@final
@dataclass(frozen=True)
class Constant:
    """An array that does not depend on the input: weights, shapes, indices."""

    array: RationalArray
    is_integer: bool = False

    @property
    def shape(self) -> Shape:
        """The shape of the array."""
        return self.array.shape


Operand = Value | Constant


def broadcast_shapes(*shapes: Shape) -> Shape:
    """The common shape by numpy's rules; a FormatError if there is none or it is too large."""
    try:
        shape = tuple(np.broadcast_shapes(*shapes))
    except ValueError:
        raise ShapeError(f"arrays of shapes {list(shapes)} do not fit together") from None
    refuse_large(shape)
    return shape


def refuse_large(shape: Shape, may_be_empty: bool = False) -> None:
    """Raise a FormatError if an array of this shape has too many entries, or none."""
    if any(n < (0 if may_be_empty else 1) for n in shape):
        raise FormatError(f"an array of shape {shape} has no entries; every axis needs a positive size")
    if prod(shape) > LARGEST_ARRAY:
        raise FormatError(f"an array of shape {shape} exceeds {LARGEST_ARRAY} entries")


@final
class GraphBuilder:
    """The nodes that a reader has made so far.

    Parameters
    ----------
    shape : tuple of int
        The framework's shape of the input, for a batch of one point.

    Attributes
    ----------
    name : str
        The name that the next nodes get.
    notes : list of str
        Sentences for the provenance.

    Examples
    --------
    >>> from tropnet.networks import relu
    >>> graph = GraphBuilder((1, 2))
    >>> hidden = graph.activation(graph.dense(graph.input, rational_array([[1, -1]])), [relu()])
    >>> graph.network(hidden)([5, 3])
    RationalArray([2])
    """

    def __init__(self, shape: Shape) -> None:
        refuse_large(shape)
        self.input = Value(INPUT, shape)
        self.nodes: list[Node] = []
        self.stored: list[Shape] = []
        self.notes: list[str] = []
        self.name = ""
        self._reshaped: dict[tuple[int, Shape], int] = {}
        self._bare_products: set[int] = set()

    # -- nodes ----------------------------------------------------------------------------------------

    def stored_shape(self, node: int) -> Shape:
        """The shape in which a node stores its entries."""
        return point_shape(self.input.shape) if node == INPUT else self.stored[node]

    def placed(self, operand: Operand, shape: Shape) -> int:
        """The number of a node that stores the operand's entries in the given shape."""
        node = self.value(operand).node
        if self.stored_shape(node) == shape:
            return node
        if (node, shape) not in self._reshaped:
            source = node
            while source != INPUT and isinstance(self.nodes[source].layer, Reshape):
                source = self.nodes[source].inputs[0]
            if self.stored_shape(source) == shape:
                return source
            layer = Reshape((-1,)) if len(shape) == 1 else Reshape(shape)
            self._reshaped[node, shape] = self._append(layer, [source])
        return self._reshaped[node, shape]

    def _append(self, layer: Layer, inputs: Sequence[int]) -> int:
        self.stored.append(guarded_output_shape(layer, *(self.stored_shape(i) for i in inputs)))
        self.nodes.append(Node(layer, tuple(inputs), self.name))
        return len(self.nodes) - 1

    def _applied(self, layer: Layer, operands: Sequence[Operand], shape: Shape) -> Value:
        """The layer applied to operands as they are stored, with the framework's shape of the result."""
        inputs = [self.placed(operand, point_shape(operand.shape)) for operand in operands]
        return Value(self._append(layer, inputs), shape)

    def value(self, operand: Operand) -> Value:
        """The operand as something computed; a constant becomes 0 * (an entry of the input) + constant."""
        if isinstance(operand, Value):
            if operand.dropped:
                raise UnsupportedLayerError(
                    f"{operand.dropped} is not the last operator, so it cannot be dropped: its result is used"
                )
            return operand
        refuse_large(operand.shape)
        entry = self._append(Select([0]), [self.placed(self.input, (prod(self.input.shape),))])
        nothing = self._append(MulConstant(0), [entry])
        return Value(self._append(AddConstant(operand.array), [nothing]), operand.shape)

    def network(self, output: Value, provenance: Sequence[str] = ()) -> Network:
        """The network that computes a value."""
        node = self.placed(replace(output, dropped=""), point_shape(output.shape))
        if node == INPUT:
            node = self._append(Reshape(point_shape(output.shape)), [INPUT])
        notes = [*provenance, *self.notes]
        if output.dropped:
            notes.append(f"{output.dropped} was dropped: the outputs are its arguments")
        return Network.from_graph(self.nodes, self.stored_shape(INPUT), node, notes)

    # -- affine maps ----------------------------------------------------------------------------------

    def dense(self, x: Operand, weight: RationalArray, bias: RationalArray | None = None) -> Value:
        """The map W x + b of the last axis."""
        layer = Dense(weight, bias)
        if not x.shape or x.shape[-1] != weight.shape[1]:
            raise ShapeError(f"a weight of shape {weight.shape} does not fit an input of shape {x.shape}")
        return self._applied(layer, [x], (*x.shape[:-1], weight.shape[0]))

    def product(self, x: Operand, weight: RationalArray) -> Value:
        """The matrix product W x along the last axis, which a constant added later completes."""
        result = self.dense(x, weight)
        self._bare_products.add(result.node)
        return result

    def add_constant(self, x: Value, constant: RationalArray) -> Value:
        """The sum with a constant; behind a bare matrix product it becomes its bias."""
        shape = broadcast_shapes(x.shape, constant.shape)
        flat = self._trimmed(constant, x)
        self.value(x)
        if x.node in self._bare_products and shape == x.shape and flat.shape in {(), shape[-1:], (1,)}:
            product = self.nodes[x.node]
            assert isinstance(product.layer, Dense)
            bias = RationalArray.zeros(shape[-1:]) + flat
            return Value(self._append(Dense(product.layer.weight, bias), product.inputs), shape)
        return self._applied(AddConstant(flat), [x], shape)

    def mul_constant(self, x: Value, constant: RationalArray) -> Value:
        """The product with a constant entry by entry."""
        shape = broadcast_shapes(x.shape, constant.shape)
        return self._applied(MulConstant(self._trimmed(constant, x)), [x], shape)

    @staticmethod
    def _trimmed(constant: RationalArray, x: Value) -> RationalArray:
        """The constant without the leading axes of size 1 that the stored array does not have."""
        n_axes = len(point_shape(x.shape))
        while constant.ndim > n_axes and constant.shape[0] == 1:
            constant = constant[0] if constant.ndim > 1 else constant.reshape(())
        return constant

    def add(self, operands: Sequence[Operand]) -> Value:
        """The sum of computed and constant arrays."""
        computed = [x for x in operands if isinstance(x, Value)]
        constants = [x for x in operands if isinstance(x, Constant)]
        if not computed:
            computed, constants = [self.value(constants[0])], constants[1:]
        total = computed[0]
        if len(computed) > 1:
            total = self._applied(Add(), computed, broadcast_shapes(*(x.shape for x in computed)))
        for constant in constants:
            total = self.add_constant(total, constant.array)
        return total

    def negative(self, x: Operand) -> Operand:
        """-x."""
        if isinstance(x, Constant):
            return Constant(-x.array, x.is_integer)
        return self.mul_constant(x, rational_array(-1))

    def batch_norm(
        self, x: Operand, parameters: Sequence[RationalArray], epsilon: RationalLike, where: str
    ) -> Value:
        """Batch normalisation of axis 1 with gamma, beta, mean and variance; the rounding is noted."""
        gamma, beta, mean, variance = parameters
        scale, shift, note = fold_batch_norm(gamma, beta, mean, variance, epsilon)
        axis = min(1, len(x.shape) - 1)
        per_channel = (scale.size, *(1,) * (len(x.shape) - axis - 1))
        if not x.shape or x.shape[axis] != scale.size:
            raise ShapeError(f"{scale.size} channels do not fit an input of shape {x.shape}")
        self.notes.append(f"{where}: {note}")
        scaled = self.mul_constant(self.value(x), scale.reshape(per_channel))
        return self.add_constant(scaled, shift.reshape(per_channel))

    # -- windows --------------------------------------------------------------------------------------

    def _windowed(self, layer: Layer, x: Operand) -> Value:
        if len(x.shape) < 3 or x.shape[0] != 1:
            raise ShapeError(
                f"{type(layer).__name__} needs an input (1, channels, sizes ...), but it has shape {x.shape}"
            )
        node = self._append(layer, [self.placed(x, x.shape[1:])])
        return Value(node, (1, *self.stored[node]))

    def conv(self, x: Operand, weight: RationalArray, bias: RationalArray | None, **options: Any) -> Value:
        """A convolution; the options are those of :class:`~tropnet.networks.convolution.Conv`."""
        return self._windowed(Conv(weight, bias, **options), x)

    def average_pool(self, x: Operand, kernel: Sequence[int], **options: Any) -> Value:
        """The mean over windows."""
        return self._windowed(AveragePool(kernel, **options), x)

    def max_pool(self, x: Operand, kernel: Sequence[int], **options: Any) -> Value:
        """The maximum over windows."""
        return self._windowed(MaxPool(kernel, **options), x)

    # -- gates ----------------------------------------------------------------------------------------

    def activation(self, x: Operand, functions: Sequence[PiecewiseLinearFunction1D]) -> Value:
        """A function of one variable: one for all entries, or one per stored entry."""
        return self._applied(Activation(functions), [x], x.shape)

    def entrywise(
        self, x: Value, constants: RationalArray, make: Callable[[Fraction], PiecewiseLinearFunction1D]
    ) -> Value:
        """The functions that ``make`` gives for an array of constants that is repeated to the shape of x."""
        shape = broadcast_shapes(x.shape, constants.shape)
        if shape != x.shape:
            x = self.mul_constant(x, rational_array(np.ones(shape, dtype=np.int64)))
        if constants.size == 1:
            return self.activation(x, [make(constants.item())])
        stored = point_shape(shape)
        table = np.broadcast_to(constants.fractions(), shape).reshape((stored[0], prod(stored[1:])))
        if (table == table[:, :1]).all():
            table = table[:, :1]
        entries: list[Fraction] = table.ravel().tolist()
        made = {c: make(c) for c in set(entries)}
        return self.activation(x, [made[c] for c in entries])

    def maximum(self, operands: Sequence[Operand]) -> Value:
        """The largest of several arrays, entry by entry."""
        return self._extremum(operands, Maximum(), lambda c: clip(low=c))

    def minimum(self, operands: Sequence[Operand]) -> Value:
        """The smallest of several arrays, entry by entry."""
        return self._extremum(operands, Minimum(), lambda c: clip(high=c))

    def _extremum(
        self,
        operands: Sequence[Operand],
        layer: Layer,
        bound: Callable[[Fraction], PiecewiseLinearFunction1D],
    ) -> Value:
        computed = [x for x in operands if isinstance(x, Value)]
        constants = [x for x in operands if isinstance(x, Constant)]
        if not computed:
            computed, constants = [self.value(constants[0])], constants[1:]
        best = computed[0]
        if len(computed) > 1:
            best = self._applied(layer, computed, broadcast_shapes(*(x.shape for x in computed)))
        for constant in constants:
            best = self.entrywise(best, constant.array, bound)
        return best

    # -- rearrangements -------------------------------------------------------------------------------

    def reshape(self, x: Operand, shape: Shape) -> Operand:
        """The same entries, row-major, in another shape; one size may be -1."""
        if shape.count(-1) == 1:
            known = prod(n for n in shape if n != -1)
            if known > 0 and prod(x.shape) % known == 0:
                shape = tuple(prod(x.shape) // known if n == -1 else n for n in shape)
        if any(n < 0 for n in shape) or prod(shape) != prod(x.shape):
            raise ShapeError(f"an array of shape {x.shape} cannot be reshaped to {shape}")
        if isinstance(x, Constant):
            return replace(x, array=x.array.reshape(shape))
        return replace(x, shape=shape)

    def transpose(self, x: Operand, axes: Sequence[int]) -> Operand:
        """The axes in another order."""
        order = [axis_of(a, len(x.shape)) for a in axes]
        if sorted(order) != list(range(len(x.shape))):
            raise ShapeError(f"{list(axes)} is no order of the axes of an array of shape {x.shape}")
        if isinstance(x, Constant):
            return replace(x, array=x.array.transpose(*order))
        shape = tuple(x.shape[a] for a in order)
        moved = [a for a in order if x.shape[a] != 1]
        if moved == sorted(moved):
            return replace(x, shape=shape)
        if order[0] == 0 and x.shape[0] == 1:
            return self._applied(Transpose([a - 1 for a in order[1:]]), [x], shape)
        return Value(self._append(Transpose(order), [self.placed(x, x.shape)]), shape)

    def slice(self, x: Operand, ranges: dict[int, range]) -> Operand:
        """The entries with the given indices along some axes; of a constant, maybe none."""
        if isinstance(x, Constant):
            array = x.array
            for axis, kept in ranges.items():
                array = array[(slice(None),) * axis + (np.array(kept, dtype=np.int64),)]
            return replace(x, array=array)
        for axis, kept in ranges.items():
            if kept != range(x.shape[axis]) and (len(kept) == 0 or kept.step < 0):
                x = self.select(x, list(kept), axis)
        cut = {axis: r for axis, r in ranges.items() if r.step > 0 and r != range(x.shape[axis])}
        if not cut:
            return x
        whole = slice(None)
        slices = [canonical_slice(cut[a]) if a in cut else whole for a in range(max(cut) + 1)]
        shape = tuple(len(cut.get(a, range(n))) for a, n in enumerate(x.shape))
        if x.shape[0] == 1 and len(x.shape) > 1:
            return self._applied(Slice(slices[1:]), [x], shape)
        return Value(self._append(Slice(slices), [self.placed(x, x.shape)]), shape)

    def select(self, x: Operand, indices: Sequence[int], axis: int) -> Operand:
        """The entries with the given indices along one axis."""
        n = x.shape[axis]
        if len(indices) == 0 or not all(-n <= i < n for i in indices):
            raise ShapeError(
                f"indices {list(indices)[:10]} do not select entries of axis {axis} of shape {x.shape}"
            )
        chosen = [int(i) % n for i in indices]
        if chosen == list(range(n)):
            return x
        if isinstance(x, Constant):
            return replace(x, array=x.array[(slice(None),) * axis + (np.array(chosen),)])
        shape = (*x.shape[:axis], len(chosen), *x.shape[axis + 1 :])
        refuse_large(shape)
        if axis > 0 and x.shape[0] == 1:
            return self._applied(Select(chosen, axis - 1), [x], shape)
        return Value(self._append(Select(chosen, axis), [self.placed(x, x.shape)]), shape)

    def concat(self, operands: Sequence[Operand], axis: int) -> Value:
        """Several arrays one after the other along an axis."""
        first = operands[0].shape
        if any(len(x.shape) != len(first) for x in operands):
            raise ShapeError(f"arrays of shapes {[x.shape for x in operands]} cannot be joined")
        shape = (*first[:axis], sum(x.shape[axis] for x in operands), *first[axis + 1 :])
        values = [self.value(x) for x in operands]
        if len(values) == 1:
            return values[0]
        if axis > 0 and all(x.shape[0] == 1 for x in operands):
            return self._applied(Concat(axis - 1), values, shape)
        return Value(self._append(Concat(axis), [self.placed(x, x.shape) for x in values]), shape)

    def pad(
        self, x: Operand, pairs: Sequence[tuple[int, int]], mode: str = "constant", fill: RationalLike = 0
    ) -> Operand:
        """More entries before and after along every axis; negative numbers cut entries off.

        The modes are those of :func:`numpy.pad`: constant, edge, reflect, wrap.
        """
        kept = {
            axis: range(max(0, -before), n - max(0, -after))
            for axis, ((before, after), n) in enumerate(zip(pairs, x.shape, strict=True))
        }
        x = self.slice(x, kept)
        for axis, pair in enumerate(pairs):
            before, after = (max(0, n) for n in pair)
            if before or after:
                x = self._padded(x, axis, (before, after), mode, fill)
        return x

    def _padded(self, x: Operand, axis: int, pair: tuple[int, int], mode: str, fill: RationalLike) -> Operand:
        n = x.shape[axis]
        refuse_large((*x.shape[:axis], n + sum(pair), *x.shape[axis + 1 :]))
        source = np.pad(np.arange(n), pair, mode="edge" if mode == "constant" else mode)  # type: ignore[call-overload]  # numpy types the modes as literals
        longer = self.select(x, source.tolist(), axis)
        if mode != "constant":
            return longer
        inside = np.zeros(source.size, dtype=np.int64)
        inside[pair[0] : pair[0] + n] = 1
        along = (source.size, *(1,) * (len(x.shape) - axis - 1))
        masked = self.mul_constant(self.value(longer), rational_array(inside).reshape(along))
        outside = rational_array(1 - inside).reshape(along) * fill
        return masked if not outside.sign().any() else self.add_constant(masked, outside)

    # -- reductions -----------------------------------------------------------------------------------

    def mean(self, x: Operand, axes: Sequence[int], keepdims: bool) -> Operand:
        """The mean along axes; over all spatial axes it is an average pool."""
        own = axes_of(axes, x.shape)
        if x.shape[:1] == (1,) and len(x.shape) > 2 and own == list(range(2, len(x.shape))):
            pooled = self.average_pool(x, x.shape[2:])
            return pooled if keepdims else self.reshape(pooled, pooled.shape[:2])
        n = prod(x.shape[a] for a in own)
        return self._reduced(x, own, keepdims, lambda y: self.dense(y, RationalArray([[f"1/{n}"] * n])))

    def sum(self, x: Operand, axes: Sequence[int], keepdims: bool) -> Operand:
        """The sum along axes."""
        return self._reduced(
            x,
            axes_of(axes, x.shape),
            keepdims,
            lambda y: self.dense(y, RationalArray([[1] * y.shape[-1]])),
        )

    def max(self, x: Operand, axes: Sequence[int], keepdims: bool) -> Operand:
        """The maximum along axes."""

        def largest(y: Value) -> Value:
            flat = self.reshape(y, (prod(y.shape),))
            return self._applied(Maxout(y.shape[-1]), [flat], (prod(y.shape[:-1]),))

        return self._reduced(x, axes_of(axes, x.shape), keepdims, largest)

    def min(self, x: Operand, axes: Sequence[int], keepdims: bool) -> Operand:
        """The minimum along axes: -max(-x)."""
        return self.negative(self.max(self.negative(x), axes, keepdims))

    def _reduced(
        self, x: Operand, axes: list[int], keepdims: bool, reduce: Callable[[Value], Value]
    ) -> Operand:
        """Bring the axes to the end, join them to one, and reduce that."""
        if not axes:
            return x
        others = [a for a in range(len(x.shape)) if a not in axes]
        rows, n = prod(x.shape[a] for a in others), prod(x.shape[a] for a in axes)
        last = self.value(self.reshape(self.transpose(x, [*others, *axes]), (rows, n)))
        kept = tuple(1 if a in axes else m for a, m in enumerate(x.shape) if keepdims or a not in axes)
        return self.reshape(reduce(last), kept)


def canonical_slice(kept: range) -> slice:
    """The slice of these increasing indices, with the least stop, and step 1 for a single index."""
    return slice(kept[0], kept[-1] + 1, kept.step if len(kept) > 1 else 1)


def axis_of(axis: int, n_axes: int) -> int:
    """The axis counted from the front; a ShapeError if there is no such axis."""
    if not -n_axes <= axis < n_axes:
        raise ShapeError(f"there is no axis {axis} in an array with {n_axes} axes")
    return axis % n_axes


def axes_of(axes: Sequence[int], shape: Shape) -> list[int]:
    """The axes counted from the front and sorted; all of them if none is named."""
    return sorted({axis_of(a, len(shape)) for a in axes}) if len(axes) else list(range(len(shape)))
