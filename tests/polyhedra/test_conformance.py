"""Operations x polyhedra x ways to answer: the engines, linear programs, and the Parma Polyhedra Library.

The same questions are asked of the same sets with each engine of the double description method, and once more with
linear programs wherever those can answer.
"""

import numpy as np
import pytest
from polyhedra.samples import ALL, PLANE, SPACE, Parma, by_generators, homogeneous, same

from tropnet.errors import EmptyDomainError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.programs import Infeasible, Optimal, Unbounded
from tropnet.polyhedra import conversion, description
from tropnet.polyhedra.affine_maps import image, preimage, projection
from tropnet.polyhedra.face_lattice import facets
from tropnet.polyhedra.inclusion import point_outside
from tropnet.polyhedra.polar import polar
from tropnet.polyhedra.sums import convex_hull, minkowski_sum, product
from tropnet.polyhedra.support import maximize, support_function

ENGINE = conversion.default_engine()
"""cdd, where it is installed; the tests are of use without it as well."""

WAYS = {ENGINE: (ENGINE, 10**9), "own": ("own", 10**9), "programs": (ENGINE, 0)}


@pytest.fixture(params=WAYS)
def _way(request, monkeypatch):
    engine, many = WAYS[request.param]
    monkeypatch.setattr(conversion, "default_engine", lambda: engine)
    monkeypatch.setattr(description, "MANY_VERTICES", many)
    monkeypatch.setattr(description, "MANY_FACETS", many)


@pytest.fixture(scope="module")
def parma():
    return Parma()


pytestmark = pytest.mark.usefixtures("_way")
every = pytest.mark.parametrize("name", ALL)
positive = pytest.mark.parametrize("name", [name for name in ALL if "R^0" not in name])
POINTS = [[0, 0], ["1/2", 1], [1, 1], [0, 3], [-1, 2], [3, 0], [2, 1]]


@positive
def test_both_descriptions_are_those_of_parma(name, parma):
    polyhedron = ALL[name]()
    theirs = parma.of(polyhedron)
    assert parma.agrees(polyhedron, theirs)
    assert polyhedron.is_empty == theirs.is_empty()
    assert polyhedron.is_bounded == (theirs.is_empty() or theirs.is_bounded())
    assert polyhedron.dim == (-1 if theirs.is_empty() else theirs.affine_dimension())


@every
def test_questions_have_the_same_answer_in_any_order(name):
    """Emptiness, dimension and boundedness before and after the descriptions were found, and from each of them."""
    fresh, known = ALL[name](), ALL[name]()
    rows = homogeneous(known)
    by_rays = by_generators(
        known.ambient_dim, known.vertices.tolist(), known.rays.tolist(), known.lineality_space.tolist()
    )
    answers = {(one.is_empty, one.dim, one.is_bounded) for one in (fresh, known, by_rays)}
    assert len(answers) == 1
    assert fresh == known == by_rays
    assert hash(fresh) == hash(known) == hash(by_rays)
    assert same(homogeneous(fresh), rows)
    assert same(homogeneous(by_rays), rows)


@every
def test_the_interior_point_lies_on_no_facet(name):
    polyhedron = ALL[name]()
    if polyhedron.is_empty:
        with pytest.raises(EmptyDomainError):
            _ = polyhedron.interior_point
        return
    x = polyhedron.interior_point
    A, b = polyhedron.inequalities[:, :-1], polyhedron.inequalities[:, -1]
    C, d = polyhedron.equations[:, :-1], polyhedron.equations[:, -1]
    assert (A @ x < b).all()
    assert C @ x == d


@positive
def test_the_recession_cone_is_that_of_the_minimal_generators_of_parma(name, parma):
    polyhedron = ALL[name]()
    *_, generators, lines = parma.described(parma.of(polyhedron))
    apex = [[0] * polyhedron.ambient_dim + [1]]
    rays = generators[generators[:, -1] == 0] if len(generators) else generators
    theirs = parma.generated(polyhedron.ambient_dim, np.concatenate([apex, rays]), lines)
    assert parma.agrees(polyhedron.recession_cone, theirs)
    assert polyhedron.is_bounded == (polyhedron.recession_cone.dim == 0)


@every
def test_the_affine_hull_has_the_same_dimension_and_no_facets(name):
    polyhedron = ALL[name]()
    hull = polyhedron.affine_hull
    assert hull.dim == polyhedron.dim
    assert polyhedron <= hull
    assert hull == hull.affine_hull
    assert polyhedron.is_empty or len(hull.inequalities) == 0


@positive
def test_facets_are_cut_out_by_their_rows(name, parma):
    polyhedron = ALL[name]()
    sides = polyhedron.facets
    assert len(sides) == (0 if polyhedron.is_empty else len(polyhedron.inequalities))
    for row, side in zip(polyhedron.inequalities.integers(), sides, strict=False):
        cut = parma.of(polyhedron)
        cut.add_constraint(parma.expression(row[:-1]) == int(row[-1]))
        assert parma.agrees(side, cut)
        assert side.dim == polyhedron.dim - 1
    assert facets(ALL[name]()) == sides


