r"""Polyhedra made of several: Minkowski sum, closed convex hull of a union, product.

A polyhedron is the sum of a polytope, the hull of points, and its recession cone.  From generators:

* The sum of polyhedra has the sums of points as points, and all rays and lines (it is closed).
* The *closed* convex hull of a union has all points, all rays and all lines of the non-empty members.  For
  polytopes, and whenever all recession cones agree, it is the convex hull itself; otherwise the hull need not be
  closed: the hull of a line and a point beside it is an open strip with the line and the point (Rockafellar,
  Convex analysis, 1970, Theorem 19.6).
* The product of polyhedra has the inequalities of the factors side by side.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.polyhedra.boxes import box_facets, box_sum
from tropnet.polyhedra.hulls.minkowski import minkowski_description
from tropnet.polyhedra.integer_rows import IntegerRows
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["convex_hull", "minkowski_sum", "product"]


def minkowski_sum(*polyhedra: Polyhedron) -> Polyhedron:
    """The set of all sums of one point of each; also written ``P + Q``.

    The sum with the empty set is empty.

    Raises
    ------
    InputError
        If no polyhedron is given.
    ShapeError
        If the polyhedra lie in different spaces.

    Notes
    -----
    Boxes are added side by side.  Otherwise the generators of the summands are needed, and the sums of pairs of
    vertices are not formed: see :mod:`tropnet.polyhedra.hulls.minkowski`, also for the cost.

    Examples
    --------
    >>> minkowski_sum(Polyhedron.parse("[0,1]^2"), Polyhedron.from_generators([[0, 0], [1, 1]])).vertices
    RationalArray([[0, 0], [0, 1], [1, 0], [1, 2], [2, 1], [2, 2]])
    """
    n = _common_space(polyhedra)
    for polyhedron in polyhedra:
        if polyhedron.is_empty:
            return polyhedron
    bounds = [polyhedron.description.bounds for polyhedron in polyhedra]
    sides = [ends for ends in bounds if ends is not None]
    if len(sides) == len(polyhedra):
        return Polyhedron(n, _constraints=box_facets(reduce(box_sum, sides)))
    generators, lines = zip(
        *(polyhedron.description.some_generators for polyhedron in polyhedra), strict=True
    )
    both = minkowski_description(*(rows[rows[:, -1] > 0] for rows in generators))
    rays = [rows[rows[:, -1] == 0] for rows in generators]
    if not any(map(len, (*rays, *lines))):
        return Polyhedron.from_double_description(*both)
    return Polyhedron(n, _generators=(np.concatenate([both.generators, *rays]), np.concatenate(lines)))


def convex_hull(*polyhedra: Polyhedron) -> Polyhedron:
    """The smallest polyhedron that contains all of them: the closed convex hull of the union.

    Raises
    ------
    InputError
        If no polyhedron is given.
    ShapeError
        If the polyhedra lie in different spaces.

    Source
    ------
    R. T. Rockafellar, Convex analysis, 1970, Theorem 19.6.

    Examples
    --------
    >>> point, line = Polyhedron.from_generators([[0, 3]]), Polyhedron.parse("x2 = 0")
    >>> convex_hull(point, line).inequalities
    RationalArray([[0, -1, 0], [0, 1, 3]])
    """
    n = _common_space(polyhedra)
    # An empty member has no generators at all.
    generators, lines = zip(
        *(polyhedron.description.some_generators for polyhedron in polyhedra), strict=True
    )
    return Polyhedron(n, _generators=(np.concatenate(generators), np.concatenate(lines)))


def product(*polyhedra: Polyhedron) -> Polyhedron:
    """The set of all (x, y, ...) with x in P, y in Q, ...; also written ``P * Q``.

    Raises
    ------
    InputError
        If no polyhedron is given.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import simplex
    >>> prism = product(simplex(2), Polyhedron.parse("[0,1]"))
    >>> prism.f_vector, prism.volume
    ((6, 9, 5), Fraction(1, 2))
    """
    _at_least_one(polyhedra)
    n = sum(polyhedron.ambient_dim for polyhedron in polyhedra)
    systems = [polyhedron.description.some_constraints for polyhedron in polyhedra]
    inequalities, equations = (_side_by_side(list(blocks), n) for blocks in zip(*systems, strict=True))
    return Polyhedron(n, _constraints=(inequalities, equations))


def _side_by_side(blocks: list[IntegerRows], n: int) -> IntegerRows:
    """Rows (a, b) about consecutive groups of coordinates, as rows about all n."""
    rows = np.zeros((sum(map(len, blocks)), n + 1), dtype=np.result_type(*blocks))
    row = column = 0
    for block in blocks:
        below, beside = row + len(block), column + block.shape[1] - 1
        rows[row:below, column:beside], rows[row:below, -1] = block[:, :-1], block[:, -1]
        row, column = below, beside
    return rows


def _common_space(polyhedra: tuple[Polyhedron, ...]) -> int:
    _at_least_one(polyhedra)
    dims = sorted({polyhedron.ambient_dim for polyhedron in polyhedra})
    if len(dims) > 1:
        spaces = " and ".join(f"R^{n}" for n in dims)
        raise ShapeError(f"the polyhedra lie in {spaces}; the spaces must be the same")
    return dims[0]


def _at_least_one(polyhedra: tuple[Polyhedron, ...]) -> None:
    for polyhedron in polyhedra:
        checked_polyhedron(polyhedron)
    if not polyhedra:
        raise InputError(
            "no polyhedron was given, so the dimension of the space is not known; give at least one"
        )
