"""Pairs of polytopes of networks, proofs of their equality, and networks for the maximum of many numbers."""

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.theory.depth import MaxIdentity
from tropnet.theory.depth.bootstrap import maximum_plan
from tropnet.theory.depth.newton import newton_pair, simplex_of_five, standard_simplex


def test_the_simplex_of_five_vertices(benchmark):
    assert measured(benchmark, lambda: simplex_of_five().is_equivalent(standard_simplex(5)))


def test_the_pair_of_the_identity_for_six_numbers(benchmark):
    net = MaxIdentity.shipped(6).network()
    assert measured(benchmark, lambda: newton_pair(net)).level == 2


def test_the_identity_for_five_numbers_by_polytopes(benchmark):
    pair = newton_pair(MaxIdentity.shipped(5).network())
    assert measured(benchmark, lambda: pair.is_equivalent(standard_simplex(5)))


@pytest.mark.parametrize("n", [18, 24, 36])
def test_the_maximum_of_many_numbers(benchmark, n):
    points = np.random.default_rng(0).integers(-9, 9, (4, n))
    values = measured(benchmark, lambda: maximum_plan(n).network()(points))
    assert values[:, 0].tolist() == points.max(axis=1).tolist()
