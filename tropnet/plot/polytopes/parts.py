r"""The part of a polyhedron inside a window, and which of its faces are faces of the polyhedron.

A picture of an unbounded polyhedron shows its intersection with a window.  That is a polytope with too many faces:
where the window cuts, nothing ends, and no line should be drawn.  Let Q be the part of P in the window, both of
dimension :math:`d \le 3`, and F a face of Q of dimension k.  The smallest face of P that contains F is the
intersection of the facets of P that contain F.  In dimension at most 3, j different facets with a common point meet
in a face of dimension at most d - j when :math:`j \le 2`, and in a vertex when three do, for an edge of a
three-dimensional polyhedron lies on two facets only.  So F lies in a face of P of the same dimension k, and not only
in a larger one, exactly when at least d - k facets of P contain F: when it is *proper* to P.

Where Q has a lower dimension than P, because the window is flat, or touches P only, P is replaced by its part in the
affine hull of Q.

An edge from u to v with a cut end v goes on: for ever, if v - u lies in the recession cone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Part", "around", "part_in_window"]

Labels = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Part:
    """A polytope of dimension at most 3, and the polyhedron of the same dimension that it was cut out of.

    Attributes
    ----------
    polytope, whole : Polyhedron

    Examples
    --------
    >>> quadrant = part_in_window(Polyhedron.parse("[0,inf]^2"), Polyhedron.parse("[-1,2]^2"))
    >>> quadrant.polytope.vertices
    RationalArray([[0, 0], [0, 2], [2, 0], [2, 2]])
    >>> quadrant.vertices.tolist(), quadrant.edges.tolist(), quadrant.rays.tolist()
    ([0], [[0, 1], [0, 2]], [[0, 1], [0, 2]])
    """

    polytope: Polyhedron
    whole: Polyhedron

    @property
    def dim(self) -> int:
        """The dimension of both."""
        return self.polytope.dim

    @cached_property
    def vertices(self) -> Labels:
        """The numbers of the vertices that are proper, shape (k,)."""
        return np.flatnonzero(self._is_proper(np.arange(len(self._on_wall.T))[:, None], 0))

    @cached_property
    def edges(self) -> Labels:
        """The pairs of vertices that are joined by proper edges, shape (m, 2)."""
        pairs = self.polytope.adjacency
        return pairs[self._is_proper(pairs, 1)]

    @cached_property
    def rays(self) -> Labels:
        """The edges that go on for ever beyond a cut end, as pairs (other end, cut end), shape (r, 2)."""
        cone, places, proper = self.whole.recession_cone, self.polytope.vertices, set(self.vertices.tolist())
        ends = [(u, v) for pair in self.edges.tolist() for u, v in (pair, pair[::-1]) if v not in proper]
        found = [(u, v) for u, v in ends if places[v] - places[u] in cone]
        return np.array(found, np.intp).reshape(-1, 2)

    @cached_property
    def facets(self) -> Labels:
        """The numbers of the facets of the polytope that are proper, in the order of its inequalities."""
        rows = [np.flatnonzero(row)[None, :] for row in self.polytope.incidence]
        return np.flatnonzero([self._is_proper(row, self.dim - 1)[0] for row in rows])

    @cached_property
    def polygons(self) -> tuple[tuple[int, ...], ...]:
        """The proper faces of dimension 2, each as its vertices in order around it."""
        if self.dim < 2:
            return ()
        whole = np.ones((1, len(self.polytope.vertices)), np.bool_)
        faces = self.polytope.incidence[self.facets] if self.dim == 3 else whole
        return tuple(around(np.flatnonzero(face), self.polytope.adjacency) for face in faces)

    @cached_property
    def _on_wall(self) -> Mask:
        """Which facet of the whole contains which vertex of the part."""
        walls = self.whole.inequalities
        slack = walls[:, :-1] @ self.polytope.vertices.T - walls[:, -1:]
        return np.asarray(slack.sign() == 0)

    def _is_proper(self, faces: Labels, dim: int) -> Mask:
        """Which faces of one dimension are proper; a row of numbers of vertices spans each."""
        on_walls = np.asarray(self._on_wall[:, faces].all(axis=2))
        enough: Mask = on_walls.sum(axis=0) >= self.dim - dim
        return enough


def part_in_window(polyhedron: Polyhedron, window: Polyhedron | None = None) -> Part:
    """The part of a polyhedron in a window, or all of it if it is bounded and no window is given.

    Parameters
    ----------
    polyhedron : Polyhedron
    window : Polyhedron, optional
        A set in the same space, bounded if the polyhedron is not.

    Raises
    ------
    ShapeError
        If the part has more than three dimensions, or the window lies in another space.
    InputError
        If there is nothing to show, or the part is unbounded.

    Examples
    --------
    >>> part_in_window(Polyhedron.parse("[0,1]^2")).edges.tolist()
    [[0, 1], [0, 2], [1, 3], [2, 3]]
    """
    if polyhedron.is_empty:
        raise InputError(f"{polyhedron!r} has no points; there is nothing to draw")
    part = polyhedron if window is None else polyhedron & window
    if not part.is_bounded:
        raise InputError(f"{part!r} is unbounded; give a bounded window such as [-1,1]^3")
    if part.is_empty:
        raise InputError(f"the window {window!r} shows nothing of {polyhedron!r}")
    if part.dim > 3:
        raise ShapeError(
            f"{part!r} has dimension {part.dim}; at most 3 can be drawn: project it, or cut it with a flat window"
        )
    return Part(part, polyhedron if part.dim == polyhedron.dim else polyhedron & part.affine_hull)


def around(face: Labels, adjacency: Labels) -> tuple[int, ...]:
    """The vertices of a polygon in their order around it, from the first towards the smaller of its neighbours.

    Parameters
    ----------
    face : int array, shape (k,)
        The vertices, k >= 3, ascending.
    adjacency : int array, shape (m, 2)
        Pairs of vertices joined by an edge; of those between vertices of the face, two at each.

    Examples
    --------
    >>> around(np.array([0, 1, 2, 3]), np.array([[0, 1], [0, 2], [1, 3], [2, 3], [2, 7]]))
    (0, 1, 3, 2)
    """
    neighbours: dict[int, list[int]] = {vertex: [] for vertex in face.tolist()}
    for i, j in adjacency[np.isin(adjacency, face).all(axis=1)].tolist():
        neighbours[i].append(j)
        neighbours[j].append(i)
    walk = [int(face[0]), min(neighbours[int(face[0])])]
    while len(walk) < len(face):
        walk.append(next(j for j in neighbours[walk[-1]] if j != walk[-2]))
    return tuple(walk)
