"""The bounded cells of a slicing cut into simplices, with exact vertices: what integrals are sums over.

Every cell is triangulated without new vertices (:mod:`tropnet.polyhedra.volume`); the triangulations of two cells need
not agree on a common facet, which integrals do not ask for.  The cells are those before cells with one pattern are
joined: the network is affine on each.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.analysis.assembly import Assembly
from tropnet.exact.integers import Integers
from tropnet.polyhedra.volume import pulling_triangulation

__all__ = ["Row", "Simplices", "cell_generators", "cell_simplices", "vertex_values"]

Row = tuple[int, ...]
"""A point x / t, or with t = 0 a direction x: coprime integers (x, t)."""


class Simplices(NamedTuple):
    """The simplices of all cells.

    Attributes
    ----------
    vertices : list of Row
        Each once.
    corners : int array, shape (n_simplices, n + 1)
        The numbers of the vertices of each simplex.
    cells : int array, shape (n_simplices,)
        The cell of the network that each simplex lies in.
    """

    vertices: list[Row]
    corners: npt.NDArray[np.intp]
    cells: npt.NDArray[np.intp]


def cell_generators(assembly: Assembly) -> Iterator[list[Row]]:
    """The vertices and rays of each cell, before any are joined.

    Examples
    --------
    >>> from tropnet import Network, linear_regions
    >>> list(cell_generators(linear_regions(Network.from_arrays([[[2]], [[1]]], [[-3], None]))._assembly))
    [[(3, 2), (1, 0)], [(3, 2), (-1, 0)]]
    """
    for cell in range(assembly.n_fine_cells):
        yield [_primitive(row) for row in assembly.generators(cell).tolist()]


def cell_simplices(assembly: Assembly) -> Simplices:
    """The simplices of all cells of a bounded domain.

    Examples
    --------
    >>> from tropnet import Network, cube, linear_regions
    >>> simplices = cell_simplices(linear_regions(Network.from_arrays([[[1, -1]], [[1]]]), cube(2))._assembly)
    >>> len(simplices.vertices), simplices.cells.tolist()
    (4, [0, 1])
    """
    numbers: dict[Row, int] = {}
    corners: list[list[int]] = []
    cells: list[int] = []
    for cell, rows in enumerate(cell_generators(assembly)):
        own = [numbers.setdefault(row, len(numbers)) for row in rows]
        found = _triangulation(assembly, cell, len(rows))
        corners += [[own[v] for v in simplex] for simplex in found]
        cells += [int(assembly.cell_of_fine[cell])] * len(found)
    return Simplices(list(numbers), np.array(corners, dtype=np.intp), np.array(cells, dtype=np.intp))


def vertex_values(assembly: Assembly, simplices: Simplices) -> Integers:
    """The outputs of the network at the vertices, an object array of fractions of shape (n_vertices, output_dim).

    They come from the affine map of a cell around each vertex: long numbers of earlier layers cancel in it.

    Examples
    --------
    >>> from tropnet import Network, cube, linear_regions
    >>> assembly = linear_regions(Network.from_arrays([[[2], [3]]]), cube(1))._assembly
    >>> vertex_values(assembly, cell_simplices(assembly)).tolist()
    [[Fraction(-2, 1), Fraction(-3, 1)], [Fraction(2, 1), Fraction(3, 1)]]
    """
    rows = np.array(simplices.vertices, dtype=object)
    home = np.empty(len(rows), np.intp)
    home[simplices.corners] = simplices.cells[:, None]
    maps = assembly.affine_maps(np.arange(assembly.n_cells))
    numerators = np.matmul(maps.numerators[home], rows[:, :, None])[:, :, 0]
    denominators = rows[:, -1] * maps.denominator
    values: Integers = np.frompyfunc(Fraction, 2, 1)(numerators, denominators[:, None])
    return values


def _triangulation(assembly: Assembly, cell: int, n_vertices: int) -> list[list[int]]:
    """The simplices of a bounded cell: which of its generators are their vertices."""
    dim = assembly.dim
    if n_vertices == dim + 1:
        return [list(range(dim + 1))]
    number, local = assembly.block_of(cell)
    boundary = assembly.boundaries[number]
    vertices = boundary.faces(dim, local)[0]
    facets = [boundary.faces(dim - 1, facet)[0] for facet in boundary.facets(dim, local).tolist()]
    incidence = np.array([np.isin(vertices, facet) for facet in facets])
    found: list[list[int]] = pulling_triangulation(incidence, dim).tolist()
    return found


def _primitive(row: list[int]) -> Row:
    divisor = gcd(*row)
    return tuple(entry // divisor for entry in row)
