"""Betti numbers of all classes and of the boundary of classifiers with standard normal float32 weights."""

import pytest
from benchmarks.measuring import gaussian, measured, note_cells

import tropnet
from tropnet import decision_boundary
from tropnet.analysis.topology.decisions import DecisionCells

NETWORKS = {
    "wine": None,
    "[2, 16, 16, 3]": [2, 16, 16, 3],
    "[2, 64, 64, 3]": [2, 64, 64, 3],
    "[3, 16, 16, 2]": [3, 16, 16, 2],
    "[3, 32, 32, 2]": [3, 32, 32, 2],
    "[4, 8, 8, 2]": [4, 8, 8, 2],
}


@pytest.mark.parametrize("name", NETWORKS)
def test_all_classes_and_the_boundary(benchmark, name):
    """The boundary is there already."""
    architecture = NETWORKS[name]
    net = gaussian(architecture) if architecture else tropnet.read(tropnet.models.path(name))
    boundary = decision_boundary(net)

    def topology():
        cells = DecisionCells(boundary)
        sets = [cells.of_class(label) for label in range(cells.n_classes)] + [cells.decision_boundary]
        return [union.topology(support).betti for support in ("ordinary", "compact") for union in sets]

    found = measured(benchmark, topology)
    note_cells(benchmark, len(boundary.regions))
    benchmark.extra_info["betti"] = str(found)
    euler = [sum((-1) ** k * b for k, b in enumerate(betti)) for betti in found]
    ties = DecisionCells(boundary).ties.topology("compact").euler_characteristic
    assert euler[len(found) // 2 + net.output_dim] == ties
    assert sum(euler[len(found) // 2 :]) == (-1) ** net.input_dim
