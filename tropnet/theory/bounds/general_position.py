r"""The most regions that hyperplanes, or the units of one layer, can cut a space into.

m hyperplanes cut R^n into at most

.. math:: Z(m, n) = \sum_{j=0}^{\min(m,n)} \binom{m}{j}

regions, with equality in general position (Buck 1943; Zaslavsky 1975).  A unit with p linear pieces, be it a maximum
of p affine functions or a function of one variable, does what p - 1 hyperplanes in parallel do at most, so that a layer
of units with :math:`p_1, \dots, p_m` pieces cuts R^n into at most

.. math:: \sum_{j=0}^{\min(m,n)} e_j(p_1 - 1, \dots, p_m - 1)

regions, where :math:`e_j` is the elementary symmetric polynomial.  For functions of one variable this follows from
Zaslavsky's theorem: j hyperplanes meet only if they are of j different families, and there are :math:`e_j` such
choices.  For maxout units it is the theorem of Montúfar, Ren and Zhang (2022).  With :math:`p_i = 2` it is Z(m, n).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

__all__ = ["binomials", "elementary_symmetric", "most_regions_of_hyperplanes", "most_regions_of_units"]


def most_regions_of_hyperplanes(m: int, n: int) -> int:
    """The largest number of regions that m hyperplanes cut R^n into.

    Parameters
    ----------
    m, n : int
        Not negative.

    Source
    ------
    T. Zaslavsky, Facing up to arrangements, 1975.

    Examples
    --------
    >>> [most_regions_of_hyperplanes(4, n) for n in range(6)]
    [1, 5, 11, 15, 16, 16]
    """
    return 2**m if m <= n else sum(binomials(m, n))


def most_regions_of_units(pieces: Iterable[int], n: int) -> int:
    """The largest number of regions that one layer of units with so many linear pieces cuts R^n into.

    Examples
    --------
    >>> most_regions_of_units([3, 3, 3], 2), most_regions_of_units([2] * 4, 2)
    (19, 11)
    """
    return sum(elementary_symmetric((p - 1 for p in pieces), n))


def binomials(m: int, n: int) -> list[int]:
    """The binomial coefficients of m over 0 to n.

    Examples
    --------
    >>> binomials(4, 5)
    [1, 4, 6, 4, 1, 0]
    """
    found = [1]
    for j in range(n):
        found.append(found[j] * (m - j) // (j + 1))
    return found


def elementary_symmetric(values: Iterable[int], n: int) -> list[int]:
    """The elementary symmetric polynomials of degrees 0 to n in some numbers.

    Examples
    --------
    >>> elementary_symmetric([1, 2, 3], 4)
    [1, 6, 11, 6, 0]
    """
    found = [1] + [0] * n
    # Equal numbers together: (1 + v t)^m has the coefficients C(m, j) v^j.
    for value, times in Counter(values).items():
        own = [number * value**j for j, number in enumerate(binomials(times, min(times, n)))]
        found = [sum(own[i] * found[j - i] for i in range(min(j, times) + 1)) for j in range(n + 1)]
    return found
