r"""The point of a polyhedron that is nearest to a given one, with multipliers that prove it.

The polyhedron is :math:`P = \{y : A y \le b\}`, and distances are measured by :math:`\ell_1`, :math:`\ell_2` or
:math:`\ell_\infty`.  A *measure* of a distance is the distance itself, for :math:`\ell_2` its square: it is rational.

**Lower bounds.**  Let :math:`\lambda \ge 0`, :math:`a = \lambda A`, :math:`\beta = \lambda b`.  All of P satisfies
:math:`a y \le \beta`, so by Hölder's inequality

.. math::  \|y - x\| \ge \frac{a x - \beta}{\|a\|_*} \qquad (y \in P),

with the dual norm (:math:`\ell_\infty` for :math:`\ell_1` and conversely).  If :math:`a = 0 > \beta`, P is empty
(Farkas).  Any multipliers prove a bound, however they were found; :func:`separation` evaluates it.

**Equality.**  Some multipliers attain the distance: this is the duality of linear programs for :math:`\ell_1` and
:math:`\ell_\infty`.  For :math:`\ell_2` let d be the step from x to the nearest point.  By Karush, Kuhn and Tucker
:math:`d = -\lambda A` with :math:`\lambda \ge 0` on rows that are tight at :math:`x + d`.  So :math:`a x - \beta =
\lambda (A x - b) = -\lambda A d = d d = \|a\|_2 \|d\|_2`.

**The method for** :math:`\ell_2` is the dual one of Goldfarb and Idnani (A numerically stable dual method for solving
strictly convex quadratic programs, Mathematical Programming 27, 1983), for the unit matrix.  Keep independent rows W
with multipliers :math:`\lambda \ge 0` for which :math:`x + d`, :math:`d = -\lambda A_W`, is the nearest point of
their intersection.  Take a violated row p and write :math:`a_p = r A_W + z` with z orthogonal to W.  Raise the
multiplier of p by t: the others change by :math:`-t r` and d by :math:`-t z`.  Stop when p is tight, and add it to W;
or earlier, when another multiplier vanishes, and drop that row.  If z = 0 and no :math:`r_i` is positive, the vector
:math:`(1, -r)` is Farkas'.  The distance grows whenever a row is added, so no W returns and the method is finite,
degenerate or not.  Floats run it first and propose W; integers (FLINT) confirm W, or walk on from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
from flint import fmpq, fmpz, fmpz_mat
from numpy.typing import NDArray

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.interiors import integer_rows, nearest_rows
from tropnet.exact.programs import Infeasible, Optimal, maximize

__all__ = ["Measure", "Nearest", "Norm", "measure", "nearest", "separation"]

Norm: TypeAlias = Literal["l1", "l2", "linf"]

Measure: TypeAlias = Fraction | float
"""A distance, for l2 its square, as a Fraction; beyond all numbers it is ``math.inf``."""

Floats: TypeAlias = NDArray[np.float64]

SMALL = 1e-11  # relative size below which the floats that propose count as zero; no answer depends on it


def checked_norm(norm: str) -> None:
    if norm not in {"l1", "l2", "linf"}:
        raise InputError(f"there is no norm {norm!r} here; give 'l1', 'l2' or 'linf'")


def measure(step: RationalArray, norm: Norm) -> Fraction:
    """The norm of a vector, for l2 its square.

    Examples
    --------
    >>> [measure(rational_array([3, -4]), norm) for norm in ("l1", "l2", "linf")]
    [Fraction(7, 1), Fraction(25, 1), Fraction(4, 1)]
    """
    sizes = [abs(entry) for entry in step.numerators.tolist()]
    if norm == "l2":
        return Fraction(sum(size * size for size in sizes), step.denominator**2)
    return Fraction(sum(sizes) if norm == "l1" else max(sizes, default=0), step.denominator)


def separation(x: RationalArray, normal: RationalArray, level: Fraction, norm: Norm) -> Measure:
    r"""The measure of the distance of a point from the half-space {y : normal y <= level}.

    It is infinite if that is empty.

    Examples
    --------
    >>> separation(rational_array([2, 0]), rational_array([3, 4]), Fraction(1), "l2")
    Fraction(1, 1)
    >>> separation(rational_array([2, 0]), rational_array([0, 0]), Fraction(-1), "l2")
    inf
    """
    violation = normal @ x - level
    if violation <= 0:
        return Fraction(0)
    dual: Norm = "l2" if norm == "l2" else "l1" if norm == "linf" else "linf"
    size = measure(normal, dual)
    if not size:
        return math.inf
    return Fraction(violation**2 / size if norm == "l2" else violation / size)


@dataclass(frozen=True)
class Nearest:
    """The nearest point of a polyhedron {y : A y <= b}, and multipliers that prove it.

    Attributes
    ----------
    distance : Fraction
        For l2 the *square* of the distance.
    point : RationalArray, shape (n,)
    dual : RationalArray, shape (m,)
        Non-negative multipliers of the rows, for which the half-space dual A y <= dual b is as far away.
    """

    distance: Fraction
    point: RationalArray
    dual: RationalArray

    def check(
        self, x: RationalArrayLike, A: RationalArrayLike, b: RationalArrayLike, norm: Norm = "l2"
    ) -> bool:
        """Whether point and multipliers prove the distance, verified in rational arithmetic alone."""
        rows, bounds, centre = rational_array(A), rational_array(b), rational_array(x)
        return (
            bool((rows @ self.point <= bounds).all())
            and measure(self.point - centre, norm) == self.distance
            and bool((self.dual >= 0).all())
            and separation(centre, self.dual @ rows, self.dual @ bounds, norm) == self.distance
        )


def nearest(
    x: RationalArrayLike, A: RationalArrayLike, b: RationalArrayLike, norm: Norm = "l2"
) -> Nearest | Infeasible:
    r"""The point of {y : A y <= b} nearest to x, with a proof.

    Parameters
    ----------
    x : array-like of rationals, shape (n,)
    A : array-like of rationals, shape (m, n)
    b : array-like of rationals, shape (m,)
    norm : {"l2", "l1", "linf"}

    Returns
    -------
    Nearest or Infeasible
        For l1 and linf the nearest point need not be unique.

    Raises
    ------
    InputError
        If there is no such norm.
    ShapeError
        If the shapes do not fit.
    NotRationalError
        If an entry is no finite rational number.

    Examples
    --------
    >>> A, b = [[-1, -1], [0, -1]], [-4, -1]
    >>> for norm in ("l2", "linf", "l1"):
    ...     found = nearest([0, 0], A, b, norm)
    ...     print(found.distance, found.point, found.check([0, 0], A, b, norm))
    8 RationalArray([2, 2]) True
    2 RationalArray([2, 2]) True
    4 RationalArray([2, 2]) True
    >>> nearest([0], [[1], [-1]], [1, -2])
    Infeasible(farkas=RationalArray([1, 1]), equality_farkas=RationalArray([]))
    """
    checked_norm(norm)
    centre, rows, bounds = rational_array(x), rational_array(A), rational_array(b)
    if centre.ndim != 1 or bounds.ndim != 1 or rows.size != len(bounds) * len(centre):
        raise ShapeError(
            f"x, A and b have shapes {centre.shape}, {rows.shape} and {bounds.shape}; needed are (n,), (m, n) and (m,)"
        )
    rows = rows.reshape(len(bounds), len(centre))
    if norm == "l2":
        return _Projection(centre, rows, bounds).run()
    return _by_a_linear_program(centre, rows, bounds, norm)


# -- l1 and linf -----------------------------------------------------------------------------------


def _by_a_linear_program(
    x: RationalArray, rows: RationalArray, bounds: RationalArray, norm: Norm
) -> Nearest | Infeasible:
    r"""The least sum of sizes :math:`s \ge |y - x|`: one size for each coordinate (l1), or one for all (linf)."""
    (m, n), n_sizes = rows.shape, min(1, len(x)) if norm == "linf" else len(x)
    sizes = np.ones((n, n_sizes), int) if norm == "linf" else np.eye(n, dtype=int)
    table = np.zeros((m + 2 * n, n + n_sizes), dtype=object)
    # Over one denominator each, so that integers are all there is to copy.
    table[:m, :n] = rows.numerators
    table[m : m + n, :n], table[m + n :, :n] = np.eye(n, dtype=object), -np.eye(n, dtype=object)
    table[m:, n:] = -np.vstack([sizes, sizes]).astype(object)
    heights = np.zeros(m + 2 * n, dtype=object)
    residues = bounds - rows @ x
    scale = math.lcm(residues.denominator, rows.denominator)
    table[:m, :n] *= scale // rows.denominator
    heights[:m] = residues.numerators * (scale // residues.denominator)
    objective = [0] * n + [-1] * n_sizes
    result = maximize(objective, RationalArray.from_integers(table), RationalArray.from_integers(heights))
    if isinstance(result, Infeasible):
        # The multipliers of the sizes' rows are nonnegative and add up to 0: they vanish.
        farkas = result.farkas[:m]
        return Infeasible(farkas / -(farkas @ bounds), RationalArray.zeros(0))
    assert isinstance(result, Optimal)
    return Nearest(-result.value, x + result.point[:n], result.dual[:m] * scale)


# -- l2 --------------------------------------------------------------------------------------------


class _Projection:
    """The dual active-set method in integers: rows a, and violations h at x, seeking a.d <= -h."""

    def __init__(self, x: RationalArray, rows: RationalArray, bounds: RationalArray) -> None:
        self.x, self.n_rows = x, len(bounds)
        heights = (bounds - rows @ x) * x.denominator
        self.integers, self.heights, self.scales = integer_rows(rows, heights)
        self.matrix = fmpz_mat(self.n_rows, len(x), [fmpz(a) for row in self.integers for a in row])
        # In units of 1 / x.denominator, all heights are integers.
        self.active: list[int] = []
        self.weights: list[fmpq] = []

    def run(self) -> Nearest | Infeasible:
        self._start(_proposed(self.integers, self.heights))
        while (violated := self._most_violated()) is not None:
            refutation = self._enter(violated)
            if refutation is not None:
                return self._refuted(refutation)
        dual = self._dual(dict(zip(self.active, self.weights, strict=True)))
        step = self._step()
        point = self.x + step
        return Nearest(measure(step, "l2"), point, dual / self.x.denominator)

    def _start(self, proposal: list[int]) -> None:
        """Take the proposed rows, but those whose multipliers are negative."""
        active = proposal
        while active:
            gram = self._gram(active)
            if gram.rank() < len(active):
                return
            weights = _solved(gram, [-self.heights[j] for j in active])
            if all(w >= 0 for w in weights):
                self.active, self.weights = active, weights
                return
            active = [j for j, w in zip(active, weights, strict=True) if w > 0]

    def _rows(self, which: list[int]) -> fmpz_mat:
        return fmpz_mat([self.integers[j] for j in which])

    def _gram(self, which: list[int]) -> fmpz_mat:
        rows = self._rows(which)
        return rows * rows.transpose()

    def _moved(self) -> tuple[list[fmpz], fmpz]:
        """The step d = - weights A, as numerators and a denominator, in units of 1 / x.denominator."""
        if not self.active:
            return [fmpz(0)] * len(self.x), fmpz(1)
        numerators, denominator = _over_common_denominator(self.weights)
        product = fmpz_mat(1, len(numerators), numerators) * self._rows(self.active)
        return [-entry for entry in product.entries()], denominator

    def _step(self) -> RationalArray:
        numerators, denominator = self._moved()
        return RationalArray.from_integers(
            [int(entry) for entry in numerators], int(denominator) * self.x.denominator
        )

    def _most_violated(self) -> int | None:
        numerators, denominator = self._moved()
        values = (self.matrix * fmpz_mat(len(numerators), 1, numerators)).entries()
        excesses = [v - h * denominator for v, h in zip(values, self.heights, strict=True)]
        violated = [j for j, excess in enumerate(excesses) if excess > 0]
        return max(violated, key=lambda j: (excesses[j], -j), default=None)

    def _enter(self, p: int) -> dict[int, fmpq] | None:
        """Make row p tight; Farkas' multipliers where that is impossible."""
        weight = fmpq(0)
        while True:
            rates = self._rates(p)
            steepness = fmpq(sum(a * a for a in self.integers[p])) - self._overlap(rates, p)
            longest = min(
                ((w / r, i) for i, (w, r) in enumerate(zip(self.weights, rates, strict=True)) if r > 0),
                default=None,
            )
            if steepness == 0 and longest is None:
                return {p: fmpq(1), **{j: -r for j, r in zip(self.active, rates, strict=True)}}
            length = None if steepness == 0 else self._excess(p, weight, rates) / steepness
            is_whole = longest is None or (length is not None and length <= longest[0])
            t = length if is_whole or longest is None else longest[0]
            assert t is not None
            self.weights = [w - t * r for w, r in zip(self.weights, rates, strict=True)]
            weight += t
            if is_whole:
                self.active.append(p)
                self.weights.append(weight)
                return None
            assert longest is not None
            del self.active[longest[1]], self.weights[longest[1]]

    def _rates(self, p: int) -> list[fmpq]:
        """The coefficients of the projection of row p on the active ones."""
        if not self.active:
            return []
        products = self._rows(self.active) * self._rows([p]).transpose()
        return _solved(self._gram(self.active), products.entries())

    def _overlap(self, rates: list[fmpq], p: int) -> fmpq:
        """The square of the length of the projection of row p on the active ones."""
        products = (self._rows(self.active) * self._rows([p]).transpose()).entries() if self.active else []
        return sum((r * v for r, v in zip(rates, products, strict=True)), fmpq(0))

    def _excess(self, p: int, weight: fmpq, rates: list[fmpq]) -> fmpq:
        """How much row p is violated at present, where it has the given weight already."""
        numerators, denominator = self._moved()
        own = self.integers[p]
        value = fmpq(sum((a * d for a, d in zip(own, numerators, strict=True)), fmpz(0)), denominator)
        return value - weight * sum(a * a for a in own) - self.heights[p]

    def _dual(self, weights: dict[int, fmpq]) -> RationalArray:
        found = [Fraction(0)] * self.n_rows
        for j, w in weights.items():
            found[j] = Fraction(int(w.p), int(w.q)) * self.scales[j]
        return rational_array(found)

    def _refuted(self, weights: dict[int, fmpq]) -> Infeasible:
        dual = self._dual(weights)
        depth = (
            sum((Fraction(int(w.p), int(w.q)) * self.heights[j] for j, w in weights.items()), Fraction(0))
            / self.x.denominator
        )
        return Infeasible(dual / -depth, RationalArray.zeros(0))


