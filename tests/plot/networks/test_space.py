"""Pictures in space by what they contain."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import art3d

from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.plot.look.window import bounding_box
from tropnet.plot.networks.space import _Face, plot_block, plot_graph
from tropnet.polyhedra.polyhedron import Polyhedron

PAIR = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, -2], [0, 1, 3]]], [[0, 0, -1], [0, 1]])
TRIPLE = Network.from_arrays([np.eye(3, dtype=int), [[1, 1, 1]]], [[0, 0, -1], [-1]])


def space():
    return Figure().add_subplot(projection="3d")


def test_the_graph_has_a_facet_over_every_cell_at_the_right_height(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []

    class Spy(art3d.Poly3DCollection):
        def __init__(self, facets, **options) -> None:
            drawn.extend(facets)
            super().__init__(facets, **options)

    monkeypatch.setattr(art3d, "Poly3DCollection", Spy)
    window = Polyhedron.parse("[-1,2]^2")
    plot_graph(linear_regions(PAIR), output=1, ax=space(), window=window)
    corners = np.concatenate(drawn)
    assert PAIR.floats(corners[:, :2])[:, 1] == pytest.approx(corners[:, 2])
    assert len(drawn) == len(linear_regions(PAIR, window))


def test_an_output_that_does_not_exist() -> None:
    with pytest.raises(InputError, match="0 to 1"):
        plot_graph(linear_regions(PAIR), output=2, ax=space())


def test_the_faces_of_a_block_are_covered() -> None:
    low, high = bounding_box(Polyhedron.parse("[-1,2]x[-1,3]x[-1,4]"))
    areas, planes = [], [(0, 2.0), (1, -1.0), (2, 4.0)]
    for axis, level in planes:
        face = _Face(TRIPLE, low, high, axis)
        points = np.concatenate(face.polygons)
        assert (points[:, axis] == level).all()
        areas.append(sum(_area(np.delete(polygon, axis, axis=1)) for polygon in face.polygons))
    assert areas == pytest.approx([4 * 5, 3 * 5, 3 * 4])


def _area(polygon: np.ndarray) -> float:
    x, y = polygon.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def test_the_boundary_on_a_face_is_where_the_output_is_zero() -> None:
    low, high = bounding_box(Polyhedron.parse("[-1,2]^3"))
    found = [_Face(TRIPLE, low, high, axis).boundary().mean(axis=1) for axis in range(3)]
    assert [len(points) for points in found] == [0, 2, 2]
    assert TRIPLE.floats(np.concatenate(found)) == pytest.approx(0)


def test_a_block_has_polygons_walls_frame_and_boundary() -> None:
    ax = plot_block(linear_regions(TRIPLE), ax=space(), window=Polyhedron.parse("[-1,2]^3"), boundary=True)
    assert len(ax.collections) == 4
    assert len(ax.collections[0].get_facecolor()) == 12
    assert ax.get_zlim() == (-1, 2)


def test_two_inputs_are_no_block() -> None:
    with pytest.raises(ShapeError, match="3 inputs"):
        plot_block(linear_regions(PAIR), ax=space())
