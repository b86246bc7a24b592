"""Zonotopes in notebooks: in the plane as polygons, elsewhere by their generators."""

from exact.display.drawings import area, exact_points, read_drawing
from exact.display.formulas import entries, value
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import RationalArray, Zonotope

vectors = st.tuples(*[st.fractions(-9, 9, max_denominator=4)] * 2)


@given(st.lists(vectors, max_size=6), vectors)
@settings(max_examples=60)
def test_polygons_have_the_vertices_of_the_arrangement_and_the_area_of_the_determinants(generators, center):
    zonotope = Zonotope(RationalArray([*generators, (0, 0)]), center)
    corners = exact_points(read_drawing(zonotope._repr_svg_()).titles)
    assert sorted(corners) == sorted(map(tuple, zonotope.vertices.fractions().tolist()))
    assert area(corners) == zonotope.volume
    assert zonotope._repr_latex_() is None


def test_formulas_have_centre_and_generators():
    zonotope = Zonotope([["1/2", 0, 3], [0, 1, 0]], [1, "-2/3", 0])
    formula = zonotope._repr_latex_()
    center, columns = formula.split(" + ")
    assert [value(row[0]) for row in entries(center)] == list(zonotope.center)
    read = [[value(entry) for entry in row] for row in entries(columns)]
    assert RationalArray(read) == zonotope.generators.T
    assert r"\lambda \in [-1, 1]^{2}" in formula
    assert zonotope._repr_svg_() is None


def test_a_point_and_what_is_long():
    assert "lambda" not in Zonotope(RationalArray.zeros((0, 3)), [1, 2, 3])._repr_latex_()
    assert Zonotope(RationalArray.zeros((0, 0)))._repr_latex_() is None
    assert Zonotope(RationalArray.eye(20))._repr_latex_() is None
    assert Zonotope([[10**30, 1, 0]])._repr_latex_() is None
    assert Zonotope([[k, 1] for k in range(300)])._repr_svg_() is None
