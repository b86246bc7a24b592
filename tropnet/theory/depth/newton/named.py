r"""Simplices of four and five vertices by two levels.

**Four vertices.**  Twice the simplex with the vertices :math:`e_1, \dots, e_4` is made of four *rhombic pyramids*:

.. math::  P_1 = \mathrm{conv}(e_1 + e_2 \cup [e_1, e_3] + [e_1, e_4]), \quad
           P_2 = \mathrm{conv}(e_1 + e_2 \cup [e_2, e_3] + [e_2, e_4]),

and :math:`P_3, P_4` with (1, 2) and (3, 4) exchanged.  Each is a corner of the simplex and a quarter of the octahedron
that the corners leave, cut along its axis :math:`Q = [e_1 + e_2, e_3 + e_4]`.  Two neighbours share a triangle
:math:`R_{ij} = \mathrm{conv}(e_i + e_j \cup Q)`, i in {1, 2}, j in {3, 4}, and all four share the axis.  Support
functions are a valuation: for a convex union, inclusion and exclusion of intersections hold.  So

.. math::  2 \, \mathrm{conv}(e_1, \dots, e_4) = P_1 + P_2 + P_3 + P_4 + Q - R_{13} - R_{14} - R_{23} - R_{24} .

**Five vertices.**  Let every part be joined with :math:`2 e_5`.  The same formula makes twice the simplex with the
vertices :math:`e_1, \dots, e_5`, and the parts stay in Newt^(2), as

.. math::  \mathrm{conv}(2 e_5 \cup \{e_1 + e_2\} \cup Z) = \mathrm{conv}([2 e_5, e_1 + e_2] \cup Z)

has segments and sums of segments on its two sides.  So the maximum of five numbers takes two hidden layers.  Whether
the formulas are right is not taken on trust: ``is_equivalent`` proves it.

Source: E. Bakaev, F. Brunck, C. Hertrich, J. Stade and A. Yehudayoff, Better neural network expressivity: subdividing
the simplex, 2025, arXiv:2505.14338, equation (2) and Section 3.3.
"""

from __future__ import annotations

from fractions import Fraction

from tropnet.exact.arrays import RationalArray
from tropnet.theory.depth.newton.construction import Construction, point
from tropnet.theory.depth.newton.virtual import VirtualConstruction, join

__all__ = ["corner_cones", "rhombic_pyramids", "simplex_of_five", "simplex_of_four", "standard_simplex"]


def standard_simplex(n: int) -> Construction:
    r"""The simplex with the vertices e_1, ..., e_n, by a balanced tree of :math:`\lceil \log_2 n \rceil` levels.

    Raises
    ------
    InputError
        If n is 0.

    Examples
    --------
    >>> standard_simplex(5), standard_simplex(5).support_function([3, 1, 4, 1, 5])
    (<Construction of level 3 in R^5 with 1 join>, Fraction(5, 1))
    """
    return join(*map(point, RationalArray.eye(n)))


def rhombic_pyramids() -> tuple[Construction, ...]:
    """The four rhombic pyramids that make up twice the simplex with the vertices e_1, ..., e_4.

    Examples
    --------
    >>> [(pyramid.level, pyramid.polytope.f_vector) for pyramid in rhombic_pyramids()][0]
    (2, (5, 8, 5))
    """
    one, two, three, four = map(point, RationalArray.eye(4))
    return (
        one + two | (one | three) + (one | four),
        one + two | (two | three) + (two | four),
        three + four | (three | one) + (three | two),
        three + four | (four | one) + (four | two),
    )


def simplex_of_four() -> VirtualConstruction:
    """The simplex with the vertices e_1, ..., e_4, by rhombic pyramids.

    Source
    ------
    Bakaev and others, 2025, Section 3.3.

    Examples
    --------
    >>> simplex_of_four(), simplex_of_four().is_equivalent(standard_simplex(4))
    (<VirtualConstruction of level 2 in R^4>, True)
    """
    one, two, three, four = map(point, RationalArray.eye(4))
    axis = one + two | three + four
    triangles = [i + j | axis for i in (one, two) for j in (three, four)]
    return _half(rhombic_pyramids(), axis, triangles)


def corner_cones() -> tuple[Construction, ...]:
    """The four parts P_1, ..., P_4 of twice the simplex with the vertices e_1, ..., e_5, of level 2.

    Each is the convex hull of a rhombic pyramid and 2 e_5.

    Examples
    --------
    >>> [(part.level, part.polytope.f_vector) for part in corner_cones()][0]
    (2, (6, 13, 13, 6))
    """
    one, two, three, four, five = map(point, RationalArray.eye(5))
    first, second = 2 * five | one + two, 2 * five | three + four
    return (
        first | (one | three) + (one | four),
        first | (two | three) + (two | four),
        second | (three | one) + (three | two),
        second | (four | one) + (four | two),
    )


def simplex_of_five() -> VirtualConstruction:
    """The simplex with the vertices e_1, ..., e_5, by two levels.

    Source
    ------
    Bakaev and others, 2025, equation (2).

    Examples
    --------
    >>> five = simplex_of_five()
    >>> five, five.network().widths, five.support_function([3, 1, 4, 1, 5])
    (<VirtualConstruction of level 2 in R^5>, (21, 11), Fraction(5, 1))
    >>> five.is_equivalent(standard_simplex(5))
    True
    """
    one, two, three, four, five = map(point, RationalArray.eye(5))
    axis = one + two | three + four
    facets = [(2 * five | i + j) | axis for i in (one, two) for j in (three, four)]
    return _half(corner_cones(), 2 * five | axis, facets)


def _half(
    parts: tuple[Construction, ...], axis: Construction, inner: list[Construction]
) -> VirtualConstruction:
    """Half of the union of four parts around an axis, by inclusion and exclusion."""
    total = sum((part.virtual for part in parts), start=axis.virtual)
    return sum((-part.virtual for part in inner), start=total) * Fraction(1, 2)
