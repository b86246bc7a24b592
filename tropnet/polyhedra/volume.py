r"""The exact volume and centroid of a polytope, by a pulling triangulation.

To *pull* a vertex v of a polytope is to cut the polytope into the pyramids with apex v over the facets that
do not contain v.  Pulling a vertex of each of these facets in turn, and so on, ends in simplices.  When the
vertex pulled in a face depends on the face alone, here its first one, two neighbouring pyramids are cut in
the same way along their common face, so the result is a triangulation without new vertices (De Loera, Rambau
and Santos, Triangulations, 2010, Section 4.3.2).  The volume of the simplex with the vertices
:math:`x_i / t_i` is :math:`|\det(x_i, t_i)_i| / (n! \prod t_i)`.  The vertices keep their own denominators:
a common one would have hundreds of digits.

Only the incidence of facets and vertices is needed to find the simplices.  Every facet of a facet G of a
face F is the intersection of G with exactly one other facet of F (Ziegler, Lectures on polytopes, 1995,
Theorem 2.7), so the facets of G are the largest of its intersections with the other facets of F.  A face met
from several sides is triangulated once.

The centroid of a simplex is the mean of its vertices, so the centroid of the polytope is the mean of the
vertices, each with the volume of its star (the simplices that contain it) as its weight.  An affine map
multiplies all volumes by one factor: any affine chart of the affine hull gives the same point, and the
centroid of a polytope of any dimension is found in the chart of some of the coordinates.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import zip_longest
from math import factorial

import flint
import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.polyhedra.bit_sets import bit_sets, largest_sets, members
from tropnet.polyhedra.elimination import determinants
from tropnet.polyhedra.integer_rows import IntegerRows, spanning_rows

__all__ = [
    "facets_of_facet",
    "polytope_centroid",
    "polytope_volume",
    "pulling_triangulation",
    "simplex_volumes",
    "sum_in_pairs",
]

_SIMPLICES_AT_ONCE = 20_000


def polytope_volume(vertices: IntegerRows, incidence: npt.NDArray[np.bool_]) -> Fraction:
    """The volume of a full-dimensional polytope in R^n.

    Parameters
    ----------
    vertices : integer array, shape (k, n + 1)
        Rows (x, t) with t > 0, meaning the vertex x / t.
    incidence : bool array, shape (number of facets, k)
        Which facet contains which vertex.

    Returns
    -------
    Fraction

    Source
    ------
    J. A. De Loera, J. Rambau and F. Santos, Triangulations, Springer, 2010, Section 4.3.2.

    Examples
    --------
    The square [0, 1/2]^2:

    >>> vertices = np.array([[0, 0, 1], [0, 1, 2], [1, 0, 2], [1, 1, 2]])
    >>> incidence = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], bool)
    >>> polytope_volume(vertices, incidence)
    Fraction(1, 4)
    """
    dim = vertices.shape[1] - 1
    return sum_in_pairs(simplex_volumes(vertices, pulling_triangulation(incidence, dim))) / factorial(dim)


def polytope_centroid(vertices: IntegerRows, incidence: npt.NDArray[np.bool_]) -> RationalArray:
    """The centroid of a polytope of any dimension in R^n: the mean of its points.

    Parameters
    ----------
    vertices : integer array, shape (k, n + 1)
        Rows (x, t) with t > 0, meaning the vertex x / t; at least one.
    incidence : bool array, shape (number of facets, k)
        Which facet contains which vertex.

    Returns
    -------
    RationalArray, shape (n,)

    Examples
    --------
    The half of the unit square below its diagonal, and one of its sides:

    >>> triangle = np.array([[0, 0, 1], [1, 0, 1], [1, 1, 1]])
    >>> polytope_centroid(triangle, ~np.eye(3, dtype=bool))
    RationalArray([2/3, 1/3])
    >>> polytope_centroid(triangle[:2], ~np.eye(2, dtype=bool))
    RationalArray([1/2, 0])
    """
    # The height comes first, so that the leading columns of the echelon form are the height and some
    # coordinates: those are a chart of the affine hull.
    rotated = np.roll(vertices, 1, axis=1)
    chart = (spanning_rows(rotated) != 0).argmax(axis=1)
    simplices = pulling_triangulation(incidence, len(chart) - 1)
    stars: list[list[Fraction]] = [[] for _ in vertices]
    for corners, volume in zip(
        simplices.tolist(), simplex_volumes(rotated[:, np.roll(chart, -1)], simplices), strict=True
    ):
        for corner in corners:
            stars[corner].append(volume)
    weights = [sum_in_pairs(star) / int(t) for star, t in zip(stars, vertices[:, -1], strict=True)]
    moments = rational_array(weights) @ rational_array(vertices)
    return RationalArray.from_integers(moments.numerators[:-1], int(moments.numerators[-1]))


def simplex_volumes(vertices: IntegerRows, simplices: npt.NDArray[np.intp]) -> list[Fraction]:
    """The volumes of simplices, multiplied by the factorial of the dimension.

    Parameters
    ----------
    vertices : integer array, shape (k, n + 1)
        Rows (x, t) with t > 0, meaning the vertex x / t.
    simplices : integer array, shape (number of simplices, n + 1)
        The vertices of each.

    Examples
    --------
    >>> simplex_volumes(np.array([[0, 0, 1], [0, 1, 2], [1, 0, 2]]), np.array([[0, 1, 2]]))
    [Fraction(1, 4)]
    """
    volumes: list[Fraction] = []
    for start in range(0, len(simplices), _SIMPLICES_AT_ONCE):
        corners = vertices[simplices[start : start + _SIMPLICES_AT_ONCE]]
        heights = corners[:, :, -1].astype(object).prod(axis=1).tolist()
        volumes += map(Fraction, np.abs(determinants(corners)).tolist(), heights)
    return volumes


def sum_in_pairs(terms: list[Fraction]) -> Fraction:
    """The sum of the terms; additions of long fractions are few when short ones meet first.

    Examples
    --------
    >>> sum_in_pairs([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)])
    Fraction(1, 1)
    """
    # FLINT's greatest common divisors of long integers are much faster than Python's.
    sums = [flint.fmpq(term.numerator, term.denominator) for term in terms] or [flint.fmpq(0)]
    while len(sums) > 1:
        pairs = zip_longest(sums[::2], sums[1::2], fillvalue=flint.fmpq(0))
        sums = [first + second for first, second in pairs]
    return Fraction(int(sums[0].p), int(sums[0].q))


def pulling_triangulation(incidence: npt.NDArray[np.bool_], dim: int) -> npt.NDArray[np.intp]:
    """The simplices of the triangulation of a polytope in which every face pulls its first vertex.

    Parameters
    ----------
    incidence : bool array, shape (number of facets, number of vertices)
    dim : int
        The dimension of the polytope.

    Returns
    -------
    integer array, shape (number of simplices, dim + 1)
        The vertices of each simplex.

    Examples
    --------
    A square with the vertices 0, 1, 2, 3 in cyclic order:

    >>> incidence = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]], bool)
    >>> sorted(map(sorted, pulling_triangulation(incidence, 2).tolist()))
    [[0, 1, 2], [0, 2, 3]]
    """
    facets = bit_sets(incidence)
    whole = (1 << incidence.shape[1]) - 1
    simplices = [whole] if whole.bit_count() == dim + 1 else _pulled(whole, dim, facets, {})
    corners = [list(members(simplex)) for simplex in simplices]
    return np.array(corners, dtype=np.intp).reshape(len(corners), dim + 1)


def _pulled(face: int, dim: int, facets: list[int], known: dict[int, list[int]]) -> list[int]:
    """The simplices of a face of dimension ``dim`` with these facets; all are sets of vertices, as bits."""
    apex = face & -face
    return [
        apex | simplex
        for facet in facets
        if not facet & apex
        for simplex in _triangulated(facet, dim - 1, facets, known)
    ]


def _triangulated(facet: int, dim: int, facets: list[int], known: dict[int, list[int]]) -> list[int]:
    """The simplices of one of the facets of a face."""
    if facet.bit_count() == dim + 1:
        return [facet]
    if facet not in known:
        known[facet] = _pulled(facet, dim, facets_of_facet(facet, facets), known)
    return known[facet]


def facets_of_facet(facet: int, facets: list[int]) -> list[int]:
    """The facets of one of the facets of a polytope; faces are sets of vertices, as bits.

    Parameters
    ----------
    facet : int
    facets : list of int
        All the facets of the polytope; whether ``facet`` itself is among them makes no difference.

    Examples
    --------
    A square pyramid with the apex 4, and its base:

    >>> facets_of_facet(0b01111, [0b01111, 0b10011, 0b10110, 0b11100, 0b11001])
    [3, 6, 12, 9]
    """
    return largest_sets(facet & other for other in facets if other != facet)
