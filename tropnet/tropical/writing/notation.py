r"""Tropical polynomials and rational functions as text.

Two notations.  A text is tropical if one of the signs ⊕, ⊙, ⊘, ^, ∞ occurs, and ordinary otherwise; the two are
not mixed::

    ordinary  := ["+" | "-"] term (("+" | "-") term)*
    term      := factor (["*"] factor | "/" factor)*        one factor at most is not a number
    factor    := rational | variable | "(" ordinary ")"
               | ("max" | "min") "(" [ordinary ("," ordinary)*] ")"

    tropical  := product ("⊕" product)*
    product   := power (("⊙" | "*" | "⊘") power)*
    power     := atom ["^" exponent]
    atom      := ["+" | "-"] rational | variable | "(" tropical ")" | ["+" | "-"] ("∞" | "oo" | "inf")
    exponent  := ["+" | "-"] digits | "(" ["+" | "-"] rational ")" | the same in braces

    rational  := "3", "3/7", "0.25", "1e-3"

``(+)``, ``(*)`` and ``(/)`` may be written for ⊕, ⊙ and ⊘, the signs −, · and × for - and *.

**Variables.**  Without names from the caller they are x, y, z, w, the coordinates 1 to 4, or x1, x2, ... (also
x_1, x_2, ...), where the number is that of the coordinate.  One text uses one of the two ways.  The number of
variables is the number of the last coordinate that occurs: ``max(y, 0)`` has two.  Names from the caller
stand for the coordinates in the order in which they are given.

**Meaning.**  The value is formally what was written: ``max(x, x, 0)`` keeps what is written once, ``max(x, 0) + max(y,
0)`` is expanded to four monomials, ``2 max(x, 0)`` has two.  The tropical zero is ``max()`` or ``min()``, and ``-oo``
or ``oo`` in tropical notation.  Where only minima occur, the convention is min-plus; tropical notation cannot
show it, so that the caller says it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, TypeVar

from tropnet.exact.tokens import Token, refuse
from tropnet.tropical.convention import Convention, checked_convention
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.writing.expressions import ExpressionAlgebra, Function, Value
from tropnet.tropical.writing.grammar import OrdinaryReader, coordinates_in, tokens_of
from tropnet.tropical.writing.names import NAME, RESERVED

__all__ = ["read_polynomial", "read_rational"]

_TOKENS = re.compile(
    rf"""(?P<blank>\s+)
    | (?P<tropical>\(\+\)|\(\*\)|\(/\)|[⊕⊙⊘^∞])
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:/\d+)?)
    | (?P<variable>{NAME})
    | (?P<mark>[-+*/(),{{}}])""",
    re.VERBOSE,
)

_STAND_INS = {"(+)": "⊕", "(*)": "⊙", "(/)": "⊘", "∞": "oo", "inf": "oo"}

Result = TypeVar("Result")


def read_polynomial(
    text: str, variables: Sequence[str] | None = None, convention: Convention | None = None
) -> TropicalPolynomial:
    """The tropical polynomial that the text describes.

    Parameters
    ----------
    text : str
        In one of the two notations of this module.
    variables : sequence of str, optional
        The names of the variables in order; read from the text when omitted.
    convention : {"max", "min"}, optional
        When omitted, ``"min"`` for a text with minima and no maxima, otherwise ``"max"``.

    Raises
    ------
    FormatError
        With the position, counted from 1, of what does not fit; also where the function is no polynomial.
    InputError
        If the names or the convention are unusable.

    Examples
    --------
    >>> read_polynomial("max(x, 0) + max(y, 2x) + 3").terms
    {(0, 1): 3, (1, 1): 3, (2, 0): 3, (3, 0): 3}
    >>> read_polynomial("2 ⊙ x^(-1/2) ⊕ y").terms
    {(Fraction(-1, 2), 0): 2, (0, 1): 0}
    >>> read_polynomial("max(x, 0) - max(y, 1)")
    Traceback (most recent call last):
    tropnet.errors.FormatError: 'max(x, 0) - max(y, 1)', position 1: the function is no max-plus polynomial, since a \
