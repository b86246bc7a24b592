r"""Newton polytopes with their domes.

Lift every exponent a of a tropical polynomial to the height of its coefficient.  The upper side of the convex hull of
the points :math:`(a, c_a)` is the *dome* of the polynomial; in min-plus it is the lower side.  A monomial is essential
exactly if its point is a vertex of the dome, and the faces of the dome, projected down, are the dual subdivision
(:mod:`tropnet.tropical.subdivision`).  A facet of the dome is the graph of an affine function of a.  Minus its slope
is the point x at which the monomials of the facet attain the value together, since :math:`a \cdot x + c_a` is
constant on the facet.  In one variable these points are the roots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import ShapeError
from tropnet.plot.look.axes import new_axes, quiet_panes, without_box
from tropnet.plot.look.colours import INK, feature_colours
from tropnet.plot.look.lettering import (
    LABEL,
    are_short,
    free_directions,
    halo,
    normal_angles,
    number_text,
    number_texts,
    points_per_unit,
    write_beside,
)
from tropnet.plot.tropical.duality import edges_of, exponent_ticks, outline, point_colours, thinned
from tropnet.tropical.convention import sign_of
from tropnet.tropical.hypersurface import TropicalHypersurface
from tropnet.tropical.operands import checked_polynomial
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.subdivision import RegularSubdivision

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from mpl_toolkits.mplot3d import Axes3D

__all__ = ["plot_dome"]

Floats = npt.NDArray[np.float64]

ELEVATION, AZIMUTHS = 24, (-62, 28, -152, 118)
TALL = 1.05  # the height of the picture, where its longer side is 1
VERTEX, HOLLOW = 38, 20  # sizes of dots
FLOOR = 0.55  # how far the floor is below the points, as a part of their height
TRANSLUCENT = 0.85
RISE = 0.032  # how far coefficients stand above their points, as a part of the height of the picture
DOTTED = (0, (1, 2.2))
FEW_ROOTS = 12


def plot_dome(polynomial: TropicalPolynomial, *, ax: Any = None) -> Any:
    """The Newton polytope of a tropical polynomial with its lifted dome over it.

    Parameters
    ----------
    polynomial : TropicalPolynomial
        In one variable or in two.
    ax : matplotlib Axes, optional
        For two variables, axes with a three-dimensional projection.

    Returns
    -------
    matplotlib Axes
        Monomials that are not essential are hollow.  In two variables the dual subdivision is on the floor, and
        points have the colours of :func:`tropnet.plot.plot_subdivision`; in one variable the edges of the dome
        are labelled with the roots.

    Raises
    ------
    ShapeError
        If there are not one or two variables.
    InputError
        If the polynomial is the tropical zero.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_dome(TropicalPolynomial.parse("max(2x, x + 1, 0)"), ax=Figure().add_subplot())
    >>> [text.get_text() for text in ax.texts]
    ['root −1', 'root 1', '0', '1', '0']
    """
    n = checked_polynomial(polynomial).n_variables
    if n not in {1, 2}:
        advice = (
            f"the lift of a polynomial in {n} variables lies in R^{n + 1}; only those in 1 or 2 can be drawn, and"
            if n
            else "a polynomial without variables has no dome;"
        )
        raise ShapeError(f"{advice} plot_polytope draws the Newton polytope itself in R^2 and R^3")
    hypersurface = TropicalHypersurface(polynomial)
    if n == 1:
        return _draw_in_plane(new_axes(ax), hypersurface)
    return _draw_in_space(new_axes(ax, projection="3d"), hypersurface)


# -- two variables ---------------------------------------------------------------------------------


def _draw_in_space(ax: Axes3D, hypersurface: TropicalHypersurface) -> Axes3D:
    from mpl_toolkits.mplot3d.art3d import Line3DCollection

    subdivision, coefficients = hypersurface.subdivision, hypersurface.polynomial.coefficients
    lifted = np.column_stack([subdivision.points.floats(), coefficients.floats()])
    floor, top = _heights(lifted[:, 2])
    _look(ax, hypersurface, floor, top)
    below = lifted * [1, 1, 0] + [0, 0, floor]
    edges, is_vertex = edges_of(subdivision), subdivision.is_vertex
    width = thinned(1.0, len(edges))
    # What lies on the floor is always behind the dome; the dome itself knows what it hides.
    ax.computed_zorder = False
    pillars = np.stack([below[is_vertex], lifted[is_vertex]], axis=1)
    for segments, style in (
        (below[edges], {"linewidths": 0.8 * width, "alpha": 0.8, "zorder": 1}),
        (pillars, {"linewidths": 0.8 * width, "linestyles": DOTTED, "alpha": 0.7, "zorder": 2}),
    ):
        if len(segments):  # a collection in space must not be empty
            ax.add_collection3d(Line3DCollection(segments, colors=INK, **style))
    colours = point_colours(subdivision)
    ax.scatter(
        *below[is_vertex].T, s=14 * width**2, c=colours[is_vertex], edgecolors=INK, linewidths=0.8 * width,
        depthshade=False, zorder=2,
    )  # fmt: skip
    _add_dome(ax, hypersurface, lifted, colours)
    texts = number_texts(coefficients)
    if are_short(texts):
        rise = RISE * (top - floor)
        for (x, y, z), text in zip(lifted, texts, strict=True):
            ax.text(
                x, y, z + rise, text, fontsize=LABEL, ha="center", va="bottom", zorder=7, path_effects=halo()
            )
    return ax


def _add_dome(ax: Axes3D, hypersurface: TropicalHypersurface, lifted: Floats, colours: Floats) -> None:
    from tropnet.plot.polytopes.solids import Facets, Ridges, Solid
    from tropnet.plot.tropical.dots import Dots

    subdivision = hypersurface.subdivision
    cells = subdivision.maximal_cells if subdivision.dim == 2 else ()
    solid = Solid(lifted, [outline(cell) for cell in cells], edges_of(subdivision), is_flat=len(cells) == 1)
    sizes = np.where(subdivision.is_vertex, VERTEX, HOLLOW) * thinned(1.0, len(lifted)) ** 2
    slopes = hypersurface.vertices.floats()
    facets = Facets(solid, feature_colours(slopes) if cells else np.ones((0, 3)), {})
    facets.set(zorder=4, alpha=TRANSLUCENT)
    ridges = Ridges(solid, hidden=True)
    ridges.set_zorder(5)
    dots = [
        Dots(ax, solid, colours, sizes, covered=covered, zorder=3 if covered and cells else 6)
        for covered in (True, False)
    ]
    artists: tuple[Any, ...] = (facets, ridges, *dots)
    for artist in artists:
        ax.add_collection(artist, autolim=False)
        artist.do_3d_projection()


def _heights(values: Floats) -> tuple[float, float]:
    """The floor below the values, and the top of the picture."""
    low, high = float(values.min()), float(values.max())
    height = high - low or 1.0
    return low - FLOOR * height, high + 0.12 * height


def _look(ax: Any, hypersurface: TropicalHypersurface, floor: float, top: float) -> None:
    points = hypersurface.subdivision.points.floats()
    low, high = points.min(axis=0), points.max(axis=0)
    half = np.maximum((high - low) / 2, 0.3 * float((high - low).max()) or 1.0) * 1.08
    middle = (low + high) / 2
    sides = np.array([*(half / half.max()), TALL])
    ax.set_xlim(middle[0] - half[0], middle[0] + half[0])
    ax.set_ylim(middle[1] - half[1], middle[1] + half[1])
    ax.set_zlim(floor, top)
    ax.set_box_aspect(sides, zoom=0.95)
    unit = sides / [*(2 * half), top - floor]
    ax.view_init(ELEVATION, _azimuth(hypersurface.vertices.floats(), unit))
    exponent_ticks(ax, hypersurface.subdivision)
    ax.set_xlabel("$a_1$")
    ax.set_ylabel("$a_2$")
    ax.zaxis.set_rotate_label(False)
    ax.set_zlabel("$c_a$", rotation=0, labelpad=7)
    quiet_panes(ax)


def _azimuth(vertices: Floats, unit: Floats) -> float:
    """The first of four directions from which most facets are seen from above.

    The facet of the vertex x of the curve has the normal (x, 1); the units are those of the axes on the paper.
    """
    normals = np.column_stack([vertices, np.ones(len(vertices))]) / unit
    level = np.radians(ELEVATION)
    angles = np.radians(AZIMUTHS)
    towards = [np.cos(level) * np.cos(angles), np.cos(level) * np.sin(angles), np.full(4, np.sin(level))]
    return AZIMUTHS[int((normals @ np.array(towards) > 0).sum(axis=0).argmax())]


# -- one variable ----------------------------------------------------------------------------------


def _draw_in_plane(ax: Axes, hypersurface: TropicalHypersurface) -> Axes:
    from matplotlib.collections import LineCollection

    polynomial, subdivision = hypersurface.polynomial, hypersurface.subdivision
    lifted = np.column_stack([subdivision.points.floats(), polynomial.coefficients.floats()])
    floor, top = _heights(lifted[:, 1])
    below = lifted * [1, 0] + [0, floor]
    edges, is_vertex = edges_of(subdivision), subdivision.is_vertex
    pillars = np.stack([below[is_vertex], lifted[is_vertex]], axis=1)
    for lines, style in (
        (pillars, {"linewidths": 0.8, "linestyles": [DOTTED], "alpha": 0.7, "zorder": 1}),
        (below[edges], {"linewidths": 2.4, "zorder": 2, "clip_on": False}),
        (lifted[edges], {"linewidths": 1.8, "zorder": 2}),
    ):
        ax.add_collection(LineCollection(list(lines), colors=INK, **style))
    colours, size = point_colours(subdivision), np.where(is_vertex, VERTEX, HOLLOW)
    for points, scale in ((lifted, 1.0), (below, 0.5)):
        across, up = points.T
        ax.scatter(
            across, up, s=scale * size, c=colours, edgecolors=INK, linewidths=0.8, zorder=3, clip_on=False
        )
    _frame(ax, subdivision, floor, top)
    outward = sign_of(polynomial.convention) * np.pi / 2
    _write_roots(ax, hypersurface, lifted, outward)
    texts = number_texts(polynomial.coefficients)
    if are_short(texts):
        k, unit = len(lifted), points_per_unit(ax)
        verticals = np.column_stack([np.arange(k), np.arange(k) + k])
        free = free_directions(np.concatenate([lifted, below]) * unit, np.concatenate([edges, verticals]))
        write_beside(ax, lifted, texts, np.where(is_vertex, free[:k], -outward).tolist())
    return ax


def _write_roots(ax: Axes, hypersurface: TropicalHypersurface, lifted: Floats, outward: float) -> None:
    """The roots beside the edges of the dome, with their multiplicities where these are not 1."""
    edges = edges_of(hypersurface.subdivision)
    if len(edges) > FEW_ROOTS:
        return
    weights = hypersurface.weights.fractions()
    texts = [
        f"root {number_text(root)}" + (f" (×{number_text(weight)})" if weight != 1 else "")
        for (root,), weight in zip(hypersurface.vertices.fractions(), weights, strict=True)
    ]
    write_beside(ax, lifted[edges].mean(axis=1), texts, normal_angles(ax, lifted[edges], outward), 4.0)


def _frame(ax: Axes, subdivision: RegularSubdivision, floor: float, top: float) -> None:
    points = subdivision.points.floats()[:, 0]
    margin = 0.08 * float(np.ptp(points)) or 1.0
    ax.set_xlim(points.min() - margin, points.max() + margin)
    ax.set_ylim(floor, top)
    exponent_ticks(ax, subdivision)
    ax.set_xlabel("$a$")
    ax.set_ylabel("$c_a$", rotation=0, labelpad=12)
    without_box(ax)
