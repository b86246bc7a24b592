r"""The homology of unions of cells, bounded or not, closed or open, from few cells each.

Let X be a union of cells of a polyhedral complex that covers a domain P, with the notation of
:mod:`tropnet.analysis.topology.cells`.  As :math:`X = X' \times L` and L is a vector space, ordinary homology is that
of X', and homology with compact support is that of X' moved up by dim L degrees.  So let L = 0, and let d be the
dimension of P.

**Compact support.**  Let X be open or closed in P.  The closure :math:`\bar X` of X in :math:`\bar P` and
:math:`A = \bar X \setminus X` are subcomplexes, and the one-point compactification of X is :math:`\bar X / A`.  Its
reduced homology, the *Borel-Moore homology* of X, is the relative homology :math:`H_k(\bar X, A)`: that of the chain
complex of **all cells of X**, where boundaries are read in X.  The transposed complex gives the cohomology with compact
support, of the same dimension over a field.  In particular the Euler characteristic with compact support is
:math:`\sum_k (-1)^k n_k`, over all cells of X.

**Closed sets.**  *A closed X deformation retracts to the union of its bounded cells.*

Proof.  :math:`\bar X` is X and cells at infinity.  Triangulate it without new vertices by pulling, vertices at
infinity first: a cell with a vertex at infinity is the cone from its first such vertex over those of its faces
without it (C. W. Lee and F. Santos, Subdivisions and triangulations of polytopes, in the Handbook of Discrete and
Computational Geometry, 2017, Chapter 16).  So a simplex in the interior of a cell that has a vertex at infinity has
one itself, and the simplices with no vertex at infinity triangulate the bounded cells.  A simplex with all vertices
at infinity lies there, and conversely.  So X is a simplicial complex without the full subcomplex on some of its
vertices.  On it, moving along segments the barycentric coordinates at infinity to 0 and scaling up the others, whose
sum is positive, is a deformation retraction to the full subcomplex on the other vertices.  ∎

**Open sets.**  Let X be open in P.  P is a manifold with boundary, hence so is X, and a manifold with boundary is
homotopy equivalent to its interior (M. Brown, Locally flat imbeddings of topological manifolds, 1962: collars), which
is the union U of the cells of X in the interior of P.  U is an open set of :math:`\mathbb R^d`, so
:math:`H_k(U) = H_c^{d-k}(U)` by Poincaré duality (Hatcher, Theorem 3.35): the homology of the transposed complex of the
cells of U, also over the integers.

Another proof for any union of cells goes by the poset of its cells: X deformation retracts to the subcomplex of the
barycentric subdivision of :math:`\bar P` of the chains of cells of X.  In a point of X the barycentric coordinate of
the cell that it lies in is positive; move those of cells outside of X to 0.  The order complex that this gives is far
larger; the tests use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tropnet.analysis.topology.cells import CellComplex, Masks
from tropnet.analysis.topology.homology import Homology, homology
from tropnet.analysis.topology.invariants import Field, Support, Topology, checked_field, checked_support
from tropnet.errors import InputError

__all__ = ["CellUnion"]


@dataclass(frozen=True, eq=False, repr=False)
class CellUnion:
    """A union of relatively open cells that is open or closed in its domain.

    Attributes
    ----------
    complex : CellComplex
    cells : tuple of bool arrays
        For each dimension which cells belong to the union.

    Raises
    ------
    InputError
        If it is neither open nor closed in the domain.

    Examples
    --------
    >>> from tropnet import Network, linear_regions
    >>> from tropnet.analysis.topology.cells import cell_complex
    >>> line = cell_complex(linear_regions(Network.from_arrays([[[1]], [[1]]])))
    >>> ray = CellUnion(line, line.closure((np.array([False]), np.array([True, False]))))
    >>> ray, ray.is_closed, ray.is_open
    (<CellUnion of 1, 1 cells>, True, False)
    >>> ray.topology(), ray.topology("compact").betti
    (<Topology: Betti numbers (1, 0), Euler characteristic 1>, (0, 0))
    """

    complex: CellComplex
    cells: Masks

    def __post_init__(self) -> None:
        if not self.is_closed and not self.is_open:
            raise InputError(f"{self!r} is neither open nor closed; give its closure or its interior")

    @cached_property
    def is_closed(self) -> bool:
        """Whether it has the faces of its cells."""
        return _is_same(self.cells, self.complex.closure(self.cells))

    @cached_property
    def is_open(self) -> bool:
        """Whether it is open in the domain."""
        return _is_same(self.cells, self.complex.interior(self.cells))

    @property
    def n_cells(self) -> tuple[int, ...]:
        """The number of cells of dimension 0, ..., n, each with its lines."""
        return (*self._lines, *(int(mask.sum()) for mask in self.cells))

    def topology(self, support: Support = "ordinary", field: Field = "Q") -> Topology:
        """Its homology.

        Parameters
        ----------
        support : {"ordinary", "compact"}
            Singular homology, or Borel-Moore homology.
        field : "Q" or int
            The rational numbers, or a prime number.

        Raises
        ------
        InputError
            If the support or the field is unknown.
        """
        field, support = checked_field(field), checked_support(support)
        groups = self._borel_moore if support == "compact" else self._singular
        return Topology(groups.betti, groups.torsion, self.n_cells, support).over(field)

    @cached_property
    def _borel_moore(self) -> Homology:
        groups = homology(self.complex.chain.restricted(self.cells))
        return Homology(self._lines + groups.betti, ((),) * len(self._lines) + groups.torsion)

    @cached_property
    def _singular(self) -> Homology:
        chain = self.complex.chain
        if self.is_closed:
            groups = homology(chain.restricted(_both(self.cells, self.complex.is_bounded)))
        else:
            groups = homology(chain.restricted(_both(self.cells, self.complex.is_interior)).dual())
        return Homology(groups.betti + self._lines, groups.torsion + ((),) * len(self._lines))

    @property
    def _lines(self) -> tuple[int, ...]:
        """A zero for every dimension that was split off."""
        return (0,) * self.complex.lineality_dim

    def __repr__(self) -> str:
        return f"<CellUnion of {', '.join(map(str, self.n_cells))} cells>"


def _both(one: Masks, other: Masks) -> Masks:
    return tuple(a & b for a, b in zip(one, other, strict=True))


def _is_same(one: Masks, other: Masks) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
