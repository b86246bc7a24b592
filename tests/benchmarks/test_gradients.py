"""Gradients along a segment in the setting of the literature: one input, 200 neurons a layer, from -2 to 2.

There the derivative is sampled at 256 points; here are all of its steps, and its autocorrelation exactly.
"""

from fractions import Fraction

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.theory.gradients import StepFunction, derivative_along, gradient_along, random_network

GRID = np.linspace(-2, 2, 256).reshape(-1, 1)


def note(benchmark, g):
    benchmark.extra_info |= {
        "steps": g.n_steps,
        "sign_changes": g.sign_changes[0],
        "total_variation": round(float(g.total_variation), 2),
    }


@pytest.mark.parametrize("kind", ["feedforward", "residual"])
@pytest.mark.parametrize("depth", [2, 6, 10])
def test_paper_setting(benchmark, kind, depth):
    net = random_network([1, *[200] * depth, 1], 0, kind=kind, bias=1, dtype=np.float32)
    g = measured(benchmark, lambda: derivative_along(net, [-2], [2]), rounds=1)
    note(benchmark, g)
    benchmark.extra_info["correlation_1/64"] = round(float(g.autocorrelation(Fraction(1, 64))), 4)
    assert g.mean.item() == net([2])[0] - net([-2])[0]


@pytest.mark.parametrize("kind", ["feedforward", "residual"])
def test_normalised(benchmark, kind):
    net = random_network([1, *[200] * 4, 1], 0, kind=kind, batch=GRID, dtype=np.float32)
    g = measured(benchmark, lambda: derivative_along(net, [-2], [2]), rounds=1)
    note(benchmark, g)
    assert g.n_steps > 256


def test_gradient_in_many_inputs(benchmark):
    net = random_network([784, 64, 64, 10], 0, bias=1, dtype=np.float32)
    rng = np.random.default_rng(1)
    start, end = rng.integers(0, 256, size=(2, 784)).tolist()
    g = measured(benchmark, lambda: gradient_along(net, start, end, output=3), rounds=1)
    assert g.dim == 784
    benchmark.extra_info["steps"] = g.n_steps


@pytest.mark.parametrize("steps", [250, 500, 1000, 2000])
def test_all_kinks(benchmark, steps):
    """Break points over one denominator: machine words sort them."""
    rng = np.random.default_rng(0)
    places = np.sort(rng.choice(10**7, size=steps + 1, replace=False)).tolist()
    g = StepFunction(places, rng.integers(-1000, 1000, size=steps).tolist())
    products = measured(benchmark, g.lag_products, rounds=1)
    benchmark.extra_info["kinks"] = products.n_pieces - 1
    assert products.value_at_zero == g.squared_l2_norm


@pytest.mark.parametrize("steps", [250, 500])
def test_all_kinks_of_unrelated_break_points(benchmark, steps):
    rng = np.random.default_rng(0)
    places = sorted(Fraction(int(p), int(q)) for p, q in rng.integers(2**60, 2**62, size=(steps + 1, 2)))
    g = StepFunction(places, rng.integers(-1000, 1000, size=steps).tolist())
    products = measured(benchmark, g.lag_products, rounds=1)
    benchmark.extra_info["kinks"] = products.n_pieces - 1


@pytest.mark.parametrize("steps", [500, 5000])
def test_one_lag(benchmark, steps):
    rng = np.random.default_rng(0)
    places = sorted(Fraction(int(p), int(q)) for p, q in rng.integers(2**60, 2**62, size=(steps + 1, 2)))
    g = StepFunction(places, rng.integers(-1000, 1000, size=steps).tolist())
    measured(benchmark, lambda: g.autocovariance(Fraction(1, 7)), rounds=1)
