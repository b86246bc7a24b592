"""Regular subdivisions against brute force over all affine functions, and against values of the literature."""

import pickle
from fractions import Fraction
from itertools import combinations
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from tropical.polynomials import honeycomb, polynomials, simplex_points

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.matrix import rank, solve
from tropnet.polyhedra.measures.moments import normalized_volume
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.subdivision import RegularSubdivision, dual_subdivision


def tight_sets(points, heights):
    """The maximal cells: for each affine basis among the points the function through it, if it bounds all."""
    ones = concatenate([points, RationalArray.zeros((len(points), 1)) + 1], axis=1)
    size, found = rank(ones), set()
    # A chart of the affine hull: columns of full rank.
    columns = next(
        list(chosen)
        for chosen in combinations(range(ones.shape[1]), size)
        if rank(ones[:, list(chosen)]) == size
    )
    chart = ones[:, columns]
    for basis in combinations(range(len(points)), size):
        rows = chart[list(basis)]
        if rank(rows) == size:
            gaps = (chart @ solve(rows, heights[list(basis)]) - heights).sign()
            if (gaps >= 0).all():
                found.add(tuple(np.flatnonzero(gaps == 0).tolist()))
    return found


@given(polynomials(convention="max"))
@settings(max_examples=40, deadline=None)
def test_maximal_cells_agree_with_brute_force(p):
    cells = [cell.points for cell in dual_subdivision(p).maximal_cells]
    assert len(set(cells)) == len(cells)
    assert set(cells) == tight_sets(p.exponents, p.coefficients)


@given(polynomials())
@settings(max_examples=30, deadline=None)
def test_cells_tile_the_newton_polytope(p):
    subdivision = dual_subdivision(p)
    whole = normalized_volume(Polyhedron.from_generators(p.exponents)) / factorial(subdivision.dim)
    assert sum(subdivision.volumes) == whole
    for cell, volume in zip(subdivision.maximal_cells, subdivision.volumes, strict=True):
        assert normalized_volume(cell.polytope) / factorial(cell.dim) == volume
    # A ball has Euler characteristic 1.
    assert sum((-1) ** k * f for k, f in enumerate(subdivision.f_vector)) == 1


@given(polynomials())
@settings(max_examples=20, deadline=None)
def test_every_cell_is_a_face_with_the_right_faces(p):
    subdivision = dual_subdivision(p)
    for cell in subdivision:
        assert cell.polytope.dim == cell.dim
        assert len(cell.polytope.vertices) == len(cell.vertices)
        assert all(cell.polytope.contains(p.exponents[i]) for i in cell.points)
        if cell.dim:
            # The facets of the polytope, found by conversion, are the facets of the cell.
            sides = {frozenset(map(tuple, face.polytope.vertices.tolist())) for face in cell.facets}
            corners = cell.polytope.vertices.tolist()
            expected = {
                frozenset(tuple(x) for x, on in zip(corners, row, strict=True) if on)
                for row in cell.polytope.incidence.tolist()
            }
            assert sides == expected
        assert all(cell in coface.facets for coface in cell.cofaces)


@given(polynomials(n=2, convention="max"))
@settings(max_examples=20, deadline=None)
def test_cells_of_the_plane_meet_in_common_faces(p):
    subdivision = dual_subdivision(p)
    known = {cell.points for cell in subdivision}
    for one, other in combinations(subdivision.maximal_cells, 2):
        common = tuple(sorted(set(one.points) & set(other.points)))
        meet = one.polytope & other.polytope
        assert meet == Polyhedron.from_generators(p.exponents[list(common)])
        assert not common or common in known


def test_min_plus_takes_the_lower_side():
    points = simplex_points(2, 2)
    p = TropicalPolynomial(points, [0, 1, 5, 2, 7, 4], "min")
    mirrored = dual_subdivision(TropicalPolynomial(points, [0, -1, -5, -2, -7, -4]))
    assert [cell.points for cell in dual_subdivision(p)] == [cell.points for cell in mirrored]


def test_an_affine_change_of_the_heights_changes_nothing():
    p = honeycomb(2, 3)
    tilted = p.coefficients + p.exponents @ RationalArray([5, "-7/3"]) + Fraction(1, 9)
    same = RegularSubdivision(p.exponents, tilted)
    assert same == dual_subdivision(p)
    assert hash(same) == hash(dual_subdivision(p))
    assert same != RegularSubdivision(p.exponents, [0] * p.n_monomials)
    assert same != p


@pytest.mark.parametrize(("n", "d"), [(1, 5), (2, 2), (2, 4), (3, 2), (3, 3), (4, 2)])
def test_honeycombs_are_unimodular_with_d_to_the_n_cells(n, d):
    """The volume of d times the standard simplex is d^n / n!, and the alcoves have volume 1 / n!."""
    subdivision = dual_subdivision(honeycomb(n, d))
    assert subdivision.is_unimodular
    assert subdivision.f_vector[0] == comb(n + d, n)
    assert subdivision.f_vector[-1] == d**n
    assert all(volume == Fraction(1, factorial(n)) for volume in subdivision.volumes)


