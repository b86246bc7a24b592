r"""Polyhedra: solution sets of finitely many linear inequalities with rational coefficients.

A :class:`Polyhedron` in R^n is a *set*.  It can be given by inequalities and equations, or by vertices,
rays and lines; it knows both descriptions, and finds the one that was not given when it is first needed
(:mod:`tropnet.polyhedra.description`).  Both are canonical, so two polyhedra are equal, and have the same
hash, exactly when they are the same set of points:

* inequalities are irredundant primitive integer rows (a, b), meaning a.x <= b; one row for each facet;
* equations are the reduced echelon basis of the affine hull; inequalities have zeros at its pivots;
* the lineality space is given by its reduced echelon basis; vertices and rays have zeros at its pivots;
* rows are in lexicographic order.

A polyhedron with lines has no vertices in the strict sense; ``vertices`` then holds one point of each
minimal face.  Every polyhedron is right here: empty, lower-dimensional, unbounded, without vertices, and
the single point of R^0.

What a polyhedron *is* stands here as properties.  What one *does* with polyhedra are functions, one subject in
one module: :mod:`~tropnet.polyhedra.sums` (Minkowski sum, hull, product), :mod:`~tropnet.polyhedra.affine_maps`
(image, preimage, projection), :mod:`~tropnet.polyhedra.support`, :mod:`~tropnet.polyhedra.inclusion`,
:mod:`~tropnet.polyhedra.polar`, :mod:`~tropnet.polyhedra.normal_fan`.  Some have operators:

=====================  =====================================================
``P & Q``              the intersection
``P + Q``              the Minkowski sum; ``P + v`` with a vector v is moved
``r * P``, ``-P``      scaled by the rational number r, by -1
``P * Q``              the product
``P <= Q``, ``P < Q``  P is a subset of Q, a proper subset
``x in P``             the point x lies in P
=====================  =====================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray, RationalArrayLike
from tropnet.exact.numbers import RationalLike
from tropnet.polyhedra.boxes import box_volume
from tropnet.polyhedra.combinatorial_type import CombinatorialType
from tropnet.polyhedra.description import Description
from tropnet.polyhedra.integer_rows import IntegerRows
from tropnet.polyhedra.notation import read_system
from tropnet.polyhedra.reading import Rows, constraint_rows, generator_rows, point_of, rows_in_words
from tropnet.polyhedra.volume import polytope_centroid, polytope_volume

__all__ = ["Polyhedron"]


@dataclass(frozen=True, eq=False, repr=False)
class Polyhedron(CombinatorialType):
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
    _constraints: Rows | None = None
    _generators: Rows | None = None
    _is_irredundant: bool = False

    # numpy's arrays leave arithmetic with a polyhedron to the methods below.
    __array_ufunc__ = None

    def __post_init__(self) -> None:
        if not isinstance(self.ambient_dim, int):
            raise InputError(
                "Polyhedron(...) takes no data; Polyhedron.from_inequalities(A, b), Polyhedron.from_generators(points) "
                "and Polyhedron.parse(text) make one"
            )
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
            If the sizes do not fit together.
        NotRationalError
            If an entry is no rational number.

        Examples
        --------
        >>> Polyhedron.from_inequalities([[-1, 0]], [0], equations=([[1, 1]], [1])).rays
        RationalArray([[1, -1]])
        """
        rows = constraint_rows(A, b, equations)
        return cls(rows[0].shape[1] - 1, _constraints=rows)

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
            If the sizes do not fit together, or the dimension cannot be known.
        InputError
            If there are rays or lines but no point to which they could be added.
        NotRationalError
            If an entry is no rational number.

        Examples
        --------
        >>> strip = Polyhedron.from_generators([[0, 0], [1, 0]], lines=[[1, 1]])
        >>> strip.inequalities
        RationalArray([[-1, 1, 0], [1, -1, 1]])
        """
        rows = generator_rows(vertices, rays, lines)
        return cls(rows[0].shape[1] - 1, _generators=rows)

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
    def description(self) -> Description:
        """The same in integer rows, which algorithms work with; nothing is computed before it is asked for.

        Examples
        --------
        >>> Polyhedron.parse("[0,1/2]").description.generators[0].tolist()
        [[0, 1], [1, 2]]
        """
        return Description(self.ambient_dim, self._constraints, self._generators, self._is_irredundant)

    @property
    def system(self) -> tuple[RationalArray, RationalArray, tuple[RationalArray, RationalArray]]:
        """A, b and (C, d) with P = {x : A x <= b, C x = d}: as given, up to factors, or canonical if not given.

        In the form that the linear programs of :mod:`tropnet.exact.programs` take.

        Examples
        --------
        >>> Polyhedron.parse("x1 + 2 x2 <= 3; x1 = 1").system
        (RationalArray([[1, 2]]), RationalArray([3]), (RationalArray([[1, 0]]), RationalArray([1])))
        """
        (A, b), equations = (
            (RationalArray.from_integers(rows[:, :-1]), RationalArray.from_integers(rows[:, -1]))
            for rows in self.description.some_constraints
        )
        return A, b, equations

    @cached_property
    def inequalities(self) -> RationalArray:
        """The facets: primitive integer rows (a, b), shape (m, n + 1), each meaning a.x <= b.

        Irredundant, reduced modulo the equations, sorted.  The empty set has the single row 0.x <= -1.

        Examples
        --------
        >>> Polyhedron.parse("[0,7/2]").inequalities
        RationalArray([[-1, 0], [2, 7]])
        """
        return RationalArray.from_integers(self.description.constraints[0])

    @cached_property
    def equations(self) -> RationalArray:
        """The affine hull: primitive integer rows (c, d), shape (e, n + 1), each meaning c.x = d.

        The reduced echelon basis of all equations that hold on the set.

        Examples
        --------
        >>> Polyhedron.from_generators([[1, 1], [3, 5]]).equations
        RationalArray([[2, -1, 1]])
        """
        return RationalArray.from_integers(self.description.constraints[1])

    @property
    def vertices(self) -> RationalArray:
        """The vertices, shape (k, n), sorted; one point of each minimal face where there are lines.

        Examples
        --------
        >>> Polyhedron.parse("[0,1/2]^2").vertices
        RationalArray([[0, 0], [0, 1/2], [1/2, 0], [1/2, 1/2]])
        """
        return self.description.vertices

    @cached_property
    def rays(self) -> RationalArray:
        """The extreme rays, shape (r, n): primitive integer directions modulo the lines, sorted.

        Examples
        --------
        >>> Polyhedron.parse("[0,inf]x[0,3]").rays
        RationalArray([[1, 0]])
        """
        return RationalArray.from_integers(self.description.generators[0][self.description.n_vertices :, :-1])

    @cached_property
    def lineality_space(self) -> RationalArray:
        """The lines in the set: the reduced echelon basis, shape (l, n), in primitive integer rows.

        Examples
        --------
        >>> Polyhedron.parse("x1 + x2 <= 1").lineality_space
        RationalArray([[1, -1]])
        """
        return RationalArray.from_integers(self.description.generators[1][:, :-1])

    # Points and measures --------------------------------------------------------------------------------

    @property
    def interior_point(self) -> RationalArray:
        """A point of the relative interior; which one depends on what is known.

        The mean of the vertices plus the sum of the rays, where those are known or quickly found, and for boxes;
        otherwise a point that a linear program finds.

        Raises
        ------
        EmptyDomainError
            If the set is empty.

        Examples
        --------
        >>> Polyhedron.parse("[0,1]x[0,inf]xR").interior_point
        RationalArray([1/2, 1, 0])
        """
        if self.is_empty:
            raise EmptyDomainError("the empty polyhedron has no point")
        return self.description.interior_point

    @cached_property
    def centroid(self) -> RationalArray:
        """The centre of mass of a polytope, of any dimension, with constant density on its affine hull.

        The centroid is an affine notion: an affine bijection takes it to that of the image.  So every affine
        chart of the affine hull gives the same point.

        Raises
        ------
        EmptyDomainError
            If the set is empty.
        UnboundedError
            If the set is unbounded.

        Examples
        --------
        >>> Polyhedron.from_generators([[0, 0, 1], [1, 0, 1], [0, 1, 1]]).centroid
        RationalArray([1/3, 1/3, 1])
        """
        if self.is_empty:
            raise EmptyDomainError("the empty polyhedron has no centroid")
        if not self.is_bounded:
            raise UnboundedError(f"{self!r} is unbounded and has no centroid; intersect it with a box first")
        if self.description.bounds is not None:
            return self.interior_point
        return polytope_centroid(self.description.generators[0], self.incidence)

    @cached_property
    def volume(self) -> Fraction:
        """The volume in R^n, exactly; 0 for a set that is not full-dimensional.

        Raises
        ------
        UnboundedError
            If the set is full-dimensional and unbounded.

        Examples
        --------
        >>> Polyhedron.from_generators([[0, 0], ["1/3", 0], [0, "1/3"]]).volume
        Fraction(1, 18)
        """
        if not self.is_full_dimensional:
            return Fraction(0)
        if not self.is_bounded:
            raise UnboundedError(f"{self!r} has infinite volume; intersect it with a box first")
        if self.description.bounds is not None:
            return box_volume(self.description.bounds)
        return polytope_volume(self.description.generators[0], self.incidence)

    # Faces and cones ------------------------------------------------------------------------------------

    @cached_property
    def recession_cone(self) -> Polyhedron:
        """The directions in which one can go for ever: ``{y : x + t y in P for all x in P, t >= 0}``.

        By convention {0} for the empty set, so that a set is bounded exactly when its recession cone is {0}.

        Examples
        --------
        >>> Polyhedron.parse("[1,inf]x[0,3]").recession_cone == Polyhedron.parse("[0,inf]x[0,0]")
        True
        """
        n, origin = self.ambient_dim, np.eye(1, self.ambient_dim + 1, self.ambient_dim, dtype=np.int64)
        if self.is_empty or self._constraints is None:
            rows, lines = self.description.some_generators
            rays = np.concatenate([origin, rows[rows[:, -1] == 0]])
            return Polyhedron(n, _generators=(rays, lines.copy()))
        return Polyhedron(n, _constraints=self.description.recession_constraints)

    @cached_property
    def affine_hull(self) -> Polyhedron:
        """The smallest affine subspace that contains the set; empty for the empty set.

        Examples
        --------
        >>> Polyhedron.from_generators([[1, 1], [3, 5]]).affine_hull == Polyhedron.parse("2 x1 - x2 = 1")
        True
        """
        if self.is_empty:
            return self
        inequalities, equations = self.description.constraints
        return Polyhedron(self.ambient_dim, _constraints=(inequalities[:0].copy(), equations.copy()))

    @cached_property
    def facets(self) -> tuple[Polyhedron, ...]:
        """The facets in the order of :attr:`inequalities`; none for the empty set and affine subspaces.

        Examples
        --------
        >>> [len(facet.vertices) for facet in Polyhedron.parse("[0,1]^3").facets]
        [4, 4, 4, 4, 4, 4]
        """
        from tropnet.polyhedra.face_lattice import facets

        return facets(self)

    # Points and other sets ------------------------------------------------------------------------------

    def contains(self, x: RationalArrayLike) -> bool:
        """Whether the point lies in the set.

        Parameters
        ----------
        x : array-like of rationals, shape (n,)

        Raises
        ------
        ShapeError
            If x is no point of R^n.
        NotRationalError
            If an entry is no rational number.

        Examples
        --------
        >>> Polyhedron.parse("x1 + x2 <= 1").contains(["1/3", "2/3"])
        True
        """
        point = point_of(x, self.ambient_dim, "the point")
        row = np.append(point.numerators, point.denominator)
        return bool(self.description.contains(row[None, :])[0])

    def __contains__(self, x: RationalArrayLike) -> bool:
        return self.contains(x)

    def intersection(self, other: Polyhedron) -> Polyhedron:
        """The points that lie in both sets; also written ``P & Q``.

        Raises
        ------
        ShapeError
            If the sets lie in spaces of different dimensions.

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
        mine, theirs = self.description.some_constraints, other.description.some_constraints
        inequalities, equations = (np.concatenate(pair) for pair in zip(mine, theirs, strict=True))
        return Polyhedron(self.ambient_dim, _constraints=(inequalities, equations))

    def __and__(self, other: Polyhedron) -> Polyhedron:
        return self.intersection(other) if isinstance(other, Polyhedron) else NotImplemented

    def __add__(self, other: Polyhedron | RationalArrayLike) -> Polyhedron:
        from tropnet.polyhedra.affine_maps import translate
        from tropnet.polyhedra.sums import minkowski_sum

        return minkowski_sum(self, other) if isinstance(other, Polyhedron) else translate(self, other)

    def __radd__(self, vector: RationalArrayLike) -> Polyhedron:
        return self + vector

    def __mul__(self, other: Polyhedron | RationalLike) -> Polyhedron:
        from tropnet.polyhedra.affine_maps import scale
        from tropnet.polyhedra.sums import product

        return product(self, other) if isinstance(other, Polyhedron) else scale(self, other)

    def __rmul__(self, factor: RationalLike) -> Polyhedron:
        return self * factor

    def __neg__(self) -> Polyhedron:
        return self * -1

    def __le__(self, other: Polyhedron) -> bool:
        from tropnet.polyhedra.inclusion import is_subset

        return is_subset(self, other) if isinstance(other, Polyhedron) else NotImplemented

    def __lt__(self, other: Polyhedron) -> bool:
        return self <= other and self != other if isinstance(other, Polyhedron) else NotImplemented

    def __eq__(self, other: object) -> bool:
        """Equality of sets."""
        if not isinstance(other, Polyhedron):
            return NotImplemented
        if self.ambient_dim != other.ambient_dim:
            return False
        return all(map(np.array_equal, self.description.constraints, other.description.constraints))

    def __hash__(self) -> int:
        rows = (tuple(map(tuple, part.tolist())) for part in self.description.constraints)
        return hash((self.ambient_dim, *rows))

    def __repr__(self) -> str:
        words = rows_in_words(self._constraints, self._generators, self._is_irredundant)
        return f"<Polyhedron in R^{self.ambient_dim} given by {words}>"

    def _repr_svg_(self) -> str | None:
        from tropnet.polyhedra.display import polyhedron_svg

        return polyhedron_svg(self)

    def _repr_latex_(self) -> str | None:
        from tropnet.polyhedra.display import polyhedron_latex

        return polyhedron_latex(self)

    def __reduce__(self) -> tuple[type[Polyhedron], tuple[Any, ...]]:
        """Pickle what the polyhedron was made from; what was derived is found again."""
        return Polyhedron, (self.ambient_dim, self._constraints, self._generators, self._is_irredundant)
