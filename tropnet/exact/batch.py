r"""Many small linear programs in lock step: floats propose, error bounds prove.

:func:`ascend` walks :math:`K` programs of one shape at once, :math:`\max \{ c x : A x \le b \}`, each from
a point that satisfies its rows.  Every step is a handful of numpy calls on arrays of leading length
:math:`K`, so the price of Python is paid once for all programs; those that are finished are dropped when
half of the programs are.  The state of a program is its point, its slacks :math:`b - A x`, and the inverse
of its basis: at first the :math:`n` unit forms, which hold nothing.  While unit forms remain, the step
follows the objective's projection along all of them; the blocking row replaces the unit form on which it
depends most.  Then the steps are those of the simplex method, leaving the row whose edge ascends most
steeply.  Slacks are enlarged at the start by a part in :math:`2^{40}` that differs from row to row, which
breaks ties.  Nothing here is trusted: the walk proposes a point, or a basis.

Three functions prove.  Two of them are theorems about the exact data, of which the floats are roundings.
Write :math:`u = 2^{-52}`, which bounds the relative error of one operation in every rounding mode, and let
hats mark floats.

**Data.**  An entry :math:`a` and its float :math:`\hat a` satisfy :math:`|a - \hat a| \le u |\hat a|`: this
is what rounding gives when neither overflow nor underflow occurs, and :func:`normalized` only
trusts rows whose entries are zero or of modulus in :math:`[2^{-400}, 2^{400}]`.  Multiplying a row by a
power of two, to bring its largest entry to :math:`[1/2, 1)`, is exact and changes no solution set;
afterwards entries are zero or in :math:`[2^{-801}, 2^{801}]`.

**Sums.**  For vectors of length :math:`n`, in any order of summation and with or without fused operations,
:math:`|\mathrm{fl}(\hat a \hat x) - \hat a \hat x| \le \gamma_n |\hat a||\hat x| + n \eta` with
:math:`\gamma_n = nu / (1 - nu)` and :math:`\eta = 2^{-1074}` for products that underflow (Higham 2002,
section 3.1 and (2.8)).  So for the exact :math:`a, b` and a float point :math:`\hat x`

.. math::  |\mathrm{fl}(\hat b - \hat a \hat x) - (b - a \hat x)|
   \le (n + 4) u \, (|\hat a||\hat x| + |\hat b|) \cdot 1.01 + 2^{-900},

where :math:`n + 4` collects the product, the subtraction and the rounding of the data, and 1.01 the terms
of second order and the rounding of the right side itself, for :math:`n \le 2^{40}`.  No intermediate
overflows if :math:`|\hat x| \le 2^{150}`, which is tested.  See :func:`proved_sides`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ASCENDING",
    "OPTIMAL",
    "REACHED",
    "UNBOUNDED",
    "Ascent",
    "ascend",
    "normalized",
    "proved_sides",
    "proves_combination",
    "proves_integer_combination",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

OPTIMAL, REACHED, UNBOUNDED, ASCENDING = 0, 1, 2, 3  # how a walk ended; ASCENDING when it ran out of steps
FREE, HELD = -1, -2  # members of a basis that are no rows: a unit form, and a form that never leaves

UNIT_ROUNDOFF = 2.0**-52
UNDERFLOW = 2.0**-900
LARGEST_COORDINATE = 2.0**150
SMALL, LARGE = 2.0**-400, 2.0**400

# Thresholds of the proposal; no answer depends on them.
FLAT = 2.0**-36  # a multiplier or a speed relative to its scale below which it counts as zero
TIE = 2.0**-40  # relative size of the perturbation
COMMON_MULTIPLE = 64 * 27720  # of the ratios whose denominators are at most 12, or these times a power of two
OVERSHOOT = 2.0**-20  # how far beyond its target a walk stops, relative to the way


@dataclass
class Ascent:
    """How each walk ended.

    Attributes
    ----------
    status : (K,) int array
        OPTIMAL, REACHED (the target), UNBOUNDED or ASCENDING (out of steps).
    points : (K, n) float array
    rays : (K, n) float array
        The direction that never ends, where the status is UNBOUNDED.
    bases : (K, n) int array
        The rows of the last basis; negative where a form that is no row remained.
    inverses : (K, n, n) float array
        Approximate inverses of the bases, whose rows are the forms.
    """

    status: Ints
    points: Floats
    rays: Floats
    bases: Ints
    inverses: Floats


def normalized(rows: Floats, bounds: Floats) -> tuple[Floats, Floats, Bools]:
    """Rows (..., m, n) and bounds (..., m), every row scaled by a power of two, and which are to be trusted.

    The third array, of the shape of the bounds, is true where every entry of the row and its bound are zero
    or of modulus in [2^-400, 2^400]; the scaled entries then carry the relative error of the given ones.
    Rows that are not trusted are replaced by 0 x <= 1.
    """
    sizes, heights = np.abs(rows), np.abs(bounds)
    largest = reduce(np.maximum, np.moveaxis(sizes, -1, 0), np.zeros_like(heights))
    if _are_moderate(sizes) and _are_moderate(heights):
        trusted = np.ones(heights.shape, dtype=np.bool_)
    else:
        trusted = _is_moderate(sizes).all(axis=-1) & _is_moderate(heights)
        rows, bounds = np.where(trusted[..., None], rows, 0.0), np.where(trusted, bounds, 1.0)
        largest, heights = np.where(trusted, largest, 0.0), np.where(trusted, heights, 1.0)
    exponents = np.frexp(np.where(largest > 0, largest, heights))[1]
    scales = np.ldexp(1.0, -exponents)
    return rows * scales[..., None], bounds * scales, trusted


def _is_moderate(sizes: Floats) -> Bools:
    moderate: Bools = (sizes == 0) | ((sizes >= SMALL) & (sizes <= LARGE))
    return moderate


def _are_moderate(sizes: Floats) -> bool:
    """The conjunction of :func:`_is_moderate`, without a table of truth values."""
    return bool(sizes.max(initial=0.0) <= LARGE and np.where(sizes > 0, sizes, 1.0).min(initial=1.0) >= SMALL)


def times(rows: Floats, vectors: Floats) -> Floats:
    """The products (K, m) of rows (K, m, n), or (m, n) shared by all, with vectors (K, n)."""
    if rows.ndim == 2:
        return vectors @ rows.T
    product: Floats = np.matmul(rows, vectors[:, :, None])[:, :, 0]
    return product


def ascend(
    rows: Floats,
    slacks: Floats,
    objectives: Floats,
    gaps: Floats,
    *,
    frame: Floats | None = None,
    n_held: int = 0,
    barred: Ints | None = None,
    n_steps: int | None = None,
) -> Ascent:
    """Walks uphill from the origin: max c z with A z <= s, stopping where c z clearly exceeds the gap.

    Parameters
    ----------
    rows : (K, m, n) or (m, n) float array
        Normalised rows; two axes mean that all programs share them.
    slacks : (K, m) float array, non-negative
        The bounds, seen from the starting points.
    objectives : (K, n) float array
        What to maximise.
    gaps : (K,) float array
        Targets of the objective; infinity for none.
    frame : (n, n) float array, optional
        The inverse of the first basis, when its forms are not the unit forms.
    n_held : int
        The first forms of the first basis are equations and never leave.
    barred : (K,) int array, optional
        A row that each program disregards.
    n_steps : int, optional
        Steps after which a walk is given up.
    """
    return _Climb(rows, slacks, objectives, gaps, frame=frame, n_held=n_held, barred=barred).run(n_steps)


class _Climb:
    """The lock-step walk; arrays of the programs that are still walking, and the results of the others."""

    def __init__(
        self,
        rows: Floats,
        slacks: Floats,
        objectives: Floats,
        gaps: Floats,
        *,
        frame: Floats | None,
        n_held: int,
        barred: Ints | None,
    ) -> None:
        n_programs, dim = objectives.shape
        self.rows, self.objectives, self.gaps, self.barred = rows, objectives, gaps, barred
        self.live = np.arange(n_programs)
        spread = 1.0 + np.modf(np.arange(1, slacks.shape[1] + 1) * 0.6180339887498949)[0]
        self.slacks = slacks * (1.0 + TIE * spread)
        self.points = np.zeros((n_programs, dim))
        self.gained = np.zeros(n_programs)
        self.inverses = np.broadcast_to(
            np.eye(dim) if frame is None else frame, (n_programs, dim, dim)
        ).copy()
        self.bases = np.full((n_programs, dim), FREE)
        self.bases[:, :n_held] = HELD
        self.status = np.full(n_programs, ASCENDING)
        self.rays = np.zeros((n_programs, dim))
        self.result = Ascent(
            self.status.copy(), self.points.copy(), self.rays.copy(), self.bases.copy(), self.inverses.copy()
        )

    def run(self, n_steps: int | None) -> Ascent:
        dim, n_rows = self.points.shape[1], self.slacks.shape[1]
        for _ in range(40 + 6 * dim + n_rows // 2 if n_steps is None else n_steps):
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                self._step()
            if not self._drop_finished():
                break
        self._record(np.ones(self.live.size, dtype=np.bool_))
        return self.result

    def _step(self) -> None:
        every = np.arange(self.live.size)
        directions, leaving, is_top = self._directions(every)
        speeds = times(self.rows, directions)
        if self.barred is not None:
            speeds[every, self.barred] = 0.0
        scales = np.abs(directions).max(axis=1)
        ratios = np.where(speeds > FLAT * scales[:, None], self.slacks / speeds, np.inf)
        entering = ratios.argmin(axis=1)
        lengths = np.maximum(ratios[every, entering], 0.0)
        rates = np.einsum("ki,ki->k", self.objectives, directions)
        lengths, reached = self._stop_beyond_targets(lengths, rates, scales)
        walking = self.status == ASCENDING
        self._end(walking & is_top, OPTIMAL)
        self._end(walking & ~is_top & reached, REACHED)
        endless = walking & ~is_top & ~reached & ~np.isfinite(lengths)
        self._end(endless, UNBOUNDED)
        self.rays[endless] = directions[endless]
        moves = np.where(walking & ~is_top & ~endless, lengths, 0.0)
        self.points += moves[:, None] * directions
        self.gained += moves * rates
        self.slacks -= moves[:, None] * speeds
        np.maximum(self.slacks, 0.0, out=self.slacks)
        self._exchange(every, entering, leaving)

    def _directions(self, every: Ints) -> tuple[Floats, Ints, Bools]:
        """The way uphill, the slot of the basis that it leaves (-1: a unit form), and who is at the top."""
        multipliers = np.matmul(self.objectives[:, None, :], self.inverses)[:, 0]
        sizes = np.abs(self.objectives).max(axis=1)
        free = np.where(self.bases == FREE, multipliers, 0.0)
        is_free = np.abs(free).max(axis=1) > FLAT * sizes
        if is_free.all():
            return times(self.inverses, free), np.full(every.size, -1), np.zeros(every.size, dtype=np.bool_)
        lengths = np.sqrt(np.einsum("kij,kij->kj", self.inverses, self.inverses))
        steepness = np.where(self.bases >= 0, multipliers / lengths, 0.0)
        leaving = steepness.argmin(axis=1)
        is_top = ~is_free & ~(steepness[every, leaving] < -FLAT * sizes)
        directions = np.where(is_free[:, None], times(self.inverses, free), -self.inverses[every, :, leaving])
        return directions, np.where(is_free, -1, leaving), is_top

    def _stop_beyond_targets(self, lengths: Floats, rates: Floats, scales: Floats) -> tuple[Floats, Bools]:
        """Steps cut short in the middle between the target and the next row, where that is clearly beyond."""
        missing = self.gaps - self.gained
        reached = lengths * rates > missing + OVERSHOOT * np.abs(self.gaps)
        needed = np.maximum(missing / rates, 0.0)
        beyond = np.where(
            np.isfinite(lengths), (needed + lengths) / 2, needed + np.maximum(needed, 1.0 / scales)
        )
        return np.where(reached, beyond, lengths), reached

    def _end(self, which: Bools, status: int) -> None:
        self.status[which] = status

    def _exchange(self, every: Ints, entering: Ints, leaving: Ints) -> None:
        """The rank-one update of the inverses by which the blocking rows enter."""
        forms = self.rows[entering] if self.rows.ndim == 2 else self.rows[every, entering]
        coefficients = np.matmul(forms[:, None, :], self.inverses)[:, 0]
        freedom = np.where(self.bases == FREE, np.abs(coefficients), -1.0)
        slots = np.where(leaving < 0, freedom.argmax(axis=1), leaving)
        walking = self.status == ASCENDING
        pivots = np.where(walking, coefficients[every, slots], 1.0)
        columns = self.inverses[every, :, slots] / pivots[:, None]
        coefficients[~walking] = 0.0
        self.inverses -= columns[:, :, None] * coefficients[:, None, :]
        self.inverses[every[walking], :, slots[walking]] = columns[walking]
        self.bases[every[walking], slots[walking]] = entering[walking]
        self.slacks[every[walking], entering[walking]] = 0.0

    def _drop_finished(self) -> bool:
        """Whether anyone still walks; compacts the arrays when at most half of the programs do."""
        walking = self.status == ASCENDING
        n_walking = int(np.count_nonzero(walking))
        if n_walking == 0 or 2 * n_walking > walking.size:
            return n_walking > 0
        self._record(~walking)
        for name in (
            "live",
            "slacks",
            "objectives",
            "gaps",
            "points",
            "gained",
            "inverses",
            "bases",
            "status",
            "rays",
        ):
            setattr(self, name, getattr(self, name)[walking])
        if self.rows.ndim == 3:
            self.rows = self.rows[walking]
        if self.barred is not None:
            self.barred = self.barred[walking]
        return True

    def _record(self, which: Bools) -> None:
        places = self.live[which]
        for name in ("status", "points", "rays", "bases", "inverses"):
            getattr(self.result, name)[places] = getattr(self, name)[which]


def proved_sides(rows: Floats, bounds: Floats, points: Floats) -> NDArray[np.int8]:
    """The signs (K, m) of the exact slacks b - a x at the float points (K, n); 0 where undecided.

    Proof: a computed slack beyond the error bound of the module's docstring has the sign of the exact one.
    Comparisons with NaN are false, and points beyond 2^150 are refused.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        slacks = bounds - times(rows, points)
        magnitudes = times(np.abs(rows), np.abs(points)) + np.abs(bounds)
        errors = (points.shape[1] + 4) * UNIT_ROUNDOFF * 1.01 * magnitudes + UNDERFLOW
        moderate = (np.abs(points).max(axis=1, initial=0.0) <= LARGEST_COORDINATE)[:, None]
        sides: NDArray[np.int8] = ((slacks > errors) & moderate).astype(np.int8)
        sides -= (slacks < -errors) & moderate
    return sides


