r"""Piecewise linear functions from sympy expressions.

An expression is read if it is built from symbols and rational numbers by sums, rational multiples, ``Max``, ``Min``,
``Abs`` and ``Piecewise``, nested in any way.  Each operation becomes a node of a network, as for formulas
(:mod:`tropnet.analysis.piecewise.formula`).  A ``Float`` is the dyadic number that it is.

**Definitions by cases.**  ``Piecewise((e1, c1), (e2, c2), ...)`` has at a point the value of the first :math:`e_i`
whose condition is true; conditions are linear inequalities and equations joined by ``And``, ``Or`` and ``Not``.
Nothing says that this is a continuous function, or one at all.  Take the arrangement of the hyperplanes of all
conditions.  On the relative interior of a face, of any dimension, no condition changes, so one point decides which
:math:`e_i` holds there, or that none does.  The regions of the arrangement give cells with affine maps, which
:mod:`tropnet.analysis.piecewise.subdivision` glues to a continuous function f, or refuses with a point.  What remains
are the lower faces.  If the expression of a face is that of a region next to it, f has its values there by continuity;
otherwise the two are compared on the face.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from tropnet.analysis.piecewise.formula import NetworkAlgebra, Value
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.piecewise.subdivision import glued
from tropnet.analysis.separation import nonzero_point
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, rational_array, stack
from tropnet.exact.matrix import nullspace
from tropnet.networks import Dense, Network
from tropnet.networks.operations import subtract
from tropnet.polyhedra.affine_maps import preimage
from tropnet.polyhedra.arrangements import HyperplaneArrangement
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.writing.symbolic import ExpressionReader, places_of

__all__ = ["from_sympy"]

_RELATIONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def from_sympy(expression: Any, symbols: Sequence[Any] | None = None) -> PiecewiseLinear:
    """The function that a piecewise linear sympy expression is.

    Parameters
    ----------
    expression : sympy expression
    symbols : sequence of sympy symbols or of names, optional
        The variables in order; the free symbols sorted by name when omitted.  A name stands for the symbol of that
        name in the expression.

    Returns
    -------
    PiecewiseLinear
        On R^n.

    Raises
    ------
    InputError
        If the expression is not piecewise linear or has other symbols; if there are no variables; if cases do not
        fit together, or leave out a point, with the point.
    NotRationalError
        If a number in it is not rational.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> f = from_sympy(sympy.Max(x, sympy.Piecewise((0, y < 0), (2*y, True))))
    >>> f == PiecewiseLinear.parse("max(x, 0, 2y)")
    True
    >>> from_sympy(sympy.Piecewise((1, x > 0), (0, True)))
    Traceback (most recent call last):
    tropnet.errors.InputError: the maps of the case 0 and the case 1 have the values 0 and 1 at the common point [0]; \
