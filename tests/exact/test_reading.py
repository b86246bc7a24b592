"""Array-likes of every kind, read exactly; errors name the entry."""

import math
from fractions import Fraction

import flint
import numpy as np
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tropnet.errors import NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array

shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@given(data=st.data())
def test_float_arrays_are_read_entry_by_entry(dtype, data):
    values = data.draw(hnp.arrays(dtype, shapes, elements={"allow_nan": False, "allow_infinity": False}))
    array = rational_array(values)
    assert array.shape == values.shape
    expected = [Fraction(*v.as_integer_ratio()) for v in values.ravel().tolist()]
    assert array.fractions().ravel().tolist() == expected
    assert math.gcd(array.denominator, *array.numerators.ravel()) == 1


def test_floats_at_the_edge_of_64_bits():
    # Numerators over the denominator 2 of magnitudes 2^58 to 2^68, some of them just below a power of two.
    values = [
        0.5,
        *(s * 2.0**k * (1 - e) for k in range(58, 69) for s in (1, -1) for e in (0, 2**-53, 2**-52)),
    ]
    assert rational_array(np.array(values)).numerators.tolist() == [int(2 * v) for v in values]


@given(hnp.arrays(hnp.integer_dtypes() | hnp.unsigned_integer_dtypes(), shapes))
def test_integer_arrays_are_read_entry_by_entry(values):
    array = rational_array(values)
    assert array.denominator == 1
    assert array.tolist() == values.tolist()


@given(hnp.arrays(object, shapes, elements=st.fractions()))
def test_nested_lists_and_object_arrays_agree(values):
    from_objects = rational_array(values)
    assert from_objects.fractions().tolist() == values.tolist()
    if values.size:  # an empty list does not know the lengths of its axes
        assert rational_array(values.tolist()) == from_objects


@pytest.mark.parametrize(
    "data",
    [
        [[0.5, 2], [-3, 0.25]],
        [["1/2", 2], (-3, Fraction(1, 4))],
        [np.array([0.5, 2]), [-3, 0.25]],
        np.array([[0.5, 2], [-3, 0.25]], dtype=np.float32),
        np.asfortranarray([[0.5, 2], [-3, 0.25]]),
        np.array([["1/2", "2"], ["-3", "0.25"]]),
        np.array([[0.5, 2], [-3, 0.25]], dtype=np.longdouble),
        [torch.tensor([0.5, 2]), torch.tensor([-3, 0.25])],
        [[torch.tensor(0.5), 2], [np.int8(-3), 0.25]],
        torch.tensor([[0.5, 2], [-3, 0.25]], requires_grad=True),
        torch.tensor([[0.5, 2], [-3, 0.25]], dtype=torch.bfloat16),
        torch.tensor([[0.5, -3], [2, 0.25]]).T,
        torch.tensor([[0.5, 2], [-3, 0.25]]).to_sparse(),
        sympy.Matrix([["1/2", 2], [-3, "1/4"]]),
        flint.fmpq_mat([[flint.fmpq(1, 2), 2], [-3, flint.fmpq(1, 4)]]),
        [RationalArray([0.5, 2]), RationalArray([-3, 0.25])],
        RationalArray([[0.5, 2], [-3, 0.25]]),
    ],
    ids=lambda data: type(data).__name__,
)
def test_every_kind_of_matrix_is_the_same_array(data):
    array = rational_array(data)
    assert (array.numerators.tolist(), array.denominator) == ([[2, 8], [-12, 1]], 4)


def test_integers_beside_floats_are_not_rounded():
    assert rational_array([2**53 + 1, 0.5]).tolist() == [2**53 + 1, Fraction(1, 2)]


@pytest.mark.parametrize(
    ("data", "shape"),
    [([], (0,)), ([[]], (1, 0)), ([[], []], (2, 0)), (np.zeros((0, 3)), (0, 3)), (7, ()), (range(3), (3,))],
)
def test_shapes_of_edge_cases(data, shape):
    assert rational_array(data).shape == shape


@pytest.mark.parametrize(
    ("data", "position"),
    [
        ([1, None], "None at index 1 "),
        ([[1, 2], [3, "x"]], "'x' at index (1, 1) "),
        ([[1.0, 2.0], [float("nan"), float("inf")]], "nan at index (1, 0) "),
        ([[1.0, 2.0], np.array([3.0, np.inf])], "inf at index (1, 1) "),
        (np.array([[0.0, -np.inf]], dtype=np.float32), "-inf at index (0, 1) "),
        (np.zeros((2, 2), dtype=complex), "index (0, 0) "),
        (np.array([1, True], dtype=object), "True at index 1 "),
        (np.array([True]), "at index 0 "),
        (torch.tensor([1.0, torch.nan]), "nan at index 1 "),
        (torch.tensor([1j]), "at index 0 "),
        (torch.tensor([True]), "at index 0 "),
        (None, "None is no"),
        ({"weight": 1}, "{'weight': 1} is no"),
    ],
    ids=str,
)
def test_the_first_bad_entry_is_named(data, position):
    with pytest.raises(NotRationalError) as error:
        rational_array(data)
    assert position in str(error.value)


@pytest.mark.parametrize(
    "data", [[[1, 2], [3]], [1, [2]], [[1], 2], [[[1]], [[1, 2]]], [np.zeros(2), np.zeros(3)]], ids=str
)
def test_ragged_data_is_refused(data):
    with pytest.raises(ShapeError, match="ragged data"):
        rational_array(data)


def test_lists_without_bottom_are_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(ShapeError, match="more than 32 deep"):
        rational_array(endless)


def test_later_changes_of_the_source_do_not_show():
    for source in (np.array([1, 2], dtype=object), np.array([1.0, 2.0]), np.array([1, 2])):
        array = rational_array(source)
        source[0] = 9
        assert array.tolist() == [1, 2]
