"""Tropical hypersurfaces: cells against inequalities, balancing, duality, topology, honeycombs."""

import pickle
from fractions import Fraction
from math import comb, gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import honeycomb, polynomials, unit_heights

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.hypersurface import TropicalHypersurface, lattice_length
from tropnet.tropical.polynomial import TropicalPolynomial


def every_cell(surface):
    return [cell for k in range(surface.ambient_dim) for cell in surface.cells(k)] + list(surface.regions)


def where_attained(p, monomials):
    """The set where these monomials attain the value, from the inequalities of all the others."""
    sign = 1 if p.convention == "max" else -1
    first = monomials[0]
    slopes, gaps = (p.exponents - p.exponents[first]) * sign, (p.coefficients[first] - p.coefficients) * sign
    tied = list(monomials)
    return Polyhedron.from_inequalities(slopes, gaps, equations=(slopes[tied], gaps[tied]))


@given(polynomials())
@settings(max_examples=30, deadline=None)
def test_cells_are_the_sets_where_their_monomials_tie(p):
    surface = TropicalHypersurface(p)
    for cell in every_cell(surface):
        assert cell.polyhedron.dim == cell.dim
        assert cell.polyhedron == where_attained(p, cell.monomials)
        assert tuple(p.attained(cell.interior_point).tolist()) == cell.monomials


@given(polynomials())
@settings(max_examples=20, deadline=None)
def test_cells_read_off_have_no_redundant_rows(p):
    for cell in every_cell(TropicalHypersurface(p)):
        known = cell.polyhedron
        again = Polyhedron.from_inequalities(
            known.inequalities[:, :-1],
            known.inequalities[:, -1],
            equations=(known.equations[:, :-1], known.equations[:, -1]),
        )
        assert (again.vertices, again.rays) == (known.vertices, known.rays)
        assert (again.inequalities, again.lineality_space) == (known.inequalities, known.lineality_space)


@given(polynomials(), st.data())
@settings(max_examples=30, deadline=None)
def test_every_point_lies_in_the_cell_of_its_monomials(p, data):
    x = data.draw(
        st.lists(st.fractions(-3, 3, max_denominator=4), min_size=p.n_variables, max_size=p.n_variables)
    )
    surface, point = TropicalHypersurface(p), RationalArray(x) if x else RationalArray.zeros(0)
    tied = tuple(p.attained(point).tolist())
    (cell,) = [cell for cell in every_cell(surface) if cell.monomials == tied]
    assert cell.polyhedron.contains(point)
    assert (point in surface) == (len(tied) > 1) == (cell.dim < p.n_variables)


@given(polynomials())
@settings(max_examples=20, deadline=None)
def test_duality_reverses_dimension_and_inclusion(p):
    surface = TropicalHypersurface(p)
    n = p.n_variables
    for cell in every_cell(surface):
        assert cell.dim + cell.dual.dim == n
        assert surface.dual_cell(surface.dual_cell(cell)) == cell
        # A cell and its dual are orthogonal.
        corners = p.exponents[list(cell.dual.vertices)]
        assert not ((corners - corners[0]) @ cell.span.T).sign().any()
    for dim in range(1, n + 1):
        cells = surface.regions if dim == n else surface.cells(dim)
        faces = surface.cells(dim - 1)
        pairs = {(i, j) for i, j in surface.facets_of_cells(dim).tolist()}
        expected = {
            (i, j)
            for i, cell in enumerate(cells)
            for j, face in enumerate(faces)
            if set(cell.monomials) <= set(face.monomials)
        }
        assert pairs == expected


@given(polynomials(denominators=(1, 2, 3, 7)))
@settings(max_examples=30, deadline=None)
def test_hypersurfaces_are_balanced(p):
    surface = TropicalHypersurface(p)
    assert all(weight > 0 for weight in surface.weights)
    assert surface.is_balanced()


@given(polynomials(convention="max"))
@settings(max_examples=15, deadline=None)
def test_weights_are_lattice_lengths_and_integers_for_integer_exponents(p):
    for facet in TropicalHypersurface(p).facets:
        a, b = p.exponents[list(facet.dual.vertices)]
        assert facet.weight == Fraction(
            gcd(*[int(x * 6) for x in (a - b).fractions()]), 6
        )  # denominators divide 6 here
        assert not p.is_integral or facet.weight.denominator == 1


