r"""Minkowski sums of polytopes, exactly, without forming the sums of all pairs of vertices.

:math:`P + Q = \{p + q\}` is the hull of the sums of vertices, but of these N M sums only few are vertices:
:math:`p + q` is one exactly if some linear form takes its minimum on P at p alone and on Q at q alone.  The
minimum of a form over the sum is the sum of the minima; so to minimise over the sum is cheap, and the sum is
found from its minima:

    Start with some points of the sum and let H be their hull.  Minimise each facet form and each equation of H,
    and the negatives of these equations, over the sum.  If no minimum lies outside H, then the sum lies in H,
    and is H.  Otherwise add the points at which the minima are taken, and repeat.

*It ends, with the right answer.*  H is a part of the sum at all times.  If all inequalities that describe H hold on
the sum, the sum is a part of H.  Otherwise a point that is not in H is added, one of the finitely many sums of
given points, so this happens finitely often.  The same works for any number of summands at once, with no sum of
some of them on the way, and for summands of lower dimension.

All this is done in integers.  It takes few rounds, and often one, because
floats go first: Qhull plays the same game with rounded numbers, and its last points are the exact start.  The cost
is that of a few hulls of about as many points as the sum has vertices, plus (facets of the sum) x (points of the
summands).  In the plane the edges are merged instead (:func:`tropnet.polyhedra.hulls.planar.polygon_sum`).

Source: support functions add up (Schneider, Convex bodies, 2nd edition, 2014, Theorem 1.7.5); for the vertices,
Fukuda, From the zonotope construction to the Minkowski addition of convex polytopes, 2004, Proposition 2.1.  Finding a
body from minima of linear forms is known as shape reconstruction from a support oracle.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, MissingDependencyError, ShapeError, UndecidedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.signs import LinearForms
from tropnet.polyhedra.conversion import DoubleDescription, from_generators, opposite
from tropnet.polyhedra.hulls.hull import quickhull
from tropnet.polyhedra.hulls.planar import common_height, polygon_sum
from tropnet.polyhedra.integer_rows import IntegerRows, combine, primitive, product

__all__ = ["minkowski_description"]

Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]

_DIRECTIONS = 100
"""Directions at the start."""

_VALUES_AT_ONCE = 1 << 18
"""Values of forms at points that are compared at one time, so that they stay in the cache."""

_SIGNS_AT_ONCE = 1 << 23
"""Signs of forms at points that are held at one time: 8 MiB."""

_ROUNDS = 30
"""Rounds in floating point after which the exact ones begin in any case."""


def minkowski_description(*summands: IntegerRows) -> DoubleDescription:
    """The sum of polytopes, given by points, in both canonical descriptions.

    Parameters
    ----------
    *summands : integer arrays, shapes (k, n + 1)
        For each polytope the rows (x, t), t > 0, of points whose hull it is.  Without rows it is empty, and so is
        the sum.

    Raises
    ------
    InputError
        If there is no summand, or a row has t <= 0.
    ShapeError
        If the summands lie in different spaces.

    Examples
    --------
    A triangle plus its negative is a hexagon:

    >>> triangle = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1]])
    >>> both = minkowski_description(triangle, triangle * [-1, -1, 1])
    >>> len(both.generators), both.inequalities.tolist()
    (6, [[-1, -1, 1], [-1, 0, 1], [0, -1, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    """
    n = _common_dimension(summands)
    if any(len(rows) == 0 for rows in summands):
        return _hull(np.zeros((0, n + 1), np.int64))
    if n == 2:
        points, height = _over_one_denominator(summands)
        *_, vertices = accumulate(sorted(points, key=len), polygon_sum)
        last = np.full((len(vertices), 1), height, object)
        return _hull(primitive(np.concatenate([vertices.astype(object), last], axis=1)))
    return _from_minima(summands)


def _common_dimension(summands: tuple[IntegerRows, ...]) -> int:
    if not summands:
        raise InputError("there is nothing to add; give the points of at least one polytope")
    shapes = [rows.shape for rows in summands]
    if any(len(shape) != 2 or shape[1] != shapes[0][-1] for shape in shapes):
        raise ShapeError(f"summands have shapes {shapes}; all need rows (x, t) of one length n + 1")
    if any((rows[:, -1] <= 0).any() for rows in summands):
        raise InputError("a row (x, t) with t <= 0 is no point; only polytopes can be added here")
    return int(shapes[0][1]) - 1


def _over_one_denominator(summands: Sequence[IntegerRows]) -> tuple[list[IntegerRows], int]:
    """The points of the summands as integers over a common denominator, and that denominator."""
    rows = np.concatenate(summands)
    points, height = common_height(rows[:, :-1], rows[:, -1])
    return np.split(points, list(accumulate(map(len, summands)))[:-1]), height


def _hull(rows: IntegerRows) -> DoubleDescription:
    return from_generators(rows, np.zeros((0, rows.shape[1]), np.int64))


def _from_minima(summands: Sequence[IntegerRows]) -> DoubleDescription:
    """The sum, from the minima of linear forms over the summands."""
    choices = _first_choices(summands)
    while True:
        both = _hull(_sums(summands, choices))
        forms = opposite(np.concatenate([both.inequalities, both.equations, -both.equations]))
        found = np.column_stack([_minimisers(forms[:, :-1], rows) for rows in summands])
        outside = _row_products(forms, _sums(summands, found)) < 0
        if not outside.any():
            return both
        choices = np.concatenate([choices, found[outside]])


def _sums(summands: Sequence[IntegerRows], choices: Ints) -> IntegerRows:
    """The sums x / s + y / t + ... of the points that each row of choices names, one of each summand."""
    total = summands[0][choices[:, 0]]
    for rows, chosen in zip(summands[1:], choices.T[1:], strict=True):
        other = rows[chosen]
        # t (x, s) + s (y, 0) = (t x + s y, s t)
        directions = np.append(other[:, :-1], np.zeros_like(other[:, -1:]), axis=1)
        total = combine(other[:, -1], total, -total[:, -1], directions)
    return total


def _row_products(left: IntegerRows, right: IntegerRows) -> IntegerRows:
    """The scalar products of corresponding rows, in Python integers."""
    return np.asarray((left.astype(object) * right.astype(object)).sum(axis=1))


def _minimisers(forms: IntegerRows, rows: IntegerRows) -> Ints:
    """For each linear form on R^n, a point (x, t) at which it is smallest.

    Floats propose a point (y, s); then s f(x) - f(y) t must be nonnegative at all points.  Where it is not, the minimum
    is found in integers.
    """
    try:
        lowest = _lowest(forms.astype(np.float64), (rows[:, :-1] / rows[:, -1:]).astype(np.float64))
    except OverflowError:  # integers beyond the range of floats
        lowest = np.zeros(len(forms), np.intp)
    proposed = rows[lowest].astype(object)
    values = _row_products(forms, proposed[:, :-1])
    differences = np.column_stack([forms.astype(object) * proposed[:, -1:], -values])
    exact_rows = RationalArray.from_integers(rows)
    for block in _blocks(len(forms), _SIGNS_AT_ONCE // len(rows)):
        signs = LinearForms(RationalArray.from_integers(differences[block])).homogeneous_signs(exact_rows)
        wrong = block.start + np.flatnonzero((signs < 0).any(axis=1))
        if len(wrong):
            points, _ = common_height(rows[:, :-1], rows[:, -1])
            lowest[wrong] = product(forms[wrong], points.T).argmin(axis=1)
    return lowest


def _lowest(forms: Floats, points: Floats) -> Ints:
    """The points at which floating-point values of the forms are smallest."""
    lowest = np.zeros(len(forms), np.intp)
    with np.errstate(over="ignore", invalid="ignore"):
        for block in _blocks(len(forms), _VALUES_AT_ONCE // len(points)):
            lowest[block] = (forms[block] @ points.T).argmin(axis=1)
    return lowest


def _blocks(length: int, size: int) -> list[slice]:
    size = max(1, size)
    return [slice(start, start + size) for start in range(0, length, size)]


def _first_choices(summands: Sequence[IntegerRows]) -> Ints:
    """Choices of one point from each summand, so many that the hull of their sums is the sum or close to it.

    The rounds in floating point: as the exact ones, but the facets are those that Qhull proposes.
    """
    choices = np.zeros((1, len(summands)), np.intp)
    try:
        floats = _about_the_middle(summands)
        forms = np.random.default_rng(0).standard_normal((_DIRECTIONS, floats[0].shape[1]))
        for _ in range(_ROUNDS):
            found = np.column_stack([_lowest(forms, summand) for summand in floats])
            n_before = len(choices)
            choices = np.unique(np.concatenate([choices, found]), axis=0)
            if len(choices) == n_before:
                break
            sums = sum(points[chosen] for points, chosen in zip(floats, choices.T, strict=True))
            forms = -quickhull(np.asarray(sums)).equations[:, :-1]
    except (OverflowError, UndecidedError, MissingDependencyError):
        pass
    return choices


def _about_the_middle(summands: Sequence[IntegerRows]) -> list[Floats]:
    """The points of the summands as floats, each summand about the middle of its bounding box, in a common unit."""
    all_points = [points.astype(object) for points in _over_one_denominator(summands)[0]]
    ends = [(points.min(axis=0), points.max(axis=0)) for points in all_points]
    unit = max(int((high - low).max(initial=1)) for low, high in ends)
    return [
        ((2 * points - low - high) / (2 * unit)).astype(np.float64)
        for points, (low, high) in zip(all_points, ends, strict=True)
    ]
