"""The value: laws of the lattice of functions, evaluation, pieces and cells, equality, domains, refusals."""

import pickle
from fractions import Fraction
from functools import reduce

import flint
import numpy as np
import pytest
import sympy
from analysis.piecewise.functions import function, of_dimensions, points, small, trees, value
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import counterexample, is_equivalent
from tropnet.analysis.piecewise.function import (
    PiecewiseLinear,
    common_domain,
    maximum,
    minimum,
    piecewise_linear,
)
from tropnet.errors import EmptyDomainError, InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Network
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.univariate import PiecewiseLinearFunction1D

x, y = PiecewiseLinear.coordinates(2)


def several(count, max_leaves=2):
    """Some functions of the same variables."""
    return of_dimensions(lambda n: st.tuples(*[trees(n, max_leaves).map(function)] * count))


# -- laws ------------------------------------------------------------------------------------------


@given(several(3))
@settings(max_examples=12, deadline=None)
def test_functions_are_a_distributive_lattice(drawn):
    f, g, h = drawn
    assert maximum(f, g) == maximum(g, f)
    assert maximum(f, maximum(g, h)) == maximum(f, g, h) == maximum(maximum(f, g), h)
    assert maximum(f, f) == f == minimum(f, f)
    assert maximum(f, minimum(f, g)) == f == minimum(f, maximum(f, g))
    assert maximum(f, minimum(g, h)) == minimum(maximum(f, g), maximum(f, h))
    assert minimum(f, maximum(g, h)) == maximum(minimum(f, g), minimum(f, h))


@given(several(3), st.fractions(-2, 2, max_denominator=3))
@settings(max_examples=12, deadline=None)
def test_functions_are_an_ordered_vector_space(drawn, factor):
    f, g, h = drawn
    assert f + g == g + f
    assert (f + g) + h == f + (g + h)
    assert f - f == 0 * f
    assert factor * (f + g) == factor * f + g * factor
    assert f + maximum(g, h) == maximum(f + g, f + h)
    assert -maximum(f, g) == minimum(-f, -g)
    assert abs(f) == maximum(f, -f)
    assert maximum(f, 0) + minimum(f, 0) == f
    assert maximum(f, g) + minimum(f, g) == f + g
    assert 3 - f == -(f - 3)
    assert f / 2 + f / 2 == f


@given(of_dimensions(lambda n: st.tuples(trees(n, 6), st.lists(points(n), min_size=1, max_size=4))))
@settings(max_examples=25, deadline=None)
def test_values_are_those_of_the_operations(drawn):
    tree, places = drawn
    f = function(tree)
    expected = [value(tree, place) for place in places]
    assert [f(place) for place in places] == expected
    assert f(places) == RationalArray(expected)


@given(
    of_dimensions(
        lambda n: st.tuples(
            trees(n, 3),
            st.integers(1, 2).flatmap(
                lambda m: st.tuples(
                    st.lists(st.lists(small, min_size=m, max_size=m), min_size=n, max_size=n),
                    st.lists(small, min_size=n, max_size=n),
                    points(m),
                )
            ),
        )
    )
)
@settings(max_examples=15, deadline=None)
def test_composition_with_an_affine_map(drawn):
    tree, (A, b, place) = drawn
    image = [sum(a * t for a, t in zip(row, place, strict=True)) + c for row, c in zip(A, b, strict=True)]
    composed = function(tree).compose(A, b)
    assert composed.n_variables == len(place)
    assert composed(place) == value(tree, image)
    assert composed.compose([[0]] * len(place), place)([5]) == value(tree, image)


# -- pieces ----------------------------------------------------------------------------------------


@given(of_dimensions(lambda n: st.tuples(trees(n), st.lists(points(n), min_size=4, max_size=4))))
@settings(max_examples=15, deadline=None)
def test_cells_cover_space_once_and_carry_the_pieces(drawn):
    tree, places = drawn
    f = function(tree)
    pieces = {tuple(row) for row in f.pieces.tolist()}
    assert sorted(pieces) == [tuple(row) for row in f.pieces.tolist()]
    assert {tuple(cell.affine_map.tolist()) for cell in f.cells} == pieces
    for place in places:
        holding = [cell for cell in f.cells if RationalArray(place) in cell.polyhedron]
        assert holding
        for cell in holding:
            assert cell.affine_map[:-1] @ RationalArray(place) + cell.affine_map[-1] == value(tree, place)
    for cell in f.cells:
        inside = cell.polyhedron.interior_point
        assert [other for other in f.cells if inside in other.polyhedron] == [cell]


