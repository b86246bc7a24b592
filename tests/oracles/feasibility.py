"""Is a system of rational linear inequalities solvable?  Every answer carries a proof that is checked.

A *row* ``(c, a_1, ..., a_n)`` of integers stands for the affine form x -> c + a.x. A system has three kinds
of rows: ``strict`` (form > 0), ``weak`` (form >= 0) and ``zero`` (form = 0).

One linear program decides it: maximise t <= 1 subject to strict forms >= t, weak forms >= 0, zero forms =
0. cddlib's rational simplex solves it, and nothing of what it says is believed:

* "yes" is a point, and the point is put into every row;
* "no" is a combination of rows with multipliers that are >= 0 on strict and weak rows, in which the
  variables cancel and the constant is negative, or is zero while a strict row takes part. Such a
  combination is a contradiction (Motzkin's transposition theorem), and its arithmetic is done again in
  integers.

Points are homogeneous integer tuples ``(d, p_1, ..., p_n)`` with d > 0, standing for p / d, so that the
sign of a form at a point is the sign of an integer dot product.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm

import cdd
import cdd.gmp

Row = tuple[int, ...]
Point = tuple[int, ...]


def dot(row: Sequence[int], point: Sequence[int]) -> int:
    """The value of a form at a homogeneous point, times the (positive) denominator of the point."""
    return sum(a * p for a, p in zip(row, point, strict=True))


def primitive(row: Iterable[int | Fraction]) -> Row:
    """The coprime integers on the same open half-line as ``row``; the zero row stays."""
    entries = list(row)
    scale = lcm(*(entry.denominator for entry in entries))
    integers = [entry.numerator * (scale // entry.denominator) for entry in entries]
    divisor = gcd(*integers) or 1
    return tuple(entry // divisor for entry in integers)


def negative(row: Row) -> Row:
    """The opposite form."""
    return tuple(-entry for entry in row)


def rank(rows: Iterable[Sequence[int | Fraction]]) -> int:
    """The rank of a matrix, by fraction-free Gaussian elimination."""
    return len(echelon(rows))


def echelon(rows: Iterable[Sequence[int | Fraction]]) -> list[tuple[int, Row]]:
    """Rows ``(pivot column, row)`` that span the row space; a row is zero in the pivot columns before it.

    Columns are used from the last to the first, so that the constant term (column 0) is a pivot only where
    it has to be.
    """
    basis: list[tuple[int, Row]] = []
    for row in rows:
        rest = reduced(basis, primitive(row))
        if any(rest):
            basis.append((max(k for k, entry in enumerate(rest) if entry), rest))
    return basis


def reduced(basis: list[tuple[int, Row]], row: Row) -> Row:
    """A positive multiple of ``row`` plus a combination of ``basis``, zero in all pivot columns."""
    for column, pivot_row in basis:
        if row[column]:
            factor = abs(pivot_row[column])
            multiple = row[column] * (1 if pivot_row[column] > 0 else -1)
            row = primitive(factor * a - multiple * b for a, b in zip(row, pivot_row, strict=True))
    return row


def solution(
    dim: int, strict: Iterable[Row] = (), weak: Iterable[Row] = (), zero: Iterable[Row] = ()
) -> Point | None:
    """A point with strict forms > 0, weak forms >= 0, zero forms = 0; or None, proved and checked."""
    strict = list(dict.fromkeys(primitive(row) for row in strict))
    weak = list(dict.fromkeys(primitive(row) for row in weak))
    for row in zero:
        weak += [primitive(row), negative(primitive(row))]
    program = [(*row, -1) for row in strict] + [(*row, 0) for row in weak]
    answer = _maximise_last(program, dim)
    if answer is None:
        # The weak rows alone contradict each other. Multipliers come from minimising their violation.
        violation = _maximise_last([(*row, -1) for row in weak], dim)
        _check_contradiction([], weak, violation[1] if violation else {})
        return None
    point, multipliers = answer
    if all(dot(row, point) > 0 for row in strict) and all(dot(row, point) >= 0 for row in weak):
        return point
    _check_contradiction(strict, weak, multipliers)
    return None


def _maximise_last(program: list[Row], dim: int) -> tuple[Point, dict[int, Fraction]] | None:
    """Point and multipliers at the maximum of the last variable (at most 1), or None if there is no point."""
    last = [0] * (dim + 1) + [1]
    cap = [1] + [0] * dim + [-1]
    lp = cdd.gmp.linprog_from_array([*program, cap, last], obj_type=cdd.LPObjType.MAX)
    cdd.gmp.linprog_solve(lp)
    if lp.status != cdd.LPStatusType.OPTIMAL:
        return None
    coordinates = lp.primal_solution[:dim]
    scale = lcm(*(value.denominator for value in coordinates))
    point = (scale, *(int(value * scale) for value in coordinates))
    return point, {k: value for k, value in lp.dual_solution if value and k < len(program)}


def _check_contradiction(
    strict: list[Row], weak: list[Row], multipliers: Mapping[int, int | Fraction]
) -> None:
    rows = strict + weak
    scale = lcm(*(value.denominator for value in multipliers.values()))
    multipliers = {k: int(value * scale) for k, value in multipliers.items()}
    total = [
        sum(value * rows[k][column] for k, value in multipliers.items()) for column in range(len(rows[0]))
    ]
    uses_strict = any(k < len(strict) for k in multipliers)
    proved = (
        all(value >= 0 for value in multipliers.values())
        and not any(total[1:])
        and (total[0] < 0 or (total[0] == 0 and uses_strict))
    )
    if not proved:
        raise ArithmeticError(f"no proof of infeasibility: {strict=} {weak=} {multipliers=}")
