"""Networks: graphs, counting, evaluation, value semantics, and what they refuse."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks.strategies import networks, points, relu_networks

from tropnet import linear_regions
from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import (
    Activation,
    Add,
    AddConstant,
    Concat,
    Conv,
    Dense,
    Flatten,
    Maximum,
    MaxPool,
    Network,
    Node,
    absolute,
    clip,
    relu,
    stages,
)


def tent():
    """2 relu(x) - 4 relu(x - 1/2): the tent map on [0, 1]."""
    return Network.from_arrays([[[1], [1]], [[2, -4]]], [[0, "-1/2"], [0]])


def sawtooth(k):
    return Network.sequential([node.layer for _ in range(k) for node in tent().nodes], 1)


# -- values ---------------------------------------------------------------------------------------------


@given(relu_networks(), st.data())
def test_dense_networks_are_the_textbook_recursion(net, data):
    """Fractions, one neuron after the other."""
    x = data.draw(points(net, k=1)).fractions()[0].tolist()
    layers = [node.layer for node in net.nodes if isinstance(node.layer, Dense)]
    h = x
    for i, layer in enumerate(layers):
        weight, bias = layer.weight.tolist(), layer.bias.tolist()
        z = [sum(w * v for w, v in zip(row, h, strict=True)) + b for row, b in zip(weight, bias, strict=True)]
        h = z if i == len(layers) - 1 else [max(v, 0) for v in z]
    assert net(x).fractions().tolist() == [Fraction(v) for v in h]


@pytest.mark.parametrize("k", [1, 2, 3, 6])
def test_iterated_tent_maps_oscillate(k):
    """The k-th iterate takes the values 0, 1, 0, ... at the multiples of 2^-k."""
    x = RationalArray.from_integers(np.arange(2**k + 1)[:, None], 2**k)
    assert sawtooth(k)(x).ravel().tolist() == [i % 2 for i in range(2**k + 1)]


def test_a_graph_by_hand():
    net = Network(
        [
            Node(Dense([[1, -1]]), (-1,), "difference"),
            Node(Activation(absolute()), (0,), "size"),
            Node(Dense([[1, 1]]), (-1,), "sum"),
            Node(Add(), (1, 2), "twice the maximum"),
            Node(Concat(), (3, -1)),
        ],
        2,
    )
    assert net([[3, 5], ["1/2", -7]]).tolist() == [[10, 3, 5], [1, Fraction(1, 2), -7]]


@settings(deadline=None)
@given(st.data())
def test_floats_are_close(data):
    net = data.draw(networks())
    x = data.draw(points(net))
    np.testing.assert_allclose(net.floats(x.floats()), net(x).floats(), rtol=1e-9, atol=1e-9)


@settings(deadline=None)
@given(st.data())
def test_one_point_is_a_batch_of_one(data):
    net = data.draw(networks())
    x = data.draw(points(net, k=2))
    assert net(x[0]) == net(x)[0]
    assert net(x).shape == (2, *net.output_shape)
    assert net.floats(x[1].floats()).shape == net.output_shape
    np.testing.assert_allclose(net.floats(x[1].floats()), net.floats(x.floats())[1], rtol=1e-9, atol=1e-9)


def test_floats_are_read_as_the_dyadic_numbers_that_they_are():
    net = Network.from_arrays([[[0.1]]])
    assert net([1])[0] == Fraction(3602879701896397, 2**55)


# -- patterns ----------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.data())
def test_patterns_are_those_of_the_staged_form(data):
    """Node by node in the graph, or after all affine layers have been multiplied out: the same numbers."""
    net = data.draw(networks())
    x = data.draw(points(net))
    pattern = net.pattern(x)
    assert pattern.shape == (len(x), net.size)
    np.testing.assert_array_equal(pattern, stages(net).pattern(x.reshape((len(x), net.input_dim))))
    np.testing.assert_array_equal(net.pattern(x[0]), pattern[0])


@pytest.mark.parametrize("seed", range(4))
def test_patterns_of_cells_are_those_of_their_inner_points(seed):
    rng = np.random.default_rng(seed)
    net = Network.from_arrays(
        [rng.integers(-3, 4, s) for s in ((4, 2), (3, 4), (1, 3))], [None, [1, 0, -1], None]
    )
    for cell in linear_regions(net):
        assert tuple(net.pattern(cell.interior_point)) == cell.pattern


def test_the_pattern_on_a_wall_is_told_by_exact_signs():
    """0.1 + 0.2 - 0.3 is 0 for the decimals and 2^-55 for the floats, however it is printed."""
    decimals, floats = (Network.from_arrays([[w], [[1]]]) for w in (["0.1", "0.2", "-0.3"], [0.1, 0.2, -0.3]))
    assert (decimals.pattern([1, 1, 1]).tolist(), floats.pattern([1, 1, 1]).tolist()) == ([0], [1])


def test_patterns_come_hidden_layer_by_hidden_layer():
    net = Network(
        [
            Node(Dense([[1], [-1]]), (-1,)),
            Node(Activation(relu()), (0,)),
            Node(Maximum(), (0, 1)),
            Node(Activation(absolute()), (0,)),
            Node(Add(), (2, 3)),
        ],
        1,
    )
    # Of the maxima max(x, relu(x)), one for each sign of x, the tie goes to the first argument.
    assert net.pattern([2]).tolist() == [1, 0, 1, 0, 0, 1]
    with pytest.raises(ShapeError, match="batches of shape"):
        net.pattern([1, 2])


# -- counting -------------------------------------------------------------------------------------------


def test_counts_of_a_dense_network():
    net = Network.from_arrays(
        [np.ones((5, 3)), np.ones((4, 5)), np.ones((2, 4))], [np.ones(5), None, np.ones(2)]
    )
    assert (net.input_dim, net.output_dim, net.hidden_layers, net.depth) == (3, 2, 2, 3)
    assert (net.widths, net.size) == ((5, 4), 9)
    assert net.n_parameters == 15 + 5 + 20 + 8 + 2


def test_hidden_layers_are_counted_along_the_longest_path():
    net = Network(
        [
            Node(Activation(relu()), (-1,)),
            Node(Activation(absolute()), (-1,)),
            Node(Activation(relu()), (1,)),
            Node(Maximum(), (0, 2)),
        ],
        3,
    )
    assert net.levels == (1, 1, 2, 3)
    assert net.widths == (6, 3, 3)


def test_a_gate_without_break_point_is_no_neuron():
    net = Network.sequential([Activation([relu(), clip(0, 0)]), MaxPool([1]), Flatten()], (2, 3))
    assert net.widths == (3,)
    assert Network.sequential([AddConstant(1)], 2).widths == ()


def test_convolution_counts():
    net = Network.sequential(
        [
            Conv(np.ones((4, 1, 3, 3)), np.ones(4)),
            Activation(relu()),
            MaxPool([2, 2]),
            Flatten(),
            Dense(np.ones((2, 16))),
        ],
        (1, 6, 6),
    )
    assert net.widths == (64, 16)
    assert net.shapes == ((4, 4, 4), (4, 4, 4), (4, 2, 2), (16,), (2,))
    assert net.n_parameters == 36 + 4 + 32


# -- values semantics -----------------------------------------------------------------------------------


@settings(deadline=None)
@given(networks())
def test_pickle_and_hash(net):
    _ = net.widths, net.levels
    copy = pickle.loads(pickle.dumps(net))
    assert copy == net
    assert hash(copy) == hash(net)
    assert "widths" not in vars(copy)


def test_names_and_provenance_are_no_part_of_the_value():
    layer = Dense([[1, 2]])
    named = Network([Node(layer, (-1,), "first")], 2, ["read from a file"])
    assert named == Network([Node(layer, (-1,))], (2,))
    assert hash(named) == hash(Network([Node(layer, (-1,))], 2))
    assert named != Network([Node(Dense([[1, 3]]), (-1,))], 2)
    assert pickle.loads(pickle.dumps(named)).provenance == ("read from a file",)


def test_from_graph_keeps_what_the_output_needs():
    nodes = [
        Node(Dense([[1]]), (-1,), "a"),
        Node(Dense([[2]]), (-1,), "unused"),
        Node(Add(), (0, -1), "b"),
        Node(Dense([[3]]), (1,), "unused too"),
        Node(Add(), (0, 2), "c"),
    ]
    net = Network.from_graph(nodes, 1)
    assert [node.name for node in net.nodes] == ["a", "b", "c"]
    assert net([5]).tolist() == [15]
    assert Network.from_graph(nodes, 1, output=3)([5]).tolist() == [30]


# -- errors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: Network([], 2), InputError, "at least one node"),
        (lambda: Network([Node(Flatten(), (-1,))], (0, 2)), ShapeError, "leave out the batch axis"),
        (lambda: Network([Node(Flatten(), (0,))], 2), InputError, "node 0 \\(Reshape\\) uses node 0"),
        (lambda: Network([Node(Flatten(), (-2,))], 2), InputError, "uses node -2"),
        (
            lambda: Network([Node(Flatten(), (-1,), "lost"), Node(Flatten(), (-1,))], 2),
            InputError,
            "node 0 'lost' \\(Reshape\\) feeds nothing",
        ),
        (
            lambda: Network.sequential([Dense([[1, 2]]), Dense([[1, 2]])], 2),
            ShapeError,
            "node 1 \\(Dense\\): Dense: the weight has shape \\(1, 2\\).*input has shape \\(1,\\)",
        ),
        (lambda: Network([Node(Add(), ())], 2), ShapeError, "node 0 \\(Add\\)"),
        (lambda: Network.from_arrays([]), ShapeError, "no weights"),
        (lambda: Network.from_arrays([[[1]]], [[0], [0]]), ShapeError, "1 weights but 2 biases"),
        (lambda: Network.from_arrays([[[1, float("inf")]]]), NotRationalError, "index \\(0, 1\\)"),
        (lambda: Network.from_arrays([[[1]], [[1]]], [None, [0, 0]]), ShapeError, "bias 1: .*shape \\(2,\\)"),
        (lambda: Node(relu(), (-1,)), InputError, "is no layer"),
        (lambda: Network.from_graph([], 2), InputError, "at least one node"),
        (lambda: Network.from_graph([Node(Flatten(), (-1,))], 2, output=1), InputError, "output"),
        (lambda: Network.from_graph([Node(Flatten(), (3,))], 2), InputError, "not before it"),
        (lambda: tent()([1, 2]), ShapeError, "points of shape \\(1,\\), or batches"),
        (lambda: tent()([["x"]]), NotRationalError, "x"),
        (lambda: tent().floats([[1.0, 2.0]]), ShapeError, "batches"),
    ],
)
def test_what_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_repr_is_one_line():
    assert repr(tent()) == "<Network (1,) -> (1,), 3 nodes>"
    assert rational_array([1]).shape == (1,)
