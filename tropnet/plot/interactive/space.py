"""The graph over two inputs, interactive: flat facets to turn around, each of which tells what it is.

Over every cell the function is affine, so its graph is a flat polygon.  It is cut into triangles from one corner, and
each of them has the text of the cell, since it is the triangle under the cursor that the browser reads it from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError
from tropnet.plot.interactive.cells import CellColouring, output_names, shown_cells
from tropnet.plot.interactive.html import layout, plotly_graph_objects
from tropnet.plot.interactive.text import variables
from tropnet.plot.interactive.traces import curve, plane_sides
from tropnet.plot.look.window import Drawn, bounding_box
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["interactive_graph"]

Floats = npt.NDArray[np.float64]

EDGE_WIDTH = 1.5
LIGHT = {"lighting": {"ambient": 0.85, "diffuse": 0.25, "specular": 0.02, "roughness": 0.9, "fresnel": 0}}
# The height of the picture as a part of its longer side.
STEEPNESS = 0.7


def interactive_graph(
    drawn: Drawn,
    *,
    output: int = 0,
    window: Polyhedron | None = None,
    colour: CellColouring | npt.ArrayLike = "gradient",
) -> Figure:
    """The graph of one output of a network with two inputs, to turn around: a flat facet over each cell.

    The facet under the cursor tells of its cell what :func:`interactive_regions` tells.

    Parameters
    ----------
    drawn : Network, LinearRegions or PiecewiseLinear
        With two inputs.
    output : int
        The number of the output.
    window, colour
        As for :func:`interactive_regions`.

    Returns
    -------
    plotly Figure
        With two traces, the facets and their edges.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.
    ShapeError
        If there are not two inputs, or not as many colours as cells.
    InputError
        If the window is unbounded, the colouring unknown, or there is no such output.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
    >>> facets, edges = interactive_graph(net, window=Polyhedron.parse("[-1,1]^2")).data
    >>> sorted(zip(facets.x.tolist(), facets.y.tolist(), facets.z.tolist()))[-1]
    (1.0, 1.0, 3.0)
    """
    go = plotly_graph_objects()
    cells = shown_cells(drawn, window, colour)
    net = cells.regions.network
    if not 0 <= output < net.output_dim:
        raise InputError(f"output {output} does not exist; give 0 to {net.output_dim - 1}")
    facets = _lifted(cells.complex.polygons, net, output)
    outlines = _lifted(cells.complex.outlines, net, output)
    scene = _scene(cells.window, output_names(net.output_dim)[output])
    return go.Figure(
        [
            go.Mesh3d(cells.mesh(facets) | LIGHT),
            go.Scatter3d(curve([np.concatenate([around, around[:1]]) for around in outlines], EDGE_WIDTH)),
        ],
        layout(cells.title) | {"scene": scene},
    )


def _lifted(polygons: list[Floats], net: Any, output: int) -> list[Floats]:
    corners = np.concatenate(polygons)
    heights = net.floats(corners.reshape(-1, *net.input_shape)).reshape(len(corners), -1)[:, output]
    ends = np.cumsum([len(polygon) for polygon in polygons])[:-1]
    return np.split(np.column_stack([corners, heights]), ends)


def _scene(window: Polyhedron, height: str) -> dict[str, Any]:
    low, high = bounding_box(window)
    across, up = plane_sides(low, high)
    axis = {"backgroundcolor": "#fafafa", "showbackground": True, "gridcolor": "#e4e4e4", "zeroline": False,
            "showspikes": False}  # fmt: skip
    axes = {
        f"{letter}axis": {**axis, "title": {"text": name}}
        for letter, name in zip("xyz", [*variables(2), height], strict=True)
    }
    for letter, start, end in zip("xy", low, high, strict=False):
        axes[f"{letter}axis"]["range"] = [float(start), float(end)]
    return {
        **axes,
        "aspectmode": "manual",
        "aspectratio": {"x": across, "y": up, "z": STEEPNESS},
        "camera": {"eye": {"x": 1.0, "y": -1.3, "z": 0.76}, "center": {"x": 0, "y": 0, "z": -0.12}},
    }
