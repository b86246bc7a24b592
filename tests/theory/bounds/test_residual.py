"""Cuts by brute force; bounds for skip connections against the engine; why naive ones fail."""

from itertools import combinations
from math import prod

import numpy as np
import pytest

from tropnet import linear_regions
from tropnet.errors import InputError, UndecidedError
from tropnet.networks import Activation, Add, Concat, Dense, Maxout, Network, Node, leaky_relu, relu
from tropnet.theory.bounds.architecture import Architecture
from tropnet.theory.bounds.cuts import input_ranks, least_cut, level_inputs
from tropnet.theory.bounds.histograms import hinz_histogram, montufar_histogram, serra_histogram
from tropnet.theory.bounds.maxout import MONTUFAR_REN_ZHANG
from tropnet.theory.bounds.relu import SERRA, hinz_upper_bound, montufar_upper_bound, serra_upper_bound
from tropnet.theory.bounds.residual import ACTIVE_UNITS, active_unit_upper_bound, residual_folds

CHAINS = [(1, 2), (1, 2, 2), (2, 3, 3), (2, 4, 4), (3, 2, 4), (3, 4, 2, 4), (4, 3, 3, 3), (1, 3, 1, 3)]


def chain(sizes, seed=0):
    rng = np.random.default_rng(seed)
    shapes = [*zip(sizes[1:], sizes, strict=False), (1, sizes[-1])]
    return Network.from_arrays(
        [rng.integers(-5, 6, shape).tolist() for shape in shapes],
        [rng.integers(-5, 6, shape[0]).tolist() for shape in shapes],
    )


