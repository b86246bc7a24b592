r"""Both descriptions of a polyhedron in integer rows, each found when it is first asked for.

This is the memory of :class:`~tropnet.polyhedra.polyhedron.Polyhedron`, and what the algorithms on polyhedra
read.  What was given is kept as it is; what follows is canonical.  The cheapest way is taken:

* a box answers from its bounds (:mod:`tropnet.polyhedra.boxes`);
* descriptions that were given together as irredundant ones are brought to normal form;
* inequalities alone are asked for their facets, dimension and interior by linear programs
  (:mod:`tropnet.polyhedra.halfspaces`) when there may be more than :data:`MANY_VERTICES` vertices;
* generators alone are asked for a point by a linear program when there may be more than :data:`MANY_FACETS`
  facets: the point lies in the set exactly when no linear form separates it from the generators (Farkas);
* everything else is one conversion (:mod:`tropnet.polyhedra.conversion`), which yields all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import lcm

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.programs import Optimal, maximize
from tropnet.polyhedra.boxes import Bounds, box_bounds, box_dim, box_facets, box_middle
from tropnet.polyhedra.conversion import (
    DoubleDescription,
    from_generators,
    from_inequalities,
    normal_form,
    opposite,
)
from tropnet.polyhedra.halfspaces import ReducedSystem, facet_rows, most_vertices, reduced_system
from tropnet.polyhedra.integer_rows import IntegerRows, product, spanning_rows
from tropnet.polyhedra.reading import Rows

__all__ = ["Description", "points_of_rows", "slack"]

MANY_VERTICES = 100
"""From this bound on the number of vertices on, linear programs answer what they can.

