r"""Virtual constructions: formal differences of constructions of polytopes.

As a function the difference P - Q is :math:`h_P - h_Q`, and as an object of geometry it is a
:class:`~tropnet.tropical.VirtualPolytope`.  Equal parts cancel: :math:`(P + R) - (Q + R) = P - Q`.  So a virtual
construction is kept as a point and rational multiples of different joins; the positive ones, with the point, are P, the
others Q.

**The join** of two virtual constructions is the one with the larger of the two functions.  With
:math:`f_i = g_i - h_i`,

.. math::  \max(f_1, f_2) = \max(g_1 + h_2, g_2 + h_1) - (h_1 + h_2).

By :math:`\mathrm{conv}((A + R) \cup (B + R)) = \mathrm{conv}(A \cup B) + R` common summands of the two sides can be
taken out first: if A - B is what is left of :math:`f_1 - f_2`, then

.. math::  \max(f_1, f_2) = f_2 + \max(h_A, h_B) - h_B.

**Depth.**  A positively homogeneous function is computed by a network with k hidden layers if and only if it is
:math:`h_P - h_Q` with P, Q in Newt^(k).  One direction is :meth:`VirtualConstruction.network`, the other
:func:`~tropnet.theory.depth.newton.homogeneous.newton_pair`.

Source: C. Hertrich, A. Basu, M. Di Summa and M. Skutella, Towards lower bounds on the depth of ReLU neural networks,
2021, Theorem 5.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar, final

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.network import Network
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.depth.newton.braid import conforms_to_braid, subset_directions
from tropnet.theory.depth.newton.construction import Construction, Join, LinearForm
from tropnet.theory.depth.newton.layers import difference, network_of
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.virtual import VirtualPolytope

__all__ = ["VirtualConstruction", "join"]

Joinable = TypeVar("Joinable", "Construction", "VirtualConstruction")

# The braid arrangement of R^n has 2^n - 2 rays and as many directions to be tried.
LARGEST_BRAID = 10
SAMPLES = 32


@final
@dataclass(frozen=True, repr=False)
class VirtualConstruction:
    """A formal difference of two constructions, with equal parts cancelled.

    ``+``, ``-``, multiples by any rational number, and the join ``f | g`` are those of the functions; a
    :class:`Construction` counts as the difference from the point 0.  ``==`` is formal, after cancelling;
    :meth:`is_equivalent` compares the functions.

    Parameters
    ----------
    positive, negative : Construction
        In the same space.

    Attributes
    ----------
    positive, negative : Construction
        Without common joins; the point of the negative part is 0.

    Raises
    ------
    ShapeError
        If they lie in different spaces.

    Examples
    --------
    The smaller of two numbers, and the number in the middle of three:

    >>> from tropnet.theory.depth.newton import point
    >>> x, y, z = (point(p) for p in ([1, 0, 0], [0, 1, 0], [0, 0, 1]))
    >>> print(x + y - (x | y))
    (1, 1, 0) - conv((1, 0, 0) ∪ (0, 1, 0))
    >>> smallest = -(-x.virtual | -y.virtual | -z.virtual)
    >>> middle = (x + y + z).virtual - (x | y | z) - smallest
    >>> middle, middle.support_function([[5, 1, 3], [2, 2, 0]])
    (<VirtualConstruction of level 2 in R^3>, RationalArray([3, 2]))
    """

    positive: Construction
    negative: Construction

    def __post_init__(self) -> None:
        first, second = self.positive, self.negative
        if first.ambient_dim != second.ambient_dim:
            raise ShapeError(
                f"a construction in R^{first.ambient_dim} and one in R^{second.ambient_dim} have no difference; "
                "the spaces must be the same"
            )
        parts = _parts(difference(first.form, second.form), first.ambient_dim)
        object.__setattr__(self, "positive", parts[0])
        object.__setattr__(self, "negative", parts[1])

    @classmethod
    def from_form(cls, form: LinearForm, n: int) -> VirtualConstruction:
        """The virtual construction in R^n with this combination of coordinates and of joins as its function.

        Examples
        --------
        >>> from fractions import Fraction
        >>> print(VirtualConstruction.from_form({1: Fraction(-3)}, 2))
        (0, -3)
        """
        return cls(*_parts(form, n))

    # Reading --------------------------------------------------------------------------------------------

    @property
    def ambient_dim(self) -> int:
        """The dimension n of the space."""
        return self.positive.ambient_dim

    @property
    def level(self) -> int:
        """The larger level of the two parts."""
        return max(self.positive.level, self.negative.level)

    @cached_property
    def form(self) -> LinearForm:
        """The function as a combination of coordinates and of support functions of joins."""
        return MappingProxyType(difference(self.positive.form, self.negative.form))

    @cached_property
    def virtual_polytope(self) -> VirtualPolytope:
        """The formal difference of the two polytopes, exactly.

        Examples
        --------
        >>> from tropnet.theory.depth.newton import point
        >>> o, x, y = (point(p) for p in ([0, 0], [1, 0], [0, 1]))
        >>> ((o | x + y) + x - (x | y)).virtual_polytope.is_polytope
        False
        """
        return VirtualPolytope(self.positive.polytope, self.negative.polytope)

    def support_function(self, x: RationalArrayLike) -> Any:
        """The value of the function at a direction, a Fraction, or at several, a RationalArray of shape (k,).

        Raises
        ------
        ShapeError
            If the directions have the wrong number of coordinates.
        """
        return self.positive.support_function(x) - self.negative.support_function(x)

    def to_rational(self) -> TropicalRational:
        """The function as a tropical rational function: the vertices of both polytopes are its monomials.

        Examples
        --------
        >>> from tropnet.theory.depth.newton import point
        >>> print((point([1]) - (point([0]) | point([2]))).to_rational())
        max(x) - max(2*x, 0)
        """
        return TropicalRational(self.positive.polynomial, self.negative.polynomial)

    def network(self) -> Network:
        """The ReLU network of the function, with as many hidden layers as there are levels.

        Raises
        ------
        InputError
            If the space is R^0: a network has at least one input.

        Examples
        --------
        >>> from tropnet.theory.depth.newton import point
        >>> net = (point([1, 1]) - (point([1, 0]) | point([0, 1]))).network()
        >>> net.widths, net([5, 3])
        ((3,), RationalArray([3]))
        """
        return network_of(self.form, self.ambient_dim, self.level)

    def is_equivalent(self, other: Construction | VirtualConstruction | Polyhedron) -> bool:
        """Whether the two are the same function, that is, the same virtual polytope; decided exactly.

        Common parts are cancelled, and the functions compared in some directions, where most differences show.  If they
        agree, there are two proofs of equality.  If both parts conform to the braid arrangement, those directions
        decide (:mod:`tropnet.theory.depth.newton.braid`).  Otherwise the two polytopes are computed and compared.

        Parameters
        ----------
        other : Construction, VirtualConstruction or Polyhedron

        Raises
        ------
        ShapeError
            If they lie in different spaces.
        InputError
            If ``other`` is something else.
        EmptyDomainError, UnboundedError
            If ``other`` is a polyhedron but no polytope with a point.

        Notes
        -----
        The last proof takes two sums of many polytopes.  For the 195 joins of ``MaxIdentity.shipped(5)`` that is two
        seconds, for the 495 in R^6 of ``MaxIdentity.shipped(6)`` over three minutes; there, use ``MaxIdentity.verify``.

        Examples
        --------
        >>> from tropnet.theory.depth.newton import point
        >>> from tropnet.polyhedra.bodies import simplex
        >>> o, x, y = (point(p) for p in ([0, 0], [1, 0], [0, 1]))
        >>> (2 * (o | x | y) - (o | x | y)).is_equivalent(simplex(2))
        True
        """
        left_over = self - _virtual(other)
        directions = _directions(self.ambient_dim)
        if left_over.support_function(directions).sign().any():
            return False
        parts = left_over.positive, left_over.negative
        if self.ambient_dim <= LARGEST_BRAID and all(map(conforms_to_braid, parts)):
            return True
        return left_over.positive.polytope == left_over.negative.polytope

    # Arithmetic -----------------------------------------------------------------------------------------

    def __add__(self, other: object) -> VirtualConstruction:
        if not isinstance(other, Construction | VirtualConstruction):
            return NotImplemented
        summand = _virtual(other)
        return VirtualConstruction(self.positive + summand.positive, self.negative + summand.negative)

    __radd__ = __add__

    def __neg__(self) -> VirtualConstruction:
        return VirtualConstruction(self.negative, self.positive)

    def __sub__(self, other: object) -> VirtualConstruction:
        if not isinstance(other, Construction | VirtualConstruction):
            return NotImplemented
        return self + -_virtual(other)

    def __rsub__(self, other: object) -> VirtualConstruction:
        return -self + other

    def __mul__(self, factor: RationalLike) -> VirtualConstruction:
        scale = as_fraction(factor, "as the factor")
        pair = self if scale >= 0 else -self
        return VirtualConstruction(pair.positive * abs(scale), pair.negative * abs(scale))

    __rmul__ = __mul__

    def __or__(self, other: object) -> VirtualConstruction:
        """The larger of the two functions."""
        if not isinstance(other, Construction | VirtualConstruction):
            return NotImplemented
        second = _virtual(other)
        left_over = self - second
        return second + (left_over.positive | left_over.negative) - left_over.negative

    def __ror__(self, other: object) -> VirtualConstruction:
        return self | other

    # Values of Python -----------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"<VirtualConstruction of level {self.level} in R^{self.ambient_dim}>"

    def __str__(self) -> str:
        subtracted = [f" - {'' if c == 1 else f'{c}*'}{join}" for join, c in self.negative.terms]
        return f"{self.positive}{''.join(subtracted)}"

    def __reduce__(self) -> tuple[Any, ...]:
        return VirtualConstruction, (self.positive, self.negative)


def join(*constructions: Joinable) -> Joinable:
    r"""The join of several constructions, virtual or not, by a balanced tree: neighbours first.

    The join of m constructions has at most :math:`\lceil \log_2 m \rceil` levels more than these.

    Raises
    ------
    InputError
        If none is given.
    ShapeError
        If they lie in different spaces.

    Examples
    --------
    >>> from tropnet.theory.depth.newton import point
    >>> square = join(*map(point, ([0, 0], [0, 1], [1, 0], [1, 1])))
    >>> print(square, square.level)
    conv(conv((0, 0) ∪ (0, 1)) ∪ conv((1, 0) ∪ (1, 1))) 2
    """
    if not constructions:
        raise InputError("no construction is given; the join of none would be the empty set")
    if len(constructions) == 1:
        return constructions[0]
    pairs = [constructions[i : i + 2] for i in range(0, len(constructions), 2)]
    return join(*(pair[0] | pair[1] if len(pair) == 2 else pair[0] for pair in pairs))


def _parts(form: LinearForm, n: int) -> tuple[Construction, Construction]:
    """The point and the joins with positive coefficients, and those with negative ones."""
    joins = [(atom, c) for atom, c in form.items() if isinstance(atom, Join)]
    above = Construction([form.get(i, 0) for i in range(n)], ((join, c) for join, c in joins if c > 0))
    return above, Construction(RationalArray.zeros(n), ((join, -c) for join, c in joins if c < 0))


def _virtual(operand: Any) -> VirtualConstruction:
    """An operand as a virtual construction."""
    if isinstance(operand, Polyhedron):
        operand = Construction.from_polytope(operand)
    if isinstance(operand, Construction):
        return operand.virtual
    if not isinstance(operand, VirtualConstruction):
        raise InputError(
            f"{operand!r} is no construction; give a Construction, a VirtualConstruction or a polytope"
        )
    return operand


def _directions(n: int) -> RationalArray:
    """Those that decide for the braid arrangement, unless they are too many, and a few more."""
    draws = np.random.default_rng(0).integers(-99, 100, (SAMPLES, n))
    some = RationalArray.from_integers(draws, 1)
    return concatenate([subset_directions(n), some]) if n <= LARGEST_BRAID else some
