"""Systems decided by hand, and the rank against determinants."""

import random
from itertools import combinations

import pytest

from oracles.feasibility import dot, echelon, rank, solution


@pytest.mark.parametrize(
    ("strict", "weak", "zero", "is_solvable"),
    [
        ([(0, 1)], [], [], True),
        ([(0, 1), (0, -1)], [], [], False),
        ([], [(0, 1), (0, -1)], [], True),
        ([], [(0, 1), (-1, -1)], [], False),
        ([(0, 1)], [(0, -1)], [], False),
        ([(0, 1)], [(1, -1)], [], True),
        ([(0, 1)], [], [(-1, 1)], True),
        ([(0, 1)], [], [(0, 1)], False),
        ([(0, 0)], [], [], False),
        ([], [(0, 0)], [], True),
        ([], [(-1, 0)], [], False),
        ([], [], [(0, 1), (1, 1)], False),
        ([], [], [], True),
        ([(1, -(2**70)), (-1, 2**70 + 1)], [], [], True),
    ],
)
def test_systems_in_one_variable(strict, weak, zero, is_solvable):
    point = solution(1, strict, weak, zero)
    assert (point is not None) == is_solvable
    if point is not None:
        assert point[0] > 0
        assert all(dot(row, point) > 0 for row in strict)
        assert all(dot(row, point) >= 0 for row in weak)
        assert all(dot(row, point) == 0 for row in zero)


def test_rank_is_the_largest_nonzero_minor():
    rng = random.Random(1)
    for _ in range(50):
        matrix = [[rng.randint(-1, 1) for _ in range(3)] for _ in range(3)]
        (a, b, c), (d, e, f), (g, h, i) = matrix
        determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
        minors = [
            matrix[r][k] * matrix[s][m] - matrix[r][m] * matrix[s][k]
            for r, s in combinations(range(3), 2)
            for k, m in combinations(range(3), 2)
        ]
        largest = 3 if determinant else 2 if any(minors) else 1 if any(map(any, matrix)) else 0
        assert rank(matrix) == largest
        assert all(row[column] for column, row in echelon(matrix))
