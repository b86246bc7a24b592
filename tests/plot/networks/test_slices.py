"""Slices: the plane is exact, its coordinates keep shapes."""

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from tropnet import models
from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Activation, Conv, Dense, Flatten, Network, relu, restrict_to_plane
from tropnet.networks.io import read
from tropnet.plot.networks.slices import isometric_plane, plot_slice
from tropnet.polyhedra.polyhedron import Polyhedron

DIGITS = read(models.path("digits"))
# The plane x_3 = 5 of space, in whose coordinates of the picture x_1 and x_2 are shifted only.
TRIPLE = Network.from_arrays([[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 1, 1], [0, 0, 7]]], [[0, 0, 0], [0, 0]])
POINTS = [-1, -1, 5], [1, -1, 5], [-1, 1, 5]


def axes() -> pyplot.Axes:
    return Figure().add_subplot()


def markers(ax: pyplot.Axes) -> dict[tuple[float, float], float]:
    """The places of the data and the sizes of their markers; a network without classes has two collections."""
    return {
        tuple(place): size
        for found in ax.collections[2:]
        for place, size in zip(found.get_offsets().tolist(), found.get_sizes().tolist(), strict=True)
    }


@pytest.mark.parametrize("seed", range(5))
def test_coordinates_keep_distances_and_values(seed: int) -> None:
    points = np.random.default_rng(seed).integers(0, 17, (3, 64))
    plane, places = isometric_plane(DIGITS, *points)
    assert plane(places) == DIGITS(points)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        there = np.linalg.norm(places.floats()[i] - places.floats()[j])
        assert there == pytest.approx(np.linalg.norm(points[i] - points[j]), rel=1e-13)


def test_the_cells_are_those_of_the_plane() -> None:
    net = Network.from_arrays(
        [[[1, 2, 0], [0, 1, -1], [2, 0, 1], [1, 1, 1]], [[1, 1, 1, 1]]], [[0, 1, -1, -2], [0]]
    )
    points = [0, 0, 0], [1, 3, 0], [2, 0, 5]
    plane, _ = isometric_plane(net, *points)
    oblique = linear_regions(restrict_to_plane(net, *points))
    assert linear_regions(plane).f_vector == oblique.f_vector
    assert linear_regions(plane).counts == oblique.counts


def test_the_three_points_are_shown_and_named() -> None:
    points = np.random.default_rng(0).integers(0, 17, (3, 64))
    names = ["three", "eight", "five"]
    ax = plot_slice(DIGITS, *points, ax=Figure().add_subplot(), boundary=True, names=names)
    assert [text.get_text() for text in ax.texts if not text.get_text().isdecimal()] == names
    _, places = isometric_plane(DIGITS, *points)
    assert ax.lines[0].get_xydata() == pytest.approx(places.floats())
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert all(left < x < right and bottom < y < top for x, y in places.floats().tolist())


def test_points_on_a_line_span_no_plane() -> None:
    with pytest.raises(InputError, match="on a line"):
        isometric_plane(DIGITS, [0] * 64, [1] * 64, [2] * 64)


# -- data ------------------------------------------------------------------------------------------


def test_markers_are_smaller_the_farther_the_data_lie_from_the_plane() -> None:
    data = [[0, 0, 5], [0.5, 0, 6], [0, 0.5, 3], [-0.5, 0, 8], [0, -0.5, 5 + 1e-3]]
    found = markers(plot_slice(TRIPLE, *POINTS, ax=axes(), data=data))
    assert set(found) == {(1, 1), (1.5, 1), (1, 1.5), (0.5, 1), (1, 0.5)}
    places = [(1, 1), (1, 0.5), (1.5, 1), (1, 1.5), (0.5, 1)]  # from the nearest to the farthest
    sizes = [found[place] for place in places]
    assert sizes == sorted(set(sizes), reverse=True)
    assert min(sizes) > 0


