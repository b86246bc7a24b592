r"""Gates: named functions of one variable, and maxima.

A *gate* is the only place where a network bends.  There are two kinds.

* A continuous piecewise linear function :math:`f:\mathbb{R}\to\mathbb{R}` with finitely many pieces
  (:mod:`tropnet.univariate.function`).  ReLU has the break point 0 and the slopes 0, 1.
* The maximum of :math:`k` numbers, :math:`\max(z_1,\dots,z_k)`.  A minimum is :math:`-\max(-z)`.

A gate has finitely many linear pieces, numbered from 0: the pieces of a function of one variable from
left to right, those of a maximum by the argument that attains it.  The *activation pattern* of a point
lists the number of the piece of every gate.  On a tie the smallest number is meant; so a ReLU is active
(piece 1) exactly where its argument is positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, final

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = [
    "Gate",
    "MaxGate",
    "PiecewiseLinearFunction1D",
    "absolute",
    "clip",
    "hard_sigmoid",
    "hard_tanh",
    "identity",
    "leaky_relu",
    "relu",
    "relu6",
]


@final
@dataclass(frozen=True)
class MaxGate:
    """The maximum of ``arity`` numbers, arity at least 2.

    Raises
    ------
    InputError
        If the arity is less than 2: the maximum of one number is :func:`identity`.

    Examples
    --------
    >>> from tropnet.exact.arrays import rational_array
    >>> MaxGate(3)(rational_array([[1, "7/2", 2], [0, 0, -1]]))
    RationalArray([7/2, 0])
    """

    arity: int

    def __post_init__(self) -> None:
        if self.arity < 2:
            raise InputError(
                f"a maximum of {self.arity} numbers is no gate; it takes at least 2, "
                "and the maximum of one number is identity()"
            )

    @property
    def n_pieces(self) -> int:
        """The number of linear pieces: the arity."""
        return self.arity

    @property
    def is_affine(self) -> bool:
        """Always false: a maximum of two or more variables bends."""
        return False

    @property
    def is_identity(self) -> bool:
        """Always false."""
        return False

    def _check(self, shape: tuple[int, ...]) -> None:
        if not shape or shape[-1] != self.arity:
            raise ShapeError(
                f"MaxGate({self.arity}) takes {self.arity} numbers along the last axis, "
                f"but the array has shape {shape}"
            )

    def __call__(self, x: RationalArray) -> RationalArray:
        """The maximum along the last axis."""
        self._check(x.shape)
        best: RationalArray = x[..., 0]
        for i in range(1, self.arity):
            best = best.maximum(x[..., i])
        return best

    def floats(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The maximum along the last axis, in floating point.

        >>> MaxGate(2).floats(np.array([[1.0, 2.0]]))
        array([2.])
        """
        self._check(x.shape)
        best: NDArray[np.float64] = x.max(axis=-1)
        return best

    def pieces_at(self, x: RationalArray) -> NDArray[np.int64]:
        """The first argument that attains the maximum along the last axis.

        >>> from tropnet.exact.arrays import rational_array
        >>> MaxGate(3).pieces_at(rational_array([[1, 2, 2], [0, 0, 0]]))
        array([1, 0])
        """
        self._check(x.shape)
        best = x[..., 0]
        number = np.zeros(best.shape, dtype=np.int64)
        for i in range(1, self.arity):
            number[(x[..., i] - best).sign() > 0] = i
            best = best.maximum(x[..., i])
        return number


Gate: TypeAlias = PiecewiseLinearFunction1D | MaxGate


def identity() -> PiecewiseLinearFunction1D:
    """The function x.

    >>> identity()
    PiecewiseLinearFunction1D(breakpoints=[], slopes=[1])
    """
    return PiecewiseLinearFunction1D([], [1])


def relu() -> PiecewiseLinearFunction1D:
    """The rectified linear unit max(x, 0).

    >>> relu()
    PiecewiseLinearFunction1D(breakpoints=[0], slopes=[0, 1])
    """
    return PiecewiseLinearFunction1D([0], [0, 1])


def leaky_relu(slope: RationalLike = "1/100") -> PiecewiseLinearFunction1D:
    """The function x for positive x, and slope * x for negative x.

    The default is the rational 1/100; the float 0.01 is another number, and gives another function.

    >>> leaky_relu("1/10")(-5)
    Fraction(-1, 2)
    """
    return PiecewiseLinearFunction1D([0], [slope, 1])


def absolute() -> PiecewiseLinearFunction1D:
    """The absolute value |x|.

    >>> absolute()("-2/3")
    Fraction(2, 3)
    """
    return PiecewiseLinearFunction1D([0], [-1, 1])


def clip(low: RationalLike | None = None, high: RationalLike | None = None) -> PiecewiseLinearFunction1D:
    """The function min(max(x, low), high); None stands for no bound.

    Raises
    ------
    InputError
        If low > high, where frameworks disagree about the value.

    Examples
    --------
    >>> clip(0, 6)(7), clip(low=0) == relu(), clip(2, 2)(100)
    (Fraction(6, 1), True, Fraction(2, 1))
    """
    floor = None if low is None else as_fraction(low, "low")
    ceiling = None if high is None else as_fraction(high, "high")
    if floor is None:
        return (
            identity() if ceiling is None else PiecewiseLinearFunction1D.through([(ceiling, ceiling)], 1, 0)
        )
    if ceiling is None:
        return PiecewiseLinearFunction1D.through([(floor, floor)], 0, 1)
    if floor > ceiling:
        raise InputError(f"clip(low={floor}, high={ceiling}) has low > high; swap the bounds")
    if floor == ceiling:
        return PiecewiseLinearFunction1D([], [0], floor)
    return PiecewiseLinearFunction1D.through([(floor, floor), (ceiling, ceiling)])


def relu6() -> PiecewiseLinearFunction1D:
    """The function min(max(x, 0), 6).

    >>> relu6().breakpoints
    (Fraction(0, 1), Fraction(6, 1))
    """
    return clip(0, 6)


def hard_tanh(low: RationalLike = -1, high: RationalLike = 1) -> PiecewiseLinearFunction1D:
    """The function min(max(x, low), high), between -1 and 1 unless told otherwise.

    >>> hard_tanh()(-7)
    Fraction(-1, 1)
    """
    return clip(low, high)


def hard_sigmoid(slope: RationalLike = "1/6", offset: RationalLike = "1/2") -> PiecewiseLinearFunction1D:
    """The function min(max(slope * x + offset, 0), 1).

    The default is that of PyTorch; Keras and ONNX have slope 1/5.

    Raises
    ------
    InputError
        If the slope is negative.

    Examples
    --------
    >>> hard_sigmoid().breakpoints, hard_sigmoid()(1)
    ((Fraction(-3, 1), Fraction(3, 1)), Fraction(2, 3))
    """
    s, o = as_fraction(slope, "slope"), as_fraction(offset, "offset")
    if s < 0:
        raise InputError(f"hard_sigmoid with slope {s} falls; give a slope that is not negative")
    if s == 0:
        return PiecewiseLinearFunction1D([], [0], clip(0, 1)(o))
    return PiecewiseLinearFunction1D.through([(-o / s, 0), ((1 - o) / s, 1)])
