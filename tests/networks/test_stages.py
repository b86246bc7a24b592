"""The staged form of a network is the network, with all of its neurons."""

import pickle
from math import prod

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import networks, points, relu_networks

from tropnet.errors import ShapeError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import (
    Activation,
    Add,
    AddConstant,
    Concat,
    Conv,
    Dense,
    Flatten,
    MaxGate,
    Maximum,
    Maxout,
    MaxPool,
    Minimum,
    Network,
    Neuron,
    Node,
    absolute,
    clip,
    identity,
    leaky_relu,
    relu,
    stages,
)
from tropnet.networks.layers import GateLayer

RNG = np.random.default_rng(11)
slow = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def random_array(*shape):
    return RationalArray.from_integers(RNG.integers(-3, 4, size=shape), 2)


def flat(net, x):
    return net(x).reshape((x.shape[0], net.output_dim))


def check_equal(net, x):
    assert stages(net).evaluate(x.reshape((x.shape[0], net.input_dim))) == flat(net, x)


def values_of_nodes(net, x):
    values = {-1: x}
    for i, node in enumerate(net.nodes):
        values[i] = node.layer.evaluate(*(values[j] for j in node.inputs))
    return values


# -- the function is the same ---------------------------------------------------------------------------


@slow
@given(st.data())
def test_any_graph_has_the_same_values(data):
    net = data.draw(networks())
    check_equal(net, data.draw(points(net)))


@slow
@given(st.data())
def test_deep_narrow_graphs_have_the_same_values(data):
    net = data.draw(networks(max_nodes=16, shapes=((1,), (2,))))
    check_equal(net, data.draw(points(net)))


@slow
@given(st.data())
def test_image_networks_have_the_same_values(data):
    net = data.draw(networks(max_nodes=5, shapes=((1, 3, 3), (2, 2, 2), (2, 4), (1, 4, 3))))
    check_equal(net, data.draw(points(net, k=3)))


def residual_block(n, hidden, source):
    """x + W relu(V x), behind the node ``source``."""
    return [
        Node(Dense(random_array(hidden, n), random_array(hidden)), (source,)),
        Node(Activation(relu()), (source + 1,)),
        Node(Dense(random_array(n, hidden)), (source + 2,)),
        Node(Add(), (source, source + 3)),
    ]


def test_residual_network():
    nodes = [node for b in range(3) for node in residual_block(2, 3, 4 * b - 1)]
    net = Network(nodes, 2)
    assert stages(net).widths == (3, 3, 3)
    assert [len(stage.gates) for stage in stages(net).stages] == [3 + 2, 3 + 2, 3 + 2]
    check_equal(net, random_array(30, 2))


def test_convolutional_network():
    net = Network.sequential(
        [
            Conv(random_array(2, 1, 2, 2), random_array(2), padding=1),
            Activation([relu(), leaky_relu("1/4")]),
            MaxPool([2, 2], stride=2, padding=1),
            Conv(random_array(2, 1, 2, 2), groups=2),
            Activation(clip(-1, 1)),
            Flatten(),
            Dense(random_array(4, 8), random_array(4)),
            Maxout(2),
        ],
        (1, 3, 3),
    )
    staged = stages(net)
    # of the 3 x 3 windows of size 2 x 2 in the padded 4 x 4 image, the four at the corners see one entry
    assert net.widths == staged.widths == (32, 10, 8, 2)
    check_equal(net, random_array(20, 1, 3, 3))


def test_branches_of_different_depth_meet():
    """max(x, relu(W x), min(relu(V relu(W x)), x)) and all of it beside the input."""
    net = Network(
        [
            Node(Dense(random_array(2, 2)), (-1,), "W"),
            Node(Activation(relu()), (0,), "first"),
            Node(Dense(random_array(2, 2), random_array(2)), (1,), "V"),
            Node(Activation(relu()), (2,), "second"),
            Node(Minimum(), (3, -1), "min"),
            Node(Maximum(), (-1, 1, 4), "max"),
            Node(Concat(), (5, -1), "out"),
        ],
        2,
    )
    assert net.levels == (0, 1, 1, 2, 3, 4, 4)
    staged = stages(net)
    assert staged.widths == (2, 2, 2, 2)
    assert [neuron.name for neuron in staged.neurons[::2]] == ["first", "second", "min", "max"]
    check_equal(net, random_array(40, 2))


# -- the neurons are the same ---------------------------------------------------------------------------


@slow
@given(st.data())
def test_every_neuron_is_kept_with_its_place_and_piece(data):
    """The pattern of the staged form is read off the gates of the graph, node by node."""
    net = data.draw(networks())
    x = data.draw(points(net, k=3))
    staged, values = stages(net), values_of_nodes(net, x)
    assert staged.widths == net.widths
    expected, places = [], []
    for level in range(1, net.hidden_layers + 1):
        unit = 0
        for i, node in enumerate(net.nodes):
            if net.levels[i] != level or not isinstance(node.layer, GateLayer):
                continue
            arguments = node.layer.arguments(*(values[j] for j in node.inputs))
            start = 0
            for entry, gate in enumerate(node.layer.gates(*net.input_shapes(i))):
                own = arguments[:, start : start + gate.arity]
                start += gate.arity
                if not gate.is_affine:
                    expected.append(gate.pieces_at(own if isinstance(gate, MaxGate) else own[:, 0]))
                    places.append(Neuron(level - 1, unit, i, entry, node.name))
                    unit += 1
    assert staged.neurons == tuple(places)
    pattern = staged.pattern(x.reshape((3, net.input_dim)))
    assert pattern.shape == (3, net.size)
    if expected:
        np.testing.assert_array_equal(pattern, np.stack(expected, axis=1))


