"""Decision regions: the connected parts of the sets on which a classifier predicts one class.

Cells of one class that share a facet belong together.  A union of cells that hang together in this way has a connected
interior.  Two unions of one class that share no facet can only touch in faces of lower dimension, and their interiors
are not connected there.  So these unions are the closures of the connected components of the interiors of the classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from tropnet.errors import UnboundedError
from tropnet.polyhedra.volume import sum_in_pairs

if TYPE_CHECKING:
    from tropnet.analysis.regions import LinearRegions
    from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["DecisionRegion"]


@dataclass(frozen=True, repr=False)
class DecisionRegion:
    """A connected part of a class, as a union of cells; made by :attr:`tropnet.DecisionBoundary.components`.

    Attributes
    ----------
    regions : LinearRegions
        The cells of the classifier, each of one class.
    label : int
        The class.
    cells : tuple of int
        The numbers of its cells in ``regions``, ascending.

    Examples
    --------
    >>> from tropnet import Network, decision_boundary
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> inside, outside = decision_boundary(norm, threshold=1).components
    >>> inside, outside
    (<DecisionRegion of class 0: 4 cells, bounded>, <DecisionRegion of class 1: 4 cells, unbounded>)
    >>> inside.volume
    Fraction(2, 1)
    """

    regions: LinearRegions
    label: int
    cells: tuple[int, ...]

    @property
    def is_bounded(self) -> bool:
        """Whether all its cells are bounded.

        Examples
        --------
        >>> from tropnet import Network, decision_boundary
        >>> line = Network.from_arrays([[[1], [-1]], [[1, 1]]])
        >>> [part.is_bounded for part in decision_boundary(line, threshold=1).components]
        [True, False, False]
        """
        return bool(self.regions.is_bounded[list(self.cells)].all())

    @cached_property
    def polyhedra(self) -> tuple[Polyhedron, ...]:
        """The cells as polyhedra: their union is the region, with its boundary.

        Examples
        --------
        >>> from tropnet import Network, decision_boundary
        >>> line = Network.from_arrays([[[1], [-1]], [[1, 1]]])
        >>> inside = decision_boundary(line, threshold=1).components[0]
        >>> [polyhedron.vertices.tolist() for polyhedron in inside.polyhedra]
        [[[0], [1]], [[-1], [0]]]
        """
        return tuple(self.regions[cell].polyhedron for cell in self.cells)

    @cached_property
    def volume(self) -> Fraction:
        """The volume of a bounded region.

        Raises
        ------
        UnboundedError
            If the region is not bounded.

        Examples
        --------
        >>> from tropnet import Network, decision_boundary
        >>> line = Network.from_arrays([[[1], [-1]], [[1, 1]]])
        >>> decision_boundary(line, threshold=1).components[0].volume
        Fraction(2, 1)
        """
        if not self.is_bounded:
            raise UnboundedError(
                f"{self!r} has infinite volume; ask for the boundary inside a bounded polyhedron: "
                "decision_boundary(net, within=box)"
            )
        return sum_in_pairs([polyhedron.volume for polyhedron in self.polyhedra])

    def __repr__(self) -> str:
        cells = "1 cell" if len(self.cells) == 1 else f"{len(self.cells)} cells"
        size = "bounded" if self.is_bounded else "unbounded"
        return f"<DecisionRegion of class {self.label}: {cells}, {size}>"
