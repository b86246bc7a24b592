"""Functions from cells: what the cells of known functions give back, and what is refused, with its witness."""

import re
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum
from tropnet.analysis.piecewise.subdivision import from_cells
from tropnet.analysis.piecewise.subdivision_walls import subdivision_walls
from tropnet.errors import EmptyDomainError, FormatError, InputError, NotRationalError, ShapeError
from tropnet.polyhedra.bodies import box, whole_space
from tropnet.polyhedra.polyhedron import Polyhedron

QUADRANTS = ["x1 >= 0; x2 >= 0", "x1 <= 0; x2 >= 0", "x1 <= 0; x2 <= 0", "x1 >= 0; x2 <= 0"]


def points_in(error):
    """The points that a message names."""
    found = re.findall(r"\[((?:-?\d+(?:/\d+)?(?:, )?)+)\]", str(error.value))
    return [[Fraction(entry) for entry in text.split(", ")] for text in found]


def random_function(rng, n, n_terms=3):
    def affine():
        return PiecewiseLinear.affine(rng.integers(-3, 4, n), int(rng.integers(-3, 4)))

    parts = [maximum(*(affine() for _ in range(n_terms))) for _ in range(2)]
    return minimum(parts[0], parts[1] + affine()) - abs(affine())


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 3), is_bounded=st.booleans())
def test_cells_of_a_function_give_it_back(seed, n, is_bounded):
    f = random_function(np.random.default_rng(seed), n, n_terms=5 - n)
    if is_bounded:
        f = f.restricted(box([-2] * n, [3] * n))
    cells = f.cells
    found = from_cells([cell.polyhedron for cell in cells], [cell.affine_map for cell in cells])
    assert found == f
    assert found.domain == f.domain


def cut_apart(rng, cells):
    """Each cell cut by a hyperplane of its own through an interior point: faces do not match any more."""
    parts = []
    for cell in cells:
        normal = rng.integers(-3, 4, cell.polyhedron.ambient_dim)
        level = normal @ cell.polyhedron.interior_point
        halves = (
            [Polyhedron.from_inequalities([s * normal], [s * level]) for s in (1, -1)] if any(normal) else []
        )
        parts += [(cell.polyhedron & half, cell.affine_map) for half in halves] or [
            (cell.polyhedron, cell.affine_map)
        ]
    return parts


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 3))
def test_cells_need_not_meet_in_faces(seed, n):
    rng = np.random.default_rng(seed)
    f = random_function(rng, n, n_terms=2)
    parts = cut_apart(rng, f.cells)
    assert from_cells(*zip(*parts, strict=True)) == f
    missing, _ = parts.pop(int(rng.integers(len(parts))))
    if parts:
        with pytest.raises(InputError, match="do not cover") as error:
            subdivision_walls([cell for cell, _ in parts], whole_space(n))
        [point] = points_in(error)
        assert point in missing
        assert not any(point in cell for cell, _ in parts)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 3))
def test_a_missing_cell_is_a_gap(seed, n):
    rng = np.random.default_rng(seed)
    cells = [cell.polyhedron for cell in random_function(rng, n, n_terms=5 - n).cells]
    if len(cells) == 1:
        return
    missing = cells.pop(int(rng.integers(len(cells))))
    with pytest.raises(InputError, match="do not cover") as error:
        subdivision_walls(cells, whole_space(n))
    [point] = points_in(error)
    assert point in missing
    assert not any(point in cell for cell in cells)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 3))
def test_an_enlarged_cell_overlaps(seed, n):
    rng = np.random.default_rng(seed)
    cells = [cell.polyhedron for cell in random_function(rng, n, n_terms=5 - n).cells]
    if len(cells) == 1:
        return
    k = int(rng.integers(len(cells)))
    cells[k] = Polyhedron.from_inequalities(cells[k].inequalities[:, :-1], cells[k].inequalities[:, -1] + 1)
    with pytest.raises(InputError, match="overlap") as error:
        subdivision_walls(cells, whole_space(n))
    [point] = points_in(error)
    left, right = (int(number) for number in re.findall(r"cell (\d+)", str(error.value)))
    for cell in (cells[left], cells[right]):
        assert (cell.inequalities[:, :-1] @ point < cell.inequalities[:, -1]).all()
    assert k in {left, right}


