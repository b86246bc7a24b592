"""Questions about polyhedra: facets by linear programs or by vertices, face lattices, graphs.

The first table is behind the threshold ``MANY_VERTICES`` of :mod:`tropnet.polyhedra.description`.
"""

from itertools import combinations

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.polyhedra.conversion import from_inequalities
from tropnet.polyhedra.halfspaces import facet_rows, most_vertices, reduced_system
from tropnet.polyhedra.polyhedron import Polyhedron

SIZES = [(2, 100), (3, 20), (3, 60), (4, 12), (4, 20), (4, 40), (5, 20), (6, 20), (8, 18), (10, 22)]


def rows_around_the_origin(n, m):
    rng = np.random.default_rng(0)
    return np.column_stack([rng.integers(-20, 21, (m, n)), np.full(m, 100)]), np.zeros((0, n + 1), int)


def permutahedron(n):
    sets = [chosen for k in range(1, n) for chosen in combinations(range(n), k)]
    A = [[-int(i in chosen) for i in range(n)] for chosen in sets]
    b = [-len(chosen) * (len(chosen) + 1) // 2 for chosen in sets]
    return Polyhedron.from_inequalities(A, b, equations=([[1] * n], [n * (n + 1) // 2]))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"R^{size[0]}-{size[1]}")
@pytest.mark.parametrize("way", ["programs", "vertices"])
def test_facets(benchmark, size, way):
    n, m = size
    system = rows_around_the_origin(n, m)
    ways = {
        "programs": lambda: facet_rows(reduced_system(*system)),
        "vertices": lambda: from_inequalities(*system),
    }
    measured(benchmark, ways[way])
    benchmark.extra_info["most_vertices"] = most_vertices(m, n)


def test_a_polytope_with_60_inequalities_in_dimension_12(benchmark):
    system = rows_around_the_origin(12, 60)

    def questions():
        polytope = Polyhedron(12, tuple(part.copy() for part in system))
        return polytope.dim, polytope.is_bounded, len(polytope.inequalities), polytope.interior_point

    dim, is_bounded, *_ = measured(benchmark, questions)
    assert (dim, is_bounded) == (12, True)


@pytest.mark.parametrize("part", ["f_vector", "faces", "covers"])
def test_the_face_lattice_of_the_permutahedron(benchmark, part):
    """4683 non-empty faces, from known incidences."""
    parts = {
        "f_vector": lambda polytope: polytope.face_lattice.f_vector,
        "faces": lambda polytope: len(list(polytope.face_lattice)),
        "covers": lambda polytope: len(polytope.face_lattice.covers),
    }
    known = permutahedron(6)
    rows = (*known.description.constraints, *known.description.generators)

    def lattice():
        polytope = Polyhedron.from_double_description(*rows)
        return parts[part](polytope)

    answer = measured(benchmark, lattice)
    assert answer == {"f_vector": (720, 1800, 1560, 540, 62), "faces": 4684, "covers": 17342}[part]
