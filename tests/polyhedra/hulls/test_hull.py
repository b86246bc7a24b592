"""Hulls that Qhull proposes and integers prove, against the engines, closed formulas and PPL."""

import sys
from fractions import Fraction
from itertools import permutations, product
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import MissingDependencyError, UndecidedError
from tropnet.polyhedra.conversion import from_generators, from_inequalities, normal_form, opposite
from tropnet.polyhedra.hulls import hull as hull_module
from tropnet.polyhedra.hulls.hull import cone_hull, proposed_simplices
from tropnet.polyhedra.integer_rows import cleared
from tropnet.polyhedra.polyhedron import Polyhedron


def at_one(points):
    points = np.array(points, object)
    return np.concatenate([points, np.ones((len(points), 1), object)], axis=1)


def rational_rows(points):
    return cleared([[*map(Fraction, point), Fraction(1)] for point in points], len(points[0]) + 1)


def no_lines(rows):
    return np.zeros((0, rows.shape[1]), np.int64)


def proved(rows, lines=None):
    """Both sides of the hull in normal form; UndecidedError where there is no proof."""
    lines = no_lines(rows) if lines is None else lines
    hull = cone_hull(rows, lines)
    return *normal_form(hull.facets, hull.equations), *normal_form(rows[hull.extreme], hull.lines)


def by_engine(rows, lines=None, engine="own"):
    """The same from an engine, with the facet at infinity, which a double description leaves out."""
    lines = no_lines(rows) if lines is None else lines
    both = from_generators(rows, lines, engine=engine)
    return both, (opposite(both.inequalities), opposite(both.equations), both.generators, both.lines)


def assert_same_hull(rows, lines=None, engine="own"):
    """The proof succeeds, and its result is that of the engine."""
    facets, equations, *sides = proved(rows, lines)
    _, expected = by_engine(rows, lines, engine)
    finite = facets[facets[:, :-1].any(axis=1)]
    assert sorted(map(tuple, finite.tolist())) == sorted(map(tuple, expected[0].tolist()))
    for mine, theirs in zip((equations, *sides), (_spanning(expected[1]), *expected[2:]), strict=True):
        assert mine.tolist() == theirs.tolist()


def _spanning(equations):
    return normal_form(no_lines(equations), equations)[1]


def on_sphere(rng, n_points, dim, radius):
    points = rng.standard_normal((n_points, dim))
    return np.rint(radius * points / np.linalg.norm(points, axis=1)[:, None]).astype(int)


# For every one of these the proposal must be proved: that integers or an engine answer instead would hide it.
RNG = np.random.default_rng(0)
PROVED = {
    "sphere in the plane": at_one(on_sphere(RNG, 60, 2, 1000)),
    "sphere in space": at_one(on_sphere(RNG, 60, 3, 10**6)),
    "sphere in R^4": at_one(on_sphere(RNG, 30, 4, 1000)),
    "sphere in R^5": at_one(on_sphere(RNG, 20, 5, 1000)),
    "small coordinates in space": at_one(RNG.integers(-3, 4, (120, 3))),
    "small coordinates in R^4": at_one(RNG.integers(-2, 3, (60, 4))),
    "zeros and ones in R^5": at_one(RNG.integers(0, 2, (24, 5))),
    "grid": at_one(list(product(range(5), repeat=3))),
    "grid in R^4": at_one(list(product(range(3), repeat=4))),
    "cube with edges cut in parts": at_one(
        [p for p in product(range(4), repeat=3) if sum(0 < x < 3 for x in p) < 2]
    ),
    "all points twice": at_one(np.repeat(RNG.integers(-9, 10, (20, 3)), 2, axis=0)),
    "points on a line in space": at_one([[3 * t, -t, 7] for t in range(40)]),
    "one point": at_one([[5, -1, 2]] * 3),
    "a point of R^0": np.array([[3], [2]], object),
    "a segment": at_one([[4], [-1], [2]]),
    "a polygon in R^4": at_one(RNG.integers(-9, 10, (40, 2)) @ np.array([[1, 2, 0, -1], [3, 0, 1, 1]]) + 5),
    "a polytope in R^6": at_one(RNG.integers(-9, 10, (40, 3)) @ RNG.integers(-2, 3, (3, 6))),
    "doubles": rational_rows(RNG.standard_normal((60, 3)).tolist()),
    "many denominators": rational_rows(
        [[Fraction(int(a), int(b)) for a, b in p] for p in RNG.integers(1, 50, (40, 3, 2))]
    ),
    "near one another": rational_rows(
        [[1 + Fraction(int(a), 2**60) for a in p] for p in RNG.integers(-99, 99, (50, 3))]
    ),
    "far away": at_one(RNG.integers(-99, 99, (50, 3)).astype(object) + 10**13),
    "huge": at_one(RNG.integers(-99, 99, (50, 3)).astype(object) * 10**40 + 1),
    "flat in one direction": at_one(RNG.integers(-99, 99, (50, 3)) * np.array([10**12, 1, 1])),
    "down": np.concatenate([at_one(RNG.integers(-9, 9, (60, 3))), [[0, 0, -1, 0]]]),
    "down in R^4": np.concatenate([at_one(RNG.integers(-5, 5, (40, 4))), [[0, 0, 0, -1, 0]]]),
    "down from a paraboloid": np.concatenate(
        [[[x, y, -(x**2) - y**2, 1] for x in range(-3, 4) for y in range(-3, 4)], [[0, 0, -1, 0]]]
    ),
    "down from a plane": np.concatenate(
        [at_one([[x, y, x + y] for x, y in RNG.integers(0, 9, (30, 2))]), [[0, 0, -2, 0]]]
    ),
    "an orthant": np.concatenate([at_one(RNG.integers(0, 20, (40, 3))), np.eye(3, 4, dtype=int)]),
    "a wide cone": np.concatenate(
        [at_one(RNG.integers(0, 20, (40, 3))), [[1, 0, 1, 0], [-1, 0, 1, 0], [0, 1, 1, 0]]]
    ),
}


