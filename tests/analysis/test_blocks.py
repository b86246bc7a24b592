"""The cells that the slicing of a network finds, against brute force and pinned values."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import networks
from oracles.arrangements import arrangements
from oracles.brute_force import cells, f_vector
from oracles.constructions import line_networks, plane_networks, zonotope_networks
from oracles.networks import SMALL_NETWORKS, congruential_networks, random_network, telling_networks

from tropnet.analysis.blocks import Slicer
from tropnet.analysis.start import start
from tropnet.errors import EmptyDomainError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import Activation, Add, Dense, Maxout, Network, Node, relu
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.complexes.rows import FilteredRows
from tropnet.polyhedra.polyhedron import Polyhedron


def finished_blocks(begun):
    slicer, stack = begun.slicer, [begun.block]
    while stack:
        block = stack.pop()
        parts = slicer.run(block)
        if len(parts) == 1 and slicer.is_finished(parts[0]):
            yield parts[0]
        else:
            stack += parts


def begin(network, within=None, block_cells=None, *, in_floats=False):
    """The start; with ``in_floats`` in floats with error bounds, also where integers would be faster."""
    with pytest.MonkeyPatch.context() as patch:
        if in_floats:
            patch.setattr(Slicer, "_needs_filter", lambda *_: True)
        begun = start(network, within, block_cells)
    if in_floats:
        begun.slicer.__dict__["_needs_filter"] = always
        assert not network.rounds or isinstance(begun.block.rows, FilteredRows)
    return begun


def always(*_):
    return True


def sign_vectors(network, within=None, block_cells=None, *, in_floats=False):
    """The signs of all sheets in every cell, and the start."""
    begun = begin(network, within, block_cells, in_floats=in_floats)
    blocks = list(finished_blocks(begun))
    if block_cells:
        assert all(block.n_cells <= max(block_cells, 2**10) for block in blocks)
    return np.concatenate([block.cell_signs.view for block in blocks]), begun


def patterns(network, *args, **options):
    return list(map(tuple, network.patterns(sign_vectors(network, *args, **options)[0]).tolist()))


def of_oracle(net):
    """A network of the oracle, with rationals as they are."""
    return hinges(stages(Network.from_arrays(net.weights, net.biases)))


def cells_of_oracle(net, domain=None):
    return sorted(cell.pattern for cell in cells(net.weights, net.biases, domain))


def rows_of_domain(within):
    """Rows (b, a) that are >= 0 inside, for the oracle."""
    rows = []
    for row in within.inequalities.integers().tolist():
        rows.append((row[-1], *(-c for c in row[:-1])))
    return rows


MODES = [
    pytest.param({"in_floats": in_floats, "block_cells": block_cells}, id=f"{name}-{block_cells}")
    for in_floats, name in ((False, "integers"), (True, "floats"))
    for block_cells in (None, 1, 3)
]


# --- random networks against brute force ---


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.booleans())
def test_random_integer_networks(mode, seed, n_inputs, bias_free):
    net = random_network(seed, inputs=n_inputs, bias_free=bias_free, max_neurons=7 if n_inputs < 4 else 6)
    assert sorted(patterns(of_oracle(net), **mode)) == cells_of_oracle(net)


@pytest.mark.parametrize("in_floats", [False, True])
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(0, 4), st.sampled_from([None, 2]))
def test_random_networks_on_domains(in_floats, seed, n, kind, block_cells):
    """Bounded and unbounded polyhedra, some facets of which are walls of the network."""
    net = random_network(seed, inputs=n, max_neurons=6)
    within = (
        cube(n),
        cross_polytope(n, "3/2"),
        Polyhedron.from_inequalities([[-1] * n], [1]),
        Polyhedron.from_inequalities([[1] + [0] * (n - 1), [-1] + [0] * (n - 1)], [1, 0]),
        box([0] * n, [None] * n),
    )[kind]
    found = patterns(of_oracle(net), within, block_cells, in_floats=in_floats)
    assert sorted(found) == cells_of_oracle(net, rows_of_domain(within))


@pytest.mark.parametrize("in_floats", [False, True])
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_f_vectors_of_random_networks(in_floats, seed, n):
    """Where no wall is false and no line lies in a cell, the complex is the canonical one."""
    net = random_network(seed, inputs=n, max_neurons=6)
    begun = begin(of_oracle(net), in_floats=in_floats)
    [block] = finished_blocks(begun)
    finite = block.complex.is_finite(block.rows.values[:, block.rows.n_coordinates - 1] > 0)
    n_lines = n - len(begun.pivots)
    assert begun.n_false == 0
    assert (0,) * n_lines + tuple(int(mask.sum()) for mask in finite) == f_vector(net.weights, net.biases)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data())
def test_cells_of_any_graph_tell_the_signs_and_the_function(data):
    """At an inner point of every cell: signs of the sheets, pieces of the neurons, value of the network."""
    net = data.draw(networks(max_nodes=6, shapes=((1,), (2,), (3,))))
    network = hinges(stages(net))
    begun = begin(
        network, in_floats=data.draw(st.booleans()), block_cells=data.draw(st.sampled_from([None, 4]))
    )
    for block in finished_blocks(begun):
        exact = begun.slicer.exact_rows(block, np.arange(block.complex.n_vertices))
        members = block.complex.raise_bits(np.eye(len(exact), dtype=np.int64))[-1] > 0
        for signs, inside in zip(block.cell_signs.view[:20], members, strict=False):
            total = exact[inside].sum(axis=0)
            point = np.zeros(network.input_dim, dtype=int).astype(object)
            point[list(begun.pivots)] = total[:-1]
            x = RationalArray.from_integers(point, int(total[-1]))
            assert network.signs_at(x).tolist() == signs.tolist()
            homogeneous = rational_array([*x.tolist(), 1])
            value = net(x.reshape(net.input_shape))
            assert network.affine_map(signs) @ homogeneous == value.reshape((net.output_dim,))


# --- pinned values ---


SMALL_LINES = [net for net in line_networks() if net.expected["proper_activation"] < 10**4]
PINNED = [*SMALL_NETWORKS, *congruential_networks(), *telling_networks(), *zonotope_networks(), *SMALL_LINES]
PINNED += [net for net in plane_networks() if net.expected.get("proper_activation", 0) < 10**4]


@pytest.mark.parametrize("in_floats", [False, True])
@pytest.mark.parametrize("net", [net for net in PINNED if "proper_activation" in net.expected], ids=str)
def test_pinned_networks(net, in_floats):
    signs, begun = sign_vectors(of_oracle(net), in_floats=in_floats)
    assert begun.n_false == 0
    assert len(signs) == net.expected["proper_activation"]
    found = of_oracle(net).patterns(signs)
    assert len(np.unique(found, axis=0)) == len(found)


@pytest.mark.parametrize("block_cells", [None, 30])
@pytest.mark.parametrize("arrangement", arrangements(2500), ids=str)
def test_pinned_arrangements(arrangement, block_cells):
    signs, _ = sign_vectors(of_oracle(arrangement.network), block_cells=block_cells)
    assert len(signs) == arrangement.n_regions


@pytest.mark.parametrize("name", ["resonance 4", "threshold 4", "Shi 4", "braid 5", "type D 4"])
def test_pinned_arrangements_in_floats(name):
    [arrangement] = [a for a in arrangements() if a.name == name]
    signs, _ = sign_vectors(of_oracle(arrangement.network), in_floats=True)
    assert len(signs) == arrangement.n_regions


# --- domains ---


SIMPLEX_NET = Network.from_arrays([[[1, -1, 0], [0, 1, -1], [1, 0, -1]], [[1, 1, 1]]])


@pytest.mark.parametrize("in_floats", [False, True])
@pytest.mark.parametrize(
    ("within", "n_cells"),
    [
        (None, 6),
        (whole_space(3), 6),
        (cube(3), 6),
        (cross_polytope(3), 6),
        (simplex(3), 6),
        (Polyhedron.from_inequalities([[-1, 0, 0], [0, -1, 0], [0, 0, -1], [1, 1, 1]], [0, 0, 0, 1]), 6),
        (Polyhedron.from_inequalities([[-1, 1, 0]], [0]), 3),  # bounded by a wall
        (Polyhedron.from_inequalities([[-1, 1, 0], [0, -1, 1]], [0, 0]), 1),
        (box([1, 0, -1], [2, 1, 0]), 1),
        (box([0, None, None], [1, None, None]), 6),
    ],
)
def test_domains_of_the_braid_arrangement(within, n_cells, in_floats):
    assert len(patterns(hinges(stages(SIMPLEX_NET)), within, in_floats=in_floats)) == n_cells


def test_a_domain_smaller_than_a_float_can_tell():
    """A square of width 2^-2000 around the crossing of two walls and next to it."""
    tiny, net = (
        2**2000,
        hinges(stages(Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]], [[0, 0, -1], [0]]))),
    )
    for centre, n_cells in (((0, 0), 4), ((1, 0), 4), (("1/2", "1/2"), 2), ((3, 1), 1)):
        within = cube(2, f"1/{tiny}", centre)
        for in_floats in (False, True):
            assert len(patterns(net, within, in_floats=in_floats)) == n_cells


@pytest.mark.parametrize(
    "within", [Polyhedron.from_generators([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), box([0, 0, 0], [1, 0, 1])]
)
def test_domains_of_lower_dimension_are_refused(within):
    with pytest.raises(EmptyDomainError, match="affine hull"):
        start(hinges(stages(SIMPLEX_NET)), within)


def test_empty_domains_are_refused():
    empty = Polyhedron.from_inequalities([[1, 0, 0], [-1, 0, 0]], [0, -1])
    with pytest.raises(EmptyDomainError, match="is empty"):
        start(hinges(stages(SIMPLEX_NET)), empty)


def test_domains_of_another_space_are_refused():
    with pytest.raises(ShapeError, match="3 inputs"):
        start(hinges(stages(SIMPLEX_NET)), cube(2))


# --- shapes of networks ---


def test_fewer_neurons_than_inputs():
    net = Network.from_arrays([[[1, 2, 3, 4], [2, 4, 6, 9]], [[1, 1]]], [[0, 1], [0]])
    begun = start(hinges(stages(net)))
    assert (len(begun.pivots), begun.lineality_space.shape) == (2, (2, 4))
    assert not any((rational_array([[1, 2, 3, 4], [2, 4, 6, 9]]) @ begun.lineality_space.T).sign().ravel())
    assert len(patterns(hinges(stages(net)))) == 4


@pytest.mark.parametrize("within", [None, cube(2)])
def test_without_hidden_layer_there_is_one_cell(within):
    network = hinges(stages(Network.from_arrays([[[1, 2], [3, 4]]], [[5, 6]])))
    signs, begun = sign_vectors(network, within)
    assert signs.shape == (1, 0)
    assert len(begun.pivots) == (0 if within is None else 2)


@pytest.mark.parametrize("weights", [[[[0, 0]], [[1]]], [[[0, 0], [0, 0]], [[1, -1]], [[2]]]])
@pytest.mark.parametrize("in_floats", [False, True])
def test_without_inputs_after_the_reduction(weights, in_floats):
    """All neurons are constant: the space has no wall, and its reduction is a point."""
    net = Network.from_arrays(weights, [[2] * len(w) for w in weights])
    begun = start(hinges(stages(net)))
    assert (begun.pivots, begun.block.complex.dim) == ((), 0)
    assert patterns(hinges(stages(net)), in_floats=in_floats) == [(1,) * len(net_neurons(net))]


def net_neurons(net):
    return [neuron for stage in stages(net).stages for neuron in stage.neurons]


def residual(weights, n):
    """x -> x + V relu(W x), then a layer of ReLU."""
    first, second, third = weights
    nodes = [
        Node(Dense(first), (-1,)),
        Node(Activation(relu()), (0,)),
        Node(Dense(second), (1,)),
        Node(Add(), (-1, 2)),
        Node(Dense(third), (3,)),
        Node(Activation(relu()), (4,)),
    ]
    return Network.from_graph(nodes, (n,))


@pytest.mark.parametrize("mode", MODES)
def test_a_residual_network_needs_a_false_wall(mode):
    """relu(y + relu(x)) and relu(x): the first layer does not see y."""
    net = residual(([[1, 0]], [[0], [1]], [[0, 1]]), 2)
    network = hinges(stages(net))
    signs, begun = sign_vectors(network, **mode)
    assert begun.n_false == 1
    assert len(np.unique(network.patterns(signs), axis=0)) == 4


@pytest.mark.parametrize("in_floats", [False, True])
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_residual_networks_against_plain_ones(in_floats, seed, n):
    """The passed inputs written with two neurons each, x = relu(x) - relu(-x), give the same patterns."""
    rng = np.random.default_rng(seed)
    m = int(rng.integers(1, n + 1))
    first, second, third = (rng.integers(-2, 3, shape) for shape in ((m, n), (n, m), (2, n)))
    unit = np.eye(n, dtype=int)
    behind = np.hstack([unit, -unit, second])
    weights = [np.vstack([unit, -unit, first]), third @ behind, np.ones((1, 2), int)]
    plain = cells([w.tolist() for w in weights], [[0] * len(w) for w in weights])
    expected = {cell.pattern[2 * n :] for cell in plain}
    network = hinges(stages(residual((first.tolist(), second.tolist(), third.tolist()), n)))
    assert set(patterns(network, in_floats=in_floats)) == expected


def test_maxout_cells_refine_the_patterns():
    """The maximum of 4 coordinates: a tournament of three matches, and two coordinates that are passed."""
    network = hinges(stages(Network.sequential([Maxout(4)], (4,))))
    signs, begun = sign_vectors(network)
    assert begun.n_false == 1 + 1
    assert len(np.unique(signs, axis=0)) == 2**3
    assert set(network.patterns(signs)[:, 0].tolist()) == {0, 1, 2, 3}


# --- blocks ---


def test_the_size_of_blocks_does_not_matter():
    rng = np.random.default_rng(2)
    shapes = [(9, 3), (6, 9), (1, 6)]
    net = Network.from_arrays(
        [rng.standard_normal(shape).astype(np.float32) for shape in shapes],
        [rng.standard_normal(m).astype(np.float32) for m, _ in shapes],
    )
    network = hinges(stages(net))
    whole = sorted(patterns(network))
    assert len(set(whole)) == len(whole) > 150
    for block_cells in (1, 7, 40):
        assert sorted(patterns(network, block_cells=block_cells)) == whole


def test_the_first_layer_is_a_simple_arrangement():
    rng = np.random.default_rng(7)
    for n, m in ((1, 40), (2, 20), (3, 12), (4, 8), (5, 7)):
        weight, bias = rng.standard_normal((m, n)), rng.standard_normal(m)
        network = hinges(stages(Network.from_arrays([weight, np.ones((1, m))], [bias, [0.0]])))
        assert len(patterns(network, block_cells=100)) == sum(math.comb(m, j) for j in range(n + 1))


@pytest.mark.parametrize("dtype", [int, np.float32])
def test_blocks_go_on_after_a_pickle(dtype):
    """In small integers and in floats."""
    rng = np.random.default_rng(4)
    weights = [(2 * rng.standard_normal(shape)).astype(dtype) for shape in ((5, 3), (4, 5), (1, 4))]
    biases = [(2 * rng.standard_normal(m)).astype(dtype) for m in (5, 4, 1)]
    network = hinges(stages(Network.from_arrays(weights, biases)))
    begun = start(network, block_cells=2)
    assert isinstance(begun.block.rows, FilteredRows) == (dtype is not int)
    slicer, stack, found = begun.slicer, [begun.block], []
    while stack:
        slicer, block = pickle.loads(pickle.dumps((slicer, stack.pop())))
        parts = slicer.run(block)
        if len(parts) == 1 and slicer.is_finished(parts[0]):
            found += map(tuple, slicer.network.patterns(parts[0].cell_signs.view).tolist())
        else:
            stack += parts
    assert sorted(found) == sorted(patterns(network))
    assert len(found) > 10
