"""The cells of an interactive picture: where they are, how they are coloured, and what is told of them.

A picture shows the cells within a window, but tells of the cells of the whole complex.  A cell is the closure of
the set of all points with one activation pattern, and that set is convex; so the part of a cell that lies in the
window is one cell of the cut complex, and the pattern tells which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.analysis.components import n_labels
from tropnet.analysis.hinge_sums import coefficients_on_cells, outputs
from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.digits import integers_from_bytes
from tropnet.networks import Network
from tropnet.plot.cells.polygons import PlaneComplex, plane_complex
from tropnet.plot.interactive.html import hex_colours
from tropnet.plot.interactive.text import BREAK, affine_text, pattern_texts
from tropnet.plot.interactive.traces import mesh
from tropnet.plot.look.window import Drawn, network_or_regions, shown
from tropnet.plot.networks.plane import cell_colours
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["CellColouring", "ShownCells", "affine_maps", "cell_texts", "output_names", "shown_cells"]

CellColouring: TypeAlias = Literal["gradient", "pattern"]
Labels = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]

TOLD = ("open_connected", "closed_connected", "affine")
"""The notions of linear regions of which the piece is told that a cell belongs to."""

MOST_OUTPUTS = 6
"""Of more outputs the affine functions are not all told; the text says how many are missing."""


@dataclass(frozen=True)
class ShownCells:
    """The cells in a window.

    Attributes
    ----------
    regions : LinearRegions
        All cells, those that the numbers and pieces are of.
    inside : LinearRegions
        The cells within the window.
    window : Polyhedron
    numbers : int array
        For each cell within the window, the number of the cell that it is a part of.
    complex : PlaneComplex
        Of the cells within the window.
    colours : list of str
        For each cell within the window.
    """

    regions: LinearRegions
    inside: LinearRegions
    window: Polyhedron
    numbers: Labels
    complex: PlaneComplex
    colours: list[str]

    @property
    def title(self) -> str:
        """How many cells there are, and how many of them are shown."""
        n, m = len(self.regions), len(self.inside)
        cells = f"{n} cell{'s' * (n != 1)}"
        return f"{cells}, numbered from 0" if m == n else f"{m} of {cells}, numbered from 0"

    def texts(self) -> list[str]:
        """For each cell within the window, what is told of it."""
        return cell_texts(self.regions, self.numbers)

    def mesh(self, facets: list[Floats]) -> dict[str, Any]:
        """Polygons over those of the complex, in space, as one surface with the colours and texts of the cells."""
        owner, texts = self.complex.cells.tolist(), self.texts()
        return mesh(facets, [self.colours[i] for i in owner], [texts[i] for i in owner])


def shown_cells(drawn: Drawn, window: Polyhedron | None, colour: CellColouring | npt.ArrayLike) -> ShownCells:
    """The cells that a picture of two inputs shows.

    Raises
    ------
    ShapeError
        If there are not two inputs, or not as many colours as cells in the window.
    InputError
        If the window is unbounded, or the colouring unknown.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    >>> cells = shown_cells(linear_regions(net), Polyhedron.parse("[1,2]x[-1,1]"), "gradient")
    >>> cells.title, cells.numbers.tolist()
    ('2 of 4 cells, numbered from 0', [1, 0])
    """
    known = network_or_regions(drawn)
    regions = linear_regions(known, window) if isinstance(known, Network) else known
    inside, window = shown(regions, window)
    complex_ = plane_complex(inside)
    place = {pattern.tobytes(): number for number, pattern in enumerate(regions.patterns)}
    numbers = np.array([place[pattern.tobytes()] for pattern in inside.patterns], dtype=np.intp)
    colours = hex_colours(_colours(inside, colour))
    return ShownCells(regions, inside, window, numbers, complex_, colours)


def _colours(regions: LinearRegions, colour: CellColouring | npt.ArrayLike) -> Floats:
    if not isinstance(colour, str):
        given = np.asarray(colour, np.float64)
        if given.shape != (len(regions), 3):
            raise ShapeError(
                f"colours of shape {given.shape} do not fit the {len(regions)} cells inside the window"
            )
        return given
    if colour == "pattern":
        return cell_colours(regions, "pattern")
    if colour == "gradient":
        # Colours come from rounded gradients; where the exact maps are equal they shall not differ at all.
        _, first, labels = np.unique(regions.labels("affine"), return_index=True, return_inverse=True)
        colours: Floats = cell_colours(regions, "gradient")[first[labels]]
        return colours
    raise InputError(f"colour={colour!r} is unknown; give 'gradient' or 'pattern'")


def cell_texts(regions: LinearRegions, numbers: Labels) -> list[str]:
    """What is told of some cells: number, activation pattern, affine map, and the pieces that it belongs to.

    Examples
    --------
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> cell_texts(linear_regions(tent), np.array([2]))[0].split("<br>")
    ['<b>cell 2</b> of 4', 'pattern 110', 'f = −x₁ + 2', 'open connected piece 2 of 4',
    'closed connected piece 2 of 4', 'affine piece 2 of 3']
    """
    _, some, maps = np.unique(regions.labels("affine")[numbers], return_index=True, return_inverse=True)
    map_texts = _map_texts(regions, numbers[some])
    patterns = pattern_texts(regions.network, regions.patterns[numbers])
    pieces = [_piece_texts(kind, regions.labels(kind), numbers) for kind in TOLD]
    return [
        BREAK.join(
            [
                f"<b>cell {number}</b> of {len(regions)}",
                *([f"pattern {pattern}"] if pattern else []),
                map_texts[own],
                *told,
            ]
        )
        for number, pattern, own, *told in zip(
            numbers.tolist(), patterns, maps.tolist(), *pieces, strict=True
        )
    ]


def _piece_texts(kind: str, labels: Labels, numbers: Labels) -> list[str]:
    name, count = kind.replace("_", " "), n_labels(labels)
    return [f"{name} piece {label} of {count}" for label in labels[numbers].tolist()]


def _map_texts(regions: LinearRegions, numbers: Labels) -> list[str]:
    """The affine functions that the outputs are on some cells."""
    maps = affine_maps(regions, numbers)
    names = output_names(maps.shape[1])
    more = len(names) - MOST_OUTPUTS
    rest = [f"and {more} output{'s' * (more > 1)} more"] if more > 0 else []
    told = names[:MOST_OUTPUTS]
    return [BREAK.join([*map(affine_text, told, rows[: len(told)]), *rest]) for rows in maps]


def affine_maps(regions: LinearRegions, numbers: Labels) -> RationalArray:
    """The network on some cells, shape (n_cells, output_dim, input_dim + 1): all at once, exactly.

    Examples
    --------
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], ["1/2"]])
    >>> affine_maps(linear_regions(tent), np.array([0, 2])).tolist()
    [[[1, Fraction(1, 2)]], [[-1, Fraction(5, 2)]]]
    """
    assembly = regions._assembly
    signs = assembly.fine_signs[assembly.fine_of_cell[numbers]]
    total = outputs(assembly.network)
    found = integers_from_bytes(coefficients_on_cells(assembly.network, total, signs))
    return RationalArray.from_integers(found.transpose(1, 0, 2), total.denominator)


def output_names(n_outputs: int) -> list[str]:
    """The names of the outputs: f if there is one, else numbered from 0 as everywhere.

    Examples
    --------
    >>> output_names(1), output_names(2)
    (['f'], ['f₀', 'f₁'])
    """
    digits = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    return ["f"] if n_outputs == 1 else [f"f{str(k).translate(digits)}" for k in range(n_outputs)]
