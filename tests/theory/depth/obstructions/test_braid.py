"""Functions on the braid fan: the algebra of set functions against evaluation on all cones."""

import pickle
from fractions import Fraction
from itertools import combinations, permutations
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.equivalence import is_equivalent
from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.networks import Network
from tropnet.theory.depth import max_network, max_of_five_network
from tropnet.theory.depth.obstructions.braid import (
    BraidFunction,
    braid_hidden_layers_lower_bound,
    braid_order_bound,
)
from tropnet.theory.depth.obstructions.maximum_of_seven import maximum_of_seven, maximum_of_seven_network
from tropnet.tropical.polynomial import TropicalPolynomial


def subsets(d, least=1, most=None):
    sizes = range(least, (d if most is None else most) + 1)
    return [M for size in sizes for M in combinations(range(1, d + 1), size)]


def maximum(d, *M):
    return BraidFunction.from_maxima(d, {M: 1})


@st.composite
def sums(draw, d, most=None):
    terms = st.dictionaries(st.sampled_from(subsets(d, 1, most)), st.integers(-3, 3), max_size=5)
    return draw(terms)


def is_linear_on_all_cones(functions):
    """On a cone the maximum is convex and homogeneous, so linear if and only if it is additive on the generators."""
    d = functions[0].d
    for order in permutations(range(d)):
        generators = [[int(i in order[:k]) for i in range(d)] for k in range(1, d + 1)] + [[-1] * d]
        total = np.sum(generators, axis=0).tolist()
        best = [max(f(v) for f in functions) for v in generators]
        if max(f(total) for f in functions) != sum(best):
            return False
    return True


@settings(max_examples=20)
@given(sums(4), st.lists(st.fractions(-5, 5, max_denominator=7), min_size=4, max_size=4))
def test_values_and_coefficients(terms, x):
    f = BraidFunction.from_maxima(4, terms)
    assert f(x) == sum(c * max(x[i - 1] for i in M) for M, c in terms.items())
    assert f.coefficients == {M: c for M, c in terms.items() if c}
    assert f.order == max((len(M) for M, c in terms.items() if c), default=0)


@settings(max_examples=15)
@given(st.lists(st.integers(-3, 3), min_size=7, max_size=7))
def test_every_set_function_is_a_sum_of_maxima(values):
    f = BraidFunction(3, [0, *values])
    assert BraidFunction.from_maxima(3, f.coefficients) == f
    for S, value in enumerate(f.values):
        indicator = [S >> i & 1 for i in range(3)]
        assert f(indicator) == value
    assert f([-1, -1, -1]) == -f.values[-1]


@settings(max_examples=15)
@given(sums(3), sums(3), st.fractions(max_denominator=5))
def test_the_vector_space(first, second, factor):
    f, g = (BraidFunction.from_maxima(3, terms) for terms in (first, second))
    x = [3, Fraction(-1, 2), 1]
    assert (f + factor * g)(x) == f(x) + factor * g(x)
    assert (f - g) + g == f
    assert hash(f + g) == hash(g + f)


@settings(max_examples=30, deadline=None)
@given(st.lists(sums(3), min_size=2, max_size=3))
def test_maxima_against_all_cones(terms):
    functions = [BraidFunction.from_maxima(3, t) for t in terms]
    if is_linear_on_all_cones(functions):
        best = functions[0].maximum(*functions[1:])
        assert best([5, 2, -1]) == max(f([5, 2, -1]) for f in functions)
    else:
        with pytest.raises(InputError, match="the maximum is not linear"):
            functions[0].maximum(*functions[1:])


def test_maxima_of_two_maxima():
    # The larger of sigma_M and sigma_N is sigma of the union.
    assert maximum(5, 1, 2).maximum(maximum(5, 2, 4, 5)) == maximum(5, 1, 2, 4, 5)
    assert maximum(4, 1, 2).maximum(maximum(4, 3), maximum(4, 4)) == maximum(4, 1, 2, 3, 4)


def test_the_units_of_the_maximum_of_five_do_not_conform():
    # Bakaev and others, 2025, equation (2): max(2 x5, x1 + x2) bends along 2 x5 = x1 + x2 ...
    with pytest.raises(InputError, match="the maximum is not linear"):
        (2 * maximum(5, 5)).maximum(maximum(5, 1) + maximum(5, 2))
    # ... but the whole is the maximum of five.
    assert BraidFunction.from_function(max_of_five_network()) == maximum(5, 1, 2, 3, 4, 5)


