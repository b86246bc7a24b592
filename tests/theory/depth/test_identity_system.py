"""The linear system of an identity: its columns against the orbit sums by their definition."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import numpy as np
import pytest

from tropnet.errors import InputError
from tropnet.theory.depth.identity_system import identity_system


def orbit_sum(template, x):
    """The sum over all permutations at integers, by the definition."""
    values = np.array([*permutations(x)])
    left, right = (sum(np.maximum(values[:, i - 1], values[:, j - 1]) for i, j in side) for side in template)
    return int(np.maximum(left, right).sum())


@pytest.mark.parametrize(
    ("n", "k", "loops"),
    [(1, 2, True), (2, 2, True), (3, 2, True), (4, 3, False), (5, 2, True), (6, 2, False)],
)
def test_columns_are_the_orbit_sums_on_sorted_points(n, k, loops):
    system = identity_system(n, k, loops)
    rng = np.random.default_rng(n)
    for _ in range(6):
        x = np.sort(rng.integers(-9, 10, n))
        hinges = [max(0, int(np.dot(d, x))) for d in system.hinges]
        values = np.array([*hinges, *x.tolist()]) @ system.matrix
        assert values.tolist() == [orbit_sum(template, x.tolist()) for template in system.templates]
        assert np.array([*hinges, *x.tolist()]) @ system.right_side == max(x)


@pytest.mark.parametrize(("n", "k"), [(4, 2), (5, 2), (6, 1), (7, 2)])
def test_hinges_are_different_primitive_and_vanish_inside_the_cone(n, k):
    system = identity_system(n, k)
    assert len(set(system.hinges)) == len(system.hinges)
    for d in system.hinges:
        assert np.gcd.reduce(d) == 1
        assert next(entry for entry in d if entry) > 0
        slopes = np.cumsum(d[::-1])[:-1]
        assert sum(d) == 0
        assert min(slopes) < 0 < max(slopes)
    assert np.any(system.matrix[: len(system.hinges)], axis=1).all()


@pytest.mark.parametrize(("n", "k", "loops"), [(5, 2, True), (5, 2, False), (6, 2, True), (7, 2, True)])
def test_rank_in_floats(n, k, loops):
    system = identity_system(n, k, loops)
    scaled = system.matrix / np.linalg.norm(system.matrix, axis=0)
    assert system.rank == np.linalg.matrix_rank(scaled, tol=1e-9)


@pytest.mark.parametrize(("n", "k", "loops"), [(5, 2, True), (1, 1, False)])
def test_directions_put_the_columns_together(n, k, loops):
    system = identity_system(n, k, loops)
    columns, members, content = system.directions
    assert sorted(j for group in members for j in group) == [*range(len(system.templates))]
    for direction, group in enumerate(members):
        for j in group:
            assert (content[j] * columns[:, direction] == system.matrix[:, j]).all()
    scaled = columns / np.linalg.norm(columns, axis=0)
    assert (np.triu(scaled.T @ scaled, 1) < 1 - 1e-9).all()


def test_an_executor_does_not_change_the_system():
    alone = identity_system(6, 2)
    with ThreadPoolExecutor(2) as executor:
        shared = identity_system(6, 2, executor=executor)
    assert shared == alone
    assert (shared.matrix == alone.matrix).all()


def test_values():
    system = identity_system(4, 2)
    copy = pickle.loads(pickle.dumps(system))
    assert copy == system
    assert hash(copy) == hash(system)
    assert (copy.matrix == system.matrix).all()
    assert system != identity_system(4, 2, loops=False)
    with pytest.raises(ValueError, match="read-only"):
        system.matrix[0, 0] = 1


def test_progress_is_shown(capsys):
    assert identity_system(4, 1, progress=True) == identity_system(4, 1)
    assert "7/7" in capsys.readouterr().err


def test_refusals():
    with pytest.raises(InputError, match=r"there are 27461 templates .* give largest=27461 to assemble"):
        identity_system(9, 4, loops=False)
    with pytest.raises(InputError, match="or loops=False for fewer"):
        identity_system(9, 4)
    with pytest.raises(InputError, match="at most 9"):
        identity_system(10, 2)
    with pytest.raises(InputError, match=r"k is 2\.5"):
        identity_system(3, 2.5)
