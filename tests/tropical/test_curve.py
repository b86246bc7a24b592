"""Plane curves: honeycombs, genus, lengths, multiplicities."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from tropical.polynomials import honeycomb, polynomials, unit_heights

from tropnet.analysis.components import components, n_labels
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import primitive
from tropnet.polyhedra.measures.lattice_points import interior_lattice_points
from tropnet.polyhedra.measures.mixed_volume import mixed_area
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.curve import TropicalCurve
from tropnet.tropical.newton import newton_polytope
from tropnet.tropical.polynomial import TropicalPolynomial


@pytest.mark.parametrize("d", [1, 2, 3, 4, 7])
def test_honeycombs(d):
    curve = TropicalCurve(honeycomb(2, d))
    assert len(curve.vertices) == d * d
    assert len(curve.edges) == 3 * d * (d - 1) // 2
    assert len(curve.ray_directions) == 3 * d
    assert curve.genus == (d - 1) * (d - 2) // 2
    assert (curve.degree, curve.n_components, curve.is_smooth) == (d, 1, True)
    assert curve.vertex_multiplicities == RationalArray([1] * d * d)
    # Neighbouring alcoves carry affine functions whose difference is the form of one wall, doubled.
    assert set(curve.edge_lengths.tolist()) <= {2}


@given(polynomials(n=2))
@settings(max_examples=30, deadline=None)
def test_the_genus_counts_cycles_and_bounded_regions(p):
    curve = TropicalCurve(p)
    labels = components(len(curve.vertices), curve.edges)
    pieces = n_labels(labels) if len(labels) else 0
    assert curve.n_components == pieces + curve.n_lines
    assert curve.genus == len(curve.edges) - len(curve.vertices) + pieces
    regions = [region.polyhedron for region in curve.hypersurface.regions]
    assert curve.genus == sum(region.is_bounded for region in regions if len(regions) > 1)
    if p.is_integral:
        assert curve.genus <= len(interior_lattice_points(newton_polytope(p)))


@given(polynomials(n=2))
@settings(max_examples=20, deadline=None)
def test_the_degree_is_the_mixed_area_with_the_unit_triangle(p):
    triangle = Polyhedron.from_generators([[0, 0], [1, 0], [0, 1]])
    assert TropicalCurve(p).degree == mixed_area(newton_polytope(p), triangle)


@given(polynomials(n=2, convention="max"))
@settings(max_examples=30, deadline=None)
def test_edges_leave_their_vertices_with_the_multiplicity_of_mikhalkin(p):
    curve = TropicalCurve(p)
    arrows = {v: [] for v in range(len(curve.vertices))}
    edges = zip(curve.edges.tolist(), curve.edge_lengths, curve.edge_weights, strict=True)
    for (i, j), length, weight in edges:
        step = (curve.vertices[j] - curve.vertices[i]) / length
        assert step.denominator == 1
        arrows[i].append(step * weight)
        arrows[j].append(-step * weight)
    rays = zip(curve.ray_origins.tolist(), curve.ray_directions, curve.ray_weights, strict=True)
    for i, direction, weight in rays:
        arrows[i].append(direction * weight)
    for i, around in arrows.items():
        assert sum(around, RationalArray.zeros(2)) == RationalArray.zeros(2)
        if len(around) == 3:
            for u, v in combinations(around, 2):
                assert curve.vertex_multiplicities[i] == abs(u[0] * v[1] - u[1] * v[0])


@given(polynomials(n=2, convention="max"))
@settings(max_examples=15, deadline=None)
def test_rays_are_normal_to_the_sides_of_the_newton_polygon(p):
    curve = TropicalCurve(p)
    sides = {tuple(row) for row in primitive(newton_polytope(p).inequalities[:, :2]).tolist()}
    if newton_polytope(p).dim == 2:
        assert {tuple(ray) for ray in curve.ray_directions.tolist()} == sides


def test_parallel_lines():
    curve = TropicalCurve(TropicalPolynomial([[0, 0], [2, 2], [3, 3]], [0, 1, 0]))
    assert (curve.n_lines, curve.n_components, curve.genus) == (2, 2, 0)
    assert curve.degree == 6
    assert len(curve.vertices) == len(curve.edges) == len(curve.ray_directions) == 0
    assert curve.vertex_multiplicities.shape == (0,)


def test_an_empty_curve():
    curve = TropicalCurve(TropicalPolynomial.constant(0, 2))
    assert (curve.n_components, curve.genus, curve.degree) == (0, 0, 0)
    assert curve.edge_lengths.shape == (0,)


def test_a_crossing_has_four_edges_and_no_genus():
    """A union of two lines is singular: its square is one cell."""
    curve = TropicalCurve(unit_heights([[0, 0], [1, 0], [0, 1], [1, 1]]))
    assert curve.vertex_multiplicities == RationalArray([2])
    assert (curve.genus, len(curve.ray_origins), curve.is_smooth) == (0, 4, False)


def test_bad_input_is_named():
    with pytest.raises(ShapeError, match="3 variables"):
        TropicalCurve(TropicalPolynomial.constant(0, 3))
    with pytest.raises(InputError, match="tropical zero"):
        TropicalCurve(TropicalPolynomial.zero(2))
