"""Denominators of weights: the bounds, and the identities and networks that obey them."""

import pytest

from tropnet.errors import InputError
from tropnet.networks import Activation, Dense, Maxout, Network, absolute
from tropnet.theory.depth import MaxIdentity, max_network, max_of_five_network
from tropnet.theory.depth.obstructions.denominators import (
    common_denominator,
    maximum_hidden_layers_lower_bound,
    primes_of_denominators,
)


def test_integer_weights():
    # Haase, Hertrich and Loho, 2023, Theorem 3: 2^k + 1 numbers take more than k hidden layers
    for k in range(1, 8):
        assert maximum_hidden_layers_lower_bound(2**k + 1) == k + 1
        assert maximum_hidden_layers_lower_bound(2**k) == k


def test_decimal_fractions():
    # Averkov, Hojny and Merkert, 2025: ceil(log_3(n + 1)) for the maximum of 0 and n variables
    for k in range(1, 6):
        assert maximum_hidden_layers_lower_bound(3**k, base=10) == k
        assert maximum_hidden_layers_lower_bound(3**k + 1, base=10) == k + 1
    # 30 leaves 7 as the least prime
    assert maximum_hidden_layers_lower_bound(50, base=30) == 3


@pytest.mark.parametrize("n", range(2, 30))
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_two_directions_agree(n, layers):
    # A prime must divide the denominator exactly if weights without it take more layers.
    needed = primes_of_denominators(n, layers)
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29):
        without = 2 * 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23 * 29 * 31 // p
        assert (p in needed) == (maximum_hidden_layers_lower_bound(n, without) > layers)


@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_shipped_identities_have_even_denominators(n):
    identity = MaxIdentity.shipped(n)
    assert primes_of_denominators(n, 2) == (2,)
    assert common_denominator(identity) % 2 == 0
    if n < 7:
        assert common_denominator(identity.network()) % 2 == 0


def test_printed_denominators():
    # E. Bakaev and others, 2025: one half; the orbits of Rueß and others, 2026, for 6 have 1/45, 1/90, 1/180, 1/90
    assert common_denominator(max_of_five_network()) == 2
    assert common_denominator(MaxIdentity.shipped(6)) == 180
    assert all(common_denominator(max_network(n)) == 1 for n in (2, 3, 5, 9))


def test_layers():
    net = Network.sequential([Dense([["1/2", "1/3"], [1, 1]], ["1/7", 0]), Maxout(2), Dense([["1/5"]])], 2)
    # biases do not count
    assert common_denominator(net) == 30
    with pytest.raises(InputError, match="only ReLU and maxima of two"):
        common_denominator(Network.sequential([Activation(absolute())], 1))
    with pytest.raises(InputError, match="has no weights"):
        common_denominator(5)
    with pytest.raises(InputError, match="the base N is 0"):
        maximum_hidden_layers_lower_bound(3, 0)
    with pytest.raises(InputError, match="number of hidden layers is 0"):
        primes_of_denominators(3, 0)
