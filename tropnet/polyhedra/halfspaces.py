r"""What inequalities tell without their vertices: emptiness, affine hull, interior point and facets.

A polyhedron :math:`\{x : A x \le b,\ C x = d\}` in high dimension may have far too many vertices to list, but
these four questions are linear programs.

Solve the equations for their pivot coordinates; what remains is a system in the free coordinates, a *chart*
of the affine subspace.  By Motzkin's transposition theorem either some x satisfies all its rows strictly, or
there is a vector :math:`y \ge 0`, :math:`y \ne 0`, with :math:`y A = 0` and :math:`y b \le 0`.  In the first
case the equations are those of the affine hull and x is a point of the relative interior.  In the second the
set is empty if :math:`y b < 0`; if :math:`y b = 0`, every row j with :math:`y_j > 0` holds with equality on the
whole set, for the sum of the nonnegative :math:`y_j (b_j - a_j x)` is zero.  Such a row joins the equations,
which grow by at least one dimension, and the question is asked again.  (Schrijver, Theory of linear and
integer programming, 1986, Sections 7.8 and 8.2.)

The rows of the last chart have an interior point, so :func:`tropnet.exact.redundancy.irredundant` finds the
facets among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.exact.programs import feasible_interiors, irredundant
from tropnet.polyhedra.integer_rows import IntegerRows, eliminate, sorted_unique, spanning_rows

__all__ = ["ReducedSystem", "facet_rows", "free_coordinates", "lifted", "most_vertices", "reduced_system"]


@dataclass(frozen=True, eq=False)
class ReducedSystem:
    """A polyhedron as inequalities in a chart of its affine hull.

    Attributes
    ----------
    inequalities : integer array, shape (m, n + 1)
        Rows (a, b) with a.x <= b and zeros at the pivots of the equations; none holds with equality on the
        whole set.  They may be redundant.
    equations : integer array, shape (e, n + 1)
        The reduced echelon basis of the equations (c, d) of the affine hull.
    point : RationalArray, shape (n,), or None
        A point of the relative interior.  None exactly for the empty set, and then the rows mean nothing.
    """

    inequalities: IntegerRows
    equations: IntegerRows
    point: RationalArray | None

    @property
    def is_empty(self) -> bool:
        """Whether no point satisfies the system."""
        return self.point is None


def reduced_system(inequalities: IntegerRows, equations: IntegerRows) -> ReducedSystem:
    """The affine hull of ``{x : a x <= b, c x = d}``, a point of its relative interior, and what is left.

    Parameters
    ----------
    inequalities, equations : integer arrays, shapes (m, n + 1) and (e, n + 1)
        Redundant, repeated, zero and contradictory rows are welcome.

    Examples
    --------
    A segment of the plane that four inequalities describe:

    >>> rows = np.array([[1, 1, 1], [-1, -1, -1], [-1, 0, 0], [0, -1, 0]])
    >>> segment = reduced_system(rows, np.zeros((0, 3), int))
    >>> segment.equations.tolist(), segment.inequalities.tolist()
    ([[1, 1, 1]], [[0, 1, 1], [0, -1, 0]])
    >>> segment.point
    RationalArray([1/2, 1/2])
    """
    while True:
        equations = spanning_rows(equations)
        inequalities = eliminate(inequalities, equations)
        involved = inequalities[:, :-1].astype(np.bool_).any(axis=1)
        contradictory = len(equations) > 0 and not equations[-1, :-1].any()
        if contradictory or (inequalities[~involved, -1] < 0).any():
            return ReducedSystem(inequalities, equations, None)
        inequalities = inequalities[involved]
        free = free_coordinates(equations)
        if len(inequalities) == 0:
            return ReducedSystem(inequalities, equations, lifted(RationalArray.zeros(len(free)), equations))
        A, b = _chart(inequalities, free)
        found = feasible_interiors(A.reshape(1, *A.shape), b.reshape(1, -1))
        if found.feasible[0]:
            return ReducedSystem(inequalities, equations, lifted(_rounded(found.point(0), A, b), equations))
        y = found.farkas(0)
        if y @ b < 0:
            return ReducedSystem(inequalities, equations, None)
        is_tight = y.sign() > 0
        equations = np.concatenate([equations, inequalities[is_tight]])
        inequalities = inequalities[~is_tight]


def facet_rows(system: ReducedSystem) -> IntegerRows:
    """The canonical inequalities of a non-empty polyhedron: one row for each facet, sorted.

    Examples
    --------
    >>> rows = np.array([[-1, 0, 0], [0, -1, 0], [1, 1, 1], [1, 0, 1], [3, 3, 3]])
    >>> facet_rows(reduced_system(rows, np.zeros((0, 3), int))).tolist()
    [[-1, 0, 0], [0, -1, 0], [1, 1, 1]]
    """
    rows, free = system.inequalities, free_coordinates(system.equations)
    if len(rows) == 0:
        return rows
    assert system.point is not None
    return sorted_unique(rows[irredundant(*_chart(rows, free), interior=system.point[free])])


def free_coordinates(equations: IntegerRows) -> npt.NDArray[np.intp]:
    """The coordinates that are no pivots of equations (c, d) in echelon form: they are a chart.

    Examples
    --------
    >>> free_coordinates(np.array([[1, 0, 2, 5], [0, 1, 1, 3]]))
    array([2])
    """
    is_pivot = np.zeros(max(equations.shape[1] - 1, 0), np.bool_)
    is_pivot[[int(np.flatnonzero(row)[0]) for row in equations if row[:-1].any()]] = True
    return np.flatnonzero(~is_pivot)


def lifted(point: RationalArray, equations: IntegerRows) -> RationalArray:
    """The point of the affine subspace whose free coordinates are given.

    Parameters
    ----------
    point : RationalArray, shape (number of free coordinates,)
    equations : integer array, shape (e, n + 1)
        In reduced echelon form, without contradiction.

    Examples
    --------
    >>> lifted(RationalArray([2]), np.array([[1, 0, 2, 5], [0, 2, 1, 3]]))
    RationalArray([1, 1/2, 2])
    """
    free = free_coordinates(equations)
    coordinates = np.zeros(equations.shape[1] - 1, dtype=object)
    coordinates[free] = point.fractions()
    for row in equations:
        pivot = int(np.flatnonzero(row)[0])
        rest = RationalArray.from_integers(row[free]) @ point
        coordinates[pivot] = (int(row[-1]) - rest) / int(row[pivot])
    return RationalArray(coordinates)


def most_vertices(n_inequalities: int, dim: int) -> int:
    """McMullen's bound: a polyhedron in R^dim cut out by so many half-spaces has at most as many vertices.

    With the hyperplane at infinity it becomes a polytope with at most one facet more, and of all polytopes
    with m facets the polar of a cyclic polytope has the most vertices (Ziegler, Lectures on polytopes,
    1995, Theorem 8.23).

    Examples
    --------
    >>> [most_vertices(20, dim) for dim in (1, 2, 3, 10)]
    [2, 21, 38, 5733]
    """
    m, dim = n_inequalities + 1, min(dim, n_inequalities)
    if dim <= 1:
        return dim + 1
    half = dim // 2
    if dim % 2:
        return 2 * comb(m - half - 1, half)
    return comb(m - half, half) + comb(m - half - 1, half - 1)


def _rounded(point: RationalArray, A: RationalArray, b: RationalArray) -> RationalArray:
    """A point with A x < b near the given one, on the coarsest of a few dyadic grids that have such a point."""
    for bits in (0, 1, 2, 4, 8, 16, 32):
        near = RationalArray.from_integers([round(x * 2**bits) for x in point], 2**bits)
        if (A @ near < b).all():
            return near
    return point


def _chart(rows: IntegerRows, free: npt.NDArray[np.intp]) -> tuple[RationalArray, RationalArray]:
    return RationalArray.from_integers(rows[:, free]), RationalArray.from_integers(rows[:, -1])
