"""Numbers and formulas in a picture: what they look like, and where there is room for them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.plot.look.colours import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "LABEL",
    "affine_names",
    "are_short",
    "free_direction",
    "free_directions",
    "halo",
    "normal_angles",
    "number_text",
    "number_texts",
    "points_per_unit",
    "write_beside",
    "write_inside",
]

Floats = npt.NDArray[np.float64]

LABEL = 8.5  # the size of letters, in points
FEW_TEXTS, LONGEST_TEXT, LONGEST_FORMULA = 50, 8, 60
# A layout makes axes smaller than they are while something is drawn in them.
SHRINKAGE = 0.9


def number_text(value: Any) -> str:
    """A rational number with a true minus sign.

    Examples
    --------
    >>> number_text(Fraction(-1, 2))
    '−1/2'
    """
    return str(Fraction(value)).replace("-", "−")


def number_texts(values: RationalArray) -> list[str]:
    """The entries of a vector as texts.

    Examples
    --------
    >>> number_texts(RationalArray([0, -2]))
    ['0', '−2']
    """
    return [number_text(value) for value in values.fractions()]


def are_short(texts: Sequence[str]) -> bool:
    """Whether there are few texts and all are short, so that they can be written beside points."""
    return len(texts) <= FEW_TEXTS and max(map(len, texts), default=0) <= LONGEST_TEXT


def affine_names(slopes: RationalArray, constants: RationalArray) -> list[str]:
    r"""Affine functions of x and y in LaTeX.

    Parameters
    ----------
    slopes : RationalArray, shape (k, 2)
    constants : RationalArray, shape (k,)

    Examples
    --------
    >>> affine_names(RationalArray([[1, 0], [0, -2]]), RationalArray(["1/2", 0]))
    ['$x + \\frac{1}{2}$', '$- 2 y$']
    """
    from sympy import Rational, latex, symbols

    return [
        f"${latex(sum(Rational(a) * x for a, x in zip(row, symbols('x y'), strict=True)) + Rational(c))}$"
        for row, c in zip(slopes.fractions().tolist(), constants.fractions().tolist(), strict=True)
    ]


def halo(width: float = 2.2) -> list[Any]:
    """Path effects that set letters off from the lines below them."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground="white", alpha=0.85)]


def write_inside(
    ax: Axes, polygons: Sequence[Floats], texts: Sequence[str], *, always: bool = False, **style: Any
) -> None:
    """Each text in the middle of its convex polygon, if there is room; the axes must have their limits already.

    Parameters
    ----------
    ax : matplotlib Axes
    polygons : sequence of float arrays, shape (k, 2)
        The corners in order around the polygons.
    texts : sequence of str
    always : bool, default False
        Whether texts are written that do not fit.
    **style
        For the letters.
    """
    from matplotlib.textpath import TextPath

    letters = {"fontsize": LABEL, "color": INK, "ha": "center", "va": "center", "zorder": 5, **style}
    unit = points_per_unit(ax)
    for polygon, text in zip(polygons, texts, strict=True):
        middle = _centroid(polygon)
        if not always:
            if len(text) > LONGEST_FORMULA:
                continue
            letter_box = TextPath((0, 0), text, size=letters["fontsize"]).get_extents()
            half = np.array([letter_box.width, letter_box.height]) / 2 + 1.5
            if not _holds(polygon * unit, middle * unit, half):
                continue
        ax.text(middle[0], middle[1], text, **letters)


def write_beside(
    ax: Axes, points: Floats, texts: Sequence[str], directions: Sequence[float], distance: float = 6.0
) -> None:
    """Each text beside its point, in a direction that is given as an angle; the distance is in points."""
    for point, text, angle in zip(points, texts, directions, strict=True):
        across, up = np.cos(angle), np.sin(angle)
        ax.annotate(
            text,
            tuple(point),
            (distance * across, distance * up),
            textcoords="offset points",
            ha="center" if abs(across) < 0.1 else "left" if across > 0 else "right",
            va="center" if abs(up) < 0.1 else "bottom" if up > 0 else "top",
            fontsize=LABEL,
            color=INK,
            zorder=6,
            path_effects=halo(),
        )


def free_direction(occupied: Floats) -> float:
    """An angle that is well away from the occupied ones: the first good one of eight, from the upper right on.

    Examples
    --------
    >>> round(float(np.degrees(free_direction(np.radians([0, 45])))))
    135
    """
    candidates = np.pi / 4 * np.array([1, 3, 7, 5, 2, 6, 0, 4])
    gaps = np.abs((candidates[:, None] - occupied + np.pi) % (2 * np.pi) - np.pi).min(axis=1, initial=np.pi)
    return float(candidates[np.minimum(gaps, 0.7).argmax()])


def free_directions(points: Floats, edges: npt.NDArray[np.intp]) -> list[float]:
    """For each point an angle that is well away from the edges at it.

    Examples
    --------
    >>> angles = free_directions(np.array([[0, 0], [1, 1], [2, 0]]), np.array([[0, 1], [1, 2]]))
    >>> np.degrees(angles).round().tolist()
    [135.0, 45.0, 45.0]
    """
    occupied: list[list[float]] = [[] for _ in points]
    for i, j in edges.tolist():
        across, up = points[j] - points[i]
        occupied[i].append(np.arctan2(up, across))
        occupied[j].append(np.arctan2(-up, -across))
    return [free_direction(np.array(angles)) for angles in occupied]


def normal_angles(ax: Axes, segments: Floats, towards: float) -> list[float]:
    """For each segment the angle on the paper of its normal, on the side of a given angle.

    Parameters
    ----------
    ax : matplotlib Axes
        With its limits.
    segments : float array, shape (m, 2, 2)
    towards : float
        An angle.
    """
    across, up = ((segments[:, 1] - segments[:, 0]) * points_per_unit(ax)).T
    side = np.sign(-up * np.cos(towards) + across * np.sin(towards))
    angles: list[float] = np.arctan2(side * across, -side * up).tolist()
    return angles


def points_per_unit(ax: Axes) -> Floats:
    """The size of a unit of the data on the paper, in both directions."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    size = np.array([ax.bbox.width, ax.bbox.height]) * 72 / ax.figure.dpi * SHRINKAGE
    unit: Floats = size / [right - left, top - bottom]
    return unit if ax.get_aspect() == "auto" else np.full(2, unit.min())


def _centroid(polygon: Floats) -> Floats:
    spokes = polygon - polygon[0]
    doubled = spokes[1:-1, 0] * spokes[2:, 1] - spokes[1:-1, 1] * spokes[2:, 0]
    middles = (spokes[1:-1] + spokes[2:]) / 3
    total = doubled.sum()
    middle: Floats = polygon[0] + (doubled @ middles / total if total else spokes.mean(axis=0))
    return middle


def _holds(polygon: Floats, middle: Floats, half: Floats) -> bool:
    """Whether a convex polygon holds a box with the given middle and half sides."""
    sides = np.roll(polygon, -1, axis=0) - polygon
    outward = np.column_stack([sides[:, 1], -sides[:, 0]])
    room = np.abs(((polygon - middle) * outward).sum(axis=1))
    return bool((np.abs(outward) @ half <= room).all())
