"""Gradients along a segment as time series: the step function, and how fast it forgets itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tropnet.plot.look.axes import new_axes, without_box
from tropnet.plot.look.colours import INK, PALETTE
from tropnet.theory.gradients.step_function import StepFunction

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_autocorrelation", "plot_shattering", "plot_steps"]

Floats = npt.NDArray[np.float64]

N_LAGS = 401


def plot_steps(
    g: StepFunction, *, ax: Axes | None = None, component: int = 0, colour: str = PALETTE[0]
) -> Axes:
    """The graph of one coordinate of a step function, filled down to zero.

    Parameters
    ----------
    g : StepFunction
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    component : int
        The coordinate.
    colour : str
        Of matplotlib.

    Raises
    ------
    InputError
        If there is no such coordinate.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_steps(StepFunction([0, 1, 3], [2, -1]), ax=Figure().add_subplot())
    >>> ax.patches[-1].get_data().edges.tolist(), ax.patches[-1].get_data().values.tolist()
    ([0.0, 1.0, 3.0], [2.0, -1.0])
    """
    single = g.component(component)
    edges, values = single.breakpoints.floats(), single.values.floats()[:, 0]
    ax = new_axes(ax)
    ax.axhline(0, color=INK, linewidth=0.7, zorder=1)
    ax.stairs(values, edges, fill=True, color=colour, alpha=0.18, linewidth=0, zorder=2)
    # The more steps there are, the finer the line, so that it stays a line.
    ax.stairs(
        values, edges, color=colour, linewidth=max(0.5, 1.6 - len(values) / 400), baseline=None, zorder=3
    )
    ax.set_xlim(edges[0], edges[-1])
    ax.set_xlabel("$t$")
    return _quiet(ax)


def plot_autocorrelation(
    functions: Mapping[str, StepFunction],
    *,
    ax: Axes | None = None,
    references: bool = True,
    longest: float = 0.5,
) -> Axes:
    """The centred autocorrelations of step functions, against the lag as a part of the interval.

    Curves are drawn through many lags in floating point; exact values are those of
    :meth:`StepFunction.autocorrelation <tropnet.theory.gradients.step_function.StepFunction.autocorrelation>`.

    Parameters
    ----------
    functions : mapping of str to StepFunction
        Names and functions, none of them constant.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    references : bool
        Whether Brownian motion and white noise are drawn too.
    longest : float
        The largest lag, between 0 and 1; long lags rest on few pairs of points.

    Raises
    ------
    InputError
        If a function is constant.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_autocorrelation({"tent": StepFunction([0, 1, 2], [2, -2])}, ax=Figure().add_subplot())
    >>> [line.get_label() for line in ax.lines]
    ['Brownian motion', 'white noise', 'tent']
    """
    ax = new_axes(ax)
    if references:
        lags = np.linspace(0, longest, 101)
        ax.plot(
            lags, 1 - 4 * lags + 2 * lags**2, color="0.45", linestyle=(0, (5, 3)), label="Brownian motion"
        )
        ax.plot([0, longest], [0, 0], color="0.45", linestyle=(0, (1, 2)), label="white noise")
    for i, (name, g) in enumerate(functions.items()):
        lags, values = _correlations(g, longest)
        ax.plot(lags, values, color=PALETTE[i % len(PALETTE)], linewidth=1.7, label=name, zorder=3)
    ax.set_xlim(0, longest)
    ax.set_ylim(-1.05, 1.05)
    ax.set_xlabel(r"lag $\tau / T$")
    ax.set_ylabel("autocorrelation")
    ax.grid(color="0.92", linewidth=0.8)
    ax.legend(frameon=False, loc="best", fontsize="small")
    return _quiet(ax)


def plot_shattering(
    functions: Mapping[str, StepFunction], *, figure: Figure | None = None, longest: float = 0.5
) -> Figure:
    """Step functions one below the other, and their autocorrelations beside them.

    Parameters
    ----------
    functions : mapping of str to StepFunction
        Names and functions with one coordinate, none of them constant.
    figure : matplotlib Figure, optional
        An empty one; a new figure of pyplot when omitted.
    longest : float
        The largest lag, as a part of the interval.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    InputError
        If a function is constant.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> one, two = StepFunction([0, 1, 2], [2, -2]), StepFunction([0, 3, 4], [1, 5])
    >>> figure = plot_shattering({"one": one, "two": two}, figure=Figure())
    >>> [ax.get_title(loc="left") for ax in figure.axes]
    ['one: 2 steps', 'two: 2 steps', '']
    """
    n = len(functions)
    if figure is None:
        from matplotlib import pyplot

        figure = pyplot.figure(figsize=(10, max(3.6, 1.7 * n)), layout="constrained")
    grid = figure.add_gridspec(n, 2, width_ratios=[1.35, 1])
    for i, (name, g) in enumerate(functions.items()):
        ax = plot_steps(g, ax=figure.add_subplot(grid[i, 0]), colour=PALETTE[i % len(PALETTE)])
        ax.set_title(f"{name}: {g.n_steps} steps", loc="left", fontsize="medium", color=INK)
        if i < n - 1:
            ax.set_xlabel("")
            ax.set_xticklabels([])
    plot_autocorrelation(functions, ax=figure.add_subplot(grid[:, 1]), longest=longest)
    return figure


def _correlations(g: StepFunction, longest: float) -> tuple[Floats, Floats]:
    """Lags as parts of the interval, and the centred autocorrelation there, up to rounding."""
    g.autocorrelation(0)  # raises where there is none
    edges, values = g.over(0, 1).breakpoints.floats(), g.values.floats()
    values = values - np.diff(edges) @ values
    lags = np.linspace(0, longest, N_LAGS)
    covariances = np.array([_mean_product(edges, values, lag) for lag in lags])
    return lags, covariances / covariances[0]


def _mean_product(edges: Floats, values: Floats, lag: float) -> float:
    """The mean of g(s) g(s + lag)."""
    places = np.unique(np.concatenate([edges, edges - lag]).clip(0, 1 - lag))
    middles = (places[1:] + places[:-1]) / 2
    left, right = (values[np.searchsorted(edges, at, side="right") - 1] for at in (middles, middles + lag))
    return float(np.diff(places) @ (left * right).sum(axis=1) / (1 - lag))


def _quiet(ax: Axes) -> Axes:
    ax.set_axisbelow(True)
    ax.tick_params(length=3, colors=INK)
    without_box(ax)
    return ax
