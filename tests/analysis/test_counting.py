"""Cells counted without being made are as many as the cells that are made."""

import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from math import comb
from multiprocessing import get_context

import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of, small_blocks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import networks
from oracles import brute_force
from oracles.arrangements import arrangements, generic_arrangement
from oracles.constructions import line_networks, plane_networks, plane_zigzag, sawtooth, zonotope_networks
from oracles.networks import (
    SIX_DIFFERENT,
    SMALL_NETWORKS,
    congruential,
    congruential_networks,
    random_network,
    telling_networks,
)

from tropnet import Limit, box, count_regions, cross_polytope, cube, linear_regions, resume, simplex
from tropnet.analysis import counting
from tropnet.analysis.blocks import Slicer
from tropnet.analysis.counting import COUNTS, cells_behind
from tropnet.analysis.enumeration import run_blocks
from tropnet.errors import EmptyDomainError, InputError, LimitReachedError, ShapeError
from tropnet.networks import Activation, Dense, Maxout, Network, absolute, hard_tanh


@contextmanager
def arithmetic(name):
    """Integers wherever that is possible, floats with error bounds everywhere, or as the engine chooses."""
    with pytest.MonkeyPatch.context() as patch:
        if name != "chosen":
            patch.setattr(Slicer, "_needs_filter", lambda self, exact, number: name == "floats")
        yield


ARITHMETICS = ("integers", "floats")


def gaussian(architecture, seed):
    rng = np.random.default_rng(seed)
    pairs = list(pairwise(architecture))
    weights = [rng.standard_normal((m, n)).astype(np.float32) for n, m in pairs]
    return Network.from_arrays(weights, [rng.standard_normal(m).astype(np.float32) for _, m in pairs])


def doubled_network(seed):
    """Neurons are repeated with a factor, and moved: equal, opposite, parallel walls in every layer."""
    rng = random.Random(seed)
    n = 1 + seed % 3
    sizes, weights, biases = [n, *(rng.randint(2, 6 - n) for _ in range(1 + seed % 2))], [], []
    n_in = n
    for size in [*sizes[1:], 1]:
        rows = [[rng.randint(-1, 1) for _ in range(n_in)] for _ in range(size)]
        shifts = [rng.randint(-1, 1) * (seed % 4 > 0) for _ in rows]
        for i in range(size if len(weights) < len(sizes) - 1 else 0):
            factor = rng.choice([1, -1, 2, Fraction(-1, 3)])
            rows.append([factor * a for a in rows[i]])
            shifts.append(factor * shifts[i] + rng.choice([0, 0, 1]))
        weights.append(rows)
        biases.append(shifts)
        n_in = len(rows)
    return Network.from_arrays(weights, biases)


# --- against other ways to count ---


@pytest.mark.parametrize("name", ARITHMETICS)
@pytest.mark.parametrize("inputs", [1, 2, 3, 4])
def test_random_networks(inputs, name):
    for seed in range(24):
        named = random_network(seed, inputs=inputs)
        with arithmetic(name):
            found = count_regions(library_network(named))
        assert found == len(brute_force.cells(named.weights, named.biases)), named


@pytest.mark.parametrize("name", ARITHMETICS)
def test_sections_of_sections_in_any_dimension(name, monkeypatch):
    monkeypatch.setattr(counting, "LARGEST_SECTIONED_DIM", 9)
    for seed in range(20):
        named = random_network(seed, inputs=4 + seed % 2, max_neurons=9)
        with arithmetic(name):
            found = count_regions(library_network(named))
        assert found == len(linear_regions(library_network(named))), named
    for m, n in ((11, 4), (9, 5), (8, 6)):
        with arithmetic(name):
            assert count_regions(gaussian([n, m, 1], m)) == sum(comb(m, k) for k in range(n + 1))


@pytest.mark.parametrize("name", ARITHMETICS)
@pytest.mark.parametrize("n_values", [1, 50])
def test_sections_in_small_batches(n_values, name, monkeypatch):
    monkeypatch.setattr(counting, "BATCH_VALUES", n_values)
    for seed in range(20):
        named = random_network(seed, inputs=2 + seed % 2, max_neurons=9)
        with arithmetic(name):
            found = count_regions(library_network(named))
        assert found == len(linear_regions(library_network(named))), named


