"""One input: the function with its break points, and its gradient."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.analysis.boundary import DecisionBoundary
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.regions import LinearRegions
from tropnet.analysis.univariate_form import univariate_functions
from tropnet.errors import ShapeError
from tropnet.networks import Network
from tropnet.plot.look.axes import new_axes, without_box
from tropnet.plot.look.colours import INK, PALETTE
from tropnet.plot.look.window import bounding_box, inside, part_shown, window_around, window_of
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.univariate import piecewise_linear_function
from tropnet.univariate.function import PiecewiseLinearFunction1D

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["OneInput", "draw_functions", "graph", "plot_function", "plot_gradient", "window_of_functions"]

Floats = npt.NDArray[np.float64]
OneInput: TypeAlias = (
    Network
    | LinearRegions
    | PiecewiseLinear
    | PiecewiseLinearFunction1D
    | TropicalPolynomial
    | TropicalRational
)
"""What has one input: its functions are drawn."""

DASHES = ("-", "--", "-.", ":")
# Dots on top of each other say nothing.
MOST_DOTS, MOST_NAMES = 150, 10


def plot_function(
    drawn: OneInput,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    boundary: DecisionBoundary | None = None,
) -> Axes:
    """The graph of a function of one variable: a line for each output, a dot where its slope changes.

    Parameters
    ----------
    drawn : Network, LinearRegions, PiecewiseLinear, PiecewiseLinearFunction1D, TropicalPolynomial or TropicalRational
        With one input.  The monomials of a polynomial are drawn too, as thin lines.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        An interval, the part to be shown; when omitted, one around the break points, or the domain if it is bounded.
    boundary : DecisionBoundary, optional
        Drawn as vertical lines.

    Raises
    ------
    ShapeError
        If there are several inputs, or the window is no interval.
    InputError
        If the window is unbounded, or shows nothing of the domain.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> ax = plot_function(tent, ax=Figure().add_subplot())
    >>> graph, dots = ax.lines
    >>> dots.get_xydata().tolist()
    [[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]]
    """
    functions, window, domain = _parts(drawn, window)
    places = np.empty(0) if boundary is None else _places_of(boundary, window)
    ax = draw_functions(new_axes(ax), functions, window, domain)
    if isinstance(drawn, TropicalPolynomial):
        _draw_monomials(ax, drawn, window)
    for place in places:
        ax.axvline(place, color=INK, linewidth=1.1, linestyle=(0, (4, 3)), zorder=2)
    return ax


def draw_functions(
    ax: Axes, functions: Sequence[PiecewiseLinearFunction1D], window: Polyhedron, domain: Polyhedron
) -> Axes:
    """The graphs of several functions over a domain, each in its own colour, in axes that show a window."""
    for k, f in enumerate(functions):
        colour, dash = _style(k)
        places, values = graph(f, domain)
        ax.plot(places, values, dash, color=colour, linewidth=1.8, label=f"output {k}", zorder=3)
        if 0 < len(places) - 2 <= MOST_DOTS:
            ax.plot(
                places[1:-1], values[1:-1], "o", color=colour, markersize=5, markeredgecolor="white", zorder=4
            )
    return _dressed(ax, window, len(functions), "$f(x)$")


def _draw_monomials(ax: Axes, p: TropicalPolynomial, window: Polyhedron) -> None:
    """The monomials as lines; the picture shows as much of them as it did of the polynomial."""
    shown = ax.get_ylim()
    ends = np.array([[float(end[0])] for end in bounding_box(window)])
    ax.plot(
        ends, ends @ p.exponents.floats().T + p.coefficients.floats(), color="0.7", linewidth=0.9, zorder=2
    )
    ax.set_ylim(shown)


def plot_gradient(drawn: OneInput, *, ax: Axes | None = None, window: Polyhedron | None = None) -> Axes:
    """The gradient of a function of one variable: a step function for each output, with one step for each piece.

    Parameters
    ----------
    drawn, ax, window
        As for :func:`plot_function`.

    Raises
    ------
    ShapeError, InputError
        As for :func:`plot_function`.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_gradient(PiecewiseLinearFunction1D([0, 1], [0, 2, -1]), ax=Figure().add_subplot())
    >>> ax.patches[0].get_data().values.tolist()
    [0.0, 2.0, -1.0]
    """
    functions, window, domain = _parts(drawn, window)
    ax = new_axes(ax)
    ax.axhline(0, color=INK, linewidth=0.7, zorder=1)
    for k, f in enumerate(functions):
        colour, dash = _style(k)
        places, slopes = _steps(f, domain)
        ax.stairs(slopes, places, color=colour, linewidth=1.8, linestyle=dash, baseline=None,
                  label=f"output {k}", zorder=3)  # fmt: skip
        if len(functions) == 1:
            ax.stairs(slopes, places, fill=True, color=colour, alpha=0.16, linewidth=0, zorder=2)
    return _dressed(ax, window, len(functions), "$f'(x)$")


def graph(f: PiecewiseLinearFunction1D, interval: Polyhedron) -> tuple[Floats, Floats]:
    """The ends of the pieces of a function within a bounded interval, ascending, and its values there.

    Examples
    --------
    >>> places, values = graph(PiecewiseLinearFunction1D([0, 1], [0, 2, -1]), Polyhedron.parse("[-1,1/2]"))
    >>> places.tolist(), values.tolist()
    ([-1.0, 0.0, 0.5], [0.0, 0.0, 1.0])
    """
    (left,), (right,) = bounding_box(interval)
    breaks = f.breakpoints
    inner = [b for b in breaks if left < b < right]
    ends = [left, *inner, right]
    return np.array([float(x) for x in ends]), np.array([float(f(x)) for x in ends])


def _steps(f: PiecewiseLinearFunction1D, interval: Polyhedron) -> tuple[Floats, Floats]:
    """The ends of the pieces of a function within a bounded interval, and the slopes between them."""
    places, _ = graph(f, interval)
    (left,), _ = bounding_box(interval)
    first = bisect_right(f.breakpoints, left)
    return places, np.array([float(slope) for slope in f.slopes[first : first + len(places) - 1]])


def _style(number: int) -> tuple[str, str]:
    return PALETTE[number % len(PALETTE)], DASHES[number // len(PALETTE) % len(DASHES)]


def _parts(
    drawn: OneInput, window: Polyhedron | None
) -> tuple[tuple[PiecewiseLinearFunction1D, ...], Polyhedron, Polyhedron]:
    """The functions, the window, and the part of it that lies in the domain."""
    drawn = drawn.regions if isinstance(drawn, PiecewiseLinear) else drawn
    within = drawn.within if isinstance(drawn, LinearRegions) else None
    functions = _functions(drawn)
    if window is None:
        window = window_of(drawn) if isinstance(drawn, LinearRegions) else window_of_functions(functions)
    return functions, window, part_shown(window, within, 1)


def _functions(
    drawn: Network | LinearRegions | PiecewiseLinearFunction1D | TropicalPolynomial | TropicalRational,
) -> tuple[PiecewiseLinearFunction1D, ...]:
    if isinstance(drawn, PiecewiseLinearFunction1D):
        return (drawn,)
    if isinstance(drawn, TropicalPolynomial | TropicalRational):
        return (piecewise_linear_function(drawn),)
    net = drawn if isinstance(drawn, Network) else drawn.network
    if net.input_dim != 1:
        raise ShapeError(f"a graph in the plane needs 1 input, the network has {net.input_dim}")
    return univariate_functions(net)


def window_of_functions(functions: Sequence[PiecewiseLinearFunction1D]) -> Polyhedron:
    """An interval around all break points.

    Examples
    --------
    >>> window_of_functions([PiecewiseLinearFunction1D([0, 1], [0, 2, -1])]).vertices
    RationalArray([[-3/10], [13/10]])
    """
    return window_around(np.concatenate([f.columns[0].floats() for f in functions])[:, None], left_out=0.0)


def _places_of(boundary: DecisionBoundary, window: Polyhedron) -> Floats:
    """The points of a decision boundary in a window, ascending."""
    regions = inside(boundary.regions, window)
    assembly, classes = regions._assembly, regions.patterns[:, -1]
    found = []
    for block, facet_cells in zip(assembly.blocks, assembly.facet_cells, strict=True):
        points = assembly.start.slicer.positions(block)[:, 0]
        cells = assembly.cell_of_fine[facet_cells]
        found.append(points[(facet_cells[:, 1] >= 0) & (classes[cells[:, 0]] != classes[cells[:, 1]])])
    places: Floats = np.unique(np.concatenate(found))
    return places


def _dressed(ax: Axes, window: Polyhedron, n_outputs: int, name: str) -> Axes:
    (left,), (right,) = bounding_box(window)
    ax.set_xlim(float(left), float(right))
    ax.set_xlabel("$x$")
    ax.set_ylabel(name, rotation=0, labelpad=14)
    ax.grid(color="0.9", linewidth=0.8)
    ax.set_axisbelow(True)
    without_box(ax)
    if 1 < n_outputs <= MOST_NAMES:
        ax.legend(frameon=False, loc="best")
    return ax
