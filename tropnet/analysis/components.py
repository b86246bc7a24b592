"""Labels: connected components of a graph, and classes of equal rows.

A labelling of n things is an int array of length n with values 0, 1, ..., in the order of first occurrence, so
that equal partitions are equal arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["components", "labels_of_rows", "n_labels", "renumbered"]

Array = npt.NDArray[Any]
Labels = npt.NDArray[np.intp]


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
