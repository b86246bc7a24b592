"""Words in pictures: on a white ground, and where there is room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tropnet.analysis.regions import LinearRegions
from tropnet.plot.cells.polygons import PlaneComplex
from tropnet.plot.look.colours import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

__all__ = ["boxed", "polygon_areas", "roomy_places", "written"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

# Where a part has no room for a mark, it gets none: a disc of this radius, the sides of the picture being 1.
ROOM = 0.035
MOST_CANDIDATES = 400
OBSTACLES_AT_ONCE = 64


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
        x, y, text, ha="center", va="center", fontsize=10, color=INK, zorder=5.5, clip_on=True,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": INK, "linewidth": 0.8},
    )  # fmt: skip


def roomy_places(
    ax: Axes, regions: LinearRegions, complex_: PlaneComplex, parts: Labels, obstacles: Floats
) -> list[tuple[float, float, int]]:
    """For every part of the picture that has room: a place far from the obstacles, and a cell of the part.

    Parameters
    ----------
    ax : matplotlib Axes
        Framed.
    regions : LinearRegions
        Over a bounded domain.
    complex_ : PlaneComplex
        Of these regions.
    parts : int array, shape (n_cells,)
        The number of the part that every cell belongs to; the parts are connected.
    obstacles : float array, shape (m, 2, 2)
        The segments between the parts, and others to keep away from; a point is a segment from itself to itself.
    """
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    scale = np.array([right - left, top - bottom])
    found = []
    for own in _large_parts(complex_, parts, np.pi * ROOM**2 * float(scale.prod())):
        corners = [complex_.polygons[i] for i in own[:MOST_CANDIDATES]]
        # Corners too: of a part of many small cells, the middle is the corner of one.
        places = np.concatenate([*corners, np.array([corner.mean(axis=0) for corner in corners])])
        room = _distances_inside(regions, places, scale)
        everything = np.concatenate([complex_.polygons[i] for i in own])
        near = _in_box(obstacles, everything.min(axis=0), everything.max(axis=0))
        places, room = _roomy(places, room, near, scale)
        if len(places):
            x, y = places[room.argmax()].tolist()
            found.append((x, y, int(complex_.cells[own[0]])))
    return found


def _large_parts(complex_: PlaneComplex, parts: Labels, area: float) -> list[Labels]:
    """The polygons of every part that is larger than an area, the largest first.

    A part with a disc inside is no smaller than the disc.
    """
    areas, part_of_polygon = polygon_areas(complex_), parts[complex_.cells]
    is_large = np.bincount(part_of_polygon, areas) > area
    order = np.lexsort((-areas, part_of_polygon))
    order = order[is_large[part_of_polygon[order]]]
    ends = np.flatnonzero(np.diff(part_of_polygon[order])) + 1
    return [own for own in np.split(order, ends) if len(own)]


def polygon_areas(complex_: PlaneComplex) -> Floats:
    """The area of every polygon, shape (n_polygons,)."""
    # From the first corner on, which keeps the products small.
    spokes = complex_.corners - complex_.corners[complex_.firsts][complex_.polygon_of_corner]
    ends = complex_.next_corners - complex_.corners + spokes
    doubled = spokes[:, 0] * ends[:, 1] - spokes[:, 1] * ends[:, 0]
    areas: Floats = np.abs(np.add.reduceat(doubled, complex_.firsts)) / 2
    return areas


def _distances_inside(regions: LinearRegions, places: Floats, scale: Floats) -> Floats:
    """The distances of places from the border of the domain, whose sides all belong to one half-plane each."""
    assert regions.within is not None
    rows = regions.within.inequalities.floats()
    normals = rows[:, :2] * scale
    slack = rows[:, 2] - places @ rows[:, :2].T
    distances: Floats = (slack / np.linalg.norm(normals, axis=1)).min(axis=1)
    return distances


def _in_box(segments: Floats, low: Floats, high: Floats) -> Floats:
    """The segments that may meet a box.

    Those that do not are no nearest obstacles of a part inside the box: the way there crosses its border first.
    """
    meets = (segments.max(axis=1) >= low).all(axis=1) & (segments.min(axis=1) <= high).all(axis=1)
    inside: Floats = segments[meets]
    return inside


def _roomy(places: Floats, room: Floats, obstacles: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """The places that have room, and how much; those that turn out to have none are dropped on the way."""
    places, room = places[room > ROOM], room[room > ROOM]
    for first in range(0, len(obstacles), OBSTACLES_AT_ONCE):
        some = obstacles[first : first + OBSTACLES_AT_ONCE]
        room = np.minimum(room, _distances(places / scale, some / scale))
        places, room = places[room > ROOM], room[room > ROOM]
    return places, room


def _distances(points: Floats, segments: Floats) -> Floats:
    """The distance of each point from the nearest segment."""
    starts, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    spokes = points[:, None] - starts
    length = np.maximum((along**2).sum(axis=1), 1e-300)
    place = np.clip((spokes * along).sum(axis=2) / length, 0, 1)
    distances: Floats = np.linalg.norm(spokes - place[:, :, None] * along, axis=2).min(axis=1, initial=np.inf)
    return distances
