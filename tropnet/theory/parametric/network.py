r"""ReLU networks whose weights are rational functions of parameters.

A :class:`ParametricNetwork` is a plain sequence of dense layers with ReLU between them.  Its entries are
``Fraction`` or sympy expressions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tropnet.errors import InputError, ShapeError
from tropnet.networks.network import Network
from tropnet.theory.parameters import Scalar, is_symbolic, parameter, symbols_of

__all__ = ["ParametricLayer", "ParametricNetwork"]


@dataclass(frozen=True)
class ParametricLayer:
    """The affine map x -> weight x + bias with entries in parameters."""

    weight: tuple[tuple[Scalar, ...], ...]
    bias: tuple[Scalar, ...]

    def __post_init__(self) -> None:
        if len({len(row) for row in self.weight}) != 1 or len(self.bias) != len(self.weight):
            raise ShapeError(
                f"a layer has a weight matrix and one bias per row, but the rows have lengths "
                f"{[len(row) for row in self.weight]} and there are {len(self.bias)} biases"
            )

    @property
    def entries(self) -> tuple[Scalar, ...]:
        """All weights row by row, then the biases."""
        return (*(entry for row in self.weight for entry in row), *self.bias)


@dataclass(frozen=True, init=False)
class ParametricNetwork:
    """A dense ReLU network with an affine output, whose entries are numbers or sympy expressions.

    Parameters
    ----------
    layers : iterable of (weight, bias)
        The last one is the output map.

    Examples
    --------
    >>> import sympy
    >>> a = sympy.Symbol("a")
    >>> net = ParametricNetwork([([[1], [1]], [0, -a]), ([[1, 1 / a]], [0])])
    >>> net.symbols, net.subs({a: 2}).network()([3])
    ((a,), RationalArray([7/2]))
    """

    layers: tuple[ParametricLayer, ...]

    def __init__(self, layers: Iterable[tuple[Iterable[Iterable[Any]], Iterable[Any]]]) -> None:
        made = tuple(
            ParametricLayer(
                tuple(tuple(parameter(entry) for entry in row) for row in weight),
                tuple(parameter(entry) for entry in bias),
            )
            for weight, bias in layers
        )
        if not made:
            raise ShapeError("there are no layers; give at least the output map")
        for before, after in pairwise(made):
            if len(after.weight[0]) != len(before.bias):
                raise ShapeError(
                    f"a layer of {len(before.bias)} neurons is followed by weights of {len(after.weight[0])} columns"
                )
        object.__setattr__(self, "layers", made)

    @property
    def input_dim(self) -> int:
        """The number of inputs."""
        return len(self.layers[0].weight[0])

    @property
    def symbols(self) -> tuple[Any, ...]:
        """The symbols in the entries, by name."""
        return symbols_of(entry for layer in self.layers for entry in layer.entries)

    def subs(self, values: Mapping[Any, Any]) -> ParametricNetwork:
        """The network with values in place of symbols."""

        def at(entry: Scalar) -> Scalar:
            return entry.subs(values) if is_symbolic(entry) else entry

        return ParametricNetwork(
            ([[at(entry) for entry in row] for row in layer.weight], [at(entry) for entry in layer.bias])
            for layer in self.layers
        )

    def network(self) -> Network:
        """The network, if all entries are numbers.

        Raises
        ------
        InputError
            If there are symbols left.
        """
        if self.symbols:
            raise InputError(
                f"the symbols {', '.join(map(str, self.symbols))} have no values; give them with .subs({{...}})"
            )
        return Network.from_arrays(
            [[list(row) for row in layer.weight] for layer in self.layers],
            [list(layer.bias) for layer in self.layers],
        )