@pytest.mark.parametrize("seed", range(3))
def test_data_on_the_plane_have_the_largest_markers_in_spite_of_rounding(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.standard_normal((3, 64))
    weights = rng.dirichlet([1, 1, 1], 6)
    on_it = weights @ points
    ax = plot_slice(DIGITS, *points, ax=axes(), data=np.concatenate([on_it, points]))
    found = markers(ax)
    assert len(found) == 9
    assert len(set(found.values())) == 1
    _, places = isometric_plane(DIGITS, *points)
    expected = np.concatenate([weights @ places.floats(), places.floats()])
    assert np.array(sorted(found)) == pytest.approx(np.array(sorted(map(tuple, expected))), abs=1e-9)
    with_another = markers(plot_slice(DIGITS, *points, ax=axes(), data=[*on_it, on_it[0] + 1e-6]))
    assert sorted(with_another.values())[1] == found.popitem()[1]


def test_the_nearest_of_those_in_the_window_are_drawn() -> None:
    window = Polyhedron.parse("[0,2]^2")
    heights = np.arange(1, 9)
    inside = np.stack([np.linspace(-0.9, 0.9, 8), np.zeros(8), 5 + heights], axis=1)
    outside = np.array([[1.5, 0, 5], [0, -1.5, 5]])
    data = np.concatenate([outside, inside])
    for nearest, n_drawn in ((3, 3), (8, 8), (40, 8), (0, 0)):
        ax = plot_slice(TRIPLE, *POINTS, ax=axes(), window=window, data=data, nearest=nearest)
        expected = [(1 + x, 1) for x in inside[:n_drawn, 0]]
        assert np.array(sorted(markers(ax))).reshape(-1, 2) == pytest.approx(
            np.array(expected).reshape(-1, 2)
        )


def test_labels_give_the_data_their_classes() -> None:
    data, labels = [[0, 0, 5], [0.5, 0, 6], [0, 0.5, 3]], [2, 0, 2]
    drawn = plot_slice(TRIPLE, *POINTS, ax=axes(), data=data, labels=labels).collections[2:]
    assert [sorted(found.get_offsets().tolist()) for found in drawn] == [[[1.5, 1]], [[1, 1], [1, 1.5]]]


def test_no_data_are_no_markers() -> None:
    for data in ([], np.empty((0, 3)), [[0, 0, 5]]):
        ax = plot_slice(TRIPLE, *POINTS, ax=axes(), window=Polyhedron.parse("[3,4]^2"), data=data)
        assert not markers(ax)


def test_images_are_data_as_they_are() -> None:
    rng = np.random.default_rng(0)
    net = Network.sequential(
        [
            Conv(rng.integers(-2, 3, (2, 1, 2, 2))),
            Activation(relu()),
            Flatten(),
            Dense(rng.integers(-2, 3, (1, 8))),
        ],
        (1, 3, 3),
    )
    points = np.zeros((3, 1, 3, 3), int)
    points[1, 0, 0, 0] = points[2, 0, 2, 2] = 1
    data = np.zeros((2, 1, 3, 3))
    data[0, 0, 0, 0], data[1, 0, 2, 2] = 0.25, 0.5
    assert sorted(markers(plot_slice(net, *points, ax=axes(), data=data))) == [(0, 0.5), (0.25, 0)]


# -- what is drawn under them ----------------------------------------------------------------------


def test_cells_boundary_and_values_are_those_of_the_plane() -> None:
    window = Polyhedron.parse("[0,2]^2")
    ax = plot_slice(TRIPLE, *POINTS, ax=axes(), window=window, boundary=True)
    assert len(ax.collections[0].get_paths()) == 4
    # With x_3 = 5 the first output is largest nowhere: max(x, 0) + max(y, 0) + 5 < 35.
    assert len(ax.collections[2].get_segments()) == 0
    values = plot_slice(TRIPLE, *POINTS, ax=axes(), window=window, colour="value", output=0)
    low, high = values.collections[0].levels[[0, -1]]
    assert 4.8 < low <= 5
    assert 7 < high < 7.2
    assert values.figure.axes[1].get_ylabel() == "$f_{0}$"
    constant = plot_slice(TRIPLE, *POINTS, ax=axes(), window=window, colour="value", output=1)
    low, high = constant.collections[0].levels[[0, -1]]
    assert low < 35 < high
    assert constant.figure.axes[1].get_ylabel() == "$f_{1}$"


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"data": [[1, 2]]}, ShapeError, "do not fit 3 inputs"),
        ({"data": [1, 2, 3]}, ShapeError, "do not fit 3 inputs"),
        ({"data": [[1, 2, 3]], "labels": [0, 1]}, ShapeError, "do not fit 1 points"),
        ({"names": ["p", "q"]}, InputError, "three words"),
        ({"colour": "hue"}, InputError, "unknown"),
        ({"colour": "value", "output": 2}, InputError, "give 0 to 1"),
        ({"window": Polyhedron.parse("[0,1]")}, ShapeError, "dimension 1"),
        ({"window": Polyhedron.parse("[0,inf]^2")}, InputError, "not a bounded set"),
    ],
)
def test_what_is_refused(options, error, words: str) -> None:
    with pytest.raises(error, match=words):
        plot_slice(TRIPLE, *POINTS, ax=axes(), **options)