def test_walls_of_quadrants():
    """The four half-axes."""
    cells = [Polyhedron.parse(text) for text in QUADRANTS]
    assert subdivision_walls(cells, whole_space(2)) == [
        ((0, 1, 0), 2, 1),
        ((0, 1, 0), 3, 0),
        ((1, 0, 0), 1, 0),
        ((1, 0, 0), 2, 3),
    ]


def test_difference_of_absolute_values_on_quadrants():
    x, y = PiecewiseLinear.coordinates(2)
    f = PiecewiseLinear.from_cells(QUADRANTS, [[1, -1, 0], [-1, -1, 0], [-1, 1, 0], [1, 1, 0]])
    assert f == abs(x) - abs(y)
    assert f.domain is None


def test_convex_and_concave_functions_have_one_maxout_unit():
    maps = np.array([[1, 1, 0], [-1, 1, 0], [-1, -1, 0], [1, -1, 0]])
    x, y = PiecewiseLinear.coordinates(2)
    convex, concave = from_cells(QUADRANTS, maps), from_cells(QUADRANTS, -maps)
    assert convex == abs(x) + abs(y)
    assert concave == -abs(x) - abs(y)
    assert convex.network.widths == concave.network.widths == (1,)


def test_one_cell():
    f = from_cells([whole_space(3)], [[1, 2, 3, 4]])
    assert f == PiecewiseLinear.affine([1, 2, 3], 4)
    half = from_cells(["x1 + x2 <= 1"], [[1, 0, 0]])
    assert half.domain == Polyhedron.parse("x1 + x2 <= 1")


def test_strips_with_lines():
    strips = ["x1 + x2 <= 0", "x1 + x2 >= 0; x1 + x2 <= 1", "x1 + x2 >= 1"]
    x, y = PiecewiseLinear.coordinates(2)
    f = from_cells(strips, [[0, 0, 0], [1, 1, 0], [0, 0, 1]])
    assert f == minimum(maximum(x + y, 0), 1)


def test_intervals():
    """The hat 1 - |x - 1| on [0, 2], and a gap between two intervals."""
    (x,) = PiecewiseLinear.coordinates(1)
    assert from_cells([[[0], [1]], [[2], [1]]], [[1, 0], [-1, 2]]) == (1 - abs(x - 1)).restricted(
        box([0], [2])
    )
    with pytest.raises(InputError, match="do not cover") as error:
        from_cells([[[0], [1]], [[2], [3]]], [[1, 0], [1, 0]])
    assert 1 < points_in(error)[0][0] < 2


def bricks(n_rows, n_columns):
    cells = []
    for row in range(n_rows):
        ends = sorted({0, 2 * n_columns, *range(row % 2, 2 * n_columns, 2)})
        cells += [box([left, row], [right, row + 1]) for left, right in pairwise(ends)]
    return cells


def test_bricks_need_not_meet_in_faces():
    """A function of the height alone on a brick wall: |y - 2| on 4 rows."""
    cells = bricks(4, 3)
    maps = [[0, -1, 2] if cell.interior_point[1] < 2 else [0, 1, -2] for cell in cells]
    y = PiecewiseLinear.coordinates(2)[1]
    assert from_cells(cells, maps) == abs(y - 2).restricted(box([0, 0], [6, 4]))


def test_brick_wall_with_a_hole():
    cells = bricks(5, 4)
    hole = cells.pop(next(i for i, cell in enumerate(cells) if [4, "5/2"] in cell))
    with pytest.raises(InputError, match="do not cover") as error:
        from_cells(cells, [[0, 0, 1]] * len(cells))
    assert points_in(error)[0] in hole


