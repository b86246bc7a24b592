"""VNN-LIB: the grammar, the meaning of formulas point by point, and what is refused, with line and column."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import FormatError, InputError
from tropnet.exact.arrays import rational_array
from tropnet.interchange import vnnlib
from tropnet.interchange.vnnlib import from_vnnlib, read_vnnlib

HEAD = "(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n"
numbers = st.fractions(-2, 2, max_denominator=4)


def holds(query, point):
    """Whether a point lies in one of the systems."""
    values = rational_array([*point, -1])
    return any(bool((rows @ values <= 0).all()) for rows in query.cases)


@st.composite
def terms(draw, depth=2):
    """A linear term as text, and its value at a point."""
    kind = draw(
        st.sampled_from(
            ["number", "variable", "+", "-", "negative", "*", "/"] if depth else ["number", "variable"]
        )
    )
    if kind == "number":
        value = draw(st.sampled_from(["0", "2", "-1", "0.25", "1e-1", "+3.5", "2.", ".5", "-1.5E+1"]))
        return value, lambda point: Fraction(value)
    if kind == "variable":
        i = draw(st.integers(0, 2))
        return ["X_0", "X_1", "Y_0"][i], lambda point: point[i]
    if kind in {"*", "/"}:
        text, value = draw(terms(depth - 1))
        factor = draw(st.sampled_from(["3", "-0.5", "1e1"]))
        number = Fraction(factor)
        if kind == "*":
            return f"(* {factor} {text})", lambda point: number * value(point)
        return f"(/ {text} {factor})", lambda point: value(point) / number
    parts = [draw(terms(depth - 1)) for _ in range(1 if kind == "negative" else draw(st.integers(2, 3)))]
    inner = " ".join(text for text, _ in parts)
    if kind == "negative":
        return f"(- {inner})", lambda point: -parts[0][1](point)
    if kind == "+":
        return f"(+ {inner})", lambda point: sum(value(point) for _, value in parts)
    return f"(- {inner})", lambda point: parts[0][1](point) - sum(value(point) for _, value in parts[1:])


@st.composite
def formulas(draw, depth=3):
    """A formula as text, and whether it holds at a point."""
    kind = draw(st.sampled_from(["<=", ">=", "and", "or"] if depth else ["<=", ">="]))
    if kind in {"<=", ">="}:
        parts = [draw(terms()) for _ in range(draw(st.integers(2, 3)))]
        sign = 1 if kind == "<=" else -1

        def compared(point):
            values = [sign * value(point) for _, value in parts]
            return values == sorted(values)

        return f"({kind} {' '.join(text for text, _ in parts)})", compared
    parts = [draw(formulas(depth - 1)) for _ in range(draw(st.integers(0, 2)))]
    combine = all if kind == "and" else any
    text = " ".join(text for text, _ in parts)
    return f"({kind} {text})", lambda point: combine(truth(point) for _, truth in parts)


@settings(max_examples=40)
@given(
    st.lists(formulas(), max_size=2), st.lists(st.tuples(numbers, numbers, numbers), min_size=5, max_size=5)
)
def test_systems_say_what_the_formulas_say(given_formulas, points):
    asserts = "\n".join(f"(assert {text})" for text, _ in given_formulas)
    query = from_vnnlib(f"{HEAD}{asserts}")
    assert (query.n_inputs, query.n_outputs) == (2, 1)
    for point in points:
        assert holds(query, point) == all(truth(point) for _, truth in given_formulas)


def test_a_file_as_the_competition_has_them(tmp_path):
    """A property in the style of ACAS Xu: a box, and that the first output is the largest, two ways to fail."""
    text = """; property
(set-logic QF_LRA)
(declare-const X_0 Real) ; distance
(declare-const X_1 Real)

