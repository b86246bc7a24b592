"""Simplified networks are the same function, have no superfluous neuron, and give back what was planted."""

import pickle
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from networks.strategies import networks, points, relu_networks

import tropnet
from tropnet.analysis import start
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.simplification import simplify
from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import (
    Activation,
    Dense,
    Maxout,
    Network,
    absolute,
    hard_tanh,
    leaky_relu,
    relu,
    subtract,
)
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages
from tropnet.polyhedra.bodies import box, cube
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.representation.small_maxima import small_maxima
from tropnet.tropical.polynomial import TropicalPolynomial

DOMAINS = {
    "space": lambda n: None,
    "cube": cube,
    "orthant": lambda n: box([0] * n, [None] * n),
    "half space": lambda n: Polyhedron.from_inequalities([[1] * n], [1]),
}
domains = pytest.mark.parametrize("domain", DOMAINS.values(), ids=DOMAINS)


def integer_network(seed, architecture):
    rng = np.random.default_rng(seed)
    pairs = list(pairwise(architecture))
    weights = [rng.integers(-2, 3, (m, n)) for n, m in pairs]
    return Network.from_arrays(weights, [rng.integers(-2, 3, m) for _, m in pairs])


def is_zero_on_all_cells(net, within):
    """The second way to equality: every cell of the difference, none of which is cancelled before."""
    return all(not cell.affine_map.sign().any() for cell in linear_regions(net, within))


def bending(net, within):
    return [len(neuron.pieces) > 1 for neuron in linear_regions(net, within).neuron_summary()]


# -- laws ------------------------------------------------------------------------------------------


@domains
@pytest.mark.parametrize("seed", range(7))
def test_the_same_function_with_no_more_neurons(domain, seed):
    net = integer_network(seed, [2, 5, 4, 3, 1][: 3 + seed % 3])
    within = domain(2)
    found = simplify(net, within)
    assert is_zero_on_all_cells(subtract(net, found.network), within)
    assert found.verify()
    assert (found.before, found.after) == (net.size, found.network.size)
    assert found.undecided == 0
    assert found.network.hidden_layers <= net.hidden_layers
    if found.network.hidden_layers == net.hidden_layers:
        assert all(after <= before for after, before in zip(found.network.widths, net.widths, strict=True))


@domains
@pytest.mark.parametrize("seed", range(7))
def test_every_neuron_that_is_left_bends_or_carries(domain, seed):
    net = integer_network(seed, [2, 5, 4, 1])
    within = domain(2)
    found = simplify(net, within)
    if found.saved:
        bends = bending(found.network, within)
        # A mirror bends with its neuron; what else carries, is active everywhere.
        assert found.after - found.carrying <= sum(bends)
        assert not any(neuron.is_dead for neuron in linear_regions(found.network, within).neuron_summary())
    passing = simplify(net, within, pass_through=True)
    assert passing.carrying == 0
    assert passing.after <= found.after
    if passing.saved:
        assert all(bending(passing.network, within))


@domains
@pytest.mark.parametrize("seed", range(5))
def test_simplifying_twice_saves_nothing_more(domain, seed):
    found = simplify(integer_network(seed, [2, 5, 5, 2]), domain(2))
    again = simplify(found.network, found.within)
    assert again.saved == 0
    assert again.network is found.network


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), networks(max_nodes=6, shapes=((1,), (2,), (1, 2, 2))))
def test_any_graph_of_layers(data, net):
    assume(hinges(stages(net)).n_sheets < 9)
    found = simplify(net)
    assert found.after <= found.before
    assert found.network.output_shape == net.output_shape
    x = data.draw(points(net))
    assert found.network(x) == net(x)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), relu_networks())
def test_relu_networks_stay_plain(data, net):
    found = simplify(net).network
    stages(found).relu_arrays()
    x = data.draw(points(net))
    assert found(x) == net(x)


# -- what was planted ------------------------------------------------------------------------------


