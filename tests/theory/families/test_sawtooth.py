"""The sawtooth family: published counts, two independent counts, composition by arithmetic, and the engine."""

from fractions import Fraction
from functools import reduce
from math import prod

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import brute_force

from tropnet import linear_regions
from tropnet.errors import InputError
from tropnet.networks import PiecewiseLinearFunction1D
from tropnet.theory.families import Sawtooth, SawtoothComposition

EQUAL_WIDTHS = [(w,) * k for w in range(2, 6) for k in range(1, 4)]
MIXED_WIDTHS = [(2, 3), (3, 2), (5, 2, 3), (3, 4, 5), (4, 3, 2), (3, 5, 2, 2)]
LINE, TEETH = "all of space", "(0, M)"

shapes = st.lists(st.integers(2, 4), min_size=1, max_size=3)


def counts_of(member):
    return {(e.notion, e.where): e.value for e in member.expected}


def by_arithmetic(member):
    """H by interpolation of the values in the definition, and composition of functions."""
    functions = []
    for row in member.a:
        values = [member.M * (i % 2) for i in range(len(row) + 1)]
        values.append(member.M - values[-1])
        points = list(zip([0, *row, member.M], values, strict=True))
        last_slope = (values[-1] - values[-2]) / (member.M - row[-1])
        functions.append(PiecewiseLinearFunction1D.through(points, 0, last_slope))
    return reduce(lambda inner, outer: outer @ inner, functions)


# -- counts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("M", [1, Fraction(3, 2)])
@pytest.mark.parametrize("widths", EQUAL_WIDTHS + MIXED_WIDTHS)
def test_all_counts_agree_with_the_engine(widths, M):
    member = SawtoothComposition.sample(sum(widths), widths, M)
    assert len(member.expected) == 12
    assert member.verify().holds, str(member.verify())


@pytest.mark.parametrize("widths", EQUAL_WIDTHS)
def test_equal_spacing_counts_agree_with_the_engine(widths):
    assert SawtoothComposition.uniform(widths[0], len(widths), "3/2").verify().holds


@pytest.mark.parametrize("widths", [(2,), (4,), (2, 2), (3, 2), (2, 3), (2, 2, 2)])
def test_all_counts_agree_with_regions_from_their_definitions(widths):
    member = SawtoothComposition.sample(1, widths, denominator=12)
    weights, biases = zip(*member.layers(), strict=True)
    for where, domain in ((LINE, None), (TEETH, brute_force.box(1, 0, 1))):
        counted = brute_force.counts(weights, biases, domain)._asdict()
        del counted["closed_touching"]
        assert counted == {notion: counts_of(member)[notion, where] for notion in counted}


@pytest.mark.parametrize(
    ("w", "k", "inside", "line"),
    # R. Arora et al., 2018, Theorem 3.2: w^k, which is the number on [0, M].  On the line: break points of the composed
    # functions, counted.
    [(2, 1, 2, 3), (2, 2, 4, 6), (3, 1, 3, 4), (3, 2, 9, 10), (4, 2, 16, 18)],
)
def test_open_pieces(w, k, inside, line):
    member = SawtoothComposition.sample(7, (w,) * k)
    assert counts_of(member)["open_connected", TEETH] == inside
    assert counts_of(member)["open_connected", LINE] == line
    assert by_arithmetic(member).n_pieces == line


def test_the_example_with_six_pieces_and_five_affine_functions():
    counts = linear_regions(SawtoothComposition.uniform(2, 2).network()).counts
    assert (counts.open_connected, counts.affine) == (6, 5)


def test_equal_spacing_of_width_three_twice():
    # By hand: break points j/9, values 0, 1, 0, ..., and the last slope goes on.
    f = SawtoothComposition.uniform(3, 2).function()
    assert f.breakpoints == tuple(Fraction(j, 9) for j in range(9))
    assert f.slopes == (0, 9, -9, 9, -9, 9, -9, 9, -9, 9)


