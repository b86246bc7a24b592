"""Interpolation on grids, against Kuhn's rule to sort the coordinates; and the error bounds."""

from fractions import Fraction
from itertools import product
from math import factorial, floor, prod

import numpy as np
import pytest

from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
from tropnet.analysis.piecewise.interpolation import interpolate
from tropnet.errors import EmptyDomainError, InputError, NotRationalError, ShapeError, UnboundedError
from tropnet.networks import Network
from tropnet.polyhedra.bodies import box
from tropnet.tropical.polynomial import TropicalPolynomial


def by_sorting(value, y):
    """The interpolant at y of values at integer points: add unit vectors in the order of the fractional parts."""
    corner = [floor(t) for t in y]
    parts = [t - c for t, c in zip(y, corner, strict=True)]
    total, rest = Fraction(value(tuple(corner))), corner[:]
    for i in sorted(range(len(y)), key=lambda i: -parts[i]):
        before = value(tuple(rest))
        if parts[i]:
            rest[i] += 1
            total += parts[i] * (value(tuple(rest)) - before)
    return total


@pytest.mark.parametrize(("shape"), [(5,), (3, 4), (1, 1), (2, 1, 3), (1, 2, 1, 1)])
def test_values_by_sorting_coordinates(shape):
    rng = np.random.default_rng(len(shape))
    table = {point: int(rng.integers(-9, 10)) for point in product(*(range(n + 1) for n in shape))}
    # The box [1, 1 + n/2] in every coordinate: y = 2 (x - 1).
    f = interpolate(
        lambda x: table[tuple(int(2 * (t - 1)) for t in x)],
        ([1] * len(shape), [1 + Fraction(n, 2) for n in shape]),
        shape,
    )
    for _ in range(25):
        y = [Fraction(int(rng.integers(0, 6 * n + 1)), 6) for n in shape]
        assert f([1 + t / 2 for t in y]) == by_sorting(table.__getitem__, y)


@pytest.mark.parametrize("shape", [(4,), (2, 3), (2, 1, 2), (1, 1, 1, 1)])
def test_number_of_simplices(shape):
    """d! n_1 ... n_d, when all values are so different that no two maps agree."""
    values = iter(7**k for k in range(10**4))
    f = interpolate(lambda _: next(values), ([0] * len(shape), shape), shape)
    assert len(f.pieces) == len(f.regions) == factorial(len(shape)) * prod(shape)


@pytest.mark.parametrize("sides", [[1], [2, 3], [1, "1/2", 3]])
def test_error_bound_is_attained_by_the_sum_of_squares(sides):
    """The gradient has the Lipschitz constant 2; in the middle of each small box the error is 2/8 (h_1^2 + ...)."""
    sides = [Fraction(side) for side in sides]
    f = interpolate(lambda x: sum(t * t for t in x), ([0] * len(sides), [2 * s for s in sides]), 2)
    assert f.is_convex
    middle = [s / 2 for s in sides]
    bound = Fraction(2, 8) * sum(s * s for s in sides)
    assert f(middle) - sum(t * t for t in middle) == bound
    rng = np.random.default_rng(0)
    for _ in range(20):
        x = [Fraction(int(rng.integers(0, 25)), 12) * s for s in sides]
        assert 0 <= f(x) - sum(t * t for t in x) <= bound


def test_functions_that_are_affine_on_the_simplices_are_reproduced():
    x, y = PiecewiseLinear.coordinates(2)
    unit = box([0, 0], [1, 1])
    f = abs(x - y) + abs(2 * x - 1) - maximum(y, "1/2")
    assert interpolate(f, unit, 2) == f.restricted(unit)


def test_kinds_of_functions():
    p = TropicalPolynomial.parse("max(x1, x2)")
    x, y = PiecewiseLinear.coordinates(2)
    unit = ([0, 0], [1, 1])
    expected = maximum(x, y).restricted(box(*unit))
    net = Network.from_arrays([[[1, -1], [0, 1], [0, -1]], [[1, 1, -1]]])
    for f in (p, maximum(x, y), net, max):
        assert interpolate(f, unit, 1) == expected


def test_the_zero_function_and_floats():
    assert interpolate(lambda _: 0, ([0], [1]), 3).is_affine
    assert interpolate(lambda _: 0.1, ([0], [1]), 1)([0]) == Fraction(0.1)


@pytest.mark.parametrize(
    ("f", "domain", "n", "error", "words"),
    [
        (max, ([0], [1]), 0, InputError, "number of parts"),
        (max, ([0, 0], [1, 1]), [1, 2, 3], ShapeError, "3 numbers of parts"),
        (max, ([0, 0], [1]), 1, ShapeError, "corners"),
        (max, ([0, 1], [1, 1]), 1, EmptyDomainError, "no interior point"),
        (max, box([0], [None]), 1, UnboundedError, "unbounded"),
        (3, ([0], [1]), 1, InputError, "cannot be called"),
        (max, "[0,1]^2", 1, InputError, "is no box; give a Polyhedron"),
        (max, 3, 1, InputError, "3 is no box"),
        (max, ([0], [1], [2]), 1, InputError, "is no box"),
        (lambda x: x[0] and float("inf"), ([0, 0], [1, 1]), 2, NotRationalError, r"at the point \(1/2, 0\)"),
        (lambda _: None, ([0], [1]), 2, NotRationalError, r"None at the point \(0\)"),
        (PiecewiseLinear.affine([1, 2]), ([0], [1]), 1, ShapeError, "points of shape"),
        (
            PiecewiseLinear.affine([1]).restricted(box([0], ["1/2"])),
            ([0], [1]),
            2,
            InputError,
            "outside the domain",
        ),
    ],
)
def test_refusals(f, domain, n, error, words):
    with pytest.raises(error, match=words):
        interpolate(f, domain, n)


def test_a_triangle_is_no_box():
    triangle = box([0, 0], [1, 1]) & box([0, 0], [1, 1]).from_inequalities([[1, 1]], [1])
    with pytest.raises(InputError, match="is no box"):
        interpolate(max, triangle, 1)
