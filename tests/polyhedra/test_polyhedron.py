"""The value Polyhedron: one set, however it was given."""

import pickle
from copy import deepcopy
from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polyhedra.samples import ALL, fractions, polyhedra

from tropnet.errors import EmptyDomainError, InputError, NotRationalError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.polyhedra.affine_maps import image
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.polyhedron import Polyhedron

EMPTY = {n: Polyhedron.from_generators(np.zeros((0, n))) for n in (1, 2, 3)}


def rebuilt_from_generators(polyhedron):
    return Polyhedron.from_generators(polyhedron.vertices, polyhedron.rays, polyhedron.lineality_space)


def rebuilt_from_inequalities(polyhedron):
    A, b = polyhedron.inequalities[:, :-1], polyhedron.inequalities[:, -1]
    C, d = polyhedron.equations[:, :-1], polyhedron.equations[:, -1]
    return Polyhedron.from_inequalities(A, b, equations=(C, d))


# One set ------------------------------------------------------------------------------------------------


@given(polyhedra())
@settings(max_examples=50, deadline=None)
def test_both_descriptions_rebuild_an_equal_polyhedron(polyhedron):
    for again in (rebuilt_from_generators(polyhedron), rebuilt_from_inequalities(polyhedron)):
        assert again == polyhedron
        assert hash(again) == hash(polyhedron)
        assert again.vertices == polyhedron.vertices
        assert again.rays == polyhedron.rays
        assert again.lineality_space == polyhedron.lineality_space
        assert (again.dim, again.is_bounded, again.is_empty) == (
            polyhedron.dim,
            polyhedron.is_bounded,
            polyhedron.is_empty,
        )


def test_equality_is_that_of_sets():
    square = Polyhedron.from_inequalities([[1, 0], [-1, 0], [0, 1], [0, -1]], [1, 1, 1, 1])
    loose = Polyhedron.from_inequalities(
        [[2, 0], [-1, 0], [0, "1/3"], [0, -1], [1, 1], [0, 0]], [2, 1, "1/3", 1, 2, 7]
    )
    hull = Polyhedron.from_generators([[-1, -1], [-1, 1], [1, -1], [1, 1], [0, 0], [1, 1], [0, 1]])
    assert square == loose == hull == cube(2)
    assert len({square, loose, hull}) == 1
    assert square != cube(2, "1/2")
    assert square != cube(3)
    assert square != "[-1,1]^2"
    assert EMPTY[2] != EMPTY[3]


def test_equal_empty_sets_are_found_in_many_ways():
    contradictory = Polyhedron.from_inequalities([[1, 1], [-1, -1]], [0, -1])
    impossible = Polyhedron.from_inequalities([[0, 0]], [-1])
    disjoint = Polyhedron.parse("[0,1]^2") & Polyhedron.parse("[2,3]^2")
    assert EMPTY[2] == contradictory == impossible == disjoint
    for empty in (EMPTY[2], contradictory, impossible, disjoint):
        assert (empty.dim, empty.is_empty, empty.is_bounded, empty.volume) == (-1, True, True, 0)
        assert empty.vertices.shape == empty.rays.shape == (0, 2)
        assert empty.inequalities.tolist() == [[0, 0, -1]]
        assert empty.equations.shape == (0, 3)
        assert [0, 0] not in empty
        with pytest.raises(EmptyDomainError):
            _ = empty.interior_point


def test_canonical_rows_are_primitive_sorted_and_reduced():
    """By hand: the triangle with corners (2,0,0), (0,2,0), (0,0,2), given with much too much."""
    triangle = Polyhedron.from_generators([[2, 0, 0], [0, 2, 0], [0, 0, 2], [1, 1, 0], ["1/2", "1/2", 1]])
    assert triangle.equations.tolist() == [[1, 1, 1, 2]]
    # -x1 <= 0 is written x2 + x3 <= 2: zero at the pivot of the equation.
    assert triangle.inequalities.tolist() == [[0, -1, 0, 0], [0, 0, -1, 0], [0, 1, 1, 2]]
    assert triangle.vertices.tolist() == [[0, 0, 2], [0, 2, 0], [2, 0, 0]]
    assert triangle.dim == 2


