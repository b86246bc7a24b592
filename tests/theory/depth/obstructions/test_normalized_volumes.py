"""Volumes modulo a prime: the congruences on random polytopes, and what they exclude."""

import pickle
from dataclasses import replace
from itertools import combinations
from math import factorial

import numpy as np
import pytest

from tropnet.errors import EmptyDomainError, InputError, UnboundedError
from tropnet.exact.matrix import determinant
from tropnet.polyhedra.bodies import cube, simplex
from tropnet.polyhedra.measures.moments import normalized_volume
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import convex_hull, minkowski_sum
from tropnet.theory.depth.newton.named import simplex_of_five
from tropnet.theory.depth.obstructions.normalized_volumes import (
    depth_obstruction,
    hidden_layers_lower_bound,
)

EMPTY = Polyhedron.from_inequalities([[1], [-1]], [0, -1])


def random_zonotope(rng, n, n_segments):
    start = rng.integers(-2, 3, n)
    segments = [
        Polyhedron.from_generators([[0] * n, rng.integers(-2, 3, n).tolist()]) for _ in range(n_segments)
    ]
    return minkowski_sum(Polyhedron.from_generators([start.tolist()]), *segments)


def random_polytope(rng, n, n_points):
    return Polyhedron.from_generators(rng.integers(-2, 3, (n_points, n)).tolist())


def full_volume(polytope):
    """The normalized volume in the whole space, 0 if the polytope is flat."""
    return int(polytope.volume * factorial(polytope.ambient_dim))


def test_volumes_of_zonotopes_are_sums_of_minors():
    # McMullen and Shephard: a zonotope has volume d! times the sum of the maximal minors, which 3 divides for d = 3.
    rng = np.random.default_rng(0)
    for _ in range(6):
        generators = rng.integers(-2, 3, (5, 3)).tolist()
        zonotope = minkowski_sum(*(Polyhedron.from_generators([[0] * 3, g]) for g in generators))
        minors = sum(abs(determinant([*chosen])) for chosen in combinations(generators, 3))
        assert full_volume(zonotope) == 6 * minors
        assert not depth_obstruction(zonotope, 1, 3).found
        assert not depth_obstruction(zonotope, 1, 2).found


def test_hulls_of_two_zonotopes_in_four_dimensions_have_even_volume():
    # Haase, Hertrich and Loho, 2023, Theorem 16 for k = 2
    rng = np.random.default_rng(1)
    for _ in range(6):
        hull = convex_hull(random_zonotope(rng, 4, 2), random_zonotope(rng, 4, 3))
        assert full_volume(hull) % 2 == 0
        assert not depth_obstruction(hull, 2).found


def test_sums_of_hulls_of_zonotopes_in_four_dimensions_have_even_volume():
    rng = np.random.default_rng(2)
    for _ in range(2):
        parts = [convex_hull(random_zonotope(rng, 4, 1), random_zonotope(rng, 4, 2)) for _ in range(2)]
        assert full_volume(minkowski_sum(*parts)) % 2 == 0


def test_a_hull_of_zonotopes_in_three_dimensions_can_have_odd_volume():
    # A pyramid over a segment, and its pyramid: dimension 3 is below 2^2.
    tetrahedron = convex_hull(
        Polyhedron.from_generators([[0, 0, 0], [1, 0, 0]]), Polyhedron.from_generators([[0, 1, 0], [0, 0, 1]])
    )
    assert normalized_volume(tetrahedron) == 1
    assert not depth_obstruction(tetrahedron, 2).found


@pytest.mark.parametrize(("p", "n", "n_points", "n_segments"), [(2, 2, 5, 3), (3, 3, 6, 3)])
def test_adding_a_zonotope_does_not_change_the_volume_modulo_p(p, n, n_points, n_segments):
    # The step of the corollary: n is p^1, and a zonotope has one hidden layer.
    rng = np.random.default_rng(n)
    for _ in range(4):
        polytope = random_polytope(rng, n, n_points)
        total = minkowski_sum(polytope, random_zonotope(rng, n, n_segments))
        assert (full_volume(total) - full_volume(polytope)) % p == 0


