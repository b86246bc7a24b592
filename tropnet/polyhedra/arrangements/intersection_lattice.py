r"""The flats of a hyperplane arrangement and their order.

A *flat* is a nonempty intersection of hyperplanes; R^n itself, the intersection of none, is one.  Ordered by
reverse inclusion the flats form the *intersection poset*, in which the rank of a flat is its codimension.
Every interval is a geometric lattice (a flat is given by the set of hyperplanes that contain it, and these
sets are closed); the whole poset is one exactly when the arrangement is central (Stanley, *An Introduction to
Hyperplane Arrangements*, Proposition 2.3 and lecture 3).  The *Möbius function* is mu(R^n) = 1 and, summed over all
flats that contain a given F != R^n, 0.

Flats are found rank by rank: the flats that F covers from above are the classes of hyperplanes that become
equal when restricted to F.  So each flat carries the restriction of every hyperplane, modulo a prime of good
reduction.

The Möbius function comes with them.  Let H be a hyperplane that contains F.  Weisner's theorem in the
geometric lattice of the flats that contain F says

.. math:: \mu(F) = -\sum_G \mu(G) \quad\text{over the flats } G \supset F,\ \dim G = \dim F + 1,\ G \not\subseteq H,

(Stanley, *Enumerative Combinatorics* 1, Corollary 3.9.3), a sum over cover relations alone; H is the first
one.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError
from tropnet.polyhedra.arrangements.characteristic_polynomial import CharacteristicPolynomial
from tropnet.polyhedra.arrangements.counting import ArrangementBatch, is_simple_modulo
from tropnet.polyhedra.arrangements.good_reduction import (
    LARGEST_WORD_PRIME,
    essential_rows,
    good_prime,
    joint_labels,
    normalised,
    residues,
    restricted,
    row_labels,
)
from tropnet.polyhedra.integer_rows import IntegerRows

__all__ = ["Flat", "FlatsOfRank", "IntersectionLattice", "flats_by_rank", "hyperplane_numbers"]


@dataclass(frozen=True)
class Flat:
    """A nonempty intersection of hyperplanes.

    Attributes
    ----------
    hyperplanes : frozenset of int
        The numbers of all hyperplanes that contain it.
    dim : int
    mobius : int
        The Möbius function of the interval from the whole space to the flat; its sign is (-1)^rank.

    Examples
    --------
    >>> from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
    >>> lattice = HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]).intersection_lattice
    >>> lattice.flats[1][0]
    Flat(hyperplanes=frozenset({0}), dim=1, mobius=-1)
    """

    hyperplanes: frozenset[int]
    dim: int
    mobius: int


@dataclass(frozen=True, eq=False)
class FlatsOfRank:
    """The flats of one rank, with what every hyperplane cuts in them.

    Attributes
    ----------
    contains : boolean array, shape (k, m)
        Which flat lies in which hyperplane.  Flats are in lexicographic order of the sorted numbers.
    mobius : array of Python ints, shape (k,)
    rows : array of residues, shape (k, m, d + 1)
        The restrictions of the hyperplanes to the flat, in coordinates of its own: normalised, zero for those that
        contain it, constant for those parallel to it.
    p : int
        The prime.
    """

    contains: npt.NDArray[np.bool_]
    mobius: npt.NDArray[np.object_]
    rows: IntegerRows
    p: int

    @cached_property
    def restrictions(self) -> ArrangementBatch:
        """The arrangements that all hyperplanes cut in the flats."""
        flats, _, first, _ = self._classes
        sizes = np.bincount(flats[first], minlength=len(self.contains))
        return ArrangementBatch(self._cuts[first], sizes, np.array([1] * len(sizes), dtype=object))

    def next_rank(self) -> FlatsOfRank:
        """The flats of the next rank."""
        flats, hyperplanes, first, classes = self._classes
        above = flats[first]
        contains = self.contains[above]
        contains[classes, hyperplanes] = True
        chosen, below = _distinct(contains)
        contains = contains[chosen]
        # Weisner's theorem, with the first hyperplane that contains the flat.
        counted = ~self.contains[above, contains.argmax(axis=1)[below]]
        mobius = np.array([0] * len(contains), dtype=object)
        np.subtract.at(mobius, below[counted], self.mobius[above[counted]])
        m, width = self.rows.shape[1:]
        mirrors = np.repeat(self._cuts[first[chosen]], m, axis=0)
        rows = restricted(self.rows[above[chosen]].reshape(-1, width), mirrors, self.p)
        return FlatsOfRank(contains, mobius, normalised(rows, self.p)[0].reshape(-1, m, width - 1), self.p)

    @cached_property
    def _cuts(self) -> IntegerRows:
        """The rows that cut their flat."""
        return self.rows[self._is_cut]

    @cached_property
    def _is_cut(self) -> npt.NDArray[np.bool_]:
        return np.asarray((self.rows[:, :, :-1] != 0).any(axis=2))

    @cached_property
    def _classes(self) -> tuple[npt.NDArray[np.intp], ...]:
        """The flat and the hyperplane of each cut, the first cut of each class of equal ones, and the classes."""
        flats, hyperplanes = np.nonzero(self._is_cut)
        keys, _ = joint_labels([(flats, len(self.contains)), row_labels(self._cuts, self.p)])
        _, first, classes = np.unique(keys, return_index=True, return_inverse=True)
        return flats, hyperplanes, first, classes


def flats_by_rank(hyperplanes: IntegerRows) -> Iterator[FlatsOfRank]:
    """The flats of rank 0, 1, ..., r of an arrangement.

    Parameters
    ----------
    hyperplanes : integer array, shape (m, n + 1)
        Distinct rows (a, b), the hyperplanes a.x = b; no normal a is zero.

    Examples
    --------
    >>> [flats.mobius.tolist() for flats in flats_by_rank(np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0]]))]
    [[1], [-1, -1, -1], [2]]
    """
    rows = essential_rows(hyperplanes)
    p = good_prime(rows)
    if p > LARGEST_WORD_PRIME and is_simple_modulo(rows, LARGEST_WORD_PRIME):
        p = LARGEST_WORD_PRIME
    start = normalised(residues(rows, p), p)[0]
    flats = FlatsOfRank(np.zeros((1, len(rows)), bool), np.array([1], dtype=object), start[None], p)
    yield flats
    for _ in range(rows.shape[1] - 1):
        flats = flats.next_rank()
        yield flats


def hyperplane_numbers(numbers: Iterable[int], m: int) -> list[int]:
    """The distinct numbers in ascending order, which must be numbers of m hyperplanes.

    Raises
    ------
    InputError
        If one is none of 0, ..., m - 1.

    Examples
    --------
    >>> hyperplane_numbers([2, 0, 2], 3)
    [0, 2]
    """
    distinct = sorted(set(map(operator.index, numbers)))
    for number in distinct:
        if not 0 <= number < m:
            raise InputError(f"there is no hyperplane {number}; the {m} hyperplanes are numbered from 0")
    return distinct


def _distinct(rows: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The places of the distinct rows, in descending order, and for each row its number among them."""
    packed = np.packbits(rows, axis=1).astype(np.int64)
    labels, _ = joint_labels([(column, 256) for column in packed.T])
    _, first, inverse = np.unique(-labels, return_index=True, return_inverse=True)
    return first, inverse


