"""Fraction-free elimination against FLINT, on small, singular and long numbers."""

import numpy as np
import pytest

from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import determinant, solve
from tropnet.polyhedra.elimination import cramer, determinants


def batch(n, largest):
    rng = np.random.default_rng(n)
    some = rng.integers(-3, 4, size=(40, n, n)).astype(object)
    some[::5, 0] = some[::5, -1]
    some[1::5, :, 0] = 0
    return some * largest + rng.integers(0, 2, size=some.shape)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("largest", [1, 10**4, 10**30])
def test_flint_finds_the_same_determinants(n, largest):
    matrices = batch(n, largest)
    assert determinants(matrices).tolist() == [determinant(matrix) for matrix in matrices]


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("largest", [1, 10**4, 10**30])
def test_flint_finds_the_same_solutions(n, largest):
    matrices = batch(n, largest)
    matrices = matrices[[determinant(matrix) != 0 for matrix in matrices]]
    right = np.arange(2 * n).reshape(n, 2) - n
    d, x = cramer(matrices, right)
    for matrix, value, columns in zip(matrices, d.tolist(), x, strict=True):
        assert value == determinant(matrix)
        assert RationalArray(columns) / value == solve(matrix, right)
    each = np.repeat(right[None], len(matrices), axis=0)
    assert cramer(matrices, each)[1].tolist() == x.tolist()


def sylvester(n):
    """The matrix of signs of order n = 1, 2, 4 with orthogonal rows: |det| = n^(n/2), the most that signs can have."""
    matrix = np.ones((1, 1), object)
    while len(matrix) < n:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix


@pytest.mark.parametrize("n", [1, 2, 4])
def test_no_size_overflows(n):
    """Hadamard's bound is attained, for entries of every size from 1 bit to 70."""
    for size in (2 ** (k // 4) * (4 + k % 4) // 4 for k in range(280)):
        matrix, right = size * sylvester(n), size * (-sylvester(n)[:, ::-1] + np.tri(n, dtype=object) * 2)
        right = np.clip(right, -size, size)
        assert abs(determinants(matrix[None])[0]) == size**n * [1, 1, 2, 0, 16][n]
        d, x = cramer(matrix[None], right)
        # The inverse of the matrix is its transpose divided by n times the square of the size.
        assert (x[0].astype(object) * n * size**2 == int(d[0]) * (matrix.T @ right)).all()


def test_nothing_is_eliminated_from_no_matrices():
    assert determinants(np.zeros((0, 2, 2), np.int64)).shape == (0,)
    assert cramer(np.zeros((0, 2, 2), np.int64), np.ones((2, 1), np.int64))[1].shape == (0, 2, 1)
