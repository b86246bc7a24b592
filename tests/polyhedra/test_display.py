"""Polyhedra in notebooks: polygons read from their drawings, other sets from their formulas."""

import re
from fractions import Fraction

import numpy as np
import pytest
from exact.display.drawings import area, exact_points, is_near, read_drawing
from exact.display.formulas import entries, value
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import Polyhedron, RationalArray, cube, whole_space

points = st.lists(st.tuples(*[st.fractions(-20, 20, max_denominator=9)] * 2), min_size=1, max_size=9)


@given(points)
@settings(max_examples=60)
def test_a_polygon_is_drawn_with_its_vertices_around_it(given_points):
    polygon = Polyhedron.from_generators(given_points)
    found = read_drawing(polygon._repr_svg_())
    corners = exact_points(found.titles)
    assert sorted(corners) == sorted(map(tuple, polygon.vertices.fractions().tolist()))
    assert area(corners) == polygon.volume
    outline = (found.polygons + found.lines)[0]
    size = max(max(abs(c) for c in corner) for corner in corners) + 1
    assert is_near(outline, corners, float(size) * 3)
    assert is_near(found.dots, corners, float(size) * 3)
    assert polygon._repr_latex_() is None


def read_system(formula: str) -> Polyhedron:
    """The polyhedron of a formula, by the reader of plain text."""
    n = int(re.search(r"\\mathbb\{R\}\^\{(\d+)\}", formula)[1])
    text = "; ".join("".join(row) for row in entries(formula, "aligned"))
    text = re.sub(r"x_\{(\d+)\}", r"x\1", text.replace(r"\le", "<=").replace(r"\ge", ">="))
    return Polyhedron.parse(re.sub(r"\bx\b", "x1", text), n)


@pytest.mark.parametrize(
    "polyhedron",
    [
        Polyhedron.parse("x1 + 2 x2 <= 3; x2 >= -1/2"),
        Polyhedron.parse("x1 - x2 = 1/3; x1 <= 5", 3),
        Polyhedron.parse("x1 >= 7"),
        Polyhedron.parse("[-1,2/3]^3"),
        Polyhedron.parse("x1 <= 0; x1 >= 1"),
        Polyhedron.parse("x1 <= 0; x1 >= 1", 2),
        Polyhedron.from_inequalities([[0, 0, 0]], [-1]),
    ],
)
def test_other_sets_are_systems_of_inequalities(polyhedron):
    assert polyhedron._repr_svg_() is None
    formula = polyhedron._repr_latex_()
    if not polyhedron.description.some_constraints[0][:, :-1].any():
        assert r"0 &\le -1" in formula
        return
    assert read_system(formula) == polyhedron


def read_hull(formula: str) -> Polyhedron:
    def vectors(name: str, text: str) -> list[list[Fraction]]:
        found = re.search(rf"{name}\}} \\left\\{{ (.*?) \\right\\}}", text)
        parts = [] if found is None else found[1].split(", ")
        return [[value(row[0]) for row in entries(part)] for part in parts]

    return Polyhedron.from_generators(*(vectors(name, formula) for name in ("conv", "cone", "span")))


@pytest.mark.parametrize(
    ("vertices", "rays", "lines"),
    [
        ([[0, 0, 0], ["1/2", 1, -1]], [], []),
        ([[1, 1]], [[1, 0], [0, 3]], []),
        ([["1/3", 0, 0]], [[1, 1, 1]], [[0, 1, 0]]),
        ([[5]], [], [[1]]),
    ],
)
def test_sets_given_by_points_are_hulls(vertices, rays, lines):
    polyhedron = Polyhedron.from_generators(vertices, rays, lines)
    assert read_hull(polyhedron._repr_latex_()) == polyhedron


def test_sets_without_coordinates_or_points():
    assert whole_space(3)._repr_latex_() == r"$\displaystyle \mathbb{R}^{3}$"
    assert whole_space(0)._repr_latex_() == r"$\displaystyle \mathbb{R}^{0}$"
    empty = Polyhedron.from_generators(RationalArray.zeros((0, 4)))
    assert empty._repr_latex_() == r"$\displaystyle \varnothing$"
    assert Polyhedron.from_generators([[]])._repr_latex_() is None


def test_nothing_large_is_computed_and_what_is_known_is_drawn():
    angles = np.linspace(0, 2 * np.pi, 150, endpoint=False)
    normals = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    disc = Polyhedron.from_inequalities(normals, np.ones(150))
    assert disc._repr_svg_() is None
    assert disc._repr_latex_() is None
    assert "generators" not in vars(disc.description)
    n_vertices = len(disc.vertices)
    found = read_drawing(disc._repr_svg_())
    assert len(found.polygons[0]) == n_vertices
    assert found.dots == []  # so many would hide the outline


def test_long_descriptions_have_no_formula():
    assert cube(20)._repr_latex_() is None
    assert Polyhedron.parse("[0,inf]x[0,inf]x[0,inf]")._repr_latex_() is not None
    assert Polyhedron.from_inequalities([[1, 10**30, 0]], [1])._repr_latex_() is None
