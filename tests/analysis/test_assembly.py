"""Faces, adjacency and boundedness of the whole complex, however it was cut into blocks."""

from math import comb, factorial

import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of, small_blocks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import networks, relu_networks
from oracles import brute_force
from oracles.arrangements import CENTRAL_F_VECTORS, SIMPLE_F_VECTORS, arrangements, generic_arrangement
from oracles.constructions import plane_networks
from oracles.networks import SMALL_NETWORKS, congruential, named_network, random_network, telling_networks

from tropnet import linear_regions
from tropnet.networks import Dense, Maxout, Network
from tropnet.polyhedra.bodies import cube


def structure(net, rows=None):
    """f-vector, pairs of patterns of adjacent cells, and patterns of bounded cells."""
    regions = linear_regions(library_network(net), polyhedron_of(rows))
    patterns = [tuple(row) for row in regions.patterns.tolist()]
    assert len(set(patterns)) == len(patterns)
    adjacent = {frozenset((patterns[i], patterns[j])) for i, j in regions.adjacency.tolist()}
    assert len(adjacent) == len(regions.adjacency)
    bounded = {pattern for pattern, inside in zip(patterns, regions.is_bounded, strict=True) if inside}
    return regions.f_vector, set(patterns), adjacent, bounded


def expected_structure(net, rows=None):
    cells = brute_force.cells(net.weights, net.biases, rows)
    adjacent = {frozenset((cells[i].pattern, cells[j].pattern)) for i, j in brute_force.adjacent_pairs(cells)}
    bounded = {cell.pattern for cell in cells if cell.is_bounded}
    f_vector = brute_force.f_vector(net.weights, net.biases, rows)
    return f_vector, {cell.pattern for cell in cells}, adjacent, bounded


@pytest.mark.parametrize("net", [*SMALL_NETWORKS, *telling_networks()[:4], *plane_networks()[1:2]], ids=str)
def test_named_networks(net):
    assert structure(net) == expected_structure(net)


@pytest.mark.parametrize("seed", range(300, 330))
def test_random_networks(seed):
    net = random_network(seed)
    assert structure(net) == expected_structure(net)


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("seed", range(400, 406))
def test_random_networks_in_domains(seed, domain):
    net = random_network(seed, inputs=1 + seed % 3, max_neurons=6)
    rows = domain_rows(domain, 1 + seed % 3)
    assert structure(net, rows) == expected_structure(net, rows)


@pytest.mark.parametrize("n_cells", [1, 2, 7])
@pytest.mark.parametrize("seed", range(500, 506))
def test_networks_in_small_blocks(seed, n_cells):
    net = random_network(seed, inputs=2 + seed % 2, max_neurons=9)
    rows = domain_rows("box", 2 + seed % 2)
    whole = [structure(net), structure(net, rows)]
    with small_blocks(n_cells):
        assert [structure(net), structure(net, rows)] == whole


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(max_nodes=6, shapes=((1,), (2,), (1, 2))), st.integers(1, 3))
def test_any_graph_of_layers_in_small_blocks(net, n_cells):
    whole = linear_regions(net)
    with small_blocks(n_cells):
        parts = linear_regions(net)
    assert parts.f_vector == whole.f_vector
    assert sorted(map(tuple, parts.patterns.tolist())) == sorted(map(tuple, whole.patterns.tolist()))
    assert len(parts.adjacency) == len(whole.adjacency)
    assert parts.is_bounded.sum() == whole.is_bounded.sum()


# --- closed formulas ---


@pytest.mark.parametrize(("m", "n"), list(SIMPLE_F_VECTORS))
def test_hyperplanes_in_general_position(m, n):
    regions = linear_regions(library_network(generic_arrangement(m, n).network))
    assert regions.f_vector == SIMPLE_F_VECTORS[m, n]
    assert regions.is_bounded.sum() == comb(m - 1, n)


@pytest.mark.parametrize("name", list(CENTRAL_F_VECTORS))
def test_central_arrangements(name):
    net = next(a for a in arrangements(60) if a.name == name).network
    regions = linear_regions(library_network(net))
    assert regions.f_vector == CENTRAL_F_VECTORS[name]
    assert not regions.is_bounded.any()


