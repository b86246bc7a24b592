r"""Chain complexes of integers, given by incidence numbers.

A *chain complex* is a sequence of free groups :math:`C_k = \mathbb Z^{n_k}`, whose basis elements are called cells,
with boundary maps :math:`\partial_k : C_k \to C_{k-1}` such that :math:`\partial_{k-1} \partial_k = 0`.  Its homology
is :math:`H_k = \ker \partial_k / \operatorname{im} \partial_{k+1}`.

**Convex parts.**  Say that b <= a if a = b or some chain of nonzero incidence numbers leads from a down to b.  A set S
of cells is *convex* if with a and b it has all between them.  Striking out all other cells then leaves a complex: the
boundary of the boundary of a cell of S, read in S, only runs over cells between two of S.  Lower sets give
subcomplexes, upper sets quotients.

**Dual.**  The transposed maps raise the degree; with :math:`D_j = C_{n-j}` they lower it.  The homology of the dual is
the cohomology of the complex: :math:`H_j(D) = H^{n-j}(C)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["NONE", "ChainComplex", "Incidences", "ridges_of_entries"]

Labels = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


class Incidences(NamedTuple):
    """The nonzero incidence numbers of one degree: ``signs[i]`` is that of ``faces[i]`` in ``cells[i]``.

    All signs are 1 or -1, and no pair (cell, face) occurs twice.

    Examples
    --------
    >>> Incidences(np.array([0, 0]), np.array([0, 1]), np.array([1, -1])).swapped().cells
    array([0, 1])
    """

    cells: Labels
    faces: Labels
    signs: npt.NDArray[Any]

    def swapped(self) -> Incidences:
        """The transposed map."""
        return Incidences(self.faces, self.cells, self.signs)


NONE = Incidences(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.int8))
"""No incidence numbers: those of degree 0."""


@dataclass(frozen=True, eq=False, repr=False)
class ChainComplex:
    """A chain complex with incidence numbers 0, 1 and -1.

    Attributes
    ----------
    counts : tuple of int
        The number of cells of degree 0, ..., n.
    incidences : tuple of Incidences
        One for each degree 0, ..., n; the first is empty.

    Examples
    --------
    An edge with its two ends:

    >>> ends = Incidences(np.array([0, 0]), np.array([0, 1]), np.array([1, -1]))
    >>> edge = ChainComplex((2, 1), (NONE, ends))
    >>> edge, edge.dual()
    (<ChainComplex with 2, 1 cells>, <ChainComplex with 1, 2 cells>)
    """

    counts: tuple[int, ...]
    incidences: tuple[Incidences, ...]

    @property
    def dim(self) -> int:
        """The largest degree."""
        return len(self.counts) - 1

    @property
    def is_complex(self) -> bool:
        """Whether the boundary of every boundary vanishes.

        Examples
        --------
        >>> ends = Incidences(np.array([0, 0]), np.array([0, 1]), np.array([1, -1]))
        >>> ChainComplex((2, 1), (NONE, ends)).is_complex
        True
        """
        for k in range(2, self.dim + 1):
            cells, faces, signs = _composed(self.incidences[k], self.incidences[k - 1])
            keys, place = np.unique(cells * self.counts[k - 2] + faces, return_inverse=True)
            total = np.zeros(len(keys), np.int64)
            np.add.at(total, place.ravel(), signs)
            if total.any():
                return False
        return True

    def restricted(self, chosen: Sequence[Mask]) -> ChainComplex:
        """The complex of a convex set of cells, given by one mask for each degree.

        Examples
        --------
        The edge without its ends:

        >>> ends = Incidences(np.array([0, 0]), np.array([0, 1]), np.array([1, -1]))
        >>> ChainComplex((2, 1), (NONE, ends)).restricted([np.array([False, False]), np.array([True])])
        <ChainComplex with 0, 1 cells>
        """
        numbers = [np.cumsum(mask) - 1 for mask in chosen]
        kept = [NONE]
        for k in range(1, self.dim + 1):
            cells, faces, signs = self.incidences[k]
            inside = np.flatnonzero(chosen[k][cells] & chosen[k - 1][faces])
            kept.append(Incidences(numbers[k][cells[inside]], numbers[k - 1][faces[inside]], signs[inside]))
        return ChainComplex(tuple(int(mask.sum()) for mask in chosen), tuple(kept))

    def dual(self) -> ChainComplex:
        """The complex of the transposed maps, the cells of degree k now in degree n - k.

        Examples
        --------
        >>> ends = Incidences(np.array([0, 0]), np.array([0, 1]), np.array([1, -1]))
        >>> ChainComplex((2, 1), (NONE, ends)).dual().incidences[1].faces
        array([0, 0])
        """
        swapped = [incidences.swapped() for incidences in self.incidences[:0:-1]]
        return ChainComplex(self.counts[::-1], (NONE, *swapped))

    def __repr__(self) -> str:
        return f"<ChainComplex with {', '.join(map(str, self.counts))} cells>"


def _composed(upper: Incidences, lower: Incidences) -> Incidences:
    """The products of incidence numbers along all ways two degrees down."""
    entry, ridges, signs = ridges_of_entries(upper.faces, lower)
    return Incidences(upper.cells[entry], ridges, signs * upper.signs[entry])


def ridges_of_entries(faces: Labels, lower: Incidences) -> tuple[Labels, Labels, npt.NDArray[np.int64]]:
    """The faces of each of some faces: the place in the list, the face of that face, its incidence number.

    Parameters
    ----------
    faces : int array, shape (m,)
    lower : Incidences
        Those of the faces.

    Examples
    --------
    >>> ends = Incidences(np.array([0, 0]), np.array([4, 5]), np.array([1, -1]))
    >>> ridges_of_entries(np.array([0, 0]), ends)
    (array([0, 0, 1, 1]), array([4, 5, 4, 5]), array([ 1, -1,  1, -1]))
    """
    order = np.argsort(lower.cells, kind="stable")
    keys = lower.cells[order]
    first = np.searchsorted(keys, faces, side="left")
    size = np.searchsorted(keys, faces, side="right") - first
    entry = np.repeat(np.arange(len(faces)), size)
    place = order[np.arange(len(entry)) + np.repeat(first - np.cumsum(size) + size, size)]
    return entry, lower.faces[place], lower.signs[place].astype(np.int64)
