"""Lattice points: membership on a grid, closed formulas, unimodular invariance, degenerate sets."""

from fractions import Fraction
from itertools import combinations, permutations, product
from math import ceil, comb, floor, gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.bodies import cross_polytope, cube, whole_space
from tropnet.polyhedra.measures.lattice_points import (
    interior_lattice_points,
    is_lattice_polytope,
    lattice_points,
    n_interior_lattice_points,
    n_lattice_points,
)
from tropnet.polyhedra.polyhedron import Polyhedron


@st.composite
def polytopes(draw, dims=(1, 2, 3), largest=5):
    """Hulls of a few points, lattice or rational, of any dimension."""
    n, denominator = draw(st.sampled_from(dims)), draw(st.sampled_from([1, 1, 2, 3]))
    row = st.lists(st.integers(-largest, largest), min_size=n, max_size=n)
    corners = draw(st.lists(row, min_size=0, max_size=6))
    return Polyhedron.from_generators(
        RationalArray.from_integers(np.array(corners, dtype=object).reshape(-1, n), denominator)
    )


def members_of_a_grid(polytope):
    """All integer points of the bounding box that lie in the polytope, and those tight in no facet."""
    if polytope.is_empty:
        return [], []
    ends = zip(polytope.vertices.min(axis=0).tolist(), polytope.vertices.max(axis=0).tolist(), strict=True)
    grid = product(*(range(ceil(low), floor(high) + 1) for low, high in ends))
    inside = [list(point) for point in grid if point in polytope]
    normals, sides = polytope.inequalities[:, :-1], polytope.inequalities[:, -1]
    return inside, [point for point in inside if ((sides - normals @ point).sign() > 0).all()]


@given(polytopes())
@settings(max_examples=80, deadline=None)
def test_the_points_are_those_of_a_grid_that_lie_inside(polytope):
    inside, interior = members_of_a_grid(polytope)
    assert lattice_points(polytope).tolist() == inside
    assert interior_lattice_points(polytope).tolist() == interior
    assert n_lattice_points(polytope) == len(inside)
    assert n_interior_lattice_points(polytope) == len(interior)


@given(polytopes(dims=(2, 3), largest=3))
@settings(max_examples=60, deadline=None)
def test_long_numbers_change_nothing(polytope):
    """A body that is larger by less than any integer point could notice, with facets far beyond 64 bits."""
    if polytope.is_empty:
        return
    n, inside = polytope.ambient_dim, lattice_points(polytope)
    center = polytope.vertices.sum(axis=0) / len(polytope.vertices)
    growth = 1 + Fraction(1, 10**40 + 9)
    grown = Polyhedron.from_generators((polytope.vertices - center) * growth + center)
    assert lattice_points(grown) == inside
    assert n_lattice_points(grown) == len(inside)
    if polytope.dim == n:  # a lattice point on the boundary is now inside
        assert interior_lattice_points(grown) == inside


def test_points_with_float_coordinates():
    """Against floats, with a margin: no integer point comes near a facet of this polytope."""
    polytope = Polyhedron.from_generators(4 * np.random.default_rng(1).standard_normal((12, 3)))
    normals, sides = polytope.inequalities[:, :-1], polytope.inequalities[:, -1]
    scales = np.array([float(max(map(abs, row))) for row in normals.numerators.tolist()])
    rows = np.array([[float(x) for x in row] for row in normals.numerators.tolist()]) / scales[:, None]
    ends = np.array([float(b) for b in sides.numerators.tolist()]) / scales
    grid = np.array(list(product(range(-14, 15), repeat=3)))
    slack = ends - grid @ rows.T
    assert abs(slack).min() > 1e-9
    assert lattice_points(polytope).tolist() == grid[(slack > 0).all(axis=1)].tolist()


def polygon_boundary(polygon):
    """The number of lattice points on the boundary of a lattice polygon: the lattice lengths of its edges."""
    edges = [polygon.vertices[row] for row in polygon.incidence]
    return sum(gcd(*(end - start).tolist()) for start, end in edges)


@given(st.lists(st.lists(st.integers(-40, 40), min_size=2, max_size=2), min_size=3, max_size=9))
@settings(max_examples=60, deadline=None)
def test_pick(corners):
    """Pick 1899: the area is I + B/2 - 1."""
    polygon = Polyhedron.from_generators(corners)
    if polygon.dim == 2:
        boundary = polygon_boundary(polygon)
        interior = n_interior_lattice_points(polygon)
        assert polygon.volume == interior + Fraction(boundary, 2) - 1
        assert n_lattice_points(polygon) == interior + boundary


@given(polytopes(dims=(3,), largest=3), st.lists(st.integers(-9, 9), min_size=3, max_size=3))
@settings(max_examples=50, deadline=None)
def test_unimodular_maps_carry_lattice_points(polytope, entries):
    """The image is long and thin, and the points are still those of the image."""
    a, b, c = entries
    shear = RationalArray([[1, a, b], [0, 1, c], [0, 0, 1]]) @ [[1, 0, 0], [c, 1, 0], [a, b, 1]]
    image = Polyhedron.from_generators(polytope.vertices @ shear + [10**20, -(10**20), 7])
    for points_of in (lattice_points, interior_lattice_points):
        carried = points_of(polytope) @ shear + [10**20, -(10**20), 7]
        assert points_of(image).tolist() == sorted(carried.tolist())


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("k", [0, 1, 7])
def test_simplices_and_cross_polytopes(n, k):
    """Binomials; Delannoy numbers, the sum of 2^i C(n, i) C(k, i)."""
    corners = np.vstack([np.zeros((1, n), int), k * np.eye(n, dtype=int)])
    assert n_lattice_points(Polyhedron.from_generators(corners)) == comb(n + k, n)
    assert n_interior_lattice_points(Polyhedron.from_generators(corners)) == (comb(k - 1, n) if k else 1)
    delannoy = sum(2**i * comb(n, i) * comb(k, i) for i in range(n + 1))
    assert n_lattice_points(cross_polytope(n, k)) == delannoy


