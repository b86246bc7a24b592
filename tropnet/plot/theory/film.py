"""A path in the parameter space as a film: the pieces at one parameter after the other.

Above stands the network at a rational parameter t: with one input its graph, pieces next to each other in different
colours; with two inputs its cells, like colours for like gradients.  A colour means the same in all frames.  Below
stand the counts, and a bar from one end of the path to the other, with a mark at every parameter at which a count
changes (:func:`tropnet.theory.parametric.combinatorial_events`).  All numbers that are written are exact, but for
irrational events, which have the sign ≈.

Many events happen at a single parameter only, and between frames at equal distances nobody would see them.  So the
frame next to a rational event is moved there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.analysis.univariate_form import univariate_functions
from tropnet.errors import InputError, ShapeError
from tropnet.networks.network import Network
from tropnet.plot.cells.gradients import float_gradients
from tropnet.plot.look.axes import without_box
from tropnet.plot.look.colours import INK, PALETTE, feature_colours, squashed
from tropnet.plot.look.window import bounding_box, inside, window_around, window_of
from tropnet.plot.networks.plane import plot_regions
from tropnet.plot.theory.film_page import film_page
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.parametric.complex import ParametricComplex
from tropnet.theory.parametric.counting import COUNTED
from tropnet.theory.parametric.path import Event, ParameterPath, combinatorial_events
from tropnet.univariate.function import PiecewiseLinearFunction1D

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["contact_sheet", "film", "plot_at", "save_film"]

Floats = npt.NDArray[np.float64]

FRAMES, FRAMES_PER_SECOND = 48, 12
# Numbers below the bar must not run into each other: this part of its length apart.
APART = 0.09


def film(
    path: ParameterPath,
    *,
    within: Polyhedron | None = None,
    window: Polyhedron | None = None,
    frames: int = FRAMES,
    figure: Figure | None = None,
) -> FuncAnimation:
    """The path as an animation of matplotlib; in a notebook ``HTML(film(path).to_jshtml())`` shows it.

    Parameters
    ----------
    path : ParameterPath
        Of networks with one or two inputs and one output.
    within : Polyhedron, optional
        The domain of the inputs.
    window : Polyhedron, optional
        A bounded set of inputs, the part to be shown; when omitted, one that suits the networks on the way.
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

    drawn, draw, n = _screen(path, within, window, frames, figure)
    return FuncAnimation(drawn, draw, frames=n, interval=1000 / FRAMES_PER_SECOND)


def _screen(
    path: ParameterPath,
    within: Polyhedron | None,
    window: Polyhedron | None,
    frames: int,
    figure: Figure | None,
) -> tuple[Figure, Callable[[int], list[Any]], int]:
    """A figure, the function that draws a frame into it, and the number of frames; the first one is drawn."""
    from matplotlib.figure import Figure

    events = _events(path, within)
    reel = _Reel(path, _times(path, frames, events), within, window)
    drawn = figure if figure is not None else Figure(figsize=(6, 6.6), layout="constrained")
    above, below = drawn.subplots(2, 1, height_ratios=[10, 1])

    def draw(i: int) -> list[Any]:
        above.clear()
        below.clear()
        reel.draw(above, i)
        _draw_bar(below, path, reel.times[i], events)
        counts = reel.frames[i].regions.counts
        written = [f"{notion.replace('_', ' ')} {getattr(counts, notion)}" for notion in COUNTED]
        lines = [" · ".join(written[:2]), " · ".join(written[2:])]
        below.set_title("\n".join(lines), fontsize=8.5, color=INK, pad=6)
        return []

    draw(0)
    return drawn, draw, len(reel.times)


