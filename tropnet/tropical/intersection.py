r"""Stable intersections: where n tropical hypersurfaces of R^n meet, also when they overlap.

Two tropical curves may share a whole segment, and a curve shares everything with itself; yet after a small generic
shift they meet in finitely many points, and as the shift tends to 0, so do these points, each with its
multiplicity.  The limit does not depend on the shift: it is the *stable intersection*.

It can be read off without any shift.  In the mixed subdivision of :math:`p_1, \dots, p_n`
(:mod:`tropnet.tropical.mixed`) the cell dual to a point x is a sum :math:`F_1 + \dots + F_n`, and the multiplicity of
x is the mixed volume of :math:`F_1, \dots, F_n`, normalised so that n unit segments in the coordinate directions
have 1.  For segments it is the absolute value of the determinant of their directions.  Summing over all points
gives Bernstein's theorem: the multiplicities add up to the mixed volume of the Newton polytopes, so curves of
degrees d and e meet in d e points (Maclagan and Sturmfels, Introduction to tropical geometry, 2015, Theorems 3.6.10,
4.6.8 and 4.6.9; Richter-Gebert, Sturmfels and Theobald, First steps in tropical geometry, 2005, Section 4).

Only a full-dimensional sum can have a positive mixed volume, so every point is a vertex of the union.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.tropical.mixed import MixedSubdivision
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["StableIntersection", "stable_intersection"]


@dataclass(frozen=True, repr=False)
class StableIntersection:
    """Finitely many points with multiplicities.

    Attributes
    ----------
    points : RationalArray, shape (k, n)
        In the order of their coordinates.
    multiplicities : tuple of k Fractions
        Positive; integers where the exponents are.

    Examples
    --------
    >>> StableIntersection(RationalArray([[0, 1]]), (Fraction(2),)).degree
    Fraction(2, 1)
    """

    points: RationalArray
    multiplicities: tuple[Fraction, ...]

    @property
    def degree(self) -> Fraction:
        """The sum of the multiplicities: the mixed volume of the Newton polytopes.

        Examples
        --------
        >>> line = TropicalPolynomial.parse("max(x, y, 0)")
        >>> stable_intersection(line**2, line**3).degree
        Fraction(6, 1)
        """
        return sum(self.multiplicities, Fraction(0))

    def __len__(self) -> int:
        return len(self.multiplicities)

    def __repr__(self) -> str:
        k = len(self)
        return f"<StableIntersection of {k} point{'s' * (k != 1)} in R^{self.points.shape[1]}>"


def stable_intersection(*polynomials: TropicalPolynomial) -> StableIntersection:
    """The stable intersection of the hypersurfaces of n polynomials in n variables.

    Parameters
    ----------
    *polynomials : TropicalPolynomial
        As many as variables; none is the tropical zero.

    Raises
    ------
    ShapeError
        If there are not as many polynomials as variables, or the numbers of variables differ.
    InputError
        If there are none, one is the tropical zero, or the conventions differ.

    Source
    ------
    D. Maclagan and B. Sturmfels, Introduction to tropical geometry, 2015, Section 4.6.

    Examples
    --------
    A line meets itself in its vertex, and a double line in the same point with multiplicity 2:

    >>> line = TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, 3, 1])
    >>> itself = stable_intersection(line, line)
    >>> itself.points, itself.multiplicities
    (RationalArray([[-3, -1]]), (Fraction(1, 1),))
    >>> stable_intersection(line, line**2).multiplicities
    (Fraction(2, 1),)
    """
    subdivision = MixedSubdivision(polynomials)
    n = polynomials[0].n_variables
    if len(polynomials) != n:
        raise ShapeError(
            f"there are {len(polynomials)} polynomials in {n} variables; as many as variables meet in points"
        )
    if subdivision.dim < n:
        return StableIntersection(RationalArray.zeros((0, n)), ())
    found = [
        (tuple(cell.point.fractions()), multiplicity)
        for cell in subdivision.mixed_cells
        if (multiplicity := cell.mixed_volume)
    ]
    found.sort()
    return StableIntersection(
        RationalArray([list(point) for point, _ in found]).reshape(-1, n),
        tuple(multiplicity for _, multiplicity in found),
    )
