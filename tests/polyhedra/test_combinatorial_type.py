"""Adjacency, simplicity and f-vectors, against the face lattice and known polytopes."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polyhedra.samples import ALL, by_generators, fractions, polyhedra

from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex
from tropnet.polyhedra.incidence import joined_pairs, maximal_sets
from tropnet.polyhedra.polyhedron import Polyhedron


def check_against_the_lattice(polyhedron):
    lattice, n_lines = polyhedron.face_lattice, len(polyhedron.lineality_space)
    if polyhedron.is_empty:
        assert polyhedron.adjacency.shape == polyhedron.facet_adjacency.shape == (0, 2)
        return
    edges = [
        face.vertices for face in lattice.faces(n_lines + 1) if len(face.vertices) == 2 and not face.rays
    ]
    assert polyhedron.adjacency.tolist() == sorted(map(list, edges))
    ridges = [face.facets for face in lattice.faces(polyhedron.dim - 2)]
    assert polyhedron.facet_adjacency.tolist() == sorted(map(list, ridges if polyhedron.dim >= 2 else []))
    depth = polyhedron.dim - n_lines
    assert polyhedron.is_simple == all(len(face.facets) == depth for face in lattice.faces(n_lines))
    simplices = [
        len(lattice.polyhedron_of(face).vertices) == face.dim + 1
        for face in lattice.faces(polyhedron.dim - 1)
    ]
    assert polyhedron.is_simplicial == (polyhedron.is_bounded and (polyhedron.dim == 0 or all(simplices)))
    assert polyhedron.f_vector == lattice.f_vector


@pytest.mark.parametrize("name", ALL)
def test_samples(name):
    check_against_the_lattice(ALL[name]())


@given(polyhedra())
@settings(max_examples=20, deadline=None)
def test_random_polyhedra(polyhedron):
    check_against_the_lattice(polyhedron)


ends = st.one_of(st.none(), fractions)


@given(st.lists(st.tuples(ends, ends), min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_boxes(sides):
    """A box answers from its bounds; the face lattice does not know them."""
    sides = [(b, a) if a is not None and b is not None and a > b else (a, b) for a, b in sides]
    check_against_the_lattice(box(*zip(*sides, strict=True)))


def test_graphs_of_known_polytopes():
    """The cube: pairs that differ in one place.  The cross-polytope: all pairs but the opposite ones."""
    corners = cube(4).vertices.integers()
    differ = [[i, j] for i, j in combinations(range(16), 2) if (corners[i] != corners[j]).sum() == 1]
    assert cube(4).adjacency.tolist() == differ
    assert cube(4).facet_adjacency.tolist() == [
        [i, j]
        for i, j in combinations(range(8), 2)
        if (abs(cube(4).inequalities[i, :-1]) != abs(cube(4).inequalities[j, :-1]))
    ]
    assert len(cross_polytope(4).adjacency) == 8 * 7 // 2 - 4
    assert len(simplex(5).adjacency) == len(simplex(5).facet_adjacency) == 15


def test_cyclic_polytopes_are_neighbourly():
    """Any two vertices of C(n, 4) are adjacent (Gale 1963)."""
    polytope = Polyhedron.from_generators([[t, t**2, t**3, t**4] for t in range(9)])
    assert len(polytope.adjacency) == 9 * 8 // 2
    assert polytope.is_simplicial
    assert not polytope.is_simple


def test_the_24_cell():
    """24 octahedra, 96 edges, 8 at each vertex; dual to itself (Coxeter, Regular polytopes)."""
    vertices = [
        [s if k == i else t if k == j else 0 for k in range(4)]
        for i in range(4)
        for j in range(i)
        for s, t in product((-1, 1), repeat=2)
    ]
    cell = Polyhedron.from_generators(vertices)
    assert cell.f_vector == (24, 96, 96, 24)
    assert np.bincount(cell.adjacency.ravel()).tolist() == [8] * 24
    assert len(cell.facet_adjacency) == 96
    assert all(facet.is_simplicial and len(facet.vertices) == 6 for facet in cell.facets)
    assert (cell.is_simple, cell.is_simplicial) == (False, False)


def test_large_boxes_enumerate_nothing():
    assert cube(40).f_vector[0] == 2**40
    assert cube(100).is_simple
    assert not cube(100).is_simplicial


def test_edges_of_a_prism_without_end():
    prism = by_generators(3, [[0, 0, 0], [1, 0, 0], [0, 1, 0]], rays=[[0, 0, 1]])
    assert prism.adjacency.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert len(prism.facet_adjacency) == 6
    assert prism.f_vector == (3, 6, 4)


def test_what_was_computed_is_read_only():
    square = cube(2)
    for array in (square.adjacency, square.facet_adjacency, square.face_lattice.covers):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 5


sets = st.integers(1, 5).flatmap(
    lambda m: st.lists(st.lists(st.booleans(), min_size=m, max_size=m), max_size=7)
)


@given(sets)
@settings(max_examples=30, deadline=None)
def test_maximal_sets_by_definition(rows):
    found = maximal_sets(np.array(rows, bool))
    members = [frozenset(i for i, flag in enumerate(row) if flag) for row in rows]
    maximal = {one for one in members if not any(one < other for other in members)}
    assert [members[i] for i in found] == [
        one for k, one in enumerate(members) if one in maximal and one not in members[:k]
    ]


@given(sets, st.integers(0, 2))
@settings(max_examples=30, deadline=None)
def test_joined_pairs_by_definition(rows, least):
    members = [frozenset(i for i, flag in enumerate(row) if flag) for row in rows]
    among = [i % 3 != 1 for i in range(len(rows))]
    expected = [
        [i, j]
        for i, j in combinations(range(len(rows)), 2)
        if among[i] and among[j] and len(members[i] & members[j]) >= least
        if sum(members[i] & members[j] <= other for other in members) == 2
    ]
    found = joined_pairs(np.array(rows, bool), least, np.array(among, bool))
    assert found.tolist() == expected
