"""Rational arrays against numpy's object arrays of ``Fraction``."""

import math
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array, stack

rationals = (
    st.fractions(max_denominator=10**6) | st.integers(-9, 9).map(Fraction) | st.floats(-4, 4).map(Fraction)
)
shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)


def fraction_arrays(shape=shapes):
    return hnp.arrays(object, shape, elements=rationals)


broadcastable = hnp.mutually_broadcastable_shapes(num_shapes=3, max_dims=3, max_side=3).flatmap(
    lambda drawn: st.tuples(*map(fraction_arrays, drawn.input_shapes))
)


def is_same(array, reference):
    """Whether a RationalArray is canonical and has the shape and the entries of the reference."""
    assert math.gcd(array.denominator, *array.numerators.ravel()) == 1
    assert all(type(n) is int for n in array.numerators.flat)
    reference = np.asarray(reference, dtype=object)
    return array.shape == reference.shape and array.fractions().tolist() == reference.tolist()


@given(broadcastable)
def test_ring_axioms_and_agreement_with_fractions(arrays):
    a, b, c = map(rational_array, arrays)
    x, y, z = arrays
    assert is_same(a + b, x + y)
    assert is_same(a - b, x - y)
    assert is_same(a * b, x * y)
    assert is_same(-a, -x)
    assert is_same(abs(a), abs(x))
    assert a + b == b + a
    assert a * b == b * a
    assert (a + b) + c == a + (b + c)
    assert (a * b) * c == a * (b * c)
    assert a * (b + c) == a * b + a * c
    assert a + 0 == a == a * 1
    assert a - a == RationalArray.zeros(a.shape)
    assert is_same(a.maximum(b) + z, np.maximum(x, y) + z)
    assert a.minimum(b) == -(-a).maximum(-b)


@given(broadcastable)
def test_order_agrees_with_fractions(arrays):
    (a, b, _), (x, y, _) = map(rational_array, arrays), arrays
    assert (a < b).tolist() == np.asarray(x < y).tolist()
    assert (a <= b).tolist() == np.asarray(x <= y).tolist()
    assert (a > b).tolist() == np.asarray(x > y).tolist()
    assert (a >= b).tolist() == np.asarray(x >= y).tolist()
    assert ((a - b).sign() == 0).tolist() == np.asarray(x == y).tolist()
    assert a.sign().dtype == np.int8


@given(fraction_arrays(), rationals)
def test_scalars_of_all_kinds(x, scalar):
    a = rational_array(x)
    assert is_same(a * scalar, x * scalar)
    assert is_same(str(scalar) + a, x + scalar)
    assert scalar - a == -(a - scalar)
    assume(scalar != 0)
    assert is_same(a / scalar, x / scalar)


def test_numpy_leaves_the_arithmetic_to_rational_arrays():
    a = RationalArray(["1/3", 2])
    assert np.float64(0.5) * a == RationalArray(["1/6", 1])
    assert np.array([1, 2]) - a == RationalArray(["2/3", 0])
    assert np.eye(2) @ a == a
    assert (np.array([1, 2]) > a).tolist() == [True, False]


@pytest.mark.parametrize("bits", [4, 24, 31, 60, 200])
@given(data=st.data())
def test_products_against_sums_of_fractions(bits, data):
    k, m, n = data.draw(st.tuples(*[st.integers(0, 5)] * 3))
    entries = st.builds(Fraction, st.integers(-(2**bits), 2**bits), st.sampled_from([1, 3, 2**20]))
    x, y = (
        data.draw(hnp.arrays(object, (k, m), elements=entries)),
        data.draw(hnp.arrays(object, (m, n), elements=entries)),
    )
    expected = [[sum(u * v for u, v in zip(line, column, strict=True)) for column in y.T] for line in x]
    a, b = rational_array(x), rational_array(y)
    assert is_same(a @ b, np.array(expected, dtype=object).reshape(k, n))
    assert (a @ b).T == b.T @ a.T
    if k and n:
        assert a[0] @ b == (a @ b)[0]
        assert a @ b[:, 0] == (a @ b)[:, 0]
        assert a[0] @ b[:, 0] == (a @ b)[0, 0]
        assert stack([a, -a]) @ b == stack([a @ b, -(a @ b)])


def test_large_products_in_all_arithmetics():
    # (A B) x = A (B x): the left product is large enough for FLINT, the right one never is.
    rng = np.random.default_rng(0)
    for bits in (8, 22, 28, 50, 53):
        a, b = (rational_array(rng.integers(-(2**bits), 2**bits, size=(40, 40))) for _ in range(2))
        x = rational_array(rng.integers(-9, 9, size=40))
        assert (a @ b) @ x == a @ (b @ x)


