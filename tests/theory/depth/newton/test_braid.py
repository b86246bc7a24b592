"""Constructions that conform to the braid arrangement: edges parallel to e_i - e_j."""

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.theory.depth.newton import conforms_to_braid, join, point, simplex_of_five, standard_simplex
from tropnet.theory.depth.newton.braid import subset_directions
from tropnet.theory.depth.newton.virtual import VirtualConstruction

UNITS = [point([int(i == j) for j in range(4)]) for i in range(4)]


def edges_are_roots(polytope):
    """Whether every edge is parallel to some e_i - e_j: the generalized permutahedra (Postnikov 2009)."""
    vertices = polytope.vertices
    ends = [face.vertices for face in polytope.face_lattice.faces(1)]
    edges = [(vertices[second] - vertices[first]).tolist() for first, second in ends]
    return all(sum(map(bool, edge)) == 2 and not sum(edge) for edge in edges)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=2), st.data())
def test_a_join_of_conforming_parts_conforms_if_its_edges_are_roots(shifts, data):
    pairs = list(combinations(range(4), 2))
    sides = []
    for shift in shifts:
        chosen = data.draw(st.lists(st.sampled_from(pairs), max_size=2))
        sides.append(sum((UNITS[i] | UNITS[j] for i, j in chosen), start=UNITS[shift % 4]))
    both = sides[0] | sides[1]
    assert all(map(conforms_to_braid, sides))
    assert conforms_to_braid(both) == edges_are_roots(both.polytope)


def test_the_permutahedron_is_a_sum_of_segments():
    segments = sum((p | q for p, q in combinations(UNITS, 2)), start=point([1, 1, 1, 1]))
    assert conforms_to_braid(segments)
    # the permutahedron of 1, ..., 4 is the sum of [e_i, e_j] and (1, 1, 1, 1): Ziegler 1995, Example 7.15
    assert segments.is_equivalent(join(*map(point, permutations([1, 2, 3, 4]))))


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_trees_for_the_maximum_conform(n):
    tree = standard_simplex(n)
    assert conforms_to_braid(tree)
    # the maximum is 1 on every nonempty subset
    assert set(tree.support_function(subset_directions(n)).tolist()) == {1}


def test_two_trees_for_nine_numbers_are_equal():
    # decided by 511 values; the polytopes are not needed
    nine = [point([int(i == j) for j in range(9)]) for i in range(9)]
    chain = nine[0]
    for unit in nine[1:]:
        chain = chain | unit
    assert conforms_to_braid(chain)
    assert chain.is_equivalent(standard_simplex(9))
    assert not chain.is_equivalent(2 * standard_simplex(9))
    assert not chain.is_equivalent(join(*nine[:8]))


def test_two_levels_for_five_numbers_do_not_conform():
    # with functions that conform two hidden layers are not enough: Hertrich and others, 2021, Theorem 1.7
    five = simplex_of_five()
    assert isinstance(five, VirtualConstruction)
    assert not (conforms_to_braid(five.positive) and conforms_to_braid(five.negative))
