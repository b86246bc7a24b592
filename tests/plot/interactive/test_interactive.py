"""Interactive pictures by what they contain: places, colours, and texts that are read back."""

import re
import sys
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import Polyhedron, Zonotope, box, cube, linear_regions, models, permutahedron
from tropnet.analysis.boundary import decision_boundary
from tropnet.errors import InputError, MissingDependencyError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Activation, Dense, Maxout, Network, relu
from tropnet.networks.io import read
from tropnet.plot.interactive.html import save_html
from tropnet.plot.interactive.plane import interactive_regions
from tropnet.plot.interactive.polytopes import interactive_polytope
from tropnet.plot.interactive.space import interactive_graph
from tropnet.plot.interactive.text import affine_text, number, pattern_texts, point_text, relation_text

WINE = read(models.path("wine"))
DIAMOND = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
# |x| + |y|, and the neuron x - 5 that is switched off by its weight 0: its cells differ, their maps do not.
IDLE = Network.from_arrays(
    [[[1, 0], [-1, 0], [0, 1], [0, -1], [1, 0]], [[1, 1, 1, 1, 0]]], [[0, 0, 0, 0, -5], [0]]
)
WINDOW = Polyhedron.parse("[0,6]x[0,5]")


def corners_of(trace) -> set[tuple[float, ...]]:
    names = "xyz" if trace.type.endswith("3d") else "xy"
    return {
        place for place in zip(*(trace[name].tolist() for name in names), strict=True) if place[0] == place[0]
    }


def assert_near(places: np.ndarray, exact: np.ndarray) -> None:
    """Every place is one of the exact ones, rounded; what is drawn are floats."""
    assert np.abs(places[:, None] - exact).max(axis=2).min(axis=1).max() < 1e-12


def number_told(text: str) -> int:
    return int(re.match(r"<b>cell (\d+)</b>", text)[1])


# -- regions -----------------------------------------------------------------------------------------------


def test_every_cell_is_a_trace_with_its_exact_vertices() -> None:
    regions = linear_regions(WINE)
    inside = linear_regions(WINE, WINDOW)
    *cells, _walls = interactive_regions(regions, window=WINDOW).data
    assert len(cells) == len(inside)
    for trace in cells[::7]:
        cell = regions[number_told(trace.text)]
        exact = (cell.polyhedron & WINDOW).vertices.floats()
        assert len(corners_of(trace)) == len(exact)
        assert_near(np.array(list(corners_of(trace))), exact)
        assert trace.fill == "toself"
        assert trace.hoveron == "fills"


def test_numbers_and_pieces_are_those_of_all_cells_though_the_window_cuts() -> None:
    regions = linear_regions(IDLE)
    window = Polyhedron.parse("[1,6]x[1,2]")
    figure = interactive_regions(regions, window=window)
    texts = [trace.text for trace in figure.data[:-1]]
    assert figure.layout.title.text == "2 of 6 cells, numbered from 0"
    assert {number_told(text) for text in texts} == {regions.at([2, 1]).index, regions.at([6, 1]).index}
    for text in texts:
        index = number_told(text)
        for kind in ("open_connected", "closed_connected", "affine"):
            told = re.search(rf"{kind.replace('_', ' ')} piece (\d+) of (\d+)", text)
            assert (int(told[1]), int(told[2])) == (regions.labels(kind)[index], 4)
    alone = interactive_regions(IDLE, window=window)
    assert alone.layout.title.text == "2 cells, numbered from 0"


def test_colours_are_equal_exactly_where_affine_maps_are() -> None:
    regions = linear_regions(IDLE)
    *cells, _ = interactive_regions(regions, window=Polyhedron.parse("[-6,6]^2")).data
    assert len(cells) == 6
    for one, other in combinations(cells, 2):
        same_map = regions[number_told(one.text)].affine_map == regions[number_told(other.text)].affine_map
        assert (one.fillcolor == other.fillcolor) == same_map
    by_pattern = interactive_regions(regions, window=Polyhedron.parse("[-6,6]^2"), colour="pattern").data
    assert len({trace.fillcolor for trace in by_pattern[:-1]}) == 6


