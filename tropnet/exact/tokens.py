"""Texts in a small notation, read token by token; what does not fit is refused with its position."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from tropnet.errors import FormatError

__all__ = ["Token", "TokenReader", "refuse"]

_LONGEST_QUOTE = 200


class Token(NamedTuple):
    """A word of a text: what it is, how it is written, and where.  The last token is of the kind ``"end"``."""

    kind: str
    text: str
    position: int


def refuse(text: str, position: int, reason: str) -> NoReturn:
    """Raise a FormatError with the text, shortened where it is long, and the position, counted from 1.

    Raises
    ------
    FormatError
        Always.

    Examples
    --------
    >>> refuse("x1 < 3", 3, "'<' is not part of the notation")
    Traceback (most recent call last):
    tropnet.errors.FormatError: 'x1 < 3', position 4: '<' is not part of the notation
    """
    shown = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "..."
    raise FormatError(f"{shown!r}, position {position + 1}: {reason}")


@dataclass
class TokenReader:
    """The tokens of a text and the place up to which they are read.

    Examples
    --------
    >>> reader = TokenReader("7", [Token("number", "7", 0), Token("end", "the end", 1)])
    >>> reader.take("+"), reader.demand("a number", "number").text
    (None, '7')
    >>> reader.demand("an operator", "+", "-")
    Traceback (most recent call last):
    tropnet.errors.FormatError: '7', position 2: expected an operator, found the end
    """

    text: str
    tokens: list[Token]
    place: int = field(default=0, init=False)

    @property
    def next(self) -> Token:
        """The first token that is not read."""
        return self.tokens[self.place]

    def take(self, *choices: str) -> Token | None:
        """The next token, if its kind or its text is among the choices."""
        token = self.next
        if token.kind in choices or token.text in choices:
            self.place += 1
            return token
        return None

    def demand(self, what: str, *choices: str) -> Token:
        """The next token, whose kind or text must be among the choices; the message calls them ``what``."""
        return self.take(*choices) or self.expected(what)

    def expected(self, what: str) -> NoReturn:
        """Refuse the next token, in place of which ``what`` is expected."""
        found = self.next.text if self.next.kind == "end" else repr(self.next.text)
        refuse(self.text, self.next.position, f"expected {what}, found {found}")
