r"""The faces of a polyhedron, ordered by inclusion.

A *face* is the set where a linear function attains its maximum over the polyhedron; by convention the empty set
and the polyhedron itself are faces too.  A non-empty face is a polyhedron, and has a point of some minimal face
in it.  So the faces of an unbounded polyhedron are told from its vertices and rays: a non-empty face has at least
one vertex, and a set of rays alone is a face at infinity, which does not count.  Where there is a lineality space,
all faces contain its lines, and the minimal faces, of its dimension, take the part of the vertices.

Every face but the polyhedron is an intersection of facets, and the facets of a face are its largest non-empty
intersections with facets that do not contain it.  Starting from the polyhedron, this finds all faces level by
level.  The same from below: a face is named by the facets that contain it, and the faces just above it by the
largest of the intersections with the sets of facets of other generators (Ziegler, Lectures on polytopes, 1995,
Section 2.2: the lattice is atomic and coatomic).  Each step costs one intersection of bit sets for each facet, or
for each generator; the direction with fewer of them is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, MissingDependencyError, UnboundedError
from tropnet.polyhedra.bit_sets import bit_sets, largest_sets, rows_of_sets
from tropnet.polyhedra.incidence import maximal_sets
from tropnet.polyhedra.integer_rows import spanning_rows

if TYPE_CHECKING:
    from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Face", "FaceLattice", "face_of_generators", "facets", "restricted_to_face"]

_Levels = list[list[int]]
_Covers = list[list[tuple[int, int]]]


@dataclass(frozen=True)
class Face:
    """A face of a polyhedron, named by what lies on it and by what it lies on.

    Attributes
    ----------
    dim : int
        Its dimension; -1 for the empty face.
    vertices, rays : tuple of int
        The vertices and rays on it, as row numbers in the ``vertices`` and ``rays`` of the polyhedron.
    facets : tuple of int
        The facets that contain it, as row numbers in ``inequalities``; all of them for the empty face.

    Examples
    --------
    >>> from tropnet import Polyhedron
    >>> [(face.vertices, face.facets) for face in Polyhedron.parse("[0,1]").face_lattice]
    [((), (0, 1)), ((0,), (0,)), ((1,), (1,)), ((0, 1), ())]
    """

    dim: int
    vertices: tuple[int, ...]
    rays: tuple[int, ...]
    facets: tuple[int, ...]


@dataclass(frozen=True)
class FaceLattice:
    """All faces of a polyhedron, from the empty face to the polyhedron itself.

    A face has a number: faces are counted by dimension, and within a dimension in the lexicographic order of their
    generators.  The empty face is number 0 and the polyhedron the last.  The lattice of the empty polyhedron has
    one member.

    Attributes
    ----------
    polyhedron : Polyhedron

    Examples
    --------
    >>> from tropnet import Polyhedron
    >>> lattice = Polyhedron.parse("[0,inf]x[0,3]").face_lattice
    >>> lattice.f_vector, len(lattice)
    ((2, 3), 7)
    >>> side, lower, upper = lattice.faces(1)
    >>> lower
    Face(dim=1, vertices=(0,), rays=(0,), facets=(1,))
    >>> lattice.polyhedron_of(lower) == Polyhedron.parse("[0,inf]x[0,0]")
    True
    >>> lattice.covers.tolist()
    [[0, 1], [0, 2], [1, 3], [1, 4], [2, 3], [2, 5], [3, 6], [4, 6], [5, 6]]
    """

    polyhedron: Polyhedron

    def faces(self, dim: int) -> tuple[Face, ...]:
        """The faces of a dimension; none where there are none.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import simplex
        >>> [len(simplex(3).face_lattice.faces(k)) for k in range(-2, 5)]
        [0, 1, 4, 6, 4, 1, 0]
        """
        return self._by_dimension.get(dim, ())

    def __iter__(self) -> Iterator[Face]:
        """The faces in the order of their numbers."""
        for level in self._by_dimension.values():
            yield from level

    def __reduce__(self) -> tuple[type[FaceLattice], tuple[Polyhedron]]:
        """Pickle the polyhedron; the faces are found again."""
        return FaceLattice, (self.polyhedron,)

    def __len__(self) -> int:
        """The number of faces, the empty one and the polyhedron included."""
        return 1 + sum(map(len, self._levels))

    @property
    def f_vector(self) -> tuple[int, ...]:
        """The numbers of faces of dimension 0, 1, ..., dim - 1.

        Examples
        --------
        The 24-cell is regular and dual to itself:

        >>> from tropnet import Polyhedron
        >>> units = [[2 * (i == j) for j in range(4)] for i in range(4)]
        >>> halves = [[(k >> i & 1) * 2 - 1 for i in range(4)] for k in range(16)]
        >>> points = units + [[-x for x in point] for point in units] + halves
        >>> Polyhedron.from_generators(points).face_lattice.f_vector
        (24, 96, 96, 24)
        """
        return (*[0] * max(self._lowest, 0), *map(len, self._levels))[: max(self.polyhedron.dim, 0)]

    @property
    def h_vector(self) -> tuple[int, ...]:
        r"""The h-vector of a simplicial polytope, and of the polar of a simple one.

        :math:`\sum_i f_{i-1} (x - 1)^{d-i} = \sum_i h_i x^{d-i}`.  It is symmetric (Dehn and Sommerville); a
        polytope both simple and simplicial is a polygon or a simplex and gives the same by both definitions.

        Raises
        ------
        UnboundedError
            If the polyhedron is unbounded.
        InputError
            If it is empty, or neither simplicial nor simple.

        Source
        ------
        G. M. Ziegler, Lectures on polytopes, Springer, 1995, Section 8.3.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import cross_polytope, cube
        >>> cross_polytope(3).face_lattice.h_vector, cube(3).face_lattice.h_vector
        ((1, 3, 3, 1), (1, 3, 3, 1))
        """
        polytope = self.polyhedron
        if not polytope.is_bounded:
            raise UnboundedError(f"{polytope!r} is unbounded; only polytopes have an h-vector here")
        if polytope.is_empty or not (polytope.is_simplicial or polytope.is_simple):
            raise InputError(
                f"{polytope!r} is neither simplicial nor simple; only such polytopes have an h-vector"
            )
        counts = self.f_vector if polytope.is_simplicial else self.f_vector[::-1]
        d, faces = polytope.dim, (1, *counts)
        return tuple(
            sum((-1) ** (k - i) * comb(d - i, k - i) * faces[i] for i in range(k + 1)) for k in range(d + 1)
        )

    @cached_property
    def covers(self) -> npt.NDArray[np.intp]:
        """The pairs (lower, upper) of numbers of faces with no face between them, shape (m, 2), sorted.

        The edges of the Hasse diagram.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import simplex
        >>> simplex(1).face_lattice.covers.tolist()
        [[0, 1], [0, 2], [1, 3], [2, 3]]
        """
        ends = list(accumulate(map(len, self._levels), initial=1))
        pairs = [(0, 1 + i) for i in range(len(self._levels[0]) if self._levels else 0)]
        for (low, high), level in zip(pairwise(ends[:-1]), self._covers, strict=True):
            pairs += [(low + i, high + j) for i, j in level]
        array = np.array(sorted(pairs), np.intp).reshape(-1, 2)
        array.flags.writeable = False
        return array

    def to_networkx(self) -> Any:
        """The Hasse diagram as a ``networkx.DiGraph``: an edge from each face to each face that covers it.

        Nodes are the numbers of the faces; their attribute ``face`` is the :class:`Face`.

        Raises
        ------
        MissingDependencyError
            If networkx is not installed.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import simplex
        >>> diagram = simplex(2).face_lattice.to_networkx()
        >>> diagram.number_of_nodes(), diagram.number_of_edges()
        (8, 12)
        """
        try:
            import networkx
        except ImportError as error:
            raise MissingDependencyError(
                "the Hasse diagram as a graph needs networkx: pip install 'tropnet[graph]'"
            ) from error
        diagram = networkx.DiGraph()
        diagram.add_nodes_from((number, {"face": face}) for number, face in enumerate(self))
        diagram.add_edges_from(self.covers.tolist())
        return diagram

    def polyhedron_of(self, face: Face) -> Polyhedron:
        """The face as a polyhedron; both its descriptions are read off, none is converted.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import cube
        >>> lattice = cube(3).face_lattice
        >>> [side.vertices.tolist() for side in map(lattice.polyhedron_of, lattice.faces(1)[:2])]
        [[[-1, -1, -1], [-1, -1, 1]], [[-1, -1, -1], [-1, 1, -1]]]
        """
        rows = self.polyhedron.description
        if not face.vertices:  # the empty face, the only one without
            return self.polyhedron.from_generators(np.zeros((0, rows.ambient_dim), np.int64))
        on_face = np.zeros(len(rows.generators[0]), np.bool_)
        on_face[[*face.vertices, *(rows.n_vertices + ray for ray in face.rays)]] = True
        return restricted_to_face(self.polyhedron, on_face)

    @cached_property
    def _by_dimension(self) -> dict[int, tuple[Face, ...]]:
        rows = self.polyhedron.description
        n, tight = rows.n_vertices, rows.incidence
        empty = Face(-1, (), (), tuple(range(len(tight))))
        found: dict[int, tuple[Face, ...]] = {-1: (empty,)}
        for dim, level in enumerate(self._levels, self._lowest):
            on_face = rows_of_sets(level, tight.shape[1])
            beside = np.float32(~tight)
            facets = on_face.astype(np.float32) @ beside.T == 0
            found[dim] = tuple(
                Face(dim, _places(row[:n]), _places(row[n:]), _places(above))
                for row, above in zip(on_face, facets, strict=True)
            )
        return found

    @property
    def _lowest(self) -> int:
        """The dimension of the minimal faces."""
        return len(self.polyhedron.description.generators[1])

    @property
    def _levels(self) -> _Levels:
        """The non-empty faces of each dimension as bit sets of generators, sorted."""
        return self._graded[0]

    @property
    def _covers(self) -> _Covers:
        """For each two consecutive levels, the pairs (lower, upper) of places of faces that cover each other."""
        return self._graded[1]

    @cached_property
    def _graded(self) -> tuple[_Levels, _Covers]:
        rows = self.polyhedron.description
        if rows.is_empty:
            return [], []
        levels, covers = _faces_by_level(rows.incidence, rows.n_vertices)
        width = len(rows.generators[0])
        order = [sorted(range(len(level)), key=lambda i: _reversed_bits(level[i], width)) for level in levels]
        place = [np.argsort(places) for places in order]
        renamed = [
            [(int(place[k][i]), int(place[k + 1][j])) for i, j in pairs] for k, pairs in enumerate(covers)
        ]
        return [[level[i] for i in places] for level, places in zip(levels, order, strict=True)], renamed


def facets(polyhedron: Polyhedron) -> tuple[Polyhedron, ...]:
    """The facets in the order of the inequalities.

    Where the vertices are known or cheap, both descriptions of a facet are read off.  Otherwise a facet is given by
    the inequalities of the polyhedron, one of them as an equation.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import cube
    >>> facets(cube(30))[0].dim
    29
    """
    rows = polyhedron.description
    if rows.is_empty:
        return ()
    if rows.lists_vertices:
        return tuple(restricted_to_face(polyhedron, on_facet) for on_facet in rows.incidence)
    inequalities, equations = rows.constraints
    return tuple(
        type(polyhedron)(
            rows.ambient_dim,
            _constraints=(
                np.delete(inequalities, i, axis=0),
                np.concatenate([equations, inequalities[i : i + 1]]),
            ),
        )
        for i in range(len(inequalities))
    )


def restricted_to_face(polyhedron: Polyhedron, on_face: npt.NDArray[np.bool_]) -> Polyhedron:
    """The face with the given generators, with both its descriptions.

    Parameters
    ----------
    polyhedron : Polyhedron
    on_face : bool array, shape (number of vertices and rays,)
        All generators on one face, among them a vertex.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import cube
    >>> restricted_to_face(cube(2), np.array([True, True, False, False])).equations
    RationalArray([[1, 0, -1]])
    """
    rows = polyhedron.description
    (inequalities, equations), (generators, lines) = rows.constraints, rows.generators
    contain = rows.incidence[:, on_face].all(axis=1)
    meet = rows.incidence & on_face
    beside = np.flatnonzero(~contain & meet[:, : rows.n_vertices].any(axis=1))
    bounding = beside[maximal_sets(meet[beside])]
    return polyhedron.from_double_description(
        inequalities[bounding], np.concatenate([equations, inequalities[contain]]), generators[on_face], lines
    )


def face_of_generators(polyhedron: Polyhedron, on_face: npt.NDArray[np.bool_]) -> Face:
    """The name of the face with the given generators.

    Parameters
    ----------
    polyhedron : Polyhedron
    on_face : bool array, shape (number of vertices and rays,)
        All generators on one face, among them a vertex.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import cube
    >>> face_of_generators(cube(2), np.array([True, True, False, False]))
    Face(dim=1, vertices=(0, 1), rays=(), facets=(0,))
    """
    rows = polyhedron.description
    generators, lines = rows.generators
    contain = np.asarray(rows.incidence[:, on_face].all(axis=1))
    dim = len(spanning_rows(np.concatenate([generators[on_face], lines]))) - 1
    n = rows.n_vertices
    return Face(dim, _places(on_face[:n]), _places(on_face[n:]), _places(contain))


def _faces_by_level(tight: npt.NDArray[np.bool_], n_vertices: int) -> tuple[_Levels, _Covers]:
    """The non-empty faces as bit sets of generators, from the minimal ones up, and their cover relations."""
    n_facets, n_generators = tight.shape
    if n_facets <= n_generators:
        vertices, whole = (1 << n_vertices) - 1, (1 << n_generators) - 1
        levels, covers = _descend([whole], bit_sets(tight), vertices)
        return levels[::-1], [[(low, high) for high, low in pairs] for pairs in reversed(covers)]
    # The polyhedron lies on no facet; an additional bit, in all sets, keeps its set from being empty.
    extended = bit_sets(np.concatenate([tight.T, np.ones((n_generators, 1), np.bool_)], axis=1))
    levels, covers = _descend(extended[:n_vertices], extended, -1)
    above = [rows_of_sets(level, n_facets + 1)[:, :n_facets].astype(np.float32) for level in levels]
    beside = np.float32(~tight)
    return [bit_sets(sets @ beside == 0) for sets in above], covers


def _descend(top: list[int], movers: list[int], mask: int) -> tuple[_Levels, _Covers]:
    """Level by level, the largest proper intersections with ``movers`` that meet the mask."""
    levels: _Levels = [top]
    covers: _Covers = []
    while True:
        places: dict[int, int] = {}
        pairs = []
        for i, face in enumerate(levels[-1]):
            smaller = {face & mover for mover in movers if face & ~mover}
            for below in largest_sets(part for part in smaller if part & mask):
                pairs.append((i, places.setdefault(below, len(places))))
        if not places:
            return levels, covers
        levels.append(list(places))
        covers.append(pairs)


def _reversed_bits(bits: int, width: int) -> str:
    """A key that orders sets lexicographically by their members: 0 for a member, 1 for none."""
    return format(bits, f"0{width}b")[::-1].translate({48: "1", 49: "0"})


def _places(row: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(row).tolist())
