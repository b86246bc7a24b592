r"""Polyhedra under affine maps: image, preimage, projection, translation, scaling.

In homogeneous coordinates the affine map :math:`x \mapsto A x + b` is the matrix M with the rows (A, b) and
(0, 1).  It takes generators (x, t) to generators, and a half-space pulls back to a half-space: the slack of a row
at :math:`M (x, t)` is a linear function of (x, t).  So images are cheap for a polyhedron given by generators, and
preimages for one given by inequalities.  Under a bijection both descriptions move, and stay irredundant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import lcm
from operator import index

import numpy as np

from tropnet.errors import InputError, ShapeError, SingularMatrixError, UnboundedError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.matrix import inverse
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.polyhedra.boxes import box_facets, box_selection
from tropnet.polyhedra.conversion import opposite
from tropnet.polyhedra.integer_rows import IntegerRows, primitive
from tropnet.polyhedra.integer_rows import product as matrix_product
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import Rows, point_of

__all__ = ["image", "preimage", "projection", "scale", "translate"]


def image(polyhedron: Polyhedron, A: RationalArrayLike, b: RationalArrayLike = 0) -> Polyhedron:
    """The polyhedron ``{A x + b : x in P}``.

    Parameters
    ----------
    polyhedron : Polyhedron
        In R^n.
    A : array-like of rationals, shape (m, n)
    b : array-like of rationals, shape (m,), or a number for all coordinates

    Raises
    ------
    ShapeError
        If the sizes do not fit together.
    NotRationalError
        If an entry is no rational number.

    Notes
    -----
    When A has no inverse, the generators of P are needed, which may be many where inequalities are given.

    Examples
    --------
    >>> square = Polyhedron.parse("[0,1]^2")
    >>> image(square, [[1, 2]], [5]) == Polyhedron.parse("[5,8]")
    True
    >>> image(square, [[1, 1], [0, 1]]).vertices
    RationalArray([[0, 0], [1, 0], [1, 1], [2, 1]])
    """
    checked_polyhedron(polyhedron)
    matrix, shift = _affine_map(A, b, polyhedron.ambient_dim, None)
    forward = _homogeneous(matrix, shift)
    try:
        back = inverse(matrix)
    except (SingularMatrixError, ShapeError):
        rows, lines = polyhedron.description.some_generators
        images = (
            _without_zeros(matrix_product(rows, forward.T)),
            _without_zeros(matrix_product(lines, forward.T)),
        )
        return Polyhedron(len(matrix), _generators=images)
    backward = _homogeneous(back, -(back @ shift))
    return _moved(
        polyhedron,
        lambda rows: opposite(matrix_product(opposite(rows), backward)),
        lambda rows: matrix_product(rows, forward.T),
    )


def preimage(polyhedron: Polyhedron, A: RationalArrayLike, b: RationalArrayLike = 0) -> Polyhedron:
    """The polyhedron ``{x : A x + b in P}``.

    Parameters
    ----------
    polyhedron : Polyhedron
        In R^m.
    A : array-like of rationals, shape (m, n)
    b : array-like of rationals, shape (m,), or a number for all coordinates

    Raises
    ------
    ShapeError
        If the sizes do not fit together.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> preimage(Polyhedron.parse("[5,8]"), [[1, 2]], [5]) == Polyhedron.parse("x1 + 2 x2 >= 0; x1 + 2 x2 <= 3")
    True
    """
    checked_polyhedron(polyhedron)
    matrix, shift = _affine_map(A, b, None, polyhedron.ambient_dim)
    forward = _homogeneous(matrix, shift)
    inequalities, equations = (
        primitive(opposite(matrix_product(opposite(rows), forward)))
        for rows in polyhedron.description.some_constraints
    )
    return Polyhedron(matrix.shape[1], _constraints=(inequalities, equations))


def projection(polyhedron: Polyhedron, axes: Sequence[int]) -> Polyhedron:
    """The image under the map that keeps the coordinates ``axes``, in this order.

    Parameters
    ----------
    polyhedron : Polyhedron
        In R^n.
    axes : sequence of k distinct ints in 0, ..., n - 1

    Returns
    -------
    Polyhedron
        In R^k.

    Raises
    ------
    InputError
        If an axis is repeated or does not exist, or a number is given in place of a list.

    Examples
    --------
    >>> projection(Polyhedron.parse("[0,1]x[0,2]x[0,3]"), [2, 0]) == Polyhedron.parse("[0,3]x[0,1]")
    True
    """
    checked_polyhedron(polyhedron)
    if not isinstance(axes, Iterable):
        raise InputError(f"axes = {axes!r}; give a list of coordinates, such as [0, 1]")
    kept = [index(axis) for axis in axes]
    if len(set(kept)) != len(kept) or any(not 0 <= axis < polyhedron.ambient_dim for axis in kept):
        raise InputError(
            f"axes = {kept} of R^{polyhedron.ambient_dim}; give distinct numbers from 0 to {polyhedron.ambient_dim - 1}"
        )
    bounds = polyhedron.description.bounds
    if bounds is not None and not polyhedron.is_empty:
        return Polyhedron(len(kept), _constraints=box_facets(box_selection(bounds, kept)))
    rows, lines = (part[:, [*kept, -1]] for part in polyhedron.description.some_generators)
    return Polyhedron(len(kept), _generators=(_without_zeros(rows), _without_zeros(lines)))


def translate(polyhedron: Polyhedron, vector: RationalArrayLike) -> Polyhedron:
    """The polyhedron ``{x + v : x in P}``; also written ``P + v``.

    Raises
    ------
    ShapeError
        If v is no vector of R^n.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> translate(Polyhedron.parse("[0,1]^2"), ["1/2", 3]) == Polyhedron.parse("[1/2,3/2]x[3,4]")
    True
    """
    checked_polyhedron(polyhedron)
    v = point_of(vector, polyhedron.ambient_dim, "the vector")

    def constraints(rows: IntegerRows) -> IntegerRows:
        levels = rows[:, -1] * v.denominator + rows[:, :-1] @ v.numerators
        return np.column_stack([rows[:, :-1] * v.denominator, levels])

    def generators(rows: IntegerRows) -> IntegerRows:
        points = rows[:, :-1] * v.denominator + np.outer(rows[:, -1], v.numerators)
        return np.column_stack([points, rows[:, -1] * v.denominator])

    return _moved(polyhedron, constraints, generators)


def scale(polyhedron: Polyhedron, factor: RationalLike) -> Polyhedron:
    """The polyhedron ``{r x : x in P}``; also written ``r * P``.

    Raises
    ------
    UnboundedError
        If r = 0 and P is unbounded: {0} is not the limit of r P as r tends to 0, which is the recession cone.
    NotRationalError
        If r is no rational number.

    Examples
    --------
    >>> scale(Polyhedron.parse("[1,inf]x[0,2]"), "-1/2") == Polyhedron.parse("[-inf,-1/2]x[-1,0]")
    True
    >>> scale(Polyhedron.parse("[1,2]"), 0).vertices
    RationalArray([[0]])
    """
    checked_polyhedron(polyhedron)
    r = as_fraction(factor, "as the factor")
    p, q = r.numerator, r.denominator
    if p == 0 and not polyhedron.is_bounded:
        raise UnboundedError(
            f"0 * P has no good meaning for the unbounded {polyhedron!r}; "
            "say whether you want {0} or P.recession_cone, the limit of r P"
        )
    if p == 0 and not polyhedron.is_empty:
        return Polyhedron.from_generators(RationalArray.zeros((1, polyhedron.ambient_dim)))
    if p == 0:
        return polyhedron
    sign = 1 if p > 0 else -1
    return _moved(
        polyhedron,
        lambda rows: np.column_stack([rows[:, :-1] * (sign * q), rows[:, -1] * abs(p)]),
        lambda rows: np.column_stack([rows[:, :-1] * p, rows[:, -1] * q]),
    )


def _moved(
    polyhedron: Polyhedron,
    constraints: Callable[[IntegerRows], IntegerRows],
    generators: Callable[[IntegerRows], IntegerRows],
) -> Polyhedron:
    """The image under a bijection that acts on both kinds of rows, given as Python integers."""

    def both(rows: Rows | None, act: Callable[[IntegerRows], IntegerRows]) -> Rows | None:
        if rows is None:
            return None
        first, second = (primitive(act(part.astype(object))) for part in rows)
        return first, second

    known = polyhedron.description
    return Polyhedron(
        polyhedron.ambient_dim,
        both(known.given_constraints, constraints),
        both(known.given_generators, generators),
        known.is_irredundant,
    )


def _affine_map(
    A: RationalArrayLike, b: RationalArrayLike, n_inputs: int | None, n_outputs: int | None
) -> tuple[RationalArray, RationalArray]:
    matrix, shift = rational_array(A), rational_array(b)
    fits = matrix.ndim == 2 and n_inputs in {None, matrix.shape[-1]} and n_outputs in {None, len(matrix)}
    if not fits:
        wanted = f"(m, {n_inputs})" if n_outputs is None else f"({n_outputs}, n)"
        raise ShapeError(f"A has shape {matrix.shape}, but the polyhedron asks for {wanted}")
    if shift.ndim == 0:
        shift = RationalArray.zeros(len(matrix)) + shift
    if shift.shape != (len(matrix),):
        raise ShapeError(
            f"b has shape {shift.shape}, but A has {len(matrix)} rows; give one number for each row"
        )
    return matrix, shift


def _homogeneous(A: RationalArray, b: RationalArray) -> IntegerRows:
    """A positive multiple of the matrix with the rows (A, b) and (0, 1) in integers."""
    common = lcm(A.denominator, b.denominator)
    rows = np.zeros((len(A) + 1, A.shape[1] + 1), dtype=object)
    rows[:-1, :-1] = A.numerators * (common // A.denominator)
    rows[:-1, -1] = b.numerators * (common // b.denominator)
    rows[-1, -1] = common
    return rows


def _without_zeros(rows: IntegerRows) -> IntegerRows:
    """The primitive rows; a ray that the map sends to zero is no ray."""
    return primitive(rows[rows.astype(np.bool_).any(axis=1)])
