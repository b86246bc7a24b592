"""Exact training in the plane and in space, to the proven optimum, and the check of its certificates.

The points are integers in a square, with labels of a network and noise, or noise alone, which is harder.  For
comparison: 40 points of the plane have 3112 signed cells, so that two neurons have 4.8 million choices.
"""

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.theory.training import train_exactly, train_threshold_exactly


def data(n_points, dim, noise, seed=0):
    """Points and labels of the difference of two neurons, with noise; all noise if it is None."""
    rng = np.random.default_rng(seed)
    X = rng.integers(-50, 51, (n_points, dim))
    if noise is None:
        return X, rng.integers(-100, 101, n_points)
    neurons = rng.standard_normal((2, dim + 1)) * [*[1] * dim, 20]
    values = np.maximum(np.hstack([X, np.ones((n_points, 1))]) @ neurons.T, 0) @ [1, -1]
    return X, np.round(values + noise * values.std() * rng.standard_normal(n_points)).astype(int)


def run(benchmark, function, *arguments, rounds=1):
    trained = measured(benchmark, lambda: function(*arguments), rounds=rounds)
    benchmark.extra_info |= {
        "programs": trained.n_problems,
        "leaves": trained.certificate.n_leaves,
        "optimum": float(trained.optimum),
    }
    return trained


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("noise", [0.1, 0.3, None])
def test_forty_points_of_the_plane(benchmark, noise, width):
    run(benchmark, train_exactly, *data(40, 2, noise), width)


@pytest.mark.parametrize("loss", ["l1", "linf", "hinge"])
def test_linear_losses(benchmark, loss):
    X, y = data(30, 2, 0.1)
    run(benchmark, train_exactly, X, np.where(y > np.median(y), 1, -1) if loss == "hinge" else y, 2, loss)


@pytest.mark.parametrize(
    ("n_points", "dim", "width"),
    [(100, 1, 3), (30, 2, 3), (100, 2, 1), (100, 2, 2), (30, 3, 1), (30, 3, 2), (20, 4, 2)],
)
def test_how_far(benchmark, n_points, dim, width):
    run(benchmark, train_exactly, *data(n_points, dim, 0.1, seed=1), width)


def test_threshold_units(benchmark):
    run(benchmark, train_threshold_exactly, *data(40, 2, 0.1), 2)


def test_certificate(benchmark):
    trained = train_exactly(*data(40, 2, 0.3), 2)
    assert measured(benchmark, trained.check, rounds=3)
