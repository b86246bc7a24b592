"""Orthonormal coordinates keep distances, and orthogonal directions span what they should."""

from itertools import combinations
from math import isclose, sqrt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import Polyhedron, permutahedron, rational_array
from tropnet.exact.matrix import rank, row_space
from tropnet.plot.polytopes.charts import chart_of_hull, orthogonalized

small = st.integers(-4, 4)
points_in_space = st.lists(st.lists(small, min_size=5, max_size=5), min_size=1, max_size=4)


@given(points_in_space)
@settings(max_examples=40, deadline=None)
def test_distances_are_kept(points):
    polytope = Polyhedron.from_generators(points)
    places = chart_of_hull(polytope).places(polytope.vertices)
    assert places.shape == (len(polytope.vertices), max(polytope.dim, 0))
    vertices = polytope.vertices.fractions()
    for i, j in combinations(range(len(places)), 2):
        exact = sqrt(sum(x * x for x in vertices[i] - vertices[j]))
        assert isclose(np.linalg.norm(places[i] - places[j]), exact, rel_tol=1e-12)


@given(points_in_space)
@settings(max_examples=40, deadline=None)
def test_orthogonal_directions_span_the_same(points):
    vectors = row_space(points)
    axes = orthogonalized(vectors)
    gram = axes @ axes.T
    assert gram == rational_array(np.diag(np.diag(gram.fractions())))
    assert [rank(axes[:k]) for k in range(len(axes) + 1)] == list(range(len(axes) + 1))
    assert row_space(axes) == vectors


def test_full_dimensional_sets_keep_their_coordinates():
    square = Polyhedron.parse("[5,6]x[1/2,1]")
    assert chart_of_hull(square).places(square.vertices).tolist() == square.vertices.floats().tolist()


def test_the_permutahedron_is_the_truncated_octahedron():
    """All edges are equally long, and the circumscribed radius is the root of 5/2 times an edge."""
    body = permutahedron(4).polyhedron
    chart = chart_of_hull(body)
    places = chart.places(body.vertices)
    edges = np.linalg.norm(places[body.adjacency[:, 0]] - places[body.adjacency[:, 1]], axis=1)
    np.testing.assert_allclose(edges, sqrt(2))
    np.testing.assert_allclose(np.linalg.norm(places - places.mean(axis=0), axis=1), sqrt(5 / 2) * sqrt(2))
    # A linear form is the inner product with its direction.
    form = rational_array([[1, -2, 3, 0]])
    differences = (body.vertices - chart.origin) @ form.T
    np.testing.assert_allclose(places @ chart.directions(form).T, differences.floats(), atol=1e-12)
