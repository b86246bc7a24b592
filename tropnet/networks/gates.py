"""Gate layers: where a network bends.

Activations of one variable, maxout, maxima and minima of several inputs, max pooling.  Each says which
inputs its gates see, and which gates these are; evaluation follows from that
(:class:`~tropnet.networks.layers.GateLayer`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Any, final

import numpy as np

from tropnet.errors import ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.networks.activations import Gate, MaxGate, PiecewiseLinearFunction1D, identity, leaky_relu
from tropnet.networks.convolution import Padding, PerAxis, Windows
from tropnet.networks.layers import Array, GateLayer, Shape, broadcast, broadcast_shape, joined, one_shape

__all__ = ["Activation", "MaxPool", "Maximum", "Maxout", "Minimum", "prelu"]


@cache
def maximum_of(k: int) -> Gate:
    """The gate that takes the maximum of k numbers; of one number, the identity."""
    return identity() if k == 1 else MaxGate(k)


@final
@dataclass(frozen=True, init=False)
class Activation(GateLayer):
    """A piecewise linear function of one variable, applied to every entry.

    Parameters
    ----------
    functions : PiecewiseLinearFunction1D, or an iterable of them
        One for all entries, one for each index of the first axis (the channel), or one for each entry in
        row-major order.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> from tropnet.networks import absolute, relu
    >>> Activation(relu()).evaluate(rational_array([[-1, 2]]))
    RationalArray([[0, 2]])
    >>> Activation([relu(), absolute()]).evaluate(rational_array([[-1, -2]]))
    RationalArray([[0, 2]])
    """

    functions: tuple[PiecewiseLinearFunction1D, ...]

    def __init__(self, functions: PiecewiseLinearFunction1D | Iterable[PiecewiseLinearFunction1D]) -> None:
        given = (functions,) if isinstance(functions, PiecewiseLinearFunction1D) else tuple(functions)
        if not given:
            raise ShapeError("Activation: no function is given; give one for all entries, or one per channel")
        for f in given:
            if not isinstance(f, PiecewiseLinearFunction1D):
                raise ShapeError(
                    f"Activation: {f!r} is no PiecewiseLinearFunction1D; call it: relu(), not relu"
                )
        object.__setattr__(self, "functions", given[:1] if len(set(given)) == 1 else given)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The input shape."""
        shape = one_shape(self, input_shapes)
        if len(self.functions) not in {1, prod(shape[:1]), prod(shape)}:
            raise ShapeError(
                f"Activation: {len(self.functions)} functions are given for an input of shape {shape}; "
                f"give 1, or {prod(shape[:1])} (one per channel), or {prod(shape)} (one per entry)"
            )
        return shape

    def arguments(self, *inputs: Array) -> Array:
        """The entries."""
        (x,) = inputs
        return x.reshape((x.shape[0], prod(x.shape[1:])))

    def gates(self, *input_shapes: Shape) -> tuple[Gate, ...]:
        """The function of every entry."""
        size = prod(self.output_shape(*input_shapes))
        repeat = size // len(self.functions)
        return tuple(f for f in self.functions for _ in range(repeat))


def prelu(slopes: Any) -> Activation:
    """The activation with its own slope for negative arguments in each channel.

    Parameters
    ----------
    slopes : array-like (channels,)
        Or one number for all.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> prelu(["1/2", 0]).evaluate(rational_array([[-4, -4]]))
    RationalArray([[-2, 0]])
    """
    return Activation([leaky_relu(s) for s in rational_array(slopes).ravel().fractions()])


@final
@dataclass(frozen=True)
class Maxout(GateLayer):
    """The maximum of each group of ``rank`` consecutive entries of the first axis.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> Maxout(2).evaluate(rational_array([[1, 5, 3, -2]]))
    RationalArray([[5, 3]])
    """

    rank: int

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise ShapeError(f"Maxout: rank {self.rank} is not positive; give the size of the groups")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The input shape with the first axis divided by the rank."""
        shape = one_shape(self, input_shapes)
        if not shape or shape[0] % self.rank:
            raise ShapeError(
                f"Maxout: the rank {self.rank} does not divide the first axis of an input of shape {shape}; "
                "make the layer before it that many times wider"
            )
        return (shape[0] // self.rank, *shape[1:])

    def arguments(self, *inputs: Array) -> Array:
        """The entries, those of one group side by side."""
        (x,) = inputs
        k, n, *rest = x.shape
        groups = x.reshape((k, n // self.rank, self.rank, prod(rest))).transpose(0, 1, 3, 2)
        return groups.reshape((k, n * prod(rest)))

    def gates(self, *input_shapes: Shape) -> tuple[Gate, ...]:
        """One maximum per group."""
        return (maximum_of(self.rank),) * prod(self.output_shape(*input_shapes))


@final
@dataclass(frozen=True)
class Maximum(GateLayer):
    """The largest of several inputs, entry by entry; axes of size 1 are repeated.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> Maximum().evaluate(rational_array([[1, 5]]), rational_array([[2, 3]]))
    RationalArray([[2, 5]])
    """

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The common shape."""
        return broadcast_shape(self, input_shapes)

    def arguments(self, *inputs: Array) -> Array:
        """The entries of all inputs, those of one place side by side."""
        return side_by_side(inputs, self.output_shape(*(tuple(x.shape[1:]) for x in inputs)))

    def gates(self, *input_shapes: Shape) -> tuple[Gate, ...]:
        """One maximum per place."""
        return (maximum_of(len(input_shapes)),) * prod(self.output_shape(*input_shapes))