def test_numbers_of_pieces():
    assert len(maximum(x, y, x + y, 0).pieces) == 4
    assert len((abs(x) + abs(y)).pieces) == 4
    assert len(cross_polytope_gauge(3).pieces) == 2**3
    assert (abs(x) - maximum(x, -x)).is_affine
    assert not abs(x).is_affine
    # Two half-planes with the same map are one piece, though not one cell.
    hat = maximum(0, 1 - abs(x))
    assert (len(hat.pieces), len(hat.cells)) == (3, 4)


def cross_polytope_gauge(n):
    return reduce(lambda f, g: f + g, map(abs, PiecewiseLinear.coordinates(n)))


def test_the_gauge_of_the_cross_polytope_is_one_on_its_boundary():
    f = cross_polytope_gauge(3)
    assert f(cross_polytope(3).vertices) == RationalArray([1] * 6)


# -- equality --------------------------------------------------------------------------------------


@given(several(2))
@settings(max_examples=20, deadline=None)
def test_equality_is_decided_and_different_functions_have_a_point(drawn):
    f, g = drawn
    assert (f == g) == is_equivalent(f, g)
    if f == g:
        assert hash(f) == hash(g)
    else:
        point = counterexample(f, g)
        assert f(point) != g(point)


@given(several(2))
@settings(max_examples=12, deadline=None)
def test_other_networks_of_the_same_function_have_the_same_hash(drawn):
    f, g = drawn
    detour = (maximum(f + g, f - g) + minimum(f + g, f - g)) / 2
    assert detour == f
    assert hash(detour) == hash(f)
    assert len({f, detour, f + 1}) == 2


def test_a_small_bump_makes_a_difference():
    bump = maximum(0, Fraction(1, 10**9) - abs(x - 1000) - abs(y + 1000))
    f = maximum(x, y)
    assert f + bump != f
    assert f + bump - bump == f
    point = counterexample(f + bump, f)
    assert f(point) < (f + bump)(point)


def test_functions_are_not_equal_to_other_things():
    assert x != y
    assert x != PiecewiseLinear.coordinates(1)[0]
    assert x != PiecewiseLinear.coordinates(3)[0]
    assert x != 0
    assert (x == "x") is False


@given(several(1))
@settings(max_examples=8, deadline=None)
def test_pickling(drawn):
    (f,) = drawn
    again = pickle.loads(pickle.dumps(f))
    assert again == f
    assert again.network == f.network
    restricted = f.restricted(cube(f.n_variables))
    assert pickle.loads(pickle.dumps(restricted)) == restricted


# -- other forms -----------------------------------------------------------------------------------


def test_all_forms_of_functions_are_read():
    polynomial = TropicalPolynomial.parse("max(x, 2y, 1)")
    convex = maximum(x, 2 * y, 1)
    assert piecewise_linear(polynomial) == convex
    assert piecewise_linear(polynomial / TropicalPolynomial.parse("max(x, y)")) == convex - maximum(x, y)
    assert piecewise_linear(TropicalPolynomial.parse("min(x, 2y)")) == minimum(x, 2 * y)
    assert piecewise_linear(convex) is convex
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, -1]]])
    assert piecewise_linear(net) == maximum(x, 0) - maximum(y, 0)
    (t,) = PiecewiseLinear.coordinates(1)
    assert piecewise_linear(PiecewiseLinearFunction1D([0], [-1, 1])) == abs(t)
    assert maximum(polynomial, net, 3) == maximum(convex, net, 3)


# -- domains ---------------------------------------------------------------------------------------

TRIANGLE, SQUARE = simplex(2), box([0, 0], [1, 1])


@pytest.mark.parametrize(
    "half", [0.5, "1/2", Fraction(1, 2), sympy.Rational(1, 2), flint.fmpq(1, 2), np.float64(0.5)]
)
def test_all_kinds_of_numbers_are_read(half):
    (x,) = PiecewiseLinear.coordinates(1)
    f = maximum(x * half + half, half)
    assert f == maximum(half * x, 0) + half
    assert (f([1]), f([-1]), (x / half)([3]), (x - half)([1])) == (1, Fraction(1, 2), 6, Fraction(1, 2))


