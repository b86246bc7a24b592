r"""Tropical polynomials and rational functions in one variable: roots, factors, zeros and poles.

Let :math:`p(x) = \max_i (a_i x + c_i)`.  A *root* is a point where p is not affine, and its *multiplicity* the jump
of the slope there, an integer when the exponents are.  With the essential exponents :math:`a_0 < \dots < a_k`, the
roots are the points :math:`r_j = (c_{j-1} - c_j) / (a_j - a_{j-1})`, in ascending order, with multiplicities
:math:`a_j - a_{j-1}`.

**Fundamental theorem of tropical algebra.**  As a function, every polynomial other than the tropical zero is

.. math::  c \odot x^{k} \odot (x \oplus r_1)^{m_1} \odot \dots \odot (x \oplus r_s)^{m_s}

with its roots and their multiplicities, the least exponent k and the coefficient c of the greatest exponent, in a
unique way (Maclagan and Sturmfels, Introduction to Tropical Geometry, 2015, Section 1.1, for exponents in N).  *Proof.*
Both sides are piecewise linear with the same slope k at the far left and the same jumps, so they differ by a
constant; right of all roots the product is c plus the greatest exponent times x.  ∎

In min-plus the same holds word for word: all roots and multiplicities are those of the negative function, which is
max-plus with exponents -a; left of all roots, where the minimum of x and r is x, the product is c plus the greatest
exponent times x.

**Rational functions.**  For f = p - q let the *order* of a point be the multiplicity of the root in p minus that in q.
This is the jump of the slope of f (negated for min-plus), so it depends on the function only.  Points of
positive order are the *zeros* of f, those of negative order the *poles*.  Cancelling common roots leaves the
*minimal pair*: a numerator whose roots are the zeros and a denominator whose roots are the poles.  Every other pair
is a multiple of it by a common polynomial, up to monomials.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.exact.numbers import Rational, RationalLike, as_fraction
from tropnet.tropical.canonical import plain
from tropnet.tropical.convention import Convention, checked_convention, sign_of
from tropnet.tropical.operands import checked_polynomial
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.univariate.function import PiecewiseLinearFunction1D
from tropnet.univariate.shape import maximum_of_lines

__all__ = [
    "Factorization",
    "Roots",
    "factorization",
    "minimal_pair",
    "piecewise_linear_function",
    "polynomial_from_roots",
    "roots",
    "slopes_at_infinity",
    "zeros_and_poles",
]

Roots: TypeAlias = dict[Rational, Rational]
"""Points in ascending order, with their multiplicities or orders."""


def roots(p: TropicalPolynomial) -> Roots:
    """The tropical roots, ascending, with their multiplicities.

    Raises
    ------
    ShapeError
        If the number of variables is not 1.
    InputError
        For the tropical zero, which is infinite everywhere.

    Examples
    --------
    >>> roots(TropicalPolynomial.parse("max(2x, x + 1, 0)"))
    {-1: 1, 1: 1}
    >>> roots(TropicalPolynomial.parse("max(3x, x/2 + 1)"))
    {Fraction(2, 5): Fraction(5, 2)}
    """
    terms = list(_checked(p).essential.terms.items())
    pairs = pairwise(terms)
    found: dict[Rational, Rational] = {Fraction(c - d) / (b - a): b - a for ((a,), c), ((b,), d) in pairs}
    return _ascending(found)


def slopes_at_infinity(f: TropicalPolynomial | TropicalRational) -> tuple[Rational, Rational]:
    """The slopes of the function at the far left and at the far right.

    Raises
    ------
    ShapeError
        If the number of variables is not 1.
    InputError
        For the tropical zero.

    Examples
    --------
    >>> slopes_at_infinity(TropicalPolynomial.parse("max(2x, 1, -x/2)"))
    (Fraction(-1, 2), 2)
    >>> slopes_at_infinity(TropicalPolynomial.parse("min(2x, 1, -x/2)"))
    (2, Fraction(-1, 2))
    """
    if isinstance(f, TropicalRational):
        p, q = slopes_at_infinity(f.numerator), slopes_at_infinity(f.denominator)
        return plain(Fraction(p[0] - q[0])), plain(Fraction(p[1] - q[1]))
    exponents = [plain(row[0]) for row in _checked(f).exponents]
    ends = exponents[0], exponents[-1]
    return ends if f.convention == "max" else ends[::-1]


@dataclass(frozen=True)
class Factorization:
    """The factors of a polynomial in one variable: c ⊙ x^k ⊙ (x ⊕ r_1)^m_1 ⊙ ... ⊙ (x ⊕ r_s)^m_s.

    Attributes
    ----------
    coefficient : int or Fraction
        c, the coefficient of the greatest exponent.
    exponent : int or Fraction
        k, the least exponent.
    factors : tuple of pairs
        The roots, ascending, each with its multiplicity.
    convention : {"max", "min"}

    Examples
    --------
    >>> factorization(TropicalPolynomial.parse("max(2x, x + 3, 1)"))
    Factorization(coefficient=0, exponent=0, factors=((-2, 1), (3, 1)), convention='max')
    """

    coefficient: Rational
    exponent: Rational
    factors: tuple[tuple[Rational, Rational], ...]
    convention: Convention

    @property
    def roots(self) -> Roots:
        """The roots with their multiplicities.

        Examples
        --------
        >>> factorization(TropicalPolynomial.parse("max(2x, x + 3, 1)")).roots
        {-2: 1, 3: 1}
        """
        return dict(self.factors)

    def polynomial(self) -> TropicalPolynomial:
        """The polynomial with these factors, its monomials all essential.

        Examples
        --------
        >>> print(Factorization(0, 0, ((1, 2),), "max").polynomial())
        max(2*x, 2)
        """
        return polynomial_from_roots(self.roots, self.coefficient, self.exponent, self.convention)

    def __str__(self) -> str:
        """The factors in tropical notation.

        Examples
        --------
        >>> print(factorization(TropicalPolynomial.parse("max(4x + 1, 2x + 4, x + 4)")))
        1⊙x⊙(x ⊕ 0)⊙(x ⊕ 3/2)^2
        """
        powers = [("x", self.exponent)] if self.exponent else []
        powers += [(f"(x ⊕ {root})", multiplicity) for root, multiplicity in self.factors]
        written = [base + _exponent(power) for base, power in powers]
        return "⊙".join([str(self.coefficient), *written] if self.coefficient or not written else written)


def factorization(p: TropicalPolynomial) -> Factorization:
    """The factors of the polynomial, equal to it as a function (fundamental theorem of tropical algebra).

    Raises
    ------
    ShapeError
        If the number of variables is not 1.
    InputError
        For the tropical zero.

    Examples
    --------
    >>> factorization(TropicalPolynomial.parse("max(2x, x + 1, 0)")).factors
    ((-1, 1), (1, 1))
    """
    found = roots(p)
    return Factorization(
        plain(p.coefficients[-1]), plain(p.exponents[0, 0]), tuple(found.items()), p.convention
    )


def polynomial_from_roots(
    roots: Mapping[Any, RationalLike],
    coefficient: RationalLike = 0,
    exponent: RationalLike = 0,
    convention: Convention = "max",
) -> TropicalPolynomial:
    """The shortest polynomial with these roots, its monomials all essential.

    Parameters
    ----------
    roots : mapping
        From the roots to their multiplicities, positive rationals.
    coefficient : rational
        Of the greatest exponent.
    exponent : rational
        The least exponent.
    convention : {"max", "min"}

    Raises
    ------
    InputError
        If a multiplicity is not positive or the convention unknown.
    NotRationalError
        If a number is not rational.

    Examples
    --------
    >>> print(polynomial_from_roots({-1: 1, 1: 1}))
    max(2*x, x + 1, 0)
    >>> print(polynomial_from_roots({-1: 1, 1: 1}, convention="min"))
    min(2*x, x - 1, 0)
    """
    multiplicities: dict[Fraction, Fraction] = {}
    for root, multiplicity in roots.items():
        m = as_fraction(multiplicity, f"as the multiplicity of {root}")
        if m <= 0:
            raise InputError(f"the root {root} has the multiplicity {m}; it must be positive")
        r = as_fraction(root, "as a root")
        multiplicities[r] = multiplicities.get(r, Fraction(0)) + m
    degree = as_fraction(exponent, "as the exponent") + sum(multiplicities.values())
    monomials = [(degree, as_fraction(coefficient, "as the coefficient"))]
    # From the greatest exponent down: right to left for a maximum, left to right for a minimum.
    for r, m in sorted(multiplicities.items(), reverse=checked_convention(convention) == "max"):
        a, c = monomials[-1]
        monomials.append((a - m, c + m * r))
    table = rational_array(monomials)
    return TropicalPolynomial.from_essential(table[:, :1], table[:, 1], convention)


def zeros_and_poles(f: TropicalRational) -> Roots:
    """The zeros, of positive order, and the poles, of negative order, ascending.

    Raises
    ------
    ShapeError
        If the number of variables is not 1.
    InputError
        For the tropical zero.

    Examples
    --------
    >>> zeros_and_poles(TropicalRational.parse("max(2x, 0) - max(x, 1)"))
    {0: 2, 1: -1}
    """
    orders: dict[Rational, Rational] = dict(roots(f.numerator))
    for root, multiplicity in roots(f.denominator).items():
        orders[root] = orders.get(root, 0) - multiplicity
    return _ascending({root: order for root, order in orders.items() if order})


def minimal_pair(f: TropicalRational) -> TropicalRational:
    """The shortest quotient that is the same function: numerator and denominator have no common root.

    The numerator is normalised to the least exponents and the denominator to the leading coefficient as by
    :meth:`TropicalRational.reduced`, so equal functions have equal minimal pairs.

    Raises
    ------
    ShapeError
        If the number of variables is not 1.
    InputError
        For the tropical zero.

    Examples
    --------
    >>> print(minimal_pair(TropicalRational.parse("max(2x, x, 0) + max(x, 3) - max(x, 1) - max(x, 3)")))
    max(2*x, 0) - max(x, 1)
    """
    orders = zeros_and_poles(f)
    p, q = f.numerator, f.denominator
    denominator = polynomial_from_roots(
        {root: -order for root, order in orders.items() if order < 0}, convention=f.convention
    )
    numerator = polynomial_from_roots(
        {root: order for root, order in orders.items() if order > 0},
        p.coefficients[-1] - q.coefficients[-1],
        p.exponents[0, 0] - q.exponents[0, 0],
        f.convention,
    )
    return TropicalRational(numerator, denominator).reduced()


def piecewise_linear_function(f: TropicalPolynomial | TropicalRational) -> PiecewiseLinearFunction1D:
    """The function of a tropical polynomial or rational function in one variable.

    Raises
    ------
    ShapeError
        If there is not one variable.
    InputError
        If it is the tropical zero.

    Examples
    --------
    >>> piecewise_linear_function(TropicalPolynomial.parse("max(2x, x + 1, 0)"))
    PiecewiseLinearFunction1D(breakpoints=[-1, 1], slopes=[0, 1, 2], value_at_zero=1)
    >>> piecewise_linear_function(TropicalRational.parse("max(x, 0) - max(x - 1, 0)"))
    PiecewiseLinearFunction1D(breakpoints=[0, 1], slopes=[0, 1, 0])
    """
    if isinstance(f, TropicalRational):
        return piecewise_linear_function(f.numerator) - piecewise_linear_function(f.denominator)
    sign = sign_of(_checked(f).convention)  # a minimum is minus the maximum of the negatives
    lines = maximum_of_lines(
        (sign * f.exponents[:, 0]).fractions().tolist(), (sign * f.coefficients).fractions().tolist()
    )
    return sign * lines


def _checked(p: TropicalPolynomial) -> TropicalPolynomial:
    checked_polynomial(p)
    if p.n_variables != 1:
        raise ShapeError(f"the polynomial has {p.n_variables} variables; roots are for 1 variable")
    if p.is_zero:
        raise InputError("the tropical zero has no roots and no slopes: it is infinite everywhere")
    return p


def _ascending(orders: Mapping[Rational, Rational]) -> Roots:
    return {plain(root): plain(Fraction(orders[root])) for root in sorted(orders)}


def _exponent(power: Rational) -> str:
    if power == 1:
        return ""
    return f"^{power}" if power.denominator == 1 and power > 0 else f"^({power})"
