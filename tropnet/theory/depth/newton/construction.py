r"""Constructions of polytopes: points, Minkowski sums, dilations, joins.

The *join* of two polytopes is the convex hull of their union.  Let Newt^(0) be the set of all points of R^n, and
Newt^(k) the set of all finite sums of joins :math:`\mathrm{conv}(P \cup Q)` with P, Q in Newt^(k-1).  So Newt^(1)
consists of the sums of segments, which are the zonotopes; Newt^(2) of the sums of joins of two zonotopes; and so on.
As :math:`\mathrm{conv}(P \cup P) = P`, each set contains the one before.

A :class:`Construction` is a way to make such a polytope.  The laws

.. math::  r (P + Q) = r P + r Q, \qquad r \, \mathrm{conv}(P \cup Q) = \mathrm{conv}(r P \cup r Q) \qquad (r \ge 0)

bring every expression in sums, dilations and joins into the form

.. math::  p + \sum_J c_J \, \mathrm{conv}(P_J \cup Q_J), \qquad c_J > 0,

a point and positive multiples of different joins of two constructions.  That is how it is kept.  Its *level* is the
largest level of its joins, and a join has one level more than its two sides; so a construction of level k makes a
polytope of Newt^(k).  The same polytope can have constructions of different levels.

**The dictionary.**  The support function :math:`h_P(x) = \max_{y \in P} x \cdot y` turns sums into sums, and joins into
maxima.  So :math:`h_P` is computed by a network with as many hidden layers as the construction has levels, for

.. math::  \max(h_P, h_Q) = h_Q + [h_P - h_Q]_+ .

Source: C. Hertrich, A. Basu, M. Di Summa and M. Skutella, Towards lower bounds on the depth of ReLU neural networks,
2021, Section 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, final

from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.network import Network
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import vectors_of
from tropnet.polyhedra.sums import convex_hull, minkowski_sum
from tropnet.polyhedra.zonotopes.recognition import as_zonotope
from tropnet.tropical.polynomial import TropicalPolynomial

if TYPE_CHECKING:
    from tropnet.theory.depth.newton.virtual import VirtualConstruction

__all__ = ["Construction", "Join", "LinearForm", "point"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class Join:
    """The convex hull of the union of two constructed polytopes.

    ``==`` does not look at the order of the two sides.

    Attributes
    ----------
    left, right : Construction
        In the same space.

    Examples
    --------
    >>> segment = Join(point([0, 0]), point([1, 2]))
    >>> print(segment, segment.level, segment == Join(point([1, 2]), point([0, 0])))
    conv((0, 0) ∪ (1, 2)) 1 True
    """

    left: Construction
    right: Construction

    def __post_init__(self) -> None:
        _check_same_space(self.left, self.right, "join")

    @cached_property
    def level(self) -> int:
        """One more than the larger level of the two sides."""
        return 1 + max(self.left.level, self.right.level)

    @cached_property
    def polytope(self) -> Polyhedron:
        """The convex hull, exactly."""
        return convex_hull(self.left.polytope, self.right.polytope)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Join):
            return NotImplemented
        return self is other or (
            self._hash == other._hash
            and (other.left, other.right) in ((self.left, self.right), (self.right, self.left))
        )

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(frozenset((hash(self.left), hash(self.right))))

    def __repr__(self) -> str:
        return f"<Join of level {self.level} in R^{self.left.ambient_dim}>"

    def __str__(self) -> str:
        return f"conv({self.left} ∪ {self.right})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Join, (self.left, self.right)


LinearForm: TypeAlias = Mapping[Join | int, Fraction]
"""A combination of support functions of joins and of coordinates, by their numbers; without zero coefficients."""


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class Construction:
    """A polytope as a point plus positive multiples of joins of two constructions.

    =================  ===========================================================
    ``P + Q``          the Minkowski sum
    ``r * P``          the dilation by a rational r >= 0
    ``P | Q``          the join conv(P ∪ Q); it binds less tightly than ``+``
    ``P - Q``          the formal difference, a :class:`VirtualConstruction`
    =================  ===========================================================

    ``==`` is formal: the same point and the same multiples of joins, in any order.  Different constructions may make
    the same polytope; :meth:`is_equivalent` tells.

    Parameters
    ----------
    point : array-like of rationals, shape (n,)
    terms : mapping or iterable of pairs, of joins in R^n to rationals >= 0

    Attributes
    ----------
    point : RationalArray, shape (n,)
    terms : tuple of (Join, Fraction)
        Different joins with positive factors, in order of their first occurrence.

    Raises
    ------
    ShapeError
        If the point is no vector, or a join lies in another space.
    NotRationalError
        If an entry or a factor is no rational number.
    InputError
        If a factor is negative.

    Examples
    --------
    A square is a sum of two segments; the pyramid over it is the join with a point:

    >>> o, x, y, z = (point(p) for p in ([0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]))
    >>> square = (o | x) + (o | y)
    >>> pyramid = square | z
    >>> pyramid, square.level, pyramid.polytope.f_vector
    (<Construction of level 2 in R^3 with 1 join>, 1, (5, 8, 5))
    >>> print(square + 2 * x)
    (2, 0, 0) + conv((0, 0, 0) ∪ (1, 0, 0)) + conv((0, 0, 0) ∪ (0, 1, 0))
    >>> pyramid.support_function([[1, 1, 1], [-1, 0, "1/2"]])
    RationalArray([2, 1/2])
    """

    point: RationalArray
    terms: tuple[tuple[Join, Fraction], ...]

    def __init__(
        self,
        point: RationalArrayLike,
        terms: Mapping[Join, RationalLike] | Iterable[tuple[Join, RationalLike]] = (),
    ) -> None:
        position = rational_array(point)
        if position.ndim != 1:
            raise ShapeError(
                f"the point has shape {position.shape}; give one vector of n numbers, such as [1, 0]"
            )
        collected: dict[Join, Fraction] = {}
        for join, factor in terms.items() if isinstance(terms, Mapping) else terms:
            if join.left.ambient_dim != len(position):
                raise ShapeError(
                    f"{join!r} and a point in R^{len(position)} have no sum; the spaces must be the same"
                )
            coefficient = as_fraction(factor, "as the factor of a join")
            if coefficient < 0:
                raise InputError(
                    f"the factor {coefficient} is negative; a dilation needs a factor >= 0, and "
                    "a VirtualConstruction takes any"
                )
            collected[join] = collected.get(join, Fraction(0)) + coefficient
        object.__setattr__(self, "point", position)
        object.__setattr__(self, "terms", tuple((join, c) for join, c in collected.items() if c))

    @classmethod
    def from_polytope(cls, polytope: Polyhedron) -> Construction:
        """The join of all vertices of a polytope, by a balanced tree.

        Its level is the number of vertices' logarithm to the base 2, rounded up, which in general is not the least.

        Raises
        ------
        EmptyDomainError
            If the polytope is empty.
        UnboundedError
            If it is unbounded.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import cube
        >>> Construction.from_polytope(cube(3)).level
        3
        """
        from tropnet.theory.depth.newton.virtual import join

        if checked_polyhedron(polytope).is_empty:
            raise EmptyDomainError(f"{polytope!r} is empty; it has no construction")
        if not polytope.is_bounded:
            raise UnboundedError(f"{polytope!r} is unbounded; only polytopes have constructions")
        return join(*(cls(vertex) for vertex in polytope.vertices))

    @classmethod
    def from_zonotope(cls, polytope: Polyhedron) -> Construction:
        """The construction of level 1, or 0 for a point, of a polytope that is a zonotope.

        Raises
        ------
        InputError
            If it is none; the message names a 2-face that is not centrally symmetric.
        EmptyDomainError
            If it is empty.
        UnboundedError
            If it is unbounded.

        Examples
        --------
        >>> print(Construction.from_zonotope(Polyhedron.parse("[0,1]x[0,3]")))
        (1/2, 3/2) + conv((0, -3/2) ∪ (0, 3/2)) + conv((-1/2, 0) ∪ (1/2, 0))
        """
        zonotope = as_zonotope(polytope)
        segments = (Join(cls(-g), cls(g)) for g in zonotope.generators)
        return cls(zonotope.center, [(segment, 1) for segment in segments])

    # Reading --------------------------------------------------------------------------------------------

    @property
    def ambient_dim(self) -> int:
        """The dimension n of the space."""
        return len(self.point)

    @cached_property
    def level(self) -> int:
        """The least k for which the expression itself shows that the polytope is in Newt^(k)."""
        return max((join.level for join, _ in self.terms), default=0)

    @cached_property
    def polytope(self) -> Polyhedron:
        """The polytope, exactly.

        Examples
        --------
        >>> (point([0, 0]) | point([1, 0]) | point([0, 1])).polytope.volume
        Fraction(1, 2)
        """
        summands = (join.polytope * factor for join, factor in self.terms)
        return minkowski_sum(Polyhedron.from_generators(self.point.reshape(1, -1)), *summands)

    @cached_property
    def polynomial(self) -> TropicalPolynomial:
        """The support function as a tropical polynomial with essential monomials: one for each vertex.

        Examples
        --------
        >>> print((2 * (point([0, 0]) | point([1, 0])) + point([0, 3])).polynomial)
        max(2*x1 + 3*x2, 3*x2)
        """
        vertices = self.polytope.vertices
        return TropicalPolynomial.from_essential(vertices, RationalArray.zeros(len(vertices)))

    @cached_property
    def form(self) -> LinearForm:
        """The support function as a combination of coordinates and of support functions of joins."""
        entries = enumerate(self.point.fractions().tolist())
        return MappingProxyType({i: entry for i, entry in entries if entry} | dict(self.terms))

    def support_function(self, x: RationalArrayLike) -> Any:
        """The largest value of x.y for y in the polytope, from the expression; the polytope is not computed.

        Parameters
        ----------
        x : array-like of rationals, shape (n,) or (k, n)

        Returns
        -------
        Fraction, or RationalArray of shape (k,)

        Raises
        ------
        ShapeError
            If the directions have the wrong number of coordinates.
        """
        directions = vectors_of(x, self.ambient_dim, "directions")
        rows = directions.reshape(1 if directions.ndim == 1 else len(directions), self.ambient_dim)
        values = support_values(self, rows, {})
        return values[0] if directions.ndim == 1 else values

    def network(self) -> Network:
        """The ReLU network of the support function, with as many hidden layers as the construction has levels.

        See :mod:`tropnet.theory.depth.newton.layers`.

        Raises
        ------
        InputError
            If the space is R^0: a network has at least one input.

        Examples
        --------
        >>> net = (point([0, 0]) | point([1, 0]) | point([0, 1])).network()
        >>> net.widths, net([[-2, 5], [-1, -1]])
        ((5, 3), RationalArray([[5], [0]]))
        """
        from tropnet.theory.depth.newton.layers import network_of

        return network_of(self.form, self.ambient_dim, self.level)

    def is_equivalent(self, other: Construction | VirtualConstruction | Polyhedron) -> bool:
        """Whether the two are the same polytope; see :meth:`VirtualConstruction.is_equivalent`.

        Examples
        --------
        >>> o, x, y = (point(p) for p in ([0, 0], [1, 0], [0, 1]))
        >>> ((o | x) | y).is_equivalent((o | y) | x)
        True
        """
        return self.virtual.is_equivalent(other)

    @property
    def virtual(self) -> VirtualConstruction:
        """The same as a virtual construction, with nothing subtracted."""
        from tropnet.theory.depth.newton.virtual import VirtualConstruction

        return VirtualConstruction(self, Construction(RationalArray.zeros(self.ambient_dim)))

    # Arithmetic -----------------------------------------------------------------------------------------

    def __add__(self, other: object) -> Construction:
        if not isinstance(other, Construction):
            return NotImplemented
        _check_same_space(self, other, "sum")
        return Construction(self.point + other.point, (*self.terms, *other.terms))

    def __sub__(self, other: object) -> VirtualConstruction:
        return self.virtual - other.virtual if isinstance(other, Construction) else NotImplemented

    def __mul__(self, factor: RationalLike) -> Construction:
        scale = as_fraction(factor, "as the factor of a dilation")
        if scale < 0:
            raise InputError(
                f"the factor {scale} is negative; a dilation needs a factor >= 0, and P.virtual takes any"
            )
        return Construction(self.point * scale, ((join, scale * c) for join, c in self.terms))

    __rmul__ = __mul__

    def __or__(self, other: object) -> Construction:
        """The join; of equal constructions, themselves."""
        if not isinstance(other, Construction):
            return NotImplemented
        if self == other:
            return self
        return Construction(RationalArray.zeros(self.ambient_dim), [(Join(self, other), 1)])

    # Values of Python -----------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Construction):
            return NotImplemented
        return self is other or (
            self._hash == other._hash and self.point == other.point and dict(self.terms) == dict(other.terms)
        )

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.point, frozenset(self.terms)))

    def __repr__(self) -> str:
        joins = {0: "", 1: " with 1 join"}.get(len(self.terms), f" with {len(self.terms)} joins")
        return f"<Construction of level {self.level} in R^{self.ambient_dim}{joins}>"

    def __str__(self) -> str:
        written = [f"({', '.join(map(str, self.point.tolist()))})"] if self.point.sign().any() else []
        written += [str(join) if c == 1 else f"{c}*{join}" for join, c in self.terms]
        return " + ".join(written) or f"({', '.join(['0'] * self.ambient_dim)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Construction, (self.point, self.terms)


def point(coordinates: RationalArrayLike) -> Construction:
    """A point of R^n, which is a construction of level 0.

    Parameters
    ----------
    coordinates : array-like of rationals, shape (n,)

    Raises
    ------
    ShapeError
        If it is no vector.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> print(point(["1/2", 3]), point(["1/2", 3]).level)
    (1/2, 3) 0
    """
    return Construction(coordinates)


def support_values(
    construction: Construction, directions: RationalArray, known: dict[Join, RationalArray]
) -> RationalArray:
    """The values of the support function at directions of shape (k, n); those of joins are kept in ``known``."""

    def of_join(join: Join) -> RationalArray:
        if join not in known:
            left, right = (support_values(side, directions, known) for side in (join.left, join.right))
            known[join] = left.maximum(right)
        return known[join]

    linear: RationalArray = directions @ construction.point
    return reduce(lambda total, term: total + of_join(term[0]) * term[1], construction.terms, linear)


def _check_same_space(first: Construction, second: Construction, operation: str) -> None:
    if first.ambient_dim != second.ambient_dim:
        raise ShapeError(
            f"a construction in R^{first.ambient_dim} and one in R^{second.ambient_dim} have no {operation}; "
            "the spaces must be the same"
        )
