"""Means over random networks: closed forms by other ways, and exact counts of drawn networks.

A float is the rational number that it is, so that a network with drawn weights is counted exactly.  That the floats of
a generator are not exactly normal changes probabilities by less than 10^-12.
"""

from fractions import Fraction
from math import comb, exp, sqrt

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import linear_regions
from tropnet.errors import InputError
from tropnet.networks import Network
from tropnet.polyhedra.bodies import cube
from tropnet.theory.bounds.architecture import Architecture
from tropnet.theory.bounds.expected import (
    NORMAL_BREAKPOINTS,
    expected_breakpoints_normal,
    expected_breakpoints_uniform,
    expected_regions_upper_bound,
    expected_wall_volume_upper_bound,
    hanin_rolnick,
)

positive = st.fractions(min_value=Fraction(1, 4), max_value=4, max_denominator=4)
places = st.fractions(min_value=-3, max_value=3, max_denominator=4)


def regions_of(draws, n, units, side):
    """The proper activation regions on the cube [-side/2, side/2]^n, and all counts."""
    weight, bias = draws
    net = Network.from_arrays([weight.reshape(units, n), np.arange(3, 3 + units)[None]], [bias, [0]])
    return linear_regions(net, cube(n, Fraction(side, 2))).counts


def test_break_points_of_normal_weights_in_closed_form():
    assert expected_breakpoints_normal(10, -1, 1) == 5
    assert expected_breakpoints_normal(10, 0, 1, 3, 3) == Fraction(5, 2)
    # arctan(sqrt(3)) needs irrational deviations, but arctan(2) + arctan(3) = 3 pi / 4.
    total = expected_breakpoints_normal(4, 0, 2) + expected_breakpoints_normal(4, 0, 3)
    assert sympy.expand_trig(sympy.tan(sympy.expand(total * sympy.pi / 4))) == -1
    assert NORMAL_BREAKPOINTS.value(Architecture.of("1,10,1")) == 6


@settings(max_examples=15, deadline=None)
@given(places, places, places, positive, positive)
def test_intervals_add_up_and_only_the_ratio_of_deviations_matters(a, b, c, s, t):
    a, b, c = sorted((a, b, c))
    for mean in (expected_breakpoints_normal, expected_breakpoints_uniform):
        assert sympy.simplify(mean(3, a, b, s, t) + mean(3, b, c, s, t) - mean(3, a, c, s, t)) == 0
        assert mean(1, a, c, s, t) == mean(1, -c, -a, s, t) == mean(1, a, c, 2 * s, 2 * t)


@settings(max_examples=15, deadline=None)
@given(places, places, positive, positive)
def test_uniform_means_by_integration(a, c, u, v):
    """The distribution function of the ratio -b/w."""
    a, c = sorted((a, c))
    w = sympy.Symbol("w", positive=True)

    def below(t):
        # For w > 0 the break lies below t if b > -w t; for w < 0 the probability is the same by symmetry.
        kink = min(u, v / abs(t)) if t else u
        inner = sympy.integrate((v + w * t) / (2 * v), (w, 0, kink))
        return (inner + (u - kink) * (1 if t > 0 else 0)) / u

    exact = below(sympy.Rational(c)) - below(sympy.Rational(a))
    assert sympy.Rational(expected_breakpoints_uniform(1, a, c, u, v)) == exact


@pytest.mark.parametrize("distribution", ["normal", "uniform"])
def test_drawn_networks_break_as_often_as_expected(distribution):
    """By Hoeffding's inequality a false alarm has probability 10^-6 at most."""
    units, n_networks, rng = 8, 100, np.random.default_rng(2019)
    breaks = 0
    for _ in range(n_networks):
        draws = [
            rng.standard_normal(units) if distribution == "normal" else rng.uniform(-1, 1, units)
            for _ in range(2)
        ]
        counts = regions_of(draws, 1, units, 2)
        assert counts.proper_activation == counts.open_connected == counts.affine
        breaks += counts.proper_activation - 1
    mean = expected_breakpoints_normal if distribution == "normal" else expected_breakpoints_uniform
    probability = mean(1, -1, 1)
    assert probability == Fraction(1, 2)
    trials = units * n_networks
    deviation = sqrt(-np.log(5e-7) / (2 * trials))
    assert abs(breaks / trials - probability) < deviation
    assert 2 * exp(-2 * trials * deviation**2) == pytest.approx(1e-6)


def test_drawn_networks_on_the_plane_are_below_the_bound():
    # Uniform weights in [-1, 1]: the mean of |w|^2 is 2/3 < (5/6)^2; biases have the density 1/2.
    units, n_networks, rng = 6, 40, np.random.default_rng(1)
    bound = hanin_rolnick(2, "5/6", "1/2").value(Architecture.of(f"2,{units},1"))
    assert bound == expected_regions_upper_bound(2, units, 2, "5/6", "1/2")
    counted = [
        regions_of((rng.uniform(-1, 1, (units, 2)), rng.uniform(-1, 1, units)), 2, units, 2).proper_activation
        for _ in range(n_networks)
    ]
    assert np.mean(counted) < bound
    assert max(counted) <= 1 + units + comb(units, 2)


@given(st.integers(0, 20), positive, positive, positive)
def test_with_one_input_the_bound_is_one_more_than_the_mean_number_of_breaks(units, side, gradient, density):
    assert (
        expected_regions_upper_bound(1, units, side, gradient, density)
        == 1 + units * side * gradient * density
    )


@given(places, positive, positive)
def test_uniform_breaks_attain_the_bound_if_biases_reach_far(a, u, v):
    # E|w| = u / 2 and the density is 1 / (2 v): equality if no break density is cut off.
    low, high = min(a, 0), max(a, 0)
    mean = expected_breakpoints_uniform(5, low, high, u, v)
    bound = expected_regions_upper_bound(1, 5, high - low, u / 2, 1 / (2 * v)) - 1
    assert mean <= bound
    assert (mean == bound) == (u * abs(a) <= v)


def test_volumes_of_walls():
    # Lines of one hidden layer on the plane, codimension 2: pairs of units.
    assert expected_wall_volume_upper_bound(6, 0, 3, 3) == 1
    assert expected_wall_volume_upper_bound(6, 2, "1/2", "1/3") == Fraction(15, 36)


def test_what_is_refused():
    with pytest.raises(InputError, match="turned around"):
        expected_breakpoints_normal(3, 1, 0)
    with pytest.raises(InputError, match="not positive"):
        expected_breakpoints_uniform(3, 0, 1, 0)
    with pytest.raises(InputError, match="neurons"):
        expected_breakpoints_normal(-3, 0, 1)
    with pytest.raises(InputError, match="at least 1"):
        expected_regions_upper_bound(0, 3, 1, 1, 1)
    with pytest.raises(InputError, match="negative"):
        expected_wall_volume_upper_bound(3, 1, -1, 1)
    with pytest.raises(InputError, match="one dense hidden layer"):
        NORMAL_BREAKPOINTS.value(Architecture.of("1,3,3,1"))
    with pytest.raises(InputError, match="2 inputs"):
        NORMAL_BREAKPOINTS.value(Architecture.of("2,3,1"))
