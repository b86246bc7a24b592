"""Text to functions and back: round trips, meanings by evaluation, and every refusal with its position."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials

from tropnet.errors import FormatError, InputError, ShapeError
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.writing.names import default_names
from tropnet.tropical.writing.notation import read_polynomial, read_rational

same_convention = st.sampled_from(["max", "min"]).flatmap(
    lambda convention: st.integers(0, 3).flatmap(
        lambda n: st.tuples(polynomials(n=n, convention=convention), polynomials(n=n, convention=convention))
    )
)


@given(polynomials(denominators=(1, 2, 3, 7)), st.booleans())
@settings(max_examples=40, deadline=None)
def test_polynomials_survive_the_round_trip(p, tropical):
    names = default_names(p.n_variables)
    assert read_polynomial(p.to_text(tropical=tropical), names, p.convention) == p
    letters = ["alpha", "b_2", "C"][: p.n_variables]
    assert read_polynomial(p.to_text(letters, tropical=tropical), letters, p.convention) == p


@given(polynomials())
@settings(max_examples=30, deadline=None)
def test_ordinary_text_shows_convention_and_variables(p):
    if p.exponents.sign().any(axis=0).all():
        assert TropicalPolynomial.parse(str(p)) == p


@given(same_convention, st.booleans())
@settings(max_examples=25, deadline=None)
def test_quotients_survive_the_round_trip(pair, tropical):
    f = TropicalRational(*pair)
    assert read_rational(f.to_text(tropical=tropical), default_names(f.n_variables), f.convention) == f


@pytest.mark.parametrize("convention", ["max", "min"])
@pytest.mark.parametrize("tropical", [False, True])
def test_the_tropical_zero_survives_the_round_trip(convention, tropical):
    zero = TropicalPolynomial.zero(2, convention)
    assert read_polynomial(zero.to_text(tropical=tropical), ["x", "y"], convention) == zero
    quotient = zero / TropicalPolynomial.constant(3, 2, convention)
    assert read_rational(quotient.to_text(tropical=tropical), ["x", "y"], convention) == quotient


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("max(2x + 1, y - 1/2, 0)", {(2, 0): 1, (0, 1): Fraction(-1, 2), (0, 0): 0}),
        ("max(x1, x_3)", {(1, 0, 0): 0, (0, 0, 1): 0}),
        ("max(y, 0)", {(0, 1): 0, (0, 0): 0}),
        ("max(w, z)", {(0, 0, 0, 1): 0, (0, 0, 1, 0): 0}),
        ("  - 2*(x - 3)/4 + 0.25 ", {(Fraction(-1, 2),): Fraction(7, 4)}),
        ("−x · 2", {(-2,): 0}),
        ("max(max(x, 1), max(2x))", {(1,): 0, (0,): 1, (2,): 0}),
        ("max(x, 0) + max(y, 2x) + 3", {(1, 1): 3, (3, 0): 3, (0, 1): 3, (2, 0): 3}),
        ("2 max(x, 0)", {(2,): 0, (0,): 0}),
        ("max(x, 0)/3 - y", {(Fraction(1, 3), -1): 0, (0, -1): 0}),
        ("3(max(x, 1) + x)", {(6,): 0, (3,): 3}),
        ("max(x, y) - min(x, 0)", {(1, 0): 0, (0, 0): 0, (0, 1): 0, (-1, 1): 0}),
        ("2⊙x^2 ⊕ y", {(2, 0): 2, (0, 1): 0}),
        ("2(*)x^2 (+) y", {(2, 0): 2, (0, 1): 0}),
        ("x^2*y ⊕ -1/2", {(2, 1): 0, (0, 0): Fraction(-1, 2)}),
        ("x^(-1/2) ⊙ y^-3 ⊕ x^{1/2}", {(Fraction(-1, 2), -3): 0, (Fraction(1, 2), 0): 0}),
        ("x ⊘ y ⊘ 3", {(1, -1): -3}),
        ("(x ⊕ 1)^2", {(2,): 0, (1,): 1, (0,): 2}),
        ("(x ⊕ 1)^(1/2)", {(Fraction(1, 2),): 0, (0,): Fraction(1, 2)}),
        ("(x ⊕ 1) ⊙ (x ⊕ 2)", {(2,): 0, (1,): 2, (0,): 3}),
        ("2^3", {(): 6}),
        ("x ⊕ -oo", {(1,): 0}),
        ("x ⊙ -∞", {}),
        ("1e-2 x", {(Fraction(1, 100),): 0}),
    ],
)
def test_meanings(text, terms):
    assert read_polynomial(text).terms == terms


def test_where_only_minima_occur_the_convention_is_min():
    assert read_polynomial("min(x, 3)").convention == "min"
    assert read_polynomial("x + 3").convention == "max"
    assert read_polynomial("x + 3", convention="min") == TropicalPolynomial([[1]], [3], "min")
    assert read_polynomial("x ⊕ 3", convention="min")([5]) == 3
    assert read_rational("min(x, 0) - max(x, 1)").convention == "max"


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("max(x, 0) - max(y, 1)", lambda x, y: max(x, 0) - max(y, 1)),
        ("min(max(x, 0), y)", lambda x, y: min(max(x, 0), y)),
        ("-max(x, min(y, 2))", lambda x, y: -max(x, min(y, 2))),
        ("max(x - max(y, x/2), -2 min(x, y)) + 1", lambda x, y: max(x - max(y, x / 2), -2 * min(x, y)) + 1),
        ("(x ⊕ 0) ⊘ (y ⊕ 1)^2", lambda x, y: max(x, 0) - 2 * max(y, 1)),
        ("(x ⊕ y)^-1 ⊕ (x ⊙ y)", lambda x, y: max(-max(x, y), x + y)),
    ],
)
@pytest.mark.parametrize("convention", ["max", "min"])
def test_rational_functions_mean_what_they_say(text, function, convention):
    if "⊕" in text and convention == "min":
        return
    f = read_rational(text, ["x", "y"], convention)
    assert f.convention == convention
    for x in (Fraction(-7, 2), Fraction(0), Fraction(1, 3), Fraction(4)):
        for y in (Fraction(-1), Fraction(1, 2), Fraction(5)):
            assert f([x, y]) == function(x, y)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 1, "expected a number, a variable"),
        ("max(x,", 7, "found the end"),
        ("max(x 0)", 7, "expected ',' or '\\)', found '0'"),
        ("max(x,0))", 9, "expected an operator or the end"),
        ("max x", 5, "expected '\\(' after max"),
        ("max(x; 0)", 6, "';' is not part of the notation"),
        ("max(x, x1)", 8, "'x1' cannot stand beside 'x'"),
        ("max(a, x)", 5, "'a' is no variable"),
        ("2xy", 2, "'xy' is no variable"),
        ("x*y", 2, "a product of two functions is not piecewise linear"),
        ("2x y", 4, "a product of two functions"),
        ("1/x", 2, "divide by a number that is not 0"),
        ("x/0", 2, "divide by a number that is not 0"),
        ("1/0 x", 1, "no finite rational number"),
        ("max(x, 0) - max(y, 1)", 1, "no max-plus polynomial"),
        ("-max(x, 0)", 1, "read it as a TropicalRational"),
        ("x^1/2", 3, "is written \\(1/2\\)"),
        ("2^x", 3, "expected an exponent"),
        ("x ⊕ -y", 6, "the inverse of x is written x\\^-1"),
        ("max max(x)", 5, "expected '\\(' after max, found 'max'$"),
        ("x ⊕ ⊕ y", 5, "found '⊕'$"),
        ("x ⊕ max(y, 0)", 5, "ordinary and tropical notation are not mixed"),
        ("max(x ⊕ y, 0)", 1, "ordinary and tropical notation are not mixed"),
        ("x ⊕ oo", 5, "this infinity is no value"),
        ("max(x) - max()", 10, "denominator is the tropical zero"),
        ("-1 * max()", 2, "denominator is the tropical zero"),
        ("x ⊙ y ⊘ -oo", 9, "denominator is the tropical zero"),
        ("inf", 1, "this infinity is no value"),
        ("⊕".join(f"x{i}" for i in range(9901, 10_001)), 1, "100 monomials in 10000 variables"),
        ("x0", 1, "x1, ..., x10000"),
        ("max(x1, x10001)", 9, "x1, ..., x10000"),
        ("x99999999999999999999", 1, "x1, ..., x10000"),
        ("1e99999999 x", 1, "no finite rational number"),
        ("9" * 5000, 1, "no finite rational number"),
        ("(" * 61 + "x" + ")" * 61, 61, "nested more than 60 deep"),
        ("min()  + max(x)", 1, "no max-plus function"),
        ("(x ⊕ y ⊕ z ⊕ 0)^1000", 16, "too long to be expanded"),
        ("+".join(f"max(x{i}, 0)" for i in range(1, 41)), 1, "too long to be expanded"),
        ("max(" + ", ".join(f"x{i}" for i in range(1, 3000)) + ")", 1, "more than can be read"),
    ],
)
def test_what_is_refused_and_where(text, position, words):
    with pytest.raises(FormatError, match=f"(?s)position {position}: .*{words}"):
        read_polynomial(text)


def test_ten_thousand_variables_are_read_at_once():
    p = read_polynomial(" + ".join(f"{i} x{i}" for i in range(1, 10_001)))
    assert (p.n_variables, p.n_monomials, p.exponents.sum()) == (10_000, 1, 10_000 * 10_001 // 2)


def test_names_that_are_given():
    assert read_polynomial("max(a, 2b)", ["b", "a"]).terms == {(0, 1): 0, (2, 0): 0}
    assert read_polynomial("max(x)", ["y", "x", "z"]).n_variables == 3
    with pytest.raises(FormatError, match=r"position 8: 'c' is not among the variables \(a, b\)"):
        read_polynomial("max(a, c)", ["a", "b"])
    # U+00B7 and U+203F are fine in Python's identifiers; the notation reads the first as a product.
    for word in ("a\u00b7b", "a\u203fb", "\u2118", "x\u00b2"):
        with pytest.raises(InputError, match="cannot be the name"):
            TropicalPolynomial.zero(1).to_text([word])
    for names, words in ((["max"], "cannot be the name"), (["x", "x"], "given twice"), ([3], "3 cannot be")):
        with pytest.raises(InputError, match=words):
            read_polynomial("1", names)
    with pytest.raises(ShapeError, match="1 names for 2 variables"):
        TropicalPolynomial.zero(2).to_text(["x"])
    with pytest.raises(InputError, match="unknown"):
        read_polynomial("1", convention="plus")


@pytest.mark.parametrize(
    ("text", "ordinary", "tropical"),
    [
        (
            "max(2x + 1, -y/2 - 1/3, 0)",
            r"\max\left(2 x_{1} + 1, 0, -\frac{1}{2} x_{2} - \frac{1}{3}\right)",
            r"1 \odot x_{1}^{2} \oplus 0 \oplus -\frac{1}{3} \odot x_{2}^{-1/2}",
        ),
        ("min(x, 3)", r"\min\left(x, 3\right)", r"x \oplus 3"),
    ],
)
def test_latex(text, ordinary, tropical):
    p = read_polynomial(text)
    assert p.to_latex(tropical=False) == ordinary
    assert p.to_latex() == tropical


def test_latex_of_quotients_names_and_zeros():
    f = read_rational("max(x, 0) - max(3)")
    assert f.to_latex(["width"], tropical=False) == (
        r"\max\left(\mathrm{width}, 0\right) - \max\left(3\right)"
    )
    assert TropicalPolynomial.zero(1).to_latex() == r"-\infty"
    assert TropicalPolynomial.zero(1, "min").to_latex(tropical=False) == r"\infty"
