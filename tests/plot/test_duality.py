"""Curves and subdivisions by what is drawn, and with matching colours."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from tropnet import TropicalCurve, TropicalPolynomial, box, dual_subdivision
from tropnet.errors import ShapeError
from tropnet.plot.duality import curve_window, plot_curve, plot_duality, plot_subdivision

EXPONENTS = [[i, j] for i in range(4) for j in range(4 - i)]
HONEYCOMB = TropicalPolynomial(EXPONENTS, [-(i * i + j * j + i * j) for i, j in EXPONENTS])


def test_a_honeycomb_has_its_edges_regions_and_monomials():
    ax = plot_curve(HONEYCOMB, ax=Figure().add_subplot())
    regions, edges = ax.collections
    assert len(regions.get_paths()) == 10
    assert len(edges.get_segments()) == 18  # nine bounded ones and nine rays
    assert "$x + y - 3$" in {text.get_text() for text in ax.texts}


def test_bounded_edges_are_the_edges_of_the_curve():
    curve = TropicalCurve(HONEYCOMB)
    segments = plot_curve(curve, ax=Figure().add_subplot()).collections[-1].get_segments()
    drawn = {frozenset(map(tuple, segment.tolist())) for segment in segments}
    points = curve.vertices.floats()
    for i, j in curve.edges.tolist():
        assert frozenset([tuple(points[i]), tuple(points[j])]) in drawn


def test_weights_are_written_where_they_are_not_one():
    ax = plot_curve(TropicalPolynomial.parse("max(2x, 2y, 0)"), ax=Figure().add_subplot(), names=False)
    assert [text.get_text() for text in ax.texts] == ["2", "2", "2"]


def test_regions_and_exponents_have_matching_colours():
    figure = plot_duality(HONEYCOMB, figure=Figure())
    left, right = figure.axes
    by_monomial = {}
    for path, colour in zip(
        left.collections[0].get_paths(), left.collections[0].get_facecolors(), strict=True
    ):
        middle = path.vertices[:-1].mean(axis=0)
        values = HONEYCOMB.exponents.floats() @ middle + HONEYCOMB.coefficients.floats()
        by_monomial[int(values.argmax())] = colour
    dots = right.collections[-1].get_facecolors()
    for number, colour in by_monomial.items():
        assert np.array_equal(dots[number], colour)


def test_a_subdivision_shows_hollow_points_that_are_no_vertices():
    p = TropicalPolynomial.parse("max(2x, 2y, x + y - 1, 0)")
    ax = plot_subdivision(dual_subdivision(p), ax=Figure().add_subplot())
    sizes = ax.collections[-1].get_sizes()
    assert sorted(sizes.tolist()) == [20, 62, 62, 62]
    assert len(ax.collections[0].get_segments()) == 3


def test_curves_without_vertices():
    lines = TropicalCurve(TropicalPolynomial([[0, 0], [1, 1], [2, 2]], [0, 1, 0]))
    assert len(plot_curve(lines, ax=Figure().add_subplot()).collections[-1].get_segments()) == 2
    empty = TropicalCurve(TropicalPolynomial([[1, 1]], [0]))
    assert curve_window(empty) == box(["-3/2", "-3/2"], ["3/2", "3/2"])


def test_only_the_plane():
    with pytest.raises(ShapeError, match=r"R\^3"):
        plot_subdivision(dual_subdivision(TropicalPolynomial([[0, 0, 0], [1, 0, 0]], [0, 0])))
