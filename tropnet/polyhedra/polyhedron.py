r"""Polyhedra: solution sets of finitely many linear inequalities with rational coefficients.

A :class:`Polyhedron` in R^n is a *set*.  It can be given by inequalities and equations, or by vertices,
rays and lines; it knows both descriptions, and finds the one that was not given when it is first needed
(:mod:`tropnet.polyhedra.conversion`).  Both are canonical, so two polyhedra are equal, and have the same
hash, exactly when they are the same set of points:

* inequalities are irredundant primitive integer rows (a, b), meaning a.x <= b; one row for each facet;
* equations are the reduced echelon basis of the affine hull; inequalities have zeros at its pivots;
* the lineality space is given by its reduced echelon basis; vertices and rays have zeros at its pivots;
* rows are in lexicographic order.

A polyhedron with lines has no vertices in the strict sense; ``vertices`` then holds one point of each
minimal face.  Every polyhedron is right here: empty, lower-dimensional, unbounded, without vertices, and
the single point of R^0.

Boxes are recognised, and answer from their bounds (:mod:`tropnet.polyhedra.boxes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.polyhedra.boxes import Bounds, box_bounds, box_facets, box_middle, box_volume
from tropnet.polyhedra.conversion import (
    DoubleDescription,
    from_generators,
    from_inequalities,
    normal_form,
    opposite,
)
from tropnet.polyhedra.integer_rows import IntegerRows, primitive, product, spanning_rows
from tropnet.polyhedra.notation import read_system
from tropnet.polyhedra.volume import polytope_volume

__all__ = ["Polyhedron"]

_Rows = tuple[IntegerRows, IntegerRows]
"""Inequalities and equations, or generators and lines, in the homogeneous rows of the module conversion."""


@dataclass(frozen=True, eq=False, repr=False)
class Polyhedron:
    """An immutable rational polyhedron in R^n.

    Make one with :meth:`from_inequalities`, :meth:`from_generators` or :meth:`parse`, or with one of the
    functions of :mod:`tropnet.polyhedra.bodies`: the whole space, boxes, cubes, cross-polytopes, simplices.

    Attributes
    ----------
    ambient_dim : int
        The dimension n of the space that it lies in.

    Examples
    --------
    >>> triangle = Polyhedron.from_inequalities([[-1, 0], [0, -1], [2, 1]], [0, 0, 1])
    >>> triangle
    <Polyhedron in R^2 given by 3 inequalities>
    >>> triangle.vertices
    RationalArray([[0, 0], [0, 1], [1/2, 0]])
    >>> triangle.volume
    Fraction(1, 4)
    >>> ["1/3", "1/3"] in triangle, [1, 0] in triangle
    (True, False)
    >>> triangle == Polyhedron.from_generators([[0, 0], [0, 1], ["1/2", 0], ["1/4", "1/4"]])
    True
    """

    ambient_dim: int
    _constraints: _Rows | None = None
    _generators: _Rows | None = None
    _is_irredundant: bool = False

    def __post_init__(self) -> None:
        for rows in (*(self._constraints or ()), *(self._generators or ())):
            rows.flags.writeable = False

    # Constructors ---------------------------------------------------------------------------------------

    @classmethod
    def from_inequalities(
        cls,
        A: RationalArrayLike,
        b: RationalArrayLike,
        equations: tuple[RationalArrayLike, RationalArrayLike] | None = None,
    ) -> Polyhedron:
        """The polyhedron ``{x : A x <= b}``, cut by ``C x = d`` when ``equations = (C, d)`` is given.

        Parameters
        ----------
        A : array-like of rationals, shape (m, n)
            No rows (shape (0, n)) are allowed, for a set given by equations alone.
        b : array-like of rationals, shape (m,)
        equations : pair of array-likes (C, d), shapes (e, n) and (e,), optional

        Raises
        ------
        ShapeError
            When the sizes do not fit together.
        NotRationalError
            When an entry is no rational number.

        Examples
        --------
        >>> Polyhedron.from_inequalities([[-1, 0]], [0], equations=([[1, 1]], [1])).rays
        RationalArray([[1, -1]])
        """
        inequalities = _augmented(A, b, "A", "b")
        n = inequalities.shape[1] - 1
        extra = np.zeros((0, n + 1), np.int64) if equations is None else _augmented(*equations, "C", "d")
        if extra.shape[1] != n + 1:
            raise ShapeError(
                f"the inequalities have {n} unknowns, but the equations have {extra.shape[1] - 1}"
            )
        return cls(n, _constraints=(inequalities, extra))

    @classmethod
    def from_generators(
        cls, vertices: RationalArrayLike, rays: RationalArrayLike = (), lines: RationalArrayLike = ()
    ) -> Polyhedron:
        """The polyhedron conv(vertices) + cone(rays) + span(lines).

        Parameters
        ----------
        vertices : array-like of rationals, shape (k, n)
            Any points; those that are no vertices are harmless.  Shape (0, n) is the empty set.
        rays, lines : array-like of rationals, shapes (r, n) and (l, n), optional

        Raises
        ------
        ShapeError
            When the sizes do not fit together, or the dimension cannot be known.
        InputError
            When there are rays or lines but no point to which they could be added.
        NotRationalError
            When an entry is no rational number.

        Examples
        --------
        >>> strip = Polyhedron.from_generators([[0, 0], [1, 0]], lines=[[1, 1]])
        >>> strip.inequalities
        RationalArray([[-1, 1, 0], [1, -1, 1]])
        """
        points = rational_array(vertices)
        if points.ndim != 2:
            raise ShapeError(
                f"vertices of shape {points.shape} do not tell the dimension; give shape (k, n), "
                "such as [[0, 0], [1, 0]], or (0, n) for the empty set"
            )
        n = points.shape[1]
        directions = [_directions(rays, n, "rays"), _directions(lines, n, "lines")]
        if len(points) == 0 and any(len(rows) for rows in directions):
            raise InputError(
                "rays and lines without a vertex generate the empty set; give the apex as a vertex, "
                f"for example vertices=[{[0] * n}]"
            )
        ones = np.full((len(points), 1), points.denominator, dtype=object)
        generators = primitive(np.concatenate([points.numerators, ones], axis=1))
        return cls(n, _generators=(np.concatenate([generators, directions[0]]), directions[1]))

    @classmethod
    def from_double_description(
        cls, inequalities: IntegerRows, equations: IntegerRows, generators: IntegerRows, lines: IntegerRows
    ) -> Polyhedron:
        """The non-empty polyhedron with two known descriptions that match; *this is not checked*.

        For cells of complexes, whose facets and vertices are known together: nothing is computed now, and
        nothing but the normal form later.

        Parameters
        ----------
        inequalities : integer array, shape (m, n + 1)
            Irredundant rows (a, b) with a.x <= b, one for each facet; each up to a positive factor.
        equations : integer array, shape (e, n + 1)
            Rows (c, d) with c.x = d that span the equations of the affine hull.
        generators : integer array, shape (k, n + 1)
            Rows (x, t): the vertex x / t when t > 0, the ray x when t = 0; irredundant.
        lines : integer array, shape (l, n + 1)
            Rows (x, 0) that span the lineality space.

        Examples
        --------
        >>> none = np.zeros((0, 2), int)
        >>> Polyhedron.from_double_description(np.array([[-2, 0]]), none, np.array([[0, 3], [5, 0]]), none)
        <Polyhedron in R^1 given by 1 inequality, 1 vertex and 1 ray>
        """
        n = inequalities.shape[1] - 1
        # Copies: the rows are made read-only, and those of the caller are the caller's.
        return cls(
            n,
            (inequalities.copy(), equations.copy()),
            (generators.copy(), lines.copy()),
            _is_irredundant=True,
        )

    @classmethod
    def parse(cls, text: str, ambient_dim: int | None = None) -> Polyhedron:
        """The polyhedron that the text describes: a box or a system of inequalities.

        The notation is that of :mod:`tropnet.polyhedra.notation`.

        Parameters
        ----------
        text : str
            ``"[-1,1]^2"``, ``"[-1,1]x[0,inf]"``, ``"R^3"`` or ``"x1 + 2 x2 <= 3; x1 >= 0"``.
        ambient_dim : int, optional
            The number of coordinates; read from the text when omitted.

        Raises
        ------
        FormatError
            With the position of what does not fit.

        Examples
        --------
        >>> Polyhedron.parse("[-1,1]^2").volume
        Fraction(4, 1)
        >>> Polyhedron.parse("x1 + 2 x2 <= 3; x1 >= 0; x2 >= 0").volume
        Fraction(9, 4)
        """
        n, inequalities, equations = read_system(text, ambient_dim)
        return cls(n, _constraints=(inequalities, equations))

    # Descriptions ---------------------------------------------------------------------------------------

    @cached_property
    def inequalities(self) -> RationalArray:
        """The facets: primitive integer rows (a, b), shape (m, n + 1), each meaning a.x <= b.

        Irredundant, reduced modulo the equations, sorted.  The empty set has the single row 0.x <= -1.

        Examples
        --------
        >>> Polyhedron.parse("[0,7/2]").inequalities
        RationalArray([[-1, 0], [2, 7]])
        """
        return RationalArray.from_integers(self._facets[0])

    @cached_property
    def equations(self) -> RationalArray:
        """The affine hull: primitive integer rows (c, d), shape (e, n + 1), each meaning c.x = d.

        The reduced echelon basis of all equations that hold on the set.

        Examples
        --------
        >>> Polyhedron.from_generators([[1, 1], [3, 5]]).equations
        RationalArray([[2, -1, 1]])
        """
        return RationalArray.from_integers(self._facets[1])

    @cached_property
    def vertices(self) -> RationalArray:
        """The vertices, shape (k, n), sorted; one point of each minimal face where there are lines.

        Examples
        --------
        >>> Polyhedron.parse("[0,1/2]^2").vertices
        RationalArray([[0, 0], [0, 1/2], [1/2, 0], [1/2, 1/2]])
        """
        points, heights = self._canonical_generators[0][:, :-1], self._canonical_generators[0][:, -1]
        heights = heights[: self._n_vertices].astype(object)
        denominator = lcm(*heights.tolist())
        return RationalArray.from_integers(
            points[: self._n_vertices] * (denominator // heights)[:, None], denominator
        )

    @cached_property
    def rays(self) -> RationalArray:
        """The extreme rays, shape (r, n): primitive integer directions modulo the lines, sorted.

        Examples
        --------
        >>> Polyhedron.parse("[0,inf]x[0,3]").rays
        RationalArray([[1, 0]])
        """
        return RationalArray.from_integers(self._canonical_generators[0][self._n_vertices :, :-1])

    @cached_property
    def lineality_space(self) -> RationalArray:
        """The lines in the set: the reduced echelon basis, shape (l, n), in primitive integer rows.

        Examples
        --------
        >>> Polyhedron.parse("x1 + x2 <= 1").lineality_space
        RationalArray([[1, -1]])
        """
        return RationalArray.from_integers(self._canonical_generators[1][:, :-1])

    @cached_property
    def incidence(self) -> npt.NDArray[np.bool_]:
        """Which facet contains which generator, shape (m, k + r): first the vertices, then the rays.

        Rows are in the order of :attr:`inequalities`.  A facet contains a ray when it contains the
        half-lines in its direction.

        Examples
        --------
        >>> Polyhedron.parse("[0,inf]x[0,3]").incidence.astype(int)
        array([[1, 1, 0],
               [1, 0, 1],
               [0, 1, 1]])
        """
        generators = self._canonical_generators[0]
        tight: npt.NDArray[np.bool_] = _slack(self._facets[0], generators.T) == 0
        tight.flags.writeable = False
        return tight

    # Shape ----------------------------------------------------------------------------------------------

    @cached_property
    def is_empty(self) -> bool:
        """Whether no point lies in the set.

        Examples
        --------
        >>> Polyhedron.parse("x1 <= 0; x1 >= 1").is_empty
        True
        """
        if self._generators is not None:
            return len(self._generators[0]) == 0
        return not self._facets[0][:, :-1].any(axis=1).all()

    @cached_property
    def dim(self) -> int:
        """The dimension of the affine hull; -1 for the empty set.

        Examples
        --------
        >>> Polyhedron.from_generators([[0, 0, 0], [1, 2, 3]]).dim
        1
        """
        if self.is_empty:
            return -1
        if self._constraints is None and self._generators is not None:
            return len(spanning_rows(np.concatenate(self._generators))) - 1
        return self.ambient_dim - len(self._facets[1])

    @property
    def is_full_dimensional(self) -> bool:
        """Whether the set has interior points.

        Examples
        --------
        >>> Polyhedron.parse("x1 = 1/2", ambient_dim=2).is_full_dimensional
        False
        """
        return self.dim == self.ambient_dim

    @cached_property
    def is_bounded(self) -> bool:
        """Whether the set is a polytope; the empty set is one.

        Examples
        --------
        >>> Polyhedron.parse("[-1,1]^784").is_bounded, Polyhedron.parse("[0,inf]").is_bounded
        (True, False)
        """
        if self.is_empty:
            return True
        if self._bounds is not None:
            return all(None not in ends for ends in self._bounds)
        rows, lines = self._generators or self._canonical_generators
        return bool((rows[:, -1] > 0).all()) and len(lines) == 0

    @cached_property
    def interior_point(self) -> RationalArray:
        """A point of the relative interior: the mean of the vertices plus the sum of the rays.

        Raises
        ------
        EmptyDomainError
            When the set is empty.

        Examples
        --------
        >>> Polyhedron.parse("[0,1]x[0,inf]xR").interior_point
        RationalArray([1/2, 1, 0])
        """
        if self.is_empty:
            raise EmptyDomainError("the empty polyhedron has no point")
        if self._bounds is not None:
            return rational_array(box_middle(self._bounds))
        mean: RationalArray = self.vertices.sum(axis=0) / len(self.vertices)
        return mean + self.rays.sum(axis=0) if len(self.rays) else mean

    @cached_property
    def volume(self) -> Fraction:
        """The volume in R^n, exactly; 0 for a set that is not full-dimensional.

        Raises
        ------
        UnboundedError
            When the set is full-dimensional and unbounded.

        Examples
        --------
        >>> Polyhedron.from_generators([[0, 0], ["1/3", 0], [0, "1/3"]]).volume
        Fraction(1, 18)
        """
        if not self.is_full_dimensional:
            return Fraction(0)
        if not self.is_bounded:
            raise UnboundedError(f"{self!r} has infinite volume; intersect it with a box first")
        if self._bounds is not None:
            return box_volume(self._bounds)
        return polytope_volume(self._canonical_generators[0], self.incidence)

    # Points and other sets ------------------------------------------------------------------------------

    def contains(self, x: RationalArrayLike) -> bool:
        """Whether the point lies in the set.

        Parameters
        ----------
        x : array-like of rationals, shape (n,)

        Raises
        ------
        ShapeError
            When x is no point of R^n.
        NotRationalError
            When an entry is no rational number.

        Examples
        --------
        >>> Polyhedron.parse("x1 + x2 <= 1").contains(["1/3", "2/3"])
        True
        """
        point = _point(x, self.ambient_dim, "the point")
        row = np.append(point.numerators, point.denominator)
        inequalities, equations = self._constraints or self._facets
        return bool((_slack(inequalities, row) >= 0).all() and not _slack(equations, row).any())

    def __contains__(self, x: RationalArrayLike) -> bool:
        return self.contains(x)

    def intersection(self, other: Polyhedron) -> Polyhedron:
        """The points that lie in both sets; also written ``P & Q``.

        Raises
        ------
        ShapeError
            When the sets lie in spaces of different dimensions.

        Examples
        --------
        >>> (Polyhedron.parse("[-1,1]^2") & Polyhedron.parse("x1 >= 1")).vertices
        Traceback (most recent call last):
        tropnet.errors.ShapeError: a polyhedron in R^2 and one in R^1 have no common points; \
