"""Real algebraic numbers against sympy."""

import itertools
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError
from tropnet.exact.algebraic import RealAlgebraic, between, real_roots, sign_at

polynomials = st.lists(st.integers(-6, 6), min_size=2, max_size=6).filter(lambda c: any(c[1:]))


def in_sympy(coefficients):
    return sympy.Poly(list(reversed(coefficients)), sympy.Symbol("x"))


@settings(max_examples=80, deadline=None)
@given(polynomials)
def test_roots_are_those_of_sympy(coefficients):
    expected = sorted({r for r in in_sympy(coefficients).real_roots() if -3 < r < 3})
    found = real_roots(coefficients, -3, 3)
    assert len(found) == len(expected)
    for root, other in zip(found, expected, strict=True):
        if isinstance(root, Fraction):
            assert sympy.Rational(root.numerator, root.denominator) == other
        else:
            low, high = root.enclosure("1/1000")
            assert high - low <= Fraction(1, 1000)
            assert sympy.Rational(str(low)) < other < sympy.Rational(str(high))
            assert sympy.simplify(root.to_sympy() - other) == 0


@settings(max_examples=12, deadline=None)
@given(polynomials, polynomials)
def test_order_and_signs(first, second):
    roots = [*real_roots(first, -9, 9), *real_roots(second, -9, 9)]
    for a in real_roots(first, -9, 9):
        value = in_sympy(second).eval(
            a.to_sympy() if isinstance(a, RealAlgebraic) else sympy.Rational(str(a))
        )
        assert (
            sign_at(second, a) == sympy.sign(sympy.re(sympy.N(value, 60)))
            if not value.equals(0)
            else sign_at(second, a) == 0
        )
    ascending = sorted(roots)
    assert all(not b < a for a, b in itertools.pairwise(ascending))
    for a in roots:
        for b in roots:
            assert (a < b) + (b < a) + (a == b) == 1
            if a == b:
                assert hash(a) == hash(b)
            elif a < b:
                assert a < between(a, b) < b


def test_values():
    (two,) = real_roots((-2, 0, 1), 0, 2)
    (again,) = real_roots((-4, 0, 2), "1/2", "3/2")
    assert two == again
    assert two != Fraction(7, 5)
    assert float(two) == 2**0.5
    assert repr(two) == "RealAlgebraic(x^2 - 2 = 0, about 1.414214)"
    with pytest.raises(InputError, match="zero polynomial"):
        real_roots((0, 0), 0, 1)
    with pytest.raises(InputError, match="no enclosure"):
        two.enclosure(0)
    with pytest.raises(InputError, match="nothing between"):
        between(Fraction(1), Fraction(1))


def test_small_and_large_numbers_as_floats():
    """The roots of x^2 = 2^(1 - 2k) and x^2 = 2^(1 + 2k), and of both signs."""
    for k in (40, 200):
        tiny = real_roots((-2, 0, 4**k), -1, 1)
        assert [float(root) for root in tiny] == [-(2**0.5) / 2**k, 2**0.5 / 2**k]
        assert float(real_roots((-2 * 4**k, 0, 1), 0, 4**k)[0]) == 2**0.5 * 2**k