def test_pinwheel_and_the_hole_in_it():
    """Four rectangles around a square, no facet of which is a facet of the square's hull."""
    arms = [box([0, 0], [2, 1]), box([2, 0], [3, 2]), box([1, 2], [3, 3]), box([0, 1], [1, 3])]
    centre = box([1, 1], [2, 2])
    assert len(subdivision_walls([*arms, centre], box([0, 0], [3, 3]))) == 8
    with pytest.raises(InputError, match="do not cover") as error:
        from_cells(arms, [[0, 0, 1]] * 4)
    [point] = points_in(error)
    assert point in centre
    assert not any(point in arm for arm in arms)


def test_union_that_is_not_convex():
    with pytest.raises(InputError, match="convex hull") as error:
        from_cells(QUADRANTS[:3], [[0, 0, 1]] * 3)
    x, y = points_in(error)[0]
    assert x > 0 > y


def test_equal_cells_overlap():
    with pytest.raises(InputError, match="cell 0 and cell 2 overlap"):
        from_cells([box([0], [1]), box([1], [2]), box([0], [1])], [[0, 1]] * 3)


def test_covering_twice():
    """Every point of the square is in two cells: no facet inside has one side only."""
    halves = [box([0, 0], [1, 2]), box([1, 0], [2, 2]), box([0, 0], [2, 1]), box([0, 1], [2, 2])]
    with pytest.raises(InputError, match="overlap"):
        from_cells(halves, [[0, 0, 1]] * 4)


def test_a_break_is_shown_at_a_common_point():
    """Along the line of two half-planes, in the direction in which it has no vertex."""
    texts = ["x1 <= 0; x2 <= 9", "x1 >= 0; x2 <= 9"]
    with pytest.raises(InputError, match="cell 0 and cell 1 have the values 9 and 18") as error:
        from_cells(texts, [[0, 1, 0], [0, 2, 0]])
    assert points_in(error) == [[0, 9]]


def test_maps_that_differ_far_out_only_in_one_direction():
    """They agree at the origin, the only vertex of the common ray, and nowhere else on it."""
    with pytest.raises(InputError, match=r"the values 1 and 2 at the common point \[0, 1\]"):
        from_cells(["x1 <= 0; x2 >= 0", "x1 >= 0; x2 >= 0"], [[0, 1, 0], [0, 2, 0]])


def test_domain_cuts_the_cells():
    x, y = PiecewiseLinear.coordinates(2)
    square = box([1, 1], [2, 3])
    maps = [[1, -1, 0], [-1, -1, 0], [-1, 1, 0], [1, 1, 0]]
    assert from_cells(QUADRANTS, maps, domain=square) == (x - y).restricted(square)
    # A break outside the domain is none.
    assert from_cells(QUADRANTS, [[1, 0, 0], *[[5, 5, 5]] * 3], domain=square) == x.restricted(square)
    with pytest.raises(InputError, match="no cell meets"):
        from_cells([QUADRANTS[2]], [[0, 0, 0]], domain=square)
    with pytest.raises(InputError, match="do not cover"):
        from_cells([box([0, 0], [2, 2])], [[0, 0, 0]], domain=square)
    with pytest.raises(EmptyDomainError):
        from_cells(QUADRANTS, maps, domain=box([1, 1], [1, 2]))


@pytest.mark.parametrize(
    ("cells", "maps", "error", "words"),
    [
        ([], np.zeros((0, 2)), ShapeError, "at least one"),
        (["x1 >= 0"], [[1, 0], [2, 0]], ShapeError, "1 cells and 2 maps"),
        (["x1 >= 0"], [1, 0], ShapeError, "one row"),
        ([box([0, 0], [1, 1])], [[1, 0]], ShapeError, "cell 0 lies in R\\^2"),
        ([box([0], [1]), box([1], [1])], [[1, 0], [1, 0]], InputError, "cell 1, .*no interior point"),
        (["x1 >="], [[1, 0]], FormatError, "position"),
        (["x1 >= 0"], [[float("nan"), 0]], NotRationalError, "nan"),
    ],
)
def test_refusals(cells, maps, error, words):
    with pytest.raises(error, match=words):
        from_cells(cells, maps)
