"""Interactive pictures in a real browser: the text under the cursor is that of the exact cell, facet or vertex there.

There is no skipping on a server that runs tests (CI is set): a browser must be installed.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tropnet import Polyhedron, Zonotope, cube, linear_regions
from tropnet.analysis.cells import Cell
from tropnet.analysis.regions import LinearRegions
from tropnet.networks import Network
from tropnet.plot.interactive_html import save_html
from tropnet.plot.interactive_plane import interactive_regions
from tropnet.plot.interactive_polytopes import interactive_polytope
from tropnet.plot.interactive_space import interactive_graph

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=560,560",
    "--force-device-scale-factor=1", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip
WINDOW = Polyhedron.parse("[-2,2]x[-3/2,3/2]")
NET = Network.from_arrays(
    [[[1, 2], [-1, 1], [2, -1], [1, 0], [0, 1]], [[1, -1, 1, 0, 1], [0, 1, -1, 2, 1], [1, 1, 0, -1, 0]], [[1, -2, 1]]],
    [[0, "1/2", "-1/3", "-3/4", "1/4"], ["-1/2", 0, "1/5"], ["1/7"]],
)  # fmt: skip

# Where a point in space is seen, from the matrices of the camera.
PROJECTED = """
const graph = document.getElementById('tropnet'), scene = graph._fullLayout.scene._scene;
const camera = scene.glplot.cameraParams, box = scene.glplot.canvas.getBoundingClientRect();
let v = [...arguments[0].map((entry, i) => entry * scene.dataScale[i]), 1];
for (const m of [camera.model, camera.view, camera.projection])
  v = [0, 1, 2, 3].map(i => m[i] * v[0] + m[4 + i] * v[1] + m[8 + i] * v[2] + m[12 + i] * v[3]);
return [box.left + (1 + v[0] / v[3]) / 2 * box.width, box.top + (1 - v[1] / v[3]) / 2 * box.height];
"""
LINES = """
return [...document.querySelectorAll('.hoverlayer .hovertext, .hovertext')].flatMap(
  text => [...text.querySelectorAll('text')].flatMap(
    part => { const lines = [...part.querySelectorAll('tspan.line')];
              return (lines.length ? lines : [part]).map(line => line.textContent); })).filter(line => line);
