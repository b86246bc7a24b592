"""Polyhedra as text: boxes such as ``[-1,1]^2`` and systems such as ``x1 + 2 x2 <= 3; x1 >= 0``.

Two notations, told apart by the first character::

    box       := factor (("x" | "×" | "*") factor)*
    factor    := ("[" end "," end "]" | "R") ["^" power]
    end       := rational | ["+" | "-"] ("inf" | "oo" | "∞")

    system    := chain ((";" | "," | newline) chain)*
    chain     := sum (relation sum)+            "0 <= x1 <= 1" is two inequalities
    relation  := "<=" | ">=" | "≤" | "≥" | "=" | "=="
    sum       := ["+" | "-"] term (("+" | "-") term)*
    term      := rational [["*"] variable] | variable
    variable  := "x1", "x2", ...  or  "x_1", "x_2", ...
    rational  := "3", "3/7", "0.25", "1e-3"

The coordinates are numbered from 1.  The dimension of a system is the largest number that occurs, unless
the caller says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import numpy as np

from tropnet.errors import FormatError, NotRationalError
from tropnet.exact.numbers import as_fraction
from tropnet.exact.tokens import Token, TokenReader, refuse
from tropnet.polyhedra.integer_rows import IntegerRows, primitive

__all__ = ["LinearSystem", "read_system"]

LARGEST_DIMENSION = 10_000
"""More coordinates than this are refused before anything is allocated."""

_RATIONAL = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:/\d+)?"

_TOKENS = re.compile(
    rf"""(?P<blank>[ \t\r]+)
    | (?P<infinity>inf\b|oo\b|∞)
    | (?P<variable>x_?\d+)
    | (?P<number>{_RATIONAL})
    | (?P<relation><=|>=|==|=|≤|≥)
    | (?P<separator>[;,\n])
    | (?P<mark>[-+*x×^R\[\]])""",
    re.VERBOSE,
)

_RELATIONS = {"<=": 1, "≤": 1, ">=": -1, "≥": -1, "=": 0, "==": 0}


class LinearSystem(NamedTuple):
    """Primitive integer rows (a, b) with a.x <= b, and (c, d) with c.x = d, in ``n`` coordinates."""

    n: int
    inequalities: IntegerRows
    equations: IntegerRows


def read_system(text: str, ambient_dim: int | None = None) -> LinearSystem:
    """The linear system that the text describes.

    Parameters
    ----------
    text : str
        In one of the two notations of this module.
    ambient_dim : int, optional
        The number of coordinates; read from the text when omitted.

    Raises
    ------
    FormatError
        With the position, counted from 1, of the first character that does not fit.

    Examples
    --------
    >>> read_system("[0,1/2]").inequalities.tolist()
    [[-1, 0], [2, 1]]
    >>> read_system("x1 + 2 x2 <= 3 - x1").inequalities.tolist()
    [[2, 2, 3]]
    >>> read_system("x1 < 3")
    Traceback (most recent call last):
    tropnet.errors.FormatError: 'x1 < 3', position 4: '<' is not part of the notation; polyhedra are closed: \
