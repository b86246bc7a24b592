"""The tropical form of networks: equal to the network, equal by both methods, and of known size."""

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from analysis.matching import library_network
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from networks.strategies import networks, points
from oracles.networks import (
    SMALL_NETWORKS,
    congruential,
    congruential_networks,
    random_network,
    telling_networks,
)

from tropnet import linear_regions
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.regions import resume
from tropnet.analysis.tropical_form import tropicalize
from tropnet.errors import InputError, LimitReachedError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Network, select_outputs
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages
from tropnet.polyhedra.bodies import cube
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

RANDOM = [random_network(seed, max_neurons=6, n_outputs=1 + seed % 2) for seed in range(24)]


def components(f):
    return [f] if isinstance(f, TropicalRational) else list(f)


def terms(p):
    return dict(p.terms)


# -- the same function -----------------------------------------------------------------------------


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_values_are_those_of_the_network(data):
    net = data.draw(networks(shapes=((1,), (2,), (3,), (1, 2, 2))))
    assume(hinges(stages(net)).n_sheets < 14)
    f = tropicalize(net)
    x = data.draw(points(net))
    values = RationalArray([component(x.reshape(len(x), -1)) for component in components(f)])
    assert net(x).reshape(len(x), -1) == values.T
    assert (net.output_dim == 1) == isinstance(f, TropicalRational)


@pytest.mark.parametrize("net", [*SMALL_NETWORKS, *telling_networks()[:3], *RANDOM], ids=str)
def test_the_cells_and_the_recursion_give_formally_the_same(net):
    net = library_network(net)
    assert tropicalize(net) == tropicalize(net, method="symbolic")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(max_nodes=5, shapes=((1,), (2,), (1, 2, 2))))
def test_so_they_do_for_any_graph_of_layers(net):
    assume(hinges(stages(net)).n_sheets < 9)
    assert tropicalize(net) == tropicalize(net, method="symbolic")


@pytest.mark.parametrize("net", [*SMALL_NETWORKS, *congruential_networks()], ids=str)
def test_polynomials_are_canonical_and_essential(net):
    for f in components(tropicalize(library_network(net))):
        for p in (f.numerator, f.denominator):
            assert "is_essential" in vars(p)
            again = TropicalPolynomial(p.exponents, p.coefficients)
            assert again == p
            assert again.exponents.numerators.tolist() == p.exponents.numerators.tolist()
            assert again.is_essential.all()


# -- the recursion on the layers themselves --------------------------------------------------------


def literal_recursion(weights, biases):
    """F and G of the outputs by Zhang, Naitzat and Lim, Proposition 5.1, as dictionaries of monomials."""

    def product(p, q):
        return pruned(
            [(tuple(map(sum, zip(a, b, strict=True))), c + d) for a, c in p.items() for b, d in q.items()]
        )

    def pruned(pairs):
        essential = TropicalPolynomial.from_terms(pairs).essential
        return dict(essential.terms)

    def power(p, w):
        return {tuple(w * e for e in a): w * c for a, c in p.items()}

    n = len(weights[0][0])
    one = {(0,) * n: 0}
    variables = [({tuple(int(i == j) for j in range(n)): 0}, one) for i in range(n)]
    for layer, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        found = []
        for row, b in zip(weight, bias, strict=True):
            h, g = {(0,) * n: b}, one
            for w, (f_j, g_j) in zip(row, variables, strict=True):
                h = product(h, power(f_j if w > 0 else g_j, abs(w))) if w else h
                g = product(g, power(g_j if w > 0 else f_j, abs(w))) if w else g
            is_output = layer == len(weights) - 1
            found.append((h if is_output else pruned([*h.items(), *g.items()]), g))
        variables = found
    return variables


GENERAL = [
    congruential((2, 3, 3, 1), 1),
    congruential((2, 3, 3, 1), 2),
    congruential((3, 3, 2, 1), 4),
    congruential((1, 3, 3, 2), 2),
    congruential((2, 3, 1), 7),
    congruential((2, 2, 2, 2, 1), 5),
]
"""No neuron of these is a multiple of another one, so that their hinge forms have the same neurons."""


