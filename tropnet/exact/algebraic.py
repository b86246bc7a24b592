"""Real algebraic numbers, exactly: an irreducible integer polynomial and an interval that isolates one of its roots.

A root of a polynomial of degree one is a ``Fraction``, and is given as such.  Everything is decided by the signs of
polynomials at rational numbers: roots are isolated by bisection with Sturm sequences, and two numbers are compared by
halving their intervals until these are disjoint, after it has been decided that they are not equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache, total_ordering
from itertools import pairwise
from typing import Any, TypeAlias, final

import flint

from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike, as_fraction

__all__ = ["Real", "RealAlgebraic", "between", "real_roots", "sign_at"]

Coefficients: TypeAlias = tuple[int, ...]
"""Of an integer polynomial, the constant first."""


@final
@total_ordering
class RealAlgebraic:
    """An irrational root of an irreducible integer polynomial.

    They come from :func:`real_roots`, and compare with each other and with rational numbers.

    Attributes
    ----------
    coefficients : tuple of int
        Of the irreducible polynomial, the constant first, the leading one positive.
    low, high : Fraction
        An interval around the number without another root.

    Examples
    --------
    >>> root = real_roots((-2, 0, 1), 0, 2)[0]
    >>> root, root > Fraction(7, 5), root < root
    (RealAlgebraic(x^2 - 2 = 0, about 1.414214), True, False)
    """

    __slots__ = ("coefficients", "high", "low")

    coefficients: Coefficients
    low: Fraction
    high: Fraction

    def __init__(self, coefficients: Coefficients, low: Fraction, high: Fraction) -> None:
        self.coefficients, self.low, self.high = coefficients, low, high

    def refine(self) -> None:
        """Halve the interval."""
        middle = (self.low + self.high) / 2
        if _sign(self.coefficients, middle) == _sign(self.coefficients, self.low):
            self.low = middle
        else:
            self.high = middle

    def enclosure(self, width: RationalLike) -> tuple[Fraction, Fraction]:
        """An interval of at most this width around the number.

        >>> real_roots((-2, 0, 1), 0, 2)[0].enclosure("1/4")
        (Fraction(5, 4), Fraction(3, 2))
        """
        most = as_fraction(width, "(width)")
        if most <= 0:
            raise InputError(f"the width is {most}; an irrational number has no enclosure of width 0")
        while self.high - self.low > most:
            self.refine()
        return self.low, self.high

    def __float__(self) -> float:
        while (self.high - self.low) * 2**60 > min(abs(self.low), abs(self.high)):
            self.refine()
        return float((self.low + self.high) / 2)

    def to_sympy(self) -> Any:
        """The number as a root object of sympy.

        >>> real_roots((-2, 0, 1), 0, 2)[0].to_sympy()
        sqrt(2)
        """
        from sympy import Poly, Rational, Symbol, rootof

        polynomial = Poly(list(reversed(self.coefficients)), Symbol("x"))
        below = _count(self.coefficients, None, self.low)
        found = rootof(polynomial, below)
        assert Rational(self.low.numerator, self.low.denominator) < found
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RealAlgebraic):
            return False if isinstance(other, int | Fraction) else NotImplemented
        if self.coefficients != other.coefficients:
            return False
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high and _count(self.coefficients, low, high) == 1

    def __hash__(self) -> int:
        return hash((self.coefficients, _count(self.coefficients, None, self.low)))

    def __lt__(self, other: Any) -> bool:
        if isinstance(other, RealAlgebraic):
            if self == other:
                return False
            while self.high > other.low and other.high > self.low:
                self.refine()
                other.refine()
            return self.high <= other.low
        value = as_fraction(other)
        while self.low < value < self.high:
            self.refine()
        return self.high <= value

    def __repr__(self) -> str:
        return f"RealAlgebraic({_written(self.coefficients)} = 0, about {float(self):.7g})"

    def __reduce__(self) -> tuple[Any, ...]:
        return RealAlgebraic, (self.coefficients, self.low, self.high)


Real: TypeAlias = Fraction | RealAlgebraic


def real_roots(coefficients: Sequence[int], low: RationalLike, high: RationalLike) -> tuple[Real, ...]:
    """The distinct real roots of an integer polynomial inside an open interval, ascending.

    Parameters
    ----------
    coefficients : sequence of int
        The constant first; not all of them zero.
    low, high : RationalLike

    Returns
    -------
    tuple of Fraction or RealAlgebraic

    Raises
    ------
    InputError
        If the polynomial is zero.

    Examples
    --------
    >>> real_roots((2, -5, 2), 0, 9), real_roots((-1, 0, 1), 0, 1)
    ((Fraction(1, 2), Fraction(2, 1)), ())
    """
    polynomial = flint.fmpz_poly([int(c) for c in coefficients])
    if polynomial.is_zero():
        raise InputError("every number is a root of the zero polynomial; give one that is not zero")
    begin, end = as_fraction(low, "(low)"), as_fraction(high, "(high)")
    roots: list[Real] = []
    for factor, _ in polynomial.factor()[1]:
        own = tuple(int(c) for c in factor.coeffs())
        if len(own) == 2:
            root = Fraction(-own[0], own[1])
            roots += [root] if begin < root < end else []
        elif len(own) > 2:
            roots += _isolated(own if own[-1] > 0 else tuple(-c for c in own), begin, end)
    return tuple(sorted(roots))


def sign_at(coefficients: Sequence[int], x: Real) -> int:
    """The sign of an integer polynomial at a real algebraic number.

    >>> root = real_roots((-2, 0, 1), 0, 2)[0]
    >>> sign_at((-2, 0, 1), root), sign_at((-3, 0, 1), root), sign_at((-1, 1), root)
    (0, -1, 1)
    """
    own = tuple(int(c) for c in coefficients)
    if isinstance(x, Fraction):
        return _sign(own, x)
    polynomial, minimal = flint.fmpz_poly(list(own)), flint.fmpz_poly(list(x.coefficients))
    if polynomial.is_zero() or polynomial.gcd(minimal).degree() > 0:
        return 0
    reduced = tuple(int(c) for c in polynomial.coeffs())
    while len(reduced) > 1 and (_count_closed(reduced, x.low, x.high)):
        x.refine()
    return _sign(reduced, x.low)


def between(low: Real, high: Real) -> Fraction:
    """A rational number strictly between two others, with a small denominator.

    Raises
    ------
    InputError
        If low >= high.

    Examples
    --------
    >>> between(Fraction(1, 3), Fraction(1, 2)), between(Fraction(0), real_roots((-2, 0, 1), 0, 2)[0])
    (Fraction(2, 5), Fraction(1, 2))
    """
    if low >= high:
        raise InputError(f"there is nothing between {low} and {high}; give low < high")
    while True:
        left = low if isinstance(low, Fraction) else low.high
        right = high if isinstance(high, Fraction) else high.low
        if left < right:
            return _simplest(left, right)
        for end in low, high:
            if isinstance(end, RealAlgebraic):
                end.refine()


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of least denominator strictly between two: down the continued fractions."""
    floor = low.numerator // low.denominator
    if floor + 1 < high:
        return Fraction(floor + 1)
    if low == floor:  # the interval lies in (floor, floor + 1]
        return floor + Fraction(1, (1 / (high - floor)).__floor__() + 1)
    upper = 1 / (low - floor)
    lower = 1 / (high - floor) if high > floor else None
    assert lower is not None
    return floor + 1 / _simplest(lower, upper)


