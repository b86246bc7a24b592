r"""Whether closed polyhedra cover open ones, by subtraction, for many at once.

Let Q be an open polyhedron and C = {x : c_1 x <= d_1, ..., c_r x <= d_r} a closed one.  Up to a set of lower
dimension, Q without C is the disjoint union of the open polyhedra

.. math::  Q_k = Q \cap \{c_1 x < d_1, \dots, c_{k-1} x < d_{k-1}, c_k x > d_k\}, \qquad k = 1, \dots, r,

and none of them meets C.  Subtracting one closed polyhedron after the other from what is left, either nothing is left,
and Q lies in their union: what is thrown away has no interior, and the union is closed.  Or an open polyhedron is
left that meets no interior point of them.  Which of the open polyhedra are empty is decided for all of one round
together (:mod:`tropnet.exact.interiors`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from tropnet.exact.arrays import RationalArray
from tropnet.exact.interiors import Interiors, feasible_interiors
from tropnet.polyhedra.integer_rows import magnitude

__all__ = ["Rows", "are_nonempty", "difference", "interiors", "uncovered"]

Row: TypeAlias = tuple[int, ...]
Rows: TypeAlias = tuple[Row, ...]
"""Rows (a, b) of integers, which mean a.x < b for an open polyhedron and a.x <= b for a closed one."""

SYSTEMS_AT_ONCE = 20_000


def interiors(systems: Sequence[Rows], dim: int) -> list[Interiors]:
    """For each open polyhedron of R^dim whether it is empty, in batches of :data:`SYSTEMS_AT_ONCE`.

    Examples
    --------
    >>> [batch] = interiors([((1, 2), (-1, 0)), ((1, 0),), ((1, 0), (-1, 0))], 1)
    >>> batch.feasible
    array([ True,  True, False])
    """
    found = []
    for start in range(0, len(systems), SYSTEMS_AT_ONCE):
        batch = systems[start : start + SYSTEMS_AT_ONCE]
        length = max(len(rows) for rows in batch)
        says_nothing = (0,) * dim + (1,)
        padded = [rows + (says_nothing,) * (length - len(rows)) for rows in batch]
        table = np.array(padded, dtype=object).reshape(len(batch), length, dim + 1)
        # Integers below 2^53 are floats, which are read without a conversion.
        if magnitude(table) < 2**53:
            floats = table.astype(np.float64)
            found.append(feasible_interiors(floats[:, :, :-1], floats[:, :, -1]))
        else:
            exact = RationalArray.from_integers(table)
            found.append(feasible_interiors(exact[:, :, :-1], exact[:, :, -1]))
    return found


def are_nonempty(systems: Sequence[Rows], dim: int) -> list[bool]:
    """Which of the open polyhedra have points.

    Examples
    --------
    >>> are_nonempty([((1, 2), (-1, 0)), ((1, 0), (-1, 0))], 1)
    [True, False]
    """
    return [bool(answer) for batch in interiors(systems, dim) for answer in batch.feasible]


def uncovered(pieces: Sequence[Rows], covers: Sequence[Sequence[Rows]], dim: int) -> dict[int, Rows]:
    """For each open polyhedron that is not covered, an open part of it that meets the interior of no closed one.

    Parameters
    ----------
    pieces : sequence of k rows
        Nonempty open polyhedra.
    covers : sequence of k sequences of rows
        For each of them closed polyhedra, with no row 0.x <= b for b >= 0.
    dim : int
        The dimension of the space.

    Returns
    -------
    dict of int to rows
        The numbers of the pieces that are not covered; a covered one is missing.

    Examples
    --------
    Of the interval from 0 to 3, [0, 1] and [2, 3] leave something; of that from 0 to 2, [0, 1] and [1, 5] nothing.

    >>> first, second = ((-1, 0), (1, 3)), ((-1, 0), (1, 2))
    >>> uncovered([first, second], [[((-1, 0), (1, 1)), ((-1, -2), (1, 3))], [((1, 1),), ((-1, -1), (1, 5))]], 1)
    {0: ((-1, 0), (1, 3), (-1, 0), (-1, -1), (1, 2))}
    """
    left: dict[int, Rows] = {}
    stack = [(i, rows, 0) for i, rows in enumerate(pieces)]
    while stack:
        for i, rows, subtracted in stack:
            if subtracted == len(covers[i]):
                left.setdefault(i, rows)
        stack = [(i, rows, subtracted) for i, rows, subtracted in stack if i not in left]
        # What a cover does not meet is not cut: else there would be more and more pieces.
        meets = are_nonempty([rows + covers[i][subtracted] for i, rows, subtracted in stack], dim)
        kept, parts = [], []
        for (i, rows, subtracted), is_cut in zip(stack, meets, strict=True):
            if is_cut:
                parts += [(i, part, subtracted + 1) for part in difference(rows, covers[i][subtracted])]
            else:
                kept.append((i, rows, subtracted + 1))
        answers = are_nonempty([part for _, part, _ in parts], dim)
        stack = kept + [part for part, nonempty in zip(parts, answers, strict=True) if nonempty]
    return left


def difference(piece: Rows, cover: Rows) -> list[Rows]:
    """Open polyhedra, some of them empty, that meet no point of a closed one, and are all of an open one but for that.

    Parts of lower dimension are lost; there is no row 0.x <= b with b >= 0.

    Examples
    --------
    >>> difference(((-1, 0), (1, 3)), ((-1, -1), (1, 2)))
    [((-1, 0), (1, 3), (1, 1)), ((-1, 0), (1, 3), (-1, -1), (-1, -2))]
    """
    return [(*piece, *cover[:k], tuple(-entry for entry in row)) for k, row in enumerate(cover)]
