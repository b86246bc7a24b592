"""Closed connected regions: level sets join what does not touch."""

from fractions import Fraction

import numpy as np
import pytest
from analysis.matching import domain_rows, library_network, polyhedron_of, small_blocks
from oracles import brute_force
from oracles.constructions import plane_networks
from oracles.networks import BOW_TIE, SLICE, TENT, named_network, random_network, telling_networks

from tropnet import linear_regions
from tropnet.analysis.closed import level_network
from tropnet.analysis.components import n_labels
from tropnet.analysis.counts import touching_labels
from tropnet.exact.arrays import rational_array
from tropnet.networks import Activation, Dense, Maxout, Network, Reshape, absolute, stack_outputs, stages
from tropnet.polyhedra.bodies import cube


def n_touching(regions):
    return n_labels(touching_labels(regions._assembly, regions.labels("affine")))


@pytest.mark.parametrize("net", [SLICE, BOW_TIE, TENT, *telling_networks(), plane_networks()[3]], ids=str)
@pytest.mark.parametrize("n_cells", [None, 2])
def test_touching_and_closed_connected(net, n_cells):
    with small_blocks(n_cells or 10**6):
        regions = linear_regions(library_network(net))
        assert regions.counts.closed_connected == net.expected["closed_connected"]
        assert n_touching(regions) == net.expected["closed_touching"]


def test_half_planes_that_are_joined_by_a_segment():
    """min(relu(1 - |x|), |y|) is zero for |x| >= 1, and on the segment of y = 0 between."""
    regions = linear_regions(library_network(SLICE))
    left, right = regions.at([-3, 1]).index, regions.at([3, 1]).index
    labels = {kind: regions.labels(kind) for kind in ("open_connected", "closed_connected", "affine")}
    assert labels["open_connected"][left] != labels["open_connected"][right]
    assert labels["closed_connected"][left] == labels["closed_connected"][right]
    above = linear_regions(library_network(SLICE), polyhedron_of([(-1, 0, 4)]))
    # Above y = 1/4 the segment is not there.
    assert len({above.labels("closed_connected")[above.at([x, 1]).index] for x in (-3, 3)}) == 2
    assert above.labels("affine")[above.at([-3, 1]).index] == above.labels("affine")[above.at([3, 1]).index]


def test_a_segment_in_the_boundary_of_the_domain_joins():
    """The domain is closed: y >= 0 has the segment in its boundary."""
    regions = linear_regions(library_network(SLICE), polyhedron_of([(0, 0, 1)]))
    assert len({regions.labels("closed_connected")[regions.at([x, 1]).index] for x in (-3, 3)}) == 1
    expected = brute_force.counts(SLICE.weights, SLICE.biases, [(0, 0, 1)])
    assert regions.counts.closed_connected == expected.closed_connected


def slab_with_a_ridge(height):
    """Zero for |x| >= 1 and on the line y = height between, as the slice network moved."""
    (first, *others), (bias, *rest) = SLICE.weights, SLICE.biases
    moved = [b - height * row[1] for row, b in zip(first, bias, strict=True)]
    return named_network("moved slice", [first, *others], [moved, *rest])


@pytest.mark.parametrize("height", [Fraction(1, 3), 10**30, -Fraction(10**20, 7)])
def test_a_slice_far_away(height):
    counts = linear_regions(library_network(slab_with_a_ridge(height))).counts
    assert (counts.closed_connected, counts.affine, counts.open_connected) == (5, 5, 8)


def test_the_same_slice_in_space_and_with_more_outputs():
    """A line more, or a second output that is a multiple, changes no count."""
    net = library_network(SLICE)
    deeper = net @ Network.from_arrays([[[1, 0, 0], [0, 1, 0]]])
    assert linear_regions(deeper).counts == linear_regions(net).counts
    doubled = Network.from_arrays([[[1], [2]]]) @ net
    assert linear_regions(doubled).counts == linear_regions(net).counts


def test_a_second_output_may_tell_pieces_apart():
    """|x| - 1 beyond |x| = 1 and zero between: the half-planes have different maps."""
    hump = Network.from_arrays([[[1, 0], [-1, 0]], [[1, 1]]], [[-1, -1], [0]])
    regions = linear_regions(stack_outputs(library_network(SLICE), hump))
    labels = regions.labels("affine")
    assert labels[regions.at([3, 1]).index] != labels[regions.at([-3, 1]).index]


def test_false_walls_do_not_separate():
    """A maximum of three of which the first is the largest: nothing bends anew."""
    net = library_network(SLICE)
    widened = Network.sequential([Dense([[1], [0], ["1/2"]], [0, -1, "-1/2"]), Maxout(3)], 1) @ net
    assert linear_regions(widened).counts.closed_connected == 5


@pytest.mark.parametrize("domain", ["box", "wedge", "strip", "half-space"])
@pytest.mark.parametrize("seed", [244, 262, 349, 556, 574, 787])
def test_in_domains(seed, domain):
    named = random_network(seed, inputs=2, max_neurons=8)
    rows = domain_rows(domain, 2)
    expected = brute_force.counts(named.weights, named.biases, rows)
    regions = linear_regions(library_network(named), polyhedron_of(rows))
    assert regions.counts.closed_connected == expected.closed_connected
    assert n_touching(regions) == expected.closed_touching


def test_the_level_network_bends_where_the_difference_changes_sign():
    net = library_network(TENT)
    level = level_network(net, rational_array([["1/2", "1/4"]]))
    for x in ["-1/2", 0, "1/2", 1, 2, "7/3"]:
        difference = net([x])[0] - (Fraction(x) / 2 + Fraction(1, 4))
        assert level([x])[0] == max(difference, 0)
    assert stages(level).neurons[:3] == stages(net).neurons


def test_the_level_network_of_outputs_and_inputs_of_any_shape():
    net = Network.sequential(
        [Reshape((4,)), Dense(np.arange(16).reshape(4, 4)), Activation(absolute()), Reshape((2, 2))],
        (1, 2, 2),
    )
    zero = rational_array([[0] * 5] * 4)
    assert level_network(net, zero)([[[1, 2], [3, 4]]]) == net([[[1, 2], [3, 4]]]).ravel()
    counts = linear_regions(net, cube(4)).counts
    assert counts.closed_connected <= counts.open_connected
