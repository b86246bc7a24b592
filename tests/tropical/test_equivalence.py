"""Equal and unequal functions: identities, tiny differences, and points at which functions differ."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.tropical import equivalence
from tropnet.tropical.equivalence import are_equivalent, counterexample, interior_point_of_cell
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational, maximum, minimum


def test_equal_functions_with_different_forms():
    x, y = TropicalPolynomial.variables(2)
    assert (x + y).is_equivalent((x + y) * (x + 0) / (x + 0))
    assert (minimum(x, y) * maximum(x, y)).is_equivalent(x * y)
    assert ((x + y + 0) ** 3 / (x + y + 0)).is_equivalent((x + y + 0).dilated(2))
    median = TropicalRational.parse("max(min(x,y), min(y,z), min(x,z))")
    total = TropicalRational.parse("x + y + z - max(x, y, z) - min(x, y, z)")
    assert median.is_equivalent(total)
    with pytest.raises(InputError, match="the same function"):
        counterexample(median, total)


def test_functions_on_a_space_of_dimension_zero():
    f, g = (TropicalRational(*(TropicalPolynomial.constant(c, 0) for c in pair)) for pair in ((3, 1), (5, 3)))
    assert (f([]), f(np.zeros((2, 0)))) == (2, RationalArray([2, 2]))
    assert f.is_equivalent(g)
    assert f.simplify() == TropicalRational.parse("max(2) - max(0)")
    assert (f.n_refinement_cells, f.pieces) == (1, RationalArray([[2]]))
    assert counterexample(f, g * 1) == RationalArray.zeros(0)


@pytest.mark.parametrize("size", [Fraction(1, 10), Fraction(1, 10**10), Fraction(1, 2**200)])
@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("convention", ["max", "min"])
def test_a_tiny_bump_is_found(size, n, convention):
    """max(x - 7, -x + 7, size) differs from max(x - 7, -x + 7) only near x = 7, and far from the points tried."""
    sign = 1 if convention == "max" else -1
    exponents = [[sign, *[0] * (n - 1)], [-sign, *[0] * (n - 1)]]
    valley = TropicalPolynomial(exponents, [-7 * sign, 7 * sign], convention)
    bump = valley + sign * size
    other = TropicalPolynomial([[1] * n, [0] * n], [0, 2], convention)
    for f, g in ((valley, bump), (valley / other, bump / other), (other / bump, other / valley)):
        x = counterexample(f, g)
        assert f(x) != g(x)
        assert not are_equivalent(f, g)
        assert abs(x[0] - 7) < size


@given(st.tuples(*[polynomials(n=2, convention="max")] * 2))
@settings(max_examples=40, deadline=None)
def test_counterexamples_and_equality_exclude_each_other(pair):
    p, q = pair
    if p.essential == q.essential:
        with pytest.raises(InputError, match="the same function"):
            counterexample(p, q)
    else:
        x = counterexample(p, q)
        assert p(x) != q(x)


@given(polynomials(n=2), st.lists(st.integers(-3, 3), min_size=2, max_size=2), st.data())
@settings(max_examples=40, deadline=None)
def test_a_safe_step_stays_where_the_monomial_attains_the_value(p, direction, data):
    p = p.essential
    monomial = data.draw(st.integers(0, p.n_monomials - 1))
    point, direction = interior_point_of_cell(p, monomial), RationalArray(direction) / 2
    step = equivalence._safe_step(p, monomial, point, direction)
    assert step > 0
    assert p.attained(point + direction * step).tolist() == [monomial]


def test_slopes_that_meet_at_the_point_that_is_tried():
    """The two agree wherever the first monomial's cell is touched by chance: R is attained by two others there."""
    p = TropicalPolynomial([[0], [100], [-100]], [0, -1000, -1000])
    q = TropicalPolynomial([[1], [-1], [100], [-100]], [0, 0, -1000, -1000])
    x = counterexample(p, q)
    assert p(x) != q(x)
    assert interior_point_of_cell(p, 1) != x
    with pytest.raises(InputError, match="monomial 1 is not essential"):
        interior_point_of_cell(TropicalPolynomial.parse("max(2x, x, 0)"), 1)
