"""The cells of all dimensions, oriented, without and with lines, in one block and in many."""

import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of, small_blocks
from analysis.topology.oracle import faces_of
from oracles.networks import random_network

from tropnet import Network, linear_regions
from tropnet.analysis.topology.cells import cell_complex, complement


def counts_by_dimension(faces, n):
    return [sum(face.dim == k for face in faces) for k in range(n + 1)]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_cells_are_the_faces_of_polyhedra(n):
    for seed in range(200, 206):
        regions = linear_regions(library_network(random_network(seed, inputs=n, max_neurons=6)))
        if regions._assembly.has_false_walls:
            continue
        cells = cell_complex(regions)
        assert cells.chain.is_complex
        faces = faces_of(regions)
        found = [0] * cells.lineality_dim + list(cells.chain.counts)
        assert found == counts_by_dimension(faces, n)
        bounded = [face for face in faces if all(g[0] for g in face.generators)]
        assert [int(mask.sum()) for mask in cells.is_bounded] == counts_by_dimension(bounded, n)[
            cells.lineality_dim :
        ]


@pytest.mark.parametrize("domain", DOMAINS)
def test_interior_of_a_domain(domain):
    rows = domain_rows(domain, 2)
    regions = linear_regions(library_network(random_network(7, inputs=2, max_neurons=5)), polyhedron_of(rows))
    cells = cell_complex(regions)
    inside = [
        face
        for face in faces_of(regions)
        if all(
            row[0] + sum(a * x for a, x in zip(row[1:], face.point.tolist(), strict=True)) > 0 for row in rows
        )
    ]
    found = [0] * cells.lineality_dim + [int(mask.sum()) for mask in cells.is_interior]
    assert found == counts_by_dimension(inside, 2)


@pytest.mark.parametrize("n", [2, 3])
def test_blocks_are_glued(n):
    for seed in range(3):
        net = library_network(random_network(seed, inputs=n, max_neurons=7))
        whole = cell_complex(linear_regions(net))
        with small_blocks(3):
            regions = linear_regions(net)
        parts = cell_complex(regions)
        assert parts.chain.is_complex
        assert parts.chain.counts == whole.chain.counts
        for mine, its in zip(parts.is_bounded, whole.is_bounded, strict=True):
            assert mine.sum() == its.sum()
        # The same cells, by their signs.
        for mine, its in zip(parts.signs, whole.signs, strict=True):
            assert sorted(map(bytes, mine)) == sorted(map(bytes, its))


def test_closure_and_interior():
    """A plus sign of two lines: closure adds faces, interior removes what has others around it."""
    cells = cell_complex(linear_regions(Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])))
    empty = complement(cells.everything)
    for chosen in (empty, cells.everything):
        for made in (cells.closure(chosen), cells.interior(chosen)):
            assert all(np.array_equal(a, b) for a, b in zip(made, chosen, strict=True))
    one = cells.of_full_cells(np.arange(4) == 2)
    assert [int(mask.sum()) for mask in cells.closure(one)] == [1, 2, 1]
    assert [int(mask.sum()) for mask in cells.interior(cells.closure(one))] == [0, 0, 1]


def test_points_and_lines_only():
    constant = cell_complex(linear_regions(Network.from_arrays([[[0, 0, 0]], [[1]]], [[1], [0]])))
    assert (constant.chain.counts, constant.lineality_dim) == ((1,), 3)
