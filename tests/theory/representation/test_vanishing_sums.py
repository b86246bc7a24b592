"""Sums of maxima that vanish: laws of products, the cells of networks, and sums that nearly vanish."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials

from tropnet.analysis.equivalence import is_equivalent
from tropnet.theory.representation import SignedMaximum, SmallMaxima, small_maxima
from tropnet.theory.representation.vanishing_sums import is_zero_sum
from tropnet.tropical import TropicalPolynomial


def signed(terms):
    """The sum as it stands, beside the zero function."""
    n = terms[0][1].n_variables
    return SmallMaxima(TropicalPolynomial.constant(0, n), tuple(SignedMaximum(k, p) for k, p in terms))


@st.composite
def few_terms(draw):
    """Sums of maxima of a few common affine functions; half of them less themselves in other words."""
    n = draw(st.integers(1, 3))
    exponents = draw(st.lists(st.tuples(*[st.integers(-1, 1)] * n), min_size=2, max_size=4, unique=True))
    heights = draw(st.lists(st.integers(0, 1), min_size=len(exponents), max_size=len(exponents)))
    sets = draw(st.lists(st.sets(st.integers(0, len(exponents) - 1), min_size=1), min_size=1, max_size=5))
    terms = [
        (
            draw(st.sampled_from([-2, -1, 1, 2])),
            TropicalPolynomial([exponents[i] for i in s], [heights[i] for i in s]),
        )
        for s in sets
    ]
    if draw(st.booleans()):
        terms += [(-k * c, q) for k, p in terms for c, q in small_maxima(p, "recursion").terms]
    return terms


@given(few_terms())
@settings(max_examples=60, deadline=None)
def test_against_the_cells_of_a_network(terms):
    zero = TropicalPolynomial.constant(0, terms[0][1].n_variables)
    assert is_zero_sum(terms) == is_equivalent(signed(terms).maxout_network(), zero)


@given(polynomials(convention="max"), st.integers(1, 3), st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_products_are_sums(p, k, seed):
    n = p.n_variables
    rng = np.random.default_rng(seed)
    q = TropicalPolynomial(rng.integers(-2, 3, (3, n)), rng.integers(-2, 3, 3))
    terms = [(1, p**k * q), (-k, p), (-1, q)]
    assert is_zero_sum(terms)
    assert is_zero_sum([*terms, (2, q), (-1, q**2)])
    assert not is_zero_sum([*terms, (1, TropicalPolynomial.constant(Fraction(1, 10**9), n))])


@pytest.mark.parametrize(("n", "k"), [(1, 8), (2, 8), (3, 7), (4, 7)])
def test_sums_that_nearly_vanish(n, k):
    points = np.random.default_rng(n).integers(-20, 21, (k, n))
    p = TropicalPolynomial(points, -(points**2).sum(axis=1))
    terms = [*small_maxima(p).terms, (-1, p)]
    assert is_zero_sum(terms)
    for i in np.random.default_rng(0).permutation(len(terms))[:4].tolist():
        coefficient, maximum = terms[i]
        others = [*terms[:i], *terms[i + 1 :]]
        assert not is_zero_sum(others)
        assert not is_zero_sum([*others, (coefficient + 1, maximum)])
        assert not is_zero_sum([*others, (coefficient, maximum * Fraction(1, 10**12))])
        moved = maximum.coefficients.tolist()
        moved[0] += Fraction(1, 10**12)
        # One affine function of it is raised by very little.
        assert not is_zero_sum([*others, (coefficient, TropicalPolynomial(maximum.exponents, moved))])


def test_faces_that_cancel_on_one_side_only():
    x, y = TropicalPolynomial.variables(2)
    zero = TropicalPolynomial.constant(0, 2)
    # max(x, y, 0) and max(x, 0) have the same jump where y is small, along x = 0 and nowhere else.
    assert not is_zero_sum([(1, x + y + zero), (-1, x + zero)])
    # The square has the jumps of both, along the whole lines.
    square = x * y + x + y + zero
    assert is_zero_sum([(1, square), (-1, x + zero), (-1, y + zero)])
    assert not is_zero_sum([(1, square), (-1, x + y + zero)])


def test_nothing_and_no_variables():
    assert is_zero_sum([])
    one = TropicalPolynomial.constant(1, 0)
    assert is_zero_sum([(2, one), (-1, TropicalPolynomial.constant(2, 0))])
    assert not is_zero_sum([(2, one), (-1, one)])


def test_a_hundred_terms_in_three_variables():
    # A network with these terms takes seconds; so would any way through all cells.
    points = np.random.default_rng(5).integers(-1000, 1001, (12, 3))
    found = small_maxima(TropicalPolynomial(points, -(points**2).sum(axis=1)))
    assert len(found.terms) > 100
    assert found.verify()
    assert not SmallMaxima(found.function, found.terms[1:]).verify()