class Builder:
    """Networks with random integer weights, node by node."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.nodes = []

    def put(self, layer, *inputs):
        self.nodes.append(Node(layer, inputs))
        return len(self.nodes) - 1

    def dense(self, x, before, after):
        weight, bias = self.rng.integers(-5, 6, (after, before)), self.rng.integers(-5, 6, after)
        return self.put(Dense(weight.tolist(), bias.tolist()), x)

    def relu(self, x, before, after):
        return self.put(Activation(relu()), self.dense(x, before, after))


def residual(n, width, blocks, seed):
    make = Builder(seed)
    x = -1
    for _ in range(blocks):
        x = make.put(Add(), x, make.dense(make.relu(x, n, width), width, n))
    make.dense(x, n, 1)
    return Network(make.nodes, n)


def densely_connected(n, growth, layers, seed):
    make = Builder(seed)
    x, size = -1, n
    for _ in range(layers):
        x = make.put(Concat(), x, make.relu(x, size, growth))
        size += growth
    make.dense(x, size, 1)
    return Network(make.nodes, n)


def with_bottleneck(seed):
    """A residual block, one number that everything passes through, and another residual block."""
    make = Builder(seed)
    x = make.put(Add(), -1, make.dense(make.relu(-1, 2, 3), 3, 2))
    x = make.dense(x, 2, 1)
    x = make.put(Add(), x, make.dense(make.relu(x, 1, 2), 2, 1))
    make.dense(x, 1, 1)
    return Network(make.nodes, 2)


def two_branches(seed):
    """Two narrow layers side by side, one more on top of the first; everything together in the end."""
    make = Builder(seed)
    a, b = make.relu(-1, 3, 2), make.relu(-1, 3, 1)
    c = make.relu(a, 2, 2)
    make.dense(make.relu(make.put(Concat(), c, b), 3, 3), 3, 1)
    return Network(make.nodes, 3)


def cut_by_brute_force(net, targets):
    """The least cut among all sets of nodes."""
    sizes = {-1: net.input_dim} | {i: prod(shape) for i, shape in enumerate(net.shapes)}

    def reached(cut):
        found = set()
        for i in range(-1, len(net.nodes)):
            if i not in cut and (i == -1 or any(j in found for j in net.nodes[i].inputs)):
                found.add(i)
        return found

    sets = (set(c) for k in range(len(sizes) + 1) for c in combinations(sizes, k))
    return min(sum(sizes[i] for i in cut) for cut in sets if not reached(cut) & set(targets))


NETS = [
    residual(2, 2, 2, 0),
    residual(1, 2, 3, 1),
    densely_connected(2, 1, 3, 2),
    densely_connected(1, 2, 2, 3),
    with_bottleneck(4),
    two_branches(5),
    two_branches(6),
]


@pytest.mark.parametrize("net", NETS)
def test_least_cuts_by_brute_force(net):
    for level in range(1, net.hidden_layers + 1):
        inputs = level_inputs(net, level)
        assert least_cut(net, inputs) == cut_by_brute_force(net, inputs)
        assert input_ranks(net)[level - 1] == least_cut(net, inputs)


def test_input_ranks_of_known_graphs():
    assert input_ranks(residual(2, 5, 3, 0)) == (2, 2, 2)
    assert input_ranks(with_bottleneck(0)) == (2, 1)
    assert input_ranks(densely_connected(3, 1, 3, 0)) == (1, 1, 1)
    assert input_ranks(densely_connected(2, 4, 3, 0)) == (2, 2, 2)
    # Two units on the left, none of which is more than what passes below them, and one on the right.
    assert input_ranks(two_branches(0)) == (3, 2, 3)


@pytest.mark.parametrize("net", NETS)
def test_bounds_hold(net):
    counts = linear_regions(net).counts
    bound = active_unit_upper_bound(net, serra_histogram)
    assert counts.activation <= active_unit_upper_bound(net, hinz_histogram) <= bound
    product = active_unit_upper_bound(net, montufar_histogram)
    assert bound <= product == MONTUFAR_REN_ZHANG.value(Architecture.of(net))
    assert ACTIVE_UNITS.value(net) == active_unit_upper_bound(net)


@pytest.mark.parametrize("sizes", CHAINS)
def test_on_chains_the_bound_is_that_of_chains(sizes):
    net, (n, *widths) = chain(sizes), sizes
    assert active_unit_upper_bound(net, serra_histogram) == serra_upper_bound(n, widths)
    assert active_unit_upper_bound(net, hinz_histogram) == hinz_upper_bound(n, widths)
    assert active_unit_upper_bound(net, montufar_histogram) == montufar_upper_bound(n, widths)


def test_skips_and_dead_units_between_the_two_bounds():
    # In a chain three inactive units leave nothing, here the second layer sees one number that passes by.
    make = Builder(0)
    passing = make.dense(-1, 3, 1)
    hidden = make.relu(-1, 3, 3)
    make.dense(make.relu(make.put(Concat(), hidden, passing), 4, 3), 3, 1)
    net = Network(make.nodes, 3)
    # The histogram of three planes in space is 1, 3, 3, 1; with a active units a + 1 dimensions arrive, 3 at most.
    by_dimension = {1: 4, 2: 7, 3: 8}
    assert active_unit_upper_bound(net) == 1 * by_dimension[1] + 3 * by_dimension[2] + 4 * by_dimension[3]
    assert serra_upper_bound(3, [3, 3]) < active_unit_upper_bound(net) < montufar_upper_bound(3, [3, 3])


@pytest.mark.parametrize("blocks", [1, 2, 3, 6])
def test_residual_blocks_exceed_the_bound_for_chains(blocks):
    net = residual_folds(blocks)
    counts = linear_regions(net).counts
    assert (
        counts.activation == counts.proper_activation == counts.open_connected == counts.affine == 2**blocks
    )
    naive = serra_upper_bound(1, [1] * blocks)
    assert naive == blocks + 1
    assert active_unit_upper_bound(net) == 2**blocks
    assert "pass by" in SERRA.failing(Architecture.of(net)) or blocks == 0


def test_other_units():
    make = Builder(1)
    a = make.put(Maxout(3), make.dense(-1, 2, 6))
    b = make.put(Activation(leaky_relu()), make.dense(-1, 2, 1))
    make.dense(make.relu(make.put(Concat(), a, b), 3, 2), 2, 1)
    net = Network(make.nodes, 2)
    # e_0 + e_1 + e_2 of (2, 2, 1), then two lines.
    assert active_unit_upper_bound(net) == (1 + 5 + 8) * 4
    assert linear_regions(net).counts.activation <= 56


def test_what_is_refused():
    make = Builder(0)
    parts = [-1]
    for _ in range(8):
        parts.append(make.relu(parts[-1], 1, 1))
    make.dense(make.relu(make.put(Concat(), *parts), 9, 1), 1, 1)
    with pytest.raises(InputError, match="nodes that come before"):
        active_unit_upper_bound(Network(make.nodes, 1))
    with pytest.raises(InputError, match="at least one"):
        residual_folds(0)
    wide = Network.from_arrays([[[1] * 200] * 200, [[1] * 200] * 200, [[1] * 200]])
    with pytest.raises(UndecidedError, match="active units"):
        active_unit_upper_bound(wide)
