"""Maxima of minima: the theorem on random functions, its sets by another enumeration, and given forms."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from analysis.piecewise.functions import function, of_dimensions, points, rationals, small, trees
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import is_equivalent
from tropnet.analysis.piecewise.formula import parse
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
from tropnet.analysis.piecewise.lattice import MaxMinForm, from_max_min, max_min_form
from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.networks import Network
from tropnet.polyhedra.arrangements import HyperplaneArrangement
from tropnet.polyhedra.bodies import box, simplex
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial


@given(of_dimensions(trees))
@settings(max_examples=25, deadline=None)
def test_the_form_is_the_function(tree):
    f = function(tree)
    form = max_min_form(f)
    assert form.maps == f.pieces
    assert is_equivalent(form.function, f)
    # All pieces are needed: on an open set where f is one of them, some minimum is.
    assert set().union(*form.sets) == set(range(len(form.maps)))


def minimal_sets_by_definition(f):
    """The minimal sets {i : l_i(a) >= f(a)}, for one point a of every region of all hyperplanes l_i = l_j."""
    maps = f.pieces
    differences = [u - v for u, v in combinations(list(maps), 2)]
    rows = [row for row in differences if row[:-1].sign().any()]
    table = (
        rational_array([row.tolist() for row in rows])
        if rows
        else rational_array(np.zeros((0, f.n_variables + 1)))
    )
    regions = HyperplaneArrangement(table[:, :-1], -table[:, -1]).regions
    sets = set()
    for region in regions:
        a = region.interior_point
        sets.add(frozenset(i for i, row in enumerate(maps) if row[:-1] @ a + row[-1] >= f(a)))
    return {s for s in sets if not any(other < s for other in sets)}


def minimum_value(maps, members, x):
    return min(sum(a * b for a, b in zip(maps[i], [*x, 1], strict=True)) for i in members)


@given(of_dimensions(lambda n: trees(n, 3), most=2), st.data())
@settings(max_examples=15, deadline=None)
def test_the_sets_are_those_of_all_points(tree, data):
    """Up to members that change no minimum, the sets are found point by point in a finer arrangement."""
    f = function(tree)
    form = max_min_form(f)
    expected = minimal_sets_by_definition(f)
    assert len(form.sets) <= len(expected)
    assert all(any(set(members) <= full for full in expected) for members in form.sets)
    maps = form.maps.tolist()
    places = [data.draw(points(f.n_variables)) for _ in range(4)]

    def profile(sets):
        return {tuple(minimum_value(maps, members, x) for x in places) for members in sets}

    assert profile(form.sets) == profile(expected)


@given(of_dimensions(lambda n: trees(n, 3), most=2))
@settings(max_examples=10, deadline=None)
def test_the_form_depends_on_the_function_alone(tree):
    f = function(tree)
    form = max_min_form(f)
    detour = maximum(f, f - 1) + abs(f) - maximum(f, -f)
    again = max_min_form(detour)
    assert (again.maps, again.sets) == (form.maps, form.sets)
    assert max_min_form(form.function).sets == form.sets


@given(trees(2, 4))
@settings(max_examples=10, deadline=None)
def test_on_a_convex_domain(tree):
    triangle = simplex(2)
    f = function(tree).restricted(triangle)
    form = max_min_form(f)
    assert form.domain == triangle
    assert form.function == f
    assert len(form.maps) == len(f.pieces)


@given(
    st.integers(1, 2).flatmap(
        lambda n: st.tuples(
            st.lists(st.tuples(*[small] * n, rationals), min_size=1, max_size=4),
            st.lists(points(n), min_size=4, max_size=4),
        )
    ),
    st.data(),
)
@settings(max_examples=20, deadline=None)
def test_given_sets_have_the_values_of_the_definition(drawn, data):
    maps, places = drawn
    numbers = st.integers(0, len(maps) - 1)
    sets = data.draw(st.lists(st.lists(numbers, min_size=1, max_size=4), min_size=1, max_size=3))
    f = from_max_min([list(map(Fraction, row)) for row in maps], sets)
    for x in places:
        assert f(x) == max(minimum_value(maps, members, x) for members in sets)


def test_known_forms():
    """Convex: one set for each piece; concave: one set; and a clipped line."""
    assert max_min_form(parse("max(x, 2y, 1)")).sets == ((0,), (1,), (2,))
    assert max_min_form(parse("min(x, 2y, 1)")).sets == ((0, 1, 2),)
    clipped = max_min_form(parse("max(0, min(x, 1))"))
    assert (clipped.maps.tolist(), clipped.sets) == ([[0, 0], [0, 1], [1, 0]], ((0,), (1, 2)))
    assert max_min_form(parse("x - 3")).sets == ((0,),)


def test_the_second_largest_of_three_numbers_is_the_maximum_of_three_minima():
    """The median is the standard example of a lattice polynomial."""
    median = parse("x + y + z - max(x, y, z) - min(x, y, z)")
    form = max_min_form(median)
    names = [tuple(row).index(1) for row in form.maps.tolist()]
    assert {frozenset(names[i] for i in members) for members in form.sets} == set(
        map(frozenset, combinations(range(3), 2))
    )


def test_functions_that_are_constant_along_lines():
    f = parse("max(x1 + x2, 0) - max(x1 + x2 - 1, 0)", 4)
    form = max_min_form(f)
    assert form.function == f
    assert form.sets == ((0,), (1, 2))


def test_other_forms_of_functions_are_read():
    net = Network.from_arrays([[[1], [1]], [[1, -1]]], [[0, -1], [0]])
    assert str(max_min_form(net)) == "max(0, min(1, x))"
    assert str(max_min_form(TropicalPolynomial.parse("max(x, 2y)"))) == "max(2*x2, x1)"


@given(of_dimensions(trees, most=2))
@settings(max_examples=10, deadline=None)
def test_the_text_is_read_again(tree):
    f = function(tree)
    assert PiecewiseLinear.parse(f.to_text(), f.n_variables) == f


def test_values_on_a_grid():
    form = MaxMinForm(rational_array([[1, 0, 0], [0, 1, 0], [-1, -1, "1/2"]]), ((0, 1), (2,)))
    for a, b in product(range(-2, 3), repeat=2):
        assert form.function([a, b]) == max(min(a, b), Fraction(1, 2) - a - b)
    assert repr(form) == "<MaxMinForm of 3 affine functions on R^2, 2 sets>"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([1, 2], [[0]]), ShapeError, r"shape \(2,\); give rows"),
        (([[1]], [[0]]), ShapeError, r"shape \(1, 1\)"),
        (([[1, 0]], []), InputError, "maximum over no set"),
        (([[1, 0]], [0]), InputError, "0 is no set of numbers of maps"),
        (([[1, 0]], 0), InputError, "0 is no set of numbers of maps"),
        (([[1, 0]], [[0], []]), InputError, "minimum over an empty set"),
        (([[1, 0]], [[0, 1]]), InputError, "there is no map 1; the 1 maps have the numbers"),
        (([[1, 0]], [[0.5]]), InputError, "the number of a map is 0.5"),
        (([[1, 0]], [[-1]]), InputError, "the number of a map is -1"),
        (([[1, 0]], [[0]], box([0, 0], [1, 1])), ShapeError, "the domain lies in dimension 2"),
        (([[1, 0]], [[0]], Polyhedron.from_generators([[1]])), EmptyDomainError, "no interior point"),
    ],
)
def test_refusals(arguments, error, message):
    with pytest.raises(error, match=message):
        from_max_min(*arguments)
