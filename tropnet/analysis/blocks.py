"""Blocks of cells: the depth-first enumeration of the cells of a network.

The sheets of a network are sliced one after the other, round after round.  A *block* is a complex with the
numbers at its vertices and the signs of all sheets in its cells, at some point of that sequence.  When it has
grown over a limit it falls into several, the closures of groups of neighbouring cells; each is then a task of
its own.  So the memory follows the size of a block and the depth of the recursion, not the answer.

**Exact rows.**  A vertex is the unique common zero of the forms that vanish there: sheets, facets of the
domain, and ``t`` at infinity.  On a cell that contains the vertex each sheet is a linear form in ``(x, t)``,
known from the signs of the earlier sheets on that cell.  So the exact coordinates of a vertex are the
nullspace of its tight forms, whatever the history of the slicing; no chain of constructions is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.exact.integers import integer_product
from tropnet.exact.matrix import nullspace
from tropnet.networks.hinges import HingeNetwork
from tropnet.polyhedra.complexes.complex import UNKNOWN, Complex, Cut, GrowingArray, GrowingColumns
from tropnet.polyhedra.complexes.rows import ExactRows, FilteredRows, FloatForms, scaled_forms

__all__ = ["Block", "Slicer"]

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.object_]
Signs = npt.NDArray[np.int8]

# A block over the limit is split in so many.
PARTS = 4
# The share of vertices on sheets from which on floats do not pay.
TIES = 0.05


@dataclass
class Block:
    """A complex, halfway through the sheets.

    Attributes
    ----------
    complex : Complex
    rows : ExactRows or FilteredRows
        Coordinates, and the forms of the current round.
    vertex_signs : int8 array, shape (n_vertices, n_walls + sheets of finished rounds)
        The signs at every vertex of the walls of the start, and of the sheets of finished rounds.
    cell_signs : int8 array, shape (n_cells, sheets of finished rounds)
        The signs in the interior of every cell of the sheets of finished rounds.
    new_vertex_signs, new_cell_signs : int8 arrays, shape (n_sheets of the round, n_vertices or n_cells)
        The signs of the sheets of the current round; ``UNKNOWN`` where a sheet has not been sliced.
    round, sheet : int
        The next sheet to slice.
    path : tuple of int
        The block's place in the tree of splits.
    homes : int array, optional
        For every vertex a cell that contains it, where the complex does not tell.
    """

    complex: Complex
    rows: ExactRows | FilteredRows
    vertex_signs: GrowingArray
    cell_signs: GrowingArray
    new_vertex_signs: GrowingColumns
    new_cell_signs: GrowingColumns
    round: int = 0
    sheet: int = 0
    path: tuple[int, ...] = ()
    homes: Array | None = None

    @property
    def n_cells(self) -> int:
        """The number of cells so far."""
        return self.complex.n_cells


@dataclass(frozen=True)
class Slicer:
    """The slicing of a network's sheets over a complex to start from.

    Parameters
    ----------
    network : HingeNetwork
        In the coordinates of the complex.
    walls : object array of integers, shape (n_walls, dim + 1)
        The forms (a, b), a.x + b t, that bound cells at the start.
    block_cells : int
        The number of cells over which a block is split.
    n_rounds : int
        The number of rounds to slice; a block is finished at the start of the next one.
    """

    network: HingeNetwork
    walls: Integers
    block_cells: int
    n_rounds: int
    _forms: dict[bytes, list[Integers]] = field(default_factory=dict, repr=False)

    @property
    def n_walls(self) -> int:
        """The number of forms that bound cells at the start."""
        return len(self.walls)

    @cached_property
    def float_forms(self) -> list[FloatForms]:
        """The forms of every round in floats."""
        exponents = [0] * (self.network.input_dim + 1)
        found = []
        for r in self.network.rounds:
            found.append(scaled_forms(r.forms, exponents))
            behind = found[-1].exponents
            exponents = [*behind[: r.n_sheets], *(behind[i] for i in r.passed), 0]
        return found

    # -- the loop ----------------------------------------------------------------------------------

    def begin(self, start: Complex, vertices: Integers, wall_signs: Signs) -> Block:
        """The block of a complex to start from, given by exact homogeneous coordinates."""
        rows = ExactRows(vertices, vertices.shape[1])
        no_signs = np.zeros((start.n_cells, 0), np.int8)
        empty = GrowingColumns(no_signs.T)
        block = Block(start, rows, GrowingArray(wall_signs), GrowingArray(no_signs), empty, empty)
        if self.network.rounds:
            self._enter_round(block, rows.values)
        return block

    def run(self, block: Block) -> list[Block]:
        """Slice on until the block is finished or too large: itself, or the blocks into which it falls."""
        self.attach(block)
        while block.round < self.n_rounds:
            while block.sheet < self.network.rounds[block.round].n_sheets:
                # The first block is split early, so that workers need not wait for it.
                if block.n_cells > (self.block_cells if block.path else self.block_cells // 3):
                    return self._split(block)
                self._slice(block)
            self._leave_round(block)
        return [block]

    def is_finished(self, block: Block) -> bool:
        """Whether all sheets of the wanted rounds have been sliced."""
        return block.round == self.n_rounds

    def _slice(self, block: Block) -> None:
        column, sheet = block.rows.n_coordinates + block.sheet, block.sheet
        signs = block.rows.signs(column)
        block.new_vertex_signs.view[sheet] = signs
        cut = block.complex.slice(signs)
        block.sheet += 1
        if any(map(len, cut.split)):
            self._append_signs(block, cut, sheet)
            # Behind the last round nothing is made of the forms that have been sliced.
            is_last = block.round == len(self.network.rounds) - 1
            block.rows.cut(column, cut, column + 1 if is_last else block.rows.n_coordinates)
        block.new_cell_signs.view[sheet] = cut.cell_signs

    def _append_signs(self, block: Block, cut: Cut, sheet: int) -> None:
        """The signs at new vertices and in new cells."""
        q, p = cut.negative, cut.positive
        # The signs at the ends of an edge agree weakly: "or" joins them.
        block.vertex_signs.extend(block.vertex_signs.view[q] | block.vertex_signs.view[p])
        new = block.new_vertex_signs.view[: sheet + 1]
        joint = new[:, q] | new[:, p]
        joint[sheet] = 0
        block.new_vertex_signs.extend(joint)
        block.cell_signs.extend(block.cell_signs.view[cut.split[-1]])
        block.new_cell_signs.extend(block.new_cell_signs.view[:sheet, cut.split[-1]])

    def _leave_round(self, block: Block) -> None:
        """Note the signs, and go to the next round, the variables of which are the hinges of this one."""
        rows = block.rows
        if isinstance(rows, FilteredRows) and rows.n_exact > 100 + len(rows.values) * TIES:
            block.rows = ExactRows(self.exact_rows(block, np.arange(len(rows.values))), rows.n_coordinates)
        is_last = block.round == len(self.network.rounds) - 1
        variables = None if is_last else self._variables(block)
        new_signs = block.new_vertex_signs.view, block.new_cell_signs.view
        block.vertex_signs = GrowingArray(np.hstack([block.vertex_signs.view, new_signs[0].T]))
        block.cell_signs = GrowingArray(np.hstack([block.cell_signs.view, new_signs[1].T]))
        block.round, block.sheet = block.round + 1, 0
        if variables is not None:
            self._enter_round(block, variables)

    def _variables(self, block: Block) -> Array:
        """The variables behind the current round at all vertices, and t."""
        r = self.network.rounds[block.round]
        n, values = block.rows.n_coordinates, block.rows.values
        variables = np.empty((len(values), r.n_outputs + 1), values.dtype)
        np.multiply(
            values[:, n : n + r.n_sheets], block.new_vertex_signs.view.T > 0, out=variables[:, : r.n_sheets]
        )
        variables[:, r.n_sheets : -1] = values[:, [n + i for i in r.passed]]
        variables[:, -1] = values[:, n - 1]
        return variables

    def _enter_round(self, block: Block, variables: Array) -> None:
        """Evaluate the forms of the round at all vertices."""
        r = self.network.rounds[block.round]
        rows = block.rows
        if isinstance(rows, FilteredRows):
            block.rows = rows.with_forms(variables, self.float_forms[block.round])
        else:
            exact = rows.with_forms(variables, r.forms)
            block.rows = self._filtered(exact, block) if self._needs_filter(exact, block.round) else exact
            if isinstance(block.rows, ExactRows) and not block.rows.is_small:
                block.rows = block.rows.without_coordinates()
        block.new_vertex_signs = GrowingColumns(np.full((r.n_sheets, block.complex.n_vertices), UNKNOWN))
        block.new_cell_signs = GrowingColumns(np.zeros((r.n_sheets, block.n_cells), np.int8))
        self.attach(block)

    def _needs_filter(self, exact: ExactRows, number: int) -> bool:
        """Whether floats with error bounds are the faster way to the signs of this round.

        Small integers are faster still.  Large ones are slower by a factor of ten or more; but where many
        vertices lie on sheets, floats can decide nothing.
        """
        if exact.is_small or (exact.n_coordinates > 1 and exact.without_coordinates().is_small):
            return False
        ties = (exact.values[:, exact.n_coordinates :] == 0).any(axis=1)
        return number == 0 or bool(ties.sum() <= len(ties) * TIES + 1)

    def _filtered(self, exact: ExactRows, block: Block) -> FilteredRows:
        exponents = self.float_forms[block.round].exponents
        values = exact.values.astype(object)
        return FilteredRows.from_exact(values, exact.n_coordinates, exponents, block.complex)

    def attach(self, block: Block) -> None:
        """Let the block's rows ask for exact rows."""
        if isinstance(block.rows, FilteredRows):
            block.rows.exact = partial(self.exact_rows, block)

    def _split(self, block: Block) -> list[Block]:
        """The blocks of groups of neighbouring cells: intervals in the order of the sign vectors."""
        signs = np.hstack([block.cell_signs.view, block.new_cell_signs.view[: block.sheet].T])
        bits = np.packbits(np.pad(signs > 0, ((0, 0), (0, 1))), axis=1)
        order = np.argsort(np.ascontiguousarray(bits).view(f"S{bits.shape[1]}").ravel(), kind="stable")
        parts = []
        groups = np.array_split(order, min(PARTS, len(order)))
        for place, (complex_, faces) in enumerate(block.complex.split(groups)):
            part = Block(
                complex_,
                block.rows.take(faces),
                GrowingArray(block.vertex_signs.view[faces[0]]),
                GrowingArray(block.cell_signs.view[faces[-1]]),
                GrowingColumns(block.new_vertex_signs.view[:, faces[0]]),
                GrowingColumns(block.new_cell_signs.view[:, faces[-1]]),
                block.round,
                block.sheet,
                (*block.path, place),
            )
            parts.append(part)
        return parts

    # -- exact rows --------------------------------------------------------------------------------

    def exact_rows(self, block: Block, vertices: Array, cells: Array | None = None) -> Integers:
        """The exact rows of some vertices, from their tight forms; their coordinates once all is sliced.

        Cells that contain them may be given, one for each.
        """
        rows = block.rows
        if isinstance(rows, ExactRows) and rows.n_coordinates > 1 and block.round == len(self.network.rounds):
            return rows.coordinates_at(vertices)
        if cells is None:
            homes = cell_of_vertices(block.complex) if block.homes is None else block.homes
            cells = homes[vertices]
        found = [self._exact_row(block, int(v), int(c)) for v, c in zip(vertices, cells, strict=True)]
        return np.array(found, dtype=object).reshape(len(found), -1)

    def _exact_row(self, block: Block, vertex: int, cell: int) -> Integers:
        n_coordinates = block.rows.n_coordinates
        forms = self.forms_on(block.cell_signs.view[cell])
        at = block.rows.values[vertex]
        signs = block.vertex_signs.view[vertex]
        tight = [self.walls[signs[: self.n_walls] == 0]]
        for number, r in enumerate(self.network.rounds[: block.round]):
            first = self.n_walls + self.network.first_sheet[number]
            tight.append(forms[number][: r.n_sheets][signs[first : first + r.n_sheets] == 0])
        if block.round < len(self.network.rounds):
            known = block.new_vertex_signs.view[:, vertex]
            tight.append(forms[-1][: len(known)][known == 0])
        if at[n_coordinates - 1] == 0:
            tight.append(np.eye(self.network.input_dim + 1, dtype=int).astype(object)[-1:])
        basis = nullspace(RationalArray.from_integers(np.vstack(tight)))
        assert len(basis) == 1, "the tight forms of a vertex leave one direction"
        point: Integers = basis.integers()[0]
        if at[n_coordinates - 1] > 0:
            is_reversed = point[-1] < 0
        else:  # Some wall does not vanish at a direction, for the walls of the start have full rank.
            wall = np.flatnonzero(signs[: self.n_walls])[0]
            is_reversed = (np.dot(self.walls[wall], point) > 0) != (signs[wall] > 0)
        point = np.negative(point) if is_reversed else point
        if block.round == len(self.network.rounds):
            return point
        coordinates = point if n_coordinates > 1 else point[-1:]
        return np.concatenate([coordinates, integer_product(forms[-1], point[:, None])[:, 0]])

    def positions(self, block: Block) -> npt.NDArray[np.float64]:
        """Approximate homogeneous coordinates of all vertices, for pictures: t = 1, or 0 for a direction."""
        rows = block.rows
        if isinstance(rows, FilteredRows) and rows.n_coordinates > 1:
            return rows.values[:, : rows.n_coordinates]
        exact = self.exact_rows(block, np.arange(block.complex.n_vertices)).tolist()
        scales = [row[-1] or max(map(abs, row)) for row in exact]
        return np.array([[_float(c, scale) for c in row] for row, scale in zip(exact, scales, strict=True)])

    def forms_on(self, signs: Signs) -> list[Integers]:
        """The forms of the first rounds on a cell with the given signs of finished rounds."""
        # Nothing is made of the signs of the last round, so that cells on both sides of its sheets share their forms.
        signs = signs[: self.network.first_sheet[-2]] if self.network.rounds else signs
        key = signs.tobytes()
        forms = self._forms.get(key)
        if forms is None:
            if len(self._forms) > 4096:
                self._forms.clear()
            forms = self.network.linear_forms(signs)
            self._forms[key] = forms
        return forms

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the cache."""
        return self.__dict__ | {"_forms": {}}


def _float(numerator: int, denominator: int) -> float:
    try:
        return numerator / denominator
    except OverflowError:
        return math.inf if numerator > 0 else -math.inf


def cell_of_vertices(complex_: Complex) -> Array:
    """For every vertex, some cell that contains it."""
    cells = np.arange(complex_.n_cells)
    for k in range(complex_.dim, 0, -1):
        owner, face = complex_.entries(k)
        below = np.zeros(complex_.counts[k - 1], np.intp)
        below[face] = cells[owner]
        cells = below
    return cells
