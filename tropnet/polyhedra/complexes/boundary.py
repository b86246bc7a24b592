"""Boundary lists in order: the faces of single faces of a complex that is finished."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.polyhedra.complexes.complex import Complex

__all__ = ["BoundaryIndex"]

Index = npt.NDArray[np.intp]


class BoundaryIndex:
    """The boundary relation of a complex, sorted by owner, so that single faces are found at once.

    Examples
    --------
    >>> triangle = Complex(2, np.array([[0, 1], [1, 2], [2, 0]]), [(np.zeros(3), np.arange(3))], [3, 3, 1])
    >>> BoundaryIndex(triangle).faces(2, 0)
    [array([0, 1, 2]), array([0, 1, 2]), array([0])]
    """

    def __init__(self, complex_: Complex) -> None:
        self.dim = complex_.dim
        self._starts: list[npt.NDArray[Any]] = [np.empty(0)]
        self._below: list[npt.NDArray[Any]] = [np.empty(0)]
        for k in range(1, complex_.dim + 1):
            owner, face = complex_.entries(k)
            order = np.argsort(owner, kind="stable")
            self._starts.append(np.searchsorted(owner[order], np.arange(complex_.counts[k] + 1)))
            self._below.append(face[order])

    def facets(self, k: int, face: int) -> Index:
        """The (k-1)-faces of a k-face."""
        starts = self._starts[k]
        return np.asarray(self._below[k][starts[face] : starts[face + 1]], dtype=np.intp)

    def faces(self, k: int, face: int) -> list[Index]:
        """The faces of a k-face, by dimension 0, ..., k; each list ascending."""
        levels = [np.array([face], np.intp)]
        for level in range(k, 0, -1):
            places, _ = self._places(level, levels[0])
            levels.insert(0, np.unique(self._below[level][places]).astype(np.intp))
        return levels

    def pairs(self, k: int) -> tuple[Index, Index]:
        """The pairs (cell, k-face of it), each once, sorted by cell."""
        n_cells = len(self._starts[self.dim]) - 1 if self.dim else 1
        cells = faces = np.arange(n_cells)
        for level in range(self.dim, k, -1):
            n_below = int(self._below[level].max(initial=-1)) + 1
            places, size = self._places(level, faces)
            below = self._below[level][places]
            cells, faces = np.divmod(np.unique(np.repeat(cells, size) * n_below + below), n_below)
        return cells, faces

    def _places(self, level: int, faces: Index) -> tuple[Index, Index]:
        """The places of the boundaries of some faces in the list of a level, one after the other; and their lengths."""
        starts = self._starts[level]
        size = starts[faces + 1] - starts[faces]
        places = np.arange(size.sum()) + np.repeat(starts[faces] - np.cumsum(size) + size, size)
        return places, size
