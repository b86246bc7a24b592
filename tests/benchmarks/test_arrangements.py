"""Counting the regions of arrangements without finding them, and finding them.

The goal: the 1 066 044 regions of the resonance arrangement in R^6 counted in under 3 s on one core.
"""

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.arrangements.named import (
    braid_arrangement,
    generic_arrangement,
    reflection_arrangement,
    resonance_arrangement,
    threshold_arrangement,
)


def float_arrangement(m, n):
    rng = np.random.default_rng(0)
    return HyperplaneArrangement(rng.standard_normal((m, n)), rng.standard_normal(m))


COUNTED = {
    "resonance 5": (lambda: resonance_arrangement(5), 11292),
    "resonance 6": (lambda: resonance_arrangement(6), 1066044),
    "resonance 7": (lambda: resonance_arrangement(7), 347326352),
    "threshold 6": (lambda: threshold_arrangement(6), 15028134),
    "E 6": (lambda: reflection_arrangement("E", 6), 51840),
    "braid 9": (lambda: braid_arrangement(9), 362880),
    "generic 100 in R^3": (lambda: generic_arrangement(100, 3), 166751),
    "floats 100 in R^3": (lambda: float_arrangement(100, 3), 166751),
    "floats 100 in R^4": (lambda: float_arrangement(100, 4), 4087976),
}

F_VECTORS = {
    "resonance 5": (1, 1250, 10680, 28680, 30540, 11292),
    "resonance 6": (1, 57750, 700350, 2742180, 4695600, 3662064, 1066044),
}
"""By slicing, with :class:`~tropnet.polyhedra.arrangements.central.CentralFan`, for n = 5; the ends are known."""


@pytest.mark.parametrize("name", COUNTED)
def test_counting_regions(benchmark, name):
    make, expected = COUNTED[name]
    assert measured(benchmark, lambda: make().n_regions) == expected
    if name == "resonance 6":
        assert benchmark.extra_info["cpu_s"] < 3


@pytest.mark.parametrize("n", [5, 6])
def test_counting_faces(benchmark, n):
    assert measured(benchmark, lambda: resonance_arrangement(n).f_vector) == F_VECTORS[f"resonance {n}"]


@pytest.mark.parametrize("n", [5, 6])
def test_flats(benchmark, n):
    n_flats = measured(benchmark, lambda: resonance_arrangement(n).intersection_lattice.n_flats)
    assert n_flats[-2] == F_VECTORS[f"resonance {n}"][1] // 2


def test_sign_vectors(benchmark):
    signs = measured(benchmark, lambda: resonance_arrangement(5).sign_vectors)
    assert signs.shape == (11292, 31)
