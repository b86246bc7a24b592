r"""The forms behind many prefixes, in tables of one shape, and the programs over them.

A *prefix* fixes the pieces of all neurons of the first stages; behind it the walls of the next stage are
affine forms.  The cells of many prefixes are decided in one batch, each by the forms of its own prefix.

**Why ranks matter.**  That a cell is empty is proved by multipliers :math:`y > 0` of some of its rows, k of
them say, with :math:`y A = 0` and :math:`y b \le 0`.  In general position k = n + 1, and error bounds prove
that y exists, for then y depends continuously on the data.  But behind a stage with r < n active neurons all
later forms are combinations of r forms, and proofs have k = r + 1 rows in a space of dimension r.  The
dependence of the rows is a fact about the network, that no computation with rounded rows can see.

**Lemma.**  Let T be k rows of rank at most k - 1, and J a choice of k - 1 columns.  If the square matrix of
:math:`T_J` and a column w is invertible, and the solution of :math:`y (T_J | w) = (0 | 1)` is positive, then
:math:`y T = 0`.  *Proof.*  :math:`T_J` has k - 1 independent columns, so the vectors with
:math:`y T_J = 0` form a line.  Those with :math:`y T = 0` lie on it, and as the rank of T is at most k - 1,
they are not only 0.  ∎

The premise on the rank is exact: it comes from counting.  The rest is proved by error bounds, by the function
that is used in general position (:func:`tropnet.exact.batch.proves_combination`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tropnet.analysis.walls import (
    Pieces,
    Signs,
    WalledNetwork,
    WalledStage,
    primitive_row,
)
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.batch import proves_combination
from tropnet.exact.integers import Integers, as_int64, largest, zeros
from tropnet.exact.interiors import InteriorSearch, SystemBlock, nearest_rows
from tropnet.exact.matrix import rank

__all__ = ["PrefixSearch", "Prefixes"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Table = dict[tuple[int, ...], int]

NEGLIGIBLE = 2.0**-36  # of a multiplier relative to the greatest; only proposals depend on it


@dataclass(frozen=True)
class Prefixes:
    """The forms of P prefixes: M places for each.

    Attributes
    ----------
    variables : (P, m + 1, n + 1) object array
        The variables behind the stages so far as homogeneous forms; or, as soon as the walls of the next
        stage are in the tables, the arguments of its gates.
    numbers : tuple of P dict
        The slot of each distinct hyperplane, by its primitive row, of which the first entry is positive.
    slots : (P, M) int array
        For each place its slot: itself, or an earlier place with the same hyperplane.
    sides : (P, M) int8 array
        1 or -1, by which the form in the slot is to be multiplied; 0 for a constant.
    constants : (P, M) int8 array
        The signs of the constants.
    forms : (P, M, n + 1) object array
        The primitive rows in the slots; unused slots hold zeros.
    rows, bounds, trusted : float (P, M, n), float (P, M), bool (P, M)
        The same as floats, see :func:`tropnet.exact.interiors.nearest_rows`.
    ranks : (P, L) int array
        For the inputs and behind each stage so far, a number that the rank of the variables' linear parts
        does not exceed.
    spanned : (P, L, M) bool array
        Whether the linear part of a place lies in the span of those of the variables.
    """

    variables: Integers
    numbers: tuple[Table, ...]
    slots: NDArray[np.intp]
    sides: Signs
    constants: Signs
    forms: Integers
    rows: Floats
    bounds: Floats
    trusted: Bools
    ranks: Ints
    spanned: Bools

    def __len__(self) -> int:
        return len(self.slots)

    @classmethod
    def begin(cls, walled: WalledNetwork) -> Prefixes:
        """The only prefix before the first stage, with the forms of the domain."""
        n = walled.input_dim
        domain = np.array(walled.domain, dtype=object).reshape(1, -1, n + 1)
        nothing = np.zeros((1, 0))
        signs = nothing.astype(np.int8)
        empty = cls(
            walled.inputs(),
            ({},),
            nothing.astype(np.intp),
            signs,
            signs,
            np.zeros((1, 0, n + 1), dtype=object),
            np.zeros((1, 0, n)),
            nothing,
            nothing.astype(np.bool_),
            np.array([[_rank_of_inputs(walled, domain[0])]]),
            np.ones((1, 1, 0), dtype=np.bool_),
        )
        return empty._with_forms(domain)

    @cached_property
    def are_floats(self) -> bool:
        """Whether the float tables are the data, not roundings of it."""
        words = as_int64(self.forms)
        return words is not None and largest(words) <= 2**53

    def take(self, which: NDArray[np.intp]) -> Prefixes:
        """Some of the prefixes, or several copies."""
        return Prefixes(
            self.variables[which],
            tuple(self.numbers[p] for p in which.tolist()),
            self.slots[which],
            self.sides[which],
            self.constants[which],
            self.forms[which],
            self.rows[which],
            self.bounds[which],
            self.trusted[which],
            self.ranks[which],
            self.spanned[which],
        )

    def before(self, stage: WalledStage) -> Prefixes:
        """The prefixes with places for the walls of the next stage."""
        arguments = stage.arguments(self.variables)
        return replace(self._with_forms(stage.walls(arguments)), variables=arguments)

    def behind(self, stage: WalledStage, pieces: Pieces) -> Prefixes:
        """The prefixes behind a stage, the gates of which have the given pieces (P, n_gates)."""
        variables = stage.behind(self.variables, pieces)
        is_variable = (variables[:, :-1, :-1] != 0).any(axis=2)
        spanned = np.zeros(self.slots.shape, dtype=np.bool_)
        first = self.slots.shape[1] - stage.n_walls
        for number, gate in enumerate(stage.gates):
            if len(set(gate.arguments)) == 1:
                # The forms of a function of one variable are that variable, but for a constant.
                spanned[:, first + gate.walls.start : first + gate.walls.stop] = is_variable[:, number, None]
        return replace(
            self,
            variables=variables,
            ranks=np.hstack([self.ranks, is_variable.sum(axis=1)[:, None]]),
            spanned=np.concatenate([self.spanned, spanned[:, None]], axis=1),
        )

    def _with_forms(self, forms: Integers) -> Prefixes:
        """The tables with more places, for forms (P, w, n + 1) in the current variables."""
        n_prefixes, width, length = forms.shape
        first = self.slots.shape[1]
        slots = np.tile(np.arange(first, first + width), (n_prefixes, 1))
        sides, constants = np.zeros((2, n_prefixes, width), np.int8)
        kept = zeros(forms.shape)
        numbers = tuple(dict(known) for known in self.numbers)
        for p, (known, table) in enumerate(zip(numbers, forms.tolist(), strict=True)):
            for i, form in enumerate(table):
                lead = next((entry for entry in form[:-1] if entry), 0)
                if not lead:
                    constants[p, i] = (form[-1] > 0) - (form[-1] < 0)
                    continue
                sides[p, i] = 1 if lead > 0 else -1
                key = primitive_row(form if lead > 0 else [-entry for entry in form])
                slots[p, i] = known.setdefault(key, first + i)
                if slots[p, i] == first + i:
                    kept[p, i] = key
        flat = kept.reshape(-1, length)
        rows, bounds, trusted = nearest_rows(flat[:, :-1].tolist(), flat[:, -1].tolist())
        shape = n_prefixes, width
        new = np.ones((n_prefixes, self.ranks.shape[1], width), dtype=np.bool_)
        return Prefixes(
            self.variables,
            numbers,
            np.hstack([self.slots, slots]),
            np.hstack([self.sides, sides]),
            np.hstack([self.constants, constants]),
            np.hstack([self.forms, kept]),
            np.hstack([self.rows, rows.reshape(*shape, length - 1)]),
            np.hstack([self.bounds, bounds.reshape(shape)]),
            np.hstack([self.trusted, trusted.reshape(shape)]),
            self.ranks,
            np.concatenate([self.spanned, new], axis=2),
        )


def _rank_of_inputs(walled: WalledNetwork, domain: Integers) -> int:
    """The rank of all that is asked of the inputs themselves, by the domain and the first stage."""
    normals = [domain[:, :-1]]
    if walled.stages:
        normals.append(walled.stages[0].matrix[:-1, :-1])
    matrix = np.vstack(normals)
    return rank(RationalArray.from_integers(matrix)) if matrix.size else 0


class PrefixSystems:
    """The systems sign * form > 0 of cells over the tables of their prefixes; 0 is no condition.

    Parameters
    ----------
    prefixes : Prefixes
    prefix : (K,) int array
    signs : (K, M) int8 array
    """

    def __init__(self, prefixes: Prefixes, prefix: NDArray[np.intp], signs: Signs) -> None:
        self.prefixes, self.prefix = prefixes, prefix
        self.columns = np.flatnonzero(signs.any(axis=0))
        self.signs = signs[:, self.columns]
        self.n_systems, self.n_rows = self.signs.shape
        self.dim = prefixes.rows.shape[2]

    @property
    def is_float(self) -> bool:
        """Whether the floats are the data."""
        return self.prefixes.are_floats

    def floats(self, block: slice) -> tuple[Floats, Floats, Bools]:
        """Normalised rows (k, m, n), bounds (k, m), and which systems (k,) may be trusted."""
        table, signs = self.prefixes, self.signs[block].astype(np.float64)
        places = self.prefix[block][:, None], self.columns
        rows = table.rows[places] * -signs[:, :, None]
        bounds = np.where(signs == 0, 1.0, table.bounds[places] * signs)
        return rows, bounds, ((signs == 0) | table.trusted[places]).all(axis=1)

    def exact(self, k: int) -> tuple[RationalArray, RationalArray]:
        """The rows and bounds of system k."""
        rows, heights, _ = self.integers(k)
        return rational_array(rows), rational_array(heights)

    def integers(self, k: int) -> tuple[list[list[int]], list[int], list[Fraction]]:
        """The same as integers, with the positive factors that made them so."""
        forms = self.prefixes.forms[self.prefix[k], self.columns].tolist()
        signs = self.signs[k].tolist()
        rows = [[-sign * entry for entry in form[:-1]] for sign, form in zip(signs, forms, strict=True)]
        heights = [sign * form[-1] if sign else 1 for sign, form in zip(signs, forms, strict=True)]
        return rows, heights, [Fraction(1)] * len(rows)

    def ranks(self, systems: Ints, rows: Ints) -> Ints:
        """Bounds (k,) of the ranks of the linear parts of some rows (k, r) of some systems (k,).

        The row -1 is none.
        """
        prefix = self.prefix[systems]
        places = self.columns[np.maximum(rows, 0)]
        spanned = np.take_along_axis(self.prefixes.spanned[prefix], places[:, None, :], axis=2)
        counts = self.prefixes.ranks[prefix]
        found = np.where((spanned | (rows < 0)[:, None, :]).all(axis=2), counts, rows.shape[1])
        least: Ints = found.min(axis=1)
        return least


class PrefixSearch(InteriorSearch):
    """The search for the cells' interiors, with proofs of emptiness that know about ranks."""

    def __init__(
        self, prefixes: Prefixes, prefix: NDArray[np.intp], signs: Signs, starts: Floats | None = None
    ) -> None:
        self.cells = PrefixSystems(prefixes, prefix, signs)
        super().__init__(self.cells, starts)

    def _refute(self, block: SystemBlock, bases: Ints, inverses: Floats) -> None:
        super()._refute(block, bases, inverses)
        rest = np.flatnonzero(~self.decided[block.places])
        if rest.size:
            self._refute_by_ranks(block.take(rest), bases[rest], inverses[rest])

    def _refute_by_ranks(self, block: SystemBlock, bases: Ints, inverses: Floats) -> None:
        """The lemma, for the rows with multipliers that are not negligible; sorted by their number."""
        y = np.where(bases >= 0, inverses[:, -1, :], 0.0)
        y = np.where(np.isfinite(y), y, 0.0)
        carries = y > NEGLIGIBLE * y.max(axis=1, keepdims=True)
        sizes = carries.sum(axis=1)
        order = np.argsort(~carries, axis=1, kind="stable")
        supports = np.where(np.take_along_axis(carries, order, 1), np.take_along_axis(bases, order, 1), -1)
        ranks = self.cells.ranks(block.places, supports)
        for size in np.unique(sizes[ranks < sizes]).tolist():
            group = np.flatnonzero((sizes == size) & (ranks < size))
            empty = _proves_dependence(block.take(group), supports[group, :size])
            self.decided[block.places[group[empty]]] = True


