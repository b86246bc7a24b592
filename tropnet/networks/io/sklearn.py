"""Multilayer perceptrons of scikit-learn.

A fitted ``MLPRegressor`` or ``MLPClassifier`` with ReLU or identity activation is read from its arrays
``coefs_`` and ``intercepts_``.  The softmax or logistic function behind a classifier is not piecewise
linear; it is left out and recorded in the provenance, so that the outputs are logits: one per class, or a
single one in the binary case, positive for ``classes_[1]``.

In a pipeline, ``StandardScaler``, ``MinMaxScaler`` and ``MaxAbsScaler`` before the perceptron become exact
affine layers: scikit-learn divides by a float, and the network multiplies by its exact reciprocal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tropnet.errors import InputError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks.activations import relu
from tropnet.networks.affine import AddConstant, Dense, MulConstant
from tropnet.networks.gates import Activation
from tropnet.networks.io.guards import require
from tropnet.networks.layers import Layer
from tropnet.networks.network import Network

__all__ = ["from_sklearn"]

SUPPORTED = (
    "a fitted MLPRegressor or MLPClassifier with activation 'relu' or 'identity', "
    "alone or in a Pipeline behind StandardScaler, MinMaxScaler or MaxAbsScaler"
)


def from_sklearn(estimator: Any) -> Network:
    """The exact real function of a fitted perceptron, before its softmax or logistic function.

    Parameters
    ----------
    estimator : MLPRegressor, MLPClassifier, or a Pipeline that ends with one
        It is not changed.

    Returns
    -------
    Network
        From (n_features,) to (n_outputs,).

    Raises
    ------
    MissingDependencyError
        If scikit-learn is not installed.
    InputError
        If the estimator is not fitted.
    UnsupportedLayerError
        If it is another estimator, or its activation is not piecewise linear.

    Examples
    --------
    >>> import warnings
    >>> from sklearn.neural_network import MLPRegressor
    >>> estimator = MLPRegressor(hidden_layer_sizes=[3], max_iter=1, random_state=0)
    >>> with warnings.catch_warnings(action="ignore"):
    ...     _ = estimator.fit([[0.0], [1.0], [2.0]], [0.0, 1.0, 4.0])
    >>> from_sklearn(estimator)
    <Network (1,) -> (1,), 3 nodes>
    """
    require("sklearn", "sklearn", "reading estimators of scikit-learn")
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import Pipeline

    steps = [step for _, step in estimator.steps] if isinstance(estimator, Pipeline) else [estimator]
    *scalers, perceptron = steps
    if not isinstance(perceptron, MLPClassifier | MLPRegressor):
        raise UnsupportedLayerError(f"{type(perceptron).__name__} cannot be read; {SUPPORTED} can")
    layers: list[Layer] = []
    for scaler in scalers:
        layers += _scaling(scaler)
    layers += _perceptron(perceptron)
    n_features = steps[0].n_features_in_ if layers and hasattr(steps[0], "n_features_in_") else None
    shape = perceptron.coefs_[0].shape[0] if n_features is None else n_features
    return Network.sequential(layers, int(shape), _notes(perceptron, scalers))


def _perceptron(estimator: Any) -> list[Layer]:
    _require_fitted(estimator, "coefs_")
    if estimator.activation not in {"relu", "identity"}:
        raise UnsupportedLayerError(
            f"the activation {estimator.activation!r} of {type(estimator).__name__} is not piecewise linear; "
            f"{SUPPORTED} can be read"
        )
    layers: list[Layer] = []
    for weight, bias in zip(estimator.coefs_, estimator.intercepts_, strict=True):
        layers.append(Dense(rational_array(weight).T, rational_array(bias)))
        if estimator.activation == "relu":
            layers.append(Activation(relu()))
    return layers[:-1] if estimator.activation == "relu" else layers


def _notes(estimator: Any, scalers: list[Any]) -> list[str]:
    names = [type(step).__name__ for step in [*scalers, estimator] if step not in (None, "passthrough")]
    notes = [f"read from scikit-learn: {', '.join(names)}"]
    if estimator.out_activation_ == "relu":
        raise UnsupportedLayerError("an output activation 'relu' is not known to scikit-learn")
    if estimator.out_activation_ != "identity":
        classes = ", ".join(map(str, list(estimator.classes_)[:100]))
        notes.append(
            f"the output function {estimator.out_activation_} was dropped: the outputs are its arguments, "
            f"for the classes {classes}"
        )
    return notes


def _scaling(scaler: Any) -> list[Layer]:
    if scaler is None or scaler == "passthrough":
        return []
    layers = SCALERS.get(type(scaler).__name__)
    if layers is None or not type(scaler).__module__.startswith("sklearn."):
        raise UnsupportedLayerError(f"the step {type(scaler).__name__} cannot be read; {SUPPORTED} can")
    _require_fitted(scaler, "n_features_in_")
    return layers(scaler)


def _require_fitted(estimator: Any, attribute: str) -> None:
    if not hasattr(estimator, attribute):
        raise InputError(f"{type(estimator).__name__} is not fitted; call its fit(X, y) first")


def _standard(scaler: Any) -> list[Layer]:
    """(x - mean) / scale, of which either may be missing."""
    layers: list[Layer] = []
    if scaler.with_mean:
        layers.append(AddConstant(-rational_array(scaler.mean_)))
    if scaler.with_std:
        layers.append(MulConstant(_reciprocals(scaler.scale_)))
    return layers


def _min_max(scaler: Any) -> list[Layer]:
    """Scale * x + min."""
    if scaler.clip:
        raise UnsupportedLayerError("MinMaxScaler(clip=True) cannot be read; fit it with clip=False")
    return [MulConstant(scaler.scale_), AddConstant(scaler.min_)]


def _max_abs(scaler: Any) -> list[Layer]:
    """Divide by the scale."""
    if getattr(scaler, "clip", False):
        raise UnsupportedLayerError("MaxAbsScaler(clip=True) cannot be read; fit it with clip=False")
    return [MulConstant(_reciprocals(scaler.scale_))]


def _reciprocals(numbers: Any) -> RationalArray:
    return rational_array([1 / x for x in rational_array(numbers).fractions()])


SCALERS: Mapping[str, Callable[[Any], list[Layer]]] = {
    "StandardScaler": _standard,
    "MinMaxScaler": _min_max,
    "MaxAbsScaler": _max_abs,
}
