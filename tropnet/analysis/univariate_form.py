r"""Networks with one input as functions of one variable, and any network along a line.

The line is cut wherever a gate bends (:mod:`tropnet.analysis.line_cells`).  Between two vertices next to each other,
with the homogeneous rows :math:`(p_1, q_1, v_1)` and :math:`(p_2, q_2, v_2)`, an output has the slope

.. math:: \frac{v_2 q_1 - v_1 q_2}{p_2 q_1 - p_1 q_2} ,

and so it has at the two ends, where the rows are the directions :math:`(\mp 1, 0, v)`.

This shares nothing with :func:`tropnet.linear_regions` but the staged network, so that each can check the other.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tropnet.analysis.line_cells import P, Q, line_vertices
from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArrayLike
from tropnet.exact.fraction_arrays import FractionArray
from tropnet.networks.network import Network
from tropnet.networks.operations import restrict_to_line
from tropnet.networks.stages import StagedNetwork, stages
from tropnet.polyhedra.integer_rows import IntegerRows, fitting, magnitude
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["along", "cell_ends", "univariate_functions"]


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
    rows = line_vertices(_with_one_input(net))
    places = _points(rows)
    p, q, *outputs = fitting(2 * (magnitude(rows) + 1) ** 2, *rows.T)
    widths = p[1:] * q[:-1] - p[:-1] * q[1:]
    origin = int(np.flatnonzero((p == 0) & (q != 0))[0])
    return tuple(
        PiecewiseLinearFunction1D(
            places,
            FractionArray.quotients(v[1:] * q[:-1] - v[:-1] * q[1:], widths),
            Fraction(int(v[origin]), int(q[origin])),
        )
        for v in outputs
    )


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
    return _points(line_vertices(_with_one_input(net)))


def _points(rows: IntegerRows) -> FractionArray:
    """The points among the vertices of the line, without the two directions."""
    return FractionArray.quotients(rows[1:-1, P], rows[1:-1, Q])


def _with_one_input(net: Network) -> StagedNetwork:
    staged = stages(net)
    if staged.input_dim != 1:
        raise ShapeError(
            f"the network has {staged.input_dim} inputs, a function of one variable has one; "
            "give a line: along(net, p, q)"
        )
    return staged
