r"""Are these all the facets?  A proof by counting modulo 2.

Given: points that span R^n affinely, n > 1, P their convex hull, and a list of *simplices*, sets of n points each,
proposed as a triangulation of the boundary of P by some program that computes in floating point.  Sought: a
proof that every facet of P contains one of them.

**Theorem.**  Suppose that

1. each simplex lies in a facet of P (those of smaller dimension than n - 1, *flat* ones, included);
2. each set of n - 1 points is contained in an even number of the simplices;
3. some point in the interior of a facet lies in an odd number of the simplices that are not flat, and on the
   boundary of none of them.

Then the simplices cover the boundary.  So every facet contains a simplex that is not flat, and is the face in its
hyperplane; and each vertex of P is a vertex of a simplex.

*Proof.*  By 1 the simplices are singular simplices in the boundary of P, which is a sphere S of dimension
n - 1 > 0.  By 2 their sum z is a cycle modulo 2.  For each point p of S the map
:math:`H_{n-1}(S; Z/2) \to H_{n-1}(S, S - p; Z/2) = Z/2` is an isomorphism (Hatcher, Algebraic topology, 2002,
Theorem 3.26), so the class of z maps to the same element for all p.  Take p as in 3, moved a little, out of the
flat simplices: the element is the number of simplices around p modulo 2, that is 1.  Where p lies in no simplex,
it is 0, so there is no such p.  For the consequences: the interior of a facet is not covered by finitely many
simplices of smaller dimension, nor by simplices in other facets; and a vertex of P that lies in a simplex is a
vertex of it, as it is extreme.  ∎

No condition asks for general position, or for simplices that do not overlap: Qhull triangulates facets with more
vertices into simplices some of which are flat, and the proof does not mind.

**The conditions, decided.**  Everything is said for cones, which saves all division: points are rows r of
integers in R^D, D = n + 1, and the hyperplane through a simplex is the linear form whose coefficients are the
cofactors of its rows (:func:`cofactors`).  It is zero exactly if the simplex is flat.  It is oriented by the
sum of all rows, an interior point.

* Condition 1 for those that are not flat: the form is nonnegative at all rows.  The signs of all forms at all
  rows come from :mod:`tropnet.exact.signs`, floats with a proven bound first.  For a flat one: some facet found
  so far vanishes at all its rows.
* Condition 2: sorting.
* Condition 3: in the facet with the fewest simplices that are not flat, a point inside one of them.  It lies in
  the interior of the facet, so in simplices of this facet alone.  The coordinates of the point with respect to
  the others tell in which; if one of them is zero, another point is taken.

**Extreme rays.**  A facet with only n of the candidates is a simplex, and these are vertices.  For another point p
let F(p) be the set of facets through it: p is a vertex exactly if no other point q has
:math:`F(q) \supseteq F(p)`, for the points in all the facets of F(p) are those of the smallest face with p.
"""

from __future__ import annotations

from functools import cached_property
from itertools import combinations, count, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.errors import UndecidedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import solve
from tropnet.exact.signs import LinearForms
from tropnet.polyhedra.integer_rows import IntegerRows, magnitude, primitive, product

__all__ = ["Boundary", "cofactors", "oriented", "proved_boundary"]

Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

_SIGNS_AT_ONCE = 1 << 23
"""Signs of forms at rows that are held at one time: 8 MiB."""


class Boundary(NamedTuple):
    """The facets, primitive forms in the order of their coefficients, and the extreme rays, as indices of rows."""

    facets: IntegerRows
    extreme: Ints