@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_faces_of_the_braid_arrangement_are_the_ordered_set_partitions(n):
    """A face of dimension k orders the coordinates in k classes of ties: k! S(n, k) of them."""
    net = next(a for a in arrangements(30) if a.name == f"braid {n}").network
    stirling = {2: (1, 1), 3: (1, 3, 1), 4: (1, 7, 6, 1)}[n]
    expected = [0, *(factorial(k) * number for k, number in enumerate(stirling, 1))]
    regions = linear_regions(library_network(net))
    assert regions.f_vector == tuple(expected)
    assert regions.lineality_space.tolist() == [[1] * n]


@pytest.mark.parametrize("degree", [1, 2, 3, 4])
def test_the_honeycomb(degree):
    """The tropical curve of max a.x - (a1^2 + a1 a2 + a2^2) over the lattice points a of a triangle.

    It has d^2 vertices, 3d(d-1)/2 bounded edges and 3d rays.  As one maximum of many arguments it is sliced
    by all matches of a knock-out tournament, most walls of which are false.
    """
    d = degree
    terms = [(i, j) for i in range(d + 1) for j in range(d + 1 - i)]
    layer = Dense(terms, [-(i * i + i * j + j * j) for i, j in terms])
    regions = linear_regions(Network.sequential([layer, Maxout(len(terms))], 2))
    assert regions.f_vector == (d * d, 3 * d * (d - 1) // 2 + 3 * d, comb(d + 2, 2))
    assert len(regions.adjacency) == regions.f_vector[1]
    assert regions.is_bounded.sum() == comb(d - 1, 2)
    assert regions.counts.proper_activation == regions.counts.affine == comb(d + 2, 2)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_maximum_of_all_coordinates(n):
    """A face is a set of coordinates that attain the maximum; it has dimension n + 1 less their number."""
    regions = linear_regions(Network.sequential([Maxout(n)], n))
    if n == 1:
        assert regions.f_vector == (0, 1)
    else:
        assert regions.f_vector == (0, *(comb(n, n + 1 - k) for k in range(1, n + 1)))
    both = linear_regions(Network.sequential([Maxout(n)], n), cube(n))
    assert both.f_vector[-1] == n
    assert both.euler_characteristic == 1


# --- laws ---


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(max_nodes=6, shapes=((1,), (2,), (3,), (1, 2))))
def test_the_euler_characteristic_of_space_and_of_a_box(net):
    assert linear_regions(net).euler_characteristic == (-1) ** net.input_dim
    assert linear_regions(net, cube(net.input_dim, 2)).euler_characteristic == 1


@pytest.mark.parametrize(
    ("domain", "value"), [("half-space", 0), ("simplex", 1), ("corner", 0), ("strip", -1), ("wedge", 0)]
)
def test_the_euler_characteristic_of_domains_of_the_plane(domain, value):
    net = library_network(congruential((2, 3, 3, 1), 1))
    assert linear_regions(net, polyhedron_of(domain_rows(domain, 2))).euler_characteristic == value


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(relu_networks())
def test_passing_the_inputs_by_changes_no_face(net):
    """A shortcut from input to output adds forms to the first round that are no walls."""
    n, m = net.input_dim, net.output_dim
    with_shortcut = net + Network.from_arrays([np.arange(1, n * m + 1).reshape(m, n)])
    plain, other = linear_regions(net), linear_regions(with_shortcut)
    assert other.f_vector == plain.f_vector
    assert sorted(map(tuple, other.patterns.tolist())) == sorted(map(tuple, plain.patterns.tolist()))
    assert len(other.adjacency) == len(plain.adjacency)
    assert other.is_bounded.sum() == plain.is_bounded.sum()
    assert other.counts == plain.counts


def test_adjacent_cells_differ_in_a_neuron_and_share_a_facet():
    net = named_network("lines", [[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]], [[0, 0, -1], [0]])
    regions = linear_regions(library_network(net))
    for i, j in regions.adjacency.tolist():
        assert (regions.patterns[i] != regions.patterns[j]).sum() == 1
        assert (regions[i].polyhedron & regions[j].polyhedron).dim == 1


def test_every_wall_of_a_cell_in_the_interior_of_the_domain_has_a_neighbour():
    regions = linear_regions(library_network(congruential((2, 4, 4, 1), 3)))
    for cell in regions:
        assert len(cell.neighbours) == len(cell.facets)
