"""Walks and enumeration: counts that are known, the brute force, and the slicing."""

from fractions import Fraction
from itertools import islice, product
from math import comb, factorial

import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of
from hypothesis import HealthCheck, assume, given, settings
from networks.strategies import networks
from oracles import brute_force
from oracles.arrangements import arrangements, generic_arrangement
from oracles.networks import SMALL_NETWORKS, random_network

from tropnet.analysis import search
from tropnet.analysis.prefixes import Prefixes, PrefixSearch
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.walk import enumerate_regions, walk
from tropnet.analysis.walls import WalledNetwork
from tropnet.errors import EmptyDomainError, InputError, LimitReachedError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.programs import feasible_cells
from tropnet.networks import Network
from tropnet.polyhedra.polyhedron import Polyhedron


def float_network(*widths, seed=0, scale=None):
    rng = np.random.default_rng(seed)
    shapes = list(zip(widths[1:], widths, strict=False))
    weights = [rng.standard_normal(shape).astype(np.float32) for shape in shapes]
    biases = [rng.standard_normal(n).astype(np.float32) for n, _ in shapes]
    if scale is not None:
        weights = [(RationalArray(w) * scale).tolist() for w in weights]
        biases = [(RationalArray(b) * scale ** (i + 1)).tolist() for i, b in enumerate(biases)]
    return Network.from_arrays(weights, biases)


def patterns(regions):
    found = [region.pattern for region in regions]
    assert len(set(found)) == len(found), "each region comes once"
    return set(found)


def oracle_patterns(net, rows=None):
    return {cell.pattern for cell in brute_force.cells(net.weights, net.biases, rows)}


# --- enumeration ---


@pytest.mark.parametrize("net", SMALL_NETWORKS, ids=str)
def test_small_networks(net):
    assert patterns(enumerate_regions(library_network(net))) == oracle_patterns(net)


@pytest.mark.parametrize("seed", range(80))
def test_random_networks(seed):
    net = random_network(seed)
    assert patterns(enumerate_regions(library_network(net))) == oracle_patterns(net)


@pytest.mark.parametrize(("seed", "domain"), list(zip(range(60), DOMAINS * 10, strict=True)))
def test_random_networks_in_domains(seed, domain):
    net = random_network(seed)
    rows = domain_rows(domain, len(net.weights[0][0]))
    found = enumerate_regions(library_network(net), polyhedron_of(rows))
    assert patterns(found) == oracle_patterns(net, rows)


@pytest.mark.parametrize("arrangement", arrangements(4000), ids=str)
def test_arrangements(arrangement):
    assert len(patterns(enumerate_regions(library_network(arrangement.network)))) == arrangement.n_regions


@pytest.mark.parametrize(("m", "n"), [(9, 6), (10, 7), (10, 8)])
def test_generic_hyperplanes_in_high_dimension(m, n):
    net = library_network(generic_arrangement(m, n).network)
    assert len(patterns(enumerate_regions(net))) == sum(comb(m, j) for j in range(n + 1))


@pytest.mark.parametrize(
    "widths", [(1, 6, 6, 1), (2, 8, 8, 1), (3, 7, 6, 1), (4, 6, 5, 1), (5, 6, 6, 1), (3, 4, 4, 4, 1)]
)
def test_float_networks_against_slicing(widths):
    net = float_network(*widths, seed=sum(widths))
    assert patterns(enumerate_regions(net)) == patterns(linear_regions(net))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks(max_nodes=6, shapes=((1,), (2,), (3,), (1, 3))))
def test_any_gates_against_slicing(net):
    regions = linear_regions(net)
    assume(len(regions) <= 300)
    assert patterns(enumerate_regions(net)) == patterns(regions)


@pytest.mark.parametrize("n", [6, 7])
def test_the_cube_cut_in_the_middle(n):
    net = Network.from_arrays([np.eye(n, dtype=int).tolist(), [[1] * n]], [["-1/2"] * n, None])
    cube = Polyhedron.parse(f"[0,1]^{n}")
    assert patterns(enumerate_regions(net, cube)) == set(product((0, 1), repeat=n))
    # Beyond the middle of the cube in all directions only one region is left.
    assert patterns(enumerate_regions(net, Polyhedron.parse(f"[1/2,1]^{n}"))) == {(1,) * n}


def test_the_orders_of_six_numbers_in_a_cube():
    rows = [[(k == i) - (k == j) for k in range(6)] for i in range(6) for j in range(i)]
    net = Network.from_arrays([rows, [[1] * 15]])
    assert len(patterns(enumerate_regions(net, Polyhedron.parse("[0,1]^6")))) == factorial(6)


@pytest.mark.parametrize("exponent", [-600, 600])
def test_entries_beyond_the_range_of_floats(exponent):
    widths = 3, 5, 4, 1
    scaled = float_network(*widths, scale=Fraction(2) ** exponent)
    assert patterns(enumerate_regions(scaled)) == patterns(enumerate_regions(float_network(*widths)))


@pytest.mark.parametrize(("cells", "prefixes"), [(1, 1), (3, 2)])
def test_the_size_of_blocks_changes_no_region(cells, prefixes, monkeypatch):
    nets = [float_network(6, 5, 5, 1), library_network(random_network(4)), float_network(2, 4, 3, 3, 1)]
    expected = [patterns(enumerate_regions(net)) for net in nets]
    monkeypatch.setattr(search, "CELLS_AT_ONCE", cells)
    monkeypatch.setattr(search, "PREFIXES_AT_ONCE", prefixes)
    assert [patterns(enumerate_regions(net)) for net in nets] == expected


