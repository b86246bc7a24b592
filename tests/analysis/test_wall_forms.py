"""Forms of walls, read off the signs of sheets, against the geometry of the cells on both sides."""

import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of, small_blocks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import networks
from oracles.networks import SMALL_NETWORKS, random_network

from tropnet import linear_regions
from tropnet.analysis.wall_forms import wall_forms
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Dense, Maxout, Network
from tropnet.polyhedra.polyhedron import Polyhedron


def signs_at(form, polyhedron):
    """The signs of a form at the vertices, and of its linear part along rays and lines."""
    *normal, constant = form
    found = set((polyhedron.vertices @ RationalArray(normal) + constant).sign().tolist())
    found |= set((polyhedron.rays @ RationalArray(normal)).sign().tolist())
    assert not (polyhedron.lineality_space @ RationalArray(normal)).sign().any()
    return found


def check_walls(regions):
    """Every two neighbours lie on both sides of their form, with a facet in its zero set; others have no facet."""
    assembly = regions._assembly
    pairs = assembly.neighbours(np.arange(len(regions)))
    cells = assembly.cell_of_fine[pairs]
    assert sorted(map(sorted, cells.tolist())) == regions.adjacency.tolist()
    forms = wall_forms(assembly.network, *(assembly.fine_signs[side] for side in pairs.T))
    for (one, other), form in zip(cells.tolist(), forms.tolist(), strict=True):
        before, behind = regions[one].polyhedron, regions[other].polyhedron
        assert signs_at(form, before) <= {-1, 0}
        assert signs_at(form, behind) <= {1, 0}
        common = before & behind
        assert common.dim == regions.network.input_dim - 1
        assert signs_at(form, common) == {0}


@pytest.mark.parametrize("net", SMALL_NETWORKS, ids=str)
def test_named_networks(net):
    check_walls(linear_regions(library_network(net)))


@pytest.mark.parametrize("n_cells", [2, 10**6])
@pytest.mark.parametrize("domain", ["space", *DOMAINS])
def test_domains_and_blocks(domain, n_cells):
    net = random_network(11, inputs=2, max_neurons=7)
    with small_blocks(n_cells):
        check_walls(linear_regions(library_network(net), polyhedron_of(domain_rows(domain, 2))))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(max_nodes=6, shapes=((1,), (2,), (1, 2))), st.integers(1, 3))
def test_any_graph_of_layers(net, n_cells):
    with small_blocks(n_cells):
        check_walls(linear_regions(net))


def test_false_walls_of_a_maximum():
    # Comparisons of arguments that lose cut the cells of a maximum; no pair of cells is separated by one of them.
    rows = [[0, 0], [1, 0], [0, 1], [1, 1], [-1, 2], [2, 3], [1, 0]]
    regions = linear_regions(Network.sequential([Dense(rows, [0, 1, -1, 0, 2, 0, 1]), Maxout(7)], 2))
    assert regions._assembly.n_fine_cells > len(regions)
    check_walls(regions)


def facet_rows(assembly, fine):
    """The facets of a fine cell as primitive rows (a, b), a.x <= b, with the cells behind."""
    found = {}
    for other, form in assembly.facets(fine):
        row = [-entry for entry in form[:-1].tolist()] + [form[-1]]
        factor = np.gcd.reduce(np.array(row, dtype=object))
        found[tuple(entry // factor for entry in row)] = other
    return found


@pytest.mark.parametrize("domain", ["space", *DOMAINS])
@pytest.mark.parametrize("seed", range(6))
def test_facets_are_those_of_the_hull_of_the_generators(seed, domain):
    n = 1 + seed % 3
    net = random_network(seed, inputs=n, max_neurons=6)
    with small_blocks(3 if seed % 2 else 10**6):
        assembly = linear_regions(library_network(net), polyhedron_of(domain_rows(domain, n)))._assembly
    lines = assembly.start.lineality_space
    for fine in range(assembly.n_fine_cells):
        rows = RationalArray.from_integers(assembly.generators(fine))
        is_point = rows[:, -1].sign() > 0
        vertices = [[x / row[-1] for x in row[:-1]] for row in rows[is_point].fractions()]
        hull = Polyhedron.from_generators(vertices, rows[~is_point][:, :-1], lines)
        found = facet_rows(assembly, fine)
        assert sorted(found) == sorted(map(tuple, hull.inequalities.numerators.tolist()))
        for row, other in found.items():
            if other >= 0:
                opposite = tuple(-entry for entry in row)
                assert facet_rows(assembly, other)[opposite] == fine


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(max_nodes=6, shapes=((1,), (2,), (1, 2))))
def test_affine_maps_of_many_cells_are_those_of_single_ones(net):
    regions = linear_regions(net)
    some = np.arange(len(regions))[::-2]
    maps = regions._assembly.affine_maps(some)
    assert maps.shape == (len(some), net.output_dim, net.input_dim + 1)
    for cell, found in zip(some.tolist(), maps, strict=True):
        assert found == regions[cell].affine_map
        x = regions[cell].interior_point
        assert (found[:, :-1] @ x + found[:, -1]).tolist() == net(x.reshape(net.input_shape)).ravel().tolist()
