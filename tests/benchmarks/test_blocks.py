"""How many cells a block should have before it is split; `tropnet.analysis.start.BLOCK_CELLS` is chosen by this.

The time to enumerate cells with blocks of different sizes, in every dimension in which slicing is meant to be used.
"""

from unittest import mock

import pytest
from benchmarks.measuring import gaussian, measured, note_cells, sawtooth
from benchmarks.test_one_input import REGULAR

from tropnet import linear_regions
from tropnet.analysis import start

NETWORKS = {
    "1-sawtooth": lambda: sawtooth(REGULAR[:5]),
    "2-64-64-64-1": lambda: gaussian([2, 64, 64, 64, 1]),
    "2-128-128-1": lambda: gaussian([2, 128, 128, 1]),
    "3-32-32-1": lambda: gaussian([3, 32, 32, 1]),
    "4-16-16-1": lambda: gaussian([4, 16, 16, 1]),
    "5-10-10-1": lambda: gaussian([5, 10, 10, 1]),
}


@pytest.mark.parametrize("n_cells", [1_000, 3_000, 10_000, 30_000, 100_000])
@pytest.mark.parametrize("name", NETWORKS)
def test_block_sizes(benchmark, name, n_cells):
    net = NETWORKS[name]()
    expected = len(linear_regions(net))
    with mock.patch.multiple(start, BLOCK_CELLS={}, BLOCK_CELLS_BEYOND=n_cells):
        found = measured(benchmark, lambda: len(linear_regions(net)))
    note_cells(benchmark, found)
    assert found == expected