@pytest.mark.parametrize("name", ARITHMETICS)
def test_repeated_and_parallel_neurons(name):
    for seed in range(24):
        net = doubled_network(seed)
        with small_blocks(1 + seed % 5), arithmetic(name):
            found = count_regions(net)
        assert found == len(linear_regions(net)), seed


@pytest.mark.parametrize("name", ARITHMETICS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_domains(domain, name):
    for seed in range(200, 208):
        named = random_network(seed, inputs=1 + seed % 3)
        rows = domain_rows(domain, 1 + seed % 3)
        with arithmetic(name):
            found = count_regions(library_network(named), within=polyhedron_of(rows))
        assert found == len(brute_force.cells(named.weights, named.biases, rows)), named


@pytest.mark.parametrize(
    "named",
    [
        *SMALL_NETWORKS,
        *telling_networks(),
        *congruential_networks(),
        *plane_networks(),
        *zonotope_networks(),
        *[net for net in line_networks() if net.expected["proper_activation"] <= 3000],
        plane_zigzag(3, 2),
        sawtooth(4),
    ],
    ids=str,
)
def test_pinned_values(named):
    net = library_network(named)
    for kind in COUNTS:
        if kind in named.expected and named.expected["proper_activation"] <= 200:
            assert count_regions(net, kind) == named.expected[kind]
    if "proper_activation" in named.expected:
        assert count_regions(net) == named.expected["proper_activation"]


@pytest.mark.parametrize(
    "arrangement", [*arrangements(2000), generic_arrangement(40, 2), generic_arrangement(12, 4)], ids=str
)
def test_arrangements(arrangement):
    assert count_regions(library_network(arrangement.network)) == arrangement.n_regions


@pytest.mark.parametrize("arrangement", arrangements(400), ids=str)
def test_arrangements_by_floats(arrangement):
    with arithmetic("floats"):
        assert count_regions(library_network(arrangement.network)) == arrangement.n_regions


@pytest.mark.parametrize(("m", "n"), [(7, 1), (300, 2), (40, 3), (14, 5)])
def test_hyperplanes_in_general_position(m, n):
    assert count_regions(gaussian([n, m, 1], m)) == sum(comb(m, k) for k in range(n + 1))


@pytest.mark.parametrize(
    "architecture",
    [[1, 9, 9, 9, 1], [2, 12, 12, 12, 1], [3, 10, 8, 1], [4, 6, 6, 1], [5, 5, 5, 2], [2, 8, 30, 1]],
)
def test_float32_networks(architecture):
    for seed in range(2):
        net = gaussian(architecture, seed)
        assert count_regions(net) == len(linear_regions(net))
        within = cube(architecture[0], "1/2")
        assert count_regions(net, within=within) == len(linear_regions(net, within))


@pytest.mark.parametrize("body", [cross_polytope, simplex, cube], ids=lambda body: body.__name__)
def test_bodies(body):
    for seed in range(6):
        net = library_network(congruential((3, 4, 3, 1), seed))
        assert count_regions(net, within=body(3)) == len(linear_regions(net, body(3)))


@pytest.mark.parametrize("n_cells", [1, 2, 7])
def test_small_blocks_change_nothing(n_cells):
    for seed in range(8):
        net = library_network(random_network(seed, max_neurons=9))
        expected = len(linear_regions(net))
        with small_blocks(n_cells):
            assert count_regions(net) == expected


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(max_nodes=6, shapes=((1,), (2,), (3,), (1, 2))), st.sampled_from(["chosen", *ARITHMETICS]))
def test_any_network_of_any_layers(net, name):
    with arithmetic(name):
        assert count_regions(net) == len(linear_regions(net))


# --- numbers that floats cannot hold ---


@pytest.mark.parametrize("name", ["chosen", *ARITHMETICS])
def test_crossings_that_floats_cannot_tell_apart(name):
    # In the second layer one form is zero at x = 1/3, its neighbours at 1/3 +- 10^-40, and three in the same place.
    tiny = Fraction(1, 10**40)
    places = [Fraction(1, 3) - tiny, Fraction(1, 3), Fraction(1, 3), Fraction(1, 3) + tiny]
    second = [[1, 0]] * 4 + [[3, 0]]
    net = Network.from_arrays([[[1], [-1]], second, [[1] * 5]], [[0, 0], [*(-p for p in places), -1], [0]])
    with arithmetic(name):
        assert count_regions(net) == len(linear_regions(net)) == 5


