"""Distances in the mean against integrals computed piece by piece in the test."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropnet.analysis.univariate_form import univariate_functions
from tropnet.errors import InputError
from tropnet.networks import Network, PiecewiseLinearFunction1D
from tropnet.theory.gaps import L1Gap, balanced_widths, hinge_distance, l1_lower_bound

numbers = st.fractions(min_value=-4, max_value=4, max_denominator=8)
lengths = st.fractions(min_value=0, max_value=4, max_denominator=8)


def integral_of_modulus(values):
    """The integral of abs(h) for the h that is affine between points (x, h(x))."""
    total = Fraction(0)
    for (x, u), (y, v) in pairwise(values):
        if u * v >= 0:
            total += (y - x) * (abs(u) + abs(v)) / 2
        else:
            total += (y - x) * (u * u + v * v) / (2 * (abs(u) + abs(v)))
    return total


def distance(f, g, low, high):
    """The integral of abs(f - g) on an interval."""
    places = sorted({low, high, *(x for x in (*f.breakpoints, *g.breakpoints) if low < x < high)})
    return integral_of_modulus([(x, f(x) - g(x)) for x in places])


@given(lengths, lengths, numbers, numbers, numbers)
def test_no_affine_function_is_nearer_to_a_hinge(a, b, jump, slope, constant):
    hinge, line = PiecewiseLinearFunction1D([0], [0, jump]), PiecewiseLinearFunction1D([], [slope], constant)
    assert hinge_distance(a, b, jump) <= distance(hinge, line, -a, b)


@given(lengths, lengths, numbers)
def test_interpolation_at_the_ends_of_the_middle_half_is_nearest(a, b, jump):
    hinge = PiecewiseLinearFunction1D([0], [0, jump])
    first, third = -a + (a + b) / 4, b - (a + b) / 4
    if a + b > 0:
        slope = (hinge(third) - hinge(first)) / (third - first)
        line = PiecewiseLinearFunction1D.from_value_at([], [slope], first, hinge(first))
        assert hinge_distance(a, b, jump) == distance(hinge, line, -a, b)


@st.composite
def functions(draw, pieces):
    places = sorted(
        draw(st.sets(st.fractions(0, 1, max_denominator=12), min_size=pieces - 1, max_size=pieces - 1))
    )
    slopes = draw(st.lists(numbers, min_size=pieces, max_size=pieces))
    return PiecewiseLinearFunction1D(places, slopes, draw(numbers))


@given(functions(6), functions(3))
def test_functions_with_few_pieces_keep_the_distance(f, g):
    assert l1_lower_bound(f, g.n_pieces) <= distance(f, g, Fraction(0), Fraction(1))


@pytest.mark.parametrize("q", range(1, 9))
@pytest.mark.parametrize("pieces", range(1, 7))
def test_the_bound_of_the_sawtooth_of_equal_pieces(q, pieces):
    teeth = PiecewiseLinearFunction1D(
        [Fraction(i, q) for i in range(1, q)], [q * (-1) ** i for i in range(q)]
    )
    # Arora, Basu, Mianjy and Mukherjee (2018), Theorem 3.5: floor(q/2) tents of base 2/q and height 1
    assert l1_lower_bound(teeth, pieces) >= Fraction(max(0, q // 2 - (pieces - 1)), 2 * q)
    assert l1_lower_bound(teeth, pieces) >= Fraction(1, 4) - Fraction(2 * pieces - 1, 4 * q)


def test_the_bound_of_the_sawtooth_is_attained_by_a_constant():
    teeth = PiecewiseLinearFunction1D(["1/4", "1/2", "3/4"], [4, -4, 4, -4])
    half = PiecewiseLinearFunction1D([], [0], "1/2")
    assert l1_lower_bound(teeth, 1) == distance(teeth, half, 0, 1) == Fraction(1, 4)


def test_errors():
    with pytest.raises(InputError, match="no interior"):
        l1_lower_bound(PiecewiseLinearFunction1D([], [1]), 1, 1, 1)
    with pytest.raises(InputError, match="cannot be negative"):
        hinge_distance(-1, 2)


@pytest.mark.parametrize(("w", "k"), [(2, 3), (3, 2), (2, 5)])
@pytest.mark.parametrize("delta", ["1/100", "1/8", "6/25"])
def test_small_networks_are_far_away(w, k, delta):
    gap = L1Gap(w, k, delta)
    found = set()
    for layers in range(1, k + 1):
        for size in range(1, gap.largest_size(layers) + 1):
            # the inequality of the theorem, with real roots; no case here is an equality
            bound = (
                layers
                * float(w) ** (k / layers)
                * (1 - 4 * float(gap.delta)) ** (1 / layers)
                / 2 ** (1 + 1 / layers)
            )
            assert gap.is_small(size, layers) == (size <= bound)
            for seed in range(2):
                net = random_network(seed, balanced_widths(size, layers))
                if net is not None:
                    verdict = gap.check(net)
                    found.add(verdict.outcome)
                    f = net_function(net)
                    assert (
                        verdict.witness == distance(gap.function(), f, Fraction(0), Fraction(1)) > gap.delta
                    )
    assert found <= {"holds"}


def random_network(seed, widths):
    """Small integers over 4, or None where a layer has no neuron."""
    if 0 in widths:
        return None
    rng = np.random.default_rng(seed)
    shapes = list(zip((*widths, 1), (1, *widths), strict=True))
    weights = [
        [[Fraction(int(x), 4) for x in row] for row in rng.integers(-9, 10, shape)] for shape in shapes
    ]
    return Network.from_arrays(
        weights, [[Fraction(int(x), 4) for x in rng.integers(-4, 5, n)] for n, _ in shapes]
    )


def net_function(net):
    """The function on [0, 1] by its values at a grid that contains all kinks of the network there."""
    (f,) = univariate_functions(net)
    assert all(f(Fraction(i, 7)) == net([Fraction(i, 7)])[0] for i in range(8))
    return f


def test_other_networks_are_no_business_of_the_theorem():
    gap = L1Gap(2, 3, "1/8")
    large = Network.from_arrays([[[1]] * 9, [[1] * 9]])
    assert "9 neurons" in gap.check(large).reason
    assert "2 inputs" in gap.check(Network.from_arrays([[[1, 1]], [[1]]])).reason
    assert "more than k" in gap.check(Network.from_arrays([[[1]], [[1]], [[1]], [[1]], [[1]]])).reason
    assert L1Gap(2, 3, "1/4").check(Network.from_arrays([[[0]]])).outcome == "not applicable"
    assert L1Gap(2, 3, "6/25").check(Network.from_arrays([[[0]]], [["1/2"]])).witness == Fraction(1, 4)
    with pytest.raises(InputError, match="must be positive"):
        L1Gap(2, 3, 0)
