r"""All proper activation regions, in any dimension, by a search over sign vectors.

Stage by stage and gate by gate, every cell found so far is divided by the pieces of the next gate.  A cell is
known by the signs that it requires of linear forms, and by a *witness*, a point at which it has them.  The
piece on which the witness lies needs no proof.  For each of the others a linear program decides whether the cell
meets it, and if it does, gives its witness (Rada and Cerny, A new algorithm for enumeration of cells of
hyperplane arrangements, 2018).  For m hyperplanes in general position in dimension n these are
:math:`\sum_{j \le n} \binom{m}{j+1}` programs in all: about m / (n + 1) for each cell.

Behind a stage every cell has forms of its own; it becomes the *prefix* of the cells into which it falls.
Cells of many prefixes are decided in one batch.  Their forms differ, but the tables have one shape, which is
all that the lock-step solver asks for: floats propose, certificates decide (:mod:`tropnet.exact.interiors`).

**Degenerate networks.**  A form that is constant on a prefix decides without a program; if it is 0, the
neuron is on its piece *not positive*.  Equal or opposite hyperplanes of one prefix, whatever neurons and
stages they come from, share one *slot* of the table, so that the second never asks a question that the first
has answered.  A witness that lies on a wall lies on no piece; then every piece has a program.

Cells are divided depth-first, in blocks: the memory follows the block and not the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tropnet.analysis.walls import Pieces, Signs, WalledNetwork, batch_product, homogeneous_point, primitive_row
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.batch import proved_sides
from tropnet.exact.integers import Integers, as_int64, largest, zeros

# The search over systems whose rows come from a table is the one of feasible_interiors and feasible_cells.
from tropnet.exact.interiors import Interiors, _Search, nearest_rows

__all__ = ["Cells", "search"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CELLS_AT_ONCE = 4_000  # of a block, before it is split
PREFIXES_AT_ONCE = 250


@dataclass(frozen=True)
class Cells:
    """Some proper activation regions.

    Attributes
    ----------
    patterns : (k, n_neurons) int array
    points : (k, n) float array
        Points in or, where floats are too coarse, near the regions.
    """

    patterns: Pieces
    points: Floats

    def __len__(self) -> int:
        return len(self.patterns)


def search(walled: WalledNetwork) -> Iterator[Cells]:
    """All proper activation regions, each once, in portions.

    Raises
    ------
    EmptyDomainError
        If the domain has no interior point.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> walled = WalledNetwork(Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]]))
    >>> sorted(tuple(p) for cells in search(walled) for p in cells.patterns.tolist())
    [(0, 0, 0), (0, 1, 0), (0, 1, 1), (1, 0, 0), (1, 0, 1), (1, 1, 1)]
    """
    pending = [_start(walled)]
    while pending:
        block = pending.pop()
        while block.n_gates_left and len(block) <= CELLS_AT_ONCE:
            block = block.divided()
        if block.n_gates_left:
            pending += reversed(block.parts(CELLS_AT_ONCE // 2))
        elif block.is_finished:
            yield Cells(block.patterns, block.points)
        else:
            pending += [part.behind_stage() for part in reversed(block.parts(PREFIXES_AT_ONCE))]


# -- the forms of many prefixes ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Prefixes:
    """The forms of P prefixes in tables of one shape: M places for each.

    Attributes
    ----------
    variables : (P, m + 1, n + 1) object array
        The variables of the stage as homogeneous forms.
    numbers : tuple of P dict
        The slot of each distinct hyperplane, by its primitive row, of which the first entry is positive.
    slots : (P, M) int array
        For each place its slot: itself, or an earlier place with the same hyperplane.
    sides : (P, M) int8 array
        1 or -1, by which the form in the slot is to be multiplied; 0 for a constant.
    constants : (P, M) int8 array
        The signs of the constants.
    forms : (P, M, n + 1) object array
        The primitive rows in the slots; unused slots hold zeros.
    rows, bounds, trusted : float (P, M, n), float (P, M), bool (P, M)
        The same as floats, see :func:`tropnet.exact.interiors.nearest_rows`.
    """

    variables: Integers
    numbers: tuple[dict[tuple[int, ...], int], ...]
    slots: NDArray[np.intp]
    sides: Signs
    constants: Signs
    forms: Integers
    rows: Floats
    bounds: Floats
    trusted: Bools

    def __len__(self) -> int:
        return len(self.slots)

    @classmethod
    def begin(cls, variables: Integers) -> _Prefixes:
        """Prefixes without forms."""
        k, n = len(variables), variables.shape[2] - 1
        nothing = np.zeros((k, 0))
        signs = nothing.astype(np.int8)
        return cls(
            variables,
            tuple({} for _ in range(k)),
            nothing.astype(np.intp),
            signs,
            signs,
            np.zeros((k, 0, n + 1), dtype=object),
            np.zeros((k, 0, n)),
            nothing,
            nothing.astype(np.bool_),
        )

    @cached_property
    def are_floats(self) -> bool:
        """Whether the float tables are the data, not roundings of it."""
        words = as_int64(self.forms)
        return words is not None and largest(words) <= 2**53

    def take(self, which: NDArray[np.intp], variables: Integers | None = None) -> _Prefixes:
        """Some of the prefixes, or several copies; perhaps with other variables."""
        return _Prefixes(
            self.variables[which] if variables is None else variables,
            tuple(self.numbers[p] for p in which.tolist()),
            self.slots[which],
            self.sides[which],
            self.constants[which],
            self.forms[which],
            self.rows[which],
            self.bounds[which],
            self.trusted[which],
        )

    def with_forms(self, forms: Integers) -> _Prefixes:
        """The tables with more places, for forms (P, w, n + 1)."""
        n_prefixes, width, length = forms.shape
        first = self.slots.shape[1]
        slots = np.tile(np.arange(first, first + width), (n_prefixes, 1))
        sides, constants = np.zeros((2, n_prefixes, width), np.int8)
        kept = zeros(forms.shape)
        numbers = tuple(dict(known) for known in self.numbers)
        for p, (known, table) in enumerate(zip(numbers, forms.tolist(), strict=True)):
            for i, form in enumerate(table):
                lead = next((entry for entry in form[:-1] if entry), 0)
                if not lead:
                    constants[p, i] = (form[-1] > 0) - (form[-1] < 0)
                    continue
                sides[p, i] = 1 if lead > 0 else -1
                key = primitive_row(form if lead > 0 else [-entry for entry in form])
                slots[p, i] = known.setdefault(key, first + i)
                if slots[p, i] == first + i:
                    kept[p, i] = key
        flat = kept.reshape(-1, length)
        rows, bounds, trusted = nearest_rows(flat[:, :-1].tolist(), flat[:, -1].tolist())
        shape = n_prefixes, width
        return _Prefixes(
            self.variables,
            numbers,
            np.hstack([self.slots, slots]),
            np.hstack([self.sides, sides]),
            np.hstack([self.constants, constants]),
            np.hstack([self.forms, kept]),
            np.hstack([self.rows, rows.reshape(*shape, length - 1)]),
            np.hstack([self.bounds, bounds.reshape(shape)]),
            np.hstack([self.trusted, trusted.reshape(shape)]),
        )


class _Systems:
    """The systems sign * form > 0 of cells over the tables of their prefixes; 0 is no condition."""

    def __init__(self, prefixes: _Prefixes, prefix: NDArray[np.intp], signs: Signs) -> None:
        self.prefixes, self.prefix = prefixes, prefix
        self.columns = np.flatnonzero(signs.any(axis=0))
        self.signs = signs[:, self.columns]
        self.n_systems, self.n_rows = self.signs.shape
        self.dim = prefixes.rows.shape[2]

    @property
    def is_float(self) -> bool:
        return self.prefixes.are_floats

    def floats(self, block: slice) -> tuple[Floats, Floats, Bools]:
        """Normalised rows (k, m, n), bounds (k, m), and which systems (k,) may be trusted."""
        table, signs = self.prefixes, self.signs[block].astype(np.float64)
        places = self.prefix[block][:, None], self.columns
        rows = table.rows[places] * -signs[:, :, None]
        bounds = np.where(signs == 0, 1.0, table.bounds[places] * signs)
        return rows, bounds, ((signs == 0) | table.trusted[places]).all(axis=1)

    def exact(self, k: int) -> tuple[RationalArray, RationalArray]:
        """The rows and bounds of system k."""
        rows, heights, _ = self.integers(k)
        return RationalArray.from_integers(np.array(rows, dtype=object)), rational_array(heights)

    def integers(self, k: int) -> tuple[list[list[int]], list[int], list[Fraction]]:
        """The same as integers, with the positive factors that made them so."""
        forms = self.prefixes.forms[self.prefix[k], self.columns].tolist()
        signs = self.signs[k].tolist()
        rows = [[-sign * entry for entry in form[:-1]] for sign, form in zip(signs, forms, strict=True)]
        heights = [sign * form[-1] if sign else 1 for sign, form in zip(signs, forms, strict=True)]
        return rows, heights, [Fraction(1)] * len(rows)


# -- blocks of cells -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Block:
    """K cells over common tables, divided by the first ``gate`` gates of a stage.

    Attributes
    ----------
    prefix : (K,) int array, ascending
    signs : (K, M) int8 array
        What the cells require of the forms in the slots.
    patterns : (K, number of neurons so far) int array
    pieces : (K, gate) int array
        The pieces of the gates of this stage.
    points : (K, n) float array
        The witnesses; exactly these floats, where ``exact`` does not hold another point.
    exact : (K,) object array
        RationalArray or None.
    """

    walled: WalledNetwork
    stage: int
    prefixes: _Prefixes
    prefix: NDArray[np.intp]
    signs: Signs
    patterns: Pieces
    pieces: Pieces
    points: Floats
    exact: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.prefix)

    @property
    def gate(self) -> int:
        """The number of gates of the stage that have divided the cells."""
        n_gates: int = self.pieces.shape[1]
        return n_gates

    @property
    def is_finished(self) -> bool:
        """Whether no stage is left."""
        return self.stage == len(self.walled.stages)

    @property
    def n_gates_left(self) -> int:
        """The number of gates of the stage that have not divided the cells."""
        return 0 if self.is_finished else len(self.walled.stages[self.stage].gates) - self.gate

    def parts(self, size: int) -> list[_Block]:
        """The block in consecutive parts of about equal size, with the prefixes that they need."""
        groups = np.array_split(np.arange(len(self)), -(-len(self) // size))
        found = []
        for cells in groups:
            used, prefix = np.unique(self.prefix[cells], return_inverse=True)
            found.append(
                _Block(
                    self.walled,
                    self.stage,
                    self.prefixes.take(used),
                    prefix,
                    self.signs[cells],
                    self.patterns[cells],
                    self.pieces[cells],
                    self.points[cells],
                    self.exact[cells],
                )
            )
        return found

    def behind_stage(self) -> _Block:
        """The same cells, each the prefix of its own, with the forms of the next stage."""
        stage = self.walled.stages[self.stage]
        variables = stage.behind(self.prefixes.variables[self.prefix], self.pieces)
        patterns = np.hstack([self.patterns, self.pieces[:, stage.neurons]])
        own = self.prefixes.take(self.prefix, variables)
        return _enter(
            self.walled,
            self.stage + 1,
            own,
            self.signs,
            patterns=patterns,
            points=self.points,
            exact=self.exact,
        )

    # -- one gate --------------------------------------------------------------------------------------

    def divided(self) -> _Block:
        """The cells divided by the pieces of the next gate."""
        gate = self.walled.stages[self.stage].gates[self.gate]
        walls = np.arange(*gate.walls.indices(self.signs.shape[1])) + self._first_wall
        here = self._signs_at_witnesses(walls)
        children = [self._on_piece(conditions, walls, here) for conditions in gate.conditions]
        cells = [np.concatenate([inside, asked]) for inside, asked, _ in children]
        asked = np.concatenate([asked for _, asked, _ in children])
        required = np.concatenate([signs[len(inside) :] for inside, _, signs in children])
        found = self._decide(asked, required)
        return self._replaced(children, cells, found)

    @property
    def _first_wall(self) -> int:
        """The place of the first wall of this stage."""
        n_places: int = self.signs.shape[1]
        return n_places - self.walled.stages[self.stage].n_walls

    def _on_piece(
        self, conditions: Signs, walls: NDArray[np.intp], here: Signs
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], Signs]:
        """The cells with their witness on a piece, those that may meet it, and what both require."""
        table, cells = self.prefixes, np.arange(len(self))
        signs = self.signs.copy()
        is_possible, is_home = np.ones((2, len(self)), dtype=np.bool_)
        for i in np.flatnonzero(conditions):
            wall, condition = walls[i], conditions[i]
            sides = table.sides[self.prefix, wall]
            slots = table.slots[self.prefix, wall]
            is_constant = sides == 0
            # A constant 0 counts as not positive.
            is_possible &= ~is_constant | ((table.constants[self.prefix, wall] > 0) == (condition > 0))
            required = sides * condition
            is_possible &= signs[cells, slots] * required >= 0
            is_home &= is_constant | (here[:, i] == condition)
            # The slot of a constant is its own, and remains without condition.
            signs[cells, slots] = np.where(is_constant, signs[cells, slots], required)
        inside = np.flatnonzero(is_possible & is_home)
        asked = np.flatnonzero(is_possible & ~is_home)
        return inside, asked, signs[np.concatenate([inside, asked])]

    def _signs_at_witnesses(self, walls: NDArray[np.intp]) -> Signs:
        """The signs of the forms of some places at the witnesses, (K, len(walls)); exact."""
        table = self.prefixes
        slots = table.slots[self.prefix][:, walls]
        sides = table.sides[self.prefix][:, walls]
        places = self.prefix[:, None], slots
        found = proved_sides(-table.rows[places], table.bounds[places], self.points)
        found[~table.trusted[places]] = 0
        found[[point is not None for point in self.exact]] = 0
        for k, i in np.argwhere((found == 0) & (sides != 0)).tolist():
            value = np.dot(table.forms[self.prefix[k], slots[k, i]], homogeneous_point(self._witness(k)))
            found[k, i] = (value > 0) - (value < 0)
        signs: Signs = found * sides
        return signs

    def _witness(self, k: int) -> RationalArray:
        return rational_array(self.points[k]) if self.exact[k] is None else self.exact[k]

    def _decide(self, cells: NDArray[np.intp], signs: Signs) -> Interiors:
        return _Search(_Systems(self.prefixes, self.prefix[cells], signs), self.points[cells]).run()

    def _replaced(
        self,
        children: list[tuple[NDArray[np.intp], NDArray[np.intp], Signs]],
        cells: list[NDArray[np.intp]],
        found: Interiors,
    ) -> _Block:
        """The block of the children that are not empty, by ascending prefix."""
        kept, points, exact, first = [], [], [], 0
        for inside, asked, _ in children:
            own = slice(first, first + len(asked))
            kept.append(np.concatenate([np.ones(len(inside), dtype=np.bool_), found.feasible[own]]))
            points.append(np.vstack([self.points[inside], found.points[own]]))
            rational = np.full(len(asked), None, dtype=object)
            for k in range(own.start, own.stop):
                if k in found.exact_points:
                    rational[k - first] = found.exact_points[k]
            exact.append(np.concatenate([self.exact[inside], rational]))
            first = own.stop
        numbers = [np.full(len(group), piece) for piece, group in enumerate(cells)]
        parent = np.concatenate(cells)
        alive = np.flatnonzero(np.concatenate(kept))
        alive = alive[np.argsort(self.prefix[parent[alive]], kind="stable")]
        parent = parent[alive]
        return _Block(
            self.walled,
            self.stage,
            self.prefixes,
            self.prefix[parent],
            np.concatenate([signs for _, _, signs in children])[alive],
            self.patterns[parent],
            np.hstack([self.pieces[parent], np.concatenate(numbers)[alive, None]]),
            np.vstack(points)[alive],
            np.concatenate(exact)[alive],
        )


def _start(walled: WalledNetwork) -> _Block:
    """The domain as the only cell."""
    n = walled.input_dim
    domain = np.array(walled.domain, dtype=object).reshape(1, -1, n + 1)
    prefixes = _Prefixes.begin(walled.inputs()).with_forms(domain)
    witness = walled.domain_point
    points = witness.floats()[None]
    exact = np.full(1, None, dtype=object)
    if not witness.are_floats:
        exact[0] = witness
    return _enter(
        walled,
        0,
        prefixes,
        prefixes.sides,
        patterns=np.zeros((1, 0), np.intp),
        points=points,
        exact=exact,
    )


def _enter(
    walled: WalledNetwork,
    stage: int,
    prefixes: _Prefixes,
    signs: Signs,
    *,
    patterns: Pieces,
    points: Floats,
    exact: NDArray[np.object_],
) -> _Block:
    """Cells, each its own prefix, before the gates of a stage."""
    if stage < len(walled.stages):
        forms = batch_product(walled.stages[stage].walls, prefixes.variables)
        prefixes = prefixes.with_forms(forms)
        signs = np.hstack([signs, np.zeros(forms.shape[:2], np.int8)])
    k = len(signs)
    nothing = np.zeros((k, 0), np.intp)
    return _Block(walled, stage, prefixes, np.arange(k), signs, patterns, nothing, points, exact)
