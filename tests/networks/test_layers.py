"""What all layers share: matrices of linear parts, groups of gates, value semantics."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import (
    Activation,
    Add,
    AddConstant,
    AveragePool,
    Concat,
    Conv,
    Dense,
    Flatten,
    MaxGate,
    Maximum,
    Maxout,
    MaxPool,
    Minimum,
    MulConstant,
    Reshape,
    Select,
    Slice,
    Transpose,
    absolute,
    hard_tanh,
    prelu,
    relu,
)
from tropnet.networks.layers import AffineLayer, apply_gates

LAYERS = [
    (Dense([[1, -2, "1/3"], [0, 4, 1]], [1, "1/2"]), [(3,)]),
    (Dense([[1, -2]], [5]), [(3, 2)]),
    (Conv([[[[1, 2], [3, 4]]], [[[0, -1], [1, 0]]]], ["1/7", 0], stride=(1, 2), padding=1), [(1, 3, 4)]),
    (Conv([[[1, -1]], [[2, 3]]], groups=2, dilation=2), [(2, 5)]),
    (AveragePool([2, 2], padding=(1, 0)), [(2, 3, 4)]),
    (AveragePool([3], stride=2, padding=1, ceil_mode=True, count_padding=False), [(2, 6)]),
    (Flatten(), [(2, 3)]),
    (Reshape((3, -1)), [(2, 6)]),
    (Transpose((1, 0)), [(2, 3)]),
    (Slice([slice(None, None, -1), (0, 2, None)]), [(2, 3)]),
    (Select([-1, 0, 0], axis=1), [(2, 3)]),
    (Concat(axis=1), [(2, 3), (2, 1)]),
    (Add(), [(2, 3), (3,), (2, 1)]),
    (AddConstant([[1], ["1/2"]]), [(3,)]),
    (AddConstant("1/3"), [(2, 2)]),
    (MulConstant([[1], ["1/2"]]), [(3,)]),
    (Activation(absolute()), [(2, 3)]),
    (Activation([relu(), hard_tanh()]), [(2, 3)]),
    (prelu(["1/4", 2]), [(2, 3)]),
    (Maxout(2), [(4, 2)]),
    (Maximum(), [(2, 3), (3,)]),
    (Minimum(), [(2, 3), (2, 1), (1, 1)]),
    (MaxPool([2, 2], stride=1, padding=1, dilation=2), [(2, 3, 4)]),
]
some_layer = pytest.mark.parametrize(("layer", "shapes"), LAYERS, ids=lambda v: type(v).__name__)


def random_batches(shapes, k=4, seed=0):
    rng = np.random.default_rng(seed)
    return [RationalArray.from_integers(rng.integers(-20, 20, size=(k, *shape)), 8) for shape in shapes]


@some_layer
def test_shape_of_values(layer, shapes):
    assert layer.evaluate(*random_batches(shapes)).shape == (4, *layer.output_shape(*shapes))


@some_layer
def test_floats_are_close_to_the_exact_values(layer, shapes):
    batches = random_batches(shapes)
    exact = layer.evaluate(*batches).floats()
    floats = layer.evaluate_floats(*(batch.floats() for batch in batches))
    assert floats.dtype == np.float64
    np.testing.assert_allclose(floats, exact, rtol=1e-13, atol=1e-13)


@some_layer
def test_a_batch_is_its_points(layer, shapes):
    batches = random_batches(shapes)
    together = layer.evaluate(*batches)
    for i in range(4):
        assert layer.evaluate(*(batch[i : i + 1] for batch in batches))[0] == together[i]


@some_layer
def test_empty_batch(layer, shapes):
    assert layer.evaluate(*random_batches(shapes, k=0)).shape == (0, *layer.output_shape(*shapes))


@some_layer
def test_value_semantics(layer, shapes):
    copy = pickle.loads(pickle.dumps(layer))
    assert copy == layer
    assert hash(copy) == hash(layer)
    assert layer not in [other for other, _ in LAYERS if other is not layer]


@pytest.mark.parametrize(
    ("layer", "shapes"),
    [case for case in LAYERS if isinstance(case[0], AffineLayer)],
    ids=lambda v: type(v).__name__,
)
def test_matrix_is_the_layer(layer, shapes):
    blocks, constant = layer.matrix(*shapes)
    batches = random_batches(shapes)
    flat = [batch.reshape((4, -1)) for batch in batches]
    total = sum((x @ block.T for x, block in zip(flat, blocks, strict=True)), constant)
    assert total == layer.evaluate(*batches).reshape((4, -1))


gates = st.sampled_from([relu(), absolute(), hard_tanh(), MaxGate(2), MaxGate(3)])


@given(st.lists(gates, min_size=1, max_size=6), st.data())
def test_gates_take_their_arguments_in_order(row, data):
    p = sum(gate.arity for gate in row)
    z = data.draw(st.lists(st.fractions(-3, 3, max_denominator=4), min_size=p, max_size=p))
    expected, start = [], 0
    for gate in row:
        own = z[start : start + gate.arity]
        expected.append(max(own) if isinstance(gate, MaxGate) else gate(own[0]))
        start += gate.arity
    assert apply_gates(row, rational_array([z])).fractions()[0].tolist() == expected


def test_arities_must_add_up():
    with pytest.raises(ShapeError, match="take 3 arguments in all, but 2 are given"):
        apply_gates([relu(), MaxGate(2)], rational_array([[1, 2]]))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Dense([1, 2]), "must be a matrix"),
        (lambda: Dense(np.zeros((0, 2))), "at least one of each"),
        (lambda: Dense([[1, 2]], [1, 2]), "bias must have shape \\(1,\\)"),
        (lambda: Dense([[1, 2]]).output_shape((3,)), "takes 2 numbers"),
        (lambda: Dense([[1, 2]]).output_shape((2,), (2,)), "one input"),
        (lambda: Dense([[1, 2]]).output_shape(()), "takes 2 numbers"),
        (lambda: Reshape((-1, -1)), "at most once"),
        (lambda: Reshape((0,)), "positive sizes"),
        (lambda: Reshape((2, -1)).output_shape((3,)), "do not fill"),
        (lambda: Transpose((0, 2)), "each axis once"),
        (lambda: Transpose((0,)).output_shape((2, 3)), "every axis once"),
        (lambda: Slice([(1, 2)]), "start, stop, step"),
        (lambda: Slice([(0, 2, 0)]), "nonzero step"),
        (lambda: Slice([(3, None, None)]).output_shape((3,)), "leaves nothing"),
        (lambda: Slice([slice(1), slice(1)]).output_shape((3,)), "2 axes"),
        (lambda: Select([]), "no index"),
        (lambda: Select([3]).output_shape((3,)), "index 3 is out of range"),
        (lambda: Select([0], axis=1).output_shape((3,)), "no axis 1"),
        (lambda: Concat().output_shape(), "at least one"),
        (lambda: Concat().output_shape((2, 3), (2, 4)), "along axis 0 only"),
        (lambda: Add().output_shape((2,), (3,)), "one shape"),
        (lambda: Add().output_shape(), "at least one"),
        (lambda: AddConstant([1, 2]).output_shape((3,)), "one shape"),
        (lambda: MulConstant([1, 2]).output_shape((3,)), "one shape"),
        (lambda: Conv([[1]]), "out channels"),
        (lambda: Conv([[[1]]], groups=2), "2 groups do not divide"),
        (lambda: Conv([[[1]]], stride=0), "positive"),
        (lambda: Conv([[[1]]], stride=(1, 1)), "each of the 1 axes"),
        (lambda: Conv([[[1]]], padding=-1), "negative"),
        (lambda: Conv([[[1]]], padding=[(1, 2, 3)]), "pair"),
        (lambda: Conv([[[1]]]).output_shape((2, 4)), "takes 1 channels"),
        (lambda: Conv([[[1]]]).output_shape((1, 4, 4)), "needs as many"),
        (lambda: Conv([[[1, 2, 3]]]).output_shape((1, 2)), "does not fit"),
        (
            lambda: AveragePool([2], padding=2, count_padding=False).output_shape((1, 1)),
            "wholly",
        ),
        (lambda: MaxPool([1], padding=1).output_shape((1, 4)), "wholly"),
        (lambda: MaxPool([2, 2]).output_shape((4,)), "needs as many"),
        (lambda: Activation([]), "no function"),
        (lambda: Activation([relu]), "call it"),
        (lambda: Activation([relu(), absolute()]).output_shape((3, 2)), "give 1, or 3"),
        (lambda: Maxout(0), "not positive"),
        (lambda: Maxout(2).output_shape((3,)), "does not divide"),
        (lambda: Maximum().output_shape((2,), (3,)), "one shape"),
        (lambda: Minimum().output_shape(), "at least one"),
    ],
)
def test_shape_errors_say_what_does_not_fit(make, words):
    with pytest.raises(ShapeError, match=words):
        make()
