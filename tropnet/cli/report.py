"""``tropnet report``: everything that is worth knowing of a network, and a picture."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from tropnet.analysis.report import Report, report
from tropnet.cli.command import Command, add_json, answer
from tropnet.cli.slices import PLANE, add_slice, slice_points
from tropnet.cli.values import DOMAIN, add_model, add_within, domain, model, model_name, points
from tropnet.cli.work import add_work, executor, limit, shows_progress
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Network, restrict_to_plane
from tropnet.plot.networks.report import MOST_DRAWN, check_path, report_figure, save_figure, slice_figure

__all__ = ["COMMAND"]


def _declare(parser: ArgumentParser) -> None:
    add_model(parser)
    add_within(parser)
    parser.add_argument("--at", metavar="X|FILE", help='tell of the region of a point, "1,0,1/2", too')
    add_slice(parser)
    picture = parser.add_argument_group("picture")
    picture.add_argument("-o", "--output", metavar="FILE", type=Path, help=(
        "the picture, .png, .svg or .pdf (default: MODEL-report.png in the current directory)"))  # fmt: skip
    picture.add_argument("--window", metavar="BOX|FILE", help=f"what it shows: {DOMAIN}")
    picture.add_argument("--no-picture", action="store_true", help="print the report only")
    add_json(parser)
    add_work(parser)


def _run(options: Namespace) -> None:
    net = model(options)
    chosen = slice_points(options, net)
    path = _picture_path(options, net, chosen is not None)
    if chosen is not None and options.at is not None:
        raise InputError("--at names a point of the whole space; leave out the slice, or the point")
    plane = net if chosen is None else restrict_to_plane(net, *chosen)
    within = domain(options.within, plane.input_dim)
    at = None if options.at is None else _point(options.at, net)
    with executor(options) as pool:
        found = report(plane, within, at=at, executor=pool, progress=shows_progress(), limit=limit(options))
    if path is not None:
        save_figure(_figure(options, net, found, chosen), path)
    data = {"model": options.model, **found.as_dict(), "picture": path and str(path)}
    answer(
        options, data, "\n\n".join([_title(options, net, chosen), str(found), _remark(options, net, path)])
    )


def _point(argument: str, net: Network) -> RationalArray:
    found = points(argument, net)
    if len(found) != 1:
        raise InputError(f"--at takes one point, not {len(found)}")
    return found[0]


def _title(options: Namespace, net: Network, chosen: list[RationalArray] | None) -> str:
    if chosen is None:
        return f"Report on {options.model}"
    plane = f"the plane p + s (q - p) + t (r - p) in its {net.input_dim} inputs"
    return f"Report on {options.model}: {plane}; the inputs below are s and t"


# -- the picture -----------------------------------------------------------------------------------


def _picture_path(options: Namespace, net: Network, is_slice: bool) -> Path | None:
    """The file of the picture; whether it can be drawn and written is told before the work begins."""
    if options.no_picture:
        return None
    if not is_slice and net.input_dim > MOST_DRAWN:
        if options.output is not None or options.window is not None:
            raise InputError(f"{net.input_dim} inputs have no picture; give a plane with {PLANE}")
        return None
    path: Path = options.output or Path(f"{model_name(options)}-report.png")
    check_path(path)
    return path


def _remark(options: Namespace, net: Network, path: Path | None) -> str:
    if path is not None:
        return f"Picture: {path.resolve()}"
    if options.no_picture:
        return "Picture: none was asked for."
    return f"Picture: none of {net.input_dim} dimensions; give a plane with {PLANE}."


def _figure(options: Namespace, net: Network, found: Report, chosen: list[RationalArray] | None) -> Any:
    name = model_name(options)
    if chosen is not None:
        window = domain(options.window, 2)
        return slice_figure(net, chosen, window=window, title=f"{name} on the plane through p, q and r")
    assert found.regions is not None
    title = f"{name}: {len(found.regions)} cells"
    return report_figure(found, window=domain(options.window, net.input_dim), title=title)


COMMAND = Command(
    "report",
    "everything worth knowing of a network, and a picture",
    "Layers, six counts of linear regions, the complex of the cells, what becomes of the neurons, the "
    "decision boundary, the time it took; and a picture for one, two or three inputs, or a slice. With more "
    "than five inputs the cells are not listed: then the report tells of one region, or of a slice.",
    _declare,
    _run,
)