def _solved(matrix: fmpz_mat, right: list[Any]) -> list[fmpq]:
    """The solution of an invertible system."""
    found: list[fmpq] = matrix.solve(fmpz_mat(len(right), 1, [fmpz(entry) for entry in right])).entries()
    return found


def _over_common_denominator(numbers: list[fmpq]) -> tuple[list[fmpz], fmpz]:
    denominator = fmpz(1)
    for number in numbers:
        denominator = denominator.lcm(number.q)
    return [number.p * (denominator // number.q) for number in numbers], denominator


def _proposed(integers: list[list[int]], heights: list[int]) -> list[int]:
    """The rows that are tight at the nearest point with a positive multiplier, as far as floats can tell."""
    rows, bounds, trusted = nearest_rows(integers, heights)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    usable = trusted & (lengths > 0)
    lengths[~usable] = 1.0
    rows, bounds = rows / lengths[:, None], np.where(usable, bounds / lengths, np.inf)
    active: list[int] = []
    try:
        with np.errstate(all="ignore"):
            for _ in range(10 * (1 + rows.shape[1])):
                excess, weights = _float_state(rows, bounds, active)
                p = int(excess.argmax()) if len(excess) else -1
                if p < 0 or not excess[p] > SMALL * (1.0 + np.abs(bounds[p])) or p in active:
                    break
                active = _entered(rows, excess[p], active, weights, p)
    except np.linalg.LinAlgError:
        pass
    return active


def _float_state(rows: Floats, bounds: Floats, active: list[int]) -> tuple[Floats, Floats]:
    """The excesses over the bounds and the multipliers, where the active rows are tight."""
    own = rows[active]
    weights = np.asarray(np.linalg.solve(own @ own.T, -bounds[active]) if active else [], np.float64)
    excess: Floats = -rows @ (weights @ own) - bounds
    return excess, weights


def _entered(rows: Floats, excess: float, active: list[int], weights: Floats, p: int) -> list[int]:
    """The active rows after one more of them has entered."""
    active, weights = list(active), weights.copy()
    while True:
        own = rows[active]
        rates = np.linalg.solve(own @ own.T, own @ rows[p]) if active else np.zeros(0)
        steepness = 1.0 - float(rates @ (own @ rows[p]))
        ratios = np.where(rates > SMALL, weights / rates, np.inf)
        i = int(ratios.argmin()) if active else -1
        longest = ratios[i] if active else np.inf
        length = excess / steepness if steepness > SMALL else np.inf
        if not np.isfinite(min(length, longest)):
            raise np.linalg.LinAlgError
        if length <= longest:
            return [*active, p]
        weights = np.delete(weights - longest * rates, i)
        excess -= longest * steepness
        del active[i]