@pytest.mark.parametrize(("n", "forests"), [(2, 2), (3, 7), (4, 38), (5, 291)])
def test_permutahedra_count_forests(n, forests):
    """Stanley 1980: the lattice points are the labelled forests on n nodes (OEIS A001858)."""
    permutahedron = Polyhedron.from_generators(list(permutations(range(n))))
    assert n_lattice_points(permutahedron) == forests
    assert len(lattice_points(permutahedron)) == forests


@pytest.mark.parametrize("r", [1, 2, 50, 10**25])
def test_reeve_tetrahedra_have_no_points_but_their_vertices(r):
    """Reeve 1957: whatever the volume."""
    corners = [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, r]]
    tetrahedron = Polyhedron.from_generators(corners)
    assert tetrahedron.volume == Fraction(r, 6)
    assert lattice_points(tetrahedron).tolist() == corners


def test_hypersimplices_and_birkhoff_polytopes():
    """Lower-dimensional; 0/1-polytopes have no lattice points but their vertices."""
    corners = sorted([int(i in chosen) for i in range(6)] for chosen in combinations(range(6), 3))
    assert lattice_points(Polyhedron.from_generators(corners)).tolist() == corners
    matrices = sorted(np.eye(4, dtype=int)[list(p)].ravel().tolist() for p in permutations(range(4)))
    assert lattice_points(Polyhedron.from_generators(matrices)).tolist() == matrices


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 x1 + 4 x2 = 1; x1 >= 0; x2 >= 0", []),
        ("x1 + x2 = 1; 2 x1 - 2 x2 = 1", []),
        ("6 x1 + 10 x2 + 15 x3 = 31; x1 >= 0; x2 >= 0; x3 >= 0", [[1, 1, 1]]),
        ("[1/3,2/3]", []),
        ("[1/3,2/3]x[0,5]", []),
        ("[1,1]x[1/2,5/2]", [[1, 1], [1, 2]]),
        ("x1 <= 0; x1 >= 1", []),
        ("x1 - 1000 x2 >= 0; x1 - 1001 x2 <= 0; x2 <= 1; 2 x2 >= 1", [[1000, 1], [1001, 1]]),
    ],
)
def test_degenerate_sets(text, expected):
    assert lattice_points(Polyhedron.parse(text)).tolist() == expected
    assert n_lattice_points(Polyhedron.parse(text)) == len(expected)


def test_points_and_spaces_of_dimension_zero():
    assert lattice_points(whole_space(0)).shape == (1, 0)
    assert n_interior_lattice_points(whole_space(0)) == 1
    assert lattice_points(Polyhedron.from_generators(np.zeros((0, 3), int))).shape == (0, 3)
    assert interior_lattice_points(Polyhedron.from_generators([[4, 5]])).tolist() == [[4, 5]]
    assert lattice_points(Polyhedron.from_generators([["1/2", 5]])).shape == (0, 2)
    assert n_lattice_points(Polyhedron.from_inequalities(np.zeros((1, 0), int), [-1])) == 0
    assert n_lattice_points(Polyhedron.parse("x1 <= 0; x1 >= 1", ambient_dim=2)) == 0


def test_boxes_answer_from_their_bounds():
    assert n_lattice_points(cube(100, "7/2")) == 7**100
    assert n_interior_lattice_points(cube(100, 3)) == 5**100
    assert lattice_points(cube(40, "1/2")).tolist() == [[0] * 40]
    far = Polyhedron.parse("[1,2]") & Polyhedron.parse("[3/2,4]")
    assert interior_lattice_points(far).tolist() == []
    long = Polyhedron.from_generators([[10**30], [10**30 + 2]])
    assert lattice_points(long).tolist() == [[10**30], [10**30 + 1], [10**30 + 2]]


def test_unbounded_and_huge_sets_are_refused():
    for function in (lattice_points, interior_lattice_points, n_lattice_points, n_interior_lattice_points):
        with pytest.raises(UnboundedError, match="unbounded"):
            function(Polyhedron.parse("x1 >= 0; x2 = 0"))
    with pytest.raises(InputError, match="too many"):
        lattice_points(cube(100))
    with pytest.raises(InputError, match="too many"):
        n_lattice_points(Polyhedron.parse(f"x1 >= 0; x2 >= 0; x3 >= 0; x1 + x2 + x3 <= {10**30}"))


def test_lattice_polytopes_are_recognised():
    assert is_lattice_polytope(cube(3))
    assert is_lattice_polytope(Polyhedron.from_generators(np.zeros((0, 3), int)))
    assert not is_lattice_polytope(cube(3, "1/2"))
    assert not is_lattice_polytope(Polyhedron.parse("x1 >= 0"))
