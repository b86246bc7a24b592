"""Constructions against the points that they are the hulls of, and against their networks."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from theory.depth.newton.expressions import constructions, directions, generating_points

from tropnet.errors import EmptyDomainError, InputError, NotRationalError, ShapeError, UnboundedError
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.recognition import is_zonotope
from tropnet.theory.depth.newton import Construction, Join, join, point, standard_simplex


@settings(max_examples=25, deadline=None)
@given(constructions(2), st.lists(directions(2), min_size=1, max_size=4))
def test_the_polytope_is_the_hull_of_all_sums_of_points(construction, xs):
    generating = generating_points(construction)
    assert construction.polytope == Polyhedron.from_generators(generating)
    values = [max(sum(a * b for a, b in zip(x, p, strict=True)) for p in generating) for x in xs]
    assert construction.support_function(xs).tolist() == values
    assert [construction.polynomial(x) for x in xs] == values


@settings(max_examples=25, deadline=None)
@given(constructions(3), st.lists(directions(3), min_size=1, max_size=4))
def test_the_network_has_as_many_hidden_layers_as_there_are_levels(construction, xs):
    net = construction.network()
    assert net.hidden_layers == construction.level <= 2
    assert net(xs)[:, 0] == construction.support_function(xs)
    # two neurons for what the last layer passes on, and for each coordinate in the first one
    if construction.level == 2:
        assert net.widths[-1] <= len(construction.terms) + 2


def test_widths_of_the_tree_for_four_numbers():
    # max(x1, x2) and max(x3, x4): a gate each; the gate between them; x2 - x4 and x4 are passed on
    assert standard_simplex(4).network().widths == (2 + 4, 1 + 2)


@settings(max_examples=20, deadline=None)
@given(constructions(2, levels=1))
def test_level_one_is_the_zonotopes(construction):
    assert is_zonotope(construction.polytope)
    again = Construction.from_zonotope(construction.polytope)
    assert again.level <= 1
    assert again.is_equivalent(construction)


def test_level_two_is_more():
    triangle = standard_simplex(3)
    assert triangle.level == 2
    with pytest.raises(InputError, match="is no zonotope"):
        Construction.from_zonotope(triangle.polytope)


@pytest.mark.parametrize(
    ("polytope", "level"), [(cube(3), 3), (cross_polytope(3), 3), (simplex(3), 2), (cube(0), 0)]
)
def test_every_polytope_has_a_construction(polytope, level):
    # a balanced tree of m vertices has ceil(log2 m) levels
    construction = Construction.from_polytope(polytope)
    assert construction.level == level
    assert construction.polytope == polytope


@settings(max_examples=25, deadline=None)
@given(constructions(2), constructions(2), constructions(2), st.sampled_from([0, 2, "3/7"]))
def test_formal_laws(p, q, r, factor):
    assert p + q == q + p
    assert hash(p + q) == hash(q + p)
    assert (p + q) + r == p + (q + r)
    assert factor * (p + q) == factor * p + factor * q
    assert p | q == q | p
    assert (p | p) == p
    assert p + p == 2 * p
    assert pickle.loads(pickle.dumps(p)) == p


@settings(max_examples=15, deadline=None)
@given(constructions(2, 1), constructions(2, 1), constructions(2, 1))
def test_laws_of_polytopes(p, q, r):
    assert ((p | q) | r).is_equivalent(p | (q | r))
    assert ((p | q) + r).is_equivalent(p + r | q + r)
    assert (3 * (p | q)).is_equivalent(3 * p | 3 * q)
    assert not (p | q).is_equivalent((p | q) + point([0, 1]))


def test_dilation_by_zero_is_the_origin():
    assert 0 * standard_simplex(3) == point([0, 0, 0])
    assert (0 * standard_simplex(3)).level == 0


def test_a_shared_part_is_evaluated_once():
    # 2^60 summands if written out
    part = point([1]) | point([0])
    for _ in range(60):
        part = part + part | point([0])
    assert part.support_function([[1], [-1]]).tolist() == [2**60, 0]
    assert part.network()([1])[0] == 2**60


def test_equal_joins_with_sides_in_another_order():
    o, x, y = point([0, 0]), point([1, 0]), point([0, 1])
    both = ((x | y) | o) + ((y | x) | 2 * x)
    # one neuron compares x1 with x2, and one or both are passed on; two outer joins, and 2 x1 is passed on
    assert both.network().widths in {(1 + 2, 2 + 2), (1 + 4, 2 + 2)}
    assert both.network()([[1, 5], [5, 1], [-1, -3]])[:, 0].tolist() == [5 + 5, 5 + 10, 0 - 1]


def test_a_layer_may_have_nothing_to_do():
    # both sides of the outer join are the same polytope, by different expressions
    o, x = point([0]), point([1])
    outer = Construction([0], [(Join((o | x) | o, (o | x) | o), 1)])
    assert outer.network().hidden_layers == outer.level == 3
    assert outer.network()([[5], [-2]]).tolist() == [[5], [0]]


def test_the_space_of_dimension_zero():
    origin = point(np.zeros(0, int))
    assert (origin + 3 * origin).polytope.vertices.shape == (1, 0)
    assert origin.support_function([]) == 0
    assert str(origin) == "()"
    assert origin.is_equivalent(origin)
    with pytest.raises(InputError, match="at least one input"):
        origin.network()


def test_text():
    o, x = point([0, 0]), point([1, 0])
    assert str(2 * (o | x) + x) == "(1, 0) + 2*conv((0, 0) ∪ (1, 0))"
    assert str(o) == "(0, 0)"
    assert repr(x + (o | x)) == "<Construction of level 1 in R^2 with 1 join>"


def test_refusals():
    o = point([0, 0])
    with pytest.raises(InputError, match="the factor -1 is negative"):
        -1 * o
    with pytest.raises(InputError, match="factor -2 is negative"):
        Construction([0, 0], [(Join(o, point([1, 1])), -2)])
    with pytest.raises(ShapeError, match=r"R\^2 and one in R\^1 have no sum"):
        o + point([0])
    with pytest.raises(ShapeError, match=r"R\^2 and one in R\^1 have no join"):
        o | point([0])
    with pytest.raises(ShapeError, match="spaces must be the same"):
        Construction([0], [(Join(o, point([1, 1])), 1)])
    with pytest.raises(ShapeError, match="give one vector"):
        point([[0, 0]])
    with pytest.raises(NotRationalError):
        point([float("nan")])
    with pytest.raises(ShapeError):
        o.support_function([1, 2, 3])
    with pytest.raises(EmptyDomainError, match="has no construction"):
        Construction.from_polytope(Polyhedron.parse("x1 <= 0; x1 >= 1"))
    with pytest.raises(UnboundedError, match="only polytopes"):
        Construction.from_polytope(Polyhedron.parse("[0,inf]"))
    with pytest.raises(InputError, match="no construction is given"):
        join()
    with pytest.raises(InputError, match="is no construction"):
        o.is_equivalent(3)
