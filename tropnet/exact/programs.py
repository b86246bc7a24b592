r"""Linear programs over the rationals whose answers carry their proofs.

The program is :math:`\max \{ c x : A x \le b,\ C x = d \}` with free :math:`x`.  There are three answers,
and each is a small object with the rational vectors that prove it and a method ``check`` that verifies them
against the data:

======================  ======================================================================================
:class:`Optimal`        a feasible point, and multipliers :math:`y \ge 0`, :math:`z` with :math:`y A + z C = c` and
                        :math:`y b + z d = c x`; for every feasible :math:`x'` they give
                        :math:`c x' = y A x' + z C x' \le y b + z d = c x`
:class:`Unbounded`      a feasible point, and a ray with :math:`A r \le 0`, :math:`C r = 0`, :math:`c r > 0`
:class:`Infeasible`     multipliers :math:`y \ge 0`, :math:`z` with :math:`y A + z C = 0` and
                        :math:`y b + z d < 0` (Farkas)
======================  ======================================================================================

How they are found: a float simplex walk (:mod:`tropnet.exact.batch`) proposes rows that are tight at the
optimum, and the simplex method in integers (:mod:`tropnet.exact.simplex`) starts from them.  Where the
proposal is right, the integers only confirm it, by two linear systems; where it is not, they walk on.  The
answer is exact in either case, and it does not depend on any tolerance.

For many small systems at once see :func:`feasible_interiors` and :func:`feasible_cells`; for the facets of
one polyhedron see :func:`irredundant`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.batch import ASCENDING, Bools, Floats, ascend
from tropnet.exact.interiors import Interiors, feasible_cells, feasible_interiors, integer_rows, nearest_rows
from tropnet.exact.redundancy import irredundant
from tropnet.exact.simplex import IntegerProgram, Outcome, Verdict

__all__ = [
    "Infeasible",
    "Interiors",
    "Optimal",
    "ProgramResult",
    "Unbounded",
    "feasible_cells",
    "feasible_interiors",
    "irredundant",
    "maximize",
]

Equations: TypeAlias = tuple[RationalArrayLike, RationalArrayLike]


@dataclass(frozen=True)
class Optimal:
    """The greatest value, a point that attains it, and multipliers that bound it.

    Attributes
    ----------
    value : Fraction
    point : RationalArray, shape (n,)
    dual : RationalArray, shape (m,)
        Non-negative multipliers of the inequalities.
    equality_dual : RationalArray, shape (p,)
        Multipliers of the equations, of any sign.
    """

    value: Fraction
    point: RationalArray
    dual: RationalArray
    equality_dual: RationalArray

    def check(
        self,
        c: RationalArrayLike,
        A: RationalArrayLike,
        b: RationalArrayLike,
        equalities: Equations | None = None,
    ) -> bool:
        """Whether point and multipliers prove the value, verified in rational arithmetic alone."""
        data = _Data.read(c, A, b, equalities)
        return (
            data.holds_at(self.point)
            and data.objective @ self.point == self.value
            and data.are_multipliers(self.dual, self.equality_dual)
            and data.combination(self.dual, self.equality_dual) == (data.objective, self.value)
        )


@dataclass(frozen=True)
class Unbounded:
    """A feasible point and a ray along which the objective grows for ever.

    Attributes
    ----------
    point, ray : RationalArray, shape (n,)
        The entries of the ray are coprime integers.
    """

    point: RationalArray
    ray: RationalArray

    def check(
        self,
        c: RationalArrayLike,
        A: RationalArrayLike,
        b: RationalArrayLike,
        equalities: Equations | None = None,
    ) -> bool:
        """Whether the point is feasible and the ray improves it for ever, verified in rationals alone."""
        data = _Data.read(c, A, b, equalities)
        return (
            data.holds_at(self.point)
            and self.ray.shape == self.point.shape
            and bool((data.rows @ self.ray <= 0).all())
            and not (data.equations @ self.ray).sign().any()
            and data.objective @ self.ray > 0
        )


@dataclass(frozen=True)
class Infeasible:
    """Farkas' multipliers: they combine the rows to 0 x <= -1.

    Attributes
    ----------
    farkas : RationalArray, shape (m,)
        Non-negative multipliers of the inequalities.
    equality_farkas : RationalArray, shape (p,)
        Multipliers of the equations, of any sign.
    """

    farkas: RationalArray
    equality_farkas: RationalArray

    def check(
        self,
        c: RationalArrayLike,
        A: RationalArrayLike,
        b: RationalArrayLike,
        equalities: Equations | None = None,
    ) -> bool:
        """Whether the multipliers refute the rows, verified in rational arithmetic alone."""
        data = _Data.read(c, A, b, equalities)
        if not data.are_multipliers(self.farkas, self.equality_farkas):
            return False
        form, height = data.combination(self.farkas, self.equality_farkas)
        return not form.sign().any() and height < 0


ProgramResult: TypeAlias = Optimal | Unbounded | Infeasible


def maximize(
    c: RationalArrayLike, A: RationalArrayLike, b: RationalArrayLike, equalities: Equations | None = None
) -> ProgramResult:
    """The maximum of c x over {x : A x <= b, C x = d}, with a proof.

    Parameters
    ----------
    c : array-like of rationals, shape (n,)
        The objective.
    A : array-like of rationals, shape (m, n)
        The inequalities' rows.
    b : array-like of rationals, shape (m,)
        The inequalities' bounds.
    equalities : pair of array-likes, optional
        C of shape (p, n) and d of shape (p,).

    Returns
    -------
    Optimal, Unbounded or Infeasible

    Raises
    ------
    ShapeError
        If the shapes do not fit.
    NotRationalError
        If an entry is no finite rational number.

    Notes
    -----
    To minimise, maximise ``-c`` and negate the value.  The cost of a confirmed proposal is that
    of two exact solutions of an n x n system, whose entries have about n times the bits of the data.

    Examples
    --------
    >>> A, b = [[-1, 0], [0, -1], [1, 2]], [0, 0, 3]
    >>> best = maximize([1, 1], A, b)
    >>> best.value, best.point, best.dual
    (Fraction(3, 1), RationalArray([3, 0]), RationalArray([0, 1, 1]))
    >>> best.check([1, 1], A, b)
    True
    >>> maximize([1, -1], A[:1] + A[2:], b[:1] + b[2:])
    Unbounded(point=RationalArray([3/2, 0]), ray=RationalArray([0, -1]))
    >>> maximize([1, 1], A, [0, 0, -3]).farkas
    RationalArray([1/3, 2/3, 1/3])
    >>> maximize([1, 1], A, b, equalities=([[1, -1]], ["1/2"])).value
    Fraction(13, 6)
    """
    data = _Data.read(c, A, b, equalities)
    if data.dim == 0:
        # A column of zeros changes nothing, and spares the integer method a special case.
        return _without_coordinates(_solve(data.with_a_zero_column()))
    return _solve(data)


@dataclass(frozen=True)
class _Data:
    """A program: the objective (n,), rows (m, n) and bounds (m,), equations (p, n) and levels (p,)."""

    objective: RationalArray
    rows: RationalArray
    bounds: RationalArray
    equations: RationalArray
    levels: RationalArray

    @classmethod
    def read(
        cls, c: RationalArrayLike, A: RationalArrayLike, b: RationalArrayLike, equalities: Equations | None
    ) -> _Data:
        objective, bounds = rational_array(c), rational_array(b)
        if objective.ndim != 1:
            raise ShapeError(f"the objective has shape {objective.shape}; needed is (n,)")
        dim = len(objective)
        C, d = equalities or (RationalArray.zeros((0, dim)), RationalArray.zeros(0))
        rows, equations, levels = _matrix(A, dim), _matrix(C, dim), rational_array(d)
        for matrix, vector, names in ((rows, bounds, "A and b"), (equations, levels, "C and d")):
            if matrix.ndim != 2 or matrix.shape[1] != dim or vector.shape != matrix.shape[:1]:
                raise ShapeError(
                    f"{names} have shapes {matrix.shape} and {vector.shape}; "
                    f"with {dim} variables they need (m, {dim}) and (m,)"
                )
        return cls(objective, rows, bounds, equations, levels)

    @property
    def dim(self) -> int:
        return len(self.objective)

    def holds_at(self, point: RationalArray) -> bool:
        return point.shape == (self.dim,) and bool(
            (self.rows @ point - self.bounds <= 0).all()
            and not (self.equations @ point - self.levels).sign().any()
        )

    def are_multipliers(self, y: RationalArray, z: RationalArray) -> bool:
        return y.shape == self.bounds.shape and z.shape == self.levels.shape and bool((y >= 0).all())

    def combination(self, y: RationalArray, z: RationalArray) -> tuple[RationalArray, Fraction]:
        """The form y A + z C and its level y b + z d."""
        return y @ self.rows + z @ self.equations, y @ self.bounds + z @ self.levels

    def with_a_zero_column(self) -> _Data:
        pad = RationalArray.zeros
        rows, equations = pad((len(self.bounds), 1)), pad((len(self.levels), 1))
        return _Data(pad(1), rows, self.bounds, equations, self.levels)


def _matrix(data: RationalArrayLike, dim: int) -> RationalArray:
    """A matrix with dim columns; the empty list counts as one without rows."""
    matrix = rational_array(data)
    return matrix.reshape(0, dim) if matrix.shape == (0,) else matrix


def _without_coordinates(result: ProgramResult) -> ProgramResult:
    if isinstance(result, Optimal):
        return Optimal(result.value, result.point[:0], result.dual, result.equality_dual)
    return result


def _solve(data: _Data) -> ProgramResult:
    """Floats propose, integers dispose."""
    m = len(data.bounds)
    integers, heights, scales = integer_rows(
        concatenate([data.rows, data.equations]), concatenate([data.bounds, data.levels])
    )
    proposal = _propose(data, integers, heights)
    if proposal.refutes:
        support = [*sorted(proposal.rows), *range(m, len(heights))]
        small = IntegerProgram(
            [integers[j] for j in support], [heights[j] for j in support], len(heights) - m, dim=data.dim
        )
        outcome = small.maximize([0] * data.dim)
        if outcome.verdict is Verdict.INFEASIBLE:
            return _infeasible(outcome, [scales[j] for j in support], support, data)
    program = IntegerProgram(integers, heights, len(heights) - m, dim=data.dim)
    outcome = program.maximize(data.objective.numerators.tolist(), proposal.rows, origin=proposal.origin)
    if outcome.verdict is Verdict.INFEASIBLE:
        return _infeasible(outcome, scales, list(range(len(heights))), data)
    assert outcome.point is not None
    point = RationalArray.from_integers(*outcome.point)
    if outcome.verdict is Verdict.UNBOUNDED:
        assert outcome.ray is not None
        divisor = math.gcd(*outcome.ray[0])
        return Unbounded(point, RationalArray.from_integers([entry // divisor for entry in outcome.ray[0]]))
    assert outcome.multipliers is not None
    numerators, denominator = outcome.multipliers
    denominator *= data.objective.denominator
    dual = [Fraction(y, denominator) * scale if y else 0 for y, scale in zip(numerators, scales, strict=True)]
    return Optimal(data.objective @ point, point, rational_array(dual[:m]), rational_array(dual[m:]))


def _infeasible(
    outcome: Outcome, scales: Sequence[Fraction], support: Sequence[int], data: _Data
) -> Infeasible:
    """The multipliers of a refutation, scaled so that they combine the levels to -1."""
    assert outcome.multipliers is not None
    m = len(data.bounds)
    dual = [Fraction(0)] * (m + len(data.levels))
    for j, numerator, scale in zip(support, outcome.multipliers[0], scales, strict=True):
        dual[j] = numerator * scale
    y, z = rational_array(dual[:m]), rational_array(dual[m:])
    depth = -(y @ data.bounds + z @ data.levels)
    return Infeasible(y / depth, z / depth)


@dataclass(frozen=True)
class _Proposal:
    """What floats suggest: tight rows, a point near the optimum, and whether the rows refute the system."""

    rows: list[int]
    origin: tuple[list[int], int] | None
    refutes: bool


NOTHING = _Proposal([], None, False)


def _propose(data: _Data, integers: list[list[int]], heights: list[int]) -> _Proposal:
    """Rows that are tight at the optimum, or that refute the system, as far as floats can tell."""
    m = len(data.bounds)
    rows, bounds, trusted = nearest_rows(integers[:m], heights[:m])
    equations, levels, agreed = nearest_rows(integers[m:], heights[m:])
    equations = equations.reshape(len(levels), data.dim)
    objective = nearest_rows([data.objective.numerators.tolist()], [0])[0][0]
    if not len(bounds) or not agreed.all():
        return NOTHING
    try:
        frame, n_held = _frame(equations)
        start = np.zeros(data.dim)
        if n_held:
            start += np.linalg.lstsq(equations, levels, rcond=None)[0]
    except np.linalg.LinAlgError:
        return NOTHING
    start, refuting = _inside((rows, bounds, trusted), start, frame, n_held)
    if refuting is not None:
        return _Proposal(refuting, None, True)
    slacks = np.maximum(bounds - rows @ start, 0.0)
    ascent = ascend(rows, slacks[None], objective[None], np.array([np.inf]), frame=frame, n_held=n_held)
    return _Proposal(_only_rows(ascent.bases[0], len(bounds)), _dyadic(start + ascent.points[0]), False)


def _frame(equations: Floats) -> tuple[Floats, int]:
    """An orthonormal basis, as columns, that begins with the equations' row space, and its dimension."""
    dim = equations.shape[1]
    if not len(equations):
        return np.eye(dim), 0
    _, sizes, transposed = np.linalg.svd(equations, full_matrices=True)
    return transposed.T.copy(), int(np.count_nonzero(sizes > 2.0**-40 * sizes.max(initial=0.0)))


