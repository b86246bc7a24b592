"""A polytope, interactive: its vertices and facets tell what they are, exactly.

The browser reads a text from a triangle or from a marker.  So the facets of a body in space are told
anywhere on them, and the facets of a polygon, which are its sides, at places close to each other along them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.plot.interactive.html import hex_colours, layout, plotly_graph_objects
from tropnet.plot.interactive.text import BREAK, number, point_text, relation_text
from tropnet.plot.interactive.traces import curve, mesh, plane_axes
from tropnet.plot.look.colours import INK, PALETTE
from tropnet.plot.look.window import bounding_box, window_around
from tropnet.plot.polytopes.parts import Part, part_in_window
from tropnet.plot.polytopes.polytope import body_of, colours_of_directions, places_of
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["interactive_polytope"]

Floats = npt.NDArray[np.float64]

EDGE_WIDTH, WIDTH_IN_SPACE = 2.0, 4.0
PLACES_ON_A_SIDE = 40
NOUNS = (("vertex", "vertices"), ("edge", "edges"), ("facet", "facets"))


def interactive_polytope(polytope: Polyhedron | Zonotope, *, window: Polyhedron | None = None) -> Figure:
    """A polytope of dimension at most 3: vertices tell their coordinates, facets their inequality, exactly.

    Parameters
    ----------
    polytope : Polyhedron or Zonotope
        Of dimension at most 3, in a space of any dimension: it is drawn in its affine hull, with its true angles.
        Numbers are those in ``vertices`` and ``inequalities`` of the polyhedron.
    window : Polyhedron, optional
        A bounded set, the part to be shown.  When omitted, all of a bounded polyhedron, and a box around the vertices
        of an unbounded one.  What is no face of the polyhedron is not drawn: where the window cuts, nothing ends.

    Returns
    -------
    plotly Figure
        In space the facets, the edges and the vertices; parallel facets have one colour.  In the plane the inside, the
        edges, places along them, which are not seen, and the vertices.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.
    ShapeError
        If it has more than three dimensions, or the window lies in another space.
    InputError
        If there is nothing to show, or the part is unbounded.

    Examples
    --------
    >>> facets, edges, vertices = interactive_polytope(Polyhedron.parse("[0,1/2]^3")).data
    >>> vertices.text[7].split("<br>"), facets.text[0].split("<br>")
    (['<b>vertex 7</b> (1/2, 1/2, 1/2)', 'on facets 3, 4, 5'], ['<b>facet 0</b> −x₁ ≤ 0', '4 vertices'])
    """
    go = plotly_graph_objects()
    body = body_of(polytope)
    if window is None and not body.is_bounded:
        window = window_around(body.vertices.floats(), left_out=0, margin=0.4)
    part = part_in_window(body, window)
    page = layout(_title(polytope, body))
    if part.dim == 3:
        surface, *lines = _space_traces(part)
        return go.Figure([go.Mesh3d(surface), *map(go.Scatter3d, lines)], page | {"scene": _scene()})
    places = places_of(part.polytope, 2)
    frame = window if window is not None and body.ambient_dim == 2 else window_around(places, left_out=0)
    page |= plane_axes(*bounding_box(frame))
    if body.ambient_dim != 2:  # coordinates in the affine hull are nobody's
        page["xaxis"]["visible"] = page["yaxis"]["visible"] = False
    return go.Figure([go.Scatter(trace) for trace in _plane_traces(part, places)], page)


def _title(polytope: Polyhedron | Zonotope, body: Polyhedron) -> str:
    kind = "polytope" if body.is_bounded else "unbounded polyhedron"
    if isinstance(polytope, Zonotope):
        kind = f"zonotope of {_counted(polytope.n_generators, 'generator', 'generators')}"
    told = [f"{kind}, dimension {body.dim}"]
    told += [_counted(count, *nouns) for nouns, count in zip(NOUNS, body.f_vector, strict=False)]
    if body.is_bounded and body.is_full_dimensional:
        told.append(f"{('length', 'area', 'volume')[body.dim - 1]} {number(body.volume)}")
    return ", ".join(told)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


# -- what is told ------------------------------------------------------------------------------------------


def _vertex_texts(part: Part) -> list[str]:
    """For every proper vertex: its number in the whole polyhedron, its coordinates, and the facets that meet there."""
    numbers = _numbers(part.whole.vertices)
    texts = []
    for point in part.polytope.vertices[part.vertices]:
        index = numbers[_key(point)]
        facets = np.flatnonzero(part.whole.incidence[:, index]).tolist()
        on = [f"on facet{'s' * (len(facets) > 1)} {', '.join(map(str, facets))}"] if facets else []
        texts.append(BREAK.join([f"<b>vertex {index}</b> {point_text(point)}", *on]))
    return texts


def _facet_texts(part: Part) -> list[str]:
    """For every proper facet: its number in the whole polyhedron, its inequality, and how many vertices it has."""
    numbers = _numbers(part.whole.inequalities)
    n_vertices = part.whole.incidence[:, : len(part.whole.vertices)].sum(axis=1).tolist()
    has_vertices = not len(part.whole.lineality_space)
    texts = []
    for row in part.polytope.inequalities[part.facets]:
        index = numbers[_key(row)]
        has = [_counted(n_vertices[index], *NOUNS[0])] if has_vertices else []
        texts.append(BREAK.join([f"<b>facet {index}</b> {relation_text(row, '≤')}", *has]))
    return texts


def _numbers(rows: RationalArray) -> dict[tuple[Any, ...], int]:
    return {_key(row): i for i, row in enumerate(rows)}


def _key(row: RationalArray) -> tuple[Any, ...]:
    return tuple(row.fractions().tolist())


# -- traces ------------------------------------------------------------------------------------------------


def _space_traces(part: Part) -> list[dict[str, Any]]:
    places = places_of(part.polytope, 3)
    polygons = [places[list(polygon)] for polygon in part.polygons]
    colours = hex_colours(colours_of_directions(part.polytope)[part.facets])
    surface = mesh(polygons, colours, _facet_texts(part))

    edges = curve(list(places[part.edges]), WIDTH_IN_SPACE)
    return [surface, edges, _dots(places[part.vertices], _vertex_texts(part), 4)]


def _plane_traces(part: Part, places: Floats) -> list[dict[str, Any]]:
    inside = [
        curve([places[list(polygon)]], 0) | {"fill": "toself", "fillcolor": "rgba(0,114,178,0.3)"}
        for polygon in part.polygons
    ]
    edges = curve(list(places[part.edges]), EDGE_WIDTH)
    sides = [_sides(part, places)] if part.dim == 2 else []
    return [*inside, edges, *sides, _dots(places[part.vertices], _vertex_texts(part), 9)]


def _sides(part: Part, places: Floats) -> dict[str, Any]:
    """Places along the sides of a polygon, which are not seen, but found by the cursor."""
    # Not the ends, where vertices are told.
    weights = np.linspace(0, 1, PLACES_ON_A_SIDE + 2)[1:-1, None]
    ends = [places[on] for on in part.polytope.incidence[part.facets]]
    found = [start + weights * (end - start) for start, end in ends]
    texts = [text for text in _facet_texts(part) for _ in weights]
    return _dots(np.concatenate([np.empty((0, 2)), *found]), texts, 9) | {"opacity": 0}


def _dots(places: Floats, texts: list[str], size: int) -> dict[str, Any]:
    coordinates = dict(zip("xyz", places.T, strict=False))
    marker = {"size": size, "color": PALETTE[0], "line": {"color": INK, "width": 1}}
    return coordinates | {"mode": "markers", "marker": marker, "text": texts, "hoverinfo": "text"}


def _scene() -> dict[str, Any]:
    axes = {f"{letter}axis": {"visible": False} for letter in "xyz"}
    return {**axes, "aspectmode": "data", "camera": {"eye": {"x": 1.2, "y": -1.65, "z": 0.95}}}
