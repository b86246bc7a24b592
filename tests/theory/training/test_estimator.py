from fractions import Fraction

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from tropnet.errors import InputError
from tropnet.theory.training import ExactReLURegressor, train_exactly

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")


@parametrize_with_checks([ExactReLURegressor(width=1, max_programs=1)])
def test_is_an_estimator(estimator, check):
    check(estimator)


def test_fits_are_those_of_exact_training():
    X, y = [[0], [1], [2], [3]], [0, 1, 0, 1]
    model = ExactReLURegressor(width=2, loss="l1", output_bias=False, max_programs=None)
    weights = [1, 2, 1, 3]
    model.fit(X, y, sample_weight=weights)
    trained = train_exactly(X, y, 2, "l1", output_bias=False, weights=weights)
    assert model.is_optimal_
    assert model.training_ == trained
    assert (model.lower_bound_, model.upper_bound_) == (trained.optimum, trained.optimum)
    assert model.predict(X).tolist() == trained.network(X)[:, 0].floats().tolist()


def test_weights_in_floats():
    model = ExactReLURegressor(width=1).fit([[0], [1], [2]], [0, 1, 0], sample_weight=[0.5, 0.25, 0.5])
    assert model.training_.data.weights.tolist() == [Fraction(1, 2), Fraction(1, 4), Fraction(1, 2)]


def test_works_with_model_selection():
    rng = np.random.default_rng(0)
    X = rng.integers(-9, 10, (20, 1)).astype(float)
    scores = cross_val_score(ExactReLURegressor(width=2), X, np.abs(X[:, 0]), cv=4)
    assert scores.min() == 1.0
    assert clone(ExactReLURegressor(width=3)).get_params()["width"] == 3


def test_parameters_are_checked():
    with pytest.raises(InputError, match="leaves no neurons"):
        ExactReLURegressor(width=0).fit([[0], [1]], [0, 1])
    with pytest.raises(InputError, match="no loss"):
        ExactReLURegressor(loss="huber").fit([[0], [1]], [0, 1])
