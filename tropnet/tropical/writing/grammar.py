"""The grammar of ordinary notation, for functions of any kind.

::

    ordinary  := ["+" | "-"] term (("+" | "-") term)*
    term      := factor (["*"] factor | "/" factor)*        one factor at most is not a number
    factor    := rational | variable | "(" ordinary ")"
               | ("max" | "min") "(" [ordinary ("," ordinary)*] ")"

What is read is a value of an :class:`Algebra`: an affine function, as long as no extremum occurs, and else whatever
the algebra makes of sums, multiples and extrema.  So one grammar serves tropical functions
(:mod:`tropnet.tropical.writing.notation`) and functions that are kept as networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Generic, Protocol, TypeVar

from tropnet.errors import InputError
from tropnet.exact.numbers import as_fraction
from tropnet.exact.tokens import Token, TokenReader, refuse
from tropnet.tropical.writing.expressions import Affine
from tropnet.tropical.writing.names import checked_names, coordinate_of

__all__ = ["DEEPEST", "Algebra", "OrdinaryReader", "coordinates_in", "tokens_of"]

DEEPEST = 60
"""More nested parentheses than this are refused."""

_TYPOGRAPHIC = str.maketrans("−·⋅×", "-***")

F = TypeVar("F")


class Algebra(Protocol[F]):
    """What sums, multiples and extrema of affine functions and of functions of another kind are."""

    def total(self, summands: Iterable[Affine | F]) -> Affine | F:
        """The sum."""
        ...

    def multiple(self, value: Affine | F, factor: Fraction) -> Affine | F:
        """The function times a rational number."""
        ...

    def extremum(self, values: Sequence[Affine | F], kind: str) -> Affine | F:
        """The maximum or the minimum, as ``kind`` says; an InputError where it does not exist."""
        ...

    def absolute(self, value: Affine | F) -> Affine | F:
        """The absolute value."""
        ...


def tokens_of(
    text: str, pattern: re.Pattern[str], reserved: Mapping[str, str], stand_ins: Mapping[str, str]
) -> Iterator[Token]:
    """The tokens of a text, of the kinds that are the names of the groups of a pattern; blanks are left out.

    Parameters
    ----------
    text : str
    pattern : compiled regular expression
        With the group ``blank`` among others.
    reserved : mapping
        Words that have a kind of their own.
    stand_ins : mapping
        Other ways to write a token.

    Raises
    ------
    InputError
        If it is no text.
    FormatError
        At the first character that no token begins with.

    Examples
    --------
    >>> pattern = re.compile(r"(?P<blank> +)|(?P<word>[a-z]+)")
    >>> [(t.kind, t.text) for t in tokens_of("max of", pattern, {"max": "extremum"}, {"of": "from"})]
    [('extremum', 'max'), ('word', 'from'), ('end', 'the end')]
    """
    if not isinstance(text, str):
        raise InputError(f"{text!r} is no text; give a formula such as 'max(x, y, 0)'")
    plain = text.translate(_TYPOGRAPHIC)
    position = 0
    while position < len(plain):
        match = pattern.match(plain, position)
        if match is None:
            refuse(text, position, f"{text[position]!r} is not part of the notation")
        word = match.group()
        kind = reserved.get(word, str(match.lastgroup))
        if kind != "blank":
            yield Token(kind, stand_ins.get(word, word), position)
        position = match.end()
    yield Token("end", "the end", len(text))


@contextmanager
def _placed(text: str, position: int) -> Iterator[None]:
    """Errors in what the text means, with the position at which they arose."""
    try:
        yield
    except InputError as error:
        refuse(text, position, str(error))


def coordinates_in(
    text: str, tokens: list[Token], variables: Sequence[str] | None = None
) -> tuple[dict[str, int], int]:
    """The number of the coordinate, from 1, of each name; and the number of variables.

    Parameters
    ----------
    text : str
    tokens : list of Token
        Names are of the kind ``"variable"``.
    variables : sequence of str, optional
        The names in order; those of the text when omitted: x, y, z, w or x1, x2, ...

    Raises
    ------
    FormatError
        If a word is no variable, or the two ways are mixed.
    InputError
        If a name that is given is unusable.

    Examples
    --------
    >>> coordinates_in("x3", [Token("variable", "x3", 0)])
    ({'x3': 3}, 3)
    """
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
class OrdinaryReader(TokenReader, Generic[F]):
    """The tokens of a text in ordinary notation, and the algebra in which they are read.

    Attributes
    ----------
    coordinates : dict
        The number of the coordinate, from 1, of each name.
    algebra : Algebra
    open : list of str
        The brackets that are open, the innermost last.
    other_product : str
        What one who writes a product of functions may have in mind.
    """

    other_product: ClassVar[str] = "one factor must be a number"

    coordinates: dict[str, int]
    algebra: Algebra[F]
    open: list[str] = field(default_factory=list, init=False)

    def placed(self, position: int) -> AbstractContextManager[None]:
        """Errors in what the text means, with the position at which they arose."""
        return _placed(self.text, position)

    def number(self, token: Token) -> Fraction:
        """The rational number that a token is."""
        with self.placed(token.position):
            return as_fraction(token.text)

    def variable(self, token: Token) -> Affine:
        """The coordinate that a token names."""
        if token.text not in self.coordinates:
            names = ", ".join(self.coordinates) or "none"
            refuse(self.text, token.position, f"{token.text!r} is not among the variables ({names})")
        return {self.coordinates[token.text]: Fraction(1)}

    def multiple(self, value: Affine | F, factor: Fraction, position: int) -> Affine | F:
        """The multiple of a value, refused at the position if the algebra has none."""
        with self.placed(position):
            return self.algebra.multiple(value, factor)

    @contextmanager
    def nested(self, opening: Token) -> Iterator[None]:
        """What stands between an opening token and its counterpart; the closing token is not read."""
        self.open.append(opening.text)
        if len(self.open) > DEEPEST:
            refuse(self.text, opening.position, f"parentheses are nested more than {DEEPEST} deep")
        yield
        self.open.pop()

    def ordinary(self) -> Affine | F:
        """The sum that begins at the next token."""
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

    def term(self) -> Affine | F:
        """The multiple that begins at the next token."""
        value = self.factor()
        while True:
            operator = self.take("*", "/")
            if operator is None and not self.begins_factor():
                return value
            position = (operator or self.next).position
            combine = self.quotient if operator and operator.text == "/" else self.multiplied
            value = combine(value, self.factor(), position)

    def begins_factor(self) -> bool:
        """Whether the next token can follow a factor without a sign between them, as another factor."""
        return self.next.kind in {"variable", "extremum"} or self.next.text == "("

    def factor(self) -> Affine | F:
        """The factor that begins at the next token."""
        token = self.take("number", "variable", "extremum", "(")
        if token is None:
            self.expected("a number, a variable, max(...) or min(...)")
        if token.kind == "number":
            return {0: self.number(token)}
        if token.kind == "variable":
            return self.variable(token)
        if token.kind == "extremum":
            return self.extremum(token)
        return self.enclosed(token, ")")

    def enclosed(self, opening: Token, closing: str) -> Affine | F:
        """The sum up to a closing token, which is read too."""
        with self.nested(opening):
            value = self.ordinary()
        self.demand(f"'{closing}'", closing)
        return value

    def extremum(self, name: Token) -> Affine | F:
        """The maximum or minimum, as its name says, of the arguments in parentheses."""
        self.demand(f"'(' after {name.text}", "(")
        arguments: list[Affine | F] = []
        with self.nested(name):
            closing = self.take(")")
            while closing is None:
                arguments.append(self.ordinary())
                closing = None if self.take(",") else self.demand("',' or ')'", ")")
        with self.placed(name.position):
            return self.algebra.extremum(arguments, name.text)

    def multiplied(self, left: Affine | F, right: Affine | F, position: int) -> Affine | F:
        """The product, of which one factor is a number."""
        for number, function in ((left, right), (right, left)):
            if isinstance(number, dict) and number.keys() <= {0}:
                return self.multiple(function, number.get(0, Fraction(0)), position)
        refuse(
            self.text, position, f"a product of two functions is not piecewise linear; {self.other_product}"
        )

    def quotient(self, left: Affine | F, right: Affine | F, position: int) -> Affine | F:
        """The quotient by a number."""
        if not isinstance(right, dict) or not right.keys() <= {0} or not right.get(0):
            refuse(self.text, position, "divide by a number that is not 0")
        return self.multiple(left, 1 / right[0], position)