def proved_boundary(rows: IntegerRows, simplices: Ints) -> Boundary:
    """The facets and the extreme rays of a pointed cone that the proposed simplices prove to be all.

    Parameters
    ----------
    rows : integer array, shape (k, D)
        Rays of a pointed cone that span R^D.
    simplices : integer array, shape (m, D - 1)
        Sets of rows, proposed as a triangulation of the boundary; nothing is taken on trust.

    Raises
    ------
    UndecidedError
        If they are no such thing: one does not lie in a facet, or facets are missing.

    Examples
    --------
    A square pyramid with its base in two triangles, and the same without one of them:

    >>> rows = np.array([[0, 0, 0, 1], [1, 0, 0, 1], [0, 1, 0, 1], [1, 1, 0, 1], [0, 0, 1, 1]])
    >>> simplices = np.array([[0, 1, 2], [1, 2, 3], [0, 1, 4], [0, 2, 4], [1, 3, 4], [2, 3, 4]])
    >>> facets, extreme = proved_boundary(rows, simplices)
    >>> facets.tolist(), extreme.tolist()
    ([[-1, 0, -1, 1], [0, -1, -1, 1], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]], [0, 1, 2, 3, 4])
    >>> proved_boundary(rows, simplices[1:])
    Traceback (most recent call last):
    tropnet.errors.UndecidedError: 3 ridges lie in an odd number of the proposed simplices
    """
    _check_ridges(simplices)
    forms = oriented(cofactors(rows[simplices]), rows)
    flat = ~forms.astype(np.bool_).any(axis=1)
    if flat.all():
        raise UndecidedError(f"all {len(forms)} proposed simplices are flat")
    facets, facet_of = _distinct(forms[~flat])
    candidates, names = np.unique(simplices, return_inverse=True)
    names = names.reshape(simplices.shape)
    incidence = _Incidence(*_tight_pairs(facets, rows, candidates), len(facets), len(candidates))
    incidence.check_flat(names[flat])
    _check_cover(rows, simplices[~flat], facet_of)
    extreme = incidence.extreme(_distinct(primitive(rows[candidates]))[1], rows.shape[1] - 1)
    return Boundary(facets, candidates[extreme])


def cofactors(matrices: IntegerRows) -> IntegerRows:
    """The linear forms whose value at a row r is the determinant of the matrix with r added as the first row.

    Parameters
    ----------
    matrices : integer array, shape (m, D - 1, D)

    Returns
    -------
    integer array, shape (m, D)
        Orthogonal to the rows of its matrix, and zero exactly if these are linearly dependent.

    Notes
    -----
    Minors of the first k rows are expanded along the last of them, for k = 1, ..., D - 1: about D 2^(D - 1)
    multiplications for one matrix.  Every intermediate value is a sum of at most (D - 1)! products of
    entries in different columns, which bounds it.

    Examples
    --------
    >>> cofactors(np.array([[[1, 0, 0], [0, 1, 0]], [[1, 2, 3], [2, 4, 6]]])).tolist()
    [[0, 0, 1], [0, 0, 0]]
    """
    n_rows, dim = matrices.shape[1:]
    bound = 1
    for factor, column in enumerate(sorted(max(1, magnitude(matrices[:, :, j])) for j in range(dim))[1:]):
        bound *= (factor + 1) * column
    matrices = matrices.astype(np.int64 if bound < 2**62 else object, copy=False)
    minors: dict[tuple[int, ...], IntegerRows] = {(): np.ones(len(matrices), matrices.dtype)}
    for k in range(n_rows):
        minors = {
            columns: np.asarray(
                sum(
                    (-1) ** (k - place) * matrices[:, k, j] * minors[columns[:place] + columns[place + 1 :]]
                    for place, j in enumerate(columns)
                )
            )
            for columns in combinations(range(dim), k + 1)
        }
    every = tuple(range(dim))
    return np.stack([(-1) ** j * minors[every[:j] + every[j + 1 :]] for j in every], axis=1)


def oriented(forms: IntegerRows, rows: IntegerRows) -> IntegerRows:
    """The primitive forms, with the sign that makes them nonnegative at the sum of the rows.

    Examples
    --------
    >>> oriented(np.array([[0, -2], [3, 0]]), np.array([[1, 1], [0, 1]])).tolist()
    [[0, 1], [1, 0]]
    """
    inside = rows.astype(object).sum(axis=0)
    forms = primitive(forms)
    return np.where((product(forms, inside) < 0)[:, None], -forms, forms)


def _distinct(rows: IntegerRows) -> tuple[IntegerRows, Ints]:
    """The distinct rows, sorted, and for each row the place of its like."""
    if rows.dtype != object:
        distinct, names = np.unique(rows, axis=0, return_inverse=True)
        return distinct, names.ravel()
    tuples = list(map(tuple, rows.tolist()))
    places = {row: i for i, row in enumerate(sorted(set(tuples)))}
    return np.array(list(places), object), np.array([places[row] for row in tuples], np.intp)


def _check_ridges(simplices: Ints) -> None:
    """Condition 2."""
    ridges = np.concatenate([np.delete(simplices, j, axis=1) for j in range(simplices.shape[1])])
    ridges = np.sort(ridges, axis=1)
    ridges = ridges[np.lexsort(ridges.T)]
    changes = np.append(True, (ridges[1:] != ridges[:-1]).any(axis=1))
    numbers = np.diff(np.append(np.flatnonzero(changes), len(ridges)))
    if (numbers % 2).any():
        odd = int((numbers % 2).sum())
        raise UndecidedError(f"{odd} ridges lie in an odd number of the proposed simplices")


