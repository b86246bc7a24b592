"""What proves a boundary, and that nothing less does."""

from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import UndecidedError
from tropnet.exact.matrix import determinant
from tropnet.polyhedra.hulls.boundary_cycles import cofactors, oriented, proved_boundary


def at_one(points):
    points = np.array(points, object)
    return np.concatenate([points, np.ones((len(points), 1), object)], axis=1)


CUBE = at_one(list(product([0, 1], repeat=3)))
# Each square in two triangles; vertex 4 a + 2 b + c is (a, b, c).
SQUARES = [(0, 1, 3, 2), (4, 5, 7, 6), (0, 1, 5, 4), (2, 3, 7, 6), (0, 2, 6, 4), (1, 3, 7, 5)]
TRIANGLES = np.array([t for a, b, c, d in SQUARES for t in ((a, b, c), (a, c, d))])


def test_a_triangulated_cube():
    facets, extreme = proved_boundary(CUBE, TRIANGLES)
    assert sorted(map(tuple, facets.tolist())) == sorted(
        [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (-1, 0, 0, 1), (0, -1, 0, 1), (0, 0, -1, 1)]
    )
    assert extreme.tolist() == list(range(8))


def test_every_missing_simplex_is_noticed():
    for i in range(len(TRIANGLES)):
        with pytest.raises(UndecidedError, match="odd number"):
            proved_boundary(CUBE, np.delete(TRIANGLES, i, axis=0))


def test_every_missing_facet_is_noticed():
    for i in range(6):
        with pytest.raises(UndecidedError, match="odd number"):
            proved_boundary(CUBE, np.delete(TRIANGLES, [2 * i, 2 * i + 1], axis=0))


def test_a_simplex_through_the_inside_is_noticed():
    with pytest.raises(UndecidedError):
        proved_boundary(CUBE, np.concatenate([TRIANGLES, [[0, 3, 5]]]))


def test_a_closed_surface_inside_is_noticed():
    """The boundary of the tetrahedron 0, 3, 5, 6 has no ridge too many, but cuts through the cube."""
    tetrahedron = np.array(list(combinations([0, 3, 5, 6], 3)))
    for simplices in (tetrahedron, np.concatenate([TRIANGLES, tetrahedron])):
        with pytest.raises(UndecidedError, match="both sides"):
            proved_boundary(CUBE, simplices)


def test_an_even_cover_is_noticed():
    """Everything twice, with the other diagonals: a cycle that is zero."""
    others = np.array([t for a, b, c, d in SQUARES for t in ((b, c, d), (a, b, d))])
    with pytest.raises(UndecidedError, match="even number"):
        proved_boundary(CUBE, np.concatenate([TRIANGLES, others]))


def test_an_odd_cover_is_a_cover():
    facets, extreme = proved_boundary(CUBE, np.concatenate([TRIANGLES] * 3))
    assert len(facets) == 6
    assert len(extreme) == 8


def test_a_folded_cover_of_one_facet_alone_is_noticed():
    """Both triangulations of one square make a cycle in the boundary that covers nothing an odd number of times."""
    square = np.array([[0, 1, 3], [0, 3, 2], [1, 3, 2], [0, 1, 2]])
    with pytest.raises(UndecidedError, match="even number"):
        proved_boundary(CUBE, square)


def test_flat_simplices_are_welcome_in_the_boundary_only():
    """The square 0 1 3 2 with the middle 8 of its diagonal: the flat triangle 0 8 3 closes the cycle."""
    rows = np.concatenate([2 * CUBE * [1, 1, 1, 0] + CUBE * [0, 0, 0, 1], [[0, 1, 1, 1]]])
    with_middle = [(0, 1, 8), (1, 3, 8), (0, 3, 2), (0, 8, 3)]
    rest = [tuple(t) for t in TRIANGLES.tolist() if not {*t} <= {0, 1, 2, 3}]
    facets, extreme = proved_boundary(rows, np.array(rest + with_middle))
    assert len(facets) == 6
    assert extreme.tolist() == list(range(8))
    # The same along a diagonal of the cube, with its middle.
    inside = np.concatenate([rows[:8], [[1, 1, 1, 1]]])
    flat = [(0, 8, 7), (0, 8, 7)]
    with pytest.raises(UndecidedError, match="lies in no facet"):
        proved_boundary(inside, np.concatenate([TRIANGLES, flat]))


