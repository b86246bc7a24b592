"""Line arrangements as complexes: the regions in a window, their colours, and the points where lines meet.

A line arrangement is the canonical complex of a network with one hidden layer whose neurons switch on the lines; so
the engine that slices networks finds its regions in the window, all at once and exactly.

Two colours suffice for the regions: a region is light or dark by the product of the signs of its sign vector, and
crossing a line changes one sign.  Regions that are *relatively bounded*, that is bounded modulo the directions common
to all lines, have warm colours and are darker.  Their number is what Zaslavsky's theorem reads off the characteristic
polynomial ("Facing up to arrangements", 1975), also where all lines are parallel.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.matrix import nullspace
from tropnet.networks import Network
from tropnet.plot.look.window import window_around
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["COLOURS", "arrangement_network", "arrangement_window", "meeting_points", "region_colours"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

LEFT_OUT = 0.12  # of many points where lines meet, the part that may lie outside the window, at either end

COLOURS = np.array([[[0.955, 0.97, 0.985], [0.86, 0.915, 0.965]], [[0.97, 0.77, 0.42], [0.91, 0.60, 0.29]]])
"""Light and dark for unbounded regions, and for bounded ones; in grey 0.97, 0.91, 0.79, 0.66."""


def arrangement_network(arrangement: HyperplaneArrangement) -> Network:
    """A network with one hidden layer, the neurons of which switch on the hyperplanes, in their order.

    Examples
    --------
    >>> net = arrangement_network(HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]))
    >>> net, len(linear_regions(net))
    (<Network (2,) -> (1,), 3 nodes>, 7)
    """
    normals, biases = arrangement.normals, -arrangement.offsets
    if not len(arrangement):  # a layer has neurons: one that is never active
        normals, biases = RationalArray.zeros((1, arrangement.ambient_dim)), rational_array([-1])
    return Network.from_arrays([normals, [[1] * len(biases)]], [biases, [0]])


def arrangement_window(arrangement: HyperplaneArrangement) -> Polyhedron:
    """A box around the points where lines meet, without the outermost of many.

    For parallel lines, around their points nearest to the origin.

    Examples
    --------
    >>> arrangement_window(HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1])).vertices
    RationalArray([[-1/2, -1/2], [-1/2, 3/2], [3/2, -1/2], [3/2, 3/2]])
    """
    points = meeting_points(arrangement)[0]
    if not len(points):
        points = arrangement.normals.floats()
        points = points * (arrangement.offsets.floats() / (points**2).sum(axis=1))[:, None]
    return window_around(points, left_out=LEFT_OUT, margin=0.45)


def region_colours(arrangement: HyperplaneArrangement, shown: LinearRegions) -> Floats:
    """A colour for every cell of the network of the arrangement, shape (n_cells, 3).

    Parameters
    ----------
    arrangement : HyperplaneArrangement
    shown : LinearRegions
        Of its network, within a window.

    Examples
    --------
    >>> triangle = HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1])
    >>> regions = linear_regions(arrangement_network(triangle))
    >>> np.unique(region_colours(triangle, regions), axis=0, return_counts=True)[1].tolist()
    [3, 3, 1]
    """
    # Modulo the directions common to all lines, a region is what it is in a strip across them.
    common = nullspace(arrangement.normals)
    strip = Polyhedron.from_inequalities(concatenate([common, -common]), [1] * (2 * len(common)))
    whole = linear_regions(shown.network, strip if len(common) else None)
    bounded = {pattern.tobytes() for pattern in whole.patterns[whole.is_bounded]}
    is_bounded = np.array([pattern.tobytes() in bounded for pattern in shown.patterns], np.intp)
    colours: Floats = COLOURS[is_bounded, shown.patterns.sum(axis=1) % 2]
    return colours


def meeting_points(arrangement: HyperplaneArrangement) -> tuple[Floats, Labels]:
    """The points where lines meet, shape (k, 2), and how many lines meet in each.

    Examples
    --------
    >>> points, numbers = meeting_points(HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [1, "1/2", "3/2"]))
    >>> points.tolist(), numbers.tolist()
    ([[1.0, 0.5]], [3])
    """
    if arrangement.rank < 2:
        return np.empty((0, 2)), np.empty(0, np.intp)
    flats = [sorted(flat.hyperplanes) for flat in arrangement.intersection_lattice.flats[2]]
    first, second = np.array([flat[:2] for flat in flats]).T
    a, b = arrangement.normals.integers().astype(object).T
    c = arrangement.offsets.integers().astype(object)
    determinant = a[first] * b[second] - a[second] * b[first]
    x = (c[first] * b[second] - c[second] * b[first]) / determinant
    y = (a[first] * c[second] - a[second] * c[first]) / determinant
    return np.column_stack([x, y]).astype(np.float64), np.array([len(flat) for flat in flats], np.intp)