@final
@dataclass(frozen=True)
class Minimum(GateLayer):
    """The smallest of several inputs, entry by entry: -max(-x, -y, ...).

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> Minimum().evaluate(rational_array([[1, 5]]), rational_array([[2, 3]]))
    RationalArray([[1, 3]])
    """

    sign = -1

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The common shape."""
        return broadcast_shape(self, input_shapes)

    def arguments(self, *inputs: Array) -> Array:
        """The negated entries of all inputs, those of one place side by side."""
        return -side_by_side(inputs, self.output_shape(*(tuple(x.shape[1:]) for x in inputs)))

    def gates(self, *input_shapes: Shape) -> tuple[Gate, ...]:
        """One maximum per place."""
        return (maximum_of(len(input_shapes)),) * prod(self.output_shape(*input_shapes))


def side_by_side(inputs: Sequence[Array], shape: Shape) -> Array:
    """The entries of several batches, those of one place next to each other: (k, size * inputs)."""
    k = inputs[0].shape[0]
    columns = [broadcast(x, shape).reshape((k, prod(shape), 1)) for x in inputs]
    return joined(columns, 2).reshape((k, prod(shape) * len(inputs)))


@final
@dataclass(frozen=True, init=False)
class MaxPool(GateLayer):
    """The maximum over windows, channel by channel; padding is never the maximum.

    Parameters
    ----------
    kernel : sequence of int
        The window size along each axis.
    stride : int or one int per axis, optional
        The kernel if left out.
    padding : int, or one int or pair (before, after) per axis
    dilation : int or one int per axis
    ceil_mode : bool
        Whether a last window may reach beyond the end.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> MaxPool([2], padding=1).evaluate(rational_array([[[-1, -4, -5, -7]]]))
    RationalArray([[[-1, -4, -7]]])
    """

    windows: Windows

    def __init__(
        self,
        kernel: Sequence[int],
        *,
        stride: PerAxis | None = None,
        padding: Padding = 0,
        dilation: PerAxis = 1,
        ceil_mode: bool = False,
    ) -> None:
        windows = Windows.of(
            "MaxPool",
            kernel,
            stride=kernel if stride is None else stride,
            padding=padding,
            dilation=dilation,
            ceil_mode=ceil_mode,
        )
        object.__setattr__(self, "windows", windows)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The channels and the positions of the windows."""
        shape = one_shape(self, input_shapes)
        sizes = self.windows.output_shape("MaxPool", shape[1:])
        if not (self.windows.positions("MaxPool", shape[1:]) >= 0).any(axis=1).all():
            raise ShapeError(
                f"MaxPool: a window of size {self.windows.kernel} lies wholly in the padding "
                f"{self.windows.padding} of an input of shape {shape}; use less padding"
            )
        return (*shape[:1], *sizes)

    def arguments(self, *inputs: Array) -> Array:
        """The entries of every window, without the padding."""
        (x,) = inputs
        n_channels, *spatial = x.shape[1:]
        positions = self.windows.positions("MaxPool", tuple(spatial))
        everywhere = positions + prod(spatial) * np.arange(n_channels)[:, None, None]
        inside = np.broadcast_to(positions >= 0, everywhere.shape)
        return x.reshape((x.shape[0], prod(x.shape[1:])))[:, everywhere[inside]]

    def gates(self, *input_shapes: Shape) -> tuple[Gate, ...]:
        """One maximum per window, of as many entries as it has outside the padding."""
        shape = one_shape(self, input_shapes)
        self.output_shape(shape)
        seen = (self.windows.positions("MaxPool", shape[1:]) >= 0).sum(axis=1).tolist()
        return tuple(maximum_of(k) for k in seen) * shape[0]
