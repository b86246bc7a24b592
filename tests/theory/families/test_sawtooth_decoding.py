"""Parameters from functions: round trips, all decompositions by brute force, and functions outside of the family."""

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network, PiecewiseLinearFunction1D
from tropnet.theory.families import SawtoothComposition, decode, decompositions


@settings(max_examples=60)
@given(st.lists(st.integers(2, 6), min_size=1, max_size=4), st.integers(0, 9999), st.fractions("1/9", 9))
def test_the_family_is_one_to_one(widths, seed, M):
    member = SawtoothComposition.sample(seed, widths, M)
    assert decode(member.function(), widths) == member


@settings(max_examples=20)
@given(st.lists(st.integers(2, 4), min_size=1, max_size=3), st.integers(0, 9999))
def test_only_the_function_of_a_network_matters(widths, seed):
    member = SawtoothComposition.sample(seed, widths, "5/3")
    doubled = Network.from_arrays([[[2], [-2]], [["1/2", "-1/2"]]])
    assert decode(member.network() @ doubled, widths) == member


def factorizations(n):
    """All tuples of numbers from 2 on with product n."""
    candidates = (t for k in range(1, n.bit_length()) for t in product(range(2, n + 1), repeat=k))
    return [t for t in candidates if prod(t) == n]


def by_trial(f, n):
    """The widths with which f is a composition: composes the only candidate of each factorization of n."""
    found = set()
    for shape in factorizations(n):
        steps, rows, rest = n, [], f
        height = f(f.breakpoints[1])
        for w in shape:
            steps //= w
            row = rest.breakpoints[steps::steps][: w - 1]
            rows.append(row)
            stretched = PiecewiseLinearFunction1D([], [row[0] / height])
            rest = rest @ stretched
        try:
            candidate = SawtoothComposition(rows, height)
        except InputError:
            continue
        if candidate.function() == f:
            found.add(shape)
    return found


@settings(max_examples=40)
@given(
    st.sampled_from([(2,), (4,), (2, 2), (6,), (2, 3), (3, 2), (2, 2, 2), (4, 2), (3, 3)]), st.integers(0, 99)
)
def test_decompositions_are_those_found_by_trial(widths, seed):
    for denominator in (2 * max(widths), 60):
        member = SawtoothComposition.sample(seed, widths, denominator=denominator)
        f, found = member.function(), list(decompositions(member.function()))
        assert member in found
        assert all(other.function() == f for other in found)
        assert {other.widths for other in found} == by_trial(f, prod(widths))


def test_equal_spacing_decomposes_in_every_order():
    found = [member.widths for member in decompositions(SawtoothComposition.uniform(12, 1).function())]
    # Not cut off on the right, so all widths but the last are odd.
    assert sorted(found) == [(3, 4), (12,)]
    cut_off = [member.widths for member in decompositions(SawtoothComposition.uniform(2, 3).function())]
    assert sorted(cut_off) == [(2, 2, 2), (2, 4), (4, 2)]


def test_the_widths_are_not_determined():
    # (3, 2) and (6): six equal teeth each, and both go on downwards behind 1; (2, 3) is cut off there.
    first, second = SawtoothComposition([["1/3", "2/3"], ["1/2"]]), SawtoothComposition.uniform(6, 1)
    assert first.function() == second.function()
    assert SawtoothComposition([["1/2"], ["1/3", "2/3"]]).function() != first.function()


def test_an_indecomposable_sawtooth():
    prime_like = SawtoothComposition([["1/10", "2/10", "3/10", "5/10", "6/10", "7/10", "8/10", "9/10"]])
    assert [member.widths for member in decompositions(prime_like.function())] == [(9,)]


def changed(f, slopes=None, breakpoints=None, value=0):
    return PiecewiseLinearFunction1D(breakpoints or f.breakpoints, slopes or f.slopes, value)


TENTS = SawtoothComposition.uniform(2, 2).function()


@pytest.mark.parametrize(
    ("f", "widths", "reason"),
    [
        (TENTS, (3, 3), "have 9 pieces between 0 and M, but the function has 4"),
        (TENTS, (), "have 1 pieces"),
        (TENTS, (4,), "it is 0 right of M = 1, which needs an even width before the last"),
        (
            SawtoothComposition.uniform(4, 1).function(),
            (2, 2),
            "it is not 0 right of M = 1, which needs no even width",
        ),
        (TENTS, (1, 4), "a width is 1"),
        (TENTS + 1, (2, 2), "those are 0 left of 0"),
        (PiecewiseLinearFunction1D([0], [0, 1]), (2,), "bend there, and again"),
        (PiecewiseLinearFunction1D([1, 2], [0, 1, -1]), (2,), "bend there, and again"),
        (-TENTS, (2, 2), "those rise behind 0, but this falls to -1 at 1/4"),
        (
            changed(TENTS, slopes=[0, 4, -4, 4, -3, 0]),
            (2, 2),
            "between 3/4 and 1 its value should change by -1, but changes by -3/4",
        ),
        (
            PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 1]),
            (3,),
            "left of M, .* with M = 1, bends at 2",
        ),
        (PiecewiseLinearFunction1D([0, 1, 3], [0, 1, 0, 1]), (3,), "at 3"),
        (
            PiecewiseLinearFunction1D(["0", "1/3", "2/3", "1"], [0, 3, -3, 3, 0]),
            (3,),
            "if they are constant there, but this is 1",
        ),
        (
            PiecewiseLinearFunction1D(["0", "1/4", "1/2", "5/8", "1"], [0, 4, -4, 8, "-8/3", 0]),
            (2, 2),
            "its pieces 3 to 4 are no affine copy of its first 2, mirrored",
        ),
    ],
)
def test_functions_outside_of_the_family(f, widths, reason):
    with pytest.raises(InputError, match=reason):
        decode(f, widths)


def test_the_second_copy_is_compared_without_its_mirror():
    # Three copies of (1/3, 2/3): the middle one mirrored, the last one not.
    thirds = [Fraction(1, 9), Fraction(2, 9), Fraction(2, 9), Fraction(1, 9), Fraction(1, 9), Fraction(2, 9)]
    ends = [sum(thirds[:i], Fraction(0)) for i in range(6)]
    slopes = [0, *((-1) ** i / length for i, length in enumerate(thirds))]
    f = PiecewiseLinearFunction1D(ends, slopes)
    assert decode(f, (3, 2)).a == ((Fraction(1, 3), Fraction(2, 3)), (Fraction(1, 3),))
    thirds[4:] = reversed(thirds[4:])
    ends = [sum(thirds[:i], Fraction(0)) for i in range(6)]
    wrong = PiecewiseLinearFunction1D(ends, [0, *((-1) ** i / length for i, length in enumerate(thirds))])
    with pytest.raises(InputError, match=r"its pieces 5 to 6 are no affine copy of its first 2$"):
        decode(wrong, (3, 2))


def test_networks_of_other_shapes_are_refused():
    with pytest.raises(InputError, match="2 outputs"):
        decode(Network.from_arrays([[[1], [1]]]), (2,))
    with pytest.raises(ShapeError, match="2 inputs"):
        decode(Network.from_arrays([[[1, 1]]]), (2,))
