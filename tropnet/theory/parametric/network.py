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
from tropnet.theory.parameters import Scalar, is_symbolic, parameter, symbols_of, to_sympy

__all__ = ["ParametricLayer", "ParametricNetwork"]


@dataclass(frozen=True)
class ParametricLayer:
    """The affine map x -> weight x + bias with entries in parameters."""

    weight: tuple[tuple[Scalar, ...], ...]
    bias: tuple[Scalar, ...]

    def __post_init__(self) -> None:
        lengths = [len(row) for row in self.weight]
        if len(set(lengths)) != 1 or not lengths[0] or len(self.bias) != len(lengths):
            raise ShapeError(
                f"a layer has a weight matrix with at least one entry and one bias per row, but the rows have lengths "
                f"{lengths} and there are {len(self.bias)} biases"
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
    def output_dim(self) -> int:
        """The number of outputs."""
        return len(self.layers[-1].bias)

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

    # -- as expressions of sympy -------------------------------------------------------------------------

    def outputs(self, *x: Any) -> tuple[Any, ...]:
        """The outputs at sympy expressions, with ``Max`` for ReLU; valid for all values of the symbols.

        Parameters
        ----------
        *x : sympy expressions or numbers
            One for each input.

        Raises
        ------
        ShapeError
            If there is not one for each input.

        Examples
        --------
        >>> import sympy
        >>> a, x = sympy.symbols("a x")
        >>> ParametricNetwork([([[1], [1]], [0, -a]), ([[1, 1 / a]], [0])]).outputs(x)
        (Max(0, x) + Max(0, -a + x)/a,)
        """
        from sympy import Integer, Max

        values = self._inputs(x)
        for number, layer in enumerate(self.layers):
            values = _affine(layer, values)
            if number < len(self.layers) - 1:
                values = [Max(Integer(0), value) for value in values]
        return tuple(values)

    def derivatives(self, symbol: Any, *x: Any) -> tuple[Any, ...]:
        """The derivatives of the outputs in a symbol at sympy expressions, with ``Piecewise``.

        They are exact wherever no neuron is at its threshold; there an inactive side is meant.  The symbol may be one
        of the weights, or one of x.

        Parameters
        ----------
        symbol : sympy Symbol
        *x : sympy expressions or numbers
            One for each input.

        Raises
        ------
        ShapeError
            If there is not one expression for each input.

        Examples
        --------
        >>> import sympy
        >>> a, x = sympy.symbols("a x")
        >>> net = ParametricNetwork([([[1], [1]], [0, -a]), ([[1, 1]], [0])])
        >>> net.derivatives(a, x)
        (Piecewise((-1, a - x < 0), (0, True)),)
        """
        from sympy import Integer, Max, Piecewise, diff

        values = self._inputs(x)
        slopes = [diff(value, symbol) for value in values]
        for number, layer in enumerate(self.layers):
            own = [
                sum(
                    (
                        diff(to_sympy(w), symbol) * v + to_sympy(w) * d
                        for w, v, d in zip(row, values, slopes, strict=True)
                    ),
                    diff(to_sympy(b), symbol),
                )
                for row, b in zip(layer.weight, layer.bias, strict=True)
            ]
            values = _affine(layer, values)
            if number < len(self.layers) - 1:
                own = [
                    Piecewise((slope, value > 0), (0, True)) for slope, value in zip(own, values, strict=True)
                ]
                values = [Max(Integer(0), value) for value in values]
            slopes = own
        return tuple(slopes)

    def _inputs(self, x: tuple[Any, ...]) -> list[Any]:
        if len(x) != self.input_dim:
            raise ShapeError(f"the network has {self.input_dim} inputs, but {len(x)} expressions are given")
        return [to_sympy(parameter(value)) for value in x]


def _affine(layer: ParametricLayer, values: list[Any]) -> list[Any]:
    return [
        sum((to_sympy(w) * v for w, v in zip(row, values, strict=True)), to_sympy(b))
        for row, b in zip(layer.weight, layer.bias, strict=True)
    ]
