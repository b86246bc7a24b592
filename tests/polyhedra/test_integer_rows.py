"""Products of integer rows that do not overflow, of every size and in either kind of integers."""

from math import gcd

import numpy as np
import pytest

from tropnet.polyhedra.integer_rows import combine, product

SIZES = [2**k + d for k in range(20, 66) for d in (-1, 0)]


def as_stored(value, shape):
    """Words where they fit, Python integers elsewhere."""
    return np.full(shape, value, np.int64 if value < 2**63 else object)


@pytest.mark.parametrize("n", [1, 8, 100])
def test_sums_of_products_do_not_overflow(n):
    """All terms have the same sign, so that the sum is as large as can be."""
    for size in SIZES:
        other = 2**62 // (size * 3) + 1  # so that a single product fits, or nearly
        found = product(as_stored(size, (2, n)), as_stored(other, (n, 1)))
        assert found.tolist() == [[n * size * other]] * 2


def test_combinations_do_not_overflow():
    """a r - b s where both terms have one sign, made primitive."""
    for size in SIZES:
        other = 2**62 // (size * 3) + 1
        alpha, beta = as_stored(size, 1), -as_stored(size + 1, 1)
        rows, others = as_stored(other, (1, 2)), as_stored(other + 1, (1, 2))
        others[0, 1] = 1
        x, y = size * other + (size + 1) * (other + 1), size * other + size + 1
        divisor = gcd(x, y)
        assert combine(alpha, rows, beta, others).tolist() == [[x // divisor, y // divisor]]