def proves_combination(
    matrices: Floats, targets: Floats, bounds: Floats, inverses: Floats
) -> tuple[Bools, Floats, Floats]:
    r"""Proofs that the exact y with y M = c is positive, and upper bounds of y b.

    Parameters
    ----------
    matrices : (K, n, n) float array
        The matrices M; entries at most 1 in modulus.
    targets : (K, n) float array
        The row vectors c.
    bounds : (K, n) float array
        The column vectors b.
    inverses : (K, n, n) float array
        Approximate inverses, of any quality.

    Returns
    -------
    (K,) bool array
        True where M is proved to be invertible and every entry of y to be positive.
    (K,) float array
        Numbers that y b does not exceed, where the first array is true.
    (K, n) float array
        Approximations of y.

    Notes
    -----
    Let R be the approximate inverse, G = I - M R and r = c - z M for the approximation z = c R.
    If the greatest absolute column sum g of G is below 1 then M R = I - G is invertible, hence M is, and

    .. math::  y - z = r M^{-1} = r R (I - G)^{-1} = r R + r R\, G (I - G)^{-1},

    so that :math:`|y - z|_j \le v_j + \max_i v_i \, g / (1 - g)` with :math:`v = |r||R|`, since
    :math:`|(w H)_j| \le \max_i |w_i| \sum_i |H_{ij}|` and the column sums of :math:`G (I-G)^{-1}` are at most
    :math:`g/(1-g)`.  Rounding and the data's own error enlarge the computed :math:`|G|` by at most
    :math:`(n + 4) u\,(|M||R| + I)` and :math:`|r|` by :math:`(n + 4) u\,(|z||M| + |c|)`, entry by entry, with
    the factor 1.01 for terms of second order as in the module's docstring.  Finally
    :math:`y b \le z b + |y - z||b|`, where z b and the data b add :math:`(n + 4) u |z||b|`.
    """
    dim = matrices.shape[1]
    unit = (dim + 4) * UNIT_ROUNDOFF * 1.01
    identity = np.eye(dim)
    with np.errstate(over="ignore", invalid="ignore"):
        sizes, inverse_sizes = np.abs(matrices), np.abs(inverses)
        products = np.matmul(matrices, inverses)
        defects = (
            np.abs(identity - products) + unit * (np.matmul(sizes, inverse_sizes) + identity) + UNDERFLOW
        )
        g = defects.sum(axis=1).max(axis=1) * 1.01
        y = np.matmul(targets[:, None, :], inverses)
        y += np.matmul(targets[:, None, :] - np.matmul(y, matrices), inverses)
        residuals = np.abs(targets[:, None, :] - np.matmul(y, matrices))
        residuals += unit * (np.matmul(np.abs(y), sizes) + np.abs(targets)[:, None, :]) + UNDERFLOW
        v = np.matmul(residuals, inverse_sizes)[:, 0] * 1.01
        y = y[:, 0]
        errors = (v + v.max(axis=1, keepdims=True) * (g / (1 - g))[:, None]) * 1.01 + UNDERFLOW
        moderate = (inverse_sizes.max(axis=(1, 2)) <= LARGEST_COORDINATE) & (sizes.max(axis=(1, 2)) <= 1.0)
        positive = moderate & (g < 0.5) & (y > errors).all(axis=1)
        heights = np.abs(bounds)
        uppers = np.einsum("ki,ki->k", y, bounds) + 1.01 * np.einsum("ki,ki->k", errors, heights)
        uppers += unit * np.einsum("ki,ki->k", np.abs(y), heights) + UNDERFLOW
    return positive, uppers, y


