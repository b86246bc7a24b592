"""Slices: the plane is exact, its coordinates keep shapes."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from tropnet import models
from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError
from tropnet.networks import Network, restrict_to_plane
from tropnet.networks.io import read
from tropnet.plot.slices import isometric_plane, plot_slice

DIGITS = read(models.path("digits"))


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
