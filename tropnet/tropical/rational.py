r"""Tropical rational functions: differences of two maxima of affine functions.

A :class:`TropicalRational` is a formal quotient of two tropical polynomials,

.. math::  f = p \oslash q, \qquad f(x) = p(x) - q(x),

and as functions these are exactly the continuous piecewise linear functions with rational data, so exactly the
functions of ReLU networks (Zhang, Naitzat and Lim, Tropical geometry of deep neural networks, 2018, Theorem 5.4).
They form a semifield: sums are maxima, products sums, and every f other than the tropical zero has the inverse -f.
Since :math:`\min(f, g) = -\max(-f, -g)`, minima are tropical rational functions as well.

``==`` compares numerator and denominator formally; that two quotients are the same function is
:meth:`TropicalRational.is_equivalent`, decided exactly: p - q = r - s everywhere exactly if the polynomials
:math:`p \odot s` and :math:`r \odot q` have the same essential monomials.

**Refinement.**  Numerator and denominator are affine on the cells of two polyhedral subdivisions.  The cells of the
common refinement are the pairs of essential monomials, one of p and one of q, whose cells meet in an open set, and
correspond to the essential monomials of :math:`p \odot q`, that is, to the upper vertices of the Minkowski sum
of the two lifted Newton polytopes.  The affine functions that f coincides with on open sets are their
differences, so f has at most as many pieces as the refinement has cells.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.tropical.canonical import is_number
from tropnet.tropical.convention import Convention, checked_convention, common_convention
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.refinement import essential_pairs
from tropnet.tropical.writing.written import WrittenFunction

__all__ = ["TropicalRational", "maximum", "minimum"]


@dataclass(frozen=True, repr=False)
class TropicalRational(WrittenFunction):
    """An immutable quotient of two tropical polynomials.

    Arithmetic is tropical: ``f + g`` is the maximum (the minimum for min-plus), ``f * g`` the sum of the functions,
    ``f / g`` their difference and ``f ** k`` the function k f.  Polynomials and numbers may stand on either side.

    Attributes
    ----------
    numerator, denominator : TropicalPolynomial
        In the same variables and the same convention; the denominator is not the tropical zero.

    Raises
    ------
    ShapeError
        If the numbers of variables differ.
    InputError
        If the conventions differ or the denominator is the tropical zero.

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> f = (x + y) / (x * y + 0)
    >>> f
    <TropicalRational in 2 variables with 2 over 2 monomials>
    >>> f([1, 3]), f([[1, 3], [0, 0]])
    (Fraction(-1, 1), RationalArray([-1, 0]))
    """

    numerator: TropicalPolynomial
    denominator: TropicalPolynomial

    def __post_init__(self) -> None:
        common_convention(self.numerator.convention, self.denominator.convention)
        if self.numerator.n_variables != self.denominator.n_variables:
            raise ShapeError(
                f"the numerator has {self.numerator.n_variables} variables and the denominator "
                f"{self.denominator.n_variables}; they must have the same"
            )
        if self.denominator.is_zero:
            raise InputError("the denominator is the tropical zero; divide by a polynomial with monomials")

    # Constructors ---------------------------------------------------------------------------------------

    @classmethod
    def parse(
        cls, text: str, variables: Sequence[str] | None = None, convention: Convention | None = None
    ) -> TropicalRational:
        """The function that the text describes; see :func:`tropnet.tropical.writing.notation.read_rational`.

        Raises
        ------
        FormatError
            With the position of what does not fit.

        Examples
        --------
        >>> print(TropicalRational.parse("max(x, 0) - 2 max(y, 1) + min(x, y)"))
        max(x1, 0) - max(x2, -x2 + 2, -x1 + 2*x2, -x1 + 2)
        """
        from tropnet.tropical.writing.notation import read_rational

        return read_rational(text, variables, convention)

    @classmethod
    def from_sympy(
        cls, expression: Any, variables: Sequence[Any] | None = None, convention: Convention = "max"
    ) -> TropicalRational:
        """The function that a piecewise linear sympy expression is.

        See :func:`tropnet.tropical.writing.symbolic.rational_from_sympy`.

        Examples
        --------
        >>> import sympy
        >>> x = sympy.Symbol("x")
        >>> print(TropicalRational.from_sympy(sympy.Min(x, 1) + sympy.Abs(x)))
        max(x, -x) - max(-1, -x)
        """
        from tropnet.tropical.writing.symbolic import rational_from_sympy

        return rational_from_sympy(expression, variables, convention)

    # Reading --------------------------------------------------------------------------------------------

    @property
    def n_variables(self) -> int:
        """The number of variables.

        Examples
        --------
        >>> x, y = TropicalPolynomial.variables(2)
        >>> (x / y).n_variables
        2
        """
        return self.numerator.n_variables

    @property
    def convention(self) -> Convention:
        """What the tropical sum is, ``"max"`` or ``"min"``.

        Examples
        --------
        >>> x, y = TropicalPolynomial.variables(2, "min")
        >>> (x / y).convention
        'min'
        """
        return self.numerator.convention

    @property
    def is_zero(self) -> bool:
        """Whether it is the tropical zero, infinite everywhere.

        Examples
        --------
        >>> x, y = TropicalPolynomial.variables(2)
        >>> (x / y).is_zero, (TropicalPolynomial.zero(2) / y).is_zero
        (False, True)
        """
        return self.numerator.is_zero

    def __call__(self, x: RationalArrayLike) -> Any:
        """The value at a point, a Fraction, or at several, a RationalArray of shape (k,).

        Raises
        ------
        ShapeError
            If the points have the wrong number of coordinates.
        InputError
            If the tropical zero is evaluated at many points.
        """
        return self.numerator(x) - self.denominator(x)

    def floats(self, x: npt.ArrayLike) -> Any:
        """The values in floating point, with the rounding errors of that: a float, or an array of shape (k,).

        Parameters
        ----------
        x : array-like of floats, shape (n,) or (k, n)

        Raises
        ------
        ShapeError
            If the points have the wrong number of coordinates.

        Examples
        --------
        >>> f = TropicalRational.parse("max(x, 0) - max(1/2*x, 3)")
        >>> f.floats([8.0]), f.floats([[0.0], [1.5]])
        (4.0, array([-3. , -1.5]))
        """
        return self.numerator.floats(x) - self.denominator.floats(x)

    # Semifield ------------------------------------------------------------------------------------------

    def __add__(self, other: Any) -> TropicalRational:
        """The tropical sum: the maximum of the two functions, or the minimum for min-plus."""
        g = self._coerced(other)
        if g is None:
            return NotImplemented
        if self.denominator == g.denominator:
            return TropicalRational(self.numerator + g.numerator, self.denominator)
        numerator = self.numerator * g.denominator + g.numerator * self.denominator
        return TropicalRational(numerator, self.denominator * g.denominator)

    __radd__ = __add__

    def __mul__(self, other: Any) -> TropicalRational:
        """The tropical product: the sum of the two functions."""
        g = self._coerced(other)
        if g is None:
            return NotImplemented
        return TropicalRational(self.numerator * g.numerator, self.denominator * g.denominator)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> TropicalRational:
        """The tropical quotient: the difference of the two functions."""
        g = self._coerced(other)
        return NotImplemented if g is None else self * g.inverse()

    def __rtruediv__(self, other: Any) -> TropicalRational:
        g = self._coerced(other)
        return NotImplemented if g is None else g * self.inverse()

    def inverse(self) -> TropicalRational:
        """The function -f in the same convention: numerator and denominator exchanged.

        Raises
        ------
        InputError
            For the tropical zero.

        Examples
        --------
        >>> x, = TropicalPolynomial.variables(1)
        >>> ((x + 0) / (x * 1)).inverse()([3])
        Fraction(1, 1)
        """
        if self.is_zero:
            raise InputError("the tropical zero has no inverse")
        return TropicalRational(self.denominator, self.numerator)

    def __pow__(self, k: int) -> TropicalRational:
        """The k-fold tropical product for any integer k, expanded; as a function it is :meth:`dilated` by k."""
        try:
            times = operator.index(k)
        except TypeError:
            raise InputError(f"the power {k!r} is no integer; f.dilated(k) is the function k f") from None
        base = self if times >= 0 else self.inverse()
        return TropicalRational(base.numerator ** abs(times), base.denominator ** abs(times))

    def dilated(self, factor: RationalLike) -> TropicalRational:
        """The function k f for any rational k, monomial by monomial.

        Raises
        ------
        InputError
            If the factor is negative and f the tropical zero.

        Examples
        --------
        >>> print(TropicalRational.parse("max(x, 0) - max(3)").dilated("-1/3"))
        max(1) - max(1/3*x, 0)
        """
        k = as_fraction(factor, "as the factor")
        base = self if k >= 0 else self.inverse()
        return TropicalRational(base.numerator.dilated(abs(k)), base.denominator.dilated(abs(k)))

    def __neg__(self) -> TropicalRational:
        """The function -f in the other convention; in the same one it is :meth:`inverse`."""
        return TropicalRational(-self.numerator, -self.denominator)

    def in_convention(self, convention: Convention) -> TropicalRational:
        """The same function in the given convention: p - q = (-q) - (-p).

        Raises
        ------
        InputError
            If the convention is unknown, or f is the tropical zero and it is the other one.

        Examples
        --------
        >>> print(TropicalRational.parse("max(x, 0) - max(x, 1)").in_convention("min"))
        min(-1, -x) - min(0, -x)
        """
        if checked_convention(convention) == self.convention:
            return self
        return -self.inverse()

    # Composition ----------------------------------------------------------------------------------------

    def compose(self, A: RationalArrayLike, b: RationalArrayLike | None = None) -> TropicalRational:
        """The function f(A x + b) in the variables of an affine map; see :meth:`TropicalPolynomial.compose`.

        Raises
        ------
        ShapeError, NotRationalError
            If the map is not rational, or does not end in R^n.

        Examples
        --------
        >>> print(TropicalRational.parse("max(x, 0) - max(x, 1)").compose([[2, 1]], [5]))
        max(2*x1 + x2 + 5, 0) - max(2*x1 + x2 + 5, 1)
        """
        return TropicalRational(self.numerator.compose(A, b), self.denominator.compose(A, b))

    def substitute(self, functions: Sequence[TropicalRational | TropicalPolynomial]) -> TropicalRational:
        """The function with the i-th variable replaced by the i-th of n functions in other variables.

        Raises
        ------
        ShapeError
            If there are not n functions, or their numbers of variables differ.
        InputError
            If a function is the tropical zero, or a convention differs.

        Examples
        --------
        >>> f = TropicalRational.parse("max(x, 0) - max(x, 1)")
        >>> g = f.substitute([TropicalRational.parse("max(x, y) - max(y)")])
        >>> print(g), g([5, 2]), f([3])
        max(x1, x2) - max(x1, x2 + 1)
        (None, Fraction(0, 1), Fraction(0, 1))
        """
        from tropnet.tropical.composition import substituted_quotients

        return substituted_quotients(self, list(functions))

    # Functions ------------------------------------------------------------------------------------------

    def simplify(self) -> TropicalRational:
        """An equal function in a normal form of its numerator and denominator, with inessential monomials gone.

        Both are reduced to their essential monomials; in one variable common roots are cancelled, which leaves the
        shortest pair (:func:`tropnet.tropical.univariate.minimal_pair`).  A common monomial is then divided out
        such that in every variable the least exponent of both together is 0, and the leading coefficient of the
        denominator is 0.  In several variables equal functions may keep different forms.

        Examples
        --------
        >>> print(TropicalRational.parse("max(3x, 2x, x) - max(x, 0) - max(5)").simplify())
        max(2*x - 5, x - 5) - max(0)
        >>> print(TropicalRational.parse("max(x + y, x, y, 0) - max(x, 0) - max(7)").simplify())
        max(x1 + x2 - 7, x1 - 7, x2 - 7, -7) - max(x1, 0)
        """
        if self.is_zero:
            one = TropicalPolynomial.constant(0, self.n_variables, self.convention)
            return TropicalRational(self.numerator, one)
        if self.n_variables == 1:
            from tropnet.tropical.univariate import minimal_pair

            return minimal_pair(self)
        return TropicalRational(self.numerator.essential, self.denominator.essential).reduced()

    def reduced(self) -> TropicalRational:
        """The quotient with a common monomial divided out, as :meth:`simplify` does; nothing else changes.

        Examples
        --------
        >>> print(TropicalRational.parse("max(x + 3, 1) - max(-x + 2)").reduced())
        max(2*x + 1, x - 1) - max(0)
        """
        if self.is_zero:
            return self
        p, q = self.numerator, self.denominator
        power = concatenate([p.exponents, q.exponents]).min(axis=0)
        coefficient = q.coefficients[-1]
        return TropicalRational(
            *(
                TropicalPolynomial(s.exponents - power, s.coefficients - coefficient, s.convention)
                for s in (p, q)
            )
        )

    def is_equivalent(self, other: TropicalRational | TropicalPolynomial | RationalLike) -> bool:
        """Whether the two are the same function; decided exactly.

        A few points are tried first; :func:`tropnet.tropical.equivalence.counterexample` gives a point of difference.

        Raises
        ------
        ShapeError
            If the numbers of variables differ.
        InputError
            If the conventions differ, or ``other`` is no tropical function.

        Examples
        --------
        >>> f = TropicalRational.parse("max(x, 0) - max(-x, 0)")
        >>> f.is_equivalent(TropicalPolynomial.parse("x"))
        True
        """
        from tropnet.tropical.equivalence import are_equivalent

        partner = self._coerced(other)
        if partner is None:
            raise InputError(
                f"{other!r} is no tropical function; convert it first, or use tropnet.is_equivalent"
            )
        return are_equivalent(self, partner)

    @cached_property
    def refinement(self) -> tuple[TropicalPolynomial, TropicalPolynomial, npt.NDArray[np.intp]]:
        """Essential numerator and denominator, and the pairs of their monomials whose cells overlap, shape (k, 2).

        Examples
        --------
        >>> TropicalRational.parse("max(x, 0) - max(x, 1)").refinement[2].tolist()
        [[0, 0], [1, 0], [1, 1]]
        """
        p, q = self.numerator.essential, self.denominator.essential
        pairs = essential_pairs(p, q)
        pairs.flags.writeable = False
        return p, q, pairs

    @property
    def n_refinement_cells(self) -> int:
        """The number of full-dimensional cells of the common refinement of numerator and denominator.

        Examples
        --------
        >>> TropicalRational.parse("max(x, 0) - max(x, 1)").n_refinement_cells
        3
        """
        return len(self.refinement[2])

    @cached_property
    def pieces(self) -> RationalArray:
        """The affine functions a x + c that f coincides with on open sets: rows (a | c), sorted, shape (k, n + 1).

        Their number is that of the *affine regions* of f.

        Examples
        --------
        >>> TropicalRational.parse("max(x, 0) - max(x, 1)").pieces
        RationalArray([[0, -1], [0, 0], [1, -1]])
        """
        p, q, pairs = self.refinement
        rows = [
            concatenate([s.exponents[k], s.coefficients[k].reshape(len(k), 1)], axis=1)
            for s, k in zip((p, q), pairs.T, strict=True)
        ]
        differences = rows[0] - rows[1]
        distinct = sorted(set(map(tuple, differences.numerators.tolist())))
        shape = (len(distinct), self.n_variables + 1)
        return RationalArray.from_integers(distinct, differences.denominator).reshape(*shape)

    # Values of Python -----------------------------------------------------------------------------------

    def __repr__(self) -> str:
        kind = "" if self.convention == "max" else "min-plus "
        variables = "1 variable" if self.n_variables == 1 else f"{self.n_variables} variables"
        over = f"{self.numerator.n_monomials} over {self.denominator.n_monomials} monomials"
        return f"<{kind}TropicalRational in {variables} with {over}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return TropicalRational, (self.numerator, self.denominator)

    def _coerced(self, other: object) -> TropicalRational | None:
        """The other operand as a quotient in the same semifield; None when it is none."""
        if isinstance(other, TropicalRational):
            _check_partners(self, other)
            return other
        one = TropicalPolynomial.constant(0, self.n_variables, self.convention)
        if isinstance(other, TropicalPolynomial):
            _check_partners(self, other)
            return TropicalRational(other, one)
        return TropicalRational(one * other, one) if is_number(other) else None


def _check_partners(f: TropicalRational, g: TropicalRational | TropicalPolynomial) -> None:
    common_convention(f.convention, g.convention)
    if f.n_variables != g.n_variables:
        raise ShapeError(f"functions of {f.n_variables} and of {g.n_variables} variables cannot be combined")


def maximum(
    f: TropicalRational | TropicalPolynomial, g: TropicalRational | TropicalPolynomial | RationalLike
) -> TropicalRational:
    """The maximum of two functions, in their common convention.

    Raises
    ------
    ShapeError
        If the numbers of variables differ.
    InputError
        If the conventions differ, or a value is no tropical function.

    Examples
    --------
    >>> print(maximum(TropicalPolynomial.parse("min(x, 1)"), 0))
    min(x, 1) - min(x, 0)
    """
    return _extremum(f, g, "max")


def minimum(
    f: TropicalRational | TropicalPolynomial, g: TropicalRational | TropicalPolynomial | RationalLike
) -> TropicalRational:
    """The minimum of two functions, in their common convention.

    Raises
    ------
    ShapeError
        If the numbers of variables differ.
    InputError
        If the conventions differ, or a value is no tropical function.

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> print(minimum(x, y))
    max(x1 + x2) - max(x1, x2)
    """
    return _extremum(f, g, "min")


def _extremum(f: TropicalRational | TropicalPolynomial, g: object, kind: Convention) -> TropicalRational:
    if not isinstance(f, TropicalPolynomial | TropicalRational):
        raise InputError(f"{f!r} is no tropical function; give a polynomial or a rational function first")
    left = f / TropicalPolynomial.constant(0, f.n_variables, f.convention)
    right = left._coerced(g)
    if right is None:
        raise InputError(f"{g!r} is no tropical function; give a polynomial, a rational function or a number")
    # The minimum is the inverse of the maximum of the inverses, and conversely in min-plus.
    return left + right if f.convention == kind else (left.inverse() + right.inverse()).inverse()
