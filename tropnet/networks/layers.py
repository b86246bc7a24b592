r"""What a layer is.

A layer maps one or several arrays to one array.  It knows nothing of the network around it: it is asked
for the shape of its output, and evaluated on batches, exactly or in floats.  There are two families.

:class:`AffineLayer`
    :math:`y = L(x_1,\dots,x_r) + c` with a linear :math:`L`.  Only :math:`L` and :math:`c` are written by
    the concrete layers.  The matrix of :math:`L` is :math:`L` of the unit vectors, so that a convolution
    needs one definition and no second one as a Toeplitz matrix.
:class:`GateLayer`
    :math:`y = \sigma\cdot(g_1(z),\dots,g_p(z))` where the *arguments* :math:`z` are a linear selection of the
    inputs (with a sign for minima), each gate takes the next ``arity`` arguments, and :math:`\sigma=\pm1`.

All layers are immutable values: equal when they have the same type and the same numbers, hashable, and
picklable.  Shapes never include the batch axis; evaluation always has it, in front.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from copy import copy
from math import prod
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.networks.activations import Gate, MaxGate

__all__ = ["AffineLayer", "Array", "FloatArray", "GateLayer", "Layer", "Shape", "apply_gates"]

Shape: TypeAlias = tuple[int, ...]
FloatArray: TypeAlias = NDArray[np.float64]

#: A RationalArray or a float64 array.  Both know reshape, transpose, indexing, sum and arithmetic, so that a
#: layer is written once; and what comes out is of the kind that went in, which no type of Python's can say
#: without checking every body twice.
Array: TypeAlias = Any


def matching(constant: RationalArray, like: Array) -> Array:
    """The constant in the arithmetic of ``like``: itself, or its floats."""
    return constant if isinstance(like, RationalArray) else constant.floats()


def joined(arrays: Sequence[Array], axis: int) -> Array:
    """The arrays one after the other along an axis, in either arithmetic."""
    if isinstance(arrays[0], RationalArray):
        return concatenate(arrays, axis)
    return np.concatenate(arrays, axis)


def broadcast(array: Array, shape: Shape) -> Array:
    """A batch of arrays, each repeated to a larger shape by numpy's rules for the axes behind the batch."""
    k, own = array.shape[0], tuple(array.shape[1:])
    if own == shape:
        return array
    aligned = array.reshape((k, *(1,) * (len(shape) - len(own)), *own))
    return aligned + matching(RationalArray.zeros(shape), array)


def one_shape(layer: Layer, input_shapes: Sequence[Shape]) -> Shape:
    """The shape of the only input; a ShapeError if there are several."""
    if len(input_shapes) != 1:
        raise ShapeError(
            f"{type(layer).__name__} takes one input, but {len(input_shapes)} are given, "
            f"of shapes {list(input_shapes)}; join them with Concat or Add first"
        )
    return input_shapes[0]


def broadcast_shape(layer: Layer, shapes: Sequence[Shape]) -> Shape:
    """The common shape of the inputs by numpy's rules; a ShapeError if there is none."""
    if not shapes:
        raise ShapeError(f"{type(layer).__name__} takes at least one input, but none is given")
    try:
        return tuple(np.broadcast_shapes(*shapes))
    except ValueError:
        raise ShapeError(
            f"{type(layer).__name__} takes arrays of one shape (axes of size 1 are repeated), "
            f"but the shapes are {list(shapes)}; reshape them first"
        ) from None