def test_functions_are_compared_on_their_domain():
    assert abs(x).restricted(SQUARE) == x.restricted(SQUARE)
    assert x.restricted(SQUARE) != x.restricted(TRIANGLE)
    assert x.restricted(SQUARE) != x
    assert hash(abs(x).restricted(SQUARE)) == hash(x.restricted(SQUARE))
    assert is_equivalent(abs(x).restricted(SQUARE), x)
    assert len(maximum(x, y, x + y - 3).restricted(SQUARE).pieces) == 2


def test_operations_are_on_the_common_domain():
    f, g = x.restricted(SQUARE), y.restricted(TRIANGLE)
    for combined in (f + g, f - g, maximum(f, g, x), minimum(f, g)):
        assert combined.domain == TRIANGLE
    assert (2 * f).domain == (f + 1).domain == abs(f).domain == (-f).domain == SQUARE
    assert common_domain(None, SQUARE) == SQUARE == common_domain(SQUARE, None)
    assert common_domain(SQUARE, TRIANGLE) == TRIANGLE
    assert common_domain(None, None) is None
    assert PiecewiseLinear(f, TRIANGLE).domain == TRIANGLE


def test_a_polyhedron_without_inequalities_is_no_domain():
    plane = Polyhedron.from_inequalities(RationalArray.zeros((0, 2)), RationalArray.zeros(0))
    assert x.restricted(plane).domain is None
    assert x.restricted(plane) == x


def test_the_domain_of_a_composition_is_the_preimage():
    f = maximum(x, y).restricted(SQUARE).compose([[2], [0]], [0, "1/2"])
    assert f.domain == Polyhedron.parse("[0,1/2]")
    assert f(["1/8"]) == Fraction(1, 2)
    with pytest.raises(EmptyDomainError):
        x.restricted(SQUARE).compose([[0], [0]], [2, 2])


def test_values_outside_the_domain_are_refused():
    f = x.restricted(SQUARE)
    assert f([1, 1]) == 1
    with pytest.raises(InputError, match="outside the domain"):
        f([[0, 0], [0, 2]])


@pytest.mark.parametrize(
    ("domain", "error"),
    [
        (Polyhedron.from_generators([[0, 0], [1, 1]]), EmptyDomainError),
        (box([0], [1]), ShapeError),
        (Polyhedron.from_inequalities([[1, 0], [-1, 0]], [0, -1]), EmptyDomainError),
        ("[0,1]^2", InputError),
    ],
)
def test_domains_that_do_not_fit_are_refused(domain, error):
    with pytest.raises(error):
        x.restricted(domain)
    with pytest.raises(EmptyDomainError):
        x.restricted(SQUARE) + y.restricted(box([1, 0], [2, 1]))


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (lambda: PiecewiseLinear("x"), InputError, r"PiecewiseLinear.parse\('x'\) reads a formula"),
        (lambda: PiecewiseLinear(3), InputError, "3 is no piecewise linear function"),
        (lambda: PiecewiseLinear(Network.from_arrays([[[1], [1]]])), ShapeError, "has 2 outputs"),
        (lambda: PiecewiseLinear(TropicalPolynomial.zero(2)), InputError, "infinite everywhere"),
        (lambda: PiecewiseLinear(TropicalPolynomial.constant(1, 0)), InputError, "has no variables"),
        (lambda: PiecewiseLinear.coordinates(0), InputError, "number of variables"),
        (lambda: PiecewiseLinear.affine([[1, 2]]), ShapeError, r"shape \(1, 2\)"),
        (lambda: PiecewiseLinear.affine([1, float("nan")]), NotRationalError, "nan"),
        (lambda: x / 0, InputError, "divided by zero"),
        (lambda: x([1]), ShapeError, r"points of shape \(1,\)"),
        (lambda: x.compose([[1, 0]]), ShapeError, "give a matrix with 2 rows"),
        (lambda: x + PiecewiseLinear.coordinates(3)[0], ShapeError, "of 2 and of 3 variables"),
        (lambda: maximum(1, 2), InputError, "no function among"),
        (maximum, InputError, "no function among"),
        (lambda: maximum(x, "z"), NotRationalError, "'z' as a function is no finite rational"),
        (lambda: maximum(x, [1, 2]), InputError, r"\[1, 2\] is no piecewise linear function"),
        (lambda: setattr(x, "domain", SQUARE), AttributeError, "cannot be changed"),
        (lambda: x * y, TypeError, "unsupported operand"),
        (lambda: x + "y", NotRationalError, "'y' at index 0 is no finite rational"),
        (lambda: x + None, TypeError, "unsupported operand"),
    ],
)
def test_refusals(attempt, error, message):
    with pytest.raises(error, match=message):
        attempt()
