r"""The maximal minors of all subsets of some vectors, level by level.

The wedge product :math:`w = v_1 \wedge \dots \wedge v_k` of vectors in R^n has the k x k minors of the matrix with
the rows :math:`v_i` as its coordinates, one for each set C of k columns.  Expanding along the last row,

.. math:: (w \wedge v)_{C} = \sum_{c \in C} (-1)^{|\{d \in C : d > c\}|}\; w_{C \setminus c}\; v_c ,

so the minors of a set come from those of the set without its last member by one product with a sparse matrix.
The subsets of :math:`\{0, \dots, m-1\}` are taken in *colexicographic* order: those of a prefix come first.
Therefore the sets of size k with the last member j arise from the first :math:`\binom{j}{k-1}` rows of the level
below, all at once.

What the minors tell (a set of vectors is a row here):

* the vectors are independent exactly if some minor is not 0;
* for k = n the absolute value of the only minor is the volume of the parallelepiped;
* for integer vectors the greatest common divisor g of the minors is the number of lattice points of the half-open
  parallelepiped, its volume relative to the lattice in its span (Stanley 1991, Lemma 2.1);
* w / g is :math:`e_1 \wedge \dots \wedge e_k` for a basis e of the lattice in the span, which is a part of a
  basis of :math:`\mathbb{Z}^n`.  So :math:`x + \operatorname{span}` contains a lattice point exactly if
  :math:`w \wedge x` is divisible by g: its coordinates in that basis are those of x outside of e.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np

from tropnet.polyhedra.integer_rows import IntegerRows, product

__all__ = ["colexicographic", "minors_of_subsets", "wedge"]


def colexicographic(n: int, k: int) -> list[tuple[int, ...]]:
    """The subsets of {0, ..., n-1} of size k; those of a prefix come first.

    Examples
    --------
    >>> colexicographic(4, 2)
    [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)]
    """
    return sorted(combinations(range(n), k), key=lambda subset: subset[::-1])


def wedge(minors: IntegerRows, vector: IntegerRows, k: int) -> IntegerRows:
    """The minors of sets of k vectors, each extended by one more vector.

    Parameters
    ----------
    minors : integer array, shape (s, C(n, k))
    vector : integer array, shape (n,)
    k : int

    Returns
    -------
    integer array, shape (s, C(n, k + 1))

    Examples
    --------
    >>> wedge(np.array([[1, 2]]), np.array([3, 4]), 1)
    array([[-2]])
    """
    n = len(vector)
    place = {subset: i for i, subset in enumerate(colexicographic(n, k))}
    extended = colexicographic(n, k + 1)
    step = np.zeros((len(place), len(extended)), vector.dtype)
    for column, subset in enumerate(extended):
        for i, c in enumerate(subset):
            step[place[subset[:i] + subset[i + 1 :]], column] = (-1) ** (k - i) * vector[c]
    return product(minors, step)


def minors_of_subsets(vectors: IntegerRows, k: int) -> Iterator[IntegerRows]:
    """The maximal minors of all sets of k vectors, in blocks: the sets with the same last member.

    Parameters
    ----------
    vectors : integer array, shape (m, n)
    k : int
        At most n.

    Yields
    ------
    integer arrays with C(n, k) columns
        Together C(m, k) rows, for the sets in colexicographic order.

    Examples
    --------
    >>> vectors = np.array([[1, 0], [0, 1], [1, 1], [1, -1]])
    >>> [block.ravel().tolist() for block in minors_of_subsets(vectors, 2)]
    [[1], [1, -1], [-1, -1, -2]]
    """
    if k == 0:
        yield np.ones((1, 1), np.int64)
        return
    below = list(minors_of_subsets(vectors, k - 1))
    if below:
        rows = np.concatenate(below)
        for j in range(k - 1, len(vectors)):
            yield wedge(rows[: comb(j, k - 1)], vectors[j], k - 1)
