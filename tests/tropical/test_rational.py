"""The semifield of tropical rational functions, against evaluation and exhaustive refinement."""

import math
import pickle
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.tropical.equivalence import are_equivalent, counterexample
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational, maximum, minimum


def rationals(n, convention):
    pair = st.tuples(*[polynomials(n=n, max_monomials=2, convention=convention)] * 2)
    return pair.map(lambda parts: TropicalRational(*parts))


triples = st.sampled_from(["max", "min"]).flatmap(lambda c: st.tuples(*[rationals(2, c)] * 3))
POINTS = [[Fraction(a, 3), Fraction(b, 2)] for a, b in product((-4, 0, 5), repeat=2)][::2]


@given(triples)
@settings(max_examples=15, deadline=None)
def test_the_axioms_of_a_semifield_hold_for_functions(triple):
    f, g, h = triple
    one = f / f
    assert ((f + g) + h).is_equivalent(f + (g + h))
    assert (f + g).is_equivalent(g + f)
    assert (f + f).is_equivalent(f)
    assert (f * (g + h)).is_equivalent(f * g + f * h)
    assert (f * f.inverse()).is_equivalent(one)
    assert one.is_equivalent(0)
    assert (f / g).is_equivalent((g / f).inverse())
    assert (f**-2).is_equivalent(one / (f * f))
    assert maximum(f, minimum(f, g)).is_equivalent(f)


@given(triples)
@settings(max_examples=15, deadline=None)
def test_operations_are_those_of_functions(triple):
    f, g, _ = triple
    extremum = max if f.convention == "max" else min
    other = "min" if f.convention == "max" else "max"
    for x in POINTS:
        assert (f + g)(x) == extremum(f(x), g(x))
        assert (f * g)(x) == f(x) + g(x)
        assert (f / g)(x) == f(x) - g(x)
        assert (f**3)(x) == 3 * f(x)
        assert (f**-2)(x) == f.dilated(-2)(x) == -2 * f(x)
        assert (-f)(x) == -f(x)
        assert f.in_convention(other)(x) == f.in_convention(f.convention)(x) == f(x)
        assert maximum(f, g)(x) == max(f(x), g(x))
        assert minimum(f, g.numerator)(x) == min(f(x), g.numerator(x))
        assert f.simplify()(x) == f.reduced()(x) == f(x)
    assert f(POINTS) == RationalArray([f(x) for x in POINTS])
    assert f.in_convention(other).convention == (-f).convention == other


def test_polynomials_and_numbers_mix_with_quotients():
    x, y = TropicalPolynomial.variables(2)
    f = x / (y + 0)
    for g in (y + f, f + y, y * f, f * y, y / f, f / y, 2 * f, f + "1/2", 3 / f):
        assert isinstance(g, TropicalRational)
    assert (y / f)([2, 5]) == 8
    assert (f + "1/2")([0, 0]) == Fraction(1, 2)
    assert minimum(x, 3)([7, 0]) == maximum(x, 3)([1, 0]) == 3
    assert isinstance(3 / x, TropicalRational)
    assert ((3 / x)([5, 0]), ((0 / (x + y)) ** 2)([1, 4])) == (-2, -8)


@given(triples, st.lists(st.integers(-2, 2), min_size=2, max_size=2))
@settings(max_examples=30, deadline=None)
def test_substitution_is_composition_of_functions(triple, x):
    f, g, h = triple
    assert f.substitute([g, h])(x) == f([g(x), h(x)])
    composed = f.compose([[1, 2, 0], [0, -1, "1/2"]], [3, "1/3"])
    assert composed([*x, 5]) == f([x[0] + 2 * x[1] + 3, -x[1] + Fraction(5, 2) + Fraction(1, 3)])


@given(st.tuples(*[polynomials(n=2, max_monomials=3, convention="max")] * 3))
@settings(max_examples=30, deadline=None)
def test_substitution_into_polynomials(polys):
    p, q, r = polys
    if all(a >= 0 for power in p.terms for a in power):
        for x in POINTS:
            assert p.substitute([q, r])(x) == p([q(x), r(x)])
    monomials = [TropicalPolynomial(s.exponents[:1], s.coefficients[:1]) for s in (q, r)]
    assert p.substitute(monomials)([2, -3]) == p([m([2, -3]) for m in monomials])


def test_substitution_refuses_what_is_no_polynomial():
    x, y = TropicalPolynomial.variables(2)
    inverse = TropicalPolynomial([[-1, 0]], [0])
    with pytest.raises(InputError, match="gives no polynomial"):
        inverse.substitute([x + y, y])
    assert (inverse / (x * 0)).substitute([x + y, y])([3, 1]) == -6
    with pytest.raises(ShapeError, match="1 functions for 2 variables"):
        x.substitute([x])
    with pytest.raises(ShapeError, match="1 functions for 2 variables"):
        (x / y).substitute([x])
    with pytest.raises(InputError, match="tropical zero was substituted"):
        (x / y).substitute([TropicalPolynomial.zero(2), y])
    with pytest.raises(ShapeError, match="cannot be combined"):
        x.substitute([x, TropicalPolynomial.zero(3)])


@given(rationals(2, "max"))
@settings(max_examples=40, deadline=None)
def test_values_of_python(f):
    again = pickle.loads(pickle.dumps(f))
    assert again == f
    assert hash(again) == hash(f)
    assert (f == f.inverse()) == (f.numerator == f.denominator)


def test_the_tropical_zero():
    zero = TropicalPolynomial.zero(2) / TropicalPolynomial.variables(2)[0]
    assert zero([1, 2]) == -math.inf
    assert zero.is_zero
    assert (zero.n_refinement_cells, zero.pieces.shape) == (0, (0, 3))
    assert zero.simplify().denominator == TropicalPolynomial.constant(0, 2)
    assert zero.is_equivalent(TropicalPolynomial.zero(2))
    assert not zero.is_equivalent(0)
    assert zero.reduced() is zero
    assert counterexample(zero, TropicalPolynomial.constant(0, 2)) == RationalArray([0, 0])
    for call in (zero.inverse, lambda: zero**-1, lambda: zero.in_convention("min"), lambda: 1 / zero):
        with pytest.raises(InputError, match="no inverse"):
            call()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda x, y: TropicalRational(x, TropicalPolynomial.zero(2)),
            InputError,
            "denominator is the tropical zero",
        ),
        (lambda x, y: TropicalRational(x, TropicalPolynomial.zero(1)), ShapeError, "must have the same"),
        (lambda x, y: TropicalRational(x, -x), InputError, "cannot be combined"),
        (lambda x, y: (x / y) ** 0.5, InputError, "no integer"),
        (lambda x, y: (x / y).is_equivalent([1]), InputError, "no tropical function"),
        (lambda x, y: (x / y).is_equivalent(TropicalPolynomial.zero(1)), ShapeError, "cannot be combined"),
        (lambda x, y: are_equivalent(x, TropicalPolynomial.zero(1)), ShapeError, "cannot be compared"),
        (lambda x, y: are_equivalent(x, -x), InputError, "cannot be combined"),
        (lambda x, y: maximum(x, [1]), InputError, "no tropical function"),
        (lambda x, y: maximum(1, x), InputError, "1 is no tropical function"),
        (lambda x, y: x.substitute([x, 3]), InputError, "3 is no tropical function"),
        (lambda x, y: (x / y).in_convention("plus"), InputError, "unknown"),
    ],
)
def test_what_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call(*TropicalPolynomial.variables(2))
