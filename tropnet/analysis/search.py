r"""All proper activation regions, in any dimension, by a search over sign vectors.

Stage by stage and gate by gate, every cell found so far is divided by the pieces of the next gate.  A cell is
known by the signs that it requires of linear forms, and by a *witness*, a point at which it has them.  The
piece on which the witness lies needs no proof.  For each of the others a linear program decides whether the
cell meets it, and if it does, gives its witness (Rada and Cerny, A new algorithm for enumeration of cells of
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

import numpy as np
from numpy.typing import NDArray

from tropnet.analysis.prefixes import Prefixes, PrefixSearch
from tropnet.analysis.walls import Pieces, Signs, WalledNetwork, homogeneous_point
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.batch import proved_sides
from tropnet.exact.interiors import Interiors

__all__ = ["Cells", "search"]

Floats = NDArray[np.float64]

# Larger blocks do not make the lock step cheaper; each prefix has tables of its own.
CELLS_AT_ONCE = 4_000
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
        if block.is_finished:
            yield Cells(block.patterns, block.points)
        elif len(block) > block.most_cells:
            pending += reversed(block.parts(block.most_cells))
        else:
            pending.append(block.divided() if block.n_gates_left else block.behind_stage())


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
    prefixes: Prefixes
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

    @property
    def most_cells(self) -> int:
        """The number of cells that are to be treated at once in the next step."""
        return CELLS_AT_ONCE if self.n_gates_left else PREFIXES_AT_ONCE

    def parts(self, size: int) -> list[_Block]:
        """The block in consecutive parts of at most this size, with the prefixes that they need."""
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
        patterns = np.hstack([self.patterns, self.pieces[:, stage.neurons]])
        own = self.prefixes.take(self.prefix)
        if self.stage + 1 < len(self.walled.stages):
            own = own.behind(stage, self.pieces)
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
        return PrefixSearch(self.prefixes, self.prefix[cells], signs, self.points[cells]).run()

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
    prefixes = Prefixes.begin(walled)
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
    prefixes: Prefixes,
    signs: Signs,
    *,
    patterns: Pieces,
    points: Floats,
    exact: NDArray[np.object_],
) -> _Block:
    """Cells, each its own prefix, before the gates of a stage."""
    if stage < len(walled.stages):
        prefixes = prefixes.before(walled.stages[stage])
        signs = np.hstack([signs, np.zeros((len(signs), walled.stages[stage].n_walls), np.int8)])
    k = len(signs)
    nothing = np.zeros((k, 0), np.intp)
    return _Block(walled, stage, prefixes, np.arange(k), signs, patterns, nothing, points, exact)
