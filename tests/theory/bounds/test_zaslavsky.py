"""Bounds by the weights of networks against the engine; simple arrangements against counted ones."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import linear_regions
from tropnet.errors import InputError
from tropnet.networks import Activation, Dense, Maxout, Network, clip
from tropnet.polyhedra.arrangements import braid_arrangement, generic_arrangement, resonance_arrangement
from tropnet.theory.bounds.relu import montufar_upper_bound
from tropnet.theory.bounds.zaslavsky import (
    FIRST_LAYER,
    RANKS_OF_WEIGHTS,
    first_layer_arrangement,
    first_layer_regions,
    ranks_of_weights_upper_bound,
    simple_bounded_regions,
    simple_central_regions,
    simple_f_vector,
)


# Zaslavsky 1975; recomputed from characteristic polynomials.
@pytest.mark.parametrize(
    ("m", "n", "faces"),
    [
        (3, 2, (3, 9, 7)),
        (4, 2, (6, 16, 11)),
        (5, 3, (10, 40, 55, 26)),
        (6, 3, (20, 75, 96, 42)),
        (8, 4, (70, 336, 616, 512, 163)),
    ],
)
def test_pinned_f_vectors(m, n, faces):
    assert simple_f_vector(m, n) == faces
    assert sum((-1) ** k * f for k, f in enumerate(faces)) == (-1) ** n


@pytest.mark.parametrize("n", range(1, 4))
@pytest.mark.parametrize("m", range(6))
def test_simple_arrangements_are_as_counted(m, n):
    arrangement = generic_arrangement(m, n)
    assert simple_f_vector(m, n) == arrangement.f_vector
    assert simple_bounded_regions(m, n) == arrangement.n_bounded_regions


@pytest.mark.parametrize(("m", "n"), [(0, 2), (1, 1), (3, 2), (4, 3), (6, 3), (5, 4)])
def test_central_arrangements_are_as_counted(m, n):
    normals = [[(i + 1) ** j for j in range(n)] for i in range(m)]
    net = Network.from_arrays([normals or [[0] * n], [[1] * max(m, 1)]])
    assert simple_central_regions(m, n) == first_layer_arrangement(net).n_regions


@pytest.mark.parametrize(
    "arrangement", [braid_arrangement(4), resonance_arrangement(3), generic_arrangement(5, 2)]
)
def test_one_hidden_layer_is_its_arrangement(arrangement):
    normals, offsets = arrangement.normals.tolist(), (-arrangement.offsets).tolist()
    # Twice the same walls, once turned around, and a unit without a wall.
    turned = [[-2 * a for a in row] for row in normals]
    weight = [*normals, *turned, [0] * len(normals[0])]
    bias = [*offsets, *(-2 * b for b in offsets), 1]
    net = Network.from_arrays([weight, [[1] * len(weight)]], [bias, [0]])
    assert first_layer_arrangement(net) == arrangement
    expected = arrangement.n_regions
    assert FIRST_LAYER.value(net) == RANKS_OF_WEIGHTS.value(net) == expected
    assert linear_regions(net).counts.proper_activation == expected


@st.composite
def networks(draw):
    """Degenerate networks: small entries, so that rows vanish, repeat and are parallel."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    entries = st.integers(-1, 1)

    def array(*shape):
        count = int(np.prod(shape))
        return np.array(draw(st.lists(entries, min_size=count, max_size=count))).reshape(shape).tolist()

    weights = [array(b, a) for a, b in pairwise(sizes)] + [array(1, sizes[-1])]
    return Network.from_arrays(weights, [array(len(w)) for w in weights])


@settings(max_examples=40, deadline=None)
@given(networks())
def test_networks_lie_between_the_bounds(net):
    proper = linear_regions(net).counts.proper_activation
    assert FIRST_LAYER.value(net) <= proper <= ranks_of_weights_upper_bound(net)
    assert ranks_of_weights_upper_bound(net) <= montufar_upper_bound(net.input_dim, net.widths)


def test_patterns_of_lower_dimension_are_not_bounded():
    net = Network.from_arrays([[[1], [-1]], [[1, 1]]])
    counts = linear_regions(net).counts
    assert (counts.activation, counts.proper_activation, ranks_of_weights_upper_bound(net)) == (3, 2, 2)
    assert "activation" not in RANKS_OF_WEIGHTS.notions


def test_parallel_walls_of_later_layers():
    # The second layer: three parallel lines and one more, where a plane arrives; 4 * 2 regions, not 11.
    first = [[1, 0], [0, 1]]
    second = [[1, 1], [1, 1], [-2, -2], [1, -1]]
    net = Network.from_arrays([first, second, [[1, 2, 3, 4]]], [[3, 3], [-1, -2, 6, 0], [0]])
    assert ranks_of_weights_upper_bound(net) == 4 * 8
    assert linear_regions(net).counts.proper_activation <= 32


def test_activations_with_several_break_points():
    net = Network.sequential([Dense([[1, 0], [2, 0], [0, 1]]), Activation(clip(0, 6)), Dense([[1, 2, 3]])], 2)
    # x = 0 twice, x = 6, x = 3; y = 0, y = 6.
    assert len(first_layer_arrangement(net)) == 5
    assert FIRST_LAYER.value(net) == 12 == linear_regions(net).counts.proper_activation


def test_maxout_units():
    # Of four arguments two have the same linear part, so three pieces are left at most; beside a ReLU-like one.
    rows = [[1, 0], [1, 0], [0, 1], [0, 0], [2, 2], [2, 2], [0, 0], [0, 0]]
    net = Network.sequential([Dense(rows, [0, 5, 0, 0, 0, 1, 2, 3]), Maxout(4), Dense([[1, 1]])], 2)
    assert "maximum" in FIRST_LAYER.failing(net)
    with pytest.raises(InputError, match="different linear parts"):
        first_layer_arrangement(net)
    # e_0 + e_1 + e_2 of (2, 1).
    assert ranks_of_weights_upper_bound(net) == 1 + 3 + 2
    assert linear_regions(net).counts.proper_activation <= 6
    pairs = Network.sequential([Dense([[1], [-1]], [0, 2]), Maxout(2), Dense([[1], [1]]), Maxout(2)], 1)
    assert FIRST_LAYER.value(pairs) == 2
    assert ranks_of_weights_upper_bound(pairs) == 2


def test_first_layers_that_are_too_large_to_count():
    rng = np.random.default_rng(0)
    independent = Network.from_arrays([rng.integers(-9, 10, (20, 30)).tolist(), [[1] * 20]])
    assert first_layer_regions(independent) == ranks_of_weights_upper_bound(independent) == 2**20
    large = Network.from_arrays(
        [rng.integers(-9, 10, (60, 8)).tolist(), [[1] * 60]], [list(range(1, 61)), [0]]
    )
    assert "intersections" in FIRST_LAYER.failing(large)
    assert ranks_of_weights_upper_bound(large) == montufar_upper_bound(8, [60])


def test_networks_without_hidden_layers():
    net = Network.from_arrays([[[1, 2]]])
    assert len(first_layer_arrangement(net)) == 0
    assert FIRST_LAYER.value(net) == RANKS_OF_WEIGHTS.value(net) == 1
