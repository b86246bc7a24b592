"""Maxout layers against the engine, hulls and one another."""

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropnet import Polyhedron, linear_regions
from tropnet.errors import InputError
from tropnet.networks import Activation, Dense, Maxout, Network, relu
from tropnet.theory.bounds.architecture import Architecture, Unit
from tropnet.theory.bounds.general_position import elementary_symmetric, most_regions_of_units
from tropnet.theory.bounds.maxout import (
    MINKOWSKI_SUMS,
    MONTUFAR_REN_ZHANG,
    MONTUFAR_REN_ZHANG_LOWER,
    SERRA_MAXOUT,
    layer_count_from_sublayers,
    maxout_lower_bound,
    maxout_upper_bound,
    most_vertices_of_minkowski_sum,
    serra_maxout_upper_bound,
    vertex_count_from_partial_sums,
    zigzag_folds,
)

ranks = st.lists(st.integers(1, 6), max_size=7)


def maxout_layer(units, k):
    """The network of units of rank k, each a list of rows (a, b)."""
    # Groups of the first axis: the arguments of a unit are consecutive.
    rows = [row for unit in units for row in unit]
    n = len(rows[0]) - 1
    first = Dense([row[:n] for row in rows], [row[n] for row in rows])
    return Network.sequential([first, Maxout(k), Dense([[2 * i + 3 for i in range(len(units))]])], n)


def n_regions(units, k):
    return linear_regions(maxout_layer(units, k)).counts.proper_activation


def random_units(rng, m, k, n, bias=True):
    return [
        [[*rng.integers(-50, 51, n).tolist(), int(rng.integers(-50, 51)) if bias else 0] for _ in range(k)]
        for _ in range(m)
    ]


# Recomputed with exact rational arithmetic from both forms of the theorem.
@pytest.mark.parametrize(
    ("n", "own", "value"),
    [
        (1, [3, 3], 5),
        (2, [3, 3, 3], 19),
        (2, [3] * 5, 51),
        (3, [3, 3, 3], 27),
        (3, [4] * 5, 376),
        (2, [2, 3, 4], 18),
        (4, [3] * 6, 473),
        (4, [3] * 8, 1697),
    ],
)
def test_pinned_values_of_one_layer(n, own, value):
    assert maxout_upper_bound(n, [own]) == value
    assert layer_count_from_sublayers(elementary_symmetric(own, n), len(own)) == value


# Weibel 2012 and Fukuda and Weibel 2007.
@pytest.mark.parametrize(
    ("d", "own", "value"),
    [
        (2, [3, 4, 5], 12),
        (3, [4, 4], 16),
        (3, [4, 4, 4], 38),
        (3, [4] * 4, 70),
        (3, [4] * 5, 112),
        (4, [5] * 4, 370),
        (4, [5] * 6, 1555),
        (3, [3] * 3, 20),
        (3, [3] * 5, 57),
    ],
)
def test_pinned_vertices_of_minkowski_sums(d, own, value):
    assert most_vertices_of_minkowski_sum(own, d) == value


@given(ranks, st.integers(0, 5))
def test_both_forms_of_the_theorem_are_equal(own, n):
    assert most_regions_of_units(own, n) == layer_count_from_sublayers(elementary_symmetric(own, n), len(own))


@given(st.integers(0, 8), st.integers(1, 6))
def test_sums_of_segments_are_central_arrangements(m, d):
    expected = 2 * sum(comb(m - 1, j) for j in range(d)) if m else 1
    assert most_vertices_of_minkowski_sum([2] * m, d) == expected


@given(st.lists(st.integers(2, 6), min_size=2, max_size=7))
def test_polygons_add_their_edges(own):
    assert most_vertices_of_minkowski_sum(own, 2) == sum(own)


@given(ranks, st.integers(0, 4))
def test_points_do_not_matter(own, d):
    assert most_vertices_of_minkowski_sum([*own, 1], d) == most_vertices_of_minkowski_sum(own, d)


