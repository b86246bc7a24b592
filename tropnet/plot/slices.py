"""Many inputs: the cells on the plane through three points.

A network with 784 inputs has more cells than can be counted, but on a plane it is a network with two
inputs.  The plane through three points is exact; the coordinates in it are chosen such that a picture shows
true shapes: their axes are orthonormal up to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.regions import linear_regions
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.matrix import inverse
from tropnet.networks import Network, restrict_to_plane
from tropnet.networks.operations import compose
from tropnet.plot.axes import framed, new_axes
from tropnet.plot.boundary import plot_decision_boundary
from tropnet.plot.colours import INK
from tropnet.plot.plane import Colouring, plot_regions
from tropnet.plot.window import window_around
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["isometric_plane", "plot_slice"]

Floats = npt.NDArray[np.float64]


def isometric_plane(net: Network, p: Any, q: Any, r: Any) -> tuple[Network, RationalArray]:
    """The network on the plane through three points, in coordinates that keep shapes; and the points there.

    The first point is the origin, the second lies on the first axis.

    Raises
    ------
    InputError
        If the points lie on a line.
    ShapeError
        If a point has another shape than the network's input.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 1, 1]], [[1]]])
    >>> plane, points = isometric_plane(net, [0, 0, 0], [0, 4, 0], [0, 4, 2])
    >>> points, plane(points)
    (RationalArray([[0, 0], [4, 0], [4, 2]]), RationalArray([[0], [4], [6]]))
    """
    oblique = restrict_to_plane(net, p, q, r)
    corner, second, third = (rational_array(point).ravel() for point in (p, q, r))
    d, e = second - corner, third - corner
    # With D and E the directions and orthonormal u, v: D = w u and E = c u + h v.  The floats below are
    # taken as exact coordinates of (nearly) u and v, in terms of D and E; so what they span is exactly the
    # plane.
    w = sqrt(d @ d)
    h = sqrt((e @ e) - (d @ e) ** 2 / (d @ d))
    c = float(d @ e) / w
    change = rational_array([[1 / w, -c / (w * h)], [0.0, 1 / h]])
    points = inverse(change) @ rational_array([[0, 1, 0], [0, 0, 1]])
    return compose(oblique, Network.from_arrays([change])), points.T


def plot_slice(
    net: Network,
    p: Any,
    q: Any,
    r: Any,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    colour: Colouring = "gradient",
    boundary: bool = False,
    names: Sequence[str] = ("p", "q", "r"),
) -> Axes:
    """The cells of a network on the plane through three points, and these points.

    Parameters
    ----------
    net : Network
        With at least two inputs.
    p, q, r : array-like of rationals
        Three points of the input space that do not lie on a line.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        In the coordinates of :func:`isometric_plane`; around the three points when omitted.
    colour : {"gradient", "pattern"}
        As for :func:`tropnet.plot.plane.plot_regions`.
    boundary : bool
        Whether to draw the decision boundary too, for the largest of several outputs, or one output's 0.
    names : sequence of three str
        What is written at the points.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> net = Network.from_arrays([[[1, 1, 0, 0], [0, 0, 1, 1]], [[1, 1]]], [[-1, -1], [0]])
    >>> ax = plot_slice(net, [0, 0, 0, 0], [2, 0, 0, 0], [0, 0, 2, 0], ax=Figure().add_subplot())
    >>> len(ax.collections[0].get_paths()), [text.get_text() for text in ax.texts]
    (4, ['p', 'q', 'r'])
    """
    plane, points = isometric_plane(net, p, q, r)
    places = points.floats()
    chosen = window or window_around(places, left_out=0.0, margin=0.4)
    ax = plot_regions(linear_regions(plane, chosen), ax=new_axes(ax), window=chosen, colour=colour)
    if boundary:
        plot_decision_boundary(decision_boundary(plane, within=chosen), ax=ax, window=chosen)
    _name_points(ax, places, names)
    ax.set_xlabel("distance from p towards q")
    ax.set_ylabel("distance from the line pq", rotation=90, labelpad=4)
    return framed(ax, chosen)


def _name_points(ax: Axes, places: Floats, names: Sequence[str]) -> None:
    from matplotlib.patheffects import withStroke

    ax.plot(*places.T, "o", color=INK, markersize=7, markeredgecolor="white", markeredgewidth=1.2, zorder=6)
    middle = places.mean(axis=0)
    for place, name in zip(places, names, strict=True):
        outwards = (place - middle) / max(float(np.linalg.norm(place - middle)), 1e-300)
        text = ax.annotate(
            name, place, 14 * outwards, textcoords="offset points", ha="center", va="center",
            fontsize=12, fontweight="bold", color=INK, zorder=6,
        )  # fmt: skip
        text.set_path_effects([withStroke(linewidth=3, foreground="white")])
