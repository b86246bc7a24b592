r"""Tropical curves and dual subdivisions, side by side.

A tropical polynomial in two variables cuts the plane into the regions of its monomials, along a curve; its exponents
lie in the dual plane, where the coefficients subdivide their convex hull.  What belongs together has one colour: a
region of the plane and its exponent.  A vertex of the curve belongs to a polygon of the subdivision, an edge to the
segment that is perpendicular to it; the weight of an edge is the lattice length of that segment, and is written where
it is not 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import ShapeError
from tropnet.plot.axes import framed, new_axes, window_shown
from tropnet.plot.colours import INK, feature_colours
from tropnet.plot.window import window_around
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.curve import TropicalCurve
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.subdivision import RegularSubdivision

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["curve_window", "plot_curve", "plot_duality", "plot_subdivision"]

Floats = npt.NDArray[np.float64]

CURVE_WIDTH, THIN = 2.0, 0.8
FEW_NAMES = 40  # with more regions their monomials are not written


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
        Whether the monomials are written into their regions; when omitted, if there are few.

    Returns
    -------
    matplotlib Axes
        With the collection of the edges last.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_curve(TropicalPolynomial.parse("max(x, y, 0)"), ax=Figure().add_subplot())
    >>> len(ax.collections[-1].get_segments()), [text.get_text() for text in ax.texts]
    (3, ['$0$', '$y$', '$x$'])
    """
    drawn = curve if isinstance(curve, TropicalCurve) else TropicalCurve(curve)
    window = window or window_shown(ax) or curve_window(drawn)
    ax = new_axes(ax)
    _draw_regions(ax, drawn, window, fill=fill, names=names)
    _draw_edges(ax, drawn, window)
    return framed(ax, window)


def curve_window(curve: TropicalCurve) -> Polyhedron:
    """A box that holds all vertices of a curve, with room for the rays.

    Examples
    --------
    >>> curve_window(TropicalCurve(TropicalPolynomial.parse("max(x, y, 0)"))).vertices
    RationalArray([[-3/2, -3/2], [-3/2, 3/2], [3/2, -3/2], [3/2, 3/2]])
    """
    points = curve.vertices.floats()
    if len(points) < 2 or not np.ptp(points, axis=0).any():
        middle = curve.vertices[0] if len(points) else _points_of_lines(curve)
        return box(middle - "3/2", middle + "3/2")
    return window_around(points, left_out=0, margin=0.35)


