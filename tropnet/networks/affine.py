"""Affine layers: dense maps, rearrangements, sums of branches, constants, folded normalisation.

Convolution and average pooling are affine too; they stand in :mod:`tropnet.networks.convolution`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import isqrt, prod
from operator import add, index
from typing import Any, final

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.layers import (
    AffineLayer,
    Array,
    Shape,
    broadcast,
    broadcast_shape,
    joined,
    matching,
    one_shape,
)

__all__ = [
    "Add",
    "AddConstant",
    "Concat",
    "Dense",
    "Flatten",
    "MulConstant",
    "Reshape",
    "Select",
    "Slice",
    "Transpose",
    "fold_batch_norm",
]


def bias_or_zeros(bias: Any, n: int, layer: str) -> RationalArray:
    """The bias as n exact numbers, zeros for None; a ShapeError if it has another shape."""
    if bias is None:
        return RationalArray.zeros((n,))
    exact = rational_array(bias)
    if exact.shape != (n,):
        raise ShapeError(
            f"{layer}: the weight has {n} outputs, so the bias must have shape ({n},), "
            f"but it has shape {exact.shape}; leave it out for zero"
        )
    return exact


def n_entries(bias: RationalArray) -> int:
    """The number of entries of a bias, 0 if all are zero: a zero bias is no parameter."""
    return bias.size if bool(np.any(bias.sign())) else 0


@final
@dataclass(frozen=True, init=False)
class Dense(AffineLayer):
    """The affine map W x + b of the last axis.

    Parameters
    ----------
    weight : array-like (out, in)
    bias : array-like (out,), optional
        Zero if left out.

    Raises
    ------
    ShapeError
        If the weight is no matrix, or the bias has not one entry per row.
    NotRationalError
        If an entry is no finite rational number.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> layer = Dense([[1, -1], [0, "1/2"]], [0, 3])
    >>> layer.evaluate(rational_array([[4, 6]]))
    RationalArray([[-2, 6]])
    >>> layer.n_parameters
    6
    """

    weight: RationalArray
    bias: RationalArray

    def __init__(self, weight: Any, bias: Any = None) -> None:
        exact = rational_array(weight)
        if exact.ndim != 2 or exact.size == 0:
            raise ShapeError(
                f"Dense: the weight must be a matrix (outputs, inputs) with at least one of each, but it has "
                f"shape {exact.shape}; write one row per output"
            )
        object.__setattr__(self, "weight", exact)
        object.__setattr__(self, "bias", bias_or_zeros(bias, exact.shape[0], "Dense"))

    @property
    def n_parameters(self) -> int:
        """The number of entries of the weight, and of the bias unless it is zero."""
        return self.weight.size + n_entries(self.bias)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The input shape with the last axis replaced by the number of outputs."""
        shape = one_shape(self, input_shapes)
        n_out, n_in = self.weight.shape
        if not shape or shape[-1] != n_in:
            raise ShapeError(
                f"Dense: the weight has shape {self.weight.shape}, so it takes {n_in} numbers along the "
                f"last axis, but the input has shape {shape}; put Flatten() or Reshape before it, "
                "or transpose the weight"
            )
        return (*shape[:-1], n_out)

    def linear(self, *inputs: Array) -> Array:
        """The product with the weight."""
        (x,) = inputs
        n_out, n_in = self.weight.shape
        rows = x.reshape((prod(x.shape[:-1]), n_in)) @ matching(self.weight.T, x)
        return rows.reshape((*x.shape[:-1], n_out))

    def constant(self, *input_shapes: Shape) -> RationalArray | None:
        """The bias."""
        return self.bias if n_entries(self.bias) else None


