r"""Tropical hypersurfaces: where the maximum is attained at least twice.

The *tropical hypersurface* V(p) of :math:`p(x) = \max_i (a_i \cdot x + c_i)` is the set of points x at which at least
two monomials attain the maximum: where p is not differentiable.  It is a polyhedral complex, pure of dimension
n - 1, whose complement consists of the open linear regions of p.

**Duality.**  Two points x, y are in the relative interior of the same cell when the same monomials attain the maximum
at both.  These sets of monomials are the cells of the dual subdivision
(:mod:`tropnet.tropical.subdivision`), so the k-cells of V(p) correspond to the (n - k)-cells of the subdivision, with
inclusions reversed; regions correspond to vertices.  A cell and its dual are orthogonal, and a cell is bounded,
modulo the lineality space, exactly when its dual does not lie in the boundary of the Newton polytope (Maclagan and
Sturmfels, Introduction to tropical geometry, 2015, Section 3.1).  Here the number of a cell is the number of its dual.

**Weights.**  A facet is dual to an edge from a to b of the subdivision.  Its weight is the lattice length of the edge:
the number w > 0 such that (a - b) / w is a primitive vector of Z^n.  It is an integer, the greatest common divisor
of the entries of a - b, when exponents are integers, and rational in general.

**Balancing.**  At a cell of codimension 2, let :math:`u_1, \dots, u_m` be the primitive vectors of Z^n, modulo the
span of the cell, that point into the facets around it.  Then :math:`\sum_j w_j u_j = 0` modulo that span, because
the :math:`w_j u_j` are the edges of the dual polygon, turned by a right angle (Theorem 3.3.2 there; it needs no
integers: the edge vectors of a polygon sum to 0 whatever the lattice).

**Topology.**  Divide by the lineality space; m, the dimension of the Newton polytope, is what is left of n.  An
unbounded region retracts to its boundary, so V(p) together with the bounded regions is contractible like R^m itself.
Hence V(p) is homotopy equivalent to a bouquet of spheres of dimension m - 1, one for each bounded region.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.lattices import integer_kernel
from tropnet.exact.matrix import primitive, row_space
from tropnet.polyhedra.integer_rows import IntegerRows, sorted_unique
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.convention import sign_of
from tropnet.tropical.operands import checked_polynomial
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.subdivision import RegularSubdivision, SubdivisionCell, dual_subdivision

__all__ = ["TropicalCell", "TropicalHypersurface", "lattice_length"]


def lattice_length(vector: RationalArrayLike) -> Fraction:
    """The number w >= 0 such that the vector is w times a primitive vector of Z^n; 0 for the zero vector.

    Examples
    --------
    >>> lattice_length([4, -6]), lattice_length(["1/2", "1/3"])
    (Fraction(2, 1), Fraction(1, 6))
    """
    entries = rational_array(vector)
    return Fraction(gcd(*entries.numerators.tolist()), entries.denominator)


@dataclass(frozen=True, repr=False)
class TropicalHypersurface:
    """The weighted polyhedral complex of the points where at least two monomials attain the value.

    Attributes
    ----------
    polynomial : TropicalPolynomial
        In either convention; not the tropical zero.

    Raises
    ------
    InputError
        For the tropical zero: it is infinite everywhere.

    Examples
    --------
    The tropical line:

    >>> line = TropicalHypersurface(TropicalPolynomial([[1, 0], [0, 1], [0, 0]], [0, 0, 0]))
    >>> line
    <TropicalHypersurface in R^2 of a polynomial with 3 monomials>
    >>> line.f_vector, line.vertices, line.rays
    ((1, 3), RationalArray([[0, 0]]), RationalArray([[-1, 0], [0, -1], [1, 1]]))
    >>> line.weights, line.is_balanced()
    (RationalArray([1, 1, 1]), True)
    >>> [2, 2] in line, [2, 1] in line
    (True, False)
    """

    polynomial: TropicalPolynomial

    def __post_init__(self) -> None:
        if checked_polynomial(self.polynomial).is_zero:
            raise InputError(
                "the tropical zero is infinite everywhere; only a polynomial with monomials has a hypersurface"
            )

    # The complex ----------------------------------------------------------------------------------------

    @property
    def ambient_dim(self) -> int:
        """The number n of variables."""
        return self.polynomial.n_variables

    @cached_property
    def subdivision(self) -> RegularSubdivision:
        """The dual subdivision of the Newton polytope."""
        return dual_subdivision(self.polynomial)

    def cells(self, dim: int) -> tuple[TropicalCell, ...]:
        """The cells of one dimension from 0 to n - 1.

        Cell i is dual to cell i of dimension n - dim of the subdivision.  With a lineality space of dimension l
        there are no cells of dimension less than l.

        Raises
        ------
        InputError
            If no cell can have this dimension.

        Examples
        --------
        >>> p = TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, 1, 2])
        >>> [cell.monomials for cell in TropicalHypersurface(p).cells(1)]
        [(0, 1), (0, 2), (1, 2)]
        """
        if not 0 <= dim < self.ambient_dim:
            raise InputError(
                f"a hypersurface in R^{self.ambient_dim} has no cells of dimension {dim}; "
                "the linear regions are .regions"
            )
        return self._cells(dim)

    @property
    def facets(self) -> tuple[TropicalCell, ...]:
        """The cells of dimension n - 1, on which the weights are; none where p is a single region.

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, 0)"))
        >>> [facet.polyhedron.rays.tolist() for facet in line.facets]
        [[[-1, 0]], [[0, -1]], [[1, 1]]]
        """
        return self._cells(self.ambient_dim - 1)

    @property
    def regions(self) -> tuple[TropicalCell, ...]:
        """The linear regions, closed, in the order of the essential monomials: n-dimensional, and dual to vertices.

        Examples
        --------
        >>> p = TropicalPolynomial([[0], [1], [2]], [0, 1, 0])
        >>> [region.polyhedron.vertices.tolist() for region in TropicalHypersurface(p).regions]
        [[[-1]], [[-1], [1]], [[1]]]
        """
        return self._cells(self.ambient_dim)

    @cached_property
    def f_vector(self) -> tuple[int, ...]:
        """The number of cells of each dimension from 0 to n - 1.

        Examples
        --------
        Two parallel lines in the plane:

        >>> TropicalHypersurface(TropicalPolynomial([[0, 0], [1, 1], [2, 2]], [0, 1, 0])).f_vector
        (0, 2)
        """
        n, dual = self.ambient_dim, self.subdivision.f_vector
        return tuple(dual[n - k] if n - k < len(dual) else 0 for k in range(n))

    @overload
    def dual_cell(self, cell: TropicalCell) -> SubdivisionCell: ...
    @overload
    def dual_cell(self, cell: SubdivisionCell) -> TropicalCell: ...
    def dual_cell(self, cell: TropicalCell | SubdivisionCell) -> TropicalCell | SubdivisionCell:
        """The dual of a cell of the hypersurface (or of a region), and of a cell of the subdivision.

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial([[1, 0], [0, 1], [0, 0]], [0, 0, 0]))
        >>> triangle, = line.subdivision.maximal_cells
        >>> line.dual_cell(triangle), line.dual_cell(line.dual_cell(triangle)) == triangle
        (<TropicalCell of dimension 0, number 0>, True)
        """
        if isinstance(cell, TropicalCell):
            return cell.dual
        return TropicalCell(self, self.ambient_dim - cell.dim, cell.index)

    def facets_of_cells(self, dim: int) -> npt.NDArray[np.intp]:
        """The face relation: pairs (i, j) where the (dim - 1)-cell j is a facet of the dim-cell i.

        For dim = n the cells i are the regions.

        Returns
        -------
        integer array, shape (p, 2)

        Raises
        ------
        InputError
            If no cell of this dimension can have a facet.

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial([[1, 0], [0, 1], [0, 0]], [0, 0, 0]))
        >>> line.facets_of_cells(1).tolist()
        [[0, 0], [1, 0], [2, 0]]
        """
        codim = self.ambient_dim - dim
        if not 0 <= codim < self.ambient_dim:
            raise InputError(
                f"cells of dimension {dim} have no facets here; it must be 1 to {self.ambient_dim}"
            )
        if codim >= self.subdivision.dim:
            return np.zeros((0, 2), np.intp)
        pairs = self.subdivision.facets_of_cells(codim + 1)[:, ::-1]
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]

    # Coordinates ----------------------------------------------------------------------------------------

    @cached_property
    def vertices(self) -> RationalArray:
        """The cells of dimension 0, shape (k, n), in the order of ``cells(0)``.

        None where there are lines: then every cell contains a translate of :attr:`lineality_space`.

        Examples
        --------
        >>> TropicalHypersurface(TropicalPolynomial([[0], [1], [2]], [0, 1, 0])).vertices
        RationalArray([[-1], [1]])
        """
        n = self.ambient_dim
        if not n or self.subdivision.dim < n:
            return RationalArray.zeros((0, n))
        around = self.subdivision.levels[n].walls.argmax(axis=1)
        return RationalArray([[Fraction(x, s) for x in row] for *row, s in self.generators[around].tolist()])

    @cached_property
    def rays(self) -> RationalArray:
        """The primitive directions in which the hypersurface is unbounded, modulo lines, shape (k, n), sorted.

        They are the outer normals (inner ones for min-plus) of the facets of the Newton polytope, except when
        that is a segment: then the hypersurface is a union of parallel hyperplanes.

        Examples
        --------
        >>> TropicalHypersurface(TropicalPolynomial([[0, 0], [2, 0], [0, 1]], [0, 0, 0])).rays
        RationalArray([[-1, 0], [0, -1], [1, 2]])
        """
        levels, rows = self.subdivision.levels, self.generators
        on_facet = levels[1].walls.any(axis=0) if len(levels) > 1 else np.zeros(len(rows), np.bool_)
        return RationalArray.from_integers(sorted_unique(rows[on_facet & (rows[:, -1] == 0)])[:, :-1])

    @cached_property
    def lineality_space(self) -> RationalArray:
        """The directions along which the hypersurface is invariant, a reduced basis of shape (l, n).

        It is the orthogonal complement of the affine hull of the Newton polytope.

        Examples
        --------
        >>> TropicalHypersurface(TropicalPolynomial([[0, 0], [1, 1]], [0, 0])).lineality_space
        RationalArray([[1, -1]])
        """
        return RationalArray.from_integers(self.subdivision.affine_hull[:, : self.ambient_dim])

    @cached_property
    def generators(self) -> IntegerRows:
        """The vertices and rays of the complex of linear regions, in the order of the walls: integer rows (x, t).

        The rows are primitive.  A row is the vertex x / t when t > 0, and the ray x when t = 0.

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, 0)"))
        >>> line.generators.tolist()
        [[0, 0, 1], [-1, 0, 0], [0, -1, 0], [1, 1, 0]]
        """
        n, walls = self.ambient_dim, self.subdivision.walls
        sign = sign_of(self.polynomial.convention)
        return primitive(np.concatenate([sign * walls[:, :n], walls[:, n : n + 1]], axis=1)).numerators

    # Weights --------------------------------------------------------------------------------------------

    @cached_property
    def weights(self) -> RationalArray:
        """The weight of every facet, positive, in the order of :attr:`facets`.

        Examples
        --------
        >>> TropicalHypersurface(TropicalPolynomial([[0, 0], [2, 0], [0, 1]], [0, 0, 0])).weights
        RationalArray([1, 2, 1])
        """
        exponents = self.polynomial.exponents
        ends = [cell.dual.vertices for cell in self.facets]
        first, second = ([pair[k] for pair in ends] for k in (0, 1))
        edges = exponents[second] - exponents[first]
        lengths = np.gcd.reduce(edges.numerators, axis=1) if self.ambient_dim else np.zeros(0, object)
        return RationalArray.from_integers(lengths, edges.denominator)

    def unbalanced_cells(self, weights: RationalArrayLike | None = None) -> tuple[TropicalCell, ...]:
        """The cells of codimension 2 at which the weighted sum of primitive directions is not 0.

        For the weights of the hypersurface itself there are none; this computes the sums, from the polyhedra and
        independently of the subdivision.

        Parameters
        ----------
        weights : array-like of rationals, shape (number of facets,), optional
            Other weights.

        Raises
        ------
        ShapeError
            If there are not as many weights as facets.

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial([[1, 0], [0, 1], [0, 0]], [0, 0, 0]))
        >>> line.unbalanced_cells(), line.unbalanced_cells([1, 2, 1])
        ((), (<TropicalCell of dimension 0, number 0>,))
        """
        values = self.weights if weights is None else rational_array(weights)
        if values.shape != self.weights.shape:
            raise ShapeError(f"weights have shape {values.shape}; there are {len(self.weights)} facets")
        if self.ambient_dim < 2:
            return ()
        around: dict[int, list[int]] = {}
        for facet, ridge in self.facets_of_cells(self.ambient_dim - 1).tolist():
            around.setdefault(ridge, []).append(facet)
        ridges, cells = self.cells(self.ambient_dim - 2), self.facets
        return tuple(
            ridges[i]
            for i, facets in sorted(around.items())
            if (values[facets] @ _directions(ridges[i], [cells[j] for j in facets])).sign().any()
        )

    def is_balanced(self, weights: RationalArrayLike | None = None) -> bool:
        """Whether the weighted sum of primitive directions vanishes at every cell of codimension 2.

        :meth:`unbalanced_cells` has the witnesses where it does not.

        Examples
        --------
        >>> p = TropicalPolynomial([["1/2", 0], [0, "1/3"], [0, 0], [1, 1]], [0, 0, 0, -1])
        >>> TropicalHypersurface(p).is_balanced()
        True
        """
        return not self.unbalanced_cells(weights)

    @property
    def is_smooth(self) -> bool:
        """Whether the dual subdivision is a unimodular triangulation.

        Examples
        --------
        >>> TropicalHypersurface(TropicalPolynomial([[0, 0], [2, 0], [0, 1]], [0, 0, 0])).is_smooth
        False
        """
        return self.subdivision.is_unimodular

    # Shape ----------------------------------------------------------------------------------------------

    @cached_property
    def euler_characteristic(self) -> int:
        """The topological Euler characteristic: the alternating sum of the cells that are bounded modulo lines.

        The complex retracts to these cells.

        Examples
        --------
        >>> ring = [[0, 0], [1, 0], [2, 1], [1, 2], [0, 1], [1, 1]]
        >>> TropicalHypersurface(TropicalPolynomial(ring, [0, 0, 0, 0, 0, 1])).euler_characteristic
        0
        """
        is_ray = self.subdivision.walls[:, -2] == 0
        counts = [int((~level.walls[:, is_ray].any(axis=1)).sum()) for level in self.subdivision.levels[1:]]
        return sum((-1) ** (self.subdivision.dim - codim) * k for codim, k in enumerate(counts, start=1))

    def contains(self, x: RationalArrayLike) -> bool:
        """Whether at least two monomials attain the value at x, shape (n,).

        Raises
        ------
        ShapeError, NotRationalError
            If x is no rational point of R^n.

        Examples
        --------
        >>> TropicalHypersurface(TropicalPolynomial([[0], [2]], [1, 0])).contains(["1/2"])
        True
        """
        return len(self.polynomial.attained(x)) > 1

    def __contains__(self, x: RationalArrayLike) -> bool:
        return self.contains(x)

    def __repr__(self) -> str:
        monomials = self.polynomial.n_monomials
        kind = "" if self.polynomial.convention == "max" else "min-plus "
        return (
            f"<TropicalHypersurface in R^{self.ambient_dim} of a {kind}polynomial with "
            f"{monomials} monomial{'s' * (monomials != 1)}>"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.polynomial,)

    @cached_property
    def _forms(self) -> IntegerRows:
        """Integer rows such that row j - row i, read as (a, b) with a.x <= b, says that monomial i is as good as j."""
        p = self.polynomial
        lifted = concatenate([p.exponents, -p.coefficients.reshape(-1, 1)], axis=1)
        return np.asarray(lifted.numerators * sign_of(p.convention))

    def _cells(self, dim: int) -> tuple[TropicalCell, ...]:
        codim = self.ambient_dim - dim
        if codim > self.subdivision.dim:
            return ()
        return tuple(TropicalCell(self, dim, index) for index in range(self.subdivision.f_vector[codim]))


@dataclass(frozen=True, repr=False)
class TropicalCell:
    """A cell of a tropical hypersurface, or one of the linear regions around it.

    Attributes
    ----------
    hypersurface : TropicalHypersurface
    dim : int
    index : int
        Its place among the cells of its dimension, and that of its dual.

    Examples
    --------
    >>> p = TropicalPolynomial([[0, 0], [1, 0], [0, 1], [3, 0]], [0, 1, 2, 0])
    >>> cell = TropicalHypersurface(p).cells(0)[0]
    >>> cell, cell.monomials, cell.polyhedron.vertices
    (<TropicalCell of dimension 0, number 0>, (0, 1, 2), RationalArray([[-1, -2]]))
    """

    hypersurface: TropicalHypersurface
    dim: int
    index: int

    @property
    def dual(self) -> SubdivisionCell:
        """The dual cell of the subdivision, of dimension n - dim.

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, 0)"))
        >>> line.facets[0].dual.polytope.vertices
        RationalArray([[0, 0], [0, 1]])
        """
        whole = self.hypersurface
        return SubdivisionCell(whole.subdivision, whole.ambient_dim - self.dim, self.index)

    @property
    def monomials(self) -> tuple[int, ...]:
        """The monomials that attain the value at the points of the relative interior.

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, 0)"))
        >>> [facet.monomials for facet in line.facets]
        [(0, 1), (0, 2), (1, 2)]
        """
        return self.dual.points

    @property
    def weight(self) -> Fraction:
        """The weight of a facet.

        Raises
        ------
        InputError
            For cells of other dimensions, which have none.

        Examples
        --------
        >>> double = TropicalHypersurface(TropicalPolynomial.parse("max(2x, 2y, 0)"))
        >>> double.facets[0].weight
        Fraction(2, 1)
        """
        whole = self.hypersurface
        if self.dim != whole.ambient_dim - 1:
            raise InputError(
                f"{self!r} has no weight; facets, of dimension {whole.ambient_dim - 1}, have one"
            )
        weight: Fraction = whole.weights[self.index]
        return weight

    @cached_property
    def polyhedron(self) -> Polyhedron:
        """The closed cell as a set of points.

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, 0)"))
        >>> line.facets[0].polyhedron == Polyhedron.from_generators([[0, 0]], rays=[[-1, 0]])
        True
        """
        whole, dual = self.hypersurface, self.dual
        forms = whole._forms
        first, *others = dual.vertices
        beside = [(set(coface.vertices) - set(dual.vertices)).pop() for coface in dual.cofaces]
        hull = whole.subdivision.affine_hull
        n = whole.ambient_dim
        return Polyhedron.from_double_description(
            forms[beside] - forms[first],
            forms[others] - forms[first],
            self._generators,
            np.concatenate([hull[:, :n], np.zeros((len(hull), 1), object)], axis=1),
        )

    @cached_property
    def interior_point(self) -> RationalArray:
        """A point of the relative interior: the mean of the vertices plus the sum of the rays, shape (n,).

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, 0)"))
        >>> line.facets[0].interior_point
        RationalArray([-1, 0])
        """
        rows = self._generators
        is_ray = rows[:, -1] == 0
        points, heights, directions = rows[~is_ray, :-1], rows[~is_ray, -1], rows[is_ray, :-1]
        common = lcm(*heights.tolist())
        total = ((common // heights)[:, None] * points).sum(axis=0)
        mean = RationalArray.from_integers(total, common * len(points))
        return mean + RationalArray.from_integers(directions.sum(axis=0))

    @property
    def span(self) -> RationalArray:
        """A basis of the linear space parallel to the cell, shape (dim, n), with primitive integer rows.

        Examples
        --------
        >>> line = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, 0)"))
        >>> line.facets[2].span
        RationalArray([[1, 1]])
        """
        return primitive(row_space(self._spanning))

    @property
    def _spanning(self) -> IntegerRows:
        """Integer vectors that span the linear space parallel to the cell."""
        rows, lines = self._generators, self.hypersurface.lineality_space.numerators
        return np.concatenate([_from(rows[rows[:, -1] > 0][0], rows), lines])

    @cached_property
    def _generators(self) -> IntegerRows:
        rows: IntegerRows = self.hypersurface.generators[self._walls]
        return rows

    @property
    def _walls(self) -> npt.NDArray[np.bool_]:
        whole = self.hypersurface
        around: npt.NDArray[np.bool_] = whole.subdivision.levels[whole.ambient_dim - self.dim].walls[
            self.index
        ]
        return around

    def __repr__(self) -> str:
        return f"<TropicalCell of dimension {self.dim}, number {self.index}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.hypersurface, self.dim, self.index)


def _from(start: IntegerRows, rows: IntegerRows) -> IntegerRows:
    """Positive multiples of the vectors from the vertex (x, t) to other vertices, and of rays."""
    difference: IntegerRows = rows[:, :-1] * start[-1] - rows[:, -1:] * start[:-1]
    return difference


def _directions(ridge: TropicalCell, facets: Sequence[TropicalCell]) -> RationalArray:
    """The primitive directions from a ridge into the facets around it, modulo its span, shape (m, 2).

    Two integer forms that span the lattice of the forms vanishing on the ridge map Z^n, modulo the integer
    points of the span, onto Z^2.  Every generator of a facet that is not on the ridge is on its inner side.
    """
    forms = integer_kernel(ridge._spanning)
    start = ridge._generators[ridge._generators[:, -1] > 0][0]
    beside = [int(np.flatnonzero(facet._walls & ~ridge._walls)[0]) for facet in facets]
    return primitive(_from(start, ridge.hypersurface.generators[beside]) @ forms.T)