(declare-const Y_1 Real)
(declare-const Y_0 Real)
; inputs
(assert (<= X_0 0.679857769))
(assert (>= X_0 0.6))
(assert (and (>= X_1 -0.5) (<= X_1 0.5)))
(assert (or
    (and (<= Y_0 Y_1))
    (and (>= Y_1 3.991125645861615) (<= Y_0 -1e-05))
))
(check-sat)
"""
    path = tmp_path / "prop.vnnlib"
    path.write_text(text)
    query = read_vnnlib(path)
    box = [[1, 0, 0, 0, "0.679857769"], [-1, 0, 0, 0, "-0.6"], [0, -1, 0, 0, "0.5"], [0, 1, 0, 0, "0.5"]]
    assert query.cases == (
        rational_array([*box, [0, 0, 1, -1, 0]]),
        rational_array([*box, [0, 0, 0, -1, "-3.991125645861615"], [0, 0, 1, 0, "-1e-5"]]),
    )


def test_constants_alone():
    always, never = from_vnnlib("(assert (<= 0 1))"), from_vnnlib("(assert (or))")
    assert always.cases == (rational_array([[1]]),)
    assert never.cases == ()
    assert from_vnnlib("").cases == (rational_array([[0]])[:0],)


def test_the_normal_form_is_the_product_of_the_disjunctions():
    query = from_vnnlib(HEAD + "(assert (or (<= X_0 0) (>= X_0 1)))" + "(assert (or (<= X_1 0) (>= X_1 1)))")
    found = {tuple(map(tuple, rows.tolist())) for rows in query.cases}
    first, second = ((1, 0, 0, 0), (-1, 0, 0, -1)), ((0, 1, 0, 0), (0, -1, 0, -1))
    assert found == set(product(first, second))


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("(assert (<= X_0 1)", 4, 1, "never closed"),
        ("(assert (<= X_0 1)))", 4, 20, "no open parenthesis"),
        ("assert", 4, 1, "a command in parentheses"),
        ("()", 4, 1, "a command in parentheses"),
        ("(define X_3)", 4, 2, "no command"),
        ("\n(assert (<= X_2 1))", 5, 13, "not declared"),
        ("(assert (<= X_0 z))", 4, 17, "no number and no variable"),
        ("(assert (<= X_0 1/2))", 4, 17, "no number"),
        ("(assert (< X_0 1))", 4, 9, "no condition of VNN-LIB 1.0"),
        ("(assert (not (<= X_0 1)))", 4, 9, "no condition"),
        ("(assert X_0)", 4, 9, "a condition"),
        ("(assert (<= X_0))", 4, 9, "compares two terms"),
        ("(assert)", 4, 1, "takes 1 arguments, but 0"),
        ("(assert (<= 1 2) (<= 1 2))", 4, 1, "takes 1 arguments, but 2"),
        ("(assert (<= (* X_0 X_1) 1))", 4, 13, "not linear"),
        ("(assert (<= (/ 1 X_1) 1))", 4, 13, "divisors"),
        ("(assert (<= (/ 1 0) 1))", 4, 13, "divisors"),
        ("(assert (<= (+) 1))", 4, 13, "no arguments"),
        ("(assert (<= (max X_0 X_1) 1))", 4, 13, "no operator"),
        ("(assert (<= () 1))", 4, 13, "begins with an operator"),
        ("(declare-const X_0 Real)", 4, 16, "declared twice, first in line 1"),
        ("(declare-const X_3 Real)", 4, 16, "X_2 is not"),
        ("(declare-const Z_0 Real)", 4, 16, "variables are named"),
        ("(declare-const X_2 Int)", 4, 20, "declared as Real"),
        ("(declare-const X_2)", 4, 1, "takes 2 arguments"),
        ("(assert (<= X_0 1e99999))", 4, 17, "exponent|no finite"),
    ],
)
def test_what_is_refused(text, line, column, reason):
    with pytest.raises(FormatError, match=reason) as caught:
        from_vnnlib(HEAD + text)
    assert str(caught.value).startswith(f"line {line}, column {column}")


def test_hostile_texts(monkeypatch):
    with pytest.raises(FormatError, match="parentheses are open"):
        from_vnnlib("(" * 10**6)
    monkeypatch.setattr(vnnlib, "LARGEST_NORMAL_FORM", 1000)
    with pytest.raises(FormatError, match="normal form has 1024 systems"):
        from_vnnlib(HEAD + "(assert (or (<= X_0 0) (>= X_0 1)))" * 10)
    with pytest.raises(FormatError, match="UTF-8"):
        from_vnnlib(b"\xff")


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="cannot read"):
        read_vnnlib(tmp_path / "none.vnnlib")
    (tmp_path / "bad.vnnlib").write_text("(assert")
    with pytest.raises(FormatError, match=r"bad\.vnnlib: line 1, column 1"):
        read_vnnlib(tmp_path / "bad.vnnlib")
