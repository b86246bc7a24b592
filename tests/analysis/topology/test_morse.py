"""Coreduction leaves few critical cells and the same homology."""

from itertools import combinations

import numpy as np
import pytest
from analysis.topology.surfaces import KLEIN_BOTTLE, PROJECTIVE_PLANE, TORUS, simplicial
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.topology.chain import ChainComplex
from tropnet.analysis.topology.morse import morse_complex


def dense(counts, columns):
    """The matrix of a boundary given by columns, with columns in any order."""
    matrix = np.zeros((max([counts, *(row + 1 for c in columns for row in c)]), len(columns)), int)
    for j, column in enumerate(columns):
        for row, entry in column.items():
            matrix[row, j] = entry
    return matrix


def betti_over_q(complex_):
    """Betti numbers by floating point ranks, which are right for matrices as small as these."""
    ranks = [0]
    for k in range(1, len(complex_.counts)):
        matrix = np.zeros((complex_.counts[k - 1], complex_.counts[k]))
        cells, faces, signs = complex_.incidences[k]
        matrix[faces, cells] = signs
        ranks.append(np.linalg.matrix_rank(matrix) if matrix.size else 0)
    ranks.append(0)
    return [n - ranks[k] - ranks[k + 1] for k, n in enumerate(complex_.counts)]


def betti_of_morse(small):
    ranks = [0]
    for k in range(1, len(small.counts)):
        columns = small.columns[k]
        ranks.append(np.linalg.matrix_rank(dense(0, columns)) if columns else 0)
    ranks.append(0)
    return [n - ranks[k] - ranks[k + 1] for k, n in enumerate(small.counts)]


@pytest.mark.parametrize(
    ("facets", "critical"),
    [
        (list(combinations(range(6), 5)), (1, 0, 0, 0, 1)),
        ([tuple(range(6))], (1, 0, 0, 0, 0, 0)),
        (TORUS, (1, 2, 1)),
        (KLEIN_BOTTLE, (1, 2, 1)),
        (PROJECTIVE_PLANE, (1, 1, 1)),
    ],
    ids=["sphere", "ball", "torus", "Klein bottle", "projective plane"],
)
def test_critical_cells_of_surfaces(facets, critical):
    """No fewer are possible: these are the Betti numbers modulo 2."""
    for complex_ in (simplicial(facets), simplicial(facets).dual()):
        assert sorted(morse_complex(complex_).counts) == sorted(critical)


def test_boundary_of_the_projective_plane():
    small = morse_complex(simplicial(PROJECTIVE_PLANE))
    assert [[abs(entry) for entry in column.values()] for column in small.columns[2]] == [[2]]


facets = st.lists(st.sets(st.integers(0, 6), min_size=1, max_size=4).map(tuple), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(facets, st.randoms(use_true_random=False))
def test_random_convex_parts(facets, rng):
    """Upper sets of random simplicial complexes, in which edges may have one end or none."""
    whole = simplicial(facets)
    chosen = [np.array([rng.random() < 0.6 for _ in range(n)], bool) for n in whole.counts]
    for k in range(1, len(chosen)):
        cells, faces, _ = whole.incidences[k]
        chosen[k][cells[chosen[k - 1][faces]]] = True
    part = whole.restricted(chosen)
    assert betti_of_morse(morse_complex(part)) == betti_over_q(part)
    assert betti_of_morse(morse_complex(part.dual())) == betti_over_q(part)[::-1]


def test_no_cells():
    assert morse_complex(ChainComplex((0,), simplicial([(0,)]).incidences)).counts == (0,)
