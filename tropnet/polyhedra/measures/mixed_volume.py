r"""Mixed volumes, by the Cayley trick.

The volume of :math:`\lambda_1 P_1 + \dots + \lambda_n P_n` is a homogeneous polynomial in the
:math:`\lambda_i \ge 0` (Minkowski).  Its coefficient at :math:`\lambda_1 \cdots \lambda_n` is the *mixed volume*
MV(P_1, ..., P_n), normalized as in Bernstein's theorem: MV(P, ..., P) = n! vol(P), and n generic polynomials with
these Newton polytopes have MV common zeros without zero coordinates (Bernstein 1975).  In the plane,
MV(P, Q) = vol(P + Q) - vol(P) - vol(Q) is also called the *mixed area*.

The *Cayley polytope* is the convex hull of the :math:`P_i \times \{e_i\}`.  By the Cayley trick (Sturmfels 1994; Huber,
Rambau and Santos, The Cayley trick, lifting subdivisions and the Bohne-Dress theorem on zonotopal tilings, 2000), each
of its triangulations cuts the Minkowski sum into cells, a simplex giving the sum of the faces that it has in
the :math:`P_i`.  The cells that contribute to the coefficient are the *mixed* ones, those of simplices with two
vertices in each :math:`P_i`: they are parallelepipeds of n edges, and

.. math:: MV(P_1, \dots, P_n) = \sum_{\text{mixed}} |\det(v_1' - v_1, \dots, v_n' - v_n)| .

Any triangulation will do, no lifting has to be generic; here it is the pulling triangulation of
:mod:`tropnet.polyhedra.volume`.  Only its mixed simplices are made: a face is left out when it has not the vertices
in each :math:`P_i` that are still to be found, or has some in one of which none is wanted (every simplex of a
triangulation of the face has vertices there).

The facets of the Cayley polytope are those of the Minkowski sum and at most n more, so they are few when the sum,
with its many vertices, is already large.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from tropnet.errors import EmptyDomainError, ShapeError, UnboundedError
from tropnet.polyhedra.bit_sets import bit_sets, members
from tropnet.polyhedra.conversion import from_generators, opposite
from tropnet.polyhedra.elimination import determinants
from tropnet.polyhedra.integer_rows import IntegerRows, magnitude, primitive, product
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.volume import facets_of_facet, sum_in_pairs

__all__ = ["mixed_area", "mixed_volume"]


def mixed_volume(*polytopes: Polyhedron) -> Fraction:
    """The mixed volume of n polytopes in R^n, with MV(P, ..., P) = n! vol(P).

    It is symmetric, monotone, and linear in each polytope with respect to Minkowski sums.

    Parameters
    ----------
    *polytopes : Polyhedron
        Bounded and not empty, as many as the dimension of their space; they may be lower-dimensional.

    Returns
    -------
    Fraction
        A whole number for lattice polytopes.

    Raises
    ------
    ShapeError
        If the number of polytopes is not the dimension of the space of each.
    EmptyDomainError
        If one is empty.
    UnboundedError
        If one is not bounded.

    Notes
    -----
    The cost is that of the facets of the Cayley polytope, of dimension 2n - 1, and grows fast with n: about 10 ms for
    three polytopes of 100 random points in R^3, a second for five of 6 points in R^5
    (``tests/benchmarks/test_lattice_polytopes.py``).

    Source
    ------
    B. Huber, J. Rambau and F. Santos, The Cayley trick, lifting subdivisions and the Bohne-Dress theorem on zonotopal
    tilings, Journal of the European Mathematical Society 2 (2000), 179-198.

    Examples
    --------
    For segments it is the absolute value of the determinant, for boxes the permanent of the sides:

    >>> mixed_volume(*(Polyhedron.from_generators([[0, 0], end]) for end in ([1, 2], [3, 4])))
    Fraction(2, 1)
    >>> mixed_volume(Polyhedron.parse("[0,1]x[0,2]"), Polyhedron.parse("[0,3]x[0,4]"))
    Fraction(10, 1)
    """
    _check(polytopes)
    rows = _cayley_rows(polytopes)
    hull = from_generators(rows, np.zeros((0, rows.shape[1]), np.int64))
    if len(hull.equations):
        return Fraction(0)
    vertices, parts = _parts(hull.generators)
    incidence = product(opposite(hull.inequalities), hull.generators.T) == 0
    simplices = _mixed_simplices(bit_sets(incidence), bit_sets(parts))
    return sum_in_pairs(_cell_volumes(vertices, parts, simplices))


def mixed_area(first: Polyhedron, second: Polyhedron) -> Fraction:
    """The mixed area vol(P + Q) - vol(P) - vol(Q) of two polygons.

    Two generic tropical curves with these Newton polygons meet in so many points, counted with multiplicity.

    Raises
    ------
    ShapeError
        If the polygons do not lie in the plane.
    EmptyDomainError
        If one is empty.
    UnboundedError
        If one is not bounded.

    Examples
    --------
    A conic and a cubic meet in six points:

    >>> mixed_area(*(Polyhedron.from_generators([[0, 0], [d, 0], [0, d]]) for d in (2, 3)))
    Fraction(6, 1)
    """
    return mixed_volume(first, second)


def _check(polytopes: tuple[Polyhedron, ...]) -> None:
    if not polytopes:
        raise ShapeError("no polytopes were given; a mixed volume is of n >= 1 polytopes in R^n")
    for polytope in map(checked_polyhedron, polytopes):
        if polytope.ambient_dim != len(polytopes):
            raise ShapeError(
                f"{polytope!r} is one of {len(polytopes)} polytopes; a mixed volume is of n polytopes in R^n"
            )
        if polytope.is_empty:
            raise EmptyDomainError(f"{polytope!r} is empty; a mixed volume is of polytopes with points")
        if not polytope.is_bounded:
            raise UnboundedError(f"{polytope!r} is unbounded; intersect it with a box first")


def _cayley_rows(polytopes: tuple[Polyhedron, ...]) -> IntegerRows:
    """The vertices of the Cayley polytope: rows (x, t y, t) with y a unit vector or, for the last part, zero."""
    n, blocks = len(polytopes), []
    for y, polytope in zip(np.eye(n, n - 1, dtype=np.int64), polytopes, strict=True):
        rows = polytope.description.generators[0]
        blocks.append(np.concatenate([rows[:, :n], rows[:, n:] * y, rows[:, n:]], axis=1))
    return primitive(np.concatenate(blocks))


def _parts(rows: IntegerRows) -> tuple[IntegerRows, npt.NDArray[np.bool_]]:
    """The rows (x, t) of the vertices, and which part, one in each row, has which vertex."""
    n = rows.shape[1] // 2
    parts = rows[:, n:-1].T != 0
    return rows[:, [*range(n), -1]], np.concatenate([parts, ~parts.any(axis=0, keepdims=True)])


def _mixed_simplices(facets: list[int], parts: list[int]) -> list[int]:
    """The simplices with two vertices in each part, of the pulling triangulation of a polytope with these facets.

    The vertices are those of all the parts; all sets are sets of vertices, as bits.
    """
    known: dict[tuple[int, tuple[int, ...]], list[int]] = {}

    def pulled(face: int, wanted: tuple[int, ...], facets: list[int]) -> list[int]:
        apex = face & -face
        rest = tuple(number - bool(apex & part) for number, part in zip(wanted, parts, strict=True))
        return [
            apex | simplex
            for facet in facets
            if not facet & apex
            for simplex in simplices(facet, rest, facets)
        ]

    def simplices(facet: int, wanted: tuple[int, ...], facets: list[int]) -> list[int]:
        present = tuple((facet & part).bit_count() for part in parts)
        if present == wanted:
            return [facet]
        if any(have < want or (have > 0) != (want > 0) for have, want in zip(present, wanted, strict=True)):
            return []
        if (facet, wanted) not in known:
            known[facet, wanted] = pulled(facet, wanted, facets_of_facet(facet, facets))
        return known[facet, wanted]

    return pulled(sum(parts), (2,) * len(parts), facets)


def _cell_volumes(
    vertices: IntegerRows, parts: npt.NDArray[np.bool_], simplices: list[int]
) -> list[Fraction]:
    """The volumes of the parallelepipeds of the edges that the simplices have in the parts."""
    n = len(parts)
    if magnitude(vertices) >= 2**30:
        vertices = vertices.astype(object)
    corners = np.array([list(members(simplex)) for simplex in simplices], np.intp).reshape(-1, 2 * n)
    by_part = np.argsort(parts.argmax(axis=0)[corners], axis=1, kind="stable")
    pairs = vertices[np.take_along_axis(corners, by_part, axis=1)].reshape(-1, n, 2, n + 1)
    start, end = pairs[:, :, 0], pairs[:, :, 1]
    edges = end[:, :, :n] * start[:, :, n:] - start[:, :, :n] * end[:, :, n:]
    heights = (start[:, :, n] * end[:, :, n]).astype(object).prod(axis=1)
    return list(map(Fraction, abs(determinants(edges)).tolist(), heights.tolist()))
