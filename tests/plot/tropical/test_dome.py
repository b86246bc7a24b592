"""Domes by the facets, edges and dots that are drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import proj3d
from mpl_toolkits.mplot3d.art3d import Line3DCollection

from tropnet import TropicalPolynomial
from tropnet.errors import InputError, ShapeError
from tropnet.plot.polytopes.solids import Facets, Ridges
from tropnet.plot.tropical.dome import plot_dome
from tropnet.plot.tropical.dots import Dots
from tropnet.plot.tropical.duality import plot_subdivision
from tropnet.tropical.hypersurface import TropicalHypersurface
from tropnet.tropical.univariate import polynomial_from_roots

EXPONENTS = [[i, j] for i in range(4) for j in range(4 - i)]
CUBIC = TropicalPolynomial(EXPONENTS, [-(i * i + j * j + i * j) for i, j in EXPONENTS])


@pytest.fixture
def space():
    return Figure().add_subplot(projection="3d")


def on_paper(ax, points):
    """Points of space where the axes draw them, rounded."""
    return set(
        zip(*np.round(proj3d.proj_transform(*np.transpose(points), ax.get_proj())[:2], 9), strict=True)
    )


def facets(ax):
    (found,) = (collection for collection in ax.collections if isinstance(collection, Facets))
    return [{tuple(corner) for corner in np.round(path.vertices, 9)} for path in found.get_paths()]


def ridges(ax):
    (found,) = (collection for collection in ax.collections if isinstance(collection, Ridges))
    return found.get_segments()


def floor_and_pillars(ax):
    """The segments in space that are no part of the dome."""
    return [lines._segments3d for lines in ax.collections if isinstance(lines, Line3DCollection)]


@pytest.mark.parametrize("polynomial", [CUBIC, -CUBIC, TropicalPolynomial.parse("max(2x, 2y, x + y - 1, 0)")])
def test_every_facet_belongs_to_a_vertex_of_the_curve(polynomial, space):
    ax = plot_dome(polynomial, ax=space)
    lifted = np.column_stack([polynomial.exponents.floats(), polynomial.coefficients.floats()])
    expected = [
        on_paper(ax, lifted[polynomial.attained(x)]) for x in TropicalHypersurface(polynomial).vertices
    ]
    assert len(facets(ax)) == len(expected)
    assert all(facet in expected for facet in facets(ax))


def test_the_floor_has_the_shadow_of_the_dome(space):
    ax = plot_dome(CUBIC, ax=space)
    floor, pillars = map(np.array, floor_and_pillars(ax))
    assert len(floor) == len(ridges(ax)) == 18
    (level,) = set(floor[:, :, 2].ravel())
    assert level < CUBIC.coefficients.floats().min()
    assert np.array_equal(pillars[:, 0, :2], pillars[:, 1, :2])
    tops = {tuple(top) for top in pillars[:, 1]}
    assert tops == {(i, j, -(i * i + j * j + i * j)) for i, j in EXPONENTS}


def test_dots_have_the_colours_of_the_subdivision_and_are_hollow_where_inessential(space):
    p = TropicalPolynomial.parse("max(2x, 2y, x + y - 1, 0)")
    ax = plot_dome(p, ax=space)
    flat = plot_subdivision(p, ax=Figure().add_subplot()).collections[-1].get_facecolor()
    lifted = np.column_stack([p.exponents.floats(), p.coefficients.floats()])
    dots = {}
    for found in (collection for collection in ax.collections if isinstance(collection, Dots)):
        places = map(tuple, np.round(found.get_offsets(), 9))
        dots |= dict(zip(places, map(tuple, found.get_facecolor()), strict=True))
    expected = {
        place: tuple(colour)
        for point, colour in zip(lifted, flat, strict=True)
        for place in on_paper(ax, [point])
    }
    assert dots == expected
    assert sorted(text.get_text() for text in ax.texts) == ["0", "0", "0", "−1"]


def test_a_point_under_the_dome_is_covered_from_above_only(space):
    p = TropicalPolynomial([[0, 0], [4, 0], [0, 4], [4, 4], [2, 2], [1, 2]], [0, 0, 0, 0, 4, -1])
    ax = plot_dome(p, ax=space)
    covered, free = (collection for collection in ax.collections if isinstance(collection, Dots))
    assert len(covered.get_offsets()) + len(free.get_offsets()) == 6
    assert on_paper(ax, [[1, 2, -1]]) <= {tuple(at) for at in np.round(covered.get_offsets(), 9)}
    assert covered.get_zorder() < min(c.get_zorder() for c in ax.collections if isinstance(c, Facets))
    ax.view_init(-60, 0)
    FigureCanvasAgg(ax.figure).draw()
    assert on_paper(ax, [[1, 2, -1]]) <= {tuple(at) for at in np.round(free.get_offsets(), 9)}


def test_facets_of_equal_slope_are_one_cell(space):
    ax = plot_dome(TropicalPolynomial([[0, 0], [2, 0], [0, 2], [2, 2], [1, 1]], [0] * 5), ax=space)
    assert facets(ax) == [on_paper(ax, [[0, 0, 0], [2, 0, 0], [0, 2, 0], [2, 2, 0]])]


@pytest.mark.parametrize("n_edges", [0, 3])
def test_domes_over_points_and_segments_have_no_facets(n_edges, space):
    powers = [[k, 2 * k] for k in range(n_edges + 1)]
    ax = plot_dome(TropicalPolynomial(powers, [-k * k for k in range(n_edges + 1)]), ax=space)
    assert facets(ax) == []
    assert len(ridges(ax)) == n_edges
    assert [len(segments) for segments in floor_and_pillars(ax)] == [n_edges, n_edges + 1][n_edges == 0 :]


# -- one variable ----------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None)
@given(
    st.dictionaries(st.fractions(-5, 5, max_denominator=4), st.integers(1, 3), min_size=1, max_size=5),
    st.sampled_from(["max", "min"]),
)
def test_the_edges_of_a_dome_are_labelled_with_the_roots(roots, convention):
    p = polynomial_from_roots(roots, convention=convention)
    ax = plot_dome(p, ax=Figure().add_subplot())
    texts = [text.get_text() for text in ax.texts if text.get_text().startswith("root")]
    expected = [f"root {root}" + f" (×{m})" * (m > 1) for root, m in roots.items()]
    assert sorted(texts) == sorted(text.replace("-", "−") for text in expected)
    slopes = [
        (upper[1] - lower[1]) / (upper[0] - lower[0]) for lower, upper in ax.collections[2].get_segments()
    ]
    assert sorted(slopes) == pytest.approx(sorted(-float(root) for root in roots))


def test_inessential_monomials_of_one_variable_are_hollow_and_off_the_hull():
    ax = plot_dome(TropicalPolynomial.parse("max(2x, x - 1, 0)"), ax=Figure().add_subplot())
    pillars, segment, hull, lifted, below = ax.collections
    assert [len(lines.get_segments()) for lines in (pillars, segment, hull)] == [2, 1, 1]
    assert lifted.get_offsets().tolist() == [[0, 0], [1, -1], [2, 0]]
    hollow = (lifted.get_facecolor() == 1).all(axis=1)
    assert hollow.tolist() == [False, True, False]
    assert set(below.get_offsets()[:, 1].tolist()) == {ax.get_ylim()[0]}


def test_a_monomial_alone_has_no_edge():
    ax = plot_dome(TropicalPolynomial([[3]], [2]), ax=Figure().add_subplot())
    assert [text.get_text() for text in ax.texts] == ["2"]


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "said"), [(0, "without variables"), (3, r"R\^4.*plot_polytope"), (5, r"R\^6")])
def test_only_one_or_two_variables(n, said):
    with pytest.raises(ShapeError, match=said):
        plot_dome(TropicalPolynomial([[0] * n], [0]))


def test_no_dome_over_nothing():
    with pytest.raises(InputError, match="tropical zero"):
        plot_dome(TropicalPolynomial.zero(2))
