"""Polynomials in the parameters: from sympy to FLINT and back, and their signs at a point.

The weights of a :class:`~tropnet.theory.parametric.network.ParametricNetwork` are rational functions of symbols.  A
:class:`Parameters` fixes the order of these, turns expressions into quotients of integer polynomials, and polynomials
into relations.  A :class:`Place` is a point of the parameter space, of rational numbers, or a single algebraic one; it
tells the signs of polynomials there, and remembers which polynomials it was asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias, final

import flint

from tropnet.errors import InputError
from tropnet.exact.algebraic import RealAlgebraic, sign_at
from tropnet.exact.numbers import as_fraction
from tropnet.theory.parameters import Scalar, is_symbolic

__all__ = ["Parameters", "Place", "Polynomial"]

Polynomial: TypeAlias = Any
"""An element of FLINT's ring of integer polynomials in the parameters."""


@final
class Parameters:
    """The symbols of a network in a fixed order, and the ring of integer polynomials in them.

    Examples
    --------
    >>> import sympy
    >>> a, b = sympy.symbols("a b")
    >>> ring = Parameters([a, b])
    >>> numerator, denominator = ring.quotient(a / 2 + 1 / b)
    >>> ring.to_sympy(numerator), ring.to_sympy(denominator)
    (a*b + 2, 2*b)
    """

    def __init__(self, symbols: Iterable[Any]) -> None:
        self.symbols = tuple(symbols)
        names = [f"x{i}" for i in range(max(len(self.symbols), 1))]
        self._ring = flint.fmpz_mpoly_ctx.get(names)
        self.zero, self.one = self._ring.constant(0), self._ring.constant(1)

    def quotient(self, value: Scalar) -> tuple[Polynomial, Polynomial]:
        """Numerator and denominator of a number or of a rational function of the symbols.

        Raises
        ------
        InputError
            If the expression is no rational function of the symbols with rational coefficients.
        """
        if not is_symbolic(value):
            number = as_fraction(value)
            return self._ring.constant(number.numerator), self._ring.constant(number.denominator)
        from sympy import Poly, PolynomialError, fraction, together

        parts = []
        for part in fraction(together(value)):
            try:
                terms = Poly(part, *self.symbols).terms()
                coefficients = [as_fraction(c) for _, c in terms]
            except (PolynomialError, ValueError) as error:
                raise InputError(
                    f"{value} is no rational function of {list(self.symbols)} with rational coefficients"
                ) from error
            common = lcm(*(c.denominator for c in coefficients))
            monomials = {powers: int(c * common) for (powers, _), c in zip(terms, coefficients, strict=True)}
            parts.append((self._ring.from_dict(monomials), common))
        (numerator, m), (denominator, n) = parts
        return numerator * n, denominator * m

    def to_sympy(self, polynomial: Polynomial) -> Any:
        """The polynomial as a sympy expression."""
        from sympy import Integer, Mul

        total: Any = Integer(0)
        for powers, coefficient in polynomial.to_dict().items():
            factors = (s**p for s, p in zip(self.symbols, powers, strict=False))
            total += Mul(Integer(int(coefficient)), *factors)
        return total

    def coefficients(self, polynomial: Polynomial) -> tuple[int, ...]:
        """The coefficients of a polynomial in one parameter, the constant first.

        >>> import sympy
        >>> t = sympy.Symbol("t")
        >>> ring = Parameters([t])
        >>> ring.coefficients(ring.quotient(t**2 - 2)[0])
        (-2, 0, 1)
        """
        terms = {powers[0]: int(c) for powers, c in polynomial.to_dict().items()}
        return tuple(terms.get(i, 0) for i in range(max(terms, default=0) + 1))


@final
class Place:
    """A point of the parameter space, where polynomials have signs.

    Parameters
    ----------
    parameters : Parameters
    values : mapping of symbols to rational numbers, or a RealAlgebraic if there is one symbol

    Raises
    ------
    InputError
        If a symbol has no value, or an algebraic number is given for several symbols.

    Examples
    --------
    >>> import sympy
    >>> t = sympy.Symbol("t")
    >>> ring = Parameters([t])
    >>> place = Place(ring, {t: "1/2"})
    >>> place.sign(ring.quotient(t**2 - 1)[0]), [ring.to_sympy(p) for p in place.asked]
    (-1, [t**2 - 1])
    """

    def __init__(self, parameters: Parameters, values: Mapping[Any, Any] | RealAlgebraic) -> None:
        self.parameters = parameters
        self._number = values if isinstance(values, RealAlgebraic) else None
        if self._number is not None and len(parameters.symbols) != 1:
            raise InputError(
                f"one algebraic number is no point for the symbols {list(parameters.symbols)}; give a value to each"
            )
        self._point: tuple[Fraction, ...] = ()
        if not isinstance(values, RealAlgebraic):
            missing = [symbol for symbol in parameters.symbols if symbol not in values]
            if missing:
                raise InputError(
                    f"the symbol {missing[0]} has no value; give one to each of {list(parameters.symbols)}"
                )
            self._point = tuple(as_fraction(values[symbol], f"({symbol})") for symbol in parameters.symbols)
        self._signs: dict[str, tuple[Polynomial, int]] = {}

    @property
    def asked(self) -> tuple[Polynomial, ...]:
        """The polynomials whose signs were asked for and that are not constant, each once."""
        return tuple(p for p, _ in self._signs.values())

    @property
    def is_special(self) -> bool:
        """Whether a polynomial that was asked for vanishes here but not everywhere."""
        return any(sign == 0 for _, sign in self._signs.values())

    def sign(self, polynomial: Polynomial) -> int:
        """The sign of a polynomial here."""
        if polynomial.is_constant():
            value = polynomial.leading_coefficient() if polynomial else 0
            return (value > 0) - (value < 0)
        key = str(polynomial)
        if key not in self._signs:
            self._signs[key] = polynomial, self._sign(polynomial)
        return self._signs[key][1]

    def _sign(self, polynomial: Polynomial) -> int:
        if self._number is not None:
            return sign_at(self.parameters.coefficients(polynomial), self._number)
        total = Fraction(0)
        for powers, coefficient in polynomial.to_dict().items():
            term = Fraction(int(coefficient))
            for x, power in zip(self._point, powers, strict=True):
                term *= x ** int(power)
            total += term
        return (total > 0) - (total < 0)

    def positive(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial, or its negative if it is negative here.

        Raises
        ------
        InputError
            If it vanishes here: a weight has a pole.
        """
        sign = self.sign(polynomial)
        if sign == 0:
            written = self.parameters.to_sympy(polynomial)
            raise InputError(
                f"a weight has a pole at {self}, where its denominator {written} vanishes; choose other parameters"
            )
        return polynomial if sign > 0 else -polynomial

    def __str__(self) -> str:
        values = (self._number,) if self._number is not None else self._point
        return ", ".join(f"{s} = {v}" for s, v in zip(self.parameters.symbols, values, strict=True))


def content(row: Sequence[Polynomial]) -> Polynomial:
    """The greatest common divisor of some polynomials, not all of them zero."""
    divisor = row[0]
    for entry in row[1:]:
        if divisor.is_one():
            break
        divisor = divisor.gcd(entry)
    return divisor
