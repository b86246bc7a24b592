"""The six counts: pinned values, agreement with the brute force, and the laws that hold for any network."""

import random
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from analysis.matching import (
    DOMAINS,
    as_relu_network,
    domain_rows,
    library_network,
    polyhedron_of,
    small_blocks,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import networks, relu_networks
from oracles import brute_force
from oracles.arrangements import arrangements, generic_arrangement
from oracles.constructions import line_networks, plane_networks, plane_zigzag, sawtooth, zonotope_networks
from oracles.networks import (
    SIX_DIFFERENT,
    SMALL_NETWORKS,
    congruential_networks,
    named_network,
    random_network,
    telling_networks,
)

from tropnet import linear_regions
from tropnet.analysis.counts import RegionCounts
from tropnet.exact.arrays import RationalArray
from tropnet.networks import (
    Activation,
    Add,
    Dense,
    Flatten,
    Maximum,
    Maxout,
    MaxPool,
    Minimum,
    Network,
    Node,
    Reshape,
    absolute,
    clip,
    hard_tanh,
    leaky_relu,
    stages,
)
from tropnet.polyhedra.polyhedron import Polyhedron

NOTIONS = ("activation", "proper_activation", "open_connected", "closed_connected", "affine")


def counts_of(net, rows=None):
    return linear_regions(library_network(net), polyhedron_of(rows)).counts


def chosen(counts):
    """The five counts that the oracle and the library both have."""
    return tuple(getattr(counts, kind) for kind in NOTIONS)


def agrees(net, counts=None):
    counts = counts or counts_of(net)
    for kind, value in net.expected.items():
        if kind == "convex":
            low, high = counts.convex
            assert low <= value <= high
        elif kind != "closed_touching":
            assert getattr(counts, kind) == value, kind


# --- pinned values ---


@pytest.mark.parametrize(
    "net",
    [
        *SMALL_NETWORKS,
        *congruential_networks(),
        *telling_networks(),
        *[sawtooth(n_folds) for n_folds in range(1, 7)],
        *zonotope_networks(),
        *line_networks(),
        *plane_networks(),
        plane_zigzag(5),
        plane_zigzag(6),
    ],
    ids=str,
)
def test_pinned_values(net):
    agrees(net)


@pytest.mark.parametrize("arrangement", arrangements(800), ids=str)
def test_arrangements(arrangement):
    agrees(arrangement.network)


@pytest.mark.parametrize("name", ["braid 3", "braid 4", "braid 5"])
def test_ties_of_the_braid_arrangement_add_no_pattern(name):
    net = next(a for a in arrangements(120) if a.name == name).network
    assert counts_of(net).activation == net.expected["proper_activation"]


@pytest.mark.parametrize("net", [*SMALL_NETWORKS, *telling_networks()], ids=str)
def test_pinned_values_in_blocks_of_single_cells(net):
    with small_blocks(1):
        agrees(net)


# --- agreement with the brute force ---


@pytest.mark.parametrize("seed", range(45))
def test_random_networks(seed):
    net = random_network(seed, max_neurons=6)
    assert chosen(counts_of(net)) == chosen(brute_force.counts(net.weights, net.biases))


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("seed", range(100, 108))
def test_random_networks_in_domains(seed, domain):
    net = random_network(seed, inputs=1 + seed % 3, max_neurons=6)
    rows = domain_rows(domain, 1 + seed % 3)
    assert chosen(counts_of(net, rows)) == chosen(brute_force.counts(net.weights, net.biases, rows))


@pytest.mark.parametrize("seed", range(200, 208))
def test_random_networks_with_several_outputs(seed):
    net = random_network(seed, inputs=2, n_outputs=2)
    assert chosen(counts_of(net)) == chosen(brute_force.counts(net.weights, net.biases))


@pytest.mark.parametrize("seed", [244, 349, 556])
def test_telling_networks_in_a_box(seed):
    net = random_network(seed, inputs=2, max_neurons=8)
    rows = brute_force.box(2, -3, 3)
    assert chosen(counts_of(net, rows)) == chosen(brute_force.counts(net.weights, net.biases, rows))


def test_patterns_on_the_boundary_of_the_domain_do_not_count():
    ridge = Network.from_arrays([[[1, 0]], [[1]]])
    assert linear_regions(ridge, polyhedron_of([(0, 1, 0)])).counts.activation == 1
    # Inside, x = 0 is a face of either box, but in the interior of the second only.
    mirrored = Network.from_arrays([[[1], [-1]], [[1, 1]]])
    assert linear_regions(mirrored, polyhedron_of([(0, 1), (1, -1)])).counts.activation == 1
    assert linear_regions(mirrored, polyhedron_of([(1, 1), (1, -1)])).counts.activation == 3


# --- laws ---


def random_reordering(net, seed):
    """The neurons permuted and scaled by positive numbers, which leaves the function as it is."""
    rng = random.Random(seed)
    weights = [[list(row) for row in weight] for weight in net.weights]
    biases = [list(bias) for bias in net.biases]
    for layer in range(len(weights) - 1):
        n = len(weights[layer])
        order = rng.sample(range(n), n)
        scale = [Fraction(rng.randint(1, 5), rng.randint(1, 5)) for _ in range(n)]
        weights[layer] = [[scale[k] * a for a in weights[layer][k]] for k in order]
        biases[layer] = [scale[k] * biases[layer][k] for k in order]
        weights[layer + 1] = [[row[k] / scale[k] for k in order] for row in weights[layer + 1]]
    return Network.from_arrays(weights, biases)


@pytest.mark.parametrize("net", [*telling_networks()[:5], SIX_DIFFERENT], ids=str)
def test_permuting_and_scaling_neurons_changes_no_count(net):
    assert linear_regions(random_reordering(net, 1)).counts == counts_of(net)


@pytest.mark.parametrize("net", [*telling_networks()[:5], SIX_DIFFERENT], ids=str)
def test_an_affine_change_of_the_input_changes_no_count(net):
    n = len(net.weights[0][0])
    change = np.eye(n, dtype=int) + np.tri(n, k=-1, dtype=int) * 2
    change[0, -1] += 1
    moved = Network.from_arrays([change], [list(range(1, n + 1))])
    assert linear_regions(library_network(net) @ moved).counts == counts_of(net)


@pytest.mark.parametrize("net", [*telling_networks()[:5], SIX_DIFFERENT], ids=str)
def test_adding_an_affine_function_changes_no_count(net):
    n = len(net.weights[0][0])
    slope = Network.from_arrays([[[Fraction(i + 1, 2) for i in range(n)]]], [[5]])
    assert linear_regions(library_network(net) + slope).counts == counts_of(net)


@pytest.mark.parametrize("seed", [244, 262, 349])
def test_dead_and_doubled_neurons_change_no_count_of_the_function(seed):
    net = random_network(seed, inputs=2, max_neurons=8)
    weights = [[list(row) for row in weight] for weight in net.weights]
    biases = [list(bias) for bias in net.biases]
    weights[0] += [[0, 0], [2 * a for a in weights[0][0]]]
    biases[0] += [-1, 2 * biases[0][0]]
    weights[1] = [[*row, 7, 0] for row in weights[1]]
    counts = linear_regions(Network.from_arrays(weights, biases)).counts
    assert chosen(counts) == chosen(counts_of(net))


@pytest.mark.parametrize("net", telling_networks()[:3], ids=str)
def test_an_injective_map_of_the_output_changes_no_count(net):
    doubled = Network.from_arrays([[[2], [-3]]], [[1, 0]]) @ library_network(net)
    assert linear_regions(doubled).counts == counts_of(net)


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_closed_connected_regions_of_bias_free_networks_are_the_affine_ones(seed):
    counts = counts_of(random_network(seed, bias_free=True, max_neurons=9))
    assert counts.closed_connected == counts.affine


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(relu_networks())
def test_the_counts_decrease(net):
    counts = linear_regions(net).counts
    low, high = counts.convex
    chain = [counts.affine, counts.closed_connected, counts.open_connected, low, high]
    chain += [counts.proper_activation, counts.activation]
    assert chain == sorted(chain)


@pytest.mark.parametrize("seed", range(12))
def test_one_hidden_layer_counts_the_walls_that_do_not_cancel(seed):
    """The gradient jumps across a hyperplane by its normal times the sum of c_i |lambda_i|."""
    rng = random.Random(seed)
    normals = [(1, 0), (0, 1), (1, 1), (1, -1)]
    rows = [(*rng.choice(normals), rng.randint(0, 1)) for _ in range(6)]
    factors = [rng.choice([-2, -1, 1, 2]) for _ in rows]
    outputs = [rng.choice([-2, -1, 1, 2]) for _ in rows]
    jumps: dict[tuple[int, ...], int] = {}
    for row, factor, output in zip(rows, factors, outputs, strict=True):
        jumps[row] = jumps.get(row, 0) + output * abs(factor)
    kept = [row for row, jump in jumps.items() if jump]
    hidden = [[factor * a for a in row] for row, factor in zip(rows, factors, strict=True)]
    net = Network.from_arrays([[row[:2] for row in hidden], [outputs]], [[row[2] for row in hidden], [0]])
    counts = linear_regions(net).counts
    regions = 1 + len(kept) + sum(crossings(kept))
    assert (counts.open_connected, counts.convex) == (regions, (regions, regions))


def crossings(lines):
    """For every crossing point of lines (a, b, c) in the plane the number of lines through it, less one."""
    through: dict[tuple[Fraction, Fraction], set[tuple[int, ...]]] = {}
    for p, q in combinations(lines, 2):
        determinant = p[0] * q[1] - p[1] * q[0]
        if determinant:
            x = Fraction(p[1] * q[2] - p[2] * q[1], determinant)
            y = Fraction(p[2] * q[0] - p[0] * q[2], determinant)
            through.setdefault((x, y), set()).update((p, q))
    return [len(meeting) - 1 for meeting in through.values()]


@pytest.mark.parametrize("seed", range(10))
def test_the_last_four_counts_of_a_convex_function_agree(seed):
    """Later weights are nonnegative, so f is convex, and so is {f = g} for every piece g."""
    net = random_network(seed, inputs=2 + seed % 2)
    weights = [net.weights[0], *([[abs(a) for a in row] for row in weight] for weight in net.weights[1:])]
    counts = linear_regions(Network.from_arrays(weights, net.biases)).counts
    assert counts.affine == counts.closed_connected == counts.open_connected
    assert counts.convex == (counts.affine, counts.affine)


def test_a_generic_layer_of_convex_type_has_one_region_for_all_notions():
    net = generic_arrangement(6, 2).network
    assert set(chosen(counts_of(net))) == {22}


# --- other gates ---


def same_function_counts(net):
    counts = linear_regions(net).counts
    return counts.open_connected, counts.closed_connected, counts.affine


def brute_force_of(net):
    weights, biases = as_relu_network(stages(net))
    counts = brute_force.counts(weights, biases)
    return counts.open_connected, counts.closed_connected, counts.affine


def dense(seed, n_in, n_out):
    rng = np.random.default_rng(seed)
    return Dense(rng.integers(-2, 3, (n_out, n_in)), rng.integers(-2, 3, n_out))


@pytest.mark.parametrize("function", [leaky_relu("-1/2"), absolute(), hard_tanh(), clip("1/3", 2)], ids=repr)
@pytest.mark.parametrize("seed", range(3))
def test_other_activations_against_relu(function, seed):
    layers = [dense(seed, 2, 2), Activation(function), dense(seed + 50, 2, 1), Activation(function)]
    net = Network.sequential([*layers, dense(seed + 90, 1, 1)], 2)
    assert same_function_counts(net) == brute_force_of(net)


@pytest.mark.parametrize("seed", range(5))
def test_hard_tanh_has_the_patterns_of_its_two_hinges(seed):
    layers = [dense(seed, 2, 2), Activation(hard_tanh()), dense(seed + 5, 2, 1), Activation(hard_tanh())]
    net = Network.sequential(layers, 2)
    plain = [dense(seed, 2, 2), dense(seed + 5, 2, 1)]
    weights, biases = [], []
    matrix, shift = RationalArray.eye(2), RationalArray.zeros(2)
    for layer in plain:
        weight = layer.weight @ matrix
        bias = layer.bias + layer.weight @ shift
        rows, offsets = weight.tolist(), bias.tolist()
        weights.append([row for row in rows for _ in (0, 1)])
        biases.append([b - threshold for b in offsets for threshold in (-1, 1)])
        matrix = RationalArray.from_integers(np.kron(np.eye(len(rows), dtype=int), [[1, -1]]))
        shift = RationalArray.from_integers([-1] * len(rows))
    weights.append(matrix.tolist())
    biases.append(shift.tolist())
    expected = brute_force.counts(weights, biases)
    assert chosen(linear_regions(net).counts) == chosen(expected)


@pytest.mark.parametrize("seed", range(6))
def test_maximum_of_two_against_relu(seed):
    net = Network.sequential([dense(seed, 2, 4), Maxout(2), dense(seed + 9, 2, 1)], 2)
    assert same_function_counts(net) == brute_force_of(net)


@pytest.mark.parametrize("rank", [3, 4])
@pytest.mark.parametrize("seed", range(4))
def test_maxout_of_higher_rank_against_repeated_maxima(rank, seed):
    """The knock-out of three and more arguments slices more than the maximum bends."""
    layer = dense(seed, 2, 2 * rank)
    units = [Dense(layer.weight[[k, rank + k]], layer.bias[[k, rank + k]]) for k in range(rank)]
    nodes = [Node(unit, (-1,)) for unit in units]
    last = 0
    for k in range(1, rank):
        nodes.append(Node(Maximum(), (last, k)))
        last = len(nodes) - 1
    nodes.append(Node(dense(seed + 9, 2, 1), (last,)))
    chain = Network(nodes, 2)
    net = Network.sequential([layer, Maxout(rank), dense(seed + 9, 2, 1)], 2)
    assert same_function_counts(net) == same_function_counts(chain)
    if rank == 3:
        assert same_function_counts(net) == brute_force_of(chain)


def test_minimum_is_the_maximum_turned_over():
    low = Network([Node(dense(1, 2, 3), (-1,)), Node(dense(2, 2, 3), (-1,)), Node(Minimum(), (0, 1))], 2)
    high = Network([Node(dense(1, 2, 3), (-1,)), Node(dense(2, 2, 3), (-1,)), Node(Maximum(), (0, 1))], 2)
    # min(a, b) + max(a, b) = a + b: both bend in the same places.
    assert linear_regions(low).counts == linear_regions(high).counts


def test_max_pooling_is_a_maxout_of_its_windows():
    front = Network.sequential([Dense([[1, 0], [0, 1], [-1, 1], [2, 1]]), Activation(absolute())], 2)
    maxout = Network.sequential([Maxout(2), Dense([[1, 2]])], 4)
    pool = Network.sequential([Reshape((1, 4)), MaxPool((2,), stride=2), Flatten(), Dense([[1, 2]])], 4)
    assert linear_regions(pool @ front).counts == linear_regions(maxout @ front).counts


@pytest.mark.parametrize("seed", range(5))
def test_residual_networks_against_relu(seed):
    """A network that passes its inputs by the hidden layers."""
    block = [Node(dense(seed, 2, 2), (-1,)), Node(Activation(leaky_relu(0)), (0,)), Node(Add(), (-1, 1))]
    block += [
        Node(dense(seed + 9, 2, 1), (2,)),
        Node(Activation(leaky_relu(0)), (3,)),
        Node(dense(3, 1, 2), (4,)),
    ]
    net = Network([*block, Node(Add(), (2, 5))], 2)
    assert same_function_counts(net) == brute_force_of(net)


def test_a_maxout_of_many_arguments_has_as_many_pieces():
    """The tangents of a parabola: 300 pieces of one neuron."""
    slopes = np.arange(300)
    net = Network.sequential([Dense(slopes[:, None], -(slopes**2)), Maxout(300)], 1)
    regions = linear_regions(net)
    assert set(chosen(regions.counts)) == {300}
    assert sorted(regions.patterns.ravel().tolist()) == list(range(300))


@pytest.mark.parametrize(
    ("arguments", "activation", "proper"),
    [([[0], [1], [-1]], 3, 2), ([[1], [0], [-1]], 2, 2), ([[1], [-1], [0]], 2, 2), ([[2], [1], [2]], 2, 2)],
)
def test_patterns_of_ties(arguments, activation, proper):
    """Where several arguments are the largest the first one counts: 0 at the origin for max(0, x, -x)."""
    line = linear_regions(Network.sequential([Dense(arguments), Maxout(3)], 1)).counts
    assert (line.activation, line.proper_activation) == (activation, proper)
    both = [[row[0], 0] for row in arguments] + [[0, row[0]] for row in arguments]
    plane = linear_regions(Network.sequential([Dense(both), Maxout(3)], 2)).counts
    assert (plane.activation, plane.proper_activation) == (activation**2, proper**2)


def points_of_faces(cell):
    """A point in the relative interior of a cell in the plane, of its facets and its vertices."""
    polyhedron = cell.polyhedron
    yield polyhedron.interior_point
    rows = polyhedron.inequalities
    for row in rows:
        facet = Polyhedron.from_inequalities(rows[:, :-1], rows[:, -1], ([row[:-1]], [row[-1]]))
        yield facet.interior_point
    yield from polyhedron.vertices


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(max_nodes=6, shapes=((1,), (2,), (1, 2))))
def test_activation_regions_of_any_graph_are_the_patterns_on_its_faces(net):
    staged, regions = stages(net), linear_regions(net)
    patterns = {tuple(staged.pattern(x).tolist()) for cell in regions for x in points_of_faces(cell)}
    assert regions.counts.activation == len(patterns)


# --- the record ---


def test_counts_that_increase_are_refused():
    with pytest.raises(AssertionError, match="must not decrease"):
        RegionCounts(3, 4, (3, 3), 3, 3, 3)


def test_counts_by_name():
    counts = counts_of(named_network("ridge", [[[1]], [[1]]]))
    assert counts.as_dict() == dict.fromkeys(NOTIONS, 2) | {"convex": (2, 2)}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(relu_networks(), st.integers(1, 4))
def test_the_size_of_blocks_changes_no_count(net, n_cells):
    whole = linear_regions(net).counts
    with small_blocks(n_cells):
        assert linear_regions(net).counts == whole
