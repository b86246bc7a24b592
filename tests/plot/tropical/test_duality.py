"""Curves and subdivisions by what is drawn, and with matching colours."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tropnet import RationalArray, TropicalCurve, TropicalPolynomial, box, dual_subdivision
from tropnet.errors import ShapeError
from tropnet.plot.tropical.duality import curve_window, outline, plot_curve, plot_duality, plot_subdivision

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
    assert curve_window(empty) == box(["-17/10", "-17/10"], ["17/10", "17/10"])


@pytest.mark.parametrize("direction", [[2, 1], [0, 1], [1, 0], [1000, 1]])
def test_all_parallel_lines_are_shown(direction):
    powers = RationalArray([[k * a for a in direction] for k in range(4)])
    lines = TropicalCurve(TropicalPolynomial(powers, [0, 5, "17/2", 10]))
    assert lines.n_lines == 3
    ax = plot_curve(lines, ax=Figure().add_subplot())
    assert len(ax.collections[0].get_paths()) == 4
    assert len(ax.collections[-1].get_segments()) == 3


def test_the_window_of_a_curve_with_many_vertices_is_not_that_of_the_farthest():
    for n, holds in ((3, True), (9, False)):
        exponents = [[i, j] for i in range(n) for j in range(n - i)]
        heights = [-(i * i + j * j + i * j) for i, j in exponents]
        curve = TropicalCurve(TropicalPolynomial(exponents, [-(10**6), *heights[1:]]))
        farthest = curve.vertices[int(np.abs(curve.vertices.floats()).max(axis=1).argmax())]
        assert (farthest in curve_window(curve)) == holds


def test_names_that_do_not_fit_are_left_out_and_none_overlap():
    grid = [[i, j] for i in range(7) for j in range(7)]
    p = TropicalPolynomial(grid, [-(i * i + j * j) for i, j in grid])
    ax = plot_curve(p, ax=Figure(figsize=(5, 5)).add_subplot())
    assert 0 < len(ax.texts) < 49
    assert "$0$" in {text.get_text() for text in ax.texts}
    renderer = FigureCanvasAgg(ax.figure).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in ax.texts]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert len(plot_curve(p, ax=Figure().add_subplot(), names=True).texts) == 49


def test_weights_do_not_cover_each_other():
    p = TropicalPolynomial.parse("max(2x, 2y, 0)")
    far = box([-1000, -1000], [1000, 1000])
    near = plot_curve(p, ax=Figure().add_subplot(), names=False)
    assert len(near.texts) == 3
    # Two vertices, one thousandth of the window apart: the weight between them has no room.
    q = TropicalPolynomial.parse("max(2x, 2y, 0, 2x + 2y - 1)")
    shown = plot_curve(q, ax=Figure().add_subplot(), window=far, names=False)
    assert len(shown.texts) == 4


def test_min_plus_shows_its_own_coefficients():
    p = TropicalPolynomial.parse("min(x + 1, y - 2, 3)")
    right = plot_duality(p, figure=Figure()).axes[1]
    written = {(*text.xy, text.get_text()) for text in right.texts}
    assert written == {(1, 0, "1"), (0, 1, "−2"), (0, 0, "3")}


def test_long_coefficients_are_not_written_unless_wanted():
    p = TropicalPolynomial([[0, 0], [1, 0], [0, 1]], [0, "123456789/7", 0])
    assert not plot_subdivision(p, ax=Figure().add_subplot()).texts
    assert len(plot_subdivision(p, ax=Figure().add_subplot(), heights=True).texts) == 3


def test_integral_exponents_have_integral_ticks():
    ax = plot_subdivision(TropicalPolynomial.parse("max(x, y, 0)"), ax=Figure().add_subplot())
    assert all(tick == round(tick) for tick in [*ax.get_xticks(), *ax.get_yticks()])


@pytest.mark.parametrize("dim", [0, 1])
def test_subdivisions_of_segments_and_points(dim):
    p = TropicalPolynomial([[k, 2 * k] for k in range(dim + 2 * dim + 1)], range(3 * dim + 1))
    ax = plot_subdivision(p, ax=Figure().add_subplot())
    assert len(ax.collections[0].get_segments()) == dim
    assert len(ax.collections[-1].get_offsets()) == 3 * dim + 1


def test_the_outline_of_a_cell_goes_around():
    corners = [[0, 0], [3, 1], [4, 4], [1, 5], [-1, 3], [1, 2]]
    cell = dual_subdivision(TropicalPolynomial(corners, [0] * 6)).maximal_cells[0]
    walk = outline(cell)
    polygon = cell.subdivision.points.floats()[walk]
    sides = np.roll(polygon, -1, axis=0) - polygon
    turns = np.linalg.det(np.stack([sides, np.roll(sides, -1, axis=0)], axis=1))
    assert len(walk) == 5
    assert len({np.sign(turn) for turn in turns}) == 1


def test_only_the_plane():
    with pytest.raises(ShapeError, match=r"R\^3"):
        plot_subdivision(dual_subdivision(TropicalPolynomial([[0, 0, 0], [1, 0, 0]], [0, 0])))
