r"""Polynomials in one variable as text and in LaTeX, in descending powers.

A polynomial is the affine form of its powers: :math:`t^2 - 3t + 2` has the coefficients 1, -3 and the constant 2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tropnet.exact.display.latex import affine_form, signed_sum
from tropnet.exact.numbers import Rational

__all__ = ["polynomial_formula", "polynomial_text"]


def polynomial_formula(coefficients: Sequence[Rational], name: str) -> str:
    r"""The polynomial with these coefficients, the constant one first, in LaTeX.

    Examples
    --------
    >>> print(polynomial_formula([2, -3, 0, 1], "t"))
    t^{3} - 3 t + 2
    >>> polynomial_formula([], "t")
    '0'
    """
    powers = _powers(coefficients, name, lambda k: f"{name}^{{{k}}}")
    constant, *others = coefficients or [0]
    return affine_form(others[::-1], constant, powers)


def polynomial_text(coefficients: Sequence[Rational], name: str) -> str:
    """The polynomial with these coefficients, the constant one first, as text.

    Examples
    --------
    >>> polynomial_text([2, -3, 0, 1], "t"), polynomial_text([], "t")
    ('t^3 - 3 t + 2', '0')
    """
    powers = _powers(coefficients, name, lambda k: f"{name}^{k}")
    constant, *others = coefficients or [0]
    terms = [
        (value, power if abs(value) == 1 else f"{abs(value)} {power}")
        for value, power in zip(others[::-1], powers, strict=True)
        if value
    ]
    return signed_sum(terms, (constant, str(abs(constant))))


def _powers(coefficients: Sequence[Rational], name: str, power: Callable[[int], str]) -> list[str]:
    """The powers that are not constant, the highest first."""
    return [power(k) if k > 1 else name for k in range(len(coefficients) - 1, 0, -1)]
