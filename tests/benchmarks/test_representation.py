"""One hidden layer: decided, and as small as possible; sums of maxima: proved without the cells of all of them."""

import numpy as np
import pytest
from benchmarks.measuring import gaussian, measured

from tropnet import models, read
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.exact.arrays import rational_array
from tropnet.networks import select_outputs
from tropnet.theory.gaps.vector_subset_sums import subset_with_vector_sum
from tropnet.theory.representation import small_maxima
from tropnet.theory.representation.one_hidden_layer import one_hidden_layer
from tropnet.tropical import TropicalPolynomial


@pytest.mark.parametrize("architecture", [(2, 38, 1), (3, 24, 1)])
def test_smallest_network(benchmark, architecture):
    net = gaussian(architecture)
    found = measured(benchmark, lambda: one_hidden_layer(PiecewiseLinear(net)))
    assert found.size == architecture[1]


def test_wine(benchmark):
    net = select_outputs(read(models.path("wine")), 0)
    assert not measured(benchmark, lambda: one_hidden_layer(PiecewiseLinear(net))).exists


def test_forty_vectors(benchmark):
    vectors = rational_array(np.random.default_rng(0).standard_normal((40, 2)))
    total = vectors[::3].sum(axis=0) + vectors[1] - vectors[2]
    assert measured(benchmark, lambda: subset_with_vector_sum(vectors, total)) is None


@pytest.mark.parametrize(("n", "k"), [(3, 16), (3, 30), (4, 12)])
def test_verify_small_maxima(benchmark, n, k):
    points = np.random.default_rng(5).integers(-1000, 1001, (k, n))
    found = small_maxima(TropicalPolynomial(points, -(points**2).sum(axis=1)))
    benchmark.extra_info["terms"] = len(found.terms)
    assert measured(benchmark, found.verify)
