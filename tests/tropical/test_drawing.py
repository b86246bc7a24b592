"""Curves and subdivisions read from their drawings."""

from fractions import Fraction

import numpy as np
import pytest
from exact.display.drawings import area, exact_points, read_drawing

from tropnet import TropicalCurve, TropicalPolynomial, dual_subdivision
from tropnet.tropical import RegularSubdivision


def honeycomb(degree):
    """The smooth curve of this degree with the heights -(i^2 + ij + j^2)."""
    exponents = [[i, j] for i in range(degree + 1) for j in range(degree + 1 - i)]
    return TropicalPolynomial(exponents, [-(i * i + i * j + j * j) for i, j in exponents])


def rounded(points):
    return sorted(tuple(round(float(c), 1) + 0.0 for c in point) for point in points)


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_a_smooth_curve_has_d_squared_vertices_and_3d_rays(degree):
    curve = TropicalCurve(honeycomb(degree))
    found = read_drawing(curve._repr_svg_())
    assert len(found.dots) == degree**2
    # 3 d rays, and the edges of a trivalent graph
    assert len(found.lines) == 3 * degree + (3 * degree**2 - 3 * degree) // 2
    assert sorted(exact_points(found.titles)) == sorted(map(tuple, curve.vertices.fractions().tolist()))
    assert found.labels == []


def test_edges_join_their_vertices_and_rays_point_in_their_directions():
    curve = TropicalCurve(honeycomb(3))
    found = read_drawing(curve._repr_svg_())
    n = len(curve.edges)
    for line, (i, j) in zip(found.lines[:n], curve.edges.tolist(), strict=True):
        assert rounded(line) == rounded([curve.vertices[i], curve.vertices[j]])
    rays = zip(found.lines[n:], curve.ray_origins.tolist(), curve.ray_directions, strict=True)
    for (start, end), origin, direction in rays:
        assert rounded([start]) == rounded([curve.vertices[origin]])
        run = np.subtract(end, start)
        assert abs(run[0] * float(direction[1]) - run[1] * float(direction[0])) < 0.1
        assert run @ direction.floats() > 0.5


def test_weights_are_written():
    curve = TropicalCurve(TropicalPolynomial.parse("max(2x, 2y, x + y + 1, 0)"))
    assert sorted(map(Fraction, read_drawing(curve._repr_svg_()).labels)) == [2, 2]
    halved = TropicalCurve(TropicalPolynomial.parse("max(1/2 x, y, 0)"))
    assert read_drawing(halved._repr_svg_()).labels == ["1/2", "1/2"]


def test_parallel_lines():
    # max(0, y + 1, 3 y) bends at y = -1 with weight 1 and at y = 1/2 with weight 2
    curve = TropicalCurve(TropicalPolynomial([[0, 0], [0, 1], [0, 3]], [0, 1, 0]))
    found = read_drawing(curve._repr_svg_())
    assert found.dots == []
    heights = sorted(round(y, 2) for line in found.lines for _, y in line)
    assert heights == [-1, -1, 0.5, 0.5]
    assert found.labels == ["2"]


def test_a_curve_without_points_has_no_drawing():
    assert TropicalCurve(TropicalPolynomial.parse("x + y"))._repr_svg_() is None


def test_a_frustum_has_five_cells():
    outer, inner = [[0, 0], [3, 0], [0, 3], [3, 3]], [[1, 1], [2, 1], [1, 2], [2, 2]]
    frustum = RegularSubdivision([*outer, *inner, [1, "3/2"]], [0, 0, 0, 0, 1, 1, 1, 1, -1])
    found = read_drawing(frustum._repr_svg_())
    # one square and four trapezoids, each of area (1 + 3) / 2
    assert sorted(round(area(cell), 1) for cell in found.polygons) == [1, 2, 2, 2, 2]
    assert exact_points(found.titles) == [tuple(map(Fraction, p)) for p in [*outer, *inner, [1, "3/2"]]]
    assert frustum._repr_svg_().count('fill="none" stroke="#2F86C8"><title>') == 1


def test_subdivisions_of_segments_and_points():
    segment = RegularSubdivision([[0, 0], [1, 1], [2, 2]], [0, 1, 0])
    found = read_drawing(segment._repr_svg_())
    assert [rounded(line) for line in found.lines] == [[(0, 0), (1, 1)], [(1, 1), (2, 2)]]
    point = RegularSubdivision([[4, 5]], [0])
    assert exact_points(read_drawing(point._repr_svg_()).titles) == [(4, 5)]
    assert RegularSubdivision([[0], [1]], [0, 0])._repr_svg_() is None


def test_many_points_are_drawn_once_their_cells_are_known():
    polynomial = honeycomb(8)
    subdivision, curve = dual_subdivision(polynomial), TropicalCurve(polynomial)
    assert subdivision._repr_svg_() is None
    assert curve._repr_svg_() is None
    assert "levels" not in vars(subdivision)
    assert subdivision.f_vector[-1] == len(read_drawing(subdivision._repr_svg_()).polygons) == 64
    assert len(curve.vertices) == 64
    assert len(read_drawing(curve._repr_svg_()).lines) == 24 + (3 * 64 - 24) // 2
