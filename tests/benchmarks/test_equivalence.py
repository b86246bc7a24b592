"""Equality of nearly equal networks: what cancels in the difference is not sliced, and far differences are sampled.

Each of the networks is compared with a standard normal [2, 64, 64, 1].  Run with OPENBLAS_NUM_THREADS=1.
"""

import numpy as np
import pytest
from benchmarks.measuring import gaussian_arrays, measured

from tropnet.analysis.equivalence import is_equivalent
from tropnet.networks import Network
from tropnet.polyhedra.bodies import box

WEIGHTS, BIASES = ([array.astype(object) for array in arrays] for arrays in gaussian_arrays([2, 64, 64, 1]))
FAR = 10**6


def with_neuron(layer, row, shift, outgoing):
    weights, biases = list(WEIGHTS), list(BIASES)
    weights[layer] = np.vstack([weights[layer], [row]])
    biases[layer] = np.append(biases[layer], shift)
    weights[layer + 1] = np.hstack([weights[layer + 1], np.array(outgoing, dtype=object)[:, None]])
    return Network.from_arrays(weights, biases)


def permuted():
    order = np.random.default_rng(1).permutation(64)
    return Network.from_arrays(
        [WEIGHTS[0][order], WEIGHTS[1][:, order], WEIGHTS[2]], [BIASES[0][order], *BIASES[1:]]
    )


def shifted():
    """Another last layer: all cells of both layers are needed unless a sample tells."""
    return Network.from_arrays([*WEIGHTS[:2], WEIGHTS[2] * 2], BIASES)


LEFT = box([None, None], [FAR, None])
CASES = {
    "permuted": (permuted(), None, True),
    "dead neuron": (with_neuron(1, -abs(WEIGHTS[1][0]), -1, [1]), None, True),
    "hinge far away, one successor": (with_neuron(0, [1, 0], -FAR, [0] * 63 + [1]), None, False),
    "hinge far away, all successors": (with_neuron(0, [1, 0], -FAR, [1] * 64), None, False),
    "hinge outside the domain": (with_neuron(0, [1, 0], -FAR, [1] * 64), LEFT, True),
    "other output": (shifted(), None, False),
}


@pytest.mark.parametrize("case", CASES)
def test_nearly_equal(benchmark, case):
    other, within, expected = CASES[case]
    net = Network.from_arrays(WEIGHTS, BIASES)
    assert measured(benchmark, lambda: is_equivalent(net, other, within=within), rounds=3) is expected
