r"""Sums over all permutations of the larger of two sums of pairwise maxima.

Let A and B be two multisets of k unordered pairs of indices from 1, ..., n; a pair {i, i} is allowed.  The *orbit sum*
is the symmetric function

.. math::  F_{A, B}(x) = \sum_{\sigma \in S_n} \max\Bigl( \sum_{\{i, j\} \in A} \max(x_{\sigma(i)}, x_{\sigma(j)}),
           \sum_{\{i, j\} \in B} \max(x_{\sigma(i)}, x_{\sigma(j)}) \Bigr),

with all n! summands, also where several of them are the same function.  Exchanging A and B, or renaming the indices,
does not change it.  It is looked at in two ways.

**On the sorted points** :math:`x_1 \le \dots \le x_n` a pair contributes the entry at its larger position, so a summand
is :math:`b \cdot x + [d \cdot x]_+`, where :math:`b_p` counts the pairs of B with larger position p, and
:math:`d_p` those of A less those of B.  :func:`sorted_differences` gives every d with its number of permutations.  The
positions are filled from the top: an index that is put at p turns those of its pairs into :math:`d_p` whose other index
is not yet placed.  So the indices placed and the entries found are all that matters, and no permutation is written
down.

**As neurons** over the pairwise maxima :math:`m_{ij} = \max(x_i, x_j)`, a summand is :math:`B(m) + [D(m)]_+` with
D = A - B.  Since :math:`[D]_+ = D + [-D]_+ = g [D / g]_+` for g > 0, only the primitive D up to sign are different
neurons.  :func:`gates` gives those of an orbit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import combinations_with_replacement, permutations
from math import comb, factorial
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError

__all__ = ["Gates", "Pair", "gates", "pairs_of", "sorted_differences"]

Pair: TypeAlias = tuple[int, int]
"""Two indices from 1, ..., n, the smaller one first."""

LARGEST_PERMUTED = 9


def sorted_differences(n: int, left: Iterable[Pair], right: Iterable[Pair]) -> Counter[tuple[int, ...]]:
    """The difference vectors d of all permutations on the sorted points, with their numbers of permutations.

    The cost grows with 2^n and the number of different vectors.

    Parameters
    ----------
    n : int
    left, right : iterable of Pair

    Returns
    -------
    Counter of tuples of n integers
        The counts sum to n!.

    Examples
    --------
    The larger of max(x1, x2) and x3, by the position of the third index:

    >>> sorted(sorted_differences(3, [(1, 2)], [(3, 3)]).items())
    [((-1, 0, 1), 2), ((0, -1, 1), 2), ((0, 1, -1), 2)]
    """
    signed = [(*pair, sign) for pairs, sign in ((left, 1), (right, -1)) for pair in pairs]
    partial: dict[frozenset[int], Counter[tuple[int, ...]]] = {frozenset(): Counter({(): 1})}
    for _ in range(n):
        longer: dict[frozenset[int], Counter[tuple[int, ...]]] = defaultdict(Counter)
        for placed, vectors in partial.items():
            for v in {*range(1, n + 1)} - placed:
                entry = sum(sign for i, j, sign in signed if v in (i, j) and not {i, j} & placed)
                found = longer[placed | {v}]
                for vector, times in vectors.items():
                    found[entry, *vector] += times
        partial = longer
    return partial[frozenset(range(1, n + 1))]


class Gates(NamedTuple):
    """An orbit sum as neurons over the pairwise maxima.

    The orbit sum is ``carried . m + factor * sum of [row . m]_+``, where m is the vector of the pairwise maxima in the
    order of :func:`pairs_of`.
    """

    #: shape (number of neurons, number of pairs): primitive, each with a positive first nonzero entry, sorted
    rows: NDArray[Any]
    #: the number of permutations for each neuron, times what the primitive row was divided by
    factor: int
    #: one integer for each pair
    carried: NDArray[Any]


def gates(n: int, left: Iterable[Pair], right: Iterable[Pair]) -> Gates:
    """The different neurons of an orbit sum, and what remains of it.

    Parameters
    ----------
    n : int
        At most 9, as all permutations are written down.
    left, right : iterable of Pair

    Returns
    -------
    Gates

    Raises
    ------
    InputError
        If n is larger.

    Examples
    --------
    The maximum of four numbers is one of three neurons, found 8 times each, and max(x1, x2) + ... + max(x3, x4):

    >>> found = gates(4, [(1, 2)], [(3, 4)])
    >>> [pairs_of(4)[i] for i in found.rows[0].nonzero()[0]], len(found.rows), found.factor
    ([(2, 3), (1, 4)], 3, 8)
    """
    if n > LARGEST_PERMUTED:
        raise InputError(
            f"the neurons of an orbit sum are found from all n! permutations, and n is {n}; it must be at most "
            f"{LARGEST_PERMUTED}"
        )
    number = {pair: i for i, pair in enumerate(pairs_of(n))}
    difference = Counter(left)
    carried = np.zeros(len(number), np.int64)
    for pair in right:
        difference[pair] -= 1
        carried += _spread(n, pair[0] == pair[1])
    entries = {pair: times for pair, times in difference.items() if times}
    if not entries:
        return Gates(np.zeros((0, len(number)), np.int64), 0, carried)
    index = np.zeros((n + 1, n + 1), np.int64)
    for (i, j), position in number.items():
        index[i, j] = index[j, i] = position
    content = int(np.gcd.reduce([*entries.values()]))
    renamed = _permutations(n)
    rows = np.zeros((len(renamed), len(number)), np.int64)
    for (i, j), times in entries.items():
        rows[np.arange(len(rows)), index[renamed[:, i - 1], renamed[:, j - 1]]] = times // content
    first = rows[np.arange(len(rows)), (rows != 0).argmax(axis=1)]
    carried += content * rows[first < 0].sum(axis=0)
    different = _different(rows * np.sign(first)[:, None])
    return Gates(different, content * (factorial(n) // len(different)), carried)


@cache
def pairs_of(n: int) -> tuple[Pair, ...]:
    """All pairs of indices, by the larger one and then the smaller one.

    >>> pairs_of(3)
    ((1, 1), (1, 2), (2, 2), (1, 3), (2, 3), (3, 3))
    """
    return tuple(sorted(combinations_with_replacement(range(1, n + 1), 2), key=lambda pair: pair[::-1]))


def _spread(n: int, is_single: bool) -> NDArray[Any]:
    """How often the images of a pair under all permutations are each of the pairs."""
    each = factorial(n) // (n if is_single else comb(n, 2))
    return np.array([each if (i == j) == is_single else 0 for i, j in pairs_of(n)], np.int64)


@cache
def _permutations(n: int) -> NDArray[Any]:
    return np.array([*permutations(range(1, n + 1))], np.int64)


def _different(rows: NDArray[Any]) -> NDArray[Any]:
    """The different rows, sorted by their bytes, which is any order but always the same."""
    packed = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    return rows[np.unique(packed, return_index=True)[1]]
