r"""Plane tropical curves: balanced weighted graphs with straight edges in the plane.

A tropical hypersurface in two variables is a graph.  Its vertices are dual to the polygons of the dual subdivision,
its bounded edges to the inner segments, and its unbounded edges, the rays, to the segments on the boundary of the
Newton polygon; where that polygon is a segment, the curve is a union of parallel lines without vertices.

*Lattice length.*  The length of an edge is measured along its direction in units of the primitive vector of Z^2, so
that it is rational, and invariant under integer unimodular maps.

*Genus.*  Several integers bear this name.  Here :attr:`TropicalCurve.genus` is the first Betti number of the curve
as a subset of the plane, (edges) - (vertices) + (components); by Euler's formula it is the number of bounded linear
regions.  When exponents are integers, it is at most the number of interior lattice points of the Newton polygon,
which is the genus of a general algebraic curve with that polygon, with equality exactly when each of them is a
vertex of the dual subdivision; so for smooth curves.  A parametrised tropical curve may have a smaller genus, as
its edges may cross.

*Multiplicity.*  The multiplicity of a vertex is twice the area of its dual polygon; for a trivalent vertex with weights
:math:`w_i` and primitive directions :math:`u_i` this is :math:`w_1 w_2 |\det(u_1, u_2)|` for any two of its edges
(Mikhalkin, Enumerative tropical algebraic geometry in R^2, 2005, Definition 2.16).

*Degree.*  The degree is the number of points in which the curve meets a tropical line stably, with multiplicity: the
mixed area of the Newton polygon and the unit triangle (:mod:`tropnet.tropical.intersection`).  It is the least d
such that a translate of d times the unit triangle holds the Newton polygon.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.tropical.hypersurface import TropicalHypersurface, lattice_length
from tropnet.tropical.operands import checked_polynomial
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["TropicalCurve"]

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, repr=False)
class TropicalCurve:
    """The tropical hypersurface of a polynomial in two variables, as a metric graph.

    Attributes
    ----------
    polynomial : TropicalPolynomial
        In two variables, and not the tropical zero.

    Raises
    ------
    ShapeError
        If there are not two variables.
    InputError
        For the tropical zero.

    Examples
    --------
    A smooth cubic, a honeycomb with one hexagon:

    >>> exponents = [[i, j] for i in range(4) for j in range(4 - i)]
    >>> cubic = TropicalCurve(TropicalPolynomial(exponents, [-(i * i + j * j + i * j) for i, j in exponents]))
    >>> cubic
    <TropicalCurve of a polynomial with 10 monomials>
    >>> cubic.degree, cubic.genus, cubic.is_smooth
    (Fraction(3, 1), 1, True)
    >>> len(cubic.vertices), len(cubic.edges), len(cubic.ray_directions)
    (9, 9, 9)
    """

    polynomial: TropicalPolynomial

    def __post_init__(self) -> None:
        checked_polynomial(self.polynomial)
        if self.polynomial.n_variables != 2:
            raise ShapeError(
                f"the polynomial has {self.polynomial.n_variables} variables; a plane curve needs two, and "
                "TropicalHypersurface takes any number"
            )
        if self.polynomial.is_zero:
            raise InputError("the tropical zero is infinite everywhere, and has no curve")

    @cached_property
    def hypersurface(self) -> TropicalHypersurface:
        """The curve as a hypersurface: cells, dual subdivision, balancing.

        Examples
        --------
        >>> curve = TropicalCurve(TropicalPolynomial([[2, 0], [1, 1], [0, 2], [0, 0]], [0, 1, 0, 0]))
        >>> curve.hypersurface.f_vector
        (2, 5)
        """
        return TropicalHypersurface(self.polynomial)

    # The graph ------------------------------------------------------------------------------------------

    @property
    def vertices(self) -> RationalArray:
        """The vertices, shape (v, 2).

        Examples
        --------
        >>> curve = TropicalCurve(TropicalPolynomial([[2, 0], [1, 1], [0, 2], [0, 0]], [0, 1, 0, 0]))
        >>> curve.vertices
        RationalArray([[-1, 0], [0, -1]])
        """
        return self.hypersurface.vertices

    @cached_property
    def edges(self) -> Ints:
        """The bounded edges as pairs of vertices, shape (e, 2).

        Examples
        --------
        >>> square = TropicalPolynomial([[0, 0], [1, 0], [0, 1], [1, 1]], [0, 0, 0, -1])
        >>> curve = TropicalCurve(square)
        >>> curve.edges.tolist(), curve.edge_lengths, curve.edge_weights
        ([[0, 1]], RationalArray([1]), RationalArray([1]))
        """
        return np.array([self._ends[i] for i in self._bounded], np.intp).reshape(-1, 2)

    @cached_property
    def edge_lengths(self) -> RationalArray:
        """The lattice lengths of the bounded edges, shape (e,).

        Examples
        --------
        >>> curve = TropicalCurve(TropicalPolynomial([[2, 0], [1, 1], [0, 2], [0, 0]], [0, 1, 0, 0]))
        >>> curve.edges.tolist(), curve.edge_lengths
        ([[0, 1]], RationalArray([1]))
        """
        return RationalArray(
            [lattice_length(self.vertices[i] - self.vertices[j]) for i, j in self.edges.tolist()]
        )

    @property
    def edge_weights(self) -> RationalArray:
        """The weights of the bounded edges, shape (e,).

        Examples
        --------
        >>> curve = TropicalCurve(TropicalPolynomial([[2, 0], [1, 1], [0, 2], [0, 0]], [0, 1, 0, 0]))
        >>> curve.edge_weights
        RationalArray([1])
        """
        weights: RationalArray = self.hypersurface.weights[self._bounded]
        return weights

    @cached_property
    def ray_origins(self) -> Ints:
        """The vertices at which the unbounded edges start, shape (r,).

        Examples
        --------
        >>> line = TropicalCurve(TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, 0, 0]))
        >>> line.ray_origins, line.ray_directions, line.ray_weights
        (array([0, 0, 0]), RationalArray([[-1, 0], [0, -1], [1, 1]]), RationalArray([1, 1, 1]))
        """
        return np.array([self._ends[i][0] for i in self._unbounded], np.intp)

    @cached_property
    def ray_directions(self) -> RationalArray:
        """The primitive directions of the unbounded edges, shape (r, 2).

        Examples
        --------
        >>> curve = TropicalCurve(TropicalPolynomial([[2, 0], [1, 1], [0, 2], [0, 0]], [0, 1, 0, 0]))
        >>> curve.ray_directions
        RationalArray([[-1, 0], [0, -1], [1, 1], [1, 1]])
        """
        facets = self.hypersurface.facets
        rays = [facets[i].polyhedron.rays[0] for i in self._unbounded]
        return RationalArray(rays).reshape(-1, 2)

    @property
    def ray_weights(self) -> RationalArray:
        """The weights of the unbounded edges, shape (r,).

        Examples
        --------
        >>> curve = TropicalCurve(TropicalPolynomial([[2, 0], [1, 1], [0, 2], [0, 0]], [0, 1, 0, 0]))
        >>> curve.ray_weights
        RationalArray([2, 2, 1, 1])
        """
        weights: RationalArray = self.hypersurface.weights[self._unbounded]
        return weights

    @cached_property
    def n_lines(self) -> int:
        """The number of straight lines without vertices; more than 0 only where the Newton polygon is a segment.

        Examples
        --------
        >>> TropicalCurve(TropicalPolynomial([[0, 0], [1, 1], [2, 2]], [0, 1, 0])).n_lines
        2
        """
        return sum(not ends for ends in self._ends)

    # Invariants -----------------------------------------------------------------------------------------

    @cached_property
    def n_components(self) -> int:
        """The number of connected components: 1, or the number of parallel lines, or 0 for the empty curve.

        A curve with vertices is connected, being homotopy equivalent to a bouquet of circles
        (:mod:`tropnet.tropical.hypersurface`).

        Examples
        --------
        >>> TropicalCurve(TropicalPolynomial([[0, 0], [1, 1], [2, 2]], [0, 1, 0])).n_components
        2
        """
        return self.n_lines or int(len(self.vertices) > 0)

    @cached_property
    def genus(self) -> int:
        """The first Betti number: the number of independent cycles, which is that of bounded linear regions.

        Examples
        --------
        The square (4 monomials) with a raised point inside:

        >>> p = TropicalPolynomial([[0, 0], [2, 0], [0, 2], [2, 2], [1, 1]], [0, 0, 0, 0, 1])
        >>> TropicalCurve(p).genus
        1
        """
        return len(self.edges) - len(self.vertices) + int(len(self.vertices) > 0)

    @cached_property
    def degree(self) -> Fraction:
        """The least d such that a translate of conv{(0, 0), (d, 0), (0, d)} holds the Newton polygon.

        Examples
        --------
        >>> TropicalCurve(TropicalPolynomial([[0, 0], [2, 0], [0, 2], [2, 2]], [0, 0, 0, 0])).degree
        Fraction(4, 1)
        """
        exponents = self.polynomial.exponents
        degree: Fraction = exponents.sum(axis=1).max() - exponents.min(axis=0).sum()
        return degree

    @cached_property
    def vertex_multiplicities(self) -> RationalArray:
        """Twice the area of the dual polygon of every vertex, shape (v,).

        Examples
        --------
        >>> TropicalCurve(TropicalPolynomial([[0, 0], [2, 0], [0, 1]], [0, 0, 0])).vertex_multiplicities
        RationalArray([2])
        """
        if not len(self.vertices):
            return RationalArray.zeros(0)
        return RationalArray(list(self.hypersurface.subdivision.volumes)) * 2

    @property
    def is_smooth(self) -> bool:
        """Whether every vertex has three edges of weight 1 and multiplicity 1.

        Examples
        --------
        >>> line, double = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(2x, 2y, 0)")
        >>> TropicalCurve(line).is_smooth, TropicalCurve(double).is_smooth
        (True, False)
        """
        return self.hypersurface.is_smooth

    def __repr__(self) -> str:
        monomials = self.polynomial.n_monomials
        kind = "" if self.polynomial.convention == "max" else "min-plus "
        return f"<TropicalCurve of a {kind}polynomial with {monomials} monomial{'s' * (monomials != 1)}>"

    def _repr_svg_(self) -> str | None:
        from tropnet.tropical.drawing import curve_svg

        return curve_svg(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.polynomial,)

    @cached_property
    def _ends(self) -> list[list[int]]:
        """The vertices on each facet of the hypersurface: two, one or none."""
        ends: list[list[int]] = [[] for _ in self.hypersurface.facets]
        for edge, vertex in self.hypersurface.facets_of_cells(1).tolist():
            ends[edge].append(vertex)
        return ends

    @property
    def _bounded(self) -> list[int]:
        return [i for i, ends in enumerate(self._ends) if len(ends) == 2]

    @property
    def _unbounded(self) -> list[int]:
        return [i for i, ends in enumerate(self._ends) if len(ends) == 1]
