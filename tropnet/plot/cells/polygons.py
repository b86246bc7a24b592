"""The cells of a plane complex as polygons and segments, all at once.

A polygon is found by walking around its cell: from an edge to its other end, from there to the other edge of
the cell at that end.  All cells take their steps at the same time, so the number of array operations is that
of the corners of the largest cell, however many cells there are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.analysis.blocks import Block
from tropnet.analysis.counts import unlike_faces
from tropnet.analysis.regions import LinearRegions
from tropnet.errors import InputError, ShapeError

__all__ = ["Creases", "PlaneComplex", "plane_complex", "plane_creases"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class PlaneComplex:
    """What there is to draw of a bounded complex in the plane.

    Attributes
    ----------
    corners : float array, shape (n_corners, 2)
        Those of all polygons, polygon after polygon, each in order around it.
    sizes : int array, shape (n_polygons,)
        The numbers of corners of the polygons.
    cells : int array, shape (n_polygons,)
        The number of the cell that each polygon is, or is a part of.
    segments : float array, shape (m, 2, 2)
        The edges between two different cells.
    sides : int array, shape (m, 2)
        The numbers of these cells.
    """

    corners: Floats
    sizes: Labels
    cells: Labels
    segments: Floats
    sides: Labels

    @property
    def firsts(self) -> Labels:
        """The place of the first corner of every polygon among all corners, shape (n_polygons,)."""
        return np.cumsum(self.sizes) - self.sizes

    @cached_property
    def polygons(self) -> list[Floats]:
        """The corners of every polygon, each an array of shape (size, 2)."""
        return np.split(self.corners, self.firsts[1:])

    @cached_property
    def outlines(self) -> list[Floats]:
        """The corners of every cell in order around it, each an array of shape (size, 2).

        The union of several polygons of one cell is convex.
        """
        parts: defaultdict[int, list[Floats]] = defaultdict(list)
        for polygon, cell in zip(self.polygons, self.cells.tolist(), strict=True):
            parts[cell].append(polygon)
        return [
            own[0] if len(own) == 1 else _convex_hull(np.concatenate(own)) for _, own in sorted(parts.items())
        ]

    @property
    def next_corners(self) -> Floats:
        """The corner behind each one in its polygon, shape (n_corners, 2): what the side from it ends at."""
        place = np.arange(1, len(self.corners) + 1)
        place[self.firsts + self.sizes - 1] = self.firsts
        return self.corners[place]

    @property
    def polygon_of_corner(self) -> Labels:
        """The number of the polygon that each corner belongs to, shape (n_corners,)."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)


def _convex_hull(points: Floats) -> Floats:
    """The corners of the convex hull of points in the plane, counter-clockwise: by Andrew's two chains."""
    ascending = np.unique(points, axis=0).tolist()
    corners: list[list[float]] = []
    for way in (ascending, ascending[::-1]):
        chain: list[list[float]] = []
        for x, y in way:
            while len(chain) > 1 and not _turns_left(chain[-2], chain[-1], [x, y]):
                chain.pop()
            chain.append([x, y])
        corners += chain[:-1]
    return np.array(corners)


def _turns_left(a: list[float], b: list[float], c: list[float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])


def plane_complex(regions: LinearRegions) -> PlaneComplex:
    """The polygons and edges of the regions of a network with two inputs, over a bounded domain.

    Raises
    ------
    ShapeError
        If there are not two inputs.
    InputError
        If the domain is not bounded; cut it with :func:`tropnet.plot.look.window.inside`.

    Examples
    --------
    >>> from tropnet.analysis.regions import linear_regions
    >>> from tropnet.networks import Network
    >>> from tropnet.polyhedra.polyhedron import Polyhedron
    >>> net = Network.from_arrays([[[1, 1]], [[1]]])
    >>> found = plane_complex(linear_regions(net, Polyhedron.parse("[0,1]x[-1,0]")))
    >>> [len(polygon) for polygon in found.polygons], found.segments.tolist(), found.sides.tolist()
    ([3, 3], [[[0.0, 0.0], [1.0, -1.0]]], [[0, 1]])
    """
    if regions.network.input_dim != 2:
        raise ShapeError(f"polygons need a network with 2 inputs, this one has {regions.network.input_dim}")
    if regions.within is None or not regions.within.is_bounded:
        raise InputError("unbounded regions are no polygons; cut them with a window first")
    assembly = regions._assembly
    corners, sizes, segments, sides = [], [], [], []
    for block, facet_cells in zip(assembly.blocks, assembly.facet_cells, strict=True):
        points = assembly.start.slicer.positions(block)[:, :2]
        order, size = _around(block)
        corners.append(points[order])
        sizes.append(size)
        ends, cells = _walls(block, facet_cells, assembly.cell_of_fine)
        segments.append(points[ends])
        sides.append(cells)
    return PlaneComplex(
        np.concatenate(corners),
        np.concatenate(sizes),
        assembly.cell_of_fine,
        np.concatenate(segments),
        np.concatenate(sides),
    )


