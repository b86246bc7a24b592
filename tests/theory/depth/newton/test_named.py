"""The simplices of Bakaev and others, 2025: the cuts, and the identities."""

from fractions import Fraction
from itertools import combinations

import pytest

from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.affine_maps import projection
from tropnet.polyhedra.bodies import simplex
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.depth.newton import (
    corner_cones,
    point,
    rhombic_pyramids,
    simplex_of_five,
    simplex_of_four,
    standard_simplex,
)
from tropnet.tropical.virtual import VirtualPolytope


def without_last(polytope):
    """The image in R^(n - 1), where simplices of n vertices are full-dimensional."""
    return projection(polytope, range(polytope.ambient_dim - 1))


@pytest.mark.parametrize(
    ("parts", "volume"),
    # twice the standard simplex of dimension d has the volume 2^d / d!
    [(rhombic_pyramids(), Fraction(8, 6)), (corner_cones(), Fraction(16, 24))],
)
def test_four_parts_fill_twice_the_simplex(parts, volume):
    polytopes = [without_last(part.polytope) for part in parts]
    n = polytopes[0].ambient_dim
    assert all(polytope <= simplex(n) * 2 for polytope in polytopes)
    assert sum(polytope.volume for polytope in polytopes) == volume
    assert all((p & q).dim < n for p, q in combinations(polytopes, 2))
    assert {part.level for part in parts} == {2}


def test_rhombic_pyramids_meet_in_triangles_and_in_the_axis():
    one, two, three, four = map(point, RationalArray.eye(4))
    axis = one + two | three + four
    polytopes = [part.polytope for part in rhombic_pyramids()]
    for (i, p), (j, q) in combinations(enumerate((one, two, three, four)), 2):
        common = axis if {i, j} in ({0, 1}, {2, 3}) else p + q | axis
        assert polytopes[i] & polytopes[j] == common.polytope


@pytest.mark.parametrize(("shape", "n"), [(simplex_of_four(), 4), (simplex_of_five(), 5)])
def test_the_identities(shape, n):
    assert shape.level == 2
    vertices = Polyhedron.from_generators(RationalArray.eye(n))
    origin = Polyhedron.from_generators(RationalArray.zeros((1, n)))
    assert shape.virtual_polytope == VirtualPolytope(vertices, origin)
    assert shape.virtual_polytope.polytope == vertices
    assert shape.is_equivalent(vertices)
    assert shape.is_equivalent(standard_simplex(n))
    # one wrong term is found
    wrong = shape - Fraction(1, 2) * rhombic_pyramids()[0] if n == 4 else shape + corner_cones()[0]
    assert not wrong.is_equivalent(vertices)


def test_two_hidden_layers_for_five_numbers():
    net = simplex_of_five().network()
    # 11 inner and 9 outer maxima; five numbers, and one linear form, are passed on: Bakaev and others, equation (2)
    assert net.widths == (11 + 2 * 5, 9 + 2)
    assert net([[3, 1, 4, 1, 5], [-2, -7, -1, -8, -2]])[:, 0].tolist() == [5, -1]