def planted(seed, within_cube):
    """A network [2, 4, 3, 1], and the same function with superfluous neurons of every kind in every layer."""
    rng = np.random.default_rng(seed)
    sizes = [2, 4, 3, 1]
    weights = [rng.integers(-9, 10, (m, n)).astype(object) for n, m in pairwise(sizes)]
    biases = [rng.integers(-3, 4, m).astype(object) for m in sizes[1:]]
    base = Network.from_arrays(weights, biases)
    for layer in (0, 1):
        rows, shifts, columns = weights[layer], biases[layer], weights[layer + 1]
        extra, offsets, outgoing = [], [], []
        for factor in (1, 3):  # A copy and a multiple, which take over a part of the work.
            part = rng.integers(-5, 6, len(columns))
            extra.append(rows[0] * factor)
            offsets.append(shifts[0] * factor)
            outgoing.append(part)
            columns[:, 0] -= part * factor
        extra.append(rows[0] * 0)  # A constant.
        offsets.append(5)
        part = rng.integers(-5, 6, len(columns))
        outgoing.append(part)
        biases[layer + 1] = biases[layer + 1] - 5 * part
        extra.append(rows[1] + 1)  # One without an effect.
        offsets.append(1)
        outgoing.append(columns[:, 0] * 0)
        if layer or within_cube:  # A dead one.
            extra.append(-abs(rows[0]))
            offsets.append(-1 - (0 if layer else abs(rows[0]).sum()))
            outgoing.append(rng.integers(1, 5, len(columns)))
        weights[layer] = np.vstack([rows, extra])
        biases[layer] = np.append(shifts, offsets)
        weights[layer + 1] = np.hstack([columns, np.array(outgoing, dtype=object).T])
        if layer == 0:
            weights[1] = np.array(weights[1], dtype=object)
    return base, Network.from_arrays(weights, biases)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("within", [None, cube(2)], ids=["space", "cube"])
def test_planted_neurons_are_found(seed, within):
    base, net = planted(seed, within is not None)
    assert net.size > base.size
    found = simplify(net, within)
    assert found.after <= base.size
    assert is_zero_on_all_cells(subtract(base, found.network), within)
    assert found.before - sum(found.removed.values()) + found.carrying == found.after


@pytest.mark.parametrize(("n", "k", "r"), [(3, 5, 1), (4, 6, 2), (4, 3, 2), (5, 5, 3)])
def test_active_neurons_pass_through_their_rank(n, k, r):
    """k neurons that are active on a cube, entering r independent sums, are replaced by r neurons."""
    rng = np.random.default_rng(k)
    rows = rng.integers(1, 9, (k, n))
    bends = rng.integers(1, 9, (2, n))
    mixed = np.array(
        [[(i + 1) ** j for i in range(k)] for j in range(r)]
    )  # A Vandermonde matrix: rank min(r, k).
    net = Network.from_arrays(
        [np.vstack([rows, bends]), np.hstack([mixed, np.ones((r, 2), int)]), [[1] * r]],
        [[9 * n] * k + [0, 0], -mixed @ np.full(k, 9 * n), [0]],
    )
    found = simplify(net, cube(n))
    assert found.network.widths[0] == 2 + min(r, np.linalg.matrix_rank(mixed @ rows))
    assert found.verify()


def test_a_layer_that_is_linear_on_the_domain_is_folded():
    net = Network.from_arrays(
        [[[1, 1], [1, -1], [2, 0]], [[1, 0, -1], [-1, 1, 0]], [[1, 2]]], [[2, 2, 2], [0, 0], [0]]
    )
    found = simplify(net, cube(2))
    assert found.network.hidden_layers == 1
    assert found.verify()


def test_hinges_of_the_second_layer_that_are_dependent():
    """min(max(x, 0), 1) and its complement to 1, and max(x, 0) - 1 twice, in different forms."""
    net = Network.from_arrays(
        [[[1], [1], [-1]], [[1, 0, 0], [1, 0, -1], [-1, 0, 0]], [[1, 1, 1]]], [[0, -5, 0], [-1, -1, 1], [0]]
    )
    found = simplify(net)
    assert found.removed["dependent"] == 1
    assert is_zero_on_all_cells(subtract(net, found.network), None)


