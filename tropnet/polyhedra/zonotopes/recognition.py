r"""Which polytopes are zonotopes.

A polytope is a zonotope exactly if all its 2-faces are centrally symmetric (Ziegler, Lectures on polytopes, 1995,
Section 7.3; going back to Coxeter).  A 2-face that is not is therefore a witness that it is none.

The decision is faster by a guess and a proof.  A zonotope Z = c + sum [-g, g] has edges 2g, all edges of one direction
have the same length, and c is the mean of the vertices.  So the edges of a polytope P leave one candidate Z, or none.
Then Z = P if and only if :math:`h_Z(r) = h_P(r)` for finitely many directions r:

* *for the normals of the facets*: then Z satisfies the inequalities of P, and lies in the affine hull, for the
  generators are differences of points of P.  So Z is contained in P.
* *for each vertex v, for the sum r of the normals of the facets through v*: P attains its maximum in this direction
  at v alone.  As Z is contained in P and attains the same maximum, v lies in Z.  So P is contained in Z.

Support functions of zonotopes are sums of absolute values: the vertices of the candidate, which may be many more than
those of P, are not needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt

from tropnet.errors import EmptyDomainError, InputError, UnboundedError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.polyhedra.incidence import joined_pairs
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.generators import merged
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

__all__ = ["as_zonotope", "asymmetric_two_faces", "is_zonotope"]


def is_zonotope(polytope: Polyhedron) -> bool:
    """Whether a polytope is a sum of segments.

    Parameters
    ----------
    polytope : Polyhedron

    Raises
    ------
    EmptyDomainError
        If it is empty.
    UnboundedError
        If it is unbounded.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import cross_polytope, cube
    >>> is_zonotope(cube(3)), is_zonotope(cross_polytope(2)), is_zonotope(cross_polytope(3))
    (True, True, False)
    """
    _check(polytope)
    return any(_equal(candidate, polytope) for candidate in _candidates(polytope))


def as_zonotope(polytope: Polyhedron) -> Zonotope:
    """The zonotope that a polytope is.

    Parameters
    ----------
    polytope : Polyhedron

    Raises
    ------
    InputError
        If it is no zonotope; the message names the vertices of a 2-face that is not centrally symmetric.
    EmptyDomainError
        If it is empty.
    UnboundedError
        If it is unbounded.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import box, simplex
    >>> as_zonotope(box([0, 0], [2, 1])).generators
    RationalArray([[0, 1/2], [1, 0]])
    >>> as_zonotope(simplex(2))
    Traceback (most recent call last):
    tropnet.errors.InputError: the polytope is no zonotope: its 2-face with the vertices [[0, 0], [0, 1], [1, 0]] \
is not centrally symmetric
    """
    _check(polytope)
    for candidate in _candidates(polytope):
        if _equal(candidate, polytope):
            return candidate
    witness = polytope.vertices[next(_asymmetric(polytope))]
    raise InputError(
        f"the polytope is no zonotope: its 2-face with the vertices {_listed(witness)} is not centrally symmetric"
    )


def asymmetric_two_faces(polytope: Polyhedron) -> tuple[Polyhedron, ...]:
    """The 2-faces that are not centrally symmetric: there is none exactly if the polytope is a zonotope.

    Parameters
    ----------
    polytope : Polyhedron

    Raises
    ------
    EmptyDomainError
        If it is empty.
    UnboundedError
        If it is unbounded.

    Examples
    --------
    The two triangles of a prism:

    >>> prism = Polyhedron.from_generators([[*x, z] for x in ([0, 0], [1, 0], [0, 1]) for z in (0, 1)])
    >>> [face.vertices for face in asymmetric_two_faces(prism)]
    [RationalArray([[0, 0, 0], [0, 1, 0], [1, 0, 0]]), RationalArray([[0, 0, 1], [0, 1, 1], [1, 0, 1]])]
    """
    _check(polytope)
    return tuple(Polyhedron.from_generators(polytope.vertices[face]) for face in _asymmetric(polytope))


def _check(polytope: Polyhedron) -> None:
    if checked_polyhedron(polytope).is_empty:
        raise EmptyDomainError("the empty set is no sum of segments; a zonotope has a point")
    if not polytope.is_bounded:
        raise UnboundedError(f"{polytope!r} is unbounded; a zonotope is a polytope")


def _edges(polytope: Polyhedron) -> npt.NDArray[np.intp]:
    """The pairs of vertices that are joined by an edge."""
    return joined_pairs(polytope.incidence.T, polytope.dim - 1)


def _candidates(polytope: Polyhedron) -> Iterator[Zonotope]:
    """The only zonotope that the edges allow, if any: one generator for each direction of edges."""
    vertices = polytope.vertices
    first, second = _edges(polytope).T
    lengths = {merged(edge.reshape(1, -1)) for edge in vertices[first] - vertices[second]}
    edges = [edge[0].tolist() for edge in lengths]
    generators = rational_array(edges or np.zeros((0, polytope.ambient_dim), np.int64)) / 2
    if len(merged(generators)) == len(generators):
        yield Zonotope(generators, vertices.sum(axis=0) / len(vertices))


def _equal(candidate: Zonotope, polytope: Polyhedron) -> bool:
    """Whether the support functions agree where they decide, for a candidate made from the edges."""
    normals = polytope.inequalities[:, :-1]
    at_vertices = rational_array(polytope.incidence.T.astype(np.int64)) @ normals
    if candidate.support_function(normals) != polytope.inequalities[:, -1]:
        return False
    values = (at_vertices * polytope.vertices).sum(axis=1)
    return bool(candidate.support_function(at_vertices) == values)


def _two_faces(polytope: Polyhedron) -> Iterator[list[int]]:
    """The vertices of each 2-face.

    Two edges at a vertex lie in a smallest face.  It is a polygon exactly if it has as many edges as vertices: in
    faces of higher dimension every vertex has three edges or more.
    """
    tight, neighbours = polytope.incidence, defaultdict(list)
    for u, v in _edges(polytope).tolist():
        neighbours[u].append(v)
        neighbours[v].append(u)
    seen = set()
    for u in sorted(neighbours):
        for v, w in combinations(neighbours[u], 2):
            facets = tight[:, u] & tight[:, v] & tight[:, w]
            face = frozenset(np.flatnonzero(tight[facets].all(axis=0)).tolist())
            if face not in seen:
                seen.add(face)
                if all(len(face.intersection(neighbours[x])) == 2 for x in face):
                    yield sorted(face)


def _asymmetric(polytope: Polyhedron) -> Iterator[list[int]]:
    for face in _two_faces(polytope):
        points = polytope.vertices[face]
        opposite = points.sum(axis=0) * 2 / len(face) - points
        if {tuple(x) for x in points.tolist()} != {tuple(x) for x in opposite.tolist()}:
            yield face


def _listed(points: RationalArray) -> str:
    return "[" + ", ".join(f"[{', '.join(map(str, x))}]" for x in points.tolist()) + "]"
