r"""From inequalities to generators and back: the two descriptions of a polyhedron.

A polyhedron is a finite intersection of half-spaces :math:`a \cdot x \le b`, and also the sum of a convex
hull of points, a cone of rays and a space of lines (Minkowski, Weyl, Motzkin).  Both descriptions become
those of a cone when a coordinate t is added and :math:`P` is placed at t = 1:

* an inequality :math:`a \cdot x \le b` is the row (a, b), and means :math:`b t - a \cdot x \ge 0`;
* an equation :math:`c \cdot x = d` is the row (c, d);
* a generator is the row (x, t), the vertex x / t when t > 0 and the ray x when t = 0;
* a line is the row (x, 0).

Up to the sign of the first n entries, the inequalities of a cone are the generators of its dual, so *one*
algorithm, from inequalities to generators, converts in both directions.  There are two implementations of
it, the *engines*: cddlib, through ``cdd.gmp``, where that is installed, and otherwise
:mod:`tropnet.polyhedra.double_description`.  Where there are many rows and no engine is named,
:mod:`tropnet.polyhedra.hulls.hull` is asked first, which is faster by orders of magnitude but not made for every
cone.  All give the same answer, because what leaves this module is canonical: irredundant, primitive integer
rows, reduced modulo the equations or the lines, and sorted.

An engine needs no second conversion for the redundant rows of the input.  The facets of a cone are its largest
proper faces.  Hence a row defines a facet exactly when the set of generators on which it is tight is not
all of them and is contained in no larger such set; the rows tight on every generator are the implicit
equations (Schrijver, Theory of linear and integer programming, 1986, Section 8.2).  By duality the same
function removes redundant generators.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Literal, NamedTuple

import numpy as np

from tropnet.errors import InputError, MissingDependencyError, UndecidedError
from tropnet.polyhedra.double_description import cone_generators
from tropnet.polyhedra.hulls.hull import cone_hull
from tropnet.polyhedra.incidence import maximal_sets
from tropnet.polyhedra.integer_rows import (
    IntegerRows,
    cleared,
    eliminate,
    product,
    sorted_unique,
    spanning_rows,
)

__all__ = [
    "DoubleDescription",
    "Engine",
    "default_engine",
    "dual_cone",
    "from_generators",
    "from_inequalities",
    "normal_form",
    "opposite",
]

Engine = Literal["cdd", "own"]
"""The implementations of the double description method."""


class DoubleDescription(NamedTuple):
    """Both canonical descriptions of one polyhedron in R^n; every array has n + 1 columns.

    The empty polyhedron has the single inequality ``0 x <= -1`` and no generators.
    """

    inequalities: IntegerRows
    equations: IntegerRows
    generators: IntegerRows
    lines: IntegerRows


def from_inequalities(
    inequalities: IntegerRows, equations: IntegerRows, *, engine: Engine | None = None
) -> DoubleDescription:
    """Both descriptions of ``{x : a x <= b, c x = d}`` with the integer rows (a, b) and (c, d).

    Parameters
    ----------
    inequalities, equations : integer arrays, shapes (m, n + 1) and (e, n + 1)
        Redundant, repeated, zero and contradictory rows are welcome.
    engine : {"cdd", "own"}, optional
        The implementation that must be used.  When omitted, many rows are given to
        :func:`~tropnet.polyhedra.hulls.hull.cone_hull`, and few, or those that it does not decide, to
        :func:`default_engine`.

    Raises
    ------
    MissingDependencyError
        ``engine="cdd"`` where cdd is not installed.

    Examples
    --------
    The segment from (0, 0) to (0, 1/2), with one redundant inequality:

    >>> rows = np.array([[0, 2, 1], [0, -1, 0], [1, 1, 9]])
    >>> both = from_inequalities(rows, np.array([[3, 0, 0]]))
    >>> both.inequalities.tolist(), both.equations.tolist()
    ([[0, -1, 0], [0, 2, 1]], [[1, 0, 0]])
    >>> both.generators.tolist()
    [[0, 0, 1], [0, 1, 2]]
    """
    rows = np.concatenate([inequalities, _at_infinity(inequalities.shape[1])])
    generators, lines, facets, hull = _dual_pair(opposite(rows), opposite(equations), engine)
    if not (generators[:, -1] > 0).any():
        return _empty(inequalities.shape[1])
    return _assemble(facets, hull, generators, lines)


def from_generators(
    generators: IntegerRows, lines: IntegerRows, *, engine: Engine | None = None
) -> DoubleDescription:
    """Both descriptions of the polyhedron with the integer rows (x, t), t >= 0, and lines (x, 0).

    Parameters
    ----------
    generators, lines : integer arrays, shapes (k, n + 1) and (l, n + 1)
        Redundant, repeated and zero rows are welcome.  Without any row with t > 0 the set is empty.
    engine : {"cdd", "own"}, optional
        The implementation that must be used.  When omitted, many rows are given to
        :func:`~tropnet.polyhedra.hulls.hull.cone_hull`, and few, or those that it does not decide, to
        :func:`default_engine`.

    Raises
    ------
    MissingDependencyError
        ``engine="cdd"`` where cdd is not installed.

    Examples
    --------
    The quadrant with apex (1, 0); the point (2, 2) is redundant:

    >>> rows = np.array([[1, 0, 1], [2, 2, 1], [1, 0, 0], [0, 3, 0]])
    >>> both = from_generators(rows, np.zeros((0, 3), int))
    >>> both.inequalities.tolist()
    [[-1, 0, -1], [0, -1, 0]]
    >>> both.generators.tolist()
    [[0, 1, 0], [1, 0, 0], [1, 0, 1]]
    """
    if not (generators[:, -1] > 0).any():
        return _empty(generators.shape[1])
    facets, hull, generators, lines = _dual_pair(generators, lines, engine)
    return _assemble(facets, hull, generators, lines)


def dual_cone(
    rays: IntegerRows, lines: IntegerRows, *, engine: Engine | None = None
) -> tuple[IntegerRows, IntegerRows]:
    """Generators of the dual cone ``{y : rays y >= 0, lines y = 0}``, irredundant but not canonical.

    Parameters
    ----------
    rays, lines : integer arrays, shapes (r, d) and (l, d)
    engine : {"cdd", "own"}, optional
        The implementation that must be used.  When omitted, many rows are given to
        :func:`~tropnet.polyhedra.hulls.hull.cone_hull`, and few, or those that it does not decide, to
        :func:`default_engine`.

    Returns
    -------
    rays, lines : integer arrays with d columns

    Raises
    ------
    MissingDependencyError
        ``engine="cdd"`` where cdd is not installed.
    InputError
        An engine that does not exist.

    Examples
    --------
    >>> rays, lines = dual_cone(np.array([[1, 0], [1, 1]]), np.zeros((0, 2), int))
    >>> sorted(rays.tolist()), lines.tolist()
    ([[0, 1], [1, -1]], [])
    """
    rays, lines = _without_zeros(rays), _without_zeros(lines)
    if engine is None and _are_many(rays):
        with suppress(UndecidedError):
            hull = cone_hull(rays, lines)
            return hull.facets, hull.equations
    return _from_engine(rays, lines, engine)


@cache
def default_engine() -> Engine:
    """The engine that is used when none is named: ``"cdd"`` where it is installed, else ``"own"``.

    pycddlib-standalone has the same import name but lacks the exact half ``cdd.gmp``, and does not count.
    """
    try:
        import cdd.gmp  # noqa: F401  the question is whether the import succeeds
    except ImportError:
        return "own"
    return "cdd"


def normal_form(rows: IntegerRows, span: IntegerRows) -> tuple[IntegerRows, IntegerRows]:
    """The canonical form of irredundant rows modulo a linear span, and of the span.

    For facets the span is that of the equations, for generators that of the lines.

    Examples
    --------
    >>> rows, span = normal_form(np.array([[3, 6, 0], [0, 1, 1]]), np.array([[0, 2, 2]]))
    >>> rows.tolist(), span.tolist()
    ([[0, 0, 0], [1, 0, -2]], [[0, 1, 1]])
    """
    span = spanning_rows(span)
    return sorted_unique(eliminate(rows, span)), span


def opposite(rows: IntegerRows) -> IntegerRows:
    """The rows (a, b) as dual vectors (-a, b), which pair with (x, t) to the slack b t - a.x; and back.

    Examples
    --------
    >>> opposite(np.array([[1, 2, 5]])) @ np.array([1, 1, 1])
    array([2])
    """
    return np.concatenate([-rows[:, :-1], rows[:, -1:]], axis=1)


def _dual_pair(
    rays: IntegerRows, lines: IntegerRows, engine: Engine | None
) -> tuple[IntegerRows, IntegerRows, IntegerRows, IntegerRows]:
    """The normal forms of the extreme rays and the lines of the dual cone, and of those of the cone itself."""
    rays = _without_zeros(rays)
    if engine is None and _are_many(rays):
        with suppress(UndecidedError):
            hull = cone_hull(rays, lines)
            return *normal_form(hull.facets, hull.equations), *normal_form(rays[hull.extreme], hull.lines)
    facets, equations = normal_form(*_from_engine(rays, lines, engine))
    return facets, equations, *_irredundant(rays, lines, facets)


def _are_many(rays: IntegerRows) -> bool:
    """Whether :func:`~tropnet.polyhedra.hulls.hull.cone_hull` is faster than the engines, or about as fast."""
    # Measured by tests/benchmarks/test_hulls.py; above the plane scipy is imported, which takes half a second once.
    return len(rays) >= (12 if rays.shape[1] <= 3 else 32)


def _from_engine(
    rays: IntegerRows, lines: IntegerRows, engine: Engine | None
) -> tuple[IntegerRows, IntegerRows]:
    """The generators of the dual cone from the engine that is named, or from the default one."""
    engine = engine or default_engine()
    if engine == "cdd":
        return _cdd_generators(rays, lines)
    if engine == "own":
        return cone_generators(rays, lines)
    raise InputError(f"no engine is called {engine!r}; choose 'cdd', 'own', or None for the default")


def _irredundant(
    rows: IntegerRows, span: IntegerRows, dual_rays: IntegerRows
) -> tuple[IntegerRows, IntegerRows]:
    """The normal form of the extreme rays of the cone of ``rows`` and +-``span``, and of its linear space."""
    tight = product(rows, dual_rays.T) == 0
    everywhere = tight.all(axis=1)
    rest, tight = rows[~everywhere], tight[~everywhere]
    span = np.concatenate([span, rows[everywhere]])
    return normal_form(rest[maximal_sets(tight)], span)


def _assemble(
    facets: IntegerRows, hull: IntegerRows, generators: IntegerRows, lines: IntegerRows
) -> DoubleDescription:
    """Back from dual vectors to rows (a, b), without the facet t >= 0, which is at infinity."""
    facets = facets[facets[:, :-1].any(axis=1)]
    return DoubleDescription(
        sorted_unique(opposite(facets)), spanning_rows(opposite(hull)), generators, lines
    )


def _at_infinity(n_columns: int) -> IntegerRows:
    """The inequality 0 x <= 1, which says t >= 0."""
    row = np.zeros((1, n_columns), np.int64)
    row[0, -1] = 1
    return row


def _empty(n_columns: int) -> DoubleDescription:
    none = np.zeros((0, n_columns), np.int64)
    return DoubleDescription(-_at_infinity(n_columns), none, none, none)


def _without_zeros(rows: IntegerRows) -> IntegerRows:
    return rows[rows.astype(np.bool_).any(axis=1)]


def _cdd_generators(inequalities: IntegerRows, equations: IntegerRows) -> tuple[IntegerRows, IntegerRows]:
    """The answer of cddlib to the question of :func:`~tropnet.polyhedra.double_description.cone_generators`.

    cddlib speaks of rows (b, a) with b + a x >= 0 and of points (1, x) and directions (0, x).  A cone has
    b = 0 throughout; its apex may be listed as a point, and is left out.
    """
    dim = inequalities.shape[1]
    rows = np.concatenate([equations, inequalities]).tolist()
    if not rows:
        return np.zeros((0, dim), np.int64), np.eye(dim, dtype=np.int64)
    try:
        from cdd import RepType, gmp
    except ImportError as error:
        raise MissingDependencyError(
            "engine='cdd' needs pycddlib with its exact half cdd.gmp: install the C libraries "
            "(apt-get install libcdd-dev libgmp-dev, or brew install cddlib gmp), then "
            "pip install 'tropnet[cdd]'; or leave the engine out, and the built-in one is used"
        ) from error
    try:
        matrix = gmp.matrix_from_array(
            [[0, *row] for row in rows], lin_set=range(len(equations)), rep_type=RepType.INEQUALITY
        )
        answer = gmp.copy_generators(gmp.polyhedron_from_matrix(matrix))
    except RuntimeError:
        # cddlib gives up on some inputs for reasons of its own; the built-in engine has none.
        return cone_generators(inequalities, equations)
    is_line = np.zeros(len(answer.array), np.bool_)
    is_line[list(answer.lin_set)] = True
    is_direction = np.array([row[0] == 0 for row in answer.array], np.bool_)
    found = cleared([row[1:] for row in answer.array], dim)
    return found[is_direction & ~is_line], found[is_line]
