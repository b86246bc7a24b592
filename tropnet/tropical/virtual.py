r"""Virtual polytopes: formal differences of polytopes.

Polytopes in R^n form a semigroup under the Minkowski sum, with cancellation: P + R = Q + R implies P = Q.  Its group
of differences consists of the *virtual polytopes* :math:`P - Q`, with

.. math::  P - Q = P' - Q' \iff P + Q' = P' + Q.

The support function :math:`h_P(x) = \max_{y \in P} x \cdot y` turns sums into sums, so a virtual polytope is the same
as the function :math:`h_P - h_Q`; and by the theorem that every piecewise linear function is a difference of convex
ones, these are exactly the positively homogeneous continuous piecewise linear functions with finitely many pieces:
those of ReLU networks without biases (Pukhlikov and Khovanskii, Finitely additive measures of virtual
polytopes, 1993; Hertrich, Basu, Di Summa and Skutella, Towards lower bounds on the depth of ReLU neural networks,
2021, Section 5).

**Gradients.**  At every vertex v of P + Q, v = a + b with unique vertices a of P and b of Q, and on the normal cone of
v the function is :math:`(a - b) \cdot x`.  So the gradients of the function are the vectors a - b, and

* it is linear along the directions orthogonal to their differences, whence the dimension of the virtual polytope, the
  dimension of their affine hull;
* if it is convex, it is the maximum of the linear functions with its gradients, so :math:`P = Q + R` with R their
  convex hull; conversely P = Q + R makes it :math:`h_R`, convex.  So *Q is a summand of P exactly when
  P = Q + conv(gradients)*, which is decided by computing that sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import rank
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import minkowski_sum
from tropnet.tropical.newton import newton_polytope
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["VirtualPolytope"]


@dataclass(frozen=True, eq=False, repr=False)
class VirtualPolytope:
    """The formal difference of two polytopes.

    Attributes
    ----------
    positive, negative : Polyhedron
        Bounded, not empty, in the same space.  Other pairs can stand for the same virtual polytope; ``==`` tells.

    Raises
    ------
    ShapeError
        If the polytopes lie in different spaces.
    UnboundedError
        If one of them is unbounded.
    EmptyDomainError
        If one of them is empty.

    Examples
    --------
    A hexagon less a triangle is the opposite triangle; a square less a triangle is no polytope:

    >>> triangle = Polyhedron.from_generators([[0, 0], [1, 0], [0, 1]])
    >>> opposite = Polyhedron.from_generators([[0, 0], [-1, 0], [0, -1]])
    >>> square = Polyhedron.from_generators([[0, 0], [1, 0], [0, 1], [1, 1]])
    >>> hexagon = minkowski_sum(triangle, opposite)
    >>> VirtualPolytope(hexagon, triangle).polytope == opposite
    True
    >>> VirtualPolytope(square, triangle).is_polytope
    False
    """

    positive: Polyhedron
    negative: Polyhedron

    def __post_init__(self) -> None:
        if self.positive.ambient_dim != self.negative.ambient_dim:
            raise ShapeError(
                f"a polytope in R^{self.positive.ambient_dim} and one in R^{self.negative.ambient_dim} have no "
                "difference; the spaces must be the same"
            )
        for polytope in (self.positive, self.negative):
            if polytope.is_empty:
                raise EmptyDomainError(f"{polytope!r} is empty; a virtual polytope is made of non-empty ones")
            if not polytope.is_bounded:
                raise UnboundedError(f"{polytope!r} is unbounded; a virtual polytope is made of bounded ones")

    @classmethod
    def from_rational(cls, f: TropicalRational) -> VirtualPolytope:
        """The virtual polytope whose support function is a positively homogeneous tropical rational function.

        As :math:`f(x) = f(t x) / t` for all t > 0, letting t grow shows that f is the difference of the support
        functions of the Newton polytopes, whatever the coefficients are.

        Raises
        ------
        InputError
            If f is not positively homogeneous, or is the tropical zero.

        Examples
        --------
        >>> x, y = TropicalPolynomial.variables(2)
        >>> VirtualPolytope.from_rational(((x + y) * (x + 5)) / (x + 5)).polytope.vertices
        RationalArray([[0, 1], [1, 0]])
        """
        if f.numerator.is_zero:
            raise InputError("the tropical zero is infinite everywhere, and no support function")
        top, bottom = (_without_coefficients(p) for p in (f.numerator, f.denominator))
        if not (f.numerator * bottom).is_equivalent(f.denominator * top):
            raise InputError(f"{f!r} is not positively homogeneous: f(2 x) and 2 f(x) differ somewhere")
        if f.convention == "max":
            return cls(newton_polytope(top), newton_polytope(bottom))
        # min over A of a.x is minus the support function of -A.
        return cls(newton_polytope(-bottom), newton_polytope(-top))

    @property
    def ambient_dim(self) -> int:
        """The dimension n of the space.

        Examples
        --------
        >>> square, side = Polyhedron.parse("[0,1]^2"), Polyhedron.parse("[0,1]x[0,0]")
        >>> VirtualPolytope(square, side).ambient_dim
        2
        """
        return self.positive.ambient_dim

    @cached_property
    def gradients(self) -> RationalArray:
        """The gradients of the support function on the normal cones of P + Q, distinct and sorted, shape (k, n).

        Examples
        --------
        >>> segment = Polyhedron.from_generators([[-1], [1]])
        >>> VirtualPolytope(segment, Polyhedron.from_generators([[0]])).gradients
        RationalArray([[-1], [1]])
        """
        first, second = self.positive.vertices, self.negative.vertices
        n, pairs = self.ambient_dim, (len(first), len(second))
        sums = (
            (first.reshape(-1, 1, n) + second.reshape(1, -1, n)).reshape(pairs[0] * pairs[1], n)
            if n
            else first
        )
        place = {tuple(row): k for k, row in enumerate(sums.tolist())}
        at = [place[tuple(row)] for row in minkowski_sum(self.positive, self.negative).vertices.tolist()]
        rows = {tuple((first[k // pairs[1]] - second[k % pairs[1]]).tolist()) for k in at}
        return RationalArray([list(row) for row in sorted(rows)]).reshape(len(rows), n)

    @cached_property
    def dim(self) -> int:
        """The dimension of the affine hull of the gradients; for a polytope its own.

        Examples
        --------
        >>> square = Polyhedron.parse("[0,1]^2")
        >>> VirtualPolytope(square, square).dim
        0
        """
        return rank(self.gradients - self.gradients[0])

    @cached_property
    def is_polytope(self) -> bool:
        """Whether P = Q + R for a polytope R; that is, whether the support function is convex.

        Examples
        --------
        >>> square, side = Polyhedron.parse("[0,1]^2"), Polyhedron.parse("[0,1]x[0,0]")
        >>> VirtualPolytope(square, side).is_polytope, VirtualPolytope(side, square).is_polytope
        (True, False)
        """
        return minkowski_sum(self.negative, self._convexified) == self.positive

    @property
    def polytope(self) -> Polyhedron:
        """The polytope R with P = Q + R.

        Raises
        ------
        InputError
            If there is none.

        Examples
        --------
        >>> square, side = Polyhedron.parse("[0,1]^2"), Polyhedron.parse("[0,1]x[0,0]")
        >>> VirtualPolytope(square, side).polytope.vertices
        RationalArray([[0, 0], [0, 1]])
        """
        if not self.is_polytope:
            raise InputError(
                f"{self!r} is no polytope: the second polytope is no Minkowski summand of the first"
            )
        return self._convexified

    def support_function(self, x: Any) -> Any:
        """The value h_P(x) - h_Q(x) at a direction, or the values at several.

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

        Examples
        --------
        >>> square, side = Polyhedron.parse("[0,1]^2"), Polyhedron.parse("[0,1]x[0,0]")
        >>> VirtualPolytope(side, square).support_function([[1, 1], [1, -1]])
        RationalArray([-1, 0])
        """
        return self.to_rational()(x)

    def to_rational(self) -> TropicalRational:
        """The support function as a max-plus rational function.

        Examples
        --------
        >>> segment = Polyhedron.from_generators([[-1], [1]])
        >>> f = VirtualPolytope(segment, Polyhedron.from_generators([[3]])).to_rational()
        >>> f([2])
        Fraction(-4, 1)
        """
        return TropicalRational(_support_polynomial(self.positive), _support_polynomial(self.negative))

    # The group ------------------------------------------------------------------------------------------

    def __add__(self, other: object) -> VirtualPolytope:
        if not isinstance(other, VirtualPolytope):
            return NotImplemented
        return VirtualPolytope(
            minkowski_sum(self.positive, other.positive), minkowski_sum(self.negative, other.negative)
        )

    def __neg__(self) -> VirtualPolytope:
        return VirtualPolytope(self.negative, self.positive)

    def __sub__(self, other: object) -> VirtualPolytope:
        return self + -other if isinstance(other, VirtualPolytope) else NotImplemented

    def dilated(self, factor: RationalLike) -> VirtualPolytope:
        """The multiple by any rational number: the support function times the factor.

        Raises
        ------
        NotRationalError
            If the factor is no rational number.

        Examples
        --------
        >>> segment = Polyhedron.from_generators([[0], [2]])
        >>> half = VirtualPolytope(segment, Polyhedron.from_generators([[0]])).dilated("1/2")
        >>> half.polytope.vertices, half.dilated(-2) == -half - half
        (RationalArray([[0], [1]]), True)
        """
        k = as_fraction(factor, "as the factor")
        pair = self if k >= 0 else -self
        return VirtualPolytope(*(_scaled(polytope, abs(k)) for polytope in (pair.positive, pair.negative)))

    def __eq__(self, other: object) -> bool:
        """Equality in the group: P + Q' = P' + Q."""
        if not isinstance(other, VirtualPolytope):
            return NotImplemented
        return self.ambient_dim == other.ambient_dim and minkowski_sum(
            self.positive, other.negative
        ) == minkowski_sum(other.positive, self.negative)

    def __hash__(self) -> int:
        # Equal virtual polytopes have equal support functions; a few values are enough to tell most others apart.
        n = self.ambient_dim
        units = RationalArray.eye(n)
        return hash((n, *(self.support_function(sign * unit) for sign in (1, -1) for unit in units)))

    def __repr__(self) -> str:
        return f"<VirtualPolytope in R^{self.ambient_dim}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.positive, self.negative)

    @cached_property
    def _convexified(self) -> Polyhedron:
        return Polyhedron.from_generators(self.gradients)


def _without_coefficients(polynomial: TropicalPolynomial) -> TropicalPolynomial:
    """The recession function: the slopes far out."""
    return TropicalPolynomial(
        polynomial.exponents, RationalArray.zeros(polynomial.n_monomials), polynomial.convention
    )


def _support_polynomial(polytope: Polyhedron) -> TropicalPolynomial:
    return TropicalPolynomial(polytope.vertices, RationalArray.zeros(len(polytope.vertices)))


def _scaled(polytope: Polyhedron, factor: RationalLike) -> Polyhedron:
    return Polyhedron.from_generators(polytope.vertices * factor)
