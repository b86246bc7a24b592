"""Signed sums of small maxima: against values, brute force over points, the tropical decision of equality, networks."""

import pickle
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import ceil, log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials, simplex_points, unit_heights

from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import rank
from tropnet.networks import Network
from tropnet.theory.families import MaximumTree
from tropnet.theory.representation import SignedMaximum, SmallMaxima, small_maxima
from tropnet.tropical import TropicalPolynomial, TropicalRational, dual_subdivision, newton_polytope

METHODS = ["triangulation", "recursion"]


def rational_points(n, count=30, seed=0):
    draws = np.random.default_rng(seed).integers(-40, 41, size=(count, n))
    return RationalArray.from_integers(draws, 6)


def brute_force(f, points):
    """The values of p - q, from the definition, in Fractions."""
    parts = (f / 0).in_convention("max")
    return [
        max(
            sum(a * y for a, y in zip(power, x, strict=True)) + c
            for power, c in parts.numerator.terms.items()
        )
        - max(
            sum(a * y for a, y in zip(power, x, strict=True)) + c
            for power, c in parts.denominator.terms.items()
        )
        for x in points.tolist()
    ]


def as_dictionary(found):
    return {frozenset(maximum.terms.items()): coefficient for coefficient, maximum in found.terms}


def delaunay(n, k, seed):
    """Random points lifted strictly concavely: every monomial is essential, and the position generic."""
    points = np.random.default_rng(seed).integers(-1000, 1001, size=(k, n))
    return TropicalPolynomial(points, -(points**2).sum(axis=1))


def dimension(p):
    return rank(p.exponents - p.exponents[0])


# Values of the literature ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_example_of_figure_2(method):
    # Koutschan, Moser, Ponomarchuk and Schicho, 2023, Figure 2: m125 + m145 - m15
    forms = [((3, -4), 1), ((-3, -1), -2), ((2, 1), -1), ((3, 2), 2), ((-2, 4), 3)]
    found = as_dictionary(small_maxima(TropicalPolynomial.from_terms(forms), method))
    assert found == {
        frozenset(forms[i - 1] for i in chosen): sign
        for chosen, sign in [((1, 2, 5), 1), ((1, 4, 5), 1), ((1, 5), -1)]
    }


@pytest.mark.parametrize("method", METHODS)
def test_the_square_has_two_sums(method):
    # the counterexample to the independence that Koutschan et al. conjecture: a dependence with constant 0
    o, x, y, xy = [((a, b), 0) for a, b in [(0, 0), (1, 0), (0, 1), (1, 1)]]
    sums = [
        {frozenset([o, x, xy]): 1, frozenset([o, y, xy]): 1, frozenset([o, xy]): -1},
        {frozenset([o, x, y]): 1, frozenset([x, y, xy]): 1, frozenset([x, y]): -1},
    ]
    square = TropicalPolynomial.from_terms([o, x, y, xy])
    assert as_dictionary(small_maxima(square, method)) in sums
    for terms in sums:
        maxima = [SignedMaximum(k, TropicalPolynomial.from_terms(list(m))) for m, k in terms.items()]
        assert SmallMaxima(square, tuple(maxima)).verify()


@pytest.mark.parametrize("method", METHODS)
def test_example_3_1(method):
    # Koutschan, Moser, Ponomarchuk and Schicho, 2023, Example 3.1
    x1, x2 = TropicalPolynomial.variables(2)
    inner = (x1 * x2 * -7 + x1 * x2**6 * 4) * x2
    smallest = TropicalRational.parse("min(4x2, x1 - 9, x1 - x2)", ["x1", "x2"]).in_convention("max")
    g = (x1 + x1 * x2) + smallest.dilated(3) * inner
    found = small_maxima(g, method)
    assert found.verify()
    assert found.arity == 3
    for point in rational_points(2).tolist():
        a, b = point
        value = b + max(a + b - 7, a + 6 * b + 4) + 3 * min(4 * b, a - 9, a - b)
        assert found(point) == max(a, a + b, value)


# Closed formulas ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", range(1, 9))
def test_the_maximum_of_a_simplex_is_its_own_sum(method, n):
    p = unit_heights([*np.eye(n, dtype=int).tolist(), [0] * n])
    found = small_maxima(p, method)
    assert found.terms == ((1, p),)
    assert found.hidden_layers == ceil(log2(n + 1))


