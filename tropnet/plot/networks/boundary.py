"""Classifiers with two inputs: the decision boundary, and data over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.boundary import DecisionBoundary, decision_boundary
from tropnet.analysis.components import components
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.plot.cells.marks import boxed, roomy_places
from tropnet.plot.cells.polygons import plane_complex
from tropnet.plot.look.axes import framed, new_axes, window_shown
from tropnet.plot.look.colours import INK, PALETTE
from tropnet.plot.look.window import inside, part_shown, window_around, window_of
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_decision_boundary", "plot_points"]

Floats = npt.NDArray[np.float64]

BOUNDARY_WIDTH = 2.2
MARKERS = "osD^vP*Xp"
"""One more than there are colours, so that 72 classes differ."""


def plot_decision_boundary(
    boundary: DecisionBoundary | Network | PiecewiseLinear,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    names: Sequence[str] | None = None,
    clear_of: npt.ArrayLike | None = None,
) -> Axes:
    """The decision boundary of a classifier with two inputs, each part of the plane marked with its class.

    Parameters
    ----------
    boundary : DecisionBoundary, Network or PiecewiseLinear
        With two inputs.  With one output, the boundary is where that changes its sign.
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

    Raises
    ------
    ShapeError
        If there are not two inputs.
    InputError
        If the window is unbounded, or shows nothing of the domain.

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
    if isinstance(boundary, PiecewiseLinear):
        f = boundary
        within = part_shown(window, f.domain, f.n_variables) if window is not None else f.domain
        boundary = decision_boundary(f.network, within=within)
    elif isinstance(boundary, Network):
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
    for x, y, cell in roomy_places(ax, regions, complex_, parts, obstacles):
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
        The names of the classes, for a legend, which names those that occur.
    size : float or array-like, shape (k,)
        The area of the markers, in points squared.
    **style
        For matplotlib's ``scatter``, for all classes, as ``color`` or ``marker``.

    Returns
    -------
    matplotlib Axes
        With one collection more for every class that occurs.

    Raises
    ------
    ShapeError
        If the points are no pairs of finite numbers, or not as many as the labels or the sizes.
    InputError
        If a label is no integer from 0 on, or has no name.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_points([[0, 0], [1, 2], [2, 1]], [0, 1, 1], ax=Figure().add_subplot())
    >>> [len(markers.get_offsets()) for markers in ax.collections]
    [1, 2]
    """
    from matplotlib.markers import MarkerStyle

    places = np.asarray(points, np.float64)
    if places.ndim != 2 or places.shape[1] != 2:
        raise ShapeError(f"points of shape {places.shape} do not lie in the plane; give shape (k, 2)")
    classes = _classes(labels, len(places))
    given = np.asarray(size, np.float64)
    if given.shape not in {(), classes.shape}:
        raise ShapeError(f"sizes of shape {given.shape} do not fit {len(places)} points")
    sizes = np.broadcast_to(given, classes.shape)
    occurring = np.unique(classes).tolist()
    if names is not None and occurring and occurring[-1] >= len(names):
        raise InputError(f"class {occurring[-1]} has no name; give {occurring[-1] + 1} names, or none at all")
    window = window_shown(ax) or window_around(places, left_out=0.0, margin=0.1)
    ax = new_axes(ax)
    for number in occurring:
        own = classes == number
        look = {
            "marker": MARKERS[number % len(MARKERS)], "color": PALETTE[number % len(PALETTE)],
            "linewidths": 0.7, "zorder": 5, "label": None if names is None else names[number], **style,
        }  # fmt: skip
        if MarkerStyle(look["marker"]).is_filled():
            look.setdefault("edgecolors", INK)
        x, y = places[own].T
        ax.scatter(x, y, s=sizes[own], **look)
    framed(ax, window)
    if names is not None and occurring:
        ax.legend(loc="best", framealpha=0.95)
    return ax


def _classes(labels: npt.ArrayLike | None, n_points: int) -> npt.NDArray[np.intp]:
    """The classes of points, shape (n_points,)."""
    given = np.asarray(np.zeros(n_points, np.intp) if labels is None else labels)
    if given.shape != (n_points,):
        raise ShapeError(f"labels of shape {given.shape} do not fit {n_points} points")
    wrong = [x for x in given.tolist() if given.dtype.kind not in "biuf" or not 0 <= x == x // 1]
    if wrong:
        raise InputError(f"label {wrong[0]!r} is no class; classes are integers, counted from 0")
    return given.astype(np.intp)
