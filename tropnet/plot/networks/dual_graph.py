r"""Dual graphs over the cells that they belong to.

The dual graph of a complex has a node for every cell, and an edge for every two cells that share a facet.  A node is
drawn at the centroid of its cell, an edge as two segments, from node to node over the middle of the common wall.  As
cells are convex, each segment stays in its cell: edges cross neither each other nor other walls.  It is the graph that
region counts with a notion of connectedness are about: the open connected regions are the components of the subgraph
of those edges that join cells with equal affine maps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tropnet.analysis.regions import LinearRegions
from tropnet.errors import InputError, ShapeError
from tropnet.plot.cells.polygons import PlaneComplex, plane_complex
from tropnet.plot.look.axes import window_shown
from tropnet.plot.look.colours import INK
from tropnet.plot.look.lettering import points_per_unit
from tropnet.plot.look.window import Drawn, network_or_regions, shown
from tropnet.plot.networks.plane import NOTIONS, Colouring, Notion, cell_colours, labels_in, plot_regions
from tropnet.plot.polytopes.arrangement_cells import arrangement_network, arrangement_window, region_colours
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_dual_graph"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

PALE = 0.45  # how much of its colour a cell keeps under the graph
RADIUS, THIN, THICK = 3.4, 0.8, 2.6  # in points
FEW_CELLS = 60  # of more cells the lines are thinner


def plot_dual_graph(
    regions: Drawn | HyperplaneArrangement,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    colour: Colouring | Floats | None = None,
    notion: Notion | None = None,
) -> Axes:
    """The dual graph over the cells of a network with two inputs, or over the regions of an arrangement of lines.

    Parameters
    ----------
    regions : Network, LinearRegions, PiecewiseLinear or HyperplaneArrangement
        With two inputs; in the plane.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        A bounded set: the cells inside have nodes, and the walls inside edges.  When omitted, what the axes show
        already, and else as for :func:`tropnet.plot.plot_regions` or
        :func:`tropnet.plot.plot_arrangement`.
    colour : {"gradient", "pattern"} or float array, shape (n_cells, 3), optional
        As for :func:`tropnet.plot.plot_regions`: of the nodes, and paler of the cells.  When omitted, by
        gradients; of an arrangement, as in its picture.
    notion : str, optional
        One of the six notions of linear regions (:mod:`tropnet.analysis.counts`): edges between cells of one region
        are thick.

    Returns
    -------
    matplotlib Axes
        With four collections more: polygons, walls, edges of the graph, nodes.

    Raises
    ------
    ShapeError
        If there are not two inputs, or the arrangement does not lie in the plane.
    InputError
        If the window is unbounded, or the colouring or the notion unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    >>> ax = plot_dual_graph(net, ax=Figure().add_subplot())
    >>> _, _, edges, nodes = ax.collections
    >>> len(edges.get_segments()), len(nodes.get_offsets())
    (4, 4)
    """
    if notion is not None and notion not in NOTIONS:
        raise InputError(f"notion={notion!r} is unknown; give one of {', '.join(NOTIONS)}")
    window = window or window_shown(ax)
    if isinstance(regions, HyperplaneArrangement):
        if regions.ambient_dim != 2:
            raise ShapeError(f"{regions!r} does not lie in the plane; restrict it to a plane first")
        cells, window = shown(arrangement_network(regions), window or arrangement_window(regions))
        colours = region_colours(regions, cells) if colour is None else _colours(cells, colour)
    else:
        regions = network_or_regions(regions)
        cells, window = shown(regions, window)
        colours = _colours(cells, "gradient" if colour is None else colour)
    ax = plot_regions(cells, ax=ax, window=window, colour=1 - PALE * (1 - colours))
    ax.collections[-1].set_alpha(0.3)  # the walls: the lines that count are those of the graph
    whole = regions if isinstance(regions, LinearRegions) else cells
    _draw_graph(ax, cells, colours, labels_in(cells, whole, notion or "proper_activation"))
    return ax


def _colours(cells: LinearRegions, colour: Colouring | Floats) -> Floats:
    return cell_colours(cells, colour) if isinstance(colour, str) else np.asarray(colour, np.float64)


def _draw_graph(ax: Axes, cells: LinearRegions, colours: Floats, labels: Labels) -> None:
    from matplotlib.collections import LineCollection

    complex_ = plane_complex(cells)
    nodes = _centroids(complex_, len(cells))
    pairs, middles = _walls(complex_)
    thinner = min(1.0, FEW_CELLS / max(len(cells), 1)) ** 0.4
    is_inner = labels[pairs[:, 0]] == labels[pairs[:, 1]]
    lines = np.stack([nodes[pairs[:, 0]], middles, nodes[pairs[:, 1]]], axis=1)
    ax.add_collection(
        LineCollection(
            list(lines),
            colors=INK,
            linewidths=np.where(is_inner, THICK, THIN) * thinner,
            capstyle="round",
            joinstyle="round",
            zorder=3,
        )
    )
    # No larger than its cell, so that narrow cells keep their nodes to themselves.
    radius = np.clip(0.8 * _room(complex_, nodes * points_per_unit(ax), points_per_unit(ax)), 0.8, RADIUS)
    ax.scatter(
        nodes[:, 0],
        nodes[:, 1],
        s=(2 * radius) ** 2,
        c=colours,
        edgecolors=INK,
        linewidths=0.9 * thinner,
        zorder=4,
    )


def _room(complex_: PlaneComplex, nodes: Floats, unit: Floats) -> Floats:
    """The distance of every node from the nearest side of a polygon of its cell, in points."""
    cells = complex_.cells[complex_.polygon_of_corner]
    corners = complex_.corners * unit
    sides, spokes = complex_.next_corners * unit - corners, nodes[cells] - corners
    distance = np.abs(_cross(sides, spokes)) / np.linalg.norm(sides, axis=1)
    room = np.full(len(nodes), np.inf)
    np.minimum.at(room, cells, distance)
    return room


def _centroids(complex_: PlaneComplex, n_cells: int) -> Floats:
    """The centroid of every cell, shape (n_cells, 2), of all its polygons together."""
    # Triangles from the first corner of each polygon to its sides; those to the two sides there are empty.
    apex = complex_.corners[complex_.firsts][complex_.polygon_of_corner]
    here, there = complex_.corners - apex, complex_.next_corners - apex
    areas, centres = np.abs(_cross(here, there)) / 2, apex + (here + there) / 3
    cells = complex_.cells[complex_.polygon_of_corner]
    moments = [np.bincount(cells, areas * x, n_cells) for x in centres.T]
    centroids: Floats = np.column_stack(moments) / np.bincount(cells, areas, n_cells)[:, None]
    return centroids


def _cross(a: Floats, b: Floats) -> Floats:
    product: Floats = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return product


def _walls(complex_: PlaneComplex) -> tuple[Labels, Floats]:
    """The pairs of cells with a common wall, shape (m, 2), and the middle of each wall.

    A wall may consist of several edges: its middle is the mean of theirs, weighted by length.
    """
    pairs, place = np.unique(complex_.sides, axis=0, return_inverse=True)
    length = np.linalg.norm(complex_.segments[:, 1] - complex_.segments[:, 0], axis=1)
    weighted = complex_.segments.mean(axis=1) * length[:, None]
    sums = [np.bincount(place.ravel(), values, len(pairs)) for values in (*weighted.T, length)]
    return pairs, np.column_stack(sums[:2]) / sums[2][:, None]
