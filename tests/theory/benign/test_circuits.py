"""Threshold circuits against plain Python, and the networks that agree with them."""

from __future__ import annotations

import pickle
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, ShapeError
from tropnet.theory.benign import (
    ThresholdCircuit,
    boolean_cube,
    disjointness,
    disjointness_circuit,
    inner_product,
    inner_product_circuit,
    truth_table,
)

weights = st.fractions(-3, 3, max_denominator=6)


@st.composite
def circuits(draw):
    """Weights and biases of one to three layers."""
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    matrices, biases = [], []
    for n, m in pairwise(widths):
        matrices.append(draw(st.lists(st.lists(weights, min_size=n, max_size=n), min_size=m, max_size=m)))
        biases.append(draw(st.lists(weights, min_size=m, max_size=m)))
    return matrices, biases


def evaluate(matrices, biases, bits):
    for matrix, bias in zip(matrices, biases, strict=True):
        bits = [
            int(sum(w * y for w, y in zip(row, bits, strict=True)) + b > 0)
            for row, b in zip(matrix, bias, strict=True)
        ]
    return bits


@settings(max_examples=20)
@given(circuits())
def test_circuit_and_network_agree_with_the_definition_at_every_corner(arrays):
    circuit = ThresholdCircuit(*arrays)
    corners = boolean_cube(circuit.n_inputs)
    expected = [evaluate(*arrays, corner) for corner in corners.tolist()]
    assert circuit.truth_table.tolist() == expected
    net = circuit.to_network()
    assert net(corners).tolist() == expected
    assert net.widths == tuple(2 * width for width in circuit.widths)
    assert (net.size, net.depth) == (2 * circuit.size, circuit.depth + 1)


@settings(max_examples=20)
@given(circuits(), st.data())
def test_outputs_of_the_network_lie_in_the_unit_interval_for_real_inputs(arrays, data):
    net = ThresholdCircuit(*arrays).to_network()
    x = data.draw(st.lists(st.fractions(-50, 50), min_size=net.input_dim, max_size=net.input_dim))
    assert all(0 <= value <= 1 for value in net(x).tolist())


@settings(max_examples=15)
@given(circuits(), st.fractions("1/9", 9))
def test_scaling_a_gate_changes_nothing(arrays, factor):
    matrices, biases = arrays
    scaled = [[[factor * w for w in row] for row in matrix] for matrix in matrices]
    circuit = ThresholdCircuit(matrices, biases)
    other = ThresholdCircuit(scaled, [[factor * b for b in bias] for bias in biases])
    assert circuit == other
    assert hash(circuit) == hash(other)
    assert pickle.loads(pickle.dumps(circuit)) == circuit


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_circuit_for_every_function_of_few_bits(n):
    for table in product((0, 1), repeat=2**n):
        circuit = ThresholdCircuit.from_function(table, n)
        assert circuit.truth_table.ravel().tolist() == list(table)
        assert circuit.depth <= 2
        assert circuit.size <= 2 ** (n - 1) + 1


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_circuits_for_pairs(d):
    assert disjointness_circuit(d).truth_table.ravel().tolist() == truth_table(disjointness, 2 * d).tolist()
    assert inner_product_circuit(d).truth_table.ravel().tolist() == truth_table(inner_product, 2 * d).tolist()
    assert (disjointness_circuit(d).size, inner_product_circuit(d).size) == (d + 1, 2 * d + 1)


def test_the_sign_of_zero_is_zero():
    assert ThresholdCircuit([[[1]]], [[-1]])([[0], [1]]).tolist() == [[0], [0]]


def test_without_scaling_fractions_would_give_no_bits():
    half = Fraction(1, 2)
    assert ThresholdCircuit([[[half]]], [[0]]).to_network()([1]).tolist() == [1]


def test_what_is_refused():
    with pytest.raises(InputError, match="at least one layer"):
        ThresholdCircuit([], [])
    with pytest.raises(ShapeError, match="layer 1 reads 2 bits, but the layer before has 1 gates"):
        ThresholdCircuit([[[1]], [[1, 1]]], [[0], [0]])
    with pytest.raises(ShapeError, match="the biases"):
        ThresholdCircuit([[[1]]], [[0, 0]])
    with pytest.raises(InputError, match="reads bits"):
        disjointness_circuit(1)([0, 2])
    with pytest.raises(ShapeError, match=r"give shape \(2,\)"):
        disjointness_circuit(1)([0, 1, 1])
