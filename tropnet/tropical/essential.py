r"""Essential monomials: those that a maximum of affine functions cannot do without.

Let :math:`p(x) = \max_i (a_i \cdot x + c_i)` with distinct exponents :math:`a_i`.  Monomial i is *essential* when it
alone attains the maximum at some point; then it does so on an open set, the interior of a cell on which p is
affine.  Dropping all others leaves the function unchanged, so the essential monomials are the distinct affine
pieces of p, and two polynomials are the same function exactly when these agree.

Three descriptions of them are used.

* The epigraph :math:`\{(x, t) : t \ge a_i \cdot x + c_i\}` is a full-dimensional polyhedron, and monomial i is
  essential exactly when its inequality defines a facet (:func:`tropnet.exact.redundancy.irredundant`).
* The lifted points :math:`(a_i, c_i)` have an upper hull, and monomial i is essential exactly when its point is a
  vertex of it (Zhang, Naitzat and Lim, Tropical geometry of deep neural networks, 2018, Section 3).  In one
  variable this is a chain in the plane, found by sorting.
* Equivalently, :math:`(a_i, c_i, 1)` spans an extreme ray of the cone that these vectors generate together with
  :math:`(0, -1, 0)`, the direction downwards (:func:`tropnet.polyhedra.hulls.hull.cone_hull`).

In two to four variables the cone is fastest, as its facets are proposed by Qhull: 4096 monomials in two or three
variables take 5 to 40 ms, and 0.1 to 0.5 s if all are essential; in four variables 0.15 and 3 s.  The first
description takes 0.4 to 14 s.  With more variables a hull has too many facets, and the first description
is used.  (Figures of ``tests/benchmarks/test_tropical.py``.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tropnet.errors import MissingDependencyError, UndecidedError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.redundancy import irredundant
from tropnet.polyhedra.hulls.hull import ConeHull, cone_hull
from tropnet.polyhedra.integer_rows import IntegerRows, primitive

__all__ = ["essential_monomials", "lifted_cone", "upper_chain"]

Mask = npt.NDArray[np.bool_]

FEWEST_FOR_HULLS = {2: 20, 3: 30, 4: 60}
"""By the number of variables, the number of monomials from which on a hull beats the linear programs."""

MOST_IN_FOUR_VARIABLES = 20_000
"""A hull in R^5 may have a hundred facets for each point."""


def essential_monomials(exponents: RationalArray, coefficients: RationalArray) -> Mask:
    """Which monomials of a maximum of affine functions are essential.

    Parameters
    ----------
    exponents : RationalArray, shape (r, n)
        Distinct.
    coefficients : RationalArray, shape (r,)

    Returns
    -------
    bool array, shape (r,)

    Examples
    --------
    The parabola through (0, 0), (1, 0), (2, 0) is flat on top; its middle monomial only ties.

    >>> essential_monomials(RationalArray([[0], [1], [2]]), RationalArray([0, 0, 0]))
    array([ True, False,  True])
    """
    r, n = exponents.shape
    if r <= 1:
        return np.ones(r, np.bool_)
    if n == 1:
        mask = np.zeros(r, np.bool_)
        mask[upper_chain(exponents.ravel(), coefficients)] = True
        return mask
    if r >= FEWEST_FOR_HULLS.get(n, r + 1) and (n < 4 or r <= MOST_IN_FOUR_VARIABLES):
        try:
            return _extreme(exponents, coefficients)
        except (UndecidedError, MissingDependencyError):
            pass
    return _facets_of_epigraph(exponents, coefficients)


def lifted_cone(exponents: RationalArray, coefficients: RationalArray) -> tuple[IntegerRows, ConeHull]:
    """The primitive generators (a, c, 1) up to positive factors, the last being (0, -1, 0), and the hull of their cone.

    Parameters
    ----------
    exponents : RationalArray, shape (r, n)
    coefficients : RationalArray, shape (r,)

    Returns
    -------
    integer array, shape (r + 1, n + 2)
    ConeHull

    Raises
    ------
    UndecidedError
        If the hull is too degenerate for a fast proof.
    MissingDependencyError
        If scipy is needed and not installed.

    Examples
    --------
    >>> rows, hull = lifted_cone(RationalArray([[0], [1], [2]]), RationalArray([0, "1/2", 0]))
    >>> rows.tolist()
    [[0, 0, 1], [2, 1, 2], [2, 0, 1], [0, -1, 0]]
    >>> sorted(hull.extreme.tolist())
    [0, 1, 2, 3]
    """
    r, n = exponents.shape
    ones = RationalArray.zeros((r, 1)) + 1
    points = concatenate([exponents, coefficients.reshape(r, 1), ones], axis=1).numerators
    down = np.zeros((1, n + 2), object)
    down[0, n] = -1
    rows = primitive(np.concatenate([points, down]))
    return rows, cone_hull(rows, np.zeros((0, n + 2), np.int64))


def _extreme(exponents: RationalArray, coefficients: RationalArray) -> Mask:
    """The monomials that span extreme rays; distinct exponents span distinct rays, so each is listed."""
    mask = np.zeros(len(coefficients) + 1, np.bool_)
    mask[lifted_cone(exponents, coefficients)[1].extreme] = True
    return mask[:-1]


def _facets_of_epigraph(exponents: RationalArray, coefficients: RationalArray) -> Mask:
    r, n = exponents.shape
    epigraph = concatenate([exponents, RationalArray.zeros((r, 1)) - 1], axis=1)
    above = concatenate([RationalArray.zeros(n), (coefficients.max() + 1,)])
    return irredundant(epigraph, -coefficients, interior=above)


def upper_chain(places: RationalArray, heights: RationalArray) -> list[int]:
    """The vertices of the upper hull of points with distinct first coordinates, from left to right.

    Parameters
    ----------
    places, heights : RationalArrays, shape (r,)

    Returns
    -------
    list of int

    Examples
    --------
    >>> upper_chain(RationalArray([2, 0, 1]), RationalArray([0, 0, 3]))
    [1, 2, 0]
    """
    xs, ys = places.numerators.tolist(), heights.numerators.tolist()
    chain: list[int] = []
    for i in sorted(range(len(xs)), key=xs.__getitem__):
        while len(chain) >= 2 and _is_below(xs, ys, chain[-2], chain[-1], i):
            chain.pop()
        chain.append(i)
    return chain


def _is_below(xs: list[int], ys: list[int], left: int, middle: int, right: int) -> bool:
    """Whether the middle point lies on or below the segment between its neighbours."""
    rise = (ys[middle] - ys[left]) * (xs[right] - xs[left])
    return bool(rise <= (ys[right] - ys[left]) * (xs[middle] - xs[left]))
