"""A real browser without a window: the pages that it opens, its one cursor, and what it asked the network for."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

__all__ = ["Browser", "browser_path"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=560,560",
    "--force-device-scale-factor=1", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip

LINES = """
return [...document.querySelectorAll('.hovertext text')].flatMap(part => {
  const lines = [...part.querySelectorAll('tspan.line')];
  return (lines.length ? lines : [part]).map(line => line.textContent);
}).filter(line => line);
"""
READY = """
const graph = document.querySelector('.js-plotly-plot'), layout = graph && graph._fullLayout;
return Boolean(layout && (layout.scene ? layout.scene._scene && layout.scene._scene.glplot.cameraParams
                                       : graph.querySelector('.scatterlayer .trace')));
"""
# Where a point in space is seen, from the matrices of the camera.
PROJECTED = """
const scene = document.querySelector('.js-plotly-plot')._fullLayout.scene._scene;
const camera = scene.glplot.cameraParams, box = scene.glplot.canvas.getBoundingClientRect();
let v = [...arguments[0].map((entry, i) => entry * scene.dataScale[i]), 1];
for (const m of [camera.model, camera.view, camera.projection])
  v = [0, 1, 2, 3].map(i => m[i] * v[0] + m[4 + i] * v[1] + m[8 + i] * v[2] + m[12 + i] * v[3]);
return [box.left + (1 + v[0] / v[3]) / 2 * box.width, box.top + (1 - v[1] / v[3]) / 2 * box.height];
"""
PLOT_AREA = """
const box = document.querySelector('.nsewdrag').getBoundingClientRect();
return [box.left, box.top, box.width, box.height];
"""


def browser_path() -> str:
    """The browser's program; without one the test is skipped, but fails where the variable CI is set."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path and shutil.which("chromedriver"):
        return path
    missing = f"one of {', '.join(BROWSERS)}, and chromedriver, must be installed"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


class Browser:
    """Opens one page at a time; a context manager, which closes the browser."""

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

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self.driver.quit()

    def open(self, path: Path) -> None:
        """Open a page that holds a picture, and wait until that is drawn."""
        from selenium.webdriver.support.ui import WebDriverWait

        self.driver.get_log("performance")
        self.page = path.as_uri()
        self.driver.get(self.page)
        WebDriverWait(self.driver, 60, 0.03).until(lambda driver: driver.execute_script(READY))

    def told_at(self, x: float, y: float, wanted: Callable[[list[str]], bool]) -> list[str]:
        """The lines of the text under the cursor; if they are not as wanted, what they are after some seconds."""
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
        """Left, top, width and height of what the axes in the plane enclose."""
        return tuple(self.driver.execute_script(PLOT_AREA))

    def seen_at(self, point) -> tuple[float, float]:
        """Where a point in space is seen."""
        return tuple(self.driver.execute_script(PROJECTED, [float(entry) for entry in point]))

    def requests(self) -> list[str]:
        """The addresses that the page has asked for since it was opened, itself left out."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [
            m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"
        ]
        assert self.page in asked
        return [url for url in asked if url != self.page and not url.startswith(("data:", "blob:"))]

    def errors(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
