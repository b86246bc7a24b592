"""Polyhedra of dimension at most 3, in whatever space they lie.

In the plane and in space a polyhedron is drawn in its own coordinates.  Elsewhere, and where it is a polygon in space,
it is drawn in orthonormal coordinates of its affine hull (:mod:`tropnet.plot.polytopes.charts`), so that angles and
proportions are true: the permutahedron of four letters, in R^4, is the Archimedean solid with squares and regular
hexagons.

Vertices, edges and facets are the exact ones; only their places on the paper are floats.  Of an unbounded polyhedron
the part in a window is shown (:mod:`tropnet.plot.polytopes.parts`).  Where the window cuts, there is no line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import ShapeError
from tropnet.exact.matrix import primitive
from tropnet.plot.look.axes import framed, new_axes, window_shown
from tropnet.plot.look.colours import INK, PALETTE, oklab_to_srgb
from tropnet.plot.look.lettering import number_text, write_beside
from tropnet.plot.look.window import window_around
from tropnet.plot.polytopes.charts import chart_of_hull
from tropnet.plot.polytopes.parts import Part, around, part_in_window
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "EDGE_WIDTH",
    "body_of",
    "colours_of_directions",
    "corners",
    "draw_polygon",
    "places_of",
    "plot_polytope",
]

Floats = npt.NDArray[np.float64]

EDGE_WIDTH = 1.3
FEW_EDGES = 60  # of more edges the hidden ones are not drawn
VIEW = (22, 20)
"""Elevation and azimuth in degrees: from the positive orthant, where all coordinate directions come forward."""
# The directions towards the eye and towards the light, above on the left.
TOWARDS_VIEWER, TOWARDS_LIGHT = np.array([0.871, 0.317, 0.375]), np.array([0.42, -0.28, 0.86])
FEW_NAMES = 32  # of more vertices the coordinates are not written


def plot_polytope(
    polytope: Polyhedron | Zonotope,
    *,
    ax: Any = None,
    window: Polyhedron | None = None,
    colour: str | None = None,
    vertices: bool = True,
    names: bool | Sequence[str] = False,
    hidden: bool | None = None,
) -> Any:
    """A polyhedron of dimension at most 3: a polygon in the plane, or a solid in space.

    Parameters
    ----------
    polytope : Polyhedron or Zonotope
        Of dimension at most 3, in a space of any dimension.
    ax : matplotlib Axes, optional
        With a three-dimensional projection for a solid; flat polyhedra can be drawn in either.
    window : Polyhedron, optional
        A bounded set in the space of the polytope: what is shown.  When omitted, what the axes show already, if the
        polytope lies in the plane as they do; else all of a bounded polyhedron, and of another one a box around its
        vertices.
    colour : str, optional
        The colour of the inside; when omitted, blue in the plane, and in space one for each direction of facets.
    vertices : bool, default True
        Whether the vertices of a polygon are marked.
    names : bool or sequence of str, default False
        What is written beside the vertices: their exact coordinates, if there are at most 32; or the given names, in
        the order of ``polytope.vertices``.
    hidden : bool, optional
        Whether the edges behind a solid are drawn, dashed; when omitted, if there are few.

    Returns
    -------
    matplotlib Axes
        With the collection of the facets and that of the edges, for a solid; it is drawn right from every side.

    Raises
    ------
    ShapeError
        If the dimension is more than 3, or more than that of the axes; if the window lies in another space; if there
        are not as many names as vertices.
    InputError
        If there is nothing to show, or the window is unbounded.

    Examples
    --------
    The truncated octahedron:

    >>> from matplotlib.figure import Figure
    >>> from tropnet.polyhedra.zonotopes.permutahedra import permutahedron
    >>> ax = plot_polytope(permutahedron(4), ax=Figure().add_subplot(projection="3d"))
    >>> sorted(len(path.vertices) - 1 for path in ax.collections[0].get_paths())
    [4, 4, 4, 4, 4, 4, 6, 6, 6, 6, 6, 6, 6, 6]
    """
    body = body_of(polytope)
    if window is None and body.ambient_dim == 2 and not _is_space(ax):
        window = window_shown(ax)
    if window is None and not body.is_bounded:
        window = window_around(body.vertices.floats(), left_out=0, margin=0.4)
    part = part_in_window(body, window)
    in_space = part.dim == 3 if ax is None else _is_space(ax)
    if part.dim == 3 and not in_space:
        raise ShapeError(f"{body!r} has dimension 3, the axes have 2; give axes with projection='3d'")
    ax = new_axes(ax, projection="3d" if in_space else None)
    places = places_of(part.polytope, 3 if in_space else 2)
    texts = _texts(part, body, names)
    if in_space:
        from tropnet.plot.polytopes.solids import Solid, add_solid

        solid = Solid(places, part.polygons, part.edges, is_flat=part.dim == 2)
        shown = len(part.edges) <= FEW_EDGES if hidden is None else hidden
        add_solid(ax, solid, _facet_colours(part, colour), hidden=shown, names=texts, view=VIEW)
        return ax
    draw_polygon(ax, part, places, colour or PALETTE[0], vertices=vertices)
    outward = places - places.mean(axis=0)
    directions = np.arctan2(outward[:, 1], outward[:, 0])[list(texts)]
    write_beside(ax, places[list(texts)], list(texts.values()), directions.tolist())
    if body.ambient_dim == 2:
        return framed(ax, window or window_around(places, left_out=0, margin=0.2))
    return _fitted(ax, places)


def body_of(polytope: Polyhedron | Zonotope) -> Polyhedron:
    """The polyhedron itself, or that of a zonotope.

    Examples
    --------
    >>> body_of(Zonotope([[1]])).vertices
    RationalArray([[-1], [1]])
    """
    return polytope.polyhedron if isinstance(polytope, Zonotope) else polytope


def places_of(polytope: Polyhedron, dim: int) -> Floats:
    """Coordinates of the vertices, shape (k, dim): its own, or orthonormal ones of the affine hull.

    Where there are fewer, zeros fill up.

    Examples
    --------
    >>> side = Polyhedron.from_generators([[0, 0, 0], [0, 3, 4]])
    >>> places_of(side, 2).tolist(), places_of(side, 3).tolist()
    ([[0.0, 0.0], [5.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 3.0, 4.0]])
    """
    own = polytope.ambient_dim <= dim
    places = polytope.vertices.floats() if own else chart_of_hull(polytope).places(polytope.vertices)
    return np.pad(places, ((0, 0), (0, dim - places.shape[1])))


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
    ordered: Floats = places[list(around(np.arange(len(places)), polygon.adjacency))]
    return ordered


def _is_space(ax: Any) -> bool:
    return getattr(ax, "name", "") == "3d"


def _texts(part: Part, body: Polyhedron, names: bool | Sequence[str]) -> dict[int, str]:
    """What is written, by the numbers of the vertices of the part."""
    points = part.polytope.vertices.fractions().tolist()
    own = [tuple(points[i]) for i in part.vertices.tolist()]
    if isinstance(names, bool):
        wanted = own if names and len(own) <= FEW_NAMES else []
        name_of = {point: f"({', '.join(map(number_text, point))})" for point in wanted}
    else:
        given = [tuple(point) for point in body.vertices.fractions().tolist()]
        if len(names) != len(given):
            raise ShapeError(
                f"{len(names)} names do not fit {len(given)} vertices; give one for each, in their order"
            )
        name_of = dict(zip(given, names, strict=True))
    return {
        i: name_of[point] for i, point in zip(part.vertices.tolist(), own, strict=True) if name_of.get(point)
    }


# -- in the plane ----------------------------------------------------------------------------------


def draw_polygon(
    ax: Axes, part: Part, places: Floats, colour: str, *, vertices: bool = True, alpha: float = 0.3
) -> None:
    """A part of dimension at most 2: its inside, its edges, heads of arrows where they go on for ever, its vertices.

    Parameters
    ----------
    ax : matplotlib Axes
    part : Part
    places : float array, shape (k, 2)
        Of the vertices of the polytope of the part.
    colour : str
        Of the inside and the vertices.
    vertices : bool
        Whether these are marked.
    alpha : float
        Of the inside.
    """
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgba
    from matplotlib.patches import FancyArrowPatch, Polygon

    for polygon in part.polygons:
        inside = to_rgba(colour, alpha)
        ax.add_patch(Polygon(places[list(polygon)], facecolor=inside, edgecolor="none", zorder=2))
    if len(part.edges):
        ax.add_collection(
            LineCollection(
                list(places[part.edges]), colors=INK, linewidths=EDGE_WIDTH, capstyle="round", zorder=2.5
            )
        )
    for start, end in places[part.rays]:
        ax.add_patch(
            FancyArrowPatch(
                start, end, arrowstyle="-|>,head_length=0.5,head_width=0.22", mutation_scale=16,
                linewidth=0, color=INK, shrinkA=0, shrinkB=0, zorder=2.6,
            )
        )  # fmt: skip
    if vertices and len(part.vertices):
        x, y = places[part.vertices].T
        ax.scatter(x, y, s=22, color=colour, edgecolors=INK, linewidths=0.8, zorder=3)


def _fitted(ax: Axes, places: Floats) -> Axes:
    """The axes with all of the places, at one scale; coordinates that nobody asked for are not written."""
    held = np.concatenate([places, ax.dataLim.get_points()]) if ax.has_data() else places
    low, high = held.min(axis=0), held.max(axis=0)
    margin = 0.12 * (float((high - low).max()) or 1.0)
    ax.set_xlim(low[0] - margin, high[0] + margin)
    ax.set_ylim(low[1] - margin, high[1] + margin)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


# -- in space --------------------------------------------------------------------------------------


def _facet_colours(part: Part, colour: str | None) -> Floats:
    """One for each polygon of the part."""
    from matplotlib.colors import to_rgb

    if colour is not None or part.dim < 3:
        return np.tile(to_rgb(colour or PALETTE[4]), (len(part.polygons), 1))
    return colours_of_directions(part.polytope)[part.facets]


def colours_of_directions(polytope: Polyhedron) -> Floats:
    """A colour for every facet of a polytope of dimension 3, shape (m, 3); parallel facets share theirs.

    Its lightness is that of a body in the light from above; the hue tells directions apart.

    Examples
    --------
    >>> cube = Polyhedron.parse("[0,1]^3")
    >>> len(np.unique(colours_of_directions(cube), axis=0))
    3
    """
    normals = chart_of_hull(polytope).directions(primitive(polytope.inequalities[:, :-1]))
    normals = normals / np.linalg.norm(normals, axis=1)[:, None]
    # Of two parallel facets let the one speak that is seen from where we look; from aside, the first in order.
    towards = normals @ TOWARDS_VIEWER
    first = normals[np.arange(len(normals)), (normals != 0).argmax(axis=1)]
    normals = normals * np.sign(np.where(np.abs(towards) > 1e-9, towards, first))[:, None]
    x, y, z = normals.T
    lightness = 0.80 + 0.15 * normals @ TOWARDS_LIGHT
    green_red = 0.05 * (y * y - x * x) + 0.05 * x * z
    blue_yellow = 0.052 * (z * z - x * x) - 0.07 * x * y + 0.05 * y * z
    return oklab_to_srgb(np.column_stack([lightness, green_red, blue_yellow]))
