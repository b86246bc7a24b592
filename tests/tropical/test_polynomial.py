"""The semiring of tropical polynomials: axioms, values, regions by closed formulas."""

import math
import pickle
from fractions import Fraction
from itertools import combinations, product
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials, simplex_points

from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.tropical.polynomial import TropicalPolynomial

plane = polynomials(n=2, max_monomials=4, convention="max")
plane_of_minima = polynomials(n=2, max_monomials=4, convention="min")
triples = st.one_of(
    st.tuples(plane, plane, plane), st.tuples(plane_of_minima, plane_of_minima, plane_of_minima)
)

POINTS = [[Fraction(a, 3), Fraction(b, 2)] for a, b in product((-4, 0, 2), repeat=2)]


@given(triples)
@settings(max_examples=60, deadline=None)
def test_the_axioms_of_a_semiring_hold_formally(triple):
    p, q, r = triple
    zero = TropicalPolynomial.zero(2, p.convention)
    one = TropicalPolynomial.constant(0, 2, p.convention)
    assert (p + q) + r == p + (q + r)
    assert p + q == q + p
    assert p + p == p
    assert p + zero == p
    assert (p * q) * r == p * (q * r)
    assert p * q == q * p
    assert p * one == p
    assert (p * zero).is_zero
    assert p * (q + r) == p * q + p * r


@given(triples)
@settings(max_examples=25, deadline=None)
def test_operations_are_those_of_functions(triple):
    p, q, _ = triple
    extremum = max if p.convention == "max" else min
    for x in POINTS:
        assert (p + q)(x) == extremum(p(x), q(x))
        assert (p * q)(x) == p(x) + q(x)
        assert (p**3)(x) == p.dilated(3)(x) == 3 * p(x)
        assert p.dilated("2/3")(x) == Fraction(2, 3) * p(x)
        assert (-p)(x) == -p(x)
        assert p(x) == extremum(
            Fraction(c) + sum(map(math.prod, zip(a, x, strict=True))) for a, c in p.terms.items()
        )


@given(polynomials())
@settings(max_examples=60, deadline=None)
def test_values_at_many_points_and_what_attains_them(p):
    points = [[Fraction(k * (i + 2), 3) for i in range(p.n_variables)] for k in (-2, 0, 1)]
    values = p(points) if p.n_variables else p(RationalArray.zeros((3, 0)))
    for x, value in zip(points, values, strict=True):
        assert p(RationalArray(x).reshape(p.n_variables)) == value
        at_x = [Fraction(c) + sum(map(math.prod, zip(a, x, strict=True))) for a, c in p.terms.items()]
        assert p.attained(RationalArray(x).reshape(-1)).tolist() == [
            k for k, v in enumerate(at_x) if v == value
        ]


@given(polynomials(), st.integers(0, 4))
@settings(max_examples=40, deadline=None)
def test_powers_expand_to_what_repeated_products_are(p, k):
    expanded = TropicalPolynomial.constant(0, p.n_variables, p.convention)
    for _ in range(k):
        expanded = expanded * p
    assert p**k == expanded


@given(
    polynomials(n=2),
    st.lists(st.integers(-2, 2), min_size=6, max_size=6),
    st.lists(st.integers(-3, 3), min_size=2),
)
@settings(max_examples=40, deadline=None)
def test_composition_with_an_affine_map(p, entries, b):
    A = np.array(entries).reshape(2, 3)
    composed = p.compose(A, b[:2])
    for x in product((-1, 0, 2), repeat=3):
        assert composed(x) == p((A @ x + b[:2]).tolist())


@given(polynomials())
@settings(max_examples=40, deadline=None)
def test_values_of_python(p):
    assert pickle.loads(pickle.dumps(p)) == p
    assert hash(TropicalPolynomial.from_terms(p.terms, p.n_variables, p.convention)) == hash(p)
    assert TropicalPolynomial.from_terms(list(p.terms.items())[::-1], p.n_variables, p.convention) == p
    assert list(p.terms) == sorted(p.terms)
    assert p != -p
    with pytest.raises(AttributeError, match="cannot be changed"):
        p.coefficients = 0


def test_of_equal_exponents_the_best_coefficient_stays():
    assert TropicalPolynomial([[1], [1], [0]], [2, 5, 0]).terms == {(0,): 0, (1,): 5}
    assert TropicalPolynomial([[1], [1], [0]], [2, 5, 0], "min").terms == {(0,): 0, (1,): 2}


def test_numbers_stand_for_constants():
    x, y = TropicalPolynomial.variables(2)
    assert (x + 3)([1, 0]) == (3 + x)([1, 0]) == 3
    assert (x * "1/2")([1, 0]) == Fraction(3, 2)
    assert (y + 0.5).terms == {(0, 0): Fraction(1, 2), (0, 1): 0}


