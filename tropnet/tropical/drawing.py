"""What notebooks show of plane tropical curves and of regular subdivisions of points in the plane: drawings.

Nothing large is computed for a drawing: either the cells are known, or there are so few points that finding them takes
a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from tropnet.exact.arrays import RationalArray
from tropnet.exact.display.svg import Frame, Point, dot, drawing, label, path, polygon, short
from tropnet.polyhedra.hulls.planar import convex_polygon

if TYPE_CHECKING:
    from tropnet.tropical.curve import TropicalCurve
    from tropnet.tropical.subdivision import RegularSubdivision, SubdivisionCell

__all__ = ["curve_svg", "subdivision_svg"]

MOST_POINTS = 30
"""The cells of so many points are found at once."""

MOST_DRAWN = 200
MOST_DOTS = 60

CURVE_MARGIN = Fraction(3, 10)


def subdivision_svg(subdivision: RegularSubdivision) -> str | None:
    """The cells of a subdivision of points in the plane; hollow dots are points that are no vertices.

    Examples
    --------
    >>> from tropnet.tropical import RegularSubdivision
    >>> svg = subdivision_svg(RegularSubdivision([[0, 0], [2, 0], [0, 2], [1, 0]], [0, 0, 0, 1]))
    >>> svg.count("<polygon"), svg.count("<circle")
    (2, 4)
    """
    if subdivision.ambient_dim != 2 or not _is_found(subdivision):
        return None
    points = _points(subdivision.points)
    frame = Frame.around(points)
    marks = [_cell(frame, cell, points) for cell in subdivision.maximal_cells]
    if len(points) <= MOST_DOTS:
        marks += [
            dot(frame, point, hollow=not is_vertex)
            for point, is_vertex in zip(points, subdivision.is_vertex.tolist(), strict=True)
        ]
    return drawing(frame, marks, repr(subdivision))


def _is_found(subdivision: RegularSubdivision) -> bool:
    """Whether the cells are few and known, or quickly found."""
    if len(subdivision.points) <= MOST_POINTS:
        return True
    return "levels" in vars(subdivision) and subdivision.f_vector[-1] <= MOST_DRAWN


def _cell(frame: Frame, cell: SubdivisionCell, points: list[Point]) -> str:
    corners = list(cell.vertices)
    if len(corners) < 3:
        return path(frame, [points[i] for i in corners])
    places = cell.subdivision.points[corners]
    heights = np.full((len(corners), 1), places.denominator, dtype=object)
    around = convex_polygon(np.concatenate([places.numerators, heights], axis=1))
    return polygon(frame, [points[corners[i]] for i in around])


def curve_svg(curve: TropicalCurve) -> str | None:
    """The curve with its vertices, and the weights of its edges where they are not 1.

    Examples
    --------
    >>> from tropnet.tropical import TropicalCurve, TropicalPolynomial
    >>> svg = curve_svg(TropicalCurve(TropicalPolynomial.parse("max(2x, y, 0)")))
    >>> svg.count("<circle"), svg.count("<polyline")
    (1, 5)
    """
    if not _is_found(curve.hypersurface.subdivision):
        return None
    vertices = _points(curve.vertices)
    lines = list(_lines(curve))
    if not vertices and not lines:
        return None
    frame = Frame.around(vertices or [point for point, _ in lines], margin=CURVE_MARGIN)
    edges = [*_edges(frame, curve, vertices), *(_whole_line(frame, *line) for line in lines)]
    marks = [path(frame, edge, width=2) for edge in edges]
    weights = [*curve.edge_weights, *curve.ray_weights] or curve.hypersurface.weights
    marks += [
        label(frame, _middle(*edge), short(weight))
        for edge, weight in zip(edges, weights, strict=True)
        if weight != 1
    ]
    if len(vertices) <= MOST_DOTS:
        marks += [dot(frame, vertex) for vertex in vertices]
    return drawing(frame, marks, repr(curve))


def _edges(frame: Frame, curve: TropicalCurve, vertices: list[Point]) -> Iterator[tuple[Point, Point]]:
    """The bounded edges, and the unbounded ones as far as they are seen."""
    for i, j in curve.edges.tolist():
        yield vertices[i], vertices[j]
    for i, direction in zip(curve.ray_origins.tolist(), _points(curve.ray_directions), strict=True):
        yield vertices[i], frame.exit(vertices[i], direction)


def _lines(curve: TropicalCurve) -> Iterator[tuple[Point, Point]]:
    """The lines of a curve without vertices, as points and directions."""
    if curve.n_lines:
        for facet in curve.hypersurface.facets:
            (point,), (direction,) = map(
                _points, (facet.polyhedron.vertices, facet.polyhedron.lineality_space)
            )
            yield point, direction


def _whole_line(frame: Frame, point: Point, direction: Point) -> tuple[Point, Point]:
    backwards = -direction[0], -direction[1]
    return frame.exit(point, backwards), frame.exit(point, direction)


def _middle(start: Point, end: Point) -> Point:
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2


def _points(array: RationalArray) -> list[Point]:
    return [(x, y) for x, y in array.fractions().tolist()]
