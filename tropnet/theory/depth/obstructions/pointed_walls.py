"""The walls of a convex function by the hyperplanes that they lie in, and hyperplanes whose walls contain no line.

The walls of a maximum of affine functions are the facets of its tropical hypersurface.  Let T be the union of those in
one hyperplane.  If the closed convex hull of T contains no line, neither does T, and then the function is no linear
combination of maxima of n affine functions (:mod:`tropnet.theory.depth.obstructions.iterated_jumps`).  The hull is
looked at because its lineality space decides this.  The test is sufficient only: some unions of walls contain no line
although their hull does; :func:`~tropnet.theory.depth.obstructions.small_maxima_obstruction` finds these as well.

Source: C. Hertrich, A. Basu, M. Di Summa and M. Skutella, Towards lower bounds on the depth of ReLU neural networks,
2021, Proposition 3.2.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import NamedTuple

from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import primitive
from tropnet.polyhedra.sums import convex_hull
from tropnet.tropical.hypersurface import TropicalCell, TropicalHypersurface
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["HyperplaneWalls", "pointed_walls", "walls_by_hyperplane"]


class HyperplaneWalls(NamedTuple):
    """The walls in the hyperplane ``normal . x = offset``."""

    #: shape (n,): a primitive integer vector with a positive first nonzero entry
    normal: RationalArray
    offset: Fraction
    walls: tuple[TropicalCell, ...]


def walls_by_hyperplane(f: TropicalPolynomial) -> tuple[HyperplaneWalls, ...]:
    """The walls of a tropical polynomial, grouped by their hyperplanes, which are sorted.

    Parameters
    ----------
    f : TropicalPolynomial
        Not the tropical zero.

    Raises
    ------
    InputError
        If f is no polynomial or the tropical zero.

    Examples
    --------
    Two lines through the origin, each of two rays:

    >>> f = TropicalPolynomial.parse("max(x1 + x2, x1, x2, 0)")
    >>> [(group.normal.tolist(), len(group.walls)) for group in walls_by_hyperplane(f)]
    [([0, 1], 2), ([1, 0], 2)]
    """
    groups: defaultdict[tuple[Fraction, ...], list[TropicalCell]] = defaultdict(list)
    surface = TropicalHypersurface(f)
    exponents = surface.polynomial.exponents
    for wall in surface.facets:
        first, second = wall.dual.vertices
        normal = primitive((exponents[second] - exponents[first]).reshape(1, -1))[0]
        normal = normal * next(sign for sign in normal.sign().tolist() if sign)
        groups[(*normal.fractions(), normal @ wall.interior_point)].append(wall)
    return tuple(
        HyperplaneWalls(RationalArray([*normal]), offset, tuple(walls))
        for (*normal, offset), walls in sorted(groups.items())
    )


def pointed_walls(f: TropicalPolynomial) -> tuple[HyperplaneWalls, ...]:
    """The hyperplanes whose walls have a closed convex hull without lines.

    Parameters
    ----------
    f : TropicalPolynomial
        Not the tropical zero.

    Raises
    ------
    InputError
        If f is no polynomial or the tropical zero.

    Examples
    --------
    >>> len(pointed_walls(TropicalPolynomial.parse("max(x1, x2, 0)")))
    3
    >>> pointed_walls(TropicalPolynomial.parse("max(x1 + x2, x1, x2, 0)"))
    ()
    """
    return tuple(group for group in walls_by_hyperplane(f) if _contains_no_line(group))


def _contains_no_line(group: HyperplaneWalls) -> bool:
    hull = convex_hull(*(wall.polyhedron for wall in group.walls))
    return len(hull.lineality_space) == 0