def _tight_pairs(facets: IntegerRows, rows: IntegerRows, candidates: Ints) -> tuple[Ints, Ints]:
    """Condition 1 for simplices that are not flat, and all pairs of a facet and a candidate on it.

    The pairs are sorted by facet.
    """
    forms = LinearForms(RationalArray.from_integers(rows))
    on, tight = [], []
    step = max(1, _SIGNS_AT_ONCE // len(rows))
    for start in range(0, len(facets), step):
        signs = forms.homogeneous_signs(RationalArray.from_integers(facets[start : start + step]))
        beyond = int((signs < 0).any(axis=0).sum())
        if beyond:
            raise UndecidedError(f"{beyond} of the proposed simplices have points on both sides")
        # Ten times faster than nonzero for two axes.
        candidate, facet = np.divmod(np.flatnonzero(signs[candidates] == 0), signs.shape[1])
        order = np.argsort(facet, kind="stable")
        on.append(start + facet[order])
        tight.append(candidate[order])
    return np.concatenate(on), np.concatenate(tight)


def _check_cover(rows: IntegerRows, simplices: Ints, facet_of: Ints) -> None:
    """Condition 3."""
    first, *others = simplices[facet_of == np.bincount(facet_of).argmin()]
    if (1 + _n_around_a_point(rows, first, others)) % 2 == 0:
        raise UndecidedError("a point of the boundary lies in an even number of the proposed simplices")


def _n_around_a_point(rows: IntegerRows, first: Ints, others: list[Ints]) -> int:
    """How many of the other simplices contain a point inside the first that is on the boundary of none.

    The point is the combination of the rows of the first with weights 1, k, k^2, ...  A coordinate of it with
    respect to another simplex is a polynomial in k, and not the zero polynomial because the first simplex is not
    flat: it vanishes for finitely many k only.
    """
    for k in count(1):
        point = sum(k**i * row for i, row in enumerate(rows[first].astype(object)))
        coordinates = [solve(RationalArray.from_integers(rows[other].T), point).sign() for other in others]
        if all(signs.all() for signs in coordinates):
            return sum(bool((signs > 0).all()) for signs in coordinates)
    raise AssertionError("a polynomial other than zero has finitely many zeros")


class _Incidence:
    """Which candidate lies on which facet: pairs, sorted by facet."""

    def __init__(self, facet: Ints, candidate: Ints, n_facets: int, n_candidates: int) -> None:
        self.facet, self.candidate = facet, candidate
        self.n_facets, self.n_candidates = n_facets, n_candidates

    @cached_property
    def points_on(self) -> list[list[int]]:
        """The candidates on each facet."""
        return _grouped(self.candidate, self.facet, self.n_facets)

    @cached_property
    def facets_through(self) -> list[set[int]]:
        """The facets through each candidate."""
        order = np.argsort(self.candidate, kind="stable")
        groups = _grouped(self.facet[order], self.candidate[order], self.n_candidates)
        return list(map(set, groups))

    def check_flat(self, flat: Ints) -> None:
        """Condition 1 for flat simplices, given as sets of candidates."""
        for simplex in flat.tolist():
            if not set.intersection(*(self.facets_through[i] for i in simplex)):
                raise UndecidedError("a flat simplex among the proposed ones lies in no facet that was found")

    def extreme(self, names: Ints, n: int) -> Bools:
        """Which candidates are extreme; those with equal names are the same ray, and a facet has n or more."""
        of_a_simplex = np.bincount(self.facet) == n
        extreme = np.zeros(self.n_candidates, np.bool_)
        extreme[self.candidate[of_a_simplex[self.facet]]] = True
        in_doubt = ~extreme & (np.bincount(self.candidate, minlength=self.n_candidates) >= n)
        for i in np.flatnonzero(in_doubt).tolist():
            extreme[i] = all(names[i] == names[j] for j in self._smallest_face(i))
        return extreme

    def _smallest_face(self, i: int) -> list[int]:
        """The candidates in the smallest face that contains candidate i."""
        through = self.facets_through[i]
        fewest = min((self.points_on[facet] for facet in through), key=len)
        return [j for j in fewest if through <= self.facets_through[j]]


def _grouped(items: Ints, groups: Ints, n_groups: int) -> list[list[int]]:
    """The items of each group, where the groups are sorted."""
    ends = np.cumsum(np.bincount(groups, minlength=n_groups)).tolist()
    members = items.tolist()
    return [members[start:end] for start, end in pairwise([0, *ends])]
