"""The door for single numbers: what is accepted, what it means, what is refused."""

from decimal import Decimal
from fractions import Fraction

import flint
import numpy as np
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from tropnet.errors import NotRationalError, TropnetError
from tropnet.exact.numbers import as_fraction

third = Fraction(1, 3)
tenth_as_float = Fraction(3602879701896397, 2**55)  # IEEE 754 binary64: 0x3FB999999999999A
tenth_as_float32 = Fraction(13421773, 2**27)  # IEEE 754 binary32: 0x3DCCCCCD


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        (-(2**100), -(2**100)),
        (third, third),
        ("1/3", third),
        (" -3/7 ", Fraction(-3, 7)),
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        ("-2.5E2", -250),
        (Decimal("0.1"), Fraction(1, 10)),
        (Decimal("1e3"), 1000),
        (0.1, tenth_as_float),
        (-0.0, 0),
        (5e-324, Fraction(1, 2**1074)),
        (np.float64(0.1), tenth_as_float),
        (np.float32(0.1), tenth_as_float32),
        (np.float16(0.5), Fraction(1, 2)),
        (np.int8(-128), -128),
        (np.uint64(2**64 - 1), 2**64 - 1),
        (np.array(0.1), tenth_as_float),
        (np.array(2**70, dtype=object), 2**70),
        (torch.tensor(0.1), tenth_as_float32),
        (torch.tensor(0.5, dtype=torch.bfloat16, requires_grad=True), Fraction(1, 2)),
        (torch.tensor(7), 7),
        (sympy.Rational(1, 3), third),
        (sympy.Integer(4), 4),
        (sympy.Integer(1) / 3, third),
        (flint.fmpq(1, 3), third),
        (flint.fmpz(2) ** 100, 2**100),
    ],
    ids=repr,
)
def test_value_of_accepted_numbers(value, expected):
    result = as_fraction(value)
    assert type(result) is Fraction
    assert result == expected


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        np.float32("-inf"),
        Decimal("NaN"),
        Decimal("-Infinity"),
        1j,
        np.complex64(1),
        torch.tensor(1j),
        True,
        np.bool_(False),
        torch.tensor(True),
        "x",
        "",
        "nan",
        "inf",
        "1/0",
        "1e",
        "0x10",
        b"1",
        None,
        [1],
        np.array([1.0]),
        torch.tensor([1.0]),
        sympy.sqrt(2),
        sympy.pi,
        sympy.oo,
        sympy.nan,
        sympy.zoo,
        sympy.true,
        flint.arb(1),
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_refusals_name_value_and_position(value):
    with pytest.raises(
        NotRationalError, match=r"at index 5 is no finite rational number; give an int"
    ) as error:
        as_fraction(value, "at index 5")
    assert isinstance(error.value, TropnetError)
    assert isinstance(error.value, ValueError)


@pytest.mark.parametrize("value", ["1e1000000000000", "1e-99999999", "1E+9_999_999", Decimal("1e999999")])
def test_numbers_that_would_fill_the_memory_are_refused(value):
    with pytest.raises(NotRationalError):
        as_fraction(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_its_exact_decimal_expansion(value):
    # Decimal(float) prints all digits of the dyadic rational; the string goes another way.
    assert as_fraction(value) == Fraction(f"{Decimal(value):f}")


@given(st.fractions())
def test_strings_and_foreign_rationals_agree(value):
    forms = [
        str(value),
        sympy.Rational(value.numerator, value.denominator),
        flint.fmpq(*value.as_integer_ratio()),
    ]
    assert [as_fraction(form) for form in forms] == [value] * 3
