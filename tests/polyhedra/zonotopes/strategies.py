"""Zonotopes the slow way: the convex hull of all sums of ends of segments, and lattice points one by one."""

from itertools import product
from math import ceil, floor

import numpy as np
from hypothesis import strategies as st

from tropnet.exact.arrays import rational_array
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.zonotope import Zonotope


def all_sums(generators, center):
    """All points center + sum of +-g."""
    signs = np.array(list(product((-1, 1), repeat=len(generators))), dtype=int).reshape(
        2 ** len(generators), len(generators)
    )
    return rational_array(center) + rational_array(signs) @ rational_array(generators)


def hull_of_sums(zonotope):
    return Polyhedron.from_generators(all_sums(zonotope.generators, zonotope.center))


def lattice_points(polytope):
    """The integer points of a polytope by trying all of its bounding box: all, and the relatively interior ones."""
    low, high = polytope.vertices.min(axis=0), polytope.vertices.max(axis=0)
    ranges = [range(ceil(a), floor(b) + 1) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    found = [x for x in product(*ranges) if x in polytope]
    normals, bounds = polytope.inequalities[:, :-1], polytope.inequalities[:, -1]
    inner = [x for x in found if (normals @ rational_array(list(x)) < bounds).all()]
    return len(found), len(inner)


@st.composite
def zonotopes(draw, max_dim=3, max_generators=5, denominators=(1, 2, 3)):
    """Small zonotopes, degenerate ones among them."""
    n = draw(st.integers(1, max_dim))
    vector = st.lists(st.integers(-2, 2), min_size=n, max_size=n)
    generators = draw(st.lists(vector, max_size=max_generators))
    denominator = draw(st.sampled_from(denominators))
    center = rational_array(draw(vector)) / denominator
    return Zonotope(rational_array(np.array(generators, int).reshape(-1, n)) / denominator, center)
