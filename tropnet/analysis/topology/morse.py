r"""Morse complexes: a chain complex shrunk to a few critical cells with the same homology.

A *matching* pairs cells b < a of adjacent degrees with incidence number :math:`[a : b] = \pm 1`; cells in no pair are
*critical*.  It is *acyclic* if its pairs have times such that the boundary of a has, beside b, only lower cells of
earlier pairs, upper cells and critical cells.

**Theorem** (E. Sköldberg, Morse theory from an algebraic viewpoint, Trans. Amer. Math. Soc. 358, 2006;
M. Jöllenbeck and V. Welker, Minimal resolutions via algebraic discrete Morse theory, 2009).  *The complex is homotopy
equivalent to one whose cells are the critical cells.  The boundary of a critical cell is got from its old boundary by
replacing, as long as there is one, a lower cell b of a pair by* :math:`b - [a : b] \, \partial a` *and by dropping
all upper cells.*  Times fall in each replacement, so this ends.

**Coreduction** (M. Mrozek and B. Batko, Coreduction homology algorithm, Discrete Comput. Geom. 41, 2009; S. Harker,
K. Mischaikow, M. Mrozek and V. Nanda, Discrete Morse theoretic algorithms for computing homology of complexes and
maps, 2014) finds such a matching in linear time.  Cells are removed one after the other.  A cell a with a single face
b left is removed together with b, as a pair: all other faces of a went earlier, so the matching is acyclic.  If there
is none, a cell of the least degree left, which has no faces left, becomes critical and is removed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tropnet.analysis.topology.chain import ChainComplex

__all__ = ["Chain", "MorseComplex", "morse_complex"]

Chain = dict[int, int]
"""A linear combination of cells: nonzero integer coefficients by cell."""


@dataclass(frozen=True)
class MorseComplex:
    """A chain complex with any incidence numbers, by columns.

    Attributes
    ----------
    counts : tuple of int
        The number of cells of degree 0, ..., n.
    columns : tuple of lists of Chain
        For each degree the boundaries that do not vanish.
    """

    counts: tuple[int, ...]
    columns: tuple[list[Chain], ...]


def morse_complex(complex_: ChainComplex) -> MorseComplex:
    """The complex of the critical cells of a matching found by coreduction.

    Its homology is that of the given complex.  The matching takes linear time.

    Examples
    --------
    A circle of three edges has two critical cells:

    >>> import numpy as np
    >>> from tropnet.analysis.topology.chain import NONE, Incidences
    >>> cells, ends = np.repeat(np.arange(3), 2), np.array([0, 1, 1, 2, 2, 0])
    >>> circle = ChainComplex((3, 3), (NONE, Incidences(cells, ends, np.array([1, -1] * 3))))
    >>> morse_complex(circle)
    MorseComplex(counts=(1, 1), columns=([], []))
    """
    matching = _Matching(complex_)
    first = np.cumsum([0, *complex_.counts]).tolist()
    critical = [[cell for cell in range(*ends) if matching.partner[cell] == cell] for ends in pairwise(first)]
    columns: list[list[Chain]] = [[]]
    for lower, upper in pairwise(critical):
        found = [matching.boundary(cell) for cell in upper] if lower else []
        columns.append([chain for chain in found if chain])
    return MorseComplex(tuple(map(len, critical)), tuple(columns))


class _Matching:
    """The coreduction of a complex, its cells numbered through all degrees.

    ``partner[c]`` is the other cell of a pair, or c where it is critical; ``time[c]`` is when it was removed.
    """

    def __init__(self, complex_: ChainComplex) -> None:
        first = np.cumsum([0, *complex_.counts])
        cells = np.concatenate(
            [own.cells + start for own, start in zip(complex_.incidences, first, strict=False)]
        )
        # Faces lie one degree lower; degree 0 has none.
        faces = np.concatenate(
            [own.faces + start for own, start in zip(complex_.incidences[1:], first, strict=False)]
            or [np.empty(0, np.intp)]
        )
        signs = np.concatenate([own.signs for own in complex_.incidences])
        n = int(first[-1])
        self.faces, self.signs = _grouped(cells, n, faces, signs)
        (self.cofaces,) = _grouped(faces, n, cells)
        self.partner = [-1] * n
        self.time = [0] * n
        self._left = [len(faces) for faces in self.faces]
        self._match()

    def _match(self) -> None:
        clock = 0
        waiting = deque(cell for cell, left in enumerate(self._left) if left == 1)
        for cell in range(len(self.partner)):
            clock = self._match_waiting(waiting, clock)
            if self.partner[cell] < 0:
                clock += 1
                self.partner[cell], self.time[cell] = cell, clock
                waiting.extend(self._without((cell,)))
        assert not waiting, "the last cells have no cofaces left"

    def _match_waiting(self, waiting: deque[int], clock: int) -> int:
        """Match as long as a cell has a single face left; the time afterwards."""
        partner = self.partner
        while waiting:
            upper = waiting.popleft()
            if partner[upper] >= 0 or self._left[upper] != 1:
                continue
            lower = next(face for face in self.faces[upper] if partner[face] < 0)
            clock += 1
            partner[upper], partner[lower] = lower, upper
            self.time[upper] = self.time[lower] = clock
            waiting.extend(self._without((lower, upper)))
        return clock

    def _without(self, removed: Iterable[int]) -> list[int]:
        """The cells that have a single face left after some have been removed."""
        found = []
        for cell in removed:
            for coface in self.cofaces[cell]:
                self._left[coface] -= 1
                if self._left[coface] == 1:
                    found.append(coface)
        return found

    def boundary(self, cell: int) -> Chain:
        """The boundary of a critical cell as a chain of critical cells."""
        chain: Chain = {}
        self._subtract(chain, -1, cell)
        waiting = [-self.time[face] for face in chain if self._is_lower(face)]
        lower = {self.time[face]: face for face in chain if self._is_lower(face)}
        heapify(waiting)
        while waiting:
            face = lower[-heappop(waiting)]
            factor = chain.get(face, 0)
            if not factor:
                continue
            upper = self.partner[face]
            [sign] = [s for f, s in zip(self.faces[upper], self.signs[upper], strict=True) if f == face]
            self._subtract(chain, factor * sign, upper)
            for other in self.faces[upper]:
                if other in chain and self._is_lower(other) and self.time[other] not in lower:
                    lower[self.time[other]] = other
                    heappush(waiting, -self.time[other])
        return chain

    def _is_lower(self, cell: int) -> bool:
        """Whether a cell is the lower one of a pair; cells are numbered by rising degree."""
        return self.partner[cell] > cell

    def _subtract(self, chain: Chain, factor: int, cell: int) -> None:
        """Subtract a multiple of the boundary of a cell, without the upper cells of pairs."""
        for face, sign in zip(self.faces[cell], self.signs[cell], strict=True):
            if self.partner[face] >= face:
                value = chain.get(face, 0) - factor * sign
                if value:
                    chain[face] = value
                else:
                    chain.pop(face, None)


def _grouped(keys: npt.NDArray[np.intp], n: int, *values: npt.NDArray[np.intp]) -> list[list[list[int]]]:
    """For each array of values the lists of those with key 0, ..., n - 1."""
    order = np.argsort(keys, kind="stable")
    starts = np.searchsorted(keys[order], np.arange(n + 1)).tolist()
    found = []
    for array in values:
        flat = array[order].tolist()
        found.append([flat[a:b] for a, b in pairwise(starts)])
    return found
