"""The combinatorial type of a polyhedron: its dimension, its faces, and which lies in which.

The faces and their order follow from the incidence of facets and generators (:mod:`tropnet.polyhedra.incidence`); they
do not change under affine bijections, nor under projective maps that send no point of the polyhedron to infinity.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from tropnet.polyhedra.boxes import box_f_vector
from tropnet.polyhedra.description import Description
from tropnet.polyhedra.incidence import joined_pairs

if TYPE_CHECKING:
    from tropnet.polyhedra.face_lattice import FaceLattice
    from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["CombinatorialType"]


class CombinatorialType:
    """The combinatorial half of :class:`~tropnet.polyhedra.polyhedron.Polyhedron`."""

    @property
    @abstractmethod
    def description(self) -> Description:
        """The integer rows of the polyhedron."""

    @property
    def is_empty(self) -> bool:
        """Whether no point lies in the set.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.parse("x1 <= 0; x1 >= 1").is_empty
        True
        """
        return self.description.is_empty

    @property
    def dim(self) -> int:
        """The dimension of the affine hull; -1 for the empty set.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.from_generators([[0, 0, 0], [1, 2, 3]]).dim
        1
        """
        return self.description.dim

    @property
    def is_full_dimensional(self) -> bool:
        """Whether the set has interior points.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.parse("x1 = 1/2", ambient_dim=2).is_full_dimensional
        False
        """
        return self.description.dim == self.description.ambient_dim

    @property
    def is_bounded(self) -> bool:
        """Whether the set is a polytope; the empty set is one.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.parse("[-1,1]^784").is_bounded, Polyhedron.parse("[0,inf]").is_bounded
        (True, False)
        """
        return self.description.is_bounded

    @property
    def incidence(self) -> npt.NDArray[np.bool_]:
        """Which facet contains which generator, shape (m, k + r): first the vertices, then the rays.

        Rows are in the order of ``inequalities``.  A facet contains a ray when it contains the
        half-lines in its direction.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.parse("[0,inf]x[0,3]").incidence.astype(int)
        array([[1, 1, 0],
               [1, 0, 1],
               [0, 1, 1]])
        """
        return self.description.incidence

    @cached_property
    def adjacency(self) -> npt.NDArray[np.intp]:
        """The pairs of vertices that a bounded edge joins, shape (m, 2): i < j, numbers in ``vertices``.

        Where there is a lineality space, the pairs of minimal faces that bound a face one dimension higher.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.parse("[0,1]^2").adjacency.tolist()
        [[0, 1], [0, 2], [1, 3], [2, 3]]
        """
        rows = self.description
        is_vertex = np.arange(len(rows.generators[0])) < rows.n_vertices
        return _frozen(joined_pairs(rows.incidence.T, self._pointed_dim - 1, is_vertex))

    @cached_property
    def facet_adjacency(self) -> npt.NDArray[np.intp]:
        """The pairs of facets that share a face of dimension dim - 2, shape (m, 2): i < j.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.parse("[0,inf]x[0,3]").facet_adjacency.tolist()
        [[0, 1], [0, 2]]
        """
        # The ridge has at least as many generators as its dimension modulo lines, and one more.
        pairs = joined_pairs(self.incidence, self._pointed_dim - 1)
        first, second = self.incidence[pairs.T, : self.description.n_vertices]
        return _frozen(pairs[(first & second).any(axis=1)])

    @property
    def _pointed_dim(self) -> int:
        """The dimension of the quotient by the lineality space."""
        return self.description.dim - len(self.description.generators[1])

    @cached_property
    def face_lattice(self) -> FaceLattice:
        """All faces, ordered by inclusion.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> len(Polyhedron.parse("[0,1]^3").face_lattice)
        28
        """
        from tropnet.polyhedra.face_lattice import FaceLattice

        return FaceLattice(cast("Polyhedron", self))

    @cached_property
    def f_vector(self) -> tuple[int, ...]:
        """The numbers of faces of dimension 0, 1, ..., dim - 1.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.parse("[0,1]^3").f_vector, Polyhedron.parse("[0,1]x[0,inf]").f_vector
        ((8, 12, 6), (2, 3))
        """
        if self.description.bounds is not None and not self.description.is_empty:
            return box_f_vector(self.description.bounds)
        return self.face_lattice.f_vector

    @property
    def is_simple(self) -> bool:
        """Whether the normal cones of the vertices are simplicial: each lies on exactly dim facets.

        Where there is a lineality space, the same of the quotient by it.  The empty set is simple.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.parse("[0,1]^3").is_simple, Polyhedron.parse("x1 + x2 <= 1; x1 - x2 <= 1").is_simple
        (True, True)
        """
        if self.description.bounds is not None:
            return True
        n_facets = self.incidence[:, : self.description.n_vertices].sum(axis=0)
        return bool((n_facets == self._pointed_dim).all())

    @property
    def is_simplicial(self) -> bool:
        """Whether it is a polytope whose facets are simplices: each has exactly dim vertices.

        Examples
        --------
        >>> from tropnet import Polyhedron
        >>> Polyhedron.parse("[0,1]^2").is_simplicial, Polyhedron.parse("[0,1]^3").is_simplicial
        (True, False)
        """
        rows = self.description
        if not rows.is_bounded or rows.bounds is not None:
            return rows.is_bounded and rows.dim <= 2
        return bool((self.incidence.sum(axis=1) == max(rows.dim, 0)).all())


def _frozen(pairs: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    pairs.flags.writeable = False
    return pairs
