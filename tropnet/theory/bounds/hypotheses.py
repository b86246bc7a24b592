"""Hypotheses of bounds: functions that say of an architecture why it does not meet them, or nothing.

Each returns a sentence for the reader, and "" if the hypothesis is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import index

from tropnet.errors import InputError
from tropnet.theory.bounds.architecture import Architecture

__all__ = [
    "all_of",
    "checked_widths",
    "has_biases",
    "is_dense",
    "is_plain_chain",
    "is_relu",
    "units_are_of_one_variable",
    "units_have_two_pieces",
]

Hypothesis = Callable[[Architecture], str]


def all_of(*hypotheses: Hypothesis) -> Hypothesis:
    """The hypothesis that all of some are met; it tells of the first that fails."""

    def failing(architecture: Architecture) -> str:
        return next(filter(None, (hypothesis(architecture) for hypothesis in hypotheses)), "")

    return failing


def is_relu(architecture: Architecture) -> str:
    """Every unit has two linear pieces, one of them constant.

    >>> is_relu(Architecture.of("2,3,1")), is_relu(Architecture.of("2,3~2,1"))
    ('', 'not every unit is a ReLU, with two linear pieces of which one is constant')
    """
    if architecture.kinds <= {"relu"}:
        return ""
    return "not every unit is a ReLU, with two linear pieces of which one is constant"


def units_have_two_pieces(architecture: Architecture) -> str:
    """Every unit has two linear pieces."""
    most = architecture.most_pieces
    return "" if most <= 2 else f"a unit has {most} linear pieces, not two"


def units_are_of_one_variable(architecture: Architecture) -> str:
    """No unit is a maximum of several affine functions."""
    return "there are maxout units" if "maxout" in architecture.kinds else ""


def is_plain_chain(architecture: Architecture) -> str:
    """Each hidden layer sees the one before only."""
    return (
        "values pass by hidden layers, so that dead units do not lower the rank"
        if architecture.has_skips
        else ""
    )


def is_dense(architecture: Architecture) -> str:
    """Any affine maps may stand between the layers."""
    return (
        "" if architecture.is_dense else "not every affine map may stand between the layers, as in dense ones"
    )


def has_biases(architecture: Architecture) -> str:
    """Constants may occur."""
    return "" if architecture.has_biases else "all biases are zero"


def checked_widths(input_dim: int, widths: Iterable[int]) -> tuple[int, ...]:
    """Widths of hidden layers as positive integers.

    Raises
    ------
    InputError
        If the number of inputs or a width is not positive.
    """
    layers = tuple(map(index, widths))
    if index(input_dim) < 1:
        raise InputError(f"{input_dim} inputs leave no space to be cut; give at least 1")
    if any(width < 1 for width in layers):
        raise InputError(f"the widths {layers} must be positive; leave layers without units out")
    return layers
