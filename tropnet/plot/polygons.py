"""The cells of a plane complex as polygons and segments, all at once.

A polygon is found by walking around its cell: from an edge to its other end, from there to the other edge of
the cell at that end.  All cells take their steps at the same time, so the number of array operations is that
of the corners of the largest cell, however many cells there are.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    polygons : list of float arrays, shape (k, 2)
        The corners in order around the polygon.
    cells : int array, shape (n_polygons,)
        The number of the cell that each polygon is, or is a part of.
    segments : float array, shape (m, 2, 2)
        The edges between two different cells.
    sides : int array, shape (m, 2)
        The numbers of these cells.
    """

    polygons: list[Floats]
    cells: Labels
    segments: Floats
    sides: Labels


def plane_complex(regions: LinearRegions) -> PlaneComplex:
    """The polygons and edges of the regions of a network with two inputs, over a bounded domain.

    Raises
    ------
    ShapeError
        If there are not two inputs.
    InputError
        If the domain is not bounded; cut it with :func:`tropnet.plot.window.inside`.

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
    polygons: list[Floats] = []
    segments, sides = [], []
    for block, facet_cells in zip(assembly.blocks, assembly.facet_cells, strict=True):
        points = assembly.start.slicer.positions(block)[:, :2]
        order, size = _around(block)
        corners = points[order]
        polygons.extend(np.split(corners, np.cumsum(size)[:-1]))
        ends, cells = _walls(block, facet_cells, assembly.cell_of_fine)
        segments.append(points[ends])
        sides.append(cells)
    return PlaneComplex(polygons, assembly.cell_of_fine, np.concatenate(segments), np.concatenate(sides))


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
    own, other = facet_cells.T
    twice = block.complex.border(1) & (own > other)
    edges = np.flatnonzero((other >= 0) & ~twice)
    cells = cell_of_fine[facet_cells[edges]]
    edges, cells = edges[cells[:, 0] != cells[:, 1]], cells[cells[:, 0] != cells[:, 1]]
    return block.complex.ends[edges].astype(np.intp), np.sort(cells, axis=1)


class Creases(NamedTuple):
    """The activation regions of a plane complex that have no area.

    Attributes
    ----------
    segments : float array, shape (m, 2, 2)
        Edges whose pattern no cell has.
    points : float array, shape (k, 2)
        Vertices whose pattern no cell has.
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
    segments, points = [np.empty((0, 2, 2))], [np.empty((0, 2))]
    for block, k, faces, patterns in unlike_faces(assembly):
        own = faces[[pattern.tobytes() not in known for pattern in patterns]]
        places = assembly.start.slicer.positions(block)[:, :2]
        if k == 1:
            segments.append(places[block.complex.ends[own].astype(np.intp)])
        else:
            points.append(places[own])
    return Creases(np.concatenate(segments), np.unique(np.concatenate(points), axis=0))
