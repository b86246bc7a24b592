"""What a picture says under the cursor: exact numbers, affine functions and activation patterns as short text.

A rational number is written out where it is short.  A trained network has coefficients of tens of digits; there
the text gives the rounded decimals, which are readable, and the exact form, integers over one denominator, their
digits in the middle left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from math import lcm
from textwrap import wrap
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.networks import Network, stages
from tropnet.plot.look.lettering import number_text

__all__ = [
    "BREAK",
    "affine_text",
    "linear_form",
    "number",
    "pattern_texts",
    "point_text",
    "relation_text",
    "variables",
]

BREAK = "<br>"
MINUS = "\N{MINUS SIGN}"

LONGEST = 12
"""Numbers with more characters are abbreviated."""

KEPT = 5
"""The digits of an abbreviated integer that are kept at either end."""

LINE = 60

DECIMALS = Context(prec=5, Emax=MAX_EMAX, Emin=MIN_EMIN)


def number(value: Fraction) -> str:
    """A rational number, in full if it is short, and else rounded and exact with digits left out.

    Examples
    --------
    >>> number(Fraction(-3, 7))
    '−3/7'
    >>> number(Fraction(12345678901234567, 2**60))
    '0.010708 = 12345…34567/2^60'
    """
    return number_text(value) if _is_short(value) else f"{_rounded(value)} = {_abbreviated(value)}"


def point_text(point: RationalArray) -> str:
    """The coordinates of a point; long ones below, one in each line.

    Examples
    --------
    >>> point_text(RationalArray([0, "1/2"]))
    '(0, 1/2)'
    """
    values = point.fractions().tolist()
    if all(map(_is_short, values)):
        return f"({', '.join(map(number_text, values))})"
    return BREAK.join(
        f"{name} = {number(value)}" for name, value in zip(variables(len(values)), values, strict=True)
    )


def variables(n: int) -> list[str]:
    """The names of n coordinates.

    Examples
    --------
    >>> variables(2)
    ['x₁', 'x₂']
    """
    return [f"x{_subscript(i)}" for i in range(1, n + 1)]


def linear_form(coefficients: Sequence[str], names: Sequence[str]) -> str:
    """A sum of products, from the coefficients as text; a name may be empty, and what is zero is left out.

    Examples
    --------
    >>> linear_form(["−1", "0", "3/7", "−2"], ["x", "y", "z", ""])
    '−x + 3/7 z − 2'
    """
    terms = []
    for coefficient, name in zip(coefficients, names, strict=True):
        if coefficient == "0":
            continue
        size = coefficient.removeprefix(MINUS)
        term = name if size == "1" and name else f"{size} {name}".rstrip()
        is_negative = coefficient.startswith(MINUS)
        terms.append((f" {MINUS} " if is_negative else " + ") + term)
    if not terms:
        return "0"
    sign, first = terms[0][1], terms[0][3:]
    return "".join([MINUS if sign == MINUS else "", first, *terms[1:]])


def affine_text(name: str, row: RationalArray) -> str:
    """An affine function (a, b), meaning a.x + b, as an equation; one with long coefficients in two lines.

    Examples
    --------
    >>> affine_text("f", RationalArray([1, "-3/7", "1/2"]))
    'f = x₁ − 3/7 x₂ + 1/2'
    >>> affine_text("f", RationalArray([0, "12345678901234567/1152921504606846976", "1/3"])).split("<br>")
    ['f ≈ 0.010708 x₂ + 1/3', '  = (37037…03701 x₂ + 11529…46976) / 34587…40928']
    """
    values = row.fractions().tolist()
    names = [*variables(len(values) - 1), ""]
    if all(map(_is_short, values)):
        return f"{name} = {linear_form([number_text(value) for value in values], names)}"
    denominator = lcm(*(value.denominator for value in values))
    integers = linear_form([_integer(int(value * denominator)) for value in values], names)
    exact = integers if denominator == 1 else f"({integers}) / {_denominator(denominator)}"
    return f"{name} ≈ {linear_form([_readable(v) for v in values], names)}{BREAK}{' ' * len(name)} = {exact}"


def relation_text(row: RationalArray, relation: str) -> str:
    """A primitive integer row (a, b), meaning a.x <= b or a.x = b; one with long coefficients in two lines.

    Parameters
    ----------
    row : RationalArray (n + 1,)
    relation : str
        The sign between both sides.

    Returns
    -------
    str
        The first of two lines is rounded, and scaled to a largest coefficient of 1 or -1.

    Examples
    --------
    >>> relation_text(RationalArray([1, -3, 2]), "≤")
    'x₁ − 3 x₂ ≤ 2'
    >>> relation_text(RationalArray([10**20, -(10**20) - 3, 2]), "≤").split("<br>")
    ['x₁ − x₂ ≤ 2e−20, rounded', '10000…00000 x₁ − 10000…00003 x₂ ≤ 2']
    """
    *a, b = row.fractions().tolist()
    names = variables(len(a))
    if all(map(_is_short, (*a, b))):
        return f"{linear_form([number_text(value) for value in a], names)} {relation} {number_text(b)}"
    size = max(map(abs, a))
    rounded = (
        f"{linear_form([_rounded(v / size) for v in a], names)} {relation} {_rounded(b / size)}, rounded"
    )
    return (
        f"{rounded}{BREAK}{linear_form([_integer(int(v)) for v in a], names)} {relation} {_integer(int(b))}"
    )


def pattern_texts(net: Network, patterns: npt.NDArray[np.integer[Any]]) -> list[str]:
    """Activation patterns, a digit for each neuron; hidden layers are set apart by a bar.

    Parameters
    ----------
    net : Network
    patterns : int array, shape (k, n_neurons)
        The number of the linear piece of every neuron.

    Returns
    -------
    list of str
        Wide layers are written in groups of eight neurons, and broken into lines.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]], [[1]]])
    >>> pattern_texts(net, np.array([[1, 0, 1, 0], [0, 0, 0, 1]]))
    ['101 | 0', '000 | 1']
    """
    layers = np.array([neuron.hidden_layer for neuron in stages(net).neurons], dtype=np.intp)
    ends = np.flatnonzero(np.diff(layers)) + 1
    return [_pattern([part.tolist() for part in np.split(row, ends)]) for row in patterns]


def _pattern(layers: list[list[int]]) -> str:
    separator = "" if all(piece < 10 for layer in layers for piece in layer) else ","
    groups = [
        " ".join(separator.join(map(str, layer[i : i + 8])) for i in range(0, len(layer), 8))
        for layer in layers
    ]
    return BREAK.join(wrap(" | ".join(groups), LINE, break_long_words=False))


# -- numbers -----------------------------------------------------------------------------------------------


def _is_short(value: Fraction) -> bool:
    # The first two comparisons keep integers of thousands of digits from being written out.
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    return bits <= 4 * LONGEST and len(str(value)) <= LONGEST


def _rounded(value: Fraction) -> str:
    quotient = DECIMALS.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(DECIMALS)
    return f"{quotient:g}".replace("-", MINUS)


def _readable(value: Fraction) -> str:
    return number_text(value) if _is_short(value) else _rounded(value)


def _abbreviated(value: Fraction) -> str:
    top = _integer(value.numerator)
    return top if value.denominator == 1 else f"{top}/{_denominator(value.denominator)}"


def _denominator(value: int) -> str:
    """A power of two, which the denominators of trained networks are, or an integer."""
    exponent = value.bit_length() - 1
    return f"2^{exponent}" if value == 1 << exponent and exponent > 9 else _integer(value)


def _integer(value: int) -> str:
    """An integer, the digits in the middle left out if there are many."""
    size = abs(value)
    n_digits = _n_digits(size)
    sign = MINUS if value < 0 else ""
    if n_digits <= LONGEST:
        return f"{sign}{size}"
    last = size % 10**KEPT
    return f"{sign}{size // 10 ** (n_digits - KEPT)}…{last:0{KEPT}d}"


def _n_digits(size: int) -> int:
    """The number of decimal digits, without writing them: Python refuses to write more than 4300."""
    guess = max(int((size.bit_length() - 1) * 0.30102999566398120), 0)
    return guess + 1 if size < 10 ** (guess + 1) else guess + 2


def _subscript(index: int) -> str:
    return "".join(chr(0x2080 + int(digit)) for digit in str(index))