@given(fraction_arrays(hnp.array_shapes(min_dims=1, max_dims=3, max_side=3)), st.data())
def test_selection_and_shape_like_numpy(x, data):
    a = rational_array(x)
    key = data.draw(hnp.basic_indices(x.shape) | hnp.arrays(bool, x.shape[:1]))
    selected = a[key]
    if isinstance(selected, Fraction):
        assert selected == x[key]
    else:
        assert is_same(selected, x[key])
    assert is_same(a.T, x.T)
    assert is_same(a.ravel(), x.ravel())
    assert is_same(a.reshape(-1, 1), x.reshape(-1, 1))
    axes = data.draw(st.permutations(range(x.ndim)))
    assert is_same(a.transpose(*axes), x.transpose(*axes))
    assert list(a) == [a[i] for i in range(len(x))]


@given(fraction_arrays(hnp.array_shapes(min_dims=2, max_dims=3, max_side=3)), st.integers(0, 1))
def test_reductions_like_numpy(x, axis):
    a = rational_array(x)
    assert is_same(a.sum(axis), x.sum(axis))
    assert is_same(a.max(axis), x.max(axis))
    assert is_same(a.min(axis), x.min(axis))
    assert (a.sum(), a.max(), a.min()) == (x.sum(), x.max(), x.min())


def test_the_sum_of_nothing_is_zero_and_its_maximum_an_error():
    assert RationalArray([]).sum() == 0
    with pytest.raises(ShapeError):
        RationalArray([]).max()


@given(fraction_arrays(hnp.array_shapes(min_dims=0, max_dims=3, max_side=3)), st.data())
def test_places_of_extrema_are_the_first_ones(x, data):
    a = rational_array(x)
    entries = x.ravel().tolist()
    assert (a.argmax(), a.argmin()) == (entries.index(max(entries)), entries.index(min(entries)))
    assert type(a.argmax()) is type(a.argmin()) is int
    if x.ndim:
        axis = data.draw(st.integers(-x.ndim, x.ndim - 1))
        lines = np.moveaxis(x, axis, -1)
        for found, best in ((np.asarray(a.argmax(axis)), max), (np.asarray(a.argmin(axis)), min)):
            assert found.shape == lines.shape[:-1]
            assert all(
                found[i] == (line := lines[i].tolist()).index(best(line)) for i in np.ndindex(found.shape)
            )


@given(fraction_arrays(), st.data())
def test_any_and_all_ask_for_entries_that_are_not_zero(x, data):
    a, is_nonzero = rational_array(x), np.array([entry != 0 for entry in x.ravel()], bool).reshape(x.shape)
    assert (a.any(), a.all()) == (any(is_nonzero.ravel()), all(is_nonzero.ravel()))
    assert type(a.any()) is type(a.all()) is bool
    if x.ndim:
        axis = data.draw(st.integers(0, x.ndim - 1))
        np.testing.assert_array_equal(a.any(axis), is_nonzero.any(axis))
        np.testing.assert_array_equal(a.all(axis), is_nonzero.all(axis))


def test_extrema_of_long_integers_and_of_nothing():
    a = RationalArray.from_integers([2**80, 2**80 + 1, -(2**80) - 1, 2**80 + 1], 3**50)
    assert (a.argmax(), a.argmin()) == (1, 2)
    for refused in (lambda: RationalArray([]).argmax(), lambda: a.argmin(axis=1), lambda: a.any(axis=1)):
        with pytest.raises(ShapeError):
            refused()


@given(st.lists(fraction_arrays((2, 3)), min_size=1, max_size=3), st.integers(0, 1))
def test_joining_like_numpy(xs, axis):
    assert is_same(concatenate(xs, axis), np.concatenate(xs, axis))
    assert is_same(stack(xs, axis), np.stack(xs, axis))


# -- floats -------------------------------------------------------------------------------------------


@given(hnp.arrays(np.float64, shapes, elements={"allow_nan": False, "allow_infinity": False}))
def test_floats_return_unchanged(x):
    a = rational_array(x)
    assert np.array_equal(a.floats(), x)
    assert a.are_floats


huge = st.integers(-(2**1100), 2**1100)
dyadic = st.builds(Fraction, huge, st.integers(0, 1200).map(lambda k: 2**k))
any_size = rationals | st.builds(Fraction, huge, huge.filter(bool)) | dyadic