give maps that agree where cells meet
    >>> from_sympy(sympy.Piecewise((x, x > 0), (-x, x < 0)))
    Traceback (most recent call last):
    tropnet.errors.InputError: no case of Piecewise((x, x > 0), (-x, x < 0)) holds at the point [0]; add (..., True)
    """
    import sympy

    expression = sympy.sympify(expression)
    places = places_of(expression, symbols)
    if not places:
        raise InputError(f"no symbol occurs in {expression}; give the variables as symbols")
    algebra = NetworkAlgebra(len(places))
    return PiecewiseLinear(algebra.network(_Reader(places, algebra).value(expression)))


class _Reader(ExpressionReader[Network]):
    """Expressions with definitions by cases."""

    algebra: NetworkAlgebra

    def special(self, expression: Any) -> Value | None:
        import sympy

        if isinstance(expression, sympy.Piecewise):
            return _Cases(expression, self).network()
        if isinstance(expression, sympy.sign | sympy.Heaviside):
            raise InputError(f"{expression} is not continuous; Max, Min, Abs and continuous cases are")
        return None


class _Cases:
    """A definition by cases: functions, and conditions of which the first that is true decides."""

    def __init__(self, expression: Any, reader: _Reader) -> None:
        from sympy.core.relational import Relational

        self.expression = expression
        self.n = reader.algebra.n_variables
        self.names = [f"the case {case}" for case, _ in expression.args]
        self.values = [reader.algebra.network(reader.value(case)) for case, _ in expression.args]
        self.conditions = [condition for _, condition in expression.args]
        relations = {relation for condition in self.conditions for relation in condition.atoms(Relational)}
        self.forms = {relation: self.form(relation, reader) for relation in relations}

    def form(self, relation: Any, reader: _Reader) -> RationalArray:
        """The difference of both sides of a relation, as a row (gradient, constant)."""
        value = reader.value(relation.lhs - relation.rhs)
        if isinstance(value, Network):
            raise InputError(f"the condition {relation} is not linear; split it into linear inequalities")
        return rational_array([value.get(key, 0) for key in (*range(1, self.n + 1), 0)])

    @cached_property
    def arrangement(self) -> HyperplaneArrangement:
        """The hyperplanes at which conditions change."""
        rows = [row for row in self.forms.values() if row[:-1].sign().any()]
        table = stack(rows) if rows else RationalArray.zeros((0, self.n + 1))
        return HyperplaneArrangement(table[:, :-1], -table[:, -1])

    def case_at(self, point: RationalArray) -> int:
        """The number of the case that holds at a point."""
        values = {relation: row[:-1] @ point + row[-1] for relation, row in self.forms.items()}
        for i, condition in enumerate(self.conditions):
            if _holds(condition, values):
                return i
        raise InputError(
            f"no case of {self.expression} holds at the point {point.to_text()}; add (..., True)"
        )

    def network(self) -> Network:
        """The continuous function that is defined; the cases are proved to be one."""
        regions = self.arrangement.sign_vectors
        cases = [self.case_at(region.interior_point) for region in self.arrangement.regions]
        cells, maps, names = [], [], []
        for region, case in zip(self.arrangement.regions, cases, strict=True):
            for cell in PiecewiseLinear(self.values[case], region).cells:
                cells.append(cell.polyhedron)
                maps.append(cell.affine_map)
                names.append(self.names[case])
        net = glued(cells, stack(maps), None, names).network
        for dim in range(self.n):
            for signs in self.arrangement.covectors(dim):
                is_beside = ((regions == signs) | (signs == 0)).all(axis=1)
                face = self.arrangement.face(signs)
                case = self.case_at(face.interior_point)
                if case not in {cases[i] for i in np.flatnonzero(is_beside)}:
                    self.refuse_other_values(case, net, face)
        return net

    def refuse_other_values(self, case: int, net: Network, face: Polyhedron) -> None:
        """Refuse a case that holds on the relative interior of a face only, with other values than its neighbours."""
        difference = subtract(self.values[case], net)
        point = _nonzero_point_on(difference, face)
        if point is not None:
            mine, its = self.values[case](point).item(), net(point).item()
            raise InputError(
                f"{self.names[case]} has the value {mine} at the point {point.to_text()}, but all around the limit is "
                f"{its}; give cases that agree where they meet"
            )


def _holds(condition: Any, values: Mapping[Any, Fraction]) -> bool:
    """Whether a condition is true, if the differences of both sides of its relations have these values."""
    import sympy

    if condition in values:
        return bool(_RELATIONS[condition.rel_op](values[condition], 0))
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    parts = (_holds(part, values) for part in condition.args)
    if isinstance(condition, sympy.And):
        return all(parts)
    if isinstance(condition, sympy.Or):
        return any(parts)
    if isinstance(condition, sympy.Not):
        return not any(parts)
    raise InputError(f"the condition {condition} is not made of linear inequalities by And, Or and Not")


def _nonzero_point_on(net: Network, face: Polyhedron) -> RationalArray | None:
    """A point of the relative interior of a polyhedron at which a network is not zero, or None."""
    inside = face.interior_point
    if net(inside).item():
        return inside
    directions = nullspace(face.equations[:, :-1])
    if not len(directions):
        return None
    chart = Network.sequential([Dense(directions.T, inside)], len(directions))
    found = nonzero_point(net @ chart, preimage(face, directions.T, inside))
    if found is None:
        return None
    point = chart(found)
    # It may lie on the boundary; near it, the network is not zero either.
    while not net((point + inside) / 2).item():
        inside = (point + inside) / 2
    return (point + inside) / 2
