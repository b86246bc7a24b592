"""Architectures: notation, what is read from networks, and what is refused."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, ShapeError
from tropnet.networks import (
    Activation,
    AddConstant,
    Concat,
    Conv,
    Dense,
    Flatten,
    Maximum,
    Maxout,
    MaxPool,
    Network,
    Node,
    clip,
    identity,
    leaky_relu,
    relu,
)
from tropnet.theory.bounds import Architecture, Convolution, Unit, bounds

units = st.one_of(
    st.just(Unit.relu()), st.integers(2, 5).map(Unit.activation), st.integers(2, 5).map(Unit.maxout)
)


def ones(rows, columns):
    return [[1] * columns for _ in range(rows)]


# -- notation -----------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.lists(st.lists(units, min_size=1, max_size=5), max_size=3), st.integers(1, 9))
def test_what_is_written_can_be_read(n, layers, outputs):
    words = ["+".join(f"1{unit}" for unit in layer) for layer in layers]
    found = Architecture.of(",".join([str(n), *words, str(outputs)]))
    assert [sorted(layer.units) for layer in found.layers] == [sorted(layer) for layer in layers]
    assert (found.input_dim, found.output_dim, found.size) == (n, outputs, sum(map(len, layers)))
    assert Architecture.of(str(found)) == found
    assert pickle.loads(pickle.dumps(found)) == found


def test_three_ways_to_write_the_same():
    assert Architecture.of("2, 3:4 ,1") == Architecture.dense(2, [3], unit=Unit.maxout(4))
    assert Architecture.of([5, 1]) == Architecture.dense(5, []) == Architecture.of("5,1")
    assert Architecture.of("2,1:3+2,1") == Architecture.of("2,2+1:3,1")


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        ("", "no inputs and outputs"),
        ("3", "no inputs and outputs"),
        ("0,3,1", "no number of inputs"),
        ("2,3,1:2", "no number of outputs"),
        ("2,,1", "'' in '2,,1' is no hidden layer"),
        ("2,0,1", "'0' in '2,0,1' is no hidden layer"),
        ("2,3:1,1", "does not bend"),
        ("2,3~x,1", "no hidden layer"),
        ([2, -3, 1], "no hidden layer"),
        ([2, 2.5, 1], "is no architecture"),
        (7, "is no architecture"),
    ],
)
def test_nonsense_is_refused(thing, message):
    with pytest.raises(InputError, match=message):
        Architecture.of(thing)


def test_nonsense_in_parts_is_refused():
    with pytest.raises(InputError, match="kind of unit"):
        Unit("softmax", 2)
    with pytest.raises(InputError, match="2 linear pieces, not 3"):
        Unit("relu", 3)
    with pytest.raises(InputError, match="0 is no width"):
        Architecture.dense(2, [0])
    with pytest.raises(InputError, match="number of filters"):
        Convolution(0, (1, 4), (2,))
    with pytest.raises(ShapeError, match="does not fit"):
        Convolution(1, (1, 4), (5,))
    with pytest.raises(ShapeError, match="followed by"):
        Architecture.convolutional([Convolution(2, (1, 4), (2,)), Convolution(2, (1, 3), (2,))])
    with pytest.raises(InputError, match="no convolution"):
        Architecture.convolutional([])


# -- networks -----------------------------------------------------------------------------------------


def test_kinds_of_units():
    functions = [relu(), clip(high=1), clip(0, 6), leaky_relu()]
    net = Network.sequential([Dense(ones(4, 2)), Activation(functions), Dense(ones(6, 4)), Maxout(3)], 2)
    assert str(Architecture.of(net)) == "2,2+1~2+1~3,2:3,2"


def test_the_last_map_is_not_free_behind_a_gate():
    hidden = [Dense(ones(4, 2), [1] * 4), Activation(relu())]
    assert not Architecture.of(Network.sequential(hidden, 2)).is_dense
    assert Architecture.of(Network.sequential([*hidden, Dense(ones(1, 4))], 2)).is_dense


def test_biases():
    layers = [Dense(ones(3, 2)), Activation(relu()), Dense(ones(1, 3))]
    assert not Architecture.of(Network.sequential(layers, 2)).has_biases
    assert Architecture.of(Network.sequential([*layers, AddConstant(1)], 2)).has_biases
    shifted = [layers[0], Activation(clip(low=1)), layers[2]]
    assert Architecture.of(Network.sequential(shifted, 2)).has_biases


def test_an_affine_bottleneck_is_a_rank_and_no_dense_layer():
    inner = Network.from_arrays([ones(3, 2), ones(1, 3)], [[0, 1, 2], None])
    outer = Network.from_arrays([ones(3, 1), ones(1, 3)], [[0, 1, 2], None])
    found = Architecture.of(outer @ inner)
    assert (found.widths, found.input_ranks, found.is_dense) == ((3, 3), (2, 1), False)
    # Seven regions, each mapped into a line, which three points cut into four.
    assert bounds(outer @ inner, counts=False).upper().value == 7 * 4
    wide = Network.sequential(
        [Dense(ones(5, 2)), Dense(ones(4, 5), [1] * 4), Activation(relu()), Dense([[1] * 4])], 2
    )
    assert Architecture.of(wide) == Architecture.of("2,4,1")


def test_values_that_pass_by():
    def net(activation):
        return Network.sequential([Dense(ones(2, 2), [0, 1]), activation, Dense(ones(1, 2))], 2)

    assert Architecture.of(net(Activation([relu(), identity()]))).has_skips
    assert not Architecture.of(net(Activation([relu(), relu()]))).has_skips
    nodes = [Node(Dense(ones(3, 2)), (-1,)), Node(Activation(relu()), (0,)), Node(Concat(), (-1, 1))]
    joined = Architecture.of(
        Network([*nodes, Node(Dense(ones(4, 5)), (2,)), Node(Activation(relu()), (3,))], 2)
    )
    assert (joined.has_skips, joined.widths, joined.input_ranks) == (True, (3, 4), (2, 2))
    # Two branches of one level are a layer, and nothing passes by it.
    branches = [
        Node(Dense(ones(3, 2)), (-1,)),
        Node(Activation(relu()), (0,)),
        Node(Dense(ones(3, 2)), (-1,)),
    ]
    both = Network([*branches, Node(Activation(relu()), (2,)), Node(Maximum(), (1, 3))], 2)
    assert (Architecture.of(both).has_skips, str(Architecture.of(both))) == (False, "2,6,3:2,3")


def test_convolutions():
    layers = [Conv([[[1, 2]], [[3, 4]]], [1, 0]), Activation(relu())]
    net = Network.sequential([*layers, MaxPool([2]), Flatten(), Dense(ones(1, 4))], (1, 5))
    found = Architecture.of(net)
    assert str(found) == "5,8,4:2,1"
    assert found.layers[0].convolution == Convolution(2, (1, 5), (2,))
    assert found.layers[0].convolution.receptive_fields == tuple(frozenset({p, p + 1}) for p in range(4))
    assert (found.layers[1].convolution, found.is_dense) == (None, False)


def test_padding_belongs_to_no_field():
    conv = Convolution(2, (2, 3), (3,), padding=1)
    assert conv.output_shape == (2, 3)
    assert conv.receptive_fields == (
        frozenset({0, 1, 3, 4}),
        frozenset({0, 1, 2, 3, 4, 5}),
        frozenset({1, 2, 4, 5}),
    )


def test_without_hidden_layers_there_is_one_region():
    table = bounds("3,2")
    assert {row.value for row in table.rows if row.applies and row.side != "expected"} == {1}
    assert table.holds
