r"""Convolutions, average pooling, and the windows that they and max pooling share.

For an input with :math:`C` channels and spatial shape :math:`(n_1,\dots,n_d)` the output at position
:math:`p` is

.. math:: y_{o,p} = b_o + \sum_{c}\sum_{q} w_{o,c,q}\; x_{c,\;p\cdot s + q\cdot\delta - \pi}

with stride :math:`s`, dilation :math:`\delta`, padding :math:`\pi` and zero outside the input; with groups,
output channel :math:`o` sees the input channels of its own group only.  (This is the cross-correlation that
every framework calls convolution.)  :class:`Windows` lists, for every output position, the input positions
that it sees; gathering them turns a convolution into one matrix product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import prod
from operator import index
from typing import Any, TypeAlias, final

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks.affine import bias_or_zeros, n_entries
from tropnet.networks.layers import AffineLayer, Array, Shape, joined, matching, one_shape

__all__ = ["AveragePool", "Conv", "Windows"]

PerAxis: TypeAlias = int | Sequence[int]
Padding: TypeAlias = int | Sequence[int | Sequence[int]]

#: marks in Windows.positions
PADDED, OUTSIDE = -1, -2


@final
@dataclass(frozen=True)
class Windows:
    """A sliding window over a grid: its size, stride, padding and dilation along each axis.

    ``padding`` holds a pair (before, after) per axis.  With ``ceil_mode`` a last window that begins inside
    the padded input, but not in the padding behind it, is kept even if it reaches beyond the end.

    Examples
    --------
    >>> Windows.of("a pool", [2], stride=2, ceil_mode=True).output_shape("a pool", (5,))
    (3,)
    """

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    ceil_mode: bool = False

    @classmethod
    def of(
        cls,
        layer: str,
        kernel: Sequence[int],
        *,
        stride: PerAxis = 1,
        padding: Padding = 0,
        dilation: PerAxis = 1,
        ceil_mode: bool = False,
    ) -> Windows:
        """The windows with one number or one entry per axis given for each argument.

        Raises
        ------
        ShapeError
            If a number is negative, zero where it must not be, or the numbers of axes differ.
        """
        size = tuple(index(k) for k in kernel)
        windows = cls(
            size,
            per_axis(layer, "stride", stride, len(size)),
            pairs_per_axis(layer, padding, len(size)),
            per_axis(layer, "dilation", dilation, len(size)),
            bool(ceil_mode),
        )
        for name, numbers in (
            ("kernel", size),
            ("stride", windows.stride),
            ("dilation", windows.dilation),
        ):
            if any(n < 1 for n in numbers):
                raise ShapeError(f"{layer}: {name} {numbers} must be positive along every axis")
        if any(n < 0 for pair in windows.padding for n in pair):
            raise ShapeError(f"{layer}: padding {windows.padding} is negative; use Slice to cut entries off")
        return windows

    def output_shape(self, layer: str, spatial: Shape) -> Shape:
        """The number of positions along each axis; a ShapeError if no window fits."""
        if len(spatial) != len(self.kernel):
            raise ShapeError(
                f"{layer}: the window has {len(self.kernel)} axes, so the input needs as many behind the "
                f"channels, but it has {len(spatial)}, of sizes {spatial}; reshape it"
            )
        sizes = tuple(self._n_positions(axis, n) for axis, n in enumerate(spatial))
        if min(sizes) < 1:
            raise ShapeError(
                f"{layer}: a window of size {self.kernel} with dilation {self.dilation} does not fit into an "
                f"input of spatial shape {spatial} with padding {self.padding}; use a smaller window or more "
                "padding"
            )
        return sizes

    def _n_positions(self, axis: int, n: int) -> int:
        before, after = self.padding[axis]
        reach = self.dilation[axis] * (self.kernel[axis] - 1) + 1
        room, stride = n + before + after - reach, self.stride[axis]
        n_fitting, n_started = room // stride + 1, -(-room // stride) + 1
        begins_inside = (n_started - 1) * stride < n + before
        return n_started if self.ceil_mode and begins_inside else n_fitting

    def positions(self, layer: str, spatial: Shape) -> NDArray[np.int64]:
        """The input positions, flattened row-major, that every output position sees.

        Returns
        -------
        array (number of output positions, window size)
            -1 marks padding, and -2 what lies even beyond the padding (with ``ceil_mode`` only).

        Examples
        --------
        >>> Windows.of("a pool", [3], stride=2, padding=1).positions("a pool", (4,)).tolist()
        [[-1, 0, 1], [1, 2, 3]]
        """
        self.output_shape(layer, spatial)
        return _positions(self, spatial)


@lru_cache(maxsize=64)
def _positions(windows: Windows, spatial: Shape) -> NDArray[np.int64]:
    flat = np.zeros((1, 1), dtype=np.int64)
    kind = np.zeros((1, 1), dtype=np.int64)
    for axis, n in enumerate(spatial):
        before, after = windows.padding[axis]
        starts = np.arange(windows._n_positions(axis, n)) * windows.stride[axis] - before
        at = starts[:, None] + np.arange(windows.kernel[axis]) * windows.dilation[axis]
        own = np.where((at < 0) | (at >= n), np.where(at >= n + after, OUTSIDE, PADDED), 0)
        flat = _grid(flat * n, at, np.add)
        kind = _grid(kind, own, np.minimum)
    result = np.where(kind < 0, kind, flat)
    result.flags.writeable = False
    return result


def _grid(left: NDArray[np.int64], right: NDArray[np.int64], join: np.ufunc) -> NDArray[np.int64]:
    """All pairs of positions and all pairs of window entries, joined."""
    grid: NDArray[np.int64] = join(left[:, None, :, None], right[None, :, None, :])
    return grid.reshape(left.shape[0] * right.shape[0], left.shape[1] * right.shape[1])


def per_axis(layer: str, name: str, value: PerAxis, n_axes: int) -> tuple[int, ...]:
    """One number per axis: the same one everywhere, or those given."""
    numbers = tuple(index(n) for n in value) if isinstance(value, Sequence) else (index(value),) * n_axes
    if len(numbers) != n_axes:
        raise ShapeError(f"{layer}: {name} {numbers} must have one entry for each of the {n_axes} axes")
    return numbers


def pairs_per_axis(layer: str, padding: Padding, n_axes: int) -> tuple[tuple[int, int], ...]:
    """One pair (before, after) per axis; one number stands for both."""
    entries = tuple(padding) if isinstance(padding, Sequence) else (padding,) * n_axes
    pairs = [tuple(e) if isinstance(e, Sequence) else (e, e) for e in entries]
    if len(pairs) != n_axes or any(len(pair) != 2 for pair in pairs):
        raise ShapeError(
            f"{layer}: padding {padding} must have one entry for each of the {n_axes} axes, "
            "each a number or a pair (before, after)"
        )
    return tuple((index(before), index(after)) for before, after in pairs)


def gathered(x: Array, positions: NDArray[np.int64]) -> Array:
    """The entries at flat positions of the last axis, zero where the position is negative."""
    zero = matching(RationalArray.zeros((*x.shape[:-1], 1)), x)
    n = x.shape[-1]
    return joined([x, zero], x.ndim - 1)[..., np.where(positions < 0, n, positions)]


@final
@dataclass(frozen=True, init=False)
class Conv(AffineLayer):
    r"""A convolution along any number of axes, usually one or two.

    Parameters
    ----------
    weight : array-like (out channels, in channels / groups, \*kernel)
    bias : array-like (out channels,), optional
        Zero if left out.
    stride, dilation : int or one int per axis
    padding : int, or one int or pair (before, after) per axis
        Zeros added at the ends.
    groups : int
        Divides both numbers of channels.

    Raises
    ------
    ShapeError
        If the shapes do not fit together.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> edge = Conv([[[1, -1]]], stride=2, padding=[(0, 1)])
    >>> edge.evaluate(rational_array([[[5, 3, 9, 7, 1]]]))
    RationalArray([[[2, 2, 1]]])
    """

    weight: RationalArray
    bias: RationalArray
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    groups: int

    def __init__(
        self,
        weight: Any,
        bias: Any = None,
        *,
        stride: PerAxis = 1,
        padding: Padding = 0,
        dilation: PerAxis = 1,
        groups: int = 1,
    ) -> None:
        exact = rational_array(weight)
        if exact.ndim < 3 or exact.size == 0:
            raise ShapeError(
                f"Conv: the weight must have shape (out channels, in channels / groups, kernel sizes ...), "
                f"but it has shape {exact.shape}"
            )
        windows = Windows.of("Conv", exact.shape[2:], stride=stride, padding=padding, dilation=dilation)
        if groups < 1 or exact.shape[0] % groups:
            raise ShapeError(f"Conv: {groups} groups do not divide the {exact.shape[0]} output channels")
        object.__setattr__(self, "weight", exact)
        object.__setattr__(self, "bias", bias_or_zeros(bias, exact.shape[0], "Conv"))
        object.__setattr__(self, "stride", windows.stride)
        object.__setattr__(self, "padding", windows.padding)
        object.__setattr__(self, "dilation", windows.dilation)
        object.__setattr__(self, "groups", index(groups))

    @property
    def windows(self) -> Windows:
        """The windows in which the kernel is applied."""
        return Windows(self.weight.shape[2:], self.stride, self.padding, self.dilation)

    @property
    def n_parameters(self) -> int:
        """The number of entries of the weight, and of the bias unless it is zero."""
        return self.weight.size + n_entries(self.bias)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The number of output channels and the positions of the windows."""
        shape = one_shape(self, input_shapes)
        n_channels = self.weight.shape[1] * self.groups
        if not shape or shape[0] != n_channels:
            raise ShapeError(
                f"Conv: the weight has shape {self.weight.shape} with {self.groups} groups, so it takes "
                f"{n_channels} channels along the first axis, but the input has shape {shape}; "
                "channels come first"
            )
        return (self.weight.shape[0], *self.windows.output_shape("Conv", shape[1:]))

    def linear(self, *inputs: Array) -> Array:
        """The convolution without the bias."""
        (x,) = inputs
        k, n_channels, *spatial = x.shape
        out_shape = self.output_shape(tuple(x.shape[1:]))
        positions = self.windows.positions("Conv", tuple(spatial))
        seen = gathered(x.reshape((k, n_channels, prod(spatial))), positions).transpose(0, 2, 1, 3)
        n_own, n_out = self.weight.shape[1], self.weight.shape[0] // self.groups
        rows = k * positions.shape[0]
        weight = matching(self.weight, x).reshape((self.weight.shape[0], n_own * positions.shape[1]))
        parts = [
            seen[:, :, g * n_own : (g + 1) * n_own].reshape((rows, n_own * positions.shape[1]))
            @ weight[g * n_out : (g + 1) * n_out].T
            for g in range(self.groups)
        ]
        values = joined(parts, 1).reshape((k, positions.shape[0], self.weight.shape[0]))
        return values.transpose(0, 2, 1).reshape((k, *out_shape))

    def constant(self, *input_shapes: Shape) -> RationalArray | None:
        """The bias, one number per channel."""
        n_axes = self.weight.ndim - 2
        return self.bias.reshape((self.bias.size, *(1,) * n_axes)) if n_entries(self.bias) else None


