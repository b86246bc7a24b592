"""Polyhedral cells in the plane and in space for VTK: ParaView, PyVista and others show them.

The file is VTK's XML format of unstructured grids (.vtu).  A solid cell is a VTK polyhedron with its facets, a flat
one a polygon, then lines and points.  Vertices that cells share are written once: they are the same exactly if their
rational coordinates are.  Coordinates are floats, since VTK has no others; so the file is a picture, not the set.

Unbounded cells are clipped to a window.  The linear regions of a network with up to three inputs are cells too:
``write_vtk(tropnet.linear_regions(net), "regions.vtu", within=tropnet.cube(3, 10))``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, Protocol
from xml.sax.saxutils import quoteattr

import numpy as np

from tropnet.errors import InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.io.guards import AnyPath, write_bytes
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["SupportsPolyhedron", "vtk_text", "write_vtk"]


class SupportsPolyhedron(Protocol):
    """What has a polyhedron, as the cell of a network has."""

    @property
    def polyhedron(self) -> Polyhedron:
        """The set of points."""
        ...


_CELL_TYPES = {0: 1, 1: 3, 2: 7, 3: 42}
"""VTK's numbers of vertices, lines, polygons and polyhedra, by dimension."""


def vtk_text(
    cells: Iterable[Polyhedron | SupportsPolyhedron],
    data: Mapping[str, Sequence[float]] | None = None,
    within: Polyhedron | None = None,
) -> str:
    """The cells as the text of a .vtu file.

    Parameters
    ----------
    cells : iterable of Polyhedron
        In R^n, n <= 3, of any dimension; empty ones are left out.  Anything with a property ``polyhedron`` will do,
        such as the cells of :func:`tropnet.linear_regions`.
    data : mapping from str to sequences of numbers, optional
        For each name one number for each of the cells given.
    within : Polyhedron, optional
        The window; needed when a cell is unbounded.

    Raises
    ------
    UnboundedError
        If a cell is unbounded and there is no window, or an unbounded one.
    InputError
        If one cell is given in place of a list, the cells lie in R^4 or beyond, or a sequence of data does not have
        one number for each cell.
    ShapeError
        If the cells lie in spaces of different dimensions.

    Examples
    --------
    >>> print(vtk_text([Polyhedron.parse("[0,1]^2")], {"label": [7]}))
    <VTKFile type="UnstructuredGrid" version="1.0" byte_order="LittleEndian">
    <UnstructuredGrid>
    <Piece NumberOfPoints="4" NumberOfCells="1">
    <Points>
    <DataArray type="Float64" Name="Points" NumberOfComponents="3" format="ascii">
    0.0 0.0 0.0 0.0 1.0 0.0 1.0 0.0 0.0 1.0 1.0 0.0
    </DataArray>
    </Points>
    <Cells>
    <DataArray type="Int64" Name="connectivity" format="ascii">
    0 1 3 2
    </DataArray>
    <DataArray type="Int64" Name="offsets" format="ascii">
    4
    </DataArray>
    <DataArray type="UInt8" Name="types" format="ascii">
    7
    </DataArray>
    </Cells>
    <CellData>
    <DataArray type="Float64" Name="label" format="ascii">
    7.0
    </DataArray>
    </CellData>
    </Piece>
    </UnstructuredGrid>
    </VTKFile>
    """
    if isinstance(cells, Polyhedron) or hasattr(cells, "polyhedron"):
        raise InputError(f"{cells!r} is one cell; give a list of cells")
    solids = [cell if isinstance(cell, Polyhedron) else cell.polyhedron for cell in cells]
    shown = [solid if within is None else solid & within for solid in solids]
    for name, values in (data or {}).items():
        if len(values) != len(shown):
            raise InputError(f"there are {len(shown)} cells, but {len(values)} numbers of {name!r}")
    kept = [i for i, cell in enumerate(shown) if not cell.is_empty]
    grid = _Grid()
    for i in kept:
        grid.add(shown[i])
    columns = {name: [float(values[i]) for i in kept] for name, values in (data or {}).items()}
    return grid.text(columns)


def write_vtk(
    cells: Iterable[Polyhedron | SupportsPolyhedron],
    path: AnyPath,
    data: Mapping[str, Sequence[float]] | None = None,
    within: Polyhedron | None = None,
) -> None:
    """Write the cells as a .vtu file; see :func:`vtk_text`.

    Raises
    ------
    InputError
        If the suffix is another one, the file cannot be written, or as :func:`vtk_text`.
    UnboundedError, ShapeError
        As :func:`vtk_text`.

    Examples
    --------
    >>> write_vtk([Polyhedron.parse("[0,1]^2")], "square.stl")
    Traceback (most recent call last):
    tropnet.errors.InputError: square.stl: cells are written as .vtu; give the path this suffix
    """
    if Path(path).suffix.lower() != ".vtu":
        raise InputError(f"{path}: cells are written as .vtu; give the path this suffix")
    write_bytes(path, f"{vtk_text(cells, data, within)}\n".encode())


