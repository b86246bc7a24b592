"""Two inputs: the cells as coloured polygons, and the decision boundary over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.analysis.boundary import DecisionBoundary
from tropnet.analysis.components import components
from tropnet.analysis.regions import LinearRegions
from tropnet.errors import InputError, ShapeError
from tropnet.plot.axes import framed, new_axes, window_shown
from tropnet.plot.colours import INK, feature_colours, squashed
from tropnet.plot.gradients import float_gradients
from tropnet.plot.polygons import PlaneComplex, plane_complex
from tropnet.plot.window import inside, window_of
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Colouring", "cell_colours", "plot_decision_boundary", "plot_regions"]

Colouring: TypeAlias = Literal["gradient", "pattern"]
Floats = npt.NDArray[np.float64]

# Lines between cells get thinner as there are more of them.
WALL_WIDTH, FEW_CELLS = 0.55, 400
BOUNDARY_WIDTH = 2.2
# The renderer refuses paths of very many parts.
SEGMENTS_IN_PATH = 500


def plot_regions(
    regions: LinearRegions,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    colour: Colouring | Floats = "gradient",
) -> Axes:
    """The cells of a network with two inputs; like colours mean like gradients.

    Parameters
    ----------
    regions : LinearRegions
        Of a network with two inputs.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        A bounded set, the part to be shown.  When omitted, what the axes show already, and else
        :func:`tropnet.plot.window.window_of`.
    colour : {"gradient", "pattern"} or float array, shape (n_cells, 3)
        What is alike where colours are alike: the gradient of the outputs, or the activation pattern.  Or the colours
        themselves, of the cells inside the window.

    Returns
    -------
    matplotlib Axes
        With two collections more: the polygons, and the walls between cells.

    Raises
    ------
    ShapeError
        If there are not two inputs, or not as many colours as cells.
    InputError
        If the window is unbounded or the colouring unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.analysis.regions import linear_regions
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, -2]]])
    >>> ax = plot_regions(linear_regions(net), ax=Figure().add_subplot())
    >>> polygons, walls = ax.collections
    >>> len(polygons.get_paths()), [len(path) for path in walls.get_paths()]
    (6, [12])
    """
    window = window or window_shown(ax) or window_of(regions)
    shown = inside(regions, window)
    complex_ = plane_complex(shown)
    colours = cell_colours(shown, colour) if isinstance(colour, str) else np.asarray(colour, np.float64)
    if colours.shape != (len(shown), 3):
        raise ShapeError(
            f"colours of shape {colours.shape} do not fit the {len(shown)} cells inside the window"
        )
    ax = new_axes(ax)
    _draw_polygons(ax, complex_, colours)
    _draw_walls(ax, complex_)
    return framed(ax, window)


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
    raise InputError(f"colour={colour!r} is unknown; give 'gradient' or 'pattern'")


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


def _draw_walls(ax: Axes, complex_: PlaneComplex) -> None:
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    crowd = max(1.0, len(complex_.polygons) / FEW_CELLS)
    width = max(WALL_WIDTH / crowd**0.4, 0.1)
    # Many segments in one path: tens of thousands of paths of one segment each would take seconds.
    n = len(complex_.segments)
    paths = [
        Path(part.reshape(-1, 2), [Path.MOVETO, Path.LINETO] * len(part))
        for part in np.array_split(complex_.segments, -(-n // SEGMENTS_IN_PATH) or 1)
    ]
    ax.add_collection(
        PathCollection(paths, facecolors="none", edgecolors=INK, linewidths=width, alpha=0.75, zorder=2)
    )


def plot_decision_boundary(
    boundary: DecisionBoundary,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    names: list[str] | None = None,
) -> Axes:
    """The decision boundary of a classifier with two inputs, each part of the plane marked with its class.

    Parameters
    ----------
    boundary : DecisionBoundary
        Of a network with two inputs.
    ax, window
        As for :func:`plot_regions`.
    names : list of str, optional
        The names of the classes; their numbers when omitted, and no marks if the list is empty.

    Returns
    -------
    matplotlib Axes
        With one collection more: the pieces of the boundary.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.analysis.boundary import decision_boundary
    >>> from tropnet.networks import Network
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> ax = plot_decision_boundary(decision_boundary(norm, threshold=1), ax=Figure().add_subplot())
    >>> len(ax.collections[0].get_segments()), [text.get_text() for text in ax.texts]
    (4, ['0', '1'])
    """
    from matplotlib.collections import LineCollection
    from matplotlib.patheffects import Normal, withStroke

    window = window or window_shown(ax) or window_of(boundary.regions)
    shown = inside(boundary.regions, window)
    complex_ = plane_complex(shown)
    classes = shown.patterns[:, -1]
    is_border = classes[complex_.sides[:, 0]] != classes[complex_.sides[:, 1]]
    border = complex_.segments[is_border]
    ax = new_axes(ax)
    lines = LineCollection(list(border), colors=INK, linewidths=BOUNDARY_WIDTH, capstyle="round", zorder=4)
    lines.set_path_effects(
        [withStroke(linewidth=BOUNDARY_WIDTH + 2, foreground="white", alpha=0.8), Normal()]
    )
    ax.add_collection(lines)
    framed(ax, window)
    # Where there is only one class, it needs no mark.
    for x, y, number in [] if not len(border) else _class_marks(ax, shown, complex_, border):
        name = str(number) if names is None else names[number] if number < len(names) else ""
        if name:
            _mark(ax, x, y, name)
    return ax


def _mark(ax: Axes, x: float, y: float, text: str) -> None:
    ax.text(
        x, y, text, ha="center", va="center", fontsize=10, color=INK, zorder=5, clip_on=True,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": INK, "linewidth": 0.8},
    )  # fmt: skip


# Where a class has no room for a mark, it gets none: this part of the window's smaller side.
ROOM = 0.035
MOST_CANDIDATES = 400


def _class_marks(
    ax: Axes, shown: LinearRegions, complex_: PlaneComplex, border: Floats
) -> list[tuple[float, float, int]]:
    """For every connected part of a class that has room: a place far from the boundary, and the class."""
    classes = shown.patterns[:, -1]
    same = classes[shown.adjacency[:, 0]] == classes[shown.adjacency[:, 1]]
    parts = components(len(shown), shown.adjacency[same])
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    size = np.array([right - left, top - bottom])
    frame = np.array([[left, bottom], [right, bottom], [right, top], [left, top]])
    walls = np.concatenate([border, np.stack([frame, np.roll(frame, -1, axis=0)], axis=1)]) / size
    areas = np.array([_area(polygon) for polygon in complex_.polygons])
    marks = []
    for part in range(int(parts.max(initial=-1)) + 1):
        own = np.flatnonzero(parts[complex_.cells] == part)
        own = own[np.argsort(-areas[own], kind="stable")][:MOST_CANDIDATES]
        corners = [complex_.polygons[i] for i in own]
        # Corners too: of a part of many small cells, the middle is the corner of one.
        places = np.concatenate([*corners, np.array([corner.mean(axis=0) for corner in corners])])
        room = _distances(places / size, walls)
        if room.max() > ROOM:
            x, y = places[room.argmax()].tolist()
            marks.append((x, y, int(classes[complex_.cells[own[0]]])))
    return marks


def _area(polygon: Floats) -> float:
    x, y = polygon.T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def _distances(points: Floats, segments: Floats) -> Floats:
    """The distance of each point from the nearest segment."""
    nearest = np.full(len(points), np.inf)
    for start, end in segments:
        along = end - start
        place = np.clip((points - start) @ along / max(float(along @ along), 1e-300), 0, 1)
        nearest = np.minimum(nearest, np.linalg.norm(points - start - place[:, None] * along, axis=1))
    return nearest
