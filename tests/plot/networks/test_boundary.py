"""Decision boundaries and data in the plane by what they contain."""

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from tropnet import models
from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.networks.io import read
from tropnet.plot.look.colours import INK
from tropnet.plot.networks.boundary import plot_decision_boundary, plot_points
from tropnet.plot.networks.plane import plot_regions
from tropnet.polyhedra.polyhedron import Polyhedron

WINE = read(models.path("wine"))
WINDOW = Polyhedron.parse("[0,6]x[0,5]")
SQUARE = Polyhedron.parse("[-2,2]^2")
DIAMOND = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
# Positive outside the diamond |x| + |y| = 1.
SHIFTED = Network.from_arrays([DIAMOND.nodes[0].layer.weight, [[1] * 4]], [[0] * 4, [-1]])


def axes() -> pyplot.Axes:
    return Figure().add_subplot()


def pieces(ax: pyplot.Axes) -> set[frozenset[tuple[float, float]]]:
    return {frozenset(map(tuple, piece.tolist())) for piece in ax.collections[-1].get_segments()}


def room(point, segments) -> float:
    """The distance of a point from the nearest segment, by its foot on the line or an end."""
    distances = []
    for a, b in np.asarray(segments, np.float64):
        t = np.clip(np.dot(point - a, b - a) / np.dot(b - a, b - a), 0, 1)
        distances.append(np.linalg.norm(point - a - t * (b - a)))
    return min(distances)


# -- the boundary ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "drawn", [SHIFTED, decision_boundary(SHIFTED), decision_boundary(DIAMOND, threshold=1)]
)
def test_the_boundary_has_its_exact_ends(drawn) -> None:
    ax = plot_decision_boundary(drawn, ax=axes(), window=SQUARE)
    corners = [(1, 0), (0, 1), (-1, 0), (0, -1)]
    assert pieces(ax) == {frozenset({corners[k - 1], corners[k]}) for k in range(4)}
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-2, 2))


def test_the_boundary_is_where_two_logits_are_largest() -> None:
    ax = plot_decision_boundary(decision_boundary(WINE), ax=axes(), window=WINDOW)
    segments = np.array(ax.collections[0].get_segments())
    assert len(segments) > 50
    logits = np.sort(WINE.floats(segments.mean(axis=1)), axis=1)
    assert logits[:, -1] == pytest.approx(logits[:, -2], abs=1e-6)


def test_the_largest_of_three_outputs_is_bounded_by_three_rays() -> None:
    logits = Network.from_arrays([[[1, 0], [0, 1], [-1, -1]]])
    ax = plot_decision_boundary(logits, ax=axes(), window=SQUARE)
    assert pieces(ax) == {frozenset({(0, 0), end}) for end in ((2, 2), (1, -2), (-2, 1))}
    assert {text.get_text(): np.argmax(logits.floats(text.get_position())) for text in ax.texts} == {
        "0": 0,
        "1": 1,
        "2": 2,
    }


def test_the_boundary_takes_the_window_of_the_picture_below() -> None:
    ax = plot_regions(linear_regions(DIAMOND), ax=axes(), window=Polyhedron.parse("[0,2]^2"))
    plot_decision_boundary(decision_boundary(DIAMOND, threshold=1), ax=ax)
    assert pieces(ax) == {frozenset({(0, 1), (1, 0)})}
    assert ax.get_xlim() == (0, 2)


# -- its marks -------------------------------------------------------------------------------------


def test_marks_stand_in_their_class_and_inside_the_picture() -> None:
    ax = plot_decision_boundary(decision_boundary(WINE), ax=axes(), window=WINDOW)
    assert {text.get_text() for text in ax.texts} == {"0", "1", "2"}
    frame = [[(0, 0), (6, 0)], [(6, 0), (6, 5)], [(6, 5), (0, 5)], [(0, 5), (0, 0)]]
    obstacles = np.concatenate([ax.collections[0].get_segments(), frame]) / [6, 5]
    for text in ax.texts:
        place = np.array(text.get_position())
        assert WINE.floats(place).argmax() == int(text.get_text())
        assert room(place / [6, 5], obstacles) > 0.035


