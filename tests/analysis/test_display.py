"""Tables of regions, counts and boundaries: right, and never more than is known or cheap."""

import subprocess
import sys

import numpy as np
from exact.display.tables import TableReader

from tropnet import Network, RegionCounts, count_regions, cube, decision_boundary, linear_regions

# three lines in general position in the plane
TRIANGLE = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]], [[0, 0, 1], [0]])
NORM = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])


def cells(thing):
    return {name: value for name, value, _ in TableReader(thing._repr_html_()).rows}


def test_six_counts():
    counts = RegionCounts(9, 7, (4, 6), 3, 2, 1)
    assert cells(counts) == {
        "activation": "9",
        "proper activation": "7",
        "convex": "4 to 6",
        "open connected": "3",
        "closed connected": "2",
        "affine": "1",
    }
    assert all(explanation for *_, explanation in TableReader(counts._repr_html_()).rows)
    assert counts.as_tuple() == tuple(counts.as_dict().values()) == (9, 7, (4, 6), 3, 2, 1)


def test_regions_show_what_is_known():
    regions = linear_regions(TRIANGLE)
    # three lines: 3 points, 9 edges, 7 cells
    assert cells(regions) == {"f-vector": "(3, 9, 7)", "proper activation": "7"}
    assert "counts" not in vars(regions)
    regions.labels("open_connected")
    assert set(cells(regions)) == {"f-vector", "proper activation", "open connected", "affine"}
    assert regions.counts.affine == 7
    assert {name: cells(regions)[name] for name in ("activation", "affine", "convex")} == {
        "activation": "7",
        "affine": "7",
        "convex": "7",
    }


def test_the_domain_is_named():
    regions = linear_regions(TRIANGLE, cube(2))
    assert "over all of R^2" in TableReader(linear_regions(TRIANGLE)._repr_html_()).caption
    assert repr(regions.within) in TableReader(regions._repr_html_()).caption


def test_a_diamond():
    found = cells(decision_boundary(NORM, threshold=1))
    assert found == {"pieces": "4", "decision regions": "2", "cells": "8"}


def test_of_many_cells_nothing_is_computed():
    rng = np.random.default_rng(3)
    net = Network.from_arrays(
        [rng.integers(-9, 10, (80, 2)), rng.integers(-9, 10, (1, 80))], [rng.integers(-99, 99, 80), None]
    )
    assert count_regions(net) > 2000
    regions, boundary = linear_regions(net), decision_boundary(net)
    assert set(cells(regions)) == {"proper activation"}
    assert "f_vector" not in vars(regions._assembly)
    assert set(cells(boundary)) == {"cells"}
    assert "pairs" not in vars(boundary)
    assert cells(boundary)["cells"] == str(len(boundary.regions))
    n_pieces, f_vector = len(boundary), regions.f_vector
    assert cells(boundary)["pieces"] == str(n_pieces)
    assert cells(regions)["f-vector"] == str(f_vector)


def test_displays_import_no_heavy_library():
    program = (
        "import sys, tropnet as t; p = t.TropicalPolynomial.parse('max(2x, 2y, x + y + 1, 0)');"
        "net = t.Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]]); regions = t.linear_regions(net);"
        "things = [p, p / p, t.TropicalCurve(p), t.dual_subdivision(p), t.cube(2), t.cube(3), t.permutahedron(3),"
        "net, regions, regions.counts, t.decision_boundary(net, threshold=1), t.bounds(net), net([1, 2])];"
        "shown = [getattr(x, f'_repr_{kind}_', lambda: None)() for x in things for kind in ('html', 'svg', 'latex')];"
        "print(sum(s is not None for s in shown), {'matplotlib', 'sympy', 'scipy'} & {*sys.modules})"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert found == "13 set()\n"