def _points_of_lines(curve: TropicalCurve) -> Any:
    """A point in the middle of the lines of a curve without vertices, or the origin."""
    facets = curve.hypersurface.facets
    if not facets:
        return box([0, 0], [0, 0]).vertices[0]
    return facets[len(facets) // 2].interior_point


def _draw_regions(
    ax: Axes, curve: TropicalCurve, window: Polyhedron, *, fill: bool, names: bool | None
) -> None:
    from matplotlib.collections import PolyCollection

    essential = curve.polynomial.essential
    regions = TropicalCurve(essential).hypersurface.regions
    colours = feature_colours(essential.exponents.floats())
    shown = [(region.monomials[0], region.polyhedron & window) for region in regions]
    shown = [(number, part) for number, part in shown if part.dim == 2]
    if fill:
        faces = colours[[number for number, _ in shown]]
        polygons = [_around(part.vertices.floats()) for _, part in shown]
        ax.add_collection(
            PolyCollection(polygons, facecolors=faces, edgecolors=faces, linewidths=0.3, zorder=1)
        )
    if names if names is not None else len(shown) <= FEW_NAMES:
        for number, part in shown:
            x, y = part.centroid.floats()
            ax.text(
                x, y, _monomial(essential, number), ha="center", va="center", fontsize=9, color=INK, zorder=4
            )


def _draw_edges(ax: Axes, curve: TropicalCurve, window: Polyhedron) -> None:
    from matplotlib.collections import LineCollection

    hypersurface = curve.hypersurface
    cuts = [(facet, facet.polyhedron & window) for facet in hypersurface.facets]
    cuts = [(facet, part) for facet, part in cuts if part.dim == 1]
    segments = [part.vertices.floats() for _, part in cuts]
    ax.add_collection(
        LineCollection(segments, colors=INK, linewidths=CURVE_WIDTH, capstyle="round", zorder=3)
    )
    for facet, part in cuts:
        if facet.weight != 1:
            x, y = part.centroid.floats()
            ax.text(x, y, str(facet.weight), **_WEIGHT)


_WEIGHT: dict[str, Any] = {
    "ha": "center",
    "va": "center",
    "fontsize": 8,
    "color": INK,
    "zorder": 5,
    "bbox": {"boxstyle": "circle,pad=0.2", "facecolor": "white", "edgecolor": INK, "linewidth": 0.7},
}


def plot_subdivision(
    subdivision: RegularSubdivision, *, ax: Axes | None = None, heights: bool | None = None
) -> Axes:
    """A regular subdivision of points in the plane, each vertex with the colour of its region.

    Parameters
    ----------
    subdivision : RegularSubdivision
        Of points in the plane.
    ax : matplotlib Axes, optional
    heights : bool, optional
        Whether the height of every point is written beside it; when omitted, if there are few.

    Returns
    -------
    matplotlib Axes
        Points that are no vertices are hollow.

    Raises
    ------
    ShapeError
        If the points do not lie in the plane.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.tropical.subdivision import dual_subdivision
    >>> triangle = dual_subdivision(TropicalPolynomial.parse("max(2x, 2y, x + y - 1, 0)"))
    >>> ax = plot_subdivision(triangle, ax=Figure().add_subplot())
    >>> len(ax.collections[0].get_segments()), [text.get_text() for text in ax.texts]
    (3, ['0', '0', '-1', '0'])
    """
    if subdivision.ambient_dim != 2:
        raise ShapeError(f"the points lie in R^{subdivision.ambient_dim}; a picture in the plane needs R^2")
    from matplotlib.collections import LineCollection

    ax = new_axes(ax)
    points = subdivision.points.floats()
    edges = subdivision.cells(1) if subdivision.dim >= 1 else ()
    segments = [points[list(edge.vertices)] for edge in edges]
    ax.add_collection(LineCollection(segments, colors=INK, linewidths=THIN * 1.6, capstyle="round", zorder=2))
    is_vertex = np.array(subdivision.is_vertex)
    colours = np.ones((len(points), 3))
    colours[is_vertex] = feature_colours(points[is_vertex])
    ax.scatter(
        points[:, 0],
        points[:, 1],
        s=np.where(is_vertex, 62, 20),
        c=colours,
        edgecolors=INK,
        linewidths=0.9,
        zorder=3,
    )
    if heights if heights is not None else len(points) <= FEW_NAMES:
        for (x, y), height in zip(points, subdivision.heights.fractions(), strict=True):
            ax.annotate(
                str(height), (x, y), (6, 5), textcoords="offset points", fontsize=8, color=INK, zorder=4
            )
    return framed(ax, window_around(points, left_out=0, margin=0.14), ("$a_1$", "$a_2$"))


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
    plot_subdivision(curve.hypersurface.subdivision, ax=right).set_title("dual subdivision", fontsize=11)
    return figure


def _around(corners: Floats) -> Floats:
    """The corners of a convex polygon in their order around it."""
    spokes = corners - corners.mean(axis=0)
    turned: Floats = corners[np.argsort(np.arctan2(spokes[:, 1], spokes[:, 0]))]
    return turned


def _monomial(polynomial: TropicalPolynomial, number: int) -> str:
    """One monomial as an affine function, in LaTeX."""
    from sympy import latex, symbols

    alone = TropicalPolynomial(
        [polynomial.exponents[number]], [polynomial.coefficients[number]], polynomial.convention
    )
    return f"${latex(alone.to_sympy(symbols('x y')))}$"