class _Grid:
    """Points, each once, and cells that refer to them by number."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[Any, ...], int] = {}
        self.coordinates: list[list[float]] = []
        self.cells: list[list[int]] = []
        self.kinds: list[int] = []
        self.facets: list[list[list[int]]] = []

    def add(self, cell: Polyhedron) -> None:
        """One more bounded, non-empty cell."""
        n = cell.ambient_dim
        if n > 3:
            raise InputError(f"a cell in R^{n} cannot be shown in space; slice or project it to R^3 first")
        if not cell.is_bounded:
            raise UnboundedError(
                f"{cell!r} is unbounded; give a window, such as within=tropnet.cube({n}, 10)"
            )
        if self.numbers and len(next(iter(self.numbers))) != n:
            raise ShapeError("the cells lie in spaces of different dimensions; they must be the same")
        own = self._numbered(cell.vertices)
        facets = [[own[v] for v in cycle] for cycle in facet_cycles(cell)] if cell.dim == 3 else []
        order = polygon_cycle(cell) if cell.dim == 2 else range(len(own))
        self.cells.append([own[v] for v in order])
        self.kinds.append(_CELL_TYPES[cell.dim])
        self.facets.append(facets)

    def _numbered(self, vertices: RationalArray) -> list[int]:
        found = []
        for exact, rounded in zip(vertices.tolist(), vertices.floats().tolist(), strict=True):
            number = self.numbers.setdefault(tuple(exact), len(self.coordinates))
            if number == len(self.coordinates):
                self.coordinates.append([*rounded, 0.0, 0.0, 0.0][:3])
            found.append(number)
        return found

    def text(self, data: Mapping[str, list[float]]) -> str:
        """The XML."""
        points = _array("Float64", "Points", chain.from_iterable(self.coordinates), ' NumberOfComponents="3"')
        own = [
            _array("Int64", "connectivity", chain.from_iterable(self.cells)),
            _array("Int64", "offsets", accumulate(map(len, self.cells))),
            _array("UInt8", "types", self.kinds),
        ]
        if any(self.facets):
            streams = [_face_stream(facets) for facets in self.facets]
            ends = [e if s else -1 for s, e in zip(streams, accumulate(map(len, streams)), strict=True)]
            own += [
                _array("Int64", "faces", chain.from_iterable(streams)),
                _array("Int64", "faceoffsets", ends),
            ]
        columns = [_array("Float64", name, values) for name, values in data.items()]
        piece = f'<Piece NumberOfPoints="{len(self.coordinates)}" NumberOfCells="{len(self.cells)}">'
        return "\n".join(
            [
                '<VTKFile type="UnstructuredGrid" version="1.0" byte_order="LittleEndian">',
                "<UnstructuredGrid>",
                piece,
                "<Points>",
                points,
                "</Points>",
                "<Cells>",
                *own,
                "</Cells>",
                "<CellData>",
                *columns,
                "</CellData>",
                "</Piece>",
                "</UnstructuredGrid>",
                "</VTKFile>",
            ]
        )


def _face_stream(facets: list[list[int]]) -> list[int]:
    """VTK's list of facets: how many, and for each how many vertices and which."""
    if not facets:
        return []
    return [len(facets), *(entry for facet in facets for entry in (len(facet), *facet))]


def _array(kind: str, name: str, values: Iterable[float], extra: str = "") -> str:
    body = " ".join(map(str, values))
    return f'<DataArray type="{kind}" Name={quoteattr(name)}{extra} format="ascii">\n{body}\n</DataArray>'


def polygon_cycle(polygon: Polyhedron) -> list[int]:
    """The vertices of a polytope of dimension 2, by number, in the order of its boundary.

    Examples
    --------
    >>> polygon_cycle(Polyhedron.parse("[0,1]^2"))
    [0, 1, 3, 2]
    """
    return _cycle(polygon.adjacency.tolist())


def facet_cycles(solid: Polyhedron) -> list[list[int]]:
    """The vertices of every facet of a polytope of dimension 3, in the order of its boundary.

    An edge of the polytope with both ends on a facet is an edge of the facet, and all of these arise so.

    Examples
    --------
    >>> facet_cycles(Polyhedron.parse("[0,1]^3"))[0]
    [0, 1, 3, 2]
    """
    edges = solid.adjacency
    on_both = solid.incidence[:, edges[:, 0]] & solid.incidence[:, edges[:, 1]]
    return [_cycle(edges[np.flatnonzero(row)].tolist()) for row in on_both]


def _cycle(edges: list[list[int]]) -> list[int]:
    """The vertices of a cycle in order, given its edges."""
    beside: dict[int, list[int]] = {}
    for v, w in edges:
        beside.setdefault(v, []).append(w)
        beside.setdefault(w, []).append(v)
    start = min(beside)
    cycle, before, here = [start], start, min(beside[start])
    while here != start:
        cycle.append(here)
        left, right = beside[here]
        before, here = here, right if left == before else left
    return cycle
