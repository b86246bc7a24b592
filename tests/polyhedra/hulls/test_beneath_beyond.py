"""Triangulations in integers: closed, of the right number of simplices, and proved by the theorem on cycles."""

from itertools import permutations, product
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.exact.matrix import determinant, rank
from tropnet.polyhedra.hulls.beneath_beyond import placing_triangulation
from tropnet.polyhedra.hulls.boundary_cycles import proved_boundary


def at_one(points):
    points = np.array(points, object)
    return np.concatenate([points, np.ones((len(points), 1), object)], axis=1)


@st.composite
def point_sets(draw):
    dim = draw(st.integers(1, 4))
    entries = draw(st.sampled_from([st.integers(0, 1), st.integers(-3, 3), st.integers(-(2**70), 2**70)]))
    points = draw(st.lists(st.lists(entries, min_size=dim, max_size=dim), min_size=dim + 1, max_size=14))
    heights = draw(st.lists(st.integers(1, 3), min_size=len(points), max_size=len(points)))
    return np.array([[*point, t] for point, t in zip(points, heights, strict=True)], object)


@given(point_sets())
@settings(max_examples=120, deadline=None)
def test_no_simplex_is_flat_and_all_support_the_hull(rows):
    if rank(rows) < rows.shape[1]:
        return
    simplices = placing_triangulation(rows)
    for simplex in simplices.tolist():
        signs = {np.sign(determinant(np.concatenate([rows[simplex], [row]]))) for row in rows}
        assert len(signs - {0}) == 1
    if rows.shape[1] > 2:
        proved_boundary(rows, simplices)


def normalized_volume(rows, simplices):
    """n! times the volume of the hull: the cones from a point over the triangulated boundary."""
    apex = rows[0]
    return sum(abs(determinant(np.concatenate([rows[simplex], [apex]]))) for simplex in simplices.tolist())


@pytest.mark.parametrize("dim", [2, 3, 4, 5])
def test_volumes_of_cubes(dim):
    rows = at_one(list(product([0, 1], repeat=dim)))
    assert normalized_volume(rows, placing_triangulation(rows)) == factorial(dim)


@pytest.mark.parametrize("n", [3, 4, 5])
def test_volumes_of_permutahedra(n):
    """n^(n - 2) lattice parallelepipeds of volume 1 (Stanley, Decompositions of rational convex polytopes, 1980)."""
    rows = at_one(list(permutations(range(n))))[:, 1:]
    assert normalized_volume(rows, placing_triangulation(rows)) == factorial(n - 1) * n ** (n - 2)


@pytest.mark.parametrize(("n_points", "n_triangles"), [(4, 4), (50, 96), (200, 396)])
def test_points_in_convex_position_in_space(n_points, n_triangles):
    """Euler: 2 v - 4 triangles; points on the moment curve are in general position."""
    rows = at_one([[t, t**2, t**3] for t in range(n_points)])
    assert len(placing_triangulation(rows)) == n_triangles


def test_interior_points_are_passed_over():
    rng = np.random.default_rng(1)
    corners = 1000 * np.array(list(product([-1, 1], repeat=3)))
    rows = at_one(np.concatenate([rng.integers(-999, 1000, (500, 3)), corners]))
    assert set(placing_triangulation(rows).ravel().tolist()) == set(range(500, 508))


def test_a_triangulated_polygon_has_the_edges_of_the_polygon():
    rows = at_one([[0, 0], [4, 0], [2, 0], [4, 4], [0, 4], [2, 2], [0, 2]])
    edges = sorted(sorted(edge) for edge in placing_triangulation(rows).tolist())
    middle_free = [edge for edge in edges if not {2, 6} & set(edge)]
    assert [1, 3] in middle_free
    assert [3, 4] in middle_free
    assert 4 <= len(edges) <= 6
