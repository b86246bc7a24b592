r"""Convex bodies in space, drawn right from every side.

Which facets of a convex body are seen from in front, and which edges lie behind, depends on the point of view; so it
is decided anew whenever the picture is drawn, also while somebody turns it.  Let the corners of every facet be in
counter-clockwise order as seen from outside.  Then a facet faces the viewer exactly when its projection to the paper
is still in that order, by its signed area.  Facets that face the viewer never cover each other, nor do the others
among themselves.  So painting those that turn away first, and then the others, is correct, whatever their sizes; a
sort by depth is not.

A part of an edge between two facets that turn away is hidden where a facet that faces the viewer covers its
projection.  For a closed body this is all of it.  A body that is open, since a window has cut it, shows its inside.

The module imports matplotlib when it is imported itself; import it where something is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.text import Annotation

from tropnet.plot.look.colours import INK
from tropnet.plot.look.lettering import LABEL, halo

__all__ = ["Facets", "Ridges", "Seen", "Solid", "add_solid"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

EDGE, HIDDEN_EDGE = 1.1, 0.6
DASHES: Any = (0, (4, 3.5))
ZOOM = 1.35
# The width of a letter in parts of its height; the gap between a corner and its name, in points.
LETTER, GAP = 0.56, 5.0
FEW_NAMES = 12  # of more names those of hidden corners are not written
INSIDE = 0.82  # how much darker the inside of an open body is


@dataclass(frozen=True, eq=False)
class Solid:
    """The corners, facets and edges of a convex body of dimension at most 3, or of a part of its surface.

    Attributes
    ----------
    places : float array, shape (n, 3)
    polygons : sequence of sequences of int
        The corners of every facet in order around it.
    edges : int array, shape (m, 2)
    is_flat : bool
        Whether the body is a polygon, which faces the viewer from both sides.
    """

    places: Floats
    polygons: Sequence[Sequence[int]]
    edges: Labels
    is_flat: bool = False

    @cached_property
    def outward(self) -> list[list[int]]:
        """The polygons, counter-clockwise as seen from outside."""
        middle = self.places.mean(axis=0)
        turned = []
        for polygon in self.polygons:
            corners = self.places[list(polygon)]
            normal = np.cross(corners, np.roll(corners, -1, axis=0)).sum(axis=0)
            is_outward = normal @ (corners.mean(axis=0) - middle) >= 0
            turned.append(list(polygon) if is_outward else list(polygon)[::-1])
        return turned

    @cached_property
    def _polygons_at(self) -> dict[frozenset[int], list[int]]:
        """For the two ends of every side of a polygon, the polygons with this side."""
        found: dict[frozenset[int], list[int]] = {}
        for number, polygon in enumerate(self.polygons):
            for ends in pairwise([*polygon, polygon[0]]):
                found.setdefault(frozenset(ends), []).append(number)
        return found

    @cached_property
    def sides(self) -> list[list[int]]:
        """For every edge, the polygons that it bounds."""
        return [self._polygons_at.get(frozenset(edge), []) for edge in self.edges.tolist()]

    @property
    def is_closed(self) -> bool:
        """Whether the polygons are the whole surface: every side belongs to two."""
        return all(len(polygons) == 2 for polygons in self._polygons_at.values())

    def seen(self, projection: Floats) -> Seen:
        """What a projection of homogeneous coordinates, shape (4, 4), shows of the body."""
        rows = np.column_stack([self.places, np.ones(len(self.places))]) @ projection.T
        points = rows[:, :3] / rows[:, 3:]
        is_front = np.array(
            [self.is_flat or _signed_area(points[polygon, :2]) > 0 for polygon in self.outward], np.bool_
        )
        return Seen(self, points[:, :2], float(points[:, 2].mean()), is_front)


@dataclass(frozen=True, eq=False)
class Seen:
    """A body on the paper.

    Attributes
    ----------
    solid : Solid
    places : float array, shape (n, 2)
    depth : float
        Of its middle.
    is_front : bool array
        Which polygons face the viewer.
    """

    solid: Solid
    places: Floats
    depth: float
    is_front: Mask

    @cached_property
    def is_behind(self) -> Mask:
        """Which edges lie between polygons that turn away."""
        return np.array([len(s) == 2 and not self.is_front[s].any() for s in self.solid.sides], np.bool_)

    @property
    def visible(self) -> list[Floats]:
        """The parts of the edges that are seen, as segments."""
        front = list(self.places[self.solid.edges[~self.is_behind]])
        return front + [part for part, is_covered in self._behind if not is_covered]

    @property
    def hidden(self) -> list[Floats]:
        """The parts that facets cover."""
        return [part for part, is_covered in self._behind if is_covered]

    @cached_property
    def is_covered(self) -> Mask:
        """Which corners lie behind a facet that faces the viewer."""
        shown = [p for p, is_front in zip(self.solid.polygons, self.is_front, strict=True) if is_front]
        beside = ~np.isin(np.arange(len(self.places)), [corner for polygon in shown for corner in polygon])
        if self.solid.is_closed:
            return beside
        return np.array(
            [b and bool(self._covers(self.places[[i, i]])) for i, b in enumerate(beside.tolist())], np.bool_
        )

    @cached_property
    def _behind(self) -> list[tuple[Floats, bool]]:
        """The edges between polygons that turn away, in parts that are covered or not."""
        segments = self.places[self.solid.edges[self.is_behind]]
        if self.solid.is_closed:
            return [(segment, True) for segment in segments]
        found = []
        for start, end in segments:
            covers = _merged(self._covers(np.array([start, end])))
            stops = [0.0, *(stop for cover in covers for stop in cover), 1.0]
            for number, (low, high) in enumerate(pairwise(stops)):
                if high > low:
                    found.append((start + np.array([[low], [high]]) * (end - start), number % 2 == 1))
        return found

    @cached_property
    def _front_sides(self) -> tuple[Floats, Floats, Labels]:
        """The sides of all facets that face the viewer: starts, inner normals, and where each facet begins."""
        facets = [
            self.places[p] for p, is_front in zip(self.solid.outward, self.is_front, strict=True) if is_front
        ]
        sides = [np.roll(corners, -1, axis=0) - corners for corners in facets]
        inwards = [np.column_stack([-side[:, 1], side[:, 0]]) for side in sides]
        sizes = np.array([len(corners) for corners in facets], np.intp)
        nothing = np.empty((0, 2))
        return (
            np.concatenate([nothing, *facets]),
            np.concatenate([nothing, *inwards]),
            np.cumsum(sizes) - sizes,
        )

    def _covers(self, segment: Floats) -> list[tuple[float, float]]:
        """The parameters from 0 to 1 between which facets that face the viewer cover a segment."""
        corners, inwards, first = self._front_sides
        if not len(first):
            return []
        start, along = segment[0], segment[1] - segment[0]
        height, slope = ((start - corners) * inwards).sum(axis=1), inwards @ along
        with np.errstate(divide="ignore", invalid="ignore"):
            zero = -height / slope
        low = np.maximum(np.maximum.reduceat(np.where(slope > 0, zero, 0.0), first), 0.0)
        high = np.minimum(np.minimum.reduceat(np.where(slope < 0, zero, 1.0), first), 1.0)
        is_beside = np.logical_or.reduceat((slope == 0) & (height <= 0), first)
        covered = np.flatnonzero((low < high) & ~is_beside)
        return list(zip(low[covered].tolist(), high[covered].tolist(), strict=True))


def _merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The union of intervals that overlap at their ends only, up to rounding."""
    merged: list[tuple[float, float]] = []
    for low, high in sorted(intervals):
        if merged and low <= merged[-1][1] + 1e-9:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _signed_area(corners: Floats) -> float:
    x, y = corners.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