# -- polynomials at rational numbers ---------------------------------------------------------------


def _sign(coefficients: Coefficients, x: Fraction) -> int:
    p, q = x.numerator, x.denominator
    total, power = 0, 1
    for c in reversed(coefficients):
        total = total * p + c * power
        power *= q
    return (total > 0) - (total < 0)


@cache
def _sturm(coefficients: Coefficients) -> tuple[Coefficients, ...]:
    """The Sturm sequence of a square-free polynomial, with positive multiples of the remainders."""
    first = flint.fmpq_poly(list(coefficients))
    chain = [first, first.derivative()]
    while chain[-1].degree() > 0:
        chain.append(-(chain[-2] % chain[-1]))
    return tuple(_whole(p) for p in chain if not p.is_zero())


def _whole(p: Any) -> Coefficients:
    numerator = p.numer()
    return tuple(int(c) for c in numerator.coeffs())


def _variations(coefficients: Coefficients, x: Fraction | None) -> int:
    """The sign changes in the Sturm sequence at x; at minus infinity if None."""
    if x is None:
        signs = [(1 if p[-1] > 0 else -1) * (-1) ** (len(p) - 1) for p in _sturm(coefficients)]
    else:
        signs = [s for s in (_sign(p, x) for p in _sturm(coefficients)) if s]
    return sum(a != b for a, b in pairwise(signs))


def _count(coefficients: Coefficients, low: Fraction | None, high: Fraction) -> int:
    """The number of roots of a square-free polynomial in (low, high]."""
    return _variations(coefficients, low) - _variations(coefficients, high)


def _count_closed(coefficients: Coefficients, low: Fraction, high: Fraction) -> bool:
    """Whether a polynomial has a root in [low, high]."""
    square_free = flint.fmpz_poly([1])
    for factor, _ in flint.fmpz_poly(list(coefficients)).factor()[1]:
        square_free *= factor
    own = tuple(int(c) for c in square_free.coeffs())
    return _sign(own, low) == 0 or (len(own) > 1 and _count(own, low, high) > 0)


def _isolated(coefficients: Coefficients, low: Fraction, high: Fraction) -> list[RealAlgebraic]:
    """The roots of an irreducible polynomial of degree at least two in an interval, each in its own."""
    found, open_intervals = [], [(low, high)]
    while open_intervals:
        left, right = open_intervals.pop()
        n = _count(coefficients, left, right)
        if n == 1:
            found.append(RealAlgebraic(coefficients, left, right))
        elif n > 1:
            middle = (left + right) / 2
            open_intervals += [(left, middle), (middle, right)]
    return found


def _written(coefficients: Coefficients) -> str:
    return str(flint.fmpz_poly(list(coefficients))).replace("*", "").replace(" + (-", " - ").replace(")", "")
