"""All counts of a network of one input with a million pieces: six sawtooth layers of width ten.

On [0, 1] each layer goes up and down ten times, so that six of them have 10^6 pieces there; beside it are two
constant pieces, with one affine map.  Break points i/10 keep the integers small, irregular ones do not.
"""

from fractions import Fraction

import pytest
from benchmarks.measuring import measured, note_cells, sawtooth

from tropnet import count_regions, linear_regions

REGULAR = [[Fraction(i, 10) for i in range(11)]] * 6
IRREGULAR = [
    [
        Fraction(0),
        *(Fraction(i * (17 + k) + (i * i) % 7 - 3, 10 * (17 + k)) for i in range(1, 10)),
        Fraction(1),
    ]
    for k in range(6)
]
points = pytest.mark.parametrize("points", [REGULAR, IRREGULAR], ids=["regular", "irregular"])


@points
def test_all_counts(benchmark, points):
    net = sawtooth(points)
    counts = measured(benchmark, lambda: linear_regions(net).counts, rounds=1)
    note_cells(benchmark, counts.proper_activation)
    benchmark.extra_info["counts"] = str(counts)
    pieces = 10 ** len(points) + 2
    assert counts.proper_activation == counts.open_connected == counts.closed_connected == pieces
    assert counts.affine == pieces - 1


@points
def test_count_alone(benchmark, points):
    net = sawtooth(points)
    n_cells = measured(benchmark, lambda: count_regions(net), rounds=1)
    note_cells(benchmark, n_cells)
    assert n_cells == 10 ** len(points) + 2