class Facets(PolyCollection):
    """The facets of a solid in axes with three dimensions, and the names of its corners, which follow them."""

    def __init__(self, solid: Solid, colours: Floats, names: Mapping[int, Annotation]) -> None:
        super().__init__([], zorder=1, clip_on=False, linewidths=0.3)
        self.axes: Any  # Axes3D, which has no types
        self._solid, self._colours, self._names = solid, colours, names

    def do_3d_projection(self) -> float:
        """Called by matplotlib before every drawing."""
        seen = self._solid.seen(_projection(self))
        order = np.argsort(seen.is_front, kind="stable")
        colours = self._colours * np.where(seen.is_front, 1, INSIDE)[:, None]
        self.set_verts([seen.places[list(self._solid.polygons[i])] for i in order])
        self.set_facecolor(list(map(tuple, colours[order])))
        self.set_edgecolor("face")
        self._place_names(seen)
        return seen.depth

    def _place_names(self, seen: Seen) -> None:
        """The names beside their corners, those of hidden corners grey, if there are few; none covers another one."""
        middle, taken = seen.places.mean(axis=0), np.empty((0, 4))
        per_point = self.axes.figure.dpi / 72
        for corner, name in sorted(self._names.items(), key=lambda item: bool(seen.is_covered[item[0]])):
            at, text = seen.places[corner], name.get_text()
            half = np.array([LETTER * LABEL * len(text), LABEL]) / 2
            direction = (at - middle) / max(float(np.linalg.norm(at - middle)), 1e-300)
            offset = direction * (half + GAP)
            centre = self.axes.transData.transform(at) / per_point + offset
            box = np.concatenate([centre - half, centre + half])
            is_hidden = bool(seen.is_covered[corner])
            is_free = ((box[:2] > taken[:, 2:]) | (box[2:] < taken[:, :2])).any(axis=1).all()
            name.xy = tuple(at)
            name.set_position(tuple(offset))
            name.set_color("0.5" if is_hidden else INK)
            name.set_visible(bool(is_free) and not (is_hidden and len(self._names) > FEW_NAMES))
            taken = np.vstack([taken, box]) if name.get_visible() else taken


