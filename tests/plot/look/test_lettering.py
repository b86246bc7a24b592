"""Where there is room for letters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tropnet import Polyhedron
from tropnet.plot.look.lettering import (
    are_short,
    free_direction,
    normal_angles,
    number_text,
    points_per_unit,
    write_beside,
    write_inside,
)

SQUARE = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])


def plane(width=4.0, height=4.0):
    ax = Figure(figsize=(4, 4)).add_axes((0, 0, 1, 1))
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    return ax


def test_numbers_have_true_minus_signs():
    assert [number_text(value) for value in (0, -3, "-1/2", "6/4")] == ["0", "−3", "−1/2", "3/2"]


def test_texts_are_short_if_each_is_and_all_are_few():
    assert are_short(["−1/2"] * 50)
    assert not are_short(["0"] * 51)
    assert not are_short(["0", "123456789/2"])
    assert are_short([])


def test_a_text_is_written_where_it_fits():
    strip, text = SQUARE * [0.1, 1], "$460 x + 257 y$"
    ax = plane()
    write_inside(ax, [SQUARE, strip], [text, text])
    assert [written.get_position() for written in ax.texts] == [(2, 2)]
    write_inside(ax, [strip], [text], always=True)
    assert len(ax.texts) == 2


@pytest.mark.parametrize("text", ["$0$", "$x + y - 3$", "$460 x + 257 y + 230$"])
@pytest.mark.parametrize("size", [0.1, 0.2, 0.4, 0.8, 1.6])
def test_what_is_written_inside_stays_inside(text, size):
    ax = plane()
    triangle = np.array([[0, 0], [4, 0], [1, 3.0]]) * size
    write_inside(ax, [triangle], [text])
    renderer = FigureCanvasAgg(ax.figure).get_renderer()
    hull = Polyhedron.from_generators(triangle)
    for written in ax.texts:
        box = written.get_window_extent(renderer).transformed(ax.transData.inverted())
        middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
        for corner in box.corners():
            # The box of a text has some air around the letters.
            assert middle + 0.8 * (corner - middle) in hull


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=6))
def test_texts_are_written_in_the_centroid(points):
    hull = Polyhedron.from_generators(points)
    if hull.dim < 2:
        return
    corners = hull.vertices.floats()
    spokes = corners - corners.mean(axis=0)
    ax = plane()
    write_inside(ax, [corners[np.argsort(np.arctan2(*spokes.T))]], ["0"], always=True)
    assert ax.texts[0].get_position() == pytest.approx(hull.centroid.floats())


def test_a_free_direction_keeps_away():
    degrees = [0, 90, 180, 270]
    assert np.degrees(free_direction(np.radians(degrees))) == pytest.approx(45)
    assert np.degrees(free_direction(np.radians([45, 135, 225]))) == pytest.approx(315)
    assert free_direction(np.array([])) == pytest.approx(np.pi / 4)


def test_units_on_the_paper():
    assert points_per_unit(plane()) / points_per_unit(plane(8.0)) == pytest.approx([2, 1])
    narrow = plane(8.0)
    narrow.set_aspect("equal")
    assert len(set(points_per_unit(narrow))) == 1


def test_normals_are_right_angles_on_the_paper():
    ax = plane(40.0, 4.0)
    segments = np.array([[[0, 0], [10, 1.0]], [[10, 1.0], [0, 0]], [[0, 0], [10, 0.0]]])
    assert np.degrees(normal_angles(ax, segments, np.pi / 2)) == pytest.approx([135, 135, 90])
    assert np.degrees(normal_angles(ax, segments, -np.pi / 2)) == pytest.approx([-45, -45, -90])


def test_letters_beside_a_point_lead_away_from_it():
    ax = plane()
    write_beside(ax, SQUARE[:2], ["a", "b"], [0.0, -3 * np.pi / 4])
    right, below = ax.texts
    assert (right.get_ha(), right.get_va()) == ("left", "center")
    assert (below.get_ha(), below.get_va()) == ("right", "top")
