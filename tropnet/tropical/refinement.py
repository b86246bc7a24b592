r"""The common refinement of two tropical polynomials: which of their cells overlap.

Monomial i of p and monomial j of q *overlap* if the open cells on which they are the only ones to attain p and q
meet.  There, and there alone, their sum is the only monomial of :math:`p \odot q` that attains it: so the overlapping
pairs are the essential monomials of the product.  A pair is determined by its monomial, because another pair with
the same sum would attain the maximum at the same points.

In the language of polytopes these are the upper vertices of the Minkowski sum of the lifted Newton polytopes
(Zhang, Naitzat and Lim, Tropical geometry of deep neural networks, 2018, Section 3).

In one variable the cells are intervals, and the pairs come from a merge of the roots.  A short product is formed, and
its essential monomials are kept.  For a long one the pairs are explored:

* Whether a pair overlaps is the question whether a system of strict inequalities has a solution,
  :math:`(a_k - a_i) x < c_i - c_k` and the like for q; many are decided in lock step
  (:class:`tropnet.exact.interiors.InteriorSearch`).  The cell of i is cut out by those k whose vertices are joined to
  that of i by an edge of the lifted polytope.  A vertex and another one have a smallest face in common, and the edges
  at i are the least of these faces: those with the largest sets of facets around them.  So the systems are short.
* The cells of q that overlap with the open cell C of i are connected in C: a convex open set stays connected
  without the faces of codimension two, so a path in C from one cell of q to another leads through facets, and two cells
  on the sides of a facet belong to monomials joined by an edge.  Hence the search for the partners of i starts with
  the monomials that attain q at one point of C, and goes on with the neighbours of those that overlap.

So the work is proportional to the number of overlapping pairs, not of all.  (Figures: see
``tests/benchmarks/test_tropical.py``.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from tropnet.errors import MissingDependencyError, UndecidedError
from tropnet.exact.arrays import RationalArray, concatenate, stack
from tropnet.exact.interiors import IntegerRows, InteriorSearch, integer_rows, nearest_rows
from tropnet.exact.signs import LinearForms
from tropnet.polyhedra.bit_sets import bit_sets, largest_sets
from tropnet.tropical.canonical import best_of_each, sums_of_pairs
from tropnet.tropical.convention import sign_of
from tropnet.tropical.essential import essential_monomials, lifted_cone
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["essential_pairs"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

SHORT = 1000
"""Products with at most this many pairs are formed."""


def essential_pairs(p: TropicalPolynomial, q: TropicalPolynomial) -> Ints:
    """The pairs of monomials of p and q whose cells overlap, in lexicographic order.

    Parameters
    ----------
    p, q : TropicalPolynomial
        In the same variables and the same convention, all monomials essential.

    Returns
    -------
    int array, shape (k, 2)

    Examples
    --------
    >>> essential_pairs(TropicalPolynomial.parse("max(x, 0)"), TropicalPolynomial.parse("max(x, 1)")).tolist()
    [[0, 0], [1, 0], [1, 1]]
    """
    n_pairs = p.n_monomials * q.n_monomials
    if min(p.n_monomials, q.n_monomials) <= 1:
        chosen = np.arange(n_pairs)
    elif p.n_variables == 1:
        chosen = _from_left_to_right(p, q)
    elif n_pairs <= SHORT:
        chosen = _essential_sums(p, q)
    else:
        chosen = _overlapping(p, q)
    return np.column_stack(np.divmod(chosen, max(1, q.n_monomials)))


def _from_left_to_right(p: TropicalPolynomial, q: TropicalPolynomial) -> Ints:
    """The numbers of the overlapping pairs in one variable, where the cells are intervals: a merge of the roots."""
    steps: dict[Fraction, list[int]] = {}
    for side, s in enumerate((p, q)):
        terms = list(s.terms.items())
        for ((a,), c), ((b,), d) in pairwise(terms):
            steps.setdefault(Fraction(c - d) / (b - a), [0, 0])[side] = 1
    # The exponents ascend from left to right for a maximum and descend for a minimum.
    sign = sign_of(p.convention)
    i, j = (0, 0) if sign > 0 else (p.n_monomials - 1, q.n_monomials - 1)
    chosen = [i * q.n_monomials + j]
    for root in sorted(steps):
        i, j = i + sign * steps[root][0], j + sign * steps[root][1]
        chosen.append(i * q.n_monomials + j)
    return np.array(sorted(chosen), np.intp)


def _essential_sums(p: TropicalPolynomial, q: TropicalPolynomial) -> Ints:
    """The numbers of the overlapping pairs, from the product."""
    sign = sign_of(p.convention)
    exponents = sums_of_pairs(p.exponents, q.exponents) * sign
    coefficients = sums_of_pairs(p.coefficients, q.coefficients) * sign
    candidates = np.array(best_of_each(exponents, coefficients, 1), dtype=np.intp)
    return np.sort(candidates[essential_monomials(exponents[candidates], coefficients[candidates])])


def _overlapping(p: TropicalPolynomial, q: TropicalPolynomial) -> Ints:
    """The numbers of the overlapping pairs, from an exploration of the cells of q inside each cell of p."""
    left, right = _Cells.of(p), _Cells.of(q)
    points = stack(left.interior_points())
    values = points @ q.exponents.T + q.coefficients
    best = values.max(axis=1) if q.convention == "max" else values.min(axis=1)
    frontier = (values - best.reshape(-1, 1)).sign() == 0
    tested, overlap = np.zeros_like(frontier), np.zeros_like(frontier)
    while frontier.any():
        pairs = np.argwhere(frontier)
        tested |= frontier
        found = pairs[InteriorSearch(_Systems((left, right), pairs), None).run().feasible]
        overlap[tuple(found.T)] = True
        frontier = np.zeros_like(frontier)
        for i, j in found:
            frontier[i] |= right.neighbours[j]
        frontier &= ~tested
    return np.flatnonzero(overlap)


@dataclass(frozen=True, eq=False)
class _Cells:
    """The open cells of a polynomial, by inequalities a x < b.

    Attributes
    ----------
    neighbours : bool array, shape (r, r)
        The pairs of monomials that share an edge of the lifted polytope, or all where its hull is not known.
    rows : RationalArray, shape (m + 1, n)
    bounds : RationalArray, shape (m + 1,)
        The last inequality is 0 x < 1.
    around : int array, shape (r, w)
        The inequalities of each cell, filled up with the last one.
    """

    neighbours: Bools
    rows: RationalArray
    bounds: RationalArray
    around: Ints

    @classmethod
    def of(cls, p: TropicalPolynomial) -> _Cells:
        sign = sign_of(p.convention)
        exponents, coefficients = p.exponents * sign, p.coefficients * sign
        neighbours = _neighbours(exponents, coefficients)
        inside, outside = np.nonzero(neighbours)
        rows = exponents[outside] - exponents[inside]
        bounds = coefficients[inside] - coefficients[outside]
        counts = neighbours.sum(axis=1)
        around = np.full((p.n_monomials, counts.max()), len(inside))
        firsts = np.cumsum(counts) - counts
        around[inside, np.arange(len(inside)) - firsts[inside]] = np.arange(len(inside))
        nothing = RationalArray.zeros((1, p.n_variables))
        return cls(neighbours, concatenate([rows, nothing]), concatenate([bounds, [1]]), around)

    @cached_property
    def integers(self) -> IntegerRows:
        return integer_rows(self.rows, self.bounds)

    @cached_property
    def floats(self) -> tuple[Floats, Floats, Bools]:
        return nearest_rows(*self.integers[:2])

    @cached_property
    def is_float(self) -> bool:
        """Whether the primitive rows are short enough not to be rounded."""
        integers, heights, _ = self.integers
        return all(abs(entry) <= 2**53 for row in (*integers, heights) for entry in row)

    def interior_points(self) -> list[RationalArray]:
        """A point in each cell."""
        found = InteriorSearch(_Systems((self,), np.arange(len(self.around))[:, None]), None).run()
        return [found.point(k) for k in range(len(found))]


def _neighbours(exponents: RationalArray, coefficients: RationalArray) -> Bools:
    """Which pairs of monomials share an edge of the lifted polytope; all where its hull is not known."""
    r = len(coefficients)
    joined = ~np.eye(r, dtype=np.bool_)
    try:
        rows, hull = lifted_cone(exponents, coefficients)
    except (UndecidedError, MissingDependencyError):
        return joined
    signs = LinearForms(RationalArray(hull.facets)).homogeneous_signs(RationalArray(rows))
    around = bit_sets((signs == 0).T)
    on_facet = (signs == 0).astype(np.float32)
    shared = on_facet.T @ on_facet > 0
    # The last row, the direction downwards, takes part: it tells a vertical edge from one between two vertices.
    for i in range(r):
        common = {around[i] & around[j]: j for j in np.flatnonzero(shared[i]).tolist() if j != i}
        joined[i] = False
        joined[i, [common[facets] for facets in largest_sets(common) if common[facets] < r]] = True
    return joined


class _Systems:
    """The inequalities of intersections of cells, one cell of each polynomial, named by the rows of ``chosen``."""

    def __init__(self, polynomials: Sequence[_Cells], chosen: Ints) -> None:
        self.polynomials, self.chosen = polynomials, chosen
        self.n_systems = len(chosen)
        self.n_rows = sum(cells.around.shape[1] for cells in polynomials)
        self.dim = polynomials[0].rows.shape[1]

    @property
    def is_float(self) -> bool:
        return all(cells.is_float for cells in self.polynomials)

    def floats(self, block: slice) -> tuple[Floats, Floats, Bools]:
        parts = [
            tuple(table[cells.around[places]] for table in cells.floats)
            for cells, places in zip(self.polynomials, self.chosen[block].T, strict=True)
        ]
        rows, bounds, trusted = (np.concatenate(tables, axis=1) for tables in zip(*parts, strict=True))
        return rows, bounds, np.asarray(trusted.all(axis=1))

    def exact(self, k: int) -> tuple[RationalArray, RationalArray]:
        around = [cells.around[i] for cells, i in zip(self.polynomials, self.chosen[k], strict=True)]
        rows = [cells.rows[chosen] for cells, chosen in zip(self.polynomials, around, strict=True)]
        bounds = [cells.bounds[chosen] for cells, chosen in zip(self.polynomials, around, strict=True)]
        return concatenate(rows), concatenate(bounds)

    def integers(self, k: int) -> IntegerRows:
        parts = [
            tuple([table[j] for j in cells.around[i].tolist()] for table in cells.integers)
            for cells, i in zip(self.polynomials, self.chosen[k], strict=True)
        ]
        rows, heights, scales = (list(chain(*tables)) for tables in zip(*parts, strict=True))
        return rows, heights, scales
