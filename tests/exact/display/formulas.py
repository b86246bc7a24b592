"""A reader of the LaTeX that notebooks show."""

import re
from fractions import Fraction

import sympy

_RULES = [
    (r"\\left|\\right|\\displaystyle|\$", ""),
    (r"\\frac\{(\d+)\}\{(\d+)\}", r"(Integer(\1)/Integer(\2))"),
    (r"([a-z])_\{(\d+)\}", r"\1\2"),
    (r"\^\{(\d+)\}", r"**\1"),
    (r"(\d+|\))\s+([a-z])", r"\1*\2"),
]


def value(formula: str):
    """An affine form or a polynomial as a sympy expression, a number as a Fraction."""
    for pattern, replacement in _RULES:
        formula = re.sub(pattern, replacement, formula)
    found = sympy.sympify(formula)
    return Fraction(int(found.p), int(found.q)) if found.is_Rational else found


def entries(formula: str, environment: str = "bmatrix") -> list[list[str]]:
    """The entries of the first matrix, or of another environment, in a formula."""
    body = re.search(rf"\\begin\{{{environment}\}} (.*?) \\end\{{{environment}\}}", formula)[1]
    return [[entry.strip() for entry in row.split("&")] for row in body.split(r"\\")]
