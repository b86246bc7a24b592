"""Interactive pictures: how long they take to make, and pages of them to open in a browser without a graphics card.

The figures in the module docstring of `tropnet.plot.interactive.plane` come from here.
"""

import time

import pytest
from benchmarks.measuring import gaussian, measured
from plot.browser import Browser, browser_path

from tropnet.analysis.regions import linear_regions
from tropnet.plot.interactive.html import save_html
from tropnet.plot.interactive.plane import interactive_regions

ZOOM = """
const [low, high, done] = arguments, graph = document.querySelector('.js-plotly-plot'), begun = performance.now();
Plotly.relayout(graph, {'xaxis.range': [low, high]}).then(() => done((performance.now() - begun) / 1000));
"""


@pytest.mark.parametrize("surface", [False, True], ids=["traces", "surface"])
@pytest.mark.parametrize("width", [19, 40, 126])
def test_cells(benchmark, tmp_path, width, surface):
    regions = linear_regions(gaussian([2, width, width, 1]))
    figure = measured(benchmark, lambda: interactive_regions(regions, surface=surface), rounds=1)
    page = tmp_path / "cells.html"
    save_html(figure, page)
    with Browser(browser_path()) as browser:
        opened = measured_opening(browser, page)
        zoomed = 0.0
        if not surface:
            browser.driver.set_script_timeout(100)
            low, high = figure.layout.xaxis.range
            zoomed = browser.driver.execute_async_script(ZOOM, low / 2, high / 2)
    benchmark.extra_info |= {
        "cells": figure.layout.title.text,
        "page_mb": round(page.stat().st_size / 1e6, 1),
        "opened_s": round(opened, 1),
        "zoomed_s": round(zoomed, 1),
    }


def measured_opening(browser, page):
    """The seconds until the picture is drawn."""
    begun = time.perf_counter()
    browser.open(page)
    return time.perf_counter() - begun
