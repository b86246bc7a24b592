r"""Hyperplane arrangements: finite sets of hyperplanes of R^n with rational coefficients.

A :class:`HyperplaneArrangement` is a *set* of hyperplanes {x : a.x = b}.  It cuts R^n into *faces*: two
points lie in the same face when they have the same *sign vector*, the signs of all a.x - b.  Faces of
dimension n are the *regions*. For a layer of a ReLU network the hyperplanes are where its neurons switch, and
the regions are its linear regions.

There are two ways to answer, and they do not meet:

* *Counts* come from the intersection poset: the characteristic polynomial by restriction
  (:mod:`tropnet.polyhedra.arrangements.counting`), regions and relatively bounded regions by Zaslavsky's
  theorem, faces of dimension k as the regions of what the hyperplanes cut in the flats of dimension k.  They
  cost about as much as there are flats, of which there are far fewer than regions.
* *Sign vectors* come from slicing (:mod:`tropnet.polyhedra.arrangements.central`), which visits every region.  Affine
  arrangements are sliced as their cones: the linear forms a.x - b t and t, in the half-space t > 0.

The form is canonical: hyperplanes are primitive integer rows (a, b) whose first nonzero entry is positive,
distinct, in lexicographic order.  Two arrangements are equal, and have the same hash, when they are the same
sets of hyperplanes.  The numbers of hyperplanes, in sign vectors and flats, refer to this order.

The zero normal is no hyperplane, so R^0 has only the empty arrangement.  Terms are those of Stanley, *An
Introduction to Hyperplane Arrangements* (2007).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.matrix import rank, row_space
from tropnet.polyhedra.arrangements.central import CentralFan
from tropnet.polyhedra.arrangements.characteristic_polynomial import CharacteristicPolynomial
from tropnet.polyhedra.arrangements.counting import n_regions_of_batch, whitney_numbers
from tropnet.polyhedra.arrangements.intersection_lattice import (
    Flat,
    IntersectionLattice,
    flats_by_rank,
    hyperplane_numbers,
)
from tropnet.polyhedra.integer_rows import IntegerRows, eliminate, primitive, sorted_unique, spanning_rows
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["HyperplaneArrangement"]

Signs = npt.NDArray[np.int8]


@dataclass(frozen=True, init=False, eq=False, repr=False)
class HyperplaneArrangement:
    """The hyperplanes {x : a.x = b} for the rows a of ``normals`` and entries b of ``offsets``.

    Parameters
    ----------
    normals : array-like of rationals, shape (m, n)
        No row is zero.  Shape (0, n) is the empty arrangement.
    offsets : array-like of rationals, shape (m,), optional
        Zeros unless given.

    Attributes
    ----------
    ambient_dim : int
        The dimension n of the space.

    Raises
    ------
    ShapeError
        If the sizes do not fit together, or the dimension cannot be known.
    InputError
        If a normal is zero.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> triangle = HyperplaneArrangement([[1, 0], [0, 1], [1, 1], [-2, -2]], [0, 0, 1, -2])
    >>> triangle
    <HyperplaneArrangement of 3 hyperplanes in R^2>
    >>> triangle.n_regions, triangle.n_bounded_regions, triangle.f_vector
    (7, 1, (3, 9, 7))
    >>> print(triangle.characteristic_polynomial)
    t^2 - 3 t + 3
    >>> triangle == HyperplaneArrangement([["1/2", "1/2"], [0, -3], [4, 0]], ["1/2", 0, 0])
    True
    """

    ambient_dim: int
    _rows: IntegerRows

    def __init__(self, normals: RationalArrayLike, offsets: RationalArrayLike | None = None) -> None:
        left = rational_array(normals)
        if left.ndim != 2:
            raise ShapeError(
                f"normals of shape {left.shape} do not tell the dimension; give shape (m, n), such as "
                "[[1, -1]], or (0, n) for no hyperplanes"
            )
        right = RationalArray.zeros(len(left)) if offsets is None else rational_array(offsets)
        if right.shape != (len(left),):
            raise ShapeError(
                f"offsets have shape {right.shape}, but there are {len(left)} normals; "
                "give one number for each"
            )
        if not left.sign().any(axis=1).all():
            number = int(np.flatnonzero(~left.sign().any(axis=1))[0])
            raise InputError(
                f"the normal at index {number} is zero, and 0.x = {right[number]} is no hyperplane; leave it out"
            )
        self._set(left.shape[1], concatenate([left, right.reshape(-1, 1)], axis=1).numerators)

    def _set(self, n: int, rows: IntegerRows) -> None:
        rows = primitive(rows)
        if len(rows):
            leading = np.take_along_axis(rows, (rows != 0).argmax(axis=1)[:, None], axis=1)
            rows = sorted_unique(rows * np.where(leading < 0, -1, 1))
        rows.flags.writeable = False
        object.__setattr__(self, "ambient_dim", n)
        object.__setattr__(self, "_rows", rows)

    @classmethod
    def _from_rows(cls, rows: IntegerRows) -> HyperplaneArrangement:
        """The arrangement of integer rows (a, b) with nonzero a."""
        arrangement = object.__new__(cls)
        arrangement._set(rows.shape[1] - 1, rows)
        return arrangement

    # The hyperplanes ------------------------------------------------------------------------------------

    @cached_property
    def normals(self) -> RationalArray:
        """The normals a, shape (m, n).

        Examples
        --------
        >>> HyperplaneArrangement([[0, -2], [3, 6]], [4, 1]).normals
        RationalArray([[0, 1], [3, 6]])
        """
        return RationalArray.from_integers(self._rows[:, :-1])

    @cached_property
    def offsets(self) -> RationalArray:
        """The offsets b, shape (m,).

        Examples
        --------
        >>> HyperplaneArrangement([[0, -2], [3, 6]], [4, 1]).offsets
        RationalArray([-2, 1])
        """
        return RationalArray.from_integers(self._rows[:, -1])

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def rank(self) -> int:
        """The dimension of the span of the normals: the codimension of the smallest flats.

        Examples
        --------
        >>> HyperplaneArrangement([[1, -1, 0], [0, 1, -1], [1, 0, -1]]).rank
        2
        """
        return rank(self._rows[:, :-1])

    @property
    def is_essential(self) -> bool:
        """Whether the normals span the space, so that the smallest flats are points.

        Examples
        --------
        >>> HyperplaneArrangement([[1, -1]]).is_essential
        False
        """
        return self.rank == self.ambient_dim

    @cached_property
    def is_central(self) -> bool:
        """Whether all hyperplanes have a common point.

        Examples
        --------
        >>> HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [1, 1, 2]).is_central
        True
        """
        return rank(self._rows) == self.rank

    @property
    def is_simple(self) -> bool:
        """Whether the hyperplanes are in general position.

        That is: any k <= n of them meet in a flat of codimension k, and no n + 1 have a common point.
        Exactly then the number of regions is the largest possible, the sum of C(m, k) for k <= n.

        Examples
        --------
        >>> HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]).is_simple
        True
        >>> HyperplaneArrangement([[1, 0], [0, 1], [1, 1]]).is_simple
        False
        """
        return self.n_regions == sum(comb(len(self), k) for k in range(self.ambient_dim + 1))

    # Counts ---------------------------------------------------------------------------------------------

    @cached_property
    def characteristic_polynomial(self) -> CharacteristicPolynomial:
        """The characteristic polynomial, of degree n; its coefficients are the Whitney numbers.

        Source: Stanley, *An Introduction to Hyperplane Arrangements*, Definition 1.3.

        Examples
        --------
        >>> print(HyperplaneArrangement([[1, -1, 0], [0, 1, -1], [1, 0, -1]]).characteristic_polynomial)
        t^3 - 3 t^2 + 2 t
        """
        return CharacteristicPolynomial.from_whitney_numbers(whitney_numbers(self._rows), self.ambient_dim)

    @property
    def poincare_polynomial(self) -> tuple[int, ...]:
        """The coefficients of 1, t, ..., t^r of the Poincaré polynomial (-t)^n chi(-1/t).

        They are the absolute Whitney numbers of the first kind, and the Betti numbers of the complement of the
        complex hyperplanes (Orlik and Solomon 1980).

        Examples
        --------
        >>> HyperplaneArrangement([[1, -1, 0], [0, 1, -1], [1, 0, -1]]).poincare_polynomial
        (1, 3, 2)
        """
        return tuple(map(abs, self.characteristic_polynomial.whitney_numbers))

    @property
    def n_regions(self) -> int:
        """The number of regions, counted without finding them.

        Source: Zaslavsky 1975, Theorem A: (-1)^n chi(-1).

        Examples
        --------
        >>> HyperplaneArrangement([[1, 0], [0, 1], [1, 1]]).n_regions
        6
        """
        return self.characteristic_polynomial.n_regions

    @property
    def n_bounded_regions(self) -> int:
        """The number of relatively bounded regions: those whose essentialisation is bounded.

        A non-essential arrangement has lines in every region, and no region is bounded; modulo these lines some may be.
        Source: Zaslavsky 1975, Theorem C: (-1)^r chi(1).

        Examples
        --------
        >>> HyperplaneArrangement([[1, -1], [1, -1]], [0, 1]).n_bounded_regions
        1
        """
        return self.characteristic_polynomial.n_bounded_regions

    @cached_property
    def f_vector(self) -> tuple[int, ...]:
        """The numbers of faces of dimension 0, ..., n, counted without finding them.

        The faces of dimension k are the regions of the arrangements that the hyperplanes cut in the flats of dimension
        k (Zaslavsky 1975).

        Examples
        --------
        >>> HyperplaneArrangement([[1, 0, 0], [0, 1, 0]]).f_vector
        (0, 1, 4, 4)
        """
        counts = [n_regions_of_batch(flats.restrictions, flats.p) for flats in flats_by_rank(self._rows)]
        return (*[0] * (self.ambient_dim - self.rank), *reversed(counts))

    @cached_property
    def intersection_lattice(self) -> IntersectionLattice:
        """The flats by rank with their Möbius function; for arrangements without common point, a poset.

        Examples
        --------
        >>> HyperplaneArrangement([[1, -1, 0], [0, 1, -1], [1, 0, -1]]).intersection_lattice.n_flats
        (1, 3, 1)
        """
        return IntersectionLattice(self._rows)

    # Faces ----------------------------------------------------------------------------------------------

    def sign_vector(self, x: RationalArrayLike) -> Signs:
        """The signs of a.x - b, shape (m,): they tell the face that contains the point.

        Parameters
        ----------
        x : array-like of rationals, shape (n,)

        Raises
        ------
        ShapeError
            If x is no point of R^n.
        NotRationalError
            If an entry is no rational number.

        Examples
        --------
        >>> HyperplaneArrangement([[1, 0], [1, 1]], [0, 1]).sign_vector(["1/2", "1/2"])
        array([1, 0], dtype=int8)
        """
        point = rational_array(x)
        if point.shape != (self.ambient_dim,):
            raise ShapeError(f"the point has shape {point.shape}, but the space is R^{self.ambient_dim}")
        signs: Signs = (self.normals @ point - self.offsets).sign()
        return signs

    @cached_property
    def sign_vectors(self) -> Signs:
        """The sign vectors of the regions, shape (n_regions, m), in lexicographic order.

        Examples
        --------
        >>> HyperplaneArrangement([[1], [1]], [0, 1]).sign_vectors
        array([[-1, -1],
               [ 1, -1],
               [ 1,  1]], dtype=int8)
        """
        signs = self.covectors(self.ambient_dim)
        signs.flags.writeable = False
        return signs

    def covectors(self, dim: int) -> Signs:
        """The sign vectors of the faces of one dimension, shape (k, m), in lexicographic order.

        Parameters
        ----------
        dim : int

        Examples
        --------
        >>> HyperplaneArrangement([[1, 0], [0, 1]]).covectors(1)
        array([[-1,  0],
               [ 0, -1],
               [ 0,  1],
               [ 1,  0]], dtype=int8)
        """
        if self.is_central:
            return self._fan.covectors(dim)
        signs = self._fan.covectors(dim + 1)
        return signs[signs[:, -1] > 0, :-1]

    @cached_property
    def _fan(self) -> CentralFan:
        """The fan of the normals when there is a common point, and else of the cone with t as the last form."""
        return CentralFan(self.normals if self.is_central else _cone_forms(self._rows))

    def face(self, signs: RationalArrayLike) -> Polyhedron:
        """The closure of the face with this sign vector, as a polyhedron.

        Parameters
        ----------
        signs : array-like, shape (m,)
            Entries -1, 0 and 1.  When no face has these signs, the polyhedron is that of the weak inequalities.

        Raises
        ------
        ShapeError
            If there is not one sign for each hyperplane.
        InputError
            If an entry is none of -1, 0 and 1.

        Examples
        --------
        >>> HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]).face([1, 0, -1]).vertices
        RationalArray([[0, 0], [0, 1]])
        """
        wanted = rational_array(signs)
        if wanted.shape != (len(self),):
            raise ShapeError(
                f"the signs have shape {wanted.shape}; give one for each of {len(self)} hyperplanes"
            )
        sign = wanted.sign()
        if wanted != rational_array(sign):
            raise InputError(f"the signs {wanted} are not all -1, 0 or 1")
        rows = RationalArray.from_integers(self._rows * np.where(sign == 0, 1, -sign)[:, None])
        sides, walls = rows[sign != 0], rows[sign == 0]
        return Polyhedron.from_inequalities(
            sides[:, :-1], sides[:, -1], equations=(walls[:, :-1], walls[:, -1])
        )

    @cached_property
    def regions(self) -> tuple[Polyhedron, ...]:
        """The closed regions, in the order of their sign vectors.

        Examples
        --------
        >>> [region.vertices.tolist() for region in HyperplaneArrangement([[1], [1]], [0, 1]).regions]
        [[[0]], [[0], [1]], [[1]]]
        """
        return tuple(self.face(signs) for signs in self.sign_vectors)

    # Other arrangements ---------------------------------------------------------------------------------

    def deletion(self, i: int) -> HyperplaneArrangement:
        """The arrangement without hyperplane i.

        Raises
        ------
        InputError
            If there is no hyperplane i.

        Examples
        --------
        >>> HyperplaneArrangement([[1, 0], [0, 1]]).deletion(0).normals
        RationalArray([[1, 0]])
        """
        return HyperplaneArrangement._from_rows(
            np.delete(self._rows, hyperplane_numbers([i], len(self)), axis=0)
        )

    def restriction(self, i: int) -> HyperplaneArrangement:
        """What the other hyperplanes cut in hyperplane i: an arrangement in R^(n-1).

        The coordinates are those of R^n without the first on which hyperplane i depends.

        Raises
        ------
        InputError
            If there is no hyperplane i.

        Examples
        --------
        >>> HyperplaneArrangement([[1, -1, 0], [0, 1, -1], [1, 0, -1]]).restriction(0)
        <HyperplaneArrangement of 1 hyperplane in R^2>
        """
        return self.restriction_to([i])

    def restriction_to(self, flat: Flat | Iterable[int]) -> HyperplaneArrangement:
        """What the hyperplanes cut in a flat of dimension d: an arrangement in R^d.

        The coordinates are those of R^n without the pivots of the equations of the flat.

        Parameters
        ----------
        flat : Flat, or numbers of hyperplanes that meet in it

        Raises
        ------
        InputError
            If the hyperplanes have no common point, or a number is not that of a hyperplane.

        Examples
        --------
        >>> braid = HyperplaneArrangement([[1, -1, 0], [0, 1, -1], [1, 0, -1]])
        >>> braid.restriction_to([0, 1])
        <HyperplaneArrangement of no hyperplanes in R^1>
        """
        given = flat.hyperplanes if isinstance(flat, Flat) else flat
        numbers = hyperplane_numbers(given, len(self))
        equations = spanning_rows(self._rows[numbers])
        pivots = [int(np.flatnonzero(row)[0]) for row in equations]
        if self.ambient_dim in pivots:
            raise InputError(f"the hyperplanes {numbers} have no common point, so that they meet in no flat")
        rows = np.delete(eliminate(self._rows, equations), pivots, axis=1)
        return HyperplaneArrangement._from_rows(rows[(rows[:, :-1] != 0).any(axis=1)])

    @cached_property
    def cone(self) -> HyperplaneArrangement:
        """The central arrangement of the hyperplanes a.x = b t and t = 0 in R^(n+1), t the last coordinate.

        It has twice as many regions, and (t - 1) times the characteristic polynomial.

        Examples
        --------
        >>> HyperplaneArrangement([[1], [1]], [0, 1]).cone.normals
        RationalArray([[0, 1], [1, -1], [1, 0]])
        """
        forms = _cone_forms(self._rows)
        offsets = np.zeros((len(forms), 1), np.int64)
        return HyperplaneArrangement._from_rows(np.concatenate([forms, offsets], axis=1))

    @cached_property
    def essentialization(self) -> HyperplaneArrangement:
        """The essential arrangement in R^rank with the same intersection poset.

        The normals are written in the echelon basis of their span: they keep their entries at its pivots.

        Examples
        --------
        >>> HyperplaneArrangement([[1, -1, 0], [0, 1, -1], [1, 0, -1]]).essentialization.normals
        RationalArray([[0, 1], [1, -1], [1, 0]])
        """
        basis = row_space(self._rows[:, :-1])
        pivots = [int(np.flatnonzero(row)[0]) for row in basis.sign()]
        return HyperplaneArrangement._from_rows(self._rows[:, [*pivots, -1]])

    # Identity -------------------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        """Equality of sets of hyperplanes."""
        if not isinstance(other, HyperplaneArrangement):
            return NotImplemented
        return self.ambient_dim == other.ambient_dim and np.array_equal(self._rows, other._rows)

    def __hash__(self) -> int:
        return hash((self.ambient_dim, *map(tuple, self._rows.tolist())))

    def __repr__(self) -> str:
        count = {0: "no hyperplanes", 1: "1 hyperplane"}.get(len(self), f"{len(self)} hyperplanes")
        return f"<HyperplaneArrangement of {count} in R^{self.ambient_dim}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the hyperplanes; what was derived is found again."""
        return HyperplaneArrangement._from_rows, (self._rows,)


def _cone_forms(rows: IntegerRows) -> IntegerRows:
    """The linear forms a.x - b t of rows (a, b), and t."""
    height = np.array([[0] * (rows.shape[1] - 1) + [1]])
    return np.concatenate([np.concatenate([rows[:, :-1], -rows[:, -1:]], axis=1), height])
