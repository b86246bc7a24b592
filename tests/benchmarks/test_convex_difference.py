"""Differences of convex functions on triangulations, on subdivisions that admit none, and on the cells of networks.

Figures: time, numbers of pieces, and the number of digits of the longest integer.  Run with OPENBLAS_NUM_THREADS=1.
"""

from itertools import combinations, permutations, product

import numpy as np
import pytest
from benchmarks.measuring import gaussian, measured

from tropnet.analysis.piecewise.convex_difference import Wall, convex_pair, difference_of_convex
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.errors import InconsistentError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import nullspace, solve

PINWHEEL = [(0, 1, 4), (0, 4, 3), (1, 2, 5), (1, 5, 4), (2, 0, 3), (2, 3, 5), (3, 4, 5)]


def triangulation(k, n):
    """Shaken points of a grid and the Kuhn triangulation of its cubes: k^n n! simplices."""
    rng = np.random.default_rng(1)
    places = list(product(range(k + 1), repeat=n))
    at = {place: i for i, place in enumerate(places)}
    points = [[12 * c + (int(rng.integers(-2, 3)) if 0 < c < k else 0) for c in place] for place in places]
    simplices = []
    for corner in product(range(k), repeat=n):
        for order in permutations(range(n)):
            path = [list(corner)]
            for axis in order:
                path.append([c + (i == axis) for i, c in enumerate(path[-1])])
            simplices.append(tuple(at[tuple(place)] for place in path))
    return points, simplices


def interpolation(points, simplices):
    """Maps and walls of the function with random values at the vertices."""
    values = np.random.default_rng(2).integers(-20, 21, len(points)).tolist()
    rows = [[*point, 1] for point in points]
    maps = RationalArray([solve([rows[i] for i in s], [values[i] for i in s]).tolist() for s in simplices])
    sides = {}
    for k, simplex in enumerate(simplices):
        for facet in combinations(sorted(simplex), len(simplex) - 1):
            sides.setdefault(facet, []).append(k)
    walls = []
    for facet, cells in sides.items():
        if len(cells) == 2:
            form = nullspace([rows[i] for i in facet]).numerators[0]
            form = form * (1 if next(entry for entry in form if entry) > 0 else -1)
            apex = next(i for i in simplices[cells[0]] if i not in facet)
            walls.append(Wall(tuple(form), *(cells if form @ rows[apex] < 0 else cells[::-1])))
    return maps, walls


def note(benchmark, pair):
    integers = [abs(int(entry)) for p in pair for entry in p.exponents.numerators.ravel()]
    benchmark.extra_info |= {
        "pieces": [p.n_monomials for p in pair],
        "digits": len(str(max(integers))),
    }


@pytest.mark.parametrize(("k", "n"), [(10, 2), (20, 2), (3, 3), (4, 3)])
def test_triangulations(benchmark, k, n):
    maps, walls = interpolation(*triangulation(k, n))
    benchmark.extra_info |= {"cells": len(maps), "walls": len(walls)}
    note(benchmark, measured(benchmark, lambda: convex_pair(maps, walls), rounds=2))


@pytest.mark.parametrize("k", [5, 20])
def test_a_triangulation_that_admits_no_pair(benchmark, k):
    points, triangles = triangulation(k, 2)
    corners = triangles.pop()
    inner = [
        [sum(w * points[i][c] for w, i in zip(weights, corners, strict=True)) / 4 for c in range(2)]
        for weights in ((2, 1, 1), (1, 2, 1), (1, 1, 2))
    ]
    names = [*corners, *range(len(points), len(points) + 3)]
    triangles += [tuple(names[i] for i in triangle) for triangle in PINWHEEL]
    maps, walls = interpolation([*points, *inner], triangles)
    benchmark.extra_info |= {"cells": len(maps), "walls": len(walls)}

    def refuted():
        with pytest.raises(InconsistentError):
            convex_pair(maps, walls)

    measured(benchmark, refuted, rounds=2)


@pytest.mark.parametrize("method", ["complex", "hinges", "network"])
@pytest.mark.parametrize("architecture", [[2, 8, 8, 1], [3, 6, 6, 1]], ids=lambda a: "-".join(map(str, a)))
def test_networks(benchmark, architecture, method):
    net = gaussian(architecture)
    pair = measured(benchmark, lambda: difference_of_convex(PiecewiseLinear(net), method=method), rounds=1)
    benchmark.extra_info |= {"cells": len(pair.function.regions), "pieces": pair.n_pieces}


@pytest.mark.parametrize("architecture", [[2, 4, 4, 1], [2, 8, 8, 1]], ids=lambda a: "-".join(map(str, a)))
def test_reduced_tropical_forms(benchmark, architecture):
    pair = difference_of_convex(gaussian(architecture), method="network")
    reduced = measured(benchmark, pair.reduced, rounds=1)
    benchmark.extra_info |= {"before": pair.n_pieces, "after": reduced.n_pieces}
