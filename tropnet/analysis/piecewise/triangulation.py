r"""Piecewise linear functions from triangulations: the nodal interpolation of values at points.

On a simplex with the vertices :math:`p_0, \dots, p_n` there is one affine map with given values there,

.. math::  \ell = \sum_j v_j \lambda_j, \qquad \lambda_j(p_i) = [i = j],

with the barycentric coordinates :math:`\lambda_j`; the inequalities :math:`\lambda_j \ge 0` are the facets.  They are
the columns of the inverse of the matrix with the rows :math:`(p_i, 1)`, and all of them are found together in
integers.

In a triangulation two simplices meet in a common face, so the maps agree there, and the interpolation is continuous.
Here this is not required but proved: simplices that cover a convex set without overlap, one of which has a vertex
inside a facet of another, are accepted if the value there is that of the other map.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.piecewise.subdivision import glued
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.polyhedra.elimination import cramer, determinants
from tropnet.polyhedra.integer_rows import IntegerRows, primitive
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["from_triangulation"]


def from_triangulation(
    points: RationalArrayLike,
    simplices: npt.ArrayLike,
    values: RationalArrayLike,
    domain: Polyhedron | None = None,
) -> PiecewiseLinear:
    """The function with given values at points that is affine on every simplex of a triangulation.

    Parameters
    ----------
    points : array-like, shape (p, n)
    simplices : array-like of int, shape (m, n + 1)
        The numbers of the vertices of each simplex.
    values : array-like, shape (p,)
    domain : Polyhedron, optional
        The domain of the function, to which the simplices are cut; their union, which must be convex, unless given.

    Raises
    ------
    ShapeError
        If the sizes do not fit.
    InputError
        If a number is that of no point, or a point is in no simplex; if a simplex is degenerate; if two simplices
        overlap, with a common interior point; if they do not cover the domain, with a point that is not covered; if
        the function is not continuous, with a point and the two values.
    EmptyDomainError
        If the domain has no interior point.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> f = from_triangulation([[0, 0], [1, 0], [0, 1], [1, 1]], [[0, 1, 3], [0, 2, 3]], [0, 1, 0, 1])
    >>> f(["1/2", "1/3"]), f.is_affine, f.domain == Polyhedron.parse("[0,1]^2")
    (Fraction(1, 2), True, True)
    >>> from_triangulation([[0, 0], [1, 0], [0, 1], [1, 1]], [[0, 1, 3], [0, 1, 2]], [0, 1, 0, 1])
    Traceback (most recent call last):
    tropnet.errors.InputError: simplex 0 and simplex 1 overlap: [1/2, 1/6] is an interior point \
of both; give cells without common interior points
    """
    nodes, heights = rational_array(points), rational_array(values)
    if nodes.ndim != 2 or not nodes.shape[1] or heights.shape != nodes.shape[:1]:
        raise ShapeError(
            f"points of shape {nodes.shape} and values of shape {heights.shape}; give (p, n) and (p,)"
        )
    corners = _corners(simplices, *nodes.shape)
    column = np.full((len(nodes), 1), nodes.denominator, dtype=object)
    rows = primitive(np.concatenate([nodes.numerators, column], axis=1))
    matrices = rows[corners]
    for i in np.flatnonzero(determinants(matrices) == 0).tolist():
        raise InputError(
            f"simplex {i} is degenerate: the points {nodes[corners[i]].to_text()} lie in a hyperplane; leave it out"
        )
    scales, forms = cramer(matrices, np.eye(nodes.shape[1] + 1, dtype=np.int64))
    cells = [_simplex(*data) for data in zip(matrices, forms, scales.tolist(), strict=True)]
    maps = _interpolants(forms, scales, rows[:, -1], heights, corners)
    return glued(cells, maps, domain, [f"simplex {i}" for i in range(len(cells))])


def _corners(simplices: npt.ArrayLike, n_points: int, n: int) -> npt.NDArray[np.intp]:
    """The simplices as an array of numbers of points, in which every point occurs."""
    given: npt.NDArray[Any] = np.asarray(simplices)
    if given.ndim != 2 or given.shape[1] != n + 1 or not len(given):
        raise ShapeError(f"simplices of shape {given.shape}; give (m, {n + 1}), m >= 1, for points in R^{n}")
    if given.dtype.kind not in "iu":
        raise InputError(f"simplices of type {given.dtype}; give the numbers of their vertices as integers")
    outside = given[(given < 0) | (given >= n_points)]
    if outside.size:
        raise InputError(f"there is no point {outside[0]}; the points are 0..{n_points - 1}")
    unused = np.setdiff1d(np.arange(n_points), given)
    if unused.size:
        raise InputError(f"point {unused[0]} is a vertex of no simplex; leave it out, or add simplices")
    return given.astype(np.intp)


def _simplex(vertices: IntegerRows, forms: IntegerRows, scale: int) -> Polyhedron:
    """A simplex from its vertices (x, t), and the columns of the inverse matrix times a scale."""
    facets = forms.T if scale > 0 else -forms.T
    inequalities = np.concatenate([-facets[:, :-1], facets[:, -1:]], axis=1)
    none = np.empty((0, len(vertices)), dtype=np.int64)
    return Polyhedron.from_double_description(inequalities, none, vertices, none)


def _interpolants(
    forms: IntegerRows,
    scales: IntegerRows,
    denominators: IntegerRows,
    values: RationalArray,
    corners: npt.NDArray[np.intp],
) -> RationalArray:
    """The affine maps of the simplices as rows (gradient, constant)."""
    weights = values.numerators * denominators.astype(object)
    numerators = (forms.astype(object) * weights[corners][:, None, :]).sum(axis=2)
    common = int(np.lcm.reduce(abs(scales.astype(object))))
    factors = common // scales.astype(object)
    return RationalArray.from_integers(numerators * factors[:, None], common * values.denominator)
