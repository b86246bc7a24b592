"""Networks as functions of one variable: point by point, and against the slicing engine."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import linear_regions
from tropnet.analysis.univariate_form import along, cell_ends, univariate_functions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import (
    Activation,
    Add,
    Concat,
    Dense,
    Maxout,
    Network,
    Node,
    absolute,
    clip,
    hard_tanh,
    leaky_relu,
    relu,
)


@st.composite
def dense_networks(draw, inputs=1):
    widths = [inputs, *draw(st.lists(st.integers(1, 4), max_size=3)), draw(st.integers(1, 2))]
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    shapes = list(zip(widths[1:], widths, strict=False))
    weights = [rng.integers(-3, 4, size=shape).tolist() for shape in shapes]
    return Network.from_arrays(weights, [rng.integers(-3, 4, size=shape[0]).tolist() for shape in shapes])


def places(f):
    cuts = sorted({Fraction(0), *f.breakpoints})
    return [
        cuts[0] - 2,
        cuts[0] - 1,
        *cuts,
        *((a + b) / 2 for a, b in pairwise(cuts)),
        cuts[-1] + 3,
    ]


@settings(max_examples=30)
@given(dense_networks())
def test_functions_agree_with_the_network_and_the_engine(net):
    functions = univariate_functions(net)
    assert len(functions) == net.output_dim
    for number, f in enumerate(functions):
        for x in places(f):
            assert f(x) == net([x])[number]
    if net.output_dim == 1:
        counts = linear_regions(net).counts
        assert functions[0].n_pieces == counts.open_connected
        pieces = set(zip(functions[0].slopes, functions[0].intercepts, strict=True))
        assert len(pieces) == counts.affine


@settings(max_examples=30)
@given(dense_networks(2), st.lists(st.fractions(-3, 3, max_denominator=4), min_size=4, max_size=4))
def test_functions_along_lines(net, ends):
    p, q = ends[:2], ends[2:]
    if p == q:
        with pytest.raises(InputError, match="two different points"):
            along(net, p, q)
        return
    for number, f in enumerate(along(net, p, q)):
        for t in places(f):
            assert f(t) == net([a + t * (b - a) for a, b in zip(p, q, strict=True)])[number]


def test_gates_of_every_kind():
    bend = [relu(), leaky_relu("1/3"), absolute(), hard_tanh(), clip(-1, 2)]
    nodes = [
        Node(Dense([[1], [2], [-1], [3], [1]], [0, 1, "1/2", -2, 1]), (-1,)),
        Node(Activation(bend), (0,)),
        Node(Concat(), (1, 0)),
        Node(
            Dense([[(7 * i + 3 * j) % 5 - 2 for j in range(10)] for i in range(6)], [1, 0, -1, 2, 0, 1]), (2,)
        ),
        Node(Maxout(3), (3,)),
        Node(Dense([[1, 1], [1, -2]]), (4,)),
        Node(Dense([[1], [1]]), (-1,)),
        Node(Add(), (5, 6)),
    ]
    net = Network(nodes, 1)
    for number, f in enumerate(univariate_functions(net)):
        assert f.n_pieces > 4
        for x in places(f):
            assert f(x) == net([x])[number]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_layers_whose_neurons_share_a_direction(seed):
    # many gates on few forms, of several kinds and with fractions, more of them than outputs
    rng = np.random.default_rng(seed)

    def fractions(*shape):
        return [
            [Fraction(int(n), int(d)) for n, d in zip(row, rng.integers(1, 7, shape[1]), strict=True)]
            for row in rng.integers(-5, 6, shape)
        ]

    kinds = [relu(), leaky_relu("1/3"), absolute(), hard_tanh(), clip(-1, "5/2")]
    layers = []
    for n_inputs in 1, 6:
        multiples, forms = fractions(6, 1), fractions(2, n_inputs)
        weight = [[m * entry for entry in forms[i % 2]] for i, (m,) in enumerate(multiples)]
        layers += [Dense(weight, fractions(1, 6)[0]), Activation([kinds[k] for k in rng.integers(0, 5, 6)])]
    net = Network.sequential([*layers, Dense(fractions(1, 6), ["1/7"])], 1)
    (f,) = univariate_functions(net)
    assert f.n_pieces == linear_regions(net).counts.open_connected
    for x in places(f):
        assert f(x) == net([x])[0]


def test_numbers_beyond_machine_words():
    big = 10**25
    net = Network.from_arrays(
        [[[big], [-3], [big + 1]], [[1, big, -1], [1, 1, 1]], [[1, -1]]], [[1, big, -big], [0, "1/3"], [0]]
    )
    (f,) = univariate_functions(net)
    assert f.n_pieces > 3
    for x in places(f):
        assert f(x) == net([x])[0]


def test_large_arguments_of_a_function_that_cancels():
    net = Network.from_arrays([[[10**25], [10**25]], [[1, -1]]], [[1, 1], [3]])
    (f,) = univariate_functions(net)
    assert (f.n_pieces, f(10**9)) == (1, 3)


def test_affine_networks_have_one_piece():
    (f,) = univariate_functions(Network.from_arrays([[[2]]], [["1/3"]]))
    assert (f.n_pieces, f(1)) == (1, Fraction(7, 3))


@settings(max_examples=40)
@given(dense_networks())
def test_cells_end_where_they_end_for_the_engine(net):
    ends = list(cell_ends(net))
    assert ends == sorted({Fraction(0), *ends})
    regions = linear_regions(net)
    between = [ends[0] - 1, *((a + b) / 2 for a, b in pairwise(ends)), ends[-1] + 1]
    patterns = [regions.at([x]).pattern for x in between]
    assert set(patterns) == {cell.pattern for cell in regions}
    # Neighbours differ, but at the origin, which is always an end.
    for x, (left, right) in zip(ends, pairwise(patterns), strict=True):
        assert left != right or x == 0


def test_two_inputs_are_no_variable():
    with pytest.raises(ShapeError, match="2 inputs"):
        univariate_functions(Network.from_arrays([[[1, 2]]]))
