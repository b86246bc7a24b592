r"""Counting cells without storing them, the last hidden layer without making them.

The cells of an arrangement of hyperplanes :math:`H_1, \dots, H_m` inside an open convex set P are counted by
their walls: adding the hyperplanes one after the other, :math:`H_j` adds as many cells as the earlier ones cut
:math:`H_j \cap P` into, so

.. math:: r_P(H_1, \dots, H_m) = 1 + \sum_j r_{P \cap H_j}(H_1, \dots, H_{j-1}),

the sum over the j for which :math:`H_j` meets P and is not an earlier hyperplane again (compare Zaslavsky,
"Facing up to arrangements", 1975).  In the last round each cell of the rounds before is such a P, and the section
of the whole complex by one sheet is again a complex, of one dimension less.  So the recursion runs over all cells
at once, down to dimension one, where the pieces of a segment are counted by its distinct crossings: two crossings
are distinct if their places on the segment differ by more than their errors, and undecided ones are compared as
rational numbers.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.blocks import Block, Slicer, cell_of_vertices
from tropnet.analysis.enumeration import Limit, Unfinished, run_blocks
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.start import start
from tropnet.errors import InputError
from tropnet.networks import Network
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages
from tropnet.polyhedra.complexes.boundary import BoundaryIndex
from tropnet.polyhedra.complexes.complex import UNKNOWN, Complex, GrowingArray, GrowingColumns
from tropnet.polyhedra.complexes.rows import UNIT_ROUNDOFF, FilteredRows
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["COUNTS", "count_regions"]

Labels = npt.NDArray[np.intp]
Signs = npt.NDArray[np.int8]

COUNTS = ("activation", "proper_activation", "open_connected", "closed_connected", "affine")
"""The notions that have a number; ``convex`` has bounds, see :class:`tropnet.RegionCounts`."""

# Values in the rows of sections that are made together: they fit in the cache, and memory stays small.
BATCH_VALUES = 2**20

# From dimension four on the sections of sections are more than the cells: slicing is up to four times as fast.
# In dimension three they are faster by up to four where the last layer is wide, and slower by a third at worst.
LARGEST_SECTIONED_DIM = 3

# Cells in a block where an executor runs the blocks: it must have some to hand out before much of the work is done.
# Smaller ones cost more than they bring: 4000 take 1.8 times the processor time of 60 000, 8000 take 1.2 times.
TASK_CELLS = 16_000


def count_regions(
    net: Network,
    kind: str = "proper_activation",
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> int:
    """The number of linear regions by one notion, with little memory for ``"proper_activation"``.

    Proper activation regions are counted block by block; in dimension three and below the cells of the last
    hidden layer are not made at all.  The other notions, and networks with maxima of three numbers or more, need
    all cells at once: they are counted by :func:`tropnet.linear_regions`.

    Parameters
    ----------
    net : Network
    kind : str
        One of ``"activation"``, ``"proper_activation"``, ``"open_connected"``, ``"closed_connected"``,
        ``"affine"``; see :class:`tropnet.RegionCounts`.
    within, executor, progress, limit
        As for :func:`tropnet.linear_regions`; the limit counts cells that have been made.

    Raises
    ------
    InputError
        If there is no such kind.
    LimitReachedError
        If the limit is reached; give its ``partial`` to :func:`tropnet.resume` to go on.

    Examples
    --------
    Six lines in general position:

    >>> from tropnet.networks import Network
    >>> lines = Network.from_arrays([[[1, i] for i in range(6)], [[1] * 6]], [[i * i for i in range(6)], [0]])
    >>> count_regions(lines), count_regions(lines, "affine")
    (22, 22)
    """
    if kind not in COUNTS:
        raise InputError(f"there is no count of kind {kind!r}; give one of {', '.join(COUNTS)}")
    network = hinges(stages(net))
    n_rounds = max(len(network.rounds) - 1, 0)
    begun = start(network, within, n_rounds=n_rounds)
    has_false_walls = begun.n_false or any(readout.has_false_walls for readout in network.readouts)
    if kind != "proper_activation" or has_false_walls:
        regions = linear_regions(net, within, executor=executor, progress=progress, limit=limit)
        return int(getattr(regions.counts, kind)) if kind != "proper_activation" else len(regions)
    is_sectioned = begun.block.complex.dim <= LARGEST_SECTIONED_DIM
    slicer = begun.slicer if is_sectioned else replace(begun.slicer, n_rounds=len(network.rounds))
    if executor is not None:
        slicer = replace(slicer, block_cells=min(slicer.block_cells, TASK_CELLS))
    work = PartialCount(slicer, [], [begun.block])
    return work.resumed(executor=executor, progress=progress, limit=limit)


@dataclass(repr=False)
class PartialCount(Unfinished[int]):
    """A count that was stopped by a limit; see :func:`tropnet.resume`."""

    def resumed(self, *, executor: Executor | None, progress: bool, limit: Limit | None) -> int:
        """The count, after running the blocks that are left."""
        found = run_blocks(self, cells_behind, executor=executor, progress=progress, limit=limit)
        return sum(count for _, count in found)


def cells_behind(slicer: Slicer, block: Block) -> int:
    """The number of cells that the sheets of its current round cut a block into."""
    if block.round == len(slicer.network.rounds):
        return block.n_cells
    sheets = list(range(slicer.network.rounds[block.round].n_sheets))
    slicer.attach(block)
    for sheet in sheets:
        block.new_vertex_signs.view[sheet] = block.rows.signs(block.rows.n_coordinates + sheet)
    return _count(slicer, block, sheets)


def _count(slicer: Slicer, block: Block, sheets: list[int]) -> int:
    """The number of cells into which some sheets, with known signs at the vertices, cut a block."""
    slicer.attach(block)
    if not block.complex.dim:
        return block.n_cells
    if block.complex.dim == 1:
        return block.n_cells + _n_crossings(slicer, block, sheets, np.full(block.n_cells, len(sheets)))
    sides = _sides(block)
    if block.complex.dim == 2:
        return block.n_cells + sum(
            _n_new_cells(slicer, block, sheets, sides, places)
            for places in _batches(sides[:, sheets], block.rows.values.shape[1])
        )
    total = block.n_cells
    for place, sheet in enumerate(sheets):
        mixed = np.flatnonzero(sides[:, sheet] == 3)
        if len(mixed):
            section = _section(slicer, block, sheets[: place + 1], mixed)
            # An earlier sheet that passes through the cell may do so in the same place.
            passes = sides[mixed][:, sheets[:place]] == 3
            repeated = ((_sides(section)[:, sheets[:place]] == 0) & passes).any(axis=1)
            total += _count(slicer, _with_cells(section, ~repeated), sheets[:place])
    return total


def _sides(block: Block) -> npt.NDArray[np.uint8]:
    """For every cell and sheet: 1 if the sheet is positive somewhere, plus 2 if it is negative somewhere."""
    signs = block.new_vertex_signs.view.T
    bits = (signs == 1).astype(np.uint8) | ((signs == -1).astype(np.uint8) << 1)
    cells: npt.NDArray[np.uint8] = block.complex.raise_bits(bits)[-1]
    return cells


def _section(slicer: Slicer, block: Block, sheets: list[int], cells: Labels) -> Block:
    """The section of some cells by the last sheet, which passes through each of them."""
    part = _with_cells(block, cells)
    slicer.attach(part)
    sheet, column = sheets[-1], part.rows.n_coordinates + sheets[-1]
    signs, n_old = part.new_vertex_signs, part.complex.n_vertices
    cut = part.complex.slice(signs.view[sheet])
    part.vertex_signs.extend(part.vertex_signs.view[cut.negative] | part.vertex_signs.view[cut.positive])
    at_q, at_p = signs.view[:, cut.negative], signs.view[:, cut.positive]
    # Signs that agree weakly are joined; opposite ones leave the question open.
    is_open = at_q * at_p < 0
    joint = np.where(is_open, UNKNOWN, at_q | at_p)
    joint[sheet] = 0
    signs.extend(joint)
    part.cell_signs.extend(part.cell_signs.view[cut.split[-1]])
    part.rows.cut(column, cut, part.rows.n_coordinates)
    for other in sheets[:-1]:
        if is_open[other].any():
            new = n_old + np.flatnonzero(is_open[other])
            signs.view[other, new] = part.rows.signs_at(part.rows.n_coordinates + other, new)
    # The cuts of the cells are the last facets, in the order of the cells.
    n_facets = part.complex.counts[-2]
    facets = np.arange(n_facets - len(cut.split[-1]), n_facets)
    return _on_facets(part, facets, part.cell_signs.view[cut.split[-1]])


def _with_cells(block: Block, cells: npt.NDArray[np.generic]) -> Block:
    """The closure of some cells of a block, chosen by number or by mask."""
    numbers = np.arange(block.n_cells)[cells]
    [(complex_, faces)] = block.complex.split([numbers])
    return replace(
        block,
        complex=complex_,
        rows=block.rows.take(faces),
        vertex_signs=GrowingArray(block.vertex_signs.view[faces[0]]),
        cell_signs=GrowingArray(block.cell_signs.view[numbers]),
        new_vertex_signs=GrowingColumns(block.new_vertex_signs.view[:, faces[0]]),
    )


def _on_facets(block: Block, facets: Labels, cell_signs: Signs) -> Block:
    """The complex of some facets of a block, each with the signs of a cell that it lies in."""
    whole = block.complex
    entries = [whole.entries(k) for k in range(2, whole.dim)]
    skeleton = Complex(whole.dim - 1, whole.ends, entries, whole.counts[:-1])
    signs = np.zeros((whole.counts[-2], cell_signs.shape[1]), np.int8)
    signs[facets] = cell_signs
    return _with_cells(replace(block, complex=skeleton, cell_signs=GrowingArray(signs)), facets)


# -- dimension two ---------------------------------------------------------------------------------


def _batches(sides: npt.NDArray[np.uint8], n_columns: int) -> list[range]:
    """Intervals of sheets, the sections of which have rows that are not too many to be in memory together."""
    n_sections = np.count_nonzero(sides == 3, axis=0)
    batch = np.cumsum(n_sections) * n_columns // BATCH_VALUES
    starts = np.flatnonzero(np.diff(batch, prepend=-1)).tolist()
    return [range(*some) for some in pairwise([*starts, len(n_sections)])]


def _n_new_cells(
    slicer: Slicer, block: Block, sheets: list[int], sides: npt.NDArray[np.uint8], places: range
) -> int:
    """How many cells the sheets at some places add to those that the sheets before them cut polygons into."""
    sheets = sheets[: places.stop]
    chords, earlier = _chords(slicer, block, sheets, sides, places)
    return chords.n_cells + _n_crossings(slicer, chords, sheets, earlier)


def _chords(
    slicer: Slicer, block: Block, sheets: list[int], sides: npt.NDArray[np.uint8], some: range
) -> tuple[Block, Labels]:
    """The sections of the polygons of a block by the sheets at some places, as the edges of one block.

    Also, for each, the number of sheets that come before its own.  A section along which an earlier sheet
    vanishes that passes through the polygon is left out.
    """
    part = _with_cells(block, np.arange(block.n_cells))
    slicer.attach(part)
    vertices, cells, places = _chord_ends(part, sheets, sides, some)
    _determine(part, sheets)
    order = np.lexsort((cells, places))
    ends, cells, places = vertices[order].reshape(-1, 2), cells[order][::2], places[order][::2]
    known = part.new_vertex_signs.view[sheets]
    along = (known[:, ends[:, 0]] == 0) & (known[:, ends[:, 1]] == 0)
    passes = (sides[cells][:, sheets] == 3).T
    repeated = (along & passes & (np.arange(len(sheets))[:, None] < places)).any(axis=0)
    kept = np.flatnonzero(~repeated)
    chords = replace(
        part,
        complex=Complex(1, ends[kept], [], [part.complex.n_vertices, len(kept)]),
        cell_signs=GrowingArray(block.cell_signs.view[cells[kept]]),
        homes=None,
    )
    slicer.attach(chords)
    return chords, places[kept]


def _chord_ends(
    part: Block, sheets: list[int], sides: npt.NDArray[np.uint8], some: range
) -> tuple[Labels, Labels, Labels]:
    """The ends of the sections by the sheets at some places, and the new vertices appended.

    For each end its vertex, the polygon, and the place of the sheet.
    """
    complex_, signs = part.complex, part.new_vertex_signs
    q, p = complex_.ends.T
    chosen = np.array(sheets, np.intp)[some.start : some.stop]
    at_q, at_p = signs.view[chosen][:, q], signs.view[chosen][:, p]
    place, edge = np.nonzero(at_q * at_p < 0)
    negative = np.where(at_q[place, edge] < 0, q[edge], p[edge])
    positive = np.where(at_q[place, edge] < 0, p[edge], q[edge])
    columns = chosen[place]
    first_new = complex_.n_vertices
    one, other = signs.view[:, negative], signs.view[:, positive]
    joint = np.where(one * other < 0, UNKNOWN, one | other)
    joint[columns, np.arange(len(columns))] = 0
    signs.extend(joint)
    part.vertex_signs.extend(part.vertex_signs.view[negative] | part.vertex_signs.view[positive])
    complex_.counts[0] += len(edge)
    owner, face = complex_.entries(2)
    home_of_edge = np.empty(complex_.counts[1], np.intp)
    home_of_edge[face] = owner
    part.homes = np.concatenate([cell_of_vertices(part.complex)[:first_new], home_of_edge[edge]])
    part.rows.append_zeros(
        columns + part.rows.n_coordinates, edge, negative, positive, part.rows.n_coordinates
    )
    # A polygon has the new vertices of its edges, and of its own vertices those on a sheet through it.
    by_edge = np.argsort(edge, kind="stable")
    starts = np.searchsorted(edge[by_edge], np.arange(complex_.counts[1] + 1))
    size = np.diff(starts)[face]
    offset = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    new = by_edge[np.repeat(starts[:-1][face], size) + offset]
    cells = np.repeat(owner, size)
    at, polygon = BoundaryIndex(complex_).pairs(0)[::-1]
    zero = (signs.view[chosen][:, at] == 0) & (sides[polygon][:, chosen] == 3).T
    own_place, own = np.nonzero(zero)
    return (
        np.concatenate([new + first_new, at[own]]),
        np.concatenate([cells, polygon[own]]),
        np.concatenate([place[new], own_place]) + some.start,
    )


def _determine(part: Block, sheets: list[int]) -> None:
    """The signs of the sheets at all vertices."""
    for sheet in sheets:
        known = part.new_vertex_signs.view[sheet]
        is_open = np.flatnonzero(known == UNKNOWN)
        if len(is_open):
            known[is_open] = part.rows.signs_at(part.rows.n_coordinates + sheet, is_open)


# -- dimension one ---------------------------------------------------------------------------------


def _n_crossings(slicer: Slicer, block: Block, sheets: list[int], earlier: Labels) -> int:
    """The number of distinct points in the interiors of edges at which one of the first sheets crosses.

    ``earlier`` is the number of sheets that count, for each edge.
    """
    q, p = block.complex.ends.T
    signs = block.new_vertex_signs.view[sheets]
    crosses = signs[:, q] * signs[:, p] < 0
    number, edge = np.nonzero(crosses & (np.arange(len(sheets))[:, None] < earlier))
    if not len(edge):
        return 0
    columns = np.array(sheets)[number] + block.rows.n_coordinates
    if not isinstance(block.rows, FilteredRows):
        return _n_distinct(edge, block.rows.values[q[edge], columns], block.rows.values[p[edge], columns])
    place, error = _places(block.rows, q[edge], p[edge], columns)
    order = np.lexsort((place, edge))
    edge, place, error, columns = edge[order], place[order], error[order], columns[order]
    same_edge = edge[1:] == edge[:-1]
    is_close = same_edge & ~(place[1:] - place[:-1] > error[1:] + error[:-1])
    total = len(edge)
    for some in np.unique(edge[1:][is_close]).tolist():
        here = slice(*np.searchsorted(edge, [some, some + 1]))
        at_q, at_p = slicer.exact_rows(block, block.complex.ends[some])[:, columns[here]]
        total -= len(at_q) - _n_distinct(edge[here], at_q, at_p)
    return total


def _places(
    rows: FilteredRows, q: Labels, p: Labels, columns: Labels
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Where columns change sign between two vertices, from 0 to 1, and bounds on the errors of that.

    The zero of the form with values x and y lies at y q + x p, up to signs and a factor: at the place
    x / (x + y), which grows along the edge.  Where both values are below the range of floats, it is anywhere.
    """
    x, y = np.abs(rows.values[q, columns]), np.abs(rows.values[p, columns])
    at_q, at_p = rows.vertex_errors(q), rows.vertex_errors(p)
    with np.errstate(all="ignore"):
        place = x / (x + y)
        blend = (1 - place) * at_q + place * at_p + 4 * UNIT_ROUNDOFF * (at_q + at_p)
        slack = x + y - at_q - at_p
        error = np.where(2 * slack > x + y, blend / slack, np.inf) * (1 + 2.0**-40) + 8 * UNIT_ROUNDOFF
    return place, error


def _n_distinct(edge: Labels, at_q: npt.NDArray[Any], at_p: npt.NDArray[Any]) -> int:
    """The number of distinct pairs of an edge and a crossing, by the exact values of the forms at its ends."""
    x, y = np.abs(at_q), np.abs(at_p)
    divisor = np.gcd(x, y)
    x, y = x // divisor, y // divisor
    if x.dtype == object:
        return len(set(zip(edge.tolist(), x.tolist(), y.tolist(), strict=True)))
    order = np.lexsort((x, y, edge))
    differs = [np.diff(some[order]) != 0 for some in (x, y, edge)]
    return 1 + int(np.count_nonzero(np.logical_or.reduce(differs)))
