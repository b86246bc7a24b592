r"""Step functions on an interval, with values in a space of rational vectors.

The gradient of a piecewise linear function along a segment is a step function :math:`g : [t_0, t_m] \to \mathbb Q^n`,
with value :math:`g_k` between :math:`t_k` and :math:`t_{k+1}`; at break points its value is of no importance.  Since
both are rational, so are its mean, its norms and its covariances:

.. math::
    \bar g = \frac1T \sum_k (t_{k+1} - t_k)\, g_k, \qquad T = t_m - t_0, \qquad
    \langle g, h \rangle = \int g(s) \cdot h(s)\, ds .

**Lags.**  The *autocovariance* at the lag :math:`0 \le \tau < T` is the mean of the products that lie
:math:`\tau` apart,

.. math:: C(\tau) = \frac{A(\tau)}{T - \tau}, \qquad A(\tau) = \int_{t_0}^{t_m - \tau} g(s) \cdot g(s + \tau)\, ds .

It is *raw* for g itself, and *centred* for :math:`g - \bar g`.  Continue g by zero, and call the jumps
:math:`\Delta_i = g_i - g_{i-1}` at :math:`t_i`, those at the two ends included.

*Lemma.*  A, continued by :math:`A(-\tau) = A(\tau)` and by zero beyond T, is continuous and piecewise linear, and at
:math:`\tau` its slope changes by :math:`-\sum_{t_j - t_i = \tau} \Delta_i \cdot \Delta_j`.

*Proof.*  g is the sum of the :math:`\Delta_i H(s - t_i)`, with the unit step H.  Cut the integral of
:math:`H(s - t_i) H(s + \tau - t_j)` at a far right end: what depends on the cut cancels in the sum, because the jumps
sum to zero.  Its derivative in :math:`\tau` is 1 while :math:`\tau < t_j - t_i`, and 0 behind; so at
:math:`t_j - t_i` the slope of A falls by :math:`\Delta_i \cdot \Delta_j`.  ∎

In particular the slope right of 0 is minus half the sum of the squared jumps: a gradient that jumps often decorrelates
fast.  All kinks of A are known exactly, and nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any, NoReturn, final

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.columns import ordered
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.exact.integers import Integers, integer_product
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.activations import PiecewiseLinearFunction1D

__all__ = ["StepFunction"]

MOST_STEPS_SHOWN = 6


@final
class StepFunction:
    """A step function on an interval; see the module :mod:`tropnet.theory.gradients.step_function`.

    The representation is canonical: neighbouring steps of equal value are one, so that ``==`` is equality almost
    everywhere.

    Parameters
    ----------
    breakpoints : iterable of RationalLike, m + 1 of them
        Strictly increasing; the ends of the interval included.
    values : array-like (m, n), or (m,) for n = 1

    Attributes
    ----------
    breakpoints : FractionArray
    values : RationalArray (m, n)

    Raises
    ------
    InputError
        If there are fewer than two break points, or they do not increase.
    ShapeError
        If the number of values is not one less than that of the break points.
    NotRationalError
        If an entry is no finite rational number.

    Examples
    --------
    >>> g = StepFunction([0, "1/2", 1], [2, -2])
    >>> g
    StepFunction([0, 1/2, 1], [2, -2])
    >>> g("1/3"), g.mean, g.autocovariance("1/4")
    (RationalArray([2]), RationalArray([0]), Fraction(4, 3))
    """

    breakpoints: FractionArray
    values: RationalArray

    def __init__(self, breakpoints: Iterable[RationalLike] | FractionArray, values: Any) -> None:
        places = FractionArray.of(breakpoints, "break point")
        array = rational_array(values)
        steps = array.reshape((len(array), 1)) if array.ndim == 1 else array
        if len(places) < 2:
            raise InputError(
                f"{len(places)} break points bound no interval; give its two ends, and the points between them"
            )
        if steps.ndim != 2 or len(steps) != len(places) - 1:
            raise ShapeError(
                f"{len(places)} break points bound {len(places) - 1} steps, but the values have shape {array.shape}; "
                "give one number or one row per step"
            )
        wrong = np.flatnonzero(~places[:-1].is_less(places[1:]))
        if len(wrong):
            left, right = places[wrong[0]], places[wrong[0] + 1]
            raise InputError(
                f"break points must increase, but {left} is followed by {right}; sort them, each once"
            )
        changes = (steps.numerators[1:] != steps.numerators[:-1]).any(axis=1)
        first = np.flatnonzero(np.concatenate([[True], changes]))
        vars(self).update(
            breakpoints=places[np.append(first, len(steps))] if len(first) < len(steps) else places,
            values=steps[first],
        )

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a StepFunction cannot be changed; {name} is read-only")

    # -- the function ------------------------------------------------------------------------------------

    @property
    def n_steps(self) -> int:
        """The number of maximal intervals on which it is constant."""
        return len(self.values)

    @property
    def dim(self) -> int:
        """The number n of coordinates of the values."""
        return self.values.shape[1]

    @property
    def length(self) -> Fraction:
        """The length T of the interval."""
        return self.breakpoints[-1] - self.breakpoints[0]

    @cached_property
    def step_lengths(self) -> FractionArray:
        """The lengths of the steps.

        >>> StepFunction([0, "1/3", 1], [2, -1]).step_lengths
        FractionArray([1/3, 2/3])
        """
        return self.breakpoints[1:] - self.breakpoints[:-1]

    def __call__(self, s: RationalLike) -> RationalArray:
        """The value at s, shape (n,); at an inner break point, that of the step on the right."""
        place = as_fraction(s)
        if not self.breakpoints[0] <= place <= self.breakpoints[-1]:
            raise InputError(
                f"{place} lies outside of the interval from {self.breakpoints[0]} to {self.breakpoints[-1]}"
            )
        step = self.breakpoints.searchsorted(place, right=True) - 1
        value: RationalArray = self.values[min(step, self.n_steps - 1)]
        return value

    def component(self, j: int) -> StepFunction:
        """The step function of one coordinate.

        Raises
        ------
        InputError
            If there is no such coordinate.

        Examples
        --------
        >>> StepFunction([0, 1, 2], [[1, 5], [2, 5]]).component(1)
        StepFunction([0, 2], [5])
        """
        if not -self.dim <= j < self.dim:
            raise InputError(f"there is no coordinate {j}; the values have {self.dim}")
        return StepFunction(self.breakpoints, self.values[:, j])

    def over(self, start: RationalLike, end: RationalLike) -> StepFunction:
        """The same values over another interval: the break points are moved by the affine map onto it.

        Raises
        ------
        InputError
            If the interval has no positive length.

        Examples
        --------
        >>> StepFunction([0, "1/4", 1], [1, 2]).over(-2, 2)
        StepFunction([-2, -1, 2], [1, 2])
        """
        left, right = as_fraction(start, "start"), as_fraction(end, "end")
        if left >= right:
            raise InputError(f"the interval from {left} to {right} has no positive length; give start < end")
        places = (self.breakpoints - self.breakpoints[0]) * ((right - left) / self.length) + left
        return StepFunction(places, self.values)

    # -- size --------------------------------------------------------------------------------------------

    @cached_property
    def integral(self) -> RationalArray:
        """The integral, shape (n,).

        >>> StepFunction([0, "1/3", 1], [2, -1]).integral
        RationalArray([0])
        """
        sums = [_weighted_sum(self.step_lengths, column) for column in self.values.numerators.T]
        return rational_array(sums) / self.values.denominator

    @property
    def mean(self) -> RationalArray:
        """The mean over the interval, shape (n,).

        >>> StepFunction([0, 1, 4], [4, 0]).mean
        RationalArray([1])
        """
        return self.integral / self.length

    @cached_property
    def centred(self) -> StepFunction:
        """The function minus its mean.

        >>> StepFunction([0, 1, 4], [4, 0]).centred
        StepFunction([0, 1, 4], [3, -1])
        """
        return StepFunction(self.breakpoints, self.values - self.mean)

    @property
    def l1_norm(self) -> Fraction:
        r"""The integral of :math:`\|g(s)\|_1`.

        >>> StepFunction([0, 1, 4], [[4, -1], [0, 2]]).l1_norm
        Fraction(11, 1)
        """
        sizes = abs(self.values).numerators.sum(axis=1)
        return _weighted_sum(self.step_lengths, sizes) / self.values.denominator

    @cached_property
    def squared_l2_norm(self) -> Fraction:
        r"""The integral of :math:`\|g(s)\|_2^2`.

        >>> StepFunction([0, 1, 4], [4, 0]).squared_l2_norm
        Fraction(16, 1)
        """
        return self.inner_product(self)

    @property
    def variance(self) -> Fraction:
        """The mean of the squared distance from the mean: the centred autocovariance at the lag 0.

        >>> StepFunction([0, 1, 4], [4, 0]).variance
        Fraction(3, 1)
        """
        return self.covariance(self)

    @cached_property
    def jumps(self) -> RationalArray:
        """The changes of value at the inner break points, shape (m - 1, n).

        >>> StepFunction([0, 1, 4], [4, 0]).jumps
        RationalArray([[-4]])
        """
        changes: RationalArray = self.values[1:] - self.values[:-1]
        return changes

    @property
    def total_variation(self) -> Fraction:
        r"""The sum of :math:`\|g_{k+1} - g_k\|_1` over the inner break points.

        >>> StepFunction([0, 1, 2, 3], [1, -1, 0]).total_variation
        Fraction(3, 1)
        """
        return Fraction(abs(self.jumps).sum())

    @property
    def squared_variation(self) -> Fraction:
        r"""The sum of :math:`\|g_{k+1} - g_k\|_2^2` over the inner break points.

        >>> StepFunction([0, 1, 2, 3], [1, -1, 0]).squared_variation
        Fraction(5, 1)
        """
        return Fraction((self.jumps * self.jumps).sum())

    @property
    def sign_changes(self) -> tuple[int, ...]:
        """For each coordinate, how often its sign changes; zeros in between are left out.

        >>> StepFunction([0, 1, 2, 3, 4], [1, 0, -1, 3]).sign_changes
        (2,)
        """
        signs = (column[column != 0] for column in self.values.sign().T)
        return tuple(int((kept[1:] != kept[:-1]).sum()) for kept in signs)

    @property
    def n_values(self) -> int:
        """The number of distinct values.

        >>> StepFunction([0, 1, 2, 3], [1, -1, 1]).n_values
        2
        """
        return len(set(map(tuple, self.values.numerators.tolist())))

    # -- products ----------------------------------------------------------------------------------------

    def inner_product(self, other: StepFunction) -> Fraction:
        r"""The integral of :math:`g(s) \cdot h(s)` over the intersection of the two intervals.

        Raises
        ------
        ShapeError
            If the values lie in different spaces.

        Examples
        --------
        >>> StepFunction([0, 1, 4], [4, 1]).inner_product(StepFunction([0, 2], [3]))
        Fraction(15, 1)
        """
        if self.dim != other.dim:
            raise ShapeError(f"values with {self.dim} and with {other.dim} coordinates have no inner product")
        places, labels = ordered(concatenated([self.breakpoints, other.breakpoints]))
        mine, its = labels[: len(self.breakpoints)], labels[len(self.breakpoints) :]
        common = np.arange(max(mine[0], its[0]), min(mine[-1], its[-1]))
        left = self.values.numerators[np.searchsorted(mine, common, side="right") - 1]
        right = other.values.numerators[np.searchsorted(its, common, side="right") - 1]
        lengths = places[common + 1] - places[common]
        products = (left * right).sum(axis=1)
        return _weighted_sum(lengths, products) / (self.values.denominator * other.values.denominator)

    def covariance(self, other: StepFunction) -> Fraction:
        r"""The mean of :math:`(g - \bar g) \cdot (h - \bar h)` over their common interval.

        Raises
        ------
        InputError
            If the intervals differ.
        ShapeError
            If the values lie in different spaces.

        Examples
        --------
        >>> StepFunction([0, 1, 2], [1, -1]).covariance(StepFunction([0, 1, 2], [5, 1]))
        Fraction(2, 1)
        """
        ends = [(f.breakpoints[0], f.breakpoints[-1]) for f in (self, other)]
        if ends[0] != ends[1]:
            raise InputError(
                f"the functions live on intervals from {ends[0][0]} to {ends[0][1]} and from {ends[1][0]} to "
                f"{ends[1][1]}; move one onto the other with .over(start, end)"
            )
        return self.inner_product(other) / self.length - Fraction(self.mean @ other.mean)

    def autocovariance(self, lag: RationalLike, *, centred: bool = False) -> Fraction:
        """The autocovariance C(lag), raw or centred.

        Parameters
        ----------
        lag : RationalLike
            At least 0 and less than the length of the interval.
        centred : bool
            Whether the mean is subtracted first.

        Raises
        ------
        InputError
            If the lag is out of range.

        Examples
        --------
        >>> g = StepFunction([0, 1, 4], [4, 0])
        >>> g.autocovariance(0), g.autocovariance(0, centred=True), g.autocovariance("1/2")
        (Fraction(4, 1), Fraction(3, 1), Fraction(16, 7))
        """
        g, shift = (self.centred if centred else self), self._checked_lag(lag)
        return g.inner_product(StepFunction(g.breakpoints - shift, g.values)) / (g.length - shift)

    def autocorrelation(self, lag: RationalLike, *, centred: bool = True) -> Fraction:
        """The autocovariance at a lag over that at 0.

        Parameters
        ----------
        lag, centred
            As for :meth:`autocovariance`.

        Raises
        ------
        InputError
            If the lag is out of range, or the autocovariance at 0 vanishes.

        Examples
        --------
        >>> StepFunction([0, 1, 2], [3, 1]).autocorrelation("1/2")
        Fraction(1, 3)
        """
        scale = self.autocovariance(0, centred=centred)
        if not scale:
            what = "constant: its variance" if centred else "zero: its norm"
            raise InputError(f"the function is {what} is 0, and a correlation is not defined")
        return self.autocovariance(lag, centred=centred) / scale

    def _checked_lag(self, lag: RationalLike) -> Fraction:
        shift = as_fraction(lag, "lag")
        if not 0 <= shift < self.length:
            raise InputError(f"the lag {shift} must be at least 0 and less than the length {self.length}")
        return shift

    def lag_products(self, *, centred: bool = False) -> PiecewiseLinearFunction1D:
        r"""The function A with all its kinks: :math:`A(\tau) = (T - |\tau|)\, C(\tau)`, and 0 beyond T.

        Its break points are differences of break points, up to :math:`m (m + 1) + 1` of them: 500 steps with
        unrelated break points take a second.  For single lags :meth:`autocovariance` is far cheaper.

        Examples
        --------
        >>> A = StepFunction([0, "1/2", 1], [2, -2]).lag_products()
        >>> A
        PiecewiseLinearFunction1D(breakpoints=[-1, -1/2, 0, 1/2, 1], slopes=[0, -4, 12, -12, 4, 0], value_at_zero=4)
        >>> A("1/4") / (1 - Fraction(1, 4))
        Fraction(4, 3)
        """
        g = self.centred if centred else self
        later, earlier = np.tril_indices(len(g.breakpoints), -1)
        lags, labels = ordered(g.breakpoints[later] - g.breakpoints[earlier])
        changes, scale = g._slope_changes()
        positive = _grouped_sums(changes[later, earlier], labels, len(lags))
        middle = np.array([changes.diagonal().sum()], dtype=object)
        slopes = np.concatenate([[0], positive[::-1], middle, positive]).cumsum()
        return PiecewiseLinearFunction1D(
            concatenated([-lags[::-1], FractionArray.of([0]), lags]),
            FractionArray.quotients(slopes, np.full(len(slopes), scale, dtype=object)),
            g.squared_l2_norm,
        )

    def _slope_changes(self) -> tuple[Integers, int]:
        r"""The matrix of :math:`-\Delta_i \cdot \Delta_j` over all break points, ends included, times a scale."""
        zero = np.full((1, self.dim), 0, dtype=object)
        continued = np.concatenate([zero, self.values.numerators, zero])
        jumps = continued[1:] - continued[:-1]
        return -integer_product(jumps, jumps.T), self.values.denominator**2

    # -- value semantics ---------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StepFunction):
            return NotImplemented
        return self.breakpoints == other.breakpoints and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.breakpoints, self.values))

    def __reduce__(self) -> tuple[Any, ...]:
        return StepFunction, (self.breakpoints, self.values)

    def __repr__(self) -> str:
        if self.dim > 1 or self.n_steps > MOST_STEPS_SHOWN:
            return f"<StepFunction of {self.n_steps} steps in R^{self.dim}>"
        places, values = (", ".join(map(str, column)) for column in (self.breakpoints, self.values[:, 0]))
        return f"StepFunction([{places}], [{values}])"


def _weighted_sum(lengths: FractionArray, weights: Integers) -> Fraction:
    """The sum of lengths times integers."""
    return FractionArray.quotients(lengths.numerators * weights, lengths.denominators).sum()


def _grouped_sums(values: Integers, labels: npt.NDArray[np.intp], n_groups: int) -> Integers:
    """The sums of the values with each label; every label occurs."""
    order = np.argsort(labels, kind="stable")
    first = np.searchsorted(labels[order], np.arange(n_groups))
    sums: Integers = np.add.reduceat(values[order], first)
    return sums
