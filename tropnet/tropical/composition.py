r"""Substitution: tropical polynomials and rational functions in place of variables.

A polynomial :math:`\max_i (a_i \cdot x + c_i)` becomes the maximum over i of :math:`c_i + \sum_j a_{ij} f_j`; for
positive exponents and polynomials :math:`f_j` this is a sum of dilated polynomials.

For :math:`f_j = n_j - d_j` and exponents of both signs, let :math:`M_j` and :math:`m_j` be the largest positive and
the largest negated negative exponent of variable j in *all* monomials, and :math:`D = \sum_j (M_j d_j + m_j n_j)`.
Then

.. math::  \sum_j a_j f_j + D = \sum_j (m_j + a_j) n_j + (M_j - a_j) d_j

has non-negative factors on the right, so it is a polynomial; and in a quotient the one D cancels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import concatenate
from tropnet.exact.numbers import Rational
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["substituted", "substituted_quotients"]


def substituted(outer: TropicalPolynomial, inner: Sequence[TropicalPolynomial]) -> TropicalPolynomial:
    """The polynomial with the i-th variable replaced by ``inner[i]``; see :meth:`TropicalPolynomial.substitute`.

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> print(substituted(x + y, [x + 1, y * 2]))
    max(x1, x2 + 2, 1)
    """
    _check(outer.n_variables, inner)
    if not inner:
        return outer
    total = TropicalPolynomial.zero(inner[0].n_variables, outer.convention)
    for power, coefficient in outer.terms.items():
        total = total + _combination(coefficient, inner[0], zip(power, inner, strict=True))
    return total


def substituted_quotients(
    outer: TropicalRational, inner: Sequence[TropicalRational | TropicalPolynomial]
) -> TropicalRational:
    """The function with the i-th variable replaced by ``inner[i]``; see :meth:`TropicalRational.substitute`.

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> print(substituted_quotients((x + y) / (x * 0), [x / y, y / x]))
    max(2*x1, 2*x2) - max(2*x1)
    """
    _check(outer.n_variables, inner)
    if not inner:
        return outer
    one = TropicalPolynomial.constant(0, inner[0].n_variables, inner[0].convention)
    quotients = [f / one for f in inner]
    if any(f.is_zero for f in quotients):
        raise InputError("the tropical zero was substituted; its values are infinite")
    exponents = concatenate([outer.numerator.exponents, outer.denominator.exponents])
    most = [max(0, value) for value in exponents.max(axis=0)]
    least = [max(0, -value) for value in exponents.min(axis=0)]

    def above_common_denominator(p: TropicalPolynomial) -> TropicalPolynomial:
        total = TropicalPolynomial.zero(one.n_variables, p.convention)
        for power, coefficient in p.terms.items():
            factors = [
                pair
                for a, high, low, f in zip(power, most, least, quotients, strict=True)
                for pair in ((low + a, f.numerator), (high - a, f.denominator))
            ]
            total = total + _combination(coefficient, one, factors)
        return total

    return TropicalRational(
        above_common_denominator(outer.numerator), above_common_denominator(outer.denominator)
    )


def _check(n_variables: int, inner: Sequence[TropicalRational | TropicalPolynomial]) -> None:
    if len(inner) != n_variables:
        raise ShapeError(f"{len(inner)} functions for {n_variables} variables; give one for each")
    for f in inner:
        if not isinstance(f, TropicalPolynomial | TropicalRational):
            raise InputError(
                f"{f!r} is no tropical function; TropicalPolynomial.constant makes one of a number"
            )
    counts = sorted({f.n_variables for f in inner})
    if len(counts) > 1:
        raise ShapeError(f"functions of {counts[0]} and of {counts[1]} variables cannot be combined")


def _combination(
    coefficient: Rational, like: TropicalPolynomial, factors: Iterable[tuple[Rational, TropicalPolynomial]]
) -> TropicalPolynomial:
    """The sum of a constant and rational multiples of polynomials."""
    product = TropicalPolynomial.constant(coefficient, like.n_variables, like.convention)
    for factor, polynomial in factors:
        if factor:
            product = product * _multiple(polynomial, factor)
    return product


def _multiple(base: TropicalPolynomial, factor: Rational) -> TropicalPolynomial:
    """A rational multiple of the function; of a single monomial with any factor."""
    if factor >= 0:
        return base.dilated(factor)
    if base.n_monomials != 1:
        raise InputError(
            f"the exponent {factor} of a polynomial with {base.n_monomials} monomials gives no polynomial; "
            "make a TropicalRational of the outer polynomial first"
        )
    return TropicalPolynomial(base.exponents * factor, base.coefficients * factor, base.convention)