@given(shapes, st.integers(0, 99))
@settings(max_examples=30)
def test_the_patterns_follow_each_other_in_one_order(widths, seed):
    """The combinatorial type is that of equally spaced points: equal patterns between all break points."""
    drawn = SawtoothComposition.sample(seed, widths)
    even = SawtoothComposition([[Fraction(i, w) for i in range(1, w)] for w in widths])

    def patterns(member):
        ends = [Fraction(-1), *member.teeth().fractions().tolist(), Fraction(2)]
        places = [x for i in range(len(ends) - 1) for x in (ends[i], (ends[i] + ends[i + 1]) / 2)]
        found = []
        for x in places:
            values, signs = [x], []
            for weight, bias in member.layers()[:-1]:
                z = [
                    sum(a * v for a, v in zip(row, values, strict=True)) + b
                    for row, b in zip(weight, bias, strict=True)
                ]
                signs += [v > 0 for v in z]
                values = [max(v, 0) for v in z]
            found.append(tuple(signs))
        return found

    assert patterns(drawn) == patterns(even)


# -- the function ----------------------------------------------------------------------------------


@given(shapes, st.integers(0, 99), st.fractions("1/3", 3))
def test_the_function_is_the_composition(widths, seed, M):
    member = SawtoothComposition.sample(seed, widths, M)
    assert member.function() == by_arithmetic(member)


@given(shapes, st.integers(0, 99), st.fractions(-1, 3, max_denominator=50))
@settings(max_examples=40)
def test_the_network_computes_the_function(widths, seed, x):
    member = SawtoothComposition.sample(seed, widths, "3/2")
    assert member.network()([x])[0] == by_arithmetic(member)(x)
    assert member.network().widths == tuple(widths)


# -- symbols ---------------------------------------------------------------------------------------


@given(
    st.lists(st.integers(2, 4), min_size=1, max_size=2),
    st.integers(0, 99),
    st.fractions(-1, 2, max_denominator=20),
)
@settings(max_examples=20)
def test_the_symbolic_function_is_that_of_the_numbers(widths, seed, x):
    numbers = SawtoothComposition.sample(seed, widths, "3/2")
    names = [[sympy.Symbol(f"a{j}_{i}") for i in range(len(row))] for j, row in enumerate(numbers.a)]
    height = sympy.Symbol("M")
    symbolic = SawtoothComposition(names, height)
    values = {height: sympy.Rational(3, 2)}
    for row, name in zip(numbers.a, names, strict=True):
        values |= {n: sympy.Rational(v.numerator, v.denominator) for n, v in zip(name, row, strict=True)}
    assert symbolic.subs(values) == numbers
    point = sympy.Rational(x.numerator, x.denominator)
    assert symbolic.piecewise(sympy.Symbol("x")).subs(values).subs("x", point) == sympy.Rational(
        *by_arithmetic(numbers)(x).as_integer_ratio()
    )
    assert all(bool(condition.subs(values)) for condition in symbolic.domain_conditions)
    assert len(symbolic.domain_conditions) == sum(widths)
    with pytest.raises(InputError, match="symbols"):
        symbolic.network()


def test_the_domain_of_one_sawtooth():
    a, b, M = sympy.symbols("a b M")
    conditions = Sawtooth([a, b], M).domain_conditions
    for values, inside in (((1, 2, 3), True), ((2, 1, 3), False), ((0, 1, 3), False), ((1, 3, 3), False)):
        assert all(c.subs(dict(zip((a, b, M), values, strict=True))) for c in conditions) is inside


def test_a_symbolic_height_has_counts_on_the_line_only():
    member = SawtoothComposition([[sympy.Symbol("a")]] * 2, sympy.Symbol("M", positive=True))
    assert {where for _, where in counts_of(member)} == {LINE}
    assert counts_of(member)["affine", LINE] == 5


# -- parameters ------------------------------------------------------------------------------------


def test_bad_parameters():
    with pytest.raises(InputError, match="no functions"):
        SawtoothComposition([])
    with pytest.raises(InputError, match="function 2 has no inner point"):
        SawtoothComposition([["1/2"], []])
    with pytest.raises(InputError, match="2/3 is followed by 1/3"):
        SawtoothComposition([["2/3", "1/3"]])
    with pytest.raises(InputError, match="increase from 0 to M = 1/4"):
        Sawtooth(["1/2"], "1/4")
    with pytest.raises(InputError, match="larger denominator"):
        Sawtooth.sample(0, 9, denominator=5)


def test_sawtooth_is_a_composition_of_one():
    single = Sawtooth.sample(3, 4, 2)
    assert single.composition.a == (single.a,)
    assert single.function() == single.composition.function()
    assert single.verify().holds
    assert prod(single.composition.widths) == 4


@pytest.mark.parametrize("given", ["1/2", ["1/2"], [0.5], 3])
def test_points_are_sequences_of_sequences(given):
    with pytest.raises(InputError, match="put it in brackets"):
        SawtoothComposition(given)
