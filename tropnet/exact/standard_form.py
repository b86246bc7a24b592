r"""Linear programs in standard form with many variables and few entries in each equation.

The program is :math:`\max \{ c x : A x = b,\ x \ge 0 \}` with an integer matrix A that is mostly zero.  It is the
program of :func:`tropnet.exact.programs.maximize` with the inequalities :math:`-x \le 0`, and the answers are the same
objects.  What is different is how a large one is found.

A float solver that knows sparse matrices (HiGHS, by scipy) proposes two things: the variables S that are positive at
the optimum, and the variables T whose bounds :math:`z A \ge c` on the multipliers z are tight.  Two systems of linear
equations, :math:`A_S x_S = b` and :math:`z A_T = c_T`, are then solved exactly: an independent part of each is
chosen modulo a prime (independent modulo a prime is independent) and solved by FLINT.  If :math:`x \ge 0`,
:math:`A x = b`, :math:`z A \ge c` and :math:`z b = c x`, all in exact arithmetic, both are optimal: every feasible
:math:`x'` has :math:`c x' \le z A x' = z b = c x`.

Where the proposal is not confirmed, as may be when the equations are nearly dependent, or scipy is not installed, the
equations are solved exactly, and the program goes to ``maximize`` in the few unknowns that are left.

**Infeasible programs** are told by one that is never infeasible, with variables for what is missing in each equation:
:math:`\max \{ -\sum (u_i + v_i) : A x + u - v = b,\ x, u, v \ge 0 \}`.  If its value is negative, its multipliers have
:math:`z A \ge 0` and :math:`z b < 0`, which refutes the original one (Farkas).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from flint import fmpz_mat, nmod_mat
from numpy.typing import NDArray

from tropnet.errors import MissingDependencyError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.integers import from_flint, row, zeros
from tropnet.exact.matrix import primitive
from tropnet.exact.programs import Infeasible, Optimal, ProgramResult, Unbounded, maximize

__all__ = ["maximize_in_standard_form"]

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

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
            confirmed: ProgramResult | None = _optimal(c, equations, right)
            confirmed = confirmed or _infeasible(len(c), equations, right)
        except MissingDependencyError:
            confirmed = None
        confirmed = confirmed or _by_elimination(c, equations, right)
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


def _by_elimination(
    c: RationalArray, equations: Sequence[SparseRow], right: RationalArray
) -> ProgramResult | None:
    """The program in the unknowns u, where x = x_0 + N u are the solutions of the equations; None without solutions.

    Multipliers y of -N u <= x_0 have y N = -c N, so that c + y is a combination z A of the equations.
    """
    n = len(c)
    kept = _independent_rows(equations, range(n))
    columns = _transposed(equations, n)
    pivots = _independent_rows(columns, kept)
    if not kept or len(pivots) < len(kept):
        return None
    free = [j for j in range(n) if j not in set(pivots)]
    sides = [[int(right.numerators[i]), *(-equations[i].get(j, 0) for j in free)] for i in kept]
    quotients: Any = fmpz_mat([[equations[i].get(j, 0) for j in pivots] for i in kept]).solve(fmpz_mat(sides))
    numerators, denominator = quotients.numer_denom()
    table = zeros((n, 1 + len(free)))
    table[pivots] = from_flint(numerators)
    table[free, range(1, 1 + len(free))] = int(denominator)
    start = RationalArray.from_integers(table[:, 0], int(denominator) * right.denominator)
    basis = RationalArray.from_integers(table[:, 1:], int(denominator))
    if _products(equations, start) != right or any(
        _products(equations, line).sign().any() for line in basis.T
    ):
        return None
    found = maximize(c @ basis, -basis, start)
    if isinstance(found, Unbounded):
        return Unbounded(start + basis @ found.point, primitive(basis @ found.ray))
    if isinstance(found, Infeasible):
        return Infeasible(
            found.farkas, _solution(columns, range(len(equations)), found.farkas, len(equations))
        )
    point = start + basis @ found.point
    z = _solution(columns, range(len(equations)), c + found.dual, len(equations))
    return Optimal(c @ point, point, found.dual, z)


def _proposal(
    c: RationalArray, equations: Sequence[SparseRow], right: RationalArray
) -> tuple[list[int], list[int], list[int]] | None:
    """Variables that seem positive, variables with seemingly tight multipliers, and equations by their multipliers."""
    try:
        from scipy.optimize import linprog
        from scipy.sparse import csr_array
    except ImportError as error:
        raise MissingDependencyError("sparse programs need scipy: pip install 'tropnet[hull]'") from error
    # Equations that depend on others contradict them when rounded.
    kept = _independent_rows(equations, range(len(c)))
    try:
        data = [_rounded(equations[i], int(right.numerators[i]), right.denominator) for i in kept]
        costs = -(c / max(abs(c).max(), 1)).floats()
    except OverflowError:
        return None
    line = np.repeat(np.arange(len(kept)), [len(equations[i]) for i in kept])
    column = np.array([j for i in kept for j in equations[i]], np.intp)
    entries, bounds = np.array([v for row in data for v in row[0]]), np.array([row[1] for row in data])
    shape = len(kept), len(c)
    by_row, by_column = _equilibrium(line, column, entries, shape)
    matrix = csr_array((entries * by_row[line] * by_column[column], (line, column)), shape)
    found: Any = linprog(
        _scaled(costs * by_column), A_eq=matrix, b_eq=_scaled(bounds * by_row), method="highs-ds"
    )
    if found.status != 0:
        return None
    positive = np.flatnonzero(found.x > TOLERANCE * max(1.0, float(found.x.max())))
    tight = np.flatnonzero(np.abs(found.lower.marginals) <= TOLERANCE)
    heavy = np.argsort(-np.abs(found.eqlin.marginals), kind="stable")
    return positive.tolist(), np.union1d(positive, tight).tolist(), [kept[i] for i in heavy.tolist()]


def _rounded(entries: SparseRow, right: int, denominator: int) -> tuple[list[float], float]:
    """An equation over its largest entry.  Python divides integers of any length with one rounding."""
    largest = max(map(abs, entries.values()))
    return [value / largest for value in entries.values()], right / (denominator * largest)


def _scaled(vector: Floats) -> Floats:
    """The vector over its largest entry."""
    largest = np.abs(vector).max(initial=0.0)
    return vector / largest if largest else vector


def _equilibrium(
    line: Labels, column: Labels, entries: Floats, shape: tuple[int, int]
) -> tuple[Floats, Floats]:
    """Factors of rows and columns that bring the largest entry of each near to 1 (Ruiz's iteration)."""
    factors = np.ones(shape[0]), np.ones(shape[1])
    for _ in range(8):
        sizes = np.abs(entries) * factors[0][line] * factors[1][column]
        for k, labels in enumerate((line, column)):
            largest = np.zeros(shape[k])
            np.maximum.at(largest, labels, sizes)
            factors[k][largest > 0] /= np.sqrt(largest[largest > 0])
    return factors


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
    found = zeros(n)
    columns = _transposed(equations, n)
    chosen = [unknowns[k] for k in _independent_rows([columns[j] for j in unknowns], range(len(equations)))]
    if not chosen:
        return RationalArray.from_integers(found)
    lines = _independent_rows(equations, chosen)
    square = fmpz_mat([[equations[i].get(j, 0) for j in chosen] for i in lines])
    bounds = fmpz_mat(len(lines), 1, right.numerators[lines].tolist())
    quotients: Any = square.solve(bounds)  # an fmpq_mat, which has no stubs
    numerators, denominator = quotients.numer_denom()
    found[chosen] = [int(entry) for entry in numerators.entries()]
    return RationalArray.from_integers(found, int(denominator) * right.denominator)


def _independent_rows(rows: Sequence[SparseRow], columns: Sequence[int]) -> list[int]:
    """Rows that are independent modulo a prime in some columns, each of those before it."""
    if not rows or not columns:
        return []
    transposed = fmpz_mat([[line.get(j, 0) for line in rows] for j in columns])
    echelon, rank = nmod_mat(transposed, _PRIME).rref()
    found, k = [], 0
    for i in range(rank):
        while not int(echelon[i, k]):
            k += 1
        found.append(k)
    return found


def _products(rows: Sequence[SparseRow], vector: RationalArray) -> RationalArray:
    """The products of sparse rows with a vector."""
    entries = vector.numerators.tolist()
    sums = [sum(value * entries[j] for j, value in line.items()) for line in rows]
    return RationalArray.from_integers(row(sums), vector.denominator)