def test_from_functions():
    assert BraidFunction.from_function(max_network(4)) == maximum(4, 1, 2, 3, 4)
    numerator = TropicalPolynomial.parse("max(x1 + x2, x1 + x3)")
    quotient = numerator / TropicalPolynomial.parse("max(x1, x2, x3)")
    f = BraidFunction.from_function(quotient)
    assert f.coefficients == {(1,): 1, (2, 3): 1, (1, 2, 3): -1}
    for text in ("max(x1, x2 + 1)", "max(x1, x2) + 1", "max(2x1, x2)", "max(x1, 0) + max(x2, 0)"):
        with pytest.raises(InputError, match="bends elsewhere"):
            BraidFunction.from_function(TropicalPolynomial.parse(text))
    with pytest.raises(ShapeError, match="give a map from"):
        BraidFunction.from_function(Network.from_arrays([[[1, 0], [0, 1]]]))
    with pytest.raises(InputError, match="is no function"):
        BraidFunction.from_function("max(x1, x2)")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=1, max_size=4))
def test_maxima_of_linear_functions_against_their_cells(slopes):
    p = TropicalPolynomial(slopes, [0] * len(slopes))
    values = [max(sum(a for i, a in enumerate(row) if S >> i & 1) for row in slopes) for S in range(8)]
    if is_equivalent(p, BraidFunction(3, values).network()):
        assert BraidFunction.from_function(p).values == tuple(values)
    else:
        with pytest.raises(InputError, match="bends elsewhere"):
            BraidFunction.from_function(p)


def test_the_maximum_of_many_numbers():
    # The fan has 12! cones, and at random points max(0, x1, ..., x12) is the maximum of the twelve but for one in 4096.
    numbers = ", ".join(f"x{i}" for i in range(1, 13))
    assert BraidFunction.from_function(TropicalPolynomial.parse(f"max({numbers})")) == maximum(
        12, *range(1, 13)
    )
    with pytest.raises(InputError, match="it is 0, and not -1"):
        BraidFunction.from_function(TropicalPolynomial.parse(f"max({numbers}, 0)"))


@settings(max_examples=10, deadline=None)
@given(sums(3))
def test_networks_and_back(terms):
    f = BraidFunction.from_maxima(3, terms)
    assert BraidFunction.from_function(f.network()) == f
    assert pickle.loads(pickle.dumps(f)) == f


def test_the_maximum_of_seven():
    # Grillo, Hertrich and Loho, 2025, Section 6: ranks 3 and 2 in two layers reach order 7.
    assert maximum_of_seven() == maximum(7, *range(1, 8))
    net = maximum_of_seven_network()
    assert [gate.n_pieces for i in (1, 3) for gate in net.gates(i)] == [3] * net.widths[0] + [2] * net.widths[
        1
    ]
    points = [[S >> i & 1 for i in range(7)] for S in range(1, 128)]
    assert all(value == [1] for value in net(points).tolist())
    rng = np.random.default_rng(0)
    draws = rng.integers(-9, 10, (30, 7))
    assert [value for (value,) in net(draws).tolist()] == draws.max(axis=1).tolist()


def test_order_bounds():
    # Grillo, Hertrich and Loho, 2025, Theorem 4.8: at most 2^(2^l - 1), so at least log2(log2 n + 1) layers
    assert all(braid_order_bound(layers) <= 2 ** (2**layers - 1) for layers in range(8))
    for n in (2, 3, 5, 17, 100, 10**6, 10**30):
        layers = braid_hidden_layers_lower_bound(n)
        assert 2**layers >= log2(n) + 1 - 1e-9
        # a tree conforms, so the bound cannot be larger
        assert layers <= (n - 1).bit_length()
    # Theorem 5.2: two layers are exactly the order 4
    assert [braid_hidden_layers_lower_bound(n) for n in (4, 5)] == [2, 3]


def test_what_is_refused():
    with pytest.raises(ShapeError, match="3 values"):
        BraidFunction(2, [0, 1, 2])
    with pytest.raises(InputError, match="the empty set is 1"):
        BraidFunction(1, [1, 1])
    with pytest.raises(InputError, match="at most 16"):
        BraidFunction(17, [])
    with pytest.raises(NotRationalError):
        BraidFunction(1, [0, float("nan")])
    with pytest.raises(InputError, match="no non-empty set"):
        BraidFunction.from_maxima(3, {(): 1})
    with pytest.raises(InputError, match="no non-empty set"):
        BraidFunction.from_maxima(3, {(1, 4): 1})
    with pytest.raises(InputError, match="no set of indices"):
        BraidFunction.from_maxima(3, {"ab": 1})
    with pytest.raises(ShapeError, match="cannot be combined"):
        maximum(2, 1) + maximum(3, 1)
    with pytest.raises(ShapeError):
        maximum(2, 1)([1, 2, 3])