def test_regions_know_where_they_are():
    net = float_network(6, 7, 6, 2, seed=3)
    for region in islice(enumerate_regions(net), 0, None, 37):
        point = region.interior_point
        assert tuple(region.walled.staged.pattern(point).tolist()) == region.pattern
        assert (region.affine_map[:, :-1] @ point + region.affine_map[:, -1]) == net(point)


def test_networks_without_hidden_layers_have_one_region():
    assert patterns(enumerate_regions(Network.from_arrays([[[1, 2, 3]]]))) == {()}


# --- the linear programs behind prefixes ---


@pytest.mark.parametrize("seed", range(3))
def test_cells_behind_prefixes_with_few_active_neurons(seed):
    """All sign vectors of the second layer, behind first layers in which some neurons are inactive."""
    net = float_network(4, 5, 4, 1, seed=seed)
    walled = WalledNetwork(net)
    first, second = walled.stages
    before = Prefixes.begin(walled).before(first)
    heads = np.array([p for p in product((0, 1), repeat=5) if sum(p) <= 3])
    heads = heads[feasible_cells(before.forms[0], before.sides * (2 * heads - 1)).feasible]
    prefixes = before.take(np.zeros(len(heads), int)).behind(first, heads).before(second)
    tails = np.array(list(product((-1, 1), repeat=4)))
    prefix = np.repeat(np.arange(len(heads)), len(tails))
    required = np.hstack([2 * heads[prefix] - 1, np.tile(tails, (len(heads), 1))])
    signs = (required * prefixes.sides[prefix]).astype(np.int8)
    search_ = PrefixSearch(prefixes, prefix, signs)
    found = search_.run()
    assert found.check()
    expected = [
        feasible_cells(prefixes.forms[p], s[None]).feasible[0] for p, s in zip(prefix, signs, strict=True)
    ]
    assert found.feasible.tolist() == expected


def test_no_cell_of_a_generic_network_needs_integers():
    """The ranks of the prefixes are what the proofs by error bounds need: without them integers decide."""
    walled = WalledNetwork(float_network(6, 6, 6, 1, seed=1))
    n_open = n_cells = 0

    class Counting(PrefixSearch):
        def _block(self, first, last):
            nonlocal n_open, n_cells
            super()._block(first, last)
            n_cells += last - first
            n_open += int(np.count_nonzero(~self.decided[first:last]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "PrefixSearch", Counting)
        assert sum(map(len, search.search(walled))) > 1000
    assert n_open < n_cells / 100


# --- walks ---


@pytest.mark.parametrize("net", SMALL_NETWORKS, ids=str)
def test_walks_through_small_networks(net):
    assert patterns(walk(library_network(net))) == oracle_patterns(net)


@pytest.mark.parametrize(("seed", "domain"), list(zip(range(30), ("space", *DOMAINS[:5]) * 5, strict=True)))
def test_walks_through_random_networks(seed, domain):
    net = random_network(seed, max_neurons=5)
    rows = domain_rows(domain, len(net.weights[0][0]))
    within = polyhedron_of(rows)
    assert patterns(walk(library_network(net), within=within)) == oracle_patterns(net, rows)


def test_walks_in_dimension_six():
    net = float_network(6, 5, 3, 1, seed=5)
    everything = patterns(enumerate_regions(net))
    assert patterns(walk(net, np.ones(6))) == everything
    assert patterns(walk(net, order="random", rng=1)) == everything


def test_breadth_first_is_by_distance_in_the_dual_graph():
    net = Network.from_arrays([[[1]] * 5, [[1] * 5]], [[-1, -2, -3, -4, -5], None])
    assert [sum(region.pattern) for region in walk(net, ["5/2"])] == [2, 1, 3, 0, 4, 5]


def test_random_order_is_that_of_its_generator():
    net = float_network(6, 10, 1)
    first, same, other = (list(islice(walk(net, order="random", rng=seed), 12)) for seed in (1, 1, 2))
    assert first == same
    assert first != other
    generator = np.random.default_rng(1)
    assert list(islice(walk(net, order="random", rng=generator), 12)) == first


def test_a_walk_starts_at_its_point_and_goes_to_neighbours():
    net = float_network(20, 9, 7, 1)
    x = np.linspace(-1, 1, 20)
    found = list(islice(walk(net, x), 6))
    assert found[0].contains(x)
    known = {other.pattern for region in found for other in region.neighbours}
    assert {region.pattern for region in found[1:]} <= known


def test_the_limit_is_an_error_only_where_something_is_missing():
    net = Network.from_arrays([[[1], [1]], [[1, 1]]], [[0, -1], None])
    assert len(list(walk(net, limit=3))) == 3
    limited = walk(net, limit=2)
    assert patterns(islice(limited, 2)) == {(0, 0), (1, 0)}
    with pytest.raises(LimitReachedError, match="more than 2 regions") as caught:
        next(limited)
    assert caught.value.partial == 2


# --- errors ---


def test_errors_come_before_the_first_region():
    net = float_network(2, 3, 1)
    with pytest.raises(InputError, match="'breadth_first' or 'random'"):
        walk(net, order="depth")
    with pytest.raises(InputError, match="the limit -1 is negative"):
        walk(net, limit=-1)
    with pytest.raises(ShapeError, match="the point has shape"):
        walk(net, [1, 2, 3])
    with pytest.raises(InputError, match="does not lie in the domain"):
        walk(net, [1, 2], Polyhedron.parse("[0,1]^2"))
    for function in (walk, enumerate_regions):
        with pytest.raises(ShapeError, match="dimension 3"):
            function(net, within=Polyhedron.parse("[0,1]^3"))
        with pytest.raises(EmptyDomainError, match="no interior point"):
            function(net, within=Polyhedron.parse("x1 >= 1; x1 <= 0; x2 >= 0"))
