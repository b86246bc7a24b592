"""Axes: made when none are given, framed by a window, and with the same quiet look in every picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tropnet.plot.look.colours import INK
from tropnet.plot.look.window import bounding_box
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["framed", "new_axes", "quiet_panes", "window_shown", "without_box"]


def new_axes(ax: Any = None, *, projection: str | None = None) -> Any:
    """The given axes, or those of a new figure of pyplot, which is not shown."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    options = {} if projection is None else {"projection": projection}
    _, ax = pyplot.subplots(figsize=(6, 5.4), layout="constrained", subplot_kw=options)
    return ax


def window_shown(ax: Axes | None) -> Polyhedron | None:
    """The window of the picture that axes in the plane hold already; None if they are empty."""
    if ax is None or not ax.has_data():
        return None
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    return box([left, bottom], [right, top])


def framed(ax: Axes, window: Polyhedron, names: tuple[str, str] = ("$x_1$", "$x_2$")) -> Axes:
    """The axes, showing exactly the window."""
    (left, bottom), (right, top) = bounding_box(window)
    ax.set_xlim(float(left), float(right))
    ax.set_ylim(float(bottom), float(top))
    # Angles are part of what is shown, unless one side would be a thin strip.
    ratio = float((top - bottom) / (right - left))
    ax.set_aspect("equal" if 0.4 < ratio < 2.5 else "auto")
    if not ax.get_xlabel() and not ax.get_ylabel():
        ax.set_xlabel(names[0])
        ax.set_ylabel(names[1], rotation=0, labelpad=10)
    ax.tick_params(length=3, colors=INK)
    return ax


def without_box(ax: Axes) -> Axes:
    """The axes of a graph: lines at the left and below only."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def quiet_panes(ax: Any) -> None:
    """The planes behind a picture in space, nearly white, without a grid."""
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.pane.set_facecolor((0.98, 0.98, 0.98, 1))
        axis.pane.set_edgecolor("0.85")
    ax.grid(False)
