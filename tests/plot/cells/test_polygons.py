"""Polygons against the exact cells."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from tropnet.analysis import start
from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Dense, Maxout, Network, stages
from tropnet.plot.cells.marks import polygon_areas
from tropnet.plot.cells.polygons import plane_complex, plane_creases
from tropnet.polyhedra.polyhedron import Polyhedron

WINDOW = Polyhedron.parse("[-3,2]x[-1,4]")


def random_network(seed: int, *widths: int) -> Network:
    rng = np.random.default_rng(seed)
    shapes = list(pairwise(widths))
    weights = [rng.integers(-2, 3, (after, before)).tolist() for before, after in shapes]
    return Network.from_arrays(weights, [rng.integers(-2, 3, after).tolist() for _, after in shapes])


def area(polygon: np.ndarray) -> float:
    """The signed area, positive if the corners run counter-clockwise."""
    x, y = polygon.T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def corners(polygon: np.ndarray) -> set[tuple[float, float]]:
    return {(round(x, 9), round(y, 9)) for x, y in polygon.tolist()}


@pytest.mark.parametrize("seed", range(12))
def test_polygons_are_the_cells(seed: int) -> None:
    regions = linear_regions(random_network(seed, 2, 4, 3, 1), WINDOW)
    found = plane_complex(regions)
    covered = np.zeros(len(regions))
    for polygon, cell in zip(found.polygons, found.cells.tolist(), strict=True):
        covered[cell] += abs(area(polygon))
        assert (
            corners(regions[cell].vertices.floats()) <= corners(polygon) or regions._assembly.has_false_walls
        )
    assert covered == pytest.approx([float(cell.volume) for cell in regions])
    assert covered.sum() == pytest.approx(25)
    assert np.bincount(found.cells, polygon_areas(found)) == pytest.approx(covered)


def test_the_next_corner_is_the_one_behind() -> None:
    found = plane_complex(linear_regions(random_network(1, 2, 4, 3, 1), WINDOW))
    around = [np.roll(polygon, -1, axis=0) for polygon in found.polygons]
    assert (found.next_corners == np.concatenate(around)).all()
    assert found.sizes.tolist() == [len(polygon) for polygon in found.polygons]
    assert (found.polygon_of_corner == np.repeat(np.arange(len(around)), found.sizes)).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_outline_of_a_cell_has_its_vertices(seed: int) -> None:
    """Of a maximum of seven affine functions: the engine cuts its cells by comparisons, the exact cells are whole."""
    rng = np.random.default_rng(seed)
    layer = Dense(rng.integers(-4, 5, (7, 2)).tolist(), rng.integers(-4, 5, 7).tolist())
    regions = linear_regions(Network.sequential([layer, Maxout(7)], 2), WINDOW)
    found = plane_complex(regions)
    assert len(found.polygons) > len(found.outlines) == len(regions)
    for outline, cell in zip(found.outlines, regions, strict=True):
        assert corners(cell.vertices.floats()) <= corners(outline)  # and perhaps points on the sides
        assert abs(area(outline)) == pytest.approx(float(cell.volume))


@pytest.mark.parametrize("seed", range(6))
def test_walls_lie_between_the_cells_that_meet(seed: int) -> None:
    regions = linear_regions(random_network(seed, 2, 4, 3, 1), WINDOW)
    found = plane_complex(regions)
    assert {tuple(pair) for pair in found.sides.tolist()} == {
        tuple(pair) for pair in regions.adjacency.tolist()
    }
    for segment, sides in zip(found.segments, found.sides.tolist(), strict=True):
        middle = [Fraction(x) for x in segment.mean(axis=0).tolist()]
        for side in sides:
            # Floats of a wall lie on it up to rounding.
            form = regions[side].polyhedron.inequalities
            slack = form[:, -1] - form[:, :-1] @ middle
            assert float(slack.min()) > -1e-9


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    net = random_network(3, 2, 6, 6, 1)
    whole = plane_complex(linear_regions(net, WINDOW))
    monkeypatch.setitem(start.BLOCK_CELLS, 2, 5)
    regions = linear_regions(net, WINDOW)
    parts = plane_complex(regions)
    assert len(regions._assembly.blocks) > 3
    assert sorted(map(abs, map(area, parts.polygons))) == pytest.approx(
        sorted(map(abs, map(area, whole.polygons)))
    )
    lengths = [np.sort(np.linalg.norm(np.diff(c.segments, axis=1)[:, 0], axis=1)) for c in (whole, parts)]
    assert lengths[0] == pytest.approx(lengths[1])


def test_comparisons_that_another_argument_wins_are_no_walls() -> None:
    # max(x, y, 3) on [0,1]^2 is 3: comparing x with y is no wall.
    net = Network.sequential([Dense([[1, 0], [0, 1], [0, 0]], [0, 0, 3]), Maxout(3)], 2)
    found = plane_complex(linear_regions(net, Polyhedron.parse("[0,1]^2")))
    assert set(found.cells.tolist()) == {0}
    assert len(found.segments) == 0


# -- activation regions without area ---------------------------------------------------------------

SQUARE = Polyhedron.parse("[-2,2]^2")


def creased(net: Network, within: Polyhedron = SQUARE) -> tuple[set[frozenset], set[tuple[float, float]]]:
    segments, points = plane_creases(linear_regions(net, within))
    assert len({frozenset(map(tuple, ends)) for ends in segments.tolist()}) == len(segments)
    return {frozenset(map(tuple, ends)) for ends in segments.tolist()}, set(map(tuple, points.tolist()))


def test_one_neuron_has_its_wall_in_common_with_a_cell() -> None:
    assert creased(Network.from_arrays([[[1, 0], [1, 0], [0, 2]], [[1, 1, 1]]])) == (set(), set())


def test_both_sides_of_a_fold_are_inactive_on_it() -> None:
    fold = Network.from_arrays([[[1, 0], [-1, 0]], [[1, 1]]])
    assert creased(fold) == ({frozenset({(0, -2), (0, 2)})}, set())
    # On the border of the domain there is no region.
    assert creased(fold, Polyhedron.parse("[0,2]^2")) == (set(), set())


def test_a_vertex_belongs_to_the_crease_with_its_pattern() -> None:
    net = Network.from_arrays([[[1, 0], [-1, 0], [0, 1]], [[1, 1, 1]]])
    assert creased(net) == ({frozenset({(0, 0), (0, y)}) for y in (-2, 2)}, set())


def test_a_crossing_of_folds_has_a_pattern_of_its_own() -> None:
    net = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    ends = [(0, -2), (0, 2), (-2, 0), (2, 0)]
    assert creased(net) == ({frozenset({(0, 0), end}) for end in ends}, {(0, 0)})


def test_a_vertex_can_have_a_pattern_that_no_wall_has() -> None:
    # Three neurons that are positive on the other side of each of three lines through the origin.
    net = Network.from_arrays([[[1, 0], [0, 1], [-1, -1]], [[1, 1, 1]]])
    assert creased(net) == (set(), {(0, 0)})


def test_creases_are_listed_once_however_many_blocks_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[1, 0], [-1, 0], *([0, 1] for _ in range(7)), *([1, 2] for _ in range(4))]
    biases = [0, 0, *(Fraction(k, 5) for k in range(-3, 4)), *(Fraction(k, 7) for k in range(1, 5))]
    net = Network.from_arrays([rows, [[1] * len(rows)]], [biases, [0]])
    monkeypatch.setitem(start.BLOCK_CELLS, 2, 5)
    regions = linear_regions(net, SQUARE)
    assert len(regions._assembly.blocks) > 3
    segments, _ = plane_creases(regions)
    assert (segments[:, :, 0] == 0).all()
    assert np.abs(np.diff(segments[:, :, 1], axis=1)).sum() == pytest.approx(4)


@pytest.mark.parametrize("seed", range(8))
def test_creases_are_what_a_fine_grid_of_points_finds(seed: int) -> None:
    """Lines x, y, x + y, x - y = c with integers c cross at halves: every face has a point among the quarters."""
    rng = np.random.default_rng(seed)
    rows = rng.choice([-1, 0, 1], (6, 2))
    net = Network.from_arrays([rows, [[1] * 6]], [rng.integers(-1, 2, 6), [0]])
    regions, staged = linear_regions(net, SQUARE), stages(net)
    grid = np.array([[Fraction(i, 4), Fraction(j, 4)] for i in range(-7, 8) for j in range(-7, 8)])
    expected = set(map(tuple, staged.pattern(grid).tolist())) - set(map(tuple, regions.patterns.tolist()))
    segments, points = plane_creases(regions)
    on_edges = {
        tuple(staged.pattern([Fraction(x) for x in s.mean(axis=0).tolist()]).tolist()) for s in segments
    }
    alone = {tuple(staged.pattern([Fraction(x) for x in point.tolist()]).tolist()) for point in points}
    assert on_edges | alone == expected
    assert not on_edges & alone
    assert regions.counts.activation == len(regions) + len(expected)


def test_what_is_no_polygon() -> None:
    with pytest.raises(ShapeError, match="1"):
        plane_complex(linear_regions(random_network(0, 1, 2, 1), Polyhedron.parse("[0,1]")))
    with pytest.raises(InputError, match="unbounded"):
        plane_complex(linear_regions(random_network(0, 2, 2, 1)))