def test_the_tropical_zero():
    zero, least = TropicalPolynomial.zero(2), TropicalPolynomial.zero(2, "min")
    assert (zero([1, 2]), least([1, 2])) == (-math.inf, math.inf)
    assert zero**0 == zero.dilated(0) == TropicalPolynomial.constant(0, 2)
    assert zero.dilated("5/2") == zero
    assert (zero**2, zero.n_regions, zero.attained([0, 0]).tolist()) == (zero, 0, [])
    assert zero.essential is zero
    with pytest.raises(InputError, match="infinite everywhere"):
        zero([[1, 2]])


def test_polynomials_without_variables():
    p = TropicalPolynomial(np.zeros((3, 0)), [1, 4, 2])
    assert p == TropicalPolynomial.constant(4, 0)
    assert (p([]), (p * p)([]), p.n_regions) == (4, 8, 1)
    assert p.substitute([]) == p
    assert p != 4
    assert (p / (p * 1)).substitute([])([]) == -1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: TropicalPolynomial([1, 2], [0, 0]), ShapeError, "one row of n numbers"),
        (lambda: TropicalPolynomial([[1], [2]], [0]), ShapeError, "there are 2 monomials"),
        (lambda: TropicalPolynomial([[1]], [0], "plus"), InputError, "'plus' is unknown"),
        (lambda: TropicalPolynomial([[math.nan]], [0]), NotRationalError, "nan"),
        (lambda: TropicalPolynomial.from_terms([]), ShapeError, "give n_variables"),
        (lambda: TropicalPolynomial.from_terms({(1, 2): 0, (1,): 0}), ShapeError, r"\(1,\) has 1 entries"),
        (lambda: TropicalPolynomial.zero(-1), InputError, "must not be negative"),
        (lambda: TropicalPolynomial.zero(1) + TropicalPolynomial.zero(2), ShapeError, "1 and in 2 variables"),
        (
            lambda: TropicalPolynomial.zero(1) + TropicalPolynomial.zero(1, "min"),
            InputError,
            "cannot be combined",
        ),
        (lambda: TropicalPolynomial.zero(1) ** 0.5, InputError, "no integer"),
        (lambda: TropicalPolynomial.zero(1) ** -1, InputError, "negative"),
        (lambda: TropicalPolynomial.zero(1).dilated(-1), InputError, "other convention"),
        (lambda: TropicalPolynomial.variables(2)[0].compose([[1]]), ShapeError, r"\(2, m\)"),
        (lambda: TropicalPolynomial.variables(2)[0]([1]), ShapeError, "2 coordinates"),
        (
            lambda: TropicalPolynomial.variables(1)[0].is_equivalent("x⊕"),
            NotRationalError,
            "no finite rational",
        ),
        (lambda: TropicalPolynomial.variables(1)[0].is_equivalent([1]), InputError, "no tropical polynomial"),
    ],
)
def test_what_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


# Regions by closed formulas ------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "d"), [(1, 4), (2, 2), (2, 3), (2, 4), (3, 2)])
def test_honeycombs(n, d):
    """The form sum a_i^2 + sum_{i<j} a_i a_j is positive definite, so its lattice points are all essential."""
    points = simplex_points(n, d)
    heights = [-sum(a[i] * a[j] for i in range(n) for j in range(i, n)) for a in points]
    p = TropicalPolynomial(points, heights)
    assert p.n_regions == p.n_monomials == comb(n + d, n)
    assert {(1, 4): 5, (2, 2): 6, (2, 3): 10, (2, 4): 15, (3, 2): 10}[n, d] == p.n_regions


@pytest.mark.parametrize(("n", "k"), [(3, 1), (4, 2), (5, 2), (5, 3), (6, 3)])
def test_the_sum_of_the_k_largest_coordinates(n, k):
    subsets = [[int(i in subset) for i in range(n)] for subset in combinations(range(n), k)]
    assert TropicalPolynomial(subsets, [0] * len(subsets)).n_regions == comb(n, k)


def nestohedron(n, edges):
    """The product over connected sets of nodes I, at least two, of the maxima of x_i, i in I."""
    p = TropicalPolynomial.constant(0, n)
    for size in range(2, n + 1):
        for nodes in combinations(range(n), size):
            if is_connected(nodes, edges):
                p = (p * TropicalPolynomial(np.eye(n, dtype=int)[list(nodes)], [0] * size)).essential
    return p


def is_connected(nodes, edges):
    reached, n_before = {nodes[0]}, 0
    while len(reached) > n_before:
        n_before = len(reached)
        reached |= {b for e in edges for a, b in (e, e[::-1]) if a in reached and b in nodes}
    return len(reached) == len(nodes)


