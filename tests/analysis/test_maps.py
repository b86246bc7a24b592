"""Equal affine maps are found by residues exactly when they are equal."""

from itertools import pairwise

import numpy as np
import pytest
from analysis.matching import library_network
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import networks
from oracles.networks import SIX_DIFFERENT, SMALL_NETWORKS, telling_networks

from tropnet import linear_regions
from tropnet.analysis import maps
from tropnet.analysis.components import renumbered
from tropnet.analysis.maps import coefficient_bound, equal_map_labels
from tropnet.networks import Network, stages
from tropnet.networks.hinges import hinges


def first_equal(values):
    """The number of the first equal value, renumbered."""
    numbers = {}
    return [numbers.setdefault(value, len(numbers)) for value in values]


def random_signs(network, k, seed):
    return np.random.default_rng(seed).integers(-1, 2, size=(k, network.n_sheets)).astype(np.int8)


def agrees(network, signs):
    """On any sign vectors, of cells or not, with the affine maps written out."""
    exact = [network.affine_map(row) for row in signs]
    assert renumbered(equal_map_labels(network, signs)).tolist() == first_equal(exact)
    bound = coefficient_bound(network)
    for affine_map in exact:
        integers = affine_map * network.output.denominator
        assert all(abs(c) <= bound for row in integers.tolist() for c in row)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(), st.integers(0, 100))
def test_any_graph_of_layers(net, seed):
    network = hinges(stages(net))
    agrees(network, random_signs(network, 30, seed))


@pytest.mark.parametrize("named", [*SMALL_NETWORKS, *telling_networks()], ids=str)
def test_cells(named):
    regions = linear_regions(library_network(named))
    labels = regions.labels("affine").tolist()
    assert labels == first_equal([cell.affine_map for cell in regions])


@pytest.mark.parametrize("n_digits", [5, 30, 400])
def test_large_integers(n_digits):
    """Deep networks with large weights, some neurons of which are doubled so that maps repeat."""
    rng = np.random.default_rng(n_digits)

    def draw(n_out, n_in):
        digits = rng.integers(0, 10, size=(n_out, n_in, n_digits))
        rows = [
            [int("".join(map(str, entry))) - 10**n_digits // 2 for entry in row] for row in digits.tolist()
        ]
        return rows

    weights = [draw(n_out, n_in) for n_in, n_out in pairwise((2, 4, 4, 4, 1))]
    # The second output weight repeats the first with another sign, and so do the neurons behind it.
    weights[2][1] = weights[2][0]
    weights[3][0][1] = -weights[3][0][0]
    network = hinges(stages(Network.from_arrays(weights, [draw(1, n)[0] for n in (4, 4, 4, 1)])))
    agrees(network, random_signs(network, 200, 1))


def test_maps_that_agree_modulo_the_first_primes():
    """Slopes that differ by the product of many primes: nothing but the bound tells how many are enough."""
    primes = maps._primes(4)[:12]
    product = 1
    for p in primes:
        product *= p
    net = Network.from_arrays([[[1], [1], [1]], [[product, -product, 1]]], [[0, -1, -2], [0]])
    regions = linear_regions(net)
    assert [
        cell.affine_map.tolist() for cell in sorted(regions, key=lambda cell: cell.interior_point.tolist())
    ] == [
        [[0, 0]],
        [[product, 0]],
        [[0, product]],
        [[1, product - 2]],
    ]
    assert regions.counts.affine == 4


def test_sums_of_many_products_stay_exact(monkeypatch):
    """Many hinges c (x - k) with residues near the largest prime, the sum of which would be above 2^53.

    Of four in a row either the outer or the inner two are open: their sum is the same.
    """
    n = 1600
    largest = maps._primes(1)[0]
    net = Network.from_arrays([[[1]] * n, [[largest - 1] * n]], [[-k for k in range(n)], [0]])
    chosen = np.random.default_rng(0).integers(0, 2, size=(20, n // 4))
    opened = np.where(chosen[:, :, None], [1, -1, -1, 1], [-1, 1, 1, -1]).reshape(20, n).astype(np.int8)
    opened[-1, -1] *= -1
    used, residues = [], maps._residues
    monkeypatch.setattr(maps, "_residues", lambda *args: used.append(args[-1]) or residues(*args))
    network = hinges(stages(net))
    assert renumbered(equal_map_labels(network, opened)).tolist() == [0] * 19 + [1]
    assert n * max(used) ** 2 <= 2**53
    constants = [sum(-k * (largest - 1) for k in np.flatnonzero(row > 0).tolist()) for row in opened]
    assert residues(network, opened, used[0])[:, 1].tolist() == [c % used[0] for c in constants]


@pytest.mark.parametrize("n_terms", [1, 2, 3, 512, 513, 5000])
def test_primes(n_terms):
    primes = maps._primes(n_terms)
    assert primes == sorted(set(primes), reverse=True)
    assert n_terms * (primes[0] - 1) ** 2 + primes[0] < 2**53
    for p in (*primes[:20], *primes[-20:]):
        assert all(p % q for q in range(2, int(p**0.5) + 1))
    # There is no prime above the first that would do as well, up to the next power of two.
    assert primes[0] > 2 ** (int(primes[0]).bit_length() - 1)


def test_residues_are_those_of_the_exact_coefficients():
    network = hinges(stages(library_network(SIX_DIFFERENT)))
    signs = random_signs(network, 50, 3)
    for p in (2, 101, maps._primes(10)[0]):
        found = maps._residues(network, signs, p)
        exact = [network.affine_map(row) * network.output.denominator for row in signs]
        assert found.tolist() == [[c % p for row in affine.tolist() for c in row] for affine in exact]


@pytest.mark.parametrize("shape", [(0, 0), (3, 0)])
def test_networks_without_neurons(shape):
    network = hinges(stages(Network.from_arrays([[[1, 2]]])))
    assert equal_map_labels(network, np.zeros(shape, np.int8)).tolist() == [0] * shape[0]
