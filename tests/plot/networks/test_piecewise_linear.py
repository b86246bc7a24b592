"""Pictures of piecewise linear functions: those of their networks on their domains, by what they contain."""

import pytest
from matplotlib.figure import Figure

from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
from tropnet.analysis.regions import linear_regions
from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.plot import (
    interactive_graph,
    interactive_regions,
    isometric_plane,
    plot_bent_lines,
    plot_block,
    plot_decision_boundary,
    plot_dual_graph,
    plot_function,
    plot_gradient,
    plot_graph,
    plot_layers,
    plot_regions,
    plot_six_counts,
    plot_slice,
    window_of,
)
from tropnet.polyhedra.bodies import box, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron

(T,) = PiecewiseLinear.coordinates(1)
X, Y = PiecewiseLinear.coordinates(2)
SQUARE = box([-1, -1], [1, 1])
TRIANGLE = Polyhedron.from_generators([[0, 0], [2, 0], [0, 2]])
NORM = abs(X) + abs(Y)
TENT = 1 - abs(T - 1)


def axes(**options):
    return Figure().add_subplot(**options)


def corners(collection) -> set[tuple[tuple[float, float], ...]]:
    """The polygons as sets of corners."""
    return {tuple(sorted(set(map(tuple, path.vertices.tolist())))) for path in collection.get_paths()}


# -- one input -------------------------------------------------------------------------------------


def test_the_graph_ends_where_the_domain_does() -> None:
    """The tent 1 - |x - 1| on [0, 3/2] has the ends (0, 0) and (3/2, 1/2), and its top at (1, 1)."""
    ax = plot_function(TENT.restricted(box([0], ["3/2"])), ax=axes())
    graph, dots = ax.lines
    assert graph.get_xydata().tolist() == [[0, 0], [1, 1], [1.5, 0.5]]
    assert dots.get_xydata().tolist() == [[1, 1]]
    assert ax.get_xlim() == (0, 1.5)


def test_the_window_cuts_an_unbounded_domain() -> None:
    half_line = Polyhedron.parse("x1 >= 0")
    ax = plot_function(TENT.restricted(half_line), ax=axes(), window=box([-1], [2]))
    assert ax.lines[0].get_xydata().tolist() == [[0, 0], [1, 1], [2, 0]]
    assert ax.get_xlim() == (-1, 2)


def test_slopes() -> None:
    ax = plot_gradient(TENT.restricted(box([0], [3])), ax=axes())
    steps = ax.patches[0].get_data()
    assert (steps.values.tolist(), steps.edges.tolist()) == ([1, -1], [0, 1, 3])


def test_layers_over_the_domain() -> None:
    """The absolute value of |x| - 1 bends at -1, 0 and 1; on [0, 2] only 1 is inside."""
    wave = abs(abs(T) - 1)
    figure = plot_layers(wave.restricted(box([0], [2])), figure=Figure())
    assert [ax.get_xlim() for ax in figure.axes] == [(0, 2)] * 3
    assert figure.axes[0].lines[0].get_xydata().tolist() == [[0, 1], [1, 0], [2, 1]]
    whole = plot_layers(wave, figure=Figure())
    assert whole.axes[0].lines[1].get_xydata().tolist() == [[-1, 0], [0, 1], [1, 0]]


# -- two inputs ------------------------------------------------------------------------------------


def test_the_cells_of_a_function_on_a_triangle() -> None:
    """|x - 1| on the triangle x, y >= 0, x + y <= 2: cut at x = 1."""
    ax = plot_regions(abs(X - 1).restricted(TRIANGLE), ax=axes())
    assert corners(ax.collections[0]) == {((0, 0), (0, 2), (1, 0), (1, 1)), ((1, 0), (1, 1), (2, 0))}
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 2), (0, 2))


def test_the_picture_of_a_function_on_all_of_the_plane_is_that_of_its_network() -> None:
    f, window = maximum(X, Y, 0) - abs(X - Y), cube(2, radius=2)
    pictures = [
        plot_regions(drawn, ax=axes(), window=window, notion="affine", numbers=True)
        for drawn in (f, linear_regions(f.network))
    ]
    first, second = (
        (
            corners(ax.collections[0]),
            sorted(map(tuple, ax.collections[0].get_facecolor().tolist())),
            [text.get_text() for text in ax.texts],
        )
        for ax in pictures
    )
    assert first == second


def test_the_window_of_a_function() -> None:
    assert window_of(NORM.restricted(TRIANGLE)) == box([0, 0], [2, 2])
    assert window_of(NORM) == window_of(NORM.network) == window_of(NORM.regions)


def test_values_of_a_function() -> None:
    ax = plot_regions(NORM.restricted(SQUARE), ax=axes(), colour="value")
    assert ax.figure.axes[1].get_ylabel() == "$f$"


def test_six_counts() -> None:
    figure = plot_six_counts(NORM.restricted(SQUARE), figure=Figure())
    assert {ax.get_title().split(": ")[1] for ax in figure.axes} == {"4"}


def test_bent_lines_and_layers() -> None:
    """Of |x| + |y| on the triangle nothing bends inside; of |x - 1| the segment from (1, 0) to (1, 1)."""
    ax = plot_bent_lines(abs(X - 1).restricted(TRIANGLE), ax=axes())
    assert [[sorted(map(tuple, s.tolist())) for s in lines.get_segments()] for lines in ax.collections] == [
        [[(1, 0), (1, 1)]]
    ]
    figure = plot_layers(abs(abs(X) - 1).restricted(SQUARE * 2), figure=Figure())
    assert [len(ax.collections) for ax in figure.axes] == [1, 2]  # the lines of the layer before, and its own