def test_the_maximum_of_three_numbers_from_a_sum_of_maxima():
    """max(a, b, c) as a tree with copied neurons comes down to the five neurons of max(a - b, 0) + b and so on."""
    tree = small_maxima(TropicalPolynomial.parse("max(x1, x2, 0)")).network()
    doubled = (tree + tree + tree) * Fraction(1, 3)
    found = simplify(doubled)
    assert doubled.size == 3 * tree.size
    assert found.after <= tree.size
    assert found.verify()


def test_sums_of_maxima_share_their_first_layers():
    p = TropicalPolynomial([[i, i * i] for i in range(-3, 4)], [-(i**4) for i in range(-3, 4)])
    net = small_maxima(p).network()
    found = simplify(net)
    assert found.removed["parallel"] > net.size // 3
    x = RationalArray([["1/2", -3], [7, 2], [-40, 3], [0, 0]])
    assert found.network(x)[:, 0] == RationalArray([p(point) for point in x])


# -- other gates -----------------------------------------------------------------------------------


def test_leaky_neurons_become_hinges_beside_passing_values():
    layers = [Dense([[1], [2], [1]], [0, 0, 3]), Activation(leaky_relu("1/2")), Dense([[1, 1, 1]])]
    net = Network.sequential(layers, 1)
    found = simplify(net, cube(1))
    assert found.removed == {"parallel": 1, "always active": 1}
    assert found.network.widths == (1,)
    assert found.verify()


def test_hard_tanh_is_two_hinges():
    net = Network.sequential([Dense([[1]]), Activation(hard_tanh()), Dense([[1]])], 1)
    assert simplify(net).before == 2
    assert simplify(net).network is net
    assert simplify(net, box([0], [3])).after == 1


def test_a_maximum_of_which_an_argument_never_wins():
    net = Network.sequential([Dense([[1], [-1], [0]], [0, 0, -1]), Maxout(3)], 1)
    found = simplify(net)
    assert (found.before, found.after) == (2, 1)
    assert found.verify()


def test_there_is_no_plain_form_of_other_gates():
    net = Network.sequential([Dense([[1]]), Activation(absolute())], 1)
    with pytest.raises(UnsupportedLayerError, match="only ReLU gates"):
        simplify(net, pass_through=False)


# -- many inputs, limits ---------------------------------------------------------------------------


def test_with_many_inputs_the_first_layer_is_exact():
    """On a cube w.x + b <= 0 everywhere exactly if b <= -|w|_1; on a simplex exactly if so at its vertices."""
    n = 12
    rng = np.random.default_rng(1)
    rows = rng.integers(-3, 4, (20, n))
    shifts = rng.integers(-30, 31, 20)
    net = Network.from_arrays([rows, np.eye(20, dtype=int)], [shifts, None])
    size = abs(rows).sum(axis=1)
    bends = int((abs(shifts) < size).sum())
    found = simplify(net, cube(n))
    assert found.removed.get("dead", 0) == int((shifts <= -size).sum())
    assert found.after - found.carrying == bends
    vertices = np.vstack([np.zeros((1, n), int), np.eye(n, dtype=int)])
    simplex = Polyhedron.from_inequalities([*(-np.eye(n, dtype=int)).tolist(), [1] * n], [0] * n + [1])
    values = rows @ vertices.T + shifts[:, None]
    assert simplify(net, simplex).removed["dead"] == int((values <= 0).all(axis=1).sum())


def test_with_many_inputs_later_layers_are_bounded():
    n = 9
    net = Network.from_arrays(
        [np.eye(n, dtype=int), [[1] * n, [-1] * n, [1] * n], [[1, 1, 1]]], [None, [-n - 1, 2, -1], None]
    )
    found = simplify(net, cube(n))  # The sum of the positive parts is at most n.
    assert found.removed["dead"] == 1
    assert found.undecided == 0
    assert found.verify()


