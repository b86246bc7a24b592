"""Cells for VTK: read back from the XML, and measured."""

from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError, UnboundedError
from tropnet.interchange.vtk import vtk_text, write_vtk
from tropnet.networks import Network
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron


def arrays(text):
    """The arrays of a .vtu text by name."""
    root = ElementTree.fromstring(text)
    return {a.get("Name"): np.array((a.text or "").split(), dtype=float) for a in root.iter("DataArray")}


def polyhedra_of(found):
    """The facets of every solid cell as lists of points."""
    points = found["Points"].reshape(-1, 3)
    stream, at = found["faces"].astype(int), 0
    while at < len(stream):
        facets, at = stream[at], at + 1
        cell = []
        for _ in range(facets):
            size = stream[at]
            cell.append(points[stream[at + 1 : at + 1 + size]])
            at += 1 + size
        yield cell


def divergence_volume(facets):
    """The volume of a solid by Gauss's theorem, with normals turned outwards from the mean of the corners."""
    center = np.concatenate(facets).mean(axis=0)
    total = 0.0
    for corners in facets:
        own = corners - center
        area = sum(np.cross(a - own[0], b - own[0]) for a, b in pairwise(own[1:])) / 2
        total += abs(area @ own[0]) / 3
    return total


@pytest.mark.parametrize("solid", [cube(3), cross_polytope(3), simplex(3)])
def test_solids_have_their_volume(solid):
    found = arrays(vtk_text([solid]))
    (facets,) = polyhedra_of(found)
    assert len(facets) == len(solid.inequalities)
    assert divergence_volume(facets) == pytest.approx(float(solid.volume))
    assert found["types"].tolist() == [42]


def test_polygons_have_their_area_by_the_shoelace_formula():
    hexagon = Polyhedron.from_generators([[2, 0], [1, 2], [-1, 2], [-2, 0], [-1, -2], [1, -2]])
    found = arrays(vtk_text([hexagon]))
    x, y, _ = found["Points"].reshape(-1, 3)[found["connectivity"].astype(int)].T
    area = abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    assert area == float(hexagon.volume)


def test_cells_share_their_points():
    found = arrays(vtk_text([Polyhedron.parse("[0,1/3]^2"), Polyhedron.parse("[1/3,1]x[0,1/3]")]))
    assert len(found["Points"]) == 3 * 6
    assert found["offsets"].tolist() == [4, 8]


def test_every_dimension_and_data_without_the_empty_cells():
    cells = [
        cube(3),
        Polyhedron.parse("[0,1]^2") & Polyhedron.parse("[2,3]^2"),
        Polyhedron.from_generators([[0, 0, 0], [1, 0, 0], [0, 1, 0]]),
        Polyhedron.from_generators([[0, 0, 0], [1, 2, 3]]),
        Polyhedron.from_generators([[5, 5, 5]]),
    ]
    found = arrays(vtk_text([c for c in cells if c.ambient_dim == 3], {"value": [1, 2, 3, 4]}))
    assert found["types"].tolist() == [42, 7, 3, 1]
    assert found["faceoffsets"].tolist()[1:] == [-1, -1, -1]
    assert found["value"].tolist() == [1, 2, 3, 4]
    assert arrays(vtk_text(cells[1:2], {"value": [1]}))["value"].tolist() == []


def test_unbounded_cells_need_a_window():
    quadrant = Polyhedron.parse("[0,inf]^2")
    with pytest.raises(UnboundedError, match="within"):
        vtk_text([quadrant])
    found = arrays(vtk_text([quadrant], within=cube(2, 3)))
    assert found["Points"].max() == 3


def test_what_cannot_be_shown():
    with pytest.raises(InputError, match=r"R\^4"):
        vtk_text([cube(4)])
    with pytest.raises(InputError, match="one cell; give a list"):
        vtk_text(cube(2))
    with pytest.raises(InputError, match="2 cells, but 1 numbers"):
        vtk_text([cube(2), cube(2)], {"value": [1]})
    with pytest.raises(ShapeError, match="different dimensions"):
        vtk_text([cube(2), cube(3)])


def test_the_regions_of_a_network(tmp_path):
    net = Network.from_arrays([[[1, 1], [1, -1]], [[1, 1]]], [[0, 0], [0]])
    regions = linear_regions(net)
    write_vtk(regions, tmp_path / "regions.vtu", {"cell": range(len(regions))}, within=cube(2))
    found = arrays((tmp_path / "regions.vtu").read_text())
    assert found["types"].tolist() == [7] * 4
    assert len(found["Points"]) == 3 * 5
