"""Polyhedra of every kind, and the same sets in the Parma Polyhedra Library."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import strategies as st

from tropnet.polyhedra.conversion import DoubleDescription, normal_form
from tropnet.polyhedra.polyhedron import Polyhedron


def _matrix(entries, n):
    return np.array(entries, dtype=object).reshape(len(entries), n)


def by_inequalities(n, inequalities, equations=()):
    """From rows (a, b) and (c, d)."""
    rows, equal = _matrix(inequalities, n + 1), _matrix(equations, n + 1)
    return Polyhedron.from_inequalities(rows[:, :-1], rows[:, -1], (equal[:, :-1], equal[:, -1]))


def by_generators(n, vertices, rays=(), lines=()):
    return Polyhedron.from_generators(_matrix(vertices, n), _matrix(rays, n), _matrix(lines, n))


# Builders, so that every test gets polyhedra that have computed nothing yet.
PLANE = {
    "empty": lambda: by_inequalities(2, [[1, 1, 0], [-1, -1, -1]]),
    "empty without generators": lambda: by_generators(2, []),
    "point": lambda: by_inequalities(2, [[1, 0, 0], [0, 1, 0], [-1, -1, 0]]),
    "other point": lambda: by_generators(2, [["1/2", 1]]),
    "segment": lambda: by_generators(2, [[0, 0], [2, 1], [1, "1/2"]]),
    "triangle": lambda: by_inequalities(2, [[-1, 0, 0], [0, -1, 0], [1, 2, 3], [1, 0, 3], [2, 4, 7]]),
    "pentagon": lambda: by_generators(2, [[0, 0], [2, 0], [3, 1], [1, 3], [0, 2], [1, 1], [2, 0]]),
    "box": lambda: by_inequalities(2, [[2, 0, 1], [-1, 0, 1], [0, 1, 2], [0, -3, 1]]),
    "ray": lambda: by_inequalities(2, [[-1, 0, -1]], [[1, -1, 0]]),
    "line": lambda: by_generators(2, [[1, 0]], lines=[[1, 1]]),
    "half-plane": lambda: by_inequalities(2, [[1, 2, 3], [2, 4, 6], [1, 2, 5]]),
    "strip": lambda: by_inequalities(2, [[1, 1, 1], [-1, -1, 1]]),
    "cone": lambda: by_generators(2, [[1, 1]], rays=[[1, 0], [1, 2], [2, 1]]),
    "unbounded": lambda: by_inequalities(2, [[-1, 0, 0], [0, -1, 0], [-1, -1, -1], [1, -2, 3]]),
    "plane": lambda: by_inequalities(2, [[0, 0, 5]]),
}
SPACE = {
    "nothing": lambda: by_inequalities(3, [[-1, 0, 0, -1], [1, 0, 0, 0], [0, 1, 1, 3]]),
    "triangle in space": lambda: by_generators(3, [[2, 0, 0], [0, 2, 0], [0, 0, 2], ["2/3", "2/3", "2/3"]]),
    "pyramid": lambda: by_inequalities(
        3, [[1, 0, 1, 1], [-1, 0, 1, 1], [0, 1, 1, 1], [0, -1, 1, 1], [0, 0, -1, 0]]
    ),
    "octahedron": lambda: by_generators(3, [*np.eye(3, dtype=int), *-np.eye(3, dtype=int)]),
    "prism without end": lambda: by_inequalities(
        3, [[-1, 0, 0, 0], [0, -1, 0, 0], [1, 1, 0, 1], [0, 0, -1, 0]]
    ),
    "wedge": lambda: by_inequalities(3, [[1, 0, 0, 0], [0, 1, 0, 0]]),
    "square cone": lambda: by_generators(3, [[0, 0, 0]], rays=[[1, 0, 1], [-1, 0, 1], [0, 1, 1], [0, -1, 1]]),
    "line in space": lambda: by_inequalities(3, [], [[1, 1, 1, 1], [1, -1, 0, 0]]),
    "implicit equations": lambda: by_inequalities(
        3, [[1, 0, 0, 1], [-1, 0, 0, -1], [0, 1, 0, 2], [0, -1, 1, 0]]
    ),
    "space": lambda: by_generators(3, [[1, 2, 3]], lines=np.eye(3, dtype=int)),
}
OTHER = {
    "origin of R^0": lambda: by_generators(0, np.zeros((1, 0))),
    "nothing of R^0": lambda: by_inequalities(0, [[-1]]),
    "interval": lambda: by_inequalities(1, [[2, 5], [-3, 1], [1, 7]]),
    "half-line": lambda: by_generators(1, [[3]], rays=[[-2]]),
    "long numbers": lambda: by_inequalities(
        2, [[2**70, 1, 3**50], [-1, 2**65, 1], [0, -1, 2**80 + 1], [-1, 0, 0]]
    ),
}
ALL = PLANE | SPACE | OTHER

fractions = st.builds(Fraction, st.integers(-3, 3), st.sampled_from([1, 1, 2, 3]))


@st.composite
def polyhedra(draw, dimensions=(1, 2, 3)):
    """Random polyhedra, half of them by inequalities and half by generators."""
    n = draw(st.sampled_from(dimensions))
    point = st.lists(fractions, min_size=n, max_size=n)
    if draw(st.booleans()):
        A = draw(st.lists(point, max_size=5))
        b = draw(st.lists(fractions, min_size=len(A), max_size=len(A)))
        return Polyhedron.from_inequalities(_matrix(A, n), b)
    parts = [draw(st.lists(point, min_size=least, max_size=most)) for least, most in ((1, 5), (0, 2), (0, 1))]
    return by_generators(n, *parts)


def homogeneous(polyhedron):
    """All four canonical arrays of integer rows."""
    rows = polyhedron.description
    return DoubleDescription(*rows.constraints, *rows.generators)


def same(left, right):
    return all(
        sorted(map(tuple, one.tolist())) == sorted(map(tuple, other.tolist()))
        for one, other in zip(left, right, strict=True)
    )


class Parma:
    """The third voice: what PPL says, in our canonical form."""

    def __init__(self):
        self.ppl = pytest.importorskip("ppl", reason="pplpy has wheels for Linux only")

    def expression(self, row):
        start = self.ppl.Linear_Expression(0)
        return sum((int(a) * self.ppl.Variable(i) for i, a in enumerate(row)), start)

    def of(self, polyhedron):
        """The set in PPL, from the rows that were given."""
        rows = polyhedron.description
        n = polyhedron.ambient_dim
        if rows.given_constraints is not None:
            found = self.ppl.C_Polyhedron(n, "universe")
            for row in rows.given_constraints[0]:
                found.add_constraint(self.expression(row[:-1]) <= int(row[-1]))
            for row in rows.given_constraints[1]:
                found.add_constraint(self.expression(row[:-1]) == int(row[-1]))
            return found
        return self.generated(n, *rows.given_generators)

    def generated(self, n, generators, lines):
        found = self.ppl.C_Polyhedron(n, "empty")
        for row in sorted(generators.tolist(), key=lambda row: row[-1] == 0):  # PPL wants a point first
            form = self.expression(row[:-1])
            found.add_generator(self.ppl.point(form, int(row[-1])) if row[-1] else self.ppl.ray(form))
        for row in lines:
            found.add_generator(self.ppl.line(self.expression(row[:-1])))
        return found

    def _row(self, item, n):
        return [int(item.coefficient(self.ppl.Variable(i))) for i in range(n)]

    def described(self, found):
        """The minimal systems in the normal form; the empty set as it is written here."""
        n = found.space_dimension()
        if found.is_empty():
            none = np.zeros((0, n + 1), int)
            return DoubleDescription(np.array([[0] * n + [-1]]), none, none, none)
        facets, hull, generators, lines = [], [], [], []
        for constraint in found.minimized_constraints():
            row = [-a for a in self._row(constraint, n)] + [int(constraint.inhomogeneous_term())]
            (hull if constraint.is_equality() else facets).append(row)
        for item in found.minimized_generators():
            row = [*self._row(item, n), int(item.divisor()) if item.is_point() else 0]
            (lines if item.is_line() else generators).append(row)
        facets = [row for row in facets if any(row[:-1])]
        facets, hull = normal_form(_matrix(facets, n + 1), _matrix(hull, n + 1))
        generators, lines = normal_form(_matrix(generators, n + 1), _matrix(lines, n + 1))
        return DoubleDescription(facets, hull, generators, lines)

    def agrees(self, polyhedron, found):
        return same(homogeneous(polyhedron), self.described(found))
