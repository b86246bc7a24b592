"""Interactive pictures in a real browser: what is told under the cursor is true of the exact cell or facet there."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from plot.browser import Browser, browser_path

from tropnet import Polyhedron, Zonotope, cube, linear_regions
from tropnet.analysis.cells import Cell
from tropnet.analysis.regions import LinearRegions
from tropnet.networks import Network
from tropnet.plot.interactive.html import save_html
from tropnet.plot.interactive.plane import interactive_regions
from tropnet.plot.interactive.polytopes import interactive_polytope
from tropnet.plot.interactive.space import interactive_graph

WINDOW = Polyhedron.parse("[-2,2]x[-3/2,3/2]")
NET = Network.from_arrays(
    [[[1, 2], [-1, 1], [2, -1], [1, 0], [0, 1]], [[1, -1, 1, 0, 1], [0, 1, -1, 2, 1], [1, 1, 0, -1, 0]], [[1, -2, 1]]],
    [[0, "1/2", "-1/3", "-3/4", "1/4"], ["-1/2", 0, "1/5"], ["1/7"]],
)  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One address for all pages: so the browser compiles plotly.js once, which takes it a second."""
    return tmp_path_factory.mktemp("pages") / "page.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(browser_path()) as found:
        yield found


def opened(browser: Browser, figure, path: Path) -> None:
    figure.update_layout(height=400)  # few pixels: without a graphics card each is expensive
    save_html(figure, path)
    browser.open(path)


def largest(regions: LinearRegions, n: int) -> list[Cell]:
    return sorted(regions, key=lambda cell: -cell.volume)[:n]


def assert_told(lines: list[str], cell: Cell) -> None:
    """The text is that of the cell: its number, its pattern, its affine map."""
    assert lines[0] == f"cell {cell.index} of {len(cell.regions)}"
    assert re.sub(r"\D", "", lines[1]) == "".join(map(str, cell.pattern))
    assert coefficients(lines[2]) == cell.affine_map[0].tolist()


def coefficients(line: str) -> list[Fraction]:
    """The row (a, b) of a line "f = a.x + b"."""
    row = dict.fromkeys(("x₁", "x₂", ""), Fraction(0))
    terms = re.findall(r"([+−]?) ?(\d+(?:/\d+)?)? ?(x₁|x₂)?(?: |$)", line.removeprefix("f = "))
    for sign, size, name in terms:
        if size or name:
            row[name] += Fraction(size or 1) * (-1 if sign == "−" else 1)
    return list(row.values())


def number_is(cell: Cell):
    return lambda lines: lines[:1] == [f"cell {cell.index} of {len(cell.regions)}"]


def test_the_cell_under_the_cursor_is_the_exact_one(browser: Browser, page: Path) -> None:
    regions = linear_regions(NET)
    opened(browser, interactive_regions(regions, window=WINDOW), page)
    left, top, width, height = map(Fraction, browser.plot_area())
    for shown in largest(linear_regions(NET, WINDOW), 8):
        right, up = shown.polyhedron.centroid.tolist()
        x, y = round(left + (right + 2) / 4 * width), round(top + (Fraction(3, 2) - up) / 3 * height)
        # The cell is that of the pixel, and not of the place that was meant.
        cell = regions.at([-2 + 4 * (x - left) / width, Fraction(3, 2) - 3 * (y - top) / height])
        assert_told(browser.told_at(x, y, number_is(cell)), cell)
    assert not browser.requests()
    assert not browser.errors()


@pytest.mark.parametrize("make", ["surface", "graph"])
def test_the_triangle_under_the_cursor_is_of_the_exact_cell(browser: Browser, page: Path, make: str) -> None:
    inside = linear_regions(NET, WINDOW)
    if make == "surface":
        figure = interactive_regions(inside, surface=True)
    else:
        figure = interactive_graph(inside)
        # From above every facet of a graph can be seen.
        camera = {"eye": {"x": 0, "y": 0, "z": 2}, "up": {"x": 0, "y": 1, "z": 0}}
        figure.update_layout(scene_camera={**camera, "projection": {"type": "orthographic"}})
    opened(browser, figure, page)
    for cell in largest(inside, 5):
        middle = cell.polyhedron.centroid
        height = NET(middle).item() if make == "graph" else 0
        assert_told(browser.told_at(*browser.seen_at([*middle.tolist(), height]), number_is(cell)), cell)
    assert not browser.requests()
    assert not browser.errors()


def test_facets_and_vertices_of_a_body_tell_what_they_are(browser: Browser, page: Path) -> None:
    opened(browser, interactive_polytope(cube(3)), page)
    told = {(1, 0, 0): "x₁ ≤ 1", (0, -1, 0): "−x₂ ≤ 1", (0, 0, 1): "x₃ ≤ 1", (1, -1, 1): "(1, −1, 1)"}
    for place, text in told.items():
        lines = browser.told_at(*browser.seen_at(place), lambda lines, text=text: text in "".join(lines))
        assert lines[0].endswith(f" {text}")
    assert lines[0].startswith("vertex")
    assert not browser.requests()
    assert not browser.errors()


def test_sides_and_vertices_of_a_polygon_tell_what_they_are(browser: Browser, page: Path) -> None:
    figure = interactive_polytope(Zonotope([[3, 0], [2, 2], [0, 3], [-2, 2]]))
    opened(browser, figure, page)
    left, top, width, height = browser.plot_area()
    (low, high), (bottom, up) = figure.layout.xaxis.range, figure.layout.yaxis.range
    assert width / (high - low) == pytest.approx(height / (up - bottom), rel=0.01)  # one scale, up to pixels
    told = {(7, 1): "x₁ ≤ 7", (-5, -5): "−x₁ − x₂ ≤ 10", (7, 3): "(7, 3)", (-3, 7): "(−3, 7)"}
    for (x, y), text in told.items():
        place = left + (x - low) / (high - low) * width, top + (up - y) / (up - bottom) * height
        lines = browser.told_at(*place, lambda lines, text=text: text in "".join(lines))
        assert lines[0].endswith(f" {text}")
    assert not browser.requests()
    assert not browser.errors()
