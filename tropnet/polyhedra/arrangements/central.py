r"""Central arrangements: the faces of the fan that hyperplanes through the origin cut out of space.

Normals :math:`a_1, \dots, a_m` in R^n cut space into the faces of a complete *fan*: two points lie in one
face exactly if all signs :math:`\operatorname{sign}(a_i \cdot x)` agree.  The vector of these signs is the
*covector* of the face; the covectors are those of the oriented matroid of the normals, and the covectors of
the regions, the faces of full dimension, are its topes (Björner, Las Vergnas, Sturmfels, White and Ziegler,
Oriented matroids, 2nd edition 1999, Section 4.1).

Everything is reduced to slicing a pointed fan in half of a space of smaller dimension:

* *Loops and parallels.*  A zero normal has the sign 0 everywhere; parallel normals have equal or opposite signs.
* *Direct sums.*  In the reduced row echelon form of the matrix whose columns are the normals, the nonzero
  entries of a column name the pivots of its fundamental circuit.  Join the columns that have nonzero entries in one
  row: elements of a fundamental circuit are joined, and between classes the matrix is block diagonal.  So the
  classes are the connected components of the matroid (Oxley, Matroid theory, 2nd edition 2011, Chapter 4).  The
  space is the sum of subspaces on which the normals of one component act, so that a face is a product of faces, one
  for each component: dimensions add and covectors are put side by side.
* *Lineality.*  Only coordinates that are pivots of all normals are kept; the lineality space is a complement.
* *Symmetry.*  With x a face has its opposite -x.  So the half-space :math:`b_0 \cdot x \ge 0` of one normal is
  enough; its slice :math:`b_0 \cdot x = 1` is an affine arrangement of dimension r - 1, where r is the rank of
  the component.  Its faces are the faces of the fan outside of the hyperplane of :math:`b_0`; those in the
  hyperplane are at infinity.

The first complex is that of the orthants of r independent normals :math:`b_0, \dots, b_{r-1}`: the rays are
the dual basis, with both signs but for the first (:mod:`tropnet.polyhedra.complexes.fan`); the dual basis is that of
the bases of all components together, so that the normals of one vanish on the rays of the others.  The other normals
slice it one by one (:mod:`tropnet.polyhedra.complexes.complex`).  The vertices of the complex are the rays of the fan
and are kept as integer vectors in the original coordinates, so that their entries are minors of the normals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain
from typing import Any, final

import numpy as np
import numpy.typing as npt

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.matrix import inverse, row_space
from tropnet.exact.matrix import primitive as primitive_directions
from tropnet.polyhedra.complexes.complex import Complex, GrowingColumns
from tropnet.polyhedra.complexes.fan import orthants
from tropnet.polyhedra.integer_rows import IntegerRows, combine, primitive, product

__all__ = ["CentralFan", "central_sign_vectors"]

Signs = npt.NDArray[np.int8]


def central_sign_vectors(normals: RationalArrayLike) -> Signs:
    """The signs of all normals on each region of the central arrangement.

    Parameters
    ----------
    normals : array-like of rationals, shape (m, n)
        Zero, repeated and parallel ones are welcome.

    Returns
    -------
    int8 array, shape (number of regions, m)
        Distinct rows in lexicographic order, so that row -1-i is the negative of row i.  The column of a zero
        normal is 0; no other entry is.

    Raises
    ------
    ShapeError
        If the normals are no matrix.
    NotRationalError
        If an entry is no finite rational number.

    Examples
    --------
    >>> central_sign_vectors([[1, 0], [0, 1], [-2, 0], [0, 0]])
    array([[-1, -1,  1,  0],
           [-1,  1,  1,  0],
           [ 1, -1, -1,  0],
           [ 1,  1, -1,  0]], dtype=int8)
    """
    return CentralFan(normals).sign_vectors


@final
@dataclass(frozen=True, init=False, repr=False)
class CentralFan:
    """The fan of the faces of a central arrangement.

    ``==`` is equality of the normals, with their order and lengths.

    Parameters
    ----------
    normals : array-like of rationals, shape (m, n)
        Zero, repeated and parallel ones are welcome.

    Attributes
    ----------
    normals : RationalArray, shape (m, n)

    Raises
    ------
    ShapeError
        If the normals are no matrix.
    NotRationalError
        If an entry is no finite rational number.

    Examples
    --------
    Three lines through the origin of the plane, and the same three planes in space:

    >>> fan = CentralFan([[1, 0], [0, 1], [1, 1]])
    >>> fan.f_vector, len(fan.sign_vectors)
    ((1, 6, 6), 6)
    >>> CentralFan([[1, 0, 0], [0, 1, 0], [1, 1, 0]]).f_vector
    (0, 1, 6, 6)
    """

    normals: RationalArray

    def __init__(self, normals: RationalArrayLike) -> None:
        rows = rational_array(normals)
        if rows.ndim != 2:
            raise ShapeError(
                f"normals have shape {rows.shape}; give one in each row, shape (m, n), or (0, n) for none"
            )
        object.__setattr__(self, "normals", rows)

    def __reduce__(self) -> tuple[type[CentralFan], tuple[RationalArray]]:
        """Pickle the normals; what was derived is found again."""
        return CentralFan, (self.normals,)

    def __repr__(self) -> str:
        m, n = self.normals.shape
        return f"<CentralFan of {m} normals in R^{n}>"

    @cached_property
    def rank(self) -> int:
        """The dimension that the normals span.

        Examples
        --------
        >>> CentralFan([[1, 2], [2, 4]]).rank
        1
        """
        return len(self._coordinates)

    @cached_property
    def sign_vectors(self) -> Signs:
        """The covectors of the regions, shape (number of regions, m), in lexicographic order.

        Examples
        --------
        >>> CentralFan([[1, 1], [2, 2]]).sign_vectors
        array([[-1, -1],
               [ 1,  1]], dtype=int8)
        """
        components = [np.concatenate([half.region_signs, -half.region_signs]) for half in self._halves]
        signs = self._spread(reduce(_side_by_side, components, np.zeros((1, 0), np.int8)))
        signs.flags.writeable = False
        return signs

    @cached_property
    def f_vector(self) -> tuple[int, ...]:
        """The numbers of faces of dimension 0, ..., n.

        The smallest face is the lineality space, of dimension n - rank: dimensions below have no faces.

        Examples
        --------
        >>> CentralFan([[1, 0, 0], [0, 1, 0], [0, 0, 1]]).f_vector
        (1, 6, 12, 8)
        """
        counts = reduce(_convolved, [half.f_vector for half in self._halves], [1])
        return (*[0] * (self.normals.shape[1] - self.rank), *counts)

    @cached_property
    def rays(self) -> RationalArray:
        """The faces one dimension above the lineality space, each by a primitive integer vector, sorted.

        A vector stands for its face modulo the lineality space.

        Examples
        --------
        >>> CentralFan([[1, 0], [1, 1]]).rays
        RationalArray([[-1, 1], [0, -1], [0, 1], [1, -1]])
        """
        found = [half.rays_of_both_halves for half in self._halves]
        rows = sorted(row for rays in found for row in rays.tolist())
        embedded = np.zeros((len(rows), self.normals.shape[1]), dtype=object)
        embedded[:, self._coordinates] = np.array(rows, dtype=object).reshape(len(rows), self.rank)
        return RationalArray.from_integers(embedded)

    def covectors(self, dim: int) -> Signs:
        """The covectors of the faces of one dimension, shape (number of faces, m), in lexicographic order.

        Parameters
        ----------
        dim : int

        Examples
        --------
        >>> CentralFan([[1, 0], [1, 1]]).covectors(1)
        array([[-1,  0],
               [ 0, -1],
               [ 0,  1],
               [ 1,  0]], dtype=int8)
        """
        missing = np.zeros((0, len(self._parallels[0])), np.int8)
        return self._spread(self._covectors.get(dim - self.normals.shape[1] + self.rank, missing))

    # -- loops, parallels, components ------------------------------------------------------------------

    @cached_property
    def _parallels(self) -> tuple[IntegerRows, npt.NDArray[np.intp], Signs]:
        """Distinct primitive normals up to sign; for every normal its place among them, and its orientation."""
        rows = primitive(self.normals.numerators)
        places: dict[tuple[int, ...], int] = {}
        place, orientation = np.zeros(len(rows), np.intp), np.zeros(len(rows), np.int8)
        chosen: list[int] = []
        for i, row in enumerate(map(tuple, rows.tolist())):
            if not any(row):
                continue
            opposite = tuple(-entry for entry in row)
            orientation[i] = -1 if opposite in places else 1
            place[i] = places.setdefault(opposite if opposite in places else row, len(places))
            if place[i] == len(chosen):
                chosen.append(i)
        return rows[chosen], place, orientation

    @cached_property
    def _components(self) -> list[list[int]]:
        """The connected components of the distinct normals, as sorted lists of their places."""
        distinct = self._parallels[0]
        if not len(distinct):
            return []
        components: list[set[int]] = []
        for row in row_space(distinct.T).sign():
            touched = set(np.flatnonzero(row).tolist())
            joined = [component for component in components if component & touched]
            components = [component for component in components if not component & touched]
            components.append(touched.union(*joined))
        return sorted(map(sorted, components))

    @cached_property
    def _coordinates(self) -> list[int]:
        """The coordinates that are kept, as many as the rank."""
        return _pivots(self._parallels[0])

    @cached_property
    def _halves(self) -> list[_HalfFan]:
        kept = self._parallels[0][:, self._coordinates]
        bases = [[component[i] for i in _pivots(kept[component].T)] for component in self._components]
        dual = primitive_directions(inverse(kept[list(chain(*bases))]).T).integers()
        halves, start = [], 0
        for component, basis in zip(self._components, bases, strict=True):
            place = [component.index(i) for i in basis]
            halves.append(_half_fan(kept[component], place, dual[start : start + len(basis)]))
            start += len(basis)
        return halves

    @cached_property
    def _covectors(self) -> dict[int, Signs]:
        """The covectors of the distinct normals, component after component, by dimension over the lineality."""
        nothing = {0: np.zeros((1, 0), np.int8)}
        return reduce(_direct_sum, [half.covectors for half in self._halves], nothing)

    def _spread(self, covectors: Signs) -> Signs:
        """The covectors for all normals, sorted, from those of distinct normals, component after component."""
        _, place, orientation = self._parallels
        order = np.argsort(list(chain(*self._components)))
        if not len(order):
            return np.zeros((len(covectors), len(place)), np.int8)
        return _sorted(covectors[:, order[place]] * orientation)


@dataclass(frozen=True)
class _HalfFan:
    """The half of a pointed fan on which the first normal is nonnegative.

    Attributes
    ----------
    normals : integer array, shape (m, d)
        Nonzero, and pairwise not parallel.
    complex : Complex
        Of dimension r - 1, where r is the rank; its k-faces are faces of dimension k + 1 of the fan.
    rays : integer array, shape (n_vertices, d)
    region_signs : int8 array, shape (n_cells, m)
    """

    normals: IntegerRows
    complex: Complex
    rays: IntegerRows
    region_signs: Signs

    @cached_property
    def _at_infinity(self) -> npt.NDArray[np.bool_]:
        """Which rays lie in the hyperplane of the first normal."""
        return np.asarray(product(self.rays, self.normals[0]) == 0, np.bool_)

    @property
    def rays_of_both_halves(self) -> IntegerRows:
        return np.concatenate([self.rays, -self.rays[~self._at_infinity]])

    @property
    def f_vector(self) -> list[int]:
        """The numbers of faces of the whole fan, of dimension 0, ..., rank."""
        finite = self.complex.is_finite(~self._at_infinity)
        return [1, *(len(level) + int(level.sum()) for level in finite)]

    @cached_property
    def covectors(self) -> dict[int, Signs]:
        """The covectors of all faces of the whole fan, by their dimension.

        The covector of a face is the union of those of its rays.
        """
        signs = np.sign(product(self.rays, self.normals.T)).astype(np.int8)
        bits = (signs > 0) + 2 * (signs < 0).astype(np.uint8)
        by_dim = {0: np.zeros((1, len(self.normals)), np.int8)}
        for k, level in enumerate(self.complex.raise_bits(bits), start=1):
            half = (level & 1).astype(np.int8) - (level >> 1).astype(np.int8)
            by_dim[k] = np.concatenate([half, -half[half[:, 0] != 0]])
        return by_dim


def _half_fan(normals: IntegerRows, basis: list[int], dual: IntegerRows) -> _HalfFan:
    """The half fan of the normals of one component, from the places of a basis and the dual basis."""
    others = [i for i in range(len(normals)) if i not in set(basis)]
    complex_, rays, signs = _orthants(dual)
    region_signs = GrowingColumns(np.zeros((len(normals), complex_.n_cells), np.int8))
    region_signs.view[basis] = signs.T
    for i in others:
        heights = product(rays, normals[i])
        cut = complex_.slice(np.sign(heights).astype(np.int8))
        if cut.split:
            region_signs.extend(region_signs.view[:, cut.split[-1]])
        region_signs.view[i] = cut.cell_signs
        q, p = cut.negative, cut.positive
        rays = np.concatenate([rays, combine(heights[p], rays[q], heights[q], rays[p])])
    return _HalfFan(normals, complex_, rays, region_signs.view.T)


def _pivots(matrix: IntegerRows) -> list[int]:
    """The columns that do not depend on earlier ones."""
    return [int(np.flatnonzero(row)[0]) for row in row_space(matrix).sign()]


def _orthants(dual: IntegerRows) -> tuple[Complex, IntegerRows, Signs]:
    """The orthants of a basis of normals, the first nonnegative: complex, rays, and signs of the cells."""
    r = len(dual)
    # In the coordinates y_i = b_i.x, with y_0 as that which makes them homogeneous, the forms are unit forms.
    units = np.eye(r, dtype=int).astype(object)[: r - 1]
    complex_, coordinates, _ = orthants(units, [True] * (r - 1))
    positive = complex_.raise_bits((coordinates[:, :-1] > 0).astype(np.uint8))[-1]
    signs = np.ones((complex_.n_cells, r), np.int8)
    signs[:, 1:] = 2 * positive.astype(np.int8) - 1
    return complex_, primitive(product(np.roll(coordinates, 1, axis=1), dual)), signs


# -- direct sums ---------------------------------------------------------------------------------------


def _side_by_side(left: Signs, right: Signs) -> Signs:
    """Every row of the one followed by every row of the other."""
    return np.hstack([np.repeat(left, len(right), axis=0), np.tile(right, (len(left), 1))])


def _convolved(left: Sequence[int], right: Sequence[int]) -> list[int]:
    """The coefficients of the product of two polynomials."""
    total = [0] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            total[i + j] += a * b
    return total


def _direct_sum(left: dict[int, Signs], right: dict[int, Signs]) -> dict[int, Signs]:
    """The covectors of a direct sum by dimension."""
    total: dict[int, list[Signs]] = {}
    for i, a in left.items():
        for j, b in right.items():
            total.setdefault(i + j, []).append(_side_by_side(a, b))
    return {dim: np.concatenate(parts) for dim, parts in total.items()}


def _sorted(covectors: Signs) -> Signs:
    """The rows in lexicographic order."""
    digits: npt.NDArray[Any] = np.ascontiguousarray(covectors + np.int8(2))
    return covectors[np.argsort(digits.view(f"S{digits.shape[1]}").ravel(), kind="stable")]