def test_dual_graph() -> None:
    ax = plot_dual_graph(NORM.restricted(SQUARE), ax=axes())
    _, _, edges, nodes = ax.collections
    assert len(edges.get_segments()) == 4
    centres = {(x, y) for x in (-0.5, 0.5) for y in (-0.5, 0.5)}
    assert {tuple(round(c, 9) for c in p) for p in nodes.get_offsets().tolist()} == centres


def test_the_boundary_is_cut_by_the_domain() -> None:
    """|x| + |y| = 1 on the triangle is one segment; on the plane, the four sides of a diamond."""
    on_plane = plot_decision_boundary(NORM - 1, ax=axes(), window=cube(2, radius=2))
    assert len(on_plane.collections[0].get_segments()) == 4
    cut = plot_decision_boundary((NORM - 1).restricted(TRIANGLE), ax=axes())
    (segment,) = cut.collections[0].get_segments()
    assert sorted(map(tuple, segment.tolist())) == [(0, 1), (1, 0)]
    in_window = plot_decision_boundary(
        (NORM - 1).restricted(TRIANGLE), ax=axes(), window=box([0, 0], ["1/2", 2])
    )
    (segment,) = in_window.collections[0].get_segments()
    assert sorted(map(tuple, segment.tolist())) == [(0, 1), (0.5, 0.5)]


def test_the_graph_stands_on_the_domain() -> None:
    ax = plot_graph(abs(X - 1).restricted(TRIANGLE), ax=axes(projection="3d"))
    assert len(ax.collections[0].get_facecolor()) == 2
    assert (ax.get_xlim(), ax.get_ylim(), ax.get_zlim()) == ((0, 2), (0, 2), (-0.02, 1.02))


# -- more inputs -----------------------------------------------------------------------------------


def test_a_block_of_three_inputs() -> None:
    x, y, z = PiecewiseLinear.coordinates(3)
    f = (abs(x) + abs(y) + abs(z)).restricted(cube(3))
    ax = plot_block(f, ax=axes(projection="3d"))
    assert len(ax.collections[0].get_facecolor()) == 12
    assert (ax.get_xlim(), ax.get_zlim()) == ((-1, 1), (-1, 1))


def test_a_slice_of_the_domain() -> None:
    """The plane z = 1/4 meets the simplex x, y, z >= 0, x + y + z <= 1 in a triangle with legs 3/4."""
    x, y, z = PiecewiseLinear.coordinates(3)
    body = Polyhedron.parse("x1 >= 0; x2 >= 0; x3 >= 0; x1 + x2 + x3 <= 1")
    f = maximum(x, y, z).restricted(body)
    points = [0, 0, "1/4"], [1, 0, "1/4"], [0, 1, "1/4"]
    plane, places = isometric_plane(f, *points)
    assert places.tolist() == [[0, 0], [1, 0], [0, 1]]
    assert plane.domain == Polyhedron.from_generators([[0, 0], ["3/4", 0], [0, "3/4"]])
    assert plane(["1/2", "1/8"]) == f(["1/2", "1/8", "1/4"])
    ax = plot_slice(f - "1/3", *points, ax=axes(), boundary=True)
    drawn = [point for path in ax.collections[0].get_paths() for point in path.vertices.tolist()]
    assert max(sum(point) for point in drawn) == 0.75
    with pytest.raises(EmptyDomainError):
        isometric_plane(f, [0, 0, 2], [1, 0, 2], [0, 1, 2])


# -- interactive -----------------------------------------------------------------------------------


def test_interactive_pictures_of_a_function_on_a_domain() -> None:
    f = abs(X - 1).restricted(TRIANGLE)
    figure = interactive_regions(f)
    assert figure.layout.title.text == "2 cells, numbered from 0"
    assert {trace.text.split("<br>")[2] for trace in figure.data[:2]} == {"f = x₁ − 1", "f = −x₁ + 1"}
    facets, _ = interactive_graph(f).data
    points = set(zip(facets.x.tolist(), facets.y.tolist(), facets.z.tolist(), strict=True))
    assert points == {(0, 0, 1), (0, 2, 1), (1, 0, 0), (1, 1, 0), (2, 0, 1)}


# -- refusals --------------------------------------------------------------------------------------


def test_what_cannot_be_drawn_is_named() -> None:
    with pytest.raises(InputError, match="str is no network, nor linear regions, nor a PiecewiseLinear"):
        plot_six_counts("abs(x)", figure=Figure())
    with pytest.raises(ShapeError, match="needs 1 input"):
        plot_function(NORM, ax=axes())
    with pytest.raises(ShapeError):
        plot_regions(TENT, ax=axes())
    with pytest.raises(InputError, match="shows nothing of the domain"):
        plot_regions(NORM.restricted(TRIANGLE), ax=axes(), window=box([3, 3], [4, 4]))
    with pytest.raises(InputError, match="shows nothing of the domain"):
        plot_decision_boundary(NORM.restricted(TRIANGLE), ax=axes(), window=box([3, 3], [4, 4]))
    with pytest.raises(ShapeError):
        plot_block(NORM.restricted(simplex(2)), ax=axes(projection="3d"))
