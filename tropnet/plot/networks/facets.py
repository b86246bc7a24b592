r"""Graphs over the plane, drawn right from every side.

A facet of the graph covers another one on the paper where a line of sight meets both.  The shadow of a line of sight in
the plane of the inputs is a line, along which its points move away from the shadow of the eye, or from the direction to
it if the eye is infinitely far.  So the facet over a cell can cover only those over cells farther out along such a
line.  On the way from the one to the other, which the domain holds since it is convex, the line crosses walls between
neighbours, and always from the side where the eye is.  Hence the facets are painted in an order in which of two
neighbours the one on the other side of their wall comes first.  There is such an order, as there is for disjoint convex
sets in the plane and one direction, when no cell is below the eye; a sort by depth, which facets of different sizes
confuse, is not needed.

The module imports matplotlib when it is imported itself; import it where something is drawn.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.collections import PolyCollection

from tropnet.plot.cells.polygons import PlaneComplex

__all__ = ["GraphFacets", "back_to_front", "eye_of"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]


class GraphFacets(PolyCollection):
    """The facets of a graph in axes with three dimensions.

    Attributes
    ----------
    facets : list of float arrays, shape (size, 3)
        The corners of the facet over every cell.
    """

    def __init__(self, complex_: PlaneComplex, heights: Floats, colours: Floats, **style: Any) -> None:
        super().__init__([], **style)
        self.axes: Any  # Axes3D, which has no types
        self._complex, self._colours = complex_, colours
        self._corners = np.column_stack([np.concatenate(complex_.outlines), heights])
        self._ends = np.cumsum([len(outline) for outline in complex_.outlines])[:-1]
        self.facets = np.split(self._corners, self._ends)

    def do_3d_projection(self) -> float:
        """Called by matplotlib before every drawing."""
        matrix: Floats = self.axes.get_proj()
        rows = np.column_stack([self._corners, np.ones(len(self._corners))]) @ matrix.T
        points = rows[:, :3] / rows[:, 3:]
        polygons = np.split(points[:, :2], self._ends)
        order = back_to_front(self._complex, eye_of(matrix))
        self.set_verts([polygons[i] for i in order])
        self.set_facecolor(list(map(tuple, self._colours[order])))
        return float(points[:, 2].mean())


def eye_of(matrix: Floats) -> Floats:
    """The point that a projection sees from, in homogeneous coordinates: the last one is 0 if it is infinitely far.

    It is the point that is nowhere on the paper; its sign is such that the direction to it leads to smaller depths.

    Examples
    --------
    Seen from above:

    >>> eye_of(np.diag([1.0, 1, -1, 1])).tolist()
    [0.0, 0.0, 1.0, 0.0]
    """
    # The cofactors of the row of depths: orthogonal to the other three rows.
    paper = matrix[[0, 1, 3]]
    eye: Floats = np.array([(-1) ** k * np.linalg.det(np.delete(paper, k, axis=1)) for k in range(4)])
    if abs(eye[3]) > 1e-12 * np.abs(eye).max():
        eye /= eye[3]
        return eye
    eye /= -np.copysign(np.abs(eye).max(), matrix[2] @ eye)
    eye[3] = 0.0
    return eye + 0.0


def back_to_front(complex_: PlaneComplex, eye: Floats) -> Labels:
    """The cells in an order in which nothing is painted over what is before it.

    Examples
    --------
    Seen from the right and above, what is on the left comes first:

    >>> from tropnet.analysis.regions import linear_regions
    >>> from tropnet.networks import Network
    >>> from tropnet.plot.cells.polygons import plane_complex
    >>> from tropnet.polyhedra.bodies import cube
    >>> regions = linear_regions(Network.from_arrays([[[1, 0], [1, 0]], [[1, 1]]], [[0, -1], [0]]), cube(2, radius=2))
    >>> order = back_to_front(plane_complex(regions), np.array([1.0, 0, 1, 0]))
    >>> [float(regions[i].interior_point[0]) for i in order]
    [-1.0, 0.5, 1.5]
    """
    n_cells = len(complex_.outlines)
    behind, before = _oriented(complex_, eye).T
    waiting = np.bincount(before, minlength=n_cells)
    ends = np.searchsorted(np.sort(behind), np.arange(n_cells + 1))
    followers = before[np.argsort(behind, kind="stable")]
    ready = deque(np.flatnonzero(waiting == 0).tolist())
    order: list[int] = []
    while ready:
        cell = ready.popleft()
        order.append(cell)
        for follower in followers[ends[cell] : ends[cell + 1]].tolist():
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    # From an eye above the cells they may follow each other in a circle: those come last.
    return np.array([*order, *np.flatnonzero(waiting > 0).tolist()], np.intp)


def _oriented(complex_: PlaneComplex, eye: Floats) -> Labels:
    """The pairs of neighbours, the one that is farther from the eye first."""
    (x, y), w = eye[:2], eye[3]
    start, end = complex_.segments[:, 0], complex_.segments[:, 1]
    along = end - start
    towards = np.column_stack([x - w * start[:, 0], y - w * start[:, 1]])
    eye_side = along[:, 0] * towards[:, 1] - along[:, 1] * towards[:, 0]
    middles = np.array([outline.mean(axis=0) for outline in complex_.outlines])
    middle = middles[complex_.sides[:, 0]] - start
    first_side = along[:, 0] * middle[:, 1] - along[:, 1] * middle[:, 0]
    is_nearer = (eye_side > 0) == (first_side > 0)
    return np.where(is_nearer[:, None], complex_.sides[:, ::-1], complex_.sides)