def test_vertices_are_sorted_by_value_not_by_numerator():
    points = [["1/2", 0], ["1/3", 0], ["2/3", 1], [0, 1]]
    assert Polyhedron.from_generators(points).vertices.tolist() == [
        [0, 1],
        [Fraction(1, 3), 0],
        [Fraction(1, 2), 0],
        [Fraction(2, 3), 1],
    ]


def test_known_double_descriptions_equal_computed_ones():
    for original in (cube(2), cross_polytope(3), Polyhedron.parse("x1 + x2 <= 1; x1 - x3 = 2", 3)):
        A, b = original.inequalities.integers(), original.equations.integers()
        denominator = original.vertices.denominator
        vertices = np.hstack(
            [original.vertices.numerators, np.full((len(original.vertices), 1), denominator)]
        )
        rays = np.hstack([original.rays.integers(), np.zeros((len(original.rays), 1), int)])
        lines = np.hstack(
            [original.lineality_space.integers(), np.zeros((len(original.lineality_space), 1), int)]
        )
        known = Polyhedron.from_double_description(
            A[::-1] * 3, b, np.vstack([rays, vertices * 2])[::-1], lines
        )
        assert known == original
        assert hash(known) == hash(original)
        assert known.vertices == original.vertices
        assert known.rays == original.rays
        assert np.array_equal(known.incidence, original.incidence)
        assert "_both" not in vars(known.description)


# Named examples -----------------------------------------------------------------------------------------


def test_a_half_space_has_lines_and_one_point_of_its_minimal_face():
    half = Polyhedron.from_inequalities([[1, 2]], [4])
    assert half.lineality_space.tolist() == [[2, -1]]
    assert half.vertices.tolist() == [[0, 2]]
    assert half.rays.tolist() == [[0, -1]]
    assert (half.dim, half.is_bounded, half.is_full_dimensional) == (2, False, True)
    assert half.incidence.tolist() == [[True, False]]
    with pytest.raises(UnboundedError, match="intersect it with a box"):
        _ = half.volume


def test_a_cone_has_its_apex():
    quadrant = Polyhedron.from_inequalities([[-1, 0], [0, -1]], [0, 0])
    assert quadrant.vertices.tolist() == [[0, 0]]
    assert quadrant.rays.tolist() == [[0, 1], [1, 0]]
    assert quadrant == Polyhedron.from_generators([[0, 0]], rays=[[3, 0], [0, 5], [1, 1], [0, 0]])


def test_opposite_rays_are_a_line():
    assert Polyhedron.from_generators([[0, 0]], rays=[[1, 1], [-2, -2]]) == Polyhedron.from_generators(
        [[5, 5]], lines=[[1, 1]]
    )


def test_points_and_spaces():
    point = Polyhedron.from_generators([["1/2", -3]])
    assert (point.dim, point.is_bounded, point.volume) == (0, True, 0)
    assert point.inequalities.shape == (0, 3)
    assert point.equations.tolist() == [[2, 0, 1], [0, 1, -3]]
    assert point.interior_point.tolist() == [Fraction(1, 2), -3]
    space = whole_space(3)
    assert (space.dim, space.is_bounded, len(space.inequalities), len(space.rays)) == (3, False, 0, 0)
    assert space.vertices.tolist() == [[0, 0, 0]]
    assert space == Polyhedron.from_inequalities(np.zeros((0, 3)), [])


