"""Vertices, faces, volumes and lattice points of zonotopes.

Goal: all 2452 vertices of 50 general generators in R^3 in less than 50 ms of processor time, integers and floats.
"""

from math import comb, factorial

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.polyhedra.arrangements.central import central_sign_vectors
from tropnet.polyhedra.zonotopes.permutahedra import complete_binary_zonotope, permutahedron
from tropnet.polyhedra.zonotopes.recognition import as_zonotope
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

GENERATORS = {
    "integers": lambda m, n: np.random.default_rng(0).integers(-100, 101, (m, n)),
    "floats": lambda m, n: np.random.default_rng(0).standard_normal((m, n)),
}


def n_generic_vertices(m, n):
    return 2 * sum(comb(m - 1, i) for i in range(n))


@pytest.mark.parametrize("kind", GENERATORS)
@pytest.mark.parametrize(("m", "n"), [(50, 3), (20, 4), (50, 4), (15, 6)])
def test_vertices(benchmark, kind, m, n):
    generators = GENERATORS[kind](m, n)
    assert len(measured(benchmark, lambda: Zonotope(generators).vertices)) == n_generic_vertices(m, n)


@pytest.mark.parametrize("kind", GENERATORS)
def test_sign_vectors(benchmark, kind):
    normals = GENERATORS[kind](50, 3)
    assert len(measured(benchmark, lambda: central_sign_vectors(normals))) == 2452


@pytest.mark.parametrize("n", [6, 7, 8])
def test_permutahedra(benchmark, n):
    assert len(measured(benchmark, lambda: permutahedron(n).vertices)) == factorial(n)


def test_f_vector(benchmark):
    """The vertices are the regions of the resonance arrangement: OEIS A034997."""
    assert measured(benchmark, lambda: complete_binary_zonotope(5).f_vector)[0] == 11292


def test_lattice_points(benchmark):
    """As many as there are forests on 7 nodes: OEIS A001858."""
    assert measured(benchmark, lambda: permutahedron(7).n_lattice_points) == 36961


def test_volume(benchmark):
    edges = np.random.default_rng(0).integers(-9, 10, (30, 6))
    assert measured(benchmark, lambda: Zonotope.from_edges(edges).volume) > 0


def test_recognition(benchmark):
    zonotope = Zonotope(GENERATORS["integers"](15, 3))
    polytope = zonotope.polyhedron
    assert measured(benchmark, lambda: as_zonotope(polytope)) == zonotope
