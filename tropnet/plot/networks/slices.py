"""Many inputs: the cells on the plane through three points.

A network with 784 inputs has more cells than can be counted, but on a plane it is a network with two
inputs.  The plane through three points is exact; the coordinates in it are chosen such that a picture shows
true shapes: their axes are orthonormal up to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array, stack
from tropnet.exact.matrix import inverse
from tropnet.networks import Network, restrict_to_plane
from tropnet.networks.operations import compose
from tropnet.plot.look.axes import framed
from tropnet.plot.look.colours import INK
from tropnet.plot.look.window import bounding_box, window_around
from tropnet.plot.networks.boundary import plot_decision_boundary, plot_points
from tropnet.plot.networks.plane import Colouring, plot_regions
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["isometric_plane", "plot_slice"]

Floats = npt.NDArray[np.float64]

# What is so near to the plane, measured by its coordinates, lies on it but for rounding.
ROUNDING = 1e-12


@overload
def isometric_plane(net: Network, p: Any, q: Any, r: Any) -> tuple[Network, RationalArray]: ...


@overload
def isometric_plane(
    net: PiecewiseLinear, p: Any, q: Any, r: Any
) -> tuple[PiecewiseLinear, RationalArray]: ...


def isometric_plane(
    net: Network | PiecewiseLinear, p: Any, q: Any, r: Any
) -> tuple[Network | PiecewiseLinear, RationalArray]:
    """The network on the plane through three points, in coordinates that keep shapes; and the points there.

    The first point is the origin, the second lies on the first axis.  A piecewise linear function becomes one on the
    part of the plane that lies in its domain.

    Raises
    ------
    InputError
        If the points lie on a line.
    ShapeError
        If a point has another shape than the network's input.
    EmptyDomainError
        If the plane does not meet the interior of the domain.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 1, 1]], [[1]]])
    >>> plane, points = isometric_plane(net, [0, 0, 0], [0, 4, 0], [0, 4, 2])
    >>> points, plane(points)
    (RationalArray([[0, 0], [4, 0], [4, 2]]), RationalArray([[0], [4], [6]]))
    """
    oblique = restrict_to_plane(net.network if isinstance(net, PiecewiseLinear) else net, p, q, r)
    corner, second, third = (rational_array(point).ravel() for point in (p, q, r))
    d, e = second - corner, third - corner
    # With D and E the directions and orthonormal u, v: D = w u and E = c u + h v.  The floats below are
    # taken as exact coordinates of (nearly) u and v, in terms of D and E; so what they span is exactly the
    # plane.
    w = sqrt(d @ d)
    h = sqrt((e @ e) - (d @ e) ** 2 / (d @ d))
    c = float(d @ e) / w
    change = rational_array([[1 / w, -c / (w * h)], [0.0, 1 / h]])
    points = (inverse(change) @ rational_array([[0, 1, 0], [0, 0, 1]])).T
    if isinstance(net, PiecewiseLinear):
        return net.compose(stack([d, e]).T @ change, corner), points
    return compose(oblique, Network.from_arrays([change])), points


def plot_slice(
    net: Network | PiecewiseLinear,
    p: Any,
    q: Any,
    r: Any,
    *,
    ax: Axes | None = None,
    window: Polyhedron | None = None,
    colour: Colouring = "gradient",
    output: int = 0,
    boundary: bool = False,
    names: Sequence[str] = ("p", "q", "r"),
    data: npt.ArrayLike | None = None,
    labels: npt.ArrayLike | None = None,
    nearest: int = 40,
) -> Axes:
    """The cells of a network on the plane through three points, these points, and the data near the plane.

    Parameters
    ----------
    net : Network or PiecewiseLinear
        With at least two inputs.
    p, q, r : array-like of rationals
        Three points of the input space that do not lie on a line.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        In the coordinates of :func:`isometric_plane`; around the three points when omitted.
    colour, output
        As for :func:`tropnet.plot.plot_regions`.
    boundary : bool
        Whether to draw the decision boundary too, for the largest of several outputs, or one output's 0.
    names : sequence of three str
        What is written at the points.
    data : array-like, shape (k, input_dim) or (k, *input_shape), optional
        Points of the input space: those nearest to the plane are drawn where they project to it, the nearer the
        larger.
    labels : int array-like, shape (k,), optional
        The classes of the data: colours and markers.
    nearest : int
        How many points of the data are drawn, of those that project into the window.

    Raises
    ------
    ShapeError
        If a point has another shape than the network's input, there are not as many labels as data, or the window does
        not lie in the plane.
    InputError
        If the three points lie on a line or have not three names, or the window is unbounded, the colouring unknown,
        or there is no such output.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> net = Network.from_arrays([[[1, 1, 0, 0], [0, 0, 1, 1]], [[1, 1]]], [[-1, -1], [0]])
    >>> ax = plot_slice(net, [0, 0, 0, 0], [2, 0, 0, 0], [0, 0, 2, 0], ax=Figure().add_subplot())
    >>> len(ax.collections[0].get_paths()), [text.get_text() for text in ax.texts]
    (4, ['p', 'q', 'r'])
    """
    if len(names) != 3:
        raise InputError(f"names={names!r} do not name three points; give three words, which may be empty")
    plane, points = isometric_plane(net, p, q, r)
    places = points.floats()
    chosen = window or window_around(places, left_out=0.0, margin=0.4)
    ax = plot_regions(plane, ax=ax, window=chosen, colour=colour, output=output)
    if boundary:
        plot_decision_boundary(plane, ax=ax, window=chosen, clear_of=places)
    if data is not None:
        _draw_data(ax, _Projection(p, q, r), chosen, data, labels, nearest)
    _name_points(ax, places, names)
    ax.set_xlabel("distance from p towards q")
    ax.set_ylabel("distance from the line pq", rotation=90, labelpad=4)
    return framed(ax, chosen)


class _Projection:
    """The orthogonal projection to the plane through three points, in its isometric coordinates and in floats."""

    def __init__(self, p: Any, q: Any, r: Any) -> None:
        self.corner, second, third = (rational_array(point).floats().ravel() for point in (p, q, r))
        d, e = second - self.corner, third - self.corner
        u = d / np.linalg.norm(d)
        v = e - (e @ u) * u
        self.axes = np.array([u, v / np.linalg.norm(v)])

    def __call__(self, points: Floats) -> tuple[Floats, Floats]:
        """The projections of points, shape (k, 2), and their distances from the plane, shape (k,)."""
        spokes = points - self.corner
        places = spokes @ self.axes.T
        distances = np.linalg.norm(spokes - places @ self.axes, axis=1)
        size = np.linalg.norm(points, axis=1) + np.linalg.norm(self.corner)
        return places, np.where(distances > ROUNDING * size, distances, 0.0)


def _draw_data(
    ax: Axes,
    projection: _Projection,
    window: Polyhedron,
    data: npt.ArrayLike,
    labels: npt.ArrayLike | None,
    nearest: int,
) -> None:
    rows, n = np.asarray(data, np.float64), len(projection.corner)
    if rows.size != len(rows) * n:
        raise ShapeError(f"data of shape {rows.shape} do not fit {n} inputs")
    rows = rows.reshape(len(rows), n)
    classes = np.zeros(len(rows), np.intp) if labels is None else np.asarray(labels)
    if classes.shape != (len(rows),):
        raise ShapeError(f"labels of shape {classes.shape} do not fit {len(rows)} points of data")
    places, distances = projection(rows)
    (left, bottom), (right, top) = bounding_box(window)
    in_window = (places >= [float(left), float(bottom)]).all(axis=1)
    in_window &= (places <= [float(right), float(top)]).all(axis=1)
    chosen = np.flatnonzero(in_window)
    chosen = chosen[np.argsort(distances[chosen], kind="stable")][:nearest]
    if not len(chosen):
        return
    far = distances[chosen].max() or 1.0
    plot_points(places[chosen], classes[chosen], ax=ax, size=14 + 50 * (1 - distances[chosen] / far))


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
