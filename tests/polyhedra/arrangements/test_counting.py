"""The recursion by levels: its result does not depend on how a level is cut, ordered or merged."""

from collections import Counter
from math import comb
from unittest import mock

import numpy as np
import pytest

from tropnet.polyhedra.arrangements import counting
from tropnet.polyhedra.arrangements.counting import (
    ArrangementBatch,
    is_simple_modulo,
    merged,
    n_regions_of_batch,
    whitney_numbers,
)
from tropnet.polyhedra.arrangements.good_reduction import (
    LARGEST_WORD_PRIME,
    essential_rows,
    good_prime,
    row_labels,
)


def random_rows(rng, m, n, entry=1):
    rows = rng.integers(-entry, entry + 1, (m, n + 1))
    rows = rows[rows[:, :-1].any(axis=1)]
    _, first = np.unique([canonical(row) for row in rows.tolist()], axis=0, return_index=True)
    return rows[np.sort(first)]


def canonical(row):
    row = np.array(row) // np.gcd.reduce(row)
    return row * np.sign(row[np.flatnonzero(row)[0]])


def recursive_whitney_numbers(rows):
    """Deletion and restriction of one hyperplane at a time, over the integers; central by a.x = 0 alone."""
    if not len(rows):
        return Counter({0: 1})
    *others, last = map(tuple, rows)
    pivot = next(i for i, x in enumerate(last[:-1]) if x)
    cut = [[x * last[pivot] - y * row[pivot] for x, y in zip(row, last, strict=True)] for row in others]
    cut = [row[:pivot] + row[pivot + 1 :] for row in cut if any(row[:-1])]
    restricted = {tuple(canonical(row).tolist()) for row in cut}
    shifted = {k + 1: -w for k, w in recursive_whitney_numbers(sorted(restricted)).items()}
    numbers = recursive_whitney_numbers(others)
    numbers.update(shifted)
    return numbers


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("step", [1, 2**19])
def test_any_cut_of_the_levels_and_any_order_give_the_same(seed, step):
    rng = np.random.default_rng(seed)
    rows = random_rows(rng, 7, int(rng.integers(1, 5)))
    if seed % 2:
        rows[:, -1] = 0
        rows = np.unique([canonical(row) for row in rows.tolist()], axis=0)
    expected = recursive_whitney_numbers(rows.tolist())
    with mock.patch.object(counting, "_LARGEST_STEP", step):
        numbers = whitney_numbers(rows)
        assert whitney_numbers(rng.permutation(rows)) == numbers
    assert dict(enumerate(numbers)) == {k: w for k, w in expected.items() if w}


def test_prisms_and_products():
    """The Whitney numbers of a product of arrangements are the convolution."""
    lines = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1]])
    points = np.array([[1, 0], [1, 1], [1, 2]])
    product = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 0, 1], *([0, 0, *point] for point in points)])
    assert whitney_numbers(lines) == (1, -3, 3)
    assert whitney_numbers(points) == (1, -3)
    assert whitney_numbers(product) == tuple(np.convolve([1, -3, 3], [1, -3]))


def test_numbers_beyond_a_machine_word():
    """Multiplicities are Python integers: three segments of a line, 2^70 times."""
    points = ArrangementBatch(np.array([[1, 0], [1, 1]]), np.array([2]), np.array([2**70], dtype=object))
    assert n_regions_of_batch(points, 7) == 3 * 2**70


def test_merging_adds_the_multiplicities_of_equal_sets():
    rows = np.array([[1, 2], [1, 3], [1, 3], [1, 2], [1, 2], [1, 5], [1, 2]])
    batch = ArrangementBatch(
        rows, np.array([2, 0, 2, 1, 0, 2]), np.array([1, 10, 100, 1000, 10**30, 5], dtype=object)
    )
    together = merged(batch, row_labels(rows, 7))
    assert together.sizes.tolist() == [2, 0, 1, 2]
    assert together.multiplicities.tolist() == [101, 10 + 10**30, 1000, 5]
    assert together.rows.tolist() == [[1, 2], [1, 3], [1, 2], [1, 5], [1, 2]]


