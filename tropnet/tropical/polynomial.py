r"""Tropical polynomials: maxima (or minima) of finitely many affine functions with rational coefficients.

A :class:`TropicalPolynomial` in n variables is a formal sum of monomials

.. math::  p = \bigoplus_i c_i \odot x^{a_i}, \qquad p(x) = \max_i (a_i \cdot x + c_i),

with distinct exponents :math:`a_i \in \mathbb Q^n` and coefficients :math:`c_i \in \mathbb Q`.  Exponents may be
negative or fractional (such sums are also called signomials), since those of trained networks are.  In the
min-plus convention the maximum is replaced by the minimum.  The sum without monomials is the tropical zero, minus
infinity everywhere (plus infinity for min-plus).

Polynomials form a semiring, and ``==`` is equality in it: the same monomials.  Different polynomials can be the
same *function*; that is :meth:`TropicalPolynomial.is_equivalent`, and each function has a shortest polynomial,
:attr:`TropicalPolynomial.essential`.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.numbers import Rational, RationalLike, as_fraction
from tropnet.tropical.canonical import (
    arrays_of_terms,
    best_of_each,
    checked_count,
    is_number,
    plain,
    sums_of_pairs,
)
from tropnet.tropical.convention import Convention, checked_convention, common_convention, sign_of
from tropnet.tropical.essential import essential_monomials
from tropnet.tropical.evaluation import PolynomialValues
from tropnet.tropical.writing.written import WrittenFunction

if TYPE_CHECKING:
    from tropnet.tropical.rational import TropicalRational

__all__ = ["TropicalPolynomial"]


class TropicalPolynomial(PolynomialValues, WrittenFunction):
    """An immutable tropical polynomial with rational exponents and coefficients.

    Arithmetic is tropical: ``p + q`` is the maximum, ``p * q`` the sum of the functions, ``p ** k`` the k-fold
    product, and ``p / q`` a :class:`~tropnet.tropical.rational.TropicalRational`.  A number stands for the constant
    polynomial: ``p + 3`` is max(p, 3) and ``p * 3`` is p + 3.

    Parameters
    ----------
    exponents : array-like of rationals, shape (r, n)
        One row for each monomial.  Of equal rows the one with the best coefficient stays.
    coefficients : array-like of rationals, shape (r,)
    convention : {"max", "min"}
        What the tropical sum is.

    Attributes
    ----------
    exponents : RationalArray, shape (r, n)
        In lexicographic order.
    coefficients : RationalArray, shape (r,)
    convention : {"max", "min"}

    Raises
    ------
    ShapeError
        If the sizes do not fit together.
    NotRationalError
        If an entry is no rational number.
    InputError
        If the convention is neither ``"max"`` nor ``"min"``.

    Examples
    --------
    >>> p = TropicalPolynomial([[2, 0], [0, 1], [0, 0]], [1, "-1/2", 0])
    >>> p
    <TropicalPolynomial in 2 variables with 3 monomials>
    >>> str(p), p([1, 4]), p.is_equivalent(p + -7)
    ('max(2*x1 + 1, x2 - 1/2, 0)', Fraction(7, 2), True)
    """

    exponents: RationalArray
    coefficients: RationalArray
    convention: Convention

    def __init__(
        self,
        exponents: RationalArrayLike,
        coefficients: RationalArrayLike,
        convention: Convention = "max",
    ) -> None:
        powers, heights = rational_array(exponents), rational_array(coefficients)
        if powers.ndim != 2:
            raise ShapeError(
                f"exponents have shape {powers.shape}; give one row of n numbers for each monomial, such as "
                "[[1, 0], [0, 1]], or shape (0, n) for the tropical zero"
            )
        if heights.shape != powers.shape[:1]:
            raise ShapeError(
                f"there are {len(powers)} monomials, but coefficients of shape {heights.shape}; "
                "give one number for each"
            )
        rows = best_of_each(powers, heights, sign_of(checked_convention(convention)))
        vars(self).update(exponents=powers[rows], coefficients=heights[rows], convention=convention)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a TropicalPolynomial cannot be changed; {name} is read-only")

    # Constructors ---------------------------------------------------------------------------------------

    @classmethod
    def from_terms(
        cls,
        terms: Mapping[Any, RationalLike] | Iterable[tuple[Any, RationalLike]],
        n_variables: int | None = None,
        convention: Convention = "max",
    ) -> TropicalPolynomial:
        """The polynomial with these monomials: pairs (exponent, coefficient), or a dictionary of them.

        Parameters
        ----------
        terms : mapping or iterable of pairs
            An exponent is a tuple of n rationals, or one rational for n = 1.
        n_variables : int, optional
            Needed only when there are no terms.
        convention : {"max", "min"}

        Raises
        ------
        ShapeError
            If exponents differ in length, or there is neither a term nor a number of variables.
        NotRationalError
            If an entry is no rational number.

        Examples
        --------
        >>> print(TropicalPolynomial.from_terms({(2, 0): 1, (0, "1/2"): 0}))
        max(2*x1 + 1, 1/2*x2)
        >>> print(TropicalPolynomial.from_terms([(0, 0), (1, -3)]))
        max(x - 3, 0)
        """
        return cls(*arrays_of_terms(terms, n_variables), convention)

    @classmethod
    def from_essential(
        cls, exponents: RationalArrayLike, coefficients: RationalArrayLike, convention: Convention = "max"
    ) -> TropicalPolynomial:
        """The polynomial with these monomials, of which the caller knows that all are essential.

        That is believed: :attr:`is_essential` is set and not computed.

        Examples
        --------
        >>> TropicalPolynomial.from_essential([[0], [2]], [1, 0]).is_essential
        array([ True,  True])
        """
        polynomial = cls(exponents, coefficients, convention)
        vars(polynomial)["is_essential"] = np.broadcast_to(np.True_, polynomial.n_monomials)
        return polynomial

    @classmethod
    def parse(
        cls, text: str, variables: Sequence[str] | None = None, convention: Convention | None = None
    ) -> TropicalPolynomial:
        """The polynomial that the text describes, in ordinary or in tropical notation.

        The notation is that of :mod:`tropnet.tropical.writing.notation`.

        Parameters
        ----------
        text : str
            ``"max(2x + 1, y - 1/2, 0)"``, ``"min(x1, 3)"`` or ``"2⊙x^2 ⊕ y"``.
        variables : sequence of str, optional
            The names of the variables in order; read from the text when omitted.
        convention : {"max", "min"}, optional
            For the tropical notation; ``"max"`` when omitted.

        Raises
        ------
        FormatError
            With the position of what does not fit.

        Examples
        --------
        >>> TropicalPolynomial.parse("max(2x + 1, y - 1/2, 0)") == TropicalPolynomial.parse("1⊙x^2 ⊕ -1/2⊙y ⊕ 0")
        True
        """
        from tropnet.tropical.writing.notation import read_polynomial

        return read_polynomial(text, variables, convention)

    @classmethod
    def from_sympy(
        cls, expression: Any, variables: Sequence[Any] | None = None, convention: Convention | None = None
    ) -> TropicalPolynomial:
        """The polynomial that a sympy expression with ``Max`` (or ``Min``) and affine arguments is.

        See :func:`tropnet.tropical.writing.symbolic.polynomial_from_sympy`.

        Examples
        --------
        >>> import sympy
        >>> x, y = sympy.symbols("x y")
        >>> print(TropicalPolynomial.from_sympy(sympy.Max(2*x, y) + 1))
        max(2*x1 + 1, x2 + 1)
        """
        from tropnet.tropical.writing.symbolic import polynomial_from_sympy

        return polynomial_from_sympy(expression, variables, convention)

    @classmethod
    def constant(
        cls, value: RationalLike, n_variables: int, convention: Convention = "max"
    ) -> TropicalPolynomial:
        """The polynomial with this value everywhere; 0 gives the tropical one.

        Examples
        --------
        >>> print(TropicalPolynomial.constant("1/3", 2))
        max(1/3)
        """
        return cls(RationalArray.zeros((1, checked_count(n_variables))), [value], convention)

    @classmethod
    def zero(cls, n_variables: int, convention: Convention = "max") -> TropicalPolynomial:
        """The tropical zero: no monomials; -infinity everywhere, or +infinity for min-plus.

        Examples
        --------
        >>> TropicalPolynomial.zero(2) + TropicalPolynomial.constant(5, 2) == TropicalPolynomial.constant(5, 2)
        True
        """
        return cls(RationalArray.zeros((0, checked_count(n_variables))), RationalArray.zeros(0), convention)

    @classmethod
    def variables(cls, n_variables: int, convention: Convention = "max") -> tuple[TropicalPolynomial, ...]:
        """The coordinates x1, ..., xn as polynomials.

        Examples
        --------
        >>> x, y = TropicalPolynomial.variables(2)
        >>> print(x**2 * 1 + y * "-1/2" + 0)
        max(2*x1 + 1, x2 - 1/2, 0)
        """
        return tuple(cls([row], [0], convention) for row in RationalArray.eye(checked_count(n_variables)))

    @classmethod
    def _of_distinct_pieces(cls, exponents: RationalArray, coefficients: RationalArray) -> TropicalPolynomial:
        """The max-plus polynomial with these monomials, all essential and in lexicographic order."""
        polynomial = object.__new__(cls)
        vars(polynomial).update(exponents=exponents, coefficients=coefficients, convention="max")
        vars(polynomial)["is_essential"] = np.broadcast_to(np.True_, len(exponents))
        return polynomial

    # Reading --------------------------------------------------------------------------------------------

    @property
    def n_variables(self) -> int:
        """The number of variables."""
        return int(self.exponents.shape[1])

    @property
    def n_monomials(self) -> int:
        """The number of monomials, essential or not."""
        return len(self.exponents)

    @property
    def is_zero(self) -> bool:
        """Whether it is the tropical zero, the polynomial without monomials."""
        return self.n_monomials == 0

    @property
    def terms(self) -> dict[tuple[Rational, ...], Rational]:
        """The monomials as a dictionary from exponents to coefficients.

        Examples
        --------
        >>> TropicalPolynomial([[1], [0]], ["1/2", 3]).terms
        {(0,): 3, (1,): Fraction(1, 2)}
        """
        return dict(self._terms)

    @property
    def is_integral(self) -> bool:
        """Whether all exponents are integers, as the classical theory wants them.

        Examples
        --------
        >>> TropicalPolynomial([[1, -2]], [0]).is_integral, TropicalPolynomial([["1/2", 0]], [0]).is_integral
        (True, False)
        """
        return self.exponents.denominator == 1

    # Semiring -------------------------------------------------------------------------------------------

    def __add__(self, other: TropicalPolynomial | RationalLike) -> TropicalPolynomial:
        """The tropical sum: the maximum of the two functions, or the minimum for min-plus."""
        summand = self._coerced(other)
        if summand is None:
            return NotImplemented
        return TropicalPolynomial(
            concatenate([self.exponents, summand.exponents]),
            concatenate([self.coefficients, summand.coefficients]),
            self.convention,
        )

    __radd__ = __add__

    def __mul__(self, other: Any) -> Any:
        """The tropical product: the sum of the two functions."""
        factor = self._coerced(other)
        if factor is None:
            return NotImplemented
        return TropicalPolynomial(
            sums_of_pairs(self.exponents, factor.exponents),
            sums_of_pairs(self.coefficients, factor.coefficients),
            self.convention,
        )

    __rmul__ = __mul__

    def __truediv__(self, other: TropicalPolynomial | RationalLike) -> TropicalRational:
        """The tropical quotient: the difference of the two functions."""
        from tropnet.tropical.rational import TropicalRational

        divisor = self._coerced(other)
        return NotImplemented if divisor is None else TropicalRational(self, divisor)

    def __rtruediv__(self, other: RationalLike) -> TropicalRational:
        dividend = self._coerced(other)
        return NotImplemented if dividend is None else dividend / self

    def __pow__(self, k: int) -> TropicalPolynomial:
        """The k-fold tropical product, k >= 0, expanded; as a function it is :meth:`dilated` by k."""
        try:
            times = operator.index(k)
        except TypeError:
            raise InputError(f"the power {k!r} is no integer; p.dilated(k) is the function k p") from None
        if times < 0:
            raise InputError(f"the power {times} is negative; (0 / p) ** {-times} is a TropicalRational")
        power = TropicalPolynomial.constant(0, self.n_variables, self.convention)
        square = self
        while times:
            if times & 1:
                power = power * square
            times >>= 1
            square = square * square if times else square
        return power

    def dilated(self, factor: RationalLike) -> TropicalPolynomial:
        """The function k p with k >= 0, monomial by monomial.

        The k-fold power of a sum of monomials and the sum of their k-th powers are the same function, as
        k max(a, b) = max(k a, k b); this is the second, which has no more monomials than p and needs no integer k.

        Raises
        ------
        InputError
            If the factor is negative.

        Examples
        --------
        >>> print(TropicalPolynomial.parse("max(x, y - 1)").dilated("1/2"))
        max(1/2*x1, 1/2*x2 - 1/2)
        """
        k = as_fraction(factor, "as the factor")
        if k < 0:
            raise InputError(f"the factor {k} is negative; -p is a polynomial in the other convention")
        if k == 0 and self.is_zero:
            return TropicalPolynomial.constant(0, self.n_variables, self.convention)
        return TropicalPolynomial(self.exponents * k, self.coefficients * k, self.convention)

    def __neg__(self) -> TropicalPolynomial:
        """The negative of the function, a polynomial in the other convention: -max f = min(-f)."""
        other: Convention = "min" if self.convention == "max" else "max"
        return TropicalPolynomial(-self.exponents, -self.coefficients, other)

    # Composition ----------------------------------------------------------------------------------------

    def compose(self, A: RationalArrayLike, b: RationalArrayLike | None = None) -> TropicalPolynomial:
        """The polynomial p(A x + b) in the variables of an affine map.

        Parameters
        ----------
        A : array-like of rationals, shape (n, m)
        b : array-like of rationals, shape (n,), optional
            Zero when omitted.

        Raises
        ------
        ShapeError, NotRationalError
            If the map is not rational, or does not end in R^n.

        Examples
        --------
        >>> print(TropicalPolynomial.parse("max(x, y)").compose([[1, 1], [2, 0]], [0, 5]))
        max(2*x1 + 5, x1 + x2)
        """
        matrix = rational_array(A)
        shift = RationalArray.zeros(self.n_variables) if b is None else rational_array(b)
        if matrix.ndim != 2 or len(matrix) != self.n_variables or shift.shape != (self.n_variables,):
            raise ShapeError(
                f"A has shape {matrix.shape} and b {shift.shape}, but the polynomial has {self.n_variables} "
                f"variables; give shapes ({self.n_variables}, m) and ({self.n_variables},)"
            )
        return TropicalPolynomial(
            self.exponents @ matrix, self.exponents @ shift + self.coefficients, self.convention
        )

    def substitute(self, polynomials: Sequence[TropicalPolynomial]) -> TropicalPolynomial:
        """The polynomial with the i-th variable replaced by the i-th of n polynomials in other variables.

        The powers are taken as functions (:meth:`dilated`), so that exponents need not be integers.

        Raises
        ------
        ShapeError
            If there are not n polynomials, or their numbers of variables differ.
        InputError
            If a negative exponent meets a polynomial with several monomials: the result is no polynomial; a
            :class:`~tropnet.tropical.rational.TropicalRational` has a method ``substitute`` too.

        Examples
        --------
        >>> p = TropicalPolynomial.parse("max(2x, y)")
        >>> print(p.substitute([TropicalPolynomial.parse("max(x, 0)"), TropicalPolynomial.parse("x + 3")]))
        max(2*x, x + 3, 0)
        """
        from tropnet.tropical.composition import substituted

        return substituted(self, list(polynomials))

    # Functions ------------------------------------------------------------------------------------------

    @cached_property
    def is_essential(self) -> npt.NDArray[np.bool_]:
        """Which monomials alone attain the value on an open set, shape (r,).

        Examples
        --------
        >>> TropicalPolynomial.parse("max(2x, x, 0)").is_essential
        array([ True, False,  True])
        """
        sign = sign_of(self.convention)
        mask = essential_monomials(self.exponents * sign, self.coefficients * sign)
        mask.flags.writeable = False
        return mask

    @cached_property
    def essential(self) -> TropicalPolynomial:
        """The shortest polynomial of the same function: the essential monomials, one for each linear region.

        It is the normal form of the function: two polynomials are equal as functions exactly if these agree.

        Examples
        --------
        >>> print(TropicalPolynomial.parse("max(2x, x, 0)").essential)
        max(2*x, 0)
        """
        if self.is_essential.all():
            return self
        kept = np.flatnonzero(self.is_essential)
        pieces = self.exponents[kept], self.coefficients[kept]
        return TropicalPolynomial.from_essential(*pieces, self.convention)

    @property
    def n_regions(self) -> int:
        """The number of linear regions of the function.

        All six notions agree: the regions of a maximum of affine functions are convex and pairwise different.

        Examples
        --------
        >>> TropicalPolynomial.parse("max(2x, x, 0)").n_regions
        2
        """
        return int(self.is_essential.sum())

    def is_equivalent(self, other: TropicalPolynomial | TropicalRational | RationalLike) -> bool:
        """Whether the two are the same function.

        Raises
        ------
        ShapeError
            If the numbers of variables differ.
        InputError
            If the conventions differ.

        Examples
        --------
        >>> x, y = TropicalPolynomial.variables(2)
        >>> (x + y) ** 2 == (x + y).dilated(2), ((x + y) ** 2).is_equivalent((x + y).dilated(2))
        (False, True)
        """
        from tropnet.tropical.rational import TropicalRational

        if isinstance(other, TropicalRational):
            return other.is_equivalent(self)
        partner = self._coerced(other)
        if partner is None:
            raise InputError(
                f"{other!r} is no tropical polynomial; convert it first, or use tropnet.is_equivalent"
            )
        return self == partner or self.essential == partner.essential

    # Values of Python -----------------------------------------------------------------------------------

    def __repr__(self) -> str:
        kind = "" if self.convention == "max" else "min-plus "
        variables = "1 variable" if self.n_variables == 1 else f"{self.n_variables} variables"
        monomials = "1 monomial" if self.n_monomials == 1 else f"{self.n_monomials} monomials"
        return f"<{kind}TropicalPolynomial in {variables} with {monomials}>"

    def __eq__(self, other: object) -> bool:
        """Equality in the semiring: the same monomials in the same convention."""
        if not isinstance(other, TropicalPolynomial):
            return NotImplemented
        return self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __reduce__(self) -> tuple[Any, ...]:
        return TropicalPolynomial, self._key

    @cached_property
    def _terms(self) -> tuple[tuple[tuple[Rational, ...], Rational], ...]:
        powers = [tuple(map(plain, row)) for row in self.exponents.tolist()]
        return tuple(zip(powers, map(plain, self.coefficients.tolist()), strict=True))

    @property
    def _key(self) -> tuple[RationalArray, RationalArray, Convention]:
        return self.exponents, self.coefficients, self.convention

    def _coerced(self, other: object) -> TropicalPolynomial | None:
        """The other operand as a polynomial in the same semiring; None when it is none."""
        if isinstance(other, TropicalPolynomial):
            common_convention(self.convention, other.convention)
            if self.n_variables != other.n_variables:
                raise ShapeError(
                    f"polynomials in {self.n_variables} and in {other.n_variables} variables cannot be combined"
                )
            return other
        if isinstance(other, RationalArray | np.ndarray | list | tuple) or not is_number(other):
            return None
        return TropicalPolynomial.constant(as_fraction(other), self.n_variables, self.convention)
