r"""Which inequalities of a full-dimensional polyhedron define its facets.

Every facet of a polyhedron with interior points is cut out by a single inequality, up to positive factors.
So once parallel rows are reduced to the tightest of each direction, and of equal ones to the first, row
:math:`i` defines a facet exactly if it is not implied by the other rows, that is, if

.. math::  \max \{ a_i x : a_j x \le b_j \ (j \ne i) \} > b_i ,

and the rows that define no facet may be dropped one by one or all together: those of the facets imply them.

An interior point :math:`x_0` is the start of all these programs, which run in lock step
(:func:`tropnet.exact.batch.ascend`).  Moving it to the origin makes the bounds the positive slacks
:math:`b - A x_0`.  A walk that crosses row :math:`i` first ends at a witness, a point that violates row
:math:`i` alone.  A walk that gets stuck below it ends at a basis whose multipliers :math:`y \ge 0`,
:math:`y A = a_i`, :math:`y b \le b_i` show that row :math:`i` is implied.  Both are proved by error bounds,
or else decided in integers.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property

import numpy as np

from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.batch import (
    OPTIMAL,
    Ascent,
    Bools,
    Floats,
    Ints,
    ascend,
    proved_sides,
    proves_combination,
    rows_of_bases,
)
from tropnet.exact.interiors import feasible_interiors, integer_rows, nearest_rows
from tropnet.exact.simplex import IntegerProgram, Verdict

__all__ = ["irredundant"]

NUMBERS_AT_ONCE = 1_000_000  # floats in the inverses of one lock-step block


def irredundant(
    A: RationalArrayLike, b: RationalArrayLike, interior: RationalArrayLike | None = None
) -> Bools:
    """Which rows define the facets of the full-dimensional polyhedron {x : A x <= b}.

    Parameters
    ----------
    A : array-like of rationals, shape (m, n)
        The rows.
    b : array-like of rationals, shape (m,)
        The bounds.
    interior : array-like of rationals, shape (n,), optional
        A point with A x < b, which saves the search for one.

    Returns
    -------
    (m,) bool array
        True for one row of each facet: of rows that are positive multiples of each other, the first.

    Raises
    ------
    EmptyDomainError
        If the polyhedron has no interior point.
    InputError
        If the point that is given is not in the interior.
    ShapeError
        If the shapes do not fit.

    Examples
    --------
    A square, its right side twice, and a line that touches it at a corner.

    >>> A = [[1, 0], [0, 1], [-1, 0], [0, -1], [2, 0], [1, 1]]
    >>> irredundant(A, [1, 1, 1, 1, 2, 2])
    array([ True,  True,  True,  True, False, False])
    """
    rows, bounds = rational_array(A), rational_array(b)
    if rows.ndim != 2 or bounds.shape != rows.shape[:1]:
        raise ShapeError(f"A has shape {rows.shape} and b {bounds.shape}; needed are (m, n) and (m,)")
    integers, heights, _ = integer_rows(rows, bounds)
    tightest = _tightest(integers, heights)
    mask = np.zeros(len(heights), dtype=np.bool_)
    if tightest:
        centre = _interior(rows[tightest], bounds[tightest], interior)
        facets = _Facets([integers[j] for j in tightest], [heights[j] for j in tightest], centre)
        mask[np.array(tightest)[facets.find()]] = True
    return mask


def _tightest(integers: list[list[int]], heights: list[int]) -> list[int]:
    """The first tightest row of each direction, in order; rows 0 x <= b say nothing, or refute all."""
    best: dict[tuple[int, ...], tuple[Fraction, int]] = {}
    for j, (row, height) in enumerate(zip(integers, heights, strict=True)):
        length = math.gcd(*row)
        if length == 0:
            if height < 0:
                raise EmptyDomainError(f"row {j} reads 0 x <= {height}: the polyhedron is empty")
            continue
        direction = tuple(entry // length for entry in row)
        level = Fraction(height, length)
        if direction not in best or level < best[direction][0]:
            best[direction] = (level, j)
    return sorted(j for _, j in best.values())


def _interior(rows: RationalArray, bounds: RationalArray, given: RationalArrayLike | None) -> RationalArray:
    if given is None:
        search = feasible_interiors(rows[None], bounds[None])
        if not search.feasible[0]:
            raise EmptyDomainError(
                "the polyhedron {x : A x <= b} has no interior point; reduce to its affine hull first"
            )
        return search.point(0)
    point = rational_array(given)
    if point.shape != rows.shape[1:]:
        raise ShapeError(f"the interior point has shape {point.shape}; needed is {rows.shape[1:]}")
    if not (bounds - rows @ point > 0).all():
        raise InputError(
            "the point given as interior does not satisfy A x < b; leave it out to have one found"
        )
    return point


class _Facets:
    """The search for the facets among primitive rows of different directions, from an interior point."""

    def __init__(self, integers: list[list[int]], heights: list[int], centre: RationalArray) -> None:
        self.integers, self.heights, self.centre = integers, heights, centre
        slacks = rational_array(heights) - RationalArray.from_integers(integers) @ centre
        self.rows, self.slacks, self.trusted = nearest_rows(
            [[entry * slacks.denominator for entry in row] for row in integers], slacks.numerators.tolist()
        )
        self.is_facet = np.zeros(len(heights), dtype=np.bool_)
        self.is_implied = np.zeros(len(heights), dtype=np.bool_)
        self.proposals: dict[int, list[int]] = {}

    def find(self) -> Bools:
        n_rows, dim = self.rows.shape
        if self.trusted.all():
            length = max(1, NUMBERS_AT_ONCE // (dim * dim + n_rows))
            for first in range(0, n_rows, length):
                self._block(np.arange(first, min(first + length, n_rows)))
        for i in np.flatnonzero(~self.is_facet & ~self.is_implied).tolist():
            self._decide(i)
        return self.is_facet

    def _block(self, block: Ints) -> None:
        """Proofs about the rows of the block, among the rows that are not known to be implied."""
        rest = np.flatnonzero(~self.is_implied)
        places = np.searchsorted(rest, block)
        rows = self.rows[rest]
        self._prove(
            block,
            rest,
            ascend(rows, self._start(rest, block), self.rows[block], self.slacks[block], barred=places),
        )
        # A walk that stopped too near its target to be proved goes on to the top.
        block = block[~self.is_facet[block] & ~self.is_implied[block]]
        if block.size:
            endless = np.full(block.size, np.inf)
            places = np.searchsorted(rest, block)
            self._prove(
                block, rest, ascend(rows, self._start(rest, block), self.rows[block], endless, barred=places)
            )

    def _start(self, rest: Ints, block: Ints) -> Floats:
        return np.tile(self.slacks[rest], (block.size, 1))

    def _prove(self, block: Ints, rest: Ints, ascent: Ascent) -> None:
        """What the ends of the walks prove: points beyond a row alone, and multipliers that imply a row."""
        rows, slacks, targets, gaps = self.rows[rest], self.slacks[rest], self.rows[block], self.slacks[block]
        every, places = np.arange(block.size), np.searchsorted(rest, block)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            # Half-way back to where row i is crossed, towards the centre, tight rows are tight no more.
            shares = (1.0 + gaps / np.einsum("ki,ki->k", targets, ascent.points)) / 2
            sides = proved_sides(rows, slacks, shares[:, None] * ascent.points)
        beyond = sides[every, places] < 0
        sides[every, places] = 1
        self.is_facet[block[beyond & (sides > 0).all(axis=1)]] = True
        heights = slacks[np.maximum(ascent.bases, 0)]
        positive, uppers, _ = proves_combination(
            rows_of_bases(rows, ascent.bases), targets, heights, ascent.inverses
        )
        complete = (ascent.status == OPTIMAL) & (ascent.bases >= 0).all(axis=1)
        # The float slack exceeds the exact one by a relative error of at most 2^-53.
        self.is_implied[block[complete & positive & (uppers < gaps * (1.0 - 2.0**-50))]] = True
        for i, basis in zip(block.tolist(), ascent.bases, strict=True):
            self.proposals[i] = [int(rest[j]) for j in basis if j >= 0]

    @cached_property
    def program(self) -> IntegerProgram:
        return IntegerProgram(self.integers, self.heights)

    def _decide(self, i: int) -> None:
        """The decision about row i in integers."""
        outcome = self.program.maximize(
            self.integers[i],
            self.proposals.get(i, []),
            threshold=(self.heights[i], 1),
            origin=(self.centre.numerators.tolist(), self.centre.denominator),
            without=i,
        )
        if outcome.verdict is Verdict.BELOW:
            self.is_implied[i] = True
        else:
            assert outcome.verdict in {Verdict.ABOVE, Verdict.UNBOUNDED}
            self.is_facet[i] = True
