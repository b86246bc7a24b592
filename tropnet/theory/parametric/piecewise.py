"""A network with one input as a ``Piecewise`` expression: its break points are functions of the parameters.

The pieces of a network on a line are the cells of its complex, and slicing finds their ends as rational functions of
the parameters (:mod:`tropnet.theory.parametric.complex`).  Their order is that at a sample.  It is the same wherever
the conditions of :func:`~tropnet.theory.parametric.conditions.combinatorial_conditions` hold, and there the expression
is the function of the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

from tropnet.errors import ShapeError
from tropnet.theory.parameters import parameter, to_sympy
from tropnet.theory.parametric.complex import ParametricComplex
from tropnet.theory.parametric.network import ParametricNetwork

__all__ = ["piecewise_near"]


def piecewise_near(network: ParametricNetwork, sample: Mapping[Any, Any], x: Any) -> Any:
    """The function of a network with one input and one output, wherever the combinatorial type is that of a sample.

    Neighbouring cells are one piece if their affine maps are equal as functions of the parameters.

    Parameters
    ----------
    network : ParametricNetwork
    sample : mapping of symbols to rational numbers
    x : sympy expression or number
        Where the function is taken.

    Returns
    -------
    sympy Piecewise, or the single affine piece

    Raises
    ------
    ShapeError
        If there is not one input and one output.
    InputError
        As for :func:`~tropnet.theory.parametric.conditions.combinatorial_conditions`.

    Examples
    --------
    >>> import sympy
    >>> t, x = sympy.symbols("t x")
    >>> net = ParametricNetwork([([[1], [t]], [0, -1]), ([[1, -1]], [0])])
    >>> piecewise_near(net, {t: 2}, x)
    Piecewise((0, x <= 0), (x, x <= 1/t), (x*(1 - t) + 1, True))
    """
    if (network.input_dim, network.output_dim) != (1, 1):
        raise ShapeError(
            f"the network maps R^{network.input_dim} to R^{network.output_dim}, but only functions of one variable are "
            "written piece by piece; .outputs(...) gives all as maxima"
        )
    from sympy import Piecewise

    complex_ = ParametricComplex.at(network, sample)
    vertices = _ascending(complex_)
    cell_between = {frozenset(ends): cell for cell, ends in enumerate(complex_.complex.ends.tolist())}
    cells = [cell_between[frozenset(ends)] for ends in pairwise(vertices)]
    point = to_sympy(parameter(x))
    pieces = []
    for i, cell in enumerate(cells):
        is_last = i + 1 == len(cells)
        if is_last or complex_.maps[cell] != complex_.maps[cells[i + 1]]:
            ((slope, constant),) = complex_.affine_map(cell)
            pieces.append((slope * point + constant, is_last or point <= complex_.vertex(vertices[i + 1])[0]))
    return Piecewise(*pieces)


def _ascending(complex_: ParametricComplex) -> list[int]:
    """The vertices of a complex on the line, from minus to plus infinity."""
    rows, sign = complex_.rows, complex_.place.sign

    def order(i: int, j: int) -> int:
        return sign(rows[i][0] * rows[j][1] - rows[j][0] * rows[i][1])

    points = sorted((i for i, row in enumerate(rows) if sign(row[1])), key=cmp_to_key(order))
    left, right = ([i for i, (x, t, *_) in enumerate(rows) if not sign(t) and sign(x) == s] for s in (-1, 1))
    return [*left, *points, *right]
