"""From circuits to networks, against values on fine grids."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import floor

import pytest

from tropnet import PiecewiseLinear, box, is_equivalent
from tropnet.analysis.piecewise.function import maximum, minimum
from tropnet.errors import InputError
from tropnet.theory.benign import (
    CircuitApproximation,
    DepthBarrier,
    LinearSizeBarrier,
    SizeBarrier,
    ThresholdCircuit,
    benign_function,
)


def tent():
    (x,) = PiecewiseLinear.coordinates(1)
    return minimum(2 * x, 2 - 2 * x).restricted(box([0], [1]))


def pyramid():
    x, y = PiecewiseLinear.coordinates(2)
    return (1 - maximum(abs(2 * x - 1), abs(2 * y - 1))).restricted(box([0, 0], [1, 1]))


@pytest.mark.parametrize(
    ("f", "c", "q"), [(tent(), 3, 2), (pyramid(), 2, 3), (benign_function([0, 1], 1), 3, 1)]
)
@pytest.mark.parametrize("deep", [False, True])
def test_outside_of_the_gaps_the_value_is_that_of_rounded_numbers(f, c, q, deep):
    net = CircuitApproximation.of_function(f, c, q, "1/2", deep=deep).network()
    ticks = [Fraction(k, 2 ** (c + 2)) for k in range(2 ** (c + 2)) if k % 4 <= 2]
    points = list(product(ticks, repeat=f.n_variables))
    for x, value in zip(points, net([list(x) for x in points]).ravel().tolist(), strict=True):
        below = f([Fraction(floor(t * 2**c), 2**c) for t in x])
        assert value == min(Fraction(floor(below * 2**q), 2**q), 1 - Fraction(1, 2**q))


def test_the_wide_and_the_deep_network_are_the_same_function():
    wide, deep = (CircuitApproximation.of_function(tent(), 2, 2, "1/3", deep=deep) for deep in (False, True))
    assert is_equivalent(wide.network(), deep.network())
    for approximation in (wide, deep):
        assert approximation.network().size == approximation.size


@pytest.mark.parametrize(("f", "c"), [(tent(), 3), (pyramid(), 2)])
def test_the_largest_error_is_that_of_the_corners_of_the_boxes(f, c):
    # Both functions are convex or concave on each box, and the network is constant there: compare at a fine grid.
    approximation = CircuitApproximation.of_function(f, c, 3, "1/2")
    net = approximation.network()
    ticks = [Fraction(k, 2 ** (c + 2)) for k in range(2 ** (c + 2)) if k % 4 <= 2]
    points = [list(x) for x in product(ticks, repeat=f.n_variables)]
    errors = [abs(a - b) for a, b in zip(f(points).tolist(), net(points).ravel().tolist(), strict=True)]
    assert approximation.largest_error(f) == max(errors)


def test_barriers():
    wide, deep = (CircuitApproximation.of_function(tent(), 2, 3, "1/8", deep=deep) for deep in (False, True))
    theorems = DepthBarrier(), SizeBarrier(), LinearSizeBarrier()
    for_wide, for_deep = (
        [theorem.check(tent(), rough).outcome for theorem in theorems] for rough in (wide, deep)
    )
    assert for_wide == ["holds", "not applicable", "not applicable"]
    assert for_deep == ["not applicable", "holds", "holds"]
    assert DepthBarrier().check(pyramid(), wide).outcome == "not applicable"
    assert "depth 4" in DepthBarrier().check(tent(), wide).reason


def test_a_circuit_of_another_function_is_far_but_the_bound_allows_for_it():
    zero = CircuitApproximation(ThresholdCircuit([[[0, 0]]], [[0]]), 2, "1/2")
    verdict = DepthBarrier().check(tent(), zero)
    assert verdict.outcome == "holds"
    assert "error 1 at most 5/4" in verdict.reason


def test_what_is_refused():
    circuit = ThresholdCircuit([[[1, 1, 1]]], [[0]])
    with pytest.raises(InputError, match="not 2 digits of several numbers"):
        CircuitApproximation(circuit, 2, "1/2")
    with pytest.raises(InputError, match="margin 1 is not in"):
        CircuitApproximation(circuit, 3, 1)
    with pytest.raises(InputError, match="outside of"):
        CircuitApproximation.of_function(2 * tent(), 2, 2, "1/2")