def test_colours_may_be_given() -> None:
    *cells, _ = interactive_regions(DIAMOND, colour=np.eye(4)[:, :3]).data
    assert [trace.fillcolor for trace in cells] == ["#ff0000", "#00ff00", "#0000ff", "#000000"]


def test_the_axes_show_the_window_at_one_scale() -> None:
    layout = interactive_regions(DIAMOND, window=Polyhedron.parse("[-1,2]x[-1/2,2]")).layout
    assert (layout.xaxis.range, layout.yaxis.range) == ((-1, 2), (-0.5, 2))
    assert layout.yaxis.scaleanchor == "x"
    strip = interactive_regions(DIAMOND, window=Polyhedron.parse("[-1,9]x[-1,1]")).layout
    assert strip.yaxis.scaleanchor is None


def test_the_boundary_is_where_the_sum_of_sizes_is_one() -> None:
    boundary = decision_boundary(DIAMOND, threshold=1)
    line = interactive_regions(DIAMOND, window=Polyhedron.parse("[-2,2]^2"), boundary=boundary).data[-1]
    assert corners_of(line) == {(1, 0), (0, 1), (-1, 0), (0, -1)}
    assert np.isnan(line.x).sum() == 3  # four pieces, three gaps


def test_polygons_of_one_cell_are_one_trace() -> None:
    # The bends of both neurons are the same line: three sheets cut the plane, and two cells are left.
    net = Network.from_arrays([[[1, 0], [2, 0]], [[1, -1]]])
    *cells, walls = interactive_regions(net, window=Polyhedron.parse("[-1,1]^2")).data
    assert len(cells) == 2
    assert corners_of(walls) == {(0, -1), (0, 1)}


def test_as_a_surface_cells_have_the_same_colours_texts_and_places() -> None:
    boundary = decision_boundary(WINE)
    regions = linear_regions(WINE)
    *cells, walls, _halo, line = interactive_regions(regions, window=WINDOW, boundary=boundary).data
    surface, *raised = interactive_regions(regions, window=WINDOW, boundary=boundary, surface=True).data
    assert {(trace.text, trace.fillcolor) for trace in cells} == set(
        zip(surface.text, surface.facecolor, strict=True)
    )
    assert not surface.z.any()
    for flat, above in zip((walls, line), (raised[0], raised[2]), strict=True):
        assert np.array_equal(flat.x, above.x, equal_nan=True)
        assert above.z.min() > 0
    corners = {(x, y) for x, y, _ in corners_of(surface)}
    assert corners == set().union(*map(corners_of, cells))


def test_many_cells_are_a_surface_unless_told_otherwise() -> None:
    grid = [[1, 0]] * 40 + [[0, 1]] * 40
    net = Network.from_arrays([grid, [[1] * 80]], [[*range(40)] * 2, [0]])
    window = Polyhedron.parse("[-40,1]^2")
    assert [trace.type for trace in interactive_regions(net, window=window).data] == ["mesh3d", "scatter3d"]
    traces = interactive_regions(net, window=window, surface=False).data
    assert len(traces) == 41**2 + 1


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(ShapeError, match="2 inputs"):
        interactive_regions(Network.from_arrays([[[1]], [[1]]]))
    with pytest.raises(InputError, match="'gradient' or 'pattern'"):
        interactive_regions(DIAMOND, colour="value")
    with pytest.raises(ShapeError, match="do not fit the 4 cells"):
        interactive_regions(DIAMOND, colour=np.zeros((3, 3)))
    with pytest.raises(InputError, match="bounded"):
        interactive_regions(linear_regions(DIAMOND), window=Polyhedron.parse("[0,inf]^2"))


