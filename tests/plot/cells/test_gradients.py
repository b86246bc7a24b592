"""Gradients in floats against the exact affine maps."""

import numpy as np
import pytest

from tropnet.analysis.regions import linear_regions
from tropnet.errors import ShapeError
from tropnet.networks import Activation, Add, Dense, Maxout, Network, Node, absolute, hard_tanh, leaky_relu
from tropnet.plot.cells.gradients import float_gradients

NETWORKS = {
    "leaky": Network.sequential(
        [Dense([[1, 2], [3, -1], [0, 1]], [0, 1, 2]), Activation(leaky_relu("1/4")), Dense([[1, -1, 2]])], 2
    ),
    "maxout": Network.sequential(
        [Dense([[1, 2], [3, -1], [0, 1], [1, 1]], [0, 1, 2, 3]), Maxout(2), Dense([[1, -1], [2, 3]])], 2
    ),
    "tanh": Network.sequential([Dense([[2, 1], [1, -1]]), Activation(hard_tanh()), Dense([[1, 4]])], 2),
    "residual": Network(
        [Node(Dense([[1, 1], [0, 2]]), (-1,)), Node(Activation(absolute()), (0,)), Node(Add(), (-1, 1))], 2
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_those_of_the_cells(name: str) -> None:
    regions = linear_regions(NETWORKS[name])
    found = float_gradients(regions.network, regions.patterns)
    exact = np.array([cell.gradient.floats() for cell in regions])
    assert len(regions) > 2
    assert (found == exact).all()


def test_patterns_must_fit() -> None:
    with pytest.raises(ShapeError, match="3 neurons"):
        float_gradients(NETWORKS["leaky"], np.zeros((1, 2), int))
