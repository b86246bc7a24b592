r"""Any network as affine maps and functions of one variable: the form in which a proof is written.

A *unary* network is a sequence of levels

.. math:: z_k = W_k v_{k-1} + b_k,\qquad v_k = f_k(z_k)\ \text{entrywise},\qquad y = W v_L + b,\qquad v_0 = x,

where every entry of :math:`f_k` is a continuous piecewise linear function of one variable.  What a proof says of a
network are intervals: of an input, or of the *argument* of a function.

A staged network (:mod:`tropnet.networks.stages`) has this form, but for its maxima.  Those are played as a
tournament, :math:`\max(a, b) = a + \max(b - a, 0)`: in every level the survivors meet in pairs.  Nothing is merged
and nothing is left out, so a network of ReLUs keeps its neurons, number by number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.networks.activations import Gate, MaxGate, PiecewiseLinearFunction1D, identity, relu
from tropnet.networks.stages import StagedNetwork

__all__ = ["Level", "UnaryNetwork", "unary"]


@final
@dataclass(frozen=True)
class Level:
    """An affine map, and a function of one variable behind each of its outputs.

    Attributes
    ----------
    weight : RationalArray, shape (p, m)
    bias : RationalArray, shape (p,)
    functions : tuple of p PiecewiseLinearFunction1D
    """

    weight: RationalArray
    bias: RationalArray
    functions: tuple[PiecewiseLinearFunction1D, ...]


@final
@dataclass(frozen=True)
class UnaryNetwork:
    """A piecewise linear map as levels and a final affine map.

    Attributes
    ----------
    input_dim : int
    levels : tuple of Level
    weight : RationalArray, shape (output_dim, m)
    bias : RationalArray, shape (output_dim,)
    """

    input_dim: int
    levels: tuple[Level, ...]
    weight: RationalArray
    bias: RationalArray

    def arguments(self, point: RationalArray) -> list[RationalArray]:
        """The point itself, and the arguments of the functions of every level at it.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> from tropnet.networks.stages import stages
        >>> net = unary(stages(Network.from_arrays([[[1], [-2]], [[1, 1]]])))
        >>> net.arguments(RationalArray([3]))
        [RationalArray([3]), RationalArray([3, -6])]
        """
        found, variables = [point], point
        for level in self.levels:
            found.append(level.weight @ variables + level.bias)
            variables = RationalArray(
                [f(z) for f, z in zip(level.functions, found[-1].fractions().tolist(), strict=True)]
            )
        return found


def unary(staged: StagedNetwork) -> UnaryNetwork:
    """The same map with functions of one variable only.

    Examples
    --------
    The maximum of three numbers needs two levels:

    >>> from tropnet.networks import Maxout, Network
    >>> from tropnet.networks.stages import stages
    >>> net = unary(stages(Network.sequential([Maxout(3)], input_shape=3)))
    >>> net.levels[0].weight, net.levels[1].weight
    (RationalArray([[-1, 1, 0], [1, 0, 0], [0, 0, 1]]), RationalArray([[-1, -1, 1], [1, 1, 0]]))
    >>> net.weight
    RationalArray([[1, 1]])
    """
    levels: list[Level] = []
    behind = RationalArray.eye(staged.input_dim)
    for stage in staged.stages:
        weight, bias = stage.weight @ behind, stage.bias
        games = _games(stage.gates)
        while True:
            arguments, functions, behind, games = _round(games, len(bias))
            levels.append(Level(arguments @ weight, arguments @ bias, functions))
            if all(len(survivors) == 1 for _, survivors in games):
                break
            weight, bias = behind, RationalArray.zeros(len(behind))
    return UnaryNetwork(staged.input_dim, tuple(levels), staged.weight @ behind, staged.bias)


_Game = tuple[Gate, list[int]]
"""A gate, and which of the current numbers are still in its game."""


def _games(gates: Sequence[Gate]) -> list[_Game]:
    games: list[_Game] = []
    first = 0
    for gate in gates:
        games.append((gate, list(range(first, first + gate.arity))))
        first += gate.arity
    return games


def _round(
    games: list[_Game], n_numbers: int
) -> tuple[RationalArray, tuple[PiecewiseLinearFunction1D, ...], RationalArray, list[_Game]]:
    """The arguments of one level in the current numbers, its functions, and the numbers of the next round."""
    unit = RationalArray.eye(n_numbers)
    arguments: list[RationalArray] = []
    functions: list[PiecewiseLinearFunction1D] = []
    sums: list[tuple[int, ...]] = []
    left: list[_Game] = []

    def add(row: RationalArray, function: PiecewiseLinearFunction1D) -> int:
        arguments.append(row)
        functions.append(function)
        return len(arguments) - 1

    for gate, survivors in games:
        first = len(sums)
        if isinstance(gate, MaxGate):
            for i, j in zip(survivors[::2], survivors[1::2], strict=False):
                sums.append((add(unit[j] - unit[i], relu()), add(unit[i], identity())))
            if len(survivors) % 2:
                sums.append((add(unit[survivors[-1]], identity()),))
            left.append((gate, list(range(first, len(sums)))))
        else:
            sums.append((add(unit[survivors[0]], gate),))
            # A function of one variable is applied once; in later rounds its value only passes.
            left.append((identity(), [first]))
    behind = [[int(column in chosen) for column in range(len(arguments))] for chosen in sums]
    rows = concatenate([row[None] for row in arguments]) if arguments else RationalArray.zeros((0, n_numbers))
    matrix = RationalArray(behind) if behind else RationalArray.zeros((0, 0))
    return rows, tuple(functions), matrix, left
