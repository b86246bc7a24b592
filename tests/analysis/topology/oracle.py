"""Betti numbers a second way: simplicial homology modulo 2 of chains of faces, told from polyhedra and values.

The points of a polyhedral complex that lie in some of its relatively open faces are, up to deformation, the order
complex of these faces.  Faces come from the face lattices of the cells, and membership from the values of the network
at one point of each relatively open face.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from tropnet.exact.arrays import RationalArray, stack


@dataclass(frozen=True)
class OpenFace:
    """A relatively open face, by the vertices and rays of its closure."""

    generators: frozenset
    dim: int
    point: RationalArray


def faces_of(regions):
    """All faces of the cells, each once."""
    found = {}
    for cell in regions:
        polyhedron = cell.polyhedron
        for face in polyhedron.face_lattice:
            if not face.vertices:
                continue
            vertices = polyhedron.vertices[list(face.vertices)]
            rays = polyhedron.rays[list(face.rays)]
            generators = frozenset(
                [(1, *v) for v in vertices.tolist()] + [(0, *ray) for ray in rays.tolist()]
            )
            if generators not in found:
                point = vertices.sum(axis=0) / len(vertices) + rays.sum(axis=0)
                found[generators] = OpenFace(generators, face.dim, point)
    return list(found.values())


def values_at(net, faces):
    """The outputs of a network at a point of each face, as rows of fractions."""
    points = stack([face.point for face in faces])
    return net(points.reshape(len(faces), *net.input_shape)).reshape(len(faces), -1).tolist()


def chains_below(faces):
    """All chains of faces, as tuples of places in the list, by their length."""
    below = defaultdict(list)
    for i, small in enumerate(faces):
        for j, large in enumerate(faces):
            if small.generators < large.generators:
                below[j].append(i)
    levels = [[(i,) for i in range(len(faces))]]
    while levels[-1]:
        levels.append([(i, *chain) for chain in levels[-1] for i in below[chain[0]]])
    return levels[:-1]


def rank_modulo_two(columns):
    """The rank of a matrix over GF(2), given by columns that are integers read as sets of bits."""
    pivots = {}
    for column in columns:
        reduced = column
        while reduced and reduced.bit_length() in pivots:
            reduced ^= pivots[reduced.bit_length()]
        if reduced:
            pivots[reduced.bit_length()] = reduced
    return len(pivots)


def betti_of_chains(levels, n):
    """Betti numbers modulo 2, of degrees 0, ..., n, of simplices by dimension; faces that are missing count as 0."""
    levels = [*levels, *[[]] * (n + 2 - len(levels))]
    ranks = [0]
    for lower, upper in pairwise(levels):
        place = {simplex: 1 << i for i, simplex in enumerate(lower)}
        columns = []
        for simplex in upper:
            total = 0
            for i in range(len(simplex)):
                total ^= place.get(simplex[:i] + simplex[i + 1 :], 0)
            columns.append(total)
        ranks.append(rank_modulo_two(columns))
    return tuple(len(levels[k]) - ranks[k] - ranks[k + 1] for k in range(n + 1))


def betti_modulo_two(faces, n):
    """Betti numbers modulo 2 of the union of some relatively open faces."""
    return betti_of_chains(chains_below(faces), n)


def relative_betti_modulo_two(faces, is_outer, n):
    """Betti numbers modulo 2 of a union of faces relative to those of them that are outer, a closed subset."""
    levels = chains_below(faces)
    inner = [[chain for chain in level if not all(is_outer[i] for i in chain)] for level in levels]
    return betti_of_chains(inner, n)
