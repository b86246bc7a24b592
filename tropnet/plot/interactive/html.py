"""The door to plotly: figures with the quiet look of the other pictures, and one page that holds all it needs.

plotly is an optional dependency.  It is imported when an interactive picture is made, and nowhere else than here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, MissingDependencyError
from tropnet.plot.look.colours import INK

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["hex_colours", "layout", "plotly_graph_objects", "save_html"]

Floats = npt.NDArray[np.float64]

DIV = "tropnet"
"""The name of the picture in its page; a random one would make two files of one picture differ."""

SUFFIXES = (".html", ".htm")
HEIGHT = 640
SANS = "DejaVu Sans, Verdana, Helvetica, sans-serif"
MONOSPACE = "DejaVu Sans Mono, Menlo, Consolas, monospace"


def plotly_graph_objects() -> Any:
    """The module ``plotly.graph_objects``.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.
    """
    try:
        from plotly import graph_objects
    except ImportError as error:
        raise MissingDependencyError(
            "interactive pictures need plotly: pip install 'tropnet[interactive]'"
        ) from error
    return graph_objects


def layout(title: str) -> dict[str, Any]:
    """What the layouts of all interactive pictures have in common."""
    return {
        "title": {"text": title, "font": {"size": 14}, "x": 0.5, "xanchor": "center"},
        "modebar": {
            "orientation": "v",
            "remove": ["select", "lasso"],
            "color": "#9a9aa6",
            "activecolor": INK,
        },
        "font": {"family": SANS, "size": 12, "color": INK},
        "height": HEIGHT,
        "margin": {"l": 50, "r": 40, "t": 50, "b": 45},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "align": "left",
            "bgcolor": "white",
            "bordercolor": INK,
            "font": {"family": MONOSPACE, "size": 11, "color": INK},
            "namelength": 0,
        },
    }


def hex_colours(colours: Floats) -> list[str]:
    """Colours with entries from 0 to 1 as plotly takes them.

    Examples
    --------
    >>> hex_colours(np.array([[0, 0.5, 1]]))
    ['#0080ff']
    """
    levels = np.rint(np.clip(colours, 0, 1) * 255).astype(int)
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in levels.tolist()]


def save_html(figure: Figure, path: Path | str) -> None:
    """Write an interactive picture as one page that needs nothing else: no network, no other file.

    The same figure gives the same file.  It holds all of plotly.js, hence 5 MB and more.

    Parameters
    ----------
    figure : plotly Figure
    path : Path or str
        With the suffix .html or .htm, in a folder that exists.

    Raises
    ------
    InputError
        If the suffix is another, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from tropnet import cube
    >>> from tropnet.plot import interactive_polytope
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_html(interactive_polytope(cube(3)), Path(folder) / "cube.html")
    ...     (Path(folder) / "cube.html").read_text(encoding="utf-8").count('id="tropnet"')
    1
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            f"{path}: interactive pictures are written as {' or '.join(SUFFIXES)}, "
            f"not as {path.suffix or 'no suffix'!r}"
        )
    if not path.absolute().parent.is_dir():
        raise InputError(f"{path} cannot be written: there is no folder {path.absolute().parent}")
    page = figure.to_html(
        include_plotlyjs=True,
        full_html=True,
        div_id=DIV,
        config={"displaylogo": False, "responsive": True, "scrollZoom": True},
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error
