from fractions import Fraction
from math import comb

import numpy as np
import pytest

from tropnet import box, is_equivalent
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network, PiecewiseLinearFunction1D
from tropnet.theory.families import MaximumTree
from tropnet.theory.representation import compare_schemes, small_maxima, to_network
from tropnet.tropical import TropicalPolynomial

SUMS = ("tree", "five", "two-layer", "bootstrap")


def random_polynomial(rng, n, p):
    return TropicalPolynomial(rng.integers(-4, 5, size=(p, n)), rng.integers(-6, 7, size=p))


def random_function(rng, n):
    """Neither convex nor concave, with degenerate places: integer coefficients."""
    inner = [PiecewiseLinear.affine(rng.integers(-2, 3, size=n), int(rng.integers(-2, 3))) for _ in range(5)]
    return maximum(inner[0], minimum(inner[1], inner[2])) - abs(inner[3]) + minimum(inner[4], 1)


@pytest.mark.parametrize("scheme", ["auto", "pieces", *SUMS])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_round_trip(scheme, n):
    rng = np.random.default_rng(n)
    for f in (random_function(rng, n), random_polynomial(rng, n, 6) / random_polynomial(rng, n, 4)):
        assert is_equivalent(to_network(f, scheme), f)


@pytest.mark.parametrize("seed", range(3))
def test_four_variables_have_two_hidden_layers(seed):
    # Bakaev, Brunck, Hertrich, Stade and Yehudayoff, 2025: two are enough for four variables.
    rng = np.random.default_rng(seed)
    p = random_polynomial(rng, 4, 8)
    net = to_network(p, "five")
    assert net.hidden_layers <= 2
    assert to_network(p, "tree").hidden_layers <= 3
    assert to_network(p).hidden_layers <= 2
    x = rng.integers(-20, 21, size=(200, 4))
    assert net(x).ravel() == p(x)


def test_five_monomials_in_four_variables():
    p = TropicalPolynomial.parse("max(2x1 + x2, x2 + x3, x1 - x4 + 1, 3x3 + x4, x4)")
    assert to_network(p).widths == (21, 11)
    assert is_equivalent(to_network(p), p)


def test_six_variables_have_two_hidden_layers():
    p = TropicalPolynomial.parse("max(x1, x2, x3, x4, x5 + 1, 0)").compose(np.eye(6, dtype=int)[:5])
    net = to_network(p, "two-layer")
    assert net.widths == (22, 497)
    x = np.random.default_rng(0).integers(-9, 10, size=(50, 6))
    values = np.max(np.c_[x[:, :4], x[:, 4] + 1, np.zeros(50, dtype=int)], axis=1)
    assert net(x).ravel().tolist() == values.tolist()


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_depth_of_the_tree(n):
    # Arora, Basu, Mianjy and Mukherjee, 2018, Theorem 2.1.
    p = random_polynomial(np.random.default_rng(7), n, 9)
    assert to_network(p, "tree").hidden_layers <= n.bit_length() == MaximumTree(n + 1).hidden_layers


@pytest.mark.parametrize("pieces", [2, 3, 5, 8])
def test_one_variable_takes_as_many_neurons_as_pieces_or_one_less(pieces):
    # Arora, Basu, Mianjy and Mukherjee, 2018, Theorem 2.2.
    rng = np.random.default_rng(pieces)
    slopes = [Fraction(int(s)) for s in rng.choice(np.arange(-50, 50), size=pieces, replace=False)]
    f = PiecewiseLinearFunction1D(range(pieces - 1), slopes, 3)
    net = to_network(f)
    assert net.hidden_layers == 1
    assert net.size in {pieces - 1, pieces}
    assert is_equivalent(net, PiecewiseLinear(f))


def test_on_a_domain_the_network_is_equal_there():
    x, y = PiecewiseLinear.coordinates(2)
    f = (maximum(x, 2 * y, 1) - maximum(x + y, 0)).restricted(box([0, 0], [3, 2]))
    for scheme in ("auto", "pieces", "tree"):
        assert is_equivalent(to_network(f, scheme), f)


def test_a_network_that_is_shallow_enough_is_left_alone():
    deep = Network.from_arrays([[[1, 0], [0, 1]], [[1, -1], [-1, 1]], [[1, 2]]])
    assert to_network(deep) is deep
    cancelled = Network.from_arrays([[[1, 0], [1, 0]], [[1, -1], [1, 1]], [[1, 1]]])
    assert to_network(cancelled).widths == (1,)


def test_affine_and_constant_functions():
    x, y = PiecewiseLinear.coordinates(2)
    for f in (x - 3 * y + 1, 0 * x + 5):
        for scheme in ("auto", "one-layer", "pieces", "tree"):
            assert is_equivalent(to_network(f, scheme), f)
    assert to_network(0 * x + 5).size == 0


@pytest.mark.parametrize("seed", range(3))
def test_sizes_are_those_of_the_networks_and_within_their_bounds(seed):
    rng = np.random.default_rng(seed)
    f = random_polynomial(rng, 2, 6) / random_polynomial(rng, 2, 3)
    found = compare_schemes(f)
    assert {"pieces", "tree", "five", "two-layer", "bootstrap"} <= {row.scheme for row in found.rows}
    for scheme, hidden_layers, size, bound in found.rows:
        net = to_network(f, scheme)
        assert (net.hidden_layers, net.size) == (hidden_layers, size)
        assert size <= bound


@pytest.mark.parametrize("scheme", SUMS)
def test_widths_without_building(scheme):
    rng = np.random.default_rng(3)
    for n in (1, 2, 3, 4):
        found = small_maxima(random_polynomial(rng, n, 6))
        assert found.widths(scheme) == found.network(scheme).widths


def test_bound_by_hand():
    # Four monomials in two variables: 4 single ones, passed on twice; 6 pairs, 3 neurons each, passed on once;
    # 4 triples, 8 neurons each; and one monomial below, passed on.
    row = next(
        r
        for r in compare_schemes(TropicalPolynomial.parse("max(x1 + x2, x1, x2, 0)")).rows
        if r.scheme == "tree"
    )
    assert row.bound == comb(4, 2) * 3 + comb(4, 3) * 8 + 2 * 2 + 2


def test_what_is_refused():
    x, y = PiecewiseLinear.coordinates(2)
    with pytest.raises(InputError, match=r"along the hyperplane .* the jump .* give scheme='auto'"):
        to_network(maximum(x, y, 0), "one-layer")
    with pytest.raises(InputError, match="there is no scheme 'deep'"):
        to_network(x, "deep")
    with pytest.raises(InputError, match=r"PiecewiseLinear.parse\('max\(x, y\)'\) reads"):
        to_network("max(x, y)")
    with pytest.raises(ShapeError, match="2 outputs"):
        to_network(Network.from_arrays([[[1], [2]]]))
    eight = TropicalPolynomial(np.vstack([np.eye(8, dtype=int), np.zeros((1, 8), dtype=int)]), [0] * 9)
    with pytest.raises(InputError, match="at most 8; give scheme='tree'"):
        to_network(eight, "two-layer")