@final
@dataclass(frozen=True, init=False)
class Reshape(AffineLayer):
    """The same entries, row-major, in another shape; one axis may be -1 and is then inferred.

    Examples
    --------
    >>> Reshape((2, -1)).output_shape((3, 4))
    (2, 6)
    """

    shape: Shape

    def __init__(self, shape: Iterable[int]) -> None:
        sizes = tuple(index(n) for n in shape)
        if sizes.count(-1) > 1 or any(n < 1 for n in sizes if n != -1):
            raise ShapeError(
                f"Reshape: {sizes} is no shape; give positive sizes, and -1 at most once "
                "for the size to infer"
            )
        object.__setattr__(self, "shape", sizes)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The given shape, with -1 replaced by the size that fits."""
        size = prod(one_shape(self, input_shapes))
        known = prod(n for n in self.shape if n != -1)
        fits = size % known == 0 if -1 in self.shape else size == known
        if not fits:
            raise ShapeError(
                f"Reshape: an input of shape {input_shapes[0]} has {size} entries, "
                f"which do not fill the shape {self.shape}; give a shape with {size} entries"
            )
        return tuple(size // known if n == -1 else n for n in self.shape)

    def linear(self, *inputs: Array) -> Array:
        """The same numbers."""
        (x,) = inputs
        return x.reshape((x.shape[0], *self.output_shape(tuple(x.shape[1:]))))


def Flatten() -> Reshape:
    """The layer ``Reshape((-1,))``: all entries, row-major, in one axis.

    >>> Flatten().output_shape((3, 4, 5))
    (60,)
    """
    return Reshape((-1,))


@final
@dataclass(frozen=True, init=False)
class Transpose(AffineLayer):
    """The axes in another order: axis i of the output is axis ``axes[i]`` of the input.

    Examples
    --------
    >>> Transpose((2, 0, 1)).output_shape((3, 4, 5))
    (5, 3, 4)
    """

    axes: tuple[int, ...]

    def __init__(self, axes: Iterable[int]) -> None:
        order = tuple(index(a) for a in axes)
        if sorted(order) != list(range(len(order))):
            raise ShapeError(
                f"Transpose: {order} is no order of the axes 0..{len(order) - 1}; name each axis once "
                "(the batch axis is not counted)"
            )
        object.__setattr__(self, "axes", order)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The permuted shape."""
        shape = one_shape(self, input_shapes)
        if len(shape) != len(self.axes):
            raise ShapeError(
                f"Transpose: {self.axes} orders {len(self.axes)} axes, but the input has shape {shape}; "
                "name every axis once (the batch axis is not counted)"
            )
        return tuple(shape[a] for a in self.axes)

    def linear(self, *inputs: Array) -> Array:
        """The same numbers, permuted."""
        (x,) = inputs
        return x.transpose(0, *(a + 1 for a in self.axes))


@final
@dataclass(frozen=True, init=False)
class Slice(AffineLayer):
    """The entries x[start:stop:step, ...], one slice per axis from the first on.

    Parameters
    ----------
    slices : iterable of slice or (start, stop, step)
        Numpy's meaning, negative numbers and None included; axes that are not named are kept whole.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> Slice([slice(1, None, 2)]).evaluate(rational_array([[10, 20, 30, 40]]))
    RationalArray([[20, 40]])
    """

    slices: tuple[tuple[int | None, int | None, int | None], ...]

    def __init__(self, slices: Iterable[slice | Sequence[int | None]]) -> None:
        triples = []
        for i, s in enumerate(slices):
            parts = (s.start, s.stop, s.step) if isinstance(s, slice) else tuple(s)
            if len(parts) != 3 or parts[2] == 0:
                raise ShapeError(f"Slice: {s!r} on axis {i} is no (start, stop, step) with a nonzero step")
            start, stop, step = (None if part is None else index(part) for part in parts)
            triples.append((start, stop, step))
        object.__setattr__(self, "slices", tuple(triples))

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The numbers of entries that are kept."""
        shape = one_shape(self, input_shapes)
        if len(self.slices) > len(shape):
            raise ShapeError(f"Slice: {len(self.slices)} axes are sliced, but the input has shape {shape}")
        kept = [len(range(*slice(*s).indices(n))) for s, n in zip(self.slices, shape, strict=False)]
        if 0 in kept:
            raise ShapeError(
                f"Slice: {self.slices} leaves nothing of an input of shape {shape}; "
                "keep at least one entry per axis"
            )
        return (*kept, *shape[len(kept) :])

    def linear(self, *inputs: Array) -> Array:
        """The entries that are kept."""
        (x,) = inputs
        return x[(slice(None), *(slice(*s) for s in self.slices))]


@final
@dataclass(frozen=True, init=False)
class Select(AffineLayer):
    """The entries with given indices along one axis, in the given order, repetition allowed.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> Select([2, 0, 2]).evaluate(rational_array([[10, 20, 30]]))
    RationalArray([[30, 10, 30]])
    """

    indices: tuple[int, ...]
    axis: int

    def __init__(self, indices: Iterable[int], axis: int = 0) -> None:
        chosen = tuple(index(i) for i in indices)
        if not chosen:
            raise ShapeError("Select: no index is given; keep at least one entry")
        object.__setattr__(self, "indices", chosen)
        object.__setattr__(self, "axis", index(axis))

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The input shape with the size of the axis replaced by the number of indices."""
        shape = one_shape(self, input_shapes)
        axis = axis_of("Select", self.axis, shape)
        for i in self.indices:
            if not -shape[axis] <= i < shape[axis]:
                raise ShapeError(
                    f"Select: index {i} is out of range for axis {axis} of an input of shape {shape}; "
                    f"use 0..{shape[axis] - 1}"
                )
        return (*shape[:axis], len(self.indices), *shape[axis + 1 :])

    def linear(self, *inputs: Array) -> Array:
        """The chosen entries."""
        (x,) = inputs
        axis = axis_of("Select", self.axis, tuple(x.shape[1:]))
        return x[(slice(None),) * (axis + 1) + (np.array(self.indices),)]


