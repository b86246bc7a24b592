r"""Piecewise linear functions of one variable, and gates.

A *gate* is the only place where a network bends.  There are two kinds.

* A continuous piecewise linear function :math:`f:\mathbb{R}\to\mathbb{R}`: break points
  :math:`b_1<\dots<b_r`, slopes :math:`s_0,\dots,s_r`, and one value.  ReLU has the break point 0 and the
  slopes 0, 1.  Every such function is a sum of hinges,

  .. math:: f(x) = s_0 x + c_0 + \sum_{i=1}^{r} (s_i - s_{i-1})\,\max(x - b_i, 0),

  which is how it is evaluated exactly.
* The maximum of :math:`k` numbers, :math:`\max(z_1,\dots,z_k)`.  A minimum is :math:`-\max(-z)`.

A gate has finitely many linear pieces, numbered from 0: the pieces of a function of one variable from
left to right, those of a maximum by the argument that attains it.  The *activation pattern* of a point
lists the number of the piece of every gate.  On a tie the smallest number is meant; so a ReLU is active
(piece 1) exactly where its argument is positive.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias, final, overload

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.numbers import RationalLike, as_fraction

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
@dataclass(frozen=True, init=False, repr=False)
class PiecewiseLinearFunction1D:
    """A continuous piecewise linear function of one variable, with finitely many pieces.

    The representation is canonical: a break point where the slope does not change is dropped, so that
    ``==`` is equality of functions.

    Parameters
    ----------
    breakpoints : iterable of RationalLike
        Strictly increasing.
    slopes : iterable of RationalLike
        One more than the break points, from left to right.
    value_at_zero : RationalLike
        f(0); see :meth:`from_value_at` for the value at another point.

    Raises
    ------
    InputError
        If the break points do not increase, or the slopes are not one more than the break points.
    NotRationalError
        If an entry is no finite rational number.

    Examples
    --------
    >>> f = PiecewiseLinearFunction1D(breakpoints=["-1/2", 2], slopes=[0, 3, -1])
    >>> f(0), f("1/2"), f(3)
    (Fraction(0, 1), Fraction(3, 2), Fraction(5, 1))
    >>> PiecewiseLinearFunction1D([0, 1], [0, 1, 1]) == relu()
    True
    """

    breakpoints: tuple[Fraction, ...]
    slopes: tuple[Fraction, ...]
    value_at_zero: Fraction

    def __init__(
        self,
        breakpoints: Iterable[RationalLike],
        slopes: Iterable[RationalLike],
        value_at_zero: RationalLike = 0,
    ) -> None:
        breaks = [as_fraction(b, f"break point {i}") for i, b in enumerate(breakpoints)]
        steep = [as_fraction(s, f"slope {i}") for i, s in enumerate(slopes)]
        if len(steep) != len(breaks) + 1:
            raise InputError(
                f"{len(breaks)} break points cut the line in {len(breaks) + 1} pieces, "
                f"but {len(steep)} slopes are given; give one slope per piece"
            )
        for left, right in pairwise(breaks):
            if left >= right:
                raise InputError(
                    f"break points must increase, but {left} is followed by {right}; sort them, each once"
                )
        bends = [i for i in range(len(breaks)) if steep[i] != steep[i + 1]]
        object.__setattr__(self, "breakpoints", tuple(breaks[i] for i in bends))
        object.__setattr__(self, "slopes", (steep[0], *(steep[i + 1] for i in bends)))
        object.__setattr__(self, "value_at_zero", as_fraction(value_at_zero, "value at zero"))

    @classmethod
    def from_value_at(
        cls,
        breakpoints: Iterable[RationalLike],
        slopes: Iterable[RationalLike],
        point: RationalLike,
        value: RationalLike,
    ) -> PiecewiseLinearFunction1D:
        """The function with these break points and slopes, and f(point) = value.

        Examples
        --------
        >>> PiecewiseLinearFunction1D.from_value_at([0], [0, 1], point=5, value=5) == relu()
        True
        """
        through_zero = cls(breakpoints, slopes)
        lift = as_fraction(value, "value") - through_zero(point)
        return cls(through_zero.breakpoints, through_zero.slopes, lift)

    @classmethod
    def through(
        cls,
        points: Sequence[tuple[RationalLike, RationalLike]],
        left_slope: RationalLike = 0,
        right_slope: RationalLike = 0,
    ) -> PiecewiseLinearFunction1D:
        """The interpolation of points (x, f(x)) with increasing x, continued by the two outer slopes.

        Raises
        ------
        InputError
            If there is no point, or the first coordinates do not increase.

        Examples
        --------
        >>> PiecewiseLinearFunction1D.through([(-1, -1), (1, 1)]) == hard_tanh()
        True
        """
        if not points:
            raise InputError("a function through no points is not determined; give at least one point")
        at = [as_fraction(x, f"point {i}") for i, (x, _) in enumerate(points)]
        values = [as_fraction(y, f"value {i}") for i, (_, y) in enumerate(points)]
        for left, right in pairwise(at):
            if left >= right:
                raise InputError(f"points must have increasing x, but {left} is followed by {right}")
        inner = [(values[i + 1] - values[i]) / (at[i + 1] - at[i]) for i in range(len(at) - 1)]
        return cls.from_value_at(at, [left_slope, *inner, right_slope], at[0], values[0])

    @property
    def arity(self) -> int:
        """The number of arguments: 1."""
        return 1

    @property
    def n_pieces(self) -> int:
        """The number of maximal intervals on which the function is affine.

        >>> hard_tanh().n_pieces
        3
        """
        return len(self.slopes)

    @property
    def is_affine(self) -> bool:
        """Whether the function has no break point.

        >>> clip(1, 1).is_affine, relu().is_affine
        (True, False)
        """
        return not self.breakpoints

    @property
    def is_identity(self) -> bool:
        """Whether f(x) = x everywhere.

        >>> leaky_relu(1).is_identity
        True
        """
        return self.is_affine and self.slopes[0] == 1 and self.value_at_zero == 0

    @property
    def intercepts(self) -> tuple[Fraction, ...]:
        """The c_i with f(x) = s_i x + c_i on piece i.

        >>> hard_tanh().intercepts
        (Fraction(-1, 1), Fraction(0, 1), Fraction(1, 1))
        """
        home = bisect_left(self.breakpoints, Fraction(0))
        found = {home: self.value_at_zero}
        for i in range(home, len(self.breakpoints)):
            found[i + 1] = found[i] + (self.slopes[i] - self.slopes[i + 1]) * self.breakpoints[i]
        for i in range(home, 0, -1):
            found[i - 1] = found[i] + (self.slopes[i] - self.slopes[i - 1]) * self.breakpoints[i - 1]
        return tuple(found[i] for i in range(self.n_pieces))

    def piece_at(self, x: RationalLike) -> int:
        """The number of the piece that holds x; at a break point, of the piece on its left.

        >>> relu().piece_at(0), relu().piece_at("1/1000")
        (0, 1)
        """
        return bisect_left(self.breakpoints, as_fraction(x))

    @overload
    def __call__(self, x: RationalArray) -> RationalArray: ...
    @overload
    def __call__(self, x: RationalLike) -> Fraction: ...

    def __call__(self, x: RationalLike | RationalArray) -> Fraction | RationalArray:
        """f(x), exactly; of an array, entry by entry."""
        if isinstance(x, RationalArray):
            return self._hinges(x)
        point = as_fraction(x)
        piece = self.piece_at(point)
        return self.slopes[piece] * point + self.intercepts[piece]

    def _hinges(self, x: RationalArray) -> RationalArray:
        total = x * self.slopes[0] + self.intercepts[0]
        for i, b in enumerate(self.breakpoints):
            total = total + (x - b).maximum(0) * (self.slopes[i + 1] - self.slopes[i])
        return total

    def floats(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values at all entries in floating point: one product and one sum, each rounded once.

        >>> relu().floats(np.array([-1.5, 0.0, 2.5]))
        array([0. , 0. , 2.5])
        """
        breaks = np.array([float(b) for b in self.breakpoints])
        slopes = np.array([float(s) for s in self.slopes])
        intercepts = np.array([float(c) for c in self.intercepts])
        piece = np.searchsorted(breaks, x)
        values: NDArray[np.float64] = slopes[piece] * x + intercepts[piece]
        return values

    def pieces_at(self, x: RationalArray) -> NDArray[np.int64]:
        """The number of the piece of every entry of an array.

        >>> from tropnet.exact.arrays import rational_array
        >>> hard_tanh().pieces_at(rational_array([-3, -1, 0, 1, "3/2"]))
        array([0, 0, 1, 1, 2])
        """
        number = np.zeros(x.shape, dtype=np.int64)
        for b in self.breakpoints:
            number += (x - b).sign() > 0
        return number

    def __repr__(self) -> str:
        breaks = ", ".join(map(str, self.breakpoints))
        slopes = ", ".join(map(str, self.slopes))
        lift = f", value_at_zero={self.value_at_zero}" if self.value_at_zero else ""
        return f"PiecewiseLinearFunction1D(breakpoints=[{breaks}], slopes=[{slopes}]{lift})"


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
