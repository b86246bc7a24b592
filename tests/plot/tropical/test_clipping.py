"""Clipped regions against the polyhedra themselves, and what windows are refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import Polyhedron, TropicalHypersurface, TropicalPolynomial
from tropnet.errors import InputError, ShapeError
from tropnet.plot.tropical.clipping import clipped_regions

WINDOWS = ["[-2,3]x[-1,4]", "[0,1]^2", "x1 >= -3; x2 >= -2; 2x1 + 3x2 <= 7"]


def polynomials():
    monomial = st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-3, 3))
    return st.builds(
        lambda rows, convention: TropicalPolynomial(
            [row[:2] for row in rows], [row[2] for row in rows], convention
        ),
        st.lists(monomial, min_size=1, max_size=7),
        st.sampled_from(["max", "min"]),
    )


def points(rows):
    return set(map(tuple, np.asarray(rows).tolist()))


def area(polygon):
    """Positive if the corners go around counter-clockwise."""
    x, y = np.asarray(polygon).T
    return (np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


@settings(max_examples=40, deadline=None)
@given(polynomials(), st.sampled_from(WINDOWS))
def test_polygons_and_segments_are_the_intersections_of_polyhedra(polynomial, text):
    window, hypersurface = Polyhedron.parse(text), TropicalHypersurface(polynomial)
    found = clipped_regions(hypersurface, window)
    regions = {region.dual.vertices[0]: region.polyhedron & window for region in hypersurface.regions}
    expected = {i: points(part.vertices.floats()) for i, part in regions.items() if part.dim == 2}
    assert dict(zip(found.monomials.tolist(), map(points, found.polygons), strict=True)) == expected
    edges = {i: facet.polyhedron & window for i, facet in enumerate(hypersurface.facets)}
    expected = {i: points(part.vertices.floats()) for i, part in edges.items() if part.dim == 1}
    assert dict(zip(found.facets.tolist(), map(points, found.segments), strict=True)) == expected


@settings(max_examples=40, deadline=None)
@given(polynomials(), st.sampled_from(WINDOWS))
def test_polygons_go_around_and_cover_the_window(polynomial, text):
    window = Polyhedron.parse(text)
    polygons = clipped_regions(TropicalHypersurface(polynomial), window).polygons
    areas = [area(polygon) for polygon in polygons]
    assert min(areas) > 0
    assert sum(areas) == pytest.approx(float(window.volume))
    assert all(len(points(polygon)) == len(polygon) for polygon in polygons)


def test_a_region_that_only_touches_the_window_is_left_out_and_its_edge_is_kept():
    half_planes = TropicalHypersurface(TropicalPolynomial.parse("max(x, 0*y)"))
    found = clipped_regions(half_planes, Polyhedron.parse("[0,2]x[0,1]"))
    assert [polygon.tolist() for polygon in found.polygons] == [[[0, 0], [2, 0], [2, 1], [0, 1]]]
    assert [points(segment) for segment in found.segments] == [{(0, 0), (0, 1)}]


def test_a_polynomial_with_one_region_fills_the_window():
    found = clipped_regions(
        TropicalHypersurface(TropicalPolynomial([[3, -1]], [5])), Polyhedron.parse("[0,1]^2")
    )
    assert [polygon.tolist() for polygon in found.polygons] == [[[0, 0], [1, 0], [1, 1], [0, 1]]]
    assert found.segments.shape == (0, 2, 2)


@pytest.mark.parametrize(
    ("window", "error", "said"),
    [
        ("[0,1]", ShapeError, "dimension 1"),
        ("x1 >= 0; x2 >= 0", InputError, "not a bounded set"),
        ("[0,1]x[2,2]", InputError, "no interior points"),
        ("x1 = x2; x1 >= 0; x2 <= 1", InputError, "no interior points"),
    ],
)
def test_windows_without_a_picture(window, error, said):
    line = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, 0)"))
    with pytest.raises(error, match=said):
        clipped_regions(line, Polyhedron.parse(window))


def test_only_the_plane():
    plane = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, z)"))
    with pytest.raises(ShapeError, match="plane"):
        clipped_regions(plane, Polyhedron.parse("[0,1]^2"))