the spaces must be the same
        >>> (Polyhedron.parse("[-1,1]^2") & Polyhedron.parse("x1 >= 1", ambient_dim=2)).vertices
        RationalArray([[1, -1], [1, 1]])
        """
        if self.ambient_dim != other.ambient_dim:
            raise ShapeError(
                f"a polyhedron in R^{self.ambient_dim} and one in R^{other.ambient_dim} "
                "have no common points; the spaces must be the same"
            )
        mine, theirs = self._constraints or self._facets, other._constraints or other._facets
        inequalities, equations = (np.concatenate(pair) for pair in zip(mine, theirs, strict=True))
        return Polyhedron(self.ambient_dim, _constraints=(inequalities, equations))

    def __and__(self, other: Polyhedron) -> Polyhedron:
        return self.intersection(other) if isinstance(other, Polyhedron) else NotImplemented

    def __eq__(self, other: object) -> bool:
        """Equality of sets."""
        if not isinstance(other, Polyhedron):
            return NotImplemented
        return self.ambient_dim == other.ambient_dim and all(map(np.array_equal, self._facets, other._facets))

    def __hash__(self) -> int:
        return hash((self.ambient_dim, *(tuple(map(tuple, rows.tolist())) for rows in self._facets)))

    def __repr__(self) -> str:
        parts = []
        if self._constraints is not None:
            inequalities, equations = self._constraints
            parts += [
                (len(inequalities), "inequality", "inequalities"),
                (len(equations), "equation", "equations"),
            ]
        if self._generators is not None:
            rows, lines = self._generators
            n_points = int((rows[:, -1] > 0).sum())
            points = ("vertex", "vertices") if self._is_irredundant else ("point", "points")
            parts += [
                (n_points, *points),
                (len(rows) - n_points, "ray", "rays"),
                (len(lines), "line", "lines"),
            ]
        *first, last = [f"{k} {one if k == 1 else many}" for k, one, many in parts if k] or [
            f"no {parts[0][1]}"
        ]
        given = f"{', '.join(first)} and {last}" if first else last
        return f"<Polyhedron in R^{self.ambient_dim} given by {given}>"

    def __reduce__(self) -> tuple[type[Polyhedron], tuple[Any, ...]]:
        """Pickle what the polyhedron was made from; what was derived is found again."""
        return Polyhedron, (self.ambient_dim, self._constraints, self._generators, self._is_irredundant)

    # Derived descriptions -------------------------------------------------------------------------------

    @cached_property
    def _both(self) -> DoubleDescription:
        if self._constraints is not None:
            return from_inequalities(*self._constraints)
        assert self._generators is not None
        return from_generators(*self._generators)

    @cached_property
    def _facets(self) -> _Rows:
        """The canonical inequalities and equations."""
        if self._bounds is not None:
            return box_facets(self._bounds)
        if self._is_irredundant and self._constraints is not None:
            return normal_form(*self._constraints)
        return self._both.inequalities, self._both.equations

    @cached_property
    def _canonical_generators(self) -> _Rows:
        """The canonical generators, first the vertices in the order of their coordinates, and lines."""
        if self._is_irredundant and self._generators is not None:
            rows, lines = normal_form(*self._generators)
        else:
            rows, lines = self._both.generators, self._both.lines
        heights = rows[:, -1].astype(object)
        denominator = lcm(*heights[heights > 0].tolist())
        keys = [(t == 0, [x * (denominator // t if t else 1) for x in row]) for *row, t in rows.tolist()]
        order = sorted(range(len(rows)), key=keys.__getitem__)
        return rows[order], lines

    @property
    def _n_vertices(self) -> int:
        return int((self._canonical_generators[0][:, -1] > 0).sum())

    @cached_property
    def _bounds(self) -> Bounds | None:
        """The ends of the sides when every given constraint involves one coordinate."""
        return None if self._constraints is None else box_bounds(*self._constraints)


def _augmented(A: RationalArrayLike, b: RationalArrayLike, matrix: str, side: str) -> IntegerRows:
    """The primitive integer rows (a, b)."""
    left, right = rational_array(A), rational_array(b)
    if left.ndim != 2:
        raise ShapeError(
            f"{matrix} has shape {left.shape}, but a matrix of shape (m, n) is needed, such as [[1, 2]]; "
            "all of R^n is whole_space(n)"
        )
    if right.shape != (len(left),):
        raise ShapeError(
            f"{side} has shape {right.shape}, but {matrix} has {len(left)} rows; give one number for each row"
        )
    return primitive(concatenate([left, right.reshape(-1, 1)], axis=1).numerators)


def _directions(data: RationalArrayLike, n: int, what: str) -> IntegerRows:
    """The nonzero rows (x, 0)."""
    array = rational_array(data)
    if array.shape == (0,):
        array = array.reshape(0, n)
    if array.ndim != 2 or array.shape[1] != n:
        raise ShapeError(
            f"{what} have shape {array.shape}, but the vertices lie in R^{n}; give shape (k, {n})"
        )
    rows = primitive(array.numerators)
    rows = rows[(rows != 0).any(axis=1)]
    return np.concatenate([rows, np.zeros((len(rows), 1), np.int64)], axis=1)


def _point(x: RationalArrayLike, n: int, what: str) -> RationalArray:
    point = rational_array(x)
    if point.shape != (n,):
        raise ShapeError(f"{what} has shape {point.shape}, but the space is R^{n}; give {n} numbers")
    return point


def _slack(rows: IntegerRows, points: IntegerRows) -> IntegerRows:
    """The values b t - a.x of rows (a, b) at points with the columns (x, t)."""
    return product(opposite(rows), points)
