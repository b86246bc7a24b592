"""Events on paths of small networks."""

import numpy as np
import pytest
import sympy

from tropnet.theory.families import ZonotopeComposition
from tropnet.theory.parametric import ParameterPath, ParametricNetwork, combinatorial_events

t = sympy.Symbol("t")


@pytest.mark.parametrize("w", [2, 3, 4])
def test_zonotopes(benchmark, w):
    a = [[f"{i}/{w}" for i in range(1, w)]] * 2
    start, end = (ZonotopeComposition([[1, 0], [0, 1], [1, last]], a) for last in (3, -1))
    events = benchmark.pedantic(combinatorial_events, (ParameterPath.between(start, end),), rounds=1)
    assert [event.value for event in events] == [sympy.Rational(3, 4)]


def test_two_layers(benchmark):
    rng = np.random.default_rng(0)
    first = rng.integers(-3, 4, (6, 2)).tolist()
    first[0][0] = t
    layers = [(first, rng.integers(-3, 4, 6).tolist())]
    layers.append((rng.integers(-3, 4, (4, 6)).tolist(), rng.integers(-3, 4, 4).tolist()))
    net = ParametricNetwork([*layers, ([[1, -1, 2, 1]], [0])])
    events = benchmark.pedantic(combinatorial_events, (ParameterPath(net, -1, 1),), rounds=1)
    assert len(events) == 20
    assert [event.value for event in events[::19]] == [-1, 1]
