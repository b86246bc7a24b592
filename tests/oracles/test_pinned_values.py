"""The oracle gives every pinned value of the named networks and arrangements."""

from fractions import Fraction

import pytest

from oracles.arrangements import arrangements
from oracles.brute_force import box, cells, counts, evaluate, faces, n_affine, patterns
from oracles.constructions import line_networks, plane_networks, sawtooth, zonotope_networks
from oracles.networks import (
    SMALL_NETWORKS,
    congruential,
    congruential_networks,
    random_network,
    telling_networks,
)

LINE_NETWORKS = [net for net in line_networks() if net.expected["proper_activation"] < 100]


def agrees(net):
    found = counts(net.weights, net.biases)._asdict()
    assert found | {kind: value for kind, value in net.expected.items() if kind in found} == found


@pytest.mark.parametrize("net", SMALL_NETWORKS, ids=str)
def test_small_networks(net):
    agrees(net)


@pytest.mark.parametrize("net", [*congruential_networks(), *telling_networks()], ids=str)
def test_pseudo_random_networks(net):
    agrees(net)


def test_the_congruential_generator_is_the_documented_one():
    net = congruential((2, 3, 3, 1), 1)
    assert net.weights == (
        ((3, 0), (-1, -2), (4, 1)),
        ((0, 5, 2), (4, -1, 1), (4, 4, 3)),
        ((1, -3, -1),),
    )
    assert net.biases == ((4, 0, 4), (-3, -3, 0), (-1,))


@pytest.mark.parametrize("net", [sawtooth(n_folds) for n_folds in range(1, 6)], ids=str)
def test_sawtooths(net):
    agrees(net)


@pytest.mark.parametrize("net", zonotope_networks(), ids=str)
def test_zonotope_networks(net):
    agrees(net)


@pytest.mark.parametrize("net", LINE_NETWORKS, ids=str)
def test_zigzags_and_folds_of_one_input(net):
    agrees(net)


@pytest.mark.parametrize("net", plane_networks(), ids=str)
def test_zigzags_and_folds_of_two_inputs(net):
    agrees(net)


@pytest.mark.parametrize("arrangement", arrangements(200), ids=str)
def test_arrangements(arrangement):
    net = arrangement.network
    found = cells(net.weights, net.biases)
    assert len(found) == n_affine(found) == arrangement.n_regions


@pytest.mark.parametrize("arrangement", arrangements(30), ids=str)
def test_all_counts_of_a_convex_layer_agree(arrangement):
    agrees(arrangement.network)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_ties_of_the_braid_arrangement_are_inactive_and_add_no_pattern(n):
    net = next(a for a in arrangements(24) if a.name == f"braid {n}").network
    assert len(patterns(net.weights, net.biases)) == net.expected["proper_activation"]


@pytest.mark.parametrize(
    ("architecture", "seed", "n_cells", "extremes", "lipschitz"),
    [
        ((2, 3, 3, 1), 1, 6, (-143, -5), (80, 72, 5220)),
        ((2, 4, 4, 1), 3, 13, (Fraction(-29, 13), 182), (256, 160, 34816)),
    ],
)
def test_values_in_a_box(architecture, seed, n_cells, extremes, lipschitz):
    net = congruential(architecture, seed)
    domain = box(2, -1, 1)
    assert len(cells(net.weights, net.biases, domain)) == n_cells
    corners = [face.point for face in faces(net.weights, net.biases, domain) if face.dim == 0]
    values = [
        evaluate(net.weights, net.biases, [Fraction(x, point[0]) for x in point[1:]])[0] for point in corners
    ]
    assert (min(values), max(values)) == extremes
    gradients = [cell.value[0][1:] for cell in cells(net.weights, net.biases)]
    assert lipschitz == (
        max(sum(map(abs, gradient)) for gradient in gradients),
        max(max(map(abs, gradient)) for gradient in gradients),
        max(sum(entry**2 for entry in gradient) for gradient in gradients),
    )


def test_random_networks_are_reproducible_and_varied():
    drawn = [random_network(seed) for seed in range(60)]
    assert random_network(4) == random_network(4)
    assert {len(net.weights[0][0]) for net in drawn} == {1, 2, 3, 4}
    assert {len(net.weights) for net in drawn} == {2, 3, 4}
    n_bias_free = sum(not any(map(any, net.biases)) for net in drawn)
    assert n_bias_free >= len(drawn) // 3
    entries = {a for net in drawn for weight in net.weights for row in weight for a in row}
    assert entries == {-2, -1, 0, 1, 2}
