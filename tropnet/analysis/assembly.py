"""The finished blocks seen as one complex: cells, which of them meet, and faces of every dimension.

Blocks share faces.  Every face of the complex has its own vector of signs: the signs, in its relative interior,
of all walls and sheets.  (The points with a given vector form a convex set, and each wall is a union of faces; so
no two faces agree.)  Only faces on the border of a block can occur in another block, so only for those the
vectors are compared.

Where a wall or a sheet is *false* (a wall of the first fan that is no neuron, a comparison inside a maximum that
another argument wins), cells on its two sides have the same pattern and are one cell of the network.  A face of
the coarser complex is then known by the set of its cells, together with the facets of the domain that it lies
on: the relative interiors of the faces are the classes of points with the same such set.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.blocks import Block, cell_of_vertices
from tropnet.analysis.components import labels_of_rows, n_labels
from tropnet.analysis.hinge_sums import coefficients_on_cells, outputs
from tropnet.analysis.start import Start
from tropnet.exact.arrays import RationalArray
from tropnet.exact.digits import integers_from_bytes
from tropnet.networks.hinges import HingeNetwork
from tropnet.polyhedra.complexes.boundary import BoundaryIndex
from tropnet.polyhedra.complexes.complex import Complex
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Assembly"]

Array = npt.NDArray[Any]
Labels = npt.NDArray[np.intp]
Signs = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

# For so many sign vectors the forms of sheets are kept.
MOST_KNOWN_FORMS = 4096


class Assembly:
    """All cells of a slicing.

    Parameters
    ----------
    network : HingeNetwork
        In the coordinates of the input space.
    start : Start
    blocks : list of Block
        Finished, in their order.

    Attributes
    ----------
    first_cell : int array, shape (n_blocks + 1,)
        The number of the first fine cell of each block.
    """

    def __init__(self, network: HingeNetwork, start: Start, blocks: list[Block]) -> None:
        self.network = network
        self.start = start
        self.blocks = blocks
        self.first_cell = np.cumsum([0, *(block.n_cells for block in blocks)])

    @property
    def dim(self) -> int:
        """The dimension of the complex without its lineality."""
        return len(self.start.pivots)

    @property
    def n_fine_cells(self) -> int:
        """The number of cells before those with the same pattern are joined."""
        return int(self.first_cell[-1])

    @cached_property
    def has_false_walls(self) -> bool:
        """Whether cells may have to be joined."""
        return bool(self.start.n_false) or any(r.has_false_walls for r in self.network.readouts)

    @cached_property
    def fine_signs(self) -> Signs:
        """The signs of all sheets on every fine cell."""
        return np.concatenate([block.cell_signs.view for block in self.blocks])

    @cached_property
    def fine_patterns(self) -> npt.NDArray[np.unsignedinteger[Any]]:
        """The pattern of every fine cell."""
        return self.network.patterns(self.fine_signs)

    @cached_property
    def cell_of_fine(self) -> Labels:
        """The cell of the network that each fine cell belongs to."""
        if not self.has_false_walls:
            return np.arange(self.n_fine_cells)
        return labels_of_rows(self.fine_patterns)

    @cached_property
    def n_cells(self) -> int:
        """The number of cells: activation patterns with interior points."""
        return n_labels(self.cell_of_fine)

    @cached_property
    def fine_of_cell(self) -> Labels:
        """One fine cell of each cell."""
        if not self.has_false_walls:
            return np.arange(self.n_fine_cells)
        return np.unique(self.cell_of_fine, return_index=True)[1]

    # -- facets ------------------------------------------------------------------------------------

    @cached_property
    def boundaries(self) -> list[BoundaryIndex]:
        """The boundary lists of the blocks, in order."""
        return [BoundaryIndex(block.complex) for block in self.blocks]

    @cached_property
    def facet_cells(self) -> list[Labels]:
        """For every facet of every block the two fine cells on its sides, -1 where there is none."""
        if not self.dim:
            return [np.empty((0, 2), np.intp) for _ in self.blocks]
        sides = []
        for block, first in zip(self.blocks, self.first_cell, strict=False):
            cells, facets = block.complex.entries(self.dim)
            order = np.argsort(facets, kind="stable")
            cells, facets = cells[order] + first, facets[order]
            is_second = np.r_[False, facets[1:] == facets[:-1]]
            pairs = np.full((block.complex.counts[self.dim - 1], 2), -1)
            pairs[facets[~is_second], 0] = cells[~is_second]
            pairs[facets[is_second], 1] = cells[is_second]
            sides.append(pairs)
        self._match_border_facets(sides)
        return sides

    def _match_border_facets(self, sides: list[Labels]) -> None:
        """Find the other side of the facets that two blocks share; each has one cell in either."""
        if len(self.blocks) == 1:
            return
        borders = [np.flatnonzero(block.complex.border(self.dim - 1)) for block in self.blocks]
        keys = np.concatenate(
            [block.complex.raise_bits(block.vertex_signs.view, border=True)[-1] for block in self.blocks]
        )
        labels = labels_of_rows(keys)
        place = np.stack(
            [np.repeat(np.arange(len(borders)), [len(b) for b in borders]), np.concatenate(borders)], axis=1
        )
        order = np.argsort(labels, kind="stable")
        twins = np.flatnonzero(labels[order][1:] == labels[order][:-1])
        for one, other in zip(place[order[twins]].tolist(), place[order[twins + 1]].tolist(), strict=True):
            mine, its = sides[one[0]][one[1]], sides[other[0]][other[1]]
            mine[1], its[1] = its[0], mine[0]

    @cached_property
    def adjacency(self) -> Labels:
        """The pairs of cells with a common facet, each once, the smaller first; shape (m, 2)."""
        pairs = np.concatenate(self.facet_cells)
        pairs = self.cell_of_fine[pairs[pairs[:, 1] >= 0]]
        pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
        keys = pairs[:, 0] * self.n_cells + pairs[:, 1]
        # Two fine cells share at most one facet; it is met twice on the border of blocks, and cells that were
        # joined may share many pieces of one.
        is_single = len(self.blocks) == 1 and not self.has_false_walls
        keys = np.sort(keys) if is_single else np.unique(keys)
        return np.stack(np.divmod(keys, self.n_cells), axis=1)

    def neighbours(self, labels: Labels) -> Labels:
        """For every two adjacent classes of cells two fine cells, one of each, with a common facet; shape (m, 2).

        The pairs are in the order of the numbers of the classes.

        Parameters
        ----------
        labels : int array, shape (n_cells,)
        """
        pairs = np.concatenate(self.facet_cells)
        pairs = pairs[pairs[:, 1] >= 0]
        classes = labels[self.cell_of_fine[pairs]]
        is_between = classes[:, 0] != classes[:, 1]
        pairs, classes = pairs[is_between], np.sort(classes[is_between], axis=1)
        _, first = np.unique(classes[:, 0] * (n_labels(labels) + 1) + classes[:, 1], return_index=True)
        chosen: Labels = pairs[first]
        return chosen

    # -- affine maps -------------------------------------------------------------------------------

    def affine_maps(self, cells: Labels) -> RationalArray:
        """The network on some cells, shape (len(cells), output_dim, input_dim + 1)."""
        total = outputs(self.network)
        signs = self.fine_signs[self.fine_of_cell[cells]]
        numerators = integers_from_bytes(coefficients_on_cells(self.network, total, signs))
        return RationalArray.from_integers(numerators.transpose(1, 0, 2), total.denominator)

    # -- single cells ------------------------------------------------------------------------------

    def block_of(self, fine: int) -> tuple[int, int]:
        """The block of a fine cell, and its number there."""
        number = int(np.searchsorted(self.first_cell, fine, side="right")) - 1
        return number, fine - int(self.first_cell[number])

    def cell_at(self, point: RationalArray) -> int:
        """A cell that contains a point of the domain."""
        return int(self.cell_of_fine[np.flatnonzero(self.fine_cells_around(point))[0]])

    def fine_cells_around(self, point: RationalArray) -> Mask:
        """Which fine cells contain a point of the domain, where false walls of the start are not felt.

        A face lies in the closure of a cell exactly if each of its signs is 0 or that of the cell.
        """
        signs = self.network.signs_at(point)
        fits: Mask = ((signs == 0) | (signs == self.fine_signs)).all(axis=1)
        return fits

    def affine_map(self, cell: int) -> RationalArray:
        """The network on a cell, shape (output_dim, input_dim + 1)."""
        return self.network.affine_map(self.fine_signs[self.fine_of_cell[cell]])

    def polyhedron(self, cell: int) -> Polyhedron:
        """A cell as a polyhedron in the input space."""
        lines = self.start.lineality_space.integers().reshape(-1, self.network.input_dim)
        lines = np.hstack([lines, np.full((len(lines), 1), 0, dtype=object)])
        if self.has_false_walls:
            fine = np.flatnonzero(self.cell_of_fine == cell)
            generators = np.concatenate([self.generators(int(c)) for c in fine])
            points = RationalArray.from_integers(generators)
            t = points[:, -1].sign() > 0
            vertices = [[x / row[-1] for x in row[:-1]] for row in points[t].fractions()]
            return Polyhedron.from_generators(vertices, points[~t][:, :-1], lines[:, :-1])
        facets = np.array([form for _, form in self.facets(int(self.fine_of_cell[cell]))], dtype=object)
        inequalities = facets.reshape(-1, self.network.input_dim + 1)
        inequalities[:, :-1] *= -1
        none = np.empty((0, self.network.input_dim + 1), dtype=object)
        generators = self.generators(int(self.fine_of_cell[cell]))
        return Polyhedron.from_double_description(inequalities, none, generators, lines)

    def generators(self, fine: int) -> Array:
        """The vertices and rays of a fine cell as integer rows (x, t) in the input space."""
        number, local = self.block_of(fine)
        return self.generators_of_face(number, self.dim, local)

    def generators_of_face(self, number: int, k: int, face: int) -> Array:
        """The vertices and rays of a k-face of a block as integer rows (x, t) in the input space."""
        vertices = self.boundaries[number].faces(k, face)[0].tolist()
        known = self._exact_rows[number]
        new = [v for v in vertices if v not in known]
        if new:
            block, cells = self.blocks[number], self._cells_of_vertices[number][new]
            known.update(zip(new, self.start.slicer.exact_rows(block, np.array(new), cells), strict=True))
        generators = np.full((len(vertices), self.network.input_dim + 1), 0, dtype=object)
        generators[:, [*self.start.pivots, self.network.input_dim]] = [known[v] for v in vertices]
        return generators

    @cached_property
    def _cells_of_vertices(self) -> list[Labels]:
        """A cell, by its number in the block, for each vertex of each block."""
        return [cell_of_vertices(block.complex) for block in self.blocks]

    @cached_property
    def _exact_rows(self) -> list[dict[int, Array]]:
        """The exact coordinates of those vertices of each block that have been asked for."""
        return [{} for _ in self.blocks]

    def facets(self, fine: int) -> list[tuple[int, Array]]:
        """The facets of a fine cell: the fine cell behind it or -1, and the form that is nonnegative inside.

        The first sheet that has another sign on the cell behind vanishes on the facet; see
        :mod:`tropnet.analysis.wall_forms`.  If there is none, a wall of the start does.
        """
        if not self.dim:
            return []
        number, local = self.block_of(fine)
        facets = self.boundaries[number].facets(self.dim, local)
        sides = self.facet_cells[number][facets]
        others = np.where(sides[:, 0] == fine, sides[:, 1], sides[:, 0])
        inside, n_sheets = self.fine_signs[fine], self.network.n_sheets
        differs = np.ones((len(others), n_sheets + 1), np.bool_)
        differs[:, :-1] = (self.fine_signs[others] != inside) & (others >= 0)[:, None]
        sheets = differs.argmax(axis=1)
        forms = self._sheet_forms(inside)
        found = []
        for facet, other, sheet in zip(facets.tolist(), others.tolist(), sheets.tolist(), strict=True):
            if sheet < n_sheets:
                found.append((other, forms[sheet] * int(inside[sheet])))
            elif self._is_finite(number, facet):
                found.append((other, self._wall_at(number, local, facet)))
        return found

    def _sheet_forms(self, signs: Signs) -> Array:
        """All sheets as forms in (x, t) on the fine cell with these signs."""
        # Nothing is made of the signs of the last round.
        earlier = signs[: self.network.first_sheet[-2]] if self.network.rounds else signs
        key = earlier.tobytes()
        if key not in self._known_forms:
            if len(self._known_forms) > MOST_KNOWN_FORMS:
                self._known_forms.clear()
            forms = self.network.linear_forms(earlier)
            bent = [own[: r.n_sheets] for own, r in zip(forms, self.network.rounds, strict=True)]
            self._known_forms[key] = np.vstack(
                [np.empty((0, self.network.input_dim + 1), dtype=object), *bent]
            )
        return self._known_forms[key]

    @cached_property
    def _known_forms(self) -> dict[bytes, Array]:
        """The forms of all sheets for the signs that have been asked for."""
        return {}

    def _is_finite(self, number: int, facet: int) -> bool:
        """Whether a facet of a block is not at infinity."""
        rows, vertices = self.blocks[number].rows, self.boundaries[number].faces(self.dim - 1, facet)[0]
        return bool((rows.values[vertices, rows.n_coordinates - 1] > 0).any())

    def _wall_at(self, number: int, cell: int, facet: int) -> Array:
        """The wall of the start that vanishes on a facet of a cell of a block, nonnegative inside."""
        boundary, walls = self.boundaries[number], self.start.walls
        signs = self.blocks[number].vertex_signs.view[:, : len(walls)]
        on_facet = np.bitwise_or.reduce(signs[boundary.faces(self.dim - 1, facet)[0]], axis=0)
        wall = np.flatnonzero(on_facet == 0)[0]
        inside = np.bitwise_or.reduce(signs[boundary.faces(self.dim, cell)[0], wall])
        return np.asarray(walls[wall] * int(inside))

    # -- faces -------------------------------------------------------------------------------------

    @cached_property
    def f_vector(self) -> tuple[int, ...]:
        """The number of faces of each dimension 0, ..., n, faces at infinity not counted."""
        counts = self._coarse_face_counts() if self.has_false_walls else self._face_counts()
        lineality = len(self.start.lineality_space)
        return (*(0 for _ in range(lineality)), *counts)

    def _face_counts(self) -> list[int]:
        counts = [0] * (self.dim + 1)
        border: list[list[Array]] = [[] for _ in range(self.dim)]
        for block in self.blocks:
            finite = finite_faces(block)
            for k, faces in enumerate(finite):
                counts[k] += int(faces.sum())
            if len(self.blocks) > 1 and self.dim:
                for k, signs in enumerate(block.complex.raise_bits(block.vertex_signs.view, border=True)):
                    border[k].append(signs[finite[k][block.complex.border(k)]])
        for k, keys in enumerate(border):
            if keys:
                rows = np.concatenate(keys)
                counts[k] -= len(rows) - n_labels(labels_of_rows(rows))
        return counts

    def _coarse_face_counts(self) -> list[int]:
        """The number of distinct sets (cells around, facets of the domain) by their largest dimension."""
        around = self._cells_around_faces()
        dimension: dict[frozenset[int], int] = {}
        for k, faces in enumerate(around):
            for cells in faces.values():
                dimension[frozenset(cells)] = k
        counts = [0] * (self.dim + 1)
        for k in dimension.values():
            counts[k] += 1
        return counts

    def _cells_around_faces(self) -> list[dict[bytes, set[int]]]:
        """For each dimension: the cells around every finite face, and -1 - i for facet i of the domain."""
        around: list[dict[bytes, set[int]]] = [defaultdict(set) for _ in range(self.dim + 1)]
        true_walls = self.domain_walls
        for number, block in enumerate(self.blocks):
            first = self.first_cell[number]
            finite = finite_faces(block)
            signs = block.complex.raise_bits(block.vertex_signs.view)
            cells = [{c} for c in self.cell_of_fine[first : first + block.n_cells].tolist()]
            for k in range(self.dim, -1, -1):
                for face in np.flatnonzero(finite[k]).tolist():
                    row = signs[k][face]
                    facets = {-1 - i for i in true_walls if not row[i]}
                    # Cells have no wall sign of their own beside that of their sheets.
                    around[k][row.tobytes()] |= cells[face] | facets
                cells = _cells_below(block.complex, k, cells)
        return around

    @property
    def domain_walls(self) -> list[int]:
        """The walls that bound the domain."""
        fan = self.dim
        return [*range(self.start.n_facets), *range(fan, self.start.slicer.n_walls)]

    def face_numbers(self, k: int) -> list[Labels]:
        """For every block a number for each of its k-faces, k < dim, the same in all blocks; -1 at infinity."""
        numbers, shared, keys = [], [], []
        first = 0
        for block in self.blocks:
            finite = finite_faces(block)[k]
            own = np.full(len(finite), -1)
            count = int(finite.sum())
            own[finite] = np.arange(first, first + count)
            first += count
            numbers.append(own)
            if len(self.blocks) > 1:
                border = block.complex.border(k)
                signs = block.complex.raise_bits(block.vertex_signs.view, border=True, up_to=k)[k]
                shared.append(own[finite & border])
                keys.append(signs[finite[border]])
        if len(self.blocks) == 1:
            return numbers
        same, ids = np.arange(first), np.concatenate(shared)
        labels = labels_of_rows(np.concatenate(keys))
        _, representative = np.unique(labels, return_index=True)
        same[ids] = ids[representative][labels]
        return [np.where(own < 0, -1, same[own]) for own in numbers]

    # -- vertices ----------------------------------------------------------------------------------

    @cached_property
    def vertex_numbers(self) -> list[Labels]:
        """For every block a number for each of its vertices, the same in all blocks; -1 at infinity."""
        return self.face_numbers(0)

    @cached_property
    def vertex_cell_pairs(self) -> tuple[Labels, Labels]:
        """The pairs (vertex that is a point, fine cell that contains it)."""
        vertices, cells = [], []
        for number, boundary in enumerate(self.boundaries):
            owners, faces = boundary.pairs(0)
            own = self.vertex_numbers[number][faces]
            vertices.append(own[own >= 0])
            cells.append(owners[own >= 0] + self.first_cell[number])
        return np.concatenate(vertices), np.concatenate(cells)

    @cached_property
    def is_bounded(self) -> Mask:
        """Which cells are bounded."""
        unbounded = np.zeros(self.n_cells, np.bool_)
        if len(self.start.lineality_space):
            return unbounded
        for number, block in enumerate(self.blocks):
            infinite = vertex_is_finite(block) == 0
            for k in range(1, self.dim + 1):
                owner, face = block.complex.entries(k)
                level = np.zeros(block.complex.counts[k], np.bool_)
                level[owner[infinite[face]]] = True
                infinite = level
            cells = self.cell_of_fine[self.first_cell[number] : self.first_cell[number + 1]]
            unbounded[cells[infinite]] = True
        return ~unbounded


def vertex_is_finite(block: Block) -> Mask:
    """Which vertices of a block are points."""
    finite: Mask = block.rows.values[:, block.rows.n_coordinates - 1] > 0
    return finite


def finite_faces(block: Block) -> list[Mask]:
    """For every dimension, which faces of a block are not at infinity."""
    return block.complex.is_finite(vertex_is_finite(block))


def _cells_below(complex_: Complex, k: int, cells: list[set[int]]) -> list[set[int]]:
    """The cells around the (k-1)-faces, given those around the k-faces."""
    if not k:
        return []
    below: list[set[int]] = [set() for _ in range(complex_.counts[k - 1])]
    for owner, face in zip(*(part.tolist() for part in complex_.entries(k)), strict=True):
        below[face] |= cells[owner]
    return below
