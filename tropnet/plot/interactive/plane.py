"""Two inputs, interactive: the cell under the cursor tells what it is.

**How the cursor finds a cell.**  The browser itself decides where the cursor is, so that no script is needed, and the
picture tells the same in a notebook as in a page.  There are two ways.

*Traces.*  Every cell is a trace of its own, a filled polygon, and the browser looks for the filled polygon that holds
the cursor.

*A surface.*  All cells are one flat surface of triangles in space, seen from above, and the graphics card tells which
triangle has the colour of the pixel under the cursor.  This needs WebGL, and the axes are less handsome.

**What that costs.**  Traces are dear, triangles are cheap.  Seconds on one core of a two-core virtual machine without
a graphics card, under load, for networks of 2 + w + w + 1 units with float32 weights; 2.5 seconds of the opening are
plotly.js itself.  Pages with a surface have 5, 8 and 44 MB, of which plotly.js takes 4.8.

==================  ====  ====  =====
cells               460   2072  20083
==================  ====  ====  =====
traces: made in     0.4   1.3   14
opened in           2.8   5.4   36
zoomed in           0.3   2.1   24
surface: made in    0.1   0.3   4.4
opened in           3.7   4.0   7.2
zoomed in           0.0   0.0   0.0
==================  ====  ====  =====

The file ``tests/benchmarks/test_interactive.py`` measures this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.boundary import DecisionBoundary
from tropnet.plot.cells.polygons import plane_complex
from tropnet.plot.interactive.cells import CellColouring, ShownCells, shown_cells
from tropnet.plot.interactive.html import layout, plotly_graph_objects
from tropnet.plot.interactive.traces import curve, plane_axes, scene_from_above
from tropnet.plot.look.window import Drawn, bounding_box, inside
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["interactive_regions"]

Floats = npt.NDArray[np.float64]

MOST_TRACES = 1000
SEAM_WIDTH, WALL_WIDTH, LINE_WIDTH = 0.5, 0.6, 3.0
WIDTH_IN_SPACE = 6.0  # lines in space look half as wide


def interactive_regions(
    drawn: Drawn,
    *,
    window: Polyhedron | None = None,
    colour: CellColouring | npt.ArrayLike = "gradient",
    boundary: DecisionBoundary | None = None,
    surface: bool | None = None,
) -> Figure:
    """The cells of a network with two inputs; the one under the cursor tells its number, pattern, map and pieces.

    The text gives the number of the cell, a digit for each neuron (which linear piece), the exact affine map, and the
    numbers of the open connected, closed connected and affine piece that it belongs to.

    Parameters
    ----------
    drawn : Network, LinearRegions or PiecewiseLinear
        With two inputs.  Numbers and pieces are those of the regions, also where the window cuts them; of a network,
        those of ``linear_regions(net, window)``.
    window : Polyhedron, optional
        A bounded set, the part to be shown; :func:`tropnet.plot.window_of` when omitted.
    colour : {"gradient", "pattern"} or float array, shape (n_cells, 3)
        As for :func:`tropnet.plot.plot_regions`.
    boundary : DecisionBoundary, optional
        Drawn as a thick line.
    surface : bool, optional
        Whether the cells are one surface seen from above, rather than a trace each; when omitted, if there are more
        than 1000 in the window.  See :mod:`tropnet.plot.interactive.plane` for what that costs.

    Returns
    -------
    plotly Figure
        One trace for each cell in the window, or one for all, then one for the walls, and two for the boundary.  It
        shows itself at the end of a cell of a notebook; :func:`save_html` writes it as a page.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.
    ShapeError
        If there are not two inputs, or not as many colours as cells.
    InputError
        If the window is unbounded, or the colouring unknown.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
    >>> figure = interactive_regions(net)
    >>> len(figure.data), figure.layout.title.text
    (5, '4 cells, numbered from 0')
    >>> figure.data[3].text.split("<br>")[:4]
    ['<b>cell 0</b> of 4', 'pattern 11', 'f = x₁ + 2 x₂', 'open connected piece 0 of 4']
    """
    go = plotly_graph_objects()
    cells = shown_cells(drawn, window, colour)
    is_surface = len(cells.inside) > MOST_TRACES if surface is None else surface
    lines = [curve(list(cells.complex.segments), WALL_WIDTH)]
    if boundary is not None:
        border, width = _border(boundary, cells.window), WIDTH_IN_SPACE if is_surface else LINE_WIDTH
        lines += [curve(border, 2 * width, "rgba(255,255,255,0.8)"), curve(border, width)]
    low, high = bounding_box(cells.window)
    page = layout(cells.title)
    if is_surface:
        flat = [np.pad(polygon, ((0, 0), (0, 1))) for polygon in cells.complex.polygons]
        raised = [go.Scatter3d(_raised(line, height)) for height, line in enumerate(lines, start=1)]
        scene = {"scene": scene_from_above(low, high, len(lines))}
        return go.Figure([go.Mesh3d(cells.mesh(flat)), *raised], page | scene)
    traces = [*_cell_traces(cells), *lines]
    return go.Figure([go.Scatter(trace) for trace in traces], page | plane_axes(low, high))


def _cell_traces(cells: ShownCells) -> list[dict[str, Any]]:
    parts: list[list[Floats]] = [[] for _ in cells.colours]
    for polygon, cell in zip(cells.complex.polygons, cells.complex.cells.tolist(), strict=True):
        parts[cell].append(polygon)
    traces = []
    for polygons, colour, text, number in zip(
        parts, cells.colours, cells.texts(), cells.numbers.tolist(), strict=True
    ):
        # The thin outline in the cell's own colour closes the seams that smooth edges leave between neighbours.
        traces.append(
            curve(polygons, SEAM_WIDTH, colour)
            | {"fill": "toself", "fillcolor": colour, "hoveron": "fills", "hoverinfo": "text", "text": text}
            | {"name": f"cell {number}"}
        )
    return traces


def _raised(line: dict[str, Any], height: int) -> dict[str, Any]:
    """A line in the plane as one above it, so that nothing hides it."""
    return line | {"z": np.full(len(line.get("x", ())), float(height))}


def _border(boundary: DecisionBoundary, window: Polyhedron) -> list[Floats]:
    """The pieces of a decision boundary in a window, as segments."""
    part = inside(boundary.regions, window)
    complex_, classes = plane_complex(part), part.patterns[:, -1]
    differs = classes[complex_.sides[:, 0]] != classes[complex_.sides[:, 1]]
    return list(complex_.segments[differs])
