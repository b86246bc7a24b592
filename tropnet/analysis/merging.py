"""Polyhedral complexes with few cells: cells with equal maps merged, as long as all pieces stay convex.

Let a network be given by the complex of its cells.  A *coarsening* joins cells with the same affine map such that every
piece is convex and any two meet facet to facet; then the pieces form a polyhedral complex (Gruber and Ryskov,
"Facet-to-facet implies face-to-face", 1989), on each cell of which the network is affine.

*Lemma.*  Among the coarsenings in which two given cells are in one piece there is a finest one, or there is none.

*Proof.*  The common refinement of two coarsenings is one: intersections of convex pieces are convex, and those of two
complexes form a complex.  ∎

It is found by doing what is forced, starting from the two cells, until nothing is:

* Where a facet of a piece does not support it, the convex hull contains points next to that facet on its other side,
  and so the cell there is in the piece.
* Where several pieces lie behind one facet hyperplane of a piece, they are one.

If cells with different maps are forced together, there is none.  A pair for which there is none has none in a coarser
complex either; so joining pair after pair, each tried once, ends with a complex in which no two cells can be joined.
Its number of cells is an upper bound on the number of convex regions; it need not be the least, for the order of the
joins matters, and a complex with fewer cells need not be a coarsening.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.assembly import Assembly
from tropnet.analysis.components import renumbered
from tropnet.exact.integers import integer_product

__all__ = ["merged_labels"]

Labels = npt.NDArray[np.intp]
Array = npt.NDArray[Any]
Form = tuple[int, ...]


def merged_labels(assembly: Assembly, opened: Labels) -> Labels:
    """Cells in one piece of a complex with few cells have equal labels.

    Parameters
    ----------
    assembly : Assembly
    opened : int array, shape (n_cells,)
        The open connected region of every cell.

    Returns
    -------
    int array, shape (n_cells,)

    Examples
    --------
    A neuron that nothing depends on cuts the plane in vain:

    >>> from tropnet.analysis.regions import linear_regions
    >>> from tropnet.networks import Network
    >>> regions = linear_regions(Network.from_arrays([[[1, 0], [0, 1]], [[1, 0]]]))
    >>> len(regions), len(set(merged_labels(regions._assembly, regions.labels("open_connected")).tolist()))
    (4, 2)
    """
    pieces = _Pieces(assembly, opened)
    for first, second in assembly.adjacency.tolist():
        if opened[first] == opened[second]:
            pieces.join(first, second)
    return renumbered(pieces.of_cell)


class _Pieces:
    """A coarsening that becomes coarser."""

    def __init__(self, assembly: Assembly, opened: Labels) -> None:
        self._assembly, self._opened = assembly, opened
        self.of_cell = np.arange(assembly.n_cells)
        self._cells: dict[int, list[int]] = {cell: [cell] for cell in range(assembly.n_cells)}

    def join(self, first: int, second: int) -> None:
        """Go on to the finest coarsening with two cells in one piece, if there is one."""
        union = _Union(self.of_cell)
        if not union.joined(self.of_cell[first], self.of_cell[second]):
            return
        changed = {union.root(int(self.of_cell[first]))}
        while changed:
            piece = changed.pop()
            forced = self._forced(piece, union)
            if forced is None:
                return
            for one, other in forced:
                before = {union.root(one), union.root(other)}
                if union.joined(one, other):
                    changed -= before
                    changed.add(union.root(one))
        self._accept(union)

    def _forced(self, piece: int, union: _Union) -> list[tuple[int, int]] | None:
        """The pairs of pieces that have to be joined because of one piece, or None if that cannot be."""
        cells = [cell for part in union.parts(piece) for cell in self._cells[part]]
        behind: dict[Form, set[int]] = defaultdict(set)
        for cell in cells:
            for other, form in self._facets[cell]:
                if other < 0 or union.root(int(self.of_cell[other])) != piece:
                    behind[form] |= set() if other < 0 else {other}
        if not behind:
            return []
        forms = np.array(list(behind), dtype=object)
        corners = np.concatenate([self._corners[cell] for cell in cells])
        supports: list[bool] = np.all(integer_product(forms, corners.T) >= 0, axis=1).tolist()
        forced = []
        for is_supported, others in zip(supports, behind.values(), strict=True):
            roots = sorted({union.root(int(self.of_cell[other])) for other in others})
            own = roots if is_supported else [piece, *roots]
            if len(own) > 1 and len({int(self._opened[root]) for root in own}) > 1:
                return None
            forced += [(own[0], other) for other in own[1:]]
        return forced

    def _accept(self, union: _Union) -> None:
        for piece in union.changed():
            for part in union.parts(piece):
                if part != piece:
                    self._cells[piece] += self._cells.pop(part)
            self.of_cell[self._cells[piece]] = piece

    # -- geometry, computed where it is asked for ------------------------------------------------------

    @cached_property
    def _facets(self) -> _OnDemand:
        return _OnDemand(self._facets_of)

    @cached_property
    def _corners(self) -> _OnDemand:
        return _OnDemand(self._corners_of)

    @cached_property
    def _fine(self) -> list[Labels]:
        order = np.argsort(self._assembly.cell_of_fine, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(self._assembly.cell_of_fine[order])) + 1)

    def _facets_of(self, cell: int) -> list[tuple[int, Form]]:
        """The cells behind the facets of a cell, -1 outside the domain, and the forms, nonnegative on the cell."""
        cell_of_fine, found = self._assembly.cell_of_fine, []
        for fine in self._fine[cell].tolist():
            for other, form in self._assembly.facets(fine):
                beyond = -1 if other < 0 else int(cell_of_fine[other])
                if beyond != cell:
                    entries = form.tolist()
                    common = gcd(*entries)
                    found.append((beyond, tuple(entry // common for entry in entries)))
        return found

    def _corners_of(self, cell: int) -> Array:
        """The vertices and rays of a cell as integer rows."""
        return np.concatenate([self._assembly.generators(fine) for fine in self._fine[cell].tolist()])


class _OnDemand(dict[int, Any]):
    """Values that are computed when they are first asked for."""

    def __init__(self, compute: Any) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, key: int) -> Any:
        self[key] = self._compute(key)
        return self[key]


class _Union:
    """Pieces that are joined on trial: disjoint sets of the numbers of pieces."""

    def __init__(self, of_cell: Labels) -> None:
        self._of_cell = of_cell
        self._parent: dict[int, int] = {}
        self._parts: dict[int, list[int]] = {}

    def root(self, piece: int) -> int:
        piece = int(piece)
        while piece in self._parent:
            piece = self._parent[piece]
        return piece

    def joined(self, first: int, second: int) -> bool:
        """Join two pieces; whether they were two."""
        one, other = self.root(first), self.root(second)
        if one == other:
            return False
        self._parent[other] = one
        self._parts[one] = self.parts(one) + self._parts.pop(other, [other])
        return True

    def parts(self, root: int) -> list[int]:
        """The pieces that are joined to one."""
        return self._parts.get(root, [root])

    def changed(self) -> list[int]:
        """The roots of more than one piece."""
        return list(self._parts)