"""


class Browser:
    """A browser without a window, the pages that it opens, and its one cursor."""

    def __init__(self, path: str) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = path
        for option in OPTIONS:
            options.add_argument(option)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
        self.page = ""

    def open(self, figure, path: Path) -> None:
        from selenium.webdriver.support.ui import WebDriverWait

        figure.update_layout(height=400)  # few pixels: without a graphics card each is expensive
        save_html(figure, path)
        self.driver.get_log("performance")
        self.page = path.as_uri()
        self.driver.get(self.page)
        ready = "return !!document.querySelector('.main-svg .drag, .gl-container canvas')"
        WebDriverWait(self.driver, 20, 0.05).until(lambda driver: driver.execute_script(ready))

    def told_at(self, x: float, y: float, wanted: Callable[[list[str]], bool]) -> list[str]:
        """The lines of the text under the cursor; what they are after a few seconds if they are not as wanted."""
        from selenium.common.exceptions import TimeoutException
        from selenium.webdriver.common.actions.action_builder import ActionBuilder
        from selenium.webdriver.support.ui import WebDriverWait

        action = ActionBuilder(self.driver, duration=0)
        action.pointer_action.move_to_location(round(x) - 1, round(y))
        action.pointer_action.move_to_location(round(x), round(y))
        action.perform()
        found: list[str] = []

        def as_wanted(driver) -> bool:
            found[:] = driver.execute_script(LINES)
            return wanted(found)

        with suppress(TimeoutException):
            WebDriverWait(self.driver, 3, 0.03).until(as_wanted)
        return found

    def plot_area(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of what the axes enclose."""
        script = """const box = document.querySelector('.nsewdrag').getBoundingClientRect();
                    return [box.left, box.top, box.width, box.height]"""
        return tuple(self.driver.execute_script(script))

    def seen_at(self, point) -> tuple[float, float]:
        return tuple(self.driver.execute_script(PROJECTED, [float(entry) for entry in point]))

    def requests(self) -> list[str]:
        """The addresses that the page has asked for since it was opened, itself left out."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [
            m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"
        ]
        assert self.page in asked
        return [
            address
            for address in asked
            if address != self.page and not address.startswith(("data:", "blob:"))
        ]

    def errors(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None or shutil.which("chromedriver") is None:
        missing = f"one of {', '.join(BROWSERS)}, and chromedriver, must be installed"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    found = Browser(path)
    yield found
    found.driver.quit()


def largest(regions: LinearRegions, n: int) -> list[Cell]:
    return sorted(regions, key=lambda cell: -cell.volume)[:n]


def coefficients(line: str) -> list[Fraction]:
    """The row (a, b) of a line "f = a.x + b"."""
    row = dict.fromkeys(("x₁", "x₂", ""), Fraction(0))
    terms = re.findall(r"([+−]?) ?(\d+(?:/\d+)?)? ?(x₁|x₂)?(?: |$)", line.removeprefix("f = "))
    for sign, size, name in terms:
        if size or name:
            row[name] += Fraction(size or 1) * (-1 if sign == "−" else 1)
    return list(row.values())


def test_the_cell_under_the_cursor_is_the_exact_one(browser: Browser, tmp_path: Path) -> None:
    regions = linear_regions(NET)
    browser.open(interactive_regions(regions, window=WINDOW), tmp_path / "cells.html")
    left, top, width, height = browser.plot_area()

    for shown in largest(linear_regions(NET, WINDOW), 9):
        right, up = shown.polyhedron.centroid.tolist()
        x, y = round(left + (right + 2) / 4 * width), round(top + (Fraction(3, 2) - up) / 3 * height)
        # The cell is that of the pixel, and not of the place that was meant.
        across, down = (
            (Fraction(x) - Fraction(left)) / Fraction(width),
            (Fraction(y) - Fraction(top)) / Fraction(height),
        )
        cell = regions.at([-2 + 4 * across, Fraction(3, 2) - 3 * down])
        name = f"cell {cell.index} of {len(regions)}"
        lines = browser.told_at(x, y, lambda lines, name=name: name in lines)
        assert name in lines
        assert "".join(map(str, cell.pattern)) == re.sub(r"\D", "", lines[1])
        assert coefficients(lines[2]) == cell.affine_map[0].tolist()
    assert not browser.requests()
    assert not browser.errors()


def test_the_facet_under_the_cursor_is_over_the_exact_cell(browser: Browser, tmp_path: Path) -> None:
    inside = linear_regions(NET, WINDOW)
    figure = interactive_graph(inside)
    # From above every facet of a graph can be seen.
    camera = {
        "eye": {"x": 0, "y": 0, "z": 2},
        "up": {"x": 0, "y": 1, "z": 0},
        "projection": {"type": "orthographic"},
    }
    figure.update_layout(scene_camera=camera)
    browser.open(figure, tmp_path / "graph.html")
    for cell in largest(inside, 5):
        middle = cell.polyhedron.centroid
        place = browser.seen_at([*middle.tolist(), NET(middle).item()])
        name = f"cell {cell.index} of {len(inside)}"
        lines = browser.told_at(*place, lambda lines, name=name: name in lines)
        assert name in lines
        assert coefficients(lines[2]) == cell.affine_map[0].tolist()
    assert not browser.requests()
    assert not browser.errors()


def test_facets_and_vertices_of_a_body_tell_what_they_are(browser: Browser, tmp_path: Path) -> None:
    body = cube(3)
    browser.open(interactive_polytope(body), tmp_path / "cube.html")
    told = {(1, 0, 0): "x₁ ≤ 1", (0, -1, 0): "−x₂ ≤ 1", (0, 0, 1): "x₃ ≤ 1", (1, -1, 1): "(1, −1, 1)"}
    for place, text in told.items():
        lines = browser.told_at(*browser.seen_at(place), lambda lines, text=text: text in "".join(lines))
        assert lines[0].endswith(text)
    assert lines[0].startswith("vertex")
    assert not browser.requests()
    assert not browser.errors()


def test_sides_and_vertices_of_a_polygon_tell_what_they_are(browser: Browser, tmp_path: Path) -> None:
    octagon = Zonotope([[3, 0], [2, 2], [0, 3], [-2, 2]])
    figure = interactive_polytope(octagon)
    browser.open(figure, tmp_path / "octagon.html")
    left, top, width, height = browser.plot_area()
    (low, high), (bottom, up) = figure.layout.xaxis.range, figure.layout.yaxis.range
    told = {(7, 1): "x₁ ≤ 7", (-5, -5): "−x₁ − x₂ ≤ 10", (7, 3): "(7, 3)", (-3, 7): "(−3, 7)"}
    for (x, y), text in told.items():
        across, down = (x - low) / (high - low), (up - y) / (up - bottom)
        place = left + across * width, top + down * height
        lines = browser.told_at(*place, lambda lines, text=text: text in "".join(lines))
        assert lines[0].endswith(text)
    assert np.isclose(width / (high - low), height / (up - bottom), rtol=0.01)  # one scale, up to pixels
    assert not browser.requests()
    assert not browser.errors()
