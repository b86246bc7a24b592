r"""The shape of a network without its weights: what a bound on linear regions depends on.

An architecture has :math:`n_0` inputs and hidden layers of :math:`n_1, \dots, n_L` units.  A *unit* is a neuron of
which only its linear pieces are known:

``relu``
    A function of one variable with two pieces, one of them constant, as :math:`\max(z, 0)`.  Where it is constant the
    unit says nothing of the input, and the rank of what comes behind it drops.
``activation``
    A function of one variable with any number p of pieces, as a leaky ReLU with p = 2.  It bends in p - 1 parallel
    hyperplanes.
``maxout``
    The largest of k affine functions; k is its rank.

The maps between the layers are affine.  The architecture is *dense* if any affine maps are allowed; a convolution is an
affine map too, but a special one.  So an upper bound for dense layers bounds convolutional ones of the same widths,
while a lower bound does not.

**How many dimensions arrive.**  Fix one piece for every unit of the layers before layer l.  Where these pieces are
taken, the arguments of layer l are affine functions of x, and they factor through every layer before: so they have
rank at most :math:`d_l = \min(n_0, \dots, n_{l-1})`, the *input rank* of layer l.  If values pass by layers, as in a
residual network, a cut through all connections takes the place of a layer.

**Notation.**  ``2,8,8,1`` has two inputs, two layers of eight ReLU each, and one output.  ``8:3`` stands for eight
maxout units of rank 3, ``8~3`` for eight activations with three pieces, and ``5+3:3`` for five ReLU and three maxout
units in one layer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from math import prod
from operator import index
from typing import Literal, final

from tropnet.errors import InputError, ShapeError
from tropnet.networks.activations import Gate, MaxGate
from tropnet.networks.convolution import Padding, PerAxis, Windows
from tropnet.networks.layers import Shape
from tropnet.networks.network import Network

__all__ = ["Architecture", "Convolution", "HiddenLayer", "Unit"]


@final
@dataclass(frozen=True, order=True)
class Unit:
    """A neuron, of which only its linear pieces are known; see the module :mod:`tropnet.theory.bounds.architecture`.

    Parameters
    ----------
    kind : {"relu", "activation", "maxout"}
    pieces : int
        The number of linear pieces, at least two; of a maxout unit, its rank.

    Raises
    ------
    InputError
        If there is no such kind, or no such number of pieces of it.

    Examples
    --------
    >>> Unit("maxout", 3), str(Unit("maxout", 3)), Unit.relu().pieces
    (Unit(kind='maxout', pieces=3), ':3', 2)
    """

    kind: Literal["relu", "activation", "maxout"]
    pieces: int

    def __post_init__(self) -> None:
        if self.kind not in _MARKS:
            raise InputError(f"{self.kind!r} is no kind of unit; take one of {', '.join(_MARKS)}")
        object.__setattr__(self, "pieces", index(self.pieces))
        if self.pieces < 2:
            raise InputError(
                f"a unit with {self.pieces} linear pieces does not bend; give at least 2, or leave it out"
            )
        if self.kind == "relu" and self.pieces != 2:
            raise InputError(
                f"a ReLU has 2 linear pieces, not {self.pieces}; take Unit.activation({self.pieces})"
            )

    @classmethod
    def relu(cls) -> Unit:
        """A unit with two pieces, one of them constant."""
        return cls("relu", 2)

    @classmethod
    def activation(cls, pieces: int) -> Unit:
        """A function of one variable with so many pieces."""
        return cls("activation", pieces)

    @classmethod
    def maxout(cls, rank: int) -> Unit:
        """The maximum of so many affine functions."""
        return cls("maxout", rank)

    @classmethod
    def of(cls, gate: Gate) -> Unit:
        """The unit that a gate with break points is.

        >>> from tropnet.networks import MaxGate, clip, leaky_relu
        >>> [str(Unit.of(gate)) for gate in (clip(high=3), clip(0, 6), leaky_relu(), MaxGate(3))]
        ['', '~3', '~2', ':3']
        """
        if isinstance(gate, MaxGate):
            return cls.maxout(gate.arity)
        if gate.n_pieces == 2 and 0 in gate.slopes:
            return cls.relu()
        return cls.activation(gate.n_pieces)

    def __str__(self) -> str:
        return _MARKS[self.kind] + (str(self.pieces) if self.kind != "relu" else "")


_MARKS = {"relu": "", "activation": "~", "maxout": ":"}


@final
@dataclass(frozen=True, init=False)
class Convolution:
    """A convolution without its weights.

    Parameters
    ----------
    filters : int
        The number of output channels.
    input_shape : sequence of int
        Channels, then the spatial sizes.
    kernel : sequence of int
        One size per spatial axis.
    stride, padding, dilation
        As for :class:`tropnet.networks.Conv`.

    Raises
    ------
    ShapeError
        If the window does not fit.
    InputError
        If there is no filter.

    Examples
    --------
    >>> conv = Convolution(3, (1, 2, 2), (1, 2))
    >>> conv.output_shape, conv.receptive_fields
    ((3, 2, 1), (frozenset({0, 1}), frozenset({2, 3})))
    """

    filters: int
    input_shape: Shape
    windows: Windows

    def __init__(
        self,
        filters: int,
        input_shape: Iterable[int],
        kernel: Sequence[int],
        *,
        stride: PerAxis = 1,
        padding: Padding = 0,
        dilation: PerAxis = 1,
    ) -> None:
        windows = Windows.of("Convolution", kernel, stride=stride, padding=padding, dilation=dilation)
        object.__setattr__(self, "filters", _positive(filters, "number of filters"))
        object.__setattr__(self, "input_shape", tuple(_positive(n, "size of the input") for n in input_shape))
        object.__setattr__(self, "windows", windows)
        if not self.input_shape:
            raise ShapeError(
                "the input of a convolution has shape (); give its channels, then its spatial sizes"
            )
        windows.output_shape("Convolution", self.input_shape[1:])

    @property
    def channels(self) -> int:
        """The number of input channels."""
        return self.input_shape[0]

    @property
    def output_shape(self) -> Shape:
        """The filters, then the number of positions along each spatial axis."""
        return (self.filters, *self.windows.output_shape("Convolution", self.input_shape[1:]))

    @property
    def n_positions(self) -> int:
        """The number of positions at which every filter is applied."""
        return prod(self.output_shape[1:])

    @cached_property
    def receptive_fields(self) -> tuple[frozenset[int], ...]:
        """For each position the entries of the input, numbered row-major, that the filters see there.

        Padding is no entry, so that a field at the border is smaller.
        """
        spatial = self.input_shape[1:]
        seen = self.windows.positions("Convolution", spatial).tolist()
        starts = [channel * prod(spatial) for channel in range(self.channels)]
        return tuple(frozenset(start + p for start in starts for p in window if p >= 0) for window in seen)


@final
@dataclass(frozen=True)
class HiddenLayer:
    """A hidden layer of an architecture.

    Attributes
    ----------
    units : tuple of Unit
        Sorted: which unit is where does not matter.
    input_rank : int
        The arguments of the layer have at most this rank, wherever all units before have fixed pieces.  More than
        there are units makes no difference, and is lowered to that.
    convolution : Convolution or None
        The map before the units, if it is a convolution of the layer before.

    Examples
    --------
    >>> layer = Architecture.of("2,5+3:3,1").layers[0]
    >>> layer.width, layer.pieces, layer.input_rank
    (8, (3, 3, 3, 2, 2, 2, 2, 2), 2)
    """

    units: tuple[Unit, ...]
    input_rank: int
    convolution: Convolution | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", tuple(sorted(self.units)))
        _positive(len(self.units), "width of a hidden layer")
        rank = _positive(self.input_rank, "input rank")
        object.__setattr__(self, "input_rank", min(rank, len(self.units)))

    @property
    def width(self) -> int:
        """The number of units."""
        return len(self.units)

    @property
    def pieces(self) -> tuple[int, ...]:
        """The number of linear pieces of each unit."""
        return tuple(unit.pieces for unit in self.units)

    def __str__(self) -> str:
        counts = Counter(self.units)
        return "+".join(f"{counts[unit]}{unit}" for unit in sorted(counts, key=_relu_first))


def _relu_first(unit: Unit) -> tuple[bool, Unit]:
    return unit.kind != "relu", unit


@final
@dataclass(frozen=True)
class Architecture:
    """The shape of a network; see the module :mod:`tropnet.theory.bounds.architecture`.

    It is made by :meth:`of`, :meth:`dense` and :meth:`convolutional`.

    Attributes
    ----------
    input_dim : int
    layers : tuple of HiddenLayer
    output_dim : int
    is_dense : bool
        Whether the affine maps, the last one included, may be any.
    has_skips : bool
        Whether values pass by hidden layers, as in residual networks.
    has_biases : bool
        Whether constants occur; without, the network is positively homogeneous.

    Examples
    --------
    >>> Architecture.of("2,8,8,1")
    <Architecture 2,8,8,1>
    >>> Architecture.of([2, 8, 8, 1]).widths, Architecture.of("2,8:3,1").layers[0].units[0]
    ((8, 8), Unit(kind='maxout', pieces=3))
    """

    input_dim: int
    layers: tuple[HiddenLayer, ...]
    output_dim: int
    is_dense: bool = field(default=True, kw_only=True)
    has_skips: bool = field(default=False, kw_only=True)
    has_biases: bool = field(default=True, kw_only=True)

    def __post_init__(self) -> None:
        _positive(self.input_dim, "number of inputs")
        _positive(self.output_dim, "number of outputs")

    # -- making architectures ---------------------------------------------------------------------------

    @classmethod
    def of(cls, thing: Architecture | Network | str | Sequence[int]) -> Architecture:
        """The architecture of a network, or the one that a text or a sequence of numbers describes.

        Parameters
        ----------
        thing : Network, str, sequence of int, or Architecture
            Numbers, in text or not, are the inputs, the widths and the outputs, in this order.  Of the weights of a
            network only this is read: whether all constants are zero.

        Raises
        ------
        InputError
            If it is none of these, or a number is not positive.

        Examples
        --------
        >>> net = Network.from_arrays([[[1], [2]], [[1, 1]]], [[0, 1], None])
        >>> Architecture.of(net) == Architecture.of("1,2,1")
        True
        >>> Architecture.of([2, 8, 0])
        Traceback (most recent call last):
        tropnet.errors.InputError: '0' in '2,8,0' is no number of outputs; write an architecture as '2,8,8,1' (inputs,
        widths, outputs; 8:3 for maxout, 8~3 for 3 pieces)
        """
        if isinstance(thing, Architecture):
            return thing
        if isinstance(thing, Network):
            from tropnet.theory.bounds.network_architecture import architecture_of_network

            return architecture_of_network(thing)
        if isinstance(thing, str):
            return _parsed(thing)
        try:
            numbers = [index(n) for n in thing]
        except TypeError:
            raise InputError(f"{thing!r} is no architecture; {_ADVICE}") from None
        return _parsed(",".join(map(str, numbers)))

    @classmethod
    def dense(
        cls,
        input_dim: int,
        widths: Iterable[int],
        output_dim: int = 1,
        *,
        unit: Unit | None = None,
        has_biases: bool = True,
        has_skips: bool = False,
    ) -> Architecture:
        """The architecture with all affine maps between layers of these widths.

        Parameters
        ----------
        input_dim : int
        widths : iterable of int
            Of the hidden layers.
        output_dim : int, default 1
        unit : Unit, optional
            That of all layers, a ReLU if left out.
        has_biases : bool, default True
        has_skips : bool, default False
            Whether every layer may see all values before it.

        Raises
        ------
        InputError
            If a number is not positive.

        Examples
        --------
        >>> Architecture.dense(3, [4, 4], unit=Unit.maxout(3))
        <Architecture 3,4:3,4:3,1>
        >>> Architecture.dense(3, [4], has_biases=False)
        <Architecture 3,4,1, no biases>
        """
        own = Unit.relu() if unit is None else unit
        units = [(own,) * _positive(width, "width") for width in widths]
        return cls(
            input_dim,
            _layers(input_dim, units, has_skips=has_skips),
            output_dim,
            has_biases=has_biases,
            has_skips=has_skips,
        )

    @classmethod
    def convolutional(
        cls, convolutions: Sequence[Convolution], output_dim: int = 1, *, unit: Unit | None = None
    ) -> Architecture:
        """The architecture of convolutions with units behind each, and any affine map to the outputs.

        Parameters
        ----------
        convolutions : sequence of Convolution
            The input of each has the shape of the output of the one before.

        Raises
        ------
        InputError
            If there is none.
        ShapeError
            If the shapes do not fit together.

        Examples
        --------
        >>> first = Convolution(2, (1, 6), (3,))
        >>> Architecture.convolutional([first, Convolution(3, first.output_shape, (2,))])
        <Architecture 6,8,9,1, not dense>
        """
        if not convolutions:
            raise InputError("there is no convolution; give at least one, or take Architecture.dense")
        for before, after in pairwise(convolutions):
            if before.output_shape != after.input_shape:
                raise ShapeError(
                    f"an output of shape {before.output_shape} is followed by an input of shape {after.input_shape}"
                )
        own = Unit.relu() if unit is None else unit
        n = prod(convolutions[0].input_shape)
        made = _layers(n, [(own,) * prod(conv.output_shape) for conv in convolutions])
        layers = (HiddenLayer(a.units, a.input_rank, b) for a, b in zip(made, convolutions, strict=True))
        return cls(n, tuple(layers), output_dim, is_dense=False)

    # -- numbers that describe it -----------------------------------------------------------------------

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of units of each hidden layer."""
        return tuple(layer.width for layer in self.layers)

    @property
    def input_ranks(self) -> tuple[int, ...]:
        """The input rank of each hidden layer.

        >>> Architecture.of("4,8,3,8,1").input_ranks
        (4, 3, 3)
        """
        return tuple(layer.input_rank for layer in self.layers)

    @property
    def hidden_layers(self) -> int:
        """The number of hidden layers."""
        return len(self.layers)

    @property
    def depth(self) -> int:
        """The number of hidden layers plus one."""
        return len(self.layers) + 1

    @property
    def size(self) -> int:
        """The number of units."""
        return sum(self.widths)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of units that occur.

        >>> sorted(Architecture.of("2,5+3:3,1").kinds)
        ['maxout', 'relu']
        """
        return frozenset(unit.kind for layer in self.layers for unit in layer.units)

    @cached_property
    def most_pieces(self) -> int:
        """The largest number of linear pieces of a unit; 1 without units."""
        return max((max(layer.pieces) for layer in self.layers), default=1)

    def __str__(self) -> str:
        return ",".join(map(str, (self.input_dim, *self.layers, self.output_dim)))

    def __repr__(self) -> str:
        remarks = {"not dense": not self.is_dense, "skips": self.has_skips, "no biases": not self.has_biases}
        return f"<Architecture {', '.join([str(self), *(word for word, holds in remarks.items() if holds)])}>"


_ADVICE = "write an architecture as '2,8,8,1' (inputs, widths, outputs; 8:3 for maxout, 8~3 for 3 pieces)"


def _positive(n: int, what: str) -> int:
    try:
        number = index(n)
    except TypeError:
        number = 0
    if number < 1:
        raise InputError(f"{n!r} is no {what}; give a positive whole number")
    return number


def _layers(n: int, units: Sequence[Sequence[Unit]], *, has_skips: bool = False) -> tuple[HiddenLayer, ...]:
    """Layers behind n inputs, of which each sees the one before, or all before if there are skips."""
    ranks = [n] * len(units) if has_skips else accumulate([n, *map(len, units)], min)
    return tuple(HiddenLayer(tuple(own), rank) for own, rank in zip(units, ranks, strict=False))


_TERM = re.compile(r"(\d{1,9})(?:([:~])(\d{1,9}))?")
_KINDS = {":": "maxout", "~": "activation"}


def _parsed(text: str) -> Architecture:
    words = [word.strip() for word in text.split(",")]
    if len(words) < 2:
        raise InputError(f"{text!r} has no inputs and outputs; {_ADVICE}")
    ends = []
    for word, what in ((words[0], "inputs"), (words[-1], "outputs")):
        if not re.fullmatch(r"[0-9]{1,9}", word) or not int(word):
            raise InputError(f"{word!r} in {text!r} is no number of {what}; {_ADVICE}")
        ends.append(int(word))
    units = [_parsed_units(word, text) for word in words[1:-1]]
    return Architecture(ends[0], _layers(ends[0], units), ends[1])


def _parsed_units(word: str, text: str) -> list[Unit]:
    units: list[Unit] = []
    for term in word.split("+"):
        match = _TERM.fullmatch(term.strip())
        if match is None or not int(match[1]):
            raise InputError(f"{term!r} in {text!r} is no hidden layer; {_ADVICE}")
        unit = Unit(_KINDS[match[2]], int(match[3])) if match[2] else Unit.relu()  # type: ignore[arg-type]
        units += [unit] * int(match[1])
    return units
