r"""Tropical rational functions: numerator, denominator, and what is left of their bends in the difference.

Let f = p - q with tropical polynomials p and q.  The regions of the product :math:`p \odot q` are the common
refinement of those of p and of q (:mod:`tropnet.tropical.refinement`): on each of them p and q are single monomials,
with exponents a and b, and f has the gradient a - b.  On an edge between two such regions, with the pairs (a, b) and
(a', b'),

* p bends exactly if :math:`a \ne a'`, and q exactly if :math:`b \ne b'`; one of the two does;
* f bends exactly if :math:`a - b \ne a' - b'`.

So where both bend by the same vector the bends *cancel*, and f is smooth.  All this compares rational vectors;
nothing is measured on the paper.  In one variable the edges are points, the roots of p and q, and those where f bends
are its zeros and poles (:mod:`tropnet.tropical.univariate`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.plot.look.axes import framed
from tropnet.plot.look.colours import INK, PALETTE, feature_colours
from tropnet.plot.look.lettering import affine_names, halo, write_inside
from tropnet.plot.look.window import bounding_box, window_around
from tropnet.plot.tropical.clipping import ClippedRegions, clipped_regions
from tropnet.plot.tropical.duality import (
    FEW_NAMES,
    PLANE,
    curve_window,
    draw_curve,
    draw_edges,
    draw_regions,
    edges_of,
    thinned,
)
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.curve import TropicalCurve
from tropnet.tropical.hypersurface import TropicalHypersurface
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Bends", "plot_rational"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

TITLES = ("numerator", "denominator", "difference")
# The bends of the numerator, of the denominator, and those that cancel.
STYLES: tuple[dict[str, Any], ...] = (
    {"colour": PALETTE[0], "dashes": "solid", "width": 3.6, "capstyle": "butt", "zorder": 3},
    {"colour": PALETTE[5], "dashes": (0, (2.6, 1.3)), "width": 1.8, "capstyle": "butt", "zorder": 4},
    {"colour": INK, "dashes": (0, (1, 2.5)), "width": 1.0, "capstyle": "butt", "zorder": 3},
)
LABELS = ("numerator bends", "denominator bends", "bends cancel")
MARKERS: tuple[dict[str, Any], ...] = (
    {"marker": "o", "markersize": 8.5, "color": PALETTE[0], "markeredgecolor": INK},
    {"marker": "s", "markersize": 4.5, "color": PALETTE[5], "markeredgecolor": INK},
    {"marker": "o", "markersize": 4.5, "color": "white", "markeredgecolor": INK},
)


@dataclass(frozen=True, eq=False)
class Bends:
    """Where numerator, denominator and difference of a tropical rational function bend.

    Attributes
    ----------
    function : TropicalRational
        Not the tropical zero.

    Examples
    --------
    The bend at 1 is in both, and cancels:

    >>> bends = Bends(TropicalRational.parse("max(2x - 1, x, 0) - max(x, 1)"))
    >>> bends.hypersurface.vertices.tolist()
    [[0], [1]]
    >>> bends.of_numerator, bends.of_denominator, bends.of_difference
    (array([ True,  True]), array([False,  True]), array([ True, False]))
    """

    function: TropicalRational

    @cached_property
    def pairs(self) -> npt.NDArray[np.intp]:
        """The monomials of numerator and denominator on each region, in the order of the product, shape (k, 2).

        Examples
        --------
        >>> Bends(TropicalRational.parse("max(x, 0) - max(x, 1)")).pairs.tolist()
        [[0, 0], [1, 0], [1, 1]]
        """
        p, q, pairs = self.function.refinement
        # The exponent determines the region, and polynomials keep their monomials in lexicographic order.
        sums = p.exponents[pairs[:, 0]] + q.exponents[pairs[:, 1]]
        return pairs[sorted(range(len(pairs)), key=sums.numerators.tolist().__getitem__)]

    @cached_property
    def hypersurface(self) -> TropicalHypersurface:
        """The union of the hypersurfaces of both, that of the product; its facets have the numbers of the bends.

        Examples
        --------
        >>> Bends(TropicalRational.parse("max(x, 0) - max(x, 1)")).hypersurface.vertices
        RationalArray([[0], [1]])
        """
        p, q, _ = self.function.refinement
        i, j = self.pairs.T
        exponents, coefficients = p.exponents[i] + q.exponents[j], p.coefficients[i] + q.coefficients[j]
        return TropicalHypersurface(
            TropicalPolynomial.from_essential(exponents, coefficients, self.function.convention)
        )

    @cached_property
    def pieces(self) -> RationalArray:
        """The function on each region: rows (a | c) for a x + c, shape (k, n + 1).

        Examples
        --------
        >>> Bends(TropicalRational.parse("max(x, 0) - max(x, 1)")).pieces
        RationalArray([[0, -1], [1, -1], [0, 0]])
        """
        p, q, _ = self.function.refinement
        numerators, denominators = (
            concatenate([s.exponents[k], s.coefficients[k].reshape(-1, 1)], axis=1)
            for s, k in zip((p, q), self.pairs.T, strict=True)
        )
        return numerators - denominators

    @property
    def of_numerator(self) -> Bools:
        """Which facets of the union lie on the hypersurface of the numerator, shape (m,)."""
        return self._differ(0)

    @property
    def of_denominator(self) -> Bools:
        """Which facets of the union lie on the hypersurface of the denominator, shape (m,)."""
        return self._differ(1)

    @cached_property
    def of_difference(self) -> Bools:
        """On which facets of the union the gradient of the function changes, shape (m,)."""
        i, j = self._sides
        gradients = self.pieces[:, :-1]
        return np.asarray((gradients[i] - gradients[j]).sign().any(axis=1))

    def _differ(self, side: int) -> Bools:
        i, j = self._sides
        return np.asarray(self.pairs[i, side] != self.pairs[j, side])

    @property
    def _sides(self) -> npt.NDArray[np.intp]:
        """The regions on both sides of every facet, shape (2, m)."""
        return edges_of(self.hypersurface.subdivision).T


def plot_rational(
    f: TropicalRational, *, figure: Figure | None = None, window: Polyhedron | None = None
) -> Figure:
    """Numerator, denominator and difference of a tropical rational function, at one window.

    Parameters
    ----------
    f : TropicalRational
        In one variable or in two.
    figure : matplotlib Figure, optional
        An empty one; a new figure of pyplot when omitted.
    window : Polyhedron, optional
        A bounded set, the part to be shown; when omitted, a box around all places where numerator or denominator
        bends.

    Returns
    -------
    matplotlib Figure
        In two variables three panels side by side, where like colours mean like gradients.  Bends of the numerator
        are solid, those of the denominator dashed; where they cancel in the difference the line is thin and dotted.
        In one variable three graphs over each other, with the bends of the numerator as dots, those of the denominator
        as squares, and small hollow dots where they cancel.

    Raises
    ------
    ShapeError
        If there are not one or two variables, or the window lies in another space.
    InputError
        For the tropical zero, or if the window is unbounded or has no interior points.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = plot_rational(TropicalRational.parse("max(x, y) - max(x, y, 0)"), figure=Figure())
    >>> [ax.get_title() for ax in figure.axes]
    ['numerator', 'denominator', 'difference']
    """
    if f.n_variables not in {1, 2}:
        raise ShapeError(
            f"the function has {f.n_variables} variables; 1 or 2 can be drawn: restrict it with .compose"
        )
    if f.is_zero:
        raise InputError("the tropical zero is infinite everywhere; there is nothing to draw")
    bends = Bends(f)
    if f.n_variables == 1:
        return _draw_graphs(figure, bends, window)
    return _draw_plane(figure, bends, window)


def _new_figure(figure: Figure | None, size: tuple[float, float]) -> Figure:
    if figure is not None:
        return figure
    from matplotlib import pyplot

    return pyplot.figure(figsize=size, layout="constrained")


# -- two variables ---------------------------------------------------------------------------------


def _draw_plane(figure: Figure | None, bends: Bends, window: Polyhedron | None) -> Figure:
    union = TropicalCurve(bends.hypersurface.polynomial)
    window = window or curve_window(union)
    clipped = clipped_regions(bends.hypersurface, window)
    figure = _new_figure(figure, (12.6, 4.7))
    panels = figure.subplots(1, 3)
    p, q, _ = bends.function.refinement
    for ax, polynomial, style in zip(panels, (p, q), STYLES[:2], strict=False):
        draw_curve(framed(ax, window, PLANE), TropicalCurve(polynomial), window, weights=False, **style)
    _draw_difference(framed(panels[2], window, PLANE), bends, clipped)
    for ax, title in zip(panels, TITLES, strict=True):
        ax.set_title(title, fontsize=11)
    looks = [{"color": s["colour"], "linestyle": s["dashes"], "linewidth": s["width"]} for s in STYLES]
    _explain(figure, bends, looks)
    return figure


def _draw_difference(ax: Axes, bends: Bends, clipped: ClippedRegions) -> None:
    gradients = bends.pieces[:, :-1].floats()
    draw_regions(ax, clipped.polygons, feature_colours(gradients)[clipped.monomials])
    _write_pieces(ax, bends, clipped)
    # Dashes over a solid line are seen in grey only with something white between the two.
    effects: tuple[Any, ...] = (None, halo(3.2 * thinned(1.0, len(clipped.segments))), None)
    for kind, style, effect in zip(_kinds(bends), STYLES, effects, strict=True):
        width = thinned(style["width"], len(clipped.segments))
        draw_edges(ax, clipped.segments[kind[clipped.facets]], path_effects=effect, linewidths=width, **style)


def _kinds(bends: Bends) -> tuple[Bools, Bools, Bools]:
    """Which bends of the numerator and of the denominator are left, and which cancel."""
    kept = bends.of_difference
    return bends.of_numerator & kept, bends.of_denominator & kept, ~kept


def _write_pieces(ax: Axes, bends: Bends, clipped: ClippedRegions) -> None:
    """Every affine piece in the largest region in which the function is equal to it."""
    largest: dict[tuple[int, ...], int] = {}
    pieces = bends.pieces.numerators.tolist()
    for number in np.argsort([_area(polygon) for polygon in clipped.polygons], kind="stable").tolist():
        largest[tuple(pieces[clipped.monomials[number]])] = number
    if len(largest) <= FEW_NAMES:
        chosen = list(largest.values())
        rows = bends.pieces[clipped.monomials[chosen]]
        write_inside(ax, [clipped.polygons[k] for k in chosen], affine_names(rows[:, :-1], rows[:, -1]))


def _area(polygon: Floats) -> float:
    x, y = (polygon - polygon[0]).T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def _explain(figure: Figure, bends: Bends, looks: list[dict[str, Any]]) -> None:
    from matplotlib.lines import Line2D

    occurs = [bends.of_numerator.any(), bends.of_denominator.any(), not bends.of_difference.all()]
    handles = [
        Line2D([], [], label=label, **look)
        for label, look, is_there in zip(LABELS, looks, occurs, strict=True)
        if is_there
    ]
    if handles:
        figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False)


# -- one variable ----------------------------------------------------------------------------------


def _draw_graphs(figure: Figure | None, bends: Bends, window: Polyhedron | None) -> Figure:
    roots = bends.hypersurface.vertices
    left, right = _ends(window or window_around(roots.floats(), left_out=0))
    is_inside = ((roots - left).sign() >= 0)[:, 0] & ((roots - right).sign() <= 0)[:, 0]
    shown = [roots[is_inside & kind] for kind in (bends.of_numerator, bends.of_denominator)]
    left_over = [roots[is_inside & kind] for kind in _kinds(bends)]
    figure = _new_figure(figure, (6.4, 7.2))
    panels = figure.subplots(3, 1, sharex=True)
    f = bends.function
    ends = left, *sorted(roots[is_inside, 0].fractions().tolist()), right
    _draw_graph(panels[0], f.numerator, ends, shown[:1], MARKERS[:1])
    _draw_graph(panels[1], f.denominator, ends, shown[1:], MARKERS[1:2])
    _draw_graph(panels[2], f, ends, left_over, MARKERS)
    for ax, title in zip(panels, TITLES, strict=True):
        ax.set_title(title, fontsize=11)
    panels[2].set_xlabel("$x$")
    _explain(figure, bends, [{"linestyle": "", **marker} for marker in MARKERS])
    return figure


def _draw_graph(
    ax: Axes,
    function: Any,
    ends: Sequence[Fraction],
    dots: list[RationalArray],
    markers: Sequence[dict[str, Any]],
) -> None:
    """A function that is affine between the ends, with vertical lines there, and dots of several kinds."""
    places = rational_array(ends).reshape(-1, 1)
    x = places.floats()[:, 0]
    ax.plot(x, function(places).floats(), color=INK, linewidth=1.8, zorder=2)
    for kind, marker in zip(dots, markers, strict=True):
        ax.plot(kind.floats()[:, 0], function(kind).floats(), linestyle="", zorder=3, **marker)
    if len(x) <= FEW_NAMES:
        ax.vlines(
            x[1:-1], 0, 1, transform=ax.get_xaxis_transform(), color=INK, linewidth=0.7,
            linestyle=[(0, (1, 2.5))], alpha=0.7, zorder=1,
        )  # fmt: skip
    ax.set_xlim(x[0], x[-1])


def _ends(window: Polyhedron) -> tuple[Fraction, Fraction]:
    if window.ambient_dim != 1:
        raise ShapeError(f"the window lies in dimension {window.ambient_dim}, the function in 1")
    (left,), (right,) = bounding_box(window)
    if left == right:
        raise InputError(f"the window {window!r} has no interior points; give an interval such as [-1,1]")
    return left, right
