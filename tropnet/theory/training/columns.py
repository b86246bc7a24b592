r"""Signed generators: the columns of the convex programs of the search.

The programs minimise a loss of the predictions :math:`p = c + \sum_k \lambda_k s_k h_k` over :math:`\lambda \ge 0`,
where each column k is a generator h with the sign s of a neuron; c is free, or 0.  A program can be *estimated* in
floats, which proves nothing, and *solved* exactly, which begins where the estimate ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.exact.integers import Integers
from tropnet.polyhedra.integer_rows import IntegerRows

__all__ = ["Columns", "ConvexEstimate", "ConvexOptimum", "ConvexProgram", "Floats", "unit_rows"]

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """Some generators with signs, each for one neuron.

    Attributes
    ----------
    neuron, generator : int array, shape (K,)
    sign : int8 array, shape (K,)
    """

    neuron: npt.NDArray[np.intp]
    generator: npt.NDArray[np.intp]
    sign: npt.NDArray[np.int8]

    def places(self, wanted: Sequence[tuple[int, int]]) -> list[int]:
        """The places of pairs (generator, sign), those that are there; each pair once.

        Examples
        --------
        >>> columns = Columns(np.array([0, 0, 1]), np.array([4, 7, 4]), np.array([1, 1, -1], np.int8))
        >>> columns.places([(4, -1), (5, 1)])
        [2]
        """
        number = self._number(set(wanted))
        return [number[pair] for pair in dict.fromkeys(wanted) if pair in number]

    def _number(self, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
        near = np.flatnonzero(np.isin(self.generator, [generator for generator, _ in wanted]))
        pairs = zip(self.generator[near].tolist(), self.sign[near].tolist(), strict=True)
        return {pair: k for pair, k in zip(pairs, near.tolist(), strict=True) if pair in wanted}

    def rows(self, generators: IntegerRows, places: Sequence[int]) -> Integers:
        """The signed generators at these places, shape (len(places), m)."""
        chosen = list(places)
        signs = self.sign[chosen].astype(object)
        return np.asarray(generators[self.generator[chosen]].astype(object) * signs[:, None], dtype=object)


class ConvexEstimate(NamedTuple):
    """What floats say about a program.

    Attributes
    ----------
    value : float
        In units of ``unit_loss``.
    support : list of int
        The places of the columns with positive coefficients.
    coefficients : float array, shape (len(support),)
        Those of the generators divided by their largest entries; up to a common positive factor.
    """

    value: float
    support: list[int]
    coefficients: Floats


@dataclass(frozen=True)
class ConvexOptimum:
    """An optimal solution of a program, and multipliers that prove it.

    Attributes
    ----------
    support : list of int
        The places of the columns with positive coefficients.
    coefficients : integer array, shape (len(support),)
    denominator : int
        Of the coefficients; positive.
    offset : Fraction
        The number c.
    multipliers : RationalArray, shape (m,)
        The dual bound of these numbers is the value of the program.
    """

    support: list[int]
    coefficients: Integers
    denominator: int
    offset: Fraction
    multipliers: RationalArray


class ConvexProgram(Protocol):
    """The programs over subsets of one set of signed columns.

    Attributes
    ----------
    unit_loss : Fraction
        A positive number of about the size of losses, which may be beyond floats.
    """

    unit_loss: Fraction

    def estimate(self, columns: Columns, start: Sequence[int] = ()) -> ConvexEstimate:
        """The optimum in floats; ``start`` are places of columns that are expected in the support."""

    def solve(self, columns: Columns, start: Sequence[int] = ()) -> ConvexOptimum:
        """The optimum, exactly."""


def unit_rows(rows: IntegerRows, sizes: Integers) -> Floats:
    """The rows divided by positive integers, as floats; if some are too large for that, none is beyond 10^100.

    Examples
    --------
    >>> unit_rows(np.array([[1, 2], [2**70, 0]], dtype=object), np.array([2, 2**71], dtype=object))
    array([[0.5, 1. ],
           [0.5, 0. ]])
    """
    if rows.dtype != object and int(sizes.max(initial=1)) <= 2**53:
        return np.asarray(rows / sizes.astype(np.float64)[:, None], dtype=np.float64)
    numbers = rows.astype(object)
    try:
        return np.asarray(numbers / sizes[:, None], dtype=np.float64)
    except OverflowError:
        most = 10**100 * sizes[:, None]
        return np.asarray(np.clip(numbers, -most, most) / sizes[:, None], dtype=np.float64)
