"""Virtual constructions as functions, and as virtual polytopes."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from theory.depth.newton.expressions import constructions, directions, virtual_constructions

from tropnet.errors import ShapeError
from tropnet.theory.depth.newton import VirtualConstruction, join, point
from tropnet.tropical.virtual import VirtualPolytope


@settings(max_examples=15, deadline=None)
@given(virtual_constructions(2), virtual_constructions(2), directions(2), st.sampled_from([-2, 0, "1/3"]))
def test_arithmetic_is_that_of_functions(f, g, x, factor):
    fx, gx = f.support_function(x), g.support_function(x)
    assert fx == f.positive.support_function(x) - f.negative.support_function(x)
    assert (f + g).support_function(x) == fx + gx
    assert (f - g).support_function(x) == fx - gx
    assert (-f).support_function(x) == -fx
    assert (factor * f).support_function(x) * 3 == fx * {-2: -6, 0: 0, "1/3": 1}[factor]
    assert (f | g).support_function(x) == max(fx, gx)
    assert f.to_rational()(x) == fx


@settings(max_examples=10, deadline=None)
@given(virtual_constructions(2, 1), virtual_constructions(2, 1))
def test_the_printed_formula_of_the_join(f, g):
    # max(g1 - h1, g2 - h2) = max(g1 + h2, g2 + h1) - (h1 + h2): Hertrich and others, 2021, proof of Theorem 5.2
    printed = (f.positive + g.negative | g.positive + f.negative) - (f.negative + g.negative)
    assert (f | g).is_equivalent(printed)


@settings(max_examples=10, deadline=None)
@given(virtual_constructions(3), st.lists(directions(3), min_size=1, max_size=4))
def test_networks(f, xs):
    net = f.network()
    assert net.hidden_layers == f.level
    assert net(xs)[:, 0] == f.support_function(xs)


@settings(max_examples=10, deadline=None)
@given(constructions(2), constructions(2), constructions(2))
def test_equal_parts_cancel(p, q, r):
    f = p - q
    assert (p + r) - (q + r) == f
    assert hash((p + r) - (q + r)) == hash(f)
    assert f - f == point([0, 0]).virtual
    assert f.negative.point == point([0, 0]).point
    assert f + q == p.virtual
    assert pickle.loads(pickle.dumps(f)) == f


@settings(max_examples=10, deadline=None)
@given(virtual_constructions(2, 1), virtual_constructions(2, 1))
def test_equivalence_is_equality_of_virtual_polytopes(f, g):
    assert f.is_equivalent(g) == (f.virtual_polytope == g.virtual_polytope)
    # the same function by other expressions: max(f, g) + min(f, g) = f + g
    other = (f | g) - (-f | -g)
    assert other.is_equivalent(f + g)
    assert other.virtual_polytope == VirtualPolytope.from_rational((f + g).to_rational())


def test_mixed_operands():
    o, x, y = (point(p) for p in ([0, 0], [1, 0], [0, 1]))
    smaller = x + y - (x | y)
    assert smaller + (x | y) == (x | y) + smaller == (x + y).virtual
    assert (x | y) - smaller == -(smaller - (x | y))
    assert (o | smaller) == (smaller | o)
    assert join(o.virtual, smaller, x.virtual).is_equivalent(o | x)
    assert str(smaller) == "(1, 1) - conv((1, 0) ∪ (0, 1))"
    assert repr(smaller) == "<VirtualConstruction of level 1 in R^2>"


def test_refusals():
    with pytest.raises(ShapeError, match=r"R\^1 and one in R\^2 have no difference"):
        VirtualConstruction(point([0]), point([0, 0]))
    with pytest.raises(TypeError):
        point([0]).virtual + 1
