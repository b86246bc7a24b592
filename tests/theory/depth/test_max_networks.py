"""Networks for the maximum of n numbers: proved equal, with the printed widths."""

from itertools import product

import numpy as np
import pytest

from tropnet.analysis.equivalence import is_equivalent
from tropnet.errors import InputError
from tropnet.theory.depth import max_network, max_of_five_network
from tropnet.tropical.polynomial import TropicalPolynomial


def maximum(n):
    return TropicalPolynomial.parse(f"max({', '.join(f'x{i}' for i in range(1, n + 1))})")


def equation_two(x1, x2, x3, x4, x5):
    """Twice the maximum of five, as printed in Bakaev and others, arXiv:2505.14338, 2025, equation (2)."""
    p1 = max(2 * x5, x1 + x2, max(x1, x3) + max(x1, x4))
    p2 = max(2 * x5, x1 + x2, max(x2, x3) + max(x2, x4))
    p3 = max(2 * x5, x3 + x4, max(x3, x1) + max(x3, x2))
    p4 = max(2 * x5, x3 + x4, max(x4, x1) + max(x4, x2))
    q = max(2 * x5, x1 + x2, x3 + x4)
    r = [max(2 * x5, xi + xj, x1 + x2, x3 + x4) for xi in (x1, x2) for xj in (x3, x4)]
    return p1 + p2 + p3 + p4 + q - sum(r)


def test_the_formula_for_five_numbers():
    assert all(equation_two(*x) == 2 * max(x) for x in product(range(-2, 3), repeat=5))


def test_the_maximum_of_five():
    net = max_of_five_network()
    # eleven inner maxima and ten neurons that pass on; nine outer maxima and two
    assert net.widths == (11 + 10, 9 + 2)
    assert is_equivalent(net, maximum(5))
    assert not is_equivalent(net, TropicalPolynomial.parse("max(x1, x2, x3, x4, x5 + 1/1000)"))


@pytest.mark.parametrize("n", [2, 3, 4, 5])
@pytest.mark.parametrize("scheme", ["tree", "two-layer"])
def test_small_networks_are_proved_equal_to_the_maximum(n, scheme):
    net = max_network(n, scheme)
    # a tree takes ceil(log2 n) hidden layers: Arora and others, 2018, Lemma D.3
    assert net.hidden_layers == {2: 1, 3: 2, 4: 2, 5: 3 if scheme == "tree" else 2}[n]
    assert is_equivalent(net, maximum(n))


@pytest.mark.parametrize("n", [6, 7, 8])
def test_two_layers_at_points_with_ties(n):
    net = max_network(n, "two-layer")
    assert net.hidden_layers == 2
    points = np.random.default_rng(n).integers(-3, 4, (4, n))
    assert [value for (value,) in net(points).tolist()] == points.max(axis=1).tolist()


@pytest.mark.parametrize(
    ("n", "scheme", "options", "hidden_layers"),
    [
        # Bakaev and others, 2025: rounds of five take 2 ceil(log5 n) hidden layers; one less if a pair is enough
        (10, "five", {}, 3),
        (25, "five", {}, 4),
        (50, "five", {}, 5),
        # Rueß and others, 2026, Theorem 5.1: m r^s numbers take 2 + s, with r = floor(m / 2)
        (10, "bootstrap", {"base": 5}, 3),
        (18, "bootstrap", {"base": 6}, 3),
        (36, "bootstrap", {}, 4),
    ],
)
def test_many_numbers(n, scheme, options, hidden_layers):
    net = max_network(n, scheme, **options)
    assert net.hidden_layers == hidden_layers
    points = np.random.default_rng(n).integers(-3, 4, (3, n))
    assert net(points)[:, 0].tolist() == points.max(axis=1).tolist()


@pytest.mark.parametrize("scheme", ["five", "bootstrap"])
@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_few_numbers_by_rounds(n, scheme):
    net = max_network(n, scheme)
    assert net.hidden_layers == min(n - 1, 2)
    assert is_equivalent(net, maximum(n))


def test_what_is_not_possible():
    with pytest.raises(InputError, match="give scheme='tree', which takes 4 hidden layers"):
        max_network(9, "two-layer")
    with pytest.raises(InputError, match="there is no scheme 'star'"):
        max_network(3, "star")
    with pytest.raises(InputError, match="must be an integer >= 2"):
        max_network(1)
    with pytest.raises(InputError, match="the base 3 is no number with an identity"):
        max_network(3, "bootstrap", base=3)
    with pytest.raises(InputError, match="the network has 5050719 neurons"):
        max_network(32, "bootstrap")
    assert max_network(9).hidden_layers == 4
