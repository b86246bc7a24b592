r"""Closed connected regions: pieces that are joined by thin slices of other pieces.

For an affine map g that occurs, let :math:`Z_g = \{x : f(x) = g(x)\}`, a closed set that consists of the cells on
which f = g and of slices of lower dimension through other cells.  The closed connected regions of f are the
connected components of the sets :math:`Z_g` that contain such a cell.

Two cells whose closures meet are in one component; so only maps g that still have several classes of touching
cells need a look.  For such a g the hinges of f - g are sliced as well: then :math:`Z_g` is a union of faces, and
its components are those of the graph of its vertices and bounded edges, for the vertices of a pointed polyhedron
are connected by its bounded edges.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tropnet.analysis.assembly import Assembly
from tropnet.analysis.components import components
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Activation, Dense, Network, relu
from tropnet.networks.affine import Flatten
from tropnet.networks.operations import subtract

__all__ = ["closed_labels", "level_network"]

Labels = npt.NDArray[np.intp]


def level_network(net: Network, affine_map: RationalArray) -> Network:
    """The hinges of the difference between a network and an affine map.

    Parameters
    ----------
    net : Network
    affine_map : RationalArray, shape (output_dim, input_dim + 1)
        The last column is the constant.
    """
    flat = Network.sequential([Flatten(), Dense(affine_map[:, :-1], affine_map[:, -1])], net.input_shape)
    difference = subtract(Network.sequential([Flatten()], net.output_shape) @ net, flat)
    return Network.sequential([Activation(relu())], difference.output_shape) @ difference


def closed_labels(
    assembly: Assembly, affine: Labels, touching: Labels, sliced: Callable[[RationalArray], Assembly]
) -> Labels:
    """Cells in one closed connected region have equal labels.

    Parameters
    ----------
    assembly : Assembly
    affine, touching : int arrays, shape (n_cells,)
        The labels of equal affine maps, and of cells with equal maps that are joined by touching.
    sliced : callable
        Slices the level network of an affine map over the same domain.
    """
    joined: list[tuple[int, int]] = []
    for cells in _scattered(affine, touching):
        affine_map = assembly.network.affine_map(assembly.fine_signs[assembly.fine_of_cell[cells[0]]])
        joined += _joined(assembly, cells, sliced(affine_map))
    return components(assembly.n_cells, np.array([*joined, *_chains(touching)]))


def _scattered(affine: Labels, touching: Labels) -> list[Labels]:
    """For each map with several classes of touching cells, one cell of each class."""
    _, first = np.unique(touching, return_index=True)
    labels = affine[first]
    several = np.flatnonzero(np.bincount(labels) > 1)
    return [first[labels == g] for g in several]


def _chains(labels: Labels) -> npt.NDArray[np.intp]:
    """Edges that join every class of a labelling."""
    order = np.argsort(labels, kind="stable")
    same = np.flatnonzero(labels[order][1:] == labels[order][:-1])
    return np.stack([order[same], order[same + 1]], axis=1)


def _joined(assembly: Assembly, cells: Labels, level: Assembly) -> list[tuple[int, int]]:
    """The pairs of the given cells that lie in one component of the level set."""
    components_of = level_components(level, assembly.network.output.shape[0])
    n_neurons = len(assembly.network.readouts)
    wanted = {assembly.fine_patterns[assembly.fine_of_cell[c]].tobytes(): int(c) for c in cells}
    vertices, fine = level.vertex_cell_pairs
    flat = np.flatnonzero(_vanishes(level, level.fine_signs, assembly.network.output.shape[0]))
    vertex_of = dict(zip(fine.tolist(), vertices.tolist(), strict=True))
    seen: dict[int, int] = {}
    pairs = []
    for number in flat.tolist():
        cell = wanted.get(np.ascontiguousarray(level.fine_patterns[number, :n_neurons]).tobytes())
        if cell is None:
            continue
        component = int(components_of[vertex_of[number]])
        pairs.append((seen.setdefault(component, cell), cell))
    return pairs


def level_components(level: Assembly, n_outputs: int) -> Labels:
    """The component of the zero set of the last hinges that each vertex number lies in."""
    total = 1 + max(int(numbers.max(initial=-1)) for numbers in level.vertex_numbers)
    edges = []
    for block, numbers in zip(level.blocks, level.vertex_numbers, strict=True):
        zero = _vanishes(level, block.vertex_signs.view[:, level.start.slicer.n_walls :], n_outputs)
        zero &= numbers >= 0
        ends = block.complex.ends
        inside = zero[ends].all(axis=1)
        edges.append(numbers[ends[inside]])
    return components(total, np.concatenate(edges))


def _vanishes(level: Assembly, signs: npt.NDArray[np.int8], n_outputs: int) -> npt.NDArray[np.bool_]:
    """Where all of the last hinges have argument 0."""
    zero = np.ones(len(signs), np.bool_)
    for readout in level.network.readouts[-n_outputs:]:
        [indicator] = readout.thresholds
        if indicator.sheet >= 0:
            zero &= signs[:, indicator.sheet] == 0
    return zero
