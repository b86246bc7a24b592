r"""Facets and extreme rays of cones with many rays: floats propose, integers decide.

The double description method adds the rays one by one and meets all intermediate cones, in exact arithmetic
and with a search for adjacent pairs at each step.  For hundreds or thousands of points in R^3 or R^4 it takes seconds
to minutes, where quickhull (Barber, Dobkin and Huhdanpaa, The quickhull algorithm for convex hulls, 1996) in
floating point takes milliseconds.  Here the answer of the one is as certain as that of the other:

1. :mod:`tropnet.polyhedra.hulls.section` finds the lines in the cone, coordinates in which what is left is pointed and
   full-dimensional, and a hyperplane that cuts it in a polytope;
2. in the plane (D = 3) and on the line the hull is computed in integers outright
   (:mod:`tropnet.polyhedra.hulls.planar`);
3. beyond, Qhull, through scipy, gets the points of the section as floats and proposes a triangulation of its
   boundary;
4. :mod:`tropnet.polyhedra.hulls.boundary_cycles` computes the hyperplanes of the proposed simplices from the exact rays
   and proves that they are the facets, all of them;
5. where it cannot, because facets differ by less than floats can tell, numbers are beyond their range, or scipy is
   not installed, :mod:`tropnet.polyhedra.hulls.beneath_beyond` triangulates the boundary in integers.

Nothing that Qhull says is believed, and nothing that it gets wrong does any harm.  Left to the double description
method are high dimensions, where the facets of degenerate polytopes fall apart into too many simplices.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, MissingDependencyError, UndecidedError
from tropnet.polyhedra.hulls.beneath_beyond import placing_triangulation
from tropnet.polyhedra.hulls.boundary_cycles import Boundary, cofactors, oriented, proved_boundary
from tropnet.polyhedra.hulls.planar import convex_polygon
from tropnet.polyhedra.hulls.section import Chart, positive_form, rays_on_lines
from tropnet.polyhedra.integer_rows import IntegerRows, primitive, product

__all__ = ["ConeHull", "cone_hull", "proposed_simplices", "quickhull"]

Floats = npt.NDArray[np.float64]

_CANCELLATION = 2.0**-12
"""How small a box must be beside its distance from 0 for its points to be moved before they are rounded."""

_HIGHEST = 6
"""The largest dimension of a section.  The boundary of the cube of this dimension takes about 1300 simplices, that
of the next 9000, and that of the one after it seconds."""


class ConeHull(NamedTuple):
    """The facets of the cone of rays and lines in R^d, the equations of its span, its extreme rays and its lines.

    Attributes
    ----------
    facets : integer array, shape (f, d)
        Primitive linear forms, nonnegative on the cone and unique modulo the equations.
    equations : integer array, shape (e, d)
        A basis of the forms that vanish on the cone.
    extreme : integer array
        Indices of rays that generate the cone together with the lines.  None is redundant, except that of equal
        rays modulo the lines several may be listed.
    lines : integer array, shape (l, d)
        Rows that span the lines in the cone.
    """

    facets: IntegerRows
    equations: IntegerRows
    extreme: npt.NDArray[np.intp]
    lines: IntegerRows


def cone_hull(rays: IntegerRows, lines: IntegerRows) -> ConeHull:
    """The facets, equations and extreme rays of the cone of the rays plus the span of the lines.

    Parameters
    ----------
    rays, lines : integer arrays, shapes (k, d) and (l, d)
        Redundant, repeated and zero rows are welcome.

    Raises
    ------
    UndecidedError
        If the cone has a section of dimension above 6.

    Examples
    --------
    The octahedron, with its centre, at t = 1:

    >>> points = np.concatenate([np.eye(3, dtype=int), -np.eye(3, dtype=int), np.zeros((1, 3), int)])
    >>> hull = cone_hull(np.column_stack([points, np.ones(7, int)]), np.zeros((0, 4), int))
    >>> hull.facets.tolist()[:2], len(hull.facets), hull.extreme.tolist()
    ([[-1, -1, -1, 1], [-1, -1, 1, 1]], 8, [0, 1, 2, 3, 4, 5])
    """
    chart = Chart.of(rays, lines)
    kept = np.flatnonzero(chart.rows.astype(np.bool_).any(axis=1))
    rows = chart.rows[kept]
    try:
        form, heights = positive_form(rows)
    except InputError:
        return cone_hull(rays, np.concatenate([lines, rays[kept[rays_on_lines(rows)]]]))
    facets, extreme = _boundary(rows, form, heights)
    return ConeHull(primitive(product(facets, chart.lift.T)), chart.equations, kept[extreme], lines)


def _boundary(rows: IntegerRows, form: IntegerRows, heights: IntegerRows) -> Boundary:
    """The facets and extreme rays of the cone of rows that span R^D and have positive heights by a form."""
    if len(rows) == 0:
        return Boundary(rows, np.zeros(0, np.intp))
    dim = rows.shape[1]
    # The other coordinates are affine coordinates of the section when one is left out at which w is not 0.
    left_out = min(np.flatnonzero(form), key=lambda j: abs(form[j]))
    section = np.concatenate([np.delete(rows, left_out, axis=1), heights[:, None]], axis=1)
    if dim <= 3:
        return _polygon_boundary(rows, section)
    if dim > _HIGHEST + 1:
        raise UndecidedError(f"the section has dimension {dim - 1}; above {_HIGHEST}, name an engine")
    try:
        return proved_boundary(rows, proposed_simplices(_coordinates(section)))
    except (UndecidedError, MissingDependencyError):
        return proved_boundary(rows, placing_triangulation(rows))


def _polygon_boundary(rows: IntegerRows, section: IntegerRows) -> Boundary:
    """The boundary where the section is a polygon, a segment or a point."""
    n = rows.shape[1] - 1
    in_the_plane = np.concatenate([np.zeros((len(rows), 2 - n), np.int64), section], axis=1)
    polygon = convex_polygon(in_the_plane)
    simplices = np.column_stack([polygon, np.roll(polygon, -1)])[:, :n]
    return Boundary(oriented(cofactors(rows[simplices]), rows), polygon)


def proposed_simplices(points: Floats) -> npt.NDArray[np.intp]:
    """What Qhull takes for a triangulation of the boundary of the hull of points: n indices in each row.

    Parameters
    ----------
    points : float array, shape (k, n), n > 1

    Raises
    ------
    UndecidedError
        If Qhull gives up: the points are nearly flat.
    MissingDependencyError
        If scipy is not installed.

    Examples
    --------
    >>> np.unique(proposed_simplices(np.array([[0, 0], [4, 0], [0, 4], [1, 1.0]]))).tolist()
    [0, 1, 2]
    """
    return np.asarray(quickhull(points).simplices, np.intp)


def quickhull(points: Floats) -> Any:
    """The hull of points as scipy.spatial.ConvexHull has it from Qhull, in floating point and without guarantee.

    Parameters
    ----------
    points : float array, shape (k, n), n > 1

    Raises
    ------
    UndecidedError
        If Qhull gives up: the points are nearly flat.
    MissingDependencyError
        If scipy is not installed.

    Examples
    --------
    >>> quickhull(np.array([[0, 0], [4, 0], [0, 4], [1, 1.0]])).volume
    8.0
    """
    try:
        from scipy.spatial import ConvexHull, QhullError
    except ImportError as error:
        raise MissingDependencyError(
            "Qhull comes with scipy: pip install 'tropnet[hull]'; without it hulls are found in integers"
        ) from error
    try:
        return ConvexHull(points)
    except (QhullError, ValueError) as error:
        raise UndecidedError(f"Qhull proposes nothing for {len(points)} points: {error}") from error


def _coordinates(section: IntegerRows) -> Floats:
    """The points x / t about the middle of their bounding box, each coordinate in [-1, 1], as floats.

    Where the box is small beside the distance of its middle from 0, x / t is moved there before it is rounded.
    """
    points, heights = section[:, :-1], section[:, -1:]
    try:
        floats = (points / heights).astype(np.float64)
        middle, radii = _box(floats)
        if (radii < _CANCELLATION * np.abs(middle)).any():
            floats = _moved(points, heights, middle)
            middle, radii = _box(floats)
    except OverflowError as error:
        raise UndecidedError("the rays are beyond the range of floats") from error
    return np.asarray((floats - middle) / np.where(radii > 0, radii, 1))


def _box(points: Floats) -> tuple[Floats, Floats]:
    """The middle and half the sides of the bounding box."""
    low, high = points.min(axis=0), points.max(axis=0)
    return (low + high) / 2, (high - low) / 2


def _moved(points: IntegerRows, heights: IntegerRows, origin: Floats) -> Floats:
    """The floats nearest to x / t - origin."""
    ratios = [entry.as_integer_ratio() for entry in origin.tolist()]
    scale = max(denominator for _, denominator in ratios)  # all are powers of two
    shift = np.array([numerator * (scale // denominator) for numerator, denominator in ratios], object)
    heights = heights.astype(object)
    quotients = (points.astype(object) * scale - shift * heights) / (heights * scale)
    return np.asarray(quotients, np.float64)
