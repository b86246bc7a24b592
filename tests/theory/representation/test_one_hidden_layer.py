"""One hidden layer: which functions, and how few neurons; against the span of all hinges, and in one dimension."""

import pickle
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from oracles.univariate import functions

from tropnet import Network, Polyhedron, box, cube, models, read
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
from tropnet.errors import ShapeError, UndecidedError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.matrix import rank
from tropnet.networks import select_outputs
from tropnet.theory.families import MaximumTree
from tropnet.theory.gaps import smallest_size
from tropnet.theory.representation.affine_rest import smallest_sum
from tropnet.theory.representation.one_hidden_layer import (
    NotOneHiddenLayer,
    OneHiddenLayer,
    WholeHyperplanes,
    has_one_hidden_layer,
    one_hidden_layer,
)
from tropnet.tropical import TropicalPolynomial

x, y = PiecewiseLinear.coordinates(2)


def hinges_and_affine(hinges, jumps, affine):
    """The network of a sum of hinges and an affine function, from the definition, with two neurons for the latter."""
    gradient, bias = affine[:-1], affine[-1]
    rows = [*(row[:-1] for row in hinges), gradient, [-g for g in gradient]]
    return Network.from_arrays([rows, [[*jumps, 1, -1]]], [[*(row[-1] for row in hinges), 0, 0], [bias]])


def fewest_hinges(f, hinges, n_points=40):
    """How many of the hinges, each looking to both sides, span f together with constants; or two more than lines."""
    points = np.random.default_rng(0).integers(-9, 10, (n_points, f.input_dim))
    values = np.array([v[0] for v in f(points).tolist()], dtype=object)
    forms = np.array([[int(a) for a in row] for row in hinges], dtype=object).reshape(-1, f.input_dim + 1)
    at_points = np.hstack([points, np.ones((n_points, 1), dtype=int)]) @ forms.T
    candidates = list(np.maximum(np.hstack([at_points, -at_points]), 0).T)
    constant = np.ones(n_points, dtype=object)
    for k in range(len(hinges), len(hinges) + 2):
        for chosen in combinations(candidates, min(k, len(candidates))):
            span = np.array([constant, *chosen], dtype=object)
            if rank(span) == rank(np.vstack([span, values])):
                return k
    return len(hinges) + 2


# Which functions ------------------------------------------------------------------------------------------


def test_the_maximum_of_three_numbers_has_none():
    # Mukherjee and Basu, 2017; Hertrich, Basu, Di Summa and Skutella, 2021, Section 2.
    for f in (maximum(x, y, 0), TropicalPolynomial.parse("max(x, y, 0)"), MaximumTree(3).network()):
        found = one_hidden_layer(f)
        assert isinstance(found, NotOneHiddenLayer)
        assert not found.exists
        assert found.check()
        assert not has_one_hidden_layer(f)


@pytest.mark.parametrize("k", range(3))
def test_a_trained_network_has_two_hidden_layers(k):
    found = one_hidden_layer(select_outputs(read(models.path("wine")), k))
    assert found.check()


def test_several_outputs_are_no_function():
    with pytest.raises(ShapeError, match="select_outputs"):
        one_hidden_layer(read(models.path("wine")))


def test_deep_networks_of_shallow_functions():
    # | |x| - 1 | - 1 ... bends at points: one input always has one hidden layer.
    (u,) = PiecewiseLinear.coordinates(1)
    zigzag = abs(abs(abs(u) - 4) - 2)
    assert one_hidden_layer(zigzag).verify()
    assert len(one_hidden_layer(zigzag).hinges) == 7
    # Along x + y = const in the plane; and a maximum over maxima that is one of two numbers.
    assert one_hidden_layer(zigzag.compose([[1, 1]])).verify()
    assert one_hidden_layer(maximum(maximum(x, y) - y, maximum(x, y) - x) + y).size == 3


