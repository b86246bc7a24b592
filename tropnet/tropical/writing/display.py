r"""Tropical functions in notebooks: LaTeX of bounded length.

The tropical form of a network may have a million monomials.  A notebook shows the leading ones, dots, the last one,
and says how many there are; it touches no others.
"""

from __future__ import annotations

from tropnet.exact.display.abbreviation import abbreviated
from tropnet.exact.display.latex import coordinate_names, displayed, is_short, matrix
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.writing.printing import latex, latex_monomial
from tropnet.tropical.writing.written import WrittenFunction

__all__ = ["function_latex", "map_latex"]

MOST_MONOMIALS, MOST_COMPONENTS = 12, 6

GAP, DOTS = -1, r"\cdots"
LONGEST = 400
"""Formulas with more characters are abbreviated further: about the width of a page."""


def function_latex(f: WrittenFunction) -> str | None:
    r"""A polynomial or a quotient, abbreviated where it is long; None if not even two monomials are short.

    Examples
    --------
    >>> print(function_latex(TropicalPolynomial([[k] for k in range(100)], [0] * 100, "min")))
    $\displaystyle x^{99} \oplus x^{98} \oplus x^{97} \oplus x^{96} \oplus x^{95} \oplus x^{94} \oplus x^{93} \oplus
    x^{92} \oplus x^{91} \oplus x^{90} \oplus x^{89} \oplus \cdots \oplus 0 \quad\text{(100 monomials)}$
    """
    formula = _formula(f)
    return None if formula is None else displayed(formula)


def map_latex(f: TropicalMap) -> str | None:
    r"""The components of a map below each other, each abbreviated where it is long.

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> print(map_latex(TropicalMap([(x + y) / x, x / (y + 0)])))
    $\displaystyle \begin{bmatrix} \left(x_{1} \oplus x_{2}\right) \oslash \left(x_{1}\right) \\ \left(x_{1}\right)
    \oslash \left(x_{2} \oplus 0\right) \end{bmatrix}$
    """
    numbers = abbreviated(range(len(f)), MOST_COMPONENTS, GAP)
    rows = [r"\vdots" if i == GAP else _formula(f[i]) for i in numbers]
    written = [row for row in rows if row is not None]
    if len(written) < len(rows):
        return None
    note = rf" \quad\text{{({len(f)} components)}}" if len(numbers) < len(f) else ""
    return displayed(matrix([row] for row in written) + note)


def _formula(f: WrittenFunction) -> str | None:
    if isinstance(f, TropicalPolynomial):
        formula = _sum(f, LONGEST)
        return None if formula is None else _with_counts(formula, f)
    assert isinstance(f, TropicalRational)
    above, below = (_sum(p, LONGEST // 2) for p in (f.numerator, f.denominator))
    if above is None or below is None:
        return None
    return _with_counts(rf"\left({above}\right) \oslash \left({below}\right)", f.numerator, f.denominator)


def _with_counts(formula: str, *polynomials: TropicalPolynomial) -> str:
    """The formula, and how many monomials there are, if not all are written."""
    if DOTS not in formula:
        return formula
    return rf"{formula} \quad\text{{({' over '.join(str(p.n_monomials) for p in polynomials)} monomials)}}"


def _sum(p: TropicalPolynomial, longest: int) -> str | None:
    """The polynomial with as many of its monomials as are short enough together."""
    if p.is_zero:
        return latex(p)
    n, names = p.n_monomials, coordinate_names(p.n_variables)
    most = min(n, MOST_MONOMIALS)
    terms = [(p.exponents[i].tolist(), p.coefficients[i]) for i in (*range(n - 1, n - most, -1), 0)]
    if not all(is_short([*powers, coefficient]) for powers, coefficient in terms):
        return None
    *leading, last = (latex_monomial(powers, coefficient, names) for powers, coefficient in terms)
    for kept in range(most, min(n, 2) - 1, -1):
        dots = [] if kept == n else [DOTS]
        formula = r" \oplus ".join([*leading[: kept - 1], *dots, last])
        if len(formula) <= longest:
            return formula
    return None
