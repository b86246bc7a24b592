"""Networks of support functions against the maximum over vertices, and their pieces against the vertices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polyhedra.zonotopes.strategies import all_sums, zonotopes

from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks.support import support_network
from tropnet.polyhedra.zonotopes.zonotope import Zonotope


@settings(max_examples=40, deadline=None)
@given(zonotopes(), st.booleans(), st.lists(st.integers(-20, 20), min_size=15, max_size=15))
def test_values_are_maxima_over_all_sums(zonotope, paired, numbers):
    n = zonotope.ambient_dim
    r = rational_array(numbers[: 5 * n]).reshape(5, n) / 7
    net = support_network(zonotope, paired=paired)
    values = r @ all_sums(zonotope.generators, zonotope.center).T
    assert net(r).ravel() == values.max(axis=1) == zonotope.support_function(r)
    assert not net(np.zeros(n)).sign().any()


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("center", [[0, 0, 0], [1, "1/2", -2]])
def test_the_pieces_are_the_vertices(paired, center):
    """A convex function: all counts of pieces agree; with neurons in pairs so do the regions of activation."""
    zonotope = Zonotope([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1], [0, 1, 2]], center)
    regions = linear_regions(support_network(zonotope, paired=paired))
    assert regions.counts.open_connected == regions.counts.affine == len(zonotope.vertices)
    assert len(regions) == len(zonotope.vertices) or not paired


def test_sizes():
    centered = Zonotope([[1, 0], [0, 1], [1, 1]])
    assert support_network(centered, paired=True).widths == (6,)
    assert support_network(centered).widths == (5,)
    assert support_network(centered.translated([1, 0]), paired=True).widths == (6,)
    assert support_network(Zonotope([[1, 0]], [0, 1]), paired=True).widths == (4,)
    assert support_network(Zonotope.from_edges([[1, 0], [0, 1], [1, 1]])).widths == (3,)
    point = Zonotope(RationalArray.zeros((0, 2)), [3, 4])
    for paired in (True, False):
        assert support_network(point, paired=paired).widths == (2,)
        assert support_network(point, paired=paired)([1, 1]) == RationalArray([7])
        assert support_network(Zonotope(RationalArray.zeros((0, 2))), paired=paired).size == 1


def test_no_directions_no_network():
    with pytest.raises(InputError, match="at least one input"):
        support_network(Zonotope(RationalArray.zeros((0, 0))))
