"""Two inputs: the cells as coloured polygons, and the outlines of the regions that they form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.analysis.components import components
from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.plot.cells.gradients import float_gradients
from tropnet.plot.cells.marks import roomy_places, written
from tropnet.plot.cells.polygons import Creases, PlaneComplex, plane_complex, plane_creases
from tropnet.plot.look.axes import framed, new_axes, window_shown
from tropnet.plot.look.colours import INK, PALETTE, feature_colours, squashed, value_map
from tropnet.plot.look.window import Drawn, network_or_regions, shown
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.tri import TriContourSet

__all__ = [
    "NOTIONS",
    "Colouring",
    "Notion",
    "cell_colours",
    "corner_values",
    "draw_value_bar",
    "labels_in",
    "plot_regions",
]

Colouring: TypeAlias = Literal["gradient", "pattern", "value"]
Notion: TypeAlias = Literal[
    "activation", "proper_activation", "convex", "open_connected", "closed_connected", "affine"
]
Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

NOTIONS: tuple[Notion, ...] = (
    "activation", "proper_activation", "convex", "open_connected", "closed_connected", "affine",
)  # fmt: skip
"""The six notions of linear regions, those with the most regions first."""

# Lines between cells get thinner as there are more of them.
WALL_WIDTH, FEW_CELLS = 0.55, 400
OUTLINE_WIDTH = 1.8
# The renderer refuses paths of very many parts.
SEGMENTS_IN_PATH = 500
N_LEVELS = 14
# A part of the range of values that is due to rounding.
ROUNDING = 1e-9


def plot_regions(
    drawn: Drawn,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    colour: Colouring | Floats = "gradient",
    notion: Notion | None = None,
    numbers: bool = False,
    output: int = 0,
) -> Axes:
    """The cells of a network with two inputs; like colours mean like gradients.

    Parameters
    ----------
    drawn : Network, LinearRegions or PiecewiseLinear
        With two inputs.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        A bounded set, the part to be shown.  When omitted, what the axes show already, and else
        :func:`tropnet.plot.window_of`.
    colour : {"gradient", "pattern", "value"} or float array, shape (n_cells, 3)
        What is alike where colours are alike: the gradient of the outputs, or the activation pattern.  ``"value"``
        fills the bands between levels of one output, whose sides are exact too.  Or the colours themselves, of the
        cells inside the window.
    notion : str, optional
        One of the six notions of linear regions (:mod:`tropnet.analysis.counts`): its regions are outlined over the
        cells.  They are those of the whole domain; of a network with a window, those inside the window.  Activation
        regions without area, which only the notion ``"activation"`` counts, are marked in red.
    numbers : bool
        Whether every region of the notion is marked with its number, in each of its connected parts that has room.
    output : int
        The number of the output whose values are drawn.

    Returns
    -------
    matplotlib Axes
        With two collections more: the polygons, and the walls between cells; a third one, the outlines, with a
        notion; behind it creases and corners, for the notion ``"activation"``.

    Raises
    ------
    ShapeError
        If there are not two inputs, or not as many colours as cells.
    InputError
        If the window is unbounded, the colouring or the notion unknown, or there is no such output.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, -2]]])
    >>> ax = plot_regions(net, ax=Figure().add_subplot())
    >>> polygons, walls = ax.collections
    >>> len(polygons.get_paths()), [len(path) for path in walls.get_paths()]
    (6, [12])
    """
    if notion is not None and notion not in NOTIONS:
        raise InputError(f"notion={notion!r} is unknown; give one of {', '.join(NOTIONS)}")
    window = window or window_shown(ax)
    drawn = network_or_regions(drawn)
    if notion is not None and isinstance(drawn, Network):
        drawn = linear_regions(drawn, window)
    regions, window = shown(drawn, window)
    complex_ = plane_complex(regions)
    if isinstance(colour, str) and colour == "value":
        values = corner_values(regions.network, complex_.corners, output)
        ax = framed(new_axes(ax), window)
        draw_value_bar(_draw_bands(ax, complex_, values), [ax], regions.network, output)
    else:
        colours = _given_colours(regions, colour)
        ax = framed(new_axes(ax), window)
        _draw_polygons(ax, complex_, colours)
    _draw_walls(ax, complex_.segments, len(complex_.sizes), quiet=notion is not None)
    if notion is not None:
        whole = regions if isinstance(drawn, Network) else drawn
        _draw_notion(ax, regions, complex_, labels_in(regions, whole, notion), numbers=numbers)
        if notion == "activation":
            _draw_creases(ax, plane_creases(regions))
    return ax


# -- colours ---------------------------------------------------------------------------------------


def cell_colours(regions: LinearRegions, colour: Colouring) -> Floats:
    """A colour for every cell, shape (n_cells, 3): like gradients or like patterns have like colours.

    Raises
    ------
    InputError
        If the colouring is unknown.
    """
    if colour == "gradient":
        gradients = float_gradients(regions.network, regions.patterns)
        return feature_colours(squashed(gradients.reshape(len(regions), -1)))
    if colour == "pattern":
        return feature_colours(regions.patterns)
    raise InputError(
        f"colour={colour!r} is unknown for cells; give 'gradient', 'pattern', or, for plot_regions only, 'value'"
    )


def _given_colours(regions: LinearRegions, colour: Colouring | Floats) -> Floats:
    if isinstance(colour, str):
        return cell_colours(regions, colour)
    colours = np.asarray(colour, np.float64)
    if colours.shape != (len(regions), 3):
        raise ShapeError(
            f"colours of shape {colours.shape} do not fit the {len(regions)} cells inside the window"
        )
    return colours


def _draw_polygons(ax: Axes, complex_: PlaneComplex, colours: Floats) -> None:
    from matplotlib.collections import PolyCollection

    # The thin outline in the polygon's own colour closes the seams that smooth edges leave between
    # neighbours.
    ax.add_collection(
        PolyCollection(
            complex_.polygons,
            facecolors=colours[complex_.cells],
            edgecolors=colours[complex_.cells],
            linewidths=0.3,
            zorder=1,
        )
    )


def corner_values(net: Network, corners: Floats, output: int) -> Floats:
    """The values of one output at points of the plane, shape (n_corners,).

    Raises
    ------
    InputError
        If there is no such output.
    """
    if not 0 <= output < net.output_dim:
        raise InputError(f"output {output} does not exist; give 0 to {net.output_dim - 1}")
    values = net.floats(corners.reshape(-1, *net.input_shape))
    chosen: Floats = values.reshape(len(values), -1)[:, output]
    return chosen


def _draw_bands(ax: Axes, complex_: PlaneComplex, values: Floats) -> TriContourSet:
    """The bands between levels.  The function is affine on every triangle, so their sides are those of its levels."""
    from matplotlib.ticker import MaxNLocator
    from matplotlib.tri import Triangulation

    low, high = float(values.min()), float(values.max())
    if high - low <= ROUNDING * max(abs(low), abs(high)):  # a constant has one band
        low, high = low - 1, high + 1
    levels: Floats = np.asarray(MaxNLocator(N_LEVELS).tick_values(low, high))
    if levels[-1] <= high + ROUNDING * (high - low):  # a band ends below its upper level
        levels = np.append(levels, 2 * levels[-1] - levels[-2])
    x, y = complex_.corners.T
    # Two corners of a cell that lies on a level must not fall on different sides of it.
    nearest = levels[np.abs(values[:, None] - levels).argmin(axis=1)]
    values = np.where(np.abs(values - nearest) <= ROUNDING * (high - low), nearest, values)
    bands = ax.tricontourf(
        Triangulation(x, y, _triangles(complex_)), values, levels=levels, cmap=value_map(), zorder=1
    )
    bands.set_edgecolor("face")
    bands.set_linewidth(0.3)
    return bands


def draw_value_bar(bands: TriContourSet, axes: Sequence[Axes], net: Network, output: int) -> None:
    """The bar that tells the values of the bands in some axes of one figure."""
    bar = axes[0].figure.colorbar(bands, ax=axes, shrink=0.85)
    bar.set_label("$f$" if net.output_dim == 1 else f"$f_{{{output}}}$", rotation=0, labelpad=10)
    bar.outline.set_linewidth(0.6)


def _triangles(complex_: PlaneComplex) -> Labels:
    """Every polygon as a fan around its first corner, in the numbers of all corners one after the other."""
    size = complex_.sizes
    first = np.repeat(complex_.firsts, size - 2)
    step = np.arange(len(first)) - np.repeat(np.cumsum(size - 2) - (size - 2), size - 2)
    return np.stack([first, first + step + 1, first + step + 2], axis=1)


# -- lines -----------------------------------------------------------------------------------------


def _draw_walls(ax: Axes, segments: Floats, n_cells: int, *, quiet: bool) -> None:
    crowd = max(1.0, n_cells / FEW_CELLS)
    width = max(WALL_WIDTH / crowd**0.4, 0.1)
    _add_segments(ax, segments, linewidths=width, alpha=0.35 if quiet else 0.75, zorder=2)


def _add_segments(ax: Axes, segments: Floats, **style: Any) -> None:
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    # Many segments in one path: tens of thousands of paths of one segment each would take seconds.
    n = len(segments)
    paths = [
        Path(part.reshape(-1, 2), [Path.MOVETO, Path.LINETO] * len(part))
        for part in np.array_split(segments, -(-n // SEGMENTS_IN_PATH) or 1)
    ]
    ax.add_collection(PathCollection(paths, **{"facecolors": "none", "edgecolors": INK, **style}))


# -- notions ---------------------------------------------------------------------------------------


def labels_in(regions: LinearRegions, whole: LinearRegions, notion: Notion) -> Labels:
    """The regions of all cells in the window: of each the one that the cell of the same pattern has in the whole.

    What is in one region outside the window is so inside.
    """
    labels = whole.labels("proper_activation" if notion == "activation" else notion)
    if regions is whole:
        return labels
    number = {pattern.tobytes(): i for i, pattern in enumerate(whole.patterns)}
    return labels[[number[pattern.tobytes()] for pattern in regions.patterns]]


def _draw_notion(
    ax: Axes, regions: LinearRegions, complex_: PlaneComplex, labels: Labels, *, numbers: bool
) -> None:
    is_border = labels[complex_.sides[:, 0]] != labels[complex_.sides[:, 1]]
    borders = complex_.segments[is_border]
    crowd = max(1.0, len(np.unique(labels)) / 60)
    _add_segments(ax, borders, linewidths=max(OUTLINE_WIDTH / crowd**0.4, 0.4), capstyle="round", zorder=3)
    if numbers:
        same = labels[regions.adjacency[:, 0]] == labels[regions.adjacency[:, 1]]
        parts = components(len(regions), regions.adjacency[same])
        for x, y, cell in roomy_places(ax, regions, complex_, parts, borders):
            written(ax, x, y, str(labels[cell] + 1))


def _draw_creases(ax: Axes, creases: Creases) -> None:
    red = PALETTE[5]
    _add_segments(ax, creases.segments, edgecolors=red, linewidths=2.4, capstyle="round", zorder=4)
    x, y = creases.points.T
    ax.scatter(x, y, s=34, color=red, edgecolors="white", linewidths=0.9, zorder=4.5)