def axis_of(layer: str, axis: int, shape: Shape) -> int:
    """The axis counted from the front; a ShapeError if the array has no such axis."""
    if not -len(shape) <= axis < len(shape):
        raise ShapeError(
            f"{layer}: there is no axis {axis} in the shape {shape}; the batch axis is not counted"
        )
    return axis % len(shape)


@final
@dataclass(frozen=True)
class Concat(AffineLayer):
    """Several arrays one after the other along an axis.

    Examples
    --------
    >>> Concat().output_shape((2, 5), (3, 5))
    (5, 5)
    """

    axis: int = 0

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The common shape with the sizes along the axis added."""
        if not input_shapes:
            raise ShapeError("Concat: no input is given; it takes at least one")
        first = input_shapes[0]
        axis = axis_of("Concat", self.axis, first)
        for shape in input_shapes[1:]:
            if len(shape) != len(first) or any(
                a != b for i, (a, b) in enumerate(zip(first, shape, strict=True)) if i != axis
            ):
                raise ShapeError(
                    f"Concat: the shapes {list(input_shapes)} may differ along axis {axis} only; "
                    "reshape the inputs first"
                )
        return (*first[:axis], sum(shape[axis] for shape in input_shapes), *first[axis + 1 :])

    def linear(self, *inputs: Array) -> Array:
        """The joined arrays."""
        axis = axis_of("Concat", self.axis, tuple(inputs[0].shape[1:]))
        return joined(inputs, axis + 1)


@final
@dataclass(frozen=True)
class Add(AffineLayer):
    """The sum of several arrays, with axes of size 1 repeated: how a residual branch returns.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> Add().evaluate(rational_array([[1, 2]]), rational_array([[10, 20]]))
    RationalArray([[11, 22]])
    """

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The common shape."""
        return broadcast_shape(self, input_shapes)

    def linear(self, *inputs: Array) -> Array:
        """The sum."""
        shape = broadcast_shape(self, [tuple(x.shape[1:]) for x in inputs])
        return reduce(add, (broadcast(x, shape) for x in inputs))


@final
@dataclass(frozen=True, init=False)
class AddConstant(AffineLayer):
    """The sum with a constant array, axes of size 1 repeated.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> AddConstant("1/3").evaluate(rational_array([[0, 1]]))
    RationalArray([[1/3, 4/3]])
    """

    value: RationalArray

    def __init__(self, value: Any) -> None:
        object.__setattr__(self, "value", rational_array(value))

    @property
    def n_parameters(self) -> int:
        """The number of entries of the constant."""
        return self.value.size

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The common shape of input and constant."""
        return broadcast_shape(self, [one_shape(self, input_shapes), self.value.shape])

    def linear(self, *inputs: Array) -> Array:
        """The input, repeated where the constant is larger."""
        (x,) = inputs
        return broadcast(x, self.output_shape(tuple(x.shape[1:])))

    def constant(self, *input_shapes: Shape) -> RationalArray | None:
        """The constant."""
        return self.value


@final
@dataclass(frozen=True, init=False)
class MulConstant(AffineLayer):
    """The product with a constant array entry by entry, axes of size 1 repeated.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> MulConstant([2, -1]).evaluate(rational_array([[5, 5]]))
    RationalArray([[10, -5]])
    """

    value: RationalArray

    def __init__(self, value: Any) -> None:
        object.__setattr__(self, "value", rational_array(value))

    @property
    def n_parameters(self) -> int:
        """The number of entries of the constant."""
        return self.value.size

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The common shape of input and constant."""
        return broadcast_shape(self, [one_shape(self, input_shapes), self.value.shape])

    def linear(self, *inputs: Array) -> Array:
        """The product."""
        (x,) = inputs
        shape = tuple(x.shape[1:])
        n_axes = len(self.output_shape(shape))
        aligned = x.reshape((x.shape[0], *(1,) * (n_axes - len(shape)), *shape))
        return aligned * matching(self.value, x)


