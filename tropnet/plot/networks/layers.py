"""Layer by layer: what the neurons of one hidden layer after the other do.

With one input every neuron is a function, and the layers stand one above the other, the first one at the bottom and
the output on top: so one sees how few hinges below become many pieces above.  With two inputs a neuron bends the
function along a line, which the layers before have bent already (a *bent hyperplane*); there is a picture for every
layer, with the lines of its own neurons over those of the layers before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.univariate_form import univariate_functions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network, hidden_layer
from tropnet.networks.operations import check_hidden_layer
from tropnet.networks.stages import Neuron, stages
from tropnet.plot.cells.marks import written
from tropnet.plot.cells.polygons import PlaneComplex, plane_complex
from tropnet.plot.look.axes import framed, new_axes, window_shown, without_box
from tropnet.plot.look.colours import PALETTE
from tropnet.plot.look.window import Drawn, part_shown, shown
from tropnet.plot.networks.line import draw_functions, graph, window_of_functions
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_bent_lines", "plot_layers"]

Floats = npt.NDArray[np.float64]

DASHES: tuple[Any, ...] = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (5, 1.5, 1, 1.5)))
# With more neurons in a layer their numbers are not written.
MOST_NUMBERS = 24


def plot_layers(
    net: Network | PiecewiseLinear,
    *,
    figure: Figure | None = None,
    window: Polyhedron | None = None,
    output: int | None = None,
) -> Figure:
    """The hidden layers of a network with one or two inputs, each in a picture of its own.

    Parameters
    ----------
    net : Network or PiecewiseLinear
        With one or two inputs.  Of a function, the network that represents it is drawn.
    figure : matplotlib Figure, optional
        An empty one; a new figure of pyplot when omitted.
    window : Polyhedron, optional
        A bounded set, the part to be shown.
    output : int, optional
        With one input, the output on top; all when omitted.

    Returns
    -------
    matplotlib Figure
        With one input: from top to bottom the output and the hidden layers from the last to the first, all over the
        same interval, in which a dotted line falls from every break point of the output.  With two: from left to
        right :func:`plot_bent_lines` of every hidden layer.

    Raises
    ------
    ShapeError
        If there are more inputs.
    InputError
        If there is no hidden layer, or no such output; or the window is unbounded, or has no interior.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> tent = Network.from_arrays([[[1], [1]], [[2, -4]]], [[0, "-1/2"], [0]])
    >>> figure = plot_layers(tent @ tent, figure=Figure())
    >>> [ax.get_title(loc="left") for ax in figure.axes]
    ['output', 'hidden layer 2: 2 neurons', 'hidden layer 1: 2 neurons']
    """
    drawn, within = (net.network, net.domain) if isinstance(net, PiecewiseLinear) else (net, None)
    if drawn.input_dim > 2:
        raise ShapeError(f"layers are drawn over 1 or 2 inputs, this network has {drawn.input_dim}")
    if not drawn.hidden_layers:
        raise InputError("the network has no hidden layer: it is affine")
    if drawn.input_dim == 1:
        return _rows(drawn, within, figure, window, output)
    return _panels(net, drawn.widths, figure, window)


def _rows(
    net: Network,
    within: Polyhedron | None,
    figure: Figure | None,
    window: Polyhedron | None,
    output: int | None,
) -> Figure:
    functions = univariate_functions(net)
    if output is not None and not 0 <= output < len(functions):
        raise InputError(f"output {output} does not exist; give 0 to {len(functions) - 1}")
    chosen = functions if output is None else functions[output : output + 1]
    whole = within if within is not None and within.is_bounded else window_of_functions(chosen)
    window = part_shown(window or whole, within, 1)
    n = net.hidden_layers + 1
    figure = figure or _new_figure(6.4, 1.0 + 1.35 * n)
    rows = np.atleast_1d(figure.subplots(n, 1, sharex=True))
    draw_functions(rows[0], chosen, window, window)
    rows[0].set_title("output", **_TITLE)
    for number in range(net.hidden_layers):
        ax = rows[n - 1 - number]
        neurons = univariate_functions(hidden_layer(net, number))
        for k, f in enumerate(neurons):
            places, values = graph(f, window)
            ax.plot(
                places, values, linestyle=DASHES[k // len(PALETTE) % len(DASHES)],
                color=PALETTE[k % len(PALETTE)], linewidth=1.6, label=f"neuron {k}",
            )  # fmt: skip
        ax.set_title(f"hidden layer {number + 1}: {_counted(len(neurons))}", **_TITLE)
        _quiet(ax)
    bends = np.unique(np.concatenate([graph(f, window)[0][1:-1] for f in chosen]))
    for ax in rows:
        ax.vlines(bends, 0, 1, transform=ax.get_xaxis_transform(), colors="0.6", linewidths=0.6,
                  linestyles=(0, (1, 2)), zorder=0.5)  # fmt: skip
        ax.set_ylabel("")
        ax.label_outer()
    rows[-1].set_xlabel("$x$")
    return figure


_TITLE: dict[str, Any] = {"loc": "left", "fontsize": 10}


def _counted(n: int) -> str:
    return f"{n} neuron{'s' * (n != 1)}"


def _quiet(ax: Axes) -> None:
    ax.grid(color="0.92", linewidth=0.8)
    ax.set_axisbelow(True)
    without_box(ax)


def _new_figure(width: float, height: float) -> Figure:
    from matplotlib import pyplot

    return pyplot.figure(figsize=(width, height), layout="constrained")


# -- two inputs ------------------------------------------------------------------------------------


def _panels(drawn: Drawn, widths: Sequence[int], figure: Figure | None, window: Polyhedron | None) -> Figure:
    regions, window = shown(drawn, window)
    n = len(widths)
    figure = figure or _new_figure(3.6 * n + 0.6, 3.9)
    for number, ax in enumerate(np.atleast_1d(figure.subplots(1, n))):
        plot_bent_lines(regions, ax=ax, window=window, layer=number)
        ax.set_title(f"hidden layer {number + 1}: {_counted(widths[number])}", **_TITLE)
        if number:
            ax.set_ylabel("")
    return figure


def plot_bent_lines(
    drawn: Drawn, *, ax: Axes | None = None, window: Polyhedron | None = None, layer: int | None = None
) -> Axes:
    """The lines along which the neurons of a network with two inputs bend it: which neuron draws which line.

    Parameters
    ----------
    drawn : Network, LinearRegions or PiecewiseLinear
        With two inputs.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        A bounded set, the part to be shown.
    layer : int, optional
        A hidden layer, counted from 0: its neurons have colours and numbers of their own, those of the layers before
        are grey, and those behind are left out.  When omitted, all layers are drawn, each in its own colour and dash.

    Returns
    -------
    matplotlib Axes
        With one collection for every neuron or layer that is drawn, in order.

    Raises
    ------
    ShapeError
        If there are not two inputs.
    InputError
        If there is no such layer, or the window is unbounded, or shows nothing of the domain.

    Examples
    --------
    The neuron of the second layer bends where max(x, 0) + max(y, 0) = 1: along two rays and a segment, whose ends cut
    each axis in three.

    >>> from matplotlib.figure import Figure
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]], [[1]]], [[0, 0], [-1], [0]])
    >>> ax = plot_bent_lines(net, ax=Figure().add_subplot(), window=Polyhedron.parse("[-2,2]^2"))
    >>> [len(lines.get_segments()) for lines in ax.collections]
    [6, 3]
    """
    window = window or window_shown(ax)
    regions, window = shown(drawn, window)
    net = regions.network
    complex_ = plane_complex(regions)
    if layer is not None:
        check_hidden_layer(net, layer)
    switches = _switches(complex_, regions.patterns)
    neurons = stages(net).neurons
    ax = framed(new_axes(ax), window)
    if layer is None:
        _draw_all(ax, complex_, switches, neurons, net.hidden_layers)
    else:
        _draw_layer(ax, complex_, switches, neurons, layer)
    return ax


def _switches(complex_: PlaneComplex, patterns: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which neurons switch at which segments, shape (n_segments, n_neurons)."""
    first, second = complex_.sides.T
    changed: npt.NDArray[np.bool_] = patterns[first] != patterns[second]
    return changed


