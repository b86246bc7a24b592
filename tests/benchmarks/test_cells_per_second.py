"""Proper activation cells per second over all of R^n, one process, standard normal float32 weights.

The exact engine, counting and enumerating; the same kernel in plain floats (`plain.py`); an exact search over
patterns with polyhedra of the Parma Polyhedra Library; relucent, a float peer that walks from cell to cell, where
it is installed (its linear programs are Gurobi's).  The peers run for a few seconds, or up to a hundred cells.
relucent works in a process of its own, so that its figure is that of the clock.

Run with OPENBLAS_NUM_THREADS=1; figures are in the `extra_info` of the report.
"""

import pytest
from benchmarks.measuring import gaussian, gaussian_arrays, measured, note_cells
from benchmarks.peers import PatternSearch, relucent_count
from benchmarks.plain import plain_floats

from tropnet import count_regions, linear_regions

ARCHITECTURES = ([2, 64, 64, 64, 1], [3, 32, 32, 1], [4, 16, 16, 1], [5, 10, 10, 1])
architectures = pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda a: "-".join(map(str, a)))


def enumerate_cells(net):
    return len(linear_regions(net))


ways = pytest.mark.parametrize("way", [count_regions, enumerate_cells], ids=["count", "enumerate"])


@ways
@architectures
def test_exact(benchmark, architecture, way):
    net = gaussian(architecture)
    n_cells = measured(benchmark, lambda: way(net))
    note_cells(benchmark, n_cells)
    assert n_cells == (enumerate_cells if way is count_regions else count_regions)(net)


@ways
@architectures
def test_plain_floats(benchmark, architecture, way):
    net = gaussian(architecture)
    with plain_floats():
        n_cells = measured(benchmark, lambda: way(net))
    note_cells(benchmark, n_cells)
    assert n_cells == count_regions(net)


@architectures
def test_parma_polyhedra_library(benchmark, architecture):
    pytest.importorskip("ppl", reason="the exact loop needs pplpy")
    search = PatternSearch(*gaussian_arrays(architecture))
    n_cells, _ = measured(benchmark, lambda: search.count(5), rounds=1)
    note_cells(benchmark, n_cells)
    assert 0 < n_cells <= count_regions(gaussian(architecture))


def test_the_search_over_patterns_finds_every_cell(benchmark):
    pytest.importorskip("ppl", reason="the exact loop needs pplpy")
    search = PatternSearch(*gaussian_arrays([2, 8, 8, 1]))
    n_cells, _ = measured(benchmark, lambda: search.count(60), rounds=1)
    note_cells(benchmark, n_cells)
    assert n_cells == count_regions(gaussian([2, 8, 8, 1]))


@architectures
def test_relucent(benchmark, architecture):
    pytest.importorskip("relucent", reason="relucent is not installed: pip install relucent[torch]")
    arrays = gaussian_arrays(architecture)
    n_cells = measured(benchmark, lambda: relucent_count(*arrays, 100), rounds=1)
    note_cells(benchmark, n_cells)
    assert 0 < n_cells <= count_regions(gaussian(architecture))