# -- the graph ---------------------------------------------------------------------------------------------


def test_the_facets_of_the_graph_lie_over_the_cells_and_tell_of_them() -> None:
    regions = linear_regions(WINE, WINDOW)
    surface, _edges = interactive_graph(regions, output=1).data
    # Texts and colours belong to triangles.
    triangles = np.stack([surface.i, surface.j, surface.k], axis=1)
    assert len(surface.text) == len(surface.facecolor) == len(triangles)
    places = np.stack([surface.x, surface.y, surface.z], axis=1)
    for triangle, text in list(zip(triangles, surface.text, strict=True))[::17]:
        cell = regions[number_told(text)]
        corners = places[triangle]
        heights = corners[:, :2] @ cell.gradient.floats()[1] + float(cell.offset[1])
        assert heights == pytest.approx(corners[:, 2])
        assert_near(corners[:, :2], cell.vertices.floats())
    area = sum(float(cell.volume) for cell in regions)
    sides = places[triangles, :2]
    doubled = np.linalg.det(sides[:, 1:] - sides[:, :1])
    assert np.abs(doubled).sum() / 2 == pytest.approx(area)


def test_an_output_that_does_not_exist() -> None:
    with pytest.raises(InputError, match="0 to 2"):
        interactive_graph(WINE, output=3, window=WINDOW)


# -- polytopes ---------------------------------------------------------------------------------------------


def test_a_body_has_its_exact_vertices_and_a_polygon_for_every_facet() -> None:
    body = box([0, 0, 0], ["1/2", 1, "2/3"])
    surface, edges, vertices = interactive_polytope(body).data
    assert corners_of(vertices) == {tuple(v) for v in body.vertices.floats().tolist()}
    assert "<b>vertex 7</b> (1/2, 1, 2/3)" in vertices.text[7]
    assert np.isnan(edges.x).sum() == 12 - 1
    assert len(surface.text) == 2 * 6
    told = {re.sub(r"<b>facet \d</b> ", "", text.split("<br>")[0]) for text in surface.text}
    assert told == {"−x₁ ≤ 0", "−x₂ ≤ 0", "−x₃ ≤ 0", "2 x₁ ≤ 1", "x₂ ≤ 1", "3 x₃ ≤ 2"}


def test_facets_in_space_are_where_their_inequality_is_tight() -> None:
    body = Zonotope([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]).polyhedron
    surface = interactive_polytope(body).data[0]
    places = np.stack([surface.x, surface.y, surface.z], axis=1)
    for i, j, k, text in zip(surface.i, surface.j, surface.k, surface.text, strict=True):
        *normal, bound = body.inequalities[int(re.match(r"<b>facet (\d+)</b>", text)[1])].tolist()
        assert (places[[i, j, k]] @ normal == bound).all()  # small integers: exact in floats
    assert len(set(surface.facecolor)) == 6  # of 12 facets, opposite ones are alike


def test_a_body_of_higher_space_is_drawn_in_its_hull() -> None:
    surface, _, vertices = interactive_polytope(permutahedron(4)).data
    assert len(vertices.text) == 24
    assert len(surface.text) == 6 * 2 + 8 * 4
    places = np.stack([vertices.x, vertices.y, vertices.z], axis=1)
    lengths = np.linalg.norm(places[:, None] - places, axis=2)
    assert lengths[lengths > 0].min() == pytest.approx(np.sqrt(2))
    assert "(1, 2, 3, 4)" in vertices.text[0]


