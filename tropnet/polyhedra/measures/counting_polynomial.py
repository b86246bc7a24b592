r"""Ehrhart polynomials: the number of lattice points of the dilates of a lattice polytope.

For a polytope P of dimension d with integer vertices, the number of integer points of kP is a polynomial

.. math:: L(k) = c_d k^d + c_{d-1} k^{d-1} + \dots + c_0

in k = 0, 1, 2, ... (Ehrhart 1962).  The leading coefficient is the volume relative to the lattice of the affine hull,
:math:`c_{d-1}` is half the sum of those of the facets, relative to theirs, and :math:`c_0 = 1`.  By reciprocity
(Macdonald 1971), :math:`(-1)^d L(-k)` is the number of integer points in the relative interior of kP for
k = 1, 2, ...  (Beck and Robins, Computing the continuous discretely, 2nd edition 2015, Theorems 3.8, 4.1 and 5.6.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from operator import index
from typing import Any, final, overload

from tropnet.errors import InputError
from tropnet.exact.display.latex import displayed, is_short
from tropnet.exact.display.polynomials import polynomial_formula, polynomial_text
from tropnet.exact.numbers import Rational, RationalLike, as_fraction

__all__ = ["EhrhartPolynomial"]


@final
@dataclass(frozen=True, init=False, eq=False, repr=False)
class EhrhartPolynomial:
    """The polynomial that counts the lattice points of kP; also the sequence of its coefficients.

    Made by :func:`tropnet.ehrhart_polynomial`.  It is equal to the tuple of its coefficients.

    Parameters
    ----------
    coefficients : iterable of rationals
        The constant one first; zeros at the end are left out.

    Raises
    ------
    NotRationalError
        If a coefficient is no rational number.

    Examples
    --------
    The square with the side 1, and three times as large:

    >>> L = EhrhartPolynomial([1, 2, 1])
    >>> print(L)
    k^2 + 2 k + 1
    >>> L(3), L.interior(3), L[-1], L == (1, 2, 1)
    (16, 4, Fraction(1, 1), True)
    """

    coefficients: tuple[Fraction, ...]

    def __init__(self, coefficients: Iterable[RationalLike]) -> None:
        values = [as_fraction(value, f"coefficient {k}") for k, value in enumerate(coefficients)]
        while values and not values[-1]:
            values.pop()
        object.__setattr__(self, "coefficients", tuple(values))

    @property
    def degree(self) -> int:
        """The degree, which is the dimension of the polytope; -1 for the empty set, whose polynomial is 0.

        Examples
        --------
        >>> EhrhartPolynomial([1, 2, 1]).degree
        2
        """
        return len(self.coefficients) - 1

    def __call__(self, k: RationalLike) -> Rational:
        """Return the value at k, an int where it is whole: the number of lattice points of kP for k = 0, 1, 2, ..."""
        place, value = as_fraction(k, "(k)"), Fraction(0)
        for coefficient in reversed(self.coefficients):
            value = value * place + coefficient
        return value.numerator if value.denominator == 1 else value

    def interior(self, k: int) -> Rational:
        """The number of lattice points in the relative interior of kP, by reciprocity.

        Parameters
        ----------
        k : int
            At least 1.

        Raises
        ------
        InputError
            If k is less than 1.

        Examples
        --------
        The segment from 0 to 1 has none, and twice as large it has one:

        >>> L = EhrhartPolynomial([1, 1])
        >>> L.interior(1), L.interior(2)
        (0, 1)
        """
        if index(k) < 1:
            raise InputError(
                f"k = {k}: reciprocity counts interior points of the dilates kP with k = 1, 2, ...; give such a k"
            )
        value = self(-index(k))
        return -value if self.degree % 2 else value

    # -- the sequence of the coefficients --------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.coefficients)

    @overload
    def __getitem__(self, key: int) -> Fraction: ...

    @overload
    def __getitem__(self, key: slice) -> tuple[Fraction, ...]: ...

    def __getitem__(self, key: int | slice) -> Fraction | tuple[Fraction, ...]:
        return self.coefficients[key]

    def __iter__(self) -> Iterator[Fraction]:
        return iter(self.coefficients)

    def __eq__(self, other: object) -> bool:
        """Return whether the coefficients are equal, to those of a polynomial or to a tuple."""
        if isinstance(other, EhrhartPolynomial):
            return self.coefficients == other.coefficients
        return self.coefficients == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.coefficients)

    # -- other forms -----------------------------------------------------------------------------------

    def to_sympy(self, symbol: Any = None) -> Any:
        """The polynomial as a ``sympy.Poly``, in the symbol k unless another one is given.

        Examples
        --------
        >>> EhrhartPolynomial([1, 3, 3, 1]).to_sympy().factor_list()[1]
        [(Poly(k + 1, k, domain='QQ'), 3)]
        """
        import sympy

        rationals = [sympy.Rational(c.numerator, c.denominator) for c in reversed(self.coefficients)]
        return sympy.Poly(rationals or [0], symbol or sympy.Symbol("k"), domain="QQ")

    def __str__(self) -> str:
        return polynomial_text(self.coefficients, "k")

    def __repr__(self) -> str:
        return f"EhrhartPolynomial([{', '.join(map(str, self.coefficients))}])"

    def _repr_latex_(self) -> str | None:
        if not is_short(self.coefficients):
            return None
        return displayed(polynomial_formula(self.coefficients, "k"))
