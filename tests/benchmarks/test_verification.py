"""How far exact verification goes: digits (64 inputs, 48 neurons), and networks of few inputs, as those of ACAS Xu
are.

Halving the box of the inputs against splitting functions alone (``most_open`` = 10^6): on the network (2, 16, 16,
3) with radius 1/2 that makes 48 nodes in 1 s out of 368 nodes in 21 s.
"""

from itertools import pairwise

import numpy as np
import pytest
from benchmarks.measuring import measured

import tropnet
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.verification import branch
from tropnet.analysis.verification.property import Property
from tropnet.analysis.verification.search import verify
from tropnet.networks import Network


def he_network(architecture, seed=0):
    """Normal float32 weights with variance 2 / n, and small biases."""
    rng = np.random.default_rng(seed)
    pairs = list(pairwise(architecture))
    weights = [(rng.standard_normal((m, n)) * np.sqrt(2 / n)).astype(np.float32) for n, m in pairs]
    return Network.from_arrays(weights, [(0.1 * rng.standard_normal(m)).astype(np.float32) for _, m in pairs])


def robustness(net, x, radius):
    label = int(np.argmax(net(x).floats()))
    return Property.local_robustness(x, radius, label, net.output_dim)


@pytest.mark.parametrize("image", [0, 1, 3])
def test_digits(benchmark, image):
    """Pixels, from 0 to 16, that change by at most 1/2."""
    from sklearn.datasets import load_digits

    net = tropnet.read(tropnet.models.path("digits"))
    question = robustness(net, load_digits().data[image], "1/2")
    found = measured(benchmark, lambda: verify(net, question, limit=Limit(seconds=120)))
    assert found.holds
    assert found.check()


@pytest.mark.parametrize("most_open", [20, 10**6])
@pytest.mark.parametrize(
    ("architecture", "radius"),
    [((2, 16, 16, 3), "1/4"), ((5, 20, 20, 20, 5), "1/16"), ((5, 50, 50, 50, 5), "1/32")],
)
def test_few_inputs(benchmark, monkeypatch, architecture, radius, most_open):
    monkeypatch.setattr(branch, "MOST_OPEN", most_open)
    net = he_network(architecture)
    question = robustness(net, [0] * architecture[0], radius)
    found = measured(benchmark, lambda: verify(net, question, limit=Limit(seconds=240)), rounds=1)
    assert found.holds
