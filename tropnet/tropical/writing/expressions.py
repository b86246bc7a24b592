r"""Piecewise linear expressions: sums, rational multiples, maxima and minima of affine functions.

An expression such as max(x, 0) + 2 max(y, min(x, 1)) denotes a piecewise linear function, and the functions that
arise are the tropical rational functions (Ovchinnikov, Max-min representation of piecewise linear functions, 2002).
In the max-plus convention the value of an expression is

* an *affine function*, as long as neither maximum nor minimum occurs;
* a *tropical polynomial*, for maxima, sums and non-negative multiples of such;
* a *tropical rational function* in all other cases, because :math:`-k p = 0 - k p` and
  :math:`\min_i f_i = -\max_i (-f_i)`.

For min-plus the roles of maximum and minimum are exchanged.  Nothing is simplified on the way, so that what is
read is formally what was written.  The readers of text and of sympy expressions are built on this one algebra.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TypeAlias

from tropnet.errors import InputError
from tropnet.exact.arrays import concatenate, rational_array
from tropnet.tropical.convention import Convention
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["Affine", "ExpressionAlgebra", "Function", "Value"]

Affine: TypeAlias = dict[int, Fraction]
"""Coefficients by the number of the variable, counted from 1; 0 stands for the constant."""

Function: TypeAlias = TropicalPolynomial | TropicalRational

Value: TypeAlias = Affine | Function

LARGEST_TABLE = 1_000_000
"""Sums and products whose exponents and coefficients would be more numbers than this are refused."""


@dataclass(frozen=True)
class ExpressionAlgebra:
    """What the operations of expressions do to values in n variables, read in one convention.

    Attributes
    ----------
    n_variables : int
    convention : {"max", "min"}
        Which extremum makes polynomials; the other makes rational functions.

    Examples
    --------
    >>> algebra = ExpressionAlgebra(1, "max")
    >>> print(algebra.polynomial(algebra.extremum([{1: Fraction(2)}, {0: Fraction(3)}], "max")))
    max(2*x, 3)
    """

    n_variables: int
    convention: Convention

    def total(self, summands: Iterable[Value]) -> Value:
        """The sum of the functions; products of sums are expanded.

        Raises
        ------
        InputError
            If there would be too many monomials.
        """
        affine: Affine = {}
        others: list[Function] = []
        for summand in summands:
            if isinstance(summand, dict):
                for key, coefficient in summand.items():
                    affine[key] = affine.get(key, Fraction(0)) + coefficient
            else:
                others.append(summand)
        if not others:
            return affine
        if any(affine.values()):
            others.append(self._monomials([affine]))
        return reduce(_expanded, others)

    def multiple(self, value: Value, factor: Fraction) -> Value:
        """The function times a rational number."""
        if isinstance(value, dict):
            return {key: factor * coefficient for key, coefficient in value.items()}
        if factor >= 0:
            return value.dilated(factor)
        one = TropicalPolynomial.constant(0, self.n_variables, self.convention)
        return (one / value).dilated(-factor)

    def extremum(self, values: Sequence[Value], kind: str) -> Value:
        """The maximum or minimum of the functions, as ``kind`` says.

        Raises
        ------
        InputError
            For the maximum of nothing in min-plus, which is no function there, and conversely.
        """
        if kind != self.convention:
            if not values:
                raise InputError(f"{kind}() of nothing is infinite and no {self.convention}-plus function")
            negatives = [self.multiple(value, Fraction(-1)) for value in values]
            return self.multiple(self.extremum(negatives, self.convention), Fraction(-1))
        affine = [value for value in values if isinstance(value, dict)]
        polynomials = [value for value in values if isinstance(value, TropicalPolynomial)]
        quotients = [value for value in values if isinstance(value, TropicalRational)]
        if affine or not values:
            polynomials.append(self._monomials(affine))
        if len(polynomials) > 1:
            polynomials = [self._joined(polynomials)]
        functions: list[Function] = [*polynomials, *quotients]
        return reduce(_extended, functions)

    def absolute(self, value: Value) -> Value:
        """The absolute value: the maximum of the function and its negative."""
        return self.extremum([value, self.multiple(value, Fraction(-1))], "max")

    def power(self, value: Value, exponent: Fraction) -> Value:
        """The tropical power: with a whole exponent that is not negative expanded, otherwise as a function."""
        is_monomial = not isinstance(value, dict) and all(s.n_monomials == 1 for s in _polynomials(value))
        if isinstance(value, dict) or is_monomial or exponent.denominator != 1 or exponent < 0:
            return self.multiple(value, exponent)
        times, square, product = exponent.numerator, value, self.total([])
        while times:
            if times & 1:
                product = self.total([product, square])
            times >>= 1
            square = _expanded(square, square) if times else square
        return product

    def polynomial(self, value: Value) -> TropicalPolynomial:
        """The value as a polynomial.

        Raises
        ------
        InputError
            If a maximum or a minimum is subtracted.
        """
        if isinstance(value, dict):
            return self._monomials([value])
        if isinstance(value, TropicalPolynomial):
            return value
        if value.denominator.n_monomials == 1:
            p, ((power, coefficient),) = value.numerator, value.denominator.terms.items()
            return TropicalPolynomial(p.exponents - power, p.coefficients - coefficient, self.convention)
        other = "min" if self.convention == "max" else "max"
        raise InputError(
            f"the function is no {self.convention}-plus polynomial, since a {self.convention} is subtracted or "
            f"a {other} occurs; read it as a TropicalRational"
        )

    def rational(self, value: Value) -> TropicalRational:
        """The value as a quotient of polynomials."""
        if isinstance(value, TropicalRational):
            return value
        one = TropicalPolynomial.constant(0, self.n_variables, self.convention)
        return TropicalRational(self.polynomial(value), one)

    def _joined(self, polynomials: Sequence[TropicalPolynomial]) -> TropicalPolynomial:
        """The extremum of polynomials, at once: one after the other would take a time quadratic in their number."""
        self._refuse_many(sum(p.n_monomials for p in polynomials))
        return TropicalPolynomial(
            concatenate([p.exponents for p in polynomials]),
            concatenate([p.coefficients for p in polynomials]),
            self.convention,
        )

    def _refuse_many(self, n_monomials: int) -> None:
        n = self.n_variables
        if n_monomials * (n + 1) > LARGEST_TABLE:
            raise InputError(f"{n_monomials} monomials in {n} variables are more than can be read")

    def _monomials(self, forms: Sequence[Affine]) -> TropicalPolynomial:
        """The extremum of affine functions."""
        n = self.n_variables
        self._refuse_many(len(forms))
        if not forms:
            return TropicalPolynomial.zero(n, self.convention)
        table = rational_array([[form.get(key, 0) for key in range(n + 1)] for form in forms])
        return TropicalPolynomial(table[:, 1:], table[:, 0], self.convention)


def _extended(f: Function, g: Function) -> Function:
    """The tropical sum, if it is not too long."""
    if isinstance(f, TropicalRational) and isinstance(g, TropicalRational):
        _refuse_long(f.numerator, g.denominator)
        _refuse_long(g.numerator, f.denominator)
    return f + g


def _expanded(f: Function, g: Function) -> Function:
    """The tropical product, if it is not too long."""
    for left, right in zip(_polynomials(f), _polynomials(g), strict=False):
        _refuse_long(left, right)
    product: Function = f * g
    return product


def _refuse_long(left: TropicalPolynomial, right: TropicalPolynomial) -> None:
    if left.n_monomials * right.n_monomials * (left.n_variables + 1) > LARGEST_TABLE:
        raise InputError(
            f"a product of {left.n_monomials} and {right.n_monomials} monomials is too long to be expanded"
        )


def _polynomials(f: Function) -> tuple[TropicalPolynomial, ...]:
    return (f.numerator, f.denominator) if isinstance(f, TropicalRational) else (f,)
