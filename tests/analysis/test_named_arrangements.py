"""Arrangements as networks with one hidden layer: the cells of the slicing against the counting without enumeration.

With one neuron for each hyperplane and all output weights 1 every hyperplane is a kink of a convex function, so all six
notions of a linear region agree with the number of regions of the arrangement.
"""

import pytest

from tropnet.analysis.regions import linear_regions
from tropnet.analysis.tropical_form import tropicalize
from tropnet.networks import Network
from tropnet.polyhedra.arrangements import (
    braid_arrangement,
    catalan_arrangement,
    generic_arrangement,
    graphic_arrangement,
    linial_arrangement,
    reflection_arrangement,
    resonance_arrangement,
    semiorder_arrangement,
    shi_arrangement,
    threshold_arrangement,
)

FAMILIES = {
    # Numbers of regions as in the literature: n!, (n+1)^(n-1), n! times Catalan, OEIS A007889, A034997, ...
    "braid 4": (braid_arrangement(4), 24),
    "Shi 4": (shi_arrangement(4), 125),
    "Catalan 3": (catalan_arrangement(3), 30),
    "Linial 4": (linial_arrangement(4), 36),
    "semiorder 3": (semiorder_arrangement(3), 19),
    "resonance 3": (resonance_arrangement(3), 32),
    "resonance 4": (resonance_arrangement(4), 370),
    "threshold 3": (threshold_arrangement(3), 104),
    "B 3": (reflection_arrangement("B", 3), 48),
    "D 4": (reflection_arrangement("D", 4), 192),
    "five-cycle": (graphic_arrangement(5, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]), 30),
    "generic 5 in space": (generic_arrangement(5, 3), 26),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_a_layer_of_neurons_has_the_regions_of_its_hyperplanes(name):
    arrangement, expected = FAMILIES[name]
    net = Network.from_arrays([arrangement.normals, [[1] * len(arrangement)]], [-arrangement.offsets, [0]])
    regions = linear_regions(net)
    assert len(regions) == arrangement.n_regions == expected
    # The activation patterns at points of hyperplanes are those of cells next to them.
    counts = regions.counts
    assert (counts.open_connected, counts.closed_connected, counts.affine) == (expected,) * 3
    assert regions.f_vector == arrangement.f_vector
    assert tropicalize(regions).numerator.n_regions == expected
