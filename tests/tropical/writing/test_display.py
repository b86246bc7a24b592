"""Functions in notebooks, read back from their formulas."""

import re
from fractions import Fraction

import numpy as np
import pytest
from exact.display.formulas import value

from tropnet import RationalArray, TropicalMap, TropicalPolynomial, TropicalRational


def inside(formula):
    assert formula.startswith("$")
    return formula.strip("$").removeprefix(r"\displaystyle ")


def monomials(formula, n):
    r"""Exponents and coefficients of a sum written with \oplus and \odot; None for dots."""
    found = []
    for part in formula.split(r" \oplus "):
        if part == r"\cdots":
            found.append(None)
            continue
        powers, coefficient = [Fraction(0)] * n, Fraction(0)
        for factor in part.split(r" \odot "):
            match = re.fullmatch(r"x(?:_\{(\d+)\})?(?:\^\{(.*)\})?", factor)
            if match is None:
                coefficient = value(factor)
            else:
                powers[int(match[1] or 1) - 1] = Fraction(match[2] or 1)
        found.append((tuple(powers), coefficient))
    return found


def terms(p):
    return list(reversed(p.terms.items()))


@pytest.mark.parametrize("text", ["max(2x + 1, -y/2 - 1/3, 0)", "min(x, 3)", "x1 - x12/7", "max(3/2)"])
def test_short_polynomials_are_whole(text):
    p = TropicalPolynomial.parse(text)
    assert monomials(inside(p._repr_latex_()), p.n_variables) == terms(p)


def test_long_polynomials_show_the_leading_monomials_and_the_last():
    p = TropicalPolynomial([[i, j] for i in range(30) for j in range(30)], range(900))
    formula, note = inside(p._repr_latex_()).split(r" \quad")
    shown = monomials(formula, 2)
    assert shown[-2] is None
    assert shown[-1] == ((0, 0), 0)
    assert shown[:-2] == terms(p)[: len(shown) - 2]
    assert 5 <= len(shown) - 2 <= 11
    assert note == r"\text{(900 monomials)}"


def test_quotients():
    x, y = TropicalPolynomial.variables(2)
    f = (x * x + y + "1/2") / (x * 3 + 0)
    above, below = re.fullmatch(
        r"\\left\((.*)\\right\) \\oslash \\left\((.*)\\right\)", inside(f._repr_latex_())
    ).groups()
    assert monomials(above, 2) == terms(f.numerator)
    assert monomials(below, 2) == terms(f.denominator)
    long = TropicalRational(
        TropicalPolynomial([[k] for k in range(57)], [0] * 57), TropicalPolynomial.parse("x")
    )
    assert long._repr_latex_().endswith(r"\quad\text{(57 over 1 monomials)}$")


def test_maps_have_a_row_for_each_component():
    x, y = TropicalPolynomial.variables(2)
    components = [(x + y) ** k / (y + 0) for k in range(1, 10)]
    short = inside(TropicalMap(components[:2])._repr_latex_())
    rows = re.fullmatch(r"\\begin\{bmatrix\} (.*) \\end\{bmatrix\}", short)[1].split(r" \\ ")
    assert rows == [inside(f._repr_latex_()) for f in components[:2]]
    long = inside(TropicalMap(components)._repr_latex_())
    assert long.endswith(r"\quad\text{(9 components)}")
    rows = re.fullmatch(r"\\begin\{bmatrix\} (.*) \\end\{bmatrix\}.*", long)[1].split(r" \\ ")
    assert rows[-2] == r"\vdots"
    assert rows[-1] == inside(components[-1]._repr_latex_())


@pytest.mark.parametrize("n", [1, 2, 11, 12, 13])
def test_dots_stand_for_at_least_one_monomial(n):
    p = TropicalPolynomial([[k] for k in range(n)], [0] * n)
    shown = monomials(inside(p._repr_latex_()).split(r" \quad")[0], 1)
    assert [term for term in shown if term] == [t for k, t in enumerate(terms(p)) if k < 11 or k == n - 1]
    assert (None in shown) == (n > 12)


def test_zeros():
    assert inside(TropicalPolynomial.zero(2)._repr_latex_()) == r"-\infty"
    assert inside(TropicalPolynomial.zero(2, "min")._repr_latex_()) == r"\infty"


def test_what_cannot_be_read_has_no_formula():
    long = TropicalPolynomial([[0], [1]], [0, Fraction(1, 3**80)])
    wide = TropicalPolynomial(RationalArray(np.full((2, 100), 2) + np.eye(2, 100, dtype=int)), [0, 0])
    x = TropicalPolynomial.parse("x")
    assert long._repr_latex_() is None
    assert wide._repr_latex_() is None
    assert (x / long)._repr_latex_() is None
    assert TropicalMap([x / x, x / long])._repr_latex_() is None
