r"""The cells of all dimensions of a sliced space, with orientations: a chain complex of polyhedra.

Slicing leaves a polyhedral complex that covers a domain P: polyhedra that meet in common faces.  Here a *cell* is the
relative interior of such a face, of any dimension, so that every point of P lies in exactly one cell.  Sheets have one
sign on each cell.

**No vertices.**  The lineality space L is split off first: :math:`P = P' \times L`, and so are all cells.  Then every
face has a vertex.  A cell of dimension k in P' stands for one of dimension k + dim L in P.

**Compactification.**  Write points of P' as (x, t) with t = 1, and take the cone over each face and its closure, which
adds the recession cone of the face at t = 0.  Faces have vertices, so the closed cones are pointed, and the unit sphere
cuts them in spherical polytopes.  They form a finite regular CW complex :math:`\bar P`, homeomorphic to a ball; P'
is the open subset t > 0, and the cells with t = 0 are a subcomplex :math:`P_\infty`.

**Incidence numbers.**  In a regular CW complex any numbers [F : G] = 1 or -1 for the facets G of F, chosen so that

.. math:: [F : G] [G : H] + [F : G'] [G' : H] = 0

for the two facets G, G' of F through each cell H two dimensions lower (and of opposite signs for the two ends of an
edge), are those of the cellular chain complex, up to orientations of the cells (W. S. Massey, A Basic Course in
Algebraic Topology, 1991, Chapter IX, on regular CW complexes).  For F of dimension k >= 2 they are fixed by the sign
of one facet: the boundary of F is a sphere of dimension k - 1; its part at infinity is a face of F, hence a closed ball
or empty, so what is left is a connected manifold; it stays connected without its cells of dimension k - 3 and less, so
that paths lead from facet to facet through ridges.  Hence a search among the facets of each F finds all signs, and
cells at infinity are not needed for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tropnet.analysis.assembly import Assembly, vertex_is_finite
from tropnet.analysis.components import renumbered
from tropnet.analysis.regions import LinearRegions
from tropnet.analysis.topology.chain import NONE, ChainComplex, Incidences, ridges_of_entries

__all__ = ["CellComplex", "Masks", "cell_complex", "complement"]

Labels = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int8]
Masks = tuple[Mask, ...]
"""A set of cells: for each dimension which cells belong to it."""


@dataclass(frozen=True, eq=False, repr=False)
class CellComplex:
    """The cells of a sliced domain, of all dimensions, lines split off; made by :func:`cell_complex`.

    Attributes
    ----------
    chain : ChainComplex
        Of all cells that are not at infinity.
    lineality_dim : int
        The number of dimensions that were split off.
    is_bounded : tuple of bool arrays
        For each dimension which cells are bounded, lines not counted.
    is_interior : tuple of bool arrays
        For each dimension which cells lie in the interior of the domain.
    signs : tuple of int8 arrays, shape (n_cells, n_sheets)
        For each dimension the signs of all sheets on every cell.
    full_cells : int array
        The number of the cell of ``regions`` that every full-dimensional cell belongs to.

    Examples
    --------
    >>> from tropnet import Network, linear_regions
    >>> cells = cell_complex(linear_regions(Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])))
    >>> cells, cells.chain.is_complex
    (<CellComplex with 1, 4, 4 cells>, True)
    """

    chain: ChainComplex
    lineality_dim: int
    is_bounded: Masks
    is_interior: Masks
    signs: tuple[Signs, ...]
    full_cells: Labels

    @property
    def dim(self) -> int:
        """The dimension without the lines."""
        return self.chain.dim

    @cached_property
    def everything(self) -> Masks:
        """All cells."""
        return tuple(np.ones(n, np.bool_) for n in self.chain.counts)

    def closure(self, cells: Masks) -> Masks:
        """The cells in the closure of the union of some.

        Examples
        --------
        >>> from tropnet import Network, linear_regions
        >>> cells = cell_complex(linear_regions(Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])))
        >>> quadrant = (np.zeros(1, bool), np.zeros(4, bool), np.arange(4) == 0)
        >>> [int(mask.sum()) for mask in cells.closure(quadrant)]
        [1, 2, 1]
        """
        closed = [mask.copy() for mask in cells]
        for k in range(self.dim, 0, -1):
            owner, face, _ = self.chain.incidences[k]
            closed[k - 1][face[closed[k][owner]]] = True
        return tuple(closed)

    def interior(self, cells: Masks) -> Masks:
        """The cells in the interior of the union of some, relative to the domain.

        Examples
        --------
        >>> from tropnet import Network, linear_regions
        >>> cells = cell_complex(linear_regions(Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])))
        >>> three = (np.ones(1, bool), np.ones(4, bool), np.arange(4) > 0)
        >>> [int(mask.sum()) for mask in cells.interior(three)]
        [0, 2, 3]
        """
        return complement(self.closure(complement(cells)))

    def of_full_cells(self, chosen: Mask) -> Masks:
        """The set of some full-dimensional cells."""
        return (*(np.zeros(n, np.bool_) for n in self.chain.counts[:-1]), chosen)

    def __repr__(self) -> str:
        return f"<CellComplex with {', '.join(map(str, self.chain.counts))} cells>"


def complement(cells: Masks) -> Masks:
    """The cells that do not belong to a set.

    Examples
    --------
    >>> complement((np.array([True, False]),))
    (array([False,  True]),)
    """
    return tuple(~mask for mask in cells)


def cell_complex(regions: LinearRegions) -> CellComplex:
    """The cells of all dimensions of the sliced domain of some linear regions.

    Examples
    --------
    >>> from tropnet import Network, box, linear_regions
    >>> net = Network.from_arrays([[[1, 1]], [[1]]])
    >>> cell_complex(linear_regions(net)), cell_complex(linear_regions(net, box([0, 0], [1, 1])))
    (<CellComplex with 1, 2 cells>, <CellComplex with 4, 4, 1 cells>)
    """
    assembly = regions._assembly
    numbers = [_numbers(assembly, k) for k in range(assembly.dim + 1)]
    counts = tuple(1 + max(int(own.max(initial=-1)) for own in level) for level in numbers)
    incidences = [NONE]
    for k in range(1, assembly.dim + 1):
        cells, faces = _pairs(assembly, k, numbers, counts[k - 1])
        signs = _orientations(cells, faces, incidences[-1]) if k > 1 else _directions(cells)
        incidences.append(Incidences(cells, faces, signs))
    n_walls = assembly.start.slicer.n_walls
    infinite, interior, sheets = [], [], []
    for rows in _rows(assembly, numbers, counts):
        infinite.append(rows[:, -1] != 0)
        interior.append((rows[:, assembly.domain_walls] != 0).all(axis=1))
        sheets.append(rows[:, n_walls:-1])
    return CellComplex(
        ChainComplex(counts, tuple(incidences)),
        len(assembly.start.lineality_space),
        tuple(~mask for mask in infinite),
        tuple(interior),
        tuple(sheets),
        assembly.cell_of_fine,
    )


def _numbers(assembly: Assembly, k: int) -> list[Labels]:
    """For every block the number of each of its k-faces among all that are not at infinity; else -1."""
    if k == assembly.dim:
        return [np.arange(a, b) for a, b in zip(assembly.first_cell, assembly.first_cell[1:], strict=False)]
    own = assembly.face_numbers(k)
    if len(own) == 1:
        return own
    flat = np.concatenate(own)
    finite = flat >= 0
    flat[finite] = renumbered(flat[finite])
    return np.split(flat, np.cumsum([len(part) for part in own])[:-1])


def _pairs(
    assembly: Assembly, k: int, numbers: Sequence[list[Labels]], n_faces: int
) -> tuple[Labels, Labels]:
    """The pairs (k-cell, (k-1)-cell of it), each once, sorted by the first."""
    keys = []
    for block, upper, lower in zip(assembly.blocks, numbers[k], numbers[k - 1], strict=True):
        owner, face = block.complex.entries(k)
        inside = lower[face] >= 0
        keys.append(upper[owner[inside]] * n_faces + lower[face[inside]])
    cells, faces = np.divmod(np.unique(np.concatenate(keys)), max(n_faces, 1))
    return cells, faces


def _rows(
    assembly: Assembly, numbers: Sequence[list[Labels]], counts: Sequence[int]
) -> list[npt.NDArray[np.int8]]:
    """For every dimension and cell the signs of walls and sheets, and whether the cell reaches infinity."""
    levels: list[npt.NDArray[np.int8]] = []
    for number, block in enumerate(assembly.blocks):
        is_infinite = ~vertex_is_finite(block)
        bits = np.hstack([block.vertex_signs.view, is_infinite[:, None].astype(np.int8)])
        for k, rows in enumerate(block.complex.raise_bits(bits)):
            if len(levels) <= k:
                levels.append(np.zeros((counts[k], rows.shape[1]), np.int8))
            own = numbers[k][number]
            levels[k][own[own >= 0]] = rows[own >= 0]
    return levels


def _directions(edges: Labels) -> npt.NDArray[np.int8]:
    """Opposite signs for the two ends of every edge; edges are sorted."""
    is_second = np.r_[False, edges[1:] == edges[:-1]]
    return np.where(is_second[: len(edges)], -1, 1).astype(np.int8)


def _orientations(cells: Labels, faces: Labels, lower: Incidences) -> npt.NDArray[np.int8]:
    """The incidence numbers of pairs (cell, facet of it), given those of the facets.

    In every cell the first facet gets 1; through each ridge the sign passes on to the other facet at it.
    """
    signs = np.zeros(len(cells), np.int8)
    signs[np.r_[True, cells[1:] != cells[:-1]][: len(cells)]] = 1
    entry, ridge, sign = ridges_of_entries(faces, lower)
    order = np.lexsort((ridge, cells[entry]))
    entry, sign = entry[order].reshape(-1, 2), sign[order].reshape(-1, 2)
    passed = -sign.prod(axis=1)
    while not signs.all():
        known = signs[entry] != 0
        onward = np.flatnonzero(known[:, 0] != known[:, 1])
        assert len(onward), "the facets of a cell are connected through ridges"
        to = known[onward, 0].astype(np.intp)
        row = np.arange(len(onward))
        source, target = entry[onward][row, 1 - to], entry[onward][row, to]
        signs[target] = signs[source] * passed[onward]
        rest = ~known.all(axis=1)
        entry, passed = entry[rest], passed[rest]
    return signs
