r"""A cone as the cone over a polytope: coordinates without redundancy, and a hyperplane that cuts all rays.

Let C be the cone of some rays and lines in R^d.  What one wants to know about it, its facets and its extreme
rays, does not depend on the coordinates, and does not change when

* the lines are divided out, which leaves the coordinates at which their echelon basis has no pivot;
* the rays, which then span a space of dimension D, are projected to D coordinates on which that space is
  projected bijectively: pivots again.

A linear form on the new coordinates is one on the old: :attr:`Chart.lift` is the matrix of this embedding, and
the forms that vanish on C are :attr:`Chart.equations`.

The cone of the chart is *pointed* when it contains no line.  Then, and only then, some linear form w is
positive on all rays that are not zero.  Otherwise, by Gordan's theorem, some combination of these rays with
nonnegative weights, not all of them zero, vanishes; the rays with positive weights have their negatives in the cone,
span lines, and are divided out as well (:func:`rays_on_lines`).  The hyperplane w = 1 meets the cone in a polytope, its
*section*, the convex hull of the points r / w(r); and faces of dimension k of the cone are the cones over faces
of dimension k - 1 of the polytope (Ziegler, Lectures on polytopes, 1995, Section 1.5).  So all algorithms for
polytopes are algorithms for pointed cones.  For the homogenisation of a polytope, w is the last coordinate.
For a polyhedron with rays it is a form that is positive on the rays plus a multiple of the last coordinate,
so large that w does not vary much; in the worst case w is the solution of a linear program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.interiors import Interiors, feasible_interiors
from tropnet.exact.matrix import nullspace
from tropnet.exact.matrix import primitive as primitive_array
from tropnet.polyhedra.integer_rows import IntegerRows, eliminate, primitive, product, spanning_rows

__all__ = ["Chart", "positive_form", "rays_on_lines"]


@dataclass(frozen=True, eq=False)
class Chart:
    """The rays of a cone in coordinates of their own span modulo the lines.

    Attributes
    ----------
    rows : integer array, shape (k, D)
        The rays in these coordinates, each up to a positive factor.  They span R^D.
    lift : integer array, shape (d, D)
        A form g on the chart is the form ``lift @ g`` on R^d, up to a positive factor.
    equations : integer array, shape (e, d)
        A basis of the forms that vanish on the cone.

    Examples
    --------
    Two points of the line x + y = 1, in homogeneous coordinates:

    >>> chart = Chart.of(np.array([[0, 1, 1], [1, 0, 1]]), np.zeros((0, 3), int))
    >>> chart.rows.tolist(), chart.equations.tolist()
    ([[1, 1], [0, 1]], [[-1, -1, 1]])
    """

    rows: IntegerRows
    lift: IntegerRows
    equations: IntegerRows

    @classmethod
    def of(cls, rays: IntegerRows, lines: IntegerRows) -> Chart:
        """The chart of the cone of rays, shape (k, d), and lines, shape (l, d).

        Rays that are zero modulo the lines stay, as rows of zeros.
        """
        lines = spanning_rows(lines)
        pivots = _pivots(lines)
        free = np.setdiff1d(np.arange(rays.shape[1]), pivots)
        quotient = _forms_vanishing_on(lines, pivots, free)
        rows = (eliminate(rays, lines) if len(lines) else rays)[:, free]
        # From the right: the last coordinate, the positive one of points, is a pivot wherever it can be.
        basis = _row_basis(rows[:, ::-1])
        columns = rows.shape[1] - 1 - _pivots(basis)[::-1]
        vanishing = nullspace(basis[:, ::-1]).numerators
        return cls(rows[:, columns], quotient[:, columns], primitive(product(vanishing, quotient.T)))


def positive_form(rows: IntegerRows) -> tuple[IntegerRows, IntegerRows]:
    """An integer linear form that is positive on each of the rows, and its values there.

    Parameters
    ----------
    rows : integer array, shape (k, D), k > 0

    Returns
    -------
    form, values : integer arrays, shapes (D,) and (k,)

    Raises
    ------
    InputError
        If there is none, because the cone contains a line, or one of the rows is zero.

    Examples
    --------
    Three points at heights 5, 2 and 2 over the line, and the direction downwards:

    >>> form, values = positive_form(np.array([[0, 5, 1], [1, 2, 1], [2, 2, 1], [0, -1, 0]]))
    >>> form.tolist(), values.tolist()
    ([0, -1, 8], [3, 6, 6, 1])
    """
    for propose in (_last_coordinate, _last_coordinate_and_rays, _interior_of_the_dual):
        form = propose(rows)
        values = product(rows, form)
        if (values > 0).all():
            return form, values
    raise InputError(f"no linear form is positive on all {len(rows)} rows: their cone contains a line")


def rays_on_lines(rows: IntegerRows) -> npt.NDArray[np.intp]:
    """Indices of some rows whose negatives are in the cone of the rows, for a cone without a positive form.

    Parameters
    ----------
    rows : integer array, shape (k, D)

    Raises
    ------
    InputError
        If there are none, because some form is positive on all rows.

    Examples
    --------
    >>> rays_on_lines(np.array([[1, 0], [0, 1], [-2, 0]])).tolist()
    [0, 2]
    """
    return np.asarray(np.flatnonzero(_dual_interior(rows).farkas(0).sign() > 0), np.intp)


def _last_coordinate(rows: IntegerRows) -> IntegerRows:
    dim = rows.shape[1]
    return np.asarray(np.eye(1, dim, dim - 1, dtype=np.int64)[0])


def _last_coordinate_and_rays(rows: IntegerRows) -> IntegerRows:
    """The sum u of the directions at height t = 0, and so much of t that w / t varies by a factor of two.

    With lo <= u(r) / t(r) <= hi for the rows r at positive height, w = u + (hi - 2 lo) t has values between
    hi - lo and 2 (hi - lo) times t on them.  On the directions w is u, which may fail to be positive.
    """
    heights, last = rows[:, -1], _last_coordinate(rows)
    points, directions = rows[heights > 0], rows[heights == 0].astype(object)
    if len(points) == 0 or len(directions) == 0 or len(points) + len(directions) < len(rows):
        return last
    lengths = np.abs(directions).max(axis=1, keepdims=True)
    u = primitive(((directions << 10) // np.maximum(lengths, 1)).sum(axis=0)[None, :])[0]
    levels = product(points, u)
    low, high = (levels // points[:, -1]).min(), (-(-levels // points[:, -1])).max()
    high = max(high, low + 1)
    return np.asarray(u.astype(object) + (int(high) - 2 * int(low)) * last.astype(object))


def _interior_of_the_dual(rows: IntegerRows) -> IntegerRows:
    """A point of the interior of the dual cone, if there is one, by a linear program."""
    found = _dual_interior(rows)
    if not found.feasible[0]:
        return np.zeros(rows.shape[1], np.int64)
    return np.asarray(primitive_array(found.point(0)).numerators)


def _dual_interior(rows: IntegerRows) -> Interiors:
    """The interior of the dual cone, {f : f r > 0 for all rows r}: a point, or weights of the rows that refute it."""
    system = RationalArray.from_integers(-rows)
    return feasible_interiors(system.reshape(1, *rows.shape), RationalArray.zeros((1, len(rows))))


def _forms_vanishing_on(
    lines: IntegerRows, pivots: npt.NDArray[np.intp], free: npt.NDArray[np.intp]
) -> IntegerRows:
    """The matrix, shape (d, len(free)), from forms on the free coordinates to forms that vanish on the lines.

    A line with the entry l_p at its pivot p determines the coefficient f_p by l_p f_p + sum l_j f_j = 0.
    """
    matrix = np.zeros((lines.shape[1], len(free)), object)
    entries = lines[np.arange(len(lines)), pivots].astype(object)
    scale = int(np.lcm.reduce(entries)) if len(lines) else 1
    matrix[free, np.arange(len(free))] = scale
    matrix[pivots] = -lines[:, free].astype(object) * (scale // entries)[:, None]
    return matrix


def _pivots(basis: IntegerRows) -> npt.NDArray[np.intp]:
    """The columns of the first non-zero entries of the rows of an echelon basis."""
    return np.array([np.flatnonzero(row)[0] for row in basis], np.intp)


def _row_basis(rows: IntegerRows) -> IntegerRows:
    """The canonical basis of the row space of many rows.

    The rows that are extreme in some coordinate nearly always span it; others are added while some row
    fails to satisfy the equations of those chosen so far.
    """
    if len(rows) == 0:
        return rows
    chosen = np.unique(np.concatenate([rows.argmin(axis=0), rows.argmax(axis=0)]))
    basis = spanning_rows(rows[chosen])
    while True:
        missed = product(rows, nullspace(basis).numerators.T).astype(np.bool_).any(axis=1)
        if not missed.any():
            return basis
        basis = spanning_rows(np.concatenate([basis, rows[missed][: rows.shape[1]]]))
