"""Checks of theorems: true ones hold, hypotheses are looked at, wrong claims are refuted with a witness."""

import pytest

from tropnet.errors import InputError
from tropnet.networks import Activation, Add, Concat, Dense, Maxout, Network, Node, leaky_relu, relu
from tropnet.theory.gaps import DepthSeparation, PieceProduct, SizeOfPieces, piece_capacity

TENT = Network.from_arrays([[[1], [1], [1]], [[2, -4, 2]]], [[0, "-1/2", -1], [0]])


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_product_bounds_the_pieces_of_compositions(layers):
    net = TENT
    for _ in range(layers - 1):
        net = TENT @ net
    verdict = PieceProduct().check(net)
    assert verdict.outcome == "holds"
    assert f"{2**layers + 2} pieces" in verdict.reason  # 2^L on [0, 1], and one on each side
    assert piece_capacity(net) == 4**layers
    assert SizeOfPieces().check(net).outcome == "holds"


def test_a_maxout_of_rank_r_counts_r_minus_one():
    net = Network.sequential([Dense([[0], [1], [2], [3]], [0, -1, -3, -6]), Maxout(4)], 1)
    assert piece_capacity(net) == 4
    assert PieceProduct().check(net).reason == "4 pieces, and the product is 4"
    verdict = SizeOfPieces().check(net)
    assert (verdict.outcome, verdict.reason) == ("not applicable", "a neuron has 4 linear pieces")


def test_skip_connections_change_nothing():
    hidden = [Node(Dense([[1], [2]], [0, -1]), (-1,)), Node(Activation(leaky_relu("1/3")), (0,))]
    rest = [
        Node(Concat(), (-1, 1)),
        Node(Dense([[1, 1, -1], [2, -3, 1]], [1, 0]), (2,)),
        Node(Activation(relu()), (3,)),
        Node(Add(), (1, 4)),
    ]
    net = Network([*hidden, *rest], 1)
    assert piece_capacity(net) == 9
    assert PieceProduct().check(net).outcome == "holds"


def test_theorems_about_one_input_do_not_apply_to_two():
    net = Network.from_arrays([[[1, 2]], [[1]]])
    for theorem in PieceProduct(), SizeOfPieces(), DepthSeparation(TENT):
        assert theorem.check(net).reason == "the network has 2 inputs"
    with pytest.raises(InputError, match="restrict it to a line"):
        DepthSeparation(net)


def test_depth_separation_proves_the_hypothesis():
    theorem = DepthSeparation(TENT @ TENT)
    shallow = Network.from_arrays([[[1]] * 5, [[4, -8, 8, -8, 4]]], [[0, "-1/4", "-1/2", "-3/4", -1], [0]])
    assert theorem.check(shallow).outcome == "holds"
    wrong = Network.from_arrays([[[1]] * 5, [[4, -8, 8, -8, 5]]], [[0, "-1/4", "-1/2", "-3/4", -1], [0]])
    assert theorem.check(wrong).outcome == "not applicable"
    assert "another function" in theorem.check(wrong).reason


def test_a_wrong_bound_is_refuted_with_the_network_as_witness(monkeypatch):
    monkeypatch.setattr("tropnet.theory.gaps.theorems.size_lower_bound", lambda pieces, layers: pieces)
    verdict = SizeOfPieces().check(TENT)
    assert (verdict.outcome, verdict.witness) == ("refuted", TENT)


def test_a_verdict_is_no_truth_value():
    with pytest.raises(TypeError, match="three outcomes"):
        bool(PieceProduct().check(TENT))
