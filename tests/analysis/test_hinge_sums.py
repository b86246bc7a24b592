"""Coefficients of hinge sums, against forms written out cell by cell in Python's integers."""

from fractions import Fraction

import numpy as np
import pytest
from analysis.matching import library_network
from analysis.test_rounding_modes import IS_X86_LINUX, MODES, rounding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import networks
from oracles.networks import SIX_DIFFERENT, SMALL_NETWORKS

from tropnet.analysis import hinge_sums
from tropnet.analysis.hinge_sums import coefficients_on_cells, numerators_and_denominators, outputs
from tropnet.exact.digits import integers_from_bytes
from tropnet.networks import Network
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages


def random_signs(network, k, seed=0):
    return np.random.default_rng(seed).integers(-1, 2, size=(k, network.n_sheets)).astype(np.int8)


def combination(weights, rows):
    return [
        sum((w * row[j] for w, row in zip(weights, rows, strict=True)), Fraction(0))
        for j in range(len(rows[0]))
    ]


def pairs_on_cell(network, signs):
    """(F, G) of all outputs as rows of fractions: the recursion of Zhang, Naitzat and Lim, with one sign per sheet."""
    n = network.input_dim
    zero = [Fraction(0)] * (n + 1)
    variables = [([Fraction(int(i == j)) for j in range(n + 1)], zero) for i in range(n)]

    def form(row):
        *weights, constant = row
        first = [f if w > 0 else g for w, (f, g) in zip(weights, variables, strict=True)]
        second = [g if w > 0 else f for w, (f, g) in zip(weights, variables, strict=True)]
        magnitudes = [abs(w) for w in weights]
        h, g = combination([*magnitudes, 1], [*first, zero]), combination([*magnitudes, 1], [*second, zero])
        h[-1] += constant
        return h, g

    for number, r in enumerate(network.rounds):
        forms = [form(row) for row in r.forms.tolist()]
        own = signs[network.first_sheet[number] :].tolist()
        bent = [(h if own[i] > 0 else g, g) for i, (h, g) in enumerate(forms[: r.n_sheets])]
        variables = bent + [forms[i] for i in r.passed]
    return [form(row) for row in network.output.tolist()]


def agrees(net, seed=0, k=6):
    network = hinges(stages(net))
    signs = random_signs(network, k, seed)
    total = outputs(network)
    found = integers_from_bytes(coefficients_on_cells(network, total, signs))
    for cell, row in enumerate(signs):
        assert found[:, cell].tolist() == (network.affine_map(row) * total.denominator).tolist()
    pair = numerators_and_denominators(network)
    found = integers_from_bytes(coefficients_on_cells(network, pair, signs))
    for cell, row in enumerate(signs):
        expected = pairs_on_cell(network, row)
        rows = [h for h, _ in expected] + [g for _, g in expected]
        assert [[Fraction(c, pair.denominator) for c in f] for f in found[:, cell].tolist()] == rows


@pytest.mark.parametrize("net", SMALL_NETWORKS, ids=str)
def test_small_networks(net):
    agrees(library_network(net))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(), st.integers(0, 100))
def test_any_graph_of_layers(net, seed):
    agrees(net, seed)


@pytest.mark.parametrize("at_once", [1, 200])
def test_many_chunks_of_cells(monkeypatch, at_once):
    monkeypatch.setattr(hinge_sums, "FLOATS_AT_ONCE", at_once)
    agrees(library_network(SIX_DIFFERENT), k=40)


@pytest.mark.parametrize("exponent", [7, 60, 700])
def test_large_numbers(exponent):
    factor = 3**exponent
    weights = [
        [[factor, 1], [1, -factor], [2, 3]],
        [[1, factor, -1], [factor, -1, -factor]],
        [[1, -1], [factor, 2]],
    ]
    agrees(Network.from_arrays(weights, [[1, factor, 0], [-factor, 5], [Fraction(1, factor), 0]]))


def test_rows_so_long_that_digits_are_shorter():
    rng = np.random.default_rng(0)
    net = Network.from_arrays([rng.standard_normal((400, 2)), rng.standard_normal((2, 400)), [[1, -1]]])
    network = hinges(stages(net))
    assert hinge_sums._Expansion(network, outputs(network)).width < 24
    agrees(net, k=3)


def test_the_difference_of_numerators_and_denominators_is_the_output():
    network = hinges(stages(library_network(SIX_DIFFERENT)))
    pair, total = numerators_and_denominators(network), outputs(network)
    k = len(total.affine)
    assert (pair.affine[:k] - pair.affine[k:] == total.affine).all()
    for both, one in zip(pair.weights, total.weights, strict=True):
        assert (both[:k] - both[k:] == one).all()


def test_no_cells():
    network = hinges(stages(Network.from_arrays([[[1, 2]]])))
    for k in (0, 3):
        found = coefficients_on_cells(network, outputs(network), np.zeros((k, 0), np.int8))
        assert integers_from_bytes(found).tolist() == [[[1, 2, 0]] * k]
    network = hinges(stages(library_network(SIX_DIFFERENT)))
    empty = coefficients_on_cells(network, outputs(network), np.zeros((0, network.n_sheets), np.int8))
    assert empty.shape[:3] == (1, 0, 3)


@pytest.mark.skipif(not IS_X86_LINUX, reason="rounding modes are set by number, for x86 Linux")
@pytest.mark.parametrize("mode", MODES)
def test_no_rounding_mode_matters(mode):
    rng = np.random.default_rng(3)
    arrays = [rng.standard_normal(shape).astype(np.float32) for shape in ((9, 2), (9, 9), (1, 9))]
    net = Network.from_arrays(arrays, [np.float32([0.1] * len(a)) for a in arrays])
    with rounding(mode):
        agrees(net)