def test_other_weights_are_not_balanced_and_the_witness_is_named():
    surface = TropicalHypersurface(honeycomb(3, 2))
    weights = surface.weights.fractions()
    weights[5] += 1
    broken = surface.unbalanced_cells(weights)
    faces = surface.facets_of_cells(2)
    assert {cell.index for cell in broken} == set(faces[faces[:, 0] == 5, 1].tolist())
    assert not surface.is_balanced(weights)
    assert surface.is_balanced(RationalArray(weights - weights))
    assert surface.is_balanced(surface.weights * "2/3")


@given(polynomials())
@settings(max_examples=20, deadline=None)
def test_euler_characteristics(p):
    surface = TropicalHypersurface(p)
    n, m = p.n_variables, surface.subdivision.dim
    counts = (*surface.f_vector, len(surface.regions))
    # The cells tile R^n, whose Euler characteristic with compact supports is (-1)^n.
    assert sum((-1) ** k * f for k, f in enumerate(counts)) == (-1) ** n
    # A bouquet of spheres of dimension m - 1, one for each region that is bounded modulo the lineality space.
    spheres = sum(not len(region.polyhedron.rays) for region in surface.regions)
    assert m == 0 or surface.euler_characteristic == 1 + (-1) ** (m - 1) * spheres
    assert m or (surface.euler_characteristic, surface.facets) == (0, ())


@given(polynomials(convention="min"))
@settings(max_examples=15, deadline=None)
def test_a_function_and_its_negative_have_the_same_hypersurface(p):
    least, most = TropicalHypersurface(p), TropicalHypersurface(-p)
    assert least.f_vector == most.f_vector
    pieces = [{(facet.polyhedron, facet.weight) for facet in surface.facets} for surface in (least, most)]
    assert pieces[0] == pieces[1]
    assert sorted(least.vertices.tolist()) == sorted(most.vertices.tolist())
    assert least.rays == most.rays


@given(polynomials(n=2, convention="max"))
@settings(max_examples=15, deadline=None)
def test_vertices_and_rays_are_those_of_the_cells(p):
    surface = TropicalHypersurface(p)
    assert [cell.polyhedron.vertices[0] for cell in surface.cells(0)] == list(surface.vertices)
    rays = {tuple(ray) for cell in surface.facets for ray in cell.polyhedron.rays.tolist()}
    if not len(surface.lineality_space):
        assert {tuple(ray) for ray in surface.rays.tolist()} == rays


