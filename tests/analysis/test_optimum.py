"""Largest and smallest values: pinned values, closed formulas, vertices by brute force, linear programs, and laws."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of, small_blocks
from hypothesis import given, settings
from hypothesis import strategies as st
from networks.strategies import networks
from oracles import brute_force
from oracles.networks import SMALL_NETWORKS, congruential, random_network

from tropnet import linear_regions, resume
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.optimum import Optimum, UnboundedOptimum, maximize, minimize
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum
from tropnet.analysis.univariate_form import along
from tropnet.errors import (
    EmptyDomainError,
    InconsistentError,
    InputError,
    LimitReachedError,
    ShapeError,
    SingularMatrixError,
)
from tropnet.exact.arrays import rational_array
from tropnet.exact.matrix import solve
from tropnet.networks import Network, select_outputs
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial

seeds = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("architecture", "seed", "least", "most"),
    [((2, 3, 3, 1), 1, -143, -5), ((2, 4, 4, 1), 3, Fraction(-29, 13), 182)],
)
def test_pinned_by_exact_enumeration(architecture, seed, least, most):
    """On [-1, 1]^2; pinned by an exact enumeration of patterns that shares no code with this library."""
    net = library_network(congruential(architecture, seed))
    low, high = minimize(net, cube(2)), maximize(net, cube(2))
    assert (low.value, high.value) == (least, most)
    for found in (low, high):
        assert found.check()
        assert found.verify()


@pytest.mark.parametrize("n", [1, 2, 3])
def test_norms_on_the_cube_and_the_cross_polytope(n):
    total = sum(abs(x) for x in PiecewiseLinear.coordinates(n))
    on_cube = maximize(total, cube(n))
    assert (on_cube.value, len(on_cube.points)) == (n, 2**n)
    on_cross = maximize(total, cross_polytope(n))
    assert on_cross.value == 1
    assert {tuple(x) for x in cross_polytope(n).vertices.tolist()} <= {
        tuple(x) for x in on_cross.points.tolist()
    }
    at_the_origin = minimize(total)
    assert (at_the_origin.value, at_the_origin.points.tolist()) == (0, [[0] * n])
    smallest = minimum(*PiecewiseLinear.coordinates(n))
    assert maximize(smallest, simplex(n)).value == Fraction(1, n) if n > 1 else 1


def vertices_by_brute_force(cell):
    """The points of a cell in which as many facets meet as there are inputs."""
    found = set()
    for rows in combinations(cell.facets, cell.dim):
        try:
            x = solve([row[1:] for row in rows], [-row[0] for row in rows])
        except (SingularMatrixError, InconsistentError):
            continue
        if all(row[0] + x @ list(row[1:]) >= 0 for row in cell.facets):
            found.add(tuple(x.fractions().tolist()))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_vertices_by_brute_force(seed):
    named = random_network(seed, inputs=2, max_neurons=6)
    cells = brute_force.cells(named.weights, named.biases, domain_rows("box", 2))
    corners = set().union(*map(vertices_by_brute_force, cells))
    value = {x: brute_force.evaluate(named.weights, named.biases, x)[0] for x in corners}
    net = library_network(named)
    for found, best in ((maximize(net, cube(2)), max), (minimize(net, cube(2)), min)):
        assert found.value == best(value.values())
        attaining = {x for x in corners if value[x] == found.value}
        assert attaining <= {tuple(x) for x in found.points.fractions().tolist()}
        assert found.check()


@pytest.mark.parametrize("domain", ["space", *DOMAINS])
@pytest.mark.parametrize("named", [*SMALL_NETWORKS[::3], congruential((2, 4, 4, 1), 3)], ids=str)
def test_domains_against_linear_programs(named, domain):
    net = select_outputs(library_network(named), 0)
    within = polyhedron_of(domain_rows(domain, net.input_dim))
    for optimise in (maximize, minimize):
        found = optimise(net, within)
        assert found.check()
        if isinstance(found, Optimum):
            assert found.verify()


@settings(max_examples=10, deadline=None)
@given(net=networks(max_nodes=6, shapes=((1,), (2,), (3,), (1, 2))), seed=seeds)
def test_graphs_of_all_gates(net, seed):
    coefficients = np.random.default_rng(seed).integers(-2, 3, net.output_dim).tolist()
    within = cube(net.input_dim)
    found = maximize(net, within, form=coefficients)
    assert found.check()
    assert found.verify()
    lowest = minimize(net, within, form=[-c for c in coefficients])
    assert lowest.value == -found.value
    assert lowest.points == found.points


@settings(max_examples=4, deadline=None)
@given(seed=seeds)
def test_floats_with_error_bounds(seed):
    """Weights with 24 bits, so that values at vertices are enclosed in floats first."""
    rng = np.random.default_rng(seed)
    shapes = [(5, 2), (5, 5), (1, 5)]
    net = Network.from_arrays(
        [rng.standard_normal(s).astype(np.float32) for s in shapes],
        [rng.standard_normal(s[0]).astype(np.float32) for s in shapes],
    )
    found = maximize(net, cube(2, 3))
    assert found.check()
    assert found.verify()
    assert minimize(net).check()


def test_plateaus_have_all_their_vertices():
    """min(|x|, 1) + min(|y|, 1) is 2 outside of a cross."""
    x, y = PiecewiseLinear.coordinates(2)
    found = maximize(minimum(abs(x), 1) + minimum(abs(y), 1), cube(2, 2))
    corners = {(a, b) for a in (-2, -1, 1, 2) for b in (-2, -1, 1, 2)}
    assert found.value == 2
    assert corners <= {tuple(p) for p in found.points.tolist()}
    assert found.check()
    # Floats cannot tell these two from each other.
    third = Fraction(1, 3) + Fraction(1, 10**30)
    near = maximum(minimum(x, Fraction(1, 3)), minimum(-x, third))
    assert (maximize(near).value, maximize(near, cube(2)).points[0][0]) == (third, -1)
    assert all(p[0] <= -third for p in maximize(near, cube(2)).points)


@settings(max_examples=5, deadline=None)
@given(seed=seeds)
def test_lower_dimensional_domains(seed):
    """A segment, along which the function is one of one variable; and its ends."""
    net = library_network(random_network(seed, inputs=3))
    rng = np.random.default_rng(seed)
    p, q = rng.integers(-3, 4, (2, 3)).tolist()
    segment = Polyhedron.from_generators([p, q])
    found = maximize(net, segment)
    if p == q:
        assert (found.value, found.points.tolist()) == (net(p)[0], [p])
    else:
        (on_line,) = along(net, p, q)
        places = [Fraction(0), Fraction(1), *(t for t in on_line.breakpoints if 0 < t < 1)]
        assert found.value == max(map(on_line, places))
    assert found.check()
    assert found.verify()
    assert found.value <= maximize(net, cube(3, 3)).value
    plane = Polyhedron.parse("x1 + 2 x2 - x3 = 1")
    assert maximize(net, plane).check()
    flat = maximize(net, plane & cube(3, 2))
    assert flat.check()
    assert flat.verify()


@settings(max_examples=5, deadline=None)
@given(seed=seeds)
def test_laws(seed):
    rng = np.random.default_rng(seed)
    f, g = (
        PiecewiseLinear(library_network(random_network(int(s), inputs=2))) for s in rng.integers(0, 10**6, 2)
    )
    square = cube(2, 2)
    most = maximize(f, square)
    assert maximize(maximum(f, g), square).value == max(most.value, maximize(g, square).value)
    assert maximize(f + g, square).value <= most.value + maximize(g, square).value
    assert maximize(2 * f - 3, square).value == 2 * most.value - 3
    left, right = box([-2, -2], ["1/3", 2]), box(["1/3", -2], [2, 2])
    assert most.value == max(maximize(f, left).value, maximize(f.restricted(right)).value)
    for x in rng.integers(-4, 5, (5, 2)):
        assert f(rational_array(x) / 2) <= most.value


def test_forms_of_a_function_and_outputs():
    p = TropicalPolynomial.parse("max(x1 - x2, 2 x2, 0)")
    square = cube(2)
    for f in (p, PiecewiseLinear(p), PiecewiseLinear(p).network, PiecewiseLinear(p, cube(2, 9))):
        assert maximize(f, square) == replace(maximize(p, square), objective=maximize(f, square).objective)
        assert maximize(f, square).value == 2
    regions = linear_regions(PiecewiseLinear(p).network, cube(2))
    assert minimize(regions).value == 0
    net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]]])
    assert [maximize(net, square, output=i).value for i in range(3)] == [1, 1, 2]
    assert maximize(net, square, form=[1, 1, -1]).value == 0
    assert maximize(net, square, form=["1/2", 0, 0]).points.tolist() == [[1, -1], [1, 1]]


def test_unbounded_functions():
    x, y = PiecewiseLinear.coordinates(2)
    found = maximize(x - abs(y))
    assert isinstance(found, UnboundedOptimum)
    assert found.check()
    assert (found.ray[0] > 0, found.slope > 0) == (True, True)
    assert not replace(found, ray=-found.ray).check()
    assert not replace(found, slope=found.slope + 1).check()
    bent = maximize(maximum(x, 0))
    assert bent.check()
    assert not replace(bent, point=bent.point - [10, 0]).check()
    assert isinstance(minimize(x - abs(y)), UnboundedOptimum)
    # Bounded from above on a cone on which it is unbounded from below.
    cone = Polyhedron.parse("x2 >= x1; x1 >= 0")
    assert (maximize(x - y, cone).value, minimize(x - y, cone).check()) == (0, True)
    # Along the line x = y nothing changes.
    assert minimize(abs(x - y)).value == 0
    ridge = maximize(minimum(x - y, 1) - 3)
    assert (ridge.value, ridge.check(), ridge.verify()) == (-2, True, True)


def test_affine_and_constant_functions():
    constant = PiecewiseLinear.affine([0, 0], "7/3")
    found = maximize(constant)
    assert (found.value, found.check(), found.verify()) == (Fraction(7, 3), True, True)
    affine = PiecewiseLinear.affine([1, -2], 5)
    assert maximize(affine, cube(2)) == Optimum(
        Fraction(8), rational_array([[1, -1]]), maximize(affine, cube(2)).objective
    )
    assert maximize(affine).check()
    point = Polyhedron.from_generators([[1, "1/2"]])
    assert (maximize(affine, point).value, minimize(affine, point).value) == (5, 5)


def test_false_claims_are_refuted():
    net = library_network(congruential((2, 3, 3, 1), 1))
    found = maximize(net, cube(2))
    assert not replace(found, value=found.value + 1).check()
    elsewhere = rational_array([[0, 0]])
    assert not replace(found, value=net([0, 0])[0], points=elsewhere).verify()
    assert not replace(found, points=rational_array([[3, 3]])).check()
    assert pickle.loads(pickle.dumps(found)) == found


def test_blocks_executors_and_limits():
    net = library_network(congruential((2, 4, 4, 1), 3))
    expected, ray = maximize(net, cube(2)), maximize(net)
    with small_blocks(3):
        assert maximize(net, cube(2)).value == expected.value
        serial = maximize(net)
        with ThreadPoolExecutor(2) as executor:
            assert maximize(net, cube(2), executor=executor) == expected
            assert maximize(net, executor=executor) == serial
        with pytest.raises(LimitReachedError) as reached:
            maximize(net, cube(2), limit=Limit(cells=2))
        assert resume(reached.value.partial) == expected
    assert ray.check()
    assert serial.check()


def test_refusals():
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2], [2, 1]]])
    with pytest.raises(InputError, match="2 outputs; say which"):
        maximize(net, cube(2))
    with pytest.raises(InputError, match="give one of them"):
        maximize(net, cube(2), output=0, form=[1, 1])
    with pytest.raises(InputError, match="no output 2; give one of 0 to 1"):
        maximize(net, cube(2), output=2)
    for output in (0.0, "a", -1):
        with pytest.raises(InputError, match="must be an integer >= 0"):
            maximize(net, cube(2), output=output)
    with pytest.raises(ShapeError, match=r"shape \(3,\); there are 2 outputs"):
        minimize(net, cube(2), form=[1, 2, 3])
    with pytest.raises(ShapeError, match="dimension 3"):
        maximize(net, cube(3), output=0)
    with pytest.raises(EmptyDomainError, match="empty"):
        maximize(net, Polyhedron.parse("x1 <= 0; x1 >= 1", 2), output=0)
    with pytest.raises(InputError):
        maximize(net, "the square", output=0)
    with pytest.raises(InputError, match="no piecewise linear function"):
        maximize(3)
