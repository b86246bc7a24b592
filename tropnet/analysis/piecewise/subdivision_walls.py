r"""Proof that polyhedra subdivide a convex domain: that they cover it, and have no interior points in common.

Let :math:`P_1, \dots, P_m` be full-dimensional polyhedra in a full-dimensional polyhedron D of :math:`\mathbb{R}^n`,
and N(x) the number of those that contain x.  Away from the hyperplanes of their facets N is locally constant.  At a
point x in the interior of D that lies in one of these hyperplanes, H, and in no other, N jumps by the number of facets
in H at x of cells on the one side, less the number of those on the other side.  The points that lie in two of the
hyperplanes do not disconnect the interior of D.  So

* if for every hyperplane, and at almost every point of it in the interior of D, the facets on both sides are equally
  many, N is almost everywhere the same number;
* that number is 1 if one interior point of one cell lies in no other.

And if N = 1 almost everywhere, the cells cover D, being closed, and no two overlap.

**What is compared.**  A facet that is the same set from both sides, once from each, adds the same to both numbers
and is done with.  Of the *others*, two on the same side of H must not overlap, and every one must be covered by those
on the other side (:mod:`tropnet.analysis.piecewise.covering`), unless it lies in a facet of D; then both numbers are 0
or both are 1.  If that fails, so does the claim: two facets that overlap on the same side belong to cells that overlap.
And a point x of a facet of a cell P, in the interior of D, that none of the *others* on the other side contains, and
in no second hyperplane, either lies in a cell that overlaps with P (its interior contains x, or its facet at x is one
of a pair, the other of which lies on the side of P), or has points near it that no cell contains.

Nothing is asked of how cells meet: a vertex of one may lie inside a facet of another.  Two cells are *neighbours* if
they meet in a set of dimension n - 1, a *wall*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from tropnet.analysis.piecewise.compatible import Wall
from tropnet.analysis.piecewise.covering import Rows, are_nonempty, difference, interiors, uncovered
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.integer_rows import combine
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["CellsInDomain", "common_point", "subdivision_walls"]


def subdivision_walls(
    cells: Sequence[Polyhedron], domain: Polyhedron, names: Sequence[str] | None = None
) -> list[Wall]:
    """The walls between the cells of a subdivision of a domain, which is proved to be one.

    Parameters
    ----------
    cells : sequence of Polyhedron
        Full-dimensional, in the domain; at least one.
    domain : Polyhedron
        Full-dimensional.
    names : sequence of str, optional
        What the messages call the cells; ``"cell 0"`` and so on unless given.

    Returns
    -------
    list of Wall
        One for each pair of neighbours, sorted.

    Raises
    ------
    InputError
        If two cells overlap, with a common interior point, or the cells do not cover the domain, with a point of the
        domain that is in none of them.

    Examples
    --------
    >>> halves = [Polyhedron.parse("[-1,0]x[0,2]"), Polyhedron.parse("[0,3]x[0,1]"), Polyhedron.parse("[0,3]x[1,2]")]
    >>> for wall in subdivision_walls(halves, Polyhedron.parse("[-1,3]x[0,2]")):
    ...     print(wall)
    Wall(hyperplane=(0, 1, -1), negative=1, positive=2)
    Wall(hyperplane=(1, 0, 0), negative=0, positive=1)
    Wall(hyperplane=(1, 0, 0), negative=0, positive=2)
    """
    given = [f"cell {i}" for i in range(len(cells))] if names is None else names
    return CellsInDomain(tuple(cells), domain, tuple(given)).walls


@dataclass(frozen=True)
class Facet:
    """A facet of a cell in its hyperplane.

    Attributes
    ----------
    cell : int
    row : tuple of n + 1 int
        The primitive row (a, b) of the hyperplane a.x = b, the first nonzero entry positive.
    side : int
        1 if the form a.x - b is positive on the cell, -1 if it is negative.
    """

    cell: int
    row: tuple[int, ...]
    side: int


def common_point(left: Polyhedron, right: Polyhedron) -> RationalArray | None:
    """An interior point of both of two polyhedra, or None.

    Examples
    --------
    >>> common_point(Polyhedron.parse("[0,2]"), Polyhedron.parse("[1,3]"))
    RationalArray([3/2])
    """
    both = left & right
    return both.interior_point if both.is_full_dimensional else None


@dataclass(frozen=True, eq=False)
class CellsInDomain:
    """Full-dimensional polyhedra that are to subdivide a full-dimensional one.

    Attributes
    ----------
    cells : tuple of Polyhedron
    domain : Polyhedron
    names : tuple of str
        What the messages call the cells.
    """

    cells: tuple[Polyhedron, ...]
    domain: Polyhedron
    names: tuple[str, ...]

    @property
    def dim(self) -> int:
        """The dimension n of the space."""
        return self.domain.ambient_dim

    @cached_property
    def rows(self) -> list[npt.NDArray[np.object_]]:
        """The facets of every cell as integer rows (a, b), a.x <= b."""
        return [cell.inequalities.numerators for cell in self.cells]

    @cached_property
    def walls(self) -> list[Wall]:
        """The walls, once everything is proved."""
        self._refuse_overlap_at(0)
        found, others = self._matched()
        pairs = self._meeting_pairs(others)
        for left, right in pairs:
            if left.side == right.side:
                self._refuse_overlap(left.cell, right.cell)
        opposite: defaultdict[Facet, list[Facet]] = defaultdict(list)
        for left, right in pairs:
            opposite[left].append(right)
            opposite[right].append(left)
        self._check_covering(others, opposite)
        found += [(left, right) for left, right in pairs]
        return sorted(_wall(left, right) for left, right in found)

    # -- facets ------------------------------------------------------------------------------------

    def _matched(self) -> tuple[list[tuple[Facet, Facet]], list[Facet]]:
        """The pairs of facets that are the same set from both sides, and the others inside the domain."""
        border = set(map(tuple, self.domain.inequalities.numerators.tolist()))
        same: defaultdict[tuple[object, ...], list[Facet]] = defaultdict(list)
        for i, cell in enumerate(self.cells):
            generators, lines = cell.description.generators
            points = list(map(tuple, generators.tolist()))
            directions = tuple(map(tuple, lines.tolist()))
            for entries, tight in zip(
                self.rows[i].tolist(), cell.description.incidence.tolist(), strict=True
            ):
                if tuple(entries) in border:
                    continue
                facet = _facet(i, entries)
                key = frozenset(point for point, is_tight in zip(points, tight, strict=True) if is_tight)
                same[facet.row, directions, key].append(facet)
        pairs, others = [], []
        for facets in same.values():
            for left, right in combinations(facets, 2):
                if left.side == right.side:
                    self._refuse_overlap(left.cell, right.cell)
            if len(facets) == 2:
                pairs.append((facets[0], facets[1]))
            else:
                others += facets
        return pairs, others

    def _meeting_pairs(self, facets: list[Facet]) -> list[tuple[Facet, Facet]]:
        """The pairs of facets in one hyperplane with a common point in the relative interior of both."""
        groups: defaultdict[tuple[int, ...], list[Facet]] = defaultdict(list)
        for facet in facets:
            groups[facet.row].append(facet)
        pairs = [pair for group in groups.values() for pair in combinations(group, 2)]
        within = {facet: self._within(facet) for facet in facets}
        meets = are_nonempty([within[left] + within[right] for left, right in pairs], self.dim - 1)
        return [pair for pair, do_meet in zip(pairs, meets, strict=True) if do_meet]

    def _within(self, facet: Facet, cell: int | None = None) -> Rows:
        """The facet, or the part of another cell in its hyperplane, by rows in all coordinates but the pivot."""
        row = np.array([facet.row], dtype=object)
        pivot = _pivot(facet.row)
        rows = self.rows[facet.cell if cell is None else cell]
        ones = np.full(len(rows), facet.row[pivot], dtype=object)
        restricted = np.delete(combine(ones, rows, rows[:, pivot], row), pivot, axis=1)
        return tuple(r for r in map(tuple, restricted.tolist()) if any(r[:-1]) or r[-1] < 0)

    # -- covering ----------------------------------------------------------------------------------

    def _check_covering(self, facets: list[Facet], opposite: dict[Facet, list[Facet]]) -> None:
        pieces = [self._within(facet) for facet in facets]
        covers = [[self._within(other) for other in opposite.get(facet, ())] for facet in facets]
        for i, piece in uncovered(pieces, covers, self.dim - 1).items():
            self._refuse_gap(facets[i], piece)

    def _refuse_gap(self, facet: Facet, piece: Rows) -> NoReturn:
        """A part of a facet has nothing on the other side: refuse the overlap, or the gap, that is there."""
        while True:
            point = self._lifted(facet, piece)
            around = [j for j in self._cells_at(point) if j != facet.cell]
            if not around:
                break
            # A cell that meets the hyperplane in a set of lower dimension is avoided.
            parts = difference(piece, self._within(facet, around[0]))
            rest = [
                part
                for part, is_left in zip(parts, are_nonempty(parts, self.dim - 1), strict=True)
                if is_left
            ]
            if not rest:
                self._refuse_overlap_of(facet.cell)
            piece = rest[0]
        outwards = RationalArray.from_integers([-facet.side * entry for entry in facet.row[:-1]])
        beyond = point + outwards
        while beyond not in self.domain or self._cells_at(beyond):
            beyond = (point + beyond) / 2
        raise InputError(
            f"the cells do not cover the domain, or their convex hull if no domain is given: the point "
            f"{beyond.to_text()} next to {self.names[facet.cell]} lies in none of them; add cells, or give a domain "
            "that they cover"
        )

    def _lifted(self, facet: Facet, piece: Rows) -> RationalArray:
        """A point of a part of a facet."""
        [batch] = interiors([piece], self.dim - 1)
        entries = batch.point(0).fractions().tolist()
        pivot = _pivot(facet.row)
        entries.insert(pivot, 0)
        rest = facet.row[-1] - sum(a * x for a, x in zip(facet.row[:-1], entries, strict=True))
        entries[pivot] = rest / facet.row[pivot]
        return RationalArray(entries)

    def _cells_at(self, point: RationalArray) -> list[int]:
        """The cells that contain a point."""
        column = np.array([*point.numerators, -point.denominator], dtype=object)
        return [i for i, rows in enumerate(self.rows) if (rows @ column <= 0).all()]

    # -- overlaps ----------------------------------------------------------------------------------

    def _refuse_overlap_at(self, cell: int) -> None:
        """Refuse if an interior point of a cell lies in another one."""
        for other in self._cells_at(self.cells[cell].interior_point):
            if other != cell:
                self._refuse_overlap(cell, other)

    def _refuse_overlap_of(self, cell: int) -> NoReturn:
        """Refuse the overlap of a cell with one of the others; there is one."""
        for other, polyhedron in enumerate(self.cells):
            if other != cell and common_point(self.cells[cell], polyhedron) is not None:
                self._refuse_overlap(cell, other)
        raise AssertionError("no cell overlaps with this one")

    def _refuse_overlap(self, left: int, right: int) -> NoReturn:
        left, right = sorted((left, right))
        point = common_point(self.cells[left], self.cells[right])
        assert point is not None
        raise InputError(
            f"{self.names[left]} and {self.names[right]} overlap: {point.to_text()} is an interior point of both; give "
            "cells without common interior points"
        )


def _facet(cell: int, row: list[int]) -> Facet:
    if row[_pivot(row)] > 0:
        return Facet(cell, tuple(row), -1)
    return Facet(cell, tuple(-entry for entry in row), 1)


def _pivot(row: Sequence[int]) -> int:
    """The place of the first nonzero entry."""
    return next(k for k, entry in enumerate(row) if entry)


def _wall(left: Facet, right: Facet) -> Wall:
    negative, positive = (left, right) if left.side < 0 else (right, left)
    return Wall((*left.row[:-1], -left.row[-1]), negative.cell, positive.cell)