write <= or >=
    """
    reader = _Reader(text, list(_tokens(text)))
    if reader.next.text in ("[", "R"):
        rows = list(_box(reader))
        n = reader.n_coordinates
    else:
        rows = list(_chains(reader))
        n = max(coordinate for row, _ in rows for coordinate in row)
    if ambient_dim is not None:
        if ambient_dim < n:
            raise FormatError(f"{text!r} speaks of {n} coordinates, but the space has {ambient_dim}")
        n = ambient_dim
    inequalities = _rows([row for row, is_equation in rows if not is_equation], n)
    return LinearSystem(n, inequalities, _rows([row for row, is_equation in rows if is_equation], n))


_Sum = dict[int, Fraction]
"""Coefficients by the number of the coordinate; 0 stands for the constant."""

_Relations = Iterator[tuple[_Sum, bool]]
"""Sums that are <= 0 (False) or = 0 (True)."""


def _rows(sums: list[_Sum], n: int) -> IntegerRows:
    """The primitive rows (a, b) of a.x <= b for the sums a.x - b."""
    rows = np.zeros((len(sums), n + 1), dtype=object)
    for row, terms in zip(rows, sums, strict=True):
        denominator = lcm(*(coefficient.denominator for coefficient in terms.values()))
        for coordinate, coefficient in terms.items():
            # The constant has the number 0, changes sides, and stands last.
            row[coordinate - 1] = int(coefficient * denominator) * (1 if coordinate else -1)
    return primitive(rows)


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None:
            character = text[position]
            hint = "; polyhedra are closed: write <= or >=" if character in "<>" else ""
            hint = "; the coordinates are x1, x2, ..." if character.isalpha() else hint
            refuse(text, position, f"{text[position]!r} is not part of the notation{hint}")
        if match.lastgroup != "blank":
            yield Token(str(match.lastgroup), match.group(), position)
        position = match.end()
    yield Token("end", "the end", len(text))


@dataclass
class _Reader(TokenReader):
    n_coordinates: int = 0

    def rational(self, token: Token) -> Fraction:
        try:
            return as_fraction(token.text)
        except NotRationalError as error:
            refuse(self.text, token.position, str(error))

    def whole(self, token: Token, digits: str, least: int) -> int:
        """The dimension or coordinate that the digits name."""
        if not digits.isdecimal() or len(digits) > 9 or not least <= int(digits) <= LARGEST_DIMENSION:
            refuse(
                self.text,
                token.position,
                f"{token.text!r} is not a number from {least} to {LARGEST_DIMENSION}",
            )
        return int(digits)


def _box(reader: _Reader) -> _Relations:
    while True:
        opening = reader.demand("an interval such as [0,1]", "[", "R")
        ends = _interval(reader, opening.position) if opening.text == "[" else (None, None)
        token = reader.demand("a whole power", "number") if reader.take("^") else None
        power = reader.whole(token, token.text, 0) if token else 1
        if reader.n_coordinates + power > LARGEST_DIMENSION:
            refuse(reader.text, opening.position, f"more than {LARGEST_DIMENSION} coordinates")
        for _ in range(power):
            reader.n_coordinates += 1
            yield from ((row, False) for row in _between(reader.n_coordinates, *ends))
        if reader.take("end"):
            return
        reader.demand("'x' and another interval, or the end", "x", "×", "*")


def _between(coordinate: int, low: Fraction | None, high: Fraction | None) -> Iterator[_Sum]:
    if low is not None:
        yield {coordinate: Fraction(-1), 0: low}
    if high is not None:
        yield {coordinate: Fraction(1), 0: -high}


def _interval(reader: _Reader, position: int) -> tuple[Fraction | None, Fraction | None]:
    low = _end(reader, infinite_sign=-1)
    reader.demand("','", ",")
    high = _end(reader, infinite_sign=1)
    reader.demand("']'", "]")
    if low is not None and high is not None and low > high:
        refuse(reader.text, position, f"the interval is empty, {low} > {high}; write the smaller end first")
    return low, high


def _end(reader: _Reader, infinite_sign: int) -> Fraction | None:
    """An end of an interval; None when it is infinite, which it may be on its own side only."""
    token = reader.take("+", "-")
    sign = -1 if token and token.text == "-" else 1
    if sign == infinite_sign and reader.take("infinity"):
        return None
    side = "-inf" if infinite_sign < 0 else "inf"
    return sign * reader.rational(reader.demand(f"a rational number or {side}", "number"))


def _chains(reader: _Reader) -> _Relations:
    if reader.next.kind == "end":
        reader.expected("an interval such as [0,1] or an inequality such as x1 <= 1")
    while not reader.take("end"):
        yield from _chain(reader)
        if not reader.take("separator") and reader.next.kind != "end":
            reader.expected("an operator, a relation, ';' or the end")


def _chain(reader: _Reader) -> _Relations:
    left = _sum(reader)
    relation: Token | None = reader.demand("a relation such as <=", "relation")
    while relation:
        right = _sum(reader)
        sign = _RELATIONS[relation.text]
        yield _minus(left, right) if sign >= 0 else _minus(right, left), sign == 0
        left, relation = right, reader.take("relation")


def _minus(left: _Sum, right: _Sum) -> _Sum:
    return {
        key: left.get(key, Fraction(0)) - right.get(key, Fraction(0)) for key in left.keys() | right.keys()
    }


def _sum(reader: _Reader) -> _Sum:
    terms: _Sum = {}
    sign = reader.take("+", "-")
    while True:
        coordinate, coefficient = _term(reader)
        terms[coordinate] = terms.get(coordinate, Fraction(0)) + (
            -coefficient if sign and sign.text == "-" else coefficient
        )
        sign = reader.take("+", "-")
        if sign is None:
            return terms


def _term(reader: _Reader) -> tuple[int, Fraction]:
    """The coordinate, 0 for a constant, and its coefficient."""
    token = reader.take("number")
    coefficient = reader.rational(token) if token else Fraction(1)
    if token is None or reader.take("*") or reader.next.kind == "variable":
        what = "a variable such as x1" if token else "a number or a variable such as x1"
        name = reader.demand(what, "variable")
        return reader.whole(name, name.text.removeprefix("x").removeprefix("_"), 1), coefficient
    return 0, coefficient
