"""Gradients of many cells at once, in floating point: for colours, which nothing is decided by."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import ShapeError
from tropnet.networks import MaxGate, Network, Stage, stages

__all__ = ["float_gradients"]

Floats = npt.NDArray[np.float64]

CHUNK = 4_000


def float_gradients(net: Network, patterns: npt.NDArray[np.integer[Any]]) -> Floats:
    """The gradients of a network on cells with the given patterns, up to rounding.

    Parameters
    ----------
    net : Network
        With gates of any kind.
    patterns : int array, shape (n_cells, n_neurons)
        The number of the linear piece of every neuron, as in ``regions.patterns``.

    Returns
    -------
    float array, shape (n_cells, output_dim, input_dim)

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 2]], [[1, -1]]])
    >>> float_gradients(net, np.array([[0, 0], [1, 0], [1, 1]])).tolist()
    [[[0.0, 0.0]], [[1.0, 0.0]], [[1.0, -2.0]]]
    """
    staged = stages(net)
    if patterns.ndim != 2 or patterns.shape[1] != len(staged.neurons):
        raise ShapeError(f"patterns of shape {patterns.shape} do not fit {len(staged.neurons)} neurons")
    output = staged.weight.floats()
    found = [np.empty((0, net.output_dim, net.input_dim))]
    for first in range(0, len(patterns), CHUNK):
        chunk = patterns[first : first + CHUNK]
        gradient = np.broadcast_to(np.eye(net.input_dim), (len(chunk), net.input_dim, net.input_dim))
        neuron = 0
        for stage in staged.stages:
            own = chunk[:, neuron : neuron + stage.width]
            gradient = _through(stage, stage.weight.floats() @ gradient, own)
            neuron += stage.width
        found.append(output @ gradient)
    return np.concatenate(found)


def _through(stage: Stage, gradient: Floats, pieces: npt.NDArray[np.integer[Any]]) -> Floats:
    """The gradients behind the gates of a stage, shape (n_cells, n_gates, input_dim)."""
    cells = np.arange(len(pieces))
    behind = np.empty((len(pieces), len(stage.gates), gradient.shape[2]))
    argument = neuron = 0
    for i, gate in enumerate(stage.gates):
        if gate.is_identity:
            behind[:, i] = gradient[:, argument]
        elif isinstance(gate, MaxGate):
            behind[:, i] = gradient[cells, argument + pieces[:, neuron]]
        else:
            slopes = np.array([float(slope) for slope in gate.slopes])
            behind[:, i] = gradient[:, argument] * slopes[pieces[:, neuron], None]
        argument += gate.arity
        neuron += not gate.is_identity
    return behind