# Sizes: examples ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "size"),
    [
        (PiecewiseLinear.affine([0, 0], 5), 0),
        (x + y - 1, 2),
        (maximum(x, y), 3),  # y + [x - y]_+: the gradients 0 and (1, 1), and y is no multiple of x - y
        (maximum(x, 0) + maximum(y, 0), 2),
        (maximum(x, 0) + maximum(-y, 0) + y, 2),  # [y]_+ = [-y]_+ + y
        (maximum(x, 0) + 2 * maximum(y, 0) + y, 3),
        (abs(x), 2),
        (abs(x) + abs(y), 4),
        (abs(x) + abs(x - 1), 2),  # one looks to the left, one to the right
        (abs(x) + abs(x - 1) + abs(x - 2), 4),  # parallel hyperplanes: one pair is enough
        (abs(x) + abs(y) + abs(x + y), 3),  # x + y - (x + y) = 0
    ],
)
def test_sizes(f, size):
    found = one_hidden_layer(f)
    assert isinstance(found, OneHiddenLayer)
    assert found.verify()
    assert found.size == size == found.network().size
    assert found.bounds == (size, size)


@pytest.mark.parametrize(
    ("generators", "more"),
    [
        ([[1, 0], [0, 1], [1, 1]], 0),
        ([[1, 0], [0, 1], [2, 1]], 1),
        ([[1, 0], [0, 1]], 2),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], 2),
        ([[1, 0], [0, 1], [1, 2], [2, 3]], 0),
    ],
)
def test_support_functions_of_zonotopes(generators, more):
    """sum |b x| takes m neurons if signed generators add up to 0; m + 1 if they add up to a multiple of one."""
    b = np.array(generators)
    f = Network.from_arrays([np.vstack([b, -b]), [[1] * (2 * len(b))]])
    found = one_hidden_layer(f)
    assert found.size == len(b) + more
    assert found.verify()
    assert found.size <= f.size == 2 * len(b)


@pytest.mark.parametrize(
    ("domain", "size"),
    [
        ("[0,inf]xR", 2),  # x alone is bounded below
        ("Rx[0,inf]", 3),
        ("[-1,1]xR", 2),
        ("Rx[-1,1]", 3),
        ("[-1,1]^2", 2),
    ],
)
def test_linear_neurons_on_a_domain(domain, size):
    f = (maximum(y, 0) + 3 * x).restricted(Polyhedron.parse(domain) + RationalArray([0, "-1/2"]))
    found = one_hidden_layer(f)
    assert found.size == size
    assert found.verify()


def test_a_linear_neuron_needs_the_right_sides():
    quadrant = Polyhedron.parse("[0,inf]x[0,inf]")
    # |x - y| = 2 [x - y]_+ - x + y; the rest is neither bounded below nor above, but so it is with y, or with x.
    f = (abs(x - y) + 3 * x).restricted(quadrant)
    found = one_hidden_layer(f)
    assert (found.size, found.verify()) == (2, True)
    assert one_hidden_layer((maximum(x - y, 0) + 3 * x - 4 * y).restricted(quadrant)).size == 3
    # An affine function takes one neuron if it is bounded on one side, and two if not.
    assert one_hidden_layer((x + y).restricted(quadrant)).size == 1
    assert one_hidden_layer((-x - y).restricted(quadrant)).size == 1
    assert one_hidden_layer((x - y).restricted(quadrant)).size == 2
    assert one_hidden_layer((x - y).restricted(cube(2))).size == 1


# Sizes: second algorithms ---------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(functions(5))
def test_one_dimension(f):
    found = one_hidden_layer(f)
    assert found.size == smallest_size(f).size
    assert found.verify()


