"""The polyhedra with names, against their textbook descriptions."""

from fractions import Fraction
from itertools import product
from math import factorial

import pytest

from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.polyhedron import Polyhedron


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_numbers_of_facets_and_vertices(n):
    bodies = {"cube": cube(n), "cross-polytope": cross_polytope(n), "simplex": simplex(n)}
    sizes = {name: (len(body.inequalities), len(body.vertices)) for name, body in bodies.items()}
    assert sizes == {"cube": (2 * n, 2**n), "cross-polytope": (2**n, 2 * n), "simplex": (n + 1, n + 1)}


def test_balls_are_balls():
    center = [1, "-1/2"]
    around, diamond = cube(2, "3/2", center), cross_polytope(2, "3/2", center)
    for x, y in product(range(-6, 7), repeat=2):
        dx, dy = abs(Fraction(x, 2) - 1), abs(Fraction(y, 2) + Fraction(1, 2))
        point = [Fraction(x, 2), Fraction(y, 2)]
        assert (point in around) == (max(dx, dy) <= Fraction(3, 2))
        assert (point in diamond) == (dx + dy <= Fraction(3, 2))


def test_balls_of_radius_zero_are_points():
    point = Polyhedron.from_generators([[1, 2]])
    assert cube(2, 0, [1, 2]) == cross_polytope(2, 0, [1, 2]) == point
    assert cross_polytope(2, 0, [1, 2]).dim == 0


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_the_simplex_is_right_without_conversion(n):
    rebuilt = Polyhedron.from_generators(simplex(n).vertices)
    assert rebuilt == simplex(n)
    assert rebuilt.volume == simplex(n).volume == Fraction(1, factorial(n))


def test_infinite_floats_are_sides_without_bound():
    assert box([float("-inf"), 0], [1, float("inf")]) == box([None, 0], [1, None])
    assert whole_space(2) == box([None, None], [None, None])


def test_a_flat_box_is_a_point_times_an_interval():
    flat = box([1, 0], [1, 2])
    assert flat.equations.tolist() == [[1, 0, 1]]
    assert flat.inequalities.tolist() == [[0, -1, 0], [0, 1, 2]]


def test_what_is_no_body():
    with pytest.raises(InputError, match=r"lower\[1\] = 3 exceeds upper\[1\] = 2"):
        box([0, 3], [1, 2])
    with pytest.raises(ShapeError, match="1 lower and 2 upper"):
        box([0], [1, 2])
    with pytest.raises(NotRationalError, match=r"lower\[0\]"):
        box([float("inf")], [None])
    with pytest.raises(InputError, match="radius is -1"):
        cube(2, -1)
    with pytest.raises(ShapeError, match=r"R\^2; give 2 numbers"):
        cross_polytope(2, 1, [0, 0, 0])
    for make in (whole_space, cube, cross_polytope, simplex):
        with pytest.raises(InputError, match="dimension is -1"):
            make(-1)
        with pytest.raises(InputError, match=r"dimension is 2\.5; it must be an integer"):
            make(2.5)
