"""Lines and axes as plotly takes them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.plot.interactive.text import variables
from tropnet.plot.look.colours import INK

__all__ = ["curve", "mesh", "plane_axes", "plane_sides", "scene_from_above", "with_gaps"]

Floats = npt.NDArray[np.float64]

# The size of a flat scene, such that it fills the picture and leaves room for the axes.
FROM_ABOVE = 1.6


def with_gaps(paths: list[Floats]) -> Floats:
    """Paths as one list of points, with a row of nan between two of them.

    Parameters
    ----------
    paths : list of float arrays, shape (k, n)
        At least one.

    Examples
    --------
    >>> with_gaps([np.array([[0., 1.]]), np.array([[2., 3.]])]).tolist()
    [[0.0, 1.0], [nan, nan], [2.0, 3.0]]
    """
    gap = np.full((1, paths[0].shape[1]), np.nan)
    return np.concatenate([row for path in paths for row in (path, gap)][:-1])


def curve(paths: list[Floats], width: float, colour: str = INK) -> dict[str, Any]:
    """Paths in the plane or in space as one line with gaps, which tells nothing.

    Examples
    --------
    >>> trace = curve([np.array([[0., 0, 1], [1, 0, 1]])], 2)
    >>> trace["x"].tolist(), trace["z"].tolist()
    ([0.0, 1.0], [1.0, 1.0])
    """
    coordinates = dict(zip("xyz", with_gaps(paths).T, strict=False)) if paths else {}
    return coordinates | {"mode": "lines", "line": {"color": colour, "width": width}, "hoverinfo": "skip"}


def mesh(facets: list[Floats], colours: list[str], texts: list[str]) -> dict[str, Any]:
    """Convex polygons in space as one surface of triangles; every triangle has the text of its polygon.

    plotly reads colours and texts by triangle where the colours are given so, and else by corner.

    Parameters
    ----------
    facets : list of float arrays, shape (k, 3)
        The corners in order around each polygon.
    colours, texts : list of str
        One for each polygon.

    Examples
    --------
    >>> square = np.array([[0., 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    >>> surface = mesh([square], ["#0080ff"], ["a square"])
    >>> surface["i"].tolist(), surface["j"].tolist(), surface["k"].tolist(), surface["text"]
    ([0, 0], [1, 2], [2, 3], ['a square', 'a square'])
    """
    sizes = np.array([len(facet) for facet in facets])
    first = np.repeat(np.cumsum(sizes) - sizes, sizes - 2)
    step = np.concatenate([np.arange(1, size - 1) for size in sizes])
    x, y, z = np.concatenate(facets).T
    return {
        "x": x, "y": y, "z": z, "i": first, "j": first + step, "k": first + step + 1,
        "facecolor": np.repeat(colours, sizes - 2).tolist(), "text": np.repeat(texts, sizes - 2).tolist(),
        "hoverinfo": "text", "flatshading": True, "lighting": {"ambient": 1, "diffuse": 0, "specular": 0},
    }  # fmt: skip


def plane_axes(low: list[Fraction], high: list[Fraction]) -> dict[str, Any]:
    """The part of a layout that frames a box in the plane, with one scale for both coordinates.

    Examples
    --------
    >>> axes = plane_axes([Fraction(0), Fraction(0)], [Fraction(1), Fraction(2)])
    >>> axes["yaxis"]["range"], axes["yaxis"]["scaleanchor"]
    ([0.0, 2.0], 'x')
    """
    axis = {
        "showgrid": False, "zeroline": False, "ticks": "outside", "ticklen": 3,
        "showline": True, "mirror": True, "linecolor": INK, "constrain": "domain",
    }  # fmt: skip
    across, up = (
        {**axis, "range": [float(start), float(end)], "title": {"text": name}}
        for start, end, name in zip(low, high, variables(2), strict=True)
    )
    if _has_one_scale(low, high):
        up["scaleanchor"] = "x"
    return {"dragmode": "pan", "xaxis": across, "yaxis": up}


def scene_from_above(low: list[Fraction], high: list[Fraction], n_levels: int) -> dict[str, Any]:
    """A view from above on a box in the plane, up to n levels of which lie on top of each other.

    Examples
    --------
    >>> scene = scene_from_above([Fraction(0), Fraction(0)], [Fraction(1), Fraction(2)], 1)
    >>> scene["aspectratio"]["y"] / scene["aspectratio"]["x"]
    2.0
    """
    axis = {"showgrid": False, "zeroline": False, "showspikes": False, "showbackground": False,
            "ticks": "outside", "ticklen": 5, "tickangle": 0}  # fmt: skip
    axes = {
        f"{letter}axis": {**axis, "range": [float(start), float(end)], "title": {"text": name}}
        for letter, start, end, name in zip("xy", low, high, variables(2), strict=True)
    }
    across, up = plane_sides(low, high)
    return {
        **axes,
        "zaxis": {"visible": False, "range": [-1, n_levels + 1]},
        "aspectmode": "manual",
        "aspectratio": {"x": FROM_ABOVE * across, "y": FROM_ABOVE * up, "z": 0.01},
        "dragmode": "pan",
        "camera": {
            # A little to the front, where the names of the ticks are.
            "eye": {"x": 0, "y": -0.06, "z": 1.2},
            "center": {"x": 0, "y": -0.06, "z": 0},
            "up": {"x": 0, "y": 1, "z": 0},
            "projection": {"type": "orthographic"},
        },
    }


def plane_sides(low: list[Fraction], high: list[Fraction]) -> tuple[float, float]:
    """The sides of the picture of a box in the plane, the longer one being 1.

    Examples
    --------
    >>> plane_sides([Fraction(0), Fraction(0)], [Fraction(1), Fraction(2)])
    (0.5, 1.0)
    >>> plane_sides([Fraction(0), Fraction(0)], [Fraction(1), Fraction(9)])
    (1.0, 1.0)
    """
    if not _has_one_scale(low, high):
        return 1.0, 1.0
    across, up = (end - start for start, end in zip(low, high, strict=True))
    return float(across / max(across, up)), float(up / max(across, up))


def _has_one_scale(low: list[Fraction], high: list[Fraction]) -> bool:
    """Angles are part of what is shown, unless one side would be a thin strip."""
    return 0.4 < float((high[1] - low[1]) / (high[0] - low[0])) < 2.5