@pytest.mark.parametrize("method", METHODS)
def test_one_variable_is_neighbours_minus_inner_monomials(method):
    monomials = [((a,), 5 - a * a) for a in range(-3, 4)]
    expected = {frozenset(pair): 1 for pair in pairwise(monomials)}
    expected |= {frozenset([inner]): -1 for inner in monomials[1:-1]}
    assert as_dictionary(small_maxima(TropicalPolynomial.from_terms(monomials), method)) == expected


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("k", [3, 6, 12])
def test_numbers_of_simplices_in_the_plane(k, method):
    # Euler's formula for a triangulation of k points, h of them on the boundary
    p = delaunay(2, k, seed=k)
    h = len(newton_polytope(p).vertices)
    sizes = Counter((maximum.n_monomials, sign) for sign, maximum in small_maxima(p, method).terms)
    assert sizes == +Counter({(3, 1): 2 * k - 2 - h, (2, -1): 3 * k - 3 - 2 * h, (1, 1): k - h})


# Second opinions and laws ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@given(p=polynomials())
@settings(max_examples=30, deadline=None)
def test_random_polynomials(method, p):
    found = small_maxima(p, method)
    points = rational_points(p.n_variables)
    assert found(points).tolist() == brute_force(p, points)
    assert found.verify()
    assert found.arity <= dimension(p) + 1
    essential = p.essential.terms.items()
    sign = 1 if p.convention == "max" else -1
    for _, maximum in found.terms:
        assert dimension(maximum) + 1 == maximum.n_monomials
        assert {(tuple(sign * x for x in a), sign * c) for a, c in maximum.terms.items()} <= set(essential)


@given(polynomials(max_monomials=5), st.data())
@settings(max_examples=20, deadline=None)
def test_random_differences(p, data):
    q = data.draw(polynomials(p.n_variables, max_monomials=5, convention=p.convention))
    points = rational_points(p.n_variables)
    one, other = (small_maxima(p / q, method) for method in METHODS)
    assert one.verify()
    assert other.verify()
    assert one(points).tolist() == other(points).tolist() == brute_force(p / q, points)
    assert one.quotient.is_equivalent(other.quotient)


@pytest.mark.parametrize("points", [simplex_points(2, 3), [[x, y] for x in range(3) for y in range(3)]])
def test_flat_and_crossed_polynomials_by_tropical_algebra(points):
    # non-simplicial cells next to each other, with monomials in the middle of cells
    for heights in ([0] * len(points), [-max(x, y) for x, y in points], [-abs(x - 1) for x, _ in points]):
        p = TropicalPolynomial(points, heights)
        for method in METHODS:
            assert small_maxima(p, method).quotient.is_equivalent(p)


def test_cells_of_dimension_three_share_their_quadrilaterals():
    # Two cubes side by side, each one cell: the square between them must be cut once.
    points = [[x, y, z] for x in range(3) for y in range(2) for z in range(2)]
    p = TropicalPolynomial(points, [-x * x for x, _, _ in points])
    assert [len(cell.points) for cell in dual_subdivision(p).maximal_cells] == [8, 8]
    for method in METHODS:
        found = small_maxima(p, method)
        assert found.verify()
        assert sum(coefficient for coefficient, _ in found.terms) == 1


@pytest.mark.parametrize(("n", "k"), [(2, 8), (3, 8), (4, 8)])
def test_in_general_position_both_methods_find_the_same(n, k):
    for seed in range(4):
        p = delaunay(n, k, seed)
        one, other = (small_maxima(p, method) for method in METHODS)
        assert one == other
        assert hash(one) == hash(other)
        points = rational_points(n)
        assert one(points) == p(points)


def test_like_terms_are_collected():
    p = delaunay(2, 6, seed=1)
    assert small_maxima(p / p).terms == ()
    assert small_maxima(p / p)([1, 2]) == 0
    twice = small_maxima(p * 1 / TropicalPolynomial.constant(1, 2))
    assert twice.verify()
    x, y = TropicalPolynomial.variables(2)
    common = small_maxima((x + y + 0) / (x + y))
    assert [k for k, _ in common.terms] == [1, -1]
    assert small_maxima(TropicalPolynomial.constant(0, 3)).terms == ()


