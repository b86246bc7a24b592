"""Hulls and Minkowski sums of integer points in space, beside plain cdd.gmp on the same points.

cdd takes half a minute for 2000 points on a sphere, and its time grows with the square of their number or faster;
it gets one round, and only the smaller Minkowski sums.  `cdd_times` in the extra info is how many times as long it
took.  The last benchmark is where the threshold in `tropnet.polyhedra.conversion` comes from.
"""

import time

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.polyhedra import hull
from tropnet.polyhedra.conversion import from_generators
from tropnet.polyhedra.hulls.beneath_beyond import placing_triangulation
from tropnet.polyhedra.hulls.minkowski import minkowski_description


def on_sphere(n_points, dim, radius, seed=0):
    points = np.random.default_rng(seed).standard_normal((n_points, dim))
    return np.rint(radius * points / np.linalg.norm(points, axis=1)[:, None]).astype(np.int64)


def in_cube(n_points, dim, radius):
    return np.random.default_rng(0).integers(-radius, radius + 1, (n_points, dim))


def in_ball(n_points, dim, radius):
    rng = np.random.default_rng(0)
    points = on_sphere(n_points, dim, 1.0e6) / 1.0e6
    return np.rint(radius * rng.random((n_points, 1)) ** (1 / dim) * points).astype(np.int64)


BODIES = {"sphere": on_sphere, "ball": in_ball, "cube": in_cube}


def at_one(points):
    return np.column_stack([points, np.ones(len(points), np.int64)])


def described(rows, engine=None):
    return from_generators(rows, np.zeros((0, rows.shape[1]), np.int64), engine=engine)


def cdd_hull(points):
    """The inequalities that pycddlib finds, as its users call it, and the processor time."""
    from cdd import RepType, gmp

    begun = time.process_time()
    matrix = gmp.matrix_from_array([[1, *map(int, p)] for p in points], rep_type=RepType.GENERATOR)
    inequalities = gmp.copy_inequalities(gmp.polyhedron_from_matrix(matrix)).array
    return inequalities, time.process_time() - begun


def beside_cdd(benchmark, both, points):
    inequalities, seconds = cdd_hull(points)
    assert len(inequalities) == len(both.inequalities)
    benchmark.extra_info |= {"cdd_cpu_s": round(seconds, 3)}
    benchmark.extra_info |= {"cdd_times": round(seconds / max(benchmark.extra_info["cpu_s"], 1e-3))}


@pytest.mark.parametrize("radius", [10**3, 10**6])
@pytest.mark.parametrize("n_points", [500, 1000, 2000])
@pytest.mark.parametrize("body", BODIES)
def test_hull_in_space(benchmark, body, n_points, radius):
    points = BODIES[body](n_points, 3, radius)
    both = measured(benchmark, lambda: described(at_one(points)))
    benchmark.extra_info |= {"facets": len(both.inequalities), "vertices": len(both.generators)}
    beside_cdd(benchmark, both, points)


@pytest.mark.parametrize(
    ("dim", "n_points"), [(2, 100_000), (3, 10_000), (4, 500), (4, 2000), (5, 500), (6, 150)]
)
def test_hull_alone(benchmark, dim, n_points):
    both = measured(benchmark, lambda: described(at_one(on_sphere(n_points, dim, 10**6))))
    benchmark.extra_info |= {"facets": len(both.inequalities), "vertices": len(both.generators)}


@pytest.mark.parametrize(("dim", "n_points"), [(3, 5000), (4, 5000)])
def test_lifted_newton_polytope(benchmark, dim, n_points):
    """Points over a grid, on a rough paraboloid, and the direction downwards."""
    rng = np.random.default_rng(0)
    grid = rng.integers(-40, 41, (n_points, dim - 1))
    lifts = -1000 * (grid**2).sum(axis=1) + rng.integers(-300, 300, n_points)
    down = np.eye(1, dim + 1, dim - 1, dtype=np.int64)
    rows = np.concatenate([at_one(np.column_stack([grid, lifts])), -down])
    both = measured(benchmark, lambda: described(rows))
    benchmark.extra_info |= {"facets": len(both.inequalities), "vertices": len(both.generators)}


@pytest.mark.parametrize("n_points", [500, 2000])
def test_triangulation_in_integers(benchmark, n_points):
    """What is left where floats propose nothing that can be proved."""
    points = on_sphere(n_points, 3, 10**6)
    simplices = measured(benchmark, lambda: placing_triangulation(at_one(points)))
    assert len(simplices) == 2 * n_points - 4


@pytest.mark.parametrize("n_points", [20, 40])
def test_minkowski_sum_beside_cdd(benchmark, n_points):
    """For cdd: the hull of all n^2 sums.  It takes 16 times as long for twice the vertices."""
    left, right = (on_sphere(n_points, 3, 10**4, seed) for seed in (1, 2))
    both = measured(benchmark, lambda: minkowski_description(at_one(left), at_one(right)))
    benchmark.extra_info |= {"facets": len(both.inequalities), "vertices": len(both.generators)}
    beside_cdd(benchmark, both, (left[:, None] + right[None]).reshape(-1, 3))


@pytest.mark.parametrize(("dim", "n_points"), [(2, 10_000), (3, 200), (3, 2000), (4, 50), (4, 200)])
def test_minkowski_sum_alone(benchmark, dim, n_points):
    left, right = (at_one(on_sphere(n_points, dim, 10**4, seed)) for seed in (1, 2))
    both = measured(benchmark, lambda: minkowski_description(left, right))
    benchmark.extra_info |= {"facets": len(both.inequalities), "vertices": len(both.generators)}


@pytest.mark.parametrize("engine", ["cdd", "own", None])
@pytest.mark.parametrize("dim", [2, 3, 4, 5])
@pytest.mark.parametrize("n_points", [8, 12, 16, 32, 64])
def test_threshold(benchmark, n_points, dim, engine):
    """Which is faster for few points; without an engine, `cone_hull`, once scipy is imported."""
    rows = at_one(on_sphere(n_points, dim, 1000))
    lines = np.zeros((0, dim + 1), np.int64)
    hull.cone_hull(rows, lines)
    both = measured(
        benchmark, lambda: described(rows, engine) if engine else hull.cone_hull(rows, lines), rounds=5
    )
    assert len(both[0]) > 0
