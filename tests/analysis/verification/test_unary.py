"""The unary form computes the same map as the network, with maxima of any size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks.strategies import networks, points

from tropnet.analysis.verification.unary import unary
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import Maxout, Network
from tropnet.networks.stages import stages


def value(net, point):
    """The value of the unary form, by its definition."""
    variables = point
    for level in net.levels:
        arguments = level.weight @ variables + level.bias
        variables = rational_array(
            [f(z) for f, z in zip(level.functions, arguments.fractions(), strict=True)]
        )
    return net.weight @ variables + net.bias


@given(st.data())
@settings(max_examples=25)
def test_values(data):
    net = data.draw(networks())
    form = unary(stages(net))
    for x in data.draw(points(net, k=3)):
        assert value(form, x.ravel()) == net(x).ravel()


@pytest.mark.parametrize("k", range(1, 9))
def test_maxima_of_k_numbers(k):
    form = unary(stages(Network.sequential([Maxout(k)], input_shape=k)))
    rng = RationalArray([(7 * i * i + 3 * i) % 11 for i in range(k)])
    assert value(form, rng) == rational_array([max(rng.fractions())])
    # A tournament of k players has ceil(log2 k) rounds; one number needs none.
    assert len(form.levels) == (k - 1).bit_length()
