"""The decision boundary as mixed cells is the point set that the complex of the network gives."""

import pickle
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials

from tropnet import cube, decision_boundary
from tropnet.analysis.components import components, n_labels
from tropnet.analysis.tropical_boundary import tropical_decision_boundary
from tropnet.errors import InputError, NotRationalError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Network
from tropnet.polyhedra.measures.moments import normalized_volume
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational


def layerwise(weights, biases):
    """Numerator and denominator of a dense network by Proposition 5.1 of Zhang, Naitzat and Lim 2018."""
    n = len(weights[0][0])
    one = TropicalPolynomial.constant(0, n)
    F, G = list(TropicalPolynomial.variables(n)), [one] * n

    def combination(row, plus, minus, constant):
        total = TropicalPolynomial.constant(constant, n)
        for w, f, g in zip(row, plus, minus, strict=True):
            total = (total * (f if w > 0 else g).dilated(abs(w))).essential
        return total

    for k, (W, b) in enumerate(zip(weights, biases, strict=True)):
        H = [combination(row, F, G, c) for row, c in zip(W, b, strict=True)]
        G = [combination(row, G, F, 0) for row in W]
        F = [(h + g).essential for h, g in zip(H, G, strict=True)] if k < len(weights) - 1 else H
    return F[0] / G[0]


def random_layers(seed, widths):
    """Small integers, so that dead neurons, plateaus and walls on the boundary are frequent."""
    rng = np.random.default_rng(seed)
    weights = [rng.integers(-2, 3, shape[::-1]).tolist() for shape in pairwise(widths)]
    return weights, [rng.integers(-2, 3, width).tolist() for width in widths[1:]]


def same_point_set(pieces, parts, box):
    """Each part lies in a piece, and in the box the parts have together the size of the pieces.

    Pieces meet in sets of smaller dimension only, and so do parts; and a part has the lattice of its piece.
    """
    for part in parts:
        assert any(all(piece.contains(x) for x in (part & box).vertices) for piece in pieces)
        assert any(part & piece == part for piece in pieces)
    sizes = [
        sum(normalized_volume(p & box) for p in one if (p & box).dim == p.dim) for one in (pieces, parts)
    ]
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize("widths", [(1, 3, 1), (1, 3, 2, 1), (2, 3, 1), (2, 3, 2, 1), (3, 3, 1)])
@pytest.mark.parametrize("threshold", [0, "3/2"])
def test_it_is_the_decision_boundary_of_the_network(widths, threshold):
    found = 0
    for seed in range(5):
        weights, biases = random_layers(seed, widths)
        expected = decision_boundary(Network.from_arrays(weights, biases), threshold=threshold)
        boundary = tropical_decision_boundary(layerwise(weights, biases), threshold)
        same_point_set(boundary.pieces, list(expected.pieces), 5000 * cube(widths[0]))
        found += len(boundary)
    assert found


def test_a_plateau_at_the_threshold():
    """relu(x) + relu(y) is 0 on a quadrant, where the predicted class is 0; the boundary is its boundary."""
    weights, biases = [[[1, 0], [0, 1]], [[1, 1]]], [[0, 0], [0]]
    boundary = tropical_decision_boundary(layerwise(weights, biases))
    (quadrant,) = boundary.level_set
    assert quadrant.dim == 2
    assert quadrant.rays == RationalArray([[-1, 0], [0, -1]])
    same_point_set(
        boundary.pieces, list(decision_boundary(Network.from_arrays(weights, biases)).pieces), cube(2)
    )
    assert len(boundary) == 2


def test_touching_is_no_crossing():
    """-|x + y| reaches 0 on a line and is nowhere positive: level set without a boundary."""
    f = TropicalPolynomial.constant(0, 2) / TropicalPolynomial([[1, 1], [-1, -1]], [0, 0])
    boundary = tropical_decision_boundary(f)
    assert len(boundary) == 0
    (line,) = boundary.level_set
    assert line.equations == RationalArray([[1, 1, 0]])
    # Seen from below, max(p, q) has that line among its facets.
    assert len(boundary.hypersurface.facets) == 1