def _draw_all(
    ax: Axes, complex_: PlaneComplex, switches: Any, neurons: tuple[Neuron, ...], n_layers: int
) -> None:
    layer_of = np.array([neuron.hidden_layer for neuron in neurons], np.intp)
    for number in range(n_layers):
        own = switches[:, layer_of == number].any(axis=1)
        _add_lines(
            ax, complex_.segments[own], PALETTE[number % len(PALETTE)], DASHES[number % len(DASHES)],
            width=max(2.2 - 0.45 * number, 0.7), label=f"hidden layer {number + 1}", zorder=5 - 0.1 * number,
        )  # fmt: skip
    if n_layers > 1:
        ax.legend(loc="upper right", fontsize=8, framealpha=0.92)


def _draw_layer(
    ax: Axes, complex_: PlaneComplex, switches: Any, neurons: tuple[Neuron, ...], layer: int
) -> None:
    layer_of = np.array([neuron.hidden_layer for neuron in neurons], np.intp)
    before = switches[:, layer_of < layer].any(axis=1)
    if before.any():
        _add_lines(ax, complex_.segments[before], "0.72", "-", width=0.9, label="layers before", zorder=2)
    own = np.flatnonzero(layer_of == layer)
    for k, column in enumerate(own):
        segments = complex_.segments[switches[:, column]]
        colour, dash = PALETTE[k % len(PALETTE)], DASHES[k // len(PALETTE) % len(DASHES)]
        _add_lines(ax, segments, colour, dash, width=1.9, label=f"neuron {k}", zorder=3)
        if len(segments) and len(own) <= MOST_NUMBERS:
            longest = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1).argmax()
            x, y = segments[longest].mean(axis=0).tolist()
            written(ax, x, y, str(k), colour)


def _add_lines(
    ax: Axes, segments: Floats, colour: str, dash: Any, *, width: float, label: str, zorder: float
) -> None:
    from matplotlib.collections import LineCollection

    ax.add_collection(
        LineCollection(
            list(segments),
            colors=colour,
            linestyles=[dash],
            linewidths=width,
            capstyle="butt",
            label=label,
            zorder=zorder,
        )
    )