def test_nothing_but_flat_simplices():
    with pytest.raises(UndecidedError, match="are flat"):
        proved_boundary(CUBE, np.array([[0, 0, 1], [0, 0, 1]]))


def test_repeated_points_and_points_on_edges_are_not_extreme():
    """Vertex 0 twice, and the middle of the edge 0 1 as a corner of simplices."""
    rows = np.concatenate([2 * CUBE, [[0, 0, 0, 5], [0, 0, 1, 2]]])
    split = {(0, 1, 3): [(8, 9, 3), (9, 1, 3)], (0, 1, 5): [(8, 9, 5), (9, 1, 5)]}
    simplices = [s for t in map(tuple, TRIANGLES.tolist()) for s in split.get(t, [t])]
    simplices = [tuple(8 if i == 0 else i for i in s) for s in simplices]
    facets, extreme = proved_boundary(rows, np.array(simplices))
    assert len(facets) == 6
    assert extreme.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_vertex_of_no_simplex_facet():
    """The octahedron with its 4-valent vertices, and a square pyramid whose apex lies on four facets."""
    octahedron = at_one(np.concatenate([np.eye(3, dtype=int), -np.eye(3, dtype=int)]))
    simplices = np.array(list(product([0, 3], [1, 4], [2, 5])))
    facets, extreme = proved_boundary(octahedron, simplices)
    assert len(facets) == 8
    assert extreme.tolist() == list(range(6))


matrices = st.integers(1, 5).flatmap(
    lambda d: st.lists(
        st.lists(st.one_of(st.integers(-3, 3), st.integers(-(2**40), 2**40)), min_size=d, max_size=d),
        min_size=d,
        max_size=d,
    )
)


@given(matrices)
@settings(max_examples=80, deadline=None)
def test_cofactors_expand_the_determinant(matrix):
    first, *others = matrix
    form = cofactors(np.array(others, object).reshape(1, len(others), len(first)))[0]
    assert sum(int(a) * b for a, b in zip(form, first, strict=True)) == determinant(matrix)


def test_cofactors_by_the_formula_of_leibniz():
    rng = np.random.default_rng(4)
    some = rng.integers(-(10**5), 10**5, (20, 4, 4))
    for matrix, form in zip(some, cofactors(some[:, 1:]), strict=True):
        total = 0
        for order in permutations(range(4)):
            sign = (-1) ** sum(a > b for a, b in combinations(order, 2))
            total += sign * int(np.prod([int(matrix[i, j]) for i, j in enumerate(order)], dtype=object))
        assert int((form.astype(object) * matrix[0].astype(object)).sum()) == total


@pytest.mark.parametrize("size", [10**6, 10**9, 2**62, 10**30])
def test_cofactors_do_not_overflow(size):
    matrix = np.array([[[size, size - 1, 1], [size - 2, size, 3]]])
    a, b, c, d = size, size - 1, size - 2, size
    assert cofactors(matrix).tolist() == [[3 * b - d, c - 3 * a, a * d - b * c]]


def test_cofactors_of_no_size_overflow():
    """Hadamard's bound is attained: the determinant of Sylvester's matrix of order 4 is 16."""
    signs = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]], object)
    for size in (2 ** (k // 4) * (4 + k % 4) // 4 for k in range(260)):
        matrix = np.hstack([size * signs, np.full((4, 1), 0, object)])
        last = cofactors(matrix[None])[0].tolist()
        assert [abs(x) for x in last] == [0, 0, 0, 0, 16 * size**4]


def test_orientation():
    forms = oriented(np.array([[2, -4], [-2, 4], [0, 0]]), np.array([[3, 1]]))
    assert forms.tolist() == [[1, -2], [1, -2], [0, 0]]
