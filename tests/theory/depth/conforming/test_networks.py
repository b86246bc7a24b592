"""Conforming networks: those of the literature, and random ones against points of the cones."""

from itertools import product

import numpy as np
import pytest

from tropnet.errors import InputError, UnsupportedLayerError
from tropnet.networks import Dense, Maxout, Network
from tropnet.networks.stages import stages
from tropnet.theory.depth import max_network, max_of_five_network
from tropnet.theory.depth.conforming.networks import breaking_neurons, is_conforming


def with_zero(net):
    """The network with its last input replaced by 0."""
    weights, biases = stages(net).relu_arrays()
    return Network.from_arrays([weights[0][:, :-1], *weights[1:]], biases)


def pre_activations(net, points):
    """Those of every hidden layer at integer points, by numpy."""
    weights, biases = stages(net).relu_arrays()
    values = np.array(points, dtype=object)
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        values = values @ weight.fractions().T + bias.fractions()
        yield values
        values = np.maximum(values, 0)


def ray(m, S):
    """The indicator vector of a set of indices from 0 to m, less its entry at 0, which is dropped."""
    return [int(i in S) - int(0 in S) for i in range(1, m + 1)]


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_trees_conform(n):
    assert is_conforming(with_zero(max_network(n)))


def test_five_numbers_in_two_hidden_layers_do_not_conform():
    """Bakaev, Brunck, Hertrich, Stade and Yehudayoff, 2025: their inner maxima max(2 x5, xi + xj) bend elsewhere."""
    net = with_zero(max_of_five_network())
    assert net([-1, -2, -3, -4]).tolist() == [0]
    assert net([1, 5, 3, 4]).tolist() == [5]
    found = breaking_neurons(net)
    assert {neuron.hidden_layer for neuron in found} == {0}
    # Neurons 0 to 5 are [2 x5 - xi - xj]_+, and neuron 10 is [x1 + x2 - x3 - x4]_+.
    assert [neuron.unit for neuron in found] == [0, 1, 2, 3, 4, 5, 10]


@pytest.mark.parametrize("seed", range(6))
def test_random_networks_agree_with_points_of_the_cones(seed):
    """Conforming: constant signs at lattice points of each cone.  Not conforming: two rays of a cone refute it."""
    rng = np.random.default_rng(seed)
    m = 2 + seed % 2
    outcomes = set()
    for _ in range(30):
        first = np.eye(m + 1, dtype=int)[:, :m]
        differences = rng.permutation(np.array([a - b for a, b in product(first, first) if (a - b).any()]))[
            :3
        ]
        extra = rng.integers(-1, 2, (1, m)) if rng.random() < 0.3 else differences[:1]
        second = rng.integers(-1, 2, (2, 4))
        biases = [np.zeros(4, int), rng.integers(-1, 2, 2) * (rng.random() < 0.5), [0]]
        net = Network.from_arrays([[*differences, *extra], second, [[1, 1]]], biases)
        broken = breaking_neurons(net)
        outcomes.add(bool(broken))
        if not broken:
            points = [p for p in product(range(-4, 5), repeat=m) if len({0, *p}) == m + 1]
            orders = [tuple(np.argsort((0, *p))) for p in points]
            for values in pre_activations(net, points):
                signs = {}
                for order, row in zip(orders, values, strict=True):
                    for unit, value in enumerate(row):
                        signs.setdefault((order, unit), set()).add((value > 0) - (value < 0))
                assert not any({-1, 1} <= found for found in signs.values())
        for neuron in broken:
            assert set(neuron.smaller) < set(neuron.larger)
            layers = list(pre_activations(net, [[0] * m, ray(m, neuron.smaller), ray(m, neuron.larger)]))
            origin, small, large = (row[neuron.unit] for row in layers[neuron.hidden_layer])
            expected = (small - origin if neuron.smaller else origin, large - origin)
            assert neuron.values == expected
            assert expected[0] * expected[1] < 0
    assert outcomes == {True, False}


def test_biases():
    assert not is_conforming(Network.from_arrays([[[1]], [[1]]], [[-1], [0]]))
    assert is_conforming(Network.from_arrays([[[1]], [[1]], [[1]]], [[0], [1], [0]]))
    (neuron,) = breaking_neurons(Network.from_arrays([[[1]], [[-2]], [[1]]], [[0], [3], [0]]))
    assert (neuron.hidden_layer, neuron.smaller, neuron.larger, neuron.values) == (1, (), (1,), (3, -2))
    assert str(neuron) == "neuron 0 of hidden layer 1 has 3 at the origin and -2 at the ray of {1}"


def test_affine_maps_and_dead_neurons_conform():
    assert is_conforming(Network.from_arrays([[[1, 2, 3]]], [[4]]))
    assert is_conforming(Network.from_arrays([[[0, 0]], [[1]]], [[-1], [0]]))


def test_what_is_no_such_network():
    with pytest.raises(UnsupportedLayerError, match="gate 0"):
        is_conforming(Network.sequential([Maxout(2), Dense([[1]])], 2))
    with pytest.raises(InputError, match="at most 12"):
        is_conforming(Network.from_arrays([[[1] * 13], [[1]]]))
