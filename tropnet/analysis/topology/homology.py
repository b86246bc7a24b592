r"""Homology groups of chain complexes: Betti numbers over any field, and torsion.

The Smith normal form of :math:`\partial_{k+1}` has as many nonzero *elementary divisors* as its rank; those larger
than 1, :math:`d_1 \mid d_2 \mid \dots`, are the torsion of :math:`H_k = \mathbb Z^{b_k} \oplus \bigoplus_i \mathbb
Z / d_i`.  Here :math:`b_k = n_k - \operatorname{rank} \partial_k - \operatorname{rank} \partial_{k+1}`, the *Betti
number* over the rational numbers.  Modulo a prime p the rank is the number of divisors that p does not divide, so

.. math:: b_k(p) = b_k + t_k(p) + t_{k-1}(p),

where :math:`t_k(p)` counts the divisors in the torsion of :math:`H_k` that p divides (the universal coefficient
theorem; A. Hatcher, Algebraic Topology, 2002, Theorem 3A.3).  So one computation over the integers answers for every
field.

**Divisors of a sparse matrix.**  Adding multiples of columns to each other does not change them.  A column with an
entry 1 or -1, the *pivot*, clears the row of the pivot from all other columns; after that the row and the column split
off with divisor 1.  What is left when there are no such entries is small, and nearly always nothing; there a dense
Smith normal form is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from tropnet.analysis.topology.chain import ChainComplex
from tropnet.analysis.topology.morse import Chain, morse_complex
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import smith_normal_form

__all__ = ["Homology", "divisible", "elementary_divisors", "homology"]


@dataclass(frozen=True)
class Homology:
    """The homology groups of a chain complex of integers.

    Attributes
    ----------
    betti : tuple of int
        The rank of each group.
    torsion : tuple of tuple of int
        The divisors larger than 1 of each group, each of which divides the next.

    Examples
    --------
    >>> Homology((1, 0, 0), ((), (2,), ())).betti_modulo(2)
    (1, 1, 1)
    """

    betti: tuple[int, ...]
    torsion: tuple[tuple[int, ...], ...]

    def betti_modulo(self, p: int) -> tuple[int, ...]:
        """The Betti numbers over the field with a prime number p of elements."""
        counts = divisible(self.torsion, p)
        return tuple(b + t + s for b, t, s in zip(self.betti, counts, (0, *counts), strict=False))


def divisible(torsion: Sequence[Sequence[int]], p: int) -> tuple[int, ...]:
    """How many divisors of each group are multiples of p.

    Examples
    --------
    >>> divisible([(), (2, 6)], 3)
    (0, 1)
    """
    return tuple(sum(d % p == 0 for d in divisors) for divisors in torsion)


def homology(complex_: ChainComplex) -> Homology:
    """The homology groups of a chain complex.

    Examples
    --------
    A circle:

    >>> from tropnet.analysis.topology.chain import NONE, Incidences
    >>> cells, ends = np.repeat(np.arange(3), 2), np.array([0, 1, 1, 2, 2, 0])
    >>> homology(ChainComplex((3, 3), (NONE, Incidences(cells, ends, np.array([1, -1] * 3)))))
    Homology(betti=(1, 1), torsion=((), ()))
    """
    small = morse_complex(complex_)
    divisors = [*map(elementary_divisors, small.columns), ()]
    betti = [n - len(divisors[k]) - len(divisors[k + 1]) for k, n in enumerate(small.counts)]
    torsion = [tuple(d for d in own if d > 1) for own in divisors[1:]]
    return Homology(tuple(betti), tuple(torsion))


def elementary_divisors(columns: Sequence[Chain]) -> tuple[int, ...]:
    """The nonzero elementary divisors of an integer matrix, each of which divides the next.

    Parameters
    ----------
    columns : sequence of dict
        For each column its nonzero entries, by row.

    Examples
    --------
    >>> elementary_divisors([{0: 2, 1: 4}, {0: 1, 2: 1}, {1: 6}])
    (1, 2, 6)
    """
    pivots: list[tuple[int, Chain]] = []
    order: dict[int, int] = {}
    left = [dict(column) for column in columns]
    while True:
        known, rest = len(pivots), []
        for column in left:
            _clear(column, pivots, order)
            row = next((row for row, entry in column.items() if abs(entry) == 1), None)
            if row is not None:
                order[row] = len(pivots)
                pivots.append((row, column))
            elif column:
                rest.append(column)
        left = rest
        if len(pivots) == known:
            return (1,) * known + _dense_divisors(left)


def _clear(column: Chain, pivots: list[tuple[int, Chain]], order: dict[int, int]) -> None:
    """Subtract multiples of the columns with pivots until no row of a pivot is left.

    A column with a pivot has no entry in the rows of earlier pivots, so they are cleared in their order.
    """
    waiting = [order[row] for row in column if row in order]
    heapify(waiting)
    while waiting:
        place = heappop(waiting)
        row, pivot = pivots[place]
        factor = column.get(row, 0) * pivot[row]
        if not factor:
            continue
        for other, entry in pivot.items():
            if other not in column and order.get(other, place) > place:
                heappush(waiting, order[other])
            value = column.get(other, 0) - factor * entry
            if value:
                column[other] = value
            else:
                column.pop(other, None)


def _dense_divisors(columns: Sequence[Chain]) -> tuple[int, ...]:
    rows = {row: i for i, row in enumerate(sorted({row for column in columns for row in column}))}
    if not rows:
        return ()
    matrix = np.full((len(rows), len(columns)), 0, dtype=object)
    for j, column in enumerate(columns):
        for row, entry in column.items():
            matrix[rows[row], j] = entry
    diagonal = smith_normal_form(RationalArray.from_integers(matrix)).integers().diagonal().tolist()
    return tuple(d for d in diagonal if d)
