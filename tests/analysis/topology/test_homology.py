"""Homology groups: Betti numbers over all fields and torsion, from elementary divisors."""

from itertools import combinations

import numpy as np
import pytest
from analysis.topology.oracle import betti_of_chains
from analysis.topology.surfaces import KLEIN_BOTTLE, PROJECTIVE_PLANE, TORUS, simplicial
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.topology.homology import Homology, elementary_divisors, homology
from tropnet.exact.matrix import smith_normal_form


@pytest.mark.parametrize(
    ("facets", "betti", "torsion"),
    [
        (TORUS, (1, 2, 1), ((), (), ())),
        (KLEIN_BOTTLE, (1, 1, 0), ((), (2,), ())),
        (PROJECTIVE_PLANE, (1, 0, 0), ((), (2,), ())),
        ([(0, 1), (1, 2), (0, 2), (3,), (4, 5)], (3, 1), ((), ())),
    ],
    ids=["torus", "Klein bottle", "projective plane", "graph"],
)
def test_surfaces(facets, betti, torsion):
    """Hatcher, Algebraic Topology, 2002, Examples 2.3, 2.4 and 2.47."""
    assert homology(simplicial(facets)) == Homology(betti, torsion)


def test_cohomology_has_its_torsion_one_degree_higher():
    """Universal coefficients: the torsion of H^k is that of H_(k-1)."""
    groups = homology(simplicial(PROJECTIVE_PLANE).dual())
    assert groups == Homology((0, 0, 1), ((2,), (), ()))


facets = st.lists(st.sets(st.integers(0, 6), min_size=1, max_size=4).map(tuple), min_size=1, max_size=14)


@settings(max_examples=50, deadline=None)
@given(facets)
def test_betti_numbers_modulo_two(facets):
    n = max(map(len, facets))
    levels = [
        sorted({face for facet in facets for face in combinations(sorted(facet), k + 1)}) for k in range(n)
    ]
    assert homology(simplicial(facets)).betti_modulo(2) == betti_of_chains(levels, n - 1)


entries = st.integers(-3, 3)


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda m: st.lists(st.lists(entries, min_size=m, max_size=m), min_size=1, max_size=6)
    )
)
def test_elementary_divisors(rows):
    matrix = np.array(rows)
    columns = [{i: int(e) for i, e in enumerate(column) if e} for column in matrix.T]
    diagonal = smith_normal_form(matrix).integers().diagonal().tolist()
    assert elementary_divisors(columns) == tuple(d for d in diagonal if d)


def test_elementary_divisors_of_nothing():
    assert elementary_divisors([]) == elementary_divisors([{}, {}]) == ()
