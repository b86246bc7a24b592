"""Bounds for ReLU networks: the published values, brute-force sums, order, and the engine."""

from itertools import pairwise, product
from math import comb, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import Network, linear_regions
from tropnet.errors import InputError
from tropnet.networks import Activation, Dense, PiecewiseLinearFunction1D
from tropnet.theory.bounds import (
    arora_lower_bound,
    hinz_histogram,
    hinz_upper_bound,
    histogram_upper_bound,
    hu_zhang_upper_bound,
    montufar_histogram,
    montufar_lower_bound,
    montufar_upper_bound,
    pascanu_lower_bound,
    pattern_upper_bound,
    raghu_upper_bound,
    serra_histogram,
    serra_lower_bound,
    serra_upper_bound,
)
from tropnet.theory.families import MontufarFolding, SerraZigzag, ZonotopeComposition

BIG = 848743279457546778353683134709323383198353791729103086071348

# inputs, widths: Pascanu, Montúfar 2014, Serra (lower); Hinz, Serra, Montúfar 2017 (upper); by the sums in the
# papers in exact arithmetic; None where it was not computed or does not apply
VALUES = [
    (1, (1, 1), 2, 2, None, 3, 3, 4),
    (1, (2, 2), 6, 6, None, 9, 9, 9),
    (1, (3, 3, 3, 3), None, None, 256, 256, 256, 256),
    (2, (2, 2), 4, 4, None, 11, 11, 16),
    (2, (3, 3), 7, 7, None, 40, 40, 49),
    (2, (4, 4), 22, 44, None, 109, 121, 121),
    (2, (4, 8), None, None, None, 351, 407, 407),
    (2, (6, 6), 66, 198, 352, 484, 484, 484),
    (2, (8, 8, 8), 592, 9472, 23125, 50653, 50653, 50653),
    (3, (4, 4, 4), 15, 15, None, 1559, 1631, 3375),
    (3, (5, 5, 5), None, None, None, 11016, 11776, 17576),
    (3, (9, 9), 390, 3510, 8320, 16900, 16900, 16900),
    (4, (4, 4, 4), None, None, None, 1562, 1634, 4096),
    (4, (6, 6, 6), None, None, None, 91538, 95868, 185193),
    (4, (8, 8, 8), 652, 41728, None, 3596223, 4330747, 4330747),
    (8, (8, 8, 8), None, None, None, 5730398, 5900722, 2**24),
    (784, (10, 10), None, None, None, 616666, 616666, 2**20),
    (784, (11, 11), None, None, None, 2449868, 2449868, 2**22),
    (784, (21, 1), None, None, None, 4194303, 4194303, 2**22),
    (784, (1, 21), None, None, None, 23, 23, 44),
    (784, (10, 10, 10), None, None, None, 355881371, 365139905, 2**30),
    (4, (8, 8, 1), None, None, None, 49302, 53138, 53138),
    (4, (10, 10, 10, 1), None, None, None, 113438992, 115024912, 115024912),
    (2, (50, 50), None, None, None, 1628176, 1628176, 1628176),
    (2, (32, 32, 32, 32), None, None, None, 78310985281, 78310985281, 78310985281),
    (784, (100, 100), None, None, None, BIG, BIG, 2**200),
    (
        5,
        (50,) * 6,
        236993600000,
        23699360000000000000000000000000,
        256775596646500652680927017733936,
        None,
        177182044384474170195491259715982196736,
        177182044384474170195491259715982196736,
    ),
]


@pytest.mark.parametrize(("n", "widths", "pascanu", "montufar", "serra", "hinz", "upper", "product"), VALUES)
def test_published_values(n, widths, pascanu, montufar, serra, hinz, upper, product):
    found = [
        (pascanu_lower_bound, pascanu),
        (montufar_lower_bound, montufar),
        (serra_lower_bound, serra),
        (hinz_upper_bound, hinz),
        (serra_upper_bound, upper),
        (montufar_upper_bound, product),
    ]
    for bound, value in found:
        if value is not None:
            assert bound(n, widths) == value


def serra_by_enumeration(n, widths):
    """The sum over all admissible numbers of inactive units, one by one."""
    total = 0
    for inactive in product(*(range(w + 1) for w in widths)):
        room, term = n, 1
        for w, j in zip(widths, inactive, strict=True):
            if j > min(room, w):
                break
            term *= comb(w, j)
            room = min(room, w - j)
        else:
            total += term
    return total


architectures = st.tuples(st.integers(1, 5), st.lists(st.integers(1, 6), min_size=1, max_size=3))


@settings(max_examples=60, deadline=None)
@given(architectures)
def test_sums_one_by_one_and_the_order_of_the_bounds(architecture):
    n, widths = architecture
    assert serra_upper_bound(n, widths) == serra_by_enumeration(n, widths)
    zas = [sum(comb(w, j) for j in range(n + 1)) for w in widths]
    assert raghu_upper_bound(n, widths) == prod(zas)
    ranks = [min([n, *widths[:layer]]) for layer in range(len(widths))]
    assert montufar_upper_bound(n, widths) == prod(
        sum(comb(w, j) for j in range(r + 1)) for w, r in zip(widths, ranks, strict=True)
    )
    ascending = [
        bound(n, widths)
        for bound in (hinz_upper_bound, serra_upper_bound, montufar_upper_bound, raghu_upper_bound)
    ]
    assert ascending == sorted(ascending)
    assert ascending[-1] <= pattern_upper_bound(widths)
    assert hu_zhang_upper_bound(n, widths, 2) == montufar_upper_bound(n, widths)


