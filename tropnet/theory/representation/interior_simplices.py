r"""A maximum of affine functions as the signed sum over the interior simplices of a triangulation.

Let :math:`p(x) = \max_i (a_i \cdot x + c_i)`, without loss of generality with essential monomials only, and let A be
the Newton polytope, the convex hull of the :math:`a_i`, of dimension r.  Its dual subdivision has all :math:`a_i` as
vertices; cut the cells into simplices without new vertices, in the same way on both sides of every common face.  A
simplex of this triangulation is *interior* if it does not lie in the boundary of A.  Then

.. math::  p = \sum_{F \text{ interior}} (-1)^{r - \dim F} \max_{i \in F} (a_i \cdot x + c_i).

A simplex has at most r + 1 vertices, so all terms are maxima of at most r + 1 monomials with affinely independent
exponents.

**Lemma.**  For each point a of A, the signs :math:`(-1)^{r - \dim F}` of the interior simplices F that contain a sum to
1.

*Proof.*  Let B be an open box around a that meets only those simplices that contain a.  A simplex is either interior,
and its relative interior lies in that of A, or lies in the boundary.  So :math:`B \cap \operatorname{relint} A` is the
disjoint union of the :math:`B \cap \operatorname{relint} F` over the interior F that contain a, and none of these is
empty.  All are relatively open polytopes.  The Euler characteristic is additive on disjoint unions, and
:math:`(-1)^d` on a relatively open polytope of dimension d; hence :math:`(-1)^r = \sum_F (-1)^{\dim F}`.

*Proof of the formula.*  Let g be the least concave function on A with :math:`g(a_i) \ge c_i`.  It is affine on every
simplex, and :math:`g(a_i) = c_i`.  Fix x, and let :math:`\varphi(a) = a \cdot x + g(a)`, which is concave, and affine
on every simplex.  So its maximum over a simplex F is the term of F, and over A it is p(x).  For each number t the set
:math:`K_t = \{a \in A : \varphi(a) \ge t\}` is compact and convex.  Multiply the equation of indicator functions in
the lemma by that of :math:`K_t`, and take Euler characteristics, which are 1 for a nonempty compact convex set and 0
for the empty one:

.. math::  [\max_A \varphi \ge t] = \sum_F (-1)^{r - \dim F} [\max_F \varphi \ge t].

For :math:`t = \min \varphi` this says that the signs sum to 1.  Integrate over :math:`t \ge \min \varphi`.

Nothing is assumed about the position of the monomials.  Where the dual subdivision is no triangulation, there are
several formulas, one for each way to cut its cells; here each face pulls its first monomial
(:func:`tropnet.polyhedra.volume.pulling_triangulation`), which depends on the face alone.  Where it is one, and r is
the number of variables, the interior simplices are dual to the *bounded* cells, of all dimensions, of the complex of
linear regions: the cell dual to F contains a ray in the direction d exactly if the exponents of F maximise
:math:`d \cdot a` over A, that is, if F lies in the face of A with outer normal d.

(That n + 1 monomials suffice: S. Wang and X. Sun, Generalization of hinging hyperplanes, IEEE Transactions on
Information Theory 51, 2005.  Valuations on polytopes for such identities: E. Bakaev, F. Brunck, C. Hertrich, J. Stade
and A. Yehudayoff, Better neural network expressivity: subdividing the simplex, 2025.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import TypeAlias

import numpy as np

from tropnet.polyhedra.volume import pulling_triangulation
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.subdivision import SubdivisionCell, dual_subdivision

__all__ = ["interior_simplices"]

Simplex: TypeAlias = tuple[int, ...]
"""The numbers of its vertices, in increasing order."""


def interior_simplices(p: TropicalPolynomial) -> dict[Simplex, int]:
    """The interior simplices of a triangulation of the dual subdivision, with the signs of their maxima.

    As functions, p is the sum of the maxima (minima for min-plus) of the monomials of each simplex, with these signs.

    Parameters
    ----------
    p : TropicalPolynomial
        Not the tropical zero.  Monomials that are not essential belong to no simplex.

    Returns
    -------
    dict
        For each interior simplex, the tuple of its monomials, 1 or -1.

    Raises
    ------
    InputError
        For the tropical zero.

    Examples
    --------
    The monomials 0, x2, x1, x1 + x2 lie over a square, which is cut along a diagonal:

    >>> interior_simplices(TropicalPolynomial.parse("max(x1 + x2, x1, x2, 0)"))
    {(0, 1, 3): 1, (0, 2, 3): 1, (0, 3): -1}
    """
    subdivision = dual_subdivision(p)
    triangulation = [simplex for cell in subdivision.maximal_cells for simplex in _simplices(cell)]
    ridges = Counter(ridge for simplex in triangulation for ridge in combinations(simplex, subdivision.dim))
    boundary = _faces(ridge for ridge, n_simplices in ridges.items() if n_simplices == 1)
    interior = sorted(_faces(triangulation) - boundary, key=lambda face: (-len(face), face))
    return {face: (-1) ** (subdivision.dim + 1 - len(face)) for face in interior}


def _simplices(cell: SubdivisionCell) -> list[Simplex]:
    """The simplices of a cell in which every face pulls its first vertex."""
    corners = np.array(cell.vertices)
    facets = [facet.vertices for facet in cell.facets]
    incidence = np.array([np.isin(corners, facet) for facet in facets], np.bool_).reshape(-1, len(corners))
    return [tuple(simplex) for simplex in corners[pulling_triangulation(incidence, cell.dim)].tolist()]


def _faces(simplices: Iterable[Simplex]) -> set[Simplex]:
    """All nonempty faces of simplices."""
    return {
        face
        for simplex in simplices
        for size in range(1, len(simplex) + 1)
        for face in combinations(simplex, size)
    }
