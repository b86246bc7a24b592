"""Chain complexes of integers: boundaries of boundaries, convex parts, duals."""

from itertools import combinations

import numpy as np
import pytest
from analysis.topology.surfaces import KLEIN_BOTTLE, PROJECTIVE_PLANE, simplicial

from tropnet.analysis.topology.chain import NONE, ChainComplex, Incidences, ridges_of_entries


@pytest.mark.parametrize("facets", [PROJECTIVE_PLANE, KLEIN_BOTTLE, list(combinations(range(5), 4))])
def test_boundaries_of_boundaries_vanish(facets):
    complex_ = simplicial(facets)
    assert complex_.is_complex
    assert complex_.dual().is_complex
    cells, faces, signs = complex_.incidences[2]
    wrong = signs.copy()
    wrong[0] *= -1
    broken = (*complex_.incidences[:2], Incidences(cells, faces, wrong), *complex_.incidences[3:])
    assert not ChainComplex(complex_.counts, broken).is_complex


def test_dual_of_the_dual():
    complex_ = simplicial(PROJECTIVE_PLANE)
    back = complex_.dual().dual()
    assert back.counts == complex_.counts == (6, 15, 10)
    for one, other in zip(back.incidences, complex_.incidences, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_an_open_star_is_a_complex():
    complex_ = simplicial(PROJECTIVE_PLANE)
    vertex = np.arange(6) == 0
    edges = np.zeros(15, bool)
    edges[complex_.incidences[1].cells[vertex[complex_.incidences[1].faces]]] = True
    triangles = np.zeros(10, bool)
    triangles[complex_.incidences[2].cells[edges[complex_.incidences[2].faces]]] = True
    star = complex_.restricted([vertex, edges, triangles])
    # Every vertex of the projective plane on 6 vertices has degree 5.
    assert star.counts == (1, 5, 5)
    assert star.is_complex


def test_ridges_of_no_entries():
    assert [len(part) for part in ridges_of_entries(np.empty(0, np.intp), NONE)] == [0, 0, 0]
