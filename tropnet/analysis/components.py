"""Labels: connected components of a graph, and classes of equal rows.

A labelling of n things is an int array of length n with values 0, 1, ..., in the order of first occurrence, so
that equal partitions are equal arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["components", "frozen", "labels_of_rows", "members", "n_labels", "renumbered", "rows_not_in"]

Array = npt.NDArray[Any]
Labels = npt.NDArray[np.intp]


def frozen(array: Array) -> Array:
    """The same array, from now on read-only: for values that are computed once and handed out.

    Examples
    --------
    >>> frozen(np.zeros(2)).flags.writeable
    False
    """
    array.flags.writeable = False
    return array


def renumbered(labels: Array) -> Labels:
    """The same partition with labels 0, 1, ... in the order of first occurrence.

    Examples
    --------
    >>> renumbered(np.array([7, 7, 3, 9, 3]))
    array([0, 0, 1, 2, 1])
    """
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.intp)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse.ravel()]


def n_labels(labels: Labels) -> int:
    """The number of classes of a labelling."""
    return int(labels.max(initial=-1)) + 1


def members(labels: Labels) -> list[tuple[int, ...]]:
    """The classes of a labelling, each as the numbers of its members, ascending.

    Examples
    --------
    >>> members(np.array([0, 1, 0]))
    [(0, 2), (1,)]
    """
    order = np.argsort(labels, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    return [tuple(part.tolist()) for part in parts]


def components(n: int, edges: Array) -> Labels:
    """The connected components of a graph.

    Every vertex points to a vertex of its component.  Each round lets the root of one end of an edge point to
    the root of the other, the larger to the smaller, and then shortens all paths; the number of roots at least
    halves in every component that is not finished.

    Parameters
    ----------
    n : int
        The number of vertices.
    edges : int array, shape (m, 2)

    Examples
    --------
    >>> components(5, np.array([[3, 1], [4, 2]]))
    array([0, 1, 2, 1, 2])
    """
    root = np.arange(n)
    edges = np.asarray(edges, np.intp).reshape(-1, 2)
    while len(edges):
        high, low = edges.max(axis=1), edges.min(axis=1)
        np.minimum.at(root, high, low)
        while True:
            shorter = root[root]
            if np.array_equal(shorter, root):
                break
            root = shorter
        edges = root[edges]
        edges = edges[edges[:, 0] != edges[:, 1]]
    return renumbered(root)


def labels_of_rows(rows: Array) -> Labels:
    """The classes of equal rows of a matrix.

    Examples
    --------
    >>> labels_of_rows(np.array([[1, 2], [0, 5], [1, 2]]))
    array([0, 1, 0])
    """
    if not rows.shape[1]:
        return np.zeros(len(rows), np.intp)
    flat = np.ascontiguousarray(rows)
    keys = flat.view(f"V{flat.dtype.itemsize * flat.shape[1]}").ravel()
    _, inverse = np.unique(keys, return_inverse=True)
    return renumbered(inverse.ravel())


def rows_not_in(rows: Array, others: Array) -> Array:
    """The distinct rows of a matrix that are no rows of another.

    Rows are compared by a 64-bit sum first, and only those that agree in it byte by byte.

    Examples
    --------
    >>> rows_not_in(np.array([[1, 2], [3, 4], [3, 4]], np.uint8), np.array([[1, 2]], np.uint8))
    array([[3, 4]], dtype=uint8)
    """
    if not len(rows):
        return rows
    _, first = np.unique(labels_of_rows(rows), return_index=True)
    rows = rows[first]
    weights = np.random.default_rng(0).integers(1, 2**63, (rows.shape[1],), dtype=np.uint64)
    known = others[np.isin(_weighted(others, weights), _weighted(rows, weights))]
    seen = {row.tobytes() for row in known}
    return rows[[row.tobytes() not in seen for row in rows]]


def _weighted(rows: Array, weights: Array) -> Array:
    total = np.zeros(len(rows), np.uint64)
    for column, weight in zip(rows.T, weights, strict=True):
        total += column.astype(np.uint64) * weight
    return total
