r"""The polar of a polyhedron, :math:`P^\circ = \{y : y x \le 1 \text{ for all } x \in P\}`.

It holds for all of P when it holds at the points v of P, and y r <= 0 and y l = 0 for the rays r and lines l: the
generators of P are the inequalities of the polar.  If P contains the origin, the inequalities of P generate the
polar in turn: by Farkas' lemma y x <= 1 follows from a_i x <= b_i, where b_i >= 0, exactly when y is a nonnegative
combination of the a_i (plus any of the equations) with sum of weights times b_i at most 1.  So

.. math:: P^\circ = \operatorname{conv}(\{0\} \cup \{a_i / b_i : b_i > 0\}) + \operatorname{cone}(a_i : b_i = 0)
          + \operatorname{span}(c_j) .

Neither way converts anything.  The polar of the polar is the closed convex hull of P and the origin (Schrijver,
Theory of linear and integer programming, 1986, Section 9.1).
"""

from __future__ import annotations

import numpy as np

from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["polar"]


def polar(polyhedron: Polyhedron) -> Polyhedron:
    """The polyhedron ``{y : y.x <= 1 for all x in P}``, of any polyhedron P.

    It contains the origin; that of the empty set is the whole space.

    Source
    ------
    A. Schrijver, Theory of linear and integer programming, 1986, Section 9.1.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import cross_polytope, cube, simplex
    >>> polar(cube(3)) == cross_polytope(3)
    True
    >>> polar(simplex(2)).vertices, polar(simplex(2)).rays
    (RationalArray([[1, 1]]), RationalArray([[-1, 0], [0, -1]]))
    """
    checked_polyhedron(polyhedron)
    rows = polyhedron.description
    if rows.given_constraints is not None and _contains_origin(polyhedron):
        inequalities, equations = rows.given_constraints
        inequalities = inequalities[inequalities[:, :-1].astype(np.bool_).any(axis=1)]
        origin = np.eye(1, rows.ambient_dim + 1, rows.ambient_dim, dtype=np.int64)
        lines = equations[equations[:, :-1].astype(np.bool_).any(axis=1)]
        return Polyhedron(rows.ambient_dim, _generators=(np.concatenate([origin, inequalities]), lines))
    generators, lines = rows.some_generators
    # The row (x, t) reads y.x <= t.
    return Polyhedron(rows.ambient_dim, _constraints=(generators.copy(), lines.copy()))


def _contains_origin(polyhedron: Polyhedron) -> bool:
    return polyhedron.contains([0] * polyhedron.ambient_dim)