They find the facets in 1 to 3 ms nearly independently of the dimension, as long as a conversion with a bound of 40
to 80 takes; at a bound of 1000 conversions need 20 to 40 ms (``tests/benchmarks/test_polyhedra.py``).
"""

MANY_FACETS = 20_000
"""From this bound on the number of facets on, a linear program for each point is preferred to finding them."""


def slack(rows: IntegerRows, points: IntegerRows) -> IntegerRows:
    """The values b t - a.x of rows (a, b) at points with the columns (x, t).

    Examples
    --------
    >>> slack(np.array([[1, 2, 5]]), np.array([1, 1, 1]))
    array([2])
    """
    return product(opposite(rows), points)


def points_of_rows(rows: IntegerRows) -> RationalArray:
    """The points x / t of the rows (x, t) with t > 0, over a common denominator.

    Examples
    --------
    >>> points_of_rows(np.array([[1, 2], [5, 0], [1, 3]]))
    RationalArray([[1/2], [1/3]])
    """
    rows = rows[rows[:, -1] > 0]
    heights = rows[:, -1].astype(object)
    denominator = lcm(*heights.tolist())
    return RationalArray.from_integers(rows[:, :-1] * (denominator // heights)[:, None], denominator)


@dataclass(frozen=True, eq=False, repr=False)
class Description:
    """What is known of a polyhedron in R^n, and what follows.

    Attributes
    ----------
    ambient_dim : int
        The dimension n.
    given_constraints, given_generators : pair of integer arrays, or None
        Inequalities (a, b) and equations (c, d); generators (x, t) and lines (x, 0).  At least one pair is
        given; if both are, they describe the same set.
    is_irredundant : bool
        Whether what is given has one row for each facet and each extreme generator.

    Examples
    --------
    >>> rows, none = np.array([[-1, 0], [3, 2], [1, 5]]), np.zeros((0, 2), int)
    >>> segment = Description(1, (rows, none), None)
    >>> segment.constraints[0].tolist(), segment.generators[0].tolist()
    ([[-1, 0], [3, 2]], [[0, 1], [2, 3]])
    """

    ambient_dim: int
    given_constraints: Rows | None
    given_generators: Rows | None
    is_irredundant: bool = False

    # Rows -----------------------------------------------------------------------------------------------

    @cached_property
    def constraints(self) -> Rows:
        """The canonical inequalities and equations, read-only."""
        return _read_only(self._canonical_constraints())

    def _canonical_constraints(self) -> Rows:
        if self.bounds is not None:
            return box_facets(self.bounds)
        if self.is_irredundant and self.given_constraints is not None:
            return normal_form(*self.given_constraints)
        if self.has_many_vertices:
            if self.reduced.is_empty:
                return _impossible(self.ambient_dim)
            return facet_rows(self.reduced), self.reduced.equations
        return self._both.inequalities, self._both.equations

    @cached_property
    def generators(self) -> Rows:
        """The canonical generators, first the vertices in the order of their coordinates, and lines; read-only."""
        if self.is_irredundant and self.given_generators is not None:
            rows, lines = normal_form(*self.given_generators)
        else:
            rows, lines = self._both.generators, self._both.lines
        heights = rows[:, -1].astype(object)
        denominator = lcm(*heights[heights > 0].tolist())
        keys = [(t == 0, [x * (denominator // t if t else 1) for x in row]) for *row, t in rows.tolist()]
        order = sorted(range(len(rows)), key=keys.__getitem__)
        return _read_only((rows[order], lines))

    @property
    def some_constraints(self) -> Rows:
        """Inequalities and equations that describe the set: those given, canonical ones otherwise."""
        return self.given_constraints or self.constraints

    @property
    def some_generators(self) -> Rows:
        """Generators and lines that describe the set: those given, canonical ones otherwise."""
        return self.given_generators or self.generators

    @cached_property
    def vertices(self) -> RationalArray:
        """The canonical vertices over their common denominator, shape (k, n)."""
        return points_of_rows(self.generators[0])

    @cached_property
    def n_vertices(self) -> int:
        """The number of canonical generators that are vertices."""
        return int((self.generators[0][:, -1] > 0).sum())

    @cached_property
    def incidence(self) -> npt.NDArray[np.bool_]:
        """Which canonical inequality is tight at which canonical generator."""
        tight: npt.NDArray[np.bool_] = slack(self.constraints[0], self.generators[0].T) == 0
        tight.flags.writeable = False
        return tight

    # How to answer --------------------------------------------------------------------------------------

    @cached_property
    def bounds(self) -> Bounds | None:
        """The ends of the sides when every given constraint involves one coordinate."""
        return None if self.given_constraints is None else box_bounds(*self.given_constraints)

    @cached_property
    def has_many_vertices(self) -> bool:
        """Whether the vertices are not known and may be more than are worth listing for other questions."""
        if self.given_constraints is None or self.given_generators is not None:
            return False
        inequalities, equations = self.given_constraints
        # Repeated or dependent equations make the bound larger than need be, which does no harm.
        dim = max(self.ambient_dim - len(equations), 0)
        return most_vertices(len(inequalities), dim) > MANY_VERTICES

    @cached_property
    def has_many_facets(self) -> bool:
        """Whether the facets are not known and may be more than are worth listing for a few points."""
        if self.given_constraints is not None:
            return False
        n_generators = sum(map(len, self.some_generators))
        return most_vertices(max(n_generators - 1, 0), self.ambient_dim) > MANY_FACETS

    def contains(self, rows: IntegerRows) -> npt.NDArray[np.bool_]:
        """Which of the rows (x, t) are points x / t of the set, or directions x of its recession cone if t = 0."""
        if self.has_many_facets and "constraints" not in vars(self):
            return np.array([self._is_generated(row) for row in rows], np.bool_)
        inequalities, equations = self.some_constraints
        below = (slack(inequalities, rows.T) >= 0).all(axis=0)
        return np.asarray(below & (slack(equations, rows.T) == 0).all(axis=0))

    def _is_generated(self, row: IntegerRows) -> bool:
        """Whether the row is a nonnegative combination of the generators, plus lines."""
        rows, lines = (RationalArray.from_integers(part) for part in self.some_generators)
        zeros = RationalArray.zeros
        separation = maximize(
            RationalArray.from_integers(row), rows, zeros(len(rows)), (lines, zeros(len(lines)))
        )
        return isinstance(separation, Optimal)

    @property
    def has_few_vertices(self) -> bool:
        """Whether generators are given, or found so easily that any question may be answered from them."""
        return self.given_generators is not None or (self.bounds is None and not self.has_many_vertices)

    @property
    def lists_vertices(self) -> bool:
        """Whether generators are at hand: few, or found already."""
        return self.has_few_vertices or "generators" in vars(self)

    @cached_property
    def reduced(self) -> ReducedSystem:
        """The given constraints in a chart of the affine hull."""
        assert self.given_constraints is not None
        return reduced_system(*self.given_constraints)

    @cached_property
    def _both(self) -> DoubleDescription:
        if self.given_constraints is None:
            assert self.given_generators is not None
            return from_generators(*self.given_generators)
        # The facets are fewer rows than those given, and are found faster than the vertices.
        return from_inequalities(*(self.constraints if self.has_many_vertices else self.given_constraints))

    # Shape ----------------------------------------------------------------------------------------------

    @cached_property
    def is_empty(self) -> bool:
        """Whether no point lies in the set."""
        if self.given_generators is not None:
            return len(self.given_generators[0]) == 0
        if self.bounds is not None:
            return box_dim(self.bounds) < 0
        if self.has_many_vertices:
            return self.reduced.is_empty
        return not self.constraints[0][:, :-1].any(axis=1).all()

    @cached_property
    def dim(self) -> int:
        """The dimension of the affine hull; -1 for the empty set."""
        if self.is_empty:
            return -1
        if self.given_constraints is None and self.given_generators is not None:
            return len(spanning_rows(np.concatenate(self.given_generators))) - 1
        if self.bounds is not None:
            return box_dim(self.bounds)
        if self.has_many_vertices:
            return self.ambient_dim - len(self.reduced.equations)
        return self.ambient_dim - len(self.constraints[1])

    @cached_property
    def is_bounded(self) -> bool:
        """Whether the set is a polytope; the empty set is one."""
        if self.is_empty:
            return True
        if self.bounds is not None:
            return all(None not in ends for ends in self.bounds)
        if self.lists_vertices:
            rows, lines = self.some_generators
            return bool((rows[:, -1] > 0).all()) and len(lines) == 0
        return len(reduced_system(*self.recession_constraints).equations) == self.ambient_dim

    @property
    def recession_constraints(self) -> Rows:
        """The constraints of the recession cone of a non-empty set."""
        inequalities, equations = (rows.copy() for rows in self.some_constraints)
        inequalities[:, -1] = equations[:, -1] = 0
        return inequalities, equations

    @cached_property
    def interior_point(self) -> RationalArray:
        """A point of the relative interior of a non-empty set."""
        if self.bounds is not None:
            return rational_array(box_middle(self.bounds))
        if not self.has_few_vertices:
            assert self.reduced.point is not None
            return self.reduced.point
        rows = self.some_generators[0] if self.has_many_facets else self.generators[0]
        points, rays = points_of_rows(rows), rows[rows[:, -1] == 0, :-1]
        mean: RationalArray = points.sum(axis=0) / len(points)
        return mean + RationalArray.from_integers(rays).sum(axis=0) if len(rays) else mean


def _read_only(rows: Rows) -> Rows:
    for part in rows:
        part.flags.writeable = False
    return rows


def _impossible(n: int) -> Rows:
    """The canonical constraints of the empty set: 0 x <= -1."""
    row = np.zeros((1, n + 1), np.int64)
    row[0, -1] = -1
    return row, np.zeros((0, n + 1), np.int64)
