r"""First networks, by least squares in floats: they propose, and prove nothing.

For given signs of all pre-activations the network is linear in its parameters.  Solve the least squares problem, take
the signs of the neurons that it gives, and so on; the best network on the way is kept.  This is the alternation of
K-plane regression (Bradley and Mangasarian, k-plane clustering, 2000), begun at random neurons whose walls go through
points of the data.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.theory.training.data import TrainingData

__all__ = ["FloatNetwork", "float_networks"]

Floats: TypeAlias = npt.NDArray[np.float64]

N_STARTS, N_STEPS, N_KEPT = 24, 12, 3


class FloatNetwork(NamedTuple):
    """A network with one hidden layer, in floats.

    Attributes
    ----------
    loss : float
        Its weighted sum of squares.
    signs : int array, shape (width,)
    parameters : float array, shape (width, n + 1)
    offset : float
    """

    loss: float
    signs: npt.NDArray[np.int8]
    parameters: Floats
    offset: float


def float_networks(data: TrainingData, width: int, output_bias: bool) -> list[FloatNetwork]:
    """Some networks of small squared loss, the best first; none where the data are beyond floats.

    Examples
    --------
    >>> best = float_networks(TrainingData([0, 1, 2], [0, 0, 3]), 1, True)[0]
    >>> bool(best.loss < 1e-20)
    True
    """
    points, labels, weights = data.X.floats(), data.y.floats(), (data.weights / data.weights.max()).floats()
    if not all(np.isfinite(array).all() for array in (points, labels, weights)):
        return []
    middle, spread = points.mean(axis=0), np.maximum(np.abs(points - points.mean(axis=0)).max(axis=0), 1e-300)
    height = np.abs(labels).max() or 1.0
    inputs = np.hstack([(points - middle) / spread, np.ones((len(points), 1))])
    rng = np.random.default_rng(0)
    found: list[FloatNetwork] = []
    with np.errstate(all="ignore"):
        for _ in range(N_STARTS):
            signs = rng.choice(np.array([-1, 1], np.int8), width)
            slopes = rng.standard_normal((width, points.shape[1]))
            through = inputs[rng.integers(len(inputs), size=width), :-1]
            first = np.hstack([slopes, -(slopes * through).sum(axis=1, keepdims=True)])
            found.append(_alternation(inputs, labels / height, np.sqrt(weights), signs, first, output_bias))
    found = [network for network in found if np.isfinite(network.loss)]
    found.sort(key=lambda network: network.loss)
    return [_in_original_units(network, middle, spread, height) for network in found[:N_KEPT]]


def _alternation(
    inputs: Floats,
    labels: Floats,
    roots: Floats,
    signs: npt.NDArray[np.int8],
    parameters: Floats,
    output_bias: bool,
) -> FloatNetwork:
    """The best network on the way from the given neurons."""
    best = FloatNetwork(np.inf, signs, parameters, 0.0)
    width, n_parameters = parameters.shape
    last = np.full((len(inputs), 1), float(output_bias))
    for _ in range(N_STEPS):
        active = inputs @ parameters.T > 0
        blocks = [signs[i] * active[:, i, None] * inputs for i in range(width)]
        matrix = np.hstack([*blocks, last]) * roots[:, None]
        try:
            solution = np.linalg.lstsq(matrix, labels * roots, rcond=None)[0]
        except np.linalg.LinAlgError:
            return best
        parameters = np.asarray(solution[:-1].reshape(width, n_parameters), dtype=np.float64)
        offset = float(solution[-1] * output_bias)
        errors = np.maximum(inputs @ parameters.T, 0) @ signs + offset - labels
        loss = float(((roots * errors) ** 2).sum())
        if loss < best.loss:
            best = FloatNetwork(loss, signs, parameters, offset)
        if np.array_equal(inputs @ parameters.T > 0, active):
            break
    return best


def _in_original_units(network: FloatNetwork, middle: Floats, spread: Floats, height: float) -> FloatNetwork:
    slopes = network.parameters[:, :-1] / spread
    biases = network.parameters[:, -1] - slopes @ middle
    parameters = np.hstack([slopes, biases[:, None]]) * height
    return network._replace(parameters=parameters, offset=network.offset * height)
