import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropnet.exact.digits import (
    WIDTHS,
    balanced_digits,
    carried,
    digit_product,
    integers_from_bytes,
    is_nonzero,
    n_digits,
    ordered_bytes,
    sorted_distinct,
    width_for,
)

widths = pytest.mark.parametrize("width", WIDTHS)

integers = (
    st.integers(-(2**200), 2**200)
    | st.integers(-2, 2)
    | st.builds(
        lambda sign, k, d: sign * (2**k + d),
        st.sampled_from([-1, 1]),
        st.integers(0, 130),
        st.integers(-1, 1),
    )
)


def as_array(rows):
    return np.array(rows, dtype=object)


def value(digits, width):
    """The integers with these digits, by Horner's rule in Python."""
    total = 0
    for digit in reversed(digits.astype(object)):
        total = total * 2**width + np.frompyfunc(int, 1, 1)(digit)
    return total


@widths
@given(st.lists(integers, min_size=1, max_size=6))
def test_balanced_digits_are_those_of_the_integers(width, numbers):
    digits = balanced_digits(as_array(numbers), width)
    assert (digits >= -(2 ** (width - 1))).all()
    assert (digits < 2 ** (width - 1)).all()
    assert value(digits, width).tolist() == numbers


@widths
@pytest.mark.parametrize("number", [2**62 - 1, 2**62, 2**63 - 1, -(2**63), 2**63])
def test_digits_at_the_ends_of_machine_words(width, number):
    assert value(balanced_digits(as_array([number, 1]), width), width).tolist() == [number, 1]


@widths
@given(st.integers(0, 2**100))
def test_as_many_digits_as_promised_hold_the_bound(width, bound):
    assert 4 * bound < 2 ** (width * n_digits(bound, width))
    for x in (bound, -bound):
        assert value(balanced_digits(as_array([x]), width), width).tolist() == [x]


@widths
@given(st.lists(integers, min_size=1, max_size=8))
def test_bytes_are_ordered_as_integers_are(width, numbers):
    data = ordered_bytes(balanced_digits(as_array(numbers), width), width)
    assert integers_from_bytes(data).tolist() == numbers
    assert is_nonzero(data).tolist() == [x != 0 for x in numbers]
    order = sorted(range(len(numbers)), key=lambda i: data[i].tobytes())
    assert [numbers[i] for i in order] == sorted(numbers)


def test_integers_of_more_than_255_bytes():
    numbers = [3**2000, -(3**2000), 0, -1, 2**2040, -(2**2040)]
    data = ordered_bytes(balanced_digits(as_array(numbers), 24), 24)
    assert data.shape[1] > 255
    assert integers_from_bytes(data).tolist() == numbers


@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 3))
def test_distinct_rows_in_lexicographic_order(seed, k, m):
    rng = random.Random(seed)
    # Zero bytes at the end of a row must count.
    choices = [
        0,
        1,
        -1,
        256,
        2**24,
        -(2**24),
        2**40,
        2**60,
        *(rng.randint(-(2**60), 2**60) for _ in range(4)),
    ]
    rows = [[rng.choice(choices) for _ in range(m)] for _ in range(k)]
    data = ordered_bytes(balanced_digits(as_array(rows), 24), 24)
    expected = [list(row) for row in sorted(set(map(tuple, rows)))]
    assert integers_from_bytes(sorted_distinct(data)).tolist() == expected


@given(st.integers(0, 10**6), st.integers(0, 5), st.integers(1, 120), st.integers(1, 120))
def test_products_are_those_of_python_integers(seed, m, left_bits, right_bits):
    rng = random.Random(seed)

    def draw(k, n, bits):
        return as_array([[rng.randint(-(2**bits), 2**bits) for _ in range(n)] for _ in range(k)]).reshape(
            k, n
        )

    left, right = draw(3, m, left_bits), draw(m, 2, right_bits)
    width = width_for([left])
    expected = np.dot(left, right) if m else as_array([[0, 0]] * 3)
    count = n_digits(max(abs(x) for x in expected.ravel().tolist()), width)
    raw = digit_product(balanced_digits(left, width), balanced_digits(right, width))
    assert value(carried(raw, width, count), width).tolist() == expected.tolist()


@pytest.mark.parametrize(("n", "width"), [(63, 24), (64, 16), (300, 16), (9000, 16)])
def test_products_with_the_largest_digits_stay_exact(n, width):
    """Rows of n equal digits -B/2, which make the largest sums that digits can make."""
    left = as_array([[-(2**23)] * n])
    assert width_for([left]) == width
    right = as_array([[-(2 ** (3 * width - 1)) + (2**width - 1) * 7] for _ in range(n)])
    expected = n * -(2**23) * right[0, 0]
    raw = digit_product(balanced_digits(left, width), balanced_digits(right, width))
    assert np.abs(raw).max() < 2**53
    assert value(carried(raw, width, n_digits(abs(expected), width)), width).tolist() == [[expected]]


@pytest.mark.parametrize("n", [1, 7, 15, 63, 250])
@pytest.mark.parametrize("count", [1, 2, 4, 9])
def test_the_width_counts_all_digits(n, count):
    """Rows whose entries have several digits -B/2, each of which meets a digit of the factor."""
    left = as_array([[-(2**23) * sum(2 ** (24 * s) for s in range(count))] * n])
    width = width_for([left])
    right = as_array([[-(2 ** (width - 1)) * sum(2 ** (width * s) for s in range(2 * count))]] * n)
    raw = digit_product(balanced_digits(left, width), balanced_digits(right, width))
    assert np.abs(raw).max() <= 2**52
    expected = n * left[0, 0] * right[0, 0]
    assert value(carried(raw, width, n_digits(abs(expected), width)), width).tolist() == [[expected]]


def test_the_width_of_no_matrix_is_the_largest():
    assert width_for([]) == width_for([np.empty((0, 3), dtype=object)]) == max(WIDTHS)
