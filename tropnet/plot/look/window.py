"""The part of space that a picture shows: a box with short decimal numbers for its ends.

Complexes are unbounded, pictures are not.  A picture shows the cells *within a window*, and the engine
itself cuts them: a complex is sliced again inside the window, so every polygon that is drawn is the exact
intersection, and the vertices where a ray leaves the picture are vertices of it.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, log10
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = [
    "Drawn",
    "bounding_box",
    "inside",
    "network_or_regions",
    "part_shown",
    "regions_of",
    "shown",
    "window_around",
    "window_of",
]

Floats = npt.NDArray[np.float64]
Drawn: TypeAlias = LinearRegions | Network | PiecewiseLinear
"""Regions that are known, a network whose regions are to be found, or a function, which has both."""

# The part of the vertices, in every coordinate, that a window leaves out at either end.
LEFT_OUT = 0.2
MARGIN = 0.25
# Vertices lie far out if all of them fill an interval so many times as wide as those in the middle do.
FAR_OUT = 4


def network_or_regions(drawn: Drawn) -> Network | LinearRegions:
    """A piecewise linear function as its linear regions; networks and regions as they are.

    Raises
    ------
    InputError
        If it is nothing of these.

    Examples
    --------
    >>> x, = PiecewiseLinear.coordinates(1)
    >>> network_or_regions(abs(x).restricted(box([0], [1]))).within == box([0], [1])
    True
    """
    if isinstance(drawn, PiecewiseLinear):
        return drawn.regions
    if not isinstance(drawn, Network | LinearRegions):
        raise InputError(
            f"a {type(drawn).__name__} is no network, nor linear regions, nor a PiecewiseLinear; tropnet.read reads a "
            "network, and tropnet.piecewise_linear other functions"
        )
    return drawn


def regions_of(drawn: Drawn) -> LinearRegions:
    """All linear regions of what is drawn.

    Raises
    ------
    InputError
        As for :func:`network_or_regions`.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> len(regions_of(abs(x) + abs(y)))
    4
    """
    drawn = network_or_regions(drawn)
    return linear_regions(drawn) if isinstance(drawn, Network) else drawn


def window_of(drawn: Drawn) -> Polyhedron:
    """The box that a picture of the regions shows unless told otherwise.

    Over a bounded domain it is the bounding box of the domain.  Else it holds all vertices, unless some lie far out:
    then, in each coordinate, the middle six tenths, where the network bends.

    Examples
    --------
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> window_of(linear_regions(tent)).vertices
    RationalArray([[-1/2], [5/2]])
    """
    regions = regions_of(drawn)
    if regions.within is not None and regions.within.is_bounded:
        return box(*bounding_box(regions.within))
    vertices = _finite_vertices(regions)
    inner, whole = (np.ptp(_middle(vertices, part), axis=0) for part in (LEFT_OUT, 0.0))
    return window_around(vertices, left_out=LEFT_OUT if (whole > FAR_OUT * inner).any() else 0.0)


def _middle(points: Floats, left_out: float) -> Floats:
    """The least and the greatest coordinates, without a part at either end."""
    if not len(points):
        return np.zeros((2, points.shape[1]))
    ascending, n_out = np.sort(points, axis=0), int(left_out * len(points))
    return np.stack([ascending[n_out], ascending[-1 - n_out]])


def window_around(points: npt.ArrayLike, *, left_out: float = LEFT_OUT, margin: float = MARGIN) -> Polyhedron:
    """The box of most of some points, with a margin, its ends rounded to short decimals.

    Parameters
    ----------
    points : float array, shape (k, n)
        Finite numbers.
    left_out : float
        The part of the points that may lie outside, at either end of every coordinate.
    margin : float
        What is added on either side, as a part of the width.

    Examples
    --------
    >>> window_around([[0, 0], [1, 10]], left_out=0).vertices
    RationalArray([[-3/10, -3], [-3/10, 13], [13/10, -3], [13/10, 13]])
    """
    coordinates = np.asarray(points, np.float64)
    if coordinates.ndim != 2 or not np.isfinite(coordinates).all():
        raise ShapeError(f"points of shape {coordinates.shape} have no window; give finite numbers (k, n)")
    if not len(coordinates):
        return box([Fraction(-1)] * coordinates.shape[1], [Fraction(1)] * coordinates.shape[1])
    low, high = _middle(coordinates, left_out)
    width = high - low
    far = float(np.abs([low, high]).max(initial=0.0))
    widest = float(width.max(initial=0.0))
    widest = widest if widest > 1e-9 * far else max(2.0, far / 1000)
    # A coordinate in which nothing happens, up to rounding, is shown as wide as the widest.
    half = np.where(width > 1e-9 * max(widest, far), width, widest) * (0.5 + margin)
    # Nearly square is better to look at; where units differ by more, so may the sides.
    half = np.where(half > 0.35 * half.max(initial=0.0), np.maximum(half, 0.75 * half.max(initial=0.0)), half)
    middle = (low + high) / 2
    ends = [_rounded(m - h, m + h) for m, h in zip(middle.tolist(), half.tolist(), strict=True)]
    return box([a for a, _ in ends], [b for _, b in ends])


def _rounded(low: float, high: float) -> tuple[Fraction, Fraction]:
    """Ends with two digits of the width, rounded outwards."""
    step = Fraction(10) ** (floor(log10(high - low)) - 1)
    # One part in a million is not worth a digit: 0.15 is no more than 0.15000000000000002.
    slack = Fraction(1, 10**6)
    return step * floor(Fraction(low) / step + slack), step * ceil(Fraction(high) / step - slack)


def bounding_box(window: Polyhedron) -> tuple[list[Fraction], list[Fraction]]:
    """The least and the greatest value of every coordinate of a bounded polyhedron.

    Raises
    ------
    InputError
        If it is empty, or unbounded: no picture can show all of it.

    Examples
    --------
    >>> bounding_box(Polyhedron.parse("x1 >= 0; x2 >= 0; x1 + x2 <= 1/2"))
    ([Fraction(0, 1), Fraction(0, 1)], [Fraction(1, 2), Fraction(1, 2)])
    """
    if not checked_polyhedron(window).is_bounded or not len(window.vertices):
        raise InputError(
            f"the window {window!r} is not a bounded set with points; give a box such as [-1,1]^2"
        )
    corners = window.vertices.fractions()
    return corners.min(axis=0).tolist(), corners.max(axis=0).tolist()


def shown(drawn: Drawn, window: Polyhedron | None = None) -> tuple[LinearRegions, Polyhedron]:
    """The regions of a picture, cut by its window, and the window, which is :func:`window_of` when omitted.

    Raises
    ------
    InputError
        If there are no regions to be drawn; and, with ShapeError, as for :func:`inside`.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    >>> regions, window = shown(net, Polyhedron.parse("[1,2]x[-1,1]"))
    >>> len(regions), window == regions.within
    (2, True)
    """
    drawn = network_or_regions(drawn)
    if window is None:
        drawn = regions_of(drawn)
        window = window_of(drawn)
    return inside(drawn, window), window


def inside(drawn: Drawn, window: Polyhedron) -> LinearRegions:
    """The regions within a window.

    Raises
    ------
    ShapeError
        If the window lies in another space.
    InputError
        If the window is unbounded, or shows nothing of the domain.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    >>> len(inside(linear_regions(net), Polyhedron.parse("[1,2]x[-1,1]")))
    2
    """
    drawn = network_or_regions(drawn)
    net, within = (drawn, None) if isinstance(drawn, Network) else (drawn.network, drawn.within)
    domain = part_shown(window, within, net.input_dim)
    return drawn if isinstance(drawn, LinearRegions) and domain == within else linear_regions(net, domain)


def part_shown(window: Polyhedron, within: Polyhedron | None, input_dim: int) -> Polyhedron:
    """The part of a domain that a window shows; without a domain, the window.

    Raises
    ------
    ShapeError
        If the window lies in another space.
    InputError
        If the window is unbounded, or shows nothing with an interior.

    Examples
    --------
    >>> part_shown(Polyhedron.parse("[0,2]"), Polyhedron.parse("[1,inf]"), 1) == Polyhedron.parse("[1,2]")
    True
    """
    if checked_polyhedron(window).ambient_dim != input_dim:
        raise ShapeError(f"the window lies in dimension {window.ambient_dim}, the regions in {input_dim}")
    bounding_box(window)
    part = window if within is None else window & within
    if not part.is_full_dimensional:
        of_domain = "" if within is None else f" of the domain {within!r}"
        raise InputError(f"the window {window!r} shows nothing{of_domain}; give one with points inside")
    return part


def _finite_vertices(regions: LinearRegions) -> Floats:
    """The vertices in floats; one of each set along the lineality space."""
    start, n = regions._assembly.start, regions.network.input_dim
    found = [np.empty((0, n))]
    for block in regions._assembly.blocks:
        rows = start.slicer.positions(block)
        finite = rows[rows[:, -1] > 0]
        points = np.zeros((len(finite), n))
        points[:, list(start.pivots)] = finite[:, :-1]
        found.append(points)
    return np.concatenate(found)
