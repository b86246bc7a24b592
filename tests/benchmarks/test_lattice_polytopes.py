"""Lattice points, Ehrhart series and mixed volumes of random polytopes.

pytest tests/benchmarks/test_lattice_polytopes.py
"""

from itertools import combinations, permutations, product

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.polyhedra.measures.ehrhart import ehrhart_series
from tropnet.polyhedra.measures.lattice_points import lattice_points, n_lattice_points
from tropnet.polyhedra.measures.mixed_volume import mixed_volume
from tropnet.polyhedra.polyhedron import Polyhedron


def random_polytope(n, n_points, largest, seed=0):
    """With both descriptions found, so that they are not measured."""
    points = np.random.default_rng(seed).integers(-largest, largest + 1, size=(n_points, n))
    polytope = Polyhedron.from_generators(points)
    assert polytope.incidence.any()
    return polytope


@pytest.mark.parametrize(("n", "largest"), [(2, 500), (3, 60), (4, 25)])
def test_lattice_points(benchmark, n, largest):
    polytope = random_polytope(n, 30, largest)
    points = measured(benchmark, lambda: lattice_points(polytope))
    benchmark.extra_info["points"] = len(points)
    assert len(points) == n_lattice_points(polytope)


@pytest.mark.parametrize(("n", "largest"), [(3, 60), (4, 10), (5, 4)])
def test_ehrhart_series(benchmark, n, largest):
    polytope = random_polytope(n, 20, largest)
    series = measured(benchmark, lambda: ehrhart_series(polytope))
    benchmark.extra_info["normalized volume"] = sum(series.h_star)
    assert series.count(1) == n_lattice_points(polytope)


def test_ehrhart_series_of_the_permutahedron(benchmark):
    polytope = Polyhedron.from_generators(list(permutations(range(6))))
    assert polytope.incidence.any()
    assert measured(benchmark, lambda: ehrhart_series(polytope)).count(1) == 2932


@pytest.mark.parametrize(("n", "n_points"), [(2, 200), (3, 20), (3, 100), (4, 12), (5, 6)])
def test_mixed_volume(benchmark, n, n_points):
    polytopes = [random_polytope(n, n_points, 1000, seed) for seed in range(n)]
    value = measured(benchmark, lambda: mixed_volume(*polytopes), rounds=1)
    assert value == mixed_volume(*reversed(polytopes))


def test_mixed_volume_by_inclusion_and_exclusion(benchmark):
    """What the Cayley trick saves: the volumes of seven Minkowski sums, each from all sums of vertices."""
    polytopes = [random_polytope(3, 20, 1000, seed) for seed in range(3)]

    def volume_of_sum(chosen):
        corners = product(*(polytope.vertices.integers() for polytope in chosen))
        return Polyhedron.from_generators([sum(choice) for choice in corners]).volume

    def alternating_sum():
        subsets = (chosen for size in (1, 2, 3) for chosen in combinations(polytopes, size))
        return sum((-1) ** (3 - len(chosen)) * volume_of_sum(chosen) for chosen in subsets)

    assert measured(benchmark, alternating_sum, rounds=1) == mixed_volume(*polytopes)
