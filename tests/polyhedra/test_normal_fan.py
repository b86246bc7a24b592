"""Normal cones and fans, against their definition by maxima of linear functions."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from polyhedra.samples import ALL, by_generators, fractions, polyhedra

from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.normal_fan import maximal_face, normal_cone, normal_fan
from tropnet.polyhedra.polyhedron import Polyhedron


def cone_by_definition(polyhedron, x):
    """The c with c v <= c x for the vertices v, c r <= 0 for the rays and c l = 0 for the lines."""
    A = np.concatenate([(polyhedron.vertices - x).fractions(), polyhedron.rays.fractions()])
    lines = polyhedron.lineality_space
    return Polyhedron.from_inequalities(A, [0] * len(A), (lines, [0] * len(lines)))


@given(polyhedra())
@settings(max_examples=15, deadline=None)
def test_normal_cones_of_faces(polyhedron):
    assume(not polyhedron.is_empty)
    lattice, fan = polyhedron.face_lattice, normal_fan(polyhedron)
    for face in lattice:
        if face.dim < 0:
            continue
        x = lattice.polyhedron_of(face).interior_point
        cone = fan.cone(face)
        assert cone == normal_cone(polyhedron, x) == cone_by_definition(polyhedron, x)
        assert cone.dim + face.dim == polyhedron.ambient_dim
        assert cone.lineality_space == fan.lineality_space
        inside = cone.interior_point
        assert maximal_face(polyhedron, inside) == face


@given(polyhedra(), st.data())
@settings(max_examples=25, deadline=None)
def test_each_direction_lies_inside_the_cone_of_its_face(polyhedron, data):
    assume(not polyhedron.is_empty)
    n = polyhedron.ambient_dim
    c = RationalArray(data.draw(st.lists(fractions, min_size=n, max_size=n)))
    fan = normal_fan(polyhedron)
    if c not in fan.support:
        with pytest.raises(UnboundedError):
            maximal_face(polyhedron, c)
        return
    face = maximal_face(polyhedron, c)
    assert face in polyhedron.face_lattice.faces(face.dim)
    cone = fan.cone(face)
    assert c in cone
    A, b = cone.inequalities[:, :-1], cone.inequalities[:, -1]
    assert (A @ c < b).all()


@pytest.mark.parametrize("name", ALL)
def test_fans_of_samples(name):
    polyhedron = ALL[name]()
    if polyhedron.is_empty:
        with pytest.raises(EmptyDomainError):
            normal_fan(polyhedron)
        return
    fan = normal_fan(polyhedron)
    n = polyhedron.ambient_dim
    assert fan.is_complete == (fan.support == whole_space(n)) == polyhedron.is_bounded
    assert fan.f_vector == tuple(len(fan.cones(dim)) for dim in range(n + 1))
    assert len(fan.maximal_cones) == len(polyhedron.vertices)
    lines = fan.lineality_space
    for cone, vertex in zip(fan.maximal_cones, polyhedron.vertices, strict=True):
        generated = by_generators(n, [[0] * n], fan.rays[list(cone)].tolist(), lines.tolist())
        assert generated == normal_cone(polyhedron, vertex)
        assert generated.dim == n - len(polyhedron.lineality_space)
    simplicial = all(
        len(cone) == n - len(lines) - len(polyhedron.lineality_space) for cone in fan.maximal_cones
    )
    assert fan.is_simplicial == simplicial


def test_the_fan_forgets_size_and_place():
    polytope = ALL["pentagon"]()
    assert normal_fan(polytope) == normal_fan(3 * polytope + [1, "2/3"])
    assert normal_fan(polytope) != normal_fan(-polytope)
    assert hash(normal_fan(cube(3))) == hash(normal_fan(Polyhedron.parse("[0,1]x[0,2]x[5,7]")))
    assert normal_fan(cube(2)) != normal_fan(cube(3))
    assert normal_fan(Polyhedron.parse("[0,1]x[0,0]")) != normal_fan(Polyhedron.parse("[0,0]x[0,1]"))
    # The rays agree, but not the maximal cones: 2x + y + z <= 2 cuts an edge away, or a vertex more.
    first = Polyhedron.parse("x1 >= 0; x2 >= 0; x3 >= 0; x1 + x2 <= 3; x1 + x3 <= 2")
    second = Polyhedron.parse("x1 >= 0; x2 >= 0; x3 >= 0; x1 + x2 <= 2; x1 + x3 <= 3")
    assert normal_fan(first).rays == normal_fan(second).rays
    assert normal_fan(first) != normal_fan(second)


@given(polyhedra((2,)), polyhedra((2,)))
@settings(max_examples=20, deadline=None)
def test_the_fan_of_a_sum_is_the_common_refinement(left, right):
    """Ziegler, Lectures on polytopes, Proposition 7.12: its maximal cones are intersections."""
    assume(not left.is_empty and not right.is_empty)
    fan, first, second = normal_fan(left + right), normal_fan(left), normal_fan(right)
    full = fan.polyhedron.ambient_dim - len(fan.polyhedron.lineality_space)
    meets = {a & b for a in first.cones(_top(first)) for b in second.cones(_top(second))}
    assert {cone for cone in meets if cone.dim == full} == set(fan.cones(full))


def _top(fan):
    return fan.polyhedron.ambient_dim - len(fan.polyhedron.lineality_space)


def test_known_fans():
    """That of the simplex is the fan of projective space, that of the cube consists of the orthants."""
    plane = normal_fan(simplex(2))
    assert plane.rays.tolist() == [[-1, 0], [0, -1], [1, 1]]
    assert plane.f_vector == (1, 3, 3)
    assert normal_fan(cube(3)).f_vector == (1, 6, 12, 8)
    assert normal_fan(cube(3)).is_simplicial
    assert not normal_fan(cross_polytope(3)).is_simplicial
    assert normal_fan(whole_space(2)).f_vector == (1, 0, 0)


def test_errors():
    square = cube(2)
    with pytest.raises(InputError, match="does not lie in"):
        normal_cone(square, [2, 0])
    with pytest.raises(ShapeError, match="the point has shape"):
        normal_cone(square, [2, 0, 1])
    with pytest.raises(InputError, match="empty face"):
        normal_cone(square, square.face_lattice.faces(-1)[0])
    with pytest.raises(EmptyDomainError):
        maximal_face(ALL["empty"](), [1, 0])
    with pytest.raises(UnboundedError, match="no greatest value"):
        maximal_face(whole_space(2), [1, 0])