def test_a_wrong_sum_is_refuted():
    p = delaunay(2, 6, seed=2)
    found = small_maxima(p)
    for i, (k, maximum) in enumerate(found.terms):
        without = found.terms[:i] + found.terms[i + 1 :]
        assert not SmallMaxima(p, without).verify()
        assert not SmallMaxima(p, (*without, SignedMaximum(k, maximum * Fraction(1, 10**12)))).verify()


# Networks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@given(p=polynomials(max_monomials=5).filter(lambda p: p.n_variables > 0))
@settings(max_examples=8, deadline=None)
def test_networks_of_random_polynomials(method, p):
    found = small_maxima(p, method)
    net = found.network()
    assert net.hidden_layers == found.hidden_layers <= ceil(log2(p.n_variables + 1))
    assert is_equivalent(net, p)
    assert found.maxout_network().hidden_layers <= 1


def test_network_of_a_difference():
    f = delaunay(2, 5, seed=3) / delaunay(2, 4, seed=4)
    net = small_maxima(f).network()
    assert net.hidden_layers == 2
    assert is_equivalent(net, f)


@pytest.mark.parametrize("seed", range(3))
def test_neurons_of_the_network(seed):
    found = small_maxima(delaunay(3, 6, seed))
    trees = Counter(maximum.n_monomials for _, maximum in found.terms)
    # Trees of three and four numbers have two rounds; two neurons pass on what has fewer.
    widths = np.zeros(2, int)
    for n, times in trees.items():
        if n > 2:
            widths += times * np.array(MaximumTree(n).network().widths)
    widths += (3 * trees[2], 2 * bool(trees[2]))
    widths += 2 * bool(trees[1])
    assert found.network().widths == tuple(widths)


def test_networks_of_affine_functions():
    p = TropicalPolynomial([["1/2", -3]], [5])
    assert small_maxima(p).network().hidden_layers == 0
    assert is_equivalent(small_maxima(p).network(), p)
    nothing = small_maxima(p / p)
    assert nothing.network()([7, 8]).tolist() == nothing.maxout_network()([7, 8]).tolist() == [0]


# Values of Python -----------------------------------------------------------------------------------------


def test_text_and_pickle():
    p = TropicalPolynomial.parse("max(2x, x + 1, 0)")
    found = small_maxima(p / (p * p))
    assert str(small_maxima(p / p)) == "0"
    assert str(SmallMaxima(p, (SignedMaximum(-2, p), SignedMaximum(3, p)))) == (
        "-2*max(2*x, x + 1, 0) + 3*max(2*x, x + 1, 0)"
    )
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.verify()


def test_without_variables():
    found = small_maxima(TropicalPolynomial.constant(3, 0))
    assert found.verify()
    assert found([]) == 3
    assert not SmallMaxima(found.function, ()).verify()
    with pytest.raises(InputError, match="no variables"):
        found.network()
    longer = found.function.compose(RationalArray.zeros((0, 1)))
    assert small_maxima(longer).network()([7]).tolist() == [3]


def test_terms_are_maxima_in_the_same_variables():
    p = TropicalPolynomial.parse("max(x, 0)")
    for term in (-p, TropicalPolynomial.zero(1)):
        with pytest.raises(InputError, match="no maximum of affine functions"):
            SmallMaxima(p, (SignedMaximum(1, term),))
    with pytest.raises(ShapeError, match="in the same variables"):
        SmallMaxima(p, (SignedMaximum(1, TropicalPolynomial.parse("max(x, y)")),))


def test_functions_that_are_no_quotients():
    f = PiecewiseLinear.parse("max(|x1| - |x2|, x3, 0)")
    found = small_maxima(f)
    assert found.arity <= 4
    assert found.verify()
    assert is_equivalent(found.network(), f)
    assert small_maxima(f.network) == found


def test_what_cannot_be_represented():
    p = TropicalPolynomial.parse("max(x, 0)")
    with pytest.raises(InputError, match="no method 'hull'"):
        small_maxima(p, "hull")
    with pytest.raises(InputError, match=r"PiecewiseLinear\.parse"):
        small_maxima("max(x, 0)")
    with pytest.raises(ShapeError, match="has 2 outputs"):
        small_maxima(Network.from_arrays([[[1], [2]]]))
    for method in METHODS:
        with pytest.raises(InputError, match="tropical zero"):
            small_maxima(TropicalPolynomial.zero(2), method)
    with pytest.raises(ShapeError):
        small_maxima(p)([1, 2])
