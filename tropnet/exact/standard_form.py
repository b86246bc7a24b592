r"""Linear programs in standard form with many variables and few entries in each equation.

The program is :math:`\max \{ c x : A x = b,\ x \ge 0 \}` with an integer matrix A that is mostly zero.  It is the
program of :func:`tropnet.exact.programs.maximize` with the inequalities :math:`-x \le 0`, and the answers are the same
objects.  What is different is how a large one is found.

A float solver that knows sparse matrices (HiGHS, by scipy) proposes two things: the variables S that are positive at
the optimum, and the variables T whose bounds :math:`z A \ge c` on the multipliers z are tight.  Two systems of linear
equations, :math:`A_S x_S = b` and :math:`z A_T = c_T`, are then solved exactly: an independent part of each is
chosen modulo a prime (independent modulo a prime is independent) and solved by FLINT.  If :math:`x \ge 0`,
:math:`A x = b`, :math:`z A \ge c` and :math:`z b = c x`, all in exact arithmetic, both are optimal: every feasible
:math:`x'` has :math:`c x' \le z A x' = z b = c x`.  Where the proposal is not confirmed, or scipy is not installed, the
program goes to ``maximize``.

**Infeasible programs** are told by one that is never infeasible, with variables for what is missing in each equation:
:math:`\max \{ -\sum (u_i + v_i) : A x + u - v = b,\ x, u, v \ge 0 \}`.  If its value is negative, its multipliers have
:math:`z A \ge 0` and :math:`z b < 0`, which refutes the original one (Farkas).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from flint import fmpz_mat, nmod_mat

from tropnet.errors import MissingDependencyError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.integers import row, zeros
from tropnet.exact.programs import Infeasible, Optimal, ProgramResult, maximize

__all__ = ["maximize_in_standard_form"]

SparseRow: TypeAlias = Mapping[int, int]
"""The entries that are not zero, by their columns."""

FEWEST_FOR_SPARSE = 160
"""Variables from which on sparse proposals are faster, counting that scipy is imported."""

TOLERANCE = 1e-7
"""What a float solver calls zero; it only proposes."""

_PRIME = 2**61 - 1


def maximize_in_standard_form(
    c: RationalArray, equations: Sequence[SparseRow], right: RationalArray
) -> ProgramResult:
    """The maximum of c x over {x >= 0 : A x = b}, with a proof.

    Parameters
    ----------
    c : RationalArray, shape (n,)
    equations : sequence of p mappings
        The rows of A: integers by their columns, zeros left out.
    right : RationalArray, shape (p,)

    Returns
    -------
    Optimal, Unbounded or Infeasible
        As of ``maximize`` with the inequalities -x <= 0.

    Examples
    --------
    >>> best = maximize_in_standard_form(RationalArray([-1, -1]), [{0: 1, 1: -2}], RationalArray([3]))
    >>> best.point, best.dual, best.equality_dual
    (RationalArray([3, 0]), RationalArray([0, 3]), RationalArray([-1]))
    >>> maximize_in_standard_form(RationalArray([0]), [{0: 1}], RationalArray([-3])).equality_farkas
    RationalArray([1/3])
    """
    if len(c) >= FEWEST_FOR_SPARSE:
        try:
            confirmed = _optimal(c, equations, right) or _infeasible(len(c), equations, right)
        except MissingDependencyError:
            confirmed = None
        if confirmed is not None:
            return confirmed
    n = len(c)
    dense = zeros((len(equations), n))
    for k, entries in enumerate(equations):
        dense[k, list(entries)] = list(entries.values())
    return maximize(c, -RationalArray.eye(n), RationalArray.zeros(n), (RationalArray(dense), right))


def _optimal(c: RationalArray, equations: Sequence[SparseRow], right: RationalArray) -> Optimal | None:
    """The optimum, if the float solver has one and it is confirmed."""
    proposal = _proposal(c, equations, right)
    if proposal is None:
        return None
    positive, tight, weights = proposal
    columns = _transposed(equations, len(c))
    point = _solution(equations, positive, right, len(c))
    z = _solution([columns[j] for j in tight], weights, c[tight], len(equations))
    dual = _products(columns, z) - c
    is_proved = (
        bool((point >= 0).all())
        and _products(equations, point) == right
        and bool((dual >= 0).all())
        and z @ right == c @ point
    )
    return Optimal(c @ point, point, dual, z) if is_proved else None


def _infeasible(n: int, equations: Sequence[SparseRow], right: RationalArray) -> Infeasible | None:
    """The refutation, if the program that measures what is missing has a confirmed negative value."""
    p = len(equations)
    elastic = [{**entries, n + i: 1, n + p + i: -1} for i, entries in enumerate(equations)]
    costs = concatenate([RationalArray.zeros(n), RationalArray.zeros(2 * p) - 1])
    found = _optimal(costs, elastic, right)
    if found is None or found.value == 0:
        return None
    return Infeasible(found.dual[:n] / -found.value, found.equality_dual / -found.value)


def _proposal(
    c: RationalArray, equations: Sequence[SparseRow], right: RationalArray
) -> tuple[list[int], list[int], list[int]] | None:
    """Variables that seem positive, variables with seemingly tight multipliers, and equations by their multipliers."""
    try:
        from scipy.optimize import linprog
        from scipy.sparse import csr_array
    except ImportError as error:
        raise MissingDependencyError("sparse programs need scipy: pip install 'tropnet[hull]'") from error
    sizes = np.cumsum([0, *map(len, equations)])
    entries = np.array([float(value) for entries in equations for value in entries.values()])
    places = np.array([column for entries in equations for column in entries], np.intp)
    matrix = csr_array((entries, places, sizes), shape=(len(equations), len(c)))
    found: Any = linprog(-c.floats(), A_eq=matrix, b_eq=right.floats(), method="highs-ds")
    if found.status != 0:
        return None
    scale = max(1.0, float(np.abs(found.x).max()))
    positive = np.flatnonzero(found.x > TOLERANCE * scale)
    tight = np.flatnonzero(np.abs(found.lower.marginals) <= TOLERANCE)
    weights = np.argsort(-np.abs(found.eqlin.marginals), kind="stable")
    return positive.tolist(), np.union1d(positive, tight).tolist(), weights.tolist()


def _transposed(equations: Sequence[SparseRow], n: int) -> list[dict[int, int]]:
    columns: list[dict[int, int]] = [{} for _ in range(n)]
    for i, entries in enumerate(equations):
        for j, value in entries.items():
            columns[j][i] = value
    return columns


def _solution(
    equations: Sequence[SparseRow], unknowns: Sequence[int], right: RationalArray, n: int
) -> RationalArray:
    """What the equations say about independent ones of the unknowns, the first ones preferred, if they are solvable.

    The other unknowns are zero.
    """
    place = {unknown: k for k, unknown in enumerate(unknowns)}
    dense = zeros((len(equations), len(unknowns)))
    for i, entries in enumerate(equations):
        for j, value in entries.items():
            if j in place:
                dense[i, place[j]] = value
    chosen = _independent_columns(dense)
    lines = _independent_columns(dense[:, chosen].T)
    found = zeros(n)
    if not chosen:
        return RationalArray.from_integers(found)
    square = fmpz_mat(dense[np.ix_(lines, chosen)].tolist())
    bounds = fmpz_mat(len(lines), 1, right.numerators[lines].tolist())
    numerators, denominator = square.solve(bounds).numer_denom()
    found[[unknowns[k] for k in chosen]] = [int(entry) for entry in numerators.entries()]
    return RationalArray.from_integers(found, int(denominator) * right.denominator)


def _independent_columns(matrix: Any) -> list[int]:
    """Columns that are independent modulo a prime, each of those before it."""
    if not matrix.size:
        return []
    echelon, rank = nmod_mat(fmpz_mat(matrix.tolist()), _PRIME).rref()
    columns, column = [], 0
    for i in range(rank):
        while echelon[i, column] == 0:
            column += 1
        columns.append(column)
    return columns


def _products(rows: Sequence[SparseRow], vector: RationalArray) -> RationalArray:
    """The products of sparse rows with a vector."""
    entries = vector.numerators.tolist()
    sums = [sum(value * entries[j] for j, value in line.items()) for line in rows]
    return RationalArray.from_integers(row(sums), vector.denominator)