def _around(block: Block) -> tuple[Labels, Labels]:
    """The vertices of all cells, cell after cell, each in order around it; and their numbers."""
    owner, edge = block.complex.entries(2)
    # A corner is a place (edge of a cell, end of the edge): number 2 i + j.  The corner at the other end of
    # the edge is its neighbour in parity; the other corner at the same vertex belongs to the next edge of
    # the cell.
    vertex = block.complex.ends[edge].ravel().astype(np.intp)
    cell = np.repeat(owner, 2)
    by_vertex = np.lexsort((vertex, cell))
    turn = np.empty_like(by_vertex)
    turn[by_vertex[::2]], turn[by_vertex[1::2]] = by_vertex[1::2], by_vertex[::2]
    first = np.empty(block.n_cells, np.intp)
    first[cell] = np.arange(len(cell))
    place, walking = first.copy(), np.arange(block.n_cells)
    steps, walkers = [], []
    while len(walking):
        steps.append(vertex[place])
        walkers.append(walking)
        place = turn[place] ^ 1
        on = place != first[walking]
        place, walking = place[on], walking[on]
    cells = np.concatenate(walkers)
    order = np.argsort(cells, kind="stable")
    return np.concatenate(steps)[order], np.bincount(cells, minlength=block.n_cells)


def _walls(block: Block, facet_cells: Labels, cell_of_fine: Labels) -> tuple[Labels, Labels]:
    """The ends of the edges between different cells, and these cells; each edge in one block only."""
    edges = np.flatnonzero((facet_cells[:, 1] >= 0) & ~_listed_elsewhere(block, facet_cells))
    cells = cell_of_fine[facet_cells[edges]]
    edges, cells = edges[cells[:, 0] != cells[:, 1]], cells[cells[:, 0] != cells[:, 1]]
    return block.complex.ends[edges].astype(np.intp), np.sort(cells, axis=1)


def _listed_elsewhere(block: Block, facet_cells: Labels) -> npt.NDArray[np.bool_]:
    """Which edges lie between two blocks and are left to the other one."""
    own, other = facet_cells.T
    left: npt.NDArray[np.bool_] = block.complex.border(1) & (own > other)
    return left


class Creases(NamedTuple):
    """The activation regions of a plane complex that have no area.

    Attributes
    ----------
    segments : float array, shape (m, 2, 2)
        Edges whose pattern no cell has.
    points : float array, shape (k, 2)
        Vertices whose pattern no cell and no edge has.
    """

    segments: Floats
    points: Floats


def plane_creases(regions: LinearRegions) -> Creases:
    """The edges and vertices of the regions of a network with two inputs that have patterns of their own.

    Parameters
    ----------
    regions : LinearRegions
        Over a bounded domain.

    Examples
    --------
    At the origin neither neuron of relu(x) and relu(-x) is active, and on the vertical line through it as well:

    >>> from tropnet.analysis.regions import linear_regions
    >>> from tropnet.networks import Network
    >>> from tropnet.polyhedra.polyhedron import Polyhedron
    >>> net = Network.from_arrays([[[1, 0], [-1, 0]], [[1, 1]]])
    >>> plane_creases(linear_regions(net, Polyhedron.parse("[-1,1]^2"))).segments.tolist()
    [[[0.0, -1.0], [0.0, 1.0]]]
    """
    assembly = regions._assembly
    known = {pattern.tobytes() for pattern in assembly.fine_patterns}
    elsewhere = {
        id(block): _listed_elsewhere(block, facet_cells)
        for block, facet_cells in zip(assembly.blocks, assembly.facet_cells, strict=True)
    }
    on_edges: set[bytes] = set()
    segments: list[Floats] = [np.empty((0, 2, 2))]
    points: dict[tuple[float, float], bytes] = {}
    for block, k, faces, rows in unlike_faces(assembly):
        patterns = [row.tobytes() for row in rows]
        own = [i for i, pattern in enumerate(patterns) if pattern not in known]
        places = assembly.start.slicer.positions(block)[:, :2]
        if k == 1:
            edges = faces[own][~elsewhere[id(block)][faces[own]]]
            segments.append(places[block.complex.ends[edges].astype(np.intp)])
            on_edges.update(patterns[i] for i in own)
        else:
            points.update(
                {(x, y): patterns[i] for i, (x, y) in zip(own, places[faces[own]].tolist(), strict=True)}
            )
    # The points of one pattern are convex: a vertex with the pattern of an edge is an end of it.
    alone = sorted(place for place, pattern in points.items() if pattern not in on_edges)
    return Creases(np.concatenate(segments), np.array(alone, np.float64).reshape(-1, 2))
