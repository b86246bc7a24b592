"""One input: the function, with its break points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tropnet.analysis.boundary import DecisionBoundary
from tropnet.analysis.regions import LinearRegions
from tropnet.errors import ShapeError
from tropnet.plot.axes import new_axes
from tropnet.plot.colours import INK, PALETTE
from tropnet.plot.window import bounding_box, inside, window_of
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_function"]

Floats = npt.NDArray[np.float64]

DASHES = ("-", "--", "-.", ":")
# Dots on top of each other say nothing.
MOST_DOTS, MOST_NAMES = 150, 10


def plot_function(
    regions: LinearRegions,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    boundary: DecisionBoundary | None = None,
) -> Axes:
    """The graph of a network with one input: a line for each output, a dot where its slope changes.

    Parameters
    ----------
    regions : LinearRegions
        Of a network with one input.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        An interval, the part to be shown; :func:`tropnet.plot.window.window_of` when omitted.
    boundary : DecisionBoundary, optional
        Drawn as vertical lines.

    Raises
    ------
    ShapeError
        If there are several inputs.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.analysis.regions import linear_regions
    >>> from tropnet.networks import Network
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> ax = plot_function(linear_regions(tent), ax=Figure().add_subplot())
    >>> graph, dots = ax.lines
    >>> dots.get_xydata().tolist()
    [[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]]
    """
    if regions.network.input_dim != 1:
        raise ShapeError(f"a graph in the plane needs 1 input, the network has {regions.network.input_dim}")
    window = window or window_of(regions)
    ends = _ends(inside(regions, window))
    net = regions.network
    values = net.floats(ends.reshape(-1, *net.input_shape)).reshape(len(ends), -1)
    ax = new_axes(ax)
    for k, column in enumerate(values.T):
        colour, dash = PALETTE[k % len(PALETTE)], DASHES[k // len(PALETTE) % len(DASHES)]
        ax.plot(ends, column, dash, color=colour, linewidth=1.8, label=f"output {k}", zorder=3)
        bends = _bends(ends, column)
        if len(bends) <= MOST_DOTS:
            ax.plot(
                ends[bends], column[bends], "o", color=colour, markersize=5, markeredgecolor="white", zorder=4
            )
    if boundary is not None:
        cuts = _ends(inside(boundary.regions, window), boundary=True)
        for place in cuts:
            ax.axvline(place, color=INK, linewidth=1.1, linestyle=(0, (4, 3)), zorder=2)
    return _dressed(ax, window, values)


def _dressed(ax: Axes, window: Polyhedron, values: Floats) -> Axes:
    (left,), (right,) = bounding_box(window)
    ax.set_xlim(float(left), float(right))
    ax.set_xlabel("$x$")
    ax.set_ylabel("$f(x)$", rotation=0, labelpad=14)
    ax.grid(color="0.9", linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    if 1 < values.shape[1] <= MOST_NAMES:
        ax.legend(frameon=False, loc="best")
    return ax


def _ends(regions: LinearRegions, *, boundary: bool = False) -> Floats:
    """The ends of all intervals, ascending; or only those between two classes."""
    assembly = regions._assembly
    found = []
    for block, facet_cells in zip(assembly.blocks, assembly.facet_cells, strict=True):
        points = assembly.start.slicer.positions(block)[:, 0]
        if boundary:
            classes = regions.patterns[:, -1]
            cells = assembly.cell_of_fine[facet_cells]
            points = points[(facet_cells[:, 1] >= 0) & (classes[cells[:, 0]] != classes[cells[:, 1]])]
        found.append(points)
    ends: Floats = np.unique(np.concatenate(found))
    return ends


def _bends(ends: Floats, values: Floats) -> npt.NDArray[np.intp]:
    """Where the slope of one output changes by more than rounding."""
    slopes = np.diff(values) / np.diff(ends)
    size = np.abs(slopes).max(initial=0.0)
    return np.flatnonzero(np.abs(np.diff(slopes)) > 1e-6 * size) + 1
