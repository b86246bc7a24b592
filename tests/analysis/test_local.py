"""Single regions against the brute force, closed formulas, and the slicing of whole networks."""

import pickle
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from networks.strategies import networks
from oracles import brute_force
from oracles.networks import SMALL_NETWORKS, random_network

from tropnet.analysis.local import region_at, regions_around
from tropnet.analysis.regions import linear_regions
from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.programs import Optimal, irredundant, maximize
from tropnet.networks import Activation, Dense, Flatten, Maxout, Network, hard_tanh
from tropnet.polyhedra.polyhedron import Polyhedron

SEEDS = range(25)


def oracle_row(inequality):
    """The row (a, b), a.x <= b, as the oracle's (b, -a)."""
    *a, b = inequality.tolist()
    return (b, *(-entry for entry in a))


def point_of(cell):
    t, *x = cell.point
    return [Fraction(entry) / t for entry in x]


def cells_of(net, rows=None):
    return brute_force.cells(net.weights, net.biases, rows)


def contains(cell, x):
    return all(row[0] + sum(a * v for a, v in zip(row[1:], x, strict=True)) >= 0 for row in cell.rows)


@st.composite
def float_networks(draw):
    """Networks with float32 weights, of many inputs."""
    widths = draw(st.sampled_from([(12, 8, 6, 2), (20, 5, 9, 1), (6, 10, 8, 3), (9, 4, 4, 4, 1)]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    shapes = list(zip(widths[1:], widths, strict=False))
    weights = [rng.standard_normal(shape).astype(np.float32) for shape in shapes]
    return Network.from_arrays(weights, [rng.standard_normal(n).astype(np.float32) for n, _ in shapes])


# --- against the brute force ---


@pytest.mark.parametrize("net", SMALL_NETWORKS, ids=str)
def test_small_networks(net):
    library = library_network(net)
    for cell in cells_of(net):
        check_region(region_at(library, point_of(cell)), cell)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_networks(seed):
    net = random_network(seed)
    library = library_network(net)
    for cell in cells_of(net)[::5]:
        check_region(region_at(library, point_of(cell)), cell)


@pytest.mark.parametrize(("seed", "domain"), list(zip(range(60), DOMAINS * 10, strict=True)))
def test_random_networks_in_domains(seed, domain):
    net = random_network(seed)
    rows = domain_rows(domain, len(net.weights[0][0]))
    library, within = library_network(net), polyhedron_of(rows)
    for cell in cells_of(net, rows)[::5]:
        region = region_at(library, point_of(cell), within)
        check_region(region, cell)
        of_domain = {brute_force.primitive(row) for row in rows}
        for facet in region.facets:
            assert facet.is_of_domain == (oracle_row(facet.inequality) in of_domain)


def check_region(region, cell):
    assert region.pattern == cell.pattern
    assert [(row[-1], *row[:-1]) for row in region.affine_map.tolist()] == [tuple(row) for row in cell.value]
    assert {oracle_row(row) for row in region.inequalities} == set(cell.rows)
    assert sorted(oracle_row(facet.inequality) for facet in region.facets) == sorted(cell.facets)
    assert region.is_bounded == cell.is_bounded
    assert region.contains(point_of(cell))


@pytest.mark.parametrize("seed", SEEDS)
def test_neighbours_are_the_adjacent_cells(seed):
    net = random_network(seed)
    cells, library = cells_of(net), library_network(net)
    adjacent = {frozenset((cells[i].pattern, cells[j].pattern)) for i, j in brute_force.adjacent_pairs(cells)}
    found = [
        frozenset((cell.pattern, other.pattern))
        for cell in cells
        for other in region_at(library, point_of(cell)).neighbours
    ]
    assert set(found) == adjacent
    # Every pair is seen from both sides, and a cell has one neighbour across each of its facets.
    assert len(found) == 2 * len(adjacent)


@pytest.mark.parametrize("seed", SEEDS)
def test_regions_around_points_of_a_grid(seed):
    net = random_network(seed)
    cells, library = cells_of(net), library_network(net)
    n = len(net.weights[0][0])
    for x in list(product((-1, 0, Fraction(1, 2)), repeat=n))[:9]:
        around = [region.pattern for region in regions_around(library, x)]
        assert sorted(around) == sorted(cell.pattern for cell in cells if contains(cell, x))
        if len(around) == 1:
            assert region_at(library, x).pattern == around[0]
        else:
            with pytest.raises(InputError, match="walls pass through the point"):
                region_at(library, x)


@pytest.mark.parametrize(("seed", "domain"), list(zip(range(30), DOMAINS * 5, strict=True)))
def test_regions_around_points_of_the_domain(seed, domain):
    net = random_network(seed)
    n = len(net.weights[0][0])
    rows = domain_rows(domain, n)
    cells, library, within = cells_of(net, rows), library_network(net), polyhedron_of(rows)
    for x in list(product((-1, 0, 1), repeat=n))[:9]:
        if x in within:
            around = [region.pattern for region in regions_around(library, x, within)]
            assert sorted(around) == sorted(cell.pattern for cell in cells if contains(cell, x))
            if len(around) == 1:
                assert region_at(library, x, within).pattern == around[0]
        else:
            with pytest.raises(InputError, match="does not lie in the domain"):
                regions_around(library, x, within)


# --- other gates ---


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks(shapes=((1,), (2,), (3,))))
def test_any_gates_against_slicing(net):
    regions = linear_regions(net)
    assume(len(regions) <= 60)
    by_pattern = {cell.pattern: cell for cell in regions}
    for cell in list(regions)[:6]:
        region = region_at(net, cell.interior_point)
        assert region.pattern == cell.pattern
        assert region.affine_map == cell.affine_map
        assert region.polyhedron == cell.polyhedron
        neighbours = {regions[i].pattern for i in cell.neighbours}
        assert {other.pattern for other in region.neighbours} == neighbours
        for other in region.neighbours:
            assert other.affine_map == by_pattern[other.pattern].affine_map


def test_a_maxout_region_is_cut_out_by_all_that_lose():
    net = Network.sequential([Dense([[0, 0], [1, 0], [0, 1]]), Maxout(3)], 2)
    region = region_at(net, [-1, -2])
    assert region.pattern == (0,)
    assert region.polyhedron == Polyhedron.parse("x1 <= 0; x2 <= 0")
    assert sorted(other.pattern for other in region.neighbours) == [(1,), (2,)]


def test_a_hard_tanh_region_is_a_slab():
    net = Network.sequential([Dense([[1, 1]]), Activation(hard_tanh())], 2)
    assert region_at(net, [0, 0]).polyhedron == Polyhedron.parse("x1 + x2 <= 1; x1 + x2 >= -1")


# --- degenerate networks ---


def test_neurons_that_share_a_facet_flip_together():
    net = Network.from_arrays([[[1, 0], [2, 0], [-3, 0], [0, 1]], [[1, 1, 1, 1]]])
    region = region_at(net, [1, 1])
    assert [facet.neurons for facet in region.facets] == [(0, 1, 2), (3,)]
    assert [other.pattern for other in region.neighbours] == [(0, 0, 1, 1), (1, 1, 0, 0)]


def test_a_neuron_that_vanishes_on_its_dead_zone_is_inactive_and_no_wall():
    net = Network.from_arrays([[[1]], [[1]], [[1]]])
    assert [other.pattern for other in region_at(net, [-1]).neighbours] == [(1, 1)]
    assert region_at(net, [-1]).pattern == (0, 0)
    assert region_at(net, [-1]).facets[0].neurons == (0,)
    assert region_at(net, [1]).facets[0].neurons == (0, 1)


def test_a_network_without_walls_is_one_region():
    for layers in ([[[1, 2]]], [[[0, 0]], [[1]]]):
        region = region_at(Network.from_arrays(layers), [0, 0])
        assert region.facets == region.neighbours == ()
        assert region.polyhedron == Polyhedron.parse("R^2")
        assert not region.is_bounded
        assert region.contains([10**9, -1])
        with pytest.raises(InputError, match="all of space"):
            region.distance_to_walls([0, 0])


# --- distances ---


def test_distances_from_a_corner():
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]], [[0, -7], None])
    region = region_at(net, [3, 2])
    assert region.nearest_wall([3, 2], "linf")[::2] == (3, (0,))
    assert region.distance_to_walls([3, 2]) == 9
    assert region.nearest_wall([3, 3], "l1").point == rational_array([0, 3])
    assert region.distance_to_walls([0, 3], "l2") == 0


