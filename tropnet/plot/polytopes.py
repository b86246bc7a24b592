"""Polytopes, zonotopes with their tilings, Minkowski sums, and face lattices.

Vertices, edges and facets are the exact ones of the polyhedron; only their places on the paper are floats.  The
vertices of a facet in space are put in order by its own edges, so no facet is ever drawn with crossing sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.plot.axes import framed, new_axes, window_shown
from tropnet.plot.colours import INK, PALETTE, feature_colours
from tropnet.plot.window import window_around
from tropnet.polyhedra.face_lattice import FaceLattice
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import minkowski_sum
from tropnet.polyhedra.zonotopes.tilings import lexicographic_tiling
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_face_lattice", "plot_minkowski_sum", "plot_polytope", "plot_tiling"]

Floats = npt.NDArray[np.float64]

EDGE_WIDTH = 1.3
FEW_FACES = 60  # of more faces the names are not written


def plot_polytope(
    polytope: Polyhedron | Zonotope,
    *,
    ax: Any = None,
    window: Polyhedron | None = None,
    colour: str | None = None,
    vertices: bool = True,
) -> Any:
    """A polytope in the plane as a polygon, or in space with its facets.

    Parameters
    ----------
    polytope : Polyhedron or Zonotope
        In R^2 or R^3; of an unbounded one the part in the window is drawn.
    ax : matplotlib Axes, optional
        With a three-dimensional projection for a polytope in space.
    window : Polyhedron, optional
        A bounded set.  When omitted, what plane axes show already, and else a box around the vertices.
    colour : str, optional
        The colour of the inside; when omitted, blue in the plane, and in space parallel facets have like colours.
    vertices : bool, default True
        Whether the vertices of a polygon are marked.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ShapeError
        If it lies neither in the plane nor in space.
    InputError
        If it is empty, or unbounded in a space without a window.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.polyhedra.zonotopes.permutahedra import permutahedron
    >>> cube = Zonotope([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> ax = plot_polytope(cube, ax=Figure().add_subplot(projection="3d"))
    >>> len(ax.collections[0].get_facecolor())
    6
    """
    body = polytope.polyhedron if isinstance(polytope, Zonotope) else polytope
    if body.ambient_dim not in {2, 3}:
        raise ShapeError(
            f"the polytope lies in R^{body.ambient_dim}; a picture needs R^2 or R^3: project it first"
        )
    if not len(body.vertices):
        raise InputError(f"{body!r} has no vertices; give a polytope, or cut it with a box first")
    if body.ambient_dim == 2:
        shown = window or window_shown(ax) or window_around(body.vertices.floats(), left_out=0, margin=0.2)
        ax = new_axes(ax)
        _draw_polygon(ax, body & shown, colour or PALETTE[0], vertices=vertices)
        return framed(ax, shown)
    part = body if window is None else body & window
    if not part.is_bounded:
        raise InputError(f"{body!r} is unbounded; give a window such as [-1,1]^3")
    ax = new_axes(ax, projection="3d")
    _draw_facets(ax, part, colour)
    return ax


def corners(polygon: Polyhedron) -> Floats:
    """The vertices of a polygon, in the plane or in space, in their order around it.

    Examples
    --------
    >>> corners(Polyhedron.parse("[0,1]^2")).tolist()
    [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]]
    """
    places = polygon.vertices.floats()
    if polygon.dim < 2:
        return places
    neighbours: dict[int, list[int]] = {i: [] for i in range(len(places))}
    for i, j in polygon.adjacency.tolist():
        neighbours[i].append(j)
        neighbours[j].append(i)
    walk = [0]
    while len(walk) < len(places):
        walk.append(next(j for j in neighbours[walk[-1]] if j not in walk[-2:] and j != walk[0]))
    ordered: Floats = places[walk]
    return ordered


def _draw_polygon(ax: Axes, polygon: Polyhedron, colour: str, *, vertices: bool, alpha: float = 0.3) -> None:
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Polygon

    around = corners(polygon)
    if polygon.dim == 2:
        ax.add_patch(
            Polygon(around, facecolor=to_rgba(colour, alpha), edgecolor=INK, linewidth=EDGE_WIDTH, zorder=2)
        )
    elif polygon.dim == 1:
        ax.plot(*around.T, color=INK, linewidth=EDGE_WIDTH, zorder=2)
    if vertices and len(around):
        ax.scatter(around[:, 0], around[:, 1], s=22, color=colour, edgecolors=INK, linewidths=0.8, zorder=3)


def _draw_facets(ax: Any, polytope: Polyhedron, colour: str | None) -> None:
    from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection

    places = polytope.vertices.floats()
    faces = polytope.facets if polytope.dim == 3 else (polytope,)
    polygons = [corners(face) for face in faces if face.dim == 2]
    if polygons:
        colours: Any = colour or _colours_of_directions(polytope)
        ax.add_collection3d(
            Poly3DCollection(
                polygons, facecolors=colours, edgecolors=INK, linewidths=EDGE_WIDTH * 0.6, alpha=0.9
            )
        )
    else:
        ax.add_collection3d(Line3DCollection([places], colors=INK, linewidths=EDGE_WIDTH))
    low, high = places.min(axis=0), places.max(axis=0)
    middle, half = (low + high) / 2, max(float((high - low).max()) / 2, 0.5)
    for setter, m in zip((ax.set_xlim, ax.set_ylim, ax.set_zlim), middle, strict=True):
        setter(m - half, m + half)
    ax.set_box_aspect((1, 1, 1), zoom=1.25)
    ax.view_init(24, -58)
    ax.set_axis_off()


def _colours_of_directions(polytope: Polyhedron) -> Any:
    """A colour for every facet; opposite facets share theirs."""
    if polytope.dim < 3:
        return PALETTE[4]
    normals = polytope.inequalities.floats()[:, :-1]
    normals = normals / np.linalg.norm(normals, axis=1)[:, None]
    first = (normals != 0).argmax(axis=1)
    return feature_colours(normals * np.sign(normals[np.arange(len(normals)), first])[:, None])


# -- zonotopes and sums ----------------------------------------------------------------------------


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
    directions = np.array([np.abs(tile.generators.floats()).ravel() for tile in tiles])
    ax = new_axes(ax)
    ax.add_collection(
        PolyCollection(
            [corners(tile.polyhedron) for tile in tiles],
            facecolors=feature_colours(directions),
            edgecolors=INK,
            linewidths=EDGE_WIDTH * 0.7,
            zorder=2,
        )
    )
    return framed(ax, window_around(zonotope.vertices.floats(), left_out=0, margin=0.08))


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
        If there are fewer than two.
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
    bodies = [s.polyhedron if isinstance(s, Zonotope) else s for s in summands]
    if len(bodies) < 2:
        raise InputError(f"{len(bodies)} polygon is given; a sum needs at least two")
    for body in bodies:
        if body.ambient_dim != 2:
            raise ShapeError(f"{body!r} lies in R^{body.ambient_dim}; the row shows polygons in the plane")
    total = minkowski_sum(*bodies)
    row = [*bodies, total]
    extents = [np.maximum(np.ptp(body.vertices.floats(), axis=0), 0.15) for body in row]
    if figure is None:
        from matplotlib import pyplot

        width, height = sum(e[0] for e in extents), max(e[1] for e in extents)
        figure = pyplot.figure(figsize=(9.6, max(2.2, 7.5 * height / width)), layout="constrained")
    spaces = figure.subplots(1, len(row), width_ratios=[e[0] + 0.5 for e in extents])
    tall = max(e[1] for e in extents)
    for number, (ax, body, extent) in enumerate(zip(spaces, row, extents, strict=True)):
        is_total = number == len(bodies)
        _draw_polygon(
            ax,
            body,
            INK if is_total else PALETTE[number % len(PALETTE)],
            vertices=not is_total,
            alpha=0.12 + 0.2 * (not is_total),
        )
        if is_total:
            _colour_edges(ax, body, bodies)
        middle = (body.vertices.floats().min(axis=0) + body.vertices.floats().max(axis=0)) / 2
        ax.set_xlim(middle[0] - extent[0] / 2 - 0.25, middle[0] + extent[0] / 2 + 0.25)
        ax.set_ylim(middle[1] - tall / 2 - 0.25, middle[1] + tall / 2 + 0.25)
        ax.set_aspect("equal")
        ax.set_axis_off()
        if number:
            ax.text(
                -0.02,
                0.5,
                "=" if is_total else "+",
                transform=ax.transAxes,
                fontsize=20,
                ha="right",
                va="center",
            )
    return figure


def _colour_edges(ax: Axes, total: Polyhedron, summands: list[Polyhedron]) -> None:
    """The edges of a sum in the colours of the summands: along each edge, the faces of the summands one by one."""
    places = total.vertices.floats()
    for outward, on_edge in zip(total.inequalities[:, :-1], total.incidence, strict=True):
        start, end = places[np.flatnonzero(on_edge[: len(places)])]
        heights = [summand.vertices @ outward for summand in summands]
        faces = [
            s.vertices.floats()[(h - h.max()).sign() == 0] for s, h in zip(summands, heights, strict=True)
        ]
        lengths = np.array([np.ptp(face @ (end - start)) for face in faces])
        stops = np.concatenate([[0.0], np.cumsum(lengths) / lengths.sum()])
        for number in np.flatnonzero(lengths):
            part = start + stops[number : number + 2, None] * (end - start)
            colour = PALETTE[number % len(PALETTE)]
            ax.plot(*part.T, color=colour, linewidth=2.6, solid_capstyle="round", zorder=4)


# -- face lattices ---------------------------------------------------------------------------------


def plot_face_lattice(polytope: Polyhedron | FaceLattice, *, ax: Axes | None = None) -> Axes:
    """The Hasse diagram of the face lattice: a node for every face, a line for every cover.

    Faces of one dimension are in one row, the polytope on top; within a row a face stands near the faces below it.

    Parameters
    ----------
    polytope : Polyhedron or FaceLattice
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
        Faces are named by their vertices, if there are few.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_face_lattice(Polyhedron.parse("[0,1]^2"), ax=Figure().add_subplot())
    >>> len(ax.collections[0].get_segments()), sorted(text.get_text() for text in ax.texts)[:3]
    (16, ['0', '01', '0123'])
    """
    from matplotlib.collections import LineCollection

    lattice = polytope if isinstance(polytope, FaceLattice) else polytope.face_lattice
    faces, covers = list(lattice), lattice.covers
    places = _places(faces, covers)
    ax = new_axes(ax)
    ax.add_collection(LineCollection(list(places[covers]), colors=INK, linewidths=0.7, alpha=0.6, zorder=1))
    dims = np.array([face.dim for face in faces], float)
    ax.scatter(
        places[:, 0],
        places[:, 1],
        s=60,
        c=feature_colours(dims[:, None]),
        edgecolors=INK,
        linewidths=0.8,
        zorder=2,
    )
    if len(faces) <= FEW_FACES:
        for face, (x, y) in zip(faces, places, strict=True):
            name = _name(face) or "∅"
            ax.annotate(
                name, (x, y), (0, 7), textcoords="offset points", ha="center", fontsize=8, color=INK, zorder=3
            )
    ax.margins(0.08)
    ax.set_axis_off()
    return ax


def _name(face: Any) -> str:
    """The vertices of a face by their numbers, and its rays with a prime."""
    separator = "" if max((*face.vertices, *face.rays), default=0) < 10 else " "
    return separator.join([*map(str, face.vertices), *(f"{r}'" for r in face.rays)])


def _places(faces: list[Any], covers: npt.NDArray[np.intp]) -> Floats:
    """Row by row from below, each face over the mean of the faces that it covers."""
    places = np.zeros((len(faces), 2))
    dims = np.array([face.dim for face in faces])
    for dim in sorted(set(dims.tolist())):
        row = np.flatnonzero(dims == dim)
        below = [places[covers[covers[:, 1] == i, 0], 0] for i in row]
        order = np.argsort([b.mean() if len(b) else 0.0 for b in below], kind="stable")
        places[row[order], 0] = np.arange(len(row)) - (len(row) - 1) / 2
        places[row, 1] = dim
    wide = max(np.ptp(places[:, 0]), 1.0)
    places[:, 1] *= 0.32 * wide
    return places
