r"""The line, cut where the gates of a network with one input bend.

Slicing in dimension one needs no search.  The line is kept as its vertices from left to right, each as an integer row
:math:`(p, q, v_1, \dots, v_c)`: the point :math:`p/q` with the current values :math:`v_i / q` of the network, and at
the two ends the directions :math:`(\mp 1, 0)` with the slopes.  Everything is linear on the edge between two rows
next to each other.  Where a form h bends something inside an edge, with the values :math:`h_1 h_2 < 0` at its ends,
the row :math:`|h_2| r_1 + |h_1| r_2` goes in between.

**Directions.**  Before the gates of a stage not their arguments are kept, but one linear form for all arguments that
are multiples of it up to a constant.  A layer after a layer with one output has one such form, however wide it is.
A form u and the values :math:`\lambda_1 < \dots < \lambda_m` at which something bends cut an edge from
:math:`u_1/q_1` up to :math:`u_2/q_2` at the :math:`\lambda_i` strictly in between, in this order; downwards, in the
opposite order.

**Behind the gates.**  Gates of one variable with the same form are functions of it, and what the next stage asks for
are a few linear combinations of them, which are functions of it as well.  Where there are fewer combinations than
gates, these are evaluated, and not the gates.

Rows are machine words where a bound allows it, and Python integers where it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.exact.integers import integer_product, row, zeros
from tropnet.networks.activations import MaxGate
from tropnet.networks.stages import Stage, StagedNetwork
from tropnet.polyhedra.integer_rows import IntegerRows, combine, fitting, magnitude, primitive, product
from tropnet.univariate.arithmetic import linear_combination
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["VALUES", "P", "Q", "line_vertices"]

# Columns of a row: the homogeneous coordinates of the point, then the values.
P, Q, VALUES = 0, 1, 2


def line_vertices(staged: StagedNetwork) -> IntegerRows:
    """The vertices of the line between which every gate is linear, and the outputs there, from left to right.

    Parameters
    ----------
    staged : StagedNetwork
        With one input.

    Returns
    -------
    IntegerRows (k, 2 + output_dim)
        Homogeneous rows (p, q, values): directions, with q = 0, in the first and the last row, and one row for the
        origin among the others.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.stages import stages
    >>> line_vertices(stages(Network.from_arrays([[[1]], [[2]]], [["-1/3"], [0]]))).tolist()
    [[-1, 0, 0], [0, 1, 0], [1, 3, 0], [1, 0, 2]]
    """
    rows: IntegerRows = np.array([[-1, 0, -1], [0, 1, 0], [1, 0, 1]])
    arguments = [Arguments.of(stage) for stage in staged.stages]
    wanted = [*(later.directions for later in arguments), staged.weight.numerators]
    rows = _with_values(rows, product(rows[:, VALUES:], wanted[0].T), 1)
    for own, onward in zip(arguments, wanted[1:], strict=True):
        for form, levels in own.walls():
            used = np.flatnonzero(form)
            rows = _cut(rows, product(rows[:, Q + used], form[used, None])[:, 0], levels)
        rows = _through(rows, own, onward)
    denominator = lcm(staged.weight.denominator, staged.bias.denominator)
    bias = staged.bias.numerators * (denominator // staged.bias.denominator)
    scaled = np.identity(len(bias), dtype=object) * (denominator // staged.weight.denominator)
    return _with_values(rows, product(rows[:, Q:], np.vstack([bias, scaled])), denominator)


class Arguments(NamedTuple):
    """What the gates of a stage depend on.

    Attributes
    ----------
    directions : IntegerRows (c, n)
        Different primitive forms, the first coefficient positive.
    functions : tuple of dict
        For each direction, the numbers of its gates of one variable, with what they are as functions of the form.
    maxima : dict
        The numbers of the other gates, with their arguments: forms in (q, directions), shape (arity, 1 + c).
    denominator : int
        What the forms in ``maxima`` are to be divided by.
    """

    directions: IntegerRows
    functions: tuple[dict[int, PiecewiseLinearFunction1D], ...]
    maxima: dict[int, IntegerRows]
    denominator: int

    @classmethod
    def of(cls, stage: Stage) -> Arguments:
        """The arguments of the gates of a stage.

        >>> from tropnet.networks import Network
        >>> from tropnet.networks.stages import stages
        >>> net = Network.from_arrays([[[2], [-1]], [[1, 1]]], [[0, 3], [0]])
        >>> Arguments.of(stages(net).stages[0])
        Arguments(directions=array([[1]], dtype=object),
        functions=({0: PiecewiseLinearFunction1D(breakpoints=[0], slopes=[0, 2]),
        1: PiecewiseLinearFunction1D(breakpoints=[3], slopes=[-1, 0], value_at_zero=3)},), maxima={}, denominator=1)
        """
        numbers: dict[tuple[int, ...], int] = {}
        number, multiples = [], []
        for entries in stage.weight.numerators.tolist():
            first = next((entry for entry in entries if entry), 0)
            multiple = gcd(*entries) * (1 if first > 0 else -1)
            form = tuple(entry // multiple for entry in entries) if multiple else tuple(entries)
            number.append(numbers.setdefault(form, len(numbers)))
            multiples.append(multiple)
        denominator = lcm(stage.weight.denominator, stage.bias.denominator)
        forms = zeros((len(number), 1 + len(numbers)))
        forms[:, 0] = stage.bias.numerators * (denominator // stage.bias.denominator)
        forms[np.arange(len(number)), 1 + np.array(number, np.intp)] = row(multiples) * (
            denominator // stage.weight.denominator
        )
        functions: tuple[dict[int, PiecewiseLinearFunction1D], ...] = tuple({} for _ in numbers)
        maxima, i = {}, 0
        for k, gate in enumerate(stage.gates):
            if isinstance(gate, MaxGate):
                maxima[k] = forms[i : i + gate.arity]
            else:
                slope, lift = (
                    Fraction(entry, denominator) for entry in (forms[i, 1 + number[i]], forms[i, 0])
                )
                functions[number[i]][k] = gate @ PiecewiseLinearFunction1D([], [slope], lift)
            i += gate.arity
        directions = np.array(list(numbers), dtype=object).reshape(len(numbers), stage.weight.shape[1])
        return cls(directions, functions, maxima, denominator)

    def walls(self) -> Iterator[tuple[IntegerRows, list[Fraction]]]:
        """Forms in (q, directions), each with the values, ascending, at which a gate bends."""
        for number, own in enumerate(self.functions):
            levels = {b for function in own.values() for b in function.breakpoints}
            if levels:
                yield np.eye(1 + len(self.functions), dtype=np.int64)[1 + number], sorted(levels)
        for forms in self.maxima.values():
            for first, second in combinations(forms, 2):
                yield first - second, [Fraction(0)]


def _with_values(rows: IntegerRows, values: IntegerRows, factor: int) -> IntegerRows:
    """The primitive rows at the same points with other values, which are over ``factor`` q."""
    (points,) = fitting((magnitude(rows[:, :VALUES]) + 1) * factor, rows[:, :VALUES])
    return primitive(np.hstack([points * factor, values]))


def _cut(rows: IntegerRows, form: IntegerRows, levels: list[Fraction]) -> IntegerRows:
    """The rows with a new one wherever a form takes one of some ascending values inside an edge."""
    numerators, denominators = row([v.numerator for v in levels]), row([v.denominator for v in levels])
    largest = max(magnitude(numerators), magnitude(denominators))
    form, q, numerators, denominators = fitting(
        largest * (magnitude(form) + magnitude(rows[:, Q]) + 1), form, rows[:, Q], numerators, denominators
    )
    n_below = _numbers_of_levels(form, q, numerators, denominators, -1)
    n_up_to = _numbers_of_levels(form, q, numerators, denominators, 0)
    # A form that is constant from a point to infinity has height 0 there for every level, so that none is crossed.
    up, down = n_below[1:] - n_up_to[:-1], n_below[:-1] - n_up_to[1:]
    counts = np.maximum(np.maximum(up, down), 0)
    edges = np.repeat(np.arange(len(counts)), counts)
    if not len(edges):
        return rows
    steps = np.arange(len(edges)) - np.repeat(np.cumsum(counts) - counts, counts)
    crossed = np.where(up[edges] > 0, n_up_to[edges] + steps, n_below[edges] - 1 - steps)
    p, d = numerators[crossed], denominators[crossed]
    left, right = (form[ends] * d - q[ends] * p for ends in (edges, edges + 1))
    new = combine(abs(right), rows[edges], -abs(left), rows[edges + 1])
    dtype = np.result_type(rows, new)
    return np.insert(rows.astype(dtype, copy=False), edges + 1, new.astype(dtype, copy=False), axis=0)


def _numbers_of_levels(
    form: IntegerRows, q: IntegerRows, numerators: IntegerRows, denominators: IntegerRows, largest: int
) -> npt.NDArray[np.intp]:
    """How many ascending levels are less than the value form / q of each row (largest -1), or at most it (largest 0).

    The integer level q - form is then at most ``largest``.  At a direction, where q = 0, the value is infinite, with
    the sign of the form; a form that is zero there counts as equal to every level.
    """
    low, high = np.zeros(len(form), np.intp), np.full(len(form), len(numerators))
    for _ in range(len(numerators).bit_length()):
        middle = np.minimum((low + high) // 2, len(numerators) - 1)
        height = q * numerators[middle] - form * denominators[middle]
        is_open, is_counted = low < high, (height <= largest).astype(np.bool_)
        low = np.where(is_open & is_counted, middle + 1, low)
        high = np.where(is_open & ~is_counted, middle, high)
    return low


def _through(rows: IntegerRows, arguments: Arguments, onward: IntegerRows) -> IntegerRows:
    """The rows with linear combinations of the values behind the gates, which are linear on every edge."""
    q, columns, weights = rows[:, Q], [], []
    behind: list[tuple[int, PiecewiseLinearFunction1D]] = []
    for number, own in enumerate(arguments.functions):
        gates = list(own)
        if len(gates) > len(onward):
            combined = [
                linear_combination(list(own.values()), factors) for factors in onward[:, gates].tolist()
            ]
            behind += [(number, function) for function in combined]
            weights.append(np.identity(len(onward), dtype=object))
        else:
            behind += [(number, function) for function in own.values()]
            weights.append(onward[:, gates].T)
    scale = lcm(arguments.denominator, *(_denominator(function) for _, function in behind))
    columns = [_bent(function, rows[:, VALUES + number], q, scale) for number, function in behind]
    for gate, forms in arguments.maxima.items():
        largest = product(rows[:, Q:], forms.T * (scale // arguments.denominator)).max(axis=1)
        columns.append(largest)
        weights.append(onward[:, [gate]].T)
    values = integer_product(np.column_stack(columns).astype(object), np.vstack(weights))
    return _with_values(rows, values, scale)


def _denominator(function: PiecewiseLinearFunction1D) -> int:
    """The least common denominator of the slopes and intercepts."""
    return lcm(*(number.denominator for number in (*function.slopes, *function.intercepts)))


def _bent(function: PiecewiseLinearFunction1D, u: IntegerRows, q: IntegerRows, scale: int) -> IntegerRows:
    """The values of a function at u / q, times q and a scale that makes all slopes and intercepts integers."""
    slopes, lifts = (
        row([int(v * scale) for v in column]) for column in (function.slopes, function.intercepts)
    )
    breaks, _ = function.columns
    tables = [slopes, lifts, breaks.numerators, breaks.denominators]
    bound = (magnitude(u) + magnitude(q) + 1) * (magnitude(np.concatenate(tables)) + 1)
    u, q, slopes, lifts, numerators, denominators = fitting(bound, u, q, *tables)
    piece = _numbers_of_levels(u, q, numerators, denominators, -1)
    values: IntegerRows = slopes[piece] * u + lifts[piece] * q
    return values