max is subtracted or a min occurs; read it as a TropicalRational
    """
    return _read(text, variables, convention, lambda algebra, value: algebra.polynomial(value))


def read_rational(
    text: str, variables: Sequence[str] | None = None, convention: Convention | None = None
) -> TropicalRational:
    """The tropical rational function that the text describes; see :func:`read_polynomial`.

    Raises
    ------
    FormatError
        With the position, counted from 1, of what does not fit.
    InputError
        If the names or the convention are unusable.

    Examples
    --------
    >>> f = read_rational("max(x, 0) - max(y, 1)")
    >>> f.numerator.terms, f.denominator.terms
    ({(0, 0): 0, (1, 0): 0}, {(0, 0): 1, (0, 1): 0})
    >>> read_rational("(x ⊕ 0) ⊘ (y ⊕ 1)") == f
    True
    """
    return _read(text, variables, convention, lambda algebra, value: algebra.rational(value))


def _read(
    text: str,
    variables: Sequence[str] | None,
    convention: Convention | None,
    conclude: Callable[[ExpressionAlgebra, Value], Result],
) -> Result:
    tokens = list(tokens_of(text, _TOKENS, RESERVED, _STAND_INS))
    is_tropical = any(token.kind == "tropical" for token in tokens)
    coordinates, n = coordinates_in(text, tokens, variables)
    algebra = ExpressionAlgebra(n, _convention(tokens, convention))
    reader = _Reader(text, tokens, coordinates, algebra)
    value = reader.tropical() if is_tropical else reader.ordinary()
    if reader.next.kind != "end":
        reader.expected("an operator or the end")
    with reader.placed(0):
        return conclude(algebra, value)


def _convention(tokens: list[Token], convention: Convention | None) -> Convention:
    if convention is not None:
        return checked_convention(convention)
    extrema = {token.text for token in tokens if token.kind == "extremum"}
    return "min" if extrema == {"min"} else "max"


@dataclass
class _Reader(OrdinaryReader[Function]):
    """Both notations, read in the algebra of tropical functions."""

    algebra: ExpressionAlgebra
    other_product: ClassVar[str] = "their tropical product is written with ⊙"

    def tropical(self) -> Value:
        position, summands = self.next.position, [self.product()]
        while self.take("⊕"):
            summands.append(self.product())
        with self.placed(position):
            return summands[0] if len(summands) == 1 else self.sum_of(summands)

    def sum_of(self, values: list[Value]) -> Value:
        return self.algebra.extremum(values, self.algebra.convention)

    def product(self) -> Value:
        position, factors = self.next.position, [self.power()]
        while operator := self.take("⊙", "*", "⊘"):
            start, factor = self.next.position, self.power()
            is_inverse = operator.text == "⊘"
            factors.append(self.multiple(factor, Fraction(-1), start) if is_inverse else factor)
        with self.placed(position):
            return factors[0] if len(factors) == 1 else self.algebra.total(factors)

    def power(self) -> Value:
        base, operator = self.atom(), self.take("^")
        if operator is None:
            return base
        exponent = self.exponent()
        with self.placed(operator.position):
            return self.algebra.power(base, exponent)

    def atom(self) -> Value:
        sign = self.take("+", "-")
        factor = Fraction(-1 if sign and sign.text == "-" else 1)
        if token := self.take("number"):
            return {0: factor * self.number(token)}
        if token := self.take("oo"):
            zero_sign = -1 if self.algebra.convention == "max" else 1
            if factor != zero_sign:
                refuse(self.text, token.position, "this infinity is no value in the convention")
            return self.sum_of([])
        if sign:
            self.expected("a number; the inverse of x is written x^-1")
        if token := self.take("extremum"):
            refuse(
                self.text,
                token.position,
                f"{token.text!r} beside a tropical sign; ordinary and tropical notation are not mixed",
            )
        if token := self.take("variable"):
            return self.variable(token)
        opening = self.demand("a number, a variable or '('", "(")
        with self.nested(opening):
            value = self.tropical()
            self.demand("')'", ")")
        return self.sum_of([value])

    def exponent(self) -> Fraction:
        opening = self.take("(", "{")
        sign = self.take("+", "-")
        token = self.demand("an exponent", "number")
        if opening is None and not token.text.isdecimal():
            refuse(
                self.text, token.position, f"an exponent that is no whole number is written ({token.text})"
            )
        if opening is not None:
            closing = ")" if opening.text == "(" else "}"
            self.demand(f"'{closing}'", closing)
        return -self.number(token) if sign and sign.text == "-" else self.number(token)
