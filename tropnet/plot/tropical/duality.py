r"""Tropical curves and dual subdivisions, side by side.

A tropical polynomial in two variables cuts the plane into the regions of its monomials, along a curve; its exponents
lie in the dual plane, where the coefficients subdivide their convex hull.  What belongs together has one colour: a
region of the plane and its exponent.  A vertex of the curve belongs to a polygon of the subdivision, an edge to the
segment that is perpendicular to it; the weight of an edge is the lattice length of that segment, and is written where
it is not 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.plot.look.axes import framed, new_axes, window_shown
from tropnet.plot.look.colours import INK, feature_colours
from tropnet.plot.look.lettering import (
    affine_names,
    are_short,
    free_directions,
    number_text,
    number_texts,
    points_per_unit,
    write_beside,
    write_inside,
)
from tropnet.plot.look.window import window_around
from tropnet.plot.tropical.clipping import ClippedRegions, clipped_regions
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.curve import TropicalCurve
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.subdivision import RegularSubdivision, SubdivisionCell, dual_subdivision

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "curve_window",
    "draw_curve",
    "draw_edges",
    "draw_regions",
    "edges_of",
    "exponent_ticks",
    "outline",
    "plot_curve",
    "plot_duality",
    "plot_subdivision",
    "point_colours",
    "thinned",
]

Floats = npt.NDArray[np.float64]

CURVE_WIDTH, THIN = 2.0, 1.3
FEW_NAMES = 60  # with more regions, edges or points they have no names
FEW_LINES = 60  # more of them are thinner
FEW_VERTICES = 40  # of more vertices the outermost lie outside
PLANE = ("$x$", "$y$")


def plot_curve(
    curve: TropicalCurve | TropicalPolynomial,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    fill: bool = True,
    names: bool | None = None,
) -> Axes:
    """A tropical curve in the plane, over the regions of its monomials.

    Parameters
    ----------
    curve : TropicalCurve or TropicalPolynomial
    ax : matplotlib Axes, optional
    window : Polyhedron, optional
        A bounded set, the part to be shown; when omitted, what the axes show already, and else :func:`curve_window`.
    fill : bool, default True
        Whether the regions are coloured, each with the colour of its exponent.
    names : bool, optional
        Whether the monomials are written into their regions; when omitted, where there is room, if there are few.

    Returns
    -------
    matplotlib Axes
        With the collection of the edges last.

    Raises
    ------
    ShapeError
        If the polynomial has not two variables, or the window does not lie in the plane.
    InputError
        If the polynomial is the tropical zero, or the window is unbounded or has no interior points.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_curve(TropicalPolynomial.parse("max(x, y, 0)"), ax=Figure().add_subplot())
    >>> len(ax.collections[-1].get_segments()), [text.get_text() for text in ax.texts]
    (3, ['$0$', '$y$', '$x$'])
    """
    drawn = curve if isinstance(curve, TropicalCurve) else TropicalCurve(curve)
    window = window or window_shown(ax) or curve_window(drawn)
    ax = framed(new_axes(ax), window, PLANE)
    draw_curve(ax, drawn, window, fill=fill, names=names)
    return ax


def draw_curve(
    ax: Axes,
    curve: TropicalCurve,
    window: Polyhedron,
    *,
    fill: bool = True,
    names: bool | None = None,
    weights: bool = True,
    **style: Any,
) -> None:
    """A curve in axes that show the window; the style is that of :func:`draw_edges`."""
    clipped = clipped_regions(curve.hypersurface, window)
    chosen = clipped.monomials
    if fill:
        draw_regions(ax, clipped.polygons, point_colours(curve.hypersurface.subdivision)[chosen])
    if names if names is not None else len(chosen) <= FEW_NAMES:
        p = curve.polynomial
        texts = affine_names(p.exponents[chosen], p.coefficients[chosen])
        write_inside(ax, clipped.polygons, texts, always=bool(names))
    draw_edges(ax, clipped.segments, **style)
    if weights:
        _write_weights(ax, curve, clipped)


def curve_window(curve: TropicalCurve) -> Polyhedron:
    """A box that holds the vertices of a curve, or its parallel lines, with room for the rays.

    Of very many vertices the outermost twentieth, in either direction, may lie outside.

    Examples
    --------
    >>> curve_window(TropicalCurve(TropicalPolynomial.parse("max(x, y, 0)"))).vertices
    RationalArray([[-17/10, -17/10], [-17/10, 17/10], [17/10, -17/10], [17/10, 17/10]])
    """
    points = curve.vertices.floats()
    if not len(points):
        points = _points_of_lines(curve)
    return window_around(points, left_out=0 if len(points) <= FEW_VERTICES else 0.05, margin=0.35)


def _points_of_lines(curve: TropicalCurve) -> Floats:
    """The points of the lines of a curve without vertices on one line across all of them; or the origin."""
    facets = curve.hypersurface.facets
    if not facets:
        return np.zeros((1, 2))
    points = np.array([facet.interior_point.floats() for facet in facets])
    along = curve.hypersurface.lineality_space.floats()[0]
    points -= np.outer(points @ along / (along @ along), along)
    return points


def point_colours(subdivision: RegularSubdivision) -> Floats:
    """The colours of points and of their regions, shape (r, 3): white for those that are no vertices.

    Examples
    --------
    >>> point_colours(RegularSubdivision([[0, 0], [1, 1], [2, 2]], [0, -1, 0]))[1]
    array([1., 1., 1.])
    """
    colours = np.ones((len(subdivision.points), 3))
    colours[subdivision.is_vertex] = feature_colours(subdivision.points.floats()[subdivision.is_vertex])
    return colours


def draw_regions(ax: Axes, polygons: Sequence[Floats], colours: Floats) -> None:
    """Polygons side by side in their colours, without seams."""
    from matplotlib.collections import PolyCollection

    ax.add_collection(
        PolyCollection(polygons, facecolors=colours, edgecolors=colours, linewidths=0.3, zorder=1)
    )


def draw_edges(
    ax: Axes,
    segments: Floats | Sequence[Floats],
    colour: Any = INK,
    dashes: Any = "solid",
    width: float = CURVE_WIDTH,
    **style: Any,
) -> None:
    """Segments as one collection of lines, which are thinner than the width where there are many."""
    from matplotlib.collections import LineCollection

    options = {"linewidths": thinned(width, len(segments)), "capstyle": "round", "zorder": 3, **style}
    ax.add_collection(LineCollection(list(segments), colors=colour, linestyles=dashes, **options))


def thinned(width: float, count: int) -> float:
    """The width of one of many lines.

    Examples
    --------
    >>> thinned(2.0, 50), round(thinned(2.0, 5000), 2)
    (2.0, 0.34)
    """
    return float(width / max(1.0, count / FEW_LINES) ** 0.4)


def _write_weights(ax: Axes, curve: TropicalCurve, clipped: ClippedRegions) -> None:
    """The weights that are not 1 in the middle of their edges, of long ones first, where they cover nothing."""
    weights = curve.hypersurface.weights.fractions()[clipped.facets]
    on_paper = clipped.segments * points_per_unit(ax)
    lengths = np.linalg.norm(on_paper[:, 1] - on_paper[:, 0], axis=1)
    taken = np.empty((0, 2))
    for number in np.argsort(-lengths, kind="stable").tolist():
        text, place = number_text(weights[number]), on_paper[number].mean(axis=0)
        size = 8.0 + 4.5 * len(text)
        room = min(lengths[number], np.linalg.norm(taken - place, axis=1).min(initial=np.inf))
        if text != "1" and room > size:
            taken = np.append(taken, [place], axis=0)
            x, y = clipped.segments[number].mean(axis=0)
            ax.text(x, y, text, **_WEIGHT)


_WEIGHT: dict[str, Any] = {
    "ha": "center",
    "va": "center",
    "fontsize": 8,
    "color": INK,
    "zorder": 5,
    "bbox": {"boxstyle": "circle,pad=0.2", "facecolor": "white", "edgecolor": INK, "linewidth": 0.7},
}


def plot_subdivision(
    subdivision: RegularSubdivision | TropicalPolynomial,
    *,
    ax: Axes | None = None,
    heights: bool | None = None,
) -> Axes:
    """A regular subdivision of points in the plane, each vertex with the colour of its region.

    Parameters
    ----------
    subdivision : RegularSubdivision or TropicalPolynomial
        Of points in the plane.  Of a polynomial it is the dual subdivision.
    ax : matplotlib Axes, optional
    heights : bool, optional
        Whether the height of every point, or the coefficient of every monomial, is written beside it; when omitted,
        if there are few and they are short.

    Returns
    -------
    matplotlib Axes
        Points that are no vertices are hollow.

    Raises
    ------
    ShapeError
        If the points do not lie in the plane.
    InputError
        If the polynomial is the tropical zero.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_subdivision(TropicalPolynomial.parse("max(2x, 2y, x + y - 1, 0)"), ax=Figure().add_subplot())
    >>> len(ax.collections[0].get_segments()), [text.get_text() for text in ax.texts]
    (3, ['0', '0', '−1', '0'])
    """
    if isinstance(subdivision, TropicalPolynomial):
        return _draw_subdivision(ax, dual_subdivision(subdivision), subdivision.coefficients, heights)
    return _draw_subdivision(ax, subdivision, subdivision.heights, heights)


def _draw_subdivision(
    ax: Axes | None, subdivision: RegularSubdivision, values: RationalArray, written: bool | None
) -> Axes:
    if subdivision.ambient_dim != 2:
        raise ShapeError(f"the points lie in R^{subdivision.ambient_dim}; a picture in the plane needs R^2")
    points, texts = subdivision.points.floats(), number_texts(values)
    edges = edges_of(subdivision)
    ax = framed(new_axes(ax), window_around(points, left_out=0, margin=0.14), ("$a_1$", "$a_2$"))
    exponent_ticks(ax, subdivision)
    draw_edges(ax, points[edges], width=THIN, zorder=2)
    _draw_points(ax, subdivision)
    if are_short(texts) if written is None else written:
        write_beside(ax, points, texts, free_directions(points, edges))
    return ax


def edges_of(subdivision: RegularSubdivision) -> npt.NDArray[np.intp]:
    """The edges of a subdivision as pairs of points, shape (e, 2).

    Examples
    --------
    >>> edges_of(RegularSubdivision([[0, 0], [1, 1], [2, 2]], [0, 1, 0])).tolist()
    [[0, 1], [1, 2]]
    """
    cells = subdivision.cells(1) if subdivision.dim >= 1 else ()
    return np.array([cell.vertices for cell in cells], np.intp).reshape(-1, 2)


def outline(cell: SubdivisionCell) -> list[int]:
    """The numbers of the vertices of a polygon of a subdivision, in their order around it.

    Examples
    --------
    >>> square = RegularSubdivision([[0, 0], [1, 0], [0, 1], [1, 1]], [0, 0, 0, 0])
    >>> outline(square.maximal_cells[0])
    [0, 1, 3, 2]
    """
    beside: dict[int, list[int]] = {vertex: [] for vertex in cell.vertices}
    for edge in cell.facets:
        i, j = edge.vertices
        beside[i].append(j)
        beside[j].append(i)
    start = min(beside)
    walk = [start, min(beside[start])]
    while len(walk) < len(beside):
        walk.append(next(j for j in beside[walk[-1]] if j != walk[-2]))
    return walk


def exponent_ticks(ax: Any, subdivision: RegularSubdivision) -> None:
    """Ticks at integers only, where all points are."""
    from matplotlib.ticker import MaxNLocator

    if subdivision.points.denominator == 1:
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=7, integer=True))


def _draw_points(ax: Axes, subdivision: RegularSubdivision) -> None:
    points, is_vertex = subdivision.points.floats(), subdivision.is_vertex
    ax.scatter(
        points[:, 0],
        points[:, 1],
        s=np.where(is_vertex, 62, 20) * thinned(1.0, len(points)) ** 2,
        c=point_colours(subdivision),
        edgecolors=INK,
        linewidths=thinned(0.9, len(points)),
        zorder=3,
    )


def plot_duality(
    polynomial: TropicalPolynomial, *, figure: Figure | None = None, window: Polyhedron | None = None
) -> Figure:
    """The curve of a tropical polynomial and its dual subdivision side by side, with matching colours.

    Parameters
    ----------
    polynomial : TropicalPolynomial
        In two variables.
    figure : matplotlib Figure, optional
        An empty one; a new figure of pyplot when omitted.
    window : Polyhedron, optional
        For the curve.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    ShapeError
        If the polynomial has not two variables, or the window does not lie in the plane.
    InputError
        If the polynomial is the tropical zero, or the window is unbounded or has no interior points.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = plot_duality(TropicalPolynomial.parse("max(x, y, 0)"), figure=Figure())
    >>> [ax.get_title() for ax in figure.axes]
    ['tropical curve', 'dual subdivision']
    """
    curve = TropicalCurve(polynomial)
    if figure is None:
        from matplotlib import pyplot

        figure = pyplot.figure(figsize=(9.6, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    plot_curve(curve, ax=left, window=window).set_title("tropical curve", fontsize=11)
    _draw_subdivision(right, curve.hypersurface.subdivision, polynomial.coefficients, None).set_title(
        "dual subdivision", fontsize=11
    )
    return figure
