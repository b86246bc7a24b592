"""Robustness radii of handwritten digits: 64 inputs, 48 neurons, the images of scikit-learn's data set."""

import pytest
from benchmarks.measuring import measured

from tropnet import models, read
from tropnet.analysis.robustness import RobustnessRadius, robustness_radius
from tropnet.models.train import data
from tropnet.polyhedra.bodies import box


@pytest.mark.parametrize("is_boxed", [False, True], ids=["anywhere", "in the box"])
@pytest.mark.parametrize(("norm", "n_images"), [("l2", 12), ("linf", 3)])
def test_digits(benchmark, norm, n_images, is_boxed):
    pytest.importorskip("sklearn")
    net, images = read(models.path("digits")), data("digits")[0][:n_images]
    within = box([0] * 64, [16] * 64) if is_boxed else None
    found = measured(
        benchmark, lambda: [robustness_radius(net, x, norm, within=within) for x in images], rounds=1
    )
    assert all(isinstance(answer, RobustnessRadius) and answer.check() for answer in found)
    benchmark.extra_info["nodes"] = [answer.n_nodes for answer in found]
    benchmark.extra_info["radii"] = [round(float(answer), 3) for answer in found]
