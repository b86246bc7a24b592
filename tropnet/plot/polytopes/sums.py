"""Minkowski sums in the plane: of polygons, as a row of pictures, and of segments, tiled by parallelograms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.plot.look.axes import framed, new_axes
from tropnet.plot.look.colours import INK, PALETTE, oklab_to_srgb
from tropnet.plot.look.window import window_around
from tropnet.plot.polytopes.parts import Part, part_in_window
from tropnet.plot.polytopes.polytope import EDGE_WIDTH, body_of, corners, draw_polygon
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import minkowski_sum
from tropnet.polyhedra.zonotopes.tilings import lexicographic_tiling
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_minkowski_sum", "plot_tiling"]

Floats = npt.NDArray[np.float64]

GAP = 0.3  # between the pictures of a row, as a part of the size of the sum


def plot_tiling(zonotope: Zonotope, *, ax: Axes | None = None) -> Axes:
    """A zonotope in the plane, cut into parallelograms, one for each pair of generators that are not parallel.

    Parameters
    ----------
    zonotope : Zonotope
        In R^2, of dimension 2.
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
        The tiles are one collection; tiles of like shapes have like colours.

    Raises
    ------
    ShapeError
        If it does not lie in the plane.
    InputError
        If it is a segment or a point.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> hexagon = Zonotope([[1, 0], [0, 1], [1, 1]])
    >>> len(plot_tiling(hexagon, ax=Figure().add_subplot()).collections[0].get_paths())
    3
    """
    if zonotope.ambient_dim != 2:
        raise ShapeError(f"the zonotope lies in R^{zonotope.ambient_dim}; a tiling is drawn in R^2")
    if zonotope.dim < 2:
        raise InputError(f"{zonotope!r} has dimension {zonotope.dim}; there is nothing to tile")
    from matplotlib.collections import PolyCollection

    tiles = lexicographic_tiling(zonotope)
    ax = new_axes(ax)
    ax.add_collection(
        PolyCollection(
            [corners(tile.polyhedron) for tile in tiles],
            facecolors=_colours_of_shapes(tiles),
            edgecolors=INK,
            linewidths=EDGE_WIDTH * min(0.7, 4 / len(tiles) ** 0.5),
            zorder=2,
        )
    )
    return framed(ax, window_around(zonotope.vertices.floats(), left_out=0, margin=0.08))


def _colours_of_shapes(tiles: Sequence[Zonotope]) -> Floats:
    """A colour for each parallelogram that depends on the directions of its sides alone."""
    x, y = np.moveaxis(np.array([tile.generators.floats() for tile in tiles]), 2, 0)
    # Doubled angles belong to directions: g and -g are one.
    doubled = np.stack([x * x - y * y, 2 * x * y], axis=2) / (x * x + y * y)[:, :, None]
    level, slanted = doubled.mean(axis=1).T
    # Squares and rectangles are light, slim tiles have more colour.
    lightness = 0.93 + 0.06 * level - 0.1 * np.hypot(level, slanted)
    return oklab_to_srgb(np.column_stack([lightness, 0.06 * slanted, 0.02 + 0.075 * level]))


def plot_minkowski_sum(*summands: Polyhedron | Zonotope, figure: Figure | None = None) -> Figure:
    """Polygons and their Minkowski sum as a row, P + Q = P + Q, all at one scale.

    Every edge of the sum has the colour of the summand that it comes from, and both where they are parallel.

    Parameters
    ----------
    *summands : Polyhedron or Zonotope
        At least two polytopes in the plane.
    figure : matplotlib Figure, optional
        An empty one; a new figure of pyplot when omitted.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    InputError
        If there are fewer than two, or one is empty or unbounded.
    ShapeError
        If one does not lie in the plane.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> square, triangle = Polyhedron.parse("[0,1]^2"), Polyhedron.from_generators([[0, 0], [1, 0], [0, 1]])
    >>> figure = plot_minkowski_sum(square, triangle, figure=Figure())
    >>> len(figure.axes), len(figure.axes[-1].patches[0].get_xy()) - 1
    (3, 5)
    """
    bodies = [body_of(summand) for summand in summands]
    if len(bodies) < 2:
        raise InputError(f"{len(bodies)} polygon is given; a sum needs at least two")
    for body in bodies:
        if body.ambient_dim != 2:
            raise ShapeError(f"{body!r} lies in R^{body.ambient_dim}; the row shows polygons in the plane")
        if not body.is_bounded:
            raise InputError(f"{body!r} is unbounded; the row shows polytopes: cut it with a box first")
    row = [*bodies, minkowski_sum(*bodies)]
    parts = [part_in_window(body) for body in row]
    extents = np.array([np.ptp(body.vertices.floats(), axis=0) for body in row])
    unit = float(extents[-1].max()) or 1.0
    wide = (extents[:, 0] + GAP * unit).tolist()
    tall = float(extents[:, 1].max()) + GAP * unit
    if figure is None:
        from matplotlib import pyplot

        height = min(max(1.6, 9.6 * tall / sum(wide)), 7.0)
        figure = pyplot.figure(figsize=(9.6, height), layout="constrained")
    spaces = figure.subplots(1, len(row), width_ratios=wide, squeeze=False)[0]
    for number, (ax, part, width) in enumerate(zip(spaces, parts, wide, strict=True)):
        places = part.polytope.vertices.floats()
        if part is parts[-1]:
            draw_polygon(ax, part, places, INK, vertices=not part.dim, alpha=0.12)
            _colour_edges(ax, part, bodies)
        else:
            draw_polygon(ax, part, places, PALETTE[number % len(PALETTE)])
        left, low = (places.min(axis=0) + places.max(axis=0) - [width, tall]) / 2
        ax.set_xlim(left, left + width)
        ax.set_ylim(low, low + tall)
        ax.set_aspect("equal")
        ax.set_axis_off()
        if number:
            sign = "=" if part is parts[-1] else "+"
            ax.text(left, low + tall / 2, sign, fontsize=18, ha="center", va="center", color=INK)
    return figure


def _colour_edges(ax: Axes, total: Part, summands: list[Polyhedron]) -> None:
    """The edges of a sum in the colours of the summands: along each, the faces of the summands one by one."""
    from matplotlib.collections import LineCollection

    vertices, segments, colours = total.polytope.vertices, [], []
    for edge in total.edges.tolist():
        start, end = vertices[edge[0]], vertices[edge[1]]
        along = end - start
        outward = rational_array([-along[1], along[0]])
        if ((vertices - start) @ outward).sign().max() > 0:
            outward = -outward
        heights = [summand.vertices @ outward for summand in summands]
        faces = [s.vertices[(h - h.max()).sign() == 0] for s, h in zip(summands, heights, strict=True)]
        lengths = np.array([np.ptp((face @ along).floats()) for face in faces])
        stops = start.floats() + np.cumsum([0.0, *lengths / lengths.sum()])[:, None] * along.floats()
        for number in np.flatnonzero(lengths):
            segments.append(stops[number : number + 2])
            colours.append(PALETTE[number % len(PALETTE)])
    ax.add_collection(LineCollection(segments, colors=colours, linewidths=2.8, capstyle="round", zorder=4))