def test_marks_keep_away_from_points() -> None:
    there = plot_decision_boundary(SHIFTED, ax=axes(), window=SQUARE).texts[0].get_position()
    ax = plot_decision_boundary(SHIFTED, ax=axes(), window=SQUARE, clear_of=[there])
    for text in ax.texts:
        assert np.linalg.norm(np.subtract(text.get_position(), there)) > 0.035 * 4


def test_marks_keep_away_from_the_border_of_a_domain_that_is_no_box() -> None:
    # Half of the triangle has class 1; near its long side, which is no side of the picture, there is no room.
    triangle = Polyhedron.parse("x1 >= 0; x2 >= 0; x1 + x2 <= 1")
    difference = Network.from_arrays([[[1, -1]]])
    ax = plot_decision_boundary(decision_boundary(difference, within=triangle), ax=axes())
    assert len(ax.texts) == 2
    for text in ax.texts:
        x, y = text.get_position()
        assert (1 - x - y) / np.sqrt(2) > 0.035
        assert min(x, y) > 0.035
        assert (x > y) == (text.get_text() == "1")


def test_parts_without_room_have_no_mark() -> None:
    # Positive where |x| < 1/20: of the window's width of 4 a strip of 1/40.
    strip = Network.from_arrays([[[1, 0], [-1, 0]], [[-1, -1]]], [[0, 0], ["1/20"]])
    ax = plot_decision_boundary(strip, ax=axes(), window=SQUARE)
    assert [text.get_text() for text in ax.texts] == ["0", "0"]
    assert sorted(text.get_position()[0] > 0 for text in ax.texts) == [False, True]


def test_names_replace_numbers() -> None:
    boundary = decision_boundary(DIAMOND, threshold=1)
    for names, expected in ((["in", "out"], {"in", "out"}), (["in"], {"in"}), ([], set())):
        texts = plot_decision_boundary(boundary, ax=axes(), names=names).texts
        assert {text.get_text() for text in texts} == expected


def test_no_boundary_in_sight_is_no_mark() -> None:
    window = Polyhedron.parse("[2,3]^2")
    ax = plot_decision_boundary(decision_boundary(DIAMOND, threshold=1), ax=axes(), window=window)
    assert len(ax.collections[0].get_segments()) == 0
    assert not ax.texts


@pytest.mark.parametrize(
    "net",
    [
        Network.from_arrays([[[0, 0]]], [[3]]),  # constant
        Network.from_arrays([[[1, 0], [0, 1]], [[1, 1], [1, 1]]]),  # two equal outputs: the first one wins
        Network.from_arrays([[[0, 0]], [[1]]], [[-1], [0]]),  # a dead layer
    ],
)
def test_one_class_everywhere_is_no_boundary(net: Network) -> None:
    ax = plot_decision_boundary(net, ax=axes(), window=SQUARE)
    assert len(ax.collections[0].get_segments()) == 0
    assert not ax.texts


def test_what_has_no_boundary_in_the_plane() -> None:
    before = pyplot.get_fignums()
    with pytest.raises(ShapeError, match="2 inputs"):
        plot_decision_boundary(Network.from_arrays([[[1]]]), window=Polyhedron.parse("[0,1]"))
    with pytest.raises(InputError, match="not a bounded set"):
        plot_decision_boundary(DIAMOND, window=Polyhedron.parse("[0,inf]^2"))
    far = decision_boundary(DIAMOND, within=SQUARE)
    with pytest.raises(InputError, match="shows nothing of the domain"):
        plot_decision_boundary(far, window=Polyhedron.parse("[3,4]^2"))
    assert pyplot.get_fignums() == before


# -- data ------------------------------------------------------------------------------------------


