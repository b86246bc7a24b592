"""Where the slicing starts: coordinates in which no line lies in a cell, a fan, and the domain.

The function of a network depends on ``x`` only through the linear parts of the forms of its first round, and a
domain only through its facets.  Their common nullspace is the *lineality space*: everything is constant along
it.  Let r be the codimension of that space.  Some r columns of the forms are independent, and setting the other
coordinates to 0 gives a complement of the lineality space: there every cone of the arrangement is pointed.

The fan of r independent forms is the first complex.  Facets of the domain are taken first, with one side each;
then first-layer neurons, so that no wall is artificial.  Only where neurons and facets do not have rank r (a
network that passes an input by its first layer) are other forms taken; such *false walls* separate cells that
have to be joined again.  The other facets of the domain are sliced, and what is outside is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tropnet.analysis.blocks import Block, Slicer
from tropnet.analysis.domains import domain_forms
from tropnet.errors import EmptyDomainError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import nullspace, row_space
from tropnet.networks.hinges import HingeNetwork, Round
from tropnet.polyhedra.complexes.fan import orthants
from tropnet.polyhedra.complexes.rows import ExactRows
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Start", "start"]

Integers = npt.NDArray[np.object_]

# Cells in a block before it is split: larger blocks amortise the fixed cost of an array operation, until they
# leave the cache.  Measured by tests/benchmarks/test_blocks.py.
BLOCK_CELLS = {0: 1, 1: 100_000, 2: 60_000, 3: 40_000, 4: 90_000, 5: 60_000}
BLOCK_CELLS_BEYOND = 5_000


@dataclass(frozen=True)
class Start:
    """The first block, and how its coordinates lie in the input space.

    Attributes
    ----------
    network : HingeNetwork
        In the coordinates of the input space.
    slicer : Slicer
        Of the network in the coordinates that are kept.
    block : Block
    pivots : tuple of int
        The input coordinates that are kept; the others are 0.
    lineality_space : RationalArray, shape (input_dim - len(pivots), input_dim)
        A basis of the directions along which nothing changes.
    walls : object array of integers, shape (n_walls, input_dim + 1)
        The walls of the slicer as forms on the input space.
    n_facets : int
        The first ``n_facets`` walls of the fan bound the domain, and so do all walls behind the fan.
    n_false : int
        The last ``n_false`` walls of the fan are no walls of the complex.
    """

    network: HingeNetwork
    slicer: Slicer
    block: Block
    pivots: tuple[int, ...]
    lineality_space: RationalArray
    walls: Integers
    n_facets: int
    n_false: int


def start(
    network: HingeNetwork,
    within: Polyhedron | None = None,
    block_cells: int | None = None,
    n_rounds: int | None = None,
) -> Start:
    """The slicing of a network over all of space or over a full-dimensional polyhedron.

    Parameters
    ----------
    network : HingeNetwork
    within : Polyhedron, optional
    block_cells : int, optional
        The number of cells over which a block is split.
    n_rounds : int, optional
        Stop in front of this round.

    Raises
    ------
    ShapeError
        If the domain lies in a space of another dimension.
    EmptyDomainError
        If the domain has no interior point.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.hinges import hinges
    >>> from tropnet.networks.stages import stages
    >>> ridge = hinges(stages(Network.from_arrays([[[1, 1]], [[1]]])))
    >>> begun = start(ridge)
    >>> begun.pivots, begun.lineality_space
    ((0,), RationalArray([[-1, 1]]))
    """
    facets = domain_forms(network.input_dim, within)
    bent, passed = _first_forms(network)
    normals = np.vstack([facets, bent, passed])[:, :-1]
    pivots = _pivots(normals)
    kept = [*pivots, network.input_dim]
    forms = np.vstack([facets, bent, passed])
    chosen, others = _independent(forms[:, kept], len(facets))
    one_sided = sum(i < len(facets) for i in chosen)
    walls = forms[chosen + others]
    limit = block_cells or BLOCK_CELLS.get(len(pivots), BLOCK_CELLS_BEYOND)
    rounds = len(network.rounds) if n_rounds is None else n_rounds
    slicer = Slicer(_restricted(network, kept), walls[:, kept], limit, rounds)
    return Start(
        network,
        slicer,
        _begin(slicer, len(chosen), one_sided),
        tuple(pivots),
        nullspace(RationalArray.from_integers(normals))
        if len(normals)
        else RationalArray.eye(network.input_dim),
        walls,
        one_sided,
        sum(i >= len(facets) + len(bent) for i in chosen),
    )


def _first_forms(network: HingeNetwork) -> tuple[Integers, Integers]:
    if not network.rounds:
        empty = np.empty((0, network.input_dim + 1), dtype=object)
        return empty, empty
    first = network.rounds[0]
    return first.forms[: first.n_sheets], first.forms[first.n_sheets :]


def _pivots(normals: Integers) -> list[int]:
    """Columns that are independent and span the column space."""
    if not normals.size:
        return []
    basis = row_space(RationalArray.from_integers(normals))
    return [int(np.flatnonzero(row)[0]) for row in basis.sign()]


def _independent(forms: Integers, n_facets: int) -> tuple[list[int], list[int]]:
    """The first forms with independent normals that span, and the facets that are not among them."""
    normals = forms[:, :-1]
    if not normals.size:
        return [], list(range(n_facets))
    # The pivot columns of the transpose are the rows that do not depend on earlier ones.
    chosen = _pivots(normals.T)
    return chosen, [i for i in range(n_facets) if i not in chosen]


def _restricted(network: HingeNetwork, kept: list[int]) -> HingeNetwork:
    """The network on the subspace of some coordinates."""
    if not network.rounds:
        return HingeNetwork(len(kept) - 1, (), network.output[:, kept], network.readouts)
    first = network.rounds[0]
    rounds = (Round(first.forms[:, kept], first.n_sheets, first.passed), *network.rounds[1:])
    return HingeNetwork(len(kept) - 1, rounds, network.output, network.readouts)


def _begin(slicer: Slicer, n_fan: int, one_sided: int) -> Block:
    """The fan of the first walls, cut down to where the other walls are nonnegative."""
    complex_, vertices, signs = orthants(slicer.walls[:n_fan], [i >= one_sided for i in range(n_fan)])
    for facet in slicer.walls[n_fan:]:
        rows = ExactRows(np.hstack([vertices, vertices @ facet[:, None]]), vertices.shape[1])
        new = rows.signs(rows.n_coordinates)
        cut = complex_.slice(new)
        signs = np.hstack([signs, new[:, None]])
        if len(cut.negative):
            joint = signs[cut.negative] | signs[cut.positive]
            joint[:, -1] = 0
            signs = np.vstack([signs, joint])
            rows.cut(rows.n_coordinates, cut, rows.n_coordinates)
        inside = np.flatnonzero(cut.cell_signs > 0)
        if not len(inside):
            raise EmptyDomainError("the domain has no interior point; give a full-dimensional polyhedron")
        [(complex_, faces)] = complex_.split([inside])
        vertices = rows.values[faces[0], :-1].astype(object)
        signs = signs[faces[0]]
    return slicer.begin(complex_, vertices, signs)
