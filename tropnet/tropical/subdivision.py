r"""Regular subdivisions of point configurations, and the subdivision that is dual to a tropical polynomial.

Lift each point :math:`a_i` of a finite set in R^n to a height :math:`c_i`.  Seen from above, the convex hull of the
lifted points is a surface; its faces project to polytopes that subdivide the convex hull of the :math:`a_i`, the
*regular subdivision* (De Loera, Rambau and Santos, Triangulations, 2010, Section 2.3).  It is a subdivision of the
points, not only of their hull: a cell is the set of **all** points that lie on the face, those in the middle of it
as well as its vertices, and a point below the surface belongs to no cell.

For a tropical polynomial p the points are its exponents and the heights its coefficients (with the lower side of the
hull for min-plus).  The monomials of a cell are those that attain the maximum together at some x, so the cells are
in bijection with the cells of the complex of linear regions of p, with inclusions reversed and complementary dimensions
(Maclagan and Sturmfels, Introduction to tropical geometry, 2015, Proposition 3.1.6).

Everything is exact, so cells do not depend on a tolerance: two heights that differ by 10^-10 are different, and
four points of a square with equal heights are one cell.  The points may span less than R^n, and may repeat.

Volumes are those of the lattice Z^n: on the linear space parallel to the affine hull, of dimension d, the unit is a
fundamental parallelotope of its integer points.  For d = n this is the Euclidean volume.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import factorial
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.lattices import integer_kernel
from tropnet.exact.matrix import solve
from tropnet.exact.signs import LinearForms
from tropnet.polyhedra.conversion import opposite
from tropnet.polyhedra.integer_rows import IntegerRows
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.volume import polytope_volume
from tropnet.tropical.convention import sign_of
from tropnet.tropical.operands import checked_polynomial
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.upper_faces import Level, bounded_faces

__all__ = ["RegularSubdivision", "SubdivisionCell", "dual_subdivision"]

Bools = npt.NDArray[np.bool_]


def dual_subdivision(polynomial: TropicalPolynomial) -> RegularSubdivision:
    """The regular subdivision of the exponents that the coefficients induce.

    Parameters
    ----------
    polynomial : TropicalPolynomial
        Not the tropical zero.

    Returns
    -------
    RegularSubdivision
        Of all monomials; point i is monomial i.

    Raises
    ------
    InputError
        For the tropical zero, which has no monomials.

    Examples
    --------
    A tropical conic, and its dual subdivision into four triangles:

    >>> p = TropicalPolynomial([[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [0, 2]], [0, 1, 0, 1, 1, 0])
    >>> dual_subdivision(p).f_vector, dual_subdivision(p).is_unimodular
    ((6, 9, 4), True)
    """
    checked_polynomial(polynomial)
    if polynomial.is_zero:
        raise InputError(
            "the tropical zero has no monomials to subdivide; give a polynomial with at least one"
        )
    return RegularSubdivision(polynomial.exponents, polynomial.coefficients * sign_of(polynomial.convention))


class RegularSubdivision:
    """The subdivision of points by the faces on the upper side of the lifted points.

    Parameters
    ----------
    points : array-like of rationals, shape (r, n)
        At least one.
    heights : array-like of rationals, shape (r,)

    Raises
    ------
    ShapeError
        If the sizes do not fit together.
    InputError
        If there are no points.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    A square in a square, lifted like the frustum of a pyramid; the five cells are not triangles:

    >>> outer, inner = [[0, 0], [3, 0], [0, 3], [3, 3]], [[1, 1], [2, 1], [1, 2], [2, 2]]
    >>> frustum = RegularSubdivision(outer + inner, [0, 0, 0, 0, 1, 1, 1, 1])
    >>> frustum.f_vector, frustum.is_triangulation
    ((8, 12, 5), False)
    >>> [cell.points for cell in frustum.maximal_cells]
    [(0, 1, 4, 5), (0, 2, 4, 6), (1, 3, 5, 7), (2, 3, 6, 7), (4, 5, 6, 7)]
    """

    points: RationalArray
    heights: RationalArray

    def __init__(self, points: RationalArrayLike, heights: RationalArrayLike) -> None:
        places, values = rational_array(points), rational_array(heights)
        if places.ndim != 2 or values.shape != places.shape[:1]:
            raise ShapeError(
                f"points of shape {places.shape} and heights of shape {values.shape} do not fit together; "
                "give shapes (r, n) and (r,)"
            )
        if not len(places):
            raise InputError("there are no points to subdivide; give at least one")
        vars(self).update(points=places, heights=values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a RegularSubdivision cannot be changed; {name} is read-only")

    # Cells ----------------------------------------------------------------------------------------------

    @property
    def ambient_dim(self) -> int:
        """The dimension n of the space that the points lie in.

        Examples
        --------
        >>> subdivision = RegularSubdivision([[0, 0], [2, 0], [0, 2], [1, 0]], [0, 0, 0, 1])
        >>> subdivision.ambient_dim
        2
        """
        return int(self.points.shape[1])

    @cached_property
    def dim(self) -> int:
        """The dimension of the convex hull of the points.

        Examples
        --------
        >>> RegularSubdivision([[0, 0], [1, 1], [2, 2]], [0, 1, 0]).dim
        1
        """
        return self.ambient_dim - len(self._lifted.equations)

    @cached_property
    def f_vector(self) -> tuple[int, ...]:
        """The number of cells of each dimension from 0 to dim, those on the boundary included.

        Examples
        --------
        >>> RegularSubdivision([[0], [1], [2]], [0, 0, 0]).f_vector
        (2, 1)
        """
        return tuple(len(level.vertices) for level in self.levels)

    def cells(self, dim: int) -> tuple[SubdivisionCell, ...]:
        """The cells of one dimension, in the lexicographic order of their vertices.

        Raises
        ------
        InputError
            If no cell can have this dimension.

        Examples
        --------
        >>> [cell.vertices for cell in RegularSubdivision([[0], [1], [2]], [0, 5, 0]).cells(1)]
        [(0, 1), (1, 2)]
        """
        self._check_dim(dim)
        return tuple(SubdivisionCell(self, dim, index) for index in range(self.f_vector[dim]))

    @property
    def maximal_cells(self) -> tuple[SubdivisionCell, ...]:
        """The cells of the dimension of the whole.

        Examples
        --------
        The middle point lies on the segment, but is no vertex of it; the last one lies below.

        >>> cell, = RegularSubdivision([[0], [1], [2], [1]], [0, 0, 0, -1]).maximal_cells
        >>> cell.points, cell.vertices
        ((0, 1, 2), (0, 2))
        """
        return self.cells(self.dim)

    def __iter__(self) -> Iterator[SubdivisionCell]:
        """Go through the cells of every dimension, vertices first."""
        return (cell for dim in range(self.dim + 1) for cell in self.cells(dim))

    def facets_of_cells(self, dim: int) -> npt.NDArray[np.intp]:
        """The face relation: pairs (i, j) where the (dim - 1)-cell j is a facet of the dim-cell i.

        Returns
        -------
        integer array, shape (p, 2)

        Raises
        ------
        InputError
            If no cell of this dimension can have a facet.

        Examples
        --------
        >>> RegularSubdivision([[0], [1], [2]], [0, 5, 0]).facets_of_cells(1).tolist()
        [[0, 0], [0, 1], [1, 1], [1, 2]]
        """
        if not 1 <= dim <= self.dim:
            raise InputError(f"cells of dimension {dim} have no facets here; it must be 1 to {self.dim}")
        return self.levels[dim].facets

    def marked(self, dim: int) -> Bools:
        """Which point lies on which cell of one dimension, shape (number of cells, r).

        Examples
        --------
        >>> RegularSubdivision([[0], [1], [2]], [0, 0, 0]).marked(1).astype(int)
        array([[1, 1, 1]])
        """
        self._check_dim(dim)
        around = self.levels[dim].walls.astype(np.float32)
        # A point is on the cell when it is on all walls around it.
        return np.asarray(around @ (~self._tight).astype(np.float32) == 0)

    # Shape ----------------------------------------------------------------------------------------------

    @cached_property
    def is_triangulation(self) -> bool:
        """Whether every cell is a simplex without further points.

        Examples
        --------
        >>> RegularSubdivision([[0], [1], [2]], [0, 0, 0]).is_triangulation
        False
        """
        return bool((self.marked(self.dim).sum(axis=1) == self.dim + 1).all())

    @cached_property
    def is_unimodular(self) -> bool:
        """Whether it is a triangulation by lattice simplices of the least possible volume, 1 / d!.

        Examples
        --------
        >>> RegularSubdivision([[0], [1], [2]], [0, 1, 0]).is_unimodular
        True
        >>> RegularSubdivision([[0], [2]], [0, 1]).is_unimodular
        False
        """
        unit = Fraction(1, factorial(self.dim))
        return (
            self.is_triangulation
            and self.points[np.flatnonzero(self.is_vertex)].denominator == 1
            and all(volume == unit for volume in self.volumes)
        )

    @cached_property
    def volumes(self) -> tuple[Fraction, ...]:
        """The volumes of the maximal cells in units of the lattice; they sum to the volume of the hull.

        Examples
        --------
        On the diagonal of the plane the lattice points are (k, k):

        >>> RegularSubdivision([[0, 0], [1, 1], [3, 3]], [0, 1, 0]).volumes
        (Fraction(1, 1), Fraction(2, 1))
        """
        return tuple(map(self._volume, range(self.f_vector[-1])))

    @cached_property
    def is_vertex(self) -> Bools:
        """Which points are vertices of cells, shape (r,).

        Examples
        --------
        >>> RegularSubdivision([[0], [1], [2]], [0, 0, 0]).is_vertex
        array([ True, False,  True])
        """
        corners = set(map(tuple, self._lifted.vertices.tolist()))
        mask = np.array([tuple(point) in corners for point in self._lifted_points.tolist()], np.bool_)
        mask.flags.writeable = False
        return mask

    # Values ---------------------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        """Equality of subdivisions: the same points with the same cells, from whatever heights."""
        if not isinstance(other, RegularSubdivision):
            return NotImplemented
        return self is other or (self.points == other.points and self._top == other._top)

    def __hash__(self) -> int:
        return hash((self.points, self._top))

    def __reduce__(self) -> tuple[type[RegularSubdivision], tuple[RationalArray, RationalArray]]:
        return RegularSubdivision, (self.points, self.heights)

    def __repr__(self) -> str:
        return f"<RegularSubdivision of {len(self.points)} points in R^{self.ambient_dim}>"

    def _repr_svg_(self) -> str | None:
        from tropnet.tropical.drawing import subdivision_svg

        return subdivision_svg(self)

    # The lifted polytope --------------------------------------------------------------------------------

    @cached_property
    def _lifted_points(self) -> RationalArray:
        return concatenate([self.points, self.heights.reshape(-1, 1)], axis=1)

    @cached_property
    def _lifted(self) -> Polyhedron:
        down = [0] * self.ambient_dim + [-1]
        return Polyhedron.from_generators(self._lifted_points, rays=[down])

    @cached_property
    def walls(self) -> IntegerRows:
        """The facets of the lifted polytope, integer rows (u, s, b) with u.a + s h <= b; first those with s > 0.

        Rows with s > 0 are the maximal cells, in another order; rows with s = 0 the facets of the hull.

        Examples
        --------
        >>> subdivision = RegularSubdivision([[0, 0], [2, 0], [0, 2], [1, 0]], [0, 0, 0, 1])
        >>> subdivision.walls.tolist()
        [[-1, 0, 1, 0], [1, 1, 1, 2], [-1, 0, 0, 0], [0, -1, 0, 0], [1, 1, 0, 2]]
        """
        rows = self._lifted.inequalities.integers()
        is_upper = rows[:, -2] > 0
        walls = np.concatenate([rows[is_upper], rows[~is_upper]])
        walls.flags.writeable = False
        return walls

    @property
    def affine_hull(self) -> IntegerRows:
        """The equations of the hull, integer rows (u, 0, b) with u.a = b in reduced echelon form.

        Examples
        --------
        >>> RegularSubdivision([[0, 1], [1, 0]], [0, 0]).affine_hull.tolist()
        [[1, 1, 0, 1]]
        """
        return self._lifted.equations.integers()

    @cached_property
    def _tight(self) -> Bools:
        """Which wall contains which lifted point."""
        points = self._lifted_points
        height = np.full((len(points), 1), points.denominator, dtype=object)
        vectors = RationalArray.from_integers(np.concatenate([points.numerators, height], axis=1))
        slack = RationalArray.from_integers(opposite(self.walls))
        return np.asarray(LinearForms(slack).homogeneous_signs(vectors) == 0)

    @cached_property
    def levels(self) -> list[Level]:
        """The cells of each dimension, as sets of corners and of walls."""
        n_upper = int((self.walls[:, -2] > 0).sum())
        return bounded_faces(self._tight[:, self._corners], n_upper, self.dim)

    @cached_property
    def _corners(self) -> npt.NDArray[np.intp]:
        """The points that are vertices, each place once."""
        corners = np.flatnonzero(self.is_vertex)
        places = map(tuple, self.points[corners].tolist())
        first: dict[tuple[object, ...], int] = {}
        for corner, place in zip(corners.tolist(), places, strict=True):
            first.setdefault(place, corner)
        return np.array(sorted(first.values()), np.intp)

    @cached_property
    def _top(self) -> tuple[tuple[int, ...], ...]:
        return tuple(sorted(tuple(np.flatnonzero(row).tolist()) for row in self.marked(self.dim)))

    def _check_dim(self, dim: int) -> None:
        if not 0 <= dim <= self.dim:
            raise InputError(f"there are no cells of dimension {dim}; it must be 0 to {self.dim}")

    @cached_property
    def _chart(self) -> IntegerRows:
        """Homogeneous coordinates of the corners in a basis of the lattice of the affine hull, (k, d + 1)."""
        corners = self.points[self._corners]
        basis = _lattice_basis(self.affine_hull[:, : self.ambient_dim], self.ambient_dim)
        moved = solve(basis.T, (corners - corners[0]).T).T
        heights = np.full((len(corners), 1), moved.denominator, dtype=object)
        return np.concatenate([moved.numerators, heights], axis=1)

    def _volume(self, index: int) -> Fraction:
        if self.dim == 0:
            return Fraction(1)
        level, below = self.levels[-1], self.levels[-2]
        facets = level.facets[level.facets[:, 0] == index, 1]
        corners = level.vertices[index]
        return polytope_volume(self._chart[corners], below.vertices[facets][:, corners])


def _lattice_basis(equations: IntegerRows, n: int) -> RationalArray:
    """A basis of the integer vectors that satisfy linear equations."""
    return integer_kernel(RationalArray.from_integers(equations)) if len(equations) else RationalArray.eye(n)


@dataclass(frozen=True, repr=False)
class SubdivisionCell:
    """A cell of a regular subdivision.

    Attributes
    ----------
    subdivision : RegularSubdivision
    dim : int
    index : int
        Its place among the cells of its dimension.

    Examples
    --------
    >>> square = RegularSubdivision([[0, 0], [1, 0], [0, 1], [1, 1], [2, 2]], [0, 0, 0, 0, -1])
    >>> cell = square.maximal_cells[0]
    >>> cell, cell.points, cell.volume
    (<SubdivisionCell of dimension 2, number 0>, (0, 1, 2, 3), Fraction(1, 1))
    """

    subdivision: RegularSubdivision
    dim: int
    index: int

    @cached_property
    def points(self) -> tuple[int, ...]:
        """The numbers of all points (monomials) of the cell.

        Examples
        --------
        >>> subdivision = RegularSubdivision([[0, 0], [2, 0], [0, 2], [1, 0]], [0, 0, 0, 1])
        >>> [cell.points for cell in subdivision.maximal_cells]
        [(0, 2, 3), (1, 2, 3)]
        """
        whole = self.subdivision
        away = (~whole._tight[self._level.walls[self.index]]).any(axis=0)
        return tuple(np.flatnonzero(~away).tolist())

    @cached_property
    def vertices(self) -> tuple[int, ...]:
        """The numbers of the points that are its vertices; of equal points the first.

        Examples
        --------
        >>> segment = RegularSubdivision([[0], [1], [2]], [0, 0, 0]).maximal_cells[0]
        >>> segment.points, segment.vertices
        ((0, 1, 2), (0, 2))
        """
        return tuple(self.subdivision._corners[self._level.vertices[self.index]].tolist())

    @cached_property
    def polytope(self) -> Polyhedron:
        """The convex hull of its points.

        Examples
        --------
        >>> subdivision = RegularSubdivision([[0, 0], [2, 0], [0, 2], [1, 0]], [0, 0, 0, 1])
        >>> subdivision.maximal_cells[0].polytope.vertices
        RationalArray([[0, 0], [0, 2], [1, 0]])
        """
        return Polyhedron.from_generators(self.subdivision.points[list(self.vertices)])

    @property
    def volume(self) -> Fraction:
        """The Euclidean volume in R^n; 0 for a cell that is not full-dimensional.

        Examples
        --------
        >>> subdivision = RegularSubdivision([[0, 0], [2, 0], [0, 2], [1, 0]], [0, 0, 0, 1])
        >>> [cell.volume for cell in subdivision.maximal_cells]
        [Fraction(1, 1), Fraction(1, 1)]
        """
        return self.polytope.volume

    @property
    def facets(self) -> tuple[SubdivisionCell, ...]:
        """Its faces of one dimension less.

        Examples
        --------
        >>> subdivision = RegularSubdivision([[0, 0], [2, 0], [0, 2], [1, 0]], [0, 0, 0, 1])
        >>> [facet.points for facet in subdivision.maximal_cells[0].facets]
        [(0, 2), (0, 3), (2, 3)]
        """
        pairs = self._level.facets
        found = pairs[pairs[:, 0] == self.index, 1].tolist()
        return tuple(SubdivisionCell(self.subdivision, self.dim - 1, j) for j in found)

    @property
    def cofaces(self) -> tuple[SubdivisionCell, ...]:
        """The cells of one dimension more that it is a facet of.

        Examples
        --------
        >>> subdivision = RegularSubdivision([[0, 0], [2, 0], [0, 2], [1, 0]], [0, 0, 0, 1])
        >>> [[coface.index for coface in edge.cofaces] for edge in subdivision.cells(1)]
        [[0], [0], [1], [1], [0, 1]]
        """
        if self.dim == self.subdivision.dim:
            return ()
        pairs = self.subdivision.levels[self.dim + 1].facets
        found = pairs[pairs[:, 1] == self.index, 0].tolist()
        return tuple(SubdivisionCell(self.subdivision, self.dim + 1, i) for i in found)

    @property
    def _level(self) -> Level:
        return self.subdivision.levels[self.dim]

    def __repr__(self) -> str:
        return f"<SubdivisionCell of dimension {self.dim}, number {self.index}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.subdivision, self.dim, self.index)
