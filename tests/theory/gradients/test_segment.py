"""Gradients along segments against single regions, values of the network, and each other."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tropnet.analysis.local import region_at
from tropnet.analysis.walls import WalledNetwork
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.networks import (
    Activation,
    Add,
    Dense,
    Flatten,
    Maxout,
    MaxPool,
    Network,
    Node,
    absolute,
    hard_tanh,
    relu,
)
from tropnet.theory.gradients import StepFunction, derivative_along, gradient_along, gradients_at

# The sawtooth T of Telgarsky, without its outer pieces.
TENT = Network.from_arrays([[[1], [1]], [[2, -4]]], [[0, "-1/2"], None])


def integers(rng: np.random.Generator, *shape: int) -> list:
    return rng.integers(-3, 4, size=shape).tolist()


def dense(rng: np.random.Generator) -> Network:
    return Network.from_arrays(
        [integers(rng, 4, 2), integers(rng, 3, 4), integers(rng, 1, 3)],
        [integers(rng, 4), integers(rng, 3), integers(rng, 1)],
    )


def residual(rng: np.random.Generator) -> Network:
    """Two blocks with other gates than ReLU, the second one with a skip connection."""
    layers = [
        Node(Dense(integers(rng, 3, 2), integers(rng, 3)), (-1,)),
        Node(Activation([relu(), absolute(), hard_tanh()]), (0,)),
        Node(Dense(integers(rng, 3, 3), integers(rng, 3)), (1,)),
        Node(Activation(relu()), (2,)),
        Node(Add(), (1, 3)),
        Node(Dense(integers(rng, 1, 3)), (4,)),
    ]
    return Network(layers, 2)


def maxout(rng: np.random.Generator) -> Network:
    first = [Dense(integers(rng, 9, 2), integers(rng, 9)), Maxout(3)]
    return Network.sequential(
        [*first, Dense(integers(rng, 2, 3)), Activation(relu()), Dense(integers(rng, 1, 2))], 2
    )


NETWORKS = [dense, residual, maxout]
points = st.tuples(*[st.fractions(min_value=-2, max_value=2, max_denominator=5)] * 2)


@pytest.mark.parametrize("make", NETWORKS)
@given(seed=st.integers(0, 10**6), start=points, end=points)
@settings(max_examples=25, deadline=None)
def test_the_derivative_integrates_to_the_network(make, seed, start, end) -> None:
    if start == end:
        return
    net = make(np.random.default_rng(seed))
    g = derivative_along(net, start, end)
    value, step = net(start)[0], rational_array(end) - rational_array(start)
    for a, b, slope in zip(g.breakpoints, g.breakpoints[1:], g.values[:, 0], strict=False):
        # Linear on the step: the middle has the mean value.
        ends, middle = [net(rational_array(start) + step * t)[0] for t in (a, b)], (a + b) / 2
        assert ends[1] - ends[0] == slope * (b - a)
        assert net(rational_array(start) + step * middle)[0] == sum(ends) / 2
    assert g.mean.item() == net(end)[0] - value


@pytest.mark.parametrize("make", NETWORKS)
@given(seed=st.integers(0, 10**6), start=points, end=points)
@settings(max_examples=25, deadline=None)
def test_the_gradient_times_the_direction_is_the_derivative(make, seed, start, end) -> None:
    if start == end:
        return
    net = make(np.random.default_rng(seed))
    try:
        full = gradient_along(net, start, end)
    except InputError:
        reject()  # the segment runs inside of a wall; see below
    step = rational_array(end) - rational_array(start)
    assert StepFunction(full.breakpoints, full.values @ step) == derivative_along(net, start, end)


@pytest.mark.parametrize(("make", "seed"), [(dense, 2), (residual, 0), (maxout, 0)])
def test_the_gradient_is_that_of_the_region_at_a_point(make, seed) -> None:
    net = make(np.random.default_rng(seed))
    start, end = rational_array(["-7/3", "19/7"]), rational_array(["5/2", "-11/5"])
    g = gradient_along(net, start, end)
    assert g.n_steps >= 5
    for t in ("1/97", "13/97", "31/97", "55/97", "89/97"):
        point = start + (end - start) * t
        expected = region_at(net, point).affine_map[0, :-1]
        assert g(t) == expected
        assert gradients_at(net, [point]) == expected.reshape((1, 2))


def test_one_input() -> None:
    g = gradient_along(TENT @ TENT, [-1], [1])
    assert g == StepFunction([0, "1/2", "5/8", "3/4", "7/8", 1], [0, 4, -4, 4, -4])
    assert derivative_along(TENT @ TENT, [1], [-1]).component(0).values[0].item() == 8


def test_autocovariances_of_the_sawtooth() -> None:
    # Values: exact integration by hand of the steps 2, -2 and 4, -4, 4, -4.
    once, twice = (gradient_along(net, [0], [1]) for net in (TENT, TENT @ TENT))
    assert [once.autocovariance(lag) for lag in (0, "1/4", "1/2", "3/4")] == [4, Fraction(4, 3), -4, -4]
    assert [twice.autocovariance(lag) for lag in (0, "1/8", "1/4", "1/2")] == [16, Fraction(16, 7), -16, 16]
    assert once.mean.item() == twice.mean.item() == 0


@pytest.mark.parametrize("k", range(1, 8))
def test_iterated_tents(k: int) -> None:
    net = TENT
    for _ in range(k - 1):
        net = TENT @ net
    g = gradient_along(net, [0], [1])
    assert g.n_steps == 2**k
    assert g.total_variation == (2**k - 1) * 2 ** (k + 1)
    assert g.sign_changes == (2**k - 1,)
    # A shift by one tooth turns the sign everywhere.
    assert g.autocorrelation(Fraction(1, 2**k)) == -1
    assert g.n_values == 2


# -- segments inside of walls ----------------------------------------------------------------------------


def test_inside_a_wall_with_two_gradients() -> None:
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    with pytest.raises(InputError, match=r"the point \(0, 1/2\): there is a wall"):
        gradient_along(net, [0, 0], [0, 1])
    assert derivative_along(net, [0, 0], [0, 1]) == StepFunction([0, 1], [1])


def test_inside_a_wall_that_is_none_of_the_function() -> None:
    # [x]_+ - [-x]_+ = x : both neurons change their pieces, the gradient does not.
    net = Network.from_arrays([[[1, 0], [-1, 0], [0, 1]], [[1, -1, 3]]])
    assert gradient_along(net, [0, -1], [0, 1]) == StepFunction([0, "1/2", 1], [[1, 0], [1, 3]])


def test_inside_a_wall_of_the_second_layer() -> None:
    # The second neuron vanishes on the line x = y > 0.
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, -1]], [[1]]])
    with pytest.raises(InputError, match="there is a wall"):
        gradient_along(net, [1, 1], [2, 2])
    assert gradient_along(net, [-2, -2], [-1, -1]) == StepFunction([0, 1], [[0, 0]])
    assert derivative_along(net, [-1, -1], [1, 1]) == StepFunction([0, 1], [0])


def test_dead_neurons_are_no_walls() -> None:
    net = Network.from_arrays([[[1, 0], [1, 0]], [[1, 1], [-1, -1]], [[1, 1]]])
    assert gradient_along(net, [-2, 0], [-1, 5]) == StepFunction([0, 1], [[0, 0]])


def test_a_wall_is_crossed_at_a_vertex() -> None:
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
    assert gradient_along(net, [-1, -1], [1, 1]) == StepFunction([0, "1/2", 1], [[0, 0], [1, 2]])


# -- outputs and shapes ----------------------------------------------------------------------------------


def test_outputs_are_told() -> None:
    net = Network.from_arrays([[[1]], [[2], [-3]]])
    with pytest.raises(InputError, match="2 outputs"):
        derivative_along(net, [-1], [1])
    assert gradient_along(net, [-1], [1], output=1) == StepFunction([0, "1/2", 1], [0, -3])
    with pytest.raises(ShapeError):
        gradient_along(net, [-1], [1], output=2)


def test_images() -> None:
    net = Network.sequential([MaxPool([2, 2]), Flatten(), Dense([[3]])], (1, 2, 2))
    start, end = [[[0, 1], [2, 4]]], [[[6, 0], [0, 0]]]
    g = gradient_along(net, start, end)
    # 6 t passes 4 - 4 t at t = 2/5.
    assert g == StepFunction([0, "2/5", 1], [[0, 0, 0, 3], [3, 0, 0, 0]])


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="points are equal"):
        derivative_along(TENT, [1], [1])
    with pytest.raises(ShapeError):
        gradient_along(TENT, [1, 2], [1, 3])
    with pytest.raises(ShapeError, match="give at least one point"):
        gradients_at(TENT, [[1, 2]])
    with pytest.raises(InputError, match="there is a wall"):
        gradients_at(TENT, [[1], [0]])


def test_affine_networks_have_one_step() -> None:
    net = Network.from_arrays([[[2, -5]]], [[7]])
    assert gradient_along(net, [0, 0], [1, 3]) == StepFunction([0, 1], [[2, -5]])
    assert derivative_along(net, [0, 0], [1, 3]) == StepFunction([0, 1], [-13])


# -- forms pulled back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", NETWORKS)
def test_pulling_back_is_the_transpose_of_going_behind(make) -> None:
    rng = np.random.default_rng(3)
    for stage in WalledNetwork(make(rng)).stages:
        pieces = np.array([[rng.integers(len(gate.slopes)) for gate in stage.gates] for _ in range(4)])
        arguments = rng.integers(-9, 10, size=(4, stage.matrix.shape[0], 1)).astype(object)
        rows = rng.integers(-9, 10, size=(4, len(stage.gates) + 1)).astype(object)
        behind, pulled = stage.behind(arguments, pieces), stage.pulled_back(rows, pieces)
        assert (rows * behind[:, :, 0]).sum(axis=1).tolist() == (pulled * arguments[:, :, 0]).sum(
            axis=1
        ).tolist()
