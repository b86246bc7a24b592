"""Slicing over polynomials against the engine, and conditions against counts at other parameters."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import cube, linear_regions
from tropnet.analysis.univariate_form import univariate_functions
from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.families import Sawtooth, SawtoothComposition, ZonotopeComposition
from tropnet.theory.parametric import ParametricNetwork, combinatorial_conditions, piecewise_near, real_roots
from tropnet.theory.parametric.complex import ParametricComplex
from tropnet.theory.parametric.counting import COUNTED, counts_of
from tropnet.theory.parametric.polynomials import Parameters, Place

a, b, t, x, y = sympy.symbols("a b t x y")


def random_layers(seed, symbols=()):
    """Small integers, and now and then a symbol added to a weight or a bias."""
    rng = np.random.default_rng(seed)
    widths = [
        int(rng.integers(1, 4)),
        *rng.integers(1, 4, size=rng.integers(1, 4)).tolist(),
        int(rng.integers(1, 3)),
    ]

    def entry(value):
        return int(value) + (
            symbols[int(rng.integers(len(symbols)))] if symbols and rng.random() < 0.3 else 0
        )

    return [
        (
            [[entry(v) for v in rng.integers(-2, 3, size=m)] for _ in range(k)],
            [entry(v) for v in rng.integers(-2, 3, size=k)],
        )
        for m, k in itertools.pairwise(widths)
    ]


def as_dict(counts):
    return {notion: getattr(counts, notion) for notion in COUNTED}


@pytest.mark.parametrize("seed", range(40))
def test_numbers_are_counted_as_by_the_engine(seed):
    net = ParametricNetwork(random_layers(seed))
    within = cube(net.input_dim) if seed % 2 else None
    complex_ = ParametricComplex(net, Place(Parameters([]), {}), within)
    regions = linear_regions(net.network(), within)
    assert as_dict(counts_of(complex_)) == as_dict(regions.counts)
    assert {tuple(row) for row in complex_.patterns.tolist()} == {
        tuple(map(int, p)) for p in regions.patterns.tolist()
    }


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.fractions(-2, 2, max_denominator=5), st.fractions(-2, 2, max_denominator=5))
def test_symbols_are_counted_as_their_values(seed, u, v):
    net = ParametricNetwork(random_layers(seed, (a, b)))
    values = {s: {a: u, b: v}[s] for s in net.symbols}
    counts = counts_of(ParametricComplex(net, Place(Parameters(net.symbols), values)))
    numbers = net.subs({s: sympy.Rational(value.numerator, value.denominator) for s, value in values.items()})
    assert as_dict(counts) == as_dict(linear_regions(numbers.network()).counts)


def test_maps_that_agree_where_differences_without_a_common_factor_vanish():
    # the left branch is a x + b below, the right one 0: one map only where a and b vanish both
    net = ParametricNetwork([([[1], [-1]], [0, 0]), ([[a, 0], [b, 0]], [0, 0])])
    for u, v, n in [(0, 0, 1), (1, 0, 2), (0, 1, 2), (1, 1, 2)]:
        values = {a: u, b: v}
        assert counts_of(ParametricComplex.at(net, values)).affine == n
        assert linear_regions(net.subs(values).network()).counts.affine == n


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.fractions(-2, 2, max_denominator=7), st.integers(0, 10**6))
def test_where_the_conditions_hold_the_patterns_are_the_same(seed, u, moves):
    net = ParametricNetwork(random_layers(seed, (a, b)))
    sample = dict.fromkeys(net.symbols, u)
    conditions = combinatorial_conditions(net, sample)
    rng = np.random.default_rng(moves)

    def patterns(values):
        exact = {s: sympy.Rational(v.numerator, v.denominator) for s, v in values.items()}
        regions = linear_regions(net.subs(exact).network())
        return {tuple(p) for p in regions.patterns.tolist()}, regions.counts.activation

    def holds(values):
        return all(
            bool(c.subs({s: sympy.Rational(v.numerator, v.denominator) for s, v in values.items()}))
            for c in conditions
        )

    assert holds(sample)
    for _ in range(6):
        other = {s: u + Fraction(int(rng.integers(-9, 10)), 12) for s in net.symbols}
        if holds(other):
            assert patterns(other) == patterns(sample)


def test_the_hard_family_has_one_type_on_its_whole_domain():
    family = SawtoothComposition([[a], [b]], 1)
    assert set(family.conditions({a: "1/3", b: "1/2"})) == {a > 0, 1 - a > 0, b > 0, 1 - b > 0}
    with pytest.raises(InputError, match="increase"):
        family.conditions({a: 2, b: "1/2"})


def test_conditions_that_always_hold_are_left_out():
    def network(symbol):
        return ParametricNetwork([([[1], [symbol**2 + 1]], [0, -(symbol**2) - 1]), ([[1, symbol]], [0])])

    assert combinatorial_conditions(network(a), {a: 0}) == ()
    assert (
        combinatorial_conditions(network(sympy.Symbol("r", real=True)), {sympy.Symbol("r", real=True): 0})
        == ()
    )
    norm = ParametricNetwork([([[a**2 + b**2 + 1]], [-1]), ([[1]], [0])])
    assert combinatorial_conditions(norm, {a: 0, b: 0}) == ()
    p = sympy.Symbol("p", positive=True)
    ramp = ParametricNetwork([([[1], [1]], [0, -p]), ([[1, -1]], [0])])
    assert combinatorial_conditions(ramp, {p: 1}) == ()
    with pytest.raises(InputError, match="p = -1 contradicts the assumptions"):
        combinatorial_conditions(ramp, {p: -1})


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.fractions(-2, 2, max_denominator=5), st.integers(0, 10**6))
def test_pieces_are_the_function_where_the_conditions_hold(seed, u, moves):
    rng = np.random.default_rng(seed)
    widths = [1, *rng.integers(1, 4, size=2).tolist(), 1]
    net = ParametricNetwork(
        (
            [
                [int(v) + (a if rng.random() < 0.3 else 0) for v in rng.integers(-2, 3, size=m)]
                for _ in range(k)
            ],
            [int(v) + (a if rng.random() < 0.3 else 0) for v in rng.integers(-2, 3, size=k)],
        )
        for m, k in itertools.pairwise(widths)
    )
    sample = dict.fromkeys(net.symbols, u)
    pieces, conditions = piecewise_near(net, sample, x), combinatorial_conditions(net, sample)
    others = [u + Fraction(int(step), 8) for step in np.random.default_rng(moves).integers(-8, 9, size=4)]
    for value in (u, *others):
        exact = {s: sympy.Rational(str(value)) for s in net.symbols}
        if all(bool(c.subs(exact)) for c in conditions):
            (f,) = univariate_functions(net.subs(exact).network())
            points = [*f.breakpoints, -9, Fraction(1, 3), 9]
            for point in points:
                at = pieces.subs(exact).subs({x: sympy.Rational(str(point))})
                assert at == sympy.Rational(str(f(point)))


def test_pieces_of_known_functions():
    # the tent with its top at a, of the family of Arora et al.: 0, x/a, (1 - x)/(1 - a) on [a, 1]
    pieces = Sawtooth([a]).piecewise_near({a: "1/3"}, x)
    assert [
        sympy.simplify(piece - expected)
        for (piece, _), expected in zip(pieces.args, (0, x / a, (1 - x) / (1 - a)), strict=True)
    ] == [0, 0, 0]
    assert piecewise_near(ParametricNetwork([([[a]], [1])]), {a: 2}, x) == a * x + 1
    with pytest.raises(ShapeError, match=r"R\^2 to R\^1"):
        piecewise_near(ParametricNetwork([([[a, 1]], [1])]), {a: 2}, x)
    with pytest.raises(InputError, match="increase"):
        Sawtooth([a, b]).piecewise_near({a: "1/2", b: "1/3"}, x)


def test_affine_maps_are_rational_functions():
    net = ParametricNetwork([([[1], [a]], [0, -1]), ([[1, 1 / b], [a, 0]], [0, a / b])])
    complex_ = ParametricComplex.at(net, {a: 2, b: -3})
    maps = {
        tuple(pattern): complex_.affine_map(cell)
        for cell, pattern in enumerate(complex_.cell_patterns.tolist())
    }
    assert maps[(0, 0)] == ((0, 0), (0, a / b))
    assert maps[(1, 0)] == ((1, 0), (a, a / b))
    assert sympy.simplify(
        sympy.Matrix(maps[(1, 1)]) - sympy.Matrix([[1 + a / b, -1 / b], [a, a / b]])
    ).is_zero_matrix


def test_floats_in_expressions_are_dyadic_numbers():
    net = ParametricNetwork([([[1], [1]], [0, -0.1 * a]), ([[1, 1]], [0])])
    assert net.layers[0].bias[1] == -sympy.Rational(*(0.1).as_integer_ratio()) * a
    assert combinatorial_conditions(net, {a: 1}) == (a > 0,)


def test_vertices_are_rational_functions():
    net = ParametricNetwork([([[1], [a]], [0, -1]), ([[1, 1]], [0])])
    complex_ = ParametricComplex(net, Place(Parameters([a]), {a: 2}))
    points = {complex_.vertex(i) for i, row in enumerate(complex_.rows) if not row[1].is_zero()}
    assert points == {(0,), (1 / a,)}
    with pytest.raises(InputError, match="direction"):
        complex_.vertex(next(i for i, row in enumerate(complex_.rows) if row[1].is_zero()))


def test_expressions_and_derivatives():
    family = ZonotopeComposition([[1, b]], [[a]])
    values = {a: sympy.Rational(1, 3), b: sympy.Rational(-2, 5)}
    net = family.subs(values).network()
    derivatives = family.derivatives(x, y)
    for point in ([1, 2], [-1, Fraction(1, 2)], [Fraction(2, 7), 0]):
        at = {x: sympy.Rational(str(point[0])), y: sympy.Rational(str(point[1]))}
        assert sympy.Rational(str(net(point)[0])) == family.expression(x, y).subs(values).subs(at)
        for symbol, derivative in derivatives.items():
            step = sympy.Rational(1, 10**9)
            shifted = {**values, symbol: values[symbol] + step}
            quotient = (
                family.expression(x, y).subs(shifted).subs(at) - family.expression(x, y).subs(values).subs(at)
            ) / step
            exact = derivative.subs(values).subs(at)
            assert abs(sympy.N(quotient - exact, 30)) < sympy.Rational(
                1, 10**4
            )  # a difference quotient, not a tolerance
    with pytest.raises(ShapeError, match="2 inputs, but 1 expressions"):
        family.expression(x)


def test_bad_input():
    net = ParametricNetwork([([[1 / a]], [0]), ([[1]], [0])])
    with pytest.raises(InputError, match="pole"):
        combinatorial_conditions(net, {a: 0})
    with pytest.raises(InputError, match="the symbol a has no value"):
        combinatorial_conditions(net, {})
    with pytest.raises(InputError, match="no rational function"):
        combinatorial_conditions(ParametricNetwork([([[sympy.sqrt(a)]], [0]), ([[1]], [0])]), {a: 2})
    with pytest.raises(InputError, match="no point for the symbols"):
        Place(Parameters([a, b]), real_roots((-2, 0, 1), 0, 2)[0])
    with pytest.raises(ShapeError, match="at least one entry"):
        ParametricNetwork([([[], []], [0, a])])
    with pytest.raises(ShapeError, match=r"R\^2"):
        combinatorial_conditions(net, {a: 1}, cube(2))
    with pytest.raises(EmptyDomainError):
        combinatorial_conditions(net, {a: 1}, Polyhedron.from_generators([[0]]))
