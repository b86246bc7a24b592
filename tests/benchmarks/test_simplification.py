"""Simplifying networks of random weights, the shipped ones, and sums of maxima.  Run with OPENBLAS_NUM_THREADS=1."""

import numpy as np
import pytest
from benchmarks.measuring import gaussian, measured

import tropnet
from tropnet.analysis.simplification import simplify
from tropnet.networks import Network
from tropnet.polyhedra.bodies import box, cube
from tropnet.theory.representation.small_maxima import small_maxima
from tropnet.tropical.polynomial import TropicalPolynomial


def model(name):
    return tropnet.read(tropnet.models.path(name))


def sum_of_maxima(n_variables, n_monomials):
    points = np.random.default_rng(0).integers(-9, 10, (n_monomials, n_variables))
    return small_maxima(TropicalPolynomial(points.tolist(), [-int(p @ p) for p in points])).network()


def copies(width, factor):
    """A network [8, width, 1], each neuron with its multiples."""
    rows = np.random.default_rng(0).integers(-9, 10, (width // factor, 8))
    hidden = np.concatenate([rows * k for k in range(1, factor + 1)])
    return Network.from_arrays([hidden, [[1] * len(hidden)]])


CASES = {
    "wine, cube": (model("wine"), cube(2)),
    "iris, cube": (model("iris"), cube(4)),
    "digits, unit cube": (model("digits"), box([0] * 64, [1] * 64)),
    "2-64-64-1": (gaussian([2, 64, 64, 1]), None),
    "2-64-64-1, cube": (gaussian([2, 64, 64, 1]), cube(2)),
    "12 monomials in 2 variables": (sum_of_maxima(2, 12), None),
    "24 monomials in 2 variables": (sum_of_maxima(2, 24), None),
    "10 monomials in 3 variables": (sum_of_maxima(3, 10), None),
    "4000 neurons, 4 of each kind": (copies(4000, 4), None),
}


@pytest.mark.parametrize("case", CASES)
def test_simplify(benchmark, case):
    net, within = CASES[case]
    found = measured(benchmark, lambda: simplify(net, within), rounds=1)
    benchmark.extra_info |= {
        "before": net.widths,
        "after": found.network.widths,
        "undecided": found.undecided,
    }
    benchmark.extra_info |= {"removed": found.removed, "carrying": found.carrying}
    assert found.after <= found.before
