"""Arrangements of lines in the plane, and of planes through a point, as great circles on a sphere.

The regions have two colours, such that neighbours differ; those that are relatively bounded are darker
(:mod:`tropnet.plot.polytopes.arrangement_cells`).  A point on more than two lines is marked with their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.plot.cells.polygons import plane_complex
from tropnet.plot.look.axes import framed, new_axes, window_shown
from tropnet.plot.look.colours import INK
from tropnet.plot.look.lettering import LABEL, halo, points_per_unit
from tropnet.plot.look.window import inside
from tropnet.plot.polytopes.arrangement_cells import (
    arrangement_network,
    arrangement_window,
    meeting_points,
    region_colours,
)
from tropnet.plot.polytopes.edge_names import NAME_GAP, far_apart, spread
from tropnet.plot.polytopes.sphere import Hemisphere
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_arrangement"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

LINE_WIDTH = 1.3
FEW_LINES = 24  # of more lines the names are not written
FEW_CIRCLES = 9  # of more circles the halves behind the sphere are not drawn
VIEW = (24, 32)
SPHERE = np.array([[0.955, 0.97, 0.985], [0.75, 0.85, 0.94]])  # all regions are unbounded: light and dark
ROUND = 1.02  # what is shown of the plane around the sphere of radius 1


def plot_arrangement(
    arrangement: HyperplaneArrangement,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    names: Sequence[str] | None = None,
    view: tuple[float, float] = VIEW,
) -> Axes:
    """An arrangement of lines, or a central arrangement of rank at most 3, its regions in two colours.

    Lines are drawn in the plane; their relatively bounded regions are darker.  Of a central arrangement in space
    one half of the sphere is shown, which its planes meet in great circles: what is behind is the image of what is in
    front under x -> -x.  Points that lie on more than two lines or circles are marked with the number of these.

    Parameters
    ----------
    arrangement : HyperplaneArrangement
        In the plane; or central, of rank at most 3, in a space of dimension at least 3.
    ax : matplotlib Axes, optional
        Where to draw, in the plane; a new figure when omitted.
    window : Polyhedron, optional
        For lines, a bounded set, the part to be shown.  When omitted, what the axes show already, and else
        :func:`tropnet.plot.polytopes.arrangement_cells.arrangement_window`.
    names : sequence of str, optional
        The names of the lines, in their order, or none.  When omitted, H with their numbers, if there are few.
    view : pair of floats
        For a sphere, elevation and azimuth of the eye, in degrees.

    Returns
    -------
    matplotlib Axes
        With two collections more: the regions, and the lines; the dashed halves of circles behind are a third one.

    Raises
    ------
    ShapeError
        If it is no such arrangement, or there are names, but not as many as hyperplanes.
    InputError
        If the window is unbounded, or one is given for a sphere.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> triangle = HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1])
    >>> ax = plot_arrangement(triangle, ax=Figure().add_subplot())
    >>> regions, lines = ax.collections
    >>> len(regions.get_paths()), len(lines.get_segments()), sorted(text.get_text() for text in ax.texts)
    (7, 3, ['$H_{0}$', '$H_{1}$', '$H_{2}$'])
    """
    m = len(arrangement)
    chosen = names if names is not None else [f"$H_{{{i}}}$" for i in range(m if m <= FEW_LINES else 0)]
    if chosen and len(chosen) != m:
        raise ShapeError(f"{len(chosen)} names do not fit {m} hyperplanes; give one for each, or none")
    if arrangement.ambient_dim == 2:
        return _plot_lines(arrangement, ax, window, chosen)
    if arrangement.ambient_dim < 3 or arrangement.rank > 3 or not arrangement.is_central:
        raise ShapeError(
            f"{arrangement!r} is neither an arrangement of lines nor central of rank at most 3; "
            "restrict it to a plane, or take its essentialization"
        )
    if window is not None:
        raise InputError(f"the window {window!r} is given, but a sphere is shown as a whole; leave it out")
    return _plot_circles(Hemisphere(arrangement, view), ax, chosen)


def _plot_lines(
    arrangement: HyperplaneArrangement, ax: Axes | None, window: Polyhedron | None, names: Sequence[str]
) -> Axes:
    window = window or window_shown(ax) or arrangement_window(arrangement)
    shown = inside(linear_regions(arrangement_network(arrangement), window), window)
    complex_, segments = plane_complex(shown), _segments(arrangement, window)
    ax = framed(new_axes(ax), window)
    _draw_regions(ax, complex_.polygons, region_colours(arrangement, shown)[complex_.cells])
    _draw_lines(ax, list(segments.values()))
    _mark_points(ax, *meeting_points(arrangement))
    if names:
        _write_around_frame(ax, {names[i]: segment for i, segment in segments.items()})
    return ax


def _segments(arrangement: HyperplaneArrangement, window: Polyhedron) -> dict[int, Floats]:
    """The part of each line in the window, by its number; of those that have one."""
    found = {}
    for i in range(len(arrangement)):
        equation = (arrangement.normals[i : i + 1], arrangement.offsets[i : i + 1])
        part = window & Polyhedron.from_inequalities(RationalArray.zeros((0, 2)), [], equations=equation)
        if part.dim == 1:
            found[i] = part.vertices.floats()
    return found


# -- drawing ---------------------------------------------------------------------------------------


def _draw_regions(ax: Axes, polygons: Sequence[Floats], colours: Floats) -> None:
    from matplotlib.collections import PolyCollection

    ax.add_collection(
        PolyCollection(polygons, facecolors=colours, edgecolors=colours, linewidths=0.3, zorder=1)
    )


def _draw_lines(ax: Axes, lines: Sequence[Floats], **style: Any) -> None:
    from matplotlib.collections import LineCollection

    width = LINE_WIDTH * min(1.0, (FEW_LINES / max(len(lines), 1)) ** 0.5)
    ax.add_collection(LineCollection(lines, **{"colors": INK, "linewidths": width, "zorder": 2, **style}))


def _mark_points(ax: Axes, points: Floats, numbers: Labels) -> None:
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    for (x, y), number in zip(points, numbers, strict=True):
        if number > 2 and left <= x <= right and bottom <= y <= top:
            ax.text(
                x, y, str(number), ha="center", va="center", fontsize=8, color=INK, zorder=4,
                bbox={"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": INK, "linewidth": 0.8},
            )  # fmt: skip


def _write_around_frame(ax: Axes, segments: Mapping[str, Floats]) -> None:
    """The names of lines outside the frame, where else the ticks are, each at one end of its line."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlabel("")
    ax.set_ylabel("")
    unit = points_per_unit(ax)
    low, high = np.array([ax.get_xlim(), ax.get_ylim()]).T
    half = (high - low) / 2 * unit
    ends = far_apart([(segment - (low + high) / 2) * unit for segment in segments.values()])
    for side, members in _by_side(ends / half).items():
        along = 1 - side[0]
        places = spread(ends[members, along], NAME_GAP)
        for number, place in zip(members, places, strict=True):
            outside = np.empty(2)
            outside[side[0]], outside[along] = side[1] * (half[side[0]] + 3), place
            ax.annotate(
                list(segments)[number], tuple(ends[number] / unit + (low + high) / 2), tuple(outside - ends[number]),
                textcoords="offset points", **_ALIGNED[side], fontsize=LABEL, color=INK,
                annotation_clip=False, path_effects=halo(),
            )  # fmt: skip