quotients = st.tuples(*[polynomials(n=2, max_monomials=4, convention="max")] * 2)


@given(quotients, st.sampled_from([0, 1, "-1/2"]), st.data())
@settings(max_examples=20, deadline=None)
def test_the_level_set_is_where_the_function_has_the_value(pair, c, data):
    f = pair[0] / pair[1]
    boundary = tropical_decision_boundary(f, c)
    for piece in boundary.level_set:
        assert f(piece.interior_point) == Fraction(c)
        assert all(f(x) == Fraction(c) for x in piece.vertices)
    x = RationalArray(data.draw(st.lists(st.fractions(-2, 2, max_denominator=2), min_size=2, max_size=2)))
    assert any(piece.contains(x) for piece in boundary.level_set) == (f(x) == Fraction(c))


@given(quotients)
@settings(max_examples=20, deadline=None)
def test_pieces_separate_the_two_classes(pair):
    f = pair[0] / pair[1]
    boundary = tropical_decision_boundary(f)
    for cell in boundary.cells:
        x = cell.interior_point
        assert f(x) == 0
        # Across the piece, close to x, the class changes.
        above, below = (boundary.polynomial.exponents[i] for i in cell.dual.vertices)
        step = (above - below) * Fraction(1, 10**6)
        assert (f(x + step) > 0) != (f(x - step) > 0)


@given(quotients)
@settings(max_examples=20, deadline=None)
def test_the_components_of_each_side_are_at_most_the_regions(pair):
    """Zhang, Naitzat and Lim 2018, Proposition 6.1 (i)."""
    boundary = tropical_decision_boundary(pair[0] / pair[1])
    surface = boundary.hypersurface
    edges = np.array([facet.dual.vertices for facet in surface.facets], np.intp).reshape(-1, 2)
    # Monomials, not regions, are numbered: those of other monomials are isolated and not counted.
    is_region = np.isin(np.arange(boundary.polynomial.n_monomials), [r.monomials[0] for r in surface.regions])
    for side, p in zip((boundary.from_numerator, boundary.from_denominator), pair, strict=True):
        own = side & ~(boundary.from_numerator & boundary.from_denominator)
        inside = edges[own[edges].all(axis=1)] if len(edges) else edges
        labels = components(len(own), inside)
        assert len(set(labels[own & is_region].tolist())) <= p.n_regions
        assert n_labels(labels) <= len(own)


@given(quotients)
@settings(max_examples=10, deadline=None)
def test_min_plus_functions_have_the_same_boundary(pair):
    p, q = pair
    most, least = p / q, TropicalRational(-q, -p)
    assert {*tropical_decision_boundary(most, 1).pieces} == {*tropical_decision_boundary(least, 1).pieces}


def test_constants_and_infinity():
    zero, one = TropicalPolynomial.zero(2), TropicalPolynomial.constant(0, 2)
    assert tropical_decision_boundary(zero / one).pieces == ()
    assert tropical_decision_boundary(zero / one).level_set == ()
    assert tropical_decision_boundary(one).pieces == ()
    assert [piece.dim for piece in tropical_decision_boundary(one).level_set] == [2]
    assert tropical_decision_boundary(one, 1).level_set == ()
    with pytest.raises(InputError, match="tropical zero"):
        tropical_decision_boundary(TropicalPolynomial.zero(1, "min") / 0)
    with pytest.raises(NotRationalError, match="threshold"):
        tropical_decision_boundary(one, "half")


def test_values_survive_pickling():
    boundary = tropical_decision_boundary(TropicalPolynomial([[1], [-1]], [0, 0]), 2)
    assert sorted(piece.vertices[0, 0] for piece in boundary) == [-2, 2]
    again = pickle.loads(pickle.dumps(boundary))
    assert set(vars(again)) == {"function", "threshold"}
    assert again == boundary
