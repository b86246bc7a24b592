"""Emptiness, affine hull, interior and facets by linear programs, against the double description method."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra import description
from tropnet.polyhedra.bodies import cube
from tropnet.polyhedra.conversion import from_generators, from_inequalities
from tropnet.polyhedra.halfspaces import facet_rows, free_coordinates, lifted, most_vertices, reduced_system
from tropnet.polyhedra.inclusion import is_subset, point_outside
from tropnet.polyhedra.integer_rows import spanning_rows
from tropnet.polyhedra.polyhedron import Polyhedron

integers = st.one_of(st.integers(-2, 2), st.integers(-2, 2), st.integers(-(2**70), 2**70))


@st.composite
def systems(draw):
    """Rows with some repeated, opposite or scaled ones, so that implicit equations are frequent."""
    n = draw(st.integers(0, 4))
    row = st.lists(integers, min_size=n + 1, max_size=n + 1)
    rows = draw(st.lists(row, max_size=6))
    copies = draw(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([-1, 1, 2, -2])), max_size=3))
    rows += [[scale * entry for entry in rows[i]] for i, scale in copies if i < len(rows)]
    equations = draw(st.lists(row, max_size=1))
    return [np.array(part, dtype=object).reshape(-1, n + 1) for part in (rows, equations)]


@given(systems())
@settings(max_examples=75, deadline=None)
def test_linear_programs_agree_with_the_double_description_method(system):
    reduced, both = reduced_system(*system), from_inequalities(*system)
    assert reduced.is_empty == (len(both.generators) == 0)
    if not reduced.is_empty:
        assert np.array_equal(reduced.equations, both.equations)
        assert np.array_equal(facet_rows(reduced), both.inequalities)
        x = reduced.point
        A, b = RationalArray(both.inequalities[:, :-1]), RationalArray(both.inequalities[:, -1])
        assert (A @ x < b).all()
        assert RationalArray(both.equations[:, :-1]) @ x == RationalArray(both.equations[:, -1])


def test_an_equation_hidden_in_all_rows_together():
    """x1, x2, x3 >= 0 and x1 + x2 + x3 <= 0 leave the origin; no two rows are opposite."""
    rows = np.array([[-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, -1, 0], [1, 1, 1, 0]])
    point = reduced_system(rows, np.zeros((0, 4), int))
    assert point.equations.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    assert point.point.tolist() == [0, 0, 0]


def test_one_bit_decides():
    """x <= 2^-80 < 2^-79 <= x is empty, x <= 2^-80 <= x a point, and with one bit more it has an interior."""
    row = np.array([[2**80, 1], [-(2**80), -2]], dtype=object)
    none = np.zeros((0, 2), int)
    assert reduced_system(row, none).is_empty
    row[1, 1] = -1
    assert reduced_system(row, none).equations.tolist() == [[2**80, 1]]
    row[0, 1] = 2
    assert len(reduced_system(row, none).equations) == 0


def test_charts():
    equations = spanning_rows(np.array([[1, 2, 0, 4, 1], [0, 0, 3, 5, 2]]))
    assert free_coordinates(equations).tolist() == [1, 3]
    point = lifted(RationalArray(["1/2", 7]), equations)
    assert RationalArray(equations[:, :-1]) @ point == RationalArray(equations[:, -1])
    assert [point[1], point[3]] == RationalArray(["1/2", 7]).tolist()
    assert free_coordinates(np.array([[0, 0, 1, 5]])).tolist() == [0, 1]
    assert free_coordinates(np.array([[0, 1, 0, 5], [0, 0, 0, 1]])).tolist() == [0, 2]


@pytest.mark.parametrize(("n_facets", "dim"), [(1, 1), (2, 1), (4, 2), (9, 3), (8, 4), (8, 5), (9, 6)])
def test_the_bound_is_attained_by_polars_of_cyclic_polytopes(n_facets, dim):
    """With one facet at infinity: the projective bound counts it, so the polytope has one facet more."""
    n_points = n_facets + 1
    curve = np.array([[t**k for k in range(1, dim + 1)] + [1] for t in range(n_points)], dtype=object)
    facets = from_generators(curve, np.zeros((0, dim + 1), int)).inequalities
    assert most_vertices(n_facets, dim) == len(facets)


def test_the_bound_holds_for_few_half_spaces():
    assert most_vertices(0, 5) == 1
    assert most_vertices(5, 5) == comb(6, 5)
    assert most_vertices(3, 100) == 4


@pytest.fixture
def _no_conversion(monkeypatch):
    def fail(*_args, **_options):
        raise AssertionError("vertices were enumerated")

    monkeypatch.setattr(description, "from_inequalities", fail)
    monkeypatch.setattr(description, "from_generators", fail)


def random_polytope(n, m, seed=0):
    """Tangent half-spaces of a ball, nearly all of them facets."""
    rng = np.random.default_rng(seed)
    return Polyhedron.from_inequalities(rng.integers(-50, 51, (m, n)), [200] * m)


@pytest.mark.usefixtures("_no_conversion")
def test_high_dimension_without_vertices():
    """60 inequalities in R^12 and 200 in R^10: everything but the vertices is answered."""
    polytope = random_polytope(12, 60)
    assert (polytope.dim, polytope.is_empty, polytope.is_bounded) == (12, False, True)
    A, b = polytope.inequalities[:, :-1], polytope.inequalities[:, -1]
    assert (A @ polytope.interior_point < b).all()
    slices = polytope & Polyhedron.from_inequalities([[1] * 12, [-1] * 12], [5, -5])
    assert slices.dim == 11
    assert slices.equations.tolist() == [[1] * 12 + [5]]
    assert slices <= polytope
    assert not polytope <= slices
    assert (polytope & Polyhedron.from_inequalities([[1] * 12], [-10000])).is_empty
    large = random_polytope(10, 200)
    again = Polyhedron.from_inequalities(large.inequalities[:, :-1] * 3, large.inequalities[:, -1] * 3)
    assert large == again
    assert hash(large) == hash(again)
    assert len(large.inequalities) < 200


@pytest.mark.usefixtures("_no_conversion")
def test_unbounded_in_high_dimension():
    slopes = np.random.default_rng(1).integers(1, 51, (40, 12))
    above = Polyhedron.from_inequalities(-slopes, [200] * 40)
    assert (above.dim, above.is_bounded) == (12, False)
    assert above.recession_cone.dim == 12
    between = above & Polyhedron.from_inequalities(slopes[:1], [300])
    assert (between.dim, between.is_bounded) == (12, False)
    assert [1] * 12 not in between.recession_cone
    flat = above & Polyhedron.from_inequalities(np.ones((1, 12)), [-1])
    assert not flat.is_empty


@pytest.mark.usefixtures("_no_conversion")
def test_points_of_a_polytope_with_371_thousand_facets():
    """The cyclic polytope of 40 points in R^10: inside, outside by one bit, and inclusion with a witness.

    By the formula of Gale it has C(35, 5) + C(34, 4) facets.
    """
    polytope, part, other = (
        Polyhedron.from_generators([[t**k for k in range(1, 11)] for t in times])
        for times in (range(-20, 20), range(-15, 15), range(-15, 21))
    )
    assert polytope.interior_point in polytope
    corner = polytope.description.given_generators[0][0, :-1]
    assert corner in polytope
    assert corner * Fraction(2**60 + 1, 2**60) not in polytope
    assert is_subset(part, polytope)
    assert point_outside(other, polytope).tolist() == [20**k for k in range(1, 11)]


def test_facets_found_by_programs_are_those_of_the_vertices():
    polytope = random_polytope(5, 40)
    assert polytope.description.has_many_vertices
    rows = polytope.inequalities
    rebuilt = Polyhedron.from_generators(polytope.vertices)
    assert rebuilt.inequalities == rows
    assert rebuilt.equations == polytope.equations
    assert rebuilt == polytope
    assert len(cube(3).facets) == 6
