"""One cell: pattern, affine map, polyhedron, neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from tropnet.analysis.regions import LinearRegions

__all__ = ["Cell"]


@dataclass(frozen=True, repr=False)
class Cell:
    """The closure of a proper activation region.

    Attributes
    ----------
    regions : LinearRegions
        The complex that it is a cell of.
    index : int
        Its number there.

    Examples
    --------
    >>> from tropnet.analysis.regions import linear_regions
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 0], [0, 1], [-1, -1]], [[1, 1, 1]]], [[0, 0, 1], [0]])
    >>> cell = linear_regions(net).at(["1/3", "1/3"])
    >>> cell
    <Cell 4: pattern 111, bounded>
    >>> cell.vertices, cell.volume
    (RationalArray([[0, 0], [0, 1], [1, 0]]), Fraction(1, 2))
    >>> cell.gradient, len(cell.neighbours)
    (RationalArray([[0, 0]]), 3)
    """

    regions: LinearRegions
    index: int

    @property
    def pattern(self) -> tuple[int, ...]:
        """The number of the linear piece of every neuron.

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.pattern
        (1, 1)
        """
        return tuple(self.regions.patterns[self.index].tolist())

    @cached_property
    def affine_map(self) -> RationalArray:
        """The network on the cell, shape (output_dim, input_dim + 1); the last column is the constant.

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.affine_map
        RationalArray([[1, 2, 0]])
        """
        return self.regions._assembly.affine_map(self.index)

    @property
    def gradient(self) -> RationalArray:
        """The linear part of the network on the cell, shape (output_dim, input_dim).

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.gradient
        RationalArray([[1, 2]])
        """
        linear: RationalArray = self.affine_map[:, :-1]
        return linear

    @property
    def offset(self) -> RationalArray:
        """The constant part of the network on the cell, shape (output_dim,).

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.offset
        RationalArray([0])
        """
        constant: RationalArray = self.affine_map[:, -1]
        return constant

    @cached_property
    def polyhedron(self) -> Polyhedron:
        """The cell as a polyhedron, with both descriptions.

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.polyhedron
        <Polyhedron in R^2 given by 2 inequalities, 1 vertex and 2 rays>
        """
        return self.regions._assembly.polyhedron(self.index)

    @property
    def vertices(self) -> RationalArray:
        """The vertices, shape (k, input_dim).

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.vertices
        RationalArray([[0, 0]])
        """
        return self.polyhedron.vertices

    @property
    def rays(self) -> RationalArray:
        """The directions of the unbounded edges, shape (k, input_dim).

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.rays
        RationalArray([[0, 1], [1, 0]])
        """
        return self.polyhedron.rays

    @property
    def facets(self) -> RationalArray:
        """The facets as primitive integer rows (a, b) with a.x <= b, shape (k, input_dim + 1).

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.facets
        RationalArray([[-1, 0, 0], [0, -1, 0]])
        """
        return self.polyhedron.inequalities

    @property
    def volume(self) -> Fraction:
        """The volume; UnboundedError if there is none.

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> from tropnet.polyhedra.bodies import cube
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> linear_regions(net, cube(2)).at(["1/2", "1/2"]).volume
        Fraction(1, 1)
        """
        return self.polyhedron.volume

    @property
    def interior_point(self) -> RationalArray:
        """A rational point in the interior.

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.interior_point
        RationalArray([1, 1])
        """
        return self.polyhedron.interior_point

    @property
    def is_bounded(self) -> bool:
        """Whether the cell is bounded.

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.is_bounded
        False
        """
        return bool(self.regions.is_bounded[self.index])

    @property
    def neighbours(self) -> tuple[int, ...]:
        """The numbers of the cells that share a facet with this one.

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> cell = linear_regions(net).at([3, 5])
        >>> cell.neighbours
        (1, 2)
        """
        return self.regions.neighbours(self.index)

    def __repr__(self) -> str:
        pattern = "".join(map(str, self.pattern)) if max(self.pattern, default=0) < 10 else self.pattern
        return f"<Cell {self.index}: pattern {pattern}, {'bounded' if self.is_bounded else 'unbounded'}>"