@settings(max_examples=12, deadline=None)
@given(float_networks(), st.integers(0, 2**32))
def test_the_nearest_wall_is_on_the_boundary_and_nothing_is_nearer(net, seed):
    x = np.random.default_rng(seed).standard_normal(net.input_dim)
    region = region_at(net, x)

    def total(d):
        return sum(map(abs, d))

    def squares(d):
        return sum(v * v for v in d)

    def greatest(d):
        return max(map(abs, d))

    a, b = region.inequalities[:, :-1], region.inequalities[:, -1]
    sizes = ("l1", total, greatest, 1), ("l2", squares, squares, 2), ("linf", greatest, total, 1)
    for norm, size, dual, power in sizes:
        distance, point, neurons = region.nearest_wall(x, norm)
        step = (point - rational_array(x)).fractions()
        assert size(step) == distance
        slack = b - a @ point
        assert region.contains(point)
        assert any(slack[i] == 0 and region.inequality_neurons[i] == neurons for i in range(len(slack))), (
            "the point lies on the wall"
        )
        # By the facets alone, as cut out by another function.
        facets = np.flatnonzero(irredundant(a, b))
        depth = (b - a @ rational_array(x)).fractions()
        rows = a.fractions()
        assert distance == min(depth[i] ** power / dual(rows[i]) for i in facets)


