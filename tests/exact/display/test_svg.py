"""Drawings: places, frames, clipping, names of numbers, and colours that can be seen on any paper."""

from fractions import Fraction
from xml.etree import ElementTree

import pytest
from exact.display.drawings import SVG, is_near, read_drawing
from hypothesis import given
from hypothesis import strategies as st

from tropnet.exact.display.svg import (
    BLUE,
    GREY,
    LONG_SIDE,
    SHORT_SIDE,
    Frame,
    dot,
    drawing,
    label,
    path,
    polygon,
    short,
)

numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=60)
places = st.tuples(numbers, numbers)
steps = places.filter(any)


def square(a, b):
    return [(Fraction(x), Fraction(y)) for x, y in ((a, a), (b, a), (b, b), (a, b))]


@given(st.lists(places, min_size=1, max_size=6))
def test_the_points_lie_inside_the_frame_at_their_places_by_linear_interpolation(points):
    frame = Frame.around(points)
    (left, bottom), (right, top) = frame.corners
    a, b = frame.pixels((left, bottom)), frame.pixels((right, top))
    assert (b[0] - a[0], a[1] - b[1]) == (frame.width, frame.height)
    for x, y in points:
        assert left < x < right
        assert bottom < y < top
        px, py = frame.pixels((x, y))
        assert (px - a[0]) * (right - left) == (x - left) * frame.width
        assert (py - b[1]) * (top - bottom) == (top - y) * frame.height


@given(st.lists(places, min_size=2, max_size=6))
def test_one_unit_on_both_axes_unless_the_drawing_would_be_too_thin(points):
    frame = Frame.around(points)
    (left, bottom), (right, top) = frame.corners
    ratio = (top - bottom) / (right - left)
    if Fraction(SHORT_SIDE, LONG_SIDE) <= ratio <= Fraction(LONG_SIDE, SHORT_SIDE):
        assert frame.height == ratio * frame.width
    assert max(frame.width, frame.height) == LONG_SIDE
    assert min(frame.width, frame.height) >= SHORT_SIDE


@given(st.lists(places, min_size=1, max_size=4), steps)
def test_rays_end_on_the_border(points, direction):
    frame = Frame.around(points)
    (left, bottom), (right, top) = frame.corners
    x, y = frame.exit(points[0], direction)
    assert left <= x <= right
    assert bottom <= y <= top
    assert x in {left, right} or y in {bottom, top}
    # on the ray: parallel and in its direction
    dx, dy = x - points[0][0], y - points[0][1]
    assert dx * direction[1] == dy * direction[0]
    assert dx * direction[0] + dy * direction[1] > 0


def test_a_reader_finds_every_mark():
    corners = square(-1, 3)
    frame = Frame.around(corners)
    middle = (Fraction(1), Fraction(1))
    marks = [
        polygon(frame, corners),
        path(frame, corners[:2]),
        dot(frame, middle),
        label(frame, middle, "a < b"),
    ]
    found = read_drawing(drawing(frame, marks, 'a "square" & more'))
    assert is_near(found.polygons[0], corners, 4)
    assert is_near(found.lines[0], corners[:2], 4)
    assert is_near(found.dots, [middle], 4)
    assert found.titles == ["(1, 1)"]
    assert found.labels == ["a < b"]
    assert found.title == 'a "square" & more'


def test_huge_and_tiny_coordinates_have_ordinary_places():
    for size in (Fraction(1, 10**400), Fraction(10**400)):
        far = 7 * size
        root = ElementTree.fromstring(drawing(frame := Frame.around(square(far, far + size)), [], ""))
        assert frame.place((far, far)) == Frame.around(square(7, 8)).place((Fraction(7), Fraction(7)))
        assert float(root.get("width")) == 286


def test_axes_are_drawn_where_they_are_seen():
    def n_axes(points):
        root = ElementTree.fromstring(drawing(Frame.around(points), [], ""))
        return len(root.findall(f"{SVG}polyline"))

    assert n_axes(square(-1, 1)) == 2
    assert n_axes(square(5, 6)) == 0
    assert n_axes([(Fraction(-1), Fraction(5)), (Fraction(1), Fraction(6))]) == 1


def test_numbers_below_a_narrow_drawing_do_not_overlap():
    wide, narrow = (Fraction(0), Fraction(0)), (Fraction(1, 1000), Fraction(1000))
    root = ElementTree.fromstring(drawing(Frame.around([wide, narrow]), [], ""))
    anchors = {text.text: text.get("text-anchor") for text in root.findall(f"{SVG}text")[:2]}
    assert anchors == {"0": "middle", "1/1000": "middle"}
    root = ElementTree.fromstring(
        drawing(
            Frame.around([(Fraction(1, 999), wide[1]), (Fraction(1, 991), narrow[1])], sides=(10, 90)), [], ""
        )
    )
    anchors = {text.text: text.get("text-anchor") for text in root.findall(f"{SVG}text")[:2]}
    assert anchors == {"1/999": "end", "1/991": "start"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(-7, 2), "-7/2"),
        (123456, "123456"),
        (Fraction(10**40 + 1, 3), "≈3.33e+39"),
        (Fraction(-1, 3 * 10**40), "≈-3.33e-41"),
        (Fraction(2**100000), "≈9.99e+30102"),  # log10(2^100000) = 30102.9996
    ],
)
def test_long_numbers_are_rounded(value, text):
    assert short(value) == text


def luminance(colour):
    """The relative luminance of WCAG 2.1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("paper", ["#FFFFFF", "#111111", "#1E1E1E"])
@pytest.mark.parametrize("ink", [BLUE, GREY])
def test_the_colours_can_be_seen_on_light_and_on_dark_paper(paper, ink):
    low, high = sorted([luminance(paper), luminance(ink)])
    assert (high + 0.05) / (low + 0.05) > 3


def test_nothing_is_loaded_from_elsewhere_and_no_background_is_set():
    corners = square(0, 1)
    text = drawing(frame := Frame.around(corners), [polygon(frame, corners)], "square")
    assert "href" not in text
    assert "<style" not in text
    assert "<rect" not in text