def _proves_dependence(block: SystemBlock, supports: Ints) -> Bools:
    """Which systems the lemma refutes, by k rows (K, k) that are known to have rank at most k - 1."""
    every = np.arange(len(supports))[:, None]
    lifted, heights = block.lifted[every, supports], block.bounds[every, supports]
    columns = _independent_columns(lifted[:, :, :-1])
    matrices = np.concatenate(
        [np.take_along_axis(lifted[:, :, :-1], columns[:, None, :], axis=2), lifted[:, :, -1:]], axis=2
    )
    try:
        inverses = np.linalg.inv(matrices)
    except np.linalg.LinAlgError:
        # Some matrix is singular to the last digit; the others have to wait for the integers with it.
        return np.zeros(len(supports), dtype=np.bool_)
    upwards = np.zeros(supports.shape)
    upwards[:, -1] = 1.0
    positive, uppers, _ = proves_combination(matrices, upwards, heights, inverses)
    proved: Bools = positive & ((uppers < 0) | (heights == 0).all(axis=1))
    return proved


def _independent_columns(rows: Floats) -> Ints:
    """A choice (K, k - 1) of columns of matrices (K, k, n), by elimination with complete pivoting."""
    left, every = rows.copy(), np.arange(len(rows))
    n_rows, dim = rows.shape[1:]
    chosen = np.zeros((len(rows), n_rows - 1), np.int64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for step in range(n_rows - 1):
            flat = np.abs(left).reshape(len(rows), -1).argmax(axis=1)
            pivot, column = np.divmod(flat, dim)
            chosen[:, step] = column
            forms = left[every, pivot]
            factors = left[every, :, column] / forms[every, column][:, None]
            left = np.nan_to_num(left - factors[:, :, None] * forms[:, None, :])
            left[every, pivot] = 0.0
            left[every, :, column] = 0.0
    return chosen
