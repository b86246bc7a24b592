"""Axes: made when none are given, framed by a window, and with the same quiet look in every picture."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tropnet.errors import InputError, ShapeError
from tropnet.plot.look.colours import INK
from tropnet.plot.look.window import bounding_box
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["framed", "new_axes", "quiet_panes", "window_shown", "without_box"]


LARGEST = 1e300  # room for the arithmetic of the renderer


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
    """The axes, showing exactly the window.

    Raises
    ------
    ShapeError
        If it does not lie in the plane.
    InputError
        If it is unbounded, or a side is too short, or too far out, for floats.
    """
    low, high = bounding_box(window)
    if len(low) != 2:
        raise ShapeError(f"the window lies in dimension {len(low)}, and the picture in the plane")
    (left, bottom), (right, top) = low, high
    limit = Fraction(LARGEST)
    if max(map(abs, (*low, *high))) > limit or float(left) == float(right) or float(bottom) == float(top):
        raise InputError(
            f"the axes of a picture are floats, and these cannot show the window {window!r}; give a larger one, or put "
            "an affine map before the function, as a lens"
        )
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
