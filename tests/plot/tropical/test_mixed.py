"""Mixed subdivisions and intersections by what is drawn."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from tropnet import TropicalPolynomial, mixed_volume
from tropnet.errors import InputError, ShapeError
from tropnet.plot.look.colours import PALETTE
from tropnet.plot.tropical.mixed import plot_intersection, plot_mixed_subdivision
from tropnet.tropical.intersection import stable_intersection
from tropnet.tropical.newton import newton_polytope

EXPONENTS = [[i, j] for i in range(4) for j in range(4 - i)]
CUBIC = TropicalPolynomial(EXPONENTS, [-(i * i + j * j + i * j) for i, j in EXPONENTS])
CONIC = TropicalPolynomial.parse("max(2x - 1, 2y - 2, x + y + 1, x + 3, y + 1, 2)")
LINE, OTHER = TropicalPolynomial.parse("max(x, y, 0)"), TropicalPolynomial.parse("max(x + 1, y + 3, 0)")
DOUBLE = TropicalPolynomial.parse("max(2x, 2y + 2, 4)")


def plane():
    return Figure().add_subplot()


def area(polygon):
    x, y = np.asarray(polygon).T
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def areas_by_colour(ax):
    cells, totals = ax.collections[0], {}
    for path, colour in zip(cells.get_paths(), cells.get_facecolors(), strict=True):
        key = tuple(colour)
        totals[key] = totals.get(key, 0.0) + area(path.vertices[:-1])
    return totals


def legend(ax):
    return {patch.get_label(): patch.get_facecolor() for patch in ax.get_legend().get_patches()}


@pytest.mark.parametrize(
    "pair", [(LINE, OTHER), (CUBIC, CONIC), (CUBIC, LINE), (CONIC, DOUBLE), (-CUBIC, -LINE)]
)
def test_the_written_areas_add_up_to_the_mixed_area(pair):
    ax = plot_mixed_subdivision(*pair, ax=plane())
    written = sum(int(text.get_text()) for text in ax.texts)
    assert written == mixed_volume(*map(newton_polytope, pair))


def test_colours_tell_from_which_polynomial_a_cell_comes():
    # Generic position: unmixed cells are translates of the cells of one subdivision.
    p, q = CUBIC, TropicalPolynomial.parse("max(x + 1/3, y + 1/7, -1/5)")
    ax = plot_mixed_subdivision(p, q, ax=plane())
    totals, colours = areas_by_colour(ax), legend(ax)
    assert set(colours) == {"$p_1$", "$p_2$", "$p_1, p_2$ mixed"}
    assert totals[colours["$p_1$"]] == pytest.approx(9 / 2)
    assert totals[colours["$p_2$"]] == pytest.approx(1 / 2)
    assert totals[colours["$p_1, p_2$ mixed"]] == pytest.approx(3)


def test_mixed_cells_are_darker_than_all_others():
    colours = legend(plot_mixed_subdivision(CUBIC, CONIC, LINE, ax=plane()))
    grey = {label: np.dot(colour[:3], [0.299, 0.587, 0.114]) for label, colour in colours.items()}
    mixed = [value for label, value in grey.items() if "mixed" in label]
    alone = [value for label, value in grey.items() if "mixed" not in label]
    assert max(mixed) < min(alone) - 0.15


def test_three_polynomials_are_mixed_in_pairs():
    thirds = [
        TropicalPolynomial.parse(text)
        for text in ("max(x, y, 0)", "max(x + 1, y + 3, 0)", "max(x - 5, y + 1, 0)")
    ]
    ax = plot_mixed_subdivision(*thirds, ax=plane())
    assert [text.get_text() for text in ax.texts] == ["1", "1", "1"]
    assert sum(areas_by_colour(ax).values()) == pytest.approx(9 / 2)


def test_three_curves_through_one_point_have_no_single_multiplicity():
    ax = plot_mixed_subdivision(LINE, LINE, LINE, ax=plane())
    assert not ax.texts
    assert list(legend(ax)) == ["$p_1, p_2, p_3$ mixed"]


def test_a_sum_that_is_a_segment():
    p, q = (
        TropicalPolynomial([[0, 0], [1, 1], [2, 2]], [0, 1, 0]),
        TropicalPolynomial([[0, 0], [1, 1]], [0, 4]),
    )
    ax = plot_mixed_subdivision(p, q, ax=plane())
    edges, points = ax.collections
    by_end = {tuple(segment.max(axis=0)): tuple(colour) for segment, colour in
              zip(edges.get_segments(), edges.get_colors(), strict=True)}  # fmt: skip
    # The root -4 of q is left of the roots -1 and 1 of p.
    colours = legend(ax)
    assert by_end == {(1, 1): colours["$p_2$"], (2, 2): colours["$p_1$"], (3, 3): colours["$p_1$"]}
    assert len(points.get_offsets()) == 4


def test_a_sum_that_is_a_point():
    ax = plot_mixed_subdivision(
        TropicalPolynomial([[1, 2]], [0]), TropicalPolynomial([[3, 4]], [1]), ax=plane()
    )
    assert ax.collections[-1].get_offsets().tolist() == [[4, 6]]
    assert ax.get_legend() is None


def test_mixed_subdivisions_that_cannot_be_drawn():
    with pytest.raises(InputError, match="two or more"):
        plot_mixed_subdivision(LINE)
    with pytest.raises(ShapeError, match="3 variables"):
        plot_mixed_subdivision(*TropicalPolynomial.variables(3))


# -- curves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pair", [(LINE, OTHER), (CUBIC, CONIC), (LINE, DOUBLE), (CUBIC, CUBIC), (-CONIC, -DOUBLE)]
)
def test_the_stable_intersection_is_marked(pair):
    ax = plot_intersection(*pair, ax=plane())
    stable = stable_intersection(*pair)
    drawn = {tuple(point) for point in ax.collections[-1].get_offsets().tolist()}
    assert drawn == set(map(tuple, stable.points.floats().tolist()))
    several = {tuple(point): str(m) for point, m in
               zip(stable.points.floats().tolist(), stable.multiplicities, strict=True) if m != 1}  # fmt: skip
    assert {text.xy: text.get_text() for text in ax.texts} == several


def test_both_curves_are_there_in_colours_and_dashes_of_their_own():
    ax = plot_intersection(LINE, CUBIC, ax=plane())
    first, second = ax.collections[:2]
    assert (len(first.get_segments()), len(second.get_segments())) == (3, 18)
    assert [tuple(lines.get_colors()[0]) for lines in (first, second)] == [to_rgba(c) for c in PALETTE[:2]]
    assert first.get_linestyles() != second.get_linestyles()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "curve of $p_1$", "curve of $p_2$", "stable intersection"
    ]  # fmt: skip


def test_all_common_points_are_in_the_window():
    p = TropicalPolynomial.parse("max(x, y, 0)")
    q = TropicalPolynomial.parse("max(100x + 3000, 99x + y + 1, 0)")
    ax = plot_intersection(p, q, ax=plane())
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    for x, y in ax.collections[-1].get_offsets().tolist():
        assert left < x < right
        assert bottom < y < top


def test_parallel_lines_have_no_common_point():
    p, q = TropicalPolynomial([[0, 0], [1, 1]], [0, 0]), TropicalPolynomial([[0, 0], [1, 1]], [0, 4])
    ax = plot_intersection(p, q, ax=plane())
    assert [len(lines.get_segments()) for lines in ax.collections] == [1, 1]
    assert len(ax.get_legend().get_texts()) == 2


def test_conventions_are_not_mixed():
    with pytest.raises(InputError):
        plot_intersection(LINE, -LINE, ax=plane())