@pytest.mark.parametrize(("n", "m", "k"), [(1, 3, 3), (2, 2, 3), (2, 3, 3), (2, 3, 4), (3, 3, 3)])
def test_parallel_walls_in_general_position_attain_the_maximum(n, m, k):
    rng = np.random.default_rng(n * 100 + m * 10 + k)
    units = []
    for _ in range(m):
        normal = rng.integers(-20, 21, n)
        # max_t (t w.x - c_t) with convex c has its walls where w.x = c_{t+1} - c_t.
        offsets = np.cumsum([0, *np.sort(rng.choice(np.arange(-99, 100), k - 1, replace=False))])
        units.append([[*(t * normal).tolist(), -int(offsets[t])] for t in range(k)])
    assert n_regions(units, k) == most_regions_of_units([k] * m, n)


@pytest.mark.parametrize(("n", "m"), [(1, 3), (2, 3), (2, 4), (3, 4)])
def test_sublayers_of_few_units_determine_a_transversal_layer(n, m):
    k = 3
    units = random_units(np.random.default_rng(m + n), m, k, n)
    sums = [1] + [sum(n_regions(s, k) for s in combinations(units, j)) for j in range(1, n + 1)]
    counted = n_regions(units, k)
    assert layer_count_from_sublayers(sums, m) == counted
    assert counted <= most_regions_of_units([k] * m, n)


@pytest.mark.parametrize(("d", "m", "k"), [(2, 3, 3), (3, 3, 4), (3, 4, 3)])
def test_partial_sums_determine_a_minkowski_sum(d, m, k):
    rng = np.random.default_rng(d + m + k)
    summands = [
        Polyhedron.from_generators(vertices=rng.integers(-99, 100, (k, d)).tolist()) for _ in range(m)
    ]

    def n_vertices(parts):
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return len(total.vertices)

    sums = [1] + [sum(n_vertices(s) for s in combinations(summands, j)) for j in range(1, d)]
    counted = n_vertices(summands)
    assert vertex_count_from_partial_sums(sums, m) == counted
    assert counted <= most_vertices_of_minkowski_sum([k] * m, d)
    # The same as a layer without biases.
    units = [[[*map(int, v), 0] for v in summand.vertices.tolist()] for summand in summands]
    assert all(len(unit) == k for unit in units)
    assert n_regions(units, k) == counted


@pytest.mark.parametrize("seed", range(4))
def test_networks_obey_all_upper_bounds(seed):
    rng = np.random.default_rng(seed)
    n, bias = 2, bool(seed % 2)
    net = Network.sequential(
        [
            Dense(rng.integers(-5, 6, (6, n)).tolist(), (rng.integers(-5, 6, 6) * bias).tolist()),
            Maxout(3),
            Dense(rng.integers(-5, 6, (4, 2)).tolist(), (rng.integers(-5, 6, 4) * bias).tolist()),
            Maxout(2),
            Dense(rng.integers(-5, 6, (2, 2)).tolist(), (rng.integers(-5, 6, 2) * bias).tolist()),
            Activation(relu()),
        ],
        n,
    )
    counts, architecture = linear_regions(net).counts, Architecture.of(net)
    assert counts.activation <= MONTUFAR_REN_ZHANG.value(architecture)
    if bias:
        assert "biases" in MINKOWSKI_SUMS.failing(architecture)
    else:
        assert counts.proper_activation <= MINKOWSKI_SUMS.value(architecture)


def test_a_convex_function_folds_once():
    # Two layers of one unit of rank 3: not 9 pieces, but 3 k - 2.
    most = 0
    rng = np.random.default_rng(5)
    for _ in range(60):
        w, b = rng.integers(-6, 7, 6).tolist(), rng.integers(-9, 10, 6).tolist()
        net = Network.sequential(
            [
                Dense([[w[i]] for i in range(3)], b[:3]),
                Maxout(3),
                Dense([[w[i]] for i in range(3, 6)], b[3:]),
                Maxout(3),
            ],
            1,
        )
        most = max(most, linear_regions(net).counts.proper_activation)
    assert most == 7


