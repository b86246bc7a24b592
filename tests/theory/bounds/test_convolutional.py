"""Counts of convolutional layers against brute force over Hall's conditions, and against arrangements."""

from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import linear_regions
from tropnet.errors import InputError, ShapeError, UndecidedError
from tropnet.networks import Activation, Conv, Network, relu
from tropnet.polyhedra.arrangements import HyperplaneArrangement
from tropnet.theory.bounds.architecture import Architecture, Convolution
from tropnet.theory.bounds.convolutional import (
    XIONG,
    XIONG_LOWER,
    convolution_regions,
    convolutional_lower_bound,
    convolutional_upper_bound,
    is_sharp,
)
from tropnet.theory.bounds.flows import maximum_flow
from tropnet.theory.bounds.transversals import n_independent_choices


def by_hall(sets, copies):
    """Sum over all multiplicities that satisfy all of Hall's conditions."""
    groups = [J for k in range(1, len(sets) + 1) for J in combinations(range(len(sets)), k)]
    room = {J: len(set().union(*(sets[p] for p in J))) for J in groups}
    total = 0
    for t in product(range(copies + 1), repeat=len(sets)):
        if all(sum(t[p] for p in J) <= room[J] for J in groups):
            total += int(np.prod([comb(copies, n) for n in t], dtype=object))
    return total


def arrangement(convolution, seed):
    """The hyperplanes of random filters, as the matrix of the layer has them."""
    rng = np.random.default_rng(seed)
    windows = convolution.windows
    layer = Conv(
        rng.integers(-99, 100, (convolution.filters, convolution.channels, *windows.kernel)).tolist(),
        rng.integers(-99, 100, convolution.filters).tolist(),
        stride=windows.stride,
        padding=windows.padding,
        dilation=windows.dilation,
    )
    (matrix,), constant = layer.matrix(convolution.input_shape)
    seen = matrix.sign().any(axis=1)
    return HyperplaneArrangement(matrix[seen], -constant[seen])


# Exact counts of arrangements of shared random filters.
PINNED = [
    (Convolution(2, (1, 1, 3), (1, 2)), 15),
    (Convolution(3, (1, 1, 3), (1, 2)), 40),
    (Convolution(2, (1, 1, 4), (1, 2)), 55),
    (Convolution(2, (1, 2, 2), (1, 2)), 16),
    (Convolution(3, (1, 2, 2), (2, 1)), 49),
    (Convolution(2, (1, 1, 4), (1, 3)), 16),
    (Convolution(2, (1, 2, 3), (2, 2)), 16),
    (Convolution(2, (1, 1, 4), (1, 2), stride=2), 16),
]


@pytest.mark.parametrize(("convolution", "value"), PINNED)
def test_pinned_values(convolution, value):
    assert convolution_regions(convolution) == value
    assert by_hall(convolution.receptive_fields, convolution.filters) == value
    assert arrangement(convolution, 0).n_regions == value
    assert is_sharp(convolution)


@given(st.lists(st.sets(st.integers(0, 6)), max_size=4), st.integers(0, 3))
def test_independent_choices_by_brute_force(sets, copies):
    assert n_independent_choices(sets, copies) == by_hall(sets, copies)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), min_size=1, max_size=4),
    st.integers(1, 3),
    st.integers(1, 2),
)
def test_independent_choices_of_intervals_in_channels(intervals, copies, channels):
    sets = [{10 * c + x for c in range(channels) for x in range(a, a + n)} for a, n in intervals]
    assert n_independent_choices(sets, copies) == by_hall(sets, copies)


@st.composite
def convolutions(draw):
    axes = draw(st.integers(1, 2))
    sizes = [draw(st.integers(2, 4 if axes == 1 else 3)) for _ in range(axes)]
    kernel = [draw(st.integers(1, min(n, 3))) for n in sizes]
    return Convolution(
        draw(st.integers(1, 3 if axes == 1 else 2)),
        (draw(st.integers(1, 2)), *sizes),
        kernel,
        stride=[draw(st.integers(1, 2)) for _ in sizes],
        padding=[draw(st.integers(0, 1)) for _ in sizes] if axes == 1 else 0,
        dilation=[
            draw(st.integers(1, 2)) if k == 2 and n > 2 else 1 for k, n in zip(kernel, sizes, strict=True)
        ],
    )


@settings(max_examples=50, deadline=None)
@given(convolutions(), st.integers(0, 100))
def test_sharp_layers_attain_their_count_and_no_layer_exceeds_it(convolution, seed):
    bound, counted = convolution_regions(convolution), arrangement(convolution, seed).n_regions
    assert counted <= bound
    if is_sharp(convolution):
        # Some filters are special; of three random ones none attaining the bound would refute the theorem.
        assert bound in (counted, *(arrangement(convolution, seed + 1000 * k).n_regions for k in (1, 2)))