class Layer(ABC):
    """A map from one or several arrays to one array.

    Examples
    --------
    >>> from tropnet.networks import Concat, Dense
    >>> layer = Concat()
    >>> layer.output_shape((2,), (3,)), layer.n_parameters
    ((5,), 0)
    >>> Dense([[1, 2]]) == Dense([[1.0, "4/2"]])
    True
    """

    @abstractmethod
    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The shape of the output; a ShapeError if the inputs do not fit."""

    @abstractmethod
    def evaluate(self, *inputs: RationalArray) -> RationalArray:
        r"""The exact values on a batch of inputs, of shapes (k, \*input_shape)."""

    @abstractmethod
    def evaluate_floats(self, *inputs: FloatArray) -> FloatArray:
        r"""The values in floating point on a batch of inputs, of shapes (k, \*input_shape)."""

    @property
    def n_parameters(self) -> int:
        """The number of weights and biases that the layer stores."""
        return 0

    @property
    def parameters(self) -> dict[str, RationalArray]:
        """The arrays of weights, biases and constants, by their names; the functions of an activation are none.

        Examples
        --------
        >>> from tropnet.networks import Dense, MaxPool
        >>> Dense([[1, 2]]).parameters, MaxPool([2]).parameters
        ({'weight': RationalArray([[1, 2]]), 'bias': RationalArray([0])}, {})
        """
        return {name: value for name, value in vars(self).items() if isinstance(value, RationalArray)}

    def with_parameters(self, **arrays: RationalArrayLike) -> Self:
        """The same layer with other numbers in some of its arrays.

        Raises
        ------
        InputError
            If the layer has no array of that name.
        ShapeError
            If an array has another shape than the one that it replaces.
        NotRationalError
            If an entry is no finite rational number.

        Examples
        --------
        >>> from tropnet.networks import Conv
        >>> Conv([[[1, -1]]], stride=2).with_parameters(bias=[7]) == Conv([[[1, -1]]], [7], stride=2)
        True
        """
        old, new = self.parameters, {name: rational_array(array) for name, array in arrays.items()}
        for name, array in new.items():
            if name not in old:
                raise InputError(
                    f"{type(self).__name__} has no array {name!r}; it has {', '.join(old) or 'none at all'}"
                )
            if array.shape != old[name].shape:
                raise ShapeError(
                    f"{type(self).__name__}: the {name} has shape {old[name].shape}, but the array that is to "
                    f"replace it has shape {array.shape}; make a new layer instead"
                )
        layer = copy(self)
        vars(layer).update(new)
        return layer


class AffineLayer(Layer):
    """A layer y = L(x_1, ..., x_r) + c.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> from tropnet.networks import Dense
    >>> layer, x = Dense([[2]], [1]), rational_array([[10]])
    >>> layer.linear(x), layer.constant((1,)), layer.evaluate(x)
    (RationalArray([[20]]), RationalArray([1]), RationalArray([[21]]))
    """

    @abstractmethod
    def linear(self, *inputs: Array) -> Array:
        """The linear part L on a batch, in the arithmetic of the inputs."""

    def constant(self, *input_shapes: Shape) -> RationalArray | None:
        """The constant c, of a shape that broadcasts to the output shape; None where it is zero."""
        return None

    def evaluate(self, *inputs: RationalArray) -> RationalArray:
        """The exact values on a batch."""
        shapes = [x.shape[1:] for x in inputs]
        self.output_shape(*shapes)
        value: RationalArray = self.linear(*inputs)
        c = self.constant(*shapes)
        return value if c is None else value + c

    def evaluate_floats(self, *inputs: FloatArray) -> FloatArray:
        """The values in floating point on a batch."""
        shapes = [x.shape[1:] for x in inputs]
        self.output_shape(*shapes)
        value: FloatArray = self.linear(*inputs)
        c = self.constant(*shapes)
        return value if c is None else value + c.floats()

    def matrix(self, *input_shapes: Shape) -> tuple[tuple[RationalArray, ...], RationalArray]:
        """The matrices of the linear part, one block per input, and the constant, all flattened row-major.

        Returns
        -------
        blocks : tuple of RationalArray, each (output size, input size)
        constant : RationalArray (output size,)

        Examples
        --------
        >>> from tropnet.networks import Add, AddConstant
        >>> AddConstant([5, 6]).matrix((2,))
        ((RationalArray([[1, 0], [0, 1]]),), RationalArray([5, 6]))
        >>> blocks, constant = Add().matrix((1,), (1,))
        >>> blocks
        (RationalArray([[1]]), RationalArray([[1]]))
        """
        out_shape = self.output_shape(*input_shapes)
        blocks = tuple(self._block(i, input_shapes) for i in range(len(input_shapes)))
        c = self.constant(*input_shapes)
        flat = RationalArray.zeros((1, *out_shape)) if c is None else broadcast(c[None], out_shape)
        return blocks, flat.reshape((prod(out_shape),))

    def _block(self, which: int, input_shapes: Sequence[Shape]) -> RationalArray:
        k = prod(input_shapes[which])
        batches = [RationalArray.zeros((k, *shape)) for shape in input_shapes]
        batches[which] = RationalArray.eye(k).reshape((k, *input_shapes[which]))
        columns: RationalArray = self.linear(*batches).reshape((k, prod(self.output_shape(*input_shapes))))
        return columns.T


class GateLayer(Layer):
    """A layer whose outputs are gates of selected inputs.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> from tropnet.networks import Minimum
    >>> layer, x, y = Minimum(), rational_array([[1, 2]]), rational_array([[8, 0]])
    >>> layer.arguments(x, y), layer.gates((2,), (2,)), layer.sign
    (RationalArray([[-1, -8, -2, 0]]), (MaxGate(arity=2), MaxGate(arity=2)), -1)
    >>> layer.evaluate(x, y)
    RationalArray([[1, 0]])
    """

    #: the sign in front of the gates: -1 for minima, whose arguments are negated too
    sign: int = 1

    @abstractmethod
    def arguments(self, *inputs: Array) -> Array:
        """The arguments of all gates in order, (k, number of arguments): a linear map without constant."""

    @abstractmethod
    def gates(self, *input_shapes: Shape) -> tuple[Gate, ...]:
        """The gates, one per entry of the output in row-major order."""

    def is_affine_on(self, *input_shapes: Shape) -> bool:
        """Whether no gate bends, so that the layer holds no neuron."""
        return all(gate.is_affine for gate in self.gates(*input_shapes))

    def evaluate(self, *inputs: RationalArray) -> RationalArray:
        """The exact values on a batch."""
        shapes = [x.shape[1:] for x in inputs]
        out_shape = self.output_shape(*shapes)
        values: RationalArray = apply_gates(self.gates(*shapes), self.arguments(*inputs))
        return (values if self.sign == 1 else -values).reshape((values.shape[0], *out_shape))

    def evaluate_floats(self, *inputs: FloatArray) -> FloatArray:
        """The values in floating point on a batch."""
        shapes = [x.shape[1:] for x in inputs]
        out_shape = self.output_shape(*shapes)
        values: FloatArray = apply_gates(self.gates(*shapes), self.arguments(*inputs))
        return (self.sign * values).reshape((values.shape[0], *out_shape))

    def pieces(self, *inputs: RationalArray) -> NDArray[np.int64]:
        """The number of the linear piece of every gate that bends, on a batch: (k, number of neurons).

        Examples
        --------
        >>> from tropnet.exact.arrays import rational_array
        >>> from tropnet.networks import Activation, identity, relu
        >>> Activation([relu(), identity(), relu()]).pieces(rational_array([[1, 2, 0]]))
        array([[1, 0]])
        """
        gates = self.gates(*(x.shape[1:] for x in inputs))
        numbers: NDArray[np.int64] = by_gate(gates, self.arguments(*inputs), _pieces)
        return numbers[:, [not gate.is_affine for gate in gates]]


def apply_gates(gates: Sequence[Gate], arguments: Array) -> Array:
    """The values of gates that take the columns of a batch in order.

    Parameters
    ----------
    gates : sequence of Gate, of total arity p
    arguments : RationalArray or float64 array (k, p)

    Returns
    -------
    array of the same kind, (k, len(gates))

    Raises
    ------
    ShapeError
        If the arities do not add up to p.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> from tropnet.networks import MaxGate, relu
    >>> apply_gates([relu(), MaxGate(2), relu()], rational_array([[-1, 2, 3, 4]]))
    RationalArray([[0, 3, 4]])
    """
    return by_gate(gates, arguments, _values)


def by_gate(gates: Sequence[Gate], arguments: Array, on: Callable[[Gate, Array], Array]) -> Array:
    """One number per gate and row, with all uses of one gate evaluated together.

    Parameters
    ----------
    on : function of a gate and its arguments
        For a function of one variable these have shape (k, number of such gates), for a maximum
        (k, number of such gates, arity); the result has shape (k, number of such gates).
    """
    k, p = arguments.shape
    starts = np.concatenate([[0], np.cumsum([gate.arity for gate in gates], dtype=np.int64)]).astype(np.int64)
    if starts[-1] != p:
        raise ShapeError(
            f"{len(gates)} gates take {starts[-1]} arguments in all, but {p} are given; "
            "give every gate as many columns as its arity"
        )
    # By identity, not equality: layers repeat one object, and hashing fractions for every unit is slow.
    members: dict[int, list[int]] = {}
    for i, gate in enumerate(gates):
        members.setdefault(id(gate), []).append(i)
    parts = []
    for which in members.values():
        gate = gates[which[0]]
        columns = (starts[which][:, None] + np.arange(gate.arity)).ravel()
        own = arguments if len(members) == 1 else arguments[:, columns]
        shape = (k, len(which), gate.arity) if isinstance(gate, MaxGate) else (k, len(which))
        parts.append(on(gate, own.reshape(shape)))
    if len(parts) == 1:
        return parts[0]
    order = np.argsort(np.concatenate(list(members.values())), kind="stable")
    return joined(parts, 1)[:, order]


def _values(gate: Gate, arguments: Array) -> Array:
    return gate(arguments) if isinstance(arguments, RationalArray) else gate.floats(arguments)


def _pieces(gate: Gate, arguments: RationalArray) -> NDArray[np.int64]:
    return gate.pieces_at(arguments)