class Ridges(LineCollection):
    """The edges of a solid: dark where they are seen, thin and dashed where they are hidden, or left out there."""

    def __init__(self, solid: Solid, *, hidden: bool) -> None:
        super().__init__([], zorder=2, clip_on=False, capstyle="round")
        self._solid, self._shows_hidden = solid, hidden

    def do_3d_projection(self) -> float:
        """Called by matplotlib before every drawing."""
        seen = self._solid.seen(_projection(self))
        hidden = seen.hidden if self._shows_hidden else []
        visible = seen.visible
        n, m = len(hidden), len(visible)
        self.set_segments([*hidden, *visible])
        self.set_color([to_rgba(INK, 0.45)] * n + [to_rgba(INK)] * m)
        self.set_linewidth([HIDDEN_EDGE] * n + [EDGE] * m)
        self.set_linestyle([DASHES] * n + ["-"] * m)
        return seen.depth


def _projection(artist: Artist) -> Floats:
    axes: Any = artist.axes
    matrix: Floats = axes.get_proj()
    return matrix


def add_solid(
    ax: Any,
    solid: Solid,
    colours: Floats,
    *,
    hidden: bool,
    names: Mapping[int, str],
    view: tuple[float, float],
) -> None:
    """Draw a solid into axes with three dimensions, and show all of it.

    Parameters
    ----------
    ax : matplotlib Axes3D
    solid : Solid
    colours : float array, shape (n_polygons, 3)
    hidden : bool
        Whether hidden edges are drawn.
    names : mapping of int to str
        What is written beside corners.
    view : pair of floats
        Elevation and azimuth in degrees, where the axes are empty.
    """
    _show(ax, solid.places, view)
    written = {
        corner: ax.annotate(
            name, (0, 0), (0, 0), textcoords="offset points", ha="center", va="center",
            fontsize=LABEL, zorder=4, path_effects=halo(),
        )
        for corner, name in names.items()
    }  # fmt: skip
    # Of artists with equal depths matplotlib draws the first one first.
    for artist in (Facets(solid, colours, written), Ridges(solid, hidden=hidden)):
        ax.add_collection(artist, autolim=False)
        artist.do_3d_projection()


def _show(ax: Any, places: Floats, view: tuple[float, float]) -> None:
    """Limits that hold the points and what the axes hold already, from every side, at one scale."""
    setters = (ax.set_xlim, ax.set_ylim, ax.set_zlim)
    old = (
        [np.array([getter()]).T for getter in (ax.get_xlim, ax.get_ylim, ax.get_zlim)]
        if ax.has_data()
        else None
    )
    held = places if old is None else np.concatenate([places, np.hstack(old)])
    middle = (held.min(axis=0) + held.max(axis=0)) / 2
    radius = float(np.linalg.norm(held - middle, axis=1).max()) or 1.0
    for setter, m in zip(setters, middle.tolist(), strict=True):
        setter(m - radius, m + radius)
    if old is None:
        ax.set_proj_type("ortho")  # so that parallel edges are parallel on the paper
        ax.set_box_aspect((1, 1, 1), zoom=ZOOM)
        ax.view_init(*view)
        ax.set_axis_off()