def test_shared_filters_do_not_attain_the_count_along_two_axes():
    convolution = Convolution(2, (1, 3, 3), (2, 2))
    assert convolution_regions(convolution) == 256
    # The relation w_2 w_1 = w_1 w_2 between all eight rows leaves 2^8 - 1 independent sets.
    assert max(arrangement(convolution, seed).n_regions for seed in range(5)) == 255
    assert not is_sharp(convolution)
    # With weights of their own, the rows are independent.
    rng = np.random.default_rng(0)
    rows = [
        [int(rng.integers(-99, 100)) * (x in field) for x in range(9)]
        for field in convolution.receptive_fields * 2
    ]
    assert HyperplaneArrangement(rows, list(range(8))).n_regions == 256


def test_frontier_that_is_too_wide():
    with pytest.raises(UndecidedError, match="ways"):
        convolution_regions(Convolution(9, (3, 12, 12), (3, 3)))
    # All 32 filters fit into the 64 channels, whatever the frontier.
    assert convolution_regions(Convolution(32, (64, 9, 9), (3, 3))) == 2 ** (32 * 49)
    # Two filters of size 2 by 2: fields at the border share more, but nine entries match all eight rows.
    assert convolution_regions(Convolution(2, (1, 3, 3), (2, 2))) == 2**8


def test_a_convolution_with_one_position_is_dense():
    assert convolution_regions(Convolution(6, (1, 2), (2,))) == 22
    assert convolution_regions(Convolution(5, (3, 1), (1,))) == 26


def test_upper_bound_on_networks():
    first = Convolution(2, (1, 4), (2,))
    second = Convolution(2, first.output_shape, (2,))
    bound = convolutional_upper_bound([first, second])
    for seed in range(3):
        rng = np.random.default_rng(seed)
        net = Network.sequential(
            [
                Conv(rng.integers(-9, 10, (2, 1, 2)).tolist(), rng.integers(-9, 10, 2).tolist()),
                Activation(relu()),
                Conv(rng.integers(-9, 10, (2, 2, 2)).tolist(), rng.integers(-9, 10, 2).tolist()),
                Activation(relu()),
            ],
            (1, 4),
        )
        assert linear_regions(net).counts.activation <= bound
        assert XIONG.failing(Architecture.of(net)) == ""
        assert XIONG.value(Architecture.of(net)) == bound


def test_lower_bound_is_attained_by_folds():
    # Two filters fold the first three of four inputs twice each; then two filters of size 2 see three inputs.
    convolution = [Convolution(2, (1, 4), (2,)), Convolution(2, (2, 3), (2,))]
    bound = convolutional_lower_bound(convolution)
    assert bound == 2**3 * 15
    w = np.array([[7, 3], [-5, 8]])
    alternating = [[[a, b], [-a, -b]] for a, b in w.tolist()]
    # The hyperplanes of a.x + b with their points in (0, 1)^3, by scaling around the centre.
    arrangement_biases = [f"{-5 * 512 + 1}/512", f"{-3 * 256 + 1}/512"]
    net = Network.sequential(
        [
            Conv([[[2, 0]], [[4, 0]]], [0, -2]),
            Activation(relu()),
            Conv(alternating, arrangement_biases),
            Activation(relu()),
        ],
        (1, 4),
    )
    assert linear_regions(net).counts.proper_activation >= bound
    architecture = Architecture.of(net)
    assert XIONG_LOWER.failing(architecture) == ""
    assert XIONG_LOWER.value(architecture) == bound


def test_hypotheses_of_the_lower_bound():
    with pytest.raises(InputError, match="padding"):
        convolutional_lower_bound([Convolution(2, (1, 4), (2,), padding=1)])
    with pytest.raises(InputError, match="fewer filters"):
        convolutional_lower_bound([Convolution(1, (2, 4), (2,)), Convolution(2, (1, 3), (2,))])
    with pytest.raises(InputError, match="several axes"):
        convolutional_lower_bound([Convolution(2, (1, 3, 3), (2, 2))])
    with pytest.raises(InputError, match="no convolution"):
        convolutional_upper_bound([])
    with pytest.raises(ShapeError, match="followed by"):
        convolutional_upper_bound([Convolution(2, (1, 4), (2,)), Convolution(2, (2, 4), (2,))])
    assert "no convolution" in XIONG.failing(Architecture.of("2,3,1"))


@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(0, 5), max_size=12))
def test_maximum_flow_is_a_minimum_cut(capacities):
    cuts = (
        sum(c for (u, v), c in capacities.items() if u in side and v not in side)
        for k in range(4)
        for others in combinations((1, 2, 3), k)
        for side in [{0, *others}]
    )
    assert maximum_flow(capacities, 0, 4) == min(cuts)