@pytest.mark.parametrize("seed", range(30))
def test_sizes_against_the_span_of_hinges(seed):
    rng = np.random.default_rng(seed)
    n, m = 2 + seed % 2, int(rng.integers(1, 5))
    candidates = np.hstack([rng.integers(-1, 2, (20, n)), rng.integers(-1, 2, (20, 1))])
    hinges = []
    for row in candidates.tolist():
        first = next((a for a in row if a), 0)
        if any(row[:-1]) and (row := [first * a for a in row]) not in hinges and len(hinges) < m:
            hinges.append(row)
    jumps = rng.choice([-2, -1, 1, 2], m).tolist()
    chosen = rng.integers(0, 2, m)
    # Half of the time a rest that flips make vanish, or one near to it.
    rest = -(np.array(hinges) * np.array(jumps)[:, None] * chosen[:, None]).sum(axis=0)
    rest = rest + (0, np.array(hinges[0]), rng.integers(-1, 2, n + 1))[seed % 3]
    f = hinges_and_affine(hinges, jumps, rest.tolist())
    found = one_hidden_layer(f)
    assert found.hinges.tolist() == sorted(hinges)
    assert found.verify()
    assert found.size == fewest_hinges(f, hinges)
    inside = one_hidden_layer(PiecewiseLinear(f, box([-9] * n, [9] * n)))
    assert inside.verify()
    assert inside.size == min(found.size, m + 1)


@pytest.mark.parametrize("seed", range(20))
def test_networks_with_duplicate_parallel_dead_and_cancelling_neurons(seed):
    rng = np.random.default_rng(seed)
    n, m = 2 + seed % 2, 5
    forms = rng.integers(-2, 3, (m, n + 1))
    forms[1] = 2 * forms[0]
    forms[2, :-1] = forms[0, :-1]
    forms[3, :-1] = 0
    weights = rng.integers(-2, 3, m)
    forms, weights = np.vstack([forms, -forms[4:]]), np.append(weights, rng.choice([weights[4], -weights[4]]))
    net = Network.from_arrays([forms[:, :-1], [weights]], [forms[:, -1], [7]])
    found = one_hidden_layer(net)
    assert found.verify()
    # Neurons with the same hyperplane and side are one.
    merged = {}
    for row, weight in zip(forms.tolist(), weights.tolist(), strict=True):
        if any(row[:-1]):
            factor = np.gcd.reduce(row)
            key = tuple(a // factor for a in row)
            merged[key] = merged.get(key, 0) + weight * factor
    sides = {key: weight for key, weight in merged.items() if weight}
    jumps = {}
    for key, weight in sides.items():
        line = max(key, tuple(-a for a in key))
        jumps[line] = jumps.get(line, 0) + weight
    bends = [line for line, jump in jumps.items() if jump]
    assert len(found.hinges) == len(bends)
    assert len(bends) <= found.size <= len(sides)


# Limits, and values ---------------------------------------------------------------------------------------


def test_bounds_where_the_size_is_not_decided():
    rng = np.random.default_rng(0)
    hinges = rational_array(rng.standard_normal((60, 4)))
    jumps = [Fraction(1)] * 60
    # A rest that some flips make vanish: it is not found, but not excluded either.
    found = smallest_sum(hinges, jumps, -hinges[::2].sum(axis=0))
    assert (found.lower_bound, len(found.neurons), found.is_smallest) == (60, 62, False)
    one = OneHiddenLayer(PiecewiseLinear.affine([0, 0, 0]), hinges, tuple(jumps), -hinges[::2].sum(axis=0))
    assert one.bounds == (60, 62)
    with pytest.raises(UndecidedError, match="at least 60 and at most 62"):
        _ = one.size
    # A rest that is out of reach leaves the second case open or excludes it.
    far = smallest_sum(hinges, jumps, RationalArray([10**6, 10**5, 10**4, 0]))
    assert (far.lower_bound, far.is_smallest) == (62, True)


def test_values():
    found = one_hidden_layer(abs(x) + abs(y))
    assert pickle.loads(pickle.dumps(found)) == found
    assert one_hidden_layer(maximum(y, -y) + abs(x)) == found
    refuted = one_hidden_layer(maximum(x, y, 0))
    assert pickle.loads(pickle.dumps(refuted)) == refuted
    other = NotOneHiddenLayer(abs(x).restricted(box([-5, -5], [5, 5])), refuted.witness)
    assert not other.check()


def test_the_theorem():
    theorem = WholeHyperplanes()
    for f in (abs(x) + y, x, maximum(x, y, 0), MaximumTree(4).network(), maximum(x, 0).restricted(cube(2))):
        assert theorem.check(f).outcome == "holds"
    verdict = theorem.check(maximum(x, y, 0))
    assert verdict.witness.check()