def test_the_space_of_dimension_zero():
    origin = whole_space(0)
    assert origin == simplex(0) == cube(0) == Polyhedron.from_generators(np.zeros((1, 0)))
    assert (origin.dim, origin.is_bounded, origin.is_empty, origin.volume) == (0, True, False, 1)
    assert origin.vertices.shape == (1, 0)
    assert [] in origin
    nothing = Polyhedron.from_inequalities(np.zeros((1, 0)), [-1])
    assert (nothing.dim, nothing.is_empty) == (-1, True)


def test_centroids_of_named_polytopes():
    """Of a simplex the mean of the vertices; of a trapezoid by the formula of Archimedes."""
    assert simplex(4).centroid.tolist() == [Fraction(1, 5)] * 4
    assert cube(3, 2, [1, 2, 3]).centroid.tolist() == [1, 2, 3]
    trapezoid = Polyhedron.from_generators([[0, 0], [3, 0], [1, 1], [0, 1]])
    # Height (a + 2b) / 3 (a + b) times h, with a = 3 below and b = 1 above.
    assert trapezoid.centroid[1] == Fraction(5, 12)
    assert whole_space(0).centroid.shape == (0,)
    assert Polyhedron.from_generators([["1/2", 3]]).centroid.tolist() == [Fraction(1, 2), 3]
    with pytest.raises(EmptyDomainError, match="no centroid"):
        _ = EMPTY[2].centroid
    with pytest.raises(UnboundedError, match="intersect it with a box"):
        _ = whole_space(1).centroid


@pytest.mark.parametrize("name", ALL)
def test_the_system_describes_the_set(name):
    polyhedron = ALL[name]()
    A, b, equations = polyhedron.system
    assert Polyhedron.from_inequalities(A, b, equations) == polyhedron


def test_lower_dimensional_and_unbounded_has_volume_zero():
    assert Polyhedron.parse("x1 = x2").volume == 0


# Laws ---------------------------------------------------------------------------------------------------


@given(polyhedra())
@settings(max_examples=30, deadline=None)
def test_incidence_says_which_generators_lie_on_which_facet(polyhedron):
    if polyhedron.is_empty:
        return
    A, b = polyhedron.inequalities[:, :-1], polyhedron.inequalities[:, -1]
    at_vertices = (A @ polyhedron.vertices.T - b.reshape(-1, 1)).sign()
    at_rays = (A @ polyhedron.rays.T).sign()
    assert (np.hstack([at_vertices, at_rays]) <= 0).all()
    assert np.array_equal(np.hstack([at_vertices, at_rays]) == 0, polyhedron.incidence)
    # A facet has dimension dim - 1, so at least that many generators beyond the lines.
    least = polyhedron.dim - len(polyhedron.lineality_space)
    assert (polyhedron.incidence.sum(axis=1) >= least).all()


@given(polyhedra())
@settings(max_examples=30, deadline=None)
def test_the_interior_point_is_strictly_inside_every_facet(polyhedron):
    if polyhedron.is_empty:
        return
    x = polyhedron.interior_point
    assert x in polyhedron
    A, b = polyhedron.inequalities[:, :-1], polyhedron.inequalities[:, -1]
    assert ((A @ x - b).sign() < 0).all()


@given(polyhedra())
@settings(max_examples=30, deadline=None)
def test_moments_add_up_and_affine_maps_carry_the_centroid_along(polyhedron):
    """Cut by a hyperplane, mapped, and as the base of a prism."""
    if polyhedron.is_empty or not polyhedron.is_bounded:
        return
    n, x = polyhedron.ambient_dim, polyhedron.centroid
    assert x in polyhedron
    A, b = RationalArray(np.tri(n, dtype=int) * 2 - np.eye(n, dtype=int)), RationalArray(range(n))
    assert image(polyhedron, A, b).centroid == A @ x + b
    if polyhedron.is_full_dimensional:
        level = x[0] / 2
        left, right = (
            polyhedron & box([low, *[None] * (n - 1)], [high, *[None] * (n - 1)])
            for low, high in ((None, level), (level, None))
        )
        moment = sum(
            (part.centroid * part.volume for part in (left, right) if part.volume), RationalArray.zeros(n)
        )
        assert moment == x * polyhedron.volume
    # A prism over it has its centroid half-way up.
    prism = polyhedron * box([0], [1])
    assert prism.centroid == concatenate([x, ["1/2"]])


