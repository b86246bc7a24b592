"""Jumps of piecewise linear functions, and what is decided by them.

The goals: the bends of a network [3, 16, 16, 1] with 3776 cells in 0.3 s; the depth of max(0, x1, ..., x9), of which
2236 cells with false walls are found, in a few seconds.
"""

import numpy as np
import pytest
from benchmarks.measuring import gaussian, measured

from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.piecewise.whole_hyperplanes import varying_jump
from tropnet.networks import Network
from tropnet.theory.representation.depth import depth
from tropnet.tropical.polynomial import TropicalPolynomial


def integral(widths):
    rng = np.random.default_rng(0)
    shapes = list(zip(widths[1:], widths, strict=False))
    weights = [rng.integers(-5, 6, shape) for shape in shapes]
    return Network.from_arrays(weights, [rng.integers(-5, 6, m) for m in widths[1:]])


NETWORKS = {
    "3-24-1": gaussian([3, 24, 1]),
    "3-16-16-1": gaussian([3, 16, 16, 1]),
    "3-16-16-1 integers": integral([3, 16, 16, 1]),
    "2-24-24-24-1": gaussian([2, 24, 24, 24, 1]),
}


def enumerated(net):
    f = PiecewiseLinear(net)
    assert len(f.regions)
    return f


@pytest.mark.parametrize("name", NETWORKS)
def test_bends(benchmark, name):
    found = measured(benchmark, lambda: enumerated(NETWORKS[name]).bends)
    assert all(bend.jump for bend in found)


@pytest.mark.parametrize("name", NETWORKS)
def test_cells(benchmark, name):
    assert measured(benchmark, lambda: enumerated(NETWORKS[name]).cells)


@pytest.mark.parametrize("name", NETWORKS)
def test_varying_jump(benchmark, name):
    net = NETWORKS[name]
    found = measured(benchmark, lambda: varying_jump(PiecewiseLinear(net)))
    # With one hidden layer of neurons in general position all jumps are constant.
    assert (found is None) == (net.hidden_layers == 1)


@pytest.mark.parametrize("n", [6, 8, 9])
def test_depth_of_the_maximum(benchmark, n):
    variables = ", ".join(f"x{i}" for i in range(1, n + 1))
    found = measured(benchmark, lambda: depth(TropicalPolynomial.parse(f"max(0, {variables})")))
    assert found.lower == 2