def proves_integer_combination(rows: Floats, bounds: Floats, y: Floats) -> Bools:
    r"""Which approximations of y >= 0, y A = 0, y b <= 0 become exact by rounding a multiple of them.

    Parameters
    ----------
    rows : (K, r, n) float array
        The exact data A, entries at most 1 in modulus.
    bounds : (K, r) float array
        The exact data b.
    y : (K, r) float array
        The approximations.

    Notes
    -----
    Ties of small integer data, where error bounds cannot decide, are decided here.  With Y the
    rounded multiple and data that are multiples of :math:`2^{-20}`, the products Y A and Y b are sums of
    multiples of :math:`2^{-20}`. Where the sum of the moduli is below :math:`2^{33}`, every partial sum is
    such a multiple below :math:`2^{53} 2^{-20}`, hence a float: nothing is rounded, in any order of
    summation.  So Y is proved by what it is, however it was found.
    """
    greatest = y.max(axis=1, keepdims=True)
    positive = y > FLAT * greatest
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        least = np.where(positive, y, np.inf).min(axis=1, keepdims=True)
        multiples = np.rint(np.where(positive, y * (COMMON_MULTIPLE / least), 0.0))
        fine = (_is_on_grid(rows).all(axis=2) & _is_on_grid(bounds)) | (multiples == 0)
        moderate = np.einsum("ki,ki->k", multiples, np.maximum(1.0, np.abs(bounds))) < 2.0**33
        products = np.matmul(multiples[:, None, :], rows)[:, 0]
        levels = np.einsum("ki,ki->k", multiples, bounds)
    proved: Bools = (
        fine.all(axis=1) & moderate & positive.any(axis=1) & (products == 0).all(axis=1) & (levels <= 0)
    )
    return proved


def _is_on_grid(entries: Floats) -> Bools:
    scaled = np.ldexp(entries, 20)
    on_grid: Bools = np.rint(scaled) == scaled
    return on_grid


def rows_of_bases(rows: Floats, bases: Ints) -> Floats:
    """The matrices (K, n, n) of the basis rows; zero rows where a form is no row."""
    every = np.arange(bases.shape[0])[:, None]
    picked: Any = rows[np.maximum(bases, 0)] if rows.ndim == 2 else rows[every, np.maximum(bases, 0)]
    matrices: Floats = np.where((bases >= 0)[:, :, None], picked, 0.0)
    return matrices
