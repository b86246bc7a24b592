"""Hinges compute the same function and tell the same pieces as the stages that they come from."""

from fractions import Fraction
from math import gcd

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import activations, arrays, networks, points, relu_networks

from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.networks import (
    Activation,
    Add,
    Dense,
    Maximum,
    Maxout,
    Minimum,
    Network,
    Node,
    absolute,
    clip,
    hard_tanh,
    leaky_relu,
    relu,
)
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages

slow = settings(
    max_examples=75, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def pieces(staged, x):
    """The piece of every neuron at a batch of points, from the stages."""
    found = []
    for stage in staged.stages:
        found.append(stage.pieces(x))
        x = stage.evaluate(x)
    return np.concatenate(found, axis=1) if found else np.zeros((x.shape[0], 0), int)


def check(net, x):
    """Values, pieces and forms of the hinge network at a batch of flat points."""
    staged = stages(net)
    network = hinges(staged)
    check_form(network)
    n = x.shape[0]
    signs = np.stack([network.signs_at(x[i]) for i in range(n)])
    assert signs.shape == (n, network.n_sheets)
    assert network.patterns(signs).tolist() == pieces(staged, x).tolist()
    ones = RationalArray.from_integers(np.ones((n, 1), dtype=int).astype(object))
    homogeneous = concatenate([x, ones], 1)
    expected = staged.evaluate(x)
    for i in range(n):
        assert network.affine_map(signs[i]) @ homogeneous[i] == expected[i]
        # Every sheet has the announced sign in the linear forms of the cell.
        for number, (r, forms) in enumerate(zip(network.rounds, network.linear_forms(signs[i]), strict=True)):
            values = (RationalArray.from_integers(forms) @ homogeneous[i]).sign()[: r.n_sheets]
            assert values.tolist() == signs[i][network.first_sheet[number] :][: r.n_sheets].tolist()


def check_form(network):
    """Sheets are primitive, not constant, no two equal or opposite; rows fit the variables of the round."""
    m = network.input_dim
    for r in network.rounds:
        assert r.forms.shape[1] == m + 1
        rows = [tuple(row) for row in r.forms.tolist()]
        for row in rows:
            assert gcd(*row) == 1
            assert any(row[:-1])
        sheets = rows[: r.n_sheets]
        assert len({*sheets, *(tuple(-c for c in row) for row in sheets)}) == 2 * len(sheets)
        assert len(set(r.passed)) == len(r.passed)
        m = r.n_outputs
    assert network.output.shape[1] == m + 1


# --- the same function ---


@slow
@given(st.data())
def test_any_graph(data):
    net = data.draw(networks())
    x = data.draw(points(net))
    check(net, x.reshape((x.shape[0], net.input_dim)))


@slow
@given(st.data())
def test_deep_narrow_graphs(data):
    net = data.draw(networks(max_nodes=12, shapes=((1,), (2,), (3,))))
    check(net, data.draw(points(net)))


@slow
@given(st.data())
def test_plain_networks(data):
    net = data.draw(relu_networks())
    check(net, data.draw(points(net, k=8)))


@slow
@given(st.data())
def test_gates_of_one_variable_and_maxima_of_many(data):
    """Dense, then any functions of one variable, then maxima of three or four, then residual addition."""
    n, rank = data.draw(st.integers(1, 3)), data.draw(st.sampled_from([2, 3, 4, 5]))
    width = 2 * rank
    nodes = [
        Node(Dense(data.draw(arrays((width, n))), data.draw(arrays((width,)))), (-1,)),
        Node(data.draw(activations((width,))), (0,)),
        Node(Maxout(rank), (1,)),
        Node(Dense(data.draw(arrays((2, n))), data.draw(arrays((2,)))), (-1,)),
        Node(data.draw(st.sampled_from([Add(), Maximum(), Minimum()])), (2, 3)),
        Node(Activation(relu()), (4,)),
        Node(Dense(data.draw(arrays((1, 2))), None), (5,)),
    ]
    net = Network.from_graph(nodes, (n,))
    check(net, data.draw(points(net, k=8)))


# --- what shares a sheet ---


def relu_rows(weight, bias):
    net = Network.from_arrays([weight, [[1] * len(weight)]], [bias, [0]])
    check(net, rational_array([[a, b] for a in range(-3, 4) for b in range(-2, 3)]))
    return hinges(stages(net))


def test_duplicate_scaled_and_mirrored_neurons_share_a_sheet():
    network = relu_rows([[1, 2], [1, 2], [3, 6], [-1, -2], ["-1/2", -1]], [1, 1, 3, -1, "-1/2"])
    [r] = network.rounds
    assert (r.forms[: r.n_sheets].tolist(), r.passed) == ([[1, 2, 1]], (0,))
    assert [readout.thresholds[0].orientation for readout in network.readouts] == [1, 1, 1, -1, -1]
    assert network.output == rational_array([[5 + Fraction(3, 2), Fraction(-3, 2), 0]])


def test_parallel_neurons_have_sheets_of_their_own():
    network = relu_rows([[1, 2], [1, 2], [-2, -4]], [0, 1, 1])
    assert network.rounds[0].forms.tolist() == [[1, 2, 0], [1, 2, 1], [-2, -4, 1]]


def test_constant_and_zero_neurons_are_no_sheets():
    network = relu_rows([[0, 0], [0, 0], [0, 0], [1, 0]], [2, -1, 0, 0])
    assert network.n_sheets == 1
    assert network.patterns(np.array([[1], [-1]], np.int8)).tolist() == [[1, 0, 0, 1], [1, 0, 0, 0]]
    assert network.output == rational_array([[1, 2]])


def test_a_layer_that_dies_is_constant():
    net = Network.from_arrays([[[1]], [[0], [0]], [[1, 1]], [[1]]], [[0], [3, -3], [-5], [7]])
    network = hinges(stages(net))
    assert network.rounds[-1].n_sheets == 0 or network.n_sheets == 1
    check(net, rational_array([[-1], [0], [2]]))


@pytest.mark.parametrize(
    "function", [leaky_relu("1/3"), leaky_relu(2), absolute(), hard_tanh(), clip("-1/2", 3)]
)
def test_functions_of_one_variable(function):
    net = Network.sequential([Dense([[2], [-1]], [1, 0]), Activation(function), Dense([[1, 1]])], (1,))
    check(net, RationalArray.from_integers(np.arange(-12, 13).astype(object)[:, None], 4))


@pytest.mark.parametrize("rank", [1, 2, 3, 4, 5, 7])
def test_ties_of_maxima_go_to_the_first(rank):
    weight = [[(i * j) % 3 - 1 for j in range(2)] for i in range(rank)]
    net = Network.sequential([Dense(weight, [0] * rank), Maxout(rank)], (2,))
    check(net, rational_array([[a, b] for a in range(-2, 3) for b in range(-2, 3)]))


def test_a_tournament_has_one_round_per_halving():
    for rank, n_rounds in ((2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4)):
        weight = [[i, i * i, 1] for i in range(rank)]
        net = Network.sequential([Dense(weight, list(range(rank))), Maxout(rank)], (3,))
        network = hinges(stages(net))
        assert len(network.rounds) == n_rounds
        assert network.n_sheets == rank - 1
        assert [readout.has_false_walls for readout in network.readouts] == [rank > 2]


def test_a_function_of_more_pieces_than_a_byte_counts():
    """A maximum of 300 lines: the pieces are numbered beyond 255."""
    n = 300
    net = Network.sequential([Dense([[i] for i in range(n)], [-i * i for i in range(n)]), Maxout(n)], (1,))
    x = rational_array([[0], [100], [2 * n]])
    assert pieces(stages(net), x).max() == n - 1
    check(net, x)


def test_a_network_without_gates_has_no_rounds():
    net = Network.from_arrays([[[1, 2]]], [[3]])
    network = hinges(stages(net))
    assert (network.rounds, network.n_sheets, network.readouts) == ((), 0, ())
    check(net, rational_array([[1, "1/2"]]))


def test_a_passed_input_is_not_bent():
    """x + relu(x + y): the sum passes x by the first layer."""
    nodes = [Node(Dense([[1, 1]]), (-1,)), Node(Activation(relu()), (0,)), Node(Dense([[1, 0]]), (-1,))]
    net = Network.from_graph([*nodes, Node(Add(), (1, 2))], (2,))
    network = hinges(stages(net))
    assert network.n_sheets == 1
    assert len(network.rounds[0].forms) == 2
    check(net, rational_array([[1, 2], [-3, 1], [2, -2]]))
