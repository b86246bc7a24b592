"""What is no polyhedron is refused by every function on polyhedra, with the way to make one."""

from functools import partial

import pytest

from tropnet.errors import InputError
from tropnet.polyhedra import (
    convex_hull,
    image,
    inscribed_ball,
    is_subset,
    maximal_face,
    maximize,
    minkowski_sum,
    normal_cone,
    normal_fan,
    point_outside,
    polar,
    preimage,
    product,
    projection,
    scale,
    support_function,
    translate,
)
from tropnet.polyhedra.bodies import cube
from tropnet.polyhedra.measures import (
    ehrhart_polynomial,
    ehrhart_series,
    h_star_vector,
    interior_lattice_points,
    is_lattice_polytope,
    lattice_points,
    mixed_area,
    mixed_volume,
    moment_matrix,
    n_interior_lattice_points,
    n_lattice_points,
    normalized_volume,
)
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes import Zonotope, as_zonotope, asymmetric_two_faces, is_zonotope

IDENTITY = [[1, 0], [0, 1]]

OF_ONE = [
    convex_hull,
    minkowski_sum,
    product,
    inscribed_ball,
    normal_fan,
    polar,
    ehrhart_polynomial,
    ehrhart_series,
    h_star_vector,
    interior_lattice_points,
    is_lattice_polytope,
    lattice_points,
    moment_matrix,
    n_interior_lattice_points,
    n_lattice_points,
    normalized_volume,
    is_zonotope,
    as_zonotope,
    asymmetric_two_faces,
]

OF_SEVERAL = [
    *((f, argument) for f in (image, preimage) for argument in [IDENTITY]),
    (projection, [0]),
    (scale, 2),
    *((f, [1, 1]) for f in (translate, support_function, maximize, maximal_face, normal_cone)),
    *((f, cube(2)) for f in (is_subset, point_outside, mixed_area, mixed_volume)),
]


@pytest.mark.parametrize("operation", [*OF_ONE, *(partial(lambda f, b, a: f(a, b), *x) for x in OF_SEVERAL)])
@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (Zonotope([[1, 0], [0, 1]]), "give its .polyhedron"),
        ([[0, 0], [1, 1]], "Polyhedron.from_generators"),
        ([cube(2), cube(2)], "one by one"),
        ("[0,1]^2", "Polyhedron.parse"),
        (7, "Polyhedron.from_inequalities"),
    ],
)
def test_other_values_are_refused(operation, value, advice):
    with pytest.raises(InputError, match=advice):
        operation(value)


@pytest.mark.parametrize("data", [([[1, 0]], [1]), ([[0, 0], [1, 1]],)])
def test_a_polyhedron_is_not_made_of_data(data):
    with pytest.raises(InputError, match="from_inequalities"):
        Polyhedron(*data)
