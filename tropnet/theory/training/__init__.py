"""Exact training: the best network with one hidden layer, and the proof that no other is better.

=================================  =======================================================================
:func:`train_exactly`              the ReLU network of a given width with the smallest loss: squares, absolute
                                   errors, the largest error, or hinge loss
:func:`train_threshold_exactly`    the same for linear threshold units
:class:`ExactTraining`             the network, bounds on the optimum, and a certificate
:class:`OptimalityCertificate`     the proof of the lower bound, with a checker of its own
:class:`ThresholdNetwork`          a network of threshold units
:class:`TrainingData`              points, labels and weights
:class:`ExactReLURegressor`        exact training as a regressor of scikit-learn (loaded when asked for)
=================================  =======================================================================

A line is no network with one neuron, but with one neuron and a constant on any finite set:

>>> train_exactly([-1, 0, 1], [-1, 0, 1], 1, output_bias=False), train_exactly([-1, 0, 1], [-1, 0, 1], 1)
(<ExactTraining: optimum 1 of l2, width 1>, <ExactTraining: optimum 0 of l2, width 1>)
"""

from typing import TYPE_CHECKING, Any

from tropnet.theory.training.certificate import OptimalityCertificate
from tropnet.theory.training.data import TrainingData
from tropnet.theory.training.exact_training import ExactTraining, train_exactly
from tropnet.theory.training.threshold import ThresholdNetwork, train_threshold_exactly

if TYPE_CHECKING:
    from tropnet.theory.training.estimator import ExactReLURegressor

__all__ = [
    "ExactReLURegressor",
    "ExactTraining",
    "OptimalityCertificate",
    "ThresholdNetwork",
    "TrainingData",
    "train_exactly",
    "train_threshold_exactly",
]


def __getattr__(name: str) -> Any:
    """Load the estimator, and scikit-learn with it, when it is asked for."""
    if name == "ExactReLURegressor":
        from tropnet.theory.training.estimator import ExactReLURegressor

        return ExactReLURegressor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
