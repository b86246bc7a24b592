"""Pictures in space by what they contain."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
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


def test_the_graph_has_a_facet_over_every_cell_at_the_right_height() -> None:
    window = Polyhedron.parse("[-1,2]^2")
    ax = plot_graph(linear_regions(PAIR), output=1, ax=space(), window=window)
    drawn = ax.collections[0].facets
    corners = np.concatenate(drawn)
    assert PAIR.floats(corners[:, :2])[:, 1] == pytest.approx(corners[:, 2])
    assert len(drawn) == len(linear_regions(PAIR, window))


@pytest.mark.parametrize(
    "view", [(20, -52, "persp"), (35, 10, "persp"), (8, 130, "ortho"), (12, 245, "ortho")]
)
def test_what_is_painted_last_is_nearest(view: tuple[float, float, str]) -> None:
    """At random points of the paper: of all facets there, the last one has the least depth, by its own plane."""
    first = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -2]]
    second = [[-1, -1, -1, -1, 0, 0], [1, 0, 1, 0, -1, -1]]
    hills = Network.from_arrays([first, second, [[3, -2]]], [[0, 0, 0, 0, 1, -1], [1, 0], [0]])
    ax = plot_graph(hills, ax=space(), window=Polyhedron.parse("[-2,2]^2"))
    elevation, azimuth, kind = view
    ax.view_init(elevation, azimuth)
    ax.set_proj_type(kind)
    facets = ax.collections[0]
    facets.do_3d_projection()
    matrix = ax.get_proj()
    solids = {}
    for corners in facets.facets:
        rows = np.column_stack([corners, np.ones(len(corners))]) @ matrix.T
        places = rows[:, :3] / rows[:, 3:]
        solids[frozenset(map(tuple, places[:, :2].round(9)))] = places
    painted = [path.vertices[:-1] for path in facets.get_paths()]
    planes = [solids[frozenset(map(tuple, polygon.round(9)))] for polygon in painted]
    paper = np.concatenate(painted)
    points = np.random.default_rng(0).uniform(paper.min(axis=0), paper.max(axis=0), (400, 2))
    several = 0
    for point in points:
        there = [
            places
            for path, places in zip(facets.get_paths(), planes, strict=True)
            if path.contains_point(point)
        ]
        depths = [_depth(places, point) for places in there]
        several += len(there) > 1
        assert not depths or depths[-1] <= min(depths) + 1e-9
    assert several > 10


def _depth(places: np.ndarray, point: np.ndarray) -> float:
    """The depth of a plane in space, given by points of it, over a point of the paper."""
    plane, *_ = np.linalg.lstsq(
        np.column_stack([places[:, :2], np.ones(len(places))]), places[:, 2], rcond=None
    )
    return float(plane @ [*point, 1])


def test_a_cell_of_several_polygons_has_one_facet() -> None:
    """The engine compares x + y with 2x and 2y, though it is never the only largest one: 5 polygons, 3 cells."""
    x, y = PiecewiseLinear.coordinates(2)
    f = maximum(2 * x, x + y, 2 * y, "1/2")
    window = Polyhedron.parse("[-1,1]^2")
    ax = plot_graph(f, ax=space(), window=window)
    outlines = {frozenset(map(tuple, facet[:, :2].tolist())) for facet in ax.collections[0].facets}
    exact = linear_regions(f.network, window)
    assert outlines == {frozenset(map(tuple, cell.vertices.floats().tolist())) for cell in exact}


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
