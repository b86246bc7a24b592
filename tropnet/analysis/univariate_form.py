r"""Networks with one input as functions of one variable, and any network along a line.

Slicing in dimension one needs no search.  The line is kept as its vertices from left to right, each as an integer row
:math:`(p, q, v_1, \dots, v_c)`: the point :math:`p/q` with the current values :math:`v_i / q` of the network, and at
the two ends the directions :math:`(\mp 1, 0)` with the slopes.  Everything is linear on the edge between two rows
next to each other.  Where a gate bends inside an edge, at a zero of a form h with the values :math:`h_1 h_2 < 0` at
its ends, the row :math:`|h_2| r_1 + |h_1| r_2` goes in between.  In the end the values at the rows are those of the
function, exactly.

This shares nothing with :func:`tropnet.linear_regions` but the staged network, so that each can check the other.
"""

from __future__ import annotations

from itertools import combinations
from math import lcm

import numpy as np

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.exact.integers import Integers, integer_product
from tropnet.networks.activations import Gate, MaxGate
from tropnet.networks.network import Network
from tropnet.networks.operations import restrict_to_line
from tropnet.networks.stages import StagedNetwork, stages
from tropnet.polyhedra.integer_rows import primitive
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["along", "cell_ends", "univariate_functions"]

# Columns of a row: the homogeneous coordinates of the point, then the values.
P, Q, VALUES = 0, 1, 2


def univariate_functions(net: Network) -> tuple[PiecewiseLinearFunction1D, ...]:
    """The functions of one variable that a network with one input computes, one for each output.

    Parameters
    ----------
    net : Network
        With one input, and gates of any kind.

    Returns
    -------
    tuple of PiecewiseLinearFunction1D

    Raises
    ------
    ShapeError
        If there is not one input; use :func:`along` for the network on a line.

    Examples
    --------
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[2, -4, 2]]], [[0, "-1/2", -1], [0]])
    >>> univariate_functions(tent)
    (PiecewiseLinearFunction1D(breakpoints=[0, 1/2, 1], slopes=[0, 2, -2, 0]),)
    """
    rows = _rows(_with_one_input(net))
    middle = int(np.flatnonzero((rows[:, P] == 0) & (rows[:, Q] != 0))[0])
    inner = rows[1:-1]
    places = FractionArray.quotients(inner[:, P], inner[:, Q])
    found = []
    for values in rows[:, VALUES:].T:
        heights = FractionArray.quotients(values[1:-1], inner[:, Q])
        ends = FractionArray.quotients(values[[0, -1]], rows[[0, -1], P])
        steep = (heights[1:] - heights[:-1]) / (places[1:] - places[:-1])
        slopes = concatenated([ends[:1], steep, ends[1:]])
        found.append(PiecewiseLinearFunction1D(places, slopes, heights[middle - 1]))
    return tuple(found)


def along(net: Network, p: RationalArrayLike, q: RationalArrayLike) -> tuple[PiecewiseLinearFunction1D, ...]:
    """The functions t -> net(p + t (q - p)) on the line through two points, one for each output.

    Parameters
    ----------
    net : Network
    p, q : array-like of rationals
        Two different inputs: the places of t = 0 and t = 1.

    Returns
    -------
    tuple of PiecewiseLinearFunction1D

    Raises
    ------
    ShapeError
        If a point does not have the input shape.
    InputError
        If the points are equal.

    Examples
    --------
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> along(norm, [-1, 0], [0, 1])
    (PiecewiseLinearFunction1D(breakpoints=[0, 1], slopes=[-2, 0, 2], value_at_zero=1),)
    """
    return univariate_functions(restrict_to_line(net, p, q))


def cell_ends(net: Network) -> FractionArray:
    """Increasing points of the line between which every neuron keeps to one linear piece.

    They are the points where a neuron changes its piece, and perhaps more: the origin, and the points where two
    arguments of a maximum are equal which a third one exceeds.

    Parameters
    ----------
    net : Network
        With one input, and gates of any kind.

    Returns
    -------
    FractionArray

    Raises
    ------
    ShapeError
        If there is not one input.

    Examples
    --------
    The function of this network is the identity, but its neurons change their pieces:

    >>> cell_ends(Network.from_arrays([[[1], [-1]], [[1, -1]]], [[-1, 1], [1]]))
    FractionArray([0, 1])
    """
    inner = _rows(_with_one_input(net))[1:-1]
    return FractionArray.quotients(inner[:, P], inner[:, Q])


