"""Hasse diagrams of face lattices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tropnet.plot.look.axes import new_axes
from tropnet.plot.look.colours import INK, feature_colours
from tropnet.plot.look.lettering import LABEL, points_per_unit, write_beside
from tropnet.polyhedra.face_lattice import Face, FaceLattice
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_face_lattice"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

N_SWEEPS = 6
MOST_COVERS = 1500  # with more lines nobody sees a crossing
LETTER = 0.64  # the width of a digit with what is around it, in parts of its size


def plot_face_lattice(polytope: Polyhedron | Zonotope | FaceLattice, *, ax: Axes | None = None) -> Axes:
    """The Hasse diagram of the face lattice: a node for every face, a line for every cover.

    Faces of one dimension are in one row, the polytope on top, in an order with few crossings.

    Parameters
    ----------
    polytope : Polyhedron, Zonotope or FaceLattice
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
        Faces are named by the numbers of their vertices, and of their rays, with a prime, where there is room.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_face_lattice(Polyhedron.parse("[0,1]^2"), ax=Figure().add_subplot())
    >>> len(ax.collections[0].get_segments()), sorted(text.get_text() for text in ax.texts)[:3]
    (16, ['0', '01', '0123'])
    """
    from matplotlib.collections import LineCollection

    body = polytope.polyhedron if isinstance(polytope, Zonotope) else polytope
    lattice = body if isinstance(body, FaceLattice) else checked_polyhedron(body).face_lattice
    faces, covers = list(lattice), lattice.covers
    dims = np.array([face.dim for face in faces])
    rows = [np.flatnonzero(dims == dim) for dim in np.unique(dims)]
    places = _places(_uncrossed(rows, covers), dims)
    ax = new_axes(ax)
    (left, low), (right, high) = places.min(axis=0), places.max(axis=0)
    ax.set_xlim(left - 0.55, right + 0.55)
    ax.set_ylim(low - 0.12 * (high - low + 1), high + 0.12 * (high - low + 1))
    ax.set_axis_off()
    room = points_per_unit(ax)[0] * np.array([_gap(places[row, 0]) for row in rows])
    ax.add_collection(
        LineCollection(
            list(places[covers]), colors=INK, linewidths=0.7 if len(faces) < 100 else 0.4, alpha=0.5, zorder=1
        )
    )
    ax.scatter(
        places[:, 0],
        places[:, 1],
        s=min(60.0, (0.6 * room.min()) ** 2),
        c=feature_colours(dims[:, None]),
        edgecolors=INK,
        linewidths=0.8,
        zorder=2,
    )
    for row, space in zip(rows, room, strict=True):
        names = [_name(faces[i]) for i in row]
        if LETTER * LABEL * max(map(len, names)) <= space:
            up = np.pi / 2 if faces[row[0]].dim >= 0 else -np.pi / 2
            write_beside(ax, places[row], names, [up] * len(row))
    return ax


def _name(face: Face) -> str:
    """The vertices of a face by their numbers, and its rays with a prime."""
    separator = "" if max((*face.vertices, *face.rays), default=0) < 10 else " "
    return separator.join([*map(str, face.vertices), *(f"{r}′" for r in face.rays)]) or "∅"


def _gap(row: Floats) -> float:
    """The distance between neighbours of a row; of one alone, the room for its name."""
    return float(np.diff(np.sort(row)).min()) if len(row) > 1 else 8.0


def _places(rows: list[Labels], dims: Labels) -> Floats:
    """The rows one above the other, the longest with distances 1, the others a little wider than that."""
    places = np.zeros((len(dims), 2))
    longest = max(map(len, rows))
    for row in rows:
        distance = (longest / len(row)) ** 0.5
        places[row, 0] = distance * (np.arange(len(row)) - (len(row) - 1) / 2)
    places[:, 1] = dims
    return places


def _uncrossed(rows: list[Labels], covers: Labels) -> list[Labels]:
    """The rows in an order with fewer crossings of lines.

    Each face moves to the mean place of those that it covers, row by row upwards, and then to that of those that cover
    it, downwards; the best order on the way is taken (Sugiyama, Tagawa and Toda, 1981).
    """
    layers = [covers[np.isin(covers[:, 1], row)] for row in rows[1:]]
    best, fewest = rows, _n_crossings(rows, layers)
    for _ in range(N_SWEEPS if len(covers) <= MOST_COVERS else 0):
        for ends in (0, 1):
            rows = _swept(rows, layers, ends)
            number = _n_crossings(rows, layers)
            best, fewest = (rows, number) if number < fewest else (best, fewest)
    return best


def _swept(rows: list[Labels], layers: list[Labels], ends: int) -> list[Labels]:
    """The rows, each sorted by the mean places of the neighbours below, or, with ``ends`` = 1, above."""
    ordered = list(rows)
    steps = range(1, len(rows)) if ends == 0 else range(len(rows) - 2, -1, -1)
    for k in steps:
        layer, beside = (layers[k - 1], ordered[k - 1]) if ends == 0 else (layers[k], ordered[k + 1])
        position, own, other = _position(beside), layer[:, 1 - ends], layer[:, ends]
        means = [float(position[other[own == face]].mean()) for face in ordered[k].tolist()]
        ordered[k] = ordered[k][np.argsort(means, kind="stable")]
    return ordered


def _n_crossings(rows: list[Labels], layers: list[Labels]) -> int:
    """How many pairs of lines between neighbouring rows cross."""
    total = 0
    for lower, upper, layer in zip(rows[:-1], rows[1:], layers, strict=True):
        start, end = _position(lower)[layer[:, 0]], _position(upper)[layer[:, 1]]
        total += int(((start[:, None] < start) & (end[:, None] > end)).sum())
    return total


def _position(row: Labels) -> Labels:
    """For every face of a row, by its number, its position in the row."""
    position = np.zeros(int(row.max()) + 1, np.intp)
    position[row] = np.arange(len(row))
    return position