@pytest.mark.parametrize("net", GENERAL, ids=str)
def test_against_the_recursion_on_the_layers(net):
    found = components(tropicalize(library_network(net)))
    expected = literal_recursion(net.weights, net.biases)
    assert [(terms(f.numerator), terms(f.denominator)) for f in found] == expected


@pytest.mark.parametrize(
    ("architecture", "seed", "numerator", "denominator", "pairs"),
    [
        ((2, 3, 3, 1), 1, 5, 11, 18),
        ((2, 3, 3, 1), 2, 7, 8, 18),
        ((3, 3, 2, 1), 4, 4, 15, 18),
        ((1, 3, 3, 1), 1, 1, 3, 3),
    ],
)
def test_sizes(architecture, seed, numerator, denominator, pairs):
    """Numbers of monomials, and of pairs of them that meet in a cell.

    From an independent program for the construction of An, Boussaid, Bennamoun and Hu, "How can deep rectifier
    networks achieve linear separability and preserve distances?" and its sequel (arXiv:1703.10355): the same
    recursion, pruned by linear programs.
    """
    net = library_network(congruential(architecture, seed))
    f = tropicalize(net)
    assert (f.numerator.n_monomials, f.denominator.n_monomials) == (numerator, denominator)
    assert linear_regions(net).counts.open_connected <= pairs <= numerator * denominator


# -- closed formulas -------------------------------------------------------------------------------


def regions_of_arrangement(m, n):
    """The number of regions of m hyperplanes in general position in R^n (Zaslavsky)."""
    return sum(comb(m, j) for j in range(n + 1))


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("m", [1, 3, 5])
def test_one_hidden_layer_in_general_position(n, m):
    """The numerator is the sum of the neurons with positive output weights, the denominator that of the others."""
    rng = np.random.default_rng(100 * n + m)
    for positive in range(m + 1):
        output = np.where(np.arange(m) < positive, 1, -1) * rng.uniform(1, 2, m)
        f = tropicalize(
            Network.from_arrays([rng.standard_normal((m, n)), output[None]], [rng.standard_normal(m), [1]])
        )
        assert f.numerator.n_monomials == regions_of_arrangement(positive, n)
        assert f.denominator.n_monomials == regions_of_arrangement(m - positive, n)


def test_numbers_of_zhang_naitzat_and_lim():
    """Their bound for widths (2, m, 1) is attained: 7 regions for m = 3 and 11 for m = 4."""
    for m, count in ((3, 7), (4, 11)):
        rng = np.random.default_rng(m)
        net = Network.from_arrays(
            [rng.standard_normal((m, 2)), np.ones((1, m))], [rng.standard_normal(m), [0]]
        )
        f = tropicalize(net)
        assert (f.numerator.n_monomials, f.denominator.n_monomials) == (count, 1)


@pytest.mark.parametrize("seed", range(5))
def test_convex_networks(seed):
    """With nonnegative weights behind the first hidden layer, G is affine and the pieces are those of the network."""
    rng = np.random.default_rng(seed)
    arrays = [rng.integers(-3, 4, (4, 2)), rng.integers(0, 3, (3, 4)), rng.integers(0, 3, (1, 3))]
    net = Network.from_arrays(arrays, [rng.integers(-3, 4, len(a)) for a in arrays])
    f, counts = tropicalize(net), linear_regions(net).counts
    assert f.denominator.n_monomials == 1
    assert f.numerator.n_monomials == counts.affine == counts.open_connected


def test_maximum_of_all_monomials():
    """max(x_i, x_j) over all pairs, added up: the vertices of a permutohedron."""
    pairs = list(combinations(range(4), 2))
    rows = [[(j == b) - (j == a) for j in range(4)] for a, b in pairs]
    f = tropicalize(Network.from_arrays([rows, [[1] * len(pairs)]]))
    assert (f.numerator.n_monomials, f.denominator.n_monomials) == (24, 1)


# -- degenerate networks ---------------------------------------------------------------------------


def test_without_neurons():
    f = tropicalize(Network.from_arrays([[[2, "-1/3"]]], [["5/2"]]))
    assert terms(f.numerator) == {(2, 0): Fraction(5, 2)}
    assert terms(f.denominator) == {(0, Fraction(1, 3)): 0}


