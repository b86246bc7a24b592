r"""The characteristic polynomial of a hyperplane arrangement.

For an arrangement of hyperplanes of R^n with intersection poset L, Möbius function mu,

.. math:: \chi(t) = \sum_{F \in L} \mu(R^n, F)\, t^{\dim F} = w_0 t^n + w_1 t^{n-1} + \dots + w_r t^{n-r} ,

where r is the rank.  The *Whitney numbers of the first kind* w_k alternate in sign.  Zaslavsky (1975,
Theorems A and C) reads the numbers of regions off two values; Athanasiadis (1996) counts the points of F_q^n
that lie on no hyperplane, which is chi(q) for every large prime q; for a graphic arrangement that number is
the chromatic polynomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from tropnet.exact.display.latex import displayed, is_short
from tropnet.exact.display.polynomials import polynomial_formula, polynomial_text

__all__ = ["CharacteristicPolynomial"]

Number = TypeVar("Number")


@dataclass(frozen=True)
class CharacteristicPolynomial:
    """A characteristic polynomial; two are equal when their coefficients are.

    Attributes
    ----------
    coefficients : tuple of n + 1 ints
        ``coefficients[k]`` belongs to t^k; the last one is 1.

    Examples
    --------
    >>> chi = CharacteristicPolynomial((0, -6, 11, -6, 1))
    >>> print(chi)
    t^4 - 6 t^3 + 11 t^2 - 6 t
    >>> chi(-1), chi.n_regions, chi.rank
    (24, 24, 3)
    """

    coefficients: tuple[int, ...]

    @classmethod
    def from_whitney_numbers(cls, numbers: tuple[int, ...], n: int) -> CharacteristicPolynomial:
        """The polynomial ``w_0 t^n + w_1 t^(n-1) + ...`` of degree n.

        Examples
        --------
        >>> print(CharacteristicPolynomial.from_whitney_numbers((1, -2, 1), 3))
        t^3 - 2 t^2 + t
        """
        return cls((*[0] * (n + 1 - len(numbers)), *reversed(numbers)))

    @property
    def degree(self) -> int:
        """The dimension n of the space of the arrangement.

        Examples
        --------
        >>> CharacteristicPolynomial((0, -1, 1)).degree
        2
        """
        return len(self.coefficients) - 1

    @property
    def rank(self) -> int:
        """The rank of the arrangement: the degree less the multiplicity of the root 0.

        Examples
        --------
        >>> CharacteristicPolynomial((0, -1, 1)).rank
        1
        """
        return self.degree - next(k for k, c in enumerate(self.coefficients) if c)

    @property
    def whitney_numbers(self) -> tuple[int, ...]:
        """The Whitney numbers of the first kind w_0, ..., w_r, with their alternating signs.

        Examples
        --------
        >>> CharacteristicPolynomial((0, 2, -3, 1)).whitney_numbers
        (1, -3, 2)
        """
        return self.coefficients[::-1][: self.rank + 1]

    @property
    def n_regions(self) -> int:
        """The number of regions, (-1)^n chi(-1): Zaslavsky's theorem.

        Examples
        --------
        >>> CharacteristicPolynomial((0, 2, -3, 1)).n_regions
        6
        """
        return sum(map(abs, self.coefficients))

    @property
    def n_bounded_regions(self) -> int:
        """The number of relatively bounded regions, (-1)^r chi(1): Zaslavsky's theorem.

        A region is relatively bounded when it is bounded modulo the lines that lie in all hyperplanes.

        Examples
        --------
        >>> CharacteristicPolynomial((3, -3, 1)).n_bounded_regions
        1
        """
        return abs(sum(self.coefficients))

    def __call__(self, t: Number) -> Number:
        """Return the value at a number, a polynomial, or whatever can be multiplied with integers."""
        value: Any = 0
        for coefficient in reversed(self.coefficients):
            value = value * t + coefficient
        return value  # type: ignore[no-any-return]

    def to_sympy(self, symbol: Any = None) -> Any:
        """The polynomial as a ``sympy.Poly``, in the symbol t unless another one is given.

        Examples
        --------
        >>> CharacteristicPolynomial((0, 2, -3, 1)).to_sympy().as_expr().factor()
        t*(t - 2)*(t - 1)
        """
        import sympy

        return sympy.Poly(list(reversed(self.coefficients)), symbol or sympy.Symbol("t"))

    def __str__(self) -> str:
        return polynomial_text(self.coefficients, "t")

    def _repr_latex_(self) -> str | None:
        return displayed(polynomial_formula(self.coefficients, "t")) if is_short(self.coefficients) else None