def test_an_empty_arrangement_has_one_region():
    nothing = ArrangementBatch(np.zeros((0, 3), int), np.array([0, 0]), np.array([1, 2], dtype=object))
    assert n_regions_of_batch(nothing, 7) == 3
    assert whitney_numbers(np.zeros((0, 4), int)) == (1,)


@pytest.mark.parametrize("p", [5, 101, LARGEST_WORD_PRIME])
def test_a_proof_of_general_position_is_never_wrong(p):
    """Whatever the prime: in general position modulo p means the largest Whitney numbers over Q."""
    proved = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 4))
        rows = random_rows(rng, 5, n, entry=12)
        if seed % 2:
            rows[:, -1] = 0
            rows = np.unique([canonical(row) for row in rows.tolist()], axis=0)
        m, is_central = len(rows), not rows[:, -1].any()
        if is_simple_modulo(essential_rows(rows), p):
            proved += 1
            affine = [comb(m - is_central, k) for k in range(n + 1 - is_central)]
            expected = np.convolve(affine, [1, 1]) if is_central else affine
            assert [abs(w) for w in whitney_numbers(rows)] == [w for w in expected if w]
    assert proved


@pytest.mark.parametrize("is_central", [False, True])
@pytest.mark.parametrize(("m", "n"), [(6, 3), (4, 2), (7, 4)])
def test_general_position_where_no_prime_of_a_word_is_good(m, n, is_central):
    """Long coefficients in general position: the numbers are binomial (Buck, Partition of space, 1943)."""
    rng = np.random.default_rng(m)
    rows = rng.integers(-(2**40), 2**40, (m, n + 1)).astype(object)
    rows[:, -1] *= not is_central
    assert good_prime(essential_rows(rows)) > LARGEST_WORD_PRIME
    expected = [comb(m - is_central, k) for k in range(n + 1 - is_central)]
    if is_central:
        expected = np.convolve(expected, [1, 1])
    assert whitney_numbers(rows) == tuple((-1) ** k * w for k, w in enumerate(expected))


@pytest.mark.parametrize("is_central", [False, True])
def test_long_coefficients_in_special_position(is_central):
    """Three of five lines meet in a point: |w_2| is C(5, 2) - 1; the cone over them is central."""
    rng = np.random.default_rng(1)
    rows = rng.integers(-(2**40), 2**40, (5, 3)).astype(object)
    rows[:3, 2] = rows[:3, 0] * 3 - rows[:3, 1] * 7
    if is_central:
        infinity = np.array([[0, 0, 1]], object)
        rows = np.hstack([np.vstack([rows, infinity]), np.full((6, 1), 0, object)])
    assert good_prime(essential_rows(rows)) > LARGEST_WORD_PRIME
    expected = np.convolve([1, -5, 9], [1, -1] if is_central else [1])
    assert whitney_numbers(rows) == tuple(expected.tolist())


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_forms_with_many_zeros(n):
    """Braid arrangements: the Whitney numbers are the Stirling numbers of the first kind."""
    rows = [[(k == i) - (k == j) for k in range(n)] + [0] for i in range(n) for j in range(i)]
    stirling = [1]
    for k in range(1, n):
        stirling = np.convolve(stirling, [1, -k]).tolist()
    for order in (rows, rows[::-1]):
        assert whitney_numbers(np.array(order)) == tuple(stirling)


def test_general_position_is_refuted_where_hyperplanes_coincide_modulo_p():
    assert not is_simple_modulo(np.array([[1, 1], [1, 8]]), 7)
    assert not is_simple_modulo(np.array([[7, 1], [1, 8]]), 7)
    assert not is_simple_modulo(np.array([[7, 14, 0], [1, 8, 0]]), 7)
    assert not is_simple_modulo(np.array([[1, 8, 0], [7, 14, 0]]), 7)
    assert not is_simple_modulo(np.array([[1, 8, 0], [1, 1, 0]]), 7)
    assert is_simple_modulo(np.array([[1, 1], [1, 8]]), 11)
