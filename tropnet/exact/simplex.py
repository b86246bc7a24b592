r"""The simplex method in integers, from any basis: the last word on every linear program.

The program is

.. math::  \max \{ c x : a_j x \le b_j \ (j < m),\ \ a_j x = b_j \ (j \ge m) \}

over free :math:`x \in \mathbb{Q}^n` with integer rows.  A *basis* is a list of :math:`n` linearly
independent forms, stacked as the rows of a matrix :math:`B`; it fixes the point :math:`x = B^{-1} b_B` at
which all of them are tight and the multipliers :math:`y = c B^{-1}` that write the objective as
:math:`c = \sum_i y_i a_i`.  If :math:`x` satisfies every row and :math:`y \ge 0` on the inequalities, then
both are optimal: this is weak duality, and the whole certificate.

The least-index criss-cross method (Terlaky 1985) walks from *any* basis to such a pair, feasible or not on
the way.  Take the inequality of least index that is violated by :math:`x`, or tight with a negative
multiplier.

* Row :math:`k` is violated.  Write :math:`a_k = \sum \alpha_i a_i` over the basis.  Without an inequality
  of :math:`\alpha_i > 0` the vector :math:`e_k - \alpha` is non-negative, annihilates the rows and has
  :math:`b_k - \alpha b_B < 0`: nothing satisfies all rows (Farkas).  Otherwise row :math:`k` replaces the
  least such :math:`i`.
* Row :math:`k` is tight with :math:`y_k < 0`.  Leaving it along :math:`d = -B^{-1} e_k` increases the
  objective.  Without a row of :math:`a_j d > 0` the direction never ends: no multipliers exist.  Otherwise
  the least such :math:`j` replaces row :math:`k`.

Once :math:`x` satisfies every row, the entering row is the one that keeps it so (the primal simplex
method); once :math:`y \ge 0`, the leaving row is the one that keeps that (the dual simplex method).  Both
properties last, and with least indices both methods are finite (Bland 1977); so is the criss-cross method
before, hence the whole, and degenerate data needs no perturbation.  The first :math:`10 n` steps of the
simplex methods take the greatest violation in place of the least index, which is shorter in practice.
Starting anywhere is what makes this the right judge of a floating-point proposal: a basis that is optimal
is confirmed without a single step, and one that is nearly right is mended from where it stands.

Unit forms :math:`x_i = o_i`, with an origin :math:`o` of the caller's choice, fill the basis where rows are
missing.  They stand for no constraint: a multiplier of theirs that is not zero is a direction in which to
move until a row enters, a row that depends on one of them replaces it at once, and none returns.  Between
two such replacements the steps are those of the method on the program with the remaining unit forms held
fixed.

Equations enter the basis first, as far as they are independent, and never leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from flint import fmpq, fmpz, fmpz_mat, nmod_mat

__all__ = ["IntegerProgram", "Outcome", "Verdict"]

_PRIME = (
    2**61 - 1
)  # arithmetic modulo a prime of one machine word: tens of times faster than over the integers


class Verdict(Enum):
    """What has been proved about an integer program."""

    OPTIMAL = "the point attains the value that the multipliers bound"
    INFEASIBLE = "the multipliers refute the rows"
    UNBOUNDED = "the point is feasible and the ray improves it for ever"
    ABOVE = "the point is feasible and its value exceeds the threshold"
    BELOW = "the multipliers bound the value by the threshold"


@dataclass(frozen=True)
class Outcome:
    """A verdict with the integers that prove it.

    Attributes
    ----------
    verdict : Verdict
    point, ray : tuple of list of int and int, or None
        Numerators and their positive common denominator; the denominator of a ray is 1.
    multipliers : tuple of list of int and int, or None
        One numerator for each row, and their positive common denominator.
    basis : list of int
        The basis at the end; the unit form number i appears as ``-1 - i``.
    n_pivots : int
    """

    verdict: Verdict
    point: tuple[list[int], int] | None
    multipliers: tuple[list[int], int] | None
    ray: tuple[list[int], int] | None
    basis: list[int]
    n_pivots: int


class IntegerProgram:
    """The linear programs over one system of integer rows.

    Parameters
    ----------
    rows : sequence of sequences of int, shape (m, n) with n >= 1
        Inequalities first, then equations.
    bounds : sequence of int, length m
    n_equations : int
        How many of the last rows are equations.

    Examples
    --------
    >>> triangle = IntegerProgram([[-1, 0], [0, -1], [1, 1]], [0, 0, 3])
    >>> outcome = triangle.maximize([2, 1])
    >>> outcome.verdict.name, outcome.point, outcome.multipliers
    ('OPTIMAL', ([3, 0], 1), ([0, 1, 2], 1))
    """

    def __init__(
        self,
        rows: Sequence[Sequence[int]],
        bounds: Sequence[int],
        n_equations: int = 0,
        dim: int | None = None,
    ) -> None:
        self.n_rows = len(rows)
        self.dim = len(rows[0]) if dim is None else dim
        self.n_inequalities = self.n_rows - n_equations
        self._rows = [[fmpz(int(entry)) for entry in row] for row in rows]
        self._bounds = [fmpz(int(bound)) for bound in bounds]
        self._matrix = fmpz_mat(self._rows) if self.n_rows else fmpz_mat(0, self.dim)

    def maximize(
        self,
        objective: Sequence[int],
        proposal: Iterable[int] = (),
        *,
        threshold: tuple[int, int] | None = None,
        origin: tuple[Sequence[int], int] | None = None,
        without: int | None = None,
    ) -> Outcome:
        """A proved verdict on the program with this objective.

        Parameters
        ----------
        objective : sequence of int, length n
            What to maximise.
        proposal : iterable of int
            Rows to begin with, the most trusted first; dependent ones are passed over.
        threshold : (int, int), optional
            A rational number as numerator and positive denominator.  The method stops as soon as the value is
            proved to exceed it (``ABOVE``) or not to exceed it (``BELOW``).
        origin : (sequence of int, int), optional
            Numerators and positive denominator of the point on which unit forms are centred; a point that
            is nearly optimal saves steps where the proposal has fewer than n independent rows.
        without : int, optional
            An inequality to disregard; not one of the proposal.
        """
        basis = self._first_basis(list(proposal))
        centre, q = origin or ([0] * self.dim, 1)
        task = _Task(
            [fmpz(int(c)) for c in objective], [fmpz(int(o)) for o in centre], fmpz(q), threshold, without
        )
        return _Walk(self, task, basis).run()

    def _first_basis(self, proposal: list[int]) -> list[int]:
        """Independent forms: all equations that are independent, then proposed rows, then unit forms."""
        equations = range(self.n_inequalities, self.n_rows)
        wanted = list(dict.fromkeys((*equations, *proposal)))
        units = [-1 - i for i in range(self.dim)]
        forms = [self._form(j) for j in (*wanted, *units)]
        n_independent = fmpz_mat(forms[: len(equations)]).rank() if equations else 0
        transposed = fmpz_mat(forms).transpose()
        by_prime, rank = nmod_mat(transposed, _PRIME).rref()
        chosen = [(*wanted, *units)[i] for i in _pivot_columns(by_prime.tolist(), rank)]
        # Independence modulo a prime is independence; dependence could be an accident of the prime, which
        # matters for the equations alone.
        if sum(j >= self.n_inequalities for j in chosen) < n_independent:
            reduced, _, rank = transposed.rref()
            chosen = [(*wanted, *units)[i] for i in _pivot_columns(reduced.tolist(), rank)]
        return chosen

    def _form(self, j: int) -> list[fmpz]:
        if j >= 0:
            return self._rows[j]
        return [fmpz(int(i == -1 - j)) for i in range(self.dim)]


def _pivot_columns(echelon: list[list[Any]], rank: int) -> list[int]:
    """The columns of an echelon form that are independent of those before them."""
    columns, column = [], 0
    for row in echelon[:rank]:
        while row[column] == 0:
            column += 1
        columns.append(column)
    return columns


@dataclass(frozen=True)
class _Task:
    """What to maximise: the objective, the origin of the unit forms over its denominator, when to stop."""

    objective: list[fmpz]
    origin: list[fmpz]
    origin_denominator: fmpz
    threshold: tuple[int, int] | None
    without: int | None


class _Walk:
    """One walk from basis to basis for one objective."""

    def __init__(self, program: IntegerProgram, task: _Task, basis: list[int]) -> None:
        self.program = program
        self.task = task
        self.basis = basis
        self.n_pivots = 0
        self.inequalities = [j for j in range(program.n_inequalities) if j != task.without]

    def run(self) -> Outcome:
        while True:
            self._weigh()
            improving = self._improving()
            # The bound that the multipliers give needs no point, whose numbers are the longest of all.
            if not improving and self.task.threshold is not None and self._excess() <= 0:
                return self._outcome(Verdict.BELOW)
            self._locate()
            violated = self._violated()
            verdict = self._verdict(not violated, not improving)
            if verdict is not None:
                return self._outcome(verdict)
            if improving and (not violated or min(improving) < min(violated)):
                ray = self._leave(
                    self._choice(improving, self.multipliers[0], self.basis, not violated), not violated
                )
                if ray is not None:
                    return self._end_of_ray(ray)
            elif not self._enter(self._choice(violated, self.slacks, None, not improving), not improving):
                return self._outcome(Verdict.INFEASIBLE)

    def _weigh(self) -> None:
        """The multipliers of the basis, and the value that they give."""
        program = self.program
        self.matrix = fmpz_mat([program._form(j) for j in self.basis])
        origin, q = self.task.origin, self.task.origin_denominator
        bounds = [program._bounds[j] * q if j >= 0 else origin[-1 - j] for j in self.basis]
        self.bounds = bounds
        self.multipliers = self._combination(self.task.objective)
        self.value = sum((y * b for y, b in zip(self.multipliers[0], bounds, strict=True)), fmpz(0))

    def _locate(self) -> None:
        """The point of the basis."""
        column = fmpz_mat(self.program.dim, 1, self.bounds)
        numerators, denominator = _quotients(self.matrix.solve(column))
        self.point = numerators, denominator * self.task.origin_denominator

    def _excess(self) -> fmpz:
        """A positive multiple of the value minus the threshold."""
        assert self.task.threshold is not None
        height, depth = self.task.threshold
        return self.value * depth - height * self.multipliers[1] * self.task.origin_denominator

    def _combination(self, form: list[fmpz]) -> tuple[list[fmpz], fmpz]:
        """The coefficients that write a form as a combination of the basis."""
        return _quotients(self.matrix.transpose().solve(fmpz_mat(self.program.dim, 1, form)))

    def _direction(self, slot: int, sign: int) -> list[fmpz]:
        """A multiple of ``sign`` times the column ``B^-1 e_slot``."""
        column = [fmpz(sign * (i == slot)) for i in range(self.program.dim)]
        return _quotients(self.matrix.solve(fmpz_mat(self.program.dim, 1, column)))[0]

    def _violated(self) -> list[int]:
        """The rows that the point violates."""
        numerators, denominator = self.point
        program = self.program
        values = (program._matrix * fmpz_mat(program.dim, 1, numerators)).entries()
        self.slacks = [b * denominator - v for b, v in zip(program._bounds, values, strict=True)]
        # Equations outside the basis depend on those inside: their slack never changes, so they come first.
        broken = [j for j in range(program.n_inequalities, program.n_rows) if self.slacks[j] != 0]
        return broken[:1] or [j for j in self.inequalities if self.slacks[j] < 0]

    def _improving(self) -> list[int]:
        """The tight forms whose multiplier shows a way to improve: unit forms alone, where there are any."""
        pairs = list(zip(self.basis, self.multipliers[0], strict=True))
        free = [j for j, y in pairs if y != 0 and j < 0]
        return free or [j for j, y in pairs if y < 0 and j < self.program.n_inequalities]

    def _choice(self, forms: list[int], depths: list[fmpz], basis: list[int] | None, is_simplex: bool) -> int:
        """The deepest of the forms in the first steps of a simplex method, then the one of least index."""
        if not is_simplex or self.n_pivots >= 10 * self.program.dim:
            return min(forms)
        return max(forms, key=lambda j: (abs(depths[j if basis is None else basis.index(j)]), -j))

    def _verdict(self, is_feasible: bool, is_bounded: bool) -> Verdict | None:
        if self.task.threshold is not None and is_feasible and self._excess() > 0:
            return Verdict.ABOVE
        return Verdict.OPTIMAL if is_feasible and is_bounded else None

    def _leave(self, form: int, is_primal: bool) -> list[fmpz] | None:
        """Move off a tight form until a row enters; the direction when none ever does."""
        slot = self.basis.index(form)
        sign = 1 if self.multipliers[0][slot] > 0 else -1
        direction = self._direction(slot, sign)
        program = self.program
        speeds = (program._matrix * fmpz_mat(program.dim, 1, direction)).entries()
        blocking = [j for j in self.inequalities if speeds[j] > 0]
        if not blocking:
            return direction
        self._pivot(
            slot, _first(blocking, [fmpq(self.slacks[j], speeds[j]) for j in blocking] if is_primal else None)
        )
        return None

    def _enter(self, row: int, is_dual: bool) -> bool:
        """Make a violated row tight; False, with the refutation as multipliers, when that is impossible."""
        numerators, denominator = self._combination(self.program._rows[row])
        sign = 1 if self.slacks[row] < 0 else -1
        slots = range(len(self.basis))
        leaving = [i for i in slots if numerators[i] != 0 and self.basis[i] < 0] or [
            i for i in slots if sign * numerators[i] > 0 and self.basis[i] < self.program.n_inequalities
        ]
        if leaving:
            ratios = (
                [fmpq(self.multipliers[0][i], sign * numerators[i]) for i in leaving] if is_dual else None
            )
            form = _first([self.basis[i] for i in leaving], ratios)
            self._pivot(self.basis.index(form), row)
            return True
        self.multipliers = ([-sign * alpha for alpha in numerators], denominator)
        self.refuted = (row, sign * denominator)
        return False

    def _pivot(self, slot: int, row: int) -> None:
        self.basis[slot] = row
        self.n_pivots += 1

    def _end_of_ray(self, ray: list[fmpz]) -> Outcome:
        """An unbounded program if any point is feasible; otherwise the refutation of its rows."""
        task = replace(self.task, objective=[fmpz(0)] * self.program.dim, threshold=None)
        found = _Walk(self.program, task, list(self.basis)).run()
        n_pivots = self.n_pivots + found.n_pivots
        if found.verdict is Verdict.INFEASIBLE:
            return Outcome(Verdict.INFEASIBLE, None, found.multipliers, None, found.basis, n_pivots)
        return Outcome(
            Verdict.UNBOUNDED, found.point, None, ([int(d) for d in ray], 1), found.basis, n_pivots
        )

    def _outcome(self, verdict: Verdict) -> Outcome:
        numerators = [0] * self.program.n_rows
        for j, y in zip(self.basis, self.multipliers[0], strict=True):
            if j >= 0:
                numerators[j] = int(y)
        if verdict is Verdict.INFEASIBLE:
            row, y = self.refuted
            numerators[row] = int(y)
        has_point = verdict not in {Verdict.INFEASIBLE, Verdict.BELOW}
        return Outcome(
            verdict,
            ([int(entry) for entry in self.point[0]], int(self.point[1])) if has_point else None,
            None if verdict is Verdict.ABOVE else (numerators, int(self.multipliers[1])),
            None,
            self.basis,
            self.n_pivots,
        )


def _first(forms: list[int], ratios: list[fmpq] | None) -> int:
    """The form of least ratio, of those the one of least index; without ratios, that of least index."""
    return min(forms) if ratios is None else min(zip(ratios, forms, strict=True))[1]


def _quotients(column: object) -> tuple[list[fmpz], fmpz]:
    """A column of rational numbers as numerators and their positive common denominator."""
    numerators, denominator = column.numer_denom()  # type: ignore[attr-defined]  # an fmpq_mat, which has no stubs
    return numerators.entries(), denominator
