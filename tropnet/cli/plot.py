"""``tropnet plot``: one picture of a network, as a file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.tropical_form import tropicalize
from tropnet.cli.command import Command, add_json, answer
from tropnet.cli.slices import PLANE, add_slice, slice_points
from tropnet.cli.values import DOMAIN, add_model, add_within, domain, model, model_name
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Network, select_outputs
from tropnet.plot import (
    interactive_graph,
    interactive_regions,
    isometric_plane,
    plot_bent_lines,
    plot_block,
    plot_decision_boundary,
    plot_dual_graph,
    plot_function,
    plot_gradient,
    plot_graph,
    plot_layers,
    plot_rational,
    plot_regions,
    plot_six_counts,
    plot_slice,
    save_figure,
    save_html,
    window_of,
)
from tropnet.plot.look.window import part_shown
from tropnet.plot.networks.plane import NOTIONS
from tropnet.plot.networks.report import check_path
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.rational import TropicalRational

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["COMMAND"]

PAGES = {".html", ".htm"}
COLOURS = ("gradient", "pattern", "value")


@dataclass(frozen=True)
class _Task:
    """What is to be drawn: the network, already on the plane of a slice, and how."""

    net: Network
    options: Namespace
    within: Polyhedron | None
    window: Polyhedron | None
    slice: tuple[Network, list[RationalArray]] | None

    @property
    def drawn(self) -> Any:
        """The network, or its regions if there is a domain."""
        return self.net if self.within is None else linear_regions(self.net, self.within)

    @property
    def part(self) -> Polyhedron | None:
        """The part of the domain that is shown, for pictures that take no domain; None where neither is given."""
        if self.within is None:
            return self.window
        return part_shown(self.window or window_of(self.drawn), self.within, self.net.input_dim)


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _draw_regions(task: _Task) -> Figure:
    figure, options = _figure(7, 6.2), task.options
    is_value = options.colour == "value"
    if task.slice is not None and options.notion is None and task.within is None:
        net, points = task.slice
        plot_slice(
            net, *points, ax=figure.add_subplot(), window=task.window, colour=options.colour,
            output=options.output_number, boundary=not is_value,
        )  # fmt: skip
        return figure
    if task.net.input_dim == 1:
        boundary = decision_boundary(task.net, within=task.within)
        plot_function(task.drawn, ax=figure.add_subplot(), window=task.window, boundary=boundary)
    elif task.net.input_dim == 2:
        ax = plot_regions(
            task.drawn, ax=figure.add_subplot(), window=task.window, colour=options.colour, notion=options.notion,
            numbers=options.numbers, output=options.output_number,
        )  # fmt: skip
        if options.notion is None and not is_value:
            plot_decision_boundary(decision_boundary(task.net, within=task.within), ax=ax)
    else:
        plot_block(task.drawn, ax=figure.add_subplot(projection="3d"), window=task.window, boundary=True)
    return figure


def _draw_graph(task: _Task) -> Figure:
    figure = _figure(7, 6.2)
    plot_graph(
        task.drawn, output=task.options.output_number, ax=figure.add_subplot(projection="3d"), window=task.window,
        colour=task.options.colour,
    )  # fmt: skip
    return figure


def _draw_gradient(task: _Task) -> Figure:
    figure = _figure(7, 4.4)
    plot_gradient(task.drawn, ax=figure.add_subplot(), window=task.window)
    return figure


def _draw_layers(task: _Task) -> Figure:
    n = task.net.hidden_layers
    figure = _figure(6.4, 2.4 + 1.35 * n) if task.net.input_dim == 1 else _figure(3.6 * max(n, 1) + 0.6, 3.9)
    return plot_layers(task.net, figure=figure, window=task.part)


def _draw_lines(task: _Task) -> Figure:
    figure = _figure(7, 6.2)
    plot_bent_lines(task.drawn, ax=figure.add_subplot(), window=task.window)
    return figure


def _draw_counts(task: _Task) -> Figure:
    return plot_six_counts(
        task.drawn, figure=_figure(10.2, 6.9), window=task.window, colour=task.options.colour,
        numbers=task.options.numbers,
    )  # fmt: skip


def _draw_dual(task: _Task) -> Figure:
    figure = _figure(7, 6.2)
    plot_dual_graph(task.drawn, ax=figure.add_subplot(), window=task.window)
    return figure


def _draw_tropical(task: _Task) -> Figure:
    f = tropicalize(select_outputs(task.net, task.options.output_number))
    assert isinstance(f, TropicalRational)  # one output, so no tuple of functions
    window = task.part or (window_of(linear_regions(task.net)) if task.net.input_dim == 2 else None)
    return plot_rational(f, figure=_figure(11, 4), window=window)


@dataclass(frozen=True)
class _Picture:
    """A kind of picture: for how many inputs, what it shows, and the function that draws it."""

    inputs: tuple[int, ...]
    summary: str
    draw: Callable[[_Task], Figure]


PICTURES = {
    "regions": _Picture((1, 2, 3), "the cells and the decision boundary", _draw_regions),
    "graph": _Picture((2,), "one output as a surface in space", _draw_graph),
    "gradient": _Picture((1,), "the slope of every piece", _draw_gradient),
    "layers": _Picture((1, 2), "layer by layer what the neurons do", _draw_layers),
    "lines": _Picture((2,), "which layer bends the function where", _draw_lines),
    "counts": _Picture((2,), "the six notions of linear regions", _draw_counts),
    "dual": _Picture((2,), "the dual graph over the cells", _draw_dual),
    "tropical": _Picture((1, 2), "numerator, denominator and difference of one output", _draw_tropical),
}


def _declare(parser: ArgumentParser) -> None:
    add_model(parser)
    listed = "; ".join(f"{name}: {picture.summary}" for name, picture in PICTURES.items())
    parser.add_argument(
        "--show", choices=PICTURES, default="regions", help=f"what to draw (default: regions). {listed}"
    )
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help=(
        "the picture, .png, .svg or .pdf, or an interactive page, .html, for regions and graph "
        "(default: MODEL-SHOW.png in the current directory)"))  # fmt: skip
    parser.add_argument(
        "--colour", choices=COLOURS, default="gradient", help="what is alike where colours are alike"
    )
    parser.add_argument(
        "--notion", choices=NOTIONS, help="outline the linear regions by one of the six notions"
    )
    parser.add_argument("--numbers", action="store_true", help="number the regions of the notion")
    parser.add_argument("--output-number", metavar="K", type=int, default=0, help=(
        "the output of the network that is drawn by graph, tropical and --colour value, from 0 on"))  # fmt: skip
    parser.add_argument("--title", help="a line above the picture")
    add_within(parser)
    parser.add_argument("--window", metavar="BOX|FILE", help=f"the part that is shown: {DOMAIN}")
    add_slice(parser)
    add_json(parser)


def _run(options: Namespace) -> None:
    path = options.output or Path(f"{model_name(options)}-{options.show}.png")
    is_page = path.suffix.lower() in PAGES
    if is_page and options.show not in {"regions", "graph"}:
        raise InputError(f"--show {options.show} has no interactive page; give a .png, .svg or .pdf")
    if not is_page:
        check_path(path)
    task = _task(options)
    if is_page:
        save_html(_page(task), path)
    else:
        figure = PICTURES[options.show].draw(task)
        if options.title:
            figure.suptitle(options.title, fontsize=11)
        save_figure(figure, path)
    data = {"model": options.model, "show": options.show, "picture": str(path)}
    answer(options, data, f"Picture: {path.resolve()}")


def _task(options: Namespace) -> _Task:
    whole = model(options)
    points = slice_points(options, whole)
    net = whole if points is None else isometric_plane(whole, *points)[0]
    allowed = PICTURES[options.show].inputs
    if net.input_dim not in allowed:
        raise InputError(
            f"--show {options.show} draws networks with {_counted(allowed)}, {options.model} has {net.input_dim}"
            + (f"; give a plane with {PLANE}" if 2 in allowed and net.input_dim > 2 else "")
        )
    if not 0 <= options.output_number < net.output_dim:
        raise InputError(f"output {options.output_number} does not exist; give 0 to {net.output_dim - 1}")
    within, window = domain(options.within, net.input_dim), domain(options.window, net.input_dim)
    return _Task(net, options, within, window, None if points is None else (whole, points))


def _counted(inputs: tuple[int, ...]) -> str:
    return f"{' or '.join(map(str, inputs))} input{'s' * (inputs[-1] > 1)}"


def _page(task: _Task) -> Any:
    if task.net.input_dim != 2:
        raise InputError(f"an interactive page needs 2 inputs, {task.options.model} has {task.net.input_dim}")
    if task.options.colour == "value":
        raise InputError("an interactive page has no bands of values; give --colour gradient or pattern")
    if task.options.show == "graph":
        return interactive_graph(
            task.drawn, output=task.options.output_number, window=task.window, colour=task.options.colour
        )
    boundary = decision_boundary(task.net, within=task.within)
    return interactive_regions(task.drawn, window=task.window, colour=task.options.colour, boundary=boundary)


COMMAND = Command(
    "plot",
    "one picture of a network",
    "Draws the cells of a network and its decision boundary, its graph, its layers, its linear regions by the six "
    "notions, their dual graph, or its tropical form; as a picture, or as a page on which the cell under the cursor "
    "tells its affine map.",
    _declare,
    _run,
)