@pytest.mark.parametrize("convention", ["max", "min"])
@pytest.mark.parametrize("d", [1, 2, 3, 5, 20])
def test_honeycombs_of_the_plane(d, convention):
    """Maclagan and Sturmfels 2015, Section 1.3: a smooth curve of degree d."""
    surface = TropicalHypersurface(honeycomb(2, d, convention))
    assert surface.f_vector == (d * d, 3 * d * (d - 1) // 2 + 3 * d)
    assert len(surface.regions) == comb(d + 2, 2)
    assert surface.is_smooth
    assert surface.is_balanced()
    assert surface.euler_characteristic == 1 - (d - 1) * (d - 2) // 2
    assert surface.weights == RationalArray([1] * len(surface.facets))


@pytest.mark.parametrize(("n", "d"), [(1, 4), (3, 2), (3, 4), (4, 2)])
def test_honeycombs_of_other_dimensions(n, d):
    surface = TropicalHypersurface(honeycomb(n, d))
    assert len(surface.vertices) == surface.f_vector[0] == d**n
    assert len(surface.regions) == comb(n + d, n)
    assert surface.is_smooth
    assert surface.is_balanced()
    # The interior lattice points of d times the simplex.
    assert surface.euler_characteristic == 1 + (-1) ** (n - 1) * comb(d - 1, n)


def test_the_tropical_hyperplane_is_the_fan_over_a_skeleton():
    """n + 1 rays, any k of which span a cone of dimension k < n."""
    n = 4
    plane = TropicalHypersurface(unit_heights([[0] * n, *np.eye(n, dtype=int).tolist()]))
    assert plane.f_vector == tuple(comb(n + 1, k) for k in range(n))
    assert plane.rays.tolist() == sorted([[1] * n, *(-np.eye(n, dtype=int)).tolist()])


def test_five_hundred_random_monomials():
    rng = np.random.default_rng(1)
    points = rng.integers(-1000, 1000, (500, 3))
    p = TropicalPolynomial(points, rng.integers(-1000, 1000, 500))
    surface = TropicalHypersurface(p)
    f0, f1, f2 = surface.f_vector
    assert f0 - f1 + f2 - p.n_regions == -1
    assert surface.is_balanced()


# Degenerate ---------------------------------------------------------------------------------------------------


def test_a_newton_polytope_that_is_a_segment_gives_parallel_hyperplanes():
    surface = TropicalHypersurface(TropicalPolynomial([[0, 0, 0], [1, 2, 2], [3, 6, 6]], [0, 1, 0]))
    assert surface.f_vector == (0, 0, 2)
    assert surface.lineality_space == RationalArray([[1, 0, "-1/2"], [0, 1, -1]]) * [[2], [1]]
    assert surface.weights == RationalArray([1, 2])
    assert surface.vertices.shape == (0, 3)
    assert [cell.polyhedron.equations.tolist() for cell in surface.facets] == [
        [[1, 2, 2, -1]],
        [[2, 4, 4, 1]],
    ]
    assert surface.is_balanced()
    assert surface.euler_characteristic == 2


@pytest.mark.parametrize("n", [0, 1, 3])
def test_a_single_monomial_has_an_empty_hypersurface(n):
    surface = TropicalHypersurface(TropicalPolynomial.constant(3, n))
    assert surface.f_vector == (0,) * n
    assert surface.facets == ()
    assert [region.polyhedron.dim for region in surface.regions] == [n]
    assert RationalArray.zeros(n) not in surface
    assert surface.is_balanced()
    assert surface.weights.shape == (0,)


def test_inessential_monomials_that_tie_are_named():
    surface = TropicalHypersurface(TropicalPolynomial([[0], [1], [2], [3]], [0, 0, 0, -5]))
    assert [cell.monomials for cell in surface.cells(0)] == [(0, 1, 2), (2, 3)]
    assert surface.weights == RationalArray([2, 1])
    assert [0] in surface


def test_bad_input_is_named():
    line = TropicalHypersurface(unit_heights([[0, 0], [1, 0], [0, 1]]))
    with pytest.raises(InputError, match="tropical zero"):
        TropicalHypersurface(TropicalPolynomial.zero(2))
    with pytest.raises(InputError, match="no cells of dimension 2"):
        line.cells(2)
    with pytest.raises(InputError, match="have one"):
        _ = line.cells(0)[0].weight
    with pytest.raises(ShapeError, match="3 facets"):
        line.unbalanced_cells([1, 1])
    with pytest.raises(InputError, match="1 to 2"):
        line.facets_of_cells(0)


def test_lattice_lengths():
    assert lattice_length([0, 0]) == 0
    assert lattice_length([6, -9, 12]) == 3
    assert lattice_length(["2/3", "4/5"]) == Fraction(2, 15)


def test_pickles_are_without_what_was_computed():
    surface = TropicalHypersurface(honeycomb(2, 2))
    assert surface.f_vector == (4, 9)
    again = pickle.loads(pickle.dumps(surface))
    assert set(vars(again)) == {"polynomial"}
    assert (again, hash(again)) == (surface, hash(surface))
    cell = surface.cells(0)[1]
    assert pickle.loads(pickle.dumps(cell)) == cell


def test_rays_belong_to_the_hypersurface_and_not_only_to_regions():
    """Points of the line and parallel hyperplanes have none."""
    assert TropicalHypersurface(unit_heights([[0], [1], [3]])).rays.shape == (0, 1)
    assert TropicalHypersurface(unit_heights([[0, 0], [1, 2]])).rays.shape == (0, 2)
    assert TropicalHypersurface(unit_heights([[5, 5]])).rays.shape == (0, 2)
    # A prism over a tropical line: rays modulo the vertical direction.
    prism = TropicalHypersurface(unit_heights([[0, 0, 0], [1, 0, 0], [0, 1, 0]]))
    assert prism.rays == RationalArray([[-1, 0, 0], [0, -1, 0], [1, 1, 0]])
