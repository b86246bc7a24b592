"""Lipschitz constants, largest values and averages of networks with standard normal float32 weights."""

import pytest
from benchmarks.measuring import gaussian, measured, note_cells

from tropnet import linear_regions
from tropnet.analysis.lipschitz import lipschitz_constant
from tropnet.analysis.optimum import maximize
from tropnet.analysis.statistics import region_statistics
from tropnet.polyhedra.bodies import cube


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
@pytest.mark.parametrize("architecture", [[3, 32, 32, 1], [3, 32, 32, 32, 1]], ids=str)
def test_lipschitz_constant(benchmark, architecture, norm):
    net = gaussian(architecture)
    found = measured(benchmark, lambda: lipschitz_constant(net, norm))
    note_cells(benchmark, len(found.cell.regions))
    benchmark.extra_info["constant"] = round(float(found), 3)
    assert found.check()


@pytest.mark.parametrize("output_norm", ["l1", "l2", "linf"])
@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_operator_norms(benchmark, norm, output_norm):
    """Ten outputs: the cells are there already, and the largest of their Jacobians is found."""
    regions = linear_regions(gaussian([3, 32, 32, 10]))
    found = measured(benchmark, lambda: lipschitz_constant(regions, norm, output_norm=output_norm))
    note_cells(benchmark, len(regions))
    assert found.check()


@pytest.mark.parametrize("architecture", [[3, 32, 32, 1], [3, 32, 32, 32, 1], [4, 16, 16, 1]], ids=str)
def test_largest_value(benchmark, architecture):
    net, within = gaussian(architecture), cube(architecture[0], 3)
    found = measured(benchmark, lambda: maximize(net, within))
    benchmark.extra_info["value"] = round(float(found.value), 3)
    assert found.check()


@pytest.mark.parametrize("architecture", [[2, 16, 16, 1], [3, 8, 8, 1]], ids=str)
def test_averages(benchmark, architecture):
    net, within = gaussian(architecture), cube(architecture[0], 3)

    def averages():
        statistics = region_statistics(net, within)
        return statistics, statistics.mean, statistics.mean_jacobian

    found, mean, _ = measured(benchmark, averages, rounds=1)
    note_cells(benchmark, len(found.regions))
    benchmark.extra_info["mean"] = round(float(mean[0]), 3)
    assert found.volume == 6 ** architecture[0]