@given(polyhedra())
@settings(max_examples=30, deadline=None)
def test_the_recession_cone_says_where_one_can_go_for_ever(polyhedron):
    cone = polyhedron.recession_cone
    assert RationalArray.zeros(polyhedron.ambient_dim) in cone
    assert 2 * cone == cone
    assert polyhedron + cone == polyhedron
    for ray in (*cone.rays, *cone.lineality_space, *-cone.lineality_space):
        assert all(vertex + ray * 1000 in polyhedron for vertex in polyhedron.vertices)
    assert (
        rebuilt_from_generators(polyhedron).recession_cone
        == cone
        == rebuilt_from_inequalities(polyhedron).recession_cone
    )


@given(st.tuples(polyhedra((2,)), polyhedra((2,))), st.lists(fractions, min_size=2, max_size=2))
@settings(max_examples=30, deadline=None)
def test_intersection_contains_the_common_points(pair, x):
    first, second = pair
    both = first.intersection(second)
    assert (x in both) == (x in first and x in second)
    assert both == second & first
    assert first & first == first
    assert both & first == both
    assert all(v in first and v in second for v in both.vertices)


@given(polyhedra((1, 2)), st.data())
@settings(max_examples=30, deadline=None)
def test_containment_does_not_depend_on_the_description(polyhedron, data):
    x = data.draw(st.lists(fractions, min_size=polyhedron.ambient_dim, max_size=polyhedron.ambient_dim))
    answers = {
        x in same
        for same in (polyhedron, rebuilt_from_generators(polyhedron), rebuilt_from_inequalities(polyhedron))
    }
    assert len(answers) == 1


ends = st.one_of(st.none(), fractions)


