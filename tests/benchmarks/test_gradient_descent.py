"""How often gradient descent with restarts misses the optimum that exact training proves.

    python -m pytest tests/benchmarks/test_gradient_descent.py -s

prints, for each kind of data, of how many restarts of scikit-learn's MLPRegressor (L-BFGS, no penalty) the loss is more
than a thousandth above the optimum, and on how many data sets all restarts miss it.
"""

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from tropnet.theory.training import train_exactly

RESTARTS = 20


def zigzag(seed):
    return [[0], [1], [2], [3]], [0, 1, 0, 1]


def exclusive_or(seed):
    return [[0, 0], [1, 0], [0, 1], [1, 1]], [0, 1, 1, 0]


def noise(n_points):
    def data(seed):
        rng = np.random.default_rng(seed)
        return rng.integers(-5, 6, size=(n_points, 2)).tolist(), rng.integers(-5, 6, size=n_points).tolist()

    return data


@pytest.mark.parametrize(
    ("name", "data", "n_sets"),
    [
        ("zigzag", zigzag, 1),
        ("exclusive or", exclusive_or, 1),
        ("12 points", noise(12), 5),
        ("20 points", noise(20), 5),
    ],
)
def test_restarts_that_miss_the_optimum(benchmark, name, data, n_sets):
    def missed():
        counts = []
        for seed in range(n_sets):
            X, y = data(seed)
            optimum = float(train_exactly(X, y, 2).optimum)
            losses = [loss_of_descent(X, y, 100 * seed + restart) for restart in range(RESTARTS)]
            counts.append(sum(loss > 1.001 * optimum + 1e-6 for loss in losses))
        return counts

    counts = benchmark.pedantic(missed, rounds=1)
    all_missed = sum(count == RESTARTS for count in counts)
    print(
        f"\n{name}: {sum(counts)} of {RESTARTS * n_sets} restarts, all of them on {all_missed} of {n_sets} data sets"
    )


def loss_of_descent(X, y, seed):
    model = MLPRegressor(
        hidden_layer_sizes=(2,), solver="lbfgs", alpha=0, max_iter=5000, tol=1e-12, random_state=seed
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return float(((model.fit(X, y).predict(X) - np.array(y)) ** 2).sum())
