"""Elimination of affine dependences: independent sets, functions, redundant monomials, the order of the monomials."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from tropical.polynomials import polynomials

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import rank
from tropnet.theory.representation import circuit_elimination, interior_simplices
from tropnet.tropical import TropicalPolynomial


@given(polynomials())
@settings(max_examples=50, deadline=None)
def test_independent_sets_that_sum_to_the_function(p):
    # All monomials are read, essential or not.
    parts = circuit_elimination(p)
    for part in parts:
        assert rank(p.exponents[list(part)] - p.exponents[part[0]]) == len(part) - 1
    points = RationalArray.from_integers(np.random.default_rng(0).integers(-30, 31, (20, p.n_variables)), 5)
    best = max if p.convention == "max" else min
    for x in points:
        values = (p.exponents @ x + p.coefficients).tolist()
        assert sum(c * best(values[i] for i in part) for part, c in parts.items()) == best(values)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_one_circuit(n):
    """n + 2 points in general position have one dependence, with s negative entries: 2^s - 1 terms."""
    simplex = [*np.eye(n, dtype=int).tolist(), [0] * n]
    inner = [3 * x for x in [1] * n]  # in the simplex of size 3 n + 3
    points = [[(3 * n + 3) * x for x in a] for a in simplex] + [inner]
    above = TropicalPolynomial(points, [0] * (n + 1) + [1])
    below = TropicalPolynomial(points, [0] * (n + 1) + [-1])
    # Above, the n + 1 outer monomials are removed in turn; below, the inner one.
    assert len(circuit_elimination(above)) == 2 ** (n + 1) - 1
    assert len(circuit_elimination(below)) == 1


def test_sums_stay_short():
    # A sum has at most as many terms as there are sets of one to four monomials.
    points = np.random.default_rng(5).integers(-50, 51, size=(14, 3))
    p = TropicalPolynomial(points, -(points**2).sum(axis=1))
    assert len(circuit_elimination(p)) <= sum(comb(14, k) for k in range(1, 5))
    assert circuit_elimination(p) == interior_simplices(p)


def test_the_order_matters_in_degenerate_position():
    square = TropicalPolynomial([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 0])
    turned = square.compose([[0, 1], [-1, 0]])
    assert turned.exponents.tolist() == [[-1, 0], [-1, 1], [0, 0], [0, 1]]
    back = {(-1, 0): 1, (-1, 1): 3, (0, 0): 0, (0, 1): 2}
    numbers = [back[tuple(a)] for a in turned.exponents.tolist()]
    renamed = {tuple(sorted(numbers[i] for i in part)) for part in circuit_elimination(turned)}
    assert renamed != set(circuit_elimination(square))


def test_the_tropical_zero_has_no_monomials():
    with pytest.raises(InputError, match="tropical zero"):
        circuit_elimination(TropicalPolynomial.zero(1))
