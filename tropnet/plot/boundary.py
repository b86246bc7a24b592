"""Classifiers with two inputs: the decision boundary, and data over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.boundary import DecisionBoundary, decision_boundary
from tropnet.analysis.components import components
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.plot.axes import framed, new_axes, window_shown
from tropnet.plot.colours import INK, PALETTE
from tropnet.plot.marks import boxed, roomy_places
from tropnet.plot.polygons import plane_complex
from tropnet.plot.window import inside, window_around, window_of
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_decision_boundary", "plot_points"]

Floats = npt.NDArray[np.float64]

BOUNDARY_WIDTH = 2.2
MARKERS = "osD^vP*Xp"
"""One more than there are colours, so that 72 classes differ."""


def plot_decision_boundary(
    boundary: DecisionBoundary | Network,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    names: Sequence[str] | None = None,
    clear_of: npt.ArrayLike | None = None,
) -> Axes:
    """The decision boundary of a classifier with two inputs, each part of the plane marked with its class.

    Parameters
    ----------
    boundary : DecisionBoundary or Network
        With two inputs.  Of a network with one output the boundary is where that changes its sign.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        A bounded set, the part to be shown; when omitted, what the axes show already, and else one around the
        vertices.
    names : sequence of str, optional
        The names of the classes; their numbers when omitted, and no marks if it is empty.
    clear_of : array-like, shape (k, 2), optional
        Points from which the marks keep away.

    Returns
    -------
    matplotlib Axes
        With one collection more: the pieces of the boundary.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> ax = plot_decision_boundary(decision_boundary(norm, threshold=1), ax=Figure().add_subplot())
    >>> len(ax.collections[0].get_segments()), [text.get_text() for text in ax.texts]
    (4, ['0', '1'])
    """
    from matplotlib.collections import LineCollection
    from matplotlib.patheffects import Normal, withStroke

    window = window or window_shown(ax)
    if isinstance(boundary, Network):
        boundary = decision_boundary(boundary, within=window)
    window = window or window_of(boundary.regions)
    regions = inside(boundary.regions, window)
    complex_ = plane_complex(regions)
    classes = regions.patterns[:, -1]
    is_border = classes[complex_.sides[:, 0]] != classes[complex_.sides[:, 1]]
    border = complex_.segments[is_border]
    ax = new_axes(ax)
    lines = LineCollection(list(border), colors=INK, linewidths=BOUNDARY_WIDTH, capstyle="round", zorder=4)
    lines.set_path_effects(
        [withStroke(linewidth=BOUNDARY_WIDTH + 2, foreground="white", alpha=0.8), Normal()]
    )
    ax.add_collection(lines)
    framed(ax, window)
    if not len(border):  # where there is only one class, it needs no mark
        return ax
    same = classes[regions.adjacency[:, 0]] == classes[regions.adjacency[:, 1]]
    parts = components(len(regions), regions.adjacency[same])
    points = np.asarray([] if clear_of is None else clear_of, np.float64).reshape(-1, 1, 2)
    obstacles = np.concatenate([border, np.repeat(points, 2, axis=1)])
    for x, y, cell in roomy_places(ax, complex_, parts, obstacles):
        number = int(classes[cell])
        name = str(number) if names is None else names[number] if number < len(names) else ""
        if name:
            boxed(ax, x, y, name)
    return ax


def plot_points(
    points: npt.ArrayLike,
    labels: npt.ArrayLike | None = None,
    *,
    ax: Axes | None = None,
    names: Sequence[str] | None = None,
    size: float | npt.ArrayLike = 26,
    **style: Any,
) -> Axes:
    """Data in the plane, each class with a colour and a marker of its own.

    Parameters
    ----------
    points : array-like, shape (k, 2)
    labels : int array-like, shape (k,), optional
        The classes, from 0 on; one class when omitted.
    ax : matplotlib Axes, optional
        Keeps what it shows; a new figure when omitted.
    names : sequence of str, optional
        The names of the classes, for a legend.
    size : float or array-like, shape (k,)
        The area of the markers, in points squared.
    **style
        For matplotlib's ``scatter``.

    Returns
    -------
    matplotlib Axes
        With one collection more for every class that occurs.

    Raises
    ------
    ShapeError
        If the points are no pairs, or not as many as the labels.
    InputError
        If a label is negative.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_points([[0, 0], [1, 2], [2, 1]], [0, 1, 1], ax=Figure().add_subplot())
    >>> [len(markers.get_offsets()) for markers in ax.collections]
    [1, 2]
    """
    places = np.asarray(points, np.float64)
    if places.ndim != 2 or places.shape[1] != 2:
        raise ShapeError(f"points of shape {places.shape} do not lie in the plane; give shape (k, 2)")
    classes = np.zeros(len(places), np.intp) if labels is None else np.asarray(labels, np.intp)
    if classes.shape != (len(places),):
        raise ShapeError(f"labels of shape {classes.shape} do not fit {len(places)} points")
    if (classes < 0).any():
        raise InputError(f"label {classes.min()} is no class; classes are counted from 0")
    sizes = np.broadcast_to(np.asarray(size, np.float64), classes.shape)
    window = window_shown(ax) or window_around(places, left_out=0.0, margin=0.1)
    ax = new_axes(ax)
    look = {"edgecolors": INK, "linewidths": 0.7, "zorder": 5, **style}
    for number in np.unique(classes).tolist():
        own = classes == number
        x, y = places[own].T
        ax.scatter(
            x, y, s=sizes[own], marker=MARKERS[number % len(MARKERS)], color=PALETTE[number % len(PALETTE)],
            label=None if names is None else names[number], **look,
        )  # fmt: skip
    framed(ax, window)
    if names is not None:
        ax.legend(loc="best", framealpha=0.95)
    return ax
