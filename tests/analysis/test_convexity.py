"""Bounds on the number of convex regions: they contain what is known, and are equal where they can be."""

import numpy as np
import pytest
from analysis.matching import library_network, small_blocks
from hypothesis import HealthCheck, given, settings
from networks.strategies import relu_networks
from oracles.constructions import plane_networks
from oracles.networks import (
    PUBLISHED_EXAMPLE,
    SIX_DIFFERENT,
    SMALL_NETWORKS,
    random_network,
    telling_networks,
)

from tropnet import linear_regions
from tropnet.networks import Dense, Maxout, Network
from tropnet.polyhedra.bodies import cube
from tropnet.polyhedra.polyhedron import Polyhedron


def is_convex(regions, cells):
    """Whether a union of cells is its own convex hull: by volume in a box, or by all cells outside."""
    parts = [regions[int(i)].polyhedron for i in cells]
    n = regions.network.input_dim
    hull = Polyhedron.from_generators(
        np.vstack([part.vertices.fractions() for part in parts]),
        np.vstack([np.empty((0, n), object), *(part.rays.fractions() for part in parts)]),
        np.vstack([np.empty((0, n), object), *(part.lineality_space.fractions() for part in parts)]),
    )
    outside = set(range(len(regions))) - set(cells.tolist())
    return not any((regions[i].polyhedron & hull).is_full_dimensional for i in outside)


def parts_of(regions):
    opened = regions.labels("open_connected")
    return [np.flatnonzero(opened == label) for label in range(opened.max() + 1)]


def meet_face_to_face(regions, parts):
    """Whether any two of the regions, which are convex, meet in a common face of both."""
    bodies = [
        Polyhedron.from_generators(
            np.vstack([regions[int(i)].vertices.fractions() for i in part]),
            np.vstack([regions[int(i)].rays.fractions() for i in part]),
        )
        for part in parts
    ]
    return all(is_face(one & other, one) for one in bodies for other in bodies)


def is_face(part, whole):
    """A face is cut out by the facets that contain it."""
    if part.is_empty:
        return True
    inside = part.interior_point
    tight = [row for row in whole.inequalities if (row[:-1] @ inside) == row[-1]]
    if not tight:
        return part == whole
    equations = ([row[:-1] for row in tight], [row[-1] for row in tight])
    rows = whole.inequalities
    return Polyhedron.from_inequalities(rows[:, :-1], rows[:, -1], equations) == part


@pytest.mark.parametrize("net", [net for net in SMALL_NETWORKS if "convex" in net.expected], ids=str)
def test_known_numbers_lie_within_the_bounds(net):
    low, high = linear_regions(library_network(net)).counts.convex
    assert low <= net.expected["convex"] <= high


def test_bounds_of_networks_that_are_not_cut_into_convex_pieces_by_their_function():
    """Nine regions of the first are convex but one, which needs two cells at least; it has 25 cells."""
    assert linear_regions(library_network(SIX_DIFFERENT)).counts.convex == (
        10,
        SIX_DIFFERENT.expected["convex"],
    )
    assert linear_regions(library_network(PUBLISHED_EXAMPLE)).counts.convex == (4, 4)


def expected_bounds(regions):
    parts = parts_of(regions)
    n_convex = sum(is_convex(regions, part) for part in parts)
    if n_convex == len(parts) and meet_face_to_face(regions, parts):
        return len(parts), len(parts)
    # Merged cells are a complex (test_merging.py).
    return 2 * len(parts) - n_convex, len(regions.pieces("convex"))


@pytest.mark.parametrize("seed", range(600, 625))
@pytest.mark.parametrize("radius", [None, 2])
def test_against_convex_hulls(seed, radius):
    net = library_network(random_network(seed, inputs=2, max_neurons=6))
    regions = linear_regions(net, None if radius is None else cube(2, radius))
    if len(regions.lineality_space):
        return
    assert regions.counts.convex == expected_bounds(regions)
    with small_blocks(2):
        assert linear_regions(net, regions.within).counts.convex == regions.counts.convex


@pytest.mark.parametrize("net", [*telling_networks()[:4], plane_networks()[4]], ids=str)
def test_telling_networks_against_convex_hulls(net):
    regions = linear_regions(library_network(net))
    if len(net.weights[0][0]) == 2:
        assert regions.counts.convex == expected_bounds(regions)
    low, high = regions.counts.convex
    assert regions.counts.open_connected <= low <= high <= len(regions)


@pytest.mark.parametrize("seed", [1018, 1090, 1551])
def test_convex_regions_that_do_not_meet_face_to_face(seed):
    """A wall that ends inside another: every region is convex, and still they are no complex."""
    net = random_network(seed, inputs=2, max_neurons=7)
    regions = linear_regions(library_network(net))
    assert all(is_convex(regions, part) for part in parts_of(regions))
    assert regions.counts.convex == expected_bounds(regions)
    low, high = regions.counts.convex
    assert low == regions.counts.open_connected < high <= len(regions)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(relu_networks(max_layers=2))
def test_convex_functions_have_convex_pieces_face_to_face(net):
    layers = [node.layer for node in net.nodes if isinstance(node.layer, Dense)]
    weights = [layers[0].weight, *(layer.weight.maximum(-layer.weight) for layer in layers[1:])]
    counts = linear_regions(Network.from_arrays(weights, [layer.bias for layer in layers])).counts
    assert counts.convex == (counts.open_connected, counts.open_connected)


@pytest.mark.parametrize("rank", [3, 4, 5])
def test_false_walls_do_not_spoil_a_complex(rank):
    rng = np.random.default_rng(rank)
    net = Network.sequential(
        [Dense(rng.integers(-3, 4, (rank, 2)), rng.integers(-3, 4, rank)), Maxout(rank)], 2
    )
    counts = linear_regions(net).counts
    assert counts.convex == (counts.affine, counts.affine)


def test_pieces_of_a_line_are_intervals():
    named = random_network(13, inputs=1, max_neurons=9)
    counts = linear_regions(library_network(named)).counts
    assert counts.convex == (counts.open_connected, counts.open_connected)
