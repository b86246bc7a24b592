r"""One convolution with ReLU: the regions that shared filters allow.

A convolution with d filters at P positions has dP neurons, whose weights are d filters, shifted.  In general position
its regions are as many as linearly independent sets of neurons, which are at most what the receptive fields allow
(:func:`~tropnet.theory.bounds.convolutional.convolution_regions`): fewer than for a dense layer of this width.

The network here adds all neurons up, so its function is convex and bends in every wall: all counts but ``activation``
are the number of regions of the arrangement of the neurons, which its characteristic polynomial gives.

``activation`` can be larger, as the neurons do not look to one side; but not for generic filters.  The regions are as
many as the sets of neurons without broken circuit whose hyperplanes meet (Whitney, Zaslavsky), all of them are
independent, and what is independent for these filters is so for almost all.  So if the number is the largest possible,
no set of neurons that is dependent has hyperplanes that meet: of a circuit that did, all but the least neuron would be
an independent set that is not counted.  Around a point on k hyperplanes all :math:`2^k` choices of sides then occur,
and its pattern, with these neurons inactive, is that of a region beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks.activations import relu
from tropnet.networks.affine import Dense, Flatten
from tropnet.networks.convolution import Conv
from tropnet.networks.gates import Activation
from tropnet.networks.network import Network
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.bounds.architecture import Convolution
from tropnet.theory.bounds.bound import NOTIONS
from tropnet.theory.bounds.convolutional import convolution_regions, is_sharp
from tropnet.theory.family import ExpectedCount, Family
from tropnet.theory.literature import XIONG_2020, Citation

__all__ = ["ConvolutionalLayer"]


@dataclass(frozen=True)
class ConvolutionalLayer(Family):
    r"""A convolution with ReLU, and the sum of its outputs.

    Parameters
    ----------
    input_shape : sequence of int
        Channels, then the spatial sizes.
    filters : array-like of rationals, shape (filters, channels, \*kernel)
    biases : array-like of rationals, shape (filters,)
    stride : int or sequence of int, default 1

    Raises
    ------
    ShapeError
        If the filters do not fit the input.

    Source
    ------
    H. Xiong et al., On the number of linear regions of convolutional neural networks, 2020, Theorem 2.

    Examples
    --------
    >>> layer = ConvolutionalLayer((1, 3), [[[1, 2]], [[3, -1]]], [1, 2])
    >>> layer.largest, layer.is_generic, layer.verify().holds
    (15, True, True)
    """

    input_shape: Sequence[int]
    filters: Any
    biases: Any
    stride: Any = 1

    citation: ClassVar[Citation] = XIONG_2020.at("Theorem 2")

    def __post_init__(self) -> None:
        filters, biases = rational_array(self.filters), rational_array(self.biases)
        shape = tuple(integer_at_least(1, n, "a size of the input") for n in self.input_shape)
        stride = tuple(self.stride) if isinstance(self.stride, Sequence) else self.stride
        object.__setattr__(self, "input_shape", shape)
        object.__setattr__(self, "filters", filters)
        object.__setattr__(self, "biases", biases)
        object.__setattr__(self, "stride", stride)
        if filters.ndim != len(shape) + 1 or filters.shape[1] != shape[0]:
            raise ShapeError(
                f"filters of shape {filters.shape} do not fit an input of shape {shape}; give shape "
                f"(filters, {shape[0]}, one size per spatial axis)"
            )
        self.network()

    @classmethod
    def sample(
        cls,
        rng: np.random.Generator | int | None = None,
        input_shape: Sequence[int] = (1, 3),
        kernel: Sequence[int] = (2,),
        filters: int = 2,
        stride: Any = 1,
        largest: int = 9,
    ) -> ConvolutionalLayer:
        """Random integer filters and biases, in general position where it is proved that there are such.

        The bound on their size doubles until some are found.

        >>> ConvolutionalLayer.sample(0, (1, 2, 2), (2, 1), 3)
        ConvolutionalLayer(3 filters (1, 2, 1) on (1, 2, 2))
        """
        generator = np.random.default_rng(rng)
        shape = (integer_at_least(1, filters, "the number of filters"), input_shape[0], *kernel)
        while True:
            weights = generator.integers(-largest, largest + 1, size=shape).tolist()
            biases = generator.integers(-largest, largest + 1, size=shape[0]).tolist()
            member = cls(input_shape, weights, biases, stride)
            if not is_sharp(member.convolution) or member.is_generic:
                return member
            largest *= 2

    def __repr__(self) -> str:
        count, *size = self.filters.shape
        return f"ConvolutionalLayer({count} filters {tuple(size)} on {tuple(self.input_shape)})"

    @property
    def convolution(self) -> Convolution:
        """The shape of the convolution."""
        return Convolution(
            self.filters.shape[0], self.input_shape, self.filters.shape[2:], stride=self.stride
        )

    @property
    def largest(self) -> int:
        """The largest number of regions that the receptive fields allow.

        >>> ConvolutionalLayer.sample(0, (1, 4), (2,), 2).largest
        55
        """
        return convolution_regions(self.convolution)

    @property
    def is_generic(self) -> bool:
        """Whether these filters have as many regions as the receptive fields allow; decided exactly.

        >>> ConvolutionalLayer((1, 3), [[[1, 2]], [[2, 4]]], [1, 2]).is_generic
        False
        """
        return self.arrangement.n_regions == self.largest

    @property
    def arrangement(self) -> HyperplaneArrangement:
        """The hyperplanes of the neurons, in the entries of the input row by row.

        >>> len(ConvolutionalLayer.sample(0, (1, 4), (2,), 2).arrangement)
        6
        """
        layer, n = self._layer, prod(self.input_shape)
        weight = layer.linear(RationalArray.eye(n).reshape((n, *self.input_shape))).reshape(n, -1).T
        biases = layer.evaluate(RationalArray.zeros((1, *self.input_shape))).ravel()
        used = np.flatnonzero(weight.sign().any(axis=1))
        return HyperplaneArrangement(weight[used], -biases[used])

    @property
    def _layer(self) -> Conv:
        return Conv(self.filters, self.biases, stride=self.stride)

    def network(self) -> Network:
        """The convolution, ReLU, and the sum.

        >>> ConvolutionalLayer((1, 3), [[[1, 2]]], [0]).network()([[1, 1, -3]])
        RationalArray([3])
        """
        layers = [self._layer, Activation(relu()), Flatten()]
        width = Network.sequential(layers, self.input_shape).output_dim
        return Network.sequential([*layers, Dense([[1] * width])], self.input_shape)

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All counts on all inputs; ``activation`` only for generic filters.

        >>> [e.formula for e in ConvolutionalLayer((1, 3), [[[1, 2]], [[3, -1]]], [1, 2]).expected][0]
        'sum_t prod_p C(d,t_p)'
        """
        regions = self.arrangement.n_regions
        is_generic = regions == self.largest
        formula = "sum_t prod_p C(d,t_p)" if is_generic else "(-1)^n chi(-1)"
        notions = NOTIONS if is_generic else NOTIONS[1:]
        return tuple(ExpectedCount(notion, regions, formula, self.citation) for notion in notions)
