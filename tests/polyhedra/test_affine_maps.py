"""Images and preimages: laws of points, and which descriptions are kept."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polyhedra.samples import ALL, by_generators, fractions, polyhedra

from tropnet.errors import InputError, NotRationalError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import determinant
from tropnet.polyhedra.affine_maps import image, preimage, projection, scale, translate
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron


@st.composite
def maps(draw, n_inputs, n_outputs):
    row = st.lists(fractions, min_size=n_inputs, max_size=n_inputs)
    A = draw(st.lists(row, min_size=n_outputs, max_size=n_outputs))
    b = draw(st.lists(fractions, min_size=n_outputs, max_size=n_outputs))
    return RationalArray(np.array(A, dtype=object).reshape(n_outputs, n_inputs)), RationalArray(b)


@given(polyhedra((2,)), maps(2, 3), st.lists(fractions, min_size=2, max_size=2))
@settings(max_examples=25, deadline=None)
def test_a_point_lies_in_the_preimage_when_its_image_lies_in_the_set(polyhedron, affine, x):
    A, b = affine
    big = polyhedron * Polyhedron.parse("[-3,3]")
    assert (RationalArray(x) in preimage(big, A, b)) == (A @ RationalArray(x) + b in big)


@given(polyhedra((1, 2, 3)), st.data())
@settings(max_examples=25, deadline=None)
def test_images_are_generated_by_the_images_of_generators(polyhedron, data):
    A, b = data.draw(maps(polyhedron.ambient_dim, data.draw(st.integers(0, 3))))
    moved = image(polyhedron, A, b)
    assert moved.is_empty == polyhedron.is_empty
    if polyhedron.is_empty:
        return
    points, rays, lines = (
        part @ A.T for part in (polyhedron.vertices, polyhedron.rays, polyhedron.lineality_space)
    )
    assert moved == Polyhedron.from_generators(points + b, rays, lines)
    assert polyhedron <= preimage(moved, A, b)


@given(polyhedra((2,)), maps(2, 2), maps(2, 2))
@settings(max_examples=20, deadline=None)
def test_images_compose(polyhedron, first, second):
    (A, a), (B, b) = first, second
    assert image(image(polyhedron, A, a), B, b) == image(polyhedron, B @ A, B @ a + b)
    assert preimage(preimage(polyhedron, B, b), A, a) == preimage(polyhedron, B @ A, B @ a + b)


@pytest.mark.parametrize("name", ["triangle", "unbounded", "pentagon", "strip", "empty", "segment"])
def test_bijections_keep_what_is_known(name):
    A, b = RationalArray([[2, "1/3"], [1, 1]]), RationalArray([1, "-1/2"])
    polyhedron = ALL[name]()
    moved = image(polyhedron, A, b)
    given_rows, moved_rows = polyhedron.description, moved.description
    assert (given_rows.given_constraints is None) == (moved_rows.given_constraints is None)
    assert (given_rows.given_generators is None) == (moved_rows.given_generators is None)
    assert preimage(moved, A, b) == polyhedron
    if polyhedron.is_bounded:
        assert moved.volume == abs(determinant(A)) * polyhedron.volume


def test_cells_with_both_descriptions_keep_both():
    cell = simplex(3)
    moved = image(cell, [[1, 1, 0], [0, 1, 1], [1, 0, 1]], [5, 6, 7])
    assert moved.description.is_irredundant
    assert "_both" not in vars(moved.description)
    assert moved.inequalities == Polyhedron.from_generators(moved.vertices).inequalities


@given(polyhedra(), st.data())
@settings(max_examples=20, deadline=None)
def test_translation_and_scaling_are_images(polyhedron, data):
    n = polyhedron.ambient_dim
    v = data.draw(st.lists(fractions, min_size=n, max_size=n))
    factor = data.draw(fractions.filter(bool))
    assert translate(polyhedron, v) == polyhedron + v == image(polyhedron, RationalArray.eye(n), v)
    assert np.array(v, dtype=object) + polyhedron == polyhedron + v
    assert factor * polyhedron == polyhedron * factor == image(polyhedron, RationalArray.eye(n) * factor)
    assert -polyhedron == scale(polyhedron, -1)
    assert translate(translate(polyhedron, v), -RationalArray(v)) == polyhedron


def test_zero_times_a_polyhedron():
    assert 0 * cube(3) == by_generators(3, [[0, 0, 0]])
    assert (0 * ALL["empty"]()).is_empty
    with pytest.raises(UnboundedError, match="recession_cone"):
        scale(Polyhedron.parse("[0,inf]"), 0)


def test_boxes_stay_boxes():
    big = 2 * cube(50) + [1] * 50
    assert big.volume == 4**50
    assert projection(big, [7, 3]) == Polyhedron.parse("[-1,3]^2")
    assert projection(cube(300), range(5)).description.bounds == ((-1, 1),) * 5


def test_shadows_of_the_cube_and_the_cross_polytope():
    """Along (1,1,1) the shadow of the cube is a hexagon; the permuted axes change the order."""
    hexagon = image(cube(3), [[1, -1, 0], [0, 1, -1]])
    assert hexagon.f_vector == (6, 6)
    assert projection(cross_polytope(4), [3, 1]) == cross_polytope(2)
    assert projection(by_generators(3, [[1, 2, 3]]), [2, 0]) == by_generators(2, [[3, 1]])
    assert projection(cube(3), []).vertices.shape == (1, 0)
    assert projection(ALL["nothing"](), []).is_empty


def test_long_numbers_do_not_overflow():
    shift = 2**62 + 1
    vector = RationalArray([shift, Fraction(1, 2**62 - 1)])
    moved = simplex(2) + vector
    assert moved.vertices.tolist()[0] == [shift, Fraction(1, 2**62 - 1)]
    assert moved + -vector == simplex(2)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda p: image(p, [[1, 2, 3]]), ShapeError, r"asks for \(m, 2\)"),
        (lambda p: image(p, [1, 2]), ShapeError, "A has shape"),
        (lambda p: image(p, [[1, 2]], [1, 2]), ShapeError, "one number for each row"),
        (lambda p: preimage(p, [[1], [2], [3]]), ShapeError, r"asks for \(2, n\)"),
        (lambda p: projection(p, [0, 0]), InputError, "distinct"),
        (lambda p: projection(p, [2]), InputError, "from 0 to 1"),
        (lambda p: translate(p, [1]), ShapeError, "the vector has shape"),
        (lambda p: translate(p, ["a", 1]), NotRationalError, "'a'"),
        (lambda p: float("nan") * p, NotRationalError, "factor"),
    ],
)
def test_errors(call, error, says):
    with pytest.raises(error, match=says):
        call(cube(2))


def test_axes_are_a_list():
    with pytest.raises(InputError, match="axes = 1; give a list"):
        projection(cube(2), 1)
