"""Rounding to multiples of powers of two and to floats: numpy, Python's rounding, and neighbours as witnesses."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.rounding import FloatFormat, nearest_floats, nearest_multiples

FORMATS = ["float16", "float32", "float64"]
formats = st.sampled_from(FORMATS)


@given(st.lists(st.fractions(max_denominator=10**4), max_size=6), st.integers(-6, 12))
def test_multiples_are_those_of_pythons_rounding(values, bits):
    # round() takes ties to even
    step = Fraction(2) ** -bits
    expected = [round(value / step) * step for value in values]
    assert nearest_multiples(values, bits).tolist() == expected


@given(hnp.arrays(np.float64, (2, 3), elements=st.floats(-6e4, 6e4)), formats)
def test_floats_are_those_of_numpys_casts(values, dtype):
    """A float64 is cast to a shorter format with one rounding."""
    assert nearest_floats(values, dtype) == rational_array(values.astype(dtype).astype(np.float64))


@given(st.lists(st.fractions(-1000, 1000), min_size=1, max_size=4), st.integers(-40, 4), formats)
def test_no_float_is_nearer_than_the_nearest(values, exponent, dtype):
    """Of fractions that are no floats at all, subnormal ones too: their neighbours in the format are not nearer."""
    exact = [value * Fraction(2) ** exponent for value in values]
    for value, found in zip(exact, nearest_floats(exact, dtype).tolist(), strict=True):
        here = np.dtype(dtype).type(float(found))
        assert Fraction(float(here)) == found
        for there in (np.nextafter(here, here.dtype.type(side)) for side in (-np.inf, np.inf)):
            distance = abs(Fraction(float(there)) - value)
            assert distance >= abs(found - value)
            if distance == abs(found - value):
                # of two nearest ones it is the even one
                assert int(here.view(f"u{here.itemsize}")) % 2 == 0


@given(st.lists(st.fractions(-(10**9), 10**9), max_size=5))
def test_float64_is_that_of_the_arrays(values):
    assert nearest_floats(values, np.float64) == rational_array(rational_array(values).floats())


def test_it_is_rounded_once():
    # Just above the middle of two float32: by way of float64, which rounds to the middle, one comes to the even one.
    value = 1 + Fraction(1, 2**24) + Fraction(1, 2**80)
    assert np.float32(float(value)) == 1
    assert nearest_floats([value], "float32")[0] == 1 + Fraction(1, 2**23)


@pytest.mark.parametrize("dtype", FORMATS)
def test_the_ends_of_the_range(dtype):
    info = np.finfo(dtype)
    form = FloatFormat.of(dtype)
    assert form.largest == Fraction(float(info.max))
    least = Fraction(float(info.smallest_subnormal))
    half_step = Fraction(float(info.max) - float(np.nextafter(info.max, 0, dtype=dtype))) / 2
    assert nearest_floats([least, least / 2, least * Fraction(51, 100), 0], dtype).tolist() == [
        least,
        0,
        least,
        0,
    ]
    # Below the middle between the largest float and the next power of two, it is the nearest.
    assert nearest_floats([form.largest + half_step - 1], dtype)[0] == form.largest
    for beyond in (form.largest + half_step, 2 * form.largest, -(10**400)):
        with pytest.raises(InputError, match=rf"index \(1,\) lies beyond the range of {dtype}"):
            nearest_floats([1, beyond], dtype)


def test_shapes_are_kept():
    assert nearest_floats(RationalArray.zeros((2, 0, 3)), "float32").shape == (2, 0, 3)
    assert nearest_multiples("1/3", 1) == rational_array("1/2")
    assert nearest_floats(Fraction(1, 3), "float64") == rational_array(1 / 3)


@pytest.mark.parametrize("dtype", [np.int32, "float128", "complex64", "nonsense", None, object])
def test_other_formats_are_refused(dtype):
    with pytest.raises(InputError, match="give float16, float32 or float64"):
        nearest_floats([1], dtype)