@given(any_size)
def test_floats_are_nearest_with_ties_to_even(value):
    nearest = float(rational_array([value]).floats()[0])
    if math.isinf(nearest):  # beyond the midpoint between the largest float and 2^1024
        assert abs(value) >= 2**1024 - 2**970
        assert (nearest > 0) == (value > 0)
        return
    error = abs(Fraction(nearest) - value)
    for direction in (-math.inf, math.inf):
        neighbour = math.nextafter(nearest, direction)
        distance = abs(Fraction(neighbour) - value) if math.isfinite(neighbour) else math.inf
        assert error <= distance
        if error == distance:
            assert int(abs(nearest).hex().split(".")[1].split("p")[0], 16) % 2 == 0


@given(any_size)
def test_are_floats_decides_whether_rounding_changes_something(value):
    a = rational_array([[value]])
    rounded = a.floats()
    assert a.are_floats == (np.isfinite(rounded).all() and Fraction(float(rounded[0, 0])) == value)


def test_numpy_gets_fractions_and_never_rounds_silently():
    a = RationalArray([["1/3", 2]])
    assert np.asarray(a).tolist() == [[Fraction(1, 3), 2]]
    with pytest.raises(InputError, match=r"use floats\(\)"):
        np.asarray(a, dtype=float)


# -- values -------------------------------------------------------------------------------------------


@given(fraction_arrays(), st.integers(1, 12))
def test_equal_values_are_one_value(x, factor):
    a = rational_array(x)
    b = RationalArray.from_integers(a.numerators * factor, a.denominator * factor)
    c = RationalArray.from_integers(-a.numerators * factor, -a.denominator * factor)
    assert a == b == c
    assert hash(a) == hash(b)
    assert len({a, b, c}) == 1
    assert pickle.loads(pickle.dumps(a)) == a
    assert not pickle.loads(pickle.dumps(a)).numerators.flags.writeable


def test_different_values_are_unequal():
    a = RationalArray([1, 2])
    assert a != RationalArray([[1, 2]])
    assert a != RationalArray(["1/2", 1])
    assert a != [1, 2]
    assert RationalArray.zeros((0, 2)) != RationalArray.zeros((2, 0))


def test_arrays_cannot_be_changed():
    a = RationalArray([1, 2])
    with pytest.raises(ValueError, match="read-only"):
        a.numerators[0] = 5
    with pytest.raises(AttributeError, match="immutable"):
        a.denominator = 2
    with pytest.raises(TypeError):
        a[0] = 5


def test_lists_contain_int_where_possible():
    entries = RationalArray([["1/2", 2]]).tolist()
    assert entries == [[Fraction(1, 2), 2]]
    assert [type(e) for e in entries[0]] == [Fraction, int]
    assert type(RationalArray([[4]]).integers()[0, 0]) is int
    with pytest.raises(
        InputError, match=r"entry at index \(0, 0\) of RationalArray\(\[\[1/2, 2\]\]\) is no integer"
    ):
        RationalArray([["1/2", 2]]).integers()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("1/2", "RationalArray(1/2)"),
        ([], "RationalArray([])"),
        ([[1, "1/2"], [0, -3]], "RationalArray([[1, 1/2], [0, -3]])"),
        (np.zeros((64, 64)), "<RationalArray 64x64>"),
        ([1, 1 << 20000], "<RationalArray 2>"),
        (Fraction(1, 1 << 20000), "<RationalArray scalar>"),
    ],
    ids=["scalar", "empty", "matrix", "large", "long numerator", "long denominator"],
)
def test_repr_is_one_short_line(data, text):
    assert repr(RationalArray(data)) == text


@pytest.mark.parametrize(
    "operation",
    [
        lambda a: a - [1, 2],
        lambda a: a * [[1, 2]],
        lambda a: a @ [1, 2],
        lambda a: a @ 1,
        lambda a: a @ np.zeros((3, 1, 1)),
        lambda a: a < [1, 2],
        lambda a: a.maximum([1, 2]),
        lambda a: a.reshape(2),
        lambda a: a.transpose(1, 0),
        lambda a: a.sum(axis=1),
        lambda a: a.item(),
        lambda a: concatenate([a, [[1]]]),
        lambda a: concatenate([]),
        lambda a: stack([a, [1]]),
    ],
)
def test_sizes_that_do_not_fit(operation):
    with pytest.raises(ShapeError):
        operation(RationalArray([1, 2, 3]))


def test_divisors_and_denominators():
    a = RationalArray([1, 2])
    with pytest.raises(ZeroDivisionError):
        a / 0
    with pytest.raises(NotRationalError, match="as a divisor"):
        a / float("nan")
    with pytest.raises(InputError, match="denominator is 0"):
        RationalArray.from_integers([1], 0)
    with pytest.raises(InputError, match="no integer"):
        RationalArray.from_integers([0.5], 1)
