"""Piecewise linear functions from cells, triangulations and grids, and their distances.

The goals: 800 triangles proved to be a subdivision in under 1 s where the function is convex; the cells of an
interpolant on 384 tetrahedra in under 1 s.
"""

from itertools import pairwise, permutations, product

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.analysis.distance import distance
from tropnet.analysis.piecewise.interpolation import interpolate
from tropnet.analysis.piecewise.subdivision import from_cells
from tropnet.analysis.piecewise.triangulation import from_triangulation
from tropnet.networks import Network
from tropnet.polyhedra.bodies import box


def freudenthal(d, n):
    """Points and simplices of the grid with n parts in each direction."""
    points = list(product(range(n + 1), repeat=d))
    number = {point: i for i, point in enumerate(points)}
    unit = np.eye(d, dtype=int)
    simplices = [
        [number[tuple(vertex)] for vertex in np.cumsum([corner, *unit[list(order)]], axis=0).tolist()]
        for corner in product(range(n), repeat=d)
        for order in permutations(range(d))
    ]
    return points, simplices


VALUES = {
    "convex": lambda x: sum(t * t for t in x),
    "saddle": lambda x: x[0] ** 2 - x[1] ** 2,
    "rough": lambda x: (7 * x[0] + 5 * x[1] + 3 * x[-1] * x[0]) ** 2 % 19,
}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize(("d", "n"), [(2, 10), (2, 20), (3, 4)])
def test_triangulation(benchmark, d, n, kind):
    points, simplices = freudenthal(d, n)
    values = [VALUES[kind](point) for point in points]
    f = measured(benchmark, lambda: from_triangulation(points, simplices, values))
    assert f(points).tolist() == values


def test_bricks(benchmark):
    """420 rectangles, none of which has a facet in common with another one above or below."""
    cells = []
    for row in range(20):
        ends = sorted({0, 42, *range(row % 2, 42, 2)})
        cells += [box([left, row], [right, row + 1]) for left, right in pairwise(ends)]
    f = measured(benchmark, lambda: from_cells(cells, [[1, 2, 3]] * len(cells)))
    assert f.domain == box([0, 0], [42, 20])


@pytest.mark.parametrize(("d", "n"), [(2, 20), (2, 100), (3, 4), (3, 10)])
def test_interpolation(benchmark, d, n):
    f = measured(benchmark, lambda: interpolate(VALUES["rough"], ([0] * d, [n] * d), n))
    assert f([n] * d) == VALUES["rough"]([n] * d)


@pytest.mark.parametrize("norm", ["linf", "l1", "l2"])
@pytest.mark.parametrize(("d", "n"), [(2, 20), (3, 4)])
def test_distance(benchmark, d, n, norm):
    rng = np.random.default_rng(0)
    net = Network.from_arrays([rng.integers(-3, 4, (6, d)), rng.integers(-3, 4, (1, 6))])
    f = interpolate(VALUES["rough"], ([0] * d, [n] * d), n)
    [first, *_] = measured(benchmark, lambda: distance(f, net, norm))
    assert first > 0