@settings(max_examples=10, deadline=None)
@given(float_networks(), st.integers(0, 2**32))
def test_the_distance_in_the_maximum_norm_is_the_largest_cube(net, seed):
    x = np.random.default_rng(seed).standard_normal(net.input_dim)
    region = region_at(net, x)
    a, b = region.inequalities[:, :-1], region.inequalities[:, -1]
    norms = rational_array([[sum(map(abs, row))] for row in a.fractions()])
    largest = maximize([1], norms, b - a @ rational_array(x))
    assert isinstance(largest, Optimal)
    assert largest.value == region.distance_to_walls(x, "linf")


# --- many inputs ---


@settings(max_examples=8, deadline=None)
@given(float_networks(), st.integers(0, 2**32))
def test_facets_and_neighbours_of_networks_with_many_inputs(net, seed):
    x = np.random.default_rng(seed).standard_normal(net.input_dim)
    region = region_at(net, x)
    assert region.affine_map[:, :-1] @ rational_array(x) + region.affine_map[:, -1] == net(x)
    inner = region.interior_point
    a, b = region.inequalities[:, :-1], region.inequalities[:, -1]
    assert (b - a @ inner > 0).all()
    found = [region.facets.index(facet) for facet in region.walls]
    assert found == list(range(len(region.facets)))
    facets = RationalArray([facet.inequality.tolist() for facet in region.facets])
    assert facets == region.inequalities[np.flatnonzero(irredundant(a, b))]
    for facet, other in zip(region.walls[:3], region.neighbours, strict=False):
        differing = {i for i, (p, q) in enumerate(zip(region.pattern, other.pattern, strict=True)) if p != q}
        assert set(facet.neurons) == differing
        assert region in other.neighbours
        # Continuity: both maps agree on the facet, so their difference is a multiple of its form.
        difference = (region.affine_map - other.affine_map)[0].fractions()
        form = [*facet.inequality[:-1].fractions(), -facet.inequality[-1]]
        assert all(u * w == v * z for (u, z), (v, w) in combinations(zip(difference, form, strict=True), 2))


