"""Arithmetic modulo primes of every size, and the lemma that makes it exact."""

from itertools import combinations
from unittest import mock

import flint
import numpy as np
import pytest
import sympy
from analysis.test_rounding_modes import IS_X86_LINUX, MODES, rounding

from tropnet.errors import InputError
from tropnet.exact.matrix import rank
from tropnet.polyhedra.arrangements import good_reduction
from tropnet.polyhedra.arrangements.good_reduction import (
    LARGEST_WORD_PRIME,
    essential_rows,
    good_prime,
    joint_labels,
    normalised,
    residues,
    restricted,
    row_labels,
    times,
)

PRIMES = [2, 3, 251, 65537, 2**31 - 1, 2**40 - 87, LARGEST_WORD_PRIME, 2**61 - 1, 2**127 - 1]


def random_residues(rng, shape, p):
    """Residues, with many zeros and many at both ends of the range."""
    size = int(np.prod(shape))
    entries = [int.from_bytes(rng.bytes(20), "big") % p for _ in range(size)]
    ends = rng.choice([0, 1, p - 1, -1], size)
    values = [
        int(end) if rng.random() < 0.5 and end >= 0 else x for x, end in zip(entries, ends, strict=True)
    ]
    return residues(np.array(values, dtype=object).reshape(shape), p)


@pytest.mark.parametrize("p", PRIMES)
def test_products_are_those_of_python_integers(p):
    rng = np.random.default_rng(p % 1000)
    left, right = random_residues(rng, (300,), p), random_residues(rng, (300,), p)
    expected = [a * b % p for a, b in zip(left.tolist(), right.tolist(), strict=True)]
    assert times(left, right, p).tolist() == expected


@pytest.mark.skipif(not IS_X86_LINUX, reason="rounding modes are set by number, for x86 Linux")
@pytest.mark.parametrize("mode", MODES)
def test_no_rounding_mode_matters_for_products(mode):
    left, right = np.random.default_rng(1).integers(0, LARGEST_WORD_PRIME, (2, 5000))
    expected = (left.astype(object) * right.astype(object) % LARGEST_WORD_PRIME).tolist()
    with rounding(mode):
        found = times(left, right, LARGEST_WORD_PRIME)
    assert found.tolist() == expected


@pytest.mark.parametrize("p", PRIMES)
def test_normalised_rows_span_the_same_and_start_with_one(p):
    rows = random_residues(np.random.default_rng(1), (200, 4), p)
    result, is_hyperplane = normalised(rows, p)
    for row, unit, has_leading in zip(rows.tolist(), result.tolist(), is_hyperplane.tolist(), strict=True):
        leading = next((x for x in row[:-1] if x), None)
        assert has_leading == (leading is not None)
        assert [x * (leading or 1) % p for x in unit] == row


@pytest.mark.parametrize("p", PRIMES)
def test_a_restriction_takes_the_same_values_on_the_mirror(p):
    """At the points of the mirror, whose coordinates but the pivot are free."""
    rng = np.random.default_rng(2)
    mirrors, is_hyperplane = normalised(random_residues(rng, (60, 4), p), p)
    mirrors = mirrors[is_hyperplane]
    rows, points = (random_residues(rng, (len(mirrors), k), p).tolist() for k in (4, 2))
    shorter = restricted(residues(np.array(rows, dtype=object), p), mirrors, p).tolist()
    for row, mirror, point, short in zip(rows, mirrors.tolist(), points, shorter, strict=True):
        pivot = next(i for i, x in enumerate(mirror[:-1]) if x)
        x = [*point[:pivot], 0, *point[pivot:], 1]
        x[pivot] = -sum(a * b for a, b in zip(mirror, x, strict=True)) % p
        value = sum(a * b for a, b in zip(row, x, strict=True)) % p
        assert value == sum(a * b for a, b in zip(short, [*point, 1], strict=True)) % p


@pytest.mark.parametrize("p", PRIMES)
def test_labels_are_equal_exactly_for_equal_rows(p):
    rng = np.random.default_rng(3)
    few = random_residues(rng, (12, 5), p)
    rows = few[rng.integers(0, 12, 80)]
    labels, bound = row_labels(rows, p)
    pairs = list(combinations(range(80), 2))
    assert all((labels[i] == labels[j]) == (rows[i] == rows[j]).all() for i, j in pairs)
    assert 0 <= labels.min() <= labels.max() < bound


def test_joint_labels_do_not_overflow():
    part = np.array([0, 2**61, 2**61, 1])
    labels, bound = joint_labels([(part, 2**61 + 1), (part[::-1], 2**61 + 1)])
    assert labels[1] == labels[2]
    assert len(set(labels.tolist())) == 3
    assert bound <= 16


def test_a_prime_above_the_hadamard_bound_keeps_every_dependence():
    rng = np.random.default_rng(4)
    for _ in range(30):
        forms = rng.integers(-3, 4, (6, 3))
        if rank(forms) < 3:
            continue
        p = good_prime(np.pad(forms, ((0, 0), (0, 1))))
        for k in (1, 2, 3):
            for subset in combinations(forms.tolist(), k):
                modular = flint.nmod_mat(k, 3, [x % p for row in subset for x in row], p)
                assert rank(list(subset)) == modular.rank()


def test_the_hadamard_bound_is_attained():
    """Sylvester's matrix of order 4 has determinant 16, so that 17 is the smallest prime that is safe."""
    sylvester = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]])
    assert good_prime(np.pad(sylvester, ((0, 0), (0, 1)))) == 17


@pytest.mark.parametrize("bits", [10, 24, 25, 26, 30, 62, 63, 300, 700, 5000])
def test_primes_of_every_size_are_primes_above_the_bound(bits):
    """Two forms of which the product of lengths, and the determinant, is 2^(2 bits)."""
    p = good_prime(np.array([[2**bits, 0, 0], [0, 2**bits, 0]], dtype=object))
    assert p > 4**bits
    assert sympy.isprime(p) if bits < 1000 else p.bit_count() == p.bit_length() == 19937


def test_a_bound_beyond_all_known_primes_is_refused():
    with (
        mock.patch.object(good_reduction, "_MERSENNE", (61, 89)),
        pytest.raises(InputError, match="minors may have 101 bits, and no prime with more than 89"),
    ):
        good_prime(np.array([[2**100, 0]], dtype=object))


def test_essential_rows_of_degenerate_arrangements():
    assert essential_rows(np.zeros((0, 4), int)).shape == (0, 1)
    common_point = np.array([[1, 0, 0, 5], [0, 1, 0, 7], [1, 1, 0, 12]])
    assert essential_rows(common_point).tolist() == [[1, 0, 0], [0, 1, 0], [1, 1, 0]]
    parallel = np.array([[2, 2, 0, 1], [1, 1, 0, -1]])
    assert essential_rows(parallel).tolist() == [[2, -1], [1, 1]]
