r"""Zonotopes with names: permutahedra, graphic zonotopes, and that of all 0-1 vectors.

The cube [-1, 1]^n needs no name: it is ``Zonotope(RationalArray.eye(n))``.

The *graphic zonotope* of a graph on the nodes 0, ..., n-1 is the sum of the segments :math:`[e_i, e_j]` over its edges.
Its normal fan is the graphic arrangement of the hyperplanes :math:`x_i = x_j`.  Its vertices are the indegree vectors
of the acyclic orientations, and its lattice points those of all orientations, as many as there are forests in the
graph; its volume in the lattice of its affine hull is the number of spanning trees (Stanley, A zonotope associated with
graphical degree sequences, 1991; Postnikov, Permutohedra, associahedra, and beyond, 2009, Proposition 2.4).  For the
complete graph it is a permutahedron.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, product

import numpy as np

from tropnet.errors import InputError
from tropnet.polyhedra.reading import integer_at_least
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

__all__ = ["complete_binary_zonotope", "graphic_zonotope", "permutahedron", "type_b_permutahedron"]


def permutahedron(n: int) -> Zonotope:
    """The convex hull of the permutations of (1, ..., n), of dimension n - 1 in R^n.

    It has n! vertices, and its faces of dimension n - k are the ordered partitions of {1, ..., n} in k parts.

    Parameters
    ----------
    n : int
        At least 1.

    Raises
    ------
    InputError
        If n < 1.

    Examples
    --------
    >>> permutahedron(3).vertices
    RationalArray([[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]])
    """
    integer_at_least(1, n, "n")
    return graphic_zonotope(n, combinations(range(n), 2)).translated([1] * n)


def graphic_zonotope(n: int, edges: Iterable[tuple[int, int]]) -> Zonotope:
    """The sum of the segments from e_i to e_j over the edges (i, j) of a graph.

    Parameters
    ----------
    n : int
        The number of nodes.
    edges : iterable of pairs of int
        Nodes are 0, ..., n-1.  Multiple edges add up; a loop moves the zonotope by 2 e_i, in keeping with degrees.

    Raises
    ------
    InputError
        If an edge has an end that is no node, or has not two ends.

    Examples
    --------
    The acyclic orientations of a path:

    >>> graphic_zonotope(3, [(0, 1), (1, 2)]).vertices
    RationalArray([[0, 1, 1], [0, 2, 0], [1, 0, 1], [1, 1, 0]])
    """
    segments = []
    for edge in edges:
        if len(edge) != 2:
            raise InputError(f"the edge {tuple(edge)} has {len(edge)} ends; give pairs of nodes")
        if not all(0 <= node < n for node in edge):
            raise InputError(f"the edge {tuple(edge)} has an end that is no node; nodes are 0, ..., {n - 1}")
        segments.append([[int(node == k) for k in range(n)] for node in edge])
    return Zonotope.from_segments(np.array(segments, dtype=np.int64).reshape(len(segments), 2, n))


def type_b_permutahedron(n: int) -> Zonotope:
    """The convex hull of the signed permutations of (1, 3, ..., 2n-1), of dimension n.

    It is the sum of the segments [-g, g] over the positive roots e_i and e_i +- e_j of type B, and has 2^n n!
    vertices.

    Parameters
    ----------
    n : int

    Raises
    ------
    InputError
        If n < 0.

    Examples
    --------
    >>> type_b_permutahedron(2).vertices.tolist()
    [[-3, -1], [-3, 1], [-1, -3], [-1, 3], [1, -3], [1, 3], [3, -1], [3, 1]]
    """
    integer_at_least(0, n, "the dimension")
    eye = np.eye(n, dtype=np.int64)
    roots = [*eye, *(eye[i] + sign * eye[j] for i, j in combinations(range(n), 2) for sign in (1, -1))]
    return Zonotope(np.array(roots).reshape(len(roots), n))


def complete_binary_zonotope(n: int) -> Zonotope:
    """The sum of the segments [0, e] over all nonzero vectors e of zeros and ones in R^n.

    Its normal fan is the resonance arrangement.

    Parameters
    ----------
    n : int

    Raises
    ------
    InputError
        If n < 0.

    Examples
    --------
    >>> complete_binary_zonotope(3).f_vector
    (32, 48, 18)
    """
    integer_at_least(0, n, "the dimension")
    vectors = [vector for vector in product((0, 1), repeat=n) if any(vector)]
    return Zonotope.from_edges(np.array(vectors, dtype=np.int64).reshape(len(vectors), n))
