r"""Mixed subdivisions: how the faces of several Newton polytopes add up.

Let :math:`p_1, \dots, p_k` be tropical polynomials in n variables.  At a point x let :math:`F_i(x)` be the set of
monomials of :math:`p_i` that attain its maximum.  The monomials of the product that attain its maximum at x are
the sums of one of each, so the cell of the dual subdivision of :math:`p_1 \odot \dots \odot p_k` at x is

.. math::  F_1(x) + \dots + F_k(x).

The cells with these decompositions are the *mixed subdivision* of :math:`\mathrm{Newt}(p_1) + \dots +
\mathrm{Newt}(p_k)`, which is dual to the union of the hypersurfaces :math:`V(p_1) \cup \dots \cup V(p_k)` (Maclagan
and Sturmfels, Introduction to tropical geometry, 2015, Section 4.6; Huber and Sturmfels, A polyhedral method for
solving sparse polynomial systems, 1995).  Here a decomposition is defined by a point of the relative interior of the
dual cell, so it is right however degenerate the polynomials are: equal, with parallel edges, or with several
monomials that tie.

A cell is *mixed* when all its summands have dimension at least 1: just then x lies on all the hypersurfaces.  The
subdivision is *fine* when the dimensions of the summands of every cell add up to that of the cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from typing import Any

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import rank
from tropnet.polyhedra.measures.mixed_volume import mixed_volume
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.convention import common_convention
from tropnet.tropical.hypersurface import TropicalCell, TropicalHypersurface
from tropnet.tropical.operands import checked_polynomial
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["MixedCell", "MixedSubdivision", "mixed_subdivision"]


def mixed_subdivision(*polynomials: TropicalPolynomial) -> MixedSubdivision:
    """The mixed subdivision of the sum of the Newton polytopes.

    Parameters
    ----------
    *polynomials : TropicalPolynomial
        At least one; none is the tropical zero.

    Raises
    ------
    InputError
        If there are none, one is the tropical zero, or the conventions differ.
    ShapeError
        If the numbers of variables differ.

    Examples
    --------
    Two tropical lines that meet in one point: two triangles and one parallelogram.

    >>> line = TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, 0, 0])
    >>> other = TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, 1, 3])
    >>> subdivision = mixed_subdivision(line, other)
    >>> sorted(cell.type for cell in subdivision.maximal_cells), subdivision.is_fine
    ([(0, 2), (1, 1), (2, 0)], True)
    """
    return MixedSubdivision(polynomials)


@dataclass(frozen=True, repr=False)
class MixedSubdivision:
    """The cells of the dual subdivision of a product, each with its decomposition.

    Attributes
    ----------
    polynomials : tuple of TropicalPolynomial

    Raises
    ------
    InputError
        If there are no polynomials, one is the tropical zero, or the conventions differ.
    ShapeError
        If the numbers of variables differ.

    Examples
    --------
    >>> line = TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, 0, 0])
    >>> twice = MixedSubdivision((line, line))
    >>> twice, twice.f_vector, twice.is_fine
    (<MixedSubdivision of 2 polynomials in 2 variables>, (3, 3, 1), False)
    """

    polynomials: tuple[TropicalPolynomial, ...]

    def __post_init__(self) -> None:
        if not self.polynomials:
            raise InputError("there are no polynomials; give at least one")
        if any(checked_polynomial(polynomial).is_zero for polynomial in self.polynomials):
            raise InputError("one of the polynomials is the tropical zero, which has no Newton polytope")
        for polynomial in self.polynomials:
            common_convention(self.polynomials[0].convention, polynomial.convention)
        counts = sorted({polynomial.n_variables for polynomial in self.polynomials})
        if len(counts) > 1:
            raise ShapeError(
                f"polynomials in {' and '.join(map(str, counts))} variables have no common points; "
                "the numbers of variables must be the same"
            )

    @cached_property
    def product(self) -> TropicalPolynomial:
        """The essential monomials of the product.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> print(MixedSubdivision((one, other)).product)
        max(2*x1 + 1, x1 + x2 + 3, x1 + 1, 2*x2 + 3, x2 + 3, 0)
        """
        factors = [polynomial.essential for polynomial in self.polynomials]
        product: TropicalPolynomial = reduce(lambda one, other: (one * other).essential, factors)
        return product

    @cached_property
    def hypersurface(self) -> TropicalHypersurface:
        """The union of the hypersurfaces of all the polynomials; its cells are dual to those here.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> MixedSubdivision((one, other)).hypersurface.f_vector
        (3, 8)
        """
        return TropicalHypersurface(self.product)

    @property
    def dim(self) -> int:
        """The dimension of the sum of the Newton polytopes.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> MixedSubdivision((one, other)).dim
        2
        """
        return self.hypersurface.subdivision.dim

    @property
    def f_vector(self) -> tuple[int, ...]:
        """The number of cells of each dimension from 0 to dim.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> MixedSubdivision((one, other)).f_vector
        (6, 8, 3)
        """
        return self.hypersurface.subdivision.f_vector

    def cells(self, dim: int) -> tuple[MixedCell, ...]:
        """The cells of one dimension.

        Raises
        ------
        InputError
            If no cell can have this dimension.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> len(MixedSubdivision((one, other)).cells(1))
        8
        """
        return tuple(MixedCell(self, dim, cell.index) for cell in self.hypersurface.subdivision.cells(dim))

    @cached_property
    def maximal_cells(self) -> tuple[MixedCell, ...]:
        """The cells of the dimension of the whole.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> sorted(cell.type for cell in MixedSubdivision((one, other)).maximal_cells)
        [(0, 2), (1, 1), (2, 0)]
        """
        return self.cells(self.dim)

    @property
    def mixed_cells(self) -> tuple[MixedCell, ...]:
        """The maximal cells all of whose summands have dimension at least 1.

        Examples
        --------
        >>> line = TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, 0, 0])
        >>> other = TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, 1, 3])
        >>> cell, = MixedSubdivision((line, other)).mixed_cells
        >>> cell.summands, cell.point
        (((0, 2), (1, 2)), RationalArray([0, -2]))
        """
        return tuple(cell for cell in self.maximal_cells if cell.is_mixed)

    @property
    def is_fine(self) -> bool:
        """Whether the dimensions of the summands of every maximal cell add up to its dimension.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> MixedSubdivision((one, other)).is_fine, MixedSubdivision((one, one)).is_fine
        (True, False)
        """
        return all(sum(cell.type) == cell.dim for cell in self.maximal_cells)

    def __repr__(self) -> str:
        k, n = len(self.polynomials), self.polynomials[0].n_variables
        return f"<MixedSubdivision of {k} polynomial{'s' * (k != 1)} in {n} variable{'s' * (n != 1)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.polynomials,)


@dataclass(frozen=True, repr=False)
class MixedCell:
    """A cell of a mixed subdivision.

    Attributes
    ----------
    subdivision : MixedSubdivision
    dim : int
    index : int
        Its place among the cells of its dimension.

    Examples
    --------
    >>> line = TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, 0, 0])
    >>> cell, = MixedSubdivision((line, line)).maximal_cells
    >>> cell, cell.type, cell.mixed_volume
    (<MixedCell of dimension 2, number 0>, (2, 2), Fraction(1, 1))
    """

    subdivision: MixedSubdivision
    dim: int
    index: int

    @property
    def dual(self) -> TropicalCell:
        """The dual cell: where just the monomials of the summands attain the values of their polynomials.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> cell, = MixedSubdivision((one, other)).mixed_cells
        >>> cell.dual.polyhedron.vertices
        RationalArray([[0, -2]])
        """
        whole = self.subdivision.hypersurface
        return TropicalCell(whole, whole.ambient_dim - self.dim, self.index)

    @cached_property
    def point(self) -> RationalArray:
        """A point of the relative interior of the dual cell, shape (n,).

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> cell, = MixedSubdivision((one, other)).mixed_cells
        >>> cell.point
        RationalArray([0, -2])
        """
        return self.dual.interior_point

    @cached_property
    def summands(self) -> tuple[tuple[int, ...], ...]:
        """For each polynomial the numbers of the monomials that attain its value at :attr:`point`.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> cell, = MixedSubdivision((one, other)).mixed_cells
        >>> cell.summands
        ((0, 2), (1, 2))
        """
        return tuple(
            tuple(polynomial.attained(self.point).tolist()) for polynomial in self.subdivision.polynomials
        )

    @cached_property
    def type(self) -> tuple[int, ...]:
        """The dimensions of the summands.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> cell, = MixedSubdivision((one, other)).mixed_cells
        >>> cell.type
        (1, 1)
        """
        return tuple(rank(points - points[0]) for points in self._summand_points)

    @property
    def is_mixed(self) -> bool:
        """Whether all summands have dimension at least 1.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> [cell.is_mixed for cell in MixedSubdivision((one, other)).maximal_cells]
        [False, False, True]
        """
        return min(self.type) >= 1

    @property
    def polytopes(self) -> tuple[Polyhedron, ...]:
        """The convex hulls of the summands.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> cell, = MixedSubdivision((one, other)).mixed_cells
        >>> [polytope.vertices.tolist() for polytope in cell.polytopes]
        [[[0, 0], [1, 0]], [[0, 1], [1, 0]]]
        """
        return tuple(map(Polyhedron.from_generators, self._summand_points))

    @property
    def polytope(self) -> Polyhedron:
        """The cell itself, the Minkowski sum of :attr:`polytopes`.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> cell, = MixedSubdivision((one, other)).mixed_cells
        >>> cell.polytope.vertices
        RationalArray([[0, 1], [1, 0], [1, 1], [2, 0]])
        """
        return self.dual.dual.polytope

    @property
    def mixed_volume(self) -> Fraction:
        """The mixed volume of the summands, for n polynomials in n variables.

        Raises
        ------
        ShapeError
            If there are not as many polynomials as variables.

        Examples
        --------
        >>> one, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
        >>> cell, = MixedSubdivision((one, other)).mixed_cells
        >>> cell.mixed_volume
        Fraction(1, 1)
        """
        if len(self.type) == self.point.size and not self.is_mixed:
            return Fraction(0)
        return mixed_volume(*self.polytopes)

    @property
    def _summand_points(self) -> list[RationalArray]:
        return [
            polynomial.exponents[list(monomials)]
            for polynomial, monomials in zip(self.subdivision.polynomials, self.summands, strict=True)
        ]

    def __repr__(self) -> str:
        return f"<MixedCell of dimension {self.dim}, number {self.index}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.subdivision, self.dim, self.index)