@pytest.mark.parametrize("name", ["chosen", *ARITHMETICS])
@pytest.mark.parametrize("huge", [10**30, 10**400])
def test_integers_beyond_the_range_of_floats(huge, name):
    lines = [[1, i] for i in range(6)]
    second = [[huge] * 6, [huge + 1] * 5 + [1], [1, -huge, 1, -huge, 1, huge + 3]]
    shifts = [[i * i for i in range(6)], [-huge, -huge, 0], [0]]
    net = Network.from_arrays([lines, second, [[1, 1, 1]]], shifts)
    with arithmetic(name):
        assert count_regions(net) == len(linear_regions(net)) == 36


# --- the other kinds ---


@pytest.mark.parametrize("kind", COUNTS)
def test_every_kind(kind):
    for named in (SIX_DIFFERENT, *telling_networks()[:3]):
        assert count_regions(library_network(named), kind) == named.expected[kind]
    net = library_network(congruential((2, 4, 3, 1), 1))
    assert count_regions(net, kind, cube(2)) == getattr(linear_regions(net, cube(2)).counts, kind)


@pytest.mark.parametrize("kind", ["convex", "cells", "", "Affine", None])
def test_there_is_no_other_kind(kind):
    with pytest.raises(InputError, match="give one of activation, proper_activation, open_connected"):
        count_regions(library_network(SIX_DIFFERENT), kind)


def test_maxima_of_several_numbers_are_counted_too():
    net = Network.sequential([Dense([[1, 0], [0, 1], [-1, -1]]), Maxout(3)], 2)
    assert [count_regions(net, kind) for kind in COUNTS] == [3] * 5
    deep = Network.sequential([Dense([[1, 0], [0, 1], [1, 1], [2, -1], [0, 0], [-1, 0]]), Maxout(3)], 2)
    assert count_regions(deep) == len(linear_regions(deep))


def test_gates_with_several_break_points():
    net = Network.sequential(
        [Dense([[1, 1], [1, -1]]), Activation(hard_tanh()), Dense([[1, 1]]), Activation(absolute())], 2
    )
    # A grid of nine cells; the sum of the two saturated values divides the middle one, and is zero on two corners.
    assert count_regions(net) == len(linear_regions(net)) == 10


def test_networks_without_a_hidden_layer():
    for n in (1, 3):
        net = Network.sequential([Dense([[1] * n])], n)
        assert [count_regions(net, kind) for kind in COUNTS] == [1] * 5
    assert count_regions(net, within=cube(3)) == 1


# --- executors and limits ---


@pytest.mark.parametrize("within", [None, cube(3, 2)], ids=["space", "box"])
def test_every_executor_gives_the_same_number(within):
    net = gaussian([3, 6, 5, 4, 1], 0)
    expected = count_regions(net, within=within)
    with small_blocks(15):
        assert count_regions(net, within=within) == expected
        with ThreadPoolExecutor(3) as threads:
            assert count_regions(net, within=within, executor=threads) == expected
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
            assert count_regions(net, within=within, executor=processes) == expected


def test_a_limit_stops_the_count_where_it_can_be_taken_up_again():
    net = gaussian([2, 12, 10, 8, 1], 3)
    expected = count_regions(net)
    with small_blocks(10):
        with pytest.raises(LimitReachedError, match="more than 40 cells") as caught:
            count_regions(net, limit=Limit(cells=40))
        partial = caught.value.partial
        counted = sum(count for _, count in partial.found)
        assert 40 < counted < expected
        assert sum(count for _, count in run_blocks(partial, cells_behind)) == expected
        assert count_regions(net, limit=Limit(cells=10**9, seconds=10**6)) == expected


def test_domains_that_do_not_fit():
    net = gaussian([2, 3, 1], 0)
    with pytest.raises(ShapeError, match="dimension 3"):
        count_regions(net, within=cube(3))
    with pytest.raises(EmptyDomainError):
        count_regions(net, within=box([0, 0], [0, 1]))


def test_a_count_that_was_stopped_can_be_resumed() -> None:
    rng = np.random.default_rng(7)
    shapes = [(12, 2), (10, 12), (1, 10)]
    net = Network.from_arrays([rng.standard_normal(shape) for shape in shapes])
    expected = len(linear_regions(net))
    with small_blocks(8), pytest.raises(LimitReachedError) as stopped:
        count_regions(net, limit=Limit(cells=1))
    assert stopped.value.partial.blocks
    assert resume(stopped.value.partial) == expected
