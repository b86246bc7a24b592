r"""Volumes of zonotopes, and lattice points in them: sums over sets of independent edges.

A zonotope :math:`Z = v + \sum_i [0, 1]\, e_i` is a disjoint union of translates of half-open parallelepipeds
:math:`\Pi_S = \sum_{i \in S} [0, 1)\, e_i` up to the choice of the half-open sides, one for every independent
set S of edges, each moved by a sum of other edges (Shephard 1974; Stanley 1991, Lemma 2.1).  So the volume is

.. math:: \operatorname{vol} Z = \sum_{|S| = n} |\det S| .

Now let the edges be integer vectors.  Then the parallelepipeds are moved by integer vectors from v.  Let
:math:`g_S` be the greatest common divisor of the maximal minors of S.  A translate of :math:`\Pi_S` has
:math:`g_S` lattice points if there is any lattice point in its affine hull, :math:`v + \operatorname{span} S`, and
none otherwise; write :math:`\chi_S(v)` for 1 or 0.  Hence, for integers t,

.. math:: |t Z \cap \mathbb{Z}^n| = \sum_S \chi_S(t v)\, g_S\, t^{|S|} \quad (t \ge 0),

a polynomial if v is a lattice point (Stanley 1991, Theorem 2.2) and a quasi-polynomial otherwise (Ardila, Beck and
McWhirter 2020, Section 3).  By Ehrhart-Macdonald reciprocity the same expression at -t is
:math:`(-1)^{\dim Z}` times the number of lattice points in the relative interior of t Z.

The minors come from :mod:`tropnet.polyhedra.zonotopes.minors`.
"""

from __future__ import annotations

import numpy as np

from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.integer_rows import IntegerRows, magnitude
from tropnet.polyhedra.zonotopes.minors import minors_of_subsets, wedge

__all__ = ["has_independent_subsets", "lattice_volumes", "sum_of_determinants"]


def sum_of_determinants(vectors: IntegerRows) -> int:
    """The sum of |det S| over all sets S of n vectors in R^n.

    Parameters
    ----------
    vectors : integer array, shape (m, n)

    Source
    ------
    G. C. Shephard, Combinatorial properties of associated zonotopes, Canadian Journal of Mathematics 26 (1974).

    Examples
    --------
    >>> sum_of_determinants(np.array([[1, 0], [0, 1], [1, 1]]))
    3
    """
    n = vectors.shape[1]
    return sum(_total(np.abs(block)) for block in minors_of_subsets(vectors, n))


def has_independent_subsets(vectors: IntegerRows) -> bool:
    """Whether all sets of min(m, n) vectors are independent.

    Parameters
    ----------
    vectors : integer array, shape (m, n)

    Examples
    --------
    >>> has_independent_subsets(np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0]]))
    False
    """
    blocks = minors_of_subsets(vectors, min(vectors.shape))
    return all(bool((block != 0).any(axis=1).all()) for block in blocks)


def lattice_volumes(edges: IntegerRows, corner: RationalArray) -> tuple[int, ...]:
    r"""The numbers :math:`\sum_{|S| = k} \chi_S\, g_S` for k = 0, ..., rank.

    They add up to the number of lattice points of corner + sum [0, 1] e.

    Parameters
    ----------
    edges : integer array, shape (m, n)
    corner : RationalArray, shape (n,)

    Source
    ------
    R. P. Stanley, A zonotope associated with graphical degree sequences, 1991, Theorem 2.2; F. Ardila, M. Beck
    and J. McWhirter, The arithmetic of Coxeter permutahedra, 2020, Section 3.

    Examples
    --------
    >>> edges = np.array([[1, 0], [0, 1], [1, 1]])
    >>> lattice_volumes(edges, RationalArray([0, 0])), lattice_volumes(edges, RationalArray(["1/2", 0]))
    ((1, 3, 3), (0, 1, 3))
    """
    volumes = []
    for k in range(min(edges.shape) + 1):
        blocks = list(minors_of_subsets(edges, k))
        volumes.append(sum(_lattice_volume(block, corner, k) for block in blocks))
        if not any(block.any() for block in blocks):
            return tuple(volumes[:-1])
    return tuple(volumes)


def _lattice_volume(minors: IntegerRows, corner: RationalArray, k: int) -> int:
    """The sum over the sets whose span, moved to the corner, contains lattice points."""
    divisors = np.abs(np.gcd.reduce(minors, axis=1))
    if corner.denominator != 1:
        met = wedge(minors, corner.numerators, k) % np.maximum(divisors * corner.denominator, 1)[:, None] == 0
        divisors = divisors[met.all(axis=1)]
    return _total(divisors)


def _total(numbers: IntegerRows) -> int:
    """The sum of nonnegative integers."""
    fits = numbers.size * magnitude(numbers) < 2**62
    return int((numbers if fits else numbers.astype(object)).sum())
