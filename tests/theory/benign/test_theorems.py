"""The theorems on concrete networks: what holds, and what is not applicable, with the reason."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.theory.benign import (
    CornerExtension,
    InnerProductMeanSquare,
    InnerProductOnBoxes,
    InnerProductSize,
    LinearSizeNetworks,
    SizeByCommunication,
    SizeByCorrelation,
    boolean_cube,
    disjointness,
    disjointness_network,
    inner_product,
    inner_product_circuit,
    inner_product_network,
    rounded_network,
    truth_table,
)


def constant(n, value):
    return Network.from_arrays([[[0] * n]], [[value]])


def table_of(g, d):
    return truth_table(g, 2 * d).reshape(2**d, 2**d)


@pytest.mark.parametrize("d", [1, 2, 3, 4, 6])
def test_linear_size(d):
    assert LinearSizeNetworks().check(d).outcome == "holds"


@pytest.mark.parametrize("net", [inner_product_network(1), disjointness_network(1), constant(2, 1)])
def test_extension_from_corners(net):
    assert CornerExtension().check(net).outcome == "holds"


def test_extension_needs_bits_at_the_corners():
    assert "no bit" in CornerExtension().check(constant(2, "1/2")).reason
    assert CornerExtension().check(Network.from_arrays([[[1], [1]]])).outcome == "not applicable"


@pytest.mark.parametrize("d", range(1, 6))
def test_every_network_for_the_inner_product_is_large_enough(d):
    nets = [
        inner_product_network(d),
        inner_product_network(d, deep=True),
        inner_product_circuit(d).to_network(),
    ]
    for net in [*nets, nets[0] + constant(2 * d, "1/3")]:
        verdict = InnerProductSize().check(net)
        assert verdict.outcome == "holds"
        assert f"at least {-(-d // 2)} round" in verdict.reason


def test_a_network_that_is_half_wrong_is_not_bounded():
    verdict = InnerProductSize().check(inner_product_network(2) + constant(4, "1/2"))
    assert verdict.outcome == "not applicable"
    assert "the value is 1/2, not less than 1/2 away from 0" in verdict.reason
    assert InnerProductSize().check(constant(3, 0)).outcome == "not applicable"


def test_one_pair_is_told_without_a_neuron():
    # The bound for d = 1 is 0, and attained: (x + y) / 2 - 1/4 is 1/4 away from the product at all corners.
    net = Network.from_arrays([[["1/2", "1/2"]]], [["-1/4"]])
    verdict = InnerProductSize().check(net)
    assert (net.size, verdict.outcome) == (0, "holds")


def test_size_by_communication():
    theorem = SizeByCommunication(table_of(inner_product, 3))
    assert theorem.rounds == 2
    assert theorem.check(inner_product_network(3)).outcome == "holds"
    assert theorem.check(disjointness_network(3)).outcome == "not applicable"
    assert theorem.check(constant(4, 0)).outcome == "not applicable"
    assert SizeByCommunication(table_of(disjointness, 2)).check(disjointness_network(2)).outcome == "holds"


def mean_square(net, d):
    values = net(boolean_cube(2 * d)).ravel().tolist()
    errors = [(a - b) ** 2 for a, b in zip(values, truth_table(inner_product, 2 * d).tolist(), strict=True)]
    return sum(errors, Fraction(0)) / len(errors)


def test_mean_squares():
    d = 3
    rough = inner_product_network(d) + constant(2 * d, "1/20")
    assert mean_square(rough, d) == Fraction(1, 400)
    for theorem in (InnerProductMeanSquare(), SizeByCorrelation(table_of(inner_product, d))):
        verdict = theorem.check(rough)
        assert verdict.outcome == "holds"
        assert "mean square 1/400," in verdict.reason
    far = InnerProductMeanSquare().check(constant(2 * d, "1/2"))
    assert far.outcome == "not applicable"
    assert "is 1/4, not less than 1/8" in far.reason


def test_mean_squares_on_boxes():
    rounded = rounded_network(inner_product_network(1))
    shifted = InnerProductOnBoxes().check(rounded + constant(2, "1/20"))
    assert "mean square 1/400," in shifted.reason
    assert shifted.outcome == "holds"
    # The network itself, on the four boxes: [x + y - 1]_+ is 0 on three of them, but not on the last, where with
    # u = 1 - x, v = 1 - y uniform on [0, 1/4] the error is u + v, of mean square 2 * 1/48 + 2 * 1/64 = 7/96.
    plain = InnerProductOnBoxes().check(inner_product_network(1))
    assert f"mean square {two_boxes() + Fraction(7, 96) / 4}," in plain.reason


def two_boxes():
    """The mean square of [v - u]_+ on the boxes around (1, 0) and (0, 1), by x = 1 - u and y = v; two of four."""
    # E [v - u]_+^2 = E (v - u)^2 / 2 = Var(u) = 1/192 for u, v independent, uniform on [0, 1/4].
    return Fraction(1, 192) * 2 / 4


def test_other_shapes():
    for theorem in (
        InnerProductMeanSquare(),
        InnerProductOnBoxes(),
        SizeByCorrelation(table_of(inner_product, 1)),
    ):
        assert theorem.check(constant(3, 0)).outcome == "not applicable"


def test_tables_are_read_exactly():
    for theorem in (SizeByCommunication, SizeByCorrelation):
        assert theorem([[0, 1], [1, 0]]) == theorem(np.array([[0, 1], [1, 0]]))
        with pytest.raises(InputError, match="neither 0 nor 1"):
            theorem([[0, "1/2"], [1, 0]])
        with pytest.raises(ShapeError, match="give a matrix"):
            theorem([0, 1])