def test_delaunay_cells_of_the_root_lattice_in_space_are_no_triangulation():
    """The quadratic form of A_3 has octahedra among its Delaunay cells (Conway and Sloane, Chapter 21)."""
    points = simplex_points(3, 2)
    heights = [-(a * a + b * b + c * c + a * b + a * c + b * c) for a, b, c in points]
    subdivision = RegularSubdivision(points, heights)
    assert sorted(len(cell.vertices) for cell in subdivision.maximal_cells) == [4, 4, 4, 4, 6]
    assert not subdivision.is_triangulation


# Where other programs fail -----------------------------------------------------------------------------------


def test_a_square_in_a_square_has_five_cells():
    outer, inner = [[0, 0], [3, 0], [0, 3], [3, 3]], [[1, 1], [2, 1], [1, 2], [2, 2]]
    subdivision = RegularSubdivision(outer + inner, [0] * 4 + [1] * 4)
    assert subdivision.f_vector == (8, 12, 5)
    assert sorted(subdivision.volumes) == [1, 2, 2, 2, 2]


@pytest.mark.parametrize(("gap", "cells"), [(0, 1), (Fraction(1, 10**10), 2), (Fraction(1, 2**200), 2)])
def test_tiny_differences_of_height_count(gap, cells):
    square = [[0, 0], [1, 0], [0, 1], [1, 1]]
    assert RegularSubdivision(square, [0, gap, 0, 0]).f_vector[-1] == cells
    assert RegularSubdivision(square, [0, -gap, 0, 0]).f_vector[-1] == cells


def test_a_segment_in_the_plane():
    subdivision = RegularSubdivision([[0, 0], [1, 2], [2, 4], [4, 8]], [0, 1, 1, -1])
    assert (subdivision.dim, subdivision.f_vector) == (1, (4, 3))
    assert subdivision.volumes == (1, 1, 2)
    assert not subdivision.is_unimodular
    assert RegularSubdivision([[0, 0], [1, 2], [2, 4]], [0, 1, 1]).is_unimodular


def test_negative_and_fractional_exponents():
    subdivision = RegularSubdivision([["-1/2", 0], ["1/2", "1/3"], [0, "-5/7"], [0, 0]], [0, 0, 0, 1])
    assert subdivision.f_vector == (4, 6, 3)
    assert not subdivision.is_unimodular
    assert sum(subdivision.volumes) == Polyhedron.from_generators(subdivision.points).volume


@pytest.mark.parametrize("n", [0, 1, 4])
def test_a_single_point(n):
    subdivision = RegularSubdivision(RationalArray.zeros((1, n)), [5])
    (cell,) = subdivision
    assert (subdivision.f_vector, subdivision.volumes, cell.points) == ((1,), (1,), (0,))
    assert subdivision.is_unimodular
    assert cell.facets == cell.cofaces == ()


def test_repeated_points_share_their_cells():
    subdivision = RegularSubdivision([[0], [0], [2], [2]], [1, 1, 0, -1])
    assert subdivision.f_vector == (2, 1)
    assert [cell.points for cell in subdivision] == [(0, 1), (2,), (0, 1, 2)]
    assert [cell.vertices for cell in subdivision.maximal_cells] == [(0, 2)]


def test_points_below_the_surface_and_points_in_the_middle_of_cells():
    subdivision = RegularSubdivision(
        [[0, 0], [2, 0], [0, 2], [1, 1], [1, 0], ["2/3", "2/3"]], [0, 0, 0, 0, -1, 0]
    )
    (cell,) = subdivision.maximal_cells
    assert cell.points == (0, 1, 2, 3, 5)
    assert cell.vertices == (0, 1, 2)
    assert not subdivision.is_triangulation
    assert subdivision.is_vertex.tolist() == [True, True, True, False, False, False]
    assert [edge.points for edge in subdivision.cells(1)] == [(0, 1), (0, 2), (1, 2, 3)]


def test_values_are_frozen_and_survive_pickling():
    subdivision = dual_subdivision(honeycomb(2, 2))
    assert subdivision.f_vector == (6, 9, 4)
    again = pickle.loads(pickle.dumps(subdivision))
    assert set(vars(again)) == {"points", "heights"}
    assert again == subdivision
    with pytest.raises(AttributeError, match="read-only"):
        subdivision.heights = None


def test_bad_input_is_named():
    with pytest.raises(InputError, match="no monomials"):
        dual_subdivision(TropicalPolynomial.zero(2))
    with pytest.raises(InputError, match="no points"):
        RegularSubdivision(RationalArray.zeros((0, 2)), [])
    with pytest.raises(ShapeError, match="do not fit"):
        RegularSubdivision([[0, 1]], [0, 1])
    with pytest.raises(InputError, match="0 to 1"):
        RegularSubdivision([[0], [1]], [0, 1]).cells(2)
    for dim in (-1, 2):
        with pytest.raises(InputError, match="0 to 1"):
            RegularSubdivision([[0], [1]], [0, 1]).marked(dim)
    with pytest.raises(InputError, match="1 to 1"):
        RegularSubdivision([[0], [1]], [0, 1]).facets_of_cells(0)