@pytest.fixture
def _floats_alone(monkeypatch):
    """Nothing is triangulated in integers where the proposal is not proved."""

    def refuse(_rows):
        raise UndecidedError("the proposal was refused")

    monkeypatch.setattr(hull_module, "placing_triangulation", refuse)


@pytest.fixture
def _integers_alone(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.spatial", None)


@pytest.mark.usefixtures("_floats_alone")
@pytest.mark.parametrize("name", PROVED)
def test_hulls_that_floats_propose_are_those_of_the_engines(name):
    assert_same_hull(PROVED[name])


@pytest.mark.usefixtures("_integers_alone")
@pytest.mark.parametrize("name", PROVED)
def test_hulls_in_integers_are_those_of_the_engines(name):
    assert_same_hull(PROVED[name])


@pytest.mark.parametrize("name", ["sphere in R^4", "grid", "a polytope in R^6", "down", "many denominators"])
def test_cdd_agrees(name):
    pytest.importorskip("cdd", reason="pycddlib is compiled, and not everywhere")
    assert_same_hull(PROVED[name], engine="cdd")


@pytest.mark.parametrize("name", ["sphere in space", "down in R^4", "a polytope in R^6"])
def test_lines_are_divided_out(name):
    rows = PROVED[name]
    lines = np.zeros((2, rows.shape[1]), int)
    lines[:, :3] = [[1, 2, 0], [2, 1, 0]]
    assert_same_hull(rows, lines)


def cyclic(n_points, dim):
    return at_one([[t**k for k in range(1, dim + 1)] for t in range(n_points)])


@pytest.mark.parametrize(("n_points", "dim"), [(60, 3), (30, 4), (16, 5), (14, 6)])
def test_cyclic_polytopes(n_points, dim):
    """McMullen's upper bound, attained (Ziegler, Lectures on polytopes, Theorem 8.23); all proved."""
    half = dim // 2
    if dim % 2 == 0:
        facets = comb(n_points - half, half) + comb(n_points - half - 1, half - 1)
    else:
        facets = 2 * comb(n_points - half - 1, half)
    hull = cone_hull(cyclic(n_points, dim), np.zeros((0, dim + 1), int))
    assert len(hull.facets) == facets
    assert len(hull.extreme) == n_points


@pytest.mark.parametrize("n", [3, 4, 5, 6])
def test_permutahedra(n):
    """n! vertices, 2^n - 2 facets, one equation (Ziegler, Lectures on polytopes, Example 0.10)."""
    rows = at_one(list(permutations(range(1, n + 1))))
    hull = cone_hull(rows, no_lines(rows))
    assert len(hull.facets) == 2**n - 2
    assert len(hull.extreme) == factorial(n)
    assert normal_form(no_lines(rows), hull.equations)[1].tolist() == [[1] * n + [-comb(n + 1, 2)]]


@pytest.mark.parametrize("dim", [2, 3, 4, 5, 6])
def test_cubes_and_cross_polytopes(dim):
    cube = at_one(list(product([-1, 1], repeat=dim)))
    cross = at_one(np.concatenate([np.eye(dim, dtype=int), -np.eye(dim, dtype=int)]))
    assert sorted(proved(cube)[0].tolist()) == sorted(cross.tolist())
    assert sorted(proved(cross)[0].tolist()) == sorted(cube.tolist())
    assert len(cone_hull(cube, no_lines(cube)).extreme) == 2**dim


@st.composite
def point_sets(draw):
    dim = draw(st.integers(1, 4))
    entries = draw(st.sampled_from([st.integers(0, 2), st.integers(-9, 9), st.integers(-(2**70), 2**70)]))
    points = draw(st.lists(st.lists(entries, min_size=dim, max_size=dim), min_size=1, max_size=12))
    heights = draw(st.lists(st.sampled_from([0, 1, 1, 1, 2]), min_size=len(points), max_size=len(points)))
    rows = [[*point, t] for point, t in zip(points, heights, strict=True)]
    return np.array([*rows, [0] * dim + [1]], object)


@given(point_sets())
@settings(max_examples=75, deadline=None)
def test_random_rays_and_points(rows):
    assert_same_hull(rows)


def test_inequalities_with_many_rows():
    """Vertices of the polytopes tangent to the unit sphere, up to rounding, by the same proof."""
    rng = np.random.default_rng(5)
    for dim, number in ((2, 40), (3, 60), (4, 40)):
        rows = np.column_stack([on_sphere(rng, number, dim, 100), np.full(number, 100)])
        assert_same_hull(np.concatenate([opposite(rows), [[0] * dim + [1]]]))
        fast = from_inequalities(rows, no_lines(rows))
        slow = from_inequalities(rows, no_lines(rows), engine="own")
        assert all(map(np.array_equal, fast, slow))


def test_many_rows_that_are_degenerate():
    """Empty sets, lower-dimensional ones and lines, with more rows than the engines are asked about first."""
    rng = np.random.default_rng(6)
    planes = rng.integers(-2, 3, (50, 3))
    through_0 = np.column_stack([planes, np.zeros(50, int)])
    with_line = np.column_stack([planes * [1, 1, 0], rng.integers(1, 9, 50)])
    empty = np.concatenate([with_line, [[1, 1, 1, -1], [-1, -1, -1, 0]]])
    flat = np.concatenate([with_line, [[1, 1, 1, 1], [-1, -1, -1, -1]]])
    equation = np.array([[1, -1, 2, 3]])
    for rows, equations in product([through_0, with_line, empty, flat], [no_lines(equation), equation]):
        fast = from_inequalities(rows, equations)
        slow = from_inequalities(rows, equations, engine="own")
        assert all(map(np.array_equal, fast, slow))


def test_the_parma_polyhedra_library_agrees():
    ppl = pytest.importorskip("ppl", reason="pplpy has wheels for Linux only")
    rng = np.random.default_rng(7)
    for dim, number, size in ((3, 150, 1000), (4, 60, 4), (5, 40, 2)):
        points = rng.integers(-size, size + 1, (number, dim))
        variables = [ppl.Variable(i) for i in range(dim)]
        generators = ppl.Generator_System()
        for point in points.tolist():
            generators.insert(ppl.point(sum(a * x for a, x in zip(point, variables, strict=True))))
        body = ppl.C_Polyhedron(generators)
        theirs = [
            [*(int(row.coefficient(x)) for x in variables), int(row.inhomogeneous_term())]
            for row in body.minimized_constraints()
        ]
        vertices = [[int(g.coefficient(x)) for x in variables] for g in body.minimized_generators()]
        facets, _, extreme, _ = proved(at_one(points))
        assert sorted(facets.tolist()) == sorted(theirs)
        assert sorted(extreme[:, :-1].tolist()) == sorted(vertices)


NEAR_TIES = {
    "a cube moved by 2^-60": [
        [Fraction(x) + Fraction((7 * i + 3 * k) % 5 - 2, 2**60) for k, x in enumerate(p)]
        for i, p in enumerate(product([0, 1], repeat=3))
    ]
    * 5,
    "a grid moved by 2^-50": [
        [Fraction(x) + Fraction((5 * i * i + 3 * k) % 7 - 3, 2**50) for k, x in enumerate(p)]
        for i, p in enumerate(product(range(4), repeat=3))
    ],
}


@pytest.mark.parametrize("name", NEAR_TIES)
def test_what_floats_cannot_see_is_found_in_integers(name):
    """Facets that differ by less than a rounding error."""
    rows = rational_rows(NEAR_TIES[name])
    assert_same_hull(rows)
    assert len(cone_hull(rows, no_lines(rows)).facets) > 6


@pytest.mark.usefixtures("_floats_alone")
@pytest.mark.parametrize("name", NEAR_TIES)
def test_what_floats_cannot_see_is_not_proved(name):
    rows = rational_rows(NEAR_TIES[name])
    with pytest.raises(UndecidedError, match="refused"):
        cone_hull(rows, no_lines(rows))


def test_beyond_the_range_of_floats():
    points = np.random.default_rng(8).integers(-9, 10, (40, 3)).astype(object) * 10**400
    assert_same_hull(at_one(points))
    assert_same_hull(at_one(points[:, :2]))


HIDDEN_LINES = {
    "a line": [[1, 1, 0, 0], [-2, -2, 0, 0]],
    "a plane of three rays": [[1, 0, 0, 0], [0, 1, 0, 0], [-1, -1, 0, 0]],
    "one line after another": [[1, 0, 0, 0], [-3, 0, 0, 0], [1, 1, 0, 0], [7, -1, 0, 0]],
    "the whole space": [*np.eye(3, 4, dtype=int).tolist(), [-1, -1, -1, 0]],
}


@pytest.mark.parametrize("name", HIDDEN_LINES)
def test_lines_that_are_hidden_among_the_rays(name):
    rows = np.concatenate([at_one(RNG.integers(-9, 9, (40, 3))), HIDDEN_LINES[name]])
    assert_same_hull(rows)
    assert_same_hull(rows, np.array([[1, 2, 3, 0]]))


def test_rays_that_are_all_on_lines():
    rows = np.array([[1, 0, 0], [-1, 0, 0], [0, 0, 0], [0, 2, 1], [0, -4, -2]])
    hull = cone_hull(rows, np.zeros((0, 3), int))
    assert hull.facets.shape == (0, 3)
    assert hull.extreme.tolist() == []
    assert normal_form(no_lines(rows), hull.equations)[1].tolist() == [[0, 1, -2]]
    assert normal_form(no_lines(rows), hull.lines)[1].tolist() == [[1, 0, 0], [0, 2, 1]]


def test_no_rays_at_all():
    hull = cone_hull(np.zeros((0, 2), int), np.array([[1, 1]]))
    assert len(hull.facets) == len(hull.extreme) == 0
    assert hull.equations.tolist() in ([[1, -1]], [[-1, 1]])


def test_dimensions_that_are_too_high():
    rows = at_one(np.concatenate([np.eye(7, dtype=int), -np.eye(7, dtype=int)]))
    with pytest.raises(UndecidedError, match="dimension 7"):
        cone_hull(rows, no_lines(rows))


def spoiled(change):
    """A proposer whose simplices are changed."""

    def propose(points):
        return change(proposed_simplices(points))

    return propose


WRONG = {
    "one is missing": lambda s: s[1:],
    "one is there that does not belong": lambda s: np.concatenate([s, [[0, 1, 2]]]),
    "a whole facet is missing": lambda s: s[~np.isin(s, s[0]).all(axis=1)],
    "one has another point": lambda s: np.concatenate([[[s[0, 0], s[0, 1], (s[0, 2] + 1) % 40]], s[1:]]),
    "a closed surface inside": lambda s: np.array([[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]]),
    "each is there twice": lambda s: np.concatenate([s, s]),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_proposals_are_refused(name, monkeypatch):
    """And the answer is right all the same, because integers triangulate."""
    rows = at_one(on_sphere(np.random.default_rng(9), 40, 3, 1000))
    expected = from_generators(rows, no_lines(rows), engine="own")
    monkeypatch.setattr(hull_module, "proposed_simplices", spoiled(WRONG[name]))
    assert all(map(np.array_equal, from_generators(rows, no_lines(rows)), expected))
    monkeypatch.setattr(hull_module, "placing_triangulation", lambda _: np.array([[0, 1, 2]]))
    with pytest.raises(UndecidedError):
        cone_hull(rows, no_lines(rows))


def test_many_points_are_proved_without_an_engine(monkeypatch):
    from tropnet.polyhedra import conversion

    def refuse(*_):
        raise AssertionError("an engine was asked")

    monkeypatch.setattr(conversion, "_from_engine", refuse)
    points = on_sphere(np.random.default_rng(10), 500, 3, 10**6)
    body = Polyhedron.from_generators(points)
    assert len(body.vertices) == 500
    assert len(body.inequalities) == 2 * 500 - 4
    with pytest.raises(AssertionError, match="an engine was asked"):
        from_generators(at_one(points), np.zeros((0, 4), int), engine="own")


@pytest.mark.usefixtures("_integers_alone")
def test_proposals_need_scipy():
    with pytest.raises(MissingDependencyError, match=r"tropnet\[hull\]"):
        proposed_simplices(np.eye(3))