@pytest.mark.parametrize("name", PLANE)
def test_points(name, parma):
    polyhedron = PLANE[name]()
    theirs = parma.of(polyhedron)
    for point in POINTS:
        single = by_generators(2, [point])
        assert (point in polyhedron) == theirs.contains(parma.of(single))
        assert (single <= polyhedron) == (point in polyhedron)


@pytest.mark.parametrize("name", PLANE)
def test_two_sets(name, parma):
    """Inclusion with its witness, intersection, hull, Minkowski sum: with itself and every second later sample."""
    left, theirs = PLANE[name](), parma.of(PLANE[name]())
    for build in list(PLANE.values())[list(PLANE).index(name) :: 2]:
        right = build()
        other = parma.of(right)
        _compare(left, right, other.contains(theirs))
        _compare(right, left, theirs.contains(other))
        common, hull = parma.of(left), parma.of(left)
        common.intersection_assign(other)
        assert parma.agrees(left & right, common)
        hull.poly_hull_assign(other)
        assert parma.agrees(convex_hull(left, right), hull)
        assert parma.agrees(left + right, _sum_in_parma(parma, theirs, other))


def _compare(inner, outer, is_subset):
    assert (inner <= outer) == is_subset
    if not is_subset:
        witness = point_outside(inner, outer)
        assert witness in inner
        assert witness not in outer


def _sum_in_parma(parma, left, right):
    """The projection of the product along (x, y) -> x + y."""
    both = parma.ppl.C_Polyhedron(left)
    both.concatenate_assign(right)
    n = left.space_dimension()
    for i in range(n):
        both.affine_image(parma.ppl.Variable(i), parma.ppl.Variable(i) + parma.ppl.Variable(n + i))
    both.remove_higher_space_dimensions(n)
    return both


@pytest.mark.parametrize("name", SPACE)
def test_sums_and_products_in_other_dimensions(name, parma):
    space, interval = SPACE[name](), ALL["interval"]()
    octahedron = SPACE["octahedron"]()
    theirs = _sum_in_parma(parma, parma.of(space), parma.of(octahedron))
    assert parma.agrees(minkowski_sum(space, octahedron), theirs)
    both = parma.of(space)
    both.concatenate_assign(parma.of(interval))
    assert parma.agrees(product(space, interval), both)


@pytest.mark.parametrize("name", SPACE)
def test_affine_images(name, parma):
    """One invertible and one singular map, one after the other coordinate as PPL does it; and the shadow."""
    polyhedron = SPACE[name]()
    x, y, z = (parma.ppl.Variable(i) for i in range(3))
    theirs = parma.of(polyhedron)
    theirs.affine_image(x, x + 2 * y - z + 1)
    assert parma.agrees(image(polyhedron, [[1, 2, -1], [0, 1, 0], [0, 0, 1]], [1, 0, 0]), theirs)
    theirs = parma.of(polyhedron)
    theirs.affine_image(z, x - y + 3)
    flat = [[1, 0, 0], [0, 1, 0], [1, -1, 0]]
    assert parma.agrees(image(polyhedron, flat, [0, 0, 3]), theirs)
    theirs = parma.of(polyhedron)
    theirs.affine_preimage(z, x - y + 3)
    assert parma.agrees(preimage(polyhedron, flat, [0, 0, 3]), theirs)
    theirs = parma.of(polyhedron)
    theirs.remove_higher_space_dimensions(2)
    assert parma.agrees(projection(polyhedron, [0, 1]), theirs)


@positive
def test_the_polar_of_the_polar_is_the_hull_with_the_origin(name):
    polyhedron = ALL[name]()
    origin = by_generators(polyhedron.ambient_dim, [[0] * polyhedron.ambient_dim])
    assert polar(polar(polyhedron)) == convex_hull(polyhedron, origin)
    assert polar(polar(convex_hull(polyhedron, origin))) == convex_hull(polyhedron, origin)


DIRECTIONS = {
    2: [[1, 0], [0, 0], [-1, 2], [3, 1], [-1, -1], ["1/2", "-3/2"]],
    3: [[1, 2, 3], [0, 0, -1], [1, -1, 0]],
}


@pytest.mark.parametrize("name", PLANE | SPACE)
def test_linear_functions_are_greatest_where_parma_says(name, parma):
    polyhedron = ALL[name]()
    theirs = parma.of(polyhedron)
    for direction in DIRECTIONS[polyhedron.ambient_dim]:
        form = RationalArray(direction)
        best = theirs.maximize(parma.expression(form.numerators))
        answer = maximize(polyhedron, direction)
        assert answer.check(direction, *polyhedron.system)
        if polyhedron.is_empty:
            assert isinstance(answer, Infeasible)
            with pytest.raises(EmptyDomainError):
                support_function(polyhedron, direction)
        elif not best["bounded"]:
            assert isinstance(answer, Unbounded)
            with pytest.raises(UnboundedError, match="along the ray"):
                support_function(polyhedron, direction)
        else:
            value = RationalArray.from_integers(
                int(best["sup_n"]), int(best["sup_d"]) * form.denominator
            ).item()
            assert isinstance(answer, Optimal)
            assert support_function(polyhedron, direction) == answer.value == value
            assert support_function(polyhedron, [direction]).tolist() == [value]
