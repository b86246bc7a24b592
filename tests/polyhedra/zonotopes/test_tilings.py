"""Tilings: volumes add up, and every point lies inside exactly one tile or on a common face."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from polyhedra.zonotopes.strategies import zonotopes

from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.polyhedra.zonotopes.tilings import lexicographic_tiling
from tropnet.polyhedra.zonotopes.zonotope import Zonotope


@settings(max_examples=30, deadline=None)
@given(zonotopes(max_generators=5))
def test_tiles_fill_the_zonotope(zonotope):
    tiles = lexicographic_tiling(zonotope)
    if zonotope.dim == zonotope.ambient_dim:
        assert sum(tile.volume for tile in tiles) == zonotope.volume
    corners = {tuple(x) for tile in tiles for x in tile.vertices.tolist()}
    assert {tuple(x) for x in zonotope.vertices.tolist()} <= corners
    assert all(rational_array(list(x)) in zonotope for x in corners)
    assert all(tile.n_generators == tile.dim == zonotope.dim for tile in tiles)


def interior(tile, x):
    rows = tile.polyhedron.inequalities
    return bool((rows[:, :-1] @ x < rows[:, -1]).all())


@pytest.mark.parametrize(
    "generators",
    [
        [[1, 0], [0, 1], [1, 1], [1, -1], [2, 1]],
        [[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 1, 1]],
        [[1, 0, 1], [0, 1, 1], [1, 1, 2], [1, -1, 0]],
    ],
)
def test_a_general_point_lies_in_the_interior_of_one_tile(generators):
    """In the last case the zonotope is flat, and so are the points."""
    zonotope = Zonotope(generators)
    tiles = lexicographic_tiling(zonotope)
    rng = np.random.default_rng(7)
    for _ in range(30):
        weights = rational_array(rng.integers(-999983, 999984, zonotope.n_generators)) / 999983
        x = zonotope.center + weights @ zonotope.generators
        assert sum(interior(tile, x) for tile in tiles) == 1


@pytest.mark.parametrize(
    "generators", [[[1, 0], [0, 1], [1, 1], [1, -1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]]
)
def test_tiles_meet_face_to_face(generators):
    """The intersection of two tiles is empty or a face of both: its vertices are vertices of both."""
    tiles = lexicographic_tiling(Zonotope(generators))
    for i, left in enumerate(tiles):
        for right in tiles[:i]:
            common = left.polyhedron & right.polyhedron
            for x in common.vertices.tolist():
                assert x in left.vertices.tolist()
                assert x in right.vertices.tolist()


def test_the_number_of_tiles_is_the_number_of_bases():
    rows = [[t**k for k in range(3)] for t in range(1, 7)]
    assert len(lexicographic_tiling(Zonotope(rows))) == comb(6, 3)
    assert lexicographic_tiling(Zonotope(RationalArray.zeros((0, 2)), [1, 2]))[0].center == RationalArray(
        [1, 2]
    )
    assert lexicographic_tiling(Zonotope([[2, 4]])) == (Zonotope([[2, 4]]),)
