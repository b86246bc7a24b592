"""The picture that goes with a report: whichever the number of inputs allows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tropnet.analysis.report import Report
from tropnet.errors import InputError
from tropnet.networks import Network
from tropnet.plot.look.window import window_of
from tropnet.plot.networks.boundary import plot_decision_boundary
from tropnet.plot.networks.line import plot_function
from tropnet.plot.networks.plane import plot_regions
from tropnet.plot.networks.slices import plot_slice
from tropnet.plot.networks.space import plot_block
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["MOST_DRAWN", "check_path", "report_figure", "save_figure", "slice_figure"]

MOST_DRAWN = 3
"""With more inputs than these there is a picture of a slice only."""

# Embedded dates and random names of parts would make two files of one picture differ.
METADATA: dict[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}


def report_figure(found: Report, *, window: Polyhedron | None = None, title: str = "") -> Figure:
    """The cells of a network with one, two or three inputs, and its decision boundary.

    The figure belongs to nobody: it is not registered with pyplot, and not shown.

    Raises
    ------
    InputError
        If there are more inputs.

    Examples
    --------
    >>> from tropnet.analysis.report import report
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> report_figure(report(tent), title="the tent").axes[0].get_title()
    'the tent'
    """
    regions, boundary = found.regions, found.boundary
    if regions is None or boundary is None or found.network.input_dim > MOST_DRAWN:
        raise InputError(
            f"there is no picture of {found.network.input_dim} dimensions; draw a slice through three points"
        )
    window = window or window_of(regions)
    figure = _figure()
    if found.network.input_dim == 1:
        ax = plot_function(regions, ax=figure.add_subplot(), window=window, boundary=boundary)
    elif found.network.input_dim == 2:
        ax = plot_regions(regions, ax=figure.add_subplot(), window=window)
        plot_decision_boundary(boundary, ax=ax, window=window, names=_class_names(found.network))
    else:
        ax = plot_block(regions, ax=figure.add_subplot(projection="3d"), window=window, boundary=True)
    ax.set_title(title, fontsize=11)
    return figure


def _class_names(net: Network) -> list[str]:
    return (
        [str(k) for k in range(net.output_dim)]
        if net.output_dim > 1
        else ["f \N{LESS-THAN OR EQUAL TO} 0", "f > 0"]
    )


def slice_figure(
    net: Network, points: Sequence[Any], *, window: Polyhedron | None = None, title: str = ""
) -> Figure:
    """The cells and the decision boundary on the plane through three points.

    Raises
    ------
    InputError
        If the points lie on a line.
    ShapeError
        If a point has another shape than the network's input.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 1, 0, 0], [0, 0, 1, 1]], [[1, 1]]], [[-1, -1], [0]])
    >>> figure = slice_figure(net, [[0, 0, 0, 0], [2, 0, 0, 0], [0, 0, 2, 0]])
    >>> len(figure.axes)
    1
    """
    figure = _figure()
    p, q, r = points
    ax = plot_slice(net, p, q, r, ax=figure.add_subplot(), window=window, boundary=True)
    ax.set_title(title, fontsize=11)
    return figure


def _figure() -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(7, 6.2), layout="constrained")


def check_path(path: Path) -> None:
    """Raise an InputError if no picture can be written there.

    Examples
    --------
    >>> check_path(Path("cells.jpg"))
    Traceback (most recent call last):
    tropnet.errors.InputError: cells.jpg: pictures are written as .png, .svg, .pdf, not as '.jpg'
    """
    suffix = path.suffix.lower()
    if suffix not in METADATA:
        raise InputError(
            f"{path}: pictures are written as {', '.join(METADATA)}, not as {suffix or 'no suffix'!r}"
        )
    if not path.absolute().parent.is_dir():
        raise InputError(f"{path} cannot be written: there is no folder {path.absolute().parent}")


def save_figure(figure: Figure, path: Path | str) -> None:
    """Write a figure as .png, .svg or .pdf; the same figure gives the same file.

    Raises
    ------
    InputError
        If the suffix is another, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from matplotlib.figure import Figure
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_figure(Figure(figsize=(1, 1)), Path(folder) / "nothing.png")
    ...     (Path(folder) / "nothing.png").read_bytes()[1:4]
    b'PNG'
    """
    from matplotlib import rc_context

    path = Path(path)
    check_path(path)
    try:
        with rc_context({"svg.hashsalt": "tropnet"}):
            figure.savefig(path, dpi=150, metadata=METADATA[path.suffix.lower()])
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error