# -- the line as rows ------------------------------------------------------------------------------


def _with_one_input(net: Network) -> StagedNetwork:
    staged = stages(net)
    if staged.input_dim != 1:
        raise ShapeError(
            f"the network has {staged.input_dim} inputs, a function of one variable has one; "
            "give a line: along(net, p, q)"
        )
    return staged


def _rows(staged: StagedNetwork) -> Integers:
    """The vertices of the line with the values of the outputs, from left to right."""
    rows: Integers = np.array([[-1, 0, -1], [0, 1, 0], [1, 0, 1]], dtype=object)
    for stage in staged.stages:
        rows = _mapped(rows, stage.weight, stage.bias)
        first = VALUES
        for gate in stage.gates:
            rows = _cut_by_gate(rows, gate, first)
            first += gate.arity
        rows = _through(rows, stage.gates)
    return _mapped(rows, staged.weight, staged.bias)


def _mapped(rows: Integers, weight: RationalArray, bias: RationalArray) -> Integers:
    """The rows with the values weight @ v + bias in place of the values v."""
    matrix = concatenate([weight.T, bias.reshape(1, -1)])
    values = integer_product(np.hstack([rows[:, VALUES:], rows[:, [Q]]]), matrix.numerators)
    return _primitive(np.hstack([rows[:, :VALUES] * matrix.denominator, values]))


def _cut_by_gate(rows: Integers, gate: Gate, first: int) -> Integers:
    """The rows with new ones where a gate bends, whose arguments stand from column ``first`` on."""
    if isinstance(gate, MaxGate):
        for i, j in combinations(range(first, first + gate.arity), 2):
            rows = _cut(rows, rows[:, i] - rows[:, j])
    else:
        for b in gate.breakpoints:
            rows = _cut(rows, rows[:, first] * b.denominator - rows[:, Q] * b.numerator)
    return rows


def _cut(rows: Integers, form: Integers) -> Integers:
    """The rows with a new one inside every edge at whose ends a form has opposite signs."""
    signs = (form > 0).astype(np.int8) - (form < 0).astype(np.int8)
    edges = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    if not len(edges):
        return rows
    left, right = abs(form[edges])[:, None], abs(form[edges + 1])[:, None]
    new = _primitive(right * rows[edges] + left * rows[edges + 1])
    return np.insert(rows, edges + 1, new, axis=0)


def _through(rows: Integers, gates: tuple[Gate, ...]) -> Integers:
    """The rows behind the gates, which are linear on every edge."""
    columns, denominators, first = [], [], VALUES
    for gate in gates:
        values = rows[:, first : first + gate.arity]
        denominator = 1
        if isinstance(gate, MaxGate):
            behind = values.max(axis=1)
        elif gate.is_identity:
            behind = values[:, 0]
        else:
            behind, denominator = _bent(gate, values[:, 0], rows[:, Q])
        columns.append(behind)
        denominators.append(denominator)
        first += gate.arity
    common = lcm(*denominators)
    scaled = [
        column * (common // denominator) for column, denominator in zip(columns, denominators, strict=True)
    ]
    return _primitive(np.column_stack([rows[:, :VALUES] * common, *scaled]))


def _bent(gate: PiecewiseLinearFunction1D, z: Integers, q: Integers) -> tuple[Integers, int]:
    """The values of a function of one variable at the homogeneous values (z, q), times a denominator.

    At a direction, where q = 0, the piece is the first or the last one, by the sign of z.
    """
    piece = np.zeros(len(z), np.intp)
    for b in gate.breakpoints:
        piece += (z * b.denominator - q * b.numerator > 0).astype(np.intp)
    slopes, intercepts = rational_array(gate.slopes), rational_array(gate.intercepts)
    common = lcm(slopes.denominator, intercepts.denominator)
    steep = (slopes * common).numerators[piece]
    lifts = (intercepts * common).numerators[piece]
    return z * steep + q * lifts, common


def _primitive(rows: Integers) -> Integers:
    """Every row divided by the greatest common divisor of its entries, as Python integers."""
    return primitive(rows).astype(object)
