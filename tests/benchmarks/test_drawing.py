"""Pictures of a network with some 20 000 cells in the window: from the cells to the file.

The polygons are made anew in every round; cells and regions of the notions are known before.

pytest tests/benchmarks/test_drawing.py
"""

import pytest
from benchmarks.measuring import gaussian, measured
from matplotlib.figure import Figure

from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.regions import linear_regions
from tropnet.plot import (
    plot_bent_lines,
    plot_decision_boundary,
    plot_dual_graph,
    plot_graph,
    plot_regions,
    save_figure,
)
from tropnet.polyhedra.bodies import cube

WINDOW = cube(2, 3)
NET = gaussian([2, 80, 80, 80, 3])


@pytest.fixture(scope="module")
def regions():
    return linear_regions(NET, WINDOW)


@pytest.fixture(scope="module")
def boundary():
    return decision_boundary(NET, within=WINDOW)


PICTURES = {
    "cells": plot_regions,
    "patterns": lambda regions, ax: plot_regions(regions, ax=ax, colour="pattern"),
    "values": lambda regions, ax: plot_regions(regions, ax=ax, colour="value"),
    "outlines": lambda regions, ax: plot_regions(regions, ax=ax, notion="open_connected"),
    "outlines and creases": lambda regions, ax: plot_regions(regions, ax=ax, notion="activation"),
    "outlines and numbers": lambda regions, ax: plot_regions(regions, ax=ax, notion="affine", numbers=True),
    "bent lines": plot_bent_lines,
    "bent lines of layer 3": lambda regions, ax: plot_bent_lines(regions, ax=ax, layer=2),
    "dual graph": plot_dual_graph,
    "graph": plot_graph,
}


@pytest.mark.parametrize("suffix", [".png", ".svg"])
@pytest.mark.parametrize("name", PICTURES)
def test_picture(benchmark, regions, tmp_path, name, suffix):
    projection = "3d" if name == "graph" else None
    path = tmp_path / f"picture{suffix}"

    def drawn():
        figure = Figure(figsize=(7, 6.2), layout="constrained")
        PICTURES[name](regions, ax=figure.add_subplot(projection=projection))
        save_figure(figure, path)

    measured(benchmark, drawn)
    benchmark.extra_info |= {"cells": len(regions), "file_mb": round(path.stat().st_size / 1e6, 1)}


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_classifier(benchmark, regions, boundary, tmp_path, suffix):
    def drawn():
        figure = Figure(figsize=(7, 6.2), layout="constrained")
        ax = plot_regions(regions, ax=figure.add_subplot(), window=WINDOW)
        plot_decision_boundary(boundary, ax=ax, window=WINDOW)
        save_figure(figure, tmp_path / f"picture{suffix}")

    measured(benchmark, drawn)
    benchmark.extra_info |= {"cells": len(boundary.regions), "pieces": len(boundary)}
