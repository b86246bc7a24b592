"""What cancels in a difference of networks is not sliced; a difference that shows far away only is found at once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from analysis.matching import small_blocks

from tropnet.analysis import separation
from tropnet.analysis.equivalence import counterexample, is_equivalent
from tropnet.analysis.optimum import maximize, minimize
from tropnet.analysis.separation import nonzero_point
from tropnet.networks import Activation, AddConstant, Network, relu, subtract
from tropnet.networks.hinges import hinges
from tropnet.networks.operations import then
from tropnet.networks.stages import stages
from tropnet.polyhedra.bodies import box, cube

FAR = 10**6


@pytest.fixture
def _without_cells(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("cells have been asked for")

    monkeypatch.setattr(separation, "_nonzero_point_on_cells", refuse)


def gaussian(architecture, seed=0):
    rng = np.random.default_rng(seed)
    pairs = list(pairwise(architecture))
    weights = [rng.standard_normal((m, n)).astype(np.float32).astype(object) for n, m in pairs]
    return weights, [rng.standard_normal(m).astype(np.float32).astype(object) for _, m in pairs]


def with_neuron(weights, biases, layer, row, shift, outgoing):
    """One more neuron in a hidden layer."""
    weights, biases = list(weights), list(biases)
    weights[layer] = np.vstack([weights[layer], [row]])
    biases[layer] = np.append(biases[layer], shift)
    weights[layer + 1] = np.hstack([weights[layer + 1], np.array(outgoing, dtype=object)[:, None]])
    return Network.from_arrays(weights, biases)


WEIGHTS, BIASES = gaussian([2, 8, 8, 1])
NET = Network.from_arrays(WEIGHTS, BIASES)
FAR_NETWORKS = {
    "one neuron of the next layer": with_neuron(WEIGHTS, BIASES, 0, [1, 0], -FAR, [0] * 7 + [1]),
    "all neurons of the next layer": with_neuron(WEIGHTS, BIASES, 0, [1, 0], -FAR, [1] * 8),
}


@pytest.mark.usefixtures("_without_cells")
@pytest.mark.parametrize("other", FAR_NETWORKS.values(), ids=FAR_NETWORKS)
def test_a_hinge_far_away(other):
    point = counterexample(NET, other)
    assert point[0] > FAR
    assert NET(point) != other(point)
    assert is_equivalent(NET, other, within=box([None, None], [FAR, None]))


def test_a_hinge_at_the_edge_of_the_domain():
    other = FAR_NETWORKS["all neurons of the next layer"]
    assert not is_equivalent(NET, other, within=cube(2, FAR + 1))
    assert is_equivalent(NET, other, within=cube(2, FAR))


@pytest.mark.usefixtures("_without_cells")
def test_common_neurons_cancel():
    order = np.random.default_rng(1).permutation(8)
    permuted = [WEIGHTS[0][order], WEIGHTS[1][:, order], WEIGHTS[2]]
    assert is_equivalent(NET, Network.from_arrays(permuted, [BIASES[0][order], *BIASES[1:]]))
    dead = with_neuron(WEIGHTS, BIASES, 1, [-1] * 8, -1, [1])
    assert is_equivalent(NET, dead)


def test_neurons_that_do_not_count_are_not_sliced(monkeypatch):
    """Two networks that differ in a second-layer neuron of two first-layer neurons: three sheets are left."""
    seen = []
    on_cells = separation._nonzero_point_on_cells
    monkeypatch.setattr(
        separation,
        "_nonzero_point_on_cells",
        lambda network, *rest, **how: seen.append(network.n_sheets) or on_cells(network, *rest, **how),
    )
    # max(max(x, 0) - max(x - 1, 0) - 1, 0) vanishes, and no bound on the whole plane tells so.
    weights = [
        np.vstack([WEIGHTS[0], [[1, 0], [1, 0]]]),
        np.hstack([WEIGHTS[1], np.zeros((8, 2), int)]),
        WEIGHTS[2],
    ]
    biases = [np.append(BIASES[0], [0, -1]), *BIASES[1:]]
    other = with_neuron(weights, biases, 1, [0] * 8 + [1, -1], -1, [1])
    assert is_equivalent(NET, other)
    assert seen == [3]


@pytest.mark.parametrize("seed", range(8))
def test_the_point_does_not_depend_on_how_blocks_are_run(seed):
    """max(f - c, 0) is not zero on a small part of the square; blocks that come after it are dropped."""
    net = Network.from_arrays(*gaussian((2, 8, 8, 1), seed))
    square = cube(2)
    most, least = maximize(net, square).value, minimize(net, square).value
    above = then(net, AddConstant([(most - least) / 10 - most]), Activation(relu()))
    network = hinges(stages(above))
    with small_blocks(3), ThreadPoolExecutor(3) as executor:
        points = [
            separation._nonzero_point_on_cells(network, square, executor=how, progress=False, limit=None)
            for how in (None, executor)
        ]
        assert points[0] == points[1]
        assert points[0] in square
        assert above(points[0])[0] > 0
        never = hinges(stages(then(net, AddConstant([-most]), Activation(relu()))))
        assert not separation._nonzero_point_on_cells(
            never, square, executor=executor, progress=False, limit=None
        )


def test_a_network_without_hidden_neurons_that_count():
    linear = Network.from_arrays([[[1, 0]], [[0]]], [None, [3]])
    assert nonzero_point(subtract(linear, linear)) is None
    point = nonzero_point(linear)
    assert linear(point) == linear([0, 0])
