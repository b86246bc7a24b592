"""Polygons against the exact cells."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from tropnet.analysis import start
from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Dense, Maxout, Network
from tropnet.plot.polygons import plane_complex
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


def test_what_is_no_polygon() -> None:
    with pytest.raises(ShapeError, match="1"):
        plane_complex(linear_regions(random_network(0, 1, 2, 1), Polyhedron.parse("[0,1]")))
    with pytest.raises(InputError, match="unbounded"):
        plane_complex(linear_regions(random_network(0, 2, 2, 1)))
