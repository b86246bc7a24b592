"""Operations on networks are the operations on their values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks.strategies import arrays, networks, points

from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.networks import (
    Activation,
    Add,
    Dense,
    Flatten,
    Maximum,
    Maxout,
    Minimum,
    Network,
    Node,
    absolute,
    add,
    compose,
    drop_last,
    hard_tanh,
    hidden_layer,
    identity,
    leaky_relu,
    pad_depth,
    relu,
    restrict,
    restrict_to_line,
    restrict_to_plane,
    scale,
    select_outputs,
    stack_outputs,
    stages,
    subtract,
)

law = settings(max_examples=20, deadline=None)
small = {"max_nodes": 4, "shapes": ((2,), (2, 2))}


def matched(net, n_out):
    """The network with its output mapped linearly to n_out numbers."""
    weight = RationalArray.from_integers(np.arange(n_out * net.output_dim).reshape(n_out, -1) % 5 - 2, 2)
    return compose(
        Network.sequential([Flatten(), Dense(weight)], net.output_shape),
        net,
    )


@law
@given(st.data())
def test_pointwise_arithmetic(data):
    f = matched(data.draw(networks(**small)), 2)
    g = matched(data.draw(networks(max_nodes=4, shapes=(f.input_shape,))), 2)
    x = data.draw(points(f))
    assert (f + g)(x) == add(f, g)(x) == f(x) + g(x)
    assert (f - g)(x) == subtract(f, g)(x) == f(x) - g(x)
    assert ("3/7" * f)(x) == (f * "3/7")(x) == scale(f, "3/7")(x) == f(x) * "3/7"
    assert (-f)(x) == -f(x)
    assert stack_outputs(f, g)(x) == concatenate([f(x), g(x)], 1)
    assert (f + g).size == (f - g).size == f.size + g.size


@law
@given(st.data())
def test_composition(data):
    inner = matched(data.draw(networks(**small)), 2)
    outer = data.draw(networks(max_nodes=4, shapes=((2,),)))
    x = data.draw(points(inner))
    assert (outer @ inner)(x) == outer(inner(x))
    assert (outer @ inner).hidden_layers == outer.hidden_layers + inner.hidden_layers
    assert (outer @ inner).widths == inner.widths + outer.widths


@law
@given(st.data())
def test_restriction(data):
    net = data.draw(networks(max_nodes=5, shapes=((2,), (3,), (2, 2))))
    base = data.draw(arrays(net.input_shape))
    directions = data.draw(arrays((2, *net.input_shape)))
    t = data.draw(arrays((4, 2)))
    restricted = restrict(net, base, directions)
    assert restricted.input_shape == (2,)
    assert restricted.widths == net.widths
    for i in range(4):
        assert restricted(t[i]) == net(base + directions[0] * t[i, 0] + directions[1] * t[i, 1])


def test_line_and_plane_meet_their_points():
    net = Network.from_arrays([[[1, 2, 3], [-1, 0, "1/3"]], [[1, -1]]], [[1, 2], [0]])
    p, q, r = [1, 0, 0], [0, "1/2", 0], [3, 3, -1]
    line, plane = restrict_to_line(net, p, q), restrict_to_plane(net, p, q, r)
    assert (line([0]), line([1])) == (net(p), net(q))
    assert (plane([0, 0]), plane([1, 0]), plane([0, 1])) == (net(p), net(q), net(r))
    assert plane(["1/2", "1/2"]) == net(["3/2", "7/4", "-1/2"])


@law
@given(st.data())
def test_selected_outputs(data):
    net = data.draw(networks(**small))
    x = data.draw(points(net))
    chosen = data.draw(st.lists(st.integers(0, net.output_dim - 1), min_size=1, max_size=3))
    assert select_outputs(net, chosen)(x) == net(x).reshape((x.shape[0], -1))[:, np.array(chosen)]
    assert select_outputs(net, chosen[0])(x) == select_outputs(net, chosen[:1])(x)


@law
@given(st.data())
def test_padding_keeps_the_function(data):
    net = data.draw(networks(**small))
    x = data.draw(points(net))
    padded = pad_depth(net, net.hidden_layers + 2)
    assert padded(x) == net(x)
    assert padded.widths == (*net.widths, 2 * net.output_dim, 2 * net.output_dim)
    assert padded.depth == net.depth + 2
    assert pad_depth(net, net.hidden_layers) is net


def test_drop_last_activation():
    hidden = [Dense([[1], [-1]]), Activation(absolute()), Dense([[1, 2]])]
    clipped = Network.sequential([*hidden, Activation(hard_tanh())], 1, ["trained"])
    dropped = drop_last(clipped)
    assert dropped == Network.sequential(hidden, 1)
    assert dropped.provenance == ("trained",)


# -- hidden layers ---------------------------------------------------------------------------------


def values_of_nodes(net, x):
    """The values of all nodes on a batch, one after the other."""
    known = {-1: rational_array(x)}
    for i, node in enumerate(net.nodes):
        known[i] = node.layer.evaluate(*(known[j] for j in node.inputs))
    return known


@law
@given(st.data())
def test_a_hidden_layer_has_the_values_of_its_neurons(data):
    net = data.draw(networks(max_nodes=7).filter(lambda net: net.hidden_layers))
    x = data.draw(points(net))
    known = values_of_nodes(net, x)
    for number in range(net.hidden_layers):
        layer = hidden_layer(net, number)
        assert layer.output_shape == (net.widths[number],)
        assert layer.hidden_layers == number + 1
        own = [neuron for neuron in stages(net).neurons if neuron.hidden_layer == number]
        columns = [known[n.node].reshape((5, -1))[:, n.entry : n.entry + 1] for n in own]
        assert layer(x) == concatenate(columns, 1)


def test_hidden_layers_of_a_residual_network():
    # h = relu(x - 1), relu(-x); then x + (h_0, h_1) summed, 2 x + h, and relu of that.
    nodes = [
        Node(Dense([[1], [-1]], [-1, 0]), (-1,)),
        Node(Activation(relu()), (0,)),
        Node(Dense([[1, 1]]), (1,)),
        Node(Add(), (2, -1)),
        Node(Activation(relu()), (3,)),
        Node(Add(), (4, -1)),
    ]
    net = Network(nodes, 1)
    x = [[-2], [0], [3]]
    assert hidden_layer(net, 0)(x) == rational_array([[0, 2], [0, 0], [2, 0]])
    assert hidden_layer(net, 1)(x) == rational_array([[0], [0], [5]])


def test_branches_of_one_hidden_layer_stand_side_by_side():
    nodes = [
        Node(Activation(relu()), (-1,)),
        Node(Dense([[-1, 0], [0, -1]]), (-1,)),
        Node(Activation(relu()), (1,)),
        Node(Add(), (0, 2)),
    ]
    net = Network(nodes, 2)  # |x| and |y|
    assert net.widths == (4,)
    assert hidden_layer(net, 0)([-2, 3]) == rational_array([0, 3, 2, 0])


def test_gates_without_a_bend_are_no_neurons_of_their_layer():
    mixed = Activation([identity(), relu(), leaky_relu(1), absolute()])
    net = Network.sequential([mixed, Dense([[1, 1, 1, 1]])], 4)
    assert hidden_layer(net, 0)([-1, -2, -3, -4]) == rational_array([0, 4])
    # Of the network x -> relu(identity(x)) the first hidden layer is the second node.
    net = Network.sequential([Activation(identity()), Activation(relu())], 1)
    assert hidden_layer(net, 0)([[-5], [5]]) == rational_array([[0], [5]])


def test_maxima_and_minima_are_neurons():
    net = Network.sequential([Dense([[1, 0], [0, 1], [1, 1], [0, 0]]), Maxout(2), Dense([[1, -1]])], 2)
    assert hidden_layer(net, 0)([[3, -1], [-2, -5]]) == rational_array([[3, 2], [-2, 0]])
    for layer, expected in ((Maximum(), [3, 1]), (Minimum(), [-1, -1])):
        nodes = [Node(Dense([[1, 0], [0, 1]]), (-1,)), Node(Dense([[0, 1], [0, 1]], [0, 2]), (-1,))]
        net = Network([*nodes, Node(layer, (0, 1))], 2)
        # (x, y) against (y, y + 2), at (3, -1).
        assert hidden_layer(net, 0)([3, -1]) == rational_array(expected)


def test_provenance_is_handed_on():
    f = Network.sequential([Dense([[1]])], 1, ["f was rounded", "both"])
    g = Network.sequential([Dense([[1]])], 1, ["both", "g was read"])
    assert (f + g).provenance == ("f was rounded", "both", "g was read")
    assert (f @ g).provenance == ("both", "g was read", "f was rounded")
    assert restrict(f, [0], [[1]]).provenance == f.provenance


def test_a_difference_of_equal_networks_is_zero_and_keeps_both():
    f = Network.from_arrays([[[1], [-1]], [[1, 1]]])
    difference = stages(f - f)
    assert difference.widths == (4,)
    assert difference.evaluate([["1/3"], [-8]]).tolist() == [[0], [0]]


F = Network.from_arrays([[[1, 1]], [[1]]])
G = Network.from_arrays([[[1]], [[1], [2]]])


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: F @ F, ShapeError, "outputs of shape \\(1,\\).*inputs of shape \\(2,\\)"),
        (lambda: F + G, ShapeError, "add: the networks give outputs"),
        (lambda: F - G, ShapeError, "subtract: the networks give outputs"),
        (lambda: F + Network.from_arrays([[[1]]]), ShapeError, "same input"),
        (lambda: F * "x", NotRationalError, "x"),
        (lambda: F + 1, TypeError, "unsupported"),
        (stack_outputs, InputError, "at least one"),
        (lambda: stack_outputs(F, G), ShapeError, "same input"),
        (lambda: restrict(F, [0], [[1, 1]]), ShapeError, "base point has shape \\(1,\\)"),
        (lambda: restrict(F, [0, 0], [1, 1]), ShapeError, "directions have shape \\(2,\\)"),
        (lambda: restrict(F, [0, 0], RationalArray.zeros((0, 2))), ShapeError, "at least one"),
        (lambda: restrict_to_line(F, [1, 2], [1, 2]), InputError, "two different points"),
        (lambda: restrict_to_line(F, [1, 2], [1]), ShapeError, "point 1 has shape"),
        (lambda: restrict_to_plane(F, [0, 0], [1, 1], [2, 2]), InputError, "lie on a line"),
        (lambda: select_outputs(F, [1]), ShapeError, "out of range"),
        (lambda: pad_depth(F, 0), InputError, "has 1 hidden layers"),
        (lambda: hidden_layer(F, 1), InputError, "give 0 to 0"),
        (lambda: hidden_layer(F, -1), InputError, "give 0 to 0"),
        (lambda: hidden_layer(Network.from_arrays([[[1]]]), 0), InputError, "affine"),
        (lambda: drop_last(F), InputError, "node 2 \\(Dense\\) is no Activation"),
        (lambda: drop_last(Network.sequential([Activation(relu())], 1)), InputError, "no Activation behind"),
    ],
)
def test_what_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_operators_read_rationals_as_written():
    assert (F * 0.5)([1, 2]) == rational_array(["3/2"])
