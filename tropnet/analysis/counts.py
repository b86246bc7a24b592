"""Six answers to "how many linear regions?".

Stargalla, Hertrich and Reichman ("The computational complexity of counting linear regions in ReLU neural
networks", 2025) collect six definitions that the literature uses under one name.  For a network f on a domain D
(all of space, or the interior of a full-dimensional polyhedron):

``activation``
    Patterns that occur: the pattern of x lists for every neuron the linear piece that its pre-activation lies on;
    a ReLU is active where its pre-activation is positive.  Imagine a sheet of paper folded twice: its two creases
    and their crossing can have patterns of their own, although they have no area.
``proper_activation``
    Patterns that occur on a set with interior points: the cells of the paper, without the creases.
``convex``
    The least number of cells in a polyhedral complex on each cell of which f is affine: erase creases that f does
    not feel, but every piece must stay convex and meet the others face to face, so some are kept only for that.
``open_connected``
    Maximal open connected sets on which f is affine: erase every crease that f does not feel.
``closed_connected``
    Maximal closed connected sets with interior points on which f is affine: two pieces with the same affine map
    are one if they touch, be it in a point, or through a thin slice of other pieces on which f agrees with it.
``affine``
    Affine functions that occur on sets with interior points, connected or not: all flat ground of one height
    and slope counts once.

They decrease in the order affine <= closed_connected <= open_connected <= convex <= proper_activation <=
activation, and every inequality can be strict.  The last four depend on the function alone.

Two points of the definitions need care.  The literal text of ``closed_connected`` without "interior points" has
infinitely many maximal sets for max(x, -x) on the plane: every level line.  And with a closed domain D pieces
may touch in the boundary of D, which counts; with D the whole space nothing is at infinity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.assembly import Assembly, finite_faces
from tropnet.analysis.blocks import Block
from tropnet.analysis.components import components, n_labels, renumbered, rows_not_in
from tropnet.analysis.maps import equal_map_labels

__all__ = [
    "RegionCounts",
    "activation_count",
    "affine_labels",
    "open_labels",
    "touching_labels",
    "unlike_faces",
]

Labels = npt.NDArray[np.intp]

EXPLANATIONS = {
    "activation": "patterns of active neurons that occur, on walls and at vertices too",
    "proper_activation": "patterns that occur on sets with interior: the cells",
    "convex": "least number of convex pieces that meet face to face, f affine on each",
    "open_connected": "cells joined across walls that f does not feel",
    "closed_connected": "and across points and slices at which pieces of one affine map touch",
    "affine": "different affine maps, wherever they occur",
}
"""What the six counts mean, in a few words."""


@dataclass(frozen=True)
class RegionCounts:
    """The six counts of linear regions; see the module :mod:`tropnet.analysis.counts`.

    Attributes
    ----------
    activation, proper_activation, open_connected, closed_connected, affine : int
    convex : tuple of (int, int)
        Proven bounds; equal where the number is proven.

    Examples
    --------
    >>> RegionCounts(7, 5, (4, 4), 3, 3, 3).convex
    (4, 4)
    """

    activation: int
    proper_activation: int
    convex: tuple[int, int]
    open_connected: int
    closed_connected: int
    affine: int

    def __post_init__(self) -> None:
        low, high = self.convex
        chain = [self.affine, self.closed_connected, self.open_connected, low]
        chain += [high, self.proper_activation, self.activation]
        assert chain == sorted(chain), f"the counts {chain} must not decrease"

    def as_dict(self) -> dict[str, int | tuple[int, int]]:
        """The counts by their names.

        >>> list(RegionCounts(7, 5, (4, 4), 3, 3, 3).as_dict())[:2]
        ['activation', 'proper_activation']
        """
        return dict(vars(self))

    def as_tuple(self) -> tuple[int, int, tuple[int, int], int, int, int]:
        """The counts in their order, from activation patterns to affine functions.

        >>> RegionCounts(7, 5, (4, 4), 3, 3, 3).as_tuple()
        (7, 5, (4, 4), 3, 3, 3)
        """
        return (
            self.activation,
            self.proper_activation,
            self.convex,
            self.open_connected,
            self.closed_connected,
            self.affine,
        )

    def _repr_html_(self) -> str:
        from tropnet.analysis.display import counts_html

        return counts_html(self)


def count_text(value: int | tuple[int, int]) -> str:
    """A count, or the bounds on it.

    >>> count_text(7), count_text((4, 4)), count_text((4, 6))
    ('7', '4', '4 to 6')
    """
    if isinstance(value, int):
        return str(value)
    low, high = value
    return str(low) if low == high else f"{low} to {high}"


def affine_labels(assembly: Assembly) -> Labels:
    """Cells with equal affine maps have equal labels."""
    signs = assembly.fine_signs[assembly.fine_of_cell]
    return renumbered(equal_map_labels(assembly.network, signs))


def open_labels(assembly: Assembly, affine: Labels) -> Labels:
    """Cells in one open connected region have equal labels.

    The region of a cell grows over facets beyond which the map is the same; a path inside an open set can avoid
    all faces of lower dimension.
    """
    pairs = assembly.adjacency
    same = affine[pairs[:, 0]] == affine[pairs[:, 1]]
    return components(assembly.n_cells, pairs[same])


def touching_labels(assembly: Assembly, affine: Labels) -> Labels:
    """Cells with equal map are joined if their closures meet.

    The closures of two cells meet in a face; a nonempty face of a pointed complex has a vertex that is a point.
    """
    fine = affine[assembly.cell_of_fine]
    vertices, cells = assembly.vertex_cell_pairs
    keys = renumbered(vertices * (n_labels(fine) + 1) + fine[cells])
    bridge = np.stack([assembly.n_cells + keys, assembly.cell_of_fine[cells]], axis=1)
    return renumbered(components(assembly.n_cells + n_labels(keys), bridge)[: assembly.n_cells])


# -- patterns of lower-dimensional faces -----------------------------------------------------------


def activation_count(assembly: Assembly) -> int:
    """The number of patterns, on cells and on faces of lower dimension in the interior of the domain."""
    found = [np.empty((0, len(assembly.network.readouts)), np.uint8)]
    found += [patterns for _, _, _, patterns in unlike_faces(assembly)]
    return assembly.n_cells + len(rows_not_in(np.concatenate(found), assembly.fine_patterns))


def unlike_faces(assembly: Assembly) -> Iterator[tuple[Block, int, Labels, npt.NDArray[Any]]]:
    """The faces in the interior of the domain with another pattern than all cells around them.

    Along the relative interior of a face the pattern is constant, and is that of some cell around the face in all
    but degenerate cases.  The number of a neuron's piece on a face is at most that on any cell around it: by
    continuity what is positive on the face is so around, and of several arguments that attain a maximum the first
    one counts.  So the pattern is that of a cell around if and only if the sum of these numbers is; only the
    other faces have to be compared with all cells.

    Yields
    ------
    tuple
        A block, a dimension k, the numbers of such k-faces of the block, and their patterns (n_faces, n_neurons).
    """
    for number, block in enumerate(assembly.blocks):
        first = assembly.first_cell[number]
        patterns = assembly.fine_patterns[first : first + block.n_cells]
        least = patterns.sum(axis=1, dtype=np.int32)
        signs = block.complex.raise_bits(block.vertex_signs.view, up_to=max(assembly.dim - 1, 0))
        finite = finite_faces(block)
        for k in range(assembly.dim - 1, -1, -1):
            owner, face = block.complex.entries(k + 1)
            below = np.full(block.complex.counts[k], np.iinfo(np.int32).max)
            np.minimum.at(below, face, least[owner])
            least = below
            rows = assembly.network.patterns(signs[k][:, assembly.start.slicer.n_walls :])
            inside = finite[k] & (signs[k][:, assembly.domain_walls] != 0).all(axis=1)
            unlike = np.flatnonzero(inside & (rows.sum(axis=1, dtype=np.int32) < least))
            yield block, k, unlike, rows[unlike]
