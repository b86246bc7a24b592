r"""The bounded faces of a lifted polytope, level by level.

Let P be the convex hull of finitely many lifted points plus the cone of the direction -e, where e points upwards.
Its facets, the *walls*, are of two kinds: upper walls, which e leaves, and vertical walls, which e lies in.  A face of
P is bounded exactly when some upper wall contains it, and then it is the convex hull of its vertices.  So the
bounded faces are the faces of the upper walls.

A face is an intersection of walls.  If G is a facet of the face F, some wall W contains G but not F, and then
:math:`F \cap W`, a proper face of F around G, is G.  Hence the facets of F are the largest of its proper
intersections with walls, and no arithmetic is needed below the incidence of walls and vertices.  A face of
dimension k - 1 has at least k vertices; that settles nearly all pairs (F, W) by counting.

(Ziegler, Lectures on polytopes, 1995, Section 2.2; Kaibel and Pfetsch, Computing the face lattice of a polytope
from its vertex-facet incidences, 2002.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tropnet.polyhedra.bit_sets import bit_sets, largest_sets, members, rows_of_sets

__all__ = ["Level", "bounded_faces"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]

_ENTRIES_AT_ONCE = 1 << 22


@dataclass(frozen=True, eq=False)
class Level:
    """The bounded faces of one dimension, in the lexicographic order of their vertices.

    Attributes
    ----------
    vertices : bool array, shape (f, v)
        Which face has which vertex.
    walls : bool array, shape (f, m)
        Which wall contains which face.
    facets : integer array, shape (p, 2)
        The pairs (i, j) where face j of the level below is a facet of face i.
    """

    vertices: Bools
    walls: Bools
    facets: npt.NDArray[np.intp]

    def __post_init__(self) -> None:
        for array in (self.vertices, self.walls, self.facets):
            array.flags.writeable = False


def bounded_faces(incidence: Bools, n_upper: int, dim: int) -> list[Level]:
    """The bounded faces by dimension, from vertices to upper walls.

    Parameters
    ----------
    incidence : bool array, shape (m, v)
        Which wall contains which vertex; upper walls come first.
    n_upper : int
        The number of upper walls.
    dim : int
        The dimension of the upper walls.

    Returns
    -------
    list of dim + 1 levels

    Examples
    --------
    Two segments over an interval: two upper walls, and a vertical one at each end.

    >>> incidence = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0], [0, 0, 1]], bool)
    >>> [len(level.vertices) for level in bounded_faces(incidence, 2, 1)]
    [3, 2]
    """
    walls = bit_sets(incidence)
    at_vertices = _WallsAtVertices(incidence)
    faces = _in_order(walls[:n_upper])
    levels: list[Level] = []
    for k in range(dim, -1, -1):
        vertices = rows_of_sets(faces, incidence.shape[1])
        around, below = _facets_of_faces(faces, vertices, walls, at_vertices, k)
        found = _in_order({facet for facets in below for facet in facets})
        place = {facet: j for j, facet in enumerate(found)}
        pairs = [(i, place[facet]) for i, facets in enumerate(below) for facet in facets]
        levels.append(Level(vertices, around, np.array(sorted(pairs), np.intp).reshape(-1, 2)))
        faces = found
    return levels[::-1]


def _facets_of_faces(
    faces: list[int], vertices: Bools, walls: list[int], at_vertices: _WallsAtVertices, dim: int
) -> tuple[Bools, list[list[int]]]:
    """The walls around each face of this dimension, and its facets."""
    around = np.zeros((len(faces), len(walls)), np.bool_)
    below: list[list[int]] = []
    step = max(1, _ENTRIES_AT_ONCE // max(1, len(walls)))
    for start in range(0, len(faces), step):
        block = vertices[start : start + step]
        common, size = at_vertices.common(block), block.sum(axis=1)[:, None]
        around[start : start + step] = common == size
        owners, cutting = np.nonzero((common >= max(dim, 1)) & (common < size))
        meets: list[set[int]] = [set() for _ in block]
        for i, j in zip(owners.tolist(), cutting.tolist(), strict=True):
            meets[i].add(faces[start + i] & walls[j])
        below += map(largest_sets, meets)
    return around, below


class _WallsAtVertices:
    """The walls at each vertex, one vertex after the other: few, so that no matrix product is as fast."""

    def __init__(self, incidence: Bools) -> None:
        self.n_walls = len(incidence)
        vertex, self.walls = np.nonzero(incidence.T)
        self.counts = np.bincount(vertex, minlength=incidence.shape[1])
        self.first = np.cumsum(self.counts) - self.counts

    def common(self, faces: Bools) -> Ints:
        """The number of vertices that each face and each wall have in common."""
        owner, vertex = np.nonzero(faces)
        sizes = self.counts[vertex]
        offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        wall = self.walls[np.repeat(self.first[vertex], sizes) + offsets]
        keys = np.repeat(owner, sizes) * self.n_walls + wall
        return np.bincount(keys, minlength=len(faces) * self.n_walls).reshape(len(faces), self.n_walls)


def _in_order(sets: list[int] | set[int]) -> list[int]:
    return sorted(sets, key=lambda bits: tuple(members(bits)))
