"""Simple arrangements, and the last layer whose regions all meet the cube."""

from itertools import combinations, product

import pytest
import sympy

from tropnet import HyperplaneArrangement, cube, linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.exact.matrix import solve
from tropnet.networks import Network
from tropnet.theory.families import GeneralPosition
from tropnet.theory.families.general_position import LastLayer


@pytest.mark.parametrize(("m", "n"), [(1, 1), (4, 1), (3, 2), (6, 2), (5, 3), (2, 4)])
def test_all_counts_agree_with_the_engine(m, n):
    for seed in range(3):
        assert GeneralPosition.sample(seed, m, n).verify().holds


@pytest.mark.parametrize(("m", "n"), [(2, 1), (4, 2), (6, 2), (5, 3), (3, 3), (5, 4)])
def test_the_last_layer_is_simple_and_inside_the_cube(m, n):
    layer = LastLayer(n, m, 2, 9)
    weights, biases = layer.arrays()
    arrangement = HyperplaneArrangement(weights, [-b for b in biases])
    assert arrangement.is_simple
    assert len(arrangement) == m
    assert all(all(row) for row in weights)
    for rows in combinations(range(m), n):
        point = solve([weights[i] for i in rows], [-biases[i] for i in rows])
        assert all(0 < x < 1 for x in point)


@pytest.mark.parametrize(("m", "n"), [(2, 1), (4, 2), (5, 3), (2, 2), (1, 2)])
def test_patterns_of_the_last_layer(m, n):
    layer = LastLayer(n, m, 0, 1)
    weights, biases = layer.arrays()
    net = Network.from_arrays([weights, [layer.output]], [biases, [0]])
    box = cube(n)
    shifted = [[0] * n, [1] * n]
    inside = type(box).from_generators(list(product(*zip(*shifted, strict=True))))
    patterns = {tuple(cell.pattern) for cell in linear_regions(net, inside)}
    assert len(patterns) == layer.n_regions == len(linear_regions(net))
    assert ((0,) * m in patterns) == layer.has_idle_region == (m <= n)


def test_symbolic_members():
    b = sympy.Symbol("b")
    family = GeneralPosition([[1, 0], [0, 1], [1, 1]], [0, 0, b])
    assert family.expected[0].value == 7
    assert family.subs({b: -1}).verify().holds
    with pytest.raises(InputError, match="general position"):
        family.subs({b: 0})


def test_bad_parameters():
    with pytest.raises(InputError, match="general position"):
        GeneralPosition([[1, 0], [2, 0]], [0, 1])
    with pytest.raises(InputError, match="general position"):
        GeneralPosition([[1], [0]], [0, 1])
    with pytest.raises(InputError, match="must be positive"):
        GeneralPosition([[1], [2]], [0, 1], [1, -1])
    with pytest.raises(ShapeError, match="do not fit together"):
        GeneralPosition([[1], [2]], [0])
