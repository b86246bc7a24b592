"""Reports against the objects that they tell of."""

import json

import pytest

from tropnet import models
from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.local import region_at
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.report import describe, report
from tropnet.errors import InputError
from tropnet.networks import Add, Dense, Network, Node
from tropnet.networks.io import read
from tropnet.polyhedra.polyhedron import Polyhedron

# The network of Stargalla, Hertrich and Reichman (2025) on which the six counts differ: see RegionCounts.
SIX = Network.from_arrays([[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]])
DEAD = Network.from_arrays([[[1], [1]], [[1, 1], [-1, -1]], [[1, 1]]], [[0, 0], [1, -1], [0]])


def test_counts_faces_and_boundary_are_those_of_the_regions() -> None:
    net = read(models.path("iris"))
    found = report(net).as_dict()
    regions, boundary = linear_regions(net), decision_boundary(net)
    assert found["linear_regions"]["proper_activation"] == len(regions)
    assert found["complex"]["f_vector"] == list(regions.f_vector)
    assert found["complex"]["euler_characteristic"] == 1
    assert found["complex"]["bounded_cells"] == regions.is_bounded.sum()
    assert found["decision_boundary"]["pieces"] == len(boundary)
    assert found["decision_boundary"]["classes"] == 3


def test_the_six_counts_differ() -> None:
    found = report(SIX).as_dict()["linear_regions"]
    assert found == {
        "activation": 7,
        "proper_activation": 5,
        "convex": [4, 4],
        "open_connected": 3,
        "closed_connected": 3,
        "affine": 3,
    }


def test_neurons_are_named_by_layer_and_unit() -> None:
    found = report(DEAD)
    values = found.as_dict()["neurons"]
    assert values["dead"] == [{"hidden_layer": 1, "unit": 1}]
    assert values["always_active"] == [{"hidden_layer": 1, "unit": 0}]
    assert len(values["never_a_wall"]) == 2
    assert "1.0, 1.1)" in str(found)


def test_many_inputs_are_told_of_by_one_region() -> None:
    net = read(models.path("digits"))
    found = report(net, at=[3] * 64)
    region = region_at(net, [3] * 64)
    values = found.as_dict()["region"]
    assert found.regions is None
    assert values["facets"] == len(region.facets)
    assert values["pattern"] == list(region.pattern)
    assert values["distance_l1"] == str(region.distance_to_walls([3] * 64, "l1"))
    assert "--slice" in values["note"]


def test_the_region_of_a_point_that_is_asked_for() -> None:
    assert report(SIX, at=[2, 1]).as_dict()["region"]["pattern"] == list(region_at(SIX, [2, 1]).pattern)
    with pytest.raises(InputError, match="walls pass"):
        report(SIX, at=[0, 0])


def test_walls_through_the_origin_are_told_of() -> None:
    net = Network.from_arrays([[[1] * 6], [[1]]])
    assert "walls pass through the point" in report(net).as_dict()["region"]["note"]


def test_a_domain() -> None:
    found = report(SIX, Polyhedron.parse("[1,2]x[-1,1]"))
    assert found.as_dict()["complex"]["bounded_cells"] == len(
        linear_regions(SIX, Polyhedron.parse("[1,2]x[-1,1]"))
    )
    assert found.as_dict()["complex"]["euler_characteristic"] == 1
    assert "a polytope: 1" in str(found)


def test_json_knows_everything_and_lines_are_short() -> None:
    for net in (SIX, DEAD, read(models.path("digits"))):
        found = report(net)
        assert json.loads(json.dumps(found.as_dict())) == found.as_dict()
        assert max(map(len, str(found).splitlines())) <= 100
        assert "\N{NO-BREAK SPACE}" not in str(found)


def test_graphs_say_what_feeds_a_layer() -> None:
    net = Network([Node(Dense([[1, 1], [0, 2]]), (-1,)), Node(Add(), (-1, 0))], 2)
    assert "1  Add    of input, 0  -> 2" in str(describe(net))
