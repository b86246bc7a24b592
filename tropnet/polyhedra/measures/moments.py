r"""Normalized volumes and second moments of polytopes.

The lattice of the integer vectors parallel to a rational flat of dimension d has a fundamental cell; the
*normalized volume* of a polytope in the flat is its volume in units of that cell, times d!, so that the smallest
lattice simplices have normalized volume 1 and all lattice polytopes have an integer one (Beck and Robins, Computing the
continuous discretely, 2nd edition 2015, Section 5.4).  For a segment this is the lattice length.

Second moments come from a triangulation: the integral of :math:`y y^T`, with y affine in x, over a simplex of
volume v with the values :math:`y_0, \dots, y_n` at its vertices is
:math:`\frac{v}{(n+1)(n+2)} \left( \sum y_i y_i^T + (\sum y_i)(\sum y_i)^T \right)`.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import numpy as np

from tropnet.errors import UnboundedError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.lattices import integer_kernel
from tropnet.exact.matrix import solve
from tropnet.polyhedra.integer_rows import IntegerRows, primitive
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.volume import polytope_volume, pulling_triangulation, simplex_volumes

__all__ = ["moment_matrix", "normalized_volume"]


def normalized_volume(polytope: Polyhedron) -> Fraction:
    """The volume relative to the lattice in the affine hull, times the factorial of the dimension.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded; of any dimension.

    Returns
    -------
    Fraction
        A whole number for a lattice polytope; 1 for a point, 0 for the empty set.

    Raises
    ------
    UnboundedError
        If the polyhedron is not bounded.

    Source
    ------
    M. Beck and S. Robins, Computing the continuous discretely, Springer, 2nd edition 2015, Section 5.4.

    Examples
    --------
    >>> normalized_volume(Polyhedron.parse("[0,1]^3"))
    Fraction(6, 1)
    >>> normalized_volume(Polyhedron.from_generators([[0, 0], [4, 6]]))
    Fraction(2, 1)
    """
    checked_polyhedron(polytope)
    if polytope.is_empty:
        return Fraction(0)
    if not polytope.is_bounded:
        raise UnboundedError(f"{polytope!r} has infinite volume; intersect it with a box first")
    dim = polytope.dim
    if polytope.is_full_dimensional:
        return polytope.volume * factorial(dim)
    basis = integer_kernel(polytope.equations[:, :-1])
    coordinates = solve(basis.T, (polytope.vertices - polytope.vertices[0]).T).T
    return polytope_volume(_homogeneous(coordinates), polytope.incidence) * factorial(dim)


def moment_matrix(polytope: Polyhedron) -> RationalArray:
    r"""The integral of :math:`(x, 1)(x, 1)^T` over a polytope: its volume, first and second moments.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded.  The integral over a set that is not full-dimensional is zero.

    Returns
    -------
    RationalArray, shape (n + 1, n + 1)
        Symmetric; the last entry is the volume, the rest of the last row the volume times the centroid.

    Raises
    ------
    UnboundedError
        If the polyhedron is full-dimensional and unbounded.

    Examples
    --------
    The integrals of x^2, x and 1 from 0 to 3:

    >>> moment_matrix(Polyhedron.parse("[0,3]"))
    RationalArray([[9, 9/2], [9/2, 3]])
    """
    checked_polyhedron(polytope)
    n = polytope.ambient_dim
    if not polytope.is_full_dimensional:
        return RationalArray.zeros((n + 1, n + 1))
    if not polytope.is_bounded:
        raise UnboundedError(f"{polytope!r} has infinite volume; intersect it with a box first")
    vertices = concatenate([polytope.vertices, np.ones((len(polytope.vertices), 1), int)], axis=1)
    simplices = pulling_triangulation(polytope.incidence, n)
    volumes = rational_array(simplex_volumes(polytope.description.generators[0], simplices)) / factorial(n)
    corners = vertices[simplices]
    sums = corners.sum(axis=1)
    of_sums = sums.T @ (volumes.reshape(-1, 1) * sums)
    of_corners = sum(y.T @ (volumes.reshape(-1, 1) * y) for y in corners.transpose(1, 0, 2))
    moments: RationalArray = (of_sums + of_corners) / ((n + 1) * (n + 2))
    return moments


def _homogeneous(points: RationalArray) -> IntegerRows:
    """The primitive integer rows (x, t) with t > 0 that stand for the points x / t."""
    heights = np.full((len(points), 1), points.denominator, dtype=object)
    return primitive(np.concatenate([points.numerators, heights], axis=1))