def save_film(
    path: ParameterPath,
    file: Path | str,
    *,
    within: Polyhedron | None = None,
    window: Polyhedron | None = None,
    frames: int = FRAMES,
) -> None:
    """Write the path as an animated picture, or as a page with a player; the same path gives the same file.

    Parameters
    ----------
    path, within, window, frames
        As for :func:`film`.
    file : Path or str
        With the suffix ``.gif``, or ``.html``: a page that needs no other file.

    Raises
    ------
    InputError
        If the suffix is another one, or the folder does not exist; and as for :func:`film`.
    ShapeError
        As for :func:`film`.

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
    if target.suffix not in {".gif", ".html"}:
        raise InputError(f"{target.name!r} does not end in .gif or .html; give such a name")
    if not target.parent.is_dir():
        raise InputError(f"the folder {target.parent} does not exist; make it first")
    if target.suffix == ".gif":
        from matplotlib.animation import PillowWriter

        moving = film(path, within=within, window=window, frames=frames)
        moving.save(target, writer=PillowWriter(fps=FRAMES_PER_SECOND))
    else:
        page = film_page(*_screen(path, within, window, frames, None), FRAMES_PER_SECOND, target.stem)
        target.write_text(page, encoding="utf-8")


def contact_sheet(
    path: ParameterPath,
    *,
    within: Polyhedron | None = None,
    window: Polyhedron | None = None,
    frames: int = 6,
    figure: Figure | None = None,
) -> Figure:
    """Some frames of the film side by side.

    Parameters
    ----------
    path, within, window, frames, figure
        As for :func:`film`.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    ShapeError, InputError
        As for :func:`film`.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.theory.families import Sawtooth
    >>> path = ParameterPath.between(Sawtooth(["1/4"]), Sawtooth(["3/4"]))
    >>> [ax.get_title() for ax in contact_sheet(path, frames=3, figure=Figure()).axes]
    ['t = 0: 3 affine functions', 't = 1/2: 3 affine functions', 't = 1: 3 affine functions']
    """
    reel = _Reel(path, _times(path, frames, _events(path, within)), within, window)
    columns = min(len(reel.times), 3)
    rows = -(-len(reel.times) // columns)
    if figure is None:
        from matplotlib import pyplot

        figure = pyplot.figure(figsize=(3.4 * columns, 3.3 * rows), layout="constrained")
    spaces = figure.subplots(rows, columns, squeeze=False).ravel()
    for i, ax in enumerate(spaces[: len(reel.times)]):
        reel.draw(ax, i)
        ax.label_outer()
    for ax in spaces[len(reel.times) :]:
        ax.remove()
    return figure


def plot_at(
    path: ParameterPath,
    t: Fraction,
    *,
    ax: Axes,
    within: Polyhedron | None = None,
    window: Polyhedron | None = None,
) -> Axes:
    """The network at one parameter: the graph, or the cells, with the number of affine functions as title.

    Parameters
    ----------
    path, within, window
        As for :func:`film`.
    t : Fraction
    ax : matplotlib Axes

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ShapeError, InputError
        As for :func:`film`.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.theory.families import Sawtooth
    >>> path = ParameterPath.between(Sawtooth(["1/4"]), Sawtooth(["3/4"]))
    >>> ax = plot_at(path, Fraction(1, 2), ax=Figure().add_subplot())
    >>> *pieces, dots = ax.lines
    >>> len(pieces), dots.get_xydata().tolist()
    (3, [[0.0, 0.0], [0.5, 1.0]])
    """
    _Reel(path, [t], within, window).draw(ax, 0)
    return ax


@dataclass(frozen=True)
class _Frame:
    """The network at one parameter."""

    t: Fraction
    net: Network
    regions: LinearRegions


class _Reel:
    """The frames of a film, and what they share: window, colours, and the range of values."""

    def __init__(
        self,
        path: ParameterPath,
        times: Iterable[Fraction],
        within: Polyhedron | None,
        window: Polyhedron | None,
    ) -> None:
        _require_drawable(path)
        self.path, self.times, self.within = path, list(times), within
        nets = [path.network_at(t) for t in self.times]
        self.frames = [
            _Frame(t, net, linear_regions(net, within)) for t, net in zip(self.times, nets, strict=True)
        ]
        self.window = window if window is not None else self._window()
        if len(bounding_box(self.window)[0]) != path.network.input_dim:
            raise ShapeError(
                f"the window lies in dimension {self.window.ambient_dim}, the inputs in {path.network.input_dim}"
            )

    def draw(self, ax: Axes, i: int) -> None:
        """Draw a frame into empty axes."""
        frame = self.frames[i]
        if self.path.network.input_dim == 1:
            self._draw_graph(ax, i)
        else:
            plot_regions(self._shown[i], ax=ax, window=self.window, colour=self._cell_colours[i])
        n = frame.regions.counts.affine
        ax.set_title(f"{self.path.symbol} = {frame.t}: {n} affine function{'s' * (n != 1)}", fontsize=10)

    def _window(self) -> Polyhedron:
        """The domain if it is bounded, else a box around what there is to see in all frames."""
        if self.within is not None and self.within.is_bounded:
            return box(*bounding_box(self.within))
        if self.path.network.input_dim == 1:  # break points are few, and each is seen
            return window_around([[float(x)] for f in self._functions for x in f.breakpoints], left_out=0)
        ends = [bounding_box(window_of(frame.regions)) for frame in self.frames]
        low = [min(values) for values in zip(*(a for a, _ in ends), strict=True)]
        high = [max(values) for values in zip(*(b for _, b in ends), strict=True)]
        return box(low, high)

    # -- two inputs ----------------------------------------------------------------------------------------

    @cached_property
    def _shown(self) -> list[LinearRegions]:
        return [inside(frame.regions, self.window) for frame in self.frames]

    @cached_property
    def _cell_colours(self) -> list[Floats]:
        """The colours of the cells of every frame; like gradients in any two frames have like colours."""
        gradients = [
            float_gradients(regions.network, regions.patterns).reshape(len(regions), -1)
            for regions in self._shown
        ]
        ends = np.cumsum([len(rows) for rows in gradients])[:-1]
        return np.split(feature_colours(squashed(np.concatenate(gradients))), ends)

    # -- one input -----------------------------------------------------------------------------------------

    @cached_property
    def _functions(self) -> list[PiecewiseLinearFunction1D]:
        return [univariate_functions(frame.net)[0] for frame in self.frames]

    @cached_property
    def _cuts(self) -> list[list[Fraction]]:
        """For every frame the ends of its pieces, cut off where the window or the domain ends."""
        shown = self.window if self.within is None else self.window & self.within
        (left,), (right,) = bounding_box(shown)
        return [[left, *(x for x in f.breakpoints if left < x < right), right] for f in self._functions]

    @cached_property
    def _piece_colours(self) -> list[list[str]]:
        """The colours of the pieces of every frame.

        A piece keeps its colour as long as its affine map is the same function of the parameter.
        """
        known: dict[tuple[str, ...], str] = {}
        return [
            _coloured(self._maps(frame, cuts), known)
            for frame, cuts in zip(self.frames, self._cuts, strict=True)
        ]

    def _maps(self, frame: _Frame, cuts: list[Fraction]) -> list[tuple[str, ...]]:
        """For every piece the affine map with the parameter as a symbol, written out."""
        complex_ = ParametricComplex.at(self.path.network, {self.path.symbol: frame.t})
        patterns = [tuple(pattern) for pattern in complex_.cell_patterns.tolist()]
        written = dict(zip(patterns, complex_.maps, strict=True))
        middles = [(a + b) / 2 for a, b in pairwise(cuts)]
        cells = [frame.regions.at([x]) for x in middles]
        return [tuple(map(str, written[tuple(map(int, cell.pattern))])) for cell in cells]

    @cached_property
    def _heights(self) -> tuple[float, float]:
        """The range of the values at all times, with some room."""
        values = [float(f(x)) for f, cuts in zip(self._functions, self._cuts, strict=True) for x in cuts]
        low, high = min(values), max(values)
        room = 0.06 * (high - low) or 1.0
        return low - room, high + room

    def _draw_graph(self, ax: Axes, i: int) -> None:
        f, cuts = self._functions[i], self._cuts[i]
        points = [(float(x), float(f(x))) for x in cuts]
        for (start, end), colour in zip(pairwise(points), self._piece_colours[i], strict=True):
            ax.plot(*zip(start, end, strict=True), color=colour, linewidth=2.6, zorder=3)
        inner = np.reshape(points[1:-1], (-1, 2))
        ax.plot(*inner.T, "o", color=INK, markersize=5, markeredgecolor="white", zorder=4)
        (left,), (right,) = bounding_box(self.window)
        ax.set_xlim(float(left), float(right))
        ax.set_ylim(*self._heights)
        ax.set_xlabel("$x$")
        ax.set_ylabel("$f(x)$", rotation=0, labelpad=14)
        ax.grid(color="0.9", linewidth=0.8)
        ax.set_axisbelow(True)
        without_box(ax)


def _coloured(names: list[tuple[str, ...]], known: dict[tuple[str, ...], str]) -> list[str]:
    """A colour for every name from left to right: the known one, or the next that no neighbour has."""
    colours: list[str] = []
    for i, name in enumerate(names):
        if name not in known:
            beside = {*colours[-1:], known.get(names[i + 1]) if i + 1 < len(names) else None}
            turn = [PALETTE[(len(known) + k) % len(PALETTE)] for k in range(len(PALETTE))]
            known[name] = next(colour for colour in turn if colour not in beside)
        colours.append(known[name])
    return colours


def _draw_bar(ax: Axes, path: ParameterPath, t: Fraction, events: tuple[Event, ...]) -> None:
    """The place of t on the path, and the events."""
    low, high = float(path.low), float(path.high)
    bar: dict[str, Any] = {"linewidth": 6, "solid_capstyle": "round"}
    ax.plot([low, high], [0, 0], color="0.85", zorder=1, **bar)
    ax.plot([low, float(t)], [0, 0], color=PALETTE[0], zorder=2, **bar)
    ax.plot([float(t)], [0], "o", color=PALETTE[0], markersize=11, markeredgecolor="white", zorder=3)
    places = [float(event.value) for event in events]
    ax.plot(places, [0] * len(places), "D", color=PALETTE[5], markersize=6, markeredgecolor="white", zorder=4)
    written: list[float] = []
    for place, name in [(low, str(path.low)), (high, str(path.high)), *map(_named, events)]:
        if all(abs(place - other) > APART * (high - low) for other in written):
            ax.text(place, -0.55, name, ha="center", va="top", fontsize=8, color=INK)
            written.append(place)
    ax.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    ax.set_ylim(-1, 1)
    ax.set_axis_off()


def _named(event: Event) -> tuple[float, str]:
    place = float(event.value)
    return place, str(event.value) if isinstance(event.value, Fraction) else f"≈{place:.3g}"


def _events(path: ParameterPath, within: Polyhedron | None) -> tuple[Event, ...]:
    _require_drawable(path)
    return combinatorial_events(path, within)


def _require_drawable(path: ParameterPath) -> None:
    inputs, outputs = path.network.input_dim, path.network.output_dim
    if inputs not in {1, 2} or outputs != 1:
        raise ShapeError(
            f"the networks map R^{inputs} to R^{outputs}; a film shows one or two inputs and one output"
        )


def _times(path: ParameterPath, frames: int, events: tuple[Event, ...]) -> list[Fraction]:
    """Parameters at equal distances, the ends among them; the inner one next to a rational event is moved there.

    Where several events lie between two frames, some are left out.
    """
    n = integer_at_least(2, frames, "the number of frames")
    step = (path.high - path.low) / (n - 1)
    times = [path.low + i * step for i in range(n)]
    moved: set[int] = set()
    for value in (event.value for event in events if isinstance(event.value, Fraction)):
        nearest = round((value - path.low) / step)
        if 0 < nearest < n - 1 and nearest not in moved:
            times[nearest] = value
            moved.add(nearest)
    return times
