r"""How shattered are gradients: exact figures of one network along a segment, and means over several networks.

Balduzzi et al. (2017) look at the derivative of a network along a segment as at a time series.  In shallow networks it
resembles Brownian motion, in deep ones white noise; in residual networks something in between.  They sample the
derivative at 256 points; here it is the step function that it is, and its autocorrelation is exact at every lag.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArrayLike, stack
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.network import Network
from tropnet.theory.gradients.laws import brownian_autocovariance, white_noise_autocovariance
from tropnet.theory.gradients.points import gradients_at
from tropnet.theory.gradients.segment import derivative_along
from tropnet.theory.gradients.step_function import StepFunction

__all__ = [
    "LAGS",
    "ShatteringComparison",
    "ShatteringReport",
    "compare_shattering",
    "gradient_correlation",
    "shattering_report",
]

LAGS = tuple(Fraction(1, 2**k) for k in range(8, 0, -1))
"""The lags 1/256, 1/128, ..., 1/2 of the length of the segment."""


@dataclass(frozen=True)
class ShatteringReport:
    """Exact figures of the derivative of a network along a segment; made by :func:`shattering_report`.

    Attributes
    ----------
    gradient : StepFunction
    lags : tuple of Fraction
    autocorrelations : tuple of Fraction
        Centred, at each lag.

    Examples
    --------
    >>> tent = Network.from_arrays([[[1], [1]], [[2, -4]]], [[0, "-1/2"], None])
    >>> report = shattering_report(tent, [0], [1])
    >>> report.n_breakpoints, report.mean
    (1, Fraction(0, 1))
    """

    gradient: StepFunction
    lags: tuple[Fraction, ...]
    autocorrelations: tuple[Fraction, ...]

    @property
    def n_breakpoints(self) -> int:
        """The number of points inside of the segment where the derivative jumps."""
        return self.gradient.n_steps - 1

    @property
    def mean(self) -> Fraction:
        """The mean derivative: the difference of the values at the two ends."""
        return self.gradient.mean.item()

    @property
    def variance(self) -> Fraction:
        """The variance of the derivative."""
        return self.gradient.variance

    @property
    def total_variation(self) -> Fraction:
        """The sum of the absolute jumps."""
        return self.gradient.total_variation

    @property
    def sign_changes(self) -> int:
        """How often the derivative changes its sign."""
        return self.gradient.sign_changes[0]

    @property
    def n_values(self) -> int:
        """The number of distinct values of the derivative."""
        return self.gradient.n_values

    def __repr__(self) -> str:
        return f"<ShatteringReport of {self.gradient!r}>"

    def __str__(self) -> str:
        figures = {
            "break points": str(self.n_breakpoints),
            "distinct values": str(self.n_values),
            "sign changes": str(self.sign_changes),
            "mean": f"{float(self.mean):.6g}",
            "variance": f"{float(self.variance):.6g}",
            "total variation": f"{float(self.total_variation):.6g}",
        }
        rows = [f"{name:<16}  {value:>10}" for name, value in figures.items()]
        rows += [
            f"correlation {lag!s:<6}{float(value):>10.4f}"
            for lag, value in zip(self.lags, self.autocorrelations, strict=True)
        ]
        return "\n".join(rows)


def shattering_report(
    net: Network,
    start: RationalArrayLike,
    end: RationalArrayLike,
    lags: Iterable[RationalLike] = LAGS,
    *,
    output: int | None = None,
) -> ShatteringReport:
    """Exact figures of the derivative of a network along the segment from start to end.

    Parameters
    ----------
    net : Network
    start, end : array-like of rationals
        Two different inputs.
    lags : iterable of RationalLike
        At which the autocorrelation is wanted, as parts of the segment: at least 0 and less than 1.
    output : int, optional
        The place of the output, flattened; may be left out if there is only one.

    Raises
    ------
    InputError
        If the points are equal, the output is not told, a lag is out of range, or the derivative is constant.
    ShapeError
        If a point does not have the input shape, or there is no such output.

    Source
    ------
    D. Balduzzi et al., The shattered gradients problem, ICML, 2017, section 2.

    Examples
    --------
    >>> tent = Network.from_arrays([[[1], [1]], [[2, -4]]], [[0, "-1/2"], None])
    >>> report = shattering_report(tent @ tent, [0], [1], ["1/4", "1/2"])
    >>> report.n_breakpoints, report.sign_changes, report.variance, report.total_variation
    (3, 3, Fraction(16, 1), Fraction(24, 1))
    >>> report.autocorrelations
    (Fraction(-1, 1), Fraction(1, 1))
    """
    gradient = derivative_along(net, start, end, output=output)
    wanted = tuple(as_fraction(lag, f"(lag {i})") for i, lag in enumerate(lags))
    return ShatteringReport(gradient, wanted, tuple(gradient.autocorrelation(lag) for lag in wanted))


@dataclass(frozen=True)
class ShatteringComparison:
    """Mean autocorrelations of several kinds of networks beside white noise and Brownian motion.

    Attributes
    ----------
    lags : tuple of Fraction
    reports : dict of str to tuple of ShatteringReport
        For every kind, one report per network.

    Examples
    --------
    >>> tent = Network.from_arrays([[[1], [1]], [[2, -4]]], [[0, "-1/2"], None])
    >>> compare_shattering({"tent": [tent]}, [0], [1], ["1/4", "1/2"]).autocorrelations
    {'tent': (Fraction(1, 3), Fraction(-1, 1))}
    """

    lags: tuple[Fraction, ...]
    reports: Mapping[str, tuple[ShatteringReport, ...]]

    @property
    def autocorrelations(self) -> dict[str, tuple[Fraction, ...]]:
        """For every kind the mean, over its networks, of the autocorrelation at each lag."""
        return {
            kind: tuple(
                sum(values, Fraction(0)) / len(reports)
                for values in zip(*(report.autocorrelations for report in reports), strict=True)
            )
            for kind, reports in self.reports.items()
        }

    @property
    def white_noise(self) -> tuple[Fraction, ...]:
        """The autocorrelation of white noise at each lag."""
        return tuple(white_noise_autocovariance(lag) for lag in self.lags)

    @property
    def brownian(self) -> tuple[Fraction, ...]:
        """The expected centred autocovariance of Brownian motion at each lag, over that at 0."""
        scale = brownian_autocovariance(0, centred=True)
        return tuple(brownian_autocovariance(lag, centred=True) / scale for lag in self.lags)

    def __str__(self) -> str:
        rows = {"lag": [str(lag) for lag in self.lags]}
        values = {"Brownian motion": self.brownian, **self.autocorrelations, "white noise": self.white_noise}
        rows |= {name: [f"{float(value):.3f}" for value in row] for name, row in values.items()}
        width = max(map(len, rows))
        return "\n".join(
            f"{name:<{width}}" + "".join(f"{entry:>8}" for entry in row) for name, row in rows.items()
        )


def compare_shattering(
    networks: Mapping[str, Iterable[Network]],
    start: RationalArrayLike,
    end: RationalArrayLike,
    lags: Iterable[RationalLike] = LAGS,
) -> ShatteringComparison:
    """Compare kinds of networks by the mean autocorrelation of their derivatives along one segment.

    Parameters
    ----------
    networks : mapping of str to iterables of Network
        For every kind some networks, each with one output.
    start, end, lags
        As for :func:`shattering_report`.

    Raises
    ------
    InputError, ShapeError
        As from :func:`shattering_report`; also if a kind has no network.

    Examples
    --------
    >>> tent = Network.from_arrays([[[1], [1]], [[2, -4]]], [[0, "-1/2"], None])
    >>> print(compare_shattering({"tent": [tent], "tent of tent": [tent @ tent]}, [0], [1], ["1/4", "1/2"]))
    lag                 1/4     1/2
    Brownian motion   0.125  -0.500
    tent              0.333  -1.000
    tent of tent     -1.000   1.000
    white noise       0.000   0.000
    """
    wanted = tuple(as_fraction(lag, f"(lag {i})") for i, lag in enumerate(lags))
    reports = {
        kind: tuple(shattering_report(net, start, end, wanted) for net in group)
        for kind, group in networks.items()
    }
    empty = [kind for kind, group in reports.items() if not group]
    if empty:
        raise InputError(f"the kind {empty[0]!r} has no network; give at least one")
    return ShatteringComparison(wanted, reports)


def gradient_correlation(
    networks: Iterable[Network], x: RationalArrayLike, y: RationalArrayLike, *, output: int | None = None
) -> Fraction:
    r"""The correlation of the gradients at two inputs, over some networks: what the laws are about.

    It is :math:`2 \sum g(x) \cdot g(y) / \sum (\|g(x)\|^2 + \|g(y)\|^2)`, with sums over the networks: for random
    networks of mean gradient zero an estimate of the correlation in :mod:`tropnet.theory.gradients.laws`.

    Parameters
    ----------
    networks : iterable of Network
    x, y : array-like of rationals
        Inputs at which the gradients exist.
    output : int, optional
        The place of the output, flattened; may be left out if there is only one.

    Raises
    ------
    InputError
        If a gradient does not exist, the output is not told, or all gradients vanish.
    ShapeError
        If an input does not fit.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]])
    >>> gradient_correlation([net], [2, -1], [-1, 2])
    Fraction(4, 5)
    """
    shared, sizes = Fraction(0), Fraction(0)
    for net in networks:
        at_x, at_y = gradients_at(net, stack([x, y]), output=output)
        shared += at_x @ at_y
        sizes += at_x @ at_x + at_y @ at_y
    if not sizes:
        raise InputError("all gradients vanish at both inputs, and a correlation is not defined")
    return 2 * shared / sizes