@settings(max_examples=30, deadline=None)
@given(architectures)
def test_the_matrix_form_gives_the_sums_again(architecture):
    n, widths = architecture
    assert histogram_upper_bound(n, widths, montufar_histogram) == montufar_upper_bound(n, widths)
    assert histogram_upper_bound(n, widths, serra_histogram) == serra_upper_bound(n, widths)
    assert histogram_upper_bound(n, widths, hinz_histogram) == hinz_upper_bound(n, widths)


@pytest.mark.parametrize("seed", range(40))
def test_no_network_has_more_patterns(seed):
    rng = np.random.default_rng(seed)
    widths = [int(rng.integers(1, 4)), *rng.integers(1, 5, size=rng.integers(1, 4)).tolist(), 1]
    shapes = list(zip(widths[1:], widths, strict=False))
    net = Network.from_arrays(
        [rng.integers(-2, 3, size=shape).tolist() for shape in shapes],
        [rng.integers(-2, 3, size=shape[0]).tolist() for shape in shapes] if seed % 2 else None,
    )
    counts = linear_regions(net).counts
    assert counts.activation <= hinz_upper_bound(widths[0], widths[1:-1])


@pytest.mark.parametrize("seed", range(30))
def test_histograms_dominate_those_of_arrangements(seed):
    # how many cells have at least k active units: no arrangement of m lines or planes, however oriented, has more
    rng = np.random.default_rng(seed)
    d, m = int(rng.integers(1, 4)), int(rng.integers(1, 6))
    net = Network.from_arrays(
        [rng.integers(-3, 4, size=(m, d)).tolist(), [[1] * m]], [rng.integers(-3, 4, size=m).tolist(), [0]]
    )
    active = linear_regions(net).patterns.sum(axis=1)
    for histogram in hinz_histogram(d, m), serra_histogram(d, m):
        for k in range(m + 1):
            assert (active >= k).sum() <= sum(histogram[k:])


@pytest.mark.parametrize("widths", [(3,), (3, 4), (5, 3, 3)])
def test_one_input_is_sharp(widths):
    assert serra_upper_bound(1, widths) == prod(w + 1 for w in widths)
    *folds, last = widths
    if folds:
        assert SerraZigzag(1, folds, last).expected[0].value == serra_upper_bound(1, widths)


def test_lower_bounds_are_attained_by_the_families():
    assert MontufarFolding(2, (2, 3), 4).expected[0].value == montufar_lower_bound(2, (4, 6, 4))
    assert SerraZigzag(2, (3, 4), 5).expected[0].value == serra_lower_bound(2, (6, 8, 5))
    member = ZonotopeComposition.sample(0, 3, 2, (3, 3))
    value = {e.notion: e.value for e in member.expected if e.within is None}["affine"]
    assert value >= arora_lower_bound(2, member.network().widths)


@pytest.mark.parametrize(("n", "m", "p"), [(1, 3, 3), (2, 3, 3), (2, 4, 4), (3, 3, 3)])
def test_one_layer_of_units_with_more_pieces_is_sharp(n, m, p):
    # Normals on the moment curve and generic shifts: p - 1 parallel hyperplanes for each unit, in general position.
    unit = PiecewiseLinearFunction1D(range(p - 1), [k * k for k in range(p)])
    rows = [[(i + 1) ** k for k in range(n)] for i in range(m)]
    net = Network.sequential(
        [Dense(rows, [f"{i * i + 1}/7" for i in range(m)]), Activation(unit), Dense([[1] * m])], n
    )
    assert linear_regions(net).counts.affine == hu_zhang_upper_bound(n, [m], p)


@pytest.mark.parametrize("seed", range(20))
def test_no_network_of_units_with_more_pieces_has_more_patterns(seed):
    rng = np.random.default_rng(seed)
    n, p = int(rng.integers(1, 3)), int(rng.integers(2, 5))
    widths = [n, *rng.integers(1, 4, size=2).tolist()]
    layers = []
    for rows, columns in pairwise(reversed([*widths, 1])):
        unit = PiecewiseLinearFunction1D(range(p - 1), rng.integers(-2, 3, size=p).tolist())
        weight, bias = rng.integers(-2, 3, size=(rows, columns)), rng.integers(-2, 3, size=rows)
        layers = [Activation(unit), Dense(weight.tolist(), bias.tolist()), *layers]
    counts = linear_regions(Network.sequential(layers[1:], n)).counts
    assert counts.activation <= hu_zhang_upper_bound(n, widths[1:], p)


def test_bad_input():
    with pytest.raises(InputError):
        serra_upper_bound(0, (3,))
    with pytest.raises(InputError):
        serra_upper_bound(2, (3, -1))
