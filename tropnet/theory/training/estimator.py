"""Exact training as a regressor of scikit-learn.

The module needs scikit-learn; :mod:`tropnet.theory.training` loads it when :class:`ExactReLURegressor` is asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.enumeration import Limit
from tropnet.errors import MissingDependencyError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.theory.training.exact_training import train_exactly
from tropnet.theory.training.losses import LossName

try:
    from sklearn.base import BaseEstimator, RegressorMixin
    from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data
except ImportError as error:
    raise MissingDependencyError(
        "ExactReLURegressor needs scikit-learn, 1.6 or newer: pip install 'tropnet[sklearn]'"
    ) from error

__all__ = ["ExactReLURegressor"]


class ExactReLURegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The network with one hidden layer that fits best, as far as the budget lets it be found.

    Parameters
    ----------
    width : int
        The number of neurons.
    loss : {"l2", "l1", "linf"}
        The sum of the squares of the errors, of their absolute values, or their maximum.
    output_bias : bool
        Whether the network has a constant.
    max_programs : int or None
        About how many convex programs may be solved; None for as many as it takes.  With a budget the network need not
        be optimal, and data that are too large for an exact search can be fitted: the bounds tell how good it is.

    Attributes
    ----------
    training_ : ExactTraining
        Network, bounds and certificate.
    network_ : Network
        The exact network.
    lower_bound_, upper_bound_ : Fraction
        What no network of this width goes below, and the loss of this one.
    is_optimal_ : bool
        Whether the two are equal.
    n_features_in_ : int

    Notes
    -----
    Floats are the rational numbers that they are, and the fit is exact.  Predictions are the exact values, each
    rounded to the nearest float.

    Examples
    --------
    >>> model = ExactReLURegressor(width=1).fit([[0], [1], [2], [3]], [0, 1, 0, 1])
    >>> model.is_optimal_, model.upper_bound_, model.predict([[0], [3]])
    (True, Fraction(2, 3), array([0.33333333, 1.        ]))
    """

    def __init__(
        self, width: int = 2, loss: LossName = "l2", output_bias: bool = True, max_programs: int | None = 100
    ) -> None:
        self.width = width
        self.loss = loss
        self.output_bias = output_bias
        self.max_programs = max_programs

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> ExactReLURegressor:
        """The regressor itself, fitted to the data.

        Parameters
        ----------
        X : array-like, shape (m, n)
        y : array-like, shape (m,)
        sample_weight : array-like, shape (m,), optional

        Raises
        ------
        InputError
            If a parameter has no meaning, or a weight is negative.
        ValueError
            If scikit-learn does not accept the arrays.
        """
        X, y = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        weights = None if sample_weight is None else _check_sample_weight(sample_weight, X)
        self.training_ = train_exactly(
            X,
            y,
            self.width,
            self.loss,
            output_bias=self.output_bias,
            weights=weights,
            limit=None if self.max_programs is None else Limit(cells=self.max_programs),
        )
        self.network_ = self.training_.network
        self.lower_bound_, self.upper_bound_ = self.training_.lower_bound, self.training_.upper_bound
        self.is_optimal_ = self.training_.is_optimal
        return self

    def predict(self, X: Any) -> npt.NDArray[np.float64]:
        """The values of the network, each rounded to the nearest float, shape (k,).

        Parameters
        ----------
        X : array-like, shape (k, n)

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If :meth:`fit` has not been called.
        ValueError
            If scikit-learn does not accept the array.
        """
        check_is_fitted(self)
        points = validate_data(self, X, dtype=np.float64, reset=False)
        values: RationalArray = self.network_(rational_array(points))[:, 0]
        return values.floats()
