r"""Losses as convex functions: their values, and their lower bounds by multipliers.

For labels :math:`y_j` with weights :math:`w_j > 0` and predictions :math:`p_j`:

=========  ==================================  =====================================  =========================
name       loss L(p)                           dual bound of v                        which v
=========  ==================================  =====================================  =========================
``l2``     :math:`\sum w_j (p_j - y_j)^2`      :math:`\sum v_j y_j - v_j^2 / (4 w_j)`  all
``l1``     :math:`\sum w_j |p_j - y_j|`        :math:`\sum v_j y_j`                   :math:`|v_j| \le w_j`
``linf``   :math:`\max w_j |p_j - y_j|`        :math:`\sum v_j y_j`                   :math:`\sum |v_j| / w_j \le 1`
``hinge``  :math:`\sum w_j [1 - y_j p_j]_+`    :math:`\sum v_j y_j`                   :math:`0 \le v_j y_j \le w_j`
=========  ==================================  =====================================  =========================

The labels of the hinge loss are -1 and 1.

**Weak duality.**  For each of these v, :math:`L(p) \ge B(v) - v \cdot p` for all p, where B is the dual bound.  So if
:math:`v \cdot p \le 0` for all predictions of a set, B(v) bounds the loss on that set from below.  (*Proof.*  For
``l2``, :math:`w (p - y)^2 + v (p - y) + v^2 / (4 w)` is a square.  For the others, multiply :math:`|p_j - y_j|` or
:math:`[1 - y_j p_j]_+` by the numbers that bound it.)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, TypeAlias, get_args

import numpy as np

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.theory.training.data import TrainingData

__all__ = ["LossName", "check_loss", "dual_bound", "loss_value"]

LossName: TypeAlias = Literal["l2", "l1", "linf", "hinge"]


def check_loss(loss: LossName, data: TrainingData) -> None:
    """Raise an InputError unless there is such a loss for these labels."""
    if loss not in get_args(LossName):
        raise InputError(f"there is no loss {loss!r}; give 'l2', 'l1', 'linf' or 'hinge'")
    if loss == "hinge" and (abs(data.y) - 1).sign().any():
        wrong = next(label for label in data.y.tolist() if abs(label) != 1)
        raise InputError(f"the hinge loss has labels -1 and 1, but y has {wrong}; relabel the two classes")


def loss_value(loss: LossName, predictions: RationalArray, data: TrainingData) -> Fraction:
    """The loss of predictions, shape (m,).

    Examples
    --------
    >>> data = TrainingData([0, 1, 2], [1, -1, 1], [1, 1, 3])
    >>> p = RationalArray([1, 1, "1/2"])
    >>> [str(loss_value(loss, p, data)) for loss in ("l2", "l1", "linf", "hinge")]
    ['19/4', '7/2', '2', '7/2']
    """
    if loss == "hinge":
        return _fraction(data.weights @ (1 - data.y * predictions).maximum(0))
    errors = abs(predictions - data.y)
    if loss == "linf":
        return _fraction((data.weights * errors).max())
    return _fraction(data.weights @ (errors * errors if loss == "l2" else errors))


def dual_bound(loss: LossName, multipliers: RationalArray, data: TrainingData) -> Fraction | None:
    """The dual bound of multipliers, shape (m,); None where they prove nothing.

    Examples
    --------
    >>> data = TrainingData([0, 1], [1, -1])
    >>> dual_bound("l2", RationalArray([2, -2]), data), dual_bound("l1", RationalArray([2, -2]), data)
    (Fraction(2, 1), None)
    """
    bound = _fraction(multipliers @ data.y)
    if loss == "l2":
        return bound - _fraction(multipliers * multipliers @ data.inverse_weights) / 4
    if loss == "linf":
        return bound if abs(multipliers) @ data.inverse_weights <= 1 else None
    sizes_or_products = abs(multipliers) if loss == "l1" else multipliers * data.y
    inside = (sizes_or_products <= data.weights) & (sizes_or_products >= 0)
    return bound if bool(np.all(inside)) else None


def _fraction(value: Fraction | int) -> Fraction:
    return Fraction(value)
