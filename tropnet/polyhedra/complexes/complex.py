"""The face poset of a polyhedral complex, and the one operation on it: slicing.

A complex of dimension ``n`` is kept projectively: the affine space is the slice ``t = 1`` of a cone in
``n + 1`` dimensions, so that a *vertex* (dimension 0) is a point where ``t > 0`` and a direction at
infinity where ``t = 0``, and every face is the convex hull of its vertices.  The poset is stored by
boundary lists: for each dimension ``k`` one entry ``(owner, face)`` per pair of a ``k``-face and a
``(k-1)``-face of it, in any order; an edge lists its two ends.  Only vertices carry numbers, and those
are not kept here: this module is combinatorics.

**Slicing.**  Let ``h`` be a function on the complex that is linear on every cell, known by its sign at
every vertex.  A face on which ``h`` takes both signs is *mixed*; it falls into a negative part, a
positive part, and between them a *cut*, a face of one dimension less.

* A mixed edge ``(q, p)`` has one new vertex as its cut.
* The facets of the cut of a mixed face ``F`` are the cuts of the mixed facets of ``F`` and the faces of
  ``F`` two dimensions lower on which ``h`` vanishes.

This needs no general position: zeros are signs like the others.  (A facet of a mixed ``F`` cannot lie in
the zero set of ``h``: ``h`` would have one sign on ``F``.)  The negative part keeps the number of its
face, the positive part gets a new one; entries are changed in place or appended, never sorted or removed,
and the code is the same in every dimension.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["UNKNOWN", "Complex", "Cut", "GrowingArray", "GrowingColumns"]

Index = npt.NDArray[np.int32]
Sign = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]
Array = npt.NDArray[Any]


UNKNOWN = np.int8(2)
"""Stands where a sign has not been determined."""


class GrowingArray:
    """An array that is appended to along its first axis in amortised constant time.

    Examples
    --------
    >>> a = GrowingArray(np.arange(3))
    >>> a.extend(np.array([7, 8]))
    >>> a.view
    array([0, 1, 2, 7, 8])
    """

    __slots__ = ("_data", "_size", "view")

    def __init__(self, data: Array) -> None:
        self._data = data
        self._size = len(data)
        self.view: Array = data

    def __len__(self) -> int:
        return self._size

    def __reduce__(self) -> tuple[Any, ...]:
        return GrowingArray, (self.view,)

    def extend(self, rows: Array) -> None:
        """Append the rows of an array of the same trailing shape."""
        start, stop = self._size, self._size + len(rows)
        if stop > len(self._data):
            grown = np.empty((max(stop, 2 * len(self._data) + 64), *self._data.shape[1:]), self._data.dtype)
            grown[:start] = self._data[:start]
            self._data = grown
        self._data[start:stop] = rows
        self._size = stop
        self.view = self._data[:stop]


class GrowingColumns:
    """A matrix of signs to which columns are appended, row after row filled in.

    Rows are contiguous, so that a whole row is written or read at once.

    Examples
    --------
    >>> a = GrowingColumns(np.zeros((2, 2), np.int8))
    >>> a.view[0] = 1, -1
    >>> a.extend(np.array([[5], [6]]))
    >>> a.view
    array([[ 1, -1,  5],
           [ 0,  0,  6]], dtype=int8)
    """

    __slots__ = ("_data", "view")

    def __init__(self, data: Array) -> None:
        self._data = data
        self.view: Array = data

    def __reduce__(self) -> tuple[Any, ...]:
        return GrowingColumns, (self.view.copy(),)

    def extend(self, columns: Array) -> None:
        """Append columns; where they have fewer rows than the matrix, the others are UNKNOWN."""
        start, stop = self.view.shape[1], self.view.shape[1] + columns.shape[1]
        if stop > self._data.shape[1]:
            grown = np.empty((len(self._data), max(stop, 2 * self._data.shape[1] + 64)), self._data.dtype)
            grown[:, :start] = self._data[:, :start]
            self._data = grown
        self._data[: len(columns), start:stop] = columns
        self._data[len(columns) :, start:stop] = UNKNOWN
        self.view = self._data[:, :stop]


@dataclass(frozen=True)
class Cut:
    """What one slicing did.

    Attributes
    ----------
    negative, positive : int arrays of shape (m,)
        The ends of the mixed edges: new vertex ``i`` lies on the edge from ``negative[i]``, where the
        function is negative, to ``positive[i]``.  New vertices are numbered on from the old ones.
    split : list of int arrays
        For each dimension ``k = 1, ..., dim`` the mixed k-faces.  The new k-faces are their positive parts, in
        the same order, and then the cuts of the mixed (k+1)-faces.
    incident : list of pairs of int arrays
        For ``k = 2, ..., dim`` the pairs (mixed k-face, mixed facet of it), by their places in ``split``.
    cell_signs : int8 array, one per cell after the slicing
        The sign of the function in the interior of each cell; 0 where it vanishes identically.
    """

    negative: Index
    positive: Index
    split: list[Index]
    incident: list[tuple[Index, Index]]
    cell_signs: Sign


_NONE = np.empty(0, np.int32)


@dataclass(frozen=True)
class _Level:
    """What happens to the faces of one dimension in a slicing, by their numbers before it.

    ``split`` are the mixed faces; ``sides`` holds the sign of every face that is not mixed, or None where no
    vertex has sign 0: the sign of any one vertex decides then.  ``parts`` and ``cuts`` give, for mixed faces
    only, the numbers of the positive part and of the cut.  ``vanishing`` are the pairs (face, facet of it in
    the zero set).
    """

    mixed: Mask
    split: Index
    sides: Sign | None
    parts: Index
    cuts: Index
    vanishing: tuple[Index, Index] | None


def _numbers(mixed: Mask, split: Index, start: int) -> Index:
    """Consecutive numbers from ``start`` for the mixed faces, in their order."""
    numbers = np.empty(len(mixed), np.int32)
    numbers[split] = np.arange(start, start + len(split), dtype=np.int32)
    return numbers


class Complex:
    """The face poset of a pure polyhedral complex, open to slicing.

    Parameters
    ----------
    dim : int
    ends : int array of shape (n_edges, 2)
    entries : sequence of pairs of int arrays
        For ``k = 2, ..., dim``: the owners and the faces of the boundary relation in dimension ``k``.
    counts : sequence of int
        The number of faces of each dimension ``0, ..., dim``.

    Examples
    --------
    A triangle, with its first vertex cut off:

    >>> triangle = Complex(2, np.array([[0, 1], [1, 2], [2, 0]]), [(np.zeros(3), np.arange(3))], [3, 3, 1])
    >>> cut = triangle.slice(np.array([-1, 1, 1], np.int8))
    >>> triangle.counts, cut.cell_signs
    ([5, 6, 2], array([-1,  1], dtype=int8))
    """

    def __init__(
        self, dim: int, ends: Array, entries: Sequence[tuple[Array, Array]], counts: Sequence[int]
    ) -> None:
        self.dim = dim
        self.counts = [int(count) for count in counts]
        self._ends = GrowingArray(np.asarray(ends, np.int32).reshape(-1, 2))
        self._owners = [GrowingArray(np.asarray(owner, np.int32)) for owner, _ in entries]
        self._faces = [GrowingArray(np.asarray(face, np.int32)) for _, face in entries]
        self._border = [GrowingArray(np.zeros(count, np.bool_)) for count in self.counts[:dim]]
        self._witness: list[GrowingArray] = []
        for k in range(2, dim + 1):
            owner, face = self.entries(k)
            witness = np.zeros(self.counts[k], np.int32)
            witness[owner] = self.witness(k - 1, face)
            self._witness.append(GrowingArray(witness))

    # -- reading -----------------------------------------------------------------------------------

    @property
    def n_vertices(self) -> int:
        """The number of vertices, directions at infinity included."""
        return self.counts[0]

    @property
    def n_cells(self) -> int:
        """The number of faces of full dimension."""
        return self.counts[self.dim]

    @property
    def ends(self) -> Index:
        """The two ends of every edge."""
        return self._ends.view

    def entries(self, k: int) -> tuple[Index, Index]:
        """The pairs (k-face, (k-1)-face of it) as two arrays, in no particular order."""
        if k == 1:
            return np.repeat(np.arange(self.counts[1], dtype=np.int32), 2), self.ends.ravel()
        return self._owners[k - 2].view, self._faces[k - 2].view

    def witness(self, k: int, faces: Array) -> Array:
        """Some vertex of each of the given k-faces."""
        if k == 0:
            return faces
        return self.ends[:, 0].take(faces) if k == 1 else self._witness[k - 2].view.take(faces)

    def border(self, k: int) -> Mask:
        """Which k-faces, k < dim, are shared with another block; see :meth:`split`."""
        return self._border[k].view

    def is_finite(self, vertex_is_finite: Mask) -> list[Mask]:
        """For every dimension, which faces have a vertex that is a point."""
        levels = [vertex_is_finite]
        for k in range(1, self.dim + 1):
            owner, face = self.entries(k)
            finite = np.zeros(self.counts[k], np.bool_)
            finite[owner[levels[-1][face]]] = True
            levels.append(finite)
        return levels

    def raise_bits(self, bits: Array, *, border: bool = False, up_to: int | None = None) -> list[Array]:
        """For every dimension, the bitwise "or" over the vertices of each face.

        Parameters
        ----------
        bits : integer array of shape (n_vertices, words)
        border : bool
            Whether to do so for border faces only, up to dimension ``dim - 1``.
        up_to : int, optional
            The last dimension wanted; that of the complex by default.

        Returns
        -------
        list of arrays
            The ``k``-th has one row per k-face, in their order.
        """
        chosen = [np.flatnonzero(self.border(0)) if border else np.arange(self.n_vertices)]
        levels = [bits[chosen[0]]]
        last = self.dim - border if up_to is None else up_to
        for k in range(1, last + 1):
            owner, face = self.entries(k)
            # The faces of a border face are border faces, so that what is needed is there.
            place = np.empty(self.counts[k - 1], np.intp)
            place[chosen[-1]] = np.arange(len(chosen[-1]))
            if border:
                inside = np.flatnonzero(self.border(k)[owner])
                owner, face = owner[inside], face[inside]
            chosen.append(np.flatnonzero(self.border(k)) if border else np.arange(self.counts[k]))
            order = np.argsort(owner, kind="stable")
            starts = np.searchsorted(owner[order], chosen[-1])
            rows = levels[-1][place[face[order]]]
            levels.append(np.bitwise_or.reduceat(rows, starts, axis=0) if len(starts) else rows[:0])
        return levels

    # -- slicing -----------------------------------------------------------------------------------

    def slice(self, signs: Sign) -> Cut:
        """Cut the complex along the zero set of a function that is linear on every cell.

        Parameters
        ----------
        signs : int8 array of shape (n_vertices,)
            The sign of the function at every vertex: -1, 0 or 1.
        """
        if self.dim == 0:
            return Cut(_NONE, _NONE, [], [], signs.copy())
        n_cells = self.n_cells
        generic = bool(signs.all())
        # Where there are no zeros, any vertex of an unmixed cell has the sign of the cell.
        cell_signs: Sign = signs.take(self._cell_witnesses()) if generic else _NONE.astype(np.int8)
        level, negative, positive = self._slice_edges(signs, generic)
        if generic and not len(negative):
            return Cut(negative, positive, [_NONE] * self.dim, [(_NONE, _NONE)] * (self.dim - 1), cell_signs)
        levels, incident = [level], []
        for k in range(2, self.dim + 1):
            level, pairs = self._slice_faces(k, signs, level)
            levels.append(level)
            incident.append(pairs)
        after = np.ones(self.n_cells, np.int8)
        after[:n_cells] = cell_signs if level.sides is None else level.sides
        after[level.split] = -1
        return Cut(negative, positive, [level.split for level in levels], incident, after)

    def _cell_witnesses(self) -> Index:
        return self.ends[:, 0] if self.dim == 1 else self._witness[-1].view

    def _slice_edges(self, signs: Sign, generic: bool) -> tuple[_Level, Index, Index]:
        """Split the mixed edges; also the ends of these, negative and positive."""
        at_ends = signs.take(self.ends)
        mixed = at_ends[:, 0] * at_ends[:, 1] < 0
        split = np.flatnonzero(mixed).astype(np.int32)
        sides = vanishing = None
        if not generic:
            sides = np.sign(at_ends.sum(axis=1, dtype=np.int8))
            edge, end = np.nonzero(at_ends == 0)
            vanishing = edge.astype(np.int32), self.ends[edge, end]
        parts = _numbers(mixed, split, self.counts[1])
        cuts = _numbers(mixed, split, self.counts[0])
        low = (at_ends[split, 0] > 0).astype(np.intp)
        row = np.arange(len(split))
        ends = self.ends[split]
        negative, positive = ends[row, low], ends[row, 1 - low]
        self.ends[split] = np.stack([negative, cuts[split]], axis=1)
        self._ends.extend(np.stack([cuts[split], positive], axis=1))
        self._count_new(1, split)
        return _Level(mixed, split, sides, parts, cuts, vanishing), negative, positive

    def _slice_faces(self, k: int, signs: Sign, level: _Level) -> tuple[_Level, tuple[Index, Index]]:
        """Split the mixed k-faces, given what happened one dimension lower; also the pairs of mixed faces."""
        owner, face = self.entries(k)
        vanishing = sides = None
        mixed = np.zeros(self.counts[k], np.bool_)
        if level.sides is None:
            mixed[owner[np.flatnonzero(level.mixed.take(face))]] = True
        else:
            mixed_face, side = level.mixed.take(face), level.sides.take(face)
            has = np.zeros((2, self.counts[k]), np.bool_)
            has[0, owner[mixed_face | (side < 0)]] = True
            has[1, owner[mixed_face | (side > 0)]] = True
            mixed = has[0] & has[1]
            sides = has[1].astype(np.int8) - has[0].astype(np.int8)
            zero = np.flatnonzero(~mixed_face & (side == 0))
            vanishing = owner[zero], face[zero]
        split = np.flatnonzero(mixed).astype(np.int32)
        parts, cuts = _numbers(mixed, split, self.counts[k]), _numbers(mixed, split, self.counts[k - 1])
        result = _Level(mixed, split, sides, parts, cuts, vanishing)
        if not len(split):
            return result, (_NONE, _NONE)
        touched = np.flatnonzero(mixed.take(owner))
        pairs = owner[touched], face[touched]
        both = np.flatnonzero(level.mixed[pairs[1]])
        # The numbers of positive parts are consecutive, in the order of the mixed faces.
        incident = parts[pairs[0][both]] - parts[split[0]], level.parts[pairs[1][both]]
        if len(both):
            incident = incident[0], incident[1] - level.parts[level.split[0]]
        self._bound_cuts(k, pairs, level, result)
        self._deal_boundary(k, touched, pairs, signs, level, result)
        self._count_new(k, split)
        return result, incident

    def _deal_boundary(
        self, k: int, touched: Array, pairs: tuple[Index, Index], signs: Sign, level: _Level, result: _Level
    ) -> None:
        """Deal the boundary of every mixed k-face out to its two parts, and add the cut to both."""
        owner, face = pairs
        is_mixed = level.mixed[face]
        whole = np.flatnonzero(~is_mixed)
        side = signs[self.witness(k - 1, face[whole])] if level.sides is None else level.sides[face[whole]]
        above, below = whole[side > 0], whole[side < 0]
        self._owners[k - 2].view[touched[above]] = result.parts[owner[above]]
        split = result.split
        parts, cuts = result.parts[split], result.cuts[split]
        lower, upper = (
            (owner[is_mixed], face[is_mixed]),
            (result.parts[owner[is_mixed]], level.parts[face[is_mixed]]),
        )
        self._owners[k - 2].extend(np.concatenate([upper[0], split, parts]))
        self._faces[k - 2].extend(np.concatenate([upper[1], cuts, cuts]))
        witness = self._witness[k - 2]
        witness.extend(np.empty(len(split), np.int32))
        for some, faces in (
            lower,
            upper,
            (owner[below], face[below]),
            (result.parts[owner[above]], face[above]),
        ):
            witness.view[some] = self.witness(k - 1, faces)

    def _bound_cuts(self, k: int, pairs: tuple[Index, Index], level: _Level, result: _Level) -> None:
        """Give the cuts of the mixed k-faces their boundary."""
        owner, face = pairs
        is_mixed = level.mixed[face]
        cuts, facets = result.cuts[owner[is_mixed]], level.cuts[face[is_mixed]]
        if level.vanishing is not None and len(level.vanishing[0]):
            whole = ~is_mixed
            above, ridges = _join((owner[whole], face[whole]), level.vanishing)
            cuts = np.concatenate([cuts, result.cuts[above]])
            facets = np.concatenate([facets, ridges])
        if k == 2:
            ends = facets[np.argsort(cuts, kind="stable")].reshape(-1, 2)
            self._ends.extend(ends)
            return
        self._owners[k - 3].extend(cuts)
        self._faces[k - 3].extend(facets)
        witness = np.empty(len(result.split), np.int32)
        witness[cuts - self.counts[k - 1]] = self.witness(k - 2, facets)
        self._witness[k - 3].extend(witness)

    def _count_new(self, k: int, split: Index) -> None:
        """Count the positive parts of k-faces and the cuts; a piece of a border face is a border face."""
        shared = self._border[k].view[split] if k < self.dim else np.zeros(len(split), np.bool_)
        if k < self.dim:
            self._border[k].extend(shared)
        self._border[k - 1].extend(shared)
        self.counts[k] += len(split)
        self.counts[k - 1] += len(split)

    # -- blocks ------------------------------------------------------------------------------------

    def split(self, groups: Sequence[Array]) -> list[tuple[Complex, list[Array]]]:
        """The closures of disjoint groups of cells, each as a complex of its own.

        Parameters
        ----------
        groups : sequence of int arrays
            Numbers of cells.  Cells in no group are dropped.

        Returns
        -------
        list of (Complex, list of int arrays)
            The complex, and for each dimension the old numbers of its faces.  Faces that lie in more than
            one closure are marked as :meth:`border` in all of them.
        """
        closures = [self._closure(group) for group in groups]
        times = [np.zeros(count, np.uint8) for count in self.counts]
        for faces in closures:
            for k, ids in enumerate(faces):
                times[k][ids] += times[k][ids] < 2
        return [(self._restricted(faces, times), faces) for faces in closures]

    def _closure(self, cells: Array) -> list[Array]:
        """The faces of the given cells, by dimension; cells keep their order."""
        closure = [np.asarray(cells)]
        for k in range(self.dim, 0, -1):
            inside = np.zeros(self.counts[k], np.bool_)
            inside[closure[0]] = True
            below = np.zeros(self.counts[k - 1], np.bool_)
            if k == 1:
                below[self.ends[inside]] = True
            else:
                owner, face = self.entries(k)
                below[face[inside[owner]]] = True
            closure.insert(0, np.flatnonzero(below))
        return closure

    def _restricted(self, faces: list[Array], times: list[Array]) -> Complex:
        """The subcomplex of a closed set of faces, renumbered."""
        number = []
        for k, ids in enumerate(faces):
            numbers = np.full(self.counts[k], -1, np.int32)
            numbers[ids] = np.arange(len(ids), dtype=np.int32)
            number.append(numbers)
        entries = []
        for k in range(2, self.dim + 1):
            owner, face = self.entries(k)
            kept = np.flatnonzero(number[k][owner] >= 0)
            entries.append((number[k][owner[kept]], number[k - 1][face[kept]]))
        ends = number[0][self.ends[faces[1]]] if self.dim else np.empty((0, 2), np.int32)
        part = Complex(self.dim, ends, entries, [len(ids) for ids in faces])
        for k in range(self.dim):
            part._border[k].view[:] = self.border(k)[faces[k]] | (times[k][faces[k]] > 1)
        return part


def _join(left: tuple[Index, Index], right: tuple[Index, Index]) -> tuple[Index, Index]:
    """The distinct pairs (a, c) with (a, b) in ``left`` and (b, c) in ``right``."""
    order = np.argsort(right[0], kind="stable")
    keys, values = right[0][order], right[1][order]
    first = np.searchsorted(keys, left[1], side="left")
    size = np.searchsorted(keys, left[1], side="right") - first
    a = np.repeat(left[0], size)
    offsets = np.arange(len(a)) - np.repeat(np.cumsum(size) - size, size)
    c = values[np.repeat(first, size) + offsets]
    pairs = np.unique(np.stack([a, c], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]
