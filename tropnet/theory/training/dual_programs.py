r"""The losses l1, linf and hinge over a cone of predictions, by linear programs.

The program :math:`\min L(c + \sum_k \lambda_k s_k h_k)` over :math:`\lambda \ge 0` has the dual program: maximise the
dual bound B(v) (:mod:`tropnet.theory.training.losses`) over the admissible v with :math:`v \cdot s_k h_k \le 0` for all
k, and :math:`\sum v_j = 0` if c is free.  It is linear and bounded; v = 0 is feasible.  Write :math:`v = u S`, so that
the admissible u are given by :math:`R u \le r`, and B is linear in u:

=========  ============  =======================================================
loss       S             rows R and bounds r
=========  ============  =======================================================
``l1``     identity      :math:`-u_j \le w_j`, :math:`u_j \le w_j`
``hinge``  diagonal y    :math:`-u_j \le 0`, :math:`u_j \le w_j`
``linf``   (I, -I)       :math:`-u_j \le 0`, :math:`\sum u_j / w_j \le 1`
=========  ============  =======================================================

The multipliers of these constraints are errors, those of the others are the :math:`\lambda` and c.  So a basis of the
primal program consists of *fixed* rows from R, perhaps the row of c with a sign, and generators.  The simplex method
in floats proposes an optimal basis; two linear systems give u and the multipliers exactly, and signs decide whether
they are feasible, which makes them optimal.  Where they are not, the dual program is solved exactly with some of its
constraints, those that the solution violates most are added, and so on.  Each round excludes the solution before it,
so this ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.errors import InconsistentError, SingularMatrixError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.integers import Integers
from tropnet.exact.matrix import solve
from tropnet.exact.programs import Optimal, maximize
from tropnet.exact.signs import LinearForms
from tropnet.polyhedra.integer_rows import IntegerRows
from tropnet.theory.training.columns import Columns, ConvexEstimate, ConvexOptimum, Floats
from tropnet.theory.training.data import TrainingData
from tropnet.theory.training.float_simplex import optimal_basis
from tropnet.theory.training.losses import LossName

__all__ = ["DualPrograms"]

CUTS_AT_ONCE = 8


class _Basis(NamedTuple):
    """A basis in floats: fixed rows, columns with coefficients, and the value of the program."""

    fixed: list[int]
    support: list[int]
    coefficients: Floats
    value: float


class DualPrograms:
    """The linear programs over subsets of one set of signed columns.

    Parameters
    ----------
    loss : {"l1", "linf", "hinge"}
    data : TrainingData
    generators : integer array, shape (N, m)
        What the generators give the labelled points.
    units : float array, shape (N, m)
        The same, each divided by its largest entry.
    has_offset : bool
        Whether c is free.

    Examples
    --------
    >>> data = TrainingData([0, 1, 2], [1, 0, 5])
    >>> units = np.array([[0, 0, 1], [0, 0.5, 1]])
    >>> program = DualPrograms("l1", data, np.array([[0, 0, 1], [0, 1, 2]]), units, True)
    >>> best = program.solve(Columns(np.array([0]), np.array([1]), np.array([1], np.int8)))
    >>> best.multipliers @ data.y, best.coefficients / best.denominator, best.offset
    (Fraction(3, 1), array([2.0], dtype=object), Fraction(1, 1))
    """

    def __init__(
        self, loss: LossName, data: TrainingData, generators: IntegerRows, units: Floats, has_offset: bool
    ) -> None:
        self.data, self.generators, self.has_offset = data, generators, has_offset
        self.forms = LinearForms(RationalArray.from_integers(generators))
        m, eye = len(data.y), RationalArray.eye(len(data.y))
        zeros = RationalArray.zeros(m)
        if loss == "linf":
            self.spread = concatenate([eye, -eye])
            inverse = concatenate([data.inverse_weights, data.inverse_weights])
            self.rows = concatenate([-RationalArray.eye(2 * m), inverse.reshape(1, 2 * m)])
            self.bounds = concatenate([zeros, zeros, [1]])
        else:
            self.spread = eye * data.y if loss == "hinge" else eye
            self.rows = concatenate([-eye, eye])
            self.bounds = concatenate([zeros if loss == "hinge" else data.weights, data.weights])
        self.objective = self.spread @ data.y
        if has_offset:
            # The row of c with either sign: an equation, as two inequalities.
            ones = self.spread.sum(axis=1).reshape(1, len(self.spread))
            self.rows = concatenate([self.rows, ones, -ones])
            self.bounds = concatenate([self.bounds, [0, 0]])
        self._prepare_floats(loss, units)

    def _prepare_floats(self, loss: LossName, units: Floats) -> None:
        """Rows, costs and objective in units of the largest label and weight, and a first basis of fixed rows."""
        weight = self.data.weights.max()
        height = Fraction(1) if loss == "hinge" else abs(self.data.y).max() or Fraction(1)
        self.unit_loss = height * weight
        self._target = (self.objective / height).floats()
        self._fixed, self._costs = self.rows.floats(), (self.bounds / weight).floats()
        self._units, self._columns = units, units @ self.spread.T.floats()
        size = len(self._target)
        self._first = [j + size if self._target[j] >= 0 else j for j in range(size)]
        if loss == "linf":
            self._fixed[size], self._costs[size] = (self.rows[size] * weight).floats(), 1.0
            self._first = list(range(size))
            self._first[int(np.argmax(self._target / self._fixed[size]))] = size

    # -- floats ----------------------------------------------------------------------------------------

    def estimate(self, columns: Columns, start: Sequence[int] = ()) -> ConvexEstimate:
        """The optimum in floats.

        Parameters
        ----------
        columns : Columns
        start : sequence of int
            Not used.
        """
        basis = self._proposal(columns)
        return ConvexEstimate(basis.value, basis.support, np.maximum(basis.coefficients, 0))

    def _proposal(self, columns: Columns) -> _Basis:
        n_fixed = len(self._fixed)
        signed = self._columns[columns.generator] * columns.sign[:, None]
        costs = np.concatenate([self._costs, np.zeros(len(signed))])
        rows = np.vstack([self._fixed, signed])
        try:
            basis, values = optimal_basis(rows, costs, self._target, self._first)
        except np.linalg.LinAlgError:
            basis, values = self._first, self._target @ np.linalg.inv(rows[self._first])
        order = np.array(basis)
        return _Basis(
            [k for k in basis if k < n_fixed],
            [k - n_fixed for k in basis if k >= n_fixed],
            values[order >= n_fixed],
            float(costs[order] @ values),
        )

    # -- exact arithmetic ------------------------------------------------------------------------------

    def solve(self, columns: Columns, start: Sequence[int] = ()) -> ConvexOptimum:
        """The optimum, exactly.

        Parameters
        ----------
        columns : Columns
        start : sequence of int
            Not used.
        """
        proposal = self._proposal(columns)
        return self._confirmed(columns, proposal) or self._by_cuts(columns, list(proposal.support))

    def _slopes(self, columns: Columns, places: Sequence[int]) -> RationalArray:
        """The constraints of columns, as rows of coefficients of u."""
        signed = columns.rows(self.generators, places).reshape(len(places), len(self.data.y))
        slopes: RationalArray = RationalArray.from_integers(signed) @ self.spread.T
        return slopes

    def _confirmed(self, columns: Columns, basis: _Basis) -> ConvexOptimum | None:
        """The optimum, if the basis is optimal."""
        n_fixed = len(basis.fixed)
        matrix = concatenate([self.rows[basis.fixed], self._slopes(columns, basis.support)])
        costs = concatenate([self.bounds[basis.fixed], RationalArray.zeros(len(basis.support))])
        try:
            u, values = solve(matrix, costs), solve(matrix.T, self.objective)
        except (SingularMatrixError, InconsistentError):
            return None
        v = u @ self.spread
        if (values < 0).any() or not (self.rows @ u <= self.bounds).all() or self._violated(columns, v):
            return None
        multipliers = np.full(len(self.bounds), Fraction(0), dtype=object)
        multipliers[basis.fixed] = values[:n_fixed].fractions()
        return self._optimum(basis.support, multipliers, values[n_fixed:], v)

    def _optimum(
        self, places: list[int], multipliers: Integers, coefficients: RationalArray, v: RationalArray
    ) -> ConvexOptimum:
        """The optimum, from the multipliers of the fixed rows and the coefficients of columns."""
        used = np.flatnonzero(coefficients.sign())
        offset = Fraction(multipliers[-2] - multipliers[-1]) if self.has_offset else Fraction(0)
        support = [places[i] for i in used]
        return ConvexOptimum(support, coefficients.numerators[used], coefficients.denominator, offset, v)

    def _by_cuts(self, columns: Columns, cuts: list[int]) -> ConvexOptimum:
        """The optimum, by the dual program with more and more of its constraints."""
        while True:
            rows = concatenate([self.rows, self._slopes(columns, cuts)])
            bounds = concatenate([self.bounds, RationalArray.zeros(len(cuts))])
            optimum = maximize(self.objective, rows, bounds)
            assert isinstance(optimum, Optimal)
            v = optimum.point @ self.spread
            violated = self._violated(columns, v)
            if not violated:
                break
            cuts += violated
        n_fixed = len(self.bounds)
        return self._optimum(cuts, optimum.dual[:n_fixed].fractions(), optimum.dual[n_fixed:], v)

    def _violated(self, columns: Columns, v: RationalArray) -> list[int]:
        """The columns whose constraints are violated most."""
        signs = self.forms.homogeneous_signs(v.reshape(1, len(v)))[:, 0]
        violated: npt.NDArray[np.intp] = np.flatnonzero(signs[columns.generator] * columns.sign > 0)
        if not len(violated):
            return []
        depths = columns.sign * (self._units @ (v / abs(v).max()).floats())[columns.generator]
        return [int(k) for k in violated[np.argsort(-depths[violated], kind="stable")][:CUTS_AT_ONCE]]
