"""Jumps of gradients, against second differences of values; jumps of sums; convexity."""

from fractions import Fraction

import pytest
from analysis.piecewise.functions import function, of_dimensions, points, small, trees
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tropnet import is_equivalent
from tropnet.analysis.piecewise.bends import jumps_by_hyperplane
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.bodies import box
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.univariate import PiecewiseLinearFunction1D

x, y = PiecewiseLinear.coordinates(2)


def facet(f, bend):
    """The common facet of the two cells."""
    i, j = bend.cells
    return f.regions[i].polyhedron & f.regions[j].polyhedron


@given(of_dimensions(trees))
@settings(max_examples=20, deadline=None)
def test_a_jump_is_a_second_difference_of_values(tree):
    """f(q + ea) + f(q - ea) - 2 f(q) = e |a|^2 jump, where a is the normal at q and the two points are in the cells."""
    f = function(tree)
    for bend in f.bends:
        common = facet(f, bend)
        assert common.dim == f.n_variables - 1
        q = common.interior_point
        *normal, constant = bend.hyperplane
        a = RationalArray(normal)
        assert a @ q + constant == 0
        assert next(entry for entry in bend.hyperplane if entry) > 0
        negative, positive = (f.regions[cell].polyhedron for cell in bend.cells)
        e = Fraction(1)
        while not (q + a * e in positive and q - a * e in negative):
            e /= 2
        assert f(q + a * e) + f(q - a * e) - 2 * f(q) == e * (a @ a) * bend.jump
        assert bend.jump != 0


@given(
    of_dimensions(
        lambda n: st.tuples(trees(n), points(n), st.lists(small, min_size=n, max_size=n)),
    )
)
@settings(max_examples=20, deadline=None)
def test_all_bends_are_found_along_lines(drawn):
    """The slope along a line jumps by |a.d| times the jump wherever the line crosses one facet, and nowhere else."""
    tree, p, d = drawn
    assume(any(d))
    f = function(tree)
    line = f.compose([[entry] for entry in d], p).univariate()
    facets = [(bend, facet(f, bend)) for bend in f.bends]
    gains = {t: b - a for t, a, b in zip(line.breakpoints, line.slopes, line.slopes[1:], strict=False)}
    places = set(gains)
    for bend, _ in facets:
        speed = sum(a * b for a, b in zip(bend.hyperplane, d, strict=False))
        if speed:
            height = sum(a * b for a, b in zip(bend.hyperplane, [*p, 1], strict=True))
            places.add(-height / Fraction(speed))
    for t in places:
        at = RationalArray([a + t * b for a, b in zip(p, d, strict=True)])
        crossed = [bend for bend, part in facets if at in part]
        if len({bend.hyperplane for bend in crossed}) == len(crossed) == 1:
            speed = sum(a * b for a, b in zip(crossed[0].hyperplane, d, strict=False))
            # A line inside the facet's hyperplane crosses nothing there.
            assert gains.get(t, 0) == abs(speed) * crossed[0].jump
        if t in gains:
            assert crossed


@given(of_dimensions(lambda n: st.tuples(trees(n, 3), trees(n, 3))))
@settings(max_examples=12, deadline=None)
def test_jumps_of_a_sum_are_sums_of_jumps(drawn):
    f, g = map(function, drawn)

    def jump_at(h, row, q):
        found = [bend.jump for bend in h.bends if bend.hyperplane == row and q in facet(h, bend)]
        assert len(found) <= 1
        return sum(found)

    total = f + g
    for bend in total.bends:
        q = facet(total, bend).interior_point
        assert jump_at(f, bend.hyperplane, q) + jump_at(g, bend.hyperplane, q) == bend.jump


@given(of_dimensions(lambda n: st.tuples(trees(n), st.lists(small, min_size=n, max_size=n))))
@settings(max_examples=12, deadline=None)
def test_jumps_do_not_feel_affine_functions_and_change_with_multiples(drawn):
    tree, gradient = drawn
    f = function(tree)
    jumps = sorted((bend.hyperplane, bend.jump) for bend in f.bends)
    shifted = f + PiecewiseLinear.affine(gradient, 3)
    assert sorted((bend.hyperplane, bend.jump) for bend in shifted.bends) == jumps
    assert sorted((bend.hyperplane, bend.jump) for bend in (-2 * f).bends) == sorted(
        (row, -2 * jump) for row, jump in jumps
    )
    grouped = jumps_by_hyperplane(f)
    assert sorted(bend for found in grouped.values() for bend in found) == sorted(f.bends)
    assert all(bend.hyperplane == row for row, found in grouped.items() for bend in found)


@given(
    of_dimensions(
        lambda n: st.tuples(trees(n), st.lists(st.tuples(points(n), points(n)), min_size=5, max_size=5))
    )
)
@settings(max_examples=20, deadline=None)
def test_convex_functions_are_the_maximum_of_their_pieces(drawn):
    tree, pairs = drawn
    f = function(tree)
    pieces = f.pieces
    assert f.is_convex == is_equivalent(f, TropicalPolynomial(pieces[:, :-1], pieces[:, -1]))
    assert (-f).is_convex == is_equivalent(f, TropicalPolynomial(pieces[:, :-1], pieces[:, -1], "min"))
    if f.is_convex:
        for p, q in pairs:
            middle = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
            assert 2 * f(middle) <= f(p) + f(q)
    assert f.is_affine == (not f.bends)


@given(st.lists(st.fractions(-3, 3, max_denominator=3), max_size=4, unique=True).map(sorted), st.data())
@settings(max_examples=15, deadline=None)
def test_in_one_variable_jumps_are_differences_of_slopes(breakpoints, data):
    slopes = data.draw(st.lists(small, min_size=len(breakpoints) + 1, max_size=len(breakpoints) + 1))
    line = PiecewiseLinearFunction1D(breakpoints, slopes)
    found = {-Fraction(bend.hyperplane[1], bend.hyperplane[0]): bend for bend in PiecewiseLinear(line).bends}
    assert tuple(sorted(found)) == line.breakpoints
    for place, before, after in zip(line.breakpoints, line.slopes, line.slopes[1:], strict=False):
        # The primitive form is q (x - p/q).
        assert found[place].jump * place.denominator == after - before


@pytest.mark.parametrize(
    ("f", "is_convex", "n_hyperplanes"),
    [
        (maximum(x, y, 0), True, 3),
        (minimum(x, y, 0), False, 3),
        (abs(x) + abs(y), True, 2),
        (abs(x) - abs(y), False, 2),
        (maximum(x, 0) - maximum(x, 0), True, 0),
        (maximum(0, 1 - abs(x)), False, 3),
        (maximum(0, 1 - abs(x)).restricted(box([0, 0], [3, 1])), True, 1),
    ],
)
def test_known_functions(f, is_convex, n_hyperplanes):
    assert f.is_convex == is_convex
    assert len(jumps_by_hyperplane(f)) == n_hyperplanes
