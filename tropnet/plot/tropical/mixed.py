r"""Mixed subdivisions, and the curves that they are dual to.

The union of the curves of several tropical polynomials is dual to the mixed subdivision of the sum of their Newton
polygons (:mod:`tropnet.tropical.mixed`).  A cell is a sum of one cell from each polynomial.  If all but one of these
are points, it is a translate of a cell of that one's dual subdivision, and belongs to a vertex of that curve alone.
Where two have edges, the cell is *mixed*: it belongs to a point that two curves have in common, and its mixed area is
the multiplicity of this point in their stable intersection (:mod:`tropnet.tropical.intersection`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.plot.look.axes import framed, new_axes, window_shown
from tropnet.plot.look.colours import INK, PALETTE
from tropnet.plot.look.lettering import free_direction, halo, number_text, write_beside, write_inside
from tropnet.plot.look.window import window_around
from tropnet.plot.tropical.clipping import clipped_regions
from tropnet.plot.tropical.duality import (
    PLANE,
    curve_window,
    draw_edges,
    draw_regions,
    edges_of,
    exponent_ticks,
    outline,
)
from tropnet.polyhedra.measures.mixed_volume import mixed_volume
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.convention import sign_of
from tropnet.tropical.curve import TropicalCurve
from tropnet.tropical.mixed import MixedCell, MixedSubdivision
from tropnet.tropical.polynomial import TropicalPolynomial

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_intersection", "plot_mixed_subdivision"]

Floats = npt.NDArray[np.float64]
Summands: TypeAlias = tuple[int, ...]
"""The numbers of the polynomials from which a cell has more than a point."""

PALE, STRONG = 0.32, 0.85  # how much of a colour is left beside white
FEW_AREAS = 150  # of more mixed cells the areas are not written
DASHED = (0, (3.2, 1.8))


def plot_mixed_subdivision(*polynomials: TropicalPolynomial, ax: Axes | None = None) -> Axes:
    """The mixed subdivision of the sum of the Newton polygons of tropical polynomials.

    Parameters
    ----------
    *polynomials : TropicalPolynomial
        At least two, in two variables.
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
        Cells that come from one polynomial alone are pale, in its colour; mixed cells are dark.  Into cells mixed from
        two polynomials their mixed area is written.  If the sum is a segment, its parts have the colours.

    Raises
    ------
    InputError
        If there are fewer than two polynomials, one is the tropical zero, or the conventions differ.
    ShapeError
        If there are not two variables.

    Examples
    --------
    Two lines that meet in one point:

    >>> from matplotlib.figure import Figure
    >>> line, other = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
    >>> ax = plot_mixed_subdivision(line, other, ax=Figure().add_subplot())
    >>> [text.get_text() for text in ax.texts], [text.get_text() for text in ax.get_legend().get_texts()]
    (['1'], ['$p_1$', '$p_2$', '$p_1, p_2$ mixed'])
    """
    if len(polynomials) < 2:
        raise InputError(
            f"there are {len(polynomials)} polynomials; give two or more, or use plot_subdivision"
        )
    mixed = MixedSubdivision(polynomials)
    if mixed.product.n_variables != 2:
        raise ShapeError(
            f"the polynomials have {mixed.product.n_variables} variables; a subdivision in the plane needs two"
        )
    subdivision = mixed.hypersurface.subdivision
    points, edges = subdivision.points.floats(), edges_of(subdivision)
    ax = framed(new_axes(ax), window_around(points, left_out=0, margin=0.1), ("$a_1$", "$a_2$"))
    exponent_ticks(ax, subdivision)
    cells = mixed.maximal_cells if mixed.dim else ()
    summands = [_summands(cell) for cell in cells]
    colours = np.array([_colour(part) for part in summands])
    if mixed.dim == 2:
        polygons = [points[outline(cell.dual.dual)] for cell in cells]
        draw_regions(ax, polygons, colours)
        draw_edges(ax, points[edges], width=1.3, zorder=2)
        _write_areas(ax, cells, summands, polygons)
    elif mixed.dim == 1:
        draw_edges(ax, points[edges], colours, width=4.0, zorder=2)
    ax.scatter(points[:, 0], points[:, 1], s=18, c=INK, zorder=3)
    _explain(ax, summands)
    return ax


def _summands(cell: MixedCell) -> Summands:
    return tuple(number for number, dim in enumerate(cell.type) if dim)


def _colour(summands: Summands) -> Floats:
    """Pale for one summand, a dark mixture of the colours of two, and grey for more."""
    from matplotlib.colors import to_rgb

    own = [to_rgb(PALETTE[number % 7]) for number in summands]
    mixture = np.mean(own, axis=0) if len(own) < 3 else np.array(to_rgb(PALETTE[7]))
    share = PALE if len(own) == 1 else STRONG
    colour: Floats = share * mixture + (1 - share)
    return colour


def _write_areas(
    ax: Axes, cells: Sequence[MixedCell], summands: Sequence[Summands], polygons: Sequence[Floats]
) -> None:
    pairs = [number for number, part in enumerate(summands) if len(part) == 2]
    if len(pairs) > FEW_AREAS:
        return
    areas = [mixed_volume(*(cells[number].polytopes[i] for i in summands[number])) for number in pairs]
    write_inside(
        ax,
        [polygons[number] for number in pairs],
        [number_text(area) for area in areas],
        fontsize=10,
        path_effects=halo(2.6),
    )


def _explain(ax: Axes, summands: Sequence[Summands]) -> None:
    from matplotlib.patches import Patch

    patches = []
    for part in sorted(set(summands), key=lambda part: (len(part), part)):
        names = ", ".join(f"p_{{{number + 1}}}" if number > 8 else f"p_{number + 1}" for number in part)
        label = f"${names}$" + " mixed" * (len(part) > 1)
        patches.append(Patch(facecolor=tuple(_colour(part)), edgecolor=INK, linewidth=0.8, label=label))
    if patches:
        _legend(ax, patches)


def _legend(ax: Axes, handles: Sequence[object]) -> None:
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False)


# -- curves ----------------------------------------------------------------------------------------


def plot_intersection(
    p: TropicalPolynomial,
    q: TropicalPolynomial,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
) -> Axes:
    """Two tropical curves over each other, with their stable intersection.

    Parameters
    ----------
    p, q : TropicalPolynomial
        In two variables.
    ax : matplotlib Axes, optional
    window : Polyhedron, optional
        A bounded set, the part to be shown; when omitted, what the axes show already, and else a box around the
        vertices of both curves and their common points.

    Returns
    -------
    matplotlib Axes
        The first curve is solid, the second dashed.  Multiplicities are written where they are not 1.

    Raises
    ------
    ShapeError
        If there are not two variables, or the window does not lie in the plane.
    InputError
        If a polynomial is the tropical zero, the conventions differ, or the window is unbounded or has no interior
        points.

    Examples
    --------
    A line and a double line meet in one point of multiplicity 2:

    >>> from matplotlib.figure import Figure
    >>> line = TropicalPolynomial.parse("max(x, y, 0)")
    >>> double = TropicalPolynomial.parse("max(2x, 2y + 2, 4)")
    >>> ax = plot_intersection(line, double, ax=Figure().add_subplot())
    >>> ax.collections[-1].get_offsets().tolist(), [text.get_text() for text in ax.texts]
    ([[1.0, 1.0]], ['2'])
    """
    from matplotlib.lines import Line2D

    mixed = MixedSubdivision((p, q))
    window = window or window_shown(ax) or curve_window(TropicalCurve(mixed.product))
    ax = framed(new_axes(ax), window, PLANE)
    handles = []
    curves: tuple[tuple[TropicalPolynomial, str, Any, float, str], ...] = (
        (p, PALETTE[0], "solid", 2.6, "curve of $p_1$"),
        (q, PALETTE[1], DASHED, 2.2, "curve of $p_2$"),
    )
    for polynomial, colour, dashes, width, name in curves:
        segments = clipped_regions(TropicalCurve(polynomial).hypersurface, window).segments
        draw_edges(ax, segments, colour, dashes, width, capstyle="butt")
        handles.append(Line2D([], [], color=colour, linestyle=dashes, linewidth=width, label=name))
    cells = mixed.mixed_cells if mixed.dim == 2 else ()
    if cells:
        points = np.array([cell.point.floats() for cell in cells])
        ax.scatter(points[:, 0], points[:, 1], s=46, c="white", edgecolors=INK, linewidths=1.2, zorder=5)
        _write_multiplicities(ax, cells, points)
        handles.append(
            Line2D(
                [],
                [],
                linestyle="",
                marker="o",
                markersize=6.5,
                markerfacecolor="white",
                markeredgecolor=INK,
                label="stable intersection",
            )
        )
    _legend(ax, handles)
    return ax


def _write_multiplicities(ax: Axes, cells: Sequence[MixedCell], points: Floats) -> None:
    multiplicities = [cell.mixed_volume for cell in cells]
    several = [number for number, multiplicity in enumerate(multiplicities) if multiplicity != 1]
    write_beside(
        ax,
        points[several],
        [number_text(multiplicities[number]) for number in several],
        [free_direction(_angles_of_edges(cells[number])) for number in several],
        7.0,
    )


def _angles_of_edges(cell: MixedCell) -> Floats:
    """The directions of the edges of the curves at a point: the outer normals of its cell, or the inner ones."""
    corners = cell.dual.dual.subdivision.points.floats()[outline(cell.dual.dual)]
    sides = np.roll(corners, -1, axis=0) - corners
    spokes = corners - corners.mean(axis=0)
    normals = np.column_stack([sides[:, 1], -sides[:, 0]])
    outward = np.sign((normals * spokes).sum(axis=1))[:, None] * normals
    outward = outward * sign_of(cell.subdivision.product.convention)
    angles: Floats = np.arctan2(outward[:, 1], outward[:, 0])
    return angles
