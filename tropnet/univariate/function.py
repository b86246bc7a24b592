r"""Continuous piecewise linear functions of one variable.

Such a function has break points :math:`b_1 < \dots < b_r`, slopes :math:`s_0, \dots, s_r`, and one value.  It is a
sum of hinges,

.. math:: f(x) = s_0 x + c_0 + \sum_{i=1}^{r} (s_i - s_{i-1}) \max(x - b_i, 0) .

Break points and slopes are columns of fractions, each over its own denominator
(:class:`~tropnet.exact.fraction_arrays.FractionArray`): a million of them are handled as whole arrays.

On piece i the function is :math:`s_i x + c_i`.  Two pieces agree at the break point between them, so
:math:`c_i = c_{i-1} + (s_{i-1} - s_i) b_i`, and the intercepts are running sums; the piece that holds 0 says where
they start.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, NoReturn, final, overload

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.exact.numbers import RationalLike, as_fraction

__all__ = ["PiecewiseLinearFunction1D"]

MOST_PIECES_SHOWN = 40


@final
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
    >>> from tropnet.networks import relu
    >>> f = PiecewiseLinearFunction1D(breakpoints=["-1/2", 2], slopes=[0, 3, -1])
    >>> f(0), f("1/2"), f(3)
    (Fraction(0, 1), Fraction(3, 2), Fraction(5, 1))
    >>> PiecewiseLinearFunction1D([0, 1], [0, 1, 1]) == relu()
    True
    """

    _breaks: FractionArray
    _steep: FractionArray
    value_at_zero: Fraction

    def __init__(
        self,
        breakpoints: Iterable[RationalLike] | RationalArray | FractionArray,
        slopes: Iterable[RationalLike] | RationalArray | FractionArray,
        value_at_zero: RationalLike = 0,
    ) -> None:
        breaks = FractionArray.of(breakpoints, "break point")
        steep = FractionArray.of(slopes, "slope")
        if len(steep) != len(breaks) + 1:
            raise InputError(
                f"{len(breaks)} break points cut the line in {len(breaks) + 1} pieces, "
                f"but {len(steep)} slopes are given; give one slope per piece"
            )
        if len(breaks) > 1:
            wrong = np.flatnonzero(~breaks[:-1].is_less(breaks[1:]))
            if len(wrong):
                left, right = breaks[wrong[0]], breaks[wrong[0] + 1]
                raise InputError(
                    f"break points must increase, but {left} is followed by {right}; sort them, each once"
                )
        bends = ~steep[:-1].is_equal(steep[1:])
        if not bends.all():
            breaks, steep = breaks[bends], steep[np.insert(bends, 0, True)]
        vars(self).update(
            _breaks=breaks, _steep=steep, value_at_zero=as_fraction(value_at_zero, "value at zero")
        )

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a PiecewiseLinearFunction1D cannot be changed; {name} is read-only")

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
        >>> from tropnet.networks import relu
        >>> PiecewiseLinearFunction1D.from_value_at([0], [0, 1], point=5, value=5) == relu()
        True
        """
        through_zero = cls(breakpoints, slopes)
        lift = as_fraction(value, "value") - through_zero(point)
        return cls(through_zero._breaks, through_zero._steep, lift)

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
        >>> from tropnet.networks import hard_tanh
        >>> PiecewiseLinearFunction1D.through([(-1, -1), (1, 1)]) == hard_tanh()
        True
        """
        if not points:
            raise InputError("a function through no points is not determined; give at least one point")
        at = FractionArray.of((x for x, _ in points), "point")
        values = FractionArray.of((y for _, y in points), "value")
        wrong = np.flatnonzero(~at[:-1].is_less(at[1:]))
        if len(wrong):
            left, right = at[wrong[0]], at[wrong[0] + 1]
            raise InputError(f"points must have increasing x, but {left} is followed by {right}")
        left_end, right_end = FractionArray.of([left_slope]), FractionArray.of([right_slope])
        inner = (values[1:] - values[:-1]) / (at[1:] - at[:-1])
        return cls.from_value_at(at, concatenated([left_end, inner, right_end]), at[0], values[0])

    # -- pieces ----------------------------------------------------------------------------------------

    @cached_property
    def breakpoints(self) -> tuple[Fraction, ...]:
        """The points where the slope changes, from left to right.

        >>> PiecewiseLinearFunction1D([0, "1/2"], [0, 2, -2]).breakpoints
        (Fraction(0, 1), Fraction(1, 2))
        """
        return self._breaks.fractions()

    @cached_property
    def slopes(self) -> tuple[Fraction, ...]:
        """The slopes of the pieces, from left to right.

        >>> PiecewiseLinearFunction1D([0, "1/2"], [0, 2, -2]).slopes
        (Fraction(0, 1), Fraction(2, 1), Fraction(-2, 1))
        """
        return self._steep.fractions()

    @property
    def columns(self) -> tuple[FractionArray, FractionArray]:
        """Break points and slopes as whole columns, for functions of very many pieces.

        >>> PiecewiseLinearFunction1D([0], [0, 1]).columns
        (FractionArray([0]), FractionArray([0, 1]))
        """
        return self._breaks, self._steep

    @property
    def arity(self) -> int:
        """The number of arguments: 1."""
        return 1

    @property
    def n_pieces(self) -> int:
        """The number of maximal intervals on which the function is affine.

        >>> from tropnet.networks import hard_tanh
        >>> hard_tanh().n_pieces
        3
        """
        return len(self._steep)

    @property
    def is_affine(self) -> bool:
        """Whether the function has no break point.

        >>> from tropnet.networks import clip, relu
        >>> clip(1, 1).is_affine, relu().is_affine
        (True, False)
        """
        return not len(self._breaks)

    @property
    def is_identity(self) -> bool:
        """Whether f(x) = x everywhere.

        >>> from tropnet.networks import leaky_relu
        >>> leaky_relu(1).is_identity
        True
        """
        return self.is_affine and self._steep[0] == 1 and self.value_at_zero == 0

    @cached_property
    def intercepts(self) -> tuple[Fraction, ...]:
        """The c_i with f(x) = s_i x + c_i on piece i.

        >>> from tropnet.networks import hard_tanh
        >>> hard_tanh().intercepts
        (Fraction(-1, 1), Fraction(0, 1), Fraction(1, 1))
        """
        return self.lifts.fractions()

    @cached_property
    def lifts(self) -> FractionArray:
        """The intercepts as a column.

        >>> PiecewiseLinearFunction1D([0, "1/2"], [0, 2, -2]).lifts
        FractionArray([0, 0, 2])
        """
        if self.is_affine:
            return FractionArray.of([self.value_at_zero])
        running = ((self._steep[:-1] - self._steep[1:]) * self._breaks).running_sums()
        start = self.value_at_zero - running[self.piece_at(0)]
        return running + start if start else running

    @cached_property
    def values(self) -> FractionArray:
        """The values at the break points.

        >>> PiecewiseLinearFunction1D([0, "1/2", 1], [0, 2, -2, 0]).values
        FractionArray([0, 1, 0])
        """
        return self._steep[1:] * self._breaks + self.lifts[1:]

    def piece_at(self, x: RationalLike) -> int:
        """The number of the piece that holds x; at a break point, of the piece on its left.

        >>> from tropnet.networks import relu
        >>> relu().piece_at(0), relu().piece_at("1/1000")
        (0, 1)
        """
        return self._breaks.searchsorted(as_fraction(x))

    @overload
    def __call__(self, x: RationalArray) -> RationalArray: ...
    @overload
    def __call__(self, x: RationalLike) -> Fraction: ...

    def __call__(self, x: RationalLike | RationalArray) -> Fraction | RationalArray:
        """f(x), exactly; of an array, entry by entry."""
        if isinstance(x, RationalArray):
            pieces, which = np.unique(self.pieces_at(x), return_inverse=True)
            which = which.reshape(x.shape)
            steep = rational_array(list(self._steep[pieces]))[which]
            values: RationalArray = x * steep + rational_array(list(self.lifts[pieces]))[which]
            return values
        number = as_fraction(x)
        piece = self.piece_at(number)
        return self._steep[piece] * number + self.lifts[piece]

    def floats(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values at all entries in floating point: one product and one sum, each rounded once.

        >>> from tropnet.networks import relu
        >>> relu().floats(np.array([-1.5, 0.0, 2.5]))
        array([0. , 0. , 2.5])
        """
        breaks, slopes, intercepts = self._rounded
        piece = np.searchsorted(breaks, x)
        values: NDArray[np.float64] = slopes[piece] * x + intercepts[piece]
        return values

    @cached_property
    def _rounded(self) -> tuple[NDArray[np.float64], ...]:
        return tuple(column.floats() for column in (self._breaks, self._steep, self.lifts))

    def pieces_at(self, x: RationalArray) -> NDArray[np.int64]:
        """The number of the piece of every entry of an array.

        >>> from tropnet.networks import hard_tanh
        >>> from tropnet.exact.arrays import rational_array
        >>> hard_tanh().pieces_at(rational_array([-3, -1, 0, 1, "3/2"]))
        array([0, 0, 1, 1, 2])
        """
        # n / d > b if and only if the integer n is greater than the integer part of b d
        thresholds = self._breaks.numerators * x.denominator // self._breaks.denominators
        return np.asarray(np.searchsorted(thresholds, x.numerators), np.int64)

    # -- arithmetic --------------------------------------------------------------------------------------

    def __add__(self, other: PiecewiseLinearFunction1D | RationalLike) -> PiecewiseLinearFunction1D:
        """The sum with a function or a constant.

        >>> PiecewiseLinearFunction1D([0], [0, 1]) + 2
        PiecewiseLinearFunction1D(breakpoints=[0], slopes=[0, 1], value_at_zero=2)
        """
        from tropnet.univariate.arithmetic import add

        if isinstance(other, PiecewiseLinearFunction1D):
            return add(self, other)
        lift = as_fraction(other, "(summand)")
        return PiecewiseLinearFunction1D(self._breaks, self._steep, self.value_at_zero + lift)

    __radd__ = __add__

    def __neg__(self) -> PiecewiseLinearFunction1D:
        return self * -1

    def __sub__(self, other: PiecewiseLinearFunction1D | RationalLike) -> PiecewiseLinearFunction1D:
        """The difference to a function or a constant."""
        return self + (
            -other if isinstance(other, PiecewiseLinearFunction1D) else -as_fraction(other, "(summand)")
        )

    def __rsub__(self, other: RationalLike) -> PiecewiseLinearFunction1D:
        return -self + other

    def __mul__(self, factor: RationalLike) -> PiecewiseLinearFunction1D:
        """The function times a number."""
        from tropnet.univariate.arithmetic import scale

        return NotImplemented if isinstance(factor, PiecewiseLinearFunction1D) else scale(self, factor)

    __rmul__ = __mul__

    def __matmul__(self, inner: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
        """The composition x -> self(inner(x)).

        >>> tent = PiecewiseLinearFunction1D([0, "1/2", 1], [0, 2, -2, 0])
        >>> (tent @ tent).n_pieces
        6
        """
        from tropnet.univariate.arithmetic import compose

        return compose(self, inner) if isinstance(inner, PiecewiseLinearFunction1D) else NotImplemented

    def __abs__(self) -> PiecewiseLinearFunction1D:
        """The function x -> abs(f(x))."""
        from tropnet.univariate.arithmetic import absolute_value

        return absolute_value(self)

    # -- value semantics ---------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PiecewiseLinearFunction1D):
            return NotImplemented
        return (
            self.value_at_zero == other.value_at_zero
            and self._breaks == other._breaks
            and self._steep == other._steep
        )

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self._breaks, self._steep, self.value_at_zero))

    def __reduce__(self) -> tuple[Any, ...]:
        return PiecewiseLinearFunction1D, (self._breaks, self._steep, self.value_at_zero)

    def __repr__(self) -> str:
        lift = f", value_at_zero={self.value_at_zero}" if self.value_at_zero else ""
        if self.n_pieces > MOST_PIECES_SHOWN:
            return f"<PiecewiseLinearFunction1D of {self.n_pieces} pieces>"
        breaks = ", ".join(map(str, self.breakpoints))
        slopes = ", ".join(map(str, self.slopes))
        return f"PiecewiseLinearFunction1D(breakpoints=[{breaks}], slopes=[{slopes}]{lift})"

    def _repr_latex_(self) -> str | None:
        from tropnet.univariate.display import function_latex

        return function_latex(self)

    def _repr_svg_(self) -> str | None:
        from tropnet.univariate.display import function_svg

        return function_svg(self)
