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
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from tropnet.errors import InputError
from tropnet.exact.numbers import as_fraction
from tropnet.exact.tokens import Token, TokenReader, refuse
from tropnet.tropical.convention import Convention, checked_convention
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.writing.expressions import Affine, ExpressionAlgebra, Value
from tropnet.tropical.writing.names import NAME, RESERVED, checked_names, coordinate_of

__all__ = ["read_polynomial", "read_rational"]

DEEPEST = 60
"""More nested parentheses than this are refused."""

_TOKENS = re.compile(
    rf"""(?P<blank>\s+)
    | (?P<tropical>\(\+\)|\(\*\)|\(/\)|[⊕⊙⊘^∞])
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:/\d+)?)
    | (?P<variable>{NAME})
    | (?P<mark>[-+*/(),{{}}])""",
    re.VERBOSE,
)

_STAND_INS = {"(+)": "⊕", "(*)": "⊙", "(/)": "⊘", "∞": "oo", "inf": "oo"}

_TYPOGRAPHIC = str.maketrans("−·⋅×", "-***")

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
    tokens = list(_tokens(text.translate(_TYPOGRAPHIC)))
    is_tropical = any(token.kind == "tropical" for token in tokens)
    coordinates, n = _coordinates(text, tokens, variables)
    algebra = ExpressionAlgebra(n, _convention(tokens, convention))
    reader = _Reader(text, tokens, coordinates, algebra)
    value = reader.tropical() if is_tropical else reader.ordinary()
    if reader.next.kind != "end":
        reader.expected("an operator or the end")
    with reader.placed(0):
        return conclude(algebra, value)


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None:
            refuse(text, position, f"{text[position]!r} is not part of the notation")
        kind, word = str(match.lastgroup), match.group()
        if word in RESERVED:
            kind = RESERVED[word]
        if kind != "blank":
            yield Token(kind, _STAND_INS.get(word, word), position)
        position = match.end()
    yield Token("end", "the end", len(text))


@contextmanager
def _placed(text: str, position: int) -> Iterator[None]:
    """Errors in what the text means, with the position at which they arose."""
    try:
        yield
    except InputError as error:
        refuse(text, position, str(error))


def _convention(tokens: list[Token], convention: Convention | None) -> Convention:
    if convention is not None:
        return checked_convention(convention)
    extrema = {token.text for token in tokens if token.kind == "extremum"}
    return "min" if extrema == {"min"} else "max"


def _coordinates(
    text: str, tokens: list[Token], variables: Sequence[str] | None
) -> tuple[dict[str, int], int]:
    """The number of the coordinate, from 1, of each name; and the number of variables."""
    if variables is not None:
        names = checked_names(variables)
        return {name: place for place, name in enumerate(names, 1)}, len(names)
    coordinates: dict[str, int] = {}
    first: Token | None = None
    for token in tokens:
        if token.kind != "variable":
            continue
        with _placed(text, token.position):
            place = coordinate_of(token.text)
        if place is None:
            refuse(
                text,
                token.position,
                f"{token.text!r} is no variable; write x, y, z, w or x1, x2, ..., or give the names",
            )
        first = first or token
        if first.text.isalpha() != token.text.isalpha():
            refuse(
                text,
                token.position,
                f"{token.text!r} cannot stand beside {first.text!r}; write x, y, z, w or x1, x2, ...",
            )
        coordinates[token.text] = place
    return coordinates, max(coordinates.values(), default=0)


@dataclass
class _Reader(TokenReader):
    coordinates: dict[str, int]
    algebra: ExpressionAlgebra
    depth: int = 0

    def placed(self, position: int) -> AbstractContextManager[None]:
        return _placed(self.text, position)

    def number(self, token: Token) -> Fraction:
        with self.placed(token.position):
            return as_fraction(token.text)

    def variable(self, token: Token) -> Affine:
        if token.text not in self.coordinates:
            names = ", ".join(self.coordinates) or "none"
            refuse(self.text, token.position, f"{token.text!r} is not among the variables ({names})")
        return {self.coordinates[token.text]: Fraction(1)}

    def multiple(self, value: Value, factor: Fraction, position: int) -> Value:
        with self.placed(position):
            return self.algebra.multiple(value, factor)

    @contextmanager
    def nested(self, opening: Token) -> Iterator[None]:
        self.depth += 1
        if self.depth > DEEPEST:
            refuse(self.text, opening.position, f"parentheses are nested more than {DEEPEST} deep")
        yield
        self.depth -= 1

    # Ordinary notation ----------------------------------------------------------------------------------

    def ordinary(self) -> Value:
        position, terms = self.next.position, []
        sign = self.take("+", "-")
        while True:
            start, term = self.next.position, self.term()
            is_negative = sign is not None and sign.text == "-"
            terms.append(self.multiple(term, Fraction(-1), start) if is_negative else term)
            sign = self.take("+", "-")
            if sign is None:
                break
        with self.placed(position):
            return terms[0] if len(terms) == 1 else self.algebra.total(terms)

    def term(self) -> Value:
        value = self.factor()
        while True:
            operator = self.take("*", "/")
            if operator is None and self.next.kind not in {"variable", "extremum"} and self.next.text != "(":
                return value
            position = (operator or self.next).position
            combine = self.quotient if operator and operator.text == "/" else self.multiplied
            value = combine(value, self.factor(), position)

    def factor(self) -> Value:
        token = self.take("number", "variable", "extremum", "(")
        if token is None:
            self.expected("a number, a variable, max(...) or min(...)")
        if token.kind == "number":
            return {0: self.number(token)}
        if token.kind == "variable":
            return self.variable(token)
        if token.kind == "extremum":
            return self.extremum(token)
        with self.nested(token):
            value = self.ordinary()
            self.demand("')'", ")")
        return value

    def extremum(self, name: Token) -> Value:
        self.demand(f"'(' after {name.text}", "(")
        arguments: list[Value] = []
        with self.nested(name):
            closing = self.take(")")
            while closing is None:
                arguments.append(self.ordinary())
                closing = None if self.take(",") else self.demand("',' or ')'", ")")
        with self.placed(name.position):
            return self.algebra.extremum(arguments, name.text)

    def multiplied(self, left: Value, right: Value, position: int) -> Value:
        for number, function in ((left, right), (right, left)):
            if isinstance(number, dict) and number.keys() <= {0}:
                return self.multiple(function, number.get(0, Fraction(0)), position)
        refuse(
            self.text,
            position,
            "a product of two functions is not piecewise linear; their tropical product is written with ⊙",
        )

    def quotient(self, left: Value, right: Value, position: int) -> Value:
        if not isinstance(right, dict) or not right.keys() <= {0} or not right.get(0):
            refuse(self.text, position, "divide by a number that is not 0")
        return self.multiple(left, 1 / right[0], position)

    # Tropical notation ----------------------------------------------------------------------------------

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