def fold_batch_norm(
    gamma: Any, beta: Any, mean: Any, variance: Any, epsilon: RationalLike
) -> tuple[RationalArray, RationalArray, str]:
    r"""Batch normalisation at inference is x * scale + shift, up to the rounding of a square root.

    :math:`\gamma\,(x-\mu)/\sqrt{v+\varepsilon}+\beta` has an irrational slope in general.  The scale
    returned is the float64 that is nearest to :math:`\gamma/\sqrt{v+\varepsilon}` (ties to even, decided
    in integers), so its relative error is at most :math:`2^{-53}` unless it is subnormal; the shift
    :math:`\beta-\mu\cdot` scale is exact for that scale.

    Parameters
    ----------
    gamma, beta, mean, variance : array-like (n,)
    epsilon : RationalLike

    Returns
    -------
    scale, shift : RationalArray (n,)
    note : str
        One sentence for the provenance of the network: what was rounded.

    Raises
    ------
    ShapeError
        If the four arrays have not one shape (n,).
    InputError
        If a variance plus epsilon is not positive, or a scale lies outside the range of float64.

    Examples
    --------
    >>> scale, shift, note = fold_batch_norm([1, 1], [0, 1], [3, 2], [4, 2], 0)
    >>> scale[0], shift[0], float(scale[1])
    (Fraction(1, 2), Fraction(-3, 2), 0.7071067811865476)
    >>> note
    'batch normalisation of 2 channels: 1 of 2 scales gamma/sqrt(variance + 0) rounded to the nearest float64'
    """
    arrays = [rational_array(a) for a in (gamma, beta, mean, variance)]
    if arrays[0].ndim != 1 or len({a.shape for a in arrays}) != 1:
        raise ShapeError(
            "batch normalisation: gamma, beta, mean and variance must have one shape (channels,), "
            f"but the shapes are {[a.shape for a in arrays]}"
        )
    g, b, m, v = arrays
    eps = as_fraction(epsilon, "epsilon")
    scales, n_rounded = [], 0
    for i, (numerator, var) in enumerate(zip(g.fractions(), v.fractions(), strict=True)):
        if var + eps <= 0:
            raise InputError(
                f"batch normalisation: variance + epsilon of channel {i} is {var + eps}; it must be positive"
            )
        square = numerator * numerator / (var + eps)
        root = nearest_square_root(square)
        n_rounded += root * root != square
        scales.append(root if numerator >= 0 else -root)
    scale = rational_array(scales) if scales else RationalArray.zeros((0,))
    note = (
        f"batch normalisation of {g.size} channels: {n_rounded} of {g.size} scales "
        f"gamma/sqrt(variance + {epsilon}) rounded to the nearest float64"
    )
    return scale, b - m * scale, note


def nearest_square_root(square: Fraction) -> Fraction:
    """The float64 nearest to the square root of a rational that is not negative, ties to even.

    The root is scaled by a power of two to 54 bits or more, floored by the integer square root, and a last
    bit remembers whether anything was cut off ("sticky bit").  Rounding that integer ratio once is then the
    same as rounding the root: a root and its truncation to 55 bits with a sticky bit lie on the same side
    of every float and of every midpoint of neighbouring floats.

    Raises
    ------
    InputError
        If the root is larger than the largest float64.

    Examples
    --------
    >>> float(nearest_square_root(Fraction(2))) == 2**0.5
    True
    """
    if square == 0:
        return Fraction(0)
    exponent = (square.denominator.bit_length() - square.numerator.bit_length()) // 2 + 56
    scaled = square * Fraction(4) ** exponent
    floor = isqrt(scaled.numerator // scaled.denominator)
    sticky = 2 * floor + (floor * floor != scaled)
    try:
        return Fraction(
            sticky / 2 ** (exponent + 1) if exponent >= 0 else float(sticky * 2 ** (-exponent - 1))
        )
    except OverflowError:
        raise InputError(
            f"batch normalisation: the scale sqrt({square}) is larger than every float64; rescale the layer"
        ) from None
