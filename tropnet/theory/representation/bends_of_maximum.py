r"""The bends of a maximum of affine functions, in any number of variables: whether they fill whole hyperplanes.

Let :math:`f = \max_i m_i` with affine functions :math:`m_i(x) = a_i x + c_i` on :math:`\mathbb{R}^n`, each of them
essential: the *region* :math:`C_i = \{m_i \ge m_k \text{ for all } k\}` has interior points.  The regions are the cells
of f, and f bends exactly at their common facets, the *walls*.  Across the wall of :math:`C_i` and :math:`C_k` the
gradient jumps by :math:`a_k - a_i`; with :math:`m_k - m_i = c\,\ell`, where :math:`\ell` is the primitive form of the
hyperplane H of the wall, the jump is :math:`|c|`.

**Theorem.**  The jump of f along H is constant if and only if all walls in H have the same jump and H contains no point
of the interior of a region.

*Proof.*  Leave out of H the cells of dimension n - 2 and less.  Each point that remains is in the interior of a region,
and there the jump is 0; or in the relative interior of a wall in H, and there the jump is that of the wall; or in the
relative interior of a wall in another hyperplane, and these points are of dimension n - 2 as well.  The points of the
first kind are an open set in H, so if there is one, then there are some that remain.  ∎

**Decision.**  The walls are the facets of the regions, and linear programs find these
(:func:`~tropnet.exact.programs.irredundant`).  A region is given by the signs of the forms of its walls, and whether
another hyperplane H cuts it is one linear program: does the form of H have, somewhere in the region, the opposite of
its sign at one interior point?  So there are at most r (r - 1) + r h programs in n variables for r regions and h
hyperplanes, and neither vertices nor faces of small dimension: :math:`\max(x_1, \dots, x_{20}, 0)` has 210 walls, and
2,097,151 faces.  In few variables, where all faces are few, the walls are read off the dual subdivision.

**Points.**  Two points on different sides of H in the interior of a convex set give one on H: the segment crosses it.
In the interior of :math:`C_i` this is a point around which f does not bend; and in the convex set of the points at
which :math:`m_i > m_l` for all l but i and k, it is one in the relative interior of the wall to :math:`C_k`.

**Dual polygons.**  The walls are dual to the edges of the regular subdivision of the :math:`a_i`, and the cells of
dimension n - 2 to its polygons.  By the theorem of :mod:`tropnet.analysis.piecewise.whole_hyperplanes` the jumps are
constant if and only if opposite to every edge of a polygon there is a parallel edge of the same length: the walls
around a cell of dimension n - 2 are normal to the edges of its polygon, two of them lie in one hyperplane exactly if
their edges are parallel, and then their jumps are in the ratio of the lengths.  So the condition is that all polygons
are centrally symmetric.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.piecewise.whole_hyperplanes import VaryingJump
from tropnet.analysis.walls import primitive_row
from tropnet.exact.arrays import RationalArray, concatenate, stack
from tropnet.exact.programs import Interiors, feasible_cells, irredundant
from tropnet.exact.rounding import nearest_multiples
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.subdivision import RegularSubdivision

__all__ = ["BendsOfMaximum"]

Row = tuple[int, ...]

# A random zonotope of 162 vertices in R^4 takes 0.1 s by its faces, and 4 s by programs.  With more variables the
# number of faces of other polytopes explodes.
MOST_FOR_FACES = 4


class BendsOfMaximum:
    """The walls of a maximum of affine functions, or of the negative of one.

    Parameters
    ----------
    pieces : RationalArray, shape (r, n + 1)
        The affine functions (gradient | constant), r >= 1, all essential.
    sign : int
        1 for their maximum, -1 for its negative.

    Examples
    --------
    >>> found = BendsOfMaximum.of(TropicalPolynomial.parse("max(x + y, x, y, 0)"))
    >>> found.jumps, found.varying_jump is None
    ({(0, 1, 0): Fraction(1, 1), (1, 0, 0): Fraction(1, 1)}, True)
    """

    pieces: RationalArray
    sign: int

    def __init__(self, pieces: RationalArray, sign: int = 1) -> None:
        self.pieces, self.sign = pieces, sign

    @classmethod
    def of(cls, f: Any) -> BendsOfMaximum | None:
        """The walls of a tropical function that is a maximum or a minimum; None for any other function.

        Parameters
        ----------
        f : object
            Read are a TropicalPolynomial of either convention, and a TropicalRational of which numerator or
            denominator has one essential monomial; of neither kind is the tropical zero.

        Examples
        --------
        >>> BendsOfMaximum.of(TropicalPolynomial.parse("min(x, y)")).sign, BendsOfMaximum.of(3) is None
        (-1, True)
        """
        if not isinstance(f, TropicalPolynomial | TropicalRational) or f.is_zero or not f.n_variables:
            return None
        quotient = (f / 0).in_convention("max")
        p, q = quotient.numerator.essential, quotient.denominator.essential
        if q.n_monomials == 1:
            return cls(_rows(p) - _rows(q))
        return cls(_rows(q) - _rows(p), -1) if p.n_monomials == 1 else None

    @property
    def is_affine(self) -> bool:
        """Whether there is one piece."""
        return len(self.pieces) == 1

    @cached_property
    def walls(self) -> dict[Row, dict[Fraction, list[tuple[int, int]]]]:
        """The pairs of pieces whose regions have a common facet, by its hyperplane and the size of the jump.

        Examples
        --------
        >>> walls = BendsOfMaximum.of(TropicalPolynomial.parse("max(2x, 2y, 0)")).walls
        >>> [(row, {str(jump): pairs for jump, pairs in found.items()}) for row, found in walls.items()]
        [((0, 1, 0), {'2': [(0, 1)]}), ((1, -1, 0), {'2': [(1, 2)]}), ((1, 0, 0), {'2': [(0, 2)]})]
        """
        found: defaultdict[Row, dict[Fraction, list[tuple[int, int]]]] = defaultdict(dict)
        numerators = self.pieces.numerators
        for i, k in self._adjacent():
            gain = (numerators[k] - numerators[i]).tolist()
            length = Fraction(math.gcd(*gain), self.pieces.denominator)
            row = max(primitive_row(gain), primitive_row([-entry for entry in gain]))
            found[row].setdefault(length, []).append((i, k))
        return dict(sorted(found.items()))

    @property
    def jumps(self) -> dict[Row, Fraction]:
        """The jump at a wall of each hyperplane; if there is no :attr:`varying_jump`, at all of them."""
        return {row: self.sign * next(iter(lengths)) for row, lengths in self.walls.items()}

    @property
    def first_region(self) -> tuple[RationalArray, RationalArray]:
        """The affine map (n + 1,) of the function in one of the regions, and a point (n,) in its interior."""
        return self.pieces[0] * self.sign, self._inside(0)

    @cached_property
    def varying_jump(self) -> VaryingJump | None:
        """Two points of one hyperplane with different jumps, or None if the jumps are constant.

        Examples
        --------
        >>> found = BendsOfMaximum.of(TropicalPolynomial.parse("max(x, y, 0)")).varying_jump
        >>> found.hyperplane, found.points, [str(jump) for jump in found.jumps]
        ((0, 1, 0), RationalArray([[-1, 0], [1, 0]]), ['1', '0'])
        """
        for row, lengths in self.walls.items():
            if len(lengths) > 1:
                (one, at_one), (other, at_other) = sorted(lengths.items())[:2]
                points = stack([self._point_of_wall(*at_one[0]), self._point_of_wall(*at_other[0])])
                return VaryingJump(row, points, (self.sign * one, self.sign * other))
        for j, (row, lengths) in enumerate(self.walls.items()):
            inside = self._point_inside_a_region(j)
            if inside is not None:
                ((length, pairs),) = lengths.items()
                points = stack([self._point_of_wall(*pairs[0]), inside])
                return VaryingJump(row, points, (self.sign * length, Fraction(0)))
        return None

    # -- walls and regions -------------------------------------------------------------------------

    def _adjacent(self) -> Iterator[tuple[int, int]]:
        """The pairs i < k of pieces whose regions have a common facet."""
        if self.pieces.shape[1] - 1 <= MOST_FOR_FACES:
            subdivision = RegularSubdivision(self.pieces[:, :-1], self.pieces[:, -1])
            for edge in subdivision.cells(1) if subdivision.dim else ():
                i, k = edge.vertices
                yield i, k
            return
        for i in range(len(self.pieces)):
            # Facets towards pieces before i are known from these.
            yield from ((i, k) for k in self._neighbours(i) if i < k)

    def _neighbours(self, i: int) -> list[int]:
        others = [k for k in range(len(self.pieces)) if k != i]
        rows = self.pieces[others] - self.pieces[i]
        return [others[place] for place in np.flatnonzero(irredundant(rows[:, :-1], -rows[:, -1])).tolist()]

    @cached_property
    def _forms(self) -> RationalArray:
        return RationalArray(list(self.walls)) if self.walls else self.pieces[:0]

    @cached_property
    def _signs(self) -> npt.NDArray[np.int8]:
        """The signs of the forms in the regions whose walls they contain; 0 elsewhere."""
        signs = np.zeros((len(self.pieces), len(self.walls)), np.int8)
        for j, (row, lengths) in enumerate(self.walls.items()):
            pivot = next(place for place, entry in enumerate(row) if entry)
            for i, k in (pair for pairs in lengths.values() for pair in pairs):
                # In region k, piece k is larger than piece i.
                signs[k, j] = 1 if self.pieces[k, pivot] > self.pieces[i, pivot] else -1
                signs[i, j] = -signs[k, j]
        return signs

    @cached_property
    def _interiors(self) -> Interiors:
        return feasible_cells(self._forms, self._signs)

    def _inside(self, i: int) -> RationalArray:
        """A short point in the interior of region i."""
        return _short(self._interiors.point(i), self._forms, self._signs[i])

    # -- points on a hyperplane --------------------------------------------------------------------

    def _point_of_wall(self, i: int, k: int) -> RationalArray:
        """A point in the relative interior of the wall between two regions."""
        neighbours = self._neighbours(i)
        signs = np.array([[-1 if other == k else 1 for other in neighbours]])
        rows = self.pieces[i] - self.pieces[neighbours]
        behind = _short(feasible_cells(rows, signs).point(0), rows, signs[0])
        return _crossing(self.pieces[i] - self.pieces[k], self._inside(i), behind)

    def _point_inside_a_region(self, j: int) -> RationalArray | None:
        """A point of hyperplane j in the interior of the first region that it cuts; None if it cuts none."""
        form = self._forms[j]
        candidates = np.flatnonzero(self._signs[:, j] == 0)
        if not len(candidates):
            return None
        insides = [self._inside(i) for i in candidates.tolist()]
        values = [_value(form, x) for x in insides]
        signs = self._signs[candidates]
        signs[:, j] = [-1 if value > 0 else 1 for value in values]
        across = feasible_cells(self._forms, signs, stack(insides).floats())
        for place in np.flatnonzero(across.feasible).tolist():
            behind = _short(across.point(place), self._forms, signs[place])
            return _crossing(form, insides[place], behind)
        return None


def _rows(p: TropicalPolynomial) -> RationalArray:
    return concatenate([p.exponents, p.coefficients.reshape(-1, 1)], axis=1)


def _value(form: RationalArray, x: RationalArray) -> Fraction:
    value: Fraction = form[:-1] @ x + form[-1]
    return value


def _short(point: RationalArray, forms: RationalArray, signs: npt.NDArray[np.integer[Any]]) -> RationalArray:
    """The point rounded to as few binary places as leave affine forms with the signs that are not 0 there."""
    rows = forms[np.flatnonzero(signs)] * signs[np.flatnonzero(signs), None]
    for bits in range(64):
        rounded = nearest_multiples(point, bits)
        if (rows[:, :-1] @ rounded + rows[:, -1] > 0).all():
            return rounded
    return point


def _crossing(form: RationalArray, x: RationalArray, y: RationalArray) -> RationalArray:
    """The point of the segment from x to y at which a form is 0; it is not 0 at y, nor of the same sign as at x."""
    at_x, at_y = _value(form, x), _value(form, y)
    return x + (y - x) * (at_x / (at_x - at_y))