@given(st.data())
def test_patterns_of_relu_networks_are_signs_of_preactivations(data):
    net = data.draw(relu_networks())
    x = data.draw(points(net))
    active, h = [np.zeros((x.shape[0], 0))], x
    for dense in [node.layer for node in net.nodes if isinstance(node.layer, Dense)][:-1]:
        z = h @ dense.weight.T + dense.bias
        active.append(z > 0)
        h = z.maximum(0)
    np.testing.assert_array_equal(stages(net).pattern(x), np.concatenate(active, axis=1))


def test_dead_and_duplicate_neurons_stay():
    net = Network.from_arrays([[[1, 0], [1, 0], [0, 0], [-1, 0]], [[1, 1, 1, 0]]], [[0, 0, -1, 0], None])
    staged = stages(net)
    assert staged.widths == (4,)
    assert staged.stages[0].weight == rational_array([[1, 0], [1, 0], [0, 0], [-1, 0]])


def test_affine_gates_are_no_neurons():
    """A constant and a doubling among the units of a layer move into the weights."""
    double = leaky_relu(1).__class__([], [2], -1)
    net = Network.sequential([Dense([[1], [2], [3]]), Activation([relu(), clip(5, 5), double])], 1)
    (stage,) = stages(net).stages
    assert stage.gates == (relu(), identity(), identity())
    assert stage.weight == rational_array([[1], [0], [6]])
    assert stage.bias == rational_array([0, 5, -1])
    assert net.widths == (1,)
    check_equal(net, random_array(9, 1))


def test_a_layer_of_affine_gates_is_no_stage():
    net = Network.sequential([Activation([clip(5, 5), identity()]), Maxout(1)], 2)
    assert stages(net).stages == ()
    assert net.hidden_layers == 0
    check_equal(net, random_array(9, 2))


# -- the size is small ----------------------------------------------------------------------------------


@given(relu_networks())
def test_plain_networks_have_nothing_passed_through(net):
    weights, biases = stages(net).relu_arrays()
    dense = [node.layer for node in net.nodes if isinstance(node.layer, Dense)]
    assert weights == tuple(layer.weight for layer in dense)
    assert biases == tuple(layer.bias for layer in dense)


def test_consecutive_affine_layers_are_one():
    a, b, c, d = random_array(3, 2), random_array(4, 3), random_array(4), random_array(1, 4)
    net = Network.sequential([Dense(a), Dense(b), AddConstant(c), Activation(relu()), Dense(d)], 2)
    (stage,) = stages(net).stages
    assert stage.weight == b @ a
    assert stage.bias == c


def test_the_smaller_set_is_passed_through():
    """Six sums of two inputs cost two pass-throughs, one sum of six inputs costs one."""

    def skip(weight):
        n_out, n_in = weight.shape
        return Network(
            [
                Node(Dense(weight), (-1,)),
                Node(Dense(np.ones((1, n_in))), (-1,)),
                Node(Activation(relu()), (1,)),
                Node(Dense(np.ones((n_out, 1))), (2,)),
                Node(Add(), (0, 3)),
            ],
            n_in,
        )

    wide, narrow = skip(np.arange(12).reshape(6, 2)), skip(np.arange(6).reshape(1, 6))
    assert [len(stages(net).stages[0].gates) for net in (wide, narrow)] == [1 + 2, 1 + 1]
    check_equal(wide, random_array(9, 2))
    check_equal(narrow, random_array(9, 6))


def test_entries_that_differ_by_a_constant_are_passed_once():
    net = Network(
        [
            Node(Dense([[1, 1, 1], [1, 1, 1], [0, 0, 0]], [0, 7, 5]), (-1,)),
            Node(Activation(absolute()), (0,)),
            Node(Add(), (0, 1)),
        ],
        3,
    )
    assert len(stages(net).stages[0].gates) == 3 + 1
    check_equal(net, random_array(9, 3))


# -- values and errors ----------------------------------------------------------------------------------


@given(networks())
def test_staged_networks_are_values(net):
    staged = stages(net)
    assert staged == stages(pickle.loads(pickle.dumps(net)))
    assert pickle.loads(pickle.dumps(staged)) == staged
    assert hash(staged) == hash(stages(net))
    for stage in staged.stages:
        assert sum(gate.arity for gate in stage.gates) == stage.weight.shape[0] == stage.bias.size
    assert staged.weight.shape == (
        net.output_dim,
        len(staged.stages[-1].gates) if staged.stages else net.input_dim,
    )
    assert staged.input_dim == prod(net.input_shape)


def test_one_point_is_a_batch_of_one():
    staged = stages(Network.from_arrays([random_array(3, 2), random_array(1, 3)]))
    assert staged.evaluate([1, "1/2"]) == staged.evaluate([[1, "1/2"]])[0]
    assert staged.pattern([1, "1/2"]).tolist() == staged.pattern([[1, "1/2"]])[0].tolist()


def test_points_must_be_flat():
    staged = stages(Network.sequential([Flatten()], (2, 2)))
    with pytest.raises(ShapeError, match="flat points of shape \\(4,\\)"):
        staged.evaluate([[1, 2], [3, 4]])


def test_relu_arrays_refuse_what_is_not_plain():
    with pytest.raises(UnsupportedLayerError, match="gate 0 of hidden layer 0 is PiecewiseLinear"):
        stages(Network.sequential([Activation(absolute())], 1)).relu_arrays()
    residual = Network([Node(Activation(relu()), (-1,)), Node(Add(), (-1, 0))], 1)
    with pytest.raises(UnsupportedLayerError, match="passes by"):
        stages(residual).relu_arrays()
