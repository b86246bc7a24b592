"""Sawtooth compositions with 10^6 pieces: built, counted, decoded.

Six functions of ten pieces each, with equally spaced points or points of unrelated denominators.  Building is of the
function, counting of the cells of the network, decoding is of the parameters from the function alone.
"""

import pytest
from benchmarks.measuring import measured, note_cells

from tropnet import count_regions
from tropnet.theory.families import SawtoothComposition, decode, decompositions

WIDTHS = (10,) * 6
PIECES = 10**6

MEMBERS = {
    "regular": SawtoothComposition.uniform(10, 6),
    "multiples of 1/60": SawtoothComposition.sample(1, WIDTHS),
    "multiples of 1/997": SawtoothComposition.sample(1, WIDTHS, "3/2", denominator=997),
}
members = pytest.mark.parametrize("member", MEMBERS.values(), ids=MEMBERS)


@members
def test_built_counted_and_decoded(benchmark, member):
    def all_three():
        f = member.function()
        return f, count_regions(member.network()), decode(f, WIDTHS)

    f, n_cells, decoded = measured(benchmark, all_three, rounds=1)
    note_cells(benchmark, n_cells)
    assert f.n_pieces == n_cells == PIECES + 2
    assert decoded == member


@members
def test_built(benchmark, member):
    assert measured(benchmark, member.function).n_pieces == PIECES + 2


@members
def test_decoded(benchmark, member):
    f = member.function()
    assert measured(benchmark, lambda: decode(f, WIDTHS)) == member


@members
def test_first_decomposition(benchmark, member):
    f = member.function()
    assert measured(benchmark, lambda: next(decompositions(f)), rounds=1).function() == f
