"""Words in pictures: on a white ground, and where there is room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tropnet.plot.colours import INK
from tropnet.plot.polygons import PlaneComplex

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

__all__ = ["boxed", "roomy_places", "written"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

# Where a part has no room for a mark, it gets none: this part of the window's smaller side.
ROOM = 0.035
MOST_CANDIDATES = 400


def written(ax: Axes, x: float, y: float, text: str, colour: str = INK, *, size: float = 9) -> Text:
    """A word with a white rim, so that it is read over lines."""
    from matplotlib.patheffects import withStroke

    placed = ax.text(
        x, y, text, ha="center", va="center", fontsize=size, fontweight="bold", color=colour, zorder=6,
        clip_on=True,
    )  # fmt: skip
    placed.set_path_effects([withStroke(linewidth=3, foreground="white")])
    return placed


def boxed(ax: Axes, x: float, y: float, text: str) -> Text:
    """A word in a white box."""
    return ax.text(
        x, y, text, ha="center", va="center", fontsize=10, color=INK, zorder=5, clip_on=True,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": INK, "linewidth": 0.8},
    )  # fmt: skip


def roomy_places(
    ax: Axes, complex_: PlaneComplex, parts: Labels, borders: Floats
) -> list[tuple[float, float, int]]:
    """For every part of the picture that has room: a place far from the borders, and a cell of the part.

    Parameters
    ----------
    ax : matplotlib Axes
        Framed.
    complex_ : PlaneComplex
    parts : int array, shape (n_cells,)
        The number of the part that every cell belongs to; the parts are connected.
    borders : float array, shape (m, 2, 2)
        The segments between the parts.
    """
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    size = np.array([right - left, top - bottom])
    frame = np.array([[left, bottom], [right, bottom], [right, top], [left, top]])
    walls = np.concatenate([borders, np.stack([frame, np.roll(frame, -1, axis=0)], axis=1)]) / size
    areas = np.array([_area(polygon) for polygon in complex_.polygons])
    found = []
    for part in range(int(parts.max(initial=-1)) + 1):
        own = np.flatnonzero(parts[complex_.cells] == part)
        own = own[np.argsort(-areas[own], kind="stable")][:MOST_CANDIDATES]
        corners = [complex_.polygons[i] for i in own]
        # Corners too: of a part of many small cells, the middle is the corner of one.
        places = np.concatenate([*corners, np.array([corner.mean(axis=0) for corner in corners])])
        room = _distances(places / size, walls)
        if room.max() > ROOM:
            x, y = places[room.argmax()].tolist()
            found.append((x, y, int(complex_.cells[own[0]])))
    return found


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