@final
@dataclass(frozen=True, init=False)
class AveragePool(AffineLayer):
    """The mean over windows, channel by channel.

    Parameters
    ----------
    kernel : sequence of int
        The window size along each axis.
    stride : int or one int per axis, optional
        The kernel if left out.
    padding : int, or one int or pair (before, after) per axis
    ceil_mode : bool
        Whether a last window may reach beyond the end.
    count_padding : bool
        Whether padding zeros count in the divisor; what lies beyond the padding never does.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> AveragePool([2], padding=[(0, 1)], count_padding=False).evaluate(rational_array([[[1, 4, 5]]]))
    RationalArray([[[5/2, 5]]])
    """

    windows: Windows
    count_padding: bool

    def __init__(
        self,
        kernel: Sequence[int],
        *,
        stride: PerAxis | None = None,
        padding: Padding = 0,
        ceil_mode: bool = False,
        count_padding: bool = True,
    ) -> None:
        windows = Windows.of(
            "AveragePool",
            kernel,
            stride=kernel if stride is None else stride,
            padding=padding,
            ceil_mode=ceil_mode,
        )
        object.__setattr__(self, "windows", windows)
        object.__setattr__(self, "count_padding", bool(count_padding))

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """The channels and the positions of the windows."""
        shape = one_shape(self, input_shapes)
        sizes = self.windows.output_shape("AveragePool", shape[1:])
        if not self._n_counted(shape[1:]).all():
            raise ShapeError(
                f"AveragePool: a window of size {self.windows.kernel} lies wholly in the padding "
                f"{self.windows.padding} of an input of shape {shape}; use less padding"
            )
        return (*shape[:1], *sizes)

    def _n_counted(self, spatial: Shape) -> NDArray[np.int64]:
        """The divisor of each window."""
        positions = self.windows.positions("AveragePool", spatial)
        counted: NDArray[np.int64] = (positions >= (PADDED if self.count_padding else 0)).sum(axis=1)
        return counted

    def linear(self, *inputs: Array) -> Array:
        """The means."""
        (x,) = inputs
        k, n_channels, *spatial = x.shape
        positions = self.windows.positions("AveragePool", tuple(spatial))
        sums = gathered(x.reshape((k, n_channels, prod(spatial))), positions).sum(axis=3)
        share = rational_array([Fraction(1, n) for n in self._n_counted(tuple(spatial)).tolist()])
        return (sums * matching(share, x)).reshape((k, *self.output_shape(tuple(x.shape[1:]))))
