r"""Hyperplane arrangements with names.

Reflection arrangements (of types A, B, D, F_4, E_6) have as many regions as the group has elements.  The
*deformations* of the braid arrangement, the hyperplanes x_i - x_j = c for i < j and all c in a set, count
structures of combinatorics (Stanley, *An Introduction to Hyperplane Arrangements*, lecture 5):

=============  ======================  =========================================
name           offsets c               number of regions
=============  ======================  =========================================
braid          0                       n!, the orders of n things
Shi            0, 1                    (n + 1)^(n - 1), parking functions
Catalan        -1, 0, 1                n! C_n, with the Catalan number C_n
Linial         1                       alternating trees on n + 1 nodes
semiorder      -1, 1                   labelled semiorders
=============  ======================  =========================================

With a parameter k, the extended Shi arrangement has the offsets -k + 1, ..., k, with (k n + 1)^(n - 1)
regions, and the k-Catalan arrangement -k, ..., k.

Where only nonzero 0-1 vectors are normals, they are the *resonance* arrangement; the regions of the
*threshold* arrangement are the Boolean functions of n variables that one neuron with a threshold can compute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, product
from operator import index

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.reading import integer_at_least

__all__ = [
    "boolean_arrangement",
    "braid_arrangement",
    "catalan_arrangement",
    "deformed_braid_arrangement",
    "generic_arrangement",
    "graphic_arrangement",
    "linial_arrangement",
    "reflection_arrangement",
    "resonance_arrangement",
    "semiorder_arrangement",
    "shi_arrangement",
    "threshold_arrangement",
]


def boolean_arrangement(n: int) -> HyperplaneArrangement:
    """The coordinate hyperplanes of R^n, with 2^n regions.

    Raises
    ------
    InputError
        If n is negative.

    Examples
    --------
    >>> boolean_arrangement(5).n_regions
    32
    """
    return _arrangement(_units(integer_at_least(0, n, "n")), n)


def braid_arrangement(n: int) -> HyperplaneArrangement:
    """The hyperplanes x_i = x_j of R^n, the reflection arrangement of type A_(n-1), with n! regions.

    Raises
    ------
    InputError
        If n is negative.

    Examples
    --------
    >>> print(braid_arrangement(4).characteristic_polynomial)
    t^4 - 6 t^3 + 11 t^2 - 6 t
    """
    return deformed_braid_arrangement(n, [0])


def deformed_braid_arrangement(n: int, offsets: Iterable[int]) -> HyperplaneArrangement:
    """The hyperplanes x_i - x_j = c of R^n for i < j and c in ``offsets``.

    Parameters
    ----------
    n : int
    offsets : iterable of ints

    Raises
    ------
    InputError
        If n is negative.

    Examples
    --------
    >>> deformed_braid_arrangement(3, [0, 1, 3])
    <HyperplaneArrangement of 9 hyperplanes in R^3>
    """
    values = list(map(index, offsets))
    pairs = combinations(range(integer_at_least(0, n, "n")), 2)
    rows = [(_form(n, {i: 1, j: -1}), c) for i, j in pairs for c in values]
    return _arrangement([normal for normal, _ in rows], n, [c for _, c in rows])


def shi_arrangement(n: int, k: int = 1) -> HyperplaneArrangement:
    """The extended Shi arrangement x_i - x_j = -k + 1, ..., k, with (k n + 1)^(n - 1) regions.

    Source: Shi 1986 for k = 1; Stanley 1998, *Hyperplane arrangements, parking functions and tree inversions*.

    Raises
    ------
    InputError
        If n is negative or k is not positive.

    Examples
    --------
    >>> shi_arrangement(4).n_regions, shi_arrangement(4, 2).n_regions
    (125, 729)
    """
    return deformed_braid_arrangement(n, range(1 - integer_at_least(1, k, "k"), k + 1))


def catalan_arrangement(n: int, k: int = 1) -> HyperplaneArrangement:
    """The k-Catalan arrangement x_i - x_j = -k, ..., k; for k = 1 with n! C_n regions.

    Raises
    ------
    InputError
        If n or k is negative.

    Examples
    --------
    >>> catalan_arrangement(3).n_regions
    30
    """
    return deformed_braid_arrangement(n, range(-integer_at_least(0, k, "k"), k + 1))


def linial_arrangement(n: int) -> HyperplaneArrangement:
    """The hyperplanes x_i - x_j = 1 of R^n for i < j.

    Its regions are as many as the alternating trees on n + 1 nodes (Postnikov and Stanley 2000).

    Raises
    ------
    InputError
        If n is negative.

    Examples
    --------
    >>> linial_arrangement(4).n_regions
    36
    """
    return deformed_braid_arrangement(n, [1])


def semiorder_arrangement(n: int) -> HyperplaneArrangement:
    """The hyperplanes x_i - x_j = -1, 1 of R^n: a region is a semiorder of n intervals of length 1.

    Raises
    ------
    InputError
        If n is negative.

    Examples
    --------
    >>> semiorder_arrangement(3).n_regions
    19
    """
    return deformed_braid_arrangement(n, [-1, 1])


def graphic_arrangement(n: int, edges: Iterable[Sequence[int]]) -> HyperplaneArrangement:
    """The hyperplanes x_i = x_j of R^n for the edges ij of a graph on the nodes 0, ..., n - 1.

    The characteristic polynomial is the chromatic polynomial of the graph, and the regions are its acyclic
    orientations (Greene 1977; Stanley 1973).

    Parameters
    ----------
    n : int
    edges : iterable of pairs of ints
        Repeated edges count once.

    Raises
    ------
    InputError
        If an edge is no pair of different nodes, or n is negative.

    Examples
    --------
    >>> cycle = graphic_arrangement(4, [(0, 1), (1, 2), (2, 3), (3, 0)])
    >>> cycle.n_regions, cycle.characteristic_polynomial(2)
    (14, 2)
    """
    nodes = range(integer_at_least(0, n, "n"))
    normals = []
    for edge in edges:
        ends = list(map(index, edge))
        if len(ends) != 2 or ends[0] == ends[1] or not all(end in nodes for end in ends):
            raise InputError(f"the edge {edge} does not join two different nodes of 0, ..., {n - 1}")
        normals.append(_form(n, {ends[0]: 1, ends[1]: -1}))
    return _arrangement(normals, n)


def reflection_arrangement(family: str, n: int) -> HyperplaneArrangement:
    """The mirrors of a finite reflection group; the regions are as many as the elements of the group.

    Parameters
    ----------
    family : {"A", "B", "D", "E", "F"}
        E stands for E_6 only, in which one coordinate is divided by the square root of 3.
    n : int
        The rank.  The group of type A_n permutes the n + 1 coordinates of R^(n+1); the others act on R^n.

    Raises
    ------
    InputError
        If there is no such group, or it is not one of these.

    Examples
    --------
    >>> [reflection_arrangement(*name).n_regions for name in [("B", 3), ("D", 4), ("F", 4), ("E", 6)]]
    [48, 192, 1152, 51840]
    """
    match family, integer_at_least(1, n, "the rank"):
        case "A", _:
            return braid_arrangement(n + 1)
        case "B", _:
            return _arrangement([*_mirrors_of_type_d(n), *_units(n)], n)
        case "D", _ if n >= 2:
            return _arrangement(_mirrors_of_type_d(n), n)
        case "F", 4:
            short = [(1, *signs) for signs in product((1, -1), repeat=3)]
            return _arrangement([*_mirrors_of_type_d(4), *short, *_units(4)], 4)
        case "E", 6:
            spinors = [(*v, 1) for v in product((1, -1), repeat=5) if v.count(-1) % 2 == 0]
            return _arrangement([*((*v, 0) for v in _mirrors_of_type_d(5)), *spinors], 6)
    raise InputError(
        f"no reflection arrangement {family}_{n} here; there are A_n, B_n, D_n (n >= 2), E_6 and F_4"
    )


def resonance_arrangement(n: int) -> HyperplaneArrangement:
    """The hyperplanes in R^n with the 2^n - 1 nonzero 0-1 vectors as normals.

    Its numbers of regions are known for n <= 9 (OEIS A034997).

    Raises
    ------
    InputError
        If n is not positive.

    Examples
    --------
    >>> resonance_arrangement(5).n_regions
    11292
    """
    vectors = product((0, 1), repeat=integer_at_least(1, n, "n"))
    return _arrangement([v for v in vectors if any(v)], n)


def threshold_arrangement(n: int) -> HyperplaneArrangement:
    """The hyperplanes in R^(n+1) with the normals (1, v) for the 2^n vectors v of zeros and ones.

    A region is the set of biases and weights of the neurons that compute one threshold function of n bits
    (OEIS A000609).

    Raises
    ------
    InputError
        If n is negative.

    Examples
    --------
    >>> threshold_arrangement(4).n_regions
    1882
    """
    return _arrangement([(1, *v) for v in product((0, 1), repeat=integer_at_least(0, n, "n"))], n + 1)


def generic_arrangement(m: int, n: int) -> HyperplaneArrangement:
    """The hyperplanes x_1 + t x_2 + ... + t^(n-1) x_n = t^n for t = 1, ..., m, in general position.

    By Vandermonde's determinant any n meet in a point and no n + 1 do.  The regions are as many as subsets
    of at most n hyperplanes.

    Raises
    ------
    InputError
        If m is negative or n is not positive.

    Examples
    --------
    >>> generic_arrangement(5, 3).n_regions
    26
    """
    integer_at_least(1, n, "n")
    numbers = range(1, integer_at_least(0, m, "m") + 1)
    return _arrangement([[t**k for k in range(n)] for t in numbers], n, [t**n for t in numbers])


def _mirrors_of_type_d(n: int) -> list[list[int]]:
    """The normals e_i + e_j and e_i - e_j for i < j."""
    return [_form(n, {i: 1, j: sign}) for i, j in combinations(range(n), 2) for sign in (1, -1)]


def _units(n: int) -> list[list[int]]:
    return [_form(n, {i: 1}) for i in range(n)]


def _form(n: int, entries: dict[int, int]) -> list[int]:
    return [entries.get(i, 0) for i in range(n)]


def _arrangement(
    normals: Sequence[Sequence[int]], n: int, offsets: Sequence[int] | None = None
) -> HyperplaneArrangement:
    rows = normals if normals else RationalArray.zeros((0, n))
    return HyperplaneArrangement(rows, offsets)
