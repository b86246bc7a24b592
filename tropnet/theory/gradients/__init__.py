"""Shattered gradients: the derivative of a network along a segment, exactly.

====================  ==========================================================================================
``step_function``     step functions on an interval: norms, covariances, and the autocovariance with all its kinks
``points``            the gradient at many points at once
``segment``           the gradient, or the derivative, along a segment
``shattering``        figures of one network, and comparisons of kinds of networks
``random_networks``   networks as they are initialised: plain, residual, normalised, mirrored
``laws``              what theory says of the correlation of gradients, under the assumptions of the literature
``infinite_width``    what plain networks of infinite width have instead, as certified enclosures
``linearity``         the theorem that mirrored networks are linear
====================  ==========================================================================================

The source is D. Balduzzi et al., "The shattered gradients problem", ICML, 2017.
"""

from tropnet.theory.gradients.infinite_width import InfiniteWidthLaw
from tropnet.theory.gradients.laws import (
    BatchNormalisedLaw,
    FeedForwardLaw,
    GradientLaw,
    HighwayLaw,
    LooksLinearLaw,
    ResidualLaw,
    brownian_autocovariance,
    brownian_covariance,
    white_noise_autocovariance,
)
from tropnet.theory.gradients.linearity import LooksLinearIsLinear
from tropnet.theory.gradients.points import gradients_at
from tropnet.theory.gradients.random_networks import random_network
from tropnet.theory.gradients.segment import derivative_along, gradient_along
from tropnet.theory.gradients.shattering import (
    ShatteringComparison,
    ShatteringReport,
    compare_shattering,
    gradient_correlation,
    shattering_report,
)
from tropnet.theory.gradients.step_function import StepFunction

__all__ = [
    "BatchNormalisedLaw",
    "FeedForwardLaw",
    "GradientLaw",
    "HighwayLaw",
    "InfiniteWidthLaw",
    "LooksLinearIsLinear",
    "LooksLinearLaw",
    "ResidualLaw",
    "ShatteringComparison",
    "ShatteringReport",
    "StepFunction",
    "brownian_autocovariance",
    "brownian_covariance",
    "compare_shattering",
    "derivative_along",
    "gradient_along",
    "gradient_correlation",
    "gradients_at",
    "random_network",
    "shattering_report",
    "white_noise_autocovariance",
]
