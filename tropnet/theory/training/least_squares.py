r"""Weighted least squares with coefficients that are not negative, exactly.

The program is :math:`\min \sum_j w_j (y_j - c - \sum_k \lambda_k s_k h_{kj})^2` over :math:`\lambda \ge 0`, with c free
or 0.  A free c is eliminated first: subtract from y and from every column its weighted mean.

**Optimality.**  With the residual r, let :math:`v = 2 w r`.  A feasible :math:`\lambda` is optimal if
:math:`v \cdot s_k h_k \le 0` for all k, with equality where :math:`\lambda_k > 0`: the value is then the dual bound of
v (:mod:`tropnet.theory.training.losses`).

**The active set method** of Lawson and Hanson (Solving least squares problems, 1974, Chapter 23) keeps a set of
independent columns with positive coefficients, whose least squares solution is :math:`\lambda`.  It takes in a column
with :math:`v \cdot s h > 0`; where a coefficient would become negative, it goes as far as it can and lets that column
go.  The loss decreases with every column that is taken in, so no set comes back, and the method ends.  It is run in
floats first, which propose a set, and then in integers, which begin with that set and nearly always end there: what is
left is one linear system, and signs of the products :math:`v \cdot h`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import flint
import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.exact.integers import Integers, to_flint
from tropnet.exact.signs import LinearForms
from tropnet.polyhedra.integer_rows import IntegerRows
from tropnet.theory.training.columns import Columns, ConvexEstimate, ConvexOptimum, Floats
from tropnet.theory.training.data import TrainingData

__all__ = ["LeastSquares"]

SMALLEST_GAIN = 1e-10  # of the product of a column and the residual, relative to the labels
MOST_ROUNDS = 200
POOL = 150  # columns in one round
PRIME = 2**61 - 1


class LeastSquares:
    """The least squares programs over subsets of one set of signed columns.

    Parameters
    ----------
    data : TrainingData
    generators : integer array, shape (N, m)
        What the generators give the labelled points.
    units : float array, shape (N, m)
        The same, each divided by its largest entry.
    has_offset : bool
        Whether c is free.

    Examples
    --------
    >>> data = TrainingData([0, 1, 2], [1, 0, -2])
    >>> program = LeastSquares(data, np.array([[0, 0, 1], [0, 1, 2]]), np.array([[0, 0, 1], [0, 0.5, 1]]), True)
    >>> best = program.solve(Columns(np.array([0, 0]), np.array([0, 1]), np.array([-1, -1], np.int8)))
    >>> best.support, best.coefficients / best.denominator, best.offset, best.multipliers
    ([0, 1], array([1.0, 1.0], dtype=object), Fraction(1, 1), RationalArray([0, 0, 0]))
    """

    def __init__(self, data: TrainingData, generators: IntegerRows, units: Floats, has_offset: bool) -> None:
        self.data, self.generators, self.has_offset = data, generators, has_offset
        self.forms = LinearForms(RationalArray.from_integers(generators))
        self._weights = data.weights.numerators
        # What columns and labels are multiplied by, so that their means are integers.
        self._total = int(self._weights.sum()) if has_offset else 1
        self._target = self._centered(data.y.numerators[None])[0]
        self._prepare_floats(units)

    def _centered(self, rows: Integers) -> Integers:
        """Integer rows minus their weighted means, times the total weight; rows themselves without offset."""
        if not self.has_offset:
            return rows
        return np.asarray(rows * self._total - (rows @ self._weights)[:, None], dtype=object)

    def _prepare_floats(self, units: Floats) -> None:
        """Centered columns of length 1, and centered labels of size 1."""
        weights = self.data.weights
        shares = (weights / weights.sum()).floats()
        roots = np.sqrt(shares)
        largest = max(map(abs, self._target.tolist())) or 1
        height = Fraction(largest, self._total * self.data.y.denominator)
        self.unit_loss = height * height * weights.sum()
        self._float_target = (self._target / largest).astype(np.float64) * roots
        rows = (units - (units @ shares)[:, None] if self.has_offset else units) * roots
        sizes = np.linalg.norm(rows, axis=1)
        is_zero = sizes <= 1e-14
        rows[is_zero] = 0
        self._sizes = np.where(is_zero, 1, sizes)
        self._float_columns: Floats = rows / self._sizes[:, None]

    # -- floats ----------------------------------------------------------------------------------------

    def estimate(self, columns: Columns, start: Sequence[int] = ()) -> ConvexEstimate:
        """The optimum in floats.

        Parameters
        ----------
        columns : Columns
        start : sequence of int
            Places of columns that are expected to be in the support.
        """
        chosen, values, residual = self._proposal(columns, list(start))
        return ConvexEstimate(
            float(residual @ residual), chosen, values / self._sizes[columns.generator[chosen]]
        )

    def _proposal(self, columns: Columns, start: list[int]) -> tuple[list[int], Floats, Floats]:
        """Support, coefficients and residual of the optimum, as far as floats can tell.

        Every round looks at all columns, and then works with those that gain most.
        """
        scale = float(np.linalg.norm(self._float_target)) or 1.0
        chosen, values = start, np.zeros(len(start))
        for _ in range(MOST_ROUNDS):
            chosen, values = self._float_descent(columns, chosen, values)
            residual = self._float_target - values @ self._signed(columns, chosen)
            gains = columns.sign * (self._float_columns @ residual)[columns.generator]
            gains[chosen] = 0
            promising = np.flatnonzero(gains > SMALLEST_GAIN * scale)
            if len(promising) > POOL:
                promising = promising[np.argpartition(-gains[promising], POOL)[:POOL]]
            if not len(promising):
                break
            pool = [*chosen, *promising.tolist()]
            values = np.append(values, np.zeros(len(promising)))
            kept, values = _active_set(
                self._signed(columns, pool), self._float_target, values, SMALLEST_GAIN * scale
            )
            before, chosen = chosen, [pool[k] for k in kept]
            if set(chosen) == set(before):
                break
        return chosen, values, residual

    def _signed(self, columns: Columns, chosen: list[int]) -> Floats:
        return np.asarray(self._float_columns[columns.generator[chosen]] * columns.sign[chosen, None])

    def _float_descent(self, columns: Columns, chosen: list[int], values: Floats) -> tuple[list[int], Floats]:
        """Go towards the least squares solution of the chosen columns; let those go that become negative."""
        while chosen:
            matrix = self._signed(columns, chosen)
            wanted = _least_squares(matrix, self._float_target)
            falling = wanted <= 0
            if not falling.any():
                return chosen, wanted
            ratios = values[falling] / np.maximum(values[falling] - wanted[falling], 1e-300)
            values = values + ratios.min() * (wanted - values)
            kept = ~(falling & (values <= 1e-13))
            kept[np.flatnonzero(falling)[np.argmin(ratios)]] = False
            chosen = [k for k, is_kept in zip(chosen, kept, strict=True) if is_kept]
            values = values[kept]
        return [], np.zeros(0)

    # -- integers --------------------------------------------------------------------------------------

    def solve(self, columns: Columns, start: Sequence[int] = ()) -> ConvexOptimum:
        """The optimum, by the active set method in integers.

        Parameters
        ----------
        columns : Columns
        start : sequence of int
            Places of columns that are expected to be in the support.
        """
        chosen = self._independent(columns, self._proposal(columns, list(start))[0])
        values = [flint.fmpq(0)] * len(chosen)
        while True:
            chosen, values = self._descent(columns, chosen, values)
            solution, denominator = _over_denominator(values)
            multipliers = self._multipliers(columns, chosen, solution, denominator)
            gaining = self._gaining(columns, multipliers)
            if not len(gaining):
                return self._optimum(columns, chosen, solution, denominator, multipliers)
            chosen, values = [*chosen, int(gaining[0])], [*values, flint.fmpq(0)]

    def _matrix(self, columns: Columns, chosen: list[int]) -> Integers:
        return self._centered(columns.rows(self.generators, chosen))

    def _independent(self, columns: Columns, chosen: list[int]) -> list[int]:
        """Columns that do not depend on those before them, modulo a prime and therefore at all."""
        if not chosen:
            return []
        form, rank = flint.nmod_mat(to_flint(self._matrix(columns, chosen).T), PRIME).rref()
        leading = (next(i for i, entry in enumerate(row) if int(entry)) for row in form.tolist()[:rank])
        return [chosen[i] for i in leading]

    def _descent(
        self, columns: Columns, chosen: list[int], values: list[flint.fmpq]
    ) -> tuple[list[int], list[flint.fmpq]]:
        """Go towards the least squares solution of the chosen columns; let those go that become negative."""
        while chosen:
            matrix = self._matrix(columns, chosen)
            weighted = to_flint(np.asarray(matrix * self._weights, dtype=object))
            gram = weighted * to_flint(matrix.T)
            wanted = gram.solve(weighted * to_flint(self._target[:, None])).entries()
            falling = [i for i, value in enumerate(wanted) if value <= 0]
            if not falling:
                return chosen, wanted
            step = min(values[i] / (values[i] - wanted[i]) if values[i] else flint.fmpq(0) for i in falling)
            moved = [value + step * (end - value) for value, end in zip(values, wanted, strict=True)]
            kept = [i for i in range(len(chosen)) if i not in falling or moved[i] != 0]
            chosen, values = [chosen[i] for i in kept], [moved[i] for i in kept]
        return [], []

    def _multipliers(
        self, columns: Columns, chosen: list[int], solution: Integers, denominator: int
    ) -> Integers:
        """A positive multiple of the weighted residual, in integers."""
        residual = self._target * denominator
        if chosen:
            residual = residual - solution @ self._matrix(columns, chosen)
        return np.asarray(residual * self._weights, dtype=object)

    def _gaining(self, columns: Columns, multipliers: Integers) -> npt.NDArray[np.intp]:
        """The places of the columns that would lower the loss, those that floats prefer first."""
        direction = multipliers // (math.gcd(*multipliers.tolist()) or 1)
        signs = self.forms.homogeneous_signs(RationalArray.from_integers(direction[None]))[:, 0]
        gaining = np.flatnonzero(signs[columns.generator] * columns.sign > 0)
        if not len(gaining):
            return gaining
        unit = (direction / max(map(abs, direction.tolist()))).astype(np.float64)
        gains = columns.sign[gaining] * (self._float_columns @ unit)[columns.generator[gaining]]
        return gaining[np.argsort(-gains, kind="stable")]

    def _optimum(
        self, columns: Columns, chosen: list[int], solution: Integers, denominator: int, multipliers: Integers
    ) -> ConvexOptimum:
        # The integer labels are the centered ones times total * y.denominator, the integer columns the centered
        # ones times the total: so the coefficients lack the factor y.denominator alone.
        y, weights = self.data.y, self.data.weights
        scale = denominator * y.denominator
        offset = Fraction(0)
        if self.has_offset:
            rest = y.numerators * denominator
            if chosen:
                rest = rest - solution @ columns.rows(self.generators, chosen)
            offset = Fraction(rest @ self._weights, scale * self._total)
        v = RationalArray.from_integers(2 * multipliers, scale * self._total * weights.denominator)
        return ConvexOptimum(chosen, solution, scale, offset, v)


def _over_denominator(values: list[flint.fmpq]) -> tuple[Integers, int]:
    """Fractions as integers over a common denominator."""
    denominator = math.lcm(*(int(value.q) for value in values))
    return np.array(
        [int(value.p) * (denominator // int(value.q)) for value in values], dtype=object
    ), denominator


def _least_squares(matrix: Floats, target: Floats) -> Floats:
    """The coefficients of the rows that come nearest to the target."""
    orthonormal, triangle = np.linalg.qr(matrix.T)
    diagonal = np.abs(np.diagonal(triangle))
    if len(matrix) <= matrix.shape[1] and diagonal.min() > 1e-11:
        return np.asarray(np.linalg.solve(triangle, orthonormal.T @ target))
    return np.asarray(np.linalg.lstsq(matrix.T, target, rcond=None)[0])


def _active_set(rows: Floats, target: Floats, values: Floats, smallest: float) -> tuple[list[int], Floats]:
    """The active set method for few rows, by their products: the rows that are kept, and their coefficients."""
    products, heights = rows @ rows.T, rows @ target
    inside = values > 0
    for _ in range(4 * rows.shape[1] + 20):
        gains = heights - products @ values
        gains[inside] = 0
        entering = int(np.argmax(gains))
        if gains[entering] <= smallest:
            break
        inside[entering] = True
        while True:
            kept = np.flatnonzero(inside)
            try:
                wanted = np.linalg.solve(products[np.ix_(kept, kept)], heights[kept])
            except np.linalg.LinAlgError:
                return kept.tolist(), values[kept]
            falling = wanted <= 0
            if not falling.any():
                values[kept] = wanted
                break
            ratios = values[kept][falling] / np.maximum(values[kept][falling] - wanted[falling], 1e-300)
            values[kept] += ratios.min() * (wanted - values[kept])
            gone = falling & (values[kept] <= 1e-13)
            gone[np.flatnonzero(falling)[np.argmin(ratios)]] = True
            inside[kept[gone]], values[kept[gone]] = False, 0.0
    kept = np.flatnonzero(inside)
    return kept.tolist(), values[kept]
