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
    Dense,
    Flatten,
    Network,
    absolute,
    add,
    compose,
    drop_last,
    hard_tanh,
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

law = settings(max_examples=40, deadline=None)
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
        (lambda: drop_last(F), InputError, "node 2 \\(Dense\\) is no Activation"),
        (lambda: drop_last(Network.sequential([Activation(relu())], 1)), InputError, "no Activation behind"),
    ],
)
def test_what_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_operators_read_rationals_as_written():
    assert (F * 0.5)([1, 2]) == rational_array(["3/2"])
