"""One hidden layer in one dimension: round trips, and minimal sizes against all placements of sides."""

from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.univariate import functions

from tropnet import Network
from tropnet.analysis.univariate_form import univariate_functions
from tropnet.errors import UndecidedError
from tropnet.networks import Activation, Add, Dense, Node, absolute, relu
from tropnet.theory.gaps import (
    OneDimensionalRepresentation,
    SmallestSize,
    minimal_network,
    smallest_size,
    two_sided_network,
)
from tropnet.univariate import PiecewiseLinearFunction1D


def one_neuron_for_each_break_point(f):
    """Whether some choice of sides gives f up to a constant: the slope on the far left, for all choices."""
    jumps = [right - left for left, right in pairwise(f.slopes)]
    return any(
        -sum(jump for jump, is_left in zip(jumps, sides, strict=True) if is_left) == f.slopes[0]
        for sides in product([False, True], repeat=len(jumps))
    )


@settings(max_examples=40)
@given(functions(6))
def test_networks_and_back(f):
    for net in minimal_network(f), two_sided_network(f):
        assert univariate_functions(net) == (f,)
        assert net.hidden_layers <= 1


@settings(max_examples=40)
@given(functions(6))
def test_the_size_is_minimal(f):
    certificate = smallest_size(f)
    assert minimal_network(f).size == certificate.size or f.is_affine
    assert certificate.check()
    if not f.is_affine:
        bends = f.n_pieces - 1
        assert certificate.size == bends + (not one_neuron_for_each_break_point(f))
        outer = 0 in (f.slopes[0], f.slopes[-1])
        assert two_sided_network(f).size in {bends, bends + 1}
        assert two_sided_network(f).size == bends or not outer
    assert OneDimensionalRepresentation().check(f).outcome in {"holds", "not applicable"}


def test_sharper_than_the_theorem():
    f = PiecewiseLinearFunction1D([0, 1, 2], [1, 3, 0, 5], 7)
    assert (two_sided_network(f).size, minimal_network(f).size) == (4, 3)
    assert univariate_functions(minimal_network(f)) == (f,)


def test_affine_functions():
    assert smallest_size(PiecewiseLinearFunction1D([], [0], 3)).size == 0
    line = PiecewiseLinearFunction1D([], ["2/3"], 3)
    assert smallest_size(line).size == 2
    assert minimal_network(line).size == 2
    assert univariate_functions(minimal_network(line)) == (line,)


def test_wrong_certificates_fail():
    f = PiecewiseLinearFunction1D([0, 1], [-1, 2, 1])
    assert not SmallestSize(f, 2, (0,)).check()
    tent = PiecewiseLinearFunction1D([0, 1, 2], [0, 1, -1, 0])
    assert not SmallestSize(tent, 4, None).check()
    for not_a_subset in (0, 0), (0, -2):
        assert not SmallestSize(PiecewiseLinearFunction1D([0, 1], [-2, -1, 0]), 2, not_a_subset).check()


def test_a_network_with_a_neuron_too_many_still_obeys():
    net = Network.from_arrays([[[1], [1], [1]], [[1, 1, -2]]], [[0, 0, -1], [0]])
    verdict = OneDimensionalRepresentation().check(net)
    assert (verdict.outcome, verdict.witness.size) == ("holds", 2)
    deep = Network.from_arrays([[[1]], [[1]], [[1]]])
    assert "2 hidden layers" in OneDimensionalRepresentation().check(deep).reason


def test_obstructions_certify_functions_with_many_break_points():
    # convex, and no outer slope is zero: the sums of jumps are positive, and that sought is negative
    convex = PiecewiseLinearFunction1D(range(200), [i + 1 for i in range(201)])
    # the first slope is 1/2, and all sums of jumps are integers
    halves = PiecewiseLinearFunction1D(
        range(100), [Fraction(1, 2) + (3 * i if i % 2 else -2 * i) for i in range(101)]
    )
    for f in convex, halves:
        certificate = smallest_size(f)
        assert (certificate.size, certificate.looking_left) == (f.n_pieces, None)
        assert certificate.check()
        assert univariate_functions(minimal_network(f)) == (f,)


def test_many_small_jumps_are_decided():
    # slopes -30, -29, ..., 70: the jumps are 1, and any 30 of them have the sum 30
    f = PiecewiseLinearFunction1D(range(100), range(-30, 71), 5)
    certificate = smallest_size(f)
    assert certificate.size == len(certificate.looking_left) + 70 == 100
    assert certificate.check()
    assert univariate_functions(minimal_network(f)) == (f,)


def test_many_large_jumps_are_not():
    jumps = [3**i for i in range(41)]
    f = PiecewiseLinearFunction1D(range(41), [sum(jumps[:i]) - 2 * 3**39 for i in range(42)])
    with pytest.raises(UndecidedError, match="41 jumps"):
        minimal_network(f)
    assert two_sided_network(f).size == 42


def test_only_relu_neurons_are_meant():
    # |x| takes two ReLU neurons, but one neuron of another kind; past a skip connection x takes none
    other = Network([Node(Dense([[1]]), (-1,)), Node(Activation(absolute()), (0,))], 1)
    skip = Network(
        [
            Node(Dense([[1]]), (-1,)),
            Node(Activation(relu()), (0,)),
            Node(Dense([[3]]), (-1,)),
            Node(Add(), (1, 2)),
        ],
        1,
    )
    for net in other, skip:
        verdict = OneDimensionalRepresentation().check(net)
        assert verdict.outcome == "not applicable"
        assert "not all goes through a ReLU" in verdict.reason


@given(st.integers(1, 6))
def test_convex_functions_with_slopes_of_both_signs(n):
    # |x| + 1 and its kin: two outer slopes that are not zero
    f = PiecewiseLinearFunction1D(range(n), [2 * i - n for i in range(n + 1)], 1)
    assert univariate_functions(minimal_network(f)) == (f,)
    assert minimal_network(f).size == n + (n % 2)
