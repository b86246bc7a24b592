"""Triangulated surfaces, and simplicial complexes as chain complexes."""

from itertools import combinations, pairwise

import numpy as np

from tropnet.analysis.topology.chain import NONE, ChainComplex, Incidences

# The six-vertex projective plane: the icosahedron modulo antipodes.
PROJECTIVE_PLANE = [
    (0, 1, 2),
    (0, 2, 3),
    (0, 3, 4),
    (0, 4, 5),
    (0, 1, 5),
    (1, 2, 4),
    (2, 3, 5),
    (1, 3, 4),
    (2, 4, 5),
    (1, 3, 5),
]


def _glued(width, height, glue):
    """The triangles of a grid of squares with sides identified by a function of grid points."""
    triangles = set()
    for i in range(width):
        for j in range(height):
            a, b, c, d = (glue(*p) for p in ((i, j), (i + 1, j), (i, j + 1), (i + 1, j + 1)))
            triangles |= {tuple(sorted((a, b, d))), tuple(sorted((a, c, d)))}
    return sorted(triangles)


TORUS = _glued(4, 4, lambda i, j: (i % 4) * 4 + j % 4)
KLEIN_BOTTLE = _glued(4, 4, lambda i, j: (i % 4) * 4 + (j if i < 4 else -j) % 4)


def simplicial(facets):
    """The chain complex of a simplicial complex."""
    n = max(map(len, facets))
    levels = [
        sorted({face for facet in facets for face in combinations(sorted(facet), k + 1)}) for k in range(n)
    ]
    incidences = [NONE]
    for lower, upper in pairwise(levels):
        place = {simplex: i for i, simplex in enumerate(lower)}
        entries = [
            (j, place[simplex[:i] + simplex[i + 1 :]], (-1) ** i)
            for j, simplex in enumerate(upper)
            for i in range(len(simplex))
        ]
        incidences.append(Incidences(*np.array(entries).T))
    return ChainComplex(tuple(map(len, levels)), tuple(incidences))
