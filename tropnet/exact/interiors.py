r"""Which open polyhedra {x : A x < b} are empty, for many systems at once, each answer with its proof.

A non-empty one is proved by a point.  An empty one is proved by Motzkin's transposition theorem: there is a
vector :math:`y \ge 0`, :math:`y \ne 0`, with :math:`y A = 0` and :math:`y b \le 0` (then :math:`A x < b`
would give :math:`0 = y A x < y b \le 0`), and exactly one of the two exists.

Both come out of one linear program.  Let :math:`x_0` be a first point, and :math:`w_j = 1` for the rows
that are not proved to hold strictly there and 0 for the others.  Raise :math:`t` subject to
:math:`a_j x + w_j t \le b_j`.  When :math:`t` passes 0, the point is strictly inside the violated rows; a
small step back to :math:`x_0` moves it inside the others as well.  When the optimum is not positive, its
multipliers are Motzkin's vector.  Floats propose (:mod:`tropnet.exact.batch`), error bounds prove, and what
they leave undecided (ties, above all) is decided in integers (:mod:`tropnet.exact.simplex`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.batch import (
    OPTIMAL,
    Ascent,
    Bools,
    Floats,
    Ints,
    ascend,
    normalized,
    proved_sides,
    proves_combination,
    proves_integer_combination,
    rows_of_bases,
    times,
)
from tropnet.exact.simplex import IntegerProgram, Outcome, Verdict

__all__ = [
    "InteriorSearch",
    "Interiors",
    "SystemBlock",
    "Systems",
    "feasible_cells",
    "feasible_interiors",
    "integer_rows",
    "nearest_rows",
]

# Numbers in one lock-step block; 50 thousand are a third slower, 800 thousand no faster.
ENTRIES_AT_ONCE = 400_000

IntegerRows: TypeAlias = tuple[list[list[int]], list[int], list[Fraction]]


def integer_rows(rows: RationalArray, bounds: RationalArray) -> IntegerRows:
    """Primitive integer rows and bounds, and the positive factors that turn the given ones into them.

    Examples
    --------
    >>> integer_rows(rational_array([["1/2", 1], [4, 6]]), rational_array([3, 2]))
    ([[1, 2], [2, 3]], [6, 1], [Fraction(2, 1), Fraction(1, 2)])
    """
    common = math.lcm(rows.denominator, bounds.denominator)
    row_factor, bound_factor = common // rows.denominator, common // bounds.denominator
    integers, heights, scales = [], [], []
    for row, bound in zip(rows.numerators.tolist(), bounds.numerators.tolist(), strict=True):
        entries = [entry * row_factor for entry in row]
        height = bound * bound_factor
        divisor = math.gcd(height, *entries) or 1
        integers.append([entry // divisor for entry in entries])
        heights.append(height // divisor)
        scales.append(Fraction(common, divisor))
    return integers, heights, scales


def nearest_rows(
    rows: list[list[int]], heights: list[int], denominator: int = 1
) -> tuple[Floats, Floats, Bools]:
    """The floats nearest to integer rows and bounds over a denominator, each row divided by a power of two.

    Integers of any length are welcome: a row is divided by the power of two above its greatest entry before
    it is rounded.  The third array says which rows may be trusted, as in
    :func:`tropnet.exact.batch.normalized`; the others read 0 x <= 1.

    Examples
    --------
    >>> nearest_rows([[2**999, 0], [1, 2**999]], [2**998, 3])
    (array([[0.5, 0. ],
           [0. , 0. ]]), array([0.25, 1.  ]), array([ True, False]))
    """
    dim = len(rows[0]) if rows else 0
    floats, bounds = np.zeros((len(rows), dim)), np.ones(len(rows))
    trusted = np.zeros(len(rows), dtype=np.bool_)
    length = denominator.bit_length()
    for j, (row, height) in enumerate(zip(rows, heights, strict=True)):
        lengths = [entry.bit_length() for entry in row]
        top = max(lengths, default=0) or max(height.bit_length() - length, 0)
        if all(not bits or bits > top - 399 for bits in lengths) and (
            not height or abs(height.bit_length() - length - top) < 399
        ):
            # The quotient of two Python integers is correctly rounded.
            unit = 1 << top
            floats[j] = [entry / unit for entry in row]
            bounds[j] = height / (denominator << top)
            trusted[j] = True
    return floats, bounds, trusted


class Systems(Protocol):
    """A family of systems a x < b of one shape."""

    n_systems: int
    n_rows: int
    dim: int

    @property
    def is_float(self) -> bool:
        """Whether the floats are the data."""
        ...

    def floats(self, block: slice) -> tuple[Floats, Floats, Bools]:
        """Normalised rows (k, m, n), bounds (k, m), and which systems (k,) may be trusted."""
        ...

    def exact(self, k: int) -> tuple[RationalArray, RationalArray]:
        """The rows and bounds of system k."""
        ...

    def integers(self, k: int) -> IntegerRows:
        """The same as primitive integers, see :func:`integer_rows`."""
        ...


class _Stack:
    """Systems given one by one: rows (K, m, n) and bounds (K, m)."""

    def __init__(self, rows: RationalArray | Floats, bounds: RationalArray | Floats) -> None:
        self.rows, self.bounds = rows, bounds
        shape: tuple[int, ...] = rows.shape
        self.n_systems, self.n_rows, self.dim = shape
        self.is_short = _is_short(rows) and _is_short(bounds)
        if self.is_short:
            self.row_floats, self.bound_floats = _nearest(rows), _nearest(bounds)

    @cached_property
    def is_float(self) -> bool:
        return _are_floats(self.rows) and _are_floats(self.bounds)

    def floats(self, block: slice) -> tuple[Floats, Floats, Bools]:
        if self.is_short:
            rows, bounds, trusted = normalized(self.row_floats[block], self.bound_floats[block])
            return rows, bounds, np.asarray(trusted.all(axis=1))
        triples = [nearest_rows(*self.integers(k)[:2]) for k in range(*block.indices(self.n_systems))]
        rows, bounds, trusted = (np.stack(arrays) for arrays in zip(*triples, strict=True))
        return rows.reshape(len(triples), self.n_rows, self.dim), bounds, np.asarray(trusted.all(axis=1))

    def exact(self, k: int) -> tuple[RationalArray, RationalArray]:
        return rational_array(self.rows[k]), rational_array(self.bounds[k])

    def integers(self, k: int) -> IntegerRows:
        return integer_rows(*self.exact(k))


class _Cells:
    """Systems sign * (a x + c) > 0 over shared forms (m, n + 1), with signs (K, m)."""

    def __init__(self, forms: RationalArray, signs: NDArray[np.int8]) -> None:
        self.forms, self.signs = forms, signs
        self.n_systems, self.n_rows, self.dim = signs.shape[0], forms.shape[0], forms.shape[1] - 1
        self.integer_forms = integer_rows(forms[:, :-1], forms[:, -1])
        rows, self.bound_floats, self.trusted = nearest_rows(*self.integer_forms[:2])
        self.row_floats = rows.reshape(self.n_rows, self.dim)

    @cached_property
    def is_float(self) -> bool:
        return self.forms.are_floats

    def floats(self, block: slice) -> tuple[Floats, Floats, Bools]:
        signs = self.signs[block].astype(np.float64)
        rows = -signs[:, :, None] * self.row_floats
        bounds = np.where(signs == 0, 1.0, signs * self.bound_floats)
        return rows, bounds, ((signs == 0) | self.trusted).all(axis=1)

    def exact(self, k: int) -> tuple[RationalArray, RationalArray]:
        signs = self.signs[k].astype(np.int64)
        rows = self.forms[:, :-1] * rational_array(-signs[:, None])
        return rows, self.forms[:, -1] * rational_array(signs) + rational_array((signs == 0).astype(np.int64))

    def integers(self, k: int) -> IntegerRows:
        rows, heights, scales = [], [], []
        for sign, row, height, scale in zip(self.signs[k].tolist(), *self.integer_forms, strict=True):
            rows.append([-entry for entry in row] if sign > 0 else row if sign < 0 else [0] * self.dim)
            heights.append(sign * height if sign else 1)
            scales.append(scale if sign else Fraction(1))
        return rows, heights, scales


def _is_short(array: RationalArray | Floats) -> bool:
    """Whether the entries can neither underflow nor overflow unnoticed when they are rounded to floats."""
    return not isinstance(array, RationalArray) or array.denominator.bit_length() <= 400


def _nearest(array: RationalArray | Floats) -> Floats:
    return array.floats() if isinstance(array, RationalArray) else array


def _are_floats(array: RationalArray | Floats) -> bool:
    return array.are_floats if isinstance(array, RationalArray) else True


@dataclass
class Interiors:
    """Which systems A x < b have a solution, with a proof for each.

    Attributes
    ----------
    feasible : (K,) bool array
    points : (K, n) float array
        Interior points, where the system is feasible and the point is not in ``exact_points``; every float is
        exactly the dyadic number that was proved to lie inside.
    exact_points : dict of int to RationalArray
        Interior points that were found in integers.
    supports : (K, n + 1) int array
        Where the system is not feasible: rows that carry Motzkin's vector (-1: no row).
    """

    feasible: Bools
    points: Floats
    exact_points: dict[int, RationalArray]
    supports: Ints
    _systems: Systems = field(repr=False)

    def __len__(self) -> int:
        return int(self.feasible.size)

    @property
    def n_feasible(self) -> int:
        """The number of systems with a solution."""
        return int(np.count_nonzero(self.feasible))

    def point(self, k: int) -> RationalArray:
        """A rational point x with A x < b, for system k.

        Raises
        ------
        InputError
            If the system has no solution; ask for :meth:`farkas`.
        """
        if not self.feasible[k]:
            raise InputError(f"system {k} has no interior point; farkas({k}) is the proof")
        return self.exact_points[k] if k in self.exact_points else rational_array(self.points[k])

    def farkas(self, k: int) -> RationalArray:
        """Motzkin's vector of system k: y >= 0, y != 0, y A = 0 and y b <= 0.  Computed when asked for.

        Raises
        ------
        InputError
            If the system has a solution; ask for :meth:`point`.
        """
        if self.feasible[k]:
            raise InputError(f"system {k} has an interior point; point({k}) is the proof")
        integers = self._systems.integers(k)
        outcome = _decide(integers, self.supports[k])
        assert outcome.multipliers is not None
        y = [numerator * scale for numerator, scale in zip(outcome.multipliers[0], integers[2], strict=False)]
        return rational_array(y) / sum(y)

    def check(self, k: int | None = None) -> bool:
        """Whether the proof of system k, or of all systems, holds; verified in rational arithmetic alone."""
        if k is None:
            return all(self.check(i) for i in range(len(self)))
        rows, bounds = self._systems.exact(k)
        if self.feasible[k]:
            return bool((bounds - rows @ self.point(k) > 0).all())
        y = self.farkas(k)
        return bool((y >= 0).all() and y.sum() > 0 and (y @ rows).sign().any() == 0 and y @ bounds <= 0)


def feasible_interiors(
    A: RationalArrayLike,
    b: RationalArrayLike,
    starts: Floats | None = None,
) -> Interiors:
    """For each system of a batch, an interior point of {x : A x <= b} or a proof that there is none.

    Parameters
    ----------
    A : array-like of rationals, shape (K, m, n)
        A float array is read as it is, which saves the conversion.
    b : array-like of rationals, shape (K, m)
        The bounds.
    starts : (K, n) float array, optional
        Points at which most rows hold; the nearer, the fewer steps.  The origin by default.

    Raises
    ------
    ShapeError
        If the shapes do not fit.
    NotRationalError
        If an entry is no finite rational number.

    Examples
    --------
    An open triangle, and the same with its corner cut off so far that nothing remains.

    >>> A = [[[-1, 0], [0, -1], [1, 1]], [[-1, 0], [0, -1], [1, 1]]]
    >>> found = feasible_interiors(A, [[0, 0, 1], [0, 0, 0]])
    >>> found.feasible
    array([ True, False])
    >>> found.farkas(1), found.check()
    (RationalArray([1/3, 1/3, 1/3]), True)
    """
    rows, bounds = _floats_or_rationals(A), _floats_or_rationals(b)
    if len(rows.shape) != 3 or bounds.shape != rows.shape[:2]:
        raise ShapeError(f"A has shape {rows.shape} and b {bounds.shape}; needed are (K, m, n) and (K, m)")
    return InteriorSearch(_Stack(rows, bounds), starts).run()


def feasible_cells(forms: RationalArrayLike, signs: Any, starts: Floats | None = None) -> Interiors:
    """For each sign vector, a point at which the affine forms have these signs or a proof that there is none.

    The systems are ``sign_j * (a_j x + c_j) > 0`` over the j with a sign; as rows of ``A x < b`` they read
    ``A = -sign_j a_j`` and ``b = sign_j c_j``, and ``0 x < 1`` where the sign is 0.

    Parameters
    ----------
    forms : array-like of rationals, shape (m, n + 1)
        Rows (a | c), shared by all systems.
    signs : array-like of int, shape (K, m)
        Entries -1, 0 (no condition) and 1.
    starts : (K, n) float array, optional
        As in :func:`feasible_interiors`.

    Raises
    ------
    ShapeError
        If the shapes do not fit.
    InputError
        If a sign is none of -1, 0, 1.
    NotRationalError
        If an entry is no finite rational number.

    Examples
    --------
    Three lines in general position have seven of the eight sign vectors.

    >>> from itertools import product
    >>> lines = [[1, 0, 0], [0, 1, 0], [1, 1, -1]]
    >>> cells = feasible_cells(lines, list(product([-1, 1], repeat=3)))
    >>> cells.n_feasible, cells.check()
    (7, True)
    """
    rows, given = rational_array(forms), np.asarray(signs)
    if not np.isin(given, (-1, 0, 1)).all():
        raise InputError("signs are -1, 0 or 1; this table has others")
    table = given.astype(np.int8)
    if rows.ndim != 2 or rows.shape[1] < 1 or table.ndim != 2 or table.shape[1] != rows.shape[0]:
        raise ShapeError(
            f"forms have shape {rows.shape} and signs {table.shape}; needed are (m, n + 1) and (K, m)"
        )
    return InteriorSearch(_Cells(rows, table), starts).run()


def _floats_or_rationals(data: Any) -> RationalArray | Floats:
    # Floats of at most eight bytes are float64s; the rest, and what is not finite, is read entry by entry.
    is_float = isinstance(data, np.ndarray) and data.dtype.kind == "f" and data.dtype.itemsize <= 8
    if is_float and np.isfinite(data).all():
        return np.asarray(data, dtype=np.float64)
    return rational_array(data)


@dataclass(frozen=True)
class SystemBlock:
    """Systems in lock step: their numbers, their data, and what holds at the starts.

    A row is loose where it is not proved to hold strictly at the start; ``lifted`` are the rows with the
    weights of t as a last column.
    """

    places: Ints
    rows: Floats
    bounds: Floats
    loose: Bools
    starts: Floats
    slacks: Floats
    lifted: Floats

    def take(self, which: Ints) -> SystemBlock:
        return SystemBlock(
            self.places[which],
            self.rows[which],
            self.bounds[which],
            self.loose[which],
            self.starts[which],
            self.slacks[which],
            self.lifted[which],
        )

    def moved_back(self, points: Floats) -> Floats:
        """Points moved towards the starts, half as far as the rows that are loose there allow."""
        reached = self.bounds - times(self.rows, points)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(self.loose, reached / (reached - self.slacks), np.inf).min(axis=1)
        back = np.where((shares > 0) & (shares <= 1), shares / 2, 0.0)[:, None]
        return points + back * (self.starts - points)


class InteriorSearch:
    """The decisions about one family of systems, block by block."""

    def __init__(self, systems: Systems, starts: Floats | None) -> None:
        n_systems, dim = systems.n_systems, systems.dim
        if starts is not None and starts.shape != (n_systems, dim):
            raise ShapeError(f"starts have shape {starts.shape}; needed is {(n_systems, dim)}")
        self.systems = systems
        self.points = np.zeros((n_systems, dim)) if starts is None else np.array(starts, dtype=np.float64)
        self.feasible = np.zeros(n_systems, dtype=np.bool_)
        self.decided = np.zeros(n_systems, dtype=np.bool_)
        self.topped = np.zeros(n_systems, dtype=np.bool_)
        self.supports = np.full((n_systems, dim + 1), -1)
        self.exact_points: dict[int, RationalArray] = {}

    def run(self) -> Interiors:
        systems = self.systems
        length = max(1, ENTRIES_AT_ONCE // ((systems.n_rows + 1) * (systems.dim + 1)))
        for first in range(0, systems.n_systems, length):
            self._block(first, min(first + length, systems.n_systems))
        for k in np.flatnonzero(~self.decided).tolist():
            outcome = _decide(systems.integers(k), self.supports[k])
            if outcome.point is not None:
                numerators, denominator = outcome.point
                self.exact_points[k] = RationalArray.from_integers(numerators[: systems.dim], denominator)
                self.feasible[k] = True
            else:
                support = [j for j in outcome.basis if 0 <= j < systems.n_rows]
                self.supports[k] = (support + [-1] * (systems.dim + 1))[: systems.dim + 1]
        return Interiors(self.feasible, self.points, self.exact_points, self.supports, systems)

    def _block(self, first: int, last: int) -> None:
        """Proposals and proofs for the systems from first to last - 1; ties stay undecided."""
        rows, bounds, trusted = self.systems.floats(slice(first, last))
        starts = self.points[first:last]
        if not self.systems.n_rows or not self.systems.dim:
            return
        loose = proved_sides(rows, bounds, starts) <= 0
        inside = trusted & ~loose.any(axis=1)
        self._accept(np.flatnonzero(inside) + first)
        rest = np.flatnonzero(trusted & ~inside)
        if rest.size:
            self._climb(rest + first, rows[rest], bounds[rest], loose[rest], starts[rest])

    def _climb(self, places: Ints, rows: Floats, bounds: Floats, loose: Bools, starts: Floats) -> None:
        weights = loose.astype(np.float64)
        lifted = np.concatenate([rows, weights[:, :, None]], axis=2)
        slacks = bounds - times(rows, starts)
        scale = np.abs(slacks).max(axis=1)
        level = np.where(loose, slacks, np.inf).min(axis=1) - np.where(scale > 0, scale, 1.0)
        upwards = np.zeros((places.size, starts.shape[1] + 1))
        upwards[:, -1] = 1.0
        raised = slacks - weights * level[:, None]
        block = SystemBlock(places, rows, bounds, loose, starts, slacks, lifted)
        self._prove(block, ascend(lifted, raised, upwards, -level))
        # A walk that stopped too near its target to be proved goes on to the top.
        rest = np.flatnonzero(~self.decided[places] & ~self.topped[places])
        if rest.size:
            endless = np.full(rest.size, np.inf)
            self._prove(block.take(rest), ascend(lifted[rest], raised[rest], upwards[rest], endless))

    def _prove(self, block: SystemBlock, ascent: Ascent) -> None:
        """What the ends of the walks prove."""
        places = block.places
        points = block.starts + ascent.points[:, :-1]
        inside = np.asarray((proved_sides(block.rows, block.bounds, points) > 0).all(axis=1))
        again = np.flatnonzero(~inside)
        if again.size:
            rest = block.take(again)
            points[again] = rest.moved_back(points[again])
            inside[again] = (proved_sides(rest.rows, rest.bounds, points[again]) > 0).all(axis=1)
        self.points[places[inside]] = points[inside]
        self._accept(places[inside])
        self.supports[places] = np.maximum(ascent.bases, -1)
        self.topped[places] = ascent.status == OPTIMAL
        top = np.flatnonzero(~inside & (ascent.status == OPTIMAL))
        self._refute(block.take(top), ascent.bases[top], ascent.inverses[top])

    def _accept(self, places: Ints) -> None:
        self.feasible[places] = True
        self.decided[places] = True

    def _refute(self, block: SystemBlock, bases: Ints, inverses: Floats) -> None:
        """Motzkin's vector exists on a basis where it is proved positive with y b < 0, or b is zero."""
        upwards = np.zeros(bases.shape)
        upwards[:, -1] = 1.0
        heights = np.take_along_axis(block.bounds, np.maximum(bases, 0), axis=1)
        forms = rows_of_bases(block.lifted, bases)
        positive, uppers, y = proves_combination(forms, upwards, heights, inverses)
        empty = positive & (bases >= 0).all(axis=1) & ((uppers < 0) | (heights == 0).all(axis=1))
        rest = np.flatnonzero(~empty)
        if rest.size and self.systems.is_float:
            multipliers = np.where(bases[rest] >= 0, y[rest], 0.0)
            empty[rest] = proves_integer_combination(forms[rest, :, :-1], heights[rest], multipliers)
        self.decided[block.places[empty]] = True


def _decide(integers: IntegerRows, proposal: Ints) -> Outcome:
    """The decision about one system in integers: is t > 0 possible in a x + t <= b, t <= 1?"""
    rows, heights, _ = integers
    dim = proposal.size - 1
    program = IntegerProgram([[*row, 1] for row in rows] + [[0] * dim + [1]], [*heights, 1])
    wanted = [j for j in proposal.tolist() if j >= 0]
    outcome = program.maximize([0] * dim + [1], [*wanted, len(rows)], threshold=(0, 1))
    assert outcome.verdict in {Verdict.ABOVE, Verdict.BELOW}
    return outcome
