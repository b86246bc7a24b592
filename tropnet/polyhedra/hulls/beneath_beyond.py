r"""The boundary of a convex hull, triangulated in integers.

The *beneath-beyond method* (Grünbaum, Convex polytopes, 1967, Section 5.2) adds the points one by one to a simplex.
Let H be the hull so far, its boundary triangulated into simplices, and p the next point.  A simplex is *visible*
when p lies strictly beyond its hyperplane.  If none is, p lies in H.  Otherwise the visible ones are replaced by the
pyramids with apex p over the *horizon*, the ridges between a visible simplex and one that is not.

No general position is needed.  Simplices whose hyperplane contains p count as not visible and stay, which gives
a *placing triangulation* of each facet (Lee and Santos, Subdivisions and triangulations of polytopes, in the
Handbook of discrete and computational geometry, 3rd edition, 2017, Section 16.2).  No new simplex is flat: if p were
in the affine span of a ridge, it would be in the hyperplane of the visible simplex on one side of it.

Points are added in the order of *quickhull* (Barber, Dobkin and Huhdanpaa, 1996).  Each point outside H is kept
with one simplex that it sees; the next is one far beyond some simplex, and the points kept with the simplices
that it sees are distributed over the new ones.

**Lemma.**  Let q be kept with a simplex V that p sees.  If q sees none of the new simplices, then q lies in the hull
of H and p.  *Proof.*  The hyperplanes of the new simplices are those of the facets of the new hull at p.  So
:math:`q = p + \lambda (h - p)` with h in H and :math:`\lambda \ge 0`.  Let v be the affine form that is zero on V and
nonnegative on H.  If :math:`\lambda > 1`, then :math:`v(q) = \lambda v(h) + (1 - \lambda) v(p) > 0` because
:math:`v(h) \ge 0 > v(p)`; but q sees V.  So :math:`\lambda \le 1`.  ∎

The visible simplices are found by a walk from the one that is known: they are connected through ridges, as the part
of the boundary that is visible from a point is.

The rows are those of a cone, the points up to positive factors, as in :mod:`tropnet.polyhedra.hulls.boundary_cycles`.
A vertex in space costs about a fifth of a millisecond, ten times as much as with floats that propose.
"""

from __future__ import annotations

from operator import mul

import numpy as np
import numpy.typing as npt

from tropnet.exact.matrix import row_space
from tropnet.polyhedra.hulls.boundary_cycles import cofactors, oriented
from tropnet.polyhedra.integer_rows import IntegerRows, product

__all__ = ["placing_triangulation"]

Ints = npt.NDArray[np.intp]


def placing_triangulation(rows: IntegerRows) -> Ints:
    """A triangulation of the boundary of a pointed cone: D - 1 rows for each simplex, none of them flat.

    Parameters
    ----------
    rows : integer array, shape (k, D)
        Rays of a pointed cone that span R^D, D > 1.

    Returns
    -------
    integer array, shape (m, D - 1)

    Examples
    --------
    >>> square = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1], [1, 1, 2]])
    >>> sorted(sorted(edge) for edge in placing_triangulation(square).tolist())
    [[0, 1], [0, 2], [1, 3], [2, 3]]
    """
    hull = _Hull(rows)
    while hull.outside:
        hull.add_a_point()
    return np.array(list(hull.simplices.values()), np.intp)


class _Hull:
    """The hull of some of the rows, and where the others are.

    Attributes
    ----------
    simplices, forms : dicts
        For each simplex, by number, its points in ascending order, and the form that is zero on it and positive inside.
    outside : dict
        For some simplices, points that see them.  Each point outside the hull is there once.
    sides : dict
        For each ridge the two simplices that share it.
    """

    def __init__(self, rows: IntegerRows) -> None:
        self.rows, self.lists = rows, rows.tolist()
        self.simplices: dict[int, tuple[int, ...]] = {}
        self.forms: dict[int, list[int]] = {}
        self.outside: dict[int, Ints] = {}
        self.sides: dict[tuple[int, ...], set[int]] = {}
        self.n_made = 0
        corners = _independent(rows)
        self.inside = rows[corners].astype(object).sum(axis=0)[None, :]
        others = np.setdiff1d(np.arange(len(rows)), corners)
        self._make([tuple(np.delete(corners, i).tolist()) for i in range(len(corners))], others)

    def add_a_point(self) -> None:
        """Add the point that is farthest beyond some simplex."""
        seen = next(reversed(self.outside))
        points = self.outside[seen]
        point = int(points[product(self.rows[points], np.array(self.forms[seen])).argmin()])
        visible, horizon = self._visible(seen, self.lists[point])
        waiting = [self.outside.pop(i) for i in visible if i in self.outside]
        for i in visible:
            for ridge in _ridges(self.simplices.pop(i)):
                self.sides[ridge].discard(i)
                if not self.sides[ridge]:
                    del self.sides[ridge]
            del self.forms[i]
        pool = np.concatenate(waiting)
        self._make([tuple(sorted((*ridge, point))) for ridge in horizon], pool[pool != point])

    def _visible(self, start: int, point: list[int]) -> tuple[set[int], list[tuple[int, ...]]]:
        """The simplices that the point sees, and the ridges where these end."""
        visible, horizon, waiting = {start}, [], [start]
        hidden: set[int] = set()
        while waiting:
            i = waiting.pop()
            for ridge in _ridges(self.simplices[i]):
                (j,) = self.sides[ridge] - {i}
                if j in visible:
                    continue
                if j not in hidden and sum(map(mul, self.forms[j], point)) < 0:
                    visible.add(j)
                    waiting.append(j)
                else:
                    hidden.add(j)
                    horizon.append(ridge)
        return visible, horizon

    def _make(self, simplices: list[tuple[int, ...]], pool: Ints) -> None:
        """Add simplices, and keep each point of the pool with one of them that it sees, or with none."""
        forms = oriented(cofactors(self.rows[np.array(simplices)]), self.inside)
        sees = product(self.rows[pool], forms.T) < 0
        first = np.where(sees.any(axis=1), sees.argmax(axis=1), -1)
        for k, (simplex, form) in enumerate(zip(simplices, forms.tolist(), strict=True)):
            i = self.n_made + k
            self.simplices[i], self.forms[i] = simplex, form
            for ridge in _ridges(simplex):
                self.sides.setdefault(ridge, set()).add(i)
            if len(points := pool[first == k]):
                self.outside[i] = points
        self.n_made += len(simplices)


def _ridges(simplex: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [simplex[:j] + simplex[j + 1 :] for j in range(len(simplex))]


def _independent(rows: IntegerRows) -> Ints:
    """Indices, ascending, of D independent rows: extreme ones where possible, to begin with a large simplex."""
    extreme = np.unique(np.concatenate([rows.argmin(axis=0), rows.argmax(axis=0)]))
    order = np.concatenate([extreme, np.setdiff1d(np.arange(len(rows)), extreme)])
    echelon = row_space(rows[order].T).numerators
    return np.sort(order[(echelon != 0).argmax(axis=1)])