def test_every_class_has_its_colour_marker_and_name() -> None:
    points = [[0, 0], [1, 2], [2, 1], [3, 3]]
    ax = plot_points(points, [1, 0, 1, 3], ax=axes(), names=["a", "b", "c", "d"])
    assert [c.get_offsets().tolist() for c in ax.collections] == [[[1, 2]], [[0, 0], [2, 1]], [[3, 3]]]
    assert len({tuple(c.get_facecolor()[0]) for c in ax.collections}) == 3
    assert len({c.get_paths()[0].vertices.tobytes() for c in ax.collections}) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "d"]


def test_seventy_two_classes_differ() -> None:
    ax = plot_points(np.zeros((72, 2)), range(72), ax=axes())
    looks = {
        (tuple(c.get_facecolor()[0]), c.get_paths()[0].vertices.tobytes(), c.get_paths()[0].codes.tobytes())
        for c in ax.collections
    }
    assert len(looks) == 72


def test_points_belong_to_one_class_unless_told_otherwise() -> None:
    for labels in (None, [0, 0], [False, False], [0.0, 0.0], np.zeros(2, np.uint8)):
        [markers] = plot_points([[0, 0], [1, 1]], labels, ax=axes()).collections
        assert len(markers.get_offsets()) == 2


def test_sizes_go_with_their_points() -> None:
    first, second = plot_points([[0, 0], [1, 1], [2, 2]], [1, 0, 1], size=[5, 6, 7], ax=axes()).collections
    assert (first.get_sizes().tolist(), second.get_sizes().tolist()) == ([6], [5, 7])


def test_a_style_of_one_s_own_wins() -> None:
    for marker, edge in (("x", "red"), ("s", INK)):
        style = {"color": "red", "marker": marker, "zorder": 9}
        first, second = plot_points([[0, 0], [1, 1]], [0, 1], ax=axes(), **style).collections
        assert (first.get_paths()[0].vertices == second.get_paths()[0].vertices).all()
        for markers in (first, second):
            assert tuple(markers.get_facecolor()[0]) == to_rgba("red")
            assert tuple(markers.get_edgecolor()[0]) == to_rgba(edge)
            assert markers.get_zorder() == 9


def test_data_keep_the_window_of_the_picture_below_and_else_have_one_around_them() -> None:
    below = plot_regions(DIAMOND, ax=axes(), window=SQUARE)
    assert plot_points([[9, 9]], ax=below).get_xlim() == (-2, 2)
    alone = plot_points([[0, 0], [10, 20]], ax=axes())
    for (low, high), extent in ((alone.get_xlim(), 10), (alone.get_ylim(), 20)):
        assert low < 0 < extent < high < 3 * extent


def test_no_points_are_an_empty_picture() -> None:
    ax = plot_points(np.empty((0, 2)), [], ax=axes(), names=["a"])
    assert not ax.collections
    assert ax.get_legend() is None
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 1), (-1, 1))


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        (([[1, 2, 3]],), {}, ShapeError, "do not lie in the plane"),
        (([1, 2],), {}, ShapeError, "do not lie in the plane"),
        (([[1, 2]], [0, 1]), {}, ShapeError, "do not fit 1 points"),
        (([[1, 2]],), {"size": [1, 2]}, ShapeError, "sizes"),
        (([[1, float("nan")]],), {}, ShapeError, "finite"),
        (([[1, 2]], [-1]), {}, InputError, "label -1"),
        (([[1, 2]], [0.5]), {}, InputError, "label 0.5"),
        (([[1, 2]], [float("nan")]), {}, InputError, "label nan"),
        (([[1, 2]], [float("inf")]), {}, InputError, "label inf"),
        (([[1, 2]], ["a"]), {}, InputError, "label 'a'"),
        (([[1, 2]], [2]), {"names": ["a", "b"]}, InputError, "give 3 names"),
    ],
)
def test_what_is_no_data(arguments, options, error, words: str) -> None:
    before = pyplot.get_fignums()
    with pytest.raises(error, match=words):
        plot_points(*arguments, **options)
    assert pyplot.get_fignums() == before