@given(st.lists(st.tuples(ends, ends), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_boxes_agree_with_the_general_algorithm(sides):
    """A box answers from its bounds; a rebuilt one, given by its generators, cannot."""
    sides = [(b, a) if a is not None and b is not None and a > b else (a, b) for a, b in sides]
    short = box(*zip(*sides, strict=True))
    general = rebuilt_from_generators(short)
    assert general == short
    assert general.interior_point == short.interior_point
    assert (general.is_bounded, general.dim) == (short.is_bounded, short.dim)
    if short.is_bounded:
        assert general.volume == short.volume


# A value ------------------------------------------------------------------------------------------------


def test_pickles_and_copies_are_equal_and_carry_no_caches():
    for original in (cube(2), cross_polytope(2), simplex(2), Polyhedron.parse("x1 + x2 <= 1")):
        _ = original.vertices, original.inequalities
        for again in (pickle.loads(pickle.dumps(original)), deepcopy(original)):
            assert "vertices" not in vars(again)
            assert again == original
            assert again.vertices == original.vertices


def test_frozen():
    square = cube(2)
    with pytest.raises(FrozenInstanceError):
        square.ambient_dim = 3
    with pytest.raises(ValueError, match="read-only"):
        square.incidence[0, 0] = True


def test_arrays_of_the_caller_stay_writable_and_unshared():
    rows = np.array([[1, 1], [-1, 0]])
    none = np.zeros((0, 2), int)
    segment = Polyhedron.from_double_description(rows, none, np.array([[0, 1], [1, 1]]), none)
    rows[0, 1] = 7
    assert segment.inequalities.tolist() == [[-1, 0], [1, 1]]


def test_repr_is_one_line_and_computes_nothing():
    polyhedron = Polyhedron.from_inequalities(np.ones((3, 2)), [1, 2, 3], equations=([[1, 0]], [0]))
    before = set(vars(polyhedron))
    assert repr(polyhedron) == "<Polyhedron in R^2 given by 3 inequalities and 1 equation>"
    assert set(vars(polyhedron)) == before
    assert repr(whole_space(4)) == "<Polyhedron in R^4 given by no inequality>"
    assert (
        repr(Polyhedron.from_generators([[0, 0]], [[1, 0]]))
        == "<Polyhedron in R^2 given by 1 point and 1 ray>"
    )


def test_floats_are_the_dyadic_rationals_that_they_are():
    interval = Polyhedron.from_inequalities([[1.0], [-1.0]], [0.1, 0.0])
    assert interval.vertices.tolist() == [[0], [Fraction(0.1)]]
    assert [0.1] in interval
    assert ["1/10"] in interval
    assert [np.nextafter(0.1, 1)] not in interval


def test_large_boxes_enumerate_nothing():
    big = cube(200)
    assert big.is_bounded
    assert big.is_full_dimensional
    assert big.volume == 2**200
    assert len(big.inequalities) == 400
    assert big.interior_point == RationalArray.zeros(200)
    flat = big & Polyhedron.parse("x200 = 1/2")
    assert flat.dim == 199
    padded = big & Polyhedron.from_inequalities(np.zeros((1, 200)), [3])
    assert padded == big


# Errors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("A", "b", "equations", "says"),
    [
        ([], [], None, "whole_space"),
        ([1, 2], [3], None, r"shape \(2,\)"),
        ([[1, 2]], [3, 4], None, "one number for each row"),
        ([[1, 2]], 3, None, r"b has shape \(\)"),
        ([[1, 2]], [3], ([[1, 2, 3]], [4]), "2 unknowns, but the equations have 3"),
        ([[1, 2]], [3], ([[1, 2]], [4, 5]), "d has shape"),
    ],
)
def test_sizes_that_do_not_fit(A, b, equations, says):
    with pytest.raises(ShapeError, match=says):
        Polyhedron.from_inequalities(A, b, equations)


def test_generators_that_make_no_sense():
    with pytest.raises(ShapeError, match="do not tell the dimension"):
        Polyhedron.from_generators([])
    with pytest.raises(ShapeError, match=r"rays have shape \(1, 3\)"):
        Polyhedron.from_generators([[0, 0]], rays=[[1, 0, 0]])
    with pytest.raises(InputError, match="give the apex"):
        Polyhedron.from_generators(np.zeros((0, 2)), rays=[[1, 0]])
    with pytest.raises(NotRationalError):
        Polyhedron.from_generators([[0, float("nan")]])


def test_points_and_sets_of_other_spaces():
    with pytest.raises(ShapeError, match=r"shape \(3,\), but the space is R\^2"):
        cube(2).contains([0, 0, 0])
    with pytest.raises(ShapeError, match=r"R\^2 and one in R\^3"):
        cube(2).intersection(cube(3))
    with pytest.raises(TypeError):
        cube(2) & 3


def test_faces_of_the_24_cell():
    """24 vertices, 24 octahedra; volume 2 a^4 with the edge a = sqrt 2 (Coxeter, Regular polytopes)."""
    vertices = [
        [s if k == i else t if k == j else 0 for k in range(4)]
        for i in range(4)
        for j in range(i)
        for s, t in product((-1, 1), repeat=2)
    ]
    cell = Polyhedron.from_generators(vertices)
    assert cell.incidence.shape == (24, 24)
    assert (cell.incidence.sum(axis=1) == 6).all()
    assert (cell.incidence.sum(axis=0) == 6).all()
    assert cell.volume == 8


@pytest.mark.parametrize("name", ALL)
def test_rows_that_were_handed_out_cannot_be_changed(name):
    rows = ALL[name]().description
    for part in (*rows.constraints, *rows.generators, rows.incidence):
        assert not part.flags.writeable