def zigzag(units, k):
    """The arguments (a, b) of maxout units of rank k, and the weights of the units, that fold [0, 1] most often."""
    folds = zigzag_folds(units, k)
    kinks = [Fraction(j, folds) for j in range(1, folds)]
    arguments, weights = [], []
    for own, weight, number in ((kinks[0::2], -1, (units + 1) // 2), (kinks[1::2], 1, units // 2)):
        for u in range(number):
            part = own[u * (k - 1) : (u + 1) * (k - 1)]
            # The slope before all kinks is that of the first unit, which is concave.
            slope = 0 if weights else -folds
            rows = [(slope + 2 * folds * i, -2 * folds * sum(part[:i])) for i in range(len(part) + 1)]
            arguments += rows + rows[:1] * (k - len(rows))
            weights.append(weight)
    return arguments, weights


@pytest.mark.parametrize(("units", "k"), [(1, 4), (2, 3), (3, 3), (4, 2), (4, 3), (5, 4)])
def test_zigzags_of_maxout_units(units, k):
    arguments, weights = zigzag(units, k)
    first = Dense([[a] for a, _ in arguments], [b for _, b in arguments])
    net = Network.sequential([first, Maxout(k), Dense([weights])], 1)
    folds = zigzag_folds(units, k)
    assert [net([Fraction(j, folds)])[0] for j in range(folds + 1)] == [j % 2 for j in range(folds + 1)]
    assert linear_regions(net).counts.open_connected == folds


def test_folds_attain_the_lower_bound():
    arguments, weights = zigzag(2, 3)
    first = Dense([[a] for a, _ in arguments], [b for _, b in arguments])
    second = Dense([[t * w for w in weights] for t in range(3)], [0, "-1/3", -1])
    net = Network.sequential([first, Maxout(3), second, Maxout(3), Dense([[1]])], 1)
    bound = maxout_lower_bound(1, [[3, 3], [3]])
    assert bound == 15
    assert linear_regions(net).counts.proper_activation == bound
    assert MONTUFAR_REN_ZHANG_LOWER.value(Architecture.of(net)) == bound
    # With one input, as many pieces as all walls allow.
    assert maxout_upper_bound(1, [[3, 3], [3]]) == bound


def test_bounds_of_architectures_are_in_order():
    for text in ("2,4:3,4:3,1", "3,6:2,3:4,1", "1,2:5,1"):
        architecture = Architecture.of(text)
        low, high = MONTUFAR_REN_ZHANG_LOWER.value(architecture), MONTUFAR_REN_ZHANG.value(architecture)
        assert low <= high <= SERRA_MAXOUT.value(architecture)
    assert serra_maxout_upper_bound(2, [[2] * 4]) == 11
    bias_free = Architecture.dense(3, [4], unit=Unit.maxout(3), has_biases=False)
    assert MINKOWSKI_SUMS.value(bias_free) < MONTUFAR_REN_ZHANG.value(bias_free)


def test_what_is_refused():
    with pytest.raises(InputError, match="no layer"):
        layer_count_from_sublayers([], 2)
    with pytest.raises(InputError, match="at least d"):
        vertex_count_from_partial_sums([1, 2, 3], 2)
    with pytest.raises(InputError, match="positive"):
        most_vertices_of_minkowski_sum([3, 0], 2)
    with pytest.raises(InputError, match="does not fold"):
        maxout_lower_bound(3, [[3, 3], [3]])
    with pytest.raises(InputError, match="other than maxout"):
        SERRA_MAXOUT.value(Architecture.of("2,3,1"))
    assert "2 units" in MONTUFAR_REN_ZHANG_LOWER.failing(Architecture.of("3,2:3,3:3,1"))
    homogeneous = Architecture.dense(2, [3], unit=Unit.activation(3), has_biases=False)
    assert "homogeneous" in MINKOWSKI_SUMS.failing(homogeneous)