def test_a_network_of_64_inputs():
    rng = np.random.default_rng(64)
    shapes = [(32, 64), (16, 32), (10, 16)]
    net = Network.from_arrays(
        [rng.standard_normal(shape).astype(np.float32) for shape in shapes],
        [rng.standard_normal(shape[0]).astype(np.float32) for shape in shapes],
    )
    x = rng.standard_normal(64)
    region = region_at(net, x)
    # Independent walls, as those of the first layer are, are all facets of the cells between them.
    first = region.inequalities[:32]
    assert irredundant(first[:, :-1], first[:, -1]).all()
    assert len(region.facets) == irredundant(region.inequalities[:, :-1], region.inequalities[:, -1]).sum()
    assert not region.is_bounded
    assert region.pattern == tuple(region.walled.staged.pattern(x).tolist())
    assert len(regions_around(net, region.nearest_wall(x).point)) == 2


def test_inputs_may_have_a_shape():
    net = Network.sequential([Flatten(), Dense([[1, 0, 0, -1]]), Activation(hard_tanh())], (2, 2))
    square = region_at(net, [[0, 5], [6, "1/2"]])
    assert square == region_at(net, [0, 5, 6, "1/2"])
    assert square.contains([[0, 0], [0, 1]])


# --- values ---


def test_regions_are_values():
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    region, same = region_at(net, [1, 1]), region_at(net, [7, 3])
    assert region == same
    assert hash(region) == hash(same)
    assert region != region_at(net, [1, -1])
    assert region != region_at(net, [1, 1], Polyhedron.parse("[-9,9]^2"))
    assert region != "region"
    copy = pickle.loads(pickle.dumps(region))
    assert copy == region
    assert copy.facets == region.facets
    assert [1, 1] in region
    assert [-1, 1] not in region


def test_a_wall_in_the_boundary_of_the_domain_has_no_region_behind():
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    region = region_at(net, [0, 1], Polyhedron.parse("x1 >= 0", 2))
    assert region.pattern == (1, 1)
    assert [(facet.neurons, facet.is_of_domain) for facet in region.facets] == [((0,), True), ((1,), False)]
    assert [other.pattern for other in region.neighbours] == [(1, 0)]


def test_thin_regions_that_no_float_lies_in():
    """Between 1/3 and 1/3 + 2^-200 lies a region; floats jump over it."""
    gap = Fraction(1, 3) + Fraction(1, 2**200)
    net = Network.from_arrays([[[1], [1]], [[1, 1]]], [[Fraction(-1, 3), -gap], None])
    region = region_at(net, [Fraction(1, 3) + Fraction(1, 2**201)])
    assert region.pattern == (1, 0)
    assert region.polyhedron.volume == Fraction(1, 2**200)
    assert sorted(other.pattern for other in region.neighbours) == [(0, 0), (1, 1)]
    assert region.distance_to_walls([Fraction(1, 3) + Fraction(1, 2**202)], "linf") == Fraction(1, 2**202)


# --- errors ---


def test_errors():
    net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1], [1, 0, -1]], [[1, 1]]])
    with pytest.raises(ShapeError, match="flat ones of shape"):
        region_at(net, [1, 2, 3])
    with pytest.raises(ShapeError, match="the domain lies in dimension 3"):
        region_at(net, [1, 2], Polyhedron.parse("[0,1]^3"))
    with pytest.raises(InputError, match=r"Polyhedron\.parse"):
        region_at(net, [1, 2], "[0,1]^2")
    with pytest.raises(EmptyDomainError, match="affine hull"):
        region_at(net, [1, 2], Polyhedron.parse("x1 = x2"))
    with pytest.raises(EmptyDomainError, match="interior point"):
        region_at(net, [1, 2], Polyhedron.parse("x1 >= 1; x1 <= 0; x2 >= 0"))
    region = region_at(net, [1, 2])
    with pytest.raises(InputError, match="find its own"):
        region.distance_to_walls([-1, 2])
    with pytest.raises(InputError, match="'l1', 'l2', 'linf'"):
        region.distance_to_walls([1, 2], "l3")


def test_the_error_names_all_neurons_whose_walls_pass_through():
    net = Network.from_arrays(
        [[[1, 0], [0, 1], [1, 1]], [[1, 1, 0], [0, 1, 0]], [[1, 1]]], [None, [-2, -1], None]
    )
    with pytest.raises(
        InputError, match=r"neurons 3 \(hidden layer 1, unit 0\), 4 \(hidden layer 1, unit 1\) change"
    ):
        region_at(net, [1, 1])
