"""The intersection poset against its definition, and against the lattices of partitions."""

from itertools import combinations

import numpy as np
import pytest

from tropnet.errors import InputError
from tropnet.exact.matrix import rank
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.arrangements.good_reduction import LARGEST_WORD_PRIME
from tropnet.polyhedra.arrangements.named import (
    boolean_arrangement,
    braid_arrangement,
    catalan_arrangement,
    generic_arrangement,
    reflection_arrangement,
    shi_arrangement,
    threshold_arrangement,
)


def flats_by_definition(arrangement):
    """All nonempty intersections as the sets of hyperplanes that contain them, with their dimensions."""
    rows = [[*a, b] for a, b in zip(arrangement.normals.tolist(), arrangement.offsets.tolist(), strict=True)]
    flats = {frozenset(): arrangement.ambient_dim}
    for k in range(1, arrangement.rank + 1):
        for subset in combinations(range(len(rows)), k):
            chosen = [rows[i] for i in subset]
            r = rank(chosen)
            if rank([row[:-1] for row in chosen]) == r:
                closed = frozenset(i for i, row in enumerate(rows) if rank([*chosen, row]) == r)
                flats[closed] = arrangement.ambient_dim - r
    return flats


def mobius_by_definition(flats):
    """The values of the Möbius function, by its recursion over all smaller elements."""
    values = {}
    for flat in sorted(flats, key=len):
        values[flat] = int(not flat) - sum(value for other, value in values.items() if other < flat)
    return values


def random_arrangement(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 5))
    rows = rng.integers(-1, 2, (int(rng.integers(1, 8)), n + 1))
    rows = rows[rows[:, :-1].any(axis=1)]
    return HyperplaneArrangement(rows[:, :-1], rows[:, -1] * (seed % 3 > 0))


@pytest.mark.parametrize("seed", range(25))
def test_flats_and_mobius_values_are_those_of_the_definition(seed):
    arrangement = random_arrangement(seed)
    flats = flats_by_definition(arrangement)
    mobius = mobius_by_definition(flats)
    lattice = arrangement.intersection_lattice
    found = list(lattice)
    assert {flat.hyperplanes: flat.dim for flat in found} == flats
    assert {flat.hyperplanes: flat.mobius for flat in found} == mobius
    assert len(found) == len(lattice) == len(flats)
    assert lattice.is_geometric == arrangement.is_central
    assert lattice.rank == arrangement.rank


@pytest.mark.parametrize(
    "arrangement",
    [
        HyperplaneArrangement(np.zeros((0, 3))),
        boolean_arrangement(4),
        braid_arrangement(6),
        catalan_arrangement(4),
        shi_arrangement(4),
        reflection_arrangement("F", 4),
        threshold_arrangement(4),
    ],
    ids=repr,
)
def test_the_characteristic_polynomial_is_the_sum_of_the_mobius_function(arrangement):
    assert arrangement.intersection_lattice.characteristic_polynomial == arrangement.characteristic_polynomial


def test_the_braid_arrangement_has_the_lattice_of_set_partitions():
    """Stirling numbers of the second kind S(6, 6 - k), and mu = (-1)^(n-1) (n-1)! at the bottom."""
    lattice = braid_arrangement(6).intersection_lattice
    assert lattice.n_flats == (1, 15, 65, 90, 31, 1)
    assert lattice.flats[-1][0].mobius == -120
    assert lattice.flats[-1][0].hyperplanes == frozenset(range(15))


def test_the_reflection_arrangement_of_type_b_has_the_dowling_lattice():
    """The Whitney numbers of the second kind of the Dowling lattice of the group of order two (OEIS A039755)."""
    assert reflection_arrangement("B", 4).intersection_lattice.n_flats == (1, 16, 58, 40, 1)
    assert reflection_arrangement("B", 3).intersection_lattice.n_flats == (1, 9, 13, 1)


def test_flats_in_general_position_are_the_small_subsets():
    lattice = generic_arrangement(6, 3).intersection_lattice
    expected = [frozenset(subset) for k in range(4) for subset in combinations(range(6), k)]
    assert [flat.hyperplanes for flat in lattice] == expected
    assert all(flat.mobius == (-1) ** len(flat.hyperplanes) for flat in lattice)


def test_long_coefficients():
    """Three of five lines meet in a point, to the last of 80 bits; moved by one unit they do not."""
    rng = np.random.default_rng(1)
    normals = rng.integers(-(2**40), 2**40, (5, 2)).astype(object)
    offsets = normals[:, 0] * 3 - normals[:, 1] * 7
    offsets[3:] += rng.integers(2**30, 2**40, 2)
    assert HyperplaneArrangement(normals, offsets).intersection_lattice.n_flats == (1, 5, 8)
    for step in (1, LARGEST_WORD_PRIME - 1):  # modulo the prime that is tried first they meet again
        offsets[0] += step
        assert HyperplaneArrangement(normals, offsets).intersection_lattice.n_flats == (1, 5, 10)


def test_the_flat_of_some_hyperplanes():
    grid = HyperplaneArrangement([[1, 0], [1, 0], [0, 1]], [0, 1, 0])
    lattice = grid.intersection_lattice
    assert lattice.intersection([]).dim == 2
    assert lattice.intersection([0, 2]).dim == 0
    with pytest.raises(InputError, match=r"the hyperplanes \[1, 2\] have no common point"):
        lattice.intersection([1, 2])
    with pytest.raises(InputError, match="there is no hyperplane 5; the 3 hyperplanes"):
        lattice.intersection([5])
    assert repr(lattice) == "<IntersectionLattice of rank 2 with 6 flats>"
