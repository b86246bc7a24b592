"""Classes along a line: point by point, against the decision boundary of the restricted network, and by formula."""

from fractions import Fraction
from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import box, decision_boundary, models, read
from tropnet.analysis.line_classes import classes_along
from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.fraction_arrays import FractionArray
from tropnet.models.train import data
from tropnet.networks import Activation, Dense, Network, Reshape, absolute, restrict_to_line


@st.composite
def classifiers(draw):
    """Small integer networks with two inputs: ties on whole intervals are common."""
    widths = [2, *draw(st.lists(st.integers(1, 4), min_size=1, max_size=2)), draw(st.integers(1, 4))]
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    shapes = list(zip(widths[1:], widths, strict=False))
    weights = [rng.integers(-2, 3, size=shape).tolist() for shape in shapes]
    return Network.from_arrays(weights, [rng.integers(-2, 3, size=shape[0]).tolist() for shape in shapes])


def changes_by_slicing(boundary):
    """The points and classes of a classifier with one input, read off its cells."""
    cells = sorted(boundary.regions, key=lambda cell: cell.interior_point[0])
    labels = [label for label, _ in groupby(int(boundary.class_of_cell[cell.index]) for cell in cells)]
    return sorted(piece.vertices[0, 0] for piece in boundary.pieces), tuple(labels)


def inner_points(found):
    for low, high, label in found.intervals:
        ends = [end for end in (low, high) if end is not None]
        middle = sum(ends) / max(len(ends), 1)
        yield middle + (high is None) - (low is None), label


@settings(max_examples=60)
@given(classifiers(), st.lists(st.integers(-3, 3), min_size=4, max_size=4))
def test_cells_of_the_restricted_network_tell_the_same(net, ends):
    p, q = ends[:2], ends[2:]
    if p == q:
        return
    found = classes_along(net, p, q)
    assert (list(found.points), found.classes) == changes_by_slicing(
        decision_boundary(restrict_to_line(net, p, q))
    )
    assert all(a < b for a, b in pairwise(found.points))
    assert all(a != b for a, b in pairwise(found.classes))
    for t, label in inner_points(found):
        values = net([a + t * (b - a) for a, b in zip(p, q, strict=True)]).tolist()
        scores = [0, *values] if len(values) == 1 else values
        # Inside an interval there may be a tie, at a single point.
        assert scores[label] == max(scores)


@settings(max_examples=30)
@given(classifiers(), st.fractions(-2, 2, max_denominator=6), st.fractions(0, 2, max_denominator=6))
def test_a_part_of_the_line(net, low, length):
    high = low + length + Fraction(1, 7)
    found = classes_along(net, [0, 1], [1, -1], low=low, high=high)
    inside = decision_boundary(restrict_to_line(net, [0, 1], [1, -1]), within=box([low], [high]))
    assert (list(found.points), found.classes) == changes_by_slicing(inside)
    assert (found.intervals[0][0], found.intervals[-1][1]) == (low, high)


@pytest.mark.parametrize("k", [2, 3, 7])
def test_tangents_of_a_parabola_win_one_after_the_other(k):
    lines = Network.sequential([Dense([[2 * i] for i in range(k)], [-i * i for i in range(k)])], 1)
    found = classes_along(lines, [0], [1])
    assert found.points == FractionArray.of([Fraction(2 * i + 1, 2) for i in range(k - 1)])
    assert found.classes == tuple(range(k))


def test_the_threshold_and_the_two_classes():
    size = Network.sequential([Activation(absolute())], 1)
    assert classes_along(size, [0], [1], threshold="1/3").points == FractionArray.of(["-1/3", "1/3"])
    # |x| is 0 at one point only, which is no interval
    assert classes_along(size, [0], [1]).intervals == ((None, None, 1),)
    assert classes_along(-size, [0], [1]).classes == (0,)
    three = Network.sequential([Dense([[1], [0], [5]])], 1)
    assert classes_along(three, [0], [1], classes=(1, 0)).classes == (0, 1)
    with pytest.raises(InputError, match="two different outputs"):
        classes_along(three, [0], [1], classes=(1, 3))
    with pytest.raises(InputError, match="there are 3"):
        classes_along(three, [0], [1], threshold=1)


def test_a_change_at_the_end_of_the_part_is_none():
    step = Network.sequential([Dense([[1]])], 1)
    assert classes_along(step, [0], [1], low=0).intervals == ((0, None, 1),)
    assert classes_along(step, [0], [1], high=0).intervals == ((None, 0, 0),)


def test_inputs_of_any_shape():
    net = Network.sequential([Reshape([4]), Dense([[1, 1, 1, 1]], [-2])], (2, 2))
    assert list(classes_along(net, np.zeros((2, 2)), np.ones((2, 2))).points) == [Fraction(1, 2)]
    with pytest.raises(ShapeError, match="point 0"):
        classes_along(net, [0, 0, 0, 0], np.ones((2, 2)))


def test_the_classes_between_two_wines():
    net, (wines, _) = read(models.path("wine")), data("wine")
    found = classes_along(net, wines[99], wines[138], low=0, high=1)
    sliced = decision_boundary(restrict_to_line(net, wines[99], wines[138]), within=box([0], [1]))
    assert (list(found.points), found.classes) == changes_by_slicing(sliced)
    assert len(found.points) > 2


def test_errors():
    step = Network.sequential([Dense([[1]])], 1)
    for low, high in ((1, 1), (2, 1)):
        with pytest.raises(InputError, match="give low < high"):
            classes_along(step, [0], [1], low=low, high=high)
    with pytest.raises(InputError, match="two different points"):
        classes_along(step, [1], [1])
    with pytest.raises(NotRationalError, match="low"):
        classes_along(step, [0], [1], low=float("nan"))
