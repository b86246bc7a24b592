"""A path in the parameter space as a film: the pieces at one parameter after the other.

Above stands the network at a rational parameter t: with one input its graph, every piece in a colour of its own; with
two inputs its cells, like colours for like gradients.  Below runs a bar from one end of the path to the other, with a
mark at every parameter at which a count changes (:func:`tropnet.theory.parametric.combinatorial_events`).  The counts
in the title are exact.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.analysis.univariate_form import univariate_functions
from tropnet.errors import InputError, ShapeError
from tropnet.plot.colours import INK, PALETTE
from tropnet.plot.plane import plot_regions
from tropnet.plot.window import bounding_box, window_of
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.parametric.path import Event, ParameterPath, combinatorial_events

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["contact_sheet", "film", "plot_at", "save_film"]

FRAMES, FRAMES_PER_SECOND = 48, 12


def film(
    path: ParameterPath,
    *,
    window: Polyhedron | None = None,
    frames: int = FRAMES,
    figure: Figure | None = None,
) -> FuncAnimation:
    """The path as an animation of matplotlib; in a notebook ``HTML(film(path).to_jshtml())`` shows it.

    Parameters
    ----------
    path : ParameterPath
        Of networks with one or two inputs and one output.
    window : Polyhedron, optional
        A bounded set of inputs; when omitted, one that suits the networks on the way.
    frames : int
        At least 2.
    figure : matplotlib Figure, optional
        An empty one; a new figure when omitted.

    Returns
    -------
    matplotlib FuncAnimation

    Raises
    ------
    ShapeError
        If there are more than two inputs, or several outputs.
    InputError
        If there are fewer than two frames, or the window is unbounded.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.theory.families import Sawtooth
    >>> moving = film(ParameterPath.between(Sawtooth(["1/4"]), Sawtooth(["3/4"])), frames=2, figure=Figure())
    >>> moving.to_jshtml().count("data:image/png")
    2
    """
    from matplotlib.animation import FuncAnimation
    from matplotlib.figure import Figure

    times = _times(path, frames)
    shown = window or _window(path)
    events = combinatorial_events(path)
    drawn = figure if figure is not None else Figure(figsize=(6, 6), layout="constrained")
    above, below = drawn.subplots(2, 1, height_ratios=[18, 1])
    low, high = _heights(path, times, shown)

    def draw(i: int) -> list[Any]:
        above.clear()
        below.clear()
        plot_at(path, times[i], ax=above, window=shown)
        if path.network.input_dim == 1:
            above.set_ylim(low, high)
        _bar(below, path, times[i], events)
        return []

    draw(0)
    return FuncAnimation(drawn, draw, frames=len(times), interval=1000 / FRAMES_PER_SECOND)


def save_film(
    path: ParameterPath, file: Path | str, *, window: Polyhedron | None = None, frames: int = FRAMES
) -> None:
    """Write the path as an animated picture.

    Parameters
    ----------
    path, window, frames
        As for :func:`film`.
    file : Path or str
        With the suffix ``.gif``.

    Raises
    ------
    InputError
        If the suffix is another one, or the folder does not exist.

    Examples
    --------
    >>> import tempfile
    >>> from tropnet.theory.families import Sawtooth
    >>> path = ParameterPath.between(Sawtooth(["1/4"]), Sawtooth(["3/4"]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_film(path, Path(folder) / "tent.gif", frames=2)
    ...     (Path(folder) / "tent.gif").read_bytes()[:6]
    b'GIF89a'
    """
    target = Path(file)
    if target.suffix != ".gif":
        raise InputError(f"{target.name!r} does not end in .gif; give such a name")
    if not target.parent.is_dir():
        raise InputError(f"the folder {target.parent} does not exist; make it first")
    from matplotlib.animation import PillowWriter

    film(path, window=window, frames=frames).save(target, writer=PillowWriter(fps=FRAMES_PER_SECOND))


def contact_sheet(
    path: ParameterPath, *, window: Polyhedron | None = None, frames: int = 6, figure: Figure | None = None
) -> Figure:
    """Some frames of the film side by side.

    Parameters
    ----------
    path, window, frames, figure
        As for :func:`film`.

    Returns
    -------
    matplotlib Figure

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.theory.families import Sawtooth
    >>> path = ParameterPath.between(Sawtooth(["1/4"]), Sawtooth(["3/4"]))
    >>> [ax.get_title() for ax in contact_sheet(path, frames=3, figure=Figure()).axes]
    ['t = 0: 3 affine functions', 't = 1/2: 3 affine functions', 't = 1: 3 affine functions']
    """
    times = _times(path, frames)
    shown = window or _window(path)
    columns = min(len(times), 3)
    rows = -(-len(times) // columns)
    if figure is None:
        from matplotlib import pyplot

        figure = pyplot.figure(figsize=(3.4 * columns, 3.3 * rows), layout="constrained")
    spaces = figure.subplots(rows, columns, squeeze=False).ravel()
    low, high = _heights(path, times, shown)
    for ax, t in zip(spaces, times, strict=False):
        plot_at(path, t, ax=ax, window=shown)
        if path.network.input_dim == 1:
            ax.set_ylim(low, high)
        ax.label_outer()
    for ax in spaces[len(times) :]:
        ax.remove()
    return figure


def plot_at(path: ParameterPath, t: Fraction, *, ax: Axes, window: Polyhedron) -> Axes:
    """The network at one parameter: the graph, or the cells, with the number of affine functions as title.

    Parameters
    ----------
    path : ParameterPath
    t : Fraction
    ax : matplotlib Axes
    window : Polyhedron

    Returns
    -------
    matplotlib Axes
    """
    net = path.network_at(t)
    regions = linear_regions(net)
    if net.input_dim == 1:
        _draw_graph(ax, path, t, window)
    else:
        plot_regions(regions, ax=ax, window=window)
    n = regions.counts.affine
    ax.set_title(f"t = {t}: {n} affine function{'s' * (n != 1)}", fontsize=10)
    return ax


def _draw_graph(ax: Axes, path: ParameterPath, t: Fraction, window: Polyhedron) -> None:
    (f,) = univariate_functions(path.network_at(t))
    (left,), (right,) = bounding_box(window)
    cuts = [left, *(x for x in f.breakpoints if left < x < right), right]
    first = f.columns[0].searchsorted(left, right=True)
    for i, (a, b) in enumerate(itertools.pairwise(cuts)):
        colour = PALETTE[(first + i) % len(PALETTE)]
        ax.plot([float(a), float(b)], [float(f(a)), float(f(b))], color=colour, linewidth=2.4, zorder=3)
    inner = cuts[1:-1]
    ax.plot([float(x) for x in inner], [float(f(x)) for x in inner], "o", color=INK, markersize=3.6, zorder=4)
    ax.set_xlim(float(left), float(right))
    ax.set_xlabel("$x$")
    ax.set_ylabel("$f(x)$", rotation=0, labelpad=14)
    ax.grid(color="0.9", linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _bar(ax: Axes, path: ParameterPath, t: Fraction, events: tuple[Event, ...]) -> None:
    """The place of t on the path, and the events."""
    low, high = float(path.low), float(path.high)
    ax.plot([low, high], [0, 0], color="0.8", linewidth=6, solid_capstyle="round", zorder=1)
    ax.plot([low, float(t)], [0, 0], color=PALETTE[0], linewidth=6, solid_capstyle="round", zorder=2)
    places = [float(event.value) for event in events]
    ax.plot(places, [0] * len(places), "D", color=PALETTE[5], markersize=6, markeredgecolor="white", zorder=3)
    ax.set_xlim(low - 0.02 * (high - low), high + 0.02 * (high - low))
    ax.set_ylim(-1, 1)
    ax.set_axis_off()


def _times(path: ParameterPath, frames: int) -> list[Fraction]:
    """Parameters at equal distances, the ends among them."""
    n = integer_at_least(2, frames, "the number of frames")
    network = path.network
    outputs = len(network.layers[-1].bias)
    if network.input_dim not in {1, 2} or outputs != 1:
        raise ShapeError(
            f"the networks map R^{network.input_dim} to R^{outputs}; a film shows one or two inputs and one output"
        )
    return [path.low + (path.high - path.low) * Fraction(i, n - 1) for i in range(n)]


def _window(path: ParameterPath) -> Polyhedron:
    """A box around the windows that suit the networks at some parameters."""
    regions: list[LinearRegions] = [linear_regions(path.network_at(t)) for t in _times(path, 5)]
    ends = [bounding_box(window_of(found)) for found in regions]
    low = [min(values) for values in zip(*(a for a, _ in ends), strict=True)]
    high = [max(values) for values in zip(*(b for _, b in ends), strict=True)]
    return box(low, high)


def _heights(path: ParameterPath, times: list[Fraction], window: Polyhedron) -> tuple[float, float]:
    """The range of the values in the window at all times, with some room; of networks with one input."""
    if path.network.input_dim != 1:
        return 0.0, 1.0
    (left,), (right,) = bounding_box(window)
    values = []
    for t in times:
        (f,) = univariate_functions(path.network_at(t))
        values += [f(left), f(right), *(f(x) for x in f.breakpoints if left < x < right)]
    low, high = float(min(values)), float(max(values))
    room = 0.06 * (high - low) or 1.0
    return low - room, high + room