_ALIGNED: dict[tuple[int, int], dict[str, Any]] = {
    (0, 1): {"ha": "left", "va": "center"},
    (0, -1): {"ha": "right", "va": "center"},
    (1, 1): {"ha": "center", "va": "bottom"},
    (1, -1): {"ha": "center", "va": "top"},
}


def _by_side(ends: Floats) -> dict[tuple[int, int], list[int]]:
    """The numbers of the points by the side of the square from -1 to 1 that is nearest: (coordinate, sign)."""
    sides: dict[tuple[int, int], list[int]] = {}
    for number, end in enumerate(ends):
        coordinate = int(np.abs(end).argmax())
        sides.setdefault((coordinate, int(np.sign(end[coordinate]))), []).append(number)
    return sides


# -- on the sphere ---------------------------------------------------------------------------------


def _plot_circles(seen: Hemisphere, ax: Axes | None, names: Sequence[str]) -> Axes:
    from matplotlib.patches import Circle

    polygons, signs = seen.polygons()
    arcs = seen.arcs()
    ax = new_axes(ax)
    ax.set_xlim(-ROUND, ROUND)
    ax.set_ylim(-ROUND, ROUND)
    ax.set_aspect("equal")
    ax.set_axis_off()
    _draw_regions(ax, polygons, SPHERE[signs])
    _draw_lines(ax, arcs)
    if len(arcs) <= FEW_CIRCLES:
        _draw_lines(ax, [-arc for arc in arcs], linewidths=0.6, linestyles=[(0, (4, 3.5))], alpha=0.45)
    ax.add_patch(Circle((0, 0), 1, facecolor="none", edgecolor=INK, linewidth=LINE_WIDTH, zorder=2))
    _mark_points(ax, *seen.points())
    if names:
        _write_around_circle(ax, dict(zip(names, arcs, strict=True)))
    return ax


def _write_around_circle(ax: Axes, arcs: Mapping[str, Floats]) -> None:
    radius = float(points_per_unit(ax)[0])
    ends = far_apart([arc[[0, -1]] * radius for arc in arcs.values()])
    angles = spread(np.arctan2(ends[:, 1], ends[:, 0]), NAME_GAP / radius)
    for name, angle in zip(arcs, angles.tolist(), strict=True):
        direction = np.array([np.cos(angle), np.sin(angle)])
        ax.annotate(
            name, tuple(direction), tuple(direction * 0.65 * NAME_GAP), textcoords="offset points",
            ha="center", va="center", fontsize=LABEL, color=INK, annotation_clip=False,
        )  # fmt: skip