def _inside(
    inequalities: tuple[Floats, Floats, Bools], start: Floats, frame: Floats, n_held: int
) -> tuple[Floats, list[int] | None]:
    """A point inside the inequalities, or rows that seem to have none."""
    rows, bounds, trusted = inequalities
    dim = rows.shape[1]
    slacks = bounds - rows @ start
    loose = trusted & (slacks <= 2.0**-30 * (np.abs(bounds) + np.abs(rows) @ np.abs(start)))
    if not loose.any():
        return start, None
    weights = loose.astype(np.float64)
    level = slacks[loose].min() - (np.abs(slacks).max() or 1.0)
    lifted_frame = np.eye(dim + 1)
    lifted_frame[:dim, :dim] = frame
    upwards = np.append(np.zeros(dim), 1.0)
    ascent = ascend(
        np.column_stack([rows, weights]),
        (slacks - weights * level)[None],
        upwards[None],
        np.array([-level]),
        frame=lifted_frame,
        n_held=n_held,
    )
    height = level + ascent.points[0, -1]
    if height < 0 and ascent.status[0] != ASCENDING:
        return start, _only_rows(ascent.bases[0], len(bounds))
    return start + ascent.points[0, :-1], None


def _only_rows(basis: object, n_rows: int) -> list[int]:
    return [int(j) for j in np.asarray(basis) if 0 <= j < n_rows]


def _dyadic(point: Floats) -> tuple[list[int], int] | None:
    """The point on a dyadic grid as fine as the floats are exact; None where it is not finite."""
    if not np.isfinite(point).all():
        return None
    finest = 36 - int(np.frexp(np.abs(point).max())[1])
    rounded = np.rint(np.ldexp(point, finest)).tolist()
    return [int(entry) << max(-finest, 0) for entry in rounded], 1 << max(finest, 0)
