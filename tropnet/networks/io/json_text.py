r"""JSON that holds rational numbers, without rounding, and says what is wrong with it.

A rational is a string, "3" or "-1/2", in lowest terms; with more than 4000 digits it is written in hexadecimal,
"0x1f/0x20".  An array is nested lists of rationals.  JSON numbers are used for sizes only: a JSON reader would turn
0.1 into something else.  The formats of tropnet's own files, of networks and of the values of
:mod:`tropnet.interchange`, are made of these.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any, NoReturn, final

import numpy as np

from tropnet.errors import FormatError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.io.guards import refuse_large_numbers

__all__ = ["Record", "is_integer", "parsed", "rational_from_json", "rational_to_json", "shown"]

# Python refuses to print integers of more than 4300 digits in decimal, which takes quadratic time.
LONGEST_DECIMAL = 4000

RATIONAL = re.compile(r"-?(?:0|[1-9][0-9]*|0x[0-9a-f]+)(?:/(?:[1-9][0-9]*|0x[0-9a-f]+))?")


@final
class Record:
    """A JSON object whose entries are asked for one by one, each with the type that it must have."""

    def __init__(self, content: Any, where: str) -> None:
        if not isinstance(content, dict):
            raise FormatError(f"{where}: {shown(content)} is no JSON object")
        self.content, self.where, self.asked = content, where, set[str]()

    def entry(self, key: str) -> Any:
        """Whatever stands under the key."""
        self.asked.add(key)
        if key not in self.content:
            raise FormatError(f"{self.where}: the key {key!r} is missing")
        return self.content[key]

    def wrong(self, key: str, expected: str) -> NoReturn:
        """Raise the error that an entry is not of the type that it must have."""
        raise FormatError(f"{self.where}: {key} is {shown(self.content[key])}, but must be {expected}")

    def integer(self, key: str) -> int:
        """An integer."""
        value = self.entry(key)
        return int(value) if is_integer(value) else self.wrong(key, "an integer")

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of integers."""
        value = self.entry(key)
        if not isinstance(value, list) or not all(map(is_integer, value)):
            self.wrong(key, "a list of integers")
        return tuple(value)

    def pairs(self, key: str) -> list[tuple[int, ...]]:
        """A list of lists of integers."""
        value = self.entry(key)
        if not isinstance(value, list) or not all(
            isinstance(pair, list) and all(map(is_integer, pair)) for pair in value
        ):
            self.wrong(key, "a list of lists of integers")
        return [tuple(pair) for pair in value]

    def boolean(self, key: str) -> bool:
        """True or false."""
        value = self.entry(key)
        return value if isinstance(value, bool) else self.wrong(key, "true or false")

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        if default is not None and key not in self.content:
            return default
        value = self.entry(key)
        return value if isinstance(value, str) else self.wrong(key, "a string")

    def list(self, key: str) -> list[Any]:
        """A list."""
        value = self.entry(key)
        return value if isinstance(value, list) else self.wrong(key, "a list")

    def rational(self, key: str) -> Fraction:
        """A rational number."""
        return rational_from_json(self.entry(key), f"{self.where}: {key}")

    def array(self, key: str) -> RationalArray:
        """An array of rational numbers."""
        return _array(self.entry(key), f"{self.where}: {key}")

    def finish(self) -> None:
        """Raise a FormatError if there is an entry that nothing asked for."""
        for key in self.content:
            if key not in self.asked:
                raise FormatError(f"{self.where}: the key {shown(key)} is unknown")


def parsed(text: str | bytes) -> Any:
    """The content of a JSON text, in which no key stands twice and no number is infinite.

    Raises
    ------
    FormatError
        If a key stands twice in one object, or a number is infinite or no number.

    Examples
    --------
    >>> parsed('{"a": ["1/2"]}')
    {'a': ['1/2']}
    """
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)


def rational_to_json(value: Fraction) -> str:
    """The string that stands for a rational number.

    Examples
    --------
    >>> rational_to_json(Fraction(-1, 2))
    '-1/2'
    """
    parts = [value.numerator] if value.denominator == 1 else [value.numerator, value.denominator]
    is_short = all(n.bit_length() < 3.3 * LONGEST_DECIMAL for n in parts)
    return "/".join(str(n) if is_short else hex(n) for n in parts)


def _array(content: Any, where: str) -> RationalArray:
    """Nested lists of strings as an array, refused before it is too large for the memory."""
    shape: list[int] = []
    entries: list[Any] = [content]
    while entries and all(isinstance(entry, list) for entry in entries):
        sizes = {len(entry) for entry in entries}
        if len(sizes) != 1:
            raise FormatError(f"{where}: the lists are ragged, with lengths {sorted(sizes)[:5]}")
        shape.append(sizes.pop())
        if len(shape) > 32:
            raise FormatError(f"{where}: the lists are nested more than 32 deep")
        entries = [x for entry in entries for x in entry]
    if not entries:
        raise FormatError(f"{where}: the array is empty")
    fractions = [rational_from_json(entry, where) for entry in entries]
    denominator = _common_denominator(fractions, where)
    n_bits = max(x.numerator.bit_length() - x.denominator.bit_length() + 1 for x in fractions)
    refuse_large_numbers(len(fractions), max(n_bits, 1) + denominator.bit_length(), where)
    numerators = np.empty(len(fractions), dtype=object)
    numerators[:] = [x.numerator * (denominator // x.denominator) for x in fractions]
    return RationalArray.from_integers(numerators.reshape(tuple(shape)), denominator)


def _common_denominator(fractions: Iterable[Fraction], where: str) -> int:
    entries = list(fractions)
    common = 1
    for d in {x.denominator for x in entries}:
        common = lcm(common, d)
        refuse_large_numbers(len(entries), common.bit_length(), where)
    return common


def rational_from_json(entry: Any, where: str) -> Fraction:
    """The rational number that a string stands for.

    Raises
    ------
    FormatError
        If it is none; the message says where.

    Examples
    --------
    >>> rational_from_json("-1/2", "the value")
    Fraction(-1, 2)
    """
    if not isinstance(entry, str) or not RATIONAL.fullmatch(entry):
        raise FormatError(f'{where}: {shown(entry)} is no rational; write it as a string such as "-3/7"')
    numerator, _, denominator = entry.partition("/")
    value = Fraction(_integer(numerator), _integer(denominator or "1"))
    return value


def _integer(digits: str) -> int:
    return int(digits, 16) if "x" in digits else int(digits)


def is_integer(value: Any) -> bool:
    """Whether a JSON value is an integer that can be a size.

    Examples
    --------
    >>> is_integer(3), is_integer(True), is_integer("3")
    (True, False, False)
    """
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62


def shown(value: Any) -> str:
    """A JSON value for an error message: short, and never a whole list or object.

    Examples
    --------
    >>> shown([1, 2]), shown("a" * 3)
    ('a JSON list', "'aaa'")
    """
    text = repr(value) if not isinstance(value, list | dict) else f"a JSON {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."


def _no_constant(name: str) -> NoReturn:
    raise FormatError(f"{name} is no rational number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise FormatError(f"the key {shown(twice)} stands twice in one JSON object")
    return content
