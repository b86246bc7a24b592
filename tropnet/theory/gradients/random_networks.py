r"""Random networks as they are initialised in practice, each an exact object.

A Gaussian weight is a draw of the generator times the square root of a variance, both in float64, and the product is
rounded to the wanted type of float.  *That float is the weight*: a dyadic number, from which on nothing is rounded.

Normalisation over a batch is what it is at the end of training: every pre-activation z becomes
:math:`(z - \mu) / \sigma`, with the moments over given points.  The moments are computed exactly; the mean and
:math:`1 / \sigma` are then rounded to the nearest float64, once each, and the provenance of the network says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.activations import relu
from tropnet.networks.affine import Add, AddConstant, Dense, MulConstant, fold_batch_norm
from tropnet.networks.gates import Activation
from tropnet.networks.layers import Layer
from tropnet.networks.network import INPUT, Network, Node
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.families.looks_linear import LooksLinear

__all__ = ["Kind", "VarianceLaw", "random_network"]

Kind: TypeAlias = Literal["feedforward", "residual", "looks_linear"]
VarianceLaw: TypeAlias = Literal["he", "glorot", "linear"]

VARIANCES = {
    "he": lambda fan_in, fan_out: 2 / fan_in,
    "glorot": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "linear": lambda fan_in, fan_out: 1 / fan_in,
}


def random_network(
    widths: Sequence[int],
    rng: np.random.Generator | int | None = None,
    *,
    kind: Kind = "feedforward",
    law: VarianceLaw | None = None,
    bias: float = 0,
    beta: RationalLike = 1,
    batch: RationalArrayLike | None = None,
    dtype: npt.DTypeLike = np.float64,
) -> Network:
    r"""A ReLU network with Gaussian weights.

    Parameters
    ----------
    widths : sequence of int
        Inputs, neurons of the hidden layers, outputs.
    rng : numpy Generator or seed, optional
    kind : {"feedforward", "residual", "looks_linear"}
        Layers :math:`x \mapsto [W x + b]_+`; or an affine map to the hidden width, with a block
        :math:`x \mapsto x + \beta (W [x]_+ + b)` for each hidden layer, all of one width; or the mirrored network of
        :class:`~tropnet.theory.families.looks_linear.LooksLinear`, with even widths.  The output is affine.
    law : {"he", "glorot", "linear"}, optional
        The variance of a weight: 2 / inputs, 2 / (inputs + outputs), or 1 / inputs.  By default "he", and "linear" for
        mirrored networks, which compute a product of matrices.
    bias : float
        The standard deviation of the biases.
    beta : RationalLike
        The scale of residual branches.
    batch : array-like (k, inputs), optional
        If given, what enters a ReLU is normalised over these points.
    dtype : numpy dtype
        The type of float that weights and biases are.

    Raises
    ------
    InputError
        If the kind or law is not known, a width is not positive, or biases or a batch are given for a mirrored
        network, or some pre-activation is constant on the batch.
    ShapeError
        If there are fewer than three widths, hidden widths of a residual network differ, or the batch does not fit.

    Source
    ------
    K. He et al., Delving deep into rectifiers, 2015; D. Balduzzi et al., The shattered gradients problem, 2017.

    Examples
    --------
    >>> net = random_network([1, 20, 20, 1], 0, bias=1)
    >>> net.widths, net.nodes[0].layer.weight.are_floats
    ((20, 20), True)
    >>> net == random_network([1, 20, 20, 1], 0, bias=1)
    True
    >>> random_network([2, 4, 4, 1], 0, kind="residual", batch=[[0, 0], [1, 2], [3, -1]]).provenance[1]
    'batch normalisation of 4 channels: 4 of 4 scales gamma/sqrt(variance + 0) rounded to the nearest float64'
    """
    sizes = tuple(integer_at_least(1, width, f"width {i}") for i, width in enumerate(widths))
    if len(sizes) < 3:
        raise ShapeError(f"the widths {sizes} have no hidden layer; give inputs, hidden widths, outputs")
    if kind not in {"feedforward", "residual", "looks_linear"}:
        raise InputError(f"kind {kind!r} is not known; give 'feedforward', 'residual' or 'looks_linear'")
    chosen = law or ("linear" if kind == "looks_linear" else "he")
    if chosen not in VARIANCES:
        raise InputError(f"law {law!r} is not known; give one of {', '.join(map(repr, VARIANCES))}")
    draw = _Draw(np.random.default_rng(rng), chosen, bias, dtype)
    if kind == "looks_linear":
        return _looks_linear(sizes, draw, batch)
    builder = _Builder(sizes[0], None if batch is None else _checked_batch(batch, sizes[0]))
    if kind == "residual":
        _residual(builder, sizes, draw, beta)
    else:
        _feedforward(builder, sizes, draw)
    where = f"{kind} network of widths {sizes}, {np.dtype(dtype)} Gaussian weights ({chosen})"
    return Network(builder.nodes, sizes[0], (where, *builder.notes))


@dataclass(frozen=True)
class _Draw:
    """Random matrices and biases."""

    rng: np.random.Generator
    law: str
    bias: float
    dtype: npt.DTypeLike

    def matrix(self, fan_in: int, fan_out: int) -> npt.NDArray[Any]:
        scale = VARIANCES[self.law](fan_in, fan_out) ** 0.5
        entries: npt.NDArray[Any] = self.rng.standard_normal((fan_out, fan_in)) * scale
        return entries.astype(self.dtype)

    def dense(self, fan_in: int, fan_out: int) -> tuple[RationalArray, RationalArray]:
        weight = rational_array(self.matrix(fan_in, fan_out))
        offset = rational_array((self.rng.standard_normal(fan_out) * self.bias).astype(self.dtype))
        return weight, offset


@dataclass
class _Builder:
    """Nodes of a network that is being built, with the exact values of the last one on a batch, if there is one."""

    input_dim: int
    values: RationalArray | None
    nodes: list[Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def last(self) -> int:
        return len(self.nodes) - 1 if self.nodes else INPUT

    def add(self, layer: Layer) -> None:
        """Put a layer behind the last node."""
        self.nodes.append(Node(layer, (self.last,)))
        if self.values is not None:
            self.values = layer.evaluate(self.values)

    def normalise(self) -> None:
        """Put the normalisation over the batch behind the last node."""
        if self.values is None:
            return
        k, n = self.values.shape
        mean = rational_array((self.values.sum(axis=0) / k).floats())
        deviation = self.values - mean
        # The mean of the squares about the rounded mean, so that the result has exactly this second moment.
        variance = (deviation * deviation).sum(axis=0) / k
        scale, shift, note = fold_batch_norm([1] * n, [0] * n, mean, variance, 0)
        self.notes.append(note)
        self.add(MulConstant(scale))
        self.add(AddConstant(shift))


def _feedforward(builder: _Builder, sizes: tuple[int, ...], draw: _Draw) -> None:
    for fan_in, fan_out in pairwise(sizes[:-1]):
        builder.add(Dense(*draw.dense(fan_in, fan_out)))
        builder.normalise()
        builder.add(Activation(relu()))
    builder.add(Dense(*draw.dense(*sizes[-2:])))


def _residual(builder: _Builder, sizes: tuple[int, ...], draw: _Draw, beta: RationalLike) -> None:
    if len(set(sizes[1:-1])) > 1:
        raise ShapeError(
            f"the hidden widths {sizes[1:-1]} differ; a residual network adds vectors of one width"
        )
    width, scale = sizes[1], as_fraction(beta, "beta")
    builder.add(Dense(*draw.dense(sizes[0], width)))
    for _ in sizes[1:-1]:
        skip, values = builder.last, builder.values
        builder.normalise()
        builder.add(Activation(relu()))
        weight, offset = draw.dense(width, width)
        builder.add(Dense(weight * scale, offset * scale))
        builder.nodes.append(Node(Add(), (skip, builder.last)))
        if values is not None and builder.values is not None:
            builder.values = values + builder.values
    builder.add(Dense(*draw.dense(*sizes[-2:])))


def _looks_linear(sizes: tuple[int, ...], draw: _Draw, batch: RationalArrayLike | None) -> Network:
    if draw.bias or batch is not None:
        raise InputError("a mirrored network has no biases and no normalisation; leave out bias and batch")
    if any(width % 2 for width in sizes[1:-1]):
        raise InputError(f"the hidden widths {sizes[1:-1]} must be even; neurons are mirrored in pairs")
    ranks = (sizes[0], *(width // 2 for width in sizes[1:-1]), sizes[-1])
    return LooksLinear([draw.matrix(*pair) for pair in pairwise(ranks)]).network()


def _checked_batch(batch: RationalArrayLike, inputs: int) -> RationalArray:
    points = rational_array(batch)
    if points.ndim != 2 or points.shape[1] != inputs or not len(points):
        raise ShapeError(
            f"the batch has shape {points.shape}, but points of {inputs} inputs are (k, {inputs})"
        )
    return points