def test_of_an_unbounded_polyhedron_only_its_own_faces_are_told() -> None:
    quadrant = Polyhedron.parse("[0,inf]^2")
    inside, edges, sides, vertices = interactive_polytope(quadrant, window=box([-1, -1], [2, 3])).data
    assert corners_of(inside) == {(0, 0), (2, 0), (2, 3), (0, 3)}
    assert len(vertices.text) == 1
    assert {text.split("<br>")[0] for text in sides.text} == {
        "<b>facet 0</b> −x₁ ≤ 0",
        "<b>facet 1</b> −x₂ ≤ 0",
    }
    assert all(
        x == 0 if "x₁" in text else y == 0 for x, y, text in zip(sides.x, sides.y, sides.text, strict=True)
    )
    assert np.isnan(edges.x).sum() == 1
    *_, none = interactive_polytope(Polyhedron.parse("x1 + x2 <= 1")).data
    assert none.text == ()


@pytest.mark.parametrize(
    ("polytope", "title"),
    [
        (cube(3), "polytope, dimension 3, 8 vertices, 12 edges, 6 facets, volume 8"),
        (
            Zonotope([[1, 0], [0, "1/2"]]),
            "zonotope of 2 generators, dimension 2, 4 vertices, 4 edges, area 2",
        ),
        (Polyhedron.parse("[0,inf]^2"), "unbounded polyhedron, dimension 2, 1 vertex, 2 edges"),
        (box([0, 1], [1, 1]), "polytope, dimension 1, 2 vertices"),
        (box([1, 1], [1, 1]), "polytope, dimension 0"),
        (box([0], [3]), "polytope, dimension 1, 2 vertices, length 3"),
    ],
)
def test_titles_count_faces(polytope, title: str) -> None:
    assert interactive_polytope(polytope).layout.title.text == title


def test_what_is_no_polytope_that_can_be_drawn() -> None:
    with pytest.raises(ShapeError, match="dimension 4"):
        interactive_polytope(cube(4))
    with pytest.raises(InputError, match="nothing"):
        interactive_polytope(Polyhedron.parse("x1 <= 0; x1 >= 1", 2))
    with pytest.raises(InputError, match="shows nothing"):
        interactive_polytope(cube(2), window=Polyhedron.parse("[3,4]^2"))


# -- texts -------------------------------------------------------------------------------------------------


def read_back(line: str, names: list[str]) -> list[Fraction]:
    row = dict.fromkeys([*names, ""], Fraction(0))
    for sign, size, name in re.findall(r"([+−]?) ?(\d+(?:/\d+)?)? ?(x[₁-₉])?(?: |$)", line):
        if size or name:
            row[name] += Fraction(size or 1) * (-1 if sign == "−" else 1)
    return list(row.values())


short = st.fractions(min_value=-99, max_value=99, max_denominator=99)


@given(st.lists(short, min_size=1, max_size=4))
def test_short_affine_functions_are_told_in_full(row: list[Fraction]) -> None:
    told = affine_text("f", RationalArray(row))
    names = ["x₁", "x₂", "x₃"][: len(row) - 1]
    assert told.startswith("f = ")
    assert read_back(told.removeprefix("f = "), names) == row
    assert "+ −" not in told
    assert "− −" not in told


@settings(max_examples=30)
@given(st.integers(10**13, 10**400), st.integers(0, 500), st.booleans())
def test_long_numbers_keep_both_ends_of_their_digits(size: int, exponent: int, is_negative: bool) -> None:
    value = Fraction(-size if is_negative else size, 2**exponent)
    told = number(value)
    if " = " not in told:  # short enough for the whole of it
        assert Fraction(told.replace("−", "-")) == value
        assert len(told.lstrip("−").split("/")[0]) <= 12
        return
    rounded, exact = told.split(" = ")
    top, _, below = exact.partition("/")
    digits = str(abs(value.numerator))
    assert top.startswith("−") == rounded.startswith("−") == is_negative
    if len(digits) > 12:
        assert top.lstrip("−").split("…") == [digits[:5], digits[-5:]]
    if value.denominator > 2**9:
        assert below == f"2^{value.denominator.bit_length() - 1}"
    error = abs(Fraction(rounded.replace("−", "-")) / value - 1)
    assert error <= Fraction(1, 10**4)


