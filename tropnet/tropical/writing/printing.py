r"""How tropical polynomials and rational functions are written, as text and in LaTeX.

Monomials come in descending lexicographic order of their exponents: the leading one first, a constant last.
The text can be read again: :mod:`tropnet.tropical.writing.notation` gives back the same value, if it is told the names
of the variables (those that do not occur cannot be seen) and, in tropical notation, the convention.

=================  ===========================  =====================================================
\                  ordinary                     tropical
=================  ===========================  =====================================================
text               ``max(2*x1 + 1, x2, 0)``     ``1⊙x1^2 ⊕ x2 ⊕ 0``
quotient           ``max(x, 0) - max(1)``       ``(x ⊕ 0) ⊘ (1)``
zero               ``max()``                    ``-oo``
=================  ===========================  =====================================================

The coefficient 0, the tropical one, is left out beside a variable, and a fractional or negative exponent stands in
parentheses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tropnet.exact.display.latex import affine_form, fraction, signed_sum
from tropnet.exact.numbers import Rational
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.writing.names import latex_name, names_for
from tropnet.tropical.writing.written import WrittenFunction

__all__ = ["affine_text", "latex", "latex_monomial", "text"]


def text(f: WrittenFunction, variables: Sequence[str] | None = None, *, tropical: bool = False) -> str:
    """The function as text; see :meth:`WrittenFunction.to_text`.

    Examples
    --------
    >>> text(TropicalPolynomial([[2], ["-1/2"]], [0, 3]), tropical=True)
    'x^2 ⊕ 3⊙x^(-1/2)'
    >>> x, = TropicalPolynomial.variables(1)
    >>> text((x + 0) / (x * 2 + 1)), text((x + 0) / (x * 2 + 1), tropical=True)
    ('max(x, 0) - max(x + 2, 1)', '(x ⊕ 0) ⊘ (2⊙x ⊕ 1)')
    """
    if isinstance(f, TropicalPolynomial):
        return _polynomial_text(f, variables, tropical)
    assert isinstance(f, TropicalRational)
    parts = [_polynomial_text(p, variables, tropical) for p in (f.numerator, f.denominator)]
    return "({}) ⊘ ({})".format(*parts) if tropical else " - ".join(parts)


def latex(f: WrittenFunction, variables: Sequence[str] | None = None, *, tropical: bool = True) -> str:
    r"""The function in LaTeX; see :meth:`WrittenFunction.to_latex`.

    Examples
    --------
    >>> print(latex(TropicalPolynomial([["1/2"], [0]], [1, "-1/3"]), tropical=False))
    \max\left(\frac{1}{2} x + 1, -\frac{1}{3}\right)
    >>> x, = TropicalPolynomial.variables(1)
    >>> print(latex((x + 0) / (x * 2 + 1)))
    \left(x \oplus 0\right) \oslash \left(2 \odot x \oplus 1\right)
    """
    if isinstance(f, TropicalPolynomial):
        return _polynomial_latex(f, variables, tropical)
    assert isinstance(f, TropicalRational)
    parts = [_polynomial_latex(p, variables, tropical) for p in (f.numerator, f.denominator)]
    if tropical:
        return r"\left({}\right) \oslash \left({}\right)".format(*parts)
    return " - ".join(parts)


def _polynomial_text(p: TropicalPolynomial, variables: Sequence[str] | None, tropical: bool) -> str:
    names = names_for(p.n_variables, variables)
    if not tropical:
        return f"{p.convention}({', '.join(affine_text(a, c, names) for a, c in _descending(p))})"
    if p.is_zero:
        return "-oo" if p.convention == "max" else "oo"
    return " ⊕ ".join(_monomial(a, c, names) for a, c in _descending(p))


def _polynomial_latex(p: TropicalPolynomial, variables: Sequence[str] | None, tropical: bool) -> str:
    names = [latex_name(name) for name in names_for(p.n_variables, variables)]
    if p.is_zero:
        return r"-\infty" if p.convention == "max" else r"\infty"
    if tropical:
        return r" \oplus ".join(latex_monomial(a, c, names) for a, c in _descending(p))
    arguments = ", ".join(affine_form(a, c, names) for a, c in _descending(p))
    return rf"\{p.convention}\left({arguments}\right)"


def _descending(p: TropicalPolynomial) -> Iterator[tuple[tuple[Rational, ...], Rational]]:
    return reversed(p.terms.items())


def affine_text(powers: Sequence[Rational], constant: Rational, names: Sequence[str]) -> str:
    """An affine function in ordinary notation.

    Examples
    --------
    >>> from fractions import Fraction
    >>> affine_text([2, 0, -1], Fraction(1, 2), ["x1", "x2", "x3"])
    '2*x1 - x3 + 1/2'
    """
    terms = [
        (power, f"{abs(power)}*{name}" if abs(power) != 1 else name) for power, name in _used(powers, names)
    ]
    return signed_sum(terms, (constant, str(abs(constant))))


def _monomial(powers: Sequence[Rational], coefficient: Rational, names: Sequence[str]) -> str:
    """1/2⊙x1^2⊙x2^(-1)."""
    factors = [name if power == 1 else f"{name}^{_exponent(power)}" for power, name in _used(powers, names)]
    return "⊙".join([str(coefficient), *factors] if coefficient or not factors else factors)


def latex_monomial(powers: Sequence[Rational], coefficient: Rational, names: Sequence[str]) -> str:
    r"""One monomial in tropical notation; the names are in LaTeX.

    Examples
    --------
    >>> from fractions import Fraction
    >>> print(latex_monomial([2, 0], Fraction(1, 2), ["x", "y"]))
    \frac{1}{2} \odot x^{2}
    """
    factors = [name if power == 1 else f"{name}^{{{power}}}" for power, name in _used(powers, names)]
    return r" \odot ".join([fraction(coefficient), *factors] if coefficient or not factors else factors)


def _used(powers: Sequence[Rational], names: Sequence[str]) -> list[tuple[Rational, str]]:
    return [(power, name) for power, name in zip(powers, names, strict=True) if power]


def _exponent(power: Rational) -> str:
    return str(power) if power.denominator == 1 and power > 0 else f"({power})"
