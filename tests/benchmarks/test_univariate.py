"""A million pieces: compositions of six sawtooth functions of width ten, from both ends, and the network's function.

Break points i/10 keep the integers small, irregular ones do not.
"""

from functools import reduce
from itertools import pairwise

import pytest
from benchmarks.measuring import measured, note_cells, sawtooth
from benchmarks.test_one_input import IRREGULAR, REGULAR

from tropnet import univariate_functions
from tropnet.univariate import (
    PiecewiseLinearFunction1D,
    extrema,
    integral,
    l1_distance,
    maximum,
    n_pieces_on,
    total_variation,
)

points = pytest.mark.parametrize("points", [REGULAR, IRREGULAR], ids=["regular", "irregular"])
N_PIECES = 10**6 + 2


def functions(points_of_layers):
    """The sawtooth functions, each with the values 0, 1, 0, ... at its points."""
    slopes = [
        [(-1) ** i / (b - a) for i, (a, b) in enumerate(pairwise(points))] for points in points_of_layers
    ]
    return [PiecewiseLinearFunction1D(p[:-1], [0, *s]) for p, s in zip(points_of_layers, slopes, strict=True)]


def composed(points_of_layers):
    return reduce(lambda inner, outer: outer @ inner, functions(points_of_layers))


@points
def test_composition_from_inside(benchmark, points):
    f = measured(benchmark, lambda: composed(points))
    note_cells(benchmark, f.n_pieces)
    assert (f.n_pieces, n_pieces_on(f, 0, 1)) == (N_PIECES, 10**6)


@points
def test_composition_from_outside(benchmark, points):
    first, *rest = reversed(functions(points))
    f = measured(benchmark, lambda: reduce(lambda outer, inner: outer @ inner, rest, first))
    note_cells(benchmark, f.n_pieces)
    assert f == composed(points)


@points
def test_function_of_the_network(benchmark, points):
    net = sawtooth(points)
    (f,) = measured(benchmark, lambda: univariate_functions(net))
    note_cells(benchmark, f.n_pieces)
    assert f == composed(points)


@points
def test_integral(benchmark, points):
    f = composed(points)
    area = measured(benchmark, lambda: integral(f, 0, 1), rounds=1)
    assert 2 * area == 1  # every piece on [0, 1] runs from 0 to 1 or back
    assert extrema(f, 0, 1) == (0, 1)
    assert total_variation(f, 0, 1) == 10**6


@points
def test_l1_distance(benchmark, points):
    f = composed(points)
    distance = measured(benchmark, lambda: l1_distance(f, 1 - f, 0, 1), rounds=1)
    assert 2 * distance == 1  # |2f - 1| is a sawtooth with twice as many teeth


@points
def test_maximum(benchmark, points):
    f = composed(points)
    upper = measured(benchmark, lambda: maximum(f, 1 - f), rounds=1)
    assert n_pieces_on(upper, 0, 1) == 2 * 10**6  # every piece of f has its middle at 1/2
