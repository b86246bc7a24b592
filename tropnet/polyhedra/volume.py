r"""The exact volume of a polytope, by a pulling triangulation.

To *pull* a vertex v of a polytope is to cut the polytope into the pyramids with apex v over the facets that
do not contain v.  Pulling a vertex of each of these facets in turn, and so on, ends in simplices.  When the
vertex pulled in a face depends on the face alone, here its first one, two neighbouring pyramids are cut in
the same way along their common face, so the result is a triangulation without new vertices (De Loera, Rambau
and Santos, Triangulations, 2010, Section 4.3.2).  The volume of the simplex with the vertices
:math:`x_i / t_i` is :math:`|\det(x_i, t_i)_i| / (n! \prod t_i)`.  The vertices keep their own denominators:
a common one would have hundreds of digits.

Only the incidence of facets and vertices is needed to find the simplices: the facets of a face F are the
largest of its proper intersections with facets of the polytope.  A face met from several sides is
triangulated once.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest
from math import factorial, isqrt

import numpy as np
import numpy.typing as npt

from tropnet.polyhedra.integer_rows import IntegerRows, magnitude

__all__ = ["polytope_volume", "pulling_triangulation"]

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
    simplices = pulling_triangulation(incidence, dim)
    volumes = [Fraction(0)]
    for start in range(0, len(simplices), _SIMPLICES_AT_ONCE):
        corners = vertices[simplices[start : start + _SIMPLICES_AT_ONCE]]
        heights = corners[:, :, -1].astype(object).prod(axis=1).tolist()
        volumes += map(Fraction, np.abs(_determinants(corners)).tolist(), heights)
    return _sum_in_pairs(volumes) / factorial(dim)


def _sum_in_pairs(terms: list[Fraction]) -> Fraction:
    """The sum of a non-empty list; additions of long fractions are few when short ones meet first."""
    while len(terms) > 1:
        pairs = zip_longest(terms[::2], terms[1::2], fillvalue=Fraction(0))
        terms = [first + second for first, second in pairs]
    return terms[0]


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
    n_vertices = incidence.shape[1]
    facets = [_bits(row) for row in incidence]
    whole = (1 << n_vertices) - 1
    simplices = _triangulated(whole, dim, facets, {})
    corners = [list(_members(simplex)) for simplex in simplices]
    return np.array(corners, dtype=np.intp).reshape(len(corners), dim + 1)


def _triangulated(face: int, dim: int, facets: list[int], known: dict[int, list[int]]) -> list[int]:
    """The simplices of a face of dimension ``dim``; faces and simplices are sets of vertices, as bits."""
    if face.bit_count() == dim + 1:
        return [face]
    if face not in known:
        apex = face & -face
        known[face] = [
            apex | simplex
            for below in _largest_proper({face & facet for facet in facets} - {face})
            if not below & apex
            for simplex in _triangulated(below, dim - 1, facets, known)
        ]
    return known[face]


def _largest_proper(sets: set[int]) -> list[int]:
    """The members contained in no other member."""
    largest: list[int] = []
    for candidate in sorted(sets, key=int.bit_count, reverse=True):
        if all(candidate & ~other for other in largest):
            largest.append(candidate)
    return largest


def _bits(row: npt.NDArray[np.bool_]) -> int:
    return sum(1 << int(vertex) for vertex in np.flatnonzero(row))


def _members(bits: int) -> Iterator[int]:
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1


def _determinants(matrices: IntegerRows) -> IntegerRows:
    """The determinants of many integer matrices, up to sign: fraction-free elimination in lock step.

    Every intermediate entry is a minor (Bareiss 1968), so Hadamard's bound m^n n^(n/2) holds for it; the
    largest number met is twice the square of that.  This decides between int64 and Python integers.
    """
    n = matrices.shape[-1]
    minor = (magnitude(matrices) + 1) ** n * (isqrt(n**n) + 1)
    rows = matrices.astype(np.int64 if 2 * minor**2 < 2**63 else object)
    every, previous = np.arange(len(rows)), np.ones((len(rows), 1, 1), rows.dtype)
    for k in range(n - 1):
        chosen = k + (rows[:, k:, k] != 0).argmax(axis=1)
        rows[every, k], rows[every, chosen] = rows[every, chosen], rows[every, k]
        pivot = rows[:, k : k + 1, k : k + 1]
        below, right = rows[:, k + 1 :, k : k + 1], rows[:, k : k + 1, k + 1 :]
        rows[:, k + 1 :, k + 1 :] = (pivot * rows[:, k + 1 :, k + 1 :] - below * right) // previous
        # A zero pivot means that the whole column is zero: then all later entries are zero, and stay so.
        previous = np.where(pivot == 0, 1, pivot)
    return np.asarray(rows[:, -1, -1])
