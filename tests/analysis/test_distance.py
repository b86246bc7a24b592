"""Distances and integrals: closed formulas, the functions of one variable, moments of merged cells, and laws."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.distance import distance, integral
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum
from tropnet.analysis.piecewise.interpolation import interpolate
from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.networks import Network, PiecewiseLinearFunction1D
from tropnet.polyhedra.bodies import box, cross_polytope, simplex
from tropnet.polyhedra.measures.moments import moment_matrix
from tropnet.univariate import measures

seeds = st.integers(0, 10**6)


def random_network(rng, n, width=3):
    weights = [
        rng.integers(-3, 4, (width, n)),
        rng.integers(-3, 4, (width, width)),
        rng.integers(-3, 4, (1, width)),
    ]
    return Network.from_arrays(weights, [rng.integers(-3, 4, len(weight)) for weight in weights])


def random_line_function(rng):
    breaks = np.unique(rng.integers(-6, 7, 4))
    slopes = rng.integers(-3, 4, len(breaks) + 1)
    return PiecewiseLinearFunction1D(breaks.tolist(), slopes.tolist(), int(rng.integers(-3, 4)))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_maximum_on_the_unit_cube(n):
    """The mean of the largest of n independent uniform variables is n/(n + 1), of its square n/(n + 2)."""
    largest, cube = maximum(*PiecewiseLinear.coordinates(n)), box([0] * n, [1] * n)
    nothing = PiecewiseLinear.affine([0] * n)
    assert integral(largest, cube) == distance(largest, nothing, "l1", cube).value == Fraction(n, n + 1)
    assert distance(largest, nothing, "l2", cube).squared == Fraction(n, n + 2)
    assert distance(largest, nothing, within=cube).value == 1


def test_difference_of_two_uniform_variables():
    """E |x - y| = 1/3 and E (x - y)^2 = 1/6."""
    x, y = PiecewiseLinear.coordinates(2)
    unit = box([0, 0], [1, 1])
    assert distance(x, y, "l1", unit).value == Fraction(1, 3)
    assert distance(x, y, "l2", unit).squared == Fraction(1, 6)
    found = distance(x, y, "linf", unit)
    assert (found.value, found.point.tolist()) == (1, [0, 1])


@pytest.mark.parametrize("n", [1, 2, 3])
def test_volume_of_a_pyramid(n):
    """Under 1 - (|x_1| + ... + |x_n|) over the cross-polytope lies half of that of dimension n + 1."""
    height = 1 - sum(abs(x) for x in PiecewiseLinear.coordinates(n))
    assert integral(height, cross_polytope(n)) == cross_polytope(n + 1).volume / 2


@settings(max_examples=12, deadline=None)
@given(seed=seeds)
def test_one_variable(seed):
    rng = np.random.default_rng(seed)
    f, g = random_line_function(rng), random_line_function(rng)
    low, high = -5, Fraction(11, 2)
    within = box([low], [high])
    assert distance(f, g, "linf", within).value == measures.sup_distance(f, g, low, high)
    assert distance(f, g, "l1", within).value == measures.l1_distance(f, g, low, high)
    assert distance(f, g, "l2", within).squared == measures.l2_distance_squared(f, g, low, high)
    assert integral(f, within) == measures.integral(f, low, high)


@settings(max_examples=10, deadline=None)
@given(seed=seeds, n=st.integers(2, 3))
def test_moments_of_merged_cells(seed, n):
    """The integral of (a x + b)^2 is (a, b) M (a, b), with the moments M of a cell."""
    f = PiecewiseLinear(random_network(np.random.default_rng(seed), n), simplex(n))
    moments = [(cell.affine_map, moment_matrix(cell.polyhedron)) for cell in f.cells]
    nothing = PiecewiseLinear.affine([0] * n)
    assert distance(f, nothing, "l2").squared == sum(a @ m @ a for a, m in moments)
    assert integral(f) == sum(a @ m[-1] for a, m in moments)
    vertices = [x for cell in f.cells for x in cell.polyhedron.vertices]
    assert distance(f, nothing).value == max(abs(f(x)) for x in vertices)


@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_laws(seed):
    rng = np.random.default_rng(seed)
    f, g, h = (random_network(rng, 2) for _ in range(3))
    within = box([-1, -1], [2, 1])
    found = distance(f, g, within=within)
    assert abs(f(found.point) - g(found.point)).item() == found.value
    l1 = distance(f, g, "l1", within).value
    assert l1 == integral(maximum(*map(PiecewiseLinear, (f - g, g - f))), within)
    assert l1 <= distance(f, h, "l1", within).value + distance(h, g, "l1", within).value
    assert found.value <= distance(f, h, within=within).value + distance(h, g, within=within).value
    # Cauchy-Schwarz and Hoelder, on a box of volume 6.
    squared = distance(f, g, "l2", within).squared
    assert l1**2 <= 6 * squared <= 36 * found.value**2
    # Linear in f and additive in the domain.
    assert integral(f - g, within) == integral(f, within) - integral(g, within)
    assert integral(f, within) == integral(f, box([-1, -1], ["1/3", 1])) + integral(
        f, box(["1/3", -1], [2, 1])
    )


def test_largest_difference_over_all_of_space():
    x, y = PiecewiseLinear.coordinates(2)
    tent = maximum(0, 1 - abs(x - 3) - abs(y))
    found = distance(x + tent, x)
    assert (found.value, found.point.tolist()) == (1, [3, 0])
    # A ridge, which has lines and no vertices; and two affine functions.
    assert distance(maximum(0, 1 - abs(x - y)), 0 * x).value == 1
    assert distance(x - 2, x).value == 2
    assert distance(minimum(maximum(x, 0), 1), 0 * x).value == 1


@pytest.mark.parametrize(("a", "b"), [(1, 0), (0, 1), (1, -1), (-2, 3)])
def test_unbounded_differences(a, b):
    x, y = PiecewiseLinear.coordinates(2)
    with pytest.raises(UnboundedError, match="the difference is unbounded"):
        distance(a * x + b * y, 0 * x)
    with pytest.raises(UnboundedError, match="the difference is unbounded"):
        distance(maximum(a * x + b * y, 0), minimum(x, y, 0), within=box([0, 0], [None, None]))


def test_many_vertices_with_denominators_of_their_own():
    """The squares of x from 0 to 1 at 40 nodes 1/k: integrals of trapezoids."""
    nodes = [Fraction(0), *(Fraction(1, k) for k in range(40, 0, -1))]
    f = PiecewiseLinear.from_triangulation(
        [[t] for t in nodes], [[i, i + 1] for i in range(40)], [t * t for t in nodes]
    )
    area = sum((b - a) * (a * a + b * b) / 2 for a, b in pairwise(nodes))
    assert integral(f) == area


def test_distance_to_a_number():
    """For x uniform on [0, 1], abs(x - 1/3) has the mean 5/18 and the mean square 1/9."""
    (x,) = PiecewiseLinear.coordinates(1)
    unit = box([0], [1])
    assert distance(x, "1/3", within=unit).value == Fraction(2, 3)
    assert distance(x, Fraction(1, 3), "l1", unit).value == Fraction(5, 18)
    assert distance(x - Fraction(1, 3), 0, "l2", unit).squared == Fraction(1, 9)


def test_error_of_an_interpolant():
    """|2 x - 1| on thirds: the kink is cut off by a segment at the height 1/3."""
    (x,) = PiecewiseLinear.coordinates(1)
    found = distance(interpolate(abs(2 * x - 1), ([0], [1]), 3), abs(2 * x - 1))
    assert (found.value, found.point.tolist()) == (Fraction(1, 3), [Fraction(1, 2)])


def test_numbers_on_either_side():
    x, y = PiecewiseLinear.coordinates(2)
    unit = box([0, 0], [1, 1])
    for norm in ("linf", "l1", "l2"):
        assert distance(3, x - y, norm, unit) == distance(x - y, 3, norm, unit)


def test_refusals():
    x, y = PiecewiseLinear.coordinates(2)
    unit = box([0, 0], [1, 1])
    with pytest.raises(InputError, match="no norm 'l3'"):
        distance(x, y, "l3", unit)
    for norm in ("l1", "l2"):
        with pytest.raises(UnboundedError, match=r"R\^2 is unbounded"):
            distance(x, y, norm)
    with pytest.raises(UnboundedError, match="is unbounded"):
        integral(x, box([0, 0], [1, None]))
    with pytest.raises(ShapeError):
        distance(x, PiecewiseLinear.affine([1]))
    with pytest.raises(EmptyDomainError):
        distance(x.restricted(unit), y.restricted(box([1, 0], [2, 1])))
    with pytest.raises(InputError, match="no piecewise linear function"):
        integral(3, unit)