def test_numbers_of_very_many_digits_are_told_too() -> None:
    assert number(Fraction(10**5000)) == "1e+5000 = 10000…00000"
    assert number(Fraction(10**5000 - 1)) == "1e+5000 = 99999…99999"
    assert number(Fraction(1, 3**9000)).endswith("= 1/" + f"{3**9000 // 10**4290}…{3**9000 % 10**5:05d}")


def test_points_and_inequalities() -> None:
    assert point_text(RationalArray(["-1/2", 0])) == "(−1/2, 0)"
    assert point_text(RationalArray([Fraction(1, 3**40), 2])).startswith(
        "x₁ = 8.2253e−20 = 1/12157…28801<br>x₂ = 2"
    )
    assert relation_text(RationalArray([0, -2, "1"]), "≤") == "−2 x₂ ≤ 1"
    rounded, exact = relation_text(RationalArray([3 * 10**20 + 1, -(10**20), 0]), "≤").split("<br>")
    assert rounded == "x₁ − 0.33333 x₂ ≤ 0, rounded"
    assert exact == "30000…00001 x₁ − 10000…00000 x₂ ≤ 0"


def test_patterns_are_set_apart_by_layers() -> None:
    net = Network.from_arrays([np.ones((10, 2), int), np.ones((3, 10), int), [[1, 1, 1]]])
    pattern = np.array([[1, 0] * 5 + [1, 1, 0]])
    assert pattern_texts(net, pattern) == ["10101010 10 | 110"]
    wide = Network.from_arrays([np.ones((90, 2), int), np.ones((1, 90), int)])
    (told,) = pattern_texts(wide, np.ones((1, 90), int))
    assert [len(line) <= 60 for line in told.split("<br>")] == [True, True]
    assert told.count("1") == 90
    maxout = Network.sequential([Dense(np.ones((12, 2), int)), Maxout(12), Activation(relu())], 2)
    assert pattern_texts(maxout, np.array([[11, 0]])) == ["11 | 0"]
    assert pattern_texts(Network.from_arrays([[[1, 1]]]), np.zeros((1, 0), int)) == [""]


def test_outputs_that_are_not_told_are_counted() -> None:
    net = Network.from_arrays([[[1, 0]], [[k] for k in range(9)]])
    texts = [trace.text for trace in interactive_regions(net, window=Polyhedron.parse("[-1,1]^2")).data[:-1]]
    assert any("f₅ = 5 x₁<br>and 3 outputs more<br>" in text for text in texts)


# -- pages -------------------------------------------------------------------------------------------------


def test_the_same_figure_gives_the_same_page(tmp_path) -> None:
    for name in ("one.html", "two.htm"):
        save_html(interactive_regions(DIAMOND), tmp_path / name)
    page = (tmp_path / "one.html").read_bytes()
    assert page == (tmp_path / "two.htm").read_bytes()
    assert not re.search(rb"<(script|link|img)[^>]+(src|href)=", page)


def test_pages_that_cannot_be_written(tmp_path) -> None:
    figure = interactive_polytope(cube(2))
    with pytest.raises(InputError, match=r"\.html or \.htm, not as '\.png'"):
        save_html(figure, tmp_path / "cells.png")
    with pytest.raises(InputError, match="no folder"):
        save_html(figure, tmp_path / "nowhere" / "cells.html")
    (tmp_path / "taken.html").mkdir()
    with pytest.raises(InputError, match=r"taken\.html cannot be written"):
        save_html(figure, str(tmp_path / "taken.html"))


def test_without_plotly_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plotly", None)
    for make in (
        lambda: interactive_regions(DIAMOND),
        lambda: interactive_graph(DIAMOND),
        lambda: interactive_polytope(cube(2)),
    ):
        with pytest.raises(MissingDependencyError, match=r"pip install 'tropnet\[interactive\]'"):
            make()
