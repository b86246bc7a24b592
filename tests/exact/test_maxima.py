import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropnet.exact import maxima
from tropnet.exact.maxima import maximal_forms


def brute_force(forms, vectors):
    pairs = []
    for k, vector in enumerate(vectors):
        values = [sum(a * x for a, x in zip(form, vector, strict=True)) for form in forms]
        pairs += [(k, i) for i, value in enumerate(values) if value == max(values)]
    return pairs


def found(forms, vectors, n):
    arrays = [np.array(rows, dtype=object).reshape(len(rows), n) for rows in (forms, vectors)]
    vector, form = maximal_forms(*arrays)
    return list(zip(vector.tolist(), form.tolist(), strict=True))


@given(st.integers(0, 10**6), st.integers(1, 4), st.sampled_from([2, 30, 2**60, 2**200]))
def test_against_all_values(seed, n, bound):
    rng = random.Random(seed)
    forms, vectors = (
        [[rng.randint(-bound, bound) * rng.randint(0, 1) for _ in range(n)] for _ in range(k)]
        for k in (rng.randint(1, 8), rng.randint(0, 8))
    )
    assert found(forms, vectors, n) == brute_force(forms, vectors)


@pytest.mark.parametrize("exponent", [40, 53, 60, 100, 1200])
def test_ties_and_differences_below_every_rounding_error(exponent):
    large = 3**exponent
    forms = [[large, 1], [large, 0], [large + 1, -1], [0, 0], [1, 0]]
    vectors = [[1, 1], [1, 0], [large, 1], [0, 1], [-1, 5], [0, 0]]
    assert found(forms, vectors, 2) == brute_force(forms, vectors)


@pytest.mark.parametrize("seed", range(10))
def test_values_that_floats_put_in_a_wrong_order(seed):
    """Forms that differ by multiples of one that vanishes at the vector, and by little else."""
    rng = random.Random(seed)
    p, q, a, b = (rng.randint(2**59, 2**60) for _ in range(4))
    steps = [rng.randint(-50, 50) for _ in range(30)]
    forms = [[a + k * q + rng.randint(-1, 1), b - k * p] for k in steps]
    vectors = [[p, q], [-p, -q], [p, q + 1], [3 * p, 3 * q]]
    assert found(forms, vectors, 2) == brute_force(forms, vectors)


def test_forms_of_very_different_sizes():
    forms = [[2**900, 0], [1, 0], [2, 0], [0, 1]]
    vectors = [[-1, 0], [0, 1], [1, 2**800], [-(2**700), 2**899]]
    assert found(forms, vectors, 2) == brute_force(forms, vectors)


def test_many_blocks_of_vectors(monkeypatch):
    rng = random.Random(0)
    forms, vectors = ([[rng.randint(-2, 2) for _ in range(3)] for _ in range(k)] for k in (7, 50))
    whole = found(forms, vectors, 3)
    monkeypatch.setattr(maxima, "PRODUCTS_AT_ONCE", 1)
    assert found(forms, vectors, 3) == whole == brute_force(forms, vectors)
