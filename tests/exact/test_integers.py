"""Kernels on arrays of Python integers, against the same in Python."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tropnet.exact.integers import as_int64, correctly_rounded, integer_product, largest, row

# Numbers at which one arithmetic stops to be exact and the next has to take over.
edges = [
    0,
    1,
    -1,
    2**26,
    2**26 + 1,
    2**27,
    2**31,
    2**32,
    -(2**31),
    2**53,
    2**53 + 1,
    2**62,
    2**63 - 1,
    -(2**63),
    2**63,
]
entries = st.sampled_from(edges) | st.integers(-9, 9) | st.integers(-(2**70), 2**70)


@given(st.data())
def test_products_at_the_edges_of_every_arithmetic(data):
    k, m, n = data.draw(st.tuples(*[st.integers(0, 4)] * 3))
    a = data.draw(hnp.arrays(object, (k, m), elements=entries))
    b = data.draw(hnp.arrays(object, (m, n), elements=entries))
    expected = [
        [sum(x * y for x, y in zip(line, column, strict=True)) for column in b.T.tolist()]
        for line in a.tolist()
    ]
    product = integer_product(a, b)
    assert product.shape == (k, n)
    assert product.tolist() == (expected if n else [[]] * k)
    assert all(type(entry) is int for entry in product.flat)


@pytest.mark.parametrize("top", [2**25, 2**26, 2**30, 2**31, 2**40, 2**63 - 1, 2**63, 2**90])
def test_products_of_largest_entries_of_both_signs(top):
    # 30 x 30 is large enough for FLINT; sums of 30 equal products are the extreme case of each bound.
    signs = np.where(np.arange(900).reshape(30, 30) % 7 < 3, 1, -1).astype(object)
    sums = signs.astype(int) @ signs.astype(int)
    assert integer_product(signs * top, signs * top).tolist() == (sums.astype(object) * top**2).tolist()


@pytest.mark.parametrize(
    "a", [67108865, 94906267, 101000001, 134217727, 2**31 - 1, 3037000501, 2**32 + 1, 2**40 + 1]
)
def test_differences_of_products_that_floats_round_away(a):
    # a a - (a - 1) (a + 1) = 1, but from a^2 > 2^53 on float64 may round a a to (a - 1) (a + 1).
    left, right = (
        np.array([[a, 1 - a], [1 - a, a], [a, a]], dtype=object),
        np.array([[a, a + 1], [a + 1, a]], dtype=object),
    )
    assert integer_product(left, right).tolist() == [[1, 2 * a], [2 * a, 1], [2 * a * a + a] * 2]


@pytest.mark.parametrize("bits", [10, 52, 53, 54, 55, 60, 63, 64, 70])
def test_quotients_are_those_of_python(bits):
    # Python divides integers with correct rounding, one pair at a time.
    rng = np.random.default_rng(bits)
    numerators = [int(n) * 2 ** (bits - 10) + int(r) for n, r in rng.integers(-(2**10), 2**10, size=(200, 2))]
    for denominator in (1, 3, 2**53 - 1, 2**53 + 1, 10**17 + 3, 2**60, 2**1000, 2**1070, 2**1100, 10**20):
        result = correctly_rounded(row(numerators), denominator)
        assert result.dtype == np.float64
        assert result.tolist() == [n / denominator for n in numerators]


@given(st.lists(st.sampled_from(edges)))
def test_words_exist_exactly_for_64_bit_integers(items):
    words = as_int64(row(items))
    assert (words is not None) == all(-(2**63) <= item < 2**63 for item in items)
    if words is not None:
        assert words.tolist() == items
        assert largest(words) == max(map(abs, items), default=0)