def test_constants():
    f = tropicalize(Network.from_arrays([[[0, 0]], [[3]], [[-2]]], [[1], [-2], [7]]))
    assert terms(f.numerator) == {(0, 0): 5}
    assert terms(f.denominator) == {(0, 0): 0}


def test_lineality():
    """max(x - y, 0) in three variables: the pieces are constant along lines."""
    f = tropicalize(Network.from_arrays([[[1, -1, 0]], [[1]]]))
    assert terms(f.numerator) == {(1, 0, 0): 0, (0, 1, 0): 0}
    assert terms(f.denominator) == {(0, 1, 0): 0}


def test_neurons_that_cancel():
    f = tropicalize(Network.from_arrays([[[1], [2]], [[2, -1]]]))
    assert f.is_equivalent(TropicalPolynomial.constant(0, 1))
    assert (f.numerator.n_monomials, f.denominator.n_monomials) == (1, 1)


# -- laws ------------------------------------------------------------------------------------------


def test_neurons_may_be_permuted_and_rescaled():
    net = congruential((2, 3, 3, 1), 2)
    first, second, last = (RationalArray(w) for w in net.weights)
    b1, b2, b3 = (RationalArray(b) for b in net.biases)
    order, factors = [2, 0, 1], RationalArray([3, "1/2", "7/5"])
    other = Network.from_arrays(
        [
            first[order] * factors.reshape(3, 1),
            second[:, order] * RationalArray([Fraction(1) / c for c in factors]),
            last,
        ],
        [b1[order] * factors, b2, b3],
    )
    assert tropicalize(other) == tropicalize(library_network(net))


def test_an_affine_function_of_the_output():
    """2 f + 1 doubles both parts, and adds to the numerator."""
    net = library_network(congruential((2, 3, 3, 1), 1))
    f, g = tropicalize(net), tropicalize(Network.from_arrays([[[2]]], [[1]]) @ net)
    assert g.numerator == f.numerator.dilated(2) * 1
    assert g.denominator == f.denominator.dilated(2)


def test_the_negative_exchanges_numerator_and_denominator():
    net = library_network(congruential((2, 3, 3, 1), 1))
    f, g = tropicalize(net), tropicalize(Network.from_arrays([[[-1]]]) @ net)
    constant = f.numerator([0, 0]) * 0 + Fraction(str(net.nodes[-1].layer.bias[0]))
    assert g.numerator * constant == f.denominator
    assert g.denominator * constant == f.numerator


def test_outputs_one_by_one():
    net = library_network(congruential((2, 4, 3, 3), 3))
    f = tropicalize(net)
    assert isinstance(f, TropicalMap)
    for i in range(3):
        assert f[i] == tropicalize(select_outputs(net, [i]))


# -- arguments -------------------------------------------------------------------------------------


def test_linear_regions_are_taken_as_they_are():
    net = library_network(congruential((2, 3, 3, 1), 1))
    regions = linear_regions(net)
    assert tropicalize(regions) == tropicalize(regions, method="symbolic") == tropicalize(net)


def test_many_blocks(monkeypatch):
    net = library_network(congruential((2, 5, 5, 1), 3))
    whole = tropicalize(net)
    monkeypatch.setattr("tropnet.analysis.start.BLOCK_CELLS", {2: 4})
    assert len(linear_regions(net)._assembly.blocks) > 3
    assert tropicalize(net) == whole


def test_a_limit_and_going_on(monkeypatch):
    monkeypatch.setattr("tropnet.analysis.start.BLOCK_CELLS", {2: 4})
    net = library_network(congruential((2, 5, 5, 1), 3))
    with pytest.raises(LimitReachedError) as stopped:
        tropicalize(net, limit=Limit(seconds=1e-9))
    assert tropicalize(resume(stopped.value.partial)) == tropicalize(net)


def test_what_has_no_tropical_form():
    net = Network.from_arrays([[[1]], [[1]]])
    with pytest.raises(InputError, match="inside a domain"):
        tropicalize(linear_regions(net, cube(1)))
    with pytest.raises(InputError, match="no network"):
        tropicalize([[1]])
    with pytest.raises(InputError, match="unknown"):
        tropicalize(net, method="magic")
