"""Perceptrons of scikit-learn against their own predictions, at the same points."""

import warnings
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.linear_model import LinearRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, Normalizer, StandardScaler

from tropnet.errors import InputError, UnsupportedLayerError
from tropnet.networks import Network
from tropnet.networks.io import from_sklearn

POINTS, CLASSES = make_blobs(60, n_features=3, centers=3, random_state=0)


def fitted(estimator: Any, targets: Any) -> Any:
    with warnings.catch_warnings(action="ignore"):
        return estimator.fit(POINTS, targets)


def regressor(**options: Any) -> MLPRegressor:
    return MLPRegressor(hidden_layer_sizes=[6, 4], max_iter=5, random_state=0, **options)


def classifier(**options: Any) -> MLPClassifier:
    return MLPClassifier(hidden_layer_sizes=[6], max_iter=20, random_state=0, **options)


@pytest.mark.parametrize("activation", ["relu", "identity"])
@pytest.mark.parametrize("n_outputs", [1, 2])
def test_regressors(activation: str, n_outputs: int) -> None:
    targets = POINTS[:, 0] if n_outputs == 1 else POINTS[:, :2]
    estimator = fitted(regressor(activation=activation), targets)
    net = from_sklearn(estimator)
    np.testing.assert_allclose(
        net(POINTS).floats(), estimator.predict(POINTS).reshape(-1, n_outputs), rtol=1e-9, atol=1e-9
    )
    assert net.hidden_layers == (2 if activation == "relu" else 0)


def test_arrays_are_those_of_the_estimator() -> None:
    estimator = fitted(regressor(), POINTS[:, 0])
    assert from_sklearn(estimator) == Network.from_arrays(
        [w.T for w in estimator.coefs_], estimator.intercepts_
    )


def test_classifiers_give_logits() -> None:
    estimator = fitted(classifier(), CLASSES)
    net = from_sklearn(estimator)
    logits = net(POINTS).floats()
    assert (estimator.classes_[logits.argmax(axis=1)] == estimator.predict(POINTS)).all()
    softmax = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = softmax / softmax.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(probabilities, estimator.predict_proba(POINTS), rtol=1e-9, atol=1e-12)
    assert "softmax was dropped" in net.provenance[-1]


def test_binary_classifiers_give_one_logit() -> None:
    estimator = fitted(classifier(), CLASSES == 1)
    net = from_sklearn(estimator)
    assert net.output_shape == (1,)
    logits = net(POINTS).floats()[:, 0]
    np.testing.assert_allclose(
        1 / (1 + np.exp(-logits)), estimator.predict_proba(POINTS)[:, 1], rtol=1e-9, atol=1e-12
    )
    assert (estimator.classes_[(logits > 0).astype(int)] == estimator.predict(POINTS)).all()
    assert "logistic was dropped" in net.provenance[-1]


@pytest.mark.parametrize(
    "scaler",
    [StandardScaler(), StandardScaler(with_mean=False), StandardScaler(with_std=False), MinMaxScaler((-1, 2)),
     MaxAbsScaler(), "passthrough"],
)  # fmt: skip
def test_pipelines(scaler: Any) -> None:
    pipeline = fitted(make_pipeline(scaler, regressor()), POINTS[:, 0])
    net = from_sklearn(pipeline)
    np.testing.assert_allclose(net(POINTS).floats()[:, 0], pipeline.predict(POINTS), rtol=1e-8, atol=1e-9)


def test_a_scaled_network_is_exact() -> None:
    pipeline = fitted(make_pipeline(StandardScaler(), regressor()), POINTS[:, 0])
    bare = from_sklearn(pipeline[-1])
    scaler = pipeline[0]
    mean, scale = map(Network.from_arrays([np.eye(3)]), (scaler.mean_, scaler.scale_))
    x = from_sklearn(pipeline)
    third = [a + b for a, b in zip(mean, scale, strict=True)]
    assert x(third) == bare([1, 1, 1])


class TestErrors:
    @pytest.mark.parametrize("activation", ["tanh", "logistic"])
    def test_smooth_activations(self, activation: str) -> None:
        estimator = fitted(regressor(activation=activation), POINTS[:, 0])
        with pytest.raises(UnsupportedLayerError, match=f"'{activation}'.*not piecewise linear"):
            from_sklearn(estimator)

    def test_not_fitted(self) -> None:
        with pytest.raises(InputError, match=r"MLPRegressor is not fitted; call its fit"):
            from_sklearn(MLPRegressor())
        with pytest.raises(InputError, match="is not fitted"):
            from_sklearn(make_pipeline(StandardScaler(), MLPRegressor()))

    def test_other_estimators(self) -> None:
        for estimator in (LinearRegression(), "a string", None):
            with pytest.raises(UnsupportedLayerError, match="MLPRegressor or MLPClassifier"):
                from_sklearn(estimator)

    def test_other_steps(self) -> None:
        for step in (Normalizer(), MinMaxScaler(clip=True)):
            pipeline = fitted(make_pipeline(step, regressor()), POINTS[:, 0])
            with pytest.raises(UnsupportedLayerError, match="cannot be read"):
                from_sklearn(pipeline)