class IntersectionLattice:
    """The intersection poset of an arrangement; a geometric lattice when the arrangement is central.

    ``HyperplaneArrangement.intersection_lattice`` makes one.  It is a collection of its flats, by rank.

    Attributes
    ----------
    ambient_dim : int
    flats : tuple of tuples of Flat
        ``flats[k]`` are those of rank k, which have dimension ``ambient_dim - k``.

    Examples
    --------
    Three lines, two of which are parallel:

    >>> from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
    >>> lattice = HyperplaneArrangement([[1, 0], [1, 0], [0, 1]], [0, 1, 0]).intersection_lattice
    >>> lattice.n_flats, len(lattice), lattice.is_geometric
    ((1, 3, 2), 6, False)
    >>> lattice.flats[2][0]
    Flat(hyperplanes=frozenset({0, 1}), dim=0, mobius=1)
    """

    def __init__(self, hyperplanes: IntegerRows) -> None:
        self.ambient_dim = hyperplanes.shape[1] - 1
        self._levels = [(level.contains, level.mobius) for level in flats_by_rank(hyperplanes)]

    @cached_property
    def flats(self) -> tuple[tuple[Flat, ...], ...]:
        """The flats by rank, in lexicographic order of their sorted hyperplanes.

        Examples
        --------
        >>> from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
        >>> lattice = HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]).intersection_lattice
        >>> [len(flats) for flats in lattice.flats]
        [1, 3, 3]
        """
        return tuple(
            tuple(
                Flat(frozenset(np.flatnonzero(row).tolist()), self.ambient_dim - k, mobius)
                for row, mobius in zip(contains, values.tolist(), strict=True)
            )
            for k, (contains, values) in enumerate(self._levels)
        )

    @property
    def rank(self) -> int:
        """The rank of the maximal flats.

        Examples
        --------
        >>> from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
        >>> lattice = HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]).intersection_lattice
        >>> lattice.rank
        2
        """
        return len(self._levels) - 1

    @property
    def n_flats(self) -> tuple[int, ...]:
        """The numbers of flats of rank 0, ..., r: the Whitney numbers of the second kind.

        Examples
        --------
        >>> from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
        >>> lattice = HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]).intersection_lattice
        >>> lattice.n_flats
        (1, 3, 3)
        """
        return tuple(len(contains) for contains, _ in self._levels)

    @property
    def is_geometric(self) -> bool:
        """Whether the poset is a lattice: whether all hyperplanes have a common point.

        Examples
        --------
        >>> from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
        >>> lattice = HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]).intersection_lattice
        >>> lattice.is_geometric
        False
        """
        return self.n_flats[-1] == 1

    @property
    def characteristic_polynomial(self) -> CharacteristicPolynomial:
        """The sum of mu(F) t^dim(F) over all flats.

        Examples
        --------
        >>> from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
        >>> lattice = HyperplaneArrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]).intersection_lattice
        >>> print(lattice.characteristic_polynomial)
        t^2 - 3 t + 3
        """
        numbers = tuple(sum(values.tolist()) for _, values in self._levels)
        return CharacteristicPolynomial.from_whitney_numbers(numbers, self.ambient_dim)

    def intersection(self, hyperplanes: Iterable[int]) -> Flat:
        """The intersection of some hyperplanes, given by their numbers.

        Raises
        ------
        InputError
            If they have no common point, or a number is not that of a hyperplane.

        Examples
        --------
        >>> from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
        >>> lattice = HyperplaneArrangement([[1, 0], [1, 1], [0, 1]]).intersection_lattice
        >>> lattice.intersection([0, 2]).hyperplanes
        frozenset({0, 1, 2})
        """
        wanted = hyperplane_numbers(hyperplanes, self._levels[0][0].shape[1])
        for k, (contains, _) in enumerate(self._levels):
            fitting = np.flatnonzero(contains[:, wanted].all(axis=1))
            if len(fitting):
                return self.flats[k][int(fitting[0])]
        raise InputError(f"the hyperplanes {wanted} have no common point, so that they meet in no flat")

    def __iter__(self) -> Iterator[Flat]:
        return chain.from_iterable(self.flats)

    def __len__(self) -> int:
        return sum(self.n_flats)

    def __repr__(self) -> str:
        return f"<IntersectionLattice of rank {self.rank} with {len(self)} flats>"
