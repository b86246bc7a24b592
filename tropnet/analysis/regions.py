"""The linear regions of a network: every cell, exactly, and the six ways to count them.

``linear_regions(net)`` slices the input space (or a polyhedron in it) by all neurons.  A *cell* is the closure of
a proper activation region: a full-dimensional polyhedron in the interior of which every neuron keeps to one
linear piece.  The cells form a polyhedral complex, the canonical complex of the network (Grigsby and Lindsey,
"On transversality of bent hyperplane arrangements and the topological expressiveness of ReLU neural networks",
2022), here without any assumption of general position.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from tropnet.analysis.assembly import Assembly
from tropnet.analysis.blocks import Block, Slicer
from tropnet.analysis.cells import Cell
from tropnet.analysis.closed import closed_labels, level_network
from tropnet.analysis.components import frozen, members, n_labels
from tropnet.analysis.convexity import convex_bounds
from tropnet.analysis.counts import (
    RegionCounts,
    activation_count,
    affine_labels,
    open_labels,
    touching_labels,
)
from tropnet.analysis.enumeration import Limit, Resumable, Unfinished, run_blocks
from tropnet.analysis.merging import merged_labels
from tropnet.analysis.start import Start, start
from tropnet.errors import InputError, MissingDependencyError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.matrix import primitive, row_space
from tropnet.networks import Network
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["KINDS", "LinearRegions", "NeuronSummary", "linear_regions", "resume"]

Labels = npt.NDArray[np.intp]

FEW_WALLS = 250
"""With so many walls at most that the function does not feel, the cells are merged for a bound on convex regions."""

KINDS = ("proper_activation", "convex", "open_connected", "closed_connected", "affine")
"""The notions of which every region is a union of cells; of convex regions, those that merging cells finds."""


def linear_regions(
    net: Network,
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> LinearRegions:
    """All linear regions of a network, over all of space or inside a polyhedron.

    Parameters
    ----------
    net : Network
        Any number of inputs, but the number of cells grows like (neurons / inputs) ** inputs; from about six
        inputs on :func:`tropnet.region_at` and :func:`tropnet.enumerate_regions` reach further.
    within : Polyhedron, optional
        A full-dimensional polyhedron, bounded or not; the regions of its interior are meant.
    executor : concurrent.futures.Executor, optional
        Runs the blocks of cells; the answer does not depend on it.
    progress : bool
        Whether to show a progress bar.
    limit : Limit, optional
        Where to stop.

    Raises
    ------
    LimitReachedError
        If the limit is reached; give its ``partial`` to :func:`tropnet.resume` to go on.
    ShapeError, EmptyDomainError
        If the domain does not fit the network, or has no interior.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> regions = linear_regions(tent)
    >>> regions
    <LinearRegions: 4 cells of <Network (1,) -> (1,), 3 nodes>>
    >>> regions.counts.open_connected, regions.counts.affine
    (4, 3)
    >>> regions.at("3/2").affine_map
    RationalArray([[-1, 2]])
    """
    begun = start(hinges(stages(net)), within)
    work = PartialRegions(begun.slicer, [], [begun.block], 0, net, within, begun)
    return resume(work, executor=executor, progress=progress, limit=limit)


@dataclass(repr=False)
class PartialRegions(Unfinished[Block]):
    """An enumeration of linear regions that was stopped by a limit; see :func:`resume`."""

    net: Network | None = None
    within: Polyhedron | None = None
    start: Start | None = None

    def resumed(self, *, executor: Executor | None, progress: bool, limit: Limit | None) -> LinearRegions:
        """The linear regions, after running the blocks that are left."""
        if self.net is None or self.start is None:
            raise InputError(f"{self!r} is no enumeration of linear regions; give the `partial` of its error")
        found = run_blocks(self, _whole, executor=executor, progress=progress, limit=limit)
        return LinearRegions(self.net, self.within, self.start, [block for _, block in found])


@overload
def resume(
    partial: PartialRegions,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> LinearRegions: ...


@overload
def resume(
    partial: Resumable,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> Any: ...


def resume(
    partial: Resumable,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> Any:
    """Go on with a search that a limit has stopped: what the stopped call would have returned.

    That is a :class:`LinearRegions` after :func:`linear_regions` and after
    :func:`tropnet.decision_boundary`, and a number after :func:`tropnet.count_regions`.  Proofs, radii and
    verifications are resumed in the same way.

    Raises
    ------
    LimitReachedError
        If a limit is reached once more.  ``Limit.cells`` counts from the first start, ``Limit.seconds`` anew.
    InputError
        If ``partial`` is not what a :class:`LimitReachedError` carried.

    Examples
    --------
    >>> from tropnet.errors import LimitReachedError
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> try:
    ...     regions = linear_regions(net, limit=Limit(seconds=1e-9))
    ... except LimitReachedError as error:
    ...     regions = resume(error.partial)
    >>> len(regions)
    4
    """
    if not isinstance(partial, Resumable):
        raise InputError(f"{partial!r} is no search that was stopped; give the `partial` of its error")
    return partial.resumed(executor=executor, progress=progress, limit=limit)


def _whole(_: Slicer, block: Block) -> Block:
    """A finished block, of which only the coordinates of the vertices are still of use."""
    block.rows = block.rows.without_forms()
    return block


@dataclass(frozen=True)
class NeuronSummary:
    """What becomes of one neuron on the domain.

    Attributes
    ----------
    pieces : tuple of int
        The linear pieces that occur on cells, ascending.
    is_wall : bool
        Whether it separates two cells.

    Examples
    --------
    >>> NeuronSummary((0,), False).is_dead
    True
    """

    pieces: tuple[int, ...]
    is_wall: bool

    @property
    def is_dead(self) -> bool:
        """Whether only piece 0 occurs: for a ReLU, it is never active."""
        return self.pieces == (0,)

    @property
    def is_always_active(self) -> bool:
        """Whether exactly one piece occurs, and not piece 0: for a ReLU, it is active everywhere."""
        return len(self.pieces) == 1 and self.pieces != (0,)


class LinearRegions:
    """The cells of a network, and what follows from them; made by :func:`linear_regions`.

    ``len(regions)`` is the number of proper activation regions; ``regions[i]`` is a :class:`Cell`.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> regions = linear_regions(tent)
    >>> regions, len(regions), regions.f_vector
    (<LinearRegions: 4 cells of <Network (1,) -> (1,), 3 nodes>>, 4, (3, 4))
    >>> [cell.gradient.item() for cell in regions]
    [Fraction(1, 1), Fraction(0, 1), Fraction(-1, 1), Fraction(0, 1)]
    """

    def __init__(self, net: Network, within: Polyhedron | None, begun: Start, blocks: list[Block]) -> None:
        self.network = net
        self.within = within
        self._assembly = Assembly(begun.network, begun, blocks)

    def __repr__(self) -> str:
        where = "" if self.within is None else f" within {self.within!r}"
        return f"<LinearRegions: {len(self)} cells of {self.network!r}{where}>"

    def _repr_html_(self) -> str:
        from tropnet.analysis.display import regions_html

        return regions_html(self)

    def __len__(self) -> int:
        return self._assembly.n_cells

    def __getitem__(self, index: int) -> Cell:
        if not -len(self) <= index < len(self):
            raise IndexError(f"cell {index} of {len(self)}")
        return Cell(self, int(index) % len(self))

    def __iter__(self) -> Iterator[Cell]:
        return map(self.__getitem__, range(len(self)))

    # -- counts ------------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> RegionCounts:
        """The numbers of linear regions by six definitions; see :class:`RegionCounts`.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> f = Network.from_arrays([[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]])
        >>> linear_regions(f).counts
        RegionCounts(activation=7, proper_activation=5, convex=(4, 4), open_connected=3, closed_connected=3,
        affine=3)
        """
        assembly = self._assembly
        return RegionCounts(
            activation=activation_count(assembly),
            proper_activation=len(self),
            convex=self._convex_bounds,
            open_connected=n_labels(self.labels("open_connected")),
            closed_connected=n_labels(self.labels("closed_connected")),
            affine=n_labels(self.labels("affine")),
        )

    @cached_property
    def _convex_bounds(self) -> tuple[int, int]:
        opened = self.labels("open_connected")
        low, high = convex_bounds(self._assembly, opened)
        is_quick = np.count_nonzero(opened[self.adjacency[:, 0]] == opened[self.adjacency[:, 1]]) <= FEW_WALLS
        return low, n_labels(merged_labels(self._assembly, opened)) if low < high and is_quick else high

    def labels(self, kind: str) -> Labels:
        """For every cell the number of the region that it belongs to.

        Parameters
        ----------
        kind : str
            One of ``"proper_activation"``, ``"convex"``, ``"open_connected"``, ``"closed_connected"``, ``"affine"``.
            For ``"convex"`` the regions are the cells of a polyhedral complex, on each of which the network is affine:
            the least one if it is known, and else one in which no two cells can be merged, whose number of cells lies
            within the bounds of ``counts.convex``.

        Returns
        -------
        int array, shape (n_cells,)
            With values 0, 1, ... in the order of first occurrence.

        Raises
        ------
        InputError
            If the regions of this kind are no unions of cells, or the kind is unknown.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
        >>> linear_regions(tent).labels("affine")
        array([0, 1, 2, 1])
        """
        if kind not in KINDS:
            raise InputError(
                f"regions of kind {kind!r} are no unions of cells; give one of {', '.join(KINDS)}"
            )
        return self._labels[kind]

    def pieces(self, kind: str) -> list[tuple[int, ...]]:
        """The regions of one notion, each as the numbers of its cells; kinds as for :meth:`labels`.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
        >>> linear_regions(tent).pieces("affine")
        [(0,), (1, 3), (2,)]
        """
        return members(self.labels(kind))

    @cached_property
    def _labels(self) -> _LazyLabels:
        return _LazyLabels(self)

    # -- structure ---------------------------------------------------------------------------------

    @cached_property
    def patterns(self) -> npt.NDArray[np.unsignedinteger[Any]]:
        """The number of the linear piece of every neuron on every cell, shape (n_cells, n_neurons).

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
        >>> linear_regions(tent).patterns.tolist()
        [[1, 0, 0], [0, 0, 0], [1, 1, 0], [1, 1, 1]]
        """
        assembly = self._assembly
        # Nothing is copied where every fine cell is a cell.
        fine = assembly.fine_patterns
        return frozen(fine[assembly.fine_of_cell] if assembly.has_false_walls else fine)

    @property
    def adjacency(self) -> Labels:
        """The pairs of cells that share a facet, shape (m, 2), the smaller number first.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
        >>> linear_regions(tent).adjacency.tolist()
        [[0, 1], [0, 2], [2, 3]]
        """
        return frozen(self._assembly.adjacency)

    @cached_property
    def _neighbours(self) -> tuple[Labels, Labels]:
        pairs = np.concatenate([self.adjacency, self.adjacency[:, ::-1]])
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        return np.searchsorted(pairs[:, 0], np.arange(len(self) + 1)), pairs[:, 1]

    def neighbours(self, index: int) -> tuple[int, ...]:
        """The numbers of the cells that share a facet with a cell.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
        >>> linear_regions(tent).neighbours(0)
        (1, 2)
        """
        index = self[index].index
        first, others = self._neighbours
        return tuple(others[first[index] : first[index + 1]].tolist())

    def to_networkx(self) -> Any:
        """The dual graph: cells as nodes with their patterns, an edge where two share a facet.

        Raises
        ------
        MissingDependencyError
            If networkx is not installed.
        """
        try:
            import networkx
        except ImportError as error:
            raise MissingDependencyError(
                "the dual graph needs networkx: pip install tropnet[graph]"
            ) from error
        graph = networkx.Graph()
        for index, pattern in enumerate(self.patterns.tolist()):
            graph.add_node(index, pattern=tuple(pattern))
        graph.add_edges_from(self.adjacency.tolist())
        return graph

    @property
    def f_vector(self) -> tuple[int, ...]:
        """The number of faces of dimension 0, 1, ..., input_dim of the canonical complex.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
        >>> linear_regions(tent).f_vector
        (3, 4)
        """
        return self._assembly.f_vector

    @property
    def euler_characteristic(self) -> int:
        """The alternating sum of the f-vector: the Euler characteristic with compact support.

        It is (-1)**input_dim over all of space, 1 over a polytope, and 0 over an unbounded polyhedron without
        lines; a line in the domain changes the sign.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
        >>> linear_regions(tent).euler_characteristic
        -1
        """
        return sum((-1) ** k * count for k, count in enumerate(self.f_vector))

    @property
    def is_bounded(self) -> npt.NDArray[np.bool_]:
        """Which cells are bounded.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
        >>> linear_regions(tent).is_bounded
        array([ True, False,  True, False])
        """
        return frozen(self._assembly.is_bounded)

    @property
    def lineality_space(self) -> RationalArray:
        """The directions along which no neuron changes: the basis that every cell has, shape (k, input_dim).

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> linear_regions(Network.from_arrays([[[1, 1]], [[1]]])).lineality_space
        RationalArray([[1, -1]])
        """
        return primitive(row_space(self._assembly.start.lineality_space))

    def at(self, x: Any) -> Cell:
        """The cell that contains a point; where several do, one of them.

        Raises
        ------
        InputError
            If the point lies outside the domain.
        ShapeError
            If it has the wrong number of coordinates.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
        >>> linear_regions(tent).at(["3/2"]).affine_map
        RationalArray([[-1, 2]])
        """
        point = rational_array(x).ravel()
        if point.size != self.network.input_dim:
            raise ShapeError(f"a point has {self.network.input_dim} coordinates here, not {point.size}")
        if self.within is not None and point not in self.within:
            raise InputError(f"the point {point!r} lies outside the domain {self.within!r}")
        return Cell(self, self._assembly.cell_at(point))

    # -- neurons -----------------------------------------------------------------------------------

    def neuron_summary(self) -> list[NeuronSummary]:
        """For every neuron: which linear pieces occur, and whether it is a wall between two cells.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1], [1]], [[1, 1], [-1, -1]], [[1, 1]]], [[0, 0], [1, -1], [0]])
        >>> [(n.is_dead, n.is_always_active, n.is_wall) for n in linear_regions(net).neuron_summary()]
        [(False, False, True), (False, False, True), (False, True, False), (True, False, False)]
        """
        patterns = self.patterns
        a, b = self.adjacency[:, 0], self.adjacency[:, 1]
        walls = (patterns[a] != patterns[b]).any(axis=0)
        return [
            NeuronSummary(tuple(np.unique(column).tolist()), bool(wall))
            for column, wall in zip(patterns.T, walls, strict=True)
        ]

    def pattern_histogram(self, hidden_layer: int) -> dict[tuple[int, ...], int]:
        """How many cells have each pattern of one hidden layer, counted from 0, the most frequent first.

        Raises
        ------
        InputError
            If there is no such hidden layer.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1], [1]], [[1, 1]]], [[0, -1], [0]])
        >>> linear_regions(net).pattern_histogram(0)
        {(0, 0): 1, (1, 0): 1, (1, 1): 1}
        """
        neurons = stages(self.network).neurons
        columns = [i for i, neuron in enumerate(neurons) if neuron.hidden_layer == hidden_layer]
        if not columns:
            raise InputError(
                f"hidden layer {hidden_layer} does not exist; give 0 to {self.network.hidden_layers - 1}"
            )
        rows, counts = np.unique(self.patterns[:, columns], axis=0, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return {tuple(rows[i].tolist()): int(counts[i]) for i in order}


class _LazyLabels:
    """The labels of the cells by each notion, each computed once."""

    def __init__(self, regions: LinearRegions) -> None:
        self._regions = regions
        self._assembly = regions._assembly

    def __getitem__(self, kind: str) -> Labels:
        return frozen(getattr(self, kind))

    @cached_property
    def proper_activation(self) -> Labels:
        return np.arange(self._assembly.n_cells)

    @cached_property
    def affine(self) -> Labels:
        return affine_labels(self._assembly)

    @cached_property
    def convex(self) -> Labels:
        if convex_bounds(self._regions._assembly, self.open_connected)[1] == n_labels(self.open_connected):
            return self.open_connected
        return merged_labels(self._assembly, self.open_connected)

    @cached_property
    def open_connected(self) -> Labels:
        return open_labels(self._assembly, self.affine)

    @cached_property
    def closed_connected(self) -> Labels:
        if self._assembly.dim <= 1:
            # A slice through a piece of a line is a point: it joins nothing.
            return self.open_connected
        touching = touching_labels(self._assembly, self.affine)
        return closed_labels(self._assembly, self.affine, touching, self._level)

    def _level(self, affine_map: RationalArray) -> Assembly:
        level = linear_regions(level_network(self._regions.network, affine_map), self._regions.within)
        return level._assembly