@pytest.mark.parametrize(
    ("name", "n", "n_regions"),
    [
        # Vertices of the associahedron (Catalan numbers), the stellohedron and the permutahedron: Postnikov, Reiner
        # and Williams, Faces of generalized permutohedra, 2008, Section 10.
        ("path", 3, 5),
        ("path", 4, 14),
        ("path", 5, 42),
        ("star", 3, 5),
        ("star", 4, 16),
        ("star", 5, 65),
        ("complete", 3, factorial(3)),
        ("complete", 4, factorial(4)),
    ],
)
def test_nestohedra(name, n, n_regions):
    edges = {
        "path": [(i, i + 1) for i in range(n - 1)],
        "star": [(0, i) for i in range(1, n)],
        "complete": list(combinations(range(n), 2)),
    }[name]
    assert nestohedron(n, edges).n_regions == n_regions


def layer(n, ranks):
    """One monomial sum for each unit: parallel hyperplanes (t w.x - t^2 c) in general position."""
    rng = np.random.default_rng(len(ranks) + n)
    units = []
    for rank in ranks:
        w, c = rng.integers(-50, 51, n), int(rng.integers(1, 1000))
        shift = int(rng.integers(-1000, 1000))
        units.append(
            TropicalPolynomial([t * w for t in range(rank)], [-t * t * c + t * shift for t in range(rank)])
        )
    return units


def regions_of_sum(units, n):
    p = TropicalPolynomial.constant(0, n)
    for unit in units:
        p = (p * unit).essential
    return p.n_regions


@pytest.mark.parametrize(
    ("n", "ranks", "n_regions"),
    [
        # Montufar, Ren and Zhang, Sharp bounds for the number of regions of maxout networks and vertices of Minkowski
        # sums, 2022: sum over j <= n of the elementary symmetric polynomials e_j(k_1 - 1, ..., k_m - 1).
        (1, (3, 3), 5),
        (2, (3, 3, 3), 19),
        (2, (3,) * 5, 51),
        (3, (3, 3, 3), 27),
        (3, (4,) * 5, 376),
        (2, (2, 3, 4), 18),
    ],
)
def test_maxout_layers_with_the_most_regions(n, ranks, n_regions):
    symmetric = sum(
        math.prod(k - 1 for k in subset) for j in range(n + 1) for subset in combinations(ranks, j)
    )
    assert symmetric == n_regions
    assert regions_of_sum(layer(n, ranks), n) == n_regions


def generalized_binomial(top, k):
    return math.prod(top - i for i in range(k)) // factorial(k)


@pytest.mark.parametrize(("n", "m"), [(1, 3), (2, 3), (2, 4), (3, 4)])
def test_sublayers_of_at_most_n_units_determine_a_generic_layer(n, m):
    """The identity of Montufar, Ren and Zhang for transversal layers, not only for those with the most regions."""
    rng = np.random.default_rng(10 * n + m)
    units = [
        TropicalPolynomial(
            rng.integers(-9, 10, (3, n)) * 101 + rng.integers(0, 50, (3, n)), rng.integers(-999, 999, 3)
        )
        for _ in range(m)
    ]
    total = sum(
        (-1) ** (n - j)
        * generalized_binomial(m - 1 - j, n - j)
        * sum(regions_of_sum(subset, n) for subset in combinations(units, j))
        for j in range(n + 1)
    )
    assert regions_of_sum(units, n) == total


def test_a_monomial_that_is_essential_by_a_hair():
    tie = TropicalPolynomial([[0], [1], [2]], [0, 0, 0])
    for difference in (Fraction(1, 10**10), Fraction(1, 2**60), Fraction(1, 10**40)):
        assert TropicalPolynomial([[0], [1], [2]], [0, difference, 0]).n_regions == 3
        assert TropicalPolynomial([[0], [1], [2]], [0, -difference, 0]).n_regions == tie.n_regions == 2


def test_negative_and_fractional_exponents():
    p = TropicalPolynomial([["-1/2"], ["1/3"], [0]], [0, 0, "1/7"])
    assert not p.is_integral
    assert p.n_regions == 3
    assert [p([x]) for x in (-2, 0, 3)] == [1, Fraction(1, 7), 1]


@given(polynomials(), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_equivalence_ignores_inessential_monomials(p, k):
    assert (p**k).is_equivalent(p.dilated(k))
    assert p.essential.is_equivalent(p)
    assert not p.is_equivalent(p * "1/1000000000000000")


def test_changing_the_terms_that_were_given_out_changes_nothing():
    p = TropicalPolynomial([[1], [0]], [2, 3])
    p.terms[(1,)] = 7
    assert p.terms == {(0,): 3, (1,): 2}