def triangle_inequality(n):
    """max(|x1 + ... + xn| - |x1| - ... - |xn|, 0), which is zero, plus x1."""
    units = np.vstack(
        [np.eye(n, dtype=int), -np.eye(n, dtype=int), np.ones((1, n), int), -np.ones((1, n), int)]
    )
    first = [1] + [0] * (n - 1) + [-1] + [0] * (n + 1)
    weights = [units, [[-1] * (2 * n) + [1, 1], first, [-c for c in first]], [[1, 1, -1]]]
    return Network.from_arrays(weights)


def test_cells_decide_what_bounds_do_not():
    found = simplify(triangle_inequality(3))
    assert (found.removed["dead"], found.undecided, found.after) == (1, 0, 0)
    found = simplify(triangle_inequality(7))
    assert (found.undecided, found.network.hidden_layers) == (1, 2)
    assert found.after < found.before


def test_a_neuron_that_is_zero_on_some_cells_and_positive_on_others_does_not_bend():
    """max(u, 0) for u = |x1| + |x2| + |x3| - |x1 + x2 + x3| >= 0, which vanishes on two orthants."""
    weights = [node.layer.weight for node in triangle_inequality(3).nodes[::2]]
    net = Network.from_arrays([weights[0], -weights[1], weights[2]])
    found = simplify(net, pass_through=True)
    assert found.network.widths == (4,)
    assert found.verify()


def test_inputs_that_do_not_count_are_not_many_inputs():
    net = triangle_inequality(3)
    wide = Network.from_arrays(
        [
            np.hstack([net.nodes[0].layer.weight.tolist(), np.zeros((8, 9), int)]),
            *(node.layer.weight for node in net.nodes[2::2]),
        ]
    )
    assert wide.input_dim == 12
    assert simplify(wide).after == 0


def test_a_limit_is_no_error(monkeypatch):
    """Where cells may not be looked at, what bounds do not decide is kept."""
    monkeypatch.setattr(start, "BLOCK_CELLS", dict.fromkeys(range(6), 3))
    net = triangle_inequality(3)
    found = simplify(net, limit=Limit(cells=1))
    assert found.undecided == 1
    x = RationalArray([[1, 2, 3], [-4, "1/2", 0]])
    assert found.network(x) == net(x) == x[:, :1]


@pytest.mark.parametrize("name", ["wine", "iris"])
def test_the_models_on_a_cube(name):
    net = tropnet.read(tropnet.models.path(name))
    within = cube(net.input_dim)
    found = simplify(net, within)
    neurons = linear_regions(net, within).neuron_summary()
    kept = sum(len(neuron.pieces) == 2 for neuron in neurons)
    assert found.after - found.carrying == kept
    assert found.removed["dead"] == sum(neuron.is_dead for neuron in neurons)
    assert found.verify()


# -- the value -------------------------------------------------------------------------------------


def test_errors():
    net = Network.from_arrays([[[1, 2]], [[1]]])
    with pytest.raises(InputError, match="no Network"):
        simplify("net")
    with pytest.raises(ShapeError):
        simplify(net, cube(3))
    with pytest.raises(EmptyDomainError):
        simplify(net, box([0, 0], [1, 0]))


def test_a_simplification_is_a_value():
    net = Network.sequential([Dense([[1], [2]]), Activation(relu()), Dense([[1, 1]])], 1)
    found = simplify(net)
    assert pickle.loads(pickle.dumps(found)) == found == simplify(net)
    assert hash(found) == hash(simplify(net))
    assert repr(found) == "<Simplification: 2 -> 1 hinges in 1 -> 1 hidden layers>"
    assert str(found).splitlines()[1].split() == ["parallel", "1"]
    assert "parallel" in found._repr_html_()
