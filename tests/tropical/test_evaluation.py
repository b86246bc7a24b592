"""Values in floats beside the exact ones, and values at many points, block by block."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.tropical import evaluation
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

short = st.integers(-16, 16).map(lambda k: k / 8)


@settings(max_examples=60)
@given(polynomials(denominators=(1, 2)), polynomials(denominators=(1, 2)), st.data())
def test_floats_of_few_bits_are_exact(p, q, data):
    """Sums and products of multiples of 1/8 that are small are floats: nothing is rounded."""
    n = p.n_variables
    rows = data.draw(st.lists(st.lists(short, min_size=n, max_size=n), max_size=5))
    points = np.array(rows).reshape(len(rows), n)
    found = p.floats(points)
    assert found.shape == points.shape[:1]
    assert found.tolist() == p(RationalArray(points)).floats().tolist()
    for x, value in zip(points, found, strict=True):
        assert type(p.floats(x)) is float
        assert p.floats(x) == value == float(p(x))
    if (q.n_variables, q.convention) == (n, p.convention):
        assert (p / q).floats(points).tolist() == (p / q)(RationalArray(points)).floats().tolist()
        both = TropicalMap([p / q, q / p]).floats(points)
        assert both.tolist() == np.stack([(p / q).floats(points), (q / p).floats(points)], axis=1).tolist()


@settings(max_examples=30)
@given(polynomials(n=2), st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=4))
def test_other_floats_are_close(p, points):
    np.testing.assert_allclose(p.floats(points), p(np.array(points)).floats(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("at_once", [1, 5, 12])
def test_blocks_do_not_change_the_values(monkeypatch, at_once):
    p = TropicalPolynomial.parse("max(x + y, 2x - 1, y/2, 0)")
    points = np.random.default_rng(0).integers(-9, 10, (7, 2))
    one_by_one = [p(x) for x in points]
    monkeypatch.setattr(evaluation, "_VALUES_AT_ONCE", at_once)
    assert p(points).tolist() == p.floats(points).tolist() == one_by_one


def test_one_variable_takes_a_number():
    p = TropicalPolynomial.parse("max(x, 1/2)")
    assert (p.floats(0.25), p.floats([3.0]), TropicalRational(p, p).floats(7)) == (0.5, 3.0, 0.0)


def test_the_tropical_zero_is_infinite():
    for convention, infinity in (("max", -math.inf), ("min", math.inf)):
        zero = TropicalPolynomial.zero(2, convention)
        one = TropicalPolynomial.constant(1, 2, convention)
        assert zero.floats([1, 2]) == (zero / one).floats([1, 2]) == zero([1, 2]) == infinity
        assert zero.floats([[1, 2], [3, 4]]).tolist() == [infinity] * 2
        assert zero.floats(np.zeros((0, 2))).shape == (0,)


def test_what_is_refused():
    p = TropicalPolynomial.parse("max(x, y)")
    for wrong in ([1.0], [[1.0]], 1.0, np.zeros((1, 1, 2))):
        with pytest.raises(ShapeError, match=r"give shape \(2,\)"):
            p.floats(wrong)
    with pytest.raises(InputError, match="use floats"):
        p.floats(RationalArray(["1/3", 0]))