@pytest.mark.parametrize("p", [2, 3])
def test_a_face_with_a_good_volume_has_a_facet_with_one(p):
    # The lemma, by pyramids over facets.
    rng = np.random.default_rng(7)
    seen = 0
    for _ in range(8):
        polytope = random_polytope(rng, 4, 7)
        for dim in (2, 3, 4):
            for face in map(polytope.face_lattice.polyhedron_of, polytope.face_lattice.faces(dim)):
                if normalized_volume(face) % p:
                    seen += 1
                    assert any(normalized_volume(facet) % p for facet in face.facets)
    assert seen > 10


def test_printed_volumes():
    # Averkov, Hojny and Merkert, 2025, Example 12
    rectangle = Polyhedron.parse("[2,5]x[0,1]")
    triangle = Polyhedron.from_generators([[0, 2], [1, 2], [0, 3]])
    assert normalized_volume(rectangle) == 6
    assert normalized_volume(minkowski_sum(rectangle, triangle)) == 15


@pytest.mark.parametrize("p", [2, 3])
@pytest.mark.parametrize("n", range(1, 7))
def test_simplices_need_the_logarithm_of_the_number_of_their_vertices(n, p):
    # Haase, Hertrich and Loho, 2023, Theorem 3; Averkov, Hojny and Merkert, 2025, Theorem 2
    least = next(k for k in range(9) if p**k >= n + 1)
    assert hidden_layers_lower_bound(simplex(n), p) == least
    found = depth_obstruction(simplex(n), least - 1, p)
    assert found.check()
    assert not depth_obstruction(simplex(n), least, p).found


def test_twice_the_simplex_of_five_has_two_hidden_layers_and_no_obstruction():
    # Bakaev and others, 2025: 2 Delta + A = B with integral A and B of level 2, so all volumes must be even.
    five = simplex_of_five()
    assert all((2 * part.polytope).vertices.denominator == 1 for part in (five.positive, five.negative))
    double = 2 * Polyhedron.from_generators(np.eye(5, dtype=int))
    assert normalized_volume(double) == 2**4
    assert not depth_obstruction(double, 2).found
    assert depth_obstruction(0.5 * double, 2).found
    for part in (five.positive, five.negative):
        assert not depth_obstruction(2 * part.polytope, 2).found


def test_a_face_is_enough():
    # A pyramid of height 2 over a triangle of area 1: the whole has even volume.
    pyramid = Polyhedron.from_generators([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 2]])
    assert normalized_volume(pyramid) == 2
    found = depth_obstruction(pyramid, 1)
    assert (found.face.dim, found.volume, found.check()) == (2, 1, True)


def test_faces_in_their_own_lattices():
    # The triangle e_1, e_2, e_3 has volume 1 in its plane, and 3 times as large a one has 9.
    triangle = Polyhedron.from_generators(np.eye(3, dtype=int))
    assert depth_obstruction(triangle, 1).volume == 1
    found = depth_obstruction(3 * triangle, 1)
    assert (found.volume, found.check()) == (9, True)
    assert not depth_obstruction(3 * triangle, 1, 3).found


def test_the_check_sees_what_is_wrong():
    right = depth_obstruction(simplex(2), 1)
    assert right.check()
    assert not replace(right, volume=2).check()
    assert not replace(right, prime=3).check()
    assert not replace(right, normal=right.polytope.vertices[1]).check()
    assert pickle.loads(pickle.dumps(right)) == right


def test_zonotopes_and_points():
    assert hidden_layers_lower_bound(cube(4)) == 1
    assert hidden_layers_lower_bound(Polyhedron.from_generators([[5, 7]])) == 0
    assert hidden_layers_lower_bound(Polyhedron.from_generators(np.zeros((1, 0), int))) == 0


def test_what_is_no_lattice_polytope():
    with pytest.raises(EmptyDomainError, match="has no support function"):
        depth_obstruction(EMPTY, 1)
    with pytest.raises(UnboundedError, match="is unbounded"):
        depth_obstruction(Polyhedron.parse("[0,inf]"), 1)
    with pytest.raises(InputError, match="common denominator 2; multiply it"):
        depth_obstruction(Polyhedron.parse("[0,1/2]"), 1)
    with pytest.raises(InputError, match="4 is no prime"):
        depth_obstruction(simplex(2), 1, 4)
    with pytest.raises(InputError, match="number of hidden layers is -1"):
        depth_obstruction(simplex(2), -1)
