"""Merged cells form a complex of convex pieces; its size where the least number was proved by hand."""

import numpy as np
import pytest
from analysis.matching import library_network
from analysis.test_convexity import is_convex, meet_face_to_face
from hypothesis import given, settings
from networks.strategies import relu_networks
from oracles.networks import PUBLISHED_EXAMPLE, SIX_DIFFERENT, SMALL_NETWORKS, telling_networks

from tropnet import linear_regions
from tropnet.analysis.merging import merged_labels
from tropnet.networks import Network
from tropnet.polyhedra.polyhedron import Polyhedron


def pieces(regions):
    labels = merged_labels(regions._assembly, regions.labels("open_connected"))
    return [np.flatnonzero(labels == label) for label in range(labels.max() + 1)]


@pytest.mark.parametrize("net", [*SMALL_NETWORKS, *telling_networks()], ids=str)
def test_pieces_are_convex_and_meet_face_to_face(net):
    regions = linear_regions(library_network(net))
    if regions._assembly.dim < regions.network.input_dim:
        return  # cells have lines, and `meet_face_to_face` takes vertices and rays
    parts = pieces(regions)
    affine = regions.labels("affine")
    assert all(len(set(affine[part].tolist())) == 1 for part in parts)
    assert all(is_convex(regions, part) for part in parts)
    assert meet_face_to_face(regions, parts)
    low, high = regions.counts.convex
    assert low <= len(parts) <= high


@pytest.mark.parametrize("net", [SIX_DIFFERENT, PUBLISHED_EXAMPLE], ids=str)
def test_the_number_is_the_one_proved_by_hand(net):
    assert len(pieces(linear_regions(library_network(net)))) == net.expected["convex"]


@settings(max_examples=20)
@given(relu_networks())
def test_no_pair_of_pieces_can_be_joined_alone(net):
    """Two neighbours with one map whose union is convex would, together, break the complex elsewhere."""
    regions = linear_regions(net)
    parts = pieces(regions)
    if net.input_dim > 2 or regions._assembly.dim < net.input_dim:
        return
    affine = regions.labels("affine")
    part_of = {int(cell): number for number, part in enumerate(parts) for cell in part}
    for pair in {tuple(sorted({part_of[a], part_of[b]})) for a, b in regions.adjacency.tolist()}:
        if len(pair) == 2 and affine[parts[pair[0]][0]] == affine[parts[pair[1]][0]]:
            union = np.concatenate([parts[i] for i in pair])
            rest = [part for i, part in enumerate(parts) if i not in pair]
            assert not (is_convex(regions, union) and meet_face_to_face(regions, [union, *rest]))


def test_a_domain_cuts_pieces_off():
    """In the strip the two half-planes of |x| - |x| + relu(y) are two rectangles, whatever x does."""
    net = Network.from_arrays([[[1, 0], [-1, 0], [0, 1]], [[0, 0, 1]]])
    regions = linear_regions(net, Polyhedron.parse("[-1,1]^2"))
    assert (len(regions), [len(part) for part in pieces(regions)]) == (4, [2, 2])
