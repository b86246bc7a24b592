"""From networks to pairs of polytopes and back."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.tropical_form import tropicalize
from tropnet.errors import InputError, ShapeError, UnsupportedLayerError
from tropnet.networks import Network
from tropnet.networks.activations import absolute, clip, hard_tanh, leaky_relu
from tropnet.networks.affine import Add, Dense
from tropnet.networks.gates import Activation, Maxout
from tropnet.networks.network import Node
from tropnet.theory.depth.max_networks import max_network, max_of_five_network
from tropnet.theory.depth.newton import (
    homogenize,
    is_positively_homogeneous,
    newton_pair,
    point,
    standard_simplex,
    without_biases,
)
from tropnet.tropical.virtual import VirtualPolytope


def random_network(seed, widths, biases=False):
    rng = np.random.default_rng(seed)
    shapes = [(b, a) for a, b in pairwise(widths)]
    weights = [rng.integers(-2, 3, shape) for shape in shapes]
    return Network.from_arrays(weights, [rng.integers(-2, 3, b) for b, _ in shapes] if biases else None)


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 10**6), st.sampled_from([(2, 1), (2, 3, 1), (2, 3, 2, 1), (3, 3, 2, 1), (2, 2, 2, 2, 1)])
)
def test_networks_without_biases(seed, widths):
    net = random_network(seed, widths)
    pair = newton_pair(net)
    assert pair.level <= net.hidden_layers
    assert is_equivalent(net, pair.network()) if pair.level else True
    # the polytopes of another algorithm: the cells of the network
    assert pair.virtual_polytope == VirtualPolytope.from_rational(tropicalize(net))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(-3, 3), min_size=2, max_size=2))
def test_dropping_biases_is_the_limit(seed, x):
    net = random_network(seed, (2, 3, 2, 1), biases=True)
    far = 10**9
    scaled = net([far * entry for entry in x])[0] / far
    # the difference to the limit is at most what the biases contribute: 2 + 2*2*2 + 2*2*3*2 < 100, over 10^9
    assert abs(scaled - without_biases(net)(x)[0]) <= 100 / far
    bare = without_biases(net)
    assert is_positively_homogeneous(bare)
    assert homogenize(bare) == bare


def test_biases_that_do_not_show():
    # max(x - 1, 0) - max(1 - x, 0) + 1 = x
    net = Network.from_arrays([[[1], [-1]], [[1, -1]]], [[-1, 1], [1]])
    assert is_positively_homogeneous(net)
    with pytest.raises(InputError, match="hidden layer 0 has a bias"):
        newton_pair(net)
    assert newton_pair(homogenize(net)) == point([1]).virtual
    with pytest.raises(InputError, match="the output has a bias"):
        newton_pair(Network.from_arrays([[[1]]], [[1]]))
    with pytest.raises(InputError, match="not positively homogeneous"):
        homogenize(Network.from_arrays([[[1]], [[1]]], [[1], [0]]))


def test_the_maximum_of_five():
    pair = newton_pair(max_of_five_network())
    assert pair.level == 2
    assert pair.is_equivalent(standard_simplex(5))
    assert not (pair + point([0, 0, 0, 0, 1])).is_equivalent(standard_simplex(5))


@pytest.mark.parametrize("n", [2, 3, 4])
def test_trees(n):
    pair = newton_pair(max_network(n))
    assert pair.level == (n - 1).bit_length()
    assert pair.is_equivalent(standard_simplex(n))


def test_other_gates():
    # |x| + |y| has the square as its polytope
    taxicab = Network.sequential([Activation(absolute()), Dense([[1, 1]])], 2)
    square = point([1, 1]) | point([1, -1]) | point([-1, 1]) | point([-1, -1])
    assert newton_pair(taxicab).is_equivalent(square)
    leaky = Network.sequential([Activation(leaky_relu("1/4")), Dense([[1]])], 1)
    assert newton_pair(leaky).is_equivalent(point(["1/4"]) | point([1]))
    largest = Network.sequential([Maxout(3)], 3)
    assert newton_pair(largest).is_equivalent(standard_simplex(3))
    # y + |x|, where x passes by
    nodes = [Node(Activation(absolute()), (-1,)), Node(Add(), (0, -1)), Node(Dense([[1, 2]]), (1,))]
    skip = newton_pair(Network(nodes, 2))
    assert skip.support_function([-3, 2]) == 0 + 2 * 4


def test_gates_at_infinity():
    assert without_biases(Network.sequential([Activation(hard_tanh())], 1))([[3], [-3]]).tolist() == [
        [0],
        [0],
    ]
    upper = Network.sequential([Activation(clip(low=-2))], 1)
    assert without_biases(upper)([[3], [-3]]).tolist() == [[3], [0]]
    assert not is_positively_homogeneous(upper)
    biased = Network.sequential([Dense([[1], [2]], [5, 1]), Maxout(2)], 1)
    assert without_biases(biased)([[3], [-3]]).tolist() == [[6], [-3]]
    nodes = [Node(Dense([[1], [2]]), (-1,)), Node(Maxout(2), (0,)), Node(Add(), (1, -1))]
    with pytest.raises(UnsupportedLayerError, match="hidden layer 0 has maxima beside other gates"):
        without_biases(Network(nodes, 1))


def test_several_outputs():
    with pytest.raises(ShapeError, match="2 outputs"):
        newton_pair(Network.from_arrays([[[1], [2]]]))
